"""What makes an assignment impossible as counting shows, all of it at once and without a solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Limit, Of, Part

_LEAST = 1e-6


class Sign(StrEnum):
    """By what it shows that parts cannot all be kept."""

    TOO_FEW_LEFT = "too few left"
    """A decision wants more places than there are slots in which it could have one."""
    LOCKED_TWICE = "locked twice"
    """A decision must have two rows of one slot, or more rows than it wants."""
    LOCKED_OUT = "locked out"
    """A row must be chosen that can never be."""
    LOCKED_OVER = "locked over"
    """What must be chosen is by itself more than a limit allows."""
    OUT_OF_REACH = "out of reach"
    """A limit that nothing can keep: its lower bound is above the upper, or more than there could be."""


@dataclass(frozen=True, slots=True)
class Obvious:
    """Parts that cannot all be kept, and by what it shows."""

    sign: Sign
    parts: tuple[Part, ...]


def obvious(instance: Instance) -> tuple[Obvious, ...]:
    """Return what counting shows to be impossible, everything that is found, in order.

    Of each finding no part is needless. If nothing is found, it may still be impossible.

    Examples
    --------
    Ana is locked into two things at the same time:

    >>> many = np.array
    >>> torn = Instance(
    ...     many([0, 0]), many([0, 1]), many([1.0, 1.0]), many([True, True]), many([1]), many([0, 0]),
    ...     many([0, 0]), many([0, 0]), (), (), (), ["ana"], ["art", "music"],
    ... )
    >>> [(each.sign.value, [part.of.value for part in each.parts]) for each in obvious(torn)]
    [('locked twice', ['must', 'must'])]
    """
    barred = _barred(instance)
    found = [
        *_too_few_left(instance, barred),
        *_locked_twice(instance),
        *_locked_out(instance, barred),
        *_over_and_out_of_reach(instance),
    ]
    return tuple(found)


def never(instance: Instance) -> dict[int, frozenset[Part]]:
    """Return the options that can never be had, each with parts that forbid it (others may forbid it too).

    An option can never be had if fewer students could come than its smallest session, if its smallest
    session is larger than its largest, if it needs a unit and none may serve it, or if one session is more
    than a limit allows.
    """
    could = np.bincount(instance.option, minlength=len(instance.slot))
    found: dict[int, frozenset[Part]] = {}
    for option in np.flatnonzero(instance.in_sessions & (could > 0)).tolist():
        small, large = Part(Of.SMALLEST, option), Part(Of.LARGEST, option)
        if could[option] < instance.smallest[option]:
            found[option] = frozenset([small])
        elif instance.smallest[option] > instance.largest[option]:
            found[option] = frozenset([small, large])
    for number, resource in enumerate(instance.resources):
        needing = resource.needing[instance.in_sessions[resource.needing]]
        for option in np.setdiff1d(needing, resource.option).tolist():
            found.setdefault(option, frozenset([Part(Of.UNITS, number, slot=int(instance.slot[option]))]))
    for number, limit in enumerate(instance.limits):
        if limit.of_sessions and _adds_up(limit):
            for option in limit.index[limit.amount > limit.high + _LEAST].tolist():
                if instance.in_sessions[option]:
                    found.setdefault(option, frozenset([Part(Of.LIMIT, number)]))
    return found


def _adds_up(limit: Limit) -> bool:
    """Tell whether a limit must be kept and nothing counts less than nothing."""
    return limit.price == FORBIDDEN and bool((limit.amount >= 0).all())


def _barred(instance: Instance) -> dict[int, frozenset[Part]]:
    """Return the rows that can never be chosen, each with the parts that forbid it."""
    options = never(instance)
    rows = np.flatnonzero(np.isin(instance.option, list(options)))
    found = {row: options[int(instance.option[row])] for row in rows.tolist()}
    for number, limit in enumerate(instance.limits):
        if not limit.of_sessions and _adds_up(limit):
            for row in limit.index[limit.amount > limit.high + _LEAST].tolist():
                found.setdefault(row, frozenset([Part(Of.LIMIT, number)]))
    return found


def _too_few_left(instance: Instance, barred: dict[int, frozenset[Part]]) -> Iterator[Obvious]:
    """Find who wants more than there are slots left; a part is named only if it is needed for that."""
    starts = np.searchsorted(instance.owner, np.arange(len(instance.wanted) + 1))
    slots = instance.slot[instance.option]
    is_open = np.ones(len(slots), bool)
    is_open[list(barred)] = False
    pairs = np.unique(np.stack([instance.owner[is_open], slots[is_open]]), axis=1)
    left = np.bincount(pairs[0], minlength=len(instance.wanted))
    for decision in np.flatnonzero(left < instance.wanted).tolist():
        mine = np.arange(starts[decision], starts[decision + 1])
        causes = {part for row in mine.tolist() for part in barred.get(row, ())}
        for part in sorted(causes, key=lambda part: (part.of is Of.LIMIT, part)):
            fewer = causes - {part}
            if _slots_left(slots, mine, barred, fewer) < instance.wanted[decision]:
                causes = fewer
        yield Obvious(Sign.TOO_FEW_LEFT, tuple(sorted(causes | {Part(Of.WANTED, decision)})))


def _slots_left(slots: Ints, rows: Ints, barred: dict[int, frozenset[Part]], kept: Set[Part]) -> int:
    """Return in how many slots a decision could have a row if only these parts forbade any."""
    return len({int(slots[row]) for row in rows.tolist() if row not in barred or not barred[row] <= kept})


def _locked_twice(instance: Instance) -> Iterator[Obvious]:
    by_slot: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(instance.must).tolist():
        key = (int(instance.owner[row]), int(instance.slot[instance.option[row]]))
        by_slot.setdefault(key, []).append(row)
    slots: dict[int, list[int]] = {}
    for (decision, _), rows in by_slot.items():
        slots.setdefault(decision, []).append(rows[0])
        for other in rows[1:]:
            yield Obvious(Sign.LOCKED_TWICE, _musts([rows[0], other]))
    for decision, rows in slots.items():
        most = int(instance.wanted[decision])
        if len(rows) > most:
            yield Obvious(Sign.LOCKED_TWICE, _musts(rows[: most + 1]))


def _musts(rows: Sequence[int]) -> tuple[Part, ...]:
    return tuple(Part(Of.MUST, row) for row in sorted(rows))


def _locked_out(instance: Instance, barred: dict[int, frozenset[Part]]) -> Iterator[Obvious]:
    for row in np.flatnonzero(instance.must).tolist():
        if row in barred:
            yield Obvious(Sign.LOCKED_OUT, tuple(sorted(barred[row] | {Part(Of.MUST, row)})))


def _over_and_out_of_reach(instance: Instance) -> Iterator[Obvious]:
    for number, limit in enumerate(instance.limits):
        part = Part(Of.LIMIT, number)
        if limit.price != FORBIDDEN:
            continue
        if limit.low > limit.high or _out_of_reach(instance, limit):
            yield Obvious(Sign.OUT_OF_REACH, (part,))
        elif not limit.of_sessions and _adds_up(limit):
            musts = np.flatnonzero(instance.must[limit.index] & (limit.amount <= limit.high))
            order = musts[np.argsort(-limit.amount[musts], kind="stable")]
            over = np.flatnonzero(np.cumsum(limit.amount[order]) > limit.high + _LEAST)
            if len(over):
                rows = limit.index[order[: over[0] + 1]].tolist()
                yield Obvious(Sign.LOCKED_OVER, (part, *_musts(rows)))


def _out_of_reach(instance: Instance, limit: Limit) -> bool:
    """Tell whether the most that everybody could add is below the lower bound, or nothing is too much."""
    if _adds_up(limit) and limit.high < 0:
        return True
    if limit.of_sessions or limit.low <= 0:
        return False
    best: dict[tuple[int, int], float] = {}
    for row, amount in zip(limit.index.tolist(), limit.amount.tolist(), strict=True):
        key = (int(instance.owner[row]), int(instance.slot[instance.option[row]]))
        best[key] = max(best.get(key, 0.0), amount)
    of_decision: dict[int, list[float]] = {}
    for (decision, _), amount in best.items():
        of_decision.setdefault(decision, []).append(amount)
    most = sum(
        sum(sorted(each, reverse=True)[: int(instance.wanted[decision])])
        for decision, each in of_decision.items()
    )
    return most < limit.low - _LEAST
