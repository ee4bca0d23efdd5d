"""What of a map is shown: all of it, some strands or grades, or what lies around one skill."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.base.ids import SkillId
from whynext.competencies import graph
from whynext.competencies.grades import grade_text, read_grade
from whynext.competencies.map import CompetencyMap, Skills

MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a map, with the edges between its skills.

    Parameters
    ----------
    map
        The map.
    title
        What is shown, in a few words.
    skills
        In map order.
    direct
        Prerequisite edges between them.
    indirect
        Edges between them that lead by way of skills that are not shown; none that others imply.
    around
        The skill in the middle, ``None`` if there is none.
    """

    map: CompetencyMap
    title: str
    skills: Skills
    direct: tuple[tuple[SkillId, SkillId], ...]
    indirect: tuple[tuple[SkillId, SkillId], ...]
    around: SkillId | None = None

    def elsewhere(self, skill: SkillId) -> tuple[int, int]:
        """Return how many skills that are not shown come directly before one, and directly after it."""
        here = set(self.skills)
        before, after = self.map.prerequisites(skill), self.map.followers(skill)
        return sum(each not in here for each in before), sum(each not in here for each in after)


def show(
    of: CompetencyMap,
    *,
    strands: Sequence[str] = (),
    grades: str = "",
    around: str = "",
    steps: int = 2,
    title: str = "",
) -> Shown:
    """Return a part of a map.

    Parameters
    ----------
    of
        The map.
    strands
        Only these; all if empty.
    grades
        Only skills that begin in this grade, or in one of a range such as ``3-5``; all if empty.
    around
        Only this skill, by id or code, and what lies so many steps before and after it.
    steps
        How far `around` looks, from 0 to 40.
    title
        What the map is called.

    Raises
    ------
    Refused
        If a strand, the grade or the skill is not of the map, or nothing is left.
    """
    chosen = list(of.skills)
    said = []
    if strands:
        names = _strands(of, strands)
        chosen = [skill for skill in chosen if of[skill].strand in names]
        said.append(listed(names))
    if grades:
        low, high = _grades(grades)
        chosen = [skill for skill in chosen if low <= _grade_of(of, skill) <= high]
        said.append(
            f"grade {grade_text(low)}" if low == high else f"grades {grade_text(low)} to {grade_text(high)}"
        )
    middle = _skill(of, around) if around else None
    if middle is not None:
        near = _around(of, middle, steps)
        chosen = [skill for skill in chosen if skill in near]
        said.append(f"around «{of[middle].title}»")
    if not chosen:
        raise Refused(
            Problem("no skill of the map is of this kind", next_step="ask for less at once", kind="empty")
        )
    direct, indirect = _edges(of, chosen)
    heading = ": ".join(part for part in (title or "Map", ", ".join(said)) if part)
    return Shown(of, heading, tuple(chosen), direct, indirect, middle)


def _strands(of: CompetencyMap, wanted: Sequence[str]) -> list[str]:
    known = list(dict.fromkeys(of[skill].strand for skill in of.skills))
    folded = {name.casefold(): name for name in known}
    unknown = [each for each in wanted if each.casefold() not in folded]
    if unknown:
        raise Refused(
            [
                Problem(
                    f"there is no strand «{each}»",
                    valid=listed([name for name in known if name]),
                    next_step=nearest(each, known),
                    kind="unknown strand",
                )
                for each in unknown
            ]
        )
    return [folded[each.casefold()] for each in dict.fromkeys(wanted)]


def _grades(text: str) -> tuple[float, float]:
    found = read_grade(text)
    if found is None:
        raise Refused(
            Problem(
                f"«{text}» is no grade", valid="K, a number, or a range such as 3-5", kind="unknown grade"
            )
        )
    return found


def _grade_of(of: CompetencyMap, skill: SkillId) -> float:
    low = of[skill].grade_low
    return float("nan") if low is None else low


def _skill(of: CompetencyMap, named: str) -> SkillId:
    found = next((skill for skill in of.skills if named in (skill, of[skill].code)), None)
    if found is None:
        hint = nearest(named, [*of.skills, *(of[skill].code for skill in of.skills if of[skill].code)])
        raise Refused(Problem(f"there is no skill «{named}» in the map", next_step=hint, kind="unknown id"))
    return found


def _around(of: CompetencyMap, middle: SkillId, steps: int) -> set[SkillId]:
    if not 0 <= steps <= MOST_STEPS:
        raise Refused(
            Problem(f"{steps} is no number of steps", valid=f"0 to {MOST_STEPS}", kind="out of range")
        )
    return _within(of.prerequisites, middle, steps) | _within(of.followers, middle, steps)


def _within(next_to: Callable[[str], Skills], middle: SkillId, steps: int) -> set[SkillId]:
    found = edge = {middle}
    for _ in range(steps):
        edge = {other for skill in edge for other in next_to(skill)} - found
        found = found | edge
    return found


def _edges(
    of: CompetencyMap, chosen: Collection[SkillId]
) -> tuple[tuple[tuple[SkillId, SkillId], ...], tuple[tuple[SkillId, SkillId], ...]]:
    """Return the edges between the chosen: direct ones, and those by way of others that nothing implies."""
    names = list(chosen)
    number = {skill: place for place, skill in enumerate(names)}
    direct = [(skill, after) for skill in names for after in of.followers(skill) if after in number]
    through = {skill: _beyond(of, skill, number) for skill in names}
    pairs = {(number[a], number[b]) for a, b in direct}
    pairs |= {(number[skill], number[far]) for skill, beyond in through.items() for far in beyond}
    successors = graph.successors_of(len(names), sorted(pairs))
    order = graph.topological_order(successors)
    assert order is not None  # a part of an acyclic map is acyclic
    implied = set(graph.redundant_edges(successors, order))
    kept = sorted(pairs - implied - {(number[a], number[b]) for a, b in direct})
    return tuple(direct), tuple((names[a], names[b]) for a, b in kept)


def _beyond(of: CompetencyMap, skill: SkillId, chosen: Collection[SkillId]) -> set[SkillId]:
    """Return the chosen skills to which a way leads by others, none of them chosen."""
    found: set[SkillId] = set()
    seen: set[SkillId] = set()
    waiting = [after for after in of.followers(skill) if after not in chosen]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for after in of.followers(here):
            (found.add if after in chosen else waiting.append)(after)
    return found
