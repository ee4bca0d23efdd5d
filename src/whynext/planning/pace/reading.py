"""A pace line from its TOML text; everything that is wrong with it is told together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.planning.pace.line import PaceLine, Unit, faults

LINE = ("id", "title", "sections", "starts", "ends", "minutes", "skills", "units")
UNIT = ("id", "title", "skills", "objects", "by", "weight", "required")
_ID = re.compile(r"^[a-z0-9][a-z0-9-]*\Z", re.ASCII)


def read_line(text: str, *, name: str = "line.toml") -> PaceLine:
    """Return the pace line written in a TOML text.

    A line says either ``[[units]]`` or, where every skill is a unit of its own, ``skills = [...]``.

    Parameters
    ----------
    text
        The TOML.
    name
        What the file is called, for messages.

    Raises
    ------
    Refused
        With everything that is wrong with it.

    Examples
    --------
    >>> line = read_line('''
    ... id = "maths-6"
    ... title = "Mathematics 6"
    ... sections = ["6a"]
    ... starts = 2026-09-01
    ... ends = 2027-01-29
    ... skills = ["count", "add"]
    ... ''')
    >>> [unit.id for unit in line.units], line.ends.isoformat()
    (['count', 'add'], '2027-01-29')
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(Problem(f"it is no TOML: {error}", name, "a TOML document", kind="no TOML")) from error
    found = Collector()
    line = _Reader(found, name).line(data)
    found.extend(faults(line, name))
    found.refuse_if_any()
    return line


class _Reader:
    """Takes a document's values one by one, and notes what does not fit."""

    def __init__(self, found: Collector, name: str) -> None:
        self.found, self.name = found, name

    def line(self, data: Mapping[str, Any]) -> PaceLine:
        """Return the line, with stand-ins where a value does not fit."""
        self._unknown(data, LINE, self.name)
        at = self.name
        if "units" in data and "skills" in data:
            self.found.add("it has both units and skills", where=at, valid="one of the two")
        id_ = self._text(data, "id", at)
        if id_ and not _ID.match(id_):
            self.found.add(
                f"«{id_}» is no id", where=f"{at}, id", valid="lower-case letters, digits, hyphens"
            )
        return PaceLine(
            id_,
            self._text(data, "title", at),
            self._words(data, "sections", at),
            self._day(data, "starts", at) or date.min,
            self._day(data, "ends", at) or date.max,
            self._units(data),
            self._number(data, "minutes", at),
        )

    def _units(self, data: Mapping[str, Any]) -> tuple[Unit, ...]:
        if "units" not in data:
            return tuple(Unit(each, "", (each,)) for each in self._words(data, "skills", self.name, ()))
        tables = data["units"]
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self.found.add("the units are no tables", where=f"{self.name}, units", valid="[[units]]")
            return ()
        return tuple(self._unit(each, number) for number, each in enumerate(tables, 1))

    def _unit(self, data: Mapping[str, Any], number: int) -> Unit:
        at = f"{self.name}, unit {number}"
        self._unknown(data, UNIT, at)
        skills, objects = (self._words(data, each, at, default=()) for each in ("skills", "objects"))
        weight = self._number(data, "weight", at)
        required = data.get("required", True)
        if not isinstance(required, bool):
            self.found.add(
                f"«{required}» is neither true nor false", where=f"{at}, required", valid="true or false"
            )
        if "by" in data:
            by = self._day(data, "by", at)
        else:
            by = None
        usual = float(len(skills) + len(objects)) or 1.0
        return Unit(
            self._text(data, "id", at),
            self._text(data, "title", at, default=""),
            skills,
            objects,
            by,
            usual if weight is None else weight,
            bool(required),
        )

    def _unknown(self, data: Mapping[str, Any], known: tuple[str, ...], at: str) -> None:
        for word in data:
            if word not in known:
                valid = nearest(word, known) or listed(known)
                self.found.add(f"«{word}» is not known here", where=at, valid=valid, kind="unknown name")

    def _missing(self, name: str, at: str) -> None:
        self.found.add(f"{name} is missing", where=at, valid=f"{name} = ...", kind="missing")

    def _text(self, data: Mapping[str, Any], name: str, at: str, default: str | None = None) -> str:
        value = data.get(name, default)
        if value is None:
            self._missing(name, at)
        elif not isinstance(value, str) or (default is None and not value.strip()):
            self.found.add(f"«{value}» is no {name}", where=f"{at}, {name}", valid="a text")
        else:
            return value.strip()
        return ""

    def _words(
        self, data: Mapping[str, Any], name: str, at: str, default: tuple[str, ...] | None = None
    ) -> tuple[str, ...]:
        value = data.get(name, default)
        if value is None:
            self._missing(name, at)
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            self.found.add(f"{name} is no list of ids", where=f"{at}, {name}", valid='such as ["a", "b"]')
            return ()
        return tuple(value)

    def _day(self, data: Mapping[str, Any], name: str, at: str) -> date | None:
        value = data.get(name)
        if value is None:
            self._missing(name, at)
        elif isinstance(value, datetime) or not isinstance(value, date):
            self.found.add(f"«{value}» is no day", where=f"{at}, {name}", valid="a day such as 2026-09-01")
        else:
            return value
        return None

    def _number(self, data: Mapping[str, Any], name: str, at: str) -> float | None:
        value = data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.found.add(f"«{value}» is no number", where=f"{at}, {name}", valid="a number above 0")
            return None
        return float(value)
