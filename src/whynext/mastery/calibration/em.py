"""Marginal maximum likelihood: abilities are summed over, items are fitted, in turn, until nothing moves.

Bock, R. D., & Aitkin, M. (1981). Marginal maximum likelihood estimation of item parameters: Application of
an EM algorithm. Psychometrika, 46, 443-459. Two devices save most rounds: while far from the optimum, the
population's mean and deviation are fitted too and then taken as the scale's zero and one (parameter
expansion: Liu, Rubin & Wu 1998, Biometrika 85), and pairs of rounds are extrapolated (SQUAREM: Varadhan &
Roland 2008, Scandinavian Journal of Statistics 35).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from whynext.mastery.calibration import kernels, newton
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.curves import Floats, Integers, log_chances, logistic

Model = Literal["1pl", "2pl", "3pl"]
FITTING = {"1pl": newton.one_slope, "2pl": newton.own_slopes, "3pl": newton.guessed}
NEAR = 1e-3
"""The change of a parameter below which the population's scale is held fixed."""


@dataclass(frozen=True, eq=False)
class Expectation:
    """What is expected of abilities and answers.

    Parameters
    ----------
    log_likelihood
        Of all answers.
    people
        Shape (groups, Q): students at each node.
    right, total
        Shape (J, Q): right answers, and answers, at each node.
    shares
        Shape (N, Q): each student's posterior, or (0, Q).
    """

    log_likelihood: float
    people: Floats
    right: Floats
    total: Floats
    shares: Floats


class Packed:
    """Answers packed for the compiled loops."""

    def __init__(self, answers: Answers) -> None:
        """Pack four items to a block where students answer neighbouring items, else each on its own."""
        self.students, self.items = len(answers.students), len(answers.items)
        block = answers.item // 4
        apart = np.diff(block) != 0
        apart[answers.starts[1:-1] - 1] = True
        self.block = 4 if len(block) >= 2 * (apart.sum() + 1) else 1
        self._packed = kernels.packed(answers.starts, answers.item, answers.right, self.items, self.block)
        self._together = np.zeros(self.students, dtype=np.int64)

    def expected(
        self,
        items: Floats,
        nodes: Floats,
        log_prior: Floats,
        group: Integers | None = None,
        *,
        shares: bool = False,
    ) -> Expectation:
        """Return what is expected under these items.

        Parameters
        ----------
        items
            Shape (J, 3): slope, intercept, logit of guessing.
        nodes
            Shape (Q,).
        log_prior
            Shape (Q,), or (groups, Q) with `group` of shape (N,).
        shares
            Whether each student's posterior is wanted.
        """
        table = kernels.tabled(*log_chances(items, nodes), self.block)
        each = np.empty((self.students if shares else 0, len(nodes)))
        group = self._together if group is None else group
        value, people, counts = kernels.expected(*self._packed, table, np.atleast_2d(log_prior), group, each)
        right, total = kernels.untabled(counts, self.items, self.block)
        return Expectation(value, people, right, total, each)


@dataclass(frozen=True, eq=False)
class Optimum:
    """Where a search came to rest.

    Parameters
    ----------
    items
        Shape (J, 3).
    rounds
        Expectations computed.
    converged
        Whether the last round moved no parameter by the tolerance.
    """

    items: Floats
    rounds: int
    converged: bool


def log_belief(items: Floats, priors: Floats, model: Model) -> float:
    """Return the log prior of items, without constants; one slope for all is believed in once."""
    slope = priors[:, 1] * (items[:, 0] - priors[:, 0]) ** 2
    value = -0.5 * (slope[0] if model == "1pl" else slope.sum())
    value -= 0.5 * float((priors[:, 3] * (items[:, 1] - priors[:, 2]) ** 2).sum())
    if model == "3pl":
        value -= float((priors[:, 4] * np.logaddexp(0, -items[:, 2])).sum())
        value -= float((priors[:, 5] * np.logaddexp(0, items[:, 2])).sum())
    return float(value)


def starting(answers: Answers, priors: Floats, model: Model) -> Floats:
    """Return items to begin with, shape (J, 3): slope one, intercepts from the shares of right answers."""
    share = (answers.rights + 0.5) / (answers.counts + 1.0)
    items = np.full((len(answers.items), 3), -math.inf)
    items[:, 0] = 1.0
    if model == "3pl":
        guess = priors[:, 4] / (priors[:, 4] + priors[:, 5])
        items[:, 2] = np.log(guess / (1 - guess))
        share = np.maximum((share - guess) / (1 - guess), 0.05)
    items[:, 1] = 1.2 * np.log(share / (1 - share))
    return items


def optimum(
    packed: Packed,
    model: Model,
    start: Floats,
    priors: Floats,
    grid: tuple[Floats, Floats],
    *,
    tolerance: float,
    most_rounds: int,
    heard: Callable[[float], None],
) -> Optimum:
    """Return the items under which answers and beliefs are likeliest.

    Parameters
    ----------
    start, priors
        Shapes (J, 3) and (J, 6).
    grid
        Nodes and log shares of the population at them.
    tolerance
        The change of slopes, intercepts and logits of guessing at which the search ends.
    most_rounds
        After which it ends in any case.
    heard
        Told the change of each round.
    """
    nodes, log_share = grid
    free = 3 if model == "3pl" else 2

    def once(flat: Floats, expanded: bool) -> tuple[float, Floats]:
        items = start.copy()
        items[:, :free] = flat.reshape(-1, free)
        found = packed.expected(items, nodes, log_share)
        value = found.log_likelihood + log_belief(items, priors, model)
        FITTING[model](items, found.right, found.total, nodes, priors)
        if expanded:
            _rescale(items, found.people[0], nodes)
        return value, items[:, :free].ravel()

    flat = np.ascontiguousarray(start[:, :free]).ravel()
    far = max(tolerance, NEAR)
    flat, used, _ = _climbed(lambda x: once(x, True), flat, far, most_rounds, heard)
    flat, more, rests = _climbed(lambda x: once(x, False), flat, tolerance, most_rounds - used, heard)
    items = start.copy()
    items[:, :free] = flat.reshape(-1, free)
    return Optimum(items, used + more, rests)


def _rescale(items: Floats, people: Floats, nodes: Floats) -> None:
    """Take the population's expected mean and deviation as the scale's zero and one, in place."""
    mean = people @ nodes / people.sum()
    sd = math.sqrt(people @ nodes**2 / people.sum() - mean**2)
    items[:, 1] += items[:, 0] * mean
    items[:, 0] *= sd


def _climbed(
    once: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    tolerance: float,
    most: int,
    heard: Callable[[float], None],
) -> tuple[Floats, int, bool]:
    """Return where repeated rounds, extrapolated in pairs, come to rest; how many; and whether they did.

    An extrapolation that leads downhill is given up for the plain rounds it came from.
    """
    used = 0
    before, here = start, start
    value = -math.inf
    paired = False
    while used < most:
        then, after = once(here)
        used += 1
        if paired and not then >= value:  # the extrapolated point is worse than where it came from
            here, paired = before, False
            continue
        change = float(np.abs(after - here).max())
        heard(change)
        if change < tolerance:
            return after, used, True
        if used >= most:
            return after, used, False
        value, last = once(after)
        used += 1
        moved = float(np.abs(last - after).max())
        heard(moved)
        if moved < tolerance:
            return last, used, True
        before, here, paired = last, _extrapolated(here, after, last), True
    return before if paired else here, used, False


def _extrapolated(first: Floats, second: Floats, third: Floats) -> Floats:
    """Return SQUAREM's third scheme (Varadhan & Roland 2008) from three points on the way."""
    step = second - first
    bend = (third - second) - step
    length = math.sqrt(float(step @ step) / max(float(bend @ bend), 1e-300))
    length = min(max(length, 1.0), 64.0)
    return np.asarray(first + 2 * length * step + length**2 * bend)


def guess_of(items: Floats) -> Floats:
    """Return the chance to guess right of each item, shape (J,)."""
    return logistic(items[:, 2])
