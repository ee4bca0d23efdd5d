"""Figures of the ledger and the store: verifying, appending durably, and loading what a school knows.

Peers do the same work on the same file in the same run, as bare as it can be done; ratios count, for times
depend on the machine and its disk.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
from bench.figures import REPEATS, Row, in_turn, load, row

from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import Draft
from whynext.ledger.verify import Verdict
from whynext.mastery.estimate import STATE
from whynext.store.ledger import _row
from whynext.store.school import HeldSchool, open_store
from whynext.store.verification import verify_file

NOW = 1_788_264_000_000_000
SEVEN = ("student", "skill", "mastery", "answers", "right", "streak", "last_at")
TIMES = REPEATS + 1
"""Works are done once to warm up and then so often."""
_INSERT = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.school"
        store = open_store(path, create=True)
        figures = [
            *_batched(store, 2_000 if small else 50_000),
            *_single(store, 20 if small else 300),
            *_estimates(store, 20 if small else 2_000),
            *_verified(store, path, 5_000 if small else 200_000),
        ]
        store.close()
    return figures


def drafts(count: int) -> Iterator[Draft]:
    """Yield small facts without end to their numbers, each with a key and a subject."""
    for number in itertools.islice(_NUMBERS, count):
        content = b'{"correct":true,"item":"item-%d","student":"student-%d"}' % (number % 997, number % 3_000)
        key, subject = f"answer {number}", f"student-{number % 3_000}"
        yield Draft("answered", NOW + number, content, os.urandom(16), key, subject)


_NUMBERS = itertools.count()


def _append(store: HeldSchool, made: list[Draft]) -> None:
    with store.writing() as writing:
        writing.append(made, NOW)


def _bare(path: Path) -> sqlite3.Connection:
    """Open a file as safely as a school, with a table and indexes like the ledger's and no triggers."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute(
        "CREATE TABLE ledger (sequence INTEGER PRIMARY KEY, kind TEXT, key BLOB UNIQUE, at INTEGER, "
        "recorded INTEGER, content BLOB, salt BLOB, digest BLOB, attachment BLOB, previous BLOB, "
        "seal BLOB, subject TEXT) STRICT"
    )
    connection.execute("CREATE INDEX subjects ON ledger (subject)")
    return connection


def _inserted(connection: sqlite3.Connection, made: list[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT, made)
    connection.execute("COMMIT")


def _batched(store: HeldSchool, count: int) -> list[Row]:
    batches = iter([list(drafts(count)) for _ in range(TIMES)])
    entries, _ = extend(Head(), drafts(TIMES * count), NOW)
    ready = iter([[_row(each) for each in entries[n * count : (n + 1) * count]] for n in range(TIMES)])
    with tempfile.TemporaryDirectory() as folder, closing(_bare(Path(folder) / "bare.db")) as bare:
        ours, theirs = in_turn(lambda: _append(store, next(batches)), lambda: _inserted(bare, next(ready)))
    return [
        row(
            "facts appended in one transaction",
            count / ours.median,
            "entries/s",
            peer="sqlite3 inserting entries sealed before",
            peer_value=count / theirs.median,
            note=f"{count / ours.cpu_median:,.0f}/s of processor time; load {load()}",
        )
    ]


def _single(store: HeldSchool, count: int) -> list[Row]:
    made = drafts(TIMES * count)
    entries, _ = extend(Head(), drafts(TIMES * count), NOW)
    ready = (_row(each) for each in entries)

    def ours() -> None:
        for each in itertools.islice(made, count):
            _append(store, [each])

    with tempfile.TemporaryDirectory() as folder, closing(_bare(Path(folder) / "bare.db")) as bare:

        def theirs() -> None:
            for each in itertools.islice(ready, count):
                _inserted(bare, [each])

        one, other = in_turn(ours, theirs)
    return [
        row(
            "durable transactions of one fact",
            count / one.median,
            "transactions/s",
            peer="sqlite3, one insert, flushed",
            peer_value=count / other.median,
            note=f"{one.cpu_median / count * 1e6:.0f} µs of processor time each; load {load()}",
        )
    ]


def _estimates(store: HeldSchool, students: int) -> list[Row]:
    held = (
        pl.DataFrame(
            {
                "student": [f"student-{number:05d}" for number in range(students) for _ in range(300)],
                "skill": [f"skill-{number:03d}" for number in range(300)] * students,
            }
        )
        .with_columns(
            pl.lit("bkt").alias("model"),
            (pl.int_range(pl.len()) / pl.len()).alias("mastery"),
            *(pl.lit(0.0).alias(name) for name in ("a", "b", "best")),
            *(pl.int_range(pl.len()).alias(name) for name in ("answers", "right", "streak", "misses")),
            *(
                pl.from_epoch(pl.int_range(pl.len()) + NOW, "us").dt.replace_time_zone("UTC").alias(name)
                for name in ("first_at", "last_at")
            ),
        )
        .select(list(STATE))
    )
    with store.writing() as writing:
        writing.upsert("estimates", held)
    columns = ", ".join(f'"{name}"' for name in SEVEN)
    with store.reading() as reading, closing(sqlite3.connect(store.database.place)) as bare:
        ours, theirs = in_turn(
            lambda: reading.source("estimates"),
            lambda: bare.execute(f"SELECT {columns} FROM estimates").fetchall(),
        )
    return [
        row(
            f"{len(held):,} estimates loaded as a frame of nine columns",
            ours.median,
            "s",
            reach="≤ 1.5",
            ok=ours.median <= 1.5,
            peer="sqlite3 fetching seven of the columns as tuples",
            peer_value=theirs.median,
            note=f"{ours.cpu_median:.2f} s of processor time; load {load()}",
        )
    ]


def _verified(store: HeldSchool, path: Path, count: int) -> list[Row]:
    for _ in range(0, count, 100_000):
        _append(store, list(drafts(min(count, 100_000))))
    entries = verify_file(path).entries
    hashed = b"x" * 75, b"x" * 150

    def checked(verdict: Verdict) -> None:
        assert verdict.sound
        assert verdict.entries == entries

    def bound() -> None:
        sha256 = hashlib.sha256
        for _ in range(entries):
            for each in hashed:
                sha256(each).digest()

    both, alone, bare = in_turn(
        lambda: checked(verify_file(path)),
        lambda: checked(verify_file(path, processes=1)),
        bound,
    )
    peer = {"peer": "two SHA-256 for each entry, and nothing else", "peer_value": entries / bare.median}
    return [
        row(
            "ledger verified from a school file",
            entries / both.median,
            "entries/s",
            reach="≥ 300,000",
            ok=entries / both.median >= 300_000,
            note=f"{entries:,} entries, two processes; load {load()}",
            **peer,
        ),
        row(
            "ledger verified by one process",
            entries / alone.median,
            "entries/s",
            note=f"{entries / alone.cpu_median:,.0f}/s of processor time; load {load()}",
            **peer,
        ),
    ]
