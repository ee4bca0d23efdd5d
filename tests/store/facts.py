"""Facts to put into a store under test."""

from __future__ import annotations

from pathlib import Path

from whynext.ledger.entry import Draft
from whynext.store.school import HeldSchool, open_store

NOW = 1_788_264_000_000_000


def draft(number: int, attachment: bytes = b"") -> Draft:
    """Return a small fact that differs from every other number's."""
    content = b'{"number":%d}' % number
    salt = number.to_bytes(16, "big")
    return Draft("answered", NOW + number, content, salt, f"key {number}", f"student-{number}", attachment)


def filled(path: Path, count: int) -> Path:
    """Append so many facts to the school at a path, and return the path."""
    store = open_store(path)
    append(store, count)
    store.close()
    return path


def append(store: HeldSchool, count: int, first: int = 0) -> None:
    """Append so many facts, numbered from `first`."""
    with store.writing() as writing:
        writing.append([draft(number) for number in range(first, first + count)], NOW)
