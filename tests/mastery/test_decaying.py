"""Averages of answers: each method by hand, late answers, and levels by the date of the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery.conftest import MORNING
from whynext.base.errors import Refused
from whynext.mastery.estimate import no_states
from whynext.mastery.response import Response, observed
from whynext.mastery.tracing.decaying import METHODS, Decaying, DecayingParameters
from whynext.mastery.tracing.levels import CUSTOMARY, levels

Answer = Callable[..., Response]


def worked(pattern: str, days: Sequence[int] | None = None) -> list[Response]:
    """Return answers in order of entry: 1 right, 0 wrong; on these days, or day after day."""
    on = days or range(len(pattern))
    return [
        Response("ana", "item", ("k",), x == "1", MORNING + timedelta(days=day))
        for x, day in zip(pattern, on, strict=True)
    ]


def level(answers: list[Response], **parameters: object) -> float:
    """Return the average after answers, taken as they were entered."""
    model = Decaying(DecayingParameters(**parameters))  # type: ignore[arg-type]
    return float(model.observe_all(no_states(), observed(answers))["mastery"].item())


@pytest.mark.parametrize(
    ("parameters", "pattern", "by_hand"),
    [
        ({"share": 0.65}, "1", 1.0),
        ({"share": 0.65}, "10", 0.35),
        ({"share": 0.65}, "011", 0.65 + 0.35 * 0.65),
        ({"method": "mean"}, "1101", 0.75),
        ({"method": "recent", "n": 3}, "11100", 1 / 3),
        ({"method": "recent", "n": 3}, "10", 0.5),
        ({"method": "highest", "n": 2}, "011000", 1.0),
        ({"method": "highest", "n": 3}, "0110", 2 / 3),
        ({"method": "highest", "n": 4}, "1", 0.25),
        ({"method": "fading", "half_life": 1.0}, "10", 0.5 / 1.5),
        ({"method": "fading", "half_life": 2.0}, "011", (0.5**0.5 + 1) / (0.5 + 0.5**0.5 + 1)),
    ],
)
def test_each_method_gives_what_was_worked_out_by_hand(
    parameters: dict[str, object], pattern: str, by_hand: float
) -> None:
    """One answer a day."""
    assert level(worked(pattern), **parameters) == pytest.approx(by_hand, abs=1e-12)


@pytest.mark.parametrize("method", ["decaying", "recent"])
def test_two_answers_swapped_on_their_way_count_as_they_were_worked(method: str) -> None:
    """Whichever of the last two comes in first."""
    in_order = level(worked("1101"), method=method, n=3)
    assert level(worked("1110", [0, 1, 3, 2]), method=method, n=3) == pytest.approx(in_order, abs=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60)), min_size=1, max_size=15), st.randoms())
def test_mean_and_fading_do_not_mind_the_order_of_entry(
    answers: list[tuple[bool, int]], mixed: object
) -> None:
    """Any shuffling of the entries gives the same average."""
    history = [worked("1" if right else "0", [day])[0] for right, day in answers]
    shuffled = list(history)
    mixed.shuffle(shuffled)  # type: ignore[attr-defined]
    for method in ("mean", "fading"):
        assert level(shuffled, method=method) == pytest.approx(level(history, method=method), abs=1e-9)


@settings(max_examples=25)
@given(st.permutations(range(8)), st.text("01", min_size=8, max_size=8))
def test_levels_are_those_of_the_dates_whatever_the_order_of_entry(order: list[int], pattern: str) -> None:
    """Every method, on eight answers entered in any order."""
    by_date = levels(observed(worked(pattern)))
    entered = worked("".join(pattern[n] for n in order), order)
    assert levels(observed(entered)).equals(by_date)
    assert by_date.columns == ["student", "skill", *METHODS]


def test_levels_agree_with_the_model_where_entry_follows_the_dates() -> None:
    """One screen shows what each model would hold."""
    row = levels(observed(worked("110100"))).row(0, named=True)
    for name, parameters in CUSTOMARY.items():
        assert row[name] == level(worked("110100"), **parameters.as_data())


def test_levels_of_nothing_are_nothing() -> None:
    """No answers, or no methods, give no rows."""
    assert levels(observed([])).is_empty()
    assert levels(observed(worked("11")), {}).is_empty()


def test_an_average_of_few_answers_says_so() -> None:
    """The decaying average of many answers rests on about two; the mean on all."""
    after = {}
    for method in ("decaying", "mean"):
        model = Decaying(DecayingParameters(method))
        state = model.begin("k")
        for each in worked("10" * 20):
            state, _ = model.observe(state, each)
        after[method] = model.estimate(state).uncertainty
    assert after["decaying"] > 2 * after["mean"]


@pytest.mark.parametrize(
    "bad",
    [
        {"method": "median"},
        {"method": 3},
        {"share": 0.0},
        {"share": 1.5},
        {"n": 0},
        {"n": 51},
        {"n": 2.5},
        {"half_life": 0},
        {"shar": 0.5},
        None,
        [],
    ],
)
def test_impossible_parameters_are_refused(bad: object) -> None:
    """Nothing but Refused comes out of strange data."""
    with pytest.raises(Refused):
        DecayingParameters.from_data(bad)
