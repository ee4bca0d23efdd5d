"""Claims made true: what check questions teach about how sure a diagnostic may say it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Collector

Doubles = NDArray[np.float64]

SPREADS = (0.25, 0.25, 0.5, 0.5)
"""How far, before any pair, shift, log stretch, and the shifts of slip and guess are expected to lie from 0
(standard deviations): with few pairs the calibration stays near none."""

EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """A claim, and what came of it.

    Parameters
    ----------
    claim
        The probability that the student knows the skill, as the assessment said at its end without
        recalibration.
    right
        Whether the check question was answered rightly.
    slip, guess
        As declared for the item; both 0 if the state itself was seen and not only an answer.
    """

    claim: float
    right: bool
    slip: float = 0.0
    guess: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How claims are corrected: on the scale of log odds, stretch * claim + shift.

    Parameters
    ----------
    shift, stretch
        0 and 1 leave claims as they are; a stretch below 1 makes them less sure.
    slip_shift, guess_shift
        Added to the log odds of the declared slips and guesses: what the check questions say of the items.
    pairs
        How many claims were checked.
    """

    shift: float = 0.0
    stretch: float = 1.0
    slip_shift: float = 0.0
    guess_shift: float = 0.0
    pairs: int = 0

    def of(self, claim: Doubles) -> Doubles:
        """Return corrected probabilities of knowing.

        Examples
        --------
        >>> Calibration(stretch=0.5).of(np.array([0.5, 0.9])).round(3)
        array([0.5 , 0.75])
        """
        if self.shift == 0.0 and self.stretch == 1.0:
            return np.asarray(claim, np.float64)
        return _logistic(self.shift + self.stretch * _log_odds(claim))

    def of_ready(self, claim: Doubles) -> Doubles:
        """Return corrected probabilities of being ready: as much less sure, but not shifted.

        Being ready needs some skills known and one not known, so that a shift towards either works both ways.
        """
        if self.stretch == 1.0:
            return np.asarray(claim, np.float64)
        return np.asarray(np.minimum(claim, _logistic(self.stretch * _log_odds(claim))), np.float64)

    def errors(self, slip: float, guess: float) -> tuple[float, float]:
        """Return the slip and guess of an item as the check questions would have them.

        Examples
        --------
        >>> slip, guess = Calibration(guess_shift=0.8).errors(0.1, 0.1)
        >>> slip, round(guess, 3)
        (0.1, 0.198)
        """
        moved = (
            rate if move == 0.0 or rate <= 0.0 else 1.0 / (1.0 + (1.0 / rate - 1.0) * math.exp(-move))
            for rate, move in ((slip, self.slip_shift), (guess, self.guess_shift))
        )
        return next(moved), next(moved)

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Calibration:
        """Return the calibration that :meth:`as_data` gave."""
        return cls(**data)


def recalibrate(outcomes: Iterable[CheckOutcome]) -> Calibration:
    """Return the calibration that makes claims fit what came of them.

    The chance of a right answer is guess + (1 - slip - guess) f(claim), with f a straight line on the scale
    of log odds (Platt 1999). Claims near 0 and near 1 show guess and slip, those between show f, so all four
    numbers are found together: the most likely ones, each with a normal prior of :data:`SPREADS` about none.

    Raises
    ------
    Refused
        If a claim is no probability, or an outcome is neither right nor wrong.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    pairs = tuple(outcomes)
    _refuse_nonsense(pairs)
    if not pairs:
        return Calibration()
    claim = _log_odds(np.array([each.claim for each in pairs]))
    right = np.array([each.right for each in pairs])
    errors = np.array([(each.slip, each.guess) for each in pairs])
    seen = errors.sum(axis=1) == 0.0
    shown = _log_odds(errors)

    def loss(at: Doubles) -> float:
        slip, guess = (np.where(seen, 0.0, _logistic(shown[:, i] + at[2 + i])) for i in (0, 1))
        known = _logistic(at[0] + math.exp(at[1]) * claim)
        chance = np.clip(guess + (1.0 - slip - guess) * known, EDGE, 1.0 - EDGE)
        likely = np.log(np.where(right, chance, 1.0 - chance)).sum()
        return float(0.5 * np.square(at / np.array(SPREADS)).sum() - likely)

    found = minimize(
        loss, np.zeros(4), method="L-BFGS-B", bounds=[(-3, 3), (-2, 1.5), (-2.5, 2.5), (-2.5, 2.5)]
    )
    shift, stretch, slip, guess = (float(each) for each in found.x)
    return Calibration(shift, math.exp(stretch), slip, guess, len(pairs))


def _log_odds(share: Doubles) -> Doubles:
    cut = np.clip(share, EDGE, 1.0 - EDGE)
    return np.asarray(np.log(cut / (1.0 - cut)), np.float64)


def _logistic(level: Doubles) -> Doubles:
    return np.asarray(1.0 / (1.0 + np.exp(-level)), np.float64)


def _refuse_nonsense(pairs: tuple[CheckOutcome, ...]) -> None:
    found = Collector()
    for number, each in enumerate(pairs):
        rates = (each.claim, each.slip, each.guess)
        if not all(0.0 <= rate <= 1.0 for rate in rates) or each.slip + each.guess >= 1.0:
            found.add(
                f"a claim of {each.claim} with slip {each.slip} and guess {each.guess} is impossible",
                where=f"pair {number + 1}",
                valid="probabilities, slip and guess together below 1",
                kind="impossible claim",
            )
        if not isinstance(each.right, bool):
            found.add(f"«{each.right!r}» is neither right nor wrong", where=f"pair {number + 1}")
    found.refuse_if_any()
