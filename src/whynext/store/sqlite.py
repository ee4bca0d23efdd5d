"""A school in one SQLite file."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import ColumnElement

from whynext.base.errors import Problem, Refused, Unavailable
from whynext.store.columns import BYTES
from whynext.store.database import Database, no_collection
from whynext.store.shape import Shape

APPLICATION_ID = 0x77687978  # "whyx": tells a school from any other SQLite file
FETCHED = 2_000  # rows made into a frame at a time; more only costs cache misses
INSERTED = 20_000

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    # NORMAL lost acknowledged decisions in simulated power cuts; FULL lost none.
    "PRAGMA synchronous=FULL",
    # What is shredded must not stay readable in free pages.
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA journal_size_limit=67108864",
)


class SqliteDatabase(Database):
    """A SQLite file, in WAL mode: one writer, any number of readers that it never blocks.

    Parameters
    ----------
    path
        The file.
    patience
        Seconds to wait for another writer.
    create
        Whether the file may be made.
    """

    name = "sqlite"

    def __init__(self, path: Path, patience: float, *, create: bool) -> None:
        self.path = path
        self.made = create and not path.exists()
        self.mode = "rwc" if create else _mode(path)
        engine = sa.create_engine(
            "sqlite://", creator=self._connect, poolclass=QueuePool, pool_size=8, max_overflow=24
        )
        super().__init__(engine, str(path), patience)

    @property
    def writable(self) -> bool:
        """Whether the file was found writable when it was opened."""
        return self.mode in ("rw", "rwc")

    def _connect(self) -> sqlite3.Connection:
        address = f"file:{quote(str(self.path.absolute()))}?"
        address += "immutable=1" if self.mode == "immutable" else f"mode={self.mode}"
        connection = sqlite3.connect(
            address, uri=True, timeout=self.patience, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    # --- transactions -----------------------------------------------------------------------------

    def begin_reading(self, connection: sa.Connection) -> None:
        """Begin a deferred transaction and read at once, which fixes what it sees."""
        with self.errors():
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT 1 FROM sqlite_schema LIMIT 1")

    def begin_writing(self, connection: sa.Connection) -> None:
        """Begin an immediate transaction: the file's write lock is held from its first moment."""
        if not self.writable:
            raise self._read_only()
        with self.errors():
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def driver_errors(self) -> tuple[type[BaseException], ...]:
        """Return the classes of error of sqlite3."""
        return (sqlite3.Error,)

    def translated(self, error: BaseException) -> Exception | None:
        """Return what a failure of SQLite means for the school file and what to do about it."""
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code == sqlite3.SQLITE_CONSTRAINT:
            return Refused(Problem(f"{self.place} refuses this: {error}", kind="constraint"))
        found = _FAILURES.get(code)
        if found is None:
            return None
        what, next_step = found
        problem = Problem(f"{self.place} {what} ({error})", next_step=next_step)
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return Refused(problem)
        return Unavailable(str(problem))

    def _read_only(self) -> Unavailable:
        what, next_step = _FAILURES[sqlite3.SQLITE_READONLY]
        return Unavailable(str(Problem(f"{self.place} {what}", next_step=next_step)))

    # --- schema -----------------------------------------------------------------------------------

    def application(self) -> int:
        """Return the application id of the file: 0 if it has none, and of an empty file."""
        with self.errors(), self.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())

    def begin_changing(self, connection: sa.Connection) -> None:
        """Begin the transaction of a migration, in WAL mode from here on."""
        with self.errors():
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def mark(self, connection: sa.Connection) -> None:
        """Give the file its application id."""
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")

    def discard(self) -> None:
        """Remove the file if it was not there before."""
        if self.made:
            for ending in ("", "-wal", "-shm", "-journal"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    def purge(self, connection: sa.Connection) -> None:
        """Empty the write-ahead log, which holds pages as they were; readers may put that off."""
        with suppress(sa.exc.OperationalError):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def keep_copy(self, revision: str) -> None:
        """Copy the file to one beside it, named after the revision, unless that is there already.

        The copy is written under another name first, so that a copy that is there is whole.
        """
        copy = self.path.with_name(f"{self.path.name}.before-{revision}")
        if copy.exists():
            return
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        with (
            self.errors(),
            closing(self._connect()) as source,
            closing(sqlite3.connect(unfinished)) as target,
        ):
            source.backup(target)
        unfinished.replace(copy)

    # --- rows -------------------------------------------------------------------------------------

    def _fetch(
        self, connection: sa.Connection, query: sa.Select[Any], shape: Shape, parameters: Mapping[str, Any]
    ) -> pl.DataFrame:
        cursor = connection.execute(query, parameters).cursor
        assert cursor is not None
        rows = cursor.fetchmany(FETCHED)
        if len(rows) < FETCHED:
            return shape.of_rows(rows)
        parts = []
        with no_collection():
            while rows:
                parts.append(shape.of_rows(rows))
                rows = cursor.fetchmany(FETCHED)
        return pl.concat(parts, rechunk=True)

    def _insert(
        self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame, replacing: bool
    ) -> None:
        if not table.dialect_options["sqlite"]["with_rowid"]:
            # Rows kept in the order of their key are put in that order: each page is then written once.
            rows = rows.sort([each.name for each in table.primary_key.columns])
        if not replacing:
            # No column has a default: what is not named is null.
            rows = rows.select(each for each in rows.get_columns() if each.null_count() < len(rows))
        statement = _insert_text(table, tuple(rows.columns), replacing)
        with closing(self._cursor(connection)) as cursor, no_collection():
            for part in rows.iter_slices(INSERTED):
                cursor.executemany(statement, part.rows())

    def _insert_if_new(self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame) -> bool:
        # Trying is as fast as inserting; to look for each key first costs half as much again.
        connection.exec_driver_sql("SAVEPOINT attempt")
        try:
            self._insert(connection, table, rows, replacing=False)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode not in _TWICE:
                raise
            connection.exec_driver_sql("ROLLBACK TO attempt")
            return False
        finally:
            connection.exec_driver_sql("RELEASE attempt")
        return True

    def _put(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]], replacing: bool
    ) -> None:
        with closing(self._cursor(connection)) as cursor:
            cursor.executemany(_insert_text(table, tuple(table.columns.keys()), replacing), rows)

    def _known(
        self,
        connection: sa.Connection,
        table: sa.Table,
        names: tuple[str, ...],
        keys: Sequence[tuple[Any, ...]],
    ) -> set[tuple[Any, ...]]:
        # Asking for one after the other is as fast as any one statement, and has no limits.
        statement = _present_text(table, names)
        with closing(self._cursor(connection)) as cursor:
            if cursor.execute(_any_row_text(table)).fetchone() is None:
                return set()
            return {key for key in keys if cursor.execute(statement, key).fetchone() is not None}

    @staticmethod
    def among(column: sa.Column[Any], parameter: str) -> ColumnElement[bool]:
        """Return the condition in one parameter, or two for bytes, however many values there are."""
        each = sa.func.json_each(sa.bindparam(parameter, type_=sa.Text())).table_valued("value")
        if column.info["dtype"] != BYTES:
            return column.in_(sa.select(each.c.value))
        joined = sa.bindparam(f"{parameter}_joined", type_=sa.LargeBinary())
        first = sa.func.json_extract(each.c.value, "$[0]")
        return column.in_(
            sa.select(sa.func.substr(joined, first, sa.func.json_extract(each.c.value, "$[1]")))
        )

    @staticmethod
    def filled(column: sa.Column[Any], parameter: str, values: Sequence[Any]) -> dict[str, Any]:
        """Return the values as JSON; bytes, which JSON has not, as one joined text and its spans."""
        if column.info["dtype"] != BYTES:
            return {parameter: json.dumps(list(values), ensure_ascii=False)}
        ends = list(itertools.accumulate(len(value) for value in values))
        spans = [(end - len(value) + 1, len(value)) for end, value in zip(ends, values, strict=True)]
        return {parameter: json.dumps(spans), f"{parameter}_joined": b"".join(values)}

    def _cursor(self, connection: sa.Connection) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
        return cursor


@lru_cache(maxsize=256)
def _insert_text(table: sa.Table, names: tuple[str, ...], replacing: bool) -> str:
    statement = sqlite_insert(table).values({name: sa.bindparam(name) for name in names})
    if replacing:
        key = [each.name for each in table.primary_key.columns]
        rest = {name: statement.excluded[name] for name in names if name not in key}
        statement = (
            statement.on_conflict_do_update(index_elements=key, set_=rest)
            if rest
            else statement.on_conflict_do_nothing(index_elements=key)
        )
    return str(statement.compile(dialect=_DIALECT, column_keys=list(names)))


@lru_cache(maxsize=256)
def _present_text(table: sa.Table, names: tuple[str, ...]) -> str:
    condition = sa.and_(*(table.c[name] == sa.bindparam(name) for name in names))
    return str(sa.select(sa.literal_column("1")).where(condition).compile(dialect=_DIALECT))


@lru_cache(maxsize=256)
def _any_row_text(table: sa.Table) -> str:
    return str(
        sa.select(sa.literal_column("1"))
        .select_from(table)
        .limit(1)
        .compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    )


_TWICE = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)
_DIALECT: Any = sa.create_engine("sqlite://").dialect


def _mode(path: Path) -> str:
    """Return how a file can be opened: for writing, for reading, or as one that nobody can write.

    The last is for a file on a medium where SQLite can make no files beside it; it would not see what
    still lies in a write-ahead log, and so is not used where there is one.
    """
    modes = ["rw", "ro"] if _has_log(path) else ["rw", "ro", "immutable"]
    for mode in modes:
        option = "immutable=1" if mode == "immutable" else f"mode={mode}"
        try:
            with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?{option}", uri=True)) as opened:
                opened.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        except sqlite3.OperationalError:
            continue
        except sqlite3.Error:
            break
        return mode if mode != "rw" or _may_write(path) else "ro"
    return "rw"


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


_FAILURES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "is being written by another program",
        "wait until the other run has ended, then repeat the command; nothing was changed",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is being written by another part of this program",
        "wait until the other run has ended, then repeat the command; nothing was changed",
    ),
    sqlite3.SQLITE_READONLY: (
        "can only be read",
        "make the file and its folder writable, or work on a copy; nothing was changed",
    ),
    sqlite3.SQLITE_PERM: ("may not be opened", "ask for permission to read and write the file"),
    sqlite3.SQLITE_FULL: (
        "has no room left",
        "free space on the disk, then repeat the command; nothing was changed",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "check that the file and its folder exist and may be read and written",
    ),
    sqlite3.SQLITE_IOERR: (
        "could not be read or written by the disk",
        "check the disk, then repeat the command; nothing was changed",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "is damaged",
        "keep the file as it is, restore a copy, and run `whynext verify` on both",
    ),
    sqlite3.SQLITE_NOTADB: ("is not a school file", "give the path of a school file"),
    sqlite3.SQLITE_NOMEM: (
        "needs more memory than there is",
        "close other programs, then repeat the command",
    ),
    sqlite3.SQLITE_TOOBIG: ("cannot hold a value this large", "import in smaller parts"),
}
