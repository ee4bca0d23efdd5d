"""Stored tables as frames: reading, putting, replacing and updating rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector, Problem, Refused, listed
from whynext.store.columns import bound, to_held
from whynext.store.matching import conditions, matching
from whynext.store.tables import primary_key
from whynext.store.transaction import Transaction, table_named

_CHANGEABLE: dict[str, tuple[str, ...]] = {"ledger": ("content", "salt", "subject"), "frames": ("frame",)}


def rows_of(transaction: Transaction, name: str, where: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Return the rows of a stored table that match, in order of its primary key."""
    return transaction.rows(table_named(name), where)


def count(transaction: Transaction, name: str) -> int:
    """Return the number of rows of a stored table."""
    query = sa.select(sa.func.count()).select_from(table_named(name))
    return int(transaction.execute(query).scalar_one())


def upsert(transaction: Transaction, name: str, rows: pl.DataFrame) -> None:
    """Put rows, replacing those with the same primary key; of equal keys among `rows` the last counts."""
    table = table_named(name, writing=True)
    held = to_held(rows, table).unique(_key(table), keep="last", maintain_order=True)
    transaction.database.insert(transaction.connection, table, held, replacing=True)


def insert_new(transaction: Transaction, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Insert the rows whose primary key is not there yet, the first of equals; return those inserted."""
    table = table_named(name, writing=True)
    key = _key(table)
    held = to_held(rows, table).with_row_index("__row")
    held = held.unique(key, keep="first", maintain_order=True)
    present = transaction.database.present(transaction.connection, table, held.select(key))
    if present.height:
        held = held.join(present, on=key, how="anti", maintain_order="left")
    transaction.database.insert(transaction.connection, table, held.drop("__row"))
    return rows[held.get_column("__row")]


def replace(transaction: Transaction, name: str, rows: pl.DataFrame) -> None:
    """Make these the only rows of a stored table.

    Raises
    ------
    Refused
        If two rows have the same primary key, naming some of them.
    """
    table = table_named(name, writing=True)
    held = to_held(rows, table)
    twice = held.filter(held.select(_key(table)).is_duplicated()).select(_key(table)).unique()
    if twice.height:
        named = listed([str(key) for key in twice.head(5).iter_rows()])
        raise Refused(
            Problem(
                f"{twice.height} keys come twice: {named}",
                where=f"table {name}",
                valid=f"each {listed(_key(table))} once",
                kind="duplicate",
            )
        )
    transaction.execute(sa.delete(table))
    transaction.database.insert(transaction.connection, table, held)


def update(transaction: Transaction, name: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Set columns of the rows that match; return how many did.

    Of ledger entries only content, salt and subject can be set, to nothing: that is how they are
    shredded. Of sealed frames only the rows can be removed.
    """
    table = table_named(name)
    found = Collector()
    allowed = _CHANGEABLE.get(name)
    held = {}
    for column, value in values.items():
        if column not in table.columns or (
            allowed is not None and (column not in allowed or value is not None)
        ):
            found.add(
                f"«{column}» of «{name}» cannot be set" + ("" if value is None else " to this"),
                where=f"table {name}",
                valid=listed(allowed or table.columns.keys(), most=40) + (" to null" if allowed else ""),
                kind="append-only" if allowed else "unknown column",
            )
        else:
            held[column] = bound(value, table.columns[column], found)
    found.refuse_if_any()
    form, parameters = matching(transaction.database, table, where)
    which = conditions(type(transaction.database), table, form)
    if not held:
        query = sa.select(sa.func.count()).select_from(table).where(*which)
        return int(transaction.execute(query, parameters).scalar_one())
    return transaction.execute(sa.update(table).where(*which).values(held), parameters).rowcount


def _key(table: sa.Table) -> list[str]:
    return [each.name for each in primary_key(table)]
