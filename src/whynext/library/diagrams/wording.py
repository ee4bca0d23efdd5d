"""Words for diagrams: how they are told to somebody who does not see them, without giving answers away.

A count of things that a student is to count is told one by one, a place on a scale by the marks around it.
Numbers in digits are those that are printed in the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def spelled(number: int) -> str:
    """Return a whole number from 0 to 999 in words, a larger or smaller one in digits.

    Examples
    --------
    >>> spelled(7), spelled(40), spelled(214)
    ('seven', 'forty', 'two hundred fourteen')
    """
    if not 0 <= number <= 999:
        return str(number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" {spelled(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """Return which one in a row.

    Examples
    --------
    >>> ordinal(1), ordinal(12), ordinal(20), ordinal(23)
    ('first', 'twelfth', 'twentieth', 'twenty-third')
    """
    head, dash, last = spelled(number).rpartition("-")
    if last in _ORDINALS:
        return head + dash + _ORDINALS[last]
    return head + dash + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def told(things: Iterable[str], none: str = "nothing") -> str:
    """Return things one by one, with commas.

    Examples
    --------
    >>> told(["dot"] * 3), told([])
    ('dot, dot, dot', 'nothing')
    """
    return ", ".join(things) or none


def joined(things: Sequence[str]) -> str:
    """Return a list in a sentence.

    Examples
    --------
    >>> joined(["A", "B", "C"]), joined(["A"])
    ('A, B and C', 'A')
    """
    return f"{', '.join(things[:-1])} and {things[-1]}" if len(things) > 1 else "".join(things)


def of(number: int, one: str, many: str = "") -> str:
    """Return a number of things, spelled out.

    Examples
    --------
    >>> of(1, "row"), of(3, "row"), of(2, "box", "boxes")
    ('one row', 'three rows', 'two boxes')
    """
    return f"{spelled(number)} {one if number == 1 else many or f'{one}s'}"
