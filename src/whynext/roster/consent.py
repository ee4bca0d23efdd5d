"""Consent: who may be included in what, on whose word, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from whynext.base.clock import utc
from whynext.base.errors import Problem, Refused
from whynext.base.ids import PersonId, StudentId
from whynext.process.information import Schema
from whynext.roster.student import named

SCHEMA: Schema = {
    "student": pl.String(),
    "purpose": pl.String(),
    "given_by": pl.String(),
    "granted": pl.Boolean(),
    "at": pl.Datetime("us", "UTC"),
    "until": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """Someone's word that a student may, or may not, be included in something.

    Parameters
    ----------
    student
        For whom.
    purpose
        In what: ``"experiment reading-2026"``, ``"export to researchers"``, ``"interest survey"``.
    given_by
        Whose word it is: a guardian, or the student where old enough.
    granted
        True for yes, False for no.
    at
        When it was said, with a zone.
    until
        When it lapses, with a zone; None if it holds until withdrawn.
    """

    student: StudentId
    purpose: str
    given_by: PersonId
    granted: bool
    at: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse blank ids, instants without a zone, and a consent that lapses before it is given."""
        named("a consent", student=self.student, purpose=self.purpose, given_by=self.given_by)
        if self.until is not None and utc(self.until) <= utc(self.at):
            raise Refused(
                Problem(
                    f"the consent of «{self.student}» to «{self.purpose}» lapses before it is given",
                    valid="an end after the beginning",
                )
            )


def frame(consents: Iterable[Consent]) -> pl.DataFrame:
    """Return consents as a frame, one row each, columns as in :data:`SCHEMA`."""
    rows = [
        (c.student, c.purpose, c.given_by, c.granted, utc(c.at), None if c.until is None else utc(c.until))
        for c in consents
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def in_force(consents: pl.DataFrame, purpose: str, as_of: datetime) -> pl.DataFrame:
    """Return who said yes or no to a purpose, as known at an instant.

    Parameters
    ----------
    consents
        Columns as in :data:`SCHEMA`.
    purpose
        The one asked about; a consent to one purpose is never taken for another.
    as_of
        Nothing said later counts. A consent that has lapsed is as if never given: unknown, not no.

    Returns
    -------
    DataFrame
        Columns ``student`` and ``granted``; a student of whom nothing is known has no row. Of several
        words the latest counts; of two of the same instant, the no.
    """
    now = utc(as_of)
    said = consents.filter((pl.col("purpose") == purpose) & (pl.col("at") <= now))
    last = said.sort("student", "at", pl.col("granted").not_()).unique(
        "student", keep="last", maintain_order=True
    )
    return last.filter(pl.col("until").is_null() | (pl.col("until") > now)).select("student", "granted")


def may_be_included(
    consents: Iterable[Consent], student: StudentId, purpose: str, as_of: datetime
) -> bool | None:
    """Tell whether a student may be included in something; None where nobody has said.

    Examples
    --------
    >>> from datetime import UTC
    >>> yes = Consent(StudentId("ada"), "survey", PersonId("mother"), True, datetime(2026, 9, 1, tzinfo=UTC))
    >>> asked_at = datetime(2026, 9, 2, tzinfo=UTC)
    >>> may_be_included([yes], StudentId("ada"), "survey", asked_at)
    True
    >>> may_be_included([yes], StudentId("ada"), "export", asked_at) is None
    True
    """
    row = in_force(frame(consents), purpose, as_of).filter(pl.col("student") == student)
    return bool(row.item(0, "granted")) if row.height else None
