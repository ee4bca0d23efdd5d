"""The program as a whole: what becomes of errors, which school is meant, JSON everywhere, a quick start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Call, decision, digest
from whynext.base.errors import Unavailable
from whynext.cli import looking
from whynext.cli.main import app, main

HEAVY = ("polars", "sqlalchemy", "numpy", "rich", "sqlglot", "pydantic", "rustworkx")


def test_help_loads_nothing_heavy_and_is_quick() -> None:
    program = (
        f"import sys\nimport whynext.cli.main\nprint([name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(call: Call) -> None:
    said = call("--help")
    assert said.code == 0
    names = ("demo", "init", "plan", "why", "why-not", "replay", "status", "process", "tick", "answer")
    for name in (*names, "record", "choose", "ask", "import", "export", "verify", "rebuild"):
        assert f" {name} " in said.out, name


def test_no_command_at_all_shows_the_help(call: Call) -> None:
    assert "why-not" in call().out


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["wyh"], "wyh"),
        (["why"], "DECISION"),
        (["plan", "s001", "--colour"], "--colour"),
        (["demo", "--students", "three"], "--students"),
        (["export", "everything", "out.csv"], "everything"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(arguments: list[str], wanted: str, call: Call) -> None:
    said = call(*arguments)
    assert (said.code, said.out) == (2, "")
    assert wanted in said.flat
    assert "--help" in said.flat


def test_wrong_use_with_json_is_one_document(call: Call) -> None:
    said = call("why", "--json")
    assert said.code == 2
    assert said.json["ok"] is False
    assert said.json["problems"][0]["kind"] == "wrong use"


def test_without_a_school_it_says_how_to_get_one(call: Call) -> None:
    said = call("status")
    assert said.code == 2
    assert "no school file here" in said.flat
    assert "whynext demo" in said.flat
    assert "WHYNEXT_SCHOOL" in said.flat


def test_the_only_school_of_the_folder_is_meant(call: Call, small: Path) -> None:
    assert call("status", "--json").json["school"] == "small.school"


def test_of_several_schools_one_has_to_be_named(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(small, "other.school")
    said = call("status")
    assert said.code == 2
    assert "other.school, small.school" in said.flat
    assert call("status", "-s", "other.school").code == 0
    monkeypatch.setenv("WHYNEXT_SCHOOL", "other.school")
    assert call("status", "--json").json["school"] == "other.school"


@pytest.mark.parametrize("content", [b"", b"not a school at all", b"SQLite format 3\0" + bytes(100)])
def test_a_file_that_is_no_school_is_refused(content: bytes, call: Call, folder: Path) -> None:
    (folder / "odd.school").write_bytes(content)
    said = call("status")
    assert said.code == 2
    assert "odd.school" in said.flat
    assert "Traceback" not in said.flat
    assert (folder / "odd.school").read_bytes() == content


def test_a_school_that_is_nowhere_is_named(call: Call) -> None:
    said = call("plan", "s001", "-s", "nowhere.school")
    assert said.code == 2
    assert "nowhere.school" in said.flat
    assert not Path("nowhere.school").exists()


def test_an_address_of_no_database_is_refused(call: Call) -> None:
    assert call("status", "-s", "postgresql://").code == 2


def test_a_store_that_cannot_work_now_is_told(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(looking, "opened", full)
    said = call("status", "--json")
    assert (said.code, said.json["problems"][0]["kind"]) == (2, "unavailable")


def test_an_interruption_is_no_traceback(call: Call, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(looking, "opened", stopped)
    said = call("status")
    assert said.code == 130  # as shells expect it of a program that was interrupted
    assert "Traceback" not in said.flat


def test_a_fault_of_the_program_is_no_refusal(
    call: Call, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise KeyError("lost")

    monkeypatch.setattr(looking, "opened", broken)
    said = call("status")
    assert said.code == 70
    assert "test_main.py, line" in said.flat
    assert "Traceback" not in said.err
    monkeypatch.setenv("WHYNEXT_TRACEBACK", "1")
    assert "Traceback" in call("status").err


def test_a_school_can_be_held_in_postgresql(call: Call, new_database: str) -> None:
    named = ("-s", new_database)
    assert call("init", new_database, "--name", "Hill", "--timezone", "UTC").code == 0
    assert call("status", *named, "--json").json["status"]["name"] == "Hill"
    assert call("process", "publish", "handbook/next-skill", "--by", "me", *named).code == 0
    assert call("verify", *named, "--json").json["sound"] is True
    assert call("rebuild", *named).code == 0


def test_every_command_has_json(call: Call) -> None:
    import typer

    root = typer.main.get_command(app)
    leaves = [("", root)]
    seen = []
    while leaves:
        name, command = leaves.pop()
        below = getattr(command, "commands", None)
        if below:
            leaves += [(f"{name} {each}".strip(), one) for each, one in below.items()]
        else:
            seen.append(name)
            options = [each for parameter in command.params for each in parameter.opts]
            assert "--json" in options, name
    assert len(seen) > 25


def looked_at(demo: Path) -> list[list[str]]:
    """Every command that only looks, with arguments that fit the demo school."""
    row = decision(demo, "next-skill")
    return [
        ["status"],
        ["plan", row["student"]],
        ["plan", "3A"],
        ["why", row["id"]],
        ["why-not", row["id"], "count-to-20"],
        ["replay", row["id"]],
        ["process", "list"],
        ["process", "show", "next-skill"],
        ["process", "check", "next-skill"],
        ["process", "test", "handbook/next-skill"],
        ["process", "compare", "next-skill", "--set", "bar=0.8"],
        ["process", "what-if", "next-skill", "--set", "bar=0.8"],
        ["process", "schema"],
        ["verify"],
    ]


def test_commands_that_look_change_nothing_and_answer_in_both_forms(call: Call, demo: Path) -> None:
    before = digest(demo)
    for arguments in looked_at(demo):
        plain, document = call(*arguments), call(*arguments, "--json")
        assert (plain.code, document.code) == (0, 0), (arguments, plain.err)
        assert isinstance(document.json, dict), arguments
        assert plain.out.strip(), arguments
        assert plain.err == document.err == "", arguments
    assert digest(demo) == before


def test_the_program_leaves_with_the_exit_code(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    from whynext.cli.main import run

    monkeypatch.setattr(sys, "argv", ["whynext", "status", "--json"])
    with pytest.raises(SystemExit) as left:
        run()
    assert left.value.code == 2


def test_the_installed_program_answers(demo: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from whynext.cli.main import run; run()", "status", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"]["counts"]["students"] == 18


def test_main_returns_codes_and_raises_nothing(folder: Path) -> None:
    assert main(["process", "show", "no-such-process"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "STUDENT|SECTION is missing"),
        (["plna"], "there is no command «plna». Did you mean 'plan'"),
        (["plan", "a", "b"], "«b» is more than it asks for"),
        (["tick", "--noww", "x"], "there is no option --noww. Did you mean --now"),
        (["assess", "ada", "slip", "four", "5", "--skill", "x"], "CORRECT must be a whole number"),
        (["process"], "nothing is said of what it is to do"),
    ],
)
def test_a_command_that_is_not_understood_is_told_plainly(
    arguments: list[str], said: str, call: Call
) -> None:
    told = call(*arguments)
    assert told.code == 2
    assert said in told.flat
    assert "--help" in told.flat
