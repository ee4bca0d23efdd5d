"""Recalibration chosen by what it does for students that the learner has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from whynext.base.compiling import compiled
from whynext.base.errors import Problem, Refused
from whynext.mastery.prediction import recalibration_kernel as kernel
from whynext.mastery.prediction.columns import Floats, Truths

FORMS = ("none", "platt", "beta", "isotonic")
"""In the order of :mod:`.recalibration_kernel`, the simplest first: of two equally good, it is taken."""
POINTS = 60
"""Of an isotonic line, at most; and as many answers a point at least."""
BETTER = 1e-4
"""Log loss by which a form must beat a simpler one."""
ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A way from log-odds to probabilities.

    Parameters
    ----------
    form
        One of :data:`FORMS`.
    numbers
        a, b, c of platt and beta.
    below, above
        Points of the isotonic line: log-odds rising, probabilities never falling.

    Examples
    --------
    >>> float(Recalibration().probabilities(np.array([0.0]))[0])
    0.5
    """

    form: str = "none"
    numbers: tuple[float, float, float] = (1.0, 1.0, 0.0)
    below: tuple[float, ...] = field(default=(0.0,))
    above: tuple[float, ...] = field(default=(0.5,))

    def probabilities(self, margins: Floats) -> Floats:
        """Return the probabilities of log-odds, shape (N,)."""
        made = np.empty(len(margins))
        points = np.array(self.below), np.array(self.above)
        compiled(kernel.recalibrate)(margins, FORMS.index(self.form), np.array(self.numbers), *points, made)
        return made

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "form": self.form,
            "numbers": list(self.numbers),
            "below": list(self.below),
            "above": list(self.above),
        }

    @classmethod
    def from_data(cls, data: object) -> Recalibration:
        """Return the recalibration that JSON values hold; refused if it would turn predictions round."""
        if not isinstance(data, Mapping) or data.get("form") not in FORMS:
            raise _degenerate(f"{data!r} is no recalibration")
        try:
            numbers, below, above = (
                tuple(float(each) for each in data[name]) for name in ("numbers", "below", "above")
            )
        except (KeyError, TypeError, ValueError):
            raise _degenerate("numbers, below and above are missing or no numbers") from None
        rising = len(below) == len(above) > 0 and bool(
            (np.diff(below) > 0).all() and (np.diff(above) >= 0).all()
        )
        if (
            len(numbers) != 3
            or min(numbers[:2]) < 0
            or not rising
            or not np.isfinite([*numbers, *below, *above]).all()
        ):
            raise _degenerate("it would let a higher log-odds mean a lower probability")
        return cls(str(data["form"]), (numbers[0], numbers[1], numbers[2]), below, above)


def _degenerate(what: str) -> Refused:
    return Refused(
        Problem(what, where="recalibration", valid=f"form, one of {', '.join(FORMS)}, and what it needs")
    )


def fit_recalibration(form: str, margins: Floats, right: Floats) -> Recalibration:
    """Return the recalibration of one form that fits outcomes best."""
    if form == "platt":
        a, c = _logistic(np.stack([margins, np.ones_like(margins)], axis=1), right, np.array([1.0, 0.0]))
        return Recalibration(form, (max(float(a), 0.0), 1.0, float(c)))
    if form == "beta":
        terms = [-np.logaddexp(0.0, -margins), np.logaddexp(0.0, margins), np.ones_like(margins)]
        a, b, c = _logistic(np.stack(terms, axis=1), right, np.array([1.0, 1.0, 0.0]))
        return Recalibration(form, (max(float(a), 0.0), max(float(b), 0.0), float(c)))
    if form == "isotonic":
        return Recalibration(form, (1.0, 1.0, 0.0), *_isotonic(margins, right))
    return Recalibration()


def choose_recalibration(
    margins: Floats, right: Floats, half: Truths
) -> tuple[Recalibration, dict[str, float]]:
    """Return the form that serves unseen students best, fitted on all, and the log loss of each form.

    Parameters
    ----------
    margins, right
        Of students that the learner has not seen, shape (N,).
    half
        Shape (N,): one half of these students; each half judges what the other made.
    """
    losses = {}
    for form in FORMS:
        made = np.empty(len(right))
        for one in (half, ~half):
            made[one] = fit_recalibration(form, margins[~one], right[~one]).probabilities(margins[one])
        losses[form] = float(-np.mean(np.where(right > 0, np.log(made), np.log1p(-made))))
    best = FORMS[0]
    for form in FORMS[1:]:
        if losses[form] < losses[best] - BETTER:
            best = form
    return fit_recalibration(best, margins, right), losses


def _logistic(terms: Floats, right: Floats, start: Floats) -> Floats:
    """Return the weights of a small logistic regression, by Newton's method with a slight pull to `start`."""
    weights = start.copy()
    pull = 1e-3
    for _ in range(ROUNDS):
        expected = 1.0 / (1.0 + np.exp(-np.clip(terms @ weights, -50, 50)))
        slope = terms.T @ (expected - right) + pull * (weights - start)
        bend = (terms * (expected * (1.0 - expected))[:, None]).T @ terms + pull * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-10:
            break
    return weights


def _isotonic(margins: Floats, right: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return points of the line that never falls and fits best, from groups of even size.

    Groups of neighbours are averaged, and neighbours that would make the line fall are pooled (Ayer et al.
    1955, "An empirical distribution function for sampling with incomplete information").
    """
    if not len(margins):
        return (0.0,), (0.5,)
    order = np.argsort(margins, kind="stable")
    groups = np.array_split(order, max(min(POINTS, len(order) // POINTS), 1))
    blocks: list[list[float]] = []
    for group in groups:
        blocks.append([float(len(group)), float(margins[group].sum()), float(right[group].sum())])
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][0] >= blocks[-1][2] * blocks[-2][0]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    points = {total / count: hits / count for count, total, hits in blocks}
    return tuple(points), tuple(points.values())
