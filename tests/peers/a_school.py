"""A school with the handbook in force and a library worth choosing from, for the tests of this folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from engine.grown_school import answer, table
from whynext import bootstrap, handbook
from whynext.base.ids import ObjectId, SkillId, StudentId
from whynext.engine import intake, respond, tick
from whynext.engine.decide import unpack
from whynext.engine.inspect import observe_now
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.library.learning_object import LearningObject
from whynext.mastery.assessment import AssessmentResult
from whynext.process.definition import Definition
from whynext.process.reading import read
from whynext.process.run import judge
from whynext.testing.small_school import STUDENTS, SetClock, small_objects, small_school

NOT_LIVE = ("tracking-1955", "tutoring-placement")  # one is refused, the other asks for a name first
LIVE = tuple(name for name in handbook.names() if name not in NOT_LIVE)
CATALOGUE = bootstrap.catalogue()


def definition(name: str, **values: float) -> Definition:
    """Return a process of the handbook, with other values of its parameters."""
    return read(handbook.text(name), CATALOGUE, name=name).with_parameters(values)


def begun(path: Path, clock: SetClock, *, answers: int = 12) -> Engine:
    """Return a small school with the handbook in force, its students with histories and profiles."""
    engine = small_school(path, clock=clock)
    intake.take_library(engine, [], books(), name="books")
    for name in LIVE:
        publish(engine, handbook.text(name), by="tests")
    for place, student in enumerate(STUDENTS):
        respond.record(engine, student, "accommodation", "none", source="office")
        respond.record(engine, student, "reading_level", 3.0 + place / 2, source="test")
        respond.record(engine, student, "interest", ("space", "horses")[place % 2], source=student)
    if answers:
        answer(engine, list(STUDENTS), clock, answers=answers, seed=7)
    return engine


def books() -> list[LearningObject]:
    """Return twelve books of different reading levels and topics."""
    return [
        LearningObject(
            ObjectId(f"book-{number:02d}"),
            f"Book {number}",
            (),
            "reading",
            minutes=200,
            difficulty=0.5,
            reading_level=1.0 + number / 2,
            topics=(("space", "horses", "ships")[number % 3],),
            kind="book",
            copies=2,
            screen=False,
        )
        for number in range(12)
    ]


def lesson(name: str, *skills: str, **other: Any) -> LearningObject:
    """Return a lesson that teaches these skills."""
    first = small_objects()[0]
    named = {"id": ObjectId(name), "title": name, "skills": tuple(SkillId(skill) for skill in skills)}
    return replace(first, **{**named, **other})


def afternoon(engine: Engine) -> dict[str, int]:
    """Move on to the next five past four in Berlin and tick."""
    clock = engine.clock
    assert isinstance(clock, SetClock)
    clock.forward(hours=(14 - clock.at.hour) % 24 or 24, minutes=5 - clock.at.minute)
    return tick.tick(engine).decided


def seen(engine: Engine, process: Definition, given: str | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what a process would see and decide of everybody now: its frame, and its decisions."""
    observed, seed = observe_now(engine, process, given)
    return judge(process, observed, seed)


def recorded(engine: Engine, decision: str) -> pl.DataFrame:
    """Return the frame of the run that made a decision."""
    with engine.store.reading() as reading:
        stored = reading.run(decision.rsplit("-", 1)[0])
        assert stored is not None
        assert stored.frame is not None
        return unpack(stored.frame)


def last(engine: Engine, **where: object) -> dict[str, Any]:
    """Return the last decision of these, its chosen options as a list."""
    row = table(engine, "decisions", **where).sort("sequence", "ordinal").row(-1, named=True)
    return {**row, "chosen": json.loads(row["chosen"])}


def mastery(engine: Engine, student: str, skill: str) -> float:
    return float(table(engine, "estimates", student=student, skill=skill).get_column("mastery")[0])


def right(engine: Engine, student: str, skill: str, times: int, given: str = "3") -> None:
    at = engine.now()
    for number in range(times):
        key = f"{skill} {given} {at.isoformat()} {number}"
        respond.respond(engine, Answer(student, f"{skill}-1", key, given=given))


def slip(engine: Engine, student: str, correct: int, kind: str, of: int = 5) -> dict[str, Any]:
    """Hand in a test of counting, let what it wakes be decided, and return the decision."""
    process = {"exit slip": "exit-slip", "unit test": "mastery-unit", "test out": "test-out"}[kind]
    result = AssessmentResult(StudentId(student), SkillId("count"), kind, "", correct, of, engine.now())
    respond.assess(engine, result, key=f"{kind} {engine.now().isoformat()}")
    tick.attend(engine)
    return last(engine, student=student, process=process)


def forward(engine: Engine, **by: float) -> None:
    assert isinstance(engine.clock, SetClock)
    engine.clock.forward(**by)


def levels_of(engine: Engine, student: str) -> list[tuple[str, float]]:
    return table(engine, "estimates", student=student).select("skill", "mastery").rows()  # type: ignore[return-value]
