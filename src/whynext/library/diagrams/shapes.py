"""Flat shapes: polygons with labels, circles, and angles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, Point, around
from whynext.library.diagrams.wording import told

_LONG = 260
_MOST_CORNERS = 20


@kind
@dataclass(frozen=True, slots=True)
class Polygon(Diagram):
    """A shape with straight sides and what is written at them.

    Parameters
    ----------
    corners
        Where the corners are, x to the right and y up; drawn to scale.
    sides
        What is written at each side, the first from the first corner to the second; empty for nothing.
    names
        What is written at each corner.
    angles
        What is written in each corner.
    right
        The places of the corners with a little square for a right angle.
    equal
        For each side how many ticks it has; sides of one length have as many.
    inside
        Further straight lines, each by its two ends, and what is written at them; drawn dashed.

    Examples
    --------
    >>> Polygon(((0, 0), (4, 0), (0, 3)), ("4 cm", "?", "3 cm")).telling
    'A shape with straight sides. The sides in turn: 4 cm, ?, 3 cm.'
    """

    KIND: ClassVar[str] = "polygon"
    NAME: ClassVar[str] = "Shape"

    corners: tuple[tuple[float, float], ...]
    sides: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    angles: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    equal: tuple[int, ...] = ()
    inside: tuple[tuple[float, float, float, float, str], ...] = ()

    @property
    def telling(self) -> str:
        """Sides and corners in turn."""
        seen = ["A shape with straight sides."]
        many = len(self.corners)
        if self.sides or self.equal:
            seen.append(f"The sides in turn: {told(self._side(place) for place in range(many))}.")
        if self.names or self.angles or self.right:
            seen.append(f"The corners in turn: {told(self._corner(place) for place in range(many))}.")
        if len(seen) == 1:
            seen.append(f"Going round it: {told(['side'] * many)}.")
        for *_, text in self.inside:
            seen.append(
                f"A dashed line inside is marked {text}." if text else "There is a dashed line inside."
            )
        return " ".join(seen)

    def _side(self, place: int) -> str:
        text = self.sides[place] if self.sides else ""
        ticks = self.equal[place] if self.equal else 0
        same = f" ({told(['tick'] * ticks)})" if ticks else ""
        return f"{text or 'a side without a number'}{same}"

    def _corner(self, place: int) -> str:
        name = self.names[place] if self.names else ""
        text = self.angles[place] if self.angles else ""
        square = "a right angle" if place in self.right else ""
        return " ".join(each for each in (name, text, square) if each) or "a corner"

    def faults(self) -> Iterator[str]:
        """Yield numbers of corners and labels that do not fit."""
        many = len(self.corners)
        if not 3 <= many <= _MOST_CORNERS:
            yield f"there are {many} corners; 3 to {_MOST_CORNERS} can be drawn"
        if len(set(self.corners)) < many:
            yield "two corners are in one place"
        for name in ("sides", "names", "angles", "equal"):
            if len(getattr(self, name)) not in (0, many):
                yield f"there are {len(getattr(self, name))} {name} for {many} corners"
        if any(not 0 <= place < many for place in self.right):
            yield "a right angle is at a corner that there is not"
        if any(not 0 <= ticks <= 3 for ticks in self.equal):
            yield "a side has fewer than 0 or more than 3 ticks"

    def draw(self, on: Paper) -> None:
        """Draw the shape with its labels outside and its angles inside."""
        place = _scaled([*self.corners, *_ends(self.inside)])
        corners = [place(each) for each in self.corners]
        middle = (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))
        on.shape(corners)
        for start, end, text in [((x1, y1), (x2, y2), text) for x1, y1, x2, y2, text in self.inside]:
            first, last = place(start), place(end)
            on.line(*first, *last, dashed=True)
            (x, y), level = _midpoint(first, last), abs(last[0] - first[0]) > abs(last[1] - first[1])
            on.say(x if level else x + 6, y - 11 if level else y, text, anchor="middle" if level else "start")
        outward = 1 if _area(corners) > 0 else -1
        for at, corner in enumerate(corners):
            before, after = corners[at - 1], corners[(at + 1) % len(corners)]
            self._at_corner(on, at, corner, before, after, middle)
            if self.sides:
                _beside(on, corner, after, self.sides[at], outward)
            if self.equal and self.equal[at]:
                _ticks(on, corner, after, self.equal[at])

    def _at_corner(
        self, on: Paper, at: int, corner: Point, before: Point, after: Point, middle: Point
    ) -> None:
        if at in self.right:
            first, second = _toward(corner, before, 12), _toward(corner, after, 12)
            far = (first[0] + second[0] - corner[0], first[1] + second[1] - corner[1])
            on.line(*first, *far)
            on.line(*far, *second)
        if self.angles and self.angles[at]:
            inner = _toward(corner, _midpoint(_toward(corner, before, 40), _toward(corner, after, 40)), 34)
            on.say(*inner, self.angles[at], size=14)
        if self.names and self.names[at]:
            on.say(*_toward(corner, middle, -16), self.names[at])


def _ends(inside: Sequence[tuple[float, float, float, float, str]]) -> list[Point]:
    return [point for x1, y1, x2, y2, _ in inside for point in ((x1, y1), (x2, y2))]


class _scaled:  # noqa: N801
    """Turns the numbers of a shape into places on paper."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.left, self.top = min(xs), max(ys)
        self.unit = _LONG / (max(max(xs) - self.left, self.top - min(ys)) or 1)

    def __call__(self, point: Point) -> Point:
        return (point[0] - self.left) * self.unit, (self.top - point[1]) * self.unit


def _area(corners: Sequence[Point]) -> float:
    """Return twice the signed area on paper; positive if the corners go clockwise there."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)


def _midpoint(first: Point, second: Point) -> Point:
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2


def _toward(start: Point, end: Point, far: float) -> Point:
    """Return the point so far from `start` toward `end`; a negative distance goes the other way."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    return start[0] + (end[0] - start[0]) / length * far, start[1] + (end[1] - start[1]) / length * far


def _beside(on: Paper, start: Point, end: Point, text: str, outward: int) -> None:
    """Write a text outside of a side."""
    x, y = _midpoint(start, end)
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    out = ((end[1] - start[1]) / length * outward, -(end[0] - start[0]) / length * outward)
    anchor = "middle" if abs(out[0]) < 0.4 else ("start" if out[0] > 0 else "end")
    on.say(x + out[0] * 9, y + out[1] * 15, text, anchor=anchor)


def _ticks(on: Paper, start: Point, end: Point, many: int) -> None:
    """Draw short strokes across the middle of a side."""
    x, y = _midpoint(start, end)
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    for place in range(many):
        shift = (place - (many - 1) / 2) * 5
        cx, cy = x + along[0] * shift, y + along[1] * shift
        on.line(cx - along[1] * 6, cy + along[0] * 6, cx + along[1] * 6, cy - along[0] * 6)


@kind
@dataclass(frozen=True, slots=True)
class Circle(Diagram):
    """A circle with its radius or diameter drawn.

    Parameters
    ----------
    radius, diameter
        What is written at each; empty if it is not drawn.
    center
        The name of the center.

    Examples
    --------
    >>> Circle(radius="5 cm").words
    'A circle. A line from its center to the edge is marked 5 cm.'
    """

    KIND: ClassVar[str] = "circle"
    NAME: ClassVar[str] = "Circle"

    radius: str = ""
    diameter: str = ""
    center: str = ""

    @property
    def telling(self) -> str:
        """What is marked."""
        named = f" with the center {self.center}" if self.center else ""
        seen = [f"A circle{named}."]
        if self.radius:
            seen.append(f"A line from its center to the edge is marked {self.radius}.")
        if self.diameter:
            seen.append(f"A line from edge to edge through its center is marked {self.diameter}.")
        return " ".join(seen)

    def draw(self, on: Paper) -> None:
        """Draw the circle and its lines."""
        on.circle(0, 0, 90)
        on.circle(0, 0, 3, filled=True)
        on.say(-6, -14, self.center, anchor="end")
        if self.diameter:
            on.line(-90, 0, 90, 0)
            on.say(0, 15, self.diameter)
        if self.radius:
            end = (0.0, -90.0) if self.diameter else (90.0, 0.0)
            on.line(0, 0, *end)
            on.say(end[0] / 2 + (8 if self.diameter else 0), end[1] / 2 - 12, self.radius)


@kind
@dataclass(frozen=True, slots=True)
class Angle(Diagram):
    """Rays from one point, and the openings between them.

    Parameters
    ----------
    rays
        Direction of each ray in degrees, counterclockwise from the right, and the name at its end.
    openings
        For each opening that is marked the places of its two rays, from the first counterclockwise to the
        second, and what is written in it; ``"right"`` draws a little square.
    vertex
        The name of the common point.
    protractor
        Whether a protractor lies on the point, its zero to the right.

    Examples
    --------
    >>> Angle(((0, "A"), (90, "C"), (180, "B")), ((0, 1, "right"), (1, 2, "x°"))).telling.split(". ")[2]
    'Between C and B there is an opening marked x°'
    """

    KIND: ClassVar[str] = "angle"
    NAME: ClassVar[str] = "Angle"

    rays: tuple[tuple[float, str], ...]
    openings: tuple[tuple[int, int, str], ...] = ()
    vertex: str = ""
    protractor: bool = False

    @property
    def telling(self) -> str:
        """The rays in turn, the openings between them, and where each ray crosses a protractor."""
        seen = [
            f"Rays from {f'the point {self.vertex}' if self.vertex else 'one point'}: "
            f"{told(self._name(place) for place in range(len(self.rays)))}."
        ]
        for first, second, text in self.openings:
            seen.append(
                f"Between {self._name(first)} and {self._name(second)} there is "
                f"{self._opening(first, second, text)}."
            )
        for first, second in combinations(range(len(self.rays)), 2):
            if (self.rays[second][0] - self.rays[first][0]) % 360 == 180:
                seen += [f"The rays {self._name(first)} and {self._name(second)} make a straight line."]
        if self.protractor:
            seen += [
                f"On the protractor {self._name(place)} is {_on_protractor(way)}."
                for place, (way, _) in enumerate(self.rays)
            ]
        return " ".join(seen)

    def _name(self, place: int) -> str:
        return self.rays[place][1] or f"ray {'abcdefghij'[place]}"

    def _opening(self, first: int, second: int, text: str) -> str:
        wide = (self.rays[second][0] - self.rays[first][0]) % 360
        if text == "right":
            return "a right angle"
        if text:
            return f"an opening marked {text}"
        kinds = (
            (90, "narrower than a square corner"),
            (180, "wider than a square corner"),
            (360, "wider than a straight line"),
        )
        if wide in (90, 180):
            return "an opening as wide as a " + ("square corner" if wide == 90 else "straight line")
        return "an opening " + next(words for most, words in kinds if wide < most)

    @property
    def scale(self) -> str:
        """The numbers of the protractor."""
        return (
            "The protractor is numbered from 0 at the right to 180 at the left, by tens."
            if self.protractor
            else ""
        )

    def faults(self) -> Iterator[str]:
        """Yield numbers of rays that cannot be drawn and openings between rays that there are not."""
        if not 2 <= len(self.rays) <= 8:
            yield f"there are {len(self.rays)} rays; 2 to 8 can be drawn"
        for first, second, _ in self.openings:
            if not (0 <= first < len(self.rays) and 0 <= second < len(self.rays) and first != second):
                yield f"there is no opening between the rays {first} and {second}"

    def draw(self, on: Paper) -> None:
        """Draw the rays, the openings and the protractor."""
        if self.protractor:
            _protractor(on)
        far = 190 if self.protractor else 130
        for way, name in self.rays:
            on.arrow(0, 0, *around((0, 0), far, way), wide=2)
            on.say(*around((0, 0), far + 16, way), name)
        on.circle(0, 0, 3, filled=True)
        on.say(0, 16, self.vertex)
        for place, (first, second, text) in enumerate(self.openings):
            start = self.rays[first][0]
            end = start + ((self.rays[second][0] - start) % 360)
            if text == "right":
                one, two, far_ = (
                    around((0, 0), 16, start),
                    around((0, 0), 16, end),
                    around((0, 0), 16 * 2**0.5, (start + end) / 2),
                )
                on.line(*one, *far_)
                on.line(*far_, *two)
                continue
            radius = 30 + 7 * place
            on.arc((0, 0), radius, start, end)
            on.say(*around((0, 0), radius + 8 + 4 * len(text), (start + end) / 2), text, size=14)


def _on_protractor(way: float) -> str:
    """Return where a ray crosses a protractor whose numbers stand at every ten degrees."""
    tens, rest = divmod(way % 360, 10)
    if rest == 0:
        return f"at the number {10 * tens:g}"
    where = "halfway between" if rest == 5 else "between"
    near = "" if rest == 5 else (", closer to the first" if rest < 5 else ", closer to the second")
    small = f", at the {_SMALL[int(rest)]} small mark after it" if rest == int(rest) and rest != 5 else ""
    if small:
        return f"past the number {10 * tens:g}{small}"
    return f"{where} the numbers {10 * tens:g} and {10 * tens + 10:g}{near}"


_SMALL = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _protractor(on: Paper) -> None:
    """Draw a half circle with a mark for each degree and a number at every ten."""
    on.arc((0, 0), 160, 0, 180)
    on.line(-160, 0, 160, 0)
    for way in range(181):
        long = 12 if way % 10 == 0 else (8 if way % 5 == 0 else 4)
        on.line(*around((0, 0), 160, way), *around((0, 0), 160 - long, way), wide=0.8)
        if way % 10 == 0:
            on.say(*around((0, 0), 138, way), str(way), size=11)


@kind
@dataclass(frozen=True, slots=True)
class Transversal(Diagram):
    """Two parallel lines crossed by a third, with texts at the eight angles.

    Parameters
    ----------
    slant
        The angle of the third line against the parallel ones in degrees, from 20 to 160.
    upper, lower
        What is written at the four angles of the upper and of the lower crossing: above right, above left,
        below left, below right; empty for nothing.
    names
        The names of the upper, the lower and the crossing line.

    Examples
    --------
    >>> Transversal(60, ("1", "", "", ""), ("", "", "2", "")).words.split(". ")[2]
    'At the lower crossing: 2 below left.'
    """

    KIND: ClassVar[str] = "transversal"
    NAME: ClassVar[str] = "Parallel lines and a line across"

    slant: float
    upper: tuple[str, str, str, str]
    lower: tuple[str, str, str, str]
    names: tuple[str, str, str] = ("", "", "")

    @property
    def telling(self) -> str:
        """The texts at the crossings."""
        way = (
            "at right angles"
            if self.slant == 90
            else f"rising to the {'right' if self.slant < 90 else 'left'}"
        )
        seen = [f"Two parallel lines and a line that crosses both, {way}."]
        if any(self.names):
            seen.append(f"The lines are named {told(name for name in self.names if name)}.")
        for where, texts in (("upper", self.upper), ("lower", self.lower)):
            placed = [f"{text} {_CORNERS[place]}" for place, text in enumerate(texts) if text]
            if placed:
                seen.append(f"At the {where} crossing: {told(placed)}.")
        return " ".join(seen)

    def faults(self) -> Iterator[str]:
        """Yield a slant that leaves no room."""
        if not 20 <= self.slant <= 160:
            yield f"the slant is {self.slant:g} degrees; 20 to 160 can be drawn"

    def draw(self, on: Paper) -> None:
        """Draw the three lines and the texts."""
        up = around((0, 0), 1, self.slant)
        shift = up[0] / -up[1] * 60
        for y, texts, name in ((-60, self.upper, self.names[0]), (60, self.lower, self.names[1])):
            x = shift if y < 0 else -shift
            on.arrow(x, y, 190, y)
            on.arrow(x, y, -190, y)
            on.say(200, y, name, anchor="start")
            for place, text in enumerate(texts):
                start = (0, self.slant, 180, 180 + self.slant)[place]
                end = (self.slant, 180, 180 + self.slant, 360)[place]
                on.say(*around((x, y), 30, (start + end) / 2), text, size=13)
        far = (up[0] / -up[1] * 120, -120.0)
        on.arrow(0, 0, *far)
        on.arrow(0, 0, -far[0], -far[1])
        on.say(far[0] + 8, far[1], self.names[2], anchor="start")


_CORNERS = ("above right", "above left", "below left", "below right")
