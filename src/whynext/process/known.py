"""What holds of an option or a given whoever asks, worked out once and kept by whoever knows when it changes.

:func:`whynext.process.run.observe` stays a pure function: what is kept here is what it would find again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

import polars as pl

from whynext.process.information import Asked, Information, OptionKind

Key = tuple[Any, ...]

MOST_KEPT = 1_000
"""So many answers are kept; a process asks for a handful, of each given that it decides for."""
MOST_ROWS = 10_000
"""A longer answer is not kept: that it is the same question would take as long to tell as to answer it."""


@dataclass(slots=True)
class Known:
    """Answers about options and givens that are the same for every student.

    It is good for exactly one state of the sources and one date, and is to be thrown away with them.

    Parameters
    ----------
    sources
        The names of the sources that say the same of every student. What needs any other is not kept.
    today
        The school's date of which the answers are true.
    """

    sources: frozenset[str]
    today: date
    _kept: dict[Key, pl.Series] = field(default_factory=dict)

    def answer(
        self,
        information: Information,
        rows: pl.DataFrame,
        asked: Callable[[pl.DataFrame], Asked],
        arguments: Mapping[str, Any],
    ) -> pl.Series:
        """Return the answer of a view to these rows; from memory, where it cannot be another.

        Parameters
        ----------
        information
            What is asked.
        rows
            Of what, as :attr:`whynext.process.information.Asked.rows`.
        asked
            Puts the question, with these arguments.
        arguments
            Those that the definition gives; what it leaves out is the same for all.
        """
        of_a_student = "student" in information.grain.columns
        if of_a_student or not self.sources.issuperset(information.needs) or len(rows) > MOST_ROWS:
            return information.view(asked(rows))
        named = (tuple(each.to_list()) for each in rows.get_columns())
        key = (information.view, tuple(sorted(arguments.items())), tuple(rows.columns), *named)
        return self._worked_out(key, asked(rows), information.view)

    def options(self, kind: OptionKind, pairs: pl.DataFrame, asked: Callable[..., Asked]) -> pl.Series | None:
        """Return the options of pairs that all have the same ones; None where that cannot be said.

        What is listed depends on the given, and on the student through sources only: pairs of one given
        have the same options if no source tells students apart.
        """
        given = pairs.get_column("given")
        if not self.sources.issuperset(kind.needs) or not len(pairs):
            return None
        first = given.item(0)
        if len(pairs) > 1 and given.null_count() != len(pairs):
            return None
        key = (kind.candidates, first)
        return self._worked_out(key, asked(pairs.head(1)), lambda question: _listed(kind, question))

    def _worked_out(self, key: Key, asked: Asked, view: Callable[[Asked], pl.Series]) -> pl.Series:
        found = self._kept.get(key)
        if found is not None:
            return found
        question = _Watched(*(getattr(asked, each.name) for each in fields(asked)))
        found = view(question)
        # Who looked at the clock may answer otherwise in a minute.
        if asked.today == self.today and not question.clock_read:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found


def _listed(kind: OptionKind, asked: Asked) -> pl.Series:
    return kind.candidates(asked).get_column("option").cast(pl.String)


class _Watched(Asked):
    """A question that notes whether the instant, or the day that is decided for, was looked at."""

    clock_read: bool

    def __init__(
        self,
        rows: pl.DataFrame,
        sources: Mapping[str, pl.DataFrame],
        arguments: Mapping[str, float | str | bool],
        as_of: datetime,
        today: date,
        day: date | None,
    ) -> None:
        super().__init__(rows, sources, arguments, as_of, today, day)
        object.__setattr__(self, "clock_read", False)

    def __getattribute__(self, name: str) -> Any:
        if name in ("as_of", "day"):
            object.__setattr__(self, "clock_read", True)
        return super().__getattribute__(name)
