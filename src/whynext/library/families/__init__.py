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

from whynext.library.families import misconceptions, registry
from whynext.library.families.family import Family
from whynext.library.item import Item

__all__ = ["FAMILIES", "MISCONCEPTIONS", "Family", "families_of", "generate", "regenerate"]

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
    family, level, seed = registry.split(item)
    return generate(family, seed, level)
