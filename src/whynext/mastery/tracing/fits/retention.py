"""Fitting the weights of FSRS-6 to a school's own answers, drawn towards the published ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.batch import Floats
from whynext.mastery.tracing.fits.histories import Histories, histories
from whynext.mastery.tracing.folds import fsrs_numbers, fsrs_told
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import chosen
from whynext.mastery.tracing.retention import LEAST, MOST, OPTIONS, WEIGHTS, Retention, RetentionParameters

FREE = (0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20)
"""The weights that right and wrong answers tell of; the others are for grades that a school does not give."""
STEP = 1e-5
"""Of the slopes, in units of a weight's spread."""
DIGITS = 4
FEW = 300
"""Answers a day or more after the one before, below which the published weights are hard to better."""


@dataclass(frozen=True, slots=True)
class Climb:
    """What is climbed: the answers, each weight's spread and bound above, how strongly the published hold."""

    told: Histories
    spread: Floats
    most: Floats
    weight: float

    def weights(self, point: Floats) -> tuple[float, ...]:
        """Return all weights at a point, which holds the free ones as spreads away from the published."""
        made = list(WEIGHTS)
        for place, moved in zip(FREE, (point * self.spread).tolist(), strict=True):
            made[place] = min(max(made[place] + moved, LEAST[place]), MOST[place])
        return tuple(made)

    def height(self, point: Floats) -> float:
        """Return minus the log-likelihood, and half the squared distance from the published weights."""
        return self.weight * 0.5 * float(point @ point) - log_likelihood(self.told, self.weights(point))

    def slope(self, point: Floats) -> tuple[float, Floats]:
        """Return the height and its slope, by small steps that stay within the bounds."""
        here, steps = self.height(point), np.where(point + STEP > self.most, -STEP, STEP)
        raised = (
            self.height(point + step * axis) for step, axis in zip(steps, np.eye(len(point)), strict=True)
        )
        return here, (np.array(list(raised)) - here) / steps


def fit(
    responses: pl.DataFrame,
    *,
    seed: bytes,  # noqa: ARG001 (nothing is drawn)
    progress: Progress = unheard,
    options: Mapping[str, object] | None = None,
) -> Fitted[TracingModel]:
    """Return the weights under which the answers are most likely; see :class:`~whynext.mastery.fitting.Fit`.

    Each weight has a normal prior around the published one, with half of it as its spread; the maximum is
    found by L-BFGS-B within the published bounds. Only answers a day or more after the one before tell
    anything: within a day the formulas hold recall to be certain.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    set_to = chosen(OPTIONS, options or {})
    told = histories(responses, helped=True)
    published = np.array([WEIGHTS[place] for place in FREE])
    spread = np.maximum(0.5 * np.abs(published), 0.05)
    bounds = _bounds(published, spread)
    most = np.array([high for _, high in bounds])
    climb = Climb(told, spread, most, float(set_to["default_weight"]))
    rounds = 0

    def heard(_: Any) -> None:
        nonlocal rounds
        rounds += 1
        progress(min(rounds / set_to["most_rounds"], 0.99))

    found = minimize(
        climb.slope,
        np.zeros(len(FREE)),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        callback=heard,
        options={
            "maxiter": set_to["most_rounds"],
            "ftol": 1e-6,
        },
    )
    weights = tuple(round(each, DIGITS) for each in climb.weights(found.x))
    progress(1.0)
    return Fitted(
        Retention(RetentionParameters(weights=weights)),
        log_likelihood(told, weights),
        told.answers,
        told.students,
        int(found.nit) + 1,
        bool(found.success),
        _notes(told),
    )


def log_likelihood(told: Histories, weights: tuple[float, ...]) -> float:
    """Return the log-likelihood of the answers that are predicted; see :func:`.folds.fsrs_told`."""
    total = np.zeros(1)
    given = map(sealed, (told.starts, told.right, told.tells, told.at, np.array(fsrs_numbers(weights))))
    run(fsrs_told, 1_000 * len(told.right), *given, total)
    return float(total[0])


def _bounds(published: Floats, spread: Floats) -> list[tuple[float, float]]:
    least, most = (np.array([bound[place] for place in FREE]) for bound in (LEAST, MOST))
    away = (((bound - published) / spread).tolist() for bound in (least, most))
    return list(zip(*away, strict=True))


def _notes(told: Histories) -> tuple[str, ...]:
    """Return what the reader of a model card should know."""
    late = int(((told.days >= 1.0) & told.tells).sum())
    if late >= FEW:
        return (f"{late:,} answers came a day or more after the one before, and tell of retention.",)
    return (
        f"Only {late:,} answers came a day or more after the one before: the published weights are as good.",
    )
