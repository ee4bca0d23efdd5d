"""Halls: stated as facts, noted upon day by day; what decisions say of their students' skills and past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, listed, nearest
from whynext.base.facts import canonical
from whynext.engine import titles
from whynext.engine.noting import Door, checked
from whynext.engine.ports import HALL_NOTES, HALLS, Reading, School
from whynext.engine.school import Engine, Moment, in_force, moment
from whynext.engine.seats import PLANNED, frame_of, seats_of
from whynext.ledger.entry import instant
from whynext.planning.information import VALID
from whynext.planning.schedule import sessions
from whynext.planning.schedule.hall import Hall as Hall
from whynext.planning.schedule.information import COMPUTED as DECLARED
from whynext.planning.schedule.notes import OPEN, TAKES_BACK, Kind, Note, holding
from whynext.planning.schedule.reading import Known, read
from whynext.roster.information import held_on

STATED, NOTED = "hall_stated", "hall_noted"
"""Kinds of facts: a hall is as a document says; something is noted of its days."""

SESSION = "session"
"""What processes decide upon that put students into a hall's sessions."""


# Stating --------------------------------------------------------------------------------------------------


def state_hall(engine: Engine, text: str, *, by: str, name: str = "hall.toml") -> Hall:
    """Take in a hall, in the place of the one of the same id; stated as it is already, it adds nothing.

    Parameters
    ----------
    text
        The document, TOML.
    by
        Who says so.
    name
        What the file is called, for messages.

    Raises
    ------
    Refused
        With everything that is wrong; nothing is then taken.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        hall = read(text, name, _known(engine, writing, here))
        data = hall.as_data()
        if halls_of(writing).get(hall.id) == hall:
            return hall
        content = {"hall": data, "by": by}
        entry = engine.append(writing, [engine.draft(STATED, here.now, content)], here.now)[0]
        assert entry is not None  # without a key nothing is a resend
        writing.upsert("halls", hall_row(content, instant(entry.at), entry.sequence))
        titles.name(writing, sessions.TITLES, sessions.titles_of([hall]), entry.sequence)
    return hall


def hall_row(content: Mapping[str, Any], at: datetime, sequence: int) -> pl.DataFrame:
    """Return the derived row of a hall."""
    hall = content["hall"]
    row = (hall["id"], canonical(hall).decode(), content["by"], at, sequence)
    return pl.DataFrame([row], schema=HALLS, orient="row")


def halls_of(reading: Reading) -> dict[str, Hall]:
    """Return the halls of a school, by id."""
    rows = reading.table("halls").sort("hall")
    return {hall: Hall.of_text(content) for hall, content in rows.select("hall", "content").iter_rows()}


def hall_of(reading: Reading, hall: str = "") -> Hall:
    """Return a hall; the only one, if none is named.

    Raises
    ------
    NotFound
        If there is no such hall, or none is named and there are several.
    """
    held = halls_of(reading)
    if not hall and len(held) == 1:
        return next(iter(held.values()))
    if hall in held:
        return held[hall]
    what = f"there is no hall «{hall}»" if hall or not held else "it is not said which hall is meant"
    what = "no hall is stated yet" if not held else what
    valid = nearest(hall, held) or listed(held)
    raise NotFound(Problem(what, valid=valid, next_step="«whynext hall state FILE» states one"))


def _known(engine: Engine, reading: Reading, here: Moment) -> Known:
    """Return what a hall of this school may name."""
    skills = reading.table("competencies", {"kind": "skill"}, ["id", "strand"])
    present = in_force(engine, reading, here.now).values()
    objects = reading.tally("learning_objects", ["modality"]).get_column("modality").drop_nulls()
    return Known(
        sections=set(reading.table("sections", {"active": True}, ["id"]).get_column("id")),
        processes={each.id for each in present if each.decides == "skill"},
        skills=set(skills.get_column("id")),
        strands=set(skills.get_column("strand").drop_nulls()),
        objects=set(objects),
        others=tuple(halls_of(reading).values()),
    )


def session_minutes(reading: Reading, options: Collection[str]) -> dict[str, float]:
    """Return how long those of some options are that are sessions of a hall."""
    parts = {each: found for each in options if (found := sessions.parts_of(each)) is not None}
    periods = [period for hall in (halls_of(reading) if parts else {}).values() for period in hall.periods]
    minutes = {period.name: period.minutes for period in periods}
    return {each: minutes[found[0]] for each, found in parts.items() if found[0] in minutes}


def students_of(engine: Engine, reading: Reading, hall: Hall) -> list[str]:
    """Return who attends a hall today, sorted."""
    today = moment(engine, reading).today
    there = held_on(today) & pl.col("section").is_in(list(hall.sections))
    return reading.source("enrolments").filter(there).get_column("student").unique().sort().to_list()


# Noting ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted: each note with its hall and ledger entry; and how many were known already."""

    notes: tuple[tuple[str, Note, int], ...]
    known: int


def note(engine: Engine, notes: Sequence[Note], *, by: str, because: str, hall: str = "") -> Noted:
    """Note something of the days of a hall: all of it, or nothing.

    Parameters
    ----------
    notes
        What (:mod:`whynext.planning.schedule.notes`); later ones correct earlier ones.
    by, because
        Who says so, and why.
    hall
        Which; if empty, every hall that the names of a note are of.

    Raises
    ------
    Refused
        With everything that is unknown or contradicts itself or what was noted before.
    """
    found = Collector()
    if not by.strip():
        found.add("nobody is named who says so", where="by", next_step="a role and an id: «teacher t01»")
    if not because.strip():
        found.add("no reason is given", where="because", next_step="a sentence that a family could read")
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        held = halls_of(writing)
        if hall or not held:
            held = {each.id: each for each in [hall_of(writing, hall)]}
        new, known = checked(_door(writing, held, here), notes, found)
        found.refuse_if_any()
        contents = [{"hall": at, "note": each.as_data(), "by": by, "because": because} for at, each in new]
        students = set(writing.table("students", columns=["student"]).get_column("student"))
        drafts = [
            engine.draft(NOTED, here.now, content, subject=each.person if each.person in students else "")
            for content, (_, each) in zip(contents, new, strict=True)
        ]
        entries = engine.append(writing, drafts, here.now)
        rows, told = [], []
        for content, (at, each), entry in zip(contents, new, entries, strict=True):
            assert entry is not None  # without a key nothing is a resend
            rows.append(note_row(content, instant(entry.at), entry.sequence))
            told.append((at, each, entry.sequence))
        if rows:
            writing.upsert("hall_notes", pl.concat(rows))
    return Noted(tuple(told), known)


def note_row(content: Mapping[str, Any], at: datetime, sequence: int) -> pl.DataFrame:
    """Return the derived row of a note."""
    said = Note.of_data(content["note"])
    row = {
        **{name: getattr(said, name, None) or None for name in HALL_NOTES},
        **{name: content[name] for name in ("hall", "by", "because")},
        "kind": said.kind.value,
        "until": None if said.until == OPEN else said.until,
        "at": at,
        "sequence": sequence,
    }
    return pl.DataFrame([row], schema=HALL_NOTES)


def note_of(kind: str, day: date, until: date | None = None, **names: str) -> Note:
    """Return a note by the word for its kind, such as "absent".

    Parameters
    ----------
    day, until
        From which day to which. If `until` is None it is the same day, but for who is kept apart: that holds
        until it is taken back.
    names
        Person, other, area, period, modality, skill; whichever matter.
    """
    of_two = kind in (Kind.APART, Kind.TOGETHER)
    return Note(Kind(kind), day, until or (OPEN if of_two else day), **names)


def notes_on(engine: Engine, reading: Reading, day: date) -> list[dict[str, Any]]:
    """Return what holds on a day, as it is known now: what was taken back is left out.

    Returns
    -------
    list of dict
        The columns of :data:`whynext.engine.ports.HALL_NOTES`, in the order in which it was noted; and in
        ``period`` all periods in which it holds, None where it is not said of periods.
    """
    now = moment(engine, reading).now
    periods = sessions.periods_of(reading.source("halls"))
    notes = reading.source("hall_notes")
    told = {row["sequence"]: row for row in notes_of(reading).iter_rows(named=True)}
    found: dict[int, list[str]] = {}
    for family in (each for each in Kind if each not in TAKES_BACK):
        held = holding(notes, family, day, now, periods)
        for sequence, period in held.select("sequence", "period").iter_rows():
            found.setdefault(sequence, []).extend([period] if period else [])
    order = {name: place for place, name in enumerate(periods.get_column("period").to_list())}
    return [
        {**told[sequence], "period": " ".join(sorted(found[sequence], key=order.__getitem__)) or None}
        for sequence in sorted(found)
    ]


def _door(reading: Reading, held: Mapping[str, Hall], here: Moment) -> Door:
    objects = reading.source("learning_objects")
    choosy = [
        (hall.id, each) for hall in held.values() for each in hall.modalities if each.objects is not None
    ]
    skills = reading.table("competencies", {"kind": "skill"}, ["id"]).get_column("id").to_list()
    places = reading.source("enrolments", where=None)
    return Door(
        halls=held,
        places=places,
        skills=frozenset(skills),
        offered=frozenset(sessions.offered(choosy, objects).iter_rows()),
        notes=reading.source("hall_notes"),
        now=here.now,
    )


def notes_of(reading: Reading, hall: str = "") -> pl.DataFrame:
    """Return what is noted of the days of a hall, or of all, in the order in which it was."""
    return reading.table("hall_notes", {"hall": hall} if hall else None).sort("sequence")


# What may be asked ----------------------------------------------------------------------------------------


def hall_skills(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``hall_skills``: the skills that each hall's process decided last."""
    del engine, school
    schema = dict(DECLARED["hall_skills"])
    found = [
        _decided_last(reading, hall.skills_from, students).select(
            pl.lit(hall.id).alias("hall"), *list(schema)[1:]
        )
        for hall in halls_of(reading).values()
    ]
    return pl.concat([pl.DataFrame(schema=schema), *(each.cast(schema) for each in found)])  # type: ignore[arg-type]


def _decided_last(reading: Reading, process: str, students: list[str] | None) -> pl.DataFrame:
    """Return what a process's latest valid decision gave each student: columns student, skill, rank."""
    where: dict[str, Any] = {"process": process}
    if students is not None:
        where["student"] = students
    latest = reading.source("latest_decisions", students, where={"process": process})
    last = latest.select("student", "sequence")
    runs = last.get_column("sequence").unique().to_list()
    columns = ["student", "state", "sequence", "ordinal", "chosen"]
    rows = reading.table("decisions", {**where, "sequence": runs}, columns) if runs else pl.DataFrame()
    if not len(rows):
        return pl.DataFrame(schema={"student": pl.String, "skill": pl.String, "rank": pl.Int64})
    valid = rows.join(last, on=["student", "sequence"], how="semi").filter(pl.col("state").is_in(VALID))
    others = last.join(valid, on="student", how="anti").get_column("student").to_list()
    if others:  # whose latest decision does not hold: the latest that does
        earlier = reading.table("decisions", {**where, "student": others, "state": list(VALID)}, columns)
        newest = earlier.filter(pl.col("sequence") == pl.col("sequence").max().over("student"))
        valid = pl.concat([valid, newest])
    chosen = pl.col("chosen").str.json_decode(pl.List(pl.String()))
    each = valid.sort("student", "ordinal").with_columns(chosen.alias("skill")).explode("skill")
    each = each.filter(pl.col("skill").is_not_null()).unique(
        ["student", "skill"], keep="first", maintain_order=True
    )
    return each.select("student", "skill", pl.int_range(pl.len()).over("student").alias("rank"))


def hall_past(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``hall_past``: the sessions that decisions gave, the latest of each period."""
    del school
    schema = dict(DECLARED["hall_past"])
    deciding = sorted(set(_deciding_sessions(engine, reading)))
    if not deciding:
        return pl.DataFrame(schema=schema)
    made = reading.source("decided", students, where={"process": deciding, "state": list(PLANNED)})
    if not len(made):
        return pl.DataFrame(schema=schema)
    parts = sessions.apart(made.get_column("option"))
    found = made.select("student", "option", "state", "day", "at").hstack(parts)
    found = found.filter(pl.col("period").is_not_null())
    last = found.sort("at", maintain_order=True).unique(
        ["student", "day", "period"], keep="last", maintain_order=True
    )
    latest = last.get_column("day").max()
    served = _served(reading, deciding, latest, last.filter(pl.col("day") == latest))
    last = last.join(served, on=["student", "option", "day"], how="left", maintain_order="left")
    return last.select(list(schema))


def _served(reading: Reading, deciding: list[str], day: Any, planned: pl.DataFrame) -> pl.DataFrame:
    """Return who leads the sessions planned for a day, and where: student, option, day, led_by, held_in."""
    runs = reading.table("decisions", {"process": deciding, "day": day}, ["run", "sequence"]).unique()
    seats: dict[tuple[str, str], dict[str, Any]] = {}
    for run in runs.sort("sequence").get_column("run"):
        seats.update(seats_of(frame_of(reading, run)))
    rows = [
        (*key, day, *(seats.get(key, {}).get(name) for name in ("teacher", "area")))
        for key in planned.select("student", "option").unique(maintain_order=True).iter_rows()
    ]
    schema = dict.fromkeys(("student", "option", "day", "led_by", "held_in"), pl.String) | {"day": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _deciding_sessions(engine: Engine, reading: Reading) -> Iterable[str]:
    for row in engine.published(reading):
        name = f"{row['process']} version {row['version']}"
        if engine.definition(row["text"], row["digest"], name).decides == SESSION:
            yield row["process"]


COMPUTED = {"hall_skills": hall_skills, "hall_past": hall_past}
"""The sources that are worked out here, by name."""
