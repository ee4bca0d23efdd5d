"""Data displays: picture graphs, bar graphs, dot plots, histograms, box plots and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from whynext.library.diagrams.diagram import Diagram, kind
from whynext.library.diagrams.drawing import FONT, Paper
from whynext.library.diagrams.marks import at, faults_of, told_marks
from whynext.library.diagrams.wording import joined, ordinal, told

_HIGH, _LONG = 200, 400


@kind
@dataclass(frozen=True, slots=True)
class PictureGraph(Diagram):
    """Rows of symbols, each symbol standing for one thing or for several.

    Parameters
    ----------
    rows
        Name and number of symbols of each row; halves are drawn as half symbols.
    key
        What one symbol stands for: ``"2 books"``.
    title
        What is shown.

    Examples
    --------
    >>> PictureGraph((("Mon", 2.5), ("Tue", 1)), "2 books").telling
    'A picture graph. Mon: symbol, symbol, half a symbol. Tue: symbol.'
    """

    KIND: ClassVar[str] = "picture_graph"
    NAME: ClassVar[str] = "Picture graph"

    rows: tuple[tuple[str, float], ...]
    key: str
    title: str = ""

    @property
    def telling(self) -> str:
        """The symbols of each row one by one."""
        seen = [f"A picture graph{f': {self.title}' if self.title else ''}."]
        for name, many in self.rows:
            half = ["half a symbol"] if many % 1 else []
            seen.append(f"{name}: {told(['symbol'] * int(many) + half, 'no symbol')}.")
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """What a symbol stands for."""
        return f"Each symbol stands for {self.key}."

    def faults(self) -> Iterator[str]:
        """Yield numbers of symbols that cannot be drawn."""
        if not 1 <= len(self.rows) <= 12:
            yield f"there are {len(self.rows)} rows; 1 to 12 can be drawn"
        if any(not 0 <= many <= 20 or many * 2 != int(many * 2) for _, many in self.rows):
            yield "a row does not have 0 to 20 symbols or half symbols"

    def draw(self, on: Paper) -> None:
        """Draw the rows and the key."""
        on.say(0, -24, self.title, anchor="start")
        for row, (name, many) in enumerate(self.rows):
            y = row * 32
            on.say(-10, y, name, anchor="end")
            for place in range(int(many)):
                on.circle(14 + 28 * place, y, 10, shaded=True)
            if many % 1:
                x = 14 + 28 * int(many)
                on.curve(
                    f"M{x} {y - 10}A10 10 0 0 0 {x} {y + 10}Z", [(x - 10, y - 10), (x, y + 10)], shaded=True
                )
        y = len(self.rows) * 32 + 8
        on.circle(14, y, 10, shaded=True)
        on.say(30, y, f"= {self.key}", anchor="start")


@kind
@dataclass(frozen=True, slots=True)
class BarGraph(Diagram):
    """Bars on a scale.

    Parameters
    ----------
    bars
        Name and value of each bar.
    step
        From one line of the scale to the next.
    top
        The number of the highest line.
    title, axis
        What is shown, and what the numbers count.

    Examples
    --------
    >>> BarGraph((("dogs", 5),), 2, 6).telling
    'A bar graph. The bar of dogs ends halfway between the second and the third line above 0.'
    """

    KIND: ClassVar[str] = "bar_graph"
    NAME: ClassVar[str] = "Bar graph"

    bars: tuple[tuple[str, float], ...]
    step: float
    top: float
    title: str = ""
    axis: str = ""

    @property
    def telling(self) -> str:
        """Where each bar ends, by the lines of the scale."""
        seen = [f"A bar graph{f': {self.title}' if self.title else ''}."]
        seen += [f"The bar of {name} ends {_line(value / self.step)}." for name, value in self.bars]
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The numbers of the lines."""
        return _numbered(_lines(self.step, self.top), self.axis)

    def faults(self) -> Iterator[str]:
        """Yield scales and bars that cannot be drawn."""
        yield from _scale_faults(self.step, self.top, [value for _, value in self.bars])

    def draw(self, on: Paper) -> None:
        """Draw the scale and the bars."""
        wide = max(70.0, 10.0 + 0.6 * FONT * max(len(name) for name, _ in self.bars))
        _scale_lines(on, self.step, self.top, wide * len(self.bars), self.title, self.axis)
        for place, (name, value) in enumerate(self.bars):
            high = value / self.top * _HIGH
            on.box(place * wide + wide * 0.2, _HIGH - high, wide * 0.6, high, shaded=True)
            on.say((place + 0.5) * wide, _HIGH + 16, name)


@kind
@dataclass(frozen=True, slots=True)
class Histogram(Diagram):
    """Bars without gaps over intervals.

    Parameters
    ----------
    edges
        The printed ends of the intervals, one more than there are bars.
    counts
        How many fall in each interval.
    step
        From one line of the scale to the next.
    top
        The number of the highest line.
    title, axis
        What is shown, and what the intervals measure.

    Examples
    --------
    >>> Histogram(("0", "10"), (3,), 1, 4).telling
    'A histogram. The bar from 0 to 10 ends at the third line above 0.'
    """

    KIND: ClassVar[str] = "histogram"
    NAME: ClassVar[str] = "Histogram"

    edges: tuple[str, ...]
    counts: tuple[float, ...]
    step: float
    top: float
    title: str = ""
    axis: str = ""

    @property
    def telling(self) -> str:
        """Where each bar ends, by the lines of the scale."""
        seen = [f"A histogram{f': {self.title}' if self.title else ''}."]
        for place, value in enumerate(self.counts):
            span = f"from {self.edges[place]} to {self.edges[place + 1]}"
            seen.append(f"The bar {span} ends {_line(value / self.step)}.")
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The numbers of the lines."""
        return _numbered(_lines(self.step, self.top), "")

    def faults(self) -> Iterator[str]:
        """Yield scales and bars that cannot be drawn."""
        if len(self.edges) != len(self.counts) + 1:
            yield f"there are {len(self.edges)} edges for {len(self.counts)} bars; one more is needed"
        yield from _scale_faults(self.step, self.top, self.counts)

    def draw(self, on: Paper) -> None:
        """Draw the scale and the bars."""
        _scale_lines(on, self.step, self.top, 56 * len(self.counts), self.title, "")
        for place, value in enumerate(self.counts):
            high = value / self.top * _HIGH
            on.box(place * 56, _HIGH - high, 56, high, shaded=True)
        for place, edge in enumerate(self.edges):
            on.say(place * 56, _HIGH + 16, edge, size=14)
        on.say(28 * len(self.counts), _HIGH + 38, self.axis)


def _lines(step: float, top: float) -> list[str]:
    return [f"{round(place * step, 6):g}" for place in range(round(top / step) + 1)]


def _numbered(lines: Sequence[str], axis: str) -> str:
    return f"The lines are numbered {', '.join(lines)}{f' ({axis})' if axis else ''}."


def _line(place: float) -> str:
    """Return where a bar ends, counted in lines above 0."""
    lower = int(place)
    if place == 0:
        return "at 0"
    if place == lower:
        return f"at the {ordinal(lower)} line above 0"
    first = f"the {ordinal(lower)}" if lower else "0"
    second = f"the {ordinal(lower + 1)} line" + (" above 0" if lower else "")
    if place - lower == 0.5:
        return f"halfway between {first} and {second}"
    return f"between {first} and {second}, closer to the {'lower' if place - lower < 0.5 else 'upper'}"


def _scale_faults(step: float, top: float, values: Sequence[float]) -> Iterator[str]:
    if not 1 <= len(values) <= 15:
        yield f"there are {len(values)} bars; 1 to 15 can be drawn"
    if not (step > 0 and step <= top <= 40 * step):
        yield f"a scale to {top:g} by {step:g} cannot be drawn"
    if any(not 0 <= value <= top for value in values):
        yield f"a bar is not between 0 and {top:g}"


def _scale_lines(on: Paper, step: float, top: float, wide: float, title: str, axis: str) -> None:
    """Draw the numbered lines of an upright scale."""
    lines = _lines(step, top)
    for place, label in enumerate(lines):
        y = _HIGH - place * step / top * _HIGH
        on.line(0, y, wide, y, wide=1.5 if place == 0 else 0.6)
        on.say(-8, y, label, anchor="end", size=14 if len(lines) < 14 else 10)
    on.line(0, 0, 0, _HIGH)
    on.say(0, -22 - (18 if axis else 0), title, anchor="start")
    on.say(-8, -20, axis, anchor="start", size=13)


@kind
@dataclass(frozen=True, slots=True)
class DotPlot(Diagram):
    """A line plot: a row of marks with crosses above them.

    Parameters
    ----------
    labels
        The label of each mark.
    counts
        How many crosses stand above each mark.
    title, axis
        What is shown, and what the marks measure.

    Examples
    --------
    >>> DotPlot(("1", "2"), (2, 0)).telling
    'A plot with crosses. At 1: cross, cross. At 2: no cross.'
    """

    KIND: ClassVar[str] = "dot_plot"
    NAME: ClassVar[str] = "Line plot"

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    title: str = ""
    axis: str = ""

    @property
    def telling(self) -> str:
        """The crosses above each mark one by one."""
        seen = [f"A plot with crosses{f': {self.title}' if self.title else ''}."]
        for place, many in enumerate(self.counts):
            where = at(self.labels, place)
            seen.append(f"{where[0].upper()}{where[1:]}: {told(['cross'] * many, 'no cross')}.")
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The labels of the marks."""
        return told_marks(self.labels) + (f" They show {self.axis}." if self.axis else "")

    def faults(self) -> Iterator[str]:
        """Yield numbers of crosses that cannot be drawn."""
        yield from faults_of(self.labels, ())
        if len(self.labels) != len(self.counts):
            yield f"there are {len(self.counts)} numbers of crosses for {len(self.labels)} marks"
        if any(not 0 <= many <= 25 for many in self.counts):
            yield "a mark does not have 0 to 25 crosses"

    def draw(self, on: Paper) -> None:
        """Draw the line, the marks and the crosses."""
        step = _LONG / max(1, len(self.labels) - 1)
        top = 18 * max(self.counts, default=0)
        on.line(-16, 0, _LONG + 16, 0)
        for place, (label, many) in enumerate(zip(self.labels, self.counts, strict=True)):
            x = place * step
            on.line(x, -5, x, 5)
            on.say(x, 20, label, size=14)
            for row in range(many):
                y = -18 * (row + 1)
                on.line(x - 5, y - 5, x + 5, y + 5, wide=2)
                on.line(x - 5, y + 5, x + 5, y - 5, wide=2)
        on.say(_LONG / 2, 42, self.axis)
        on.say(_LONG / 2, -top - 26, self.title)


@kind
@dataclass(frozen=True, slots=True)
class BoxPlot(Diagram):
    """Box plots over a row of marks; places are counted in marks from the left.

    Parameters
    ----------
    labels
        The label of each mark.
    boxes
        For each plot its name and the places of least value, lower quartile, median, upper quartile and
        greatest value.

    Examples
    --------
    >>> BoxPlot(("0", "5", "10"), (("", (0, 0.5, 1, 1.5, 2)),)).telling.split(". ")[2]
    'The box begins halfway between 0 and 5'
    """

    KIND: ClassVar[str] = "box_plot"
    NAME: ClassVar[str] = "Box plot"

    labels: tuple[str, ...]
    boxes: tuple[tuple[str, tuple[float, float, float, float, float]], ...]

    @property
    def telling(self) -> str:
        """The five places of each plot."""
        seen = []
        for name, places in self.boxes:
            seen.append(f"A box plot{f' of {name}' if name else ''}.")
            seen += [f"{what} {at(self.labels, place)}." for what, place in zip(_FIVE, places, strict=True)]
        return " ".join(seen)

    @property
    def scale(self) -> str:
        """The labels of the marks."""
        return told_marks(self.labels)

    def faults(self) -> Iterator[str]:
        """Yield places that are beyond the marks or not in their order."""
        yield from faults_of(self.labels, [place for _, places in self.boxes for place in places])
        if not 1 <= len(self.boxes) <= 6:
            yield f"there are {len(self.boxes)} plots; 1 to 6 can be drawn"
        if any(list(places) != sorted(places) for _, places in self.boxes):
            yield "the five places of a plot do not rise"

    def draw(self, on: Paper) -> None:
        """Draw the plots above the line."""
        step = _LONG / (len(self.labels) - 1)
        on.line(-10, 0, _LONG + 10, 0)
        for place, label in enumerate(self.labels):
            on.line(place * step, -6, place * step, 6)
            on.say(place * step, 20, label, size=14)
        for row, (name, places) in enumerate(self.boxes):
            least, low, middle, high, most = (place * step for place in places)
            y = -44 - 54 * row
            on.box(low, y - 16, high - low, 32)
            on.line(middle, y - 16, middle, y + 16, wide=3)
            for start, end in ((least, low), (high, most)):
                on.line(start, y, end, y)
            for x in (least, most):
                on.line(x, y - 8, x, y + 8)
            on.say(-16, y, name, anchor="end")


_FIVE = (
    "The left whisker begins", "The box begins", "The line in the box is", "The box ends",
    "The right whisker ends",
)  # fmt: skip


@kind
@dataclass(frozen=True, slots=True)
class Table(Diagram):
    """A table; it needs a heading for each column.

    Parameters
    ----------
    head
        The headings.
    rows
        The cells of each row.
    title
        What is shown.

    Examples
    --------
    >>> Table(("x", "y"), (("1", "3"), ("2", "?"))).words
    'A table with the columns x and y. Row by row: 1, 3; 2, ?.'
    """

    KIND: ClassVar[str] = "table"
    NAME: ClassVar[str] = "Table"

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    @property
    def telling(self) -> str:
        """The headings and the rows."""
        named = f": {self.title}. It has" if self.title else " with"
        cells = "; ".join(", ".join(cell or "empty" for cell in row) for row in self.rows)
        return f"A table{named} the columns {joined(self.head)}. Row by row: {cells}."

    def faults(self) -> Iterator[str]:
        """Yield rows that do not fit the headings."""
        if not (1 <= len(self.head) <= 12 and 1 <= len(self.rows) <= 30):
            yield "a table has 1 to 12 columns and 1 to 30 rows"
        if any(len(row) != len(self.head) for row in self.rows):
            yield f"a row has not {len(self.head)} cells"

    def draw(self, on: Paper) -> None:
        """Draw the table, the headings underlined."""
        columns = list(zip(self.head, *self.rows, strict=True))
        wide = [max(44.0, 18 + 0.6 * FONT * max(map(len, column))) for column in columns]
        on.say(0, -18, self.title, anchor="start")
        x = 0.0
        for width, column in zip(wide, columns, strict=True):
            for row, text in enumerate(column):
                on.box(x, row * 30, width, 30)
                on.say(x + width / 2, row * 30 + 15, text)
            x += width
        on.line(0, 30, x, 30, wide=3)
