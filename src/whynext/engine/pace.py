"""Pace lines of a school: stated, moved, withdrawn, each as a fact; and the sources that follow from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, Refused, listed, nearest
from whynext.base.facts import canonical
from whynext.engine.ports import PACE_DAYS, PACE_LINES, Reading, School, Writing
from whynext.engine.school import Engine, moment
from whynext.engine.statuses import refuse_unknown
from whynext.planning.pace.line import PaceLine, faults, planned_days
from whynext.planning.pace.reading import read_line
from whynext.planning.pace.standing import COMPUTED as DECLARED

STATED, MOVED, WITHDRAWN = "pace_stated", "pace_moved", "pace_withdrawn"
"""Kinds of facts about pace."""


def line_from(text: str, *, name: str) -> PaceLine:
    """Return the pace line written in a TOML text; see :func:`whynext.planning.pace.reading.read_line`."""
    return read_line(text, name=name)


# What is said of lines ------------------------------------------------------------------------------------


def state_line(engine: Engine, line: PaceLine, *, by: str, because: str = "") -> bool:
    """Put a pace line in force, in the place of one of the same id; return whether that is news.

    Days that were given to single students stay.

    Raises
    ------
    Refused
        With everything that is wrong: units without a day in the line, unknown skills, objects, sections.
    """
    with engine.store.writing() as writing:
        found = Collector(faults(line, f"line «{line.id}»"))
        found.extend(_unknown(writing, line))
        found.refuse_if_any()
        if lines_of(writing).get(line.id) == line:
            return False
        _say(engine, writing, STATED, {"line": line.as_data(), "by": by, "because": because})
    return True


def withdraw_line(engine: Engine, line: str, *, by: str, because: str) -> None:
    """Take a pace line out of force.

    Raises
    ------
    NotFound
        If there is none of this id.
    """
    with engine.store.writing() as writing:
        line_of(writing, line)
        _say(engine, writing, WITHDRAWN, {"line": line, "by": by, "because": because})


def move_unit(
    engine: Engine, line: str, unit: str, day: date, *, by: str, because: str, student: str = ""
) -> PaceLine:
    """Give a unit another day, for all or for one student; the days of other units stay as they are.

    Raises
    ------
    NotFound
        If there is no such line, unit or student.
    Refused
        If the day lies outside of the line; for one student, if it is earlier than the day of the others.
    """
    with engine.store.writing() as writing:
        present = line_of(writing, line)
        ids = [each.id for each in present.units]
        if unit not in ids:
            what = f"the line «{line}» has no unit «{unit}»"
            raise NotFound(Problem(what, valid=nearest(unit, ids) or listed(ids)))
        days = planned_days(present, moment(engine, writing).holidays)
        if student:
            _move_for_one(engine, writing, present, unit, days[ids.index(unit)], day, student, by, because)
            return present
        pinned = tuple(
            replace(each, by=day if each.id == unit else planned)
            for each, planned in zip(present.units, days, strict=True)
        )
        moved = replace(present, units=pinned)
        Collector(faults(moved, f"line «{line}»")).refuse_if_any()
        _say(engine, writing, STATED, {"line": moved.as_data(), "by": by, "because": because})
        return moved


def _move_for_one(
    engine: Engine,
    writing: Writing,
    line: PaceLine,
    unit: str,
    planned: date,
    day: date,
    student: str,
    by: str,
    because: str,
) -> None:
    refuse_unknown(writing, student)
    if day < planned:
        raise Refused(
            Problem(
                f"{day.isoformat()} is earlier than the day of the others, {planned.isoformat()}",
                where=f"line «{line.id}», unit «{unit}», student «{student}»",
                valid="that day or a later one: nobody gets an earlier day for having been fast",
            )
        )
    said = {"line": line.id, "unit": unit, "student": student, "day": day.isoformat()}
    _say(engine, writing, MOVED, {**said, "by": by, "because": because}, subject=student)


def _say(
    engine: Engine, writing: Writing, kind: str, content: Mapping[str, Any], *, subject: str = ""
) -> None:
    now = moment(engine, writing).now
    entry = engine.append(writing, [engine.draft(kind, now, content, subject=subject)], now)[0]
    assert entry is not None  # without a key nothing is a resend
    table, row = derived(kind, content, entry.sequence)
    writing.upsert(table, row)


def derived(kind: str, content: Mapping[str, Any], sequence: int) -> tuple[str, pl.DataFrame]:
    """Return what follows from a fact about pace: a table, and a row of it."""
    if kind == MOVED:
        said = {name: content[name] for name in ("line", "unit", "student")}
        row: dict[str, Any] = {**said, "day": date.fromisoformat(content["day"]), "sequence": sequence}
        return "pace_days", pl.DataFrame([row], schema=PACE_DAYS)
    line = content["line"]
    held = None if kind == WITHDRAWN else canonical(line).decode()
    row = {"line": line if held is None else line["id"], "content": held, "sequence": sequence}
    return "pace_lines", pl.DataFrame([row], schema=PACE_LINES)


def lines_of(reading: Reading) -> dict[str, PaceLine]:
    """Return the pace lines in force, by id."""
    held = reading.table("pace_lines").drop_nulls("content").sort("line").get_column("content").to_list()
    lines = [PaceLine.of_data(json.loads(each)) for each in held]
    return {each.id: each for each in lines}


def line_of(reading: Reading, line: str) -> PaceLine:
    """Return the pace line of this id.

    Raises
    ------
    NotFound
        If none is in force, with the nearest that is.
    """
    lines = lines_of(reading)
    if line not in lines:
        valid = nearest(line, lines) or listed(lines) or "none is stated yet"
        step = "state it: «whynext pace state FILE»"
        raise NotFound(Problem(f"there is no pace line «{line}»", valid=valid, next_step=step))
    return lines[line]


def _unknown(reading: Reading, line: PaceLine) -> list[Problem]:
    """Return what a line names that the school does not have."""
    found = Collector()
    skills = [(each, f"unit «{unit.id}»") for unit in line.units for each in unit.skills]
    things = [(each, f"unit «{unit.id}»") for unit in line.units for each in unit.objects]
    sections = [(each, "sections") for each in line.sections]
    mapped = reading.table("competencies", {"kind": "skill"}).get_column("id").to_list()
    for what, named, known in (
        ("skill", skills, mapped),
        ("learning object", things, reading.table("learning_objects").get_column("id").to_list()),
        ("section", sections, reading.table("sections").get_column("id").to_list()),
    ):
        there = set(known)
        for each, where in named:
            if each not in there:
                said = f"there is no {what} «{each}»"
                found.add(
                    said, where=f"line «{line.id}», {where}", valid=nearest(each, known), kind="unknown id"
                )
    return found.problems


# What may be asked ----------------------------------------------------------------------------------------


def pace_units(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``pace_units``."""
    del engine, students
    holidays = [date.fromisoformat(day) for day in school.holidays]
    rows = [
        {
            **{name: getattr(unit, name) for name in ("weight", "required")},
            **{name: getattr(line, name) for name in ("starts", "ends", "minutes")},
            "line": line.id,
            "section": section,
            "unit": unit.id,
            "position": place,
            "day": day,
        }
        for line in lines_of(reading).values()
        for place, (unit, day) in enumerate(zip(line.units, planned_days(line, holidays), strict=True))
        for section in line.sections
    ]
    return pl.DataFrame(rows, schema=dict(DECLARED["pace_units"]))


def pace_parts(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``pace_parts``."""
    del engine, school, students
    rows = [
        (line.id, unit.id, skill, thing)
        for line in lines_of(reading).values()
        for unit in line.units
        for skill, thing in (
            *((each, None) for each in unit.skills),
            *((None, each) for each in unit.objects),
        )
    ]
    return pl.DataFrame(rows, schema=dict(DECLARED["pace_parts"]), orient="row")


def pace_days(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``pace_days``."""
    del engine, school
    where = None if students is None else {"student": students}
    return reading.table("pace_days", where, list(DECLARED["pace_days"]))


def school_holidays(
    engine: Engine, reading: Reading, school: School, students: list[str] | None
) -> pl.DataFrame:
    """Return the source ``school_holidays``."""
    del engine, reading, students
    days = [date.fromisoformat(day) for day in school.holidays]
    return pl.DataFrame({"day": days}, schema=dict(DECLARED["school_holidays"]))


def carried_out(engine: Engine, reading: Reading, school: School, students: list[str] | None) -> pl.DataFrame:
    """Return the source ``carried_out``."""
    del engine, school
    done = reading.source("decided", students, where={"state": "carried out"})
    return done.select("student", pl.col("option").alias("object")).unique(maintain_order=True)


def times_of_all(
    engine: Engine, reading: Reading, school: School, students: list[str] | None
) -> pl.DataFrame:
    """Return the source ``times_of_all``: of everybody, whoever is asked about."""
    del students
    best = engine.source(reading, school, "best_estimates", None).select("student", "skill", "best")
    times = reading.source("time_on_skills").join(best, on=["student", "skill"], how="left")
    return times.sort("student", "skill").select("skill", "minutes", pl.col("best").fill_null(0.0))


COMPUTED = {
    each.__name__: each
    for each in (pace_units, pace_parts, pace_days, school_holidays, carried_out, times_of_all)
}
"""The sources that are worked out here, by name."""
