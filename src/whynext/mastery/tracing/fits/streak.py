"""Fitting n in a row: after how many right answers the next one is right as often as a school wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from whynext.base.errors import listed
from whynext.base.ids import SkillId
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.batch import Integers, Truths
from whynext.mastery.tracing.fits.histories import Histories, histories
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import chosen
from whynext.mastery.tracing.streak import OPTIONS, Streak, StreakParameters

FEW = 30
"""Answers after a streak, below which a skill has the number of all skills together."""


def fit(
    responses: pl.DataFrame,
    *,
    seed: bytes,  # noqa: ARG001 (nothing is drawn)
    progress: Progress = unheard,
    options: Mapping[str, object] | None = None,
) -> Fitted[TracingModel]:
    """Return the least n after which answers are right as often as wanted; see :class:`Fit`.

    Of the answers without help that follow n or more right ones in a row, at least the share ``sure`` are to
    be right (by Laplace's rule). The number changes no prediction, so the likelihood is that of any other.
    """
    set_to = chosen(OPTIONS, options or {})
    told = histories(responses, helped=True)
    follows, skill = _streaks_before(told), _skills_of(told)
    most, sure = set_to["most"], set_to["sure"]
    counts = np.zeros((2, most, len(told.skills)))
    for n in range(1, most + 1):
        after = told.tells & (follows >= n)
        counts[0, n - 1] = np.bincount(skill[after], minlength=len(told.skills))
        counts[1, n - 1] = np.bincount(skill[after & told.right], minlength=len(told.skills))
        progress(n / (most + 1))
    of_all = _least(counts.sum(axis=2), sure)
    skills: dict[SkillId, int] = {}
    if set_to["by_skill"]:
        for place, name in enumerate(told.skills):
            own = _least(counts[:, :, place], sure, FEW)
            if own is not None:
                skills[SkillId(name)] = own
    progress(1.0)
    parameters = StreakParameters(of_all or most, skills)
    notes = _notes(told, counts, of_all, sure)
    return Fitted(
        Streak(parameters), log_likelihood(told), told.answers, told.students, most + 1, True, notes
    )


def log_likelihood(told: Histories) -> float:
    """Return the log-likelihood of answers by the rule of succession, those with help not predicted."""
    place, start = np.arange(len(told.right)), np.repeat(told.starts[:-1], np.diff(told.starts))
    before = np.concatenate([[0], np.cumsum(told.right)])
    right = before[place] - before[start]
    p = (right + 1.0) / (place - start + 2.0)
    return float(np.log(np.where(told.right, p, 1.0 - p))[told.tells].sum())


def _streaks_before(told: Histories) -> Integers:
    """Return how many answers right without help in a row come before each, in its history."""
    place = np.arange(len(told.right))
    ends = np.maximum.accumulate(np.where(told.right & told.tells, 0, place + 1))
    ended = np.concatenate([[0], ends[:-1]])
    return np.asarray(place - np.maximum(ended, np.repeat(told.starts[:-1], np.diff(told.starts))))


def _skills_of(told: Histories) -> Integers:
    return np.repeat(np.arange(len(told.skills)), np.diff(told.starts[told.bounds]))


def _enough(counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]], sure: float, few: int) -> Truths:
    answers, right = counts
    return np.asarray((answers >= few) & ((right + 1.0) / (answers + 2.0) >= sure))


def _least(
    counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]], sure: float, few: int = 1
) -> int | None:
    """Return the least n after which it is sure enough; None if there is none."""
    enough = _enough(counts, sure, few)
    return int(enough.argmax()) + 1 if enough.any() else None


def _notes(
    told: Histories,
    counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    of_all: int | None,
    sure: float,
) -> tuple[str, ...]:
    """Return what the reader of a model card should know."""
    most = counts.shape[1]
    notes = []
    if of_all is None:
        notes.append(f"Not even after {most} right answers in a row are {sure:.0%} of the next ones right.")
    never = [
        name
        for place, name in enumerate(told.skills)
        if counts[0, :, place].max() >= FEW and not _enough(counts[:, :, place], sure, FEW).any()
    ]
    if never:
        notes.append(
            f"{len(never)} skills never come to {sure:.0%}, as far as answers tell: {listed(never)}."
        )
    return tuple(notes)
