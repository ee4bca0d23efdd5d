"""``whynext places``: who got what, what was not met, and the draw to be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Call
from engine.elective_school import elective_school
from engine.tutoring_school import before_the_draw, live
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
    assert "the one place is taken" in said.flat
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


def test_offers_are_foreseen_and_what_they_did_is_told(call: Call, folder: Path) -> None:
    """In words and in JSON, before the draw and a year after."""
    school = folder / "tutoring.school"
    year = before_the_draw(school)
    said = call("places", "forecast", "tutoring-placement", "--take-up", "0.4", "-s", school).flat
    assert "something else at that time" in said
    assert "offers about 60 will be taken up" in said
    asked = ("--set", "failures=9", "--set", "absences=0", "-s", school, "--json")
    assert call("places", "forecast", "tutoring-placement", *asked).json["prospect"]["offers"] == 150
    asked = ("--set", "failures=9", "-s", school, "--json")
    assert call("places", "forecast", "tutoring-placement", *asked).json["prospect"]["offers"] == 0
    live(year)
    year.engine.store.close()
    asked = ("--outcome", "test_in_summer", "--sessions", "tutoring_sessions", "-s", school)
    said = call("places", "effect", "tutoring-placement", *asked).flat
    assert "of coming" in said
    assert "raised the share of those who came" in said
    found = call("places", "effect", "tutoring-placement", *asked, "--json").json
    assert 100 < found["effect"]["offered"] <= 150
    said = call("places", "report", "tutoring-placement", "--by", "section", *asked[2:]).flat
    assert "sessions" in said
    assert "south" in said
    wrong = call("places", "effect", "tutoring-placement", "--outcome", "test_in_sumer", "-s", school)
    assert (wrong.code, "did you mean «test_in_summer»?" in wrong.flat) == (2, True)
