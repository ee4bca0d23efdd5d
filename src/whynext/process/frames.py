"""Frames put together and taken apart column by column, without a query.

A query over a frame costs about the same whether it has a hundred rows or ten thousand. The decision for one
student is made of a hundred rows, and with queries would be made of little else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

FEW = 64
"""Up to so many values are quicker taken one by one than all at once."""
SMALL = 20_000
"""Up to so many rows, starting threads takes longer than what they would do."""


def made(schema: Mapping[str, pl.DataType], columns: Mapping[str, Any]) -> pl.DataFrame:
    """Return a frame of these columns, in the order and of the types of a schema.

    Parameters
    ----------
    schema
        Name and type of every column.
    columns
        For each name a Series or a list, all of one length.

    Examples
    --------
    >>> made({"n": pl.Int64(), "word": pl.String()}, {"word": ["a", None], "n": [1, 2]}).rows()
    [(1, 'a'), (2, None)]
    """
    parts = [columns[name] for name in schema]
    if parts and len(parts[0]) <= FEW:
        # Polars takes a few rows five times as fast as the columns of them, instants above all.
        plain = [part.to_list() if isinstance(part, pl.Series) else part for part in parts]
        return pl.DataFrame(list(zip(*plain, strict=True)), schema=dict(schema), orient="row")
    return beside([_typed(*each) for each in zip(schema, parts, schema.values(), strict=True)])


def _typed(name: str, values: Any, dtype: pl.DataType) -> pl.Series:
    if isinstance(values, pl.Series):
        return (values if values.dtype == dtype else values.cast(dtype)).alias(name)
    return pl.Series(name, values, dtype=dtype)


def only(frame: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return these columns of a frame, in this order.

    Examples
    --------
    >>> only(pl.DataFrame({"a": [1], "b": [2]}), ["b"]).columns
    ['b']
    """
    wanted = list(names)
    return frame if frame.columns == wanted else beside([frame.get_column(name) for name in wanted])


def beside(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """Return a frame of columns that have their names and one length; twice as fast as ``pl.DataFrame``.

    Examples
    --------
    >>> beside([pl.Series("a", [1, 2]), pl.Series("b", [3, 4])]).rows()
    [(1, 3), (2, 4)]
    """
    return columns[0].to_frame().hstack(list(columns[1:])) if columns else pl.DataFrame()


def narrowed(frame: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    """Return the rows of which a condition is TRUE.

    Examples
    --------
    >>> narrowed(pl.DataFrame({"a": [1, 2, None]}), pl.col("a") > 1).rows()
    [(2,)]
    """
    if len(frame) > SMALL:
        return frame.filter(condition)
    holds = frame.select_seq(condition).to_series()
    return where(frame, holds) if len(holds) == len(frame) else frame.filter(condition)


def where(frame: pl.DataFrame, holds: pl.Series) -> pl.DataFrame:
    """Return the rows at which a column of truths is TRUE.

    Examples
    --------
    >>> where(pl.DataFrame({"a": [1, 2, 3]}), pl.Series([True, None, False])).rows()
    [(1,)]
    """
    true = holds.sum()
    if true == len(frame):
        return frame
    return beside([each.filter(holds) for each in frame.get_columns()]) if true else frame.clear()


def constant(value: Any, dtype: pl.DataType, count: int) -> Sequence[Any] | pl.Series:
    """Return a column for :func:`made` that says the same in every row.

    Examples
    --------
    >>> constant(None, pl.Int64(), 2)
    [None, None]
    """
    return [value] * count if count <= FEW else pl.Series([value], dtype=dtype).new_from_index(0, count)


_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def instant(at: datetime) -> pl.Expr:
    """Return an instant to compare with, in UTC; ``pl.lit`` takes ten times as long over its zone.

    Examples
    --------
    >>> pl.select(instant(datetime(2026, 9, 14, 8, tzinfo=UTC)).dt.hour()).item()
    8
    """
    return pl.lit(microseconds_of(at), pl.Int64).cast(pl.Datetime("us", "UTC"))


def microseconds_of(at: datetime) -> int:
    """Return the microseconds since 1970.

    Examples
    --------
    >>> microseconds_of(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (at - _EPOCH) // _MICROSECOND


def repeated(frame: pl.DataFrame, times: int) -> list[pl.Series]:
    """Return the columns of the first row of a frame, as often as is asked.

    Examples
    --------
    >>> [each.to_list() for each in repeated(pl.DataFrame({"a": [1, 2]}), 3)]
    [[1, 1, 1]]
    """
    return [each.new_from_index(0, times) for each in frame.get_columns()]


def picked(column: pl.Series, rows: NDArray[np.int64]) -> pl.Series:
    """Return the values at some rows, in the order in which these are given.

    Examples
    --------
    >>> picked(pl.Series(["a", "b", "c"]), np.array([2, 0])).to_list()
    ['c', 'a']
    """
    if len(rows) <= FEW:
        return pl.Series(column.name, [column.item(row) for row in rows.tolist()], column.dtype)
    return column.gather(rows)
