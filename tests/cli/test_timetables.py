"""schedule student, teacher, area and board: a day that was planned, printed and as data."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from cli.conftest import Call
from engine.hall_school import HALL, hall_school
from whynext import bootstrap, handbook
from whynext.engine import halls
from whynext.engine.ask import ask
from whynext.engine.publish import publish
from whynext.engine.tick import tick
from whynext.planning.schedule import notes
from whynext.testing.small_school import STUDENTS, SetClock

BANDS = "bands      = { value = 3", "bands      = { value = 9"
"""The small school's students are far from the grade of its map."""


@pytest.fixture(scope="module")
def made_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school whose hall is planned for Tuesday 15 September 2026."""
    path, clock = tmp_path_factory.mktemp("hall") / "hall.school", SetClock()
    engine = hall_school(path, clock)
    text = files(handbook).joinpath("schedule", "process.toml").read_text(encoding="utf-8")
    assert BANDS[0] in text
    publish(engine, text.replace(*BANDS), by="tests")
    for student in STUDENTS:
        ask(engine, "next-skill", student, role="teacher", key=student)
    clock.at = datetime(2026, 9, 14, 15, tzinfo=UTC)
    assert tick(engine).decided == {"schedule": 6}
    engine.store.close()
    return path


@pytest.fixture
def hall(made_hall: Path, folder: Path) -> Path:
    return Path(shutil.copy(made_hall, folder / "hall.school"))


def test_a_student_or_a_section_has_slips(call: Call, hall: Path) -> None:
    one = call("schedule", "student", "ana").out
    assert one.startswith("Ana · Tuesday 15 September 2026\n")
    assert "09:00-09:40" in one
    assert "«Count»" in one
    pages = call("schedule", "student", "red", "--pages").out.split("\f")
    assert [page.split(" ")[0] for page in pages] == ["Ana", "Ben", "Chen"]


def test_teachers_and_areas_together_name_whoever_is_there(call: Call, hall: Path) -> None:
    teachers = call("schedule", "teacher", "--json").json
    assert teachers["day"] == "2026-09-15"
    assert [each["who"] for each in teachers["days"]] == ["Ms Lee", "Mr Abara"]
    areas = call("schedule", "area", "--json", "--names", "code").json["days"]
    for place in range(2):
        there = [
            name for day in areas for each in day["blocks"][place]["sessions"] for name in each["students"]
        ]
        assert sorted(there) == sorted(STUDENTS)
    assert "Corner B" in call("schedule", "area", "b").out
    assert "Ms Lee" in call("schedule", "teacher", "t1", "--width", 50).out


def test_every_place_names_the_decision_that_can_be_asked_why(call: Call, hall: Path) -> None:
    (shown,) = call("schedule", "student", "ben", "--json").json["days"]
    decisions = {id_ for block in shown["blocks"] for each in block["sessions"] for id_ in each["decisions"]}
    assert len(decisions) == 1
    assert call("why", decisions.pop()).code == 0


def test_the_board_is_for_everybody_to_see(call: Call, hall: Path) -> None:
    for by in ("place", "student"):
        told = call("schedule", "board", "--by", by, "--width", 60).out
        assert told.startswith("TUESDAY 15 SEPTEMBER 2026")
        assert "Count" not in told
        assert max(map(len, told.splitlines())) <= 60
        assert all(each.capitalize() in told for each in STUDENTS)
    codes = call("schedule", "board", "--names", "code").out
    assert "ana" in codes
    assert "Ana" not in codes
    sessions = call("schedule", "board", "--json").json["days"][0]["blocks"][0]["sessions"]
    assert {(each["skill"], tuple(each["decisions"])) for each in sessions} == {(None, ())}


def test_how_many_walks_a_day_has_is_told_where_the_hall_says_what_is_near(call: Call, hall: Path) -> None:
    assert "walks" not in call("schedule", "show").out
    engine = bootstrap.engine(hall)
    zoned = HALL.replace("sessions = 0", 'sessions = 0\nzone = "south"')
    halls.state_hall(engine, zoned.replace("seats = 18", 'seats = 18\nzone = "north"'), by="leader")
    engine.store.close()
    told = call("schedule", "show", "--json").json["walks"]
    assert 0 <= told["walks"] <= told["ways"] <= 6
    assert told["ways"] > 0
    assert f"{told['walks']} of {told['ways']} ways" in call("schedule", "show").out


def test_who_falls_ill_is_absent_on_the_list_before_anything_is_planned_again(call: Call, hall: Path) -> None:
    day = date(2026, 9, 15)
    engine = bootstrap.engine(hall)
    halls.note(engine, [notes.absent("t1", day), notes.closed("b", day, "2")], by="office", because="Flu.")
    engine.store.close()
    assert "absent" in call("schedule", "teacher", "t1").out.lower()
    assert "closed" in call("schedule", "area", "b").out
    assert "absent" not in call("schedule", "teacher", "t2").out.lower()


@pytest.mark.parametrize(
    "wrong",
    [
        ("student", "anna"),
        ("teacher", "t3"),
        ("area", "c"),
        ("board", "--width", "12"),
        ("board", "--day", "2026-09-16"),
        ("student", "ana", "--day", "soon"),
        ("board", "--process", "next-day"),
    ],
)
def test_what_is_wrong_is_told(call: Call, hall: Path, wrong: tuple[str, ...]) -> None:
    said = call("schedule", *wrong)
    assert said.code == 2
    assert said.err.strip()
