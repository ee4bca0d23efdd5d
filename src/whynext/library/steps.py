"""Steps: what a student did on the way to an answer, event by event, as a tool or a teacher noted it.

A trace is one attempt at one calculation: what was to be worked out, and the steps in order, each with its
seconds since the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Value = int | str
"""A number as a student writes it: a whole one, or the text of a fraction ``3/4`` or decimal ``0.75``; and
``<``, ``>`` and ``=`` where two numbers are compared."""

SIGNS = ("<", "=", ">")


class Operation(StrEnum):
    """What was to be worked out with two numbers."""

    ADDITION = "addition"
    SUBTRACTION = "subtraction"
    MULTIPLICATION = "multiplication"
    COMPARISON = "fraction comparison"


class Do(StrEnum):
    """Kinds of step."""

    COUNT = "count"  # one number of a count, said or tapped
    JUMP = "jump"  # on a number line, from a number to a number
    GROUP = "group"  # so many things put together
    SPLIT = "split"  # a number taken apart
    WRITE = "write"  # a partial result
    DIGIT = "digit"  # a digit of a result in its column; the place is 1, 10, 100 ...
    MARK = "mark"  # a small number over a column: carried, or what is left of a digit after regrouping
    POINT = "point"  # a number of the problem pointed at, circled or underlined
    SHADE = "shade"  # so many parts of a drawn whole shaded
    TOOL = "tool"  # counters, fingers, a number line, a ten frame, fraction strips ... taken
    ERASE = "erase"  # what was written last, or last with this value, taken back
    HINT = "hint"  # a hint asked for
    ANSWER = "answer"  # the answer given


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a student did.

    Parameters
    ----------
    do
        What kind of thing.
    at
        Seconds since the start.
    values
        Its numbers: of a jump from and to, of a split the whole and its parts, of a digit or mark its place
        and value, of shading the parts and of how many, of a hint none, of others one.
    name
        Of a tool.
    """

    do: Do
    at: float
    values: tuple[Value, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """What was to be worked out.

    Examples
    --------
    >>> Calculation(Operation.SUBTRACTION, (63, 29)).result
    34
    >>> Calculation(Operation.COMPARISON, ("3/4", "2/3")).result
    '>'
    """

    operation: Operation
    numbers: tuple[Value, Value]

    @property
    def result(self) -> Value:
        """The right answer."""
        if self.operation is Operation.COMPARISON:
            first, second = (Fraction(each) for each in self.numbers)
            return SIGNS[(first > second) - (first < second) + 1]
        a, b = self.whole
        return {Operation.ADDITION: a + b, Operation.SUBTRACTION: a - b}.get(self.operation, a * b)

    @property
    def whole(self) -> tuple[int, int]:
        """Its numbers where they are whole.

        Raises
        ------
        ValueError
            If one of them is a fraction.
        """
        first, second = self.numbers
        return int(first), int(second)

    @property
    def fractions(self) -> tuple[int, int, int, int]:
        """Numerator and denominator of the first fraction, then of the second."""
        (a, b), (c, d) = ((int(part) for part in str(each).split("/")) for each in self.numbers)
        return a, b, c, d

    def __str__(self) -> str:
        """Return it as it is written on paper."""
        sign = {"addition": "+", "subtraction": "−", "multiplication": "×"}.get(self.operation, "or")
        return f"{self.numbers[0]} {sign} {self.numbers[1]}"


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps of one attempt, in order, and what was to be worked out."""

    problem: Calculation
    steps: tuple[Step, ...] = field(default=())

    @property
    def answer(self) -> Value | None:
        """The answer given last; None if there is none."""
        given = [step.values[0] for step in self.steps if step.do is Do.ANSWER]
        return given[-1] if given else None

    @property
    def seconds(self) -> float:
        """Until the last step."""
        return self.steps[-1].at if self.steps else 0.0

    @property
    def hints(self) -> int:
        """How many hints were asked for."""
        return sum(step.do is Do.HINT for step in self.steps)
