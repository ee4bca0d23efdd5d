"""What the tests of the diagnostic share: small maps, and every knowledge state counted out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from whynext.competencies.competency import Competency, precedes
from whynext.competencies.map import CompetencyMap
from whynext.mastery.diagnostic.bank import Bank, one_each
from whynext.mastery.diagnostic.belief import Effort
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.parameters import Parameters

SMALL = Effort(particles=512, library=4096, rounds=2)
THOROUGH = Effort(particles=16384, library=65536, rounds=4)


def map_of(edges: list[tuple[int, int]], strands: list[str]) -> CompetencyMap:
    """Return a map of skills s0, s1, ... in strands, with prerequisite edges."""
    skills = [
        Competency(f"s{number}", f"Skill {number}", strand=strand, position=number)
        for number, strand in enumerate(strands)
    ]
    return CompetencyMap.of(skills, [precedes(f"s{a}", f"s{b}") for a, b in edges])


def random_map(seed: int, skills: int = 10, strands: str = "ab") -> CompetencyMap:
    """Return a random acyclic map."""
    chance = np.random.default_rng(seed)
    edges = {
        (int(chance.integers(0, after)), after)
        for after in range(1, skills)
        for _ in range(int(chance.integers(0, 3)))
    }
    return map_of(sorted(edges), [strands[int(chance.integers(len(strands)))] for _ in range(skills)])


def diagnostic_of(
    map: CompetencyMap, bank: Bank | None = None, parameters: Parameters | None = None, effort: Effort = SMALL
) -> Diagnostic:
    """Return a diagnostic with twenty items a skill unless told otherwise."""
    return Diagnostic(map, bank or one_each(map.skills, times=20), parameters or Parameters(), effort)


@dataclass(frozen=True)
class Counted:
    """Probabilities by skill, from all states."""

    known: Mapping[str, float]
    ready: Mapping[str, float]


@pytest.fixture(scope="session")
def counted() -> Callable[[CompetencyMap, Parameters, list[tuple[str, bool]]], Counted]:
    """Return what follows from right and wrong answers, by counting out every state of a small map."""
    return count_out


def count_out(map: CompetencyMap, p: Parameters, answers: list[tuple[str, bool]]) -> Counted:
    """Sum over all states, integrating general ability and, given it, each strand's.

    Written from the model's description; difficulties by depth, as the map has no grades.
    """
    skills = list(map.skills)
    place = {skill: number for number, skill in enumerate(skills)}
    depth = np.array([map.depth_of(skill) for skill in skills], float)
    hard = -p.span / 2 + p.span * depth / max(1.0, depth.max())
    slope = p.steepness / np.sqrt(1 + np.pi / 8 * (p.steepness * p.difficulty_doubt) ** 2)
    states = np.array(list(itertools.product([0, 1], repeat=len(skills))), bool)
    opened = np.ones_like(states)
    for skill, number in place.items():
        for before in map.prerequisites(skill):
            opened[:, number] &= states[:, place[before]]
    weight = np.zeros(len(states))
    general = np.linspace(-5, 5, 61)
    apart = np.linspace(-4, 4, 41)
    normal = np.exp(-(apart**2) / 2) / np.exp(-(apart**2) / 2).sum()
    strands = [map[skill].strand for skill in skills]
    for each in general:
        likely = np.full(len(states), np.exp(-(each**2) / 2))
        ability = p.general_mean + p.general_spread * each + p.strand_spread * apart
        for strand in set(strands):
            given = np.ones((len(states), apart.size))
            for number in (n for n, name in enumerate(strands) if name == strand):
                open_ = 1 / (1 + np.exp(-slope * (ability - hard[number])))
                chance = np.where(opened[:, number, None], open_, p.leap)
                given *= np.where(states[:, number, None], chance, 1 - chance)
            likely *= given @ normal
        weight += likely
    for skill, right in answers:
        says = np.where(states[:, place[skill]], 1 - p.slip, p.guess)
        weight *= says if right else 1 - says
    weight /= weight.sum()
    known = weight @ states
    ready = weight @ (opened & ~states)
    return Counted(dict(zip(skills, known, strict=True)), dict(zip(skills, ready, strict=True)))
