"""One value at a time: how it is held by both databases, checked as strictly as a whole column is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from whynext.ledger.entry import microseconds

_EPOCH = date(1970, 1, 1)

Hold = Callable[[Any], Any]
"""Turns a value, not None, into what is held.

Raises
------
Unholdable
    If it cannot be held.
"""


class Unholdable(ValueError):
    """A value that a column cannot hold; says why."""


def unholdable(value: Any) -> Unholdable:
    """Return the error for a value of the wrong type or size."""
    return Unholdable(f"{value!r:.200} cannot be held")


def hold_text(value: Any) -> str:
    """Return a text: without NUL, which PostgreSQL has not, and possible to write in UTF-8."""
    if not isinstance(value, str):
        raise unholdable(value)
    if "\0" in value:
        raise Unholdable("a text contains the character NUL")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise unholdable(value)
    return str(value)


def hold_texts(value: Any) -> str:
    """Return a list of texts as JSON."""
    if not isinstance(value, list | tuple):
        raise unholdable(value)
    return json.dumps(
        [None if each is None else hold_text(each) for each in value],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def hold_number(value: Any) -> float:
    """Return a number; the sign of zero is dropped, for SQLite cannot hold it."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        raise unholdable(value)
    if value != value:
        raise Unholdable("NaN cannot be held")
    return float(value) + 0.0


def hold_count(value: Any) -> int:
    """Return a whole number of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise unholdable(value)
    return value


def hold_truth(value: Any) -> int:
    """Return 0 or 1."""
    if not isinstance(value, bool):
        raise unholdable(value)
    return int(value)


def hold_instant(value: Any) -> int:
    """Return an instant, which must have a zone, as microseconds since 1970."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise unholdable(value)
    return microseconds(value.astimezone(UTC))


def hold_day(value: Any) -> int:
    """Return a date as days since 1970."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise unholdable(value)
    return (value - _EPOCH).days


def hold_bytes(value: Any) -> bytes:
    """Return bytes."""
    if not isinstance(value, bytes):
        raise unholdable(value)
    return value
