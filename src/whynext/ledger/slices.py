"""Sealed frames: a table whose rows belong to many people, sealed person by person.

Each person's rows are one *slice* with a salt of its own. The frame's root covers the list of slice
digests, so one person's slice can be shredded (rows and salt removed) and the rest still verifies.
A slice is encoded column by column with a validity byte per row, so a digest depends on values only, not
on how a file format happens to store them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.ledger.entry import SALT_BYTES

_FEW = 2_000  # texts; below, a loop is quicker than a join


@dataclass(frozen=True, slots=True)
class SealedSlices:
    """The digests of a frame's slices and their root.

    Parameters
    ----------
    owners
        Whose slice each is, in order of the frame.
    salts
        The salts joined, 16 bytes per slice; zeros where a slice was shredded.
    digests
        The digests joined, 32 bytes per slice.
    """

    owners: tuple[str, ...]
    salts: bytes
    digests: bytes

    @property
    def root(self) -> bytes:
        """SHA-256(0x01 ‖ digests)."""
        return root(self.digests)


def root(digests: bytes) -> bytes:
    """Return the root of joined slice digests."""
    return hashlib.sha256(b"\x01" + digests).digest()


def encoded(frame: pl.DataFrame) -> list[NDArray[np.uint8]]:
    """Return each column as bytes, shape (rows, width): values first, then one validity byte column.

    Numbers are little-endian at their own width, truths one byte, texts (String, Enum, Categorical) are
    replaced by the first 8 bytes of the SHA-256 of each text, instants by their microseconds, bytes (all of
    one length) are taken as they are. A null is all zero bytes with validity 0.
    """
    parts: list[NDArray[np.uint8]] = []
    for column in frame.get_columns():
        values = _bytes_of(column if column.dtype == pl.String else _plain(column))
        parts.append(values.reshape(len(frame), len(values) // max(len(frame), 1)))
        parts.append(_present(column))
    return parts


def _plain(column: pl.Series) -> pl.Series:
    """Return a column as numbers without nulls; texts of whatever type become plain texts."""
    if not column.null_count():
        if column.dtype.is_numeric():
            return column
        if column.dtype == pl.Boolean:
            return column.cast(pl.UInt8)
    return column.to_frame().select_seq(_number(column.name, column.dtype)).to_series()


def _present(column: pl.Series) -> NDArray[np.uint8]:
    """Return one byte per row, 1 where there is a value; shape (rows, 1)."""
    if not column.null_count():
        return np.ones((len(column), 1), np.uint8)
    if column.null_count() == len(column):
        return np.zeros((len(column), 1), np.uint8)
    return column.is_not_null().to_numpy().view(np.uint8).reshape(len(column), 1)


def seal_slices(
    frame: pl.DataFrame, owners: Sequence[str], starts: Sequence[int], salts: bytes
) -> SealedSlices:
    """Seal a frame whose rows are grouped by owner.

    Parameters
    ----------
    frame
        The rows, each owner's together.
    owners
        The owner of each slice, in order.
    starts
        The first row of each slice, ascending, and after them the number of rows: one more than owners.
    salts
        16 random bytes per owner, joined.

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """
    if len(starts) != len(owners) + 1 or len(salts) != SALT_BYTES * len(owners) or starts[-1] != len(frame):
        raise ValueError(f"{len(owners)} owners, {len(starts)} starts, {len(salts)} salt bytes do not fit")
    header = _header(frame)
    flat = [memoryview(np.ascontiguousarray(part).reshape(-1).data) for part in encoded(frame)]
    widths = [len(part) // len(frame) if len(frame) else 0 for part in flat]
    columns = list(zip(flat, widths, strict=True))
    digests = bytearray()
    for index, owner in enumerate(owners):
        first, end = starts[index], starts[index + 1]
        name = owner.encode()
        hashed = hashlib.sha256(salts[index * SALT_BYTES : (index + 1) * SALT_BYTES] + header)
        hashed.update(len(name).to_bytes(4, "big") + name)
        for part, width in columns:
            hashed.update(part[first * width : end * width])
        digests += hashed.digest()
    return SealedSlices(tuple(owners), bytes(salts), bytes(digests))


def broken_slices(
    frame: pl.DataFrame, owners: Sequence[str], starts: Sequence[int], salts: bytes, digests: bytes
) -> list[str]:
    """Return the owners whose rows no longer have the digest they were sealed with.

    A slice whose salt is all zeros was shredded: it must have no rows left, and is otherwise broken.
    """
    again = seal_slices(frame, owners, starts, salts)
    broken = []
    for index, owner in enumerate(owners):
        if salts[index * SALT_BYTES : (index + 1) * SALT_BYTES] == bytes(SALT_BYTES):
            if starts[index] != starts[index + 1]:
                broken.append(owner)
        elif again.digests[index * 32 : index * 32 + 32] != digests[index * 32 : index * 32 + 32]:
            broken.append(owner)
    return broken


def starts_of(owners: pl.Series) -> tuple[list[str], list[int]]:
    """Return the owners of a column grouped by owner, in order, and where each begins (and the end).

    Raises
    ------
    ValueError
        If an owner's rows do not lie together.
    """
    if len(owners) == 0:
        return [], [0]
    if owners.item(0) == owners.item(-1) and owners.n_unique() == 1:
        return [str(owners.item(0))], [0, len(owners)]
    runs = owners.cast(pl.String).rle()
    names = runs.struct.field("value").to_list()
    if len(set(names)) != len(names):
        raise ValueError("the rows of each owner must lie together")
    lengths: Iterable[int] = runs.struct.field("len").to_list()
    return names, [0, *np.cumsum(list(lengths)).tolist()]


def _header(frame: pl.DataFrame) -> bytes:
    return _header_of(tuple(zip(frame.columns, frame.dtypes, strict=True)))


@lru_cache(maxsize=256)
def _header_of(schema: tuple[tuple[str, pl.DataType], ...]) -> bytes:
    names = "\x1f".join(f"{name}\x1e{_kind(dtype)}" for name, dtype in schema)
    return hashlib.sha256(names.encode()).digest()


def _kind(dtype: pl.DataType) -> str:
    if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
        return "text"
    return "instant" if isinstance(dtype, pl.Datetime) else str(dtype)


def _bytes_of(column: pl.Series) -> NDArray[np.uint8]:
    """Return the values of a column without nulls as bytes, one after another."""
    if column.dtype == pl.Binary:
        lengths = column.bin.size().unique()
        if len(lengths) > 1:
            raise ValueError(f"column «{column.name}» holds bytes of several lengths and cannot be sealed")
        return np.frombuffer(b"".join(column.to_list()), np.uint8)
    values = _text_codes(column) if column.dtype == pl.String else column.to_numpy()
    return np.ascontiguousarray(values).view(np.uint8)


def _number(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column as numbers without nulls; texts stay texts."""
    column = pl.col(name)
    if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
        return column.cast(pl.String)
    if isinstance(dtype, pl.Datetime):
        column = column.dt.cast_time_unit("us").to_physical()
    elif dtype == pl.Date:
        column = column.to_physical()
    elif dtype == pl.Boolean:
        column = column.cast(pl.UInt8)
    elif dtype == pl.Binary:
        return column
    elif not dtype.is_numeric():
        raise ValueError(f"column «{name}» of type {dtype} cannot be sealed")
    return column.fill_null(0)


def _text_codes(texts: pl.Series) -> NDArray[np.uint64]:
    """Return 8 bytes of SHA-256 per text, 0 for null; each distinct text is hashed once."""
    if texts.null_count() == len(texts):
        return np.zeros(len(texts), dtype="<u8")
    if len(texts) < _FEW:
        return np.array([_code(text) for text in texts.to_list()], dtype="<u8")
    distinct = texts.unique()
    codes = np.array([_code(text) for text in distinct.to_list()], dtype="<u8")
    table = pl.DataFrame({"text": distinct, "code": codes})
    found = pl.DataFrame({"text": texts}).join(
        table, on="text", how="left", nulls_equal=True, maintain_order="left"
    )
    return found.get_column("code").to_numpy()


@lru_cache(maxsize=20_000)
def _code(text: str | None) -> int:
    return 0 if text is None else int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
