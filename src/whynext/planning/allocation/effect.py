"""What places did: the effect of being offered one, and of coming, where a lottery decided who was offered.

The lottery makes the two groups alike but for the offer. Comparing all who were offered a place with all who
were not, whether they came or not, gives the effect of the *offer* (intent to treat). If the offer moves the
outcome only through coming, that divided by how much the offer raises coming is the effect on those who come
because they are offered a place (compliers; Angrist, Imbens and Rubin 1996, Journal of the American
Statistical Association 91:444). Students whose chances differed are weighted by the inverse of the chance of
what they got (Horvitz and Thompson 1952), for the record holds every student's chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]

from whynext.base.errors import Collector

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_FEWEST = 10  # in each group; of fewer no interval is to be trusted
WEAK = 10.0
"""Below this F of the first stage an offer says too little about coming (Staiger and Stock 1997, Econometrica
65:557), and the interval of the effect of coming is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with how sure it is.

    Parameters
    ----------
    value
        In the unit of the outcome.
    error
        Its standard error, that allows for unequal spread (HC1).
    low, high
        The interval that covers the true value in 95 of 100 such studies.
    """

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What a lottery shows.

    Parameters
    ----------
    offered, others
        How many were offered a place and how many not, of those in the comparison.
    left_out
        Who had no chance of a place, or a sure one: nobody can be compared with them.
    coming
        By how much the offer raises the share of those who come; without an offer some may come too.
    offer
        The effect of the offer.
    attendance
        The effect of coming on those who come because of the offer.
    strength
        F of the first stage; see :data:`WEAK`.
    spread
        The standard deviation of the outcome among those not offered a place, to tell effects in.
    """

    offered: int
    others: int
    left_out: int
    coming: Estimate
    offer: Estimate
    attendance: Estimate
    strength: float
    spread: float

    @property
    def is_weak(self) -> bool:
        """Whether too few came because of the offer to tell the effect of coming."""
        return self.strength < WEAK


def effect(
    outcome: Sequence[float],
    offered: Sequence[bool],
    came: Sequence[float],
    *,
    chance: Sequence[float] | None = None,
    before: Sequence[float] | None = None,
) -> Effect:
    """Return the effect of an offer, and of coming, with 95 % intervals.

    Parameters
    ----------
    outcome
        What is to be compared, of each student.
    offered
        Whether the lottery gave each a place.
    came
        Whether each came, 1 or 0; or how much each had of it, such as sessions, for an effect of each.
    chance
        The probability of a place before the draw; the same for all if None.
    before
        The same as the outcome, from before the draw; it makes the effect surer and does not change what is
        estimated.

    Returns
    -------
    Effect
        The effect of the offer from a weighted regression, that of coming by two-stage least squares with the
        offer as instrument. Means are those of everybody in the comparison.

    Raises
    ------
    Refused
        If a group has fewer than ten students, lengths differ, or the offer did not make more come.

    Notes
    -----
    Errors are heteroskedasticity-consistent (HC1; MacKinnon and White 1985, Journal of Econometrics 29:305),
    the intervals by Student's t.
    """
    y, z, d = (np.asarray(each, np.float64) for each in (outcome, offered, came))
    p = np.full(len(y), 0.5) if chance is None else np.asarray(chance, np.float64)
    x = None if before is None else np.asarray(before, np.float64)
    open_ = (p > 0.0) & (p < 1.0)
    _refuse_misfits(y, z, d, p, x, open_)
    y, z, d, p = y[open_], z[open_], d[open_], p[open_]
    weight = np.where(z > 0, 1.0 / p, 1.0 / (1.0 - p))
    if chance is None:
        weight = np.ones(len(y))
    columns = [np.ones(len(y)), *([] if x is None else [x[open_] - x[open_].mean()])]
    exogenous = np.column_stack([z, *columns])
    endogenous = np.column_stack([d, *columns])
    offer = _least_squares(y, exogenous, exogenous, weight)
    coming = _least_squares(d, exogenous, exogenous, weight)
    if coming.value == 0.0:
        found = Collector()
        found.add("the offer made nobody come, so that nothing can be said of coming", kind="no first stage")
        found.refuse_if_any()
    return Effect(
        offered=int((z > 0).sum()),
        others=int((z == 0).sum()),
        left_out=int((~open_).sum()),
        coming=coming,
        offer=offer,
        attendance=_least_squares(y, endogenous, exogenous, weight),
        strength=float("inf") if coming.error == 0.0 else (coming.value / coming.error) ** 2,
        spread=float(np.std(y[z == 0], ddof=1)),
    )


def _least_squares(y: Floats, regressors: Floats, instruments: Floats, weight: Floats) -> Estimate:
    """Return the first coefficient of two-stage least squares, with as many instruments as regressors."""
    weighted = instruments * weight[:, None]
    bread = np.linalg.inv(weighted.T @ regressors)
    beta = bread @ (weighted.T @ y)
    left = (y - regressors @ beta)[:, None] * weighted
    freedom = len(y) - regressors.shape[1]
    variance = bread @ (left.T @ left) @ bread.T * len(y) / freedom
    error = float(np.sqrt(variance[0, 0]))
    reach = float(stats.t.ppf(0.975, freedom)) * error
    value = float(beta[0])
    return Estimate(value, error, value - reach, value + reach)


def _refuse_misfits(y: Floats, z: Floats, d: Floats, p: Floats, x: Floats | None, open_: Truths) -> None:
    found = Collector()
    lengths = {len(each) for each in (y, z, d, p, *([] if x is None else [x]))}
    if len(lengths) > 1:
        found.add("not everything is told of the same students", valid="as many numbers of each kind")
        found.refuse_if_any()
    for name, values in (("outcome", y), ("attendance", d), ("before", x)):
        if values is not None and not np.all(np.isfinite(values)):
            found.add(f"some of the numbers «{name}» are missing", valid="a finite number of each student")
    for word, count in (("were offered", z[open_].sum()), ("were not offered", (1 - z[open_]).sum())):
        if count < _FEWEST:
            what = f"{count:.0f} students {word} a place and could have been drawn otherwise"
            found.add(what, valid=f"at least {_FEWEST}", kind="too few")
    found.refuse_if_any()
