"""Ledgers in memory: drafts, chains and slices of any content, for the tests of this room."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import Draft, Entry, content_digest, seal

INSTANTS = st.integers(-(2**62), 2**62)

DRAFTS = st.builds(
    Draft,
    kind=st.text(min_size=1, max_size=40).filter(lambda text: "\0" not in text),
    at=INSTANTS,
    content=st.binary(max_size=60),
    salt=st.binary(min_size=16, max_size=16),
    key=st.text(max_size=8),
    subject=st.text(max_size=8),
    attachment=st.sampled_from([b"", b"r" * 32]),
)


def draft(number: int) -> Draft:
    """Return a small fact that differs from every other number's."""
    return Draft(
        "answered", 1_000 + number, b'{"number":%d}' % number, bytes([number % 256]) * 16, f"key {number}"
    )


def chain(count: int) -> list[Entry]:
    """Return a sound ledger of so many entries."""
    return extend(Head(), [draft(number) for number in range(count)], 5_000)[0]


def resealed(entries: list[Entry]) -> list[Entry]:
    """Return entries as a forger leaves them who recomputes every digest, place and seal."""
    made: list[Entry] = []
    previous = bytes(32)
    for sequence, entry in enumerate(entries, start=1):
        digest = entry.digest
        if entry.salt is not None and entry.content is not None:
            digest = content_digest(entry.salt, entry.content)
        sealed = seal(
            *(previous, sequence, entry.kind, entry.key, entry.at, entry.recorded, digest, entry.attachment)
        )
        made.append(replace(entry, sequence=sequence, digest=digest, previous=previous, seal=sealed))
        previous = sealed
    return made
