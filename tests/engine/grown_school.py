"""The small school grown: more students, with different histories, and everything it holds as one text."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from pathlib import Path

import polars as pl

from whynext.engine import intake
from whynext.engine.school import Engine
from whynext.exchange.responses import read_responses
from whynext.store import tables
from whynext.testing.small_school import SKILLS, SetClock, enrol, small_school


def grown_school(path: Path, *, students: int, clock: SetClock, answers: int = 12, seed: int = 1) -> Engine:
    """Make a small school of so many students, who have answered on some skills, well or badly."""
    engine = small_school(path, clock=clock)
    names = [f"s{number:03d}" for number in range(students)]
    enrol(engine, {name: ("red", "blue", "green")[place % 3] for place, name in enumerate(names)})
    answer(engine, names, clock, answers=answers, seed=seed)
    return engine


def answer(engine: Engine, names: list[str], clock: SetClock, *, answers: int, seed: int) -> None:
    """Let students answer in the hours before now, earlier skills of the map first."""
    chance = random.Random(seed)
    lines = ["student,item,skill,correct,time"]
    for name in names:
        ability = chance.random()
        reached = chance.randint(1, len(SKILLS))
        for number in range(chance.randint(0, answers)):
            skill = SKILLS[min(number * reached // max(answers, 1), reached - 1)]
            at = clock.at - timedelta(minutes=10 * (answers - number) + seed % 7)
            right = int(chance.random() < 0.3 + 0.7 * ability)
            lines.append(f"{name},{skill}-{number % 2 + 1},{skill},{right},{at.isoformat()}")
    found = read_responses("\n".join(lines).encode(), now=clock.at, name=f"answers {seed}")
    intake.take_responses(engine, found.frame, name=f"answers {seed}")


def everything(engine: Engine) -> dict[str, str]:
    """Return the head of the ledger and a digest of every table."""
    with engine.store.reading() as reading:
        found = {"head": str(reading.head())}
        for table in tables.METADATA.sorted_tables:
            rows = reading.table(table.name)
            ordered = rows.select(pl.all().exclude(pl.Object)).sort(pl.all(), nulls_last=True)
            found[table.name] = hashlib.sha256(ordered.write_ipc(None).getvalue()).hexdigest()
        return found


def table(engine: Engine, name: str, **where: object) -> pl.DataFrame:
    """Return rows of a stored table."""
    with engine.store.reading() as reading:
        return reading.table(name, where or None)
