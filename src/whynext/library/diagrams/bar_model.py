"""Bar models, also called tape diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper

_LONG, _HIGH = 340, 40


@kind
@dataclass(frozen=True, slots=True)
class BarModel(Diagram):
    """Bars made of parts, one bar for each amount; lengths are drawn to the sizes given.

    Parameters
    ----------
    bars
        For each bar its name and its parts, each with a size and what is written in it.
    whole
        What is written above the first bar for its whole length; empty for nothing.

    Examples
    --------
    >>> BarModel((("", ((3, "12"), (2, "?"))),), whole="20").words
    'A bar with the parts 12, ?. The whole bar is marked 20.'
    """

    KIND: ClassVar[str] = "bar_model"
    NAME: ClassVar[str] = "Bar model"

    bars: tuple[tuple[str, tuple[tuple[float, str], ...]], ...]
    whole: str = ""

    @property
    def telling(self) -> str:
        """What is written in the parts, bar by bar, and which bar is longer."""
        seen = [
            f"{f'Bar «{name}»' if name else 'A bar'} with the parts {_texts(parts)}."
            for name, parts in self.bars
        ]
        if self.whole:
            seen.append(f"The {'first' if len(self.bars) > 1 else 'whole'} bar is marked {self.whole}.")
        return " ".join(seen)

    def faults(self) -> Iterator[str]:
        """Yield bars without parts and parts without size."""
        if not 1 <= len(self.bars) <= 8:
            yield f"there are {len(self.bars)} bars; 1 to 8 can be drawn"
        for _, parts in self.bars:
            if not 1 <= len(parts) <= 30:
                yield f"a bar has {len(parts)} parts; 1 to 30 can be drawn"
            if any(size <= 0 for size, _ in parts):
                yield "a part has no size"

    def draw(self, on: Paper) -> None:
        """Draw the bars below each other, the longest as wide as the paper."""
        unit = _LONG / max(sum(size for size, _ in parts) for _, parts in self.bars)
        for row, (name, parts) in enumerate(self.bars):
            x, y = 0.0, row * (_HIGH + 14)
            on.say(-10, y + _HIGH / 2, name, anchor="end")
            for size, text in parts:
                on.box(x, y, size * unit, _HIGH)
                on.say(x + size * unit / 2, y + _HIGH / 2, text)
                x += size * unit
        if self.whole:
            end = unit * sum(size for size, _ in self.bars[0][1])
            on.line(0, -12, end, -12)
            for x in (0.0, end):
                on.line(x, -17, x, -7)
            on.say(end / 2, -28, self.whole)


def _texts(parts: tuple[tuple[float, str], ...]) -> str:
    return ", ".join(text or "unmarked" for _, text in parts)
