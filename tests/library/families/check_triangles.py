"""Checkers for triangles and their angles, and for angles at parallel lines."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from math import acos, degrees, hypot, isqrt

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, search, solve, whole_numbers
from whynext.library.diagrams import Polygon, Transversal
from whynext.library.item import Item


def _meets(sides: list[int]) -> bool:
    """Tell whether two circles around the ends of the first side cross: Heron's product is above 0."""
    a, b, c = sides
    return (a + b + c) * (b + c - a) * (a + c - b) * (a + b - c) > 0 and min(sides) > 0


@checks("can-it-be-a-triangle")
def _possible(question: str, item: Item) -> Expected:
    if "Which three lengths" in question:
        return {text for text in option_texts(item) if _meets(whole_numbers(text))}
    if "third side" in question:
        a, b = whole_numbers(question)[:2]
        can = [each for each in range(1, 200) if _meets([a, b, each])]
        return max(can) if "greatest" in question else min(can)
    sides = [int(each) for each in re.findall(r"(\d+) cm", question)]
    angles = [int(each) for each in re.findall(r"(\d+)°", question)]
    known = (len(sides), len(angles))
    if known == (3, 0):
        return {"exactly one" if _meets(sides) else "none"}
    if known == (0, 3):
        return {"more than one" if sum(angles) == 180 else "none"}
    assert ("between them" in question) == (known == (2, 1))
    assert ("at its ends" in question) == (known == (1, 2))
    return {"exactly one" if sum(angles) < 180 else "none"}


@checks("match-similar-triangles")
def _similar(question: str, item: Item) -> Expected:
    given = whole_numbers(question)
    if "Are the triangles similar" in question:
        first, second = (sorted([*pair, 180 - sum(pair)]) for pair in (given[:2], given[2:]))
        assert min(*first, *second) > 0
        return {text for text in option_texts(item) if text.startswith("Yes" if first == second else "No,")}
    if "shadow" in question:
        high, shade, other = given
        return Fraction(high, shade) * other
    if "DE is parallel" in question:
        near, rest, base = given
        drawn = item.picture
        assert isinstance(drawn, Polygon)
        ((x1, y1, x2, y2, _),) = drawn.inside
        (b, _), (c, _), (_, top) = drawn.corners
        assert y1 == y2
        assert abs((top - y1) / top - near / (near + rest)) < 0.01, "D divides AB as told"
        assert abs((x2 - x1) / (c - b) - near / (near + rest)) < 0.02
        # area of ADE by the square of the factor, and DE from it
        return Fraction(base) * Fraction(near, near + rest)
    ab, bc, ca, de = given
    assert _meets([ab, bc, ca])
    return next(each for each in range(1, 500) if each * ab == de * bc)


def _right(sides: list[int]) -> bool:
    a, b, c = sorted(sides)
    return isqrt(a * a + b * b) == c and c * c - b * b == a * a


@checks("is-it-a-right-triangle")
def _right_angle(question: str, item: Item) -> Expected:
    if "Which three sides" in question:
        return {text for text in option_texts(item) if _right(whole_numbers(text))}
    sides = whole_numbers(question)
    if "corner" in question:
        a, b, c = sides
        assert _meets(sides)
        wide = degrees(acos((a * a + b * b - c * c) / (2 * a * b)))
        word = "is a right" if abs(wide - 90) < 1e-6 else ("wider" if wide > 90 else "narrower")
        return {text for text in option_texts(item) if word in text}
    assert _meets(sides)
    kept = set()
    for text in option_texts(item):
        found = re.search(r"(Yes|No), because (\d+)² \+ (\d+)² (=|is not) (\d+)²\.", text)
        if found and int(found[5]) == max(sides):
            holds = int(found[2]) ** 2 + int(found[3]) ** 2 == int(found[5]) ** 2
            if holds == (found[4] == "=") and holds == (found[1] == "Yes") and holds == _right(sides):
                kept.add(text)
    return kept


def _drawn_angles(drawn: Polygon) -> list[float]:
    """Measure the angles of a drawn triangle."""
    found = []
    for place in range(3):
        (x, y), (bx, by), (ax, ay) = (
            drawn.corners[place],
            drawn.corners[place - 1],
            drawn.corners[(place + 1) % 3],
        )
        first, second = (bx - x, by - y), (ax - x, ay - y)
        dot = first[0] * second[0] + first[1] * second[1]
        found.append(degrees(acos(dot / hypot(*first) / hypot(*second))))
    return found


@checks("angles-of-a-triangle")
def _angles(question: str, item: Item) -> Expected:
    drawn = item.picture
    assert isinstance(drawn, Polygon)
    measured = _drawn_angles(drawn)
    for text, wide in zip(drawn.angles, measured, strict=True):
        assert not text.rstrip("°").isdigit() or abs(int(text[:-1]) - wide) < 0.6, "drawn to scale"
    if "What is x" in question:
        first, second, third = search(
            r"A is \((.*)\)°, the angle at B is (.*)° and the angle at C is (\d+)°", question
        )
        x = solve(f"{first} + {second} + {third} = 180", "x")
        assert (
            abs(measured[1] - float(solve(f"u = {second.replace('x', f' × {x}').lstrip(' ×')}", "u"))) < 0.6
        )
        return x
    # measured in the drawing, to the nearest degree
    if "outside, between the longer part and BC, is" in question:
        out = ints(r"BC, is (\d+)°", question)[0]
        assert abs(180 - measured[1] - out) < 0.6
        return round(measured[2])
    return round(180 - measured[1]) if "outside" in question else round(measured[2])


def _place(where: str) -> int:
    return ("above right", "above left", "below left", "below right").index(where)


@checks("where-a-line-crosses-parallels")
def _parallels(question: str, item: Item) -> Expected:
    drawn = item.picture
    assert isinstance(drawn, Transversal)
    # the four angles at a crossing, from the directions of the lines
    ways = [0, drawn.slant, 180, 180 + drawn.slant, 360]
    wide = [second - first for first, second in pairwise(ways)]
    if "numbered" in question:
        numbered = dict(zip((*drawn.upper, *drawn.lower), [*wide, *wide], strict=True))
        asked = search(r"equal to angle (\d)\?", question)[0]
        return {text for text in option_texts(item) if numbered[text[-1]] == numbered[asked]}
    upper, lower = next(filter(None, drawn.upper)), next(filter(None, drawn.lower))
    sizes = {upper: wide[drawn.upper.index(upper)], lower: wide[drawn.lower.index(lower)]}
    if "angle A" in question:
        where = search(r"angle A is (\w+ \w+)\. .* angle B is (\w+ \w+)\.", question)
        assert [_place(each) for each in where] == [drawn.upper.index("A"), drawn.lower.index("B")]
        shown, known = search(r"Angle A is \((.*)\)°, and angle B is (\d+)°", question)
        assert sizes["B"] == int(known)
        return solve(f"{shown} = {int(sizes['A'])}", "x")
    known = search(r"is (\d+)°", question)[0]
    assert sizes[f"{known}°"] == int(known)
    first, second = search(r"the angle (\w+ \w+) is .* angle (\w+ \w+) at the", question)
    places = {drawn.upper.index(upper), drawn.lower.index(lower)}
    assert places == {_place(first), _place(second)}
    return int(sizes["x°"])
