"""The history of answers: every answer the ledger holds, in the order in which it came."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from whynext.engine.decide import unpack
from whynext.engine.ports import JOINT, Reading, StoredRun
from whynext.engine.respond import response_of
from whynext.mastery.response import OBSERVED, Response

ANSWERED, IMPORTED = "answered", "imported"


def answers_of(stored: StoredRun) -> pl.DataFrame:
    """Return the answers of a stored import in the order in which they came, ``skills`` as lists."""
    if stored.frame is None:
        return pl.DataFrame()
    held = unpack(stored.frame).sort("order")
    return held.with_columns(pl.col("skills").str.split(JOINT))


class History:
    """Gathers answers as the ledger is read, entry by entry."""

    def __init__(self) -> None:
        self._parts: list[pl.DataFrame] = []
        self._rows: list[tuple[Any, ...]] = []
        self._next = 0

    def add_import(self, held: pl.DataFrame) -> None:
        """Add the answers of an import, as :func:`answers_of` returns them."""
        self._close()
        seen = held.rename({"skills": "skill"}).explode("skill").with_columns(pl.col("order") + self._next)
        self._parts.append(seen.select(list(OBSERVED)))
        self._next += int(held.get_column("order").max() or 0) + 1  # type: ignore[arg-type]

    def add(self, one: Response) -> None:
        """Add one answer."""
        self._rows += [
            (one.student, one.item, skill, one.correct, one.at, one.hints, self._next) for skill in one.skills
        ]
        self._next += 1

    def frame(self) -> pl.DataFrame:
        """Return all of them, columns :data:`whynext.mastery.response.OBSERVED`."""
        self._close()
        return pl.concat([pl.DataFrame(schema=OBSERVED), *self._parts])

    def _close(self) -> None:
        if self._rows:
            self._parts.append(pl.DataFrame(self._rows, schema=OBSERVED, orient="row"))
            self._rows = []


def history(reading: Reading) -> pl.DataFrame:
    """Return every answer that is kept, one row per answer and skill; what was shredded is passed over.

    Returns
    -------
    polars.DataFrame
        Columns :data:`whynext.mastery.response.OBSERVED`, in the order in which the answers came.
    """
    gathered = History()
    for entry in reading.entries(kinds=(ANSWERED, IMPORTED)):
        if entry.content is None:
            continue
        content = json.loads(entry.content)
        if entry.kind == ANSWERED:
            gathered.add(response_of(content))
        elif content["what"] == "responses" and (stored := reading.frame(entry.sequence)) is not None:
            held = answers_of(stored)
            if held.width:
                gathered.add_import(held)
    return gathered.frame()
