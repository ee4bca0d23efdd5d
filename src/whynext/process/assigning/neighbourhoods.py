"""Which part of a plan is opened next: decisions that could trade places with each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from whynext.base.seed import generator
from whynext.process.assigning.instance import Floats, Instance, Ints, Truths
from whynext.process.assigning.program import Relaxed

_JITTER = 0.4
_EVEN = 0.2
CENTRES = (0.4, 0.4, 0.2)
"""How often a neighbourhood has one centre, two, three."""


@dataclass(slots=True)
class Neighbourhoods:
    """Chooses neighbourhoods of an instance, by a seed.

    Two decisions are alike in so far as the same options are worth choosing for both; an option that few
    could have counts more.
    """

    instance: Instance
    draw: np.random.Generator
    could: sparse.csr_array
    within: Floats
    """What each decision is worth at most, by the relaxation."""

    @classmethod
    def of(cls, instance: Instance, seed: bytes) -> Neighbourhoods:
        """Begin without a relaxation: every option counts."""
        rows = np.ones(len(instance.owner), bool)
        none = np.zeros(len(instance.wanted), np.float64)
        return cls(instance, generator(seed), _could(instance, rows), none)

    def told(self, relaxed: Relaxed, worthwhile: Truths) -> None:
        """Look from now on only at the rows that are worthwhile."""
        self.could = _could(self.instance, worthwhile)
        scores = relaxed.share * self.instance.score
        within = np.bincount(self.instance.owner, scores, len(self.instance.wanted))
        self.within = np.asarray(within, np.float64)

    def drawn(self, chosen: Truths, size: int, but: Truths, centre: int | None = None) -> Ints:
        """Draw a neighbourhood, ascending: decisions alike to a few centres, perhaps a given; none of `but`.

        Who is not alike can still trade what both share: a room, a teacher, a seat.
        """
        centres = int(self.draw.choice(len(CENTRES), p=CENTRES)) + 1
        taken = but.copy()
        parts = []
        for number in range(centres, 0, -1):
            if centre is None or taken[centre]:
                centre = self.centre(chosen, taken)
            part = self.around(centre, max(size // number, 1), taken)
            taken[part] = True
            size -= len(part)
            parts.append(part)
            if taken.all() or size <= 0:
                break
            centre = None
        return np.sort(np.concatenate(parts))

    def around(self, centre: int, size: int, but: Truths) -> Ints:
        """Return the decisions that are most alike to one, that one among them, ascending; none of `but`."""
        alike = (self.could @ self.could[[centre]].T).toarray().ravel()
        alike *= 1 + _JITTER * self.draw.random(len(alike))
        alike += 1e-9 * self.draw.random(len(alike))
        alike[but], alike[centre] = -1.0, np.inf
        size = min(size, int((alike >= 0).sum()))
        return np.sort(np.argpartition(-alike, size - 1)[:size])

    def centre(self, chosen: Truths, but: Truths) -> int:
        """Draw a decision, rather one that gets less than it could."""
        instance = self.instance
        gets = np.bincount(instance.owner[chosen], instance.score[chosen], len(instance.wanted))
        misses = np.maximum(self.within - gets, 0.0)
        weight = misses + _EVEN * max(float(misses.mean()), 1.0)
        weight[but] = 0.0
        if not weight.any():
            return int(self.draw.integers(len(weight)))
        return int(self.draw.choice(len(weight), p=weight / weight.sum()))


def _could(instance: Instance, rows: Truths) -> sparse.csr_array:
    """Return which decision could have which option, each weighted by how few could. (decisions, options)"""
    owner, option = instance.owner[rows], instance.option[rows]
    many = np.bincount(option, minlength=len(instance.slot))
    weight = 1.0 / np.sqrt(np.maximum(many[option], 1))
    return sparse.csr_array((weight, (owner, option)), (len(instance.wanted), len(instance.slot)))
