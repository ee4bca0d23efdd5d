"""Checker for lines of symmetry: shapes are reflected in every line that could be one."""

from __future__ import annotations

from math import atan2, degrees

from library.families.checkers import Expected, checks, option_texts
from library.families.outline import mirrors
from whynext.library.diagrams import Figures, Polygon
from whynext.library.item import Item


@checks("lines-to-fold")
def _fold(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Figures):
        words = question.split("Which one has ")[1]
        many = 0 if words.startswith("no") else {"one": 1}.get(words.split()[1]) or int(words.split()[1])
        return {
            f"shape {name}"
            for name, (corners,) in zip(shown.names, shown.figures, strict=True)
            if len(mirrors(corners)) == many
        }
    assert isinstance(shown, Polygon)
    if not shown.inside:
        return len(mirrors(shown.corners))
    ((x1, y1, x2, y2, _),) = shown.inside
    way = degrees(atan2(y2 - y1, x2 - x1)) % 180
    count = len(shown.corners)
    middle = (sum(x for x, _ in shown.corners) / count, sum(y for _, y in shown.corners) / count)
    # a line of symmetry goes through the middle of the corners
    beside = (middle[0] - x1) * (y2 - y1) - (middle[1] - y1) * (x2 - x1)
    through = abs(beside) < 1e-6 * max(1, (x2 - x1) ** 2 + (y2 - y1) ** 2)
    fits = through and any(
        min(abs(way - each), 180 - abs(way - each)) < 0.5 for each in mirrors(shown.corners)
    )
    return {text for text in option_texts(item) if text.startswith("Yes") == fits}
