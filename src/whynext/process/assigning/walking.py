"""A seating with few walks: places that follow each other in a student's day are near where they can be.

Which option a student has is settled. Here the sessions of one slot after the other are seated anew, while
all others stay: a unit is liked the more, the more students it saves from a walk before or after. What
betters the whole is kept, and the slots are gone through until nothing does. It is begun twice: from the
seating that looks at no walks, and from one that is made slot by slot, where of those that come later it is
only foreseen where they may be. The better end is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from whynext.process.assigning.instance import Floats, Instance, Ints, Plan, Truths
from whynext.process.assigning.seating import Liking, Seating, named, seat

UNKNOWN = -1
"""Where it is not known where a place is: no walk from it or to it is counted."""
_ROUNDS = 4
"""How often all slots are gone through at most."""
_GAP = 0.02
"""So near to the best are the units of a slot chosen: the last hundredth takes ten times as long."""
_LEAST = 1e-9
"""What a change must be worth more to be made."""


@dataclass(frozen=True, slots=True)
class Walking:
    """Where places are, in which order, and what a walk costs.

    Parameters
    ----------
    resource
        The number of the resource whose units have a place.
    unit
        Where each of its units is, a number; :data:`UNKNOWN` if nobody has said. Shape (units,).
    option
        The same of each option whose sessions need no such unit. Shape (options,).
    order
        Of each slot: slots follow each other in its order; NaN where it is not known. Shape (slots,).
    cost
        What each walk counts against what is liked.
    """

    resource: int
    unit: Ints
    option: Ints
    order: Floats
    cost: float


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways from one place to the next: a row of the instance, and the row that follows it that day."""

    before: Ints
    after: Ints


def nearer(
    instance: Instance, plan: Plan, seating: Seating, liking: Liking, walking: Walking, seed: bytes = b""
) -> Seating:
    """Return a seating of which more is liked, less what its walks cost; the same if none is found.

    Parameters
    ----------
    instance, plan
        What was assigned.
    seating
        A valid seating of the plan.
    liking, seed
        See :func:`whynext.process.assigning.seating.seat`.
    walking
        What a walk is.

    Returns
    -------
    Seating
        As valid as the one that was given, and never worse. Not always the best: what only becomes better
        when two slots change at once is not found.
    """
    asked = _Asked(instance, plan, liking, walking, ways_of(instance, plan, walking), seed)
    slots = _slots(asked)
    drawn = _settled(asked, _foreseen(asked, seating, slots), slots)
    found = max(drawn, _settled(asked, seating, slots), key=lambda each: _total(asked, each))
    return replace(found, worth=worth(instance, found, liking))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: an assignment, its plan, what is liked, and what a walk is."""

    instance: Instance
    plan: Plan
    liking: Liking
    walking: Walking
    ways: Ways
    seed: bytes


def _foreseen(asked: _Asked, seating: Seating, slots: Sequence[int]) -> Seating:
    """Return a seating made slot by slot, where of each later one it is foreseen where it may be."""
    there = _shares(asked)
    for slot in slots:
        seating = _seated_again(asked, seating, slot, there) or seating
        here = asked.instance.slot[asked.instance.option] == slot
        there[here] = _placed(asked, seating)[here]
    return seating


def _settled(asked: _Asked, seating: Seating, slots: Sequence[int]) -> Seating:
    """Return a seating that no slot betters alone."""
    best = _total(asked, seating)
    settled: set[int] = set()
    for _ in range(_ROUNDS):
        for slot in slots:
            if slot in settled:
                continue
            settled.add(slot)
            found = _seated_again(asked, seating, slot, _placed(asked, seating))
            total = -np.inf if found is None else _total(asked, found)
            if found is not None and total > best + _LEAST:
                seating, best, settled = found, total, {slot}
    return seating


def ways_of(instance: Instance, plan: Plan, walking: Walking) -> Ways:
    """Return the ways of all students from one place of their day to the next."""
    order = walking.order[instance.slot[instance.option]]
    rows = np.flatnonzero(plan.chosen & np.isfinite(order))
    rows = rows[np.lexsort((order[rows], instance.owner[rows]))]
    owner = instance.owner[rows]
    follows = np.flatnonzero(owner[1:] == owner[:-1])
    return Ways(rows[follows], rows[follows + 1])


def walks(instance: Instance, seating: Seating, walking: Walking, ways: Ways) -> tuple[Truths, Truths]:
    """Return of each way whether it is known where both ends are, and whether it is a walk."""
    where = _where(instance, seating, walking)
    start, end = where[ways.before], where[ways.after]
    known = (start != UNKNOWN) & (end != UNKNOWN)
    return known, known & (start != end)


def worth(instance: Instance, seating: Seating, liking: Liking) -> float:
    """Return what is liked of a seating, as :class:`Liking` counts."""
    place = _session(instance, seating)
    here = place[liking.row]
    unit = np.full(len(here), -1)
    if len(seating.option):
        unit = np.where(here >= 0, seating.unit[here, liking.resource], -1)
    total = float(liking.worth[unit == liking.unit].sum())
    if liking.group is None:
        return total
    group = liking.group[instance.owner]
    rows = np.flatnonzero((place >= 0) & (group >= 0))
    _, many = np.unique(np.stack([place[rows], group[rows]]), axis=1, return_counts=True)
    return total + liking.together * float((many * (many - 1) // 2).sum())


def _total(asked: _Asked, seating: Seating) -> float:
    many = int(walks(asked.instance, seating, asked.walking, asked.ways)[1].sum())
    return worth(asked.instance, seating, asked.liking) - asked.walking.cost * many


def _session(instance: Instance, seating: Seating) -> Ints:
    """Return of each row the place of its session among the sessions of the seating, -1 where it has none."""
    most = int(max(seating.session.max(initial=0), seating.number.max(initial=0))) + 1
    keys = seating.option * most + seating.number
    order = np.argsort(keys)
    mine = np.where(seating.session > 0, instance.option * most + seating.session, -1)
    at = np.minimum(np.searchsorted(keys[order], mine), max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(mine), -1)
    return np.where(keys[order][at] == mine, order[at], -1)


def _where(instance: Instance, seating: Seating, walking: Walking) -> Ints:
    """Return where each row is, as it is seated."""
    place = _session(instance, seating)
    unit = np.full(len(place), -1)
    if len(seating.option):
        unit = np.where(place >= 0, seating.unit[place, walking.resource], -1)
    if not len(walking.unit):
        return walking.option[instance.option]
    return np.where(unit >= 0, walking.unit[unit], walking.option[instance.option])


def _placed(asked: _Asked, seating: Seating) -> Floats:
    """Return where each row is: shape (rows, places), the last for where it is not known."""
    where = _where(asked.instance, seating, asked.walking)
    there = np.zeros((len(where), _places(asked.walking)))
    there[np.arange(len(where)), where] = 1.0
    return there


def _shares(asked: _Asked) -> Floats:
    """Return how probable it is where each row will be, if any unit that may serve it is as likely."""
    instance, walking = asked.instance, asked.walking
    resource = instance.resources[walking.resource]
    of = np.zeros((len(instance.slot), _places(walking)))
    np.add.at(of, (resource.option, walking.unit[resource.unit]), 1.0)
    of /= np.maximum(of.sum(axis=1, keepdims=True), 1.0)
    free = np.flatnonzero(~np.isin(np.arange(len(of)), resource.needing))
    of[free] = 0.0
    of[free, walking.option[free]] = 1.0
    return np.asarray(of[instance.option])


def _places(walking: Walking) -> int:
    return int(max(walking.unit.max(initial=UNKNOWN), walking.option.max(initial=UNKNOWN))) + 2


def _slots(asked: _Asked) -> list[int]:
    """Return the slots from or to which somebody goes and in which units are to be had, in their order."""
    instance, walking, ways = asked.instance, asked.walking, asked.ways
    met = np.unique(instance.slot[instance.option[np.concatenate([ways.before, ways.after])]])
    needing = instance.resources[walking.resource].needing
    held = np.unique(instance.slot[needing[asked.plan.sessions[needing] > 0]])
    slots = np.intersect1d(met, held)
    return [int(each) for each in slots[np.argsort(walking.order[slots], kind="stable")]]


def _seated_again(asked: _Asked, seating: Seating, slot: int, there: Floats) -> Seating | None:
    """Return the seating with one slot seated anew so that it saves walks; None if there is nothing to save.

    `there` says where each row is, or how probable it is.
    """
    instance, plan = asked.instance, asked.plan
    saving = _saved(asked, slot, there)
    if not len(saving.row):
        return None
    here = instance.slot == slot
    others = ~here[seating.option]
    left = tuple(
        replace(each, at_most=each.at_most - np.bincount(used[used >= 0], minlength=len(each.units)))
        for each, used in zip(instance.resources, seating.unit[others].T, strict=True)
    )
    part = replace(
        plan, chosen=plan.chosen & here[instance.option], sessions=np.where(here, plan.sessions, 0)
    )
    liking = _both(asked.liking, saving)
    found = seat(replace(instance, resources=left), part, liking, asked.seed, _GAP)
    return _joined(instance, seating, found, others) if isinstance(found, Seating) else None


def _saved(asked: _Asked, slot: int, there: Floats) -> Liking:
    """Return how much each unit is liked for the walks that it saves the students of a slot."""
    instance, walking, ways = asked.instance, asked.walking, asked.ways
    resource = instance.resources[walking.resource]
    may = np.zeros((len(instance.slot), len(resource.units)), bool)
    may[resource.option, resource.unit] = True
    row = np.concatenate([ways.before, ways.after])
    other = np.concatenate([ways.after, ways.before])
    mine = instance.slot[instance.option[row]] == slot
    row, other = row[mine], there[other[mine]]
    near = other[:, walking.unit] + other[:, UNKNOWN:]
    near[:, walking.unit == UNKNOWN] = 1.0
    able = may[instance.option[row]]
    near -= np.where(able, near, 1.0).min(axis=1, initial=1.0, keepdims=True)
    at, unit = np.nonzero(able & (near > _LEAST))
    return Liking(row[at], np.full(len(at), walking.resource), unit, walking.cost * near[at, unit])


def _both(liking: Liking, more: Liking) -> Liking:
    """Return what is liked, and more units that are."""
    return replace(
        liking,
        row=np.concatenate([liking.row, more.row]),
        resource=np.concatenate([liking.resource, more.resource]),
        unit=np.concatenate([liking.unit, more.unit]),
        worth=np.concatenate([liking.worth, more.worth]),
    )


def _joined(instance: Instance, seating: Seating, found: Seating, others: Truths) -> Seating:
    """Return a seating with the sessions of one slot taken from another."""
    option, number, unit = (
        np.concatenate([getattr(seating, name)[others], getattr(found, name)])
        for name in ("option", "number", "unit")
    )
    order = np.lexsort((number, option))
    option, number, unit = option[order], number[order], unit[order]
    return Seating(
        np.where(found.session > 0, found.session, seating.session),
        option,
        number,
        unit,
        named(instance, list(zip(option.tolist(), number.tolist(), strict=True)), unit),
        seating.worth,
    )
