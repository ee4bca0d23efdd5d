"""Checking stored frames against what their ledger entries sealed, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from whynext.engine.ports import Reading, StoredRun
from whynext.ledger.entry import SALT_BYTES
from whynext.ledger.packing import unpack
from whynext.ledger.slices import root, seal_slices, starts_of

OWNER = "student"
_SHREDDED = bytes(SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Tampered:
    """Something wrong with a stored frame.

    Parameters
    ----------
    sequence
        The ledger entry that sealed it.
    run
        The run, empty for the frame of an import.
    ordinal
        Which slice, counted from 0; None if the frame as a whole is wrong.
    what
        The fault in words, without names.
    """

    sequence: int
    run: str
    ordinal: int | None
    what: str

    def __str__(self) -> str:
        """Return the fault with its place."""
        place = f"run {self.run}" if self.run else f"the frame of ledger entry {self.sequence}"
        return (
            f"{place}, slice {self.ordinal}: {self.what}"
            if self.ordinal is not None
            else f"{place}: {self.what}"
        )


def tampered_frames(reading: Reading) -> Iterator[Tampered]:
    """Check every stored frame: that its root is the one its ledger entry sealed, and each slice its digest.

    Also every ledger entry that sealed a frame must still have one; its rows may be gone (removed by
    retention), its digests not. Bounded in memory by the largest frame.
    """
    stored = reading.frames()
    frame = next(stored, None)
    for entry in reading.entries():
        while frame is not None and frame.sequence < entry.sequence:
            yield _unsealed(frame)
            frame = next(stored, None)
        if frame is not None and frame.sequence == entry.sequence:
            yield from faults_of(frame, entry.attachment)
            frame = next(stored, None)
        elif entry.attachment:
            yield Tampered(entry.sequence, "", None, "the frame that the ledger sealed is missing")
    if frame is not None:
        yield _unsealed(frame)
        yield from map(_unsealed, stored)


def _unsealed(frame: StoredRun) -> Tampered:
    return Tampered(frame.sequence, frame.run, None, "no ledger entry seals this frame")


def faults_of(stored: StoredRun, sealed: bytes) -> Iterator[Tampered]:
    """Check one stored frame against the root that its ledger entry sealed."""

    def fault(what: str, ordinal: int | None = None) -> Tampered:
        return Tampered(stored.sequence, stored.run, ordinal, what)

    count = len(stored.owners)
    if root(stored.digests) != sealed:
        yield fault("its digests are not those that the ledger sealed")
    if len(stored.salts) != SALT_BYTES * count or len(stored.digests) != 32 * count:
        yield fault("owners, salts and digests differ in number")
        return
    if stored.frame is None:
        return
    try:
        rows = unpack(stored.frame)
        starts = aligned(rows.get_column(OWNER), stored.owners)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        starts = None
    if starts is None:
        yield fault("its rows do not belong to its owners in their order")
        return
    again = seal_slices(rows, stored.owners, starts, stored.salts).digests
    for ordinal in range(count):
        # Of a shredded slice nothing is left that could be wrong: no rows, no salt.
        shredded = _part(stored.salts, ordinal, SALT_BYTES) == _SHREDDED and not stored.owners[ordinal]
        if not shredded and _part(again, ordinal, 32) != _part(stored.digests, ordinal, 32):
            yield fault("its rows are not those that were sealed", ordinal)


def _part(joined: bytes, place: int, width: int) -> bytes:
    return joined[place * width : (place + 1) * width]


def aligned(column: pl.Series, owners: Sequence[str]) -> list[int] | None:
    """Return where each owner's rows begin, and the end; None if rows and owners do not fit.

    Shredded slices (owner "") have no rows, and others may have none.
    """
    try:
        names, begins = starts_of(column)
    except ValueError:
        return None
    starts, place = [], 0
    for owner in owners:
        starts.append(begins[place])
        if owner and place < len(names) and names[place] == owner:
            place += 1
    return [*starts, begins[-1]] if place == len(names) else None
