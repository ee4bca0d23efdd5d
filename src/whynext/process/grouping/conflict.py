"""What cannot be kept together of the bounds of groups: a smallest set, proved, and what would do instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from whynext.process.grouping.arithmetic import lost
from whynext.process.grouping.parts import Parts
from whynext.process.grouping.searching import found
from whynext.process.grouping.students import Conflict, Relief, Students


def conflict(students: Students) -> Conflict | None:
    """Return why no grouping of the students is valid; None if one is, or is found once it is looked for.

    Parameters
    ----------
    students
        As :func:`whynext.process.grouping.group` takes them.
    """
    possible, proved = _possible(students, frozenset())
    if possible:
        return None
    count, groups = len(students.names), len(set(students.option))
    if not proved:
        return Conflict((), False, count, groups)
    given_up: frozenset[str] = frozenset()
    for bound in _bounds(students):
        without, sure = _possible(students, given_up | {bound})
        if not without and sure:
            given_up |= {bound}
    named = tuple(each for each in _bounds(students) if each not in given_up)
    alone = _alone(students, given_up)
    return Conflict(named, True, count, groups, alone, tuple(_reliefs(students, named)))


def _bounds(students: Students) -> list[str]:
    """Return what bounds the students have, those that are named last first given up."""
    spans = [f"bound {n + 1}" for n, each in enumerate(students.traits) if each.at_most is not None]
    words = {"together": students.together, "apart": students.apart}
    some = [name for name, each in words.items() if any(each)]
    return [*some, *(["must"] if students.must.any() else []), *spans, "smallest", "largest"]


def _possible(students: Students, given_up: frozenset[str]) -> tuple[bool, bool]:
    """Return whether a valid grouping is found without these bounds, and if not, whether there is none."""
    parts = Parts.of(students, given_up=given_up)
    if parts is None:
        return False, True
    where, proved = found(parts, 4_000)
    return where is not None, proved


def _alone(students: Students, given_up: frozenset[str]) -> tuple[str, ...]:
    """Return the students who have too few others within reach of a span, or no group that may take them."""
    parts = Parts.of(students, given_up=given_up)
    if parts is None or parts.units == 0:
        return ()
    nowhere = lost(parts)
    return tuple(name for name, unit in zip(parts.names, parts.unit.tolist(), strict=True) if nowhere[unit])


def _reliefs(students: Students, bounds: tuple[str, ...]) -> Iterator[Relief]:
    """Iterate over the least changes of one bound each that make a grouping possible."""
    for bound in bounds:
        if bound == "smallest":
            now: float | None = float(students.smallest.max(initial=1.0))
            values = [float(value) for value in range(int(now or 1.0) - 1, 0, -1)]
            tried = (replace(students, smallest=np.minimum(students.smallest, value)) for value in values)
        elif bound == "largest":
            now = float(students.largest.min()) if len(students.largest) else 0.0
            values = [float(value) for value in range(int(now or 0.0) + 1, len(students.names) + 1)]
            tried = (replace(students, largest=np.maximum(students.largest, value)) for value in values)
        elif bound.startswith("bound "):
            number = int(bound.removeprefix("bound ")) - 1
            now, values = students.traits[number].at_most, _wider(students, number)
            tried = (_with_bound(students, number, value) for value in values)
        else:
            yield Relief(bound, None, None)
            continue
        least = _least([*tried])
        if least is not None:
            yield Relief(bound, now, values[least])
    more = _more_groups(students)
    if more is not None:
        yield more


def _least(tried: list[Students]) -> int | None:
    """Return the first of ever wider bounds that does; None if none does."""
    low, high = 0, len(tried)
    while low < high:
        middle = (low + high) // 2
        if _possible(tried[middle], frozenset())[0]:
            high = middle
        else:
            low = middle + 1
    return low if low < len(tried) else None


def _wider(students: Students, number: int) -> list[float]:
    """Return the bounds above that of a trait at which something more is allowed."""
    trait = students.traits[number]
    now = float(trait.at_most or 0.0)
    if trait.is_number:
        values = np.unique(np.asarray(trait.values, np.float64))
        return sorted(
            {round(float(each), 9) for each in np.abs(values - values[:, None]).ravel() if each > now}
        )
    return [float(each) for each in range(int(now) + 1, len(set(trait.words)) + 1)]


def _with_bound(students: Students, number: int, value: float) -> Students:
    traits = list(students.traits)
    traits[number] = replace(traits[number], at_most=value)
    return replace(students, traits=tuple(traits))


def _more_groups(students: Students) -> Relief | None:
    """Return how many groups would do, each further one like the last and open to all; None if none."""
    groups, count = sorted(set(students.option)), len(students.names)
    for more in range(1, 4):
        owner = np.concatenate([students.owner, np.repeat(np.arange(count), more)])
        order = np.argsort(owner, kind="stable")
        size = count * more
        further = [f"{groups[-1]}\x1f{n}" for _ in range(count) for n in range(more)]
        option = np.array([*students.option, *further])
        extra = Students(
            students.names,
            owner[order],
            option[order].tolist(),
            np.concatenate([students.score, np.zeros(size)])[order],
            np.concatenate([students.must, np.zeros(size, bool)])[order],
            np.concatenate([students.smallest, np.full(size, students.smallest[-1])])[order],
            np.concatenate([students.largest, np.full(size, students.largest[-1])])[order],
            students.apart,
            students.together,
            students.traits,
        )
        if _possible(extra, frozenset())[0]:
            return Relief("groups", float(len(groups)), float(len(groups) + more))
    return None
