"""Checkers for fractions, decimals, ratios, percents and chance."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from library.families.checkers import Expected, checks, option_texts
from library.families.read import (
    BOX,
    box_equation,
    fractions,
    ints,
    numbers,
    plain,
    search,
    solve,
    value,
    whole_numbers,
)  # fmt: skip
from whynext.library.diagrams import FractionCircle, FractionStrip, NumberLine
from whynext.library.item import Item


@checks("shaded-part")
def _part(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, FractionStrip | FractionCircle):
        cells = re.findall(r"shaded|white", shown.telling.split(":")[1])
        return Fraction(cells.count(search(r"is (\w+)\?", question)[0]), len(cells))
    parts, used = whole_numbers(question)
    return Fraction(parts - used if question.endswith("not used?") else used, parts)


@checks("mark-on-a-line")
def _mark(question: str, item: Item) -> Expected:
    if isinstance(item.picture, NumberLine):
        labels, ((place, _),) = item.picture.labels, item.picture.points
        wholes = {int(label): at for at, label in enumerate(labels) if label}
        return Fraction(int(place) - wholes[0], wholes[1] - wholes[0])
    parts = int(search(r"into (\d+) equal parts", question)[0])
    start, steps, way = search(r"start at (\d) and go (\d+) parts? to the (left|right)", question)
    here = Fraction(int(start))
    for _ in range(int(steps)):
        here += Fraction(1 if way == "right" else -1, parts)
    return here


@checks("equal-fraction", "mixed-numbers", "add-like-fractions", "add-unlike-fractions", "divide-fractions")
def _calculated(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    if "lies between two whole numbers" in question:
        parts = value(search(r"^(\S+) lies", question)[0])
        return max(n for n in range(200) if n <= parts)
    if lowest := re.fullmatch(r"Write (\S+) in lowest terms\.", question):
        return value(lowest[1])
    return value(search(r"What is (.*)\?", question)[0])


@checks("which-is-larger", "compare-any-fractions")
def _compared(question: str, item: Item) -> Expected:
    texts = [text for text in option_texts(item) if "/" in text]
    if "order" in question:
        return sorted(texts, key=value)
    assert set(texts) == set(re.findall(r"\d+/\d+", question))
    return {(min if "smaller" in question else max)(texts, key=value)}


@checks("fraction-times-whole", "multiply-fractions")
def _product(question: str, item: Item) -> Expected:
    if asked := re.fullmatch(r"What is (.*)\?", question):
        return value(asked[1].replace(" of ", " × "))
    if item.family == "multiply-fractions":
        first, second = fractions(question)
        return first * second
    (part,) = fractions(question)
    (times,) = [n for n in whole_numbers(re.sub(r"\d+/\d+", "", question)) if n > 1]
    return sum((part for _ in range(times)), Fraction(0))


@checks("share-as-fraction")
def _share(question: str, item: Item) -> Expected:
    if asked := re.match(r"Write (.*) as a fraction", question):
        return value(asked[1])
    students, wholes = whole_numbers(question)
    return Fraction(wholes, students)


@checks("fraction-as-decimal")
def _as_decimal(question: str, item: Item) -> Expected:
    return value(search(r"Write (.*) as a decimal", question)[0])


@checks("order-decimals", "order-thousandths")
def _decimals(question: str, item: Item) -> Expected:
    shown = re.findall(r"\d+\.\d+", question)
    return sorted(shown, key=Fraction) if "order" in question else {max(shown, key=Fraction)}


@checks("times-powers-of-ten", "multiply-decimals", "divide-decimals", "add-subtract-decimals")
def _decimal_calculation(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    if "pays with" in question:
        price, paid = (Fraction(each) for each in re.findall(r"\$(\d+(?:\.\d+)?)", question))
        return paid - price
    return value(search(r"What is (.*)\?", question)[0])


@checks("round-decimals")
def _rounded(question: str, item: Item) -> Expected:
    start, word = search(r"Round ([\d.]+) to the nearest (whole number|tenth|hundredth)", question)
    step = {"whole number": Fraction(1), "tenth": Fraction(1, 10), "hundredth": Fraction(1, 100)}[word]
    low = Fraction(start) // step * step
    return low if Fraction(start) - low < low + step - Fraction(start) else low + step


@checks("write-a-ratio")
def _ratio(question: str, item: Item) -> Expected:
    amounts = re.findall(r"(\d+) ([a-z ]+?)(?= and \d|\.)", question.split(". ")[0] + ".")
    by_name = {name: int(number) for number, name in amounts}
    if "For every" in question:
        base, second, first = search(r"For every (\d+) ([a-z ]+?) there are how many ([a-z ]+)\?", question)
        return Fraction(by_name[first] * int(base), by_name[second])
    first, second = search(r"ratio of ([a-z ]+?) to ([a-z ]+)\?", question)
    last = sum(by_name.values()) if second.startswith("all ") else by_name[second]
    return {f"{by_name[first]} : {last}"}


@checks("complete-a-ratio")
def _mixture(question: str, item: Item) -> Expected:
    first, second, third = whole_numbers(question)
    if "in all" in question:
        return next(n for n in range(1000) if n * (first + second) == third * first)
    return next(n for n in range(1000) if n * first == third * second)


@checks("find-a-rate")
def _rate(question: str, item: Item) -> Expected:
    told, asked = question.split(". ")
    many_first = not told.startswith(("A printer",)) and " rides " not in told
    pair = whole_numbers(told)
    many, total = pair if many_first else pair[::-1]
    return Fraction(total, many) * whole_numbers(asked)[0]


@checks("percent-of")
def _percent(question: str, item: Item) -> Expected:
    if "of which number" in question:
        part, percent = whole_numbers(question)
        return next(n for n in range(5000) if n * percent == 100 * part)
    percent, whole = whole_numbers(question)
    return sum(Fraction(whole, 100) for _ in range(percent))


@checks("percent-change")
def _percent_change(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)
    if "How many percent" in question or "how many percent" in question:
        return next(n for n in range(200) if n * first == 100 * abs(second - first))
    change = Fraction(first * second, 100)
    return first + change if "rises" in question else first - change


def _table(text: str) -> tuple[list[Fraction], list[Fraction]]:
    xs, ys = search(r"x: ([^a-z\n]*?)(?: and |\n)y: ([^a-z\n]*)", text)
    return numbers(xs), numbers(ys)


@checks("proportional")
def _proportional(question: str, item: Item) -> Expected:
    if item.options:
        right = set()
        for text in option_texts(item):
            xs, ys = _table(text)
            if len({y / x for x, y in zip(xs, ys, strict=True)}) == 1:
                right.add(text)
        return right
    if "constant" in question:
        xs, ys = _table(question)
        (constant,) = {y / x for x, y in zip(xs, ys, strict=True)}
        return constant
    x, y, other = numbers(question)
    return y / x * other


@checks("chance-of-a-draw")
def _chance(question: str, item: Item) -> Expected:
    if "spinner" in question:
        parts, wanted, spins = whole_numbers(question)
        return Fraction(wanted, parts) * spins
    bag = [color for number, color in re.findall(r"(\d+) (\w+)", question) for _ in range(int(number))]
    color = search(r"that it is (?:not )?(\w+)\?", question)[0]
    fit = [each for each in bag if (each != color) == ("is not" in question)]
    return Fraction(len(fit), len(bag))


@checks("picture-graph")
def _graph(question: str, item: Item) -> Expected:
    scale = ints(r"stands for (\d+)", question)[0]
    days = {day: len(stars) * scale for day, stars in re.findall(r"^(\w+day): (★+)$", question, re.MULTILINE)}
    if "in all" in question:
        return sum(days.values())
    asked = question.rsplit("\n", 1)[1]
    named = re.findall(r"\w+day", asked)
    return days[named[0]] - days[named[1]] if "more" in asked else days[named[0]]


@checks("mean-or-median")
def _average(question: str, item: Item) -> Expected:
    if "other number" in question:
        size, mean, _, *known = whole_numbers(question)
        return next(n for n in range(-100, 500) if Fraction(n + sum(known), size) == mean)
    values = sorted(whole_numbers(question))
    if "median" not in question:
        return Fraction(sum(values), len(values))
    while len(values) > 2:
        values = values[1:-1]
    return Fraction(sum(values), len(values))


@checks("trend-and-fit")
def _trend(question: str, item: Item) -> Expected:
    if item.options:
        points = [(int(x), int(y)) for x, y in re.findall(r"\((\d+), (\d+)\)", question)]
        ups = [later[1] - earlier[1] for earlier, later in pairwise(points)]
        if all(up > 0 for up in ups):
            return {"y tends to grow as x grows."}
        return {"y tends to fall as x grows." if all(up < 0 for up in ups) else "There is no clear trend."}
    rule = search(r"The line y = (.*) fits", question)[0]
    if asked := re.search(r"for x = (\d+)\?", question):
        return value(rule, x=int(asked[1]))
    step = int(search(r"when x grows by (\d+)", question)[0])
    return abs(value(rule, x=step) - value(rule, x=0))


@checks("use-a-scale")
def _scale(question: str, item: Item) -> Expected:
    given = numbers(plain(question))
    if re.search("1 (centimeter|inch) stands for", question):
        one, scale, length = given
        assert one == 1
        return length / scale if "real distance" in question else length * scale
    length, real, _ = given
    return real / length
