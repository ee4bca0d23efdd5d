"""Stored tables as frames: reading, putting, replacing and updating rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector, Problem, Refused, listed
from whynext.store.columns import COUNT, bound, columns_named
from whynext.store.holding import each_held, few, to_held
from whynext.store.matching import conditions, matching
from whynext.store.shape import Shape, shape
from whynext.store.tables import primary_key
from whynext.store.transaction import Transaction, table_named

COUNTED = "count"
_CHANGEABLE: dict[str, tuple[str, ...]] = {"ledger": ("content", "salt", "subject"), "frames": ("frame",)}


def rows_of(
    transaction: Transaction, name: str, where: Mapping[str, Any] | None = None, names: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the rows of a stored table that match, in order of its primary key."""
    return transaction.rows(table_named(name), where, names)


def count(transaction: Transaction, name: str) -> int:
    """Return the number of rows of a stored table."""
    query = sa.select(sa.func.count()).select_from(table_named(name))
    return int(transaction.execute(query).scalar_one())


def tally(transaction: Transaction, name: str, columns: Sequence[str]) -> pl.DataFrame:
    """Return each combination of values in these columns, in order, and how many rows have it."""
    query, form = _tally(table_named(name), tuple(columns))
    return transaction.frame(query, form).sort(list(columns), nulls_last=False)


@lru_cache(maxsize=64)
def _tally(table: sa.Table, names: tuple[str, ...]) -> tuple[sa.Select[Any], Shape]:
    chosen = columns_named(table, names)
    blank = {each.name for each in chosen if each.info["blank"]}
    schema = {**{each.name: each.info["dtype"] for each in chosen}, COUNTED: COUNT}
    counted = sa.func.count().label(COUNTED)
    return sa.select(*chosen, counted).select_from(table).group_by(*chosen), shape(schema, blank)


def upsert(transaction: Transaction, name: str, rows: pl.DataFrame) -> None:
    """Put rows, replacing those with the same primary key; of equal keys among `rows` the last counts."""
    table = table_named(name, writing=True)
    database, connection = transaction.database, transaction.connection
    if few(rows, table):
        places = _key_places(table)
        last = {tuple(row[place] for place in places): row for row in each_held(rows, table)}
        database.put(connection, table, list(last.values()), replacing=True)
    else:
        held = to_held(rows, table).unique(_key(table), keep="last", maintain_order=True)
        database.insert(connection, table, held, replacing=True)


def insert_new(transaction: Transaction, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Insert the rows whose primary key is not there yet, the first of equals; return those inserted."""
    table = table_named(name, writing=True)
    database, connection = transaction.database, transaction.connection
    if few(rows, table):
        held = each_held(rows, table)
        keys = [tuple(row[place] for place in _key_places(table)) for row in held]
        new = _new(transaction, table, keys)
        database.put(connection, table, [held[place] for place in new])
    else:
        return _insert_many(transaction, table, rows)
    return rows[new]


def _insert_many(transaction: Transaction, table: sa.Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Insert those of many rows whose key is not there yet, the first of equals; return them."""
    database, connection = transaction.database, transaction.connection
    held = to_held(rows, table)
    if database.insert_if_new(connection, table, held):
        return rows
    new = _new(transaction, table, held.select(_key(table)).rows())
    database.insert(connection, table, held[new])
    return rows[new]


def _new(transaction: Transaction, table: sa.Table, keys: list[tuple[Any, ...]]) -> list[int]:
    """Return the places of keys that neither the table nor an earlier place has."""
    distinct = list(dict.fromkeys(keys))
    seen = transaction.database.known(transaction.connection, table, tuple(_key(table)), distinct)
    new = []
    for place, key in enumerate(keys):
        if key not in seen:
            seen.add(key)
            new.append(place)
    return new


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


@lru_cache(maxsize=128)
def _key(table: sa.Table) -> list[str]:
    return [each.name for each in primary_key(table)]


@lru_cache(maxsize=128)
def _key_places(table: sa.Table) -> list[int]:
    names = table.columns.keys()
    return [names.index(name) for name in _key(table)]
