"""The store keeps its contract on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from whynext.store.school import HeldSchool, open_store
from whynext.testing.store_contract import Opener, StoreContract


def opener_of(place: str | Path) -> Opener:
    """Return a function that opens the school at a place."""

    def opened(*, patience: float = 5.0) -> HeldSchool:
        return open_store(place, patience=patience)

    return opened


class TestSqlite(StoreContract):
    """A school file."""

    @pytest.fixture
    def opener(self, school_file: Path) -> Opener:
        """Open a copy of an empty school file."""
        return opener_of(school_file)


class TestPostgresql(StoreContract):
    """A PostgreSQL database."""

    @pytest.fixture
    def opener(self, emptied_database: str) -> Opener:
        """Open a database that was emptied."""
        return opener_of(emptied_database)
