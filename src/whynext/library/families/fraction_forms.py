"""Families for writing fractions in other ways: wholes, sums, simplest form, a common denominator."""

from __future__ import annotations

from math import gcd, lcm

from whynext.library.diagrams import Diagram, FractionStrip
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number, order
from whynext.library.families.words import ASK, BOX

NAMED = {
    "whole-as-one-part": "Counts a whole as one part and not as all the parts that it has.",
    "only-halving": "Thinks that a fraction can be made simpler only where both numbers are even.",
    "wrong-multiplier": "Multiplies a numerator by the number that belongs to the other fraction.",
}

_PART = {
    2: "halves",
    3: "thirds",
    4: "fourths",
    5: "fifths",
    6: "sixths",
    7: "sevenths",
    8: "eighths",
    9: "ninths",
    10: "tenths",
    12: "twelfths",
}


@family(
    "whole-as-fraction",
    skill="whole-numbers-as-fractions",
    title="Write whole numbers as fractions",
    grade=3,
    levels=("a whole number as parts", "parts as a whole number", "which fraction is a whole number"),
    plants={
        "keeps-numerator": "Each whole is cut into parts. Count the parts of all the wholes.",
        "adds-factors": "Each whole has so many parts. Take that many parts for each whole.",
        "subtracts-instead": "Find how many times the parts of one whole fit into all the parts.",
        "upside-down": "The bottom number tells how many parts make 1. Are there enough parts for a whole?",
    },
)
def whole_as_fraction(chance: Chance, level: int) -> Draft:
    """Change between wholes and parts."""
    if level == 3:
        return _is_whole(chance)
    bottom = chance.between(1 if level == 2 and chance.below(8) == 0 else 2, 10 if level == 1 else 9)
    whole = chance.between(2, 9)
    top = whole * bottom
    if level == 2:
        return number(
            f"{top}/{bottom} = {BOX}. Which whole number belongs in the box?",
            whole,
            (
                "How many parts make one whole? The bottom number tells it.",
                f"How many times does {bottom} go into {top}?",
            ),
            (f"{bottom}/{bottom} is 1 whole.", f"{top} ÷ {bottom} = {whole}, so {top}/{bottom} = {whole}."),
            {"subtracts-instead": top - bottom},
        )
    diagram = FractionStrip(tuple([(bottom, bottom, "")] * whole)) if whole < 4 else None
    return number(
        f"{whole} = {BOX}/{bottom}. {ASK}",
        top,
        (
            f"How many {_PART[bottom]} make 1 whole?",
            f"Each of the {whole} wholes has {bottom} parts.",
        ),
        (f"1 whole is {bottom}/{bottom}.", f"{whole} × {bottom} = {top}, so {whole} = {top}/{bottom}."),
        {"keeps-numerator": whole, "adds-factors": whole + bottom},
        diagram=diagram,
    )


def _is_whole(chance: Chance) -> Draft:
    bottom, whole = chance.between(2, 6), chance.between(2, 5)
    top = whole * bottom
    off = chance.between(1, bottom - 1)
    other = chance.between(2, 9)
    right = f"{top}/{bottom}" if chance.below(5) else f"{other}/1"
    near = f"{top + off}/{bottom}"
    less = f"{other}/{other + chance.between(1, 3)}"
    if right.endswith("/1"):
        why = f"{right} is {other} wholes, each in one part."
        turned = f"1/{other}"
    else:
        why = f"{top} ÷ {bottom} = {whole} with nothing left over."
        turned = f"{bottom}/{top}"
    between = (
        f"{top + off} parts make {whole} wholes, and {off} {'part is' if off == 1 else 'parts are'} left."
    )
    return choice(
        (
            "Which of these is equal to a whole number: "
            f"{', '.join(chance.shuffled((right, near, turned, less)))}?"
        ),
        right,
        (
            Choice(near, between),
            Choice(turned, "There are too few parts for a whole: this is less than 1.", "upside-down"),
            Choice(less, "There are too few parts for a whole: this is less than 1."),
        ),
        (
            "The bottom number tells how many parts make one whole.",
            "In which fraction can all the parts be made into wholes?",
        ),
        (why, f"So {right} is a whole number."),
        why=why,
    )


@family(
    "break-apart-a-fraction",
    skill="break-apart-fractions",
    title="Write a fraction as a sum",
    grade=4,
    levels=("two parts", "three parts", "a mixed number as a sum"),
    plants={
        "adds-instead": "The parts together make the fraction. How much is missing?",
        "stops-after-first-step": "Take both of the known parts away.",
        "adds-denominators": "The bottom number is the size of the parts. It stays the same in the sum.",
        "whole-as-one-part": "A whole is as many parts as the bottom number says, not one part.",
    },
)
def break_apart_a_fraction(chance: Chance, level: int) -> Draft:
    """Ask for a missing part of a sum, or for a sum."""
    if level == 3:
        return _sum_of_mixed(chance)
    bottom = chance.pick((5, 6, 7, 8, 9, 10, 12))
    total = chance.between(4, bottom if level == 1 else bottom + 4)
    first = chance.between(1, total - (1 if level == 1 else 3))
    second = chance.between(1, total - first - 1) if level == 2 else 0
    left = total - first - second
    known = f"{first}/{bottom} + {second}/{bottom}" if second else f"{first}/{bottom}"
    size = f"All parts are {_PART[bottom]}. Count only them."
    slips = {"adds-instead": total + first + second}
    if second:
        slips = {"stops-after-first-step": total - first, **slips}
    diagram: Diagram | None = None
    if level == 1 and total <= bottom:
        diagram = FractionStrip(((bottom, total, ""),))
    taken = f"{total} − {first} − {second} = {left}" if second else f"{total} − {first} = {left}"
    return number(
        f"{total}/{bottom} = {known} + {BOX}/{bottom}. {ASK}",
        left,
        (size, f"{total} {_PART[bottom]} in all. Take away the parts that you know."),
        (f"{total}/{bottom} is {total} parts of one size.", f"{taken}, so {left}/{bottom} is missing."),
        slips,
        diagram=diagram,
    )


def _sum_of_mixed(chance: Chance) -> Draft:
    bottom = chance.pick((4, 6, 8, 10, 12))
    top = chance.between(1, bottom - 1)
    total = bottom + top
    first = chance.between(2, total - 2)
    half, split = bottom // 2, chance.between(1, total - 1)
    off = chance.pick((-1, 1))
    shown = f"1 {top}/{bottom}"
    right = f"{first}/{bottom} + {total - first}/{bottom}"
    why = f"{first} + {total - first} = {total}, and {total}/{bottom} = {shown}."
    return choice(
        f"Which sum is equal to {shown}?",
        right,
        (
            Choice(
                f"1/{bottom} + {top}/{bottom}",
                f"The whole is {bottom}/{bottom}, not 1/{bottom}.",
                "whole-as-one-part",
            ),
            Choice(
                f"{split}/{half} + {total - split}/{half}",
                f"These parts are {_PART[half]}. Adding does not change their size.",
                "adds-denominators",
            ),
            Choice(
                f"{first}/{bottom} + {total - first + off}/{bottom}",
                f"This makes {total + off}/{bottom}. It should be {total}/{bottom}.",
            ),
        ),
        (f"How many {_PART[bottom]} is {shown}?", f"1 is {bottom}/{bottom}, so {shown} = {total}/{bottom}."),
        (f"{shown} = {bottom}/{bottom} + {top}/{bottom} = {total}/{bottom}.", why),
        why=why,
    )


_HALF_WORDS = ("less than 1/2", "equal to 1/2", "more than 1/2")


@family(
    "compare-to-a-half",
    skill="compare-with-one-half",
    title="Compare fractions with one half",
    grade=4,
    levels=("less, equal or more", "use one half to compare", "three fractions in order"),
    plants={
        "larger-numbers-larger": (
            "Larger numbers do not make a larger fraction. Is the top half of the bottom?"
        ),
        "gap-thinking": "How many parts are missing tells little. Is the top half of the bottom?",
    },
)
def compare_to_a_half(chance: Chance, level: int) -> Draft:
    """Compare one, two or three fractions with a half."""
    if level == 1:
        return _against_half(chance)
    low_bottom, high_bottom = chance.between(5, 14), chance.between(3, 14)
    low = chance.between(1, (low_bottom - 1) // 2)
    high = chance.between(high_bottom // 2 + 1, high_bottom - 1)
    if low_bottom == high_bottom:
        low_bottom += 1
    small, large = f"{low}/{low_bottom}", f"{high}/{high_bottom}"
    steps = (
        f"{small}: half of {low_bottom} is {_half(low_bottom)}, and {low} is less.",
        f"{large}: half of {high_bottom} is {_half(high_bottom)}, and {high} is more.",
    )
    hints = ("Is each fraction more or less than one half?", "Compare each top with half of its bottom.")
    if level == 3:
        part = chance.between(2, 7)
        middle = f"{part}/{2 * part}"
        found = ((low, low_bottom, small), (part, 2 * part, middle), (high, high_bottom, large))
        by_top = tuple([each[2] for each in sorted(found)])
        by_gap = tuple([each[2] for each in sorted(found, key=lambda each: (each[0] - each[1], each[1]))])
        shown = chance.shuffled((small, middle, large))
        return order(
            f"Put these fractions in order, smallest first: {', '.join(shown)}.",
            (small, middle, large),
            hints,
            (*steps, f"{middle} is exactly one half. So {small} < {middle} < {large}."),
            {"larger-numbers-larger": by_top, "gap-thinking": by_gap},
        )
    slip = ""
    if low > high and low_bottom > high_bottom:
        slip = "larger-numbers-larger"
    elif low_bottom - low < high_bottom - high:
        slip = "gap-thinking"
    even = "gap-thinking" if low_bottom - low == high_bottom - high else ""
    why = f"{small} is less than 1/2, and {large} is more than 1/2."
    first, second = chance.shuffled((small, large))
    return choice(
        f"Use one half to compare {first} and {second}. Which fraction is larger?",
        large,
        (Choice(small, why, slip), Choice("They are equal.", why, even)),
        hints,
        (*steps, f"So {large} is larger."),
        why=why,
    )


def _half(number: int) -> str:
    return str(number // 2) if number % 2 == 0 else f"{number // 2} 1/2"


def _against_half(chance: Chance) -> Draft:
    bottom = chance.between(3, 20)
    equal = bottom % 2 == 0 and chance.below(3) == 0
    top = bottom // 2 if equal else chance.between(max(1, bottom // 4), bottom - 1)
    way = (2 * top > bottom) - (2 * top < bottom)
    right = _HALF_WORDS[way + 1]
    why = f"Half of {bottom} is {_half(bottom)}, and {top} is {('less', 'just as much', 'more')[way + 1]}."
    slips = {_HALF_WORDS[2]: "larger-numbers-larger", _HALF_WORDS[0]: "gap-thinking"}
    if bottom - top < 2:
        del slips[_HALF_WORDS[0]]
    return choice(
        f"Is {top}/{bottom} less than, equal to or more than 1/2?",
        right,
        tuple([Choice(text, why, slips.get(text, "")) for text in _HALF_WORDS if text != right]),
        (
            "How many parts would be just one half?",
            f"Half of {bottom} is {_half(bottom)}. Compare {top} with it.",
        ),
        (f"One half of {bottom} parts is {_half(bottom)} parts.", f"{why} So {top}/{bottom} is {right}."),
        why=why,
    )


_SIMPLE = tuple(
    [(top, bottom) for bottom in range(2, 13) for top in range(1, bottom) if gcd(top, bottom) == 1]
)


@family(
    "simplest-form",
    skill="simplest-form",
    title="Write a fraction in simplest form",
    grade=4,
    levels=("divide once", "divide by a larger factor", "which one is in simplest form"),
    plants={
        "divides-top-only": "Divide the top and the bottom by the same number.",
        "additive-fractions": "Taking the same number away changes the fraction. Divide both instead.",
        "only-halving": "Both numbers can share another factor than 2, such as 3 or 5.",
    },
)
def simplest_form(chance: Chance, level: int) -> Draft:
    """Ask for lowest terms, or which fraction is in lowest terms."""
    if level == 3:
        return _which_is_simplest(chance)
    top, bottom = chance.pick(_SIMPLE)
    by = chance.pick((2, 3, 5) if level == 1 else (4, 6, 8, 9, 10, 12))
    large_top, large_bottom = top * by, bottom * by
    shown = f"{large_top}/{large_bottom}"
    slips = {"divides-top-only": f"{top}/{large_bottom}"}
    if large_top > by:
        slips["additive-fractions"] = f"{large_top - by}/{large_bottom - by}"
    return fraction(
        f"Write {shown} in simplest form.",
        f"{top}/{bottom}",
        (
            f"Which numbers divide both {large_top} and {large_bottom}?",
            f"Divide both by {by}{'' if level == 1 else ', at once or in steps'}.",
        ),
        (
            f"{large_top} ÷ {by} = {top} and {large_bottom} ÷ {by} = {bottom}.",
            f"{top} and {bottom} share no factor but 1, so {shown} = {top}/{bottom}.",
        ),
        slips,
        lowest_terms=True,
    )


_FINISHED = (*tuple([pair for pair in _SIMPLE if pair[1] > 4]), (8, 15), (9, 14), (9, 16), (10, 21), (14, 15))


def _which_is_simplest(chance: Chance) -> Draft:
    top, bottom = chance.pick(_FINISHED)
    odd = chance.pick(((3, 9), (9, 15), (5, 15), (15, 25), (7, 21), (3, 15), (9, 21), (15, 35), (21, 35)))
    even = chance.pick(((4, 10), (6, 8), (6, 14), (8, 20), (10, 12), (2, 16), (14, 20), (4, 18), (8, 12)))
    mix = chance.pick(((6, 9), (10, 15), (3, 12), (9, 12), (5, 20), (15, 18), (14, 21), (6, 21), (9, 24)))
    right = f"{top}/{bottom}"
    wrong = [
        Choice(
            f"{above}/{below}",
            f"{above} and {below} can both be divided by {gcd(above, below)}.",
            slip,
        )
        for (above, below), slip in ((odd, "only-halving"), (even, ""), (mix, "only-halving"))
    ]
    why = f"{top} and {bottom} cannot both be divided by the same number, except by 1."
    shown = chance.shuffled((right, *(each.text for each in wrong)))
    return choice(
        f"Only one of these fractions is in simplest form: {', '.join(shown)}. Which one?",
        right,
        wrong,
        ("Look for a number that divides both the top and the bottom.", "Try 2, then 3, then 5, then 7."),
        (
            f"{wrong[0].text}, {wrong[1].text} and {wrong[2].text} can be made simpler: divide both numbers.",
            why,
        ),
        why=why,
    )


_PAIRS = tuple(
    [
        (one, two)
        for one in range(2, 13)
        for two in range(2, 13)
        if one % two and two % one and lcm(one, two) <= 72
    ]
)
_NESTED = tuple([(one, one * times) for one in range(2, 9) for times in range(2, 7)])


@family(
    "common-denominator",
    skill="common-denominators",
    title="Give two fractions the same denominator",
    grade=4,
    levels=("one denominator fits both", "the smallest common denominator", "both fractions rewritten"),
    plants={
        "keeps-numerator": "When the bottom is multiplied, the top must be multiplied by the same number.",
        "additive-fractions": "Adding the same number to top and bottom changes the fraction. Multiply both.",
        "any-common": "That number fits both denominators, but there is a smaller one.",
        "adds-denominators": "Do not add the denominators. Look for a number that is a multiple of both.",
        "factor-for-multiple": "You found a common factor. A common denominator is a common multiple.",
        "wrong-multiplier": "Multiply each top by the number that its own bottom was multiplied by.",
    },
)
def common_denominator(chance: Chance, level: int) -> Draft:
    """Ask for a common denominator, or for fractions that have it."""
    bottoms = chance.pick(_NESTED if level == 1 else _PAIRS)
    tops = tuple([unreduced_top(chance, bottom) for bottom in bottoms])
    both = lcm(*bottoms)
    first, second = (f"{top}/{bottom}" for top, bottom in zip(tops, bottoms, strict=True))
    if level == 3:
        return _rewritten(first, second, tops, bottoms, both)
    if level == 2:
        small, large = sorted(bottoms)
        listing = ", ".join(str(large * times) for times in range(1, both // large + 1))
        return number(
            f"What is the smallest common denominator of {first} and {second}?",
            both,
            (
                "You need a number that is a multiple of both denominators.",
                f"List the multiples of {large}. Which is the first that {small} divides?",
            ),
            (f"Multiples of {large}: {listing}.", f"The first that {small} divides is {both}."),
            {
                "any-common": bottoms[0] * bottoms[1],
                "adds-denominators": sum(bottoms),
                "factor-for-multiple": gcd(*bottoms),
            },
        )
    times = bottoms[1] // bottoms[0]
    return number(
        f"{first} and {second} are to have the same denominator: {first} = {BOX}/{bottoms[1]}. {ASK}",
        tops[0] * times,
        (
            f"By which number is {bottoms[0]} multiplied to give {bottoms[1]}?",
            f"{bottoms[0]} × {times} = {bottoms[1]}. Do the same to the top.",
        ),
        (
            f"{bottoms[0]} × {times} = {bottoms[1]}.",
            f"{tops[0]} × {times} = {tops[0] * times}, so {first} = {tops[0] * times}/{bottoms[1]}.",
        ),
        {"additive-fractions": tops[0] + bottoms[1] - bottoms[0], "keeps-numerator": tops[0]},
    )


def unreduced_top(chance: Chance, bottom: int) -> int:
    """Return a numerator that shares no factor with the denominator."""
    while gcd(top := chance.between(1, bottom - 1), bottom) > 1:
        pass
    return top


def _rewritten(first: str, second: str, tops: tuple[int, ...], bottoms: tuple[int, ...], both: int) -> Draft:
    times = (both // bottoms[0], both // bottoms[1])

    def pair(one: int, two: int) -> str:
        return f"{one}/{both} and {two}/{both}"

    right = pair(tops[0] * times[0], tops[1] * times[1])
    why = f"{first} = {tops[0] * times[0]}/{both} and {second} = {tops[1] * times[1]}/{both}."
    return choice(
        f"Which two fractions are equal to {first} and {second}, in this order?",
        right,
        (
            Choice(
                pair(*tops),
                "The parts got smaller, so more of them are needed. Multiply the tops too.",
                "keeps-numerator",
            ),
            Choice(
                pair(tops[0] + both - bottoms[0], tops[1] + both - bottoms[1]),
                "Adding to top and bottom changes the fraction. Multiply both.",
                "additive-fractions",
            ),
            Choice(
                pair(tops[0] * times[1], tops[1] * times[0]),
                f"{first} needs × {times[0]}, and {second} needs × {times[1]}.",
                "wrong-multiplier",
            ),
        ),
        (
            f"By which number was each bottom multiplied to give {both}?",
            (
                f"{bottoms[0]} × {times[0]} = {both} and {bottoms[1]} × {times[1]} = {both}. Do "
                "so with the tops."
            ),
        ),
        (
            f"{bottoms[0]} × {times[0]} = {both} and {bottoms[1]} × {times[1]} = {both}.",
            (
                f"{tops[0]} × {times[0]} = {tops[0] * times[0]} and {tops[1]} × {times[1]} = "
                f"{tops[1] * times[1]}. {why}"
            ),
        ),
        why=why,
    )
