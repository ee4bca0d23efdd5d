"""What is worked out of a definition once: the same definition always says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Of = TypeVar("Of")
Found = TypeVar("Found")

MOST = 500
"""So many are kept; a school has a few dozen definitions, a what-if makes one for each question."""


def lasting(work: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Return a pure function of one object that cannot change, which remembers what it found.

    Objects are told apart by which they are, for what holds dictionaries cannot be hashed. What is
    remembered holds on to its object, so that no other can come to stand in its place.

    Examples
    --------
    >>> calls = []
    >>> length = lasting(lambda text: calls.append(text) or len(text))
    >>> text = "fractions"
    >>> length(text), length(text), calls
    (9, 9, ['fractions'])
    """
    kept: dict[int, tuple[Any, Found]] = {}

    @wraps(work)
    def remembered(of: Of) -> Found:
        held = kept.get(id(of))
        if held is None:
            if len(kept) >= MOST:
                kept.clear()
            held = kept[id(of)] = (of, work(of))
        return held[1]

    return remembered
