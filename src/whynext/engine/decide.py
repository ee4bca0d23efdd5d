"""Deciding: load exactly the declared information once, run the frame, seal it, derive the decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.clock import zone
from whynext.base.facts import canonical
from whynext.base.ids import from_content
from whynext.base.seed import derive
from whynext.engine.loading import load
from whynext.engine.ports import DECISIONS, Reading, StoredRun, Writing
from whynext.engine.school import Engine, Moment
from whynext.ledger.entry import SALT_BYTES, microseconds
from whynext.ledger.packing import pack as pack
from whynext.ledger.packing import unpack as unpack
from whynext.ledger.slices import seal_slices, starts_of
from whynext.planning.day import Day
from whynext.planning.effects.information import NEEDS as EFFECTS_NEED
from whynext.planning.effects.information import on_record
from whynext.process import frames
from whynext.process.agent import ALGORITHM, Act, Agent, Standing, State, standing
from whynext.process.assigning.instance import Watch, never_stops
from whynext.process.definition import Definition, Recourse
from whynext.process.frames import FEW, constant, narrowed, only, picked, repeated
from whynext.process.information import Asked
from whynext.process.run import DECIDED, Occasion, awake, digests, judge, observe
from whynext.roster.information import held_on

FRAME_ROWS = 1_000_000
"""About how many candidate rows one frame holds; a school larger than that is decided in several runs."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a process runs now.

    Parameters
    ----------
    occasion
        What it is for, the same however often it is asked: "calendar 2026-09-14T14:00:00+00:00".
    trigger
        What woke it, JSON values.
    day
        The school day its decisions are for.
    parents
        The decision that asked for each pair, by (student, given); none where nothing did.
    supersedes
        Decisions that no longer count once this run is made.
    """

    occasion: str
    trigger: Mapping[str, Any]
    day: date
    parents: Mapping[tuple[str, str | None], tuple[str, int]] = field(default_factory=dict)
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A run that has been computed and not yet written.

    ``rows`` are its decisions with the columns of :data:`whynext.engine.ports.DECISIONS`, except
    ``sequence`` and ``changed``, which the ledger gives.
    """

    definition: Definition
    run: str
    header: Mapping[str, Any]
    frame: pl.DataFrame
    rows: pl.DataFrame


def pairs_of(students: Sequence[str], given: str | None = None) -> pl.DataFrame:
    """Return students as the pairs a run asks about."""
    schema = {"student": pl.String(), "given": pl.String()}
    return pl.DataFrame({"student": list(students), "given": [given] * len(students)}, schema=schema)


def everybody(reading: Reading, definition: Definition, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return whom a process decides for if these pairs woke it.

    That is these; but nobody's group changes alone, so that a process that puts students into groups decides
    for all active students, with every given that woke it.
    """
    if definition.choose.how != "group":
        return pairs
    active = reading.table("students", {"active": True}, ["student"])
    return active.join(pairs.select("given").unique(), how="cross").sort("student", "given")


def compute(
    engine: Engine, reading: Reading, here: Moment, definition: Definition, pairs: pl.DataFrame, cause: Cause
) -> Judged | None:
    """Run a process for these pairs; nothing is written. None if its trigger's condition held for nobody."""
    students = pairs.get_column("student").unique(maintain_order=True).to_list()
    sources = load(engine, reading, here, definition, students)
    sections = sections_of(sources["enrolments"], here)
    seed = derive(here.school.seed, definition.id, str(definition.version), cause.occasion)
    occasion = Occasion(here.now, here.today, seed, cause.day)
    known = engine.known(here.school, here.today)
    observed = observe(definition, engine.catalogue, pairs, sources, occasion, known)
    if len(observed) == 0:
        return None
    beside = _on_record(observed, sources, here)
    return judged(reading, here, definition, observed, sections, cause, seed, beside, engine.watch)


def _on_record(
    observed: pl.DataFrame, sources: Mapping[str, pl.DataFrame], here: Moment
) -> Sequence[pl.Series]:
    """Return what a run that asks for effects puts on record, so that they can be learned from it."""
    if "effects" not in sources:
        return ()
    rows = only(observed, ("student", "option"))
    asked = Asked(rows, {name: sources[name] for name in EFFECTS_NEED}, {}, here.now, here.today)
    return on_record(asked, observed.get_column("given"))


def judged(
    reading: Reading,
    here: Moment,
    definition: Definition,
    observed: pl.DataFrame,
    sections: pl.DataFrame,
    cause: Cause,
    seed: bytes,
    beside: Sequence[pl.Series] = (),
    watch: Watch = never_stops,
) -> Judged:
    """Judge what was observed and give the run its id and header; `beside` is recorded, not judged."""
    frame, decided = judge(definition, observed, seed, watch)
    frame = frame.hstack([*_of_each(decided, sections, cause), *beside])
    first, last = decided.row(0), decided.row(-1)
    run = from_content(
        *(definition.id, str(definition.version), cause.occasion, str(len(decided))),
        canonical(dict(cause.trigger)).decode(),
        *(f"{each[0]}\x1e{each[1]}" for each in (first, last)),
    )
    header = {
        "run": run,
        "process": definition.id,
        "version": definition.version,
        "elements": digests(definition),
        "occasion": cause.occasion,
        "trigger": dict(cause.trigger),
        "day": cause.day.isoformat(),
        "as_of": here.now.isoformat(),
        "today": here.today.isoformat(),
        "timezone": here.school.timezone,
        "position": reading.head().sequence,
        "seed": seed.hex(),
        "supersedes": list(cause.supersedes),
    }
    return Judged(definition, run, header, frame, decision_rows(definition, header, frame, decided))


SECTION, PARENT, PARENT_RANK = ":section", ":parent", ":parent_rank"
"""Columns that the engine adds to a run's frame: about persons, and so sealed slice by slice."""


def _of_each(decided: pl.DataFrame, sections: pl.DataFrame, cause: Cause) -> list[pl.Series]:
    """Return for each row of the frame its student's section, the decision that asked for it, its place."""
    students = decided.get_column("student").to_list()
    pairs = zip(students, decided.get_column("given").to_list(), strict=True)
    of_student = dict(zip(*sections.select("student", SECTION).get_columns(), strict=True))
    parents = [cause.parents.get(pair, (None, 0)) for pair in pairs]
    columns = [
        pl.Series(SECTION, [of_student.get(student) for student in students], pl.String),
        pl.Series(PARENT, [each[0] for each in parents], pl.String),
        pl.Series(PARENT_RANK, [each[1] for each in parents], pl.Int64),
    ]
    sizes = _sizes(decided)
    if len(decided) == 1:
        return [each.new_from_index(0, int(sizes[0])) for each in columns]
    index = np.repeat(np.arange(len(decided)), sizes)
    return [each.gather(index) for each in columns]


def sections_of(places: pl.DataFrame, here: Moment) -> pl.DataFrame:
    """Return the section each student is in today, the first by id if there are several."""
    held = narrowed(places, held_on(here.today))
    if held.get_column("student").n_unique() == len(held):  # as is usual
        return pl.DataFrame([held.get_column("student"), held.get_column("section").alias(SECTION)])
    return held.group_by("student").agg(pl.col("section").min().alias(SECTION))


def decision_rows(
    definition: Definition, header: Mapping[str, Any], frame: pl.DataFrame, decided: pl.DataFrame
) -> pl.DataFrame:
    """Return the decisions of a run as they stand the moment it is made.

    Pure in the header and the frame, so that a rebuild gives the same rows.
    """
    count, made_at = len(decided), datetime.fromisoformat(header["as_of"])
    keys = zip(decided.get_column("agents").to_list(), decided.get_column("recourse").to_list(), strict=True)
    standings, which = _first_standings(definition, header, list(keys))
    chosen = [json.dumps(options, ensure_ascii=False) for options in decided.get_column("chosen").to_list()]
    states = [standings[place].state for place in which.tolist()]
    handed_on = ["[]" if each in _UNDECIDED else said for each, said in zip(states, chosen, strict=True)]
    day, safeguards = date.fromisoformat(header["day"]), definition.safeguards
    heads = _heads(decided)
    same: dict[str, Any] = {
        **{name: header[name] for name in ("run", "process", "version", "occasion")},
        **dict.fromkeys(("shown_at", "contested")),
        "day": day,
        "decided_at": made_at,
        "reversible_until": _later(day, safeguards.reversible_for),
        "review_on": _later(day, safeguards.review_after),
    }
    columns: dict[str, Any] = {
        **{name: decided.get_column(name) for name in _AS_DECIDED},
        **{name: constant(value, DECISIONS[name], count) for name, value in same.items()},
        **_columns_of(standings, which),
        "id": [f"{header['run']}-{ordinal}" for ordinal in range(count)],
        "ordinal": range(count),
        "chosen": handed_on,
        "first_chosen": chosen,
        "section": picked(frame.get_column(SECTION), heads),
        "parent": picked(frame.get_column(PARENT), heads),
        "rank": picked(frame.get_column(PARENT_RANK), heads),
    }
    return frames.made({name: dtype for name, dtype in DECISIONS.items() if name not in _OF_LEDGER}, columns)


_OF_LEDGER = ("sequence", "changed")
_AS_DECIDED = [name for name in DECIDED if name != "chosen"]
_UNDECIDED = (State.ASKS, State.PASSED_ON)


def _sizes(decided: pl.DataFrame) -> NDArray[np.int64]:
    """Return how many rows of the frame each decision has: one, where there was no option."""
    return np.asarray(np.maximum(decided.get_column("options").to_numpy(), 1), np.int64)


def _heads(decided: pl.DataFrame) -> NDArray[np.int64]:
    """Return the first row of each decision."""
    sizes = _sizes(decided)
    return np.asarray(np.cumsum(sizes) - sizes, np.int64)


def _later(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)


def _first_standings(
    definition: Definition, header: Mapping[str, Any], keys: Sequence[tuple[str, str | None]]
) -> tuple[list[Standing], NDArray[np.int64]]:
    """Return where decisions stand at first, by agents and recourse, and which of these each has."""
    made_at = datetime.fromisoformat(header["as_of"])
    day = date.fromisoformat(header["day"])
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    stands = [
        stand(definition, agents, recourse, (), [], made_at, made_at, header["timezone"], day)
        for agents, recourse in places
    ]
    return stands, np.array([places[key] for key in keys], np.int64)


def _columns_of(standings: Sequence[Standing], which: NDArray[np.int64]) -> dict[str, Any]:
    """Return the columns of a decision that say where it stands."""
    said: dict[str, list[Any]] = {
        "state": [each.state.value for each in standings],
        "by": [each.by for each in standings],
        "waiting_for": [each.waiting_for or None for each in standings],
        "until": [each.until for each in standings],
    }
    if len(which) <= FEW:
        return {name: [values[place] for place in which.tolist()] for name, values in said.items()}
    return {name: pl.Series(name, said[name], DECISIONS[name]).gather(which) for name in said}


def acting(definition: Definition, agents: str) -> list[Agent]:
    """Return the agents that act, from the digits of a decision; UNKNOWN does not act."""
    return [agent for agent, digit in zip(definition.agents, agents, strict=False) if digit == "1"]


def stand(
    definition: Definition,
    agents: str,
    recourse: str | None,
    chosen: tuple[str, ...],
    acts: Sequence[Act],
    made: datetime,
    now: datetime,
    timezone: str,
    day: date | None = None,
) -> Standing:
    """Return where a decision stands, from what is stored of it and the acts since."""
    asks = recourse.removeprefix("ask ") if recourse and recourse.startswith("ask ") else ""
    if "?" in agents and not asks:
        asks = definition.unknown.who if definition.unknown.how is Recourse.ASK else "teacher"
    if recourse and not recourse.startswith("ask ") and recourse != Recourse.NOTHING.value:
        return Standing(State.PASSED_ON, (), ALGORITHM, recourse)
    return standing(acting(definition, agents), chosen, asks, acts, made, now, zone(timezone), day)


def store_run(engine: Engine, writing: Writing, made: Judged, now: datetime) -> pl.DataFrame:
    """Seal a run and derive its decisions; return them. A run that is there already adds nothing."""
    owners, starts = starts_of(made.frame.get_column("student"))
    salts = engine.entropy.take(SALT_BYTES * len(owners))
    sealed = seal_slices(made.frame, owners, starts, salts)
    draft = engine.draft("ran", now, made.header, key=f"run\x1f{made.run}", attachment=sealed.root)
    entry = writing.append([draft], microseconds(now))[0]
    if entry is None:
        return writing.table("decisions", {"run": made.run})
    packed = pack(made.frame)
    writing.put_frame(
        StoredRun(made.run, entry.sequence, made.header, packed, sealed.owners, sealed.salts, sealed.digests)
    )
    rows = numbered(made.rows, entry.sequence)
    writing.upsert("decisions", rows)
    for gone in made.header["supersedes"]:
        writing.update("decisions", {"id": gone}, superseded(entry.sequence))
    return rows


def superseded(sequence: int) -> dict[str, Any]:
    """Return the columns of a decision that a later one took the place of."""
    return {"state": State.SUPERSEDED.value, "waiting_for": None, "until": None, "changed": sequence}


def effective(rows: pl.DataFrame) -> pl.DataFrame:
    """Return decisions with what they hand on as ``first_chosen``.

    A person's choice goes before the run's. A decision that asks hands nothing on until it is answered.
    """
    holds = pl.col("state").is_in([State.IN_FORCE.value, State.OVERRIDDEN.value, State.CARRIED_OUT.value])
    waits = pl.col("state").is_in([State.PROPOSED.value, State.ESCALATED.value])
    handed_on = pl.when(holds).then("chosen").when(waits).then("first_chosen").otherwise(pl.lit("[]"))
    return rows.with_columns(handed_on.alias("first_chosen"))


def numbered(rows: pl.DataFrame, sequence: int) -> pl.DataFrame:
    """Return decision rows with the ledger entry that made them."""
    place = pl.DataFrame({name: [sequence] for name in _OF_LEDGER})
    return only(rows.hstack(repeated(place, len(rows))), DECISIONS)


def decide(
    engine: Engine,
    writing: Writing,
    here: Moment,
    definitions: Mapping[str, Definition],
    process: Definition,
    pairs: pl.DataFrame,
    cause: Cause,
) -> pl.DataFrame:
    """Decide and write, following composites and what a process turns to when nothing is left.

    Parameters
    ----------
    definitions
        Those in force, for steps and fallbacks.
    process
        What is to be decided.
    pairs
        For whom, and for what.
    cause
        Why now.

    Returns
    -------
    pl.DataFrame
        The decisions of `process` itself.
    """
    if process.is_composite:
        return _composite(engine, writing, here, definitions, process, pairs, cause)
    made = compute(engine, writing, here, process, pairs, cause)
    if made is None:
        return pl.DataFrame(schema=DECISIONS)
    rows = store_run(engine, writing, made, here.now)
    _pass_on(engine, writing, here, definitions, rows, cause)
    return rows


def _pass_on(
    engine: Engine,
    writing: Writing,
    here: Moment,
    definitions: Mapping[str, Definition],
    rows: pl.DataFrame,
    cause: Cause,
) -> None:
    if State.PASSED_ON.value not in rows.get_column("state").to_list():
        return
    passed = rows.filter(pl.col("state") == State.PASSED_ON.value)
    for (other,), part in passed.group_by("waiting_for", maintain_order=True):
        definition = definitions.get(str(other))
        if definition is None:
            continue
        parents = {
            (row["student"], row["given"]): (row["id"], row["rank"]) for row in part.iter_rows(named=True)
        }
        occasion = f"instead of {part.get_column('process')[0]}: {cause.occasion}"
        inner = replace(
            cause, occasion=occasion, trigger={"passed on by": part.get_column("run")[0]}, parents=parents
        )
        decide(engine, writing, here, definitions, definition, part.select("student", "given"), inner)


def _composite(
    engine: Engine,
    writing: Writing,
    here: Moment,
    definitions: Mapping[str, Definition],
    process: Definition,
    pairs: pl.DataFrame,
    cause: Cause,
) -> pl.DataFrame:
    """Decide each step for what an earlier step gave, then what fits into the whole."""
    students = pairs.get_column("student").unique().to_list()
    needed = load(engine, writing, here, process, students)
    pairs = awake(process, engine.catalogue, pairs, needed, Occasion(here.now, here.today, b"", cause.day))
    given: dict[str, pl.DataFrame] = {}
    last = pl.DataFrame(schema=DECISIONS)
    for step in process.steps:
        asked, parents = (pairs, {}) if not step.given else handed(given[step.given])
        inner = Cause(f"step of {process.id}: {cause.occasion}", {"step of": process.id}, cause.day, parents)
        last = decide(engine, writing, here, definitions, definitions[step.process], asked, inner)
        last = with_stand_ins(writing, last)
        if step.gives:
            given[step.gives] = last
    return decide_whole(engine, writing, here, process, pairs, last, cause)


def handed(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[tuple[str, str | None], tuple[str, int]]]:
    """Return what decisions hand on: one pair per chosen option, and which decision each comes from."""
    students: list[str] = []
    givens: list[str] = []
    parents: dict[tuple[str, str | None], tuple[str, int]] = {}
    for row in effective(rows).select("student", "first_chosen", "id").iter_rows():
        for rank, option in enumerate(json.loads(row[1])):
            if (row[0], option) not in parents:
                students.append(row[0])
                givens.append(option)
                parents[row[0], option] = (row[2], rank)
    schema = {"student": pl.String(), "given": pl.String()}
    return pl.DataFrame({"student": students, "given": givens}, schema=schema), parents


def with_stand_ins(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return decisions with those that were passed on replaced by what was decided instead."""
    passed = rows.filter(pl.col("state") == State.PASSED_ON.value).get_column("id").to_list()
    if not passed:
        return rows
    return in_their_place(rows, [reading.table("decisions", {"parent": passed})])


def in_their_place(rows: pl.DataFrame, instead: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return decisions without those that were passed on, and with what was decided instead."""
    kept = rows.filter(pl.col("state") != State.PASSED_ON.value)
    return pl.concat([kept, *instead]).sort("student", "rank", maintain_order=True)


def decide_whole(
    engine: Engine,
    writing: Writing,
    here: Moment,
    process: Definition,
    pairs: pl.DataFrame,
    parts: pl.DataFrame,
    cause: Cause,
) -> pl.DataFrame:
    """Decide what of the steps' decisions fits: the composite's own decision for each student."""
    minutes = reading_minutes(writing)
    seed = derive(here.school.seed, process.id, str(process.version), cause.occasion)
    students = pairs.get_column("student").unique(maintain_order=True).to_list()
    sources = load(engine, writing, here, process, students)
    sections = sections_of(sources["enrolments"], here)
    day = Day.of(process, engine.catalogue, effective(parts), minutes)
    observed = observe(
        day.definition, day.catalogue, pairs, sources, Occasion(here.now, here.today, seed, cause.day)
    )
    if len(observed) == 0:
        return pl.DataFrame(schema=DECISIONS)
    made = judged(writing, here, day.definition, observed, sections, cause, seed)
    return store_run(engine, writing, made, here.now)


def reading_minutes(reading: Reading) -> pl.DataFrame:
    """Return how long each learning object takes: columns option and minutes."""
    objects = reading.table("learning_objects")
    return objects.select(pl.col("id").alias("option"), pl.col("minutes"))
