"""What one answer says of a skill and of all that it builds on: the joint belief.

A student who fails may lack the skill, or may lack something that the skill presupposes. The student is
*ready* if every prerequisite is there; with prerequisites believed in independently, with probability

    rho = product of b_p.

Who is not ready seldom has the skill, and learns it with only a share of the usual chance. The four cases,
ready or not with the skill or without, get their probabilities, one answer weighs them by Bayes' rule, and
from the probability of being ready afterwards, rho', follows each prerequisite. The answer depends on a
prerequisite only through readiness, who lacks one is not ready, and who is ready lacks none, so

    P(lacks p | answer) = P(lacks p | not ready) P(not ready | answer) = (1 - b_p) / (1 - rho) (1 - rho'),
    b_p' = 1 - (1 - rho') (1 - b_p) / (1 - rho).

A failure is thus evidence against every prerequisite, most against those that were least sure. Without
prerequisites nothing is left but Bayesian knowledge tracing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Collector
from whynext.mastery.tracing.folds import CERTAIN

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chances:
    """What is held of answers and of learning; each a number, or a column with one for each answer.

    Parameters
    ----------
    guess, slip
        That a student who lacks the skill answers right, and that one who has it answers wrong.
    taught
        That a ready student who lacked the skill was taught it just before the answer: what a learning
        object does of which the answer is the exit question.
    learn
        That a ready student who lacks it learns it from the answer: what practice does.
    unready
        Share of `taught` and `learn` that is left to a student who lacks a prerequisite.
    leap
        How likely a student who lacks a prerequisite has the skill nevertheless, beside one who lacks none:
        0 if never, 1 if prerequisites make no difference.

    Raises
    ------
    Refused
        If something is no probability, or a right answer would count against the skill.
    """

    guess: Any = 0.2
    slip: Any = 0.1
    taught: Any = 0.0
    learn: Any = 0.0
    unready: Any = 0.1
    leap: Any = 0.2

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        found = Collector()
        for name in self.__slots__:
            value = np.asarray(getattr(self, name), np.float64)
            if not ((value >= 0.0) & (value <= 1.0)).all():
                found.add(f"«{name}» is no probability", valid="a number from 0 to 1", kind="wrong value")
        if not found and (np.add(self.guess, self.slip) >= 1.0).any():
            found.add("a right answer would count against the skill", valid="guess + slip < 1")
        found.refuse_if_any()


def readiness(prerequisites: Sequence[float]) -> float:
    """Return the probability that every prerequisite is there, whatever their order.

    Examples
    --------
    >>> readiness([0.5, 0.8])
    0.4
    """
    product = 1.0
    for each in sorted(prerequisites):
        product *= each
    return product


def observe(
    mastery: float, prerequisites: Sequence[float], right: bool, chances: Chances
) -> tuple[float, tuple[float, ...]]:
    """Return the mastery of a skill and of its prerequisites after one answer.

    Parameters
    ----------
    mastery
        Of the skill, before (before the teaching, if `chances.taught` is not 0).
    prerequisites
        The mastery of each skill that it directly builds on.
    right
        Whether the answer is right; an answer that needed help says nothing and is not to be given.
    chances
        Numbers.

    Returns
    -------
    (float, tuple of float)
        In the order of the prerequisites.

    Examples
    --------
    >>> after, (first, second) = observe(0.5, (0.9, 0.6), False, Chances())
    >>> round(after, 3), round(first, 3), round(second, 3)
    (0.111, 0.847, 0.387)
    """
    rho = readiness(prerequisites)
    had, share, against = _weighed(mastery, rho, right, chances)
    after = had + (1.0 - had) * (chances.learn * share)
    lost = (1.0 - rho) or 1.0
    believed = tuple(_bounded(1.0 - (1.0 - each) / lost * against, each, right) for each in prerequisites)
    return min(max(after, CERTAIN), 1.0 - CERTAIN), believed


def _weighed(b: float, rho: float, right: bool, chances: Chances) -> tuple[float, float, float]:
    """Return P(has the skill), the share of `learn` left to those who do not, and P(not ready)."""
    ready_has = min(rho, b * (rho / (rho + chances.leap * (1.0 - rho)))) if rho > 0.0 else 0.0
    has = max(b - ready_has, 0.0)
    ready_lacks, lacks = rho - ready_has, max((1.0 - rho) - has, 0.0)
    ready_learns, learns = ready_lacks * chances.taught, lacks * (chances.taught * chances.unready)
    x, y = (1.0 - chances.slip, chances.guess) if right else (chances.slip, 1.0 - chances.guess)
    ready_has, has = (ready_has + ready_learns) * x, (has + learns) * x
    ready_lacks, lacks = (ready_lacks - ready_learns) * y, (lacks - learns) * y
    total = (ready_has + has) + (ready_lacks + lacks)
    if total == 0.0:  # an impossible answer says nothing
        return b, 1.0, 1.0 - rho
    left = ready_lacks + lacks
    share = (ready_lacks + chances.unready * lacks) / left if left > 0.0 else 1.0
    return (ready_has + has) / total, share, (has + lacks) / total


def _bounded(after: float, before: float, right: bool) -> float:
    """Return a prerequisite's mastery, kept from moving against the evidence by rounding."""
    after = max(after, before) if right else min(after, before)
    return min(max(after, min(before, CERTAIN)), max(before, 1.0 - CERTAIN))


def observe_all(
    mastery: Floats, prerequisites: Floats, right: Truths, chances: Chances
) -> tuple[Floats, Floats]:
    """Return :func:`observe` of columns, to the last bit.

    Parameters
    ----------
    mastery
        Shape (answers,); the answers are of different students, or of skills that share nothing.
    prerequisites
        Shape (answers, most prerequisites of one): where a skill has fewer, filled up with 1.
    right
        Shape (answers,).
    chances
        Numbers, or columns of shape (answers,).

    Returns
    -------
    (Floats, Floats)
        Of the shapes of `mastery` and `prerequisites`.
    """
    rho = np.ones(len(mastery))
    for each in np.sort(prerequisites, axis=1).T:
        rho = rho * each
    had, share, against = _weighed_all(mastery, rho, right, chances)
    after = had + (1.0 - had) * (chances.learn * share)
    lost = np.where(rho < 1.0, 1.0 - rho, 1.0)
    believed = 1.0 - (1.0 - prerequisites) / lost[:, None] * against[:, None]
    higher, lower = np.maximum(believed, prerequisites), np.minimum(believed, prerequisites)
    believed = np.where(right[:, None], higher, lower)
    believed = np.maximum(believed, np.minimum(prerequisites, CERTAIN))
    believed = np.minimum(believed, np.maximum(prerequisites, 1.0 - CERTAIN))
    return np.clip(after, CERTAIN, 1.0 - CERTAIN), believed


def _weighed_all(b: Floats, rho: Floats, right: Truths, chances: Chances) -> tuple[Floats, Floats, Floats]:
    """Return :func:`_weighed` of columns: the same operations in the same order, so the same bits."""
    within = rho + chances.leap * (1.0 - rho)
    part = np.divide(rho, within, out=np.zeros_like(rho), where=rho > 0.0)
    ready_has = np.minimum(rho, b * part)
    has = np.maximum(b - ready_has, 0.0)
    ready_lacks, lacks = rho - ready_has, np.maximum((1.0 - rho) - has, 0.0)
    ready_learns, learns = ready_lacks * chances.taught, lacks * (chances.taught * chances.unready)
    x = np.where(right, 1.0 - chances.slip, chances.slip)
    y = np.where(right, chances.guess, 1.0 - chances.guess)
    ready_has, has = (ready_has + ready_learns) * x, (has + learns) * x
    ready_lacks, lacks = (ready_lacks - ready_learns) * y, (lacks - learns) * y
    total = (ready_has + has) + (ready_lacks + lacks)
    left = ready_lacks + lacks
    some = ready_lacks + chances.unready * lacks
    share = np.divide(some, left, out=np.ones_like(rho), where=left > 0.0)
    had = np.divide(ready_has + has, total, out=b.astype(np.float64), where=total > 0.0)
    against = np.divide(has + lacks, total, out=1.0 - rho, where=total > 0.0)
    return had, np.where(total > 0.0, share, 1.0), against
