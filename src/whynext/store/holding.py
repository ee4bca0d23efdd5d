"""Rows on their way into a table: checked, and turned into what the databases hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Collector
from whynext.store.columns import (
    BYTES,
    COUNT,
    DAY,
    EXTRA,
    INSTANT,
    NUMBER,
    TEXT,
    TEXTS,
    TRUTH,
    bound,
    held_type,
    kind_of,
    refuse_column,
    schema_of,
)

FEW = 64
"""Up to so many rows, one value after the other is faster than whole columns."""


def few(rows: pl.DataFrame, table: sa.Table) -> bool:
    """Tell whether rows are best held one by one."""
    return rows.height <= FEW and EXTRA not in table.columns


def each_held(rows: pl.DataFrame, table: sa.Table) -> list[tuple[Any, ...]]:
    """Return few rows as held: all columns of the table in its order, null where not given.

    Raises
    ------
    Refused
        Naming everything that the table cannot hold.
    """
    found = Collector()
    _refuse_unknown(rows, table, found)
    place = {name: number for number, name in enumerate(rows.columns)}
    targets = [(target, place.get(target.name)) for target in table.columns]
    held = [
        tuple(bound(None if at is None else row[at], target, found) for target, at in targets)
        for row in rows.rows()
    ]
    for number, (target, _) in enumerate(targets):
        if not target.nullable and not found and any(row[number] is None for row in held):
            _refuse_nothing(sum(row[number] is None for row in held), len(held), target, found)
    found.refuse_if_any()
    return held


def to_held(rows: pl.DataFrame, table: sa.Table) -> pl.DataFrame:
    """Return rows as the database holds them: all columns of the table in its order, null where not given.

    Raises
    ------
    Refused
        Naming everything that the table cannot hold.
    """
    found = Collector()
    known = schema_of(table)
    if EXTRA in known:
        rows = _packed(rows)
    _refuse_unknown(rows, table, found)
    fitting = _castable(rows, known, table, found)
    found.refuse_if_any()
    held = _selected(rows, fitting, known, table, found)
    _refuse_values(held, known, table, found)
    found.refuse_if_any()
    return held


def _refuse_unknown(rows: pl.DataFrame, table: sa.Table, found: Collector) -> None:
    for name in rows.columns:
        if name not in table.columns:
            refuse_column(found, table, name)


def _castable(
    rows: pl.DataFrame, known: Mapping[str, pl.DataType], table: sa.Table, found: Collector
) -> dict[str, pl.Expr]:
    """Return how each column of the rows is cast, noting those whose type the table cannot hold."""
    casts = {}
    for name, given in rows.schema.items():
        if name not in known:
            continue
        try:
            casts[name] = _cast(name, given, known[name])
        except TypeError:
            _refuse_type(found, given, table, name)
    return casts


def _refuse_type(found: Collector, given: pl.DataType, table: sa.Table, name: str) -> None:
    found.add(
        f"values of type {given} cannot be held",
        where=f"table {table.name}, column {name}",
        valid=table.columns[name].info["words"],
        kind="wrong type",
    )


def _selected(
    rows: pl.DataFrame,
    casts: Mapping[str, pl.Expr],
    known: Mapping[str, pl.DataType],
    table: sa.Table,
    found: Collector,
) -> pl.DataFrame:
    """Return the columns of the table, cast all at once; one by one only to find which one fails."""
    chosen = []
    for name, dtype in known.items():
        blank = table.columns[name].info["blank"]
        if name in casts:
            chosen.append(casts[name].fill_null("") if blank else casts[name])
        else:
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
                _refuse_type(found, rows.schema[name], table, name)
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
    elif kind_of(dtype) == INSTANT:
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
        target = table.columns[series.name]
        if not target.nullable and series.null_count():
            _refuse_nothing(series.null_count(), len(series), target, found)


def _refuse_nothing(nothing: int, count: int, target: sa.Column[Any], found: Collector) -> None:
    found.add(
        f"{nothing} of {count} rows have nothing here",
        where=f"table {target.table.name}, column {target.name}",
        valid=target.info["words"],
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
