"""The matching with the largest total: a mixed-integer program, solved to the optimum by HiGHS."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from whynext.base.errors import Problem, Refused

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


def best_total(owner: Ints, wish: Ints, score: Floats, seats: Ints, clash: Truths, count: int) -> Truths:
    """Return which wishes are met: as many as can be, and of those ways one with the largest sum of scores.

    Parameters
    ----------
    owner, wish, score
        Who wishes for what, and how dear it is, shape (rows,).
    seats
        The places of each option, shape (options,).
    clash
        Whether two options exclude each other, shape (options, options).
    count
        How many places each may have.
    """
    size = len(owner)
    if size == 0:
        return np.zeros(0, bool)
    of_student = _members(owner, int(owner.max()) + 1)
    of_option = _members(wish, len(seats))
    limits = [LinearConstraint(of_student, ub=count), LinearConstraint(of_option, ub=seats)]
    excluding = _excluding(owner, wish, clash)
    if excluding is not None:
        limits.append(LinearConstraint(excluding, ub=1))
    # Without exclusions every corner of what is possible is whole, and need not be asked to be.
    whole = excluding is not None
    most = round(_solved(np.ones(size), limits, whole).sum())
    limits.append(LinearConstraint(sparse.csr_array(np.ones((1, size))), lb=most))
    return np.asarray(_solved(score, limits, whole) > 0.5)


def _members(group: Ints, groups: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(group)), (group, np.arange(len(group)))), (groups, len(group)))


def _excluding(owner: Ints, wish: Ints, clash: Truths) -> sparse.csr_array | None:
    """Return pairs of wishes of one student of which only one can be met, a row each."""
    starts = np.searchsorted(owner, np.arange(int(owner.max()) + 2))
    pairs = [
        (start + a, start + b)
        for start, end in pairwise(starts.tolist())
        for a in range(end - start)
        for b in range(a + 1, end - start)
        if clash[wish[start + a], wish[start + b]]
    ]
    if not pairs:
        return None
    place = np.repeat(np.arange(len(pairs)), 2)
    return sparse.csr_array((np.ones(len(place)), (place, np.ravel(pairs))), (len(pairs), len(owner)))


def _solved(worth: Floats, limits: list[LinearConstraint], whole: bool) -> Floats:
    found = milp(
        -worth,
        integrality=np.full(len(worth), int(whole)),
        bounds=Bounds(0, 1),
        constraints=limits,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise Refused(Problem(f"the matching could not be worked out: {found.message}"))
    return np.asarray(found.x)
