"""Families for numerical and algebraic expressions."""

from __future__ import annotations

from math import gcd

from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, expression, family, number
from whynext.library.families.words import NAMES, plus, term

_LETTERS = ("x", "n", "p", "m", "t", "k")


@family(
    "order-of-operations",
    skill="order-of-operations",
    title="Work out an expression in the agreed order",
    grade=5,
    levels=("multiplying and adding", "with parentheses", "steps of the same rank"),
    plants={
        "left-to-right": "Multiplying and dividing come before adding and subtracting.",
        "parentheses-ignored": "What stands in parentheses comes first.",
        "adds-before-subtracts": "+ and − have the same rank, and so have × and ÷: go from left to right.",
    },
)
def order_of_operations(chance: Chance, level: int) -> Draft:
    """Ask for the value of an expression."""
    first, second, third = chance.between(2, 12), chance.between(2, 9), chance.between(2, 9)
    if level == 1:
        if chance.below(2):
            shown, answer, wrong = (
                f"{first} + {second} × {third}",
                first + second * third,
                (first + second) * third,
            )
        else:
            first += second * third
            shown, answer, wrong = (
                f"{first} − {second} × {third}",
                first - second * third,
                (first - second) * third,
            )
        step = f"{second} × {third} = {second * third}"
        last = f"{first} {shown.split()[1]} {second * third}"
        slips = {"left-to-right": wrong}
        hint = "Which comes first: multiplying, or adding and subtracting?"
    elif level == 2:
        more = chance.between(1, min(9, first * second + third - 1))
        shown = f"{first} × ({second} + {third}) − {more}"
        answer = first * (second + third) - more
        step = (
            f"{second} + {third} = {second + third}, and {first} × {second + third} = "
            f"{first * (second + third)}"
        )
        last = f"{first * (second + third)} − {more}"
        slips = {"parentheses-ignored": first * second + third - more}
        hint = "What stands in the parentheses? Work that out first."
    elif chance.below(2):
        whole = first + second + third
        shown, answer = f"{whole} − {second} + {third}", whole - second + third
        step = f"From left to right: {whole} − {second} = {whole - second}"
        last = f"{whole - second} + {third}"
        slips = {"adds-before-subtracts": whole - second - third}
        hint = "Subtracting and adding have the same rank. Where do you begin?"
    else:
        shown, answer = f"{first * second * third} ÷ {second} × {third}", first * third * third
        step = f"From left to right: {first * second * third} ÷ {second} = {first * third}"
        last = f"{first * third} × {third}"
        slips = {"adds-before-subtracts": first}
        hint = "Dividing and multiplying have the same rank. Where do you begin?"
    return number(f"What is {shown}?", answer, (hint, f"{step}."), (f"{step}.", f"{last} = {answer}."), slips)


@family(
    "write-an-expression",
    skill="write-expressions",
    title="Write an expression for words",
    grade=6,
    levels=("one operation", "two operations", "a story"),
    plants={
        "expression-reversed": "Read it as a story: what do you start with, and what happens to it?",
        "sum-not-grouped": "The whole sum is multiplied. It needs parentheses.",
        "variable-as-label": "The letter stands for a number. Which amount goes with each of them?",
    },
)
def write_an_expression(chance: Chance, level: int) -> Draft:
    """Ask for an expression with one letter."""
    letter = chance.pick(_LETTERS)
    first, second = chance.sample(range(2, 13), 2)
    if level == 3:
        return _story_expression(chance, first, second)
    told, answer, wrong, why = chance.pick(_worded(letter, first, second, level))
    slips = {"sum-not-grouped" if "(" in answer else "expression-reversed": wrong}
    if level == 1:
        hint = "What do you start with? What is taken from it, or what is it divided by?"
        last = f"Try it with a number in place of {letter}, such as 20."
    else:
        hint = "Which operation comes first? Does it need parentheses?"
        last = f"Begin with the part that has {letter}: what happens to {letter} first?"
    shown = answer.replace("-", "−")
    return expression(
        f"Write an expression for: {told}.",
        answer,
        (hint, last),
        (why, f"That is {shown}."),
        slips,
    )


def _worded(letter: str, first: int, second: int, level: int) -> tuple[tuple[str, str, str, str], ...]:
    """Return words, the expression, one that is often written instead, and why the first is right."""
    times = f"{letter} is multiplied by {first} first"
    if level == 1:
        return (
            (f"{first} less than {letter}", f"{letter} - {first}", f"{first} - {letter}",
             f"Start with {letter} and take {first} away."),
            (f"{letter} less than {first}", f"{first} - {letter}", f"{letter} - {first}",
             f"Start with {first} and take {letter} away."),
            (f"{letter} divided by {first}", f"{letter}/{first}", f"{first}/{letter}",
             f"{letter} is shared into {first} parts."),
            (f"{first} divided by {letter}", f"{first}/{letter}", f"{letter}/{first}",
             f"{first} is shared into {letter} parts."),
            (f"{letter} decreased by {first}", f"{letter} - {first}", f"{first} - {letter}",
             f"Start with {letter} and take {first} away."),
        )  # fmt: skip
    return (
        (f"{first} times the sum of {letter} and {second}", f"{first}({letter} + {second})",
         f"{first}{letter} + {second}", f"All of {letter} + {second} is multiplied by {first}."),
        (f"{first} times the difference of {letter} and {second}", f"{first}({letter} - {second})",
         f"{first}{letter} - {second}", f"All of {letter} − {second} is multiplied by {first}."),
        (f"{second} more than {first} times {letter}", f"{first}{letter} + {second}",
         f"{second}{letter} + {first}", f"{times}; then {second} is added."),
        (f"{second} less than {first} times {letter}", f"{first}{letter} - {second}",
         f"{second} - {first}{letter}", f"{times}; then {second} is taken away."),
    )  # fmt: skip


def _story_expression(chance: Chance, first: int, second: int) -> Draft:
    name = chance.pick(NAMES)
    letter = chance.pick(("h", "m", "b", "n", "p"))
    told, unit = chance.pick(
        (
            (
                f"Renting a boat costs ${second} plus ${first} for each hour. Write an "
                f"expression for the cost in dollars of {letter} hours.",
                "hour",
            ),
            (
                f"{name} has ${second} and saves ${first} each week. Write an expression for "
                f"the dollars after {letter} weeks.",
                "week",
            ),
            (
                f"A class has {second} books. Each box that comes holds {first} more. Write an "
                f"expression for the number of books after {letter} boxes.",
                "box",
            ),
            (
                f"A plant is {second} inches tall and grows {first} inches each month. Write "
                f"an expression for its height in inches after {letter} months.",
                "month",
            ),
        )
    )
    return expression(
        told,
        f"{first}{letter} + {second}",
        (
            f"What is there at the start? What comes with each {unit}?",
            f"{letter} times {first} is added to the start.",
        ),
        (
            f"Each {unit} adds {first}: that is {first}{letter}.",
            f"With the start of {second}: {first}{letter} + {second}.",
        ),
        {"expression-reversed": f"{second}{letter} + {first}", "variable-as-label": f"{first} + {second}"},
    )


@family(
    "evaluate-an-expression",
    skill="evaluate-expressions",
    title="Find the value of an expression",
    grade=6,
    levels=("one letter", "with a power or parentheses", "two letters"),
    plants={
        "letter-as-digit": "A number beside a letter multiplies it: 3x with x = 5 is 3 × 5.",
        "letter-added": "A number beside a letter multiplies it. It is not added.",
        "multiplies-before-power": "The exponent belongs to the letter only. Work out the power first.",
        "parentheses-ignored": "What stands in parentheses comes first.",
    },
)
def evaluate_an_expression(chance: Chance, level: int) -> Draft:
    """Give numbers for letters and ask for the value."""
    letter = chance.pick(_LETTERS)
    value, factor, extra = chance.between(2, 9), chance.between(2, 9), chance.between(1, 15)
    if level == 1:
        shown, answer = f"{factor}{letter} + {extra}", factor * value + extra
        slips = {"letter-as-digit": int(f"{factor}{value}") + extra, "letter-added": factor + value + extra}
        step, last = f"{factor} × {value} = {factor * value}", f"{factor * value} + {extra}"
    elif level == 2 and chance.below(2):
        value = chance.between(2, 6)
        shown, answer = f"{factor}{letter}² + {extra}", factor * value * value + extra
        slips = {"multiplies-before-power": (factor * value) ** 2 + extra}
        step = f"{value}² = {value * value}, and {factor} × {value * value} = {factor * value * value}"
        last = f"{factor * value * value} + {extra}"
    elif level == 2:
        shown, answer = f"{factor}({letter} + {extra})", factor * (value + extra)
        slips = {
            "parentheses-ignored": factor * value + extra,
            "letter-as-digit": int(f"{factor}{value}") + extra,
        }
        step, last = f"{value} + {extra} = {value + extra}", f"{factor} × {value + extra}"
    else:
        letter, other = chance.sample(("a", "b", "x", "y", "m", "n"), 2)
        other_value, more = chance.between(2, 9), chance.between(2, 5)
        shown, answer = f"{factor}{letter} + {more}{other}", factor * value + more * other_value
        slips = {
            "letter-as-digit": int(f"{factor}{value}") + int(f"{more}{other_value}"),
            "letter-added": factor + value + more + other_value,
        }
        step = f"{factor} × {value} = {factor * value} and {more} × {other_value} = {more * other_value}"
        last = f"{factor * value} + {more * other_value}"
    given = f"{letter} = {value} and {other} = {other_value}" if level == 3 else f"{letter} = {value}"
    return number(
        f"What is the value of {shown} when {given}?",
        answer,
        ("Write the expression again with numbers in place of letters. Where is a × hidden?", f"{step}."),
        (f"{step}.", f"{last} = {answer}."),
        slips,
    )


@family(
    "expand-and-factor",
    skill="equivalent-expressions",
    title="Expand and factor expressions",
    grade=6,
    levels=("expand a sum", "expand with a factor of the letter", "factor as far as possible"),
    plants={
        "partial-distribution": "Every term in the parentheses is multiplied.",
        "factor-not-taken-out": "The factor must be taken out of every term.",
        "unlike-terms-joined": "Terms with and without the letter cannot be joined.",
    },
)
def expand_and_factor(chance: Chance, level: int) -> Draft:
    """Ask for an equal expression."""
    letter = chance.pick(_LETTERS)
    factor = chance.between(2, 9)
    if level < 3:
        inner = 1 if level == 1 else chance.between(2, 6)
        extra = chance.between(2, 9) * (1 if level == 1 or chance.below(2) else -1)
        shown = f"{factor}({term(inner, letter)}{plus(extra)})"
        answer = f"{factor * inner}{letter}{plus(factor * extra)}"
        return expression(
            f"Write {shown} without parentheses.",
            answer.replace("−", "-"),
            (
                "Multiply each term in the parentheses.",
                f"{factor} × {term(inner, letter)} = {factor * inner}{letter}. Now the other term.",
            ),
            (
                f"{factor} × {term(inner, letter)} = {factor * inner}{letter}, and {factor} × "
                f"{abs(extra)} = {factor * abs(extra)}.",
                f"{shown} = {answer}.",
            ),
            {
                "partial-distribution": f"{factor * inner}{letter}{plus(extra)}".replace("−", "-"),
                "unlike-terms-joined": f"{factor * (inner + extra)}{letter}"
                if inner + extra > 0
                else f"{factor * inner}{letter}",
            },
            finished=True,
        )
    first, second = chance.pick([(a, b) for a in range(1, 8) for b in range(1, 10) if gcd(a, b) == 1])
    shown = f"{factor * first}{letter} + {factor * second}"
    inside = f"{term(first, letter)} + {second}"
    return expression(
        f"Write {shown} as a product with the greatest common factor in front.",
        f"{factor}({inside})",
        (
            "Which is the greatest number that divides both terms?",
            f"{factor} divides both. What is left of each term?",
        ),
        (
            f"{factor * first}{letter} = {factor} × {term(first, letter)} and "
            f"{factor * second} = {factor} × {second}.",
            f"{shown} = {factor}({inside}).",
        ),
        {"factor-not-taken-out": f"{factor}({term(first, letter)} + {factor * second})"},
        finished=True,
    )


@family(
    "combine-like-terms",
    skill="combine-like-terms",
    title="Combine like terms",
    grade=7,
    levels=("adding", "with subtraction", "after expanding"),
    plants={
        "unlike-terms-joined": "Terms with and without the letter cannot be joined.",
        "sign-lost": "The sign in front belongs to the term. Take it along.",
        "partial-distribution": "Every term in the parentheses is multiplied.",
    },
)
def combine_like_terms(chance: Chance, level: int) -> Draft:
    """Ask for the shortest equal expression."""
    letter = chance.pick(_LETTERS)
    first, second = chance.between(2, 9), chance.between(2, 8)
    one, other = chance.between(1, 12), chance.between(1, 12)
    if level == 1:
        shown = f"{first}{letter} + {one} + {second}{letter} + {other}"
        factor, rest = first + second, one + other
        slips = {"unlike-terms-joined": f"{factor + rest}{letter}"}
        hint = f"The terms with {letter}: {first}{letter} + {second}{letter}. The others: {one} + {other}."
    elif level == 2:
        first += second
        shown = f"{first}{letter} + {one} − {second}{letter} − {other}"
        factor, rest = first - second, one - other
        slips = {"sign-lost": f"{first + second}{letter} + {one + other}"}
        if factor + rest > 1:
            slips["unlike-terms-joined"] = f"{factor + rest}{letter}"
        hint = f"The terms with {letter}: {first}{letter} − {second}{letter}. The others: {one} − {other}."
    else:
        times = chance.between(2, 5)
        shown = f"{first}{letter} − {times}({letter} − {one})"
        factor, rest = first - times, times * one
        slips = {
            "sign-lost": _joined(factor, -rest, letter),
            "partial-distribution": _joined(factor, -one, letter),
        }
        hint = f"−{times} × {letter} = −{times}{letter}, and −{times} × (−{one}) = {times * one}."
    answer = _joined(factor, rest, letter)
    shown_answer = answer.replace("-", "−")
    return expression(
        f"Write {shown} with as few terms as possible.",
        answer,
        (f"Which terms have {letter}? Which do not? Take each sign along.", hint),
        (hint, f"{shown} = {shown_answer}."),
        slips,
        finished=True,
    )


def _joined(factor: int, rest: int, letter: str) -> str:
    """Return a sum of a multiple of a letter and a number, as a key is written."""
    if factor == 0:
        return str(rest)
    front = term(factor, letter)
    return (front if rest == 0 else front + plus(rest)).replace("−", "-")
