"""Checkers for counting, place value and calculating with whole numbers."""

from __future__ import annotations

import re
from itertools import count as counting
from itertools import pairwise
from math import prod

from library.families.checkers import Expected, checks, option_texts
from library.families.read import BOX, box_equation, ints, plain, search, solve, value, whole_numbers
from whynext.library.item import Item

MARKS = {
    "stars": "★", "hearts": "♥", "dots": "●", "triangles": "▲", "squares": "■", "diamonds": "♦", "notes": "♪",
    "flowers": "✿",
}  # fmt: skip


@checks("count-what-is-drawn", "rows-of-things")
def _drawn(question: str, item: Item) -> Expected:
    if "\n" not in question:
        rows = whole_numbers(question)
        return rows[0] * rows[1] + (rows[2] if "one more row" in question else 0)
    asked, drawing = question.split("\n", 1)
    return drawing.count(MARKS[search(r"How many (\w+)", asked)[0]])


@checks("next-and-before")
def _neighbor(question: str, item: Item) -> Expected:
    if "Count on" in question:
        here, steps = ints(r"Start at (\d+)\. Count on (\d+)", question)
        for _ in range(steps):
            here += 1
        return here
    word, here = search(r"right (after|before) (\d+)\?", question)
    return next(n for n in range(200) if (n - 1 if word == "after" else n + 1) == int(here))


@checks("more-or-fewer")
def _more(question: str, item: Item) -> Expected:
    if "order" in question:
        return [str(n) for n in sorted(whole_numbers(question))]
    if "\n" not in question:
        word, *_ = search(r"number is (\w+)", question)
        return {str((max if word == "more" else min)(whole_numbers(question)))}
    asked, first, second = question.split("\n")
    dark, light = len(first.replace(" ", "")), len(second.replace(" ", ""))
    names = search(r"more (black \w+) or more (white \w+)", asked)
    if dark == light:
        return {"There are the same number of each."}
    return {f"the {names[0] if dark > light else names[1]}"}


@checks("count-on-by-steps")
def _pattern(question: str, item: Item) -> Expected:
    parts = plain(search(r": (.*)\. Which", question)[0]).split(", ")
    known = [int(part) for part in parts if part != BOX]
    for guess in range(min(known), max(known) + 101):
        row = [guess if part == BOX else int(part) for part in parts]
        if len({after - before for before, after in pairwise(row)}) == 1:
            return guess
    raise AssertionError(question)


@checks("add-to-10", "add-two-digits", "add-three-digits")
def _sum(question: str, item: Item) -> Expected:
    return solve(box_equation(question)) if BOX in question else sum(whole_numbers(question))


@checks("subtract-to-10", "subtract-two-digits", "subtract-three-digits")
def _difference(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    first, *rest = whole_numbers(question)
    return next(n for n in range(first + 1) if n + sum(rest) == first)


@checks("make-ten")
def _ten(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    (part,) = [n for n in whole_numbers(question) if n != 10]
    return next(n for n in range(11) if n + part == 10)


@checks("add-to-20", "subtract-to-20", "number-in-the-box", "split-a-factor")
def _box(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    return value(search(r"What is (.*)\?", question)[0])


@checks("stories-to-20")
def _story(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)[:2]
    if "How many more" in question or "How many fewer" in question:
        return next(n for n in range(30) if min(first, second) + n == max(first, second))
    if "some more" in question or ("some" in question and "more. Now" in question):
        return next(n for n in range(30) if first + n == second)
    if question.startswith("Some"):
        return next(n for n in range(60) if n - first == second)
    if re.search(r"gives? \d+ of them|takes \d+ of them|drops \d+ of them", question):
        return next(n for n in range(60) if n + second == first)
    return first + second


@checks("true-number-sentence")
def _true_sentence(question: str, item: Item) -> Expected:
    return {text for text in option_texts(item) if value(text.split("=")[0]) == value(text.split("=")[1])}


@checks("ten-and-ones")
def _ten_and_ones(question: str, item: Item) -> Expected:
    if "bag of 10" in question:
        return sum(whole_numbers(question))
    whole = next(n for n in whole_numbers(question) if n != 10)
    return next(n for n in range(20) if 10 + n == whole)


WORTH = {"one": 1, "ten": 10, "hundred": 100, "thousand": 1000}


def _told_in_places(text: str) -> int:
    """Return the number of a text such as «3 hundreds, 2 tens and 1 one»."""
    parts = re.findall(r"(\d+) (one|ten|hundred|thousand)s?\b", plain(text))
    return sum(int(number) * WORTH[place] for number, place in parts)


@checks("tens-and-ones")
def _tens_and_ones(question: str, item: Item) -> Expected:
    if "bags of ten" not in question:
        return _told_in_places(question)
    left, bags = whole_numbers(question)[0], 0
    while left >= 10:
        left, bags = left - 10, bags + 1
    return bags


@checks("signs-for-two-digits")
def _sign(question: str, item: Item) -> Expected:
    left, right = question.split("? ")[1].split(BOX)
    first, second = (_told_in_places(each) if "ones" in each else int(each) for each in (left, right))
    return {"<" if first < second else ">" if first > second else "="}


@checks("ten-more-or-less")
def _more_or_less(question: str, item: Item) -> Expected:
    step, word, start = search(r"What is (\d+) (more|less) than (\d+)", question)
    return value(f"{start} {'+' if word == 'more' else '-'} {step}")


@checks("what-a-digit-is-worth", "places-to-a-million")
def _worth(question: str, item: Item) -> Expected:
    if "How many times" in question:
        digit, first, second = search(r"is the (\d) in ([\d,]+) worth as the \d in ([\d,]+)\?", question)
        large, small = (_worth_in(digit, plain(each)) for each in (first, second))
        assert large % small == 0
        return large // small
    if "Which number is" in question:
        return _told_in_places(question)
    digit, whole = search(r"What is the (\d) in ([\d,]+) worth", question)
    return _worth_in(digit, plain(whole))


def _worth_in(digit: str, whole: str) -> int:
    assert whole.count(digit) == 1
    return int("".join(each if each == digit else "0" for each in whole))


@checks("order-three-digits")
def _ordered(question: str, item: Item) -> Expected:
    return [str(n) for n in sorted(whole_numbers(question))]


@checks("round-to-ten-or-hundred")
def _rounded(question: str, item: Item) -> Expected:
    whole, word = search(r"Round (\d+) to the nearest (\w+)", question)
    marks = range(0, 2000, {"ten": 10, "hundred": 100}[word])
    return min(marks, key=lambda mark: (abs(mark - int(whole)), -mark))


@checks("multiply-by-tens", "multiplication-facts", "multiply-larger", "division-facts", "divide-by-a-digit")
def _product_or_quotient(question: str, item: Item) -> Expected:
    if BOX in question:
        return solve(box_equation(question))
    if asked := re.fullmatch(r"What is (.*)\?", question):
        return value(asked[1])
    if "left over" in question:
        left, size = whole_numbers(question)
        while left >= size:
            left -= size
        return left
    if "How many groups of" in question:
        size, whole = whole_numbers(question)
        return next(n for n in counting() if n * size == whole)
    return prod(whole_numbers(question))


@checks("which-multiplication")
def _multiplication(question: str, item: Item) -> Expected:
    if found := re.search(r"same as ([\d+ ]+)\?", question):
        parts = [int(each) for each in found[1].split(" + ")]
        assert len(set(parts)) == 1
        return {f"{len(parts)} × {parts[0]}"}
    groups, each = whole_numbers(question)
    if "shows" in question:
        return {text for text in option_texts(item) if text.split(" + ") == [str(each)] * groups}
    return {f"{groups} × {each}"}


@checks("share-or-group")
def _shared(question: str, item: Item) -> Expected:
    total, by = whole_numbers(question)
    if item.options:
        return {f"{total} ÷ {by}"}
    return next(n for n in range(100) if n * by == total)


@checks("multiply-or-divide")
def _multiply_or_divide(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)
    if "the same number in each" in question or "into pieces" in question:
        return next(n for n in range(100) if n * second == first)
    return sum(first for _ in range(second))


@checks("two-steps")
def _two_steps(question: str, item: Item) -> Expected:
    given = whole_numbers(question)
    if "pays with" in question:
        return given[2] - sum(given[1] for _ in range(given[0]))
    if "share them equally" in question:
        return next(n for n in range(200) if n * given[2] == given[0] + given[1])
    total = sum(given[1] for _ in range(given[0]))
    return total + given[2] if f"finds {given[2]} more" in question else total - given[2]


@checks("times-as-many")
def _times(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)
    if question.rstrip("?").split(". ")[-1].startswith("How many times") or "How many times" in question:
        return next(n for n in range(100) if n * min(first, second) == max(first, second))
    if "That is" in question:
        return next(n for n in range(200) if n * second == first)
    return sum(first for _ in range(second))


@checks("choose-factors")
def _factors(question: str, item: Item) -> Expected:
    shown = [int(text) for text in option_texts(item)]
    if "prime" in question:
        return {str(n) for n in shown if [d for d in range(1, n + 1) if n % d == 0] == [1, n]}
    (whole,) = whole_numbers(question)
    if "factor" in question:
        return {str(n) for n in shown if any(n * k == whole for k in range(1, whole + 1))}
    return {str(n) for n in shown if any(whole * k == n for k in range(1, n + 1))}


@checks("greatest-and-least")
def _common(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)
    if "factor" in question:
        return max(n for n in range(1, first + 1) if first % n == 0 and second % n == 0)
    return next(n for n in range(1, first * second + 1) if n % first == 0 and n % second == 0)
