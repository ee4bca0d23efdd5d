"""What every store must do with sealed frames; part of :mod:`whynext.testing.store_contract`."""

from __future__ import annotations

import io
import os
from dataclasses import replace

import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.engine.ports import Store, StoredRun, Writing
from whynext.ledger.entry import SALT_BYTES, Draft
from whynext.ledger.packing import unpack
from whynext.ledger.slices import broken_slices, seal_slices, starts_of

NOW = 1_788_264_000_000_000


def frame_of(*students: str, rows: int = 3) -> pl.DataFrame:
    """Return a candidate frame: some options for each student."""
    names = [student for student in students for _ in range(rows)]
    return pl.DataFrame(
        {
            "student": names,
            "option": [f"skill-{number % rows}" for number in range(len(names))],
            "mastery": [None if number % 4 == 0 else number / 10 for number in range(len(names))],
            "keep": [number % 3 == 0 for number in range(len(names))],
        },
        schema={"student": pl.String(), "option": pl.String(), "mastery": pl.Float64(), "keep": pl.Boolean()},
    )


def stored_frame(writing: Writing, run: str, frame: pl.DataFrame, key: str = "") -> StoredRun:
    """Seal a frame in the ledger, keep it, and return it."""
    owners, starts = starts_of(frame.get_column("student"))
    sealed = seal_slices(frame, owners, starts, os.urandom(SALT_BYTES * len(owners)))
    draft = Draft("ran", NOW, b"{}", os.urandom(SALT_BYTES), key or f"run {run}", attachment=sealed.root)
    entry = writing.append([draft], NOW)[0]
    assert entry is not None
    packed = io.BytesIO()
    frame.write_parquet(packed, compression="zstd")
    header = {"run": run, "version": 3, "nested": {"é": [1, 2.5, None, True]}}
    made = StoredRun(
        run, entry.sequence, header, packed.getvalue(), sealed.owners, sealed.salts, sealed.digests
    )
    writing.put_frame(made)
    return made


class FramesContract:
    """Sealed frames: kept whole, found by run and entry, shredded person by person."""

    def test_a_frame_comes_back_as_it_was_sealed(self, store: Store) -> None:
        """By its run, by its ledger entry, and in their order; a frame without a run by its entry alone."""
        with store.writing() as writing:
            second = stored_frame(writing, "b", frame_of("ana", "Zoë 'q' 学"))
            first = stored_frame(writing, "a", frame_of("cleo"))
            imported = stored_frame(writing, "", frame_of("ana"), key="import")
        with store.reading() as reading:
            assert reading.run("a") == first
            assert reading.frame(second.sequence) == second
            assert reading.frame(imported.sequence) == imported
            assert list(reading.frames()) == [second, first, imported]
            assert reading.run("c") is None
            assert reading.run("") is None
            assert reading.frame(99) is None

    def test_two_frames_without_a_run_are_no_conflict(self, store: Store) -> None:
        """Imports have frames and no run."""
        with store.writing() as writing:
            stored_frame(writing, "", frame_of("ana"), key="1")
            stored_frame(writing, "", frame_of("ana"), key="2")
        with store.reading() as reading:
            assert len(list(reading.frames())) == 2

    def test_a_frame_that_no_entry_seals_is_refused(self, store: Store) -> None:
        """Neither one without an entry, nor one with other digests, nor a second one for the same entry."""
        with store.writing() as writing:
            made = stored_frame(writing, "a", frame_of("ana"))
        for wrong in (
            replace(made, sequence=9, run="x"),
            replace(made, digests=bytes(32), run="x"),
            replace(made, run="x"),
        ):
            with pytest.raises(Refused), store.writing() as writing:
                writing.put_frame(wrong)
        with store.reading() as reading:
            assert list(reading.frames()) == [made]

    @pytest.mark.parametrize("dtype", [pl.String(), pl.Enum(["ana", "ben", "cleo"]), pl.Categorical()])
    def test_a_shredded_slice_is_gone_and_the_rest_verifies(self, store: Store, dtype: pl.DataType) -> None:
        """Rows, salt and name are gone, in whatever form the frame holds names; the root stays."""
        frame = frame_of("ana", "ben", "cleo").with_columns(pl.col("student").cast(dtype))
        with store.writing() as writing:
            made = stored_frame(writing, "a", frame)
        with store.writing() as writing:
            assert writing.shred_slice(made.sequence, "ben")
            assert not writing.shred_slice(made.sequence, "ben")
            assert not writing.shred_slice(made.sequence, "zoe")
            assert not writing.shred_slice(made.sequence, "")
            assert not writing.shred_slice(99, "ana")
        with store.reading() as reading:
            left = reading.run("a")
        assert left is not None
        assert left.frame is not None
        assert b"ben" not in left.frame
        assert left.owners == ("ana", "", "cleo")
        assert left.digests == made.digests
        assert left.salts[16:32] == bytes(16)
        rows = unpack(left.frame)
        assert rows.get_column("student").cast(pl.String).to_list() == ["ana"] * 3 + ["cleo"] * 3
        assert rows.schema["option"] == frame.schema["option"]
        assert broken_slices(rows, left.owners, [0, 3, 3, 6], left.salts, left.digests) == []

    def test_the_last_slice_can_be_shredded(self, store: Store) -> None:
        """A frame may end up without rows."""
        with store.writing() as writing:
            made = stored_frame(writing, "a", frame_of("ana"))
            assert writing.shred_slice(made.sequence, "ana")
            left = writing.run("a")
        assert left is not None
        assert left.frame is not None
        assert unpack(left.frame).height == 0

    def test_rows_of_a_frame_can_be_removed_by_retention(self, store: Store) -> None:
        """The digests stay; a slice of it can still be shredded; nothing else of a frame can be set."""
        with store.writing() as writing:
            made = stored_frame(writing, "a", frame_of("ana", "ben"))
            assert writing.update("frames", {"sequence": [made.sequence]}, {"frame": None}) == 1
            assert writing.run("a") == replace(made, frame=None)
            assert writing.shred_slice(made.sequence, "ana")
        for values in ({"digests": b"x"}, {"frame": b"x"}, {"run": None}):
            with pytest.raises(Refused), store.writing() as writing:
                writing.update("frames", {"run": "a"}, values)
