"""Playlists: as many of the decided options as fit into the minutes, in order, and why the rest do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Collector, Problem

WANTED: dict[str, pl.DataType] = {
    "student": pl.String(),
    "decision": pl.String(),
    "option": pl.String(),
    "minutes": pl.Float64(),
    "budget": pl.Float64(),
}
"""Columns of what a school wants to fit: each student's rows in order of preference."""


class Reason(StrEnum):
    """Why an entry is not on the playlist."""

    TOO_LONG = "too long"
    NO_LENGTH = "no length"
    AFTER = "after one that did not fit"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something decided that wants time.

    Parameters
    ----------
    decision
        The decision that chose it.
    option
        What was chosen.
    minutes
        How long it takes; None if nobody has said.
    """

    decision: str
    option: str
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry on the playlist; it starts so many minutes after the beginning."""

    entry: Entry
    starts: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not on the playlist.

    Parameters
    ----------
    entry
        The entry.
    reason
        Why, for programs.
    why
        Why, in words.
    """

    entry: Entry
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Playlist:
    """What fits, in order, and what does not."""

    budget: float
    placed: tuple[Placed, ...] = field(default=())
    left_out: tuple[LeftOut, ...] = field(default=())

    @property
    def minutes(self) -> float:
        """How many minutes are filled."""
        last = self.placed[-1] if self.placed else None
        return last.starts + (last.entry.minutes or 0.0) if last else 0.0


def why(reason: Reason, minutes: float | None, left: float, budget: float) -> str:
    """Return in words why an entry is left out.

    Examples
    --------
    >>> why(Reason.TOO_LONG, 20, 15, 60)
    'it takes 20 minutes, and of the 60 minutes only 15 are left'
    """
    if reason is Reason.NO_LENGTH:
        return "nobody has said how long it takes"
    if reason is Reason.AFTER:
        return "it comes after something that did not fit"
    if left == budget:
        return f"it takes {minutes:g} minutes, and there are only {budget:g}"
    return f"it takes {minutes:g} minutes, and of the {budget:g} minutes only {left:g} are left"


def playlist(entries: Sequence[Entry], budget: float, *, past_skipped: bool = False) -> Playlist:
    """Return the playlist of one student.

    Entries are taken in order for as long as they fit. What does not fit ends the list, because a later
    entry may build on it; with `past_skipped` later and shorter ones may still fill the time.

    Parameters
    ----------
    entries
        In order of preference.
    budget
        Minutes to fill, at least 0.
    past_skipped
        Whether to go on after an entry that does not fit.

    Raises
    ------
    Refused
        If the budget or a length is no number of minutes.

    Examples
    --------
    >>> wanted = [Entry("d-1", "lesson", 20), Entry("d-2", "project", 50), Entry("d-3", "quiz", 10)]
    >>> [placed.entry.option for placed in playlist(wanted, 45).placed]
    ['lesson']
    >>> [placed.entry.option for placed in playlist(wanted, 45, past_skipped=True).placed]
    ['lesson', 'quiz']
    >>> playlist(wanted, 45).left_out[0].why
    'it takes 50 minutes, and of the 45 minutes only 25 are left'
    """
    _check([budget], [entry.minutes for entry in entries], [entry.option for entry in entries])
    placed: list[Placed] = []
    left_out: list[LeftOut] = []
    filled = 0.0
    for entry in entries:
        reason = None
        if left_out and not past_skipped:
            reason = Reason.AFTER
        elif entry.minutes is None:
            reason = Reason.NO_LENGTH
        elif filled + entry.minutes > budget:
            reason = Reason.TOO_LONG
        if reason is not None:
            left_out.append(LeftOut(entry, reason, why(reason, entry.minutes, budget - filled, budget)))
        else:
            placed.append(Placed(entry, filled))
            filled += entry.minutes or 0.0
    return Playlist(budget, tuple(placed), tuple(left_out))


def playlists(wanted: pl.DataFrame, *, past_skipped: bool = False) -> pl.DataFrame:
    """Return the playlists of a school; for each student the same as :func:`playlist`.

    Parameters
    ----------
    wanted
        Columns :data:`WANTED`; the rows of one student in order of preference, with one budget.
    past_skipped
        Whether to go on after an entry that does not fit.

    Returns
    -------
    pl.DataFrame
        The same rows in the same order with ``starts`` (minutes after the beginning, null if left out),
        ``reason`` and ``why`` (null if it fits).

    Raises
    ------
    Refused
        If a column is missing, a budget or a length is no number of minutes, or a student has two budgets.
    """
    rows = _checked(wanted)
    student, place = _students(rows)
    minutes = rows.get_column("minutes").to_numpy().astype(np.float64)
    budget = rows.get_column("budget").to_numpy().astype(np.float64)
    size = int(student.max()) + 1 if len(rows) else 0
    filled, stopped = np.zeros(size), np.zeros(size, bool)
    starts, code = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
    for each in range(int(place.max()) + 1 if len(rows) else 0):
        at = np.flatnonzero(place == each)
        who = student[at]
        starts[at] = filled[who]
        too_long = filled[who] + minutes[at] > budget[at]
        code[at] = np.select([stopped[who], np.isnan(minutes[at]), too_long], [3, 2, 1], 0)
        fits = code[at] == 0
        filled[who[fits]] += minutes[at][fits]
        if not past_skipped:
            stopped[who[~fits]] = True
    return rows.with_columns(_explained(rows, starts, code))


_REASONS = (None, Reason.TOO_LONG, Reason.NO_LENGTH, Reason.AFTER)


def _explained(rows: pl.DataFrame, starts: NDArray[np.float64], code: NDArray[np.int64]) -> list[pl.Series]:
    reasons = [_REASONS[each] for each in code]
    numbers = zip(reasons, rows.get_column("minutes"), starts, rows.get_column("budget"), strict=True)
    said = [
        why(reason, each, budget - start, budget) if reason else None
        for reason, each, start, budget in numbers
    ]
    fitting = pl.Series("starts", starts).to_frame().select(pl.when(pl.Series(code == 0)).then("starts"))
    return [
        fitting.to_series().alias("starts"),
        pl.Series("reason", [reason.value if reason else None for reason in reasons], pl.String),
        pl.Series("why", said, pl.String),
    ]


def _students(rows: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each row the number of its student, and its place among the student's rows."""
    numbered = rows.select(
        pl.col("student").rank("dense").cast(pl.Int64) - 1,
        pl.int_range(pl.len()).over("student").alias("place"),
    )
    return (
        numbered.get_column("student").to_numpy().astype(np.int64),
        numbered.get_column("place").to_numpy().astype(np.int64),
    )


def _checked(wanted: pl.DataFrame) -> pl.DataFrame:
    found = Collector()
    for name in WANTED:
        if name not in wanted.columns:
            found.add(f"there is no column «{name}»", valid=", ".join(WANTED), kind="missing column")
    found.refuse_if_any()
    rows = wanted.select([pl.col(name).cast(dtype) for name, dtype in WANTED.items()])
    budgets = rows.select("student", "budget").unique().group_by("student").len().filter(pl.col("len") > 1)
    for student in budgets.get_column("student").sort():
        found.add(f"student «{student}» has two budgets", valid="one for all rows of a student")
    if rows.get_column("student").null_count():
        found.add("a row has no student", valid="the id of a student", kind="missing")
    found.refuse_if_any()
    _check(
        rows.get_column("budget").unique().to_list(),
        rows.get_column("minutes").to_list(),
        rows.get_column("option").to_list(),
    )
    return rows


def _check(
    budgets: Sequence[float | None], lengths: Sequence[float | None], options: Sequence[str | None]
) -> None:
    """Refuse what is no number of minutes; a length may be unknown, a budget may not."""
    found = Collector()
    for budget in budgets:
        if budget is None or not math.isfinite(budget) or budget < 0:
            found.add(f"the budget is {budget}", valid="minutes, 0 or more", kind="wrong value")
    found.extend(
        Problem(
            f"«{option}» takes {length} minutes", valid="more than 0 minutes, or nothing", kind="wrong value"
        )
        for option, length in zip(options, lengths, strict=True)
        if length is not None and not (math.isfinite(length) and length > 0)
    )
    found.refuse_if_any()
