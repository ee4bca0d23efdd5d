"""Geometry for checkers: lengths, corners, parallel sides, mirrors and the parts of a cut shape."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, hypot

Point = tuple[float, float]
NEAR = 1e-6


def sides_of(corners: tuple[Point, ...]) -> list[Point]:
    """Return each side as an arrow from its first end to its second."""
    return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise([*corners, corners[0]])]


def lengths(corners: tuple[Point, ...]) -> list[float]:
    """Return how long each side is."""
    return [hypot(x, y) for x, y in sides_of(corners)]


def same(first: float, second: float) -> bool:
    """Tell whether two lengths are the same but for rounding of drawn corners."""
    return abs(first - second) <= 0.02 * max(abs(first), abs(second))


def equal_sides(corners: tuple[Point, ...]) -> bool:
    """Tell whether all sides are of one length."""
    return all(same(each, lengths(corners)[0]) for each in lengths(corners))


def square_corners(corners: tuple[Point, ...]) -> int:
    """Return how many corners are square."""
    arrows = sides_of(corners)
    return sum(abs(a[0] * b[0] + a[1] * b[1]) < NEAR for a, b in pairwise([arrows[-1], *arrows]))


def alongside(first: Point, second: Point) -> bool:
    """Tell whether two arrows lie along one direction; whole-number corners may be off a little."""
    cross = first[0] * second[1] - first[1] * second[0]
    return abs(cross) <= 0.01 * hypot(*first) * hypot(*second)


def parallel_pairs(corners: tuple[Point, ...]) -> int:
    """Return how many pairs of sides are parallel."""
    arrows = sides_of(corners)
    return sum(alongside(a, b) for at, a in enumerate(arrows) for b in arrows[at + 1 :])


def name_of(corners: tuple[Point, ...]) -> str:
    """Return the most special common name of a shape."""
    many = len(corners)
    if many != 4:
        return {3: "triangle", 5: "pentagon", 6: "hexagon", 8: "octagon"}[many]
    if square_corners(corners) == 4:
        return "square" if equal_sides(corners) else "rectangle"
    if equal_sides(corners):
        return "rhombus"
    return {0: "quadrilateral", 1: "trapezoid", 2: "parallelogram"}[parallel_pairs(corners)]


def parts_of(corners: tuple[Point, ...], cuts: list[tuple[Point, Point]]) -> list[int]:
    """Return for each part of a cut shape how many corners it has, walking around it along its lines."""
    lines = [*pairwise([*corners, corners[0]]), *cuts]
    dots = {_rounded(end) for line in lines for end in line}
    dots |= {at for k, one in enumerate(lines) for two in lines[k + 1 :] if (at := _crossing(one, two))}
    every = _all_edges(lines, dots)
    edges = set(every)
    parts = []
    while edges:
        start, dot = first = min(edges)
        walk = [start]
        while True:
            edges.discard((start, dot))
            back = atan2(start[1] - dot[1], start[0] - dot[0])
            ways = [b for a, b in every if a == dot]
            # the next line clockwise from where we came: the smallest part on this side
            ahead = min(
                ways,
                key=lambda to, d=dot, w=back: (
                    (w - atan2(to[1] - d[1], to[0] - d[0]) - NEAR) % 6.283185307179586
                ),
            )
            start, dot = dot, ahead
            if (start, dot) == first:
                break
            walk.append(start)
        if _area(walk) > NEAR:
            parts.append(_real_corners(walk))
    return sorted(parts)


def _all_edges(lines: list[tuple[Point, Point]], dots: set[Point]) -> set[tuple[Point, Point]]:
    found = set()
    for start, end in lines:
        on = sorted(
            (dot for dot in dots if _is_on(dot, start, end)),
            key=lambda dot, s=start: hypot(dot[0] - s[0], dot[1] - s[1]),
        )
        found |= {pair for a, b in pairwise(on) for pair in ((a, b), (b, a))}
    return found


def _rounded(point: Point) -> Point:
    return round(point[0], 6), round(point[1], 6)


def _is_on(dot: Point, start: Point, end: Point) -> bool:
    whole = hypot(end[0] - start[0], end[1] - start[1])
    way = hypot(dot[0] - start[0], dot[1] - start[1]) + hypot(end[0] - dot[0], end[1] - dot[1])
    return abs(whole - way) < 1e-5 * max(1.0, whole)


def _crossing(one: tuple[Point, Point], two: tuple[Point, Point]) -> Point | None:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = two
    cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if abs(cross) < NEAR:
        return None
    at = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / cross
    along = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / cross
    if not (-NEAR <= at <= 1 + NEAR and -NEAR <= along <= 1 + NEAR):
        return None
    return _rounded((ax + at * (bx - ax), ay + at * (by - ay)))


def _area(walk: list[Point]) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise([*walk, walk[0]])) / 2


def _real_corners(walk: list[Point]) -> int:
    arrows = sides_of(tuple(walk))
    return sum(not alongside(a, b) for a, b in pairwise([arrows[-1], *arrows]))


def mirrors(corners: tuple[Point, ...]) -> list[float]:
    """Return the directions in degrees of the lines along which a shape can be folded onto itself."""
    many = len(corners)
    middle = (sum(x for x, _ in corners) / many, sum(y for _, y in corners) / many)
    about = [(x - middle[0], y - middle[1]) for x, y in corners]
    size = max(hypot(*each) for each in about)
    halves = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise([*about, about[0]])]
    found: list[float] = []
    for x, y in (*about, *halves):
        far = hypot(x, y)
        if far < 1e-3 * size:
            continue
        ux, uy = x / far, y / far
        images = [(2 * (a * ux + b * uy) * ux - a, 2 * (a * ux + b * uy) * uy - b) for a, b in about]
        fits = all(min(hypot(a - c, b - d) for c, d in about) < 0.015 * size for a, b in images)
        way = atan2(uy, ux) * 57.29577951308232 % 180
        if fits and all(min(abs(way - each), 180 - abs(way - each)) > 2 for each in found):
            found.append(way)
    return found
