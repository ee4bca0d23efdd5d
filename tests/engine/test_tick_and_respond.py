"""The engine: answers come in once, the tick decides once, everything can be derived again."""

from __future__ import annotations

import json
from datetime import timedelta

import polars as pl
import pytest

from whynext.base.errors import NotFound, Refused
from whynext.engine import choose, inspect, publish, rebuild, respond, tick
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.ledger.verify import verify
from whynext.process.agent import Acted
from whynext.testing.small_school import NEXT_SKILL, STUDENTS, SetClock


def table(engine: Engine, name: str, **where: object) -> pl.DataFrame:
    with engine.store.reading() as reading:
        return reading.table(name, where or None)


def digest(engine: Engine) -> str:
    """Everything derived, and the head of the ledger, as one text."""
    with engine.store.reading() as reading:
        names = (*rebuild.TABLES, "students", "competencies", "items", "learning_objects")
        return str([reading.head()]) + "".join(str(reading.table(name).hash_rows().sum()) for name in names)


def test_a_right_answer_raises_mastery_and_says_why(engine: Engine) -> None:
    told = respond.respond(engine, Answer("ana", "count-1", "k1", given="3"))
    assert told.scored is not None
    assert told.scored.correct
    assert told.records[0].later.mastery > told.records[0].earlier.mastery
    assert "mastery goes from" in told.records[0].why


def test_a_resent_answer_moves_nothing(engine: Engine) -> None:
    respond.respond(engine, Answer("ana", "count-1", "k1", given="3"))
    before = digest(engine)
    assert respond.respond(engine, Answer("ana", "count-1", "k1", given="3")).resent
    assert respond.respond(engine, Answer("ana", "count-1", "k1", given="9")).resent
    assert digest(engine) == before


def test_an_unreadable_answer_is_refused_and_can_be_sent_again(engine: Engine) -> None:
    before = digest(engine)
    with pytest.raises(Refused):
        respond.respond(engine, Answer("ana", "count-1", "k1", given="three-ish"))
    assert digest(engine) == before
    assert not respond.respond(engine, Answer("ana", "count-1", "k1", given="3")).resent


def test_an_answer_to_nothing_known_names_the_nearest(engine: Engine) -> None:
    with pytest.raises(NotFound, match="count-1"):
        respond.respond(engine, Answer("ana", "coun-1", "k1", given="3"))
    with pytest.raises(NotFound, match="there is no student"):
        respond.respond(engine, Answer("zoe", "count-1", "k1", given="3"))


def test_an_answer_from_the_future_is_refused(engine: Engine, clock: SetClock) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        respond.respond(engine, Answer("ana", "count-1", "k", given="3", at=clock.at + timedelta(hours=1)))


def test_the_tick_decides_for_everyone_once(engine: Engine, clock: SetClock) -> None:
    assert tick.tick(engine).nothing  # nothing is due at ten in the morning
    clock.forward(hours=7)
    assert tick.tick(engine).decided == {"next-skill": len(STUDENTS)}
    before = digest(engine)
    assert tick.tick(engine).nothing
    clock.forward(hours=1)
    assert tick.tick(engine).nothing
    assert digest(engine) == before
    decisions = table(engine, "decisions")
    assert decisions.get_column("day").unique().to_list()[0].isoformat() == "2026-09-15"
    assert decisions.get_column("chosen").to_list() == ['["count"]'] * len(STUDENTS)


def test_a_student_who_joins_late_is_decided_for_by_the_next_tick(engine: Engine, clock: SetClock) -> None:
    from whynext.testing.small_school import enrol

    clock.forward(hours=7)
    tick.tick(engine)
    enrol(engine, {"gus": "red"})
    assert tick.tick(engine).decided == {"next-skill": 1}


def test_a_friday_afternoon_decides_for_monday(engine: Engine, clock: SetClock) -> None:
    clock.forward(days=4, hours=7)
    tick.tick(engine)
    assert {day.isoformat() for day in table(engine, "decisions").get_column("day")} == {"2026-09-21"}


def test_why_reads_the_record_and_not_the_present(engine: Engine, clock: SetClock) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    decision = table(engine, "decisions", student="ana").get_column("id")[0]
    before = inspect.explain(engine, decision)
    for number in range(8):
        respond.respond(engine, Answer("ana", "count-1", f"k{number}", given="3"))
    assert inspect.explain(engine, decision) == before


def test_why_not_names_every_refusing_rule_and_a_change_that_was_tried(
    engine: Engine, clock: SetClock
) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    decision = table(engine, "decisions", student="ana").get_column("id")[0]
    answer = inspect.explain_not(engine, decision, "fractions").answer
    assert [reason.says for reason in answer.why.refusals] == ["builds on something not mastered yet"]
    assert answer.change is not None
    assert [(c.column, c.after) for c in answer.change.changes] == [("prerequisites_mastered", True)]
    with pytest.raises(NotFound, match="fractions"):
        inspect.explain_not(engine, decision, "fraction")


def test_every_run_replays_bit_for_bit(engine: Engine, clock: SetClock) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    run = table(engine, "decisions").get_column("run")[0]
    assert inspect.replay_run(engine, run).replay.same


def test_a_teacher_overrides_with_a_reason_until_the_deadline(engine: Engine, clock: SetClock) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    decision = table(engine, "decisions", student="ana").get_column("id")[0]
    teacher = {"role": "teacher", "person": "t1", "chosen": ["add"]}
    with pytest.raises(Refused, match="needs a reason"):
        choose.act(engine, decision, Acted.OVERRODE, **teacher)
    with pytest.raises(Refused, match="student may not override"):
        choose.act(engine, decision, Acted.OVERRODE, role="student", person="ana", chosen=["add"], reason="x")
    changed = choose.act(engine, decision, Acted.OVERRODE, **teacher, reason="She showed me yesterday.")
    assert changed.after.chosen == ("add",)
    row = table(engine, "decisions", id=decision).row(0, named=True)
    assert (row["state"], json.loads(row["chosen"]), row["mechanism"]) == ("overridden", ["add"], "person")
    assert json.loads(row["first_chosen"]) == ["count"]
    clock.forward(hours=20)
    with pytest.raises(Refused, match="time to override ended"):
        choose.act(engine, decision, Acted.OVERRODE, **teacher, reason="too late")


def test_rebuilding_changes_nothing(engine: Engine, clock: SetClock) -> None:
    for student in STUDENTS:
        respond.respond(engine, Answer(student, "count-1", "k1", given="3"))
    respond.record(engine, "ana", "autonomy", 3, source="teacher t1")
    clock.forward(hours=7)
    tick.tick(engine)
    decision = table(engine, "decisions", student="ben").get_column("id")[0]
    choose.act(engine, decision, Acted.OVERRODE, role="teacher", person="t", chosen=["add"], reason="r")
    clock.forward(hours=20)
    tick.tick(engine)
    before = digest(engine)
    rebuilt = rebuild.rebuild(engine)
    assert rebuilt.same, rebuilt
    assert digest(engine) == before


def test_rebuilding_puts_right_what_was_tampered_with(engine: Engine, clock: SetClock) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    before = digest(engine)
    with engine.store.writing() as writing:
        writing.update("decisions", {"student": "ana"}, {"chosen": '["fractions"]'})
    rebuilt = rebuild.rebuild(engine)
    assert rebuilt.differed["decisions"] == 1
    assert digest(engine) == before


def test_the_ledger_verifies_after_a_day(engine: Engine, clock: SetClock) -> None:
    respond.respond(engine, Answer("ana", "count-1", "k1", given="3"))
    clock.forward(hours=7)
    tick.tick(engine)
    with engine.store.reading() as reading:
        assert verify(reading.entries()).sound


def test_a_clock_that_is_set_back_dates_nothing_before_its_cause(engine: Engine, clock: SetClock) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    clock.forward(days=-3)
    respond.respond(engine, Answer("ana", "count-1", "k1", given="3"))
    with engine.store.reading() as reading:
        recorded = [entry.recorded for entry in reading.entries()]
    assert recorded == sorted(recorded)


def test_a_published_version_cannot_be_changed(engine: Engine) -> None:
    changed = NEXT_SKILL.replace("0.95", "0.8")
    with pytest.raises(Refused, match="version 1 of «next-skill» is published"):
        publish.publish(engine, changed, by="tests")
    publish.publish(engine, changed.replace("version = 1", "version = 2"), by="tests")
    assert table(engine, "definitions").get_column("version").to_list() == [1, 2]


def test_the_threshold_that_was_set_is_the_one_used(engine: Engine, clock: SetClock) -> None:
    for number in range(3):
        respond.respond(engine, Answer("ana", "count-1", f"k{number}", given="3"))
    with engine.store.reading() as reading:
        mastery = reading.source("estimates", ["ana"]).get_column("mastery")[0]
    lower = NEXT_SKILL.replace("version = 1", "version = 2").replace("0.95", f"{mastery - 0.01:.4f}")
    publish.publish(engine, lower, by="tests")
    clock.forward(hours=7)
    tick.tick(engine)
    chosen = {row["student"]: row["chosen"] for row in table(engine, "decisions").iter_rows(named=True)}
    assert chosen["ana"] != '["count"]'
    assert chosen["ben"] == '["count"]'


def test_a_skill_without_anything_to_learn_with_is_said_and_not_forgotten(tmp_path, clock: SetClock) -> None:
    from whynext import handbook
    from whynext.testing.small_school import small_school

    school = small_school(tmp_path / "gaps.school", clock=clock)
    for name in ("next-skill", "something-simpler", "next-object", "daily-plan"):
        publish.publish(school, handbook.text(name), by="tests")
    with school.store.writing() as writing:
        objects = writing.table("object_skills").filter(pl.col("skill") != "count")
        writing.replace("object_skills", objects)
    clock.forward(hours=7)
    assert tick.tick(school).decided == {"daily-plan": len(STUDENTS)}
    states = table(school, "decisions").group_by("process", "mechanism").len().sort("process").rows()
    assert ("next-object", "none", len(STUDENTS)) in states
    assert ("something-simpler", "none", len(STUDENTS)) in states
    assert rebuild.rebuild(school).same
    school.store.close()


def test_a_decision_that_asks_hands_nothing_on_until_it_is_answered(tmp_path, clock: SetClock) -> None:
    from whynext import handbook
    from whynext.testing.small_school import small_school

    school = small_school(tmp_path / "asks.school", clock=clock)
    text = handbook.text("next-skill").replace("mastery < bar", "mastery < bar AND grade < 13")
    text = text.replace('  "autonomy",', '  "autonomy",\n  "grade",')
    for name in ("something-simpler", "next-object"):
        publish.publish(school, handbook.text(name), by="tests")
    publish.publish(school, text, by="tests")
    publish.publish(school, handbook.text("daily-plan"), by="tests")
    with school.store.writing() as writing:
        writing.update("students", {"student": "ana"}, {"grade": None})
    clock.forward(hours=7)
    tick.tick(school)
    mine = table(school, "decisions", student="ana")
    asking = mine.filter(pl.col("process") == "next-skill").row(0, named=True)
    assert (asking["state"], asking["waiting_for"], asking["chosen"]) == ("asks", "teacher", "[]")
    assert not len(mine.filter(pl.col("process") == "next-object"))
    choose.act(school, asking["id"], Acted.CHOSE, role="teacher", person="t1", chosen=["count"])
    mine = table(school, "decisions", student="ana")
    objects = mine.filter(pl.col("process") == "next-object")
    assert objects.get_column("given").to_list() == ["count"]
    day = mine.filter((pl.col("process") == "daily-plan") & (pl.col("state") == "in force"))
    assert json.loads(day.get_column("chosen")[0]) == json.loads(objects.get_column("chosen")[0])
    assert rebuild.rebuild(school).same
    school.store.close()


def test_a_student_can_see_and_contest_and_the_objection_stays_open_until_answered(
    engine: Engine, clock: SetClock
) -> None:
    clock.forward(hours=7)
    tick.tick(engine)
    decision = table(engine, "decisions", student="ana").get_column("id")[0]
    mine = {"role": "student", "person": "ana"}
    choose.act(engine, decision, Acted.SHOWN, **mine)
    with pytest.raises(Refused, match="objection needs a reason"):
        choose.act(engine, decision, Acted.CONTESTED, **mine)
    choose.act(engine, decision, Acted.CONTESTED, **mine, reason="I did this last year.", key="one")
    row = table(engine, "decisions", id=decision).row(0, named=True)
    assert (row["contested"], row["state"], row["section"]) == ("open", "in force", "red")
    assert row["shown_at"] is not None
    answer = {"role": "teacher", "person": "t1", "chosen": ["add"], "reason": "You are right."}
    choose.act(engine, decision, Acted.OVERRODE, **answer)
    assert table(engine, "decisions", id=decision).get_column("contested")[0] == "answered"
    assert rebuild.rebuild(engine).same


def test_a_test_result_wakes_what_waits_for_it_and_is_attended_to_at_once(tmp_path, clock: SetClock) -> None:
    from whynext import handbook
    from whynext.mastery.assessment import AssessmentResult
    from whynext.testing.small_school import small_school

    school = small_school(tmp_path / "slips.school", clock=clock)
    publish.publish(school, handbook.text("exit-slip"), by="tests")
    for number, right in enumerate((5, 4, 3)):
        result = AssessmentResult(STUDENTS[number], "count", "exit slip", "a", right, 5, clock.at)
        assert respond.assess(school, result, key="slip 1").woken == ("exit-slip",)
        assert respond.assess(school, result, key="slip 1").resent
    assert tick.attend(school).decided == {"exit-slip": 3}
    assert tick.attend(school).nothing
    rows = table(school, "decisions").sort("student").select("student", "given", "chosen").rows()
    assert rows == [
        ("ana", "count", '["passed"]'),
        ("ben", "count", '["passed"]'),
        ("chen", "count", '["repeat"]'),
    ]
    assert rebuild.rebuild(school).same
    school.store.close()
