"""Several figures side by side: shapes, open shapes, and lines, rays and segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, Point

STYLES = ("closed", "open", "ray", "line")
_CELL = 110
_GAP = 40
_IN_A_ROW = 4


@kind
@dataclass(frozen=True, slots=True)
class Figures(Diagram):
    """Figures with a name below each; every one is drawn to a scale of its own.

    Parameters
    ----------
    figures
        The strokes of each figure, each stroke by the points that it joins, x to the right and y up.
    names
        What is written below each figure.
    told
        Each figure in words, without what is asked for.
    styles
        How the strokes of each figure end: ``"closed"`` (back at the first point), ``"open"``, ``"ray"``
        (a tip at the last point) or ``"line"`` (a tip at both ends); all closed if none are given.

    Examples
    --------
    >>> Figures(((((0, 0), (4, 0), (0, 3)),),), ("A",), ("side, side, side",)).words
    'A: side, side, side.'
    """

    KIND: ClassVar[str] = "figures"
    NAME: ClassVar[str] = "Figures"

    figures: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    names: tuple[str, ...]
    told: tuple[str, ...]
    styles: tuple[str, ...] = ()

    @property
    def telling(self) -> str:
        """Each figure by its name, as it is to be told."""
        return " ".join(f"{name}: {text}." for name, text in zip(self.names, self.told, strict=True))

    def faults(self) -> Iterator[str]:
        """Yield what cannot be drawn."""
        many = len(self.figures)
        if not 1 <= many <= 8:
            yield f"there are {many} figures; 1 to 8 can be drawn"
        for name in ("names", "told"):
            if len(getattr(self, name)) != many:
                yield f"there are {len(getattr(self, name))} {name} for {many} figures"
        if len(self.styles) not in (0, many) or any(style not in STYLES for style in self.styles):
            yield f"the styles are not one of {', '.join(STYLES)} for each figure"
        if any(not strokes or any(len(set(each)) < 2 for each in strokes) for strokes in self.figures):
            yield "a figure has no stroke, or one that joins fewer than two points"

    def draw(self, on: Paper) -> None:
        """Draw the figures in rows of four."""
        for at, strokes in enumerate(self.figures):
            row, column = divmod(at, _IN_A_ROW)
            left, top = column * (_CELL + _GAP), row * (_CELL + _GAP + 20)
            place = _Fitted(strokes, left, top)
            style = self.styles[at] if self.styles else "closed"
            for stroke in strokes:
                _stroke(on, [place(each) for each in stroke], style)
            on.say(left + _CELL / 2, top + _CELL + 22, self.names[at])


class _Fitted:
    """Puts the points of a figure into the middle of its cell."""

    def __init__(self, strokes: tuple[tuple[Point, ...], ...], left: float, top: float) -> None:
        xs, ys = [x for each in strokes for x, _ in each], [y for each in strokes for _, y in each]
        self.unit = _CELL / max(max(xs) - min(xs), max(ys) - min(ys))
        self.middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        self.center = left + _CELL / 2, top + _CELL / 2

    def __call__(self, point: Point) -> Point:
        """Return the place of a point."""
        return (
            self.center[0] + (point[0] - self.middle[0]) * self.unit,
            self.center[1] - (point[1] - self.middle[1]) * self.unit,
        )


def _stroke(on: Paper, points: list[Point], style: str) -> None:
    """Draw one stroke of a figure."""
    if style == "closed":
        on.shape(points)
        return
    for start, end in pairwise(points):
        on.line(*start, *end, wide=2)
    if style in ("ray", "line"):
        on.arrow(*points[-2], *points[-1], wide=2)
        if style == "ray":
            on.circle(*points[0], 3.5, filled=True)
        else:
            on.arrow(*points[1], *points[0], wide=2)
    else:
        for end in (points[0], points[-1]):
            on.circle(*end, 3.5, filled=True)
