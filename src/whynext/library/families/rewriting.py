"""Families for reading, using and rewriting expressions: formulas, parentheses, like terms, powers."""

from __future__ import annotations

from whynext.library.diagrams import AreaModel
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, expression, family, fraction, number
from whynext.library.families.words import ASK, decimal, grouped, plus, raised, term

NAMED = {
    "works-it-out-first": "Judges by one of the numbers and not by what is done with the whole.",
    "formula-half-used": "Stops before the last operation of a formula.",
    "factor-too-small": "Takes out a common factor that is not the greatest.",
    "one-term-divided": "Takes the factor out of one term and leaves the other as it was.",
    "percent-as-whole": "Adds the percent as if it were a whole number.",
    "change-without-whole": "Keeps the change only and loses the amount before it.",
    "negative-exponent-negative": "Takes a negative exponent for a negative number.",
    "exponent-zero-is-zero": "Takes a power with exponent zero for zero.",
    "exponent-times-base": "Multiplies base and exponent where factors are to be counted.",
    "letters-as-powers": "Writes x + x as a square.",
}

_LETTERS = ("x", "n", "p", "y", "t", "k")


@family(
    "see-the-size",
    skill="compare-without-computing",
    title="Compare expressions without working them out",
    grade=5,
    levels=("how many times as large", "half or a part of it", "a little more or less"),
    plants={
        "works-it-out-first": "Look at what is done with the whole part in parentheses.",
        "times-as-more": "Multiplying and dividing do not add or take away. They make many of it, or parts.",
    },
)
def see_the_size(chance: Chance, level: int) -> Draft:
    """Show a calculation around a sum, and ask how it compares with the sum."""
    first, second = chance.between(112, 540), chance.between(541, 987)
    if chance.below(2):
        first, second = second, first
    shown = f"{first} + {second}" if chance.below(2) else f"{max(first, second)} − {min(first, second)}"
    by = chance.between(3, 9)
    if level == 1:
        asked = f"{by} × ({shown})" if chance.below(2) else f"({shown}) × {by}"
        right, wrong = f"{by} times as large", f"{by} more"
    elif level == 2:
        asked = f"({shown}) ÷ {by}"
        right, wrong = f"one of {by} equal parts of it", f"{by} less"
    else:
        more = chance.below(2)
        asked = f"({shown}) {'+' if more else '−'} {by}"
        right, wrong = f"{by} {'more' if more else 'less'}", f"{by} times as large"
    other = "half as large" if level < 3 else "one of two equal parts of it"
    return choice(
        f"How large is {asked} compared with {shown}? You need not work it out.",
        right,
        [
            Choice(wrong, "Look at the sign outside the parentheses.", "times-as-more" if level < 3 else ""),
            Choice(other, "Look at what is done with the part in parentheses.", "works-it-out-first"),
        ],
        (f"Think of {shown} as one thing.", "What is done with that one thing?"),
        (f"The part in parentheses is {shown}.", f"So the whole is {right}."),
        why="Yes. The part in parentheses is one thing.",
    )


@family(
    "put-into-a-formula",
    skill="use-formulas",
    title="Put values into a formula",
    grade=6,
    levels=("one product", "a product and a sum", "a power or parentheses"),
    plants={
        "formula-half-used": "There is one more step in the formula.",
        "letter-as-digit": "A number beside a letter means times.",
        "base-times-exponent": "A square is a number times itself.",
    },
)
def put_into_a_formula(chance: Chance, level: int) -> Draft:
    """Give a formula in words and letters, and ask for its value."""
    a, b, c = chance.between(3, 12), chance.between(2, 9), chance.between(5, 40)
    if level == 1:
        told, formula, values = chance.pick(
            (
                ("The distance in kilometers after t hours at v kilometers an hour", "s = v × t", ("v", "t")),
                ("The area of a parallelogram with base b and height h", "A = b × h", ("b", "h")),
                ("The cost of n tickets at p dollars each", "C = n × p", ("n", "p")),
            )
        )
        answer = a * b
        given, steps = f"{values[0]} = {a} and {values[1]} = {b}", [f"{a} × {b}"]
        slips: dict[str, int] = {}
    elif level == 2:
        told, formula, values = chance.pick(
            (
                (
                    "The cost of a ride of n kilometers with a starting fee of s dollars",
                    f"C = s + {b}n",
                    ("s", "n"),
                ),
                (
                    "The length of a train of n cars with an engine of t meters",
                    f"L = t + {b}n",
                    ("t", "n"),
                ),
                ("The score for n right answers with a bonus of g", f"P = g + {b}n", ("g", "n")),
            )
        )
        answer = c + b * a
        given, steps = f"{values[0]} = {c} and {values[1]} = {a}", [f"{b} × {a} = {b * a}", f"{c} + {b * a}"]
        slips = {"formula-half-used": b * a, "letter-as-digit": c + int(f"{b}{a}")}
    elif chance.below(2):
        told, formula = "The surface of a cube with edge e", "S = 6e²"
        answer = 6 * a * a
        given, steps = f"e = {a}", [f"{a}² = {a * a}", f"6 × {a * a}"]
        slips = {"formula-half-used": a * a, "base-times-exponent": 12 * a}
    else:
        told, formula = "The perimeter of a rectangle with sides a and b", "P = 2(a + b)"
        answer = 2 * (c + b)
        given, steps = f"a = {c} and b = {b}", [f"{c} + {b} = {c + b}", f"2 × {c + b}"]
        slips = {"formula-half-used": c + b}
    work = f"{', and '.join(steps)} = {answer}."
    return number(
        f"{told} is given by {formula}. How much is that for {given}?",
        answer,
        (
            "Write the formula again with the numbers in place of the letters.",
            f"Work out {steps[0].split(' =')[0]} first.",
        ),
        (f"Put in {given}.", work[0].upper() + work[1:]),
        slips,
    )


@family(
    "multiply-out",
    skill="distribute",
    title="Multiply out a sum in parentheses",
    grade=6,
    levels=("a sum with one letter", "a number before the letter", "an area in two parts"),
    plants={
        "partial-distribution": "Each term inside is multiplied, not only the first one.",
        "unlike-terms-joined": "A term with a letter and a number stay apart.",
    },
)
def multiply_out(chance: Chance, level: int) -> Draft:
    """Ask for a sum that equals a product with a sum in parentheses."""
    letter = chance.pick(_LETTERS)
    by, own, added = chance.between(2, 9), chance.between(2, 6), chance.between(2, 11)
    factor = 1 if level == 1 else own
    takes = level == 2 and chance.below(2) == 1
    rest = -added if takes else added
    inside = f"{term(factor, letter)}{plus(rest)}"
    answer = f"{by * factor}{letter} {'-' if takes else '+'} {by * added}"
    shown = f"{term(by * factor, letter)}{plus(by * rest)}"
    slips = {
        "partial-distribution": f"{by * factor}{letter}{'-' if takes else '+'}{added}",
        "unlike-terms-joined": f"{by * (factor + rest)}{letter}",
    }
    if takes and factor + rest <= 0:
        del slips["unlike-terms-joined"]
    question = f"Write {by}({inside}) without parentheses."
    if level == 3:
        question = f"A rectangle is {by} high and {inside} wide. Write its area as a sum of two parts."
    return expression(
        question,
        answer,
        (f"The {by} multiplies each part inside.", f"Begin with {by} × {term(factor, letter)}."),
        (
            f"{by} × {term(factor, letter)} = {term(by * factor, letter)} and {by} × {added} = {by * added}.",
            f"Together: {shown}.",
        ),
        slips,
        finished=True,
        diagram=AreaModel((term(factor, letter), str(added)), (str(by),)) if level == 3 else None,
    )


@family(
    "add-like-terms",
    skill="collect-same-letters",
    title="Add terms with the same letter",
    grade=6,
    levels=("one letter", "a letter and numbers", "two letters"),
    plants={
        "unlike-terms-joined": "Only terms with the same letter can be joined.",
        "letters-as-powers": "Adding does not make a power: x + x is two of them, 2x.",
        "leaves-one-out": "A letter without a number counts once. You left it out.",
    },
)
def add_like_terms(chance: Chance, level: int) -> Draft:
    """Ask for a sum of terms in its shortest form."""
    letter, other = chance.sample(_LETTERS, 2)
    a, b, c = chance.between(3, 9), chance.between(2, 8), chance.between(2, 9)
    if level == 1:
        asked = f"{a}{letter} + {b}{letter} − {letter}"
        answer = f"{a + b - 1}{letter}"
        slips = {"leaves-one-out": f"{a + b}{letter}", "letters-as-powers": f"{a + b - 1}{letter}^2"}
        why = f"{a} and {b} are {a + b}, and one less is {a + b - 1}."
        shown = f"{a + b - 1}{letter}"
    elif level == 2:
        asked = f"{a}{letter} + {c} + {b}{letter}"
        answer = f"{a + b}{letter} + {c}"
        slips = {"unlike-terms-joined": f"{a + b + c}{letter}", "letters-as-powers": f"{a + b}{letter}^2+{c}"}
        why = f"{a}{letter} and {b}{letter} are {a + b}{letter}. The {c} has no letter."
        shown = f"{a + b}{letter} + {c}"
    else:
        asked = f"{a}{letter} + {b}{other} + {c}{letter} + {other}"
        answer = f"{a + c}{letter} + {b + 1}{other}"
        slips = {
            "leaves-one-out": f"{a + c}{letter}+{b}{other}",
            "unlike-terms-joined": f"{a + b + c + 1}{letter}{other}",
        }
        why = f"{a}{letter} and {c}{letter} are {a + c}{letter}; {b}{other} and {other} are {b + 1}{other}."
        shown = f"{a + c}{letter} + {b + 1}{other}"
    return expression(
        f"Write {asked} with as few terms as possible.",
        answer,
        ("Which terms have the same letter?", "Add the numbers before the same letter."),
        (why, f"So it is {shown}."),
        slips,
        finished=True,
    )


@family(
    "take-out-a-factor",
    skill="factor-expressions",
    title="Take out the greatest common factor",
    grade=6,
    levels=("one term is a number", "pick the product", "two letters"),
    plants={
        "factor-too-small": "That is a common factor, but not the greatest. What is still common inside?",
        "one-term-divided": "Both terms are divided by the factor.",
    },
)
def take_out_a_factor(chance: Chance, level: int) -> Draft:
    """Ask for the factor, or for the product that equals a sum."""
    letter, other = chance.sample(_LETTERS, 2)
    factor = chance.pick((4, 6, 8, 9, 10, 12))
    a, b = chance.pick(
        ((2, 3), (3, 2), (3, 4), (4, 3), (2, 5), (5, 2), (3, 5), (5, 4), (1, 2), (1, 3), (4, 7))
    )
    tail = other if level == 3 else ""
    asked = f"{term(factor * a, letter)} + {factor * b}{tail}"
    inside = f"{term(a, letter)} + {b}{tail}"
    small = 3 if factor == 9 else 2
    times = factor // small
    less = f"{small}({times * a}{letter} + {times * b}{tail})"
    if level != 2:
        return number(
            f"{asked} = □({inside}). Which number belongs in the box?",
            factor,
            ("Which numbers divide both terms?", f"Which number times {a} is {factor * a}?"),
            (
                f"{factor} × {term(a, letter)} = {term(factor * a, letter)}.",
                f"{factor} × {b}{tail} = {factor * b}{tail}, so it is {factor}.",
            ),
        )
    return choice(
        f"Which product equals {asked} and has the greatest common factor in front?",
        f"{factor}({inside})",
        [
            Choice(less, "It is the same, but a greater factor can be taken out.", "factor-too-small"),
            Choice(
                f"{factor}({term(a, letter)} + {factor * b}{tail})", "Divide both terms.", "one-term-divided"
            ),
        ],
        ("What is the greatest number that divides both terms?", "Multiply out to check."),
        (f"The greatest common factor is {factor}.", f"{asked} = {factor}({inside})."),
        why="Yes: multiply out to check.",
    )


@family(
    "one-factor-for-a-change",
    skill="rewrite-to-see-meaning",
    title="Write a percent change as one factor",
    grade=7,
    levels=("a rise", "a fall", "say what a factor means"),
    plants={
        "percent-as-whole": "A percent is a part of a hundred: 5% is 0.05.",
        "change-without-whole": "That is the change only. The amount from before is still there too.",
        "wrong-way": "More makes the factor greater than 1, less makes it smaller.",
    },
)
def one_factor_for_a_change(chance: Chance, level: int) -> Draft:
    """Ask for the factor of a percent change, or for the change of a factor."""
    percent = chance.between(2, 45)
    rises = level == 1 or (level == 3 and chance.below(2) == 1)
    letter = chance.pick(("p", "c", "w", "m"))
    hundredths = 100 + percent if rises else 100 - percent
    sign = "+" if rises else "−"
    part = decimal(percent, 2)
    whole = decimal(hundredths, 2)
    if level == 3:
        word, other = ("more", "less") if rises else ("less", "more")
        return choice(
            f"What does {whole}{letter} say about {letter}?",
            f"It is {percent}% {word} than {letter}.",
            [
                Choice(
                    f"It is {percent}% {other} than {letter}.",
                    "Is the factor more or less than 1?",
                    "wrong-way",
                ),
                Choice(
                    f"It is {percent}% of {letter}.", "That would be the change only.", "change-without-whole"
                ),
            ],
            (
                "Is the factor more or less than 1? By how much?",
                f"Write it as {letter} {sign} {part}{letter}.",
            ),
            (f"{whole}{letter} = {letter} {sign} {part}{letter}.", f"That is {percent}% {word}."),
        )
    change = f"rises by {percent}%" if rises else f"falls by {percent}%"
    return number(
        f"A price of {letter} dollars {change}. The new price is □ × {letter}. {ASK}",
        whole,
        (
            f"The old price is 1 × {letter}. What is {percent}% as a decimal?",
            f"Think of {letter} {sign} {part}{letter}.",
        ),
        (f"{letter} {sign} {part}{letter} = {whole}{letter}.", f"The number in the box is {whole}."),
        {
            "change-without-whole": part,
            "percent-as-whole": decimal(1000 + percent * 100 if percent < 10 else 100 + percent * 100, 2),
            "wrong-way": decimal(200 - hundredths, 2),
        },
    )


@family(
    "count-the-factors-of-powers",
    skill="multiply-divide-powers",
    title="Multiply and divide powers of one base",
    grade=8,
    levels=("a product", "a quotient", "a power of a power"),
    plants={
        "multiplies-exponents": "In a product the factors are counted together: add the exponents.",
        "divides-exponents": "In a quotient factors are taken away: subtract the exponents.",
        "adds-exponents": "A power of a power has that many factors, that many times: multiply.",
    },
)
def count_the_factors_of_powers(chance: Chance, level: int) -> Draft:
    """Ask for the exponent of a product, a quotient or a power of powers."""
    base = chance.pick(("2", "3", "5", "7", "10", "x", "y", "n"))
    m, n = chance.between(2, 9), chance.between(2, 6)
    if level == 1:
        asked, answer, slips = (
            f"{base}{raised(m)} × {base}{raised(n)}",
            m + n,
            {"multiplies-exponents": m * n},
        )
        why = f"{m} factors and {n} factors are {m + n} factors."
    elif level == 2:
        m = n * chance.between(2, 4)
        asked, answer, slips = f"{base}{raised(m)} ÷ {base}{raised(n)}", m - n, {"divides-exponents": m // n}
        why = f"Of {m} factors {n} are divided away, and {m - n} stay."
    else:
        asked, answer, slips = f"({base}{raised(m)}){raised(n)}", m * n, {"adds-exponents": m + n}
        why = f"There are {n} groups of {m} factors: {m * n} factors."
    return number(
        f"{asked} is a power of {base}. Which exponent does it have?",
        answer,
        (
            f"Write the powers as products. How many factors {base} are there?",
            "Count the factors, do not calculate.",
        ),
        (why, f"So it is {base}{raised(answer)}: the exponent is {answer}."),
        slips,
    )


@family(
    "below-exponent-one",
    skill="zero-and-negative-exponents",
    title="Read exponents that are zero or negative",
    grade=8,
    levels=("zero and minus one", "a negative exponent as a fraction", "a fraction as a power"),
    plants={
        "negative-exponent-negative": "The exponent tells how to divide. The value stays positive.",
        "exponent-zero-is-zero": "Dividing a number by itself gives 1, so the exponent 0 gives 1.",
        "exponent-times-base": "Count factors: do not multiply base and exponent.",
        "sign-of-exponent": "The fraction is less than 1, so the exponent is negative.",
    },
    most={1: 44, 2: 22, 3: 22},
)
def below_exponent_one(chance: Chance, level: int) -> Draft:
    """Ask for a value or an exponent."""
    if level == 1:
        base = chance.between(2, 24)
        zero = chance.below(2)
        if zero:
            return fraction(
                f"Which value does {base}⁰ have?",
                "1",
                (f"How much is {base}² ÷ {base}²?", "Subtract the exponents: 2 − 2 is 0."),
                (
                    f"{base}² ÷ {base}² has the exponent 2 − 2, which is zero.",
                    "It is a number divided by itself: 1.",
                ),
                {"exponent-zero-is-zero": "0", "exponent-times-base": str(base)},
            )
        return fraction(
            f"Write {base}⁻¹ as a fraction.",
            f"1/{base}",
            (f"{base}⁰ is 1. What happens when the exponent gets one less?", f"Divide 1 by {base}."),
            (f"{base}⁻¹ = 1 ÷ {base}.", f"That is 1/{base}."),
            {"negative-exponent-negative": f"-{base}", "sign-of-exponent": str(base)},
        )
    base = chance.pick((2, 3, 4, 5, 6, 7, 8, 9, 10))
    power = chance.between(2, 4 if base < 6 else 3)
    value = base**power
    shown = f"{base}{raised(-power)}"
    if level == 2:
        return fraction(
            f"Write {shown} as a fraction.",
            f"1/{value}",
            (f"How much is {base}{raised(power)}?", "A negative exponent divides 1 by the power."),
            (f"{base}{raised(power)} = {grouped(str(value))}.", f"{shown} = 1/{value}."),
            {"negative-exponent-negative": f"-{value}", "exponent-times-base": f"-{base * power}"},
        )
    return number(
        f"1/{value} is a power of {base}. Which exponent does it have?",
        -power,
        (f"Which power of {base} is {grouped(str(value))}?", "Is 1 divided by that more or less than 1?"),
        (
            f"{grouped(str(value))} = {base}{raised(power)}.",
            f"1/{value} = {shown}: the exponent is −{power}.",
        ),
        {"sign-of-exponent": power},
    )
