"""Verifying a ledger from a school file or an export alone, by readers that share nothing with the store.

They know one table and its columns, open the file for reading only, and take nothing it says on trust.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from whynext.base.errors import NotFound, Problem, Refused, Unavailable
from whynext.ledger.verify import Row, Verdict, verify_rows
from whynext.store.export import rows_of_export

SHARED_FROM = 100_000
"""From so many entries on, two processes read half of the ledger each."""

_COLUMNS = "sequence, kind, key, at, recorded, content, salt, digest, attachment, previous, seal"
_SQLITE = b"SQLite format 3\0"


def verify_file(
    path: Path, *, witness: tuple[int, bytes] | None = None, processes: int | None = None
) -> Verdict:
    """Verify a school file, or an export of its ledger.

    Parameters
    ----------
    path
        A school file or an export (:mod:`whynext.store.export`).
    witness
        As for :func:`whynext.ledger.verify.verify`.
    processes
        One or two; None chooses by size and cores. Two find exactly what one finds.

    Raises
    ------
    NotFound
        If there is no such file.
    Refused
        If it is neither.
    Unavailable
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except FileNotFoundError as error:
        raise NotFound(Problem(f"there is no file {path}", next_step="check the path")) from error
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read ({error}). Next: check the path and the permissions."
        ) from error
    if start != _SQLITE:
        return verify_rows(rows_of_export(path), witness=witness)
    with _opened(path) as connection:
        return _verify(path, connection, witness, processes)


def _verify(
    path: Path, connection: sqlite3.Connection, witness: tuple[int, bytes] | None, processes: int | None
) -> Verdict:
    count, last = connection.execute("SELECT count(*), max(sequence) FROM ledger").fetchone()
    shared = count >= SHARED_FROM and (os.cpu_count() or 1) > 1 if processes is None else processes > 1
    if not shared or count < 2:
        return verify_rows(rows_of_school(connection), witness=witness)
    ordered = "SELECT sequence FROM ledger ORDER BY sequence LIMIT 1 OFFSET ?"
    middle = connection.execute(ordered, (count // 2 - 1,)).fetchone()[0]
    in_first = witness is not None and witness[0] <= middle
    with _second_half(path, middle, last, None if in_first else witness) as other:
        verdict = verify_rows(rows_of_school(connection, upto=middle), witness=witness if in_first else None)
        rest = _answer(other)
    if rest is None:
        rest = _half(connection, middle, last, None if in_first else witness)
    return Verdict(
        verdict.entries + rest.entries,
        verdict.shredded + rest.shredded,
        rest.seal,
        verdict.faults + rest.faults,
    )


def rows_of_school(
    connection: sqlite3.Connection, after: int | None = None, upto: int | None = None
) -> Iterator[Row]:
    """Iterate over the ledger of an open school file in order of sequence, from its table alone."""
    limits = [("sequence > ?", after), ("sequence <= ?", upto)]
    given = [(text, limit) for text, limit in limits if limit is not None]
    where = "WHERE " + " AND ".join(text for text, _ in given) if given else ""
    cursor = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger {where} ORDER BY sequence", [limit for _, limit in given]
    )
    return cast(Iterator[Row], cursor)


def _half(
    connection: sqlite3.Connection, middle: int, last: int, witness: tuple[int, bytes] | None
) -> Verdict:
    """Verify what follows the entry `middle`."""
    query = f"SELECT {_COLUMNS} FROM ledger WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1"
    before: Row = connection.execute(query, (middle,)).fetchone()
    return verify_rows(rows_of_school(connection, middle, last), witness=witness, after=before)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file for reading one consistent state of it, also where nothing can be written beside it."""
    log = path.with_name(f"{path.name}-wal")
    # Without being able to make files beside it, SQLite can still read a file that has no log.
    modes = ("mode=ro",) if log.exists() and log.stat().st_size else ("mode=ro", "immutable=1")
    for mode in modes:
        address = f"file:{quote(str(path.absolute()))}?{mode}"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=5.0)) as connection:
            try:
                connection.execute("BEGIN")
                connection.execute("SELECT 1 FROM ledger LIMIT 1").fetchone()
            except sqlite3.OperationalError as error:
                if mode != modes[-1] and "no such table" not in str(error):
                    continue
                raise _unreadable(path, error) from error
            except sqlite3.DatabaseError as error:
                raise _unreadable(path, error) from error
            try:
                yield connection
            except sqlite3.DatabaseError as error:
                raise _unreadable(path, error) from error
            return


def _unreadable(path: Path, error: sqlite3.Error) -> Refused:
    return Refused(
        Problem(
            f"the ledger in {path} cannot be read ({error})",
            valid="a school file, or an export of its ledger",
            next_step="check the path; if the file is damaged, restore a copy",
            kind="unreadable",
        )
    )


@contextmanager
def _second_half(
    path: Path, middle: int, last: int, witness: tuple[int, bytes] | None
) -> Iterator[subprocess.Popen[bytes] | None]:
    """Start another process on the second half; None where that is not possible."""
    told = [str(path.absolute()), str(middle), str(last)]
    told += [str(witness[0]), witness[1].hex()] if witness else []
    try:
        process = subprocess.Popen([sys.executable, "-m", __name__, *told], stdout=subprocess.PIPE)
    except OSError:
        yield None
        return
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _answer(process: subprocess.Popen[bytes] | None) -> Verdict | None:
    """Return what the other process found, None if it could not."""
    if process is None:
        return None
    said, _ = process.communicate()
    if process.returncode:
        return None
    found: dict[str, Any] = json.loads(said)
    return Verdict(found["entries"], found["shredded"], bytes.fromhex(found["seal"]), found["faults"])


def _main(path: str, middle: str, last: str, *witness: str) -> None:
    noted = (int(witness[0]), bytes.fromhex(witness[1])) if witness else None
    with _opened(Path(path)) as connection:
        found = _half(connection, int(middle), int(last), noted)
    said = {"entries": found.entries, "shredded": found.shredded, "seal": found.seal.hex()}
    sys.stdout.write(json.dumps({**said, "faults": found.faults}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
