"""Students' abilities from whatever they answered."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.scores import scores


def bank_of(true) -> ItemBank:
    pairs = zip(true.slope.tolist(), true.difficulty.tolist(), strict=True)
    return ItemBank(tuple(BankItem(f"i{n:03d}", a, b) for n, (a, b) in enumerate(pairs)))


def test_a_score_is_the_mean_of_the_belief_that_bayes_rule_gives(world) -> None:
    true = world(20, 7, missing=0.3)
    found = scores(bank_of(true), true.frame())
    fine = np.linspace(-8, 8, 4_001)
    for n, row in enumerate(found.iter_rows(named=True)):
        answered = ~np.isnan(true.matrix[n])
        p = 1 / (1 + np.exp(-true.slope[answered, None] * (fine - true.difficulty[answered, None])))
        u = true.matrix[n, answered][:, None]
        weight = np.exp(-0.5 * fine**2) * np.prod(np.where(u, p, 1 - p), axis=0)
        weight /= weight.sum()
        assert row["ability"] == pytest.approx(weight @ fine, abs=1e-6)
        assert row["sd"] == pytest.approx(np.sqrt(weight @ fine**2 - (weight @ fine) ** 2), abs=1e-6)
        assert (row["answers"], row["right"]) == (answered.sum(), u.sum())


def test_the_step_by_step_test_and_the_batch_score_agree(world) -> None:
    from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
    from whynext.mastery.diagnostic.ability.pool import Pool

    true = world(5, 9)
    bank = bank_of(true)
    test = AdaptiveTest(Pool(bank))
    for n, row in enumerate(scores(bank, true.frame()).iter_rows(named=True)):
        sitting = test.begin()
        for j in range(9):
            sitting = test.observe(sitting, f"i{j:03d}", bool(true.matrix[n, j]))
        assert test.result(sitting).ability == pytest.approx(row["ability"], abs=1e-6)
        assert test.result(sitting).sd == pytest.approx(row["sd"], abs=1e-6)


def test_uncertainties_are_as_large_as_the_errors(world) -> None:
    true = world(2_000, 25, seed=6)
    found = scores(calibrate(true.frame()).model, true.frame())
    z = (found["ability"].to_numpy() - true.ability) / found["sd"].to_numpy()
    assert np.std(z) == pytest.approx(1, abs=0.06)


def test_items_that_cannot_be_used_do_not_count(world) -> None:
    true = world(30, 5)
    bank = bank_of(true)
    spoilt = ItemBank((*bank.items[:4], BankItem("i004", -0.5, 0.0, status="works backwards")))
    without = scores(bank.of([f"i{n:03d}" for n in range(4)]), true.frame().filter(pl.col("item") != "i004"))
    assert scores(spoilt, true.frame()).equals(without)


def test_an_unknown_item_is_named_and_answers_that_do_not_count_are_refused() -> None:
    answers = Answers.from_matrix([[1, 0]], items=["a", "b"])
    with pytest.raises(Refused, match="no item «b»"):
        scores(ItemBank((BankItem("a", 1.0, 0.0),)), answers)
    useless = ItemBank(
        (BankItem("a", 1.0, 0.0, status="all right"), BankItem("b", 1.0, 0.0, status="all wrong"))
    )
    with pytest.raises(Refused, match="no answer is to an item that can be used"):
        scores(useless, answers)
