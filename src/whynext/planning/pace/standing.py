"""Where students stand on their pace lines: what is passed, what is behind, what is ahead."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from whynext.process.frames import instant
from whynext.process.information import Asked, Schema
from whynext.roster.information import held_on

TEXT, DAY = pl.String(), pl.Date()

COMPUTED: Mapping[str, Schema] = {
    "pace_units": {
        "line": TEXT,
        "section": TEXT,
        "unit": TEXT,
        "position": pl.Int64(),
        "weight": pl.Float64(),
        "required": pl.Boolean(),
        "day": DAY,
        "starts": DAY,
        "ends": DAY,
        "minutes": pl.Float64(),
    },
    "pace_parts": {"line": TEXT, "unit": TEXT, "skill": TEXT, "object": TEXT},
    "pace_days": {"line": TEXT, "unit": TEXT, "student": TEXT, "day": DAY},
    "school_holidays": {"day": DAY},
    "carried_out": {"student": TEXT, "object": TEXT},
    "times_of_all": {"skill": TEXT, "minutes": pl.Float64(), "best": pl.Float64()},
}
"""Sources that are worked out of what a store holds.

``pace_units``: one row per line in force, section that follows it, and unit, with its planned day.
``pace_parts``: what must be passed for each unit, a skill or an object. ``pace_days``: days that were given
to single students. ``school_holidays``: days without school. ``carried_out``: what a student has done.
``times_of_all``: of every student and skill that was worked on, without the student, the minutes of practice
and the highest mastery that there ever was.
"""

PASSES = ("estimates", "best_estimates", "mastery_priors", "assessments", "carried_out")
NEEDS = ("pace_units", "pace_parts", "pace_days", "enrolments", *PASSES)
"""What must be loaded to say where a student stands."""


def lines(asked: Asked) -> pl.DataFrame:
    """Return which lines each asked student follows today: ``student``, ``line``, ``minutes``, each once.

    Only the line that the argument ``line`` names, where it names one.
    """
    line = str(asked.arguments.get("line", ""))
    begun = asked.sources["pace_units"].filter(pl.col("starts") <= asked.today)
    begun = begun.filter(pl.col("line") == line) if line else begun
    members = asked.sources["enrolments"].filter(held_on(asked.today)).select("student", "section")
    return (
        asked.rows.select("student")
        .unique(maintain_order=True)
        .join(members, on="student", how="inner", maintain_order="left")
        .join(begun.select("line", "section", "minutes").unique(), on="section", how="inner")
        .select("student", "line", "minutes")
        .unique()
        .sort("student", "line")
    )


def followed(asked: Asked) -> pl.DataFrame:
    """Return every unit of every line that an asked student follows today, each once.

    Returns
    -------
    polars.DataFrame
        ``student``, and the columns of ``pace_units`` but ``section``; ``day`` is the student's own where one
        was given and is later.
    """
    units = asked.sources["pace_units"].drop("section", "minutes").unique(["line", "unit"])
    own = asked.sources["pace_days"].select("line", "unit", "student", own="day")
    each = lines(asked).join(
        units.sort("line", "position"), on="line", how="inner", maintain_order="left_right"
    )
    if len(own):
        each = (
            each.join(own, on=["line", "unit", "student"], how="left", maintain_order="left")
            .with_columns(day=pl.max_horizontal("own", "day"))
            .with_columns(ends=pl.max_horizontal("ends", pl.col("day").max().over("student", "line")))
            .drop("own")
        )
    return each


def parts(asked: Asked) -> pl.DataFrame:
    """Return everything that must be passed of the followed units, and whether it is.

    A skill is passed once its mastery reached the bar, or an assessment of it the pass mark; that it is
    forgotten later is for other processes. An object is passed once it was carried out.

    Returns
    -------
    polars.DataFrame
        ``student``, ``line``, ``unit``, ``skill``, ``object``, ``required``, ``passed``, and of a skill
        ``mastery`` and ``prior``, as far as there are any.
    """
    units = followed(asked).select("student", "line", "unit", "required")
    each = units.join(asked.sources["pace_parts"], on=["line", "unit"], how="inner")
    done = asked.sources["carried_out"].select("student", "object").unique()
    pair = ["student", "skill"]
    return (
        each.join(asked.sources["estimates"].select(*pair, "mastery"), on=pair, how="left")
        .join(asked.sources["best_estimates"].select(*pair, "best"), on=pair, how="left")
        .join(asked.sources["mastery_priors"].select("skill", "prior"), on="skill", how="left")
        .join(_assessed(asked), on=pair, how="left")
        .join(done.with_columns(done=pl.lit(True)), on=["student", "object"], how="left")
        .with_columns(mastery=pl.coalesce("mastery", "prior"))
        .with_columns(passed=_passed(float(asked.arguments["bar"])))
        .drop("best", "shown", "done")
    )


def _passed(bar: float) -> pl.Expr:
    reached = pl.max_horizontal("mastery", "best") >= bar
    return reached.fill_null(False) | pl.col("shown").fill_null(False) | pl.col("done").fill_null(False)


def _assessed(asked: Asked) -> pl.DataFrame:
    """Return the skills that students have shown in an assessment."""
    results, kind = asked.sources["assessments"], str(asked.arguments["form_kind"])
    wanted = (pl.col("at") <= instant(asked.as_of)) & (pl.col("of") > 0)
    if kind:
        wanted &= pl.col("form_kind") == kind
    enough = pl.col("correct") / pl.col("of") >= float(asked.arguments["pass_mark"])
    passed = results.filter(wanted & enough).select("student", "skill").unique()
    return passed.with_columns(shown=pl.lit(True))


def units(asked: Asked) -> pl.DataFrame:
    """Return the followed units with whether each is passed, ``passed``."""
    whole = parts(asked).group_by("student", "line", "unit").agg(pl.col("passed").all())
    keys = ["student", "line", "unit"]
    return (
        followed(asked)
        .join(whole, on=keys, how="left", maintain_order="left")
        .with_columns(pl.col("passed").fill_null(False))
    )


def standings(asked: Asked) -> pl.DataFrame:
    """Return for each asked student and line how far it is passed.

    A required unit is behind if it is not passed and its day is over, and ahead if it is passed and its day
    has not come.

    Returns
    -------
    polars.DataFrame
        ``student``, ``line``, ``required``, ``passed``, ``behind``, ``ahead`` (numbers of required units),
        ``share`` (of the weight of all required units that is passed), ``share_due`` (the same of the units
        whose day is over; null if there is none), ``ends``.
    """
    required = units(asked).filter("required")
    over, passed, weight = pl.col("day") < asked.today, pl.col("passed"), pl.col("weight")
    return required.group_by("student", "line", maintain_order=True).agg(
        pl.len().cast(pl.Float64).alias("required"),
        passed.sum().cast(pl.Float64).alias("passed"),
        (over & ~passed).sum().cast(pl.Float64).alias("behind"),
        ((pl.col("day") > asked.today) & passed).sum().cast(pl.Float64).alias("ahead"),
        (weight.filter(passed).sum() / weight.sum()).alias("share"),
        pl.when(over.any())
        .then(weight.filter(over & passed).sum() / weight.filter(over).sum())
        .alias("share_due"),
        pl.col("ends").first(),
    )
