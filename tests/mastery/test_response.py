"""Responses: what is possible, and that the impossible is refused with everything that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from whynext.base.errors import Refused
from whynext.mastery.response import OBSERVED, Response, observed

GOOD: dict[str, Any] = {
    "student": "ana",
    "item": "item-1",
    "skills": ("fractions",),
    "correct": True,
    "at": datetime(2026, 9, 1, 8, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("student", "", "no student"),
        ("student", None, "no student"),
        ("item", "  ", "no item"),
        ("skills", (), "no skill"),
        ("skills", "fractions", "no skill"),
        ("skills", ("fractions", ""), "no skill"),
        ("skills", ("fractions", "fractions"), "repeated skill"),
        ("correct", 1, "not a truth"),
        ("correct", None, "not a truth"),
        ("correct", "true", "not a truth"),
        ("at", datetime(2026, 9, 1, 8), "no time zone"),  # noqa: DTZ001
        ("at", "2026-09-01", "impossible time"),
        ("credit", 1.5, "impossible credit"),
        ("credit", float("nan"), "impossible credit"),
        ("seconds", -1.0, "impossible seconds"),
        ("seconds", float("inf"), "impossible seconds"),
        ("seconds", 86_401.0, "impossible seconds"),
        ("seconds", "12", "impossible seconds"),
        ("hints", -1, "impossible hints"),
        ("hints", 1.5, "impossible hints"),
        ("hints", True, "impossible hints"),
        ("attempt", 0, "impossible attempt"),
        ("attempt", None, "impossible attempt"),
        ("form", None, "not a text"),
    ],
)
def test_each_impossible_value_is_refused_under_its_own_kind(field: str, value: object, kind: str) -> None:
    """One wrong field gives exactly one problem, which names the field."""
    with pytest.raises(Refused) as refused:
        Response(**{**GOOD, field: value})
    assert [(each.kind, each.where) for each in refused.value.problems] == [(kind, field)]


def test_all_that_is_wrong_is_said_together() -> None:
    """Four wrong fields give four problems in one refusal."""
    with pytest.raises(Refused) as refused:
        Response(**{**GOOD, "student": "", "skills": (), "hints": -1, "seconds": -5.0})
    assert {each.where for each in refused.value.problems} == {"student", "skills", "hints", "seconds"}


def test_limits_are_inside() -> None:
    """The edges of every range are possible."""
    Response(**GOOD, credit=0.0, seconds=0.0, hints=0)
    Response(**GOOD, credit=1.0, seconds=86_400.0, attempt=1)


def test_instants_are_kept_in_utc() -> None:
    """Another zone's instant is the same instant."""
    local = datetime(2026, 9, 1, 10, tzinfo=timezone(timedelta(hours=2)))
    response = Response(**{**GOOD, "at": local})
    assert response.at == local
    assert response.at.tzinfo is UTC


def test_an_answer_is_ones_own_unless_a_hint_was_counted() -> None:
    """Nobody having counted is not the same as help."""
    assert [Response(**GOOD, hints=hints).alone for hints in (None, 0, 1)] == [True, True, False]


def test_a_response_makes_one_row_for_each_skill() -> None:
    """Skills of one response share its order; the next response has the next."""
    both = Response(**{**GOOD, "skills": ("a", "b")}, hints=2)
    frame = observed([both, Response(**GOOD)], first=5)
    assert frame.schema == OBSERVED
    assert frame["skill"].to_list() == ["a", "b", "fractions"]
    assert frame["order"].to_list() == [5, 5, 6]
    assert frame["hints"].to_list() == [2, 2, None]


def test_no_responses_make_an_empty_frame_of_the_right_columns() -> None:
    """Nothing in, nothing out, typed."""
    assert observed([]).schema == OBSERVED
