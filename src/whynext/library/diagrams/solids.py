"""Solids and their nets, drawn slanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper, Point, short
from whynext.library.diagrams.wording import of, told

_CUBE = 26


@kind
@dataclass(frozen=True, slots=True)
class Prism(Diagram):
    """A rectangular box.

    Parameters
    ----------
    length, width, height
        Its edges; drawn to scale, the width going back.
    labels
        What is written at length, width and height; empty for nothing.
    cubes
        Whether its unit cubes are drawn.

    Examples
    --------
    >>> Prism(4, 2, 3, ("4 cm", "2 cm", "3 cm")).words
    'A rectangular box. Its length is marked 4 cm. Its width is marked 2 cm. Its height is marked 3 cm.'
    """

    KIND: ClassVar[str] = "prism"
    NAME: ClassVar[str] = "Rectangular box"

    length: float
    width: float
    height: float
    labels: tuple[str, str, str] = ("", "", "")
    cubes: bool = False

    @property
    def telling(self) -> str:
        """The edges, or the rows and layers of cubes; their number in all is not told."""
        if self.cubes:
            return (
                f"A box built of cubes in layers. Each layer has {of(int(self.width), 'row')} of "
                f"{of(int(self.length), 'cube')}. There is one layer on top of the other: "
                f"{told(['layer'] * int(self.height))}."
            )
        seen = [
            f"Its {name} is marked {label}." for name, label in zip(_EDGES, self.labels, strict=True) if label
        ]
        return " ".join(["A rectangular box.", *seen])

    def faults(self) -> Iterator[str]:
        """Yield edges that cannot be drawn."""
        edges = (self.length, self.width, self.height)
        if min(edges) <= 0 or max(edges) > 40 * min(edges):
            yield "an edge is not above 0, or more than 40 times as long as another"
        if self.cubes and any(edge != int(edge) or edge > 12 for edge in edges):
            yield "a box of cubes has whole edges up to 12"

    def draw(self, on: Paper) -> None:
        """Draw the front, the top and the right side."""
        unit = _CUBE if self.cubes else 200 / max(self.length, self.height, self.width)
        wide, high, deep = self.length * unit, self.height * unit, self.width * unit * 0.5
        on.box(0, 0, wide, high)
        on.shape([(0, 0), (deep, -deep), (wide + deep, -deep), (wide, 0)])
        on.shape([(wide, 0), (wide + deep, -deep), (wide + deep, high - deep), (wide, high)])
        if self.cubes:
            self._grid(on, unit, wide, high, deep)
        on.say(wide / 2, high + 15, self.labels[0])
        on.say(wide + deep / 2 + 10, high - deep / 2 + 10, self.labels[1], anchor="start")
        on.say(-8, high / 2, self.labels[2], anchor="end")

    def _grid(self, on: Paper, unit: float, wide: float, high: float, deep: float) -> None:
        path = ""
        for column in range(1, int(self.length)):
            path += f"M{short(column * unit)} {short(high)}V0L{short(column * unit + deep)} {short(-deep)}"
        for layer in range(1, int(self.height)):
            path += (
                f"M0 {short(layer * unit)}H{short(wide)}L{short(wide + deep)} {short(layer * unit - deep)}"
            )
        for row in range(1, int(self.width)):
            back = row * unit * 0.5
            path += f"M{short(back)} {short(-back)}H{short(wide + back)}V{short(high - back)}"
        on.parts.append(f'<path d="{path}" stroke-width="0.9"/>')


_EDGES = ("length", "width", "height")
SOLIDS = ("cylinder", "cone", "sphere", "square pyramid", "triangular prism")


@kind
@dataclass(frozen=True, slots=True)
class Solid(Diagram):
    """A cylinder, cone, sphere, square pyramid or triangular prism; not to scale.

    Parameters
    ----------
    shape
        One of :data:`SOLIDS`.
    across
        What is written at the radius, or at the edge of the base.
    height
        What is written at the height; for a prism at the height of the triangle.
    long
        What is written at the length of a prism, or at the slanted height of a cone or pyramid.
    named
        Whether the words may name the solid; False where the question asks for its name.

    Examples
    --------
    >>> Solid("cone", "3 cm", "4 cm").words
    'A cone. The radius of its base is marked 3 cm. Its height is marked 4 cm.'
    """

    KIND: ClassVar[str] = "solid"
    NAME: ClassVar[str] = "Solid"

    shape: str
    across: str = ""
    height: str = ""
    long: str = ""
    named: bool = True

    @property
    def telling(self) -> str:
        """The solid by name or by its faces, and what is marked."""
        what, across, tall = _TOLD[self.shape]
        seen = [f"A {self.shape}." if self.named else what]
        if self.across:
            seen.append(f"{across} is marked {self.across}.")
        if self.height:
            seen.append(f"{tall} is marked {self.height}.")
        if self.long:
            seen.append(f"{_LONG[self.shape]} is marked {self.long}.")
        return " ".join(seen)

    def faults(self) -> Iterator[str]:
        """Yield a shape that is not known."""
        if self.shape not in SOLIDS:
            yield f"«{self.shape}» is none of {', '.join(SOLIDS)}"
        elif (self.height and self.shape == "sphere") or (self.long and self.shape not in _LONG):
            yield f"a {self.shape} has no such measure"

    def draw(self, on: Paper) -> None:
        """Draw the solid."""
        {"cylinder": _cylinder, "cone": _cone, "sphere": _sphere, "square pyramid": _pyramid}.get(
            self.shape, _wedge
        )(on, self.across, self.height, self.long)


_BASE, _TALL = "The radius of its base", "Its height"
_TOLD = {
    "cylinder": ("A solid with two flat round faces and one curved face.", _BASE, _TALL),
    "cone": ("A solid with one flat round face and a point.", _BASE, _TALL),
    "sphere": ("A solid that is round everywhere.", "Its radius", _TALL),
    "square pyramid": (
        "A solid with a square base and sides that meet in a point.",
        "The edge of its base",
        _TALL,
    ),
    "triangular prism": (
        "A solid with two equal triangles as ends and rectangles between them.",
        "The base of the triangle",
        "The height of the triangle",
    ),
}
_LONG = {
    "cone": "The slanted height",
    "square pyramid": "The slanted height",
    "triangular prism": "The length",
}


def _cylinder(on: Paper, across: str, height: str, _: str) -> None:
    on.oval(0, 0, 70, 20)
    on.line(-70, 0, -70, 130)
    on.line(70, 0, 70, 130)
    on.curve("M-70 130A70 20 0 0 0 70 130", [(-70, 130), (70, 150)])
    on.line(0, 0, 70, 0, dashed=True)
    on.say(30, -9, across, size=14)
    on.say(78, 65, height, anchor="start")


def _cone(on: Paper, across: str, height: str, long: str) -> None:
    on.oval(0, 130, 70, 20)
    on.line(-70, 130, 0, 0)
    on.line(70, 130, 0, 0)
    if height:
        on.line(0, 0, 0, 130, dashed=True)
    on.line(0, 130, 70, 130, dashed=True)
    on.say(30, 121, across, size=14)
    on.say(-4, 95, height, anchor="end", size=14)
    on.say(44, 60, long, anchor="start", size=14)


def _sphere(on: Paper, across: str, _: str, __: str) -> None:
    on.circle(0, 0, 75)
    on.curve("M-75 0A75 22 0 0 0 75 0", [(-75, 0), (75, 0)], dashed=True)
    on.line(0, 0, 75, 0)
    on.circle(0, 0, 3, filled=True)
    on.say(36, -11, across, size=14)


def _pyramid(on: Paper, across: str, height: str, long: str) -> None:
    base = [(0.0, 130.0), (100.0, 130.0), (140.0, 95.0), (40.0, 95.0)]
    top = (70.0, 0.0)
    on.shape([base[0], base[1], top])
    on.shape([base[1], base[2], top])
    for start, end in ((base[0], base[3]), (base[3], base[2]), (base[3], top)):
        on.line(*start, *end, dashed=True)
    if height:
        on.line(*top, 70, 112, dashed=True)
        on.line(170, 0, 170, 112)
        on.say(178, 56, height, anchor="start", size=14)
        for y in (0, 112):
            on.line(165, y, 175, y)
    if long:
        on.line(*top, 50, 130)
        on.say(8, 60, long, anchor="end", size=14)
    on.say(50, 145, across)


def _wedge(on: Paper, across: str, height: str, long: str) -> None:
    front = [(0.0, 120.0), (90.0, 120.0), (45.0, 50.0)]
    back: list[Point] = [(x + 110, y - 40) for x, y in front]
    on.shape(front)
    on.shape([front[1], back[1], back[2], front[2]])
    for start, end in ((front[0], back[0]), (back[0], back[1]), (back[0], back[2])):
        on.line(*start, *end, dashed=True)
    if height:
        on.line(45, 50, 45, 120, dashed=True)
        on.line(-10, 50, -10, 120, wide=1)
        for tick in (50, 120):
            on.line(-14, tick, -6, tick, wide=1)
        on.say(-18, 85, height, anchor="end", size=14)
    on.say(45, 135, across)
    on.say(152, 112, long, anchor="start")


NETS = ("box", "square pyramid", "triangular prism")


@kind
@dataclass(frozen=True, slots=True)
class Net(Diagram):
    """The flat net of a solid.

    Parameters
    ----------
    shape
        One of :data:`NETS`.
    sizes
        For a box length, width and height; for a pyramid the edge of the base and the height of a triangle;
        for a prism base and height of the triangle and the length.
    labels
        What is written at these sizes.

    Examples
    --------
    >>> Net("square pyramid", (4, 3), ("4 cm", "")).words
    'A flat net: a square with a triangle at each side. The edge of the square is marked 4 cm.'
    """

    KIND: ClassVar[str] = "net"
    NAME: ClassVar[str] = "Net of a solid"

    shape: str
    sizes: tuple[float, ...]
    labels: tuple[str, ...] = ()

    @property
    def telling(self) -> str:
        """The faces and what is marked."""
        what, names = _NETS[self.shape]
        seen = [
            f"The {name} is marked {label}." for name, label in zip(names, self.labels, strict=False) if label
        ]
        return " ".join([what, *seen])

    def faults(self) -> Iterator[str]:
        """Yield shapes and sizes that cannot be drawn."""
        if self.shape not in NETS:
            yield f"«{self.shape}» is none of {', '.join(NETS)}"
            return
        names = _NETS[self.shape][1]
        if len(self.sizes) != len(names) or len(self.labels) not in (0, len(names)):
            yield f"a net of a {self.shape} has {len(names)} sizes, and as many labels or none"
        elif min(self.sizes) <= 0 or max(self.sizes) > 40 * min(self.sizes):
            yield "a size is not above 0, or more than 40 times another"

    def draw(self, on: Paper) -> None:
        """Draw the faces side by side."""
        draw = {"box": _net_of_box, "square pyramid": _net_of_pyramid}.get(self.shape, _net_of_prism)
        draw(on, self.sizes, self.labels or ("",) * 3)


_NETS = {
    "box": (
        "A flat net: a strip of rectangles in the order top, front, bottom, back, with a rectangle at the "
        "left and at the right of the front.",
        ("length", "width", "height"),
    ),
    "square pyramid": (
        "A flat net: a square with a triangle at each side.",
        ("edge of the square", "height of a triangle"),
    ),
    "triangular prism": (
        "A flat net: rectangles side by side, with a triangle above and below the middle one.",
        ("base of the triangle", "height of the triangle", "length of the rectangles"),
    ),
}


def _net_of_box(on: Paper, sizes: tuple[float, ...], labels: tuple[str, ...]) -> None:
    length, width, height = sizes
    unit = 300 / (2 * height + 2 * width)
    y = 0.0
    for high in (width, height, width, height):
        on.box(0, y, length * unit, high * unit)
        y += high * unit
    top = width * unit
    on.box(-width * unit, top, width * unit, height * unit)
    on.box(length * unit, top, width * unit, height * unit)
    on.say(length * unit / 2, y + 15, labels[0])
    on.say(length * unit + 8, top / 2, labels[1], anchor="start")
    on.say(-width * unit - 8, top + height * unit / 2, labels[2], anchor="end")


def _net_of_pyramid(on: Paper, sizes: tuple[float, ...], labels: tuple[str, ...]) -> None:
    unit = 280 / (sizes[0] + 2 * sizes[1])
    edge, far = sizes[0] * unit, sizes[1] * unit
    on.box(0, 0, edge, edge)
    on.shape([(0, 0), (edge, 0), (edge / 2, -far)])
    on.shape([(0, edge), (edge, edge), (edge / 2, edge + far)])
    on.shape([(0, 0), (0, edge), (-far, edge / 2)])
    on.shape([(edge, 0), (edge, edge), (edge + far, edge / 2)])
    on.line(edge / 2, 0, edge / 2, -far, dashed=True)
    on.say(edge / 2, edge - 12, labels[0], size=14)
    on.say(edge / 2 + 6, -far / 3, labels[1], anchor="start", size=14)


def _net_of_prism(on: Paper, sizes: tuple[float, ...], labels: tuple[str, ...]) -> None:
    base, tall, long = sizes
    side = ((base / 2) ** 2 + tall**2) ** 0.5
    unit = 300 / (base + 2 * side)
    edges, x = (side * unit, base * unit, side * unit), 0.0
    for wide in edges:
        on.box(x, 0, wide, long * unit)
        x += wide
    left, right = edges[0], edges[0] + edges[1]
    on.shape([(left, 0), (right, 0), ((left + right) / 2, -tall * unit)])
    on.shape([(left, long * unit), (right, long * unit), ((left + right) / 2, (long + tall) * unit)])
    on.line((left + right) / 2, 0, (left + right) / 2, -tall * unit, dashed=True)
    on.say((left + right) / 2, 14, labels[0], size=14)
    on.say((left + right) / 2 + 5, -tall * unit / 3, labels[1], anchor="start", size=14)
    on.say(-8, long * unit / 2, labels[2], anchor="end", size=14)
