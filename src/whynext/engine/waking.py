"""What facts wake: which processes, for what, and the rows by which the next tick knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from whynext.engine.ports import WAKES, Writing
from whynext.ledger.entry import Entry, instant
from whynext.process.definition import Definition

Happened = tuple[str, str | None, Mapping[str, Any]]
"""A fact as processes see it: its kind, what it concerns (a skill, or None), and its data."""


def wakened(definitions: Mapping[str, Definition], facts: Sequence[Happened]) -> list[tuple[str, str]]:
    """Return which processes facts wake, and for what each: (process, given), given empty if none."""
    return [
        (definition.id, (concerned or "") if definition.given else "")
        for kind, concerned, data in facts
        for definition in definitions.values()
        if definition.trigger.wakes_on(kind, data, definition.values)
    ]


def wake_rows(student: str, woken: Sequence[Sequence[str]], sequence: int, at: datetime) -> pl.DataFrame:
    """Return the derived rows of what a fact woke, to be answered by the next tick."""
    rows = [(process, student, given or None, sequence, at, None) for process, given in woken]
    return pl.DataFrame(rows, schema=WAKES, orient="row")


def note_wakes(writing: Writing, student: str, woken: Sequence[Sequence[str]], entry: Entry) -> None:
    """Note what a fact woke."""
    if woken:
        writing.upsert("wakes", wake_rows(student, woken, entry.sequence, instant(entry.recorded)))
