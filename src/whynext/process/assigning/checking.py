"""What a plan goes beyond: every rule of an assignment looked at, one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Limit, Of, Part, Resource, Truths

_LEAST = 1e-6


def faults(instance: Instance, chosen: Truths, sessions: Ints) -> dict[Part, float]:
    """Return what a plan goes beyond, and by how many units; nothing if it is valid.

    It reads the rules and shares no code with the program or the search. Limits that have a price are no
    fault, whatever is paid for them.

    Parameters
    ----------
    instance
        What was assigned.
    chosen, sessions
        As in a :class:`~whynext.process.assigning.instance.Plan`.
    """
    students = np.bincount(instance.option[chosen], minlength=len(instance.slot))
    found = _of_decisions(instance, chosen) | _of_sizes(instance, students, sessions)
    found |= _of_limits(instance, chosen, sessions) | _of_groups(instance, chosen, sessions)
    for number, resource in enumerate(instance.resources):
        found |= _of_units(instance, number, resource, students, sessions)
    for row in np.flatnonzero(instance.must & ~chosen):
        found[Part(Of.MUST, int(row))] = 1.0
    return found


def value(instance: Instance, chosen: Truths, sessions: Ints) -> float:
    """Return the scores of a plan less what it pays."""
    paid = 0.0
    for limit in instance.limits:
        if limit.price != FORBIDDEN:
            paid += limit.price * _beyond(limit.low, _count(limit, chosen, sessions), limit.high)
    return float(instance.score[chosen].sum() - paid)


def _of_decisions(instance: Instance, chosen: Truths) -> dict[Part, float]:
    """Return who has fewer or more than are wanted; a second of one slot is none."""
    owner = instance.owner[chosen].tolist()
    slots = defaultdict(list)
    for decision, slot in zip(owner, instance.slot[instance.option[chosen]].tolist(), strict=True):
        slots[decision].append(slot)
    found = {}
    for decision, wanted in enumerate(instance.wanted.tolist()):
        has = slots[decision]
        wrong = max(abs(wanted - len(has)), len(has) - len(set(has)))
        if wrong:
            found[Part(Of.WANTED, decision)] = float(wrong)
    return found


def _of_sizes(instance: Instance, students: Ints, sessions: Ints) -> dict[Part, float]:
    found = {}
    columns = (instance.smallest, instance.largest, students, sessions)
    for option, (least, most, here, met) in enumerate(zip(*(each.tolist() for each in columns), strict=True)):
        if most and here > met * most:
            found[Part(Of.LARGEST, option)] = float(here - met * most)
        if here < met * least or (not most and met):
            found[Part(Of.SMALLEST, option)] = float(max(met * least - here, 1))
    return found


def _count(limit: Limit, chosen: Truths, sessions: Ints) -> float:
    counted = sessions if limit.of_sessions else chosen
    return float((counted[limit.index] * limit.amount).sum())


def _beyond(low: float, count: float, high: float) -> float:
    return max(low - count, count - high, 0.0)


def _of_limits(instance: Instance, chosen: Truths, sessions: Ints) -> dict[Part, float]:
    found = {}
    for number, limit in enumerate(instance.limits):
        over = _beyond(limit.low, _count(limit, chosen, sessions), limit.high)
        if limit.price == FORBIDDEN and over > _LEAST:
            found[Part(Of.LIMIT, number)] = over
    return found


def _of_groups(instance: Instance, chosen: Truths, sessions: Ints) -> dict[Part, float]:
    options = defaultdict(list)
    for decision, option in zip(
        instance.owner[chosen].tolist(), instance.option[chosen].tolist(), strict=True
    ):
        if instance.largest[option]:
            options[decision].append(option)
    found = {}
    for number, group in enumerate(instance.apart):
        together = Counter(option for decision in group for option in options[decision])
        over = max((count - int(sessions[option]) for option, count in together.items()), default=0)
        if over > 0:
            found[Part(Of.APART, number)] = float(over)
    return found


def _of_units(
    instance: Instance, number: int, resource: Resource, students: Ints, sessions: Ints
) -> dict[Part, float]:
    """Return where units are missing, by asking for the fewest further ones with which all are served."""
    needing = [o for o in resource.needing.tolist() if sessions[o] > 0 and instance.largest[o]]
    slots = sorted({int(instance.slot[o]) for o in needing})
    pairs = [
        (o, u) for o, u in zip(resource.option.tolist(), resource.unit.tolist(), strict=True) if o in needing
    ]
    # Unknowns: each pair, a further unit for each option, how far each unit goes beyond its share.
    units = len(resource.units)
    size = len(pairs) + len(needing) + units
    rows: list[tuple[dict[int, float], float, float]] = []
    served: dict[int, dict[int, float]] = {o: {len(pairs) + k: 1.0} for k, o in enumerate(needing)}
    # Sessions that are too large are a fault of their own; here they are as large as they must be.
    most = {o: int(max(instance.largest[o], -(-students[o] // sessions[o]))) for o in needing}
    seated = {o: {len(pairs) + k: float(most[o])} for k, o in enumerate(needing)}
    busy: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    loads: dict[int, dict[int, float]] = {u: {len(pairs) + len(needing) + u: -1.0} for u in range(units)}
    for column, (option, unit) in enumerate(pairs):
        served[option][column] = 1.0
        seated[option][column] = float(min(resource.seats[unit], most[option]))
        busy[unit, int(instance.slot[option])][column] = 1.0
        loads[unit][column] = 1.0
    rows += [(served[o], float(sessions[o]), float(sessions[o])) for o in needing]
    rows += [(seated[o], float(students[o]), np.inf) for o in needing]
    rows += [(each, -np.inf, 1.0) for each in busy.values()]
    rows += [(loads[u], -np.inf, float(resource.at_most[u])) for u in range(units)]
    further = _fewest(rows, size, len(pairs))
    found = {}
    for slot in slots:
        more = sum(further[len(pairs) + k] for k, o in enumerate(needing) if instance.slot[o] == slot)
        if more > _LEAST:
            found[Part(Of.UNITS, number, slot=slot)] = float(round(more))
    for unit in range(units):
        if further[len(pairs) + len(needing) + unit] > _LEAST:
            found[Part(Of.LOAD, number, unit=unit)] = float(round(further[len(pairs) + len(needing) + unit]))
    return found


def _fewest(rows: list[tuple[dict[int, float], float, float]], size: int, free: int) -> list[float]:
    """Return whole numbers within the bounds whose sum beyond the first `free`, of no price, is smallest."""
    if size == 0 or not rows:
        return [0.0] * size
    matrix = sparse.lil_array((len(rows), size))
    for row, (entries, _, _) in enumerate(rows):
        for column, amount in entries.items():
            matrix[row, column] = amount
    price = np.concatenate([np.zeros(free), np.ones(size - free)])
    high = np.concatenate([np.ones(free), np.full(size - free, np.inf)])
    bounds = LinearConstraint(matrix.tocsr(), [each[1] for each in rows], [each[2] for each in rows])
    solved = milp(price, integrality=np.ones(size), bounds=Bounds(0, high), constraints=bounds)
    return [float(each) for each in solved.x]
