"""How surely items are known: the observed information, by what the abilities being hidden takes away.

Louis, T. A. (1982). Finding the observed information matrix when using the EM algorithm. Journal of the Royal
Statistical Society B, 44, 226-233: information = what complete data would give - variance, within each
student's posterior, of the complete data's slope of the log likelihood.

That slope is a smooth function of ability, and the posterior is narrow, so the variance within it is summed
over a few polynomials that are orthonormal under the posterior (Parseval); all then is matrix products, with
and without missing answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg  # type: ignore[import-untyped]

from whynext.mastery.calibration import kernels
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.curves import Floats, logistic
from whynext.mastery.calibration.em import Expectation, Model

WHOLE = 4_000
"""Up to so many parameters, what items have in common is counted; above, each item is taken on its own."""
CHUNK = 1 << 20
"""Students times parameters that are worked on together."""


@dataclass(frozen=True, eq=False)
class Precision:
    """Standard errors.

    Parameters
    ----------
    slope, difficulty, guess
        Shape (J,), of each item; zero where the model has no such parameter.
    whole
        Whether the items' common uncertainty is in it.
    """

    slope: Floats
    difficulty: Floats
    guess: Floats
    whole: bool


def standard_errors(
    answers: Answers, items: Floats, found: Expectation, nodes: Floats, priors: Floats, model: Model
) -> Precision:
    """Return standard errors of items at the optimum.

    Parameters
    ----------
    answers
        What was calibrated.
    items, priors
        Shapes (J, 3) and (J, 6).
    found
        The expectation at these items, with each student's posterior.
    """
    by = _slopes(items, nodes)[:, : 3 if model == "3pl" else 2]
    believed = _believed(items, priors)[:, : by.shape[1], : by.shape[1]]
    if model == "1pl":
        believed[1:, 0, 0] = 0.0  # the one slope of all is believed in once
    complete = _complete(found.total, items, nodes, by) + believed
    whole = by.shape[0] * by.shape[1] <= WHOLE
    if whole:
        information = _matrix_of(complete) - _hidden(answers, items, found.shares, nodes, by)
        blocks = _inverse_blocks(information, by.shape[1], model)
    else:
        blocks = _alone(answers, items, complete, found.shares, nodes, by, model)
    return _as_errors(items, blocks, whole)


def _slopes(items: Floats, nodes: Floats) -> Floats:
    """Return the derivatives of the chance of a right answer, shape (J, 3, Q)."""
    above = logistic(items[:, :1] * nodes + items[:, 1:2])
    guess = logistic(items[:, 2:])
    rise = (1 - guess) * above * (1 - above)
    return np.stack([rise * nodes, rise, guess * (1 - guess) * (1 - above)], axis=1)


def _chances(items: Floats, nodes: Floats) -> Floats:
    guess = logistic(items[:, 2:])
    return np.asarray(guess + (1 - guess) * logistic(items[:, :1] * nodes + items[:, 1:2]))


def _complete(total: Floats, items: Floats, nodes: Floats, by: Floats) -> Floats:
    """Return the information of each item if abilities were seen, shape (J, K, K)."""
    p = _chances(items, nodes)
    weight = total / np.maximum(p * (1 - p), 1e-300)
    return np.asarray(np.einsum("jkq,jq,jmq->jkm", by, weight, by))


def _believed(items: Floats, priors: Floats) -> Floats:
    """Return the information of each item's prior, shape (J, 3, 3)."""
    rows = np.zeros((len(items), 3, 3))
    guess = logistic(items[:, 2])
    rows[:, 0, 0], rows[:, 1, 1] = priors[:, 1], priors[:, 3]
    rows[:, 2, 2] = (priors[:, 4] + priors[:, 5]) * guess * (1 - guess)
    return rows


def _matrix_of(blocks: Floats) -> Floats:
    """Return the matrix with these blocks on its diagonal."""
    count, size = blocks.shape[:2]
    matrix = np.zeros((count, size, count, size))
    matrix[np.arange(count), :, np.arange(count), :] = blocks
    return matrix.reshape(count * size, count * size)


def _terms(shares: Floats, nodes: Floats) -> int:
    """Return how many polynomials are enough, from how narrow the posteriors are."""
    mean = shares @ nodes
    sd = float(np.sqrt(np.mean(np.maximum(shares @ nodes**2 - mean**2, 0.0))))
    bend = min(1.5 * sd, 0.85)  # of slopes up to 1.5, a little more than most
    terms = 1
    while bend ** (terms + 1) > 0.01 and terms < 6:
        terms += 1
    return terms


def _polynomials(shares: Floats, nodes: Floats, terms: int) -> list[Floats]:
    """Return orthonormal polynomials of degree 1 and more under each row of shares, times the shares."""
    before, now = np.zeros_like(shares), np.ones_like(shares)
    found = []
    for _ in range(terms):
        raised = now * nodes
        raised -= (shares * raised * now).sum(1, keepdims=True) * now
        raised -= (shares * raised * before).sum(1, keepdims=True) * before
        norm = np.sqrt((shares * raised**2).sum(1, keepdims=True))
        # Where a posterior stands on too few nodes there is nothing of this degree.
        before, now = now, np.where(norm > 1e-6, raised / np.maximum(norm, 1e-6), 0.0)
        found.append(shares * now)
    return found


def _parts(
    answers: Answers, items: Floats, shares: Floats, nodes: Floats, by: Floats
) -> tuple[list[slice], Floats, Floats, int]:
    """Return chunks of students, the log likelihood's slopes for right and for wrong, and the terms."""
    p = _chances(items, nodes)[:, None, :]
    for_right = (by / np.maximum(p, 1e-300)).reshape(-1, len(nodes)).T
    for_wrong = (-by / np.maximum(1 - p, 1e-300)).reshape(-1, len(nodes)).T
    size, step = len(answers.students), max(CHUNK // for_right.shape[1], 16)
    chunks = [slice(first, min(first + step, size)) for first in range(0, size, step)]
    return chunks, for_right, for_wrong, _terms(shares, nodes)


def _answered(answers: Answers, chunk: slice, size: int) -> tuple[Floats, Floats]:
    """Return right and wrong as matrices for some students, a column for each parameter."""
    first, last = answers.starts[chunk.start], answers.starts[chunk.stop]
    row = answers.student[first:last] - chunk.start
    right = np.zeros((chunk.stop - chunk.start, len(answers.items)))
    wrong = np.zeros_like(right)
    right[row, answers.item[first:last]] = answers.right[first:last]
    wrong[row, answers.item[first:last]] = 1 - answers.right[first:last]
    return np.repeat(right, size, axis=1), np.repeat(wrong, size, axis=1)


def _hidden(answers: Answers, items: Floats, shares: Floats, nodes: Floats, by: Floats) -> Floats:
    """Return the information that is lost because abilities are hidden, shape (J K, J K)."""
    chunks, for_right, for_wrong, terms = _parts(answers, items, shares, nodes, by)
    lost = np.zeros((for_right.shape[1],) * 2, order="F")
    for chunk in chunks:
        right, wrong = _answered(answers, chunk, by.shape[1])
        for part in _polynomials(shares[chunk], nodes, terms):
            score = right * (part @ for_right) + wrong * (part @ for_wrong)
            lost = linalg.blas.dsyrk(1.0, score.T, beta=1.0, c=lost, overwrite_c=True)
    return np.asarray(np.triu(lost) + np.triu(lost, 1).T)


def _alone(
    answers: Answers, items: Floats, complete: Floats, shares: Floats, nodes: Floats, by: Floats, model: Model
) -> Floats:
    """Return covariances of each item's parameters (J, K, K) as if the other items were known."""
    p = _chances(items, nodes)[:, None, :]
    scores = by / np.maximum(p, 1e-300), -by / np.maximum(1 - p, 1e-300)
    information = complete - kernels.hidden(answers.starts, answers.item, answers.right, shares, *scores)
    if model != "1pl":
        return np.linalg.inv(information).astype(np.float64)
    # One slope and many intercepts: an arrow, solved from its tips.
    ratio = information[:, 0, 1] / information[:, 1, 1]
    slope = 1.0 / float((information[:, 0, 0] - ratio * information[:, 0, 1]).sum())
    rows = np.empty_like(information)
    rows[:, 0, 0] = slope
    rows[:, 0, 1] = rows[:, 1, 0] = -ratio * slope
    rows[:, 1, 1] = 1.0 / information[:, 1, 1] + ratio**2 * slope
    return rows


def _inverse_blocks(information: Floats, size: int, model: Model) -> Floats:
    """Return the diagonal blocks of the inverse, shape (J, K, K)."""
    count = len(information) // size
    if model == "1pl":
        spread = np.zeros((len(information), count + 1))
        spread[::2, 0] = 1.0
        spread[np.arange(count) * 2 + 1, np.arange(count) + 1] = 1.0
        covariance = spread @ _inverse(spread.T @ information @ spread) @ spread.T
    else:
        covariance = _inverse(information)
    whole = covariance.reshape(count, size, count, size)
    return np.asarray(whole[np.arange(count), :, np.arange(count), :])


def _inverse(information: Floats) -> Floats:
    """Return the inverse of an information matrix; directions without any information get very little."""
    try:
        return np.asarray(linalg.cho_solve(linalg.cho_factor(information), np.eye(len(information))))
    except linalg.LinAlgError:
        values, vectors = linalg.eigh(information)
        return np.asarray((vectors / np.maximum(values, 1e-3)) @ vectors.T)


def _as_errors(items: Floats, blocks: Floats, whole: bool) -> Precision:
    """Return errors of slope, difficulty and guessing, by the delta rule."""
    slope = np.where(np.abs(items[:, 0]) < 1e-3, 1e-3, items[:, 0])
    difficulty = -items[:, 1] / slope
    variance = difficulty**2 * blocks[:, 0, 0] + 2 * difficulty * blocks[:, 0, 1] + blocks[:, 1, 1]
    guess = np.zeros(len(items))
    if blocks.shape[1] == 3:
        chance = logistic(items[:, 2])
        guess = chance * (1 - chance) * np.sqrt(np.maximum(blocks[:, 2, 2], 0))
    error = np.sqrt(np.maximum(variance, 0)) / np.abs(slope)
    return Precision(np.sqrt(np.maximum(blocks[:, 0, 0], 0)), error, guess, whole)
