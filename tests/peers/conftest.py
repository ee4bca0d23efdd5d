"""The school of this folder, with and without histories: built once, and a copy for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from peers.a_school import begun
from whynext import bootstrap
from whynext.engine.school import Engine
from whynext.testing.small_school import CountedEntropy, SetClock


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of both schools."""
    folder = tmp_path_factory.mktemp("peers")
    for name, answers in (("peers", 12), ("blank", 0)):
        begun(folder / f"{name}.school", SetClock(), answers=answers).store.close()
    return folder


@pytest.fixture
def engine(built: Path, tmp_path: Path) -> Iterator[Engine]:
    """Return a small school with the handbook in force and six students of different histories."""
    yield from _copied(built / "peers.school", tmp_path / "peers.school")


@pytest.fixture
def blank(built: Path, tmp_path: Path) -> Iterator[Engine]:
    """Return the same school before anybody has answered anything."""
    yield from _copied(built / "blank.school", tmp_path / "blank.school")


def _copied(built: Path, path: Path) -> Iterator[Engine]:
    shutil.copy(built, path)
    made = bootstrap.engine(path, clock=SetClock(), entropy=CountedEntropy(taken=10_000))
    yield made
    made.store.close()
