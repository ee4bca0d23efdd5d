"""The joint belief: what one answer says of a skill and of what it builds on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.belief import Chances, observe, observe_all, readiness
from whynext.mastery.tracing.folds import bkt_answered, bkt_moved

inside = st.floats(0.001, 0.999)
shares = st.floats(0, 1)
chances = st.builds(
    Chances,
    guess=st.floats(0.0, 0.45),
    slip=st.floats(0.0, 0.45),
    taught=shares,
    learn=shares,
    unready=shares,
    leap=shares,
)
foundations = st.lists(inside, max_size=4)


def counted_out(mastery: float, below: list[float], right: bool, given: Chances) -> tuple[float, list[float]]:
    """Return the same by going through every state of the skill and of all that it builds on."""
    rho = float(np.prod(below))
    ready_has = min(1.0, mastery / (rho + given.leap * (1 - rho)))
    other_has = (mastery - rho * ready_has) / (1 - rho) if rho < 1 else 0.0
    total = later = 0.0
    each = [0.0] * len(below)
    for state in itertools.product((True, False), repeat=len(below)):
        weight = float(np.prod([b if known else 1 - b for b, known in zip(below, state, strict=True)]))
        has = ready_has if all(state) else other_has
        share = 1.0 if all(state) else given.unready
        has += (1 - has) * given.taught * share
        for knows, chance in ((True, has), (False, 1 - has)):
            answer = (1 - given.slip) if knows else given.guess
            joint = weight * chance * (answer if right else 1 - answer)
            total += joint
            later += joint * (1.0 if knows else given.learn * share)
            each = [sum_ + joint * known for sum_, known in zip(each, state, strict=True)]
    return later / total, [sum_ / total for sum_ in each]


class TestOneAnswer:
    @given(inside, foundations, st.booleans(), chances.filter(lambda c: c.guess > 0.01 and c.slip > 0.01))
    def test_it_is_what_one_finds_by_counting_out_every_state(self, mastery, below, right, given_) -> None:
        after, believed = observe(mastery, below, right, given_)
        wanted, each = counted_out(mastery, below, right, given_)
        assert after == pytest.approx(wanted, abs=1e-9)
        assert list(believed) == pytest.approx(each, abs=1e-9)

    @given(inside, foundations, st.booleans(), chances)
    def test_probabilities_stay_probabilities(self, mastery, below, right, given_) -> None:
        after, believed = observe(mastery, below, right, given_)
        assert 0.0 < after < 1.0
        assert all(0.0 < each < 1.0 for each in believed)

    @given(inside, foundations, chances)
    def test_a_failure_never_raises_a_prerequisite_and_a_success_lowers_none(
        self, mastery, below, given_
    ) -> None:
        _, failed = observe(mastery, below, False, given_)
        _, passed = observe(mastery, below, True, given_)
        assert all(after <= before for after, before in zip(failed, below, strict=True))
        assert all(after >= before for after, before in zip(passed, below, strict=True))

    @given(inside, foundations.filter(lambda each: len(each) > 1), chances)
    def test_a_failure_speaks_most_against_what_was_least_sure(self, mastery, below, given_) -> None:
        _, failed = observe(mastery, below, False, given_)
        doubts = [(1 - after) / (1 - before) for after, before in zip(failed, below, strict=True)]
        assert doubts == pytest.approx([doubts[0]] * len(doubts), rel=1e-6)

    @given(inside, st.booleans(), chances)
    def test_without_prerequisites_it_is_plain_tracing_to_the_last_bit(self, mastery, right, given_) -> None:
        plain = Chances(guess=given_.guess, slip=given_.slip, learn=given_.learn)
        wanted = bkt_moved(bkt_answered(mastery, right, plain.guess, plain.slip), plain.learn, 0.0)
        assert observe(mastery, [], right, plain) == (wanted, ())

    @given(inside, st.booleans(), chances)
    def test_what_is_surely_there_changes_nothing_and_stays_so(self, mastery, right, given_) -> None:
        alone, _ = observe(mastery, [], right, given_)
        after, believed = observe(mastery, [1.0, 1.0], right, given_)
        assert after == alone
        assert believed == (1.0, 1.0)

    @given(inside, foundations, st.booleans(), chances, st.randoms())
    def test_the_order_of_prerequisites_does_not_matter(self, mastery, below, right, given_, chance) -> None:
        order = list(range(len(below)))
        chance.shuffle(order)
        after, believed = observe(mastery, below, right, given_)
        same, other = observe(mastery, [below[place] for place in order], right, given_)
        assert same == after
        assert list(other) == [believed[place] for place in order]
        assert readiness(below) == readiness([below[place] for place in order])

    @given(inside, foundations, chances)
    def test_a_right_answer_is_never_worth_less_than_a_wrong_one(self, mastery, below, given_) -> None:
        tracing = Chances(guess=given_.guess, slip=given_.slip, unready=given_.unready, leap=given_.leap)
        assert observe(mastery, below, True, tracing)[0] >= observe(mastery, below, False, tracing)[0] - 1e-12

    def test_repeated_failure_lays_bare_the_weak_foundation(self) -> None:
        mastery, below = 0.3, (0.95, 0.7)
        for _ in range(6):
            mastery, below = observe(mastery, below, False, Chances(taught=0.3))
        assert below[1] < 0.4 < 0.85 < below[0]


class TestManyAnswers:
    @settings(max_examples=50)
    @given(st.lists(st.tuples(inside, foundations, st.booleans(), chances), min_size=1, max_size=8))
    def test_columns_give_the_same_to_the_last_bit(self, answers) -> None:
        wide = np.ones((len(answers), 4))
        for row, (_, below, _, _) in enumerate(answers):
            wide[row, : len(below)] = below
        columns = {name: np.array([getattr(each[3], name) for each in answers]) for name in Chances.__slots__}
        after, believed = observe_all(
            np.array([each[0] for each in answers]),
            wide,
            np.array([each[2] for each in answers]),
            Chances(**columns),
        )
        for row, each in enumerate(answers):
            alone, below = observe(*each)
            assert after[row] == alone
            assert tuple(believed[row, : len(below)].tolist()) == below
            assert (believed[row, len(below) :] == 1.0).all()

    def test_no_answers_are_no_answers(self) -> None:
        after, believed = observe_all(np.zeros(0), np.zeros((0, 2)), np.zeros(0, bool), Chances())
        assert after.shape == (0,)
        assert believed.shape == (0, 2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"guess": 1.2}, "«guess»"),
        ({"slip": -0.1}, "«slip»"),
        ({"guess": 0.6, "slip": 0.5}, "against the skill"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, float], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Chances(**wrong)
