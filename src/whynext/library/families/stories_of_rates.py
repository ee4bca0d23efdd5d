"""Story families for rates, ratios, percents, units, time and lines."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.stories_of_groups import hired
from whynext.library.families.telling import Draw, Numbers, Tells, stories


def _product(first: str, second: str, whole: str, one: tuple[int, int], other: tuple[int, int]) -> Draw:
    """Return what draws two factors from their ranges, and their product."""

    def draw(chance: Chance) -> Numbers:
        a, b = chance.between(*one), chance.between(*other)
        return {first: a, second: b, whole: a * b}

    return draw


def _parts(low: int, high: int) -> Draw:
    """Return what draws what was there, what came, and both."""

    def draw(chance: Chance) -> Numbers:
        start, change = chance.between(low, high), chance.between(low, high)
        return {"start": start, "change": change, "result": start + change}

    return draw


def _rate(low: int, high: int, most: int = 12) -> Draw:
    return _product("rate", "count", "total", (low, high), (2, most))


def _speed(low: int, high: int, step: int = 1) -> Draw:
    """Return what draws a speed, hours and a distance."""

    def draw(chance: Chance) -> Numbers:
        speed, hours = step * chance.between(low, high), chance.between(2, 9)
        return {"speed": speed, "hours": hours, "distance": speed * hours}

    return draw


def _price(low: int, high: int) -> Draw:
    """Return what draws the cost of some, and of some others."""

    def draw(chance: Chance) -> Numbers:
        each, count = chance.between(low, high), chance.between(2, 9)
        goal = count + chance.between(1, 9)
        return {"count": count, "cost": count * each, "goal": goal, "total": goal * each, "_each": each}

    return draw


rates_told = stories(
    "rates-told",
    skill="unit-rates",
    title="Find an amount for one or for many in a story",
    grade=6,
    tells=(
        Tells("the amount for one", ("rate rate",), _rate(3, 24)),
        Tells("the amount for many", ("rate total",), _rate(6, 36)),
        Tells("how long it takes", ("rate count",), _rate(6, 36)),
    ),
)
speeds_told = stories(
    "speeds-told",
    skill="unit-rates",
    title="Work with speed, time and distance in a story",
    grade=6,
    tells=(
        Tells("how far", ("distance distance",), _speed(21, 70)),
        Tells("how fast", ("distance speed",), _speed(21, 70)),
        Tells("how long", ("distance hours",), _speed(21, 75)),
    ),
)
prices_told = stories(
    "prices-told",
    skill="equivalent-ratios",
    title="Find a price from another in a story",
    grade=6,
    tells=(
        Tells("the price of one", ("unit-price price",), _product("count", "price", "cost", (2, 9), (2, 25))),
        Tells("the price of more", ("price total",), _price(2, 12)),
        Tells("how many for the money", ("price goal",), _price(2, 15)),
    ),
)


def _mixture(low: int, high: int) -> Draw:
    """Return what draws a mixture of two parts and a larger amount of it."""

    def draw(chance: Chance) -> Numbers:
        first, second = chance.sample(range(2, 10), 2)
        times = chance.between(low, high)
        return {
            "first": first,
            "second": second,
            "amount": first * times,
            "other": second * times,
            "_factor": times,
        }

    return draw


mixtures_told = stories(
    "mixtures-told",
    skill="equivalent-ratios",
    title="Find the missing part of a mixture",
    grade=6,
    tells=(
        Tells("the second part", ("ratio other",), _mixture(2, 5)),
        Tells("the first part", ("ratio amount",), _mixture(2, 5)),
        Tells("either part, larger amounts", ("ratio other", "ratio amount"), _mixture(6, 15)),
    ),
)
proportions_told = stories(
    "proportions-told",
    skill="proportional-relationships",
    title="Work with proportional amounts in a story",
    grade=7,
    tells=(
        Tells("price of more", ("price total",), _price(4, 25)),
        Tells("how many for the money", ("price goal",), _price(4, 25)),
        Tells("mixtures", ("ratio other", "ratio amount"), _mixture(4, 20)),
    ),
)


def _percent(percents: tuple[int, ...]) -> Draw:
    """Return what draws a percent, a whole and a part that is a whole number."""

    def draw(chance: Chance) -> Numbers:
        percent, whole = chance.pick(percents), 20 * chance.between(2, 30)
        return {"percent": percent, "whole": whole, "part": percent * whole // 100}

    return draw


_EASY, _ANY = (10, 20, 25, 50, 75), (5, 15, 30, 35, 40, 45, 60, 65, 70, 80, 85, 90, 95)

percents_told = stories(
    "percents-told",
    skill="percent-of-a-number",
    title="Work with percents in a story",
    grade=6,
    tells=(
        Tells("the part", ("percent part",), _percent(_EASY)),
        Tells("the part, any percent", ("percent part",), _percent(_ANY)),
        Tells("the whole or the percent", ("percent whole", "percent percent"), _percent(_EASY + _ANY)),
    ),
)


def _changed(way: int, percents: tuple[int, ...]) -> Draw:
    """Return what draws a price before and after a change by percent."""

    def draw(chance: Chance) -> Numbers:
        percent, start = chance.pick(percents), 20 * chance.between(2, 30)
        change = percent * start // 100
        return {"start": start, "percent": percent, "end": start + way * change, "_change": change}

    return draw


price_changes_told = stories(
    "price-changes-told",
    skill="percent-change",
    title="Find a price after a change, or the percent",
    grade=7,
    tells=(
        Tells("a rise", ("price-up end",), _changed(1, _EASY + _ANY[:6])),
        Tells("a fall", ("price-down end",), _changed(-1, _EASY + _ANY[:6])),
        Tells("by how many percent", ("price-down percent",), _changed(-1, _EASY + _ANY[:6])),
    ),
)
discounts_told = stories(
    "discounts-told",
    skill="tax-tip-discount",
    title="Work out markup and discount in a story",
    grade=7,
    tells=(
        Tells("a discount", ("price-down end",), _changed(-1, _EASY)),
        Tells("a markup", ("price-up end",), _changed(1, _EASY + _ANY)),
        Tells("the percent of a markup", ("price-up percent",), _changed(1, _EASY + _ANY)),
    ),
)


def _share(bottoms: tuple[int, ...]) -> Draw:
    """Return what draws a fraction and a whole that it cuts into whole numbers."""

    def draw(chance: Chance) -> Numbers:
        bottom = chance.pick(bottoms)
        top = chance.pick([each for each in range(1, bottom) if not (each % 2 == bottom % 2 == 0)])
        while any(top % each == bottom % each == 0 for each in (3, 5)):
            top -= 1
        one = chance.between(3, 15)
        return {
            "fraction": f"{top}/{bottom}", "whole": one * bottom, "part": one * top,
            "_top": top, "_bottom": bottom, "_one": one,
        }  # fmt: skip

    return draw


fractions_of_amounts_told = stories(
    "fractions-of-amounts-told",
    skill="fraction-of-an-amount",
    title="Find a fraction of an amount in a story",
    grade=5,
    tells=(
        Tells("halves to fifths", ("fraction-of part",), _share((2, 3, 4, 5))),
        Tells("other fractions", ("fraction-of part",), _share((3, 5, 6, 7, 8, 10))),
        Tells("the whole from a part", ("fraction-of whole",), _share((3, 4, 5, 6, 7, 8))),
    ),
)

_UNITS = {
    "way": (("kilometers", "meters", 1000, 60),),
    "length": (("meters", "centimeters", 100, 30), ("yards", "feet", 3, 40), ("feet", "inches", 12, 50)),
    "weight": (("kilograms", "grams", 1000, 25), ("pounds", "ounces", 16, 30)),
    "volume": (("liters", "milliliters", 1000, 15), ("gallons", "quarts", 4, 12), ("quarts", "cups", 4, 20)),
}
"""Structure -> larger unit, smaller unit, how many of it, and the largest number of the larger unit."""


_SPELLED = {
    each.split(" | ")[0]: each
    for each in (
        "kilometers | kilometer | km", "meters | meter | m", "centimeters | centimeter | cm",
        "yards | yard | yd", "feet | foot | ft", "inches | inch | in", "kilograms | kilogram | kg",
        "grams | gram | g",
        "pounds | pound | lb", "ounces | ounce | oz", "liters | liter | L", "milliliters | milliliter | mL",
        "gallons | gallon", "quarts | quart", "cups | cup",
    )
}  # fmt: skip
"""How the unit that is asked for may be written with the number."""


def _converted(kind: str, *, down: bool) -> Draw:
    """Return what draws a measure in a unit and in a smaller one (down) or larger one."""

    def draw(chance: Chance) -> Numbers:
        large, small, factor, most = chance.pick(_UNITS[kind])
        number = chance.between(2, most)
        given, answer = (number, number * factor) if down else (number * factor, number)
        units = (large, small) if down else (small, large)
        return {
            "given": given, "from": units[0], "to": units[1], "converted": answer,
            "_wrong": _quotient(given, factor) if down else given * factor,
            "_ten": None if factor == 10 else given * 10 if down else _quotient(given, 10),
            "_unit": _SPELLED[units[1]],
            "_rule": f"There are {factor:,} {small} in one {_one(large)}",
            "_work": f"{given:,} {'×' if down else '÷'} {factor:,}",
        }  # fmt: skip

    return draw


def _quotient(number: int, by: int) -> int | None:
    return number // by if number % by == 0 else None


def _one(unit: str) -> str:
    return "foot" if unit == "feet" else unit.removesuffix("s")


units_told = stories(
    "units-told",
    skill="convert-units",
    title="Change a measure into a smaller unit",
    grade=4,
    tells=(
        Tells("lengths", ("length converted",), _converted("length", down=True)),
        Tells("weights", ("weight converted",), _converted("weight", down=True)),
        Tells("liquids", ("volume converted",), _converted("volume", down=True)),
    ),
)
ways_told = stories(
    "ways-told",
    skill="convert-units",
    title="Change kilometers and meters, or a weight",
    grade=4,
    tells=(
        Tells("kilometers into meters", ("way converted",), _converted("way", down=True)),
        Tells("meters into kilometers", ("way converted",), _converted("way", down=False)),
        Tells("weights", ("weight converted",), _converted("weight", down=False)),
    ),
)
larger_units_told = stories(
    "larger-units-told",
    skill="convert-units-with-ratios",
    title="Change a measure into a larger unit",
    grade=6,
    tells=(
        Tells("lengths", ("length converted",), _converted("length", down=False)),
        Tells("weights", ("weight converted",), _converted("weight", down=False)),
        Tells("liquids", ("volume converted",), _converted("volume", down=False)),
    ),
)


def _lasting(step: int, most: int) -> Draw:
    """Return what draws a time, minutes and the time after them, within one half of the day."""

    def draw(chance: Chance) -> Numbers:
        begin = 5 * chance.between(12, 120) if step == 5 else chance.between(60, 600)
        minutes = step * chance.between(2, most // step)
        return {"start": _clock(begin), "minutes": minutes, "end": _clock(begin + minutes)}

    return draw


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


times_told = stories(
    "times-told",
    skill="elapsed-time",
    title="Find when something ends or begins, or how long it lasts",
    grade=3,
    tells=(
        Tells("when it ends", ("time end",), _lasting(5, 55)),
        Tells("how long it lasts", ("time minutes",), _lasting(5, 90)),
        Tells("when it begins", ("time start",), _lasting(5, 90)),
    ),
)


two_step_equations_told = stories(
    "two-step-equations-told",
    skill="two-step-equations",
    title="Solve a story with a two-step equation",
    grade=7,
    tells=(
        Tells("all of it", ("linear total",), hired(3, 20, 15)),
        Tells("how many", ("linear count",), hired(3, 20, 15)),
        Tells("for each one", ("linear rate",), hired(8, 60, 30)),
    ),
)
one_step_equations_told = stories(
    "one-step-equations-told",
    skill="one-step-equations",
    title="Solve a story with a one-step equation",
    grade=6,
    tells=(
        Tells("the start or the change", ("join change", "join start"), _parts(12, 90)),
        Tells(
            "what each one is", ("unit-price price",), _product("count", "price", "cost", (3, 12), (6, 40))
        ),
        Tells("how many", ("rate count",), _rate(8, 45)),
    ),
)
