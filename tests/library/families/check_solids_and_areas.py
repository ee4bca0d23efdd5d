"""Checkers for areas of joined shapes, nets, surfaces, cuts through solids, prisms and circles."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from math import isqrt

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, numbers, whole_numbers
from whynext.library.diagrams import Plane, Polygon
from whynext.library.item import Item


def _shoelace(corners: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Return the area of a polygon from its corners."""
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum((x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs), Fraction(0))) / 2


def _long(first: tuple[Fraction, Fraction], second: tuple[Fraction, Fraction]) -> int | None:
    """Return the distance of two points where it is whole."""
    square = (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2
    return isqrt(int(square)) if square == isqrt(int(square)) ** 2 else None


@checks("break-an-area-apart")
def _broken_area(question: str, item: Item) -> Expected:
    drawn = item.picture
    assert isinstance(drawn, Polygon)
    corners = [(Fraction(x), Fraction(y)) for x, y in drawn.corners]
    seen = []
    for text, start, end in zip(drawn.sides, corners, corners[1:] + corners[:1], strict=True):
        if text:
            assert whole_numbers(text) == [_long(start, end)], "a side is as long as its label"
            seen += whole_numbers(text)
    for x1, y1, x2, y2, text in drawn.inside:
        if text:
            assert whole_numbers(text) == [_long((Fraction(x1), Fraction(y1)), (Fraction(x2), Fraction(y2)))]
            seen += whole_numbers(text)
    assert sorted(seen) == sorted(whole_numbers(question)), "the drawing and the words agree"
    return _shoelace(corners)


CORNERS = {"triang": 3, "pentag": 5, "hexag": 6, "octag": 8}
STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))
Vector = tuple[int, int, int]


def _turned(vector: Vector) -> Vector:
    return (-vector[0], -vector[1], -vector[2])


def _normals(cells: list[tuple[int, int]]) -> list[Vector]:
    """Fold squares around a cube: where each of them faces. All ways around must agree."""
    frames: dict[tuple[int, int], tuple[Vector, Vector, Vector]] = {
        cells[0]: ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    }
    todo = [cells[0]]
    while todo:
        x, y = todo.pop()
        right, up, out = frames[x, y]
        rolled = (
            (_turned(out), up, right),
            (out, up, _turned(right)),
            (right, _turned(out), up),
            (right, out, _turned(up)),
        )
        for (dx, dy), frame in zip(STEPS, rolled, strict=True):
            if (next_ := (x + dx, y + dy)) in cells:
                assert frames.setdefault(next_, frame) == frame, "it cannot be folded without tearing"
                todo += [next_] if frames[next_] is frame else []
    return [frames[cell][2] for cell in cells]


@checks("fold-a-net")
def _net(question: str, item: Item) -> Expected:
    if "Which solid" in question:
        two = re.search(r"two (\w+)s and (\d) rectangles", question)
        if two:
            base, kind = two[1], "prism"
            assert any(base.startswith(each) and many == int(two[2]) for each, many in CORNERS.items())
        else:
            base, kind = "triangle", "pyramid"
            if one := re.search(r"one (\w+) and (\d) triangles", question):
                base = one[1]
                assert any(base.startswith(each) and many == int(one[2]) for each, many in CORNERS.items())
            else:
                assert "4 equal triangles" in question
        return {text for text in option_texts(item) if text.endswith(kind) and f" {base[:5]}" in text}
    drawn = item.picture
    assert isinstance(drawn, Plane)
    cells = [(int(x), int(y)) for x, y, _ in drawn.points]
    normals = _normals(cells)
    sides = [
        {(x, y, x + 1, y), (x, y + 1, x + 1, y + 1), (x, y, x, y + 1), (x + 1, y, x + 1, y + 1)}
        for x, y in cells
    ]
    assert set(drawn.segments) == set().union(*sides), "each square is drawn"
    if "opposite" in question:
        named = {name: normal for (*_, name), normal in zip(drawn.points, normals, strict=True)}
        of = re.search(r"opposite ([A-F]) ", question)
        assert of is not None
        assert len(set(normals)) == 6
        return {name for name, normal in named.items() if normal == _turned(named[of[1]])}
    if len(set(normals)) < len(normals):
        return {text for text in option_texts(item) if text.startswith("Two")}
    return {text for text in option_texts(item) if text.startswith("The" if len(normals) == 6 else "One")}


@checks("add-all-faces")
def _surface(question: str, item: Item) -> Expected:
    if "box" in question:
        edges = ints(r"(\d+) cm long, (\d+) cm wide and (\d+) cm high", question)
        cubes = set(product(*(range(edge) for edge in edges)))
        around = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
        return sum((x + dx, y + dy, z + dz) not in cubes for x, y, z in cubes for dx, dy, dz in around)
    if "square base" in question:
        edge, tall = ints(r"edge of (\d+) cm\..* is (\d+) cm high", question)
        assert 2 * tall > edge, "the triangles meet above the base"
        return Fraction(4 * edge * tall, 2) + edge**2
    a, b, c = ints(r"sides of (\d+) cm, (\d+) cm and (\d+) cm", question)
    long = ints(r"prism is (\d+) cm long", question)[0]
    heron = (a + b + c) * (b + c - a) * (a + c - b) * (a + b - c)
    assert heron == (2 * a * ints(r"on the side of \d+ cm is (\d+) cm", question)[0]) ** 2
    return Fraction(isqrt(heron), 2) + (a + b + c) * long


@checks("cut-a-solid")
def _cut(question: str, item: Item) -> Expected:
    if "area of the cut" in question:
        return _area_of_a_cut(question)
    solid = re.search(r"the shape of an? ([a-z ]+)\.", question)
    assert solid is not None
    if "parallel to its base" in question:
        shape = {"box": "rectangle", "cube": "square", "cylinder": "circle", "cone": "circle"}.get(
            solid[1], ""
        )
        if not shape:
            first = solid[1].split()[0]
            shape = {"square": "square", "triangular": "triangle"}.get(first, first.removesuffix("al"))
    elif "beside the tip" in question:
        shape = "trapezoid"
    else:
        shape = "triangle" if "tip" in question else "rectangle"
        assert ("pyramid" in solid[1] or solid[1] == "cone") == (shape == "triangle")
    return {f"a {shape}"}


def _area_of_a_cut(question: str) -> Expected:
    sizes = [int(each) for each in numbers(question)]
    if "box" in question:
        long, wide, high = sizes
        axis = {"bottom": 2, "front": 1, "right side": 0}[re.search(r"to its ([a-z ]+)\.", question)[1]]  # type: ignore[index]
        cubes = product(range(long), range(wide), range(high))
        return sum(cube[axis] == 0 for cube in cubes)
    if "halfway" in question:
        high, edge = sizes
        return (Fraction(edge) * Fraction(high, 2) / high) ** 2
    radius, high = sizes
    if "cylinder" in question:
        return _shoelace(
            [
                (Fraction(-radius), Fraction(0)),
                (Fraction(radius), Fraction(0)),
                (Fraction(radius), Fraction(high)),
                (Fraction(-radius), Fraction(high)),
            ]
        )
    assert "cone" in question
    return _shoelace(
        [(Fraction(-radius), Fraction(0)), (Fraction(radius), Fraction(0)), (Fraction(0), Fraction(high))]
    )


@checks("prisms-inside-and-outside")
def _prisms(question: str, item: Item) -> Expected:
    long = ints(r"(\d+) c?m long", question)[0]
    if "ends of a prism" in question:
        a, b, c = ints(r"sides of (\d+) cm, (\d+) cm and (\d+) cm", question)
        heron = (a + b + c) * (b + c - a) * (a + c - b) * (a + b - c)
        tall = ints(r"on the side of \d+ cm is (\d+) cm", question)[0]
        assert Fraction(isqrt(heron), 4) == Fraction(a * tall, 2)
        return Fraction(isqrt(heron), 4) * long
    wide = ints(r"(\d+) c?m wide", question)[0]
    high, top = ints(r"walls are (\d+) c?m high, and the roof rises (\d+) c?m more", question)
    half = Fraction(wide, 2)
    front = [
        (-half, Fraction(0)),
        (half, Fraction(0)),
        (half, Fraction(high)),
        (Fraction(0), Fraction(high + top)),
    ]
    front.append((-half, Fraction(high)))
    assert isinstance(item.picture, Polygon)
    assert _shoelace([(Fraction(x), Fraction(y)) for x, y in item.picture.corners]) == _shoelace(front)
    if "inside" in question:
        return _shoelace(front) * long
    around = [_long(start, end) for start, end in zip(front, front[1:] + front[:1], strict=True)]
    assert ints(r"slope of the roof is (\d+) cm", question)[0] == around[2] == around[3]
    return 2 * _shoelace(front) + long * sum(each for each in around if each)


PI = Fraction(314, 100)


@checks("all-around-a-circle")
def _around(question: str, item: Item) -> Expected:
    given = numbers(question)
    assert given[-1] == PI
    if "half a circle" in question:
        straight = given[0]
        return straight + 2 * PI * (straight / 2) / 2
    if "wheel turns" in question:
        across, turns = given[:2]
        return sum(PI * across for _ in range(int(turns)))
    if "circumference of a" in question:
        radius = next(Fraction(each, 2) for each in range(1, 400) if PI * each == given[0])
        return radius if "its radius" in question else 2 * radius
    return PI * given[0] * (2 if "radius of" in question else 1)
