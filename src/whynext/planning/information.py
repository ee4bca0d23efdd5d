"""What may be asked of past decisions, and of a learning object in the light of what the student knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import polars as pl

from whynext.planning import regrouping, renewal
from whynext.planning.pace import information as pace
from whynext.planning.regrouping import VALID as VALID
from whynext.process.frames import instant, narrowed
from whynext.process.information import (
    Argument,
    Asked,
    Grain,
    Information,
    OptionKind,
    Schema,
    Type,
)

SOURCES: Mapping[str, Schema] = {
    "decided": {
        "student": pl.String(),
        "process": pl.String(),
        "given": pl.String(),
        "option": pl.String(),
        "state": pl.String(),
        "day": pl.Date(),
        "at": pl.Datetime("us", "UTC"),
    },
    **renewal.SOURCES,
    **pace.SOURCES,
}
"""The table of past decisions: one row for each chosen option of each decision, ``day`` being the school day
it is for and ``at`` the instant at which it was made."""

_ONLY_PROCESS = Argument("only decisions of this process; empty for all", default="")
_ONLY_ANSWER = Argument("only decisions for this answer or option; empty for all", default="")
_ONLY_DONE = Argument("only what was carried out", default=False)
_BAR = Argument("the mastery from which a skill counts as mastered", default=0.95, unit="probability")
_LOAN = Argument("only decisions for a day at most so many days ago", default=100.0, unit="days")
_FORM_KIND = Argument("only forms of this kind, such as «exit slip»; empty for all", default="")


# Past decisions ------------------------------------------------------------------------------------------


def _past(asked: Asked) -> pl.DataFrame:
    """Return the decisions made by the instant asked about that hold, narrowed by the usual arguments."""
    past = asked.sources["decided"]
    if past.is_empty():
        return past
    wanted = pl.col("state").is_in(VALID) & (pl.col("at") <= instant(asked.as_of))
    if asked.arguments.get("done"):
        wanted &= pl.col("state") == "carried out"
    for argument, column in (("process", "process"), ("answer", "option")):
        if asked.arguments.get(argument):
            wanted &= pl.col(column) == str(asked.arguments[argument])
    return narrowed(past, wanted)


def _by_pair(
    asked: Asked, theirs: str, ours: str, value: pl.Expr, nothing: float | bool | None = None
) -> pl.Series:
    """Return an aggregate of past decisions by student and another column; `nothing` where there are none."""
    past = _past(asked)
    if len(past) == 0:
        dtype = pl.Boolean if isinstance(nothing, bool) else pl.Float64
        return pl.Series("value", [nothing], dtype).new_from_index(0, len(asked.rows))
    values = past.group_by("student", theirs).agg(value.alias("value"))
    found = asked.looked_up(values, {"student": "student", theirs: ours}, "value")
    return found if nothing is None or not found.null_count() else found.fill_null(nothing)


def _used_before(asked: Asked) -> pl.Series:
    return _by_pair(asked, "option", "option", pl.lit(True), False)


def _days_since_used(asked: Asked) -> pl.Series:
    """Return whole school dates since the last use; what is planned for a later day counts as today."""
    days = (pl.lit(asked.today) - pl.col("day").max()).dt.total_days().clip(lower_bound=0)
    return _by_pair(asked, "option", "option", days.cast(pl.Float64))


def _times_used(asked: Asked) -> pl.Series:
    return _by_pair(asked, "option", "option", pl.col("day").n_unique().cast(pl.Float64), 0.0)


def _decisions() -> pl.Expr:
    """Count decisions, not the options that each of them chose."""
    return pl.struct("process", "given", "day", "at").n_unique().cast(pl.Float64)


def _decided_today(asked: Asked) -> pl.Series:
    today = _past(asked).filter(pl.col("day") == asked.today)
    counted = today.group_by("student").agg(_decisions().alias("value"))
    return asked.looked_up(counted, {"student": "student"}, "value").fill_null(0.0)


def _cycles(asked: Asked) -> pl.Series:
    return _where_given(asked, _by_pair(asked, "given", "given", _decisions(), 0.0))


def _answered(asked: Asked) -> pl.Series:
    return _by_pair(asked, "given", "option", pl.lit(True), False)


def _last_answer(asked: Asked) -> pl.Series:
    """Return the latest answer of a process for each option, as it holds now."""
    ordered = _past(asked).filter(pl.col("given").is_not_null()).sort("at", "day", maintain_order=True)
    latest = ordered.group_by("student", "given").agg(pl.col("option").last().alias("value"))
    return asked.looked_up(latest, {"student": "student", "given": "option"}, "value")


def _where_given(asked: Asked, values: pl.Series) -> pl.Series:
    """Return values, null where nothing is given to ask about."""
    return pl.select(pl.when(asked.rows.get_column("given").is_not_null()).then(values)).to_series()


def _in_use(asked: Asked) -> pl.Series:
    since = asked.today - timedelta(days=float(asked.arguments["days"]))
    open_now = _past(asked).filter((pl.col("state") != "carried out") & (pl.col("day") >= since))
    users = open_now.group_by("option").agg(pl.col("student").n_unique().cast(pl.Float64).alias("value"))
    return asked.looked_up(users, {"option": "option"}, "value").fill_null(0.0)


def _last_modality(asked: Asked) -> pl.Series:
    """Return the modality of the first object of the latest decision for an object, for the given skill."""
    modality = asked.sources["learning_objects"].select("object", "modality").unique("object", keep="first")
    used = _past(asked).join(modality, left_on="option", right_on="object", how="inner")
    ordered = used.sort("at", "day", maintain_order=True)
    latest = ordered.group_by("student", "given").agg(
        pl.col("modality").filter(pl.col("at") == pl.col("at").last()).first().alias("value")
    )
    return asked.looked_up(latest, {"student": "student", "given": "given"}, "value")


# Learning objects and what the student knows -------------------------------------------------------------


def _levels(asked: Asked, table: str, skill_of: str) -> pl.DataFrame:
    """Return the mastery of each asked student of each skill that a table joins to the asked option."""
    rows = asked.rows.select("student", "option").unique()
    joined = asked.sources[table].select(pl.col("object").alias("option"), pl.col(skill_of).alias("skill"))
    pairs = rows.join(joined.drop_nulls().unique(), on="option", how="inner")
    known = asked.sources["estimates"].select("student", "skill", "mastery")
    levels = pairs.join(known, on=["student", "skill"], how="left")
    levels = levels.join(asked.sources["mastery_priors"], on="skill", how="left")
    return levels.select("student", "option", level=pl.coalesce("mastery", "prior"))


def _over_levels(asked: Asked, table: str, value: pl.Expr) -> pl.Series:
    found = _levels(asked, table, "skill").group_by("student", "option").agg(value.alias("value"))
    return asked.looked_up(found, {"student": "student", "option": "option"}, "value")


def _object_mastery(asked: Asked) -> pl.Series:
    level = pl.col("level")
    return _over_levels(asked, "learning_objects", pl.when(level.null_count() == 0).then(level.min()))


def _object_ready(asked: Asked) -> pl.Series:
    level = pl.col("level")
    low = (level < float(asked.arguments["bar"])).any()
    ready = pl.when(low).then(False).when(level.null_count() == 0).then(True)
    found = _over_levels(asked, "object_prerequisites", ready)
    presupposes = asked.sources["object_prerequisites"].get_column("object").unique().to_list()
    free = asked.rows.select(~pl.col("option").is_in(presupposes)).to_series()
    return pl.select(pl.when(free).then(True).otherwise(found)).to_series()


def _days_since_assessed(asked: Asked) -> pl.Series:
    results = asked.sources["assessments"].filter(pl.col("at") <= asked.as_of)
    if asked.arguments.get("form_kind"):
        results = results.filter(pl.col("form_kind") == str(asked.arguments["form_kind"]))
    since = (pl.lit(asked.as_of) - pl.col("at").max()).dt.total_days().cast(pl.Float64)
    latest = results.group_by("student", "skill").agg(since.alias("value"))
    return asked.looked_up(latest, {"student": "student", "skill": "given"}, "value")


# What can be decided upon --------------------------------------------------------------------------------


def _simpler_objects(asked: Asked) -> pl.DataFrame:
    """List the objects of the given skill and of the skills it directly builds on; nothing for no skill."""
    table = asked.sources["learning_objects"].filter(pl.col("status") != "retired")
    taught = table.sort("position", maintain_order=True).select(
        pl.col("skill").alias("of"), pl.col("object").alias("option"), "position"
    )
    below = asked.sources["prerequisites"].select(pl.col("skill").alias("given"), pl.col("prerequisite"))
    rows = asked.rows.select(pl.col("student").cast(pl.String), pl.col("given").cast(pl.String))
    numbered = rows.with_row_index("n")
    itself = numbered.with_columns(pl.col("given").alias("of"))
    beneath = numbered.join(below.rename({"prerequisite": "of"}).unique(), on="given", how="inner")
    listed = pl.concat([itself, beneath.select(itself.columns)]).join(taught, on="of", how="inner")
    listed = listed.unique(["n", "option"], keep="any").sort("n", "position", "option")
    return listed.select("student", "given", "option")


OPTIONS: tuple[OptionKind, ...] = (
    OptionKind(
        "simpler_object",
        "A learning object for the given skill or for one of the skills that it directly builds on.",
        _simpler_objects,
        needs=("learning_objects", "prerequisites"),
        given="skill",
        titles=("learning_objects", "object", "title"),
    ),
    *regrouping.OPTIONS,
)
"""What of this room can be decided upon."""


# What may be asked ---------------------------------------------------------------------------------------


_of_past = partial(Information, needs=("decided",), category="plan")

INFORMATION: tuple[Information, ...] = (
    _of_past(
        "used_before",
        "Whether the option was decided for the student before, and that decision holds.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        _used_before,
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "days_since_used",
        "How many days ago the option was last decided for the student; 0 if for today or a later day.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _days_since_used,
        unit="days",
        low=0.0,
        missing="the option was never decided for the student",
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "times_used",
        "For how many school days the option was decided for the student.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _times_used,
        unit="times",
        low=0.0,
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "answered",
        "Whether a process ever gave this answer for the option: «skip» of a test, say, for a skill.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        _answered,
        arguments={"process": _ONLY_PROCESS, "answer": _ONLY_ANSWER, "done": _ONLY_DONE},
    ),
    _of_past(
        "last_answer",
        "The latest answer that a process gave for the option: «passed» of an exit slip, say, for a skill.",
        Grain.STUDENT_OPTION,
        Type.WORD,
        _last_answer,
        missing="the process never answered for the option",
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "decided_today",
        "How many decisions hold for the student for today.",
        Grain.STUDENT,
        Type.NUMBER,
        _decided_today,
        unit="decisions",
        low=0.0,
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "cycles",
        "How many times a process decided so for the student and what is given.",
        Grain.STUDENT_GIVEN,
        Type.NUMBER,
        _cycles,
        unit="times",
        low=0.0,
        missing="nothing is given",
        arguments={"process": _ONLY_PROCESS, "answer": _ONLY_ANSWER, "done": _ONLY_DONE},
    ),
    _of_past(
        "last_modality",
        "How the last learning object that was decided for the student and the given skill teaches.",
        Grain.STUDENT_GIVEN,
        Type.WORD,
        _last_modality,
        needs=("decided", "learning_objects"),
        missing="no learning object was decided for the student and the given skill yet",
        arguments={"process": _ONLY_PROCESS, "done": _ONLY_DONE},
    ),
    _of_past(
        "in_use",
        "For how many students the option is decided and not yet carried out.",
        Grain.OPTION,
        Type.NUMBER,
        _in_use,
        category="resource",
        unit="students",
        low=0.0,
        arguments={"process": _ONLY_PROCESS, "days": _LOAN},
    ),
    _of_past(
        "object_mastery",
        "How far the student has mastered the skill the object teaches; of several, the least mastered.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _object_mastery,
        needs=("learning_objects", "estimates", "mastery_priors"),
        category="achievement",
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing="the object teaches no skill, or one that has neither an estimate nor a prior",
    ),
    _of_past(
        "object_ready",
        "Whether the student has mastered every skill that the learning object presupposes.",
        Grain.STUDENT_OPTION,
        Type.TRUTH,
        _object_ready,
        needs=("object_prerequisites", "estimates", "mastery_priors"),
        category="achievement",
        missing="none is known to be below the bar, but some has neither an estimate nor a prior",
        arguments={"bar": _BAR},
    ),
    _of_past(
        "days_since_assessed",
        "How many whole days ago the student last took an assessment of the given skill.",
        Grain.STUDENT_GIVEN,
        Type.NUMBER,
        _days_since_assessed,
        needs=("assessments",),
        category="behaviour",
        unit="days",
        low=0.0,
        missing="the student has taken no assessment of the given skill",
        arguments={"form_kind": _FORM_KIND},
    ),
    *renewal.INFORMATION,
    *regrouping.INFORMATION,
    *pace.INFORMATION,
)
"""What may be asked of past decisions, and of learning objects in their light."""
