"""Performance factors analysis: each skill's ease, and what right answers and tries on it are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction.logistic import Logistic, Terms, build_logistic, fit_logistic
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.registry import PredictorKind


@dataclass(frozen=True)
class Pfa(Logistic):
    """Skills, and the counts of right answers and tries on them (in logarithms)."""

    id: ClassVar[str] = "pfa"
    terms: ClassVar[Terms] = Terms(item=False, skill=True, counts=True, whole=False)


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:  # noqa: ARG001
    """Return the predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_logistic(Pfa, responses, progress)


def _build(data: object) -> Predictor:
    return build_logistic(Pfa, data)


KIND = PredictorKind(
    id="pfa",
    title="Performance factors analysis",
    sentence="How easy each skill is, and what earlier right answers and tries on it are worth.",
    fit=fit,
    build=_build,
)
