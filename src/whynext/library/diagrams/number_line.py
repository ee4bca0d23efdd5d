"""Number lines with points, jumps and rays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, short
from whynext.library.diagrams.marks import at, faults_of, told_marks

_LONG = 400


@kind
@dataclass(frozen=True, slots=True)
class NumberLine(Diagram):
    """A number line; places are counted in marks from the left, the first mark being 0.

    Parameters
    ----------
    labels
        The label of each mark, empty for a mark without one; see
        :func:`~whynext.library.diagrams.marks.marks` and
        :func:`~whynext.library.diagrams.marks.parted`.
    points
        Place and name of each dot.
    jumps
        Where each jump begins and ends, and what is written on it.
    rays
        Where each ray begins, ``"left"`` or ``"right"``, and whether its beginning belongs to it.

    Examples
    --------
    >>> NumberLine(("0", "", "", "1"), points=((2, "A"),)).telling
    'A number line. Point A is at the second mark to the right of 0.'
    """

    KIND: ClassVar[str] = "number_line"
    NAME: ClassVar[str] = "Number line"

    labels: tuple[str, ...]
    points: tuple[tuple[float, str], ...] = ()
    jumps: tuple[tuple[float, float, str], ...] = ()
    rays: tuple[tuple[float, str, bool], ...] = ()

    @property
    def telling(self) -> str:
        """The points, jumps and rays in words."""
        seen = ["A number line."]
        for place, name in self.points:
            seen.append(f"{f'Point {name}' if name else 'A dot'} is {at(self.labels, place)}.")
        for start, end, text in self.jumps:
            marked = f" marked {text}" if text else ""
            there = at(self.labels, end).removeprefix("at ")
            seen.append(f"A jump{marked} begins {at(self.labels, start)} and ends {_to(there)}.")
        for place, way, closed in self.rays:
            dot = "a filled dot" if closed else "an open dot"
            seen.append(f"A ray begins with {dot} {at(self.labels, place)} and goes on to the {way}.")
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The labels of the marks."""
        return told_marks(self.labels)

    def faults(self) -> Iterator[str]:
        """Yield places beyond the line and ways that are none."""
        places = [place for place, _ in self.points] + [place for place, _, _ in self.rays]
        places += [place for start, end, _ in self.jumps for place in (start, end)]
        yield from faults_of(self.labels, places)
        yield from (
            f"«{way}» is not left or right" for _, way, _ in self.rays if way not in ("left", "right")
        )

    def draw(self, on: Paper) -> None:
        """Draw the line, its marks and what is on it."""
        step = _LONG / (len(self.labels) - 1)
        on.arrow(_LONG / 2, 0, _LONG + 22, 0)
        on.arrow(_LONG / 2, 0, -22, 0)
        for place, label in enumerate(self.labels):
            high = 9 if label else 5
            on.line(place * step, -high, place * step, high)
            on.say(place * step, 22, label)
        for start, end, text in self.jumps:
            _jump(on, start * step, end * step, text)
        for start, way, closed in self.rays:
            on.arrow(start * step, 0, _LONG + 22 if way == "right" else -22, 0, wide=5)
            _dot(on, start * step, closed)
        for point, name in self.points:
            _dot(on, point * step, True)
            on.say(point * step, -18, name)


def _to(there: str) -> str:
    return there if there.startswith(("halfway", "between")) else f"at {there}"


def _dot(on: Paper, x: float, filled: bool) -> None:
    if filled:
        on.circle(x, 0, 5, filled=True)
    else:
        on.parts.append(f'<circle cx="{short(x)}" cy="0" r="5" fill="white"/>')


def _jump(on: Paper, start: float, end: float, text: str) -> None:
    top = -min(60.0, 16 + abs(end - start) / 3)
    middle = (start + end) / 2
    on.curve(
        f"M{short(start)} -10Q{short(middle)} {short(2 * top)} {short(end)} -10",
        [(start, -10), (middle, top - 6), (end, -10)],
    )
    tip = 6 if end > start else -6
    on.shape([(end, -9), (end - tip, -17), (end + tip / 3, -18)], filled=True)
    on.say(middle, top - 12, text)
