"""Things to read off: clocks and rulers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, around
from whynext.library.diagrams.marks import at, faults_of, told_marks
from whynext.library.diagrams.wording import ordinal


@kind
@dataclass(frozen=True, slots=True)
class Clock(Diagram):
    """A clock with two hands.

    Parameters
    ----------
    hour
        From 1 to 12.
    minute
        From 0 to 59.

    Examples
    --------
    >>> Clock(3, 30).words
    'A clock. The short hand is halfway between the numbers 3 and 4. The long hand points at the number 6.'
    """

    KIND: ClassVar[str] = "clock"
    NAME: ClassVar[str] = "Clock"

    hour: int
    minute: int = 0

    @property
    def telling(self) -> str:
        """Where the hands are, by the printed numbers."""
        return f"A clock. The short hand {self._short()}. The long hand {self._long()}."

    def _short(self) -> str:
        if self.minute == 0:
            return f"points at the number {self.hour}"
        between = f"between the numbers {self.hour} and {self.hour % 12 + 1}"
        if self.minute == 30:
            return f"is halfway {between}"
        return f"is {between}, closer to the {self.hour if self.minute < 30 else self.hour % 12 + 1}"

    def _long(self) -> str:
        number, past = divmod(self.minute, 5)
        if past == 0:
            return f"points at the number {number or 12}"
        return f"points at the {ordinal(past)} small mark after the number {number or 12}"

    def faults(self) -> Iterator[str]:
        """Yield times that a clock does not show."""
        if not (1 <= self.hour <= 12 and 0 <= self.minute <= 59):
            yield f"a clock with two hands does not show {self.hour}:{self.minute:02d}"

    def draw(self, on: Paper) -> None:
        """Draw the face and the hands."""
        on.circle(0, 0, 110)
        for mark in range(60):
            way = 90 - 6 * mark
            on.line(*around((0, 0), 110, way), *around((0, 0), 101 if mark % 5 == 0 else 106, way), wide=1)
        for number in range(1, 13):
            on.say(*around((0, 0), 88, 90 - 30 * number), str(number), size=18)
        on.line(0, 0, *around((0, 0), 52, 90 - 30 * (self.hour + self.minute / 60)), wide=6)
        on.line(0, 0, *around((0, 0), 80, 90 - 6 * self.minute), wide=3)
        on.circle(0, 0, 5, filled=True)


@kind
@dataclass(frozen=True, slots=True)
class Ruler(Diagram):
    """A ruler with things lying along it; places are counted in marks from the left.

    Parameters
    ----------
    labels
        The label of each mark, empty for a mark without one.
    unit
        What is printed on the ruler: ``"cm"``.
    things
        Where each thing begins and ends, and its name.

    Examples
    --------
    >>> Ruler(("0", "", "1", "", "2"), "inches", ((0, 3, "ribbon"),)).telling
    'A ruler in inches. The ribbon begins at 0 and ends at the first mark to the right of 1.'
    """

    KIND: ClassVar[str] = "ruler"
    NAME: ClassVar[str] = "Ruler"

    labels: tuple[str, ...]
    unit: str
    things: tuple[tuple[float, float, str], ...] = ()

    @property
    def telling(self) -> str:
        """Where each thing begins and ends."""
        seen = [f"A ruler in {self.unit}."]
        for start, end, name in self.things:
            seen.append(f"The {name} begins {at(self.labels, start)} and ends {at(self.labels, end)}.")
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The labels of the marks."""
        return told_marks(self.labels)

    def faults(self) -> Iterator[str]:
        """Yield places beyond the ruler."""
        yield from faults_of(self.labels, [place for start, end, _ in self.things for place in (start, end)])

    def draw(self, on: Paper) -> None:
        """Draw the ruler with the things above it."""
        step = 400 / (len(self.labels) - 1)
        on.box(-12, 0, 424, 52)
        for place, label in enumerate(self.labels):
            on.line(place * step, 0, place * step, 16 if label else 9)
            on.say(place * step, 27, label, size=14)
        on.say(408, 43, self.unit, anchor="end", size=12)
        for row, (start, end, name) in enumerate(self.things):
            y = -24 - 40 * row
            on.box(start * step, y, (end - start) * step, 16, shaded=True)
            on.say((start + end) / 2 * step, y - 11, name, size=14)
            for edge in (start, end):
                on.line(edge * step, y + 16, edge * step, 0, dashed=True, wide=0.8)
