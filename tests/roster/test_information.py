"""What may be asked of the roster, and what is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from whynext.process.information import Asked, Catalogue, Grain, Sensitivity
from whynext.roster import information, profile, protected
from whynext.roster.information import INFORMATION, OPTIONS, SOURCES
from whynext.roster.profile import ProfileItem

TODAY = date(2026, 10, 1)
NOW = datetime(2026, 10, 1, 14, tzinfo=UTC)
CATALOGUE = Catalogue.of((*INFORMATION, *protected.INFORMATION), OPTIONS)
DAY = timedelta(days=1)


def source(name, *rows):
    """A source as the store provides it."""
    return pl.DataFrame(list(rows), schema=dict(SOURCES[name]), orient="row")


def sources(**given):
    """All sources, empty but for those given."""
    tables = {name: source(name) for name in SOURCES}
    tables["object_topics"] = pl.DataFrame(schema={"object": pl.String, "topic": pl.String})
    return tables | given


def answer(information_name, asked_rows, tables, **arguments):
    """Ask the view of an information, and check the type and number of its answers."""
    told = CATALOGUE.information[information_name]
    asked = Asked(asked_rows, tables, arguments, NOW, TODAY)
    column = told.view(asked)
    assert column.len() == asked_rows.height
    assert column.dtype == told.type.dtype
    return column.to_list()


def students(*ids):
    """Rows that ask about these students."""
    return pl.DataFrame({"student": list(ids)}, schema={"student": pl.String})


def place(student, begins=None, ends=None, role="student"):
    """A row of the source of enrolments."""
    return (student, "7b", role, begins, ends)


def test_enrolled_means_active_with_a_place_in_force_today():
    """Enrolled means active with a place in force today."""
    tables = sources(
        students=source(
            "students",
            *(
                (name, name, 5.0, name != "left", "en")
                for name in ("open", "left", "over", "soon", "none", "t")
            ),
        ),
        enrolments=source(
            "enrolments",
            place("open"),
            place("left"),
            place("over", ends=TODAY),
            place("soon", begins=TODAY + DAY),
            place("t", role="teacher"),
        ),
    )
    asked = students("none", "open", "nobody", "left", "over", "soon", "t")
    assert answer("enrolled", asked, tables) == [False, True, None, False, False, False, False]


@pytest.mark.parametrize(
    ("begins", "ends", "held"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, False),
        (None, TODAY + DAY, True),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_a_place_begins_on_its_first_day_and_has_ended_on_its_end(begins, ends, held):
    """A place begins on its first day and has ended on its end."""
    tables = sources(
        students=source("students", ("ada", "Ada", 5.0, True, "en")),
        enrolments=source("enrolments", place("ada", begins, ends)),
    )
    assert answer("enrolled", students("ada"), tables) == [held]


def test_grade_and_language_are_unknown_where_the_roster_does_not_say():
    """Grade and language are unknown where the roster does not say."""
    tables = sources(
        students=source("students", ("ada", "Ada", 0.0, True, "en"), ("bo", "Bo", None, True, None))
    )
    assert answer("grade", students("bo", "ada", "nobody"), tables) == [None, 0.0, None]
    assert answer("language", students("bo", "ada"), tables) == [None, "en"]


def said(student, name, value, day=0, **more):
    """Something said of a student, a number of days after nine days ago."""
    return ProfileItem(student, name, value, "t1", NOW - 9 * DAY + day * DAY, **more)


def profiled(*items):
    """All sources, with a profile of these items."""
    frame = profile.frame(items).select(list(SOURCES["profile"]))
    return sources(profile=frame)


@pytest.mark.parametrize(
    "name", ["autonomy", "reading_level", "course_failures", "unexcused_absences", "extra_time"]
)
def test_a_profile_number_is_the_latest_one_said_by_now(name):
    """A profile number is the latest one said by now."""
    tables = profiled(
        said("ada", name, 2.0, 0), said("ada", name, 3.0, 5), said("ada", name, 4.0, 20), said("bo", "x", 1.0)
    )
    assert answer(name, students("ada", "bo"), tables) == [3.0, None]


def test_over_age_is_a_truth_and_unknown_until_recorded():
    """Over age is a truth and unknown until recorded."""
    tables = profiled(said("ada", "over_age", 1), said("bo", "over_age", 0))
    assert answer("over_age", students("ada", "bo", "cy"), tables) == [True, False, None]


def test_a_name_of_the_schools_own_can_be_asked_by_argument():
    """A name of the schools own can be asked by argument."""
    tables = profiled(said("ada", "sleep_hours", 8.5), said("ada", "wish", "more art"))
    assert answer("profile_number", students("ada", "bo"), tables, name="sleep_hours") == [8.5, None]
    assert answer("profile_word", students("ada", "bo"), tables, name="wish") == ["more art", None]
    assert set(CATALOGUE.information["profile_number"].arguments) == {"name"}


def test_accommodations_are_told_together_and_one_by_one():
    """Accommodations are told together and one by one."""
    tables = profiled(
        said("ada", "accommodation", "large_print"),
        said("ada", "accommodation", "breaks"),
        said("bo", "accommodation", "none"),
    )
    asked = students("ada", "bo", "cy")
    assert answer("accommodations", asked, tables) == ["breaks; large_print", "none", None]
    assert answer("has_accommodation", asked, tables, name="breaks") == [True, False, None]


def test_an_interest_matches_unmatched_or_unknown():
    """An interest matches unmatched or unknown."""
    tables = profiled(said("ada", "interest", "space"), said("ada", "interest", "horses"))
    tables["object_topics"] = pl.DataFrame(
        {
            "object": ["rockets", "rockets", "stables", "cells"],
            "topic": ["space", "horses", "horses", "biology"],
        }
    )
    rows = pl.DataFrame(
        {
            "student": ["ada", "ada", "ada", "ada", "bo"],
            "option": ["cells", "rockets", "plain", "stables", "rockets"],
        }
    )
    assert answer("interest_match", rows, tables) == [False, True, None, True, None]


def test_a_student_is_free_when_every_period_of_the_option_is():
    """Unknown for whom no period is recorded, and for an option without one."""
    tables = profiled(
        said("ada", "free_period", "A"),
        said("ada", "free_period", "B"),
        said("bo", "free_period", "none"),
    )
    tables["object_topics"] = pl.DataFrame(
        {
            "object": ["early", "double", "double", "late", "story"],
            "topic": ["period: A", "period: A", "period:  B", "period: C", "horses"],
        }
    )
    options = ["early", "double", "late", "story"]
    rows = pl.DataFrame({"student": ["ada"] * 4 + ["bo", "cy"], "option": [*options, "early", "early"]})
    assert answer("free_then", rows, tables) == [True, True, False, None, False, None]


@pytest.mark.parametrize("told", CATALOGUE.information.values(), ids=lambda told: told.name)
def test_every_information_answers_no_rows_and_rows_of_strangers(told):
    """Every information answers no rows and rows of strangers."""
    tables = sources()
    arguments = dict.fromkeys(told.arguments, "x")
    columns = dict.fromkeys(told.grain.columns, pl.String)
    assert answer(told.name, pl.DataFrame(schema=columns), tables, **arguments) == []
    stranger = pl.DataFrame({column: ["stranger"] for column in columns})
    assert answer(told.name, stranger, tables, **arguments) == [None]


def test_every_information_says_what_it_needs_and_when_it_is_unknown():
    """Every information says what it needs and when it is unknown."""
    for told in CATALOGUE.information.values():
        assert told.sentence.endswith(".")
        assert told.missing
        assert set(told.needs) <= set(SOURCES) | {"object_topics"}
        assert told.grain in (Grain.STUDENT, Grain.STUDENT_OPTION)


def test_what_health_and_family_tell_is_sensitive_and_what_law_protects_is_protected():
    """What health and family tell is sensitive and what law protects is protected."""
    sensitive = {"extra_time", "accommodations", "has_accommodation", "over_age"}
    for name in sensitive:
        assert CATALOGUE.information[name].sensitivity is Sensitivity.SENSITIVE
    assert {told.sensitivity for told in protected.INFORMATION} == {Sensitivity.PROTECTED}
    names = {told.name for told in protected.INFORMATION}
    assert {
        "race",
        "sex",
        "family_income_band",
        "socioeconomic_status",
        "birth_country",
        "home_language",
    } <= names


def test_no_protected_name_can_be_asked_of_the_ordinary_roster():
    """No protected name can be asked of the ordinary roster."""
    ordinary = {told.name for told in information.INFORMATION}
    assert ordinary.isdisjoint(told.name for told in protected.INFORMATION)
    assert all("protected" not in told.needs for told in information.INFORMATION)


def test_a_protected_word_is_answered_from_its_own_source():
    """A protected word is answered from its own source."""
    tables = sources(protected=source("protected", ("ada", "sex", "female"), ("ada", "race", "asian")))
    assert answer("sex", students("ada", "bo"), tables) == ["female", None]
    assert answer("race", students("ada"), tables) == ["asian"]
    assert answer("home_language", students("ada"), tables) == [None]


def demographics(**columns):
    """A table of demographics with these columns."""
    height = len(next(iter(columns.values())))
    return pl.DataFrame({"id": [f"s{n}" for n in range(height)], "active": [True] * height} | columns)


def test_demographics_become_words_and_say_nothing_of_what_is_not_there():
    """Demographics become words and say nothing of what is not there."""
    frame = demographics(
        white=[True, True, None, False],
        asian=[False, True, None, False],
        hispanic_or_latino=[True, False, None, None],
        birth_date=[date(2014, 5, 17), None, None, None],
    )
    told = {(student, name): word for student, name, word in protected.words(frame).iter_rows()}
    assert told == {
        ("s0", "race"): "white",
        ("s1", "race"): "two_or_more_races",
        ("s0", "ethnicity"): "hispanic_or_latino",
        ("s1", "ethnicity"): "not_hispanic_or_latino",
        ("s0", "birth_date"): "2014-05-17",
    }


def test_the_flag_for_several_races_wins_over_one():
    """The flag for several races wins over one."""
    told = protected.words(demographics(white=[True], two_or_more_races=[True]))
    assert told.filter(pl.col("name") == "race")["word"].to_list() == ["two_or_more_races"]


def test_demographics_of_those_who_left_are_not_told():
    """Demographics of those who left are not told."""
    frame = demographics(sex=["female"]).with_columns(active=pl.lit(False))
    assert protected.words(frame).is_empty()
    assert protected.words(protected.empty()).is_empty()
