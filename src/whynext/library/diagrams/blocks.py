"""Things in rows and groups: arrays, area models, base-ten blocks, ten frames and coins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import Paper
from whynext.library.diagrams.wording import joined, of, spelled, told

_STEP = 26


@kind
@dataclass(frozen=True, slots=True)
class Array(Diagram):
    """Rows of equal length.

    Parameters
    ----------
    rows, columns
        How many rows there are, and how many things in each.
    shape
        ``"dot"`` or ``"square"``; squares touch each other.
    cut
        After how many columns a dashed line cuts the array in two; 0 for no line.

    Examples
    --------
    >>> Array(2, 5).words
    'An array of dots with two rows and five in each row.'
    """

    KIND: ClassVar[str] = "array"
    NAME: ClassVar[str] = "Array"

    rows: int
    columns: int
    shape: str = "dot"
    cut: int = 0

    @property
    def telling(self) -> str:
        """Rows and columns in words; the total is not told."""
        line = f" A dashed line stands after the first {of(self.cut, 'column')}." if self.cut else ""
        many = of(self.rows, "row")
        return f"An array of {self.shape}s with {many} and {spelled(self.columns)} in each row.{line}"

    def faults(self) -> Iterator[str]:
        """Yield sizes that cannot be drawn and shapes that are none."""
        for many, what in ((self.rows, "rows"), (self.columns, "columns")):
            if not 1 <= many <= 30:
                yield f"there are {many} {what}; 1 to 30 can be drawn"
        if self.shape not in ("dot", "square"):
            yield f"«{self.shape}» is not dot or square"
        if not 0 <= self.cut < max(1, self.columns):
            yield f"an array of {self.columns} columns cannot be cut after {self.cut}"

    def draw(self, on: Paper) -> None:
        """Draw the rows."""
        for row in range(self.rows):
            for column in range(self.columns):
                if self.shape == "dot":
                    on.circle((column + 0.5) * _STEP, (row + 0.5) * _STEP, 8, filled=True)
                else:
                    on.box(column * _STEP, row * _STEP, _STEP, _STEP)
        if self.cut:
            on.line(self.cut * _STEP, -8, self.cut * _STEP, self.rows * _STEP + 8, dashed=True)


@kind
@dataclass(frozen=True, slots=True)
class AreaModel(Diagram):
    """A rectangle cut into boxes, for partial products and for polynomials; it is not to scale.

    Parameters
    ----------
    across, down
        What is written above each column and left of each row.
    inside
        What is written in each box, row by row; empty for an empty box. May be left out.

    Examples
    --------
    >>> AreaModel(("20", "3"), ("4",), ("80", "?")).words
    'A rectangle cut into boxes. Above the columns: 20 and 3. Left of the rows: 4. In the boxes: 80, ?.'
    """

    KIND: ClassVar[str] = "area_model"
    NAME: ClassVar[str] = "Area model"

    across: tuple[str, ...]
    down: tuple[str, ...]
    inside: tuple[str, ...] = ()

    @property
    def telling(self) -> str:
        """The labels in words."""
        seen = (
            f"A rectangle cut into boxes. Above the columns: {joined(self.across)}. "
            f"Left of the rows: {joined(self.down)}."
        )
        if any(self.inside):
            seen += f" In the boxes: {', '.join(each or 'empty' for each in self.inside)}."
        return seen

    def faults(self) -> Iterator[str]:
        """Yield numbers of boxes that cannot be drawn."""
        if not (1 <= len(self.across) <= 6 and 1 <= len(self.down) <= 6):
            yield "there are no boxes or more than 6 in a row or column"
        if self.inside and len(self.inside) != len(self.across) * len(self.down):
            yield f"there are {len(self.inside)} texts for {len(self.across) * len(self.down)} boxes"

    def draw(self, on: Paper) -> None:
        """Draw the boxes, the first of each row and column larger than the others."""
        wide = [130 if place == 0 and len(self.across) > 1 else 90 for place in range(len(self.across))]
        high = [80 if place == 0 else 60 for place in range(len(self.down))]
        y = 0
        for row, name in enumerate(self.down):
            x = 0
            on.say(-10, y + high[row] / 2, name, anchor="end")
            for column, above in enumerate(self.across):
                if row == 0:
                    on.say(x + wide[column] / 2, -14, above)
                on.box(x, y, wide[column], high[row])
                if self.inside:
                    text = self.inside[row * len(self.across) + column]
                    on.say(x + wide[column] / 2, y + high[row] / 2, text)
                x += wide[column]
            y += high[row]


@kind
@dataclass(frozen=True, slots=True)
class BaseTen(Diagram):
    """Base-ten blocks: large cubes, flats, rods and small cubes.

    Parameters
    ----------
    hundreds, tens, ones, thousands
        How many of each.

    Examples
    --------
    >>> BaseTen(tens=2, ones=3).words
    'Base-ten blocks. Rods of ten: rod, rod. Ones: cube, cube, cube.'
    """

    KIND: ClassVar[str] = "base_ten"
    NAME: ClassVar[str] = "Base-ten blocks"

    hundreds: int = 0
    tens: int = 0
    ones: int = 0
    thousands: int = 0

    @property
    def telling(self) -> str:
        """The blocks one by one."""
        piles = (
            ("Cubes of a thousand", "large cube", self.thousands),
            ("Flats of a hundred", "flat", self.hundreds),
            ("Rods of ten", "rod", self.tens),
            ("Ones", "cube", self.ones),
        )
        seen = [f"{name}: {told([one] * many)}." for name, one, many in piles if many]
        return " ".join(["Base-ten blocks.", *seen])

    def faults(self) -> Iterator[str]:
        """Yield numbers of blocks that cannot be drawn."""
        for many in (self.thousands, self.hundreds, self.tens, self.ones):
            if not 0 <= many <= 30:
                yield f"there are {many} of one block; 0 to 30 can be drawn"

    def draw(self, on: Paper) -> None:
        """Draw the blocks from the largest to the smallest."""
        x = 0.0
        for _ in range(self.thousands):
            _grid(on, x, 0, 10, 10)
            on.shape([(x, 0), (x + 24, -24), (x + 104, -24), (x + 80, 0)])
            on.shape([(x + 80, 0), (x + 104, -24), (x + 104, 56), (x + 80, 80)])
            x += 116
        for _ in range(self.hundreds):
            _grid(on, x, 0, 10, 10)
            x += 90
        for _ in range(self.tens):
            _grid(on, x, 0, 1, 10)
            x += 16
        for place in range(self.ones):
            on.box(x + 6 + place % 5 * 13, 72 - place // 5 * 13, 8, 8)


def _grid(on: Paper, x: float, y: float, columns: int, rows: int) -> None:
    """Draw small squares of 8 units in a frame."""
    on.box(x, y, columns * 8, rows * 8)
    path = "".join(f"M{x + 8 * column:g} {y:g}v{rows * 8}" for column in range(1, columns))
    path += "".join(f"M{x:g} {y + 8 * row:g}h{columns * 8}" for row in range(1, rows))
    on.parts.append(f'<path d="{path}" stroke-width="0.6"/>')


@kind
@dataclass(frozen=True, slots=True)
class TenFrame(Diagram):
    """Frames of two rows with five places, filled with dots row by row.

    Parameters
    ----------
    dots
        How many dots there are.
    frames
        How many frames there are.

    Examples
    --------
    >>> TenFrame(6).words
    'A ten frame. First row: dot, dot, dot, dot, dot. Second row: dot, empty, empty, empty, empty.'
    """

    KIND: ClassVar[str] = "ten_frame"
    NAME: ClassVar[str] = "Ten frame"

    dots: int
    frames: int = 1

    @property
    def telling(self) -> str:
        """The places one by one."""
        return " ".join(self._frame(place) for place in range(self.frames))

    def _frame(self, place: int) -> str:
        cells = ["dot" if 10 * place + at < self.dots else "empty" for at in range(10)]
        head = "Another ten frame." if place else "A ten frame."
        return f"{head} First row: {told(cells[:5])}. Second row: {told(cells[5:])}."

    def faults(self) -> Iterator[str]:
        """Yield more dots than places."""
        if not 1 <= self.frames <= 10:
            yield f"there are {self.frames} frames; 1 to 10 can be drawn"
        if not 0 <= self.dots <= 10 * self.frames:
            yield f"{self.dots} dots do not fit into {self.frames} frames"

    def draw(self, on: Paper) -> None:
        """Draw the frames side by side, two in a row."""
        for place in range(10 * self.frames):
            frame, cell = divmod(place, 10)
            x, y = frame % 2 * 200 + cell % 5 * 36, frame // 2 * 92 + cell // 5 * 36
            on.box(x, y, 36, 36)
            if place < self.dots:
                on.circle(x + 18, y + 18, 12, filled=True)


@kind
@dataclass(frozen=True, slots=True)
class Coins(Diagram):
    """Coins and notes as circles and boxes with their worth in them.

    Parameters
    ----------
    coins, notes
        What is written on each: ``"25¢"``, ``"$5"``.

    Examples
    --------
    >>> Coins(("25¢", "10¢")).words
    'Coins: 25¢, 10¢.'
    """

    KIND: ClassVar[str] = "coins"
    NAME: ClassVar[str] = "Coins"

    coins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def telling(self) -> str:
        """Each coin and note."""
        seen = [
            f"{name}: {', '.join(each)}."
            for name, each in (("Notes", self.notes), ("Coins", self.coins))
            if each
        ]
        return " ".join(seen)

    def faults(self) -> Iterator[str]:
        """Yield numbers of coins that cannot be drawn."""
        if not 1 <= len(self.coins) + len(self.notes) <= 40:
            yield f"there are {len(self.coins) + len(self.notes)} coins and notes; 1 to 40 can be drawn"

    def draw(self, on: Paper) -> None:
        """Draw the notes in a row and the coins below."""
        for place, text in enumerate(self.notes):
            x, y = place % 5 * 92, place // 5 * 54
            on.box(x, y, 82, 44)
            on.say(x + 41, y + 22, text)
        top = (len(self.notes) + 4) // 5 * 54
        for place, text in enumerate(self.coins):
            x, y = place % 8 * 56 + 24, top + place // 8 * 56 + 24
            on.circle(x, y, 24)
            on.say(x, y, text, size=15)
