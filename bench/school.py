"""Schools to measure with: invented maps, students and estimates, put into a school file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from whynext import bootstrap, handbook
from whynext.base.ids import SkillId
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.mastery.estimate import STATE
from whynext.testing.small_school import SetClock, enrol

MORNING = datetime(2026, 9, 14, 6, tzinfo=UTC)  # a Monday, eight o'clock at the school
AFTERNOON = datetime(2026, 9, 14, 14, 5, tzinfo=UTC)  # five past four
TIMEZONE = "Europe/Berlin"
PRACTISED = 60


def every_afternoon() -> str:
    """Return the handbook's next-skill, made due every school day instead of by the daily plan."""
    asked = 'asked_by = ["student", "teacher"]'
    text = handbook.text("next-skill")
    if asked not in text:
        raise ValueError("the trigger of next-skill is written otherwise now; change this benchmark")
    return text.replace(asked, f'every = "weekday 16:00"\n{asked}')


def invented_map(skills: int) -> MapImport:
    """Return a map in which most skills build on two of the ten before them, and every tenth on none."""
    chance = np.random.default_rng(5)
    ids = [SkillId(f"skill-{n:03d}") for n in range(skills)]
    competencies = [Competency(each, f"Skill {n}", position=n) for n, each in enumerate(ids)]
    edges = {
        (int(n - back), n) for n in range(skills) if n % 10 for back in chance.integers(1, n % 10 + 1, 2)
    }
    relations = tuple(Relation(PRECEDES, ids[a], ids[b]) for a, b in sorted(edges))
    return MapImport(CompetencyMap.of(competencies, relations), relations, Framework("invented", "Invented"))


def begun(path: Path, students: int) -> Engine:
    """Return the engine of a new school with so many students, each with a level of autonomy."""
    made = bootstrap.begin(path, "Measured School", TIMEZONE, clock=SetClock(MORNING))
    ids = [f"student-{n:06d}" for n in range(students)]
    enrol(made, {student: f"section-{place // 25:04d}" for place, student in enumerate(ids)})
    levels = pl.DataFrame(
        {
            "student": ids,
            "name": ["autonomy"] * students,
            "number": [float(1 + place % 4) for place in range(students)],
            "source": ["measuring"] * students,
            "at": [MORNING] * students,
            "sequence": [1] * students,
        }
    )
    with made.store.writing() as writing:
        writing.upsert("profile", levels.with_columns(pl.lit(None, pl.String).alias("word")))
    return made


def practise(made: Engine, practised: int = PRACTISED) -> int:
    """Give every student estimates of so many skills in a row, most of them mastered; return how many."""
    with made.store.reading() as reading:
        students = reading.table("students").get_column("student")
        skills = reading.table("competencies").sort("position").get_column("id")
    practised = min(practised, len(skills))
    chance = np.random.default_rng(6)
    first = chance.integers(0, len(skills) - practised + 1, len(students))
    place = (first[:, None] + np.arange(practised)).ravel()
    size = len(place)
    knows = chance.random(size) < np.tile(np.linspace(1.2, 0.1, practised), len(students))
    mastery = np.where(knows, 0.95 + 0.05 * chance.random(size), 0.95 * chance.random(size))
    hours = pl.Series(chance.integers(1, 1400, size)).cast(pl.Int64)
    counted = pl.Series(chance.integers(1, 12, size)).cast(pl.Int64)
    rows = pl.DataFrame(
        {
            "student": students.gather(np.repeat(np.arange(len(students)), practised)),
            "skill": skills.gather(place),
            "mastery": mastery,
            "answers": counted,
            "right": (counted * 0.7).cast(pl.Int64),
            "last_at": pl.select(pl.lit(MORNING) - pl.duration(hours=hours)).to_series(),
        }
    ).with_columns(
        pl.lit("bkt").alias("model"),
        pl.col("last_at").alias("first_at"),
        *(pl.lit(0.0).alias(name) for name in ("a", "b", "best")),
        *(pl.lit(1, pl.Int64).alias(name) for name in ("streak", "misses")),
    )
    rows = rows.select([pl.col(name).cast(dtype) for name, dtype in STATE.items()])
    with made.store.writing() as writing:
        writing.upsert("estimates", rows)
    return size


def nightly_school(path: Path, students: int, skills: int = 300, definition: str = "") -> None:
    """Make a school in which one process is due every afternoon, as it stands before its first one."""
    made = begun(path, students)
    intake.take_map(made, invented_map(skills), name="invented map")
    publish(made, definition or every_afternoon(), by="measuring")
    practise(made)
    made.store.close()


def handbook_school(path: Path, students: int) -> None:
    """Make a school with the starter map, its library, and the handbook published."""
    made = begun(path, students)
    bootstrap.take_starter(made)
    bootstrap.publish_handbook(made)
    practise(made, 40)
    made.store.close()


def copied(path: Path, name: str) -> Path:
    """Return a copy of a school that is closed, beside it."""
    copy = path.with_name(name)
    shutil.copyfile(path, copy)
    return copy


def lived(path: Path, days: int) -> None:
    """Repeat a school's first decisions, settled by now, as if made on so many earlier days, too."""
    with closing(sqlite3.connect(path)) as connection, connection:
        names = [each[1] for each in connection.execute("PRAGMA table_info(decisions)")]
        earlier = {
            "id": "id || '-' || :n",
            "run": "run || '-' || :n",
            "day": "day - :n",
            "occasion": "occasion || '-' || :n",
            "decided_at": f"decided_at - :n * {timedelta(days=1) // timedelta(microseconds=1)}",
        }
        chosen = ", ".join(earlier.get(name, f'"{name}"') for name in names)
        first = connection.execute("SELECT min(decided_at) FROM decisions").fetchone()[0]
        waiting = "SELECT count(*) FROM decisions WHERE decided_at = ? AND state IN ('proposed', 'escalated')"
        if still := connection.execute(waiting, (first,)).fetchone()[0]:
            raise ValueError(f"{still} decisions of the first day are not settled")
        text = f"INSERT INTO decisions SELECT {chosen} FROM decisions WHERE decided_at = {first}"
        for n in range(1, days + 1):
            connection.execute(text, {"n": n})
