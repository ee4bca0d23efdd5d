"""Elo: an ability of the student and one on each skill move with every answer; items stay as fitted.

Difficulties are frozen once fitted: what one student answers never moves what another is told, and a replay
of one student needs nobody else. :func:`keeping_on` tells what it would bring to let them move on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.ratings import Rated, RatingParameters, fit_rated
from whynext.mastery.prediction.registry import PredictorKind


@dataclass(frozen=True)
class Elo(Rated):
    """Ratings of the student, and of the student on each skill, by Elo's rule."""

    id: ClassVar[str] = "elo"


def fit(responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard) -> Fitted[Predictor]:  # noqa: ARG001
    """Return the predictor fitted to answers; see :class:`whynext.mastery.fitting.Fit`."""
    return fit_rated(Elo, responses, 0.0, progress)


def keeping_on(earlier: pl.DataFrame, responses: pl.DataFrame, batches: int = 20) -> pl.DataFrame:
    """Predict students whose answers go on to move the difficulties for those who come after them.

    Students are taken in batches, by their ids; each batch is predicted with difficulties that were fitted
    to `earlier` and to all batches before it. A figure for comparison, not a way to predict: what a student
    is told would depend on who was asked before.

    Parameters
    ----------
    earlier, responses
        As for :func:`fit` and :meth:`.model.Predictor.predict_all`, of different students.
    batches
        How many.
    """
    students = sorted(responses.get_column("student").unique().to_list())
    made, known = [], earlier
    shift = int(earlier.get_column("order").max() or 0) + 1  # type: ignore[arg-type]
    for batch in np.array_split(np.array(students), min(batches, len(students))):
        theirs = responses.filter(pl.col("student").is_in(batch.tolist()))
        made.append(fit(known, seed=b"").model.predict_all(theirs))
        known = pl.concat([known, theirs.with_columns(pl.col("order") + shift)], how="diagonal")
    return pl.concat(made).sort("order", maintain_order=True)


def _build(data: object) -> Predictor:
    return Elo(RatingParameters.from_data(data))


KIND = PredictorKind(
    id="elo",
    title="Elo ratings",
    sentence="The student's ability, and that on the skill, against the item's difficulty; abilities move "
    "with every answer, difficulties stay as they were fitted.",
    fit=fit,
    build=_build,
)
