"""Groups in a school: made, explained, renewed with few moves, changed by a teacher, refused with reasons."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import ask, choose, inspect
from whynext.engine.grouping import Groups, groups_now
from whynext.engine.publish import publish
from whynext.engine.rebuild import rebuild
from whynext.engine.respond import Answer, record, respond
from whynext.engine.school import Engine
from whynext.engine.tick import attend, tick
from whynext.process.agent import Acted
from whynext.testing.small_school import NEXT_SKILL, STUDENTS, SetClock, small_school

SUNDAY = datetime(2026, 9, 20, 16, tzinfo=UTC)
TEXT = (
    handbook.text("flexible-groups")
    .replace("least     = { value = 4", "least     = { value = 2")
    .replace("most      = { value = 8", "most      = { value = 4")
)
EARLIER, AHEAD = STUDENTS[:3], STUDENTS[3:]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(SUNDAY - timedelta(days=5))


@pytest.fixture
def engine(tmp_path: Path, clock: SetClock) -> Engine:
    """Return a school of six in which three have learned more; groups of two to four are made on Sunday."""
    engine = small_school(tmp_path / "groups.school", clock=clock)
    publish(engine, NEXT_SKILL, by="tests")
    publish(engine, TEXT, by="tests")
    for student in AHEAD:
        learn(engine, clock, student, "count")
    clock.at = SUNDAY
    tick(engine)
    return engine


def learn(engine: Engine, clock: SetClock, student: str, skill: str) -> None:
    """Let a student answer until a skill is mastered."""
    for turn in range(8):
        clock.forward(minutes=1)
        number = turn % 2 + 1
        respond(engine, Answer(student, f"{skill}-{number}", f"{student}{skill}{turn}", str(number + 2)))


def decided(engine: Engine) -> dict[str, dict[str, Any]]:
    """Return the last decision of each student."""
    with engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "flexible-groups"}).sort("sequence")
    return {row["student"]: row for row in rows.iter_rows(named=True)}


def move_to(engine: Engine, student: str, group: str) -> None:
    """Let a teacher put a student into a group."""
    row = decided(engine)[student]
    who = {"role": "teacher", "person": "t1", "reason": "They asked to work together."}
    choose.act(engine, row["id"], Acted.OVERRODE, chosen=(group,), **who)


def together(engine: Engine) -> set[frozenset[str]]:
    """Return who is with whom."""
    return {frozenset(each.students) for each in groups_now(engine, "flexible-groups").composed.groups}


def test_who_has_come_about_as_far_is_together_and_every_student_has_an_own_decision(engine: Engine) -> None:
    """Two groups of three; a proposal that waits for the teacher."""
    assert together(engine) == {frozenset(EARLIER), frozenset(AHEAD)}
    rows = decided(engine)
    assert set(rows) == set(STUDENTS)
    assert {row["state"] for row in rows.values()} == {"proposed"}
    assert {row["mechanism"] for row in rows.values()} == {"group"}
    assert {row["review_on"].isoformat() for row in rows.values()} == {"2026-10-12"}


def test_why_tells_the_group_in_numbers_and_why_not_what_a_move_would_cost(engine: Engine) -> None:
    """With whom, and what stands against the other group and against one of its own."""
    row = decided(engine)["ana"]
    explained = inspect.explain(engine, row["id"])
    said = str(explained.chosen[0].reasons)
    assert "who has come about as far works together: the group has 0 throughout" in said
    assert "with 2 others" in said
    assert explained.companions == ("Ben", "Chen")
    (next_best,) = explained.runners_up
    assert explained.chosen[0].score is not None
    assert next_best.score is not None
    lost = explained.chosen[0].score - next_best.score
    other = json.loads(decided(engine)["dana"]["first_chosen"])[0]
    answer = inspect.explain_not(engine, row["id"], other).answer
    assert f"a move there breaks nothing, but all together would lose {lost:.2f} points" in str(answer.why)
    assert answer.better == tuple(json.loads(row["first_chosen"]))
    assert answer.change is None


def test_a_replay_gives_the_same_groups_and_a_rebuild_the_same_decisions(engine: Engine) -> None:
    """The search draws nothing."""
    before = decided(engine)
    assert inspect.replay_run(engine, before["ana"]["run"]).replay.same
    rebuild(engine)
    assert decided(engine) == before


def test_new_evidence_regroups_with_few_moves_and_the_moves_are_listed(
    engine: Engine, clock: SetClock
) -> None:
    """One of those who had learned less has caught up; the group of the others stays as it is."""
    learn(engine, clock, "chen", "count")
    clock.at = SUNDAY + timedelta(days=7)
    assert tick(engine).decided["flexible-groups"] == 6
    found = groups_now(engine, "flexible-groups")
    assert [each.student for each in found.composed.moves] == ["chen"]
    assert together(engine) == {frozenset({"ana", "ben"}), frozenset({"chen", *AHEAD})}
    why = str(inspect.explain(engine, decided(engine)["chen"]["id"]).chosen[0].reasons)
    assert "the student comes from another group, and 25 in 100 of the group were together before" in why
    assert "the student stays" in str(
        inspect.explain(engine, decided(engine)["dana"]["id"]).chosen[0].reasons
    )


def test_where_nothing_has_changed_nobody_moves_until_the_weeks_are_over(
    engine: Engine, clock: SetClock
) -> None:
    """The groups of the first Sunday, by the same names, and for how many days they have been so."""
    first = {student: row["first_chosen"] for student, row in decided(engine).items()}
    for week in (1, 2):
        clock.at = SUNDAY + timedelta(days=7 * week)
        tick(engine)
        assert {student: row["first_chosen"] for student, row in decided(engine).items()} == first
    found = groups_now(engine, "flexible-groups")
    assert found.composed.moves == ()
    assert {each.days for each in found.composed.groups} == {13}
    clock.at = SUNDAY + timedelta(days=60)
    assert all(each.expired(groups_now(engine, "flexible-groups").today) for each in found.composed.groups)


def test_a_teacher_puts_a_student_elsewhere_and_the_report_tells_of_it(engine: Engine) -> None:
    """A person's choice goes before the run's."""
    there = json.loads(decided(engine)["dana"]["first_chosen"])[0]
    move_to(engine, "ana", there)
    assert together(engine) == {frozenset(EARLIER[1:]), frozenset((*AHEAD, "ana"))}
    assert groups_now(engine, "flexible-groups").composed.broken == ()
    move_to(engine, "ben", there)
    (smallest, largest) = groups_now(engine, "flexible-groups").composed.broken
    assert (smallest.what, smallest.now, smallest.allowed) == ("smallest", 1, 2)
    assert (largest.what, largest.now, largest.allowed) == ("largest", 5, 4)


def test_whoever_asks_all_are_grouped_anew(engine: Engine, clock: SetClock) -> None:
    """Nobody's group changes alone."""
    clock.forward(hours=20)
    rows = ask.ask(engine, "flexible-groups", "ana", role="teacher", key="1")
    assert rows.get_column("student").to_list() == ["ana"]
    made = decided(engine)
    assert {row["run"] for row in made.values()} == {rows.get_column("run")[0]}
    assert set(made) == set(STUDENTS)


def test_a_fact_about_one_student_regroups_all(tmp_path: Path, clock: SetClock) -> None:
    """Where the process wakes on new evidence."""
    engine = small_school(tmp_path / "woken.school", clock=clock)
    publish(engine, NEXT_SKILL, by="tests")
    waking = TEXT.replace('every    = "sunday 17:00"', 'on = ["recorded"]')
    publish(engine, waking, by="tests")
    clock.forward(hours=1)
    record(engine, "eli", "autonomy", 4.0, source="teacher t1")
    attend(engine)
    assert set(decided(engine)) == set(STUDENTS)


def test_bounds_that_cannot_be_kept_together_are_named_and_the_coordinator_is_asked(
    tmp_path: Path, clock: SetClock
) -> None:
    """Groups of four or five cannot be made of six."""
    engine = small_school(tmp_path / "none.school", clock=clock)
    publish(engine, NEXT_SKILL, by="tests")
    publish(
        engine,
        TEXT.replace('value = 4, unit = "students"', 'value = 5, unit = "students"').replace(
            'value = 2, unit = "students"', 'value = 4, unit = "students"'
        ),
        by="tests",
    )
    clock.at = SUNDAY
    tick(engine)
    rows = decided(engine)
    assert {row["waiting_for"] for row in rows.values()} == {"coordinator"}
    assert {row["mechanism"] for row in rows.values()} == {"impossible"}
    found = groups_now(engine, "flexible-groups")
    assert found.composed.groups == ()
    assert set(found.without) == set(STUDENTS)
    said = "; ".join(found.impossible)
    assert "6 students and 2 groups these cannot be kept together: how many a group has at least (4)" in said
    assert "3 instead of 4 would do" in said
    assert "6 instead of 5 would do" in said
    why = inspect.explain_not(engine, rows["ana"]["id"], "group 01").answer.why
    assert "3 instead of 4 would do" in str(why.reasons)


def test_subgroups_are_counted_in_every_group(engine: Engine) -> None:
    """By section; the whole stands beside."""
    found: Groups = groups_now(engine, "flexible-groups", by="section")
    assert found.composed.whole.subgroups == {"blue": 3, "red": 3}
    assert [sum(each.subgroups.values()) for each in found.composed.groups] == [3, 3]
    assert found.composed.missed[0] == pytest.approx(0.0, abs=1e-9)


def test_what_makes_no_groups_and_what_has_made_none_are_refused(engine: Engine) -> None:
    """With what there is instead."""
    with pytest.raises(Refused, match="does not put students into groups"):
        groups_now(engine, "next-skill")
    with pytest.raises(NotFound, match="has made no groups yet for «add»"):
        groups_now(engine, "flexible-groups", given="add")
    with pytest.raises(NotFound, match="not published"):
        groups_now(engine, "flexible-group")
