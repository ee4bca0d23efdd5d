"""The matching with the largest total: a linear program, and where it falls between, a mixed-integer one.

That a student has one place at most in a period is said once for each student and period, not for every two
options that meet. So said, the corners of what is possible are nearly always whole: without options that take
two periods always, for then places flow from students through their periods to options and all bounds are
whole numbers (Hoffman and Kruskal 1956, Linear Inequalities and Related Systems 223). Where some wishes come
out between, only those are looked at again whose reduced cost says that they could matter, and the sum of
scores may then fall short of the largest by a ten-thousandth of the range of scores for each place; their
number never does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # type: ignore[import-untyped]

from whynext.base.errors import Problem, Refused

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]
Limits = tuple[sparse.csr_array, Floats]

_WHOLE = 1e-6  # so near to a whole number is whole
_SHORT = 1e-4  # of the range of scores, for each place: so much may be lost where wishes were in parts


def best_total(owner: Ints, wish: Ints, score: Floats, seats: Ints, periods: Truths, count: int) -> Truths:
    """Return which wishes are met: as many as can be, and of those ways one with the largest sum of scores.

    Parameters
    ----------
    owner, wish, score
        Who wishes for what, and how dear it is, shape (rows,).
    seats
        The places of each option, shape (options,).
    periods
        Which options take which periods, shape (options, periods); two that share one exclude each other.
    count
        How many places each may have.

    Raises
    ------
    Refused
        If the solver gives up.

    Examples
    --------
    One place, and two who want it; the second has nothing else:

    >>> owner, wish = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> one_each, together = np.array([1, 1]), np.zeros((2, 0), bool)
    >>> best_total(owner, wish, np.array([2.0, 1.0, 2.0]), one_each, together, 1).tolist()
    [False, True, True]
    """
    if len(owner) == 0:
        return np.zeros(0, bool)
    limits = _limits(owner, wish, seats, periods, count)
    worth = (score - score.min()) / (float(np.ptp(score)) or 1.0)  # from 0 to 1
    # One place more moves somebody out of each option at most, and so costs less than a point for each.
    most = _most(owner, wish, seats, count)
    met = _best(worth + (1.0 + len(seats)), limits)
    if met is not None and (met.sum() == most or periods.sum(axis=1).max(initial=0) < 2):
        return met
    # Where an option takes two periods, it may move more; no more than all who are met, and what may be lost.
    found = _best(worth + (1.0 + (1.0 + _SHORT) * most), limits, whole=True)
    assert found is not None
    return found


def _most(owner: Ints, wish: Ints, seats: Ints, count: int) -> int:
    """Return a number of places that cannot be surpassed."""
    by_option = np.minimum(np.bincount(wish, minlength=len(seats)), seats)
    by_student = np.minimum(np.bincount(owner), count)
    return int(min(by_option.sum(), by_student.sum()))


def _exclusive(periods: Truths) -> Truths:
    """Return the largest sets of options of which every two share a period, shape (options, sets).

    Three courses on Monday and Wednesday, Wednesday and Friday, Monday and Friday are such a set though no
    period has them all, and a row for each period alone would let half of each be given.
    """
    kinds, kind = np.unique(periods, axis=0, return_inverse=True)
    meets = kinds.astype(np.int64) @ kinds.T.astype(np.int64) > 0
    within = [
        sum(1 << int(other) for other in np.flatnonzero(row) if other != place)
        for place, row in enumerate(meets)
    ]
    some = sum(1 << int(place) for place in np.flatnonzero(np.diag(meets)))
    found: list[int] = []
    _grow(0, some, 0, within, found)
    if len(found) > _MOST_SETS:
        return periods
    sets = np.array([[bool(each >> place & 1) for each in found] for place in range(len(kinds))], bool)
    return np.asarray(sets.reshape(len(kinds), len(found))[kind.ravel()])


_MOST_SETS = 500  # of more, periods do as well


def _grow(members: int, may: int, done: int, within: Sequence[int], found: list[int]) -> None:
    """Add all largest sets that hold these members to what was found (Bron and Kerbosch 1973, CACM 16:575).

    Sets are numbers, a bit for each kind of option: those that may still come in, those that were looked at.
    """
    if not may and not done:
        if members:
            found.append(members)
        return
    if len(found) > _MOST_SETS:
        return
    pivot = max(_places(may | done), key=lambda each: (may & within[each]).bit_count())
    for each in _places(may & ~within[pivot]):
        _grow(members | 1 << each, may & within[each], done & within[each], within, found)
        may &= ~(1 << each)
        done |= 1 << each


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _best(worth: Floats, limits: Limits, whole: bool = False) -> Truths | None:
    """Return the wishes of the largest worth within the limits; None if some come out in parts.

    Parameters
    ----------
    whole
        Whether to make them whole, however long it takes.
    """
    matrix, most = limits
    found = linprog(-worth, A_ub=matrix, b_ub=most, bounds=(0, 1), method="highs-ds")
    if found.x is None:
        raise _gave_up(found.message)
    part = np.asarray(found.x)
    if np.all(np.minimum(part, 1.0 - part) < _WHOLE):
        return np.asarray(part > 0.5)
    if not whole:
        return None
    cost = np.abs(found.lower.marginals + found.upper.marginals)
    return _made_whole(worth, limits, part, np.asarray(cost))


def _limits(owner: Ints, wish: Ints, seats: Ints, periods: Truths, count: int) -> Limits:
    """Return what limits the wishes that are met: a row each for students, options, students' periods."""
    together = _exclusive(periods)
    row, column = np.nonzero(together[wish])
    meeting, sizes = np.unique(
        owner[row] * together.shape[1] + column, return_inverse=True, return_counts=True
    )[1:]
    several = sizes > 1  # one wish alone meets nothing
    number = (np.cumsum(several) - 1)[meeting]
    shared = several[meeting]
    every, students = np.arange(len(owner)), int(owner.max()) + 1
    parts = [
        (owner, every, np.full(students, float(count))),
        (wish, every, seats.astype(np.float64)),
        (number[shared], row[shared], np.ones(int(several.sum()))),
    ]
    members = [
        sparse.csr_array((np.ones(len(group)), (group, rows)), (len(most), len(owner)))
        for group, rows, most in parts
    ]
    return sparse.vstack(members, format="csr"), np.concatenate([most for _, _, most in parts])


def _made_whole(worth: Floats, limits: Limits, part: Floats, cost: Floats) -> Truths:
    """Return the best of whole matchings, beginning from one in parts that is at least as good.

    A wish that is turned round against the one in parts costs at least its reduced cost. So only wishes of a
    small cost are left open; once the matching found loses no more than what was shut out would cost, it is
    the best of all (reduced cost fixing).
    """
    between = np.minimum(part, 1.0 - part) >= _WHOLE
    best = float(worth @ part)
    enough = _SHORT * part.sum()
    opened = _WHOLE
    while True:
        shut = (cost > opened) & ~between
        low, high = np.where(shut, np.round(part), 0.0), np.where(shut, np.round(part), 1.0)
        found = milp(
            -worth,
            integrality=np.ones(len(worth)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(limits[0], ub=limits[1]),
            options={"mip_rel_gap": enough / best},
        )
        if found.x is None:
            raise _gave_up(found.message)
        met = np.asarray(found.x > 0.5)
        lost = best - float(worth[met].sum())
        if lost <= max(opened, enough) or not shut.any():
            return met
        opened = lost + _WHOLE


def _gave_up(message: str) -> Refused:
    return Refused(Problem(f"the matching could not be worked out: {message}"))
