"""What the handbook's next-skill ought to decide, worked out student by student in plain loops.

It shares no code with what it checks: it reads the raw files, traces with its own four numbers, and ranks
with its own arithmetic.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PRIOR, LEARN, GUESS, SLIP = 0.3, 0.1, 0.2, 0.1
BAR, MANY, MONTH, CHOSEN = 0.95, 5, 30, 2
TINY = 1e-12

Levels = dict[str, dict[str, float]]
"""Mastery by student and skill, of skills that were answered on."""


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table, comma or tab separated, plain or gzip."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return list(csv.DictReader(text.splitlines(), delimiter="\t" if "\t" in text.split("\n", 1)[0] else ","))


def traced(answers: Iterable[tuple[str, str, bool]]) -> Levels:
    """Return mastery after answers (student, skill, right) in order, with the default parameters."""
    levels: Levels = defaultdict(dict)
    for student, skill, right in answers:
        known = levels[student].get(skill, PRIOR)
        likely = (1 - SLIP, GUESS) if right else (SLIP, 1 - GUESS)
        known = known * likely[0] / (known * likely[0] + (1 - known) * likely[1])
        levels[student][skill] = min(max(known + (1 - known) * LEARN, TINY), 1 - TINY)
    return levels


def prerequisites(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return for each skill the ones that come directly before it."""
    before: dict[str, set[str]] = defaultdict(set)
    for origin, destination in edges:
        before[destination].add(origin)
    return before


def mastered(levels: Mapping[str, float]) -> set[str]:
    """Return the skills of one student at or above the bar."""
    return {skill for skill, level in levels.items() if level >= BAR}


def outer_fringe(skills: Iterable[str], before: Mapping[str, set[str]], known: set[str]) -> set[str]:
    """Return the skills that are not mastered and build on nothing that is not."""
    return {skill for skill in skills if skill not in known and before.get(skill, set()) <= known}


def scores(
    fringe: Iterable[str], before: Mapping[str, set[str]], levels: Mapping[str, float], days: float
) -> dict[str, float]:
    """Return how the skills of a fringe rank, where what was answered on was answered `days` ago."""
    opens: dict[str, int] = defaultdict(int)
    for earlier in before.values():
        for skill in earlier:
            opens[skill] += 1
    return {
        skill: min(opens[skill], MANY) / MANY * 1.0
        + levels.get(skill, PRIOR) / BAR * 0.6
        + (min(days, MONTH) if skill in levels else MONTH) / MONTH * 0.4
        for skill in fringe
    }


def is_best(chosen: Sequence[str], ranked: Mapping[str, float]) -> bool:
    """Tell whether these are the highest of the ranked, best first; equals may stand in any order."""
    wanted = sorted(ranked.values(), reverse=True)[:CHOSEN]
    got = [ranked[skill] for skill in chosen]
    return len(got) == len(wanted) and all(abs(a - b) < 1e-9 for a, b in zip(got, wanted, strict=True))
