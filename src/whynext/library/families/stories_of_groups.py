"""Story families for multiplying and dividing: groups, rows, times as many, leftovers, two steps."""

from __future__ import annotations

from whynext.library.families.chance import Chance
from whynext.library.families.telling import Draw, Hundredths, Numbers, Tells, stories
from whynext.library.families.words import mixed

_GROUPS = ("groups total",)
_SHARED = ("groups size", "groups groups")
_ROWS = ("rows total",)
_IN_ROWS = ("rows columns", "rows rows")
_TIMES = ("times product",)
_HOW_MANY_TIMES = ("times base", "times times")


def _product(first: str, second: str, whole: str, low: int, high: int, most: int = 0) -> Draw:
    """Return what draws two factors and their product; the second factor may go up to `most`."""

    def draw(chance: Chance) -> Numbers:
        one, other = chance.between(low, high), chance.between(low, most or high)
        return {first: one, second: other, whole: one * other}

    return draw


def _groups(low: int, high: int, most: int = 0) -> Draw:
    return _product("groups", "size", "total", low, high, most)


def _rows(low: int, high: int, most: int = 0) -> Draw:
    return _product("rows", "columns", "total", low, high, most)


def _times(low: int, high: int, most: int = 0) -> Draw:
    return _product("times", "base", "product", low, high, most)


def _leftover(sizes: tuple[int, int], groups: tuple[int, int]) -> Draw:
    """Return what draws a total that does not go into groups."""

    def draw(chance: Chance) -> Numbers:
        size, full = chance.between(*sizes), chance.between(*groups)
        rest = chance.between(1, size - 1)
        total = size * full + rest
        return {"total": total, "size": size, "full": full, "remainder": rest, "needed": full + 1}

    return draw


def _steps(way: int, factors: tuple[int, int], most: int) -> Draw:
    """Return what draws groups and a change up (1) or down (-1)."""

    def draw(chance: Chance) -> Numbers:
        groups, size = chance.between(*factors), chance.between(*factors)
        first = groups * size
        change = chance.between(2, most if way > 0 else min(most, first - 1))
        return {
            "groups": groups,
            "size": size,
            "change": change,
            "result": first + way * change,
            "_first": first,
        }

    return draw


def hired(low: int, high: int, most: int) -> Draw:
    """Return what draws a price at once, one for each, how many, and all of it."""

    def draw(chance: Chance) -> Numbers:
        start, rate, count = chance.between(low, high), chance.between(2, most), chance.between(2, 12)
        return {
            "start": start,
            "rate": rate,
            "count": count,
            "total": start + rate * count,
            "_more": rate * count,
        }

    return draw


equal_groups_told = stories(
    "equal-groups-told",
    skill="meaning-of-multiplication",
    title="Find how many there are in equal groups",
    grade=3,
    tells=(
        Tells("groups up to 5", _GROUPS, _groups(2, 8)),
        Tells("groups up to 10", _GROUPS, _groups(3, 10)),
        Tells("in rows", _ROWS, _rows(3, 10)),
    ),
)
sharing_told = stories(
    "sharing-told",
    skill="meaning-of-division",
    title="Share equally, or make equal groups",
    grade=3,
    tells=(
        Tells("how many in each", ("groups size",), _groups(2, 9)),
        Tells("how many groups", ("groups groups",), _groups(2, 9)),
        Tells("in each or how many groups", _SHARED, _groups(3, 10)),
    ),
)
rows_told = stories(
    "rows-told",
    skill="arrays",
    title="Find how many there are in rows of one length",
    grade=2,
    tells=(
        Tells("rows up to 5", _ROWS, _rows(2, 5, 10)),
        Tells("up to 10 rows of 2 to 5", _ROWS, _product("rows", "columns", "total", 2, 10, 6)),
        Tells("how many in one row", ("rows columns",), _rows(2, 5, 12)),
    ),
    most={1: 36},
)
multiplying_stories = stories(
    "multiplying-stories",
    skill="multiply-divide-stories",
    title="Solve stories with multiplying and dividing",
    grade=3,
    tells=(
        Tells("in all", (*_GROUPS, *_ROWS), lambda chance: _both(chance, 3, 9)),
        Tells("in each or how many", (*_SHARED, *_IN_ROWS), lambda chance: _both(chance, 3, 9)),
        Tells(
            "each day or how long",
            ("rate total", "rate rate", "rate count"),
            _product("rate", "count", "total", 3, 10),
        ),
    ),
)


def _both(chance: Chance, low: int, high: int) -> Numbers:
    """Return the roles of groups and of rows with the same numbers."""
    one, other = chance.between(low, high), chance.between(low, high)
    return {"groups": one, "size": other, "rows": one, "columns": other, "total": one * other}


division_facts_told = stories(
    "division-facts-told",
    skill="division-facts",
    title="Use division facts in a story",
    grade=3,
    tells=(
        Tells("in each", ("groups size", "rows columns"), lambda chance: _both(chance, 2, 9)),
        Tells("how many groups", ("groups groups", "rows rows"), lambda chance: _both(chance, 3, 9)),
        Tells("facts with 6 to 10", (*_SHARED, *_IN_ROWS), lambda chance: _both(chance, 5, 12)),
    ),
)
multiplication_facts_told = stories(
    "multiplication-facts-told",
    skill="multiplication-facts",
    title="Use multiplication facts in a story",
    grade=3,
    tells=(
        Tells("facts to 8", (*_GROUPS, *_ROWS), lambda chance: _both(chance, 2, 8)),
        Tells("facts with 4 to 10", (*_GROUPS, *_ROWS), lambda chance: _both(chance, 4, 12)),
        Tells("each day", ("rate total",), _product("rate", "count", "total", 4, 12)),
    ),
)
times_as_many_told = stories(
    "times-as-many-told",
    skill="times-as-many",
    title="Compare with “times as many” in a story",
    grade=4,
    tells=(
        Tells("the larger amount", _TIMES, _times(2, 9, 12)),
        Tells("the smaller amount", ("times base",), _times(2, 9, 12)),
        Tells("how many times as many", ("times times",), _times(3, 12)),
    ),
)
one_digit_products_told = stories(
    "one-digit-products-told",
    skill="multiply-by-one-digit",
    title="Multiply a larger number in a story",
    grade=4,
    tells=(
        Tells("two digits", _GROUPS, _groups(3, 9, 99)),
        Tells("three digits", ("rate total",), _product("count", "rate", "total", 3, 9, 450)),
        Tells("times as many", _TIMES, _times(3, 9, 900)),
    ),
)
two_digit_products_told = stories(
    "two-digit-products-told",
    skill="multiply-two-digit-numbers",
    title="Multiply two-digit numbers in a story",
    grade=4,
    tells=(
        Tells("numbers to 30", _GROUPS, _groups(11, 30)),
        Tells("in rows", _ROWS, _rows(12, 60)),
        Tells("each hour or day", ("rate total",), _product("rate", "count", "total", 15, 60, 48)),
    ),
)
leftovers_told = stories(
    "leftovers-told",
    skill="divide-with-leftovers",
    title="Divide with something left over in a story",
    grade=4,
    tells=(
        Tells("how many are left over", ("remainder remainder",), _leftover((3, 9), (2, 9))),
        Tells("how many can be filled", ("remainder full",), _leftover((3, 9), (3, 10))),
        Tells("how many are needed for all", ("remainder needed",), _leftover((4, 9), (3, 11))),
    ),
)
larger_leftovers_told = stories(
    "larger-leftovers-told",
    skill="divide-by-one-digit",
    title="Divide larger numbers in a story",
    grade=4,
    tells=(
        Tells("no remainder", _SHARED, _groups(3, 9, 90)),
        Tells("the remainder", ("remainder remainder",), _leftover((3, 9), (12, 90))),
        Tells("full or needed", ("remainder full", "remainder needed"), _leftover((4, 9), (25, 150))),
    ),
)
dividing_by_two_digits_told = stories(
    "dividing-by-two-digits-told",
    skill="divide-by-two-digits",
    title="Divide by a two-digit number in a story",
    grade=5,
    tells=(
        Tells("how many in each", ("groups size",), _groups(11, 25, 40)),
        Tells("how many groups", ("groups groups",), _groups(11, 40)),
        Tells("with a remainder", ("remainder remainder", "remainder needed"), _leftover((12, 45), (11, 60))),
    ),
)
two_steps_told = stories(
    "two-steps-told",
    skill="two-step-stories",
    title="Solve stories with two steps",
    grade=3,
    tells=(
        Tells("groups, then more", ("steps-up result",), _steps(1, (3, 9), 20)),
        Tells("groups, then fewer", ("steps-down result",), _steps(-1, (3, 9), 20)),
        Tells("a price at once and more for each", ("linear total",), hired(3, 12, 12)),
    ),
)
several_steps_told = stories(
    "several-steps-told",
    skill="multi-step-stories",
    title="Solve stories with several steps and larger numbers",
    grade=4,
    tells=(
        Tells("groups, then more", ("steps-up result",), _steps(1, (6, 25), 300)),
        Tells("groups, then fewer", ("steps-down result",), _steps(-1, (6, 25), 300)),
        Tells(
            "a price at once and more for each",
            ("linear total", "linear rate"),
            hired(5, 30, 30),
        ),
    ),
)


def _priced(low: int, high: int) -> Draw:
    """Return what draws a price in cents and a cost of several."""

    def draw(chance: Chance) -> Numbers:
        count, price = chance.between(2, 9), 5 * chance.between(low, high)
        return {"count": count, "price": Hundredths(price), "cost": Hundredths(count * price)}

    return draw


decimal_prices_told = stories(
    "decimal-prices-told",
    skill="multiply-decimals",
    title="Multiply a price in a story",
    grade=5,
    tells=(
        Tells("prices to 3 dollars", ("unit-price cost",), _priced(5, 60)),
        Tells("prices to 12 dollars", ("unit-price cost",), _priced(61, 240)),
        Tells("prices to 25 dollars", ("unit-price cost",), _priced(241, 500)),
    ),
)
shared_costs_told = stories(
    "shared-costs-told",
    skill="divide-decimals",
    title="Find the price of one in a story",
    grade=5,
    tells=(
        Tells("prices to 3 dollars", ("unit-price price",), _priced(5, 60)),
        Tells("prices to 12 dollars", ("unit-price price",), _priced(61, 240)),
        Tells("prices to 25 dollars", ("unit-price price",), _priced(241, 500)),
    ),
)


def _batches(bottoms: tuple[int, ...], most: int) -> Draw:
    """Return what draws a fraction for one batch and what several batches take."""

    def draw(chance: Chance) -> Numbers:
        bottom, count = chance.pick(bottoms), chance.between(2, 9)
        top = chance.between(1, bottom * most - 1)
        if top % bottom == 0:
            top += 1
        size, total = _lowest(top, bottom), _lowest(top * count, bottom)
        return {
            "count": count,
            "size": size,
            "total": total,
            "_slip": f"{top * count}/{bottom * count}",
            "_times_count": _lowest(top * count * count, bottom),
            "_times_size": _lowest(top * count * top, bottom * bottom),
        }

    return draw


def _lowest(top: int, bottom: int) -> str:
    """Return a fraction or mixed number in lowest terms."""
    for shared in (2, 2, 2, 3, 5):
        while top % shared == 0 and bottom % shared == 0:
            top, bottom = top // shared, bottom // shared
    return mixed(top, bottom)


fraction_batches_told = stories(
    "fraction-batches-told",
    skill="fraction-times-whole",
    title="Multiply a fraction by a whole number in a story",
    grade=4,
    tells=(
        Tells("fractions with small bottoms", ("portions total",), _batches((2, 3, 4, 5, 6, 8), 1)),
        Tells("more fractions", ("portions total",), _batches((3, 4, 5, 6, 8, 10, 12), 1)),
        Tells("mixed numbers", ("portions total",), _batches((2, 3, 4, 5, 8), 3)),
    ),
)
dividing_amounts_told = stories(
    "dividing-amounts-told",
    skill="divide-fractions",
    title="Divide with fractions in a story",
    grade=6,
    tells=(
        Tells("share an amount", ("portions size",), _batches((2, 3, 4, 5, 6, 8), 1)),
        Tells("how many batches", ("portions count",), _batches((2, 3, 4, 5, 6, 8), 1)),
        Tells("mixed numbers", ("portions size", "portions count"), _batches((2, 3, 4, 5, 8), 3)),
    ),
)
