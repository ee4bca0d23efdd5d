"""Traces in: answers with the steps that led to them, one JSON object a line, as a learning tool writes them.

A line holds ``student``, ``item``, ``key``, ``answer``, ``steps`` (as in
:mod:`whynext.library.steps_reading`) and, where the question does not say it, ``problem``; it may hold
``at``, an instant with an offset. The key is the tool's own for this attempt: a line sent again adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whynext.base.clock import parse_instant
from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.library.steps_reading import MOST_CHARACTERS, parsed, read_trace

FIELDS = ("student", "item", "key", "answer", "at", "problem", "steps")
REQUIRED = ("student", "item", "key", "answer", "steps")
MOST_BYTES = 2**28
MOST_FAULTS = 50
"""So many faults of a file are told."""
_EXAMPLE = '{"student": "s1", "item": "sum-1", "key": "a7", "answer": "13", "steps": [...]}'


@dataclass(frozen=True, slots=True)
class TracedAnswer:
    """One line: an answer, and its steps as JSON values."""

    student: str
    item: str
    key: str
    answer: str
    at: datetime | None
    steps: Mapping[str, Any]


def read_traces(data: bytes, *, name: str) -> list[TracedAnswer]:
    """Read a file of traces.

    Parameters
    ----------
    data
        Lines of JSON in UTF-8; empty lines are passed over.
    name
        Of the file, for faults.

    Raises
    ------
    Refused
        With every fault of every line, up to fifty of them, each with its line; nothing is then taken in.
    """
    if len(data) > MOST_BYTES:
        raise Refused(Problem(f"the file has {len(data):,} bytes", name, f"at most {MOST_BYTES:,}"))
    found = Collector()
    answers = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(found.problems) >= MOST_FAULTS:
            found.add("the rest of the file was not looked at", where=f"{name}, line {number}")
            break
        if line.strip():
            try:
                answers.append(_answer(_decoded(line, f"{name}, line {number}"), f"{name}, line {number}"))
            except Refused as refused:
                found.extend(refused.problems)
    found.refuse_if_any()
    return answers


def _decoded(line: bytes, where: str) -> Any:
    if len(line) > 4 * MOST_CHARACTERS:
        raise Refused(Problem(f"the line has {len(line):,} bytes", where, kind="too long"))
    try:
        return parsed(line.decode("utf-8-sig"), where)
    except UnicodeDecodeError:
        raise Refused(Problem("the line is not in UTF-8", where, kind="not UTF-8")) from None


def _answer(data: Any, where: str) -> TracedAnswer:
    if not isinstance(data, Mapping):
        raise Refused(Problem("the line is no object of JSON", where, _EXAMPLE, kind="not an object"))
    found = Collector()
    for field in data:
        if field not in FIELDS:
            what = f"«{str(field)[:40]}» is no field of an answer"
            hint = nearest(str(field)[:40], FIELDS)
            found.add(what, where=where, valid=listed(FIELDS), next_step=hint, kind="unknown field")
    texts = {field: _text(found, where, field, data.get(field)) for field in REQUIRED[:-1]}
    steps = {field: data[field] for field in ("problem", "steps") if field in data}
    if "problem" in data:
        found.extend(_faults(steps, where))
    elif not isinstance(data.get("steps"), list):
        found.add("it has no list of steps", where=where, valid='"steps": [...]', kind="no steps")
    at = _instant(found, where, data.get("at"))
    found.refuse_if_any()
    return TracedAnswer(**texts, at=at, steps=steps)


def _faults(steps: Mapping[str, Any], where: str) -> tuple[Problem, ...]:
    try:
        read_trace(steps, where)
    except Refused as refused:
        return refused.problems
    return ()


def _text(found: Collector, where: str, field: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and value.strip():
        return value
    found.add(f"the {field} is missing", where=where, valid=_EXAMPLE, kind=f"no {field}")
    return ""


def _instant(found: Collector, where: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        return parse_instant(value) if isinstance(value, str) else _no_instant(value)
    except ValueError as error:
        valid = "2026-09-01T10:00:00+02:00"
        found.add(f"«at» cannot be read: {error}", where=where, valid=valid, kind="impossible time")
    return None


def _no_instant(value: object) -> datetime:
    raise ValueError(f"{str(value)[:40]} is no instant")
