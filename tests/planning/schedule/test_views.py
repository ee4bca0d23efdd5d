"""Views of a day: everybody is where the places say, nothing is cut off, and the corridor learns no skill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import NotFound
from whynext.planning.schedule.hall import Area, Hall, Modality, Period, Teacher
from whynext.planning.schedule.printing import NARROWEST, board_by_place, board_by_student, printed
from whynext.planning.schedule.views import (
    NAMES,
    Day,
    Words,
    areas_of,
    board,
    day_of_area,
    day_of_student,
    day_of_teacher,
    shown_names,
    teachers_of,
)

DAY = date(2026, 9, 14)
HALL = Hall(
    id="maths-hall",
    title="The mathematics hall",
    sections=("6a",),
    skills_from="next-skill",
    periods=(Period("10", time(9), time(9, 40)), Period("2", time(9, 45), time(10, 25))),
    areas=(Area("a", "Corner A", 18), Area("b", "Corner B", 24), Area("floor", "The floor", 30, 0)),
    modalities=(
        Modality("lesson", "Live lesson", ("a", "b"), teacher=True, smallest=2, largest=18),
        Modality("alone", "On one's own", ("floor",)),
    ),
    teachers=(Teacher("t1", "Ms Lee"), Teacher("t2", "Mr Abara")),
)
STUDENTS = {"s1": "Ana Banda", "s2": "Ben Costa", "s3": "Ana Bruno", "s4": "Dana Ito", "s5": "Eli Oz"}
WORDS = Words(STUDENTS, {"add": "Add fractions", "halves": "Cut into halves"}, (HALL,))


def places(*rows: tuple[str, str, str, str, int | None, str | None, str | None]) -> pl.DataFrame:
    """Return places: student, period, modality, skill, session, teacher, area."""
    names = ("student", "period", "modality", "skill", "session", "teacher", "area")
    schema = dict.fromkeys(names, pl.String()) | {"session": pl.Int64()}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    return made.with_columns(decision="run-" + pl.col("student"))


PLACES = places(
    ("s1", "10", "lesson", "add", 0, "t1", "a"),
    ("s2", "10", "lesson", "add", 0, "t1", "a"),
    ("s3", "10", "lesson", "add", 1, "t2", "b"),
    ("s4", "10", "lesson", "add", 1, "t2", "b"),
    ("s1", "2", "alone", "halves", 0, None, "floor"),
    ("s2", "2", "alone", "add", 0, None, "floor"),
    ("s3", "2", "alone", "halves", 1, None, "floor"),
)


def text(shown: Day, width: int = 80) -> str:
    return printed(shown, DAY, width)


def test_a_student_sees_periods_in_the_order_of_the_clock_and_nobody_else() -> None:
    shown = day_of_student(PLACES, WORDS, "s1")
    assert [each.period for each in shown.blocks] == ["10", "2"]
    told = text(shown)
    assert told.startswith("Ana Banda · Monday 14 September 2026\n")
    assert "10  09:00-09:40  Live lesson on «Add fractions»\n" in told
    assert "Corner A, Ms Lee" in told
    assert "On one's own on «Cut into halves»" in told
    assert not any(name in told for name in ("Ben", "Bruno", "Dana"))
    assert shown.blocks[0].sessions[0].decisions == ("run-s1",)


def test_a_student_without_a_place_is_told_so() -> None:
    assert text(day_of_student(PLACES, WORDS, "s4")).count("no place") == 1
    assert text(day_of_student(PLACES, WORDS, "s5")).count("no place") == 2


def test_a_teacher_sees_who_comes_where_and_when_there_is_nobody() -> None:
    told = text(day_of_teacher(PLACES, WORDS, "t2"))
    assert "Corner B, 2 students: Ana Bruno, Dana Ito" in told
    assert "2   09:45-10:25  free" in told


def test_two_sessions_of_one_skill_are_two() -> None:
    (first, _) = day_of_area(PLACES, WORDS, "a").blocks
    assert [each.students for each in first.sessions] == [("Ana Banda", "Ben Costa")]
    (both, _) = board(PLACES, WORDS).blocks
    assert [(each.area, each.teacher, len(each.students)) for each in both.sessions] == [
        ("Corner A", "Ms Lee", 2),
        ("Corner B", "Mr Abara", 2),
    ]


def test_an_open_area_tells_who_learns_what_and_how_many_seats_are_taken() -> None:
    told = text(day_of_area(PLACES, WORDS, "floor"))
    assert "The floor (30 seats)" in told
    assert "On one's own on «Cut into halves»\n                   Ana Banda, Ana Bruno\n" in told
    assert "On one's own on «Add fractions»\n                   Ben Costa\n" in told
    assert "3 of 30 seats are taken." in told
    assert "10  09:00-09:40  empty" in told


def test_every_teacher_and_area_has_a_day_even_an_idle_one() -> None:
    assert teachers_of(PLACES, WORDS) == ["t1", "t2"]
    assert areas_of(PLACES.head(2), WORDS) == ["a", "b", "floor"]
    with_another = places(("s1", "10", "lesson", "add", 0, "t9", "a"))
    assert teachers_of(with_another, WORDS) == ["t1", "t2", "t9"]


@pytest.mark.parametrize(("view", "name"), [(day_of_teacher, "t3"), (day_of_area, "flor")])
def test_for_who_or_what_there_is_not_those_that_there_are_are_named(view: Any, name: str) -> None:
    with pytest.raises(NotFound, match=r"did you mean «floor»|Valid: t1, t2"):
        view(PLACES, WORDS, name)


def test_the_board_says_where_to_go_and_not_what_for() -> None:
    shown = board(PLACES, WORDS, [("s4", "2")])
    for told in (board_by_place(shown, DAY, 100), board_by_student(shown, DAY, 100)):
        assert "fractions" not in told.lower()
        assert "halves" not in told
        assert "Dana Ito" in told
        assert "Please come to the desk" in told
    assert all(not each.decisions and each.skill is None for b in shown.blocks for each in b.sessions)


def test_the_board_names_an_open_area_once() -> None:
    told = board_by_place(board(PLACES, WORDS), DAY, 100)
    assert told.count("The floor") == 1
    assert "    Ana Banda, Ana Bruno, Ben Costa" in told


def test_the_board_by_student_is_in_the_order_of_names_with_every_period() -> None:
    lines = board_by_student(board(PLACES, WORDS), DAY, 60).splitlines()
    names = [line.split("  ")[0] for line in lines[3:]]
    assert names == ["Ana Banda", "Ana Bruno", "Ben Costa", "Dana Ito"]
    assert lines[2].split() == ["10", "09:00", "2", "09:45"]
    assert lines[3].split("  ")[1] == "Corner A · Ms Lee"
    assert lines[3].endswith("  The floor")
    assert lines[6].rstrip().endswith("-")


def test_without_a_hall_ids_stand_for_titles() -> None:
    """A process may assign places that no hall states."""
    told = text(day_of_student(PLACES, Words(), "s1"))
    assert "lesson on «add»" in told
    assert "a, t1" in told


def test_an_empty_day_is_printed_too() -> None:
    nothing = PLACES.clear()
    assert "nobody" in board_by_place(board(nothing, WORDS), DAY, 60)
    assert "nobody" in board_by_student(board(nothing, WORDS), DAY, 60)
    assert text(day_of_student(nothing, Words(), "s1")).startswith("s1 · Monday")


def test_who_is_absent_and_what_is_closed_is_said_and_what_was_planned_still_shown() -> None:
    away = frozenset({("t2", "10"), ("t2", "2"), ("b", "2"), ("s4", "2")})
    words_ = replace(WORDS, away=away)
    told = text(day_of_teacher(PLACES, words_, "t2"))
    assert "ABSENT, and the day is not planned again yet\n" in told
    assert "Corner B, 2 students: Ana Bruno, Dana Ito" in told
    assert "2   09:45-10:25  absent" in told
    assert "2   09:45-10:25  closed" in text(day_of_area(PLACES, words_, "b"))
    assert "2   09:45-10:25  absent" in text(day_of_student(PLACES, words_, "s4"))


# Names ----------------------------------------------------------------------------------------------------

words = st.text(st.sampled_from("AaBbÉ "), max_size=8)
called = st.dictionaries(st.sampled_from([f"s{n}" for n in range(8)]), words, max_size=8)


@given(called, st.sampled_from(list(NAMES)))
def test_no_two_students_are_named_alike_and_none_is_without_a_name(names: dict[str, str], how: str) -> None:
    shown = shown_names(names, how)
    assert list(shown) == list(names)
    assert len(set(shown.values())) == len(names)
    assert all(shown.values())


def test_first_names_say_no_more_of_the_last_than_they_must() -> None:
    assert shown_names(STUDENTS, "first") == {
        "s1": "Ana Ba",
        "s2": "Ben",
        "s3": "Ana Br",
        "s4": "Dana",
        "s5": "Eli",
    }
    twins = {"s1": "Ana Ito", "s2": "Ana Ito"}
    assert shown_names(twins, "first") == {"s1": "Ana Ito (s1)", "s2": "Ana Ito (s2)"}
    assert shown_names(twins, "code") == {"s1": "s1", "s2": "s2"}


# The page -------------------------------------------------------------------------------------------------


@st.composite
def days(draw: st.DrawFn) -> tuple[pl.DataFrame, Words]:
    """Return places of up to thirty students with names of up to 25 letters in up to three periods."""
    name = st.text(st.sampled_from("abcdefgh"), min_size=1, max_size=12)
    ids = [f"s{n}" for n in range(draw(st.integers(0, 30)))]
    names = shown_names({each: f"{draw(name)} {draw(name)}".title() for each in ids}, "full")
    rows = []
    for period in ("10", "2", "z"):
        for each in ids:
            place = draw(st.sampled_from([("lesson", 0, "t1", "a"), ("alone", 0, None, "floor"), None]))
            if place is not None:
                modality, session, teacher, area = place
                rows.append((each, period, modality, "add", session, teacher, area))
    return places(*rows), Words(names, {"add": "Add fractions"}, (HALL,))


@given(days(), st.integers(NARROWEST, 160))
def test_nothing_is_wider_than_the_page_and_nobody_is_left_out(
    made: tuple[pl.DataFrame, Words], width: int
) -> None:
    rows, words_ = made
    shown = board(rows, words_)
    by_place, by_student = board_by_place(shown, DAY, width), board_by_student(shown, DAY, width)
    areas = [printed(day_of_area(rows, words_, each), DAY, width) for each in areas_of(rows, words_)]
    teachers = [printed(day_of_teacher(rows, words_, each), DAY, width) for each in teachers_of(rows, words_)]
    for told in (by_place, by_student, *areas, *teachers):
        assert all(len(line) <= width for line in told.splitlines()), told
    flat = " ".join(by_place.split())
    for student in rows.get_column("student").unique().to_list():
        assert words_.student(student) in flat
    here = sum(len(each.students) for block in shown.blocks for each in block.sessions)
    assert here == len(rows)


@given(days())
def test_areas_and_teachers_together_hold_every_place_once(made: tuple[pl.DataFrame, Words]) -> None:
    rows, words_ = made

    def held(shown: list[Day]) -> int:
        return sum(len(each.students) for day in shown for block in day.blocks for each in block.sessions)

    assert held([day_of_area(rows, words_, each) for each in areas_of(rows, words_)]) == len(rows)
    taught = rows.drop_nulls("teacher")
    assert held([day_of_teacher(rows, words_, each) for each in teachers_of(rows, words_)]) == len(taught)
    students = rows.get_column("student").unique().to_list()
    assert held([day_of_student(rows, words_, each) for each in students]) == len(rows)


def test_periods_follow_the_clock_not_the_alphabet() -> None:
    starts = [each.times for each in board(PLACES, WORDS).blocks]
    assert all(before < after for before, after in pairwise(starts))
