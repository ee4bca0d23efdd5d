"""Value objects of the roster: what they hold, and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.base.ids import PersonId, SectionId, StudentId
from whynext.roster.section import AcademicSession, Course, Enrolment, Organisation, Section
from whynext.roster.student import (
    GRADES,
    UNGRADED,
    Guardianship,
    Person,
    Student,
    grade_number,
    grade_word,
)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("PK", -1.0),
        ("KG", 0.0),
        ("K", 0.0),
        ("kindergarten", 0.0),
        ("01", 1.0),
        ("1", 1.0),
        (" 3rd ", 3.0),
        ("Grade 12", 12.0),
        ("12th grade", 12.0),
        ("13", 13.0),
        ("PS", 14.0),
        ("IT", -3.0),
    ],
)
def test_the_common_ways_to_write_a_grade_are_understood(word, number):
    """The common ways to write a grade are understood."""
    assert grade_number(word) == number


@pytest.mark.parametrize("word", [*UNGRADED, "", "dragon", "99", "-1", "3.5", "grade"])
def test_what_is_no_grade_has_no_number(word):
    """What is no grade has no number."""
    assert grade_number(word) is None


@given(st.sampled_from(sorted(GRADES)))
def test_a_grade_code_survives_the_way_to_its_number_and_back(code):
    """A grade code survives the way to its number and back."""
    assert grade_word(grade_number(code)) == code


def test_a_number_that_is_no_grade_is_refused():
    """A number that is no grade is refused."""
    with pytest.raises(Refused, match="no grade has the number 99"):
        grade_word(99)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Student(StudentId(" "), "Ada"),
        lambda: Person(PersonId(""), "Ada"),
        lambda: Organisation("", "School"),
        lambda: Course("", "Algebra"),
        lambda: Section(SectionId(""), "7b"),
        lambda: Enrolment(SectionId("7b"), PersonId("")),
        lambda: AcademicSession("", "Year", "schoolYear", date(2026, 8, 1), date(2027, 7, 1)),
    ],
)
def test_a_blank_id_is_refused(make):
    """A blank id is refused."""
    with pytest.raises(Refused, match="is blank"):
        make()


def test_a_session_that_ends_before_it_begins_is_refused_with_both_dates():
    """A session that ends before it begins is refused with both dates."""
    with pytest.raises(Refused, match="2026-01-01, before it begins on 2026-08-01"):
        AcademicSession("y", "Year", "schoolYear", date(2026, 8, 1), date(2026, 1, 1))


def test_an_organisation_above_itself_is_refused():
    """An organisation above itself is refused."""
    with pytest.raises(Refused, match="its own parent"):
        Organisation("hill", "Hill", parent="hill")


def test_a_teacher_is_no_guardian():
    """A teacher is no guardian."""
    with pytest.raises(Refused, match="«teacher» is not a kind of guardianship"):
        Guardianship(StudentId("ada"), PersonId("t"), "teacher")
    assert not Person(PersonId("t"), "T", ("teacher",)).is_family()
    assert Person(PersonId("p"), "P", ("teacher", "parent")).is_family()


_days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(_days, _days, _days)
def test_a_place_is_held_from_its_first_day_until_the_day_before_its_end(one, other, day):
    """A place is held from its first day until the day before its end."""
    begins, ends = min(one, other), max(one, other)
    place = Enrolment(SectionId("s"), PersonId("p"), begins=begins, ends=ends)
    assert place.in_force(day) == (begins <= day < ends)
    term = AcademicSession("t", "Term", "term", begins, ends)
    assert term.in_force(day) == (begins <= day < ends)


@given(_days)
def test_a_place_without_dates_is_always_held(day):
    """A place without dates is always held."""
    assert Enrolment(SectionId("s"), PersonId("p")).in_force(day)
