"""What is wrong with competencies and relations that are to become a map: everything, found together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from whynext.base.errors import Problem, listed, nearest
from whynext.competencies import graph
from whynext.competencies.competency import (
    COMPETENCY_KINDS,
    GROUP,
    IS_CHILD_OF,
    PRECEDES,
    RELATION_KINDS,
    Competency,
    Relation,
)
from whynext.competencies.grades import HIGHEST, LOWEST
from whynext.competencies.notes import Note, errors_in

_MOST_HINTS = 5  # finding the nearest of many thousand names takes a tenth of a second each time
_MOST_CODES = 40


@dataclass(frozen=True, slots=True)
class Places:
    """Where each competency and each relation stands in its file, for messages; empty where nobody knows."""

    competencies: Sequence[str] = ()
    relations: Sequence[str] = ()

    def competency(self, number: int) -> str:
        """Return the place of the competency of this number, counted from 0."""
        return self.competencies[number] if number < len(self.competencies) else ""

    def relation(self, number: int) -> str:
        """Return the place of the relation of this number, counted from 0."""
        return self.relations[number] if number < len(self.relations) else ""


@dataclass(slots=True)
class Checked:
    """Competencies in map order, relations without repetitions, and what was found on the way."""

    competencies: list[Competency]
    places: Places
    index: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    edges: dict[tuple[int, int], str] = field(default_factory=dict)
    successors: list[list[int]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    redundant: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    hints: int = 0

    def error(self, what: str, where: str, kind: str, *, valid: str = "", next_step: str = "") -> None:
        """Note a reason to refuse."""
        self.problems.append(Problem(what, where, valid, next_step, kind))

    def note(self, what: str, where: str, kind: str, *, next_step: str = "") -> None:
        """Note what is no reason to refuse."""
        self.problems.append(Note(what, where, "", next_step, kind))

    def label(self, number: int) -> str:
        """Return how messages name the competency of this number."""
        return self.competencies[number].label

    def hint(self, name: str) -> str:
        """Return the known id or code nearest to an unknown one, for the first few that are asked."""
        self.hints += 1
        if self.hints > _MOST_HINTS:
            return ""
        known = dict.fromkeys([*self.index, *(each.code for each in self.competencies if each.code)])
        return nearest(name, known)


def check(competencies: Iterable[Competency], relations: Iterable[Relation], places: Places) -> Checked:
    """Return the competencies and relations, checked, with every problem found in them.

    The edges are complete, ordered and searched for redundant ones only if there was no error before.
    """
    given = list(competencies)
    by_position = sorted(range(len(given)), key=lambda number: given[number].position)
    ordered = Places([places.competency(number) for number in by_position], places.relations)
    found = Checked([given[number] for number in by_position], ordered)
    _check_competencies(found)
    _check_parents(found)
    _check_relations(found, relations)
    _check_order(found)
    return found


def _check_competencies(found: Checked) -> None:
    for number, each in enumerate(found.competencies):
        where = found.places.competency(number)
        if not each.id:
            found.error(f"the competency «{each.title}» has no id", where, "missing id")
        elif each.id in found.index:
            what = f"two competencies have the id «{each.id}»"
            found.error(what, where, "duplicate id", next_step="remove one or give it an id of its own")
        else:
            found.index[each.id] = number
        if each.kind not in COMPETENCY_KINDS:
            what = f"«{each.label}» is of the unknown kind «{each.kind}»"
            found.error(what, where, "unknown kind", valid=listed(COMPETENCY_KINDS))
        _check_grades(found, each, where)


def _check_grades(found: Checked, each: Competency, where: str) -> None:
    grades = [grade for grade in (each.grade_low, each.grade_high) if grade is not None]
    valid = (
        f"numbers from {LOWEST:g} (prekindergarten) over 0 (kindergarten) to {HIGHEST:g}, the lower one first"
    )
    if not all(LOWEST <= grade <= HIGHEST for grade in grades) or grades != sorted(grades):
        what = f"«{each.label}» cannot be for grades {each.grade_low} to {each.grade_high}"
        found.error(what, where, "grade out of range", valid=valid)


def _check_parents(found: Checked) -> None:
    children: list[list[int]] = [[] for _ in found.competencies]
    for number, each in enumerate(found.competencies):
        if each.parent is None:
            continue
        above = found.index.get(each.parent)
        if above is None:
            what = f"the heading «{each.parent}» of «{each.label}» is not in the map"
            hint = found.hint(each.parent)
            found.error(what, found.places.competency(number), "unknown id", next_step=hint)
        else:
            children[above].append(number)
    _check_loops(found, children, "the heading")
    for cycle in graph.cycles(children):
        what = f"headings stand above each other in a circle: {_along(found, cycle)}"
        where = found.places.competency(cycle[0])
        found.error(what, where, "cycle", next_step="take one of them out of the other")


def _check_loops(found: Checked, children: list[list[int]], role: str) -> None:
    for number, below in enumerate(children):
        if number in below:
            what = f"«{found.label(number)}» is {role} of itself"
            found.error(what, found.places.competency(number), "self-loop")


def _check_relations(found: Checked, relations: Iterable[Relation]) -> None:
    seen: set[tuple[str, str, str]] = set()
    for number, relation in enumerate(relations):
        where = found.places.relation(number)
        key = (relation.kind, relation.origin, relation.destination)
        ends = _ends(found, relation, where)
        if not _is_known(relation.kind):
            what = f"{_sentence(found, relation)} is of no known kind"
            valid = f"{listed(RELATION_KINDS)}, or a word that begins with ext:"
            found.error(
                what, where, "unknown kind", valid=valid, next_step=nearest(relation.kind, RELATION_KINDS)
            )
        if key in seen:
            what = f"{_sentence(found, relation)} is said more than once; it counts once"
            found.note(what, where, "repeated edge")
            continue
        seen.add(key)
        found.relations.append(relation)
        if ends is not None:
            _check_edge(found, relation, ends, where)


def _ends(found: Checked, relation: Relation, where: str) -> tuple[int, int] | None:
    """Return the numbers of both ends, or report those that are unknown."""
    for end in dict.fromkeys((relation.origin, relation.destination)):
        if end not in found.index:
            what = f"{_sentence(found, relation)}: there is no «{end}» in the map"
            found.error(what, where, "unknown id", next_step=found.hint(end))
    origin, destination = found.index.get(relation.origin), found.index.get(relation.destination)
    return None if origin is None or destination is None else (origin, destination)


def _is_known(kind: str) -> bool:
    return kind in RELATION_KINDS or kind.startswith("ext:")


def _check_edge(found: Checked, relation: Relation, ends: tuple[int, int], where: str) -> None:
    if ends[0] == ends[1]:
        what = f"«{found.label(ends[0])}» stands in the relation «{relation.kind}» to itself"
        if relation.kind in (PRECEDES, IS_CHILD_OF):
            found.error(what, where, "self-loop", next_step="remove it")
        else:
            found.note(what, where, "self-loop")
        return
    if relation.kind != PRECEDES:
        return
    for end in ends:
        if found.competencies[end].kind == GROUP:
            what = f"{_sentence(found, relation)}, but «{found.label(end)}» is a heading, which nobody learns"
            found.error(
                what, where, "edge to a heading", next_step="name the skills under it, or make it a skill"
            )
    found.edges[ends] = where


def _check_order(found: Checked) -> None:
    """Refuse every cycle of prerequisites; note every prerequisite that others imply."""
    found.successors = graph.successors_of(len(found.competencies), sorted(found.edges))
    order = graph.topological_order(found.successors)
    if order is None:
        for cycle in graph.cycles(found.successors):
            closing = found.edges[(cycle[-1], cycle[0])]
            what = f"prerequisites go in a circle: {_along(found, cycle)}"
            found.error(what, closing, "cycle", next_step="remove one edge of the circle")
        return
    found.order = order
    if errors_in(found.problems):
        return
    found.redundant = graph.redundant_edges(found.successors, order)
    for origin, destination in found.redundant:
        what = f"«{found.label(origin)}» before «{found.label(destination)}» follows from other edges already"
        found.note(what, found.edges[(origin, destination)], "redundant edge")


def _along(found: Checked, cycle: Sequence[int]) -> str:
    """Return the codes along a cycle, back to the first."""
    codes = [found.label(number) for number in cycle]
    shown = codes[:_MOST_CODES]
    middle = [f"({len(codes) - len(shown)} more)"] if len(codes) > len(shown) else []
    return " → ".join([*shown, *middle, codes[0]])


def _sentence(found: Checked, relation: Relation) -> str:
    """Return a relation in words, with codes where there are any."""
    names = [_name(found.index, found.competencies, end) for end in (relation.origin, relation.destination)]
    return f"«{names[0]}» {relation.kind} «{names[1]}»"


def _name(index: Mapping[str, int], competencies: Sequence[Competency], end: str) -> str:
    number = index.get(end)
    return end if number is None else competencies[number].label
