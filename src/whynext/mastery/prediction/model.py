"""The contract of a predictor: how probable is it that this student answers this item right, now?

A tracing model says what a student can do on one skill. A predictor says what comes next: its state belongs
to a student, with all skills and items together, and its one statement is a probability. Like a tracing
model it is a pure value built from parameters; fitting makes parameters and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.base.ids import ItemId, SkillId, from_content
from whynext.mastery.response import Response
from whynext.mastery.tracing.model import ModelParameters

Row = tuple[float, ...]

PREDICTED: dict[str, pl.DataType] = {
    "student": pl.String(),
    "item": pl.String(),
    "order": pl.Int64(),
    "correct": pl.Boolean(),
    "probability": pl.Float64(),
}
"""Columns of predictions: one row per answer, in the order of arrival."""


@dataclass(frozen=True, slots=True)
class StudentState:
    """What a predictor remembers of one student.

    Parameters
    ----------
    predictor
        Id of the kind whose state it is; another must not go on from it.
    version
        Version of the predictor, because the numbers mean something only beside its parameters.
    whole
        Numbers of the student as a whole; the predictor says what they are. Empty before the first answer.
    skills, items
        Numbers by skill and by item that the student has answered on.

    Examples
    --------
    >>> StudentState("elo", "v").as_data()
    {'predictor': 'elo', 'version': 'v', 'whole': [], 'skills': {}, 'items': {}}
    """

    predictor: str
    version: str
    whole: Row = ()
    skills: Mapping[SkillId, Row] = field(default_factory=dict)
    items: Mapping[ItemId, Row] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {
            "predictor": self.predictor,
            "version": self.version,
            "whole": list(self.whole),
            "skills": {skill: list(row) for skill, row in self.skills.items()},
            "items": {item: list(row) for item, row in self.items.items()},
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> StudentState:
        """Return the state that :meth:`as_data` told of.

        Raises
        ------
        Refused
            If something is missing or is no number.
        """
        try:
            return cls(
                str(data["predictor"]),
                str(data["version"]),
                _row(data["whole"]),
                {SkillId(skill): _row(row) for skill, row in data["skills"].items()},
                {ItemId(item): _row(row) for item, row in data["items"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refused(
                Problem(
                    f"this is no state of a student: {error!r}",
                    valid="predictor, version, whole, skills and items",
                    next_step="begin the student anew and observe the answers again",
                    kind="no state",
                )
            ) from None


def _row(values: object) -> Row:
    if not isinstance(values, list | tuple):
        raise TypeError(f"{values!r} is no row of numbers")
    return tuple(float(value) for value in values)


class Predictor(Protocol):
    """What every predictor can do. All of it is pure; the contract suite holds for each of them."""

    @property
    def id(self) -> str:
        """The kind of predictor: ``"streaming"``."""
        ...

    @property
    def edition(self) -> int:
        """Number of its arithmetic; raised when the same parameters would give other numbers."""
        ...

    @property
    def parameters(self) -> ModelParameters:
        """The parameters it was built from."""
        ...

    @property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        ...

    def begin(self) -> StudentState:
        """Return the state of a student who has not yet answered anything."""
        ...

    def observe(self, state: StudentState, response: Response) -> StudentState:
        """Return the state after one answer.

        Raises
        ------
        Refused
            If the state is another predictor's.
        """
        ...

    def predict(self, state: StudentState, item: ItemId, skills: tuple[SkillId, ...], at: datetime) -> float:
        """Return the probability that an answer to this item, given at this instant, is right.

        An item or a skill that no answer of the fit touched is taken for an ordinary one.

        Raises
        ------
        Refused
            If the state is another predictor's, no skill is named or one is named twice, or the instant has
            no zone.
        """
        ...

    def predict_all(self, responses: pl.DataFrame) -> pl.DataFrame:
        """Predict each answer from the earlier answers of its student, then learn from it.

        Parameters
        ----------
        responses
            Columns of :data:`~whynext.mastery.response.OBSERVED`, one row per response and skill, and, where
            they were kept, ``seconds`` and ``credit`` (Float64) and ``attempt`` (Int64), all nullable.

        Returns
        -------
        polars.DataFrame
            Columns :data:`PREDICTED`; the same probabilities, bit for bit, as one answer after another.

        Raises
        ------
        Refused
            If columns are missing or of another type, or values are null.
        """
        ...


def check_state(predictor: Predictor, state: StudentState) -> None:
    """Refuse a state that another predictor, or other parameters of this one, made."""
    if (state.predictor, state.version) != (predictor.id, predictor.version):
        raise Refused(
            Problem(
                f"the state was made by «{state.predictor}» {state.version}, not by «{predictor.id}»"
                f" {predictor.version}",
                next_step="begin the student anew and observe the answers again",
                kind="another model's state",
            )
        )


def check_question(item: object, skills: object, at: datetime) -> None:
    """Refuse a question that no answer could follow."""
    probe = from_content("nobody")
    Response(probe, item, skills, True, at)  # type: ignore[arg-type]  # it is what checks them
