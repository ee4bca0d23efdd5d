"""What a question is worth: how much less uncertain the answer is expected to leave us."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.mastery.diagnostic.belief import Belief
from whynext.mastery.diagnostic.terrain import Counts, Terrain

Doubles = NDArray[np.float64]
Reals = NDArray[np.float32]

SETTLED = 0.003
"""A variance below which nothing can be gained that counts (a chance of 3 in 1,000)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What being uncertain about something costs.

    Parameters
    ----------
    edge
        Not knowing whether a skill is known costs 1, and `edge` more to the degree that it is likely to lie
        at the edge of what is known: ready to be learned, or known with nothing known that builds on it.
    ready
        Not knowing whether a skill is ready to be learned.
    """

    edge: float = 0.0
    ready: float = 0.0


@dataclass(frozen=True)
class Worth:
    """How answers about some skills hang together with what is to be known.

    Parameters
    ----------
    candidates
        Rows of the skills that could be asked about.
    probability
        (candidates,): that each is known.
    together
        (candidates,): the sum, over all there is to know, of its cost times the square of its covariance with
        knowing the candidate.
    """

    candidates: Counts
    probability: Doubles
    together: Doubles

    def fall(self, slip: Doubles, guess: Doubles) -> Doubles:
        """Return the expected fall of uncertainty by one answer to each candidate, shape (candidates,).

        The expected fall of the variance of x by a right-or-wrong answer r is exactly
        Cov(x, r)**2 / Var(r), with Cov(x, r) = (1 - slip - guess) Cov(x, knowing).
        """
        sharp = 1.0 - slip - guess
        right = guess + sharp * self.probability
        return np.asarray(sharp**2 * self.together / (right * (1.0 - right)), np.float64)


def worth_of(belief: Belief, terrain: Terrain, allowed: Counts, cost: Cost, most: int) -> Worth:
    """Return the worth of questions about the allowed skills, at most so many: the most uncertain ones."""
    from whynext.mastery.diagnostic import kernels

    share = kernels.shares(belief.known, belief.weights)
    spread = share * (1.0 - share)
    candidates = allowed
    if allowed.size > most:
        candidates = np.sort(allowed[np.argsort(-spread[allowed], kind="stable")[:most]])
    own = belief.known[candidates] * belief.weights
    open_ = np.flatnonzero(spread > SETTLED)
    costs = 1.0 + cost.edge * _at_edge(belief, terrain, open_) if cost.edge else np.ones(open_.size)
    together = _squares(own, share[candidates], belief.known[open_], share[open_]) @ costs
    if cost.ready:
        near = np.flatnonzero(belief.readiness > SETTLED)
        ready = ((belief.missing[near] == 0) & (belief.known[near] == 0)).view(np.uint8)
        means = kernels.shares(ready, belief.weights)
        together += cost.ready * _squares(own, share[candidates], ready, means).sum(axis=1)
    return Worth(candidates, share[candidates], together)


def _at_edge(belief: Belief, terrain: Terrain, rows: Counts) -> Doubles:
    """Return the probability of lying at the edge of what is known, inside of it or outside."""
    from whynext.mastery.diagnostic import kernels

    after = terrain.children
    inside = kernels.topmost(belief.known, rows, after.at, after.of, belief.weights)
    return np.asarray(inside + belief.readiness[rows], np.float64)


def _squares(own: Reals, share: Doubles, others: NDArray[np.uint8], means: Doubles) -> Doubles:
    """Return the squares of the covariances of knowing the candidates with others, (candidates, others)."""
    together = own @ others.astype(np.float32).T
    return np.asarray(np.square(together - np.outer(share, means)), np.float64)
