"""The answer of a told problem, worked out from what a reader of its text takes from it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from library.families.read import value
from whynext.library.contexts.meaning import UNKNOWN, meaning

Numbers = list[Fraction | None]


def _sum(a: Fraction | None, b: Fraction | None, whole: Fraction | None) -> Fraction:
    if whole is None:
        return a + b
    return whole - (a if b is None else b)


def _product(a: Fraction | None, b: Fraction | None, whole: Fraction | None) -> Fraction:
    if whole is None:
        return sum((b for _ in range(int(a))), Fraction(0))
    return whole / (a if b is None else b)


def _steps(groups: Fraction, size: Fraction, change: Fraction, _: None) -> Fraction:
    return sum((size for _ in range(int(groups))), change)


def _proportion(a: Fraction, b: Fraction, c: Fraction | None, d: Fraction | None) -> Fraction:
    return b * c / a if d is None else a * d / b


def _share(part: Fraction | None, whole: Fraction | None, amount: Fraction | None) -> Fraction:
    if amount is None:
        return whole * part
    return amount / part if whole is None else amount / whole * 100


def _changed(start: Fraction, percent: Fraction | None, end: Fraction | None) -> Fraction:
    return start + start * percent / 100 if end is None else abs(end - start) / start * 100


def _line(start: Fraction, count: Fraction | None, rate: Fraction | None, total: Fraction | None) -> Fraction:
    if total is None:
        return start + count * rate
    return (total - start) / (count if rate is None else rate)


def _left_over(total: Fraction, size: Fraction) -> Fraction:
    while total >= size:
        total -= size
    return total


def _full(total: Fraction, size: Fraction) -> Fraction:
    return next(Fraction(n) for n in range(10_000) if (n + 1) * size > total)


def _needed(total: Fraction, size: Fraction) -> Fraction:
    return next(Fraction(n) for n in range(10_000) if n * size >= total)


WORKED: dict[str, Callable[..., Fraction]] = {
    "sum": _sum, "product": _product, "steps": _steps, "proportion": _proportion, "share": _share,
    "percent change": _changed, "line": _line, "remainder": _left_over, "full": _full, "needed": _needed,
}  # fmt: skip

METERS = {"kilometers": 1000, "meters": 1, "centimeters": Fraction(1, 100), "millimeters": Fraction(1, 1000)}
INCHES = {"yards": 36, "feet": 12, "inches": 1}
GRAMS, OUNCES = {"kilograms": 1000, "grams": 1}, {"pounds": 16, "ounces": 1}
LITERS, CUPS = {"liters": 1, "milliliters": Fraction(1, 1000)}, {"gallons": 16, "quarts": 4, "cups": 1}
SYSTEMS = (METERS, INCHES, GRAMS, OUNCES, LITERS, CUPS)


def answer_of(text: str) -> Fraction | str:
    """Return the answer of a told problem, or the time of day where that is asked for."""
    said = meaning(text)
    if said.relation == "conversion":
        number, unit, other = said.terms
        (system,) = [each for each in SYSTEMS if unit in each and other in each]
        return Fraction(number) * system[unit] / Fraction(system[other])
    if said.relation == "time":
        return _time(*said.terms)
    return WORKED[said.relation](*[_number(term) for term in said.terms])


def _number(term: str) -> Fraction | None:
    if term.strip("+-") == UNKNOWN:
        return None
    if term.endswith("%"):
        return Fraction(term[:-1]) / 100
    sign = -1 if term.startswith("-") else 1
    return sign * value(term.strip("+-"))


def _time(start: str, minutes: str, end: str) -> Fraction | str:
    def minute(clock: str) -> int:
        hour, late = clock.split(":")
        return 60 * int(hour) + int(late)

    if minutes == UNKNOWN:
        return Fraction(minute(end) - minute(start))
    at = minute(start) + int(minutes) if end == UNKNOWN else minute(end) - int(minutes)
    return f"{at // 60}:{at % 60:02d}"
