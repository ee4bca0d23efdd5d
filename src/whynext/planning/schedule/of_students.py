"""Views of a student with a session, and of the student: whether it fits, and what was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl

from whynext.mastery import information as mastery
from whynext.planning.information import VALID
from whynext.planning.schedule.notes import Kind
from whynext.planning.schedule.sessions import apart, held, kinds_of, members
from whynext.process.frames import instant
from whynext.process.information import Asked, Information, View
from whynext.roster import profile

ADVISORY = "advisory"
"""The name under which a student's profile holds the advisory group."""

_MASTERY: Mapping[str, Information] = {each.name: each for each in mastery.INFORMATION}


def _rows(asked: Asked) -> pl.DataFrame:
    """Return the asked rows taken apart: columns student, period, modality, skill."""
    return apart(asked.rows.get_column("option")).insert_column(0, asked.rows.get_column("student"))


def _joined(rows: pl.DataFrame, table: pl.DataFrame, on: list[str], column: str) -> pl.Series:
    """Return a column of a table, which has each key once, for each row."""
    slim = table.select(*on, column)
    return rows.select(on).join(slim, on=on, how="left", maintain_order="left").get_column(column)


def of_skill(name: str, skill: str) -> View:
    """Return an information of mastery about the session's skill, which it knows as `skill`."""
    information = _MASTERY[name]

    def view(asked: Asked) -> pl.Series:
        rows = _rows(asked).select("student", "skill")
        once = rows.unique(maintain_order=True)
        arguments = {
            key: each.default for key, each in information.arguments.items() if each.default is not None
        }
        if name == "failures_in_a_row":
            arguments["form_kind"] = "exit slip"
        arguments |= {key: value for key, value in asked.arguments.items() if key in information.arguments}
        sources = {need: asked.sources[need] for need in information.needs}
        inner = replace(asked, rows=once.rename({"skill": skill}), sources=sources, arguments=arguments)
        answered = once.with_columns(information.view(inner).alias("value"))
        return rows.join(
            answered, on=["student", "skill"], how="left", maintain_order="left", nulls_equal=True
        ).get_column("value")

    return view


def in_grade_band(asked: Asked) -> pl.Series:
    """Return whether the grade is within the grades of the skill, widened by the bands."""
    grades = asked.sources["students"].select("student", pl.col("grade").alias("of_student"))
    low, high = pl.col("grade_low"), pl.col("grade_high")
    bands = float(asked.arguments["bands"])
    skills = asked.sources["skills"].select(
        "skill",
        (pl.coalesce(low, high) - bands).alias("low"),
        (pl.coalesce(high, low) + bands).alias("high"),
    )
    rows = _rows(asked).select("student", "skill")
    rows = rows.join(grades, on="student", how="left", maintain_order="left")
    rows = rows.join(skills, on="skill", how="left", maintain_order="left")
    return rows.select(
        (pl.col("of_student") >= pl.col("low")) & (pl.col("of_student") <= pl.col("high"))
    ).to_series()


def present(asked: Asked) -> pl.Series:
    """Return whether the student is not absent in the period."""
    away = held(asked, Kind.ABSENT).select(
        pl.col("person").alias("student"), "period", pl.lit(True).alias("away")
    )
    rows = _rows(asked)
    there = _joined(rows, away, ["student", "period"], "away").is_null()
    return pl.select(pl.when(rows.get_column("period").is_not_null()).then(there)).to_series()


def locked(asked: Asked) -> pl.Series:
    """Return whether it fits the lock of the student and period; null without one."""
    locks = held(asked, Kind.LOCK).select(
        pl.col("person").alias("student"),
        "period",
        pl.col("modality").alias("its_modality"),
        pl.col("skill").alias("its_skill"),
        pl.lit(True).alias("locked"),
    )
    rows = _rows(asked).join(locks, on=["student", "period"], how="left", maintain_order="left")
    fits = (pl.col("its_modality").is_null() | (pl.col("its_modality") == pl.col("modality"))) & (
        pl.col("its_skill").is_null() | (pl.col("its_skill") == pl.col("skill"))
    )
    return rows.select(pl.when(pl.col("locked")).then(fits)).to_series()


def suits(asked: Asked) -> pl.Series:
    """Return whether the session is for a student of these accommodations; no session at all: null.

    Whoever has none on record is taken to have none.
    """
    rows = _rows(asked).with_row_index("n")
    kinds = kinds_of(asked.sources["halls"]).select("period", "modality", "not_for", "only_for")
    rows = rows.join(kinds, on=["period", "modality"], how="left", maintain_order="left")
    has = profile.words(asked.sources["profile"], profile.ACCOMMODATION, asked.as_of)
    has = has.group_by("student").agg(pl.col("word").alias("has"))
    rows = rows.join(has, on="student", how="left", maintain_order="left")
    held = pl.col("has").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    refused = pl.col("not_for").list.set_intersection(held).list.len() > 0
    asks, meets = (
        pl.col("only_for").list.len() > 0,
        pl.col("only_for").list.set_intersection(held).list.len() > 0,
    )
    fits = ~refused & (~asks | meets)
    return rows.select(pl.when(pl.col("not_for").is_not_null()).then(fits)).to_series()


# Of a student's sessions before --------------------------------------------------------------------------


_last: tuple[tuple[pl.DataFrame, ...], date, datetime, pl.DataFrame] | None = None
"""The answer last given by :func:`_past`: several views of one run ask the same."""


def _past(asked: Asked) -> pl.DataFrame:
    """Return the sessions that students had before the day: columns of the source, and ``hall``.

    Whoever was absent had none, whatever was planned.
    """
    global _last
    sources = tuple(asked.sources[name] for name in ("hall_past", "hall_notes", "halls"))
    last = _last
    same = last is not None and all(one is other for one, other in zip(last[0], sources, strict=True))
    if last is not None and same and last[1:3] == (asked.decided_day, asked.as_of):
        return last[3]
    found = _had(asked)
    _last = (sources, asked.decided_day, asked.as_of, found)
    return found


def _had(asked: Asked) -> pl.DataFrame:
    past = asked.sources["hall_past"]
    happened = (pl.col("day") < asked.decided_day) & (pl.col("at") <= instant(asked.as_of))
    past = past.filter(happened & pl.col("state").is_in(VALID))
    halls = kinds_of(asked.sources["halls"]).select("period", "hall").unique()
    past = past.join(halls, on="period", how="left", maintain_order="left")
    away = _absences(asked, past)
    return past.join(away, on=["student", "period", "day"], how="anti", maintain_order="left")


def _absences(asked: Asked, past: pl.DataFrame) -> pl.DataFrame:
    """Return the days and periods of past sessions at which the student was absent, as is known now."""
    notes = asked.sources["hall_notes"].filter(
        pl.col("kind").is_in([Kind.ABSENT, Kind.PRESENT]) & (pl.col("at") <= instant(asked.as_of))
    )
    had = past.select("student", "period", "day", "hall").unique()
    said = notes.select(
        "hall",
        pl.col("person").alias("student"),
        "kind",
        "sequence",
        "until",
        since="day",
        at_period="period",
    )
    met = had.join(said, on=["hall", "student"], how="inner")
    met = met.filter(
        (pl.col("since") <= pl.col("day"))
        & (pl.col("until").is_null() | (pl.col("until") >= pl.col("day")))
        & (pl.col("at_period").is_null() | (pl.col("at_period") == pl.col("period")))
    )
    keys = ["student", "period", "day"]
    last = met.sort("sequence").unique(keys, keep="last", maintain_order=True)
    return last.filter(pl.col("kind") == Kind.ABSENT.value).select(keys)


def _lately(asked: Asked) -> pl.DataFrame:
    since = asked.decided_day - timedelta(days=float(asked.arguments["days"]))
    return _past(asked).filter(pl.col("day") >= since)


def same_as_last(asked: Asked) -> pl.Series:
    """Return whether the latest day here had the same lesson and nobody asks for it again."""
    past = _past(asked)
    last = past.filter(pl.col("day") == pl.col("day").max().over("student", "hall"))
    keys = ["student", "hall", "modality", "skill"]
    last = last.select(*keys).unique().with_columns(pl.lit(True).alias("had"))
    again = held(asked, Kind.AGAIN)
    wanted = again.select("hall", "modality", "skill", pl.col("person").alias("student"))
    last = last.join(wanted, on=keys, how="anti")
    rows = _with_hall(asked)
    return _joined(rows, last, keys, "had").fill_null(False)


def _with_hall(asked: Asked) -> pl.DataFrame:
    halls = kinds_of(asked.sources["halls"]).select("period", "hall").unique()
    return _rows(asked).join(halls, on="period", how="left", maintain_order="left")


def times_lately(asked: Asked) -> pl.Series:
    """Return how many sessions of its modality the student had in the days before."""
    keys = ["student", "hall", "modality"]
    counted = _lately(asked).group_by(keys).agg(pl.len().cast(pl.Float64).alias("times"))
    return _joined(_with_hall(asked), counted, keys, "times").fill_null(0.0)


_SESSION = ["student", "period", "modality", "skill"]


def _planned(asked: Asked) -> pl.DataFrame:
    """Return what is decided for the very day already, each session of a student once."""
    past = asked.sources["hall_past"]
    made = past.filter((pl.col("day") == asked.decided_day) & (pl.col("at") <= instant(asked.as_of)))
    return made.sort("at", maintain_order=True).unique(_SESSION, keep="last", maintain_order=True)


def planned(asked: Asked) -> pl.Series:
    """Return whether a decision for the very day gave it already."""
    made = _planned(asked).with_columns(pl.lit(True).alias("planned"))
    return _joined(_rows(asked), made, _SESSION, "planned").fill_null(False)


def planned_with(column: str) -> View:
    """Return the view of who leads a session that is planned already, or where it is held."""

    def view(asked: Asked) -> pl.Series:
        return _joined(_rows(asked), _planned(asked), _SESSION, column)

    return view


def last_modality(asked: Asked) -> pl.Series:
    """Return how the latest session on its skill was taught."""
    keys = ["student", "hall", "skill"]
    # Of two sessions of one day, the later period is the later one.
    order = kinds_of(asked.sources["halls"]).select("period", "modality", "order")
    past = _past(asked).join(order, on=["period", "modality"], how="left", maintain_order="left")
    last = past.sort("day", "order", "at").unique(keys, keep="last", maintain_order=True)
    return _joined(_with_hall(asked), last.rename({"modality": "last"}), keys, "last")


# Of a student --------------------------------------------------------------------------------------------


def attends(asked: Asked) -> pl.Series:
    """Return whether the student attends a hall on the day, in one period of it at least."""
    periods = kinds_of(asked.sources["halls"]).select("hall", "period").unique()
    due = members(asked).join(periods, on="hall", how="inner").select("student", "hall", "period")
    away = held(asked, Kind.ABSENT).select("hall", "period", student="person")
    there = due.join(away, on=["student", "hall", "period"], how="anti").select("student").unique()
    return asked.looked_up(
        there.with_columns(pl.lit(True).alias("there")), {"student": "student"}, "there"
    ).fill_null(False)


def kept_apart_from(asked: Asked) -> pl.Series:
    """Return the students from whom the student is kept apart; empty if there are none."""
    pairs = held(asked, Kind.APART).select("person", "other")
    both = pl.concat([pairs, pairs.select(person="other", other="person")]).unique()
    words = both.group_by("person").agg(pl.col("other").sort().str.join(" ").alias("others"))
    return asked.looked_up(words, {"person": "student"}, "others").fill_null("")


def _sum_lately(asked: Asked, value: pl.Expr) -> pl.Series:
    kinds = kinds_of(asked.sources["halls"]).select("period", "modality", "teacher", "screen", "minutes")
    had = _lately(asked).join(kinds, on=["period", "modality"], how="inner")
    summed = had.group_by("student").agg(value.cast(pl.Float64).alias("sum"))
    return asked.looked_up(summed, {"student": "student"}, "sum").fill_null(0.0)


def adult_contacts(asked: Asked) -> pl.Series:
    """Return how many sessions with a teacher the student had in the days before."""
    return _sum_lately(asked, pl.col("teacher").sum())


def screen_minutes(asked: Asked) -> pl.Series:
    """Return how many minutes before a screen the student had in the days before."""
    return _sum_lately(asked, pl.col("minutes").filter(pl.col("screen")).sum())


def advisory(asked: Asked) -> pl.Series:
    """Return the advisory group that is recorded, or the section."""
    said = profile.latest(asked.sources["profile"], ADVISORY, asked.as_of)
    recorded = asked.looked_up(said, {"student": "student"}, "word")
    first = members(asked).sort("section").unique("student", keep="first", maintain_order=True)
    return recorded.fill_null(asked.looked_up(first, {"student": "student"}, "section"))
