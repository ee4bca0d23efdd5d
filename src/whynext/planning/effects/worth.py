"""What a skill is worth to a student now: what may be learned of it, and what that opens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def expected_gain(
    mastery: Floats, readiness: Floats, effect: Floats, unready: float, firm: float = 1.0
) -> Floats:
    """Return the probability that a student learns a skill from an object: lacks it, is ready, is taught.

    Parameters
    ----------
    mastery, readiness, effect
        Of one shape.
    unready
        Share of the effect that is left to a student who lacks a prerequisite.
    firm
        How firm the foundation must be: the power to which readiness is taken. 1 takes what is believed at
        its word; more is slower to build on what is only likely, which pays where beliefs are too high.

    Examples
    --------
    >>> expected_gain(np.array([0.5]), np.array([1.0]), np.array([0.3]), 0.1).tolist()
    [0.15]
    """
    ready = readiness**firm
    return np.asarray((1.0 - mastery) * (ready + unready * (1.0 - ready)) * effect)


def opened(mastery: Floats, builds_on: Ints) -> Floats:
    """Return how many skills a student could learn next that wait for each skill, as an expectation.

    A skill waits for one that it builds on if it is not mastered and all others that it builds on are.

    Parameters
    ----------
    mastery
        Shape (students, skills).
    builds_on
        The skills that each directly builds on, shape (skills, most); where there are fewer, the number of
        skills, which stands for something that everybody has.

    Returns
    -------
    Floats
        Shape (students, skills).

    Examples
    --------
    >>> opened(np.array([[0.5, 0.2, 0.9]]), np.array([[3, 3], [0, 3], [0, 1]])).round(2).tolist()
    [[0.82, 0.05, 0.0]]
    """
    students, skills = mastery.shape
    held = np.hstack([mastery, np.ones((students, 1))])
    lacking = 1.0 - mastery
    found = np.zeros((students, skills))
    for slot in range(builds_on.shape[1]):
        waits = lacking
        for other in range(builds_on.shape[1]):
            if other != slot:
                waits = waits * held[:, builds_on[:, other]]
        links = np.zeros((skills, skills + 1))
        links[np.arange(skills), builds_on[:, slot]] = 1.0
        found += waits @ links[:, :skills]
    return found
