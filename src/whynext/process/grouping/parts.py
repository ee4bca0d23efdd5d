"""Students in numbers: units kept together, groups, features and bounds, as the arithmetic takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whynext.base.compiling import sealed
from whynext.process.grouping import moves
from whynext.process.grouping.students import Students, Trait

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

_LIKENED = 4_000  # units; of more the likeness of each two is not kept, but worked out when it is asked
_NEAR = 16  # of the others, so many are most often tried to be put with each unit


@dataclass(frozen=True)
class Parts:
    """The students in numbers: units of students who are kept together, groups, features, bounds.

    Parameters
    ----------
    names, options
        Of the students and of the groups, sorted.
    order
        The number in `names` of each student as given.
    unit
        The unit of each student in `names`.
    score, may
        Of a unit in a group: the sum of the scores of its members, and whether all may be in it. Shape
        (units, groups).
    smallest, largest
        Of each group.
    apart
        Of each unit, the numbers of the words that keep it apart.
    traits
        What is wanted, in the order of `names`; none that is ``stay``, which is in the score.
    numbers
        Of those, the number in the students' traits.
    before
        Of each unit the group in which most of its members were, -1 if none.
    """

    names: list[str]
    options: list[str]
    order: Ints
    unit: Ints
    score: Floats
    may: Truths
    smallest: Ints
    largest: Ints
    apart: tuple[tuple[int, ...], ...]
    traits: tuple[Trait, ...]
    numbers: tuple[int, ...]
    before: Ints

    @classmethod
    def of(cls, students: Students, *, given_up: frozenset[str] = frozenset()) -> Parts | None:
        """Return students in numbers; None if two are to be kept together and apart.

        Parameters
        ----------
        given_up
            Bounds that need not be kept: smallest, largest, apart, together, must, or "bound 1" of a trait.
        """
        names = sorted(students.names)
        place = {name: n for n, name in enumerate(names)}
        order = np.array([place[name] for name in students.names], np.int64)
        back = np.argsort(order)
        together = [""] * len(names) if "together" in given_up else [students.together[n] for n in back]
        unit = _units(together)
        apart = [""] * len(names) if "apart" in given_up else [students.apart[n] for n in back]
        kept_apart = _kept_apart(apart, unit)
        if kept_apart is None:
            return None
        options = sorted(set(students.option))
        score, may = _tables(students, order, options, must="must" not in given_up)
        smallest, largest = _sizes(students, options)
        if "smallest" in given_up:
            smallest = np.minimum(smallest, 1)
        if "largest" in given_up:
            largest = np.full(len(options), len(names))
        traits, numbers = [], []
        before = np.full(len(names), -1)
        for number, trait in enumerate(students.traits):
            words = [] if trait.is_number else trait.words
            values = trait.values[back] if trait.is_number else [words[n] for n in back]  # type: ignore[call-overload]
            if trait.wanted == "stay":
                before = np.array([options.index(word) if word in options else -1 for word in values])
                moved = (before[:, None] >= 0) & (before[:, None] != np.arange(len(options)))
                score = score - trait.weight * moved
                continue
            at_most = None if f"bound {number + 1}" in given_up else trait.at_most
            traits.append(replace(trait, values=values, at_most=at_most))
            numbers.append(number)
        of_unit = np.zeros((int(unit.max(initial=-1)) + 1, len(options)))
        np.add.at(of_unit, unit, score)
        all_may = np.ones(of_unit.shape, bool)
        np.logical_and.at(all_may, unit, may)
        first = np.unique(unit, return_index=True)[1]
        return cls(
            names, options, order, unit, of_unit, all_may, smallest, largest, kept_apart, tuple(traits),
            tuple(numbers), before[first],
        )  # fmt: skip

    @property
    def units(self) -> int:
        """How many there are to be put."""
        return len(self.score)

    @cached_property
    def members(self) -> Ints:
        """How many students each unit has."""
        return np.bincount(self.unit, minlength=self.units).astype(np.int64)

    @cached_property
    def tables(self) -> tuple[tuple[Floats, float], ...]:
        """Of each trait the features of every unit, dense, and the weight of their squares."""
        return tuple(self._features(trait) for trait in self.traits)

    def _features(self, trait: Trait) -> tuple[Floats, float]:
        """Return a trait's features: shape (units, features), and the weight of their squares."""
        sign = 1.0 if trait.wanted == "alike" else -1.0
        if trait.is_number:
            values = np.asarray(trait.values, np.float64)
            columns = [values - values.mean()]
            if trait.wanted == "mixed":
                columns.append(columns[0] ** 2 - (columns[0] ** 2).mean())
            spread = [float((each**2).sum()) for each in columns]
            scaled = [
                each / s**0.5 if s > 1e-12 else each * 0.0 for each, s in zip(columns, spread, strict=True)
            ]
            table, weight = np.column_stack(scaled), len(values) / len(columns)
        else:
            codes = np.unique(np.array(trait.words, dtype=str), return_inverse=True)[1]
            table = (codes[:, None] == np.arange(int(codes.max(initial=0)) + 1)).astype(np.float64)
            variation = len(codes) - float((table.sum(axis=0) ** 2).sum()) / len(codes)
            weight = len(codes) / variation if variation > 1e-12 else 0.0
        summed = np.zeros((self.units, table.shape[1]))
        np.add.at(summed, self.unit, table)
        return summed, sign * weight * trait.weight

    @cached_property
    def features(self) -> moves.Features:
        """The features of the units as the arithmetic takes them."""
        table = np.hstack([each for each, _ in self.tables] or [np.zeros((self.units, 0))])
        weight = np.concatenate([np.full(each.shape[1], w) for each, w in self.tables] or [np.zeros(0)])
        some = (table != 0.0) & (weight != 0.0)
        rows, feature = np.nonzero(some)
        first = np.searchsorted(rows, np.arange(self.units + 1))
        weighted = table * weight
        own = (weighted * table).sum(axis=1)
        likeness = (weighted @ table.T).ravel() if self.units <= _LIKENED else np.zeros(0)
        near = self._near(own, likeness.reshape(self.units, -1)) if len(likeness) else np.zeros(0, np.int64)
        given = (first, feature, table[rows, feature], weight, own, likeness, near.ravel())
        return tuple(map(sealed, given))  # type: ignore[return-value]

    def _near(self, own: Floats, likeness: Floats) -> Ints:
        """Return for each unit those that suit it best, if they may be with it. Shape (units, so many)."""
        width = min(_NEAR, self.units - 1)
        apart = own[:, None] + own - 2.0 * likeness
        for trait in self.spans:
            apart[self.too_wide(trait)] = np.inf
        np.fill_diagonal(apart, np.inf)
        return np.argsort(apart, axis=1, kind="stable")[:, :width].astype(np.int64)

    @property
    def spans(self) -> list[int]:
        """The traits that are numbers with a bound."""
        return [n for n, each in enumerate(self.traits) if each.at_most is not None and each.is_number]

    @property
    def worded(self) -> list[int]:
        """The traits that are words with a bound."""
        return [n for n, each in enumerate(self.traits) if each.at_most is not None and not each.is_number]

    def ends(self, trait: int) -> tuple[Floats, Floats]:
        """Return the lowest and the highest number of each unit."""
        values = np.asarray(self.traits[trait].values, np.float64)
        low, high = np.full(self.units, np.inf), np.full(self.units, -np.inf)
        np.minimum.at(low, self.unit, values)
        np.maximum.at(high, self.unit, values)
        return low, high

    def too_wide(self, trait: int) -> Truths:
        """Return of each two units whether they are farther apart than a span allows."""
        low, high = self.ends(trait)
        wide = np.maximum(high, high[:, None]) - np.minimum(low, low[:, None])
        return np.asarray(wide > float(self.traits[trait].at_most or 0.0) + 1e-9, bool)

    @cached_property
    def bounds(self) -> moves.Bounds:
        """The bounds as the arithmetic takes them."""
        words = [set(each) for each in self.apart]
        bound = [-1] * (1 + max((word for each in words for word in each), default=-1))
        for number, trait in enumerate(self.worded):
            known: dict[str, int] = {}
            for student, word in enumerate(self.traits[trait].words):
                code = known.setdefault(word, len(bound) + len(known))
                words[int(self.unit[student])].add(code)
            bound += [number] * len(known)
        first = np.concatenate(([0], np.cumsum([len(each) for each in words])))
        ends = [self.ends(trait) for trait in self.spans]
        given = (
            self.members,
            self.smallest,
            self.largest,
            self.may.ravel(),
            first.astype(np.int64),
            np.array([word for each in words for word in sorted(each)], np.int64),
            np.array(bound, np.int64),
            np.array([int(self.traits[each].at_most or 0) for each in self.worded], np.int64),
            np.array([each[0] for each in ends], np.float64).ravel(),
            np.array([each[1] for each in ends], np.float64).ravel(),
            np.array([self.traits[each].at_most for each in self.spans], np.float64),
        )
        return tuple(map(sealed, given))  # type: ignore[return-value]

    def held(self) -> moves.Held:
        """Return arrays for the state of the groups."""
        groups, words = len(self.options), len(self.bounds[6])
        whole = (groups, groups, groups * self.units, self.units)
        n, filled, member, place = (np.zeros(size, np.int64) for size in whole)
        pull, square, broken = (np.zeros(size) for size in (groups * self.units, groups, groups))
        counted = (groups * words, groups, groups * len(self.bounds[7]))
        crowd, near, kinds = (np.zeros(size, np.int64) for size in counted)
        return n, filled, member, place, pull, square, crowd, near, kinds, broken  # type: ignore[return-value]


def _units(together: Sequence[str]) -> Ints:
    """Return the unit of each student: those linked by words are one, numbered by the first."""
    unit = list(range(len(together)))

    def head(n: int) -> int:
        while unit[n] != n:
            n = unit[n]
        return n

    first: dict[str, int] = {}
    for n, words in enumerate(together):
        for word in words.split():
            a, b = sorted((head(first.setdefault(word, n)), head(n)))
            unit[b] = a
    heads = [head(n) for n in range(len(together))]
    numbered = {each: number for number, each in enumerate(dict.fromkeys(heads))}
    return np.array([numbered[each] for each in heads], np.int64)


def _kept_apart(apart: Sequence[str], unit: Ints) -> tuple[tuple[int, ...], ...] | None:
    """Return for each unit the numbers of its words; None if two members of one share a word."""
    shared = [word for words in apart for word in set(words.split())]
    numbers = {word: n for n, word in enumerate(sorted({word for word in shared if shared.count(word) > 1}))}
    found: list[list[int]] = [[] for _ in range(int(unit.max(initial=-1)) + 1)]
    for n, words in enumerate(apart):
        found[int(unit[n])] += [numbers[word] for word in set(words.split()) if word in numbers]
    if any(len(set(each)) < len(each) for each in found):
        return None
    return tuple(tuple(sorted(each)) for each in found)


def _tables(students: Students, order: Ints, options: list[str], *, must: bool) -> tuple[Floats, Truths]:
    """Return score and whether a student may be in a group, shape (students, groups)."""
    place = {option: n for n, option in enumerate(options)}
    rows = order[students.owner]
    columns = np.array([place[option] for option in students.option], np.int64)
    score, may = np.zeros((len(order), len(options))), np.zeros((len(order), len(options)), bool)
    score[rows, columns], may[rows, columns] = students.score, True
    if must and students.must.any():
        here = np.zeros_like(may)
        here[rows[students.must], columns[students.must]] = True
        bound = here.any(axis=1)
        # Two groups that one must be in exclude each other, so that none is left.
        may[bound] = here[bound] & (here[bound].sum(axis=1) == 1)[:, None]
    return score, may


def _sizes(students: Students, options: list[str]) -> tuple[Ints, Ints]:
    place = {option: n for n, option in enumerate(options)}
    columns = [place[option] for option in students.option]
    smallest, largest = np.zeros((2, len(options)), np.int64)
    smallest[columns] = np.maximum(np.ceil(students.smallest - 1e-9), 1.0)
    largest[columns] = np.floor(np.clip(students.largest, 0.0, len(students.names)) + 1e-9)
    return smallest, largest
