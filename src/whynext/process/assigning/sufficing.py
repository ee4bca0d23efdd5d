"""Which rows suffice: one is left out where another of its student and slot asks for less of what is shared.

Whether there is a plan does not change by that, nor what the cheapest one beyond its bounds costs. Where few
parts of an assignment are kept, most rows go: who may sit at a desk nobody else wants needs no other place.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from whynext.process.assigning.instance import Instance, Ints, Limit, Truths

_Item = tuple[int, float]
"""What a row asks for: a limit by number (or an option, as ``-1 - option``), and how much of it."""


def sufficient(instance: Instance, who: Ints) -> Truths:
    """Return the rows of some students that suffice, whatever the scores are.

    A row is left out if it can always be exchanged for another of the same student and slot: one that does
    not count for anything for which this one does not. Where a student may not have the same twice (a limit
    of one, of which each slot has one row), as many others as the student wants places suffice.

    Parameters
    ----------
    instance
        Limits that have a price are kept like the others.
    who
        The decisions that are open; of the others no row is among those returned.

    Examples
    --------
    Ana may sit at a desk, of which there is one, or stay where there is room for all:

    >>> from whynext.process.assigning.instance import Limit
    >>> many = np.array
    >>> desk = Limit(0, (), False, many([0]), many([1.0]), -np.inf, 1.0)
    >>> free = Instance(
    ...     many([0, 0]), many([0, 1]), many([0.0, 0.0]), many([False, False]), many([1]), many([0, 0]),
    ...     many([0, 0]), many([0, 0]), (desk,), (), (), ["ana"], ["desk", "floor"],
    ... )
    >>> sufficient(free, many([0])).tolist()
    [False, True]
    """
    slot = instance.slot[instance.option]
    protected, asks, alone = _asked(instance, slot)
    meets = _meets(instance)
    left = np.zeros(len(slot), bool)
    left[np.isin(instance.owner, who)] = True
    rows = np.flatnonzero(left)
    order = rows[np.lexsort((rows, slot[rows], instance.owner[rows]))]
    cuts = np.flatnonzero((np.diff(instance.owner[order]) != 0) | (np.diff(slot[order]) != 0)) + 1
    for group in np.split(order, cuts) if len(order) else []:
        wanted = int(instance.wanted[instance.owner[group[0]]])
        left[list(_needless(group.tolist(), wanted, protected, meets, asks, alone))] = False
    return left


def _needless(
    group: list[int],
    wanted: int,
    protected: Truths,
    meets: Truths,
    asks: dict[int, frozenset[_Item]],
    alone: Ints,
) -> Iterable[int]:
    """Return the rows of one student and slot that others make needless, those that ask for most first."""
    nothing: frozenset[_Item] = frozenset()
    plain: list[tuple[frozenset[_Item], int]] = []
    needless = []
    for row in sorted(group, key=lambda row: (bool(meets[row]), len(asks.get(row, nothing)), alone[row])):
        mine = asks.get(row, nothing)
        others = [one for what, one in plain if what <= mine]
        if not protected[row] and (len(others) >= wanted or any(one in (-1, alone[row]) for one in others)):
            needless.append(row)
        elif not meets[row]:
            plain.append((mine, int(alone[row])))
    return needless


def _meets(instance: Instance) -> Truths:
    """Tell of each row whether it matters in which sessions its students meet."""
    bound = instance.in_sessions & ((instance.smallest > 0) | (instance.largest < len(instance.owner)))
    for resource in instance.resources:
        bound[resource.needing] = True
    for limit in instance.limits:
        if limit.of_sessions:
            bound[limit.index] = True
    apart = np.zeros(len(instance.wanted), bool)
    for group in instance.apart:
        apart[list(group) if len(group) > 1 else []] = True
    return instance.in_sessions[instance.option] & (bound[instance.option] | apart[instance.owner])


def _asked(instance: Instance, slot: Ints) -> tuple[Truths, dict[int, frozenset[_Item]], Ints]:
    """Return which rows help others, what each row asks for, and the limit that lets it be had once."""
    protected = instance.must | (instance.in_sessions & (instance.smallest > 0))[instance.option]
    alone = np.full(len(slot), -1)
    items: dict[int, list[_Item]] = {}
    for number, limit in enumerate(instance.limits):
        if limit.of_sessions or not len(limit.index):
            continue
        rises, falls = limit.amount > 0, limit.amount < 0
        has_low, has_high = np.isfinite(limit.low), np.isfinite(limit.high)
        protected[limit.index[(rises & has_low) | (falls & has_high)]] = True
        asking = (rises & has_high) | (falls & has_low)
        index = limit.index[asking]
        if (alone[index] == -1).all() and _once(instance, slot, limit):
            alone[index] = number
            continue
        for row, amount in zip(index.tolist(), limit.amount[asking].tolist(), strict=True):
            items.setdefault(row, []).append((number, amount))
    return protected, {row: frozenset(each) for row, each in items.items()}, alone


def _once(instance: Instance, slot: Ints, limit: Limit) -> bool:
    """Tell whether a limit is of one student, who has a row of it in each slot at most."""
    owners, slots = instance.owner[limit.index], np.sort(slot[limit.index])
    return bool(
        limit.high >= 1
        and limit.low == -np.inf
        and (limit.amount == 1).all()
        and (owners == owners[0]).all()
        and (np.diff(slots) > 0).all()
    )
