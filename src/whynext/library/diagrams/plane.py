"""The coordinate plane with points, lines, segments and shapes, and scatter plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, Point
from whynext.library.diagrams.wording import joined, of

_LONG = 340


@kind
@dataclass(frozen=True, slots=True)
class Plane(Diagram):
    """A coordinate plane with a grid.

    Parameters
    ----------
    x, y
        Lowest and highest number and the step of the grid on each axis.
    points
        Where each point is, and its name.
    lines
        Straight lines from edge to edge, each by two of its points, and its name.
    segments
        Straight pieces, each by its two ends.
    shapes
        Polygons by their corners.
    names
        What is written at the two axes.

    Examples
    --------
    >>> Plane((0, 5, 1), (0, 5, 1), points=((2, 3, "A"),)).telling
    'A coordinate grid. From the origin, A is two steps to the right and three steps up.'
    """

    KIND: ClassVar[str] = "plane"
    NAME: ClassVar[str] = "Coordinate plane"

    x: tuple[float, float, float]
    y: tuple[float, float, float]
    points: tuple[tuple[float, float, str], ...] = ()
    lines: tuple[tuple[float, float, float, float, str], ...] = ()
    segments: tuple[tuple[float, float, float, float], ...] = ()
    shapes: tuple[tuple[tuple[float, float], ...], ...] = ()
    names: tuple[str, str] = ("x", "y")

    @property
    def telling(self) -> str:
        """Points by their steps from the origin, lines by two of their points."""
        seen = ["A coordinate grid."]
        for x, y, name in self.points:
            seen.append(f"From the origin, {name or 'a point'} is {self._steps(x, y)}.")
        for x1, y1, x2, y2, name in self.lines:
            named = f"Line {name}" if name else "A line"
            seen.append(
                f"{named} goes through the point {self._steps(x1, y1)} and the point {self._steps(x2, y2)}."
            )
        for x1, y1, x2, y2 in self.segments:
            seen.append(
                f"A straight piece joins the point {self._steps(x1, y1)} and the point {self._steps(x2, y2)}."
            )
        for corners in self.shapes:
            seen += [f"A shape has its corners at {joined([self._steps(*each) for each in corners])}."]
        return " ".join(seen)

    def _steps(self, x: float, y: float) -> str:
        """Return how many steps of the grid a point is from the origin."""
        across, up = x / self.x[2], y / self.y[2]
        told = [
            f"{_steps(across)} to the {'right' if across > 0 else 'left'}" if across else "",
            f"{_steps(up)} {'up' if up > 0 else 'down'}" if up else "",
        ]
        return " and ".join(each for each in told if each) or "at the origin"

    @property
    def scale(self) -> str:
        """The numbers on the axes."""
        return " ".join(
            f"The {name} axis goes from {_plain(low)} to {_plain(high)} in steps of {_plain(step)}."
            for name, (low, high, step) in zip(self.names, (self.x, self.y), strict=True)
        )

    def faults(self) -> Iterator[str]:
        """Yield axes that cannot be drawn and points beyond them."""
        for name, (low, high, step) in (("x", self.x), ("y", self.y)):
            if not (low < high and step > 0 and (high - low) / step <= 100):
                yield f"the axis {name} from {low} to {high} by {step} cannot be drawn"
        for x1, y1, x2, y2, _ in self.lines:
            if (x1, y1) == (x2, y2):
                yield "a line goes through one point only"
        pairs = [(x, y) for x, y, _ in self.points]
        pairs += [each for corners in self.shapes for each in corners]
        for x, y in pairs:
            if not (self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]):
                yield f"the point ({_plain(x)}, {_plain(y)}) is beyond the axes"

    def draw(self, on: Paper) -> None:
        """Draw grid, axes and what is on them."""
        _axes(on, self.x, self.y, self.names)
        place = _Placing(self.x, self.y)
        for corners in self.shapes:
            on.shape([place(*each) for each in corners], shaded=True)
        for x1, y1, x2, y2 in self.segments:
            on.line(*place(x1, y1), *place(x2, y2), wide=2.5)
        for x1, y1, x2, y2, name in self.lines:
            ends = _to_edges((x1, y1), (x2, y2), self.x, self.y)
            if ends:
                start, end = (place(*each) for each in ends)
                on.line(*start, *end, wide=2.5)
                on.say(end[0] + 6, end[1] - 12, name, anchor="start")
        for x, y, name in self.points:
            at = place(x, y)
            on.circle(*at, 4.5, filled=True)
            right, up = _free_corner((x, y), self._joined(x, y))
            on.say(at[0] + 8 * right, at[1] - 12 * up, name, anchor="start" if right > 0 else "end")

    def _joined(self, x: float, y: float) -> list[Point]:
        """Return the points to which pieces or sides run from a point."""
        sides = [(*a, *b) for each in self.shapes for a, b in pairwise((*each, each[0]))]
        pieces = [*self.segments, *sides]
        ahead = [(x2, y2) for x1, y1, x2, y2 in pieces if (x1, y1) == (x, y)]
        return ahead + [(x1, y1) for x1, y1, x2, y2 in pieces if (x2, y2) == (x, y)]


def _free_corner(at: Point, joined: list[Point]) -> tuple[int, int]:
    """Return on which side of a point its name is farthest from the lines that end there."""

    def nearest(side: tuple[int, int]) -> float:
        """Return the cosine of the smallest angle between this side and a line."""
        ways = [(x - at[0], y - at[1]) for x, y in joined]
        return max([(side[0] * x + side[1] * y) / (hypot(x, y) or 1) for x, y in ways], default=0.0)

    return min(((1, 1), (-1, 1), (1, -1), (-1, -1)), key=lambda side: round(nearest(side), 6))


Axis = tuple[float, float, float]


def _steps(number: float) -> str:
    """Return a number of steps; only halves are told besides whole ones."""
    whole = abs(number)
    if whole == int(whole):
        return of(int(whole), "step")
    if whole * 2 == int(whole * 2):
        return f"{of(int(whole), 'step')} and a half" if whole > 1 else "half a step"
    return f"a bit more than {of(int(whole), 'step')}"


def _plain(number: float) -> str:
    return f"{number:g}".replace("-", "−")


class _Placing:
    """Where a pair of numbers is on the paper."""

    def __init__(self, x: Axis, y: Axis) -> None:
        self.x, self.y = x, y
        self.high = _LONG * max(0.4, min(1.0, (y[1] - y[0]) / y[2] / ((x[1] - x[0]) / x[2])))

    def __call__(self, x: float, y: float) -> Point:
        """Return the place."""
        return (
            (x - self.x[0]) / (self.x[1] - self.x[0]) * _LONG,
            self.high - (y - self.y[0]) / (self.y[1] - self.y[0]) * self.high,
        )


def _ticks(axis: Axis) -> list[float]:
    low, high, step = axis
    return [round(low + place * step, 6) for place in range(round((high - low) / step) + 1)]


def _axes(on: Paper, x: Axis, y: Axis, names: tuple[str, str]) -> None:
    """Draw a grid, its two axes and their numbers."""
    place = _Placing(x, y)
    path = ""
    for tick in _ticks(x):
        (left, top), (_, bottom) = place(tick, y[1]), place(tick, y[0])
        path += f"M{left:.2f} {top:.2f}V{bottom:.2f}"
    for tick in _ticks(y):
        (left, top), (right, _) = place(x[0], tick), place(x[1], tick)
        path += f"M{left:.2f} {top:.2f}H{right:.2f}"
    on.parts.append(f'<path d="{path}" stroke-width="0.5" stroke-opacity="0.6"/>')
    zero_x, zero_y = min(max(0.0, x[0]), x[1]), min(max(0.0, y[0]), y[1])
    (left, across), (right, _) = place(x[0], zero_y), place(x[1], zero_y)
    (up, bottom), (_, top) = place(zero_x, y[0]), place(zero_x, y[1])
    on.arrow(left, across, right + 16, across)
    on.arrow(up, bottom, up, top - 16)
    on.say(right + 24, across, names[0], anchor="start")
    on.say(up, top - 28, names[1], anchor="start")
    for tick in _labeled(_ticks(x)):
        if tick != zero_x or zero_x == x[0]:
            on.say(place(tick, 0)[0], across + 15, _plain(tick), size=13)
    for tick in _labeled(_ticks(y)):
        if tick != zero_y or (zero_y == y[0] and zero_y != 0):
            on.say(up - 8, place(0, tick)[1], _plain(tick), anchor="end", size=13)


def _labeled(ticks: list[float]) -> list[float]:
    """Return the ticks that have room for a number: all, or every second, fifth or tenth."""
    every = next(each for each in (1, 2, 5, 10) if len(ticks) / each <= 14)
    middle = ticks.index(0) % every if 0 in ticks else 0
    return ticks[middle::every]


def _to_edges(first: Point, second: Point, x: Axis, y: Axis) -> tuple[Point, Point] | None:
    """Return where a line enters and leaves the plane, None if it does not meet it."""
    (x1, y1), (x2, y2) = first, second
    low, high = float("-inf"), float("inf")
    for start, change, bounds in ((x1, x2 - x1, x), (y1, y2 - y1, y)):
        if change == 0:
            if not bounds[0] <= start <= bounds[1]:
                return None
            continue
        ends = sorted(((bounds[0] - start) / change, (bounds[1] - start) / change))
        low, high = max(low, ends[0]), min(high, ends[1])
    if low >= high:
        return None
    at = [(x1 + part * (x2 - x1), y1 + part * (y2 - y1)) for part in (low, high)]
    return at[0], at[1]


@kind
@dataclass(frozen=True, slots=True)
class ScatterPlot(Diagram):
    """A scatter plot, with a line if one is given.

    Parameters
    ----------
    x, y
        Lowest and highest number and the step of the grid on each axis.
    names
        What the axes show, with units.
    points
        The pairs.
    lines
        Straight lines, each by two of its points.

    Examples
    --------
    >>> ScatterPlot((0, 4, 1), (0, 4, 1), ("hours", "score"), ((1, 2), (3, 4))).telling
    'A scatter plot of hours and score with the points (1, 2) and (3, 4).'
    """

    KIND: ClassVar[str] = "scatter_plot"
    NAME: ClassVar[str] = "Scatter plot"

    x: tuple[float, float, float]
    y: tuple[float, float, float]
    names: tuple[str, str]
    points: tuple[tuple[float, float], ...]
    lines: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def telling(self) -> str:
        """The points and lines."""
        seen = f"A scatter plot of {self.names[0]} and {self.names[1]} with the points {_pairs(self.points)}."
        for x1, y1, x2, y2 in self.lines:
            seen += f" A line goes through {_pairs([(x1, y1), (x2, y2)])}."
        return seen

    @property
    def scale(self) -> str:
        """The numbers on the axes."""
        return Plane(self.x, self.y, names=self.names).scale

    def faults(self) -> Iterator[str]:
        """Yield what a plane could not show."""
        yield from self._plane().faults()

    def _plane(self) -> Plane:
        return Plane(
            self.x,
            self.y,
            tuple([(x, y, "") for x, y in self.points]),
            tuple([(*each, "") for each in self.lines]),
            names=self.names,
        )

    def draw(self, on: Paper) -> None:
        """Draw it as a plane with points."""
        self._plane().draw(on)


def _pairs(points: Iterable[tuple[float, float]]) -> str:
    return joined([f"({_plain(x)}, {_plain(y)})" for x, y in points])
