"""The classical comparison of two groups at equal score.

Holland, P. W., & Thayer, D. T. (1988). Differential item performance and the Mantel-Haenszel procedure. In H.
Wainer & H. I. Braun, Test validity. Standard error: Robins, J., Breslow, N., & Greenland, S. (1986).
Biometrics, 42, 311-323.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

DELTA = -2.35
"""The testing service's delta scale is a logit times this; minus, so that harder is below zero."""


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """How two groups compare at equal score.

    Parameters
    ----------
    odds
        Odds of a right answer of the reference group over those of the focal group.
    delta
        The same on the delta scale: below 0 where the item is harder for the focal group.
    delta_se
        Its standard error.
    chi_square, p
        With the customary correction by one half, one degree of freedom.
    """

    odds: float
    delta: float
    delta_se: float
    chi_square: float
    p: float


def mantel_haenszel(correct: ArrayLike, focal: ArrayLike, stratum: ArrayLike) -> MantelHaenszel | None:
    """Return the comparison of one item, or None if no stratum has both groups and both answers.

    Parameters
    ----------
    correct, focal
        Shape (N,): whether the answer is right; whether the student is of the focal group.
    stratum
        Shape (N,): whole numbers from 0; students of one number are equally able.

    Examples
    --------
    >>> found = mantel_haenszel([1, 1, 0, 1, 0, 0], [0, 0, 0, 1, 1, 1], [0] * 6)
    >>> found.odds, round(found.delta, 2)
    (4.0, -3.26)
    """
    right, theirs = np.asarray(correct, dtype=np.bool_), np.asarray(focal, dtype=np.bool_)
    where = np.asarray(stratum, dtype=np.int64)
    size = int(where.max()) + 1 if len(where) else 0
    a, b, c, d = (
        np.bincount(where[which], minlength=size).astype(np.float64)
        for which in (~theirs & right, ~theirs & ~right, theirs & right, theirs & ~right)
    )
    total = a + b + c + d
    use = ((a + b) * (c + d) * (a + c) * (b + d) > 0) & (total > 1)
    a, b, c, d, total = a[use], b[use], c[use], d[use], total[use]
    r, s = a * d / total, b * c / total
    if not r.sum() > 0 or not s.sum() > 0:
        return None
    odds = float(r.sum() / s.sum())
    promised = (a + b) * (a + c) / total
    variance = (a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))
    square = max(abs(float((a - promised).sum())) - 0.5, 0.0) ** 2 / float(variance.sum())
    p, q = (a + d) / total, (b + c) / total
    rs, ss = r.sum(), s.sum()
    log_variance = (
        (p * r).sum() / (2 * rs**2) + (p * s + q * r).sum() / (2 * rs * ss) + (q * s).sum() / (2 * ss**2)
    )
    return MantelHaenszel(
        odds,
        DELTA * math.log(odds),
        abs(DELTA) * math.sqrt(float(log_variance)),
        square,
        math.erfc(math.sqrt(square / 2)),
    )
