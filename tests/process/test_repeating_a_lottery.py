"""A lottery of ten thousand, repeated by a stranger with the script of the docs and nothing of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from whynext import bootstrap, handbook
from whynext.process.definition import Definition
from whynext.process.observing import IDENTITY
from whynext.process.reading import read
from whynext.process.run import TURN, judge

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "how-to" / "repeat-a-lottery.md"


def script() -> str:
    """Return the script as it is printed in the docs."""
    (found,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    return str(found)


def repeated(text: str, seed: str, places: int, ids: list[str]) -> list[list[str]]:
    """Return the lines that the script prints, without this repository or any package to import from."""
    command = [sys.executable, "-I", "-S", "-c", text, seed, str(places)]
    done = subprocess.run(
        command, input="".join(f"{each}\n" for each in ids), capture_output=True, text=True, check=True
    )
    return [line.split(" ") for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def tutoring() -> Definition:
    """Return the handbook's lottery."""
    return read(handbook.text("tutoring-placement"), bootstrap.catalogue())


def test_the_script_has_ten_lines_and_imports_the_standard_library_alone() -> None:
    """Blank lines not counted."""
    lines = [line for line in script().splitlines() if line.strip()]
    assert len(lines) <= 10
    imported = {name.strip() for line in lines if line.startswith("import") for name in line[6:].split(",")}
    assert imported <= set(sys.stdlib_module_names)


def test_ten_thousand_are_drawn_alike_by_a_stranger(tutoring: Definition) -> None:
    """Who has a place, and everybody's number in the queue; who is not eligible is not in the draw."""
    count = 11_000
    chance = np.random.default_rng(7)
    failures = np.where(np.arange(count) % 11 == 0, 0.0, 1.0)
    ids = [f"student {number}" for number in chance.permutation(count)]
    known = {
        "enrolled": True,
        "grade": 9.0,
        "course_failures": failures,
        "unexcused_absences": 0.0,
        "over_age": False,
        "free_periods": 1.0,
    }
    pairs = pl.DataFrame({"student": ids}).with_columns(
        given=pl.lit(None, pl.String), option=pl.lit("a place")
    )
    assert pairs.columns == list(IDENTITY)
    observed = pairs.with_columns(*(pl.Series(name, np.full(count, value)) for name, value in known.items()))
    frame, decisions = judge(tutoring, observed, b"secret")
    eligible = [name for name, failed in zip(ids, failures, strict=True) if failed]
    assert len(eligible) == 10_000
    assert tutoring.choose.capacity == 150
    lines = repeated(script(), tutoring.choose.seed, 150, sorted(eligible, key=lambda name: name[::-1]))
    numbers = {" ".join(line[1:-1]): int(line[0]) for line in lines}
    ours = frame.filter(pl.col(":rank") > 0).select("student", ":rank")
    assert numbers == dict(ours.iter_rows())
    placed = {" ".join(line[1:-1]) for line in lines if line[-1] == "place"}
    assert placed == set(decisions.filter(pl.col("chosen").list.len() > 0).get_column("student"))
    assert len(placed) == 150


def test_the_turns_of_a_matching_are_drawn_alike_with_the_change_that_the_docs_name() -> None:
    """The docs' sentence is made true: the one call is changed, and the numbers are the turns."""
    electives = read(handbook.text("electives"), bootstrap.catalogue())
    ids = [f"s{number:03}" for number in range(200)]
    columns = {
        "enrolled": True,
        "wish_place": 1.0,
        "copies": 30.0,
        "periods": "A",
        "object_ready": True,
    }
    pairs = pl.DataFrame({"student": ids}).with_columns(given=pl.lit(None, pl.String), option=pl.lit("choir"))
    observed = pairs.with_columns(pl.lit(value).alias(name) for name, value in columns.items())
    frame, _ = judge(electives, observed, b"secret")
    told = 'student.encode()` to\n`(student + "\\x1f").encode()'
    assert told in DOCUMENT.read_text()
    changed = script().replace("student.encode()", '(student + "\\x1f").encode()')
    lines = repeated(changed, electives.choose.seed, 30, ids)
    assert {line[1]: int(line[0]) for line in lines} == dict(frame.select("student", TURN).iter_rows())
    placed = {line[1] for line in lines if line[-1] == "place"}
    assert placed == set(frame.filter(pl.col(":rank") > 0).get_column("student"))
