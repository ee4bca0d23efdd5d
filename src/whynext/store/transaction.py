"""A transaction: a connection with the database it belongs to, and how stored tables are named in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import Executable

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
from whynext.store.database import Database
from whynext.store.matching import matching, selection
from whynext.store.shape import Shape, shape_of
from whynext.store.tables import LEDGER_TABLES, METADATA


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction on a school.

    Parameters
    ----------
    database
        Where it runs.
    connection
        In which it runs.
    """

    database: Database
    connection: sa.Connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Execute a statement."""
        with self.database.errors():
            return self.connection.execute(statement, parameters)

    def frame(
        self, query: sa.Select[Any], shape: Shape, parameters: Mapping[str, Any] | None = None
    ) -> pl.DataFrame:
        """Return the rows of a query, whose columns have the given shape in this order."""
        return shape.meant(self.database.fetch(self.connection, query, shape, parameters or {}))

    def rows(
        self, table: sa.Table, where: Mapping[str, Any] | None = None, names: Sequence[str] = ()
    ) -> pl.DataFrame:
        """Return the rows of a table that match, in order of its primary key; all columns if none named."""
        form, parameters = matching(self.database, table, where)
        chosen = tuple(names)
        shape = shape_of(table, chosen)
        query = selection(type(self.database), table, form, chosen or tuple(table.columns.keys()))
        return self.frame(query, shape, parameters)


def table_named(name: str, *, writing: bool = False) -> sa.Table:
    """Return the stored table of this name.

    Parameters
    ----------
    name
        Its name.
    writing
        Whether rows are to be put into it, which the ledger and the sealed frames do not allow.

    Raises
    ------
    NotFound
        If there is none.
    Refused
        If it cannot be written in this way.
    """
    found = METADATA.tables.get(name)
    if found is None:
        raise NotFound(
            Problem(
                f"there is no stored table «{name}»; {nearest(name, METADATA.tables)}".rstrip("; "),
                valid=listed(sorted(METADATA.tables), most=40),
                kind="unknown table",
            )
        )
    if writing and name in LEDGER_TABLES:
        raise Refused(
            Problem(
                f"rows of «{name}» are appended, never put", valid="append, put_frame", kind="append-only"
            )
        )
    return found
