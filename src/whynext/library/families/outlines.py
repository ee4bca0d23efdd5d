"""Corners of shapes on whole numbers, turned and stretched, and how a shape is told in words."""

from __future__ import annotations

from whynext.library.families.chance import Chance

Corners = tuple[tuple[int, int], ...]

TURNS = (
    (1, 0), (0, 1), (-1, 0), (0, -1), (2, 1), (1, 2), (-1, 2), (-2, 1), (3, 1), (1, 3), (-1, 3), (-3, 1),
    (3, 2), (2, 3), (-2, 3), (-3, 2), (2, -1), (1, -2), (3, -1), (1, -3),
)  # fmt: skip
"""Turns of a shape, as complex numbers that its corners are multiplied by."""

SQUARE: Corners = ((0, 0), (2, 0), (2, 2), (0, 2))
HEXAGON: Corners = ((100, 0), (50, 87), (-50, 87), (-100, 0), (-50, -87), (50, -87))
PENTAGON: Corners = ((0, 100), (-95, 31), (-59, -81), (59, -81), (95, 31))
OCTAGON: Corners = (
    (100, 0), (71, 71), (0, 100), (-71, 71), (-100, 0), (-71, -71), (0, -100), (71, -71),
)  # fmt: skip

PLAIN_TRIANGLES: tuple[Corners, ...] = (
    ((0, 0), (8, 0), (4, 7)),
    ((0, 0), (6, 0), (3, 7)),
    ((0, 0), (9, 0), (4, 6)),
    ((0, 0), (6, 0), (0, 6)),
    ((0, 0), (9, 0), (5, 5)),
)
THIN_TRIANGLES: tuple[Corners, ...] = (
    ((0, 0), (10, 0), (12, 3)),
    ((0, 0), (10, 1), (2, 2)),
    ((0, 0), (12, 0), (3, 3)),
    ((0, 0), (9, 0), (13, 4)),
    ((0, 0), (11, 0), (0, 3)),
)
RECTANGLES: tuple[Corners, ...] = tuple(
    ((0, 0), (wide, 0), (wide, high), (0, high))
    for wide, high in ((3, 1), (4, 1), (5, 2), (5, 3), (7, 4), (7, 2), (8, 3), (2, 5), (3, 7), (4, 9))
)
RHOMBUSES: tuple[Corners, ...] = tuple(
    ((wide, 0), (0, high), (-wide, 0), (0, -high))
    for wide, high in ((3, 2), (5, 3), (2, 1), (5, 2), (7, 4), (3, 5), (2, 3), (4, 7))
)
PARALLELOGRAMS: tuple[Corners, ...] = tuple(
    ((0, 0), (wide, 0), (wide + slant, high), (slant, high))
    for wide, slant, high in ((6, 2, 3), (7, 3, 3), (5, 1, 2), (8, 3, 4), (6, -2, 3), (7, -3, 4), (9, 2, 4))
)
TRAPEZOIDS: tuple[Corners, ...] = tuple(
    ((0, 0), (wide, 0), (wide - right, high), (left, high))
    for wide, left, right, high in ((8, 2, 3, 4), (9, 1, 4, 4), (7, 2, 2, 3), (8, 3, 1, 3), (9, 2, 2, 5))
)
KITES: tuple[Corners, ...] = tuple(
    ((wide, 0), (0, high), (-wide, 0), (0, -low))
    for wide, high, low in ((3, 2, 6), (4, 2, 7), (3, 1, 5), (4, 3, 8), (2, 1, 4))
)
IRREGULAR: tuple[Corners, ...] = (
    ((0, 0), (7, 1), (5, 6), (1, 3)),
    ((0, 0), (8, 0), (5, 3), (1, 6)),
    ((0, 0), (6, -2), (9, 4), (2, 5)),
    ((0, 0), (7, 0), (9, 5), (3, 4)),
    ((0, 0), (5, 2), (8, 8), (-1, 5)),
)


def turned(corners: Corners, turn: tuple[int, int]) -> Corners:
    """Return corners multiplied by a complex number: turned, and all distances in one ratio.

    Examples
    --------
    >>> turned(((0, 0), (2, 0), (2, 1)), (0, 1))
    ((0, 0), (0, 2), (-1, 2))
    """
    a, b = turn
    return tuple([(x * a - y * b, x * b + y * a) for x, y in corners])


def some(chance: Chance, outlines: tuple[Corners, ...]) -> Corners:
    """Return one of some outlines, turned by chance."""
    return turned(chance.pick(outlines), chance.pick(TURNS))
