"""A pace line in a school, from stating it to a student's Monday; on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.base.ids import SkillId, StudentId
from whynext.engine import inspect
from whynext.engine.pace import lines_of, move_unit, state_line, withdraw_line
from whynext.engine.pace_standings import StudentPace, paces_of
from whynext.engine.publish import publish
from whynext.engine.rebuild import rebuild
from whynext.engine.respond import Answer, assess, record, respond
from whynext.engine.school import Engine
from whynext.engine.tick import tick
from whynext.mastery.assessment import AssessmentResult
from whynext.planning.pace.line import PaceLine, Unit
from whynext.testing.small_school import SKILLS, SetClock

UNITS = tuple(Unit(each, "", (each,)) for each in SKILLS)
LINE = PaceLine("maths", "Maths", ("red",), date(2026, 9, 7), date(2026, 10, 16), UNITS, 40.0)
BY: dict[str, Any] = {"by": "teacher t1", "because": "We began late."}
RED = ("ana", "ben", "chen")


@pytest.fixture
def lined(engine: Engine) -> Engine:
    """Return a school of which one section follows a line of six skills, one a week."""
    assert state_line(engine, LINE, by="leader l1")
    publish(engine, handbook.text("pace-line"), by="tests")
    return engine


def shown(engine: Engine, clock: SetClock, student: str, skill: str) -> None:
    """Let a student pass an assessment of a skill."""
    result = AssessmentResult(StudentId(student), SkillId(skill), "quiz", "", 9, 10, clock.at)
    assess(engine, result, key=f"{student} {skill}")


def monday(engine: Engine, clock: SetClock, day: date) -> dict[str, tuple[str, str]]:
    """Tick on a Monday morning; return what was decided for whom, and the decision."""
    clock.at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    tick(engine)
    with engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "pace-line", "day": day}).to_dicts()
    return {row["student"]: (json.loads(row["chosen"])[0], row["id"]) for row in rows}


def of(engine: Engine, student: str) -> StudentPace:
    (found,) = paces_of(engine, [student])
    return found


def test_a_student_falls_behind_catches_up_and_gets_ahead(lined: Engine, clock: SetClock) -> None:
    """Each Monday has a decision with reasons, for those of the section alone."""
    shown(lined, clock, "ana", "count")
    for skill in SKILLS[:4]:
        shown(lined, clock, "chen", skill)
    decided = monday(lined, clock, date(2026, 9, 21))
    assert {student: what for student, (what, _) in decided.items()} == {
        "ana": "off_track_catch_up",
        "ben": "off_track_catch_up",
        "chen": "ahead",
    }
    why = str(inspect.explain(lined, decided["ben"][1]))
    assert "something is behind, and the usual minutes are enough if it comes first" in why
    assert inspect.explain_not(lined, decided["ben"][1], "on_track").answer
    shown(lined, clock, "ana", "add")
    shown(lined, clock, "ana", "subtract")
    assert monday(lined, clock, date(2026, 9, 28))["ana"][0] == "on_track"


def test_moving_a_day_moves_the_line_and_the_status(lined: Engine, clock: SetClock) -> None:
    """For all, or for one student; the other days stay, and the ledger says who and why."""
    clock.at = datetime(2026, 9, 15, 8, tzinfo=UTC)
    assert [of(lined, each).status for each in RED] == ["off track"] * 3
    days = [each.day for each in of(lined, "ben").units]
    move_unit(lined, "maths", "count", date(2026, 9, 18), student="ana", **BY)
    assert [of(lined, each).status for each in RED] == ["on track", "off track", "off track"]
    move_unit(lined, "maths", "count", date(2026, 9, 17), **BY)
    assert [of(lined, each).status for each in RED] == ["on track"] * 3
    assert [each.day for each in of(lined, "ben").units] == [date(2026, 9, 17), *days[1:]]
    assert of(lined, "ana").units[0].day == date(2026, 9, 18)
    with lined.store.reading() as reading:
        said = [json.loads(each.content or b"{}") for each in reading.entries() if each.kind == "pace_moved"]
    assert [(each["student"], each["by"], each["because"]) for each in said] == [("ana", *BY.values())]


def test_nobody_gets_an_earlier_day_than_the_others(lined: Engine) -> None:
    with pytest.raises(Refused, match="nobody gets an earlier day for having been fast"):
        move_unit(lined, "maths", "add", date(2026, 9, 8), student="ana", **BY)


def test_answers_make_work_smaller_and_passing_by_mastery_counts(lined: Engine, clock: SetClock) -> None:
    """Three right answers lead from the whole of a skill to nothing of it."""
    left = [of(lined, "ana").expected]
    for number in range(3):
        respond(lined, Answer("ana", "count-1", f"a{number}", given="3", seconds=30))
        left.append(of(lined, "ana").expected)
    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] > 25
    after = of(lined, "ana")
    assert (after.passed, after.units[0].passed) == (1, True)
    with lined.store.reading() as reading:
        row = reading.source("time_on_skills", ["ana"]).row(0, named=True)
        assert row == {"student": "ana", "skill": "count", "answers": 3.0, "minutes": 1.5}
        assert reading.source("time_on_skills", ["ben"]).is_empty()


def test_no_answer_counts_for_hours_and_one_without_a_time_for_a_minute(lined: Engine) -> None:
    respond(lined, Answer("ana", "count-1", "long", given="3", seconds=9_000))
    respond(lined, Answer("ana", "count-2", "no time", given="4"))
    both = ("count", "add")
    respond(lined, Answer("ana", "elsewhere", "both", correct=True, skills=both, seconds=120))
    with lined.store.reading() as reading:
        rows = reading.source("time_on_skills").sort("skill").rows()
    assert rows == [("ana", "add", 0.5, 1.0), ("ana", "count", 2.5, 7.0)]


def test_a_rebuild_changes_nothing_and_a_replay_decides_the_same(lined: Engine, clock: SetClock) -> None:
    move_unit(lined, "maths", "count", date(2026, 9, 18), student="ana", **BY)
    move_unit(lined, "maths", "add", date(2026, 9, 25), **BY)
    state_line(lined, replace(LINE, id="second", sections=("blue",)), by="leader l1")
    withdraw_line(lined, "second", **BY)
    decided = monday(lined, clock, date(2026, 9, 21))
    before = paces_of(lined, RED)
    assert rebuild(lined).same
    with lined.store.writing() as writing:
        for name in ("pace_lines", "pace_days"):
            writing.replace(name, writing.table(name).clear())
    assert paces_of(lined, RED) == []
    assert rebuild(lined).differed["pace_lines"] == 2
    assert paces_of(lined, RED) == before
    run = decided["ana"][1].rpartition("-")[0]
    assert inspect.replay_run(lined, run).replay.same


def test_a_line_is_stated_once_replaced_and_withdrawn(lined: Engine, clock: SetClock) -> None:
    assert not state_line(lined, LINE, by="leader l1")
    assert state_line(lined, replace(LINE, ends=date(2026, 12, 18)), by="leader l1")
    clock.at = datetime(2026, 9, 15, 8, tzinfo=UTC)
    assert of(lined, "ben").status == "on track"
    withdraw_line(lined, "maths", **BY)
    assert paces_of(lined, RED) == []
    with lined.store.reading() as reading:
        assert lines_of(reading) == {}
    with pytest.raises(NotFound, match="no pace line «maths»"):
        withdraw_line(lined, "maths", **BY)
    assert monday(lined, clock, date(2026, 9, 21)) == {}


def test_everything_unknown_is_told_together_and_nothing_kept(lined: Engine) -> None:
    units = (Unit("a", "", ("cuont", "add")), Unit("b", "", (), ("poster",)))
    with pytest.raises(Refused) as refused:
        state_line(lined, replace(LINE, id="bad", units=units, sections=("rde",)), by="leader l1")
    told = str(refused.value)
    for part in (
        "no skill «cuont»",
        "did you mean «count»",
        "no learning object «poster»",
        "no section «rde»",
    ):
        assert part in told
    with lined.store.reading() as reading:
        assert list(lines_of(reading)) == ["maths"]


@pytest.mark.parametrize(
    ("line", "unit", "student"), [("math", "count", ""), ("maths", "cuont", ""), ("maths", "count", "anna")]
)
def test_moving_what_there_is_not_names_the_nearest(
    lined: Engine, line: str, unit: str, student: str
) -> None:
    with pytest.raises(NotFound, match="did you mean"):
        move_unit(lined, line, unit, date(2026, 9, 30), student=student, **BY)


def test_a_students_own_minutes_a_day_decide_whether_the_time_is_enough(
    lined: Engine, clock: SetClock
) -> None:
    record(lined, "ben", "minutes_a_day", 3, source="teacher t1")
    decided = monday(lined, clock, date(2026, 9, 21))
    assert decided["ben"][0] == "off_track_new_plan"
    assert decided["ana"][0] == "off_track_catch_up"
