"""Why there is no plan, in words: what cannot be kept together, and ways out with their prices."""

from __future__ import annotations

from pathlib import Path

import pytest

from schedule.days import Days, hall_school
from whynext.cli.output import console
from whynext.cli.scheduling import conflict_lines
from whynext.engine import conflicts
from whynext.planning.schedule import notes

STUDENTS = 16


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Return a small hall in which every teacher is ill and every area but one corner is closed."""
    days = hall_school(tmp_path_factory.mktemp("stuck") / "hall.school", students=STUDENTS)
    days.evening()
    days.at(7, 30)
    teachers = [notes.absent(f"t{number:02}", days.today) for number in range(1, 6)]
    closed = [notes.closed(area, days.today) for area in ("screens", "desks")]
    days.note(*teachers, *closed, because="a burst pipe")
    return days


@pytest.fixture(scope="module")
def told(stuck: Days) -> conflicts.Conflict:
    """Return why the day cannot be planned again."""
    again = stuck.again("a burst pipe")
    assert again.run == ""
    assert again.conflict is not None
    return again.conflict


def test_the_day_stands_and_what_cannot_be_kept_is_named(stuck: Days, told: conflicts.Conflict) -> None:
    """Seats, teachers and sizes are named, as few as there are, with who may give way."""
    assert len(stuck.places()) == 2 * STUDENTS
    assert told.minimal
    assert told.together
    assert all(each.says for each in told.together)
    assert {each.by for each in told.together} <= {"", "leader", "teacher", "coordinator"}


def test_ways_out_are_priced_and_the_cheapest_comes_first(told: conflicts.Conflict) -> None:
    """Each says who may take it; what nobody has put a price on would come last."""
    prices = [way.price for way in told.ways]
    known = [price for price in prices if price is not None]
    assert known
    assert known == sorted(known)
    assert prices[: len(known)] == known
    assert all(change.by for way in told.ways for change in way.changes)


def test_it_is_told_of_one_period_and_no_line_of_it_is_needless(told: conflicts.Conflict) -> None:
    """So that it can be seen: so many want a place there, and so many can have one."""
    assert told.where in ("period 1", "period 2")
    assert told.by_line
    assert not any(f"period {3 - int(told.where[-1])}" in each.says for each in told.together)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Return a hall of ninety students whose first day is decided."""
    days = hall_school(tmp_path_factory.mktemp("whole") / "hall.school", students=90)
    days.evening()
    return days


@pytest.mark.long
@pytest.mark.parametrize("closed", [("b", "desks"), ("screens", "desks"), ("screens", "c")])
def test_a_whole_hall_that_competes_for_the_last_seats_is_told_why(
    whole: Days, tmp_path: Path, closed: tuple[str, str]
) -> None:
    """A third of the teachers and two areas are away: each line is needed, each way has a price."""
    days = whole.copied(tmp_path / "hall.school")
    days.at(7, 30)
    away = () if "c" in closed else ("t01", "t02")
    said = [notes.absent(each, days.today) for each in away]
    days.note(*said, *(notes.closed(area, days.today) for area in closed), because="a storm")
    told = days.again("a storm").conflict
    assert told is not None
    assert told.by_line
    assert told.where
    assert len(told.students) > 60
    assert len(told.together) < 8
    assert len(told.ways) > 2
    assert all(way.price for way in told.ways)


def test_it_reads_like_what_a_person_would_say(told: conflicts.Conflict) -> None:
    """No ids of rules, no columns: sentences."""
    out = console()
    with out.capture() as caught:
        for line in conflict_lines(told):
            out.print(line)
    said = caught.get()
    assert "There is no plan for" in said
    assert "Ways out" in said
    assert f"This is about {told.where} alone" in said
    assert "Without any one of these lines" in said
    assert "may give way" in said
    assert ":kept" not in said


def test_an_evening_without_a_plan_can_be_asked_why(tmp_path: Path) -> None:
    """The run is on record, its decisions ask, and the record tells the conflict."""
    days = hall_school(tmp_path / "hall.school", students=12)
    days.at(9)
    tomorrow = days.today.fromordinal(days.today.toordinal() + 3)
    days.note(*(notes.closed(area, tomorrow) for area in ("a", "b", "c", "d", "screens", "desks")))
    days.evening()
    found = conflicts.conflict(days.engine, "schedule")
    assert found.day == days.today
    assert found.students or found.together
