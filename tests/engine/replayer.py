"""A process that knows nothing but a school file: judges decisions again from their record.

Run as ``python replayer.py SCHOOL``; reads ids of decisions from standard input, a line each, and writes one
JSON object for each to standard output, in the same order.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from whynext import bootstrap
from whynext.engine.decide import unpack
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, definition_of
from whynext.planning.day import whole
from whynext.process.definition import Definition
from whynext.process.run import judge, slice_of

OUTCOME = ("options", "kept", "unknown", "chosen", "probability", "mechanism", "recourse", "agents")


def bits(rows: pl.DataFrame) -> str:
    """Return a digest of every cell: numbers to the last bit, names and types of the columns with them."""
    cells = [
        [each.hex() if isinstance(each, float) else each for each in column.to_list()]
        for column in rows.get_columns()
    ]
    named = [
        [name, str(dtype), column] for (name, dtype), column in zip(rows.schema.items(), cells, strict=True)
    ]
    return hashlib.sha256(json.dumps(named, default=str).encode()).hexdigest()


def outcome(decided: pl.DataFrame, student: str, given: str | None) -> list[Any]:
    """Return what a run decided for one student and given, numbers to the last bit."""
    row = slice_of(decided, student, given).row(0, named=True)
    return [row[name].hex() if isinstance(row[name], float) else row[name] for name in OUTCOME]


def replayed(engine: Engine, reading: Reading, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Judge the runs of decisions again and yield what came out for each."""
    runs: dict[str, tuple[Definition, bytes, pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]] = {}
    for row in rows:
        if row["run"] not in runs:
            runs[row["run"]] = _again(engine, reading, row["run"])
        definition, seed, stored, frame, decided, newest = runs[row["run"]]
        own = (row["student"], row["given"])
        alone = None if definition.is_joint else judge(definition, slice_of(stored, *own), seed)
        yield {
            "id": row["id"],
            "version": definition.version,
            "bits": bits(slice_of(frame, *own)),
            "outcome": outcome(decided, *own),
            "alone": None if alone is None else [bits(alone[0]), outcome(alone[1], *own)],
            "newest": outcome(newest, *own),
        }


def _again(
    engine: Engine, reading: Reading, run: str
) -> tuple[Definition, bytes, pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    stored = reading.run(run)
    assert stored is not None
    assert stored.frame is not None
    process, seed = stored.header["process"], bytes.fromhex(stored.header["seed"])
    definition = whole(definition_of(engine, reading, process, stored.header["version"]))
    newest = whole(definition_of(engine, reading, process))
    recorded = unpack(stored.frame)
    frame, decided = judge(definition, recorded, seed)
    return definition, seed, recorded, frame, decided, judge(newest, recorded, seed)[1]


def main(path: str) -> None:
    """Replay what standard input names."""
    engine = bootstrap.engine(path)
    ids = sys.stdin.read().split()
    with engine.store.reading() as reading:
        found = {row["id"]: row for row in reading.table("decisions", {"id": ids}).iter_rows(named=True)}
        for each in replayed(engine, reading, (found[name] for name in ids)):
            sys.stdout.write(json.dumps(each) + "\n")
    engine.store.close()


if __name__ == "__main__":
    main(sys.argv[1])
