"""Bayesian knowledge tracing: the published equations by hand, and parameters as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.estimate import no_states, state_of
from whynext.mastery.response import Response, observed
from whynext.mastery.tracing.bkt import NAMES, WHY_DEFAULTS, Bkt, BktParameters, BktParameterSet

Answer = Callable[..., Response]
HAND = Bkt(BktParameterSet(BktParameters(prior=0.5, learn=0.2, guess=0.25, slip=0.1)))


def test_a_right_answer_moves_mastery_as_worked_out_by_hand(answer: Answer) -> None:
    """P(L|right) = .5*.9 / (.5*.9 + .5*.25) = 18/23; then 18/23 + 5/23*.2 = 19/23."""
    state, _ = HAND.observe(HAND.begin("fractions"), answer(True))
    assert state.mastery == pytest.approx(19 / 23, abs=1e-15)


def test_a_wrong_answer_moves_mastery_as_worked_out_by_hand(answer: Answer) -> None:
    """P(L|wrong) = .5*.1 / (.5*.1 + .5*.75) = 2/17; then 2/17 + 15/17*.2 = 5/17."""
    state, _ = HAND.observe(HAND.begin("fractions"), answer(False))
    assert state.mastery == pytest.approx(5 / 17, abs=1e-15)


def test_a_right_then_a_wrong_answer_by_hand(answer: Answer) -> None:
    """From 19/23: P(L|wrong) = 1.9 / (1.9 + 3) = 19/49; then 19/49 + 30/49*.2 = 25/49."""
    state, _ = HAND.observe(HAND.begin("fractions"), answer(True))
    state, _ = HAND.observe(state, answer(False))
    assert state.mastery == pytest.approx(25 / 49, abs=1e-15)


def test_the_prediction_is_knowing_without_slip_or_guessing() -> None:
    """.5*.9 + .5*.25 = .575."""
    assert HAND.predict(HAND.begin("fractions"), "item") == pytest.approx(0.575, abs=1e-15)


def test_the_uncertainty_is_that_of_a_yes_or_no() -> None:
    """At one half it is one half."""
    assert HAND.estimate(HAND.begin("fractions")).uncertainty == 0.5


def test_a_right_answer_with_help_leaves_the_estimate(answer: Answer) -> None:
    """Nothing moves but the counts, and the record says why."""
    state, record = HAND.observe(HAND.begin("fractions"), answer(True, hints=1))
    assert state.mastery == 0.5
    assert state.answers == 1
    assert "with help" in record.why


def test_the_sentence_names_the_numbers_that_moved(answer: Answer) -> None:
    """A teacher reads the chances and both estimates."""
    _, record = HAND.observe(HAND.begin("fractions"), answer(True))
    assert all(number in record.why for number in ("90%", "25%", "50%", "83%"))


def test_no_streak_makes_the_estimate_deaf_to_mistakes(answer: Answer) -> None:
    """After a thousand right answers mastery is below 1, and some wrong ones bring it down again."""
    answers = [answer(True)] * 1000 + [answer(False)] * 25
    state = state_of(Bkt().observe_all(no_states(), observed(answers[:1000])).row(0, named=True))
    assert state.mastery < 1.0
    for each in answers[1000:]:
        state, _ = Bkt().observe(state, each)
    assert state.mastery < 0.5


def test_three_right_answers_in_a_row_pass_the_customary_bar_with_the_defaults(answer: Answer) -> None:
    """The reason given for the default prior is true: the third, not the second, passes .95."""
    state, seen = Bkt().begin("fractions"), []
    for _ in range(3):
        state, _ = Bkt().observe(state, answer(True))
        seen.append(state.mastery > 0.95)
    assert seen == [False, False, True]


def test_every_default_has_a_reason() -> None:
    """No default parameter goes without a sentence."""
    assert set(WHY_DEFAULTS) == set(NAMES)
    assert all(len(reason) > 40 for reason in WHY_DEFAULTS.values())


def test_skills_have_their_own_parameters_one_by_one_and_in_batch(answer: Answer) -> None:
    """A skill that was set uses its own numbers; the others the default."""
    model = Bkt(BktParameterSet(BktParameters(), {"decimals": BktParameters(0.7, 0.3, 0.1, 0.05)}))
    assert model.begin("decimals").mastery == 0.7
    frame = model.observe_all(no_states(), observed([answer(False, "decimals", "fractions")]))
    for row in frame.iter_rows(named=True):
        state, _ = model.observe(model.begin(row["skill"]), answer(False, row["skill"]))
        assert state == state_of(row)
    assert frame["mastery"].n_unique() == 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, float("nan"), True, "0.5", None])
def test_degenerate_parameters_are_refused(name: str, value: object) -> None:
    """Each must be a number strictly between 0 and 1."""
    with pytest.raises(Refused) as refused:
        BktParameters(**{name: value})  # type: ignore[arg-type]
    assert [(each.where, each.kind) for each in refused.value.problems] == [(name, "degenerate parameter")]


def test_guess_and_slip_that_turn_evidence_round_are_refused() -> None:
    """At guess + slip = 1 an answer says nothing; above, a right one counts against the skill."""
    with pytest.raises(Refused, match=r"guess \+ slip < 1"):
        BktParameters(guess=0.5, slip=0.5)
    BktParameters(guess=0.5, slip=0.49)


def test_everything_wrong_in_published_parameters_is_said_at_once() -> None:
    """Places are paths into the data, and a misspelt name gets its nearest."""
    bad = {
        "default": {"prior": 0.3, "learn": 0.1, "guess": 2, "slp": 0.1},
        "skills": {"fractions": {"prior": 0.3, "learn": 0.1, "guess": 0.6, "slip": 0.6}, "decimals": 3},
        "extra": 1,
    }
    with pytest.raises(Refused) as refused:
        BktParameterSet.from_data(bad)
    text = str(refused.value)
    for part in ("default.guess", "default.slip", "«slip»", "skills.fractions", "skills.decimals", "«extra»"):
        assert part in text


@pytest.mark.parametrize("data", [None, [], "x", {}, {"default": None}, {"skills": []}])
def test_what_is_no_parameter_set_is_refused(data: object) -> None:
    """Nothing but Refused comes out of strange data."""
    with pytest.raises(Refused):
        BktParameterSet.from_data(data)


def probabilities() -> st.SearchStrategy[float]:
    """Draw usable probabilities, near the edges too."""
    return st.floats(1e-9, 0.49)


@given(st.builds(BktParameters, probabilities(), probabilities(), probabilities(), probabilities()))
def test_parameters_survive_json_and_name_their_version(parameters: BktParameters) -> None:
    """The same parameters have one spelling and one version; others have another."""
    whole = BktParameterSet(parameters, {"b": parameters, "a": BktParameters()})
    again = BktParameterSet.from_data(whole.as_data())
    assert again.as_json() == whole.as_json()
    assert Bkt(again).version == Bkt(whole).version
    assert Bkt(BktParameterSet(parameters)).version != Bkt(whole).version


@given(
    st.builds(BktParameters, probabilities(), probabilities(), probabilities(), probabilities()),
    st.lists(st.booleans(), max_size=60),
)
def test_mastery_stays_a_probability_whatever_the_parameters(
    parameters: BktParameters, answers: list[bool]
) -> None:
    """Extreme parameters never lead to 0, 1 or NaN; a right answer never lowers mastery."""
    model, at = Bkt(BktParameterSet(parameters)), datetime(2026, 9, 1, tzinfo=UTC)
    state = model.begin("adding")
    for correct in answers:
        later, _ = model.observe(state, Response("ana", "item", ("adding",), correct, at))
        assert 0.0 < later.mastery < 1.0
        assert not correct or later.mastery >= state.mastery - 1e-12
        state = later
