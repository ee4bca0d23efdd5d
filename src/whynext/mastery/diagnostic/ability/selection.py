"""Which question next: what may be asked, what it would tell, and which of the best is drawn.

Content balance after Kingsbury and Zara (1989, Applied Measurement in Education 2): the area that lags most
behind its share is next. Exposure after Sympson and Hetter (1985): going down from the best, each question is
asked with its own chance or passed over for the whole sitting; drawing among the best k (randomesque:
Kingsbury & Zara 1989) is the same walk with chances 1/k, 1/(k-1), and so on, and passes nothing over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.mastery.calibration.curves import Floats, Integers
from whynext.mastery.diagnostic.ability.limits import SHORTLIST, Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import NODES, REACH, STEP
from whynext.mastery.diagnostic.ability.sitting import Sitting

Truths = NDArray[np.bool_]
LEFT = 1e-9
"""Probability below which the walk down from the best ends; what is left goes to the best."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be asked now.

    Parameters
    ----------
    items
        Shape (J,): whether each may be asked.
    left_out
        How many may not, by the reason that is looked at first.
    area
        The area whose turn it is, empty if none lags behind.
    """

    items: Truths
    left_out: Mapping[str, int]
    area: str


def estimate_of(shares: Floats) -> tuple[float, float]:
    """Return the mean and standard deviation of a belief on the grid."""
    mean = float(shares @ NODES)
    return mean, max(float(shares @ NODES**2) - mean**2, 0.0) ** 0.5


def posterior(pool: Pool, sitting: Sitting) -> Floats:
    """Return the belief about the ability after the answers of a sitting, shape (121,), summing to one."""
    shares = sitting.prior.on_grid()
    for each in sitting.given:
        chance = pool.chance[pool.place(each.item)]
        shares = shares * (chance if each.correct else 1.0 - chance)
        shares /= shares.sum()
    return shares


def shares_of_areas(pool: Pool, limits: Limits) -> Floats:
    """Return the share of each of the pool's areas, 0 where none is declared.

    Raises
    ------
    Refused
        If an area is declared that the pool does not have.
    """
    if unknown := sorted(set(limits.balance) - set(pool.areas)):
        raise Refused(
            Problem(
                f"no question is of the area «{listed(unknown)}»",
                where="balance",
                valid=nearest(unknown[0], pool.areas) or listed(pool.areas),
                kind="unknown area",
            )
        )
    return np.array([limits.balance.get(area, 0.0) for area in pool.areas])


def allowed(pool: Pool, sitting: Sitting, limits: Limits) -> Allowed:
    """Return what may be asked now under the limits."""
    open_ = np.ones(len(pool), dtype=np.bool_)
    left_out: dict[str, int] = {}

    def leave(reason: str, which: Truths) -> None:
        if count := int((open_ & which).sum()):
            left_out[reason] = count
        open_[which] = False

    asked = np.array([pool.place(each.item) for each in sitting.given], dtype=np.int64)
    leave("answered already", np.isin(np.arange(len(pool)), asked))
    if limits.unseen:
        seen = {item for item in sitting.seen if item in pool.bank.index}
        leave("seen before", np.isin(np.arange(len(pool)), [pool.place(item) for item in sorted(seen)]))
    passed = [pool.place(item) for item in sorted(sitting.passed)]
    leave("passed over, being met too often", np.isin(np.arange(len(pool)), passed))
    families = pool.family[asked]
    leave("related to one that was asked", np.isin(pool.family, families[families >= 0]))
    leave("above the reading level", pool.reading > limits.reads_up_to)
    leave("too long for the time left", pool.seconds > limits.seconds - spent(pool, sitting))
    return _in_turn(pool, asked, limits, open_, left_out)


def _in_turn(pool: Pool, asked: Integers, limits: Limits, open_: Truths, left_out: dict[str, int]) -> Allowed:
    """Return what may be asked, kept to the area that lags most if one lags behind its share."""
    shares = shares_of_areas(pool, limits)
    counts = np.bincount(pool.area[asked][pool.area[asked] >= 0], minlength=len(shares))
    lag = shares * (len(asked) + 1) - counts
    for place in np.argsort(-lag, kind="stable"):
        if lag[place] <= limits.balance_slack:
            break
        own = open_ & (pool.area == place)
        if own.any():
            left_out["of an area whose turn it is not"] = int(open_.sum() - own.sum())
            return Allowed(own, left_out, pool.areas[place])
    return Allowed(open_, left_out, "")


def spent(pool: Pool, sitting: Sitting) -> float:
    """Return the seconds a sitting has taken; the usual time where nobody measured."""
    total = 0.0
    for each in sitting.given:
        total += pool.seconds[pool.place(each.item)] if each.seconds is None else each.seconds
    return total


def values(pool: Pool, shares: Floats, open_: Truths, rule: str) -> Floats:
    """Return what each question is worth now, minus infinity where it may not be asked, shape (J,).

    By information: at the node nearest to the estimate. By variance: for the questions that inform most, how
    much less the ability is expected to vary after the answer.
    """
    mean, _ = estimate_of(shares)
    node = int(min(max((mean + REACH) / STEP + 0.5, 0), len(NODES) - 1))
    worth = np.where(open_, pool.informing[node], -np.inf)
    if rule == "information":
        return worth
    short = np.argsort(-worth, kind="stable")[:SHORTLIST]
    short = short[open_[short]]
    fall = np.full(len(pool), -np.inf)
    fall[short] = _expected_fall(pool.chance[short], shares)
    return fall


def _expected_fall(chance: Floats, shares: Floats) -> Floats:
    """Return the variance of the expected ability after the answer, which is the expected fall."""
    mean = shares @ NODES
    right = chance @ shares
    after_right = (chance @ (shares * NODES)) / right
    after_wrong = (mean - right * after_right) / (1 - right)
    return np.asarray(right * (after_right - mean) ** 2 + (1 - right) * (after_wrong - mean) ** 2)


def probabilities(worth: Floats, exposure: Floats, among: int) -> list[tuple[int, float]]:
    """Return the questions that may be drawn and their probabilities, from the best down.

    Parameters
    ----------
    worth
        Shape (J,), minus infinity where a question may not be asked.
    exposure
        Shape (J,).
    among
        Draw from so many best ones.

    Examples
    --------
    >>> probabilities(np.array([1.0, 3.0, 2.0]), np.array([1.0, 0.25, 1.0]), 1)
    [(1, 0.25), (2, 0.75)]
    """
    order = np.argsort(-worth, kind="stable")
    order = order[: int(np.isfinite(worth).sum())]
    found: list[tuple[int, float]] = []
    left = 1.0
    for rank, place in enumerate(order.tolist()):
        if left <= LEFT:
            break
        asked = float(exposure[place]) / max(min(among, len(order)) - rank, 1)
        found.append((place, left * asked))
        left -= left * asked
    if found and left > 0:
        found[0] = (found[0][0], found[0][1] + left)
    return found


def drawn(
    chances: list[tuple[int, float]], exposure: Floats, among: int, u: float
) -> tuple[int, tuple[int, ...]]:
    """Return the rank that a uniform number falls upon, and the places that were passed over on the way.

    A question above the one drawn was left aside either by its own chance, then it is passed over for the
    whole sitting, or by the draw among the best, then it may come later. Which of the two is drawn with what
    is left of the uniform number.
    """
    own = [float(exposure[place]) for place, _ in chances]
    best = own[0] / max(min(among, len(chances)), 1)
    ends = np.cumsum([best, *(chance for _, chance in chances[1:])])
    rank = int(np.searchsorted(ends, u, side="right"))
    if rank == len(chances):  # everything was left aside: what is left falls to the best
        return 0, ()
    reached = float(ends[rank - 1]) if rank else 0.0
    rest = (u - reached) / (float(ends[rank]) - reached)
    passed = []
    for above, (place, _) in enumerate(chances[:rank]):
        share = (1.0 - own[above]) / (1.0 - own[above] / max(min(among, len(chances)) - above, 1))
        if rest < share:
            passed.append(place)
            rest /= share
        else:
            rest = (rest - share) / (1.0 - share)
    return rank, tuple(passed)
