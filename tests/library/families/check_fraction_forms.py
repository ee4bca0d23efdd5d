"""Checkers for equal shares and for writing fractions in other ways."""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd

from library.families.checkers import Expected, checks, option_texts
from library.families.read import BOX, box_equation, search, solve, value, whole_numbers
from whynext.library.diagrams import BarModel, FractionCircle, FractionStrip
from whynext.library.item import Item

SHARES = {"halves": 2, "thirds": 3, "fourths": 4}
SHARE = {"half": 2, "third": 3, "fourth": 4, "sixth": 6, "eighth": 8}


@checks("name-equal-shares")
def _shares(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, BarModel):
        sizes = [size for size, _ in shown.bars[0][1]]
        said = SHARES[search(r"These are (\w+)\.", question)[0]]
        if len(sizes) != said:
            assert len(set(sizes)) == 1, "both wrong numbers and unequal parts"
            return {f"No, there are not {said} parts."}
        return {"No, the parts are not equal." if len(set(sizes)) > 1 else option_texts_with(item, "Yes")}
    if isinstance(shown, FractionCircle | FractionStrip):
        many = len(re.findall("white|shaded", shown.telling.split(":")[1]))
        return {text for text in option_texts(item) if SHARE[text.removeprefix("a ")] == many}
    (gone,) = whole_numbers(question)
    return len(range(gone, SHARES[search(r"into (halves|thirds|fourths)", question)[0]]))


def option_texts_with(item: Item, start: str) -> str:
    """Return the one option that begins so."""
    (found,) = [text for text in option_texts(item) if text.startswith(start)]
    return found


@checks("compare-shares")
def _larger_share(question: str, item: Item) -> Expected:
    if "in order" in question:
        return sorted(
            option_texts(item), key=lambda text: SHARE[text.split()[1]], reverse="smallest" in question
        )
    if "friends" in question:
        before, step, after = whole_numbers(question)
        assert after == (before - step if "home" in question else before + step)
        return {"It gets smaller." if Fraction(1, after) < Fraction(1, before) else "It gets larger."}
    cut = {name: Fraction(1, int(many)) for name, many in re.findall(r"(\w+) cuts (\d) equal", question)}
    return {(max if "larger" in question else min)(cut, key=lambda name: cut[name])}


@checks("whole-as-fraction", "break-apart-a-fraction")
def _boxes_and_sums(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question).split(". Which")[0])
    if "whole number" in question:
        return {text for text in option_texts(item) if value(text).denominator == 1}
    wanted = value(search(r"equal to (.*)\?", question)[0])
    return {text for text in option_texts(item) if value(text) == wanted}


@checks("compare-to-a-half")
def _half(question: str, item: Item) -> Expected:
    half = Fraction(1, 2)
    if "order" in question:
        return sorted(option_texts(item), key=value)
    if "Use one half" in question:
        return {max((text for text in option_texts(item) if "/" in text), key=value)}
    given = value(search(r"Is (\S+) less", question)[0])
    word = "less than" if given < half else "equal to" if given == half else "more than"
    return {f"{word} 1/2"}


@checks("simplest-form")
def _simplest(question: str, item: Item) -> Expected:
    if wanted := re.fullmatch(r"Write (\S+) in simplest form\.", question):
        return value(wanted[1])
    return {text for text in option_texts(item) if gcd(*map(int, text.split("/"))) == 1}


@checks("common-denominator")
def _common(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(search(r": (.*)\. Which", question)[0])
    bottoms = [int(each) for each in re.findall(r"/(\d+)", question)]
    if "smallest" in question:
        return next(n for n in range(1, 1000) if all(n % bottom == 0 for bottom in bottoms))
    wanted = [value(each) for each in re.findall(r"\d+/\d+", question)]
    return {text for text in option_texts(item) if [value(each) for each in text.split(" and ")] == wanted}
