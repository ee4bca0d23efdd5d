"""Groups of students, by which models and items are compared: never a protected attribute of the store's."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from whynext.base.errors import NotFound, Problem, listed, nearest
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment
from whynext.roster.information import held_on

SECTION, GRADE = "section", "grade"


def groups_of(engine: Engine, column: str) -> Mapping[str, str]:
    """Return the group of each student by what the school has recorded.

    Parameters
    ----------
    column
        ``section``, ``grade``, or the name of something recorded of students in words.

    Raises
    ------
    NotFound
        If nothing of this name is recorded.
    """
    with engine.store.reading() as reading:
        if column == GRADE:
            grades = reading.source("students").select("student", "grade").drop_nulls()
            said = [f"grade {each:g}" for each in grades.get_column("grade")]
            rows = grades.with_columns(pl.Series("group", said, pl.String))
        elif column == SECTION:
            here = moment(engine, reading)
            places = reading.source("enrolments").filter(held_on(here.today))
            rows = places.group_by("student").agg(pl.col("section").min().alias("group"))
        else:
            rows = _recorded(reading, column)
    return dict(rows.drop_nulls().select("student", "group").iter_rows())


def _recorded(reading: Reading, column: str) -> pl.DataFrame:
    said = reading.table("profile").filter(pl.col("word").is_not_null())
    rows = said.filter(name=column).sort("at", "sequence")
    if rows.is_empty():
        known = [SECTION, GRADE, *said.get_column("name").unique().sort().to_list()]
        raise NotFound(
            Problem(
                f"nothing called «{column}» is recorded of students",
                "--groups",
                nearest(column, known) or listed(known),
                "or name a CSV file with the columns student and group",
            )
        )
    last = rows.unique("student", keep="last", maintain_order=True)
    return last.select("student", pl.col("word").alias("group"))
