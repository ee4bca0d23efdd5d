"""The ledger in a database: entries read in bounded memory, appended many at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from whynext.base.errors import Problem, Refused
from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import SALT_BYTES, Draft, Entry, key_digest
from whynext.ledger.verify import DIGEST_BYTES
from whynext.store.database import no_collection
from whynext.store.tables import ledger
from whynext.store.transaction import Transaction
from whynext.store.values import hold_text

PAGE = 4_000


_HEAD = (
    sa.select(ledger.c.sequence, ledger.c.seal, ledger.c.recorded).order_by(ledger.c.sequence.desc()).limit(1)
)
_ONE = sa.select(ledger).where(ledger.c.sequence == sa.bindparam("sequence"))
_KEYED = sa.select(ledger).where(ledger.c.key == sa.bindparam("key"))
_PAGE = (
    sa.select(ledger).where(ledger.c.sequence > sa.bindparam("after")).order_by(ledger.c.sequence).limit(PAGE)
)


def head(transaction: Transaction) -> Head:
    """Return where the chain ends."""
    row = transaction.execute(_HEAD).first()
    return Head() if row is None else Head(row[0], bytes(row[1]), row[2])


def entries(transaction: Transaction, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[Entry]:
    """Iterate over entries in order of sequence, a page at a time."""
    query = _PAGE.where(ledger.c.kind.in_(kinds)) if kinds else _PAGE
    while True:
        page = transaction.execute(query, {"after": after}).fetchall()
        for row in page:
            yield _entry(row)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def entry(transaction: Transaction, sequence: int) -> Entry | None:
    """Return one entry, or None."""
    row = transaction.execute(_ONE, {"sequence": sequence}).first()
    return None if row is None else _entry(row)


def with_key(transaction: Transaction, key: str) -> Entry | None:
    """Return the entry appended under this idempotency key, or None."""
    row = transaction.execute(_KEYED, {"key": key_digest(key)}).first()
    return None if row is None or not key else _entry(row)


def append(
    transaction: Transaction, end: Head, drafts: Sequence[Draft], now: int
) -> tuple[list[Entry | None], Head]:
    """Append drafts after `end`; return an entry or None for each, and the new end.

    Raises
    ------
    Refused
        If a draft cannot be sealed: an instant out of range, a kind longer than 255 bytes, a salt that
        is not 16 bytes or an attachment that is not 32.
    """
    _refuse_unsealable(drafts)
    fresh = _fresh(transaction, drafts)
    try:
        with no_collection():
            added, end = extend(end, (drafts[place] for place in fresh), now)
    except (struct.error, OverflowError) as error:
        raise Refused(Problem("an instant lies outside of what the ledger can hold")) from error
    if added:
        transaction.database.put(transaction.connection, ledger, [_row(each) for each in added])
    result: list[Entry | None] = [None] * len(drafts)
    for place, each in zip(fresh, added, strict=True):
        result[place] = each
    return result, end


def _fresh(transaction: Transaction, drafts: Sequence[Draft]) -> list[int]:
    """Return the places of the drafts that are not in the ledger yet, nor earlier among `drafts`."""
    digests = [key_digest(draft.key) for draft in drafts]
    named = [digest for digest in dict.fromkeys(digests) if digest]
    seen: set[bytes] = set()
    if named:
        known = transaction.database.known(
            transaction.connection, ledger, ("key",), [(digest,) for digest in named]
        )
        seen = {digest for (digest,) in known}
    fresh = []
    for place, digest in enumerate(digests):
        if not digest:
            fresh.append(place)
        elif digest not in seen:
            seen.add(digest)
            fresh.append(place)
    return fresh


def _refuse_unsealable(drafts: Sequence[Draft]) -> None:
    for place, draft in enumerate(drafts):
        wrong = ""
        if len(draft.salt) != SALT_BYTES:
            wrong = f"its salt has {len(draft.salt)} bytes, not {SALT_BYTES}"
        elif len(draft.attachment) not in (0, DIGEST_BYTES):
            wrong = f"its attachment has {len(draft.attachment)} bytes, not {DIGEST_BYTES}"
        elif not draft.kind or len(draft.kind) > 255:
            wrong = f"its kind «{draft.kind[:40]}» is not a text of 1 to 255 bytes"
        else:
            wrong = _unwritable(draft)
        if wrong:
            raise Refused(Problem(f"draft {place} cannot be sealed: {wrong}", kind="unsealable"))


def _unwritable(draft: Draft) -> str:
    """Return what is wrong with the texts of a draft; empty if nothing."""
    try:
        if len(hold_text(draft.kind).encode()) > 255:
            return "its kind is longer than 255 bytes"
        hold_text(draft.subject)
        draft.key.encode()
    except ValueError as error:
        return str(error)
    return ""


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.sequence,
        entry.kind,
        entry.key or None,
        entry.at,
        entry.recorded,
        entry.content,
        entry.salt,
        entry.digest,
        entry.attachment or None,
        entry.previous,
        entry.seal,
        entry.subject or None,
    )


def _entry(row: Sequence[Any]) -> Entry:
    sequence, kind, key, at, recorded, content, salt, digest, attachment, previous, seal, subject = row
    return Entry(
        sequence,
        kind,
        key or b"",
        at,
        recorded,
        content,
        salt,
        digest,
        attachment or b"",
        previous,
        seal,
        subject or "",
    )
