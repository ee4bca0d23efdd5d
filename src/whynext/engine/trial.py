"""Trying a composite: its steps, what they turn to, and the whole, one after the other; nothing is written.

The walk is that of :func:`whynext.engine.decide.decide`, with nobody to act in it: what a step proposes is
handed on, what it would have to ask is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from whynext.base.errors import NotFound, Problem, Refused
from whynext.base.seed import derive
from whynext.engine.ask import refuse_wrong_given
from whynext.engine.decide import (
    SECTION,
    Cause,
    effective,
    handed,
    in_their_place,
    judged,
    pairs_of,
    reading_minutes,
)
from whynext.engine.ports import DECISIONS, Reading
from whynext.engine.school import Engine, Moment, in_force, moment
from whynext.planning.day import Day
from whynext.process.agent import State
from whynext.process.composite import Alter, Part, Walked
from whynext.process.definition import Definition
from whynext.process.influence import about_students, refuse_unrunnable
from whynext.process.information import Catalogue
from whynext.process.run import DECIDED, Occasion, awake, decided, needs, observe


class Trial:
    """A composite that can be carried out again and again, for all students or some, shown what one likes.

    Parameters
    ----------
    engine, reading
        The school.
    process
        The composite; it need not be published.
    steps
        Definitions to take instead of those in force, by id.
    given
        What is decided for, where the process needs it.

    Raises
    ------
    NotFound
        If the process of a step is neither in force nor among `steps`.
    Refused
        If a step cannot be run yet, or what is given does not fit.
    """

    def __init__(
        self,
        engine: Engine,
        reading: Reading,
        process: Definition,
        steps: Mapping[str, Definition] | None = None,
        given: str | None = None,
    ) -> None:
        self.engine, self.reading, self.process, self.given = engine, reading, process, given
        self.here: Moment = moment(engine, reading)
        self.definitions = {**in_force(engine, reading, self.here.now), **(steps or {})}
        _refuse_unrunnable_steps(process, self.definitions)
        refuse_wrong_given(engine, reading, process, given)
        self.minutes = reading_minutes(reading)
        self._sources: dict[str, pl.DataFrame] = {}

    def __call__(self, students: Sequence[str] | None = None, alter: Alter | None = None) -> Walked:
        """Carry it out; see :class:`whynext.process.composite.Walk`."""
        if students is None:
            active = self.reading.table("students", {"active": True})
            students = active.get_column("student").sort().to_list()
        pairs = pairs_of(students, self.given)
        *parts, whole = _Walking(self, alter).decided(self.process, pairs, {}, self.process.id)[1]
        return Walked(tuple(part for part in parts if len(part.observed)), whole)

    def sources(self, definition: Definition) -> dict[str, pl.DataFrame]:
        """Return what a definition needs, of all students, each table loaded once."""
        wanted = needs(definition, self.engine.catalogue)
        for name in wanted:
            if name not in self._sources:
                self._sources[name] = self.engine.source(self.reading, self.here.school, name, None)
        return {name: self._sources[name] for name in wanted}

    def occasion(self, definition: Definition) -> Occasion:
        """Return now, with the chance of a process: the same for all of its versions."""
        seed = derive(self.here.school.seed, "trial", definition.id)
        return Occasion(self.here.now, self.here.today, seed)


def _refuse_unrunnable_steps(process: Definition, definitions: Mapping[str, Definition]) -> None:
    if not process.is_composite:
        refuse_unrunnable(process)
    for step in process.steps:
        if step.process not in definitions:
            what = f"«{step.process}», a step of «{process.id}», is not in force"
            raise NotFound(
                Problem(what, next_step=f"publish it first: whynext process publish {step.process}")
            )
        if definitions[step.process].id == process.id:
            raise Refused(Problem(f"«{process.id}» has itself as a step"))
        _refuse_unrunnable_steps(definitions[step.process], definitions)


_NO_SECTIONS = pl.DataFrame(schema={"student": pl.String, SECTION: pl.String})
Parents = Mapping[tuple[str, str | None], tuple[str, int]]


@dataclass
class _Walking:
    """One walk through a composite, and the parts it came by."""

    trial: Trial
    alter: Alter | None
    names: dict[str, int] = field(default_factory=dict)

    def decided(
        self, process: Definition, pairs: pl.DataFrame, parents: Parents, name: str
    ) -> tuple[pl.DataFrame, list[Part]]:
        """Return the decisions of a process, and the parts carried out for them, its own last."""
        catalogue, sources = self.trial.engine.catalogue, self.trial.sources(process)
        if not process.is_composite:
            columns = about_students(process, catalogue)
            return self._part(process, catalogue, columns, pairs, sources, parents, name)
        pairs = awake(process, catalogue, pairs, sources, self.trial.occasion(process))
        given: dict[str, pl.DataFrame] = {}
        parts: list[Part] = []
        last = pl.DataFrame(schema=DECISIONS)
        for step in process.steps:
            asked, above = (pairs, {}) if not step.given else handed(given[step.given])
            last, made = self._step(self.trial.definitions[step.process], asked, above)
            parts += made
            if step.gives:
                given[step.gives] = last
        day = Day.of(process, catalogue, effective(last), self.trial.minutes)
        columns = about_students(process, catalogue)
        rows, made = self._part(day.definition, day.catalogue, columns, pairs, sources, parents, name)
        return rows, parts + made

    def _step(
        self, definition: Definition, pairs: pl.DataFrame, parents: Parents
    ) -> tuple[pl.DataFrame, list[Part]]:
        """Return what a step decides, with what it turned to in place of what it passed on."""
        name = self._named(definition.id)
        rows, parts = self.decided(definition, pairs, parents, name)
        passed = rows.filter(pl.col("state") == State.PASSED_ON.value)
        instead = []
        for (other,), part in passed.group_by("waiting_for", maintain_order=True):
            fallback = self.trial.definitions.get(str(other))
            if fallback is None:
                continue
            above = {(r["student"], r["given"]): (r["id"], r["rank"]) for r in part.iter_rows(named=True)}
            asked = part.select("student", "given")
            found, made = self.decided(fallback, asked, above, f"{other} instead of {name}")
            instead.append(found)
            parts += made
        return in_their_place(rows, instead) if len(passed) else rows, parts

    def _named(self, process: str) -> str:
        self.names[process] = self.names.get(process, 0) + 1
        return process if self.names[process] == 1 else f"{process} ({self.names[process]})"

    def _part(
        self,
        definition: Definition,
        catalogue: Catalogue,
        columns: tuple[str, ...],
        pairs: pl.DataFrame,
        sources: Mapping[str, pl.DataFrame],
        parents: Parents,
        name: str,
    ) -> tuple[pl.DataFrame, list[Part]]:
        """Return the decisions of one process, and the part, if it is carried out for anybody."""
        occasion, here = self.trial.occasion(definition), self.trial.here
        observed = observe(definition, catalogue, pairs, sources, occasion)
        if len(observed) == 0:
            nothing = Part(
                name, definition, catalogue, columns, observed, occasion.seed, pl.DataFrame(schema=DECIDED)
            )
            return pl.DataFrame(schema=DECISIONS), [nothing]
        observed = self.alter(name, observed) if self.alter else observed
        cause = Cause("trial", {}, here.today, parents)
        made = judged(self.trial.reading, here, definition, observed, _NO_SECTIONS, cause, occasion.seed)
        part = Part(
            name, definition, catalogue, columns, observed, occasion.seed, decided(definition, made.frame)
        )
        return made.rows, [part]
