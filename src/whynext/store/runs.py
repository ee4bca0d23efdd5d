"""Sealed frames in a database, and how one person's slice is taken out of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from whynext.base.errors import Problem, Refused
from whynext.base.facts import canonical
from whynext.engine.ports import StoredRun
from whynext.ledger.entry import SALT_BYTES
from whynext.ledger.packing import pack, unpack
from whynext.ledger.slices import root
from whynext.store.tables import frames, ledger
from whynext.store.transaction import Transaction

OWNER = "student"
"""The column of a frame that says whose a row is."""

_SEAL = sa.select(ledger.c.attachment).where(ledger.c.sequence == sa.bindparam("sequence"))
_OF_RUN = sa.select(frames).where(frames.c.run == sa.bindparam("run"))
_AT = sa.select(frames).where(frames.c.sequence == sa.bindparam("sequence"))
_NEXT = (
    sa.select(frames).where(frames.c.sequence > sa.bindparam("after")).order_by(frames.c.sequence).limit(1)
)


def put(transaction: Transaction, stored: StoredRun) -> None:
    """Keep a sealed frame.

    Raises
    ------
    Refused
        If its ledger entry does not seal it, or a frame is kept there already.
    """
    sealed = transaction.execute(_SEAL, {"sequence": stored.sequence}).scalar()
    if sealed is None or bytes(sealed) != root(stored.digests):
        raise Refused(
            Problem(
                f"ledger entry {stored.sequence} does not seal this frame",
                valid="an entry whose attachment is the root of the frame's digests",
                kind="unsealed",
            )
        )
    held = {
        "sequence": stored.sequence,
        "run": stored.run or None,
        "header": canonical(dict(stored.header)).decode(),
        "frame": stored.frame,
        "owners": _packed(stored.owners),
        "salts": stored.salts,
        "digests": stored.digests,
    }
    row = tuple(held[name] for name in frames.columns.keys())  # noqa: SIM118  iterating gives columns
    transaction.database.put(transaction.connection, frames, [row])


def with_run(transaction: Transaction, run: str) -> StoredRun | None:
    """Return the stored frame of a run, or None."""
    return _first(transaction, _OF_RUN, {"run": run})


def at(transaction: Transaction, sequence: int) -> StoredRun | None:
    """Return the frame attached to a ledger entry, or None."""
    return _first(transaction, _AT, {"sequence": sequence})


def each(transaction: Transaction) -> Iterator[StoredRun]:
    """Iterate over all stored frames in order of sequence, one in memory at a time."""
    after = 0
    while (stored := _first(transaction, _NEXT, {"after": after})) is not None:
        yield stored
        after = stored.sequence


def sequences_of(transaction: Transaction, owner: str) -> list[int]:
    """Return the ledger entries whose frames hold a slice of this owner."""
    if not owner:
        return []
    query = sa.select(frames.c.sequence, frames.c.owners).order_by(frames.c.sequence)
    return [
        row[0] for row in transaction.execute(query) if owner in json.loads(zlib.decompress(bytes(row[1])))
    ]


def shred(transaction: Transaction, sequence: int, owner: str) -> bool:
    """Remove one owner's rows, salt and name from a stored frame; return whether there were any.

    The digest stays, so the frame's root still is the one its ledger entry sealed.
    """
    stored = at(transaction, sequence)
    if stored is None or not owner or owner not in stored.owners:
        return False
    place = stored.owners.index(owner)
    salts = bytearray(stored.salts)
    salts[place * SALT_BYTES : (place + 1) * SALT_BYTES] = bytes(SALT_BYTES)
    owners = (*stored.owners[:place], "", *stored.owners[place + 1 :])
    frame = None if stored.frame is None else without(stored.frame, owner)
    transaction.execute(
        sa.update(frames)
        .where(frames.c.sequence == sequence)
        .values(frame=frame, owners=_packed(owners), salts=bytes(salts))
    )
    return True


def without(frame: bytes, owner: str) -> bytes:
    """Return a packed frame without the rows of one owner, and without their name in any dictionary."""
    rows = unpack(frame)
    kept = rows.filter(pl.col(OWNER).cast(pl.String) != owner)
    dtype = rows.schema[OWNER]
    if isinstance(dtype, pl.Enum):
        # The words of an enumeration are written into the file even when no row uses them.
        kept = kept.with_columns(
            pl.col(OWNER).cast(pl.Enum(dtype.categories.filter(dtype.categories != owner)))
        )
    return pack(kept)


def _first(
    transaction: Transaction, query: sa.Select[Any], parameters: Mapping[str, Any]
) -> StoredRun | None:
    row = transaction.execute(query, parameters).first()
    if row is None:
        return None
    return StoredRun(
        run=row.run or "",
        sequence=row.sequence,
        header=json.loads(row.header),
        frame=None if row.frame is None else bytes(row.frame),
        owners=tuple(json.loads(zlib.decompress(bytes(row.owners)))),
        salts=bytes(row.salts),
        digests=bytes(row.digests),
    )


def _packed(owners: Sequence[str]) -> bytes:
    return zlib.compress(json.dumps(list(owners), ensure_ascii=False, separators=(",", ":")).encode(), 6)
