"""The map of competencies: what builds on what, and so what a student can learn next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

import polars as pl
import rustworkx as rx

from whynext.base.errors import NotFound, Problem, Refused, nearest
from whynext.base.ids import SkillId
from whynext.competencies import graph
from whynext.competencies.checks import Checked, Places, check
from whynext.competencies.competency import SKILL, Competency, Relation
from whynext.competencies.coverage import Coverage, cover
from whynext.competencies.notes import errors_in

SKILLS_SCHEMA: dict[str, pl.DataType] = {
    "skill": pl.String(),
    "title": pl.String(),
    "statement": pl.String(),
    "strand": pl.String(),
    "grade_low": pl.Float64(),
    "grade_high": pl.Float64(),
    "depth": pl.Int64(),
    "position": pl.Int64(),
}
PREREQUISITES_SCHEMA: dict[str, pl.DataType] = {"prerequisite": pl.String(), "skill": pl.String()}

Skills = tuple[SkillId, ...]


class CompetencyMap:
    """Competencies and the acyclic order of their prerequisites.

    Made by :meth:`build` (tolerant) or :meth:`of` (strict); neither competencies nor relations change
    afterwards. Every answer that holds several skills gives them in map order: by position, then as they
    were given.

    Examples
    --------
    >>> from whynext.competencies.competency import precedes
    >>> skills = [Competency(SkillId(name), name.title()) for name in ("count", "add", "multiply")]
    >>> plan = CompetencyMap.of(skills, [precedes("count", "add"), precedes("add", "multiply")])
    >>> plan.outer_fringe({"count"}), plan.inner_fringe({"count", "add"}), plan.depth
    (('add',), ('add',), 2)
    """

    def __init__(self, checked: Checked) -> None:
        """Take what was checked and has no error; use :meth:`of` or :meth:`build`."""
        self.competencies: tuple[Competency, ...] = tuple(checked.competencies)
        self.relations: tuple[Relation, ...] = tuple(checked.relations)
        self._index: Mapping[str, int] = checked.index
        self._successors = checked.successors
        self._order = checked.order
        self._redundant = checked.redundant
        self._predecessors = graph.successors_of(
            len(self.competencies),
            ((target, node) for node, targets in enumerate(checked.successors) for target in targets),
        )

    @classmethod
    def build(
        cls, competencies: Iterable[Competency], relations: Iterable[Relation], places: Places | None = None
    ) -> tuple[CompetencyMap | None, list[Problem]]:
        """Return a map and everything that was noticed.

        Parameters
        ----------
        competencies, relations
            What the map is of. Relations whose ends are not among the competencies are errors.
        places
            Where each of them stands in its file, for messages.

        Returns
        -------
        tuple
            The map, ``None`` if there is an error; and all problems. Those of class
            :class:`~whynext.competencies.notes.Note` are no errors: repeated edges, which are merged, and
            edges that others imply, which are kept. Errors are ids that are missing or stand twice,
            unknown ids, edges to a heading or from a skill to itself, and cycles, with the codes along each.
        """
        checked = check(competencies, relations, places or Places())
        refused = errors_in(checked.problems)
        return (None if refused else cls(checked)), checked.problems

    @classmethod
    def of(cls, competencies: Iterable[Competency], relations: Iterable[Relation]) -> CompetencyMap:
        """Return a map.

        Raises
        ------
        Refused
            With every error that :meth:`build` names.
        """
        built, problems = cls.build(competencies, relations)
        if built is None:
            raise Refused(errors_in(problems))
        return built

    def __eq__(self, other: object) -> bool:
        """Tell whether the other has the same competencies, and the same relations in whatever order."""
        if not isinstance(other, CompetencyMap):
            return NotImplemented
        ours = {
            (relation.kind, relation.origin, relation.destination): relation for relation in self.relations
        }
        theirs = {(each.kind, each.origin, each.destination): each for each in other.relations}
        return self.competencies == other.competencies and ours == theirs

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """Return the number of competencies, headings included."""
        return len(self.competencies)

    def __contains__(self, skill: object) -> bool:
        """Tell whether there is a competency of this id."""
        return skill in self._index

    def __getitem__(self, skill: str) -> Competency:
        """Return the competency of this id.

        Raises
        ------
        NotFound
            If there is none.
        """
        return self.competencies[self._number(skill)]

    def __repr__(self) -> str:
        """Return how many skills and prerequisite edges there are."""
        edges = sum(map(len, self._successors))
        return f"<CompetencyMap: {len(self.skills)} skills, {edges} prerequisite edges>"

    @cached_property
    def skills(self) -> Skills:
        """The ids of what can be learned, in map order, headings left out."""
        return tuple(each.id for each in self.competencies if each.kind == SKILL)

    @cached_property
    def order(self) -> Skills:
        """All skills, every one after its prerequisites; where there is a choice, in map order."""
        ids = (self.competencies[number] for number in self._order)
        return tuple(each.id for each in ids if each.kind == SKILL)

    @property
    def roots(self) -> Skills:
        """The skills without prerequisites."""
        return self._ids(number for number in self._skill_numbers if not self._predecessors[number])

    @property
    def redundant_edges(self) -> tuple[tuple[SkillId, SkillId], ...]:
        """The prerequisite edges, before and after, that other edges imply."""
        return tuple((self.competencies[a].id, self.competencies[b].id) for a, b in self._redundant)

    @property
    def depth(self) -> int:
        """The number of edges on the longest chain of prerequisites; 0 for a map without any."""
        return max(self._depths, default=0)

    @property
    def width(self) -> int:
        """The largest number of skills at one depth: how many lie side by side at most."""
        counts: dict[int, int] = {}
        for number in self._skill_numbers:
            counts[self._depths[number]] = counts.get(self._depths[number], 0) + 1
        return max(counts.values(), default=0)

    def depth_of(self, skill: str) -> int:
        """Return the number of edges on the longest chain of prerequisites below a skill."""
        return self._depths[self._number(skill)]

    def prerequisites(self, skill: str) -> Skills:
        """Return what directly comes before a skill."""
        return self._ids(sorted(self._predecessors[self._number(skill)]))

    def followers(self, skill: str) -> Skills:
        """Return what directly builds on a skill."""
        return self._ids(sorted(self._successors[self._number(skill)]))

    def ancestors(self, skill: str) -> Skills:
        """Return everything that comes before a skill, directly or not."""
        return self._ids(sorted(rx.ancestors(self._graph, self._number(skill))))

    def descendants(self, skill: str) -> Skills:
        """Return everything that builds on a skill, directly or not."""
        return self._ids(sorted(rx.descendants(self._graph, self._number(skill))))

    def descendant_counts(self) -> dict[SkillId, int]:
        """Return for each skill how many others build on it, directly or not."""
        counts = graph.descendant_counts(self._successors, self._order)
        return {self.competencies[number].id: counts[number] for number in self._skill_numbers}

    def outer_fringe(self, known: AbstractSet[str]) -> Skills:
        """Return what is not known though all its prerequisites are: what can be learned next.

        Doignon and Falmagne 1999, Knowledge Spaces: a known set that is closed stays closed with any one of
        these added.
        """
        have = self._numbers(known)
        return self._ids(
            number
            for number in self._skill_numbers
            if number not in have and all(before in have for before in self._predecessors[number])
        )

    def inner_fringe(self, known: AbstractSet[str]) -> Skills:
        """Return what is known though nothing known builds on it: what was learned last, or is shaky.

        A known set that is closed stays closed with any one of these taken away.
        """
        have = self._numbers(known)
        return self._ids(
            number for number in sorted(have) if not any(after in have for after in self._successors[number])
        )

    def is_closed(self, known: AbstractSet[str]) -> bool:
        """Tell whether every prerequisite of what is known is known."""
        have = self._numbers(known)
        return all(before in have for number in have for before in self._predecessors[number])

    def close(self, known: AbstractSet[str]) -> frozenset[SkillId]:
        """Return what is known together with everything that comes before it."""
        have = self._numbers(known)
        waiting = list(have)
        while waiting:
            for before in self._predecessors[waiting.pop()]:
                if before not in have:
                    have.add(before)
                    waiting.append(before)
        return frozenset(self._ids(have))

    def coverage(
        self,
        items_by_skill: Mapping[str, int],
        objects_by_skill: Mapping[str, int],
        *,
        least_items: int = 1,
        least_objects: int = 1,
    ) -> Coverage:
        """Return which skills lack items to measure or learning objects to learn with.

        See :func:`whynext.competencies.coverage.cover`.
        """
        skills = [self.competencies[number] for number in self._skill_numbers]
        return cover(
            skills, items_by_skill, objects_by_skill, least_items=least_items, least_objects=least_objects
        )

    def skills_frame(self) -> pl.DataFrame:
        """Return one row for each skill, in map order, with the columns of :data:`SKILLS_SCHEMA`.

        ``depth`` counts edges of the longest chain of prerequisites below; ``position`` counts the
        competencies before it, headings included.
        """
        rows = [(number, self.competencies[number]) for number in self._skill_numbers]
        return pl.DataFrame(
            {
                "skill": [each.id for _, each in rows],
                "title": [each.title for _, each in rows],
                "statement": [each.statement for _, each in rows],
                "strand": [each.strand for _, each in rows],
                "grade_low": [each.grade_low for _, each in rows],
                "grade_high": [each.grade_high for _, each in rows],
                "depth": [self._depths[number] for number, _ in rows],
                "position": [number for number, _ in rows],
            },
            schema=SKILLS_SCHEMA,
        )

    def prerequisites_frame(self) -> pl.DataFrame:
        """Return one row for each prerequisite edge: ``prerequisite`` comes before ``skill``."""
        edges = [(node, target) for node, targets in enumerate(self._successors) for target in targets]
        return pl.DataFrame(
            {
                "prerequisite": [self.competencies[node].id for node, _ in edges],
                "skill": [self.competencies[target].id for _, target in edges],
            },
            schema=PREREQUISITES_SCHEMA,
        )

    @cached_property
    def _skill_numbers(self) -> tuple[int, ...]:
        return tuple(number for number, each in enumerate(self.competencies) if each.kind == SKILL)

    @cached_property
    def _depths(self) -> list[int]:
        return graph.depths(self._successors, self._order)

    @cached_property
    def _graph(self) -> rx.PyDiGraph[None, None]:
        made: rx.PyDiGraph[None, None] = rx.PyDiGraph()
        made.add_nodes_from([None] * len(self.competencies))
        made.extend_from_edge_list(
            [(n, target) for n, targets in enumerate(self._successors) for target in targets]
        )
        return made

    def _ids(self, numbers: Iterable[int]) -> Skills:
        return tuple(self.competencies[number].id for number in numbers)

    def _number(self, skill: str) -> int:
        number = self._index.get(skill)
        if number is None:
            raise NotFound(self._unknown(skill))
        return number

    def _numbers(self, known: AbstractSet[str]) -> set[int]:
        numbers = {self._index.get(skill, -1) for skill in known}
        if -1 in numbers:
            raise NotFound([self._unknown(skill) for skill in sorted(known) if skill not in self._index])
        return {number for number in numbers if self.competencies[number].kind == SKILL}

    def _unknown(self, skill: str) -> Problem:
        return Problem(
            f"there is no skill «{skill}» in the map",
            next_step=nearest(str(skill), self._index),
            kind="unknown id",
        )
