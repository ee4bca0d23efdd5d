"""The chain: appending drafts one after another, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whynext.ledger.entry import START, Draft, Entry, chained


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the last sequence, its seal, and the time it was recorded (microseconds)."""

    sequence: int = 0
    seal: bytes = START
    recorded: int = -(2**62)


def extend(head: Head, drafts: Iterable[Draft], now: int) -> tuple[list[Entry], Head]:
    """Return the drafts as entries after `head`, and the new head.

    Parameters
    ----------
    head
        The present end of the chain.
    drafts
        What to append, in order; none may be in the ledger already.
    now
        The clock's reading, microseconds. If the clock was set back, the head's time is kept, so that
        `recorded` never runs backwards.
    """
    recorded = max(now, head.recorded)
    sequence, previous = head.sequence, head.seal
    entries = []
    for draft in drafts:
        sequence += 1
        entry = chained(draft, previous, sequence, recorded)
        previous = entry.seal
        entries.append(entry)
    return entries, Head(sequence, previous, recorded if entries else head.recorded)
