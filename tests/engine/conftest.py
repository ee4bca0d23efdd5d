"""A small school for the engine's tests, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, SetClock, small_school


@pytest.fixture
def clock() -> SetClock:
    """Return a clock that stands until it is moved."""
    return SetClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    """Return the engine of a small school with one published process, held in each kind of database."""
    where = tmp_path / "small.school"
    if request.param == "postgresql":
        where = request.getfixturevalue("new_database")
    made = small_school(where, clock=clock)
    publish(made, NEXT_SKILL, by="tests")
    yield made
    made.store.close()
