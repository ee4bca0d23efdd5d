"""The invented worlds in which the next object is chosen: students who learn, with their truth hidden.

They share neither code nor numbers with what is measured: they draw their own chances, and the second one has
no state «knows the skill» at all. See :mod:`bench.next_object`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

OBJECTS = 4  # of each skill, one of each kind


class World(Protocol):
    """Students who learn, with their truth hidden."""

    builds_on: list[list[int]]
    traits: Ints
    placed: Floats

    def chances(self) -> Floats:
        """Return what each object would now do for each student, shape (students, skills, objects)."""
        ...

    def told(self) -> Floats:
        """Return what each object would do for a beginner who is ready, of the same shape."""
        ...

    def study(self, skill: Ints, thing: Ints) -> Truths:
        """Let each student work with one object, and return whether the exit question was answered."""
        ...

    def learned(self) -> Floats:
        """Return what each student has gained since the beginning."""
        ...


def drawn_map(chance: np.random.Generator, skills: int) -> list[list[int]]:
    """Return for each skill what it builds on: one to three of the fifteen before it."""
    found: list[list[int]] = [[]]
    for skill in range(1, skills):
        many = min(skill, int(chance.choice([1, 2, 3], p=[0.5, 0.25, 0.25])))
        near = np.arange(max(0, skill - 15), skill)
        found.append(sorted(chance.choice(near, min(many, len(near)), replace=False).tolist()))
    return found


def depths(builds_on: list[list[int]]) -> Floats:
    """Return how far up each skill lies, from 0 to 1."""
    depth = np.zeros(len(builds_on))
    for skill, below in enumerate(builds_on):
        depth[skill] = 1 + max(depth[below]) if below else 0
    return depth / depth.max()


def filled(builds_on: list[list[int]]) -> Ints:
    """Return the same as a table; one skill more, which all have, fills up what some lack."""
    found = np.full((len(builds_on), max(map(len, builds_on))), len(builds_on))
    for skill, below in enumerate(builds_on):
        found[skill, : len(below)] = below
    return found


class Leaps:
    """A skill is there or not; learning leaps, and seldom without what it builds on."""

    def __init__(self, seed: int, students: int, skills: int) -> None:
        self.chance = chance = np.random.default_rng([1, seed])
        self.builds_on = drawn_map(chance, skills)
        self.below = filled(self.builds_on)
        self.traits = chance.integers(0, 2, students)
        self.pace = chance.uniform(0.12, 0.45, skills)
        self.worth = np.clip(np.exp(chance.normal(-0.35, 0.6, (skills, OBJECTS))), 0.1, 2.0)
        self.suits = np.clip(np.exp(chance.normal(0.0, 0.45, (2, OBJECTS))), 0.3, 2.5)[self.traits]
        self.speed = np.clip(np.exp(chance.normal(0.0, 0.35, students)), 0.4, 2.2)
        self.guess, self.slip = chance.uniform(0.08, 0.25, skills), chance.uniform(0.03, 0.15, skills)
        self.has = self._begun(students, skills)
        self.began = self.has.sum(axis=1)
        seen = self.has ^ (chance.random(self.has.shape) < 0.08)
        self.placed = np.where(seen, 0.9, 0.1)

    def _begun(self, students: int, skills: int) -> Truths:
        level = self.chance.normal(0.25, 0.2, students)
        depth, has = depths(self.builds_on), np.zeros((students, skills), bool)
        for skill, below in enumerate(self.builds_on):
            likely = 1 / (1 + np.exp(-8 * (level - depth[skill])))
            has[:, skill] = has[:, below].all(axis=1) & (self.chance.random(students) < likely)
        return has

    def _ready(self) -> Floats:
        ready = np.stack([self.has[:, below].all(axis=1) for below in self.builds_on], axis=1)
        return np.where(ready, 1.0, 0.1)

    def told(self) -> Floats:
        whole = self.pace[:, None] * self.worth * self.suits[:, None, :] * self.speed[:, None, None]
        return np.minimum(whole, 0.95)

    def chances(self) -> Floats:
        return self.told() * (self._ready() * ~self.has)[:, :, None]

    def study(self, skill: Ints, thing: Ints) -> Truths:
        who = np.arange(len(skill))
        whole = self.pace[skill] * self.worth[skill, thing] * self.suits[who, thing] * self.speed
        base = np.hstack([self.has, np.ones((len(skill), 1), bool)])[who[:, None], self.below[skill]]
        teaches = np.minimum(whole, 0.95) * np.where(base.all(axis=1), 1.0, 0.1)
        leaps = self.chance.random(len(skill)) < teaches
        self.has[who, skill] |= leaps
        right = np.where(self.has[who, skill], 1 - self.slip[skill], self.guess[skill])
        return self.chance.random(len(skill)) < right

    def learned(self) -> Floats:
        return (self.has.sum(axis=1) - self.began).astype(np.float64)


class Growth:
    """Skills grow with practice by a power law and fade by another; a weak foundation slows what is above."""

    def __init__(self, seed: int, students: int, skills: int) -> None:
        self.chance = chance = np.random.default_rng([2, seed])
        self.builds_on = drawn_map(chance, skills)
        self.below = filled(self.builds_on)
        self.traits = chance.integers(0, 2, students)
        self.dose = chance.gamma(4.0, 0.3, (skills, 1)) * chance.gamma(2.0, 0.5, (skills, OBJECTS))
        self.suits = np.exp(chance.uniform(-0.7, 0.7, (2, OBJECTS)))[self.traits]
        self.speed = chance.gamma(6.0, 1 / 6.0, students)
        self.fade = chance.uniform(0.05, 0.2, skills)
        self.practised = self._begun(students, skills)
        self.now, self.last = 0, np.zeros((students, skills), np.int64)
        self.at_first = self.practised.copy()
        strong = self.strength()
        asked = chance.binomial(3, 0.15 + 0.8 * strong)
        self.placed = np.array([0.06, 0.25, 0.7, 0.92])[asked]

    def _begun(self, students: int, skills: int) -> Floats:
        level = self.chance.beta(1.5, 3.5, students)[:, None]
        over = level - depths(self.builds_on)[None, :] + self.chance.normal(0, 0.08, (students, skills))
        return 12.0 / (1 + np.exp(-14 * over))

    def strength(self, practised: Floats | None = None, last: Ints | None = None) -> Floats:
        practised = self.practised if practised is None else practised
        idle = self.now - (self.last if last is None else last)
        return (1 - (1 + practised) ** -0.8) * (1 + idle / (5 + 10 * practised)) ** -self.fade

    def _doses(self) -> Floats:
        strong = self.strength()
        base = np.stack(
            [strong[:, below].min(axis=1) if below else np.ones(len(strong)) for below in self.builds_on],
            axis=1,
        )  # what has no foundation stands on firm ground
        slowed = 0.05 + 0.95 / (1 + np.exp(-12 * (base - 0.5)))
        return self.dose * self.suits[:, None, :] * (self.speed[:, None] * slowed)[:, :, None]

    def told(self) -> Floats:
        doses = self.dose * self.suits[:, None, :] * self.speed[:, None, None]
        return 1 - (1 + doses) ** -0.8

    def chances(self) -> Floats:
        after = self.practised[:, :, None] + self._doses()
        return (1 - (1 + after) ** -0.8) - self.strength()[:, :, None]

    def study(self, skill: Ints, thing: Ints) -> Truths:
        who = np.arange(len(skill))
        strong = np.hstack([self.strength(), np.ones((len(skill), 1))])
        base = strong[who[:, None], self.below[skill]].min(axis=1)
        slowed = 0.05 + 0.95 / (1 + np.exp(-12 * (base - 0.5)))
        dose = self.dose[skill, thing] * self.suits[who, thing] * self.speed * slowed
        self.practised[who, skill] += dose
        self.last[who, skill] = self.now
        strong = self.strength()[who, skill]
        self.now += 1
        return self.chance.random(len(skill)) < 0.15 + 0.8 * strong

    def learned(self) -> Floats:
        idle = self.strength(self.at_first, np.zeros_like(self.last))
        return np.maximum((self.strength() - idle).sum(axis=1), 0.0)
