"""Who sits in which session, and who and what serves it.

A plan says who has which option and how many sessions each has. Here the students of an option are divided
among its sessions, and every session gets its teacher, its room, and whatever else it needs. Every division
is as good as any other for the plan, so what people like decides: an own adviser, a room that is near,
classmates together.

What is best here is the largest sum of the worths of what is liked (:class:`Liking`). It is found exactly
where no option has several sessions, and also where those that have are liked for one kind of unit only and
neither groups nor people who are kept apart meet there. Otherwise the units are chosen as if it were so, and
the students are divided so that no exchange of two and no move of one would better it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations, product
from math import factorial

import numpy as np

from whynext.base.seed import uniform
from whynext.process.assigning.dividing import Division, divide, inseparable
from whynext.process.assigning.instance import Floats, Instance, Ints, Limit, Plan
from whynext.process.assigning.serving import Because, Held, Served, Unseatable, serve

_NONE = np.zeros(0, np.int64)
_TRIED = 24
"""In how many ways at most the units of an option are joined into sessions, of which the best is kept."""
_ROUNDS = 50
"""How often other units are looked for, where students who are kept apart do not fit into their seats."""


@dataclass(frozen=True, slots=True)
class Liking:
    """What is liked about a seating, and how much.

    Parameters
    ----------
    row, resource, unit, worth
        It is worth so much (finite; below 0: disliked) that the session of this row is served by this unit
        of this resource, by their numbers. All of one shape; a pair that is named twice counts twice.
    group
        Of each decision the group that likes to stay together, -1 for none. Shape (decisions,).
    together
        What each two students of one group are worth who share a session; not below 0.
    """

    row: Ints = field(default_factory=_NONE.copy)
    resource: Ints = field(default_factory=_NONE.copy)
    unit: Ints = field(default_factory=_NONE.copy)
    worth: Floats = field(default_factory=lambda: np.zeros(0))
    group: Ints | None = None
    together: float = 0.0


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits in which session, and what serves it.

    Parameters
    ----------
    session
        Of each row the number of its session of its option, from 1; 1 where the option does not meet in
        sessions, 0 where the row is not chosen. Shape (rows,).
    option, number
        The sessions there are, by option and number. Shape (sessions,).
    unit
        The unit of each resource that serves it, -1 where it needs none. Shape (sessions, resources).
    units
        The same by name of the resource, option and number of the session: the name of the unit.
    worth
        What is liked of it, as :class:`Liking` counts.
    """

    session: Ints
    option: Ints
    number: Ints
    unit: Ints
    units: Mapping[str, Mapping[tuple[int, int], str]]
    worth: float

    def serving(self, option: int, number: int) -> tuple[int, ...]:
        """Return the unit of each resource that serves a session, -1 for none."""
        found = np.flatnonzero((self.option == option) & (self.number == number))
        return tuple(self.unit[found[0]].tolist()) if len(found) else (-1,) * self.unit.shape[1]


def seat(
    instance: Instance, plan: Plan, liking: Liking | None = None, seed: bytes = b"", gap: float = 0.0
) -> Seating | Unseatable:
    """Return who sits in which session of a plan, and who and what serves it.

    Parameters
    ----------
    instance
        What was assigned.
    plan
        A valid plan of it.
    liking
        What is liked; nothing unless given.
    seed
        Decides between seatings that are liked the same. The same arguments give the same seating.
    gap
        How far from what is liked most the choice of units may be, as a share of it.

    Returns
    -------
    Seating or Unseatable
        In a seating every session has between ``smallest`` and ``largest`` students and no more than its
        units have seats; no two who are kept apart share one; no unit serves two in one slot, more than its
        share, or an option it may not. :class:`Unseatable` if there is none.

    Examples
    --------
    Four students, two sessions of art, two rooms; Ann and Ben are kept apart, and Cem likes the loft.

    >>> from whynext.process.assigning.instance import Resource, Status
    >>> whole = np.array([0, 1, 2, 3])
    >>> rooms = Resource(
    ...     "room", ("hall", "loft"), np.array([0, 0]), np.array([0, 1]), np.array([0]), np.array([9, 2]),
    ...     np.array([1, 1]),
    ... )
    >>> art = Instance(
    ...     owner=whole, option=whole * 0, score=np.ones(4), must=np.zeros(4, bool), wanted=np.ones(4, int),
    ...     slot=np.array([0]), smallest=np.array([2]), largest=np.array([3]), limits=(), resources=(rooms,),
    ...     apart=((0, 1),), names=["Ann", "Ben", "Cem", "Dua"], options=["art"],
    ... )
    >>> plan = Plan(Status.BEST, np.ones(4, bool), np.array([2]), 4.0, 4.0, 1)
    >>> likes = Liking(np.array([2]), np.array([0]), np.array([1]), np.array([1.0]))
    >>> seated = seat(art, plan, likes)
    >>> seated.session[0] != seated.session[1], seated.serving(0, int(seated.session[2])), seated.worth
    (np.True_, (1,), 1.0)
    """
    liking = liking or Liking()
    held = _held(instance, plan, liking, seed)
    without: list[Served] = []
    while True:
        served = serve(instance, held, without, gap)
        if isinstance(served, Unseatable):
            return _reason(instance, held, next(iter(without[-1]))[1]) if without else served
        divided = [_divided(instance, held, liking, option, served) for option in held.options]
        failed = [option for option, each in zip(held.options, divided, strict=True) if each is None]
        if not failed:
            made = [each for each in divided if each is not None]
            return _told(instance, plan, held, made)
        for option in failed:
            units = {key: each for key, each in served.items() if key[1] == option}
            if len(without) >= _ROUNDS or not units or not _fits_elsewhere(instance, held, option):
                return _reason(instance, held, option)
            without.append(units)


def arranged(
    instance: Instance,
    search: Callable[[Instance], Plan],
    liking: Liking | None = None,
    seed: bytes = b"",
    most: int = 8,
) -> tuple[Plan, Seating | Unseatable]:
    """Search for a plan until one can be seated; return it with its seating.

    Parameters
    ----------
    instance
        What is assigned.
    search
        Finds a plan of an instance.
    liking, seed
        See :func:`seat`.
    most
        How often it is searched at most. What was in the way is forbidden after each time (:func:`cut`).

    Returns
    -------
    tuple
        The last plan that has anything chosen, and its seating; or why it has none, if no further plan was
        found, or `most` were.
    """
    plan = search(instance)
    seating = seat(instance, plan, liking, seed)
    for _ in range(most - 1):
        if isinstance(seating, Seating):
            break
        instance = replace(instance, limits=(*instance.limits, cut(instance, seating)))
        further = search(instance)
        if not further.chosen.any():
            break
        plan, seating = further, seat(instance, further, liking, seed)
    return plan, seating


def cut(instance: Instance, found: Unseatable) -> Limit:
    """Return a limit under which the same cannot stand against a plan again.

    With it in the instance, search again. It forbids a little more than it must: students who are kept apart
    so that they do not fit into two sessions may fit into three; other students with those who cannot be
    divided may make it possible; and so may fewer students in sessions that no unit can serve.

    Parameters
    ----------
    instance
        What was assigned.
    found
        Why a plan of it could not be seated.
    """
    if found.why is Because.UNITS:
        index = np.array(found.options, np.int64)
        most = float(sum(found.sessions) - 1)
    else:
        mine = (instance.option == found.option) & np.isin(instance.owner, found.decisions)
        index = np.flatnonzero(mine)
        most = float(len(index) - 1)
    key = ("seating", found.why.value)
    return Limit(-1, key, found.why is Because.UNITS, index, np.ones(len(index)), -np.inf, most)


@dataclass(frozen=True, slots=True)
class _Sessions:
    """The sessions of one option: the place of each member among them, the units of each, what is liked."""

    option: int
    place: Ints
    unit: Ints
    worth: float


def _held(instance: Instance, plan: Plan, liking: Liking, seed: bytes) -> Held:
    """Return the options that are held in sessions, with their members in an order by lot.

    Each draws a lot of its own, and keeps its order whoever else is there.
    """
    rows = np.flatnonzero(plan.chosen & instance.in_sessions[instance.option])
    option = instance.option[rows]
    pairs = zip(instance.owner[rows].tolist(), option.tolist(), strict=True)
    lots = [uniform(seed, f"{instance.names[who]} {instance.options[what]}") for who, what in pairs]
    rows = rows[np.lexsort((np.array(lots), option))]
    options = np.flatnonzero(plan.sessions > 0)
    first = np.searchsorted(instance.option[rows], options)
    last = np.searchsorted(instance.option[rows], options, side="right")
    place = np.full(len(instance.owner), -1)
    place[rows] = np.arange(len(rows))
    worth = []
    for number, resource in enumerate(instance.resources):
        table = np.zeros((len(rows), len(resource.units)))
        mine = (liking.resource == number) & (place[liking.row] >= 0)
        np.add.at(table, (place[liking.row[mine]], liking.unit[mine]), liking.worth[mine])
        worth.append(table)
    return Held(
        options=options.tolist(),
        sessions={o: int(plan.sessions[o]) for o in options.tolist()},
        members={o: slice(a, b) for o, a, b in zip(options.tolist(), first, last, strict=True)},
        rows=rows,
        worth=tuple(worth),
        order=tuple(
            np.argsort([uniform(seed, f"{resource.name} {unit}") for unit in resource.units], kind="stable")
            for resource in instance.resources
        ),
    )


def _divided(instance: Instance, held: Held, liking: Liking, option: int, served: Served) -> _Sessions | None:
    """Return the best division of the students of one option found, None if they cannot be divided."""
    question = _question(instance, held, liking, option)
    ways = _joined(instance, held, option, served)
    found = divide([_served(instance, held, option, question, unit) for unit in ways])
    return None if found is None else _Sessions(option, found[1].place, ways[found[0]], found[1].worth)


def _served(instance: Instance, held: Held, option: int, question: Division, unit: Ints) -> Division:
    """Return the question with the seats of the units that serve each session, and what they are worth."""
    members, seats, value = held.members[option], question.seats, question.value
    for number, resource in enumerate(instance.resources):
        if unit[0, number] >= 0:
            seats = np.minimum(seats, resource.seats[unit[:, number]])
            value = value + held.worth[number][members][:, unit[:, number]]
    return replace(question, seats=seats, value=value)


def _question(instance: Instance, held: Held, liking: Liking, option: int) -> Division:
    """Return what is to be divided, without seats and worths."""
    rows = held.rows[held.members[option]]
    owners = instance.owner[rows]
    return Division(
        seats=np.full(held.sessions[option], instance.largest[option]),
        smallest=int(instance.smallest[option]),
        value=np.zeros((len(rows), held.sessions[option])),
        apart=_apart(instance, owners),
        group=np.full(len(rows), -1) if liking.group is None else liking.group[owners],
        together=liking.together,
    )


def _apart(instance: Instance, owners: Ints) -> tuple[tuple[int, ...], ...]:
    """Return the groups that are kept apart, as places in a list of decisions; none of fewer than two."""
    place = {owner: at for at, owner in enumerate(owners.tolist())}
    groups = (tuple(place[each] for each in group if each in place) for group in instance.apart)
    return tuple(group for group in groups if len(group) > 1)


def _joined(instance: Instance, held: Held, option: int, served: Served) -> list[Ints]:
    """Return ways in which the units that serve an option are joined, one row a session; the roomiest first.

    Joining those with many seats with those with many leaves most seats of all (their minimum is
    supermodular). Sessions are alike, so the units of the first resource stay where they are; so do those
    that nobody likes or dislikes and that seat all alike.
    """
    count = held.sessions[option]
    needed = [number for number in range(len(instance.resources)) if (number, option) in served]
    unit = np.full((count, len(instance.resources)), -1)
    differ = []
    for number in needed:
        mine = np.array(served[number, option], np.int64)
        seats = np.minimum(instance.resources[number].seats[mine], instance.largest[option])
        unit[:, number] = mine[np.argsort(-seats, kind="stable")]
        if np.ptp(seats) or np.ptp(held.worth[number][held.members[option]][:, mine], axis=1).any():
            differ.append(number)
    if len(differ) < 2 or factorial(count) ** (len(differ) - 1) > _TRIED:
        return [unit]
    ways = []
    for orders in product(permutations(range(count)), repeat=len(differ) - 1):
        way = unit.copy()
        for number, order in zip(differ[1:], orders, strict=True):
            way[:, number] = unit[list(order), number]
        ways.append(way)
    return ways


def _fits_elsewhere(instance: Instance, held: Held, option: int) -> bool:
    """Return whether the students of an option could be divided if every unit had seats enough."""
    return divide([_question(instance, held, Liking(), option)]) is not None


def _reason(instance: Instance, held: Held, option: int) -> Unseatable:
    """Return why the students of an option cannot be divided among its sessions."""
    question = _question(instance, held, Liking(), option)
    owners = instance.owner[held.rows[held.members[option]]]
    some = inseparable(question)
    why = Because.APART if some else Because.SIZES
    decisions = np.sort(owners[list(some)] if some else owners)
    return Unseatable(why, (option,), (held.sessions[option],), tuple(decisions.tolist()))


def _told(instance: Instance, plan: Plan, held: Held, made: Sequence[_Sessions]) -> Seating:
    """Return all sessions with their numbers."""
    session = np.where(plan.chosen, 1, 0)
    option: list[int] = []
    number: list[int] = []
    unit: list[Ints] = []
    for each in made:
        rows = held.rows[held.members[each.option]]
        new = _numbers(each, rows)
        session[rows] = new[each.place] + 1
        at = np.argsort(new)
        option += [each.option] * len(new)
        number += range(1, len(new) + 1)
        unit.append(each.unit[at])
    units = np.concatenate([np.zeros((0, len(instance.resources)), np.int64), *unit])
    return Seating(
        session.astype(np.int64),
        np.array(option, np.int64),
        np.array(number, np.int64),
        units,
        named(instance, list(zip(option, number, strict=True)), units),
        float(sum(each.worth for each in made)),
    )


def named(
    instance: Instance, sessions: list[tuple[int, int]], units: Ints
) -> dict[str, dict[tuple[int, int], str]]:
    """Return the units of sessions by name."""
    return {
        resource.name: {
            session: resource.units[unit]
            for session, unit in zip(sessions, units[:, number].tolist(), strict=True)
            if unit >= 0
        }
        for number, resource in enumerate(instance.resources)
    }


def _numbers(made: _Sessions, rows: Ints) -> Ints:
    """Return the number of each session from 0, in the order of its units, then of its first student."""
    count = len(made.unit)
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, made.place, rows)
    number = np.empty(count, np.int64)
    number[np.lexsort((first, *made.unit.T[::-1]))] = np.arange(count)
    return number
