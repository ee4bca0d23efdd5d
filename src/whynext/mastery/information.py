"""What may be asked of mastery: how well, how surely and how recently; results of assessments; prerequisites.

Views join sparse tables (a row for each skill a student has worked on) to dense questions (every student
with every skill), so students and skills are compared as numbers, not as texts, and what holds for a skill
whoever asks is worked out once per skill.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import polars as pl

from whynext.mastery.assessment import ASSESSMENTS
from whynext.mastery.diagnostic import information as diagnostic
from whynext.mastery.diagnostic import status_information as status
from whynext.mastery.diagnostic.ability import information as ability
from whynext.mastery.looking_up import (
    FEW,
    are_few,
    as_categories,
    each_pair,
    of_pairs,
    of_skills,
    pair_number,
    places_of,
    prior_of,
    taken,
)
from whynext.mastery.strategy import information as strategy
from whynext.process.frames import instant, microseconds_of, narrowed, only
from whynext.process.information import Argument, Asked, Grain, Information, OptionKind, Type
from whynext.process.lasting import lasting

SOURCES: dict[str, dict[str, pl.DataType]] = {
    "estimates": {
        "student": pl.String(),
        "skill": pl.String(),
        "model": pl.String(),
        "mastery": pl.Float64(),
        "answers": pl.Int64(),
        "right": pl.Int64(),
        "streak": pl.Int64(),
        "misses": pl.Int64(),
        "last_at": pl.Datetime("us", "UTC"),
    },
    "mastery_priors": {"skill": pl.String(), "prior": pl.Float64()},
    "assessments": ASSESSMENTS,
    "prerequisites": {"prerequisite": pl.String(), "skill": pl.String()},
    "recent_answers": {"student": pl.String(), "at": pl.Datetime("us", "UTC")},
    **diagnostic.SOURCES,
    **status.SOURCES,
    **strategy.SOURCES,
    **ability.SOURCES,
}
"""The tables that views read.

``estimates``: at most one row per student and skill, of the model in force, as it stood at the instant asked
about. ``mastery_priors``: one row per skill on the map. ``prerequisites``: one row per direct edge of the
map. ``assessments``: in the order of arrival. ``recent_answers``: one row per answer (not per skill) of at
least the seven days before the instant asked about.
"""

OPTIONS: tuple[OptionKind, ...] = ability.OPTIONS
"""What may be decided upon: which form of a test a student takes."""

BAR = Argument("the mastery from which a skill counts as mastered", default=0.95, unit="probability")
PASS_MARK = Argument("the share of right answers that passes", default=0.8, unit="share")
FORM_KIND = Argument("only forms of this kind, such as «exit slip»; empty for all", default="")
WEEK = timedelta(days=7)
_DAY = 86_400_000_000  # microseconds

# Estimates -----------------------------------------------------------------------------------------------


def _mastery(skill: str) -> Callable[[Asked], pl.Series]:
    def view(asked: Asked) -> pl.Series:
        estimates, priors = asked.sources["estimates"], asked.sources["mastery_priors"]
        if are_few(asked.rows, estimates, priors):
            levels, prior = estimates.get_column("mastery").to_list(), prior_of(priors)
            skills = asked.rows.get_column(skill).to_list()
            both = [
                prior.get(each) if at is None or levels[at] is None else levels[at]
                for at, each in zip(places_of(asked, estimates, skill), skills, strict=True)
            ]
            return pl.Series("mastery", both, pl.Float64)
        known = of_pairs(asked, estimates, skill, "mastery")
        return known.zip_with(known.is_not_null(), of_skills(asked, priors, skill, "prior"))

    return view


def _uncertainty(asked: Asked) -> pl.Series:
    share = _mastery("option")(asked)
    return (share * (1.0 - share)) ** 0.5


def _count(skill: str, column: str) -> Callable[[Asked], pl.Series]:
    def view(asked: Asked) -> pl.Series:
        known = of_pairs(asked, asked.sources["estimates"], skill, column).cast(pl.Float64)
        return _where_asked(asked, skill, known.fill_null(0.0) if known.null_count() else known)

    return view


def _where_asked(asked: Asked, skill: str, values: pl.Series) -> pl.Series:
    """Return values, null where no skill was given to ask about."""
    named = asked.rows.get_column(skill)
    if not named.null_count():
        return values
    return pl.select(pl.when(named.is_not_null()).then(values)).to_series()


def _whole_days(asked: Asked, instants: pl.Series) -> pl.Series:
    """Return whole days (of 24 hours) from instants to the instant asked about, at least 0."""
    if not instants.null_count():
        micros = instants.cast(pl.Datetime("us", "UTC")).cast(pl.Int64).to_numpy()
        days = (microseconds_of(asked.as_of) - micros) // _DAY
        return pl.Series(instants.name, np.maximum(days, 0).astype(np.float64))
    since = (instant(asked.as_of) - pl.first()).dt.total_days().clip(lower_bound=0).cast(pl.Float64)
    return instants.to_frame().select_seq(since).to_series()


def _days_since_practice(asked: Asked) -> pl.Series:
    estimates = asked.sources["estimates"]
    days = _whole_days(asked, estimates.get_column("last_at")).alias("days")
    if are_few(asked.rows, estimates):
        return taken(days, places_of(asked, estimates, "option"))
    return of_pairs(asked, only(estimates, ("student", "skill")).hstack([days]), "option", "days")


# Prerequisites -------------------------------------------------------------------------------------------


def _standing(asked: Asked) -> pl.DataFrame:
    """Return for each asked row how many direct prerequisites are below the bar, and how many unknown."""
    bar = float(asked.arguments["bar"])
    estimates, priors = asked.sources["estimates"], asked.sources["mastery_priors"]
    edges = asked.sources["prerequisites"]
    if are_few(asked.rows, estimates, priors, edges):
        return _standing_singly(asked.rows, estimates, priors, edges, bar)
    distinct = edges.select("prerequisite", "skill").unique(maintain_order=True)
    return _standing_of_many(asked, estimates, priors, distinct, bar)


def _standing_singly(
    rows: pl.DataFrame, estimates: pl.DataFrame, priors: pl.DataFrame, edges: pl.DataFrame, bar: float
) -> pl.DataFrame:
    """Return :func:`_standing`, looked up prerequisite by prerequisite."""
    prior = prior_of(priors)
    levels: dict[str | None, dict[str | None, float | None]] = {}
    said = zip(each_pair(estimates, "skill"), estimates.get_column("mastery").to_list(), strict=True)
    for (student, skill), level in said:
        if student not in levels:
            levels[student] = dict(prior)
        levels[student][skill] = level
    builds_on = _foundations(edges)
    below, unknown = [], []
    for student, skill in each_pair(rows, "option"):
        known = levels.get(student, prior)
        low = open_ = 0
        for each in builds_on.get(skill, ()):
            level = known.get(each)
            if level is None:
                open_ += 1
            elif level < bar:
                low += 1
        below.append(low)
        unknown.append(open_)
    return pl.DataFrame([pl.Series("below", below, pl.Int32), pl.Series("unknown", unknown, pl.Int32)])


@lasting
def _foundations(edges: pl.DataFrame) -> dict[str | None, dict[str, None]]:
    """Return what each skill directly builds on, each once."""
    found: dict[str | None, dict[str, None]] = {}
    prerequisites = edges.get_column("prerequisite").to_list()
    for prerequisite, after in zip(prerequisites, edges.get_column("skill").to_list(), strict=True):
        found.setdefault(after, {})[prerequisite] = None
    return found


def _standing_of_many(
    asked: Asked, estimates: pl.DataFrame, priors: pl.DataFrame, edges: pl.DataFrame, bar: float
) -> pl.DataFrame:
    """Return :func:`_standing`, by joins.

    What the priors say is counted once per skill. An estimate then corrects it for its student: it makes
    known what had no prior, and puts on its own side of the bar what the prior had on the other.
    """
    judged = edges.join(priors, left_on="prerequisite", right_on="skill", how="left").select(
        "prerequisite",
        "skill",
        below=(pl.col("prior") < bar).fill_null(False).cast(pl.Int32),
        unknown=pl.col("prior").is_null().cast(pl.Int32),
    )
    by_skill = judged.group_by("skill").agg(pl.col("below", "unknown").sum())
    rows = as_categories(asked.rows, "student", "option")
    corrections = _corrections(estimates, judged, bar)
    corrected = rows.select(pair_number()).join(corrections, on="pair", how="left", maintain_order="left")
    of_skill = asked.rows.select(pl.col("option").alias("skill")).join(
        by_skill, on="skill", how="left", maintain_order="left"
    )
    return of_skill.select(
        pl.col(name).fill_null(0) + corrected.get_column(name).fill_null(0) for name in ("below", "unknown")
    )


def _corrections(estimates: pl.DataFrame, edges: pl.DataFrame, bar: float) -> pl.DataFrame:
    """Return by pair of student and skill what the estimates change in the counts of the priors."""
    by_prerequisite = edges.select(
        pl.col("prerequisite").alias("skill"), pl.col("skill").alias("opens"), "below", "unknown"
    ).with_columns(pl.col("skill", "opens").cast(pl.Categorical))
    numbered = as_categories(estimates, "student", "skill").with_columns(
        is_below=(estimates.get_column("mastery") < bar).cast(pl.Int32)
    )
    return (
        numbered.join(by_prerequisite, on="skill", how="inner")
        .select(
            pair_number("student", "opens"),
            below=pl.col("is_below") - pl.col("below"),
            unknown=-pl.col("unknown"),
        )
        .filter((pl.col("below") != 0) | (pl.col("unknown") != 0))
        .group_by("pair")
        .agg(pl.col("below", "unknown").sum())
    )


_BELOW, _UNKNOWN = pl.col("below"), pl.col("unknown")
_MASTERED = pl.when(_BELOW > 0).then(False).when(_UNKNOWN == 0).then(True).alias("prerequisites_mastered")
_COUNTED = pl.when(_UNKNOWN == 0).then(_BELOW).cast(pl.Float64).alias("prerequisites_below")


def _prerequisites_mastered(asked: Asked) -> pl.Series:
    standing = _standing(asked)
    if len(standing) > FEW:
        return standing.select_seq(_MASTERED).to_series()
    each = zip(standing.get_column("below").to_list(), standing.get_column("unknown").to_list(), strict=True)
    mastered = [False if below else (None if unknown else True) for below, unknown in each]
    return pl.Series("prerequisites_mastered", mastered, pl.Boolean)


def _prerequisites_below(asked: Asked) -> pl.Series:
    return _standing(asked).select_seq(_COUNTED).to_series()


# Assessments ---------------------------------------------------------------------------------------------


def _results(asked: Asked) -> pl.DataFrame:
    """Return the assessments up to the instant asked about, of the kind asked for, oldest first."""
    results = narrowed(asked.sources["assessments"], pl.col("at") <= instant(asked.as_of))
    wanted = str(asked.arguments.get("form_kind", ""))
    if wanted:
        results = results.filter(pl.col("form_kind") == wanted)
    return results.sort("at", maintain_order=True)


def _latest(value: pl.Expr) -> Callable[[Asked], pl.Series]:
    def view(asked: Asked) -> pl.Series:
        latest = _results(asked).group_by("student", "skill").last().with_columns(value.alias("value"))
        return of_pairs(asked, latest, "given", "value")

    return view


def _attempts(asked: Asked) -> pl.Series:
    counted = _results(asked).group_by("student", "skill").len("attempts")
    found = of_pairs(asked, counted, "given", "attempts").cast(pl.Float64)
    return _where_asked(asked, "given", found.fill_null(0.0))


def _failures_in_a_row(asked: Asked) -> pl.Series:
    passed = pl.col("correct") / pl.col("of") >= float(asked.arguments["pass_mark"])
    last_passed = pl.when(passed).then(pl.int_range(pl.len())).max().fill_null(-1)
    failed = (
        _results(asked)
        .group_by("student", "skill")
        .agg((pl.len().cast(pl.Int64) - 1 - last_passed).alias("row"))
    )
    found = of_pairs(asked, failed, "given", "row").cast(pl.Float64)
    return _where_asked(asked, "given", found.fill_null(0.0))


# The student as a whole ----------------------------------------------------------------------------------


def _by_student(asked: Asked, table: pl.DataFrame, value: pl.Expr) -> pl.Series:
    """Return an aggregate of a table per student, for each asked student, null where it has no row."""
    values = table.group_by("student").agg(value.alias("value"))
    return asked.looked_up(values, {"student": "student"}, "value")


def _skills_mastered(asked: Asked) -> pl.Series:
    mastered = asked.sources["estimates"].filter(pl.col("mastery") >= float(asked.arguments["bar"]))
    return _by_student(asked, mastered, pl.len()).fill_null(0).cast(pl.Float64)


def _days_since_last_answer(asked: Asked) -> pl.Series:
    return _whole_days(asked, _by_student(asked, asked.sources["estimates"], pl.col("last_at").max()))


def _answers_last_week(asked: Asked) -> pl.Series:
    at = pl.col("at")
    week = asked.sources["recent_answers"].filter((at <= asked.as_of) & (at > asked.as_of - WEEK))
    return _by_student(asked, week, pl.len()).fill_null(0).cast(pl.Float64)


# What may be asked ---------------------------------------------------------------------------------------

_OF_OPTION = (
    Information(
        name="mastery",
        sentence="How far the student has mastered the skill, by the tracing model in force.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_mastery("option"),
        needs=("estimates", "mastery_priors"),
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the student has not answered on the skill, and the model in force has no prior for it",
    ),
    Information(
        name="mastery_uncertainty",
        sentence="How unsure it is whether the student knows the skill: 0 if that is certain, 0.5 if open.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_uncertainty,
        needs=("estimates", "mastery_priors"),
        unit="standard deviation",
        low=0.0,
        high=0.5,
        step=0.01,
        missing="the student has not answered on the skill, and the model in force has no prior for it",
    ),
    Information(
        name="evidence",
        sentence="How many answers of the student the estimate of the skill rests on.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_count("option", "answers"),
        needs=("estimates",),
        unit="answers",
        low=0.0,
    ),
    Information(
        name="days_since_practice",
        sentence="How many whole days ago the student last answered on the skill.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_days_since_practice,
        needs=("estimates",),
        category="behaviour",
        unit="days",
        low=0.0,
        missing="the student has never answered on the skill",
    ),
    Information(
        name="prerequisites_mastered",
        sentence="Whether the student has mastered every skill that this one directly builds on.",
        grain=Grain.STUDENT_OPTION,
        type=Type.TRUTH,
        view=_prerequisites_mastered,
        needs=("estimates", "mastery_priors", "prerequisites"),
        missing="no prerequisite is known to be below the bar, but some has neither estimate nor prior",
        arguments={"bar": BAR},
    ),
    Information(
        name="prerequisites_below",
        sentence="How many of the skills that this one directly builds on the student has not mastered.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_prerequisites_below,
        needs=("estimates", "mastery_priors", "prerequisites"),
        unit="skills",
        low=0.0,
        missing="of some prerequisite there is neither estimate nor prior",
        arguments={"bar": BAR},
    ),
    Information(
        name="misses_in_a_row",
        sentence="How many of the student's latest answers on the skill were wrong, one after another.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_count("option", "misses"),
        needs=("estimates",),
        unit="answers",
        low=0.0,
    ),
)

_OF_GIVEN = (
    Information(
        name="given_mastery",
        sentence="How far the student has mastered the given skill, by the tracing model in force.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_mastery("given"),
        needs=("estimates", "mastery_priors"),
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the student has not answered on the given skill, and the model in force has no prior for it",
    ),
    Information(
        name="given_evidence",
        sentence="How many answers of the student the estimate of the given skill rests on.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_count("given", "answers"),
        needs=("estimates",),
        unit="answers",
        low=0.0,
        missing="no skill is given",
    ),
    Information(
        name="given_misses_in_a_row",
        sentence="How many of the student's latest answers on the given skill were wrong, one after another.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_count("given", "misses"),
        needs=("estimates",),
        unit="answers",
        low=0.0,
        missing="no skill is given",
    ),
    Information(
        name="correct",
        sentence="How many answers were right in the student's latest assessment of the given skill.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_latest(pl.col("correct").cast(pl.Float64)),
        needs=("assessments",),
        unit="answers",
        low=0.0,
        missing="the student has taken no assessment of the given skill",
        arguments={"form_kind": FORM_KIND},
    ),
    Information(
        name="asked_questions",
        sentence="How many questions the student's latest assessment of the given skill asked.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_latest(pl.col("of").cast(pl.Float64)),
        needs=("assessments",),
        unit="questions",
        low=1.0,
        missing="the student has taken no assessment of the given skill",
        arguments={"form_kind": FORM_KIND},
    ),
    Information(
        name="score_percent",
        sentence="The percentage of right answers in the student's latest assessment of the given skill.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_latest(pl.col("correct") * 100 / pl.col("of")),
        needs=("assessments",),
        unit="percent",
        low=0.0,
        high=100.0,
        missing="the student has taken no assessment of the given skill",
        arguments={"form_kind": FORM_KIND},
    ),
    Information(
        name="failures_in_a_row",
        sentence="How many of the student's latest assessments of the given skill were failed in a row.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_failures_in_a_row,
        needs=("assessments",),
        unit="assessments",
        low=0.0,
        missing="no skill is given",
        arguments={"pass_mark": PASS_MARK, "form_kind": FORM_KIND},
    ),
    Information(
        name="attempts",
        sentence="How many assessments of the given skill the student has taken.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.NUMBER,
        view=_attempts,
        needs=("assessments",),
        unit="assessments",
        low=0.0,
        missing="no skill is given",
        arguments={"form_kind": FORM_KIND},
    ),
    Information(
        name="last_form_kind",
        sentence="What kind of assessment of the given skill the student took last.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.WORD,
        view=_latest(pl.col("form_kind")),
        needs=("assessments",),
        missing="the student has taken no assessment of the given skill",
    ),
)

_OF_STUDENT = (
    Information(
        name="skills_mastered",
        sentence="How many skills the student has shown to have mastered.",
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=_skills_mastered,
        needs=("estimates",),
        unit="skills",
        low=0.0,
        arguments={"bar": BAR},
    ),
    Information(
        name="days_since_last_answer",
        sentence="How many whole days ago the student last answered anything.",
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=_days_since_last_answer,
        needs=("estimates",),
        category="behaviour",
        unit="days",
        low=0.0,
        missing="the student has never answered anything",
    ),
    Information(
        name="answers_last_week",
        sentence="How many answers the student gave in the last seven days.",
        grain=Grain.STUDENT,
        type=Type.NUMBER,
        view=_answers_last_week,
        needs=("recent_answers",),
        category="behaviour",
        unit="answers",
        low=0.0,
    ),
)

INFORMATION: tuple[Information, ...] = (
    *_OF_OPTION,
    *_OF_GIVEN,
    *_OF_STUDENT,
    *diagnostic.INFORMATION,
    *status.INFORMATION,
    *strategy.INFORMATION,
    *ability.INFORMATION,
)
"""Everything that may be asked of mastery."""
