"""How a plan stands: what it is worth, and what it still goes beyond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whynext.process.assigning.instance import FORBIDDEN, Instance, Ints, Of, Part, Truths
from whynext.process.assigning.tables import Tables

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan, its scores less what it pays, and by how much it still goes beyond what must be kept."""

    chosen: Truths
    sessions: Ints
    value: float
    lacks: dict[Part, float]

    @property
    def valid(self) -> bool:
        """Whether it keeps everything."""
        return not self.lacks

    def merit(self, instance: Instance) -> float:
        """Return its value less a high price for all that it lacks."""
        return self.value - high_price(instance) * sum(self.lacks.values())


def high_price(instance: Instance) -> float:
    """Return a price for which nothing is worth being left out."""
    paid = [each.price for each in instance.limits if each.price != FORBIDDEN]
    return 10.0 * (1.0 + float(np.abs(instance.score).max(initial=0.0)) + max(paid, default=0.0))


def standing(instance: Instance, tables: Tables, chosen: Truths, sessions: Ints) -> Standing:
    """Return how a plan stands of which sizes, units and who is kept apart are known to be kept."""
    value = float(instance.score[chosen].sum()) - tables.paid(chosen, sessions)
    lacks: dict[Part, float] = {}
    short = instance.wanted - np.bincount(instance.owner[chosen], minlength=len(instance.wanted))
    for decision in np.flatnonzero(short > 0).tolist():
        lacks[Part(Of.WANTED, decision)] = float(short[decision])
    for row in np.flatnonzero(instance.must & ~chosen).tolist():
        lacks[Part(Of.MUST, row)] = 1.0
    for limits, of in ((tables.of_rows, chosen), (tables.of_sessions, sessions)):
        beyond = limits.beyond(of)
        for place in np.flatnonzero((beyond > _LEAST) & (limits.price == FORBIDDEN)).tolist():
            lacks[Part(Of.LIMIT, int(limits.number[place]))] = float(beyond[place])
    return Standing(chosen, sessions, value, lacks)


def concerned(instance: Instance, draw: np.random.Generator, lacks: Sequence[Part]) -> int | None:
    """Draw one thing that a plan lacks, and return a decision that could mend it; None if none can."""
    part = lacks[int(draw.integers(len(lacks)))]
    if part.of is Of.WANTED:
        return part.which
    if part.of is Of.MUST:
        return int(instance.owner[part.which])
    limit = instance.limits[part.which]
    counts = (
        np.isin(instance.option, limit.index) if limit.of_sessions else np.zeros(len(instance.owner), bool)
    )
    if not limit.of_sessions:
        counts[limit.index] = True
    rows = np.flatnonzero(counts)
    return int(instance.owner[rows[int(draw.integers(len(rows)))]]) if len(rows) else None
