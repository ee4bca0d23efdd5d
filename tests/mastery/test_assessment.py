"""Results of assessments, and failures in a row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from whynext.base.errors import Refused
from whynext.mastery.assessment import ASSESSMENTS, AssessmentResult, assessment_rows, failures_in_a_row


def result(correct: int, day: int, kind: str = "exit slip", of: int = 5) -> AssessmentResult:
    """Return a result of the given day."""
    return AssessmentResult("ana", "fractions", kind, "A", correct, of, datetime(2026, 9, day, tzinfo=UTC))


def test_reaching_the_pass_mark_passes() -> None:
    """Four of five is eighty percent, and eighty percent is enough."""
    assert result(4, 1).passed(0.8)
    assert not result(3, 1).passed(0.8)
    assert result(7, 1, of=10).passed(0.7)


def test_failures_are_counted_back_from_the_latest_by_kind_of_form() -> None:
    """A failed test out does not lengthen the row of failed exit slips; order of giving is irrelevant."""
    results = [result(1, 6), result(5, 1), result(2, 3, "test out"), result(3, 4), result(4, 2)]
    assert failures_in_a_row(results, 0.8) == {"exit slip": 2, "test out": 1}


def test_a_pass_ends_the_row() -> None:
    """The latest decides first."""
    assert failures_in_a_row([result(0, 1), result(0, 2), result(5, 3)], 0.8) == {"exit slip": 0}


def test_no_results_have_no_failures() -> None:
    """Nothing was failed where nothing was taken."""
    assert failures_in_a_row([], 0.8) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("student", ""),
        ("skill", None),
        ("form_kind", " "),
        ("correct", -1),
        ("correct", 6),
        ("correct", True),
        ("of", 0),
        ("of", 2.5),
        ("at", datetime(2026, 9, 1)),  # noqa: DTZ001
        ("at", "today"),
    ],
)
def test_impossible_results_are_refused_with_the_field(field: str, value: object) -> None:
    """Each wrong field is named."""
    good: dict[str, Any] = {name: getattr(result(4, 1), name) for name in ASSESSMENTS}
    with pytest.raises(Refused) as refused:
        AssessmentResult(**{**good, field: value})
    assert [each.where for each in refused.value.problems] == [field]


def test_rows_have_the_columns_of_the_source() -> None:
    """What a store keeps is what views read."""
    assert assessment_rows([result(4, 1)]).schema == ASSESSMENTS
    assert assessment_rows([]).schema == ASSESSMENTS
