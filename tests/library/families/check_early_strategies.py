"""Checkers for early adding and subtracting: act the story out, or try every number."""

from __future__ import annotations

import re

from library.families.checkers import Expected, checks, option_texts
from library.families.read import box_equation, ints, solve, value, whole_numbers
from whynext.library.item import Item


def holds(sentence: str) -> bool:
    """Tell whether a number sentence is true."""
    left, right = sentence.split("=")
    return value(left) == value(right)


@checks("pick-the-number-sentence")
def _story(question: str, item: Item) -> Expected:
    first, second = whole_numbers(question)
    things = [*range(first)]
    things = [*things, *range(second)] if "brings" in question else things[second:]
    if "Which number sentence" in question:
        sign = "+" if "brings" in question else "−"
        return {text for text in option_texts(item) if text == f"{first} {sign} {second} = {len(things)}"}
    return len(things)


@checks("start-with-the-larger")
def _start(question: str, item: Item) -> Expected:
    if "fewest steps" in question:
        steps = {text: int(re.findall(r"\d+", text)[1]) for text in option_texts(item)}
        return {text for text, needed in steps.items() if needed == min(steps.values())}
    return int(solve(box_equation(question)))


@checks("fill-up-the-ten", "back-through-ten")
def _through_ten(question: str, item: Item) -> Expected:
    if "fill up the ten" in question:
        return next(n for n in range(11) if whole_numbers(question)[0] + n == 10)
    if "go back to 10" in question:
        return next(n for n in range(11) if whole_numbers(question)[0] - n == 10)
    return int(solve(box_equation(question)))


@checks("same-three-numbers")
def _family(question: str, item: Item) -> Expected:
    if "same family" in question:
        wanted = sorted(whole_numbers(question))
        return {text for text in option_texts(item) if sorted(whole_numbers(text)) == wanted and holds(text)}
    total, first = ints(r"(\d+) − (\d+) = □", question)
    return next(n for n in range(40) if n + first == total)


@checks("three-numbers-in-good-order")
def _three(question: str, item: Item) -> Expected:
    return len([one for each in whole_numbers(question) for one in range(each)])


@checks("how-many-more-to-20")
def _compare(question: str, item: Item) -> Expected:
    told = re.findall(r"(\w+) has (?:(\d+) (more|fewer)|(\d+)) ?\w*(?: than (\w+))?", question)
    holds_: dict[str, int] = {who: int(plain) for who, _, _, plain, _ in told if plain}
    asked = re.search(r"does (\w+) have(?: than (\w+))?\?", question)
    assert asked
    if asked[2]:
        return abs(holds_[asked[1]] - holds_[asked[2]])
    for guess in range(60):
        trial = holds_ | {asked[1]: guess}
        if all(
            trial[who] == trial[other] + (int(gap) if word == "more" else -int(gap))
            for who, gap, word, _, other in told
            if gap
        ):
            return guess
    raise AssertionError(question)


@checks("ones-to-a-two-digit-number")
def _ones(question: str, item: Item) -> Expected:
    if "counts on" in question:
        more, first = ints(r"counts on (\d+) from (\d+)", question)
        return [*range(first, first + more + 1)][-1]
    return int(solve(box_equation(question)))


@checks("stories-to-100")
def _stories(question: str, item: Item) -> Expected:
    numbers = whole_numbers(question)
    if "put them together" in question:
        return next(n for n in range(200) if n + numbers[2] == numbers[0] + numbers[1])
    if "some more" in question or "left?" in question:
        whole, part = max(numbers), min(numbers)
        return next(n for n in range(200) if n + part == whole)
    return next(n for n in range(200) if n - numbers[0] == numbers[1])


@checks("use-a-friendly-number")
def _friendly(question: str, item: Item) -> Expected:
    if "begins with" in question:
        wanted, begun = re.search(r"out (.*?) and begins with (.*) = \d+\.", question).groups()  # type: ignore[union-attr]
        off = value(wanted) - value(begun)
        return {f"add {off}" if off > 0 else f"take away {-off}"}
    return int(solve(box_equation(question)))
