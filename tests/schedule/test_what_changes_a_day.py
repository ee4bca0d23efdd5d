"""What changes a day of the hall: exit slips, tests on demand, locks, absences, too few teachers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schedule.checker import walks
from schedule.days import Days, hall_school
from whynext.engine import inspect, schedules
from whynext.engine.ask import ask
from whynext.engine.choose import act
from whynext.engine.rebuild import rebuild
from whynext.engine.tick import attend
from whynext.planning.schedule import notes
from whynext.planning.schedule.walks import Walks
from whynext.process.agent import Acted

STUDENTS = 18
TOLD = ("period", "modality", "skill", "teacher", "area")
"""What of a place a student has to be told anew."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Return a small hall whose first day is decided."""
    days = hall_school(tmp_path_factory.mktemp("hall") / "hall.school", students=STUDENTS)
    days.evening()
    return days


@pytest.fixture
def days(planned: Days, tmp_path: Path) -> Days:
    """Return a copy of it that a test may change."""
    return planned.copied(tmp_path / "hall.school")


def of(days: Days, student: str, period: str = "") -> list[dict[str, Any]]:
    return [each for each in days.places() if each["student"] == student and period in ("", each["period"])]


def test_nobody_is_forgotten_and_nothing_is_broken(days: Days) -> None:
    assert len(days.places()) == 2 * STUDENTS
    assert days.faults(days.places()) == []


# Exit slips and tests on demand -----------------------------------------------------------------------------


def test_four_of_five_take_a_skill_off_the_list_and_three_keep_it(days: Days) -> None:
    """Even where the right answers came last, so that the estimate alone would call it mastered."""
    students = days.hall.students[:3]
    first = {student: days.playlists()[student][0] for student in students}
    right = dict(zip(students, (5, 4, 3), strict=True))
    days.at(14)
    days.test(
        [(each, first[each], [False] * (5 - right[each]) + [True] * right[each]) for each in students],
        "exit slip",
    )
    days.evening()
    lists = days.playlists()
    assert [first[each] in lists[each] for each in students] == [False, False, True]
    assert lists[students[2]][0] == first[students[2]]
    for each in students[:2]:
        assert first[each] not in {place["skill"] for place in of(days, each)}
    days.note(notes.lock(students[2], days.today, "1", skill=first[students[2]]))
    assert days.again("the lesson is to be repeated").run
    assert of(days, students[2], "1")[0]["skill"] == first[students[2]]
    assert days.faults(days.places()) == []


def test_the_third_miss_in_a_row_changes_the_way_and_tells_the_teacher(days: Days) -> None:
    """The way that failed is refused although somebody asks for it again; until then it was not."""
    student = days.hall.students[0]
    skill = days.playlists()[student][0]
    ways = []
    for _ in range(3):
        days.at(8)
        days.note(notes.lock(student, days.today, "2", skill=skill))
        assert days.again("locked").run
        places = days.places()
        assert days.faults(places) == []
        ways.append(of(days, student, "2")[0]["modality"])
        days.history[days.today] = places
        days.at(14)
        days.test([(student, skill, [True] + [False] * 4)], "exit slip")
        days.evening()
    slips = days.table("decisions", process="exit-slip", student=student).sort("sequence")
    assert [json.loads(each) for each in slips.get_column("chosen")] == [
        ["repeat"],
        ["repeat"],
        ["repeat_other_modality"],
    ]
    told = [str(inspect.explain(days.engine, each).row["agents"]) for each in slips.get_column("id")]
    assert [each[-1] for each in told] == ["0", "0", "1"]
    days.note(
        notes.again(student, skill, ways[-1], days.today), notes.lock(student, days.today, "2", skill=skill)
    )
    assert days.again("asked for once more").run
    (place,) = of(days, student, "2")
    assert (place["skill"], place["modality"] != ways[-1]) == (skill, True)
    assert "missed three times" in why_not(days, student, f"2|{ways[-1]}|{skill}")


def test_a_test_on_demand_frees_the_place_and_another_skill_fills_it(days: Days) -> None:
    """The same evening: the skill leaves tomorrow, and nobody is left without a place."""
    student = days.hall.students[0]
    skill = of(days, student)[0]["skill"]
    days.clock.forward(hours=1)
    days.test([(student, skill, [True] * 10)], "test out")
    attend(days.engine)
    (decided,) = days.table("decisions", process="test-out", student=student).to_dicts()
    assert json.loads(decided["chosen"]) == ["skip"]
    ask(days.engine, "next-skill", student, role="student", key="passed")
    again = days.again("a skill was shown in a test on demand")
    assert student in {move.student for move in again.moves}
    now = of(days, student)
    assert len(now) == 2
    assert skill not in {place["skill"] for place in now}
    assert days.faults(days.places()) == []


# Locks and late changes -------------------------------------------------------------------------------------


def test_a_lock_survives_planning_again_and_it_is_told_who_set_it_and_what_moved(days: Days) -> None:
    student = days.hall.students[0]
    (before,) = of(days, student, "2")
    wanted = next(each for each in ("practice", "reading") if each != before["modality"])
    days.clock.forward(hours=1)
    days.note(notes.lock(student, days.today, "2", wanted), by="teacher t02", because="needs quiet tomorrow")
    again = days.again("a lock")
    assert {move.student for move in again.moves} >= {student}
    assert of(days, student, "2")[0]["modality"] == wanted
    away = days.hall.students[5:8]
    days.clock.forward(hours=12)
    days.note(*(notes.absent(each, days.today) for each in away), because="ill")
    later = days.again("absences")
    assert of(days, student, "2")[0]["modality"] == wanted
    assert days.faults(days.places()) == []
    assert {move.student for move in later.moves} >= set(away)
    (held,) = days.table("hall_notes", kind="lock").to_dicts()
    assert (held["by"], held["because"], held["person"]) == ("teacher t02", "needs quiet tomorrow", student)
    assert "locked" in why_not(days, student, f"2|{before['modality']}|{before['skill']}")


def test_who_is_absent_leaves_and_hardly_anybody_else_moves(days: Days) -> None:
    """Moves are listed, and what they say is what the day then is."""
    before = {each["student"]: set() for each in days.places()}
    for each in days.places():
        before[each["student"]].add(tuple(each[name] for name in TOLD))
    days.at(7, 30)
    days.note(notes.absent(days.hall.students[3], days.today), because="ill")
    again = days.again("absent")
    after: dict[str, set[tuple[Any, ...]]] = {each: set() for each in before}
    for each in days.places():
        after[each["student"]].add(tuple(each[name] for name in TOLD))
    assert {each for each in before if before[each] != after[each]} == {move.student for move in again.moves}
    assert len(again.moves) <= 3
    assert after[days.hall.students[3]] == set()


def test_who_comes_after_all_is_given_places_again(days: Days) -> None:
    """An absence that is taken back; then only for the second period, because the bus is late."""
    student = days.hall.students[3]
    days.at(7, 30)
    days.note(notes.absent(student, days.today), because="ill")
    days.again("absent")
    assert of(days, student) == []
    days.at(7, 50)
    days.note(notes.present(student, days.today), because="feels better")
    again = days.again("there after all")
    assert student in {move.student for move in again.moves}
    assert len(of(days, student)) == 2
    days.at(8, 50)
    days.note(notes.absent(student, days.today, "1"), because="the bus is late")
    assert days.again("late").run
    assert [each["period"] for each in of(days, student)] == ["2"]
    assert days.faults(days.places()) == []


def test_what_a_teacher_changes_while_a_plan_is_looked_for_counts(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is made once more with the change in it, and the change stays where nothing forbids it."""
    alone = ("practice", "reading", "video", "reinforcement")  # whom nobody else's session waits for
    student = next(
        each["student"] for each in days.places() if each["period"] == "1" and each["modality"] in alone
    )
    (row,) = days.table("decisions", process="schedule", student=student).to_dicts()
    kept = next(each for each in json.loads(row["chosen"]) if each.startswith("2|"))
    skill = next(each for each in days.playlists()[student] if each not in row["chosen"])
    wanted = [f"1|practice|{skill}", kept]
    looked: list[int] = []
    compute = schedules.compute

    def disturbed(*given: Any) -> Any:
        looked.append(1)
        if len(looked) == 1:
            act(
                days.engine,
                row["id"],
                Acted.OVERRODE,
                role="teacher",
                person="t01",
                chosen=wanted,
                reason="quiet work",
            )
        return compute(*given)

    monkeypatch.setattr(schedules, "compute", disturbed)
    days.clock.forward(hours=1)
    assert days.again("something").run
    assert len(looked) == 2
    assert [f"{each['period']}|{each['modality']}|{each['skill']}" for each in of(days, student)] == wanted
    assert days.faults(days.places()) == []


def test_an_alarm_closes_an_area_and_the_rest_of_the_day_is_planned_again(days: Days) -> None:
    days.at(9, 42)
    days.note(notes.closed("screens", days.today, "2"), because="the fire alarm")
    assert days.again("the fire alarm").run
    assert not [each for each in days.places() if each["area"] == "screens" and each["period"] == "2"]
    assert days.faults(days.places()) == []


# Walking and company ----------------------------------------------------------------------------------------


def test_it_is_told_who_walks_and_who_comes_from_near_by(days: Days) -> None:
    """To the school as a number, to each student as a word; a place that nobody comes to says nothing."""
    counted = walks(days.hall.document, days.places())
    assert days.walks() == Walks(sum(counted.values()), len(counted))
    assert len(set(counted.values())) == 2
    for place in days.places()[:: STUDENTS // 4]:
        walk = counted.get((place["student"], place["period"]))
        said = why(days, place)
        assert ("a walk from the place before" in said) == (walk is True)
        assert ("near the place before" in said) == (walk is False)


def test_it_is_told_how_many_of_the_own_advisory_group_are_in_the_session(days: Days) -> None:
    groups = {student: section.id for section in days.hall.sections for student in section.students}
    shared = [each for each in days.places() if each["teacher"]]
    key = ("period", "modality", "skill", "session")
    for place in shared[:3]:
        there = [each for each in shared if all(each[name] == place[name] for name in key)]
        many = sum(groups[each["student"]] == groups[place["student"]] for each in there) - 1
        assert f"with {len(there) - 1} other" in why(days, place)
        assert f"({many or 'none'} of the same advisory)" in why(days, place)


# What cannot be kept ----------------------------------------------------------------------------------------


@pytest.mark.long
def test_with_too_few_seats_and_teachers_nothing_is_published_and_the_day_stands(days: Days) -> None:
    before = days.places()
    days.at(7, 30)
    teachers = [notes.absent(f"t{number:02}", days.today) for number in range(1, 6)]
    areas = [notes.closed(area, days.today) for area in ("screens", "desks")]
    days.note(*teachers, *areas, because="a storm")
    again = days.again("a storm")
    assert (again.run, again.moves, again.search.status) == ("", (), "impossible")
    assert days.places() == before


def test_an_evening_without_a_valid_plan_asks_instead_of_publishing(days: Days) -> None:
    tomorrow = days.today.replace(day=days.today.day + 1)
    teachers = [notes.absent(f"t{number:02}", tomorrow) for number in range(1, 6)]
    areas = [notes.closed(area, tomorrow) for area in ("screens", "desks")]
    days.note(*teachers, *areas, because="a storm")
    days.at(14)
    days.evening()
    assert days.places() == []
    rows = days.table("decisions", process="schedule", day=days.today)
    assert set(rows.get_column("state")) == {"asks"}


# The same again ---------------------------------------------------------------------------------------------


def test_the_same_seed_and_facts_give_the_same_day_and_a_replay_the_same_run(
    days: Days, tmp_path: Path
) -> None:
    again = hall_school(tmp_path / "again.school", students=STUDENTS)
    again.evening()
    assert again.places() == days.places()
    run = days.table("decisions", process="schedule").get_column("run")[0]
    assert inspect.replay_run(days.engine, run).replay.same
    before = days.places()
    assert rebuild(days.engine).same
    assert days.places() == before


def why(days: Days, place: dict[str, Any]) -> str:
    """Return what is said of a place."""
    rows = days.table("decisions", process="schedule", student=place["student"], day=days.today)
    told = inspect.explain(days.engine, rows.sort("sequence").tail(1).get_column("id")[0])
    option = "|".join(place[name] for name in ("period", "modality", "skill"))
    return next(str(each.reasons) for each in told.chosen if each.option == option)


def why_not(days: Days, student: str, option: str) -> str:
    """Return what is said of an option that a student was not given."""
    rows = days.table("decisions", process="schedule", student=student, day=days.today)
    last = rows.sort("sequence").tail(1).get_column("id")[0]
    return str(inspect.explain_not(days.engine, last, option).answer)
