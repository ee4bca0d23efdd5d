"""A fixed form gives a score, an ability and a decision; two forms of a kind share nothing and tell alike."""

from __future__ import annotations

import json

import numpy as np
import pytest

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
from whynext.mastery.diagnostic.ability.form import FixedForm
from whynext.mastery.diagnostic.ability.parallel import parallel_forms
from whynext.mastery.diagnostic.ability.pool import Pool

ITEMS = tuple(f"i{n:03d}" for n in range(20, 40))


def test_a_form_finds_what_the_same_answers_say_in_an_adaptive_test(pool: Pool) -> None:
    answers = {item: n % 3 > 0 for n, item in enumerate(ITEMS)}
    test = AdaptiveTest(pool)
    sitting = test.begin()
    for item, correct in answers.items():
        sitting = test.observe(sitting, item, correct)
    ours, theirs = FixedForm("A", pool, ITEMS, cut=0.2).score(answers), test.result(sitting, cut=0.2)
    assert (ours.right, ours.of) == (13, 20)
    assert (ours.ability, ours.sd, ours.above_cut) == pytest.approx(
        (theirs.ability, theirs.sd, theirs.above_cut)
    )


@pytest.mark.parametrize(("correct", "decision"), [(True, "passed"), (False, "not passed")])
def test_the_decision_follows_the_probability(pool: Pool, correct: bool, decision: str) -> None:
    result = FixedForm("A", pool, ITEMS, cut=0.0, certainty=0.9).score(dict.fromkeys(ITEMS, correct))
    assert result.decision == decision
    assert decision.capitalize() in result.sentence


def test_a_decision_that_is_not_probable_enough_stays_open(pool: Pool) -> None:
    answers = {item: n % 2 == 0 for n, item in enumerate(ITEMS)}
    close = FixedForm("A", pool, ITEMS).score(answers).ability
    assert FixedForm("A", pool, ITEMS, cut=close, certainty=0.8).score(answers).decision == "open"
    assert FixedForm("A", pool, ITEMS, cut=close).score(answers).decision in ("passed", "not passed")
    assert FixedForm("A", pool, ITEMS).score(answers).decision is None


def test_blank_answers_are_wrong_or_do_not_count_as_the_school_says(pool: Pool) -> None:
    form = FixedForm("A", pool, ITEMS)
    half = dict.fromkeys(ITEMS[:10], True) | {ITEMS[10]: None}
    wrong, skipped = form.score(half), form.score(half, blank="not reached")
    assert (wrong.right, wrong.of, wrong.blank) == (10, 20, 10)
    assert (skipped.right, skipped.of, skipped.blank) == (10, 10, 10)
    assert skipped.ability > wrong.ability


def test_a_form_without_answers_leaves_the_belief_as_it_was(pool: Pool) -> None:
    result = FixedForm("A", pool, ITEMS).score({}, blank="not reached")
    assert (result.ability, result.sd) == pytest.approx((0, 1), abs=1e-6)


def test_answers_to_other_questions_are_refused(pool: Pool) -> None:
    with pytest.raises(Refused, match=r"no question «i001»[\s\S]*does not say whether «i020»"):
        FixedForm("A", pool, ITEMS).score({"i001": True, "i020": 1})


@pytest.mark.parametrize(
    "wrong",
    [
        {"items": ()},
        {"items": ("i000", "i000")},
        {"items": ("x",)},
        {"cut": float("nan")},
        {"certainty": 1.0},
    ],
)
def test_forms_that_cannot_be_given_are_refused(pool: Pool, wrong: dict) -> None:
    with pytest.raises(Refused):
        FixedForm(**{"id": "A", "pool": pool, "items": ITEMS, **wrong})


def test_a_form_read_back_is_the_same_and_one_of_another_bank_is_refused(
    pool: Pool, large_pool: Pool
) -> None:
    form = FixedForm("A", pool, ITEMS, cut=0.3)
    data = json.loads(json.dumps(form.as_data()))
    assert FixedForm.from_data(data, pool) == form
    with pytest.raises(Refused, match="made of the bank"):
        FixedForm.from_data(data, large_pool)
    with pytest.raises(Refused, match="no fixed form"):
        FixedForm.from_data({"kind": "fixed-form"}, pool)


@pytest.mark.parametrize("names", [("A", "B"), ("A", "B", "C")])
def test_parallel_forms_share_no_item_and_tell_alike(large_pool: Pool, names: tuple[str, ...]) -> None:
    made = parallel_forms(large_pool, 20, names=names)
    items = [item for form in made.forms for item in form.items]
    assert len(set(items)) == len(items) == 20 * len(names)
    at = np.array([-1.0, 0.0, 1.0])
    tells = np.array([form.information(at) for form in made.forms])
    right = np.array([form.expected_right(at) for form in made.forms])
    assert (np.ptp(tells, axis=0) / tells.mean(axis=0)).max() <= 0.03
    assert np.ptp(right, axis=0).max() <= 0.3
    assert made.unlike_information <= 0.03
    assert "none shared" in made.sentence


def test_parallel_forms_tell_more_than_forms_put_together_blindly(large_pool: Pool) -> None:
    made = parallel_forms(large_pool, 20)
    blind = FixedForm("blind", large_pool, tuple(each.item for each in large_pool.questions[:20]))
    assert made.forms[0].information(np.array(0.0)) > 1.5 * blind.information(np.array(0.0))


def test_parallel_forms_keep_shares_and_have_no_family_twice(pool: Pool) -> None:
    made = parallel_forms(pool, 12, balance={"geometry": 0.5, "ratio": 0.25})
    for form in made.forms:
        questions = [pool.questions[pool.place(item)] for item in form.items]
        areas = [each.area for each in questions]
        families = [each.family for each in questions if each.family]
        assert areas.count("geometry") >= 6
        assert areas.count("ratio") >= 3
        assert len(set(families)) == len(families)
    assert made.forms == parallel_forms(pool, 12, balance={"geometry": 0.5, "ratio": 0.25}).forms


@pytest.mark.parametrize("wrong", [{"length": 31}, {"length": 0}, {"length": 3, "names": ("A", "A")}])
def test_forms_that_the_pool_cannot_give_are_refused(pool: Pool, wrong: dict) -> None:
    with pytest.raises(Refused):
        parallel_forms(pool, **wrong)


def test_too_few_items_of_an_area_are_named(pool: Pool) -> None:
    with pytest.raises(Refused, match="of the area «ratio»"):
        parallel_forms(pool, 15, balance={"ratio": 1.0})
