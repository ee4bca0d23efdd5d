"""measure and forms: a test of one ability from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Call, digest
from whynext import bootstrap
from whynext.base.ids import ItemId, SkillId
from whynext.engine import intake
from whynext.engine.calibrating import put_bank_in_force
from whynext.library.item import Item, Key, Kind
from whynext.mastery.calibration.bank import BankItem, ItemBank


@pytest.fixture
def ready(call: Call, small: Path) -> Path:
    """A school with thirty calibrated items and the two processes."""
    made = bootstrap.engine(small)
    items = [
        Item(ItemId(f"q{n:02d}"), (SkillId("add"),), Kind.NUMBER, f"Write {n}.", Key(value=str(n)))
        for n in range(30)
    ]
    intake.take_library(made, items, [], name="questions")
    put_bank_in_force(
        made, ItemBank(tuple(BankItem(f"q{n:02d}", 1.8, (n - 15) / 8) for n in range(30))), by="tests"
    )
    made.store.close()
    for name in ("adaptive-test", "fixed-test"):
        path = small.parent / f"{name}.toml"
        path.write_text(bootstrap.handbook_text(name))
        assert call("process", "publish", path, "--by", "dora").code == 0
    return small


def test_an_adaptive_test_goes_on_where_it_was_left(call: Call, ready: Path) -> None:
    first = call("measure", "ana", "--json").json
    assert (first["number"], first["of"], first["form"]) == (1, None, "adaptive")
    assert "tell most" in first["why"]
    said = call("measure", "ana", "--json", "--answer", first["asked"][1:].lstrip("0") or "0").json
    assert said["number"] == 2
    assert said["asked"] != first["asked"]
    ended = call("measure", "ana", *["--answer", "?"] * 29)
    assert "Ability" in ended.flat
    assert "Over:" in ended.flat
    assert call("verify").code == 0
    assert call("rebuild", "--json").code == 0


def test_forms_are_made_shown_and_taken(call: Call, ready: Path) -> None:
    assert "no forms of a test are in force" in call("forms").flat
    before = digest(ready)
    tried = call("forms", "--length", "5", "--json").json
    assert [len(each["items"]) for each in tried["forms"]] == [5, 5]
    assert digest(ready) == before
    assert "Not in force" in call("forms", "--length", "5").flat
    assert call("forms", "--length", "5", "--publish", "--by", "dora").code == 0
    assert call("forms", "--json").json == tried
    said = call("measure", "ben", "--fixed", "--json", *["--answer", "?"] * 5).json
    assert said["form"] in [each["id"] for each in tried["forms"]]
    assert (said["answers"], said["right"], said["decision"]) == (5, 0, "not passed")


def test_a_test_can_be_ended_and_begun_anew(call: Call, ready: Path) -> None:
    call("measure", "ana", "--json", "--answer", "?")
    again = call("measure", "ana", "--anew", "--json").json
    assert again["number"] == 1


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("measure", "anna"), "ana"),
        (("measure", "ana", "--fixed"), "no forms of a test are in force"),
        (("measure", "ana", "--answer", "three or so"), "number"),
        (("forms", "--length", "20"), "too few"),
        (("forms", "--length", "5", "--number", "40"), "1 to 26"),
        (("forms", "--publish", "--by", "dora"), "--length N"),
        (("forms", "--length", "5", "--publish"), "nobody is named"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], wanted: str, call: Call, ready: Path) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert wanted in said.flat


def test_without_a_bank_the_next_step_is_said(call: Call, small: Path) -> None:
    said = call("measure", "ana", "--json")
    assert said.code == 2
    assert "calibrate --publish" in json.loads(said.out)["problems"][0]["next_step"]
