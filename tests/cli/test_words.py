"""Sentences for a teacher: figures, days, deadlines, standing, changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from whynext import bootstrap
from whynext.cli import figures, words
from whynext.cli.figures import value_said
from whynext.cli.words import Line, standing_said, woken_said
from whynext.engine.inspect import ExplainedNot
from whynext.process.explain import Change, Of, Reason, Why, WhyNot, WouldChange
from whynext.process.reading import read

CATALOGUE = bootstrap.catalogue()
NEXT_SKILL = read(bootstrap.handbook_text("next-skill"), CATALOGUE)
TEST_OUT = read(bootstrap.handbook_text("test-out"), CATALOGUE)
MADE = datetime(2026, 9, 14, 14, tzinfo=UTC)


def row(**changed: Any) -> dict[str, Any]:
    """A decision made at four in the afternoon in Berlin, in force until the next morning."""
    return {
        "state": "in force",
        "by": "algorithm",
        "waiting_for": None,
        "until": datetime(2026, 9, 15, 5, 30, tzinfo=UTC),
        "decided_at": MADE,
        "mechanism": "rule",
        "agents": "101",
    } | changed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "It holds, chosen by the rules. The teacher may change it until 07:30 tomorrow."),
        ({"agents": "100"}, "It holds, chosen by the rules."),
        ({"until": None}, "It holds, chosen by the rules. The teacher may change it."),
        (
            {"state": "proposed", "waiting_for": "student", "until": datetime(2026, 9, 14, 18, tzinfo=UTC)},
            "It is proposed by the rules and waits for the student until 20:00 today; "
            "if nothing is said, it stands.",
        ),
        (
            {"state": "asks", "waiting_for": "teacher", "mechanism": "unknown"},
            "The rules cannot decide this (something is not known): the teacher is asked to choose.",
        ),
        (
            {"state": "asks", "waiting_for": "teacher", "mechanism": "none"},
            "The rules cannot decide this (no option was left): the teacher is asked to choose.",
        ),
        ({"state": "overridden", "by": "teacher t1"}, "It was changed by teacher t1 and holds."),
        ({"state": "escalated", "waiting_for": "leader"}, "now it waits for the leader of the school"),
        ({"state": "declined", "by": "family g1"}, "It was declined by family g1 and does not hold."),
        ({"state": "lapsed"}, "Nobody answered in time, and so it does not hold."),
        ({"state": "carried out"}, "It was carried out, as chosen by the rules."),
        ({"state": "passed on", "waiting_for": "something-simpler"}, "passed on to «something-simpler»"),
        ({"state": "superseded"}, "A later decision took its place"),
    ],
)
def test_every_state_is_said(changed: dict[str, Any], said: str) -> None:
    assert said in standing_said(row(**changed), NEXT_SKILL, "Europe/Berlin")


def test_silence_is_said_where_it_means_no() -> None:
    proposed = row(state="proposed", waiting_for="teacher", until=datetime(2026, 9, 16, 14, tzinfo=UTC))
    said = standing_said(proposed, TEST_OUT, "Europe/Berlin")
    assert "until Wednesday 16 September at 16:00" in said
    assert said.endswith("; if nothing is said, it lapses.")


@pytest.mark.parametrize("state", [each.value for each in words.State])
def test_no_state_is_forgotten(state: str) -> None:
    assert standing_said(row(state=state, waiting_for="teacher"), NEXT_SKILL, "UTC")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2026, 9, 14, 18, tzinfo=UTC), "20:00 today"),
        (datetime(2026, 9, 15, 5, 30, tzinfo=UTC), "07:30 tomorrow"),
        (datetime(2026, 9, 18, 5, 30, tzinfo=UTC), "Friday 18 September at 07:30"),
    ],
)
def test_a_deadline_names_the_day_that_it_needs(until: datetime, said: str) -> None:
    assert figures.until_said(until, MADE, "Europe/Berlin") == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mastery", 0.6931, "0.69"),
        ("mastery", 1.0, "1"),
        ("unlocks", 4.0, "4 skills"),
        ("unlocks", 1.0, "1 skill"),
        ("reading_level", 3.5, "3.5"),
        ("screen", True, "yes"),
        ("screen", False, "no"),
        ("modality", "worked_example", "«worked example»"),
        ("mastery", None, "not known"),
    ],
)
def test_a_value_is_said_with_the_precision_and_unit_of_its_information(
    name: str, value: Any, said: str
) -> None:
    assert value_said(value, CATALOGUE.information[name]) == said


def test_a_unit_goes_without_saying_where_the_name_says_it() -> None:
    days = CATALOGUE.information["days_since_practice"]
    assert figures.figure("days_since_practice", 12.0, days) == "days since practice 12"


def test_figures_of_a_rule_name_the_schools_own_values_and_those_of_a_wish_do_not() -> None:
    refusing = Reason("it is mastered already", "mastery < bar", False, None, {"mastery": 0.97})
    assert figures.figures(refusing, NEXT_SKILL, CATALOGUE) == "mastery 0.97; bar 0.95"
    wish = Reason("it is nearly mastered", "mastery / bar", True, 0.5, {"mastery": 0.8})
    assert figures.figures(wish, NEXT_SKILL, CATALOGUE) == "mastery 0.80"


def test_a_truth_that_the_sentence_says_is_not_said_again() -> None:
    reason = Reason("everything it builds on is mastered", "prerequisites_mastered", True, None,
                    {"prerequisites_mastered": True})  # fmt: skip
    assert figures.figures(reason, NEXT_SKILL, CATALOGUE) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            Change("mastery", 0.3, 0.95),
            "mastery (how far the student has mastered the skill) were 0.95 instead of 0.30",
        ),
        (
            Change("prerequisites_mastered", False, True),
            "it were true that the student has mastered every skill that this one directly builds on",
        ),
        (
            Change("tested_out", True, False),
            "gave this answer for the option (process «test-out», answer «skip»)",
        ),
        (Change("enrolled", None, True), "it were known that the student is on the roster"),
        (Change("unlocks", None, 3.0), "were known to be 3 skills"),
        (Change("unlocks", 1.0, 3.0), "were 3 skills instead of 1"),
    ],
)
def test_a_change_is_said_as_a_condition(change: Change, said: str) -> None:
    assert said in words.change_said(change, NEXT_SKILL, CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE.information))
def test_every_information_can_be_said_as_a_clause(name: str) -> None:
    clause = figures.meaning(CATALOGUE.information[name])
    assert clause
    assert clause[0].islower()
    assert not clause.endswith(".")


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ({"step of": "daily-plan"}, "it is a part of «daily-plan»"),
        ({"facts": [7]}, "of what had been entered since"),
        ({"asked": 7, "by": "student"}, "the student asked for it"),
        ({"passed on by": "run"}, "another process found nothing"),
        ({}, ""),
    ],
)
def test_what_woke_it_is_said(trigger: dict[str, Any], said: str) -> None:
    assert woken_said(trigger, NEXT_SKILL).startswith(said)


def test_the_calendar_is_said_as_the_process_has_it() -> None:
    plan = read(bootstrap.handbook_text("daily-plan"), CATALOGUE)
    assert woken_said({"calendar": "weekday 16:00"}, plan) == "it runs on every school day at 16:00"


def test_chance_is_said() -> None:
    assert words.chance_said({"probability": None}) == "chance played no part"
    drawn = {"probability": 0.25, "mechanism": "lottery"}
    assert words.chance_said(drawn) == "it was drawn by lot, with a chance of 25 in 100"


def test_lines_are_plain_text() -> None:
    assert Line("a [b]").text == "a [b]"
    assert figures.day_said(date(2026, 9, 1)) == "Tuesday 1 September"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((Change("mastery", 0.3, 0.9),), "chosen if mastery (how far the student has mastered the skill)"),
        (
            (Change("unlocks", 0.0, 3.0, Of.MAP),),
            "nothing that can change about the student would have been enough. It would have been chosen if, "
            "on the map, unlocks (how many skills build directly on this one) were 3 skills instead of 0",
        ),
        (
            (Change("unlocks", 0.0, 3.0, Of.MAP), Change("days_since_practice", 3.0, 9.0)),
            "student last answered on the skill) were 9 days instead of 3 and, on the map, unlocks",
        ),
    ],
)
def test_what_the_student_cannot_change_is_said_to_be_of_the_map(
    changes: tuple[Change, ...], said: str
) -> None:
    why = Why("add", True, False, 1.0, 0.0, 0, ())
    answer = ExplainedNot(
        {},
        NEXT_SKILL,
        "add",
        WhyNot(why, ("count",), WouldChange(changes, True)),
        {},
        "Ana",
        pl.DataFrame(),
        True,
    )
    assert said in " ".join(line.text for line in words.why_not_said(answer, CATALOGUE))


def test_those_that_came_before_are_counted_in_one_breath() -> None:
    why = Why("add", True, False, 1.0, 0.0, 0, ())
    answer = ExplainedNot(
        {}, NEXT_SKILL, "add", WhyNot(why, tuple("abcde"), None), {}, "Ana", pl.DataFrame(), True
    )
    first = words.why_not_said(answer, CATALOGUE)[0].text
    assert first == "«add» was possible for Ana, but «a», «b», «c» and 2 more came before it."
