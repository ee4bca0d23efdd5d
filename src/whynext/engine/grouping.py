"""The groups a process has made: how they are composed now, who moved, and until when they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused, listed
from whynext.engine.decide import effective, unpack
from whynext.engine.groups import groups_of
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, definition_of, in_force, moment
from whynext.planning.grouping import Composed, Member, composed
from whynext.planning.grouping import Group as Group
from whynext.planning.grouping import Measure as Measure
from whynext.process.assigning.deciding import BOUND, VALUE
from whynext.process.composition import composition_column
from whynext.process.definition import Definition
from whynext.process.grouping.deciding import CONFLICT, conflict_read
from whynext.process.grouping.wording import conflict_said, relief_said
from whynext.process.rules import LARGEST, SMALLEST
from whynext.process.run import RANK


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one run.

    Parameters
    ----------
    process, version, title
        Which process made them.
    given
        What they are for; None if for nothing in particular.
    run
        Its id.
    day
        The school day from which they hold.
    today
        Of the school.
    composed
        How they are composed, with what persons have changed since.
    without
        Students of the run who are in no group: somebody is asked.
    impossible
        Why there are none, in sentences; empty where there are some.
    names
        Of the students.
    worth, bound
        What the groups were worth as they were made, in points, and what no grouping is worth more than; None
        where there are none, or where the record does not say.
    """

    process: str
    version: int
    title: str
    given: str | None
    run: str
    day: date
    today: date
    composed: Composed
    without: tuple[str, ...]
    impossible: tuple[str, ...]
    names: dict[str, str]
    worth: float | None = None
    bound: float | None = None


def groups_now(engine: Engine, process: str, *, given: str | None = None, by: str = "") -> Groups:
    """Return the groups that a process has last made, as they are now.

    Parameters
    ----------
    process
        Its id.
    given
        For what, where the process decides for something; None for the last run of any.
    by
        ``section``, ``grade`` or a word recorded of students: subgroups to count in every group.

    Raises
    ------
    NotFound
        If the process is not published, or has made no groups yet.
    Refused
        If it does not put students into groups.
    """
    subgroups = groups_of(engine, by) if by else {}
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        _refuse_others(engine, reading, process)
        made = reading.table("decisions", {"process": process})
        mine = made if given is None else made.filter(pl.col("given") == given)
        if mine.is_empty():
            what = f"«{process}» has made no groups yet{f' for «{given}»' if given else ''}"
            raise NotFound(Problem(what, next_step="they come when it is due: «whynext tick»"))
        last = mine.filter(pl.col("sequence") == pl.col("sequence").max())
        run, version = str(last.get_column("run")[0]), int(last.get_column("version")[0])
        definition = definition_of(engine, reading, process, version)
        stored = reading.run(run)
        if stored is None or stored.frame is None:
            raise NotFound(Problem(f"the record of run {run} is no longer kept"))
        frame = unpack(stored.frame)
        here_given = last.get_column("given")[0]
        history = made.filter(pl.col("given").eq_missing(pl.lit(here_given, pl.String)))
        members = _members(definition, last, history, frame, subgroups, here.today)
        students = reading.table("students", {"student": last.get_column("student").to_list()})
        placed = {each.student for each in members}
        worth, bound = _proved(frame, here_given)
        return Groups(
            process=process,
            version=version,
            title=definition.title,
            given=here_given,
            run=run,
            day=last.get_column("day")[0],
            today=here.today,
            composed=composed(members, definition.composition, definition.values, _sizes(frame)),
            without=tuple(s for s in last.get_column("student").to_list() if s not in placed),
            impossible=_impossible(definition, frame),
            names={
                row["student"]: str(row["name"] or row["student"]) for row in students.iter_rows(named=True)
            },
            worth=worth,
            bound=bound,
        )


def _refuse_others(engine: Engine, reading: Reading, process: str) -> None:
    definition = definition_of(engine, reading, process)
    if definition.choose.how != "group":
        known = in_force(engine, reading, moment(engine, reading).now).values()
        grouping = listed(each.id for each in known if each.choose.how == "group")
        valid = grouping or "no process in force does"
        raise Refused(Problem(f"«{process}» does not put students into groups", valid=valid))


def _members(
    definition: Definition,
    last: pl.DataFrame,
    history: pl.DataFrame,
    frame: pl.DataFrame,
    subgroups: Any,
    today: date,
) -> list[Member]:
    """Return who is in which group now, with what was seen of them when groups were made."""
    columns = [composition_column(index) for index in range(len(definition.composition))]
    seen = frame.unique("student", keep="first", maintain_order=True).select("student", *columns)
    values = {row[0]: row[1:] for row in seen.iter_rows()}
    past = _past(history)
    found = []
    for row in effective(last).iter_rows(named=True):
        options, student = json.loads(row["first_chosen"]), row["student"]
        if not options or student not in values:
            continue
        before, since = _held(past.get(student, []), row["sequence"], options[0], row["day"])
        found.append(
            Member(
                student=student,
                group=options[0],
                values=values[student],
                before=before,
                subgroup=subgroups.get(student, ""),
                days=max((today - since).days, 0),
                until=row["review_on"],
            )
        )
    return found


def _proved(frame: pl.DataFrame, given: str | None) -> tuple[float | None, float | None]:
    """Return what the groups of a run are worth, and what no grouping is worth more than."""
    mine = frame.filter(pl.col("given").eq_missing(pl.lit(given, pl.String)) & (pl.col(RANK) > 0))
    if mine.is_empty() or BOUND not in mine.columns:
        return None, None
    return float(mine.get_column(VALUE)[0]), float(mine.get_column(BOUND)[0])


def _sizes(frame: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Return how many a group takes at least and at most, by its name."""
    heads = frame.unique("option", keep="first").select("option", SMALLEST, LARGEST)
    return {row[0]: (row[1] or 0.0, float("inf") if row[2] is None else row[2]) for row in heads.iter_rows()}


Past = list[tuple[int, date, str]]


def _past(history: pl.DataFrame) -> dict[str, Past]:
    """Return of each student the decisions that hold: ledger entry, day and group, in order."""
    found: dict[str, Past] = {}
    for row in effective(history).sort("sequence").iter_rows(named=True):
        options = json.loads(row["first_chosen"])
        if options:
            found.setdefault(row["student"], []).append((row["sequence"], row["day"], options[0]))
    return found


def _held(past: Past, sequence: int, group: str, day: date) -> tuple[str, date]:
    """Return a student's group before an entry of the ledger, and since when the present one has held."""
    earlier = [each for each in past if each[0] < sequence]
    since = day
    for _, then, where in reversed(earlier):
        if where != group:
            break
        since = then
    return (earlier[-1][2] if earlier else ""), since


def _impossible(definition: Definition, frame: pl.DataFrame) -> tuple[str, ...]:
    """Return why a run made no groups, in sentences; nothing where it did."""
    said = [each for each in frame.get_column(CONFLICT).unique(maintain_order=True).to_list() if each]
    told: list[str] = []
    for each in said:
        found, alone = conflict_read(each)
        told.append(conflict_said(definition, found))
        if alone:
            told.append(f"{alone} of them have too few others within reach, or no group that may take them")
        told += [relief_said(definition, relief) for relief in found.reliefs]
    return tuple(told)
