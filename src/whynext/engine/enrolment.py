"""Joining: a student who is new in a section wakes the processes that wait for it."""

from __future__ import annotations

import polars as pl

from whynext.engine.ports import Writing
from whynext.engine.school import Engine, Moment, in_force
from whynext.engine.waking import wake_rows, wakened
from whynext.ledger.entry import instant

ENROLLED = "enrolled"


def note_joined(engine: Engine, writing: Writing, here: Moment, before: pl.DataFrame) -> int:
    """Keep a fact for each student who joined a section, where a process waits for it; return how many.

    Parameters
    ----------
    before
        The source ``enrolments`` as it was before the roster changed.
    """
    definitions = {
        name: each
        for name, each in in_force(engine, writing, here.now).items()
        if ENROLLED in each.trigger.on
    }
    if not definitions:
        return 0
    places = [_places(before), _places(writing.source("enrolments"))]
    said = []
    for student, section in places[1].join(places[0], on=["student", "section"], how="anti").iter_rows():
        data = {"student": student, "section": section}
        woken = [list(pair) for pair in wakened(definitions, [(ENROLLED, None, data)])]
        if woken:
            said.append({**data, "woke": woken})
    drafts = [engine.draft(ENROLLED, here.now, each, subject=each["student"]) for each in said]
    entries = engine.append(writing, drafts, here.now)
    rows = [
        wake_rows(each["student"], each["woke"], entry.sequence, instant(entry.recorded))
        for each, entry in zip(said, entries, strict=True)
        if entry is not None
    ]
    if rows:
        writing.upsert("wakes", pl.concat(rows))
    return len(rows)


def _places(enrolments: pl.DataFrame) -> pl.DataFrame:
    held = enrolments.filter(pl.col("role") == "student")
    return held.select("student", "section").unique().sort("student", "section")
