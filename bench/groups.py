"""Making groups: how far they are from what no grouping is worth more than, and how long it takes.

Beside it, on the same students: the roster cut into groups by the alphabet, a draft by score, as one deals
teams, and a plain greedy that fills one group after the other. Whether bounds are kept and what a grouping is
worth is worked out here by its definition, sharing no code with the search.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from bench.figures import Row, row

from whynext.process.grouping.grouped import group
from whynext.process.grouping.students import Students, Trait

SMALLEST, LARGEST, FOR_ONE = 4, 6, 4
"""How many a group has, and one group there can be for so many students."""
KINDS = {
    "alike": "alike in skills mastered and in the skill worked on",
    "mixed": "mixed in skills mastered and in teams",
    "handbook": "alike in both, two grades at most, mixed in autonomy, staying",
}


@dataclass(frozen=True)
class Task:
    """So many students, the seconds to be reached, and which classes of that size."""

    students: int
    seconds: float
    seeds: Sequence[int]


TASKS = (Task(30, 2, (0, 1, 2)), Task(100, 3, (0, 1)), Task(300, 10, (0,)), Task(1_000, 2, (0,)))
SMALL = (Task(20, 1, (0,)),)


def school(students: int, kind: str, seed: int) -> Students:
    """Return invented students, some pairs of whom are kept apart, and what is wanted of their groups.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    """
    chance = np.random.default_rng([seed, students])
    options = [f"group {n:03}" for n in range(max(students // FOR_ONE, 2))]
    skills = chance.normal(40, 12, students).round()
    need = [f"skill {n}" for n in chance.integers(0, max(3, students // 12), students)]
    grade, autonomy = chance.integers(3, 7, students) * 1.0, chance.integers(1, 4, students) * 1.0
    team = [f"team {n}" for n in chance.integers(0, 4, students)]
    before = [options[n // 5] if n // 5 < len(options) else "" for n in chance.permutation(students)]
    alike = (Trait("alike", skills, 3.0), Trait("alike", need, 1.0))
    traits = {
        "alike": alike,
        "mixed": (Trait("mixed", skills, 2.0), Trait("mixed", team, 1.0)),
        "handbook": (
            *alike,
            Trait("alike", grade, 0.0, 2.0),
            Trait("mixed", autonomy, 1.0),
            Trait("stay", before, 0.5),
        ),
    }[kind]
    apart = [""] * students
    for pair in range(students // 15):
        for one in chance.choice(students, 2, replace=False):
            apart[one] += f" pair{pair}"
    rows = students * len(options)
    return Students(
        [f"student {n:04}" for n in range(students)],
        np.repeat(np.arange(students), len(options)),
        options * students,
        np.zeros(rows),
        np.zeros(rows, bool),
        np.full(rows, float(SMALLEST)),
        np.full(rows, float(LARGEST)),
        apart,
        [""] * students,
        traits,
    )


def broken(students: Students, groups: Sequence[str]) -> int:
    """Return how many bounds a grouping breaks, by looking at every group and every pair in it."""
    count = 0
    for name in set(groups):
        members = [n for n, each in enumerate(groups) if each == name]
        count += not SMALLEST <= len(members) <= LARGEST
        for a, b in combinations(members, 2):
            count += bool(set(students.apart[a].split()) & set(students.apart[b].split()))
            for trait in students.traits:
                if trait.at_most is not None:
                    count += abs(float(trait.values[a]) - float(trait.values[b])) > trait.at_most
    return count


def points(students: Students, groups: Sequence[str]) -> float:
    """Return what is missed by a grouping, in points, by the definition of each part."""
    total = 0.0
    for trait in students.traits:
        if trait.wanted == "stay":
            moved = [old != new for old, new in zip(trait.values, groups, strict=True) if old]
            total += trait.weight * sum(moved)
            continue
        if isinstance(trait.values, np.ndarray):
            centred = trait.values - trait.values.mean()
            columns = [centred] if trait.wanted == "alike" else [centred, centred**2 - (centred**2).mean()]
            shares = [_within(each[:, None], groups) for each in columns]
        else:
            words = np.array(trait.values)
            shares = [_within((words[:, None] == np.unique(words)) * 1.0, groups)]
        within = sum(shares) / len(shares)
        total += trait.weight * len(groups) * (within if trait.wanted == "alike" else 1.0 - within)
    return total


def _within(columns: np.ndarray, groups: Sequence[str]) -> float:
    """Return the share of the squares around the mean that lies within groups."""
    names = np.array(groups)
    inside = sum(((columns[names == g] - columns[names == g].mean(axis=0)) ** 2).sum() for g in set(groups))
    return float(inside / ((columns - columns.mean(axis=0)) ** 2).sum())


def by_alphabet(students: Students) -> list[str]:
    """Return the roster cut into groups of five."""
    count = len(students.names)
    return [f"group {n * (count // 5) // count:03}" for n in range(count)]


def by_draft(students: Students) -> list[str]:
    """Return groups dealt by score, back and forth; if they are to be alike, the score cut in a row."""
    trait, count = students.traits[0], len(students.names)
    groups = [""] * count
    for turn, one in enumerate(np.argsort(-np.asarray(trait.values, np.float64), kind="stable")):
        number = turn * (count // 5) // count
        if trait.wanted == "mixed":
            number = turn % (count // 5)
            if turn // (count // 5) % 2:
                number = count // 5 - 1 - number
        groups[one] = f"group {number:03}"
    return groups


def by_greedy(students: Students) -> list[str]:
    """Return groups of five filled one after the other, each with whoever then misses least and may come."""
    left, groups, size = list(range(len(students.names))), [""] * len(students.names), 5
    columns = []
    for trait in students.traits:
        if trait.wanted == "stay" or not trait.weight:
            continue
        if isinstance(trait.values, np.ndarray):
            table = (trait.values - trait.values.mean())[:, None]
        else:
            table = (np.array(trait.values)[:, None] == np.unique(np.array(trait.values))) * 1.0
        table = table - table.mean(axis=0)
        sign = 1.0 if trait.wanted == "alike" else -1.0
        columns.append((table / np.sqrt((table**2).sum()), sign * trait.weight))
    number = 0
    while left:
        members = [left.pop(0)]
        while len(members) < size and left:
            may = [each for each in left if not broken_by(students, members, each)]
            if not may:
                break
            worth = np.zeros(len(may))
            for table, weight in columns:
                total = table[members].sum(axis=0) + table[may]
                worth += weight * (
                    (total**2).sum(axis=1) / (len(members) + 1) - (table[may] ** 2).sum(axis=1)
                )
            members.append(may[int(np.argmax(worth))])
            left.remove(members[-1])
        for each in members:
            groups[each] = f"group {number:03}"
        number += 1
    return groups


def broken_by(students: Students, members: Sequence[int], one: int) -> bool:
    """Return whether somebody may not come to these members."""
    for each in members:
        if set(students.apart[each].split()) & set(students.apart[one].split()):
            return True
        for trait in students.traits:
            far = trait.at_most is not None and abs(float(trait.values[each]) - float(trait.values[one]))
            if trait.at_most is not None and far > trait.at_most:
                return True
    return False


PEERS = {"the alphabet": by_alphabet, "a draft by score": by_draft, "a greedy": by_greedy}


@dataclass(frozen=True)
class Made:
    """Groups that were made: the gap in points for each student, how long it took, and what peers miss."""

    gap: float
    missed: float
    best: bool
    seconds: float
    peers: dict[str, tuple[float, int]]


def _made(students: Students) -> Made:
    begun = time.perf_counter()
    told = group(students)
    seconds = time.perf_counter() - begun
    groups = [""] * len(students.names)
    for at in np.flatnonzero(told.chosen).tolist():
        groups[int(students.owner[at])] = students.option[at]
    missed = points(students, groups)
    if "" in groups or broken(students, groups) or abs(missed + told.worth) > 1e-6 * len(groups):
        raise AssertionError(f"{broken(students, groups)} bounds are broken; {missed} and {told.worth}")
    peers = {}
    for name, made in PEERS.items():
        others = made(students)
        peers[name] = (points(students, others), broken(students, others))
    return Made((told.bound - told.worth) / len(groups), missed, told.best, seconds, peers)


def _figures(task: Task, kind: str) -> Iterator[Row]:
    runs = [_made(school(task.students, kind, seed)) for seed in task.seeds]
    counted = {"alike": 4.0, "mixed": 3.0, "handbook": 5.5}[kind]
    gaps = [100 * each.gap / counted for each in runs]
    first = runs[0]
    peers = "; ".join(f"{name} misses {m:,.0f} and breaks {b}" for name, (m, b) in first.peers.items())
    name = f"{task.students:,} students in groups, {KINDS[kind]}"
    yield row(
        f"gap to the bound, {name}",
        max(gaps),
        "% of the points",
        note=f"the worst of {len(runs)}: {', '.join(f'{each:.2g}' for each in gaps)}; proved to be the best: "
        f"{sum(each.best for each in runs)}; misses {first.missed:,.1f} points of"
        f" {counted * task.students:,.0f} and breaks nothing; {peers}",
        peer="the greedy, to the same bound",
        peer_value=100
        * (first.peers["a greedy"][0] - first.missed + first.gap * task.students)
        / (counted * task.students),
    )
    longest = max(each.seconds for each in runs)
    yield row(
        f"seconds, {name}",
        longest,
        "s",
        reach=f"≤ {task.seconds:g} s",
        ok=longest <= task.seconds,
        note=f"the slowest of {len(runs)}; with what is told of every student and group",
    )


def rows(*, small: bool) -> Iterator[Row]:
    """Measure everything; yield one row a figure."""
    group(school(20, "handbook", 9))  # loads the compiler and the solver
    for task in SMALL if small else TASKS:
        for kind in KINDS:
            yield from _figures(task, kind)
