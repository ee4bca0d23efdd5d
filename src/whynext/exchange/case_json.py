"""JSON from strangers: read whole or not at all, and every fault with its place."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whynext.base.errors import Problem, Refused, listed
from whynext.competencies.notes import Note, errors_in

_LONGEST_NUMBER = 300  # digits; no count, date or weight has more, and reading them takes quadratic time
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(slots=True)
class Report:
    """Collects errors and notes with their paths inside one file.

    Parameters
    ----------
    name
        The name of the file, put before each path; may be empty.
    problems
        What was found so far.
    """

    name: str = ""
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: str) -> str:
        """Return how messages name a path in this file."""
        return f"{self.name}: {path}" if self.name and path else self.name or path

    def error(self, path: str, what: str, kind: str, *, valid: str = "", next_step: str = "") -> None:
        """Note a reason to refuse the file."""
        self.problems.append(Problem(what, self.place(path), valid, next_step, kind))

    def note(self, path: str, what: str, kind: str, *, valid: str = "", next_step: str = "") -> None:
        """Note what is no reason to refuse the file."""
        self.problems.append(Note(what, self.place(path), valid, next_step, kind))

    def refuse_if_any(self) -> None:
        """Raise :class:`Refused` with all errors noted so far, if there are any."""
        errors = errors_in(self.problems)
        if errors:
            raise Refused(errors)


class Doubled(dict[str, Any]):
    """An object in which a name stands more than once; it holds the last value of each."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotANumber:
    """What stands in a file where a number is expected, and is none: NaN, an infinity, a thousand digits."""

    text: str


def at(path: str, key: str | int) -> str:
    """Return the path of a member of the object or list at `path`, in JSONPath notation.

    Examples
    --------
    >>> at(at("$", "CFItems"), 3), at("$", "a b")
    ('$.CFItems[3]', "$['a b']")
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{key!r}]"


def read_source(source: bytes | Path, most_bytes: int, name: str = "") -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    Refused
        If there are more than `most_bytes`, or the file cannot be read.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                data = file.read(most_bytes + 1)
        except OSError as error:
            raise Refused(
                Problem(f"cannot be read: {error.strerror}", str(source), kind="unreadable")
            ) from error
    else:
        data = source
    if len(data) > most_bytes:
        what = f"the file is larger than {most_bytes} bytes"
        raise Refused(Problem(what, name, next_step="split it, or allow more bytes", kind="too large"))
    return data


def decode(data: bytes, report: Report) -> str:
    """Return the text of UTF-8 bytes; a byte order mark is noted and left out.

    Raises
    ------
    Refused
        If it is not UTF-8.
    """
    if data.startswith(codecs.BOM_UTF8):
        report.note("", "the file begins with a byte order mark; it is left out", "byte order mark")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        line = data.count(b"\n", 0, error.start) + 1
        what = "the file is UTF-16" if wide else f"byte {error.start + 1}, in line {line}, is not UTF-8"
        report.error("", what, "encoding", valid="UTF-8", next_step="save the file as UTF-8")
        report.refuse_if_any()
        raise


def parse(text: str, report: Report, *, deepest: int) -> Any:
    """Return the value of JSON text. Doubled names and numbers that are none are marked, for the caller.

    Raises
    ------
    Refused
        If it is not JSON, or nested deeper than Python reads.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=NotANumber,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except RecursionError:
        report.error(_too_deep_at(text, deepest), f"nested deeper than {deepest} levels", "too deep")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        report.error(place, f"this is not JSON: {error.msg}", "not JSON", valid="a CASE package as JSON")
    report.refuse_if_any()
    raise AssertionError("an error was noted above")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = Doubled(made)
    names = [name for name, _ in pairs]
    doubled.names = tuple(name for name in made if names.count(name) > 1)
    return doubled


def _whole(text: str) -> int | NotANumber:
    return int(text) if len(text) <= _LONGEST_NUMBER else NotANumber(f"{text[:20]}…")


def _decimal(text: str) -> float | NotANumber:
    value = float(text)
    return value if math.isfinite(value) else NotANumber(text[:20])


def _too_deep_at(text: str, deepest: int) -> str:
    """Return line and column of the bracket that goes too deep."""
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > deepest:
            before = text[: token.start()]
            column = token.start() - before.rfind("\n")
            return f"line {before.count(chr(10)) + 1}, column {column}"
    return "$"


def is_text(value: str, path: str, report: Report) -> bool:
    """Tell whether a text can be stored and written again; report it if not."""
    if "\x00" in value:
        report.error(path, "the text holds the character NUL, which no database stores", "unusable text")
        return False
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = value[error.start]
        what = f"the text holds half of a surrogate pair (U+{ord(half):04X}), which is no character"
        report.error(path, what, "unusable text", valid="both halves, or the character itself")
        return False
    return True


def free(value: Any, path: str, report: Report, *, levels: int, nulls: bool = False) -> Any:
    """Return a copy of a value of any form, without the members that are null.

    Parameters
    ----------
    levels
        How much deeper it may be nested.
    nulls
        Keep members that are null.
    """
    if levels < 0:
        report.error(path, "nested too deep", "too deep")
        return None
    if isinstance(value, Doubled):
        report_doubled(value, path, report)
    if isinstance(value, dict):
        return {
            key: free(member, at(path, key), report, levels=levels - 1, nulls=nulls)
            for key, member in value.items()
            if is_text(key, path, report) and (nulls or member is not None)
        }
    if isinstance(value, list):
        members = enumerate(value)
        return [free(each, at(path, n), report, levels=levels - 1, nulls=nulls) for n, each in members]
    if isinstance(value, NotANumber):
        report.error(path, f"{value.text} is not a number", "not a number", valid="a finite number")
    elif isinstance(value, str):
        is_text(value, path, report)
    return value


def report_doubled(value: Doubled, path: str, report: Report) -> None:
    """Report the names that stand more than once in an object."""
    what = f"{listed(value.names)} stands more than once, and only one can be meant"
    report.error(path, what, "doubled name", next_step="remove all but one")
