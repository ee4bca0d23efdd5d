"""The words for one and for many that the library uses, found by looking into its modules."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

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
    elif is_dataclass(value) and not isinstance(value, type):
        value = tuple([getattr(value, each.name) for each in fields(value)])
    if not isinstance(value, tuple):
        return
    if len(value) == 2 and all(isinstance(each, str) for each in value):
        if _is_noun(*value):
            yield value
        return
    for each in value:
        yield from _pairs(each)


def _is_noun(one: str, many: str) -> bool:
    """Tell whether a word and another are one and many of one thing."""
    if not re.fullmatch(r"[a-z]+(?: [a-z]+){0,3}", one):
        return False
    last, plural = one.split(" of ")[0].split(" ")[-1], many.split(" of ")[0].split(" ")[-1]
    regular = {f"{last}s", f"{last}es", f"{last[:-1]}ies", f"{last[:-1]}ves", f"{last[:-2]}ves"}
    return bool(last) and (plural in regular or (plural in IRREGULAR and plural[:2] == last[:2]))
