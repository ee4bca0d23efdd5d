"""Checkers for scales, quarter inches, areas of figures and volumes of solids."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise, product

from library.families.checkers import Expected, checks
from library.families.read import ints, numbers, search, value, whole_numbers
from whynext.library.diagrams import AreaModel, NumberLine, Polygon, Prism, Ruler
from whynext.library.item import Item

MIXED = r"\d+ \d+/\d+|\d+/\d+|\d+"
UNIT = {
    "pencil": "grams",
    "egg": "grams",
    "bread": "grams",
    "letter": "grams",
    "strawberry": "grams",
    "key": "grams",
    "pumpkin": "kilograms",
    "bicycle": "kilograms",
    "dog": "kilograms",
    "suitcase": "kilograms",
    "chair": "kilograms",
    "rice": "kilograms",
    "bathtub": "liters",
    "bucket": "liters",
    "pot": "liters",
    "tank": "liters",
}


@checks("weight-and-liquid")
def _weights(question: str, item: Item) -> Expected:
    if "Which unit" in question:
        told = question.split(". ")[0].split()
        (unit,) = {UNIT[word] for word in told if word in UNIT}
        return {unit}
    line = item.picture
    if isinstance(line, NumberLine):
        ((place, _),) = line.points
        named = [(at, int(label)) for at, label in enumerate(line.labels) if label]
        (at, low), (after, high) = next(
            (one, two) for one, two in pairwise(named) if one[0] <= place <= two[0]
        )
        return low + Fraction(high - low, after - at) * int(place - at)
    first, second = whole_numbers(question)
    if " each. " in question or "of these" in question:
        return sum(first for _ in range(second))
    if "equal" in question:
        total, shares = max(first, second), min(first, second)
        return next(n for n in range(total) if n * shares == total)
    if re.search(r"soup weigh|are left|heavier is", question):
        return first - second
    return first + second


@checks("quarter-inches")
def _inches(question: str, item: Item) -> Expected:
    ruler = item.picture
    assert isinstance(ruler, Ruler)
    ((start, end, thing),) = ruler.things
    assert thing in question
    return Fraction(int(end - start), ruler.labels.index("1"))


def inside(x: float, y: float, corners: tuple[tuple[float, float], ...]) -> bool:
    """Return whether a point is inside of a shape: a ray from it crosses the edge an odd number of times."""
    crossed = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def quarters(shape: Polygon) -> Fraction:
    """Return the area of a shape on a grid by looking at the four triangles of each unit square."""
    wide, high = (int(max(corner[at] for corner in shape.corners)) for at in (0, 1))
    low = int(min(corner[0] for corner in shape.corners))
    middles = ((0.5, 0.2), (0.5, 0.8), (0.2, 0.5), (0.8, 0.5))
    found = sum(
        inside(x + dx, y + dy, shape.corners)
        for x, y in product(range(low, wide), range(high))
        for dx, dy in middles
    )
    return Fraction(found, 4)


@checks("squares-that-cover")
def _squares(question: str, item: Item) -> Expected:
    shape = item.picture
    assert isinstance(shape, Polygon)
    area = quarters(shape)
    told = item.alternative_text.split("top: ")[1]
    assert area == told.count("square") - Fraction(told.count("half"), 2)
    return area


def sides_fit(shape: Polygon) -> bool:
    """Return whether the numbers at the sides are their lengths, and enough to know all."""
    ends = zip(shape.corners, (*shape.corners[1:], shape.corners[0]), shape.sides, strict=True)
    return all(
        not label or int(label.split()[0]) == abs(x1 - x2) + abs(y1 - y2)
        for (x1, y1), (x2, y2), label in ends
    )


@checks("joined-rectangles")
def _joined(question: str, item: Item) -> Expected:
    shape = item.picture
    assert isinstance(shape, Polygon)
    assert sides_fit(shape)
    assert set(numbers(item.alternative_text)) == {Fraction(s.split()[0]) for s in shape.sides if s}
    return quarters(shape)


@checks("find-missing-side")
def _missing(question: str, item: Item) -> Expected:
    side = ints(r"One side is (\d+)", question)[0]
    known = whole_numbers(question)[0]
    if re.search(r"perimeter|around", question):
        return next(n for n in range(500) if side + n + side + n == known)
    assert re.search(r"area|cover|paints", question)
    return next(n for n in range(500) if len(list(product(range(side), range(n)))) == known)


@checks("cubes-in-a-solid")
def _cubes(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, AreaModel):
        return sum(len(range(int(each))) for each in shown.inside)
    assert isinstance(shown, Prism)
    cubes = {*product(range(int(shown.length)), range(int(shown.width)), range(int(shown.height)))}
    taken = re.search(r"takes (\d+)", question)
    top = sum(z == shown.height - 1 for _, _, z in cubes)
    assert taken is None or int(taken[1]) < top
    return len(cubes) - (int(taken[1]) if taken else 0)


@checks("joined-boxes")
def _boxes(question: str, item: Item) -> Expected:
    if isinstance(item.picture, Polygon):
        assert sides_fit(item.picture)
        return quarters(item.picture) * ints(r"reaches (\d+)", question)[0]
    if "stair" in question:
        steps, rise, run, wide = whole_numbers(question)
        return sum(rise * run * wide for step in range(steps) for _ in range(step + 1))
    boxes = re.findall(r"(\d+) by (\d+) by (\d+)", question)
    return sum(len([*product(*(range(int(edge)) for edge in box))]) for box in boxes)


@checks("fraction-edges")
def _edges(question: str, item: Item) -> Expected:
    told = search(rf"is ({MIXED}) \w+ long, ({MIXED}) \w+ wide and ({MIXED}) \w+ high", question)
    edges = [value(each) for each in told]
    if "Small cubes" not in question:
        assert isinstance(item.picture, Prism)
        drawn = (item.picture.length, item.picture.width, item.picture.height)
        assert len({Fraction(int(one)) / edge for one, edge in zip(drawn, edges, strict=True)}) == 1
        return edges[0] * edges[1] * edges[2]
    (small,) = (value(each) for each in search(r"edges of (\S+)", question))
    along = [edge / small for edge in edges]
    assert all(each.denominator == 1 for each in along)
    return len([*product(*(range(int(each)) for each in along))])
