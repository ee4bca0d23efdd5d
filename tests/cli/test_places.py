"""``whynext places``: who got what, what was not met, and the draw to be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Call
from engine.elective_school import elective_school
from whynext.testing.small_school import STUDENTS


@pytest.fixture
def school(folder: Path) -> Path:
    """A school that has given its places in courses."""
    elective_school(folder / "electives.school").store.close()
    return folder / "electives.school"


def test_the_report_tells_of_places_wishes_and_chances(call: Call, school: Path, folder: Path) -> None:
    """In words, in JSON, and by group."""
    rows = "".join(f"{student},{'left' if student < 'd' else 'right'}\n" for student in STUDENTS)
    (folder / "side.csv").write_text(f"student,group\n{rows}")
    said = call("places", "report", "electives", "--by", "side.csv", "-s", school)
    assert said.code == 0
    for part in ("by turns", "1st", "3rd", "chance of the first", "left", "right", "1 (17 %)"):
        assert part in said.flat
    found = call("places", "report", "electives", "--by", "side.csv", "-s", school, "--json").json
    assert [each["group"] for each in found["ranks"]] == ["all", "left", "right"]
    assert found["ranks"][0]["dearest"] == [1, 2, 3, 0]
    assert found["shares"][0]["offered"] == 6
    assert found["method"] == "turns"


def test_unmet_wishes_are_told_with_the_reason(call: Call, school: Path) -> None:
    """Of one student or of all."""
    said = call("places", "unmet", "electives", "-s", school)
    assert "wishes were not met" in said.flat
    assert "all 1 places are taken" in said.flat
    found = call("places", "unmet", "electives", "--student", "ana", "-s", school, "--json").json
    assert {each["student"] for each in found["unmet"]} == {"ana"}


def test_the_draw_is_printed_as_it_is_to_be_published(call: Call, school: Path) -> None:
    """Numbers, or only the ids."""
    lines = call("places", "draw", "electives", "-s", school).out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    ids = call("places", "draw", "electives", "--ids", "-s", school).out.splitlines()
    assert ids == sorted(STUDENTS)
    found = call("places", "draw", "electives", "--json", "-s", school).json
    assert found["seed"].startswith("courses of choice")


def test_what_is_wrong_is_said(call: Call, school: Path) -> None:
    """A process that never ran, a run that there is not, a group that is not recorded."""
    for wrong, part in (
        (("elective",), "nothing was decided by «elective» yet"),
        (("electives", "--run", "x"), "has no run «x»"),
        (("electives", "--by", "tribe"), "nothing called «tribe» is recorded"),
    ):
        said = call("places", "report", *wrong, "-s", school)
        assert said.code == 2
        assert part in said.flat
