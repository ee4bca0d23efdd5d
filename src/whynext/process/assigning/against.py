"""What of a plan stands against giving somebody a place, looked up and not solved.

Told is what would be exceeded if the decision got the row and nobody else changed: it gives up what it has
in the same slot, or else the least that it has. Sessions may be opened or closed for that. Where nothing
stands against it, the plan prefers what it has
(:attr:`Against.TAKEN`), or the search has not found it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Plan, Truths
from whynext.process.assigning.serving import servable
from whynext.process.assigning.tables import Counted, Tables

_LEAST = 1e-6


class Against(StrEnum):
    """What stands against a row."""

    TAKEN = "taken"
    """The decision has another row in the slot; `which` is that row, `amount` by how much its score is higher
    (below 0: lower)."""
    ENOUGH = "enough"
    """The decision has as many rows as it wants in other slots; `which` is the one with the lowest score,
    `amount` by how much that is higher than the row's."""
    MUST = "must"
    """What it would have to give up must be chosen; `which` is that row."""
    TOO_FEW = "too few"
    """The option is not held; `which` is the option, `amount` how many more would have to come."""
    FULL = "full"
    """All sessions of the option are at their largest; `which` is the option, `amount` how many more would
    have to come for a further session. At 0 there would be enough for one, and the rest says what stands
    against that."""
    UNITS = "units"
    """No unit is left for a further session; `which` is a resource."""
    SEATS = "seats"
    """The units that can serve the sessions have too few seats for one more; `which` is a resource, `amount`
    as with FULL."""
    LIMIT = "limit"
    """A limit would be missed; `which` is the limit, `amount` by how much more than now."""
    LEFT = "left"
    """Too few would be left in what the decision gives up; `which` is that option, `amount` how many fewer
    than its sessions need."""
    APART = "apart"
    """In each session there is somebody from whom the decision is kept apart; `which` is the group, `amount`
    as with FULL."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against a row."""

    kind: Against
    which: int
    amount: float = 1.0


def stands_against(
    instance: Instance, plan: Plan, row: int, tables: Tables | None = None
) -> tuple[Obstacle, ...]:
    """Return what stands against giving a row to its decision, if everybody else keeps what they have.

    Parameters
    ----------
    instance, plan
        What was assigned, and a valid plan of it in which the row is not chosen.
    row
        Which.
    tables
        Of the instance, where they have been worked out already.

    Examples
    --------
    >>> from whynext.process.assigning.instance import Limit, Status
    >>> many = np.array
    >>> one = Limit(0, (), False, many([0, 2]), np.ones(2), -np.inf, 1.0)
    >>> made = Instance(
    ...     many([0, 0, 1, 1]), many([0, 1, 0, 1]), many([9.0, 4.0, 8.0, 4.0]), many([False] * 4),
    ...     many([1, 1]), many([0, 0]), many([0, 0]), many([0, 0]), (one,), (), (),
    ...     ["Ana", "Ben"], ["art", "music"],
    ... )
    >>> plan = Plan(Status.BEST, many([True, False, False, True]), many([0, 0]), 13.0, 13.0, 1)
    >>> [(each.kind.value, each.which, each.amount) for each in stands_against(made, plan, 2)]
    [('taken', 3, -4.0), ('limit', 0, 1.0)]
    """
    if plan.chosen[row]:
        return ()
    tables = tables or Tables.of(instance)
    given_up, found = _given_up(instance, plan, row)
    after = plan.chosen.copy()
    after[given_up] = False
    after[row] = True
    sessions = plan.sessions.copy()
    found += _in_sessions(instance, plan, row, after, sessions)
    for left in {int(instance.option[each]) for each in given_up} - {int(instance.option[row])}:
        found += _left(instance, left, after, sessions)
    found += _limits(tables.of_rows, plan.chosen, after)
    found += _limits(tables.of_sessions, plan.sessions, sessions)
    return tuple(found)


def _given_up(instance: Instance, plan: Plan, row: int) -> tuple[list[int], list[Obstacle]]:
    """Return the rows that the decision would give up, and that they stand against it."""
    mine = np.flatnonzero((instance.owner == instance.owner[row]) & plan.chosen)
    slots = instance.slot[instance.option[mine]]
    same = mine[slots == instance.slot[instance.option[row]]].tolist()
    kind = Against.TAKEN
    if not same and len(mine) >= instance.wanted[instance.owner[row]]:
        spare = mine[~instance.must[mine]] if (~instance.must[mine]).any() else mine
        same, kind = [int(spare[np.argmin(instance.score[spare])])], Against.ENOUGH
    found = [
        Obstacle(Against.MUST, each)
        if instance.must[each]
        else Obstacle(kind, each, float(instance.score[each] - instance.score[row]))
        for each in same
    ]
    return same, found


def _in_sessions(instance: Instance, plan: Plan, row: int, after: Truths, sessions: Ints) -> list[Obstacle]:
    """Return what stands against one more in the option; a further session is put down in `sessions`."""
    option = int(instance.option[row])
    if not instance.in_sessions[option]:
        return []
    found: list[Obstacle] = []
    students = np.bincount(instance.option[after], minlength=len(sessions))
    here, met = int(students[option]), int(sessions[option])
    apart = _kept_apart(instance, plan, row, met)
    needed = [k for k, each in enumerate(instance.resources) if option in each.needing]
    cramped = [number for number in needed if met and not servable(instance, number, students, sessions)]
    if here <= met * instance.largest[option] and not apart and not cramped:
        return found
    missing = float(max(int(instance.smallest[option]) * (met + 1) - here, 0))
    if met == 0:
        found += [Obstacle(Against.TOO_FEW, option, missing)] if missing else []
    elif here > met * instance.largest[option]:
        found.append(Obstacle(Against.FULL, option, missing))
    found += [Obstacle(Against.APART, group, missing) for group in apart]
    sessions[option] += 1
    least = sessions * instance.smallest
    short = [number for number in needed if not servable(instance, number, least, sessions)]
    for number in set(needed) - set(short):
        still = not missing and not servable(instance, number, students, sessions)
        if still or number in cramped:
            found.append(Obstacle(Against.SEATS, number, max(missing, float(still))))
    return found + [Obstacle(Against.UNITS, number) for number in short]


def _left(instance: Instance, option: int, after: Truths, sessions: Ints) -> list[Obstacle]:
    """Return whether too few are left in an option; fewer sessions are put down if they are enough."""
    here, met = int((instance.option[after] == option).sum()), int(sessions[option])
    smallest = int(instance.smallest[option])
    if here >= smallest * met:
        return []
    fewer = here // smallest
    if here <= fewer * instance.largest[option] and not _together(instance, option, after, fewer):
        sessions[option] = fewer
        return []
    return [Obstacle(Against.LEFT, option, float(smallest * met - here))]


def _together(instance: Instance, option: int, after: Truths, met: int) -> bool:
    """Return whether more are kept apart in an option than there are sessions."""
    there = set(instance.owner[after & (instance.option == option)].tolist())
    return any(len(there & set(group)) > met for group in instance.apart)


def _kept_apart(instance: Instance, plan: Plan, row: int, met: int) -> list[int]:
    """Return the groups of which there is one in every session already."""
    decision, option = instance.owner[row], instance.option[row]
    there = set(instance.owner[plan.chosen & (instance.option == option)].tolist())
    return [
        number
        for number, group in enumerate(instance.apart)
        if met and decision in group and len(there & set(group) - {int(decision)}) >= met
    ]


def _limits(limits: Counted, before: Truths | Ints, after: Truths | Ints) -> list[Obstacle]:
    """Return the limits that must be kept and would be missed by more than now."""
    more = limits.beyond(after) - limits.beyond(before)
    worse = np.flatnonzero((more > _LEAST) & (limits.price == FORBIDDEN))
    return [Obstacle(Against.LIMIT, int(limits.number[each]), float(more[each])) for each in worse]
