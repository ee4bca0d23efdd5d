"""How much work is left on a pace line: minutes expected, how surely, and minutes a day until the deadline.

The minutes that a skill takes are those of a lesson on it and those of practice until it is mastered. What
practice takes is learned from everybody: all minutes that anybody practised the skill, divided by how often
it was mastered. Whoever has not mastered it yet counts with the minutes so far, so that slow skills are not
taken for quick ones because only the quick have finished (the maximum-likelihood estimate of an exponential
time under censoring; with a gamma prior, as few students tell little). Practice after a skill was mastered is
not told apart and counts too: the estimate is rather high than low.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from statistics import NormalDist

import polars as pl

from whynext.planning.pace.line import school_days
from whynext.planning.pace.standing import NEEDS as STANDING
from whynext.planning.pace.standing import followed, parts
from whynext.process.information import Asked

NEEDS = (*STANDING, "time_on_skills", "times_of_all", "learning_objects", "school_holidays")
"""What must be loaded to say how much work is left."""

PRACTICE, PASSES = 10.0, 3.0
"""Mastering a skill is taken to need so many minutes of practice, as surely as if so many students had."""
LONGEST, UNTIMED = 300.0, 60.0
"""No answer counts for more seconds; one whose time nobody took counts for so many."""
LESSON = 20.0
"""Minutes of a lesson where the library has none."""
LESSON_SPREAD = 0.3
"""The standard deviation of a lesson's minutes, as a share of them."""
SPEED_MINUTES = 30.0
"""A student is taken to be as fast as everybody, as surely as so many minutes of practice would show."""
SLOWEST = 3.0
"""Nobody is taken to be more than so many times slower or faster than everybody."""


def minutes_of_skills(
    times: pl.DataFrame, objects: pl.DataFrame, skills: Iterable[str], bar: float
) -> pl.DataFrame:
    """Return what mastering each skill is expected to take a student like any other.

    Parameters
    ----------
    times
        ``skill``, ``minutes``, ``best``: a row for each student who has practised the skill.
    objects
        The library: ``skill``, ``kind``, ``minutes``, ``status``.
    skills
        The skills that are asked about.
    bar
        The mastery from which a skill counts as mastered.

    Returns
    -------
    polars.DataFrame
        ``skill``; ``practice``, ``practice_variance`` (minutes, minutes²; the predictive distribution of the
        next student's time, Lomax); ``lesson`` (minutes).

    Examples
    --------
    >>> times = pl.DataFrame({"skill": ["add"] * 2, "minutes": [12.0, 18.0], "best": [0.97, 0.6]})
    >>> none = pl.DataFrame(schema={"skill": str, "kind": str, "minutes": float, "status": str})
    >>> row = minutes_of_skills(times, none, ["add"], 0.95).row(0, named=True)
    >>> round(row["practice"], 2), row["lesson"]  # all of it: (10 * 2 + 30) / 3, then (16.67 * 2 + 30) / 3
    (21.11, 20.0)
    """
    mastered = (pl.col("best") >= bar).sum().cast(pl.Float64)
    counted = times.group_by("skill").agg(pl.col("minutes").sum().alias("spent"), mastered.alias("times"))
    spent, mastered_in_all = (float(counted.get_column(name).sum()) for name in ("spent", "times"))
    usual = ((PASSES - 1) * PRACTICE + spent) / (PASSES - 1 + mastered_in_all)
    shape, scale = PASSES + pl.col("times"), (PASSES - 1) * usual + pl.col("spent")
    wanted = pl.DataFrame({"skill": list(dict.fromkeys(skills))}, schema={"skill": pl.String()})
    return (
        wanted.join(counted, on="skill", how="left", maintain_order="left")
        .join(_lessons(objects), on="skill", how="left", maintain_order="left")
        .with_columns(pl.col("spent", "times").fill_null(0.0))
        .select(
            "skill",
            practice=scale / (shape - 1),
            practice_variance=shape * scale**2 / ((shape - 1) ** 2 * (shape - 2)),
            lesson=pl.col("lesson").fill_null(LESSON),
        )
    )


def _lessons(objects: pl.DataFrame) -> pl.DataFrame:
    lessons = objects.filter((pl.col("kind") == "lesson") & (pl.col("status") != "retired"))
    return lessons.group_by("skill").agg(pl.col("minutes").median().alias("lesson")).drop_nulls("skill")


def left_of(mastery: pl.Expr, prior: pl.Expr, bar: float) -> pl.Expr:
    """Return which share of the way to mastery is left, 0 to 1, by the odds.

    Each right answer multiplies the odds of knowing a skill by about the same (Bayes' rule), so the way lies
    in the logarithm of the odds. Of what nothing is known all is left.

    Examples
    --------
    >>> known = pl.DataFrame({"mastery": [0.2, 0.686, 0.99, None]})
    >>> share = left_of(pl.col("mastery"), pl.lit(0.2), 0.95)
    >>> [round(x, 2) for x in known.select(share).to_series()]
    [1.0, 0.5, 0.0, 1.0]
    """
    top = _log_odds(pl.lit(bar))
    begun = _log_odds(prior)
    way = pl.max_horizontal(top - begun, pl.lit(1e-9))
    return ((top - _log_odds(mastery)) / way).clip(0.0, 1.0).fill_null(1.0)


def _log_odds(share: pl.Expr) -> pl.Expr:
    inside = share.clip(0.001, 0.999)
    return (inside / (1.0 - inside)).log()


def speeds(known: pl.DataFrame) -> pl.DataFrame:
    """Return how many times everybody's minutes each student needs, and how uncertain that is.

    Parameters
    ----------
    known
        ``student``, ``spent`` (minutes of practice so far), ``expected`` (what everybody needs for as much),
        ``done`` (the share of the way to mastery that is behind): a row for each skill practised.

    Returns
    -------
    polars.DataFrame
        ``student``, ``speed`` (1 as everybody, 2 twice the minutes), ``doubt`` (its variance).
    """
    sums = known.group_by("student").agg(pl.col("spent", "expected", "done").sum())
    speed = (SPEED_MINUTES + pl.col("spent")) / (SPEED_MINUTES + pl.col("expected"))
    bounded = speed.clip(1 / SLOWEST, SLOWEST)
    # An exponential time seen n times is known to one part in the root of n.
    return sums.select("student", speed=bounded, doubt=bounded**2 / (PASSES + pl.col("done")))


def remaining(asked: Asked) -> pl.DataFrame:
    """Return for each asked student and line how much work is left.

    Returns
    -------
    polars.DataFrame
        ``student``, ``line``, ``expected`` (minutes), ``variance`` (minutes²), ``ends``, ``days`` (school
        days left, today among them).
    """
    of_lines = followed(asked).group_by("student", "line", maintain_order=True).agg(pl.col("ends").first())
    left = _left(asked)
    summed = left.group_by("student", "line").agg(
        pl.col("expected", "variance", "shared").sum(), pl.col("doubt").max().fill_null(0.0)
    )
    # What is wrongly believed of the student's speed is wrong of every skill alike.
    variance = pl.col("variance") + pl.col("doubt") * pl.col("shared") ** 2
    summed = summed.select("student", "line", "expected", variance=variance)
    found = of_lines.join(summed, on=["student", "line"], how="left", maintain_order="left")
    return found.with_columns(pl.col("expected", "variance").fill_null(0.0)).join(
        _days_left(asked, found), on="ends", how="left", maintain_order="left"
    )


def _left(asked: Asked) -> pl.DataFrame:
    """Return what is left of each part that is required and not passed."""
    every = parts(asked)
    speed = _speeds(asked, every)
    each = every.filter(pl.col("required") & ~pl.col("passed"))
    skills = _with_minutes(asked, each.filter(pl.col("skill").is_not_null()))
    skills = skills.join(speed, on="student", how="left")
    pace, doubt = pl.col("speed").fill_null(1.0), pl.col("doubt").fill_null(1.0 / PASSES)
    share = pl.col("left")
    of_skills = skills.select(
        "student",
        "line",
        expected=share * (pl.col("lesson") + pace * pl.col("practice")),
        variance=share * ((LESSON_SPREAD * pl.col("lesson")) ** 2 + pace**2 * pl.col("practice_variance")),
        shared=share * pl.col("practice"),
        doubt=doubt,
    )
    lengths = asked.sources["learning_objects"].select("object", "minutes").unique("object")
    things = each.filter(pl.col("object").is_not_null()).join(lengths, on="object", how="left")
    minutes = pl.col("minutes").fill_null(LESSON)
    of_things = things.select(
        "student",
        "line",
        expected=minutes,
        variance=(LESSON_SPREAD * minutes) ** 2,
        shared=pl.lit(0.0),
        doubt=pl.lit(None, pl.Float64),
    )
    return pl.concat([of_skills, of_things])


def _with_minutes(asked: Asked, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of students and skills with what a skill takes and which share of it is left."""
    bar, sources = float(asked.arguments["bar"]), asked.sources
    skills = rows.get_column("skill").unique().sort().to_list()
    takes = minutes_of_skills(sources["times_of_all"], sources["learning_objects"], skills, bar)
    left = left_of(pl.col("mastery"), pl.col("prior"), bar).alias("left")
    return rows.join(takes, on="skill", how="left").with_columns(left)


def _speeds(asked: Asked, every: pl.DataFrame) -> pl.DataFrame:
    """Return each student's speed, by the skills of the line that they have practised."""
    skills = every.filter(pl.col("skill").is_not_null()).unique(["student", "skill"])
    spent = asked.sources["time_on_skills"].select("student", "skill", spent="minutes")
    practised = _with_minutes(asked, skills.join(spent, on=["student", "skill"], how="inner"))
    done = pl.when("passed").then(1.0).otherwise(1.0 - pl.col("left"))
    return speeds(practised.select("student", "spent", expected=done * pl.col("practice"), done=done))


def _days_left(asked: Asked, of_lines: pl.DataFrame) -> pl.DataFrame:
    holidays = asked.sources["school_holidays"].get_column("day").to_list()
    ends = of_lines.get_column("ends").unique().drop_nulls().to_list()
    yesterday = asked.today - timedelta(days=1)
    days = [float(len(school_days(yesterday, each, holidays))) for each in ends]
    return pl.DataFrame({"ends": ends, "days": days}, schema={"ends": pl.Date(), "days": pl.Float64()})


def at_most(expected: pl.Expr, variance: pl.Expr, chance: float) -> pl.Expr:
    """Return minutes that are enough with a chance; the expected minutes for one half or less.

    By the normal distribution. It grows with what is expected and with how unsure that is, so that it never
    grows when something is passed.

    Examples
    --------
    >>> pl.select(at_most(pl.lit(100.0), pl.lit(400.0), 0.9)).item() > 125
    True
    """
    deviations = NormalDist().inv_cdf(min(max(chance, 0.5), 0.999))
    return expected + deviations * variance.sqrt()
