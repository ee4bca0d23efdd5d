"""A small school of twelve skills and three objects, of which one teaches and the others hardly do."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import polars as pl

from whynext import bootstrap, handbook
from whynext.base.ids import ObjectId, SkillId
from whynext.competencies.competency import Competency
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake, school, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.exchange.responses import read_responses
from whynext.library.learning_object import LearningObject
from whynext.mastery.tracing.bkt import Bkt
from whynext.testing.small_school import CountedEntropy, SetClock, enrol

SKILLS = tuple(f"skill-{number:02d}" for number in range(12))
TEACHES = {"good": 0.8, "dull": 0.05, "poor": 0.05}
"""The chance with which each object teaches a student who lacks the skill. It is nowhere written down."""
WAYS = {"good": "hands_on", "dull": "worked_example", "poor": "reading"}


def learned(**values: str) -> str:
    """Return the learned choice of the handbook, without a rest between uses, parameters set otherwise."""
    text = handbook.text("next-object/learned")
    for name, value in {"rest": "0", **values}.items():
        (line,) = (each for each in text.splitlines() if each.startswith(f"{name} ") and "{" in each)
        before, _, after = line.partition("value = ")
        text = text.replace(line, f"{before}value = {value},{after.partition(',')[2]}")
    return text


def taught_school(where: str | Path, clock: SetClock, *, students: int = 16, text: str = "") -> Engine:
    """Make the school, with the handbook's plan of a day; `text` is its choice of objects."""
    engine = bootstrap.engine(where, create=True, clock=clock, entropy=CountedEntropy())
    school.begin(engine, "Taught School", "Europe/Berlin", Bkt())
    skills = [
        Competency(SkillId(skill), skill, f"Can {skill}.", position=place)
        for place, skill in enumerate(SKILLS)
    ]
    intake.take_map(
        engine, MapImport(CompetencyMap.of(skills, []), (), Framework("flat", "Flat")), name="map"
    )
    objects = [
        LearningObject(
            ObjectId(name),
            name.capitalize(),
            tuple(SkillId(skill) for skill in SKILLS),
            way,
            minutes=20.0,
            difficulty=0.3,
            screen=False,
        )
        for name, way in WAYS.items()
    ]
    intake.take_library(engine, [], objects, name="library")
    enrol(engine, {f"s{number:02d}": "red" for number in range(students)})
    for name in ("next-skill", "something-simpler"):
        publish(engine, handbook.text(name), by="tests")
    publish(engine, text or learned(), by="tests")
    publish(engine, handbook.text("daily-plan"), by="tests")
    return engine


def school_day(engine: Engine, clock: SetClock, chance: random.Random, known: set[tuple[str, str]]) -> None:
    """Decide the afternoon, then let every student learn the next morning and answer three questions each.

    `known` holds what each student can do.
    """
    clock.at = clock.at.replace(hour=15)
    tick.tick(engine)
    morning(engine, clock, chance, known)


def morning(engine: Engine, clock: SetClock, chance: random.Random, known: set[tuple[str, str]]) -> None:
    """Let every student learn from the object that is there, and answer three questions each."""
    decided = present(engine)
    clock.at = clock.at.replace(hour=8) + timedelta(days=1 if clock.at.weekday() < 4 else 3)
    lines = ["student,item,skill,correct,time"]
    for student, skill, thing in decided:
        if (student, skill) not in known and chance.random() < TEACHES[thing]:
            known.add((student, skill))
        for number in range(3):
            right = int(chance.random() < (0.9 if (student, skill) in known else 0.2))
            at = clock.at - timedelta(minutes=30 - number)
            lines.append(f"{student},{skill}-{number},{skill},{right},{at.isoformat()}")
    found = read_responses("\n".join(lines).encode(), now=clock.at, name=f"day {clock.at.date()}")
    intake.take_responses(engine, found.frame, name=f"day {clock.at.date()}")


def present(engine: Engine) -> list[tuple[str, str, str]]:
    """Return the objects of the latest day: student, skill, object."""
    rows = objects(engine)
    last = rows.filter(pl.col("day") == rows.get_column("day").max()).sort("student", "given")
    return [
        (student, skill, json.loads(chosen)[0])
        for student, skill, chosen in last.select("student", "given", "chosen").iter_rows()
        if json.loads(chosen)
    ]


def objects(engine: Engine) -> pl.DataFrame:
    """Return the decisions of objects."""
    with engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "next-object"})
    return rows.filter(pl.col("state").is_in(["in force", "overridden", "carried out"]))
