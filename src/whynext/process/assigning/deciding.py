"""From a judged frame to places: what is assigned to whom, and back from a record to the plan it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.process.assigning.forming import Formed, form
from whynext.process.assigning.instance import Instance, Plan, Status, Watch, never_stops
from whynext.process.definition import Definition

if TYPE_CHECKING:
    from whynext.process.assigning.preferring import Wishes
    from whynext.process.assigning.seating import Seating

Ints = NDArray[np.int64]

SESSION, TOGETHER = ":session", ":together"
"""Of a place: which of the option's sessions it is in, from 1, and how many students are in it."""
MATES, WALK = ":mates", ":walk"
"""Of a place: how many of its session the student likes to sit beside, missing where students do not meet;
whether it is a walk from the place before, missing for the first one and where it is not known."""
_WISHED: dict[str, Any] = {MATES: pl.Int64, WALK: pl.Boolean}
STATUS, VALUE, BOUND, STEPS = ":status", ":value", ":bound", ":steps"
"""Of the run: how the search ended, the plan's value, what no plan can be better than, how many steps."""


def unit_column(resource: str) -> str:
    """Return the column of the unit that serves a place's session."""
    return f":unit:{resource}"


def found_nothing(frame: pl.DataFrame) -> bool:
    """Tell whether a run looked for a plan and has none that keeps everything."""
    if STATUS not in frame.columns or len(frame) == 0:
        return False
    return frame.get_column(STATUS)[0] in (Status.IMPOSSIBLE, Status.NOT_FOUND)


def assigned(
    definition: Definition,
    frame: pl.DataFrame,
    left: Ints,
    decision: Ints,
    names: Sequence[str],
    seed: bytes,
    watch: Watch = never_stops,
) -> tuple[NDArray[np.float64], Ints, list[pl.Series]]:
    """Assign places and return probability and rank of every row, and the columns that tell the rest.

    Parameters
    ----------
    definition, frame, left, decision, names
        See :func:`whynext.process.assigning.forming.form`.
    seed
        Of the run.
    watch
        Told how far it is; stops it.
    """
    rows = len(frame)
    probability, rank = np.zeros(rows), np.zeros(rows, np.int64)
    session, together = np.zeros((2, rows), np.int64)
    wished: dict[str, Any] = {name: [None] * rows for name in wishes(definition)}
    units: dict[str, list[str | None]] = {each.name: [None] * rows for each in definition.shares.resources}
    told: list[Any] = [Status.BEST.value, 0.0, 0.0, 0]
    if len(left):
        formed = form(definition, frame, left, decision, names)
        from whynext.process.assigning.preferring import Wishes  # it takes solvers along

        wanted = Wishes.of(definition, frame, formed)
        plan, seating = _planned(definition, formed, wanted, seed, watch)
        told = [plan.status.value, plan.value, plan.bound, plan.steps]
        if seating is not None:
            taken = np.flatnonzero(plan.chosen)
            at = formed.rows[taken]
            probability[at] = 1.0
            rank[at] = _ranks(formed.instance, taken)
            session[at] = seating.session[taken]
            together[at] = _sizes(formed.instance, taken, seating.session)
            _serve(formed.instance, seating, taken, at, units)
            _wish(formed, plan, seating, wanted, wished)
    columns = [pl.Series(SESSION, session), pl.Series(TOGETHER, together)]
    columns += [pl.Series(unit_column(name), values, pl.String) for name, values in units.items()]
    columns += [pl.Series(name, values, _WISHED[name]) for name, values in wished.items()]
    columns += [
        pl.Series(name, [value], dtype).new_from_index(0, rows)
        for (name, dtype), value in zip(_OF_RUN.items(), told, strict=True)
    ]
    return probability, rank, columns


def _planned(
    definition: Definition, formed: Formed, wanted: Wishes, seed: bytes, watch: Watch
) -> tuple[Plan, Seating | None]:
    """Return the best plan that can be seated, and its seating; none if there is no plan."""
    # Solvers take long to load, and most runs need none.
    from whynext.process.assigning.checking import faults
    from whynext.process.assigning.search import search
    from whynext.process.assigning.seating import Seating, arranged
    from whynext.process.assigning.walking import nearer

    how = definition.choose

    def searched(instance: Instance) -> Plan:
        return search(instance, steps=how.effort, gap=how.gap, seed=seed, watch=watch)

    # By the same lot whenever it runs, so that a day that is planned again changes no teacher without need.
    lot = definition.id.encode()
    plan, seating = arranged(formed.instance, searched, wanted.liking, lot)
    if isinstance(seating, Seating) and wanted.walking is not None:
        seating = nearer(formed.instance, plan, seating, wanted.liking, wanted.walking, lot)
    if not plan.chosen.any():
        return plan, None
    if isinstance(seating, Seating):
        broken = faults(formed.instance, plan.chosen, plan.sessions)
        if broken:  # a fault of ours, and better no plan than a wrong one
            raise AssertionError(f"the plan found for «{definition.id}» breaks {sorted(broken)[:5]}")
        return plan, seating
    return replace(plan, status=Status.NOT_FOUND, chosen=np.zeros_like(plan.chosen)), None


def wishes(definition: Definition) -> tuple[str, ...]:
    """Return the columns that tell what became of what is wished of a seating: `MATES`, `WALK`, or none."""
    beside = (MATES,) if definition.choose.beside is not None else ()
    return (*beside, WALK) if definition.shares.placed is not None else beside


def _wish(formed: Formed, plan: Plan, seating: Seating, wanted: Wishes, wished: dict[str, Any]) -> None:
    """Put how many sit beside whom they like to, and who walks, where the frame has the rows."""
    from whynext.process.assigning.preferring import mates
    from whynext.process.assigning.walking import walks, ways_of

    instance = formed.instance
    if MATES in wished:
        row, many = mates(instance, plan, seating, wanted.liking)
        for each, count in zip(formed.rows[row].tolist(), many.tolist(), strict=True):
            wished[MATES][each] = count
    if wanted.walking is not None:
        ways = ways_of(instance, plan, wanted.walking)
        known, walk = walks(instance, seating, wanted.walking, ways)
        for each, far in zip(formed.rows[ways.after[known]].tolist(), walk[known].tolist(), strict=True):
            wished[WALK][each] = far


def _serve(
    instance: Instance, seating: Seating, taken: Ints, at: Ints, units: dict[str, list[str | None]]
) -> None:
    """Put the name of the unit that serves each taken row's session where the frame has the row."""
    session = {
        key: place
        for place, key in enumerate(zip(seating.option.tolist(), seating.number.tolist(), strict=True))
    }
    for row, where in zip(taken.tolist(), at.tolist(), strict=True):
        place = session.get((int(instance.option[row]), int(seating.session[row])))
        if place is None:
            continue
        for number, resource in enumerate(instance.resources):
            unit = int(seating.unit[place, number])
            units[resource.name][where] = resource.units[unit] if unit >= 0 else None


RANK = ":rank"
_OF_RUN: dict[str, Any] = {STATUS: pl.String, VALUE: pl.Float64, BOUND: pl.Float64, STEPS: pl.Int32}


def upheld(
    definition: Definition,
    frame: pl.DataFrame,
    record: pl.DataFrame,
    left: Ints,
    decision: Ints,
    names: Sequence[str],
) -> tuple[NDArray[np.float64], Ints, list[pl.Series]]:
    """Return what was assigned in a record, if it still keeps everything; nothing is chosen if it does not.

    A search that somebody stopped cannot be repeated; what it had found can be looked at.

    Parameters
    ----------
    record
        As :func:`whynext.process.run.judge` returned it, with the rows of `frame`.
    """
    from whynext.process.assigning.checking import faults

    told = [name for name in record.columns if name in _RECORDED or name.startswith(unit_column(""))]
    formed, plan = recorded(definition, frame.hstack(record.select(told)), left, decision, names)
    taken = record.get_column(RANK).to_numpy() > 0
    sound = not faults(formed.instance, plan.chosen, plan.sessions) and taken.sum() == plan.chosen.sum()
    rows = record if sound else record.with_columns(pl.lit(0).cast(record.schema[RANK]).alias(RANK))
    rank = rows.get_column(RANK).to_numpy().astype(np.int64)
    columns = [record.get_column(name) for name in told if name != RANK]
    return (rank > 0).astype(np.float64), rank, columns


_RECORDED = (RANK, SESSION, TOGETHER, *_WISHED, *_OF_RUN)


def _ranks(instance: Instance, taken: Ints) -> Ints:
    """Return the place of each taken row in its decision: slots in their order."""
    owner, slot = instance.owner[taken], instance.slot[instance.option[taken]]
    order = np.lexsort((slot, owner))
    starts = np.searchsorted(owner[order], owner[order])
    rank = np.empty(len(taken), np.int64)
    rank[order] = np.arange(len(taken)) - starts + 1
    return rank


def _sizes(instance: Instance, taken: Ints, session: Ints) -> Ints:
    """Return how many students share the session of each taken row; 1 where they do not meet."""
    option = instance.option[taken]
    keys = option * (int(session.max()) + 1) + session[taken]
    _, number, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.where(instance.in_sessions[option], counts[number], 1)


def recorded(
    definition: Definition, frame: pl.DataFrame, left: Ints, decision: Ints, names: Sequence[str]
) -> tuple[Formed, Plan]:
    """Return the assignment that a recorded frame holds, and the plan that was found for it."""
    formed = form(definition, frame, left, decision, names)
    instance = formed.instance
    chosen = frame.get_column(RANK).to_numpy()[formed.rows] > 0
    held = frame.get_column(SESSION).to_numpy()[formed.rows]
    sessions = np.zeros(len(instance.slot), np.int64)
    np.maximum.at(sessions, instance.option[chosen], held[chosen])
    sessions[~instance.in_sessions] = 0
    first = frame.row(0, named=True)
    plan = Plan(Status(first[STATUS]), chosen, sessions, first[VALUE], first[BOUND], first[STEPS])
    return formed, plan
