"""Figures of making items: how many a second a family makes, and what a drawing and its mathematics cost."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from bench.figures import Row, row

from whynext.library.families import FAMILIES, generate
from whynext.library.item import Item
from whynext.library.mathml import mathml

SEEDS = 500


def rows(small: bool = False) -> list[Row]:
    """Measure, and return one row per figure."""
    seeds = 5 if small else SEEDS
    levels = [(id, level) for id, family in FAMILIES.items() for level in range(1, len(family.levels) + 1)]
    rates = {each: _rate(lambda at, each=each: generate(each[0], at, each[1]), seeds) for each in levels}
    slowest = min(rates, key=lambda each: rates[each])
    middle = statistics.median(rates.values())
    some = [generate(id, 1, level) for id, level in levels]
    drawn = [item for item in some if item.diagram]
    return [
        row(
            "items made by the median family and level",
            middle,
            "items/s",
            reach="≥ 20,000",
            ok=middle >= 20_000,
            note=f"{len(FAMILIES)} families, {len(levels)} levels, {seeds} seeds each, processor time of one"
            f" core; slowest {slowest[0]} level {slowest[1]}: {rates[slowest]:,.0f}",
        ),
        row(
            "items shown with their mathematics",
            _rate(lambda at: _shown(some[at % len(some)]), max(seeds, 5)),
            "items/s",
            note="question, hints and solution as MathML, at serving time",
        ),
        row(
            "diagrams drawn",
            _rate(lambda at: drawn[at % len(drawn)].picture.svg(), max(seeds, 5)),  # type: ignore[union-attr]
            "diagrams/s",
            note="read from the item's text and drawn as SVG, at serving time",
        ),
    ]


def _rate(work: Callable[[int], object], times: int) -> float:
    """Return how often a second a work is done, by the processor's time."""
    begun = time.process_time()
    for at in range(times):
        work(at)
    return times / max(1e-9, time.process_time() - begun)


def _shown(item: Item) -> list[str]:
    return [mathml(text) for text in (item.question, *item.hints, *item.solution)]
