"""Figures of one student's decision: asked for through the engine and kept in the school file."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from bench.figures import Parts, Row, row, watched
from bench.frame import by_hand, observed
from bench.school import AFTERNOON, handbook_school

from whynext import bootstrap
from whynext.engine import decide
from whynext.engine.ask import ask
from whynext.engine.school import Engine
from whynext.library import starter
from whynext.process.information import Catalogue
from whynext.store.school import HeldReading, HeldWriting
from whynext.testing.small_school import SetClock

PLACES: dict[str, list[tuple[Any, str]]] = {
    "reading": [(HeldReading, "source")],
    "observe": [(decide, "observe")],
    "judge": [(decide, "judge")],
    "sealing and packing": [(decide, "seal_slices"), (decide, "pack")],
    "writing": [(HeldWriting, name) for name in ("append", "put_frame", "upsert")],
    "commit": [(sa.Connection, "commit")],
}
FRAME_BYTES = 10_000
SKILLS = len(starter.skills())
WARM = 10
"""So many first requests bring code and pages into memory and are not counted."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds of what a decision is compared with: a bare durable append, and the query by hand."""

    append: list[float]
    query: list[float]


def rows(small: bool = False) -> list[Row]:
    """Measure, and return one row per figure."""
    students, times = (20, 5) if small else (1_000, 300)
    with tempfile.TemporaryDirectory() as name:
        school = Path(name) / "decision.school"
        handbook_school(school, students)
        engine = bootstrap.engine(school, clock=SetClock(AFTERNOON))
        parts = Parts()
        engine.catalogue = _watched(engine.catalogue, parts)
        bounds = _decisions(engine, parts, times, students, Path(name) / "bound.db")
        engine.store.close()
    return _told(parts, bounds, students, times)


def _decisions(engine: Engine, parts: Parts, times: int, students: int, path: Path) -> Bounds:
    """Ask for decisions, after each do the works it is compared with; return the seconds of those."""
    bounds, frame = Bounds([], []), observed(1, SKILLS)
    with closing(_opened(path)) as connection, watched(parts, PLACES):
        for turn in range(times + WARM):
            student = f"student-{turn * 7 % students:06d}"
            if turn == WARM:
                parts.seconds.clear()
                bounds = Bounds([], [])
            with parts.whole():
                made = ask(engine, "next-skill", student, role="student", key=f"request {turn}")
            if len(made) != 1:
                raise AssertionError(f"{student} got {len(made)} decisions")
            bounds.append.append(_seconds(lambda turn=turn: _append(connection, turn)))
            bounds.query.append(_seconds(lambda: by_hand(frame)))
    return bounds


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _watched(catalogue: Catalogue, parts: Parts) -> Catalogue:
    """Return the catalogue with the time of its views counted."""
    views = {
        name: replace(each, view=parts.timing("views", each.view))
        for name, each in catalogue.information.items()
    }
    return Catalogue(views, catalogue.options)


def _opened(path: Path) -> sqlite3.Connection:
    """Return an open database with as much to write for each decision as a school has."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table in ("asked", "ran", "frame", "decision"):
        connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, key BLOB UNIQUE, content BLOB)")
    return connection


def _append(connection: sqlite3.Connection, turn: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, size in (("asked", 250), ("ran", 1_500), ("frame", FRAME_BYTES), ("decision", 400)):
        values = (turn, os.urandom(16), os.urandom(size))
        connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", values)
    connection.execute("COMMIT")


def _told(parts: Parts, bounds: Bounds, students: int, times: int) -> list[Row]:
    whole = parts.median("whole") * 1e3
    grammar = [sum(each) for each in zip(parts.seconds["observe"], parts.seconds["judge"], strict=True)]
    took = statistics.median(grammar) * 1e3
    slow = statistics.quantiles(parts.seconds["whole"], n=20)[-1] * 1e3
    return [
        row(
            "one student's decision, kept",
            whole,
            "ms",
            reach="≤ 10",
            ok=whole <= 10,
            peer="the bare durable append: four rows of the same size in one transaction, sqlite3",
            peer_value=statistics.median(bounds.append) * 1e3,
            note=f"median of {times} requests for next-skill; {students:,} students, {SKILLS} skills;"
            f" one in twenty over {slow:.0f} ms; {parts.told('processor', *PLACES)}",
        ),
        row(
            "one student's decision, the grammar of it",
            took,
            "ms",
            reach="≤ 2",
            ok=took <= 2,
            peer=f"by hand in Polars: filter, score, best three of {SKILLS} rows that are there already",
            peer_value=statistics.median(bounds.query) * 1e3,
            note=f"observe and judge; {parts.told('views')} of it are the nouns' views",
        ),
    ]
