"""What the tests of the store share: empty schools, and an account that may not write everywhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from whynext.store.school import HeldSchool, open_store

NOBODY = 65_534


@pytest.fixture(scope="session")
def empty_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty school file, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.school"
    open_store(path, create=True).close()
    return path


@pytest.fixture
def school_file(empty_school: Path, tmp_path: Path) -> Path:
    """Return the path of an empty school file."""
    return Path(shutil.copy(empty_school, tmp_path / "a school.school"))


@pytest.fixture
def store(school_file: Path) -> Iterator[HeldSchool]:
    """Return an empty school."""
    opened = open_store(school_file, patience=0.05)
    yield opened
    opened.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a new folder that other accounts can reach."""
    folder = Path(tempfile.mkdtemp(prefix="whynext-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which file permissions bind, also where the tests run as root."""

    @contextmanager
    def as_nobody() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return as_nobody
