"""Looking at a map: what it is like, and how it looks, whoever it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whynext.competencies.drawing.picture import draw
from whynext.competencies.drawing.shown import show
from whynext.competencies.drawing.words import in_words
from whynext.competencies.framework import MapImport
from whynext.competencies.review import Review, review

__all__ = ["MapImport", "Review", "drawn", "reviewed", "told"]


def reviewed(found: MapImport, codes: Sequence[str]) -> Review:
    """Return what a map is like, and which codes of a public standard it meets."""
    return review(found.map, codes)


def drawn(found: MapImport, **part: Any) -> str:
    """Return the picture of a map, or of the part that :func:`show` is asked for, as SVG."""
    return draw(show(found.map, title=_title(found), **part))


def told(found: MapImport, **part: Any) -> list[str]:
    """Return a map, or a part of it, in words, line by line."""
    return list(in_words(show(found.map, title=_title(found), **part)))


def _title(found: MapImport) -> str:
    return found.document.title or found.document.id or "Map"
