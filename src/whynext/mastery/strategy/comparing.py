"""What is expected of the ways to compare fractions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm

from whynext.library.steps import SIGNS, Calculation, Do, Value
from whynext.library.strategies.multiplying import HALF
from whynext.mastery.strategy.expected import LOOKED, NOTE, Expected, Path, Paths, aside, noted


def _sign(first: Fraction | int, second: Fraction | int) -> Value:
    return SIGNS[(first > second) - (first < second) + 1]


def _looked(asked: Calculation, *values: object) -> Path:
    return Path(noted(*values, kinds=LOOKED), asked.result)


def _tops(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if b == d:
        yield _looked(asked, a, c)


def _bottoms(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if a == c:
        yield _looked(asked, b, d)


def _benchmark(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    first, second = Fraction(a, b), Fraction(c, d)
    halves = [f"{each // 2}/{each}" for each in (b, d) if each % 2 == 0 and each > 2]
    if min(first, second) <= HALF <= max(first, second):
        yield Path(noted("1/2", kinds=LOOKED, shown=0.9) + aside(*halves, kinds=NOTE), asked.result, 0.5)
        yield Path(aside("1/2", kinds=LOOKED) + noted(*halves, kinds=NOTE), asked.result, 0.2)
    if min(first, second) <= 1 <= max(first, second):
        yield Path(noted(1, kinds=LOOKED, shown=0.9), asked.result, 0.5)


def _missing(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if a < b and c < d:
        yield Path(noted(f"{b - a}/{b}", f"{d - c}/{d}", kinds=NOTE), asked.result)


def _denominator(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if b == d:
        return
    for common, weight in {lcm(b, d): 0.6, b * d: 0.4}.items():
        made = [(n * common // m, m) for n, m in ((a, b), (c, d))]
        steps = [_changed(f"{top}/{common}", changed=bottom != common) for top, bottom in made]
        yield Path(tuple(steps), asked.result, weight)


def _changed(value: str, *, changed: bool) -> Expected:
    """Return a fraction that is written anew; one that stays as it is mostly is not."""
    return Expected(NOTE, value, 0.88 if changed else 0.4)


def _numerator(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if a == c:
        return
    for common, weight in {lcm(a, c): 0.6, a * c: 0.4}.items():
        made = [(m * common // n, n) for n, m in ((a, b), (c, d))]
        steps = [_changed(f"{common}/{bottom}", changed=top != common) for bottom, top in made]
        yield Path(tuple(steps), asked.result, weight)


def _crosswise(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    yield Path(noted(a * d, b * c, kinds=NOTE), asked.result, 0.8)
    yield Path(noted(b * c, a * d, kinds=NOTE), asked.result, 0.2)


def _decimals(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    for digits, weight in ((2, 0.6), (3, 0.3), (1, 0.1)):
        yield Path(noted(decimal(a, b, digits), decimal(c, d, digits), kinds=NOTE), asked.result, weight)


def decimal(top: int, bottom: int, digits: int) -> Value:
    """Return a fraction as a decimal of at most so many digits after the point, as it would be written.

    Examples
    --------
    >>> decimal(3, 4, 2), decimal(2, 3, 3), decimal(4, 2, 1)
    ('0.75', '0.667', 2)
    """
    written = f"{top / bottom:.{digits}f}".rstrip("0").rstrip(".")
    return written if "." in written else int(written)


def _drawing(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    steps = tuple(Expected((Do.SHADE,), each, 0.9) for each in (f"{a}/{b}", f"{c}/{d}"))
    yield Path(steps, asked.result)


def _larger_denominator(asked: Calculation) -> Iterator[Path]:
    _, b, _, d = asked.fractions
    if b != d:
        yield Path(noted(b, d, kinds=LOOKED), _sign(b, d))


def _gaps(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    if a < b and c < d:
        yield Path(noted(b - a, d - c, kinds=NOTE), _sign(d - c, b - a))


def _whole_numbers(asked: Calculation) -> Iterator[Path]:
    a, b, c, d = asked.fractions
    sign = _sign(a, c)
    if a != c and b != d and sign == _sign(b, d):
        yield Path(noted(a, c, b, d, kinds=LOOKED), sign, 0.8)
        yield Path(noted(b, d, a, c, kinds=LOOKED), sign, 0.2)


COMPARING: Mapping[str, Paths] = {
    "compare-tops": _tops,
    "compare-bottoms": _bottoms,
    "benchmark": _benchmark,
    "missing-part": _missing,
    "common-denominator": _denominator,
    "common-numerator": _numerator,
    "cross-multiplying": _crosswise,
    "decimals": _decimals,
    "drawing": _drawing,
    "larger-denominator-larger": _larger_denominator,
    "gap-thinking": _gaps,
    "larger-numbers-larger": _whole_numbers,
}
