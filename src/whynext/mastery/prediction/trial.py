"""Trying kinds of predictor on students they have not seen, inside the answers that may be fitted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.base.seed import derive
from whynext.mastery.card import Card, Errors, card
from whynext.mastery.fitting import Progress, unheard
from whynext.mastery.prediction.columns import check_some, columns_of
from whynext.mastery.prediction.registry import kind as kind_of
from whynext.mastery.prediction.twins import drawn_folds, persons

FOLDS = 5


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """How a kind of predictor does on students it was not fitted on.

    Parameters
    ----------
    kind
        Its id.
    predictions
        Columns :data:`~.model.PREDICTED` and ``fold``: every answer once, in the order of arrival.
    folds
        The errors of each fold.
    card
        Over all folds together.
    """

    kind: str
    predictions: pl.DataFrame
    folds: tuple[Errors, ...]
    card: Card

    @property
    def auc(self) -> tuple[float, float]:
        """Mean and standard deviation of the AUC over the folds that have one; NaN where none has."""
        found = [each.auc for each in self.folds if each.auc is not None]
        return (float(np.mean(found)), float(np.std(found))) if found else (np.nan, np.nan)


def cross_validated(
    kind: str, responses: pl.DataFrame, folds: int = FOLDS, *, seed: bytes, progress: Progress = unheard
) -> CrossValidation:
    """Fit a kind of predictor on all folds of students but one, and judge it on that one, for each in turn.

    Students who look like one person are in one fold (see :mod:`.twins`).

    Parameters
    ----------
    kind
        Id of the kind.
    responses
        As for :meth:`.model.Predictor.predict_all`.
    folds
        How many, 2 to the number of persons.
    seed
        From which the folds, and the chance in each fit, are derived.
    progress
        Told how far it is.

    Raises
    ------
    Refused
        If the answers cannot be used, or there are fewer persons than folds.
    """
    made, columns = kind_of(kind), columns_of(responses)
    check_some(columns)
    person = persons(columns)
    if not 2 <= folds <= int(person.max()) + 1:
        raise Refused(
            Problem(
                f"{folds} folds cannot be made of {int(person.max()) + 1} persons",
                where="folds",
                valid=f"from 2 to {int(person.max()) + 1}",
            )
        )
    drawn = drawn_folds(columns.students, person, folds, seed)
    of_student = pl.DataFrame({"student": list(columns.students), "fold": drawn})
    split = responses.join(of_student, on="student", how="left", maintain_order="left")
    parts = []
    for fold in range(folds):
        rest = split.filter(pl.col("fold") != fold).drop("fold")
        fitted = made.fit(rest, seed=derive(seed, str(fold)), progress=_share(progress, fold, folds))
        kept = split.filter(pl.col("fold") == fold).drop("fold")
        parts.append(fitted.model.predict_all(kept).with_columns(fold=pl.lit(fold, pl.Int64())))
    return _judged(kind, parts, folds)


def _share(progress: Progress, fold: int, folds: int) -> Progress:
    return lambda share: progress((fold + share) / folds)


def _judged(kind: str, parts: list[pl.DataFrame], folds: int) -> CrossValidation:
    cards = [_card(kind, part, "one fold") for part in parts]
    together = pl.concat(parts).sort("order", maintain_order=True)
    split = f"{folds}-fold cross-validation by student; records of one person in one fold"
    return CrossValidation(kind, together, tuple(each.errors for each in cards), _card(kind, together, split))


def _card(kind: str, predictions: pl.DataFrame, split: str) -> Card:
    made, came = predictions.get_column("probability"), predictions.get_column("correct")
    return card(kind, "one for each fold", made, came, data=f"{predictions.height:,} answers", split=split)
