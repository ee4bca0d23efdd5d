"""A ledger is verified from a file or an export alone, and forgeries planted in either are found."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from store.facts import append, filled
from whynext.base.errors import NotFound, Refused, Unavailable
from whynext.ledger.entry import Draft, content_digest, seal
from whynext.ledger.verify import Verdict, verify
from whynext.store import verification
from whynext.store.export import entries_of_export, export_ledger
from whynext.store.school import HeldSchool, open_store
from whynext.store.verification import verify_file

COUNT = 40


@pytest.fixture
def school(school_file: Path) -> Path:
    """Return a school with entries, one of them shredded."""
    filled(school_file, COUNT)
    store = open_store(school_file)
    with store.writing() as writing:
        gone = {"content": None, "salt": None, "subject": None}
        assert writing.update("ledger", {"sequence": 7}, gone) == 1
    store.close()
    return school_file


@pytest.fixture
def export(school: Path) -> Path:
    """Return an export of that school."""
    path = school.with_suffix(".jsonl")
    store = open_store(school)
    with store.reading() as reading:
        assert export_ledger(reading.entries(), path) == COUNT
    store.close()
    return path


def tampered(school: Path, *statements: str, values: tuple[Any, ...] = ()) -> None:
    """Do to a school file what its triggers refuse."""
    with closing(sqlite3.connect(school)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, values if "?" in statement else ())
        connection.commit()


def both_ways(school: Path, **options: Any) -> Verdict:
    """Verify by one process and by two, which must find the same."""
    alone = verify_file(school, processes=1, **options)
    assert verify_file(school, processes=2, **options) == alone
    return alone


def test_a_school_and_its_export_verify_alike(school: Path, export: Path) -> None:
    """To the same verdict, with the same last seal, by two processes as by one."""
    verdict = both_ways(school)
    assert (verdict.sound, verdict.entries, verdict.shredded) == (True, COUNT, 1)
    assert verify_file(export) == verdict


def test_an_export_says_what_the_ledger_says(school: Path, export: Path) -> None:
    """Entry for entry, so that it could be read in again."""
    store = open_store(school)
    with store.reading() as reading:
        assert list(entries_of_export(export)) == list(reading.entries())
    store.close()
    lines = export.read_text().splitlines()
    assert json.loads(lines[0]) == {"form": "whynext ledger", "version": 1}
    assert json.loads(lines[3])["content"] == '{"number":2}'


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE ledger SET content = x'7b7d' WHERE sequence = 30", "entry 30: its content was changed"),
        ("UPDATE ledger SET kind = 'other' WHERE sequence = 30", "entry 30: its seal does not fit"),
        ("UPDATE ledger SET at = at + 1 WHERE sequence = 3", "entry 3: its seal does not fit"),
        ("UPDATE ledger SET key = NULL WHERE sequence = 3", "entry 3: its seal does not fit"),
        ("UPDATE ledger SET attachment = zeroblob(32) WHERE sequence = 3", "entry 3: its seal does not fit"),
        ("UPDATE ledger SET salt = NULL WHERE sequence = 3", "entry 3: content without salt"),
        ("DELETE FROM ledger WHERE sequence = 20", "entry 20 is missing"),
        ("DELETE FROM ledger WHERE sequence = 21", "entry 21 is missing"),
        ("DELETE FROM ledger WHERE sequence < 5", "entry 1 is missing"),
        ("UPDATE ledger SET sequence = -3 WHERE sequence = 3", "entry 1: what stands in its place"),
    ],
)
def test_what_is_done_to_a_school_file_is_found(school: Path, statement: str, fault: str) -> None:
    """Wherever it is in the file, by one process as by two."""
    tampered(school, statement)
    faults = both_ways(school).faults
    assert any(each.startswith(fault) for each in faults), faults


def test_exchanged_entries_are_found(school: Path) -> None:
    """Two neighbours that took each other's place."""
    tampered(
        school,
        "UPDATE ledger SET sequence = 999 WHERE sequence = 20",
        "UPDATE ledger SET sequence = 20 WHERE sequence = 21",
        "UPDATE ledger SET sequence = 21 WHERE sequence = 999",
    )
    assert not both_ways(school).sound


def test_a_digest_recomputed_without_its_seal_is_found(school: Path) -> None:
    """A forger who knows how contents are digested but not how they are sealed."""
    with closing(sqlite3.connect(school)) as connection:
        salt = connection.execute("SELECT salt FROM ledger WHERE sequence = 12").fetchone()[0]
    digest = content_digest(salt, b"{}")
    tampered(school, "UPDATE ledger SET content = x'7b7d', digest = ? WHERE sequence = 12", values=(digest,))
    assert both_ways(school).faults == ["entry 12: its seal does not fit what it seals"]


def test_a_chain_recomputed_to_its_end_is_found_by_a_witness_alone(school: Path) -> None:
    """A forger who knows everything leaves a sound ledger, but not the seal that was noted elsewhere."""
    noted = (35, seal_at(school, 35))
    early = (5, seal_at(school, 5))
    reseal(school, first=12)
    assert both_ways(school).sound
    assert both_ways(school, witness=early).sound
    assert both_ways(school, witness=noted).faults == ["entry 35 does not have the seal noted by the witness"]


def seal_at(school: Path, sequence: int) -> bytes:
    """Return the seal of an entry."""
    with closing(sqlite3.connect(school)) as connection:
        found = connection.execute("SELECT seal FROM ledger WHERE sequence = ?", (sequence,)).fetchone()
        return bytes(found[0])


def reseal(school: Path, first: int) -> None:
    """Change the content of an entry and recompute every digest and seal from there on."""
    with closing(sqlite3.connect(school)) as connection:
        rows = connection.execute(
            "SELECT sequence, kind, key, at, recorded, salt, digest, previous FROM ledger "
            "WHERE sequence >= ?",
            (first,),
        ).fetchall()
    previous = rows[0][7]
    for sequence, kind, key, at, recorded, salt, was, _ in rows:
        digest = content_digest(salt, b"{}") if sequence == first else was
        if sequence == first:
            tampered(school, "UPDATE ledger SET content = x'7b7d' WHERE sequence = ?", values=(first,))
        sealed = seal(previous, sequence, kind, key or b"", at, recorded, digest, b"")
        tampered(
            school,
            "UPDATE ledger SET digest = ?, previous = ?, seal = ? WHERE sequence = ?",
            values=(digest, previous, sealed, sequence),
        )
        previous = sealed


def test_entries_cut_off_at_the_end_are_found_by_a_witness_alone(school: Path) -> None:
    """Whether the seal was noted at the end or before it."""
    ends = {noted: (noted, seal_at(school, noted)) for noted in (3, 30, COUNT)}
    tampered(school, "DELETE FROM ledger WHERE sequence > 29")
    assert both_ways(school).sound
    assert both_ways(school, witness=ends[3]).sound
    for noted in (30, COUNT):
        faults = both_ways(school, witness=ends[noted]).faults
        assert faults == [f"the ledger ends before entry {noted}, which the witness noted"]


def test_a_table_rebuilt_without_types_is_a_fault_and_no_crash(school: Path) -> None:
    """A forger may replace the table; what stands in it may be anything."""
    tampered(
        school,
        "ALTER TABLE ledger RENAME TO old",
        "CREATE TABLE ledger AS SELECT * FROM old",
        "UPDATE ledger SET digest = 'text', at = 'noon' WHERE sequence = 9",
    )
    assert both_ways(school).faults == ["entry 9: what stands in its place cannot be read as an entry"]


def test_a_school_can_be_verified_while_it_is_written(school: Path) -> None:
    """The verdict is about what was committed."""
    store = open_store(school)
    with store.writing() as writing:
        writing.append([], 0)
        assert verify_file(school).entries == COUNT
    append(store, 5, first=500)
    assert verify_file(school).entries == COUNT + 5
    store.close()


def test_an_empty_ledger_is_sound(school_file: Path) -> None:
    """Nothing happened yet."""
    assert both_ways(school_file) == Verdict()


@pytest.mark.parametrize("failure", ["no start", "crash"])
def test_where_a_second_process_fails_the_first_does_all(
    school: Path, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    """The verdict is the same, only later."""
    expected = verify_file(school, processes=1)
    started: list[object] = []

    def popen(command: list[str], **options: Any) -> Any:
        started.append(command)
        if failure == "no start":
            raise FileNotFoundError
        return real([command[0], "-c", "raise SystemExit(3)"], **options)

    real: Callable[..., Any] = subprocess.Popen
    monkeypatch.setattr(verification.subprocess, "Popen", popen)
    assert verify_file(school, processes=2) == expected
    assert started


def edited(export: Path, line: int, **fields: Any) -> Path:
    """Change fields of one line of an export; None removes them."""
    lines = export.read_text().splitlines()
    said = {**json.loads(lines[line]), **fields}
    lines[line] = json.dumps({name: value for name, value in said.items() if value is not None})
    export.write_text("\n".join(lines) + "\n")
    return export


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"content": "{}"}, "entry 4: its content was changed"),
        ({"content": None, "salt": None}, ""),
        ({"content": None}, "entry 4: content without salt"),
        ({"kind": "other"}, "entry 4: its seal does not fit"),
        ({"sequence": 5}, "entry 4 is missing"),
        ({"seal": "00" * 32}, "entry 4: its seal does not fit"),
    ],
)
def test_what_is_done_to_an_export_is_found(export: Path, fields: dict[str, Any], fault: str) -> None:
    """As in a school file; a shredded entry is counted and no fault."""
    verdict = verify_file(edited(export, 4, **fields))
    assert verdict.shredded == (2 if "content" in fields and fields["content"] is None else 1)
    assert [each.startswith(fault) for each in verdict.faults[:1]] == ([True] if fault else [])


def test_lines_dropped_or_moved_in_an_export_are_found(export: Path) -> None:
    """A file of lines is easily cut."""
    lines = export.read_text().splitlines()
    for changed in (lines[:5] + lines[6:], [*lines[:5], lines[6], lines[5], *lines[7:]], [*lines, lines[-1]]):
        export.write_text("\n".join(changed) + "\n")
        assert not verify_file(export).sound


@pytest.mark.parametrize(
    "line",
    ["not json", "[]", "{}", '{"sequence": "1"}', "null"],
)
def test_a_line_that_is_no_entry_is_named(export: Path, line: str) -> None:
    """By file and number."""
    lines = export.read_text().splitlines()
    lines[6] = line
    export.write_text("\n".join(lines))
    with pytest.raises(Refused, match=r"\.jsonl, line 7: this line is no entry"):
        verify_file(export)


def test_an_entry_without_hexadecimal_digests_is_named(export: Path) -> None:
    """Also where the words are hexadecimal but missing."""
    with pytest.raises(Refused, match="line 5"):
        verify_file(edited(export, 4, digest="zz"))
    with pytest.raises(Refused, match="line 5"):
        verify_file(edited(export, 4, digest=None))


def test_contents_that_are_no_text_are_exported_too(school_file: Path, tmp_path: Path) -> None:
    """In hexadecimal."""
    store = open_store(school_file)
    with store.writing() as writing:
        contents = [b"\xff\x00", b"a\nb\xe2\x80\xa8", b""]
        writing.append([Draft("odd", 0, content, bytes(16)) for content in contents], 0)
        entries = list(writing.entries())
    export_ledger(iter(entries), tmp_path / "odd.jsonl")
    store.close()
    assert list(entries_of_export(tmp_path / "odd.jsonl")) == entries
    assert verify(entries_of_export(tmp_path / "odd.jsonl")).sound


def test_an_export_never_overwrites(export: Path, store: HeldSchool) -> None:
    """And leaves nothing behind where it fails."""
    before = export.read_bytes()
    with store.reading() as reading:
        with pytest.raises(Refused, match="exists"):
            export_ledger(reading.entries(), export)
        with pytest.raises(Unavailable, match="cannot be written"):
            export_ledger(reading.entries(), export.parent / "nowhere" / "x.jsonl")
    assert export.read_bytes() == before


@pytest.mark.parametrize("content", ["", "name,grade\n", '{"form": "other"}\n', "[1]\n", "\x00\xff"])
def test_what_is_neither_school_nor_export_is_refused(tmp_path: Path, content: str) -> None:
    """With what would be valid."""
    path = tmp_path / "x"
    path.write_text(content)
    with pytest.raises(Refused, match="neither a school file nor an export"):
        verify_file(path)


def test_an_export_of_a_newer_form_is_refused(export: Path) -> None:
    """Rather than misread."""
    with pytest.raises(Refused, match="version 2"):
        verify_file(edited(export, 0, version=2))


def test_a_file_that_is_not_there_or_no_ledger_says_so(tmp_path: Path) -> None:
    """Also a folder, and a database of something else."""
    with pytest.raises(NotFound, match="no file"):
        verify_file(tmp_path / "x.school")
    with pytest.raises(Unavailable, match="cannot be read"):
        verify_file(tmp_path)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE x (y)")
    with pytest.raises(Refused, match="cannot be read"):
        verify_file(tmp_path / "other.db")
