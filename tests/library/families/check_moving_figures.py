"""Checkers for figures that slide, are reflected, or are made larger and smaller."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import plain, search, value
from whynext.library.diagrams import Plane
from whynext.library.item import Item

Pair = tuple[int, int]


def _points(text: str) -> list[Pair]:
    return [(int(x), int(y)) for x, y in re.findall(r"\((-?\d+), (-?\d+)\)", plain(text))]


def _steps(text: str, image: Pair) -> Pair:
    """Walk a slide step by step."""
    x, y = image
    for many, way in re.findall(r"(\d+) (?:to the )?(right|left|up|down)", text):
        for _ in range(int(many)):
            x += {"right": 1, "left": -1}.get(way, 0)
            y += {"up": 1, "down": -1}.get(way, 0)
    return x, y


def _mirrored(text: str, point: Pair) -> Pair:
    """Return the point that is as far from an axis on its other side, found by trying."""
    axis = search(r"in the ([xy])-axis", text)[0]
    across = 0 if axis == "y" else 1
    found = [
        (x, y)
        for x in range(-12, 13)
        for y in range(-12, 13)
        if (x, y)[1 - across] == point[1 - across]
        and abs((x, y)[across]) == abs(point[across])
        and ((x, y)[across] > 0) != (point[across] > 0)
    ]
    assert len(found) == 1
    return found[0]


def _moved(told: str, point: Pair) -> Pair:
    """Do the moves of a text in their order."""
    if "half a turn" in told:
        return -point[0], -point[1]
    if "reflect" in told:
        point = _mirrored(told, point)
    return _steps(told, point) if "slide" in told else point


@checks("slide-or-reflect-a-figure")
def _slide_or_reflect(question: str, item: Item) -> Expected:
    if "What is true" in question:
        long, wide = search(r"AB is (\d+) cm long, and the angle at C is (\d+)°", question)
        return {text for text in option_texts(item) if f"is {long} cm" in text and f"is {wide}°" in text}
    drawn = item.picture
    assert isinstance(drawn, Plane)
    points = _points(question)
    assert points[:3] == [(x, y) for x, y, _ in drawn.points]
    assert [name for *_, name in drawn.points] == ["A", "B", "C"]
    if "Which move" in question:
        assert len(points) == 6
        return {
            text for text in option_texts(item) if [_moved(text, point) for point in points[:3]] == points[3:]
        }
    moves, name = search(r"\. (It .*)\. Where is the image of ([ABC])", question)
    x, y = _moved(moves, points["ABC".index(name)])
    return {text for text in option_texts(item) if _points(text) == [(x, y)]}


@checks("enlarge-or-shrink-a-figure")
def _dilated(question: str, item: Item) -> Expected:
    points = _points(question)
    if "What is its factor" in question:
        origin, start, end = points
        assert origin == (0, 0)
        assert start[0] * end[1] == start[1] * end[0], "on one line through the origin"
        return Fraction(end[0], start[0])
    if "What is the factor" in question:
        old, new = search(r"is (\d+) cm\. After a dilation it is (\d+) cm", question)
        return Fraction(int(new), int(old))
    factor = value(search(r"with the factor (\d+(?:/\d+)?)[. ]", question)[0])
    if "How large" in question:
        return {search(r"is (\d+)°", question)[0] + "°"}
    if "Where is its image" in question:
        start = points[0]
        assert isinstance(item.picture, Plane)
        assert item.picture.points[0][:2] == start
        # one step of the grid becomes `factor` steps
        image = [
            sum((factor for _ in range(abs(each))), Fraction(0)) * (1 if each > 0 else -1) for each in start
        ]
        return {text for text in option_texts(item) if _points(text) == [tuple(image)]}
    old = int(search(r"is (\d+) cm\.", question)[0])
    return sum((factor for _ in range(old)), Fraction(0))
