"""Parameters learned from the answers of earlier students: nearer to the truth, and no farther than that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mastery.diagnostic.conftest import diagnostic_of, random_map
from whynext.base.ids import ItemId
from whynext.mastery.diagnostic.answers import Answer
from whynext.mastery.diagnostic.belief import Effort
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.learning import Learned, learn
from whynext.mastery.diagnostic.parameters import Parameters, difficulties_of
from whynext.mastery.diagnostic.state import State

LITTLE = Effort(particles=256, library=2048, rounds=1)
HARD = {"s1": 1.0, "s3": -2.0, "s5": -1.5, "s8": 2.0}
TRUTH = Parameters(difficulties=HARD, slip=0.2, guess=0.25, difficulty_doubt=0.0)


def answered(diagnostic: Diagnostic, students: int) -> list[State]:
    """Return states of students drawn from the truth who answered two items on every skill."""
    truth = Diagnostic(diagnostic.map, diagnostic.bank, TRUTH, Effort(students, students, 1))
    knows = truth.begin(b"truth").belief.known
    chance = np.random.default_rng(3)
    found = []
    for number in range(students):
        state = diagnostic.begin(b"%d" % number)
        for row, skill in enumerate(diagnostic.terrain.skills):
            for item in (1, 2):
                right = chance.random() < (1 - TRUTH.slip if knows[row, number] else TRUTH.guess)
                answer = Answer(ItemId(f"{skill}#{item}"), skill, bool(right))
                state = replace(state, answers=(*state.answers, answer))
        found.append(state)
    return found


@pytest.fixture(scope="module")
def learned() -> tuple[Diagnostic, Learned]:
    """Return a diagnostic with wrong numbers, and what it learned from eighty students."""
    diagnostic = diagnostic_of(random_map(6, skills=10), effort=LITTLE)
    return diagnostic, learn(diagnostic, answered(diagnostic, 80), rounds=5)


def test_slips_guesses_and_difficulties_come_nearer_to_the_truth(
    learned: tuple[Diagnostic, Learned],
) -> None:
    """Of a bank that was believed to be better than it is, and of skills whose place was wrong."""
    diagnostic, found = learned
    assert abs(found.parameters.slip - 0.2) < 0.04
    assert abs(found.parameters.guess - 0.25) < 0.06
    before = difficulties_of(diagnostic.terrain, diagnostic.parameters)
    for skill, hard in HARD.items():
        start = before[diagnostic.terrain.row(skill)]
        if abs(start - hard) > 1.0:
            assert abs(found.parameters.difficulties[skill] - hard) < abs(start - hard)
    assert found.moved > 0.1


def test_what_it_rests_on_is_said(learned: tuple[Diagnostic, Learned]) -> None:
    """Students and answers."""
    assert (learned[1].students, learned[1].answers) == (80, 1600)


def test_without_answers_nothing_is_learned() -> None:
    """The rates stay, the difficulties too."""
    diagnostic = diagnostic_of(random_map(6), effort=LITTLE)
    for states in ([], [diagnostic.begin(b"ana")]):
        found = learn(diagnostic, states, rounds=2)
        assert found.moved == pytest.approx(0.0, abs=1e-9)
        for name in ("leap", "slip", "guess"):
            assert getattr(found.parameters, name) == pytest.approx(getattr(diagnostic.parameters, name))


def test_progress_is_told_and_never_falls() -> None:
    """From above 0 to 1."""
    diagnostic = diagnostic_of(random_map(6), effort=LITTLE)
    told: list[float] = []
    learn(diagnostic, [diagnostic.begin(b"ana"), diagnostic.begin(b"bob")], rounds=2, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_same_states_give_the_same_parameters(learned: tuple[Diagnostic, Learned]) -> None:
    """Bit for bit."""
    diagnostic = diagnostic_of(random_map(6), effort=LITTLE)
    states = answered(diagnostic, 5)
    assert learn(diagnostic, states, rounds=1) == learn(diagnostic, states, rounds=1)
