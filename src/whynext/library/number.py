"""Reading numbers as students write them: decimals, fractions, mixed numbers, percentages, with units."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from whynext.library.reading import PLAIN, Convention, Unreadable, plain

MAX_POWER = 60
"""Largest power of ten that is read."""


class Notation(StrEnum):
    """How a number is written."""

    WHOLE = "whole number"
    DECIMAL = "decimal"
    FRACTION = "fraction"
    PERCENT = "percentage"
    POWER = "power of ten"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written.

    Parameters
    ----------
    value
        What it is worth, exactly.
    notation
        How it was written.
    finished
        Whether a fraction is in lowest terms, and a mixed number has a proper fraction; else true.
    unit
        The unit written with it, as typed; empty if none.
    """

    value: Fraction
    notation: Notation
    finished: bool = True
    unit: str = ""


def read(text: str, *, written: Convention = PLAIN, percent_is_unit: bool = False) -> Number:
    """Return the number that `text` spells.

    Parameters
    ----------
    text
        What was typed.
    written
        The decimal and grouping signs.
    percent_is_unit
        Whether 50% is fifty with the unit %, and not one half.

    Raises
    ------
    Unreadable
        If it spells no number, or one that could be read in two ways.

    Examples
    --------
    >>> read("-1 1/2").value
    Fraction(-3, 2)
    >>> read(".50").value == read("50%").value == read("2/4").value
    True
    >>> read("1,5")
    Traceback (most recent call last):
    ...
    whynext.library.reading.Unreadable: «1,5» is not a number that I can read. Write a number such as 3.5.
    """
    typed = " ".join(plain(text).replace("٫", written.decimal).replace("٬", "").split())
    found = _AROUND.fullmatch(typed)
    if found is None:
        raise _unreadable(typed, written)
    sign, before, inner, core, after = (part.strip() for part in found.groups())
    if (before and after) or (sign and inner):
        raise _unreadable(typed, written)
    number = _core(core, written, typed)
    value = -number.value if "-" in (sign, inner) else number.value
    if after == "%" and not percent_is_unit:
        return Number(value / 100, Notation.PERCENT, number.finished)
    return Number(value, number.notation, number.finished, before or after)


# sign, currency, sign, the number itself, unit; the number ends with a digit or a decimal sign
_AROUND = re.compile(
    r"([+-]?) ?([^\d\s+\-*/^.,'()=%]{0,12}) ?([+-]?) ?"
    r"([\d.,](?:[\d., '/]*[\d.,])?(?: ?\* ?10 ?\^ ?\(?[+-]?\d{1,4}\)?|[eE][+-]?\d{1,4}(?!\w))?)"
    r"( ?[^\d\s+\-*/^.,()=][^=+()]*|)"
)
_POWER = re.compile(r"(.*?)(?: ?\* ?10 ?\^ ?\(?|[eE])([+-]?\d+)\)?")
_MIXED = re.compile(r"(\d+) (\d+) ?/ ?(\d+)")


def _core(core: str, written: Convention, typed: str) -> Number:
    """Return the unsigned number of digits and signs without its unit."""
    if power := _POWER.fullmatch(core):
        exponent = int(power[2])
        if abs(exponent) > MAX_POWER:
            raise Unreadable("This power of ten is too large to read.")
        return Number(_decimal(power[1], written, typed)[0] * Fraction(10) ** exponent, Notation.POWER)
    if mixed := _MIXED.fullmatch(core):
        part = _fraction(int(mixed[2]), int(mixed[3]))
        return Number(int(mixed[1]) + part.value, Notation.FRACTION, part.finished and part.value < 1)
    above_text, bar, below_text = core.partition("/")
    above, is_whole = _decimal(above_text.strip(), written, typed)
    if not bar:
        return Number(above, Notation.WHOLE if is_whole else Notation.DECIMAL)
    below, is_whole_below = _decimal(below_text.strip(), written, typed)
    if not (is_whole and is_whole_below):
        raise Unreadable(
            "A fraction has whole numbers above and below the bar.", "Write a fraction such as 3/4."
        )
    return _fraction(int(above), int(below))


def _fraction(above: int, below: int) -> Number:
    """Return the fraction of two whole numbers."""
    if below == 0:
        raise Unreadable("This divides by zero.", "Write a number other than 0 below the bar.")
    return Number(Fraction(above, below), Notation.FRACTION, math.gcd(above, below) == 1)


def _decimal(text: str, written: Convention, typed: str) -> tuple[Fraction, bool]:
    """Return an unsigned decimal, and whether it is written as a whole number."""
    whole, point, rest = text.partition(written.decimal)
    grouped = re.fullmatch(_grouping(written), whole) if whole else None
    if (whole and not grouped) or not re.fullmatch(r"\d*", rest) or not (whole or rest):
        raise _unreadable(typed, written)
    digits = re.sub(r"\D", "", whole)
    return Fraction(int(digits + rest or "0"), 10 ** len(rest)), not point


def _grouping(written: Convention) -> str:
    """Return the pattern of a whole number, in one run or in groups with one and the same sign."""
    sign = f"[{re.escape(written.groups)} ]"
    pairs = rf"|[1-9]\d?(?:{sign}\d\d)*{sign}\d{{3}}" if written.pairs else ""
    return rf"\d+|[1-9]\d{{0,2}}({sign})\d{{3}}(?:\1\d{{3}})*{pairs}"


def _unreadable(typed: str, written: Convention) -> Unreadable:
    """Return the refusal of a text that is no number in this convention."""
    shown = typed if len(typed) <= 40 else typed[:40] + "…"
    return Unreadable(
        f"«{shown}» is not a number that I can read.", f"Write a number such as 3{written.decimal}5."
    )


def unit_words(unit: str) -> tuple[str, ...]:
    """Return the spellings of a unit, which are separated by bars.

    Examples
    --------
    >>> unit_words("cm | centimetres")
    ('cm', 'centimetres')
    """
    return tuple(word for part in unit.split("|") if (word := part.strip()))


def same_unit(typed: str, units: Collection[str], *, case_sensitive: bool = False) -> bool:
    """Tell whether a typed unit is one of these, whatever its spaces, raised digits and final point.

    Examples
    --------
    >>> same_unit("cm^2", ("cm²",)), same_unit("CM.", ("cm",)), same_unit("m", ("cm",))
    (True, True, False)
    """
    words = [_word(unit) for unit in (typed, *units)]
    if not case_sensitive:
        words = [word.casefold() for word in words]
    return words[0] in words[1:]


def _word(unit: str) -> str:
    """Return a unit without spaces, raised-digit signs and final point."""
    return re.sub(r"[\s^]", "", plain(unit)).rstrip(".")


def spelled(value: Fraction, *, decimal_sign: str = ".") -> str:
    """Return the shortest exact spelling of a number: whole, decimal if it ends, else a fraction.

    Examples
    --------
    >>> spelled(Fraction(1, 8)), spelled(Fraction(-2, 6)), spelled(Fraction(4, 2))
    ('0.125', '-1/3', '2')
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}{decimal_sign}{digits[-places:]}"


def _places(denominator: int) -> int | None:
    """Return how many decimal places a fraction of this denominator needs, None if they never end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
