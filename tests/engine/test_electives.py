"""Courses with few places, asked for by many: given by lot, each with reasons, and the same when repeated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from whynext import handbook
from whynext.base.ids import ObjectId
from whynext.engine import inspect
from whynext.engine.intake import take_library
from whynext.engine.publish import publish
from whynext.engine.rebuild import rebuild
from whynext.engine.respond import record
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.library.learning_object import PERIOD, LearningObject
from whynext.testing.small_school import STUDENTS, SetClock, small_school

BEFORE, DAY = datetime(2026, 8, 3, 12, tzinfo=UTC), datetime(2026, 8, 10, 15, tzinfo=UTC)
COURSES = {"robotics": (1, "A"), "band": (2, "A"), "chess": (9, "B"), "yoga": (9, "B")}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Return a school of six with four courses, in which everybody wants the same."""
    clock = SetClock(BEFORE)
    engine = small_school(tmp_path / "electives.school", clock=clock)
    courses = [
        LearningObject(
            ObjectId(name),
            name.title(),
            (),
            "project",
            45,
            0.5,
            kind="course",
            copies=seats,
            topics=(PERIOD + period,),
        )
        for name, (seats, period) in COURSES.items()
    ]
    take_library(engine, [], courses, name="courses")
    for student in STUDENTS:
        for place, name in enumerate(COURSES, start=1):
            record(engine, student, "wish", name, source="the student", strength=float(place))
    publish(engine, handbook.text("electives"), by="tests")
    clock.at = DAY
    tick(engine)
    return engine


def decided(engine: Engine) -> dict[str, tuple[str, list[str], float]]:
    """Return the decision of each student: its id, what was given, and with which probability."""
    with engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "electives"}).to_dicts()
    return {row["student"]: (row["id"], json.loads(row["chosen"]), row["probability"]) for row in rows}


def test_places_are_given_up_to_their_number_and_never_two_in_one_period(engine: Engine) -> None:
    """One of six gets robotics, two band, and each one course of the other period."""
    got = {student: set(chosen) for student, (_, chosen, _) in decided(engine).items()}
    assert set(got) == set(STUDENTS)
    counts = {name: sum(name in each for each in got.values()) for name in COURSES}
    assert counts == {"robotics": 1, "band": 2, "chess": 6, "yoga": 0}
    assert not any({"robotics", "band"} <= each for each in got.values())


def test_why_and_why_not_tell_of_turns_and_of_places(engine: Engine) -> None:
    """Who got robotics was first; who did not is told whose turn took the last place."""
    all_ = decided(engine)
    (first,) = [student for student, (_, chosen, _) in all_.items() if "robotics" in chosen]
    why = inspect.explain(engine, all_[first][0])
    assert "turn, number 1" in str(why)
    other = next(student for student in STUDENTS if student != first)
    answer = inspect.explain_not(engine, all_[other][0], "robotics").answer
    assert "all 1 places are taken: the last went to turn number 1" in str(answer.why.reasons)
    assert answer.better == ()
    assert answer.change is None


def test_the_probability_of_the_first_place_is_that_of_the_lottery(engine: Engine) -> None:
    """Everybody wants the same, so each had one chance in six for robotics."""
    all_ = decided(engine)
    (first,) = [student for student, (_, chosen, _) in all_.items() if "robotics" in chosen]
    assert all_[first][2] == pytest.approx(1 / 6, abs=0.1)


def test_a_replay_gives_the_same_places_and_a_rebuild_the_same_decisions(engine: Engine) -> None:
    """The lottery is drawn from the published seed."""
    before = decided(engine)
    with engine.store.reading() as reading:
        run = reading.table("decisions", {"process": "electives"}).get_column("run")[0]
    assert inspect.replay_run(engine, run).replay.same
    rebuild(engine)
    assert decided(engine) == before
