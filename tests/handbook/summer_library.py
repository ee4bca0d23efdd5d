"""A library of 300 books and 200 students who read, invented from a seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from whynext import bootstrap
from whynext.base.ids import ObjectId
from whynext.library.information import sources_of
from whynext.library.learning_object import LearningObject
from whynext.planning.information import SOURCES as PLANNED
from whynext.process.definition import Definition
from whynext.process.observing import Occasion, needs, observe
from whynext.roster.information import SOURCES as ROSTER

BOOKS, STUDENTS = 300, 200
TOPICS = ("space", "horses", "cooking", "ghosts", "football", "oceans", "music", "robots", "castles", "cats")
NOW = datetime(2027, 6, 1, 8, tzinfo=UTC)
LEVELS = (1.0, 9.0)
"""The grades at which the books can be read."""


def books(seed: int) -> list[LearningObject]:
    """Return the books: two to six copies of each, one to three topics."""
    chance = np.random.default_rng(seed)
    return [
        LearningObject(
            ObjectId(f"book-{number:03d}"),
            f"Book {number}",
            (),
            "reading",
            minutes=200,
            difficulty=0.5,
            reading_level=round(2 * float(chance.uniform(*LEVELS))) / 2,
            topics=tuple(chance.choice(TOPICS, size=chance.integers(1, 4), replace=False).tolist()),
            kind="book",
            copies=int(chance.integers(2, 7)),
            screen=False,
        )
        for number in range(BOOKS)
    ]


def sources(seed: int) -> dict[str, pl.DataFrame]:
    """Return the tables of the school: they read at grades 1.5 to 8.5, and some books are out."""
    chance = np.random.default_rng(seed + 1)
    ids = [f"s{number:03d}" for number in range(STUDENTS)]
    said = []
    for student in ids:
        said.append((student, "reading_level", round(2 * float(chance.uniform(1.5, 8.5))) / 2, None))
        likes = chance.choice(TOPICS, size=chance.integers(1, 4), replace=False).tolist()
        said += [(student, "interest", 1.0, topic) for topic in likes]
    profile = [(*each, NOW - timedelta(days=30)) for each in said]
    out = chance.choice(BOOKS, size=60, replace=False).tolist()
    last = chance.choice(STUDENTS, size=60).tolist()
    decided = [
        (ids[who], "summer-reading", None, f"book-{book:03d}", "in force", day.date(), day)
        for who, book in zip(last, out, strict=True)
        for day in [NOW - timedelta(days=20)]
    ]
    return {
        **sources_of([], books(seed)),
        "students": frame(ROSTER, "students", [(each, each, 5.0, True, "en") for each in ids]),
        "enrolments": frame(ROSTER, "enrolments", [(each, "red", "student", None, None) for each in ids]),
        "profile": frame(ROSTER, "profile", profile),
        "decided": frame(PLANNED, "decided", decided),
    }


def frame(schemas: object, name: str, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    """Return rows as the table that a room declares under this name."""
    return pl.DataFrame(rows, schema=dict(schemas[name]), orient="row")  # type: ignore[index]


def seen(definition: Definition, seed: int) -> pl.DataFrame:
    """Return what the process sees of all students on the first of June."""
    tables = sources(seed)
    pairs = tables["students"].select("student", given=pl.lit(None, pl.String))
    wanted = {name: tables[name] for name in needs(definition, bootstrap.catalogue())}
    return observe(definition, bootstrap.catalogue(), pairs, wanted, Occasion(NOW, date(2027, 6, 1), b"s"))
