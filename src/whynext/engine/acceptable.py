"""What may be said of a student: a known skill, an instant that has come, a value that can be true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import isfinite

from whynext.base.errors import Collector, NotFound, Problem, listed, nearest
from whynext.engine.ports import Reading
from whynext.process.definition import Definition
from whynext.process.information import Catalogue, Information, Sensitivity, Type
from whynext.roster.profile import ACCOMMODATION, INTEREST

PROFILE = "profile"
"""The source in which what is recorded of students is found."""


def refuse_unknown_skills(reading: Reading, skills: Iterable[str]) -> None:
    """Refuse skills that are not on the map, so that nothing is known of what nobody can look up.

    Raises
    ------
    NotFound
        Naming each of them, and the nearest that is there.
    """
    wanted = sorted(set(skills))
    there = set(reading.table("competencies", {"id": wanted}).get_column("id").to_list()) if wanted else set()
    strange = [each for each in wanted if each not in there]
    if not strange:
        return
    known = reading.table("competencies").get_column("id").to_list()
    raise NotFound(
        [
            Problem(
                f"there is no skill «{each}» on the map",
                valid=nearest(each, known),
                next_step="import the map that has it first",
                kind="unknown skill",
            )
            for each in strange
        ]
    )


def no_student(reading: Reading, student: str) -> Problem:
    """Return that there is no such student, with the nearest that there is."""
    known = reading.table("students").get_column("student").to_list()
    return Problem(
        f"there is no student «{student}»",
        valid=nearest(student, known) or listed(known, most=5),
        kind="unknown student",
    )


def refuse_what_has_not_come(instants: Iterable[datetime], now: datetime) -> None:
    """Refuse instants that lie after the present one.

    Raises
    ------
    Refused
        Naming each of them.
    """
    found = Collector()
    for each in sorted({each for each in instants if each > now}):
        what = f"something is dated {each.isoformat()}, which has not come yet"
        found.add(what, valid=f"an instant up to {now.isoformat()}", kind="not yet")
    found.refuse_if_any()


def refuse_misfits(catalogue: Catalogue, said: Iterable[tuple[str, float | str | bool, str]]) -> None:
    """Refuse values that no process could read as what they are meant to be.

    Parameters
    ----------
    catalogue
        What may be asked of a student: where it declares a name, the value must be of its type and range.
    said
        Name, value and where it was said. Names that nobody declares are a school's own and take any value.

    Raises
    ------
    Refused
        With everything that does not fit.
    """
    found = Collector()
    for name, value, where in said:
        if not name.strip():
            found.add("it has no name", where=where, valid="such as autonomy or reading_level", kind="blank")
        for what, valid, kind in _misfits(catalogue.information.get(name), value):
            found.add(what, where=where, valid=valid, kind=kind)
    found.refuse_if_any()


def perhaps_meant(catalogue: Catalogue, name: str) -> str:
    """Return what a name that nobody declares was perhaps meant to be; empty if it is declared or unlike all.

    Examples
    --------
    >>> from whynext.process.information import Catalogue
    >>> perhaps_meant(Catalogue({}, {}), "autonomy")
    ''
    """
    declared = [each.name for each in catalogue.information.values() if PROFILE in each.needs]
    named = {*declared, INTEREST, ACCOMMODATION}
    return "" if name in named else nearest(name, sorted(named))


def kind_perhaps_meant(definitions: Iterable[Definition], kind: str) -> str:
    """Return which kind of test was perhaps meant, if no process waits for or reads this one.

    Parameters
    ----------
    definitions
        The processes in force.
    kind
        Of the test, such as "exit slip".
    """
    read = {
        str(value)
        for each in definitions
        for said in (each.trigger.where, *(each.arguments(use) for use in each.information))
        for name, value in said.items()
        if name == "form_kind" and value
    }
    return "" if kind in read else nearest(kind, sorted(read))


def _misfits(declared: Information | None, value: float | str | bool) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, float) and not isfinite(value):
        yield f"the value is {value}", "a finite number, a word, true or false", "not finite"
    elif isinstance(value, str) and not value.strip():
        yield "the value is blank", "a number, a word, true or false", "blank"
    elif declared is not None and declared.sensitivity is Sensitivity.PROTECTED:
        yield (
            f"«{declared.name}» is a protected attribute",
            "it comes with the roster, kept apart",
            "protected",
        )
    elif declared is not None and PROFILE in declared.needs and not declared.arguments:
        yield from _unlike(declared, value)


def _unlike(declared: Information, value: float | str | bool) -> Iterator[tuple[str, str, str]]:
    if declared.type is Type.TRUTH and not (isinstance(value, bool) or value in (0, 1)):
        yield f"«{declared.name}» cannot be {value!r}", "true or false", "type"
    if declared.type is not Type.NUMBER:
        return
    low, high = declared.low, declared.high
    valid = f"a number{'' if low is None else f' from {low:g}'}{'' if high is None else f' to {high:g}'}"
    if isinstance(value, str | bool):
        yield f"«{declared.name}» cannot be {value!r}", valid, "type"
    elif (low is not None and value < low) or (high is not None and value > high):
        yield f"«{declared.name}» cannot be {value:g}", valid, "out of range"
