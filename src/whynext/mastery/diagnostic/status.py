"""From probabilities to words to decide on: mastered, ready, slipping, unknown; and what to measure anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import polars as pl

from whynext.base.errors import Collector, listed

MASTERED = "mastered"
SLIPPING = "slipping"
READY = "ready"
NOT_YET = "not yet"
UNKNOWN = "unknown"
STATUSES = (MASTERED, SLIPPING, READY, NOT_YET, UNKNOWN)
"""What may be said of a student and a skill.

``not yet``: the student does not know it, and not all that comes before it.
"""

PLACED: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "probability": pl.Float64(),
    "ready": pl.Float64(),
    "best": pl.Float64(),
    "at": pl.Datetime("us", "UTC"),
}
"""Columns of a frame of placements: one row for each student and skill.

``probability`` that the student knows it now, ``ready`` that prerequisites are known and it is not, ``best``
the highest probability that was ever believed after an answer (null if none was), ``at`` the instant of the
latest answer that the row rests on (null if none).
"""

STATUS: dict[str, pl.DataType] = {
    "student": pl.String(),
    "skill": pl.String(),
    "status": pl.String(),
    "uncertainty": pl.Float64(),
    "age_days": pl.Float64(),
    "measure": pl.Boolean(),
    "why": pl.String(),
}
"""Columns of the answer: the status, how uncertain and how old, whether to measure anew, and why."""

WHY_DEFAULTS: Mapping[str, str] = {
    "mastered": "nine of ten who are said to have mastered have",
    "slipping": "from mastered to a coin's odds and a bit: too low to build on, too high to teach anew",
    "ready": "two of three who begin are truly ready",
    "unknown": "a standard deviation above 0.43 means a probability between one in four and three in four",
    "stale_days": "an answer of another term says what was, not what is",
}
"""Why each default is what it is."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Where one status ends and another begins.

    Parameters
    ----------
    mastered
        Probability from which a skill is mastered.
    slipping
        Probability below which a skill that was mastered once is slipping; between the two it stays mastered,
        so that one answer does not take it back.
    ready
        Probability of being ready from which it is.
    unknown
        Uncertainty (standard deviation, 0 to 0.5) above which nothing is said but that it is unknown.
    stale_days
        Age in days above which it is measured anew; None never.
    """

    mastered: float = 0.9
    slipping: float = 0.75
    ready: float = 0.67
    unknown: float = 0.43
    stale_days: float | None = 120.0

    def __post_init__(self) -> None:
        """Refuse bars that no number can pass, or in the wrong order."""
        found = Collector()
        for each in fields(self):
            value = getattr(self, each.name)
            most = {"unknown": 0.5, "stale_days": 1e5}.get(each.name, 1.0)
            if value is None and each.name == "stale_days":
                continue
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0.0 <= value <= most:
                found.add(f"{each.name} cannot be {value!r}", where=each.name, valid=f"from 0 to {most:g}")
        if not found and self.slipping > self.mastered:
            found.add("slipping begins above mastered", where="slipping", valid=f"at most {self.mastered:g}")
        found.refuse_if_any()


def statuses(placed: pl.DataFrame, as_of: datetime, bars: Bars | None = None) -> pl.DataFrame:
    """Return what is to be said of each row of placements, columns :data:`STATUS`, in their order.

    Parameters
    ----------
    placed
        Columns :data:`PLACED`.
    as_of
        Now, aware.
    bars
        The school's.

    Raises
    ------
    Refused
        If columns are missing, a probability is none, or the instant has no time zone.

    Examples
    --------
    >>> now = datetime(2026, 9, 2, tzinfo=UTC)
    >>> rows = [("ana", "add", 0.97, 0.0, 0.97, now), ("ana", "halve", 0.1, 0.8, None, now)]
    >>> statuses(pl.DataFrame(rows, schema=PLACED, orient="row"), now)["status"].to_list()
    ['mastered', 'ready']
    """
    limits = bars or Bars()
    _check(placed, as_of)
    share, ready = pl.col("probability"), pl.col("ready")
    uncertainty = (share * (1.0 - share)).sqrt()
    age = (pl.lit(as_of.astimezone(UTC)) - pl.col("at")).dt.total_seconds() / 86_400.0
    was = (pl.col("best") >= limits.mastered).fill_null(False)
    status = (
        pl.when((share >= limits.mastered) | (was & (share >= limits.slipping)))
        .then(pl.lit(MASTERED))
        .when(was)
        .then(pl.lit(SLIPPING))
        .when(ready >= limits.ready)
        .then(pl.lit(READY))
        .when(uncertainty > limits.unknown)
        .then(pl.lit(UNKNOWN))
        .otherwise(pl.lit(NOT_YET))
    )
    found = placed.with_columns(status=status, uncertainty=uncertainty, age_days=age)
    found = found.with_columns(why=_reason(limits))
    return found.with_columns(measure=pl.col("why") != "").select(list(STATUS))


def _reason(bars: Bars) -> pl.Expr:
    """Return why a skill is to be measured anew; empty if it is not."""
    stale = pl.col("age_days") > bars.stale_days if bars.stale_days is not None else pl.lit(False)
    return (
        pl.when(pl.col("status") == SLIPPING)
        .then(pl.lit("it was mastered and has probably been forgotten in part"))
        .when(pl.col("uncertainty") > bars.unknown)
        .then(pl.lit("it is as good as open whether the student knows it"))
        .when(stale.fill_null(False) & (pl.col("status") == MASTERED))
        .then(
            pl.concat_str(
                pl.lit("it was last seen "), pl.col("age_days").round(0).cast(pl.Int64), pl.lit(" days ago")
            )
        )
        .otherwise(pl.lit(""))
    )


def measures_due(found: pl.DataFrame, *, most: int | None = None) -> pl.DataFrame:
    """Return the rows to be measured anew, for each student the most uncertain first, at most so many.

    Parameters
    ----------
    found
        What :func:`statuses` returned.
    """
    due = found.filter("measure").sort(
        "student", pl.col("uncertainty"), "skill", descending=[False, True, False], maintain_order=True
    )
    return due if most is None else due.group_by("student", maintain_order=True).head(most)


def told(found: pl.DataFrame) -> dict[str, Any]:
    """Return how many rows have each status and how many are to be measured anew, for a school's overview."""
    counts = dict(found.group_by("status").len().iter_rows())
    return {**{name: int(counts.get(name, 0)) for name in STATUSES}, "measure": int(found["measure"].sum())}


def _check(placed: pl.DataFrame, as_of: datetime) -> None:
    found = Collector()
    lacking = [name for name in PLACED if name not in placed.columns]
    if lacking:
        found.add(f"the placements lack {listed(lacking)}", valid=listed(PLACED), kind="missing column")
    if as_of.utcoffset() is None:
        found.add("the instant has no time zone", where="as_of", kind="no time zone")
    found.refuse_if_any()
    for name in ("probability", "ready"):
        column = placed.get_column(name)
        if column.null_count() or not column.is_between(0.0, 1.0).all():
            found.add(f"a {name} is no probability", where=name, valid="from 0 to 1, in every row")
    found.refuse_if_any()
