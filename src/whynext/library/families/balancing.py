"""Families for the first equations: balance both sides, missing factors, letters, undoing, stories."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import (
    Choice,
    Draft,
    choice,
    expression,
    family,
    fraction,
    number,
    several,
)
from whynext.library.families.words import ASK, BOX, CARRIERS, NAMES, THINGS, count, decimal, lowest

NAMED = {
    "tries-only-sign": "Takes a number for a solution because it stands in the equation.",
}

_LETTERS = ("x", "n", "p", "t", "y", "k")
_DO_IT = "The equal sign says that both sides are the same. Work out the side that has no box."


@family(
    "balance-two-sums",
    skill="balance-both-sides",
    title="Find the number that balances two sides",
    grade=1,
    levels=("two sums", "a sum and a difference", "larger numbers"),
    plants={
        "equals-as-do-it": _DO_IT,
        "adds-all-around": "Do not add everything. Both sides have the same value.",
    },
)
def balance_two_sums(chance: Chance, level: int) -> Draft:
    """Leave one number of one side out."""
    most = 9 if level < 3 else 30
    first, second = chance.between(3, most), chance.between(3, most)
    total = first + second
    part = chance.between(1, total - 1)
    while part in (first, second) or total - part in (first, second):
        part = chance.between(1, total - 1)
    if level == 2:
        minus = chance.between(2, 9)
        whole = total + minus
        left = f"{first} + {second}"
        sentence = f"{left} = {BOX} − {minus}" if chance.below(2) else f"{BOX} − {minus} = {left}"
        answer, wrong = whole, {"equals-as-do-it": total, "adds-all-around": first + second + 2 * minus}
        last = f"{whole} − {minus} = {total}."
    else:
        left = f"{first} + {second}"
        right = f"{BOX} + {part}" if chance.below(2) else f"{part} + {BOX}"
        sentence = f"{left} = {right}" if chance.below(2) else f"{right} = {left}"
        answer = total - part
        wrong = {"equals-as-do-it": total, "adds-all-around": total + part}
        last = f"{part} + {answer} = {total}."
    return number(
        f"{sentence}. {ASK}",
        answer,
        ("Which side can you work out?", f"{left} is {total}. The other side is {total} too."),
        (f"{left} = {total}.", last),
        wrong,
    )


@family(
    "find-the-factor",
    skill="missing-factor",
    title="Find a missing factor, dividend or divisor",
    grade=3,
    levels=("a missing factor", "what is divided", "by what it is divided"),
    plants={
        "undoes-nothing": "Do the opposite of what is written.",
        "subtracts-instead": "You subtracted. Think of the multiplication fact with these numbers.",
        "adds-factors": "You added. The number in the box is cut into equal parts: multiply to get it back.",
    },
)
def find_the_factor(chance: Chance, level: int) -> Draft:
    """Leave one number of a product or quotient out."""
    a, b = chance.between(2, 10), chance.between(2, 10)
    product = a * b
    fact = f"{a} × {b} = {product}."
    if level == 1:
        side = f"{BOX} × {a}" if chance.below(2) else f"{a} × {BOX}"
        sentence = f"{side} = {product}" if chance.below(2) else f"{product} = {side}"
        answer, slips = b, {"undoes-nothing": a * product, "subtracts-instead": product - a}
    elif level == 2:
        sentence = f"{BOX} ÷ {a} = {b}" if chance.below(2) else f"{b} = {BOX} ÷ {a}"
        answer, slips = product, {"adds-factors": a + b}
    else:
        sentence = f"{product} ÷ {BOX} = {b}" if chance.below(2) else f"{b} = {product} ÷ {BOX}"
        answer, slips = a, {"undoes-nothing": product * b, "subtracts-instead": product - b}
    return number(
        f"{sentence}. {ASK}",
        answer,
        ("Which multiplication fact has these numbers?", "The largest number of the three is the product."),
        (fact, f"So {answer} belongs in the box."),
        slips,
    )


@family(
    "letter-in-a-story",
    skill="letter-for-the-unknown",
    title="Write and solve an equation with a letter for a story",
    grade=4,
    levels=("pick the equation", "find the number", "two steps"),
    plants={
        "variable-as-label": "The letter stands for a number, not for the things.",
        "same-operation": "Undo what is done to the letter.",
        "undoes-one-step-only": "There is one more step to undo.",
    },
)
def letter_in_a_story(chance: Chance, level: int) -> Draft:
    """Tell a story with a number that is not known."""
    name = chance.pick(NAMES)
    noun = chance.pick(THINGS)
    _, many = chance.pick(CARRIERS)
    letter = chance.pick(_LETTERS)
    packs, size, extra = chance.between(3, 9), chance.between(4, 12), chance.between(3, 20)
    total = packs * size + (extra if level == 3 else 0)
    more = f" and {extra} loose ones" if level == 3 else ""
    told = f"{name} has {packs} {many} with the same number of {noun[1]}{more}: {count(total, noun)} in all."
    equation = f"{packs} × {letter} = {total}" if level < 3 else f"{packs} × {letter} + {extra} = {total}"
    if level == 1:
        return choice(
            f"{told} Each holds {letter} {noun[1]}. Which equation fits the story?",
            equation,
            [
                Choice(
                    f"{packs} + {letter} = {total}", f"There are {packs} times {letter}, not {packs} more."
                ),
                Choice(
                    f"{total} × {letter} = {packs}",
                    f"{total} is all of them together, so it stands alone on one side.",
                    "variable-as-label",
                ),
            ],
            (f"What does {letter} stand for?", f"How do you write {packs} times {letter}?"),
            (f"{letter} is how many are in each.", f"{packs} times that is {total}: {equation}."),
        )
    slips = {"same-operation": packs * total}
    if level == 3:
        slips = {"undoes-one-step-only": total - extra, "same-operation": packs * (total - extra)}
    step = f"{total} − {extra} = {total - extra}, and " if level == 3 else ""
    return number(
        f"{told} How many {noun[1]} are in each? Let {letter} be that number.",
        size,
        (f"Write an equation with {letter}.", f"It is {equation}. Undo it step by step."),
        (f"The equation is {equation}.", f"{step}{total - (extra if level == 3 else 0)} ÷ {packs} = {size}."),
        slips,
    )


@family(
    "which-numbers-fit",
    skill="check-a-solution",
    title="Check which numbers are solutions",
    grade=6,
    levels=("an equation", "an inequality", "the letter on both sides"),
    plants={
        "tries-only-sign": "Put the number in place of the letter and work out both sides.",
    },
)
def which_numbers_fit(chance: Chance, level: int) -> Draft:
    """Offer numbers to put in for the letter."""
    letter = chance.pick(_LETTERS)
    a, b, x = chance.between(2, 6), chance.between(2, 15), chance.between(2, 9)
    if level == 1:
        total = a * x + b
        wrong = {x + 1, x + 3, total - b} - {x}
        return choice(
            f"Which number is a solution of {a}{letter} + {b} = {total}?",
            str(x),
            [
                Choice(
                    str(each),
                    f"{a} × {each} + {b} = {a * each + b}.",
                    "tries-only-sign" if each == total - b else "",
                )
                for each in sorted(wrong)
            ],
            ("Put each number in place of the letter.", f"{a}{letter} means {a} times {letter}."),
            (f"{a} × {x} + {b} = {total}.", f"So {x} is a solution."),
        )
    if level == 2:
        bound = a * x + b
        numbers = chance.shuffled((x - 1, x, x + 1, x + 3))
        fit = [each for each in sorted(numbers) if a * each + b > bound]
        return several(
            f"Which numbers make {a}{letter} + {b} > {bound} true? Pick all of them.",
            [
                Choice(str(each), f"{a} × {each} + {b} = {a * each + b}.", right=each in fit)
                for each in numbers
            ],
            (
                "Put each number in place of the letter.",
                f"With {x} the left side is {bound}. Is that more than {bound}?",
            ),
            (
                f"With {x} both sides are {bound}, so {x} does not fit.",
                f"These fit: {', '.join(map(str, fit))}.",
            ),
        )
    c = chance.between(1, a - 1) if a > 2 else 1
    d = (a - c) * x + b
    wrong = {x + 1, x - 1, x + 4}
    return choice(
        f"Which number is a solution of {a}{letter} + {b} = {c if c > 1 else ''}{letter} + {d}?",
        str(x),
        [
            Choice(str(each), f"The left side is {a * each + b}, the right side {c * each + d}.")
            for each in sorted(wrong)
        ],
        ("Put each number into both sides.", "Both sides must have the same value."),
        (f"With {x} the left side is {a * x + b}.", f"The right side is {c * x + d} too, so {x} fits."),
    )


@family(
    "undo-adding",
    skill="solve-addition-equations",
    title="Solve equations by adding or subtracting",
    grade=6,
    levels=("whole numbers", "decimals", "the letter is taken away"),
    plants={
        "same-operation": "Do the opposite to both sides.",
    },
)
def undo_adding(chance: Chance, level: int) -> Draft:
    """Ask for the unknown of a sum or difference."""
    letter = chance.pick(_LETTERS)
    places = 1 if level == 2 else 0
    a, x = chance.between(12, 95), chance.between(13, 99)
    if level == 2:
        a, x = a + (a % 10 == 0), x + (x % 10 == 0)
    shown_a = decimal(a, places)
    if level == 3:
        whole = a + x
        return number(
            f"Solve {whole} − {letter} = {a}.",
            x,
            (f"{whole} is the whole. What is taken away?", f"Which number and {a} make {whole}?"),
            (f"{letter} and {a} make {whole}.", f"{letter} = {whole} − {a} = {x}."),
            {"same-operation": whole + a},
        )
    if chance.below(2):
        total = a + x
        equation, undo = (
            f"{letter} + {shown_a} = {decimal(total, places)}",
            f"subtract {shown_a} from both sides",
        )
        work, wrong = f"{decimal(total, places)} − {shown_a}", total + a
    else:
        total = a
        result = x
        x = result + a
        equation, undo = f"{letter} − {shown_a} = {decimal(result, places)}", f"add {shown_a} to both sides"
        work, wrong = f"{decimal(result, places)} + {shown_a}", result - a
    answer = decimal(x, places)
    return number(
        f"Solve {equation}.",
        answer,
        (f"What is done to {letter}? Undo it, and do the same to both sides.", f"{undo.capitalize()}."),
        (f"{undo.capitalize()}: {work}.", f"{letter} = {answer}. Put it in for {letter} to check."),
        {"same-operation": decimal(wrong, places)},
    )


@family(
    "undo-multiplying",
    skill="solve-multiplication-equations",
    title="Solve equations by multiplying or dividing",
    grade=6,
    levels=("a product", "a quotient", "a fraction before the letter"),
    plants={
        "same-operation": "Do the opposite to both sides.",
        "subtracts-instead": "The number multiplies the letter. Undo it by dividing.",
        "adds-factors": "You added. The letter is divided, so undo it by multiplying.",
        "does-not-turn": "To divide by a fraction, multiply by it turned over.",
    },
)
def undo_multiplying(chance: Chance, level: int) -> Draft:
    """Ask for the unknown of a product or quotient."""
    letter = chance.pick(_LETTERS)
    a, x = chance.between(3, 12), chance.between(4, 25)
    if level == 1:
        total = a * x
        return number(
            f"Solve {a}{letter} = {total}.",
            x,
            (f"What is done to {letter}?", f"Divide both sides by {a}."),
            (f"{total} ÷ {a} = {x}.", f"{letter} = {x}. Check: {a} × {x} = {total}."),
            {"same-operation": a * total, "subtracts-instead": total - a},
        )
    if level == 2:
        return number(
            f"Solve {letter}/{a} = {x}.",
            a * x,
            (f"What is done to {letter}?", f"Multiply both sides by {a}."),
            (f"{a} × {x} = {a * x}.", f"{letter} = {a * x}. Check: {a * x} ÷ {a} = {x}."),
            {"adds-factors": a + x},
        )
    top, bottom = chance.pick(((2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (5, 6), (3, 8), (5, 8), (2, 7)))
    result = chance.between(2, 12)
    answer = lowest(result * bottom, top)
    return fraction(
        f"Solve {top}/{bottom} × {letter} = {result}.",
        answer,
        (f"What is done to {letter}?", f"Divide by {top}/{bottom}: multiply by {bottom}/{top}."),
        (f"{letter} = {result} × {bottom}/{top}.", f"{letter} = {answer}."),
        {"does-not-turn": lowest(result * top, bottom)},
    )


@family(
    "equation-of-a-story",
    skill="equations-for-stories",
    title="Write a one-step equation for a story",
    grade=6,
    levels=("pick the equation", "write the equation's left side", "solve it and read the answer"),
    plants={
        "same-operation": "Undo what happens to the unknown amount.",
        "expression-reversed": "What do you start with? Write that first.",
    },
)
def equation_of_a_story(chance: Chance, level: int) -> Draft:
    """Tell a story with one unknown amount and one step."""
    name, friend = chance.sample(NAMES, 2)
    letter = chance.pick(_LETTERS)
    a, x = chance.between(3, 9), chance.between(11, 45)
    stories = (
        (
            f"{name} has {letter} dollars and spends ${a}. Then ${x} is left.",
            f"{letter} − {a}",
            x,
            x + a,
            f"{a} − {letter}",
        ),
        (
            f"{friend} is {letter} years old. {name} is {a} years older and is {x + a}.",
            f"{letter} + {a}",
            x + a,
            x,
            f"{a}{letter}",
        ),
        (
            f"{name} reads {letter} pages a day. In {a} days {name} reads {a * x} pages.",
            f"{a}{letter}",
            a * x,
            x,
            f"{letter} + {a}",
        ),
        (
            f"A tank holds {letter} liters. They are shared equally among {a} buckets. Each gets {x} liters.",
            f"{letter}/{a}",
            x,
            a * x,
            f"{a}/{letter}",
        ),
    )
    told, left, result, answer, wrong = chance.pick(stories)
    equation = f"{left} = {result}"
    if level == 1:
        return choice(
            f"{told} Which equation fits the story?",
            equation,
            [
                Choice(
                    f"{wrong} = {result}",
                    "What happens to the amount that is not known?",
                    "expression-reversed",
                ),
                Choice(
                    f"{result} + {a} = {letter}" if result + a != answer else f"{result} − {a} = {letter}",
                    "Tell the story in order.",
                ),
            ],
            (f"What does {letter} stand for?", f"What happens to {letter}?"),
            (f"In the story {letter} becomes {left}.", f"That is {result}: {equation}."),
        )
    if level == 2:
        key = left.replace("−", "-")
        return expression(
            f"{told} Write the left side of the equation: □ = {result}.",
            key,
            (f"What does {letter} stand for?", f"What happens to {letter}?"),
            (f"Start with {letter} and do what the story says.", f"The left side is {left}."),
            {"expression-reversed": wrong.replace("−", "-")},
        )
    undone = {"−": result - a, "+": result + a, "/": None}.get(
        next((s for s in "−+/" if s in left), ""), a * result
    )
    return number(
        f"{told} What is {letter}?",
        answer,
        ("Write an equation first.", f"{equation}. Undo it."),
        (f"The equation is {equation}.", f"{letter} = {answer}."),
        {} if undone is None else {"same-operation": undone},
    )
