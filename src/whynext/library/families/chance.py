"""Chance for item families: a small generator that gives the same draws on every machine and version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from whynext.library.contexts.telling import Telling

_Any = TypeVar("_Any")
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


class Chance:
    """A SplitMix64 generator.

    The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014),
    with the constants of its public-domain reference code. It is seeded at no cost, which matters where each
    item has its own seed, and it is no source of secrets.

    Parameters
    ----------
    state
        Any whole number; its lowest 64 bits are used.
    telling
        In which context and how deep a story is to be told, see
        :mod:`whynext.library.contexts.telling`; None leaves it to chance. It changes no draw.

    Examples
    --------
    >>> chance = Chance(1234567)
    >>> [chance.draw() for _ in range(2)]
    [6457827717110365317, 3203168211198807973]
    """

    __slots__ = ("_state", "telling")

    def __init__(self, state: int, telling: Telling | None = None) -> None:
        self._state = state & _MASK
        self.telling = telling

    def draw(self) -> int:
        """Return 64 random bits as a whole number."""
        self._state = state = (self._state + _GOLDEN) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def fork(self) -> Chance:
        """Return another chance whose draws do not change those of this one, but for one."""
        return Chance(self.draw())

    def below(self, count: int) -> int:
        """Return a whole number from 0 up to, but not including, `count`.

        The product method; no number is likelier than another by more than count / 2**64.
        """
        return (self.draw() * count) >> 64

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + ((self.draw() * (high - low + 1)) >> 64)

    def pick(self, things: Sequence[_Any]) -> _Any:
        """Return one of the things."""
        return things[(self.draw() * len(things)) >> 64]

    def sample(self, things: Sequence[_Any], count: int) -> list[_Any]:
        """Return `count` different things in random order.

        Raises
        ------
        ValueError
            If there are fewer things than that.
        """
        left = list(things)
        if count > len(left):
            raise ValueError(f"cannot take {count} of {len(left)} things")
        for place in range(count):
            other = place + self.below(len(left) - place)
            left[place], left[other] = left[other], left[place]
        return left[:count]

    def shuffled(self, things: Sequence[_Any]) -> list[_Any]:
        """Return all things in random order."""
        return self.sample(things, len(things))
