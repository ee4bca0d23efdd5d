"""A school with 400 students at risk, 150 places in tutoring in six periods, and a year that can be lived."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from whynext import handbook
from whynext.base.ids import ObjectId
from whynext.engine.intake import take_library
from whynext.engine.publish import publish
from whynext.engine.respond import Recorded, record_all
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.library.learning_object import PERIOD, LearningObject
from whynext.testing.small_school import SetClock, enrol, small_school

BEFORE, DAY = datetime(2026, 8, 17, 12, tzinfo=UTC), datetime(2026, 8, 24, 15, tzinfo=UTC)
PERIODS, SEATS, SEED = (
    "ABCDEF",
    25,
    "daily tutoring 2026-27, announced at the staff meeting of 17 August 2026",
)
AT_RISK, CALM = 400, 50
TEXT = (
    handbook.text("tutoring-placement/by-period")
    .replace("signed_off_by     = []", 'signed_off_by = ["M. Example, coordinator"]')
    .replace("first_grade = { value = 9", "first_grade = { value = 4")
)
"""Signed, and for the grade in which the small school's students are."""


@dataclass(frozen=True)
class Year:
    """The school, in which periods each student at risk is free, and what was planted."""

    engine: Engine
    clock: SetClock
    free: dict[str, str]
    before: dict[str, float]

    @property
    def could_come(self) -> set[str]:
        """Those at risk who are free at a time with tutoring."""
        return {student for student, periods in self.free.items() if set(periods) & set(PERIODS)}


def students(count: int) -> list[str]:
    """Return the ids."""
    return [f"s{number:03d}" for number in range(count)]


def before_the_draw(path: Path) -> Year:
    """Return the school on the day before the draw. A tenth is free only when there is no tutoring."""
    clock = SetClock(BEFORE)
    engine = small_school(path, clock=clock)
    enrol(
        engine, {student: "north" if number % 2 else "south" for number, student in enumerate(students(450))}
    )
    sessions = [
        LearningObject(
            ObjectId(f"tutoring-{period}"),
            f"Tutoring in period {period}",
            (),
            "tutoring",
            50,
            0.5,
            kind="tutoring",
            copies=SEATS,
            topics=(PERIOD + period,),
        )
        for period in PERIODS
    ]
    take_library(engine, [], sessions, name="tutoring")
    random = np.random.default_rng(20260824)
    free, before, said = {}, {}, []
    for number, student in enumerate(students(AT_RISK + CALM)):
        at_risk = number < AT_RISK
        said += [Recorded(student, "course_failures", float(at_risk), "office")]
        said += [Recorded(student, name, 0.0, "office") for name in ("unexcused_absences", "over_age")]
        # Period F is free for few, so that some have to be moved there for all places to be filled.
        chance = [0.3, 0.3, 0.25, 0.2, 0.15, 0.12]
        periods = "".join(p for p, share in zip(PERIODS, chance, strict=True) if random.random() < share)
        if number % 10 == 0:
            periods = "G"
        said += [Recorded(student, "free_period", p, "office", None, 1.0) for p in periods or ("none",)]
        if at_risk:
            free[student], before[student] = periods, float(random.normal())
            said.append(Recorded(student, "test_in_spring", before[student], "office"))
    record_all(engine, said)
    publish(engine, TEXT, by="tests")
    return Year(engine, clock, free, before)


def in_draw(year: Year) -> dict[str, str]:
    """Return who was offered which period."""
    with year.engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "tutoring-placement"})
    chosen = {row["student"]: json.loads(row["chosen"]) for row in rows.iter_rows(named=True)}
    return {student: each[0].removeprefix("tutoring-") for student, each in chosen.items() if each}


def live(year: Year) -> None:
    """Draw, and let a year go by: four in ten of those offered a place come, and gain half a point."""
    year.clock.at = DAY
    tick(year.engine)
    random = np.random.default_rng(7)
    got = in_draw(year)
    said = []
    for student, before in year.before.items():
        comes = student in got and random.random() < 0.4
        score = 0.6 * before + 0.5 * comes + float(random.normal(scale=0.3))
        said.append(Recorded(student, "test_in_summer", score, "office"))
        if student in got:
            attended = float(random.integers(60, 140)) if comes else 0.0
            said.append(Recorded(student, "tutoring_sessions", attended, "tutors"))
    year.clock.forward(days=280)
    record_all(year.engine, said)
