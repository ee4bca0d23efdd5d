"""The compiled loops of calibration once more, in plain NumPy: slower, easy to read, compared in tests."""

from __future__ import annotations

import numpy as np

from whynext.mastery.calibration.curves import Floats, Integers, log_chances, logistic


def expected(
    right: Floats, asked: Floats, items: Floats, nodes: Floats, log_prior: Floats, group: Integers
) -> tuple[float, Floats, Floats, Floats, Floats]:
    """Return what :mod:`whynext.mastery.calibration.kernels` does, from answers as matrices.

    Parameters
    ----------
    right, asked
        Shape (N, J): 1 where the answer is right; 1 where there is one.
    items, nodes, log_prior, group
        Shapes (J, 3), (Q,), (groups, Q) and (N,).

    Returns
    -------
    tuple
        The log likelihood, posterior shares (N, Q), people (groups, Q), and expected right answers and
        answers of each item at each node, both (J, Q).
    """
    log_right, log_wrong = log_chances(items, nodes)
    logs = right @ log_right + (asked - right) @ log_wrong + log_prior[group]
    top = logs.max(axis=1, keepdims=True)
    weight = np.exp(logs - top)
    total = weight.sum(axis=1, keepdims=True)
    shares = weight / total
    people = np.stack([shares[group == g].sum(axis=0) for g in range(len(log_prior))])
    return float((top + np.log(total)).sum()), shares, people, right.T @ shares, asked.T @ shares


def slopes_of_items(items: Floats, right: Floats, total: Floats, nodes: Floats, priors: Floats) -> Floats:
    """Return the derivatives of the expected log likelihood by slope, intercept and logit of guessing.

    At the optimum that the steps of :mod:`whynext.mastery.calibration.newton` look for, they vanish.

    Parameters
    ----------
    items, right, total, nodes, priors
        As there.

    Returns
    -------
    numpy.ndarray
        Shape (J, 3).
    """
    above = logistic(items[:, :1] * nodes + items[:, 1:2])
    guess = logistic(items[:, 2:])
    p = guess + (1 - guess) * above
    by_logit = (right - total * p) * above / p
    return np.stack(
        [
            by_logit @ nodes + (priors[:, 0] - items[:, 0]) * priors[:, 1],
            by_logit.sum(axis=1) + (priors[:, 2] - items[:, 1]) * priors[:, 3],
            ((right - total * p) * guess / p).sum(axis=1)
            + priors[:, 4] * (1 - guess[:, 0])
            - priors[:, 5] * guess[:, 0],
        ],
        axis=1,
    )
