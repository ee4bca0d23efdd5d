"""Predictors that are ratings alone: an ability that moves, difficulties that stay as fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import polars as pl

from whynext.base.compiling import compiled
from whynext.base.errors import Problem, Refused
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction import logistic_kernel, rating_kernel
from whynext.mastery.prediction.columns import Columns, Floats, check_some, columns_of
from whynext.mastery.prediction.difficulty import (
    STEPS,
    Difficulties,
    difficulties_of,
    fit_difficulties,
    rated,
)
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.published import data_of, ids_of, numbers_of, parts_of
from whynext.mastery.prediction.walking import Rows, WalkingPredictor

PARTS = ("items", "skills", "difficulties", "steps", "spread")
WIDEST = 5.0


@dataclass(frozen=True)
class RatingParameters:
    """Difficulties of items and skills, and how abilities move.

    Parameters
    ----------
    items, skills
        Ids with a known difficulty, sorted.
    difficulties
        Of these.
    steps
        First step of the ability and how it shrinks with the answers; the same on a skill.
    spread
        Above 0: the standard deviation of abilities, which are then filtered; `steps` go unused.
    """

    items: tuple[str, ...]
    skills: tuple[str, ...]
    difficulties: Difficulties
    steps: tuple[float, ...] = STEPS
    spread: float = 0.0

    @cached_property
    def places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Places of items and of skills."""
        return (
            {item: place for place, item in enumerate(self.items)},
            {skill: place for place, skill in enumerate(self.skills)},
        )

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        numbers = ("own", "base", "own_answers", "base_answers")
        return {
            "items": list(self.items),
            "skills": list(self.skills),
            "difficulties": {name: data_of(getattr(self.difficulties, name)) for name in numbers},
            "steps": list(self.steps),
            "spread": self.spread,
        }

    @classmethod
    def from_data(cls, data: object) -> RatingParameters:
        """Return parameters from JSON values, refused with what is wrong with them."""
        parts = parts_of(data, PARTS)
        items, skills = ids_of(parts["items"], "items"), ids_of(parts["skills"], "skills")
        spread = parts["spread"]
        if not isinstance(spread, int | float) or not 0.0 <= spread <= WIDEST:
            raise Refused(
                Problem(f"{spread!r} is no spread", where="spread", valid=f"a number from 0 to {WIDEST:g}")
            )
        fitted = difficulties_of(parts["difficulties"], len(items), len(skills))
        return cls(items, skills, fitted, numbers_of(parts["steps"], len(STEPS), "steps"), float(spread))


@dataclass(frozen=True)
class Rated(WalkingPredictor):
    """The chance that an ability has against a difficulty: 1 / (1 + exp(difficulty - ability))."""

    parameters: RatingParameters
    widths: ClassVar[tuple[int, int, int]] = (rating_kernel.WHOLE, rating_kernel.SKILL, 0)

    def chances(self, columns: Columns, rows: Rows, *, learn: bool) -> Floats:
        """Return the probability that each answer is right, shape (N,)."""
        told = self.parameters
        items, skills = told.places
        ability, hard = rated(
            columns,
            np.array([items.get(each, -1) for each in columns.items], dtype=np.int64)[columns.item],
            np.array([skills.get(each, -1) for each in columns.skills], dtype=np.int64)[columns.skill],
            told.difficulties.own,
            told.difficulties.base,
            steps=told.steps,
            spread=told.spread,
            state=(rows.whole, rows.skills),
            learn=learn,
        )
        made = ability - hard
        compiled(logistic_kernel.chances)(made, made)
        return made


def fit_rated(
    made: type[Rated], responses: pl.DataFrame, spread: float = 0.0, progress: Progress = unheard
) -> Fitted[Predictor]:
    """Return ratings with the most probable difficulties; nothing in it is left to chance."""
    columns = columns_of(responses)
    check_some(columns)
    fitted = fit_difficulties(columns, np.ones(len(columns.right)), spread=spread)
    progress(0.9)
    parameters = RatingParameters(tuple(columns.items), tuple(columns.skills), fitted, spread=spread)
    model = made(parameters)
    chances = model.chances(columns, model.nothing_yet(columns), learn=True)
    likelihood = float(np.sum(np.where(columns.right > 0, np.log(chances), np.log1p(-chances))))
    few = int((fitted.own_answers[:-1] < 5).sum())
    note = f"{few:,} of {len(columns.items):,} items have fewer than 5 answers; they lean on their skills."
    progress(1.0)
    counts = (len(columns.right), len(columns.students))
    return Fitted(model, likelihood, *counts, rounds=3, converged=True, notes=(note,))
