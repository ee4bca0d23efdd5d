"""A frame is sealed person by person: a change shows in exactly the slice of whom it concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.ledger.slices import SealedSlices, broken_slices, root, seal_slices, starts_of

OWNERS = ("ana", "ben", "Zoë", "d")
COLUMNS: dict[str, tuple[pl.DataType, st.SearchStrategy[Any]]] = {
    "option": (pl.String(), st.text(max_size=5)),
    "kind": (pl.Enum(["", "a", "b"]), st.sampled_from(["", "a", "b"])),
    "mastery": (pl.Float64(), st.floats(allow_nan=False)),
    "small": (pl.Float32(), st.floats(width=32, allow_nan=False)),
    "count": (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    "bits": (pl.UInt8(), st.integers(0, 255)),
    "keep": (pl.Boolean(), st.booleans()),
    "at": (
        pl.Datetime("us", "UTC"),
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
    ),
    "day": (pl.Date(), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
}


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Draw a frame whose rows are grouped by owner, with nulls."""
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=len(OWNERS)))
    names = [owner for owner, count in zip(OWNERS, counts, strict=False) for _ in range(count)]
    size = len(names)
    columns = {"student": pl.Series(names, dtype=pl.String)}
    for name, (dtype, values) in COLUMNS.items():
        drawn = draw(st.lists(st.none() | values, min_size=size, max_size=size))
        columns[name] = pl.Series(drawn, dtype=dtype)
    return pl.DataFrame(columns)


def sealed(frame: pl.DataFrame, salt: bytes = b"s") -> SealedSlices:
    """Seal a frame with salts that differ by owner."""
    owners, starts = starts_of(frame.get_column("student"))
    salts = b"".join(bytes([place]) + salt * 15 for place in range(1, len(owners) + 1))
    return seal_slices(frame, owners, starts, salts)


def digests(frame: pl.DataFrame, salt: bytes = b"s") -> dict[str, bytes]:
    """Return each owner's digest."""
    made = sealed(frame, salt)
    return {owner: made.digests[32 * place : 32 * place + 32] for place, owner in enumerate(made.owners)}


def owners_that_differ(one: pl.DataFrame, other: pl.DataFrame) -> set[str]:
    """Return whose digests differ between two frames of the same owners."""
    theirs = digests(other)
    return {owner for owner, digest in digests(one).items() if digest != theirs[owner]}


@given(frames(), st.data())
def test_a_change_of_any_value_changes_exactly_that_owners_digest(
    frame: pl.DataFrame, data: st.DataObject
) -> None:
    """In any column, to any value of its type or to null."""
    row = data.draw(st.integers(0, len(frame) - 1))
    name = data.draw(st.sampled_from(sorted(COLUMNS)))
    dtype, values = COLUMNS[name]
    new = data.draw(st.none() | values)
    cells = frame.get_column(name).to_list()
    same = repr(pl.Series([new], dtype=dtype)[0]) == repr(cells[row])
    cells[row] = new
    changed = frame.with_columns(pl.Series(name, cells, dtype=dtype))
    assert owners_that_differ(frame, changed) == (set() if same else {frame["student"][row]})


@given(frames(), st.data())
def test_rows_that_change_places_change_their_owners_digest(frame: pl.DataFrame, data: st.DataObject) -> None:
    """The order within a slice is sealed too; other owners are not touched."""
    order = data.draw(st.permutations(range(len(frame))))
    moved = frame[list(order)].sort("student", maintain_order=True)
    base = frame.sort("student", maintain_order=True)
    expected = {
        owner
        for owner in base["student"].unique()
        if [repr(row) for row in base.filter(pl.col("student") == owner).rows()]
        != [repr(row) for row in moved.filter(pl.col("student") == owner).rows()]
    }
    assert owners_that_differ(base, moved) == expected


@given(frames())
def test_texts_are_sealed_alike_however_they_are_held(frame: pl.DataFrame) -> None:
    """As strings, an enumeration, or categories."""
    words = frame.get_column("option").drop_nulls().unique().to_list()
    for dtype in (pl.Enum(sorted(words)), pl.Enum(sorted(words, reverse=True)), pl.Categorical()):
        other = frame.with_columns(pl.col("option").cast(dtype))
        assert sealed(other) == sealed(frame)


@given(frames(), st.integers(1, 3))
def test_the_digests_do_not_depend_on_chunks(frame: pl.DataFrame, size: int) -> None:
    """A frame put together from parts, or cut out of a larger one, is the same frame."""
    parts = [frame[start : start + size] for start in range(0, len(frame), size)]
    assert sealed(pl.concat(parts, rechunk=False)) == sealed(frame)
    doubled = pl.concat([frame, frame], rechunk=True)
    assert sealed(doubled[len(frame) :]) == sealed(frame)


@given(frames())
def test_an_owners_digest_does_not_depend_on_who_else_is_there(frame: pl.DataFrame) -> None:
    """So that shredding one slice leaves the others as they were sealed."""
    owners, starts = starts_of(frame.get_column("student"))
    whole = sealed(frame)
    for place, owner in enumerate(owners):
        part = frame[starts[place] : starts[place + 1]]
        alone = seal_slices(part, [owner], [0, len(part)], whole.salts[16 * place : 16 * place + 16])
        assert alone.digests == whole.digests[32 * place : 32 * place + 32]


@pytest.mark.parametrize(
    "dtype",
    [pl.Float64(), pl.Int32(), pl.Boolean(), pl.String(), pl.Date(), pl.Datetime("us", "UTC")],
)
def test_nothing_and_zero_differ(dtype: pl.DataType) -> None:
    """A null is not sealed as the value that stands in its place."""
    zero = {pl.String(): "", pl.Date(): date(1970, 1, 1), pl.Boolean(): False}.get(dtype, 0)
    if isinstance(dtype, pl.Datetime):
        zero = datetime(1970, 1, 1, tzinfo=UTC)
    one = pl.DataFrame({"student": ["ana"], "x": pl.Series([zero], dtype=dtype)})
    other = one.with_columns(pl.lit(None, dtype=dtype).alias("x"))
    assert owners_that_differ(one, other) == {"ana"}


def test_names_types_salts_and_owners_are_sealed() -> None:
    """Each of them makes another digest of the same values."""
    frame = pl.DataFrame({"student": ["ana"], "x": [1]})
    others = [
        digests(frame.rename({"x": "y"}))["ana"],
        digests(frame.with_columns(pl.col("x").cast(pl.UInt64)))["ana"],
        digests(frame.select("x", "student"))["ana"],
        digests(frame, b"t")["ana"],
        seal_slices(frame, ["ben"], [0, 1], sealed(frame).salts).digests,
    ]
    assert len({digests(frame)["ana"], *others}) == 6


def test_one_instant_is_sealed_alike_in_every_unit_and_zone() -> None:
    """Its microseconds are what counts."""
    at = datetime(2026, 9, 1, 12, tzinfo=UTC) + timedelta(milliseconds=5)
    frame = pl.DataFrame({"student": ["ana"], "at": [at]}, schema_overrides={"at": pl.Datetime("us", "UTC")})
    assert sealed(frame.with_columns(pl.col("at").dt.cast_time_unit("ms"))) == sealed(frame)
    assert sealed(frame.with_columns(pl.col("at").dt.convert_time_zone("Asia/Tokyo"))) == sealed(frame)


@given(frames(), st.data())
def test_broken_slices_names_whose_rows_were_changed(frame: pl.DataFrame, data: st.DataObject) -> None:
    """Exactly them; and nobody in a frame that nobody touched."""
    made = sealed(frame)
    owners, starts = starts_of(frame.get_column("student"))
    assert broken_slices(frame, owners, starts, made.salts, made.digests) == []
    place = data.draw(st.integers(0, len(owners) - 1))
    bits = frame.get_column("bits").to_list()
    bits[starts[place]] = 7 if bits[starts[place]] != 7 else 8
    touched = frame.with_columns(pl.Series("bits", bits, dtype=pl.UInt8))
    assert broken_slices(touched, owners, starts, made.salts, made.digests) == [owners[place]]


def test_a_shredded_slice_must_have_no_rows() -> None:
    """A salt of zeros says that the slice was shredded; rows under it were put there later."""
    frame = pl.DataFrame({"student": ["ana", "ben"], "x": [1, 2]})
    made = sealed(frame)
    salts = made.salts[:16] + bytes(16)
    assert broken_slices(frame[:1], ["ana", ""], [0, 1, 1], salts, made.digests) == []
    assert broken_slices(frame, ["ana", "ben"], [0, 1, 2], salts, made.digests) == ["ben"]


def test_the_root_covers_every_digest_in_its_order() -> None:
    """One digest changed, dropped or moved makes another root."""
    parts = [bytes([number]) * 32 for number in range(3)]
    roots = {root(b"".join(order)) for order in (parts, parts[::-1], parts[:2], [*parts[:2], bytes(32)], [])}
    assert len(roots) == 5
    frame = pl.DataFrame({"student": ["ana", "ben"], "x": [1, 2]})
    assert sealed(frame).root == root(sealed(frame).digests)


def test_rows_of_an_owner_must_lie_together() -> None:
    """And the parts must fit the frame."""
    with pytest.raises(ValueError, match="together"):
        starts_of(pl.Series(["ana", "ben", "ana"]))
    frame = pl.DataFrame({"student": ["ana", "ben"], "x": [1, 2]})
    for owners, starts, salts in ((["ana"], [0, 1], 16), (["ana"], [0, 1, 2], 16), (["ana"], [0, 2], 8)):
        with pytest.raises(ValueError, match="fit"):
            seal_slices(frame, owners, starts, bytes(salts))


def test_a_frame_without_rows_is_sealed() -> None:
    """It has no slices."""
    made = sealed(pl.DataFrame(schema={"student": pl.String, "x": pl.Int64}))
    assert (made.owners, made.digests) == ((), b"")


def test_what_has_no_one_spelling_is_not_sealed() -> None:
    """Lists and objects are refused by name."""
    with pytest.raises(ValueError, match="many"):
        sealed(pl.DataFrame({"student": ["ana"], "many": [[1, 2]]}))
