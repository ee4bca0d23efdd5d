"""Verification: a reader of its own that recomputes every digest and seal and trusts nothing stored."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from whynext.ledger.entry import SALT_BYTES, START, Entry, content_digest
from whynext.ledger.entry import seal as entry_seal

DIGEST_BYTES = 32
_EARLIEST = -(2**63)
_FIXED = struct.Struct(">Qqq").pack
_SEALED = b"\0%b%b%b%c%b%c%b%b"


@dataclass(slots=True)
class Verdict:
    """What a verification found.

    Parameters
    ----------
    entries
        How many entries were read.
    shredded
        How many of them had their content removed.
    seal
        The last seal, to be written down elsewhere: a later verification that still contains it proves
        that nothing was cut off or rewritten before it.
    faults
        What is wrong, in order, in words.
    """

    entries: int = 0
    shredded: int = 0
    seal: bytes = START
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


Row = tuple[
    int,  # sequence
    str,  # kind
    bytes | None,  # key
    int,  # at
    int,  # recorded
    bytes | None,  # content
    bytes | None,  # salt
    bytes,  # digest
    bytes | None,  # attachment
    bytes,  # previous
    bytes,  # seal
]
"""An entry as a plain tuple, as a file or an export gives it; an empty key or attachment may be None."""


def verify(entries: Iterable[Entry], *, witness: tuple[int, bytes] | None = None) -> Verdict:
    """Recompute the chain.

    Parameters
    ----------
    entries
        All entries in order of sequence.
    witness
        A sequence and its seal noted earlier and kept elsewhere. Without one, entries cut off at the end
        cannot be noticed; with one, they are.

    Returns
    -------
    Verdict
        With one fault for each entry whose content, seal, place or time is wrong.
    """
    return verify_rows(map(_row, entries), witness=witness)


def verify_rows(
    rows: Iterable[Row], *, witness: tuple[int, bytes] | None = None, after: Row | None = None
) -> Verdict:
    """Recompute the chain from plain tuples.

    Parameters
    ----------
    rows
        All entries in order of sequence, or all that follow `after`.
    witness
        As for :func:`verify`.
    after
        The entry before the first of `rows`, None at the beginning. What it says is taken as it is: it was
        checked where it was one of the rows.

    Notes
    -----
    The seal is spelled out here once more, on purpose: see :func:`whynext.ledger.entry.seal`.
    """
    verdict = Verdict() if after is None else Verdict(seal=after[10])
    expected, latest = (1, _EARLIEST) if after is None else (after[0] + 1, after[4])
    previous, noted = verdict.seal, None if witness is None else witness[0]
    names = _Names()
    for row in rows:
        sequence, kind, key, at, recorded, content, salt, digest, attachment, before, seal = row
        verdict.entries += 1
        key = b"" if key is None else key
        attachment = b"" if attachment is None else attachment
        try:
            if content is None or salt is None:
                verdict.shredded += 1
                holds = content is salt and len(digest) == DIGEST_BYTES
            else:
                # A salt of another length would let bytes move between salt and content unnoticed.
                holds = len(salt) == SALT_BYTES and sha256(salt + content).digest() == digest
            fixed = _FIXED(sequence, at, recorded)
            sealed = _SEALED % (
                before,
                fixed,
                digest,
                len(key),
                key,
                len(attachment),
                attachment,
                names[kind],
            )
            if (
                not holds
                or sha256(sealed).digest() != seal
                or sequence != expected
                or before != previous
                or recorded < latest
                or sequence == noted
            ):
                verdict.faults += _faults(row, expected, previous, latest, witness)
        except (TypeError, ValueError, AttributeError, OverflowError, struct.error):
            verdict.faults.append(f"entry {expected}: what stands in its place cannot be read as an entry")
            sequence, recorded = expected, latest
        noted = None if sequence == noted else noted
        expected, previous, latest = sequence + 1, seal, recorded
    if noted is not None:
        verdict.faults.append(f"the ledger ends before entry {noted}, which the witness noted")
    verdict.seal = previous if isinstance(previous, bytes) else b""
    return verdict


def _faults(
    row: Row, expected: int, previous: bytes, latest: int, witness: tuple[int, bytes] | None
) -> list[str]:
    """Return in words what is wrong with an entry of which something may be."""
    sequence, kind, key, at, recorded, content, salt, digest, attachment, before, seal = row
    found = []
    if sequence > expected:
        found.append(f"entry {expected} is missing: entry {sequence} stands in its place")
    elif sequence < expected:
        found.append(f"entry {sequence} stands in the place of entry {expected}")
    if before != previous:
        found.append(f"entry {sequence} does not follow the seal of the entry before it")
    if (content is None) != (salt is None):
        found.append(f"entry {sequence}: content without salt, or salt without content")
    elif salt is not None and content is not None and len(salt) != SALT_BYTES:
        found.append(f"entry {sequence}: its salt has {len(salt)} bytes, not {SALT_BYTES}")
    elif len(digest) != DIGEST_BYTES or (
        salt is not None and content is not None and content_digest(salt, content) != digest
    ):
        found.append(f"entry {sequence}: its content was changed")
    key = b"" if key is None else key
    attachment = b"" if attachment is None else attachment
    if entry_seal(before, sequence, kind, key, at, recorded, digest, attachment) != seal:
        found.append(f"entry {sequence}: its seal does not fit what it seals")
    if recorded < latest:
        found.append(f"entry {sequence} was recorded before the entry it follows")
    if witness is not None and sequence == witness[0] and seal != witness[1]:
        found.append(f"entry {sequence} does not have the seal noted by the witness")
    return found


class _Names(dict[str, bytes]):
    """Kinds as they are sealed: led by their length, each encoded once."""

    def __missing__(self, kind: str) -> bytes:
        name = kind.encode()
        self[kind] = sealed = bytes((len(name),)) + name
        return sealed


def _row(entry: Entry) -> Row:
    return (
        entry.sequence,
        entry.kind,
        entry.key,
        entry.at,
        entry.recorded,
        entry.content,
        entry.salt,
        entry.digest,
        entry.attachment,
        entry.previous,
        entry.seal,
    )
