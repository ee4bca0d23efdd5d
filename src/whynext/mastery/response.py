"""Responses: one answer of one student to one item, as evidence of the skills the item needs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from whynext.base.errors import Collector, Problem, Refused
from whynext.base.ids import ItemId, SkillId, StudentId

LONGEST_SECONDS = 86_400.0
"""An answer that took longer than a day measured a forgotten window, not a student."""

OBSERVED: dict[str, pl.DataType] = {
    "student": pl.String(),
    "item": pl.String(),
    "skill": pl.String(),
    "correct": pl.Boolean(),
    "at": pl.Datetime("us", "UTC"),
    "hints": pl.Int64(),
    "order": pl.Int64(),
}
"""Columns of a frame of responses for the batch twin: one row per response and skill.

``hints`` is null where nobody counted; ``order`` is the order of arrival, the same for all skills of one
response.
"""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer.

    Parameters
    ----------
    student, item
        Who answered what; mastery knows nothing of a student but this id.
    skills
        Every skill the item needs, each once, at least one.
    correct
        Whether the answer was right.
    at
        When, aware; kept in UTC.
    credit
        Share of the points, 0 to 1, where the item gives part credit.
    hints
        How many hints were taken; None where nobody counted.
    seconds
        How long it took, 0 to 86,400; None where nobody measured.
    attempt
        1 for the first try at the item.
    form
        The test form or assignment it belongs to, if any.
    source
        Where it came from: an import, a tool.

    Raises
    ------
    Refused
        With every problem found, if the response is impossible.

    Examples
    --------
    >>> Response("ana", "item-1", ("fractions",), True, datetime(2026, 9, 1, 8, tzinfo=UTC)).alone
    True
    """

    student: StudentId
    item: ItemId
    skills: tuple[SkillId, ...]
    correct: bool
    at: datetime
    credit: float | None = None
    hints: int | None = None
    seconds: float | None = None
    attempt: int = 1
    form: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse an impossible response; keep its instant in UTC."""
        problems = problems_of(self)
        if problems:
            raise Refused(problems)
        if self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def alone(self) -> bool:
        """Whether no hint was taken, as far as anybody counted."""
        return not self.hints


def problems_of(response: Response) -> list[Problem]:
    """Return everything that makes a response impossible; an empty list if nothing does."""
    found = Collector()
    for name in ("student", "item"):
        _check_id(found, name, getattr(response, name))
    _check_skills(found, response.skills)
    if not isinstance(response.correct, bool):
        found.add(
            f"«{response.correct!r}» does not say whether the answer was right",
            where="correct",
            valid="true or false",
            next_step="put part credit into «credit»",
            kind="not a truth",
        )
    _check_instant(found, response.at)
    _check_amount(found, "credit", response.credit, 1.0)
    _check_amount(found, "seconds", response.seconds, LONGEST_SECONDS)
    _check_count(found, "hints", response.hints, 0)
    _check_count(found, "attempt", response.attempt, 1)
    for name in ("form", "source"):
        if not isinstance(getattr(response, name), str):
            found.add(f"«{getattr(response, name)!r}» is not a text", where=name, kind="not a text")
    return found.problems


def _check_id(found: Collector, name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        found.add(
            f"the {name} is missing (found {value!r})", where=name, valid="a text id", kind=f"no {name}"
        )


def _check_skills(found: Collector, skills: object) -> None:
    if not isinstance(skills, tuple):
        found.add(
            f"{skills!r} is not a tuple of skills", where="skills", valid='("skill-1",)', kind="no skill"
        )
    elif not skills:
        found.add(
            "no skill is named, so the answer is evidence of nothing",
            where="skills",
            valid="at least one skill",
            next_step="tag the item with the skills it needs",
            kind="no skill",
        )
    elif not all(isinstance(skill, str) and skill.strip() for skill in skills):
        found.add("one of the skills is empty", where="skills", valid="text ids", kind="no skill")
    elif len(set(skills)) < len(skills):
        found.add("a skill is named twice", where="skills", valid="each skill once", kind="repeated skill")


def _check_instant(found: Collector, at: object) -> None:
    if not isinstance(at, datetime):
        found.add(f"{at!r} is not an instant", where="at", valid="a date and time", kind="impossible time")
    elif at.utcoffset() is None:
        found.add(
            f"the instant {at.isoformat()} has no time zone",
            where="at",
            valid="an instant with an offset, such as 2026-09-01T10:00:00+02:00",
            kind="no time zone",
        )


def _check_amount(found: Collector, name: str, value: object, most: float) -> None:
    if value is None:
        return
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not 0 <= value <= most:  # type: ignore[arg-type, operator]
        found.add(
            f"{value!r} is impossible as {name}",
            where=name,
            valid=f"a number from 0 to {most:g}",
            kind=f"impossible {name}",
        )


def _check_count(found: Collector, name: str, value: object, least: int) -> None:
    if value is None and name == "hints":
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        found.add(
            f"{value!r} is impossible as {name}",
            where=name,
            valid=f"a whole number from {least}",
            kind=f"impossible {name}",
        )


def observed(responses: Iterable[Response], first: int = 0) -> pl.DataFrame:
    """Return responses as a frame for the batch twin, in the order given.

    Parameters
    ----------
    responses
        In the order in which they arrived.
    first
        The order of the first of them.

    Returns
    -------
    polars.DataFrame
        Columns :data:`OBSERVED`, one row per response and skill.
    """
    rows = [
        (each.student, each.item, skill, each.correct, each.at, each.hints, order)
        for order, each in enumerate(responses, first)
        for skill in each.skills
    ]
    return pl.DataFrame(rows, schema=OBSERVED, orient="row")
