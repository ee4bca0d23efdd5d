"""Which units serve which options: teachers, rooms, and whatever else each session needs one of.

With one session of each option this is a flow: every session goes to a unit that may serve it, a unit takes
one a slot and so many in all; the linear program of a flow has whole corners, so that it is solved exactly at
once. Where an option has several sessions, which of its students would get the unit they like is part of the
same program. It is solved by HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from whynext.process.assigning.instance import Floats, Instance, Ints, Resource, Truths

Served = Mapping[tuple[int, int], tuple[int, ...]]
"""By resource and option: the units that serve its sessions, ascending."""

_DETAIL = 4_000
"""So many wishes of single students for units, in options of several sessions, are looked at exactly; where
they are more, each unit counts for as many as it would seat on average, those that like it most."""
_QUICKLY = 1_000
"""The same where the best need not be found."""
_NODES = 500
"""How many branches the program tries at most; with one session an option it needs none."""


class Because(StrEnum):
    """Why a plan cannot be seated."""

    APART = "apart"
    """These decisions are so kept apart that they do not fit into so many sessions of the option, filled up
    to its largest, nor into fewer. No plan has all of them there in so few sessions. One of them fewer, and
    they fit."""
    SIZES = "sizes"
    """Exactly these decisions cannot be divided into so many sessions of the option so that they are kept
    apart and no session is too small or too large for its units. With others, or more or fewer sessions,
    they may be."""
    UNITS = "units"
    """No units can serve so many sessions of these options at once with so many students: each session needs
    a unit with as many seats as its option's smallest. One option fewer, and they can."""


@dataclass(frozen=True, slots=True)
class Unseatable:
    """A plan whose numbers are right and that still cannot be seated.

    Parameters
    ----------
    why
        What stands against it.
    options, sessions
        Of which options, and how many sessions of each. One option, unless units are short.
    decisions
        Whose, ascending.
    """

    why: Because
    options: tuple[int, ...]
    sessions: tuple[int, ...]
    decisions: tuple[int, ...]

    @property
    def option(self) -> int:
        """The first of the options."""
        return self.options[0]


@dataclass(frozen=True, slots=True)
class Held:
    """The options that a plan holds in sessions, and what their students like.

    Parameters
    ----------
    options, sessions
        Which, ascending, and how many sessions of each.
    members, rows
        Of each option the part of `rows` that are its members; ``rows`` are rows of the instance.
    worth
        For each resource what each unit is worth to each of `rows`, shape (members of all, units).
    order
        For each resource its units in an order by lot: of equals the earlier is taken.
    """

    options: Sequence[int]
    sessions: Mapping[int, int]
    members: Mapping[int, slice]
    rows: Ints
    worth: tuple[Floats, ...]
    order: tuple[Ints, ...]

    def many(self, option: int) -> int:
        """Return how many students an option has."""
        return int(self.members[option].stop - self.members[option].start)


def serve(
    instance: Instance, held: Held, without: Sequence[Served] = (), gap: float = 0.0
) -> Served | Unseatable:
    """Return the units that serve every option, so that as much as can be is liked.

    Parameters
    ----------
    instance, held
        What was assigned, and what of it is held in sessions.
    without
        What must not be: none of these is among what is found.
    gap
        How far from the most that can be liked it may be, as a share of it. Above 0 fewer wishes of single
        students are looked at exactly.
    """
    found = _found(instance, held, held.options, without, gap)
    if found is not None:
        return found
    few = smallest_failing(held.options, lambda some: _found(instance, held, some, without) is None)
    decisions = {int(each) for o in few for each in instance.owner[held.rows[held.members[o]]]}
    return Unseatable(
        Because.UNITS, tuple(few), tuple(held.sessions[o] for o in few), tuple(sorted(decisions))
    )


def servable(instance: Instance, number: int, students: Ints, sessions: Ints) -> bool:
    """Return whether the units of one resource can serve so many sessions of each option at once.

    Parameters
    ----------
    instance, number
        Of which resource, by its number.
    students, sessions
        How many of each option. Shape (options,).
    """
    options = np.flatnonzero(sessions > 0).tolist()
    ends = np.cumsum(students[options])
    units = len(instance.resources[number].units)
    held = Held(
        options,
        {o: int(sessions[o]) for o in options},
        {o: slice(end - students[o], end) for o, end in zip(options, ends.tolist(), strict=True)},
        np.zeros(int(students[options].sum()), np.int64),
        tuple(np.zeros((int(students[options].sum()), units)) for _ in range(number + 1)),
        (np.arange(units),) * (number + 1),
    )
    program = _Program()
    columns = _columns(program, instance, held, number, options, False)
    _shared(program, instance, instance.resources[number], columns)
    return program.solved() is not None


def smallest_failing(everything: Sequence[int], fails: Callable[[Sequence[int]], bool]) -> list[int]:
    """Return a part of a list that fails, and of which no part fails.

    Parameters
    ----------
    everything
        A list that fails.
    fails
        Whether a part fails; whatever fails does so with more in it, too. (Asked about the logarithm of
        the length times for each that stays: Junker 2004, QuickXplain, AAAI-04.)

    Examples
    --------
    >>> smallest_failing(range(8), lambda some: {2, 5} <= set(some))
    [2, 5]
    """

    def within(base: list[int], added: bool, left: Sequence[int]) -> list[int]:
        if added and fails(base):
            return []
        if len(left) == 1:
            return list(left)
        half = len(left) // 2
        second = within(base + list(left[:half]), True, left[half:])
        first = within(base + second, bool(second), left[:half])
        return first + second

    return sorted(within([], False, list(everything)))


class _Program:
    """A program that is written row by row: columns with what they are worth, rows with bounds."""

    def __init__(self) -> None:
        self.worth: list[Floats] = []
        self.most: list[Floats] = []
        self.whole: list[Truths] = []
        self.columns = 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.bounds: list[tuple[float, float]] = []

    def add(self, worth: Floats, most: float, whole: bool) -> Ints:
        """Add columns and return their numbers."""
        many = len(worth)
        self.worth.append(worth)
        self.most.append(np.full(many, most))
        self.whole.append(np.full(many, whole))
        self.columns += many
        return np.arange(self.columns - many, self.columns)

    def keep(self, columns: Ints, amount: Floats | float, low: float, high: float) -> None:
        """Add a row."""
        row = np.full(len(columns), len(self.bounds))
        self.entries.append((row, columns, np.broadcast_to(np.asarray(amount, np.float64), columns.shape)))
        self.bounds.append((low, high))

    def solved(self, gap: float = 0.0) -> Floats | None:
        """Return the best values of the columns, None if nothing is possible."""
        if not self.columns:
            return np.zeros(0) if all(low <= 0 <= high for low, high in self.bounds) else None
        row, column, amount = (np.concatenate(each) for each in zip(*self.entries, strict=True))
        matrix = sparse.csr_array((amount, (row, column)), (len(self.bounds), self.columns))
        low, high = np.array(self.bounds).T
        found = milp(
            -np.concatenate(self.worth),
            integrality=np.concatenate(self.whole),
            bounds=Bounds(0, np.concatenate(self.most)),
            constraints=LinearConstraint(matrix, low, high),
            options={"mip_rel_gap": gap, "node_limit": _NODES},
        )
        return None if found.x is None else np.asarray(found.x)


def _found(
    instance: Instance, held: Held, options: Sequence[int], without: Sequence[Served], gap: float = 0.0
) -> dict[tuple[int, int], tuple[int, ...]] | None:
    """Return the units that serve some of the options best, None if none can."""
    program = _Program()
    columns: dict[tuple[int, int], tuple[Ints, Ints]] = {}
    detailed = _wishes(held, options) <= (_QUICKLY if gap else _DETAIL)
    for number, resource in enumerate(instance.resources):
        mine = _columns(program, instance, held, number, options, detailed)
        columns.update(mine)
        _shared(program, instance, resource, mine)
    for each in without:
        used = [at[np.isin(unit, each[key])] for key, (unit, at) in columns.items() if key in each]
        if len(used) == len(each):
            program.keep(np.concatenate(used), 1.0, -np.inf, sum(map(len, each.values())) - 1)
    found = program.solved(gap)
    if found is None:
        return None
    return {key: tuple(np.sort(unit[found[at] > 0.5]).tolist()) for key, (unit, at) in columns.items()}


def able(instance: Instance, number: int, option: int, students: int, sessions: int) -> Ints:
    """Return the units of a resource that may serve a session of an option and have seats enough.

    Parameters
    ----------
    instance, number, option
        Of which resource, by its number, and which option.
    students, sessions
        How many students it has in how many sessions: a unit for the only one seats all, one of several at
        least the option's smallest.
    """
    resource = instance.resources[number]
    units = resource.unit[resource.option == option]
    need = max(int(instance.smallest[option]), students if sessions == 1 else 0)
    return np.unique(units[resource.seats[units] >= need])


def _wishes(held: Held, options: Iterable[int]) -> int:
    """Return how many wishes single students of options with several sessions have for units."""
    several = [held.members[o] for o in options if held.sessions[o] > 1]
    return sum(int(np.count_nonzero(worth[each])) for worth in held.worth for each in several)


def _columns(
    program: _Program, instance: Instance, held: Held, number: int, options: Sequence[int], detailed: bool
) -> dict[tuple[int, int], tuple[Ints, Ints]]:
    """Add who may serve each option that needs one: return by option the units and their columns."""
    resource, made = instance.resources[number], {}
    needing = set(resource.needing.tolist())
    for option in options:
        if option not in needing:
            continue
        students, sessions = held.many(option), held.sessions[option]
        units = able(instance, number, option, students, sessions)
        units = held.order[number][np.isin(held.order[number], units)]
        worth = held.worth[number][held.members[option]][:, units]
        single = sessions == 1
        exact = detailed and not single and len(units) > sessions
        at = program.add(np.zeros(len(units)) if exact else _roughly(worth, sessions), 1.0, True)
        program.keep(at, 1.0, sessions, sessions)
        seats = np.minimum(resource.seats[units], instance.largest[option]).astype(np.float64)
        if not single and len(units) > sessions and np.sort(seats)[:sessions].sum() < students:
            program.keep(at, seats, students, np.inf)
        if exact:
            _liked(program, worth, at, seats, int(instance.smallest[option]))
        made[number, option] = (units, at)
    return made


def _roughly(worth: Floats, sessions: int) -> Floats:
    """Return what each unit is worth to those of the students who would like it most, so many as it seats.

    With one session these are all of them, and the sum is exact.
    """
    many = -(-len(worth) // sessions)
    return np.asarray(np.sort(worth, axis=0)[len(worth) - many :].sum(axis=0))


def _liked(program: _Program, worth: Floats, at: Ints, seats: Floats, smallest: int) -> None:
    """Add who of the students of an option with several sessions gets which unit that is worth more to them.

    What every unit is worth to a student at least they have in any case. Those who get nothing more only
    count (`others`).
    """
    more = worth - worth.min(axis=1, keepdims=True) if worth.size else worth
    student, unit = np.nonzero(more > 0)
    if not len(student):
        return
    gets = program.add(more[student, unit], 1.0, False)
    others = program.add(np.zeros(len(at)), float(len(worth)), False)
    program.keep(np.concatenate([gets, others]), 1.0, len(worth), len(worth))
    for each in np.unique(student):
        program.keep(gets[student == each], 1.0, -np.inf, 1.0)
    for pair, of in zip(gets.tolist(), unit.tolist(), strict=True):
        program.keep(np.array([pair, at[of]]), np.array([1.0, -1.0]), -np.inf, 0.0)
    for of in range(len(at)):
        sitting = np.append(gets[unit == of], others[of])
        amount = np.append(np.ones(len(sitting)), 0.0)
        both = np.append(sitting, at[of])
        amount[-1] = -seats[of]
        program.keep(both, amount, -np.inf, 0.0)
        amount = amount.copy()
        amount[-1] = -float(smallest)
        program.keep(both, amount, 0.0, np.inf)


def _shared(
    program: _Program,
    instance: Instance,
    resource: Resource,
    columns: Mapping[tuple[int, int], tuple[Ints, Ints]],
) -> None:
    """Add that no unit serves two in a slot, nor more than its share in all."""
    if not columns:
        return
    unit = np.concatenate([units for units, _ in columns.values()])
    at = np.concatenate([each for _, each in columns.values()])
    slot = np.concatenate([np.full(len(units), instance.slot[o]) for (_, o), (units, _) in columns.items()])
    for group in _alike(slot * (len(resource.units) + 1) + unit):
        if len(group) > 1:
            program.keep(at[group], 1.0, -np.inf, 1.0)
    for group in _alike(unit):
        most = int(resource.at_most[unit[group[0]]])
        if len(np.unique(slot[group])) > most:
            program.keep(at[group], 1.0, -np.inf, most)


def _alike(key: Ints) -> list[Ints]:
    """Return the places of equal keys, a list for each."""
    order = np.argsort(key, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else []
