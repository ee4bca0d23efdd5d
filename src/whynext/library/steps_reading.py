"""Traces as JSON: written, and read with every fault told at once and nothing that can hang a school.

A trace looks like this::

    {
        "problem": {"operation": "addition", "numbers": [29, 64]},
        "steps": [
            {"do": "write", "value": 30, "at": 4.0},
            {"do": "write", "value": 94, "at": 9.5},
            {"do": "answer", "value": 93, "at": 12.0},
        ],
    }

Numbers are whole, or texts such as ``"3/4"`` and ``"0.75"``; seconds are counted from the start.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.library.steps import SIGNS, Calculation, Do, Operation, Step, Trace, Value

MOST_STEPS = 400
"""More steps than anybody makes in one calculation; a longer trace is refused unread."""
MOST_CHARACTERS = 100_000
"""Of a trace as text."""
MOST_PROBLEMS = 20
"""So many faults of one trace are told; who wrote the others knows by then."""
LARGEST = 1_000_000_000
"""Numbers in steps are no larger than this."""
LONGEST_SECONDS = 86_400.0
_LONGEST_NAME = 40
_FRACTION = re.compile(r"(\d{1,7})/(\d{1,7})")
_DECIMAL = re.compile(r"\d{1,7}\.\d{1,7}")


# Writing ----------------------------------------------------------------------------------------------------

_FIELDS: Mapping[Do, tuple[str, ...]] = {
    Do.JUMP: ("from", "to"),
    Do.GROUP: ("size",),
    Do.DIGIT: ("place", "value"),
    Do.MARK: ("place", "value"),
    Do.SHADE: ("parts", "of"),
    Do.HINT: (),
    Do.TOOL: (),
}
_ONE = ("value",)


def trace_data(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON values; :func:`read_trace` gives the same trace back."""
    problem = {"operation": str(trace.problem.operation), "numbers": list(trace.problem.numbers)}
    return {"problem": problem, "steps": [_step_data(step) for step in trace.steps]}


def _step_data(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {"do": str(step.do)}
    if step.do is Do.SPLIT:
        data |= {"value": step.values[0], "parts": list(step.values[1:])}
    else:
        data |= dict(zip(_FIELDS.get(step.do, _ONE), step.values, strict=False))
    if step.name:
        data["name"] = step.name
    return {**data, "at": step.at}


# Reading ----------------------------------------------------------------------------------------------------


def parse_trace(text: str, where: str = "trace") -> Trace:
    """Read a trace from JSON text.

    Raises
    ------
    Refused
        With every fault, up to twenty of them.

    Examples
    --------
    >>> parse_trace(
    ...     '{"problem": {"operation": "addition", "numbers": [8, 5]},'
    ...     ' "steps": [{"do": "answer", "value": 13, "at": 2}]}'
    ... ).answer
    13
    """
    return read_trace(parsed(text, where), where)


def parsed(text: str, where: str) -> Any:
    """Return JSON text as data, in bounded time and depth.

    Raises
    ------
    Refused
        If it is too long, nested too deep, or no JSON.
    """
    if len(text) > MOST_CHARACTERS:
        what = f"the trace has {len(text):,} characters"
        raise Refused(Problem(what, where, f"at most {MOST_CHARACTERS:,}", kind="too long"))
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(Problem(f"it is no JSON ({error})", where, _EXAMPLE, kind="not JSON")) from None


_EXAMPLE = '{"problem": {"operation": "addition", "numbers": [8, 5]}, "steps": [...]}'


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def read_trace(data: object, where: str = "trace", problem: Calculation | None = None) -> Trace:
    """Read a trace from JSON values.

    Parameters
    ----------
    data
        As in the example at the top of this module.
    where
        Where it was read from, named in each fault.
    problem
        What was to be worked out, where the data do not say it.

    Raises
    ------
    Refused
        With every fault, up to twenty of them.
    """
    found = Collector()
    if not isinstance(data, Mapping):
        raise Refused(Problem("it is no object of JSON", where, _EXAMPLE, kind="not an object"))
    _only(found, where, data, ("problem", "steps"))
    asked = problem if data.get("problem") is None else _calculation(found, data["problem"], where)
    if asked is None and not found:
        found.add("it does not say what was to be worked out", where=where, valid=_EXAMPLE, kind="no problem")
    steps = _steps(found, data.get("steps"), where)
    if len(found.problems) > MOST_PROBLEMS:
        left = len(found.problems) - MOST_PROBLEMS
        found.problems[MOST_PROBLEMS:] = [Problem(f"and {left} more or not looked for", where)]
    found.refuse_if_any()
    assert asked is not None
    return Trace(asked, steps)


def _only(found: Collector, where: str, data: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    for name in list(data)[: MOST_PROBLEMS + 1]:
        if name not in known:
            what = f"«{str(name)[:_LONGEST_NAME]}» is nothing that can be said here"
            hint = nearest(str(name)[:_LONGEST_NAME], known)
            found.add(what, where=where, valid=listed(known), next_step=hint, kind="unknown field")


def _calculation(found: Collector, data: object, where: str) -> Calculation | None:
    place = f"{where}, problem"
    if not isinstance(data, Mapping):
        found.add("the problem is no object of JSON", where=place, valid=_EXAMPLE, kind="not an object")
        return None
    before = len(found.problems)
    _only(found, place, data, ("operation", "numbers"))
    operation = _word(found, place, "operation", data.get("operation"), tuple(map(str, Operation)))
    numbers = data.get("numbers")
    if not isinstance(numbers, list) or len(numbers) != 2:
        found.add("it does not name two numbers", where=place, valid='"numbers": [29, 64]', kind="numbers")
    elif operation:
        compared = operation == Operation.COMPARISON
        numbers = [
            _fraction(found, place, each) if compared else _count(found, place, each) for each in numbers
        ]
        if operation == Operation.SUBTRACTION and len(found.problems) == before and numbers[0] < numbers[1]:
            found.add("it takes the larger from the smaller", where=place, valid="[63, 29]", kind="numbers")
    if len(found.problems) > before:
        return None
    return Calculation(Operation(operation), (numbers[0], numbers[1]))  # type: ignore[index]


def _steps(found: Collector, data: object, where: str) -> tuple[Step, ...]:
    if not isinstance(data, list):
        found.add("it has no list of steps", where=where, valid='"steps": [...]', kind="no steps")
        return ()
    if len(data) > MOST_STEPS:
        what = f"it has {len(data):,} steps"
        found.add(what, where=where, valid=f"at most {MOST_STEPS}", kind="too long")
        return ()
    steps: list[Step] = []
    for number, each in enumerate(data, 1):
        if len(found.problems) > MOST_PROBLEMS:
            break
        step = _step(found, each, f"{where}, step {number}")
        if step is None:
            continue
        if steps and step.at < steps[-1].at:
            what = f"it happened at {step.at:g} seconds, before the step that it follows ({steps[-1].at:g})"
            found.add(what, where=f"{where}, step {number}", valid="steps in order", kind="out of order")
        steps.append(step)
    return tuple(steps)


def _step(found: Collector, data: object, where: str) -> Step | None:
    if not isinstance(data, Mapping):
        found.add(
            "a step is no object of JSON", where=where, valid='{"do": "write", ...}', kind="not an object"
        )
        return None
    before = len(found.problems)
    word = _word(found, where, "do", data.get("do"), tuple(map(str, Do)))
    at = _seconds(found, where, data.get("at"))
    if not word:
        return None
    do = Do(word)
    values, name = _READERS.get(do, _one)(found, where, do, data)
    return Step(do, at, values, name) if len(found.problems) == before else None


Read = tuple[tuple[Value, ...], str]


def _one(found: Collector, where: str, do: Do, data: Mapping[Any, Any]) -> Read:
    """Read a step that holds what its fields name, and nothing else."""
    names = _FIELDS.get(do, _ONE)
    _only(found, where, data, ("do", "at", *names))
    read: Callable[..., Value] = _number if do in (Do.WRITE, Do.POINT) else _count
    if do is Do.ANSWER:
        read = _answer
    return tuple(read(found, where, data.get(name), name) for name in names), ""


def _column(found: Collector, where: str, do: Do, data: Mapping[Any, Any]) -> Read:
    (place, value), _ = _one(found, where, do, data)
    if isinstance(place, int) and place not in _PLACES:
        found.add(f"{place} is no place", where=where, valid="1, 10, 100, 1000 ...", kind="no place")
    most = 9 if do is Do.DIGIT else 99
    if isinstance(value, int) and value > most:
        what = f"{value} does not fit into one place"
        found.add(what, where=where, valid=f"a number up to {most}", kind="no digit")
    return (place, value), ""


_PLACES = frozenset(10**place for place in range(9))


def _split(found: Collector, where: str, _do: Do, data: Mapping[Any, Any]) -> Read:
    _only(found, where, data, ("do", "at", "value", "parts"))
    whole, parts = _count(found, where, data.get("value")), data.get("parts")
    if not isinstance(parts, list) or not 2 <= len(parts) <= 6:
        found.add("it does not say the parts", where=where, valid='"parts": [2, 3]', kind="no parts")
        return (whole,), ""
    return (whole, *(_count(found, where, each, "parts") for each in parts)), ""


def _tool(found: Collector, where: str, _do: Do, data: Mapping[Any, Any]) -> Read:
    _only(found, where, data, ("do", "at", "name"))
    name = data.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        found.add("the tool has no name", where=where, valid='"name": "number line"', kind="no name")
        return (), ""
    return (), " ".join(name.lower().split())


def _taken_back(found: Collector, where: str, _do: Do, data: Mapping[Any, Any]) -> Read:
    if data.get("value") is None:
        _only(found, where, data, ("do", "at", "value"))
        return (), ""
    return (_number(found, where, data["value"]),), ""


_READERS: Mapping[Do, Callable[[Collector, str, Do, Mapping[Any, Any]], Read]] = {
    Do.DIGIT: _column,
    Do.MARK: _column,
    Do.SPLIT: _split,
    Do.TOOL: _tool,
    Do.ERASE: _taken_back,
}


def _word(found: Collector, where: str, name: str, value: object, known: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in known:
        return value
    said = "it does not say" if value is None else f"«{str(value)[:_LONGEST_NAME]}» is no"
    hint = nearest(value[:_LONGEST_NAME], known) if isinstance(value, str) else ""
    found.add(
        f"{said} «{name}»", where=where, valid=listed(known, most=20), next_step=hint, kind=f"no {name}"
    )
    return ""


def _seconds(found: Collector, where: str, value: object) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and 0 <= value <= LONGEST_SECONDS:  # type: ignore[arg-type, operator]
        return float(value)  # type: ignore[arg-type]
    what = f"«at» is {str(value)[:_LONGEST_NAME]}"
    found.add(what, where=where, valid="seconds since the start, from 0 to 86,400", kind="impossible time")
    return 0.0


def _count(found: Collector, where: str, value: object, name: str = "value") -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return value
    what = f"«{name}» is {str(value)[:_LONGEST_NAME]}"
    found.add(what, where=where, valid=f"a whole number from 0 to {LARGEST:,}", kind="no whole number")
    return 0


def _fraction(found: Collector, where: str, value: object) -> str:
    matched = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if matched and int(matched[1]) and int(matched[2]):
        return f"{int(matched[1])}/{int(matched[2])}"
    what = f"«{str(value)[:_LONGEST_NAME]}» is no fraction"
    found.add(what, where=where, valid='"3/4", above 0', kind="no fraction")
    return "1/1"


def _number(found: Collector, where: str, value: object, name: str = "value") -> Value:
    """Read a whole number, a fraction or a decimal."""
    if isinstance(value, float) and math.isfinite(value) and 0 <= value <= LARGEST:
        value = f"{value:.7f}".rstrip("0").rstrip(".")
        value = int(value) if "." not in value else value
    if isinstance(value, str):
        matched = _FRACTION.fullmatch(value)
        if matched and int(matched[2]):
            return f"{int(matched[1])}/{int(matched[2])}"
        if _DECIMAL.fullmatch(value):
            return value
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        what = f"«{name}» is {str(value)[:_LONGEST_NAME]}"
        found.add(what, where=where, valid='a number such as 13, "3/4" or "0.75"', kind="no number")
        return 0
    return value


def _answer(found: Collector, where: str, value: object, name: str = "value") -> Value:
    return value if isinstance(value, str) and value in SIGNS else _number(found, where, value, name)
