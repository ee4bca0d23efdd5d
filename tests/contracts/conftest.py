"""The two databases that the store's contract is kept on.

SQLite schools are copies of one empty file. PostgreSQL schools are databases in a server that each worker
starts for itself, without any set-up on the machine: one that is emptied for each test, and clones for tests
that change the schema.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from conftest import database_engine, run_sql
from whynext.store.school import HeldSchool, open_store
from whynext.store.tables import METADATA

_NUMBERS = count()


@pytest.fixture(scope="session")
def empty_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty school file, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.school"
    open_store(path, create=True).close()
    return path


@pytest.fixture
def school_database(server: Any) -> str:
    """Return the address of a database that holds an empty school."""
    name = f"school_{next(_NUMBERS)}"
    run_sql(server, f"CREATE DATABASE {name} TEMPLATE empty")
    return str(server.get_uri(database=name))


@pytest.fixture(scope="session")
def kept_database(server: Any) -> sa.Engine:
    """Return a connection to the database that is emptied again and again."""
    run_sql(server, "CREATE DATABASE kept TEMPLATE empty")
    return database_engine(server.get_uri(database="kept"))


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
