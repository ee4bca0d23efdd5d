"""A curve of an item for each of two groups, fitted to answers whose students' abilities are beliefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whynext.mastery.calibration.curves import Floats, logistic


@dataclass(frozen=True, eq=False)
class GroupCurves:
    """A curve for each of two groups, fitted to one item.

    Parameters
    ----------
    log_likelihood
        Given the other items.
    curves
        Shape (2, 2): slope and intercept of the reference and of the focal group.
    covariance
        Of the free parameters.
    """

    log_likelihood: float
    curves: Floats
    covariance: Floats


DESIGNS = (
    np.array([[1.0, 0, 1, 0], [0, 1, 0, 1]]).T,
    np.array([[1.0, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 1]]).T,
    np.eye(4),
)
"""From free parameters to slope and intercept of the reference, then of the focal group: the same curve; a
shift between them; free curves."""

Side = tuple[int, int, Floats]
"""Whether focal, whether right, and the beliefs of the students of whom both holds."""


def chance_of(item: Floats, nodes: Floats) -> Floats:
    """Return the chance of a right answer to one item (3,) at nodes (Q,), shape (Q,)."""
    guess = logistic(item[2])
    return np.asarray(guess + (1 - guess) * logistic(item[0] * nodes + item[1]))


def fitted(sides: Sequence[Side], nodes: Floats, guess: float, start: Floats, design: Floats) -> GroupCurves:
    """Return the likeliest curves of a design, by Newton's method with halved steps."""
    x = np.linalg.lstsq(design, start, rcond=None)[0]
    value, slope, bend = _likelihood(sides, nodes, guess, design @ x)
    for _ in range(30):
        information = -design.T @ bend @ design + 1e-6 * np.eye(len(x))
        try:
            step = np.linalg.solve(information, design.T @ slope)
        except np.linalg.LinAlgError:
            break
        step *= min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        if float(step @ (design.T @ slope)) < 0:  # not uphill where the surface bends the other way
            step = design.T @ slope / max(float(np.abs(design.T @ slope).max()), 1e-12) * 0.1
        for _ in range(12):
            tried = _likelihood(sides, nodes, guess, design @ (x + step))
            if tried[0] >= value:
                break
            step /= 2
        else:
            break
        gained = tried[0] - value
        x, (value, slope, bend) = x + step, tried
        if gained < 1e-7:
            break
    information = -design.T @ bend @ design
    return GroupCurves(
        value, (design @ x).reshape(2, 2), np.asarray(np.linalg.pinv(information, hermitian=True))
    )


def _likelihood(
    sides: Sequence[Side], nodes: Floats, guess: float, curves: Floats
) -> tuple[float, Floats, Floats]:
    """Return the log likelihood of the answers given the other items, its slope (4,) and its bend (4, 4)."""
    value, slope, bend = 0.0, np.zeros(4), np.zeros((4, 4))
    for focal, answer, believed in sides:
        at = slice(2 * focal, 2 * focal + 2)
        above = logistic(curves[2 * focal] * nodes + curves[2 * focal + 1])
        rise = (1 - guess) * above * (1 - above) * (1 if answer else -1)
        chance = guess + (1 - guess) * above if answer else (1 - guess) * (1 - above)
        turn = rise * (1 - 2 * above)
        columns = np.stack([chance, rise * nodes, rise, turn * nodes**2, turn * nodes, turn], axis=1)
        sums = believed @ columns
        total = np.maximum(sums[:, :1], 1e-300)
        value += float(np.log(total).sum())
        first, second = sums[:, 1:3] / total, (sums[:, 3:] / total).sum(axis=0)
        slope[at] += first.sum(axis=0)
        bend[at, at] += np.array([[second[0], second[1]], [second[1], second[2]]]) - first.T @ first
    return value, slope, bend


def unexplained(shifted: GroupCurves, free: GroupCurves, nodes: Floats, share: Floats, guess: float) -> float:
    """Return the mean distance between groups that a shift does not explain, in probability."""
    z = [
        [(1 - guess) * logistic(curve[0] * nodes + curve[1]) for curve in fit.curves]
        for fit in (shifted, free)
    ]
    return float(share @ np.abs((z[1][1] - z[1][0]) - (z[0][1] - z[0][0])))
