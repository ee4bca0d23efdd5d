"""The students of one option divided among its sessions.

Without people who are kept apart, and without groups that like to stay together, this is an assignment of
students to seats (`linear_sum_assignment`, exact). Who is kept apart is a program in whole numbers (HiGHS,
exact). For groups, students are then moved and exchanged as long as that is worth something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp  # type: ignore[import-untyped]

from whynext.process.assigning.instance import Floats, Ints, Truths
from whynext.process.assigning.serving import smallest_failing

_LEAST = 1e-9
"""What a change must be worth more to be made."""
_SOME = 6
"""How many divisions groups are looked at in, those that are best without."""
_CHANGES = 1_000
"""How many changes are made at most."""


@dataclass(frozen=True, slots=True)
class Division:
    """What is to be divided: students are numbers from 0, and so are sessions.

    Parameters
    ----------
    seats
        Of each session how many it takes. Shape (sessions,).
    smallest
        How many each takes at least.
    value
        What each session is worth to each student. Shape (students, sessions).
    apart
        Groups of students of whom no two share a session.
    group, together
        The group of each student, -1 for none; what each two of one group are worth who share a session.
    """

    seats: Ints
    smallest: int
    value: Floats
    apart: tuple[tuple[int, ...], ...]
    group: Ints
    together: float


@dataclass(frozen=True, slots=True)
class Divided:
    """The session of each student, shape (students,), and what is liked of it."""

    place: Ints
    worth: float


def divide(questions: Sequence[Division]) -> tuple[int, Divided] | None:
    """Return the best division that is found, and of which of several questions; None if there is none.

    Parameters
    ----------
    questions
        The same students and sessions, with different seats and values. The one whose values can be largest
        is taken, the first of equals; where groups like to stay together, the best of some of those.

    Examples
    --------
    >>> pair = np.array([0, 0, 1, 1])
    >>> divide([Division(np.array([2, 2]), 1, np.zeros((4, 2)), (), pair, 1.0)])[1].worth
    2.0
    """
    groups = questions[0].together > 0 and bool((questions[0].group >= 0).any())
    best: tuple[int, Divided] | None = None
    most = [_most(each) for each in questions]
    order = sorted((at for at in range(len(questions)) if most[at] > -np.inf), key=lambda at: -most[at])
    for done, at in enumerate(order):
        if best is not None and (done >= _SOME if groups else best[1].worth >= most[at] - _LEAST):
            break
        place = _seated(questions[at])
        if place is None:
            continue
        found = _grouped(questions[at], place) if groups else Divided(place, _value(questions[at], place))
        if best is None or found.worth > best[1].worth + _LEAST:
            best = at, found
    return best


def _most(question: Division) -> float:
    """Return what the values of a division can be at most, ``-inf`` if the numbers forbid every one."""
    students, sessions = question.value.shape
    if not sessions * question.smallest <= students <= int(question.seats.sum()):
        return -np.inf
    if (question.seats < question.smallest).any():
        return -np.inf
    return _value(question, _by_seats(question))


def _grouped(question: Division, place: Ints) -> Divided:
    """Return a division with its groups together as far as that is worth what is given up for it."""
    if len(question.seats) == 1:
        return Divided(place, _worth(question, place))
    drawn = _seated(replace(question, value=question.value + _homes(question)))
    ends = [_changed(question, each) for each in (place, drawn) if each is not None]
    return max(ends, key=lambda each: each.worth)


def inseparable(question: Division) -> tuple[int, ...]:
    """Return students who are so kept apart that they fit into no such sessions, none of them to spare.

    Sessions need not be filled for that. Nobody, if all fit.
    """
    held_apart = sorted({each for group in question.apart for each in group})

    def fails(some: tuple[int, ...] | list[int] | range) -> bool:
        chosen = list(some)
        place = {each: at for at, each in enumerate(chosen)}
        groups = (tuple(place[each] for each in group if each in place) for group in question.apart)
        few = replace(
            question,
            smallest=0,
            value=np.zeros((len(chosen), len(question.seats))),
            apart=tuple(group for group in groups if len(group) > 1),
        )
        return _apart(few) is None

    if not held_apart or not fails(held_apart):
        return ()
    return tuple(smallest_failing(held_apart, lambda some: fails(list(some))))


def _value(question: Division, place: Ints) -> float:
    return float(question.value[np.arange(len(place)), place].sum())


def _worth(question: Division, place: Ints) -> float:
    total = _value(question, place)
    if question.together:
        grouped = question.group >= 0
        key = question.group[grouped] * len(question.seats) + place[grouped]
        many = np.unique(key, return_counts=True)[1]
        total += question.together * float((many * (many - 1) // 2).sum())
    return total


def _seated(question: Division) -> Ints | None:
    """Return the division whose values are largest, nothing else looked at but who is kept apart."""
    return _apart(question) if question.apart else _by_seats(question)


def _by_seats(question: Division) -> Ints:
    """Assign students to seats; the first seats of each session are filled before the others."""
    session = np.repeat(np.arange(len(question.seats)), question.seats)
    nth = np.arange(len(session)) - np.repeat(np.cumsum(question.seats) - question.seats, question.seats)
    value = question.value[:, session]
    span = float(np.ptp(question.value)) if question.value.size else 0.0
    first = 2.0 * (len(value) + 1) * max(span, 1.0)
    student, seat = linear_sum_assignment(value + first * (nth < question.smallest), maximize=True)
    place = np.empty(len(value), np.int64)
    place[student] = session[seat]
    return place


def _apart(question: Division) -> Ints | None:
    """Return the division whose values are largest, with everybody apart who is kept so."""
    students, sessions = question.value.shape
    if not students:
        return np.zeros(0, np.int64)
    column = np.arange(students * sessions).reshape(students, sessions)
    rows = [column[each] for each in range(students)] + [column[:, each] for each in range(sessions)]
    low = [1.0] * students + [float(question.smallest)] * sessions
    high = [1.0] * students + question.seats.astype(np.float64).tolist()
    for group in question.apart:
        rows += [column[list(group), each] for each in range(sessions)]
        low += [-np.inf] * sessions
        high += [1.0] * sessions
    many = [len(each) for each in rows]
    at = (np.repeat(np.arange(len(rows)), many), np.concatenate(rows))
    matrix = sparse.csr_array((np.ones(sum(many)), at), (len(rows), column.size))
    found = milp(
        -question.value.ravel(),
        integrality=np.ones(column.size),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.argmax(found.x.reshape(students, sessions), axis=1)


def _homes(question: Division) -> Floats:
    """Return a value that draws each group to one session with seats for it: large groups choose first."""
    value = np.zeros(question.value.shape)
    left = question.seats.astype(np.int64).copy()
    groups, many = np.unique(question.group[question.group >= 0], return_counts=True)
    for at in np.lexsort((groups, -many)):
        mine = question.group == groups[at]
        liked = question.value[mine].sum(axis=0)
        home = int(np.lexsort((-liked, -np.minimum(left, many[at])))[0])
        left[home] = max(left[home] - many[at], 0)
        value[mine, home] = question.together * many[at]
    return value


def _changed(question: Division, place: Ints) -> Divided:
    """Move one student, or exchange two, as long as that is worth something; the best change first."""
    place, clash = place.copy(), _clashes(question)
    for _ in range(_CHANGES):
        if not _change(question, place, clash):
            break
    return Divided(place, _worth(question, place))


def _clashes(question: Division) -> Truths:
    students = len(question.value)
    clash = np.zeros((students, students), bool)
    for group in question.apart:
        clash[np.ix_(group, group)] = True
    np.fill_diagonal(clash, False)
    return clash


def _change(question: Division, place: Ints, clash: Truths) -> bool:
    """Make the best change in place; return whether there was one."""
    gain = _gains(question, place)
    students, sessions = gain.shape
    many = np.bincount(place, minlength=sessions)
    inside = np.zeros((students, sessions))
    np.add.at(inside.T, place, clash.astype(np.float64))
    moving = np.where((many < question.seats)[None, :] & (inside == 0), gain, -np.inf)
    moving[many[place] <= question.smallest] = -np.inf
    moving[np.arange(students), place] = -np.inf
    swapping = _swaps(question, place, clash, gain, inside)
    best, other = int(moving.argmax()), int(swapping.argmax())
    if max(moving.flat[best], swapping.flat[other]) <= _LEAST:
        return False
    if moving.flat[best] >= swapping.flat[other]:
        place[best // sessions] = best % sessions
    else:
        a, b = divmod(other, students)
        place[a], place[b] = place[b], place[a]
    return True


def _gains(question: Division, place: Ints) -> Floats:
    """Return what it is worth to move each student to each session, all others staying."""
    students, sessions = question.value.shape
    own = np.arange(students)
    gain = question.value - question.value[own, place][:, None]
    grouped = question.group >= 0
    number = np.unique(question.group[grouped], return_inverse=True)[1]
    mates = np.zeros((int(number.max()) + 1, sessions))
    np.add.at(mates, (number, place[grouped]), 1.0)
    there = np.zeros((students, sessions))
    there[grouped] = mates[number]
    there[own[grouped], place[grouped]] -= 1.0
    return np.asarray(gain + question.together * (there - there[own, place][:, None]))


def _swaps(question: Division, place: Ints, clash: Truths, gain: Floats, inside: Floats) -> Floats:
    """Return what it is worth to exchange each two students, ``-inf`` where it must not be."""
    there = gain[:, place]  # of the row's student, into the session of the column's
    both = there + there.T
    same = (question.group[:, None] == question.group[None, :]) & (question.group >= 0)[:, None]
    both = both - 2.0 * question.together * same  # each counted the other as a mate where it went
    free = inside[:, place] - clash == 0  # nobody there it is kept apart from, but for who leaves
    both[~(free & free.T)] = -np.inf
    both[place[:, None] == place[None, :]] = -np.inf
    return np.asarray(both)
