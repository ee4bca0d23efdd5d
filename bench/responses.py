"""Figures of answers taken in: a history read, kept once, sealed and traced into a new school file."""

from __future__ import annotations

import gzip
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from bench.figures import REPEATS, Parts, Row, row, watched
from bench.school import TIMEZONE

from whynext import bootstrap
from whynext.engine import intake
from whynext.engine.intake import take_responses
from whynext.exchange import responses as reading
from whynext.store.school import HeldWriting
from whynext.testing.small_school import SetClock

PLACES: dict[str, list[tuple[Any, str]]] = {
    "reading": [(reading, "read_responses")],
    "keys": [(reading, "_keys")],
    "inserting": [(HeldWriting, "insert_new")],
    "sealing": [(intake, "_seal_responses")],
    "tracing": [(intake, "trace")],
    "commit": [(sa.Connection, "commit")],
}
NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)


def history(answers: int) -> bytes:
    """Return an invented history as tab separated text: ninety answers a student, on thirteen skills."""
    chance = np.random.default_rng(7)
    student = np.sort(chance.integers(0, max(answers // 90, 1), answers))
    skill = (student * 11 + (20 * chance.beta(0.5, 2, answers)).astype(int)) % 150
    seconds = pl.Series(np.sort(chance.integers(0, 200 * 86_400, answers))).cast(pl.Int64)
    at = pl.lit(datetime(2026, 2, 2, 8, tzinfo=UTC)) + pl.duration(seconds=seconds)
    frame = pl.DataFrame(
        {
            "student": pl.select(pl.lit("student-") + pl.Series(student).cast(pl.String)).to_series(),
            "item": pl.select(
                pl.lit("item-") + pl.Series(skill * 40 + chance.integers(0, 40, answers)).cast(pl.String)
            ).to_series(),
            "skill": pl.select(pl.lit("skill-") + pl.Series(skill).cast(pl.String)).to_series(),
            "correct": (chance.random(answers) < 0.65).astype(int),
            "timestamp": pl.select(at.dt.strftime("%Y-%m-%dT%H:%M:%SZ")).to_series(),
            "hints": chance.binomial(2, 0.1, answers),
            "seconds": chance.gamma(2.0, 15.0, answers).round(1),
        }
    )
    return frame.write_csv(separator="\t").encode()


def rows(small: bool = False) -> list[Row]:
    """Measure, and return one row per figure."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "history.tsv"
        file.write_bytes(history(2_000 if small else 300_000))
        made = _measured("responses imported and traced", [file], Path(name), 1 if small else REPEATS)
        real = _real()
        if real and not small:
            made += _measured("real responses imported and traced", real, Path(name), 3)
    return made


def _real() -> list[Path]:
    """Return the files of the real history, none where it is not there."""
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    return sorted((folder / "responses" / "assistments09").glob("*.tsv.gz"))


def _measured(name: str, files: Sequence[Path], folder: Path, times: int) -> list[Row]:
    parts, bound = Parts(), Parts()
    count = 0
    for _ in range(times):
        count = _imported(files, folder / "taken.school", parts)
        with bound.whole():
            _by_hand(files, folder / "bound.db")
        for path in folder.glob("*.school*"):
            path.unlink()
        (folder / "bound.db").unlink()
    speed = count / parts.median("whole")
    told = parts.told(
        "reading", "keys", "inserting", "sealing", "tracing", "commit", unit=1.0, word="s", digits=2
    )
    return [
        row(
            name,
            speed,
            "answers/s",
            reach="≥ 100,000",
            ok=speed >= 100_000,
            peer="by hand: Polars read_csv, and sqlite3 executemany into the same table, keys ready",
            peer_value=count / bound.median("whole"),
            note=f"median of {times}; {count:,} answers; {told}; keys are part of reading",
        )
    ]


def _imported(files: Sequence[Path], school: Path, parts: Parts) -> int:
    """Import files into a new school through the public doors; return how many answers were new."""
    engine = bootstrap.begin(school, "Measured School", TIMEZONE, clock=SetClock(NOW))
    taken = 0
    with watched(parts, PLACES), parts.whole():
        for file in files:
            found = reading.read_responses(file, now=NOW, timezone=TIMEZONE)
            done = take_responses(engine, found.frame, name=file.name, create=True, notes=found.findings)
            taken += done.counts["new"]
    with engine.store.reading() as held:
        if held.count("responses") != taken or not held.count("estimates"):
            raise AssertionError("not every answer was kept and traced")
    engine.store.close()
    return taken


def _by_hand(files: Sequence[Path], path: Path) -> None:
    """Parse the files and keep their rows in a table like the school's, and do nothing else."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(
            "CREATE TABLE responses (student TEXT NOT NULL, key BLOB NOT NULL, item TEXT, skills TEXT,"
            " correct INTEGER, at INTEGER, hints INTEGER, seconds REAL, sequence INTEGER,"
            " PRIMARY KEY (student, key)) STRICT, WITHOUT ROWID"
        )
        connection.execute("CREATE INDEX student_at ON responses (student, at)")
        connection.execute("BEGIN IMMEDIATE")
        for number, file in enumerate(files):
            data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            frame = pl.read_csv(data, separator="\t", infer_schema=False)
            names = ("student", "user_id"), ("item", "item_id"), ("skill", "skill_id")
            texts = [frame.get_column(a if a in frame.columns else b).to_list() for a, b in names]
            keys = [(number << 32 | n).to_bytes(16, "little") for n in range(len(frame))]
            correct = frame.get_column("correct").cast(pl.Float64).cast(pl.Int64).to_list()
            told = zip(texts[0], keys, *texts[1:], correct, range(len(frame)), strict=True)
            insert = "INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, 1)"
            connection.executemany(insert, told)
        connection.execute("COMMIT")
