"""The contract of the diagnostic: begin, next question, observe, result, and what it refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery.diagnostic.conftest import SMALL, THOROUGH, diagnostic_of, map_of, random_map
from whynext.base.errors import NotFound, Refused
from whynext.mastery.diagnostic.answers import OutsideScale, OutsideScore
from whynext.mastery.diagnostic.asking import Choice
from whynext.mastery.diagnostic.bank import Bank, Question, one_each
from whynext.mastery.diagnostic.belief import Effort
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.limits import Limits
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.recalibration import Calibration
from whynext.mastery.diagnostic.state import State
from whynext.mastery.diagnostic.stopping import Stop

OPEN = Limits(precision=None, most_questions=12, checks=0)


@pytest.fixture(scope="module")
def diagnostic() -> Diagnostic:
    """Return a diagnostic of forty skills in three strands."""
    return diagnostic_of(random_map(11, skills=40, strands="abc"))


def sat(diagnostic: Diagnostic, seed: bytes, rights: list[bool], limits: Limits = OPEN) -> State:
    """Return the state after answers to the questions that the diagnostic chose."""
    state = diagnostic.begin(seed)
    for right in rights:
        choice = diagnostic.next_question(state, limits)
        assert isinstance(choice, Choice)
        state = diagnostic.observe(state, choice, right)
    return state


def probabilities(diagnostic: Diagnostic, state: State) -> np.ndarray:
    return np.array([each.probability for each in diagnostic.result(state).skills])


@settings(max_examples=15)
@given(st.lists(st.booleans(), max_size=12))
def test_whatever_is_answered_probabilities_lie_between_0_and_1(rights: list[bool]) -> None:
    """Of knowing, of being ready, of the list, of the question asked."""
    diagnostic = diagnostic_of(random_map(5, skills=15))
    state = sat(diagnostic, b"ana", rights)
    placed = diagnostic.result(state)
    numbers = [each.probability for each in placed.skills] + [each.ready for each in placed.skills]
    numbers += [*placed.ready.probabilities, placed.ready.precision, placed.ready.recall, placed.rightly_told]
    numbers += [each.probability for each in state.answers]
    assert all(0.0 <= number <= 1.0 for number in numbers)
    assert all(np.isfinite(numbers))


def test_a_right_answer_never_lowers_a_skill_or_what_comes_before_it() -> None:
    """On random maps, after random answers; for skills before it within the error of chance."""
    for seed in range(6):
        diagnostic = diagnostic_of(random_map(seed), effort=Effort(4096, 16384, 3))
        chance = np.random.default_rng(seed)
        state = diagnostic.begin(b"ana")
        for number in range(4):
            skill = f"s{int(chance.integers(10))}"
            before = diagnostic.result(state).by_skill
            right = diagnostic.result(diagnostic.observe(state, f"{skill}#{number + 1}", True)).by_skill
            wrong = diagnostic.result(diagnostic.observe(state, f"{skill}#{number + 1}", False)).by_skill
            assert right[skill].probability > before[skill].probability - 0.002
            assert wrong[skill].probability < before[skill].probability + 0.002
            for each in diagnostic.map.ancestors(skill):
                assert right[each].probability > before[each].probability - 0.02
            state = diagnostic.observe(state, f"{skill}#{number + 1}", bool(chance.random() < 0.5))


def test_the_order_of_answers_does_not_matter_but_for_chance() -> None:
    """Five answers, forwards and backwards."""
    diagnostic = diagnostic_of(random_map(2), effort=THOROUGH)
    answers = [("s1#1", True), ("s4#1", False), ("s7#1", True), ("s2#1", False), ("s9#1", True)]
    found = []
    for order in (answers, answers[::-1]):
        state = diagnostic.begin(b"ana")
        for item, right in order:
            state = diagnostic.observe(state, item, right)
        found.append(probabilities(diagnostic, state))
    assert np.abs(found[0] - found[1]).max() < 0.02


def test_the_same_seed_gives_the_same_everything(diagnostic: Diagnostic) -> None:
    """Also from a diagnostic made anew; another seed gives other questions."""
    rights = [True, False, True, True, False, False]
    again = diagnostic_of(random_map(11, skills=40, strands="abc"))
    one, other = sat(diagnostic, b"ana", rights), sat(again, b"ana", rights)
    assert one.answers == other.answers
    assert diagnostic.result(one).as_data() == again.result(other).as_data()
    different = [sat(diagnostic, name, rights).answers for name in (b"bob", b"cem", b"dan")]
    assert any(each != one.answers for each in different)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("answered", [0, 1, 7])
def test_a_state_put_away_as_text_goes_on_as_if_it_had_stayed(
    diagnostic: Diagnostic, answered: int, whole: bool
) -> None:
    """The result, the next questions and what follows from their answers are the same in every bit."""
    state = sat(diagnostic, b"ana", [True, True, False, True, False, False, True][:answered])
    back = diagnostic.resume(json.loads(json.dumps(diagnostic.save(state, whole=whole))))
    for right in (False, True, True):
        assert diagnostic.result(back).as_data() == diagnostic.result(state).as_data()
        choice = diagnostic.next_question(state, OPEN)
        assert diagnostic.next_question(back, OPEN) == choice
        assert isinstance(choice, Choice)
        state, back = (diagnostic.observe(each, choice, right) for each in (state, back))
    assert diagnostic.save(back) == diagnostic.save(state)


def test_a_state_of_several_sittings_is_worked_out_anew_from_its_answers(diagnostic: Diagnostic) -> None:
    """Breaks and what was forgotten in them included."""
    state = sat(diagnostic, b"ana", [True, False, True])
    state = diagnostic.reopened(state, 90)
    for right in (True, False):
        state = diagnostic.observe(state, diagnostic.next_question(state, OPEN), right, day=91)  # type: ignore[arg-type]
    back = diagnostic.resume(json.loads(json.dumps(diagnostic.save(state, whole=False))))
    assert diagnostic.save(back) == diagnostic.save(state)


def test_observing_leaves_the_earlier_state_as_it_was(diagnostic: Diagnostic) -> None:
    """States are values."""
    state = sat(diagnostic, b"ana", [True, False])
    before = json.dumps(diagnostic.save(state))
    diagnostic.observe(state, "s3#9", True)
    diagnostic.next_question(state, OPEN)
    diagnostic.result(state, day=300)
    assert json.dumps(diagnostic.save(state)) == before


def test_a_damaged_state_is_refused_and_the_way_out_is_named(diagnostic: Diagnostic) -> None:
    """Cut bytes, missing fields, another diagnostic's version."""
    good = diagnostic.save(sat(diagnostic, b"ana", [True]))
    for name in ("known", "level", "general", "sums", "inside"):
        broken = {**good, "belief": {**good["belief"], name: good["belief"][name][:-8]}}
        with pytest.raises(Refused, match="damaged"):
            diagnostic.resume(broken)
    with pytest.raises(Refused, match="no saved diagnostic"):
        diagnostic.resume({name: good[name] for name in good if name != "seed"})
    with pytest.raises(Refused, match="of the diagnostic"):
        diagnostic.resume({**good, "diagnostic": "another"})


@pytest.mark.parametrize(
    ("item", "changed", "kind"),
    [
        ("s9999#1", {}, "unknown id"),
        ("s1#2", {"correct": 1}, "not a truth"),
        ("s1#2", {"seconds": -1.0}, "impossible time"),
        ("s1#2", {"seconds": float("nan")}, "impossible time"),
        ("s1#2", {"day": -3}, "impossible time"),
        ("s1#2", {"day": 1.5}, "impossible time"),
        ("s1#1", {}, "repeated answer"),
    ],
)
def test_impossible_answers_are_refused(
    diagnostic: Diagnostic, item: str, changed: dict[str, object], kind: str
) -> None:
    """With the kind of what is wrong."""
    state = diagnostic.observe(diagnostic.begin(b"ana"), "s1#1", True)
    with pytest.raises(Refused) as refused:
        diagnostic.observe(state, item, **{"correct": True, **changed})  # type: ignore[arg-type]
    assert refused.value.problems[0].kind == kind


def test_a_map_without_skills_is_placed_at_once() -> None:
    """Nothing to ask, nothing to say."""
    diagnostic = Diagnostic(map_of([], []), Bank(()), effort=SMALL)
    state = diagnostic.begin(b"ana")
    stop = diagnostic.next_question(state, Limits())
    assert isinstance(stop, Stop)
    assert stop.reason == "nothing to ask"
    assert diagnostic.result(state).skills == ()
    assert diagnostic.resume(diagnostic.save(state)).answers == ()


def test_a_map_of_one_skill_is_placed_by_its_own_questions() -> None:
    """Three right answers make it known, and nothing is ready then."""
    diagnostic = diagnostic_of(map_of([], ["a"]))
    state = sat(diagnostic, b"ana", [True, True, True], Limits(precision=None, per_skill=5, checks=0))
    placed = diagnostic.result(state)
    assert placed.known == placed.inner_fringe == ("s0",)
    assert placed.outer_fringe == placed.ready.skills == ()
    assert placed.by_skill["s0"].asked == 3


def test_a_map_with_a_cycle_is_refused() -> None:
    """Before there is a diagnostic."""
    with pytest.raises(Refused, match="s0"):
        map_of([(0, 1), (1, 2), (2, 0)], ["a"] * 3)


def test_skills_without_items_are_placed_by_what_the_others_say() -> None:
    """Never asked about, and moved by answers about their neighbours."""
    map = map_of([(0, 1), (1, 2), (2, 3)], ["a"] * 4)
    diagnostic = diagnostic_of(map, one_each(["s0", "s3"], times=9))
    start = probabilities(diagnostic, diagnostic.begin(b"ana"))
    limits = Limits(precision=None, per_skill=9, checks=2)
    state = sat(diagnostic, b"ana", [True] * 8, limits)
    end = diagnostic.result(state).by_skill
    assert {each.skill for each in state.answers} <= {"s0", "s3"}
    assert end["s1"].probability > start[1] + 0.1
    assert end["s1"].asked == 0


def test_items_about_other_skills_than_the_map_has_are_refused() -> None:
    """Every one of them named."""
    with pytest.raises(Refused, match=r"«x#1».*\n.*«y#1»"):
        diagnostic_of(map_of([], ["a"]), one_each(["x", "y"]))


def test_a_guessable_item_tells_less_than_an_open_one() -> None:
    """A right answer moves the skill less the likelier it is by luck."""
    bank = Bank((Question("open", "s0", guess=0.05), Question("pick", "s0", guess=0.5)))
    diagnostic = diagnostic_of(map_of([], ["a"]), bank)
    state = diagnostic.begin(b"ana")
    told = [probabilities(diagnostic, diagnostic.observe(state, each, True))[0] for each in ("open", "pick")]
    assert told[0] > told[1] > probabilities(diagnostic, state)[0]


def test_an_outside_score_moves_what_is_believed_before_the_first_question(diagnostic: Diagnostic) -> None:
    """Up if it is high, down if low, the more the surer it is; a strand's own moves that strand most."""
    scale = OutsideScale(middle=200.0, unit=10.0, doubt=0.0)
    start = probabilities(diagnostic, diagnostic.begin(b"ana"))

    def mean(*scores: OutsideScore) -> np.ndarray:
        return probabilities(diagnostic, diagnostic.begin(b"ana", prior=scores)) - start

    high, vague, low = (mean(scale.score(*each)).mean() for each in ((220, 3), (220, 30), (180, 3)))
    assert high > vague > 0.0 > low
    moved = mean(OutsideScore(2.0, 0.3, "b"))
    own = np.array([diagnostic.map[skill].strand == "b" for skill in diagnostic.terrain.skills])
    assert moved[own].mean() > moved[~own].mean() > 0.0


@pytest.mark.parametrize(
    "score", [OutsideScore(1.0, 0.0), OutsideScore(float("nan"), 1.0), OutsideScore(0, 1, "z")]
)
def test_an_impossible_outside_score_is_refused(diagnostic: Diagnostic, score: OutsideScore) -> None:
    """No error, no number, no such strand."""
    with pytest.raises(Refused):
        diagnostic.begin(b"ana", prior=[score])


def test_what_was_shown_long_ago_is_less_sure_today(diagnostic: Diagnostic) -> None:
    """Forgetting lowers what right answers raised; a right retention check raises it again."""
    state = sat(diagnostic, b"ana", [True] * 8)
    skill = state.answers[-1].skill
    fresh, old = (diagnostic.result(state, day=day).by_skill[skill].probability for day in (0, 700))
    assert fresh > old
    checked = diagnostic.observe(state, f"{skill}#19", True, day=700)
    assert diagnostic.result(checked).by_skill[skill].probability > old


def test_without_forgetting_time_changes_nothing() -> None:
    """The same in every bit, years later."""
    diagnostic = diagnostic_of(random_map(3), parameters=Parameters(forgetting=0.0))
    state = sat(diagnostic, b"ana", [True, False, True])
    assert diagnostic.result(state, day=2000).as_data() == diagnostic.result(state).as_data()


def test_a_second_form_shares_no_item_with_the_first(diagnostic: Diagnostic) -> None:
    """Where the bank allows it."""
    first = sat(diagnostic, b"ana", [True, False] * 5)
    state = diagnostic.begin(b"ana again", avoid=first.used)
    for _ in range(10):
        choice = diagnostic.next_question(state, OPEN)
        assert isinstance(choice, Choice)
        assert choice.item not in first.used
        state = diagnostic.observe(state, choice, True)


def test_what_is_offered_as_ready_more_likely_than_not_lies_in_the_outer_fringe(
    diagnostic: Diagnostic,
) -> None:
    """And the fringes are those of the known set, as the map has them."""
    for seed in (b"ana", b"bob", b"cem"):
        chance = np.random.default_rng(list(seed))
        state = sat(diagnostic, seed, (chance.random(12) < 0.5).tolist())
        placed = diagnostic.result(state, Limits(ready_least=0.5))
        assert set(placed.ready.skills) <= set(placed.outer_fringe)
        assert set(placed.outer_fringe) == set(diagnostic.map.outer_fringe(set(placed.known)))
        assert set(placed.inner_fringe) == set(diagnostic.map.inner_fringe(set(placed.known)))


def test_what_is_ready_is_asked_as_one_question_and_not_of_each_skill_by_itself(
    diagnostic: Diagnostic,
) -> None:
    """A skill may be the likeliest to be ready although another, that it builds on, is likelier not known."""
    offered, outside = 0, 0
    for seed in (b"ana", b"bob", b"cem", b"dia", b"eli"):
        chance = np.random.default_rng(list(seed))
        state = sat(diagnostic, seed, (chance.random(12) < 0.5).tolist())
        placed = diagnostic.result(state, Limits(ready_least=0.25, ready_precision=0.0))
        likely = {each.skill for each in placed.skills if each.ready >= 0.25}
        assert set(placed.ready.skills) == likely
        offered, outside = offered + len(likely), outside + len(likely - set(placed.outer_fringe))
    assert 0 < outside < offered


def test_a_calibration_that_doubts_claims_makes_them_less_sure(diagnostic: Diagnostic) -> None:
    """Probabilities nearer to one half, and a shorter or less sure ready list."""
    state = sat(diagnostic, b"ana", [True, False, True, True])
    plain, doubted = (diagnostic.result(state, calibration=c) for c in (None, Calibration(stretch=0.6)))
    for one, other in zip(plain.skills, doubted.skills, strict=True):
        assert abs(other.probability - 0.5) <= abs(one.probability - 0.5) + 1e-9
        assert other.ready <= one.ready
    assert doubted.rightly_told < plain.rightly_told


def test_another_diagnostics_state_is_refused(diagnostic: Diagnostic) -> None:
    """Parameters that differ make another diagnostic."""
    other = Diagnostic(diagnostic.map, diagnostic.bank, Parameters(leap=0.05), SMALL)
    with pytest.raises(Refused, match="of the diagnostic"):
        other.next_question(diagnostic.begin(b"ana"), OPEN)


def test_an_unknown_skill_is_not_found(diagnostic: Diagnostic) -> None:
    """With the nearest name."""
    with pytest.raises(NotFound, match="s1"):
        diagnostic.terrain.row("s_1")


def test_results_are_json(diagnostic: Diagnostic) -> None:
    """Of the choice, the stop and the placement."""
    state = sat(diagnostic, b"ana", [True] * 12)
    stop = diagnostic.next_question(state, OPEN)
    choice = diagnostic.next_question(state, Limits(precision=None))
    parts = [stop.as_data(), choice.as_data(), diagnostic.result(state, OPEN).as_data()]
    assert json.loads(json.dumps(parts))[0]["reason"] == "questions"
