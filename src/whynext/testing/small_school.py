"""A school small enough to think through: two sections, a short map, a few lessons, a clock one can set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from whynext import bootstrap
from whynext.base.ids import ItemId, ObjectId, SkillId
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake, school
from whynext.engine.school import Engine
from whynext.library.item import Item, Key, Kind
from whynext.library.learning_object import LearningObject
from whynext.mastery.tracing.bkt import Bkt


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set."""

    at: datetime = datetime(2026, 9, 14, 8, tzinfo=UTC)

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at

    def forward(self, **by: float) -> datetime:
        """Move it on (hours=8, days=1) and return where it stands then."""
        self.at += timedelta(**by)
        return self.at


@dataclass(slots=True)
class CountedEntropy:
    """Bytes that look random and are the same in every test."""

    taken: int = field(default=0)

    def take(self, count: int) -> bytes:
        """Return the next bytes of a fixed stream."""
        blocks = []
        for _ in range(-(-count // 32)):
            self.taken += 1
            blocks.append(hashlib.sha256(self.taken.to_bytes(8, "big")).digest())
        return b"".join(blocks)[:count]


SKILLS = ("count", "add", "subtract", "multiply", "divide", "fractions")
EDGES = (
    ("count", "add"),
    ("count", "subtract"),
    ("add", "multiply"),
    ("subtract", "divide"),
    ("multiply", "divide"),
    ("divide", "fractions"),
)
STUDENTS = ("ana", "ben", "chen", "dana", "eli", "fay")


def small_map() -> MapImport:
    """Return a map of six skills."""
    competencies = [
        Competency(
            SkillId(skill), skill.capitalize(), f"Can {skill}.", position=place, grade_low=float(place)
        )
        for place, skill in enumerate(SKILLS)
    ]
    relations = [Relation(PRECEDES, SkillId(a), SkillId(b)) for a, b in EDGES]
    return MapImport(CompetencyMap.of(competencies, relations), tuple(relations), Framework("small", "Small"))


def small_items() -> list[Item]:
    """Return two number items for each skill."""
    return [
        Item(ItemId(f"{skill}-{n}"), (SkillId(skill),), Kind.NUMBER, f"{skill} {n} and 2?", Key(str(n + 2)))
        for skill in SKILLS
        for n in (1, 2)
    ]


def small_objects() -> list[LearningObject]:
    """Return two lessons for each skill, taught in different ways, one easier than the other."""
    ways = (("worked_example", 0.3, True, "alone"), ("hands_on", 0.6, False, "pair"))
    return [
        LearningObject(
            ObjectId(f"{skill}-{modality}"),
            f"{skill.capitalize()}: {modality.replace('_', ' ')}",
            (SkillId(skill),),
            modality,
            minutes=15.0,
            difficulty=difficulty,
            screen=screen,
            grouping=grouping,
        )
        for skill in SKILLS
        for modality, difficulty, screen, grouping in ways
    ]


def enrol(engine: Engine, students: dict[str, str]) -> None:
    """Put students (id -> section) on the roster, with the id as name."""
    ids = list(students)
    with engine.store.writing() as writing:
        writing.upsert(
            "students",
            pl.DataFrame(
                {"student": ids, "name": [each.capitalize() for each in ids], "active": [True] * len(ids)}
            ).with_columns(pl.lit(4.0).alias("grade"), pl.lit("en").alias("language")),
        )
        sections = sorted(set(students.values()))
        writing.upsert(
            "sections", pl.DataFrame({"id": sections, "title": sections, "active": [True] * len(sections)})
        )
        places = pl.DataFrame({"person": ids, "section": list(students.values())}).with_columns(
            pl.lit("student").alias("role"),
            pl.lit(None, pl.Date).alias("begins"),
            pl.lit(None, pl.Date).alias("ends"),
            pl.lit(True).alias("primary"),
            pl.lit(True).alias("active"),
            (pl.col("section") + "-" + pl.col("person")).alias("id"),
        )
        writing.upsert("enrolments", places)


def small_school(
    where: str | Path, *, clock: SetClock | None = None, timezone: str = "Europe/Berlin"
) -> Engine:
    """Make a small school at a path or database address and return its engine."""
    engine = bootstrap.engine(where, create=True, clock=clock or SetClock(), entropy=CountedEntropy())
    school.begin(engine, "Small School", timezone, Bkt())
    intake.take_map(engine, small_map(), name="small map")
    intake.take_library(engine, small_items(), small_objects(), name="small library")
    enrol(engine, {student: "red" if place < 3 else "blue" for place, student in enumerate(STUDENTS)})
    return engine


NEXT_SKILL = """
id = "next-skill"
version = 1
title = "Choose the next skill"
question = "Which skill should this student work on next?"
juncture = "sequence"
grain = "lesson"
decides = "skill"
information = ["mastery", "prerequisites_mastered(bar)", "unlocks", "enrolled"]

[trigger]
every = "weekday 16:00"
when = "enrolled"

[[agents]]
who = "algorithm"
does = "decides"

[[agents]]
who = "teacher"
does = "may_override"
until = "07:30"

[parameters]
bar = { value = 0.95, unit = "probability", because = "customary for this model" }

[[rules]]
keep = "mastery < bar"
because = "not mastered yet"
refusal = "mastered already"

[[rules]]
keep = "prerequisites_mastered"
because = "everything it builds on is mastered"
refusal = "builds on something not mastered yet"

[[rules]]
prefer = "unlocks"
because = "opens the way to more"
"""
"""A definition for tests; the handbook's is richer."""
