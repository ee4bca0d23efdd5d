"""Groups there can be, what a process last decided for a student, and for how long that has been so."""

from __future__ import annotations

import polars as pl

from whynext.process.frames import instant, narrowed
from whynext.process.information import Argument, Asked, Grain, Information, OptionKind, Type

VALID = ("in force", "overridden", "carried out")
"""States of a decision whose chosen options hold; after an override the chosen are the person's."""

_PROCESS = Argument("the process whose decisions are meant")


def _choices(asked: Asked) -> pl.DataFrame:
    """Return the first option of every decision of the process that holds, in the order they were made."""
    past = asked.sources["decided"]
    if past.is_empty():
        return past.select("student", "option", "day", "at")
    wanted = pl.col("state").is_in(VALID) & (pl.col("at") <= instant(asked.as_of))
    mine = narrowed(past, wanted & (pl.col("process") == str(asked.arguments["process"])))
    ordered = mine.sort("student", "at", maintain_order=True)
    return ordered.group_by("student", "given", "day", "at", maintain_order=True).first()


def _last_choice(asked: Asked) -> pl.Series:
    last = _choices(asked).unique("student", keep="last", maintain_order=True)
    return asked.looked_up(last, {"student": "student"}, "option")


def _days_with_choice(asked: Asked) -> pl.Series:
    """Return whole days from the first decision of the last unbroken row of the same option."""
    rows = _choices(asked)
    last = pl.col("option").last()
    other = pl.col("at").filter(pl.col("option") != last).max()
    since = pl.col("day").filter(other.is_null() | (pl.col("at") > other)).min()
    found = rows.group_by("student").agg(since.alias("since"))
    days = (pl.lit(asked.decided_day) - pl.col("since")).dt.total_days().clip(lower_bound=0)
    ages = found.select("student", days=days.cast(pl.Float64))
    return asked.looked_up(ages, {"student": "student"}, "days")


_STUDENTS = 4  # there can be one group for every so many; more are needed where groups are even smaller


def _groups(asked: Asked) -> pl.DataFrame:
    """List numbered groups, enough for all who are asked about, the same for each of them."""
    pairs = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    many = max(-(-pairs.get_column("student").n_unique() // _STUDENTS), 1)
    names = pl.DataFrame({"option": [f"group {number:02}" for number in range(1, many + 1)]})
    return pairs.join(names, how="cross", maintain_order="left_right")


OPTIONS: tuple[OptionKind, ...] = (
    OptionKind(
        "group",
        "A group of students, numbered; there can be one for every four students.",
        _groups,
        needs=("students",),  # so that it is asked of all at once, and not kept from another time
    ),
)
"""What of this module can be decided upon."""


_NONE = "the process has decided nothing yet that holds for the student"

INFORMATION: tuple[Information, ...] = (
    Information(
        "last_choice",
        "What a process last decided for the student, such as the group the student is in.",
        Grain.STUDENT,
        Type.WORD,
        _last_choice,
        needs=("decided",),
        category="plan",
        missing=_NONE,
        arguments={"process": _PROCESS},
    ),
    Information(
        "days_with_choice",
        "For how many days a process has decided the same for the student, such as the same group.",
        Grain.STUDENT,
        Type.NUMBER,
        _days_with_choice,
        needs=("decided",),
        category="plan",
        unit="days",
        low=0.0,
        missing=_NONE,
        arguments={"process": _PROCESS},
    ),
)
"""What may be asked of the choice of a process that holds for a student."""
