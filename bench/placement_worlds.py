"""Maps and invented students of `placement`: worlds that share no code or numbers with what is measured."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whynext.competencies.competency import Competency, precedes
from whynext.competencies.map import CompetencyMap
from whynext.mastery.diagnostic.parameters import Parameters

Truth = NDArray[np.bool_]
Doubles = NDArray[np.float64]


# Maps ----------------------------------------------------------------------------------------------------


def real_map() -> CompetencyMap | None:
    """Return the map of 480 standards, None where it is not at hand."""
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    shared = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = shared / "maps"
    if not folder.is_dir():
        return None
    with open(folder / "coherence-standards.csv") as standards:
        skills = [
            Competency(each["code"], each["code"], strand=each["domain"].split("-")[0], position=number)
            for number, each in enumerate(csv.DictReader(standards))
        ]
    with open(folder / "coherence-prerequisites.csv") as edges:
        return CompetencyMap.of(skills, [precedes(e["from"], e["to"]) for e in csv.DictReader(edges)])


@cache
def synthetic(count: int) -> CompetencyMap:
    """Return an invented map: near skills come before, most of them of the same of six strands."""
    chance = np.random.default_rng(count)
    strand = chance.integers(0, 6, count)
    edges = []
    for after in range(1, count):
        near = np.arange(max(0, after - max(10, count // 12)), after)
        likely = np.where(strand[near] == strand[after], 5.0, 1.0)
        how_many = min(near.size, int(chance.choice([1, 1, 2, 3])))
        before = chance.choice(near, how_many, replace=False, p=likely / likely.sum())
        edges += [precedes(f"k{each}", f"k{after}") for each in before]
    skills = [Competency(f"k{i}", f"k{i}", strand=f"strand {strand[i]}", position=i) for i in range(count)]
    return CompetencyMap.of(skills, edges)


@dataclass(frozen=True)
class Shape:
    """A map as a world walks over it: skills in order, the places of their prerequisites, strands, depths."""

    skills: tuple[str, ...]
    before: tuple[tuple[int, ...], ...]
    strand: NDArray[np.int64]
    depth: Doubles

    @classmethod
    def of(cls, map: CompetencyMap) -> Shape:
        """Return the shape of a map."""
        place = {skill: number for number, skill in enumerate(map.order)}
        names = {name: number for number, name in enumerate(sorted({e.strand for e in map.competencies}))}
        return cls(
            map.order,
            tuple(tuple(place[each] for each in map.prerequisites(skill)) for skill in map.order),
            np.array([names[map[skill].strand] for skill in map.order]),
            np.array([map.depth_of(skill) for skill in map.order]) / max(1, map.depth),
        )

    def ready(self, knows: Truth) -> Truth:
        """Return which skills a student is truly ready for."""
        opened = [all(knows[each] for each in before) for before in self.before]
        return np.array(opened, bool) & ~knows


# Worlds --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """A way in which students come to know skills and answer; numbers on the scale of general ability."""

    spread: float = 1.6
    apart: float = 0.8
    slope: float = 1.7
    leap: float = 0.03
    slip: float = 0.10
    guess: float = 0.10
    off: float = 0.0
    by_progress: bool = False

    def hardness(self, shape: Shape) -> tuple[Doubles, Doubles]:
        """Return how hard each skill is said to be, and is."""
        chance = np.random.default_rng(77)
        said = 6.0 * shape.depth**0.8 - 3.4 + 0.5 * chance.standard_normal(len(shape.skills))
        return said, said + self.off * chance.standard_normal(said.size)

    def student(self, shape: Shape, number: int) -> Truth:
        """Return what one student knows."""
        chance = np.random.default_rng((2027, number))
        return self._by_progress(shape, chance) if self.by_progress else self._by_ability(shape, chance)

    def _by_ability(self, shape: Shape, chance: np.random.Generator) -> Truth:
        _, hard = self.hardness(shape)
        general = self.spread * chance.standard_normal()
        able = general + self.apart * chance.standard_normal(shape.strand.max() + 1)
        knows = np.zeros(hard.size, bool)
        for here, before in enumerate(shape.before):
            odds = np.exp(self.slope * (able[shape.strand[here]] - hard[here]))
            opened = all(knows[each] for each in before)
            knows[here] = chance.random() < (odds / (1.0 + odds) if opened else self.leap)
        return knows

    def _by_progress(self, shape: Shape, chance: np.random.Generator) -> Truth:
        """Taught in order, strand by strand, up to a place; some of it missed, some of that forgotten.

        No logistic curve: a student who was taught a skill learned it with a chance that falls with every
        prerequisite not known, and forgot older skills that nothing refreshes.
        """
        reached = np.clip(chance.beta(1.3, 1.1) + 0.12 * chance.standard_normal(shape.strand.max() + 1), 0, 1)
        diligence = chance.beta(12.0, 1.5)
        knows = np.zeros(len(shape.skills), bool)
        for here, before in enumerate(shape.before):
            taught = shape.depth[here] + 0.08 * chance.standard_normal() < reached[shape.strand[here]]
            lacking = sum(not knows[each] for each in before)
            knows[here] = taught and chance.random() < diligence * 0.35**lacking
        return knows

    def answers(self, knows: Truth, number: int) -> Callable[[int, int], bool]:
        """Return how one student answers: by place of the skill and number of the question."""

        def answer(place: int, question: int) -> bool:
            chance = np.random.default_rng((404, number, question)).random()
            return bool(chance < (1.0 - self.slip if knows[place] else self.guess))

        return answer


FITS = World()
OFF = World(leap=0.08, slip=0.15, guess=0.20, off=0.7)
PROGRESS = World(by_progress=True, slip=0.12, guess=0.15)
SHARP = World(slip=0.02, guess=0.02)


def told_of(world: World, shape: Shape, *, all_of_it: bool = False) -> Parameters:
    """Return what a calibration before the fact knows of a world; or all of it."""
    said, hard = world.hardness(shape)
    known = world if all_of_it or world == SHARP else FITS
    return Parameters(
        difficulties=dict(zip(shape.skills, (hard if all_of_it else said).tolist(), strict=True)),
        steepness=known.slope,
        leap=known.leap,
        general_spread=known.spread,
        strand_spread=known.apart,
        difficulty_doubt=0.0 if all_of_it or world in (FITS, SHARP) else Parameters().difficulty_doubt,
        slip=known.slip,
        guess=known.guess,
    )
