"""DAS3H: items, skills, and counts on the skill that fade in an hour, a day, a week, a month, and never.

The published model counts within windows that end at once; here an answer fades out of a span, so that a
state stays as small as it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction.logistic import Logistic, Terms, build_logistic, fit_logistic
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.registry import PredictorKind

SPANS = (3_600.0, 86_400.0, 7 * 86_400.0, 30 * 86_400.0, 0.0)
"""Seconds: an hour, a day, a week, a month, ever."""


@dataclass(frozen=True)
class Das3h(Logistic):
    """Items and skills, and counts on the skill in five spans of time (in logarithms)."""

    id: ClassVar[str] = "das3h"
    terms: ClassVar[Terms] = Terms(item=True, skill=True, counts=True, whole=False, spans=SPANS)


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:  # noqa: ARG001
    """Return the predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_logistic(Das3h, responses, progress)


def _build(data: object) -> Predictor:
    return build_logistic(Das3h, data)


KIND = PredictorKind(
    id="das3h",
    title="DAS3H",
    sentence="How easy items and skills are, and what right answers and tries on the skill are worth: in the "
    "last hour, day, week and month, and ever.",
    fit=fit,
    build=_build,
)
