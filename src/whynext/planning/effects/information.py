"""What may be asked of learned effects, and the contexts in which effects may differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from whynext.library import information as library
from whynext.planning import information as planning
from whynext.planning.effects.learning import BELIEFS, effects
from whynext.planning.effects.parameters import EffectParameters
from whynext.process.information import Asked, Grain, Information, Schema, Type
from whynext.roster import information as roster

COMPUTED: Mapping[str, Schema] = {
    "effects": BELIEFS,
    "effect_parameters": {"parameters": pl.String()},
}
"""What the engine has learned: what is believed of effects at the instant asked about, and the parameters in
force: one row, the JSON that was published. Without a row the defaults hold."""

_KNOWN: Mapping[str, Information] = {
    each.name: each for each in (*library.INFORMATION, *roster.INFORMATION, *planning.INFORMATION)
}
_GRADES = 2.0  # so many grades between text and reader are much


def _asked(asked: Asked, name: str) -> pl.Series:
    """Return another information of the same students with the same options."""
    information = _KNOWN[name]
    arguments = {key: each.default for key, each in information.arguments.items() if each.default is not None}
    rows = asked.rows.select("student", "option", pl.lit(None, pl.String).alias("given"))
    sources = {need: asked.sources[need] for need in information.needs}
    return information.view(replace(asked, rows=rows, arguments=arguments, sources=sources))


def _interest(asked: Asked) -> pl.Series:
    return _asked(asked, "interest_match").cast(pl.Float64)


def _hard_to_read(asked: Asked) -> pl.Series:
    above = _asked(asked, "object_reading_level") - _asked(asked, "reading_level")
    return above.clip(-_GRADES, _GRADES) / _GRADES


def _little_known(asked: Asked) -> pl.Series:
    return 1.0 - 2.0 * _asked(asked, "object_mastery")


def _same_again(asked: Asked) -> pl.Series:
    """Return 1 where the object teaches as the latest one decided for the student did, or else -1."""
    modality = asked.sources["learning_objects"].select("object", "modality").unique("object", keep="first")
    past = asked.sources["decided"].filter(
        pl.col("state").is_in(planning.VALID) & (pl.col("at") <= asked.as_of)
    )
    used = past.join(modality, left_on="option", right_on="object", how="inner", maintain_order="left")
    last = used.sort("at", maintain_order=True).group_by("student").agg(pl.col("modality").last())
    before = asked.looked_up(last, {"student": "student"}, "modality")
    now = asked.looked_up(modality.rename({"object": "option"}), {"option": "option"}, "modality")
    same = pl.when(now == before).then(1.0).when(now != before).then(-1.0)
    return pl.select(same.alias("same")).to_series()


CONTEXTS: Mapping[str, tuple[str, Callable[[Asked], pl.Series]]] = {
    "interest": ("1 where the object is about something that interests the student", _interest),
    "hard_to_read": ("1 where its text is two grades above the student, -1 where two below", _hard_to_read),
    "little_known": ("1 where the student knows nothing of its skill, -1 where all", _little_known),
    "same_again": ("1 where it teaches as the student's latest object did, -1 where not", _same_again),
}
"""The contexts that parameters may name, what they say, and how they are worked out; unknown counts as 0."""

NEEDS: tuple[str, ...] = (
    *COMPUTED,
    "learning_objects",
    "object_topics",
    "profile",
    "decided",
    "estimates",
    "mastery_priors",
    "prerequisites",
)
"""The sources from which effects, their contexts, and what there is to learn from are worked out."""

EVERY_CONTEXT = EffectParameters(contexts=tuple(CONTEXTS))
_ON_RECORD = ":effect "


def in_force(sources: Mapping[str, pl.DataFrame]) -> EffectParameters:
    """Return the parameters that a source holds, or the defaults."""
    rows = sources["effect_parameters"].get_column("parameters").drop_nulls().to_list()
    return EffectParameters.from_data(json.loads(rows[0])) if rows else EffectParameters()


def pairs(asked: Asked, parameters: EffectParameters) -> pl.DataFrame:
    """Return students with objects as effects are asked of them, with every context.

    Parameters
    ----------
    asked
        Rows of ``student`` and ``option``, and the sources of :data:`NEEDS`; contexts are worked out as of
        its instant, so that the same function tells what they were when an object was decided.
    parameters
        Name the contexts.

    Returns
    -------
    polars.DataFrame
        Columns :data:`~whynext.planning.effects.learning.PAIRS` and one for each context, aligned with the
        rows. An object that teaches several skills is counted with the first.
    """
    about = asked.sources["learning_objects"].sort("position", maintain_order=True)
    about = about.unique("object", keep="first", maintain_order=True)
    words = {name: asked.looked_up(about, {"object": "option"}, name) for name in ("skill", "modality")}
    numbers = {name: CONTEXTS[name][1](asked).cast(pl.Float64).fill_null(0.0) for name in parameters.contexts}
    who = {"student": asked.rows.get_column("student"), "object": asked.rows.get_column("option")}
    return pl.DataFrame({**who, **words, **numbers})


# What a run puts on record, so that one can learn from it ------------------------------------------------


def on_record(asked: Asked, given: pl.Series) -> list[pl.Series]:
    """Return what effects are learned from later, as it is believed now.

    What an answer after an object says depends on what was believed before. That cannot be found out
    afterwards, so a run that asks for effects puts it on record beside what its rules read.

    Parameters
    ----------
    asked
        Rows of ``student`` and ``option``, and the sources of :data:`NEEDS`.
    given
        The skill that each row decides for.

    Returns
    -------
    list of polars.Series
        Aligned with the rows: the skill and modality that the object counts with, the mastery of the given
        skill and that of all it directly builds on, and every context.
    """
    found = pairs(asked, EVERY_CONTEXT).drop("student", "object")
    people = asked.rows.get_column("student")
    found = found.with_columns(before(asked, people, given).get_columns())
    return [each.alias(f"{_ON_RECORD}{each.name}") for each in found.get_columns()]


def before(asked: Asked, students: pl.Series, skills: pl.Series) -> pl.DataFrame:
    """Return how far students have skills, and all that these directly build on; null where not known.

    Returns
    -------
    polars.DataFrame
        Columns ``mastery`` and ``readiness``, aligned with the students.
    """
    rows = pl.DataFrame(
        {"student": students, "of": skills}, schema=dict.fromkeys(("student", "of"), pl.String)
    )
    pair = ["student", "of"]
    edges = asked.sources["prerequisites"].unique().rename({"skill": "of", "prerequisite": "skill"})
    unique = rows.unique(maintain_order=True)
    itself = unique.with_columns(pl.col("of").alias("skill"))
    below = unique.join(edges, on="of", how="inner").select(itself.columns)
    known = asked.sources["estimates"].select("student", "skill", "mastery")
    levels = pl.concat([itself, below]).join(known, on=["student", "skill"], how="left")
    levels = levels.join(asked.sources["mastery_priors"], on="skill", how="left")
    levels = levels.select(*pair, "skill", pl.coalesce("mastery", "prior").alias("level"))
    own = levels.filter(pl.col("of") == pl.col("skill")).select(*pair, pl.col("level").alias("mastery"))
    level = pl.col("level")
    ready = pl.when(level.null_count() == 0).then(level.product()).alias("readiness")
    others = levels.filter(pl.col("of") != pl.col("skill")).group_by(pair).agg(ready, pl.len().alias("many"))
    found = rows.join(own, on=pair, how="left", maintain_order="left")
    found = found.join(others, on=pair, how="left", maintain_order="left")
    return found.select(
        "mastery", pl.when(pl.col("many").is_null()).then(1.0).otherwise("readiness").alias("readiness")
    )


def recorded(frame: pl.DataFrame) -> pl.DataFrame | None:
    """Return what a run put on record with :func:`on_record`, names as in outcomes; None if nothing."""
    names = [name for name in frame.columns if name.startswith(_ON_RECORD)]
    return (
        frame.select(pl.col(name).alias(name.removeprefix(_ON_RECORD)) for name in names) if names else None
    )


# What may be asked ---------------------------------------------------------------------------------------


def _told(column: str) -> Callable[[Asked], pl.Series]:
    def view(asked: Asked) -> pl.Series:
        parameters = in_force(asked.sources)
        asks = pairs(asked, parameters)
        found = effects(parameters, asked.sources["effects"], asks).get_column(column).cast(pl.Float64)
        known = asked.sources["learning_objects"].get_column("object").unique().to_list()
        return pl.select(pl.when(asks.get_column("object").is_in(known)).then(found)).to_series()

    return view


_MISSING = "the library has no such learning object"

INFORMATION: tuple[Information, ...] = (
    Information(
        "expected_effect",
        "How likely the learning object is to teach its skill to this student, who is ready and lacks it.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _told("effect"),
        needs=NEEDS,
        category="effect",
        unit="probability",
        low=0.0,
        high=1.0,
        step=0.01,
        missing=_MISSING,
    ),
    Information(
        "effect_uncertainty",
        "How uncertain it is how much better or worse than others the learning object teaches this student.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _told("uncertainty"),
        needs=NEEDS,
        category="effect",
        unit="probability",
        low=0.0,
        step=0.01,
        missing=_MISSING,
    ),
    Information(
        "effect_outcomes",
        "After how many uses of the learning object it was seen what students could do.",
        Grain.STUDENT_OPTION,
        Type.NUMBER,
        _told("outcomes"),
        needs=NEEDS,
        category="effect",
        unit="uses",
        low=0.0,
        missing=_MISSING,
    ),
)
"""What may be asked of learned effects."""
