"""Families for negative numbers, powers, roots and very large or small numbers."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number, order
from whynext.library.families.words import bracketed, decimal, grouped, raised, signed

_SMALL_POWERS = [(base, 2) for base in range(3, 11)] + [(2, 3), (2, 4), (2, 5), (3, 3), (4, 3), (5, 3)]
_POWERS = [
    *_SMALL_POWERS, *[(base, 2) for base in (11, 12, 13, 14, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)],
    *[(base, 3) for base in (6, 7, 8, 9, 10, 11, 12, 20, 30, 40, 50, 100)], (2, 6), (2, 7), (2, 8), (2, 9),
    (2, 10), (3, 4), (3, 5), (4, 4), (5, 4), (6, 4), (10, 4), (10, 5), (10, 6), (20, 4),
]  # fmt: skip


@family(
    "order-negatives",
    skill="negative-numbers",
    title="Order negative numbers and find distances",
    grade=6,
    levels=("temperatures in order", "negative decimals in order", "how far apart on a number line"),
    plants={
        "sign-ignored": "Below zero, the number further from zero is the smaller one.",
        "orders-backward": "These go from largest to smallest. Start with the smallest.",
        "subtracts-sizes": "The two lie on different sides of zero. Go to zero first, then on.",
    },
)
def order_negatives(chance: Chance, level: int) -> Draft:
    """Order numbers around zero, or ask for a distance."""
    if level == 3:
        low, high = chance.between(2, 20), chance.between(2, 20)
        return number(
            f"How far apart are −{low} and {high} on a number line?",
            low + high,
            ("How far is each of them from zero?", f"From −{low} to 0 it is {low}. Then on to {high}."),
            (
                f"From −{low} to 0 it is {low}, and from 0 to {high} it is {high}.",
                f"{low} + {high} = {low + high}.",
            ),
            {"subtracts-sizes": abs(low - high)},
        )
    if level == 1:
        numbers = [-each for each in chance.sample(range(1, 20), 3)] + [chance.between(0, 9)]
        shown = {each: f"{signed(each)} °C" for each in numbers}
        question = "Put these temperatures in order, coldest first: "
    else:
        numbers = [-each for each in chance.sample(range(3, 60), 3)] + [chance.between(1, 30)]
        shown = {each: decimal(each, 1).replace("-", "−") for each in numbers}
        question = "Put these numbers in order, smallest first: "
    right = tuple([shown[each] for each in sorted(numbers)])
    by_size = tuple([shown[each] for each in sorted(numbers, key=abs)])
    listed = ", ".join(shown[each] for each in chance.shuffled(numbers))
    return order(
        f"{question}{listed}.",
        right,
        (
            "Draw a number line with 0 in the middle. What lies furthest to the left?",
            f"{right[0]} is furthest below zero.",
        ),
        ("On a number line, smaller numbers lie further to the left.", f"{' < '.join(right)}."),
        {"sign-ignored": by_size, "orders-backward": right[::-1]},
    )


@family(
    "add-subtract-integers",
    skill="add-subtract-integers",
    title="Add and subtract negative numbers",
    grade=7,
    levels=("adding", "subtracting", "three numbers"),
    plants={
        "sign-ignored": "Watch the signs. Where do you stand on the number line, and which way do you go?",
        "sign-of-answer": "The size is right. On which side of zero do you end?",
        "minus-minus-lost": "Subtracting a negative number is adding its opposite.",
    },
)
def add_subtract_integers(chance: Chance, level: int) -> Draft:
    """Add or subtract numbers, at least one of them negative."""
    first, second = chance.between(2, 15), chance.between(2, 15)
    kind = chance.below(3)
    if level == 1:
        first, second = ((-first, second), (first, -second), (-first, -second))[kind]
        answer = first + second
        shown = f"{signed(first)} + {bracketed(second)}"
        slips = {"sign-ignored": abs(first) + abs(second), "sign-of-answer": -answer}
        why = f"Start at {signed(first)} and go {abs(second)} to the {'left' if second < 0 else 'right'}."
    elif level == 2:
        first, second = ((-first, second), (first, -second), (-first, -second))[kind]
        answer = first - second
        shown = f"{signed(first)} − {bracketed(second)}"
        slips = {
            "minus-minus-lost" if second < 0 else "sign-ignored": first - abs(second)
            if second < 0
            else abs(first) - second,
            "sign-of-answer": -answer,
        }
        why = (
            f"Subtracting {signed(second)} is the same as adding {signed(-second)}: go "
            f"{abs(second)} to the {'right' if second < 0 else 'left'}."
        )
    else:
        return _three_integers(chance, first, second)
    return number(
        f"What is {shown}?",
        answer,
        (
            "Think of a number line. Where do you start, which way do you go, and how far?",
            why,
        ),
        (why, f"{shown} = {signed(answer)}."),
        slips,
    )


def _three_integers(chance: Chance, first: int, second: int) -> Draft:
    third = chance.between(2, 12)
    if chance.below(2):
        middle, shown = -first - second, f"−{first} − {second} + {third}"
        slips = {"sign-ignored": -first + second + third}
        step = f"−{first} − {second} = {signed(middle)}."
    else:
        middle, shown = -first + second, f"−{first} + {second} − (−{third})"
        slips = {"minus-minus-lost": middle - third, "sign-ignored": first + second + third}
        step = f"−{first} + {second} = {signed(middle)}, and subtracting −{third} is adding {third}."
    answer = middle + third
    return number(
        f"What is {shown}?",
        answer,
        ("Work from left to right. Where are you on the number line after the first two numbers?", step),
        (step, f"{signed(middle)} + {third} = {signed(answer)}."),
        slips | {"sign-of-answer": -answer},
    )


@family(
    "multiply-divide-integers",
    skill="multiply-divide-integers",
    title="Multiply and divide negative numbers",
    grade=7,
    levels=("multiplying", "dividing", "three factors"),
    plants={
        "sign-of-answer": "Like signs give a positive answer, unlike signs a negative one.",
        "adds-factors": "You added. The numbers are multiplied.",
    },
)
def multiply_divide_integers(chance: Chance, level: int) -> Draft:
    """Multiply or divide numbers, at least one of them negative."""
    first, second = chance.between(2, 12), chance.between(2, 12)
    first, second = chance.pick(((-first, second), (first, -second), (-first, -second)))
    if level == 2:
        product = first * second
        shown = f"{signed(product)} ÷ {bracketed(second)}"
        answer, slips = first, {"sign-of-answer": -first}
        size = f"{abs(product)} ÷ {abs(second)} = {abs(first)}"
        signs = (product < 0) + (second < 0)
    elif level == 1:
        shown = f"{signed(first)} × {bracketed(second)}"
        answer = first * second
        slips = {"sign-of-answer": -answer, "adds-factors": first + second}
        size = f"{abs(first)} × {abs(second)} = {abs(answer)}"
        signs = (first < 0) + (second < 0)
    else:
        third = -chance.between(2, 5)
        first, second = (
            (first % 9 + 1) * (1 if first > 0 else -1),
            (abs(second) % 5 + 1) * (1 if second > 0 else -1),
        )
        shown = f"{signed(first)} × {bracketed(second)} × {bracketed(third)}"
        answer = first * second * third
        slips = {"sign-of-answer": -answer}
        size = f"{abs(first)} × {abs(second)} × {abs(third)} = {abs(answer)}"
        signs = (first < 0) + (second < 0) + 1
    outcome = "positive" if signs % 2 == 0 else "negative"
    counted = "1 negative sign" if signs == 1 else f"{signs} negative signs"
    return number(
        f"What is {shown}?",
        answer,
        ("Find the size first. Then decide on the sign.", f"How many negative signs are there? {size}."),
        (
            f"{size}.",
            f"There {'is' if signs == 1 else 'are'} {counted}, so the answer is {outcome}: {signed(answer)}.",
        ),
        slips,
    )


@family(
    "work-out-a-power",
    skill="exponents",
    title="Work out powers",
    grade=6,
    levels=("one power", "a power times a number", "a power in an expression"),
    plants={
        "base-times-exponent": "The exponent tells how many times the base is a factor: 2³ is 2 × 2 × 2.",
        "base-and-exponent-swapped": "The raised number is the exponent: it counts the factors.",
        "multiplies-before-power": "Work out the power first. Then multiply.",
        "left-to-right": "Powers first, then multiplying, then adding.",
    },
)
def work_out_a_power(chance: Chance, level: int) -> Draft:
    """Ask for the value of a power, alone or in an expression."""
    base, exponent = chance.pick(_POWERS if level == 1 else _SMALL_POWERS)
    power = base**exponent
    shown = f"{base}{raised(exponent)}"
    factors = " × ".join([str(base)] * exponent)
    if level == 1:
        return number(
            f"What is {shown}?",
            power,
            (f"How many times is {base} a factor?", f"{shown} = {factors}."),
            (f"{shown} = {factors}.", f"{factors} = {power:,}."),
            {
                "base-times-exponent": base * exponent,
                "base-and-exponent-swapped": exponent**base if base < 10 else base + exponent,
            },
        )
    factor = chance.between(2, 6)
    if level == 2:
        return number(
            f"What is {factor} × {shown}?",
            factor * power,
            (
                "Does the exponent belong to both numbers? Work out the power first.",
                f"{shown} = {factors} = {power}.",
            ),
            (f"{shown} = {power}.", f"{factor} × {power} = {factor * power}."),
            {
                "multiplies-before-power": (factor * base) ** exponent,
                "base-times-exponent": factor * base * exponent,
            },
        )
    extra = chance.between(2, 9)
    return number(
        f"What is {extra} + {factor} × {shown}?",
        extra + factor * power,
        (
            "Which comes first: the power, the product or the sum?",
            f"{shown} = {power}. Then multiply, then add.",
        ),
        (
            f"{shown} = {power}, and {factor} × {power} = {factor * power}.",
            f"{extra} + {factor * power} = {extra + factor * power}.",
        ),
        {
            "left-to-right": (extra + factor) * power,
            "multiplies-before-power": extra + (factor * base) ** exponent,
            "base-times-exponent": extra + factor * base * exponent,
        },
    )


@family(
    "laws-of-exponents",
    skill="integer-exponents",
    title="Write a product, quotient or power as one power",
    grade=8,
    levels=("a product", "a quotient", "a power of a power"),
    plants={
        "multiplies-exponents": "In a product of powers of one base, count all the factors: add.",
        "divides-exponents": "In a quotient, factors cancel: subtract the exponents.",
        "adds-exponents": "A power of a power repeats the whole power: multiply the exponents.",
        "exponents-other-way": "Subtract the exponent below from the one above.",
    },
)
def laws_of_exponents(chance: Chance, level: int) -> Draft:
    """Ask for the exponent of the result."""
    base = chance.pick(("2", "3", "5", "7", "10", "x", "y", "n"))
    first, second = chance.between(2, 9), chance.between(2, 7)
    one, other = f"{base}{raised(first)}", f"{base}{raised(second)}"
    if level == 1:
        shown, answer = f"{one} × {other}", first + second
        slips = {"multiplies-exponents": first * second}
        why = f"There are {first} factors and {second} more: {first} + {second}."
    elif level == 2:
        shown, answer = f"{one} ÷ {other}", first - second
        slips = {"exponents-other-way": second - first}
        if first % second == 0:
            slips["divides-exponents"] = first // second
        why = f"Factors of both powers cancel: {first} − {second}."
    else:
        shown, answer = f"({one}){raised(second)}", first * second
        slips = {"adds-exponents": first + second}
        why = f"The {first} factors are repeated {second} times: {first} × {second}."
    given = f"{base} is not zero. " if level == 2 and base.isalpha() else ""
    return number(
        f"{given}Write {shown} as one power of {base}. What is the exponent?",
        answer,
        ("Write the powers out as factors, or think how many factors there are.", why),
        (why, f"{shown} = {base}{raised(answer)}: the exponent is {signed(answer)}."),
        slips,
    )


@family(
    "scientific-notation",
    skill="scientific-notation",
    title="Read, write and compare numbers in scientific notation",
    grade=8,
    levels=("a large number", "the exponent of a small number", "how many times as large"),
    plants={
        "exponent-as-zeros": "The exponent counts places, not zeros.",
        "sign-of-exponent": "A number smaller than 1 has a negative exponent.",
        "divides-exponents": "Divide the first factors, and subtract the exponents.",
    },
)
def scientific_notation(chance: Chance, level: int) -> Draft:
    """Change between notations, or compare."""
    digits = chance.between(11, 98)
    digits += digits % 10 == 0
    lead = decimal(digits, 1)
    exponent = chance.between(3, 8)
    if level == 1:
        answer = digits * 10 ** (exponent - 1)
        return number(
            f"Write {lead} × 10{raised(exponent)} as an ordinary number.",
            answer,
            (
                "By how many places does each digit move?",
                f"10{raised(exponent)} is {10**exponent:,}. Multiply {lead} by it.",
            ),
            (f"Each digit moves {exponent} places to the left.", f"{lead} × {10**exponent:,} = {answer:,}."),
            {"exponent-as-zeros": digits * 10**exponent},
        )
    if level == 2:
        exponent = chance.between(2, 6)
        shown = f"0.{'0' * (exponent - 1)}{digits}"
        return number(
            f"{shown} is written as {lead} × 10 with an exponent. What is the exponent?",
            -exponent,
            (
                f"Do you multiply or divide {lead} by tens to get the number?",
                f"Each digit of {lead} moves {exponent} places to the right.",
            ),
            (
                f"{lead} ÷ {10**exponent:,} = {shown}.",
                f"So {shown} = {lead} × 10{raised(-exponent)}: the exponent is −{exponent}.",
            ),
            {"sign-of-exponent": exponent, "exponent-as-zeros": -(exponent - 1)},
        )
    times, small = chance.between(2, 4), chance.between(1, 2)
    gap, low = chance.between(1, 4), chance.between(2, 5)
    first, second = f"{times * small} × 10{raised(low + gap)}", f"{small} × 10{raised(low)}"
    answer = times * 10**gap
    slips = {"exponent-as-zeros": times * small * 10 ** (low + gap) - small * 10**low}
    if gap % low == 0:
        slips["divides-exponents"] = times * 10 ** ((low + gap) // low)
    return number(
        f"How many times as large is {first} as {second}?",
        answer,
        (
            "Compare the first factors, and then the powers of ten.",
            f"{times * small} ÷ {small} = {times}, and the exponents differ by {gap}.",
        ),
        (
            f"{times * small} ÷ {small} = {times} and 10{raised(low + gap)} ÷ 10{raised(low)} "
            f"= 10{raised(gap)}.",
            f"{times} × {10**gap:,} = {grouped(str(answer))}.",
        ),
        slips,
    )


@family(
    "square-roots",
    skill="square-roots",
    title="Find and estimate roots",
    grade=8,
    levels=("roots of perfect squares", "between which whole numbers", "cube roots and equations"),
    plants={
        "half-for-root": "A root is not a half. Which number times itself gives this?",
        "third-for-root": "A cube root is not a third. Which number is used three times as a factor?",
        "next-whole-number": "That square is already too large.",
    },
)
def square_roots(chance: Chance, level: int) -> Draft:
    """Ask for a root or its neighbors."""
    if level == 1:
        root = chance.between(2, 20) if chance.below(2) else 10 * chance.between(2, 30)
        tenths = chance.below(3) == 0
        shown = decimal(root * root, 2) if tenths else f"{root * root:,}"
        answer = decimal(root, 1) if tenths else str(root)
        half = decimal(root * root * 5, 3) if tenths else decimal(root * root * 5, 1)
        return number(
            f"What is √{shown}?",
            answer,
            (
                "Which number times itself gives this?",
                "Try numbers: is the root larger or smaller than "
                f"{decimal(root + 5, 1) if tenths else root + 3}?",
            ),
            (f"{answer} × {answer} = {shown}.", f"So √{shown} = {answer}."),
            {"half-for-root": half},
        )
    if level == 2:
        root = chance.between(2, 20)
        inside = chance.between(root * root + 1, (root + 1) ** 2 - 1)
        return number(
            f"√{inside} lies between two whole numbers that follow each other. What is the smaller one?",
            root,
            (
                "Which square numbers lie just below and just above?",
                f"{root * root} < {inside} < {(root + 1) ** 2}.",
            ),
            (
                f"{root}² = {root * root} and {root + 1}² = {(root + 1) ** 2}.",
                f"So √{inside} lies between {root} and {root + 1}.",
            ),
            {"half-for-root": inside // 2, "next-whole-number": root + 1},
        )
    root = chance.between(2, 12) if chance.below(2) else 10 * chance.between(2, 9)
    letter = chance.pick(("x", "n", "p", "t", "s"))
    cube = chance.below(2)
    power = root**3 if cube else root**2
    name = "cube" if cube else "square"
    sides = f"{letter}{'³' if cube else '²'} = {power:,}"
    return number(
        f"{letter} is a positive number and {sides}. What is {letter}?",
        root,
        (f"Which number has this {name}?", f"Try numbers near {root + 2}. Is their {name} too large?"),
        (f"{' × '.join([str(root)] * (3 if cube else 2))} = {power:,}.", f"So {letter} = {root}."),
        {"third-for-root": decimal(power // 3 * 10, 1) if power % 3 == 0 else 3 * root}
        if cube
        else {"half-for-root": decimal(power * 5, 1)},
    )
