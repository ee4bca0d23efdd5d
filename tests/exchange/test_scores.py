"""Scores of tests elsewhere in CSV: read by the usual headers; everything wrong is told with its row."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.exchange.scores import read_scores


def test_scores_are_read_by_the_usual_headers_in_any_order() -> None:
    text = "\ufeffDate;SEM;RIT;Test;Student_ID;Area\n2026-05-12;3.1;221;spring;ana;Geometry\n\n"
    (where, found), *more = read_scores(text.encode(), name="s.csv").results
    assert not more
    assert where == "s.csv, row 2"
    assert (found.student, found.scale, found.score, found.error) == ("ana", "spring", 221.0, 3.1)
    assert (found.on, found.strand) == (date(2026, 5, 12), "Geometry")


def test_every_bad_cell_of_every_row_is_told() -> None:
    rows = (",,x,0,May", "ana,s,1,2", "ben,s,inf,1,2026-05-01", "cem,s,1,1,2026-05-01")
    text = "\n".join(("student,scale,score,standard_error,date", *rows)).encode()
    found = read_scores(text, name="s.csv")
    assert [each.where for each in found.problems] == [
        "s.csv, row 2, student",
        "s.csv, row 2, scale",
        "s.csv, row 2, score",
        "s.csv, row 2, standard_error",
        "s.csv, row 2, date",
        "s.csv, row 3",
        "s.csv, row 4, score",
    ]
    assert [each.student for _, each in found.results] == ["cem"]


def test_columns_that_are_missing_are_told_together() -> None:
    with pytest.raises(Refused) as refusal:
        read_scores(b"student,points\nana,3\n", name="s.csv")
    assert len(refusal.value.problems) == 4
    assert "--scale" in str(refusal.value)
    with pytest.raises(Refused) as refusal:
        read_scores(b"student,points\nana,3\n", name="s.csv", scale="spring")
    assert len(refusal.value.problems) == 3


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    for head in (b"", b"student,scale,score,se,date\n"):
        with suppress(Refused):
            found = read_scores(head + content, name="s.csv")
            assert found.results or found.problems
