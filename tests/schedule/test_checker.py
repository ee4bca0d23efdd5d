"""The checker finds what is wrong: a valid day passes, and each kind of fault that is planted is named."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from schedule.checker import violations

HALL = """
id = "h"
sections = ["6a"]
skills_from = "next-skill"
periods = [{ name = "1", starts = "09:00", ends = "09:40" }, { name = "2", starts = "09:45", ends = "10:25" }]
areas = [
  { name = "a", seats = 4 }, { name = "b", seats = 3 }, { name = "c", seats = 2, not_for = ["step_free"] },
  { name = "open", seats = 4, sessions = 0 },
]
modalities = [
  { name = "lesson", areas = ["a", "b"], teacher = true, smallest = 2, largest = 4, objects = ["live"] },
  { name = "task", areas = ["b"], teacher = true, smallest = 2, largest = 3 },
  { name = "pairs", areas = ["b", "c"], smallest = 2, largest = 2, peers = true },
  { name = "video", areas = ["open"], screen = true, not_for = ["quiet"] },
  { name = "practice", areas = ["open"] },
]
teachers = [
  { name = "t1", modalities = ["lesson"], strands = ["number"], load = 2 },
  { name = "t2", skills = ["add", "graph"], periods = ["1"] },
]
"""
DAY, BEFORE = date(2026, 9, 15), date(2026, 9, 14)
SKILLS: dict[str, dict[str, Any]] = {
    "count": {"needs": [], "grade_low": 5, "grade_high": 5, "strand": "number", "objects": ["live"]},
    "add": {"needs": ["count"], "grade_low": 6, "grade_high": 6, "strand": "number", "objects": ["live"]},
    "graph": {"needs": [], "grade_low": 6, "grade_high": 7, "strand": "data", "objects": []},
    "far": {"needs": [], "grade_low": 8, "grade_high": 8, "strand": "number", "objects": ["live"]},
}
STUDENTS = ("ana", "ben", "chen", "dana", "eli")
ROSTER: dict[str, dict[str, Any]] = {
    student: {
        "section": "6a",
        "grade": 6,
        "accommodations": [],
        "mastered": ["count"],
        "done": ["count"],
        "playlist": ["add", "graph"],
        "misses": {},
    }
    for student in STUDENTS
}


def place(
    student: str,
    period: str,
    modality: str,
    skill: str,
    session: int = 1,
    teacher: str | None = None,
    area: str | None = "open",
) -> dict[str, Any]:
    return {
        "student": student,
        "period": period,
        "modality": modality,
        "skill": skill,
        "session": session,
        "teacher": teacher,
        "area": area,
    }


def valid_day() -> list[dict[str, Any]]:
    """Return a day without a fault: a lesson and pairs in both periods, and one student alone."""
    return [
        place("ana", "1", "lesson", "add", 1, "t1", "a"),
        place("ben", "1", "lesson", "add", 1, "t1", "a"),
        place("chen", "1", "pairs", "graph", 1, None, "b"),
        place("dana", "1", "pairs", "graph", 1, None, "b"),
        place("eli", "1", "practice", "add"),
        place("chen", "2", "lesson", "add", 1, "t1", "a"),
        place("dana", "2", "lesson", "add", 1, "t1", "a"),
        place("ana", "2", "pairs", "graph", 1, None, "c"),
        place("ben", "2", "pairs", "graph", 1, None, "c"),
        place("eli", "2", "video", "add"),
    ]


def found(
    *changes: dict[str, Any],
    notes: tuple[dict[str, Any], ...] = (),
    without: tuple[int, ...] = (),
    also: tuple[dict[str, Any], ...] = (),
    history: dict[date, list[dict[str, Any]]] | None = None,
    roster: dict[str, dict[str, Any]] | None = None,
) -> list[str]:
    """Return what is wrong with the valid day once it is changed: `{"at": 0, "area": "b"}`, say."""
    day = valid_day()
    for change in changes:
        day[change["at"]].update({name: value for name, value in change.items() if name != "at"})
    kept = [each for number, each in enumerate(day) if number not in without] + list(also)
    people = deepcopy(ROSTER)
    for student, more in (roster or {}).items():
        people.setdefault(student, dict(ROSTER["ana"])).update(more)
    return violations(HALL, people, SKILLS, notes, DAY, kept, history or {}, most_led=1, most_screen=45)


def note(kind: str, **said: Any) -> dict[str, Any]:
    return {"kind": kind, "day": DAY, **said}


def test_a_valid_day_has_no_fault() -> None:
    assert found() == []


def test_notes_that_are_kept_are_no_fault() -> None:
    """An absent student has no place, and what ended, was taken back or is for another day does not hold."""
    assert found(notes=(note("absent", person="eli"),), without=(4, 9)) == []
    over = note("absent", person="eli", until=BEFORE) | {"day": BEFORE}
    apart = note("apart", person="ana", other="ben", until=None)
    kept = note("lock", person="ana", period="1", modality="lesson", skill="add")
    wrong = note("lock", person="ana", period="2", modality="lesson", skill=None)
    taken_back = (apart, note("together", person="ben", other="ana"))
    unlocked = (wrong, note("unlock", person="ana", period="2"))
    back = (note("absent", person="eli"), note("present", person="eli"))
    opened = (note("closed", area="a"), note("opened", area="a"))
    assert found(notes=(over, kept, *taken_back, *unlocked, *back, *opened)) == []
    partly = (note("absent", person="eli"), note("present", person="eli", period="2"))
    assert found(notes=partly, without=(4,)) == []
    assert found(notes=partly) == ["eli is absent and has a place in period 1"]


PLANTED: dict[str, tuple[Any, str]] = {
    "a student without a place": ({"without": (4,)}, "eli has 0 places in period 1"),
    "a student with two places": (
        {"also": (place("eli", "1", "practice", "graph"),)},
        "eli has 2 places in period 1",
    ),
    "an absent student": (
        {"notes": (note("absent", person="eli", period="2"),)},
        "eli is absent and has a place in period 2",
    ),
    "a student of another class": (
        {"roster": {"eli": {"section": "7b"}}},
        "eli is not of this hall and has a place in period 1",
    ),
    "a name nobody knows": (({"at": 4, "skill": "divide"},), "eli in period 1: there is no skill divide"),
    "a session too small": (
        ({"at": 0, "session": 2, "area": "b", "teacher": "t2"},),
        "1 students, at least 2",
    ),
    "a session too large": (
        {"changes": ({"at": 4, "modality": "pairs", "skill": "graph", "area": "b"},)},
        "3 students, at most 2",
    ),
    "a peer alone": ({"without": (3,)}, "lives from other students and has one"),
    "one session in two areas": (({"at": 0, "area": "b"},), "more than one area: a, b"),
    "one session with two teachers": (({"at": 0, "teacher": "t2"},), "more than one teacher: t1, t2"),
    "no area": (({"at": 4, "area": None},), "practice has no area"),
    "another area": (({"at": 4, "area": "c"},), "practice is not held in area c"),
    "a closed area": ({"notes": (note("closed", area="a", period="1"),)}, "area a in period 1 is closed"),
    "too few seats": (
        {
            "also": tuple(place(each, "1", "practice", "add") for each in ("f1", "f2", "f3", "f4")),
            "roster": {each: {} for each in ("f1", "f2", "f3", "f4")},
        },
        "area open in period 1 has 4 seats for 5 students",
    ),
    "two sessions in one area": (
        {"changes": tuple({"at": at, "area": "b"} for at in (0, 1))},
        "area b in period 1 holds 2 sessions at once",
    ),
    "no teacher": (
        {"changes": tuple({"at": at, "teacher": None} for at in (0, 1))},
        "session 1: no teacher",
    ),
    "a teacher where none is needed": (
        {"changes": tuple({"at": at, "teacher": "t2"} for at in (2, 3))},
        "teacher t2, though it needs none",
    ),
    "a teacher in two places": (
        {
            "changes": tuple(
                {"at": at, "modality": "lesson", "skill": "add", "session": 2, "teacher": "t1"}
                for at in (2, 3)
            )
        },
        "teacher t1 has 2 sessions in period 1",
    ),
    "a teacher with too much to do": (
        {
            "changes": tuple(
                {"at": at, "modality": "lesson", "skill": "add", "session": 2, "teacher": "t1"}
                for at in (2, 3)
            )
        },
        "teacher t1 has 3 sessions, at most 2",
    ),
    "a teacher absent": (
        {"notes": (note("absent", person="t1", period="1"),)},
        "teacher t1 is absent",
    ),
    "a teacher out of hours": (
        {"changes": tuple({"at": at, "teacher": "t2"} for at in (5, 6))},
        "teacher t2 is not there in that period",
    ),
    "a teacher of other modalities": (
        {"changes": tuple({"at": at, "modality": "task", "teacher": "t1"} for at in (2, 3))},
        "teacher t1 does not give task",
    ),
    "a teacher of other skills": (
        {"changes": tuple({"at": at, "skill": "graph"} for at in (0, 1))},
        "teacher t1 does not teach graph",
    ),
    "a skill that is not ready": (
        {"roster": {"eli": {"mastered": []}}},
        "eli in period 1, add: builds on count, not mastered",
    ),
    "a skill that is done": ({"roster": {"eli": {"done": ["add"]}}}, "eli in period 1, add: done already"),
    "a skill not decided": (
        {"roster": {"eli": {"playlist": ["graph"]}}},
        "eli in period 1, add: not among the skills decided",
    ),
    "a skill of a far grade": (({"at": 4, "skill": "far"},), "grade 6 is outside 7 to 9"),
    "nothing in the library": (
        {"changes": tuple({"at": at, "skill": "graph"} for at in (0, 1))},
        "the library has nothing for lesson",
    ),
    "a screen against an accommodation": (
        {"roster": {"eli": {"accommodations": ["no_screen"]}}},
        "eli in period 2, add: on a screen",
    ),
    "a way of working that is not for the student": (
        {"roster": {"eli": {"accommodations": ["quiet"]}}},
        "eli in period 2, add: video is not for quiet",
    ),
    "an area that is not for the student": (
        {"roster": {"ben": {"accommodations": ["step_free"]}}},
        "ben in period 2, graph: c is not for step_free",
    ),
    "a teacher twice for one student": (
        {"changes": tuple({"at": at, "modality": "lesson", "skill": "add"} for at in (7, 8))},
        "ana has 2 sessions with a teacher, at most 1",
    ),
    "too long at a screen": (
        ({"at": 4, "modality": "video", "skill": "graph"},),
        "eli is 80 minutes at a screen, at most 45",
    ),
    "students who are to be kept apart": (
        {"notes": (note("apart", person="ana", other="ben", until=None),)},
        "ana and ben are to be kept apart",
    ),
    "a lock on another modality": (
        {"notes": (note("lock", person="eli", period="2", modality="practice", skill=None),)},
        "eli in period 2: modality video, locked to practice",
    ),
    "a lock on another skill": (
        {"notes": (note("lock", person="eli", period="2", modality=None, skill="graph"),)},
        "eli in period 2: skill add, locked to graph",
    ),
    "the same lesson as yesterday": (
        {"history": {BEFORE: [place("eli", "1", "video", "add")]}},
        "eli in period 2: video on add as on the day before",
    ),
    "the same lesson twice a day": (
        ({"at": 9, "modality": "practice"},),
        "eli in period 2: practice on add for the second time today",
    ),
    "the same way after three misses": (
        {
            "history": {
                date(2026, 9, 10): [place("eli", "1", "video", "add")],
                BEFORE: [place("eli", "1", "practice", "graph")],
            },
            "roster": {"eli": {"misses": {"add": 3}}},
        },
        "eli in period 2: add by video again after 3 misses",
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_found(kind: str) -> None:
    planted, told = PLANTED[kind]
    changes, more = (planted, {}) if isinstance(planted, tuple) else (planted.get("changes", ()), planted)
    faults = found(*changes, **{name: value for name, value in more.items() if name != "changes"})
    assert any(told in each for each in faults), faults


def test_the_same_lesson_is_no_fault_where_somebody_asked_for_it_or_a_day_lies_between() -> None:
    yesterday = {BEFORE: [place("eli", "1", "video", "add")]}
    asked = note("again", person="eli", modality="video", skill="add")
    assert found(history=yesterday, notes=(asked,)) == []
    assert found(history={date(2026, 9, 11): yesterday[BEFORE], BEFORE: [place("eli", "1", "x", "y")]}) == []
    asked_twice = found({"at": 9, "modality": "practice"}, notes=(asked | {"modality": "practice"},))
    assert asked_twice == []


def test_who_works_singly_sits_in_no_session_with_anybody() -> None:
    """Ana and Eli both practise at the desks on the same skill, each alone."""
    apart = note("apart", person="ana", other="eli", until=None)
    changed = {"at": 0, "modality": "practice", "area": "open", "teacher": None}
    faults = found(changed, notes=(apart,))
    assert not any("kept apart" in each for each in faults)
