"""Families for equations and inequalities with letters."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, several
from whynext.library.families.words import NAMES, decimal, plus, signed, term

_LETTERS = ("x", "n", "p", "t", "y", "k")


@family(
    "one-step-equation",
    skill="one-step-equations",
    title="Solve a one-step equation",
    grade=6,
    levels=("adding or subtracting", "multiplying or dividing", "with decimals"),
    plants={"same-operation": "Undo what was done to the letter. Do the opposite to both sides."},
)
def one_step_equation(chance: Chance, level: int) -> Draft:
    """Ask for the unknown of an equation with one operation."""
    letter = chance.pick(_LETTERS)
    places = 1 if level == 3 else 0
    value, other = chance.between(2, 20), chance.between(2, 12)
    kind = chance.below(2) + (2 if level == 2 or (level == 3 and chance.below(2)) else 0)
    if level == 3:
        value = chance.between(11, 99)
        value += value % 10 == 0
        other = chance.between(2, 9) if kind > 1 else chance.between(11, 99)
    scale = 1 if kind > 1 else 10**places
    part = decimal(other * (scale if level < 3 else 1), 0 if kind > 1 else places)
    known = decimal(value, places)
    if kind == 0:
        result, wrong, undo = value + other, value + 2 * other, f"subtract {part} from both sides"
        shown = f"{letter} + {part}"
    elif kind == 1:
        result, wrong, undo = value, value - other, f"add {part} to both sides"
        value += other
        known, shown = decimal(value, places), f"{letter} − {part}"
    elif kind == 2:
        result, wrong, undo = value * other, value * other * other, f"divide both sides by {part}"
        shown = f"{part}{letter}"
    else:
        result, undo = value, f"multiply both sides by {part}"
        wrong = value // other if value % other == 0 else -1
        value *= other
        known, shown = decimal(value, places), f"{letter} ÷ {part}"
    right = decimal(result, places)
    slips = {"same-operation": decimal(wrong, places)} if wrong > 0 else {}
    return number(
        f"{shown} = {right}. What is {letter}?",
        known,
        (f"What was done to {letter}? Undo it, and do the same to both sides.", f"{undo.capitalize()}."),
        (
            f"{undo.capitalize()}.",
            f"{letter} = {known}. Check: "
            f"{shown.replace(letter, known) if kind != 2 else f'{part} × {known}'} = {right}.",
        ),
        slips,
    )


_BOUNDS = (
    ("at least {n}", "≥"), ("at most {n}", "≤"), ("more than {n}", ">"), ("less than {n}", "<"),
    ("no more than {n}", "≤"), ("no less than {n}", "≥"), ("{n} or more", "≥"), ("{n} or fewer", "≤"),
)  # fmt: skip
_FLIPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">"}
_STRICT = {"≥": ">", "≤": "<", ">": "≥", "<": "≤"}


@family(
    "write-an-inequality",
    skill="inequalities",
    title="Write and test inequalities",
    grade=6,
    levels=("an inequality for words", "which numbers make it true", "with a negative boundary"),
    plants={
        "inequality-reversed": "Try a number that fits the words. Does it make your inequality true?",
        "strict-for-inclusive": "Does the boundary itself fit? Then the sign has a line under it.",
    },
)
def write_an_inequality(chance: Chance, level: int) -> Draft:
    """Ask for an inequality, or for the numbers that fit one."""
    letter = chance.pick(_LETTERS)
    if level == 2:
        return _which_fit(chance, letter)
    words, sign = chance.pick(_BOUNDS)
    if level == 1:
        bound = chance.between(3, 60)
        told = chance.pick((
            "The number of students is {b}.", "The number of points is {b}.", "The number of days is {b}.",
        ))  # fmt: skip
    else:
        bound = -chance.between(2, 30)
        words, sign = chance.pick(_BOUNDS[:6])
        told = chance.pick(("The temperature is {b} °C.", "The balance of an account is {b} dollars."))
    shown = signed(bound)
    question = told.format(b=words.format(n=shown))
    right = f"{letter} {sign} {shown}"
    fits = "itself fits" if sign in "≥≤" else "itself does not fit"
    side = "larger" if sign in "≥>" else "smaller"
    return choice(
        f"{question} Let {letter} stand for it. Which inequality says this?",
        right,
        (
            Choice(
                f"{letter} {_STRICT[sign]} {shown}",
                f"{shown} {fits}.",
                "strict-for-inclusive" if sign in "≥≤" else "",
            ),
            Choice(
                f"{letter} {_FLIPPED[sign]} {shown}",
                "Try a number that fits the words.",
                "inequality-reversed",
            ),
            Choice(
                f"{letter} {_STRICT[_FLIPPED[sign]]} {shown}",
                "Try a number that fits the words.",
                "inequality-reversed",
            ),
        ),
        (f"Does {shown} itself fit the words?", f"{shown} {fits}. Are the other numbers larger or smaller?"),
        (f"“{words.format(n=shown)}”: {shown} {fits}, and {side} numbers fit.", f"So {right}."),
        why=f"{shown} {fits}.",
    )


def _which_fit(chance: Chance, letter: str) -> Draft:
    factor, bound, extra = chance.between(2, 5), chance.between(3, 9), chance.between(1, 9)
    sign = chance.pick((">", "≥", "<", "≤"))
    result = factor * bound + extra
    shown = f"{factor}{letter} + {extra} {sign} {result}"
    values = sorted({bound, bound - 1, bound + 1, bound + chance.between(2, 4), bound - chance.between(2, 3)})
    larger, with_bound = sign in ">≥", sign in "≥≤"
    choices = []
    for value in values:
        right = value > bound if larger else value < bound
        if value == bound:
            right = with_bound
        work = f"{factor} × {value} + {extra} = {factor * value + extra}."
        choices.append(Choice(str(value), work, right=right))
    fit = tuple([each.text for each in choices if each.right])
    other = {str(bound)}
    strict = tuple([text for text in fit if text not in other])
    slips = {
        "inequality-reversed": tuple([e.text for e in choices if (not e.right) != (e.text == str(bound))])
    }
    if with_bound:
        slips["strict-for-inclusive"] = strict
    draft = several(
        f"Choose every number that makes {shown} true.",
        choices,
        (
            f"Put each number in place of {letter} and work it out.",
            f"With {letter} = {bound} the left side is {result}. Does that fit?",
        ),
        (f"At {letter} = {bound} both sides are {result}.", f"These fit: {', '.join(fit)}."),
    )
    return Draft(draft.kind, draft.question, "", draft.hints, draft.solution, slips, draft.choices)


@family(
    "two-step-equation",
    skill="two-step-equations",
    title="Solve a two-step equation",
    grade=7,
    levels=("px + q = r", "p(x + q) = r", "with negative numbers"),
    plants={
        "undoes-one-step-only": "One step is undone. What else was done to the letter?",
        "undoes-in-wrong-order": "Undo the last step first: what was done to the letter last?",
        "same-operation": "Undo adding by subtracting, and multiplying by dividing.",
        "sign-of-answer": "The size is right. Check the sign by putting it back.",
    },
)
def two_step_equation(chance: Chance, level: int) -> Draft:
    """Ask for the unknown of an equation with two operations."""
    letter = chance.pick(_LETTERS)
    factor, value, extra = chance.between(2, 9), chance.between(2, 12), chance.between(2, 20)
    if level == 2:
        extra = chance.between(2, 9)
        result = factor * (value + extra)
        shown = f"{factor}({letter} + {extra}) = {result}"
        steps = (
            f"Divide both sides by {factor}: {letter} + {extra} = {value + extra}.",
            f"Subtract {extra}: {letter} = {value}.",
        )
        slips: dict[str, int | str] = {"undoes-one-step-only": value + extra}
        if (result - extra) % factor == 0:
            slips["undoes-in-wrong-order"] = (result - extra) // factor
    else:
        if level == 3:
            factor, value = chance.pick(((-factor, value), (factor, -value), (-factor, -value)))
            extra *= chance.pick((1, -1))
        result = factor * value + extra
        shown = f"{term(factor, letter)}{plus(extra)} = {signed(result)}"
        move = f"Subtract {extra} from" if extra > 0 else f"Add {-extra} to"
        steps = (
            f"{move} both sides: {term(factor, letter)} = {signed(factor * value)}.",
            f"Divide by {signed(factor)}: {letter} = {signed(value)}.",
        )
        slips = {"undoes-one-step-only": factor * value}
        if result % factor == 0 and level == 1:
            slips["undoes-in-wrong-order"] = result // factor - extra
        if (result + extra) % factor == 0:
            slips["same-operation"] = (result + extra) // factor
        if level == 3:
            slips["sign-of-answer"] = -value
    return number(
        f"{shown}. What is {letter}?",
        value,
        (f"What was done to {letter}, and in which order? Undo the last step first.", steps[0]),
        steps,
        slips,
    )


@family(
    "unknown-on-both-sides",
    skill="multi-step-equations",
    title="Solve equations with the unknown on both sides",
    grade=8,
    levels=("unknown on both sides", "with parentheses", "how many solutions"),
    plants={
        "adds-unknowns": "Take the unknown away from one side by subtracting it from both sides.",
        "partial-distribution": "Every term in the parentheses is multiplied.",
        "none-for-all": "If both sides are always equal, every number fits. If they never are, none does.",
    },
)
def unknown_on_both_sides(chance: Chance, level: int) -> Draft:
    """Ask for the unknown, or for the number of solutions."""
    letter = chance.pick(_LETTERS)
    if level == 3:
        return _how_many_solutions(chance, letter)
    small, more = chance.between(2, 6), chance.between(2, 6)
    large, value, extra = small + more, chance.between(2, 12), chance.between(1, 15)
    if level == 1:
        result = more * value + extra
        left, right = f"{large}{letter} + {extra}", f"{small}{letter} + {result}"
        first = f"Subtract {small}{letter}: {more}{letter} + {extra} = {result}."
        total = result - extra
        slips = {"adds-unknowns": total // (large + small)} if total % (large + small) == 0 else {}
    else:
        result = more * value + large * extra
        left, right = f"{large}({letter} + {extra})", f"{small}{letter} + {result}"
        first = f"Expand: {large}{letter} + {large * extra} = {small}{letter} + {result}."
        wrong = result - extra
        slips = {"partial-distribution": wrong // more} if wrong % more == 0 else {}
    if chance.below(2):
        left, right = right, left
    return number(
        f"{left} = {right}. What is {letter}?",
        value,
        (f"Bring the terms with {letter} to one side and the numbers to the other.", first),
        (first, f"{more}{letter} = {more * value}.", f"{letter} = {more * value} ÷ {more} = {value}."),
        slips,
    )


def _how_many_solutions(chance: Chance, letter: str) -> Draft:
    factor, extra, off = chance.between(2, 8), chance.between(1, 9), chance.between(1, 6)
    kind = chance.below(3)
    left = f"{factor}({letter} + {extra})"
    right = (
        f"{factor}{letter} + {factor * extra}",
        f"{factor}{letter} + {factor * extra + off}",
        f"{factor + off}{letter} + {factor * extra}",
    )[kind]
    names = ("Every number is a solution.", "There is no solution.", "There is exactly one solution.")
    whys = (
        "Both sides are always equal.",
        f"The right side is always {off} more than the left side.",
        f"Both sides are equal only when {letter} is 0.",
    )
    slip = {
        names[0]: "none-for-all" if kind == 1 else "",
        names[1]: "none-for-all" if kind == 0 else "",
        names[2]: "",
    }
    return choice(
        f"How many solutions does {left} = {right} have?",
        names[kind],
        [Choice(name, whys[kind], slip[name]) for place, name in enumerate(names) if place != kind],
        (
            "Expand the left side and compare the two sides.",
            f"The left side is {factor}{letter} + {factor * extra}.",
        ),
        (f"{left} = {factor}{letter} + {factor * extra}. {whys[kind]}", names[kind]),
        why=whys[kind],
    )


@family(
    "two-equations",
    skill="systems-of-equations",
    title="Solve two equations together",
    grade=8,
    levels=("one letter is given by the other", "sum and difference", "a story with two kinds"),
    plants={
        "other-unknown": "That is the value of the other letter. Which one is asked for?",
        "halves-the-whole": "Half of the sum would be right only if both were the same.",
    },
)
def two_equations(chance: Chance, level: int) -> Draft:
    """Ask for one of two unknowns."""
    x, y = chance.sample(range(2, 16), 2)
    if level == 1:
        factor, extra = chance.between(2, 4), chance.between(1, 9)
        y = factor * x + extra
        steps = (
            f"Put {factor}x + {extra} in place of y: x + {factor}x + {extra} = {x + y}.",
            f"{factor + 1}x = {x + y - extra}, so x = {x}.",
        )
        slips = {"other-unknown": y}
        if (x + y) % 2 == 0:
            slips["halves-the-whole"] = (x + y) // 2
        question = f"y = {factor}x + {extra} and x + y = {x + y}. What is x?"
    elif level == 2:
        x, y = max(x, y), min(x, y)
        asks_x = chance.below(2)
        steps = (f"Add the equations: 2x = {2 * x}, so x = {x}.", f"y = {x + y} − {x} = {y}.")
        slips = {"other-unknown": y if asks_x else x}
        if (x + y) % 2 == 0:
            slips["halves-the-whole"] = (x + y) // 2
        question = f"x + y = {x + y} and x − y = {x - y}. What is {'x' if asks_x else 'y'}?"
        return _system(
            question, x if asks_x else y, steps, slips, "Add the two equations: what happens to y?"
        )
    else:
        cheap = chance.between(2, 5)
        dear = cheap + chance.between(1, 5)
        name = chance.pick(NAMES)
        total = dear * x + cheap * y
        question = (
            f"{name} sells {x + y} tickets for ${total} in all. An adult ticket costs ${dear}, "
            f"a child ticket ${cheap}. "
            "How many adult tickets are sold?"
        )
        base = cheap * (x + y)
        steps = (
            f"If all were child tickets, they would bring {x + y} × ${cheap} = ${base}.",
            f"That is ${total - base} too little, and each adult ticket brings ${dear - cheap} "
            f"more: {total - base} ÷ {dear - cheap} = {x}.",
        )
        slips = {"other-unknown": y}
        if (x + y) % 2 == 0:
            slips["halves-the-whole"] = (x + y) // 2
        return _system(
            question, x, steps, slips, "Write one equation for the number of tickets and one for the dollars."
        )
    return _system(question, x, steps, slips, "Put what y is equal to into the other equation.")


def _system(question: str, answer: int, steps: tuple[str, ...], slips: dict[str, int], hint: str) -> Draft:
    kept: dict[str, int | str] = dict(slips)
    return number(question, answer, (hint, steps[0]), steps, kept)
