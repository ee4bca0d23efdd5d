"""What rows come out of the database as: the types they are read in, and what their values mean.

Worked out once for each table and source, for telling Polars types apart costs more than reading a row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.store.columns import (
    DAY,
    EXTRA,
    INSTANT,
    TEXT,
    TEXTS,
    TRUTH,
    columns_named,
    held_type,
)

Meaning = Callable[[pl.Series], pl.Series]
FEW = 64  # up to so many rows, Polars takes them faster as rows than as columns


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The columns of a query.

    Parameters
    ----------
    held
        The types they are read in, by name.
    meanings
        Place of each column that means something else than it holds, and what turns it into that.
    empty
        No rows, of the types that are meant.
    opens
        Whether one column holds further columns as JSON.
    """

    held: Mapping[str, pl.DataType]
    meanings: tuple[tuple[int, Meaning], ...]
    empty: pl.DataFrame
    opens: bool = False

    def of_rows(self, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
        """Return rows as held from plain tuples; no rows as what they mean."""
        if not rows:
            return self.empty
        if len(rows) <= FEW:
            return pl.DataFrame(rows, schema=dict(self.held), orient="row")
        # Transposed here: many rows are taken three times as fast as columns.
        named = zip(self.held.items(), zip(*rows, strict=True), strict=True)
        return pl.DataFrame([pl.Series(name, values, dtype=dtype) for (name, dtype), values in named])

    def meant(self, held: pl.DataFrame) -> pl.DataFrame:
        """Return rows as what they mean; `held` must not be used any more."""
        if not held.height:
            return self.empty.clone()
        for place, meaning in self.meanings:
            held.replace_column(place, meaning(held.to_series(place)))
        return _opened(held) if self.opens else held


def shape(schema: Mapping[str, pl.DataType], blank: Container[str] = (), *, opens: bool = False) -> Shape:
    """Return the shape of columns of these types; those in `blank` hold null as an empty text."""
    meanings = [
        (place, meaning)
        for place, (name, dtype) in enumerate(schema.items())
        if (meaning := _meaning(dtype, name in blank)) is not None
    ]
    empty = pl.DataFrame(schema=dict(schema))
    held = {name: held_type(dtype) for name, dtype in schema.items()}
    return Shape(held, tuple(meanings), empty.drop(EXTRA) if opens else empty, opens)


@lru_cache(maxsize=256)
def shape_of(table: sa.Table, names: tuple[str, ...] = ()) -> Shape:
    """Return the shape of columns of a stored table, all if none is named.

    Raises
    ------
    Refused
        Naming those that it does not have.
    """
    columns = columns_named(table, names or table.columns.keys())
    blank = {each.name for each in columns if each.info["blank"]}
    schema = {each.name: each.info["dtype"] for each in columns}
    return shape(schema, blank, opens=EXTRA in schema)


def _meaning(dtype: pl.DataType, blank: bool) -> Meaning | None:
    if isinstance(dtype, pl.Datetime):
        return lambda held: held.cast(INSTANT).cast(dtype)
    if dtype == DAY:
        return lambda held: held.cast(pl.Int32).cast(DAY)
    if dtype == TEXTS:
        return lambda held: held.str.json_decode(TEXTS)
    if dtype == TRUTH:
        return lambda held: held.cast(TRUTH)
    return (lambda held: held.replace("", None)) if blank else None


def _opened(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with what was kept together as columns of its own again, in order of their names."""
    said = [json.loads(text) if text else {} for text in rows.get_column(EXTRA)]
    names = sorted({name for each in said for name in each})
    columns = [pl.Series(name, [each.get(name) for each in said], dtype=TEXT) for name in names]
    return rows.drop(EXTRA).with_columns(columns)
