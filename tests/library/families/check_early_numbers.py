"""Checkers for the first numbers: read the question, count, and try."""

from __future__ import annotations

import re

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, search, whole_numbers
from whynext.library.item import Item

_NAMES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_WORTH = dict(zip(_NAMES, [*range(20), *range(20, 100, 10)], strict=True))


def spoken(words: str) -> int:
    """Return the number of a number in words."""
    total = 0
    for word in re.findall(r"[a-z]+", words):
        total = total * 100 if word == "hundred" else total + _WORTH[word]
    return total


@checks("say-the-next-number", "count-past-a-hundred")
def _next(question: str, item: Item) -> Expected:
    if "says" in question:
        return spoken(search(r"says the number (.*)\. How", question)[0])
    said = whole_numbers(question)
    if "leave out" in question:
        return next(n for n in range(said[0], said[-1]) if n not in said)
    assert said == list(range(said[0], said[-1] + 1))
    return said[-1] + 1


@checks("write-the-number-you-hear")
def _written(question: str, item: Item) -> Expected:
    if "How do you say" in question:
        asked = ints(r"say (\d+)\?", question)[0]
        return {text for text in option_texts(item) if spoken(text) == asked}
    return spoken(search(r" has (\w+) ", question)[0])


@checks("one-more-or-one-less")
def _one_more(question: str, item: Item) -> Expected:
    (whole,) = whole_numbers(question)
    return len([*range(whole), "one"]) if "gets one more" in question else len(range(whole)[1:])


@checks("even-or-odd")
def _even(question: str, item: Item) -> Expected:
    if "plates" in question:
        (whole,) = whole_numbers(question)
        return next(n for n in range(whole + 1) if n + n == whole)
    if "pairs" in question:
        return {"even" if any(n + n == whole_numbers(question)[0] for n in range(20)) else "odd"}
    doubles = {n + n for n in range(20)}
    wanted = "even" in question
    return {text for text in option_texts(item) if (int(text) in doubles) == wanted}


@checks("find-it-on-a-line")
def _line(question: str, item: Item) -> Expected:
    if "jump" in question:
        start, jump = ints(r"stand at (\d+) .* jump (\d+)", question)
        for _ in range(jump):
            start += 1 if "forward" in question else -1
        return start
    line = item.picture
    labels = [(place, int(label)) for place, label in enumerate(line.labels) if label]
    (left, low), (right, high) = labels[0], labels[-1]
    ((place, _),) = line.points
    return low + (place - left) * (high - low) // (right - left)


@checks("hidden-part")
def _hidden(question: str, item: Item) -> Expected:
    if "Which two" in question:
        (whole,) = whole_numbers(question)
        return {text for text in option_texts(item) if sum(whole_numbers(text)) == whole}
    whole, seen = whole_numbers(question)
    return next(n for n in range(whole + 1) if n + seen == whole)
