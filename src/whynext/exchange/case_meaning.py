"""What the items and associations of a CASE package mean as competencies.

CASE says nothing of what can be decided on, of strands, of order or of grades as numbers; this is how they
are read from what it does say. An export asks the same rules what a reader will understand, and says the
rest in extensions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whynext.base.ids import SkillId
from whynext.competencies.competency import GROUP, IS_CHILD_OF, PRECEDES, SKILL, Competency
from whynext.competencies.grades import read_grades
from whynext.exchange.case_shape import UNDECLARED

_HEADINGS = frozenset(
    (
        "domain",
        "subdomain",
        "cluster",
        "strand",
        "substrand",
        "category",
        "conceptual-category",
        "heading",
        "grade",
        "grade-level",
        "level",
        "course",
        "subject",
        "subject-area",
        "content-area",
        "area",
        "topic",
        "subtopic",
        "unit",
        "module",
        "theme",
        "section",
        "chapter",
        "group",
        "framework",
        "document",
        "discipline",
    )
)
_SKILLS = frozenset(
    (
        "standard",
        "substandard",
        "component",
        "element",
        "skill",
        "subskill",
        "competency",
        "learning-target",
        "target",
        "objective",
        "learning-objective",
        "outcome",
        "learning-outcome",
        "indicator",
        "performance-indicator",
        "benchmark",
        "expectation",
    )
)
_STRANDS = frozenset(("domain", "strand"))
_LONGEST_TITLE = 80  # letters; what fits on a line of a plan
_DIGITS = re.compile(r"(\d+)", re.ASCII)

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tie:
    """One association, its ends as ids of this package where they lie in it.

    `sequence` is the place among the children of a heading that the association gives, if it does.
    """

    kind: str
    origin: str
    destination: str
    sequence: int | None = None


def short_title(statement: str) -> str:
    """Return a title made of the first words of a statement.

    Examples
    --------
    >>> short_title("Count to 100 by ones and by tens.")
    'Count to 100 by ones and by tens.'
    >>> short_title("word " * 30)[-10:]
    'word word…'
    """
    words = " ".join(statement.split())
    if len(words) <= _LONGEST_TITLE:
        return words
    cut = words[:_LONGEST_TITLE]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def competencies_of(
    items: Sequence[Item], ties: Sequence[Tie], framework: str, language: str
) -> list[Competency]:
    """Return one competency for each item, in the order of the items.

    - An item is a heading if its type is the name of one (domain, cluster, ...) or if it has items under it,
      unless its type is the name of something to learn (standard, skill, ...) or it stands in a ``precedes``
      association, as only what can be learned does.
    - Its heading is the first that it is a child of, by sequence number and then by place in the file.
    - Positions go through the tree from the top: children by sequence number, list enumeration, code and
      place in the file, numbers in them compared as numbers.
    - The strand is the title of the nearest heading of the type domain or strand, else of the topmost.
    """
    tree = _Tree.of(items, ties)
    learned = {end for tie in ties if tie.kind == PRECEDES for end in (tie.origin, tie.destination)}
    positions = {number: place for place, number in enumerate(tree.walk(items))}
    return [
        Competency(
            id=SkillId(item["identifier"]),
            title=_title(item),
            statement=item["fullStatement"],
            kind=_kind(item, bool(tree.children[number]), item["identifier"] in learned),
            code=item.get("humanCodingScheme", ""),
            strand=_strand(items, tree, number),
            grade_low=_grades(item)[0],
            grade_high=_grades(item)[1],
            parent=_parent(items, tree, number),
            language=item.get("language", language),
            source=framework,
            position=positions[number],
        )
        for number, item in enumerate(items)
    ]


def several_headings(items: Sequence[Item], ties: Sequence[Tie]) -> list[int]:
    """Return the numbers of the items that are children of more than one item."""
    above: dict[str, set[str]] = {}
    known = {item["identifier"] for item in items}
    for tie in ties:
        if tie.kind == IS_CHILD_OF and tie.destination in known:
            above.setdefault(tie.origin, set()).add(tie.destination)
    return [number for number, item in enumerate(items) if len(above.get(item["identifier"], ())) > 1]


@dataclass(slots=True)
class _Tree:
    """Who stands under whom, by number of the item; and the sequence number there."""

    parents: list[int | None]
    children: list[list[int]]
    sequence: list[int | None]

    @classmethod
    def of(cls, items: Sequence[Item], ties: Sequence[Tie]) -> _Tree:
        index = {item["identifier"]: number for number, item in enumerate(items)}
        tree = cls([None] * len(items), [[] for _ in items], [None] * len(items))
        by_sequence = sorted((tie for tie in ties if tie.kind == IS_CHILD_OF), key=_tie_order)
        for tie in by_sequence:
            child = index.get(tie.origin)
            if child is None or tree.parents[child] is not None:
                continue
            if tree.sequence[child] is None:
                tree.sequence[child] = tie.sequence
            above = index.get(tie.destination)
            if above is not None:
                tree.parents[child] = above
                tree.sequence[child] = tie.sequence
                tree.children[above].append(child)
        return tree

    def walk(self, items: Sequence[Item]) -> list[int]:
        """Return all numbers, every heading before what is under it; items in a circle come last."""
        keys = [_sibling_order(item, self.sequence[number], number) for number, item in enumerate(items)]
        tops = [number for number, above in enumerate(self.parents) if above is None]
        waiting = sorted(tops, key=lambda number: keys[number], reverse=True)
        walked: dict[int, None] = {}
        while waiting:
            number = waiting.pop()
            walked[number] = None
            waiting += sorted(self.children[number], key=lambda child: keys[child], reverse=True)
        return [*walked, *(number for number in range(len(items)) if number not in walked)]

    def above(self, number: int) -> list[int]:
        """Return the headings above an item, the nearest first."""
        found: dict[int, None] = {}
        heading = self.parents[number]
        while heading is not None and heading not in found:
            found[heading] = None
            heading = self.parents[heading]
        return list(found)


def _tie_order(tie: Tie) -> tuple[bool, int]:
    return (tie.sequence is None, tie.sequence or 0)


def _sibling_order(item: Item, sequence: int | None, number: int) -> tuple[Any, ...]:
    enumeration, code = item.get("listEnumeration", ""), item.get("humanCodingScheme", "")
    return (
        (sequence is None, sequence or 0),
        (enumeration == "", _natural(enumeration)),
        (code == "", _natural(code)),
        number,
    )


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key in which the numbers inside a text count as numbers."""
    parts = _DIGITS.split(text)
    return [
        (0, int(part), "") if place % 2 and len(part) < 18 else (1, 0, part)
        for place, part in enumerate(parts)
    ]


def _title(item: Item) -> str:
    named = item.get("abbreviatedStatement", "").strip() or short_title(item["fullStatement"])
    return named or item.get("humanCodingScheme", "") or item["identifier"]


def _type(item: Item) -> str:
    named = item.get("CFItemType") or item.get("CFItemTypeURI", {}).get("title") or ""
    return re.sub(r"[\s_-]+", "-", named.strip().lower())


def _kind(item: Item, has_children: bool, is_learned: bool) -> str:
    named = _type(item)
    if is_learned or named in _SKILLS:
        return SKILL
    return GROUP if named in _HEADINGS or has_children else SKILL


def _strand(items: Sequence[Item], tree: _Tree, number: int) -> str:
    above = tree.above(number)
    if not above:
        return ""
    return _title(items[next((n for n in above if _type(items[n]) in _STRANDS), above[-1])])


def _parent(items: Sequence[Item], tree: _Tree, number: int) -> SkillId | None:
    above = tree.parents[number]
    return None if above is None else SkillId(items[above]["identifier"])


def _grades(item: Item) -> tuple[float | None, float | None]:
    """Return the grades of an item, also from the name that servers of CASE 1.0 gave them."""
    levels = item.get("educationLevel")
    older = item.get(UNDECLARED, {}).get("educationalLevel", [])
    if levels is None:
        levels = [older] if isinstance(older, str) else older
    return (
        read_grades(level for level in levels if isinstance(level, str))
        if isinstance(levels, list)
        else (None, None)
    )
