"""The one place where the parts are joined."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from whynext.competencies import information as competencies
from whynext.engine.ports import Clock, Entropy
from whynext.engine.school import Engine
from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning import information as planning
from whynext.process.information import Catalogue
from whynext.roster import information as roster
from whynext.roster import protected
from whynext.store.school import open_store


@cache
def catalogue() -> Catalogue:
    """Return everything that may be asked and decided upon, from all noun rooms."""
    rooms = (competencies, library, roster, protected, mastery, planning)
    return Catalogue.of(
        [each for room in rooms for each in room.INFORMATION],
        [each for room in rooms for each in getattr(room, "OPTIONS", ())],
    )


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


class SystemEntropy:
    """The machine's source of random bytes."""

    def take(self, count: int) -> bytes:
        """Return so many random bytes."""
        return os.urandom(count)


def engine(
    where: str | Path,
    *,
    create: bool = False,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    patience: float = 5.0,
) -> Engine:
    """Return the engine of the school held at a path or database address.

    Parameters
    ----------
    where
        Path of a school file, or ``postgresql://...``.
    create
        Whether to make the store; the school is then begun with :func:`whynext.engine.school.begin`.
    clock, entropy
        The present and random bytes; the machine's if None.
    patience
        Seconds to wait for another writer.
    """
    store = open_store(where, patience=patience, create=create)
    return Engine(store, clock or SystemClock(), entropy or SystemEntropy(), catalogue())
