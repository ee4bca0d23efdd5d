"""Looking up what is known of students and skills, in joins for many rows and one by one for few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from whynext.process.information import Asked
from whynext.process.lasting import lasting

FEW = 4_000
"""Up to so many rows in all, a look-up in a dictionary is faster than a join (0.1 ms against 0.5)."""


def are_few(*frames: pl.DataFrame) -> bool:
    """Tell whether frames are so small that plain look-ups beat joins, as for one student they do."""
    return sum(frame.height for frame in frames) <= FEW


def of_pairs(asked: Asked, table: pl.DataFrame, skill: str, column: str) -> pl.Series:
    """Return a column of a table by student and skill for each asked row, null where it has no row.

    Parameters
    ----------
    table
        At most one row per ``student`` and ``skill``.
    skill
        The column of the asked rows that names the skill: ``option`` or ``given``.
    column
        The column of the table to return.
    """
    if are_few(asked.rows, table):
        return taken(table.get_column(column), places_of(asked, table, skill))
    rows = as_categories(asked.rows, "student", skill)
    theirs = as_categories(table, "student", "skill")
    keyed = table.select(theirs.select(pair_number()).to_series(), column)
    return (
        rows.select(pair_number())
        .join(keyed, on="pair", how="left", maintain_order="left")
        .get_column(column)
    )


def of_skills(asked: Asked, table: pl.DataFrame, skill: str, column: str) -> pl.Series:
    """Return a column of a table by skill for each asked row, null where it has no row."""
    if are_few(asked.rows, table):
        known, values = by_skill(table, column), table.get_column(column)
        skills = asked.rows.get_column(skill).to_list()
        return pl.Series(column, [known.get(each) for each in skills], values.dtype)
    slim = table.select(pl.col("skill").alias(skill), column)
    return asked.rows.select(skill).join(slim, on=skill, how="left", maintain_order="left").get_column(column)


_last: tuple[pl.DataFrame, pl.DataFrame, str, list[int | None]] | None = None
"""The answer last given by :func:`places_of`: several views of one decision ask the same."""


def places_of(asked: Asked, table: pl.DataFrame, skill: str) -> list[int | None]:
    """Return for each asked row which row of a table has its student and skill, None where none has.

    Parameters
    ----------
    table, skill
        As in :func:`of_pairs`.
    """
    global _last
    last = _last
    if last is not None and last[0] is table and last[1] is asked.rows and last[2] == skill:
        return last[3]
    skills, wanted = table.get_column("skill").to_list(), asked.rows.get_column(skill).to_list()
    found: list[int | None]
    if are_of_one(table, asked.rows):
        of_skill = dict(zip(skills, range(len(skills)), strict=True))
        found = [of_skill.get(each) for each in wanted]
    else:
        rows = dict(zip(each_pair(table, "skill"), range(len(skills)), strict=True))
        found = [rows.get(pair) for pair in each_pair(asked.rows, skill)]
    _last = (table, asked.rows, skill, found)
    return found


def are_of_one(*frames: pl.DataFrame) -> bool:
    """Tell whether all rows of these frames are about one and the same student."""
    owners = [frame.get_column("student") for frame in frames if len(frame)]
    return len({each.item(0) for each in owners}) == 1 and all(each.n_unique() == 1 for each in owners)


def taken(column: pl.Series, places: list[int | None]) -> pl.Series:
    """Return the values of a column at these places, null where there is none."""
    values = column.to_list()
    return pl.Series(column.name, [None if at is None else values[at] for at in places], column.dtype)


def each_pair(rows: pl.DataFrame, skill: str) -> Iterator[tuple[str | None, str | None]]:
    """Iterate over student and skill of each row; `skill` is the column that names the skill."""
    return zip(rows.get_column("student").to_list(), rows.get_column(skill).to_list(), strict=True)


def by_skill(table: pl.DataFrame, column: str) -> dict[str | None, Any]:
    """Return a column of a table by skill."""
    skills, values = table.get_column("skill").to_list(), table.get_column(column).to_list()
    return dict(zip(skills, values, strict=True))


@lasting
def prior_of(priors: pl.DataFrame) -> dict[str | None, float | None]:
    """Return the prior of each skill; a school reads its priors anew only when they change."""
    return by_skill(priors, "prior")


def as_categories(frame: pl.DataFrame, student: str, skill: str) -> pl.DataFrame:
    """Return the ids of a frame as categories, columns ``student`` and ``skill``.

    Polars numbers categories alike in all frames for as long as one that holds them lives, so a frame must
    be kept until those that it is compared with are numbered too.
    """
    return frame.select(
        pl.col(student).cast(pl.Categorical).alias("student"),
        pl.col(skill).cast(pl.Categorical).alias("skill"),
    )


def pair_number(student: str = "student", skill: str = "skill") -> pl.Expr:
    """Return one number for a pair of categories: joining on it is faster by half than on two texts."""
    high = pl.col(student).to_physical().cast(pl.UInt64)
    return (high * (1 << 32) + pl.col(skill).to_physical().cast(pl.UInt64)).alias("pair")
