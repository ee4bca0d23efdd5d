"""Checkers for numbers below zero: walked on a number line, compared and divided out."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import fractions, ints, numbers, search, value, whole_numbers
from whynext.library.item import Item


def rational(text: str) -> Fraction:
    """Return a decimal or fraction with a sign."""
    sign = -1 if text.startswith("−") else 1
    return sign * Fraction(text.lstrip("−"))


@checks("what-the-sign-means")
def _sign(question: str, item: Item) -> Expected:
    if "°C" in question:
        here, steps = whole_numbers(question)[:2]
        for _ in range(steps):
            here += -1 if "colder" in question else 1
        return here
    if "stand for" in question:
        return {"the ground floor"}
    size = whole_numbers(question)[0]
    return -size if re.search(r"below|owes", question) else size


@checks("how-far-from-zero")
def _far(question: str, item: Item) -> Expected:
    if "Which number is" in question:
        pair = [f"−{abs(n)}" for n in whole_numbers(question)]
        best = max(pair, key=rational) if "greater" in question else min(pair, key=rational)
        return {best}
    if "another number" in question:
        here = whole_numbers(question)[0]
        return next(n for n in range(-here, here) if abs(n) == here)
    return abs(numbers(question)[0])


@checks("order-on-both-sides")
def _order(question: str, item: Item) -> Expected:
    return sorted(option_texts(item), key=rational)


@checks("moves-around-zero", "sign-of-a-product")
def _integers(question: str, item: Item) -> Expected:
    if "moves by" in question:
        at, by = ints(r"at (−\d+)\. It moves by (−?\d+)", question)
        for _ in range(abs(by)):
            at += 1 if by > 0 else -1
        return at
    return value(search(r"What is (.*)\?", question)[0])


@checks("long-division-results")
def _divided(question: str, item: Item) -> Expected:
    whole, by = ints(r"([\d,]+) ÷ (\d+)", question)
    if "remainder" in question:
        while whole >= by:
            whole -= by * max(1, 10 ** (len(str(whole)) - len(str(by)) - 1))
        return whole
    return Fraction(whole, by)


@checks("signed-sums")
def _sums(question: str, item: Item) -> Expected:
    if "How far apart" in question:
        low, high = numbers(question)
        return abs(low) + high
    return value(search(r"What is (.*)\?", question)[0])


@checks("signed-products")
def _products(question: str, item: Item) -> Expected:
    if "same as" in question:
        wanted = -fractions(question)[0]
        return {text for text in option_texts(item) if _signed_fraction(text) == wanted}
    return value(search(r"What is (.*)\?", question)[0])


def _signed_fraction(text: str) -> Fraction:
    top, bottom = (int(each) for each in re.findall(r"\d+", text))
    return Fraction(top, bottom) * (-1) ** text.count("−")


@checks("fraction-as-a-decimal")
def _decimal(question: str, item: Item) -> Expected:
    if "end, or" in question:
        (each,) = fractions(question)
        ends = any(10**n % each.denominator == 0 for n in range(12))
        return {"It ends." if ends else "It repeats."}
    if "place after" in question:
        top, bottom = ints(r"(\d+) ÷ (\d+)", question)
        place = 7 if "seventh" in question else 8
        for _ in range(place):
            digit, top = divmod(10 * top, bottom)
        return digit
    return fractions(question)[0]


@checks("several-signed-steps")
def _steps(question: str, item: Item) -> Expected:
    found = numbers(question)
    if "account" in question:
        return found[0] - found[1] + found[2]
    if "mean" in question:
        return sum(found, Fraction(0)) / len(found)
    at = -found[0]
    for _ in range(int(found[2])):
        at -= found[1]
    return at


@checks("from-repeating-to-fraction")
def _repeating(question: str, item: Item) -> Expected:
    digits = search(r"0\.(\d+)…", question)[0]
    for length in (1, 2):
        for lead in (0, 1):
            tail = digits[lead:]
            if len(tail) >= 3 and all(tail[n] == tail[n % length] for n in range(len(tail))):
                period = Fraction(int(tail[:length]), 10**length - 1)
                return Fraction(int(digits[:lead] or 0), 10**lead) + period / 10**lead
    raise AssertionError(question)


@checks("can-it-be-a-fraction")
def _rational(question: str, item: Item) -> Expected:
    def is_rational(text: str) -> bool:
        return all(any(n * n == int(root) for n in range(200)) for root in re.findall(r"√(\d+)", text))

    return {text for text in option_texts(item) if is_rational(text) == ("irrational" not in question)}


@checks("calculate-with-powers-of-ten")
def _scientific(question: str, item: Item) -> Expected:
    if "Which exponent" in question:
        left, lead = search(r"^(.*) = (\d+) × 10 to", question)
        ratio = value(left) / int(lead)
        return next(n for n in range(-20, 40) if Fraction(10) ** n == ratio)
    if "How many times" in question:
        first, second = search(r"large as (.*) is (.*)\?", question)
        return value(second) / value(first)
    left, right = question.split(". Which")[0].split(" = ")
    return value(left) / value(right.replace("□ × ", ""))
