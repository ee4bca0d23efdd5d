"""Many tests at once: the share of false alarms among the alarms is kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from whynext.mastery.calibration.curves import Floats


def adjusted(p: ArrayLike) -> Floats:
    """Return p-values adjusted so that those below a level hold at most that share of false alarms.

    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B, 57, 289-300. Shape as given; NaN (no test) stays NaN.

    Examples
    --------
    >>> adjusted([0.01, 0.04, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.053, 0.053, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    result = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(-values[tested], kind="stable")]
    ranks = np.arange(len(order), 0, -1)
    result[order] = np.minimum(1.0, np.minimum.accumulate(values[order] * len(order) / ranks))
    return result
