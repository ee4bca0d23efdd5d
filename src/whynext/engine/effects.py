"""Effects: what the school's own decisions and answers tell of its learning objects, learned at the tick.

What is learned of a use rests on what the run put on record when it decided, so that it can be derived again
from the ledger and the sealed frames alone. The tick remembers as a fact *that* it learned; *what* it learned
follows from everything the ledger held then. A school that has no process in force that asks for effects
learns nothing and pays nothing; when it puts one in force, all that happened before counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from whynext.base.errors import Collector, nearest
from whynext.base.facts import canonical
from whynext.engine.ports import Reading, School, Writing
from whynext.engine.school import Engine, Moment, moment
from whynext.engine.titles import titles_at
from whynext.engine.uses import LEARNED, PUBLISHED, Known, Stored, learn, nothing
from whynext.planning.effects.information import COMPUTED as DECLARED
from whynext.planning.effects.information import CONTEXTS
from whynext.planning.effects.learning import BELIEFS
from whynext.planning.effects.learning import effects as expected
from whynext.planning.effects.outcomes import compared
from whynext.planning.effects.parameters import EDITION, EffectParameters
from whynext.process.definition import Definition
from whynext.process.information import Catalogue

IN_FORCE = "effect parameters in force"
"""The id of the document that holds the parameters in force."""

# What may be asked ----------------------------------------------------------------------------------------


def asks_for_effects(definition: Definition, catalogue: Catalogue) -> bool:
    """Tell whether a process reads what was learned of effects."""
    return any("effects" in catalogue.information[use.name].needs for use in definition.information)


def effects(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``effects``: what is believed of every term but those of other students."""
    del engine, school
    where = {} if students is None else {"student": [None, *students]}
    return reading.table("effects", where, list(BELIEFS))


def effect_parameters(
    engine: Engine, reading: Reading, school: School, students: list[str] | None
) -> pl.DataFrame:
    """Return the source ``effect_parameters``."""
    del engine, school, students
    held = _document(reading)
    found = [] if held is None else [canonical(held["parameters"]).decode()]
    return pl.DataFrame({"parameters": found}, schema=dict(DECLARED["effect_parameters"]))


COMPUTED = {"effects": effects, "effect_parameters": effect_parameters}
"""The sources that are worked out here, by name."""


# Parameters -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: by which parameters, from how many outcomes, of how many terms."""

    version: str
    outcomes: int
    terms: int


def parameters_in_force(reading: Reading) -> EffectParameters:
    """Return the parameters that were published last, or the defaults where none were."""
    held = _document(reading)
    return EffectParameters() if held is None else EffectParameters.from_data(held["parameters"])


def parameters_of(data: Mapping[str, Any]) -> EffectParameters:
    """Return the parameters that data name; what is left out has its default.

    Raises
    ------
    Refused
        With everything that is wrong.
    """
    return EffectParameters.from_data(data)


def publish_effects(engine: Engine, parameters: EffectParameters, *, by: str) -> Learned:
    """Put parameters in force from now on, and learn anew from everything that the school remembers.

    What was decided before stays as it is: a run's record holds the effects that it saw.

    Raises
    ------
    Refused
        If the parameters name contexts that there are not.
    """
    with engine.store.writing() as writing:
        return _publish(engine, writing, moment(engine, writing), parameters, by)


def _publish(
    engine: Engine, writing: Writing, here: Moment, parameters: EffectParameters, by: str
) -> Learned:
    found = Collector()
    for name in parameters.contexts:
        if name not in CONTEXTS:
            hint = nearest(name, CONTEXTS) or ", ".join(CONTEXTS)
            found.add(f"«{name}» is no context of effects", where="contexts", valid=hint, kind="unknown name")
    found.refuse_if_any()
    document = {"edition": EDITION, "version": parameters.version, "parameters": parameters.as_data()}
    content = {"effects": document, "by": by, "at": here.now.isoformat()}
    entry = engine.append(writing, [engine.draft(PUBLISHED, here.now, content)], here.now)[0]
    assert entry is not None  # without a key nothing is a resend
    held = canonical({**document, "sequence": entry.sequence}).decode()
    row = {"id": [IN_FORCE], "kind": ["effect parameters"], "content": [held]}
    past = Stored(engine, writing, here.school.timezone)
    writing.upsert("documents", pl.DataFrame(row))
    step = learn(past, parameters, nothing(), here.now, 0, entry.sequence, always=True)
    assert step is not None
    writing.replace("uses", step.uses)
    writing.replace("effects", step.effects)
    return Learned(parameters.version, step.outcomes, len(step.effects))


def _document(reading: Reading) -> dict[str, Any] | None:
    rows = reading.table("documents", {"id": IN_FORCE})
    return dict(json.loads(rows.get_column("content")[0])) if len(rows) else None


# Learning -------------------------------------------------------------------------------------------------


def learn_what_is_new(
    engine: Engine, writing: Writing, here: Moment, definitions: Mapping[str, Definition]
) -> int:
    """Learn from what happened since it was last learned; return from how many outcomes.

    Where it was never learned, the parameters by default are put in force and everything is.

    Parameters
    ----------
    definitions
        Those in force; if none of them asks for effects, nothing is done.
    """
    if not any(asks_for_effects(each, engine.catalogue) for each in definitions.values()):
        return 0
    document = _document(writing)
    if document is None:
        return _publish(engine, writing, here, EffectParameters(), "whynext").outcomes
    parameters = EffectParameters.from_data(document["parameters"])
    closed = writing.tally("uses", ["closed"]).get_column("closed").max()
    since, head = max(document["sequence"], closed or 0), writing.head().sequence
    past = Stored(engine, writing, here.school.timezone)
    before = Known(writing.table("uses", {"closed": None}), writing.table("effects"))
    step = learn(past, parameters, before, here.now, since, head + 1)
    if step is None:
        return 0
    content = {"version": document["version"], "outcomes": step.outcomes, "at": here.now.isoformat()}
    entry = engine.append(writing, [engine.draft(LEARNED, here.now, content)], here.now)[0]
    assert entry is not None
    assert entry.sequence == head + 1
    for table, after, held in (("uses", step.uses, before.uses), ("effects", step.effects, before.effects)):
        writing.upsert(table, after.join(held, on=after.columns, how="anti", nulls_equal=True))
    return step.outcomes


# What is known --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectEffect:
    """What is known of a learning object.

    Parameters
    ----------
    object, title
        Which.
    outcomes
        After how many uses it was seen what students could do.
    effect, uncertainty
        How likely it is to teach a ready student of whom nothing is known, and how uncertain its own part of
        that is.
    right
        The share of right answers after it, each use weighted by one over how likely it was to be chosen;
        None where there was none.
    drawn
        The share of its uses that chance chose: where it is 0, who got it was not like who did not.
    """

    object: str
    title: str
    outcomes: int
    effect: float
    uncertainty: float
    right: float | None
    drawn: float


def known_effects(reading: Reading) -> list[ObjectEffect]:
    """Return what is known of every learning object that teaches a skill, the best known first."""
    parameters = parameters_in_force(reading)
    things = reading.source("learning_objects").filter(pl.col("skill").is_not_null())
    things = things.sort("position").unique("object", keep="first", maintain_order=True)
    nobody = things.select(pl.lit("").alias("student"), "object", "skill", "modality")
    asked = nobody.with_columns(pl.lit(0.0).alias(name) for name in parameters.contexts)
    told = things.select("object").hstack(expected(parameters, reading.table("effects"), asked))
    over = reading.table("uses").filter(pl.col("closed").is_not_null() & (pl.col("answers") > 0))
    share = over.with_columns(pl.col("right") / pl.col("answers"), pl.lit("").alias("skill"))
    seen = compared(share).select("object", "weighted", "drawn")
    rows = told.join(seen, on="object", how="left", maintain_order="left").sort(
        "outcomes", descending=True, maintain_order=True
    )
    titles = titles_at(reading, "learning_objects", rows.get_column("object").to_list(), None)
    return [
        ObjectEffect(
            row["object"],
            titles.get(row["object"], row["object"]),
            row["outcomes"],
            row["effect"],
            row["uncertainty"],
            row["weighted"],
            row["drawn"] or 0.0,
        )
        for row in rows.iter_rows(named=True)
    ]
