"""Many sittings at once choose and find what one sitting at a time does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
from whynext.mastery.diagnostic.ability.limits import Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import Prior
from whynext.mastery.diagnostic.ability.simulate import ENDS, answers_of, controlled, simulate, sitting_seed

TRUTH = np.linspace(-2.5, 2.5, 12)
BALANCE = {"geometry": 0.3, "number": 0.5, "ratio": 0.2}


@pytest.mark.parametrize(
    "limits",
    [
        Limits(precision=None, among_best=1),
        Limits(precision=0.4),
        Limits(precision=None, rule="variance", most_questions=12),
        Limits(precision=None, balance=BALANCE, among_best=4),
        Limits(precision=None, balance={"number": 0.3}, balance_slack=0.0),
        Limits(precision=None, most_seconds=400.0, most_reading=5.0),
        Limits(precision=None, cut=0.3, certainty=0.9),
        Limits(precision=None, most_questions=60, among_best=2),
    ],
    ids=lambda limits: f"{limits.rule}-{limits.among_best}-{limits.precision}-{limits.most_seconds}",
)
@pytest.mark.parametrize("exposed", [False, True])
def test_a_batch_makes_the_choices_and_numbers_of_the_step_by_step_form(
    pool: Pool, limits: Limits, exposed
) -> None:
    if exposed:
        pool = pool.exposed({each.item: 0.2 + 0.8 * (n % 5) / 4 for n, each in enumerate(pool.questions)})
    prior = Prior(0.2, 0.9)
    would = answers_of(pool, TRUTH, b"seed")
    batch = simulate(pool, would, limits, b"seed", prior=prior)
    test = AdaptiveTest(pool)
    ends = {
        "Over: no": "nothing left",
        "questions were asked": "questions",
        "known to": "precision",
        "the cut": "certainty",
    }
    for e in range(len(TRUTH)):
        sitting = test.begin(prior)
        while not (choice := test.next(sitting, limits, sitting_seed(b"seed", e))).over:
            right = bool(would[e, pool.place(choice.item)])
            sitting = test.observe(sitting, choice.item, right, passed=choice.passed)
        places = [pool.place(each.item) for each in sitting.given]
        assert places == batch.asked[e][batch.asked[e] >= 0].tolist()
        found = test.result(sitting)
        assert batch.ability[e] == pytest.approx(found.ability, abs=1e-10)
        assert batch.sd[e] == pytest.approx(found.sd, abs=1e-10)
        assert ENDS[batch.ended[e]] == next(word for part, word in ends.items() if part in choice.why)


def test_uncertainties_are_as_large_as_the_errors_they_claim(large_pool: Pool) -> None:
    truth = np.random.default_rng(1).normal(size=1_500)
    found = simulate(large_pool, answers_of(large_pool, truth, b"x"), Limits(precision=None), b"x")
    assert found.error(truth) == pytest.approx(np.sqrt(np.mean(found.sd**2)), rel=0.08)
    assert abs(np.mean(found.ability - truth)) < 0.03


def test_an_adaptive_test_is_surer_than_one_that_asks_at_random(large_pool: Pool) -> None:
    truth = np.random.default_rng(2).normal(size=400)
    would = answers_of(large_pool, truth, b"y")
    limits = Limits(precision=None, among_best=1, most_questions=15)
    best = simulate(large_pool, would, limits, b"y")
    blind = simulate(large_pool, would, replace(limits, among_best=300), b"y")
    assert best.error(truth) < 0.8 * blind.error(truth)


def test_exposure_control_keeps_every_item_below_the_share_it_was_given(large_pool: Pool) -> None:
    limits = Limits(precision=None, among_best=1, most_questions=20)
    truth = np.random.default_rng(3).normal(size=1_000)
    would = answers_of(large_pool, truth, b"fresh")
    free = simulate(large_pool, would, limits, b"fresh")
    kept = controlled(large_pool, limits, 0.25, b"seed", examinees=600, rounds=9)
    tamed = simulate(kept, would, limits, b"fresh")
    assert free.exposure.max() > 0.6
    assert tamed.exposure.max() < 0.31  # 0.25, and four standard errors of a thousand students
    assert tamed.error(truth) < 1.25 * free.error(truth)


def test_a_share_that_the_pool_cannot_keep_is_refused(pool: Pool) -> None:
    with pytest.raises(Refused, match=r"at most 0\.20 of the students"):
        controlled(pool, Limits(most_questions=30), 0.2, b"s")


def test_answers_that_do_not_fit_the_pool_are_refused(pool: Pool) -> None:
    with pytest.raises(Refused, match="60 items"):
        simulate(pool, np.zeros((3, 4), dtype=np.uint8), Limits(), b"s")


def test_nobody_can_be_simulated(pool: Pool) -> None:
    found = simulate(pool, np.zeros((0, 60), dtype=np.uint8), Limits(), b"s")
    assert found.ability.shape == (0,)
    assert found.exposure.sum() == 0
