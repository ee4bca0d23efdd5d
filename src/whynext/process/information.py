"""Information: what a process may ask about a student, an option, or a student with an option.

Each noun room declares what can be asked of it as :class:`Information`: a name, a sentence, a grain, what
must be loaded, and a pure view (frame in, column out). A process reads exactly what it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import polars as pl


class Grain(StrEnum):
    """What one value of an information is about."""

    STUDENT = "student"
    OPTION = "option"
    GIVEN = "given"
    STUDENT_OPTION = "student × option"
    STUDENT_GIVEN = "student × given"
    OPTION_GIVEN = "option × given"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the candidate frame that identify one value."""
        return _COLUMNS[self]


_COLUMNS: dict[Grain, tuple[str, ...]] = {
    Grain.STUDENT: ("student",),
    Grain.OPTION: ("option",),
    Grain.GIVEN: ("given",),
    Grain.STUDENT_OPTION: ("student", "option"),
    Grain.STUDENT_GIVEN: ("student", "given"),
    Grain.OPTION_GIVEN: ("given", "option"),
}


class Type(StrEnum):
    """What a value is."""

    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type of a column of such values."""
        return {Type.NUMBER: pl.Float64(), Type.TRUTH: pl.Boolean(), Type.WORD: pl.String()}[self]


class Sensitivity(StrEnum):
    """How carefully a value is to be handled."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"  # usable when declared: accommodations, health, family circumstances
    PROTECTED = "protected"  # no published process may read it: race, sex, income, language of origin


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a view.

    Parameters
    ----------
    rows
        What is asked about: one row each, with the columns of the information's grain (``student``,
        ``option``, ``given``), as text ids, unique, in the order in which the answer is expected.
    sources
        The loaded tables that the information names in `needs`, by name.
    arguments
        The values of the information's own parameters, by name, defaults filled in.
    as_of
        The instant of which the answer must be true; nothing later may be used.
    today
        The school's date at that instant.
    day
        The school day that is decided for; `today` if None.
    """

    rows: pl.DataFrame
    sources: Mapping[str, pl.DataFrame]
    arguments: Mapping[str, float | str | bool]
    as_of: datetime
    today: date
    day: date | None = None

    @property
    def decided_day(self) -> date:
        """The school day that is decided for."""
        return self.today if self.day is None else self.day

    def looked_up(self, table: pl.DataFrame, on: Mapping[str, str], column: str) -> pl.Series:
        """Return `column` of `table` for each asked row, null where the table has no row for it.

        Parameters
        ----------
        table
            At most one row per combination of the key columns.
        on
            Column of the table -> column of the asked rows.
        column
            The column to return.
        """
        if len(self.rows) + len(table) <= FEW:
            picked = self._picked(table, on, column)
            if picked is not None:
                return picked
        keys = list(on.values())
        slim = table.select([pl.col(theirs).alias(ours) for theirs, ours in on.items()] + [column])
        found = self.rows.select(keys).join(slim, on=keys, how="left", maintain_order="left")
        return found.get_column(column)

    def _picked(self, table: pl.DataFrame, on: Mapping[str, str], column: str) -> pl.Series | None:
        """Return :meth:`looked_up` of little; None where a key has two rows or no single type."""
        theirs = [table.get_column(name) for name in on]
        ours = [self.rows.get_column(name) for name in on.values()]
        if any(key.dtype != pl.String for key in (*theirs, *ours)):
            return None
        values = table.get_column(column)
        keys = zip(*(key.to_list() for key in theirs), strict=True)
        known = dict(zip(keys, values.to_list(), strict=True))
        if len(known) != len(table):
            return None
        # As in a join, nothing is equal to what is missing.
        wanted = zip(*(key.to_list() for key in ours), strict=True)
        found = [None if None in key else known.get(key) for key in wanted]
        return pl.Series(column, found, dtype=values.dtype)


FEW = 4_000
"""Up to so many rows in all, looking up in a dictionary is quicker than a join."""

View = Callable[[Asked], pl.Series]


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of an information, such as the bar of "prerequisites mastered"."""

    sentence: str
    default: float | str | bool | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Information:
    """One thing that may be asked.

    Parameters
    ----------
    name
        How definitions name it; lower case with underscores.
    sentence
        What it says, for a teacher: "How sure we are that the student has the skill."
    grain
        What one value is about.
    type
        Number, truth or word.
    view
        Pure function from a question to a column, aligned with the asked rows, null where unknown.
    needs
        Names of the sources that must be loaded.
    category
        Achievement, behaviour, interest, background, plan, resource, wish, ...
    sensitivity
        Ordinary, sensitive or protected.
    unit
        Of a number: "probability", "days", "minutes", "grade".
    low, high
        Bounds of a number, where it has any.
    step
        The smallest difference of a number worth speaking of; used to say what would change a decision.
    values
        The possible words, where they are few and fixed.
    missing
        When it is unknown, in words; empty if it never is.
    arguments
        Its own parameters, by name.
    """

    name: str
    sentence: str
    grain: Grain
    type: Type
    view: View
    needs: tuple[str, ...] = ()
    category: str = "achievement"
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float = 1.0
    values: tuple[str, ...] = ()
    missing: str = ""
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptionKind:
    """A kind of thing that can be decided upon: a skill, a learning object, a book.

    Parameters
    ----------
    name
        How definitions name it in ``decides``.
    sentence
        What it is, for a teacher.
    candidates
        Pure function from a question whose rows hold the columns ``student`` and ``given`` (null where
        nothing is given) to a frame with columns ``student``, ``given``, ``option`` (text): every option
        that is open to be considered, in the order in which ties are broken. Rules refuse; this only
        lists, so it must not drop an option that a person could ask "why not?" about. What it knows of
        the student it knows from `needs`.
    needs
        Names of the sources that must be loaded.
    given
        The kind of the given that it understands ("skill"), empty if none.
    titles
        Source name, id column and title column where a title for people is found.
    """

    name: str
    sentence: str
    candidates: Callable[[Asked], pl.DataFrame]
    needs: tuple[str, ...] = ()
    given: str = ""
    titles: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that may be asked and everything that may be decided upon, by name."""

    information: Mapping[str, Information]
    options: Mapping[str, OptionKind]

    @classmethod
    def of(cls, information: Iterable[Information], options: Iterable[OptionKind] = ()) -> Catalogue:
        """Return a catalogue of these.

        Raises
        ------
        ValueError
            If two things share a name.
        """
        by_name: dict[str, Information] = {}
        for each in information:
            if each.name in by_name:
                raise ValueError(f"two informations are called «{each.name}»")
            by_name[each.name] = each
        kinds: dict[str, OptionKind] = {}
        for kind in options:
            if kind.name in kinds:
                raise ValueError(f"two kinds of option are called «{kind.name}»")
            kinds[kind.name] = kind
        return cls(by_name, kinds)


Sources = Mapping[str, pl.DataFrame]
Schema = Mapping[str, Any]
