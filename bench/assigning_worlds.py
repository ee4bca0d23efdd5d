"""Invented halls to be arranged: students x periods x modalities x skills, as instances of an assignment.

Own worlds for the figures of `assigning.py`. Twelve modalities: six in groups, with rooms, a smallest and a
largest size, and for three of them a qualified teacher; six with single seats. Every student has three to six
skills that are ready, each of some worth; at most one session with a teacher a day, at most one single seat
less than there are periods, and no skill twice in the same modality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whynext.process.assigning.instance import Instance, Limit, Resource

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Modality:
    """A way of learning: rooms (or seats) for ninety students, sizes, and what it is good for."""

    name: str
    rooms: float
    largest: int
    smallest: int
    taught: bool
    effect: float

    @property
    def in_groups(self) -> bool:
        return self.largest > 1


MODALITIES = (
    Modality("lesson", 4, 15, 6, True, 1.00),
    Modality("task", 1, 24, 8, True, 0.90),
    Modality("collaboration", 5, 6, 3, False, 0.85),
    Modality("peer", 6, 3, 2, False, 0.75),
    Modality("tutor", 2, 4, 1, True, 1.15),
    Modality("game", 2, 8, 4, False, 0.70),
    Modality("video", 14, 1, 1, False, 0.65),
    Modality("adaptive", 18, 1, 1, False, 0.70),
    Modality("practice", 20, 1, 1, False, 0.60),
    Modality("reading", 8, 1, 1, False, 0.55),
    Modality("assessment", 10, 1, 1, False, 0.62),
    Modality("lab", 8, 1, 1, False, 0.66),
)
TAUGHT = np.array([each.taught for each in MODALITIES])
SINGLE = np.array([not each.in_groups for each in MODALITIES])


@dataclass(frozen=True)
class Hall:
    """A hall as an instance, and of each option its period, modality and skill."""

    instance: Instance
    period: Ints
    modality: Ints
    skill: Ints
    rooms: Ints
    qualified: NDArray[np.bool_]

    @property
    def binaries(self) -> int:
        return len(self.instance.owner)


def hall(students: int, periods: int, seed: int) -> Hall:
    """Invent a hall."""
    draw = np.random.default_rng(seed)
    size = students / 90
    skills, teachers = max(24, round(40 * size**0.5)), round(6 * size)
    rooms = np.array([max(1, round(each.rooms * size)) for each in MODALITIES])
    qualified = draw.random((teachers, skills)) < 0.45
    qualified[draw.integers(0, teachers, skills), np.arange(skills)] = True
    wishes = np.array(list(_wishes(draw, students, skills)))
    # An option is a period, a modality and a skill that somebody could have.
    wanted = np.unique(wishes[:, 1].astype(np.int64) * skills + wishes[:, 2].astype(np.int64))
    option = np.searchsorted(wanted, wishes[:, 1].astype(np.int64) * skills + wishes[:, 2].astype(np.int64))
    modality, skill = np.tile(wanted // skills, periods), np.tile(wanted % skills, periods)
    period = np.repeat(np.arange(periods), len(wanted))
    owner = np.repeat(wishes[:, 0].astype(np.int64), periods)
    rows = np.repeat(option, periods) + np.tile(np.arange(periods), len(wishes)) * len(wanted)
    order = np.lexsort((rows, owner))
    owner, rows, score = owner[order], rows[order], np.repeat(wishes[:, 3], periods)[order]
    groups = ~SINGLE[modality]
    sizes = np.array([(each.smallest, each.largest) for each in MODALITIES])[modality] * groups[:, None]
    instance = Instance(
        owner,
        rows,
        score,
        np.zeros(len(rows), bool),
        np.full(students, periods),
        period,
        sizes[:, 0],
        sizes[:, 1],
        tuple(_limits(owner, rows, period, modality, skill, rooms)),
        (_teachers(qualified, modality, skill),),
        (),
        [f"student {n}" for n in range(students)],
        [f"{p} {MODALITIES[m].name} {k}" for p, m, k in zip(period, modality, skill, strict=True)],
    )
    return Hall(instance, period, modality, skill, rooms, qualified)


def _wishes(draw: np.random.Generator, students: int, skills: int) -> Iterator[tuple[float, ...]]:
    """Yield student, modality, skill and score of all that could be."""
    level = draw.normal(skills / 2, skills / 5, students)
    for student in range(students):
        near = np.round(level[student] + draw.normal(0, 3, draw.integers(3, 7)))
        affinity = draw.normal(1, 0.12, len(MODALITIES))
        for skill in np.unique(np.clip(near, 0, skills - 1)).astype(int):
            worth = draw.integers(40, 101)
            for m, each in enumerate(MODALITIES):
                if each.in_groups or draw.random() < 0.7:
                    yield student, m, skill, max(1, int(worth * each.effect * affinity[m]))


def _limits(
    owner: Ints, rows: Ints, period: Ints, modality: Ints, skill: Ints, rooms: Ints
) -> Iterator[Limit]:
    periods = int(period.max()) + 1
    for p in range(periods):
        for m, each in enumerate(MODALITIES):
            here = (period == p) & (modality == m)
            index = np.flatnonzero(here if each.in_groups else here[rows])
            yield _limit(0, (str(p), each.name), each.in_groups, index, float(rooms[m]))
    if periods > 1:
        yield from _by(1, owner, TAUGHT[modality[rows]], 1.0)
        yield from _by(2, owner, SINGLE[modality[rows]], periods - 1.0)
        lesson = (owner * len(MODALITIES) + modality[rows]) * (int(skill.max()) + 1) + skill[rows]
        yield from _by(3, lesson, np.ones(len(rows), bool), 1.0)


def _by(source: int, key: Ints, counts: NDArray[np.bool_], high: float) -> Iterator[Limit]:
    """Yield a limit of rows for every key of which more count than are let."""
    index = np.flatnonzero(counts)
    order = index[np.argsort(key[index], kind="stable")]
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    for group in np.split(order, cuts):
        if len(group) > high:
            yield _limit(source, (str(key[group[0]]),), False, group, high)


def _limit(source: int, key: tuple[str, ...], of_sessions: bool, index: Ints, high: float) -> Limit:
    return Limit(source, key, of_sessions, index, np.ones(len(index)), -np.inf, high)


def _teachers(qualified: NDArray[np.bool_], modality: Ints, skill: Ints) -> Resource:
    """Return the teachers, each for the skills that they are qualified for, once in every period."""
    needing = np.flatnonzero(TAUGHT[modality])
    unit, place = np.nonzero(qualified[:, skill[needing]])
    count = len(qualified)
    names = tuple(f"teacher {n}" for n in range(count))
    return Resource(
        "teacher", names, needing[place], unit, needing, np.full(count, 1_000), np.full(count, 1_000)
    )
