"""From a predictor's log-odds to a probability that comes true as often as it says.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`).
"""

from __future__ import annotations

import math
from typing import Any

PLAIN, PLATT, BETA, ISOTONIC = range(4)
LEAST = 1e-6
"""No answer is certain: probabilities stay so far from 0 and 1."""


def chance(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


def softplus(x: float) -> float:
    """Return ln(1 + exp(x))."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def recalibrate(margin: Any, form: int, numbers: Any, below: Any, above: Any, probability: Any) -> None:
    """Write the probability of each log-odds.

    Parameters
    ----------
    form
        :data:`PLAIN`; :data:`PLATT`, chance(a x + c) (Platt 1999); :data:`BETA`, chance(a ln p - b ln(1 - p)
        + c) (Kull, Silva Filho & Flach 2017); :data:`ISOTONIC`, a line through points that never falls.
    numbers
        a, b and c.
    below, above
        Of the points: log-odds, and probability; at least one of each.
    """
    for k in range(len(margin)):
        x = margin[k]
        if form == PLATT:
            made = chance(numbers[0] * x + numbers[2])
        elif form == BETA:
            made = chance(numbers[1] * softplus(x) - numbers[0] * softplus(-x) + numbers[2])
        elif form == ISOTONIC:
            made = on_line(x, below, above)
        else:
            made = chance(x)
        probability[k] = min(max(made, LEAST), 1.0 - LEAST)


def on_line(x: float, below: Any, above: Any) -> float:
    """Return the height at x of the line through points, level beyond the first and the last."""
    low, high = 0, len(below) - 1
    if x <= below[low]:
        return float(above[low])
    if x >= below[high]:
        return float(above[high])
    while high - low > 1:
        middle = (low + high) >> 1
        if below[middle] <= x:
            low = middle
        else:
            high = middle
    share = (x - below[low]) / (below[high] - below[low])
    return float(above[low] + share * (above[high] - above[low]))
