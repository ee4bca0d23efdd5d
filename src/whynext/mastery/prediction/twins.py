"""Students who are the same person twice: records that share almost all their answers.

Exports of learning platforms hold such copies (a student in two classes, exported once for each). A copy on
the other side of a split is no unseen student: whatever remembers answers would then be praised for it. So
folds are drawn over persons, and a model card can tell how well those without a copy are predicted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whynext.base.seed import derive, uniforms
from whynext.mastery.prediction.columns import Columns, Floats, Integers

SHARED = 20
"""Fewer items in common prove nothing. Short records of two alike students may still be taken for one
person's; that costs no more than a fold drawn less freely."""
OVERLAP = 0.7
"""Of the items of the one with fewer."""
AGREE = 0.9
"""Of the outcomes; two classmates with 50 items in common agree on 60 to 80 %."""
BEYOND_CHANCE = 0.8
"""Of the agreement that others' outcomes on these items leave open (kappa, Cohen 1960, with the chance of
agreement item by item): two who answer easy items right and hard ones wrong agree without being one."""
BANDS = 12
IN_BAND = 3


def persons(columns: Columns) -> Integers:
    """Return a number per student, shape (S,), the same for those who are probably one person.

    Pairs are found by min-wise hashing of the set of (item, outcome) at first tries (Broder 1997, "On the
    resemblance and containment of documents"), 12 bands of 3, which finds two sets with nine in ten elements
    in common with a probability of 0.9999, and then compared exactly.
    """
    student, item, right = _first_tries(columns)
    starts = np.searchsorted(student, np.arange(len(columns.students) + 1))
    person = np.arange(len(columns.students))
    ease = _ease(item, right, len(columns.items))
    for one, other in sorted(_candidates(starts, item, right)):
        if person[one] != person[other] and _same(starts, item, right, ease, one, other):
            person[person == person[other]] = person[one]
    return np.unique(person, return_inverse=True)[1].astype(np.int64)


def _first_tries(columns: Columns) -> tuple[Integers, Integers, Integers]:
    """Return student, item and outcome of each student's first answer to each item, by student and item."""
    _, first = np.unique(columns.own_item, return_index=True)
    return columns.student[first], columns.item[first], columns.right[first].astype(np.int64)


def _candidates(starts: Integers, item: Integers, right: Integers) -> set[tuple[int, int]]:
    """Return pairs of students that a band of hashes holds to be alike."""
    some = np.flatnonzero(np.diff(starts) >= SHARED)
    if len(some) < 2:
        return set()
    keys = (2 * item + right).astype(np.uint64)
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        marks = np.stack(
            [_least(keys, starts, some, np.uint64(band * IN_BAND + each + 1)) for each in range(IN_BAND)],
            axis=1,
        )
        _, group = np.unique(marks, axis=0, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        alike = group.ravel()[order][1:] == group.ravel()[order][:-1]
        for place in np.flatnonzero(alike).tolist():
            pairs.add((int(some[order[place]]), int(some[order[place + 1]])))
    return {(min(pair), max(pair)) for pair in pairs}


def _least(keys: np.ndarray, starts: Integers, some: Integers, salt: np.uint64) -> np.ndarray:
    """Return the least hash of each student's keys (the finaliser of splitmix64 as hash)."""
    with np.errstate(over="ignore"):
        mixed = (keys + salt * np.uint64(0x1000003D)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    least = np.minimum.reduceat(mixed ^ (mixed >> np.uint64(31)), starts[:-1])
    return np.asarray(least[some])


def _same(starts: Integers, item: Integers, right: Integers, ease: Floats, one: int, other: int) -> bool:
    """Tell whether two students share almost all items of the one with fewer, and almost all outcomes."""
    mine, theirs = slice(starts[one], starts[one + 1]), slice(starts[other], starts[other + 1])
    shared, here, there = np.intersect1d(item[mine], item[theirs], assume_unique=True, return_indices=True)
    fewer = min(mine.stop - mine.start, theirs.stop - theirs.start)
    if len(shared) < max(SHARED, OVERLAP * fewer):
        return False
    return _agree(right[mine][here], right[theirs][there], ease[shared])


def _agree(ours: Integers, theirs: Integers, ease: Floats) -> bool:
    """Tell whether outcomes agree, and more than two students' on items of such ease do by chance."""
    agreed = float((ours == theirs).mean())
    by_chance = float((ease * ease + (1.0 - ease) * (1.0 - ease)).mean())
    return agreed >= AGREE and agreed - by_chance > BEYOND_CHANCE * (1.0 - by_chance)


def _ease(item: Integers, right: Integers, items: int) -> Floats:
    """Return the share right of each item, drawn to that of all by two answers' weight."""
    count, hits = np.bincount(item, minlength=items), np.bincount(item, right, minlength=items)
    mean = right.mean() if len(right) else 0.5
    return np.asarray((hits + 2.0 * mean) / (count + 2.0))


def drawn_folds(names: Sequence[str], person: Integers, folds: int, seed: bytes) -> Integers:
    """Return a fold per student, those of one person in one fold, sizes as even as can be.

    Parameters
    ----------
    names
        Of the students, in the order of `person`.
    person
        From :func:`persons`.
    folds
        How many.
    seed
        From which the draw is derived; it does not depend on the order of students.
    """
    count = int(person.max()) + 1 if len(person) else 0
    speaks = np.full(count, len(names))
    np.minimum.at(speaks, person, np.arange(len(names)))
    draws = uniforms(derive(seed, "folds"), [names[each] for each in speaks])
    fold = np.empty(count, dtype=np.int64)
    fold[np.argsort(draws, kind="stable")] = np.arange(count) % folds
    return fold[person]
