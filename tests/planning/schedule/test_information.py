"""What may be asked of sessions: worked through by hand in a hall of two periods and four modalities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from engine.hall_school import HALL
from whynext.base.facts import canonical
from whynext.competencies import information as competencies
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning.schedule.information import COMPUTED, INFORMATION, OPTIONS, SOURCES
from whynext.planning.schedule.notes import (
    NOTES,
    Note,
    absent,
    again,
    apart,
    closed,
    lock,
    opened,
    present,
    together,
    unlock,
)
from whynext.planning.schedule.reading import read
from whynext.process.information import Asked, Catalogue, Grain
from whynext.roster import information as roster

DAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 14, 16, tzinfo=UTC)
SCHEMAS = {
    **competencies.SOURCES,
    **library.SOURCES,
    **roster.SOURCES,
    **mastery.SOURCES,
    **SOURCES,
    **COMPUTED,
}
BY_NAME = {each.name: each for each in INFORMATION}


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return a source of these rows; what a row does not say is null."""
    schema = dict(SCHEMAS[name])
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema)


def noted(*notes: Note, at: datetime = NOW) -> pl.DataFrame:
    """Return notes as the source holds them."""
    rows = [
        {
            **{name: getattr(each, name, None) or None for name in NOTES},
            "hall": "maths-hall",
            "kind": each.kind.value,
            "until": None if each.until == date.max else each.until,
            "at": at,
            "sequence": place,
        }
        for place, each in enumerate(notes)
    ]
    return table("hall_notes", rows)


def had(*sessions: tuple[str, int, str], state: str = "in force") -> pl.DataFrame:
    """Return past sessions: student, day of September, option."""
    rows = []
    for student, day, option in sessions:
        period, modality, skill = option.split("|")
        rows.append(
            {"student": student, "period": period, "modality": modality, "skill": skill, "state": state}
            | {"day": date(2026, 9, day), "at": datetime(2026, 9, day - 1, 16, tzinfo=UTC)}
        )
    return table("hall_past", rows)


def sources(**given: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the hall, three students and two skills; what is given takes the place of what is usual."""
    usual: dict[str, list[dict[str, Any]]] = {
        "halls": [{"hall": "maths-hall", "content": canonical(read(HALL).as_data()).decode()}],
        "students": [
            {"student": student, "grade": grade, "active": True}
            for student, grade in (("ana", 3.0), ("ben", 6.0), ("chen", None))
        ],
        "enrolments": [
            {"student": student, "section": section, "role": "student"}
            for student, section in (("ana", "red"), ("ben", "blue"), ("chen", "green"))
        ],
        "skills": [
            {"skill": "add", "strand": "numbers", "grade_low": 2.0, "grade_high": 3.0},
            {"skill": "divide", "strand": "numbers", "grade_low": 4.0},
        ],
        "prerequisites": [{"prerequisite": "add", "skill": "divide"}],
        "estimates": [{"student": "ana", "skill": "add", "mastery": 0.97}],
        "mastery_priors": [{"skill": "add", "prior": 0.3}, {"skill": "divide", "prior": 0.1}],
        "learning_objects": [
            {"object": "o1", "skill": "add", "modality": "worked_example", "status": "ready"},
            {"object": "o2", "skill": "divide", "modality": "worked_example", "status": "retired"},
            {"object": "o3", "skill": "divide", "modality": "video", "status": "ready"},
        ],
        "hall_skills": [
            {"hall": "maths-hall", "student": student, "skill": skill, "rank": rank}
            for student in ("ana", "chen")
            for rank, skill in enumerate(("divide", "add"))
        ],
    }
    return {
        name: given[name] if name in given else table(name, usual.get(name, []))
        for name in {*SCHEMAS, *given}
    }


def question(rows: Mapping[str, Sequence[Any]], held: Mapping[str, pl.DataFrame], **arguments: Any) -> Asked:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String))
    return Asked(frame, held, arguments, NOW, NOW.date(), DAY)


def answer(
    name: str, *options: str, students: Sequence[str] = ("ana",), held: Any = None, **arguments: Any
) -> list[Any]:
    """Return what an information says of options, and of a student where it is asked of one."""
    information = BY_NAME[name]
    held = sources() if held is None else held
    needed = {need: held[need] for need in information.needs}
    usual = {key: each.default for key, each in information.arguments.items()}
    rows: dict[str, list[str]] = {"option": list(options)}
    if information.grain is Grain.STUDENT_OPTION:
        rows = {
            "student": [who for who in students for _ in options],
            "option": [each for _ in students for each in options],
        }
    if information.grain is Grain.STUDENT:
        rows = {"student": list(students)}
    asked = question(rows, needed, **{**usual, **arguments})
    values = information.view(asked)
    assert len(values) == len(asked.rows)
    return values.cast(information.type.dtype).to_list()


LESSON, PEERS, ALONE = "1|lesson|add", "1|peers|add", "2|alone|divide"


class TestSessions:
    """What is said of a session, whoever gets it."""

    def test_a_session_is_taken_apart_and_what_is_none_is_unknown(self) -> None:
        for name, expected in {
            "session_period": ["1", "2", None],
            "session_modality": ["lesson", "alone", None],
            "session_skill": ["add", "divide", None],
            "session_activity": ["lesson: add", "alone: divide", None],
            "session_hall": ["maths-hall", "maths-hall", None],
            "session_minutes": [40.0, 35.0, None],
            "session_smallest": [2.0, 0.0, None],
            "session_largest": [18.0, 0.0, None],
            "session_with_teacher": [True, False, None],
            "session_on_screen": [False, False, None],
            "session_area": [None, "floor", None],
            "session_area_seats": [None, 30.0, None],
        }.items():
            assert answer(name, LESSON, ALONE, "add") == expected, name
        assert answer("session_with_peers", PEERS) == [True]
        assert answer("session_smallest", PEERS) == [1.0]

    def test_areas_are_named_with_their_seats_and_without_what_is_closed(self) -> None:
        assert answer("session_areas", LESSON, PEERS) == ["a:18 b:24", None]
        held = sources(hall_notes=noted(closed("a", DAY), closed("floor", DAY, "1"), closed("b", DAY, "2")))
        assert answer("session_areas", LESSON, "2|lesson|add", held=held) == ["b:24", ""]
        assert answer("session_area_seats", PEERS, "2|peers|add", held=held) == [0.0, 30.0]

    def test_teachers_are_those_who_may_and_are_there(self) -> None:
        asked = ("1|lesson|add", "2|lesson|add", "2|lesson|divide", ALONE)
        assert answer("session_teachers", *asked) == ["t1", "t1 t2", "t1", None]
        assert answer("session_teacher_load", *asked) == ["t1:1", "t1:1", "t1:1", None]
        held = sources(hall_notes=noted(absent("t1", DAY)))
        assert answer("session_teachers", *asked, held=held) == ["", "t2", "", None]
        assert answer("session_teacher_load", *asked, held=held) == ["", "", "", None]

    def test_a_later_note_takes_an_earlier_one_back_and_one_noted_later_is_not_known(self) -> None:
        held = sources(hall_notes=noted(closed("a", DAY), opened("a", DAY, "1")))
        assert answer("session_areas", LESSON, "2|lesson|add", held=held) == ["a:18 b:24", "b:24"]
        later = noted(closed("a", DAY), at=NOW.replace(hour=17))
        assert answer("session_areas", LESSON, held=sources(hall_notes=later)) == ["a:18 b:24"]
        other_day = noted(
            closed("a", date(2026, 9, 14)), closed("b", date(2026, 9, 1), until=date(2026, 9, 20))
        )
        assert answer("session_areas", LESSON, held=sources(hall_notes=other_day)) == ["a:18"]


class TestStudentsWithSessions:
    """What is said of a student with a session."""

    def test_mastery_and_readiness_are_those_of_the_sessions_skill(self) -> None:
        both = {"students": ("ana", "ben")}
        assert answer("session_mastery", LESSON, PEERS, ALONE, **both) == [0.97, 0.97, 0.1, 0.3, 0.3, 0.1]
        assert answer("session_ready", LESSON, ALONE, **both) == [True, True, True, False]
        assert answer("session_ready", ALONE, bar=0.98) == [False]

    def test_missed_exit_slips_are_counted_until_one_is_passed(self) -> None:
        def slip(hour: int, correct: int, kind: str = "exit slip") -> dict[str, Any]:
            at = datetime(2026, 9, 10, hour, tzinfo=UTC)
            return {
                "student": "ana",
                "skill": "add",
                "form_kind": kind,
                "correct": correct,
                "of": 5,
                "at": at,
            }

        held = sources(assessments=table("assessments", [slip(8, 2), slip(9, 4), slip(10, 3), slip(11, 1)]))
        assert answer("session_failures", LESSON, PEERS, ALONE, held=held) == [2.0, 2.0, 0.0]
        quiz = sources(assessments=table("assessments", [slip(8, 1, "quiz")]))
        assert answer("session_failures", LESSON, held=quiz) == [0.0]

    def test_the_grade_band_of_a_skill_can_be_widened(self) -> None:
        who = {"students": ("ana", "ben", "chen")}
        assert answer("session_in_grade_band", LESSON, ALONE, **who) == [
            True,
            False,
            False,
            False,
            None,
            None,
        ]
        assert answer("session_in_grade_band", LESSON, ALONE, **who, bands=2.0)[:4] == [
            True,
            True,
            False,
            True,
        ]

    def test_who_is_absent_is_absent_in_the_periods_that_are_said(self) -> None:
        held = sources(
            hall_notes=noted(absent("ana", DAY, "1"), absent("ben", DAY), present("ben", DAY, "2"))
        )
        found = answer("session_present", LESSON, ALONE, students=("ana", "ben", "chen"), held=held)
        assert found == [False, True, False, True, True, True]

    def test_zones_are_those_of_the_open_area_or_of_each_area_where_it_can_be(self) -> None:
        """Corner B has none, and nobody has said where the floor is."""
        text = HALL.replace('title = "Corner A"', 'title = "Corner A"\nzone = "north"')
        for said, floor in (("", None), ('\nzone = "south"', "south")):
            text = text.replace('title = "The floor"', f'title = "The floor"{said}')
            hall = {"hall": "maths-hall", "content": canonical(read(text).as_data()).decode()}
            found = answer("session_zones", LESSON, PEERS, held=sources(halls=table("halls", [hall])))
            assert found == ["a:north", floor]

    def test_a_session_starts_when_its_period_does(self) -> None:
        assert answer("session_starts", LESSON, "2|lesson|add") == [540.0, 585.0]

    def test_a_session_suits_whom_its_modality_and_every_area_of_it_are_for(self) -> None:
        """A lesson is not for who needs step-free ways, as one of its corners is up some stairs."""
        text = HALL.replace('title = "Corner B"', 'title = "Corner B"\nnot_for = ["step_free"]')
        text = text.replace('name = "peers"', 'name = "peers"\nonly_for = ["extra_time"]')
        told = [("ana", "step_free"), ("ben", "extra_time"), ("chen", "none")]
        said = [{"student": who, "name": "accommodation", "word": word, "at": NOW} for who, word in told]
        hall = {"hall": "maths-hall", "content": canonical(read(text).as_data()).decode()}
        held = sources(profile=table("profile", said), halls=table("halls", [hall]))
        students = ("ana", "ben", "chen", "dana")
        found = answer("session_suits", LESSON, PEERS, ALONE, students=students, held=held)
        assert found == [False, False, True, True, True, True, True, False, True, True, False, True]

    def test_a_lock_binds_its_period_and_only_what_it_says(self) -> None:
        held = sources(hall_notes=noted(lock("ana", DAY, "1", "lesson"), lock("ben", DAY, "2", "", "divide")))
        options = (LESSON, PEERS, ALONE, "2|lesson|add")
        assert answer("session_locked", *options, held=held) == [True, False, None, None]
        assert answer("session_locked", *options, students=("ben",), held=held) == [None, None, True, False]
        free = sources(hall_notes=noted(lock("ana", DAY, "1", "lesson"), unlock("ana", DAY)))
        assert answer("session_locked", LESSON, held=free) == [None]

    def test_the_same_lesson_is_the_same_in_any_period_unless_it_is_asked_for_again(self) -> None:
        past = had(("ana", 9, ALONE), ("ana", 11, LESSON), ("ana", 11, "2|peers|divide"), ("ben", 11, ALONE))
        options = ("2|lesson|add", "1|peers|divide", "1|peers|add", ALONE)
        assert answer("session_same_as_last", *options, held=sources(hall_past=past)) == [
            True,
            True,
            False,
            False,
        ]
        wanted = noted(again("ana", "add", "lesson", DAY))
        held = sources(hall_past=past, hall_notes=wanted)
        assert answer("session_same_as_last", *options, held=held) == [False, True, False, False]

    def test_who_was_absent_did_not_have_the_lesson(self) -> None:
        past = had(("ana", 10, ALONE), ("ana", 11, LESSON))
        held = sources(hall_past=past, hall_notes=noted(absent("ana", date(2026, 9, 11))))
        assert answer("session_same_as_last", LESSON, ALONE, held=held) == [False, True]
        assert answer("adult_contacts_lately", held=held) == [0.0]
        back = noted(absent("ana", date(2026, 9, 11)), present("ana", date(2026, 9, 11), "1"))
        held = sources(hall_past=past, hall_notes=back)
        assert answer("session_same_as_last", LESSON, ALONE, held=held) == [True, False]

    def test_what_only_is_proposed_was_not_had_but_is_planned(self) -> None:
        past = pl.concat(
            [had(("ana", 11, LESSON), state="proposed"), had(("ana", 15, ALONE), state="proposed")]
        )
        held = sources(hall_past=past)
        assert answer("session_same_as_last", LESSON, held=held) == [False]
        assert answer("session_planned", LESSON, ALONE, students=("ana", "ben"), held=held) == [
            *(False, True),
            *(False, False),
        ]

    def test_modalities_are_counted_over_the_days_before(self) -> None:
        past = had(
            ("ana", 3, LESSON), ("ana", 8, LESSON), ("ana", 14, "2|lesson|divide"), ("ana", 15, LESSON)
        )
        held = sources(hall_past=past)
        assert answer("session_times_lately", LESSON, PEERS, held=held) == [2.0, 0.0]
        assert answer("session_times_lately", LESSON, held=held, days=6.0) == [1.0]

    def test_the_latest_modality_is_that_of_the_later_period(self) -> None:
        past = had(("ana", 9, "1|alone|add"), ("ana", 11, "2|peers|add"), ("ana", 11, "1|screen|add"))
        assert answer("session_last_modality", LESSON, ALONE, held=sources(hall_past=past)) == ["peers", None]


class TestStudents:
    """What is said of a student."""

    def test_who_is_kept_apart_is_so_both_ways_until_it_is_taken_back(self) -> None:
        notes = noted(apart("ana", "ben", date(2026, 9, 1)), apart("chen", "ana", DAY, until=DAY))
        who = ("ana", "ben", "chen")
        held = sources(hall_notes=notes)
        assert answer("kept_apart_from", students=who, held=held) == ["ben chen", "ana", "ana"]
        notes = noted(apart("ana", "ben", date(2026, 9, 1)), together("ben", "ana", DAY))
        held = sources(hall_notes=notes)
        assert answer("kept_apart_from", students=who, held=held) == ["", "", ""]

    def test_who_is_away_all_day_does_not_attend(self) -> None:
        who = ("ana", "ben", "chen", "nobody")
        assert answer("attends_hall", students=who) == [True, True, False, False]
        held = sources(hall_notes=noted(absent("ana", DAY), absent("ben", DAY, "1")))
        assert answer("attends_hall", students=who, held=held) == [False, True, False, False]

    def test_contacts_and_screen_minutes_are_added_up(self) -> None:
        past = had(("ana", 10, LESSON), ("ana", 10, "2|screen|divide"), ("ana", 14, "1|screen|divide"))
        held = sources(hall_past=past)
        assert answer("adult_contacts_lately", students=("ana", "ben"), held=held) == [1.0, 0.0]
        assert answer("screen_minutes_lately", held=held) == [75.0]
        assert answer("screen_minutes_lately", held=held, days=1.0) == [40.0]

    def test_the_advisory_group_is_the_section_unless_one_is_recorded(self) -> None:
        said = table("profile", [{"student": "ben", "name": "advisory", "word": "owls", "at": NOW}])
        found = answer("hall_advisory", students=("ana", "ben", "chen"), held=sources(profile=said))
        assert found == ["red", "owls", None]


class TestCandidates:
    """Which sessions a student may get."""

    def listed(self, *students: str, held: Any = None) -> list[tuple[str, str]]:
        held = sources() if held is None else held
        (kind,) = OPTIONS
        asked = question(
            {"student": students, "given": [None] * len(students)}, {need: held[need] for need in kind.needs}
        )
        found = kind.candidates(asked)
        assert found.columns == ["student", "given", "option"]
        return list(found.select("student", "option").iter_rows())

    def test_every_period_modality_and_skill_for_which_the_library_has_something(self) -> None:
        of_period = [
            *("peers|divide", "screen|divide", "alone|divide"),
            *("lesson|add", "peers|add", "alone|add"),
        ]
        assert self.listed("ana") == [("ana", f"{period}|{each}") for period in "12" for each in of_period]

    def test_who_attends_no_hall_or_has_no_skill_has_none(self) -> None:
        assert self.listed("chen", "ben") == []
        assert {student for student, _ in self.listed("ben", "ana", "chen")} == {"ana"}

    def test_students_stay_in_the_order_in_which_they_are_asked_about(self) -> None:
        both = [
            {"hall": "maths-hall", "student": student, "skill": "add", "rank": 0}
            for student in ("ana", "ben")
        ]
        held = sources(hall_skills=table("hall_skills", both))
        assert [student for student, _ in self.listed("ben", "ana", held=held)] == ["ben"] * 6 + ["ana"] * 6

    def test_what_a_person_locked_or_asks_for_again_can_be_given(self) -> None:
        held = sources(
            hall_notes=noted(lock("ben", DAY, "2", "", "add"), again("ben", "divide", "alone", DAY))
        )
        assert [option for _, option in self.listed("ben", held=held)] == [
            "1|alone|divide",
            *("2|lesson|add", "2|peers|add", "2|alone|add", "2|alone|divide"),
        ]


def test_names_are_told_apart_and_every_source_is_declared() -> None:
    Catalogue.of(INFORMATION, OPTIONS)
    needed = {need for each in (*INFORMATION, *OPTIONS) for need in each.needs}
    assert needed <= set(SCHEMAS)


@pytest.mark.parametrize("information", INFORMATION, ids=lambda each: each.name)
def test_a_question_about_nothing_has_an_empty_answer(information: Any) -> None:
    held = {name: table(name, []) for name in SCHEMAS}
    usual = {key: each.default for key, each in information.arguments.items()}
    rows: dict[str, list[str]] = {column: [] for column in information.grain.columns}
    assert information.view(question(rows, held, **usual)).to_list() == []
    some = {column: ["x"] for column in information.grain.columns}
    assert len(information.view(question(some, held, **usual))) == 1


def test_a_thousand_students_are_asked_about_at_once() -> None:
    students = [f"s{number:04d}" for number in range(1000)]
    skills = [f"k{number:02d}" for number in range(60)]
    taught = [
        {"hall": "maths-hall", "student": student, "skill": skills[(place * 7 + rank) % 60], "rank": rank}
        for place, student in enumerate(students)
        for rank in range(5)
    ]
    lessons = ("worked_example", "video")
    objects = [
        {"object": f"{skill}-{kind}", "skill": skill, "modality": kind, "status": "ready"}
        for skill in skills
        for kind in lessons
    ]
    held = sources(
        students=table("students", [{"student": each, "grade": 6.0} for each in students]),
        enrolments=table(
            "enrolments", [{"student": each, "section": "red", "role": "student"} for each in students]
        ),
        skills=table("skills", [{"skill": each, "grade_low": 5.0} for each in skills]),
        mastery_priors=table("mastery_priors", [{"skill": each, "prior": 0.2} for each in skills]),
        hall_skills=table("hall_skills", taught),
        learning_objects=table("learning_objects", objects),
        hall_past=had(*((each, day, LESSON) for each in students for day in range(2, 15))),
    )
    (kind,) = OPTIONS
    asked = question({"student": students, "given": [None] * 1000}, held)
    found = kind.candidates(asked)
    assert len(found) == 1000 * 2 * 4 * 5
    for each in INFORMATION:
        rows = found.select(each.grain.columns)
        rows = rows if each.grain is Grain.STUDENT_OPTION else rows.unique(maintain_order=True)
        usual = {key: argument.default for key, argument in each.arguments.items()}
        needed = {need: held[need] for need in each.needs}
        assert len(each.view(Asked(rows, needed, usual, NOW, NOW.date(), DAY))) == len(rows)
