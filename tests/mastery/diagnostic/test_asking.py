"""Which question comes next: worth, limits, balance, exposure, checks, reasons; and when it stops."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery.diagnostic.conftest import diagnostic_of, map_of, random_map
from whynext.base.errors import Refused
from whynext.mastery.diagnostic.asking import Choice
from whynext.mastery.diagnostic.bank import Bank, Question, one_each
from whynext.mastery.diagnostic.belief import Effort
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.limits import YOUNG_CHILDREN, YOUNG_CHILDREN_AGAIN, Limits
from whynext.mastery.diagnostic.state import State
from whynext.mastery.diagnostic.stopping import Stop
from whynext.mastery.diagnostic.value import Cost, worth_of

BEST = Limits(precision=None, checks=0, among_best=1, most_questions=40)


@pytest.fixture(scope="module")
def diagnostic() -> Diagnostic:
    """Return a diagnostic of forty skills in three strands."""
    return diagnostic_of(random_map(11, skills=40, strands="abc"))


def run(
    diagnostic: Diagnostic,
    limits: Limits,
    *,
    right: float | None = None,
    seconds: float | None = None,
    seed: bytes = b"ana",
) -> tuple[State, Stop]:
    """Answer until it stops; rightly with a probability, by default as expected."""
    chance = np.random.default_rng(list(seed))
    state = diagnostic.begin(seed)
    while True:
        choice = diagnostic.next_question(state, limits)
        if isinstance(choice, Stop):
            return state, choice
        correct = bool(chance.random() < (choice.expected if right is None else right))
        state = diagnostic.observe(state, choice, correct, seconds=seconds)


# What a question is worth --------------------------------------------------------------------------------


def test_the_worth_of_a_question_is_the_fall_of_variance_that_its_answers_bring(
    diagnostic: Diagnostic,
) -> None:
    """Worked out by weighing the particles by either answer, for every question."""
    belief = diagnostic.begin(b"ana").belief
    rows = np.arange(40)
    slip, guess = np.full(40, 0.1), np.full(40, 0.2)
    fall = worth_of(belief, diagnostic.terrain, rows, Cost(), 40).fall(slip, guess)
    known = belief.known.astype(float)
    start = (known.mean(axis=1) * (1 - known.mean(axis=1))).sum()
    for row in rows:
        left = 0.0
        for says in (np.where(known[row], 0.9, 0.2), np.where(known[row], 0.1, 0.8)):
            share = known @ says / says.sum()
            left += says.mean() * (share * (1 - share)).sum()
        assert fall[row] == pytest.approx(start - left, abs=0.03)


def test_what_lies_at_the_edge_can_be_made_to_count_more(diagnostic: Diagnostic) -> None:
    """Every question is worth more, not all of them equally more."""
    belief = diagnostic.begin(b"ana").belief
    rates = (np.full(40, 0.1), np.full(40, 0.1))
    plain, edge, ready = (
        worth_of(belief, diagnostic.terrain, np.arange(40), cost, 40).fall(*rates)
        for cost in (Cost(), Cost(edge=3.0), Cost(ready=3.0))
    )
    for more in (edge, ready):
        assert (more >= plain).all()
        assert np.std(more / plain) > 0.01


def test_only_the_most_uncertain_skills_are_weighed_when_there_are_many(diagnostic: Diagnostic) -> None:
    """And the best of all is among them."""
    belief, rates = diagnostic.begin(b"ana").belief, np.full(40, 0.1)
    everything = worth_of(belief, diagnostic.terrain, np.arange(40), Cost(), 40)
    some = worth_of(belief, diagnostic.terrain, np.arange(40), Cost(), 12)
    assert some.candidates.size == 12
    best = everything.candidates[np.argmax(everything.fall(rates, rates))]
    assert some.candidates[np.argmax(some.fall(rates[:12], rates[:12]))] == best


# Limits --------------------------------------------------------------------------------------------------


def test_items_above_the_reading_bound_are_asked_only_when_read_aloud() -> None:
    """And the reason says what fell out."""
    map = map_of([(0, 1)], ["a", "a"])
    bank = Bank((Question("easy", "s0", reading_level=2.0), Question("hard", "s1", reading_level=7.0)))
    diagnostic = diagnostic_of(map, bank)
    bound = replace(BEST, most_reading=3.0)
    choice = diagnostic.next_question(diagnostic.begin(b"ana"), bound)
    assert isinstance(choice, Choice)
    assert choice.item == "easy"
    assert "1 skills have only questions above the reading bound" in choice.why
    _state, stop = run(diagnostic, bound)
    assert stop.reason == "nothing to ask"
    aloud = replace(bound, accommodations=frozenset({"read_aloud"}))
    assert {each.item for each in run(diagnostic, aloud)[0].answers} == {"easy", "hard"}


def test_time_ends_a_sitting_unless_extra_time_is_granted(diagnostic: Diagnostic) -> None:
    """Ten minutes at two minutes each are five questions."""
    limits = replace(BEST, most_seconds=600.0, most_questions=9)
    state, stop = run(diagnostic, limits, seconds=120.0)
    assert (stop.reason, len(state.answers)) == ("time", 5)
    extra = replace(limits, accommodations=frozenset({"extra_time"}))
    assert run(diagnostic, extra, seconds=120.0)[1].reason == "questions"


def test_a_run_of_fast_wrong_answers_pauses_and_a_person_is_asked(diagnostic: Diagnostic) -> None:
    """Slow wrong ones do not, nor do fast ones with a right one among them."""
    limits = replace(BEST, fast_wrong=3, fast_seconds=3.0, most_questions=8)
    state, stop = run(diagnostic, limits, right=0.0, seconds=1.0)
    assert (stop.reason, stop.ask_person, len(state.answers)) == ("fast wrong answers", True, 3)
    assert run(diagnostic, limits, right=0.0, seconds=9.0)[1].reason == "questions"
    assert run(diagnostic, limits, right=1.0, seconds=1.0)[1].reason == "questions"


@pytest.mark.parametrize(("limits", "most"), [(YOUNG_CHILDREN, 14), (YOUNG_CHILDREN_AGAIN, 9)])
def test_young_children_are_asked_little_and_spared_after_five_wrong_answers(
    limits: Limits, most: int
) -> None:
    """Whatever they answer."""
    diagnostic = diagnostic_of(random_map(4, skills=60, strands="abc"))
    limits = replace(limits, precision=None)
    state, stop = run(diagnostic, limits, right=0.0, seconds=20.0)
    assert (stop.reason, len(state.answers)) == ("wrong answers", 5)
    state, stop = run(diagnostic, limits, right=1.0, seconds=20.0)
    assert (stop.reason, len(state.answers)) == ("questions", most)


@pytest.mark.parametrize("right", [0.0, 1.0])
def test_students_all_right_or_all_wrong_come_to_an_end_by_precision(
    diagnostic: Diagnostic, right: float
) -> None:
    """Not before the least number of questions, and what was asked for is reached."""
    limits = replace(BEST, precision=0.93, least_questions=6)
    state, stop = run(diagnostic, limits, right=right)
    assert stop.reason == "precision"
    assert 6 <= len(state.answers) < 40
    assert diagnostic.result(state, limits).rightly_told >= 0.93
    assert diagnostic.result(state, limits).stopped == stop


def test_no_skill_is_asked_about_more_often_than_allowed_nor_an_item_twice(diagnostic: Diagnostic) -> None:
    """In one sitting of forty questions."""
    state, _ = run(diagnostic, replace(BEST, per_skill=2))
    assert max(Counter(each.skill for each in state.answers).values()) == 2
    assert len({each.item for each in state.answers}) == len(state.answers) == 40


def test_a_further_sitting_counts_anew_and_repeats_no_item(diagnostic: Diagnostic) -> None:
    """Limits are of a sitting."""
    limits = replace(BEST, most_questions=6)
    state, _stop = run(diagnostic, limits)
    assert isinstance(diagnostic.next_question(state, limits), Stop)
    state = diagnostic.reopened(state, 30)
    choice = diagnostic.next_question(state, limits)
    assert isinstance(choice, Choice)
    assert choice.item not in state.used


# Balance and exposure ------------------------------------------------------------------------------------


@given(st.tuples(*[st.integers(0, 4)] * 2))
def test_strands_keep_to_their_shares(parts: tuple[int, int]) -> None:
    """Of two named strands and the rest, none strays farther than the slack and one."""
    diagnostic = BALANCED
    share = {"a": parts[0] / 10, "b": parts[1] / 10}
    state, _ = run(diagnostic, replace(BEST, balance=share, balance_slack=1.0, most_questions=12))
    asked = Counter(diagnostic.map[each.skill].strand for each in state.answers)
    rest = 12 - asked["a"] - asked["b"]
    for name, part in share.items():
        assert abs(asked[name] - 12 * part) <= 2.0 + 1e-9
    assert abs(rest - 12 * (1 - sum(share.values()))) <= 2.0 + 1e-9


BALANCED = diagnostic_of(random_map(12, skills=36, strands="abc"), effort=Effort(128, 1024, 1))


def test_balance_over_strands_that_the_map_does_not_have_is_refused(diagnostic: Diagnostic) -> None:
    """Before a question is chosen."""
    with pytest.raises(Refused, match="«z»"):
        diagnostic.next_question(diagnostic.begin(b"ana"), replace(BEST, balance={"z": 0.5}))


def test_the_recorded_probability_is_the_frequency_over_seeds() -> None:
    """Three best skills, two items each, one of them passed over three times of four."""
    map = map_of([], ["a", "a", "a", "a"])
    questions = [Question(f"{skill}{each}", skill, exposure=1.0 if each == "x" else 0.25)
                 for skill in map.skills for each in "xy"]  # fmt: skip
    diagnostic = diagnostic_of(map, Bank(tuple(questions)), effort=Effort(64, 512, 1))
    seen: Counter[str] = Counter()
    told: dict[str, float] = {}
    start = diagnostic.begin(b"same belief")
    for number in range(3000):
        state = replace(start, seed=b"student %d" % number)
        choice = diagnostic.next_question(state, replace(BEST, among_best=3))
        assert isinstance(choice, Choice)
        seen[choice.item] += 1
        told[choice.item] = choice.probability
    assert sum(told.values()) == pytest.approx(1.0)
    assert len(told) == 6
    for item, probability in told.items():
        assert seen[item] / 3000 == pytest.approx(probability, abs=0.03)


def test_a_rarely_exposed_item_is_rarely_asked() -> None:
    """Told from one that is asked whenever selected."""
    bank = Bank((Question("often", "s0"), Question("rare", "s0", exposure=0.05)))
    diagnostic = diagnostic_of(map_of([], ["a"]), bank, effort=Effort(64, 512, 1))
    start = diagnostic.begin(b"ana")
    asked = Counter(
        diagnostic.next_question(replace(start, seed=b"%d" % number), BEST).item  # type: ignore[union-attr]
        for number in range(400)
    )
    assert 5 <= asked["rare"] <= 40


# Check questions -----------------------------------------------------------------------------------------


def test_one_check_question_is_drawn_blindly_and_its_answer_is_not_used(diagnostic: Diagnostic) -> None:
    """It changes no probability, is reported as a claim and its outcome, and is not counted."""
    limits = replace(BEST, checks=1, most_questions=10)
    state, _ = run(diagnostic, limits)
    checks = [each for each in state.answers if each.check]
    assert len(checks) == 1
    assert len(state.answers) == 11
    placed = diagnostic.result(state, limits)
    assert placed.questions == 10
    assert len(placed.checks) == 1
    assert placed.checks[0].claim == placed.by_skill[checks[0].skill].probability
    without = diagnostic.begin(b"ana")
    for each in state.answers:
        before = [one.probability for one in diagnostic.result(without).skills]
        without = diagnostic.observe(without, _as_choice(each.item, each.skill, each.check), each.correct)
        same = before == [one.probability for one in diagnostic.result(without).skills]
        assert same == each.check


def _as_choice(item: str, skill: str, check: bool) -> Choice:
    return Choice(item, skill, "", 0.5, check, 0.5)  # type: ignore[arg-type]


def test_check_questions_are_spread_evenly_over_skills_and_places() -> None:
    """Whatever the student knows: every skill is checked about equally often over many students."""
    map = map_of([(0, 1), (1, 2)], ["a"] * 3)
    diagnostic = diagnostic_of(map, one_each(map.skills, times=9), effort=Effort(64, 512, 1))
    limits = replace(BEST, checks=1, least_questions=3, most_questions=3)
    skills: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for number in range(300):
        state, _ = run(diagnostic, limits, seed=b"%d" % number)
        place, check = next((n, each) for n, each in enumerate(state.answers) if each.check)
        skills[check.skill] += 1
        places[place] += 1
        assert check.probability == pytest.approx(1 / 3 / 9, rel=0.6)
    assert set(places) == {0, 1, 2}
    assert min(skills.values()) > 60
    assert min(places.values()) > 60


# Reasons -------------------------------------------------------------------------------------------------


def test_the_reason_names_the_skill_how_likely_it_is_known_and_what_else_is_told(
    diagnostic: Diagnostic,
) -> None:
    """In one sentence a teacher understands."""
    state = diagnostic.begin(b"ana")
    choice = diagnostic.next_question(state, BEST)
    assert isinstance(choice, Choice)
    assert f"«{diagnostic.map[choice.skill].title}»" in choice.why
    assert f"{diagnostic.result(state).by_skill[choice.skill].probability:.0%} likely" in choice.why
    assert "bears upon" in choice.why
    assert choice.why.endswith(".")


def test_impossible_limits_are_refused_all_together() -> None:
    """Each named."""
    with pytest.raises(Refused) as refused:
        Limits(most_questions=-1, precision=2.0, among_best=0, accommodations=frozenset({"more_luck"}))
    assert {each.where for each in refused.value.problems} >= {
        "most_questions", "precision", "among_best", "accommodations",
    }  # fmt: skip
    with pytest.raises(Refused, match="most_qestions"):
        Limits.of_data({"most_qestions": 3})


def test_limits_are_data() -> None:
    """There and back."""
    limits = Limits(balance={"a": 0.5}, accommodations=frozenset({"extra_time"}))
    assert Limits.of_data(limits.as_data()) == limits
