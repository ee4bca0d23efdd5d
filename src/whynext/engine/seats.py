"""Seats: in which session of an option a run put whom, and who and what serves it."""

from __future__ import annotations

from typing import Any

import polars as pl

from whynext.engine.decide import unpack
from whynext.engine.ports import Reading
from whynext.planning.information import VALID
from whynext.process.agent import State
from whynext.process.assigning.deciding import SESSION, TOGETHER, unit_column
from whynext.process.run import RANK

PLANNED = (*VALID, State.PROPOSED.value, State.ESCALATED.value)
"""States of a decision whose places are planned, whether or not somebody may still change them."""
_UNITS = ("teacher", "area")
"""The resources of a session that a schedule shows."""


def frame_of(reading: Reading, run: str) -> pl.DataFrame | None:
    """Return what a run left; None if it is no longer kept."""
    stored = reading.run(run)
    return None if stored is None or stored.frame is None else unpack(stored.frame)


def seats_of(frame: pl.DataFrame | None) -> dict[tuple[str, str], dict[str, Any]]:
    """Return where a run put each student, by student and option.

    Returns
    -------
    dict
        ``session`` (its number), ``together`` (how many are in it), ``teacher`` and ``area`` if it has any.
        Empty if the process gives no seats.
    """
    if frame is None or SESSION not in frame.columns:
        return {}
    frame = frame.filter(pl.col(RANK) > 0)
    units = {name: unit_column(name) for name in _UNITS if unit_column(name) in frame.columns}
    return {
        (row["student"], row["option"]): {
            "session": row[SESSION],
            "together": row[TOGETHER],
            **{name: row[column] for name, column in units.items()},
            **({"area": row["session_area"]} if row.get("session_area") else {}),
        }
        for row in frame.iter_rows(named=True)
    }
