"""Walks of a day: ways from one place of a student to the next one that lead to another zone of the hall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from whynext.planning.schedule.hall import Hall


@dataclass(frozen=True, slots=True)
class Walks:
    """How many walks a day has.

    Parameters
    ----------
    walks
        From a place in one zone to one in another.
    ways
        From one place to the next, where it is known in which zones both are.
    """

    walks: int
    ways: int


def walks_of(places: pl.DataFrame, halls: Iterable[Hall]) -> Walks:
    """Return how many walks a day has.

    Parameters
    ----------
    places
        The places of the day: student, period and area among their columns.
    halls
        Those in whose periods they are. Of all halls of a school, only one has a period of a given name.

    Examples
    --------
    >>> from datetime import time
    >>> from whynext.planning.schedule.hall import Area, Period
    >>> hours = (Period("2", time(9), time(10)), Period("10", time(10), time(11)))
    >>> areas = tuple(Area(name, name, 9, zone=zone) for name, zone in zip("abc", ("east", "east", "west")))
    >>> day = [("Ann", "2", "a"), ("Ann", "10", "c"), ("Ben", "10", "b"), ("Ben", "2", "a")]
    >>> rows = pl.DataFrame(day, ["student", "period", "area"], orient="row")
    >>> walks_of(rows, [Hall("h", "H", (), "", hours, areas, ())])
    Walks(walks=1, ways=2)
    """
    held = [(hall, period) for hall in halls for period in hall.periods]
    starts = pl.DataFrame(
        [(period.name, period.starts) for _, period in held],
        {"period": pl.String, "starts": pl.Time},
        orient="row",
    )
    zones = pl.DataFrame(
        [(period.name, area.name, area.zone) for hall, period in held for area in hall.areas if area.zone],
        {"period": pl.String, "area": pl.String, "zone": pl.String},
        orient="row",
    )
    day = places.select("student", "period", "area").join(starts, on="period", how="inner")
    day = day.join(zones, on=["period", "area"], how="left").sort("student", "starts")
    before = pl.col("zone").shift(1).over("student")
    far = day.select((before != pl.col("zone")).alias("far")).get_column("far").drop_nulls()
    return Walks(int(far.sum()), len(far))
