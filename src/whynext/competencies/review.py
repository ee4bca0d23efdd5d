"""A review of a map: how it is built, what looks wrong in it, and which codes it meets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import rustworkx as rx

from whynext.base.ids import SkillId
from whynext.competencies.alignment import Alignment, align
from whynext.competencies.competency import Competency
from whynext.competencies.grades import grade_text
from whynext.competencies.map import CompetencyMap, Skills
from whynext.competencies.notes import Note

_MADE_BY_A_MACHINE = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)

Edges = tuple[tuple[SkillId, SkillId], ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a map is like.

    Parameters
    ----------
    skills, headings, edges
        How many of each; an edge is a prerequisite.
    depth
        Edges on the longest chain of prerequisites.
    width
        The largest number of skills at one depth.
    roots, ends
        Skills that build on nothing; skills that nothing builds on.
    alone
        Skills that are both, in a map of more than one skill.
    pieces
        How many parts the map falls into that no edge joins.
    unrooted
        Skills to which no way leads from a root of the map's lowest grade, roots of later grades among them.
    implied
        Edges that other edges imply.
    falling
        Edges from a skill that begins in a later grade than what builds on it.
    longest
        The skills of a longest chain, in order.
    cells
        One row for each strand and grade with skills: ``strand``, ``grade``, ``skills``.
    alignment
        Which codes the skills meet.
    names
        How messages call each skill: its code or id, or its title where the id is no word to read.
    """

    skills: int
    headings: int
    edges: int
    depth: int
    width: int
    roots: Skills
    ends: Skills
    alone: Skills
    pieces: int
    unrooted: Skills
    implied: Edges
    falling: Edges
    longest: Skills
    cells: pl.DataFrame
    alignment: Alignment
    names: Mapping[SkillId, str]

    @property
    def findings(self) -> tuple[Note, ...]:
        """What a reviewer should look at: skills alone, not reached or out of grade, edges to spare."""
        name = self.names
        unreached = [each for each in self.unrooted if each not in self.alone]
        return (
            *(
                Note(f"«{name[a]}» builds on nothing and nothing builds on it", kind="alone")
                for a in self.alone
            ),
            *(Note(f"no way leads from the lowest grade to «{name[a]}»", kind="unrooted") for a in unreached),
            *(
                Note(
                    f"«{name[a]}» begins in a later grade than «{name[b]}», which builds on it",
                    kind="falling",
                )
                for a, b in self.falling
            ),
            *(
                Note(f"«{name[a]}» before «{name[b]}» follows from other edges already", kind="implied")
                for a, b in self.implied
            ),
        )


def review(of: CompetencyMap, codes: Sequence[str] = ()) -> Review:
    """Return what a map is like.

    Parameters
    ----------
    of
        The map.
    codes
        Codes of a public standard that its skills should meet.
    """
    skills = of.skills
    before = {skill: of.prerequisites(skill) for skill in skills}
    after = {skill: of.followers(skill) for skill in skills}
    roots = tuple(skill for skill in skills if not before[skill])
    ends = tuple(skill for skill in skills if not after[skill])
    alone = tuple(skill for skill in roots if not after[skill]) if len(skills) > 1 else ()
    grade = {skill: of[skill].grade_low for skill in skills}
    return Review(
        skills=len(skills),
        headings=len(of) - len(skills),
        edges=sum(map(len, after.values())),
        depth=of.depth,
        width=of.width,
        roots=roots,
        ends=ends,
        alone=alone,
        pieces=_pieces(skills, after),
        unrooted=_unrooted(skills, roots, after, grade),
        implied=of.redundant_edges,
        falling=tuple(
            (skill, follower)
            for skill in skills
            for follower in after[skill]
            if _later(grade[skill], grade[follower])
        ),
        longest=_longest(of, before),
        cells=_cells(of),
        alignment=align(of.competencies, codes),
        names={skill: _name(of[skill]) for skill in skills},
    )


def _name(each: Competency) -> str:
    return each.code or (each.title if _MADE_BY_A_MACHINE.fullmatch(each.id) else each.id)


def _later(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other


def _pieces(skills: Skills, after: dict[SkillId, Skills]) -> int:
    number = {skill: place for place, skill in enumerate(skills)}
    joined: rx.PyGraph[None, None] = rx.PyGraph()
    joined.add_nodes_from([None] * len(skills))
    joined.extend_from_edge_list(
        [(number[skill], number[follower]) for skill in skills for follower in after[skill]]
    )
    return rx.number_connected_components(joined)


def _unrooted(
    skills: Skills, roots: Skills, after: dict[SkillId, Skills], grade: dict[SkillId, float | None]
) -> Skills:
    """Return what cannot be reached from the roots of the lowest grade; all roots where no grade is known."""
    lowest = min((known for known in grade.values() if known is not None), default=None)
    waiting = [root for root in roots if grade[root] == lowest]
    reached = set(waiting)
    while waiting:
        for follower in after[waiting.pop()]:
            if follower not in reached:
                reached.add(follower)
                waiting.append(follower)
    return tuple(skill for skill in skills if skill not in reached)


def _longest(of: CompetencyMap, before: dict[SkillId, Skills]) -> Skills:
    """Return a longest chain, the first in map order where there are several."""
    depth = {skill: of.depth_of(skill) for skill in of.skills}
    here = next((skill for skill in of.skills if depth[skill] == of.depth), None)
    chain = [] if here is None else [here]
    while here is not None and depth[here]:
        here = next(skill for skill in before[here] if depth[skill] == depth[here] - 1)
        chain.append(here)
    return tuple(reversed(chain))


def _cells(of: CompetencyMap) -> pl.DataFrame:
    rows = [of[skill] for skill in of.skills]
    frame = pl.DataFrame(
        {"strand": [each.strand for each in rows], "low": [each.grade_low for each in rows]},
        schema={"strand": pl.String(), "low": pl.Float64()},
    )
    counted = frame.group_by("strand", "low", maintain_order=True).agg(skills=pl.len().cast(pl.Int64))
    grades = [grade_text(low) for low in counted.get_column("low")]
    return counted.select("strand", pl.Series("grade", grades, dtype=pl.String), "skills")
