"""The history: every answer and every placement that the ledger holds, in the order in which they came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from whynext.engine.decide import unpack
from whynext.engine.diagnosed import ANSWERED as DIAGNOSED
from whynext.engine.diagnosed import PLACED, begun_states, placement_rows
from whynext.engine.ports import JOINT, Reading, StoredRun
from whynext.engine.respond import response_of
from whynext.ledger.entry import instant
from whynext.mastery.estimate import merged, no_states
from whynext.mastery.response import OBSERVED, Response
from whynext.mastery.tracing.model import TracingModel

ANSWERED, IMPORTED = "answered", "imported"

SEEN: dict[str, pl.DataType] = {**OBSERVED, "seconds": pl.Float64(), "credit": pl.Float64()}
"""What is told of an answer and a skill: what models trace, and what predictors use where it is known."""


def answers_of(stored: StoredRun) -> pl.DataFrame:
    """Return the answers of a stored import in the order in which they came, ``skills`` as lists."""
    if stored.frame is None:
        return pl.DataFrame()
    held = unpack(stored.frame).sort("order")
    return held.with_columns(pl.col("skills").str.split(JOINT))


class History:
    """Gathers answers and placements as the ledger is read, entry by entry."""

    def __init__(self) -> None:
        self._parts: list[tuple[str, pl.DataFrame]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._what = ANSWERED
        self._next = 0

    def add_import(self, held: pl.DataFrame) -> None:
        """Add the answers of an import, as :func:`answers_of` returns them."""
        self._close()
        seen = held.rename({"skills": "skill"}).explode("skill").with_columns(pl.col("order") + self._next)
        none = [pl.lit(None, SEEN[name]).alias(name) for name in SEEN if name not in seen.columns]
        self._parts.append((ANSWERED, seen.with_columns(none).select(list(SEEN))))
        self._next += int(held.get_column("order").max() or 0) + 1  # type: ignore[arg-type]

    def add(self, one: Response) -> None:
        """Add one answer."""
        who, more = (one.student, one.item), (one.seconds, one.credit)
        self._open(ANSWERED)
        self._rows += [
            (*who, skill, one.correct, one.at, one.hints, self._next, *more) for skill in one.skills
        ]
        self._next += 1

    def add_diagnosed(self, content: Mapping[str, Any], at: datetime) -> None:
        """Add an answer in a diagnostic: it tells of the item, and moves estimates only by the placement."""
        said = content["answer"]
        self._open(DIAGNOSED)
        of = (content["student"], said["item"], said["skill"], said["correct"])
        self._rows.append((*of, at, None, self._next, said["seconds"], None))
        self._next += 1

    def add_placement(self, rows: pl.DataFrame) -> None:
        """Add where a diagnostic placed a student, columns :data:`whynext.engine.ports.PLACEMENTS`."""
        self._close()
        self._parts.append((PLACED, rows))

    def frame(self, *, diagnostics: bool = False) -> pl.DataFrame:
        """Return all answers, columns :data:`SEEN`.

        Parameters
        ----------
        diagnostics
            Whether with those in diagnostics, which are never traced one by one.
        """
        self._close()
        wanted = (ANSWERED, DIAGNOSED) if diagnostics else (ANSWERED,)
        return pl.concat([pl.DataFrame(schema=SEEN), *(part for what, part in self._parts if what in wanted)])

    def traced(self, model: TracingModel) -> pl.DataFrame:
        """Return what a model makes of it all, columns :data:`whynext.mastery.estimate.STATE`."""
        self._close()
        states = no_states()
        traced = [part for part in self._parts if part[0] != DIAGNOSED]
        for what, parts in groupby(traced, key=itemgetter(0)):
            rows = pl.concat([part for _, part in parts])
            newer = model.observe_all(states, rows) if what == ANSWERED else begun_states(model, rows, states)
            states = merged(states, newer.unique(["student", "skill"], keep="last", maintain_order=True))
        return states

    def _open(self, what: str) -> None:
        """Gather rows of this kind from now on."""
        if self._what != what:
            self._close()
            self._what = what

    def _close(self) -> None:
        if self._rows:
            self._parts.append((self._what, pl.DataFrame(self._rows, schema=SEEN, orient="row")))
            self._rows = []


def history(reading: Reading) -> History:
    """Return every answer, in diagnostics too, and every placement; what was shredded is passed over."""
    gathered = History()
    for entry in reading.entries(kinds=(ANSWERED, IMPORTED, PLACED, DIAGNOSED)):
        if entry.content is None:
            continue
        content = json.loads(entry.content)
        if entry.kind == ANSWERED:
            gathered.add(response_of(content))
        elif entry.kind == DIAGNOSED:
            gathered.add_diagnosed(content, instant(entry.at))
        elif entry.kind == PLACED:
            gathered.add_placement(placement_rows(content, instant(entry.at), entry.sequence))
        elif content["what"] == "responses" and (stored := reading.frame(entry.sequence)) is not None:
            held = answers_of(stored)
            if held.width:
                gathered.add_import(held)
    return gathered
