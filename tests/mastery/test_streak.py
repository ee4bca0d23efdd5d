"""N in a row: what counts, what ends a streak, and its parameters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whynext.base.errors import Refused
from whynext.mastery.estimate import no_states
from whynext.mastery.response import Response, observed
from whynext.mastery.tracing.streak import Streak, StreakParameters

Answer = Callable[..., Response]


def test_mastery_is_the_share_of_the_streak(answer: Answer) -> None:
    """Thirds up to one, and no further."""
    state, seen = Streak().begin("fractions"), []
    for _ in range(4):
        state, _ = Streak().observe(state, answer(True))
        seen.append(state.mastery)
    assert seen == [1 / 3, 2 / 3, 1.0, 1.0]


@pytest.mark.parametrize(("correct", "hints"), [(False, None), (True, 1)])
def test_a_miss_or_a_hint_ends_the_streak(answer: Answer, correct: bool, hints: int | None) -> None:
    """Two right, then a miss or help: the student begins again."""
    answers = [answer(True), answer(True), answer(correct, hints=hints)]
    assert Streak().observe_all(no_states(), observed(answers))["mastery"].to_list() == [0.0]


def test_three_in_a_row_with_a_hint_among_them_do_not_count(answer: Answer) -> None:
    """The published rule: a hinted answer is not part of the row."""
    answers = [answer(True), answer(True, hints=2), answer(True)]
    assert Streak().observe_all(no_states(), observed(answers))["mastery"].to_list() == [1 / 3]


def test_a_skill_may_need_more(answer: Answer) -> None:
    """Set for one skill, in force for that skill only."""
    model = Streak(StreakParameters(1, {"facts": 5}))
    frame = model.observe_all(no_states(), observed([answer(True, "facts", "fractions")]))
    assert frame["mastery"].to_list() == [0.2, 1.0]


def test_the_prediction_is_the_rule_of_succession(answer: Answer) -> None:
    """(right + 1) / (answers + 2): one half before anything, two thirds after one right answer."""
    state = Streak().begin("fractions")
    assert Streak().predict(state, "item") == 0.5
    state, _ = Streak().observe(state, answer(True))
    assert Streak().predict(state, "item") == pytest.approx(2 / 3)


def test_uncertainty_falls_with_evidence(answer: Answer) -> None:
    """Beta(1, 1) spreads by sqrt(1/12); every answer narrows it."""
    state = Streak().begin("fractions")
    spread = Streak().estimate(state).uncertainty
    assert spread == pytest.approx((1 / 12) ** 0.5)
    for _ in range(5):
        state, _ = Streak().observe(state, answer(True))
        assert Streak().estimate(state).uncertainty < spread
        spread = Streak().estimate(state).uncertainty


def test_the_sentence_says_how_far_and_why_it_ended(answer: Answer) -> None:
    """A teacher reads the count reached and what ended it."""
    state, record = Streak().observe(Streak().begin("fractions"), answer(True))
    assert "1 in a row of the 3" in record.why
    _, record = Streak().observe(state, answer(True, hints=1))
    assert record.why.startswith("Answered right, but with help: a streak of 1 ends")


@pytest.mark.parametrize("n", [0, -1, 1001, 2.5, True, "3", None])
def test_impossible_numbers_are_refused(n: object) -> None:
    """For all skills or for one."""
    with pytest.raises(Refused, match="whole number from 1"):
        StreakParameters(n)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"skills\.facts"):
        StreakParameters(3, {"facts": n})  # type: ignore[dict-item]


@pytest.mark.parametrize("data", [None, 3, {"m": 3}, {"n": 3, "skills": 4}])
def test_what_is_no_parameter_set_is_refused(data: object) -> None:
    """Nothing but Refused comes out of strange data."""
    with pytest.raises(Refused):
        StreakParameters.from_data(data)
