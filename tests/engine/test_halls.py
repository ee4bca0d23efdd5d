"""Halls: stated and noted upon as facts, sessions decided from what others decided, all derived again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.grown_school import everything, table
from engine.hall_school import HALL, SCHEDULE, hall_school
from whynext.base.errors import NotFound, Refused
from whynext.engine import inspect
from whynext.engine.ask import ask
from whynext.engine.halls import COMPUTED, hall_of, halls_of, note, notes_of, state_hall
from whynext.engine.publish import publish
from whynext.engine.rebuild import rebuild
from whynext.engine.school import Engine, moment
from whynext.planning.schedule.notes import (
    OPEN,
    Note,
    absent,
    again,
    apart,
    closed,
    lock,
    present,
    together,
    unlock,
)
from whynext.planning.schedule.reading import read
from whynext.testing.small_school import STUDENTS, SetClock

TODAY = date(2026, 9, 14)
WHY = {"by": "teacher t01", "because": "seen this morning"}


@pytest.fixture(params=["sqlite", "postgresql"])
def school(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    where = tmp_path / "hall.school"
    if request.param == "postgresql":
        where = request.getfixturevalue("new_database")
    made = hall_school(where, clock)
    yield made
    made.store.close()


@pytest.fixture
def one(tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    made = hall_school(tmp_path / "hall.school", clock)
    yield made
    made.store.close()


def refused(engine: Engine, *notes: Note, hall: str = "") -> list[str]:
    """Return what is wrong with notes, of which none is kept."""
    before = everything(engine)
    with pytest.raises(Refused) as refusal:
        note(engine, notes, hall=hall, **WHY)
    assert everything(engine) == before
    return [each.what for each in refusal.value.problems]


def sessions(engine: Engine, student: str) -> tuple[str, list[str]]:
    """Decide a student's skills and sessions; return the second decision and what it chose."""
    ask(engine, "next-skill", student, role="teacher", key=f"k{engine.now()}")
    made = ask(engine, "schedule", student, role="teacher", key=f"s{engine.now()}").row(0, named=True)
    return made["id"], json.loads(made["chosen"])


def source(engine: Engine, name: str, students: list[str] | None = None) -> pl.DataFrame:
    with engine.store.reading() as reading:
        return COMPUTED[name](engine, reading, reading.school(), students)


# Stating --------------------------------------------------------------------------------------------------


def test_a_hall_is_stated_stated_anew_and_derived_again(school: Engine) -> None:
    before = everything(school)
    assert state_hall(school, HALL, by="somebody else").id == "maths-hall"
    assert everything(school) == before
    larger = HALL.replace("seats = 24", "seats = 30")
    state_hall(school, larger, by="leader l02")
    note(school, [absent("ana", TODAY), apart("ana", "ben", TODAY), lock("ben", TODAY, "1", "lesson")], **WHY)
    with school.store.reading() as reading:
        assert halls_of(reading) == {"maths-hall": read(larger)}
        assert hall_of(reading) == hall_of(reading, "maths-hall")
        kinds = [entry.kind for entry in reading.entries()]
    assert (kinds.count("hall_stated"), kinds.count("hall_noted")) == (2, 3)
    assert rebuild(school).same
    with school.store.writing() as writing:
        writing.replace("hall_notes", writing.table("hall_notes").head(1))
        writing.replace("halls", writing.table("halls").clear())
    again_ = rebuild(school)
    assert (again_.differed["halls"], again_.differed["hall_notes"]) == (1, 2)
    assert len(table(school, "hall_notes")) == 3


def test_what_the_school_does_not_have_is_refused_and_nothing_is_taken(one: Engine) -> None:
    before = everything(one)
    text = (
        HALL.replace("maths-hall", "other").replace('"blue"', '"blu"').replace('"next-skill"', '"next-skil"')
    )
    with pytest.raises(Refused) as refusal:
        state_hall(one, text.replace('skills = ["count", "add"]', 'strands = ["numbers"]'), by="leader l01")
    assert [(each.kind, each.valid) for each in refusal.value.problems] == [
        ("unknown strand", "there is no strand yet"),
        ("unknown section", "did you mean «blue»?"),
        ("unknown published process that decides upon skills", "did you mean «next-skill»?"),
        ("twice", "another name, such as «r1»"),
        ("twice", "another name, such as «r1»"),
    ]
    assert everything(one) == before


def test_a_hall_that_there_is_not_is_not_found(one: Engine) -> None:
    with one.store.reading() as reading, pytest.raises(NotFound) as refusal:
        hall_of(reading, "math-hall")
    assert refusal.value.problems[0].valid == "did you mean «maths-hall»?"


# Noting ---------------------------------------------------------------------------------------------------


def test_a_note_of_a_student_is_the_students_and_says_who_and_why(school: Engine) -> None:
    made = note(school, [absent("ana", TODAY, "1"), absent("t1", TODAY), closed("a", TODAY)], **WHY)
    with school.store.reading() as reading:
        entries = list(reading.entries())[-3:]
        rows = notes_of(reading).select("kind", "person", "area", "period", "day", "until", "by", "because")
    assert [entry.subject for entry in entries] == ["ana", "", ""]
    assert [sequence for _, _, sequence in made.notes] == [entry.sequence for entry in entries]
    assert rows.rows() == [
        ("absent", "ana", None, "1", TODAY, TODAY, "teacher t01", "seen this morning"),
        ("absent", "t1", None, None, TODAY, TODAY, "teacher t01", "seen this morning"),
        ("closed", None, "a", None, TODAY, TODAY, "teacher t01", "seen this morning"),
    ]


def test_what_is_known_already_adds_nothing(one: Engine) -> None:
    note(one, [absent("ana", TODAY), apart("ana", "ben", TODAY)], **WHY)
    before = everything(one)
    assert note(one, [absent("ana", TODAY), apart("ana", "ben", TODAY)], **WHY).known == 2
    assert everything(one) == before
    made = note(one, [present("ana", TODAY), absent("ana", TODAY)], **WHY)
    assert (len(made.notes), made.known) == (2, 0)


def test_unknown_names_are_told_together_with_the_nearest(one: Engine) -> None:
    assert refused(
        one,
        absent("anna", TODAY),
        closed("c", TODAY),
        lock("ana", TODAY, "3", "lessen"),
        lock("ana", TODAY, "1"),
        apart("ana", "ana", TODAY),
        again("ana", "ad", "lesson", TODAY),
        Note(absent("ana", TODAY).kind, TODAY, date(2026, 9, 1), person="ana"),
    ) == [
        "there is no student or teacher of the hall «anna»",
        "there is no area «c»",
        "there is no period «3»",
        "there is no modality «lessen»",
        "a lock says nothing without a modality or a skill",
        "«ana» is one student",
        "there is no skill «ad»",
        "it ends on 2026-09-01, before it begins",
    ]


def test_contradictions_are_refused_together(one: Engine) -> None:
    note(one, [lock("fay", TODAY, "1", "lesson"), closed("floor", TODAY)], **WHY)
    assert refused(
        one,
        lock("fay", TODAY, "1", "peers"),
        lock("ben", TODAY, "2", "", "add"),
        lock("ben", TODAY, "2", "lesson"),
        absent("ana", TODAY),
        lock("ana", TODAY, "1", "lesson"),
        lock("eli", TODAY, "1", "peers"),
        lock("dana", TODAY, "1", "screen", "add"),
        unlock("eli", TODAY, "2"),
        together("ana", "fay", TODAY),
    ) == [
        "the library has nothing for «add» with which «screen» works",
        "«lock fay, period 1, lesson, 2026-09-14» holds already",
        "«lock ben, period 2, add, 2026-09-14» holds already",
        "there is nothing of the kind to take back: «unlock eli, period 2, 2026-09-14»",
        "there is nothing of the kind to take back: «together ana and fay, from 2026-09-14 on»",
        "floor is closed then",
        "ana is absent then",
        "floor is closed then",
    ]


def test_what_was_taken_back_can_be_said_anew_and_a_locked_student_can_fall_ill(one: Engine) -> None:
    note(one, [lock("ana", TODAY, "1", "lesson"), unlock("ana", TODAY, "1")], **WHY)
    note(one, [lock("ana", TODAY, "1", "peers"), apart("ana", "ben", TODAY)], **WHY)
    note(one, [together("ben", "ana", TODAY), absent("ana", TODAY)], **WHY)
    later = date(2026, 9, 15)
    note(one, [lock("ana", later, "1", "peers", until=OPEN)], **WHY)
    assert refused(one, lock("ana", date(2026, 10, 1), "1", "lesson"))
    with one.store.reading() as reading:
        assert len(notes_of(reading)) == 7


def test_who_says_so_and_why_must_be_said(one: Engine) -> None:
    with pytest.raises(Refused) as refusal:
        note(one, [absent("ana", TODAY)], by=" ", because="")
    assert [each.where for each in refusal.value.problems] == ["by", "because"]


def test_of_two_halls_a_note_is_of_that_in_which_its_names_are(one: Engine) -> None:
    other = HALL.replace("maths-hall", "reading-hall").replace('["red", "blue"]', '["red"]')
    for old, new in (('"1"', '"r1"'), ('"2"', '"r2"'), ("09:", "11:"), ("10:20", "12:20"), ('"b"', '"bb"')):
        other = other.replace(old, new)
    state_hall(one, other, by="leader l01")
    made = note(one, [absent("ana", TODAY), absent("fay", TODAY), closed("bb", TODAY)], **WHY)
    assert [(hall, each.person or each.area) for hall, each, _ in made.notes] == [
        ("maths-hall", "ana"),
        ("reading-hall", "ana"),
        ("maths-hall", "fay"),
        ("reading-hall", "bb"),
    ]
    assert refused(one, closed("a", TODAY)) == ["halls maths-hall, reading-hall have such an area"]
    assert note(one, [closed("a", TODAY)], hall="reading-hall", **WHY).notes[0][0] == "reading-hall"
    with pytest.raises(NotFound):
        note(one, [closed("a", TODAY)], hall="no-hall", **WHY)


# Deciding -------------------------------------------------------------------------------------------------


def test_sessions_are_decided_from_the_latest_skills_and_named_for_people(school: Engine) -> None:
    publish(school, SCHEDULE, by="tests")
    decision, chosen = sessions(school, "ana")
    assert chosen == ["1|lesson|count", "1|peers|count"]
    explained = inspect.explain(school, decision)
    assert explained.titles["1|lesson|count"] == "period 1, Live lesson: Count"
    assert inspect.explain_not(school, decision, "2|alone|count").option == "2|alone|count"
    plan = str(inspect.plan(school, "ana"))
    assert "period 1, Live lesson: Count" in plan
    assert source(school, "hall_past", ["ana"]).select("period", "modality", "skill", "state").rows() == [
        ("1", "peers", "count", "in force")
    ]
    assert inspect.replay_run(school, decision).replay.same
    assert rebuild(school).same


def test_titles_stay_as_they_were_when_it_was_decided(one: Engine) -> None:
    publish(one, SCHEDULE, by="tests")
    decision, _ = sessions(one, "ana")
    state_hall(one, HALL.replace("Live lesson", "Lecture"), by="leader l01")
    assert inspect.explain(one, decision).titles["1|lesson|count"] == "period 1, Live lesson: Count"


def test_a_note_changes_what_is_decided_next(one: Engine, clock: SetClock) -> None:
    publish(one, SCHEDULE, by="tests")
    note(one, [absent("ana", TODAY, "1")], **WHY)
    assert sessions(one, "ana")[1] == ["2|lesson|count", "2|peers|count"]
    clock.forward(hours=1)
    note(one, [present("ana", TODAY)], **WHY)
    assert sessions(one, "ana")[1] == ["1|lesson|count", "1|peers|count"]


def test_the_skills_are_those_of_the_latest_decision_that_holds(one: Engine, clock: SetClock) -> None:
    def taught(students: list[str] | None = None) -> list[Any]:
        return source(one, "hall_skills", students).select("student", "skill", "rank").rows()

    assert taught() == []
    for student in STUDENTS[:2]:
        ask(one, "next-skill", student, role="teacher", key="first")
    assert sorted(taught()) == [("ana", "count", 0), ("ben", "count", 0)]
    assert taught(["ben"]) == [("ben", "count", 0)]
    clock.forward(hours=1)
    made = ask(one, "next-skill", "ana", role="teacher", key="second").get_column("id")[0]
    with one.store.writing() as writing:
        writing.update("decisions", {"id": made}, {"chosen": '["add", "count"]'})
    assert taught(["ana"]) == [("ana", "add", 0), ("ana", "count", 1)]
    with one.store.writing() as writing:
        writing.update("decisions", {"id": made}, {"state": "declined"})
    assert taught(["ana"]) == [("ana", "count", 0)]


def test_the_moment_of_a_note_is_the_moment_of_the_school(one: Engine) -> None:
    note(one, [absent("ana", TODAY)], **WHY)
    with one.store.reading() as reading:
        assert notes_of(reading).get_column("at")[0] == moment(one, reading).now
