"""Results of assessments (exit slips, unit tests, tests asked for, diagnostics), and failures in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from whynext.base.errors import Collector
from whynext.base.ids import SkillId, StudentId

FORM_KINDS = ("exit slip", "unit test", "test out", "diagnostic")
"""The customary kinds of form; a school may name others."""

ASSESSMENTS: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "form_kind": pl.String(),
    "form": pl.String(),
    "correct": pl.Int64(),
    "of": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
}
"""Columns of a frame of results."""


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """How one student did on one form about one skill.

    Parameters
    ----------
    student, skill
        Whose result, about what.
    form_kind
        What the form is for; one of :data:`FORM_KINDS` or a school's own word.
    form
        Which form it was, so that a parallel one can be given next; empty if nobody says.
    correct, of
        Right answers, and how many were asked.
    at
        When it was finished, aware; kept in UTC.

    Raises
    ------
    Refused
        With every problem found.

    Examples
    --------
    >>> slip = AssessmentResult(
    ...     "ana", "fractions", "exit slip", "A", 4, 5, datetime(2026, 9, 1, 14, tzinfo=UTC)
    ... )
    >>> slip.passed(0.8)
    True
    """

    student: StudentId
    skill: SkillId
    form_kind: str
    form: str
    correct: int
    of: int
    at: datetime

    def __post_init__(self) -> None:
        """Refuse an impossible result; keep its instant in UTC."""
        found = Collector()
        for name in ("student", "skill", "form_kind"):
            _check_text(found, name, getattr(self, name))
        _check_counts(found, self.correct, self.of)
        if not isinstance(self.at, datetime) or self.at.utcoffset() is None:
            found.add(
                f"{self.at!r} is no instant with a time zone",
                where="at",
                valid="an instant such as 2026-09-01T14:00:00+02:00",
                kind="no time zone",
            )
        found.refuse_if_any()
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def share(self) -> float:
        """Right answers as a share of those asked, 0 to 1."""
        return self.correct / self.of

    def passed(self, pass_mark: float) -> bool:
        """Tell whether the share of right answers reaches the pass mark, a share too."""
        return self.share >= pass_mark

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {
            "student": self.student,
            "skill": self.skill,
            "form_kind": self.form_kind,
            "form": self.form,
            "correct": self.correct,
            "of": self.of,
            "at": self.at.isoformat(),
        }


def _check_text(found: Collector, name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        found.add(f"the {name} is missing (found {value!r})", where=name, valid="a text", kind=f"no {name}")


def _check_counts(found: Collector, correct: object, of: object) -> None:
    counts = {"correct": (correct, 0), "of": (of, 1)}
    for name, (value, least) in counts.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            what = f"{value!r} is no number of questions"
            found.add(what, where=name, valid=f"a whole number from {least}", kind="impossible count")
    if not found and isinstance(correct, int) and isinstance(of, int) and correct > of:
        found.add(
            f"{correct} right answers of {of} questions",
            where="correct",
            valid=f"at most {of}",
            kind="impossible count",
        )


def failures_in_a_row(results: Iterable[AssessmentResult], pass_mark: float) -> dict[str, int]:
    """Return, for each kind of form, how many of the latest results in a row fell below the pass mark.

    Parameters
    ----------
    results
        Of one student and one skill, in any order; equal instants are taken in the order given.
    pass_mark
        Share of right answers that passes.

    Examples
    --------
    >>> def slip(correct, day):
    ...     at = datetime(2026, 9, day, tzinfo=UTC)
    ...     return AssessmentResult("ana", "fractions", "exit slip", "", correct, 5, at)
    >>> failures_in_a_row([slip(2, 1), slip(5, 2), slip(3, 3), slip(1, 4)], 0.8)
    {'exit slip': 2}
    """
    row: dict[str, int] = {}
    for result in sorted(results, key=lambda each: each.at):
        failed_before = row.get(result.form_kind, 0)
        row[result.form_kind] = 0 if result.passed(pass_mark) else failed_before + 1
    return row


def assessment_rows(results: Iterable[AssessmentResult]) -> pl.DataFrame:
    """Return results as a frame, columns :data:`ASSESSMENTS`, in the order given."""
    rows = [tuple(getattr(each, name) for name in ASSESSMENTS) for each in results]
    return pl.DataFrame(rows, schema=ASSESSMENTS, orient="row")
