"""A simulated school: 180 students whose true knowledge is known, a year begun, sixty school days of answers.

Everything follows from one seed. The people are invented, the knowledge is drawn by
:mod:`whynext.testing.simulated_learning`, and what comes out is what a real school would hand over: a roster,
a history of answers, what teachers recorded, a few assessments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from whynext.base.clock import instant_of
from whynext.base.ids import SkillId, StudentId
from whynext.engine.respond import Recorded
from whynext.library import starter
from whynext.library.item import Item
from whynext.mastery.assessment import AssessmentResult
from whynext.process.trigger import is_school_day
from whynext.roster.roster import Roster
from whynext.testing.simulated_learning import Answers, Course, Schedule, drawn, taught
from whynext.testing.simulated_people import SCHOOL_NAME, SimulatedSection, roster_of, sections_of

TIMEZONE = "America/New_York"
LAST_DAY = date(2026, 11, 16)
YEAR_ENDS = date(2027, 6, 19)
HOLIDAYS: tuple[date, ...] = (
    date(2026, 9, 7),
    date(2026, 10, 12),
    date(2026, 11, 3),
    date(2026, 11, 11),
    date(2026, 11, 26),
    date(2026, 11, 27),
    *(date(2026, 12, 21) + timedelta(days=n) for n in range(14)),
    date(2027, 1, 18),
    *(date(2027, 2, 15) + timedelta(days=n) for n in range(5)),
    *(date(2027, 4, 5) + timedelta(days=n) for n in range(5)),
    date(2027, 5, 31),
)
"""Days without school in the simulated year."""

STUDENTS = 180
GRADES = (3, 4, 5)
SLIPS = 5
"""Questions of an exit slip."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSchool:
    """What the simulated school hands over, and the truth behind it.

    Parameters
    ----------
    name, timezone, holidays
        Of the school.
    days
        The school days of the history, in order.
    sections
        Who is in which class.
    roster
        Everyone, as an importer would read it.
    responses
        The history of answers, columns as :func:`whynext.engine.intake.take_responses` takes them.
    records
        What teachers and tests said of students.
    assessments
        Exit slips of the last day.
    truth
        What each student truly knows after the last day: columns student, skill, knows.
    """

    name: str
    timezone: str
    holidays: tuple[date, ...]
    days: tuple[date, ...]
    sections: tuple[SimulatedSection, ...]
    roster: Roster
    responses: pl.DataFrame
    records: tuple[Recorded, ...]
    assessments: tuple[AssessmentResult, ...]
    truth: pl.DataFrame

    @property
    def students(self) -> tuple[str, ...]:
        """The ids of all students, section by section."""
        return tuple(student for section in self.sections for student in section.students)

    def at(self, hour: int, minute: int, day: date | None = None) -> datetime:
        """Return a time of a day at the school, of the last day if none is named."""
        return instant_of(day or self.days[-1], time(hour, minute), ZoneInfo(self.timezone))


def simulate(
    items: Sequence[Item], *, seed: int = 2026, students: int = STUDENTS, days: int = 60
) -> SimulatedSchool:
    """Return the simulated school.

    Parameters
    ----------
    items
        What is asked; skills without an item are asked on paper.
    seed
        The same seed gives the same school.
    students
        How many students, dealt to six sections.
    days
        How many school days of history; the last is :data:`LAST_DAY`.
    """
    # One stream of chance each, so that another number of students leaves the rest alike.
    people, learning, profile, slips = np.random.default_rng(seed).spawn(4)
    sections = sections_of(students, GRADES, 2)
    calendar = school_days(days)
    course = starter_course(items, max(GRADES) + 2)
    grades = [section.grade for section in sections for _ in section.students]
    group = drawn(grades, course, learning)
    present = learning.random((days, students)) < 0.955
    told = taught(group, course, present, Schedule(days=days), learning)
    ids = [student for section in sections for student in section.students]
    roster = roster_of(sections, calendar[0], YEAR_ENDS, people)
    truth = pl.DataFrame(
        {
            "student": np.repeat(np.array(ids, dtype=object), len(course.skills)).tolist(),
            "skill": list(course.skills) * students,
            "knows": group.knows.ravel(),
        }
    )
    return SimulatedSchool(
        name=SCHOOL_NAME,
        timezone=TIMEZONE,
        holidays=HOLIDAYS,
        days=calendar,
        sections=sections,
        roster=roster,
        responses=_responses(told, course, ids, calendar),
        records=tuple(_records(sections, group.ability, present, calendar, profile)),
        assessments=tuple(_slips(told, course, sections, ids, calendar, group.knows, slips)),
        truth=truth,
    )


def school_days(count: int, last: date = LAST_DAY, holidays: Sequence[date] = HOLIDAYS) -> tuple[date, ...]:
    """Return so many school days up to the last.

    Examples
    --------
    >>> [str(day) for day in school_days(3, date(2026, 11, 12))]
    ['2026-11-09', '2026-11-10', '2026-11-12']
    """
    found: list[date] = []
    day = last
    while len(found) < count:
        if is_school_day(day, holidays):
            found.append(day)
        day -= timedelta(days=1)
    return tuple(reversed(found))


def starter_course(items: Sequence[Item], highest: int) -> Course:
    """Return the starter map up to a grade as a course; kindergarten is 0."""
    rows = [
        (0 if row["grade_low"] == "K" else int(row["grade_low"]), place, row["id"])
        for place, row in enumerate(starter.skills())
    ]
    taught_here = sorted(row for row in rows if row[0] <= highest)
    places = {skill: place for place, (_, _, skill) in enumerate(taught_here)}
    before: list[list[int]] = [[] for _ in taught_here]
    for edge in starter.prerequisites():
        if edge["from"] in places and edge["to"] in places:
            before[places[edge["to"]]].append(places[edge["from"]])
    asked: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        for skill in item.skills:
            asked.setdefault(skill, []).append((item.id, item.kind.value))
    paper = {skill: [(f"paper/{skill}/{n}", "number") for n in range(1, 9)] for skill in places}
    return Course(
        tuple(places),
        np.array([grade for grade, _, _ in taught_here], dtype=np.float64),
        tuple(tuple(each) for each in before),
        tuple(tuple(asked.get(skill, paper[skill])) for skill in places),
    )


def _responses(told: Answers, course: Course, ids: Sequence[str], days: Sequence[date]) -> pl.DataFrame:
    """Return what was answered in the order in which it was."""
    midnights = [instant_of(day, time(0), ZoneInfo(TIMEZONE)) for day in days]
    skill, item = np.concatenate(told.skill), np.concatenate(told.item)
    starts = np.cumsum([0, *(len(each) for each in course.items)])
    every_item = pl.Series([name for each in course.items for name, _ in each], dtype=pl.String)
    micros = np.array([int(each.timestamp()) * 10**6 for each in midnights], dtype=np.int64)
    at = micros[np.concatenate(told.day)] + (np.concatenate(told.second) * 1e3).astype(np.int64) * 1000
    frame = pl.DataFrame(
        {
            "student": pl.Series(ids, dtype=pl.String).gather(np.concatenate(told.student)),
            "item": every_item.gather(starts[skill] + item),
            "skill": pl.Series(course.skills, dtype=pl.String).gather(skill),
            "correct": np.concatenate(told.right),
            "at": pl.Series(at).cast(pl.Datetime("us", "UTC")),
            "seconds": np.concatenate(told.took).round(1),
        }
    )
    frame = frame.sort("at", "student", maintain_order=True)
    keys = frame.select(pl.concat_str("student", "item", pl.col("at").cast(pl.Int64), separator="\x1f"))
    digest = hashlib.blake2b
    return frame.select(
        "student",
        "item",
        pl.concat_list("skill").alias("skills"),
        "correct",
        "at",
        pl.lit(None, pl.Int64).alias("hints"),
        "seconds",
        pl.int_range(pl.len(), dtype=pl.Int64).alias("order"),
        pl.Series(
            "key", [digest(key.encode(), digest_size=16).digest() for key in keys.to_series()], pl.Binary
        ),
    )


def _records(
    sections: Sequence[SimulatedSection],
    ability: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    present: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    days: Sequence[date],
    chance: np.random.Generator,
) -> list[Recorded]:
    """Return what is recorded of students: of most of them most, of nobody everything."""
    early = datetime.combine(days[min(9, len(days) - 1)], time(15), tzinfo=UTC)
    late = datetime.combine(days[-1], time(13), tzinfo=UTC)
    found: list[Recorded] = []
    place = 0
    for section in sections:
        for student in section.students:
            said: list[tuple[str, float | str | bool, datetime]] = []
            if chance.random() < 0.93:
                level = 1 + int(
                    np.clip(round(1.3 + 0.7 * ability[place] + 0.8 * chance.standard_normal()), 0, 3)
                )
                said.append(("autonomy", level, early))
            if chance.random() < 0.96:
                reads = section.grade + 0.8 * ability[place] + 0.9 * chance.standard_normal()
                said.append(("reading_level", float(np.clip(round(2 * reads) / 2, 0.5, 9.0)), early))
            topics = chance.permutation(len(starter.INTERESTS))[: int(chance.integers(0, 4))]
            said += [("interest", starter.INTERESTS[int(topic)], early) for topic in topics]
            said.append(("accommodation", _accommodation(chance), early))
            said.append(("course_failures", int(chance.binomial(2, 0.08)), late))
            missed = int((~present[:, place]).sum())
            said.append(("unexcused_absences", int(chance.binomial(missed, 0.4)), late))
            source = f"teacher {section.teacher}"
            found += [Recorded(student, name, value, source, at) for name, value, at in said]
            place += 1
    return found


def _accommodation(chance: np.random.Generator) -> str:
    draw = chance.random()
    words = (("read_aloud", 0.06), ("no_screen", 0.09), ("large_print", 0.11))
    return next((word for word, upto in words if draw < upto), "none")


def _slips(
    told: Answers,
    course: Course,
    sections: Sequence[SimulatedSection],
    ids: Sequence[str],
    days: Sequence[date],
    knows: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    chance: np.random.Generator,
) -> list[AssessmentResult]:
    """Return the exit slips that the last section of each grade took on the last day."""
    last = {int(who): int(skill) for who, skill in zip(told.student[-1], told.skill[-1], strict=True)}
    asked = {student for section in sections[1::2] for student in section.students}
    at = instant_of(days[-1], time(14, 45), ZoneInfo(TIMEZONE))
    return [
        AssessmentResult(
            student=StudentId(ids[who]),
            skill=SkillId(course.skills[skill]),
            form_kind="exit slip",
            form="",
            correct=int(chance.binomial(SLIPS, 0.93 if knows[who, skill] else 0.25)),
            of=SLIPS,
            at=at + timedelta(seconds=who),
        )
        for who, skill in sorted(last.items())
        if ids[who] in asked
    ]
