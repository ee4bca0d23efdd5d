"""Checkers for proportions, patterns and lines: worked out from the text, the table or the graph."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from library.families.checkers import Expected, checks, option_texts
from library.families.read import function_of, ints, plain, search, value, whole_numbers
from whynext.library.item import Item


@checks("parts-of-a-total")
def _parts(question: str, item: Item) -> Expected:
    a, b, *rest = whole_numbers(question)
    if not rest:
        return Fraction(a, a + b)
    size = next(n for n in range(1000) if a * n + b * n == rest[0])
    return abs(a - b) * size if "more" in question else a * size


@checks("table-of-ratios")
def _table(question: str, item: Item) -> Expected:
    if "Who uses" in question:
        name, a, b = search(r"^(\w+) uses (\d+) .*? for (\d+)", question)
        friend, c, d = re.findall(r"(\w+) uses (\d+) .*? for (\d+)", question)[1]
        return {name if Fraction(int(a), int(b)) > Fraction(int(c), int(d)) else friend}
    rows = item.picture.rows
    full = next(row for row in rows if "?" not in row)
    open_ = next(row for row in rows if "?" in row)
    ratio = Fraction(int(full[0]), int(full[1]))
    return int(open_[1]) * ratio if open_[0] == "?" else int(open_[0]) / ratio


_MAKES = {
    ("kilometers", "meters"): 1000, ("meters", "centimeters"): 100, ("kilograms", "grams"): 1000,
    ("liters", "milliliters"): 1000, ("hours", "minutes"): 60, ("minutes", "seconds"): 60,
    ("feet", "inches"): 12, ("yards", "feet"): 3, ("pounds", "ounces"): 16,
}  # fmt: skip


@checks("other-units-of-a-rate")
def _units(question: str, item: Item) -> Expected:
    if "boxes a minute" in question:
        each, hours = whole_numbers(question)
        return sum(each for _ in range(hours * 60))
    if "train" in question:
        speed, minutes = whole_numbers(question)
        return Fraction(speed, 60) * minutes
    wanted, amount, given = search(r"How many (\w+) are ([\d,]+) (\w+)\?", question)
    many = int(plain(amount))
    return (
        many * _MAKES[given, wanted] if (given, wanted) in _MAKES else Fraction(many, _MAKES[wanted, given])
    )


def _size(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


@checks("three-ways-to-say-a-part")
def _said(question: str, item: Item) -> Expected:
    if "order" in question:
        return sorted(option_texts(item), key=_size)
    return _size(search(r"(\d+%)", question)[0])


@checks("back-to-the-whole")
def _whole(question: str, item: Item) -> Expected:
    if "pages" in question:
        part, whole = whole_numbers(question)
        return next(p for p in range(200) if p * whole == 100 * part)
    percent, part = whole_numbers(question)
    return next(n for n in range(5000) if n * percent == 100 * part)


@checks("rate-for-one-with-fractions")
def _rate(question: str, item: Item) -> Expected:
    way, time = search(r"rides ([\d/]+) km in ([\d/]+) ", question)
    return Fraction(way) / Fraction(time)


@checks("the-same-factor-everywhere")
def _constant(question: str, item: Item) -> Expected:
    if "The two amounts are" in question:
        x, y = whole_numbers(question)
        return Fraction(y, x)
    if "line" in question:
        ((x, y, _),) = item.picture.points
        return Fraction(int(y), int(x))
    ratios = {Fraction(y) / Fraction(x) for x, y in item.picture.rows}
    assert len(ratios) == 1
    return ratios.pop()


def _counted(text: str, across: str, up: str) -> list[tuple[int, str]]:
    """Return the two amounts of a sentence with their units, in their order."""
    many = {noun[:-1]: noun for noun in (across, up)}
    return [(int(n), many[noun]) for n, noun in re.findall(rf"(\d+) ({'|'.join(many)})s?\b", text)]


@checks("what-a-point-means")
def _point(question: str, item: Item) -> Expected:
    ((x, y, _),) = item.picture.points
    across, up = item.picture.names
    if "How many" in question:
        return Fraction(int(y), int(x))
    if "(0, 0)" in question:
        x = y = 0
    wanted = [(int(x), across), (int(y), up)]
    return {text for text in option_texts(item) if _counted(text, across, up) == wanted}


@checks("prices-before-and-after")
def _price(question: str, item: Item) -> Expected:
    found = whole_numbers(question)
    if "which one number" in question:
        change = Fraction(found[0], 100)
        return 1 - change if "discount" in question else 1 + change
    price = Fraction(found[0])
    if "First" in question:
        return (price - price * found[1] / 100) * (1 + Fraction(found[2], 100))
    change = price * found[1] / 100
    return price - change if "discount" in question else price + change


@checks("odd-even-and-tables")
def _even(question: str, item: Item) -> Expected:
    if "□" in question:
        row = search(r": (.*)\. Which", question)[0].split(", ")
        known = [(place, int(each)) for place, each in enumerate(row) if each != "□"]
        (p, a), (q, b) = known[0], known[-1]
        return a + (b - a) // (q - p) * (row.index("□") - p)
    result = value(search(r"is (.*) even", question)[0])
    return {"even" if any(2 * n == result for n in range(1000)) else "odd"}


@checks("go-on-by-the-rule")
def _rule(question: str, item: Item) -> Expected:
    if "next term" in question:
        shown = whole_numbers(question)
        return shown[-1] + shown[-1] - shown[-2]
    start, step, *place = whole_numbers(question)
    terms = [start]
    while len(terms) < (place[0] if place else 12):
        terms.append(terms[-1] + step)
    if place:
        return terms[-1]
    kinds = {each % 2 for each in terms}
    return (
        {"They are even and odd in turns."}
        if len(kinds) == 2
        else {f"They are all {'odd' if kinds == {1} else 'even'}."}
    )


@checks("two-rules-side-by-side")
def _two(question: str, item: Item) -> Expected:
    found = whole_numbers(question)
    a, b = found[1], found[3]
    if "how many times" in question:
        return Fraction(b, a)
    if "pair" in question:
        x = y = 0
        for _ in range(found[4]):
            x, y = x + a, y + b
        return {f"({x}, {y})"}
    x = y = 0
    while x < found[4]:
        x, y = x + a, y + b
    return y


_FOLLOWS = {
    "ticket": "the cost",
    "boat": "the way",
    "table": "the number of seats",
    "plant": "the height",
    "page": "the time for",
}


@checks("a-rule-for-two-amounts")
def _depends(question: str, item: Item) -> Expected:
    if "Which amount" in question:
        follows = next(each for word, each in _FOLLOWS.items() if word in question)
        return {text for text in option_texts(item) if text.startswith(follows)}
    if "Write an expression" in question:
        start, each = whole_numbers(question)
        return lambda n: (
            start + sum((each for _ in range(int(n))), 0) if n == int(n) and n >= 0 else start + each * n
        )
    rule, x = search(r"y = (.*)\. What is y for x = (\d+)", question)
    run = function_of(rule, "x")
    assert all(run(Fraction(a)) == Fraction(b) for a, b in item.picture.rows)
    return run(Fraction(x))


@checks("which-rate-is-greater")
def _faster(question: str, item: Item) -> Expected:
    friend, rate = search(r"(\w+) (?:walks|rides) (\d+)t meters in t", question)
    if "seconds. " in question.split(friend)[0]:
        name, way, time = search(r"^(\w+) walks (\d+) meters in (\d+)", question)
        other = Fraction(int(way), int(time))
    else:
        name = search(r"how far (\w+) rides\.", question)[0]
        if item.picture.KIND == "table":
            other = Fraction(item.picture.rows[0][1]) / Fraction(item.picture.rows[0][0])
        else:
            ((x, y, _),) = item.picture.points
            other = Fraction(int(y), int(x))
    return {name if other > int(rate) else friend}


@checks("read-a-line")
def _line(question: str, item: Item) -> Expected:
    if "What is the slope" in question:
        ((x1, y1, x2, y2, _),) = item.picture.lines
        return Fraction(int(y2 - y1), int(x2 - x1))
    if "Which point" in question:
        run = function_of(search(r"on y = (.*)\?", question)[0], "x")
        right = set()
        for text in option_texts(item):
            x, y = whole_numbers(text)
            if run(Fraction(x)) == y:
                right.add(text)
        return right
    slope, start, x = ints(
        r"slope (−?\d+) and goes through \(0, (−?\d+)\)\. What is y at x = (\d+)", question
    )
    for _ in range(x):
        start += slope
    return start


@checks("is-it-linear")
def _linear(question: str, item: Item) -> Expected:
    if "Which rule" in question:
        right = set()
        for text in option_texts(item):
            run = function_of(text.removeprefix("y = "), "x")
            steps = {run(Fraction(n + 1)) - run(Fraction(n)) for n in range(1, 5)}
            if len(steps) == 1:
                right.add(text)
        return right
    pairs = [(Fraction(x), Fraction(y)) for x, y in item.picture.rows]
    slopes = {(d - b) / (c - a) for (a, b), (c, d) in pairwise(pairs)}
    return {"yes" if len(slopes) == 1 else "no"}


@checks("compare-two-functions")
def _functions(question: str, item: Item) -> Expected:
    if "same amount?" in question:
        start, low, base, high = whole_numbers(question)
        return next(n for n in range(1000) if start + low * n == base + high * n)
    start, weekly = whole_numbers(question)
    name = search(r"^(\w+) has", question)[0]
    friend = search(r"how many dollars (\w+) has\.", question)[0]
    (_, zero), (_, two), _ = item.picture.rows
    rate = Fraction(int(two) - int(zero), 2)
    mine, theirs = (weekly, rate) if "each week" in question else (start, Fraction(zero))
    return {name if mine > theirs else friend}


_DOES = {1: "walks away from home", 0: "stands still", -1: "walks back home"}


@checks("story-of-a-graph")
def _story(question: str, item: Item) -> Expected:
    slopes = [Fraction(int(y2 - y1), int(x2 - x1)) for x1, y1, x2, y2 in item.picture.segments]
    if "faster" in question:
        return {"in the first part" if slopes[0] > slopes[1] else "in the second part"}
    does = [_DOES[(each > 0) - (each < 0)] for each in slopes]
    if "Which story" in question:
        return {f"{does[0]}, then {does[1]}, then {does[2]}"}
    place = {"first": 0, "second": 1, "last": 2}[search(r"in the (\w+) part", question)[0]]
    return {does[place]}
