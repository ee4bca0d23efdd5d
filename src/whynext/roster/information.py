"""What may be asked of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

import polars as pl

from whynext.process.frames import FEW, narrowed
from whynext.process.information import (
    Argument,
    Asked,
    Grain,
    Information,
    OptionKind,
    Schema,
    Sensitivity,
    Type,
    View,
)
from whynext.roster import profile
from whynext.roster.student import STUDENT

SOURCES: Final[Mapping[str, Schema]] = {
    "students": {
        "student": pl.String(),
        "name": pl.String(),
        "grade": pl.Float64(),
        "active": pl.Boolean(),
        "language": pl.String(),
    },
    "enrolments": {
        "student": pl.String(),
        "section": pl.String(),
        "role": pl.String(),
        "begins": pl.Date(),
        "ends": pl.Date(),
    },
    "profile": {
        "student": pl.String(),
        "name": pl.String(),
        "number": pl.Float64(),
        "word": pl.String(),
        "at": pl.Datetime("us", "UTC"),
    },
    "protected": {"student": pl.String(), "name": pl.String(), "word": pl.String()},
}
"""The tables that a store provides for the room's views; ``ends`` is the first day no longer in force."""


@lru_cache(maxsize=16)
def held_on(day: date) -> pl.Expr:
    """Return the condition that a row of ``enrolments`` is a student's place, in force on a day."""
    begun = pl.col("begins").is_null() | (pl.col("begins") <= day)
    not_over = pl.col("ends").is_null() | (pl.col("ends") > day)
    return (pl.col("role") == STUDENT) & begun & not_over


def _enrolled(asked: Asked) -> pl.Series:
    places, students = asked.sources["enrolments"], asked.sources["students"]
    if len(places) <= FEW:
        of_each = zip(*(places.get_column(name).to_list() for name in _PLACE), strict=True)
        held = {student for student, *place in of_each if _is_held(asked.today, *place)}
    else:
        held = set(narrowed(places, held_on(asked.today)).get_column("student").to_list())
    each = zip(students.get_column("student").to_list(), students.get_column("active").to_list(), strict=True)
    known = {student: student in held and active for student, active in each}
    rows = asked.rows.get_column("student").to_list()
    return pl.Series("enrolled", [known.get(student) for student in rows], pl.Boolean)


_PLACE: Final = ["student", "role", "begins", "ends"]


def _is_held(today: date, role: str | None, begins: date | None, ends: date | None) -> bool:
    """Tell of one place what :func:`held_on` tells of many."""
    return role == STUDENT and (begins is None or begins <= today) and (ends is None or ends > today)


def _of_student(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        return asked.looked_up(asked.sources["students"], {"student": "student"}, column)

    return view


def _latest(asked: Asked, name: str, column: str) -> pl.Series:
    said = profile.latest(asked.sources["profile"], name, asked.as_of)
    return asked.looked_up(said, {"student": "student"}, column)


def _number(name: str) -> View:
    return lambda asked: _latest(asked, name, "number")


def _truth(name: str) -> View:
    return lambda asked: (_latest(asked, name, "number") != 0.0).rename(name)


def _named_number(asked: Asked) -> pl.Series:
    return _latest(asked, str(asked.arguments["name"]), "number")


def _named_word(asked: Asked) -> pl.Series:
    return _latest(asked, str(asked.arguments["name"]), "word")


def _words(asked: Asked, name: str) -> pl.DataFrame:
    return profile.words(asked.sources["profile"], name, asked.as_of)


def _accommodations(asked: Asked) -> pl.Series:
    held = _words(asked, profile.ACCOMMODATION)
    joined = held.group_by("student").agg(pl.col("word").sort().str.join("; "))
    return asked.looked_up(joined, {"student": "student"}, "word")


def _has_accommodation(asked: Asked) -> pl.Series:
    held = _words(asked, profile.ACCOMMODATION)
    answer = held.group_by("student").agg((pl.col("word") == str(asked.arguments["name"])).any().alias("has"))
    return asked.looked_up(answer, {"student": "student"}, "has")


def _interest_match(asked: Asked) -> pl.Series:
    interests = _words(asked, profile.INTEREST)
    topics = asked.sources["object_topics"].select(pl.col("object").alias("option"), "topic").unique()
    meet = (
        interests.join(topics, left_on="word", right_on="topic", how="inner")
        .select("student", "option", pl.lit(True).alias("meet"))
        .unique()
    )
    says = interests.select("student", pl.lit(True).alias("says")).unique()
    tagged = topics.select("option", pl.lit(True).alias("tagged")).unique()
    rows = (
        asked.rows.select("student", "option")
        .join(meet, on=["student", "option"], how="left", maintain_order="left")
        .join(says, on="student", how="left", maintain_order="left")
        .join(tagged, on="option", how="left", maintain_order="left")
    )
    # Unknown unless the student has said something and someone has said what the option is about.
    known = pl.col("says") & pl.col("tagged")
    answer = pl.when(known).then(pl.col("meet").fill_null(False)).alias("interest_match")
    return rows.select(answer).to_series()


def _wish(asked: Asked) -> pl.Series:
    """Return the place of each option on the student's list of wishes."""
    said = profile.known(asked.sources["profile"], profile.WISH, asked.as_of)
    said = said.filter(pl.col("word").is_not_null()).sort("student", "word", "at", "number")
    last = said.unique(["student", "word"], keep="last", maintain_order=True)
    places = last.filter(pl.col("number") > 0).select("student", option="word", wish_place="number")
    return asked.looked_up(places, {"student": "student", "option": "option"}, "wish_place")


_PERIOD: Final = "period: "  # the mark of a topic that names a period, as the library writes it


def _free_then(asked: Asked) -> pl.Series:
    """Tell whether each student is free in all periods of the option; UNKNOWN where either is not said."""
    free = _words(asked, profile.FREE)
    topics = asked.sources["object_topics"].filter(pl.col("topic").str.starts_with(_PERIOD))
    word = pl.col("topic").str.strip_prefix(_PERIOD).str.strip_chars().str.replace_all(r"\s+", "-")
    meets = topics.select(option="object", period=word).unique()
    pairs = asked.rows.select("student", "option").join(meets, on="option", how="inner")
    open_then = free.select("student", period="word", open=pl.lit(True))
    each = pairs.join(open_then, on=["student", "period"], how="left")
    fits = each.group_by("student", "option").agg(pl.col("open").fill_null(False).all().alias("fits"))
    found = asked.looked_up(fits, {"student": "student", "option": "option"}, "fits")
    says = free.select("student", says=pl.lit(True)).unique()
    known = asked.looked_up(says, {"student": "student"}, "says")
    return pl.select(pl.when(known).then(found).alias("free_then")).to_series()


_RECORDED: Final = "until someone has recorded it"

INFORMATION: Final[tuple[Information, ...]] = (
    Information(
        "enrolled",
        "Whether the student is on the roster and holds a place in a section today.",
        Grain.STUDENT,
        Type.TRUTH,
        _enrolled,
        needs=("students", "enrolments"),
        category="enrolment",
        missing="for an id that is no student's; never for a student",
    ),
    Information(
        "grade",
        "The student's grade; kindergarten is 0.",
        Grain.STUDENT,
        Type.NUMBER,
        _of_student("grade"),
        needs=("students",),
        category="background",
        unit="grade",
        low=-3.0,
        high=14.0,
        missing="where the roster gives no grade, or says that the student is in none",
    ),
    Information(
        "language",
        "The language in which the student is taught.",
        Grain.STUDENT,
        Type.WORD,
        _of_student("language"),
        needs=("students",),
        category="background",
        missing="where the roster does not say",
    ),
    Information(
        "autonomy",
        "How much of the work the student may decide alone: 1 is told what to do, 4 is nearly free.",
        Grain.STUDENT,
        Type.NUMBER,
        _number("autonomy"),
        needs=("profile",),
        category="behaviour",
        unit="level",
        low=1.0,
        high=4.0,
        missing="until a teacher has recorded it",
    ),
    Information(
        "reading_level",
        "At which grade's level the student reads.",
        Grain.STUDENT,
        Type.NUMBER,
        _number("reading_level"),
        needs=("profile",),
        category="achievement",
        unit="grade",
        low=-1.0,
        high=16.0,
        step=0.5,
        missing="until a reading test or a teacher has said",
    ),
    Information(
        "course_failures",
        "How many courses the student has failed.",
        Grain.STUDENT,
        Type.NUMBER,
        _number("course_failures"),
        needs=("profile",),
        category="achievement",
        unit="courses",
        low=0.0,
        missing=_RECORDED,
    ),
    Information(
        "unexcused_absences",
        "How many school days the student has missed without an excuse.",
        Grain.STUDENT,
        Type.NUMBER,
        _number("unexcused_absences"),
        needs=("profile",),
        category="behaviour",
        unit="days",
        low=0.0,
        missing=_RECORDED,
    ),
    Information(
        "over_age",
        "Whether the student is older than is usual in the grade.",
        Grain.STUDENT,
        Type.TRUTH,
        _truth("over_age"),
        needs=("profile",),
        category="background",
        sensitivity=Sensitivity.SENSITIVE,
        missing=_RECORDED,
    ),
    Information(
        "extra_time",
        "By what the student's time on a test is multiplied; 1 is no extra time.",
        Grain.STUDENT,
        Type.NUMBER,
        _number("extra_time"),
        needs=("profile",),
        category="accommodation",
        sensitivity=Sensitivity.SENSITIVE,
        unit="times",
        low=1.0,
        step=0.25,
        missing=_RECORDED,
    ),
    Information(
        "accommodations",
        "What the student is entitled to, in order of the alphabet; «none» if asked and there is nothing.",
        Grain.STUDENT,
        Type.WORD,
        _accommodations,
        needs=("profile",),
        category="accommodation",
        sensitivity=Sensitivity.SENSITIVE,
        missing=_RECORDED,
    ),
    Information(
        "has_accommodation",
        "Whether the student is entitled to this accommodation.",
        Grain.STUDENT,
        Type.TRUTH,
        _has_accommodation,
        needs=("profile",),
        category="accommodation",
        sensitivity=Sensitivity.SENSITIVE,
        missing="until someone has recorded an accommodation of the student, or that there is none",
        arguments={"name": Argument("Which accommodation, such as large_print.")},
    ),
    Information(
        "wish_place",
        "The place of the option on the student's list of wishes; 1 is the dearest.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _wish,
        needs=("profile",),
        category="interest",
        unit="place",
        low=1.0,
        missing="where the student has not wished for it",
    ),
    Information(
        "free_then",
        "Whether the student has nothing else in the periods in which the option meets.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        _free_then,
        needs=("profile", "object_topics"),
        category="timetable",
        missing="until a free period of the student, or that there is none, is recorded; where the option"
        " has no period",
    ),
    Information(
        "interest_match",
        "Whether the option is about something that interests the student.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        _interest_match,
        needs=("profile", "object_topics"),
        category="interest",
        missing="until the student has named an interest and someone has said what the option is about",
    ),
    Information(
        "profile_number",
        "A number that the student's profile holds under a name of your own.",
        Grain.STUDENT,
        Type.NUMBER,
        _named_number,
        needs=("profile",),
        category="profile",
        sensitivity=Sensitivity.SENSITIVE,
        missing=_RECORDED,
        arguments={"name": Argument("The name in the profile, such as sleep_hours.")},
    ),
    Information(
        "profile_word",
        "A word that the student's profile holds under a name of your own, such as a wish.",
        Grain.STUDENT,
        Type.WORD,
        _named_word,
        needs=("profile",),
        category="profile",
        sensitivity=Sensitivity.SENSITIVE,
        missing=_RECORDED,
        arguments={"name": Argument("The name in the profile, such as wish.")},
    ),
)

OPTIONS: Final[tuple[OptionKind, ...]] = ()
