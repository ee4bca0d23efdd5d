"""Opening a school: the store that the engine is given."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import NotFound, Problem, Refused
from whynext.engine.ports import School, StoredRun
from whynext.ledger.chain import Head
from whynext.ledger.entry import Draft, Entry, instant, microseconds
from whynext.store import ledger, runs, schema, sources, state
from whynext.store.database import Database
from whynext.store.sqlite import APPLICATION_ID, SqliteDatabase
from whynext.store.tables import LEDGER_TABLES, meta
from whynext.store.transaction import Transaction

NOUNS = "nouns"
NOUN_TABLES = frozenset(
    {
        *("competencies", "relations", "mastery_priors", "items", "item_skills"),
        *("learning_objects", "object_skills", "object_topics", "object_prerequisites"),
    }
)
"""Tables of which a change is counted: see :class:`whynext.engine.ports.School`."""


class HeldReading:
    """A consistent view of one school; implements :class:`whynext.engine.ports.Reading`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def head(self) -> Head:
        """Return where the chain ends."""
        return ledger.head(self._transaction)

    def entries(self, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[Entry]:
        """Iterate over entries in order of sequence, in bounded memory."""
        return ledger.entries(self._transaction, after, kinds)

    def entry(self, sequence: int) -> Entry | None:
        """Return one entry, or None."""
        return ledger.entry(self._transaction, sequence)

    def with_key(self, key: str) -> Entry | None:
        """Return the entry appended under this idempotency key, or None."""
        return ledger.with_key(self._transaction, key)

    def school(self) -> School:
        """Return what is fixed of the school.

        Raises
        ------
        NotFound
            If it was never begun.
        """
        rows = self._transaction.execute(sa.select(meta.c.key, meta.c.value)).fetchall()
        fixed: dict[str, str] = {row[0]: row[1] for row in rows}
        if "name" not in fixed:
            raise NotFound(
                Problem(
                    f"{self._transaction.database.place} holds no school yet",
                    next_step="begin one with `whynext init`",
                    kind="not begun",
                )
            )
        return School(
            name=fixed["name"],
            timezone=fixed["timezone"],
            seed=bytes.fromhex(fixed["seed"]),
            created=instant(int(fixed["created"])),
            holidays=tuple(json.loads(fixed["holidays"])),
            nouns=int(fixed.get(NOUNS, "0")),
        )

    def source(
        self,
        name: str,
        students: Collection[str] | None = None,
        *,
        where: Mapping[str, Any] | None = None,
        since: datetime | None = None,
    ) -> pl.DataFrame:
        """Return a table that informations need, by the name and columns their room declares."""
        return sources.read(self._transaction, name, students, where, since)

    def table(
        self, name: str, where: Mapping[str, Any] | None = None, columns: Sequence[str] = ()
    ) -> pl.DataFrame:
        """Return rows of a stored table whose columns equal (or, for a list, are among) the given values."""
        return state.rows_of(self._transaction, name, where, columns)

    def count(self, name: str) -> int:
        """Return the number of rows of a stored table."""
        return state.count(self._transaction, name)

    def tally(self, name: str, columns: Sequence[str]) -> pl.DataFrame:
        """Return each combination of values in these columns, and in ``count`` how many rows have it."""
        return state.tally(self._transaction, name, columns)

    def run(self, run: str) -> StoredRun | None:
        """Return a stored run, or None."""
        return runs.with_run(self._transaction, run) if run else None

    def frame(self, sequence: int) -> StoredRun | None:
        """Return the frame attached to a ledger entry (of a run or an import), or None."""
        return runs.at(self._transaction, sequence)

    def frames(self) -> Iterator[StoredRun]:
        """Iterate over all stored frames in order of sequence, in bounded memory."""
        return runs.each(self._transaction)

    def frames_of(self, owner: str) -> list[int]:
        """Return the ledger entries whose frames hold a slice of this owner."""
        return runs.sequences_of(self._transaction, owner)


class HeldWriting(HeldReading):
    """A transaction on one school; implements :class:`whynext.engine.ports.Writing`."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction)
        self._head: Head | None = None
        self._noted = False
        self.shredded = False

    def begin(self, school: School) -> None:
        """Fix what is fixed of a new school.

        Raises
        ------
        Refused
            If it was begun before.
        """
        if state.count(self._transaction, "meta"):
            raise Refused(Problem("this school was begun before", kind="exists"))
        fixed = {
            "name": school.name,
            "timezone": school.timezone,
            "seed": school.seed.hex(),
            "created": str(microseconds(school.created)),
            "holidays": json.dumps(list(school.holidays)),
        }
        rows = pl.DataFrame({"key": list(fixed), "value": list(fixed.values())})
        state.upsert(self._transaction, "meta", rows)

    def append(self, drafts: Sequence[Draft], now: int) -> list[Entry | None]:
        """Append drafts in order, each key once."""
        end = ledger.head(self._transaction) if self._head is None else self._head
        added, self._head = ledger.append(self._transaction, end, drafts, now)
        return added

    def head(self) -> Head:
        """Return where the chain ends."""
        return super().head() if self._head is None else self._head

    def upsert(self, name: str, rows: pl.DataFrame) -> None:
        """Insert rows into a stored table, replacing those with the same primary key."""
        state.upsert(self._transaction, name, rows)
        self._note(name)

    def insert_new(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Insert the rows whose primary key is not there yet (the first of equals); return those inserted."""
        self._note(name)
        return state.insert_new(self._transaction, name, rows)

    def replace(self, name: str, rows: pl.DataFrame) -> None:
        """Make these the only rows of a stored table."""
        state.replace(self._transaction, name, rows)
        self._note(name)

    def update(self, name: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Set columns of the rows that match; return how many did."""
        self.shredded = self.shredded or name in LEDGER_TABLES
        self._note(name)
        return state.update(self._transaction, name, where, values)

    def _note(self, name: str) -> None:
        """Count up, once per transaction, when something changes that is kept until it does."""
        if name not in NOUN_TABLES or self._noted:
            return
        self._noted = True
        rows = self._transaction.execute(sa.select(meta.c.value).where(meta.c.key == NOUNS)).fetchall()
        count = int(rows[0][0]) + 1 if rows else 1
        state.upsert(self._transaction, "meta", pl.DataFrame({"key": [NOUNS], "value": [str(count)]}))

    def put_frame(self, stored: StoredRun) -> None:
        """Keep a sealed frame."""
        runs.put(self._transaction, stored)

    def shred_slice(self, sequence: int, owner: str) -> bool:
        """Remove one owner's rows and salt from a stored frame; return whether there were any."""
        self.shredded = True
        return runs.shred(self._transaction, sequence, owner)


class HeldSchool:
    """One school, held in a database; implements :class:`whynext.engine.ports.Store`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def reading(self) -> Iterator[HeldReading]:
        """Open a consistent view: what others write meanwhile does not show."""
        with self.database.errors(), self.database.engine.connect() as connection:
            self.database.begin_reading(connection)
            yield HeldReading(Transaction(self.database, connection))

    @contextmanager
    def writing(self) -> Iterator[HeldWriting]:
        """Open a transaction that excludes other writers from its first moment."""
        with self.database.errors(), self.database.engine.connect() as connection:
            self.database.begin_writing(connection)
            writing = HeldWriting(Transaction(self.database, connection))
            yield writing
            connection.commit()
            if writing.shredded:
                self.database.purge(connection)

    def close(self) -> None:
        """Let go of the store."""
        self.database.engine.dispose()


def open_store(where: str | Path, *, patience: float = 5.0, create: bool = False) -> HeldSchool:
    """Open a school, bringing an older schema up to date.

    Parameters
    ----------
    where
        Path of a school file, or the address of a PostgreSQL database
        (``postgresql://user@host/database``, with ``?schema=name`` for a schema of its own).
    patience
        How long to wait for another writer, in seconds.
    create
        Whether to make a new school there. The school is empty until it is begun
        (:meth:`HeldWriting.begin`).

    Raises
    ------
    NotFound
        If there is no school.
    Refused
        If it is no school, damaged, newer than this program, or to be created where one is.
    Unavailable
        If it cannot be opened now.
    """
    database = _database(where, patience, create)
    try:
        if create:
            schema.make(database)
        elif (present := schema.revision(database)) != schema.HEAD:
            if not present:
                raise _no_school(database.place)
            schema.migrate(database, present)
    except BaseException:
        database.engine.dispose()
        database.discard()
        raise
    return HeldSchool(database)


def _database(where: str | Path, patience: float, create: bool) -> Database:
    address = str(where)
    if re.match(r"postgres(ql)?(\+\w+)?://", address):
        return _postgresql(address, patience)
    path = Path(address.removeprefix("sqlite:///"))
    if not create and not path.exists():
        raise NotFound(
            Problem(
                f"there is no school file {path}",
                next_step="give the path of one, or begin one with `whynext init`",
                kind="no file",
            )
        )
    database = SqliteDatabase(path, patience, create=create)
    if database.made:
        return database
    try:
        ours = database.application() == APPLICATION_ID
    except BaseException:
        database.engine.dispose()
        raise
    if not ours and not (create and path.stat().st_size == 0):
        database.engine.dispose()
        raise _no_school(database.place)
    return database


def _postgresql(address: str, patience: float) -> Database:
    try:
        from whynext.store.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(sa.make_url(address), patience)
    except (sa.exc.ArgumentError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            Problem(f"this is no address of a database: {error}", valid="postgresql://user@host/database")
        ) from error
    except ModuleNotFoundError as error:
        raise Refused(
            Problem("PostgreSQL needs a driver", next_step="install whynext with its extra «postgresql»")
        ) from error


def _no_school(place: str) -> Refused:
    return Refused(
        Problem(
            f"{place} is not a school",
            valid="a school file or database that whynext made",
            next_step="give another place, or begin a new school with `whynext init`",
            kind="no school",
        )
    )
