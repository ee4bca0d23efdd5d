"""Checkers for comparing measures, equal units, clocks and coins."""

from __future__ import annotations

import re
from itertools import permutations

from library.families.checkers import Expected, checks, option_texts
from library.families.read import ints, search, whole_numbers
from whynext.library.diagrams import BarModel, Clock
from whynext.library.item import Item

COINS = {"quarter": 25, "dime": 10, "nickel": 5, "penny": 1}


@checks("longer-or-shorter")
def _longer(question: str, item: Item) -> Expected:
    if isinstance(item.picture, BarModel):
        size = {f"the {name} one": len(parts) for name, parts in item.picture.bars}
        if len(set(size.values())) == 1:
            return {"They are the same length."}
        return {(max if "longer?" in question else min)(size, key=lambda name: size[name])}
    facts = re.findall(r"The (\w+) is (longer|shorter) than the (\w+)\.", question)
    pairs = [(one, two) if word == "longer" else (two, one) for one, word, two in facts]
    things = sorted({thing for pair in pairs for thing in pair})
    (down,) = [each for each in permutations(things) if all(each.index(a) < each.index(b) for a, b in pairs)]
    ordered = [f"the {thing}" for thing in down]
    if "in order" in question:
        return ordered if "longest" in question else ordered[::-1]
    return {ordered[0] if "longest" in question else ordered[-1]}


WAYS = {"scale": 0, "balance": 0, "lifts": 0, "lays": 1, "string": 1, "steps": 1, "fills": 2, "pours": 2}


@checks("heavier-or-holds-more")
def _weights(question: str, item: Item) -> Expected:
    if "balance." in question and "two things" in question:
        heavy = search(r"with the ([a-z ]+) goes down", question)[0]
        light = search(r"with the ([a-z ]+) goes up", question)[0]
        return {f"the {heavy if 'heavier?' in question else light}"}
    if "Which holds" in question:
        poured, into = search(r"fills the ([a-z ]+) and pours it into the ([a-z ]+)\.", question)
        more, less = (into, poured) if "not full yet" in question else (poured, into)
        return {f"the {more if 'more?' in question else less}"}
    (way,) = {WAYS[word] for word in re.findall(r"[a-z]+", question) if word in WAYS}
    return {("how heavy it is", "how long it is", "how much it holds")[way]}


@checks("count-equal-units")
def _units(question: str, item: Item) -> Expected:
    if isinstance(item.picture, BarModel):
        (_, (whole,)), (_, parts) = item.picture.bars
        assert sum(size for size, _ in parts) == whole[0]
        return len(parts)
    if "longer" in question:
        long, short = whole_numbers(question)
        return len(range(short, long))
    word = "more than" if "gaps between" in question else "less than" if "on top" in question else ""
    units, many = search(r"lays (\d+) (\w+) from", question)
    return {f"It is {word} {units} {many} long.".replace("  ", " ")}


LENGTH = {
    "foot": 12,
    "inch": 1,
    "meter": 100,
    "centimeter": 1,
    "pencil": 18,
    "clip": 3,
    "book": 25,
    "card": 9,
    "long stick": 2,
    "short stick": 1,
    "hand": 10,
    "thumb": 2,
    "yard": 36,
    "spoon": 15,
    "button": 2,
}
MANY = {"foot": "feet", "inch": "inches"}


@checks("two-units-one-length")
def _two_units(question: str, item: Item) -> Expected:
    if "sticks long is" in question:
        units, one, times = whole_numbers(question)
        assert one == 1
        return sum(times for _ in range(units))
    if "steps?" in question:
        taken = {name: int(steps) for name, steps in re.findall(r"(\w+) takes (\d+) steps", question)}
        return {(min if "longer" in question else max)(taken, key=lambda name: taken[name])}
    long, short = search(r"An? ([a-z ]+) is longer than an? ([a-z ]+)\.", question)
    assert LENGTH[long] > LENGTH[short]
    wanted = short if "take more" in question else long
    return {MANY.get(wanted, f"{wanted}s")}


CENTIMETERS = {
    "pencil": 18,
    "spoon": 16,
    "toothbrush": 18,
    "crayon": 9,
    "banana": 20,
    "leaf": 8,
    "shoe": 24,
    "bed": 190,
    "bus": 1200,
    "car": 420,
    "classroom": 900,
    "garden fence": 1500,
    "swimming pool": 2500,
    "rowboat": 300,
}
UNIT = {"centimeter": 1.0, "meter": 100.0, "inch": 2.54, "inche": 2.54, "feet": 30.48, "foot": 30.48}


@checks("units-and-estimates")
def _estimates(question: str, item: Item) -> Expected:
    if "About how many" in question:
        size, times = whole_numbers(question)
        return sum(size for _ in range(times))
    thing = search(r"how long a ([a-z ]+) is", question)[0]
    if "Which unit" in question:
        long = CENTIMETERS[thing] > 100
        return {text for text in option_texts(item) if (text in ("meters", "feet")) == long}

    def off(text: str) -> float:
        many, unit = search(r"about (\d+) (\w+)", text)
        return abs(int(many) * UNIT[unit.removesuffix("s")] / CENTIMETERS[thing] - 1)

    best = min(option_texts(item), key=off)
    assert off(best) < 0.3
    assert all(off(text) > 0.6 for text in option_texts(item) if text != best)
    return {best}


@checks("read-half-hours", "read-clock-minutes")
def _clocks(question: str, item: Item) -> Expected:
    if isinstance(item.picture, Clock):
        telling = item.picture.telling
        long = re.search(r"long hand points at the (?:(\w+) small mark after the )?number (\d+)", telling)
        assert long is not None
        small = ["", "first", "second", "third", "fourth"].index(long[1] or "")
        (hour,) = ints(r"numbers? (\d+)", telling)
        return f"{hour}:{int(long[2]) % 12 * 5 + small:02d}"
    if "half" in question:
        hour = ints(r"(\d+)", question)[0]
        at = (hour * 60 + (-30 if "before" in question else 30)) % 720
        return f"{at // 60 or 12}:{at % 60:02d}"
    minutes, word, hour = search(r"(\d+) minutes (before|after) (\d+) o'clock", question)
    at = int(hour) * 60 + int(minutes) * (1 if word == "after" else -1)
    early = re.search(r"breakfast|wakes|morning", question)
    return {f"{at // 60}:{at % 60:02d} {'a.m.' if early else 'p.m.'}"}


def worth(text: str) -> int:
    """Return the worth of coins in a text."""
    found = re.findall(r"(\d+) (quarter|dime|nickel|penny|pennies)", text)
    return sum(int(many) * COINS.get(kind, 1) for many, kind in found)


@checks("worth-of-coins")
def _coins(question: str, item: Item) -> Expected:
    if "trades" in question:
        kind = search(r"for (\w+) only", question)[0]
        one = COINS.get(kind.removesuffix("s"), 1)
        return next(n for n in range(200) if n * one == worth(question))
    if "wants to pay" in question:
        return {text for text in option_texts(item) if worth(text) == whole_numbers(question)[0]}
    return worth(question)
