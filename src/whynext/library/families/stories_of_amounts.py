"""Story families for adding and subtracting whole numbers, decimals and fractions."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd

from whynext.library.families.chance import Chance
from whynext.library.families.telling import Draw, Hundredths, Numbers, Tells, stories
from whynext.library.families.words import lowest, mixed

CHANGES = ("join result", "separate result")
PARTS = ("combine whole", "combine other")
COMPARED = ("compare difference", "compare fewer", "compare larger", "compare smaller")


def _joined(low: int, high: int, most: int) -> Draw:
    """Return what draws two parts of a total up to `most`."""

    def draw(chance: Chance) -> Numbers:
        part = chance.between(low, min(high, most - low))
        other = chance.between(low, min(high, most - part))
        return {"start": part, "change": other, "result": part + other}

    return draw


def _separated(low: int, most: int, *, least: int = 0) -> Draw:
    """Return what draws a whole up to `most`, a part and what is left."""

    def draw(chance: Chance) -> Numbers:
        whole = chance.between(max(least, 2 * low), most)
        part = chance.between(low, whole - low)
        return {"start": whole, "change": part, "result": whole - part}

    return draw


def _combined(draw: Draw) -> Draw:
    """Return the same numbers as two parts and their whole."""

    def drawn(chance: Chance) -> Numbers:
        n = draw(chance)
        return {"part": n["start"], "other": n["change"], "whole": n["result"]}

    return drawn


def _compared(draw: Draw) -> Draw:
    """Return the same numbers as two amounts and their difference."""

    def drawn(chance: Chance) -> Numbers:
        n = draw(chance)
        return {"larger": n["start"], "smaller": n["change"], "difference": n["result"]}

    return drawn


def _three(
    id: str, skill: str, grade: int, title: str, *, low: int, most: int, kinds: tuple[str, str, str]
) -> object:
    """Return a family of three levels: result, then change or start, then comparing."""
    joined, separated = _joined(low, most, most), _separated(low, most)
    return stories(
        id, skill=skill, title=title, grade=grade,
        tells=tuple([_level(kind, joined, separated) for kind in kinds]),
    )  # fmt: skip


def _level(kind: str, joined: Draw, separated: Draw) -> Tells:
    return {
        "joining": Tells("something comes: what is there now", ("join result",), joined),
        "taking": Tells("something goes: what is left", ("separate result",), separated),
        "coming": Tells("what came, or what was there at first", ("join change", "join start"), joined),
        "going": Tells(
            "what went, or what was there at first", ("separate change", "separate start"), separated
        ),
        "parts": Tells("two parts and the whole", PARTS, _combined(joined)),
        "gap": Tells("how many more or fewer", ("compare difference", "compare fewer"), _compared(separated)),
        "other": Tells(
            "the larger or the smaller amount", ("compare larger", "compare smaller"), _compared(separated)
        ),
    }[kind]


joining_stories_to_10 = _three(
    "joining-stories-to-10",
    "stories-within-10",
    0,
    "Tell what comes to how many there are, to 10",
    low=1,
    most=10,
    kinds=("joining", "parts", "coming"),
)
taking_stories_to_10 = _three(
    "taking-stories-to-10",
    "stories-within-10",
    0,
    "Tell what goes and what is left, to 10",
    low=1,
    most=10,
    kinds=("taking", "going", "gap"),
)
joining_stories_to_20 = _three(
    "joining-stories-to-20",
    "stories-within-20",
    1,
    "Solve stories in which something comes, to 20",
    low=2,
    most=20,
    kinds=("joining", "coming", "parts"),
)
taking_stories_to_20 = _three(
    "taking-stories-to-20",
    "stories-within-20",
    1,
    "Solve stories in which something goes, to 20",
    low=2,
    most=20,
    kinds=("taking", "going", "other"),
)
comparing_stories_to_20 = _three(
    "comparing-stories-to-20",
    "compare-stories-to-20",
    1,
    "Solve stories that compare two amounts, to 20",
    low=2,
    most=20,
    kinds=("gap", "other", "parts"),
)
joining_stories_to_100 = _three(
    "joining-stories-to-100",
    "stories-within-100",
    2,
    "Solve stories in which something comes, to 100",
    low=8,
    most=100,
    kinds=("joining", "coming", "parts"),
)
taking_stories_to_100 = _three(
    "taking-stories-to-100",
    "stories-within-100",
    2,
    "Solve stories in which something goes, to 100",
    low=8,
    most=100,
    kinds=("taking", "going", "gap"),
)
comparing_stories_to_100 = _three(
    "comparing-stories-to-100",
    "stories-within-100",
    2,
    "Solve stories that compare two amounts, to 100",
    low=8,
    most=100,
    kinds=("gap", "other", "parts"),
)
adding_two_digits_told = _three(
    "adding-two-digits-told",
    "add-within-100",
    2,
    "Add two-digit numbers in a story",
    low=11,
    most=100,
    kinds=("joining", "parts", "coming"),
)
subtracting_two_digits_told = _three(
    "subtracting-two-digits-told",
    "subtract-within-100",
    2,
    "Subtract two-digit numbers in a story",
    low=11,
    most=100,
    kinds=("taking", "gap", "going"),
)
adding_three_digits_told = _three(
    "adding-three-digits-told",
    "add-within-1000",
    2,
    "Add three-digit numbers in a story",
    low=105,
    most=1000,
    kinds=("joining", "parts", "coming"),
)
subtracting_three_digits_told = _three(
    "subtracting-three-digits-told",
    "subtract-within-1000",
    2,
    "Subtract three-digit numbers in a story",
    low=105,
    most=1000,
    kinds=("taking", "gap", "going"),
)


def _bought(step: int) -> Draw:
    """Return what draws a price, what is paid and what comes back, in steps of so many cents."""

    def draw(chance: Chance) -> Numbers:
        paid = chance.pick((500, 1000, 2000, 5000))
        price = step * chance.between(100 // step + 1, (paid - 1) // step)
        return {"price": Hundredths(price), "paid": Hundredths(paid), "back": Hundredths(paid - price)}

    return draw


change_from_a_note = stories(
    "change-from-a-note",
    skill="add-subtract-decimals",
    title="Find what comes back after paying",
    grade=5,
    tells=(
        Tells("whole and half dollars", ("change back",), _bought(50)),
        Tells("dollars and cents", ("change back",), _bought(1)),
        Tells("the price from what comes back", ("change price",), _bought(5)),
    ),
)


def _whole_dollars(chance: Chance) -> Numbers:
    paid = chance.pick((10, 20, 50))
    price = chance.between(2, paid - 1)
    return {"price": price, "paid": paid, "back": paid - price}


paying_with_notes = stories(
    "paying-with-notes",
    skill="count-money",
    title="Pay with a bill and find what comes back",
    grade=2,
    tells=(
        Tells("change from 10, 20 or 50 dollars", ("change back",), _whole_dollars),
        Tells("the price from what comes back", ("change price",), _whole_dollars),
        Tells("the price or the change", ("change back", "change price"), _whole_dollars),
    ),
)


def _fractions(bottoms: tuple[tuple[int, int], ...], *, most: int) -> Callable[[bool], Draw]:
    """Return what draws two fractions, put together or one taken from the other."""

    def of(together: bool) -> Draw:
        def draw(chance: Chance) -> Numbers:
            one, other = chance.pick(bottoms)
            first, second = _part(chance, one, most), _part(chance, other, most)
            bottom = one * other // gcd(one, other)
            above = (first * bottom // one, second * bottom // other)
            if together:
                slip = f"{first + second}/{one + other}" if first < one and second < other else None
                return _shown((first, one), (second, other), (above[0] + above[1], bottom), slip)
            large, small = (
                ((first, one), (second, other)) if above[0] >= above[1] else ((second, other), (first, one))
            )
            if above[0] == above[1]:
                large = (large[0] + 1, large[1])
                above = (above[0] + bottom // large[1], above[1])
            apart = (large[0] - small[0], large[1] - small[1])
            slip = f"{apart[0]}/{apart[1]}" if apart[0] > 0 and apart[1] > 0 else None
            return _shown(large, small, (abs(above[0] - above[1]), bottom), slip)

        return draw

    return of


def _part(chance: Chance, bottom: int, most: int) -> int:
    """Return how many parts there are, never a whole number of wholes."""
    return bottom * chance.below(most) + chance.between(1, bottom - 1)


def _shown(
    first: tuple[int, int], second: tuple[int, int], result: tuple[int, int], slip: str | None
) -> Numbers:
    """Return fractions as they are read: mixed numbers, the result in lowest terms."""
    low = lowest(*result)
    top, _, bottom = low.partition("/")
    start, change, end = mixed(*first), mixed(*second), mixed(int(top), int(bottom or 1))
    size = result[1]
    parts, more = (f"{a * size // b}/{size}" for a, b in (first, second))
    whole = f"{result[0]}/{size}"
    return {
        "start": start, "change": change, "result": end, "_slip": slip, "_size": f"1/{size}",
        "_start": parts, "_change": more, "_result": whole,
        "_so": "" if whole == end else f" = {end}", "_so_change": "" if more == change else f" = {change}",
    }  # fmt: skip


_LIKE = _fractions(((4, 4), (6, 6), (8, 8), (10, 10), (12, 12), (5, 5)), most=1)
_LIKE_MIXED = _fractions(((4, 4), (6, 6), (8, 8), (10, 10), (3, 3), (5, 5)), most=3)
_UNLIKE = _fractions(((2, 3), (3, 4), (2, 5), (4, 6), (3, 5), (4, 5), (6, 8), (3, 8), (5, 6)), most=1)
_UNLIKE_MIXED = _fractions(((2, 3), (3, 4), (2, 5), (4, 6), (3, 5), (6, 8), (3, 8)), most=3)

like_fractions_told = stories(
    "like-fractions-told",
    skill="add-like-fractions",
    title="Add and subtract like fractions in a story",
    grade=4,
    tells=(
        Tells("put together", ("pour result",), _LIKE(True)),
        Tells("use some", ("use result",), _LIKE(False)),
        Tells("past a whole", ("pour result",), _LIKE_MIXED(True)),
    ),
)
mixed_numbers_told = stories(
    "mixed-numbers-told",
    skill="add-subtract-mixed-numbers",
    title="Add and subtract mixed numbers in a story",
    grade=4,
    tells=(
        Tells("put together", ("pour result",), _LIKE_MIXED(True)),
        Tells("use some", ("use result",), _LIKE_MIXED(False)),
        Tells("find what came", ("pour change",), _LIKE_MIXED(True)),
    ),
)
unlike_fractions_told = stories(
    "unlike-fractions-told",
    skill="fraction-stories",
    title="Add and subtract any fractions in a story",
    grade=5,
    tells=(
        Tells("put together", ("pour result",), _UNLIKE(True)),
        Tells("use some", ("use result",), _UNLIKE(False)),
        Tells("find what came", ("pour change",), _UNLIKE_MIXED(True)),
    ),
)
