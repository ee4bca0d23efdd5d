"""Checkers for lines and angles: directions are worked out from what is drawn, angles are measured."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import acos, degrees, hypot

from library.families.checkers import Expected, checks
from library.families.outline import alongside, parallel_pairs, sides_of
from library.families.read import search
from whynext.library.diagrams import Angle, Figures, Polygon
from whynext.library.item import Item

Point = tuple[float, float]


def _between(first: Point, second: Point) -> float:
    """Return the angle between two arrows in degrees."""
    over = (first[0] * second[0] + first[1] * second[1]) / (hypot(*first) * hypot(*second))
    return degrees(acos(max(-1.0, min(1.0, over))))


def _kind(wide: float) -> str:
    assert abs(wide - 90) < 1e-5 or abs(wide - 90) > 8, f"too near to tell by eye: {wide}"
    if abs(wide - 90) < 1e-5:
        return "right"
    return "acute" if wide < 90 else "obtuse"


@checks("lines-rays-and-angles")
def _lines(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Figures):
        style = {"line": "line", "ray": "ray", "segment": "open"}[search(r"is a (\w+)\?", question)[0]]
        return {f"figure {shown.names[shown.styles.index(style)]}"}
    if isinstance(shown, Angle):
        (one, _), (two, _) = shown.rays
        return {_kind(min((two - one) % 360, (one - two) % 360))}
    if isinstance(shown, Polygon):
        arrows = sides_of(shown.corners)
        angles = [180 - _between(a, b) for a, b in pairwise([arrows[-1], *arrows])]
        assert abs(sum(angles) - 180 * (len(angles) - 2)) < 1e-4, "the shape has a dent"
        return [_kind(each) for each in angles].count(search(r"How many (\w+) angles", question)[0])
    ends = question.count("starts") + question.count("ends at")
    return {("line", "ray", "segment")[ends]}


@checks("parallel-or-perpendicular")
def _parallel(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Figures):
        asked = "parallel" if "parallel" in question else "perpendicular"
        fits = []
        for name, ((a, b), (c, d)) in zip(shown.names, shown.figures, strict=True):
            wide = _between((b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1]))
            if abs(wide - 90) < 1e-5 if asked == "perpendicular" else min(wide, 180 - wide) < 1e-5:
                fits.append(f"pair {name}")
        return set(fits)
    assert isinstance(shown, Polygon)
    if "How many pairs" in question:
        return parallel_pairs(shown.corners)
    asked, side = search(r"is (\w+) to side (\w\w)\?", question)
    arrows = sides_of(shown.corners)
    names = [f"{a}{b}" for a, b in pairwise([*shown.names, shown.names[0]])]
    given = arrows[names.index(side)]
    return {
        f"side {name}"
        for name, arrow in zip(names, arrows, strict=True)
        if name != side
        and (alongside(given, arrow) if asked == "parallel" else abs(_between(given, arrow) - 90) < 1e-5)
    }


@checks("angles-side-by-side")
def _side_by_side(question: str, item: Item) -> Expected:
    shown = item.picture
    assert isinstance(shown, Angle)
    marked = {(first, second): text for first, second, text in shown.openings}
    drawn = {key: Fraction(int((shown.rays[key[1]][0] - shown.rays[key[0]][0]) % 360)) for key in marked}
    for key, text in marked.items():
        assert text in ("?", "x") or Fraction(int(text[:-1])) == drawn[key], "drawn and written angles differ"
    if "How many degrees is the whole" in question:
        return sum(Fraction(int(text[:-1])) for text in marked.values())
    (told,) = search(r"rays A and \w is (a right angle|a straight angle|\d+°)", question)
    whole = {"a right angle": 90, "a straight angle": 180}.get(told) or int(told[:-1])
    left, unknown = Fraction(whole), 0
    for text in marked.values():
        unknown += text in ("?", "x")
        left -= 0 if text in ("?", "x") else int(text[:-1])
    assert all(drawn[key] == left / unknown for key, text in marked.items() if text in ("?", "x"))
    return left / unknown
