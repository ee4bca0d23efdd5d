"""Families for numbers below zero: in life, their distance from zero, adding and multiplying them."""

from __future__ import annotations

from whynext.library.diagrams import NumberLine, marks
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import NAMES, bracketed, decimal, signed

NAMED = {
    "above-for-below": "Takes the amount alone and leaves out whether it is above or below zero.",
    "farther-is-greater": "Takes the number that is farther from zero for the greater one.",
    "distance-with-sign": "Gives a distance a minus sign.",
    "two-minuses-add-to-plus": "Uses the rule for products in a sum: takes minus and minus for plus.",
    "product-keeps-minus": "Gives a product of two negative numbers a minus sign.",
    "counts-minus-signs-wrong": "Takes any product with minus signs for negative, however many there are.",
}


@family(
    "what-the-sign-means",
    skill="below-zero-in-life",
    title="Say amounts above and below zero with a sign",
    grade=6,
    levels=("write a number with its sign", "a change from one to another", "what zero means"),
    plants={
        "above-for-below": "Say on which side of zero it is.",
        "subtracts-sizes": "Zero lies between. Go to zero first, then on.",
    },
)
def what_the_sign_means(chance: Chance, level: int) -> Draft:
    """Describe something below zero, or a change past zero."""
    size = chance.between(3, 40)
    name = chance.pick(NAMES)
    if level == 1:
        below, above = chance.pick(
            (
                (
                    f"The temperature is {size} degrees below zero",
                    f"The temperature is {size} degrees above zero",
                ),
                (f"A diver is {size} meters below sea level", f"A kite is {size} meters above the sea"),
                (f"{name} owes {size} dollars", f"{name} has {size} dollars more than needed"),
                (f"The elevator is {size} floors below the ground floor", f"The roof is {size} floors up"),
            )
        )
        down = chance.below(4) > 0
        told, answer = (below, -size) if down else (above, size)
        return number(
            f"{told}. Which number with a sign shows this?",
            answer,
            ("What does zero stand for here?", "Is it above zero or below it?"),
            (f"It is {size} {'below' if down else 'above'} zero.", f"The number is {signed(answer)}."),
            {"above-for-below": -answer},
        )
    start, change = chance.between(2, 15), chance.between(3, 30)
    while change <= start:
        change = chance.between(3, 30)
    if level == 2:
        falls = chance.below(2) == 1
        begin, end = (start, start - change) if falls else (-start, change - start)
        return number(
            f"In the morning it is {signed(begin)} °C. Then it gets {change} degrees "
            f"{'colder' if falls else 'warmer'}. How many °C is it then?",
            end,
            ("Go to zero first.", f"To zero it is {start} degrees. How many are still to go?"),
            (f"To zero it is {start}, and {change - start} more.", f"It is {signed(end)} °C then."),
            {"subtracts-sizes": start + change if falls else -start - change, "above-for-below": -end},
        )
    return choice(
        f"{name} writes +{size} and −{change} for floors of a building. What does 0 stand for?",
        "the ground floor",
        [
            Choice("no floor at all", "Zero is a place here: where counting up and down begins."),
            Choice("the lowest floor", "There are floors below zero.", "above-for-below"),
        ],
        ("Where does counting up begin?", f"Where is −{change} seen from zero?"),
        (f"+{size} is above it and −{change} is below it.", "So zero is the ground floor."),
    )


@family(
    "how-far-from-zero",
    skill="absolute-value",
    title="Find and compare distances from zero",
    grade=6,
    levels=("the absolute value", "which is farther from zero, which is greater", "two numbers as far away"),
    plants={
        "distance-with-sign": "A distance is never negative.",
        "farther-is-greater": "Greater means farther to the right, not farther from zero.",
        "sign-ignored": "Numbers on both sides of zero can be as far from it.",
    },
)
def how_far_from_zero(chance: Chance, level: int) -> Draft:
    """Ask for an absolute value, or compare sizes and order."""
    tenths = chance.between(11, 299)
    shown = decimal(tenths, 1)
    if level == 1:
        return number(
            f"How far from zero is −{shown} on a number line?"
            if chance.below(2)
            else f"A point lies {shown} to the left of zero. What is the absolute value of its number?",
            shown,
            ("How many units is it from the number to zero?", "A distance has no sign."),
            (f"From −{shown} to 0 it is {shown} units.", f"So |−{shown}| = {shown}."),
            {"distance-with-sign": f"-{shown}"},
        )
    far, near = chance.sample(range(2, 40), 2)
    far, near = max(far, near), min(far, near)
    if level == 2:
        greater = chance.below(2) == 1
        ask = "greater" if greater else "farther from zero"
        right = f"−{near}" if greater else f"−{far}"
        other = f"−{far}" if greater else f"−{near}"
        return choice(
            f"Which number is {ask}: −{far} or −{near}?",
            right,
            [Choice(other, "Look at a number line.", "farther-is-greater")],
            (
                "Where are both on a number line?",
                "The greater one lies farther to the right."
                if greater
                else "How many steps is each one from zero?",
            ),
            (f"−{far} is farther to the left than −{near}.", f"So {right} is {ask}."),
        )
    return number(
        f"{near + far} is as far from zero as another number. Which one is that?",
        -(near + far),
        ("Go as far to the other side of zero.", "The two numbers are opposites."),
        (f"{near + far} is {near + far} to the right of zero.", f"As far to the left is −{near + far}."),
        {"sign-ignored": 2 * (near + far)},
    )


@family(
    "order-on-both-sides",
    skill="order-rational-numbers",
    title="Order fractions and decimals on both sides of zero",
    grade=6,
    levels=("decimals", "fractions", "fractions and decimals"),
    plants={
        "sign-ignored": "Below zero, the number farther from zero is the smaller one.",
        "orders-backward": "These go from largest to smallest. Start with the smallest.",
    },
)
def order_on_both_sides(chance: Chance, level: int) -> Draft:
    """Put four numbers in order."""
    parts = ((1, 2), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (3, 2), (5, 4), (7, 4), (6, 5))
    values: list[tuple[int, str]] = []  # in twentieths or hundredths, and as shown
    if level == 1:
        chosen = chance.sample(range(5, 300), 4)
        values = [(each, decimal(each, 2)) for each in chosen]
    else:
        picked = chance.sample(parts, 4)
        for place, (top, bottom) in enumerate(picked):
            size = 100 * top // bottom
            plain = f"{top}/{bottom}" if level == 2 or place % 2 == 0 else decimal(size, 2)
            values.append((size, plain))
    negatives = chance.between(2, 3)
    pairs = [(-size, f"−{text}") if n < negatives else (size, text) for n, (size, text) in enumerate(values)]
    right = tuple(text for _, text in sorted(pairs))
    by_size = tuple(text for _, text in sorted(pairs, key=lambda each: abs(each[0])))
    listed = ", ".join(text for _, text in chance.shuffled(pairs))
    return order(
        f"Put these numbers in order, smallest first: {listed}.",
        right,
        ("Which ones are below zero?", f"{right[0]} is farthest below zero."),
        ("Smaller numbers lie farther to the left.", f"{' < '.join(right)}."),
        {"sign-ignored": by_size, "orders-backward": right[::-1]},
    )


@family(
    "moves-around-zero",
    skill="add-integers",
    title="Add integers as moves, and let opposites cancel",
    grade=7,
    levels=("a move on a number line", "different signs", "opposites cancel"),
    plants={
        "sign-ignored": "Watch the sign: a negative number moves to the left.",
        "sign-of-answer": "The size is right. On which side of zero do you end?",
        "two-minuses-add-to-plus": "Two moves to the left end farther to the left.",
    },
)
def moves_around_zero(chance: Chance, level: int) -> Draft:
    """Ask for a sum of integers."""
    first, second = chance.between(2, 9), chance.between(2, 9)
    while first == second:
        second = chance.between(2, 9)
    if level == 1:
        left = chance.below(2) == 1
        end = -first - second if left else second - first
        add = -second if left else second
        line = NumberLine(marks(-20, 20, step=1, every=5), points=((20 - first, ""),))
        return number(
            f"The dot is at −{first}. It moves by {signed(add)}. Where is it then?",
            end,
            ("Which way does it move?", f"Move {second} to the {'left' if left else 'right'}."),
            (f"From −{first} go {second} to the {'left' if left else 'right'}.", f"It is at {signed(end)}."),
            {"two-minuses-add-to-plus": first + second}
            if left
            else {"sign-ignored": first + second, "sign-of-answer": -end},
            diagram=line,
        )
    a, b = chance.between(11, 60), chance.between(11, 60)
    while a == b:
        b = chance.between(11, 60)
    if level == 2:
        x, y = ((-a, b), (a, -b), (-a, -b))[chance.below(3)]
        total = x + y
        slips = {"sign-ignored": a + b, "sign-of-answer": -total}
        if x < 0 and y < 0:
            slips = {"two-minuses-add-to-plus": a + b}
        return number(
            f"What is {signed(x)} + {bracketed(y)}?",
            total,
            (
                "Are the signs the same or different?",
                "Same signs: add the sizes. Different: what is left over?",
            ),
            (
                f"The sizes are {a} and {b}; {'the signs agree' if x + y == -a - b else 'the signs differ'}.",
                f"{signed(x)} + {bracketed(y)} = {signed(total)}.",
            ),
            slips,
        )
    c = chance.between(2, 9)
    return number(
        f"What is {a} + {bracketed(-b)} + {bracketed(-a)} + {bracketed(-c)}?",
        -b - c,
        ("Which two numbers make zero?", f"{a} and −{a} are opposites."),
        (f"{a} + (−{a}) = 0, and −{b} and −{c} are left.", f"−{b} + (−{c}) = −{b + c}."),
        {"two-minuses-add-to-plus": b + c, "sign-ignored": 2 * a + b + c},
    )


@family(
    "sign-of-a-product",
    skill="multiply-integers",
    title="Multiply integers",
    grade=7,
    levels=("one negative factor", "two negative factors", "three factors"),
    plants={
        "sign-of-answer": "The size is right. Think of the sign again.",
        "product-keeps-minus": "The opposite of a negative number is positive.",
        "counts-minus-signs-wrong": "Each minus sign turns the product to the other side of zero.",
        "adds-factors": "This is a product, not a sum.",
    },
)
def sign_of_a_product(chance: Chance, level: int) -> Draft:
    """Ask for a product of integers."""
    a, b, c = chance.between(2, 12), chance.between(2, 12), chance.between(2, 5)
    if level == 1:
        x, y = (-a, b) if chance.below(2) else (a, -b)
        why = (
            f"{b} times −{a} is {b} steps of {a} to the left."
            if x < 0
            else f"{a} times −{b} is {a} steps to the left."
        )
        slips = {"sign-of-answer": a * b, "adds-factors": x + y}
        shown, answer = f"{signed(x)} × {bracketed(y)}", x * y
    elif level == 2:
        shown, answer = f"−{a} × (−{b})", a * b
        why = f"{a} × (−{b}) = −{a * b}, and −{a} × (−{b}) is the opposite."
        slips = {"product-keeps-minus": -a * b, "adds-factors": -a - b}
    else:
        signs = chance.pick(((-1, -1, 1), (-1, 1, -1), (-1, -1, -1), (1, -1, -1), (-1, 1, 1), (1, 1, -1)))
        x, y, z = signs[0] * a, signs[1] * b, signs[2] * c
        minus = signs.count(-1)
        shown, answer = f"{signed(x)} × {bracketed(y)} × {bracketed(z)}", x * y * z
        even = minus % 2 == 0
        why = f"The number of minus signs is {minus}, so it is {'positive' if even else 'negative'}."
        slips = {"counts-minus-signs-wrong": -answer}
    return number(
        f"What is {shown}?",
        answer,
        ("Find the size first, then the sign.", "How many of the factors are negative?"),
        (why, f"{shown} = {signed(answer)}."),
        slips,
    )
