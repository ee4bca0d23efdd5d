"""Fitting Bayesian knowledge tracing: against brute force, known truths, and the bounds it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery.conftest import MORNING
from whynext.base.errors import Refused
from whynext.mastery.estimate import STATE
from whynext.mastery.fitting import Fitted
from whynext.mastery.tracing.bkt import Bkt, BktParameters, BktParameterSet
from whynext.mastery.tracing.fits.bkt import fit, log_likelihood
from whynext.mastery.tracing.fits.climbing import likelihood
from whynext.mastery.tracing.fits.histories import histories
from whynext.mastery.tracing.model import TracingModel


def answered(patterns: Sequence[str], skill: str = "k", day: int = 0) -> pl.DataFrame:
    """Return one student for each pattern of right (1) and wrong (0) answers."""
    rows = [
        (f"s{number:05}", f"i{place % 3}", skill, each == "1")
        for number, pattern in enumerate(patterns)
        for place, each in enumerate(pattern)
    ]
    return pl.DataFrame(rows, ["student", "item", "skill", "correct"], orient="row").with_columns(
        at=pl.lit(MORNING).cast(STATE["last_at"]) + pl.duration(days=pl.int_range(pl.len()) * day),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def summed(pattern: str, prior: float, learn: float, guess: float, slip: float, forget: float = 0.0) -> float:
    """Return the probability of a pattern: the sum over every path of having and not having the skill."""
    total = 0.0
    for path in product([0, 1], repeat=len(pattern)):
        p = prior if path[0] else 1 - prior
        for before, now in pairwise(path):
            stays = (1 - forget, forget) if before else (learn, 1 - learn)
            p *= stays[0] if now else stays[1]
        for has, each in zip(path, pattern, strict=True):
            right = 1 - slip if has else guess
            p *= right if each == "1" else 1 - right
        total += p
    return total


def of_skill(found: Fitted[TracingModel], skill: str = "k") -> BktParameters:
    """Return the parameters that were fitted."""
    assert isinstance(found.model, Bkt)
    return found.model.parameters.skills[skill]  # type: ignore[index]


PATTERNS = ["1101", "0011", "111", "0", "1", "01011", "1111", "0001", "1101", "0011"]


@pytest.mark.parametrize("options", [{}, {"forget": True}, {"starts": 1}])
def test_the_likelihood_is_the_sum_over_all_paths(options: dict[str, object]) -> None:
    """Every way in which the skill could have come and gone, counted out; to a billionth."""
    found = fit(answered(PATTERNS), seed=b"x", options=options)
    p = of_skill(found)
    counted = sum(np.log(summed(each, p.prior, p.learn, p.guess, p.slip, p.forget)) for each in PATTERNS)
    assert found.log_likelihood == pytest.approx(counted, rel=1e-9)


def test_the_likelihood_of_long_rows_keeps_its_digits() -> None:
    """Two hundred right answers, then wrong ones: exact fractions say the same to a billionth."""
    prior, learn, guess, slip = (Fraction(n, 20) for n in (6, 3, 4, 2))
    total, lacks = 0.0, 1 - prior
    for each in "1" * 200 + "0" * 40:
        right = (1 - lacks) * (1 - slip) + lacks * guess
        total += math.log(right if each == "1" else 1 - right)
        lucky = lacks * guess / right if each == "1" else lacks * (1 - guess) / (1 - right)
        lacks = lucky * (1 - learn)
    same = BktParameterSet(BktParameters(0.3, 0.15, 0.2, 0.1))
    assert log_likelihood(answered(["1" * 200 + "0" * 40]), same) == pytest.approx(total, rel=1e-9)


def test_likelihoods_of_items_of_their_own_are_refused() -> None:
    """Rather than told without them."""
    with pytest.raises(Refused, match="items have parameters"):
        log_likelihood(answered(["11"]), BktParameterSet(BktParameters(items={"i0": (0.1, 0.1)})))


@given(
    st.tuples(*[st.floats(0.05, 0.45)] * 4),
    st.tuples(*[st.floats(0.01, 0.3)] * 2),
    st.lists(st.text("01", min_size=1, max_size=7), min_size=1, max_size=6),
    st.booleans(),
)
def test_the_slope_is_that_of_the_likelihood(
    four: tuple[float, ...], losses: tuple[float, ...], patterns: list[str], first: bool
) -> None:
    """Against differences of the likelihood itself, for all eight numbers."""
    told = histories(answered(patterns, day=1))
    point = [*four, *losses, *((0.3, 0.7) if first else (-1.0, -1.0))]
    _, slopes = climbed_at(told, point)
    for k in range(8 if first else 6):
        up, down = list(point), list(point)
        up[k], down[k] = point[k] + 1e-6, point[k] - 1e-6
        by_hand = (climbed_at(told, up)[0] - climbed_at(told, down)[0]) / 2e-6
        assert slopes[k] == pytest.approx(by_hand, abs=1e-4 * max(1.0, abs(by_hand)))
    if losses and not first:
        four_only = climbed_at(told, [*four, 0.0, 0.0, -1.0, -1.0])
        quick = climbed_at(told, [*four, 0.0, 0.0, -1.0, -1.0], wide=4)
        assert quick[0] == pytest.approx(four_only[0], rel=1e-12)
        assert quick[1][:4] == pytest.approx(four_only[1][:4], rel=1e-9, abs=1e-9)


def climbed_at(told: Any, point: list[float], wide: int = 8) -> tuple[float, list[float]]:
    """Return the log-likelihood at a point and its slopes, on histories that share nothing."""
    from whynext.mastery.tracing.fits.bkt import _grown

    tree = _grown(told, merge=False)
    nodes = int(tree.first[-1])
    told_there = tuple(each.tolist() for each in tree.nodes())
    room = [[0.0] * nodes, [0.0] * (nodes * wide), [0.0] * 8, [0.0] * 8, [0.0] * 64]
    value = likelihood(point, wide, 0, nodes, told_there, *room)
    return value, room[3]


def simulated(students: int, length: int, truth: BktParameters, seed: int = 1) -> list[str]:
    """Return patterns of students who follow the model."""
    chance = np.random.default_rng(seed)
    patterns = []
    for _ in range(students):
        has, pattern = chance.random() < truth.prior, ""
        for _ in range(length):
            pattern += "1" if chance.random() < (1 - truth.slip if has else truth.guess) else "0"
            has = chance.random() >= truth.forget if has else chance.random() < truth.learn
        patterns.append(pattern)
    return patterns


@pytest.mark.parametrize(
    ("truth", "options"),
    [
        (BktParameters(0.3, 0.15, 0.2, 0.1), {}),
        (BktParameters(0.7, 0.3, 0.25, 0.05), {}),
        (BktParameters(0.4, 0.2, 0.15, 0.05, forget=0.08), {"forget": True}),
    ],
)
def test_a_truth_that_follows_the_model_is_found_again(
    truth: BktParameters, options: dict[str, object]
) -> None:
    """From 4,000 students, to a few hundredths."""
    p = of_skill(fit(answered(simulated(4000, 12, truth)), seed=b"x", options=options))
    for name in ("prior", "learn", "guess", "slip", "forget"):
        assert getattr(p, name) == pytest.approx(getattr(truth, name), abs=0.04)


def test_no_start_leads_higher_than_what_is_found() -> None:
    """Against a grid of other parameters."""
    patterns = simulated(60, 5, BktParameters(0.3, 0.15, 0.2, 0.1))
    found = fit(answered(patterns), seed=b"x", options={"default_weight": 0.0})
    grid = product((0.1, 0.3, 0.6), (0.05, 0.2, 0.4), (0.1, 0.3, 0.5), (0.02, 0.1, 0.25))
    best = max(sum(np.log(summed(each, *point)) for each in patterns) for point in grid)
    assert found.log_likelihood >= best


def test_merging_equal_answers_changes_the_likelihood_by_nothing() -> None:
    """With the days in the model histories share nothing; at no lapse the two must agree."""
    patterns = simulated(200, 6, BktParameters())
    merged = fit(answered(patterns), seed=b"x")
    apart = fit(answered(patterns), seed=b"x", options={"lapse": True})
    assert apart.log_likelihood == pytest.approx(merged.log_likelihood, abs=1e-3)


def test_bounds_hold_and_a_note_says_where_they_were_met() -> None:
    """Students who are right half the time whatever they know would want a guess of one half."""
    found = fit(
        answered(["10", "01", "11", "00"] * 50), seed=b"x", options={"guess_most": 0.3, "slip_most": 0.1}
    )
    p = of_skill(found)
    assert p.guess <= 0.3
    assert p.slip <= 0.1
    assert any("The bound of guess, 0.3, was met by 1 skills: k" in note for note in found.notes)


def test_answers_without_any_order_are_fitted_with_forgetting() -> None:
    """Where learning and forgetting would make one together, they stay below."""
    chance = np.random.default_rng(2)
    patterns = ["".join(chance.choice(["0", "1"], 8)) for _ in range(300)]
    p = of_skill(fit(answered(patterns), seed=b"x", options={"forget": True}))
    assert p.learn + p.forget < 1.0


def test_skills_with_few_answers_are_named() -> None:
    """And stay near the defaults."""
    few = answered(["1"], skill="rare")
    many = answered(simulated(100, 5, BktParameters()), skill="often")
    both = pl.concat([many, few.with_columns(order=pl.col("order") + many.height)])
    found = fit(both, seed=b"x")
    assert any("1 skills have fewer than 20 answers that tell: rare (1)" in note for note in found.notes)


def test_one_thread_and_two_give_the_same_bits() -> None:
    """The parts have nothing in common."""
    frames = [answered(simulated(80, 6, BktParameters(), seed), skill=f"k{seed}") for seed in range(6)]
    whole = pl.concat(frames).with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64))
    one, two = (fit(whole, seed=b"x", options={"threads": n}) for n in (1, 2))
    assert one.model.version == two.model.version
    assert one.log_likelihood == two.log_likelihood


def test_another_skill_changes_nothing() -> None:
    """A skill's starts are drawn for itself."""
    frame = answered(simulated(80, 6, BktParameters()))
    more = pl.concat([frame, answered(["1010"] * 30, skill="other").with_columns(pl.col("order") + 1_000)])
    assert of_skill(fit(frame, seed=b"x")) == of_skill(fit(more, seed=b"x"))


def test_items_differ_and_rare_ones_stay_near_their_skill() -> None:
    """A hard item is expected to be missed; one answer moves an item little; none, not at all."""
    frame = answered(simulated(600, 9, BktParameters(0.4, 0.2, 0.2, 0.1)))
    missed = (pl.col("item") == "i2") & (pl.col("order") % 2 == 0)
    hard = frame.with_columns(correct=pl.col("correct") & ~missed)
    hard = hard.with_columns(item=pl.when(pl.col("order") == 5).then(pl.lit("rare")).otherwise("item"))
    found = fit(hard, seed=b"x", options={"items": True})
    p, begun = of_skill(found), found.model.begin("k")  # type: ignore[arg-type]
    assert found.model.predict(begun, "i2") < found.model.predict(begun, "i0") - 0.15  # type: ignore[arg-type]
    assert p.of("rare") == pytest.approx((p.guess, p.slip), abs=0.15)  # type: ignore[arg-type]
    assert p.of("never seen") == (p.guess, p.slip)  # type: ignore[arg-type]
