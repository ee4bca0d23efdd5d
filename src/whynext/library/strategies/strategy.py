"""What a strategy is, and in which order strategies are efficient for a kind of problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whynext.library.steps import Calculation, Operation


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to work a calculation out, right or mistaken.

    Parameters
    ----------
    id
        Unique in the library; a mistaken way that a misconception explains has the misconception's id.
    name
        What a teacher calls it.
    looks
        What it looks like, with an example.
    operation
        What is worked out by it.
    mistaken
        Whether it is a way that goes wrong by a rule (a bug), and not a way that is right.
    after
        The research in which it is described.
    """

    id: str
    name: str
    looks: str
    operation: Operation
    mistaken: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of problem, and which strategies are efficient for it.

    Parameters
    ----------
    id
        Unique within its operation.
    says
        Which problems are meant, for a teacher.
    holds
        Whether a calculation is one of them.
    order
        Strategies from the most efficient to the least; those of one tier are as good as each other.
        What is not named comes last.
    good
        How many of the first tiers are efficient; whoever uses another one can be shown a better way.
    aim
        The strategy that a lesson would then aim at.
    """

    id: str
    says: str
    holds: Callable[[Calculation], bool]
    order: tuple[tuple[str, ...], ...]
    good: int
    aim: str

    def tier(self, strategy: str) -> int:
        """Return the place of a strategy in the order, from 0."""
        for place, tier in enumerate(self.order):
            if strategy in tier:
                return place
        return len(self.order)

    def efficient(self, strategy: str) -> bool:
        """Tell whether a strategy is efficient for this kind of problem."""
        return self.tier(strategy) < self.good
