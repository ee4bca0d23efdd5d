"""What may be asked of past decisions: known answers, and nothing from the future."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from whynext.bootstrap import catalogue
from whynext.competencies import information as competencies
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning import information as planning
from whynext.planning.pace import information as pace
from whynext.process.information import Asked
from whynext.roster import information as roster

NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)
TODAY = date(2026, 9, 14)
SCHEMAS = {
    **competencies.SOURCES,
    **library.SOURCES,
    **roster.SOURCES,
    **mastery.SOURCES,
    **planning.SOURCES,
    **pace.COMPUTED,
}


def decided(*rows: tuple[str, str, str | None, str, str, int]) -> pl.DataFrame:
    """Return past decisions: student, process, given, option, state, and how many days before today."""
    full = [
        (*row[:5], TODAY - timedelta(days=row[5]), NOW - timedelta(days=max(row[5], 0), hours=1))
        for row in rows
    ]
    return pl.DataFrame(full, schema=dict(planning.SOURCES["decided"]), orient="row")


def table(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    schema = dict(SCHEMAS[name])
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def answer(name: str, rows: list[tuple[str | None, ...]], **more: Any) -> list[Any]:
    """Return the answers of an information; `more` are sources, and arguments under their names."""
    information = catalogue().information[name]
    arguments = {key: each.default for key, each in information.arguments.items()}
    arguments |= {key: value for key, value in more.items() if key in arguments}
    sources = {need: more.get(need, table(need)) for need in information.needs}
    columns = information.grain.columns
    asked = Asked(
        pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row"),
        sources,
        arguments,  # type: ignore[arg-type]
        NOW,
        TODAY,
    )
    found = information.view(asked)
    assert found.dtype == information.type.dtype
    return found.to_list()


PAST = decided(
    ("ana", "next-object", "halves", "fold", "carried out", 5),
    ("ana", "next-object", "halves", "fold", "in force", 2),
    ("ana", "daily-plan", None, "fold", "in force", 2),
    ("ana", "next-object", "halves", "race", "proposed", 1),
    ("ana", "next-object", "halves", "film", "declined", 1),
    ("ana", "next-object", "halves", "cut", "overridden", 1),
    ("ben", "next-object", "halves", "fold", "lapsed", 1),
)
PAIRS = [("ana", "fold"), ("ana", "race"), ("ana", "film"), ("ana", "cut"), ("ben", "fold"), ("cy", "fold")]


def test_used_is_what_holds_or_was_carried_out() -> None:
    """Not what is only proposed, was declined, or lapsed."""
    assert answer("used_before", PAIRS, decided=PAST) == [True, False, False, True, False, False]


def test_used_can_be_asked_of_one_process_and_of_what_was_done() -> None:
    """Arguments narrow the decisions that count."""
    assert answer("used_before", PAIRS[:1], decided=PAST, process="exit-slip") == [False]
    assert answer("days_since_used", PAIRS[:1], decided=PAST, done=True) == [5.0]


def test_days_since_used_counts_from_the_last_time() -> None:
    """Unknown where it never was."""
    assert answer("days_since_used", PAIRS, decided=PAST) == [2.0, None, None, 1.0, None, None]


def test_what_is_planned_for_tomorrow_was_used_today() -> None:
    """A number of days is never below nothing."""
    ahead = decided(("ana", "next-object", "halves", "fold", "in force", -1))
    assert answer("days_since_used", PAIRS[:1], decided=ahead) == [0.0]


def test_times_used_counts_days_not_processes() -> None:
    """An object that a step and its day both chose was used once that day."""
    assert answer("times_used", PAIRS[:2], decided=PAST) == [2.0, 0.0]


@pytest.mark.parametrize("name", ["used_before", "times_used"])
def test_nothing_later_than_the_instant_asked_about_counts(name: str) -> None:
    """A decision made an hour from now is not known yet."""
    later = PAST.with_columns(at=pl.lit(NOW + timedelta(hours=1)))
    assert answer(name, PAIRS[:1], decided=later) in ([False], [0.0])


def test_an_answer_about_a_skill_is_asked_of_the_skill_as_an_option() -> None:
    """A test passed on demand is a decision for the skill; next-skill asks about the skill it offers."""
    past = decided(
        ("ana", "test-out", "halves", "skip", "in force", 3),
        ("ana", "test-out", "thirds", "wait", "in force", 3),
        ("ben", "test-out", "halves", "skip", "overridden", 3),
        ("ana", "mastery-unit", "tenths", "skip", "in force", 3),
    )
    pairs = [("ana", "halves"), ("ana", "thirds"), ("ben", "halves"), ("ana", "tenths"), ("cy", "halves")]
    asked = answer("answered", pairs, decided=past, process="test-out", answer="skip")
    assert asked == [True, False, True, False, False]


def test_the_last_answer_is_the_latest_that_holds() -> None:
    """What was declined does not hold; another process's answer and another skill's are not asked about."""
    past = decided(
        ("ana", "exit-slip", "halves", "repeat", "in force", 3),
        ("ana", "exit-slip", "halves", "passed", "overridden", 1),
        ("ana", "exit-slip", "thirds", "passed", "in force", 3),
        ("ana", "exit-slip", "thirds", "repeat", "declined", 1),
        ("ana", "mastery-unit", "tenths", "passed", "in force", 1),
    )
    pairs = [("ana", "halves"), ("ana", "thirds"), ("ana", "tenths"), ("ben", "halves")]
    assert answer("last_answer", pairs, decided=past, process="exit-slip") == ["passed", "passed", None, None]
    assert answer("last_answer", pairs[:1], decided=past.clear()) == [None]


def test_decisions_of_today_are_counted_once_each() -> None:
    """A decision that chose two options is one decision."""
    past = decided(
        ("ana", "next-skill", None, "halves", "in force", 0),
        ("ana", "next-skill", None, "thirds", "in force", 0),
        ("ana", "next-object", "halves", "fold", "in force", 0),
        ("ana", "next-object", "thirds", "fold", "in force", 1),
    )
    assert answer("decided_today", [("ana",), ("ben",)], decided=past) == [2.0, 0.0]


def test_cycles_count_what_a_process_decided_for_what_is_given() -> None:
    """By answer, and only what was carried out if that is asked; unknown where nothing is given."""
    past = decided(
        ("ana", "mastery-unit", "halves", "corrective", "carried out", 9),
        ("ana", "mastery-unit", "halves", "parallel_form", "carried out", 7),
        ("ana", "mastery-unit", "halves", "corrective", "in force", 5),
        ("ana", "mastery-unit", "thirds", "corrective", "carried out", 5),
        ("ana", "exit-slip", "halves", "repeat", "carried out", 4),
    )
    rows = [("ana", "halves"), ("ben", "halves"), ("ana", None)]
    assert answer("cycles", rows, decided=past, process="mastery-unit") == [3.0, 0.0, None]
    both = {"process": "mastery-unit", "answer": "corrective"}
    assert answer("cycles", rows, decided=past, **both) == [2.0, 0.0, None]
    assert answer("cycles", rows, decided=past, done=True, **both) == [1.0, 0.0, None]


def test_a_book_is_in_use_while_somebody_has_it() -> None:
    """Not before it is settled, not after it was carried out, and not for ever."""
    past = decided(
        ("ana", "summer-reading", None, "owl", "in force", 10),
        ("ben", "summer-reading", None, "owl", "overridden", 10),
        ("cy", "summer-reading", None, "owl", "carried out", 10),
        ("dee", "summer-reading", None, "owl", "proposed", 1),
        ("eve", "summer-reading", None, "owl", "in force", 101),
        ("ana", "summer-reading", None, "fox", "in force", 100),
    )
    assert answer("in_use", [("owl",), ("fox",), ("elk",)], decided=past) == [2.0, 1.0, 0.0]
    assert answer("in_use", [("fox",)], decided=past, days=30.0) == [0.0]


OBJECTS = table(
    "learning_objects",
    {"object": "fold", "skill": "halves", "modality": "hands_on", "status": "reviewed", "position": 0},
    {"object": "race", "skill": "halves", "modality": "game", "status": "reviewed", "position": 1},
    {"object": "race", "skill": "thirds", "modality": "game", "status": "reviewed", "position": 1},
    {"object": "old", "skill": "halves", "modality": "video", "status": "retired", "position": 2},
    {"object": "cut", "skill": "thirds", "modality": "representation", "status": "draft", "position": 3},
    {"object": "owl", "modality": "reading", "status": "reviewed", "position": 4},
)


def test_the_last_modality_is_that_of_the_latest_object_for_the_skill() -> None:
    """Unknown where none was used for it."""
    rows = [("ana", "halves"), ("ana", "thirds"), ("ana", None)]
    past = decided(
        ("ana", "next-object", "halves", "race", "in force", 5),
        ("ana", "next-object", "halves", "fold", "in force", 2),
        ("ana", "exit-slip", "halves", "repeat", "in force", 1),
    )
    assert answer("last_modality", rows, decided=past, learning_objects=OBJECTS) == ["hands_on", None, None]


ESTIMATES = table(
    "estimates",
    {"student": "ana", "skill": "halves", "mastery": 0.9},
    {"student": "ana", "skill": "thirds", "mastery": 0.95},
)
PRIORS = table("mastery_priors", {"skill": "halves", "prior": 0.3}, {"skill": "thirds", "prior": 0.2})


def test_the_mastery_of_an_object_is_that_of_its_least_mastered_skill() -> None:
    """The prior speaks for who never answered; a book teaches no skill, and nothing is known of it."""
    rows = [("ana", "race"), ("ana", "cut"), ("ben", "race"), ("ana", "owl"), ("ana", "nothing")]
    sources = {"learning_objects": OBJECTS, "estimates": ESTIMATES, "mastery_priors": PRIORS}
    assert answer("object_mastery", rows, **sources) == [0.9, 0.95, 0.2, None, None]
    known = sources | {"mastery_priors": PRIORS.head(1)}
    assert answer("object_mastery", rows[2:3], **known) == [None]


def test_an_object_is_ready_when_all_it_presupposes_is_mastered() -> None:
    """Exactly at the bar counts; what presupposes nothing is ready; unknown is not ready and not refused."""
    presupposes = table(
        "object_prerequisites",
        {"object": "cut", "skill": "thirds"},
        {"object": "race", "skill": "halves"},
        {"object": "film", "skill": "tenths"},
        {"object": "talk", "skill": "tenths"},
        {"object": "talk", "skill": "halves"},
    )
    rows = [("ana", each) for each in ("cut", "race", "film", "talk", "fold")]
    sources = {"object_prerequisites": presupposes, "estimates": ESTIMATES, "mastery_priors": PRIORS}
    assert answer("object_ready", rows, **sources) == [True, False, None, False, True]
    assert answer("object_ready", rows[1:2], bar=0.9, **sources) == [True]


def test_days_since_a_test_count_whole_days_to_the_instant() -> None:
    """Of the kind asked for; a test in the future does not exist."""
    results = table(
        "assessments",
        *(
            {"student": "ana", "skill": "halves", "form_kind": kind, "correct": 1, "of": 5, "at": NOW - age}
            for kind, age in [
                ("test out", timedelta(days=3, hours=1)),
                ("test out", timedelta(days=1, hours=23)),
                ("exit slip", timedelta(hours=2)),
                ("test out", -timedelta(hours=1)),
            ]
        ),
    )
    rows = [("ana", "halves"), ("ben", "halves"), ("ana", None)]
    assert answer("days_since_assessed", rows, assessments=results, form_kind="test out") == [1.0, None, None]
    assert answer("days_since_assessed", rows[:1], assessments=results) == [0.0]


def simpler(*given: str | None) -> list[tuple[str, str | None, str]]:
    kind = catalogue().options["simpler_object"]
    edges = table("prerequisites", {"prerequisite": "halves", "skill": "thirds"})
    rows = pl.DataFrame([("ana", each) for each in given], schema=["student", "given"], orient="row")
    rows = rows.cast(pl.String)
    asked = Asked(rows, {"learning_objects": OBJECTS, "prerequisites": edges}, {}, NOW, TODAY)
    return kind.candidates(asked).rows()


def test_simpler_objects_are_those_of_the_skill_and_of_what_it_builds_on() -> None:
    """Each once, in the order of the library, without what is retired."""
    assert simpler("thirds") == [
        ("ana", "thirds", "fold"),
        ("ana", "thirds", "race"),
        ("ana", "thirds", "cut"),
    ]
    assert simpler("halves") == [("ana", "halves", "fold"), ("ana", "halves", "race")]


def test_for_no_skill_or_an_unknown_one_nothing_is_simpler() -> None:
    """Then there is nothing to compare with."""
    assert simpler(None) == []
    assert simpler("unheard-of") == []


def test_an_empty_past_answers_every_question() -> None:
    """On the first day of school nothing fails and nothing is invented."""
    for information in planning.INFORMATION:
        row = tuple("x" for _ in information.grain.columns)
        (value,) = answer(information.name, [row])
        assert value in (False, 0.0, None, True), information.name
        if value is None:
            assert information.missing, f"{information.name} can be unknown and does not say when"


def test_every_source_of_this_room_has_the_declared_columns() -> None:
    """What the store provides is what the views read."""
    needed = {need for each in planning.INFORMATION for need in each.needs}
    assert needed <= set(SCHEMAS)
    assert list(planning.SOURCES["decided"]) == [
        "student",
        "process",
        "given",
        "option",
        "state",
        "day",
        "at",
    ]


# Groups -----------------------------------------------------------------------------------------------------


def test_the_last_choice_is_the_latest_that_holds_and_tells_for_how_long_it_has() -> None:
    """A change back begins anew; what was declined, or another process decided, does not count."""
    past = decided(
        ("ana", "groups", None, "red", "in force", 30),
        ("ana", "groups", None, "blue", "overridden", 20),
        ("ana", "groups", None, "red", "in force", 13),
        ("ana", "groups", None, "red", "in force", 6),
        ("ana", "groups", None, "grey", "declined", 1),
        ("ana", "rooms", None, "oak", "in force", 2),
        ("ben", "groups", None, "red", "in force", -1),
    )
    who = [("ana",), ("ben",), ("cem",)]
    assert answer("last_choice", who, decided=past, process="groups") == ["red", "red", None]
    assert answer("days_with_choice", who, decided=past, process="groups") == [13.0, 0.0, None]
    assert answer("last_choice", who, process="groups") == [None, None, None]
    assert answer("days_with_choice", who, process="groups") == [None, None, None]


def test_there_is_a_group_for_every_four_students_and_the_same_for_all() -> None:
    """One at least; for each of what is given."""
    kind = catalogue().options["group"]
    for count, groups in ((1, 1), (4, 1), (5, 2), (40, 10)):
        rows = pl.DataFrame(
            {"student": [f"s{n}" for n in range(count)], "given": [None] * count},
            schema={"student": pl.String, "given": pl.String},
        )
        found = kind.candidates(Asked(rows, {"students": table("students")}, {}, NOW, TODAY))
        assert len(found) == count * groups
        assert found.get_column("option").n_unique() == groups
        assert found.columns == ["student", "given", "option"]
    assert found.get_column("option")[0] == "group 01"
