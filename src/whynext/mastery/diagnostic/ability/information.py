"""What may be asked of tests of one ability: the one under way, the forms there are, and what was found."""

from __future__ import annotations

from typing import Any

import polars as pl

from whynext.process.information import Asked, Grain, Information, OptionKind, Type, View

ADAPTIVE = "adaptive"
"""What stands for a form in a test whose questions are chosen one by one."""

SOURCES: dict[str, dict[str, pl.DataType]] = {
    "test_results": {
        "student": pl.String(),
        "form": pl.String(),
        "ability": pl.Float64(),
        "error": pl.Float64(),
        "answers": pl.Int64(),
        "right": pl.Int64(),
        "at": pl.Datetime("us", "UTC"),
    },
}
"""What the store holds: the latest result of each student and form; nulls where none is finished yet."""

COMPUTED: dict[str, dict[str, pl.DataType]] = {
    "test_sittings": {
        "student": pl.String(),
        "answers": pl.Int64(),
        "error": pl.Float64(),
        "minutes": pl.Float64(),
    },
    "test_items": {"student": pl.String(), "item": pl.String(), "rank": pl.Int64()},
    "test_forms": {"form": pl.String(), "questions": pl.Int64()},
}
"""What the engine works out.

``test_sittings``: one row per student with an open adaptive test. ``test_items``: one row per student with
such a test and item that may be asked in it now; the rank is 1 where an answer would tell most.
``test_forms``: the parallel forms that the item bank in force gives.
"""


def _forms(asked: Asked) -> pl.DataFrame:
    forms = asked.sources["test_forms"].select(pl.col("form").alias("option"))
    rows = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    return rows.join(forms, how="cross")


OPTIONS: tuple[OptionKind, ...] = (
    OptionKind("test_form", "A form of a test: the same questions for all.", _forms, needs=("test_forms",)),
)


def _of_sitting(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        found = asked.looked_up(asked.sources["test_sittings"], {"student": "student"}, column)
        return found.cast(pl.Float64)

    return view


def _rank(asked: Asked) -> pl.Series:
    on = {"student": "student", "item": "option"}
    return asked.looked_up(asked.sources["test_items"], on, "rank").cast(pl.Float64)


def _may_be_asked(asked: Asked) -> pl.Series:
    return _rank(asked).is_not_null()


def _place(asked: Asked) -> pl.Series:
    """Return the rank, one behind all for what may not be asked, so that nothing is left unknown."""
    last = asked.sources["test_items"].get_column("rank").max()
    behind = float(last) + 1.0 if isinstance(last, int) else 1.0
    return _rank(asked).fill_null(behind)


def _results(asked: Asked) -> pl.DataFrame:
    return asked.sources["test_results"].filter(pl.col("at").is_not_null())


def _found(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        latest = _results(asked).sort("at", "form").unique("student", keep="last", maintain_order=True)
        days = (pl.lit(asked.as_of) - pl.col("at")).dt.total_seconds() / 86_400.0
        return asked.looked_up(latest.with_columns(days.alias("days")), {"student": "student"}, column)

    return view


def _taken(asked: Asked) -> pl.Series:
    took = _results(asked).select("student", "form", pl.lit(True).alias("took"))
    return asked.looked_up(took, {"student": "student", "form": "option"}, "took").fill_null(False)


def _number(
    name: str, sentence: str, view: View, needs: str, unit: str, missing: str, **more: Any
) -> Information:
    return Information(
        name,
        sentence,
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=view,
        needs=(needs,),
        unit=unit,
        missing=missing,
        **more,
    )


_UNDER_WAY = "the student has no adaptive test under way"
_FINISHED = "the student has finished no test of the ability"

INFORMATION: tuple[Information, ...] = (
    _number(
        "test_answers",
        "How many questions of the adaptive test under way the student has answered.",
        _of_sitting("answers"),
        "test_sittings",
        "answers",
        _UNDER_WAY,
        low=0.0,
    ),
    _number(
        "test_error",
        "How far off the ability found so far in the test may be: a standard deviation of what is believed.",
        _of_sitting("error"),
        "test_sittings",
        "standard deviation",
        _UNDER_WAY,
        low=0.0,
        step=0.01,
    ),
    _number(
        "test_minutes",
        "How long the student has been answering in the adaptive test under way.",
        _of_sitting("minutes"),
        "test_sittings",
        "minutes",
        _UNDER_WAY,
        low=0.0,
    ),
    Information(
        "may_be_asked_in_test",
        "Whether the item is calibrated, new to the student, and fits the test under way.",
        grain=Grain.STUDENT_OPTION,
        type=Type.TRUTH,
        view=_may_be_asked,
        needs=("test_items",),
        category="resource",
    ),
    Information(
        "item_rank",
        "Which place the item has among those that may be asked now, by how much an answer would tell.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_place,
        needs=("test_items",),
        unit="place",
        low=1.0,
    ),
    Information(
        "form_taken",
        "Whether the student has taken this form of the test before.",
        grain=Grain.STUDENT_OPTION,
        type=Type.TRUTH,
        view=_taken,
        needs=("test_results",),
    ),
    _number(
        "ability",
        "The ability that the student's latest test found; 0 is the mean of those who calibrated the items.",
        _found("ability"),
        "test_results",
        "standard deviations",
        _FINISHED,
        step=0.01,
    ),
    _number(
        "ability_error",
        "How far off that ability may be: a standard deviation of what is believed.",
        _found("error"),
        "test_results",
        "standard deviations",
        _FINISHED,
        low=0.0,
        step=0.01,
    ),
    _number(
        "ability_age_days",
        "How many days ago the student's latest test of the ability ended.",
        _found("days"),
        "test_results",
        "days",
        _FINISHED,
        low=0.0,
    ),
)
"""Everything that may be asked of tests of one ability."""
