"""Checkers for negative numbers, powers, expressions, equations and functions."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import function_of, numbers, plain, search, solve, value, whole_numbers
from whynext.library.item import Item


def _size(text: str) -> Fraction:
    return numbers(text)[0]


@checks("order-negatives")
def _negatives(question: str, item: Item) -> Expected:
    if "How far apart" in question:
        low, high = whole_numbers(question)
        return len(range(low, high))
    return sorted(option_texts(item), key=_size)


@checks("add-subtract-integers", "multiply-divide-integers", "work-out-a-power", "order-of-operations")
def _worked_out(question: str, item: Item) -> Expected:
    return value(search(r"What is (.*)\?", question)[0])


@checks("laws-of-exponents")
def _laws(question: str, item: Item) -> Expected:
    shown, base = search(r"Write (.*) as one power of (\w+)\.", question)
    if not base.isdigit():
        shown, base = shown.replace(base, "3"), "3"
    left, exponent = value(shown), 0
    while left != 1:
        left, exponent = (left / int(base), exponent + 1) if left > 1 else (left * int(base), exponent - 1)
    return exponent


@checks("scientific-notation")
def _scientific(question: str, item: Item) -> Expected:
    if "ordinary" in question:
        return value(search(r"Write (.*) as an", question)[0])
    if "How many times" in question:
        first, second = search(r"is (.*) as (.*)\?", question)
        return value(first) / value(second)
    small, lead = search(r"^([\d.]+) is written as ([\d.]+) × 10", question)
    return next(n for n in range(-20, 20) if Fraction(lead) * Fraction(10) ** n == Fraction(small))


@checks("square-roots")
def _roots(question: str, item: Item) -> Expected:
    inside = Fraction(plain(search(r"(?:√|= )([\d.,]*\d)", question)[0]))
    if "between" in question:
        return max(n for n in range(100) if n * n < inside)
    power = 3 if "³" in question else 2
    return next(Fraction(n, 10) for n in range(1, 20000) if n**power == inside * 10**power)


ASKED = {
    r"(\S+) less than (.+)": "({1}) - ({0})",
    r"(\S+) divided by (\S+)": "({0}) / ({1})",
    r"(\S+) decreased by (\S+)": "({0}) - ({1})",
    r"(\d+) times the sum of (\S+) and (\S+)": "({0}) * (({1}) + ({2}))",
    r"(\d+) times the difference of (\S+) and (\S+)": "({0}) * (({1}) - ({2}))",
    r"(\S+) more than (.+)": "({1}) + ({0})",
    r"(\d+) times (\S+)": "({0}) * ({1})",
}


def _in_signs(words: str) -> str:
    """Return the expression that words such as «5 less than 3 times n» describe."""
    for pattern, form in ASKED.items():
        if found := re.fullmatch(pattern, words):
            return form.format(*(_in_signs(each) for each in found.groups()))
    assert re.fullmatch(r"\d+|[a-z]", words), words
    return words


@checks("write-an-expression")
def _words(question: str, item: Item) -> Expected:
    if asked := re.fullmatch(r"Write an expression for: (.*)\.", question):
        signs = _in_signs(asked[1])
        (letter,) = set(re.findall(r"[a-z]", signs))
        return function_of(signs, letter)
    start, step = _start_and_step(question)
    return lambda number: start + number * step


def _start_and_step(question: str) -> tuple[int, int]:
    """Return what there is at first and what each step adds, in a story."""
    patterns = (
        r"(\d+)[a-z ]* (?:for each|in each|each) ",
        r"holds (\d+) more",
        r"(\d+) gallons flow in each",
    )
    step = next(int(found[1]) for found in (re.search(each, question) for each in patterns) if found)
    (start,) = [n for n in whole_numbers(question) if n != step]
    return start, step


@checks("evaluate-an-expression")
def _evaluated(question: str, item: Item) -> Expected:
    shown, given = search(r"value of (.*) when (.*)\?", question)
    letters = {letter: int(number) for letter, number in re.findall(r"([a-z]) = (\d+)", given)}
    return value(shown, **letters)


@checks("expand-and-factor", "combine-like-terms")
def _rewritten(question: str, item: Item) -> Expected:
    shown = search(r"Write (.*?) (?:without|as a product|with as few)", question)[0]
    (letter,) = set(re.findall(r"[a-z]", shown))
    return function_of(shown, letter)


@checks("one-step-equation", "two-step-equation", "unknown-on-both-sides")
def _equation(question: str, item: Item) -> Expected:
    if asked := re.fullmatch(r"(.*)\. What is ([a-z])\?", question):
        return solve(asked[1], asked[2])
    left, right = search(r"How many solutions does (.*) = (.*) have", question)
    letter = search(r"([a-z])", left)[0]
    off = [value(left, **{letter: n}) - value(right, **{letter: n}) for n in range(-12, 13)]
    if set(off) == {0}:
        return {"Every number is a solution."}
    return {"There is exactly one solution." if 0 in off else "There is no solution."}


FITS = {
    "at least": lambda n, b: n >= b, "or more": lambda n, b: n >= b, "no less than": lambda n, b: n >= b,
    "at most": lambda n, b: n <= b, "or fewer": lambda n, b: n <= b, "no more than": lambda n, b: n <= b,
    " is more than": lambda n, b: n > b, " is less than": lambda n, b: n < b,
}  # fmt: skip
SIGNS = {
    "≥": lambda n, b: n >= b, "≤": lambda n, b: n <= b, ">": lambda n, b: n > b, "<": lambda n, b: n < b,
}  # fmt: skip


@checks("write-an-inequality")
def _inequality(question: str, item: Item) -> Expected:
    if asked := re.search(r"makes (.*) ([≥≤<>]) (\d+) true", question):
        letter = search(r"([a-z])", asked[1])[0]
        fits = SIGNS[asked[2]]
        return {t for t in option_texts(item) if fits(value(asked[1], **{letter: int(t)}), int(asked[3]))}
    (bound,) = whole_numbers(question)
    (fits,) = [test for words, test in FITS.items() if words in question]
    tried = range(bound - 2, bound + 3)
    right = set()
    for text in option_texts(item):
        sign, shown = search(r"[a-z] ([≥≤<>]) (.*)", text)
        if all(SIGNS[sign](n, int(plain(shown))) == fits(n, bound) for n in tried):
            right.add(text)
    return right


@checks("two-equations")
def _pair(question: str, item: Item) -> Expected:
    if "tickets" in question:
        tickets, total, adult, child = whole_numbers(question)
        (answer,) = [n for n in range(tickets + 1) if adult * n + child * (tickets - n) == total]
        return answer
    first, second, asked = search(r"^(.*) and (.*)\. What is ([xy])\?", question)
    total = int(search(r"x \+ y = (\d+)", question)[0])
    fits = [
        (x, total - x)
        for x in range(total + 1)
        if all(
            value(e.split("=")[0], x=x, y=total - x) == value(e.split("=")[1], x=x, y=total - x)
            for e in (first, second)
        )
    ]
    ((x, y),) = fits
    return x if asked == "x" else y


@checks("inputs-and-outputs")
def _function(question: str, item: Item) -> Expected:
    if item.options:
        return {text for text in option_texts(item) if not _is_function(text)}
    rule = search(r"the rule y = (.*?)\. ", question)[0]
    if asked := re.search(r"input x = (\d+)\?", question):
        return value(rule, x=int(asked[1]))
    output = plain(search(r"output y = (\S+)\?", question)[0])
    return solve(f"{rule} = {output}", "x")


def _is_function(text: str) -> bool:
    pairs = {tuple(pair.split(" → ")) for pair in text.split("; ")}
    return len({first for first, _ in pairs}) == len(pairs)


def _points(question: str) -> list[tuple[int, int]]:
    found = re.findall(r"\((-?\d+), (-?\d+)\)", plain(question))
    return [(int(x), int(y)) for x, y in found]


@checks("slope-of-a-line")
def _slope(question: str, item: Item) -> Expected:
    if points := _points(question):
        (x, y), (far, high) = points
        return Fraction(y - high, x - far)
    up, right = whole_numbers(question)
    return Fraction(up, right)


@checks("rule-of-a-line")
def _line(question: str, item: Item) -> Expected:
    points = _points(question)
    if "\n" in question:
        _, xs, ys, _ = question.split("\n")
        points = list(zip(whole_numbers(xs), whole_numbers(ys), strict=True))
    if not points:
        start, step = _start_and_step(question)
        return lambda number: start + number * step
    (x, y), (far, high) = points[0], points[-1]
    through = lambda number: y + Fraction(high - y, far - x) * (number - x)  # noqa: E731
    assert all(through(Fraction(a)) == b for a, b in points)
    return through
