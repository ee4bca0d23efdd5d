"""Keys: what answers an item rightly, and when two answers are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from whynext.library import expression, number, polynomial
from whynext.library.number import unit_words
from whynext.library.polynomial import Budget, Rational
from whynext.library.reading import Unreadable
from whynext.library.text import folded, parts


class Kind(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    MULTIPLE_CHOICE = "multiple_choice"
    NUMBER = "number"
    FRACTION = "fraction"
    EXPRESSION = "expression"
    SHORT_TEXT = "short_text"
    ORDER = "order"

    @property
    def has_options(self) -> bool:
        """Whether the student picks from options or puts them in order."""
        return self in (Kind.CHOICE, Kind.MULTIPLE_CHOICE, Kind.ORDER)


@dataclass(frozen=True, slots=True)
class Key:
    """What answers an item rightly.

    Keys are written plainly, whatever the student's locale: a point for decimals, no thousands separators.

    Parameters
    ----------
    value
        Choice: the option's id. Multiple choice: the ids of all right options. Order: all ids in the right
        order. Otherwise the answer as text: ``"0.5"``, ``"3/4"``, ``"2x + 1"``, ``"Paris"``.
    accepts
        Further right answers. For a number or a fraction each of them also opens its notation: a number
        with the key ``"0.5"`` takes 0.5, .50 and 0.500; with ``accepts=("1/2", "50%")`` also 2/4 and 50%.
    tolerance
        Of a number: how far from the value an answer may lie and still be right, in the number's unit.
    lowest_terms
        The answer must be as finished as it can be. Fraction: 2/4 is refused for 1/2, with the reason.
        Expression: as finished as the key, so that a key which is a collected sum (``"x^2 + 2x + 1"``)
        refuses what is not expanded and collected, and a key which is a product refuses what is not
        factorised as far.
    unit
        Of a number or fraction: the unit that may be written after it, further spellings after a bar:
        ``"cm | centimetres"``. It may be left out by the student; another unit is refused with a reason.
    ordered
        Of a short text: if false, parts between commas (or "and") may come in any order.
    case_sensitive
        Of a short text: if true, capitals, accents and punctuation count. Of a unit: capitals count.
    """

    value: str | tuple[str, ...]
    accepts: tuple[str, ...] = ()
    tolerance: float = 0.0
    lowest_terms: bool = False
    unit: str = ""
    ordered: bool = True
    case_sensitive: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The value as a tuple: of option ids for kinds with options, else of the one text."""
        return (self.value,) if isinstance(self.value, str) else self.value

    @property
    def text(self) -> str:
        """The value as one text; several ids joined by `` | ``."""
        return self.value if isinstance(self.value, str) else " | ".join(self.value)

    @property
    def units(self) -> tuple[str, ...]:
        """The spellings of the unit."""
        return unit_words(self.unit)


Worth = Fraction | Rational | str | frozenset[str] | tuple[str, ...]
"""What an answer is worth: equal for all spellings of the same answer, see :func:`same`."""


def worth(kind: Kind, text: str, key: Key) -> Worth:
    """Return what an answer is worth that is written as keys are.

    Parameters
    ----------
    kind
        How the item is answered.
    text
        The answer; several option ids joined by bars.
    key
        The item's key, for what counts: unit, order, capitals.

    Raises
    ------
    Unreadable
        If it is no answer of this kind.

    Examples
    --------
    >>> worth(Kind.FRACTION, "2/4", Key("1/2"))
    Fraction(1, 2)
    >>> worth(Kind.ORDER, "b | a", Key(("a", "b")))
    ('b', 'a')
    """
    match kind:
        case Kind.NUMBER | Kind.FRACTION:
            return number.read(text, percent_is_unit="%" in key.units).value
        case Kind.EXPRESSION:
            return expression.value(expression.parse(text), Budget())
        case Kind.SHORT_TEXT:
            return short_text(text, key)
        case Kind.CHOICE:
            return text
        case Kind.MULTIPLE_CHOICE | Kind.ORDER:
            ids = tuple(id_ for part in re.split(r"\s*\|\s*", text) if (id_ := part.strip()))
            if not ids:
                raise Unreadable("No option is named.")
            return frozenset(ids) if kind is Kind.MULTIPLE_CHOICE else ids


def short_text(text: str, key: Key) -> str | tuple[str, ...]:
    """Return a short text as it is compared: folded, and sorted by parts where the order does not count."""
    if key.ordered:
        return folded(text, exact=key.case_sensitive)
    return tuple(sorted(folded(part, exact=key.case_sensitive) for part in parts(text) or [text]))


def same(first: Worth, second: Worth, tolerance: Fraction = Fraction(0)) -> bool:
    """Tell whether two answers are the same, numbers within a tolerance.

    Raises
    ------
    Unreadable
        If two expressions are too complicated to compare.

    Examples
    --------
    >>> same(Fraction(31, 10), Fraction(3), Fraction(1, 10))
    True
    """
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return abs(first - second) <= tolerance
    if isinstance(first, Rational) and isinstance(second, Rational):
        return polynomial.equal(first, second, Budget())
    return first == second
