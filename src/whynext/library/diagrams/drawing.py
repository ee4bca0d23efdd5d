"""Drawing in SVG: lines, shapes and texts on a paper that grows with what is put on it.

Strokes and letters take the color of the page (``currentColor``), so a drawing is readable on light and on
dark pages and in black and white; what is shaded is hatched, so that no color carries a meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import cos, radians, sin

FONT = 16
"""Height of letters, in units of the drawing; a number line is about 400 units wide."""

_WIDTH = 0.6
"""Mean width of a letter as a share of its height, a little more than that of common fonts."""

_MARGIN = 6
Point = tuple[float, float]


def short(number: float) -> str:
    """Return a coordinate with at most two decimals.

    Examples
    --------
    >>> short(3), short(2.5), short(1 / 3), short(-0.001)
    ('3', '2.5', '0.33', '0')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def around(center: Point, radius: float, degrees: float) -> Point:
    """Return the point on a circle at so many degrees, counterclockwise from the right."""
    return center[0] + radius * cos(radians(degrees)), center[1] - radius * sin(radians(degrees))


class Paper:
    """Gathers what is drawn, and how far it reaches.

    Parameters
    ----------
    id
        What begins every id in the drawing, so that several drawings can stand on one page.
    """

    def __init__(self, id: str) -> None:
        self.id = id
        self.parts: list[str] = []
        self._xs: list[float] = []
        self._ys: list[float] = []

    def _reach(self, points: Iterable[Point]) -> None:
        for x, y in points:
            self._xs.append(x)
            self._ys.append(y)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, wide: float = 1.5, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        self._reach([(x1, y1), (x2, y2)])
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        ends = f'x1="{short(x1)}" y1="{short(y1)}" x2="{short(x2)}" y2="{short(y2)}"'
        self.parts.append(f'<line {ends} stroke-width="{short(wide)}"{dash}/>')

    def arrow(self, x1: float, y1: float, x2: float, y2: float, *, wide: float = 1.5) -> None:
        """Draw a line with a tip at its end."""
        self.line(x1, y1, x2, y2, wide=wide)
        length = max(1e-9, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
        ex, ey = (x2 - x1) / length, (y2 - y1) / length
        left = (x2 - 8 * ex + 4 * ey, y2 - 8 * ey - 4 * ex)
        right = (x2 - 8 * ex - 4 * ey, y2 - 8 * ey + 4 * ex)
        self.shape([(x2, y2), left, right], filled=True)

    def shape(self, corners: Iterable[Point], *, shaded: bool = False, filled: bool = False) -> None:
        """Draw a polygon."""
        corners = list(corners)
        self._reach(corners)
        points = " ".join(f"{short(x)},{short(y)}" for x, y in corners)
        self.parts.append(f'<polygon points="{points}"{self._fill(shaded, filled)}/>')

    def box(
        self, x: float, y: float, width: float, height: float, *, shaded: bool = False, filled: bool = False
    ) -> None:
        """Draw a rectangle."""
        self._reach([(x, y), (x + width, y + height)])
        at = f'x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"'
        self.parts.append(f"<rect {at}{self._fill(shaded, filled)}/>")

    def circle(
        self, x: float, y: float, radius: float, *, shaded: bool = False, filled: bool = False
    ) -> None:
        """Draw a circle."""
        self._reach([(x - radius, y - radius), (x + radius, y + radius)])
        at = f'cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"'
        self.parts.append(f"<circle {at}{self._fill(shaded, filled)}/>")

    def oval(self, x: float, y: float, wide: float, high: float) -> None:
        """Draw an ellipse from its two half axes."""
        self._reach([(x - wide, y - high), (x + wide, y + high)])
        self.parts.append(f'<ellipse cx="{short(x)}" cy="{short(y)}" rx="{short(wide)}" ry="{short(high)}"/>')

    def curve(self, path: str, reach: Iterable[Point], *, shaded: bool = False, dashed: bool = False) -> None:
        """Draw a path; `reach` names points that it does not leave."""
        self._reach(reach)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(f'<path d="{path}"{self._fill(shaded, False)}{dash}/>')

    def arc(self, center: Point, radius: float, start: float, end: float) -> None:
        """Draw a part of a circle from one direction to a larger one, in degrees."""
        (x1, y1), (x2, y2) = around(center, radius, start), around(center, radius, end)
        large = 1 if end - start > 180 else 0
        self.curve(
            f"M{short(x1)} {short(y1)}A{short(radius)} {short(radius)} 0 {large} 0 {short(x2)} {short(y2)}",
            [(x1, y1), (x2, y2)],
        )

    def sector(self, center: Point, radius: float, start: float, end: float, *, shaded: bool = False) -> None:
        """Draw a slice of a disk from one direction to a larger one, in degrees."""
        if end - start >= 360:
            self.circle(*center, radius, shaded=shaded)
            return
        (x1, y1), (x2, y2) = around(center, radius, start), around(center, radius, end)
        large = 1 if end - start > 180 else 0
        self.curve(
            f"M{short(center[0])} {short(center[1])}L{short(x1)} {short(y1)}"
            f"A{short(radius)} {short(radius)} 0 {large} 0 {short(x2)} {short(y2)}Z",
            [(x1, y1), (x2, y2), center],
            shaded=shaded,
        )

    def say(self, x: float, y: float, text: str, *, anchor: str = "middle", size: float = FONT) -> None:
        """Write a text whose middle line is at `y`; it begins, ends or is centered at `x`."""
        if not text:
            return
        width = _WIDTH * size * len(text)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        self._reach([(left, y - size * 0.65), (left + width, y + size * 0.65)])
        turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
        sized = "" if size == FONT else f' font-size="{short(size)}"'
        self.parts.append(
            f'<text x="{short(x)}" y="{short(y + size * 0.35)}"{turned}{sized}>{escape(text)}</text>'
        )

    def _fill(self, shaded: bool, filled: bool) -> str:
        if filled:
            return ' fill="currentColor"'
        return f' fill="url(#{self.id}-shade)"' if shaded else ""

    def svg(self, title: str, words: str) -> str:
        """Return the drawing as an SVG element with a title and a description."""
        left, top = min(self._xs, default=0) - _MARGIN, min(self._ys, default=0) - _MARGIN
        width = max(self._xs, default=1) + _MARGIN - left
        height = max(self._ys, default=1) + _MARGIN - top
        body = "".join(self.parts)
        shade = _SHADE.format(id=self.id) if f"#{self.id}-shade" in body else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{self.id}-t {self.id}-d" '
            f'viewBox="{short(left)} {short(top)} {short(width)} {short(height)}">'
            f'<title id="{self.id}-t">{escape(title)}</title><desc id="{self.id}-d">{escape(words)}</desc>'
            f"{shade}<style>#{self.id} text{{fill:currentColor;stroke:none}}</style>"
            f'<g id="{self.id}" fill="none" stroke="currentColor" stroke-width="1.5" '
            f'font-family="system-ui, Verdana, sans-serif" font-size="{FONT}">{body}</g></svg>'
        )


_SHADE = (
    '<defs><pattern id="{id}-shade" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="currentColor" fill-opacity="0.2" '
    'stroke="none"/><line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" stroke-width="2.5"/>'
    "</pattern></defs>"
)
