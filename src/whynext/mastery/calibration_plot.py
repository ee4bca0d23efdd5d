"""The calibration plot as SVG, drawn by hand: readable without colour, with a title and a description."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

SIZE = 420
EDGE = 60
SIDE = SIZE - 2 * EDGE
LARGEST = 11.0
"""Radius in pixels of the point with the most answers; areas go with answers."""
SMALLEST = 2.5
TICKS = 5
INK = 'fill="#1a1a1a"'

Point = tuple[float, float, int]


def calibration_plot(title: str, points: Sequence[Point]) -> str:
    """Return the plot of what was predicted against what came.

    Parameters
    ----------
    title
        Shown above the plot and read out first.
    points
        Mean prediction, share right and number of answers of each bin, the first two in [0, 1].

    Examples
    --------
    >>> calibration_plot("Coins", [(0.5, 0.4, 10)]).count("<circle")
    1
    """
    most = max((answers for _, _, answers in points), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" role="img"'
        ' aria-labelledby="plot-title plot-description" font-family="sans-serif" font-size="12">',
        f'<title id="plot-title">{escape(title)}</title>',
        f'<desc id="plot-description">{escape(described(points))}</desc>',
        f'<rect width="{SIZE}" height="{SIZE}" fill="#ffffff"/>',
        f'<text x="{SIZE / 2:g}" y="28" text-anchor="middle" font-size="15" {INK}>{escape(title)}</text>',
        *_axes(),
        _line((0.0, 0.0), (1.0, 1.0), 'stroke="#595959" stroke-dasharray="6 4"'),
        *(_mark(point, most) for point in points),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def described(points: Sequence[Point]) -> str:
    """Return the plot in words: where predictions were farthest from what came."""
    if not points:
        return "There are no predictions."
    predicted, observed, answers = max(points, key=lambda point: abs(point[0] - point[1]) * point[2])
    side = "too high" if predicted > observed else "too low"
    if predicted == observed:
        side = "neither too high nor too low"
    return (
        f"{len(points)} points, one for each bin of predictions, against the diagonal on which predictions "
        f"come true as often as they say; larger points hold more answers. What counts most: {answers:,} "
        f"predictions of {predicted:.0%} on average, of which {observed:.0%} came true: {side}."
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return EDGE + SIDE * x, SIZE - EDGE - SIDE * y


def _line(begin: tuple[float, float], end: tuple[float, float], how: str) -> str:
    (x1, y1), (x2, y2) = _at(*begin), _at(*end)
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {how}/>'


def _axes() -> list[str]:
    """Return the frame, its grid and its words."""
    parts = []
    for tick in range(TICKS + 1):
        share = tick / TICKS
        x, y = _at(share, share)
        grid = 'stroke="#d9d9d9"'
        parts += [_line((share, 0.0), (share, 1.0), grid), _line((0.0, share), (1.0, share), grid)]
        words = f"{INK}>{share:.0%}</text>"
        parts.append(f'<text x="{x:.1f}" y="{SIZE - EDGE + 18}" text-anchor="middle" {words}')
        parts.append(f'<text x="{EDGE - 8}" y="{y + 4:.1f}" text-anchor="end" {words}')
    centre = SIZE / 2
    along = f'text-anchor="middle" {INK}'
    parts.append(f'<text x="{centre:g}" y="{SIZE - 16}" {along}>predicted to be right</text>')
    turned = f'transform="rotate(-90 16 {centre:g})"'
    parts.append(f'<text x="16" y="{centre:g}" {along} {turned}>were right</text>')
    return parts


def _mark(point: Point, most: int) -> str:
    """Return a point whose area goes with its answers, and that says its numbers when pointed at."""
    predicted, observed, answers = point
    x, y = _at(predicted, observed)
    radius = max(LARGEST * math.sqrt(answers / most), SMALLEST)
    told = f"{answers:,} answers: predicted {predicted:.1%}, right {observed:.1%}"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f5fa8" fill-opacity="0.75"'
        f' stroke="#123a66"><title>{escape(told)}</title></circle>'
    )
