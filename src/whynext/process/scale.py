"""Scales of units: a probability lies between 0 and 1, a percentage from 0 to 100, and the two do not mix.

A bar of 95 beside a mastery of 0.97 refuses nobody and says nothing; it is refused where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from sqlglot import exp

from whynext.process.expression import Expression, Value

SCALES: Mapping[str, tuple[float, float]] = {
    "probability": (0.0, 1.0),
    "share": (0.0, 1.0),
    "percent": (0.0, 100.0),
    "percentile": (0.0, 100.0),
}
"""The lowest and highest value in each unit that has both; other units have no scale to leave."""


def off_scale(value: Value, unit: str) -> str:
    """Return what would be valid, empty if the value lies on the scale of its unit.

    Examples
    --------
    >>> off_scale(95, "probability")
    'a probability, from 0 to 1'
    >>> off_scale(95, "percent"), off_scale(95, "days")
    ('', '')
    """
    if unit not in SCALES or isinstance(value, bool | str):
        return ""
    low, high = SCALES[unit]
    article = "a " if unit in ("probability", "share", "percentile") else ""
    return "" if low <= value <= high else f"{article}{unit}, from {low:g} to {high:g}"


class Measured(Protocol):
    """A value in a unit."""

    @property
    def value(self) -> Value:
        """The value."""
        ...

    @property
    def unit(self) -> str:
        """The unit, empty if it has none."""
        ...


def misfits(
    parameters: Mapping[str, Measured], units: Mapping[str, str], tests: Iterable[Expression]
) -> Iterator[tuple[str, str, str]]:
    """Yield which parameters do not fit: their name, what is wrong, and what would be valid.

    Parameters
    ----------
    parameters
        By name.
    units
        The unit of each information, by the name that rules call it.
    tests
        The rules that compare.
    """
    for name, each in parameters.items():
        valid = off_scale(each.value, each.unit)
        if valid:
            yield name, f"«{name}» is {each.value!r}", valid
    known = {**units, **{name: each.unit for name, each in parameters.items()}}
    for one, other in mixed(tests, known):
        name = other if other in parameters else one
        said = f"«{one}» ({known[one]}) is compared with «{other}» ({known[other]})"
        yield name, said, "the same unit on both sides"


def mixed(tests: Iterable[Expression], units: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of names that are compared as they are though their units have different scales.

    Parameters
    ----------
    tests
        Rules.
    units
        The unit of each name; names without one, or with one that has no scale, can be compared with any.
    """
    scales = {name: SCALES[unit] for name, unit in units.items() if unit in SCALES}
    found: dict[tuple[str, str], None] = {}
    for test in tests:
        for node in test.comparisons():
            sides = [node.this, node.args["expression"]]
            names = [side.name for side in sides if isinstance(side, exp.Column) and side.name in scales]
            if len(names) == 2 and scales[names[0]] != scales[names[1]]:
                found[names[0], names[1]] = None
    return list(found)
