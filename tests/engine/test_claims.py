"""What diagnostics claim is checked, and corrected from then on; what was placed before stays as it was."""

from __future__ import annotations

import json

import pytest

from engine.grown_school import everything, table
from engine.placed_students import asking, placed
from whynext.base.errors import Refused
from whynext.engine import diagnosing, inspect, rebuild
from whynext.engine.claims import bands, calibration_in_force, correct_claims, outcomes_of
from whynext.engine.diagnosing import Ended
from whynext.engine.school import Engine
from whynext.mastery.diagnostic.recalibration import Calibration, recalibrate
from whynext.testing.small_school import STUDENTS


@pytest.fixture
def school(engine: Engine) -> Engine:
    return asking(engine)


def test_claims_that_did_not_come_true_make_later_ones_less_sure(school: Engine) -> None:
    earlier = {student: placed(school, student, fooled=True) for student in STUDENTS[:4]}
    with school.store.reading() as reading:
        outcomes = outcomes_of(reading)
        assert calibration_in_force(reading) == Calibration()
    assert len(outcomes) == 4
    made = correct_claims(school, by="leader l01")
    assert made == recalibrate(outcomes)
    assert made.stretch < 1.0
    later = placed(school, "eli")
    for skill in ("count", "fractions"):
        before = earlier["ana"].placement.by_skill[skill].probability
        after = later.placement.by_skill[skill].probability
        assert abs(after - 0.5) < abs(before - 0.5)
    kept = dict(table(school, "placements", student="eli").select("skill", "probability").iter_rows())
    assert kept == {each.skill: each.probability for each in later.placement.skills}


def test_who_was_placed_before_stays_as_placed(school: Engine) -> None:
    first = placed(school, "ana", fooled=True)
    for student in STUDENTS[1:4]:
        placed(school, student, fooled=True)
    before = table(school, "placements", student="ana")
    correct_claims(school, by="leader l01")
    again = diagnosing.question(school, "ana")
    assert isinstance(again, Ended)
    assert again.placement == first.placement
    assert table(school, "placements", student="ana").equals(before)
    placed(school, "eli")
    content = json.loads(table(school, "diagnostics", student="eli").get_column("content")[0])
    assert content["calibration"]["pairs"] == 4
    assert rebuild.rebuild(school).same
    for decision in table(school, "decisions", student="ana").get_column("id"):
        assert inspect.replay_run(school, decision).replay.same


def test_the_same_correction_is_published_once_and_more_evidence_makes_another(school: Engine) -> None:
    with pytest.raises(Refused, match="no claim"):
        correct_claims(school, by="leader l01")
    placed(school, "ana")
    first = correct_claims(school, by="leader l01")
    before = everything(school)
    assert correct_claims(school, by="leader l01") == first
    assert everything(school) == before
    placed(school, "ben", fooled=True)
    assert correct_claims(school, by="leader l01").pairs == 2


def test_claims_stand_beside_what_came_of_them(school: Engine) -> None:
    for student in STUDENTS[:3]:
        placed(school, student, fooled=student == "ana")
    with school.store.reading() as reading:
        outcomes = outcomes_of(reading)
    found = bands(outcomes, recalibrate(outcomes))
    assert sum(each.questions for each in found) == 3
    assert sum(each.right for each in found) == sum(each.right for each in outcomes)
    asked = [(each.slip, each.guess, each.claim) for each in outcomes]
    expected = sum(guess + (1 - slip - guess) * claim for slip, guess, claim in asked)
    assert sum(each.claimed for each in found) == pytest.approx(expected)
