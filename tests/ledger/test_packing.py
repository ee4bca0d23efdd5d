"""Frames as bytes: both forms give back what was packed, and damage is noticed before it is read."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from whynext.ledger.packing import STREAMED, pack, unpack

STUDENTS, INSTANT = pl.Enum(["ana", "ben"]), pl.Datetime("us", "UTC")


def frame_of(rows: int) -> pl.DataFrame:
    """Return a frame with a column of every type that a sealed frame holds, each with nulls where it may."""
    numbers = range(rows)
    minutes = [datetime(2026, 9, 14, 8, n % 60, tzinfo=UTC) for n in numbers]
    return pl.DataFrame(
        [
            pl.Series("student", [["ana", "ben"][n % 2] for n in numbers], STUDENTS),
            pl.Series("option", [f"skill-{n}" if n % 3 else None for n in numbers], pl.String),
            pl.Series("mastery", [n / 7 if n % 5 else None for n in numbers], pl.Float64),
            pl.Series(":kept", [[True, False, None][n % 3] for n in numbers], pl.Boolean),
            pl.Series(":rank", numbers, pl.Int32),
            pl.Series("at", minutes, INSTANT),
            pl.Series("day", [date(2026, 9, 14)] * rows, pl.Date),
            pl.Series("key", [bytes(16)] * rows, pl.Binary),
        ]
    )


@pytest.mark.parametrize("rows", [0, 1, 110, STREAMED, STREAMED + 1])
def test_a_frame_comes_back_as_it_was(rows: int) -> None:
    assert_frame_equal(unpack(pack(frame_of(rows))), frame_of(rows))


def test_a_small_frame_is_an_arrow_stream_that_others_can_read_and_a_large_one_parquet() -> None:
    small, large = frame_of(10), frame_of(STREAMED + 1)
    assert_frame_equal(pl.read_ipc_stream(io.BytesIO(pack(small))), small)
    assert_frame_equal(pl.read_parquet(io.BytesIO(pack(large))), large)


@given(st.data())
def test_a_stream_that_was_cut_or_changed_is_refused_unread(data: st.DataObject) -> None:
    packed = bytearray(pack(frame_of(20)))
    place = data.draw(st.integers(0, len(packed) - 1))
    cut = data.draw(st.booleans())
    if not cut:
        packed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match="no frame"):
        unpack(bytes(packed[:place] if cut else packed))
