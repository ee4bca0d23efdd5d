"""The simulated hall, day after day: decided, changed in the morning, learned in, tested, and checked.

What the checker is told comes from what happened here and from plain tables; nothing of it passes through
what plans the hall.
"""

from __future__ import annotations

import json
import random
import shutil
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from schedule import random_halls
from schedule.checker import violations
from schedule.plain_model import possible
from whynext import bootstrap, handbook
from whynext.base.ids import SkillId, StudentId
from whynext.engine import halls, intake, respond, schedules, school
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.exchange.responses import read_responses
from whynext.mastery.assessment import AssessmentResult
from whynext.mastery.tracing.bkt import Bkt
from whynext.planning.schedule.notes import Note
from whynext.planning.schedule.walks import Walks
from whynext.process.trigger import next_school_day
from whynext.testing.simulated_hall import SimulatedHall, responses_of, simulate_hall
from whynext.testing.small_school import CountedEntropy, SetClock

FIRST = date(2026, 9, 14)
PASSED = 4
"""So many of five answers pass an exit slip."""
BAR, BANDS = 0.9, 1.0
"""From which estimate on a skill counts as mastered, and so many grades it may be away."""
LED, SCREEN = 1, 45.0
"""So many sessions with a teacher, and minutes at a screen, a student has on a day: the handbook says so."""
SETTINGS = ("test-out", "exit-slip", "next-skill/playlist")


@dataclass(slots=True)
class Days:
    """A school with the simulated hall, its clock, and what happened in it so far.

    Parameters
    ----------
    engine, clock, hall, where
        The school, its clock, the truth behind it, and its file.
    today
        The last day that was decided for.
    notes
        What was noted, as the checker reads it.
    history
        What was carried out, by day.
    slips
        Of each student and skill the results of exit slips, oldest first.
    shown
        Which skills were shown in a test on demand.
    """

    engine: Engine
    clock: SetClock
    hall: SimulatedHall
    where: Path
    today: date = FIRST
    notes: list[dict[str, Any]] = field(default_factory=list)
    history: dict[date, list[dict[str, Any]]] = field(default_factory=dict)
    slips: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)

    def at(self, hour: int, minute: int = 0) -> None:
        """Set the clock to a time of today."""
        self.clock.at = datetime(self.today.year, self.today.month, self.today.day, hour, minute, tzinfo=UTC)

    def evening(self) -> date:
        """Decide what is due this afternoon; return the day it is for."""
        self.at(16, 35)
        tick(self.engine)
        self.today = next_school_day(self.today, frozenset())
        return self.today

    def places(self) -> list[dict[str, Any]]:
        """Return the places of today as they stand, in the words of the checker."""
        rows = schedules.scheduled(self.engine, "schedule", self.today).places
        return rows.select(*PLACE).to_dicts()

    def without(self) -> list[tuple[str, str]]:
        """Return who is there today and has no place, with the period."""
        return list(schedules.scheduled(self.engine, "schedule", self.today).without)

    def walks(self) -> Walks:
        """Return how many walks today has, as the school tells it."""
        return schedules.scheduled(self.engine, "schedule", self.today).walks

    def note(self, *said: Note, by: str = "teacher t01", because: str = "so it is") -> None:
        """Note something, here and in the school."""
        halls.note(self.engine, said, by=by, because=because)
        self.notes += [_plain(each) for each in said]

    def again(self, because: str) -> schedules.PlannedAgain:
        """Plan today again."""
        key = f"{self.clock.at.isoformat()} {because}"
        return schedules.plan_again(
            self.engine, "schedule", role="teacher", because=because, key=key, day=self.today
        )

    def table(self, name: str, **where: Any) -> pl.DataFrame:
        """Return a table of the school."""
        with self.engine.store.reading() as reading:
            return reading.table(name, where or None)

    def faults(self, places: list[dict[str, Any]]) -> list[str]:
        """Return what the checker finds wrong with the places of today."""
        return violations(
            self.hall.document,
            self.people(),
            self.skills(),
            self.notes,
            self.today,
            places,
            self.history,
            bands=BANDS,
            most_led=LED,
            most_screen=SCREEN,
        )

    def is_possible(self) -> bool:
        """Return whether today can be kept at all, as the plain model says; the first day only."""
        return possible(
            self.hall.document,
            self.people(),
            self.skills(),
            self.notes,
            self.today,
            bands=BANDS,
            most_led=LED,
            most_screen=SCREEN,
        )

    def people(self) -> dict[str, dict[str, Any]]:
        """Return every student as the checker reads them, in the light of what is known now."""
        estimates = self.table("estimates").filter(pl.col("mastery") >= BAR)
        mastered: dict[str, set[str]] = {student: set() for student in self.hall.students}
        for student, skill in estimates.select("student", "skill").iter_rows():
            mastered[student].add(skill)
        playlists = self.playlists()
        return {
            student: {
                "section": section.id,
                "grade": section.grade,
                "accommodations": [self.hall.accommodations.get(student, "none")],
                "mastered": mastered[student],
                "done": self._done(student, mastered[student]),
                "playlist": playlists.get(student, []),
                "misses": {skill: self.misses(student, skill) for who, skill in self.slips if who == student},
            }
            for section in self.hall.sections
            for student in section.students
        }

    def _done(self, student: str, mastered: set[str]) -> set[str]:
        slips = {skill: told[-1] for (who, skill), told in self.slips.items() if who == student}
        passed = {skill for skill, right in slips.items() if right >= PASSED}
        shown = {skill for who, skill in self.shown if who == student}
        return passed | shown | (mastered - set(slips))

    def misses(self, student: str, skill: str) -> int:
        """Return how many exit slips a student missed in a row."""
        count = 0
        for right in reversed(self.slips.get((student, skill), [])):
            if right >= PASSED:
                break
            count += 1
        return count

    def playlists(self) -> dict[str, list[str]]:
        """Return the skills decided for each student, by the latest decision that holds."""
        rows = self.table("decisions", process="next-skill").sort("sequence", "ordinal")
        held = rows.filter(pl.col("state").is_in(["in force", "overridden", "carried out"]))
        return {
            student: json.loads(chosen) for student, chosen in held.select("student", "chosen").iter_rows()
        }

    def skills(self) -> dict[str, dict[str, Any]]:
        """Return the web as the checker reads it."""
        found: dict[str, dict[str, Any]] = {
            str(each.id): {
                "needs": [],
                "grade_low": each.grade_low,
                "grade_high": each.grade_high,
                "strand": each.strand,
                "objects": [thing.modality for thing in self.hall.objects if each.id in thing.skills],
            }
            for each in self.hall.map.map.competencies
        }
        for relation in self.hall.map.relations:
            found[relation.destination]["needs"].append(str(relation.origin))
        return found

    def carry_out(self, places: list[dict[str, Any]]) -> None:
        """Let everybody learn where they were sent, and write an exit slip on the last skill of the day."""
        self.history[self.today] = places
        last: dict[str, str] = {}
        for place in sorted(places, key=lambda each: (str(each["period"]), str(each["student"]))):
            self.hall.learn(place["student"], place["skill"], place["modality"])
            last[place["student"]] = place["skill"]
        told = [
            (student, skill, self.hall.answers(student, skill)) for student, skill in sorted(last.items())
        ]
        self.test(told, "exit slip")

    def test(self, told: list[tuple[str, str, list[bool]]], form_kind: str) -> None:
        """Take in how tests turned out, answer by answer and as a whole."""
        self.at(14)
        self._answered(told, f"{form_kind} {self.today}")
        results = [
            AssessmentResult(
                StudentId(student), SkillId(skill), form_kind, "", sum(answers), len(answers), self.clock.at
            )
            for student, skill, answers in told
        ]
        keys = [f"{form_kind} {self.today} {skill}" for _, skill, _ in told]
        respond.assess_all(self.engine, results, keys)
        for student, skill, answers in told:
            if form_kind == "exit slip":
                self.slips.setdefault((student, skill), []).append(sum(answers))
            elif sum(answers) >= 0.8 * len(answers):
                self.shown.add((student, skill))

    def _answered(self, told: list[tuple[str, str, list[bool]]], name: str) -> None:
        text = responses_of(told, self.clock.at)
        found = read_responses(text.encode(), now=self.clock.at, name=name)
        intake.take_responses(self.engine, found.frame, name=name)

    def copied(self, where: Path) -> Days:
        """Return this school once more, in a file of its own."""
        self.engine.store.close()
        shutil.copy(self.where, where)
        clock = SetClock(self.clock.at)
        entropy = CountedEntropy(1_000_000)
        self.engine = bootstrap.engine(self.where, clock=self.clock, entropy=entropy)
        engine = bootstrap.engine(where, clock=clock, entropy=entropy)
        kept = {
            name: deepcopy(getattr(self, name)) for name in ("hall", "notes", "history", "slips", "shown")
        }
        return Days(engine, clock, where=where, today=self.today, **kept)


PLACE = ("student", "period", "modality", "skill", "session", "teacher", "area")


def _plain(note: Note) -> dict[str, Any]:
    """Return a note as the checker reads it."""
    said = note.as_data()
    days = {name: date.fromisoformat(said[name]) for name in ("day", "until") if name in said}
    return {**said, "until": None, **days}


def hall_school(
    where: Path, *, seed: int = 2026, students: int = 90, drawn: random.Random | None = None
) -> Days:
    """Make a school with the simulated hall: everybody was tested on every skill, nothing is decided yet.

    With `drawn`, its students attend a hall that is drawn from it.
    """
    clock = SetClock(datetime(2026, 9, 7, 8, tzinfo=UTC))
    hall = simulate_hall(seed=seed, students=students, skills_from="next-skill")
    engine = bootstrap.engine(where, create=True, clock=clock, entropy=CountedEntropy())
    school.begin(engine, "Hall School", "UTC", Bkt())
    intake.take_map(engine, hall.map, name="web")
    intake.take_library(engine, [], hall.objects, name="library")
    intake.take_roster(engine, hall.roster, name="roster")
    for name in SETTINGS:
        publish(engine, handbook.text(name), by="tests")
    records = [
        respond.Recorded(student, "accommodation", hall.accommodations.get(student, "none"), "the office")
        for student in hall.students
    ]
    respond.record_all(engine, records)
    days = Days(engine, clock, hall, where, today=FIRST - timedelta(days=3))
    days.at(9)
    told = [
        (student, skill, hall.answers(student, skill, 3))
        for student in hall.students
        for skill in hall.course.skills
    ]
    days._answered(told, "first look")
    if drawn is not None:
        hall.document = random_halls.document(drawn, hall)
    halls.state_hall(engine, hall.document, by="leader")
    publish(engine, handbook.text("schedule"), by="tests")
    return days
