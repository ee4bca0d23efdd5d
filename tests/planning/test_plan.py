"""Plans: the tree of a student's decisions, each part naming the decision that made it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.engine.ports import DECISIONS
from whynext.planning.plan import COLUMNS, Level, Node, plan_of, plans_of

TUESDAY = date(2026, 9, 15)
CALENDAR = "calendar 2026-09-14T14:00:00+00:00"
TITLES = {
    "halves": "Halves",
    "thirds": "Thirds",
    "halves/fold": "Fold a strip",
    "thirds/cut": "Cut a cake",
    "halves/race": "Race",
}
MINUTES = {"halves/fold": 15.0, "thirds/cut": 20.0, "halves/race": 10.0}
GRAINS = {"daily-plan": "day", "summer-reading": "term", "circle": "week"}


def decision(name: str, process: str, chosen: list[str], **more: Any) -> dict[str, Any]:
    run, ordinal = name.split("-")
    row: dict[str, Any] = dict.fromkeys(DECISIONS)
    row |= {
        "id": name,
        "run": run,
        "ordinal": int(ordinal),
        "student": "ana",
        "process": process,
        "day": TUESDAY,
        "decided_at": datetime(2026, 9, 14, 14, tzinfo=UTC),
        "chosen": json.dumps(chosen),
        "first_chosen": json.dumps(chosen),
        "occasion": CALENDAR,
        "state": "in force",
        "by": "algorithm",
    }
    return row | more


STEP = f"step of daily-plan: {CALENDAR}"


def afternoon(**whole: Any) -> list[dict[str, Any]]:
    """Return what an afternoon decides for one student: two skills, an object for each, and the day."""
    return [
        decision("a-0", "next-skill", ["halves", "thirds"], occasion=STEP),
        decision("b-0", "next-object", ["halves/fold"], given="halves", parent="a-0", rank=0, occasion=STEP),
        decision("b-1", "next-object", ["thirds/cut"], given="thirds", parent="a-0", rank=1, occasion=STEP),
        decision("c-0", "daily-plan", ["halves/fold", "thirds/cut"], **whole),
    ]


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=DECISIONS)


def plan(rows: list[dict[str, Any]]) -> Node:
    return plan_of(frame(rows), titles=TITLES, minutes=MINUTES, grains=GRAINS)


def shown(node: Node, level: Level = Level.ACTIVITY) -> list[tuple[str, str | None]]:
    return [(each.title, each.decision) for each in node.at(level)]


def test_an_afternoon_becomes_a_day_of_sessions_and_activities() -> None:
    """Term, week, day, session and activity lie inside each other."""
    done = plan(afternoon())
    assert [node.level.value for node in done.walk()] == [
        "term",
        "week",
        "day",
        "session",
        "activity",
        "session",
        "activity",
    ]
    assert shown(done) == [("Fold a strip", "b-0"), ("Cut a cake", "b-1")]
    assert shown(done, Level.SESSION) == [("Halves", "a-0"), ("Thirds", "a-0")]
    assert shown(done, Level.DAY) == [("Tuesday, 2026-09-15", "c-0")]


def test_every_part_but_the_calendar_names_its_decision() -> None:
    """Term and week are the calendar's; whatever a process made can be asked why."""
    done = plan(afternoon())
    assert all(node.decision for node in done.walk() if node.level not in (Level.TERM, Level.WEEK))
    ids = [node.id for node in done.walk()]
    assert len(ids) == len(set(ids))


def test_minutes_add_up_from_the_activities() -> None:
    """A day is as long as what is in it."""
    done = plan(afternoon())
    assert [node.minutes for node in done.at(Level.SESSION)] == [15.0, 20.0]
    assert done.minutes == done.at(Level.DAY)[0].minutes == 35.0


def test_minutes_are_unknown_where_nobody_has_said() -> None:
    """An unknown length is not nothing."""
    done = plan_of(frame(afternoon()), minutes={"halves/fold": 15.0}, grains=GRAINS)
    assert [node.minutes for node in done.at(Level.ACTIVITY)] == [15.0, None]
    assert plan_of(frame(afternoon())).minutes is None


def test_what_did_not_fit_into_the_day_is_not_in_the_plan() -> None:
    """The composite took up one of the two objects; the skill without an object goes too."""
    rows = afternoon()
    rows[3] |= {"chosen": '["halves/fold"]'}
    assert shown(plan(rows)) == [("Fold a strip", "b-0")]
    assert shown(plan(rows), Level.SESSION) == [("Halves", "a-0")]


def test_what_a_teacher_put_into_the_day_names_the_day_as_its_decision() -> None:
    """An override of the whole brings an activity that no step decided."""
    rows = afternoon(state="overridden", by="teacher t1")
    rows[3] |= {"chosen": '["halves/race", "thirds/cut"]'}
    done = plan(rows)
    assert shown(done) == [("Race", "c-0"), ("Cut a cake", "b-1")]
    assert done.at(Level.DAY)[0].by == "teacher t1"


@pytest.mark.parametrize("state", ["proposed", "asks", "escalated"])
def test_what_waits_for_somebody_is_marked(state: str) -> None:
    """It is in the plan, but nobody can mistake it for settled."""
    chosen = [] if state == "asks" else ["halves/fold"]
    done = plan([decision("b-0", "next-object", chosen, state=state, waiting_for="teacher")])
    (activity,) = done.at(Level.ACTIVITY)
    assert activity.is_waiting
    assert activity.waiting_for == "teacher"


@pytest.mark.parametrize("state", ["in force", "overridden", "carried out"])
def test_what_holds_is_not_marked(state: str) -> None:
    """Decisions that hold appear as such."""
    (activity,) = plan([decision("b-0", "next-object", ["halves/fold"], state=state)]).at(Level.ACTIVITY)
    assert not activity.is_waiting
    assert activity.state == state


@pytest.mark.parametrize("state", ["declined", "lapsed", "superseded"])
def test_what_was_declined_or_lapsed_takes_its_consequences_along(state: str) -> None:
    """No object remains for a skill that is no longer planned."""
    rows = afternoon()
    rows[0] |= {"state": state}
    rows[3] |= {"chosen": "[]"}
    assert shown(plan(rows)) == []


def test_a_day_that_was_declined_is_empty() -> None:
    """The steps of a composite do not outlive it."""
    assert list(plan(afternoon(state="declined")).walk())[1:] == []


def test_a_day_that_was_decided_anew_stands_in_the_place_of_the_old_one() -> None:
    """Both were made on one occasion; the one that was superseded is not shown."""
    rows = afternoon(state="superseded")
    rows.append(decision("c-1", "daily-plan", ["thirds/cut"]))
    assert shown(plan(rows)) == [("Cut a cake", "b-1")]
    assert shown(plan(rows[::-1]), Level.DAY) == [("Tuesday, 2026-09-15", "c-1")]


def test_an_object_for_a_skill_that_was_changed_is_no_longer_shown() -> None:
    """A teacher put another skill in the place of halves; the object for halves is overtaken."""
    rows = afternoon()
    rows[0] |= {"chosen": '["tenths", "thirds"]', "state": "overridden", "by": "teacher t1"}
    rows[3] |= {"chosen": '["thirds/cut"]'}
    assert shown(plan(rows)) == [("Cut a cake", "b-1")]


def test_what_was_decided_instead_stands_in_the_place_of_what_was_passed_on() -> None:
    """Something simpler lies in the session of the skill it is for."""
    rows = afternoon()
    rows[1] |= {
        "chosen": "[]",
        "first_chosen": "[]",
        "state": "passed on",
        "waiting_for": "something-simpler",
    }
    rows.append(
        decision(
            "d-0", "something-simpler", ["halves/race"], given="halves", parent="b-0", occasion="instead"
        )
    )
    rows[3] |= {"chosen": '["halves/race", "thirds/cut"]'}
    done = plan(rows)
    assert shown(done) == [("Race", "d-0"), ("Cut a cake", "b-1")]
    assert done.at(Level.SESSION)[0].title == "Halves"


def test_decisions_for_longer_lie_in_the_week_or_the_term() -> None:
    """A book for the summer is no part of a Tuesday."""
    rows = [
        decision("e-0", "summer-reading", ["book/owl"], state="proposed", waiting_for="student"),
        decision("f-0", "circle", ["talk"]),
        decision("b-0", "next-object", ["halves/fold"]),
    ]
    done = plan(rows)
    assert done.children[0].option == "book/owl"
    week = done.children[1]
    assert (week.level, week.children[0].option, week.children[1].level) == (Level.WEEK, "talk", Level.DAY)


def test_weeks_and_days_come_in_the_order_of_the_calendar() -> None:
    """Whatever the order of the rows; weeks begin on Monday, and a year may change in one."""
    days = [date(2027, 1, 4), date(2026, 12, 31), date(2027, 1, 1)]
    rows = [decision(f"b-{n}", "next-object", [f"o{n}"], day=day) for n, day in enumerate(days)]
    done = plan(rows)
    assert [node.id for node in done.children] == ["ana/2026-W53", "ana/2027-W01"]
    assert [node.begins for node in done.at(Level.DAY)] == sorted(days)
    assert (done.children[0].begins, done.children[0].ends) == (date(2026, 12, 28), date(2027, 1, 3))


def test_an_answer_is_told_with_what_it_answers() -> None:
    """Nobody understands «repeat» alone on a Wednesday."""
    done = plan_of(
        frame([decision("b-0", "exit-slip", ["repeat"], given="halves")]),
        titles=TITLES,
        process_titles={"exit-slip": "After the exit slip"},
    )
    assert shown(done) == [("After the exit slip (Halves): repeat", "b-0")]


def test_what_a_check_asks_lies_in_a_session_of_its_own_with_why() -> None:
    rows = [*afternoon(), decision("r-0", "ask-again", ["halves", "thirds"], occasion="calendar earlier")]
    named = {"process_titles": {"ask-again": "Ask again"}, "checks": {"ask-again": "it has rested"}}
    made = plan_of(frame(rows), titles=TITLES, minutes=MINUTES, grains=GRAINS, **named)
    (check,) = [node for node in made.walk() if node.why]
    assert (check.title, check.why, check.decision) == ("Check: Ask again", "it has rested", "r-0")
    assert [(part.title, part.option, part.why) for part in check.children] == [
        ("Halves", "halves", None),
        ("Thirds", "thirds", None),
    ]
    assert check.minutes is None
    plain = plan_of(frame(rows), titles=TITLES, minutes=MINUTES, grains=GRAINS)
    assert not any(node.why for node in plain.walk())


def test_a_check_that_asks_nothing_is_not_in_the_plan() -> None:
    rows = [decision("r-0", "ask-again", [])]
    made = plan_of(frame(rows), checks={"ask-again": "it has rested"}, grains=GRAINS)
    assert not made.children


def test_a_composite_without_a_grain_is_a_session() -> None:
    """What makes no whole day lies in one."""
    done = plan_of(frame(afternoon()), titles=TITLES, process_titles={"daily-plan": "Mathematics"})
    day = done.at(Level.DAY)[0]
    assert day.decision is None
    assert [(node.title, node.decision) for node in day.children] == [("Mathematics", "c-0")]


def test_a_plan_without_decisions_is_empty() -> None:
    """A term without parts, without days."""
    done = plan_of(pl.DataFrame(schema=DECISIONS))
    assert (done.level, done.children, done.begins, done.minutes) == (Level.TERM, (), None, None)


def test_the_term_can_be_given_its_days() -> None:
    """Then they count, not the first and last day decided for."""
    done = plan_of(frame(afternoon()), term="Autumn", begins=date(2026, 9, 1), ends=date(2026, 12, 18))
    assert (done.title, done.begins, done.ends) == ("Autumn", date(2026, 9, 1), date(2026, 12, 18))


def test_a_plan_derived_again_is_the_same() -> None:
    """Whatever the order in which the rows come."""
    rows = afternoon()
    assert plan(rows) == plan(rows[::-1])


def test_plans_of_a_section_are_those_of_each_student() -> None:
    """One plan a student, in order of first appearance."""
    rows = [
        row | {"student": who, "id": f"{who}{row['id']}"} for who in ("ben", "ana") for row in afternoon()
    ]
    rows = [row | {"parent": f"{row['student']}{row['parent']}"} if row["parent"] else row for row in rows]
    plans = plans_of(frame(rows), titles=TITLES, minutes=MINUTES, grains=GRAINS)
    assert list(plans) == ["ben", "ana"]
    mine = frame([row for row in rows if row["student"] == "ana"])
    assert plans["ana"] == plan_of(mine, titles=TITLES, minutes=MINUTES, grains=GRAINS)


def test_faults_in_decisions_are_refused_together() -> None:
    """Several students, a word that is no state, and a list that is none."""
    rows = [
        decision("b-0", "next-object", [], state="vanished"),
        decision("b-1", "next-object", [], student="ben") | {"chosen": "halves"},
    ]
    with pytest.raises(Refused) as caught:
        plan(rows)
    said = str(caught.value)
    assert "«vanished» is no state" in said
    assert "«halves» is no list of options" in said
    assert "several students: ana, ben" in said


def test_missing_columns_are_refused_by_name() -> None:
    """Not with a KeyError."""
    with pytest.raises(Refused, match=r"«chosen», «occasion»|«occasion», «chosen»"):
        plan_of(frame(afternoon()).drop("chosen", "occasion"))
    assert set(COLUMNS) <= set(DECISIONS)


def test_decisions_that_go_in_a_circle_are_refused() -> None:
    """Derived rows that contradict themselves end in words, not in a crash."""
    rows = [
        decision("a-0", "next-skill", ["x"], parent="b-0"),
        decision("b-0", "next-object", ["x"], parent="a-0"),
    ]
    with pytest.raises(Refused, match="is its own consequence"):
        plan(rows)
