"""Families for areas by counting squares, joined rectangles, and missing sides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from whynext.library.diagrams import Polygon
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number
from whynext.library.families.words import NAMES

NAMED = {
    "fills-the-corner": "Takes a figure with a corner cut out for a whole rectangle or box.",
    "half-squares-as-whole": "Counts each half square as a whole square.",
    "half-squares-left-out": "Leaves the half squares out.",
    "mixes-area-and-perimeter": "Takes an area for a distance around, or the other way round.",
}

_SQUARES = (
    ("centimeter", "cm"),
    ("inch", "in"),
    ("meter", "m"),
    ("foot", "ft"),
)
_MANY = {"centimeter": "centimeters", "inch": "inches", "meter": "meters", "foot": "feet"}
Rows = tuple[tuple[int, int], ...]


def _square_unit(unit: str, short: str) -> str:
    return f"square {_MANY[unit]} | square {unit} | {short}² | sq {short}"


def _outline(rows: Rows) -> tuple[tuple[int, int], ...]:
    """Return the corners of rows of squares, the lowest first, each from its left to its right end."""
    right: list[tuple[int, int]] = []
    left: list[tuple[int, int]] = []
    for y, (start, end) in enumerate(rows):
        for side, x in ((right, end), (left, start)):
            if side and side[-1] == (x, y):
                side[-1] = (x, y + 1)
            else:
                side += [(x, y), (x, y + 1)]
    return (*right, *left[::-1])


def _cuts(rows: Rows) -> tuple[tuple[float, float, float, float, str], ...]:
    """Return the lines between squares that touch."""
    lines: list[tuple[float, float, float, float, str]] = []
    for y, (start, end) in enumerate(rows):
        lines += [(x, y, x, y + 1, "") for x in range(start + 1, end)]
        if y:
            low, high = max(start, rows[y - 1][0]), min(end, rows[y - 1][1])
            lines.append((low, y, high, y, ""))
    return tuple(lines)


def _around(rows: Rows) -> int:
    """Return the perimeter of rows of squares."""
    across = rows[0][1] - rows[0][0] + rows[-1][1] - rows[-1][0]
    for (start, end), (other, last) in pairwise(rows):
        across += abs(start - other) + abs(end - last)
    return across + 2 * len(rows)


@family(
    "squares-that-cover",
    skill="count-unit-squares",
    title="Find an area by counting squares",
    grade=3,
    levels=("two kinds of rows", "rows of many lengths", "with half squares"),
    plants={
        "perimeter-for-area": "You counted around the shape. Count the squares that cover it.",
        "fills-the-corner": "The shape is not a whole rectangle. Count only the squares that are there.",
        "skips-one": "Count row by row, so that no square is left out.",
        "half-squares-as-whole": "Two half squares make one whole square.",
        "half-squares-left-out": "The half squares belong to the shape. Two of them make a whole one.",
    },
)
def squares_that_cover(chance: Chance, level: int) -> Draft:
    """Show a shape that is covered with squares."""
    unit, short = chance.pick(_SQUARES)
    if level == 3:
        return _with_halves(chance, unit, short)
    if level == 1:
        long, few = chance.between(4, 8), chance.between(1, 3)
        at = chance.between(0, long - few)
        many = chance.between(1, 3)
        rows: Rows = (*((0, long),) * many, (at, at + few))
    else:
        rows = _ragged(chance)
    if chance.below(2):
        rows = rows[::-1]
    total = sum(end - start for start, end in rows)
    counted = " + ".join(str(end - start) for start, end in rows[::-1])
    told = "; ".join(", ".join(["square"] * (end - start)) for start, end in rows[::-1])
    whole = (max(end for _, end in rows) - min(start for start, _ in rows)) * len(rows)
    return number(
        f"Squares cover this shape. Each one is 1 square {unit}. What is its area in square {_MANY[unit]}?",
        total,
        ("The area is the number of squares that cover the shape.", "Count the squares row by row."),
        (f"Row by row from the top: {counted} = {total}.", f"The area is {total} square {_MANY[unit]}."),
        {"perimeter-for-area": _around(rows), "fills-the-corner": whole, "skips-one": total - 1},
        unit=_square_unit(unit, short),
        picture=f"A shape made of squares of one size. Row by row from the top: {told}.",
        diagram=Polygon(_outline(rows), inside=_cuts(rows)),
    )


def _ragged(chance: Chance) -> Rows:
    """Return three or four rows, each touching the one below."""
    rows: list[tuple[int, int]] = [(0, chance.between(2, 6))]
    for _ in range(chance.between(2, 3)):
        start, end = rows[-1]
        first = chance.between(max(0, start - 2), end - 1)
        rows.append((first, max(first + 1, chance.between(start + 1, start + 6))))
    return tuple(rows)


def _with_halves(chance: Chance, unit: str, short: str) -> Draft:
    base, high = chance.between(1, 6), chance.pick((2, 4))
    wide = base + high
    corners: tuple[tuple[float, float], ...] = ((0, 0), (wide, 0), (base, high), (0, high))
    cuts = [(0.0, float(y), float(wide - y), float(y), "") for y in range(1, high)]
    cuts += [(float(x), 0.0, float(x), float(min(high, wide - x)), "") for x in range(1, wide)]
    if chance.below(2):
        corners = tuple([(wide - x, y) for x, y in corners])
        cuts = [(wide - x1, y1, wide - x2, y2, text) for x1, y1, x2, y2, text in cuts]
    full = sum(range(base, wide))
    total = full + high // 2
    told = "; ".join(", ".join([*["square"] * each, "half square"]) for each in range(base, wide))
    return number(
        f"Squares and half squares cover this shape. Each whole one is 1 square {unit}. "
        f"What is its area in square {_MANY[unit]}?",
        total,
        ("How many whole squares are there? How many halves?", "Two half squares make one whole square."),
        (
            f"There are {full} whole squares and {high} half squares.",
            (
                f"{high} halves make {high // 2} {'whole' if high == 2 else 'wholes'}: {full} + "
                f"{high // 2} = {total}."
            ),
        ),
        {"half-squares-as-whole": full + high, "half-squares-left-out": full},
        unit=_square_unit(unit, short),
        picture=f"A shape made of squares and half squares. Row by row from the top: {told}.",
        diagram=Polygon(corners, inside=tuple(cuts)),
    )


_LARGE = ("the floor of a room", "a garden", "a patio", "a playground", "a stage", "a deck", "a yard")
_SMALL = (
    "a piece of felt",
    "a sheet of paper",
    "a metal plate",
    "a sign",
    "a piece of leather",
    "a wooden board",
)


@family(
    "joined-rectangles",
    skill="area-of-joined-rectangles",
    title="Find the area of two joined rectangles",
    grade=3,
    levels=("with the cut drawn", "find the cut", "with sides to be found"),
    plants={
        "perimeter-for-area": "You added the sides around. Find the area of each rectangle.",
        "fills-the-corner": "A corner is missing. Only the two rectangles belong to the figure.",
        "stops-after-first-step": "That is one of the two rectangles. Add the other one.",
    },
)
def joined_rectangles(chance: Chance, level: int) -> Draft:
    """Show a figure like the letter L."""
    unit, short = chance.pick(_SQUARES)
    one, two = chance.between(2, 7), chance.between(2, 7)
    low = chance.between(2, 5)
    high = low + chance.between(2, 5)
    wide, step = one + two, high - low
    areas = (one * high, two * low)
    total = sum(areas)
    corners: tuple[tuple[float, float], ...] = (
        (0, 0),
        (wide, 0),
        (wide, low),
        (one, low),
        (one, high),
        (0, high),
    )
    labels = [f"{each} {short}" for each in (wide, low, two, step, one, high)]
    if level == 3:
        labels[2] = labels[3] = ""
    cut: tuple[tuple[float, float, float, float, str], ...] = ((one, 0, one, low, ""),) if level == 1 else ()
    left, right = "left", "right"
    if chance.below(2):
        corners = tuple([(wide - x, y) for x, y in corners])
        cut = tuple([(wide - x1, y1, wide - x2, y2, text) for x1, y1, x2, y2, text in cut])
        left, right = right, left
    thing = chance.pick(_LARGE if short in ("m", "ft") else _SMALL)
    words = l_in_words(labels, left, right, level == 1)
    known = f"The second rectangle is {wide} − {one} = {two} long." if level == 3 else ""
    first = f"Cut it into two rectangles: {one} by {high} and {two} by {low}."
    return number(
        f"The picture shows {thing}. All corners are square. What is its area in square {_MANY[unit]}?",
        total,
        (
            "Cut the figure into two rectangles that do not overlap.",
            known or f"One rectangle is {one} by {high}. What are the sides of the other?",
        ),
        (
            f"{known} {first}".strip(),
            f"{one} × {high} = {areas[0]} and {two} × {low} = {areas[1]}.",
            f"{areas[0]} + {areas[1]} = {total} square {_MANY[unit]}.",
        ),
        {
            "fills-the-corner": wide * high,
            "perimeter-for-area": 2 * (wide + high),
            "stops-after-first-step": max(areas),
        },
        unit=_square_unit(unit, short),
        picture=words,
        diagram=Polygon(corners, tuple(labels), inside=cut),
    )


def l_in_words(labels: Sequence[str], left: str, right: str, cut: bool) -> str:
    """Return a figure like the letter L in words, with the high part on one side."""
    bottom, low, across, down, top, high = labels
    seen = [
        f"A figure like the letter L, with the high part on the {left}.",
        f"Its bottom is {bottom}, its {left} side {high} and its top {top}.",
        f"Its {right} side is {low}.",
    ]
    if across:
        seen.append(f"From the top the line goes down {down} and then {across} to the {right}.")
    if cut:
        seen.append("A dashed line goes on straight down from the inner corner to the bottom.")
    return " ".join(seen)


_FENCED = (
    ("A fence of {n} meters goes all the way around a rectangular garden.", "m"),
    ("{name} tapes a line of {n} meters around a rectangular court.", "m"),
    ("A ribbon of {n} centimeters fits just around the edge of a rectangular card.", "cm"),
    ("{name} walks {n} meters around a rectangular pond, once and exactly along its edge.", "m"),
)
_COVERED = (
    ("{n} square tiles with sides of 1 meter cover a rectangular yard.", "m"),
    ("{n} square meters of grass cover a rectangular garden.", "m"),
    ("{n} square stickers with sides of 1 centimeter cover a rectangular card.", "cm"),
    ("{name} paints all {n} square meters of a rectangular wall.", "m"),
)
_NAMED_UNIT = {"m": ("meter", "meters"), "cm": ("centimeter", "centimeters")}


@family(
    "find-missing-side",
    skill="missing-side",
    title="Find a missing side from an area or a perimeter",
    grade=4,
    levels=("from the area", "from the perimeter", "tell which one is known"),
    plants={
        "mixes-area-and-perimeter": "Is the distance around known, or what covers the inside?",
        "subtracts-instead": "The area is length times width. Divide to find a side.",
        "takes-away-once": "The side that you know is there twice. Take it away two times.",
    },
)
def find_missing_side(chance: Chance, level: int) -> Draft:
    """Give one side, and the area or the perimeter."""
    side, other = chance.sample(range(3, 13), 2)
    from_area = level == 1 or (level == 3 and chance.below(2) == 1)
    known = side * other if from_area else 2 * (side + other)
    if level < 3:
        short = chance.pick(("m", "cm"))
        one, many = _NAMED_UNIT[short]
        told = (
            f"A rectangle has an area of {known} square {many}."
            if from_area
            else f"A rectangle has a perimeter of {known} {many}."
        )
        rest = f"One side is {side} {many} long. How many {many} long is the side next to it?"
    else:
        told, short = chance.pick(_COVERED if from_area else _FENCED)
        one, many = _NAMED_UNIT[short]
        told = told.format(n=known, name=chance.pick(NAMES))
        rest = f"One side is {side} {many} long. How many {many} long is the side next to it?"
    if from_area:
        slips = {"subtracts-instead": known - side}
        if known > 2 * side and known % 2 == 0:
            slips = {"mixes-area-and-perimeter": (known - 2 * side) // 2, **slips}
        hints = (
            "Is the distance around known, or what covers the inside?",
            f"{side} times which number is {known}?",
        )
        steps = (
            f"The inside is known, which is the area: {side} × □ = {known}.",
            f"{known} ÷ {side} = {other}, so the side is {other} {many} long.",
        )
    else:
        slips = {"takes-away-once": known - side}
        if known % side == 0:
            slips["mixes-area-and-perimeter"] = known // side
        hints = (
            "Is the distance around known, or what covers the inside?",
            f"Two sides of {side} are {2 * side}. How much is left for the other two?",
        )
        steps = (
            f"The distance around is known. Two sides are {side}: {known} − {2 * side} = {known - 2 * side}.",
            f"The other two are equal: {known - 2 * side} ÷ 2 = {other}, so the side is {other} {many} long.",
        )
    return number(f"{told} {rest}", other, hints, steps, slips, unit=f"{short} | {many} | {one}")
