"""Parts of a whole: fraction strips, fraction circles and spinners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, around
from whynext.library.diagrams.wording import ordinal, told

_LONG, _HIGH, _RADIUS = 360, 44, 60
_MOST = 100


def _cells(parts: int, shaded: int) -> str:
    return told(["shaded"] * shaded + ["white"] * (parts - shaded))


def _number_faults(parts: int, shaded: int) -> Iterator[str]:
    if not 1 <= parts <= _MOST:
        yield f"there are {parts} parts; 1 to {_MOST} can be drawn"
    if not 0 <= shaded <= parts:
        yield f"{shaded} of {parts} parts are shaded"


def _which(place: int, many: int, thing: str) -> str:
    return f"The {ordinal(place + 1)} {thing}" if many > 1 else f"The {thing}"


@kind
@dataclass(frozen=True, slots=True)
class FractionStrip(Diagram):
    """Bars of one length, each cut into equal parts, some of them shaded from the left.

    Parameters
    ----------
    bars
        For each bar the number of parts, how many are shaded, and what is written beside it.

    Examples
    --------
    >>> FractionStrip(((4, 1, ""),)).words
    'A bar cut into equal parts. The parts from left to right: shaded, white, white, white.'
    """

    KIND: ClassVar[str] = "fraction_strip"
    NAME: ClassVar[str] = "Fraction bar"

    bars: tuple[tuple[int, int, str], ...]

    @property
    def telling(self) -> str:
        """The parts one by one."""
        if len(self.bars) == 1 and not self.bars[0][2]:
            parts, shaded, _ = self.bars[0]
            return f"A bar cut into equal parts. The parts from left to right: {_cells(parts, shaded)}."
        seen = ["Bars of one length, each cut into equal parts."]
        for place, (parts, shaded, name) in enumerate(self.bars):
            named = f", named {name}" if name else ""
            seen.append(f"{_which(place, len(self.bars), 'bar')}{named}: {_cells(parts, shaded)}.")
        return " ".join(seen)

    def faults(self) -> Iterator[str]:
        """Yield bars that cannot be drawn."""
        if not 1 <= len(self.bars) <= 12:
            yield f"there are {len(self.bars)} bars; 1 to 12 can be drawn"
        for parts, shaded, _ in self.bars:
            yield from _number_faults(parts, shaded)

    def draw(self, on: Paper) -> None:
        """Draw the bars below each other."""
        for row, (parts, shaded, name) in enumerate(self.bars):
            top, width = row * (_HIGH + 14), _LONG / parts
            for part in range(parts):
                on.box(part * width, top, width, _HIGH, shaded=part < shaded)
            on.say(-10, top + _HIGH / 2, name, anchor="end")


@kind
@dataclass(frozen=True, slots=True)
class FractionCircle(Diagram):
    """Circles cut into equal slices, some of them shaded.

    Parameters
    ----------
    circles
        For each circle the number of slices and how many are shaded.

    Examples
    --------
    >>> FractionCircle(((3, 2),)).words
    'A circle cut into equal slices. The slices in turn: shaded, shaded, white.'
    """

    KIND: ClassVar[str] = "fraction_circle"
    NAME: ClassVar[str] = "Fraction circle"

    circles: tuple[tuple[int, int], ...]

    @property
    def telling(self) -> str:
        """The slices one by one."""
        if len(self.circles) == 1:
            return f"A circle cut into equal slices. The slices in turn: {_cells(*self.circles[0])}."
        seen = [
            f"{_which(place, len(self.circles), 'circle')}: {_cells(*each)}."
            for place, each in enumerate(self.circles)
        ]
        return " ".join(["Circles of one size, each cut into equal slices.", *seen])

    def faults(self) -> Iterator[str]:
        """Yield circles that cannot be drawn."""
        if not 1 <= len(self.circles) <= 12:
            yield f"there are {len(self.circles)} circles; 1 to 12 can be drawn"
        for parts, shaded in self.circles:
            yield from _number_faults(parts, shaded)

    def draw(self, on: Paper) -> None:
        """Draw the circles in rows of four, the first slice at the top right."""
        for place, (parts, shaded) in enumerate(self.circles):
            center = (place % 4 * 2.3 * _RADIUS, place // 4 * 2.3 * _RADIUS)
            turn = 360 / parts
            for part in range(parts):
                start = 90 - (part + 1) * turn
                on.sector(center, _RADIUS, start, start + turn, shaded=part < shaded)


@kind
@dataclass(frozen=True, slots=True)
class Spinner(Diagram):
    """A spinner with equal sectors and an arrow.

    Parameters
    ----------
    sectors
        What is written in each sector, clockwise from the top.

    Examples
    --------
    >>> Spinner(("A", "B", "A")).words
    'A spinner with sectors of one size. The sectors in turn: A, B, A.'
    """

    KIND: ClassVar[str] = "spinner"
    NAME: ClassVar[str] = "Spinner"

    sectors: tuple[str, ...]

    @property
    def telling(self) -> str:
        """The sectors one by one."""
        return f"A spinner with sectors of one size. The sectors in turn: {', '.join(self.sectors)}."

    def faults(self) -> Iterator[str]:
        """Yield numbers of sectors that cannot be drawn."""
        if not 2 <= len(self.sectors) <= 16:
            yield f"there are {len(self.sectors)} sectors; 2 to 16 can be drawn"

    def draw(self, on: Paper) -> None:
        """Draw sectors, their texts and the arrow."""
        turn, radius = 360 / len(self.sectors), 90
        for place, text in enumerate(self.sectors):
            start = 90 - (place + 1) * turn
            on.sector((0, 0), radius, start, start + turn)
            on.say(*around((0, 0), radius * 0.72, start + turn / 2), text)
        on.arrow(0, 0, *around((0, 0), radius * 0.5, 90 - turn * 0.3), wide=3)
        on.circle(0, 0, 5, filled=True)
