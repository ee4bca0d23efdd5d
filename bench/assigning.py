"""Arranging a hall: how far a plan is from the proven bound, and how soon there is one that is valid.

Beside it, on the same halls: a greedy plan by first come, first served, and the plain formulation that names
rooms, given the same time. Every plan is looked at by a checker that shares no code with the search.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from bench.assigning_peers import Told, by_first_come, naming_rooms
from bench.assigning_worlds import Hall, hall
from bench.figures import Row, row

from whynext.process.assigning.checking import faults
from whynext.process.assigning.instance import Plan, Progress
from whynext.process.assigning.search import search

SCHOOLS, SCHOOL, ENOUGH = 38, 300, 0.01
"""Teach to One in 2017: so many schools of so many students; a plan this near to the bound will do."""


@dataclass(frozen=True)
class Task:
    """So many students, so many seconds; the gap and the seconds to a first plan that are to be reached."""

    students: int
    seconds: float
    gap: float
    first: float
    seeds: Sequence[int]
    compared: bool = True


TASKS = (
    Task(90, 60, 0.001, 0.2, (0, 1, 2)),
    Task(200, 60, 0.005, 0.3, (0, 1)),
    Task(1_000, 180, 0.015, 2.0, (0,), compared=False),
)
SMALL = (Task(20, 2, 0.001, 0.2, (0,)),)


def rows(small: bool = False, long: bool = False) -> Iterator[Row]:
    """Yield the figures."""
    for task in SMALL if small else TASKS:
        yield from _figures(task, long)
    yield _night(1, 20) if small else _night(SCHOOLS if long else 4, SCHOOL)


@dataclass(frozen=True)
class Run:
    """What came of one search: the plan, how long it took, and when there was a first valid plan."""

    plan: Plan
    seconds: float
    first: float


def _searched(of: Hall, seconds: float, gap: float) -> Run:
    begun = time.perf_counter()
    first: list[float] = []

    def watch(progress: Progress) -> bool:
        gone = time.perf_counter() - begun
        if progress.value is not None and not first:
            first.append(gone)
        return gone < seconds

    plan = search(of.instance, gap=gap, seed=b"bench", watch=watch)
    took = time.perf_counter() - begun
    found = faults(of.instance, plan.chosen, plan.sessions)
    if found:
        raise AssertionError(f"the plan breaks {len(found)} rules, such as {next(iter(found))}")
    return Run(plan, took, first[0] if first else took)


def _figures(task: Task, long: bool) -> Iterator[Row]:
    halls = [hall(task.students, 2, seed) for seed in task.seeds]
    # As near as can be in the time: it ends earlier only where the gap is a tenth of what is to be reached.
    runs = [_searched(each, task.seconds, task.gap / 10) for each in halls]
    gaps = [100 * each.plan.gap for each in runs]
    bounds = [each.plan.bound for each in runs]
    come = [_below(by_first_come(each), bound) for each, bound in zip(halls, bounds, strict=True)]
    name = f"{task.students:,} students × 2 periods"
    compared = task.compared or long
    named = naming_rooms(halls[0], task.seconds) if compared else None
    yield row(
        f"gap to the proven bound, {name}",
        max(gaps),
        "%",
        reach=f"≤ {task.gap:.1%} in {task.seconds:.0f} s",
        ok=max(gaps) <= 100 * task.gap and max(each.seconds for each in runs) <= task.seconds * 1.1,
        peer="naming rooms, same time" if named and named.value is not None else "",
        peer_value=100 * (1 - named.value / bounds[0]) if named and named.value is not None else None,
        note=f"the worst of {len(runs)} halls ({halls[0].binaries:,} rows); all: {_listed(gaps)} after "
        f"{_listed([each.seconds for each in runs])} s; by first come: {'; '.join(come)}"
        + (f"; naming rooms: {_below(named, bounds[0])}, its own bound {named.bound:,.0f}" if named else "")
        + f"; value and bound of the first {runs[0].plan.value:,.0f}, {bounds[0]:,.0f}",
    )
    first = max(each.first for each in runs)
    yield row(
        f"first valid plan, {name}",
        first,
        "s",
        reach=f"≤ {task.first:g} s",
        ok=first <= task.first,
        note=f"the slowest of {len(runs)}; everything from the instance on",
    )


def _below(told: Told, bound: float) -> str:
    """Return in words how far a peer's plan is below the bound."""
    if told.value is None:
        return f"nothing found ({told.variables:,} variables)"
    without = f", {told.without} places not given" if told.without else ""
    return f"{100 * (1 - told.value / bound):.2f} % below the bound{without}"


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(f"{each:.3g}" for each in numbers)


def _night(schools: int, students: int) -> Row:
    """Plan one school after the other, as a night would, on two threads."""
    runs = [_searched(hall(students, 2, 100 + school), 120.0, ENOUGH) for school in range(schools)]
    seconds = float(np.sum([each.seconds for each in runs])) / schools * SCHOOLS
    gaps = [100 * each.plan.gap for each in runs]
    how = "all of them" if schools == SCHOOLS else f"{schools} of them, and the sum of all by their mean"
    return row(
        f"{SCHOOLS} schools of {students} students × 2 periods in one night",
        seconds / 60,
        "min",
        note=f"{how}; each until it is proved to be within {ENOUGH:.0%}, or 120 s: gaps {_listed(gaps)} %",
    )
