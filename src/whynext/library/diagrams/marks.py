"""A row of marks, as on a number line, a ruler or an axis: which labels it has and how a place is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from whynext.library.diagrams.wording import of, ordinal

MOST_MARKS = 201
_MOST_TOLD = 24


def marks(low: int, high: int, *, step: int = 1, every: int = 1) -> tuple[str, ...]:
    """Return the labels of whole-number marks: one mark for each `step`, every so many of them labeled.

    Examples
    --------
    >>> marks(0, 4), marks(0, 20, step=5), marks(0, 4, every=2)
    (('0', '1', '2', '3', '4'), ('0', '5', '10', '15', '20'), ('0', '', '2', '', '4'))
    """
    numbers = range(low, high + 1, step)
    return tuple(
        [str(each).replace("-", "−") if place % every == 0 else "" for place, each in enumerate(numbers)]
    )


def parted(low: int, high: int, parts: int) -> tuple[str, ...]:
    """Return the labels of marks that cut each whole into equal parts; only whole numbers are labeled.

    Examples
    --------
    >>> parted(0, 2, 3)
    ('0', '', '', '1', '', '', '2')
    """
    return marks_of(range(low * parts, high * parts + 1), parts)


def marks_of(places: range, parts: int) -> tuple[str, ...]:
    """Return the labels of marks at so many parts of a whole."""
    return tuple([str(place // parts).replace("-", "−") if place % parts == 0 else "" for place in places])


def told_marks(labels: Sequence[str]) -> str:
    """Return the labels of marks in a sentence.

    Examples
    --------
    >>> told_marks(("0", "", "", "1"))
    'The marks from left to right: 0, mark, mark, 1.'
    """
    if len(labels) <= _MOST_TOLD or all(labels):
        return f"The marks from left to right: {', '.join(label or 'mark' for label in labels)}."
    named = [place for place, label in enumerate(labels) if label]
    gaps = {second - first - 1 for first, second in pairwise(named)}
    if len(gaps) == 1:
        (gap,) = gaps
        names = ", ".join(labels[place] for place in named)
        between = "a smaller mark" if gap == 1 else of(gap, "smaller mark")
        return f"The marks from left to right: {names}, with {between} between two of them."
    return f"The marks from left to right: {', '.join(label or 'mark' for label in labels)}."


def at(labels: Sequence[str], place: float, *, after: str = "to the right of") -> str:
    """Return where a place is on a row of marks, by the labels around it.

    Examples
    --------
    >>> row = ("0", "", "", "1", "", "", "2")
    >>> at(row, 3), at(row, 5), at(row[3:], 0.5)
    ('at 1', 'at the second mark to the right of 1', 'halfway between 1 and the first mark to the right of 1')
    """
    lower = int(place // 1)
    if place == lower:
        return f"at {_mark(labels, lower, after)}"
    both = f"between {_mark(labels, lower, after)} and {_mark(labels, lower + 1, after)}"
    if place - lower == 0.5:
        return f"halfway {both}"
    return f"{both}, closer to the {'first' if place - lower < 0.5 else 'second'}"


def _mark(labels: Sequence[str], place: int, after: str) -> str:
    """Return a mark by its label, or by how far it is from the labeled one before it."""
    named = next((each for each in range(min(place, len(labels) - 1), -1, -1) if labels[each]), -1)
    if named == place:
        return labels[place]
    if named < 0:
        return f"the {ordinal(place + 1)} mark"
    return f"the {ordinal(place - named)} mark {after} {labels[named]}"


def faults_of(labels: Sequence[str], places: Sequence[float]) -> Iterator[str]:
    """Yield what is wrong with marks and with places on them."""
    if not 2 <= len(labels) <= MOST_MARKS:
        yield f"there are {len(labels)} marks; 2 to {MOST_MARKS} can be drawn"
    if not any(labels):
        yield "no mark has a label"
    for place in places:
        if not 0 <= place <= len(labels) - 1:
            yield f"the place {place:g} is beyond the last mark"
