"""Estimates of what a student can do, and the row of numbers that a model remembers to make the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from whynext.base.ids import SkillId, StudentId

STATE: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "model": pl.String(),
    "mastery": pl.Float64(),
    "a": pl.Float64(),
    "b": pl.Float64(),
    "answers": pl.Int64(),
    "right": pl.Int64(),
    "streak": pl.Int64(),
    "misses": pl.Int64(),
    "first_at": pl.Datetime("us", "UTC"),
    "last_at": pl.Datetime("us", "UTC"),
    "best": pl.Float64(),
}
"""The row that a store keeps for each student and skill; :class:`State` says what each number is."""


class State(NamedTuple):
    """What a model remembers of one student and one skill.

    Parameters
    ----------
    skill
        The skill.
    model
        Id of the model whose state it is; another model must not go on from it.
    mastery
        In [0, 1]; the model says what it means.
    a, b
        Two numbers for the model's own use; 0 where it needs none.
    answers, right
        Answers that touched the skill, and how many of them were right (with or without help).
    streak
        Right answers in a row up to now, without help; a hint ends it.
    misses
        Wrong answers in a row up to now; a right answer ends it, with or without help.
    first_at, last_at
        Instants of the earliest and latest answer, in UTC; None before the first.
    best
        The highest mastery that there was before or after any answer; 0 before the first.
    """

    skill: SkillId
    model: str
    mastery: float
    a: float = 0.0
    b: float = 0.0
    answers: int = 0
    right: int = 0
    streak: int = 0
    misses: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model says of one student and one skill.

    Parameters
    ----------
    skill
        The skill.
    mastery
        In [0, 1]; for a probabilistic model the probability that the student has the skill.
    uncertainty
        Standard deviation of what the model estimates; the model says of what.
    answers, right, streak
        As in :class:`State`.
    at
        Instant of the latest evidence, None if there is none: how old the estimate is.
    model, version
        Which model said so, with which parameters.
    """

    skill: SkillId
    mastery: float
    uncertainty: float
    answers: int
    right: int
    streak: int
    at: datetime | None
    model: str
    version: str

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {
            "skill": self.skill,
            "mastery": self.mastery,
            "uncertainty": self.uncertainty,
            "answers": self.answers,
            "right": self.right,
            "streak": self.streak,
            "at": self.at.isoformat() if self.at else None,
            "model": self.model,
            "version": self.version,
        }


def no_states() -> pl.DataFrame:
    """Return an empty frame of states."""
    return pl.DataFrame(schema=STATE)


def state_rows(states: Iterable[tuple[StudentId, State]]) -> pl.DataFrame:
    """Return states as rows to be stored, columns :data:`STATE`, in the order given."""
    return pl.DataFrame([(student, *state) for student, state in states], schema=STATE, orient="row")


def state_of(row: Mapping[str, Any]) -> State:
    """Return the state that a stored row holds (any mapping with the columns of :data:`STATE`).

    Examples
    --------
    >>> row = state_rows([("ana", State("fractions", "bkt", 0.5, answers=1))]).row(0, named=True)
    >>> state_of(row).mastery
    0.5
    """
    return State(*(row[name] for name in State._fields))


def merged(states: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """Return `states` with the rows of `newer` in the place of those for the same student and skill."""
    kept = states.join(newer, on=["student", "skill"], how="anti", maintain_order="left")
    return pl.concat([kept, newer])
