"""The arithmetic of effects: terms of a logarithm, moved by one outcome after another.

Each term is believed in as a normal, apart from the others (Herbrich's and Graepel's assumed density, here
for a product of terms: the effect is the exponential of their sum). An outcome moves every term it touches
in proportion to how uncertain that term is, as a Kalman filter does around what was expected.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

import numpy as np
from numpy.typing import NDArray

from whynext.base.arithmetic import exp_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

LEAST_DOUBT = 0.02
"""Nobody is held to have a skill, or to lack it, more surely than that: models are wrong more often."""
FARTHEST = 3.0
"""How far from the usual the logarithm of an effect may be: a twentieth or twenty times."""


def expected(
    mean: Floats, variance: Floats, index: Ints, value: Floats, own: Truths, usual: float, highest: float
) -> tuple[Floats, Floats]:
    """Return effects, and the standard deviation of what of them is the option's own.

    What two options of one decision share, such as the student, makes neither better than the other, so its
    uncertainty is none of the choice.

    Parameters
    ----------
    mean, variance
        Of every term, shape (terms,).
    index, value
        The terms of each row and the number each is multiplied by, shape (rows, slots).
    own
        Which slots differ between the options of one decision, shape (slots,).
    usual
        Logarithm of the effect of which nothing is known.
    highest
        The largest effect.

    Returns
    -------
    (Floats, Floats)
        Shape (rows,).
    """
    total = np.zeros(len(index))
    spread = np.zeros(len(index))
    for slot in range(index.shape[1]):
        at, x = index[:, slot], value[:, slot]
        total += mean[at] * x
        if own[slot]:
            spread += variance[at] * (x * x)
    effect = np.minimum(np.exp(usual + np.clip(total, -FARTHEST, FARTHEST)), highest)
    return effect, effect * np.sqrt(spread)


def fold(
    mean: MutableSequence[float],
    variance: MutableSequence[float],
    index: Sequence[Sequence[int]],
    value: Sequence[Sequence[float]],
    without: Sequence[float],
    room: Sequence[float],
    right: Sequence[float],
    answers: Sequence[float],
    usual: float,
    highest: float,
    guess: float,
    slip: float,
) -> None:
    """Move the terms by outcomes, one after another, in place.

    Parameters
    ----------
    mean, variance
        Of every term.
    index, value
        The terms of each outcome and what each is multiplied by.
    without
        Share of right answers expected if the object taught nothing.
    room
        How much more if it taught everybody.
    right, answers
        Share of right answers that came, and of how many.
    usual, highest
        As in :func:`expected`.
    guess, slip
        That who lacks the skill answers right, and who has it wrong.
    """
    for row in range(len(index)):
        terms, by = index[row], value[row]
        total = uncertain = 0.0
        for slot in range(len(terms)):
            total += mean[terms[slot]] * by[slot]
            uncertain += variance[terms[slot]] * by[slot] * by[slot]
        slope = room[row] * min(exp_of(usual + min(max(total, -FARTHEST), FARTHEST)), highest)
        noise = noise_of(without[row] + slope, answers[row], guess, slip)
        gain = slope / (slope * slope * uncertain + noise)
        wonder = right[row] - without[row] - slope
        for slot in range(len(terms)):
            own = variance[terms[slot]] * by[slot]
            mean[terms[slot]] += own * gain * wonder
            variance[terms[slot]] -= own * own * gain * slope


def noise_of(expected_right: float, answers: float, guess: float, slip: float) -> float:
    """Return the variance of a share of right answers: whether the skill is there, and each answer's own.

    Examples
    --------
    >>> round(noise_of(0.55, 1, 0.2, 0.1), 4)  # of one answer, p (1 - p)
    0.2475
    """
    told = 1.0 - slip - guess
    has = min(max((expected_right - guess) / told, LEAST_DOUBT), 1.0 - LEAST_DOUBT)
    each = has * slip * (1.0 - slip) + (1.0 - has) * guess * (1.0 - guess)
    return told * told * has * (1.0 - has) + each / answers
