"""Checkers for equations: every candidate is put in, and both sides are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction

from library.families.checkers import Expected, checks, option_texts
from library.families.read import (
    box_equation,
    function_of,
    search,
    solve,
    value,
    whole_numbers,
)
from whynext.library.item import Item

_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "≤": lambda a, b: a <= b,
    "≥": lambda a, b: a >= b,
}


def holds(sentence: str, **letters: int | Fraction) -> bool:
    """Tell whether an equation or inequality is true with these values."""
    left, sign, right = re.split(r" ([=<>≤≥]) ", sentence)
    return _HOLDS[sign](value(left, **letters), value(right, **letters))


def the_one(sentence: str, letter: str, among: Iterable[int | Fraction]) -> int | Fraction:
    """Return the one of some numbers that makes a sentence true."""
    fit = [each for each in among if holds(sentence, **{letter: each})]
    assert len(fit) == 1, (sentence, fit)
    return fit[0]


def letter_of(text: str) -> str:
    """Return the letter of an equation."""
    return re.findall(r"(?<![a-z])[a-z](?![a-z])", text)[0]


@checks("balance-two-sums", "find-the-factor")
def _box(question: str, item: Item) -> Expected:
    sentence = box_equation(question)
    if "÷ □" in sentence:
        whole, result = sorted(whole_numbers(sentence), reverse=True)[:2] if "÷" in sentence else (0, 0)
        return next(n for n in range(1, 200) if n * result == whole)
    return solve(sentence)


@checks("letter-in-a-story")
def _letter(question: str, item: Item) -> Expected:
    packs, *loose, total = whole_numbers(question.split(" in all")[0])
    size = next(n for n in range(200) if packs * n + sum(loose) == total)
    if "Which equation" in question:
        letter = search(r"Each holds (\w) ", question)[0]
        return {text for text in option_texts(item) if holds(text, **{letter: size})}
    return size


@checks("which-numbers-fit")
def _fit(question: str, item: Item) -> Expected:
    sentence = search(r"(?:solution of|numbers make) (.*?)(?: true)?\?", question)[0]
    letter = letter_of(sentence)
    return {text for text in option_texts(item) if holds(sentence, **{letter: int(text)})}


@checks("undo-adding", "undo-multiplying", "solve-with-parentheses")
def _solved(question: str, item: Item) -> Expected:
    sentence = search(r"Solve (.*)\.$", question)[0]
    letter = letter_of(sentence)
    if f"{letter}/" in sentence:
        return the_one(sentence, letter, range(1, 1000))
    if (
        any(sign in sentence for sign in ("(", f" {letter} ", "−"))
        and "." not in sentence
        and "/" not in sentence
    ):
        return the_one(sentence, letter, range(-400, 400))
    return solve(sentence, letter)


@checks("equation-of-a-story")
def _story(question: str, item: Item) -> Expected:
    told = question.split(" Which")[0].split(" Write")[0].split(" What is")[0]
    letter = re.findall(r"\b([xnptyk]) (?:dollars|years|pages|liters)", told)[0]
    first, second = whole_numbers(told)[:2]
    if "spends" in told:
        shown, result = f"{letter} − {first}", second
    elif "years" in told:
        shown, result = f"{letter} + {first}", second
    elif "pages" in told:
        shown, result = f"{first}{letter}", second
    else:
        shown, result = f"{letter}/{first}", second
    if "Which equation" in question:
        return {f"{shown} = {result}"}
    if "left side" in question:
        return function_of(shown, letter)
    return the_one(f"{shown} = {result}", letter, range(1, 2000))


def _solutions(sentence: str, letter: str) -> set[Fraction]:
    return {Fraction(n, 2) for n in range(-200, 200) if holds(sentence, **{letter: Fraction(n, 2)})}


@checks("one-step-inequality")
def _inequality(question: str, item: Item) -> Expected:
    sentence = search(r"solution of (.*)\?", question)[0]
    letter = letter_of(sentence)
    wanted = _solutions(sentence, letter)
    return {text for text in option_texts(item) if _solutions(text, letter) == wanted}


@checks("two-step-inequality")
def _bound(question: str, item: Item) -> Expected:
    if "The solution of" in question:
        sentence = search(r"solution of (.*?) is ", question)[0]
        letter = letter_of(sentence)
        return the_one(re.sub(r"[<>≤≥]", "=", sentence), letter, range(-100, 100))
    if "at most" in question:
        money, ticket, ride = whole_numbers(question)
        return max(n for n in range(1000) if ticket + n * ride <= money)
    has, each, needed = whole_numbers(question)
    return min(n for n in range(1000) if has + n * each >= needed)


@checks("undo-squares-and-cubes")
def _powers(question: str, item: Item) -> Expected:
    sentence = search(r"(?:solve|Solve|solution of) (.*?)[.?]$", question)[0]
    letter = letter_of(sentence)
    fit = {n for n in range(-200, 200) if holds(sentence, **{letter: n})}
    if "Which numbers" in question:
        return {f"{max(fit)} and −{max(fit)}"} if len(fit) == 2 else set()
    return max(fit)


@checks("one-none-or-all")
def _how_many(question: str, item: Item) -> Expected:
    sentence = question.removeprefix("How many solutions does ").split(" have?")[0].split(" is an eq")[0]
    letter = letter_of(sentence)

    def kind(shown: str) -> str:
        left, right = shown.split(" = ")
        off = [value(left, **{letter: n}) - value(right, **{letter: n}) for n in range(4)]
        if len(set(off)) == 1:
            return "every number" if off[0] == 0 else "none"
        return "exactly one"

    if "□" in sentence:
        wanted = "every number" if "every number" in question else "none"
        return next(n for n in range(1, 100) if kind(sentence.replace("□", str(n))) == wanted)
    return {kind(sentence)}


@checks("put-one-into-the-other")
def _pair(question: str, item: Item) -> Expected:
    first, second, asked = search(r"^(.*) and (.*)\. What is (\w)\?", question)
    fit = [
        {"x": x, "y": y}
        for x in range(-5, 30)
        for y in range(-5, 80)
        if holds(first, x=x, y=y) and holds(second, x=x, y=y)
    ]
    assert len(fit) == 1, question
    return fit[0][asked]


@checks("where-lines-meet")
def _lines(question: str, item: Item) -> Expected:
    if "Two lines" in question:
        spots = [
            (x, y)
            for x in range(-6, 7)
            for y in range(-6, 7)
            if all((x2 - x1) * (y - y1) == (y2 - y1) * (x - x1) for x1, y1, x2, y2, _ in item.picture.lines)
        ]
        ((x, _),) = spots
        return x
    if "Do the lines" in question:
        first, second = search(r"lines of y = (.*) and y = (.*) meet", question)
        rise = [
            function_of(each, "x")(Fraction(1)) - function_of(each, "x")(Fraction(0))
            for each in (first, second)
        ]
        return {"yes, in one point" if rise[0] != rise[1] else "no, never"}
    first, second = search(r"solves both (.*) and (.*)\?", question)
    right = set()
    for text in option_texts(item):
        x, y = whole_numbers(text)
        if holds(first, x=x, y=y) and holds(second, x=x, y=y):
            right.add(text)
    return right


@checks("story-of-two-unknowns")
def _two(question: str, item: Item) -> Expected:
    found = whole_numbers(question)
    if "stickers" in question:
        both, more = found
        friend = next(n for n in range(200) if n + n + more == both)
        name = search(r"^(\w+) and", question)[0]
        return friend + more if f"does {name} have" in question else friend
    tickets, money, high, low = found
    adults = next(n for n in range(tickets) if high * n + low * (tickets - n) == money)
    if "Which two" in question:
        right = set()
        for text in option_texts(item):
            if all(holds(each, x=adults, y=tickets - adults) for each in text.split(" and ")):
                right.add(text)
        return right
    return adults
