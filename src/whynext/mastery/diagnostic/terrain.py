"""The map as arrays: what the diagnostic's arithmetic walks over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import NotFound, Problem, Refused, nearest
from whynext.base.ids import SkillId, from_content
from whynext.competencies.map import CompetencyMap

MOST_PREREQUISITES = 200
"""Missing prerequisites are counted in one byte."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Adjacency:
    """Neighbours of every row: those of row v are ``of[at[v]:at[v + 1]]``."""

    at: Counts
    of: Counts

    @classmethod
    def made(cls, lists: Sequence[Sequence[int]]) -> Adjacency:
        """Return lists of neighbours, one for each row, as two arrays."""
        at = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(each) for each in lists], out=at[1:])
        return cls(at, np.array([each for row in lists for each in row], np.int64))

    def __getitem__(self, row: int) -> Counts:
        """Return the neighbours of a row."""
        return self.of[self.at[row] : self.at[row + 1]]


@dataclass(frozen=True)
class Terrain:
    """The skills of a map, every one after its prerequisites, and how they hang together.

    Parameters
    ----------
    skills
        Ids; a skill's row is its place here.
    titles
        How people name them.
    strands
        Names of the strands, in order of first appearance.
    strand
        (skills,): each skill's strand.
    depth
        (skills,): edges on the longest chain of prerequisites below.
    grade
        (skills,): the lowest grade it is meant for, NaN if unknown.
    parents, children
        Direct prerequisites, and what builds on each.
    """

    skills: tuple[SkillId, ...]
    titles: tuple[str, ...]
    strands: tuple[str, ...]
    strand: Counts
    depth: Counts
    grade: NDArray[np.float64]
    parents: Adjacency
    children: Adjacency

    @classmethod
    def of(cls, map: CompetencyMap) -> Terrain:
        """Return the terrain of a map, which is acyclic because it is a map.

        Raises
        ------
        Refused
            If a skill has more than 200 direct prerequisites.
        """
        skills = map.order
        row = {skill: number for number, skill in enumerate(skills)}
        each = [map[skill] for skill in skills]
        strands = tuple(dict.fromkeys(one.strand for one in each))
        place = {name: number for number, name in enumerate(strands)}
        before = [[row[p] for p in map.prerequisites(skill) if p in row] for skill in skills]
        after = [[row[f] for f in map.followers(skill) if f in row] for skill in skills]
        _refuse_crowds(skills, before)
        return cls(
            skills,
            tuple(one.title for one in each),
            strands,
            np.array([place[one.strand] for one in each], np.int64),
            np.array([map.depth_of(skill) for skill in skills], np.int64),
            np.array([np.nan if one.grade_low is None else one.grade_low for one in each], np.float64),
            Adjacency.made(before),
            Adjacency.made(after),
        )

    def __len__(self) -> int:
        """Return the number of skills."""
        return len(self.skills)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each skill."""
        return {skill: number for number, skill in enumerate(self.skills)}

    @cached_property
    def version(self) -> str:
        """A digest of skills, strands and prerequisites."""
        edges = (f"{v}:{','.join(map(str, self.parents[v]))}" for v in range(len(self)))
        return from_content(*self.skills, *self.strands, *map(str, self.strand), *edges)

    def row(self, skill: str) -> int:
        """Return the row of a skill.

        Raises
        ------
        NotFound
            If the map has no such skill.
        """
        found = self.rows.get(skill)
        if found is None:
            raise NotFound(
                Problem(
                    f"there is no skill «{skill}» in the map",
                    next_step=nearest(str(skill), self.rows),
                    kind="unknown id",
                )
            )
        return found

    def closure(self, rows: Iterable[int]) -> Counts:
        """Return these rows and those of everything that comes before them, in ascending order."""
        found = set(rows)
        waiting = list(found)
        while waiting:
            for parent in self.parents[waiting.pop()].tolist():
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return np.array(sorted(found), np.int64)


def _refuse_crowds(skills: Sequence[str], before: Sequence[Sequence[int]]) -> None:
    crowded = [
        Problem(
            f"the skill «{skill}» has {len(direct)} direct prerequisites",
            valid=f"at most {MOST_PREREQUISITES}",
            next_step="put the ones that belong together under a skill of their own",
            kind="too many prerequisites",
        )
        for skill, direct in zip(skills, before, strict=True)
        if len(direct) > MOST_PREREQUISITES
    ]
    if crowded:
        raise Refused(crowded)
