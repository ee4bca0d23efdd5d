"""What changed between two rosters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from whynext.roster.roster import TABLES, Roster

_UNTOLD: Final = ("modified",)  # a newer stamp on the same content is no change


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a table changed, and how.

    Parameters
    ----------
    added
        New and active.
    updated
        Active before and after, with other content.
    ended
        Active before, inactive now.
    returned
        Inactive before, active now.
    unchanged
        All others that were there before.
    """

    added: int = 0
    updated: int = 0
    ended: int = 0
    returned: int = 0
    unchanged: int = 0

    def any(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.updated or self.ended or self.returned)

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return {
            "added": self.added,
            "updated": self.updated,
            "ended": self.ended,
            "returned": self.returned,
            "unchanged": self.unchanged,
        }


def changed_rows(table: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a table that changed: its key columns and ``change``.

    Parameters
    ----------
    table
        A name of :data:`whynext.roster.roster.TABLES`.
    before, after
        The table then and now.

    Returns
    -------
    DataFrame
        One row per key that changed; ``change`` is a field name of :class:`Counts`.
    """
    key = list(TABLES[table].key)
    if not before.height:
        return after.select(*key, pl.lit("added").alias("change"))
    was = before.with_columns(pl.lit(True).alias("__was"))
    both = after.join(was, on=key, how="left", suffix="__before", nulls_equal=True)
    return both.select(*key, _change(before, after, key).alias("change")).filter(
        pl.col("change") != "unchanged"
    )


def _change(before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> pl.Expr:
    told = [c for c in after.columns if c not in (*key, *_UNTOLD, "active")]
    differs = [
        pl.col(c).ne_missing(pl.col(f"{c}__before")) if c in before.columns else pl.col(c).is_not_null()
        for c in told
    ]
    was_active, is_active = pl.col("active__before"), pl.col("active")
    other = pl.any_horizontal(differs) if differs else pl.lit(False)
    return (
        pl.when(pl.col("__was").is_null())
        .then(pl.lit("added"))
        .when(was_active & ~is_active)
        .then(pl.lit("ended"))
        .when(~was_active & is_active)
        .then(pl.lit("returned"))
        .when(other)
        .then(pl.lit("updated"))
        .otherwise(pl.lit("unchanged"))
    )


def counted(table: str, before: pl.DataFrame, after: pl.DataFrame) -> Counts:
    """Return how many rows of a table changed, and how."""
    if not before.height:
        return Counts(added=after.height)
    rows = changed_rows(table, before, after)
    found = dict(rows.group_by("change").len().iter_rows())
    new = found.get("added", 0)
    moved = rows.height - new
    return Counts(**found, unchanged=after.height - new - moved)


def compared(before: Roster | None, after: Roster) -> dict[str, Counts]:
    """Return the counts of change of every table."""
    was = before or Roster()
    return {name: counted(name, was.table(name), frame) for name, frame in after.tables().items()}
