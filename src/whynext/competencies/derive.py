"""A first map from answer history: candidates for prerequisites, for a person to review."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from whynext.base.errors import Collector, listed
from whynext.base.ids import SkillId
from whynext.competencies import graph
from whynext.competencies.competency import PRECEDES, Competency, Relation

_COLUMNS = ("student", "skill", "correct")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a pair of skills must show before one is proposed as the prerequisite of the other.

    Parameters
    ----------
    least_students
        Students who met both skills. With fewer than 30, a share of 0.9 could still be 0.75 by chance.
    met_first
        The least share of them who met the earlier skill first, from 0.5 to 1. At 0.9 the order is the
        curriculum's; at 0.5 it is a coin's.
    early_answers
        How many first answers on a skill count as early. Five are enough to tell a third from two thirds
        more often than not, and few enough that practice on the skill itself has done little.
    gone_well
        The share of right early answers on the earlier skill from which it has gone well, from 0 to 1.
    least_each
        Students needed on either side of `gone_well`. A mean of fewer than ten has no usable spread.
    least_gap
        The least difference in early success on the later skill, as a share of answers, worth acting upon.
    least_z
        How many standard errors the difference must lie above 0. At 2, one pair in 44 without any
        difference still passes.
    """

    least_students: int = 30
    met_first: float = 0.9
    early_answers: int = 5
    gone_well: float = 0.6
    least_each: int = 10
    least_gap: float = 0.1
    least_z: float = 2.0

    def refuse_nonsense(self) -> None:
        """Refuse thresholds that no pair, or every pair, would pass.

        Raises
        ------
        Refused
            With every threshold out of its range.
        """
        wrong = Collector()
        for name, low, high in (
            ("least_students", 2, 10**9),
            ("met_first", 0.5, 1),
            ("early_answers", 1, 10**9),
            ("gone_well", 0, 1),
            ("least_each", 2, 10**9),
            ("least_gap", 0, 1),
            ("least_z", 0, 100),
        ):
            if not low <= getattr(self, name) <= high:
                what = f"{name} cannot be {getattr(self, name)}"
                wrong.add(what, where="thresholds", valid=f"{low} to {high}", kind="out of range")
        wrong.refuse_if_any()


@dataclass(frozen=True, slots=True)
class DerivedMap:
    """Skills met in answer history, and the order that it suggests.

    Parameters
    ----------
    competencies
        One skill for each that was met, in the order in which students met them on average.
    relations
        ``precedes`` relations: acyclic, none implied by others, each with its evidence in ``extra`` and
        marked ``"derived": True, "reviewed": False``.
    evidence
        One row for each pair of skills met in a clear order by enough students: ``before``, ``after``,
        ``students``, ``met_first``, ``well`` and ``not_well`` (students on either side), ``gap``, ``z``,
        ``accepted``, ``kept`` (accepted and not implied by others).
    mirrored
        Pairs that would have passed had the later skill gone *worse* after success on the earlier one. A
        gap that is only noise falls on either side equally often, so about this many of the accepted pairs
        are noise as well: read `relations` as candidates.
    """

    competencies: tuple[Competency, ...]
    relations: tuple[Relation, ...]
    evidence: pl.DataFrame
    mirrored: int


def derive_map(
    responses: pl.DataFrame, thresholds: Thresholds | None = None, *, separator: str = ""
) -> DerivedMap:
    """Return the skills of an answer history and the prerequisites that it suggests.

    Skill A is proposed as a prerequisite of B if all of this holds:

    1. at least `least_students` met both, and at least `met_first` of them met A before B;
    2. A was met before B on average too: the mean over its students of the place of a skill among those the
       student met, from 0 to 1. Every edge leads upwards in this one order, so there can be no cycle;
    3. among the students who met A first, early success on B is higher where A has gone well (`gone_well`)
       than where it has not, by at least `least_gap` and `least_z` standard errors (Welch 1947, unequal
       variances). Early success is counted *beyond what the student shows on all other skills*: the mean of
       the first `early_answers` answers on B, less the mean of B over students, less the mean of that
       difference over the student's other skills. Without this, any two skills would look related, because
       some students do better at everything.

    Proposals that others imply are left out. This is observation, not experiment: students met skills in the
    order of somebody's curriculum, and what looks like a prerequisite may be that order only. See
    :attr:`DerivedMap.mirrored` for how much of it is noise.

    Parameters
    ----------
    responses
        One row for each answer, with the columns ``student``, ``skill`` and ``correct`` (0 to 1, or a truth
        value), in the order in which each student gave them; other columns are ignored. Rows whose
        ``correct`` is null count as not answered.
    thresholds
        What a pair must show.
    separator
        What stands between the names where one answer names several skills; empty if each names one.

    Raises
    ------
    Refused
        If a column is missing, a student or skill is null, or an answer is not between 0 and 1.
    """
    limits = thresholds or Thresholds()
    limits.refuse_nonsense()
    met = _met(_answers(responses, separator), limits.early_answers)
    ranks = _ranks(met)
    evidence = _evidence(_pairs(met, ranks, limits), limits)
    names = ranks.get_column("skill").to_list()
    kept, rows = _reduce(evidence, names)
    mirrored = evidence.filter(_passes(-pl.col("gap"), -pl.col("z"), limits)).height
    competencies = tuple(
        Competency(
            SkillId(row["skill"]),
            row["skill"],
            position=place,
            extra={"derived": True, "students": row["students"], "answers": row["answers"]},
        )
        for place, row in enumerate(ranks.iter_rows(named=True))
    )
    return DerivedMap(competencies, tuple(_relation(row) for row in rows), kept, mirrored)


def _answers(responses: pl.DataFrame, separator: str) -> pl.DataFrame:
    """Return row number, student, skill and score of each answered row, one row for each skill named."""
    wrong = Collector()
    missing = [name for name in _COLUMNS if name not in responses.columns]
    if missing:
        what = f"the answers lack the columns {listed(missing)}"
        wrong.add(what, valid=f"columns {listed(_COLUMNS)}", kind="missing column")
        wrong.refuse_if_any()
    frame = responses.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.col("student").cast(pl.String),
        pl.col("skill").cast(pl.String),
        pl.col("correct").cast(pl.Float64, strict=False).alias("score"),
        given=pl.col("correct").is_not_null(),
    )
    for name in ("student", "skill"):
        empty = frame.filter(pl.col(name).is_null() | (pl.col(name) == ""))
        if empty.height:
            place = f"answer {empty.item(0, 'row') + 1}"
            wrong.add(f"{empty.height} answers have no {name}", where=place, kind="missing value")
    bad = frame.filter(pl.col("given") & ~pl.col("score").is_between(0, 1).fill_null(False))
    if bad.height:
        place = f"answer {bad.item(0, 'row') + 1}"
        what = f"{bad.height} answers are neither right, wrong nor in between"
        wrong.add(what, where=place, valid="correct from 0 to 1", kind="out of range")
    wrong.refuse_if_any()
    answered = frame.filter("given").drop("given")
    if separator:
        split = pl.col("skill").str.split(separator).list.unique(maintain_order=True)
        answered = answered.with_columns(split).explode("skill").filter(pl.col("skill") != "")
    return answered


def _met(answers: pl.DataFrame, early_answers: int) -> pl.DataFrame:
    """Return one row for each student and skill met.

    Columns: when first (``first``), ``answers``, ``early`` success, and ``beyond``: early success less the
    skill's mean of it.
    """
    met = answers.group_by("student", "skill", maintain_order=True).agg(
        first=pl.col("row").min(), answers=pl.len(), early=pl.col("score").head(early_answers).mean()
    )
    return met.with_columns(beyond=pl.col("early") - pl.col("early").mean().over("skill"))


def _ranks(met: pl.DataFrame) -> pl.DataFrame:
    """Return skill, mean place, students and answers, in the one order along which edges may lead."""
    place = (pl.col("first").rank("ordinal").over("student") - 0.5) / pl.len().over("student")
    return (
        met.with_columns(place=place)
        .group_by("skill")
        .agg(place=pl.col("place").mean(), students=pl.len(), answers=pl.col("answers").sum())
        .sort("place", "skill")
    )


def _pairs(met: pl.DataFrame, ranks: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Return, for pairs of skills in a clear order, one row for each student who met both in that order.

    Columns: ``before``, ``after``, ``students``, ``met_first``, ``well`` (truth), ``gain`` (early success on
    the later skill beyond what the student shows on all other skills).
    """
    # Rows stay in order throughout, so that sums, and with them the evidence, are the same on every run.
    places = ranks.with_row_index("rank").select("skill", pl.col("rank").cast(pl.Int32))
    slim = met.join(places, on="skill", maintain_order="left").select(
        pl.col("student").rank("dense").cast(pl.Int32), "rank", "first", "early", "beyond"
    )
    others = slim.group_by("student", maintain_order=True).agg(
        total=pl.col("beyond").sum(), count=pl.len().cast(pl.Float64)
    )
    both = (
        slim.lazy()
        .join(slim.lazy(), on="student", suffix="_after", maintain_order="left_right")
        .filter(pl.col("rank") < pl.col("rank_after"))
    )
    in_order = pl.col("first") < pl.col("first_after")
    clear = (
        both.group_by("rank", "rank_after")
        .agg(students=pl.len(), met_first=in_order.mean())
        .filter(pl.col("students") >= limits.least_students, pl.col("met_first") >= limits.met_first)
    )
    elsewhere = (pl.col("total") - pl.col("beyond") - pl.col("beyond_after")) / (pl.col("count") - 2)
    known = pl.when(pl.col("count") > 2).then(elsewhere).otherwise(0.0)
    return (
        both.filter(in_order)
        .join(clear, on=["rank", "rank_after"], maintain_order="left")
        .join(others.lazy(), on="student", maintain_order="left")
        .select(
            "rank",
            "rank_after",
            "students",
            "met_first",
            well=pl.col("early") >= limits.gone_well,
            gain=pl.col("beyond_after") - known,
        )
        .collect()
    )


def _evidence(pairs: pl.DataFrame, limits: Thresholds) -> pl.DataFrame:
    """Return the gap in early success, and its standard errors, for each pair with enough on either side."""
    well, gain = pl.col("well"), pl.col("gain")
    sides = pairs.group_by("rank", "rank_after").agg(
        pl.col("students", "met_first").first(),
        well=well.sum(),
        not_well=(~well).sum(),
        gap=gain.filter(well).mean() - gain.filter(~well).mean(),
        error=(gain.filter(well).var() / well.sum() + gain.filter(~well).var() / (~well).sum()).sqrt(),
    )
    enough = (pl.col("well") >= limits.least_each) & (pl.col("not_well") >= limits.least_each)
    judged = sides.filter(enough).with_columns(
        z=pl.when(pl.col("error") > 0).then(pl.col("gap") / pl.col("error")).otherwise(_certain())
    )
    accepted = _passes(pl.col("gap"), pl.col("z"), limits)
    return judged.drop("error").with_columns(accepted=accepted).sort("rank", "rank_after")


def _certain() -> pl.Expr:
    """Return standard errors for a gap without any spread: none if there is no gap, else beyond any limit."""
    return pl.col("gap").sign() * 1e9


def _passes(gap: pl.Expr, z: pl.Expr, limits: Thresholds) -> pl.Expr:
    """Return whether a gap in this direction is large and sure enough."""
    return (gap >= limits.least_gap) & (z >= limits.least_z)


def _reduce(evidence: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """Return the evidence by name, with what is kept marked, and the kept rows."""
    edges = evidence.filter("accepted").select("rank", "rank_after").rows()
    successors = graph.successors_of(len(names), edges)
    implied = set(graph.redundant_edges(successors, range(len(names))))
    chosen = set(edges)
    kept = [pair in chosen and pair not in implied for pair in evidence.select("rank", "rank_after").rows()]
    titles = pl.Series("name", names, dtype=pl.String)
    named = evidence.select(
        titles.gather(evidence.get_column("rank")).alias("before"),
        titles.gather(evidence.get_column("rank_after")).alias("after"),
        pl.exclude("rank", "rank_after"),
        pl.Series("kept", kept, dtype=pl.Boolean),
    )
    return named, named.filter("kept").to_dicts()


def _relation(row: dict[str, object]) -> Relation:
    """Return the relation of a kept pair, with its evidence."""
    before, after = SkillId(str(row["before"])), SkillId(str(row["after"]))
    found = {name: row[name] for name in ("met_first", "well", "not_well", "gap", "z")}
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()}
    marks = {"derived": True, "reviewed": False, "support": row["students"]}
    return Relation(PRECEDES, before, after, extra={**marks, **rounded})
