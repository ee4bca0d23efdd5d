"""Retention: the published formulas, held against the library that publishes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery.conftest import MORNING
from whynext.base.errors import Refused
from whynext.mastery.response import Response
from whynext.mastery.tracing.retention import LEAST, MOST, WEIGHTS, Retention, RetentionParameters

Answer = Callable[..., Response]
HOURS = st.sampled_from([0, 1, 5, 23, 24, 30, 47, 48, 100, 24 * 7, 24 * 40, 24 * 400])


def weights() -> st.SearchStrategy[tuple[float, ...]]:
    """Draw weights within their bounds, or the default ones."""
    drawn = st.tuples(*(st.floats(low, high) for low, high in zip(LEAST, MOST, strict=True)))
    return st.one_of(st.just(WEIGHTS), drawn)


def reviewed(scheduler: fsrs.Scheduler, history: list[tuple[bool, int]]) -> tuple[fsrs.Card, object]:
    """Return the library's card after reviews, and the instant of the last."""
    card, at = fsrs.Card(card_id=1), MORNING
    for right, hours in history:
        at += timedelta(hours=hours)
        rating = fsrs.Rating.Good if right else fsrs.Rating.Again
        card, _ = scheduler.review_card(card, rating, at)
    return card, at


@given(weights(), st.lists(st.tuples(st.booleans(), HOURS), min_size=1, max_size=12), st.integers(0, 900))
def test_stability_difficulty_and_recall_are_those_of_the_library(
    chosen: tuple[float, ...], history: list[tuple[bool, int]], days: int
) -> None:
    """After any reviews at any distances, with any weights, to a billionth."""
    model = Retention(RetentionParameters(weights=chosen))
    state, at = model.begin("k"), MORNING
    for right, hours in history:
        at += timedelta(hours=hours)
        state, _ = model.observe(state, Response("ana", "item", ("k",), right, at))
    scheduler = fsrs.Scheduler(
        parameters=chosen, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card, _ = reviewed(scheduler, history)
    later = at + timedelta(days=days)
    assert state.a == pytest.approx(card.stability, rel=1e-9)
    assert state.b == pytest.approx(card.difficulty, rel=1e-9)
    expected = scheduler.get_card_retrievability(card, later)
    assert model.estimate(state, later).mastery == pytest.approx(expected, rel=1e-9)


def test_the_defaults_are_those_that_the_library_ships() -> None:
    """Twenty-one numbers, and their bounds."""
    from fsrs import scheduler

    assert scheduler.DEFAULT_PARAMETERS == WEIGHTS
    assert (scheduler.LOWER_BOUNDS_PARAMETERS, scheduler.UPPER_BOUNDS_PARAMETERS) == (LEAST, MOST)


def test_at_its_stability_a_memory_is_recalled_nine_times_in_ten(answer: Answer) -> None:
    """That is what stability means."""
    model = Retention()
    state, _ = model.observe(model.begin("fractions"), answer(True))
    state = state._replace(a=50.0)
    assert model.estimate(state, answer().at + timedelta(days=50)).mastery == pytest.approx(0.9)


def test_the_stored_mastery_speaks_of_the_horizon(answer: Answer) -> None:
    """It equals what is asked of the day so many days after the latest answer."""
    model = Retention(RetentionParameters(horizon=14))
    state, _ = model.observe(model.begin("fractions"), answer(True))
    assert state.mastery == model.estimate(state, answer().at + timedelta(days=14)).mastery


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=8))
def test_recall_falls_with_the_days(days: list[int]) -> None:
    """Never rises while nothing is practised."""
    model = Retention()
    state, _ = model.observe(model.begin("k"), Response("ana", "item", ("k",), True, MORNING))
    seen = [model.estimate(state, MORNING + timedelta(days=each)).mastery for each in sorted(days)]
    assert seen == sorted(seen, reverse=True)


def test_recalling_after_a_week_holds_longer_than_recalling_at_once(answer: Answer) -> None:
    """The spacing effect, which no other model here knows."""
    model = Retention()
    begun, _ = model.observe(model.begin("fractions"), answer(True))
    at_once, _ = model.observe(begun, answer(True, minute=5))
    spaced, _ = model.observe(begun, answer(True, minute=7 * 1440))
    assert spaced.a > 2 * at_once.a


def test_help_refreshes_what_was_there_and_makes_it_hold_no_longer(answer: Answer) -> None:
    """The clock begins again; stability stays; before anything was learned it leaves nothing."""
    model = Retention()
    state, _ = model.observe(model.begin("fractions"), answer(True))
    helped, _ = model.observe(state, answer(True, hints=1, minute=10 * 1440))
    assert helped.a == state.a
    day = answer(minute=20 * 1440).at
    assert model.estimate(helped, day).mastery > model.estimate(state, day).mastery
    nothing, _ = model.observe(model.begin("fractions"), answer(True, hints=1))
    assert (nothing.mastery, nothing.a) == (0.0, 0.0)


def test_who_never_answered_is_predicted_to_be_right_half_the_time() -> None:
    """Nothing is known, and nothing can be recalled."""
    assert Retention().predict(Retention().begin("k"), "item") == 0.5
    assert Retention().estimate(Retention().begin("k")).mastery == 0.0


@pytest.mark.parametrize(
    "bad",
    [
        {"horizon": 0},
        {"horizon": "30"},
        {"weights": [1.0]},
        {"weights": [*WEIGHTS[:-1], 0.0]},
        {"weights": "x"},
        {"horizn": 3},
        None,
    ],
)
def test_impossible_parameters_are_refused(bad: object) -> None:
    """Nothing but Refused comes out of strange data."""
    with pytest.raises(Refused):
        RetentionParameters.from_data(bad)
