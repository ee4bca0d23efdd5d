"""Best-LR: items, skills, and counts on the skill, on the item and in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction.logistic import Logistic, Terms, build_logistic, fit_logistic
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.registry import PredictorKind


@dataclass(frozen=True)
class BestLr(Logistic):
    """Items and skills, and the counts of right answers and tries on the skill, on the item and in all."""

    id: ClassVar[str] = "best-lr"
    terms: ClassVar[Terms] = Terms(item=True, skill=True, counts=True, whole=True)


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:  # noqa: ARG001
    """Return the predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_logistic(BestLr, responses, progress)


def _build(data: object) -> Predictor:
    return build_logistic(BestLr, data)


KIND = PredictorKind(
    id="best-lr",
    title="Best logistic regression",
    sentence="How easy items and skills are, and what right answers and tries are worth: on the skill, on "
    "the item and in all.",
    fit=fit,
    build=_build,
)
