"""The compiled loops and their plain twins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.mastery.calibration import kernels, newton, plain
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.curves import normal_grid
from whynext.mastery.calibration.em import Packed


def items_of(count: int, guess: float = -math.inf) -> np.ndarray:
    chance = np.random.default_rng(5)
    return np.c_[chance.uniform(0.5, 2, count), chance.normal(size=count), np.full(count, guess)]


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("guess", [-math.inf, -1.4])
def test_the_expectation_is_that_of_the_plain_twin(world, missing: float, guess: float) -> None:
    answers = Answers.from_matrix(world(700, 11, missing=missing).matrix)
    items = items_of(len(answers.items), guess)
    nodes, prior = normal_grid(21)
    priors = np.stack([prior, np.log(np.full(21, 1 / 21))])
    group = np.arange(len(answers.students)) % 2
    packed = Packed(answers)
    assert packed.block == (1 if missing > 0.5 else 4)
    ours = packed.expected(items, nodes, priors, group, shares=True)
    likelihood, shares, people, right, total = plain.expected(
        *answers.matrices(), items, nodes, priors, group
    )
    assert ours.log_likelihood == pytest.approx(likelihood, rel=1e-12)
    for mine, theirs in (
        (ours.shares, shares),
        (ours.people, people),
        (ours.right, right),
        (ours.total, total),
    ):
        np.testing.assert_allclose(mine, theirs, atol=1e-9)


@given(block=st.sampled_from([1, 2, 3, 4]), seed=st.integers(0, 2**32 - 1))
def test_ways_hold_every_answer_whatever_the_block(block: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    matrix = chance.integers(-1, 2, (chance.integers(1, 9), chance.integers(1, 9))).astype(float)
    matrix[0, 0], matrix[matrix < 0] = 1, np.nan
    answers = Answers.from_matrix(matrix)
    bounds, place, way = kernels.packed(
        answers.starts, answers.item, answers.right, len(answers.items), block
    )
    found = set()
    for b in range(len(bounds) - 1):
        for k in range(bounds[b], bounds[b + 1]):
            for d in range(block):
                digit = int(way[k]) // 3**d % 3
                if digit:
                    found.add((int(place[k]), b * block + d, digit - 1))
    given_ = zip(answers.student.tolist(), answers.item.tolist(), answers.right.tolist(), strict=True)
    assert found == set(given_)


@pytest.mark.parametrize(
    ("fitting", "guess", "free"),
    [(newton.own_slopes, -math.inf, 2), (newton.guessed, -1.4, 3)],
)
def test_an_items_fit_comes_to_rest_where_no_slope_of_the_likelihood_is_left(fitting, guess, free) -> None:
    chance = np.random.default_rng(3)
    nodes, prior = normal_grid(31)
    total = 400 * np.exp(prior) * np.ones((6, 1))
    right = total / (1 + np.exp(-1.2 * (nodes - chance.normal(size=(6, 1)))))
    right = 0.15 * total + 0.85 * right
    priors = np.tile([1.0, 1.0, 0.0, 1 / 9, 4.0, 16.0], (6, 1))
    items = items_of(6, guess)
    for _ in range(20):
        fitting(items, right, total, nodes, priors)
    slopes = plain.slopes_of_items(items, right, total, nodes, priors)[:, :free]
    np.testing.assert_allclose(slopes, 0, atol=1e-5)


def test_one_slope_for_all_leaves_no_slope_of_the_common_likelihood() -> None:
    nodes, prior = normal_grid(31)
    total = 300 * np.exp(prior) * np.ones((4, 1))
    right = total / (1 + np.exp(-np.array([[0.7], [1.0], [1.2], [1.5]]) * (nodes - 0.3)))
    none = np.zeros((4, 6))
    items = items_of(4)
    items[:, 0] = 1.0
    newton.one_slope(items, right, total, nodes, none)
    slopes = plain.slopes_of_items(items, right, total, nodes, none)
    assert len(set(items[:, 0])) == 1
    assert slopes[:, 0].sum() == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(slopes[:, 1], 0, atol=1e-6)
