"""Outcomes: what followed the objects that were decided, and what that says of them without any model.

A student who was given an object is not like one who was given another: rules saw to that. So a difference
of outcomes is no effect. What makes it one is that a share of the choices was drawn, with probabilities on
record: weighted by one over its probability, each object's outcomes stand for all students who could have
been given it (Horvitz and Thompson 1952; self-normalised, Hajek 1971).
"""

from __future__ import annotations

import polars as pl

from whynext.base.errors import Problem, Refused, listed

DECISIONS: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "object": pl.String(),
    "modality": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "probability": pl.Float64(),
    "mastery": pl.Float64(),
    "readiness": pl.Float64(),
}
"""Columns of decided objects: which for what, when, how likely it was to be chosen (1 where a rule or a
person chose), and what was believed just before."""

ANSWERS: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "right": pl.Boolean(),
}
"""Columns of answers; those that needed help are left out."""


def outcomes(
    decisions: pl.DataFrame, answers: pl.DataFrame, *, most: int = 3, days: float = 14.0
) -> pl.DataFrame:
    """Return for each decided object the answers that were next given on its skill.

    Counted are at most `most` answers, within `days`, and none after the next decision of an object for the
    same student and skill. Decisions of which nothing followed are left out: they say nothing.

    Parameters
    ----------
    decisions
        Columns :data:`DECISIONS`; further columns, such as contexts, are kept.
    answers
        Columns :data:`ANSWERS`.
    most
        How many answers count.
    days
        How long an answer counts.

    Returns
    -------
    polars.DataFrame
        The decisions with ``right`` (share of right answers), ``answers`` (how many) and ``answered_at`` (the
        latest of them), in the order of that instant: the order in which they became known.

    Raises
    ------
    Refused
        If columns are missing.
    """
    for name, frame, wanted in (("decisions", decisions, DECISIONS), ("answers", answers, ANSWERS)):
        missing = [each for each in wanted if each not in frame.columns]
        if missing:
            what = f"{name} lack columns: {listed(missing)}"
            raise Refused(Problem(what, valid=listed(wanted), kind="missing column"))
    order = answers.sort("at", maintain_order=True)
    found = followed(fresh(decisions), order, most=most, days=days).filter(pl.col("answers") > 0)
    found = found.with_columns(pl.col("right") / pl.col("answers")).drop("until")
    return found.sort("answered_at", maintain_order=True)


FOLLOWED: dict[str, pl.DataType] = {
    "until": pl.Datetime("us", "UTC"),
    "right": pl.Float64(),
    "answers": pl.Int64(),
    "answered_at": pl.Datetime("us", "UTC"),
}
"""What is added to a decision: when the next object for the same was there, how many right answers were given
until then, how many in all, and when the latest of them."""


def fresh(decisions: pl.DataFrame) -> pl.DataFrame:
    """Return decisions that nothing has followed yet, with the columns :data:`FOLLOWED`."""
    nothing = {"right": 0.0, "answers": 0}
    return decisions.with_columns(
        pl.lit(nothing.get(name), dtype).alias(name) for name, dtype in FOLLOWED.items()
    )


def followed(uses: pl.DataFrame, answers: pl.DataFrame, *, most: int, days: float) -> pl.DataFrame:
    """Return decided objects with the answers that came since counted in.

    What is counted stays: of answers that come in later, those are taken for which there is room, in the
    order given.

    Parameters
    ----------
    uses
        Columns ``student``, ``skill``, ``at`` and :data:`FOLLOWED`; further columns are kept. Two of the same
        student and skill that begin at the same instant are in the order in which they were decided.
    answers
        Columns :data:`ANSWERS`.
    most, days
        As in :func:`outcomes`.

    Returns
    -------
    polars.DataFrame
        The same columns, in the order of ``at``.
    """
    pair = ["student", "skill"]
    numbered = uses.sort("at", maintain_order=True).with_row_index("n")
    later = pl.col("at").shift(-1).over(pair)
    numbered = numbered.with_columns(pl.min_horizontal("until", later).alias("until"))
    since = answers.select(*pair, pl.col("right").alias("it_was_right"), pl.col("at").alias("given_at"))
    window = numbered.select("n", *pair, "at", "until", (most - pl.col("answers")).alias("room"))
    joined = window.join(since.with_row_index("place"), on=pair, how="inner")
    last = pl.col("at") + pl.duration(microseconds=int(days * 86_400_000_000))
    given = pl.col("given_at")
    counted = (
        joined.filter((given > pl.col("at")) & (given <= pl.min_horizontal("until", last)))
        .sort("n", "place")
        .filter(pl.int_range(pl.len()).over("n") < pl.col("room"))
        .group_by("n")
        .agg(
            pl.col("it_was_right").cast(pl.Float64).sum(),
            pl.len().cast(pl.Int64).alias("more"),
            given.max(),
        )
    )
    found = numbered.join(counted, on="n", how="left", maintain_order="left")
    return found.with_columns(
        (pl.col("right") + pl.col("it_was_right").fill_null(0.0)).alias("right"),
        (pl.col("answers") + pl.col("more").fill_null(0)).alias("answers"),
        pl.max_horizontal("answered_at", "given_at").alias("answered_at"),
    ).drop("n", "it_was_right", "more", "given_at")


def compared(found: pl.DataFrame, *, heaviest: float = 20.0) -> pl.DataFrame:
    """Return the share of right answers after each object, as it was and as it would be for all alike.

    Parameters
    ----------
    found
        As :func:`outcomes` returns it. Rows whose object was sure to be chosen stand for themselves only.
    heaviest
        No outcome counts for more than so many: a very unlikely choice would decide everything.

    Returns
    -------
    polars.DataFrame
        For each skill and object ``outcomes``, ``mean`` (as it was), ``weighted`` (each by one over its
        probability), ``error`` (standard error of the latter) and ``drawn`` (share that chance chose). Where
        `drawn` is 0 the weighted mean is no better than the plain one: nobody was drawn.
    """
    weight = (1.0 / pl.col("probability")).clip(upper_bound=heaviest)
    weighted = (weight * pl.col("right")).sum() / weight.sum()
    apart = (weight * (pl.col("right") - weighted)).pow(2).sum().sqrt() / weight.sum()
    return (
        found.group_by("skill", "object")
        .agg(
            pl.len().cast(pl.Int64).alias("outcomes"),
            pl.col("right").mean().alias("mean"),
            weighted.alias("weighted"),
            apart.alias("error"),
            (pl.col("probability") < 1.0).mean().alias("drawn"),
        )
        .sort("skill", "object")
    )
