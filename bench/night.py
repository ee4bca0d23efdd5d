"""The same night written by hand, without an engine: what `tick` is compared with.

It reads the school file with sqlite3, judges the rules of the handbook's next-skill with NumPy, keeps a frame
of the same columns as Parquet, seals every student's rows with a salted SHA-256, and writes one entry, one
frame and one decision a student in one durable transaction. It knows no definition, no unknown, no agents.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl

BAR, WHOLE, MONTH, DAY = 0.95, 5, 30, 86_400_000_000


def night(path: Path, now: int) -> dict[str, list[str]]:
    """Decide two skills for every student of a school file; return them by student.

    Parameters
    ----------
    path
        The file; two tables are added to it.
    now
        Microseconds since 1970.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=WAL")
        students, skills, columns = _seen(connection, now)
        frame, chosen = _judged(students, skills, columns)
        stored = io.BytesIO()
        frame.write_parquet(stored, compression="zstd", compression_level=3, statistics=False)
        salts = os.urandom(16 * len(students))
        digests = _sealed(columns, salts, len(students))
        _written(connection, students, chosen, (stored.getvalue(), salts, digests), now)
    return dict(zip(students, chosen, strict=True))


def _seen(
    connection: sqlite3.Connection, now: int
) -> tuple[list[str], list[str], dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]]:
    """Return what a process sees, each column of shape (students, skills)."""
    students = [row[0] for row in connection.execute("SELECT student FROM students WHERE active ORDER BY 1")]
    skills = [row[0] for row in connection.execute("SELECT id FROM competencies ORDER BY position")]
    prior = dict(connection.execute("SELECT skill, prior FROM mastery_priors"))
    who = {student: n for n, student in enumerate(students)}
    what = {skill: n for n, skill in enumerate(skills)}
    mastery = np.tile(np.array([prior[skill] for skill in skills]), (len(students), 1))
    days = np.full(mastery.shape, np.nan)
    rows = connection.execute("SELECT student, skill, mastery, last_at FROM estimates").fetchall()
    held, asked, level, at = zip(*rows, strict=True)
    index = np.array([who[each] for each in held]), np.array([what[each] for each in asked])
    mastery[index], days[index] = level, (now - np.array(at)) // DAY
    ready, opens = np.ones(mastery.shape, bool), np.zeros(len(skills))
    for before, after in connection.execute("SELECT origin, destination FROM relations"):
        ready[:, what[after]] &= mastery[:, what[before]] >= BAR
        opens[what[before]] += 1
    columns = {"mastery": mastery, "ready": ready, "opens": np.tile(opens, (len(students), 1)), "days": days}
    return students, skills, columns


def _judged(
    students: list[str], skills: list[str], columns: dict[str, np.ndarray]
) -> tuple[pl.DataFrame, list[list[str]]]:
    mastery, ready, opens, days = (columns[name] for name in ("mastery", "ready", "opens", "days"))
    rested = np.minimum(np.where(np.isnan(days), MONTH, days), MONTH)
    terms = [np.minimum(opens, WHOLE) / WHOLE, mastery / BAR * 0.6, rested / MONTH * 0.4]
    keeps = [mastery < BAR, np.ones(mastery.shape, bool), ready]
    kept, score = keeps[0] & keeps[2], (terms[0] + terms[1]) + terms[2]
    left = np.where(kept, score, -np.inf)
    best = np.argsort(-left, axis=1, kind="stable")[:, :2]
    there = np.take_along_axis(left, best, axis=1) > -np.inf
    rank = np.zeros(mastery.shape, np.int32)
    np.put_along_axis(rank, best, np.where(there, [[1, 2]], 0).astype(np.int32), axis=1)
    columns |= {f"keep:{n}": each for n, each in enumerate(keeps)} | {
        f"prefer:{n}": each for n, each in enumerate(terms)
    }
    columns |= {"kept": kept, "score": score, "rank": rank, "probability": (rank > 0).astype(float)}
    frame = pl.DataFrame(
        {
            "student": pl.Series(students).gather(np.repeat(np.arange(len(students)), len(skills))),
            "option": pl.Series(skills).gather(np.tile(np.arange(len(skills)), len(students))),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )
    pairs = zip(best.tolist(), there.tolist(), strict=True)
    return frame, [[skills[each] for each, is_there in zip(*pair, strict=True) if is_there] for pair in pairs]


def _sealed(columns: dict[str, np.ndarray], salts: bytes, students: int) -> bytes:
    held = [np.ascontiguousarray(each).view(np.uint8).reshape(students, -1) for each in columns.values()]
    joined = np.concatenate(held, axis=1)
    salted = (salts[16 * n : 16 * n + 16] + joined[n].tobytes() for n in range(students))
    return b"".join(hashlib.sha256(each).digest() for each in salted)


def _written(
    connection: sqlite3.Connection,
    students: list[str],
    chosen: list[list[str]],
    sealed: tuple[bytes, bytes, bytes],
    now: int,
) -> None:
    names = ("id TEXT PRIMARY KEY", "student TEXT", "process TEXT", "day INT", "chosen TEXT", "at INT")
    more = ("occasion TEXT", "state TEXT", "agents TEXT", "options INT", "kept INT", "sequence INT")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE by_hand (seal BLOB, frame BLOB, salts BLOB, digests BLOB)")
    connection.execute(f"CREATE TABLE by_hand_decided ({', '.join(names + more)})")
    connection.execute("CREATE INDEX by_hand_student ON by_hand_decided (student, day)")
    connection.execute("CREATE INDEX by_hand_process ON by_hand_decided (process, day)")
    connection.execute("CREATE INDEX by_hand_state ON by_hand_decided (state)")
    seal = hashlib.sha256(sealed[2]).digest()
    connection.execute("INSERT INTO by_hand VALUES (?, ?, ?, ?)", (seal, *sealed))
    day, due = now // DAY + 1, f"calendar {now}"
    connection.executemany(
        f"INSERT INTO by_hand_decided VALUES ({', '.join('?' * len(names + more))})",
        (
            (f"run-{n}", student, "next-skill", day, json.dumps(each), now, due, "in force", "101", 300, 9, 1)
            for n, (student, each) in enumerate(zip(students, chosen, strict=True))
        ),
    )
    connection.execute("COMMIT")
