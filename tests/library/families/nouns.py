"""The words for one and for many that the library uses, found by looking into its modules."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

IRREGULAR = frozenset(["children", "people", "mice", "feet", "geese", "teeth", "loaves", "leaves"])


def nouns_of(package: str) -> set[tuple[str, str]]:
    """Return every pair of a word for one and the same word for many in the modules of a package."""
    found = importlib.import_module(package)
    names = [each.name for each in pkgutil.walk_packages(found.__path__, f"{package}.")]
    return {
        pair
        for name in names
        for value in vars(importlib.import_module(name)).values()
        for pair in _pairs(value)
    }


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    """Yield the pairs in nested tuples and mappings."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if not isinstance(value, tuple):
        return
    if len(value) == 2 and all(isinstance(each, str) for each in value):
        if _is_noun(*value):
            yield value
        return
    for each in value:
        yield from _pairs(each)


def _is_noun(one: str, many: str) -> bool:
    plural = many.endswith("s") or many.split(" ")[-1] in IRREGULAR
    alike = one.split(" ")[0][:2] == many.split(" ")[0][:2]
    return plural and alike and one != many and " of " not in one and max(len(one), len(many)) < 30
