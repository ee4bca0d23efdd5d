"""Is it there already? What is sent again just as it is held is not written again, nor told to the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from whynext.base.facts import canonical
from whynext.engine.ports import Reading
from whynext.library.item import Item
from whynext.library.learning_object import LearningObject
from whynext.library.record import record_of
from whynext.roster.roster import Roster

_ASKED_BY_KEY = 500  # for more than that the table is read whole


def is_table(reading: Reading, table: str, rows: pl.DataFrame) -> bool:
    """Tell whether a table holds these rows and no others, in whatever order; no word is as an empty one."""
    if reading.count(table) != len(rows):
        return False
    said = pl.all().exclude(pl.String), pl.col(pl.String).fill_null("")
    held, new = (
        each.select(said).sort(pl.all()) for each in (reading.table(table).select(rows.columns), rows)
    )
    return held.equals(new)


def holds(reading: Reading, table: str, rows: pl.DataFrame) -> bool:
    """Tell whether a table holds all of these rows, just so; its first column is the key."""
    key = rows.columns[0]
    some = {key: rows.get_column(key).to_list()} if len(rows) <= _ASKED_BY_KEY else None
    held = reading.table(table, some).select(rows.columns).join(rows.select(key), on=key, how="semi")
    return held.sort(key).equals(rows.sort(key))


def holds_library(reading: Reading, items: Sequence[Item], objects: Sequence[LearningObject]) -> bool:
    """Tell whether the library has all of these just so: everything else is made of their records."""
    for table, things in (("items", items), ("learning_objects", objects)):
        rows = pl.DataFrame(
            [(each.id, canonical(record_of(each)).decode()) for each in things],
            schema={"id": pl.String(), "content": pl.String()},
            orient="row",
        )
        if len(rows) and not holds(reading, table, rows):
            return False
    return True


def holds_roster(
    reading: Reading, held: Roster | None, roster: Roster, protected: pl.DataFrame | None
) -> bool:
    """Tell whether a roster is the one that is held, with its students and what is protected."""
    if held is None or held.counts() != roster.counts() or not roster.equals(held):
        return False
    if not holds(reading, "students", roster.students()):
        return False
    return protected is None or is_table(reading, "protected", protected)
