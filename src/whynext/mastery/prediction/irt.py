"""Item response theory with one parameter: a filtered ability against the item's difficulty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.ratings import Rated, RatingParameters, fit_rated
from whynext.mastery.prediction.registry import PredictorKind

SPREAD = 1.0
"""Standard deviation of abilities: the customary scale of a Rasch model."""


@dataclass(frozen=True)
class Irt(Rated):
    """A Rasch model whose ability is filtered answer by answer, with the mean and the variance that are left.

    The student does not change under this model: it is the yardstick for those that let students learn.
    """

    id: ClassVar[str] = "irt"


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:  # noqa: ARG001
    """Return the predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_rated(Irt, responses, SPREAD, progress)


def _build(data: object) -> Predictor:
    return Irt(RatingParameters.from_data(data))


KIND = PredictorKind(
    id="irt",
    title="Item response theory",
    sentence="One ability of the student, followed answer by answer, against the difficulty of the item.",
    fit=fit,
    build=_build,
)
