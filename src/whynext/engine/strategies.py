"""How students calculate: steps are read when an answer comes in and remembered with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.engine.ports import STRATEGY_READINGS
from whynext.library.item import Item
from whynext.library.steps import Calculation, Do, Operation, Step, Trace
from whynext.library.steps_reading import parsed, read_trace, trace_data
from whynext.mastery.response import Response
from whynext.mastery.strategy.recogniser import VERSION, StrategyReading, recognise

CORRECTED = "strategy_corrected"
READ = "strategy_read"
READ_OF = ("strategy", "probability", "efficient", "mistaken", "aim", "by")
"""What of a reading is kept in the table."""
BY_PROGRAM = f"recogniser {VERSION}"


@dataclass(frozen=True, slots=True)
class Worked:
    """How an answer came about: its steps, and how they were read."""

    trace: Trace
    reading: StrategyReading

    def content(self) -> dict[str, Any]:
        """Return what the ledger keeps: the steps, and the reading, so that it is the same for ever."""
        return {"trace": trace_data(self.trace), "read": reading_data(self.reading, BY_PROGRAM)}


def reading_data(reading: StrategyReading, by: str) -> dict[str, Any]:
    """Return a reading as JSON values."""
    return {
        "strategy": reading.strategy,
        "probability": round(reading.probability, 6),
        "efficient": reading.efficient,
        "mistaken": reading.mistaken,
        "aim": reading.aim,
        "ranked": [[strategy, round(probability, 6)] for strategy, probability in reading.ranked],
        "by": by,
    }


# Reading ----------------------------------------------------------------------------------------------------


def parse_steps(text: str, where: str) -> Any:
    """Return a file's steps as data; what they say is looked at when the answer comes in."""
    return parsed(text, where)


def worked(steps: object, item: Item | None, given: object, where: str) -> Worked:
    """Return how an answer came about.

    Parameters
    ----------
    steps
        As JSON values, see :mod:`whynext.library.steps_reading`. What was to be worked out may be left out
        where the question holds one calculation.
    item
        What was asked.
    given
        The answer, put at the end if the steps do not hold it.

    Raises
    ------
    Refused
        With everything that is wrong with the steps; also if they are of another calculation than the
        question asks for.
    """
    asked = calculation_in(item.question) if item is not None else None
    trace = read_trace(steps, where, asked)
    if asked is not None and trace.problem != asked:
        what = f"the steps are of {trace.problem}, and the question asks for {asked}"
        raise Refused(Problem(what, where, "the steps of this question", kind="another problem"))
    if trace.answer is None and isinstance(given, str) and given.strip().isdecimal():
        trace = _answered(trace, given)
    return Worked(trace, recognise(trace))


def _answered(trace: Trace, given: str) -> Trace:
    number = int(given.strip()[:9])
    return replace(trace, steps=(*trace.steps, Step(Do.ANSWER, trace.seconds, (number,))))


_SIGNS = {
    **dict.fromkeys("+", Operation.ADDITION),
    **dict.fromkeys("-−–", Operation.SUBTRACTION),
    **dict.fromkeys("×·*", Operation.MULTIPLICATION),
}
_CALCULATION = re.compile(r"(?<![\d.,/])(\d{1,7}) ?([+\-−–×·*]) ?(\d{1,7})(?![\d.,]*\d|/)")
_OPERATOR = re.compile(r"[+\-−–×·*÷=<>]")


def calculation_in(question: str) -> Calculation | None:
    """Return the one calculation that a question holds; None if there is none, or more than one.

    Examples
    --------
    >>> str(calculation_in("What is 29 + 64?"))
    '29 + 64'
    >>> calculation_in("What is 3 + 4 + 5?"), calculation_in("Ana has 3 apples.")
    (None, None)
    """
    found = list(_CALCULATION.finditer(question))
    if len(found) != 1:
        return None
    matched = found[0]
    rest = question[: matched.start()] + question[matched.end() :]
    if set(_OPERATOR.findall(rest)) - {"="}:
        return None
    first, second = int(matched[1]), int(matched[3])
    operation = _SIGNS[matched[2]]
    if operation is Operation.SUBTRACTION and first < second:
        return None
    return Calculation(operation, (first, second))


def facts_of(skills: Sequence[str], read: Mapping[str, Any]) -> list[tuple[str, str | None, dict[str, Any]]]:
    """Return what processes may wake on: a way that was read, once for each skill."""
    if read["strategy"] is None:
        return []
    data = {
        "strategy": read["strategy"],
        "probability": read["probability"],
        "efficient": bool(read["efficient"]),
        "mistaken": bool(read["mistaken"]),
        "better_way": read["aim"] is not None,
    }
    return [(READ, skill, data) for skill in skills]


# Rows -------------------------------------------------------------------------------------------------------


def reading_rows(response: Response, key: bytes, content: Mapping[str, Any], sequence: int) -> pl.DataFrame:
    """Return the derived rows of a reading, one for each skill; none if the answer came without steps."""
    if "read" not in content:
        return pl.DataFrame(schema=STRATEGY_READINGS)
    read, problem = content["read"], content["trace"]["problem"]
    rows = [
        {
            **{name: read[name] for name in READ_OF},
            "student": response.student,
            "key": key,
            "skill": skill,
            "item": response.item,
            "operation": problem["operation"],
            "task": str(_problem(problem)),
            "correct": response.correct,
            "at": response.at,
            "sequence": sequence,
            "changed": sequence,
        }
        for skill in response.skills
    ]
    return pl.DataFrame(rows, schema=STRATEGY_READINGS)


def _problem(data: Mapping[str, Any]) -> Calculation:
    first, second = data["numbers"]
    return Calculation(Operation(data["operation"]), (first, second))


def corrected_values(content: Mapping[str, Any], sequence: int) -> dict[str, Any]:
    """Return what a correction puts into the rows of a reading."""
    read = content["read"]
    return {**{name: read[name] for name in READ_OF}, "changed": sequence}
