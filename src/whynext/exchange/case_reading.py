"""Objects of a CASE package, read tolerantly: every deviation a note, what cannot be understood an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from whynext.base.errors import listed, nearest
from whynext.exchange.case_json import Doubled, NotANumber, Report, at, free, is_text, report_doubled
from whynext.exchange.case_shape import (
    ASSOCIATION_TYPES,
    OWN,
    SHAPES,
    UNDECLARED,
    Own,
    Property,
    has_extensions,
    indispensable,
    is_date,
    is_extended,
    is_instant,
    is_uuid,
)

_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?", re.ASCII)


@dataclass(slots=True)
class ShapeReader:
    """Reads objects of a CASE package into plain values that satisfy the schema where there are any.

    Parameters
    ----------
    report
        Receives every deviation as a note, and what cannot be understood as an error.
    deepest
        How deep values of any form may be nested.
    """

    report: Report
    deepest: int = 64

    def read(self, value: Any, shape: str, path: str, own: Own | None = None, prefix: str = "") -> Any:
        """Return the declared properties of an object, and ``"undeclared"`` and ``"whynext"`` if there are.

        Parameters
        ----------
        value
            As parsed; anything.
        shape
            A key of :data:`SHAPES`.
        path
            Where it stands, for messages.
        own, prefix
            What is kept of the object around it, and its path from there; for objects without extensions.

        Returns
        -------
        dict or None
            ``None`` if it cannot be understood, which has been reported.
        """
        if not isinstance(value, dict):
            self.report.error(path, f"{_said(value)} stands where an object is expected", "wrong type")
            return None
        if isinstance(value, Doubled):
            report_doubled(value, path, self.report)
        given = {name: member for name, member in value.items() if is_text(name, path, self.report)}
        if own is None or has_extensions(shape):
            own, prefix = self._take_own(given, path), ""
        properties = SHAPES[shape]
        for name in [name for name in given if name not in properties]:
            self._keep_undeclared(name, given[name], path, shape, own, prefix)
        made: dict[str, Any] = {}
        for name, kind in properties.items():
            found = self._member(name, kind, given, path, shape, own, prefix)
            if found is not None:
                made[name] = found
        if has_extensions(shape):
            made |= {UNDECLARED: own.undeclared} if own.undeclared else {}
            made |= {OWN: own} if shape in _WITH_OWN and own.as_json() else {}
        return made

    def _take_own(self, given: dict[str, Any], path: str) -> Own:
        """Take our own part out of the extensions of an object."""
        extensions = given.get("extensions")
        if not isinstance(extensions, dict) or OWN not in extensions:
            return Own()
        if isinstance(extensions, Doubled):
            report_doubled(extensions, at(path, "extensions"), self.report)
        place = at(at(path, "extensions"), OWN)
        own = Own.from_json(free(extensions[OWN], place, self.report, levels=self.deepest + 3, nulls=True))
        if own is None:
            self.report.note(place, "this is not what whynext writes; it is kept as it is", "extension")
            return Own()
        given["extensions"] = {name: part for name, part in extensions.items() if name != OWN} or None
        if given["extensions"] is None:
            del given["extensions"]
        return own

    def _keep_undeclared(self, name: str, value: Any, path: str, shape: str, own: Own, prefix: str) -> None:
        place = at(path, name)
        hint = _nearest_property(name, shape)
        what = f"CASE 1.1 declares no «{name}» here; it is kept as an extension"
        self.report.note(place, what, "undeclared property", next_step=hint)
        kept = free(value, place, self.report, levels=self.deepest)
        if kept is not None:
            own.undeclared[prefix + name] = kept

    def _member(
        self, name: str, kind: Property, given: dict[str, Any], path: str, shape: str, own: Own, prefix: str
    ) -> Any:
        """Return one declared property, ``None`` if it is absent or cannot be understood."""
        if name not in given and not kind.required and not own.replaced:
            return None  # most properties of most objects
        place = at(path, name)
        if prefix + name in own.filled and _can_be_filled(name, shape):
            return None
        if prefix + name in own.replaced and kind.holds == "uuid":
            return own.replaced[prefix + name]
        if name in given and given[name] is None:
            self.report.note(place, "null stands where nothing should; it is read as absent", "null")
        if given.get(name) is None or (name == "identifier" and given[name] == ""):
            if kind.required:
                self._miss(name, path, shape)
            return None
        value = given[name]
        if kind.holds[0] == "@":
            return self._object(value, kind, place, own, prefix + name)
        if kind.holds[0] == "[":
            return self._objects(value, kind, place, own, prefix + name)
        found = _VALUES[kind.holds](self, value, place)
        if found is None and isinstance(value, str) and kind.holds in _SET_ASIDE and not kind.required:
            own.undeclared[prefix + name] = value
        return found

    def _miss(self, name: str, path: str, shape: str) -> None:
        place = at(path, name)
        if name in indispensable(shape):
            self.report.error(
                place, f"«{name}» is missing", f"missing {name}", valid=f"an object with «{name}»"
            )
        else:
            self.report.note(place, f"«{name}» is missing, which CASE 1.1 requires", "missing property")

    def _object(self, value: Any, kind: Property, place: str, own: Own, prefix: str) -> Any:
        if value == []:  # how some servers spell an object without members
            self.report.note(place, "an empty list stands where an object is expected", "wrong type")
            return None
        if isinstance(value, str) and kind.shape == "LinkURI" and is_text(value, place, self.report):
            self.report.note(
                place, "a text stands where a link is expected; it is read as its uri", "wrong type"
            )
            return {"uri": value}
        return self.read(value, kind.shape, place, own, f"{prefix}.")

    def _objects(self, value: Any, kind: Property, place: str, own: Own, prefix: str) -> Any:
        if isinstance(value, dict) and kind.shape == "LinkURI":
            self.report.note(place, "one link stands where a list is expected", "wrong type")
            value = [value]
        if not isinstance(value, list):
            self.report.error(place, f"{_said(value)} stands where a list is expected", "wrong type")
            return None
        # Objects of a package keep their place even if they are not understood, so that places can be named.
        return [
            self.read(each, kind.shape, at(place, number), own, f"{prefix}[{number}].")
            for number, each in enumerate(value)
        ]

    def _wrong(self, value: Any, path: str, expected: str) -> None:
        self.report.error(path, f"{_said(value)} stands where {expected} is expected", "wrong type")

    def _text(self, value: Any, path: str) -> str | None:
        if not isinstance(value, str):
            self._wrong(value, path, "a text")
            return None
        return value if is_text(value, path, self.report) else None

    def _uuid(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is not None and not is_uuid(text):
            what = f"«{text}» is not a UUID; it is kept, and an export writes a UUID made from it"
            self.report.note(path, what, "wrong format", valid="a UUID in the form 8-4-4-4-12")
        return text

    def _instant(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is None or is_instant(text):
            return text
        valid = "a date and time with its zone, such as 2026-09-01T16:00:00+02:00"
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.report.error(path, f"«{text}» is not a date and time", "wrong format", valid=valid)
            return None
        read = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).isoformat()
        self.report.note(
            path, f"«{text}» is not of RFC 3339; it is read as {read}", "wrong format", valid=valid
        )
        return read

    def _date(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is None or is_date(text):
            return text
        self._set_aside(text, path, "a date, such as 2026-09-01")
        return None

    def _version(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is None or text == "1.1":
            return text
        self._set_aside(text, path, "1.1")
        return None

    def _target(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is None or text == "CASE" or is_extended(text):
            return text
        self._set_aside(text, path, "CASE, or a word that begins with ext:")
        return None

    def _set_aside(self, text: str, path: str, valid: str) -> None:
        what = f"«{text}» is not allowed here; it is kept as an extension"
        self.report.note(path, what, "wrong format", valid=valid)

    def _association(self, value: Any, path: str) -> str | None:
        text = self._text(value, path)
        if text is None or text in ASSOCIATION_TYPES or is_extended(text):
            return text
        self.report.error(
            path,
            f"«{text}» is not a type of association",
            "unknown association type",
            valid=f"{listed(ASSOCIATION_TYPES)}, or a word that begins with ext:",
            next_step=nearest(text, ASSOCIATION_TYPES),
        )
        return None

    def _integer(self, value: Any, path: str) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            self.report.note(path, f"the text «{value}» stands for a whole number", "wrong type")
            return int(value)
        self._wrong(value, path, "a whole number")
        return None

    def _number(self, value: Any, path: str) -> int | float | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            self.report.note(path, f"the text «{value}» stands for a number", "wrong type")
            return float(value)
        self._wrong(value, path, "a number")
        return None

    def _texts(self, value: Any, path: str) -> list[str] | None:
        if isinstance(value, str) and is_text(value, path, self.report):
            self.report.note(path, "one text stands where a list of texts is expected", "wrong type")
            return [value]
        if not isinstance(value, list):
            self._wrong(value, path, "a list of texts")
            return None
        texts = (self._text(each, at(path, number)) for number, each in enumerate(value))
        return [text for text in texts if text is not None]

    def _free(self, value: Any, path: str) -> dict[str, Any] | None:
        if value == []:
            self.report.note(path, "an empty list stands where an object is expected", "wrong type")
            return None
        if not isinstance(value, dict):
            self._wrong(value, path, "an object")
            return None
        return free(value, path, self.report, levels=self.deepest) or None

    def _frees(self, value: Any, path: str) -> list[Any] | None:
        if not isinstance(value, list):
            self._wrong(value, path, "a list of objects")
            return None
        found = [self._free(each, at(path, number)) for number, each in enumerate(value)]
        return [each for each in found if each is not None] or None


_VALUES: Mapping[str, Callable[[ShapeReader, Any, str], Any]] = {
    "text": ShapeReader._text,
    "uuid": ShapeReader._uuid,
    "instant": ShapeReader._instant,
    "date": ShapeReader._date,
    "version": ShapeReader._version,
    "target": ShapeReader._target,
    "association": ShapeReader._association,
    "integer": ShapeReader._integer,
    "number": ShapeReader._number,
    "texts": ShapeReader._texts,
    "free": ShapeReader._free,
    "frees": ShapeReader._frees,
}


def read_value(value: Any, kind: Property) -> Any:
    """Return a plain value of a property as it is read, ``None`` if it is not understood."""
    return _VALUES[kind.holds](ShapeReader(Report()), value, "$")


_WITH_OWN = {"CFPackage", "CFDocument", "CFItem", "CFAssociation"}  # what becomes a domain object
_SET_ASIDE = {"date", "version", "target"}


@lru_cache(maxsize=512)  # servers that invent a property write it into each of many thousand objects
def _nearest_property(name: str, shape: str) -> str:
    return nearest(name, SHAPES[shape])


def _can_be_filled(name: str, shape: str) -> bool:
    """Tell whether an export supplies this property where it is absent."""
    return name not in indispensable(shape) or (shape, name) == ("CFAssociation", "identifier")


def _said(value: Any) -> str:
    """Return what a value is, for a message."""
    if isinstance(value, NotANumber):
        return value.text
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a text"
    if value is None:
        return "null"
    return "true or false" if isinstance(value, bool) else f"the number {value:g}"
