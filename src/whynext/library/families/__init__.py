"""Item families: each makes unlimited items for one skill, with hints, a worked solution and known mistakes.

A family is a small record and one short function (see :mod:`whynext.library.families.family`); its module is
its place on the shelf. Everything is reproducible: the same family, level and seed give the same item on
every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

from whynext.base.errors import NotFound, Problem
from whynext.library.contexts.meaning import differences
from whynext.library.contexts.telling import Telling
from whynext.library.families import misconceptions, registry
from whynext.library.families.family import Family
from whynext.library.item import Item

__all__ = [
    "FAMILIES", "MISCONCEPTIONS", "Family", "equivalent", "families_of", "generate", "regenerate", "retell",
]  # fmt: skip

_SHELF = (
    "counting", "adding", "early_equations", "large_numbers", "place_value", "multiplying", "factors",
    "fractions", "fractions_calculated", "decimals", "ratios", "signed_numbers", "expressions", "equations",
    "functions", "measuring", "shapes", "angles_and_grids", "data",
)  # fmt: skip
"""Modules in the order of the map's strands; those found beside them follow by name."""


def _modules() -> Iterator[ModuleType]:
    """Yield the modules of this folder: one that is put here is found by looking."""
    found = {each.name for each in iter_modules(__path__)}
    for name in (*_SHELF, *sorted(found - {*_SHELF})):
        yield import_module(f"{__name__}.{name}")


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {each.id: each for module in _modules() for each in vars(module).values() if isinstance(each, Family)}
)
"""Every family by its id, in the order of the map's strands."""

MISCONCEPTIONS: Mapping[str, str] = MappingProxyType(
    dict(misconceptions.MISCONCEPTIONS)
    | {id: says for each in _modules() for id, says in getattr(each, "NAMED", {}).items()}
)
"""Every misconception with what it is: the common ones, and those that a module names in its ``NAMED``."""


def families_of(skill: str) -> tuple[Family, ...]:
    """Return the families that make items for a skill, none if there are none.

    Examples
    --------
    >>> [family.id for family in families_of("skip-count")]
    ['count-on-by-steps']
    """
    return tuple([family for family in FAMILIES.values() if family.skill == skill])


def generate(family: str, seed: int, level: int = 1) -> Item:
    """Return the item that a family makes from a seed at a level.

    Parameters
    ----------
    family
        The id of one of :data:`FAMILIES`.
    seed
        A whole number from 0 up to 2**64; the same seed gives the same item.
    level
        From 1, the easiest, to the number of the family's levels.

    Raises
    ------
    NotFound
        If there is no such family.
    Refused
        If the family has no such level, or the seed is out of range.

    Examples
    --------
    >>> generate("count-on-by-steps", seed=7).id
    'count-on-by-steps/1/7'
    """
    return registry.item_of(registry.found(family, FAMILIES), seed, level)


def regenerate(item: str) -> Item:
    """Return the item of an id that :func:`generate` gave it: ``family/level/seed``.

    Raises
    ------
    NotFound
        If it is not the id of a generated item.

    Examples
    --------
    >>> regenerate("count-on-by-steps/1/7") == generate("count-on-by-steps", seed=7)
    True
    """
    family, level, seed, telling = registry.split(item)
    return registry.item_of(registry.found(family, FAMILIES), seed, level, telling)


def retell(item: Item, context: str, depth: int) -> Item:
    """Return the same problem told in another context: same numbers, same unknown, same key.

    Parameters
    ----------
    item
        A generated item that tells a story.
    context
        The id of one of :data:`whynext.library.contexts.shelf.CONTEXTS`.
    depth
        From 0, the numbers alone, to 3, a small scene with a purpose and a detail that is not needed.

    Raises
    ------
    NotFound
        If no family made it, or it tells no story.
    Refused
        If there is no such context or depth.

    Examples
    --------
    >>> first = generate("stories-to-20", seed=4)
    >>> retell(first, "music", 1).key == first.key
    True
    >>> retell(first, "music", 1).id
    'stories-to-20/1/4/music-1'
    """
    family, level, seed, _ = registry.split(item.id)
    told = registry.item_of(registry.found(family, FAMILIES), seed, level, Telling(context, depth))
    if not told.context:
        raise NotFound(
            Problem(
                f"the item «{item.id}» tells no story",
                valid="an item of a family and level that tells one",
                kind="no story",
            )
        )
    return told


def equivalent(first: Item, second: Item) -> list[str]:
    """Return in which ways two items do not ask the same, read from their texts; nothing if they do.

    Both must have one meaning (numbers in their roles, relation, unknown), one key, and be readable at the
    school grade that they declare; see :func:`whynext.library.contexts.meaning.differences`.
    """
    grade = None if first.reading_level is None else int(first.reading_level)
    found = differences(first.question, second.question, grade=grade)
    if first.key != second.key:
        found.append(f"the answers are {first.key.text} and {second.key.text}")
    return found
