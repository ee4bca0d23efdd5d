"""What every store must do, as a suite of tests.

A test module subclasses :class:`StoreContract` and provides one fixture, ``opener``: a function that opens
the same new, empty school every time it is called, with ``patience`` seconds to wait for another writer::

    class TestMyStore(StoreContract):
        @pytest.fixture
        def opener(self, tmp_path):
            ...
            return lambda patience=5.0: MyStore(tmp_path, patience)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import polars as pl
import pytest

from whynext.base.errors import NotFound, Refused, Unavailable
from whynext.engine.ports import Reading, School, Store
from whynext.ledger.chain import Head
from whynext.ledger.entry import Draft, Entry
from whynext.ledger.verify import verify
from whynext.testing.store_frames import FramesContract
from whynext.testing.store_sources import SourcesContract
from whynext.testing.store_tables import TablesContract

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NOW = 1_788_264_000_000_000


class Opener(Protocol):
    """Opens the same school every time."""

    def __call__(self, *, patience: float = 5.0) -> Store:
        """Open it."""
        ...


def draft(number: int = 0, *, key: str = "", kind: str = "answered", subject: str = "") -> Draft:
    """Return a small fact."""
    return Draft(kind, NOW + number, b'{"number":%d}' % number, os.urandom(16), key, subject)


def all_entries(reading: Reading) -> list[Entry]:
    """Return every entry of a ledger."""
    return list(reading.entries())


class LedgerContract:
    """The chain: appended in order, each fact once, nothing changed."""

    def test_an_empty_ledger_ends_before_its_first_entry(self, store: Store) -> None:
        """A new school has no entry and its head is where a chain starts."""
        with store.reading() as reading:
            assert reading.head() == Head()
            assert all_entries(reading) == []
            assert reading.entry(1) is None
            assert reading.with_key("anything") is None

    def test_what_is_appended_is_chained_and_kept(self, store: Store, opener: Opener) -> None:
        """Entries are numbered from 1, verify, and are the same for whoever opens the school next."""
        with store.writing() as writing:
            first = writing.append([draft(1, key="a", subject="ana"), draft(2)], NOW)
            second = writing.append([draft(3)], NOW + 1)
        made = [entry for entry in [*first, *second] if entry is not None]
        assert [entry.sequence for entry in made] == [1, 2, 3]
        other = opener()
        with other.reading() as reading:
            kept = all_entries(reading)
            assert kept == made
            assert verify(kept).sound
            assert reading.head() == Head(3, made[-1].seal, NOW + 1)
            assert reading.entry(2) == made[1]
            assert reading.with_key("a") == made[0]
            assert reading.with_key("") is None
        other.close()

    def test_a_key_is_appended_once(self, store: Store) -> None:
        """A second fact of a key adds nothing, in a later transaction as in the same batch."""
        with store.writing() as writing:
            added = writing.append([draft(1, key="a"), draft(2, key="b"), draft(3, key="a"), draft(4)], NOW)
            assert [entry is not None for entry in added] == [True, True, False, True]
            assert writing.append([draft(5, key="b")], NOW) == [None]
        with store.writing() as writing:
            again = writing.append([draft(6, key="c"), draft(7, key="a"), draft(8)], NOW)
        assert [entry and entry.sequence for entry in again] == [4, None, 5]
        with store.reading() as reading:
            assert [entry.content for entry in all_entries(reading)] == [
                b'{"number":%d}' % number for number in (1, 2, 4, 6, 8)
            ]

    def test_appending_nothing_changes_nothing(self, store: Store) -> None:
        """An empty batch, and a batch of facts that are there, leave the head where it was."""
        with store.writing() as writing:
            writing.append([draft(1, key="a")], NOW)
            head = writing.head()
            assert writing.append([], NOW + 5) == []
            assert writing.append([draft(2, key="a")], NOW + 5) == [None]
            assert writing.head() == head

    def test_many_entries_are_read_in_order_from_anywhere(self, store: Store) -> None:
        """Pages, however long, join without a gap; kinds and a starting point choose among them."""
        kinds = ("answered", "published", "woken")
        with store.writing() as writing:
            writing.append([draft(n, kind=kinds[n % 3], key=f"k{n}") for n in range(9_001)], NOW)
        with store.reading() as reading:
            assert [entry.sequence for entry in reading.entries()] == list(range(1, 9_002))
            assert [entry.sequence for entry in reading.entries(after=8_998)] == [8_999, 9_000, 9_001]
            assert [entry.sequence for entry in reading.entries(after=9_001)] == []
            some = list(reading.entries(after=3, kinds=("published", "woken")))
            assert [entry.sequence for entry in some] == [n + 1 for n in range(3, 9_001) if n % 3]
            assert list(reading.entries(kinds=("never",))) == []
            assert verify(reading.entries()).entries == 9_001

    def test_two_walks_over_the_ledger_do_not_disturb_each_other(self, store: Store) -> None:
        """Entries may be read while entries are being read."""
        with store.writing() as writing:
            writing.append([draft(n) for n in range(50)], NOW)
            pairs = list(zip(writing.entries(), writing.entries(), strict=True))
        assert all(one == other for one, other in pairs)

    def test_the_time_recorded_never_runs_back(self, store: Store) -> None:
        """A clock that was set back records at the time of the entry before."""
        with store.writing() as writing:
            writing.append([draft(1)], NOW)
        with store.writing() as writing:
            writing.append([draft(2)], NOW - 3_600_000_000)
            writing.append([draft(3)], NOW + 1)
        with store.reading() as reading:
            assert [entry.recorded for entry in reading.entries()] == [NOW, NOW, NOW + 1]

    def test_contents_come_back_byte_for_byte(self, store: Store) -> None:
        """Empty, very long, not text: whatever a content is, it is kept."""
        contents = [b"", b"\0\xff\xfe", "«é\n'\"\\x»".encode(), b"x" * 1_000_000]
        drafts = [replace(draft(n), content=content) for n, content in enumerate(contents)]
        drafts += [replace(draft(), at=-(2**62)), replace(draft(), at=2**62), draft(kind="ü" * 127)]
        drafts += [replace(draft(), subject="Zoë 'x'; --", key="\n«key»\\")]
        with store.writing() as writing:
            writing.append(drafts, NOW)
        with store.reading() as reading:
            kept = all_entries(reading)
            assert [entry.content for entry in kept[:4]] == contents
            assert [entry.at for entry in kept[4:6]] == [-(2**62), 2**62]
            assert kept[7].subject == "Zoë 'x'; --"
            assert reading.with_key("\n«key»\\") == kept[7]
            assert verify(kept).sound

    @pytest.mark.parametrize(
        "wrong",
        [
            {"salt": b"short"},
            {"attachment": b"x"},
            {"kind": ""},
            {"kind": "x" * 256},
            {"kind": "a\0b"},
            {"subject": "a\0b"},
            {"subject": "\ud800"},
            {"kind": "\ud800"},
            {"key": "\ud800"},
            {"at": 2**63},
        ],
    )
    def test_a_draft_that_cannot_be_sealed_is_refused_with_its_batch(
        self, store: Store, wrong: dict[str, object]
    ) -> None:
        """Nothing of the batch is appended."""
        with store.writing() as writing:
            writing.append([draft(0)], NOW)
        with pytest.raises(Refused), store.writing() as writing:
            writing.append([draft(1), replace(draft(2), **wrong)], NOW)  # type: ignore[arg-type]
        with store.reading() as reading:
            assert reading.head().sequence == 1

    def test_entries_can_be_shredded_and_nothing_else(self, store: Store) -> None:
        """Content, salt and subject can be removed; the rest verifies, and no other change is possible."""
        with store.writing() as writing:
            writing.append([draft(n, subject=f"s{n}") for n in range(4)], NOW)
        with store.writing() as writing:
            gone = {"content": None, "salt": None, "subject": None}
            assert writing.update("ledger", {"subject": "s1"}, gone) == 1
        for values in ({"kind": "other"}, {"content": b"{}"}, {"at": None}, {"subject": "s9"}):
            with pytest.raises(Refused), store.writing() as writing:
                writing.update("ledger", {"sequence": 1}, values)
        rows = pl.DataFrame({"sequence": [1]})
        for change in ("upsert", "insert_new", "replace"):
            with pytest.raises(Refused), store.writing() as writing:
                getattr(writing, change)("ledger", rows)
        with store.reading() as reading:
            verdict = verify(reading.entries())
            assert (verdict.sound, verdict.entries, verdict.shredded) == (True, 4, 1)
            shredded = reading.entry(2)
            assert shredded is not None
            assert (shredded.content, shredded.salt, shredded.subject) == (None, None, "")


class TransactionsContract:
    """A writing block happens whole or not at all, alone; a reading block sees one moment."""

    def test_a_block_that_raises_changes_nothing(self, store: Store) -> None:
        """Neither the ledger nor any table keeps a trace."""

        def broken() -> None:
            with store.writing() as writing:
                writing.append([draft(1, key="a")], NOW)
                writing.upsert("mastery_priors", pl.DataFrame({"skill": ["add"], "prior": [0.3]}))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            broken()
        with store.writing() as writing:
            assert writing.head() == Head()
            assert writing.count("mastery_priors") == 0
            assert writing.append([draft(1, key="a")], NOW) != [None]

    def test_a_refusal_inside_a_block_that_is_caught_outside_changes_nothing(self, store: Store) -> None:
        """What the block did before the refusal is undone too."""

        def refused() -> None:
            with store.writing() as writing:
                writing.upsert("mastery_priors", pl.DataFrame({"skill": ["add"], "prior": [0.3]}))
                writing.upsert("mastery_priors", pl.DataFrame({"skil": ["sub"]}))

        with pytest.raises(Refused):
            refused()
        with store.reading() as reading:
            assert reading.count("mastery_priors") == 0

    def test_a_writer_excludes_another_until_it_ends(self, store: Store, opener: Opener) -> None:
        """The other is told that it cannot now, has changed nothing, and can afterwards."""
        other = opener(patience=0.05)
        with store.writing() as writing:
            writing.append([draft(1)], NOW)
            with pytest.raises(Unavailable), other.writing():
                pytest.fail("two writers at once")
        with other.writing() as writing:
            assert writing.head().sequence == 1
            writing.append([draft(2)], NOW)
        other.close()
        with store.reading() as reading:
            assert reading.head().sequence == 2

    def test_a_patient_writer_waits_and_sees_what_was_written(self, store: Store, opener: Opener) -> None:
        """Two programs that append at once make one chain without gaps."""
        other = opener(patience=30.0)

        def appended(by: Store, name: str) -> None:
            for number in range(15):
                with by.writing() as writing:
                    sequence = writing.head().sequence
                    added = writing.append([draft(number, key=f"{name}{number}")], NOW)[0]
                    assert added is not None
                    assert added.sequence == sequence + 1

        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(appended, store, "a"), threads.submit(appended, other, "b")]:
                done.result()
        other.close()
        with store.reading() as reading:
            assert verify(reading.entries()).entries == 30
            assert verify(reading.entries()).sound

    def test_a_reader_sees_one_moment(self, store: Store, opener: Opener) -> None:
        """What is written while it reads does not show, and reading does not hold up the writer."""
        other = opener()
        with store.writing() as writing:
            writing.append([draft(1)], NOW)
        with store.reading() as reading:
            with other.writing() as writing:
                writing.append([draft(2)], NOW)
                writing.upsert("mastery_priors", pl.DataFrame({"skill": ["add"], "prior": [0.3]}))
            assert reading.head().sequence == 1
            assert reading.count("mastery_priors") == 0
        with store.reading() as reading:
            assert reading.head().sequence == 2
            assert reading.count("mastery_priors") == 1
        other.close()

    def test_nobody_sees_what_is_not_committed(self, store: Store, opener: Opener) -> None:
        """A reader beside an open transaction sees the school without it; the writer sees it."""
        other = opener()
        with store.writing() as writing:
            writing.append([draft(1)], NOW)
            assert writing.head().sequence == 1
            with other.reading() as reading:
                assert reading.head().sequence == 0
        other.close()


class SchoolContract:
    """What is fixed of a school is said once."""

    SCHOOL = School("Zoë's school", "Europe/Berlin", bytes(range(32)), NOON, ("2026-10-03", "2026-12-25"))

    def test_a_school_that_was_not_begun_says_so(self, store: Store) -> None:
        """The message says how to begin one."""
        with store.reading() as reading, pytest.raises(NotFound, match="init"):
            reading.school()

    def test_a_school_is_begun_once(self, store: Store) -> None:
        """It is read as it was begun; beginning it again is refused and changes nothing."""
        with store.writing() as writing:
            writing.begin(self.SCHOOL)
            assert writing.school() == self.SCHOOL
        with pytest.raises(Refused), store.writing() as writing:
            writing.begin(replace(self.SCHOOL, name="Another"))
        with store.reading() as reading:
            assert reading.school() == self.SCHOOL


class StoreContract(
    LedgerContract, TransactionsContract, SchoolContract, TablesContract, SourcesContract, FramesContract
):
    """Everything that a store must do."""

    @pytest.fixture
    def store(self, opener: Opener) -> Iterator[Store]:
        """Return the store under test."""
        opened = opener()
        yield opened
        opened.close()
