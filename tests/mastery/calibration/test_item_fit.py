"""Items that behave as their curves say are left in peace; others are found and described."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.item_fit import expected_shares, item_fit, s_x2
from whynext.mastery.calibration.multiple import adjusted


def test_expected_shares_by_score_are_those_of_all_patterns_counted() -> None:
    chance_of = np.random.default_rng(1)
    chance = chance_of.uniform(0.05, 0.95, (5, 4))
    share = np.array([0.1, 0.4, 0.3, 0.2])
    right, people = np.zeros((5, 6)), np.zeros(6)
    for pattern in itertools.product([0, 1], repeat=5):
        u = np.array(pattern)[:, None]
        p = float(np.prod(np.where(u, chance, 1 - chance), axis=0) @ share)
        people[sum(pattern)] += p
        right[:, sum(pattern)] += p * u[:, 0]
    np.testing.assert_allclose(expected_shares(chance, share), right / people, atol=1e-12)


@pytest.mark.parametrize("items", [5, 200])
def test_expected_shares_stay_shares_however_long_the_test(items: int) -> None:
    chance = np.random.default_rng(2).uniform(0.001, 0.999, (items, 9))
    shares = expected_shares(chance, np.full(9, 1 / 9))
    assert np.isfinite(shares).all()
    # In each group of scores the items' shares add up to the score.
    np.testing.assert_allclose(shares.sum(axis=0)[1:-1], np.arange(1, items), rtol=1e-6)


def test_where_the_model_holds_tests_alarm_as_often_as_they_say(world) -> None:
    p = []
    for seed in range(8):
        true = world(800, 20, seed=seed)
        rows = item_fit(calibrate(true.frame()).model, true.frame())
        assert sum(not row.fits for row in rows) <= 1
        p += [row.p for row in rows]
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.09
    assert 0.4 < np.mean(p) < 0.6


def test_an_item_with_another_curve_is_found_and_described(world) -> None:
    true = world(3_000, 25, seed=5)
    chance = np.random.default_rng(9)
    true.matrix[:, 7] = chance.random(3_000) < np.where(true.ability > 0.8, 0.97, 0.4)  # a step, no curve
    rows = {row.item: row for row in item_fit(calibrate(true.frame()).model, true.frame())}
    odd = rows["i007"]
    assert not odd.fits
    assert odd.p_adjusted < 0.001
    assert odd.sentence.startswith("Item i007 does not fit its curve: of the")
    assert "third of the students" in odd.sentence
    assert sum(not row.fits for row in rows.values()) <= 2
    assert "fits its curve" in rows["i003"].sentence


def test_without_complete_answers_the_thirds_of_the_population_are_compared(world) -> None:
    p = []
    for seed in range(6):
        true = world(500, 10, seed=seed, missing=0.2)
        rows = item_fit(calibrate(true.frame()).model, true.frame())
        assert all(row.df is None and row.chi_square is None and row.fits for row in rows)
        p += [row.p for row in rows]
    assert np.mean(np.array(p) < 0.05) <= 0.05


def test_an_item_with_another_curve_is_found_in_incomplete_answers_too(world) -> None:
    true = world(3_000, 25, seed=5)
    chance = np.random.default_rng(9)
    true.matrix[:, 7] = chance.random(3_000) < np.where(true.ability > 0.8, 0.97, 0.4)
    true.matrix[chance.random(true.matrix.shape) < 0.3] = np.nan
    rows = item_fit(calibrate(true.frame()).model, true.frame())
    assert [row.item for row in rows if not row.fits] == ["i007"]


def test_two_items_are_too_few_to_test(world) -> None:
    matrix = world(300, 2).matrix
    square, df = s_x2(Answers.from_matrix(matrix), np.full((2, 3), 0.5), np.full(3, 1 / 3), 2)
    assert not df.any()
    assert not square.any()


def test_adjusted_probabilities_keep_their_order_and_leave_out_what_was_not_tested() -> None:
    p = adjusted([0.001, np.nan, 0.2, 0.03, 0.9])
    assert np.isnan(p[1])
    assert p[0] == pytest.approx(0.004)
    assert p[3] == pytest.approx(0.06)
    assert p[2] == pytest.approx(0.8 / 3)
    assert p[4] == pytest.approx(0.9)
    assert adjusted([]).shape == (0,)
