"""Families for fractions and decimals of either sign, repeating decimals, and scientific notation."""

from __future__ import annotations

from math import gcd

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.words import NAMES, bracketed, decimal, grouped, lowest, raised

NAMED = {
    "bottom-ten-or-hundred": "Writes the repeating digits over a power of ten and not over nines.",
    "every-root-irrational": "Takes every root for irrational, also that of a square number.",
    "long-means-irrational": "Takes a decimal that repeats for irrational because it has no end.",
    "exponents-added-in-sum": "Adds exponents where numbers in scientific notation are added.",
    "lead-numbers-only": "Compares the leading numbers and leaves the powers of ten out.",
    "denominator-decides-by-size": "Judges whether a decimal ends by the size of the denominator.",
    "remainder-as-decimal": "Writes the remainder behind the point.",
}


@family(
    "long-division-results",
    skill="divide-multi-digit-numbers",
    title="Divide numbers with many digits",
    grade=6,
    levels=("without a remainder", "the remainder", "as a decimal"),
    plants={
        "place-skipped": "A place where it does not fit gets a zero.",
        "remainder-too-large": "What is left is larger than the number you divide by.",
        "remainder-as-answer": "That is how many times it fits. What is left over?",
        "remainder-as-decimal": "The remainder is not the digits behind the point. Go on dividing.",
    },
)
def long_division_results(chance: Chance, level: int) -> Draft:
    """Divide a number of four to six digits."""
    by = chance.between(12, 96) if level < 3 else chance.pick((4, 5, 8, 16, 20, 25, 40))
    times = chance.between(103, 998)
    if level == 1 and chance.below(2):
        times = chance.between(1, 9) * 100 + chance.between(1, 9)
    if level == 3:
        rest = chance.between(1, by - 1)
        whole = by * (times % 90 + 11) + rest
        thousandths = whole * 1000 // by
        answer = decimal(thousandths, 3) if whole * 1000 % by == 0 else decimal(whole * 10000 // by, 4)
        full = whole // by
        return number(
            f"Write {grouped(str(whole))} ÷ {by} as a decimal.",
            answer,
            (
                f"How many times does {by} fit?",
                f"It fits {full} times, and {rest} {'is' if rest == 1 else 'are'} left. Go on with tenths.",
            ),
            (
                f"{full} × {by} = {grouped(str(full * by))}, and {rest} ÷ {by} is still to do.",
                f"The decimal is {answer}.",
            ),
            {"remainder-as-decimal": f"{full}.{rest}"} if f"{full}.{rest}" != answer else {},
        )
    if level == 2:
        rest = chance.between(1, by - 1)
        whole = by * times + rest
        return number(
            f"What is the remainder of {grouped(str(whole))} ÷ {by}?",
            rest,
            (f"How many times does {by} fit?", f"{by} × {times} = {grouped(str(by * times))}."),
            (
                f"{by} × {times} = {grouped(str(by * times))}.",
                f"{grouped(str(whole))} − {grouped(str(by * times))} = {rest}.",
            ),
            {"remainder-as-answer": times, "remainder-too-large": rest + by},
        )
    whole = by * times
    slips = {"place-skipped": times // 100 * 10 + times % 10} if times // 10 % 10 == 0 else {}
    return number(
        f"What is {grouped(str(whole))} ÷ {by}?",
        times,
        (
            f"How many hundreds of times does {by} fit?",
            f"{times // 100 * 100} × {by} = {grouped(str(times // 100 * 100 * by))}.",
        ),
        (f"{grouped(str(whole))} ÷ {by} = {times}.", f"Check: {times} × {by} = {grouped(str(whole))}."),
        slips,
    )


@family(
    "signed-sums",
    skill="add-subtract-rational-numbers",
    title="Add and subtract decimals and fractions of either sign",
    grade=7,
    levels=("decimals", "fractions", "a distance between two numbers"),
    plants={
        "sign-ignored": "The first number is below zero. Start there, and look which way you go.",
        "sign-of-answer": "The size is right. On which side of zero do you end?",
        "adds-denominators": "Find a common denominator. Do not add the bottoms.",
        "subtracts-sizes": "Zero lies between them. Go to zero first, then on.",
    },
)
def signed_sums(chance: Chance, level: int) -> Draft:
    """Ask for a sum, a difference or a distance."""
    if level == 2:
        return _signed_fractions(chance)
    a, b = chance.between(11, 99), chance.between(11, 99)
    while a == b or a % 10 == 0:
        a, b = chance.between(11, 99), chance.between(11, 99)
    x, y = decimal(a, 1), decimal(b, 1)
    if level == 3:
        return number(
            f"How far apart are −{x} and {y} on a number line?",
            decimal(a + b, 1),
            ("How far is each of them from zero?", f"From −{x} to 0 it is {x}."),
            (f"It is {x} to zero and {y} more.", f"{x} + {y} = {decimal(a + b, 1)}."),
            {"subtracts-sizes": decimal(abs(a - b), 1)},
        )
    adds = chance.below(2) == 1
    end = b - a if adds else -a - b
    sign = "+" if adds else "−"
    return number(
        f"What is −{x} {sign} {y}?",
        decimal(end, 1),
        (
            "Where on the number line do you start, and which way do you go?",
            f"Start at −{x} and go {y} to the {'right' if adds else 'left'}.",
        ),
        (
            f"Start at −{x} and go {y} to the {'right' if adds else 'left'}.",
            f"You get to {decimal(end, 1).replace('-', '−')}.",
        ),
        {"sign-of-answer": decimal(-end, 1), "sign-ignored": decimal(a + b if adds else abs(a - b), 1)},
    )


def _signed_fractions(chance: Chance) -> Draft:
    p, q = chance.pick(((2, 3), (2, 5), (3, 4), (3, 5), (4, 5), (2, 7), (4, 6), (6, 9), (3, 8))), 0
    a, b = chance.between(1, p[0] - 1) if p[0] > 1 else 1, chance.between(1, p[1] - 1)
    bottom = p[0] * p[1] // gcd(*p)
    first, second = a * bottom // p[0], b * bottom // p[1]
    while first == second:
        b = b % (p[1] - 1) + 1
        second = b * bottom // p[1]
        q += 1
        if q > 9:
            a, first, q = 1, bottom // p[0], 0
    end = second - first
    size = lowest(abs(end), bottom)
    answer = size if end > 0 else f"-{size}"
    other = f"-{size}" if end > 0 else size
    return fraction(
        f"What is −{a}/{p[0]} + {b}/{p[1]}?",
        answer,
        ("Which denominator can both have?", f"Write both with the denominator {bottom}."),
        (
            f"−{a}/{p[0]} = −{first}/{bottom} and {b}/{p[1]} = {second}/{bottom}.",
            f"Together it is {answer.replace('-', '−')}.",
        ),
        {
            "sign-of-answer": other,
            "sign-ignored": lowest(first + second, bottom),
            "adds-denominators": f"{a + b}/{p[0] + p[1]}",
        },
    )


@family(
    "signed-products",
    skill="multiply-divide-rational-numbers",
    title="Multiply and divide fractions and decimals of either sign",
    grade=7,
    levels=("multiply decimals", "multiply or divide fractions", "where the minus sign may stand"),
    plants={
        "sign-of-answer": "The size is right. How many minus signs are there?",
        "point-as-in-adding": "Count the decimal places of both factors together.",
        "does-not-turn": "To divide by a fraction, turn it over and multiply.",
        "counts-minus-signs-wrong": "One minus sign makes the whole fraction negative, wherever it stands.",
    },
)
def signed_products(chance: Chance, level: int) -> Draft:
    """Ask for a product or quotient, or for equal ways to write a negative fraction."""
    if level == 1:
        a, b = chance.between(2, 9), chance.between(11, 99)
        while b % 10 == 0:
            b = chance.between(11, 99)
        both = chance.below(2) == 1
        x, y = decimal(a, 1), decimal(b, 1)
        shown = f"−{x} × (−{y})" if both else f"−{x} × {y}"
        answer = a * b if both else -a * b
        return number(
            f"What is {shown}?",
            decimal(answer, 2),
            (
                "Find the size first, then the sign.",
                f"{a} × {b} = {a * b}. How many decimal places are there?",
            ),
            (f"{x} × {y} = {decimal(a * b, 2)}.", f"{shown} = {decimal(answer, 2).replace('-', '−')}."),
            {"sign-of-answer": decimal(-answer, 2), "point-as-in-adding": decimal(answer, 1)},
        )
    bottoms = (2, 3, 4, 5, 6, 7, 8, 9)
    b, d = chance.pick(bottoms), chance.pick(bottoms)
    a, c = chance.between(1, b - 1), chance.between(1, d - 1)
    if level == 2:
        divides = chance.below(2) == 1
        top, bottom = (a * d, b * c) if divides else (a * c, b * d)
        size = lowest(top, bottom)
        sign = "÷" if divides else "×"
        slips: dict[str, int | str] = {"sign-of-answer": size}
        if divides:
            slips["does-not-turn"] = f"-{lowest(a * c, b * d)}"
        turned = f"{a}/{b} × {d}/{c}" if divides else f"{a}/{b} × {c}/{d}"
        return fraction(
            f"What is −{a}/{b} {sign} {c}/{d}?",
            f"-{size}",
            ("Find the size first, then the sign.", f"Work out {turned}."),
            (f"{turned} = {size}.", f"One factor is negative, so it is −{size}."),
            slips,
        )
    while b == a or gcd(a, b) > 1:
        b = chance.between(3, 19)
        a = chance.between(1, b - 1)
    k = chance.between(2, 9)
    right = chance.pick((f"(−{a * k})/{b * k}", f"{a * k}/(−{b * k})", f"−({a * k}/{b * k})"))
    return choice(
        f"Which is the same as −{a}/{b}?",
        right,
        [
            Choice(f"(−{a * k})/(−{b * k})", "Two minus signs make it positive.", "counts-minus-signs-wrong"),
            Choice(f"{b * k}/(−{a * k})", "Top and bottom changed places."),
        ],
        ("Is each of them positive or negative?", f"Divide top and bottom by {k}."),
        (f"{a * k}/{b * k} = {a}/{b}.", f"With one minus sign it is −{a}/{b}."),
    )


@family(
    "fraction-as-a-decimal",
    skill="fractions-to-decimals",
    title="Write a fraction as a decimal",
    grade=7,
    levels=("a decimal that ends", "which digits repeat", "does it end or repeat"),
    plants={
        "top-point-bottom": "The bar means: divide.",
        "denominator-decides-by-size": "Look at the factors of the denominator in lowest terms.",
    },
    most={2: 40},
)
def fraction_as_a_decimal(chance: Chance, level: int) -> Draft:
    """Divide top by bottom."""
    if level == 1:
        bottom = chance.pick((4, 5, 8, 16, 20, 25, 40, 50))
        top = chance.between(1, bottom - 1)
        while gcd(top, bottom) > 1:
            top = chance.between(1, bottom - 1)
        answer = decimal(top * 10000 // bottom, 4)
        return number(
            f"Write {top}/{bottom} as a decimal.",
            answer,
            ("A fraction is a division.", f"Divide {top} by {bottom}."),
            (f"{top} ÷ {bottom} = {answer}.", f"So {top}/{bottom} is {answer}."),
            {"top-point-bottom": f"{top}.{bottom}"},
        )
    if level == 2:
        bottom = chance.pick((3, 9, 11, 33, 99))
        top = chance.between(1, bottom - 1)
        while gcd(top, bottom) > 1:
            top = chance.between(1, bottom - 1)
        length = 1 if bottom in (3, 9) else 2
        digits = f"{top * (10**length - 1) // bottom:0{length}d}"
        start = f"0.{digits * (6 // length)}…"
        shown = top * 10 ** (8) // bottom
        return number(
            f"{top} ÷ {bottom} goes on without end: its digits repeat. Which digit stands in the "
            f"{'seventh' if length == 1 else 'eighth'} place after the point?",
            int(f"{shown:08d}"[6 if length == 1 else 7]),
            (f"Begin to divide {top} by {bottom}.", "Which digits come again and again?"),
            (
                f"The result begins with {start[:-1]} and goes on so.",
                f"The digit there is {f'{shown:08d}'[6 if length == 1 else 7]}.",
            ),
            {},
        )
    ends = chance.below(2) == 1
    bottom = (
        chance.pick((8, 16, 20, 25, 32, 40, 50, 64, 80, 125))
        if ends
        else chance.pick((3, 6, 7, 9, 11, 12, 13, 15, 18, 22, 24, 30))
    )
    top = chance.between(1, bottom - 1)
    while gcd(top, bottom) > 1:
        top = chance.between(1, bottom - 1)
    return choice(
        f"Does the decimal of {top}/{bottom} end, or does it repeat without end?",
        "It ends." if ends else "It repeats.",
        [
            Choice(
                "It repeats." if ends else "It ends.",
                "Look at the factors of the denominator.",
                "denominator-decides-by-size",
            )
        ],
        (
            f"Which prime factors does {bottom} have?",
            "Tenths, hundredths and so on have only the factors 2 and 5.",
        ),
        (
            f"{bottom} has {'no' if ends else 'another'} prime factor apart from 2 and 5.",
            "So the decimal ends." if ends else "So the decimal repeats.",
        ),
    )


@family(
    "several-signed-steps",
    skill="rational-number-problems",
    title="Solve problems with signed numbers",
    grade=7,
    levels=("a balance with several changes", "a mean of temperatures", "a rate below zero"),
    plants={
        "sign-ignored": "What is paid or lost counts as negative.",
        "sum-not-divided": "For the mean, divide the sum by how many there are.",
        "stops-after-first-step": "There is one more step.",
    },
)
def several_signed_steps(chance: Chance, level: int) -> Draft:
    """Tell a story with amounts above and below zero."""
    name = chance.pick(NAMES)
    if level == 1:
        start, pays, gets = chance.between(505, 2995), chance.between(1005, 3995), chance.between(205, 995)
        end = start - pays + gets
        return number(
            f"{name} has ${start / 100:.2f} in an account. {name} pays ${pays / 100:.2f} "
            f"and gets ${gets / 100:.2f}. "
            "How many dollars are in the account then? (Less than zero means owing.)",
            decimal(end, 2),
            (
                "Which amounts count as negative?",
                f"First take {decimal(pays, 2)} away from {decimal(start, 2)}.",
            ),
            (
                f"{decimal(start, 2)} − {decimal(pays, 2)} = {decimal(start - pays, 2).replace('-', '−')}.",
                f"With {decimal(gets, 2)} more it is {decimal(end, 2).replace('-', '−')}.",
            ),
            {
                "sign-ignored": decimal(start + pays + gets, 2),
                "stops-after-first-step": decimal(start - pays, 2),
            },
        )
    if level == 2:
        mean = chance.between(-6, 3)
        a, b, c = chance.between(-9, 4), chance.between(-9, 6), chance.between(-5, 9)
        d = 4 * mean - a - b - c
        while not -15 <= d <= 15:
            a, b, c = chance.between(-9, 4), chance.between(-9, 6), chance.between(-5, 9)
            d = 4 * mean - a - b - c
        shown = [f"{each} °C".replace("-", "−") for each in (a, b, c, d)]
        total = 4 * mean
        return number(
            f"Four temperatures are {', '.join(shown[:3])} and {shown[3]}. What is their mean in °C?",
            mean,
            ("Add all four first.", "Let opposites cancel where you can, then divide by four."),
            (
                f"Their sum is {str(total).replace('-', '−')}.",
                f"Divided by 4 it is {str(mean).replace('-', '−')}.",
            ),
            {"sum-not-divided": total, "sign-ignored": decimal((abs(a) + abs(b) + abs(c) + abs(d)) * 25, 2)},
        )
    rate, minutes = chance.between(11, 48), chance.between(3, 9)
    start = chance.between(10, 90)
    end = start - rate * minutes
    return number(
        f"A robot is {decimal(start, 1)} m below the water. It sinks {decimal(rate, 1)} m each minute. "
        f"At which height is it after {minutes} minutes? Write a height below the water with a minus sign.",
        decimal(-start - rate * minutes, 1),
        ("How far does it sink in all?", f"{minutes} × {decimal(rate, 1)} = {decimal(rate * minutes, 1)}."),
        (
            f"It sinks {decimal(rate * minutes, 1)} m.",
            f"−{decimal(start, 1)} − {decimal(rate * minutes, 1)} = −{decimal(start + rate * minutes, 1)}.",
        ),
        {"stops-after-first-step": decimal(-rate * minutes, 1), "sign-ignored": decimal(end, 1)},
    )


@family(
    "from-repeating-to-fraction",
    skill="repeating-decimals",
    title="Write a repeating decimal as a fraction",
    grade=8,
    levels=("one repeating digit", "two repeating digits", "a digit before the repeating one"),
    plants={
        "bottom-ten-or-hundred": "The digits go on without end. Subtract to make the tail vanish.",
    },
    most={1: 8},
)
def from_repeating_to_fraction(chance: Chance, level: int) -> Draft:
    """Ask for the fraction of a decimal whose digits repeat."""
    if level == 1:
        digit = chance.between(1, 8)
        shown, top, bottom, times, minus = f"0.{str(digit) * 3}…", digit, 9, 10, 1
        cut = f"{digit}/10"
    elif level == 2:
        pair = chance.between(12, 97)
        while pair % 11 == 0:
            pair = chance.between(12, 97)
        shown, top, bottom, times, minus = f"0.{str(pair) * 3}…", pair, 99, 100, 1
        cut = f"{pair}/100"
    else:
        first, digit = chance.between(1, 9), chance.between(1, 8)
        while digit == first:
            digit = chance.between(1, 8)
        shown, top, bottom, times, minus = (
            f"0.{first}{str(digit) * 3}…",
            10 * first + digit - first,
            90,
            100,
            10,
        )
        cut = f"{first}{digit}/100"
    answer = lowest(top, bottom)
    ten = f"{minus}x" if minus > 1 else "x"
    return fraction(
        f"The digits at the end of {shown} repeat. Write it as a fraction.",
        answer,
        ("Call the number x. What moves the repeating part?", f"Subtract {ten} from {times}x."),
        (f"{times}x − {ten} = {times - minus}x, and without the tail it is {top}.",
         f"x = {top}/{bottom}, which is {answer}." if answer != f"{top}/{bottom}" else f"So x = {answer}."),
        {"bottom-ten-or-hundred": cut},
    )  # fmt: skip


@family(
    "can-it-be-a-fraction",
    skill="rational-or-irrational",
    title="Tell whether a number is rational",
    grade=8,
    levels=("roots", "decimals and roots", "sums and products with a root"),
    plants={
        "every-root-irrational": "The root of a square number is a whole number.",
        "long-means-irrational": "A decimal that repeats can be written as a fraction.",
    },
)
def can_it_be_a_fraction(chance: Chance, level: int) -> Draft:
    """Offer numbers of which one is irrational or one is rational."""
    squares = chance.sample((4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144), 3)
    others = chance.sample((2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 18, 20, 22, 24, 27, 30), 3)
    digit = chance.between(1, 8)
    if level == 1:
        right = f"√{others[0]}"
        wrong = [
            Choice(f"√{each}", f"{each} is a square number.", "every-root-irrational") for each in squares[:2]
        ]
        ask = "Which number is irrational?"
        why = f"No whole number times itself is {others[0]}."
    elif level == 2:
        right = f"√{others[0]}"
        wrong = [
            Choice(
                f"0.{str(digit) * 3}… (always {digit})",
                "It repeats: it is a number of ninths.",
                "long-means-irrational",
            ),
            Choice(f"√{squares[0]}", f"{squares[0]} is a square number.", "every-root-irrational"),
            Choice(f"{others[1]}/{others[2]}", "It is a fraction."),
        ]
        ask = "Which number is irrational?"
        why = f"No whole number times itself is {others[0]}, and the others can be written as fractions."
    else:
        root = int(squares[0] ** 0.5)
        right = f"√{squares[0]} + {digit}"
        wrong = [
            Choice(
                f"√{others[0]} + {digit}",
                f"√{others[0]} is irrational, and a sum with it is too.",
            ),
            Choice(f"{digit} × √{others[1]}", f"√{others[1]} is irrational.", ""),
        ]
        ask = "Which number is rational?"
        why = f"√{squares[0]} = {root}, so it is {root + digit}."
    return choice(
        ask,
        right,
        wrong,
        ("Can it be written as a fraction of whole numbers?", "Which numbers under a root sign are squares?"),
        (why, f"So the answer is {right}."),
        why=why,
    )


@family(
    "calculate-with-powers-of-ten",
    skill="calculate-with-scientific-notation",
    title="Calculate with scientific notation",
    grade=8,
    levels=("multiply: the new exponent", "how many times as large", "add with the same exponent"),
    plants={
        "multiplies-exponents": "Add the exponents in a product of powers.",
        "lead-numbers-only": "The powers of ten count too.",
        "exponents-added-in-sum": "In a sum the power of ten stays.",
    },
)
def calculate_with_powers_of_ten(chance: Chance, level: int) -> Draft:
    """Multiply, compare or add numbers in scientific notation."""
    if level == 1:
        a, b = chance.pick(((2, 3), (3, 3), (2, 4), (1, 5), (4, 2), (1, 7), (3, 2), (1, 8), (2, 2), (1, 9)))
        m, n = chance.between(3, 9), chance.between(2, 8)
        if chance.below(3) == 0:
            n = -n
        return number(
            f"({a} × 10{raised(m)}) × ({b} × 10{raised(n)}) = {a * b} × 10 to a power. "
            "Which exponent does it have?",
            m + n,
            ("Multiply the leading numbers and the powers of ten separately.", "Add the exponents."),
            (
                f"{a} × {b} = {a * b}.",
                f"{m} + {bracketed(n)} = {m + n}: the exponent is {str(m + n).replace('-', '−')}.",
            ),
            {"multiplies-exponents": m * n},
        )
    m, gap = chance.between(2, 7), chance.between(1, 4)
    small, times = chance.pick((2, 3, 4)), chance.pick((2, 3))
    if level == 2:
        large = small * times
        return number(
            f"How many times as large as {small} × 10{raised(m)} is {large} × 10{raised(m + gap)}?",
            times * 10**gap,
            (
                "Compare the leading numbers and the powers of ten separately.",
                f"{large} ÷ {small} = {times}. And the powers?",
            ),
            (
                f"{large} ÷ {small} = {times}, and the power is {grouped(str(10**gap))} times as large.",
                f"Together: {grouped(str(times * 10**gap))} times as large.",
            ),
            {"lead-numbers-only": times},
        )
    a, b = chance.between(11, 58), chance.between(11, 39)
    total = decimal(a + b, 1)
    return number(
        f"{decimal(a, 1)} × 10{raised(m)} + {decimal(b, 1)} × 10{raised(m)} = □ × 10{raised(m)}. "
        "Which number belongs in the box?",
        total,
        (
            "Both have the same power of ten. Count how many of them there are.",
            f"Add {decimal(a, 1)} and {decimal(b, 1)}.",
        ),
        (
            f"{decimal(a, 1)} + {decimal(b, 1)} = {total}.",
            f"So {total} belongs in the box, and the power stays.",
        ),
        {"exponents-added-in-sum": decimal((a + b) * 10, 1)},
    )
