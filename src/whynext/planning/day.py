"""The whole of a composite: what its steps decided, as far as it fits into the minutes there are.

A composite's own decision is a run like any other: its options are what the steps chose, its information
how long each takes and how many minutes come before it, its rule that it must end within the minutes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import polars as pl

from whynext.process.definition import Choose, Definition, Keep, Use
from whynext.process.expression import parse
from whynext.process.information import Asked, Catalogue, Grain, Information, OptionKind, Type

_KIND = "activity of the day"
_ENDS = "minutes_before + activity_minutes <= "


@dataclass(frozen=True, slots=True)
class Day:
    """A composite made runnable: its definition, and a catalogue that knows what its steps decided."""

    definition: Definition
    catalogue: Catalogue

    @classmethod
    def of(cls, process: Definition, catalogue: Catalogue, parts: pl.DataFrame, minutes: pl.DataFrame) -> Day:
        """Return the day of these parts.

        Parameters
        ----------
        process
            The composite.
        catalogue
            Everything that may be asked.
        parts
            Decisions of the last step: columns student, given, first_chosen (JSON), rank.
        minutes
            Columns option and minutes.
        """
        listed = _activities(parts, minutes)
        kind = OptionKind(_KIND, "something chosen for the day", lambda asked: _candidates(asked, listed))
        informations = [_information(column, listed) for column in _ACTIVITY]
        wider = Catalogue(
            {**catalogue.information, **{each.name: each for each in informations}},
            {**catalogue.options, _KIND: kind},
        )
        return cls(whole(process), wider)


def whole(process: Definition) -> Definition:
    """Return the definition by which a composite's own decision is judged; others as they are."""
    if not process.is_composite:
        return process
    uses = (*process.information, *(Use(name, name) for name in _ACTIVITY))
    rules: tuple[Keep, ...] = ()
    if process.minutes is not None:
        names = dict.fromkeys((*process.minutes.names, "minutes_before", "activity_minutes"), Type.NUMBER)
        test, problems = parse(f"{_ENDS}({process.minutes.text})", names)
        if test is None:
            raise ValueError(str(problems))
        rules = (
            Keep(test, "it fits into the minutes of the day", "it would end after the minutes of the day"),
        )
    return replace(
        process,
        steps=(),
        decides=_KIND,
        information=uses,
        rules=rules,
        choose=Choose(how="all"),
        minutes=None,
    )


_ACTIVITY = ("activity_for", "activity_minutes", "minutes_before")
_SENTENCES = {
    "activity_for": "What it was chosen for.",
    "activity_minutes": "How long it takes.",
    "minutes_before": "The minutes of what comes before it in the day.",
}


def _information(column: str, listed: pl.DataFrame) -> Information:
    def view(asked: Asked) -> pl.Series:
        return asked.looked_up(listed, {"student": "student", "option": "option"}, column)

    kind = Type.WORD if column == "activity_for" else Type.NUMBER
    category = "day" if column == "minutes_before" else "resource"
    return Information(
        column,
        _SENTENCES[column],
        Grain.STUDENT_OPTION,
        kind,
        view,
        category=category,
        unit="minutes",
        low=0.0,
    )


def _candidates(asked: Asked, listed: pl.DataFrame) -> pl.DataFrame:
    return asked.rows.join(
        listed.select("student", "option"), on="student", how="inner", maintain_order="left_right"
    )


def _activities(parts: pl.DataFrame, minutes: pl.DataFrame) -> pl.DataFrame:
    """Return what was chosen, once per student, in order, with how many minutes come before it."""
    chosen = pl.Series(
        "option", [json.loads(text) for text in parts.get_column("first_chosen")], dtype=pl.List(pl.String)
    )
    rows = (
        parts.select("student", "given", "rank")
        .with_columns(chosen)
        .explode("option")
        .drop_nulls("option")
        .sort("student", "rank", maintain_order=True)
        .unique(["student", "option"], keep="first", maintain_order=True)
        .join(minutes, on="option", how="left", maintain_order="left")
    )
    before = pl.col("minutes").cum_sum().shift(1, fill_value=0.0).over("student")
    return rows.select(
        "student",
        "option",
        pl.col("given").alias("activity_for"),
        pl.col("minutes").cast(pl.Float64).alias("activity_minutes"),
        before.cast(pl.Float64).alias("minutes_before"),
    )
