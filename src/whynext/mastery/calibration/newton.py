"""Compiled steps that fit items to expected counts; :mod:`whynext.mastery.calibration.plain` is their twin.

An item is a row of three numbers: slope, intercept (the logit at ability 0 is the intercept) and, for items
that can be guessed, the logit of the chance to guess right. Its prior is a row of six: mean and weight
(one over the variance) of slope and of intercept, then the counts of the guessing chance's beta prior.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from whynext.mastery.calibration.curves import Floats

STEPS = 12
"""Newton steps at most; expected counts change at every round, so a rough optimum is enough."""
STRIDE = 1.0
"""The farthest that one step may move a slope or an intercept."""
STILL = 1e-9
"""A step shorter than this ends the search."""


@njit(cache=True, nogil=True)
def _chance(z: float) -> float:
    """Return 1 / (1 + exp(-z)) without overflow."""
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


@njit(cache=True, nogil=True)
def _bounded(step: float) -> float:
    return min(max(step, -STRIDE), STRIDE)


@njit(cache=True, nogil=True)
def own_slopes(items: Floats, right: Floats, total: Floats, nodes: Floats, priors: Floats) -> None:
    """Fit slope and intercept of each item by Newton's method, in place; each item is a concave problem.

    Parameters
    ----------
    items, priors
        Shapes (J, 3) and (J, 6); rows as the module says.
    right, total
        Shape (J, Q): expected right answers, and answers, at each node.
    nodes
        Shape (Q,): abilities.
    """
    for j in range(len(items)):
        for _ in range(STEPS):
            slope, intercept = items[j, 0], items[j, 1]
            g0 = (priors[j, 0] - slope) * priors[j, 1]
            g1 = (priors[j, 2] - intercept) * priors[j, 3]
            h00, h01, h11 = priors[j, 1] + 1e-9, 0.0, priors[j, 3] + 1e-9
            for q in range(len(nodes)):
                x = nodes[q]
                p = _chance(slope * x + intercept)
                e = right[j, q] - total[j, q] * p
                w = total[j, q] * p * (1.0 - p)
                g0 += e * x
                g1 += e
                h00 += w * x * x
                h01 += w * x
                h11 += w
            det = h00 * h11 - h01 * h01
            d0 = _bounded((h11 * g0 - h01 * g1) / det)
            d1 = _bounded((h00 * g1 - h01 * g0) / det)
            items[j, 0] += d0
            items[j, 1] += d1
            if abs(d0) + abs(d1) < STILL:
                break


@njit(cache=True, nogil=True)
def one_slope(items: Floats, right: Floats, total: Floats, nodes: Floats, priors: Floats) -> None:
    """Fit one slope for all items and each item's intercept by Newton's method, in place.

    The slope's prior is that of the first item. The matrix of second derivatives is an arrow, so it is
    solved in one pass. Parameters as in :func:`own_slopes`.
    """
    count = len(items)
    g1, h01, h11 = np.empty(count), np.empty(count), np.empty(count)
    for _ in range(STEPS):
        slope = items[0, 0]
        g0 = (priors[0, 0] - slope) * priors[0, 1]
        h00 = priors[0, 1] + 1e-9
        for j in range(count):
            g1[j] = (priors[j, 2] - items[j, 1]) * priors[j, 3]
            h01[j], h11[j] = 0.0, priors[j, 3] + 1e-9
            for q in range(len(nodes)):
                x = nodes[q]
                p = _chance(slope * x + items[j, 1])
                e = right[j, q] - total[j, q] * p
                w = total[j, q] * p * (1.0 - p)
                g0 += e * x
                g1[j] += e
                h00 += w * x * x
                h01[j] += w * x
                h11[j] += w
        for j in range(count):
            g0 -= h01[j] * g1[j] / h11[j]
            h00 -= h01[j] * h01[j] / h11[j]
        d0 = _bounded(g0 / h00)
        moved = abs(d0)
        for j in range(count):
            d1 = _bounded((g1[j] - h01[j] * d0) / h11[j])
            items[j, 0] += d0
            items[j, 1] += d1
            moved = max(moved, abs(d1))
        if moved < STILL:
            break


@njit(cache=True, nogil=True)
def worth(item: Floats, right: Floats, total: Floats, nodes: Floats, prior: Floats) -> float:
    """Return the expected log likelihood of one item that can be guessed, its prior included."""
    g = _chance(item[2])
    value = -0.5 * (prior[1] * (item[0] - prior[0]) ** 2 + prior[3] * (item[1] - prior[2]) ** 2)
    value += prior[4] * math.log(g) + prior[5] * math.log1p(-g)
    for q in range(len(nodes)):
        wrong = (1.0 - g) * _chance(-(item[0] * nodes[q] + item[1]))
        value += right[q] * math.log1p(-wrong) + (total[q] - right[q]) * math.log(max(wrong, 1e-300))
    return float(value)


@njit(cache=True, nogil=True)
def _slopes_of_worth(
    item: Floats,
    right: Floats,
    total: Floats,
    nodes: Floats,
    prior: Floats,
    gradient: Floats,
    scoring: Floats,
) -> None:
    """Fill gradient (3,) and expected second derivatives (3, 3) of :func:`worth`."""
    g = _chance(item[2])
    gradient[0] = (prior[0] - item[0]) * prior[1]
    gradient[1] = (prior[2] - item[1]) * prior[3]
    gradient[2] = prior[4] * (1.0 - g) - prior[5] * g
    scoring[:] = 0.0
    scoring[0, 0], scoring[1, 1] = prior[1] + 1e-9, prior[3] + 1e-9
    scoring[2, 2] = (prior[4] + prior[5]) * g * (1.0 - g) + 1e-9
    by = np.empty(3)
    for q in range(len(nodes)):
        chance = _chance(item[0] * nodes[q] + item[1])
        wrong = max((1.0 - g) * (1.0 - chance), 1e-300)
        p = 1.0 - wrong
        by[1] = wrong * chance
        by[0] = by[1] * nodes[q]
        by[2] = wrong * g
        e = (right[q] - total[q] * p) / (p * wrong)
        w = total[q] / (p * wrong)
        for k in range(3):
            gradient[k] += e * by[k]
            for m in range(3):
                scoring[k, m] += w * by[k] * by[m]


@njit(cache=True, nogil=True)
def guessed(items: Floats, right: Floats, total: Floats, nodes: Floats, priors: Floats) -> None:
    """Fit slope, intercept and guessing of each item by Fisher scoring, in place; no step goes downhill.

    Parameters as in :func:`own_slopes`.
    """
    gradient, scoring = np.empty(3), np.empty((3, 3))
    for j in range(len(items)):
        now = worth(items[j], right[j], total[j], nodes, priors[j])
        for _ in range(STEPS):
            _slopes_of_worth(items[j], right[j], total[j], nodes, priors[j], gradient, scoring)
            step = np.linalg.solve(scoring, gradient)
            longest = np.abs(step).max()
            if longest > STRIDE:
                step *= STRIDE / longest
            better = False
            for _ in range(20):
                tried = items[j] + step
                then = worth(tried, right[j], total[j], nodes, priors[j])
                if then >= now:
                    better = then > now
                    items[j] = tried
                    now = then
                    break
                step *= 0.5
            if not better or np.abs(step).max() < STILL:
                break
