"""What may be asked of diagnostics: the sitting under way, and where the last one placed a student."""

from __future__ import annotations

from typing import Any

import polars as pl

from whynext.process.information import Argument, Asked, Grain, Information, Type, View

SOURCES: dict[str, dict[str, pl.DataType]] = {
    "placements": {
        "student": pl.String(),
        "skill": pl.String(),
        "probability": pl.Float64(),
        "ready": pl.Float64(),
        "asked": pl.Int64(),
        "at": pl.Datetime("us", "UTC"),
    },
}
"""What the store holds: the latest placement of each student, a row for each skill of the map."""

COMPUTED: dict[str, dict[str, pl.DataType]] = {
    "diagnostic_sittings": {
        "student": pl.String(),
        "asked": pl.Int64(),
        "wrong": pl.Int64(),
        "hasty": pl.Int64(),
        "minutes": pl.Float64(),
        "rightly_told": pl.Float64(),
        "checks_due": pl.Boolean(),
    },
    "diagnostic_questions": {
        "student": pl.String(),
        "skill": pl.String(),
        "worth": pl.Float64(),
        "check": pl.Boolean(),
        "open": pl.Boolean(),
    },
}
"""What the engine works out of the diagnostics under way.

``diagnostic_sittings``: one row per student with an open sitting. ``hasty`` counts the wrong and fast answers
in a row up to now. ``diagnostic_questions``: one row per student and skill; ``open`` tells whether a question
about it may be asked, ``check`` whether a blind one may.
"""


def _of_sitting(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        found = asked.looked_up(asked.sources["diagnostic_sittings"], {"student": "student"}, column)
        return found.cast(pl.Float64) if found.dtype == pl.Int64 else found

    return view


def _of_question(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        on = {"student": "student", "skill": "option"}
        return asked.looked_up(asked.sources["diagnostic_questions"], on, column)

    return view


def _worth(asked: Asked) -> pl.Series:
    return _of_question("worth")(asked).fill_null(0.0)


def _may_be_asked(asked: Asked) -> pl.Series:
    column = "check" if asked.arguments["blindly"] else "open"
    return _of_question(column)(asked).fill_null(False)


def _placed(column: str) -> View:
    def view(asked: Asked) -> pl.Series:
        on = {"student": "student", "skill": "option"}
        return asked.looked_up(asked.sources["placements"], on, column)

    return view


def _placement_age(asked: Asked) -> pl.Series:
    latest = asked.sources["placements"].group_by("student").agg(pl.col("at").max())
    days = (pl.lit(asked.as_of) - pl.col("at")).dt.total_seconds() / 86_400.0
    return asked.looked_up(latest.with_columns(days.alias("days")), {"student": "student"}, "days")


_SITTING = "the student has no diagnostic under way"


def _sitting(name: str, sentence: str, column: str, unit: str, **more: Any) -> Information:
    return Information(
        name,
        sentence,
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=_of_sitting(column),
        needs=("diagnostic_sittings",),
        unit=unit,
        low=0.0,
        missing=_SITTING,
        **more,
    )


_OF_SITTING = (
    _sitting(
        "questions_asked",
        "How many questions the student has answered in the diagnostic under way, blind ones not counted.",
        "asked",
        "questions",
    ),
    _sitting("wrong_answers", "How many of these were answered wrong.", "wrong", "answers"),
    _sitting(
        "hasty_wrong_answers",
        "How many of the latest answers in the diagnostic were wrong and too fast to be read, in a row.",
        "hasty",
        "answers",
    ),
    _sitting(
        "minutes_answering", "How long the student has been answering in this sitting.", "minutes", "minutes"
    ),
    _sitting(
        "rightly_told",
        "Which share of the map's skills is expected to be told rightly after these answers.",
        "rightly_told",
        "share",
        high=1.0,
        step=0.01,
    ),
    Information(
        "blind_question_due",
        "Whether a question drawn blindly comes now, by which the diagnostic's own claims are checked.",
        grain=Grain.STUDENT,
        type=Type.TRUTH,
        view=_of_sitting("checks_due"),
        needs=("diagnostic_sittings",),
        category="plan",
        missing=_SITTING,
    ),
    Information(
        "placement_age_days",
        "How many days ago the student's latest diagnostic ended.",
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=_placement_age,
        needs=("placements",),
        unit="days",
        low=0.0,
        missing="the student has finished no diagnostic",
    ),
)

_OF_OPTION = (
    Information(
        "question_worth",
        "How much less uncertain an answer about the skill is expected to leave us, summed over all skills.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_worth,
        needs=("diagnostic_questions",),
        unit="variance",
        low=0.0,
        step=0.001,
    ),
    Information(
        "may_be_asked",
        "Whether a question about the skill is left that may be asked now.",
        grain=Grain.STUDENT_OPTION,
        type=Type.TRUTH,
        view=_may_be_asked,
        needs=("diagnostic_questions",),
        category="resource",
        arguments={"blindly": Argument("whether it is a question drawn blindly", default=False)},
    ),
    Information(
        "placed_probability",
        "How likely the student's latest diagnostic found it that the student knows the skill.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_placed("probability"),
        needs=("placements",),
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the student has finished no diagnostic",
    ),
    Information(
        "placed_ready",
        "How likely the latest diagnostic found it that the student is ready to begin the skill.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_placed("ready"),
        needs=("placements",),
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the student has finished no diagnostic",
    ),
)

INFORMATION: tuple[Information, ...] = (*_OF_SITTING, *_OF_OPTION)
"""Everything that may be asked of diagnostics."""
