"""Families for decimals."""

from __future__ import annotations

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number, order
from whynext.library.families.words import ASK, BOX, count, decimal, grouped

_TENTH, _HUNDREDTH = ("tenth", "tenths"), ("hundredth", "hundredths")


@family(
    "fraction-as-decimal",
    skill="tenths-and-hundredths",
    title="Write tenths and hundredths as decimals",
    grade=4,
    levels=("tenths", "hundredths", "tenths and hundredths put together"),
    plants={
        "digits-after-point": "The first place after the point is for tenths, the second for hundredths.",
        "top-point-bottom": (
            "The point does not stand for the fraction bar. How many tenths or hundredths are there?"
        ),
        "one-place-off": "You are one place off. Tenths come right after the point.",
    },
)
def fraction_as_decimal(chance: Chance, level: int) -> Draft:
    """Ask for a decimal."""
    if level == 1:
        wholes, tenths = chance.below(10), chance.between(1, 9)
        shown = f"{wholes} {tenths}/10" if wholes else f"{tenths}/10"
        answer = decimal(10 * wholes + tenths, 1)
        slips = {"one-place-off": decimal(100 * wholes + tenths, 2), "top-point-bottom": f"{tenths}.1"}
        steps = (f"{tenths}/10 is {tenths} in the tenths place.", f"So {shown} = {answer}.")
    elif level == 2:
        parts = chance.between(1, 9) if chance.below(2) else chance.between(11, 99)
        wholes = chance.below(4)
        shown = f"{wholes} {parts}/100" if wholes else f"{parts}/100"
        answer = decimal(100 * wholes + parts, 2)
        slips = {
            "digits-after-point": decimal(10 * wholes + parts, 1)
            if parts < 10
            else decimal(1000 * wholes + parts, 3)
        }
        steps = (
            f"{parts}/100 is {count(parts // 10, _TENTH)} and {count(parts % 10, _HUNDREDTH)}.",
            f"So {shown} = {answer}.",
        )
    else:
        tenths, hundredths = chance.between(1, 9), chance.between(1, 9)
        shown = f"{tenths}/10 + {hundredths}/100"
        answer = decimal(10 * tenths + hundredths, 2)
        slips = {
            "one-place-off": decimal(10 * hundredths + tenths, 2),
            "digits-after-point": decimal(tenths + hundredths, 1),
        }
        steps = (
            f"{tenths}/10 = {10 * tenths}/100.",
            f"{10 * tenths}/100 + {hundredths}/100 = {10 * tenths + hundredths}/100 = {answer}.",
        )
    return number(
        f"Write {shown} as a decimal.",
        answer,
        (
            "The places after the point are tenths, then hundredths.",
            "Which digit goes in the tenths place? Which goes in the hundredths place, if any?",
        ),
        steps,
        slips,
    )


@family(
    "order-decimals",
    skill="compare-decimals",
    title="Compare and order decimals",
    grade=4,
    levels=("tenths and hundredths", "three decimals of different length", "with different whole numbers"),
    plants={
        "decimal-length": "A longer decimal is not always larger. Compare tenths first, then hundredths.",
        "shorter-is-larger": "A shorter decimal is not always larger. Compare tenths first, then hundredths.",
        "orders-backward": "These go from largest to smallest. Start with the smallest.",
    },
)
def order_decimals(chance: Chance, level: int) -> Draft:
    """Compare two decimals or order three."""
    whole = chance.below(6)
    if level == 1:
        return _larger_decimal(chance, whole)
    places = (1, 2, 2)
    while True:
        units = [chance.between(1, 10**p - 1) for p in places]
        values = {u * 10 ** (2 - p) for u, p in zip(units, places, strict=True)}
        if all(unit % 10 for unit in units) and len(values) == 3:
            break
    wholes = (whole, whole, whole) if level == 2 else chance.shuffled((whole, whole + 1, whole + 1))
    texts = [f"{w}.{unit:0{p}d}" for w, unit, p in zip(wholes, units, places, strict=True)]
    return _in_order(chance, texts, "Compare the tenths first. If they are the same, compare the hundredths.")


def _in_order(chance: Chance, texts: list[str], first: str) -> Draft:
    """Ask for an order of decimals below ten; `first` is the first hint."""
    longest = max(map(len, texts)) - 2
    right = tuple(sorted(texts, key=float))
    as_whole = tuple(sorted(texts, key=lambda text: (len(text), float(text))))
    shorter = tuple(sorted(texts, key=lambda text: (-len(text), float(text))))
    shown = chance.shuffled(texts)
    padded = ", ".join(text + "0" * (longest + 2 - len(text)) for text in right)
    return order(
        f"Put these decimals in order, smallest first: {', '.join(shown)}.",
        right,
        (first, f"Write zeros at the end so that all have {longest} decimal places."),
        (f"With {longest} decimal places: {padded}.", f"{right[0]} < {right[1]} < {right[2]}."),
        {"decimal-length": as_whole, "shorter-is-larger": shorter, "orders-backward": right[::-1]},
    )


@family(
    "order-thousandths",
    skill="thousandths",
    title="Order decimals to thousandths",
    grade=5,
    levels=("other tenths", "the same tenths", "the same tenths and hundredths in two of them"),
    plants={
        "decimal-length": "A longer decimal is not always larger. Compare the tenths first, then go on.",
        "shorter-is-larger": "A shorter decimal is not always larger. Compare the tenths first, then go on.",
        "orders-backward": "These go from largest to smallest. Start with the smallest.",
    },
)
def order_thousandths(chance: Chance, level: int) -> Draft:
    """Order three decimals, one of them with thousandths at least."""
    whole = chance.below(6)
    a, b, c = chance.sample(range(1, 10), 3)
    d, e, f = (chance.between(1, 9) for _ in range(3))
    digits = (
        (f"{a}", f"{b}{d}", f"{c}{e}{f}"),
        (f"{a}", f"{a}{b}", f"{a}{c}{d}") if e > 2 else (f"{a}{b}", f"{a}0{d}", f"{a}{c}{f}"),
        (f"{a}{b}", f"{a}{b}{d}", f"{a}{c}"),
    )[level - 1]
    texts = [f"{whole}.{each}" for each in digits]
    first = (
        "Compare the tenths first. If they are the same, go on to the hundredths and then the thousandths."
    )
    return _in_order(chance, texts, first)


def _larger_decimal(chance: Chance, whole: int) -> Draft:
    tenths = chance.between(2, 9)
    hundredths = chance.between(1, 99)
    hundredths += hundredths % 10 == 0
    if hundredths == 10 * tenths:
        hundredths += 1
    short, long = f"{whole}.{tenths}", f"{whole}.{hundredths:02d}"
    right, wrong = (short, long) if 10 * tenths > hundredths else (long, short)
    why = (
        f"{short} is {whole} and {10 * tenths} hundredths; {long} is {whole} and {hundredths} "
        f"{'hundredth' if hundredths == 1 else 'hundredths'}."
    )
    slip = "decimal-length" if wrong == long else "shorter-is-larger"
    shown = chance.shuffled((short, long))
    return choice(
        f"Which decimal is larger: {shown[0]} or {shown[1]}?",
        right,
        (Choice(wrong, why, slip), Choice("They are equal.", why)),
        ("Compare the tenths first.", f"Write {short} with two decimal places: {short}0."),
        (why, f"So {right} is larger."),
        why=why,
    )


@family(
    "times-powers-of-ten",
    skill="powers-of-ten",
    title="Multiply and divide by 10, 100 and 1,000",
    grade=5,
    levels=("multiply", "divide", "find the power of ten"),
    plants={
        "zeros-at-the-end": (
            "A zero at the end of a decimal does not change it. Every digit moves to a higher place."
        ),
        "wrong-way": "Multiplying makes the number larger, dividing makes it smaller.",
        "one-place-off": "Count the zeros again: each one moves the digits by one place.",
    },
)
def times_powers_of_ten(chance: Chance, level: int) -> Draft:
    """Multiply or divide a number by a power of ten."""
    units = chance.between(11, 9999)
    units += units % 10 == 0
    places = chance.between(1, 2)
    shift = chance.between(1, 3)
    power = f"{10**shift:,}"
    start = decimal(units, places)
    if level == 2:
        answer, sign = decimal(units, places + shift), "÷"
        slips = {
            "wrong-way": decimal(units * 10**shift, places),
            "one-place-off": decimal(units, places + shift + 1),
        }
    else:
        answer, sign = decimal(units * 10**shift, places), "×"
        slips = {
            "zeros-at-the-end": start,
            "wrong-way": decimal(units, places + shift),
            "one-place-off": decimal(units * 10 ** (shift + 1), places),
        }
    moved = f"{shift} {'place' if shift == 1 else 'places'} to the {'left' if sign == '×' else 'right'}"
    if level == 3:
        result = grouped(answer)
        return number(
            f"{start} × {BOX} = {result}. {ASK}",
            10**shift,
            (
                "How many places has each digit moved?",
                f"The digits moved {moved}. Each step to the left is times ten.",
            ),
            (f"Each digit moved {moved}.", f"{start} × {power} = {result}."),
            {"one-place-off": 10 ** (shift + 1)},
        )
    return number(
        f"What is {start} {sign} {power}?",
        answer,
        (
            "Will the answer be larger or smaller? How many places does each digit move?",
            f"{power} has {shift} {'zero' if shift == 1 else 'zeros'}: each digit moves {moved}.",
        ),
        (f"Each digit moves {moved}.", f"{start} {sign} {power} = {grouped(answer)}."),
        slips,
    )


@family(
    "round-decimals",
    skill="round-decimals",
    title="Round decimals",
    grade=5,
    levels=("to the nearest whole number", "to the nearest tenth", "to the nearest hundredth"),
    plants={
        "rounds-down-always": "Look at which one is nearer. It can be the one above.",
        "rounds-up-always": "Look at which one is nearer. It can be the one below.",
        "rounds-to-wrong-place": "Look again at the place that is asked for.",
    },
)
def round_decimals(chance: Chance, level: int) -> Draft:
    """Round to a place."""
    places = level - 1
    more = chance.between(1, 2)
    factor = 10**more
    rest = chance.between(1, factor - 1)
    rest += rest % 10 == 0
    low = chance.between(1, 49) if level == 1 else chance.between(11, 499)
    units = low * factor + rest
    start = decimal(units, places + more)
    nearest = low if 2 * rest < factor else low + 1
    word = ("whole number", "tenth", "hundredth")[places]
    middle = decimal(low * factor * 10 + factor * 5, places + more + 1)
    where = (
        "is halfway, so it is rounded up"
        if 2 * rest == factor
        else f"is {'below' if 2 * rest < factor else 'above'} the middle, {middle}"
    )
    ends = decimal(low, places), decimal(low + 1, places)
    other = (
        decimal((units + factor // 20) // (factor // 10), places + 1)
        if more == 2
        else decimal((units + 5 * factor) // (10 * factor) * 10, places)
    )
    answer = decimal(nearest, places)
    return number(
        f"Round {start} to the nearest {word}.",
        answer,
        (
            f"Between which two {word}s does it lie? Which of them is nearer?",
            f"It lies between {ends[0]} and {ends[1]}; the middle is {middle}.",
        ),
        (
            f"{start} lies between {ends[0]} and {ends[1]}; it {where}.",
            f"Rounded to the nearest {word}: {answer}.",
        ),
        {"rounds-down-always": ends[0], "rounds-up-always": ends[1], "rounds-to-wrong-place": other},
    )


@family(
    "add-subtract-decimals",
    skill="add-subtract-decimals",
    title="Add and subtract decimals",
    grade=5,
    levels=("add tenths and hundredths", "subtract", "with money"),
    plants={
        "point-parts-two-numbers": "The part after the point is not a number of its own. Line up the tenths.",
        "lined-up-right": "Line up the points, not the last digits.",
        "smaller-from-larger": "You took the smaller digit from the larger. Open the next place instead.",
        "adds-instead": "You added. Read again whether something is taken away.",
    },
)
def add_subtract_decimals(chance: Chance, level: int) -> Draft:
    """Add or subtract decimals of different length."""
    if level == 3:
        return _money(chance)
    tenths = chance.between(12, 98)
    tenths += tenths % 10 == 0
    hundredths = chance.between(101, 10 * tenths - 1 if level == 2 else 899)
    hundredths += hundredths % 10 == 0
    if 10 * tenths <= hundredths:
        hundredths = 10 * tenths - 1 if level == 2 else hundredths
    first, second = decimal(tenths, 1), decimal(hundredths, 2)
    if level == 1:
        total = decimal(10 * tenths + hundredths, 2)
        if chance.below(2):
            first, second = second, first
        parts = f"{tenths // 10 + hundredths // 100}.{tenths % 10 + hundredths % 100}"
        slips = {
            "point-parts-two-numbers": parts.rstrip("0"),
            "lined-up-right": decimal(tenths + hundredths, 2),
        }
        sign = "+"
    else:
        total = decimal(10 * tenths - hundredths, 2)
        wrong = (
            tenths // 10 * 100
            - hundredths // 100 * 100
            + abs(tenths % 10 * 10 - hundredths % 100 // 10 * 10)
            + hundredths % 10
        )
        slips = {
            "smaller-from-larger": decimal(wrong, 2),
            "adds-instead": decimal(10 * tenths + hundredths, 2),
        }
        sign = "−"
    short = decimal(tenths, 1)
    return number(
        f"What is {first} {sign} {second}?",
        total,
        (
            "Line up the points, so that tenths stand under tenths.",
            f"Write {short} with two decimal places: {short}0.",
        ),
        (f"{short} = {short}0.", f"{first} {sign} {second} = {total}."),
        slips,
    )


def _money(chance: Chance) -> Draft:
    cents = chance.between(105, 960)
    cents += cents % 10 == 0
    paid = 5 if cents < 500 else 10
    left = 100 * paid - cents
    price = f"{cents // 100}.{cents % 100:02d}"
    return number(
        story(chance, "change", "back", price=price, paid=paid, back=decimal(left, 2)),
        decimal(left, 2),
        (
            "Count on from the price to the next whole dollar, and then on to what is paid.",
            (
                f"From ${price} to ${cents // 100 + 1} it is {100 - cents % 100} "
                f"{'cent' if 100 - cents % 100 == 1 else 'cents'}."
            ),
        ),
        (
            f"{paid}.00 − {price} = {left // 100}.{left % 100:02d}.",
            f"${left // 100}.{left % 100:02d} come back.",
        ),
        {
            "point-parts-two-numbers": f"{paid - cents // 100}.{cents % 100:02d}".rstrip("0"),
            "adds-instead": decimal(100 * paid + cents, 2),
        },
        unit="$ | dollars | dollar",
    )


@family(
    "multiply-decimals",
    skill="multiply-decimals",
    title="Multiply decimals",
    grade=5,
    levels=("a decimal by a whole number", "tenths by tenths", "tenths by hundredths"),
    plants={
        "point-as-in-adding": "Estimate first. Tenths times tenths are hundredths.",
        "point-lost": "The digits are right. Where does the point go? Estimate first.",
    },
)
def multiply_decimals(chance: Chance, level: int) -> Draft:
    """Multiply two decimals."""
    if level == 1:
        first, places = chance.between(11, 99), (1, 0)
        second = chance.between(3, 9)
    elif level == 2:
        first, second, places = chance.between(2, 29), chance.between(2, 19), (1, 1)
    else:
        first, second, places = chance.between(2, 19), chance.between(2, 29), (1, 2)
    first += first % 10 == 0
    second += second % 10 == 0
    shown = decimal(first, places[0]), decimal(second, places[1])
    answer = decimal(first * second, sum(places))
    slips = (
        {"point-lost": first * second}
        if level == 1
        else {"point-as-in-adding": decimal(first * second, max(places))}
    )
    unit = {(1, 0): "tenths", (1, 1): "hundredths", (1, 2): "thousandths"}[places]
    return number(
        f"What is {shown[0]} × {shown[1]}?",
        answer,
        (
            "Multiply as with whole numbers. Then think about the size of the parts.",
            f"{first} × {second} = {first * second}. These are {unit}.",
        ),
        (f"{first} × {second} = {first * second}.", f"{first * second} {unit} are {answer}."),
        slips,
    )


@family(
    "divide-decimals",
    skill="divide-decimals",
    title="Divide decimals",
    grade=5,
    levels=("a decimal by a whole number", "by tenths", "a whole number by a decimal"),
    plants={
        "whole-number-quotient": "Estimate: how many times does the second number go into the first?",
        "multiplies-instead": "You multiplied. How many times does the second number go into the first?",
    },
)
def divide_decimals(chance: Chance, level: int) -> Draft:
    """Divide with at least one decimal."""
    if level == 1:
        by, quotient = chance.between(2, 9), chance.between(11, 98)
        quotient += quotient % 10 == 0
        start, divisor, answer = decimal(by * quotient, 1), str(by), decimal(quotient, 1)
        slips = {"whole-number-quotient": str(quotient)}
        step = f"{start} is {by * quotient} tenths. {by * quotient} ÷ {by} = {quotient} tenths."
    elif level == 2:
        by, quotient = chance.between(2, 9), chance.between(3, 29)
        start, divisor, answer = decimal(by * quotient, 1), decimal(by, 1), str(quotient)
        slips = {
            "whole-number-quotient": decimal(quotient, 1),
            "multiplies-instead": decimal(by * by * quotient, 2),
        }
        step = f"In tenths: {by * quotient} tenths ÷ {by} tenths."
    else:
        by, quotient = chance.between(2, 9), chance.between(2, 20)
        quotient *= 10
        start, divisor, answer = decimal(by * quotient, 1), decimal(by, 1), str(quotient)
        slips = {
            "whole-number-quotient": str(quotient // 10),
            "multiplies-instead": decimal(by * by * quotient, 2),
        }
        step = f"In tenths: {by * quotient} tenths ÷ {by} tenths."
    return number(
        f"What is {start} ÷ {divisor}?",
        answer,
        ("Change both numbers to tenths, or think how many times one goes into the other.", step),
        (step, f"{start} ÷ {divisor} = {answer}. Check: {answer} × {divisor} = {start}."),
        slips,
    )
