"""Guess and slip of items, drawn towards those of their skill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from whynext.base.compiling import run, sealed
from whynext.base.ids import ItemId
from whynext.mastery.fitting import Progress
from whynext.mastery.tracing.batch import Floats
from whynext.mastery.tracing.fits.histories import Histories
from whynext.mastery.tracing.fits.weighing import told_of, weigh_all

ROUNDS = 100
TOLERANCE = 0.01
DIGITS = 4
"""Items are many, and their numbers are not known better."""


def fit_items(
    told: Histories, points: Floats, set_to: Mapping[str, Any], progress: Progress
) -> tuple[list[dict[ItemId, tuple[float, float]]], float]:
    """Return guess and slip of the items of each skill, and the log-likelihood under them.

    The prior of an item's guess is Beta(w g, w (1 - g)) around the skill's g, w being ``items_weight``; that
    of its slip likewise. The maximum is found by expectation maximisation, the skill's other parameters as
    they were fitted without items.
    """
    found: list[dict[ItemId, tuple[float, float]]] = []
    likelihood = 0.0
    for skill in range(len(told.skills)):
        items, own = _of_skill(told, skill, points[skill], set_to)
        found.append(items)
        likelihood += own
        progress((skill + 1) / len(told.skills))
    return found, likelihood


def _of_skill(
    told: Histories, skill: int, point: Floats, set_to: Mapping[str, Any]
) -> tuple[dict[ItemId, tuple[float, float]], float]:
    begin, end = int(told.bounds[skill]), int(told.bounds[skill + 1])
    answers = slice(int(told.starts[begin]), int(told.starts[end]))
    numbers, named = told.items
    if answers.start == answers.stop:
        return {}, 0.0
    own, item = np.unique(numbers[answers], return_inverse=True)
    starts = told.starts[begin : end + 1] - answers.start
    given = (starts, told.right[answers], told.days[answers], item.astype(np.int64))
    stops = (float(set_to["items_weight"]), float(set_to["item_most"]), TOLERANCE, ROUNDS)
    scratch = [np.empty(len(item)) for _ in range(3)]
    sums = [np.empty(len(own)) for _ in range(4)]
    guess, slip, likelihood = np.empty(len(own)), np.empty(len(own)), np.zeros(1)
    work, these = len(item), (sealed(point), 0, end - begin, *map(sealed, given))
    run(weigh_all, 30 * work, *these, *stops, *scratch, *sums, guess, slip)
    guess, slip = guess.round(DIGITS), slip.round(DIGITS)
    run(told_of, work, *these, sealed(guess), sealed(slip), *scratch[:2], likelihood)
    pairs = zip(guess.tolist(), slip.tolist(), strict=True)
    return {ItemId(named[n]): pair for n, pair in zip(own.tolist(), pairs, strict=True)}, float(likelihood[0])
