"""How values are held: one spelling for both databases, converted here and nowhere else.

Instants are whole microseconds since 1970 UTC, days are whole days since 1970, truths are 0 and 1. So
both databases hold, compare and sort exactly the same values, and a column is read without parsing.
Lists of texts are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector, listed, nearest
from whynext.ledger.entry import microseconds

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

_EPOCH = date(1970, 1, 1)

# STRICT tables of SQLite know five types only. PostgreSQL sorts texts by their bytes, as SQLite does.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REAL: sa.types.TypeEngine[Any] = sa.Double().with_variant(sa.REAL(), "sqlite")

_PYTHON: dict[pl.DataType, tuple[tuple[type, ...], str]] = {
    TEXT: ((str,), "a text"),
    NUMBER: ((float, int), "a number"),
    COUNT: ((int,), "a whole number"),
    TRUTH: ((bool,), "true or false"),
    INSTANT: ((datetime,), "an instant with a time zone"),
    DAY: ((date,), "a date"),
    BYTES: ((bytes,), "bytes"),
    TEXTS: ((list, tuple), "a list of texts"),
}


def _kind(dtype: pl.DataType) -> pl.DataType:
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
    return sa.Column(
        name,
        _sql(dtype),
        primary_key=key,
        nullable=not (key or required),
        autoincrement=False,
        info={"dtype": dtype, "blank": blank},
    )


def columns(
    schema: Mapping[str, pl.DataType], *key: str, blank: tuple[str, ...] = ()
) -> list[sa.Column[Any]]:
    """Return the columns of a declared schema, those of `key` as the primary key."""
    return [column(name, dtype, key=name in key, blank=name in blank) for name, dtype in schema.items()]


def schema_of(table: sa.Table) -> dict[str, pl.DataType]:
    """Return the Polars types of a table's columns, by name."""
    return {each.name: each.info["dtype"] for each in table.columns}


def held_type(dtype: pl.DataType) -> pl.DataType:
    """Return the Polars type in which values of a type come out of the database."""
    if dtype == TEXTS:
        return TEXT
    return COUNT if _kind(dtype) in (TRUTH, INSTANT, DAY) else dtype


def to_held(rows: pl.DataFrame, table: sa.Table, *, missing: bool = True) -> pl.DataFrame:
    """Return rows as the database holds them.

    Parameters
    ----------
    rows
        With columns of the table, in any order.
    table
        Where they go.
    missing
        Whether columns that `rows` does not have are added, all null.

    Raises
    ------
    Refused
        Naming everything that the table cannot hold.
    """
    found = Collector()
    known = schema_of(table)
    if EXTRA in known:
        rows = _packed(rows)
    for name in rows.columns:
        if name not in known:
            found.add(
                f"«{table.name}» has no column «{name}»; {nearest(name, known)}".rstrip("; "),
                where=f"table {table.name}",
                valid=listed(known, most=40),
                kind="unknown column",
            )
    held = []
    for name, dtype in known.items():
        if name in rows.columns:
            held.append(_held(rows.get_column(name), dtype, table, found))
        elif missing:
            nothing = "" if table.columns[name].info["blank"] else None
            held.append(pl.Series(name, [nothing], dtype=held_type(dtype)).new_from_index(0, len(rows)))
    for series in held:
        _refuse_null(series, table, found)
    found.refuse_if_any()
    return pl.DataFrame(held)


def _held(series: pl.Series, dtype: pl.DataType, table: sa.Table, found: Collector) -> pl.Series:
    place = f"table {table.name}, column {series.name}"
    try:
        held = _cast(series, dtype)
    except (pl.exceptions.PolarsError, TypeError, ValueError):
        found.add(
            f"values of type {series.dtype} cannot be held",
            where=place,
            valid=_PYTHON[_kind(dtype)][1],
            kind="wrong type",
        )
        return pl.Series(series.name, [], dtype=held_type(dtype))
    if dtype == NUMBER and held.is_nan().any():
        found.add("NaN cannot be held", where=place, valid="a number, or null where unknown", kind="NaN")
    if dtype == TEXT:
        if held.str.contains("\0", literal=True).any():
            found.add("a text contains the character NUL", where=place, kind="NUL")
        if table.columns[series.name].info["blank"]:
            held = held.fill_null("")
    return held


def _cast(series: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return the series in the held type, without changing any value in silence."""
    given = series.dtype
    if given == pl.Null:
        return series.cast(held_type(dtype))
    if dtype == TEXT:
        if not (given == pl.String or given == pl.Categorical or isinstance(given, pl.Enum)):
            raise TypeError(given)
        return series.cast(TEXT)
    if dtype == TEXTS:
        if given != TEXTS:
            raise TypeError(given)
        return _joined(series)
    if _kind(dtype) == INSTANT:
        if not isinstance(given, pl.Datetime) or given.time_zone is None:
            raise TypeError(given)
        return series.dt.cast_time_unit("us").to_physical()
    if dtype == DAY:
        if given != pl.Date:
            raise TypeError(given)
        return series.to_physical().cast(COUNT)
    if dtype == TRUTH:
        if given != pl.Boolean:
            raise TypeError(given)
        return series.cast(COUNT)
    if dtype == BYTES:
        if given != pl.Binary:
            raise TypeError(given)
        return series
    if not given.is_numeric() or (dtype == COUNT and not given.is_integer()):
        raise TypeError(given)
    held = series.cast(dtype)
    # SQLite forgets the sign of zero, so PostgreSQL is not given it either.
    return held.set(held == 0.0, 0.0) if dtype == NUMBER else held


def _joined(series: pl.Series) -> pl.Series:
    """Return lists of texts as JSON; null stays null."""
    struct = series.rename("_").to_frame().select(pl.struct("_")).to_series().struct.json_encode()
    return struct.str.slice(5).str.head(-1).set(series.is_null(), None).alias(series.name)


def _refuse_null(series: pl.Series, table: sa.Table, found: Collector) -> None:
    target = table.columns[series.name]
    if not target.nullable and series.null_count():
        found.add(
            f"{series.null_count()} of {len(series)} rows have nothing here",
            where=f"table {table.name}, column {series.name}",
            valid=_PYTHON[_kind(target.info["dtype"])][1],
            kind="null",
        )


def meant(held: pl.Series, dtype: pl.DataType, *, blank: bool = False) -> pl.Series:
    """Return a column that came out of the database as what it means."""
    if isinstance(dtype, pl.Datetime):
        return held.cast(INSTANT).cast(dtype)
    if dtype == DAY:
        return held.cast(pl.Int32).cast(DAY)
    if dtype == TEXTS:
        return held.str.json_decode(TEXTS)
    if dtype == TRUTH:
        return held.cast(TRUTH)
    return held.replace("", None) if blank else held


def from_held(held: pl.DataFrame, table: sa.Table) -> pl.DataFrame:
    """Return rows that came out of a stored table as what they mean, inverse of :func:`to_held`."""
    frame = pl.DataFrame(
        [
            meant(held.get_column(each.name), each.info["dtype"], blank=each.info["blank"])
            for each in table.columns
        ]
    )
    return _unpacked(frame) if EXTRA in table.columns else frame


def _packed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the columns that a roster's file has beyond ours kept together as JSON."""
    names = [name for name in rows.columns if name.startswith(f"{EXTRA}.")]
    if not names:
        return rows
    texts = [
        json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None
        for values in rows.select(pl.col(names).cast(TEXT)).iter_rows()
        if (said := {name: value for name, value in zip(names, values, strict=True) if value is not None})
        is not None
    ]
    return rows.drop(names).with_columns(pl.Series(EXTRA, texts, dtype=TEXT))


def _unpacked(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with what was kept together as columns of its own again, in order of their names."""
    said = [json.loads(text) if text else {} for text in rows.get_column(EXTRA)]
    names = sorted({name for each in said for name in each})
    columns = [pl.Series(name, [each.get(name) for each in said], dtype=TEXT) for name in names]
    return rows.drop(EXTRA).with_columns(columns)


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
    dtype: pl.DataType = target.info["dtype"]
    if value is None:
        return "" if target.info["blank"] else None
    types, words = _PYTHON[_kind(dtype)]
    wrong = not isinstance(value, types) or (isinstance(value, bool) and dtype in (NUMBER, COUNT))
    wrong = wrong or (dtype == DAY and isinstance(value, datetime))
    wrong = wrong or (isinstance(value, datetime) and value.tzinfo is None)
    wrong = wrong or (dtype == TEXT and not wrong and "\0" in value)
    wrong = wrong or (dtype == NUMBER and not wrong and value != value)
    if wrong:
        found.add(
            f"{value!r} cannot be held",
            where=f"table {target.table.name}, column {target.name}",
            valid=words,
            kind="wrong type",
        )
        return None
    if dtype == TEXTS:
        return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, datetime):
        return microseconds(value.astimezone(UTC))
    if isinstance(value, date):
        return (value - _EPOCH).days
    if dtype == NUMBER:
        return float(value) + 0.0
    return int(value) if isinstance(value, bool) else value
