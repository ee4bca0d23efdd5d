"""How values are held: one spelling for both databases, converted here and nowhere else.

Instants are whole microseconds since 1970 UTC, days are whole days since 1970, truths are 0 and 1. So
both databases hold, compare and sort exactly the same values, and a column is read without parsing.
Lists of texts are JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector, listed, nearest
from whynext.store.values import (
    Hold,
    Unholdable,
    hold_bytes,
    hold_count,
    hold_day,
    hold_instant,
    hold_number,
    hold_text,
    hold_texts,
    hold_truth,
)

TEXT = pl.String()
NUMBER = pl.Float64()
COUNT = pl.Int64()
TRUTH = pl.Boolean()
INSTANT = pl.Datetime("us", "UTC")
DAY = pl.Date()
BYTES = pl.Binary()
TEXTS = pl.List(pl.String())

EXTRA = "metadata"
"""Columns whose names start with ``metadata.`` are kept together, as JSON, in a column of this name."""

# STRICT tables of SQLite know five types only. PostgreSQL sorts texts by their bytes, as SQLite does.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REAL: sa.types.TypeEngine[Any] = sa.Double().with_variant(sa.REAL(), "sqlite")

_SPELLINGS: dict[pl.DataType, tuple[Hold, str]] = {
    TEXT: (hold_text, "a text"),
    NUMBER: (hold_number, "a number, or null where unknown"),
    COUNT: (hold_count, "a whole number"),
    TRUTH: (hold_truth, "true or false"),
    INSTANT: (hold_instant, "an instant with a time zone"),
    DAY: (hold_day, "a date"),
    BYTES: (hold_bytes, "bytes"),
    TEXTS: (hold_texts, "a list of texts"),
}


def kind_of(dtype: pl.DataType) -> pl.DataType:
    """Return which of the types above a type is, whatever its unit of time."""
    return INSTANT if isinstance(dtype, pl.Datetime) else dtype


def _sql(dtype: pl.DataType) -> sa.types.TypeEngine[Any]:
    if dtype in (TEXT, TEXTS):
        return _TEXT
    if dtype == NUMBER:
        return _REAL
    return sa.LargeBinary() if dtype == BYTES else _INTEGER


def column(
    name: str, dtype: pl.DataType, *, key: bool = False, blank: bool = False, required: bool = False
) -> sa.Column[Any]:
    """Return a column of a stored table.

    Parameters
    ----------
    name
        Its name.
    dtype
        What it holds, as a Polars type.
    key
        Whether it belongs to the primary key.
    blank
        Whether null is held as an empty text, so that a text that may be unknown can belong to a key.
    required
        Whether null is refused.
    """
    hold, words = _SPELLINGS[kind_of(dtype)]
    return sa.Column(
        name,
        _sql(dtype),
        primary_key=key,
        nullable=not (key or required),
        autoincrement=False,
        info={"dtype": dtype, "blank": blank, "hold": hold, "words": words},
    )


def columns(
    schema: Mapping[str, pl.DataType], *key: str, blank: tuple[str, ...] = ()
) -> list[sa.Column[Any]]:
    """Return the columns of a declared schema, those of `key` as the primary key."""
    return [column(name, dtype, key=name in key, blank=name in blank) for name, dtype in schema.items()]


@lru_cache(maxsize=256)
def schema_of(table: sa.Table) -> Mapping[str, pl.DataType]:
    """Return the Polars types of a table's columns, by name."""
    return {each.name: each.info["dtype"] for each in table.columns}


def refuse_column(found: Collector, table: sa.Table, name: str) -> None:
    """Note that a table has no column of this name."""
    known = table.columns.keys()
    found.add(
        f"«{table.name}» has no column «{name}»; {nearest(name, known)}".rstrip("; "),
        where=f"table {table.name}",
        valid=listed(known, most=40),
        kind="unknown column",
    )


def columns_named(table: sa.Table, names: Iterable[str]) -> list[sa.Column[Any]]:
    """Return columns of a table in the order of their names.

    Raises
    ------
    Refused
        Naming those that it does not have.
    """
    found = Collector()
    for name in names:
        if name not in table.columns:
            refuse_column(found, table, name)
    found.refuse_if_any()
    return [table.columns[name] for name in names]


def held_type(dtype: pl.DataType) -> pl.DataType:
    """Return the Polars type in which values of a type come out of the database."""
    if dtype == TEXTS:
        return TEXT
    return COUNT if kind_of(dtype) in (TRUTH, INSTANT, DAY) else dtype


def bound(value: Any, target: sa.Column[Any], found: Collector) -> Any:
    """Return one value as the database holds it in a column; note a problem if it cannot.

    Parameters
    ----------
    value
        A value, or None.
    target
        The column.
    found
        Where a problem is noted.
    """
    if value is None:
        return "" if target.info["blank"] else None
    try:
        return target.info["hold"](value)
    except (Unholdable, OverflowError) as error:
        place = f"table {target.table.name}, column {target.name}"
        found.add(str(error), where=place, valid=target.info["words"], kind="wrong value")
        return None
