"""What differs between databases, behind one interface: opening, excluding, bulk reading and writing."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import ClauseElement, ColumnElement, Executable

from whynext.store.columns import held_type

Rows = Iterator[Sequence[tuple[Any, ...]]]


class Database(ABC):
    """One database that holds a school.

    Parameters
    ----------
    engine
        Where connections come from.
    place
        How messages name it: a path, or an address without its password.
    patience
        How long to wait for another writer, in seconds.
    """

    def __init__(self, engine: sa.Engine, place: str, patience: float) -> None:
        self.engine = engine
        self.place = place
        self.patience = patience

    @property
    def writable(self) -> bool:
        """Whether it was found writable when it was opened."""
        return True

    # --- transactions -----------------------------------------------------------------------------

    @abstractmethod
    def begin_reading(self, connection: sa.Connection) -> None:
        """Begin a transaction that sees the school as it is at this moment, whatever is written later."""

    @abstractmethod
    def begin_writing(self, connection: sa.Connection) -> None:
        """Begin a transaction that excludes every other writer, or raise after the patience is over."""

    @abstractmethod
    def translated(self, error: BaseException) -> Exception | None:
        """Return an error of the driver as one of ours; None if it is a fault of the program."""

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn errors of the driver that are raised inside into ours."""
        try:
            yield
        except Exception as error:
            if not isinstance(error, (sa.exc.DBAPIError, *self.driver_errors())):
                raise
            original: BaseException = (
                error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig else error
            )
            ours = self.translated(original)
            if ours is None:
                raise
            raise ours from error

    @abstractmethod
    def driver_errors(self) -> tuple[type[BaseException], ...]:
        """Return the driver's own classes of error."""

    # --- schema -----------------------------------------------------------------------------------

    @abstractmethod
    def begin_changing(self, connection: sa.Connection) -> None:
        """Begin the transaction in which the schema is made or migrated, keeping a copy where possible."""

    @abstractmethod
    def mark(self, connection: sa.Connection) -> None:
        """Mark a new database as a school's."""

    @abstractmethod
    def discard(self) -> None:
        """Remove what opening has made, if a new school could not be made."""

    @abstractmethod
    def purge(self, connection: sa.Connection) -> None:
        """Overwrite, as far as is in our power, what a committed transaction has shredded."""

    @abstractmethod
    def keep_copy(self, revision: str) -> None:
        """Keep a copy of the school as it was at a revision, before it is migrated."""

    # --- rows -------------------------------------------------------------------------------------

    def fetch(
        self, connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, pl.DataType]
    ) -> pl.DataFrame:
        """Return the rows of a query as held, columns named and typed by `schema` in its order."""
        with self.errors():
            return self._fetch(connection, query, {name: held_type(dtype) for name, dtype in schema.items()})

    @abstractmethod
    def _fetch(
        self, connection: sa.Connection, query: sa.Select[Any], schema: Mapping[str, pl.DataType]
    ) -> pl.DataFrame: ...

    def execute(self, connection: sa.Connection, statement: Executable) -> sa.CursorResult[*tuple[Any, ...]]:
        """Execute a statement."""
        with self.errors():
            return connection.execute(statement)

    def pages(self, connection: sa.Connection, query: sa.Select[Any], size: int) -> Rows:
        """Yield the rows of a query as plain tuples, at most `size` of them held at a time."""
        with self.errors():
            result = connection.execution_options(stream_results=True).execute(query)
            while rows := result.cursor.fetchmany(size):
                yield rows

    def insert(
        self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame, *, replacing: bool = False
    ) -> None:
        """Insert rows as held, unique by primary key; `replacing` those that are there under the same key.

        Raises
        ------
        Refused
            If a row is there already under another unique column.
        """
        if rows.height:
            with self.errors():
                self._insert(connection, table, rows, replacing)

    def append(self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows given as plain tuples as held, in the order of the table's columns."""
        with self.errors():
            self._append(connection, table, rows)

    @abstractmethod
    def _append(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]
    ) -> None: ...

    @abstractmethod
    def _insert(
        self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame, replacing: bool
    ) -> None: ...

    @abstractmethod
    def among(self, column: sa.Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """Return the condition that a column holds one of any number of values as held, none of them null."""

    def present(self, connection: sa.Connection, table: sa.Table, keys: pl.DataFrame) -> pl.DataFrame:
        """Return those of `keys` (as held, unique, columns of the table) under which the table has a row."""
        with self.errors():
            return self._present(connection, table, keys)

    @abstractmethod
    def _present(self, connection: sa.Connection, table: sa.Table, keys: pl.DataFrame) -> pl.DataFrame: ...

    def compiled(self, statement: ClauseElement) -> str:
        """Return a statement as SQL text of this database."""
        return str(statement.compile(dialect=self.engine.dialect))


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold back the garbage collector, which would walk a million new tuples again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
