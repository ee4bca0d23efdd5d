"""Ids: plain strings with a name for their kind, and ids made from content instead of from chance."""

from __future__ import annotations

import hashlib
from typing import NewType

StudentId = NewType("StudentId", str)
PersonId = NewType("PersonId", str)
SectionId = NewType("SectionId", str)
SkillId = NewType("SkillId", str)
ItemId = NewType("ItemId", str)
ObjectId = NewType("ObjectId", str)
ProcessId = NewType("ProcessId", str)
RunId = NewType("RunId", str)
DecisionId = NewType("DecisionId", str)

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread


def from_content(*parts: str, length: int = 12) -> str:
    """Return an id of `length` letters made from `parts`; the same parts always give the same id.

    Twelve letters hold 60 bits: among a million ids the chance of any collision is below one in a million.

    Examples
    --------
    >>> from_content("next-skill", "3", "2026-09-01") == from_content("next-skill", "3", "2026-09-01")
    True
    >>> from_content("ab", "c") == from_content("a", "bc")
    False
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        letters.append(_LETTERS[rest])
    return "".join(letters)


def decision_id(run: str, ordinal: int) -> DecisionId:
    """Return the id of the `ordinal`-th decision of a run.

    Examples
    --------
    >>> decision_id("k3m9q2w4x8pz", 42)
    'k3m9q2w4x8pz-42'
    """
    return DecisionId(f"{run}-{ordinal}")
