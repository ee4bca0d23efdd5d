"""The chance of a right answer as a curve over ability, and what an answer tells about ability.

Birnbaum, A. (1968). Some latent trait models and their use in inferring an examinee's ability. In F. M. Lord
& M. R. Novick, Statistical theories of mental test scores.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def logistic(z: ArrayLike) -> Floats:
    """Return 1 / (1 + exp(-z)) of any shape, without overflow.

    Examples
    --------
    >>> logistic([-1000.0, 0.0, 1000.0]).tolist()
    [0.0, 0.5, 1.0]
    """
    z = np.asarray(z, dtype=np.float64)
    e = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1.0, e) / (1.0 + e))


def logit(p: ArrayLike) -> Floats:
    """Return log(p / (1 - p)) of any shape."""
    p = np.asarray(p, dtype=np.float64)
    return np.asarray(np.log(p) - np.log1p(-p))


def chance_right(ability: ArrayLike, slope: ArrayLike, difficulty: ArrayLike, guess: ArrayLike = 0) -> Floats:
    """Return guess + (1 - guess) / (1 + exp(-slope (ability - difficulty))); shapes are broadcast.

    Examples
    --------
    >>> round(float(chance_right(0.0, 1.2, 0.0, 0.2)), 3)
    0.6
    """
    z = np.asarray(slope) * (np.asarray(ability) - np.asarray(difficulty))
    return np.asarray(np.asarray(guess) + (1 - np.asarray(guess)) * logistic(z))


def information(ability: ArrayLike, slope: ArrayLike, difficulty: ArrayLike, guess: ArrayLike = 0) -> Floats:
    """Return Fisher's information about ability in one answer, per squared unit of ability.

    slope² (1 - p) / p · ((p - guess) / (1 - guess))², with p the chance of a right answer (Birnbaum 1968);
    shapes are broadcast.

    Examples
    --------
    >>> float(information(0.0, 2.0, 0.0))  # slope² / 4 where the chance is one half
    1.0
    """
    slope, guess = np.asarray(slope), np.asarray(guess)
    above = logistic(slope * (np.asarray(ability) - np.asarray(difficulty)))
    right = guess + (1 - guess) * above
    return np.asarray(slope**2 * (1 - guess) * (1 - above) * above**2 / np.maximum(right, 1e-300))


def log_chances(items: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """Return the log chances of a right and of a wrong answer at each node.

    Parameters
    ----------
    items
        Shape (J, 3): slope, intercept, logit of guessing (minus infinity where there is none).
    nodes
        Shape (Q,): abilities.

    Returns
    -------
    tuple
        Two arrays of shape (J, Q).
    """
    z = items[:, :1] * nodes + items[:, 1:2]
    log_below = -np.logaddexp(0.0, z)
    guess = logistic(items[:, 2])[:, None]
    if not guess.any():
        return z + log_below, log_below
    wrong = log_below + np.log1p(-guess)
    return np.log1p(-np.exp(wrong)), wrong


def normal_grid(nodes: int, reach: float = 4.7) -> tuple[Floats, Floats]:
    """Return abilities at equal distances and the log share of a standard normal population at each.

    Sums over equal distances integrate smooth densities with an error that falls exponentially; they do
    so here as long as a student's uncertainty is more than about two thirds of the distance.

    Examples
    --------
    >>> nodes, log_share = normal_grid(48)
    >>> round(float(np.exp(log_share) @ nodes**2), 4)
    1.0
    """
    at = np.linspace(-reach, reach, nodes)
    log_share = -0.5 * at**2
    return at, log_share - np.log(np.exp(log_share).sum())
