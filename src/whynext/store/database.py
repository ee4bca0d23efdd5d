"""What differs between databases, behind one interface: opening, excluding, bulk reading and writing."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from whynext.store.shape import Shape


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
        self, connection: sa.Connection, query: sa.Select[Any], shape: Shape, parameters: Mapping[str, Any]
    ) -> pl.DataFrame:
        """Return the rows of a query as held; its columns have the given shape in this order."""
        with self.errors():
            return self._fetch(connection, query, shape, parameters)

    @abstractmethod
    def _fetch(
        self, connection: sa.Connection, query: sa.Select[Any], shape: Shape, parameters: Mapping[str, Any]
    ) -> pl.DataFrame: ...

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

    def insert_if_new(self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame) -> bool:
        """Insert rows as held and return true; or none of them, if what must be unique would come twice."""
        if not rows.height:
            return True
        with self.errors():
            return self._insert_if_new(connection, table, rows)

    @abstractmethod
    def _insert_if_new(self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame) -> bool: ...

    def put(
        self,
        connection: sa.Connection,
        table: sa.Table,
        rows: Sequence[tuple[Any, ...]],
        *,
        replacing: bool = False,
    ) -> None:
        """Insert rows given as plain tuples as held: all columns of the table, in its order."""
        if rows:
            with self.errors():
                self._put(connection, table, rows, replacing)

    @abstractmethod
    def _put(
        self, connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]], replacing: bool
    ) -> None: ...

    @abstractmethod
    def _insert(
        self, connection: sa.Connection, table: sa.Table, rows: pl.DataFrame, replacing: bool
    ) -> None: ...

    @staticmethod
    @abstractmethod
    def among(column: sa.Column[Any], parameter: str) -> ColumnElement[bool]:
        """Return the condition that a column holds one of any number of values, to be filled in."""

    @staticmethod
    @abstractmethod
    def filled(column: sa.Column[Any], parameter: str, values: Sequence[Any]) -> dict[str, Any]:
        """Return what fills such a condition in: values as held, at least one, none of them null."""

    def known(
        self,
        connection: sa.Connection,
        table: sa.Table,
        names: tuple[str, ...],
        keys: Sequence[tuple[Any, ...]],
    ) -> set[tuple[Any, ...]]:
        """Return which of the keys (as held, unique, columns `names`) the table has a row under."""
        if not keys:
            return set()
        with self.errors():
            return self._known(connection, table, names, keys)

    @abstractmethod
    def _known(
        self,
        connection: sa.Connection,
        table: sa.Table,
        names: tuple[str, ...],
        keys: Sequence[tuple[Any, ...]],
    ) -> set[tuple[Any, ...]]: ...


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
