"""The status of a student and a skill as information: mastered, slipping, ready, not yet or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from whynext.mastery.diagnostic.status import PLACED, STATUSES, UNKNOWN, WHY_DEFAULTS, Bars, statuses
from whynext.mastery.looking_up import of_pairs, of_skills
from whynext.process.frames import instant
from whynext.process.information import Argument, Asked, Grain, Information, Type, View

SOURCES: dict[str, dict[str, pl.DataType]] = {
    "best_estimates": {
        "student": pl.String(),
        "skill": pl.String(),
        "model": pl.String(),
        "best": pl.Float64(),
    },
}
"""``best_estimates``: beside each row of ``estimates`` the highest mastery that the model ever held."""

NEEDS = ("estimates", "best_estimates", "mastery_priors", "prerequisites", "placements")

_USUAL = Bars()
_SAYS: Mapping[str, str] = {
    "mastered": "the probability from which a skill is mastered",
    "slipping": "the probability below which a skill that was mastered once is slipping",
    "ready": "the probability of knowing what it builds on, and not it, from which it is ready",
    "unknown": "the standard deviation above which nothing is said but that it is unknown",
}
BARS: Mapping[str, Argument] = {
    name: Argument(f"{says} ({WHY_DEFAULTS[name]})", default=getattr(_USUAL, name))
    for name, says in _SAYS.items()
}
"""The bars of :class:`whynext.mastery.diagnostic.status.Bars` as arguments that a definition may set."""


def believed_of(asked: Asked, skill: str) -> pl.DataFrame:
    """Return what is believed of each asked student and skill, columns ``PLACED``; nulls where nothing is.

    ``ready`` is the probability that every skill it directly builds on is known and it itself is not, as if
    these were independent. They help one another, so that the truth is rather higher.

    Parameters
    ----------
    skill
        The column of the asked rows that names the skill: ``option`` or ``given``.
    """
    best = of_pairs(asked, asked.sources["best_estimates"], skill, "best")
    mastery = of_pairs(asked, asked.sources["estimates"], skill, "mastery")
    prior = of_skills(asked, asked.sources["mastery_priors"], skill, "prior")
    found = asked.rows.select("student", pl.col(skill).alias("skill")).with_columns(
        probability=mastery.zip_with(mastery.is_not_null(), prior),
        ready=_foundations(asked, skill),
        best=pl.max_horizontal(mastery, best),
        at=_latest_evidence(asked, skill),
    )
    return found.with_columns(ready=pl.col("ready") * (1.0 - pl.col("probability"))).select(list(PLACED))


def _latest_evidence(asked: Asked, skill: str) -> pl.Expr:
    """Return the instant of the latest answer or placement of each asked student and skill."""
    practised = of_pairs(asked, asked.sources["estimates"], skill, "last_at")
    placed = of_pairs(asked, asked.sources["placements"], skill, "at")
    return pl.max_horizontal(practised, placed)


def _foundations(asked: Asked, skill: str) -> pl.Series:
    """Return how probable it is that each asked student knows all that the skill directly builds on.

    What the priors say is worked out once per skill; only of skills with a foundation that the student has
    worked on, student by student.
    """
    edges = asked.sources["prerequisites"].select("prerequisite", "skill").unique(maintain_order=True)
    usual = of_skills(asked, _usually(asked, edges), skill, "known").fill_null(1.0).to_numpy().copy()
    worked = asked.sources["estimates"].select("student", pl.col("skill").alias("prerequisite"))
    touched = worked.join(edges, on="prerequisite", how="inner").select("student", "skill")
    rows = asked.rows.select("student", pl.col(skill).alias("skill")).with_row_index("row")
    own = rows.join(touched, on=["student", "skill"], how="semi", maintain_order="left")
    each = own.join(edges, on="skill", how="inner", maintain_order="left")
    below = replace(asked, rows=each.select("student", pl.col("prerequisite").alias("option")))
    mastery = of_pairs(below, asked.sources["estimates"], "option", "mastery")
    prior = of_skills(below, asked.sources["mastery_priors"], "option", "prior")
    known = each.select("row", known=mastery.zip_with(mastery.is_not_null(), prior).fill_null(0.0))
    product = known.group_by("row", maintain_order=True).agg(pl.col("known").product())
    usual[product.get_column("row").to_numpy()] = product.get_column("known").to_numpy()
    return pl.Series("ready", usual)


def _usually(asked: Asked, edges: pl.DataFrame) -> pl.DataFrame:
    """Return by skill how probable its foundations are known of whom nothing is known but the priors."""
    priors = asked.sources["mastery_priors"].select(pl.col("skill").alias("prerequisite"), "prior")
    each = edges.join(priors, on="prerequisite", how="left", maintain_order="left")
    known = pl.col("prior").fill_null(0.0).product().alias("known")
    return each.group_by("skill", maintain_order=True).agg(known)


def told_of(asked: Asked, skill: str, bars: Bars) -> pl.DataFrame:
    """Return where each asked student stands with the skill, columns ``STATUS``, in the order asked.

    Of a skill that no answer, diagnostic or prior says anything of, the status is unknown.
    """
    believed = believed_of(asked, skill)
    silent = believed.get_column("probability").is_null()
    told = statuses(
        believed.with_columns(pl.col("probability").fill_null(0.5), pl.col("ready").fill_null(0.0)),
        asked.as_of,
        bars,
    )
    return told.with_columns(
        status=pl.when(silent).then(pl.lit(UNKNOWN)).otherwise(pl.col("status")),
        uncertainty=pl.when(~silent).then("uncertainty"),
    )


def _status(skill: str) -> View:
    def view(asked: Asked) -> pl.Series:
        bars = Bars(**{name: float(asked.arguments[name]) for name in BARS})
        said = told_of(asked, skill, bars).get_column("status")
        return pl.select(pl.when(asked.rows.get_column(skill).is_not_null()).then(said)).to_series()

    return view


def _days_since_evidence(asked: Asked) -> pl.Series:
    days = (instant(asked.as_of) - _latest_evidence(asked, "option")).dt.total_days()
    return pl.select(days.clip(lower_bound=0).cast(pl.Float64)).to_series()


INFORMATION: tuple[Information, ...] = (
    Information(
        "status",
        "Where the student stands with the skill: mastered, slipping, ready, not yet, or unknown.",
        grain=Grain.STUDENT_OPTION,
        type=Type.WORD,
        view=_status("option"),
        needs=NEEDS,
        values=STATUSES,
        arguments=BARS,
    ),
    Information(
        "given_status",
        "Where the student stands with the given skill: mastered, slipping, ready, not yet, or unknown.",
        grain=Grain.STUDENT_GIVEN,
        type=Type.WORD,
        view=_status("given"),
        needs=NEEDS,
        values=STATUSES,
        missing="no skill is given",
        arguments=BARS,
    ),
    Information(
        "days_since_evidence",
        "How many whole days ago the student last answered on the skill or was placed by a diagnostic.",
        grain=Grain.STUDENT_OPTION,
        type=Type.NUMBER,
        view=_days_since_evidence,
        needs=("estimates", "placements"),
        category="behaviour",
        unit="days",
        low=0.0,
        missing="the student has never answered on the skill, and no diagnostic placed the student",
    ),
)
"""How sure a status is, is told by ``mastery_uncertainty``; how old, by ``days_since_evidence``."""
