"""The port of the ledger: what a store must offer so that the chain can be kept in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from whynext.ledger.chain import Head
from whynext.ledger.entry import Draft, Entry


class LedgerReading(Protocol):
    """Reading the chain."""

    def head(self) -> Head:
        """Return where the chain ends."""
        ...

    def entries(self, after: int = 0, kinds: Sequence[str] = ()) -> Iterator[Entry]:
        """Iterate over entries in order of sequence, in bounded memory.

        Parameters
        ----------
        after
            Only those with a greater sequence.
        kinds
            Only those of these kinds; all if empty.
        """
        ...

    def entry(self, sequence: int) -> Entry | None:
        """Return one entry, or None."""
        ...

    def with_key(self, key: str) -> Entry | None:
        """Return the entry appended under this idempotency key, or None."""
        ...


class LedgerWriting(LedgerReading, Protocol):
    """Appending to the chain, inside a transaction of the store."""

    def append(self, drafts: Sequence[Draft], now: int) -> list[Entry | None]:
        """Append drafts in order.

        A draft whose key is already in the ledger (or earlier in `drafts`) adds nothing and yields None
        at its place.
        """
        ...
