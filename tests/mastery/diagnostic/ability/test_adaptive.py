"""The adaptive test asks what tells most, within its limits, and can say why."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import NotFound, Refused
from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
from whynext.mastery.diagnostic.ability.limits import Limits
from whynext.mastery.diagnostic.ability.pool import Pool, Question
from whynext.mastery.diagnostic.ability.prior import Prior
from whynext.mastery.diagnostic.ability.simulate import simulate
from whynext.mastery.diagnostic.ability.sitting import Sitting

SURE = Limits(among_best=1, precision=None)


def sat(
    test: AdaptiveTest, limits: Limits, answers, seed: bytes = b"s", sitting: Sitting | None = None
) -> Sitting:
    """Return a sitting answered to its end by a rule from question number and item to right or wrong."""
    sitting = sitting or test.begin()
    while not (choice := test.next(sitting, limits, seed)).over:
        sitting = test.observe(sitting, choice.item, answers(len(sitting.given), choice.item))
    return sitting


def asked(sitting: Sitting) -> list[str]:
    return [each.item for each in sitting.given]


def test_the_first_question_is_the_one_that_tells_most_at_the_expected_ability(pool: Pool) -> None:
    choice = AdaptiveTest(pool).next(AdaptiveTest(pool).begin(), SURE, b"s")
    assert choice.item == pool.questions[int(pool.informing[60].argmax())].item
    assert choice.probability == 1.0
    assert 0.4 < choice.chance_right < 0.8


def test_the_belief_is_the_one_of_bayes_rule(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    sitting = test.begin(Prior(0.3, 0.8))
    for item, correct in (("i000", True), ("i001", False), ("i002", True)):
        sitting = test.observe(sitting, item, correct)
    fine = np.linspace(-8, 8, 20_001)
    weight = np.exp(-0.5 * ((fine - 0.3) / 0.8) ** 2)
    for each in sitting.given:
        item = pool.bank[each.item]
        p = item.guess + (1 - item.guess) / (1 + np.exp(-item.slope * (fine - item.difficulty)))
        weight *= p if each.correct else 1 - p
    weight /= weight.sum()
    found = test.result(sitting, cut=0.5)
    mean = weight @ fine
    assert found.ability == pytest.approx(mean, abs=1e-6)
    assert found.sd == pytest.approx(np.sqrt(weight @ fine**2 - mean**2), abs=1e-6)
    assert found.above_cut == pytest.approx(weight[fine >= 0.5].sum(), abs=2e-3)


def test_a_sitting_taken_up_again_from_its_json_goes_on_as_if_there_had_been_no_break(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), Limits(most_questions=12, precision=None)
    whole = sat(test, limits, lambda n, _: n % 3 > 0)
    part = sat(test, replace(limits, most_questions=6), lambda n, _: n % 3 > 0)
    again = Sitting.from_data(json.loads(json.dumps(part.as_data())))
    assert again == part
    assert sat(test, limits, lambda n, _: n % 3 > 0, sitting=again) == whole


def test_the_seed_alone_decides_what_is_drawn(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), Limits(among_best=5)
    first = {
        seed: test.next(test.begin(), limits, seed).item for seed in (b"a", b"b", b"c", b"d", b"e", b"f")
    }
    assert first == {seed: test.next(test.begin(), limits, seed).item for seed in first}
    assert len(set(first.values())) > 1


def test_one_of_the_best_is_drawn_with_equal_probabilities_that_are_recorded(pool: Pool) -> None:
    choice = AdaptiveTest(pool).next(AdaptiveTest(pool).begin(), Limits(among_best=4), b"s")
    assert list(choice.considered.values()) == pytest.approx([0.25] * 4)
    assert choice.considered[choice.item] == choice.probability
    best = np.argsort(-pool.informing[60])[:4]
    assert list(choice.considered) == [pool.questions[place].item for place in best]


def test_a_question_met_too_often_is_passed_over_with_its_own_chance(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    best = test.next(test.begin(), SURE, b"s").item
    choice = AdaptiveTest(pool.exposed({best: 0.3})).next(test.begin(), SURE, b"s")
    assert choice.considered[best] == pytest.approx(0.3)
    assert sum(choice.considered.values()) == pytest.approx(1.0)
    assert len(choice.considered) == 2


def test_what_was_passed_over_stays_passed_over_in_the_sitting(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    best = test.next(test.begin(), SURE, b"s").item
    test = AdaptiveTest(pool.exposed({best: 0.3}))
    seed = next(
        seed
        for seed in map(bytes, ([n] for n in range(99)))
        if test.next(test.begin(), SURE, seed).item != best
    )
    choice = test.next(test.begin(), SURE, seed)
    assert choice.passed == (best,)
    sitting = Sitting.from_data(test.observe(test.begin(), choice.item, True, passed=choice.passed).as_data())
    again = test.next(sitting, SURE, seed)
    assert best not in again.considered
    assert again.left_out["passed over, being met too often"] == 1


@pytest.mark.long
def test_an_item_is_met_by_the_share_of_sittings_that_its_chance_says(pool: Pool) -> None:
    best = int(pool.informing[60].argmax())
    shy = pool.exposed({pool.questions[best].item: 0.3})
    would = np.zeros((3_000, len(pool)), dtype=np.uint8)
    alone, drawn = (
        simulate(shy, would, replace(SURE, among_best=among, most_questions=8), b"s").exposure[best]
        for among in (1, 3)
    )
    assert alone == pytest.approx(0.3, abs=0.035)  # four standard errors
    assert 0.1 - 0.02 < drawn < 0.3 + 0.035  # a third of it at once; the rest only if it comes up again


@given(
    exposures=st.lists(st.floats(0.05, 1.0), min_size=60, max_size=60),
    among=st.integers(1, 8),
    correct=st.lists(st.booleans(), max_size=10),
    rule=st.sampled_from(["information", "variance"]),
)
def test_probabilities_are_those_of_a_draw_whatever_the_exposures(
    pool, exposures, among, correct, rule
) -> None:
    test = AdaptiveTest(
        pool.exposed({each.item: k for each, k in zip(pool.questions, exposures, strict=True)})
    )
    limits = Limits(among_best=among, precision=None, rule=rule)
    sitting = test.begin()
    for answer in correct:
        sitting = test.observe(sitting, test.next(sitting, limits, b"s").item, answer)
    choice = test.next(sitting, limits, b"s")
    assert sum(choice.considered.values()) == pytest.approx(1.0)
    assert all(0 < each <= 1 + 1e-12 for each in choice.considered.values())
    assert choice.item in choice.considered
    assert not set(choice.considered) & set(asked(sitting))


@given(wrong=st.sets(st.integers(0, 7)), changed=st.integers(0, 7))
def test_one_more_right_answer_never_lowers_the_ability(pool, wrong, changed) -> None:
    test = AdaptiveTest(pool)
    worse = better = test.begin()
    for n in range(8):
        worse = test.observe(worse, f"i{n:03d}", n not in wrong and n != changed)
        better = test.observe(better, f"i{n:03d}", n not in wrong or n == changed)
    assert test.result(better).ability > test.result(worse).ability


def test_the_order_of_the_answers_does_not_matter(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    one, other = test.begin(), test.begin()
    answers = [("i003", True), ("i010", False), ("i020", True), ("i031", True)]
    for item, correct in answers:
        one = test.observe(one, item, correct)
    for item, correct in reversed(answers):
        other = test.observe(other, item, correct)
    assert test.result(one).ability == pytest.approx(test.result(other).ability, abs=1e-12)


def test_no_item_is_asked_twice_and_no_family_either(pool: Pool) -> None:
    sitting = sat(AdaptiveTest(pool), replace(SURE, most_questions=60), lambda n, _: n % 2 == 0)
    items = asked(sitting)
    families = [pool.questions[pool.place(item)].family for item in items]
    named = [family for family in families if family]
    assert len(set(items)) == len(items) == 50
    assert len(set(named)) == len(named) == 10


def test_content_keeps_to_its_shares(pool: Pool) -> None:
    limits = replace(SURE, most_questions=20, balance={"geometry": 0.5, "number": 0.25, "ratio": 0.25})
    test = AdaptiveTest(pool)
    for pattern in (lambda n, _: True, lambda n, _: False, lambda n, _: n % 2 == 0):
        assert test.result(sat(test, limits, pattern)).areas == {"geometry": 10, "number": 5, "ratio": 5}


def test_the_turn_of_an_area_is_told(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), replace(SURE, balance={"ratio": 1.0})
    choice = test.next(test.begin(), limits, b"s")
    assert pool.questions[pool.place(choice.item)].area == "ratio"
    assert "It is the turn of «ratio»" in choice.why
    assert choice.left_out == {"of an area whose turn it is not": 40}


def test_an_area_without_questions_left_gives_way_to_the_next(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    seen = [each.item for each in pool.questions if each.area == "ratio"]
    choice = test.next(test.begin(seen=seen), replace(SURE, balance={"ratio": 0.9, "number": 0.1}), b"s")
    assert choice.item not in seen


def test_an_unknown_area_is_refused_with_the_nearest(pool: Pool) -> None:
    with pytest.raises(Refused, match=r"no question is of the area «geometri».*geometry"):
        AdaptiveTest(pool).next(AdaptiveTest(pool).begin(), Limits(balance={"geometri": 1.0}), b"s")


def test_what_was_seen_on_a_parallel_form_is_not_asked_again(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), replace(SURE, most_questions=15)
    first = sat(test, limits, lambda n, _: True)
    second = sat(test, limits, lambda n, _: True, sitting=test.begin(seen=asked(first)))
    assert not set(asked(first)) & set(asked(second))
    open_ = replace(limits, unseen=False)
    assert asked(sat(test, open_, lambda n, _: True, sitting=test.begin(seen=asked(first)))) == asked(first)


def test_only_what_the_student_can_read_is_asked_unless_it_is_read_aloud(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), replace(SURE, most_questions=12, most_reading=4.0)
    levels = [
        pool.questions[pool.place(item)].reading_level for item in asked(sat(test, limits, lambda n, _: True))
    ]
    assert max(levels) <= 4
    aloud = replace(limits, accommodations=frozenset({"read_aloud"}))
    assert "reading" not in test.next(test.begin(), aloud, b"s").why
    assert "above the reading level" in test.next(test.begin(), limits, b"s").left_out


def test_time_ends_a_sitting_unless_there_is_extra_time(pool: Pool) -> None:
    test, limits = AdaptiveTest(pool), replace(SURE, most_questions=40, most_seconds=300.0)
    sitting = sat(test, limits, lambda n, _: True)
    assert test.result(sitting).seconds <= 300
    over = test.next(sitting, limits, b"s")
    assert over.over
    assert "too long for the time left" in over.why
    more = replace(limits, accommodations=frozenset({"extra_time"}))
    assert len(sat(test, more, lambda n, _: True).given) == 40


def test_measured_seconds_count_instead_of_the_usual_ones(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    sitting = test.observe(test.begin(), "i000", True, seconds=290.0)
    assert test.next(sitting, replace(SURE, most_seconds=300.0), b"s").over


def test_a_sitting_ends_when_the_ability_is_known_as_surely_as_asked_for(large_pool: Pool) -> None:
    test, limits = AdaptiveTest(large_pool), Limits(precision=0.35, most_questions=60)
    sitting = sat(test, limits, lambda n, _: n % 2 == 0)
    before = replace(sitting, given=sitting.given[:-1])
    assert test.result(sitting).sd <= 0.35 < test.result(before).sd
    assert "known to ± 0.3" in test.next(sitting, limits, b"s").why


def test_a_sitting_about_a_cut_ends_when_the_side_is_certain(large_pool: Pool) -> None:
    test, limits = AdaptiveTest(large_pool), Limits(precision=None, cut=-0.5, most_questions=60)
    sitting = sat(test, limits, lambda n, _: True)
    assert len(sitting.given) < 15
    assert test.result(sitting, cut=-0.5).above_cut >= 0.95
    assert "above the cut of -0.5" in test.next(sitting, limits, b"s").why


def test_the_least_number_of_questions_is_asked_even_if_all_is_known(large_pool: Pool) -> None:
    test = AdaptiveTest(large_pool)
    sure = test.begin(Prior(0.0, 0.15))
    sitting = sat(test, Limits(precision=0.3, least_questions=7), lambda n, _: True, sitting=sure)
    assert len(sitting.given) == 7


def test_a_pool_without_a_question_ends_at_once_and_says_so() -> None:
    test = AdaptiveTest(Pool(ItemBank((BankItem("x", 1.0, 0.0, status="all right"),))))
    choice = test.next(test.begin(), Limits(), b"s")
    assert choice.over
    assert "the pool is empty" in choice.why
    assert test.result(test.begin()).questions == 0


def test_the_reason_names_the_estimate_the_chance_and_what_was_left_out(pool: Pool) -> None:
    test = AdaptiveTest(pool)
    sitting = test.observe(test.begin(), "i000", True)
    why = test.next(sitting, Limits(among_best=2), b"s").why
    assert "Of 58 questions that may be asked" in why
    assert "drawn with 50 %" in why
    assert "answered rightly with" in why
    assert "1 answered already, 1 related to one that was asked" in why
    variance = test.next(sitting, Limits(rule="variance"), b"s").why
    assert "expected to narrow the uncertainty most" in variance


def test_the_expected_fall_of_variance_is_what_happens_on_average(pool: Pool) -> None:
    """Weighing the variance after a right and after a wrong answer by their chances gives the promise."""
    from whynext.mastery.diagnostic.ability.selection import estimate_of, posterior, values

    test = AdaptiveTest(pool)
    sitting = test.observe(test.begin(), "i001", True)
    shares = posterior(pool, sitting)
    open_ = np.ones(len(pool), dtype=bool)
    fall = values(pool, shares, open_, "variance")
    place = int(fall.argmax())
    item = pool.questions[place].item
    right = float(pool.chance[place] @ shares)
    left = sum(
        p * test.result(test.observe(sitting, item, correct)).sd ** 2
        for p, correct in ((right, True), (1 - right, False))
    )
    assert estimate_of(shares)[1] ** 2 - left == pytest.approx(fall[place], abs=1e-12)
    assert np.isfinite(fall).sum() == 32


@pytest.mark.parametrize(
    ("item", "correct", "seconds", "told"),
    [
        ("i999", True, None, "the test has no item «i999»"),
        ("i000", True, None, "answered already"),
        ("i001", "yes", None, "does not say whether"),
        ("i001", True, -1.0, "-1.0 seconds are impossible"),
        ("i001", True, float("nan"), "seconds are impossible"),
    ],
)
def test_impossible_answers_are_refused(pool: Pool, item, correct, seconds, told: str) -> None:
    test = AdaptiveTest(pool)
    with pytest.raises((Refused, NotFound), match=told):
        test.observe(test.observe(test.begin(), "i000", True), item, correct, seconds)


def test_a_sitting_of_another_bank_is_refused(pool: Pool, large_pool: Pool) -> None:
    sitting = AdaptiveTest(large_pool).begin()
    for step in (
        lambda t: t.next(sitting, SURE, b"s"),
        lambda t: t.observe(sitting, "i000", True),
        lambda t: t.result(sitting),
    ):
        with pytest.raises(Refused, match="asks from the bank"):
            step(AdaptiveTest(pool))


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {**Sitting("v", Prior()).as_data(), "kind": "x"},
        {**Sitting("v", Prior()).as_data(), "edition": 7},
        {**Sitting("v", Prior()).as_data(), "given": [["i", True]]},
        {**Sitting("v", Prior()).as_data(), "given": [["i", True, None], ["i", True, None]]},
        {**Sitting("v", Prior()).as_data(), "prior": {"mean": 0.0, "width": 2}},
        {**Sitting("v", Prior()).as_data(), "more": 1},
    ],
)
def test_what_is_no_sitting_is_refused(data) -> None:
    with pytest.raises(Refused):
        Sitting.from_data(data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"most_questions": 0},
        {"least_questions": 40},
        {"precision": 0.0},
        {"certainty": 0.4},
        {"cut": float("inf")},
        {"accommodations": frozenset({"extra time"})},
        {"balance": {"a": 0.7, "b": 0.7}},
        {"balance_slack": -1.0},
        {"rule": "luck"},
        {"among_best": 0},
        {"most_seconds": -3.0},
    ],
)
def test_limits_without_a_meaning_are_refused(wrong: dict) -> None:
    with pytest.raises(Refused):
        Limits(**wrong)


def test_limits_come_back_from_their_data_and_unknown_ones_are_refused() -> None:
    limits = Limits(balance={"a": 0.5}, accommodations=frozenset({"extra_time"}), cut=0.2)
    assert Limits.from_data(json.loads(json.dumps(limits.as_data()))) == limits
    with pytest.raises(Refused, match=r"no limit «most_question».*most_questions"):
        Limits.from_data({"most_question": 3})


@pytest.mark.parametrize(
    "wrong",
    [
        Question("nowhere"),
        Question("i000", seconds=0),
        Question("i000", exposure=0),
        Question("i000", exposure=1.2),
        Question("i000", reading_level=float("nan")),
    ],
)
def test_impossible_questions_are_refused(pool: Pool, wrong: Question) -> None:
    with pytest.raises(Refused):
        Pool(pool.bank, [wrong])
    with pytest.raises(Refused, match="twice"):
        Pool(pool.bank, [Question("i000"), Question("i000")])


def test_a_pool_read_back_asks_the_same_and_one_of_another_bank_is_refused(
    pool: Pool, large_pool: Pool
) -> None:
    tamed = pool.exposed({"i003": 0.4})
    data = json.loads(json.dumps(tamed.as_data()))
    again = Pool.from_data(data, pool.bank)
    assert again.questions == tamed.questions
    assert again.version == tamed.version
    for wrong, bank in (
        (data, large_pool.bank),
        ({"kind": "x"}, pool.bank),
        ({**data, "questions": [{"item": "i000", "aera": "x"}]}, pool.bank),
    ):
        with pytest.raises(Refused):
            Pool.from_data(wrong, bank)


def test_a_sitting_goes_on_when_exposures_change_and_whatever_else_is_in_the_bank() -> None:
    bank = ItemBank(
        (BankItem("a", 1.0, 0.0), BankItem("b", 1.0, 1.0), BankItem("c", 1.0, 0.0, status="all right"))
    )
    pool = Pool(bank)
    sitting = AdaptiveTest(pool).observe(AdaptiveTest(pool).begin(), "a", True)
    later = AdaptiveTest(pool.exposed({"b": 0.5}))
    assert later.next(sitting, SURE, b"s").item == "b"
    assert Pool.from_data(pool.as_data(), bank).version == pool.version
