"""Checkers for mixed numbers, tenths and hundredths, fraction stories and products of fractions."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import BOX, box_equation, fractions, search, solve, value, whole_numbers
from whynext.library.diagrams import Polygon
from whynext.library.item import Item

MIXED = r"\d+ \d+/\d+|\d+/\d+|\d+"


@checks("add-subtract-mixed", "tenths-and-hundredths-sum")
def _worked_out(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    return value(search(r"What is (.*)\?", question)[0])


@checks("fraction-story")
def _story(question: str, item: Item) -> Expected:
    first, second = fractions(question)
    if "Judge" in question:
        total = first + second
        half = Fraction(1, 2)
        assert total not in (half, 1)
        return {"less than 1/2" if total < half else "between 1/2 and 1" if total < 1 else "more than 1"}
    if re.search(r"left\?|missing\?|grown\?|longer is", question):
        return max(first, second) - min(first, second)
    return sum(fractions(question), Fraction(0))


@checks("part-of-an-amount")
def _part(question: str, item: Item) -> Expected:
    (part,) = fractions(question)
    (whole,) = whole_numbers(re.sub(r"\d+/\d+", "", question))
    shares = [whole * place // part.denominator for place in range(part.denominator + 1)]
    assert whole % part.denominator == 0
    taken = shares[part.numerator]
    return whole - taken if re.search(r"keep\?|not small|left to pack", question) else taken


@checks("larger-or-smaller-product")
def _scaled(question: str, item: Item) -> Expected:
    if "Which product" in question:
        word, base = search(r"product is (less than|equal to|more than) (\S+)\?", question)
        return {text for text in option_texts(item) if compared(value(text), value(base)) == word}
    left, right = search(r"about (\S+) × (\S+), before", question)
    (base,) = {text.split()[-1].rstrip(".") for text in option_texts(item)}
    assert base in (left, right)
    return {f"It is {compared(value(left) * value(right), value(base))} {base}."}


def compared(first: Fraction, second: Fraction) -> str:
    """Return how a number stands to another."""
    return "less than" if first < second else "equal to" if first == second else "more than"


@checks("multiply-mixed")
def _mixed(question: str, item: Item) -> Expected:
    if asked := re.fullmatch(r"What is (.*)\?", question):
        return value(asked[1])
    sides = [value(each) for each in re.findall(MIXED, question)]
    if isinstance(item.picture, Polygon):
        assert [value(side.rsplit(" ", 1)[0]) for side in item.picture.sides if side] == sides
    long, wide = sides
    return sum((wide for _ in range(int(long))), Fraction(0)) + (long - int(long)) * wide


@checks("divide-with-unit-fractions")
def _units(question: str, item: Item) -> Expected:
    first, second = (value(each) for each in search(r"What is (.*) ÷ (.*)\?", question))
    fits, rest = 0, first
    while second < 1 and rest > 0:
        fits, rest = fits + 1, rest - second
    assert rest in (0, first)
    return fits or first / second
