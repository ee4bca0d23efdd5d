"""What counts as an answer to be calibrated, and what is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers


def frame(*rows: tuple, columns: tuple[str, ...] = ("student", "item", "correct")) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_a_matrix_and_a_frame_of_the_same_answers_are_the_same() -> None:
    ours = Answers.from_matrix([[1, 0], [np.nan, 1]], ["ana", "ben"], ["x", "y"])
    theirs = Answers.from_frame(frame(("ben", "y", 1), ("ana", "y", 0), ("ana", "x", 1), ("ben", "x", None)))
    assert ours.students == theirs.students == ("ana", "ben")
    assert ours.items == theirs.items == ("x", "y")
    for name in ("starts", "item", "right"):
        assert getattr(ours, name).tolist() == getattr(theirs, name).tolist()
    assert theirs.missing == 1


def test_null_and_nan_are_missing_and_truths_and_numbers_are_answers() -> None:
    numbers = Answers.from_frame(frame(("a", "x", 1.0), ("a", "y", float("nan")), ("b", "x", 0.0)))
    truths = Answers.from_frame(frame(("a", "x", True), ("a", "y", None), ("b", "x", False)))
    assert numbers.right.tolist() == truths.right.tolist() == [1, 0]
    assert numbers.items == ("x",)


def test_the_first_answer_counts_where_the_order_is_known() -> None:
    rows = frame(
        ("a", "x", 1, 7), ("a", "x", 0, 3), ("b", "x", 1, 1), columns=("student", "item", "correct", "order")
    )
    answers = Answers.from_frame(rows)
    assert answers.right.tolist() == [0, 1]
    assert answers.repeated == 1


def test_a_second_answer_to_an_item_is_refused_where_no_order_is_known() -> None:
    with pytest.raises(Refused, match=r"«a» answers the item «x» more than once.*order"):
        Answers.from_frame(frame(("a", "x", 1), ("b", "x", 1), ("a", "x", 0)))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (frame(("a", 1), columns=("student", "correct")), "the column «item» is missing"),
        (frame(("a", "x", 1), (None, "x", 1)), "row 1: the student is missing"),
        (frame(("a", "x", 1.0), ("a", "y", 0.5)), "row 1: 0.5 does not say whether the answer was right"),
        (frame(("a", "x", "yes")), "«correct» holds String"),
        (frame(("a", "x", None)), "there is no answer"),
    ],
)
def test_impossible_answers_are_refused_with_their_row(rows: pl.DataFrame, told: str) -> None:
    with pytest.raises(Refused, match=told):
        Answers.from_frame(rows)


def test_a_matrix_with_ids_that_do_not_fit_is_refused() -> None:
    with pytest.raises(Refused, match="1 ids for 2"):
        Answers.from_matrix([[1, 0], [0, 1]], ["ana"], ["x", "y"])
    with pytest.raises(Refused, match="1 ids for 2"):
        Answers.from_matrix([[1, 0], [0, 1]], ["ana", "ben"], ["x", "x"])


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        ([1, 0], "dimensions"),
        ([[1, 0], [0, 0.5]], "row 1, column 1: 0.5 does not say"),
        ([[np.nan]], "there is no answer"),
    ],
)
def test_a_matrix_of_something_else_is_refused(matrix, told: str) -> None:
    with pytest.raises(Refused, match=told):
        Answers.from_matrix(matrix)


def test_students_and_items_without_an_answer_are_left_out() -> None:
    answers = Answers.from_matrix([[1, np.nan], [np.nan, np.nan], [0, np.nan]], ["c", "b", "a"], ["x", "y"])
    assert answers.students == ("a", "c")
    assert answers.items == ("x",)
    assert answers.right.tolist() == [0, 1]
