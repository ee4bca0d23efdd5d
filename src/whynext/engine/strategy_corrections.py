"""How students calculated, for a person to look at and to put right; the first reading stays on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from whynext.base.errors import Collector, NotFound, Problem, Refused, listed, nearest
from whynext.engine.acceptable import no_student
from whynext.engine.ports import Reading, Writing
from whynext.engine.school import Engine, in_force, moment
from whynext.engine.strategies import CORRECTED, corrected_values, facts_of, reading_data
from whynext.engine.waking import note_wakes, wakened
from whynext.ledger.entry import Entry
from whynext.library.steps import Calculation, Operation
from whynext.library.strategies import STRATEGIES, of_operation
from whynext.mastery.strategy.recogniser import StrategyReading, named

UNKNOWN = "unknown"
"""What a person says who sees that it cannot be told how a student worked."""

_SURE = 1.0  # of what a person says


# Putting right ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person put right.

    Parameters
    ----------
    task
        What was worked out.
    before, after
        The strategy before and after, None where it is unknown.
    woken
        The processes that woke.
    resent
        Whether it was said already.
    sequence
        The ledger entry.
    """

    task: str
    before: str | None
    after: str | None
    woken: tuple[str, ...] = ()
    resent: bool = False
    sequence: int = 0


def correct(
    engine: Engine,
    student: str,
    answer: int,
    strategy: str,
    *,
    role: str,
    person: str,
    because: str,
    key: str = "",
) -> Corrected:
    """Say in a person's name how a student worked, in place of what was read; that stays on record.

    Parameters
    ----------
    answer
        The ledger entry of the answer.
    strategy
        The id of a strategy for what was worked out, or :data:`UNKNOWN`.

    Raises
    ------
    NotFound
        If no answer with steps of this student has that entry.
    Refused
        If nobody is named, no reason is given, or the strategy is not one for this calculation.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        rows = _rows_of(writing, student, answer)
        row = rows.row(0, named=True)
        _refuse_unsaid(role, person, because)
        read = _said(row, strategy, f"{role} {person}")
        name = f"{CORRECTED}\x1f{student}\x1f{answer}\x1f{key or f'{strategy} {role} {person} {because}'}"
        facts = facts_of(rows.get_column("skill").to_list(), read)
        woken = wakened(in_force(engine, writing, here.now), facts)
        content = {
            "student": student,
            "answer": answer,
            "read": read,
            "because": because,
            "at": here.now.isoformat(),
            "woke": [list(pair) for pair in woken],
        }
        entry = engine.append(
            writing, [engine.draft(CORRECTED, here.now, content, key=name, subject=student)], here.now
        )[0]
        if entry is None:
            return Corrected(row["task"], row["strategy"], row["strategy"], resent=True)
        put_right(writing, content, entry)
        names = tuple(dict.fromkeys(process for process, _ in woken))
        return Corrected(row["task"], row["strategy"], read["strategy"], names, sequence=entry.sequence)


def put_right(writing: Writing, content: Mapping[str, Any], entry: Entry) -> None:
    """Derive what follows from a correction."""
    which = {"student": content["student"], "sequence": content["answer"]}
    writing.update("strategy_readings", which, corrected_values(content, entry.sequence))
    note_wakes(writing, content["student"], content["woke"], entry)


def _rows_of(reading: Reading, student: str, answer: int) -> pl.DataFrame:
    rows = reading.table("strategy_readings", {"student": student, "sequence": answer})
    if len(rows):
        return rows
    known = reading.table("strategy_readings", {"student": student}).get_column("sequence").unique().sort()
    raise NotFound(
        Problem(
            f"no answer with steps of «{student}» is entry {answer} of the ledger",
            valid=listed(map(str, known.to_list())) or "none of the student's answers came with steps",
            next_step=f"see «whynext strategy list {student}»",
        )
    )


def _refuse_unsaid(role: str, person: str, because: str) -> None:
    found = Collector()
    for value, what, valid in (
        (role, "it is not said in which role", "such as teacher"),
        (person, "nobody is named who says so", "the person's id"),
        (because, "no reason is given", "what you saw, in a sentence"),
    ):
        if not value.strip():
            found.add(what, valid=valid, kind="not said")
    found.refuse_if_any()


def _said(row: Mapping[str, Any], strategy: str, by: str) -> dict[str, Any]:
    operation = Operation(row["operation"])
    known = [each.id for each in of_operation(operation)]
    if strategy == UNKNOWN:
        return reading_data(StrategyReading(None, 0.0, ()), by)
    if strategy not in known:
        other = f", it is one for {STRATEGIES[strategy].operation}" if strategy in STRATEGIES else ""
        raise Refused(
            Problem(
                f"«{strategy}» is no way of {operation} that is known{other}",
                valid=listed([*known, UNKNOWN], most=40),
                next_step=nearest(strategy, known),
                kind="unknown strategy",
            )
        )
    return reading_data(named(_task(row["task"], operation), strategy, _SURE, ((strategy, _SURE),)), by)


def _task(task: str, operation: Operation) -> Calculation:
    first, _, second = task.split()
    if operation is Operation.COMPARISON:
        return Calculation(operation, (first, second))
    return Calculation(operation, (int(first), int(second)))


# Looking ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer of a student with steps, as it is read now.

    Parameters
    ----------
    answer
        The ledger entry of the answer.
    at
        When it was given.
    task, correct
        What was worked out, and whether the answer was right.
    strategy, name, probability
        The way, what it is called, and how sure that is; None where it is unknown.
    efficient, mistaken, aim
        Whether it suits the problem, goes wrong by a rule, and what a lesson would aim at.
    by
        Who read it.
    """

    answer: int
    at: datetime
    task: str
    correct: bool
    strategy: str | None
    name: str | None
    probability: float
    efficient: bool | None
    mistaken: bool | None
    aim: str | None
    by: str


def readings_of(engine: Engine, student: str) -> list[Shown]:
    """Return how the answers of a student were read, the latest first.

    Raises
    ------
    NotFound
        If there is no such student.
    """
    with engine.store.reading() as reading:
        if not len(reading.table("students", {"student": student})):
            raise NotFound(no_student(reading, student))
        rows = reading.table("strategy_readings", {"student": student})
    rows = rows.unique("sequence", maintain_order=True).sort("at", "sequence", descending=True)
    return [
        Shown(
            answer=row["sequence"],
            name=STRATEGIES[row["strategy"]].name if row["strategy"] in STRATEGIES else None,
            **{
                name: row[name]
                for name in (
                    *("at", "task", "correct", "strategy", "probability"),
                    *("efficient", "mistaken", "aim", "by"),
                )
            },
        )
        for row in rows.iter_rows(named=True)
    ]
