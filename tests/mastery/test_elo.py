"""Elo: steps by hand, gains that no answer decides, and parameters as data."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import pytest

from whynext.base.errors import Refused
from whynext.mastery.response import Response
from whynext.mastery.tracing.elo import WHY_DEFAULTS, Elo, EloParameters

Answer = Callable[..., Response]
HAND = Elo(EloParameters(start=1.0, weight=0.25, drift=0.0, daily=0.0, items={"hard": 2.0}))


def test_a_right_answer_moves_ability_as_worked_out_by_hand(answer: Answer) -> None:
    """v = 1 / (1 + .25) = .8, and from even chances a = .8 (1 - .5) = .4."""
    state, _ = HAND.observe(HAND.begin("fractions"), answer(True))
    assert (state.b, state.a) == (pytest.approx(0.8), pytest.approx(0.4))
    assert state.mastery == pytest.approx(1 / (1 + math.exp(-0.4)))


def test_a_wrong_answer_to_a_hard_item_costs_little(answer: Answer) -> None:
    """a = -.8 / (1 + e^2): a miss was to be expected."""
    state, record = HAND.observe(HAND.begin("fractions"), answer(False, item="hard"))
    assert state.a == pytest.approx(-0.8 / (1 + math.exp(2.0)))
    assert "expected with 88%" in record.why


def test_the_gain_depends_on_how_many_answers_there_were_and_not_on_which(answer: Answer) -> None:
    """After five answers of any kind to any items the variance is the same: that makes right answers safe."""
    seen = set()
    for pattern, item in (("10101", "hard"), ("11111", "easy"), ("00000", "hard")):
        state = HAND.begin("fractions")
        for each in pattern:
            state, _ = HAND.observe(state, answer(each == "1", item=item))
        seen.add(state.b)
    assert len(seen) == 1


def test_an_unknown_item_is_a_typical_one() -> None:
    """It has the difficulty of its skill; another skill has that of all."""
    model = Elo(EloParameters(difficulty=1.0, skills={"fractions": -1.0}, items={"hard": 2.0}))
    assert model.predict(model.begin("fractions"), "never seen") == model.begin("fractions").mastery
    assert model.predict(model.begin("fractions"), "hard") == pytest.approx(1 / (1 + math.exp(2)))
    assert model.predict(model.begin("decimals"), "never seen") == pytest.approx(1 / (1 + math.e))


def test_doubt_grows_back_with_the_days_and_no_further_than_at_the_start(answer: Answer) -> None:
    """After years an ability is as unsure as one never seen; the mastery itself stays."""
    model, state = Elo(), Elo().begin("fractions")
    for _ in range(30):
        state, _ = model.observe(state, answer(True))
    spreads = [model.estimate(state, answer().at + timedelta(days=n)).uncertainty for n in (0, 30, 365, 3650)]
    assert spreads == sorted(spreads)
    assert spreads[0] < spreads[1] < spreads[2]
    p = state.mastery
    assert spreads[3] == pytest.approx(p * (1 - p))
    assert model.estimate(state, answer().at + timedelta(days=3650)).mastery == p


def test_every_default_has_a_reason() -> None:
    """No default step size goes without a sentence."""
    assert set(WHY_DEFAULTS) == {"start", "weight", "drift", "daily"}


@pytest.mark.parametrize(
    "bad",
    [
        {"start": 0},
        {"start": 5},
        {"weight": 0},
        {"drift": -0.1},
        {"daily": 2},
        {"difficulty": float("nan")},
        {"items": {"x": "1"}},
        {"skills": {"y": 99}},
        {"strat": 1},
        {"items": []},
        None,
        3,
    ],
)
def test_impossible_parameters_are_refused(bad: object) -> None:
    """Nothing but Refused comes out of strange data."""
    with pytest.raises(Refused):
        EloParameters.from_data(bad)


def test_all_problems_are_told_at_once_with_their_places() -> None:
    """A step size and an item, in one refusal."""
    with pytest.raises(Refused) as refused:
        EloParameters.from_data({"start": 9, "items": {"x": 50}})
    assert [each.where for each in refused.value.problems] == ["start", "items.x"]
