"""A demo school made once; every test works on a copy of its own, in a folder of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from whynext import bootstrap
from whynext.cli.main import main
from whynext.testing.demo_school import demo_school
from whynext.testing.small_school import STUDENTS, CountedEntropy, small_school

NEXT_MORNING = "2026-11-17T12:45:00+00:00"  # 07:45 at the demo school: later than every deadline


@dataclass(frozen=True)
class Result:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def flat(self) -> str:
        """Everything printed, on one line, so that a wrapped sentence can be found."""
        return " ".join(f"{self.out} {self.err}".split())


Call = Callable[..., Result]
SKILLS = len(bootstrap.starter_map().map.competencies)
"""How many skills our own map has, which is that of the demo school."""
PUBLISHED = len(bootstrap.handbook_names()) - 3
"""How many processes of the handbook can be published without anybody who answers for them by name."""


@pytest.fixture(autouse=True)
def same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test draw the same bytes each time, and others than those with which its school was made."""
    entropy = CountedEntropy(taken=1_000_000)
    monkeypatch.setattr(bootstrap, "SystemEntropy", lambda: entropy)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], folder: Path) -> Call:
    """Call the program as a shell would, in the test's folder."""

    def called(*arguments: object) -> Result:
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    return called


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the present one; no school is named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WHYNEXT_SCHOOL", raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo school of 18 students and 12 days."""
    path = tmp_path_factory.mktemp("demo") / "demo.school"
    made = demo_school(path, students=18, days=12)
    made.engine.store.close()
    return path


@pytest.fixture(scope="session")
def made_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school that is not simulated: six students, a short map, nothing published."""
    path = tmp_path_factory.mktemp("small") / "small.school"
    small_school(path).store.close()
    return path


@pytest.fixture
def demo(made_demo: Path, folder: Path) -> Path:
    """A copy of the demo school, the only school in the folder."""
    return Path(shutil.copy(made_demo, folder / "demo.school"))


@pytest.fixture
def small(made_small: Path, folder: Path) -> Path:
    """A copy of the small school, the only school in the folder."""
    assert STUDENTS[0] == "ana"
    return Path(shutil.copy(made_small, folder / "small.school"))


def table(school: Path, name: str, /, **where: object) -> pl.DataFrame:
    """Rows of a table of a school."""
    engine = bootstrap.engine(school)
    try:
        with engine.store.reading() as reading:
            return reading.table(name, where or None)
    finally:
        engine.store.close()


def decision(school: Path, process: str, state: str = "in force") -> dict[str, Any]:
    """The first decision of a process in a state."""
    return table(school, "decisions", process=process, state=state).sort("id").row(0, named=True)


def digest(school: Path) -> str:
    """What the file holds, whatever lies beside it."""
    return hashlib.sha256(school.read_bytes()).hexdigest()
