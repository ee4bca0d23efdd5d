"""Small CASE packages of our own, valid until a test breaks them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
CHANGED = "2020-05-06T07:08:09+00:00"
NODES = ("originNodeURI", "destinationNodeURI")


def uid(number: int) -> str:
    """Return a UUID for a number."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def item(number: int, **more: Any) -> dict[str, Any]:
    """Return an item."""
    uri = f"https://example.org/items/{number}"
    return {
        "identifier": uid(number),
        "uri": uri,
        "fullStatement": f"Statement {number}",
        "lastChangeDateTime": CHANGED,
    } | more


def link(kind: str, origin: int, destination: int, number: int, **more: Any) -> dict[str, Any]:
    """Return an association."""
    return {
        "identifier": uid(1000 + number),
        "uri": f"https://example.org/associations/{number}",
        "associationType": kind,
        "originNodeURI": {"title": "o", "identifier": uid(origin), "uri": "https://example.org/o"},
        "destinationNodeURI": {"title": "d", "identifier": uid(destination), "uri": "https://example.org/d"},
        "lastChangeDateTime": CHANGED,
    } | more


def child(number: int, above: int, association: int, **more: Any) -> dict[str, Any]:
    """Return the association of an item with its heading; 0 is the document."""
    return link("isChildOf", number, above, association, **more)


def package() -> dict[str, Any]:
    """Return a heading 1 over the skills 2 and 3, of which 2 precedes 3."""
    return {
        "CFDocument": {
            "identifier": uid(0),
            "uri": "https://example.org/documents/0",
            "creator": "A school",
            "title": "Numbers",
            "lastChangeDateTime": CHANGED,
        },
        "CFItems": [item(1), item(2), item(3)],
        "CFAssociations": [child(1, 0, 1), child(2, 1, 2), child(3, 1, 3), link("precedes", 2, 3, 4)],
    }


def packed(value: Any) -> bytes:
    """Return JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode()


def items(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the items of a package."""
    return list(value["CFItems"])


def associations(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the associations of a package."""
    return list(value["CFAssociations"])


def ends(value: dict[str, Any], number: int) -> dict[str, Any]:
    """Return one association of a package."""
    found: dict[str, Any] = value["CFAssociations"][number]
    return found


def node(association: dict[str, Any], end: int) -> dict[str, Any]:
    """Return the link to the origin (0) or the destination (1)."""
    found: dict[str, Any] = association[NODES[end]]
    return found
