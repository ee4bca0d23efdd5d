"""Difficulties and step sizes of Elo: the arithmetic of its fit.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). The step is that of
:mod:`whynext.mastery.tracing.folds`, written again because compiled code looks no further than its own
module; a test holds both together.
"""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence

Numbers = Sequence[float]
Counts = Sequence[int]
Truths = Sequence[bool]
Made = MutableSequence[float]


def rated(
    bounds: Counts,
    starts: Counts,
    right: Truths,
    days: Numbers,
    item: Counts,
    difficulty: Numbers,
    start: float,
    weight: float,
    drift: float,
    daily: float,
    surplus: Made,
    information: Made,
    likelihood: Made,
) -> None:
    """Predict every answer from those before it.

    ``surplus`` gets by how many right answers each item did better than predicted, ``information`` the sum of
    p (1 - p), ``likelihood`` the log-likelihood of all answers.
    """
    total = 0.0
    for i in range(len(surplus)):
        surplus[i] = information[i] = 0.0
    for h in range(bounds[0], bounds[len(bounds) - 1]):
        a, v = 0.0, start
        for n in range(starts[h], starts[h + 1]):
            i = item[n]
            p = 1.0 / (1.0 + math.exp(difficulty[i] - a))
            x = 1.0 if right[n] else 0.0
            total += math.log(p if right[n] else 1.0 - p)
            surplus[i] += x - p
            information[i] += p * (1.0 - p)
            wide = min(v + daily * days[n], max(v, start)) + drift
            v = wide / (1.0 + weight * wide)
            a += v * (x - p)
    likelihood[0] = total


def settle(
    bounds: Counts,
    starts: Counts,
    item: Counts,
    counts: Numbers,
    spread: float,
    surplus: Numbers,
    information: Numbers,
    centre: Made,
    typical: Made,
    difficulty: Made,
) -> None:
    """Move each difficulty to where the item is answered right as often as predicted, drawn to its skill's.

    ``typical`` gets the mean difficulty of each skill's answers, ``centre`` that of each item's skills.
    """
    for i in range(len(difficulty)):
        centre[i] = 0.0
    for skill in range(len(bounds) - 1):
        begin, end = starts[bounds[skill]], starts[bounds[skill + 1]]
        total = 0.0
        for n in range(begin, end):
            total += difficulty[item[n]]
        typical[skill] = total / max(end - begin, 1)
        for n in range(begin, end):
            centre[item[n]] += typical[skill]
    for i in range(len(difficulty)):
        if counts[i] > 0.0:
            drawn = (difficulty[i] - centre[i] / counts[i]) / spread
            change = (-surplus[i] - drawn) / (information[i] + 1.0 / spread)
            difficulty[i] = min(max(difficulty[i] + change, -10.0), 10.0)
