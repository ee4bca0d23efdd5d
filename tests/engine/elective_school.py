"""A small school in which everybody wants the same few courses, and the places have been given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from whynext import handbook
from whynext.base.ids import ObjectId
from whynext.engine.intake import take_library
from whynext.engine.publish import publish
from whynext.engine.respond import record
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.library.learning_object import PERIOD, LearningObject
from whynext.testing.small_school import STUDENTS, SetClock, small_school

BEFORE, DAY = datetime(2026, 8, 3, 12, tzinfo=UTC), datetime(2026, 8, 10, 15, tzinfo=UTC)
COURSES = {"robotics": (1, "A"), "band": (2, "A"), "chess": (9, "B"), "yoga": (9, "B")}


def elective_school(path: Path) -> Engine:
    """Return a school of six with four courses, in which everybody wants the same; the places are given."""
    clock = SetClock(BEFORE)
    engine = small_school(path, clock=clock)
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
