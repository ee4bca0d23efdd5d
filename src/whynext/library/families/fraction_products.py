"""Families for taking a part of an amount, multiplying as scaling, mixed numbers, and unit fractions."""

from __future__ import annotations

from math import gcd

from whynext.library.contexts.telling import Story, story
from whynext.library.diagrams import BarModel, Diagram, FractionStrip, Polygon
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.fraction_forms import unreduced_top
from whynext.library.families.words import NAMES, THINGS, lowest, mixed

NAMED = {
    "multiplying-makes-larger": "Thinks that multiplying always gives more.",
    "fraction-makes-smaller": "Thinks that multiplying by any fraction gives less, even by one above 1.",
    "fraction-left-alone": "Multiplies only the wholes of a mixed number and keeps its fraction.",
    "wholes-and-parts-apart": (
        "Multiplies wholes by wholes and fractions by fractions and leaves the rest out."
    ),
    "divides-by-the-top": "Divides by the numerator where the denominator tells how many parts there are.",
}

_MEASURES = (
    (
        "A rope is {n} meters long. {name} uses {part} of it.",
        "How many meters are used?",
        "m | meter | meters",
    ),
    (
        "A bag holds {n} kilograms of rice. {name} cooks {part} of it.",
        "How many kilograms are cooked?",
        "kg | kilogram | kilograms",
    ),
    (
        "A film lasts {n} minutes. {name} has seen {part} of it.",
        "How many minutes are seen?",
        "min | minute | minutes",
    ),
    (
        "A tank holds {n} liters of water. {part} of it is used for the garden.",
        "How many liters are used?",
        "L | liter | liters",
    ),
    (
        "A class has {n} students. {part} of them sing in the choir.",
        "How many students sing in the choir?",
        "students | student",
    ),
    ("A book has {n} pages. {name} has read {part} of them.", "How many pages are read?", "pages | page"),
)


@family(
    "part-of-an-amount",
    skill="fraction-of-an-amount",
    title="Find a fraction of an amount",
    grade=5,
    levels=("one part", "several parts", "what is left"),
    plants={
        "subtracts-instead": "The bottom number tells into how many equal parts the amount is shared.",
        "divides-by-the-top": "Share into as many parts as the bottom number says. Then take parts.",
        "stops-after-first-step": "That is one part. How many parts are asked for?",
        "other-part": "That is the part that is taken. The rest is asked for.",
    },
)
def part_of_an_amount(chance: Chance, level: int) -> Draft:
    """Share an amount and take some of the shares."""
    bottom = chance.between(2 if level == 1 else 3, 10)
    share = chance.between(2, 12)
    whole = share * bottom
    top = 1
    if level > 1:
        while gcd(top := chance.between(1 if level == 3 else 2, bottom - 1), bottom) > 1:
            pass
    name = chance.pick(NAMES)
    part = f"{top}/{bottom}"
    if level == 3:
        return _rest_of_amount(chance, name, whole, top, bottom)
    if level == 1:
        thing = chance.pick(THINGS)[1]
        question = (
            f"{name} has {whole} {thing} and gives {part} of them away. How many {thing} are given away?"
        )
        unit = ""
    else:
        told, asks, unit = chance.pick(_MEASURES)
        question = f"{told.format(name=name, n=whole, part=part)} {asks}"
    diagram: Diagram | None = None
    if level == 1 or chance.below(2):
        diagram = BarModel((("", tuple([(1, "")] * bottom)),), whole=str(whole))
    slips: dict[str, int] = {"subtracts-instead": whole - bottom}
    if top > 1:
        slips = {"stops-after-first-step": share}
        if whole % top == 0:
            slips["divides-by-the-top"] = whole // top
    parts = "1 part" if top == 1 else f"{top} parts"
    return number(
        question,
        share * top,
        (
            f"Share {whole} into {bottom} equal parts.",
            f"One part is {whole} ÷ {bottom}. Take {parts} of that size."
            if top > 1
            else f"{bottom} parts of what size make {whole}?",
        ),
        (
            f"One part: {whole} ÷ {bottom} = {share}.",
            f"{parts}: {top} × {share} = {share * top}." if top > 1 else f"So {part} of {whole} is {share}.",
        ),
        slips,
        unit=unit,
        diagram=diagram,
    )


def _rest_of_amount(chance: Chance, name: str, whole: int, top: int, bottom: int) -> Draft:
    thing = chance.pick(THINGS)[1]
    share = whole // bottom
    taken, left = share * top, whole - share * top
    part = f"{top}/{bottom}"
    question = chance.pick(
        (
            (
                f"{name} collects {whole} {thing} and gives {part} of them away. How many {thing} "
                f"does {name} keep?"
            ),
            f"There are {whole} {thing} in a box. {part} of them are small. How many {thing} are not small?",
            (
                f"{name} wants to pack {whole} {thing} and has packed {part} of them. How many "
                f"{thing} are left to pack?"
            ),
        )
    )
    return number(
        question,
        left,
        (
            "Which part of the amount is asked for: the part in the story, or the rest?",
            f"One part is {whole} ÷ {bottom} = {share}. The rest is {bottom} − {top} parts.",
        ),
        (
            f"One part: {whole} ÷ {bottom} = {share}, so {part} of {whole} is {taken}.",
            f"The rest: {whole} − {taken} = {left}.",
        ),
        {"other-part": taken, "stops-after-first-step": share},
    )


_FACTORS = tuple(
    [(top, bottom) for bottom in range(2, 10) for top in range(1, bottom + 4) if gcd(top, bottom) == 1]
)
_LESS, _SAME, _MORE = "It is less than {0}.", "It is equal to {0}.", "It is more than {0}."


@family(
    "larger-or-smaller-product",
    skill="multiply-as-scaling",
    title="Tell whether a product is larger or smaller, without working it out",
    grade=5,
    levels=("a fraction of a whole number", "a fraction times a fraction", "which product fits"),
    plants={
        "multiplying-makes-larger": (
            "Multiplying by a number below 1 gives only a part, so the product is less."
        ),
        "fraction-makes-smaller": "A factor of more than 1 gives more, even if it is a fraction.",
    },
)
def larger_or_smaller_product(chance: Chance, level: int) -> Draft:
    """Compare a product with one of its factors."""
    base = str(chance.between(4, 60))
    if level > 1:
        top, bottom = chance.pick(_FACTORS)
        base = f"{top}/{bottom}"
    if level == 3:
        return _fitting_product(chance, base)
    top, bottom = chance.pick(_FACTORS)
    if chance.below(4) == 0:
        top = bottom
    by = f"{top}/{bottom}"
    way = (top > bottom) - (top < bottom)
    texts = (_LESS.format(base), _SAME.format(base), _MORE.format(base))
    shown = f"{by} × {base}" if chance.below(2) else f"{base} × {by}"
    kind = ("less than 1", "equal to 1", "more than 1")[way + 1]
    rule = (
        f"Only a part of {base} is taken, so the product is less than {base}.",
        f"Taking {base} once leaves it as it is.",
        f"All of {base} is taken and some more, so the product is more than {base}.",
    )[way + 1]
    slip = {2: "multiplying-makes-larger", 0: "fraction-makes-smaller"}
    return choice(
        f"What can you say about {shown}, before you work it out?",
        texts[way + 1],
        tuple([Choice(text, rule, slip.get(at, "")) for at, text in enumerate(texts) if at != way + 1]),
        (f"Is {by} less than 1, equal to 1 or more than 1?", f"{by} is {kind}."),
        (f"{by} is {kind}.", rule),
        why=rule,
    )


def _fitting_product(chance: Chance, base: str) -> Draft:
    bottom = chance.between(3, 9)
    down = chance.between(1, bottom - 1)
    up = chance.between(1, 4)
    even = chance.between(2, 9)
    small, same, large = f"{down}/{bottom}", f"{even}/{even}", f"{bottom + up}/{bottom}"
    at = chance.below(3)
    word = ("less than", "equal to", "more than")[at]
    texts = tuple([f"{base} × {by}" for by in (small, same, large)])
    why = (
        f"{small} is less than 1 and gives less.",
        f"{same} is equal to 1 and changes nothing.",
        f"{large} is more than 1 and gives more.",
    )
    slips = (
        ("", "", "fraction-makes-smaller"),
        ("multiplying-makes-larger", "", "fraction-makes-smaller"),
        ("multiplying-makes-larger", "", ""),
    )[at]
    wrong = [Choice(text, why[place], slips[place]) for place, text in enumerate(texts) if place != at]
    return choice(
        f"Which product is {word} {base}? Decide without working it out.",
        texts[at],
        wrong,
        (
            f"Each product has {base} in it. Look only at the other factor.",
            "Is the other factor less than 1, equal to 1 or more than 1?",
        ),
        (f"The product must be {word} {base}, so the other factor must be {word} 1.", why[at]),
        why=why[at],
    )


_AREAS = (
    ("A garden bed is {a} meters long and {b} meters wide.", "m", "square meters"),
    ("A mat is {a} feet long and {b} feet wide.", "ft", "square feet"),
    ("A wall is {a} meters long and {b} meters high.", "m", "square meters"),
    ("A tablecloth is {a} yards long and {b} yards wide.", "yd", "square yards"),
    ("A poster is {a} feet wide and {b} feet high.", "ft", "square feet"),
)


@family(
    "multiply-mixed",
    skill="multiply-mixed-numbers",
    title="Multiply mixed numbers",
    grade=5,
    levels=("a mixed number by a whole number", "two mixed numbers", "the area of a rectangle"),
    plants={
        "fraction-left-alone": "The fraction is multiplied too, not only the wholes.",
        "wholes-and-parts-apart": "Each whole meets the other fraction too. Change both to fractions first.",
        "perimeter-for-area": "You found the distance around. The area is length times width.",
    },
)
def multiply_mixed(chance: Chance, level: int) -> Draft:
    """Multiply a mixed number by a whole or mixed number."""
    bottom = chance.pick((2, 3, 4, 5, 6, 8))
    top = unreduced_top(chance, bottom)
    whole = chance.between(1, 5)
    shown = f"{whole} {top}/{bottom}"
    above = whole * bottom + top
    if level == 1:
        return _whole_times_mixed(chance, whole, top, bottom)
    other_bottom = chance.pick((2, 3, 4, 5))
    other_top = unreduced_top(chance, other_bottom)
    other_whole = chance.between(1, 4)
    other = f"{other_whole} {other_top}/{other_bottom}"
    other_above = other_whole * other_bottom + other_top
    tops, bottoms = above * other_above, bottom * other_bottom
    finished = _finished(tops, bottoms)
    apart_top, apart_bottom = top * other_top, bottom * other_bottom
    slips = {"wholes-and-parts-apart": f"{whole * other_whole} {apart_top}/{apart_bottom}"}
    question, diagram, unit = f"What is {shown} × {other}?", None, ""
    if level == 3:
        told, short, square = chance.pick(_AREAS)
        question = f"{told.format(a=shown, b=other)} What is its area in {square}?"
        unit = f"{square} | {square[:-4] + 'foot' if square.endswith('feet') else square[:-1]} | {short}²"
        diagram = _rectangle(
            above * other_bottom, other_above * bottom, f"{shown} {short}", f"{other} {short}"
        )
        around = 2 * (above * other_bottom + other_above * bottom)
        slips["perimeter-for-area"] = mixed(around, bottoms)
    fractions = f"{above}/{bottom} × {other_above}/{other_bottom}"
    return fraction(
        question,
        finished,
        (
            "Change both mixed numbers to fractions." if level == 2 else "The area is length times width.",
            f"{shown} = {above}/{bottom} and {other} = {other_above}/{other_bottom}.",
        ),
        (
            f"{shown} × {other} = {fractions}.",
            f"That is {tops}/{bottoms}{_also(f'{tops}/{bottoms}', finished)}.",
        ),
        slips,
        unit=unit,
        diagram=diagram,
    )


def _whole_times_mixed(chance: Chance, whole: int, top: int, bottom: int) -> Draft:
    shown, above = f"{whole} {top}/{bottom}", whole * bottom + top
    times = chance.between(2, 8)
    product = mixed(times * above, bottom)
    finished = _finished(times * above, bottom)
    return fraction(
        f"What is {times} × {shown}?" if chance.below(2) else f"What is {shown} × {times}?",
        finished,
        (
            "Multiply the wholes, and multiply the parts.",
            f"{times} × {whole} and {times} × {top}/{bottom}.",
        ),
        (
            (
                f"{times} × {whole} = {times * whole} and {times} × {top}/{bottom} = "
                f"{_known(times * top, bottom)}."
            ),
            (
                f"Together: {times * whole} + {mixed(times * top, bottom)} = "
                f"{product}{_also(product, finished)}."
            ),
        ),
        {"fraction-left-alone": f"{times * whole} {top}/{bottom}"},
    )


def _rectangle(long: int, wide: int, first: str, second: str) -> Polygon:
    return Polygon(((0, 0), (long, 0), (long, wide), (0, wide)), (first, second, "", ""), right=(0, 1, 2, 3))


def _finished(top: int, bottom: int) -> str:
    """Return a fraction as a mixed number in lowest terms."""
    shared = gcd(top, bottom)
    return mixed(top // shared, bottom // shared)


def _known(top: int, bottom: int) -> str:
    """Return a fraction, and as a mixed number if it is past 1."""
    return f"{top}/{bottom} = {mixed(top, bottom)}" if top >= bottom else f"{top}/{bottom}"


def _also(shown: str, finished: str) -> str:
    return "" if shown == finished else f" = {finished}"


@family(
    "divide-with-unit-fractions",
    skill="divide-by-unit-fractions",
    title="Divide with unit fractions",
    grade=5,
    levels=("a whole number by a unit fraction", "a unit fraction by a whole number", "in a story"),
    plants={
        "does-not-turn": "You multiplied. Think of how many parts fit, or of how small each share is.",
        "turns-the-first": "The share must be smaller than what is shared. Cut the part into more pieces.",
    },
)
def divide_with_unit_fractions(chance: Chance, level: int) -> Draft:
    """Ask how many unit fractions fit, or for a share of one."""
    bottom, many = chance.between(2, 9), chance.between(2, 9)
    unit = f"1/{bottom}"
    question: str | Story
    if level == 1 or (level == 3 and chance.below(2)):
        fits = many * bottom
        question = f"What is {many} ÷ {unit}?"
        if level == 3:
            question = story(chance, "portions", "count", count=fits, size=unit, total=many)
        diagram = FractionStrip(tuple([(bottom, 0, "")] * many)) if level == 1 and many < 4 else None
        return fraction(
            question,
            str(fits),
            (
                f"How many parts of size {unit} are there in 1 whole?",
                f"There are {bottom} in 1. How many are in {many}?",
            ),
            (
                f"{bottom} parts of size {unit} make 1 whole.",
                f"{many} × {bottom} = {fits}, so {many} ÷ {unit} = {fits}.",
            ),
            {"does-not-turn": lowest(many, bottom)},
            diagram=diagram,
        )
    question = f"What is {unit} ÷ {many}?"
    if level == 3:
        share = f"1/{bottom * many}"
        question = story(chance, "portions", "size", count=many, size=share, total=unit)
    return fraction(
        question,
        f"1/{bottom * many}",
        (
            f"Draw a bar and mark {unit} of it. Cut that part into {many} equal pieces.",
            "How many of these small pieces would make the whole bar?",
        ),
        (
            (
                f"Cut each part of size {unit} into {many} pieces: the whole has {bottom} × "
                f"{many} = {bottom * many}."
            ),
            f"So {unit} ÷ {many} = 1/{bottom * many}. Check: {many} × 1/{bottom * many} = {unit}.",
        ),
        {"does-not-turn": lowest(many, bottom), "turns-the-first": str(bottom * many)},
    )
