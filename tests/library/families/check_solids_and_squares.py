"""Checkers for faces of solids and cut rectangles: solids are built from points, and squares are laid out."""

from __future__ import annotations

import re
from itertools import combinations, product

from library.families.checkers import Expected, checks, option_texts
from library.families.outline import parts_of
from library.families.read import ints, search, whole_numbers
from whynext.library.diagrams import Array, Polygon
from whynext.library.item import Item

_CORNERS = list(product((0, 1), repeat=3))
_PARTS = {
    "corner": len(_CORNERS),
    "edge": sum(sum(a != b for a, b in zip(*pair, strict=True)) == 1 for pair in combinations(_CORNERS, 2)),
    "face": len({(axis, corner[axis]) for corner in _CORNERS for axis in range(3)}),
}


def _faces(solid: str) -> dict[str, int]:
    """Return the flat faces of a solid: what it stands on and what stands on every side of that."""
    standing = {
        "cube": "square",
        "long box": "rectangle",
        "triangular prism": "rectangle",
        "pyramid": "triangle",
    }
    base, sides = {"triangular prism": ("triangle", 3), "cylinder": ("round", 0), "cone": ("round", 0)}.get(
        solid, ("square", 4)
    )
    pointed = solid in ("cone", "pyramid")
    found = {base: 1 if pointed else 2}
    if sides:
        found[standing[solid]] = found.get(standing[solid], 0) + sides
    return found


@checks("faces-edges-corners")
def _solid(question: str, item: Item) -> Expected:
    if item.options:
        told = re.findall(
            r"(\d) (?:flat )?(?:faces? )?that (?:is|are) (?:a )?(?:long )?(square|round|triangle|rectangle)",
            question,
        )
        faces = {shape: int(many) for many, shape in told}
        return {text for text in option_texts(item) if _faces(text) == faces}
    if "clay" in question:
        has, what = search(r"has (\d+) (stick|clay ball)s?\. How", question)
        return _PARTS["edge" if what == "stick" else "corner"] - int(has)
    (part,) = search(r"How many (face|edge|corner)s", question)
    return _PARTS[part] * (whole_numbers(question) or [1])[0]


@checks("squares-in-a-rectangle")
def _squares(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Array):
        return sum(1 for _ in product(range(shown.rows), range(shown.columns)))
    if isinstance(shown, Polygon):
        # the lines that are begun are drawn on to the other side
        xs = {x for x, *_ in shown.inside if any(a == c == x for a, _, c, _, _ in shown.inside)} - {0}
        ys = {b for _, b, _, d, _ in shown.inside if b == d}
        (wide, high) = (max(each[axis] for each in shown.corners) for axis in (0, 1))
        lines = [((x, 0), (x, high)) for x in sorted(xs)] + [((0, y), (wide, y)) for y in sorted(ys)]
        return len(parts_of(shown.corners, lines))
    if "in each row?" in question:
        total, rows = ints(r"into (\d+) equal squares. They lie in (\d+)", question)
        return next(each for each in range(1, total) if sum([each] * rows) == total)
    rows, columns = ints(r"into (\d+) rows of equal squares. There are (\d+)", question)
    return sum([columns] * rows)
