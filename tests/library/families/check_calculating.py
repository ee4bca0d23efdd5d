"""Checkers for calculating with larger numbers and for places: tried or added up."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.check_early_numbers import spoken
from library.families.checkers import Expected, checks, option_texts
from library.families.read import (
    box_equation,
    ints,
    numbers,
    plain,
    search,
    solve,
    value,
    whole_numbers,
)
from whynext.library.item import Item


@checks("turn-the-factors")
def _turn(question: str, item: Item) -> Expected:
    if "same as" in question:
        wanted = value(search(r"same as (.*)\?", question)[0])
        return {text for text in option_texts(item) if value(text) == wanted}
    if "You know" in question:
        b, a = ints(r"How much is (\d+) × (\d+)", question)
        return sum(a for _ in range(b))
    return int(solve(box_equation(question)))


@checks("two-five-ten-facts", "build-on-a-known-fact", "times-one-digit", "large-sums-and-differences")
def _box(question: str, item: Item) -> Expected:
    if "works out" in question:
        a, b = ints(r"out (\d+) × (\d+)", question)
        return sum(a for _ in range(b))
    return int(solve(box_equation(question)))


@checks("about-how-many")
def _about(question: str, item: Item) -> Expected:
    a, sign, b = search(r"(\d+) ([+−]) (\d+)", question)
    if "Which can be" in question:
        return {str(value(f"{a} {sign} {b}"))}
    unit = 10 if "nearest ten" in question else 100
    near = [min(range(0, 2000, unit), key=lambda each: (abs(each - int(x)), -each)) for x in (a, b)]
    return near[0] + near[1] if sign == "+" else near[0] - near[1]


@checks("what-is-left-over")
def _left_over(question: str, item: Item) -> Expected:
    whole, size = whole_numbers(question)
    full = 0
    while whole >= size:
        whole -= size
        full += 1
    if "left over?" in question:
        return whole
    return full if "full" in question else full + (whole > 0)


@checks("divide-by-tens-and-ones")
def _divide(question: str, item: Item) -> Expected:
    whole, by = ints(r"([\d,]+) ÷ (\d+)", question)
    times = next(n for n in range(2000) if n * by <= whole < (n + 1) * by)
    return whole - times * by if "left over" in question else times


@checks("stories-of-several-steps")
def _steps(question: str, item: Item) -> Expected:
    packs, size, extra, *seats = whole_numbers(question)
    things = sum(size for _ in range(packs))
    things = things - extra if "gives" in question else things + extra
    if not seats:
        return things
    return next(n for n in range(1000) if n * seats[0] >= things)


@checks("money-and-measures")
def _measures(question: str, item: Item) -> Expected:
    if "One " in question and "cost" in question:
        price, times = numbers(question)
        return sum((price for _ in range(int(times))), Fraction(0))
    if "cost" in question:
        times, total = numbers(question)
        return next(Fraction(cents, 100) for cents in range(100_000) if Fraction(cents, 100) * times == total)
    a, b = numbers(question)
    return a + b if "more" in question else a - b


@checks("how-many-tens")
def _tens(question: str, item: Item) -> Expected:
    (given,) = whole_numbers(question)
    if "sticks in bundles" in question:
        return len(range(0, given, 10))
    if "How many sticks" in question:
        return sum(10 for _ in range(given))
    while given >= 10:
        given -= 10
    return given


@checks("sum-of-its-parts")
def _parts(question: str, item: Item) -> Expected:
    if "write" in question:
        words = search(r"number: (.*)\?", question)[0]
        hundreds, _, rest = words.partition(" hundred")
        return 100 * spoken(hundreds) + spoken(rest)
    if "Which number is" in question:
        return sum(whole_numbers(question))
    return int(solve(box_equation(question)))


_UNITS = {"ten": 10, "hundred": 100, "thousand": 1000, "ten thousand": 10**4, "hundred thousand": 10**5}


@checks("round-a-large-number")
def _round(question: str, item: Item) -> Expected:
    text, word = search(r"Round ([\d,]+) to the nearest ([a-z ]+)\.", question)
    whole, unit = int(plain(text)), _UNITS[word]
    return max(range(0, 10**6 + 1, unit), key=lambda each: (-abs(each - whole), each))


@checks("decimal-at-a-point")
def _decimal(question: str, item: Item) -> Expected:
    labels = [(place, Fraction(label)) for place, label in enumerate(item.picture.labels) if label]
    (left, low), (right, high) = labels
    ((place, _),) = item.picture.points
    return low + (high - low) * Fraction(int(place) - left, right - left)


_WORTH = {
    "whole": 1,
    "tenth": Fraction(1, 10),
    "hundredth": Fraction(1, 100),
    "thousandth": Fraction(1, 1000),
}


@checks("places-to-thousandths")
def _thousandths(question: str, item: Item) -> Expected:
    if "worth" in question:
        digit, shown = search(r"digit (\d).* in ([\d.]+) worth", question)
        place = shown.index(".") + 1 + shown.split(".")[1].index(digit)
        return {
            text
            for text in option_texts(item)
            if Fraction(text) == Fraction(int(digit), 10 ** (place - shown.index(".")))
        }
    found = re.findall(r"(\d+) (whole|tenth|hundredth|thousandth)s?", question)
    if " and " in question:
        whole, small = ints(r"(\d+) and (\d+) thousandths", question)
        return whole + Fraction(small, 1000)
    return sum((int(many) * Fraction(_WORTH[name]) for many, name in found), Fraction(0))
