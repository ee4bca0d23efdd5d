"""Rebuilding: everything derived is derived again from the ledger, and must come out the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from whynext.engine import pace, tested
from whynext.engine.choose import act_of, act_row, present_standing, standing_values
from whynext.engine.decide import decision_rows, numbered, superseded, unpack
from whynext.engine.diagnosed import (
    ANSWERED,
    BEGUN,
    PLACED,
    answered_content,
    begun_content,
    diagnostic_row,
    ended_content,
    placement_rows,
)
from whynext.engine.halls import NOTED, STATED, hall_row, note_row
from whynext.engine.history import History, answers_of
from whynext.engine.outside import SCORED, score_row
from whynext.engine.ports import (
    ACTS,
    ASSESSMENTS,
    DECISIONS,
    DEFINITIONS,
    DIAGNOSTICS,
    EFFECTS,
    HALL_NOTES,
    HALLS,
    JOINT,
    OUTSIDE_SCORES,
    PACE_DAYS,
    PACE_LINES,
    PLACEMENTS,
    PROFILE,
    RESPONSES,
    STRATEGY_READINGS,
    TESTS,
    USES,
    WAKES,
    Reading,
)
from whynext.engine.publish import definition_row
from whynext.engine.respond import DERIVED, response_of, response_row
from whynext.engine.school import Engine
from whynext.engine.strategies import CORRECTED, corrected_values, reading_rows
from whynext.engine.tick import NOTHING
from whynext.engine.uses import LEARNED, Again
from whynext.engine.uses import PUBLISHED as EFFECTS_PUBLISHED
from whynext.engine.waking import wake_rows
from whynext.ledger.entry import Entry, instant
from whynext.mastery.estimate import STATE
from whynext.mastery.tracing.model import TracingModel
from whynext.planning.day import whole
from whynext.process.agent import Act
from whynext.process.definition import Definition
from whynext.process.run import decided

TABLES: Mapping[str, tuple[dict[str, pl.DataType], tuple[str, ...]]] = {
    "responses": (RESPONSES, ("student", "key")),
    "estimates": (STATE, ("student", "skill", "model")),
    "assessments": (ASSESSMENTS, ("sequence",)),
    "profile": (PROFILE, ("sequence",)),
    "definitions": (DEFINITIONS, ("process", "version")),
    "decisions": (DECISIONS, ("run", "ordinal")),
    "acts": (ACTS, ("sequence",)),
    "diagnostics": (DIAGNOSTICS, ("student",)),
    "placements": (PLACEMENTS, ("student", "skill")),
    "outside_scores": (OUTSIDE_SCORES, ("student", "scale", "strand", "day")),
    "strategy_readings": (STRATEGY_READINGS, ("student", "key", "skill")),
    "pace_lines": (PACE_LINES, ("line",)),
    "pace_days": (PACE_DAYS, ("line", "unit", "student")),
    "tests": (TESTS, ("student", "form")),
    "wakes": (WAKES, ("process", "student", "given", "fact")),
    "uses": (USES, ("decision",)),
    "effects": (EFFECTS, ("term",)),
    "halls": (HALLS, ("hall",)),
    "hall_notes": (HALL_NOTES, ("sequence",)),
}
"""The derived tables: their columns, and what their rows are ordered by."""

LAST_COUNTS: Mapping[str, tuple[str, ...]] = {
    "assessments": ("student", "skill", "form_kind", "form", "at"),
    "profile": ("student", "name", "word", "source", "at"),
    "placements": ("student", "skill"),
    "outside_scores": ("student", "scale", "strand", "day"),
    "pace_lines": ("line",),
    "pace_days": ("line", "unit", "student"),
    "halls": ("hall",),
}
"""Of what is said twice of the same thing at the same instant, the later counts."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many rows each derived table has, and in how many it differed from what was stored."""

    rows: Mapping[str, int]
    differed: Mapping[str, int]

    @property
    def same(self) -> bool:
        """Whether nothing differed."""
        return not any(self.differed.values())


def rebuild(engine: Engine) -> Rebuilt:
    """Derive everything again from the ledger and the sealed frames, and put right what differs."""
    with engine.store.writing() as writing:
        derived = _Derived(engine, writing)
        for entry in writing.entries():
            derived.take(entry)
        tables = derived.tables()
        rows, differed = {}, {}
        for name, (schema, order) in TABLES.items():
            stored = writing.table(name).select(list(schema)).sort(order)
            again = tables[name].select(list(schema)).cast(dict(schema)).sort(order)  # type: ignore[arg-type]
            rows[name], differed[name] = len(again), _different(stored, again)
            if differed[name]:
                writing.replace(name, again)
        return Rebuilt(rows, differed)


def _different(stored: pl.DataFrame, again: pl.DataFrame) -> int:
    if stored.equals(again, null_equal=True):
        return 0
    columns = stored.columns
    only = stored.join(again, on=columns, how="anti", nulls_equal=True)
    new = again.join(stored, on=columns, how="anti", nulls_equal=True)
    return max(len(only), len(new), 1)


@dataclass(slots=True)
class _Derived:
    """What the ledger says, taken entry by entry."""

    engine: Engine
    reading: Reading
    model: TracingModel | None = None
    history: History = field(default_factory=History)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, list[Act]] = field(default_factory=dict)
    woken: dict[tuple[str, str, str, int], dict[str, Any]] = field(default_factory=dict)
    definitions: dict[tuple[str, int], Definition] = field(default_factory=dict)
    readings: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)
    timezone: str = "UTC"
    diagnostics: dict[str, tuple[dict[str, Any], int, int]] = field(default_factory=dict)
    tests: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    tests_begun: dict[int, tuple[str, str]] = field(default_factory=dict)
    effects: Again = field(init=False)

    def __post_init__(self) -> None:
        """Let effects be learned from what is derived here."""
        self.effects = Again(self.reading, lambda *each: self.definitions[each], self.decisions.get)

    def take(self, entry: Entry) -> None:
        """Derive what follows from one entry; what was shredded is passed over."""
        takers: Mapping[str, Callable[[Entry, dict[str, Any]], None]] = {
            "begun": self._begun,
            "model_published": self._model,
            "published": self._published,
            "imported": self._imported,
            "answered": self._answered,
            CORRECTED: self._corrected,
            "assessed": self._about_student,
            "recorded": self._about_student,
            "enrolled": self._wakes,
            BEGUN: self._diagnostic_begun,
            ANSWERED: self._diagnostic_answered,
            PLACED: self._placed,
            SCORED: self._scored_outside,
            **dict.fromkeys((pace.STATED, pace.MOVED, pace.WITHDRAWN), self._paced),
            STATED: self._hall_stated,
            NOTED: self._hall_noted,
            tested.BEGUN: self._test_begun,
            tested.ENDED: self._test_ended,
            "ran": self._ran,
            "passed_over": self._passed_over,
            "acted": self._acted,
            "settled": self._settled,
            EFFECTS_PUBLISHED: self._learned,
            LEARNED: self._learned,
        }
        if entry.content is not None and entry.kind in takers:
            takers[entry.kind](entry, json.loads(entry.content))

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every derived table."""
        found = {name: pl.DataFrame(schema=schema) for name, (schema, _) in TABLES.items()}
        found.update({name: pl.concat(frames) for name, frames in self.frames.items()})
        for name, same in LAST_COUNTS.items():
            found[name] = found[name].unique(same, keep="last", maintain_order=True)
        if self.model is not None:
            found["estimates"] = self.history.traced(self.model)
        found["decisions"] = pl.DataFrame(list(self.decisions.values()), schema=DECISIONS)
        found["diagnostics"] = pl.concat(
            [found["diagnostics"], *(diagnostic_row(*each) for each in self.diagnostics.values())]
        )
        read = [row for rows in self.readings.values() for row in rows]
        found["strategy_readings"] = pl.DataFrame(read, schema=STRATEGY_READINGS)
        found["tests"] = pl.DataFrame(list(self.tests.values()), schema=TESTS)
        found["wakes"] = pl.DataFrame(list(self.woken.values()), schema=WAKES)
        found["uses"], found["effects"] = self.effects.known.uses, self.effects.known.effects
        return found

    def _add(self, table: str, rows: pl.DataFrame) -> None:
        self.frames.setdefault(table, []).append(rows)

    def _begun(self, _entry: Entry, content: dict[str, Any]) -> None:
        self.timezone = self.effects.timezone = content["timezone"]

    def _learned(self, entry: Entry, content: dict[str, Any]) -> None:
        self.effects.take(entry.kind, content, entry.sequence)

    def _model(self, _entry: Entry, content: dict[str, Any]) -> None:
        self.model = self.engine.model(content["model"])

    def _published(self, entry: Entry, content: dict[str, Any]) -> None:
        self._add("definitions", definition_row(content, entry.sequence))
        key = (content["process"], content["version"])
        name = f"{key[0]} version {key[1]}"
        self.definitions[key] = whole(self.engine.definition(content["text"], content["digest"], name))

    def _imported(self, entry: Entry, content: dict[str, Any]) -> None:
        stored = self.reading.frame(entry.sequence) if content["what"] == "responses" else None
        if stored is None:
            return
        held = answers_of(stored)
        if not held.width:
            return
        rows = held.with_columns(
            pl.col("skills").list.join(JOINT), pl.lit(entry.sequence, pl.Int64).alias("sequence")
        )
        self._add("responses", rows.select(list(RESPONSES)))
        self.history.add_import(held)

    def _answered(self, entry: Entry, content: dict[str, Any]) -> None:
        response = response_of(content)
        self._add("responses", response_row(response, entry.key, entry.sequence))
        self.history.add(response)
        if "read" in content:
            rows = reading_rows(response, entry.key, content, entry.sequence)
            self.readings[response.student, entry.sequence] = rows.to_dicts()
        key = self.tests_begun.get(tested.begun_of(response.form) or 0)
        if key is not None:
            self.tests[key] = tested.answered_row(self.tests[key], content, entry.sequence)
        self._wakes(entry, content)

    def _corrected(self, entry: Entry, content: dict[str, Any]) -> None:
        for row in self.readings.get((content["student"], content["answer"]), ()):
            row.update(corrected_values(content, entry.sequence))
        self._wakes(entry, content)

    def _about_student(self, entry: Entry, content: dict[str, Any]) -> None:
        table, row = DERIVED[entry.kind]
        self._add(table, row(content, entry.sequence))
        self._wakes(entry, content)

    def _diagnostic_begun(self, entry: Entry, content: dict[str, Any]) -> None:
        held = begun_content(content)
        self.diagnostics[content["student"]] = (held, entry.sequence, entry.sequence)

    def _diagnostic_answered(self, entry: Entry, content: dict[str, Any]) -> None:
        held, begun, _ = self.diagnostics[content["student"]]
        self.diagnostics[content["student"]] = (answered_content(held, content), begun, entry.sequence)

    def _placed(self, entry: Entry, content: dict[str, Any]) -> None:
        student = content["student"]
        held, begun, _ = self.diagnostics[student]
        self.diagnostics[student] = (ended_content(held, content), begun, entry.sequence)
        rows = placement_rows(content, instant(entry.at), entry.sequence)
        self._add("placements", rows)
        self.history.add_placement(rows)

    def _scored_outside(self, entry: Entry, content: dict[str, Any]) -> None:
        self._add("outside_scores", score_row(content, entry.sequence))

    def _paced(self, entry: Entry, content: dict[str, Any]) -> None:
        self._add(*pace.derived(entry.kind, content, entry.sequence))

    def _hall_stated(self, entry: Entry, content: dict[str, Any]) -> None:
        self._add("halls", hall_row(content, instant(entry.at), entry.sequence))

    def _hall_noted(self, entry: Entry, content: dict[str, Any]) -> None:
        self._add("hall_notes", note_row(content, instant(entry.at), entry.sequence))

    def _test_begun(self, entry: Entry, content: dict[str, Any]) -> None:
        key = (content["student"], content["form"])
        self.tests_begun[entry.sequence] = key
        self.tests[key] = tested.begun_row(content, entry.sequence, self.tests.get(key))

    def _test_ended(self, entry: Entry, content: dict[str, Any]) -> None:
        key = (content["student"], content["form"])
        self.tests[key] = tested.ended_row(self.tests[key], content, instant(entry.at), entry.sequence)

    def _wakes(self, entry: Entry, content: dict[str, Any]) -> None:
        rows = wake_rows(content["student"], content["woke"], entry.sequence, instant(entry.recorded))
        for row in rows.iter_rows(named=True):
            self.woken[row["process"], row["student"], row["given"], row["fact"]] = row

    def _ran(self, entry: Entry, content: dict[str, Any]) -> None:
        stored = self.reading.frame(entry.sequence)
        if stored is None or stored.frame is None:
            kept = self.reading.table("decisions", {"run": content["run"]})
        else:
            definition = self.definitions[content["process"], content["version"]]
            frame = unpack(stored.frame)
            made = decision_rows(definition, content, frame, decided(definition, frame))
            kept = numbered(made, entry.sequence)
        for row in kept.iter_rows(named=True):
            self.decisions[row["id"]] = row
        for gone in content["supersedes"]:
            self.decisions[gone].update(superseded(entry.sequence))
        self._answer_wakes(content["process"], content["trigger"].get("facts", ()), content["run"])

    def _passed_over(self, _entry: Entry, content: dict[str, Any]) -> None:
        self._answer_wakes(content["process"], content["facts"], NOTHING)

    def _answer_wakes(self, process: str, facts: Any, run: str) -> None:
        wanted = set(facts)
        for key, row in self.woken.items():
            if key[0] == process and key[3] in wanted:
                row["run"] = run

    def _acted(self, entry: Entry, content: dict[str, Any]) -> None:
        decision, act = content["decision"], act_of(content)
        self.acts.setdefault(decision, []).append(act)
        self._add("acts", act_row(decision, act, entry.sequence))
        self._stand(decision, act.at, entry.sequence, act)

    def _settled(self, entry: Entry, content: dict[str, Any]) -> None:
        for decision in content["decisions"]:
            self._stand(decision, datetime.fromisoformat(content["at"]), entry.sequence)

    def _stand(self, decision: str, at: datetime, sequence: int, act: Act | None = None) -> None:
        row = self.decisions[decision]
        definition = self.definitions[row["process"], row["version"]]
        after = present_standing(definition, row, self.acts.get(decision, []), at, self.timezone)
        row.update(standing_values(row, after, sequence, act))
