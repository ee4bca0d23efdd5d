"""A transaction: a connection with the database it belongs to, and how stored tables are named in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement, Executable

from whynext.base.errors import Collector, NotFound, Problem, Refused, listed, nearest
from whynext.store.columns import as_meant, bound, from_held, schema_of
from whynext.store.database import Database
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

    def execute(self, statement: Executable) -> sa.CursorResult[*tuple[Any, ...]]:
        """Execute a statement."""
        return self.database.execute(self.connection, statement)

    def frame(self, query: sa.Select[Any], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
        """Return the rows of a query, columns named and typed by `schema` in the order of the query."""
        held = self.database.fetch(self.connection, query, schema)
        return as_meant(held, schema)

    def rows(self, table: sa.Table, *conditions: ColumnElement[bool]) -> pl.DataFrame:
        """Return the rows of a table that meet all conditions, in order of its primary key."""
        query = sa.select(table).where(*conditions).order_by(*table.primary_key.columns)
        return from_held(self.database.fetch(self.connection, query, schema_of(table)), table)


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


def conditions(
    database: Database, table: sa.Table, where: Mapping[str, Any] | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that columns equal, or for a list are among, the given values.

    Raises
    ------
    Refused
        Naming every column that the table does not have and every value that its column cannot hold.
    """
    found = Collector()
    made = []
    for name, value in (where or {}).items():
        target = table.columns.get(name)
        if target is None:
            found.add(
                f"«{table.name}» has no column «{name}»; {nearest(name, table.columns.keys())}".rstrip("; "),
                where=f"table {table.name}",
                valid=listed(table.columns.keys(), most=40),
                kind="unknown column",
            )
        elif isinstance(value, list | tuple | set | frozenset | pl.Series):
            made.append(_among(database, target, [bound(each, target, found) for each in value]))
        else:
            held = bound(value, target, found)
            made.append(target.is_(None) if held is None else target == held)
    found.refuse_if_any()
    return made


def _among(database: Database, target: sa.Column[Any], values: list[Any]) -> ColumnElement[bool]:
    known = [value for value in values if value is not None]
    condition = database.among(target, known) if known else sa.false()
    return sa.or_(condition, target.is_(None)) if len(known) < len(values) else condition
