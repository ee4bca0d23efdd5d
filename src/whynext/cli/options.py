"""The options that most commands share, and the school they name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whynext.base.errors import NotFound, Problem, Refused, listed

if TYPE_CHECKING:
    from whynext.engine.school import Engine

VARIABLE = "WHYNEXT_SCHOOL"

SchoolOption = Annotated[
    str,
    typer.Option(
        "-s",
        "--school",
        metavar="PATH",
        help=f"The school: a file or postgresql:// address; else {VARIABLE}, else the only *.school here.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.", show_default=False)]
GroupsOption = Annotated[
    str,
    typer.Option(
        "--groups",
        metavar="COLUMN",
        help="Compare groups of students: «section», «grade», what is recorded under a name, or a CSV file"
        " with the columns student and group (FILE.csv or FILE.csv:COLUMN).",
        show_default=False,
    ),
]


def school_place(named: str) -> str:
    """Return where the school is: as named, as the environment says, or the only school file here.

    Raises
    ------
    NotFound
        If it is named nowhere and there is no school file here, or more than one.
    """
    named = named or os.environ.get(VARIABLE, "")
    if named:
        return named
    here = sorted(str(path) for path in Path().glob("*.school"))
    if len(here) == 1:
        return here[0]
    what = (
        "there is no school file here" if not here else f"there are several school files here: {listed(here)}"
    )
    step = "make one with «whynext demo» or «whynext init», or name one" if not here else "name one"
    raise NotFound(Problem(what, valid=f"--school PATH, or the variable {VARIABLE}", next_step=step))


@contextmanager
def opened(named: str, now: str = "") -> Iterator[Engine]:
    """Open the engine of the school that the options name, and let go of it afterwards.

    Parameters
    ----------
    named
        As given with ``--school``; empty if it was not.
    now
        An instant at which a simulated school is to stand; refused for any other school.
    """
    from whynext import bootstrap

    engine = bootstrap.engine(school_place(named))
    try:
        if now:
            from whynext.base.clock import parse_instant

            with engine.store.reading() as reading:
                simulated, timezone = bootstrap.is_simulated(reading), reading.school().timezone
            if not simulated:
                raise Refused(
                    Problem(
                        "the clock of a real school cannot be set",
                        "--now",
                        "only a simulated school, such as «whynext demo» makes, can be moved in time",
                    )
                )
            engine.clock = bootstrap.StandingClock(parse_instant(now, timezone))
        yield engine
    finally:
        engine.store.close()


def day_of(text: str) -> date | None:
    """Return the day that an option names, None if it is empty.

    Raises
    ------
    Refused
        If it is no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(Problem(f"«{text}» is not a date", "--day", "a date such as 2026-09-01")) from error
