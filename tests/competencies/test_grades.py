"""Grades: what people write, as numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.competencies.grades import grade_text, grade_words, read_grade, read_grades


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("K", (0, 0)), ("kg", (0, 0)), ("PK", (-1, -1)), ("Pre-K", (-1, -1)), ("TK", (-0.5, -0.5)),
        ("1", (1, 1)), ("08", (8, 8)), ("3rd", (3, 3)), ("Grade 4", (4, 4)), ("5th grade", (5, 5)),
        ("HS", (9, 12)), ("9-12", (9, 12)), ("K–2", (0, 2)), ("6 to 8", (6, 8)), ("PK-HS", (-1, 12)),
        ("13", (13, 13)),
        ("", None), ("14", None), ("8-6", None), ("x", None), ("UG", None), ("Other", None), ("1-2-3", None),
    ],
)  # fmt: skip
def test_a_word_names_the_grades_it_names_and_nothing_else_is_guessed(word, expected):
    """A wrong guess would keep a skill from the students it is for."""
    assert read_grade(word) == expected


@given(st.sampled_from([-1.0, -0.5, 0.0, *map(float, range(1, 14)), 2.25, 7.5]))
def test_a_grade_is_read_back_as_it_was_written(grade):
    """So a map survives a round trip through a table."""
    assert read_grade(grade_text(grade)) == (grade, grade)


@given(st.integers(0, 13), st.integers(0, 13))
def test_the_codes_of_a_range_name_that_range(one, other):
    """So a map survives a round trip through CASE."""
    low, high = float(min(one, other)), float(max(one, other))
    assert read_grades(grade_words(low, high)) == (low, high)


def test_unknown_words_are_passed_over():
    """They say nothing about grades."""
    assert read_grades(["Other", "03", "HS"]) == (3.0, 12.0)
    assert grade_words(None, 4.0) == []
