"""What rules may ask of how a student works."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from whynext.mastery.strategy.information import INFORMATION, SOURCES
from whynext.process.information import Asked, Grain

NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)
KNOWN = {each.name: each for each in INFORMATION}
SLOW = {"strategy": "count-all", "efficient": False, "mistaken": False, "aim": "count-on-larger"}
GOOD = {"strategy": "count-on-larger", "efficient": True, "mistaken": False, "aim": None}
BUG = {"strategy": "no-carry", "efficient": None, "mistaken": True, "aim": "no-carry", "correct": False}
OTHER_BUG = {**BUG, "strategy": "counts-start-number", "aim": "counts-start-number"}
UNKNOWN = {"strategy": None, "efficient": None, "mistaken": None, "aim": None}


def readings(*seen: dict[str, Any], student: str = "ana") -> pl.DataFrame:
    rows = [
        {
            "student": student,
            "skill": "add",
            "correct": True,
            "probability": 0.9,
            "sequence": 10 + place,
            "at": NOW - timedelta(hours=20 - place),
            **each,
        }
        for place, each in enumerate(seen)
    ]
    return pl.DataFrame(rows, schema=SOURCES["strategy_readings"])


def asked(
    name: str, seen: pl.DataFrame, given: str | None = "add", /, decided: int = 0, **arguments: Any
) -> Any:
    information = KNOWN[name]
    made = [("ana", "targeted-lesson", "add", decided)] if decided else []
    sources = {
        "strategy_readings": seen,
        "decided_for": pl.DataFrame(made, schema=SOURCES["decided_for"], orient="row"),
    }
    usual = {key: each.default for key, each in information.arguments.items() if each.default is not None}
    rows = pl.DataFrame(
        {"student": ["ana", "ben"], "given": [given] * 2}, schema_overrides={"given": pl.String}
    )
    found = information.view(Asked(rows, sources, {**usual, **arguments}, NOW, date(2026, 9, 14)))
    assert found.dtype == information.type.dtype
    assert len(found) == 2
    return found[0]


def test_the_latest_reading_is_told_and_none_where_it_is_unknown() -> None:
    assert asked("strategy", readings(SLOW, GOOD)) == "count-on-larger"
    assert asked("efficient", readings(SLOW, GOOD)) is True
    assert asked("efficient", readings(GOOD, BUG)) is None
    assert asked("strategy", readings(GOOD, UNKNOWN)) is None
    assert asked("strategy_probability", readings(GOOD, {**UNKNOWN, "probability": 0.4})) == 0.4
    assert asked("strategy", readings(GOOD, student="chen")) is None


def test_nothing_later_than_the_instant_is_used() -> None:
    assert asked("strategy", readings(GOOD, {**SLOW, "at": NOW + timedelta(seconds=1)})) == "count-on-larger"


def test_only_the_last_few_count() -> None:
    seen = readings(SLOW, SLOW, GOOD, GOOD, SLOW)
    assert [asked("inefficient_answers", seen, last=last) for last in (1.0, 3.0, 4.0, 5.0)] == [1, 1, 2, 3]
    assert asked("traced_answers", seen, last=4.0) == 4


def test_only_right_answers_count_as_slow() -> None:
    """A wrong answer by a slow way has another trouble."""
    assert asked("inefficient_answers", readings(SLOW, {**SLOW, "correct": False})) == 1


def test_what_came_before_the_last_decision_does_not_count() -> None:
    seen = readings(SLOW, SLOW, SLOW, SLOW)
    assert asked("inefficient_answers", seen, process="targeted-lesson", decided=11) == 2
    assert asked("inefficient_answers", seen, process="targeted-lesson") == 4
    assert asked("inefficient_answers", seen, process="another", decided=11) == 4
    assert asked("inefficient_answers", seen, decided=11) == 4


def test_mistakes_count_by_rule_and_the_most_frequent_is_named() -> None:
    seen = readings(BUG, OTHER_BUG, BUG, GOOD)
    assert asked("misconception_answers", seen) == 2
    assert asked("misconception", seen) == "no-carry"


def test_of_two_equally_frequent_the_latest_is_named() -> None:
    assert asked("misconception", readings(BUG, OTHER_BUG)) == "counts-start-number"
    assert asked("better_strategy", readings(SLOW, {**SLOW, "aim": "make-ten"})) == "make-ten"


@pytest.mark.parametrize("name", ["traced_answers", "inefficient_answers", "misconception_answers"])
def test_a_count_is_zero_without_answers_and_unknown_without_a_skill(name: str) -> None:
    assert asked(name, readings()) == 0
    assert asked(name, readings(SLOW), None) is None


@pytest.mark.parametrize("name", ["strategy", "misconception", "better_strategy", "efficient"])
def test_a_word_is_unknown_without_answers(name: str) -> None:
    assert asked(name, readings()) is None


def test_a_lesson_is_aimed_at_the_first_way_it_names() -> None:
    aims = pl.DataFrame({"object": ["a", "a", "b"], "aim": ["make-ten", "no-carry", "benchmark"]})
    rows = pl.DataFrame({"option": ["a", "b", "c"]})
    view = KNOWN["object_target"].view
    found = view(Asked(rows, {"object_aims": aims}, {}, NOW, date(2026, 9, 14)))
    assert found.to_list() == ["make-ten", "benchmark", None]


def test_everything_is_about_a_student_and_a_skill_but_the_aim_of_a_lesson() -> None:
    grains = {each.name: each.grain for each in INFORMATION}
    assert grains.pop("object_target") is Grain.OPTION
    assert set(grains.values()) == {Grain.STUDENT_GIVEN}
