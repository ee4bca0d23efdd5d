"""Families for the places of numbers: tens of tens, sums of parts, rounding, decimals on a line."""

from __future__ import annotations

from whynext.library.diagrams import NumberLine
from whynext.library.families.chance import Chance
from whynext.library.families.early_numbers import in_words
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, decimal, grouped

NAMED = {
    "hundreds-for-tens": "Gives the number of hundreds where tens or ones are asked for.",
    "marks-as-hundredths": "Takes each mark between two tenths or wholes for a place smaller than it is.",
    "whole-mark-count": "Counts the marks and leaves out where the line begins.",
}


@family(
    "how-many-tens",
    skill="ten-tens-make-a-hundred",
    title="Say how many hundreds, tens or ones make a number",
    grade=2,
    levels=("hundreds as tens", "tens as hundreds", "bundles that are left"),
    plants={
        "hundreds-for-tens": "Those are the hundreds. How many tens are in each hundred?",
        "adds-a-zero-only": "Bundle ten tens into one hundred. The number gets shorter, not longer.",
        "face-value": "Each ten is worth 10. Count what they are worth.",
    },
)
def how_many_tens(chance: Chance, level: int) -> Draft:
    """Change hundreds, tens and ones into each other."""
    name = chance.pick(NAMES)
    hundreds = chance.between(1, 9)
    if level == 1:
        return number(
            f"{name} has {hundreds * 100} sticks in bundles of ten. How many bundles are there?",
            hundreds * 10,
            ("How many tens make one hundred?", f"Each hundred is 10 bundles. There are {hundreds} hundreds."
             if hundreds > 1 else "Each hundred is ten bundles, and there is one hundred."),
            ("One hundred is 10 tens.", f"{hundreds} × 10 = {hundreds * 10} bundles."),
            {"hundreds-for-tens": hundreds, "adds-a-zero-only": hundreds * 1000},
        )  # fmt: skip
    if level == 2:
        return number(
            f"{name} has {hundreds * 10} bundles of ten sticks. How many sticks is that?",
            hundreds * 100,
            ("Ten bundles make a hundred.", f"{hundreds * 10} tens are how many hundreds?"),
            (
                f"{hundreds * 10} tens make {hundreds} {'hundred' if hundreds == 1 else 'hundreds'}.",
                f"That is {hundreds * 100}.",
            ),
            {"face-value": hundreds * 10, "hundreds-for-tens": hundreds},
        )
    tens = chance.between(1, 9)
    return number(
        f"{name} puts {10 * hundreds + tens} tens together, and makes as many hundreds as possible. "
        "How many tens are left?",
        tens,
        (
            "Ten tens make one hundred.",
            f"{hundreds} {'hundred uses' if hundreds == 1 else 'hundreds use'} {10 * hundreds} tens.",
        ),
        (
            f"{10 * hundreds} tens make {hundreds} {'hundred' if hundreds == 1 else 'hundreds'}.",
            f"{10 * hundreds + tens} − {10 * hundreds} = {tens}.",
        ),
        {"hundreds-for-tens": hundreds, "face-value": 10 * hundreds + tens},
    )


def _said(whole: int) -> str:
    hundreds, rest = divmod(whole, 100)
    words = f"{in_words(hundreds)} hundred"
    return f"{words} {in_words(rest)}" if rest else words


@family(
    "sum-of-its-parts",
    skill="expanded-form",
    title="Go between words, digits and a sum of parts",
    grade=2,
    levels=("from a sum to digits", "from words to digits", "the missing part"),
    plants={
        "writes-as-heard": "Write one digit for each place, not each part in full.",
        "zero-dropped": "An empty place gets a zero.",
        "face-value": "The digit stands for hundreds or tens. What is it worth there?",
    },
)
def sum_of_its_parts(chance: Chance, level: int) -> Draft:
    """Write a three-digit number in another way."""
    hundreds, tens, ones = chance.between(1, 9), chance.between(0, 9), chance.between(1, 9)
    if level == 3:
        hundreds, tens, ones = chance.sample(range(1, 10), 3)
    whole = 100 * hundreds + 10 * tens + ones
    parts = [100 * hundreds, *([10 * tens] if tens else []), ones]
    slips: dict[str, int | str] = {"writes-as-heard": "".join(map(str, parts))}
    if not tens:
        slips["zero-dropped"] = 10 * hundreds + ones
    told = " + ".join(map(str, parts))
    if level == 1:
        shown = " + ".join(map(str, chance.shuffled(parts)))
        return number(
            f"Which number is {shown}?",
            whole,
            ("Which part tells the hundreds?", "Write the digits of the hundreds, the tens and the ones."),
            (f"{hundreds} hundreds, {tens} tens and {ones} ones." if min(hundreds, tens, ones) > 1
             else f"In order: {told}.", f"The number is {whole}."),
            slips,
        )  # fmt: skip
    if level == 2:
        return number(
            f"How do you write this number: {_said(whole)}?",
            whole,
            ("How many digits does a number with hundreds have?", f"The hundreds digit is {hundreds}."),
            (f"{_said(whole).capitalize()} is {told}.", f"You write {whole}."),
            slips,
        )
    place = chance.below(2)
    missing = parts[place]
    shown = " + ".join("□" if index == place else str(each) for index, each in enumerate(parts))
    return number(
        f"{whole} = {shown}. Which number belongs in the box?",
        missing,
        (f"What is the digit {missing // (100, 10)[place]} in {whole} worth?", "Look at its place."),
        (f"{whole} = {told}.", f"The number in the box is {missing}."),
        {"face-value": missing // (100, 10)[place]},
    )


_PLACES = (
    (10, "ten"),
    (100, "hundred"),
    (1000, "thousand"),
    (10_000, "ten thousand"),
    (100_000, "hundred thousand"),
)


@family(
    "round-a-large-number",
    skill="round-large-numbers",
    title="Round a large number to any place",
    grade=4,
    levels=("four digits", "five digits", "six digits"),
    plants={
        "rounds-down-always": "The number is nearer to the next one. Round up.",
        "rounds-up-always": "The number is nearer to the one below. Round down.",
        "rounds-to-wrong-place": "You rounded to another place. Read again which one is asked for.",
    },
)
def round_a_large_number(chance: Chance, level: int) -> Draft:
    """Round a number of four to six digits."""
    whole = chance.between(10 ** (level + 2) * 2, 10 ** (level + 3) - 1)
    unit, word = _PLACES[chance.between(1, level + 1)]
    while whole % unit == 0:
        whole += 37
    low = whole // unit * unit
    high = low + unit
    right = low if whole - low < high - whole else high
    middle = low + unit // 2
    other = unit // 10
    wrong_place = (whole + other // 2) // other * other
    return number(
        f"Round {grouped(str(whole))} to the nearest {word}.",
        right,
        (
            f"Between which two {word}s does it lie?",
            f"It lies after {grouped(str(low))}; the middle to the next is {grouped(str(middle))}.",
        ),
        (
            f"{grouped(str(whole))} lies between {grouped(str(low))} and {grouped(str(high))}.",
            f"The middle is {grouped(str(middle))}, so it is rounded to {grouped(str(right))}.",
        ),
        {
            "rounds-down-always" if right == high else "rounds-up-always": low if right == high else high,
            "rounds-to-wrong-place": wrong_place,
        },
    )


@family(
    "decimal-at-a-point",
    skill="decimals-on-a-number-line",
    title="Read a decimal off a number line",
    grade=4,
    levels=("tenths from 0 to 1", "tenths past 1", "hundredths between two tenths"),
    plants={
        "whole-mark-count": "Count from the left end, but look where the line begins.",
        "marks-as-hundredths": "What is the distance between the two ends? Each space is a tenth of it.",
    },
    most={1: 8, 2: 40},
)
def decimal_at_a_point(chance: Chance, level: int) -> Draft:
    """Mark a point between two numbers that are cut into ten spaces."""
    place = chance.between(1, 9)
    while place == 5 and level == 1:
        place = chance.between(1, 9)
    low = 0 if level == 1 else chance.between(1, 9) if level == 2 else chance.between(1, 98)
    ends = (str(low), str(low + 1)) if level < 3 else (decimal(low, 1), decimal(low + 1, 1))
    labels = (ends[0], *[""] * 9, ends[1])
    answer = decimal(10 * low + place, 1 if level < 3 else 2)
    small = "a tenth" if level < 3 else "a hundredth"
    slips: dict[str, int | str] = {"whole-mark-count": decimal(place, 1 if level < 3 else 2)} if low else {}
    slips["marks-as-hundredths"] = decimal(100 * low + place, 2 if level < 3 else 3)
    return number(
        "Which decimal is at point A?",
        answer,
        (f"Into how many spaces is the line cut between {ends[0]} and {ends[1]}?", f"Each space is {small}."),
        (f"Ten spaces from {ends[0]} to {ends[1]}: each is {small}.", f"Point A is at {answer}."),
        slips,
        diagram=NumberLine(labels, points=((place, "A"),)),
    )


_DECIMAL_PLACES = (("tenths", 100), ("hundredths", 10), ("thousandths", 1))


@family(
    "places-to-thousandths",
    skill="thousandths",
    title="Read and write decimals to thousandths",
    grade=5,
    levels=("from a sum of places to a decimal", "from words to a decimal", "what a digit is worth"),
    plants={
        "digits-after-point": "An empty place gets a zero, so that the others stay where they belong.",
        "point-parts-two-numbers": "Thousandths have three digits after the point.",
        "one-place-off": "Count the places after the point: tenths, hundredths, thousandths.",
    },
)
def places_to_thousandths(chance: Chance, level: int) -> Draft:
    """Write a decimal with thousandths, or say what a digit of it is worth."""
    whole, thousandths = chance.between(0, 9), chance.between(1, 9)
    tenths, hundredths = chance.between(0, 9), chance.between(0, 9)
    units = 1000 * whole + 100 * tenths + 10 * hundredths + thousandths
    answer = decimal(units, 3)
    if level == 1:
        parts = [
            f"{digit} {name if digit > 1 else name[:-1]}"
            for digit, (name, _) in zip((tenths, hundredths, thousandths), _DECIMAL_PLACES, strict=True)
            if digit
        ]
        joined = ", ".join([f"{whole} whole" if whole == 1 else f"{whole} wholes", *parts])
        packed = f"{whole}." + "".join(str(each) for each in (tenths, hundredths, thousandths) if each)
        return number(
            f"Write as a decimal: {joined}.",
            answer,
            ("Which place comes first after the point?", "Write a zero in a place that is not named."),
            (
                f"The digits after the point are {tenths}, {hundredths} and {thousandths}.",
                f"The decimal is {answer}.",
            ),
            {} if packed == answer else {"digits-after-point": packed},
        )
    if level == 2:
        small = units - 1000 * whole
        while small < 10 or small % 10 == 0:
            small = chance.between(11, 999)
        answer = decimal(1000 * whole + small, 3)
        short = f"{whole}.{small}"
        return number(
            f"Write as a decimal: {whole} and {small} thousandths.",
            answer,
            (
                "How many digits come after the point?",
                "The last digit stands in the third place after the point.",
            ),
            (f"{small} thousandths are {decimal(small, 3)}.", f"The decimal is {answer}."),
            {"point-parts-two-numbers": short} if short != answer else {"one-place-off": f"{whole}.0{small}"},
        )
    place, (name, worth) = chance.pick(tuple(enumerate(_DECIMAL_PLACES)))
    digits = chance.sample(range(1, 10), 3)
    units = 1000 * whole + 100 * digits[0] + 10 * digits[1] + digits[2]
    digit = digits[place]
    right = decimal(digit * worth, 3)
    wrong = [decimal(digit * each, 3) for _, each in _DECIMAL_PLACES if each != worth]
    return choice(
        f"What is the digit {digit} in {decimal(units, 3)} worth?"
        if digit != whole
        else f"What is the digit {digit} after the point in {decimal(units, 3)} worth?",
        right,
        [Choice(each, "Count the places after the point.", "one-place-off") for each in wrong]
        + [Choice(str(digit), "It is worth that much only before the point.", "one-place-off")],
        ("In which place is it?", "The places after the point are tenths, hundredths, thousandths."),
        (f"The {digit} stands for {name}.", f"It is worth {right}."),
        why=f"Yes: {digit} {name if digit > 1 else name[:-1]}.",
    )
