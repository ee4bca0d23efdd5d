"""Stored frames are checked against what their ledger entries sealed, slice by slice."""

from __future__ import annotations

import io
import sqlite3
import zlib
from contextlib import closing
from typing import Any

import polars as pl
import pytest

from whynext.engine.ports import StoredRun
from whynext.ledger.packing import unpack
from whynext.ledger.slices import root, seal_slices, starts_of
from whynext.store.check import aligned, tampered_frames
from whynext.store.runs import without
from whynext.store.school import HeldSchool
from whynext.testing.store_frames import frame_of, stored_frame


@pytest.fixture
def runs(store: HeldSchool) -> list[StoredRun]:
    """Keep three frames: of two runs, and of an import."""
    with store.writing() as writing:
        return [
            stored_frame(writing, "r1", frame_of("ana", "ben", "cleo")),
            stored_frame(writing, "r2", frame_of("ana")),
            stored_frame(writing, "", frame_of("ben", "ana"), key="import"),
        ]


def faults(store: HeldSchool) -> list[str]:
    """Return what is wrong with the stored frames, in words."""
    with store.reading() as reading:
        return [str(each) for each in tampered_frames(reading)]


def tampered(store: HeldSchool, statement: str, *values: Any) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(store.database.place)) as connection:
        for name in ("ledger_is_not_cut", "ledger_is_not_changed", "ledger_has_no_gaps"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(statement, values)
        connection.commit()


def packed(frame: pl.DataFrame) -> bytes:
    """Return a frame as it is stored."""
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


def rows(run: StoredRun) -> pl.DataFrame:
    """Return the rows of a stored frame."""
    assert run.frame is not None
    return unpack(run.frame)


def test_frames_that_nobody_touched_have_no_fault(store: HeldSchool, runs: list[StoredRun]) -> None:
    """And neither has a school without any."""
    assert len(runs) == 3
    assert faults(store) == []


def test_a_changed_row_is_found_in_its_slice_and_nobody_is_named(
    store: HeldSchool, runs: list[StoredRun]
) -> None:
    """By run and ordinal."""
    changed = rows(runs[0]).with_columns(
        pl.when(pl.int_range(pl.len()) == 4).then(0.99).otherwise("mastery").alias("mastery")
    )
    tampered(store, "UPDATE frames SET frame = ? WHERE run = 'r1'", packed(changed))
    found = faults(store)
    assert found == ["run r1, slice 1: its rows are not those that were sealed"]
    assert "ben" not in found[0]


def test_a_removed_slice_that_was_not_shredded_is_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Rows gone while the salt says that they should be there."""
    assert runs[0].frame is not None
    tampered(store, "UPDATE frames SET frame = ? WHERE run = 'r1'", without(runs[0].frame, "ben"))
    assert faults(store) == ["run r1, slice 1: its rows are not those that were sealed"]


def test_added_rows_are_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Of a stranger, of a student twice, or of a slice that was shredded."""
    for extra in (frame_of("zoe"), frame_of("ana")):
        tampered(
            store, "UPDATE frames SET frame = ? WHERE run = 'r1'", packed(pl.concat([rows(runs[0]), extra]))
        )
        assert faults(store) == ["run r1: its rows do not belong to its owners in their order"]
    with store.writing() as writing:
        writing.shred_slice(runs[1].sequence, "ana")
    tampered(store, "UPDATE frames SET frame = ? WHERE run = 'r2'", packed(rows(runs[1])))
    assert "run r2: its rows do not belong to its owners in their order" in faults(store)


def test_slices_in_another_order_are_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """The order is that in which they were sealed."""
    tampered(store, "UPDATE frames SET frame = ? WHERE run = 'r1'", packed(rows(runs[0])[::-1]))
    assert faults(store) == ["run r1: its rows do not belong to its owners in their order"]


def test_digests_recomputed_for_changed_rows_do_not_fit_the_ledger(
    store: HeldSchool, runs: list[StoredRun]
) -> None:
    """A forger who reseals the slice cannot reseal the entry."""
    changed = rows(runs[0]).with_columns(pl.lit(0.5).alias("mastery"))
    owners, starts = starts_of(changed.get_column("student"))
    forged = seal_slices(changed, owners, starts, runs[0].salts)
    tampered(
        store, "UPDATE frames SET frame = ?, digests = ? WHERE run = 'r1'", packed(changed), forged.digests
    )
    assert faults(store) == ["run r1: its digests are not those that the ledger sealed"]


@pytest.mark.parametrize(
    "frame", [b"", b"not a frame", packed(pl.DataFrame({"pupil": ["ana"]})), packed(pl.DataFrame())]
)
def test_what_is_no_frame_is_found(store: HeldSchool, runs: list[StoredRun], frame: bytes) -> None:
    """Damaged bytes, or a table without owners."""
    tampered(store, "UPDATE frames SET frame = ? WHERE run = 'r1'", frame)
    assert faults(store) == ["run r1: its rows do not belong to its owners in their order"]
    assert len(runs) == 3


def test_a_missing_frame_is_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """By the ledger entry that sealed it."""
    tampered(store, "DELETE FROM frames WHERE sequence = 3")
    assert faults(store) == ["the frame of ledger entry 3: the frame that the ledger sealed is missing"]
    assert len(runs) == 3


def test_a_frame_that_nothing_sealed_is_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Planted behind the last entry or in the place of one that sealed nothing."""
    columns = "header, frame, owners, salts, digests"
    planted = f"SELECT 99, 'r9', {columns} FROM frames WHERE run = 'r1'"
    tampered(store, f"INSERT INTO frames (sequence, run, {columns}) {planted}")
    assert faults(store) == ["run r9: no ledger entry seals this frame"]
    assert len(runs) == 3


def test_lost_salts_and_digests_are_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Their number must be that of the owners."""
    tampered(store, "UPDATE frames SET salts = x'00' WHERE run = 'r1'")
    assert faults(store) == ["run r1: owners, salts and digests differ in number"]
    assert len(runs) == 3


def test_retention_and_shredding_are_no_faults(store: HeldSchool, runs: list[StoredRun]) -> None:
    """What was removed as it should be leaves the rest verified."""
    with store.writing() as writing:
        for owner in ("ben", "ana", "cleo"):
            assert writing.shred_slice(runs[0].sequence, owner)
        assert writing.shred_slice(runs[2].sequence, "ana")
        writing.update("frames", {"run": "r2"}, {"frame": None})
    assert faults(store) == []


def test_an_owner_whose_name_alone_was_erased_is_found(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Rows without an owner belong to nobody."""
    tampered(store, "UPDATE frames SET owners = ? WHERE run = 'r1'", zlib.compress(b'["ana","","cleo"]'))
    assert faults(store) == ["run r1: its rows do not belong to its owners in their order"]
    assert len(runs) == 3


def test_slices_are_found_by_their_owner(store: HeldSchool, runs: list[StoredRun]) -> None:
    """So that everything about one person can be shredded."""
    with store.writing() as writing:
        assert writing.frames_of("ana") == [1, 2, 3]
        assert writing.frames_of("cleo") == [1]
        writing.shred_slice(1, "cleo")
        assert writing.frames_of("cleo") == []
        assert writing.frames_of("") == []
    assert len(runs) == 3


@pytest.mark.parametrize(
    ("column", "owners", "starts"),
    [
        (["a", "a", "b"], ["a", "b"], [0, 2, 3]),
        (["a", "b"], ["", "a", "", "b", ""], [0, 0, 1, 1, 2, 2]),
        (["b"], ["a", "b", "c"], [0, 0, 1, 1]),
        ([], ["a"], [0, 0]),
        ([], [], [0]),
        (["b", "a"], ["a", "b"], None),
        (["a", "b", "a"], ["a", "b"], None),
        (["a"], [], None),
    ],
)
def test_rows_are_laid_beside_their_owners(
    column: list[str], owners: list[str], starts: list[int] | None
) -> None:
    """Owners may have no rows; rows must have an owner, in order."""
    assert aligned(pl.Series(column, dtype=pl.String), owners) == starts


def test_the_root_of_a_shredded_frame_is_what_was_sealed(store: HeldSchool, runs: list[StoredRun]) -> None:
    """Digests never change."""
    with store.writing() as writing:
        writing.shred_slice(runs[0].sequence, "ben")
        left, entry = writing.run("r1"), writing.entry(runs[0].sequence)
    assert left is not None
    assert entry is not None
    assert root(left.digests) == entry.attachment
