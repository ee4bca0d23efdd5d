"""What is noted of the days of a hall: who is absent, what is closed, who is kept apart, what is locked.

A note is made by somebody, because of something, and stays; a later one corrects it. What holds on a day is
what the latest note says of each thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import polars as pl

from whynext.process.frames import instant
from whynext.process.information import Schema

OPEN = date.max
"""The last day of a note that holds until it is taken back."""


class Kind(StrEnum):
    """What a note says."""

    ABSENT = "absent"
    PRESENT = "present"
    CLOSED = "closed"
    OPENED = "opened"
    LOCK = "lock"
    UNLOCK = "unlock"
    APART = "apart"
    TOGETHER = "together"
    AGAIN = "again"


TAKES_BACK: Mapping[Kind, Kind] = {
    Kind.PRESENT: Kind.ABSENT,
    Kind.OPENED: Kind.CLOSED,
    Kind.UNLOCK: Kind.LOCK,
    Kind.TOGETHER: Kind.APART,
}
"""Which kind of note takes which back."""

NOTES: Schema = {
    "hall": pl.String(),
    "kind": pl.String(),
    "person": pl.String(),
    "other": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "modality": pl.String(),
    "skill": pl.String(),
    "day": pl.Date(),
    "until": pl.Date(),
    "at": pl.Datetime("us", "UTC"),
    "sequence": pl.Int64(),
}
"""Columns of the source ``hall_notes``: one row a note; what does not matter or means all is null."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Parameters
    ----------
    kind
        What it says.
    day, until
        From which day to which; `until` is :data:`OPEN` where it holds until it is taken back.
    person
        The student or teacher.
    other
        The student from whom the first is kept apart.
    area
        What is closed.
    period
        Which; empty for all of the day.
    modality, skill
        What is locked, or wanted again; empty for any.
    """

    kind: Kind
    day: date
    until: date
    person: str = ""
    other: str = ""
    area: str = ""
    period: str = ""
    modality: str = ""
    skill: str = ""

    @property
    def family(self) -> Kind:
        """The kind of what it says or takes back."""
        return TAKES_BACK.get(self.kind, self.kind)

    @property
    def about(self) -> tuple[str, ...]:
        """What it is about, but for periods and days: notes about the same correct each other."""
        if self.family is Kind.APART:
            return tuple(sorted((self.person, self.other)))
        if self.family is Kind.AGAIN:
            return (self.person, self.skill, self.modality)
        return (self.person or self.area,)

    def meets(self, other: Note) -> bool:
        """Tell whether two notes speak of the same day and period."""
        days = self.day <= other.until and other.day <= self.until
        return days and (not self.period or not other.period or self.period == other.period)

    def as_data(self) -> dict[str, Any]:
        """Return the note as JSON values; what is empty or open is left out."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        said |= {"kind": self.kind.value, "day": self.day.isoformat(), "until": self.until.isoformat()}
        if self.until == OPEN:
            del said["until"]
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Note:
        """Return the note that :meth:`as_data` gave; what else the data hold is passed over."""
        names = [each.name for each in fields(cls)]
        said = {name: data[name] for name in names if data.get(name)}
        said |= {name: date.fromisoformat(said[name]) for name in ("day", "until") if name in said}
        return cls(**{"until": OPEN, **said, "kind": Kind(said["kind"])})

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Note:
        """Return the note of a row of :data:`NOTES`."""
        texts = ("person", "other", "area", "period", "modality", "skill")
        said = {name: row[name] or "" for name in texts}
        return cls(Kind(row["kind"]), row["day"], row["until"] or OPEN, **said)


# What can be noted ---------------------------------------------------------------------------------------


def absent(person: str, day: date, period: str = "", *, until: date | None = None) -> Note:
    """Say that a student or teacher is absent, for a day or up to another."""
    return Note(Kind.ABSENT, day, until or day, person=person, period=period)


def present(person: str, day: date, period: str = "", *, until: date | None = None) -> Note:
    """Take back that somebody is absent."""
    return Note(Kind.PRESENT, day, until or day, person=person, period=period)


def closed(area: str, day: date, period: str = "", *, until: date | None = None) -> Note:
    """Say that an area cannot be used."""
    return Note(Kind.CLOSED, day, until or day, area=area, period=period)


def opened(area: str, day: date, period: str = "", *, until: date | None = None) -> Note:
    """Take back that an area is closed."""
    return Note(Kind.OPENED, day, until or day, area=area, period=period)


def lock(
    student: str, day: date, period: str, modality: str = "", skill: str = "", *, until: date | None = None
) -> Note:
    """Say that a student's place in a period must be of this modality, this skill, or both."""
    return Note(Kind.LOCK, day, until or day, person=student, period=period, modality=modality, skill=skill)


def unlock(student: str, day: date, period: str = "", *, until: date | None = None) -> Note:
    """Take a lock back."""
    return Note(Kind.UNLOCK, day, until or day, person=student, period=period)


def apart(student: str, other: str, day: date, *, until: date | None = None) -> Note:
    """Say that two students are never in the same session, from a day on."""
    return Note(Kind.APART, day, until or OPEN, person=student, other=other)


def together(student: str, other: str, day: date, *, until: date | None = None) -> Note:
    """Take back that two students are kept apart."""
    return Note(Kind.TOGETHER, day, until or OPEN, person=student, other=other)


def again(student: str, skill: str, modality: str, day: date, *, until: date | None = None) -> Note:
    """Say that a student is to have the same lesson once more, as somebody asks."""
    return Note(Kind.AGAIN, day, until or day, person=student, modality=modality, skill=skill)


# What holds ----------------------------------------------------------------------------------------------


def holding(
    notes: pl.DataFrame, family: Kind, day: date, as_of: datetime, periods: pl.DataFrame
) -> pl.DataFrame:
    """Return what notes say of a day, of one kind, as it was known at an instant.

    Parameters
    ----------
    notes
        Columns of :data:`NOTES`.
    family
        Which: absent, closed, lock, apart or again.
    day
        The day.
    as_of
        Nothing noted later counts.
    periods
        Columns ``hall`` and ``period``: a note without a period speaks of all periods of its hall.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`NOTES`; of absences, closed areas and locks one row for each period, at most one for
        each person (or area) and period, of the others at most one for each pair or lesson.
    """
    kinds = [family.value, *(kind.value for kind, back in TAKES_BACK.items() if back is family)]
    holds = (pl.col("day") <= day) & (pl.col("until").is_null() | (pl.col("until") >= day))
    said = notes.filter(pl.col("kind").is_in(kinds) & holds & (pl.col("at") <= instant(as_of)))
    keys = {
        Kind.APART: ["hall", "person", "other"],
        Kind.AGAIN: ["hall", "person", "skill", "modality"],
    }.get(family, ["hall", "person", "area", "period"])
    if family is Kind.APART:
        first, second = pl.min_horizontal("person", "other"), pl.max_horizontal("person", "other")
        said = said.with_columns(first.alias("person"), second.alias("other"))
    elif family is not Kind.AGAIN:
        said = _in_each_period(said, periods)
    last = said.sort("sequence").unique(keys, keep="last", maintain_order=True)
    return last.filter(pl.col("kind") == family.value)


def _in_each_period(said: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return notes with those of all periods once for each."""
    whole = said.filter(pl.col("period").is_null()).drop("period")
    spread = whole.join(periods.select("hall", "period"), on="hall", how="inner").select(said.columns)
    return pl.concat([said.filter(pl.col("period").is_not_null()), spread])
