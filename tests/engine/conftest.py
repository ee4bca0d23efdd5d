"""A small school for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, SetClock, small_school


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def engine(tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    made = small_school(tmp_path / "small.school", clock=clock)
    publish(made, NEXT_SKILL, by="tests")
    yield made
    made.store.close()
