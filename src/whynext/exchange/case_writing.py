"""Objects of a CASE package, written so that the official schema accepts them and nothing is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whynext.base.facts import canonical
from whynext.exchange.case_json import Report
from whynext.exchange.case_reading import ShapeReader
from whynext.exchange.case_shape import OWN, SHAPES, UNDECLARED, Own, Property, has_extensions, is_uuid


@dataclass(frozen=True, slots=True)
class ShapeWriter:
    """Writes what :class:`~whynext.exchange.case_reading.ShapeReader` reads.

    Parameters
    ----------
    framework
        The id of the framework; UUIDs are made from it and from the ids that are none (RFC 9562, version 5).
    instant
        Written where the schema requires a last change and none is known.
    made
        The identifiers made so far; each is needed many times.
    """

    framework: str
    instant: str
    made: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False)

    def identifier(self, *parts: str) -> str:
        """Return a UUID: the text itself if it is one, else one made from the framework and the parts."""
        if parts not in self.made:
            space = uuid.uuid5(uuid.NAMESPACE_OID, f"whynext/{self.framework}")
            plain = len(parts) == 1 and is_uuid(parts[0])
            self.made[parts] = parts[0] if plain else str(uuid.uuid5(space, "\x1f".join(parts)))
        return self.made[parts]

    def write(
        self, normal: Mapping[str, Any], shape: str, own: Own | None = None, prefix: str = ""
    ) -> dict[str, Any]:
        """Return an object in the order and form of the schema.

        Parameters
        ----------
        normal
            Declared properties, and ``"undeclared"`` and ``"whynext"`` where there is any.
        shape
            A key of :data:`~whynext.exchange.case_shape.SHAPES`.
        own, prefix
            Where an object without extensions keeps what it has no place for, and its path from there.
        """
        if own is None or has_extensions(shape):
            own, prefix = normal.get(OWN) or Own(), ""
            own.undeclared = dict(normal.get(UNDECLARED, {}))
        made: dict[str, Any] = {}
        for name, kind in SHAPES[shape].items():
            if name in normal and not (name == "extensions" and has_extensions(shape)):
                made[name] = self._value(normal[name], kind, own, prefix + name)
            elif kind.required:
                made[name] = self._fill(name, kind, normal, made, prefix)
                own.filled.append(prefix + name)
        if has_extensions(shape):
            extensions = {**normal.get("extensions", {}), OWN: own.as_json()}
            made |= {"extensions": _in_order(extensions)} if own.as_json() or len(extensions) > 1 else {}
        return made

    def _value(self, value: Any, kind: Property, own: Own, prefix: str) -> Any:
        if kind.holds[0] == "@":
            return self.write(value, kind.shape, own, f"{prefix}.")
        if kind.holds[0] == "[":
            return [self.write(each, kind.shape, own, f"{prefix}[{n}].") for n, each in enumerate(value)]
        if kind.holds == "uuid" and not is_uuid(value):
            own.replaced[prefix] = value
            return self.identifier(value)
        return value

    def _fill(
        self, name: str, kind: Property, normal: Mapping[str, Any], made: Mapping[str, Any], prefix: str
    ) -> Any:
        """Return something that says nothing, in the form that the schema requires."""
        if kind.holds == "uuid":
            return self.identifier(
                "unnamed", prefix, str(normal.get("uri", "")), str(normal.get("title", ""))
            )
        if name == "uri":
            known = made.get("identifier") or normal.get("identifier")
            return f"urn:uuid:{known}" if known else ""
        return self.instant if kind.holds == "instant" else ""


def _in_order(extensions: dict[str, Any]) -> Any:
    """Return values of any form with their names in one order, without our part if it is empty."""
    return json.loads(canonical({name: part for name, part in extensions.items() if part or name != OWN}))


def sort_out(extra: Mapping[str, Any], shape: str, taken: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of `extra` is a valid declared property of a shape or undeclared, and the rest.

    Parameters
    ----------
    extra
        What a domain object holds beyond its fields; from an import of CASE or from anywhere else.
    taken
        Properties that are written from the fields of the domain object.
    """
    fitting: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in extra.items():
        fits = name not in taken and (_fits(name, value, shape) or (name == UNDECLARED and _is_plain(value)))
        (fitting if fits else rest)[name] = value
    return fitting, rest


def _fits(name: str, value: Any, shape: str) -> bool:
    """Tell whether a value can stand in a declared property and be read back as it is."""
    kind = SHAPES[shape].get(name)
    if kind is None or value is None:
        return False
    report = Report()
    alone = {name: value}
    read = ShapeReader(report).read(alone, shape, "$", Own(), "")
    return bool(read == alone)


def _is_plain(value: Any) -> bool:
    """Tell whether undeclared properties can be read back as they are."""
    return isinstance(value, dict) and bool(value) and all(isinstance(name, str) for name in value)
