"""The picture of a map as SVG: boxes in layers, lines from what is needed to what builds on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from whynext.base.ids import SkillId
from whynext.competencies.competency import Competency
from whynext.competencies.drawing.layers import Laid, lay_out
from whynext.competencies.drawing.shown import Shown
from whynext.competencies.grades import grade_text

BOX = 204.0
GAP = 18.0
PASSING = 12.0
BETWEEN = 54.0
MARGIN = 28.0
TITLE_SIZE = 13.0
NOTE_SIZE = 10.5
LINE = 16.0
INSIDE = 9.0
BOLD = 1.12
"""How much wider bold letters are."""

PLUS = "+1: builds on one more skill, which is not shown. A broken line passes by way of such skills."

# A light ground and a dark line for each strand: told apart by lightness and hue, and never by them alone,
# because every box also says its strand. Dark on light is at least 7 to 1.
COLOURS = (
    ("#e8f1fb", "#1d4e89"),
    ("#fdecea", "#8f2d24"),
    ("#e9f6ec", "#1f6135"),
    ("#fff4dc", "#7a5200"),
    ("#f1eafa", "#553285"),
    ("#e3f5f5", "#105c60"),
    ("#fbe9f3", "#86235c"),
    ("#f3f3e2", "#575a12"),
    ("#eceff3", "#36404e"),
    ("#f7ece1", "#71411a"),
    ("#e6ebff", "#2f3a92"),
    ("#eaf3dd", "#3d5c12"),
)

_STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1b1b1b}"
    f".t{{font-size:{TITLE_SIZE}px;font-weight:600}}.n{{font-size:{NOTE_SIZE}px;fill:#3f3f3f}}"
    ".h{font-size:20px;font-weight:700}"
    ".b{stroke-width:1.3}.m{stroke-width:3.5}"
    ".e{fill:none;stroke-width:1.5;stroke-opacity:.62}.e:hover{stroke-width:4;stroke-opacity:1}"
    ".i{stroke-dasharray:5 4}"
)


def draw(shown: Shown) -> str:
    """Return the picture of a part of a map.

    Returns
    -------
    str
        An SVG document with a title, a description, and a title for every box and every line. It has a
        ``viewBox`` and its size in pixels; colour never carries meaning alone.
    """
    skills = shown.skills
    number = {skill: place for place, skill in enumerate(skills)}
    lines = _lines(shown)
    paths = [(number[origin], [number[each] for each in ends]) for origin, ends, _ in lines]
    laid = lay_out(len(skills), paths, node=BOX + GAP, passing=PASSING)
    page = _Page(shown, laid)
    parts = [
        *page.head(),
        *page.legend(),
        *(page.line(place, origin, ends, direct) for place, (origin, ends, direct) in enumerate(lines)),
        *(page.box(place) for place in range(len(skills))),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _lines(shown: Shown) -> list[tuple[SkillId, list[SkillId], bool]]:
    """Return each skill that leads on, where to, and whether directly."""
    found: dict[tuple[SkillId, bool], list[SkillId]] = {}
    for edges, direct in ((shown.direct, True), (shown.indirect, False)):
        for origin, end in edges:
            found.setdefault((origin, direct), []).append(end)
    return [(origin, ends, direct) for (origin, direct), ends in found.items()]


class _Page:
    """Everything at its place in pixels."""

    def __init__(self, shown: Shown, laid: Laid) -> None:
        self.shown, self.laid = shown, laid
        self.strands = list(dict.fromkeys(shown.map[skill].strand for skill in shown.map.skills))
        self.texts = [
            wrapped(shown.map[skill].title, BOX - 2 * INSIDE, TITLE_SIZE * BOLD) for skill in shown.skills
        ]
        self.high = max(map(len, self.texts)) * LINE + LINE + 2 * INSIDE - 4
        self.width = max(laid.width, 420.0) + 2 * MARGIN
        self.key = self._key()
        self.top = MARGIN + 54 + (self.key[-1][1] + 22 if self.key else 0)
        self.height = self.top + laid.layers * (self.high + BETWEEN) - BETWEEN + MARGIN

    def _key(self) -> list[tuple[float, float, str]]:
        """Return where the name of each shown strand stands, relative to the top of the key."""
        used = {self.shown.map[skill].strand for skill in self.shown.skills}
        places, left, top = [], 0.0, 0.0
        for strand in [each for each in self.strands if each in used and each]:
            wide = 34 + text_width(strand, 12)
            if left and left + wide > self.width - 2 * MARGIN:
                left, top = 0.0, top + 22
            places.append((left, top, strand))
            left += wide
        return places

    def head(self) -> Iterable[str]:
        """Yield the opening of the document, its title and its description."""
        width, height = round(self.width), round(self.height)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="map-title map-words" lang="en">'
        )
        yield f'<title id="map-title">{plain(self.shown.title)}</title>'
        yield f'<desc id="map-words">{plain(in_short(self.shown))}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        yield f'<text class="h" x="{MARGIN:g}" y="{MARGIN + 16:g}">{plain(self.shown.title)}</text>'

    def legend(self) -> Iterable[str]:
        """Yield the key of the strands."""
        for left, top, strand in self.key:
            ground, edge = self.colours(strand)
            x, y = MARGIN + left, MARGIN + 34 + top
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="14" height="14" rx="3" fill="{ground}" '
                f'stroke="{edge}"/><text x="{x + 20:.1f}" y="{y + 11.5:.1f}" font-size="12">'
                f"{plain(strand)}</text>"
            )
        if any(self.shown.elsewhere(skill)[0] for skill in self.shown.skills):
            y = self.top - 12
            yield f'<text class="n" x="{MARGIN:g}" y="{y:.1f}">{plain(PLUS)}</text>'

    def colours(self, strand: str) -> tuple[str, str]:
        """Return the ground and the line of a strand."""
        return COLOURS[self.strands.index(strand) % len(COLOURS)]

    def line(self, place: int, origin: SkillId, ends: Sequence[SkillId], direct: bool) -> str:
        """Return the lines that leave a skill, as one path."""
        of = self.shown.map
        dark = self.colours(of[origin].strand)[1]
        after = "; ".join(of[each].title for each in ends)
        says = plain(f"{of[origin].title} comes {'' if direct else 'by way of others '}before: {after}")
        kind = "e" if direct else "e i"
        return f'<path class="{kind}" stroke="{dark}" d="{self._way(place)}"><title>{says}</title></path>'

    def _way(self, line: int) -> str:
        way = []
        for piece in self.laid.pieces:
            if piece.line == line:
                x, end = MARGIN + piece.start, MARGIN + piece.end
                y = self.row(piece.layer) + self.high
                bottom = self.row(piece.layer + 1) - (5 if piece.to_node else 0)
                bend = (y + bottom) / 2
                way.append(f"M{x:.1f} {y:.1f}C{x:.1f} {bend:.1f} {end:.1f} {bend:.1f} {end:.1f} {bottom:.1f}")
                if not piece.to_node:
                    way.append(f"V{bottom + self.high:.1f}")
        return "".join(way)

    def row(self, layer: int) -> float:
        """Return the upper edge of a layer."""
        return self.top + layer * (self.high + BETWEEN)

    def box(self, place: int) -> str:
        """Return the box of a skill, with its title, its grade and strand, and what it needs elsewhere."""
        skill = self.shown.skills[place]
        each = self.shown.map[skill]
        ground, edge = self.colours(each.strand)
        middle, top = MARGIN + self.laid.across[place], self.row(self.laid.layer[place])
        left, bottom = middle - BOX / 2, top + self.high
        thick = "b m" if skill == self.shown.around else "b"
        inside = f'x="{left + INSIDE:.1f}"'
        parts = [
            f"<g><title>{plain(_says(each))}</title>",
            f'<path d="M{middle - 4:.1f} {top - 6:.1f}h8l-4 6z" fill="{edge}"/>'
            if self._needs(skill)
            else "",
            f'<rect class="{thick}" x="{left:.1f}" y="{top:.1f}" width="{BOX:g}" height="{self.high:g}" ',
            f'rx="7" fill="{ground}" stroke="{edge}"/>',
            *(
                f'<text class="t" {inside} y="{top + INSIDE + 9 + row * LINE:.1f}">{plain(line)}</text>'
                for row, line in enumerate(self.texts[place])
            ),
            f'<text class="n" {inside} y="{bottom - INSIDE + 1:.1f}">{plain(self.note(skill))}</text></g>',
        ]
        return "".join(parts)

    def _needs(self, skill: SkillId) -> bool:
        return any(end == skill for edges in (self.shown.direct, self.shown.indirect) for _, end in edges)

    def note(self, skill: SkillId) -> str:
        """Return the small line of a box: grade, strand, and how many it builds on that are not shown."""
        each, (before, _) = self.shown.map[skill], self.shown.elsewhere(skill)
        return " · ".join(filter(None, (_grades(each), each.strand, f"+{before}" if before else "")))


def _grades(each: Competency) -> str:
    low, high = grade_text(each.grade_low), grade_text(each.grade_high)
    if not low:
        return ""
    return f"grade {low}" if low == high or not high else f"grades {low}–{high}"


def _says(each: Competency) -> str:
    return (
        f"{each.title} ({each.label}): {each.statement}" if each.statement else f"{each.title} ({each.label})"
    )


def in_short(shown: Shown) -> str:
    """Return a picture in two or three sentences, for those who do not see it."""
    of, skills = shown.map, shown.skills
    ends = {end for edges in (shown.direct, shown.indirect) for _, end in edges}
    first = [of[skill].title for skill in skills if skill not in ends]
    shown_first = "; ".join(first[:6]) + (f"; and {len(first) - 6} more" if len(first) > 6 else "")
    edges = len(shown.direct) + len(shown.indirect)
    return (
        f"{len(skills)} skills as boxes, {edges} lines that lead down from what is learned before to what "
        f"builds on it; a broken line passes by way of skills that are not shown. At the top: {shown_first}. "
        "The same map in words: whynext map show."
    )


def plain(text: str) -> str:
    """Return a text as an XML document can hold it, without the signs that none can.

    Examples
    --------
    >>> plain("a < b & c\\x00")
    'a &lt; b &amp; c'
    """
    return escape(_NO_XML.sub("", text))


_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_NARROW = frozenset("fijlrtI.,;:'!|()[]/ -·1")
_WIDE = frozenset("mwMW%—@")


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a wide sans serif of this size, in pixels.

    Examples
    --------
    >>> text_width("mm", 10) > text_width("ii", 10)
    True
    """
    ems = sum(
        0.36 if sign in _NARROW else 0.92 if sign in _WIDE else 0.7 if sign.isupper() else 0.585
        for sign in text
    )
    return ems * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines that fit a width; a word that is too long stands alone.

    Examples
    --------
    >>> wrapped("Add and subtract any fractions", 120, 13)
    ['Add and subtract', 'any fractions']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]
