"""Diagrams for questions: small values of plain parameters, drawn as SVG and told in words when asked for.

Each kind is a frozen dataclass; :func:`read` makes one again from its canonical text, and :data:`KINDS` has
them all. Drawings have a title and a description, no fixed size, and no meaning in colors; the words give
what is to be seen and not the answer, things to be counted one by one.

Examples
--------
>>> clock = Clock(3, 30)
>>> clock.text
'{"hour":3,"kind":"clock","minute":30}'
>>> read(clock.text) == clock
True
>>> clock.svg().startswith("<svg ")
True
"""

from whynext.library.diagrams.bar_model import BarModel
from whynext.library.diagrams.blocks import AreaModel, Array, BaseTen, Coins, TenFrame
from whynext.library.diagrams.data_displays import (
    BarGraph,
    BoxPlot,
    DotPlot,
    Histogram,
    PictureGraph,
    Table,
)
from whynext.library.diagrams.diagram import KINDS, Diagram, read
from whynext.library.diagrams.figures import Figures
from whynext.library.diagrams.instruments import Clock, Ruler
from whynext.library.diagrams.marks import marks, parted
from whynext.library.diagrams.number_line import NumberLine
from whynext.library.diagrams.plane import Plane, ScatterPlot
from whynext.library.diagrams.shapes import Angle, Circle, Polygon, Transversal
from whynext.library.diagrams.solids import Net, Prism, Solid
from whynext.library.diagrams.strips import FractionCircle, FractionStrip, Spinner

__all__ = [
    "KINDS", "Angle", "AreaModel", "Array", "BarGraph", "BarModel", "BaseTen", "BoxPlot", "Circle", "Clock",
    "Coins", "Diagram", "DotPlot", "Figures", "FractionCircle", "FractionStrip", "Histogram", "Net",
    "NumberLine", "PictureGraph", "Plane", "Polygon", "Prism", "Ruler", "ScatterPlot", "Solid", "Spinner",
    "Table", "TenFrame", "Transversal", "marks", "parted", "read",
]  # fmt: skip
