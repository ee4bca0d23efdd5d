"""Beliefs before the first question, and what a score on another test says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.ability.prior import NODES, Prior, Scale, chance_above, from_score

RIT = Scale("reading, fall", 200, 15)


def test_a_score_counts_as_a_measurement_with_its_error() -> None:
    """Two normal densities, multiplied out on a fine grid."""
    fine = np.linspace(-6, 6, 40_001)
    weight = np.exp(-0.5 * fine**2 - 0.5 * ((215 - 200 - 15 * fine) / 4) ** 2)
    weight /= weight.sum()
    known = from_score(215, 4, RIT)
    assert known.mean == pytest.approx(weight @ fine, abs=1e-6)
    assert known.sd == pytest.approx(np.sqrt(weight @ (fine - known.mean) ** 2), abs=1e-6)


def test_an_old_score_and_one_of_something_else_say_less() -> None:
    fresh = from_score(230, 3, RIT)
    old = from_score(230, 3, RIT, days=365)
    other = from_score(230, 3, Scale("reading", 200, 15, agreement=0.8))
    assert fresh.sd < old.sd < 1
    assert fresh.sd < other.sd < 1
    assert 0 < other.mean < fresh.mean
    assert "365 days before" in old.source
    # With an agreement of r, r times the score is expected and 1 - r² of the variance is left.
    sharp = from_score(230, 0.001, Scale("reading", 200, 15, agreement=0.8))
    assert sharp.mean == pytest.approx(0.8 * 2, abs=1e-3)
    assert sharp.sd == pytest.approx(0.6, abs=1e-3)


@given(score=st.floats(130, 270), error=st.floats(0.01, 100), days=st.floats(0, 5_000))
def test_whatever_the_score_the_prior_can_be_held_by_the_grid(score, error, days) -> None:
    shares = from_score(score, error, RIT, days=days).on_grid()
    assert shares.sum() == pytest.approx(1)
    assert np.isfinite(shares).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: from_score(900, 3, RIT),
        lambda: from_score(200, 0, RIT),
        lambda: from_score(200, 3, RIT, days=-1),
        lambda: Scale("x", 0, 0),
        lambda: Scale("x", 0, 1, agreement=0),
        lambda: Prior(0.0, 0.01),
        lambda: Prior(9.0),
        lambda: Prior.from_data([1]),
    ],
)
def test_impossible_scores_scales_and_beliefs_are_refused(wrong) -> None:
    with pytest.raises(Refused):
        wrong()


@given(low=st.floats(-5, 5), high=st.floats(-5, 5))
def test_the_chance_to_be_above_falls_as_the_cut_rises(low: float, high: float) -> None:
    shares = Prior(0.4, 0.7).on_grid()
    low, high = sorted((low, high))
    assert 0 <= chance_above(shares, high) <= chance_above(shares, low) <= 1 + 1e-12


def test_the_grid_reaches_as_far_as_it_says() -> None:
    assert NODES[0] == -6
    assert NODES[-1] == 6
    assert len(NODES) == 121
