"""Objects of a CASE package, written so that the official schema accepts them and nothing is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whynext.base.facts import canonical
from whynext.exchange.case_reading import read_value
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
        fits = name not in taken and _is_member(name, value, shape)
        (fitting if fits else rest)[name] = value
    return fitting, rest


def _is_member(name: str, value: Any, shape: str) -> bool:
    """Tell whether a value can be written under this name and read back as it is."""
    if name == UNDECLARED and has_extensions(shape):
        return isinstance(value, dict) and value != {} and all(isinstance(each, str) for each in value)
    kind = SHAPES[shape].get(name)
    if kind is None or value is None or (name == "identifier" and value == ""):
        return False
    if kind.holds[0] == "@":
        # The identifier of a node is an end of the relation, so a node kept beside it has none.
        is_node = kind.shape == "LinkGenURI"
        return _is_object(value, kind.shape) and not (is_node and (value == {} or "identifier" in value))
    if kind.holds[0] == "[":
        return isinstance(value, list) and all(_is_object(each, kind.shape) for each in value)
    ours = name == "extensions" and isinstance(value, dict) and OWN in value
    return not ours and bool(read_value(value, kind) == value)


def _is_object(value: Any, shape: str) -> bool:
    return isinstance(value, dict) and all(_is_member(name, part, shape) for name, part in value.items())
