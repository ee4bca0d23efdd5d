"""The particles agree with every knowledge state counted out, on maps small enough for that."""

from __future__ import annotations

import numpy as np
import pytest

from mastery.diagnostic.conftest import THOROUGH, count_out, diagnostic_of, map_of, random_map
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.parameters import Parameters

TOLERANCE = 0.01

ANSWERS = {
    "none": [],
    "one right": [("s5", True)],
    "one wrong": [("s2", False)],
    "right above and wrong below": [("s9", True), ("s0", False), ("s9", True)],
    "many, and at odds with each other": [(f"s{number * 7 % 10}", number % 3 != 0) for number in range(14)],
}


def believed(diagnostic: Diagnostic, answers: list[tuple[str, bool]], seed: bytes) -> np.ndarray:
    """Return (skills, 2): known and ready, after answers to so many different items."""
    state = diagnostic.begin(seed)
    for number, (skill, right) in enumerate(answers):
        state = diagnostic.observe(state, f"{skill}#{number + 1}", right)
    placed = diagnostic.result(state).by_skill
    return np.array([(placed[each].probability, placed[each].ready) for each in diagnostic.map.skills])


@pytest.mark.parametrize("answers", list(ANSWERS))
@pytest.mark.parametrize("seed", [3, 8])
def test_probabilities_are_those_of_all_states_counted_out(answers: str, seed: int) -> None:
    """Of ten skills in two strands; both that a skill is known and that it is ready; the mean of two runs."""
    map = random_map(seed)
    diagnostic = diagnostic_of(map, effort=THOROUGH)
    exact = count_out(map, diagnostic.parameters, ANSWERS[answers])
    runs = [believed(diagnostic, ANSWERS[answers], name) for name in (b"one", b"two")]
    found = np.mean(runs, axis=0)
    wanted = np.array([(exact.known[each], exact.ready[each]) for each in map.skills])
    assert np.abs(found - wanted).max() < TOLERANCE


def test_they_agree_under_other_parameters_too() -> None:
    """Steep curves, frequent leaps, low ability, sloppy answers."""
    map = random_map(4, skills=9, strands="abc")
    parameters = Parameters(
        steepness=2.5, leap=0.2, general_mean=-1.0, general_spread=1.0, strand_spread=1.2, slip=0.2, guess=0.3
    )
    diagnostic = diagnostic_of(map, parameters=parameters, effort=THOROUGH)
    answers = [("s8", True), ("s3", False), ("s3", True), ("s6", True), ("s1", False)]
    exact = count_out(map, parameters, answers)
    found = np.mean([believed(diagnostic, answers, name) for name in (b"one", b"two")], axis=0)
    wanted = np.array([(exact.known[each], exact.ready[each]) for each in map.skills])
    assert np.abs(found - wanted).max() < TOLERANCE


def test_the_probability_of_one_skill_alone_is_that_of_bayes() -> None:
    """One half before; .9 to .1 says a right answer: nine tenths, and then .9 * 9 / (.9 * 9 + .1)."""
    diagnostic = diagnostic_of(map_of([], ["a"]), parameters=Parameters(span=0.0), effort=THOROUGH)
    state = diagnostic.begin(b"ana")
    for item, wanted in (("s0#1", 0.9), ("s0#2", 81 / 82)):
        state = diagnostic.observe(state, item, True)
        assert diagnostic.result(state).skills[0].probability == pytest.approx(wanted, abs=TOLERANCE)
