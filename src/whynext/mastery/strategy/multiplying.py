"""What is expected of the ways to multiply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from whynext.library.steps import Calculation, Do
from whynext.mastery.strategy.expected import (
    MOST_COUNTS,
    NOTE,
    QUICK,
    Expected,
    Path,
    Paths,
    aside,
    begun,
    counted,
    digit,
    if_wrong,
    mark,
    noted,
    parts,
    places,
)

_TEN = 10
_MOST_GROUPS = 15


def _fact(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if max(a, b) <= _TEN:
        yield Path((), a * b, seconds=QUICK)


def _turned(asked: Calculation) -> list[tuple[int, int]]:
    """Return both ways to see it: so many groups of so much."""
    a, b = asked.whole
    return [(a, b)] if a == b else [(a, b), (b, a)]


def _count_groups(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    for groups, size in _turned(asked):
        if a * b <= MOST_COUNTS:
            made = tuple(Expected((Do.GROUP,), size, 0.7) for _ in range(groups))
            yield Path((*made, *counted(1, a * b)), a * b, 0.5)


def _repeated_addition(asked: Calculation) -> Iterator[Path]:
    for groups, size in _turned(asked):
        if 2 < groups <= _MOST_GROUPS:
            sums = noted(*range(2 * size, groups * size, size), kinds=NOTE)
            first = Expected((Do.WRITE,), size, 0.3)
            yield Path((first, *sums), groups * size, 0.4)
            yield Path((Expected((Do.WRITE,), size, 0.9),) * groups, groups * size, 0.05)
            made = tuple(Expected((Do.GROUP,), size, 0.8) for _ in range(groups))
            yield Path(made, groups * size, 0.05)


def _skip_count(asked: Calculation) -> Iterator[Path]:
    for groups, size in _turned(asked):
        if 1 < groups <= _MOST_GROUPS and size > 1:
            yield Path(_skips(size, groups), groups * size, 0.5)


def _skips(size: int, groups: int) -> tuple[Expected, ...]:
    *most, last = (Expected((Do.COUNT, Do.JUMP), size * each, 0.93) for each in range(1, groups + 1))
    return (*begun(0), *most, Expected(last.kinds, last.value, 0.7))


def _doubling(asked: Calculation) -> Iterator[Path]:
    for groups, size in _turned(asked):
        halves = []
        left = groups
        while left % 2 == 0 and left > 2:
            left //= 2
            halves.append(left * size)
        if not halves:
            continue
        yield Path(noted(halves[0]), groups * size, 0.25)
        if left <= 2 and len(halves) > 1:
            yield Path(noted(*reversed(halves)), groups * size, 0.4)
        elif len(halves) > 1:
            yield Path(noted(*reversed(halves)), groups * size, 0.2)


def _near_fact(asked: Calculation) -> Iterator[Path]:
    for groups, size in _turned(asked):
        if groups > 3:
            yield from (_from(size, groups, known) for known in _near(groups))


def _near(groups: int) -> list[int]:
    """Return numbers of groups from which one may start: one more or fewer, five, and whole tens."""
    tens = round(groups / _TEN) * _TEN
    found = {groups - 1, groups + 1} if groups <= _TEN else set()
    found |= {5} if groups in (6, 7, 8) else set()
    found |= {tens} if 0 < abs(tens - groups) <= 3 and groups > 7 else set()
    return sorted(found)


def _from(size: int, groups: int, known: int) -> Path:
    rest = abs(groups - known) * size
    far = abs(groups - known) > 1
    return Path(noted(known * size) + aside(rest), groups * size, 0.3 if far else 0.4)


def _partial_products(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if max(a, b) <= _TEN:
        return
    first, second = parts(a), parts(b)
    products = [x * y for x in first for y in second]
    if len(products) < 2:
        return
    yield Path(noted(*products, kinds=NOTE), a * b, 0.4)
    yield Path(noted(*reversed(products), kinds=NOTE), a * b, 0.2)
    if min(len(first), len(second)) > 1:
        yield Path(noted(*[y * x for y in second for x in first], kinds=NOTE), a * b, 0.1)
        yield Path(noted(*[a * y for y in second], kinds=NOTE), a * b, 0.15)
        yield Path(noted(*[b * x for x in first], kinds=NOTE), a * b, 0.15)


# In columns -------------------------------------------------------------------------------------------------

Rule = Callable[[int, int, int], tuple[int, int]]
"""From a digit, the factor and what was carried to the product of the place and what is carried on."""


def _row(number: int, by: int, shift: int, rule: Rule) -> tuple[list[Expected], int]:
    """Return one row of multiplying in columns, and what it comes to."""
    steps: list[Expected] = []
    carried, worth = 0, 0
    figures = places(number)
    for place, figure in enumerate(figures):
        product, carried = rule(figure, by, carried)
        unit = 10 ** (place + shift)
        if place == len(figures) - 1:
            steps += [digit(unit * 10**each, value) for each, value in enumerate(places(product))]
            worth += product * unit
            break
        steps.append(digit(unit, product % 10))
        worth += product % 10 * unit
        if carried:
            steps.append(mark(10 ** (place + 1), carried))
    return steps, worth


def _right(figure: int, by: int, carried: int) -> tuple[int, int]:
    product = figure * by + carried
    return product, product // 10


def _long(asked: Calculation) -> Iterator[Path]:
    a, b = max(asked.whole), min(asked.whole)
    if a <= _TEN:
        return
    rows = [_row(a, by, shift, _right) for shift, by in enumerate(places(b)) if by]
    yield Path(tuple(step for steps, _ in rows for step in steps), a * b, 0.6)
    if len(rows) > 1:
        yield Path(noted(*[worth for _, worth in rows], kinds=NOTE), a * b, 0.4)


def _by_rule(asked: Calculation, rule: Rule) -> Iterator[Path]:
    a, b = max(asked.whole), min(asked.whole)
    if a > _TEN > b:
        steps, worth = _row(a, b, 0, rule)
        yield from if_wrong(asked, [Path(tuple(steps), worth)])


def _no_carry(asked: Calculation) -> Iterator[Path]:
    return _by_rule(asked, lambda figure, by, _carried: (figure * by, 0))


def _carries_one(asked: Calculation) -> Iterator[Path]:
    def rule(figure: int, by: int, carried: int) -> tuple[int, int]:
        product = figure * by + carried
        return product, min(product // 10, 1)

    return _by_rule(asked, rule)


def _carry_first(asked: Calculation) -> Iterator[Path]:
    def rule(figure: int, by: int, carried: int) -> tuple[int, int]:
        product = (figure + carried) * by
        return product, product // 10

    return _by_rule(asked, rule)


def _times_zero(asked: Calculation) -> Iterator[Path]:
    def rule(figure: int, by: int, carried: int) -> tuple[int, int]:
        product = (by if figure == 0 else figure * by) + carried
        return product, product // 10

    return _by_rule(asked, rule)


# Mistaken in other ways -------------------------------------------------------------------------------------


def _adds(asked: Calculation) -> Iterator[Path]:
    yield from if_wrong(asked, [Path((), sum(asked.whole))])


def _one_off(asked: Calculation) -> Iterator[Path]:
    if max(asked.whole) > _TEN:
        return
    for groups, size in _turned(asked):
        for made in (groups - 1, groups + 1):
            if made > 1 and size > 1:
                counts = Path(_skips(size, made), made * size, 0.1)
                yield from if_wrong(asked, [Path((), made * size, 0.15), counts])


def _first_and_last(asked: Calculation) -> Iterator[Path]:
    a, b = asked.whole
    if min(a, b) > _TEN and max(a, b) < _TEN**2:
        products = (a // 10 * (b // 10) * 100, a % 10 * (b % 10))
        wrong = sum(products)
        yield from if_wrong(
            asked, [Path(noted(*products), wrong, 0.6), Path(noted(*products[::-1]), wrong, 0.4)]
        )


def _tens_as_ones(asked: Calculation) -> Iterator[Path]:
    for a, b in _turned(asked):
        if _TEN < b < _TEN**2 and a > _TEN:
            rows = (a * (b % 10), a * (b // 10))
            yield from if_wrong(asked, [Path(noted(*rows, kinds=NOTE), sum(rows), 0.5)])


MULTIPLYING: Mapping[str, Paths] = {
    "multiplication-fact": _fact,
    "count-groups": _count_groups,
    "repeated-addition": _repeated_addition,
    "skip-count": _skip_count,
    "doubling": _doubling,
    "near-fact": _near_fact,
    "partial-products": _partial_products,
    "long-multiplication": _long,
    "adds-factors": _adds,
    "one-group-off": _one_off,
    "first-and-last-only": _first_and_last,
    "times-no-carry": _no_carry,
    "carries-one-only": _carries_one,
    "adds-carry-first": _carry_first,
    "times-zero-is-itself": _times_zero,
    "tens-digit-as-ones": _tens_as_ones,
}
