"""Claims made true: what check questions teach, with and without misfit."""

from __future__ import annotations

import numpy as np
import pytest

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.recalibration import Calibration, CheckOutcome, recalibrate


def outcomes(
    count: int, *, stretch: float, slip: float, guess: float, told: tuple[float, float] = (0.1, 0.1)
) -> tuple[list[CheckOutcome], np.ndarray, np.ndarray]:
    """Return check outcomes of claims whose log odds are too large by 1 / stretch; the claims; the truths."""
    chance = np.random.default_rng(5)
    honest = 4.0 * chance.standard_normal(count)
    known = chance.random(count) < 1 / (1 + np.exp(-honest))
    claim = 1 / (1 + np.exp(-honest / stretch))
    right = chance.random(count) < np.where(known, 1 - slip, guess)
    found = [CheckOutcome(float(c), bool(r), *told) for c, r in zip(claim, right, strict=True)]
    return found, claim, known


def claims_of_ninety(claim: np.ndarray, known: np.ndarray) -> tuple[float, float]:
    """Return the mean of claims from 85 to 95 percent, and how many of them are true."""
    sure, true = np.maximum(claim, 1 - claim), (claim > 0.5) == known
    band = (sure > 0.85) & (sure < 0.95)
    return float(sure[band].mean()), float(true[band].mean())


@pytest.mark.parametrize(("stretch", "slip", "guess"), [(1.0, 0.1, 0.1), (0.6, 0.1, 0.1), (0.6, 0.15, 0.2)])
def test_recalibrated_claims_of_90_percent_are_true_within_two_points(
    stretch: float, slip: float, guess: float
) -> None:
    """From answers alone, also where slips and guesses are not those declared; told on other students."""
    pairs, _, _ = outcomes(8000, stretch=stretch, slip=slip, guess=guess)
    calibration = recalibrate(pairs)
    chance = np.random.default_rng(6)
    honest = 4.0 * chance.standard_normal(60_000)
    known = chance.random(60_000) < 1 / (1 + np.exp(-honest))
    claimed, true = claims_of_ninety(calibration.of(1 / (1 + np.exp(-honest / stretch))), known)
    assert claimed == pytest.approx(true, abs=0.02)


def test_without_it_they_are_not() -> None:
    """The test above can fail: overconfident claims of 90 percent are true less often."""
    _, claim, known = outcomes(60_000, stretch=0.6, slip=0.1, guess=0.1)
    claimed, true = claims_of_ninety(claim, known)
    assert claimed - true > 0.05


def test_slips_and_guesses_come_to_light() -> None:
    """Answers on skills surely known or surely unknown tell them."""
    pairs, _, _ = outcomes(8000, stretch=0.8, slip=0.15, guess=0.2)
    slip, guess = recalibrate(pairs).errors(0.1, 0.1)
    assert (slip, guess) == (pytest.approx(0.15, abs=0.03), pytest.approx(0.2, abs=0.03))


def test_few_pairs_change_little_and_none_nothing() -> None:
    """Three surprises are no pattern."""
    pairs = [CheckOutcome(0.95, False, 0.1, 0.1)] * 3
    few = recalibrate(pairs)
    assert 0.85 < few.of(np.array([0.95]))[0] < 0.95
    assert recalibrate([]) == Calibration()
    assert Calibration().of(np.array([0.3]))[0] == 0.3


def test_corrected_claims_keep_their_order_and_stay_probabilities() -> None:
    """Whatever was learned; a claim of being ready is never raised."""
    claims = np.linspace(0, 1, 101)
    for calibration in (
        Calibration(0.5, 0.4),
        Calibration(-1.0, 1.6),
        recalibrate([CheckOutcome(0.2, True)]),
    ):
        corrected = calibration.of(claims)
        assert (np.diff(corrected) >= 0).all()
        assert 0.0 <= corrected[0] <= corrected[-1] <= 1.0
        assert (calibration.of_ready(claims) <= claims).all()


def test_seen_states_count_as_they_are() -> None:
    """With no slip and no guess declared, outcomes are states: claims that are too sure are drawn back."""
    chance = np.random.default_rng(1)
    pairs = [CheckOutcome(0.95, bool(chance.random() < 0.8)) for _ in range(500)]
    pairs += [CheckOutcome(0.05, bool(chance.random() < 0.2)) for _ in range(500)]
    assert recalibrate(pairs).of(np.array([0.95]))[0] == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(
    "pair", [CheckOutcome(1.2, True), CheckOutcome(0.5, True, 0.6, 0.5), CheckOutcome(0.5, 1)]
)
def test_impossible_pairs_are_refused(pair: CheckOutcome) -> None:
    """With their number."""
    with pytest.raises(Refused, match="pair 2"):
        recalibrate([CheckOutcome(0.5, True), pair])


def test_a_calibration_is_data() -> None:
    """There and back."""
    calibration = recalibrate([CheckOutcome(0.9, False, 0.1, 0.1)] * 9)
    assert Calibration.of_data(calibration.as_data()) == calibration
