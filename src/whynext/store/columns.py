"""How values are held: one spelling for both databases, converted here and nowhere else.

Instants are whole microseconds since 1970 UTC, days are whole days since 1970, truths are 0 and 1. So
both databases hold, compare and sort exactly the same values, and a column is read without parsing.
Lists of texts are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
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


@lru_cache(maxsize=256)
def schema_of(table: sa.Table) -> Mapping[str, pl.DataType]:
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
    fitting = _castable(rows, known, table, found)
    found.refuse_if_any()
    held = _selected(rows, fitting, known, table, found, missing=missing)
    _refuse_values(held, known, table, found)
    found.refuse_if_any()
    return held


def _castable(
    rows: pl.DataFrame, known: Mapping[str, pl.DataType], table: sa.Table, found: Collector
) -> dict[str, pl.Expr]:
    """Return how each column of the rows is cast, noting those whose type the table cannot hold."""
    casts = {}
    for name in rows.columns:
        if name not in known:
            continue
        try:
            casts[name] = _cast(name, rows.schema[name], known[name])
        except TypeError:
            _refuse_type(found, rows.schema[name], known[name], table, name)
    return casts


def _refuse_type(
    found: Collector, given: pl.DataType, dtype: pl.DataType, table: sa.Table, name: str
) -> None:
    found.add(
        f"values of type {given} cannot be held",
        where=f"table {table.name}, column {name}",
        valid=_PYTHON[_kind(dtype)][1],
        kind="wrong type",
    )


def _selected(
    rows: pl.DataFrame,
    casts: Mapping[str, pl.Expr],
    known: Mapping[str, pl.DataType],
    table: sa.Table,
    found: Collector,
    *,
    missing: bool,
) -> pl.DataFrame:
    """Return the columns of the table, cast all at once; one by one only to find which one fails."""
    chosen = []
    for name, dtype in known.items():
        blank = table.columns[name].info["blank"]
        if name in casts:
            chosen.append(casts[name].fill_null("") if blank else casts[name])
        elif missing:
            nothing = pl.lit("" if blank else None, held_type(dtype))
            chosen.append(
                nothing.repeat_by(pl.len()).explode().alias(name) if not casts else nothing.alias(name)
            )
    try:
        return rows.select(chosen)
    except pl.exceptions.PolarsError:
        for name, cast in casts.items():
            try:
                rows.select(cast)
            except pl.exceptions.PolarsError:
                _refuse_type(found, rows.schema[name], known[name], table, name)
        found.refuse_if_any()
        raise


def _cast(name: str, given: pl.DataType, dtype: pl.DataType) -> pl.Expr:
    """Return a column in the held type, without changing any value in silence.

    Raises
    ------
    TypeError
        If the held type cannot take values of the given type.
    """
    column = pl.col(name)
    if given == pl.Null:
        return column.cast(held_type(dtype))
    if dtype == TEXT:
        fits = given == pl.String or given == pl.Categorical or isinstance(given, pl.Enum)
        cast = column.cast(TEXT)
    elif dtype == TEXTS:
        fits, cast = given == TEXTS, column.map_batches(_joined, return_dtype=TEXT)
    elif _kind(dtype) == INSTANT:
        fits = isinstance(given, pl.Datetime) and given.time_zone is not None
        cast = column.dt.cast_time_unit("us").to_physical()
    elif dtype == DAY:
        fits, cast = given == pl.Date, column.to_physical().cast(COUNT)
    elif dtype == TRUTH:
        fits, cast = given == pl.Boolean, column.cast(COUNT)
    elif dtype == BYTES:
        fits, cast = given == pl.Binary, column
    else:
        fits = given.is_numeric() and (dtype != COUNT or given.is_integer())
        cast = column.cast(dtype)
        if dtype == NUMBER:
            # SQLite forgets the sign of zero, so PostgreSQL is not given it either.
            cast = pl.when(cast == 0.0).then(0.0).otherwise(cast).alias(name)
    if not fits:
        raise TypeError(given)
    return cast


def _joined(series: pl.Series) -> pl.Series:
    """Return lists of texts as JSON; null stays null."""
    struct = series.rename("_").to_frame().select(pl.struct("_")).to_series().struct.json_encode()
    return struct.str.slice(5).str.head(-1).set(series.is_null(), None).alias(series.name)


def _refuse_values(
    held: pl.DataFrame, known: Mapping[str, pl.DataType], table: sa.Table, found: Collector
) -> None:
    """Note every column with a value that cannot be held."""
    numbers = [pl.col(name).is_nan().any() for name in held.columns if known[name] == NUMBER]
    texts = [
        pl.col(name).str.contains("\0", literal=True).any() for name in held.columns if known[name] == TEXT
    ]
    faults = held.select(*numbers, *texts) if numbers or texts else pl.DataFrame()
    for name in [each.name for each in faults.get_columns() if len(each) and each[0]]:
        if known[name] == NUMBER:
            found.add(
                "NaN cannot be held",
                where=f"table {table.name}, column {name}",
                valid="a number, or null where unknown",
                kind="NaN",
            )
        else:
            place = f"table {table.name}, column {name}"
            found.add("a text contains the character NUL", where=place, kind="NUL")
    for series in held.get_columns():
        _refuse_null(series, table, found)


def _refuse_null(series: pl.Series, table: sa.Table, found: Collector) -> None:
    target = table.columns[series.name]
    if not target.nullable and series.null_count():
        found.add(
            f"{series.null_count()} of {len(series)} rows have nothing here",
            where=f"table {table.name}, column {series.name}",
            valid=_PYTHON[_kind(target.info["dtype"])][1],
            kind="null",
        )


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
