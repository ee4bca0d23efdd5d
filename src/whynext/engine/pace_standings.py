"""Where students stand on the pace lines they follow, for people: units, work left, minutes a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from whynext.engine.pace import line_of, lines_of
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, Moment, in_force, moment
from whynext.engine.titles import titles_at
from whynext.planning.information import VALID
from whynext.planning.pace.line import PaceLine, suggested_day
from whynext.planning.pace.standing import standings, units
from whynext.planning.pace.work import NEEDS, at_most, remaining
from whynext.process.information import Asked

PROCESS = "pace-line"
"""The process of the handbook that decides what follows from a student's pace."""


@dataclass(frozen=True, slots=True)
class UnitPace:
    """One unit for one student: its day, whether it is passed, and until when it should be if it is not."""

    unit: str
    title: str
    day: date
    required: bool
    passed: bool
    suggested: date | None


@dataclass(frozen=True, slots=True)
class StudentPace:
    """Where a student stands on one pace line.

    Parameters
    ----------
    student, name, line, title
        Who, on which line.
    status
        ``off track`` with any required unit behind, else ``ahead`` with any passed before its day, else
        ``on track``.
    behind, ahead, passed, required
        Numbers of required units.
    share, share_due
        Of their weight that is passed: of all, and of those whose day is over (None if there is none).
    expected, low, high
        Minutes of work left, and bounds that it keeps within in four of five cases.
    days, minutes_a_day
        School days left, today among them, and the minutes a day that the work needs.
    budget
        The minutes a day that the line gives; None if nobody said.
    decision, decided
        The latest decision of the process that acts on pace, and what it chose; None if there is none.
    units
        Each unit.
    """

    student: str
    name: str
    line: str
    title: str
    status: str
    behind: int
    ahead: int
    passed: int
    required: int
    share: float
    share_due: float | None
    expected: float
    low: float
    high: float
    ends: date
    days: int
    minutes_a_day: float
    budget: float | None
    decision: str | None
    decided: str | None
    units: tuple[UnitPace, ...]


LIKELY = 0.9
"""Nine in ten need no more than the upper bound, and nine in ten no less than the lower, by the normal
distribution; in simulated schools four in five or more lie between (``tests/planning/pace``)."""


def paces_of(engine: Engine, students: Sequence[str], line: str = "") -> list[StudentPace]:
    """Return where students stand on the lines they follow, by the bars of the process that acts on pace.

    Raises
    ------
    NotFound
        If there is no such line.
    """
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        if line:
            line_of(reading, line)
        asked = _asked(engine, reading, here, list(students), line)
        each = units(asked)
        rows = standings(asked).join(_work(asked), on=["student", "line"], how="left").sort("line", "student")
        if rows.is_empty():
            return []
        names = reading.table("students", {"student": list(students)})
        name_of = dict(names.select("student", "name").iter_rows())
        decided = _decided(reading, list(students))
        lines, titles = lines_of(reading), _unit_titles(reading, lines_of(reading))
        return [
            _pace(row, name_of, lines[row["line"]], _units(each, row, titles, here.today), decided)
            for row in rows.iter_rows(named=True)
        ]


def _asked(engine: Engine, reading: Reading, here: Moment, students: list[str], line: str) -> Asked:
    rows = pl.DataFrame({"student": students}, schema={"student": pl.String()})
    names = dict.fromkeys((*NEEDS, "profile"))
    sources = {name: engine.source(reading, here.school, name, students) for name in names}
    return Asked(rows, sources, {"line": line, **bars(engine, reading, here)}, here.now, here.today)


def bars(engine: Engine, reading: Reading, here: Moment) -> dict[str, float | str | bool]:
    """Return from when on a unit counts as passed, as the process in force has it, or as is usual."""
    usual = engine.catalogue.information["units_behind"].arguments
    found: dict[str, float | str | bool] = {
        name: each.default for name, each in usual.items() if each.default is not None
    }
    process = in_force(engine, reading, here.now).get(PROCESS)
    for use in process.information if process else ():
        if process and use.name == "units_behind":
            found |= process.arguments(use)
    return found


def _work(asked: Asked) -> pl.DataFrame:
    expected, variance = pl.col("expected"), pl.col("variance")
    high = at_most(expected, variance, LIKELY)
    return remaining(asked).select(
        "student", "line", "expected", "days", high=high, low=(2 * expected - high).clip(lower_bound=0.0)
    )


def _decided(reading: Reading, students: list[str]) -> dict[str, tuple[str, str]]:
    """Return the latest decision about pace of each student that holds, and what was chosen."""
    rows = reading.table("decisions", {"process": PROCESS, "student": students}).sort("sequence", "ordinal")
    held = [row for row in rows.iter_rows(named=True) if row["state"] in VALID]
    chosen = {row["student"]: (row["id"], json.loads(row["chosen"])) for row in held}
    return {student: (id_, options[0]) for student, (id_, options) in chosen.items() if options}


def _unit_titles(reading: Reading, lines: Mapping[str, PaceLine]) -> dict[tuple[str, str], str]:
    """Return what units are called; one without a title is called like what is to be passed for it."""
    parts = {
        name: {each for line in lines.values() for unit in line.units for each in getattr(unit, name)}
        for name in ("skills", "objects")
    }
    called = {
        **titles_at(reading, "skills", parts["skills"], None),
        **titles_at(reading, "learning_objects", parts["objects"], None),
    }
    return {
        (line.id, unit.id): unit.title
        or ", ".join(called.get(each, each) for each in (*unit.skills, *unit.objects))
        for line in lines.values()
        for unit in line.units
    }


def _units(
    every: pl.DataFrame, row: Mapping[str, Any], titles: Mapping[tuple[str, str], str], today: date
) -> tuple[UnitPace, ...]:
    mine = every.filter(student=row["student"], line=row["line"]).sort("position")
    return tuple(
        UnitPace(
            unit["unit"],
            titles[row["line"], unit["unit"]],
            unit["day"],
            unit["required"],
            unit["passed"],
            None if unit["passed"] else suggested_day(unit["day"], today),
        )
        for unit in mine.iter_rows(named=True)
    )


def _pace(
    row: Mapping[str, Any],
    names: Mapping[str, str],
    line: PaceLine,
    each: tuple[UnitPace, ...],
    decided: Mapping[str, tuple[str, str]],
) -> StudentPace:
    counts = {name: int(row[name]) for name in ("behind", "ahead", "passed", "required", "days")}
    status = "off track" if counts["behind"] else "ahead" if counts["ahead"] else "on track"
    decision, chosen = decided.get(row["student"], (None, None))
    return StudentPace(
        student=row["student"],
        name=names.get(row["student"], row["student"]),
        line=line.id,
        title=line.title,
        status=status,
        share=row["share"],
        share_due=row["share_due"],
        expected=row["expected"],
        low=row["low"],
        high=row["high"],
        ends=row["ends"],
        **counts,
        minutes_a_day=row["expected"] / max(counts["days"], 1),
        budget=line.minutes,
        decision=decision,
        decided=chosen,
        units=each,
    )
