"""Loading what a definition needs and no more: of some students, of some processes, of the last days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from whynext.engine.ports import Reading
from whynext.engine.school import Engine, Moment
from whynext.mastery.information import WEEK
from whynext.mastery.strategy.information import DECIDED_FOR
from whynext.planning.renewal import LATEST
from whynext.process.definition import Definition, Use
from whynext.process.information import Catalogue, Information
from whynext.process.run import needs

DECIDED, RECENT, ENROLMENTS = "decided", "recent_answers", "enrolments"
BY_PROCESS = "process"
"""The argument by which an information about past decisions asks for those of one process."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a source a definition needs.

    Parameters
    ----------
    everyone
        Whether of all students, not only of those it decides for.
    where
        Column -> the values that are needed.
    since
        From which instant on; None from the beginning.
    """

    everyone: bool = False
    where: Mapping[str, Any] | None = None
    since: datetime | None = None


def load(
    engine: Engine, reading: Reading, here: Moment, definition: Definition, students: list[str]
) -> dict[str, pl.DataFrame]:
    """Return exactly what a definition needs, and the enrolments that say which section a student is in.

    Decisions of a year cost nothing where a definition asks for those of one process that made few.
    """
    found = {}
    for name in dict.fromkeys((*needs(definition, engine.catalogue), ENROLMENTS)):
        part = part_of(definition, engine.catalogue, name, here.now)
        some = None if part.everyone else students
        if part.where is None and part.since is None:
            found[name] = engine.source(reading, here.school, name, some)
        else:
            found[name] = reading.source(name, some, where=part.where, since=part.since)
    return found


def part_of(definition: Definition, catalogue: Catalogue, name: str, now: datetime) -> Part:
    """Return which rows of a source a definition needs at an instant."""
    uses = [
        (use, catalogue.information[use.name])
        for use in definition.information
        if name in catalogue.information[use.name].needs
    ]
    everyone = any("student" not in information.grain.columns for _, information in uses)
    if name == RECENT:
        return Part(everyone, since=now - WEEK)
    listed = bool(definition.decides) and name in catalogue.options[definition.decides].needs
    processes = (
        _processes(definition, uses) if name in (DECIDED, LATEST, DECIDED_FOR) and not listed else None
    )
    return Part(everyone, None if processes is None else {BY_PROCESS: processes})


def _processes(definition: Definition, uses: Iterable[tuple[Use, Information]]) -> list[str] | None:
    """Return the processes whose decisions are asked for; None if those of any."""
    asked: set[str] = set()
    for use, information in uses:
        argument = information.arguments.get(BY_PROCESS)
        if argument is None:
            return None
        process = definition.arguments(use).get(BY_PROCESS, argument.default)
        if not process:
            return None
        asked.add(str(process))
    return sorted(asked)
