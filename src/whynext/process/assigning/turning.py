"""From a plan that goes beyond one part alone to plans that go beyond another one alone, by single moves.

Such a plan proves that the part is needed where parts cannot be kept together. One plan soon leads to many:
who has no place takes one in a full session, and another student of that session has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from whynext.process.assigning.instance import Floats, Instance, Ints, Of, Part, Truths

_LEAST = 1e-6

Pair = tuple[Truths, Ints]
"""The chosen rows and the sessions of a plan."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Moves in plans of an assignment, and what of some parts a plan goes beyond.

    The number of sessions stays, so that nothing changes for the units that serve them as long as their
    seats do not matter.
    """

    instance: Instance
    kept: Set[Part]
    starts: Ints
    limits: Ints
    counts: sparse.csr_array
    low: Floats
    high: Floats
    seats: Ints

    @classmethod
    def of(cls, instance: Instance, kept: Set[Part]) -> Turning:
        """Begin with parts; only those are looked at."""
        limits = [
            part.which
            for part in sorted(kept)
            if part.of is Of.LIMIT and not instance.limits[part.which].of_sessions
        ]
        named = [instance.limits[each] for each in limits]
        sizes = [len(each.index) for each in named]
        none = np.zeros(0)
        counts = sparse.csr_array(
            (
                np.concatenate([none, *(each.amount for each in named)]),
                (
                    np.repeat(np.arange(len(named)), sizes),
                    np.concatenate([none.astype(np.int64), *(each.index for each in named)]),
                ),
            ),
            (len(named), len(instance.owner)),
        )
        seats = np.full(len(instance.slot), len(instance.owner))
        for resource in instance.resources:
            np.minimum.at(seats, resource.option, resource.seats[resource.unit])
        return cls(
            instance,
            kept,
            np.searchsorted(instance.owner, np.arange(len(instance.wanted) + 1)),
            np.array(limits, np.int64),
            counts,
            np.array([each.low for each in named]),
            np.array([each.high for each in named]),
            seats,
        )

    def beyond(self, plan: Pair) -> frozenset[Part]:
        """Return which of the parts a plan goes beyond, but for those that only sessions matter to."""
        chosen, sessions = plan
        instance = self.instance
        has = np.bincount(instance.owner[chosen], minlength=len(instance.wanted))
        students = np.bincount(instance.option[chosen], minlength=len(instance.slot))
        counts = self.counts @ chosen
        over = (counts > self.high + _LEAST) | (counts < self.low - _LEAST)
        meets = instance.in_sessions
        found = {Part(Of.WANTED, each) for each in np.flatnonzero(has < instance.wanted).tolist()}
        small = meets & (students < instance.smallest * sessions)
        large = meets & (students > instance.largest * sessions)
        found |= {Part(Of.SMALLEST, each) for each in np.flatnonzero(small).tolist()}
        found |= {Part(Of.LARGEST, each) for each in np.flatnonzero(large).tolist()}
        found |= {Part(Of.LIMIT, each) for each in self.limits[over].tolist()}
        found |= {Part(Of.MUST, each) for each in np.flatnonzero(instance.must & ~chosen).tolist()}
        found |= {part for part in self.kept if part.of is Of.APART and self._together(part.which, plan)}
        return frozenset(found & self.kept)

    def _together(self, group: int, plan: Pair) -> bool:
        chosen, sessions = plan
        rows = np.concatenate(
            [np.arange(self.starts[each], self.starts[each + 1]) for each in self.instance.apart[group]]
        )
        options, counts = np.unique(self.instance.option[rows[chosen[rows]]], return_counts=True)
        return bool((self.instance.in_sessions[options] & (counts > sessions[options])).any())

    def sees(self, parts: Iterable[Part]) -> bool:
        """Tell whether :meth:`beyond` looks at all of these parts."""
        return not any(
            part.of in (Of.UNITS, Of.LOAD)
            or (part.of is Of.LIMIT and self.instance.limits[part.which].of_sessions)
            for part in parts
        )

    def turned(self, plan: Pair, part: Part, kept: Set[Part]) -> Iterator[tuple[Part, Pair]]:
        """Iterate over the parts that other plans go beyond alone, and these plans.

        Parameters
        ----------
        plan
            Of the parts that are kept it goes beyond one only.
        part
            That part.
        kept
            The parts that count.
        """
        for chosen in self._moves(plan, part, kept):
            moved = (chosen, plan[1])
            beyond = self.beyond(moved) & kept
            if len(beyond) == 1:
                yield next(iter(beyond)), moved

    def _moves(self, plan: Pair, part: Part, kept: Set[Part]) -> Iterator[Truths]:
        """Iterate over what a plan chooses after a move that may keep the part."""
        instance, chosen = self.instance, plan[0]
        if part.of is Of.WANTED:
            yield from self._placed(plan, part, kept)
        elif part.of is Of.MUST:
            yield from (self._with(chosen, row) for row in self._held(np.array([part.which]), plan))
        elif part.of is Of.SMALLEST:
            here = np.flatnonzero(~chosen & (instance.option == part.which))
            yield from (self._with(chosen, row) for row in self._held(here, plan))
        else:
            for row in self._in(part)[chosen[self._in(part)]]:
                fewer = chosen.copy()
                fewer[row] = False
                yield fewer

    def _placed(self, plan: Pair, part: Part, kept: Set[Part]) -> Iterator[Truths]:
        """Iterate over what is chosen if who has too few places gets one more, where others stay.

        Either a place is added, or one place is another and one more is added; of these only one for each
        part that is then exceeded.
        """
        instance, (chosen, sessions) = self.instance, plan
        mine = np.arange(self.starts[part.which], self.starts[part.which + 1])
        slot = instance.slot[instance.option]
        taken = mine[chosen[mine]]
        rows = self._held(mine, plan)
        free = rows[~np.isin(slot[rows], slot[taken])]
        yield from (self._with(chosen, row) for row in free)
        yield from self._exchanged(np.setdiff1d(mine, rows), plan)
        for row in taken:
            without = chosen.copy()
            without[row] = False
            yield from self._two(
                (without, sessions), rows[(slot[rows] == slot[row]) & (rows != row)], free, kept - {part}
            )

    def _exchanged(self, rows: Ints, plan: Pair) -> Iterator[Truths]:
        """Iterate over what is chosen if a student takes the seat of another in a session that is full."""
        chosen, sessions = plan
        option = self.instance.option
        for row in rows[sessions[option[rows]] > 0]:
            moved = self._with(chosen, row)
            for other in np.flatnonzero(chosen & (option == option[row])):
                without = moved.copy()
                without[other] = False
                yield without

    def _two(self, plan: Pair, instead: Ints, added: Ints, kept: Set[Part]) -> Iterator[Truths]:
        """Iterate over what is chosen with one row more of each kind, one for each part gone beyond."""
        chosen, sessions = plan

        def told(rows: Ints) -> dict[frozenset[Part], int]:
            """Return one row for each that goes beyond one part at most."""
            each = {self.beyond((self._with(chosen, row), sessions)) & kept: row for row in rows[::-1]}
            return {parts: row for parts, row in each.items() if len(parts) <= 1}

        first, second = told(instead), told(added)
        for (one, row), (two, other) in product(first.items(), second.items()):
            if len(one | two) <= 1:
                yield self._with(self._with(chosen, row), other)

    def _in(self, part: Part) -> Ints:
        """Return the rows that a part is about."""
        instance = self.instance
        if part.of is Of.LARGEST:
            return np.flatnonzero(instance.option == part.which)
        if part.of is Of.LIMIT and not instance.limits[part.which].of_sessions:
            return instance.limits[part.which].index
        if part.of is Of.APART:
            return np.flatnonzero(np.isin(instance.owner, instance.apart[part.which]))
        return np.zeros(0, np.int64)

    def _held(self, rows: Ints, plan: Pair) -> Ints:
        """Return the rows whose options have sessions, and seats for one more, or need none."""
        chosen, sessions = plan
        option = self.instance.option[rows]
        students = np.bincount(self.instance.option[chosen], minlength=len(sessions))
        room = students[option] < self.seats[option] * sessions[option]
        return rows[~self.instance.in_sessions[option] | ((sessions[option] > 0) & room)]

    def _with(self, chosen: Truths, row: int) -> Truths:
        """Return it with a row chosen, instead of what its decision has in the slot."""
        instance = self.instance
        owner = instance.owner[row]
        mine = np.arange(self.starts[owner], self.starts[owner + 1])
        slot = instance.slot[instance.option[mine]]
        moved = chosen.copy()
        moved[mine[slot == instance.slot[instance.option[row]]]] = False
        moved[row] = True
        return moved
