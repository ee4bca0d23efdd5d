"""Values are held alike one by one and as whole columns, and come back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from whynext.base.errors import Refused
from whynext.store.columns import BYTES, COUNT, DAY, INSTANT, NUMBER, TEXT, TEXTS, TRUTH
from whynext.store.holding import each_held, to_held
from whynext.store.shape import shape_of
from whynext.store.tables import METADATA, decisions, people, responses

TEXT_VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
VALUES: dict[pl.DataType, st.SearchStrategy[Any]] = {
    TEXT: TEXT_VALUES,
    NUMBER: st.floats(allow_nan=False),
    COUNT: st.integers(-(2**63), 2**63 - 1),
    TRUTH: st.booleans(),
    INSTANT: st.datetimes(timezones=st.just(UTC)),
    DAY: st.dates(),
    BYTES: st.binary(max_size=6),
    TEXTS: st.lists(TEXT_VALUES, max_size=3),
}
MODIFIED = pl.Datetime("ms", "UTC")


def values_of(dtype: pl.DataType) -> st.SearchStrategy[Any]:
    """Return values that a column of a type can have."""
    if dtype == MODIFIED:
        return VALUES[INSTANT].map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
    return VALUES[dtype]


def rows_of(*tables: Any) -> st.SearchStrategy[tuple[Any, pl.DataFrame]]:
    """Return tables with some rows of some of their columns, with nulls where a column takes them."""

    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Any, pl.DataFrame]:
        table = draw(st.sampled_from(tables))
        count = draw(st.integers(1, 3))
        columns = {}
        for each in table.columns:
            if each.name == "metadata" or (each.nullable and draw(st.booleans())):
                continue
            values = values_of(each.info["dtype"])
            taken = st.none() | values if each.nullable else values
            drawn = draw(st.lists(taken, min_size=count, max_size=count))
            columns[each.name] = pl.Series(each.name, drawn, dtype=each.info["dtype"])
        return table, pl.DataFrame(columns)

    return drawn()


@given(rows_of(decisions, responses))
def test_rows_are_held_alike_one_by_one_and_as_columns(drawn: tuple[Any, pl.DataFrame]) -> None:
    """Two ways, one for few rows and one for many, that must not differ."""
    table, rows = drawn
    assert [repr(row) for row in each_held(rows, table)] == [repr(row) for row in to_held(rows, table).rows()]


@given(rows_of(decisions, responses, people))
def test_what_is_held_means_what_was_given(drawn: tuple[Any, pl.DataFrame]) -> None:
    """For rows read as tuples, few or many, as for a frame."""
    table, rows = drawn
    held = to_held(rows, table)
    shape = shape_of(table)
    for back in (shape.of_rows(held.rows()), shape.of_rows(held.rows() * 40)[: rows.height], held):
        meant = shape.meant(back.clone())
        assert_frame_equal(meant.select(rows.columns), rows, check_exact=True)


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_no_rows_of_any_table_are_held_and_meant(name: str) -> None:
    """With all of its columns, and only these, also where further ones could be opened."""
    table = METADATA.tables[name]
    shape = shape_of(table)
    assert to_held(shape.empty, table).columns == table.columns.keys()
    assert shape.meant(pl.DataFrame(schema=dict(shape.held))).schema == shape.empty.schema
    assert each_held(shape.empty.select(table.primary_key.columns.keys()), table) == []


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("ordinal", pl.Series([2**63], dtype=pl.UInt64)),
        ("ordinal", pl.Series([1.0])),
        ("ordinal", pl.Series([True])),
        ("ordinal", pl.Series(["1"])),
        ("student", pl.Series([1])),
        ("student", pl.Series([b"ana"])),
        ("student", pl.Series(["a\0"])),
        ("probability", pl.Series([float("nan")])),
        ("probability", pl.Series(["0.5"])),
        ("day", pl.Series([datetime(2026, 9, 1, tzinfo=UTC)])),
        ("day", pl.Series(["2026-09-01"])),
        ("until", pl.Series([date(2026, 9, 1)])),
        ("until", pl.Series([datetime(2026, 9, 1)])),  # noqa: DTZ001
        ("until", pl.Series([1])),
        ("ordinal", pl.Series([None], dtype=pl.Int64)),
    ],
)
@pytest.mark.parametrize("hold", [each_held, to_held])
def test_what_a_column_cannot_hold_is_refused_with_its_place(
    hold: Any, column: str, wrong: pl.Series
) -> None:
    """Whichever way it goes, and never guessed, cut or rounded."""
    rows = pl.DataFrame({"run": ["r"], "ordinal": [1]}).with_columns(wrong.alias(column))
    with pytest.raises(Refused, match=f"table decisions, column {column}"):
        hold(rows, decisions)


def test_everything_that_is_wrong_is_reported_together() -> None:
    """Every column, in one refusal."""
    rows = pl.DataFrame({"run": ["r"], "ordinal": ["1"], "day": [5], "studnet": ["ana"]})
    for hold in (each_held, to_held):
        with pytest.raises(Refused) as raised:
            hold(rows, decisions)
        told = str(raised.value)
        assert all(word in told for word in ("ordinal", "day", "did you mean «student»"))


@given(st.lists(st.none() | st.lists(st.none() | TEXT_VALUES, max_size=3), min_size=1, max_size=5))
def test_lists_of_texts_come_back(lists: list[list[str | None] | None]) -> None:
    """Empty lists, empty texts and nothing are three things."""
    rows = pl.DataFrame(
        {"id": [str(number) for number in range(len(lists))], "grades": lists},
        schema_overrides={"grades": TEXTS},
    )
    back = shape_of(people).meant(to_held(rows, people))
    assert back.get_column("grades").to_list() == lists


@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(("metadata.a", "metadata.b.c"), TEXT_VALUES)),
        min_size=1,
        max_size=4,
    )
)
def test_what_a_roster_says_beyond_its_columns_comes_back(said: list[dict[str, str]]) -> None:
    """As columns of their own; a column that says nothing is not there."""
    rows = pl.DataFrame(
        [{"id": str(number), **each} for number, each in enumerate(said)],
        schema={"id": TEXT, "metadata.a": TEXT, "metadata.b.c": TEXT},
    )
    back = shape_of(people).meant(to_held(rows, people))
    names = sorted({name for each in said for name in each})
    assert [name for name in back.columns if name.startswith("metadata")] == names
    assert back.select("id", *names).equals(rows.select("id", *names))
