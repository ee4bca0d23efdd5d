"""Uses: what happened with learning objects, found in the ledger, the frames and the decisions.

What is learned of a use rests on what the run put on record when it decided, so that it can be derived again
from the ledger and the sealed frames alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from whynext.base.facts import canonical
from whynext.engine.ports import DECISIONS, EFFECTS, JOINT, USES, Reading, StoredRun
from whynext.engine.school import Engine, definition_of
from whynext.ledger.packing import unpack
from whynext.planning.effects.information import CONTEXTS, recorded
from whynext.planning.effects.learning import BELIEFS
from whynext.planning.effects.outcomes import ANSWERS, fresh
from whynext.planning.effects.parameters import EffectParameters
from whynext.planning.effects.uses import Taught, learned, taken_in
from whynext.planning.information import VALID
from whynext.process.definition import Definition
from whynext.process.run import PROBABILITY

PUBLISHED, LEARNED = "effects_published", "effects_learned"
"""Kinds of facts: parameters were put in force and everything learned anew; what was new was learned."""

TAUGHT, ENDING = "learning_object", ("learning_object", "simpler_object")
"""What of decisions can be learned, and which decisions end what was used before for the same skill."""

_HAPPENED = ("ran", "acted", "settled", "answered", "imported")


class Past(Protocol):
    """Where what happened is looked up: what is stored now, or what a rebuild has derived so far."""

    @property
    def reading(self) -> Reading:
        """The ledger and the frames."""
        ...

    @property
    def timezone(self) -> str:
        """Of the school."""
        ...

    def definition(self, process: str, version: int) -> Definition:
        """Return a published definition."""
        ...

    def decisions(self, runs: Sequence[str], ids: Sequence[str]) -> pl.DataFrame:
        """Return the decisions of these runs, and these, as they stand."""
        ...

    def uses(self, decisions: Sequence[str]) -> pl.DataFrame:
        """Return what is held of these decisions."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What has been learned: open uses (others do no harm), columns :data:`USES`, and :data:`EFFECTS`."""

    uses: pl.DataFrame
    effects: pl.DataFrame


def nothing() -> Known:
    """Return what is known before anything was learned."""
    return Known(pl.DataFrame(schema=USES), pl.DataFrame(schema=EFFECTS))


@dataclass(frozen=True, slots=True)
class Step:
    """What was learned at one time: the uses that changed, all effects, from how many outcomes."""

    uses: pl.DataFrame
    effects: pl.DataFrame
    outcomes: int


def learn(
    past: Past,
    parameters: EffectParameters,
    before: Known,
    now: datetime,
    after: int,
    sequence: int,
    *,
    always: bool = False,
) -> Step | None:
    """Return what is learned from what happened in a stretch of the ledger.

    Parameters
    ----------
    past
        Where decisions, definitions and frames are found.
    parameters
        In force.
    before
        What was learned up to `after`.
    now
        The instant.
    after, sequence
        Entries between these two are looked at; with `sequence` it is learned.
    always
        Whether also where no outcome became known. Otherwise None is returned then, and the same stretch is
        looked at again the next time.
    """
    seen = _gathered(past, after, sequence)
    rows = _about_objects(past, past.decisions(seen.runs, list(seen.decisions)))
    changed = rows.get_column("decision").to_list()
    held = past.uses(changed) if after else pl.DataFrame(schema=USES)
    waiting = before.uses.filter(pl.col("closed").is_null())
    known = pl.concat([waiting, held]).unique("decision", keep="first", maintain_order=True)
    found = taken_in(parameters, known, _present(past, rows), changed, seen.answers(), now)
    if not len(found.outcomes) and not always:
        return None
    beliefs = learned(parameters, before.effects.select(list(BELIEFS)), found.outcomes)
    return Step(_closed(found, sequence), _of_students(beliefs), len(found.outcomes))


def _closed(found: Taught, sequence: int) -> pl.DataFrame:
    """Return uses with the entry that closed them."""
    done = pl.concat([found.over, found.outcomes]).with_columns(pl.lit(sequence, pl.Int64).alias("closed"))
    return pl.concat([found.open, done]).select(list(USES))


def _of_students(beliefs: pl.DataFrame) -> pl.DataFrame:
    """Return beliefs with the student whose they are."""
    name, sign = pl.col("term"), "student:"
    whose = pl.when(name.str.starts_with(sign)).then(name.str.strip_prefix(sign)).alias("student")
    return beliefs.with_columns(whose).select(list(EFFECTS))


# What happened --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """Runs that decided objects, decisions that were changed, and answers, in the order of the ledger."""

    runs: list[str] = field(default_factory=list)
    decisions: dict[str, None] = field(default_factory=dict)
    parts: list[pl.DataFrame] = field(default_factory=list)
    rows: list[tuple[str, str, datetime, bool]] = field(default_factory=list)

    def answer(self, content: Mapping[str, Any]) -> None:
        """Add an answer; one that was given with help says nothing."""
        if not content.get("hints"):
            at, right = datetime.fromisoformat(content["at"]), content["correct"]
            self.rows += [(content["student"], skill, at, right) for skill in content["skills"]]

    def add(self, stored: StoredRun | None) -> None:
        """Add the answers of an import."""
        held = None if stored is None or stored.frame is None else unpack(stored.frame)
        if held is None or not held.width:
            return
        self._close()
        alone = held.sort("order").filter(pl.col("hints").fill_null(0) == 0)
        each = alone.with_columns(pl.col("skills").str.split(JOINT).alias("skill")).explode("skill")
        self.parts.append(each.select("student", "skill", "at", pl.col("correct").alias("right")))

    def answers(self) -> pl.DataFrame:
        """Return all answers."""
        self._close()
        return pl.concat([pl.DataFrame(schema=ANSWERS), *self.parts])

    def _close(self) -> None:
        if self.rows:
            self.parts.append(pl.DataFrame(self.rows, schema=ANSWERS, orient="row"))
            self.rows = []


def _gathered(past: Past, after: int, before: int) -> _Seen:
    seen = _Seen()
    for entry in past.reading.entries(after, kinds=_HAPPENED):
        if entry.sequence >= before:
            break
        if entry.content is None:
            continue
        content = json.loads(entry.content)
        if entry.kind == "ran":
            seen.decisions.update(dict.fromkeys(content["supersedes"]))
            if past.definition(content["process"], content["version"]).decides in ENDING:
                seen.runs.append(content["run"])
        elif entry.kind == "acted":
            seen.decisions[content["decision"]] = None
        elif entry.kind == "settled":
            seen.decisions.update(dict.fromkeys(content["decisions"]))
        elif entry.kind == "answered":
            seen.answer(content)
        elif content["what"] == "responses":
            seen.add(past.reading.frame(entry.sequence))
    return seen


def _about_objects(past: Past, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions of an object for a skill, with ``decides``, as they were made one by one."""
    rows = rows.filter(pl.col("given").is_not_null())
    kinds = {
        (process, version): past.definition(process, version).decides
        for process, version in rows.select("process", "version").unique().iter_rows()
    }
    which = [kinds[each] for each in rows.select("process", "version").iter_rows()]
    about = rows.with_columns(pl.Series("decides", which, pl.String), pl.col("id").alias("decision"))
    return about.filter(pl.col("decides").is_in(ENDING)).sort("sequence", "ordinal")


def _present(past: Past, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the uses of decisions as they hold now, columns :data:`USES`."""
    holds = rows.filter(pl.col("state").is_in(VALID))
    options = holds.get_column("chosen").str.json_decode(pl.List(pl.String))
    # Of several objects it could not be told which one taught.
    one = pl.when((options.list.len() == 1) & (holds.get_column("decides") == TAUGHT)).then(
        options.list.first()
    )
    holds = holds.with_columns(pl.select(one.alias("object")).to_series()).filter(options.list.len() > 0)
    parts = [
        _of_run(past, part, int(sequence))
        for (sequence,), part in holds.group_by("sequence", maintain_order=True)
    ]
    made = pl.concat([pl.DataFrame(schema=_RECORD), *parts])
    found = holds.join(made, on="decision", how="left", maintain_order="left")
    found = found.with_columns(
        pl.col("given").alias("skill"),
        _from_when(past.timezone).alias("at"),
        pl.when(pl.col("mechanism") != "person").then("chance").fill_null(1.0).alias("probability"),
        pl.lit(None, pl.Int64).alias("closed"),
    )
    return fresh(found).select(list(USES))


def _from_when(timezone: str) -> pl.Expr:
    """Return from when on an object is there: its decision, or the beginning of the school day it is for."""
    midnight = pl.col("day").cast(pl.Datetime("us"))
    local = midnight.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return pl.max_horizontal("decided_at", local.dt.convert_time_zone("UTC"))


_RECORD: dict[str, pl.DataType] = {
    "decision": pl.String(),
    "chance": pl.Float64(),
    **{name: USES[name] for name in ("of_skill", "modality", "mastery", "readiness", "contexts")},
}


def _of_run(past: Past, rows: pl.DataFrame, sequence: int) -> pl.DataFrame:
    """Return what a run recorded of the objects that its decisions hold, columns :data:`_RECORD`."""
    stored = past.reading.frame(sequence)
    if stored is None or stored.frame is None:
        # What the record said is kept nowhere else.
        kept = past.reading.table("uses", {"decision": rows.get_column("decision").to_list()})
        return kept.with_columns(pl.col("probability").alias("chance")).select(list(_RECORD))
    frame = unpack(stored.frame)
    wanted = rows.select("decision", "student", "given", option="object").drop_nulls()
    first = rows.row(0, named=True)
    told = _told(past.definition(first["process"], first["version"]), frame)
    if told is None:
        return pl.DataFrame(schema=_RECORD)
    keys = ["student", "given", "option"]
    beside = frame.select(*keys, pl.col(PROBABILITY).alias("chance")).hstack(told)
    sound = pl.col("mastery").is_between(0.0, 1.0) & pl.col("readiness").is_between(0.0, 1.0)
    found = wanted.join(beside, on=keys, how="inner", maintain_order="left").filter(sound)
    numbers = [name for name in CONTEXTS if name in found.columns]
    contexts = [_spelled(dict(zip(numbers, each, strict=True))) for each in found.select(numbers).iter_rows()]
    if not numbers:
        contexts = ["{}"] * len(found)
    return found.with_columns(pl.Series("contexts", contexts, pl.String)).select(list(_RECORD))


def _spelled(contexts: Mapping[str, float | None]) -> str:
    return canonical({name: value for name, value in contexts.items() if value}).decode()


def _told(definition: Definition, frame: pl.DataFrame) -> pl.DataFrame | None:
    """Return what was believed before, of each row of a frame; None where it cannot be told.

    A process that asks for effects has it on record. Of another it is told by what its rules read; it is
    taken to have chosen among what the student was ready for.
    """
    on_record = recorded(frame)
    if on_record is not None:
        return on_record.rename({"skill": "of_skill"})
    columns = {use.name: use.column for use in definition.information}
    if "given_mastery" not in columns:
        return None
    modality = pl.col(columns["modality"]) if "modality" in columns else pl.lit(None, pl.String)
    return frame.select(
        pl.col("given").alias("of_skill"),
        modality.alias("modality"),
        pl.col(columns["given_mastery"]).alias("mastery"),
        pl.lit(1.0).alias("readiness"),
    )


# Where it is looked up ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored now."""

    engine: Engine
    reading: Reading
    timezone: str

    def definition(self, process: str, version: int) -> Definition:
        """Return a published definition."""
        return definition_of(self.engine, self.reading, process, version)

    def decisions(self, runs: Sequence[str], ids: Sequence[str]) -> pl.DataFrame:
        """Return the decisions of these runs, and these, as they stand."""
        parts = [pl.DataFrame(schema=DECISIONS)]
        parts += [self.reading.table("decisions", {"run": run}) for run in runs]
        if ids:
            parts.append(self.reading.table("decisions", {"id": list(ids)}))
        return pl.concat([each.select(list(DECISIONS)) for each in parts]).unique("id")

    def uses(self, decisions: Sequence[str]) -> pl.DataFrame:
        """Return what is held of these decisions."""
        return self.reading.table("uses", {"decision": list(decisions)})


@dataclass(slots=True)
class Again:
    """What a rebuild learns again as it reads the ledger.

    Parameters
    ----------
    reading
        The ledger and the frames.
    definition
        Returns a published definition.
    decision
        Returns a decision as it stands at this point of the rebuild, None if there is none of this id.
    """

    reading: Reading
    definition: Callable[[str, int], Definition]
    decision: Callable[[str], Mapping[str, Any] | None]
    timezone: str = "UTC"
    known: Known = field(default_factory=nothing)
    parameters: EffectParameters = field(default_factory=EffectParameters)
    last: int = 0

    def take(self, kind: str, content: Mapping[str, Any], sequence: int) -> None:
        """Learn again what was learned with an entry."""
        anew = kind == PUBLISHED
        if anew:
            self.parameters = EffectParameters.from_data(content["effects"]["parameters"])
            self.known, self.last = nothing(), 0
        now = datetime.fromisoformat(content["at"])
        step = learn(self, self.parameters, self.known, now, self.last, sequence, always=anew)
        self.last = sequence
        if step is not None:
            rest = self.known.uses.join(step.uses, on="decision", how="anti")
            self.known = Known(pl.concat([rest, step.uses]), step.effects)

    def decisions(self, runs: Sequence[str], ids: Sequence[str]) -> pl.DataFrame:
        """Return the decisions of these runs, and these, as they stand."""
        found = {row["id"]: row for run in runs for row in self._of(run)}
        found |= {name: row for name in ids if (row := self.decision(name)) is not None}
        return pl.DataFrame(list(found.values()), schema=DECISIONS)

    def uses(self, decisions: Sequence[str]) -> pl.DataFrame:
        """Return what is held of these decisions."""
        return self.known.uses.filter(pl.col("decision").is_in(list(decisions)))

    def _of(self, run: str) -> Iterator[Mapping[str, Any]]:
        place = 0
        while (row := self.decision(f"{run}-{place}")) is not None:
            yield row
            place += 1
