"""Families for reading scales: weight and liquid, and inches with halves and quarters."""

from __future__ import annotations

from whynext.library.diagrams import NumberLine, Ruler, marks, parted
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.words import NAMES, count

NAMED = {
    "scale-mark-as-one": "Counts each small mark of a scale as one, whatever it stands for.",
    "marks-as-tenths": "Reads each small mark between whole numbers as a tenth.",
    "whole-unit-only": "Reads the last whole number and leaves the part after it out.",
}

_GRAMS, _KILOGRAMS, _LITERS = "grams", "kilograms", "liters"
_UNITS = (_GRAMS, _KILOGRAMS, _LITERS)
_WEIGHED = (
    ("how heavy a pencil is", 0),
    ("how heavy an egg is", 0),
    ("how heavy a slice of bread is", 0),
    ("how heavy a letter is", 0),
    ("how heavy a strawberry is", 0),
    ("how heavy a key is", 0),
    ("how heavy a large pumpkin is", 1),
    ("how heavy a bicycle is", 1),
    ("how heavy a dog is", 1),
    ("how heavy a full suitcase is", 1),
    ("how heavy a chair is", 1),
    ("how heavy a big bag of rice is", 1),
    ("how much water a bathtub holds", 2),
    ("how much water a bucket holds", 2),
    ("how much soup a large pot holds", 2),
    ("how much water a fish tank holds", 2),
)
_KNOWN = (
    "Light things are weighed in grams. A paper clip weighs about 1 gram.",
    "Heavy things are weighed in kilograms. A large bottle of water weighs about 1 kilogram.",
    "Liquids are measured in liters. A large bottle holds about 1 liter.",
)


@family(
    "weight-and-liquid",
    skill="mass-and-liquid-volume",
    title="Choose units, read scales and solve problems about weight and liquid",
    grade=3,
    levels=("which unit fits", "read a scale", "a story with one step"),
    plants={
        "unit-size-unknown": (
            "Think of something that weighs 1 gram, and of something that weighs 1 kilogram."
        ),
        "other-attribute": "Liters tell how much a thing holds. Grams and kilograms tell how heavy it is.",
        "scale-mark-as-one": "Find out how much each small mark stands for.",
        "adds-the-numbers": "There are several of the same amount. Multiply.",
        "subtracts-instead": "Something is shared equally. Divide.",
        "adds-instead": "The two amounts are compared, or one is taken away. Subtract.",
        "takes-away": "The amounts come together. Add.",
    },
)
def weight_and_liquid(chance: Chance, level: int) -> Draft:
    """Ask for a unit, a reading or an amount."""
    if level == 2:
        return _on_a_scale(chance)
    if level == 3:
        return _in_a_story(chance)
    name = chance.pick(NAMES)
    what, at = chance.pick(_WEIGHED)
    right, why = _UNITS[at], _KNOWN[at]
    wrong = []
    for place, text in enumerate(_UNITS):
        if place != at:
            mixed_up = 2 in (place, at)
            wrong.append(Choice(text, why, "other-attribute" if mixed_up else "unit-size-unknown"))
    if at == 2:
        why = f"{why} So {right} fit."
    return choice(
        f"{name} wants to know {what}. Which unit fits best?",
        right,
        wrong,
        ("Is it about how heavy a thing is, or about how much it holds?", _KNOWN[at]),
        (_KNOWN[at], f"To find out {what}, {right} fit best."),
        why=why,
    )


_SCALES = ((5, 2), (5, 4), (10, 5), (20, 5), (25, 4), (50, 2), (100, 5), (2, 5))
_READINGS = (
    ("A kitchen scale shows grams. Its pointer is at A. How many grams is that?", "g | grams | gram"),
    (
        "A jug has marks for milliliters. The water reaches A. How many milliliters are in the jug?",
        "mL | milliliters | milliliter",
    ),
    (
        "A scale at the market shows kilograms. Its pointer is at A. How many kilograms is that?",
        "kg | kilograms | kilogram",
    ),
    (
        "A rain barrel has marks for liters. The water reaches A. How many liters are in it?",
        "L | liters | liter",
    ),
)


def _on_a_scale(chance: Chance) -> Draft:
    step, every = chance.pick(_SCALES)
    question, unit = chance.pick(_READINGS[:2] if step > 5 else _READINGS)
    labeled = step * every
    spaces = 20 if every != 4 else 16
    place = chance.between(1, spaces - 1)
    place += place % every == 0
    below, small = divmod(place, every)
    value = place * step
    return number(
        question,
        value,
        (
            f"From one number to the next it is {labeled}. Into how many parts is that cut?",
            (
                f"There are {every} parts from {labeled * below} to {labeled * (below + 1)}. How "
                "much is each part?"
            ),
        ),
        (
            f"{labeled} ÷ {every} = {step}, so each small part stands for {step}.",
            f"Count on from {labeled * below}: {small} × {step} = {small * step}, which makes {value}."
            if below
            else f"{small} × {step} = {value}.",
        ),
        {"scale-mark-as-one": labeled * below + small},
        unit=unit,
        diagram=NumberLine(marks(0, spaces * step, step=step, every=every), points=((place, "A"),)),
    )


_MANY_TIMES = (
    (
        "{n} bags of rice weigh {a} kilograms each. How many kilograms is that in all?",
        "kg | kilograms | kilogram",
    ),
    (
        "{name} fills {n} jugs with {a} liters of water each. How many liters is that in all?",
        "L | liters | liter",
    ),
    ("A marble weighs {a} grams. How many grams do {n} of these marbles weigh?", "g | grams | gram"),
)
_SHARED = (
    (
        "{t} liters of juice are poured equally into {n} cans. How many liters are in each can?",
        "L | liters | liter",
    ),
    (
        "{name} packs {t} kilograms of apples equally into {n} boxes. How many kilograms are in each box?",
        "kg | kilograms | kilogram",
    ),
    ("{n} equal marbles weigh {t} grams in all. How many grams does each marble weigh?", "g | grams | gram"),
)
_LESS = (
    (
        (
            "A pan with soup weighs {t} grams. The empty pan weighs {a} grams. How many grams "
            "does the soup weigh?"
        ),
        "g | grams | gram",
        (310, 480),
        (620, 980),
    ),
    (
        "A tank has {t} liters of water. {name} takes {a} liters for the garden. How many liters are left?",
        "L | liters | liter",
        (40, 180),
        (200, 480),
    ),
    (
        (
            "One dog weighs {t} kilograms, another weighs {a} kilograms. How many kilograms "
            "heavier is the first?"
        ),
        "kg | kilograms | kilogram",
        (6, 19),
        (20, 38),
    ),
)
_MORE = (
    (
        "A bowl weighs {a} grams. {name} puts {t} grams of plums into it. How many grams is that in all?",
        "g | grams | gram",
        (210, 380),
        (390, 580),
    ),
    (
        "A pool has {a} liters of water. {name} pours in {t} liters more. How many liters are in it now?",
        "L | liters | liter",
        (120, 380),
        (390, 580),
    ),
)


def _in_a_story(chance: Chance) -> Draft:
    name, kind = chance.pick(NAMES), chance.below(4)
    if kind > 1:
        return _two_amounts(chance, name, kind == 2)
    told, unit = chance.pick((_MANY_TIMES, _SHARED)[kind])
    times, amount = chance.between(2, 9), chance.between(3, 12)
    amount += amount == times
    total = times * amount
    if kind == 0:
        answer, shown, slips = total, f"{times} × {amount} = {total}", {"adds-the-numbers": times + amount}
        steps = (f"There are {times} equal amounts of {amount}.", "Equal amounts are multiplied")
    else:
        answer, shown, slips = amount, f"{total} ÷ {times} = {amount}", {"subtracts-instead": total - times}
        steps = (f"{total} is shared into {times} equal amounts.", "Equal shares are found by dividing")
    return number(
        told.format(name=name, n=times, a=amount, t=total),
        answer,
        (_WHICH, steps[0]),
        (steps[0], f"{steps[1]}: {shown}."),
        slips,
        unit=unit,
    )


_WHICH = "Is it about equal amounts, or about two different amounts?"


def _two_amounts(chance: Chance, name: str, apart: bool) -> Draft:
    told, unit, small, large = chance.pick(_LESS if apart else _MORE)
    less, more = chance.between(*small), chance.between(*large)
    if apart:
        answer, shown, slips = more - less, f"{more} − {less} = {more - less}", {"adds-instead": more + less}
        steps = (f"The difference of {more} and {less} is asked for.", "A difference is found by subtracting")
    else:
        answer, shown, slips = more + less, f"{less} + {more} = {more + less}", {"takes-away": more - less}
        steps = (f"{less} and {more} come together.", "What comes together is added")
    return number(
        told.format(name=name, a=less, t=more),
        answer,
        (_WHICH, steps[0]),
        (steps[0], f"{steps[1]}: {shown}."),
        slips,
        unit=unit,
    )


_THINGS = (
    "ribbon",
    "pencil",
    "leaf",
    "crayon",
    "feather",
    "straw",
    "brush",
    "stick",
    "key",
    "spoon",
    "string",
    "comb",
)
_INCHES = "in | inches | inch"


@family(
    "quarter-inches",
    skill="measure-to-quarter-inch",
    title="Read lengths to a half or a quarter of an inch",
    grade=3,
    levels=("to the half inch", "to the quarter inch", "not starting at zero"),
    plants={
        "marks-as-tenths": "Count into how many parts each inch is cut. It is not ten.",
        "whole-unit-only": "It ends after that number. Which part of the next inch belongs to it?",
        "reads-end-mark": "Look where it starts. The length is from start to end.",
    },
)
def quarter_inches(chance: Chance, level: int) -> Draft:
    """Show a ruler in inches with a thing along it."""
    thing = chance.pick(_THINGS)
    parts = 2 if level == 1 else 4
    start = chance.between(1, 3) if level == 3 else 0
    whole = chance.between(1, 5 - start if level == 3 else 5)
    part = chance.between(1, parts - 1)
    size = f"{part}/{parts}" if (part, parts) != (2, 4) else "1/2"
    answer = f"{whole} {size}"
    slips = {"marks-as-tenths": f"{whole} {part}/10", "whole-unit-only": str(whole)}
    if level == 3:
        slips = {"reads-end-mark": f"{start + whole} {size}", **slips}
    end = (start + whole) * parts + part
    cut = "two equal parts, called halves" if parts == 2 else "four equal parts, called quarters"
    two = " Two quarters make one half." if (part, parts) == (2, 4) else ""
    small = f"{part} small {'part' if part == 1 else 'parts'}"
    last = f"It ends {small} after the {whole}"
    if level == 3:
        last = f"From {start} to {start + whole} is {count(whole, ('inch', 'inches'))}, and {small} more"
    return fraction(
        f"How many inches long is the {thing}?",
        answer,
        (
            "Where does it start and end? Into how many parts is each inch cut?",
            f"Each inch is cut into {cut}. Count whole inches first, and then parts.",
        ),
        (
            f"Each inch is cut into {cut}.{two}",
            f"{last}, so it is {answer} inches long.",
        ),
        slips,
        unit=_INCHES,
        diagram=Ruler(parted(0, 6, parts), "inches", ((start * parts, end, thing),)),
    )
