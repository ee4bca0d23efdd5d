"""What is known of a student, each piece with its source, date, confidence and consent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from whynext.base.clock import utc
from whynext.base.errors import Collector
from whynext.base.ids import StudentId
from whynext.process.frames import FEW, instant, microseconds_of, narrowed, where
from whynext.process.information import Schema, Sensitivity

INTEREST: Final = "interest"
ACCOMMODATION: Final = "accommodation"
WISH: Final = "wish"
"""What a student wants, such as a course; its strength is its place on the list, 1 for the dearest."""
FREE: Final = "free_period"
"""A period of the timetable in which a student has nothing else; «none» if there is no such period."""
NONE: Final = "none"
"""The word of a several-valued name that says: asked, and there is nothing."""

SENSITIVE_NAMES: Final = frozenset({ACCOMMODATION, "extra_time"})

SCHEMA: Final[Schema] = {
    "student": pl.String(),
    "name": pl.String(),
    "number": pl.Float64(),
    "word": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "source": pl.String(),
    "confidence": pl.Float64(),
    "sensitivity": pl.String(),
    "consent": pl.String(),
}


@dataclass(frozen=True, slots=True)
class ProfileItem:
    """One thing that someone said of a student.

    Parameters
    ----------
    student
        Of whom.
    name
        What it is about: ``"autonomy"``, ``"reading_level"``, ``"interest"``, ``"wish"``, ...
    value
        A number or a word. None withdraws what was said before under a single-valued name.
    source
        Who says so: a person's id, a test, a system.
    at
        When it was said, with a zone.
    confidence
        How sure the source is, 0 to 1.
    sensitivity
        How carefully it is to be handled; protected attributes do not belong into a profile.
    consent
        On what ground it may be kept: ``"school duty"``, ``"consent of the family"``, ...
    strength
        Of a word: how strongly it holds, above 0; 0 withdraws the same word said before.

    Notes
    -----
    Of single-valued names the latest item counts. Of several-valued names (interests, accommodations, wishes)
    the latest item of each word counts.
    """

    student: StudentId
    name: str
    value: float | str | None
    source: str
    at: datetime
    confidence: float = 1.0
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    consent: str = "school duty"
    strength: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be used: everything that is wrong at once."""
        found = Collector()
        where = f"profile of «{self.student}», {self.name or 'no name'}"
        if not self.student.strip() or not self.name.strip():
            found.add("the student or the name is blank", where=where, kind="blank")
        if self.at.tzinfo is None:
            found.add("the instant has no time zone", where=where, valid="such as 2026-09-01T08:00:00+00:00")
        if not 0.0 <= self.confidence <= 1.0:
            found.add(f"the confidence is {self.confidence:g}", where=where, valid="0 to 1")
        if isinstance(self.value, float | int) and not math.isfinite(self.value):
            found.add(f"the value is {self.value}", where=where, valid="a finite number, a word, or nothing")
        if self.sensitivity is Sensitivity.PROTECTED:
            found.add(
                "a protected attribute does not belong into a profile",
                where=where,
                next_step="keep it with the demographics, which no published process can read",
                kind="protected",
            )
        found.refuse_if_any()


def _row(item: ProfileItem) -> tuple[object, ...]:
    word = item.value if isinstance(item.value, str) else None
    number = item.strength if word is not None or item.value is None else float(item.value)
    sensitive = item.sensitivity
    if item.name in SENSITIVE_NAMES:
        sensitive = Sensitivity.SENSITIVE
    return (
        item.student,
        item.name,
        number,
        word,
        utc(item.at),
        item.source,
        item.confidence,
        sensitive.value,
        item.consent,
    )


def frame(items: Iterable[ProfileItem]) -> pl.DataFrame:
    """Return items as a frame, one row each, columns as in :data:`SCHEMA`.

    Examples
    --------
    >>> from datetime import UTC
    >>> said = ProfileItem(StudentId("ada"), "autonomy", 3, "t1", datetime(2026, 9, 1, tzinfo=UTC))
    >>> frame([said]).select("student", "name", "number").rows()
    [('ada', 'autonomy', 3.0)]
    """
    return pl.DataFrame([_row(item) for item in items], schema=dict(SCHEMA), orient="row")


def known(profile: pl.DataFrame, name: str, as_of: datetime) -> pl.DataFrame:
    """Return the items of one name that had been said at an instant.

    Parameters
    ----------
    profile
        Columns ``student``, ``name``, ``number``, ``word``, ``at`` (UTC).
    name
        What they are about.
    as_of
        Nothing said later is returned, and nothing whose time nobody knows.
    """
    at = profile.get_column("at")
    if len(profile) > FEW or at.dtype != pl.Datetime("us", "UTC"):
        return narrowed(profile, (pl.col("name") == name) & (pl.col("at") <= instant(as_of)))
    return where(
        profile, (profile.get_column("name") == name) & (at.cast(pl.Int64) <= microseconds_of(as_of))
    )


def latest(profile: pl.DataFrame, name: str, as_of: datetime) -> pl.DataFrame:
    """Return the item in force of a single-valued name: one row a student at most.

    Two items of the same instant are told apart by their values, so the order of rows never matters.
    """
    said = known(profile, name, as_of)
    if len(said) < 2:
        return said
    said = said.sort("student", "at", "number", "word", nulls_last=False)
    return said.unique("student", keep="last", maintain_order=True)


def words(profile: pl.DataFrame, name: str, as_of: datetime) -> pl.DataFrame:
    """Return the words in force of a several-valued name: columns ``student`` and ``word``, unique.

    A word whose latest item has the strength 0 is withdrawn. The word ``"none"`` says that there is
    nothing; it gives way to any other word in force.
    """
    said = known(profile, name, as_of).filter(pl.col("word").is_not_null())
    last = said.sort("student", "word", "at", "number", nulls_last=False).unique(
        ["student", "word"], keep="last", maintain_order=True
    )
    held = last.filter(pl.col("number").fill_null(1.0) != 0.0).select("student", "word")
    several = held.filter(pl.col("word") != NONE).select("student").unique()
    nothing = held.filter(pl.col("word") == NONE).join(several, on="student", how="anti")
    return pl.concat([held.filter(pl.col("word") != NONE), nothing]).sort("student", "word")
