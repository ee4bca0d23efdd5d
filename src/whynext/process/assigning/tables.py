"""What is worked out once of an instance, whatever part of it is open: its limits in a few long arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Floats, Instance, Ints, Limit, Truths


@dataclass(frozen=True, slots=True)
class Counted:
    """The limits that count one kind of thing, sessions or rows, in long arrays.

    Parameters
    ----------
    number
        Which of the instance's limits each is, ascending. Shape (limits,).
    low, high, price
        Of each of them.
    place, index, amount
        Of each thing that counts: the limit (a place in `number`), which option or row, how much. Shape
        (entries,), ascending in `place`.
    """

    number: Ints
    low: Floats
    high: Floats
    price: Floats
    place: Ints
    index: Ints
    amount: Floats

    @classmethod
    def of(cls, limits: list[tuple[int, Limit]]) -> Counted:
        """Gather limits, each with its number."""
        sizes = [len(each.index) for _, each in limits]
        bounds = np.array([(each.low, each.high, each.price) for _, each in limits]).reshape(-1, 3)
        return cls(
            np.array([number for number, _ in limits], np.int64),
            bounds[:, 0],
            bounds[:, 1],
            bounds[:, 2],
            np.repeat(np.arange(len(limits)), sizes),
            np.concatenate([np.zeros(0, np.int64), *(each.index for _, each in limits)]),
            np.concatenate([np.zeros(0), *(each.amount for _, each in limits)]),
        )

    def counts(self, of: Truths | Ints) -> Floats:
        """Return how much counts towards each limit in a plan: its truths of rows, or its sessions."""
        many = np.bincount(self.place, self.amount * of[self.index], len(self.number))
        return np.asarray(many, np.float64)

    def beyond(self, of: Truths | Ints) -> Floats:
        """Return by how many units a plan goes beyond each limit."""
        counts = self.counts(of)
        return np.maximum(np.maximum(counts - self.high, self.low - counts), 0.0)

    def among(self, of: Truths) -> Counted:
        """Return only the limits towards which something counts of these rows or options."""
        met = np.zeros(len(self.number), bool)
        met[self.place[of[self.index]]] = True
        entries = met[self.place]
        place = np.cumsum(met) - 1
        return Counted(
            self.number[met],
            self.low[met],
            self.high[met],
            self.price[met],
            place[self.place[entries]],
            self.index[entries],
            self.amount[entries],
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an instance: where the rows of each decision begin, and its limits."""

    starts: Ints
    of_rows: Counted
    of_sessions: Counted

    @classmethod
    def of(cls, instance: Instance) -> Tables:
        """Work them out."""
        numbered = list(enumerate(instance.limits))
        return cls(
            np.searchsorted(instance.owner, np.arange(len(instance.wanted) + 1)),
            Counted.of([each for each in numbered if not each[1].of_sessions]),
            Counted.of([each for each in numbered if each[1].of_sessions]),
        )

    def paid(self, chosen: Truths, sessions: Ints, but: frozenset[int] = frozenset()) -> float:
        """Return what a plan pays for the limits that may be exceeded, those of `but` left out."""
        total = 0.0
        for limits, of in ((self.of_rows, chosen), (self.of_sessions, sessions)):
            priced = limits.price != FORBIDDEN
            if but:
                priced &= ~np.isin(limits.number, list(but))
            if priced.any():
                total += float(limits.beyond(of)[priced] @ limits.price[priced])
        return total
