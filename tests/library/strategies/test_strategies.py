"""The library of strategies: whole, readable, and of one mind about what suits which numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from whynext.library.families.misconceptions import MISCONCEPTIONS
from whynext.library.steps import Calculation, Operation
from whynext.library.strategies import SORTS, STRATEGIES, of_operation, sort_of


def sort(text: str) -> str:
    first, sign, second = text.split()
    operation = {"+": Operation.ADDITION, "-": Operation.SUBTRACTION, "×": Operation.MULTIPLICATION}.get(sign)
    if operation is None:
        return sort_of(Calculation(Operation.COMPARISON, (first, second))).id
    return sort_of(Calculation(operation, (int(first), int(second)))).id


def test_every_strategy_says_what_it_looks_like_and_where_it_is_described() -> None:
    for each in STRATEGIES.values():
        assert each.name
        assert len(each.looks.split()) >= 4, each.id
        assert any(part.isdigit() for part in each.after.replace(";", " ").split()), each.id


def test_every_operation_has_right_and_mistaken_ways() -> None:
    for operation in Operation:
        ways = of_operation(operation)
        assert sum(not each.mistaken for each in ways) >= 8
        assert sum(each.mistaken for each in ways) >= 3


def test_orders_name_right_ways_of_their_operation_once_each() -> None:
    for operation, sorts in SORTS.items():
        right = {each.id for each in of_operation(operation) if not each.mistaken}
        assert len({each.id for each in sorts}) == len(sorts)
        for each in sorts:
            ways = [way for tier in each.order for way in tier]
            assert len(set(ways)) == len(ways), each.id
            assert set(ways) <= right, each.id
            assert 0 < each.good <= len(each.order), each.id
            assert each.efficient(each.aim), each.id


def test_mistaken_ways_that_items_know_too_are_called_the_same() -> None:
    """So that a lesson for a misconception is found whether an answer or a trace told of it."""
    shared = {each.id for each in STRATEGIES.values() if each.mistaken} & set(MISCONCEPTIONS)
    assert {
        "smaller-from-larger",
        "no-carry",
        "gap-thinking",
        "counts-start-number",
        "adds-factors",
    } <= shared


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8 + 2", "a small number more"),
        ("5 + 4", "within ten"),
        ("7 + 8", "neighbors"),
        ("9 + 6", "past ten"),
        ("29 + 64", "near a whole ten"),
        ("28 + 7", "a one-digit number more"),
        ("47 + 36", "two digits"),
        ("347 + 236", "larger"),
        ("63 - 2", "a small number less"),
        ("63 - 58", "close together"),
        ("10 - 4", "within ten"),
        ("13 - 5", "back past ten"),
        ("63 - 29", "near a whole ten"),
        ("63 - 27", "two digits"),
        ("402 - 137", "larger"),
        ("3 × 8", "few groups"),
        ("7 × 8", "tables"),
        ("19 × 6", "near a whole ten"),
        ("23 × 4", "by one digit"),
        ("23 × 14", "larger"),
        ("3/8 or 5/8", "equal denominators"),
        ("2/5 or 2/7", "equal numerators"),
        ("5/6 or 7/8", "equal gaps"),
        ("3/8 or 5/9", "a half or whole between"),
        ("2/3 or 3/5", "others"),
    ],
)
def test_a_teacher_would_sort_problems_so(text: str, said: str) -> None:
    assert sort(text) == said


@given(some.integers(0, 2_000), some.integers(0, 2_000))
def test_every_problem_with_whole_numbers_is_of_some_kind(a: int, b: int) -> None:
    for operation in (Operation.ADDITION, Operation.SUBTRACTION, Operation.MULTIPLICATION):
        assert sort_of(Calculation(operation, (max(a, b), min(a, b)))) in SORTS[operation]


def test_counting_everything_is_never_efficient() -> None:
    for operation, way in ((Operation.ADDITION, "count-all"), (Operation.MULTIPLICATION, "count-groups")):
        for a in range(1, 13):
            for b in range(1, 13):
                assert not sort_of(Calculation(operation, (a, b))).efficient(way)


def test_knowing_a_fact_is_always_efficient() -> None:
    for a in range(1, 11):
        for b in range(1, 11):
            assert sort_of(Calculation(Operation.ADDITION, (a, b))).efficient("addition-fact")
            assert sort_of(Calculation(Operation.SUBTRACTION, (a + b, b))).efficient("subtraction-fact")
            assert sort_of(Calculation(Operation.MULTIPLICATION, (a, b))).efficient("multiplication-fact")
