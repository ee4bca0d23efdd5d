"""What predictors share: the rows of one student's state, and the way from answers to probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import polars as pl

from whynext.base.ids import ItemId, SkillId
from whynext.mastery.prediction.columns import UNTOLD, Columns, Floats, columns_of
from whynext.mastery.prediction.model import PREDICTED, Row, StudentState, check_question, check_state
from whynext.mastery.response import Response
from whynext.mastery.tracing.model import ModelParameters, version_of


@dataclass(frozen=True, slots=True)
class Rows:
    """The numbers that passes read and move.

    Parameters
    ----------
    whole, skills, items
        Of students, of students on skills, of students on items; zeros before the first answer.
    """

    whole: Floats
    skills: Floats
    items: Floats


@dataclass(frozen=True)
class WalkingPredictor:
    """A predictor that goes through the answers of students with rows of numbers.

    A kind says how long its rows are and what :meth:`chances` come of them; one answer and many go through
    the same lines.
    """

    id: ClassVar[str]
    edition: ClassVar[int] = 1
    widths: ClassVar[tuple[int, int, int]]
    parameters: Any

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        told: ModelParameters = self.parameters
        return version_of(self.id, self.edition, told.as_data())

    def chances(self, columns: Columns, rows: Rows, *, learn: bool) -> Floats:
        """Return the probability that each answer is right, shape (N,); move the rows where `learn`."""
        raise NotImplementedError

    def learn(self, columns: Columns, rows: Rows) -> None:
        """Move the rows by answers; a kind that can do so without saying anything of them does."""
        self.chances(columns, rows, learn=True)

    def begin(self) -> StudentState:
        """Return the state of a student who has not yet answered anything."""
        return StudentState(self.id, self.version)

    def observe(self, state: StudentState, response: Response) -> StudentState:
        """Return the state after one answer; see :class:`~whynext.mastery.prediction.model.Predictor`."""
        check_state(self, state)
        told = [UNTOLD if each is None else float(each) for each in (response.hints, response.seconds)]
        told += [float(response.attempt), UNTOLD if response.credit is None else response.credit]
        skills = sorted(response.skills)
        columns = _single(response.item, skills, response.correct, response.at, told)
        rows = self._rows_of(state, response.item, skills)
        self.learn(columns, rows)
        moved = {skill: _row(row) for skill, row in zip(skills, rows.skills, strict=True)}
        items = {**state.items, response.item: _row(rows.items[0])} if self.widths[2] else state.items
        return StudentState(self.id, self.version, _row(rows.whole[0]), {**state.skills, **moved}, items)

    def predict(self, state: StudentState, item: ItemId, skills: tuple[SkillId, ...], at: datetime) -> float:
        """Return the probability of a right answer; see :class:`.model.Predictor`."""
        check_state(self, state)
        check_question(item, skills, at)
        named = sorted(skills)
        columns = _single(item, named, False, at, [UNTOLD] * 4)
        return float(self.chances(columns, self._rows_of(state, item, named), learn=False)[0])

    def predict_all(self, responses: pl.DataFrame) -> pl.DataFrame:
        """Predict each answer, then learn from it; see :class:`.model.Predictor`."""
        columns = columns_of(responses)
        return predicted(columns, self.chances(columns, self.nothing_yet(columns), learn=True))

    def nothing_yet(self, columns: Columns) -> Rows:
        """Return rows for students who have not yet answered."""
        whole, skills, items = self.widths
        return Rows(
            np.zeros((len(columns.students), whole)),
            np.zeros((columns.skill_pairs, skills)),
            np.zeros((columns.item_pairs, items)),
        )

    def _rows_of(self, state: StudentState, item: ItemId, skills: Sequence[SkillId]) -> Rows:
        whole, of_skill, of_item = self.widths
        none = (0.0,) * of_skill
        return Rows(
            np.array([state.whole or (0.0,) * whole]),
            np.array([state.skills.get(skill, none) for skill in skills]),
            np.array([state.items.get(item, (0.0,) * of_item)]).reshape(1, of_item),
        )


def _row(values: Floats) -> Row:
    return tuple(values.tolist())


ONE = np.zeros(1, dtype=np.int64)


def _single(
    item: ItemId, skills: Sequence[SkillId], correct: bool, at: datetime, told: Sequence[float]
) -> Columns:
    """Return one answer as columns."""
    marks = np.arange(len(skills))
    return Columns(
        ("",),
        (item,),
        skills,
        ONE,
        ONE,
        np.array([0, len(skills)]),
        marks,
        ONE,
        marks,
        1,
        len(skills),
        np.array([float(correct)]),
        np.array([microseconds(at) / 1e6]),
        np.array([told]),
        ONE,
    )


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def microseconds(at: datetime) -> int:
    """Return an instant as whole microseconds since 1970."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def predicted(columns: Columns, chances: Floats) -> pl.DataFrame:
    """Return predictions as a frame, columns :data:`~.model.PREDICTED`, in the order of arrival."""
    names = pl.Series(list(columns.students), dtype=pl.String())
    items = pl.Series(list(columns.items), dtype=pl.String())
    frame = pl.DataFrame(
        {
            "student": names.gather(columns.student),
            "item": items.gather(columns.item),
            "order": columns.order,
            "correct": columns.right > 0,
            "probability": chances,
        },
        schema=PREDICTED,
    )
    return frame.sort("order", maintain_order=True)
