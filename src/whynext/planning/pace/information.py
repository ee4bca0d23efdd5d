"""What may be asked of pace: on the line or behind, how much work is left, how many minutes a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import polars as pl

from whynext.planning.pace.standing import COMPUTED, NEEDS, lines, standings
from whynext.planning.pace.work import NEEDS as WORK
from whynext.planning.pace.work import at_most, remaining
from whynext.process.information import Argument, Asked, Grain, Information, Schema, Type
from whynext.roster import profile

__all__ = ["COMPUTED", "INFORMATION", "SOURCES"]

SOURCES: Mapping[str, Schema] = {
    "time_on_skills": {
        "student": pl.String(),
        "skill": pl.String(),
        "answers": pl.Float64(),
        "minutes": pl.Float64(),
    },
}
"""``time_on_skills``: how much each student has practised each skill; an answer that touches several skills
counts for each with its share."""

BUDGET = "minutes_a_day"
"""The name under which it is recorded how many minutes a day a student has for all pace lines together."""

_LINE = Argument("only this pace line; empty for all that the student's sections follow", default="")
_BAR = Argument("the mastery from which a skill counts as passed", default=0.95, unit="probability")
_PASS_MARK = Argument("the share of right answers with which an assessment passes a skill", default=0.8)
_FORM_KIND = Argument("only assessments of this kind, such as «unit test»; empty for all", default="")
_DUE = Argument("only of the units whose day is over", default=False)
_CHANCE = Argument(
    "the chance with which it is to be enough; 0.5 for what is expected", default=0.5, unit="probability"
)
_OF_LINE = {"line": _LINE}
_OF_PASSED = {**_OF_LINE, "bar": _BAR, "pass_mark": _PASS_MARK, "form_kind": _FORM_KIND}
_NO_LINE = "no section of the student follows a pace line"


def _over_lines(
    table: Callable[[Asked], pl.DataFrame], value: Callable[[Asked], pl.Expr]
) -> Callable[[Asked], pl.Series]:
    """Return a view that sums a table of students and lines up for each student."""

    def view(asked: Asked) -> pl.Series:
        summed = table(asked).group_by("student").agg(value(asked).alias("value"))
        return asked.looked_up(summed, {"student": "student"}, "value")

    return view


def _sum(column: str) -> Callable[[Asked], pl.Expr]:
    return lambda _asked: pl.col(column).sum()


def _share(asked: Asked) -> pl.Expr:
    """Return the share of the lines together, each counting with its units."""
    share = pl.col("share_due" if asked.arguments["due"] else "share")
    known = pl.when(share.is_not_null()).then("required")
    return (share * pl.col("required")).sum() / pl.when(known.count() > 0).then(known.sum())


def _work(asked: Asked) -> pl.Expr:
    return at_most(pl.col("expected").sum(), pl.col("variance").sum(), float(asked.arguments["chance"]))


def _minutes_a_day(asked: Asked) -> pl.Expr:
    enough = at_most(pl.col("expected"), pl.col("variance"), float(asked.arguments["chance"]))
    return (enough / pl.max_horizontal("days", pl.lit(1.0))).sum()


def _days(_asked: Asked) -> pl.Expr:
    """Return the days to the first end of a line on which something is left; else to the last end."""
    open_ = pl.col("days").filter(pl.col("expected") > 0)
    return pl.when(open_.len() > 0).then(open_.min()).otherwise(pl.col("days").max())


def _has_line(asked: Asked) -> pl.Series:
    students = lines(asked).get_column("student").unique().to_list()
    return asked.rows.select(pl.col("student").is_in(students)).to_series()


def _budget(asked: Asked) -> pl.Series:
    """Return what is recorded of the student, else what the student's lines say together."""
    minutes = pl.when(pl.col("minutes").null_count() == 0).then(pl.col("minutes").sum())
    of_lines = lines(asked).group_by("student").agg(minutes.alias("value"))
    said = profile.latest(asked.sources["profile"], BUDGET, asked.as_of)
    own = asked.looked_up(said, {"student": "student"}, "number")
    return own.zip_with(own.is_not_null(), asked.looked_up(of_lines, {"student": "student"}, "value"))


_number = partial(
    Information, grain=Grain.STUDENT, type=Type.NUMBER, category="plan", low=0.0, missing=_NO_LINE
)
_standing = partial(_number, needs=NEEDS, arguments=_OF_PASSED)
_left = partial(_number, needs=WORK, arguments={**_OF_PASSED, "chance": _CHANCE})

INFORMATION: tuple[Information, ...] = (
    Information(
        "has_pace_line",
        "Whether a section of the student follows a pace line that has begun.",
        Grain.STUDENT,
        Type.TRUTH,
        _has_line,
        needs=("pace_units", "enrolments"),
        category="plan",
        arguments=_OF_LINE,
    ),
    _standing(
        "units_behind",
        "How many required units are not passed although their day on the pace line is over.",
        view=_over_lines(standings, _sum("behind")),
        unit="units",
    ),
    _standing(
        "units_ahead",
        "How many required units are passed although their day on the pace line has not come.",
        view=_over_lines(standings, _sum("ahead")),
        unit="units",
    ),
    _standing(
        "share_passed",
        "Which share of the required units the student has passed, by their weight.",
        view=_over_lines(standings, _share),
        unit="share",
        high=1.0,
        step=0.01,
        missing=f"{_NO_LINE}, or only units whose day is over are meant and there is none",
        arguments={**_OF_PASSED, "due": _DUE},
    ),
    _left(
        "work_remaining",
        "How many minutes the student is expected to need for the required units that are left.",
        view=_over_lines(remaining, _work),
        unit="minutes",
    ),
    _left(
        "minutes_a_day_needed",
        "How many minutes each school day the student needs, to pass all required units by the last day.",
        view=_over_lines(remaining, _minutes_a_day),
        unit="minutes",
    ),
    _left(
        "days_to_deadline",
        "How many school days are left until the pace line ends, today among them.",
        view=_over_lines(remaining, _days),
        unit="days",
        arguments=_OF_PASSED,
    ),
    _number(
        "time_budget",
        "How many minutes a day the student has for the pace line.",
        view=_budget,
        needs=("pace_units", "enrolments", "profile"),
        unit="minutes",
        missing=f"{_NO_LINE}, or neither the line nor the profile says how many minutes a day there are",
        arguments=_OF_LINE,
    ),
)
"""What may be asked of pace lines and of the work that is left."""
