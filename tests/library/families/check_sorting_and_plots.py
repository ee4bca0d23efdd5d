"""Checkers for sorting, tables and line plots: the drawing is counted again."""

from __future__ import annotations

from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, search, value, whole_numbers
from whynext.library.diagrams import DotPlot, PictureGraph, Table
from whynext.library.item import Item

SIGNS = {"star": "★", "heart": "♥", "dot": "●", "triangle": "▲", "square": "■", "diamond": "♦"}


@checks("sort-shapes")
def _shapes(question: str, item: Item) -> Expected:
    row, asked = question.split("\n")
    many = {f"{name}s": row.count(sign) for name, sign in SIGNS.items()}
    assert all(item.alternative_text.count(name) == row.count(sign) for name, sign in SIGNS.items())
    if "How many" in asked:
        return many[search(r"How many (\w+)", asked)[0]]
    up = sorted(option_texts(item), key=many.__getitem__)
    if "in order" in asked:
        return up
    return {up[-1] if "most" in asked else up[0]}


@checks("three-groups")
def _groups(question: str, item: Item) -> Expected:
    picture = item.picture
    if isinstance(picture, PictureGraph):
        many = dict(picture.rows)
        first, second = search(r"How many (?:more|fewer) (\w+) \w+ than (\w+) ", question)
        return int(abs(many[first] - many[second]))
    assert isinstance(picture, Table)
    known = [int(cell) for _, cell in picture.rows if cell != "?"]
    if len(known) == 3:
        return sum(known)
    (hidden,) = [kind for kind, cell in picture.rows if cell == "?"]
    assert hidden in question
    return next(n for n in range(30) if n + sum(known) == whole_numbers(question)[0])


def _spread(plot: DotPlot) -> list[Fraction]:
    """Return one value for each cross of a line plot."""
    return [value(label) for label, many in zip(plot.labels, plot.counts, strict=True) for _ in range(many)]


@checks("lengths-on-a-line-plot", "fractions-on-a-line-plot")
def _plot(question: str, item: Item) -> Expected:
    if "crosses belong above" in question:
        *values, asked = whole_numbers(question)
        return values.count(asked)
    assert isinstance(item.picture, DotPlot)
    values = _spread(item.picture)
    if "longer than" in question:
        (limit,) = ints(r"longer than (\d+)", question)
        return sum(each > limit for each in values)
    if "longest" in question:
        return max(values) - min(values)
    if "shared equally" in question:
        return sum(values, Fraction(0)) / len(values)
    amount = search(r"with (\d+/\d+) liter", question)[0]
    return sum((each for each in values if each == value(amount)), Fraction(0))
