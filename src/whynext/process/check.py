"""Is it personalizing? Four conditions, each tested on what a run observed, and a witness for the third.

A process personalizes if (D1) its result is about one student, (D2) it reads information about that
student, (D3) some admissible change of that information changes the result, and (D4) the result is part
of a plan for learning. The conditions are an executable reading of Beese's definition; the third one tells
a list that is the same for everyone from one that is not, whatever it reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from whynext.process.definition import JUNCTURES, Definition
from whynext.process.influence import (
    Influence,
    about_students,
    decision_of,
    first_rows,
    influence,
    of_school,
    refuse_unjudgeable,
    unused_information,
)
from whynext.process.information import Catalogue
from whynext.process.run import judge
from whynext.process.statements import joined_by_and, plain
from whynext.process.witness import Change, Search, Witness

__all__ = [
    "Change",
    "Check",
    "Condition",
    "Influence",
    "Witness",
    "check",
    "influence",
    "of_school",
    "unused_information",
]

if TYPE_CHECKING:
    from whynext.process.composite import Through


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it holds, and what was found."""

    passed: bool
    says: str


@dataclass(frozen=True, slots=True)
class Check:
    """The four conditions of a personalizing process.

    Parameters
    ----------
    one_student
        D1: the result is about one student.
    reads
        D2: it reads information about that student.
    varies
        D3: the result can vary with that information.
    plans
        D4: the result is part of a plan for learning.
    witness
        What shows that the result varies; None if nothing does. Of a composite, through which part.
    """

    one_student: Condition
    reads: Condition
    varies: Condition
    plans: Condition
    witness: Witness | Through | None

    @property
    def conditions(self) -> dict[str, Condition]:
        """The conditions as D1 to D4."""
        return {"D1": self.one_student, "D2": self.reads, "D3": self.varies, "D4": self.plans}

    @property
    def personalizes(self) -> bool:
        """Whether all four hold."""
        return all(condition.passed for condition in self.conditions.values())


def check(definition: Definition, catalogue: Catalogue, observed: pl.DataFrame, seed: bytes) -> Check:
    """Tell whether a process personalizes, as far as what was observed can show.

    Parameters
    ----------
    definition
        The process; neither a composite nor one this version cannot run.
    catalogue
        Where its information is declared.
    observed
        What a run saw, as :func:`whynext.process.run.observe` returns it: recorded or simulated.
    seed
        Of the run.

    Raises
    ------
    Refused
        If the process cannot be judged or nothing was observed.
    """
    refuse_unjudgeable(definition, observed)
    search = Search(definition, catalogue, observed, seed)
    witness = search.witness()
    if witness is not None:
        varies = Condition(True, str(witness))
    else:
        tried = f"{counted(search.tried, 'change')} tried on {counted(search.decisions, 'decision')}"
        said = f"Nothing that is known of a student changes the answer ({tried})."
        if observed.get_column("option").null_count() == len(observed):
            said = "There was nothing to choose from, for any student."
        elif set(judge(definition, observed, seed)[1].get_column("mechanism")) == {"unknown"}:
            said = "Too little is known of every student to decide, so nothing could be compared."
        varies = Condition(False, said)
    return Check(
        about_one_student(observed),
        _reads(definition, catalogue, observed),
        varies,
        said_plan(definition),
        witness,
    )


def about_one_student(observed: pl.DataFrame) -> Condition:
    """Return whether each decision of a frame is about exactly one student."""
    decisions = observed[first_rows(decision_of(observed))].select("student", "given")
    students = decisions.get_column("student")
    if students.null_count() or decisions.is_duplicated().any():
        return Condition(False, "Some of its decisions are not about exactly one student.")
    each = "Each is" if len(decisions) > 1 else "It is"
    counts = f"{counted(len(decisions), 'decision')}, {counted(students.n_unique(), 'student')}"
    return Condition(True, f"{each} about one student ({counts}).")


def counted(number: int, what: str) -> str:
    """Return a number of something, in the plural unless it is one."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _reads(definition: Definition, catalogue: Catalogue, observed: pl.DataFrame) -> Condition:
    columns = about_students(definition, catalogue)
    if not columns:
        others = joined_by_and(plain(use.column) for use in definition.information)
        return Condition(False, f"It reads nothing about the student; it reads {others or 'nothing at all'}.")
    seen = reads_of(columns, observed)
    named = joined_by_and(plain(column) for column in seen or columns)
    if not seen:
        return Condition(False, f"It would read {named}, but of no student was anything known.")
    return Condition(True, f"It reads of the student: {named}.")


def reads_of(columns: Iterable[str], observed: pl.DataFrame) -> list[str]:
    """Return those of these columns of which anything was known."""
    return [column for column in columns if observed.get_column(column).null_count() < len(observed)]


def said_plan(definition: Definition) -> Condition:
    """Return whether a process decides part of a plan for learning, and which."""
    if not (definition.decides or definition.answers):
        return Condition(False, "It decides nothing.")
    if not definition.juncture:
        return Condition(
            False, 'It does not say which part of a plan it decides: set juncture = "sequence", ...'
        )
    parts = joined_by_and(JUNCTURES[each] for each in definition.juncture)
    what = definition.decides or " or ".join(definition.answers)
    return Condition(True, f"It decides {parts}: {plain(what)}.")
