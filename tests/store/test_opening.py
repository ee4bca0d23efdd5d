"""Opening a school: what is no school is refused, what cannot be used now says why, nothing is torn."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import polars as pl
import pytest

from store.facts import NOW, append, draft, filled
from whynext.base.errors import NotFound, Refused, Unavailable
from whynext.store import sqlite
from whynext.store.school import HeldSchool, open_store
from whynext.store.sqlite import APPLICATION_ID
from whynext.store.verification import verify_file

Unprivileged = Callable[[], AbstractContextManager[None]]


def entries(path: Path) -> int:
    """Return how many entries a school has, by a reader of its own; fails if they do not verify."""
    verdict = verify_file(path)
    assert verdict.sound
    return verdict.entries


def test_a_new_school_is_made_only_on_request(tmp_path: Path) -> None:
    """Opening a path where nothing is does not leave a file behind."""
    path = tmp_path / "new.school"
    with pytest.raises(NotFound, match="init"):
        open_store(path)
    assert not path.exists()
    open_store(path, create=True).close()
    open_store(path).close()
    open_store(f"sqlite:///{path}").close()


def test_a_school_is_never_made_over_another(school_file: Path) -> None:
    """Creating where a school is, is refused, and the school keeps its entries."""
    filled(school_file, 2)
    with pytest.raises(Refused, match="already"):
        open_store(school_file, create=True)
    assert entries(school_file) == 2


def test_creating_in_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    """With what to check next."""
    with pytest.raises(Unavailable, match="folder exist"):
        open_store(tmp_path / "nowhere" / "a.school", create=True)


def test_a_school_that_cannot_be_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a school would be refused for ever after."""
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "PRAGMA max_page_count=10"))
    with pytest.raises(Unavailable, match="room"):
        open_store(tmp_path / "a.school", create=True)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_as_safe_as_it_was_decided(school_file: Path) -> None:
    """WAL mode, a full flush on every commit, foreign keys, deleted content overwritten, and our mark."""
    store = open_store(school_file)
    with store.database.engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "application_id")
        }
    store.close()
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert settings == {**expected, "application_id": APPLICATION_ID}


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """It is a SQLite file, but not of ours."""
    path = tmp_path / "addresses.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE ledger (sequence INTEGER)")
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(Refused, match="not a school"):
            open_store(path, create=create)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"name,grade\nana,7\n", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """An empty file, a table, and a broken header."""
    path = tmp_path / "school.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match="not a school"):
        open_store(path)
    assert path.read_bytes() == content


def test_an_empty_file_can_become_a_school(tmp_path: Path) -> None:
    """As made by a program that reserves a name."""
    path = tmp_path / "reserved.school"
    path.touch()
    open_store(path, create=True).close()
    open_store(path).close()


def test_a_folder_is_no_school(tmp_path: Path) -> None:
    """It says that it cannot be opened."""
    with pytest.raises((Unavailable, Refused), match=re.escape(str(tmp_path))):
        open_store(tmp_path)


def test_a_damaged_school_is_reported_as_damaged(school_file: Path) -> None:
    """And not read any further."""
    filled(school_file, 500)
    content = bytearray(school_file.read_bytes())
    content[4096 * 3 :] = b"\xaa" * (len(content) - 4096 * 3)
    school_file.write_bytes(content)

    def read() -> None:
        store = open_store(school_file)
        try:
            with store.reading() as reading:
                list(reading.entries())
        finally:
            store.close()

    with pytest.raises(Refused, match="damaged"):
        read()


def test_a_school_cut_short_is_reported_as_damaged(school_file: Path) -> None:
    """As after a copy that was broken off."""
    filled(school_file, 500)
    with school_file.open("r+b") as file:
        file.truncate(school_file.stat().st_size // 2)
    with pytest.raises(Refused, match=r"damaged|cannot be read"):
        verify_file(school_file)


def test_an_address_that_makes_no_sense_is_refused() -> None:
    """With a form that would be valid."""
    with pytest.raises(Refused, match="postgresql://"):
        open_store("postgresql://host:port:port/x")


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    """With what to check, and without the password in the message."""
    with pytest.raises(Unavailable, match="cannot be reached") as raised:
        open_store(f"postgresql://ana:secret@/school?host={tmp_path}")
    assert "secret" not in str(raised.value)


def test_a_full_disk_is_reported_and_nothing_is_torn(
    school_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction that did not fit is gone as a whole; smaller ones go on."""
    filled(school_file, 20)
    pages = school_file.stat().st_size // 4096
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, f"PRAGMA max_page_count={pages + 6}"))
    store = open_store(school_file)

    def write_much() -> None:
        with store.writing() as writing:
            writing.append([draft(number) for number in range(100, 105)], NOW)
            writing.upsert("mastery_priors", pl.DataFrame({"skill": [f"s{n}" for n in range(5_000)]}))

    with pytest.raises(Unavailable, match="free space"):
        write_much()
    with store.reading() as reading:
        assert reading.head().sequence == 20
        assert reading.count("mastery_priors") == 0
    append(store, 1, first=100)
    store.close()
    assert entries(school_file) == 21


@pytest.mark.parametrize("mode", [0o555, 0o755])
def test_a_school_that_may_only_be_read_is_read_and_not_written(
    empty_school: Path, open_folder: Path, unprivileged: Unprivileged, mode: int
) -> None:
    """Whether its folder may be written to or not; the message says what to do."""
    path = open_folder / "a.school"
    path.write_bytes(empty_school.read_bytes())
    filled(path, 3)
    path.chmod(0o444)
    open_folder.chmod(mode)
    with unprivileged():
        store = open_store(path)
        with store.reading() as reading:
            assert reading.head().sequence == 3
        with pytest.raises(Unavailable, match="writable"), store.writing():
            pytest.fail("it was opened for writing")
        store.close()
        assert entries(path) == 3


def test_a_school_that_may_not_be_read_says_so(
    empty_school: Path, open_folder: Path, unprivileged: Unprivileged
) -> None:
    """Opening and verifying alike."""
    path = open_folder / "a.school"
    path.write_bytes(empty_school.read_bytes())
    path.chmod(0)
    with unprivileged():
        for use in (open_store, verify_file):
            with pytest.raises(Unavailable, match=r"cannot be opened|cannot be read"):
                use(path)


def test_a_folder_in_which_nothing_can_be_made_says_so(open_folder: Path, unprivileged: Unprivileged) -> None:
    """Where a new school was to be begun."""
    with unprivileged(), pytest.raises(Unavailable, match="folder"):
        open_store(open_folder / "a.school", create=True)
    assert list(open_folder.iterdir()) == []


def test_a_writer_in_another_program_is_reported(school_file: Path, store: HeldSchool) -> None:
    """Reading goes on meanwhile; nothing is changed; afterwards writing works."""
    held = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
    held += "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", held, str(school_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Unavailable, match=r"another program.*nothing was changed"):
            append(store, 1)
        with store.reading() as reading:
            assert reading.head().sequence == 0
        other.communicate()
    append(store, 1)
    with store.reading() as reading:
        assert reading.head().sequence == 1


def test_a_school_written_by_a_newer_version_is_refused(school_file: Path) -> None:
    """By its schema's revision, which this program does not know."""
    with closing(sqlite3.connect(school_file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(Refused, match=r"newer version of whynext.*9999"):
        open_store(school_file)


def test_shredded_content_is_nowhere_in_the_file(school_file: Path) -> None:
    """Neither in free pages nor in the log, while the store is open as after it is closed."""
    secret = b"dyscalculia-of-student-77"
    store = open_store(school_file)
    with store.writing() as writing:
        made = draft(77)
        writing.append([draft(1), type(made)("noted", NOW, secret, made.salt, subject="s77"), draft(3)], NOW)
    store.close()
    assert secret in school_file.read_bytes()
    store = open_store(school_file)
    with store.writing() as writing:
        writing.append([draft(5)], NOW)
    with store.writing() as writing:
        writing.update("ledger", {"subject": "s77"}, {"content": None, "salt": None, "subject": None})
    assert not any(secret in path.read_bytes() for path in school_file.parent.iterdir())
    store.close()
    assert not any(secret in path.read_bytes() for path in school_file.parent.iterdir())


def test_the_ledger_defends_itself_against_other_programs(school_file: Path) -> None:
    """Plain SQL can neither change, cut, skip nor replace entries; shredding alone is possible."""
    filled(school_file, 3)
    with closing(sqlite3.connect(school_file)) as connection:
        for statement in (
            "DELETE FROM ledger WHERE sequence = 3",
            "DELETE FROM ledger",
            "UPDATE ledger SET content = x'00' WHERE sequence = 1",
            "UPDATE ledger SET seal = x'00'",
            "UPDATE ledger SET sequence = 9 WHERE sequence = 3",
            "INSERT INTO ledger SELECT 9, kind, NULL, at, recorded, content, salt, digest, attachment, "
            "previous, seal, subject FROM ledger WHERE sequence = 3",
            "INSERT OR REPLACE INTO ledger SELECT 3, kind, NULL, at, recorded, content, salt, digest, "
            "attachment, previous, seal, subject FROM ledger WHERE sequence = 2",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="ledger"):
                connection.execute(statement)
        connection.execute("UPDATE ledger SET content = NULL, salt = NULL WHERE sequence = 2")
        connection.commit()
    assert entries(school_file) == 3
