"""Verification: a reader of its own that recomputes every digest and seal and trusts nothing stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from whynext.ledger.entry import START, Entry, content_digest, seal


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
    verdict = Verdict()
    previous, expected, recorded = START, 1, None
    witnessed = witness is None
    for entry in entries:
        verdict.entries += 1
        if entry.sequence != expected:
            verdict.faults.append(f"entry {expected} is missing: entry {entry.sequence} stands in its place")
        if entry.previous != previous:
            verdict.faults.append(f"entry {entry.sequence} does not follow the seal of the entry before it")
        if entry.content is None or entry.salt is None:
            verdict.shredded += 1
        elif content_digest(entry.salt, entry.content) != entry.digest:
            verdict.faults.append(f"entry {entry.sequence}: its content was changed")
        if (
            seal(
                entry.previous,
                entry.sequence,
                entry.kind,
                entry.key,
                entry.at,
                entry.recorded,
                entry.digest,
                entry.attachment,
            )
            != entry.seal
        ):
            verdict.faults.append(f"entry {entry.sequence}: its seal does not fit what it seals")
        if recorded is not None and entry.recorded < recorded:
            verdict.faults.append(f"entry {entry.sequence} was recorded before the entry it follows")
        if witness is not None and entry.sequence == witness[0]:
            witnessed = True
            if entry.seal != witness[1]:
                verdict.faults.append(f"entry {entry.sequence} does not have the seal noted by the witness")
        previous, expected, recorded = entry.seal, entry.sequence + 1, entry.recorded
    if not witnessed and witness is not None:
        verdict.faults.append(f"the ledger ends before entry {witness[0]}, which the witness noted")
    verdict.seal = previous
    return verdict
