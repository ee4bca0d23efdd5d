"""Fitting averages of answers: which of the customary ones tells the next answer best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.base.errors import Problem, Refused, listed
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.decaying import METHODS, OPTIONS, Decaying, DecayingParameters
from whynext.mastery.tracing.fits.histories import Histories, histories
from whynext.mastery.tracing.folds import average_told
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import chosen

TRIED: Mapping[str, tuple[str, tuple[float | int, ...]]] = {
    "decaying": ("share", tuple(round(0.05 * k, 2) for k in range(1, 20))),
    "recent": ("n", (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50)),
    "highest": ("n", (1, 2, 3, 4, 5, 6, 8, 10)),
    "mean": ("n", (5,)),
    "fading": ("half_life", (1.0, 2.0, 4.0, 7.0, 14.0, 30.0, 60.0, 120.0, 365.0)),
}
"""The number that each method has, and the values tried: round ones, as they are announced to students."""


def fit(
    responses: pl.DataFrame,
    *,
    seed: bytes,  # noqa: ARG001 (nothing is drawn)
    progress: Progress = unheard,
    options: Mapping[str, object] | None = None,
) -> Fitted[TracingModel]:
    """Return the average under which the answers are most likely; see :class:`~whynext.mastery.fitting.Fit`.

    Every method that the options allow is tried with each of its numbers (:data:`TRIED`).
    """
    set_to = chosen(OPTIONS, options or {})
    methods = [method for method in METHODS if set_to[method]]
    if not methods:
        raise Refused(
            Problem("no average is allowed", where="options", valid=f"true for one of {listed(METHODS)}")
        )
    told = histories(responses, helped=True)
    tried = [
        replace(DecayingParameters(), method=method, **{TRIED[method][0]: number})  # type: ignore[arg-type]
        for method in methods
        for number in TRIED[method][1]
    ]
    found = []
    for done, parameters in enumerate(tried, 1):
        found.append((log_likelihood(told, parameters), parameters))
        progress(done / len(tried))
    best = max(found, key=lambda each: each[0])
    return Fitted(
        Decaying(best[1]),
        best[0],
        told.answers,
        told.students,
        len(tried) + 1,
        True,
        (_note(told, found, methods),),
    )


def log_likelihood(told: Histories, parameters: DecayingParameters) -> float:
    """Return the log-likelihood of answers under an average, those with help not predicted."""
    p, total = parameters, np.zeros(1)
    given = map(sealed, (told.starts, told.right, told.tells, told.at))
    numbers = (METHODS[p.method], float(p.share), p.n, float(p.half_life))
    run(average_told, 20 * len(told.right), *given, *numbers, total)
    return float(total[0])


def _note(told: Histories, found: list[tuple[float, DecayingParameters]], methods: list[str]) -> str:
    """Return how the best of each method did, which the reader of a model card should know."""
    answers = max(int(told.tells.sum()), 1)
    best = [
        max((each for each in found if each[1].method == method), key=lambda x: x[0]) for method in methods
    ]
    said = [
        f"{p.method} ({TRIED[p.method][0]} {getattr(p, TRIED[p.method][0]):g}) {-total / answers:.4f}"
        for total, p in best
    ]
    return f"Log loss of the best of each average, on the answers fitted on: {', '.join(said)}."
