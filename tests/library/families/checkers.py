"""What a checker is, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from whynext.library.item import Item

Expected = int | Fraction | str | set[str] | list[str] | Callable[[Fraction], Fraction]
"""A number; a text; the texts of the right options; option texts in order; the values of an expression."""

Checker = Callable[[str, Item], Expected]

CHECKERS: dict[str, Checker] = {}


def checks(*families: str) -> Callable[[Checker], Checker]:
    """Enter a checker for families; each family has exactly one."""

    def enter(checker: Checker) -> Checker:
        for family in families:
            assert family not in CHECKERS, family
            CHECKERS[family] = checker
        return checker

    return enter


def option_texts(item: Item) -> list[str]:
    """Return what the options of an item say."""
    return [option.text for option in item.options]
