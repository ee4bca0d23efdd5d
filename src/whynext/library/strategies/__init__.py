"""The library of strategies: ways to calculate, right and mistaken, and which of them suit which problems."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from whynext.library.steps import Calculation, Operation
from whynext.library.strategies.adding import ADDITION, ADDITION_SORTS, SUBTRACTION, SUBTRACTION_SORTS
from whynext.library.strategies.multiplying import (
    COMPARISON,
    COMPARISON_SORTS,
    MULTIPLICATION,
    MULTIPLICATION_SORTS,
)
from whynext.library.strategies.strategy import Sort, Strategy

STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {each.id: each for each in (*ADDITION, *SUBTRACTION, *MULTIPLICATION, *COMPARISON)}
)
"""Every strategy, by id."""

SORTS: Mapping[Operation, tuple[Sort, ...]] = MappingProxyType(
    {
        Operation.ADDITION: ADDITION_SORTS,
        Operation.SUBTRACTION: SUBTRACTION_SORTS,
        Operation.MULTIPLICATION: MULTIPLICATION_SORTS,
        Operation.COMPARISON: COMPARISON_SORTS,
    }
)
"""The kinds of problem of each operation; a calculation is of the first kind that holds."""

TARGET = "target: "
"""A learning object whose topics hold this word and the id of a strategy is a lesson aimed at it: at learning
it, or if it is a mistaken one, at seeing why it goes wrong."""


def sort_of(asked: Calculation) -> Sort:
    """Return what kind of problem a calculation is.

    Examples
    --------
    >>> sort_of(Calculation(Operation.ADDITION, (29, 64))).id
    'near a whole ten'
    """
    return next(sort for sort in SORTS[asked.operation] if sort.holds(asked))


def of_operation(operation: Operation) -> tuple[Strategy, ...]:
    """Return the strategies of an operation, those that are right first."""
    return tuple(each for each in STRATEGIES.values() if each.operation is operation)


def target_of(strategy: str) -> str:
    """Return the topic of lessons that are aimed at a strategy.

    Examples
    --------
    >>> target_of("make-ten")
    'target: make-ten'
    """
    return TARGET + strategy
