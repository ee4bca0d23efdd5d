"""Fitting: from answers to the parameters of a model.

A fit is a pure function of the answers and a seed: the same answers in any order of students give the same
parameters, so that a published version can be fitted again. Whoever calls it says where the answers come
from and whom they leave out; the model card tells both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import polars as pl

Model_co = TypeVar("Model_co", covariant=True)

Progress = Callable[[float], None]
"""Told the share of the work that is done, from 0 to 1, never falling."""


def unheard(share: float) -> None:
    """Progress that nobody is told of."""


@dataclass(frozen=True, slots=True)
class Fitted(Generic[Model_co]):
    """A model with the parameters that answers gave it.

    Parameters
    ----------
    model
        With its new parameters.
    log_likelihood
        Of the answers under these parameters, natural logarithm; each answer predicted from the earlier
        ones of its student.
    answers, students
        How many it was fitted on.
    rounds
        Of the optimisation, the longest where there are several.
    converged
        Whether every part of it came to rest before it was stopped.
    notes
        Sentences on what the reader of a model card should know: skills with too few answers, bounds met.
    """

    model: Model_co
    log_likelihood: float
    answers: int
    students: int
    rounds: int
    converged: bool
    notes: tuple[str, ...] = ()


class Fit(Protocol[Model_co]):
    """How a kind of model is fitted."""

    def __call__(
        self, responses: pl.DataFrame, *, seed: bytes, progress: Progress = unheard
    ) -> Fitted[Model_co]:
        """Return the model whose parameters fit these answers best.

        Parameters
        ----------
        responses
            Columns of :data:`whynext.mastery.response.OBSERVED`.
        seed
            From which every start and every draw is derived.
        progress
            Told how far it is.

        Raises
        ------
        Refused
            If columns are missing or null, or there is nothing to fit.
        """
        ...
