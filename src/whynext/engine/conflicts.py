"""Conflicts: why there is no plan, told from the record of the run that looked for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused
from whynext.engine.decide import unpack
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, definition_of
from whynext.engine.titles import titles
from whynext.process.assigning.deciding import STATUS
from whynext.process.assigning.instance import Of, Status
from whynext.process.assigning.wording import Wording
from whynext.process.definition import Definition
from whynext.process.run import plan_of

if TYPE_CHECKING:
    from whynext.process.assigning.relaxing import Relaxation


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that cannot be kept together with the others: in words, and who may give way in it."""

    says: str
    by: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way to make a plan possible.

    Parameters
    ----------
    changes
        What is given up, in words, each with who may do so.
    price
        What it is said to cost; None if nobody has put a price on a part of it.
    """

    changes: tuple[Kept, ...]
    price: float | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why there is no plan for a day.

    Parameters
    ----------
    process, run, day
        Which run looked for one.
    together
        What cannot all be kept; without any one of it the rest could be.
    students
        Of whom it is said, among that, that they get their places.
    minimal
        Whether it is proved that none of it is needless, nor any of the students.
    by_line
        Whether it is proved that nothing that is told is needless as a whole, nor all the students.
    where
        The only slot in which it cannot be kept, such as "period 1", whatever is done in the others; empty
        if it is not one.
    ways
        What would make a plan possible, the cheapest first; each was tried.
    """

    process: str
    run: str
    day: date
    together: tuple[Kept, ...]
    students: tuple[str, ...]
    minimal: bool
    by_line: bool
    where: str
    ways: tuple[WayOut, ...]


def conflict(engine: Engine, process: str, day: date | None = None) -> Conflict:
    """Return why the latest run of a process for a day found no plan.

    Parameters
    ----------
    process
        One that assigns places.
    day
        The school day; the latest that was decided for if None.

    Raises
    ------
    NotFound
        If the process has decided nothing for the day.
    Refused
        If there is a plan.
    """
    with engine.store.reading() as reading:
        return conflict_by(engine, reading, process, day)


def conflict_by(engine: Engine, reading: Reading, process: str, day: date | None) -> Conflict:
    """Return why there is no plan, as a store holds it; see :func:`conflict`."""
    where: dict[str, Any] = {"process": process} if day is None else {"process": process, "day": day}
    rows = reading.table("decisions", where).filter(pl.col("state") == "asks").sort("day", "sequence")
    if len(rows) == 0:
        raise NotFound(
            Problem(f"no day of «{process}» asks for anything", next_step="see «whynext schedule show»")
        )
    row = rows.row(-1, named=True)
    stored = reading.run(row["run"])
    if stored is None or stored.frame is None:
        raise NotFound(Problem(f"the record of run {row['run']} is no longer kept"))
    frame = unpack(stored.frame)
    if STATUS not in frame.columns or frame.get_column(STATUS)[0] not in (
        Status.IMPOSSIBLE,
        Status.NOT_FOUND,
    ):
        raise Refused(Problem(f"there is a plan for {row['day']}", next_step="see «whynext schedule show»"))
    definition = definition_of(engine, reading, row["process"], row["version"])
    return of_frame(engine, reading, definition, frame, row["day"], row["run"], row["sequence"])


def of_frame(
    engine: Engine,
    reading: Reading,
    definition: Definition,
    frame: pl.DataFrame,
    day: date,
    run: str = "",
    sequence: int | None = None,
) -> Conflict:
    """Return why there is no plan for what a judged frame holds.

    Parameters
    ----------
    run, sequence
        Of the record, if it is one: titles are those of then.
    """
    considered = frame.get_column("option").drop_nulls().unique().sort().to_list()
    names = titles(reading, engine.catalogue, definition, considered, None, sequence=sequence)
    formed, _ = plan_of(definition, frame)
    return conflict_of(Wording(definition, formed, names, people_of(reading)), day, run)


def people_of(reading: Reading) -> dict[str, str]:
    """Return what students are called, by id."""
    rows = reading.table("students", columns=["student", "name"])
    return {student: name or student for student, name in rows.iter_rows()}


def conflict_of(wording: Wording, day: date, run: str = "") -> Conflict:
    """Return what cannot be kept together in an assignment, whose places that is about, and ways out."""
    from whynext.process.assigning.beginning import only_slot
    from whynext.process.assigning.conflict import binding
    from whynext.process.assigning.parts import every_part
    from whynext.process.assigning.relaxing import relaxations

    instance = wording.formed.instance
    found = binding(instance)
    parts = found.parts if found is not None else ()
    students = tuple(wording.person(part.which) for part in parts if part.of is Of.WANTED)
    others = [part for part in parts if part.of is not Of.WANTED]
    together = [Kept(says, by) for says, by in wording.together(others)]
    prices = {part: way.price for part in every_part(instance) if (way := wording.way(part)).by}
    ways = relaxations(instance, prices, among=parts or None)
    slot = only_slot(instance, frozenset(parts))
    return Conflict(
        process=wording.definition.id,
        run=run,
        day=day,
        together=tuple(together),
        students=students,
        minimal=found is not None and found.minimal,
        by_line=found is not None and found.by_line,
        where="" if slot is None else wording.slot(slot),
        ways=tuple(_way_out(wording, each) for each in ways[:_WAYS]),
    )


_WAYS = 6  # so many ways out are told


def _way_out(wording: Wording, way: Relaxation) -> WayOut:
    """Return a way out in words."""
    changes = tuple(Kept(says, by) for says, by in wording.given_up(way.excess))
    return WayOut(changes, None if way.asks else way.cost)
