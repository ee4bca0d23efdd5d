"""What may be asked of how a student works: the latest way, how often it was poor, how often mistaken."""

from __future__ import annotations

from functools import partial

import polars as pl

from whynext.mastery.looking_up import of_pairs
from whynext.process.frames import instant, narrowed
from whynext.process.information import Argument, Asked, Grain, Information, Type, View

READINGS, DECIDED_FOR = "strategy_readings", "decided_for"

SOURCES: dict[str, dict[str, pl.DataType]] = {
    READINGS: {
        "student": pl.String(),
        "skill": pl.String(),
        "correct": pl.Boolean(),
        "at": pl.Datetime("us", "UTC"),
        "strategy": pl.String(),
        "probability": pl.Float64(),
        "efficient": pl.Boolean(),
        "mistaken": pl.Boolean(),
        "aim": pl.String(),
        "sequence": pl.Int64(),
    },
    DECIDED_FOR: {
        "student": pl.String(),
        "process": pl.String(),
        "given": pl.String(),
        "sequence": pl.Int64(),
    },
    "object_aims": {"object": pl.String(), "aim": pl.String()},
}
"""``strategy_readings``: one row for each answer that came with its steps and each of its skills, in
order of time. ``decided_for``: every decision with what it was for, whatever it chose. ``object_aims``: at
which strategies lessons are aimed."""

LAST = Argument("of how many of the latest answers with steps", default=5.0, unit="answers")
AFTER = Argument("only answers after this process last decided for student and skill; empty: all", default="")
WINDOW = {"last": LAST, "process": AFTER}


def _past(asked: Asked) -> pl.DataFrame:
    return narrowed(asked.sources[READINGS], pl.col("at") <= instant(asked.as_of))


def _latest(column: str) -> View:
    """Return the view of a column of the latest reading."""

    def view(asked: Asked) -> pl.Series:
        latest = _past(asked).unique(["student", "skill"], keep="last", maintain_order=True)
        return of_pairs(asked, latest, "given", column)

    return view


def _window(asked: Asked) -> pl.DataFrame:
    """Return the readings that count: the last few of each student and skill, after the last decision."""
    past, process = _past(asked), str(asked.arguments["process"])
    if process:
        made = asked.sources[DECIDED_FOR].filter(pl.col("process") == process)
        last = made.group_by("student", "given").agg(pl.col("sequence").max().alias("decided"))
        past = past.join(
            last,
            left_on=["student", "skill"],
            right_on=["student", "given"],
            how="left",
            maintain_order="left",
        )
        past = past.filter(pl.col("sequence") > pl.col("decided").fill_null(-1))
    count = int(asked.arguments["last"])
    return past.group_by("student", "skill", maintain_order=True).tail(count)


BETTER = pl.col("correct") & pl.col("efficient").eq(False)
"""Answers that were right in a way that has a better one."""


def _counted(which: pl.Expr) -> View:
    """Return the view that counts the readings in the window for which an expression holds."""

    def view(asked: Asked) -> pl.Series:
        held = _window(asked).group_by("student", "skill").agg(which.fill_null(False).sum().alias("count"))
        return _or_none(asked, of_pairs(asked, held, "given", "count"))

    return view


def _most(which: pl.Expr, column: str, told: str) -> View:
    """Return the view of what a column of the readings for which an expression holds says most often.

    Parameters
    ----------
    told
        The column itself for what it says, of equals the latest; ``times`` for how often.
    """

    def view(asked: Asked) -> pl.Series:
        seen = _window(asked).with_row_index("row").filter(which & pl.col(column).is_not_null())
        often = seen.group_by("student", "skill", column).agg(
            pl.len().cast(pl.Float64).alias("times"), pl.col("row").max()
        )
        top = often.sort("times", "row", descending=True).unique(["student", "skill"], keep="first")
        found = of_pairs(asked, top, "given", told)
        return found if told == column else _or_none(asked, found)

    return view


def _or_none(asked: Asked, counts: pl.Series) -> pl.Series:
    """Return counts, 0 where nothing was found and null where nothing is given."""
    named = asked.rows.get_column("given").is_not_null()
    return pl.select(pl.when(named).then(counts.cast(pl.Float64).fill_null(0.0))).to_series()


def _object_target(asked: Asked) -> pl.Series:
    """Return the strategy that a lesson is aimed at, the first if it has several."""
    first = asked.sources["object_aims"].unique("object", keep="first", maintain_order=True)
    return asked.looked_up(first, {"object": "option"}, "aim")


_of_given = partial(Information, grain=Grain.STUDENT_GIVEN, category="behaviour", needs=(READINGS,))
_COUNTED = (READINGS, DECIDED_FOR)
_NO_STEPS = "no answer of the student on the given skill came with its steps"
_NOT_TOLD = f"{_NO_STEPS}, or the way of the latest cannot be told"

INFORMATION: tuple[Information, ...] = (
    _of_given(
        name="strategy",
        sentence="By which strategy the student last worked on the given skill, as read from the steps.",
        type=Type.WORD,
        view=_latest("strategy"),
        missing=_NOT_TOLD,
    ),
    _of_given(
        name="strategy_probability",
        sentence="How sure it is by which strategy the student last worked on the given skill.",
        type=Type.NUMBER,
        view=_latest("probability"),
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing=_NO_STEPS,
    ),
    _of_given(
        name="efficient",
        sentence="Whether the strategy that the student last used on the given skill suits the problem.",
        type=Type.TRUTH,
        view=_latest("efficient"),
        missing=f"{_NOT_TOLD}, or is a mistaken one",
    ),
    _of_given(
        name="traced_answers",
        sentence="How many of the student's latest answers on the given skill came with their steps.",
        type=Type.NUMBER,
        view=_counted(pl.col("at").is_not_null()),
        needs=_COUNTED,
        unit="answers",
        low=0.0,
        missing="no skill is given",
        arguments=WINDOW,
    ),
    _of_given(
        name="inefficient_answers",
        sentence="How many of the latest answers on the given skill were right, by a way that has a better.",
        type=Type.NUMBER,
        view=_counted(BETTER),
        needs=_COUNTED,
        unit="answers",
        low=0.0,
        missing="no skill is given",
        arguments=WINDOW,
    ),
    _of_given(
        name="better_strategy",
        sentence="Which strategy would have suited those answers better.",
        type=Type.WORD,
        view=_most(BETTER, "aim", "aim"),
        needs=_COUNTED,
        missing="none of the latest answers was right by a way that has a better one",
        arguments=WINDOW,
    ),
    _of_given(
        name="misconception_answers",
        sentence="How many of the latest answers on the given skill went wrong by one and the same rule.",
        type=Type.NUMBER,
        view=_most(pl.col("mistaken"), "strategy", "times"),
        needs=_COUNTED,
        unit="answers",
        low=0.0,
        missing="no skill is given",
        arguments=WINDOW,
    ),
    _of_given(
        name="misconception",
        sentence="By which mistaken rule most of those answers went wrong.",
        type=Type.WORD,
        view=_most(pl.col("mistaken"), "strategy", "strategy"),
        needs=_COUNTED,
        missing="none of the latest answers went wrong by a rule that is known",
        arguments=WINDOW,
    ),
    Information(
        name="object_target",
        sentence="At which strategy the lesson is aimed: at learning it, or at seeing why it goes wrong.",
        grain=Grain.OPTION,
        type=Type.WORD,
        view=_object_target,
        needs=("object_aims",),
        category="resource",
        missing="the learning object is aimed at no strategy",
    ),
)
"""What may be asked of how a student works."""
