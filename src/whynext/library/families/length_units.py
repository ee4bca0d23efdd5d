"""Families for units of length: long and short ones, estimates, and parts of an inch."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, Noun, a_or_an

NAMED = {
    "longer-unit-more": "Thinks that a longer unit gives a larger number.",
    "unit-size-unknown": "Gives a number without a thought for how long its unit is.",
}

_PAIRS_OF_UNITS: tuple[tuple[Noun, Noun], ...] = (
    (("foot", "feet"), ("inch", "inches")),
    (("meter", "meters"), ("centimeter", "centimeters")),
    (("pencil", "pencils"), ("clip", "clips")),
    (("book", "books"), ("card", "cards")),
    (("long stick", "long sticks"), ("short stick", "short sticks")),
    (("hand", "hands"), ("thumb", "thumbs")),
    (("yard", "yards"), ("foot", "feet")),
    (("spoon", "spoons"), ("button", "buttons")),
)
_WALKED = ("wall", "garden path", "hall", "yard", "room", "bridge", "stage", "sidewalk")
_PLACES = ("table", "shelf", "wall", "bench", "rug", "mat", "bed", "garden path")


@family(
    "two-units-one-length",
    skill="smaller-unit-more-of-them",
    title="Compare measuring with a long and with a short unit",
    grade=2,
    levels=("which unit is needed more often", "which unit is longer", "from one unit to the other"),
    plants={
        "longer-unit-more": "A long unit reaches far, so fewer of them are needed.",
        "adds-the-numbers": "Each long unit is worth that many short ones. Count them for each long one.",
        "converts-the-wrong-way": "Short units are needed more often than long ones, not less often.",
    },
)
def two_units_one_length(chance: Chance, level: int) -> Draft:
    """Measure one length in two units."""
    (one_long, longs), (one_short, shorts) = chance.pick(_PAIRS_OF_UNITS)
    place, name = chance.pick(_PLACES), chance.pick(NAMES)
    if level == 2:
        return _which_unit(chance, chance.pick(_WALKED))
    if level == 3:
        color, other = chance.sample(("red", "blue", "green", "white"), 2)
        times, units = chance.between(2, 5), chance.between(2, 9)
        return number(
            f"A {place} is {units} {color} sticks long. 1 {color} stick is as long as {times} "
            f"{other} sticks. "
            f"How many {other} sticks long is the {place}?",
            units * times,
            (
                f"Will you need more {other} sticks than {color} ones, or fewer?",
                f"Lay {times} {other} sticks for each {color} one, and do it {units} times.",
            ),
            (
                f"Each {color} stick is as long as {times} {other} sticks.",
                f"{units} × {times} = {units * times}, so it is {units * times} {other} sticks long.",
            ),
            {
                "adds-the-numbers": units + times,
                **({"converts-the-wrong-way": units // times} if units % times == 0 else {}),
            },
        )
    word = chance.pick(("more", "fewer"))
    right, wrong = (shorts, longs) if word == "more" else (longs, shorts)
    a_long, a_short = a_or_an(one_long), a_or_an(one_short)
    why = f"{a_short.capitalize()} is shorter than {a_long}, so it takes more of them to reach as far."
    return choice(
        f"{name} measures a {place} in {longs} and then in {shorts}. {a_long.capitalize()} is longer "
        f"than {a_short}. Of which unit does it take {word}?",
        right,
        (Choice(wrong, why, "longer-unit-more"), Choice("the same number of both", why)),
        ("Which unit reaches farther?", f"{a_short.capitalize()} does not reach as far as {a_long}."),
        (why, f"So {word} {right} are needed."),
        why=why,
    )


def _which_unit(chance: Chance, place: str) -> Draft:
    first, second = chance.sample(NAMES, 2)
    few = chance.between(8, 30)
    many = few + chance.between(2, few // 2)
    one, two = (few, many) if chance.below(2) else (many, few)
    word = chance.pick(("longer", "shorter"))
    long, short = (first, second) if one < two else (second, first)
    right, wrong = (long, short) if word == "longer" else (short, long)
    why = f"{long} needed fewer steps, so each of them reached farther."
    return choice(
        f"{first} and {second} measure the same {place} with their steps. {first} takes {one} steps. "
        f"{second} takes {two} steps. Who takes {word} steps?",
        right,
        (Choice(wrong, why, "longer-unit-more"), Choice("Their steps are the same length.", why)),
        (f"The {place} is the same. Who needs fewer steps?", "Think of taking giant steps and tiny steps."),
        (f"{few} steps reach as far as {many} steps.", why),
        why=why,
    )


_METRIC = (
    ("pencil", 18, 0),
    ("spoon", 16, 0),
    ("toothbrush", 18, 0),
    ("crayon", 8, 0),
    ("banana", 20, 0),
    ("leaf", 9, 0),
    ("shoe", 24, 0),
    ("bed", 2, 1),
    ("bus", 12, 1),
    ("car", 4, 1),
    ("classroom", 9, 1),
    ("garden fence", 15, 1),
    ("swimming pool", 25, 1),
    ("rowboat", 3, 1),
)
_CUSTOMARY = (
    ("pencil", 7, 0),
    ("spoon", 6, 0),
    ("toothbrush", 7, 0),
    ("crayon", 4, 0),
    ("banana", 8, 0),
    ("leaf", 3, 0),
    ("shoe", 9, 0),
    ("bed", 6, 1),
    ("bus", 40, 1),
    ("car", 14, 1),
    ("classroom", 30, 1),
    ("garden fence", 50, 1),
    ("swimming pool", 80, 1),
    ("rowboat", 10, 1),
)
_SYSTEMS = (
    (_METRIC, ("centimeters", "meters"), "A finger is about 1 centimeter wide. A big step is about 1 meter."),
    (_CUSTOMARY, ("inches", "feet"), "A thumb is about 1 inch wide. A big shoe is about 1 foot long."),
)


@family(
    "units-and-estimates",
    skill="estimate-lengths",
    title="Choose units and estimate lengths",
    grade=2,
    levels=("which unit fits", "which estimate fits", "estimate with a known length"),
    plants={
        "unit-size-unknown": "Show with your hands how long the unit is. Can the thing be that long?",
        "adds-the-numbers": "The known length fits again and again. Count it each time.",
    },
)
def units_and_estimates(chance: Chance, level: int) -> Draft:
    """Choose a unit or an estimate, or estimate with a known length."""
    name = chance.pick(NAMES)
    if level == 3:
        return _by_known_length(chance, name)
    things, units, known = chance.pick(_SYSTEMS)
    thing, size, at = chance.pick(things)
    right, wrong = units[at], units[1 - at]
    small = f"A {thing} is much shorter than that." if at == 0 else f"A {thing} is much longer than that."
    if level == 1:
        why = f"A {thing} is {'short' if at == 0 else 'long'}, so {right} fit better than {wrong}."
        return choice(
            f"{name} wants to know how long a {thing} is. Which unit fits better: {units[0]} or {units[1]}?",
            right,
            (Choice(wrong, why, "unit-size-unknown"),),
            (_imagine(thing, at), known),
            (known, why),
            why=why,
        )
    off = (
        f"about {10 * size} {right}"
        if at or size < 10
        else f"about 1 {right[:-1] if right != 'inches' else 'inch'}"
    )
    why = f"{known} So about {size} {right} fits a {thing}."
    return choice(
        f"{name} estimates how long a {thing} is. Which estimate is best?",
        f"about {size} {right}",
        (
            Choice(f"about {size} {wrong}", small, "unit-size-unknown"),
            Choice(off, f"Think of the unit. {known}"),
        ),
        (_imagine(thing, at), known),
        (known, f"So about {size} {right} is the best estimate for a {thing}."),
        why=why,
    )


def _imagine(thing: str, at: int) -> str:
    return f"Think of walking along a {thing}." if at else f"Show with your hands how long a {thing} is."


_KNOWN = (
    ("crayon", 10, "centimeter"),
    ("crayon", 4, "inch"),
    ("big step", 2, "foot"),
    ("shoe", 10, "inch"),
    ("pencil", 20, "centimeter"),
    ("block", 5, "centimeter"),
    ("card", 3, "inch"),
    ("long stick", 50, "centimeter"),
)
_STRIPS = ("ribbon", "board", "string", "strip of paper", "scarf", "rope", "belt", "hose")
_MANY = {"centimeter": "centimeters", "inch": "inches", "foot": "feet"}


def _by_known_length(chance: Chance, name: str) -> Draft:
    thing, size, unit = chance.pick(_KNOWN)
    place = chance.pick(_STRIPS)
    times = 2 if size == 50 else chance.between(3, 5 if size == 20 else 9)
    counted = ", ".join(str(size * each) for each in range(1, times + 1))
    units = _MANY[unit]
    return number(
        f"A {thing} is about {size} {units} long. {name} finds that a {place} is about "
        f"{times} {thing}s long. "
        f"About how many {units} is that?",
        size * times,
        (f"How long are 2 {thing}s together?", f"Count by {size}s, once for each {thing}."),
        (
            f"Count by {size}s, {times} times: {counted}.",
            f"So the {place} is about {size * times} {units} long.",
        ),
        {"adds-the-numbers": size + times},
        unit={
            "centimeter": "cm | centimeters | centimeter",
            "inch": "in | inches | inch",
            "foot": "ft | feet | foot",
        }[unit],
    )
