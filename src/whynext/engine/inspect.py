"""Looking: why, why not, replay, what if, plans, status. Nothing here changes anything."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, listed, nearest
from whynext.engine.ask import refuse_wrong_given
from whynext.engine.choose import acts_on, decision_row
from whynext.engine.conflicts import people_of
from whynext.engine.costs import cost_of
from whynext.engine.decide import effective, pairs_of, reading_minutes, unpack
from whynext.engine.halls import session_minutes
from whynext.engine.intake import map_changed
from whynext.engine.ports import Reading, StoredRun
from whynext.engine.school import Engine, definition_in_force, definition_of, in_force, model_in_force, moment
from whynext.engine.titles import of_sessions, titles, titles_at
from whynext.engine.trial import Trial
from whynext.ledger.entry import instant
from whynext.planning.day import Day, whole
from whynext.planning.plan import Node, plan_of
from whynext.process.agent import Act
from whynext.process.definition import Definition, Recourse
from whynext.process.explain import Replay, Why, WhyNot, missing, replay, why, why_not
from whynext.process.influence import refuse_unrunnable
from whynext.process.information import Catalogue
from whynext.process.run import Occasion, judge, keep_column, needs, observe, offered, slice_of
from whynext.process.statements import joined_by_and


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many options one rule refused: what it said of them, and some of them by title."""

    says: str
    rule: str
    count: int
    some: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything there is to say about one decision.

    Parameters
    ----------
    row
        The decision, columns of :data:`whynext.engine.ports.DECISIONS`.
    definition
        The version of the process that was in force.
    published
        The same as published; differs from `definition` for a composite.
    header
        What the run knew: trigger, school time, seed, ledger position.
    chosen
        Why each chosen option was.
    runners_up
        The best of those that were left and not chosen.
    refusals
        What the rules refused, most first.
    acts
        What persons did.
    titles
        Titles of options and of what it was decided for.
    student
        The student's name.
    missing
        The information that was missing where too little was known to judge an option, and for how many.
    companions
        Of a student in a group, who else is in it now, by name.
    """

    row: Mapping[str, Any]
    definition: Definition
    published: Definition
    header: Mapping[str, Any]
    chosen: tuple[Why, ...]
    runners_up: tuple[Why, ...]
    refusals: tuple[Refusals, ...]
    acts: tuple[Act, ...]
    titles: Mapping[str, str]
    student: str
    missing: Mapping[str, int]
    companions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedNot:
    """Why an option was not chosen.

    Parameters
    ----------
    row
        The decision.
    definition
        The version of the process that was in force.
    option
        What was not chosen.
    answer
        Why not, and what would have let it in.
    titles
        Titles of options and of what it was decided for.
    student
        The student's name.
    recorded
        What the run saw and judged of this student, a row for each option.
    map_then
        Whether the map is still the one the decision was made on.
    """

    row: Mapping[str, Any]
    definition: Definition
    option: str
    answer: WhyNot
    titles: Mapping[str, str]
    student: str
    recorded: pl.DataFrame
    map_then: bool


def explain(engine: Engine, decision: str) -> Explained:
    """Return why a decision is as it is, from its record.

    Raises
    ------
    NotFound
        If there is no such decision.
    """
    with engine.store.reading() as reading:
        row = decision_row(reading, decision)
        published, definition, stored, rows = _record(engine, reading, row)
        options = json.loads(row["chosen"]) or json.loads(row["first_chosen"])
        present = set(rows.get_column("option").to_list())
        considered = rows.get_column("option").to_list()
        names = titles(
            reading, engine.catalogue, definition, considered, row["given"], sequence=row["sequence"]
        )
        # Where places are shared, what is worth most to one student comes next for nobody.
        shared = definition.choose.how == "assign"
        left = [] if shared else [option for option in offered(rows) if option not in options][:3]
        return Explained(
            row=row,
            definition=definition,
            published=published,
            header=stored.header,
            chosen=tuple(why(definition, rows, option) for option in options if option in present),
            runners_up=tuple(why(definition, rows, option) for option in left),
            refusals=tuple(_refusals(definition, rows, names)),
            acts=tuple(acts_on(reading, [decision]).get(decision, [])),
            titles=names,
            student=student_name(reading, row["student"]),
            missing=missing(definition, rows) if row["unknown"] else {},
            companions=_companions(reading, row, options) if definition.choose.how == "group" else (),
        )


def _companions(reading: Reading, row: Mapping[str, Any], options: Sequence[str]) -> tuple[str, ...]:
    """Return who else of a run is in the same group now, by name."""
    made = effective(reading.table("decisions", {"run": row["run"]}).sort("ordinal"))
    others = [
        each["student"]
        for each in made.iter_rows(named=True)
        if each["student"] != row["student"]
        and each["given"] == row["given"]
        and options
        and json.loads(each["first_chosen"]) == list(options)
    ]
    return tuple(student_name(reading, student) for student in others)


def explain_not(engine: Engine, decision: str, option: str) -> ExplainedNot:
    """Return why an option was not chosen and what would have let it in.

    Raises
    ------
    NotFound
        If there is no such decision, or the option was not among those considered.
    """
    with engine.store.reading() as reading:
        row = decision_row(reading, decision)
        _, definition, stored, rows = _record(engine, reading, row)
        known = rows.get_column("option").to_list()
        names = titles(reading, engine.catalogue, definition, known, row["given"], sequence=row["sequence"])
        option = _named(option, known, names)
        seed = bytes.fromhex(stored.header["seed"])
        catalogue = _catalogue(engine, reading, definition, row)
        answer = why_not(definition, catalogue, rows, option, seed)
        student = student_name(reading, row["student"])
        if definition.choose.how == "assign" and answer.why.kept and not answer.why.chosen:
            frame = unpack(stored.frame or b"")
            every = frame.get_column("option").drop_nulls().unique().sort().to_list()
            names = titles(reading, engine.catalogue, definition, every, None, sequence=row["sequence"])
            cost = cost_of(definition, frame, row["student"], option, names, people_of(reading))
            answer = replace(answer, cost=cost)
        then = map_changed(reading) <= row["sequence"]
        return ExplainedNot(row, definition, option, answer, names, student, rows, then)


def _named(option: str, known: list[str], names: Mapping[str, str]) -> str:
    """Return the id of an option that was named by id or by title."""
    if option in known:
        return option
    by_title = {title.lower(): each for each, title in names.items() if each in known}
    if option.lower() in by_title:
        return by_title[option.lower()]
    hint = nearest(option, known) or nearest(option, by_title) or f"one of {listed(known)}"
    raise NotFound(Problem(f"«{option}» was not among the {len(known)} options of this decision", valid=hint))


def _record(
    engine: Engine, reading: Reading, row: Mapping[str, Any]
) -> tuple[Definition, Definition, StoredRun, pl.DataFrame]:
    published = definition_of(engine, reading, row["process"], row["version"])
    stored = reading.run(row["run"])
    if stored is None or stored.frame is None:
        raise NotFound(Problem(f"the record of run {row['run']} is no longer kept"))
    rows = slice_of(unpack(stored.frame), row["student"], row["given"])
    if len(rows) == 0:
        raise NotFound(Problem(f"this student's part of run {row['run']} was removed"))
    return published, whole(published), stored, rows


def _catalogue(engine: Engine, reading: Reading, definition: Definition, row: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue in which a definition's information is declared, that of a day included."""
    if all(use.name in engine.catalogue.information for use in definition.information):
        return engine.catalogue
    published = definition_of(engine, reading, row["process"], row["version"])
    nothing = pl.DataFrame(
        schema={"student": pl.String, "given": pl.String, "rank": pl.Int64, "first_chosen": pl.String}
    )
    return Day.of(published, engine.catalogue, nothing, reading_minutes(reading)).catalogue


def _refusals(definition: Definition, rows: pl.DataFrame, names: Mapping[str, str]) -> list[Refusals]:
    found = []
    for index, rule in enumerate(definition.keeps):
        refused = rows.filter(~pl.col(keep_column(index))).get_column("option").to_list()
        if refused:
            some = tuple(names.get(option, option) for option in refused[:3])
            found.append(Refusals(rule.refusal, rule.test.text, len(refused), some))
    return sorted(found, key=lambda each: -each.count)


def student_name(reading: Reading, student: str) -> str:
    """Return a student's name, or the id where no name is known."""
    rows = reading.table("students", {"student": student})
    return str(rows.get_column("name")[0] or student) if len(rows) else student


@dataclass(frozen=True, slots=True)
class Replayed:
    """Whether a run, judged again from its record by the version then in force, came out the same."""

    run: str
    decisions: int
    replay: Replay


def replay_run(engine: Engine, name: str) -> Replayed:
    """Judge a run again from its record; `name` is the id of the run or of one of its decisions.

    Raises
    ------
    NotFound
        If there is no such run, or its frame is no longer kept.
    """
    with engine.store.reading() as reading:
        stored = reading.run(name) or reading.run(name.rsplit("-", 1)[0])
        if stored is None or stored.frame is None:
            raise NotFound(
                Problem(f"there is no record of a run «{name}»", next_step="see «whynext plan STUDENT»")
            )
        header = stored.header
        definition = whole(definition_of(engine, reading, header["process"], header["version"]))
        frame = unpack(stored.frame)
        result = replay(definition, frame, bytes.fromhex(header["seed"]))
        return Replayed(stored.run, len(stored.owners), result)


@dataclass(frozen=True, slots=True)
class Differs:
    """One student's decision under two versions."""

    student: str
    given: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How a recorded or present decision of many students would change under another definition."""

    decisions: int
    differs: tuple[Differs, ...]
    as_of: datetime
    fallbacks: int


def what_if(
    engine: Engine,
    other: Definition,
    *,
    process: str | None = None,
    given: str | None = None,
    steps: Mapping[str, Definition] | None = None,
) -> WhatIf:
    """Return whom another version would decide differently about, if both decided now; nothing is written.

    A composite is carried out through all of its steps, and its own decision is compared.

    Parameters
    ----------
    other
        The version to try; it need not be published, and may read what no published one may.
    process
        The process to compare with; that of the same id if None.
    given
        What is decided for, where the process needs it.
    steps
        What to take in `other` instead of the steps in force, by id.

    Raises
    ------
    Refused
        If one of the two cannot be run yet, or what is given does not fit.
    NotFound
        If the process, or one of its steps, is not in force now, or there is no such given.
    """
    with engine.store.reading() as reading:
        now = moment(engine, reading).now
        base = definition_in_force(engine, reading, process or other.id, now)
        results = [
            _decided_now(engine, reading, base, given, {}),
            _decided_now(engine, reading, other, given, steps or {}),
        ]
    keys = ["student", "given"]
    both = results[0].join(results[1], on=keys, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    rows = both.sort("student", nulls_last=True).iter_rows(named=True)
    differs = [
        Differs(r["student"], r["given"], tuple(r["chosen"] or ()), tuple(r["chosen_after"] or ()))
        for r in rows
        if (r["chosen"], r["recourse"]) != (r["chosen_after"], r["recourse_after"])
    ]
    stuck = results[1].filter(
        pl.col("recourse").is_not_null() & (pl.col("recourse") != Recourse.NOTHING.value)
    )
    return WhatIf(len(both), tuple(differs), now, len(stuck))


def _decided_now(
    engine: Engine,
    reading: Reading,
    definition: Definition,
    given: str | None,
    steps: Mapping[str, Definition],
) -> pl.DataFrame:
    """Return what a definition would decide now about all active students, whether it has steps or not."""
    if definition.is_composite:
        return Trial(engine, reading, definition, steps, given)().whole.decisions
    refuse_unrunnable(definition)
    refuse_wrong_given(engine, reading, definition, given)
    observed, seed = _observed_now(engine, reading, definition, given)
    return judge(definition, observed, seed)[1]


def observe_now(
    engine: Engine, definition: Definition, given: str | None = None
) -> tuple[pl.DataFrame, bytes]:
    """Return what a definition would see of all active students now, and a seed; nothing is written."""
    with engine.store.reading() as reading:
        return _observed_now(engine, reading, definition, given)


def _observed_now(
    engine: Engine, reading: Reading, definition: Definition, given: str | None
) -> tuple[pl.DataFrame, bytes]:
    here = moment(engine, reading)
    active = reading.table("students", {"active": True}).get_column("student").sort()
    wanted = needs(definition, engine.catalogue)
    sources = {name: engine.source(reading, here.school, name, None) for name in wanted}
    occasion = Occasion(here.now, here.today, here.school.seed)
    observed = observe(definition, engine.catalogue, pairs_of(active.to_list(), given), sources, occasion)
    return observed, here.school.seed


def plan(engine: Engine, student: str, day: date | None = None) -> Node:
    """Return a student's plan, derived from decisions.

    Raises
    ------
    NotFound
        If there is no such student.
    """
    with engine.store.reading() as reading:
        known = reading.table("students", {"student": student})
        if len(known) == 0:
            names = reading.table("students").get_column("student").to_list()
            raise NotFound(
                Problem(
                    f"there is no student «{student}»", valid=nearest(student, names) or listed(names, most=5)
                )
            )
        where = {"student": student} if day is None else {"student": student, "day": day}
        decisions = reading.table("decisions", where)
        made = max(decisions.get_column("sequence").to_list(), default=None)
        texts = [text for name in ("chosen", "first_chosen") for text in decisions.get_column(name)]
        options = {option for text in texts for option in json.loads(text)}
        return plan_of(decisions, **lookups(engine, reading, sequence=made, options=options))


def lookups(
    engine: Engine, reading: Reading, sequence: int | None = None, options: Collection[str] = ()
) -> dict[str, Any]:
    """Return titles, minutes and grains for plans, the titles of processes, and which are checks and why.

    Parameters
    ----------
    sequence
        The ledger entry of the latest decision, for the titles of then; None for those of now.
    options
        What was chosen; sessions of halls have their titles only if they are among these.
    """
    now = moment(engine, reading).now
    names: dict[str, str] = {}
    for kind in ("skill", "learning_object"):
        source = (engine.catalogue.options[kind].titles or ("",))[0]
        names.update(titles_at(reading, source, None, sequence))
    names.update(of_sessions(reading, options, sequence))
    minutes = reading_minutes(reading)
    definitions = in_force(engine, reading, now).values()
    return {
        "titles": names,
        "minutes": dict(
            zip(minutes.get_column("option").to_list(), minutes.get_column("minutes").to_list(), strict=True)
        )
        | session_minutes(reading, options),
        "process_titles": {each.id: each.title for each in definitions},
        "grains": {each.id: each.grain for each in definitions},
        "checks": {each.id: _asked_because(each) for each in definitions if _is_check(each)},
    }


def _is_check(definition: Definition) -> bool:
    """Tell whether a process chooses what is to be tested, and nothing else."""
    return bool(definition.decides) and set(definition.juncture) == {"assessment"}


def _asked_because(definition: Definition) -> str:
    """Return why a check asks what it asks: what every rule found of it."""
    return joined_by_and(rule.because for rule in definition.keeps)


def section_students(reading: Reading, section: str) -> list[str]:
    """Return the students enrolled in a section, sorted; empty if there is no such section."""
    rows = reading.table("enrolments", {"section": section, "role": "student"})
    return sorted(rows.get_column("person").to_list())


@dataclass(frozen=True, slots=True)
class Status:
    """A school in numbers."""

    name: str
    timezone: str
    now: datetime
    counts: Mapping[str, int]
    model: str
    processes: tuple[tuple[str, int, str], ...]
    states: Mapping[str, int]
    waiting: Mapping[str, int]
    ledger_entries: int
    last_recorded: datetime | None


def status(engine: Engine) -> Status:
    """Return what a school holds and what waits in it."""
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        decisions = reading.tally("decisions", ["state", "waiting_for"])
        head = reading.head()
        names = (
            "students",
            "sections",
            "competencies",
            "items",
            "learning_objects",
            "responses",
            "estimates",
        )
        waiting = decisions.filter(pl.col("waiting_for").is_not_null() & (pl.col("state") != "passed on"))
        return Status(
            name=here.school.name,
            timezone=here.school.timezone,
            now=here.now,
            counts={name.replace("_", " "): reading.count(name) for name in names},
            model=_model_words(engine, reading),
            processes=tuple((d.id, d.version, d.title) for d in in_force(engine, reading, here.now).values()),
            states=_counted(decisions, "state"),
            waiting=_counted(waiting, "waiting_for"),
            ledger_entries=head.sequence,
            last_recorded=instant(head.recorded) if head.sequence else None,
        )


def _model_words(engine: Engine, reading: Reading) -> str:
    model = model_in_force(engine, reading)
    return f"{model.id} {model.version}"


def _counted(tally: pl.DataFrame, column: str) -> dict[str, int]:
    counted = tally.group_by(column, maintain_order=True).agg(pl.col("count").sum())
    return dict(counted.sort("count", descending=True, maintain_order=True).iter_rows())
