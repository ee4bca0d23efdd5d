"""Places: courses given by turns, by claim and by the largest total, and a lottery of ten thousand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from bench.figures import Row, row
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from whynext.base.seed import uniforms
from whynext.process.definition import Choose
from whynext.process.matching import Matched, Wishes, match

STUDENTS, COURSES, PERIODS, LISTED, EACH = 5_000, 60, 6, 10, 2


def wishes(students: int, courses: int, seed: int, *, listed: int = LISTED, blocks: float = 0.15) -> Wishes:
    """Return invented wishes: some courses are dear to many, and there are places for nine in ten.

    Parameters
    ----------
    listed
        How many courses each student names.
    blocks
        Which share of the courses takes two periods that follow one another.
    """
    chance = np.random.default_rng(seed)
    appeal = np.log(chance.gamma(2.0, 1.0, courses)) + chance.gumbel(size=(students, courses))
    course = np.argsort(-appeal, axis=1)[:, :listed].ravel()
    first = chance.integers(0, PERIODS - 1, courses)
    long = chance.random(courses) < blocks
    periods = [f"p{p} p{p + 1}" if two else f"p{p}" for p, two in zip(first, long, strict=True)]
    return Wishes(
        [f"student {number:05}" for number in range(students)],
        np.repeat(np.arange(students), listed),
        [f"course {each:02}" for each in course],
        -np.tile(np.arange(1.0, listed + 1), students),
        np.full(len(course), float(0.9 * EACH * students // courses)),
        [periods[each] for each in course],
        chance.integers(9, 13, students).astype(float).repeat(listed),
    )


def by_pairs(given: Wishes) -> float:
    """Return how many places the plain program gives: one row for every two wishes that meet."""
    names, wish = np.unique(given.option, return_inverse=True)
    owner, size = given.decision, len(given.decision)
    takes = [set(each.split()) for each in given.apart]
    starts = np.searchsorted(owner, np.arange(len(given.names) + 1))
    pairs = [
        (a, b)
        for begin, end in pairwise(starts.tolist())
        for a in range(begin, end)
        for b in range(a + 1, end)
        if takes[a] & takes[b]
    ]

    def members(group: np.ndarray, rows: np.ndarray, groups: int) -> sparse.csr_array:
        return sparse.csr_array((np.ones(len(group)), (group, rows)), (groups, size))

    every = np.arange(size)
    seats = np.zeros(len(names))
    seats[wish] = given.seats
    limits = [
        LinearConstraint(members(owner, every, len(given.names)), ub=EACH),
        LinearConstraint(members(wish, every, len(names)), ub=seats),
        LinearConstraint(members(np.repeat(np.arange(len(pairs)), 2), np.ravel(pairs), len(pairs)), ub=1),
    ]
    worth = 1.0 + len(names) + (given.score - given.score.min()) / np.ptp(given.score)
    found = milp(-worth, integrality=np.ones(size), bounds=Bounds(0, 1), constraints=limits)
    return float(np.round(found.x).sum())


def _timed(method: str, some: list[Wishes], count: int = EACH) -> tuple[float, float, list[Matched]]:
    """Return the median and the longest of the seconds, and what came out."""
    how = Choose("match", method=method, count=count, seed="a published seed")
    match(how, some[0], b"seed")  # loads the compiler and the solver
    seconds, found = [], []
    for each in some:
        begun = time.perf_counter()
        found.append(match(how, each, b"seed"))
        seconds.append(time.perf_counter() - begun)
    return median(seconds), max(seconds), found


def _places(found: Matched) -> int:
    return sum(each == "taken" for each in found.outcome)


_ONE = ("priority", "admission")  # methods that give each student one place, whenever it is


def _by(method: str, some: list[Wishes], size: str) -> Row:
    """Return the figure of one method; that of the total beside the program as one would write it first."""
    if method in _ONE:
        some = [replace(each, apart=[""] * len(each.apart)) for each in some]
    middle, longest, found = _timed(method, some, 1 if method in _ONE else EACH)
    note = f"median {middle:.2f} s; {_places(found[0]):,} places given"
    note += ", one for each student" if method in _ONE else ""
    peer: dict[str, Any] = {}
    if method == "total":
        begun = time.perf_counter()
        best = by_pairs(some[0])
        peer = {
            "peer": "a row for every two wishes that meet, HiGHS",
            "peer_value": time.perf_counter() - begun,
        }
        assert best <= _places(found[0]), "as many as can be"
    name = f"places by {method}: {size}"
    return row(name, longest, "s", reach="≤ 5 s, the longest of five", ok=longest <= 5.0, note=note, **peer)


def rows(*, small: bool) -> Iterator[Row]:
    """Measure everything; yield one row a figure."""
    students, courses = (200, 12) if small else (STUDENTS, COURSES)
    some = [wishes(students, courses, seed) for seed in range(1 if small else 5)]
    size = f"{students:,} students × {courses} courses, ten wishes and two places each, blocks of two periods"
    for method in ("turns", *_ONE, "total"):
        yield _by(method, some, size)
    _, longest, found = _timed("total", [wishes(students, courses, 7, listed=courses)])
    yield row(
        f"places by total where everybody ranks all {courses}: {students:,} students",
        longest,
        "s",
        reach="≤ 5 s",
        ok=longest <= 5.0,
        note=f"{students * courses:,} wishes; {_places(found[0]):,} places given",
    )
    names = [f"s{number:05}" for number in range(100 if small else 10_000)]
    begun = time.perf_counter()
    uniforms(b"a published seed", names)
    yield row(f"tickets of a lottery of {len(names):,}", 1e3 * (time.perf_counter() - begun), "ms")
