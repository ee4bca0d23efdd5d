"""Entries: what the ledger holds, and the seal that chains each to the one before.

An entry's content is sealed through a salted digest, never directly, so that content can be shredded
(content and salt removed) while the chain still verifies. What a shredded entry said cannot be guessed
back from its digest, because the salt is gone with it.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = bytes(32)  # what the first entry names as the seal before it
SALT_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIXED = struct.Struct(">Qqq")


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact on its way into the ledger.

    Parameters
    ----------
    kind
        The kind of fact.
    at
        When it happened, microseconds since 1970 UTC.
    content
        The fact in canonical JSON (:func:`whynext.base.facts.canonical`).
    salt
        16 random bytes.
    key
        The idempotency key; empty where the fact can be repeated.
    subject
        The id of the person it is about, to find it again; not sealed, removed on shredding.
    attachment
        32-byte root of a sealed frame (:mod:`whynext.ledger.slices`), empty if none.
    """

    kind: str
    at: int
    content: bytes
    salt: bytes
    key: str = ""
    subject: str = ""
    attachment: bytes = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in the ledger.

    `sequence` counts from 1 without gaps; `recorded` never runs backwards, even if the clock does;
    `content` and `salt` are None once shredded.
    """

    sequence: int
    kind: str
    key: bytes
    at: int
    recorded: int
    content: bytes | None
    salt: bytes | None
    digest: bytes
    attachment: bytes
    previous: bytes
    seal: bytes
    subject: str = ""


def microseconds(instant: datetime) -> int:
    """Return an aware instant as whole microseconds since 1970 UTC.

    Examples
    --------
    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant(microseconds: int) -> datetime:
    """Return the instant so many microseconds after 1970 UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def key_digest(key: str) -> bytes:
    """Return the 16 bytes under which an idempotency key is kept; empty for no key.

    Keys may name students, so the ledger keeps only the first half of their SHA-256.
    """
    return hashlib.sha256(key.encode()).digest()[:16] if key else b""


def content_digest(salt: bytes, content: bytes) -> bytes:
    """Return SHA-256(salt ‖ content)."""
    return hashlib.sha256(salt + content).digest()


def seal(
    previous: bytes,
    sequence: int,
    kind: str,
    key: bytes,
    at: int,
    recorded: int,
    digest: bytes,
    attachment: bytes,
) -> bytes:
    """Return the seal of an entry.

    SHA-256 over 0x00 ‖ previous ‖ sequence, at, recorded (big-endian 64 bit) ‖ digest ‖ and, each led by
    its length in one byte, key, attachment and kind (UTF-8).
    """
    name = kind.encode()
    return hashlib.sha256(
        b"".join(
            (
                b"\0",
                previous,
                _FIXED.pack(sequence, at, recorded),
                digest,
                bytes((len(key),)),
                key,
                bytes((len(attachment),)),
                attachment,
                bytes((len(name),)),
                name,
            )
        )
    ).digest()


def chained(draft: Draft, previous: bytes, sequence: int, recorded: int) -> Entry:
    """Return the draft as the entry that follows the seal `previous`."""
    digest = content_digest(draft.salt, draft.content)
    key = key_digest(draft.key)
    sealed = seal(previous, sequence, draft.kind, key, draft.at, recorded, digest, draft.attachment)
    return Entry(
        sequence,
        draft.kind,
        key,
        draft.at,
        recorded,
        draft.content,
        draft.salt,
        digest,
        draft.attachment,
        previous,
        sealed,
        draft.subject,
    )
