"""demo and init: a school where none was, and nothing of anyone else's written over."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from cli.conftest import PUBLISHED, Call, digest, table
from whynext import bootstrap

SMALL = ("--students", "18", "--days", "8")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the demo was shown, and what it printed."""
    import contextlib
    import io

    from whynext.cli.main import main

    folder = tmp_path_factory.mktemp("shown")
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        assert main(["demo", *SMALL]) == 0
    return folder, out.getvalue()


def test_the_demo_shows_every_part_in_a_hundred_columns(shown: tuple[Path, str]) -> None:
    _, out = shown
    flat = " ".join(out.split())
    for part in (
        "The school",
        "Tomorrow for",
        "Why?",
        "Why not?",
        "A teacher changes it",
        "What if the bar were lower?",
        "Can the record be trusted?",
        "Try",
    ):
        assert part in out
    assert "is simulated: 18 students in 6 sections" in flat
    assert "tried, and found true" in flat
    assert "goes from 0.95 to 0.8" in flat
    assert "every seal fits" in flat
    assert max(map(len, out.splitlines())) <= 100


def test_what_the_demo_suggests_can_be_pasted(
    shown: tuple[Path, str], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = shown
    monkeypatch.chdir(folder)
    commands = [line.strip() for line in out.split("Try ─")[1].splitlines()[1:] if line.strip()]
    assert len(commands) > 8
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program.endswith("whynext")
        said = call(*arguments)
        assert said.code == 0, (command, said.flat)


def test_an_earlier_demo_is_replaced(call: Call, demo: Path) -> None:
    before = digest(demo)
    said = call("demo", *SMALL, "--json")
    assert said.code == 0, said.err
    assert said.json["verification"]["sound"] is True
    assert digest(demo) != before


@pytest.mark.long
def test_the_same_seed_gives_the_same_school(call: Call, folder: Path) -> None:
    first, again = (call("demo", *SMALL, "--seed", 7, "--json").json for _ in range(2))
    assert first == again
    assert first["student"]


def test_another_school_is_never_written_over(call: Call, small: Path) -> None:
    before = digest(small)
    said = call("demo", "small.school")
    assert said.code == 2
    assert "no demo school" in said.flat
    Path("notes.txt").write_text("mine")
    assert call("demo", "notes.txt").code == 2
    assert Path("notes.txt").read_text() == "mine"
    assert digest(small) == before


def test_init_makes_an_empty_school(call: Call, folder: Path) -> None:
    said = call("init", "hill.school", "--name", "Hill School", "--timezone", "Europe/Berlin",
                "--holiday", "2026-12-24", "--holiday", "2026-12-25", "--json")  # fmt: skip
    assert said.code == 0, said.err
    status = call("status", "--json").json
    assert (status["status"]["name"], status["simulated"]) == ("Hill School", False)
    engine = bootstrap.engine(folder / "hill.school")
    with engine.store.reading() as reading:
        assert reading.school().holidays == ("2026-12-24", "2026-12-25")
    engine.store.close()


def test_init_with_the_starter_has_all_there_is(call: Call, folder: Path) -> None:
    said = call("init", "hill.school", "--name", "Hill", "--timezone", "Europe/Berlin", "--starter")
    assert said.code == 0, said.err
    assert "265 competencies" in said.flat
    assert "Not in force: tracking-1955." in said.flat
    assert len(table(folder / "hill.school", "definitions")) == PUBLISHED
    assert len(table(folder / "hill.school", "items")) > 1000


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"--timezone": "Berlin"}, "Europe/Berlin"),
        ({"--name": " "}, "no name"),
        ({"--holiday": "Christmas"}, "Christmas"),
        ({"--model": "oracle"}, "bkt"),
    ],
)
def test_init_refuses_what_is_wrong_and_makes_nothing(
    changed: dict[str, str], wanted: str, call: Call, folder: Path
) -> None:
    given = {"--name": "Hill", "--timezone": "Europe/Berlin"} | changed
    said = call("init", "hill.school", *[each for pair in given.items() for each in pair])
    assert said.code == 2
    assert wanted in said.flat
    assert list(folder.iterdir()) == []


def test_init_writes_over_nothing(call: Call, small: Path) -> None:
    before = digest(small)
    said = call("init", "small.school", "--name", "x", "--timezone", "UTC")
    assert said.code == 2
    assert digest(small) == before


def test_a_city_is_enough_to_be_told_its_time_zone(call: Call, folder: Path) -> None:
    said = call("init", "hill.school", "--name", "Hill", "--timezone", "chicago")
    assert said.code == 2
    assert "did you mean «America/Chicago»?" in said.flat
    assert not (folder / "hill.school").exists()
