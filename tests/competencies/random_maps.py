"""Random maps, and slow obvious answers to compare with."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import strategies as st

from whynext.base.ids import SkillId
from whynext.competencies.competency import Competency, Relation, precedes
from whynext.competencies.map import CompetencyMap

Edges = set[tuple[str, str]]


def skill(name: str, **fields: object) -> Competency:
    """Return a skill of this id and code."""
    return Competency(SkillId(name), f"Skill {name}", code=f"C.{name}", **fields)  # type: ignore[arg-type]


def skills(names: str) -> list[Competency]:
    """Return one skill for each letter, in this order."""
    return [skill(name, position=place) for place, name in enumerate(names)]


def edges(words: str) -> list[Relation]:
    """Return prerequisite edges: ``"ab bc"`` says a before b and b before c."""
    return [precedes(word[0], word[1]) for word in words.split()]


def a_map(names: str, words: str) -> CompetencyMap:
    """Return a map of one-letter skills."""
    return CompetencyMap.of(skills(names), edges(words))


@st.composite
def graphs(draw: st.DrawFn, most: int = 8, acyclic: bool = True) -> tuple[list[str], Edges]:
    """Return up to `most` one-letter skills and edges, in an order that the names do not give away."""
    names = draw(st.permutations("abcdefgh"[: draw(st.integers(1, most))]))
    pairs = [(a, b) for i, a in enumerate(names) for b in (names[i + 1 :] if acyclic else names) if a != b]
    chosen = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    return sorted(names), chosen


def built(graph: tuple[list[str], Edges]) -> CompetencyMap:
    """Return the map of a random acyclic graph."""
    names, pairs = graph
    return CompetencyMap.of(skills("".join(names)), [precedes(a, b) for a, b in sorted(pairs)])


def subsets(names: list[str]) -> list[frozenset[str]]:
    """Return every subset."""
    every = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    return [frozenset(subset) for subset in every]


def closed(known: frozenset[str], pairs: Edges) -> bool:
    """Tell whether a set holds every prerequisite of its members."""
    return all(a in known for a, b in pairs if b in known)


def reachable(start: str, pairs: Edges) -> set[str]:
    """Return everything that edges lead to from `start`, without it unless they lead back."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        for a, b in pairs:
            if a == node and b not in found:
                found.add(b)
                waiting.append(b)
    return found
