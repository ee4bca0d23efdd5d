"""What no grouping can be worth more than: for each thing that is wanted by itself, proved.

The bounds of groups are let go but for their sizes and how many groups there are, and each part of the
composition may have groups of its own. What then is missed at least, part by part, no grouping can miss less
than; what the parts together miss at least is bounded in :mod:`whynext.process.grouping.joint`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.process.grouping.parts import Parts
from whynext.process.grouping.students import Trait

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SIZES = 60  # different sizes; of more it is not asked for each how little is missed
_CELLS = 30_000  # of the program of the sizes of groups
_SLACK = 1e-7  # by which a bound that was worked out in floating point is widened, for each point


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many students, how many of them a group has at least and at most, and how many groups."""

    students: int
    smallest: int
    largest: int
    groups: int

    @classmethod
    def of(cls, parts: Parts) -> Sizes:
        """Return the widest sizes that any group has."""
        students = int(parts.members.sum())
        largest = min(int(parts.largest.max(initial=0)), students)
        return cls(students, int(parts.smallest.min(initial=students)), largest, len(parts.options))


def bound_of(parts: Parts) -> float:
    """Return what no grouping of the students can be worth more than, looking at each part by itself."""
    return scores_at_most(parts) - sum(missed_at_least(trait, Sizes.of(parts)) for trait in parts.traits)


def scores_at_most(parts: Parts) -> float:
    """Return what the scores can add up to at most: for each unit that of the group that suits it best."""
    best = np.where(parts.may, parts.score, -np.inf).max(axis=1, initial=-np.inf)
    return float(best.sum()) + _SLACK * float(np.abs(best).sum())


def missed_at_least(trait: Trait, sizes: Sizes) -> float:
    """Return how many points every grouping misses of a trait at least.

    Examples
    --------
    Six students in groups of three, three of them alike and three different in pairs:

    >>> of_six = Sizes(6, 3, 3, 2)
    >>> missed_at_least(Trait("alike", np.array([1.0, 1.0, 1.0, 5.0, 5.0, 5.0]), 1.0), of_six)
    0.0
    >>> round(missed_at_least(Trait("alike", ["a", "a", "b", "b", "c", "c"], 1.0), of_six), 2)
    3.0
    """
    if not trait.weight or not sizes.students:
        return 0.0
    if trait.is_number:
        values = np.asarray(trait.values, np.float64)
        centred = values - values.mean()
        spread = float((centred**2).sum())
        if spread <= 1e-12:
            return 0.0
        low = _within(centred, sizes) if trait.wanted == "alike" else _outlying(centred, sizes)
        share = low / spread if trait.wanted == "alike" else low
    else:
        counts = np.array(sorted(Counter(trait.words).values()))
        variation = sizes.students - float((counts**2).sum()) / sizes.students
        if variation <= 1e-12:
            return 0.0
        low = _different(counts, sizes) if trait.wanted == "alike" else _uneven(counts, sizes)
        share = low / variation
    return max(trait.weight * sizes.students * (share - _SLACK), 0.0)


def _within(values: Floats, sizes: Sizes) -> float:
    """Return the least sum of squares within groups of such sizes.

    It is reached by groups of students who follow one another in the number (Boros and Hammer 1989,
    Discrete Applied Mathematics 22:119), so that one looks, from the lowest on, where each group ends.
    """
    if sizes.largest - sizes.smallest >= _SIZES:
        return 0.0
    values = np.sort(values)
    sums, squares = np.insert(np.cumsum(values), 0, 0.0), np.insert(np.cumsum(values**2), 0, 0.0)
    least = np.full((sizes.students + 1, sizes.groups + 1), np.inf)  # by how many students and groups
    least[0, 0] = 0.0
    for end in range(sizes.smallest, sizes.students + 1):
        for size in range(sizes.smallest, min(sizes.largest, end) + 1):
            start = end - size
            inside = squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / size
            np.minimum(least[end, 1:], least[start, :-1] + max(inside, 0.0), out=least[end, 1:])
    found = float(least[-1].min())
    return found if np.isfinite(found) else 0.0


def _outlying(centred: Floats, sizes: Sizes) -> float:
    """Return which share of the variation lies between groups at least, because some are far from the mean.

    Who is so far from it that no group can make up for it counts for what is left if all others of the
    largest group are at the mean.
    """
    far = centred**2 - (centred**2).mean()
    spread = float((far**2).sum())
    if spread <= 1e-12:
        return 0.0
    left = np.maximum(far + (sizes.largest - 1) * far.min(), 0.0)
    return float((left**2).sum()) / sizes.largest / spread / 2.0


def _different(counts: Ints, sizes: Sizes) -> float:
    """Return how much students of groups differ at least in a word, in the measure of its variation.

    So many of a word in one group count for their square by its size, which has at least that many; it is
    looked for how those who have the word divide themselves best, whatever the others do.
    """
    best = np.zeros(int(counts.max()) + 1)
    for count in range(1, len(best)):
        held = np.arange(1, min(sizes.largest, count) + 1)
        best[count] = (held**2 / np.maximum(held, sizes.smallest) + best[count - held]).max()
    return max(sizes.students - float(best[counts].sum()), 0.0)


def _uneven(counts: Ints, sizes: Sizes) -> float:
    """Return how much of a word's variation lies between groups at least, since students are whole.

    A linear program: how many groups there are of each size, and in how many of these a word is held by so
    many; each student is counted, and no group is more than full on average.
    """
    from scipy import sparse  # type: ignore[import-untyped]
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    range_of_sizes = np.arange(sizes.smallest, sizes.largest + 1)
    each = [(s, w, c) for s in range_of_sizes for w, n in enumerate(counts) for c in range(min(s, n) + 1)]
    if len(each) > _CELLS:
        return 0.0
    size, word, held = np.array(each, np.int64).T
    kind, words, of_size = size - sizes.smallest, len(counts), len(range_of_sizes)
    cells = np.arange(len(each))
    rows = [kind * words + word, of_size * words + word, of_size * words + words + kind]
    amounts = [np.ones(len(each)), held, held]
    groups = len(each) + np.arange(of_size)
    place = np.concatenate([*rows, np.arange(of_size * words), of_size * words + words + np.arange(of_size)])
    column = np.concatenate([cells, cells, cells, np.repeat(groups, words), groups])
    amount = np.concatenate([*amounts, np.full(of_size * words, -1.0), -range_of_sizes])
    equal = sparse.csr_array((amount, (place, column)))
    right = np.concatenate([np.zeros(of_size * words), counts, np.zeros(of_size)])
    cost = np.concatenate([held**2 / size, np.zeros(of_size)])
    at_most = np.concatenate([np.zeros(len(each)), np.ones(of_size)])[None, :]
    found = linprog(cost, at_most, [float(sizes.groups)], equal, right)
    if found.status != 0:
        return 0.0
    return max(float(found.fun) - float((counts**2).sum()) / sizes.students, 0.0)
