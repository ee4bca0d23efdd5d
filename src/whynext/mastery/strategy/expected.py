"""What is expected of a strategy: which partial results should appear, in which order, in how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from whynext.library.steps import Calculation, Do, Value

Token = tuple[Do, object]
"""A step as it is compared: its kind, and what number came of it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A step that a strategy goes through.

    Parameters
    ----------
    kinds
        As which kinds of step it may show.
    value
        What number comes of it.
    shown
        How likely it is to show at all: much is done in the head.
    """

    kinds: tuple[Do, ...]
    value: object
    shown: float = 0.85


@dataclass(frozen=True, slots=True)
class Path:
    """One way to go through a strategy.

    Parameters
    ----------
    steps
        What is expected, in order.
    answer
        The answer it leads to.
    weight
        How usual it is among the ways of its strategy.
    seconds
        How long it takes; worked out of the steps where it is 0.
    """

    steps: tuple[Expected, ...]
    answer: Value
    weight: float = 1.0
    seconds: float = 0.0

    @property
    def usual(self) -> float:
        """The usual number of seconds to the answer."""
        return self.seconds or _BEGIN + sum(_PACE[step.kinds[0]] * step.shown for step in self.steps)


Paths = Callable[[Calculation], Iterable[Path]]
"""The ways to go through a strategy for a calculation; none where it does not apply."""

_BEGIN = 3.0  # seconds to read the problem and to give the answer
_PACE = {
    **dict.fromkeys(Do, 3.0),
    Do.COUNT: 0.8,
    Do.GROUP: 1.5,
    Do.POINT: 1.5,
    Do.SHADE: 6.0,
}
"""Seconds that a step usually takes: children count somewhat more than one number a second, and need a few
seconds for a known fact and its writing. Rough, as the spread allowed around it is wide."""

QUICK = 1.6
"""Seconds in which a fact is usually recalled; retrieval is told from working out at about three seconds."""

LINE = (Do.JUMP, Do.WRITE)
PAPER = (Do.WRITE, Do.JUMP)
NOTE = (Do.WRITE,)
LOOKED = (Do.POINT, Do.WRITE)
ASIDE = 0.35
"""How likely a step shows that most students do in the head."""
MOST_COUNTS = 60
"""Nobody is expected to count further by ones."""


def counted(first: int, last: int, by: int = 1) -> tuple[Expected, ...]:
    """Return a count from one number to another, both included.

    Examples
    --------
    >>> [step.value for step in counted(9, 11)]
    [9, 10, 11]
    """
    end = last + (1 if by > 0 else -1)
    return tuple(Expected((Do.COUNT,), number, 0.93) for number in range(first, end, by))


def noted(*values: object, kinds: tuple[Do, ...] = PAPER, shown: float = 0.85) -> tuple[Expected, ...]:
    """Return partial results that are written or jumped to."""
    return tuple(Expected(kinds, value, shown) for value in values)


def aside(*values: object, kinds: tuple[Do, ...] = PAPER) -> tuple[Expected, ...]:
    """Return partial results that are mostly held in the head."""
    return noted(*values, kinds=kinds, shown=ASIDE)


def begun(start: int) -> tuple[Expected, ...]:
    """Return where jumps begin, which shows only on a number line."""
    return (Expected((Do.JUMP,), (FROM, start), 0.4),)


FROM = "from"
"""Marks the number from which the first jump of a trace begins."""


def digit(place: int, value: int) -> Expected:
    """Return a digit of the result in its column."""
    return Expected((Do.DIGIT,), (place, value), 0.92)


def mark(place: int, value: int) -> Expected:
    """Return a small number over a column; many students leave it out."""
    return Expected((Do.MARK,), (place, value), 0.6)


def apart(whole: int, *parts: int) -> Expected:
    """Return a number taken apart, which mostly happens in the head."""
    return Expected((Do.SPLIT,), (whole, *sorted(parts)), ASIDE)


def places(number: int) -> list[int]:
    """Return the digits of a number, ones first.

    Examples
    --------
    >>> places(402)
    [2, 0, 4]
    """
    return [int(each) for each in reversed(str(number))]


def parts(number: int) -> list[int]:
    """Return what the digits of a number stand for, zeros left out, largest first.

    Examples
    --------
    >>> parts(402)
    [400, 2]
    """
    return [each * 10**place for place, each in enumerate(places(number)) if each][::-1]


def wholes_above(number: int) -> list[int]:
    """Return the whole tens or hundreds that lie at most 3 above a number, which is at least 7.

    Examples
    --------
    >>> wholes_above(29), wholes_above(98), wholes_above(64), wholes_above(5)
    ([30], [100], [], [])
    """
    rounds = {number + -number % size for size in (10, 100)}
    return sorted(each for each in rounds if 0 < each - number <= 3 and number > 6)


def number_of(digits: list[int]) -> int:
    """Return the number that digits make, ones first."""
    return sum(each * 10**place for place, each in enumerate(digits))


def if_wrong(asked: Calculation, paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths to a wrong answer: where a mistaken way comes out right, it cannot be told."""
    return (path for path in paths if path.answer != asked.result)
