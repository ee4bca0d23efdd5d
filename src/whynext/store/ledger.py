"""The ledger in a database: entries read in bounded memory, appended many at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Problem, Refused
from whynext.ledger.chain import Head, extend
from whynext.ledger.entry import Draft, Entry, key_digest
from whynext.store.database import no_collection
from whynext.store.tables import ledger
from whynext.store.transaction import Transaction

PAGE = 4_000


def head(transaction: Transaction) -> Head:
    """Return where the chain ends."""
    query = sa.select(ledger.c.sequence, ledger.c.seal, ledger.c.recorded)
    row = transaction.execute(query.order_by(ledger.c.sequence.desc()).limit(1)).first()
    return Head() if row is None else Head(row[0], bytes(row[1]), row[2])


def entries(transaction: Transaction, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[Entry]:
    """Iterate over entries in order of sequence, a page at a time."""
    for row in rows(transaction, after, kinds):
        yield _entry(row)


def rows(transaction: Transaction, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    """Iterate over entries as plain tuples in the order of the table's columns, null where empty."""
    query = sa.select(ledger).order_by(ledger.c.sequence).limit(PAGE)
    if kinds:
        query = query.where(ledger.c.kind.in_(kinds))
    while True:
        page = transaction.database.execute(
            transaction.connection, query.where(ledger.c.sequence > after)
        ).fetchall()
        for row in page:
            yield tuple(row)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def entry(transaction: Transaction, sequence: int) -> Entry | None:
    """Return one entry, or None."""
    row = transaction.execute(sa.select(ledger).where(ledger.c.sequence == sequence)).first()
    return None if row is None else _entry(tuple(row))


def with_key(transaction: Transaction, key: str) -> Entry | None:
    """Return the entry appended under this idempotency key, or None."""
    row = transaction.execute(sa.select(ledger).where(ledger.c.key == key_digest(key))).first()
    return None if row is None or not key else _entry(tuple(row))


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
        transaction.database.append(transaction.connection, ledger, [_row(each) for each in added])
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
        keys = pl.DataFrame({"key": pl.Series(named, dtype=pl.Binary)})
        present = transaction.database.present(transaction.connection, ledger, keys)
        seen = set(present.get_column("key").to_list())
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
        if len(draft.salt) != 16:
            wrong = f"its salt has {len(draft.salt)} bytes, not 16"
        elif len(draft.attachment) not in (0, 32):
            wrong = f"its attachment has {len(draft.attachment)} bytes, not 32"
        elif not draft.kind or len(draft.kind) > 255 or len(draft.kind.encode()) > 255 or "\0" in draft.kind:
            wrong = f"its kind «{draft.kind[:40]}» is not a text of 1 to 255 bytes"
        elif "\0" in draft.subject:
            wrong = "its subject contains the character NUL"
        if wrong:
            raise Refused(Problem(f"draft {place} cannot be sealed: {wrong}", kind="unsealable"))


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


def _entry(row: tuple[Any, ...]) -> Entry:
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
