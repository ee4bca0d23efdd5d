"""Families for adding and subtracting mixed numbers, tenths with hundredths, and fractions in stories."""

from __future__ import annotations

from math import lcm

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.fraction_forms import unreduced_top
from whynext.library.families.words import ASK, BOX, NAMES, lowest, mixed

NAMED = {
    "new-whole-lost": "Makes a whole out of parts and does not add it to the wholes.",
    "opened-whole-kept": "Opens a whole into parts and leaves the number of wholes as it was.",
}


@family(
    "add-subtract-mixed",
    skill="add-subtract-mixed-numbers",
    title="Add and subtract mixed numbers with the same denominator",
    grade=4,
    levels=("wholes and parts as they are", "adding makes a whole", "subtracting opens a whole"),
    plants={
        "adds-denominators": "The bottom number is the size of the parts. It stays the same.",
        "new-whole-lost": "The parts made a new whole. Add it to the other wholes.",
        "smaller-from-larger": "You took the smaller part from the larger. Open a whole instead.",
        "opened-whole-kept": "You opened a whole, so there is one whole less.",
    },
)
def add_subtract_mixed(chance: Chance, level: int) -> Draft:
    """Add or subtract two mixed numbers."""
    bottom = chance.pick((3, 4, 5, 6, 7, 8, 9, 10, 12))
    if level == 1:
        return _parts_as_they_are(chance, bottom)
    if level == 3:
        return _opened(chance, bottom)
    one, two = chance.between(1, 6), chance.between(1, 6)
    top = chance.between(1, bottom - 1)
    other = chance.between(bottom - top, bottom - 1)
    parts = top + other
    wholes = one + two
    left = parts - bottom
    answer = f"{wholes + 1} {left}/{bottom}" if left else str(wholes + 1)
    slips = {"adds-denominators": f"{wholes} {parts}/{2 * bottom}"}
    if left:
        slips = {"new-whole-lost": f"{wholes} {left}/{bottom}", **slips}
    return fraction(
        f"What is {one} {top}/{bottom} + {two} {other}/{bottom}?",
        answer,
        (
            "Add the wholes and the parts. Do the parts make another whole?",
            f"The parts are {top} + {other} = {parts}, and {bottom} of them make a whole.",
        ),
        (
            f"Wholes: {one} + {two} = {wholes}. Parts: {top} + {other} = {parts}.",
            (
                f"{parts}/{bottom} = {mixed(parts, bottom)}, so the sum is {wholes} + "
                f"{mixed(parts, bottom)} = {answer}."
            ),
        ),
        slips,
    )


def _parts_as_they_are(chance: Chance, bottom: int) -> Draft:
    one, two = chance.between(1, 6), chance.between(1, 6)
    top = chance.between(1, bottom - 2)
    other = chance.between(1, bottom - 1 - top)
    sign = "+" if chance.below(2) else "−"
    if sign == "−":
        one, top = one + two, top + other
    wholes, parts = (one + two, top + other) if sign == "+" else (one - two, top - other)
    answer = f"{wholes} {parts}/{bottom}"
    slips = {"adds-denominators": f"{wholes} {parts}/{2 * bottom}"} if sign == "+" else {}
    return fraction(
        f"What is {one} {top}/{bottom} {sign} {two} {other}/{bottom}?",
        answer,
        (
            f"{'Add' if sign == '+' else 'Subtract'} the wholes, and then the parts.",
            f"Wholes: {one} {sign} {two}. Parts: {top} {sign} {other} of size 1/{bottom}.",
        ),
        (
            f"Wholes: {one} {sign} {two} = {wholes}.",
            f"Parts: {top} {sign} {other} = {parts}, so the answer is {answer}.",
        ),
        slips,
    )


def _opened(chance: Chance, bottom: int) -> Draft:
    two = chance.between(1, 5)
    one = two + chance.between(1, 4)
    top = chance.between(0, bottom - 2)
    other = chance.between(top + 1, bottom - 1)
    parts, wholes = bottom + top - other, one - 1 - two
    first = f"{one} {top}/{bottom}" if top else str(one)
    opened = f"{one - 1} {bottom + top}/{bottom}"
    answer = f"{wholes} {parts}/{bottom}" if wholes else f"{parts}/{bottom}"
    return fraction(
        f"What is {first} − {two} {other}/{bottom}?",
        answer,
        (
            "Are there enough parts to take away? If not, open one whole.",
            f"{first} is the same as {opened}.",
        ),
        (
            f"Open a whole: {first} = {opened}.",
            (
                f"{one - 1} − {two} = {wholes} and {bottom + top} − {other} = {parts}, so the "
                f"answer is {answer}."
            ),
        ),
        {
            "smaller-from-larger": f"{one - two} {other - top}/{bottom}",
            "opened-whole-kept": f"{one - two} {parts}/{bottom}",
        },
    )


@family(
    "tenths-and-hundredths-sum",
    skill="add-tenths-and-hundredths",
    title="Add tenths and hundredths",
    grade=4,
    levels=("change one into the other", "add tenths and hundredths", "find the missing part"),
    plants={
        "keeps-numerator": "A tenth is ten hundredths, so the top changes too.",
        "additive-fractions": "Multiply top and bottom by 10. Adding the same number changes the fraction.",
        "adds-denominators": "Change the tenths into hundredths first. Then count hundredths.",
        "tops-added-only": "Tenths and hundredths are parts of different sizes. Change the tenths first.",
    },
)
def tenths_and_hundredths_sum(chance: Chance, level: int) -> Draft:
    """Change, add or complete tenths and hundredths."""
    tenths = chance.between(1, 29 if level == 1 else 9)
    if level == 1:
        return _changed(tenths, chance.below(2) == 1)
    hundreds = 10 * tenths
    other = chance.between(1, 99)
    other += other % 10 == 0
    total = hundreds + other
    change = f"{tenths}/10 = {hundreds}/100"
    if level == 3:
        return number(
            f"{tenths}/10 + {BOX}/100 = {total}/100. {ASK}",
            other,
            ("How many hundredths are the tenths?", f"{change}. What must be added to get {total}?"),
            (f"{change}.", f"{total} − {hundreds} = {other}, so {other}/100 is missing."),
            {"tops-added-only": total - tenths},
        )
    terms = [f"{tenths}/10", f"{other}/100"]
    if chance.below(2):
        terms.reverse()
    return fraction(
        f"What is {terms[0]} + {terms[1]}?",
        f"{total}/100",
        (
            "The parts have different sizes. Can tenths be cut into hundredths?",
            f"{change}. Now add hundredths.",
        ),
        (f"{change}.", f"{hundreds} + {other} = {total}, so the sum is {total}/100."),
        {"tops-added-only": f"{tenths + other}/100", "adds-denominators": f"{tenths + other}/110"},
    )


def _changed(tenths: int, back: bool) -> Draft:
    hundreds = 10 * tenths
    if back:
        return number(
            f"{BOX}/10 = {hundreds}/100. {ASK}",
            tenths,
            (
                "How many hundredths make one tenth?",
                f"10 hundredths are 1 tenth. How many tenths are {hundreds}?",
            ),
            ("10 hundredths make 1 tenth.", f"{hundreds} ÷ 10 = {tenths}, so {hundreds}/100 = {tenths}/10."),
            {"keeps-numerator": hundreds},
        )
    return number(
        f"{tenths}/10 = {BOX}/100. {ASK}",
        hundreds,
        ("Cut each tenth into ten smaller parts.", "Each tenth becomes 10 hundredths. Count by tens."),
        ("1 tenth is 10 hundredths.", f"{tenths} × 10 = {hundreds}, so {tenths}/10 = {hundreds}/100."),
        {"keeps-numerator": tenths, "additive-fractions": tenths + 90},
    )


_TOGETHER = (
    (
        "{name} walks {a} of a mile to the park and {b} of a mile to the market.",
        "mile | miles",
        "How many miles does {name} walk in all?",
    ),
    (
        "A soup takes {a} of a cup of lentils and {b} of a cup of rice.",
        "cup | cups",
        "How many cups is that in all?",
    ),
    (
        "{name} reads for {a} of an hour before dinner and {b} of an hour after it.",
        "hour | hours",
        "How many hours does {name} read in all?",
    ),
    (
        "{name} sews {a} of a yard of red cloth to {b} of a yard of blue cloth.",
        "yard | yards",
        "How many yards long are they together?",
    ),
    (
        "One path is {a} of a kilometer long. The next is {b} of a kilometer long.",
        "km | kilometer | kilometers",
        "How many kilometers long are they together?",
    ),
    (
        "A jug has {a} of a liter of juice. {name} pours in {b} of a liter of water.",
        "L | liter | liters",
        "How many liters are in the jug now?",
    ),
)
_APART = (
    (
        "{name} has {a} of a yard of ribbon and uses {b} of a yard.",
        "yard | yards",
        "How many yards are left?",
    ),
    (
        "A bottle holds {a} of a liter of oil. {name} pours out {b} of a liter.",
        "L | liter | liters",
        "How many liters are left?",
    ),
    (
        "The trail to the lake is {a} of a mile long. {name} has walked {b} of a mile.",
        "mile | miles",
        "How many miles are left?",
    ),
    (
        "{name} needs {a} of a cup of flour and has {b} of a cup.",
        "cup | cups",
        "How many cups are missing?",
    ),
    (
        "A plant was {b} of a foot tall. Now it is {a} of a foot tall.",
        "foot | feet",
        "How many feet has it grown?",
    ),
    (
        "One rope is {a} of a meter long. Another is {b} of a meter long.",
        "m | meter | meters",
        "How many meters longer is the first one?",
    ),
)
_NESTED = ((2, 4), (2, 6), (2, 8), (3, 6), (3, 9), (3, 12), (4, 8), (4, 12), (5, 10), (2, 10), (6, 12))
_MIXED = ((2, 3), (3, 4), (2, 5), (3, 5), (4, 6), (4, 5), (6, 8), (5, 6), (6, 9), (4, 10), (3, 8))


@family(
    "fraction-story",
    skill="fraction-stories",
    title="Solve stories with adding and subtracting fractions",
    grade=5,
    levels=("how much in all", "how much is left", "judge the total before working it out"),
    plants={
        "adds-denominators": "Make parts of one size first. The bottoms are not added or subtracted.",
        "tops-added-only": "When the bottom is multiplied, the top must be multiplied too.",
        "adds-instead": "Read the story again. Is something put together, or taken away?",
    },
)
def fraction_story(chance: Chance, level: int) -> Draft:
    """Tell a story of two fractions of the same measure."""
    while True:
        bottoms = chance.pick(_NESTED if level == 1 and chance.below(2) else _MIXED)
        if chance.below(2):
            bottoms = bottoms[::-1]
        tops = (unreduced_top(chance, bottoms[0]), unreduced_top(chance, bottoms[1]))
        both = lcm(*bottoms)
        parts = (tops[0] * both // bottoms[0], tops[1] * both // bottoms[1])
        total = parts[0] + parts[1]
        if parts[0] != parts[1] and (level < 3 or total not in (both, both // 2)):
            break
    if level == 2 and parts[0] < parts[1]:
        tops, bottoms, parts = tops[::-1], bottoms[::-1], parts[::-1]
    told, unit, asks = chance.pick(_APART if level == 2 else _TOGETHER)
    name = chance.pick(NAMES)
    names = (f"{tops[0]}/{bottoms[0]}", f"{tops[1]}/{bottoms[1]}")
    story = told.format(name=name, a=names[0], b=names[1])
    if level == 3:
        return _judged(story, tops, bottoms, parts, both)
    return _told(f"{story} {asks.format(name=name)}", level == 2, tops, bottoms, parts, unit)


Two = tuple[int, int]


def _told(question: str, apart: bool, tops: Two, bottoms: Two, parts: Two, unit: str) -> Draft:
    both = lcm(*bottoms)
    sign, total = ("−", parts[0] - parts[1]) if apart else ("+", parts[0] + parts[1])
    lower = lowest(total, both)
    same = "" if lower == f"{total}/{both}" else f" = {lower}"
    slips = {
        "adds-denominators": f"{tops[0] + tops[1]}/{bottoms[0] + bottoms[1]}",
        "tops-added-only": f"{tops[0] + tops[1]}/{both}",
    }
    if apart:
        slips = {"adds-instead": f"{parts[0] + parts[1]}/{both}"}
        less, fewer = tops[0] - tops[1], bottoms[0] - bottoms[1]
        if less * fewer > 0:
            slips["adds-denominators"] = f"{abs(less)}/{abs(fewer)}"
        if less > 0:
            slips["tops-added-only"] = f"{less}/{both}"
    return fraction(
        question,
        lower,
        (
            "Is something put together, or is one part taken from the other? Then find parts of one size.",
            f"Change both fractions to parts of size 1/{both}.",
        ),
        (
            f"{_changes(tops, bottoms, parts, both)}.",
            f"{parts[0]}/{both} {sign} {parts[1]}/{both} = {total}/{both}{same}.",
        ),
        slips,
        unit=unit,
    )


def _changes(tops: Two, bottoms: Two, parts: Two, both: int) -> str:
    """Return how fractions are changed to a common denominator, without those that have it."""
    return " and ".join(
        [f"{tops[at]}/{bottoms[at]} = {parts[at]}/{both}" for at in (0, 1) if bottoms[at] != both]
    )


_RANGES = ("less than 1/2", "between 1/2 and 1", "more than 1")


def _range(top: int, bottom: int) -> int:
    return (2 * top >= bottom) + (top >= bottom)


def _side(top: int, bottom: int) -> str:
    """Return how a fraction stands to one half, in words."""
    if 2 * top == bottom:
        return "exactly one half"
    return "more than one half" if 2 * top > bottom else "less than one half"


def _judged(story: str, tops: Two, bottoms: Two, parts: Two, both: int) -> Draft:
    total = sum(parts)
    names = (f"{tops[0]}/{bottoms[0]}", f"{tops[1]}/{bottoms[1]}")
    right = _RANGES[_range(total, both)]
    slip = _RANGES[_range(tops[0] + tops[1], bottoms[0] + bottoms[1])]
    why = (
        f"{_changes(tops, bottoms, parts, both)}, and {parts[0]}/{both} + {parts[1]}/{both} = {total}/{both}."
    )
    return choice(
        f"{story} How much is that in all? Judge without adding up.",
        right,
        tuple(
            [
                Choice(text, why, "adds-denominators" if text == slip else "")
                for text in _RANGES
                if text != right
            ]
        ),
        (
            "Is each of the two amounts more or less than one half?",
            f"{names[0]} is {_side(tops[0], bottoms[0])}, and {names[1]} is {_side(tops[1], bottoms[1])}.",
        ),
        (
            f"{names[0]} is {_side(tops[0], bottoms[0])}, and {names[1]} is {_side(tops[1], bottoms[1])}.",
            f"To be sure: {why} That is {right}.",
        ),
        why=why,
    )
