"""Words and numbers for questions: names, things that can be counted, and how numbers are written."""

from __future__ import annotations

from math import gcd

from whynext.library.contexts.names import NAMES as NAMES

Noun = tuple[str, str]
"""A word for one and for many."""

THINGS: tuple[Noun, ...] = (
    ("apple", "apples"), ("marble", "marbles"), ("shell", "shells"), ("sticker", "stickers"),
    ("button", "buttons"), ("pencil", "pencils"), ("card", "cards"), ("bead", "beads"),
    ("crayon", "crayons"), ("pebble", "pebbles"), ("leaf", "leaves"), ("flower", "flowers"),
    ("orange", "oranges"), ("block", "blocks"), ("feather", "feathers"), ("acorn", "acorns"),
    ("muffin", "muffins"), ("stamp", "stamps"), ("peach", "peaches"), ("berry", "berries"),
)  # fmt: skip
"""Things that a child can have, give, find and lose."""

CARRIERS: tuple[Noun, ...] = (
    ("bag", "bags"), ("box", "boxes"), ("basket", "baskets"), ("jar", "jars"), ("tray", "trays"),
    ("pack", "packs"), ("bowl", "bowls"), ("case", "cases"),
)  # fmt: skip
"""What things can be in."""

BOX = "□"
"""Stands for the number that is asked for."""

ASK = "Which number belongs in the box?"


def count(number: int, noun: Noun) -> str:
    """Return a number of things in words that agree.

    Examples
    --------
    >>> count(1, ("leaf", "leaves")), count(2400, ("leaf", "leaves"))
    ('1 leaf', '2,400 leaves')
    """
    return f"{number:,} {noun[0] if number == 1 else noun[1]}"


def are(number: int) -> str:
    """Return the verb for a number of things.

    Examples
    --------
    >>> f"{count(1, ('leaf', 'leaves'))} {are(1)} left"
    '1 leaf is left'
    """
    return "is" if number == 1 else "are"


def signed(number: int) -> str:
    """Return a whole number for reading, with a real minus sign.

    Examples
    --------
    >>> signed(-5)
    '−5'
    """
    return str(number) if number >= 0 else f"−{-number}"


def bracketed(number: int) -> str:
    """Return a whole number that follows an operation sign, in parentheses if it is negative.

    Examples
    --------
    >>> f"3 + {bracketed(-5)}"
    '3 + (−5)'
    """
    return str(number) if number >= 0 else f"(−{-number})"


def decimal(units: int, places: int) -> str:
    """Return `units` of the last of so many decimal places, without zeros at the end.

    Examples
    --------
    >>> decimal(250, 2), decimal(7, 2), decimal(-300, 2)
    ('2.5', '0.07', '-3')
    """
    whole, part = divmod(abs(units), 10**places)
    text = f"{whole}.{part:0{places}d}".rstrip("0") if part else str(whole)
    return f"-{text}" if units < 0 else text


def grouped(number: str) -> str:
    """Return a decimal for reading, with commas between thousands.

    Examples
    --------
    >>> grouped("12345.5"), grouped("0.25")
    ('12,345.5', '0.25')
    """
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}"


def lowest(top: int, bottom: int) -> str:
    """Return a positive fraction in lowest terms, as a whole number where it is one.

    Examples
    --------
    >>> lowest(6, 8), lowest(6, 3)
    ('3/4', '2')
    """
    shared = gcd(top, bottom)
    top, bottom = top // shared, bottom // shared
    return str(top) if bottom == 1 else f"{top}/{bottom}"


def mixed(top: int, bottom: int) -> str:
    """Return a positive fraction as a whole number and a fraction, not reduced.

    Examples
    --------
    >>> mixed(11, 4), mixed(8, 4), mixed(3, 4)
    ('2 3/4', '2', '3/4')
    """
    whole, part = divmod(top, bottom)
    if part == 0:
        return str(whole)
    return f"{whole} {part}/{bottom}" if whole else f"{part}/{bottom}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(exponent: int) -> str:
    """Return an exponent as raised digits.

    Examples
    --------
    >>> f"10{raised(-12)}"
    '10⁻¹²'
    """
    return str(exponent).translate(_RAISED)


def term(factor: int, letter: str) -> str:
    """Return a multiple of a letter as it is written.

    Examples
    --------
    >>> term(1, "x"), term(-1, "x"), term(3, "x")
    ('x', '−x', '3x')
    """
    if factor == 1:
        return letter
    return f"−{letter}" if factor == -1 else f"{signed(factor)}{letter}"


def plus(number: int) -> str:
    """Return a number as it is written after another, with its sign as the operation.

    Examples
    --------
    >>> f"3x{plus(-4)}", f"3x{plus(4)}"
    ('3x − 4', '3x + 4')
    """
    return f" + {number}" if number >= 0 else f" − {-number}"


def a_or_an(word: str) -> str:
    """Return a word with its article.

    Examples
    --------
    >>> a_or_an("apple"), a_or_an("pencil")
    ('an apple', 'a pencil')
    """
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
