"""Checkers for rewriting expressions: values are put in and compared."""

from __future__ import annotations

import re
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import function_of, numbers, search, value, whole_numbers
from whynext.library.item import Item


@checks("see-the-size")
def _size(question: str, item: Item) -> Expected:
    asked, part = search(r"How large is (.*) compared with (.*)\?", question)
    whole, one = value(asked), value(part)
    meant = {}
    for text in option_texts(item):
        by = [int(each) for each in re.findall(r"\d+", text)]
        if "times" in text:
            meant[text] = one * by[0]
        elif "equal parts" in text:
            meant[text] = one / (by[0] if by else 2)
        elif "half" in text:
            meant[text] = one / 2
        else:
            meant[text] = one + by[0] if "more" in text else one - by[0]
    return {text for text, size in meant.items() if size == whole}


@checks("put-into-a-formula")
def _formula(question: str, item: Item) -> Expected:
    formula = search(r"by \w = (.*)\. How", question)[0]
    given = dict(re.findall(r"(\w) = (\d+)", question.split("for ")[-1]))
    return value(formula, **{letter: int(number) for letter, number in given.items()})


@checks("multiply-out", "add-like-terms")
def _same_values(question: str, item: Item) -> Expected:
    if "rectangle" in question:
        high, wide = search(r"is (\d+) high and (.*) wide", question)
        shown = f"{high}({wide})"
    else:
        shown = search(r"Write (.*?) (?:without|with as few)", question)[0]
    letters = sorted(set(re.findall(r"[a-z]", shown)))
    if len(letters) == 1:
        return function_of(shown, letters[0])
    told = item.key.text.replace("-", "−")
    for at in ((2, 3), (5, 7), (11, 4)):
        pair = dict(zip(letters, at, strict=True))
        assert value(shown, **pair) == value(told, **pair), question
    return item.key.text


@checks("take-out-a-factor")
def _factor(question: str, item: Item) -> Expected:
    if "□" in question:
        whole, inside = search(r"^(.*) = □\((.*)\)\.", question)
        pair = {letter: 3 + place for place, letter in enumerate(sorted(set(re.findall(r"[a-z]", whole))))}
        return value(whole, **pair) / value(inside, **pair)
    whole = search(r"equals (.*) and has", question)[0]
    letter = re.findall(r"[a-z]", whole)[0]
    same = [
        text
        for text in option_texts(item)
        if all(value(text, **{letter: n}) == value(whole, **{letter: n}) for n in (2, 5))
    ]
    return {max(same, key=lambda text: whole_numbers(text)[0])}


@checks("one-factor-for-a-change")
def _change(question: str, item: Item) -> Expected:
    if "What does" in question:
        factor = numbers(question)[0]
        percent = abs(factor - 1) * 100
        word = "more" if factor > 1 else "less"
        return {text for text in option_texts(item) if text.startswith(f"It is {percent}% {word}")}
    percent = Fraction(search(r"(\d+)%", question)[0])
    return (100 + percent) / 100 if "rises" in question else (100 - percent) / 100


@checks("count-the-factors-of-powers")
def _factors(question: str, item: Item) -> Expected:
    shown, base = search(r"^(.*) is a power of (\w+)\.", question)
    if not base.isdigit():
        shown, base = shown.replace(base, "3"), "3"
    left, exponent = value(shown), 0
    while left > 1:
        left, exponent = left / int(base), exponent + 1
    assert left == 1
    return exponent


@checks("below-exponent-one")
def _exponent(question: str, item: Item) -> Expected:
    if "Which exponent" in question:
        below, base = search(r"^1/(\d+) is a power of (\d+)", question)
        return next(-n for n in range(1, 20) if int(base) ** n == int(below))
    return value(search(r"(?:value does|Write) (\S+) (?:have|as)", question)[0])
