"""What a question is worth: how much less uncertain the answer is expected to leave us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.mastery.diagnostic.belief import Belief
from whynext.mastery.diagnostic.terrain import Counts

Doubles = NDArray[np.float64]
Reals = NDArray[np.float32]

SETTLED = 0.003
"""A variance below which nothing can be gained that counts (a chance of 3 in 1,000)."""


@dataclass(frozen=True)
class Worth:
    """How answers about some skills hang together with what is to be known.

    Parameters
    ----------
    candidates
        Rows of the skills that could be asked about.
    probability
        (candidates,): that each is known.
    knowledge, frontier
        (candidates,): the sum, over all skills, of squared covariances of knowing the candidate with knowing
        each skill, and with each skill's being ready to be learned.
    """

    candidates: Counts
    probability: Doubles
    knowledge: Doubles
    frontier: Doubles

    def fall(self, slip: Doubles, guess: Doubles, frontier_weight: float) -> Doubles:
        """Return the expected fall of uncertainty by one answer to each candidate, shape (candidates,).

        The expected fall of the variance of x by a right-or-wrong answer r is exactly
        Cov(x, r)**2 / Var(r), with Cov(x, r) = (1 - slip - guess) Cov(x, knowing). Summed over skills: the
        variance of knowing each, and `frontier_weight` times the variance of its being ready.
        """
        sharp = 1.0 - slip - guess
        right = guess + sharp * self.probability
        total = self.knowledge + frontier_weight * self.frontier
        return np.asarray(sharp**2 * total / (right * (1.0 - right)), np.float64)


def worth_of(belief: Belief, allowed: Counts, most: int) -> Worth:
    """Return the worth of questions about the allowed skills, at most so many: the most uncertain ones."""
    weights = belief.weights
    share = belief.known @ weights
    spread = share * (1.0 - share)
    candidates = allowed
    if allowed.size > most:
        candidates = np.sort(allowed[np.argsort(-spread[allowed], kind="stable")[:most]])
    root = np.sqrt(weights)
    own = _centred(belief.known[candidates], share[candidates], root)
    open_ = np.flatnonzero(spread > SETTLED)
    knowledge = _squares(own, _centred(belief.known[open_], share[open_], root))
    near = np.flatnonzero(belief.readiness > SETTLED)
    ready = (belief.missing[near] == 0) & (belief.known[near] == 0)
    frontier = _squares(own, _centred(ready, ready @ weights, root))
    return Worth(candidates, share[candidates].astype(np.float64), knowledge, frontier)


def _centred(values: NDArray[Any], means: Reals, root: Reals) -> Reals:
    return np.asarray((values - means[:, None].astype(np.float32)) * root, np.float32)


def _squares(own: Reals, others: Reals) -> Doubles:
    return np.asarray(np.square(own @ others.T).sum(axis=1), np.float64)
