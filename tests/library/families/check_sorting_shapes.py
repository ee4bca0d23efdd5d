"""Checkers for sorting shapes: corners are measured, and what is said of a family is tried on its members."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from math import acos, degrees, hypot

from library.families.checkers import Expected, checks, option_texts
from library.families.outline import equal_sides, lengths, parallel_pairs, same, sides_of, square_corners
from library.families.read import search, whole_numbers
from whynext.library.diagrams import Figures, Polygon
from whynext.library.item import Item

Shape = tuple[tuple[float, float], ...]
_IS: dict[str, Callable[[Shape], bool]] = {
    "quadrilateral": lambda shape: len(shape) == 4,
    "parallelogram": lambda shape: len(shape) == 4 and parallel_pairs(shape) == 2,
    "rectangle": lambda shape: len(shape) == 4 and square_corners(shape) == 4,
    "rhombus": lambda shape: len(shape) == 4 and equal_sides(shape),
    "square": lambda shape: len(shape) == 4 and square_corners(shape) == 4 and equal_sides(shape),
    "triangle": lambda shape: len(shape) == 3,
    "hexagon": lambda shape: len(shape) == 6,
}


@checks("four-sided-shapes")
def _four(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Polygon):
        _marks_are_true(shown)
        return {name for name in option_texts(item) if _IS[name](shown.corners)}
    assert isinstance(shown, Figures)
    (asked,) = search(r"is a (\w+)[.?]$", question)
    return {
        f"shape {name}"
        for name, (corners,) in zip(shown.names, shown.figures, strict=True)
        if _IS[asked](corners)
    }


def _marks_are_true(shown: Polygon) -> None:
    """Assert that sides with as many ticks are equal, that others are not, and that squares are square."""
    long = lengths(shown.corners)
    for at, ticks in enumerate(shown.equal):
        for to, others in enumerate(shown.equal):
            if ticks and others:
                assert same(long[at], long[to]) == (ticks == others)
    assert square_corners(shown.corners) == len(shown.right)


@checks("name-triangles")
def _triangles(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Polygon):
        _marks_are_true(shown)
        return {f"{_by_angles(_angles(shown.corners))} and {_by_sides(lengths(shown.corners))}"}
    given = whole_numbers(question)
    if "angles" in question:
        assert sum(given) == 180
        return {_by_angles([float(each) for each in given])}
    assert 2 * max(given) < sum(given), "no such triangle"
    name = _by_sides([float(each) for each in given])
    assert not (name == "equilateral" and "isosceles" in option_texts(item))
    return {name}


def _angles(corners: Shape) -> list[float]:
    arrows = sides_of(corners)
    return [
        180 - degrees(acos((a[0] * b[0] + a[1] * b[1]) / hypot(*a) / hypot(*b)))
        for a, b in pairwise([arrows[-1], *arrows])
    ]


def _by_angles(angles: list[float]) -> str:
    most = max(angles)
    assert abs(most - 90) < 1e-6 or abs(most - 90) > 3, most
    return "right" if abs(most - 90) < 1e-6 else ("obtuse" if most > 90 else "acute")


def _by_sides(long: list[float]) -> str:
    pairs = sum(same(a, b) if a != int(a) else a == b for a, b in pairwise([*long, long[0]]))
    return ("scalene", "isosceles", "equilateral")[min(pairs, 2)]


# members of each kind, some of them special, to try out what is said of all
_MEMBERS: dict[str, tuple[Shape, ...]] = {
    "square": (((0, 0), (2, 0), (2, 2), (0, 2)), ((0, 0), (2, 1), (1, 3), (-1, 2))),
    "rectangle": (((0, 0), (5, 0), (5, 2), (0, 2)), ((0, 0), (3, 3), (2, 4), (-1, 1))),
    "rhombus": (((0, 0), (5, 0), (8, 4), (3, 4)), ((3, 0), (0, 2), (-3, 0), (0, -2))),
    "parallelogram": (((0, 0), (6, 0), (8, 3), (2, 3)),),
    "quadrilateral": (((0, 0), (7, 1), (5, 6), (1, 3)), ((0, 0), (8, 0), (5, 3), (1, 3))),
}


def _every(kind: str) -> list[Shape]:
    """Return the members of a kind, those of the kinds within it among them."""
    return [shape for shapes in _MEMBERS.values() for shape in shapes if _IS[kind](shape)]


def _turns(shape: Shape) -> list[float]:
    return [round(each, 6) for each in _angles(shape)]


_SAYS: dict[str, Callable[[Shape], bool]] = {
    "Its opposite sides are parallel.": lambda shape: parallel_pairs(shape) == 2,
    "Its opposite sides are equal.": lambda shape: all(
        same(a, b) for a, b in zip(lengths(shape)[:2], lengths(shape)[2:], strict=True)
    ),
    "Its opposite angles are equal.": lambda shape: _turns(shape)[:2] == _turns(shape)[2:],
    "It has four right angles.": lambda shape: square_corners(shape) == 4,
    "All of its angles are equal.": lambda shape: len(set(_turns(shape))) == 1,
    "It has four equal sides.": equal_sides,
    "It has four sides.": lambda shape: len(sides_of(shape)) == 4,
    "The sum of its angles is 360°.": lambda shape: abs(sum(_angles(shape)) - 360) < 1e-4,
    "It has exactly one pair of parallel sides.": lambda shape: parallel_pairs(shape) == 1,
    "It has exactly three right angles.": lambda shape: square_corners(shape) == 3,
}
# angles of triangles, and sides of one length opposite to angles of one size
_SOME_TRIANGLES = [
    (first, second, 180 - first - second) for first in range(5, 175, 5) for second in range(5, 180 - first, 5)
]
_TRIANGLE_IS: dict[str, Callable[[tuple[int, ...]], bool]] = {
    "equilateral": lambda angles: len(set(angles)) == 1,
    "isosceles": lambda angles: len(set(angles)) < 3,
    "scalene": lambda angles: len(set(angles)) == 3,
    "right": lambda angles: 90 in angles,
    "acute": lambda angles: max(angles) < 90,
    "obtuse": lambda angles: max(angles) > 90,
}


@checks("families-of-shapes")
def _families(question: str, item: Item) -> Expected:
    if "always, sometimes or never" in question:
        if "triangle" in question:
            one, two = re.findall(r"(\w+) triangle", question)
            found = {_TRIANGLE_IS[two](each) for each in _SOME_TRIANGLES if _TRIANGLE_IS[one](each)}
        else:
            one, two = search(r"it is an? (\w+)\. .* like that an? (\w+) too", question)
            found = {_IS[two](shape) for shape in _every(one)}
        return {"sometimes" if len(found) == 2 else ("always" if found == {True} else "never")}
    kind = search(r"(?:true of every|is an?) (\w+)[.?]", question)[0]
    return {text for text in option_texts(item) if all(_SAYS[text](shape) for shape in _every(kind))}
