"""The tick: what is due and not yet decided is decided; a second tick adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from whynext.base.clock import school_date
from whynext.engine.choose import settle
from whynext.engine.decide import FRAME_ROWS, Cause, compute, decide, everybody, pairs_of, store_run
from whynext.engine.effects import learn_what_is_new
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, Moment, in_force, moment
from whynext.process.definition import Definition, Recourse
from whynext.process.trigger import next_school_day

NOTHING = "nothing to decide"
"""Stands in the place of a run for a woken process whose condition held for nobody."""

LEAST = 100
"""So many students at least are decided in one frame."""

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Ticked:
    """What a tick did: decisions by process, those settled by silence, outcomes learned from, and when."""

    at: datetime
    decided: dict[str, int] = field(default_factory=dict)
    settled: int = 0
    learned: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to do."""
        return not self.decided and not self.settled and not self.learned


def tick(engine: Engine, progress: Progress | None = None) -> Ticked:
    """Settle deadlines that have passed, learn from what is new, answer what was woken, decide what is due.

    Parameters
    ----------
    progress
        Called with a process, how many students are decided, and how many are due.
    """
    done, here, definitions = _begun(engine, learning=True)
    for definition in in_order(definitions, here):
        _calendar(engine, here, definitions, definition, done, progress)
    return done


def in_order(definitions: Mapping[str, Definition], here: Moment) -> list[Definition]:
    """Return definitions in the order in which they were due, so that one can read what another decided."""
    due = {each.id: due_at(each, here) for each in definitions.values()}
    return sorted(definitions.values(), key=lambda each: (due[each.id] is None, due[each.id] or here.now))


def attend(engine: Engine) -> Ticked:
    """Settle deadlines that have passed and decide what facts have woken; nothing the calendar makes due.

    A door calls this after an answer or a test, so that what follows from it is there at once.
    """
    return _begun(engine)[0]


def _begun(engine: Engine, *, learning: bool = False) -> tuple[Ticked, Moment, dict[str, Definition]]:
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        done = Ticked(here.now)
        done.settled = settle(engine, writing, here.now, here.school.timezone)
        definitions = in_force(engine, writing, here.now)
        if learning:
            done.learned = learn_what_is_new(engine, writing, here, definitions)
        pending = _pending(writing)
    for process, woken in pending.items():
        if process in definitions:
            _answer_wakes(engine, here, definitions, definitions[process], woken, done)
    return done, here, definitions


def _pending(reading: Reading) -> dict[str, pl.DataFrame]:
    rows = reading.table("wakes", {"run": None}).sort("fact")
    return {
        str(part.get_column("process")[0]): part for _, part in rows.group_by("process", maintain_order=True)
    }


def _answer_wakes(
    engine: Engine,
    here: Moment,
    definitions: Mapping[str, Definition],
    definition: Definition,
    woken: pl.DataFrame,
    done: Ticked,
) -> None:
    """Decide once for each student and given that was woken, however many facts woke it."""
    last = woken.group_by("student", "given", maintain_order=True).agg(pl.col("fact").max())
    day = next_school_day(here.today, here.holidays)
    facts = woken.get_column("fact").to_list()
    cause = Cause(f"facts to {max(facts)}", {"facts": facts}, day)
    pairs = last.select("student", "given").sort("student", "given")
    with engine.store.writing() as writing:
        pairs = everybody(writing, definition, pairs)
        rows = decide(engine, writing, here, definitions, definition, pairs, cause)
        run = str(rows.get_column("run")[0]) if len(rows) else NOTHING
        if not len(rows):
            content = {"process": definition.id, "facts": cause.trigger["facts"]}
            engine.append(writing, [engine.draft("passed_over", here.now, content)], here.now)
        writing.upsert("wakes", woken.with_columns(pl.lit(run).alias("run")))
    if len(rows):
        done.decided[definition.id] = done.decided.get(definition.id, 0) + len(rows)


def _calendar(
    engine: Engine,
    here: Moment,
    definitions: Mapping[str, Definition],
    definition: Definition,
    done: Ticked,
    progress: Progress | None,
) -> None:
    due = due_at(definition, here)
    if due is None or due < engine.known_since(definition.id):
        return
    occasion = f"calendar {due.isoformat()}"
    # Work done in the afternoon is for the next school day; before noon it is for the day itself.
    on = school_date(due, here.where)
    early = due.astimezone(here.where).hour < 12
    day = on if early else next_school_day(on, here.holidays)
    cause = Cause(
        occasion, {"calendar": definition.trigger.every.text if definition.trigger.every else ""}, day
    )
    with engine.store.reading() as reading:
        waiting = undecided(reading, definition, occasion)
        size = _chunk(reading, definition)
    for first in range(0, len(waiting), size):
        part = waiting[first : first + size]
        count = _decide_part(engine, here, definitions, definition, part, cause)
        if count:
            done.decided[definition.id] = done.decided.get(definition.id, 0) + count
        if progress is not None:
            progress(definition.id, min(first + size, len(waiting)), len(waiting))


def due_at(definition: Definition, here: Moment) -> datetime | None:
    """Return the last instant at which the calendar made a process due today, None if it did not."""
    if definition.trigger.every is None:
        return None
    due = definition.trigger.every.last_before(here.now, here.where, here.holidays)
    return due if due is not None and (here.now - due).days < 1 else None


def undecided(
    reading: Reading, definition: Definition, occasion: str, among: Sequence[str] | None = None
) -> list[str]:
    """Return the active students for whom the process has not yet decided on this occasion, in order.

    Parameters
    ----------
    among
        Only these; all if None.
    """
    some = {} if among is None else {"student": among}
    made = {"process": definition.id, "occasion": occasion, **some}
    active = reading.table("students", {"active": True, **some}, ["student"]).to_series()
    decided = reading.table("decisions", made, ["student"]).to_series()
    return sorted(set(active.to_list()) - set(decided.to_list()))


def _chunk(reading: Reading, definition: Definition) -> int:
    """Return how many students fit into one frame; all of them where places are shared."""
    if definition.is_joint:
        return 10**9
    options = len(definition.answers) or max(
        reading.count("competencies"), reading.count("learning_objects"), 1
    )
    return max(FRAME_ROWS // options, LEAST)


def _decide_part(
    engine: Engine,
    here: Moment,
    definitions: Mapping[str, Definition],
    definition: Definition,
    students: list[str],
    cause: Cause,
) -> int:
    """Decide for some students in one transaction; those another tick decided meanwhile are left out."""
    if _is_simple(definition):
        return _decide_outside(engine, here, definition, students, cause)
    with engine.store.writing() as writing:
        pairs = pairs_of(undecided(writing, definition, cause.occasion, students))
        return len(decide(engine, writing, here, definitions, definition, pairs, cause)) if len(pairs) else 0


def _is_simple(definition: Definition) -> bool:
    turns = (definition.none.how, definition.unknown.how)
    return not definition.is_composite and Recourse.ANOTHER not in turns


def _decide_outside(
    engine: Engine, here: Moment, definition: Definition, students: list[str], cause: Cause
) -> int:
    """Compute on a snapshot, so that others can write meanwhile; write only if nobody was quicker."""
    with engine.store.reading() as reading:
        made = compute(engine, reading, here, definition, pairs_of(students), cause)
    if made is None:
        return 0
    with engine.store.writing() as writing:
        left = undecided(writing, definition, cause.occasion, students)
        if not set(made.rows.get_column("student").to_list()).difference(left):
            return len(store_run(engine, writing, made, here.now))
        again = compute(engine, writing, here, definition, pairs_of(left), cause) if left else None
        return len(store_run(engine, writing, again, here.now)) if again else 0
