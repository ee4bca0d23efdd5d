"""Schedules: the places of a day as they stand, and planning a day again with the fewest moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, listed
from whynext.engine.conflicts import Conflict, of_frame
from whynext.engine.decide import Cause, Judged, compute, pairs_of, store_run
from whynext.engine.halls import halls_of
from whynext.engine.ports import Reading, Writing
from whynext.engine.school import Engine, Moment, definition_in_force, moment
from whynext.engine.seats import PLANNED, frame_of, seats_of
from whynext.planning.information import VALID
from whynext.planning.schedule.walks import Walks, walks_of
from whynext.process.assigning.deciding import (
    BOUND,
    STATUS,
    STEPS,
    VALUE,
    found_nothing,
)
from whynext.process.definition import Definition

PARTS = ("period", "modality", "skill")
"""What the id of a session says, in this order."""


@dataclass(frozen=True, slots=True)
class Search:
    """How the search for a plan ended: its status, the value found, the bound, and the steps it took."""

    status: str
    value: float
    bound: float
    steps: int

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound."""
        return max(self.bound - self.value, 0.0) / max(abs(self.bound), 1e-9)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The places of a day.

    Parameters
    ----------
    process
        Which decided them.
    day
        The school day.
    places
        One row for each student and period: student, period, modality, skill, session, how many are in it
        together, teacher, area, option, decision; sorted by period, session and student.
    without
        Students for whom the process decided and who have no place, with the period: there, and nothing that
        no rule refuses; or all of them where there is no plan.
    searches
        How each run that stands for the day ended, by run.
    walks
        How many walks the day has, as the halls are stated now.
    """

    process: str
    day: date
    places: pl.DataFrame
    without: tuple[tuple[str, str], ...]
    searches: Mapping[str, Search]
    walks: Walks


PLACES: dict[str, Any] = {
    "student": pl.String,
    "period": pl.String,
    "modality": pl.String,
    "skill": pl.String,
    "session": pl.Int64,
    "together": pl.Int64,
    "teacher": pl.String,
    "area": pl.String,
    "option": pl.String,
    "decision": pl.String,
}


def scheduled(engine: Engine, process: str, day: date | None = None) -> Scheduled:
    """Return the places of a day as they stand now.

    Parameters
    ----------
    process
        One that assigns sessions.
    day
        The school day; the latest that is decided if None.

    Raises
    ------
    NotFound
        If the process has decided nothing for the day.
    """
    with engine.store.reading() as reading:
        return scheduled_by(reading, process, day)


def scheduled_by(reading: Reading, process: str, day: date | None) -> Scheduled:
    """Return the places of a day as a store holds them; see :func:`scheduled`."""
    where: dict[str, Any] = {"process": process} if day is None else {"process": process, "day": day}
    rows = reading.table("decisions", where).filter(pl.col("state").is_in([*PLANNED, "asks"]))
    if len(rows) == 0:
        when = f"for {day}" if day else "yet"
        raise NotFound(
            Problem(
                f"«{process}» has decided nothing {when}",
                next_step="see «whynext tick», «whynext process list»",
            )
        )
    latest = rows.get_column("day").max()
    rows = rows.filter(pl.col("day") == latest)
    planned = rows.filter(pl.col("state").is_in(PLANNED))
    runs = {run: frame_of(reading, run) for run in rows.get_column("run").unique().sort().to_list()}
    seats = {run: seats_of(frame) for run, frame in runs.items()}
    found = []
    for row in planned.iter_rows(named=True):
        for option in json.loads(row["chosen"] if row["state"] in VALID else row["first_chosen"]):
            seat = seats[row["run"]].get((row["student"], option), {})
            parts = dict(zip(PARTS, option.split("|", 2), strict=False))
            found.append({**dict.fromkeys(PLACES), **parts, **seat, **_named(row, option)})
    places = pl.DataFrame(found, schema=PLACES).sort("period", "modality", "skill", "session", "student")
    has = set(places.select("student", "period").iter_rows())
    decided = set(rows.get_column("student").to_list())
    wanted = {pair for frame in runs.values() for pair in _wanted(frame) if pair[0] in decided}
    without = tuple(sorted(wanted - has))
    assert isinstance(latest, date)
    searches = {run: _GONE if frame is None else _of_frame(frame) for run, frame in runs.items()}
    return Scheduled(process, latest, places, without, searches, walks_of(places, halls_of(reading).values()))


def _named(row: Mapping[str, Any], option: str) -> dict[str, str]:
    return {"student": row["student"], "option": option, "decision": row["id"]}


def _wanted(frame: pl.DataFrame | None) -> set[tuple[str, str]]:
    """Return which student is there in which period, as far as a run was told."""
    if frame is None or not {"session_period", "session_present"}.issubset(frame.columns):
        return set()
    there = frame.filter(pl.col("session_present").fill_null(True) & pl.col("session_period").is_not_null())
    return set(there.select("student", "session_period").unique().iter_rows())


_GONE = Search("no longer kept", 0.0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Seat:
    """One place of a student: the option, and by whom and in which area it is held."""

    option: str
    teacher: str | None
    area: str | None

    def __str__(self) -> str:
        """Return it in one line."""
        held = ", ".join(each for each in (self.teacher, self.area) if each)
        return f"{self.option} ({held})" if held else self.option


@dataclass(frozen=True, slots=True)
class Move:
    """A student whose day is another than before, be it only by whom or where a place is held."""

    student: str
    before: tuple[Seat, ...]
    after: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class PlannedAgain:
    """What planning a day again did.

    Parameters
    ----------
    run
        The new run; empty if there is no plan that keeps everything, and the day stands as it was.
    day
        The school day.
    moves
        Whoever has other places than before.
    search
        How it ended.
    conflict
        Why there is no plan, where there is none.
    """

    run: str
    day: date
    moves: tuple[Move, ...]
    search: Search
    conflict: Conflict | None = None


def plan_again(
    engine: Engine, process: str, *, role: str, because: str, key: str, day: date | None = None
) -> PlannedAgain:
    """Plan a day again, because something has changed; what was decided for it no longer counts.

    If no plan keeps everything, nothing is written but that it was asked for, and the day stands as it was.

    Parameters
    ----------
    role
        Who asks; the process must name it under ``asked_by``.
    because
        The reason, kept in the ledger.
    key
        Of the request; the same key again is the same request, resent.
    day
        The school day; the latest that is decided if None.

    Raises
    ------
    Refused
        If the role may not ask, the process assigns no places, the request came before, or nobody of the day
        takes part any more.
    NotFound
        If the process is not in force, or has decided nothing for the day.
    """
    with engine.store.writing() as writing:
        asked = _asked_again(engine, writing, process, role, because, key, day)
    # On a snapshot, so that others can write meanwhile; what they change of the day counts.
    with engine.store.reading() as reading:
        made = asked.computed(engine, reading)
        if found_nothing(made.frame):
            conflict = of_frame(engine, reading, asked.definition, made.frame, asked.before.day)
            return PlannedAgain("", asked.before.day, (), _of_frame(made.frame), conflict)
    with engine.store.writing() as writing:
        if _standing(writing, asked.definition, asked.before.day) != asked.standing:
            asked = replace(asked, standing=_standing(writing, asked.definition, asked.before.day))
            made = asked.computed(engine, writing)
        if found_nothing(made.frame):
            return PlannedAgain("", asked.before.day, (), _of_frame(made.frame))
        store_run(engine, writing, made, asked.here.now)
        after = scheduled_by(writing, process, asked.before.day)
    return PlannedAgain(made.run, after.day, moves(asked.before.places, after.places), _of_frame(made.frame))


@dataclass(frozen=True, slots=True)
class _Again:
    """A day that is to be planned again: when it was asked, how the day was, and what stands for it."""

    here: Moment
    definition: Definition
    before: Scheduled
    standing: tuple[tuple[str, str], ...]
    occasion: str
    trigger: Mapping[str, Any]

    def computed(self, engine: Engine, reading: Reading) -> Judged:
        """Return the plan for whoever takes part now, whether or not there was a place for them before."""
        supersedes = tuple(decision for decision, _ in self.standing)
        cause = Cause(self.occasion, self.trigger, self.before.day, supersedes=supersedes)
        active = reading.table("students", {"active": True}, ["student"]).get_column("student")
        pairs = pairs_of(active.sort().to_list())
        made = compute(engine, reading, self.here, self.definition, pairs, cause)
        if made is None:
            what = f"nobody takes part in «{self.definition.id}» on {self.before.day} any more"
            raise Refused(Problem(what))
        return made


def _asked_again(
    engine: Engine, writing: Writing, process: str, role: str, because: str, key: str, day: date | None
) -> _Again:
    """Remember that somebody asks for a day to be planned again, once per key."""
    here = moment(engine, writing)
    definition = definition_in_force(engine, writing, process, here.now)
    _refuse_asking(definition, role)
    before = scheduled_by(writing, process, day)
    fact = {"process": process, "student": None, "given": None, "role": role, "because": because}
    name = f"asked again\x1f{process}\x1f{before.day}\x1f{key}"
    entry = engine.append(writing, [engine.draft("asked", here.now, fact, key=name)], here.now)[0]
    if entry is None:
        raise Refused(Problem(f"the day was planned again for «{key}» before", valid="a new key"))
    standing = _standing(writing, definition, before.day)
    trigger = {"asked": entry.sequence, "by": role}
    return _Again(here, definition, before, standing, f"again {before.day} {key}", trigger)


def _standing(reading: Reading, definition: Definition, day: date) -> tuple[tuple[str, str], ...]:
    """Return the decisions that stand for a day, with their states."""
    rows = reading.table("decisions", {"process": definition.id, "day": day}, ["id", "state"])
    return tuple(rows.filter(pl.col("state").is_in([*PLANNED, "asks"])).sort("id").iter_rows())


def _refuse_asking(definition: Definition, role: str) -> None:
    if definition.choose.how != "assign":
        raise Refused(Problem(f"«{definition.id}» chooses by {definition.choose.how} and assigns no places"))
    if role not in definition.trigger.asked_by:
        may = listed(definition.trigger.asked_by) or "nobody: it wakes by itself"
        raise Refused(Problem(f"the {role} cannot ask for «{definition.id}»", valid=may))


def _of_frame(frame: pl.DataFrame) -> Search:
    row = frame.row(0, named=True)
    return Search(row[STATUS], row[VALUE], row[BOUND], row[STEPS])


def moves(before: pl.DataFrame, after: pl.DataFrame) -> tuple[Move, ...]:
    """Return the students whose places differ, sorted; a student without places has none."""
    were, are = _held(before), _held(after)
    return tuple(
        Move(student, were.get(student, ()), are.get(student, ()))
        for student in sorted({*were, *are})
        if were.get(student, ()) != are.get(student, ())
    )


def _held(places: pl.DataFrame) -> dict[str, tuple[Seat, ...]]:
    held: dict[str, list[Seat]] = {}
    rows = places.sort("student", "option").select("student", "option", "teacher", "area")
    for student, *seat in rows.iter_rows():
        held.setdefault(student, []).append(Seat(*seat))
    return {student: tuple(seats) for student, seats in held.items()}
