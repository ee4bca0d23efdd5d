"""calibrate: items in order, groups, links, reports, and the bank in force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cli.conftest import Call, digest


@pytest.fixture
def answered(call: Call, folder: Path) -> Path:
    """A school of 240 students who all answered ten items; item 2 is harder for the second half."""
    chance = np.random.default_rng(9)
    lines, groups = ["student,item,skill,correct,at"], ["student,half,number"]
    for student in range(240):
        half = ("first", "second")[student >= 120]
        groups.append(f"s{student},{half},{student}")
        ability = chance.normal()
        for item in range(10):
            hard = (item - 5) / 3 + (1.6 if item == 2 and half == "second" else 0.0)
            right = chance.random() < 1 / (1 + np.exp(-1.4 * (ability - hard)))
            lines.append(f"s{student},i{item},adding,{int(right)},2026-01-05T09:{item:02d}:00Z")
    (folder / "answers.csv").write_text("\n".join(lines))
    (folder / "halves.csv").write_text("\n".join(groups))
    assert call("init", "our.school", "--name", "Ours", "--timezone", "UTC").code == 0
    assert call("import", "responses", "answers.csv", "--create").code == 0
    return folder / "our.school"


@pytest.mark.long
def test_an_item_that_is_harder_for_a_group_is_named(call: Call, answered: Path) -> None:
    before = digest(answered)
    said = call("calibrate", "--groups", "halves.csv:half", "--dif", "--json", "--report", "found.md").json
    flagged = [each["item"] for each in said["dif"]["differences"] if each["flagged"]]
    assert flagged == ["i2"]
    assert set(said["dif"]["ability"]) == {"first", "second"}
    assert "harder for group second" in Path("found.md").read_text()
    assert "harder for group second" in call("calibrate", "--groups", "halves.csv:half").flat
    assert digest(answered) == before


def test_a_bank_is_linked_and_put_in_force(call: Call, answered: Path) -> None:
    first = call("calibrate", "--out", "bank.json", "--publish", "--by", "dora", "--json").json
    assert first["in_force"] == first["bank"]["version"]
    for bank in ("bank.json", "in force"):
        said = call("calibrate", "--model", "1pl", "--link", bank, "--json").json
        assert said["link"]["slope"] == pytest.approx(1.0, abs=0.2)
        assert [each["id"] for each in said["bank"]["items"]] == [f"i{n}" for n in range(10)]
    assert "common items" in call("calibrate", "--link", "in force").flat
    assert call("verify").code == 0


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--dif",), "no groups are named"),
        (("--publish",), "nobody is named"),
        (("--link", "in force"), "no item bank is in force"),
        (("--link", "nowhere.json"), "no file"),
        (("--link", "answers.csv"), "no JSON"),
        (("--groups", "halves.csv"), "name it: halves.csv:COLUMN"),
        (("--groups", "halves.csv:haff"), "half"),
        (("--groups", "halves.csv:half", "--reference", "frist"), "first"),
        (("--groups", "section"), "one group"),
    ],
)
def test_what_cannot_be_calibrated_so_is_refused(
    arguments: tuple[str, ...], wanted: str, call: Call, answered: Path
) -> None:
    before = digest(answered)
    said = call("calibrate", *arguments)
    assert (said.code, said.out) == (2, "")
    assert wanted in said.flat
    assert digest(answered) == before
