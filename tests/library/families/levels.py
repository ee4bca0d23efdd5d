"""One test of a family for all its levels."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whynext.library.families import FAMILIES

Test = Callable[[str, int], None]


def at_every_level(test: Test) -> Callable[[str], None]:
    """Make a test of a family at a level one that goes through all levels of each family.

    A test for each level would be three times as many, and telling them apart takes longer than they do.
    """

    def over(id: str) -> None:
        for level in range(1, len(FAMILIES[id].levels) + 1):
            test(id, level)

    over.__name__, over.__doc__, over.__module__ = test.__name__, test.__doc__, test.__module__
    marked: Callable[[str], None] = pytest.mark.parametrize("id", FAMILIES)(over)
    return marked
