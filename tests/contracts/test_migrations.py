"""The schema that migrations make is the schema that is declared, on both databases."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from whynext.base.errors import Refused, Unavailable
from whynext.ledger.entry import Draft
from whynext.store import schema
from whynext.store.migrations import REVISIONS
from whynext.store.school import HeldSchool, open_store
from whynext.store.tables import METADATA

NEXT = '''
"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a column, and fill it."""
    op.add_column("students", sa.Column("nickname", sa.Text(), nullable=True))
    op.execute("UPDATE students SET nickname = name")
    {more}
'''


def test_the_migrated_schema_is_the_declared_one(store: HeldSchool) -> None:
    """Alembic finds nothing to add, drop or alter: no table, column, type, null, index or key."""
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_schema_that_differs_would_be_found(store: HeldSchool) -> None:
    """The comparison above is not blind."""
    with store.database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE students ADD COLUMN extra TEXT"))
        connection.execute(sa.text("DROP INDEX ix_decisions_parent"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert {change[0] for change in compare_metadata(context, METADATA)} == {"remove_column", "add_index"}


def test_sqlite_tables_are_strict(school_file: Path) -> None:
    """Every one of ours, so that no column can hold what it is not declared for."""
    with closing(sqlite3.connect(school_file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        strict = {
            name
            for name, _, _, _, _, strict in map(_listed, connection.execute("PRAGMA table_list"))
            if strict
        }
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
            connection.execute("INSERT INTO students (student, grade) VALUES ('ana', 'seven')")
    assert {name for name, _ in rows} == {*METADATA.tables, "alembic_version"}
    assert set(METADATA.tables) <= strict


def _listed(row: tuple[object, ...]) -> tuple[object, ...]:
    _, name, kind, columns, rowid, strict = row
    return name, kind, columns, rowid, rowid, strict


def test_rows_in_key_order_are_declared_and_migrated_alike(school_file: Path) -> None:
    """Alembic does not compare whether a table has row ids of its own."""
    with closing(sqlite3.connect(school_file)) as connection:
        without = {row[1] for row in connection.execute("PRAGMA table_list") if row[4]}
    declared = {
        name for name, table in METADATA.tables.items() if not table.dialect_options["sqlite"]["with_rowid"]
    }
    assert without & set(METADATA.tables) == declared


def test_the_revisions_listed_are_the_revisions_there() -> None:
    """The list exists so that Alembic need not be loaded; it must not go stale."""
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(REVISIONS) == found[::-1]


def test_no_migration_leans_on_the_present_tables() -> None:
    """A migration must do next year what it does today, whatever is declared then."""
    for script in (schema.SCRIPTS / "versions").glob("*.py"):
        assert "whynext" not in script.read_text()


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the present migrations, to which one can be added; it is in force."""
    folder = Path(
        shutil.copytree(schema.SCRIPTS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    )
    monkeypatch.setattr(schema, "SCRIPTS", folder)
    monkeypatch.setattr(schema, "REVISIONS", (*REVISIONS, "0002"))
    monkeypatch.setattr(schema, "HEAD", "0002")
    return folder


def filled(place: str) -> None:
    """Put something into a school of the present schema."""
    store = open_store(place)
    with store.writing() as writing:
        writing.append([Draft("begun", 0, b"{}", bytes(16))], 0)
        writing.upsert("students", _students())
    store.close()


def _students():  # type: ignore[no-untyped-def]
    import polars as pl

    return pl.DataFrame({"student": ["ana"], "name": ["Ana"]})


def present(place: str) -> tuple[str, set[str]]:
    """Return the revision of a school and the columns of its table of students, by readers of their own."""
    url = sa.make_url(place).set(drivername="postgresql+psycopg") if "://" in place else f"sqlite:///{place}"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        return version, {column["name"] for column in sa.inspect(connection).get_columns("students")}


def test_an_older_school_is_brought_up_to_date_when_opened(
    place: str, request: pytest.FixtureRequest
) -> None:
    """Nothing in it is lost, and of a file a copy from before is kept beside it."""
    filled(place)
    scripts = request.getfixturevalue("scripts")
    (scripts / "versions" / "0002_more.py").write_text(NEXT.format(more="pass"))
    store = open_store(place)
    with store.reading() as reading:
        assert reading.head().sequence == 1
        assert reading.count("students") == 1
    store.close()
    version, columns = present(place)
    assert version == "0002"
    assert "nickname" in columns
    if "://" not in place:
        copy = Path(f"{place}.before-0001")
        assert present(str(copy))[0] == "0001"
    open_store(place).close()


def test_a_migration_that_fails_changes_nothing(place: str, request: pytest.FixtureRequest) -> None:
    """Neither the column that it added first nor the revision stays."""
    filled(place)
    scripts = request.getfixturevalue("scripts")
    (scripts / "versions" / "0002_more.py").write_text(NEXT.format(more="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        open_store(place)
    version, columns = present(place)
    assert version == "0001"
    assert "nickname" not in columns


def test_a_newer_school_is_refused(place: str) -> None:
    """With what to install, and unchanged."""
    store = open_store(place)
    with store.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0099'"))
    store.close()
    with pytest.raises(Refused, match="newer version"):
        open_store(place)
    assert present(place)[0] == "0099"


def test_an_older_school_that_may_only_be_read_is_unavailable(
    school_file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be brought up to date; the message says what to do."""
    request.getfixturevalue("scripts")
    monkeypatch.setattr("whynext.store.sqlite._may_write", lambda path: False)
    with pytest.raises(Unavailable, match="writable"):
        open_store(school_file)


def test_several_schools_share_a_server_database(new_database: str) -> None:
    """Each in a schema of its own, with a lock of its own."""
    one = open_store(f"{new_database}&schema=one", create=True)
    with pytest.raises(Refused, match="holds a school already"):
        open_store(f"{new_database}&schema=one", create=True)
    with pytest.raises(Refused, match="not a school"):
        open_store(f"{new_database}&schema=two")
    two = open_store(f"{new_database}&schema=two", create=True, patience=0.05)
    with one.writing() as writing:
        writing.append([Draft("begun", 0, b"{}", bytes(16))], 0)
        with two.writing() as other:
            assert other.head().sequence == 0
    for opened in (one, two):
        opened.close()
    with pytest.raises(Refused, match="cannot name a schema"):
        open_store(f"{new_database}&schema=Robert'); DROP", create=True)


def test_a_database_of_other_things_is_no_school(new_database: str) -> None:
    """It is refused, and a school is not mixed into tables of the same names."""
    with pytest.raises(Refused, match="not a school"):
        open_store(new_database)
    engine = sa.create_engine(
        sa.make_url(new_database).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool
    )
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE students (id int)"))
    with pytest.raises(Refused, match="holds other tables"):
        open_store(new_database, create=True)
