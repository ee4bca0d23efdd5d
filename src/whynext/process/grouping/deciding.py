"""From a judged frame to groups: who is put where, and the columns that tell why and why not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.process.assigning.deciding import BOUND, STATUS, VALUE
from whynext.process.assigning.forming import constant
from whynext.process.assigning.instance import Status
from whynext.process.composition import composition_column
from whynext.process.definition import Definition
from whynext.process.grouping.grouped import group
from whynext.process.grouping.students import Conflict, Grouped, Relief, Students, Trait
from whynext.process.information import Type
from whynext.process.rules import LARGEST, MUST, SCORE, SEPARATE, SMALLEST, TOGETHER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GROUPED, SIZE, COST, SWAP = ":grouped", ":size", ":cost", ":swap"
"""Of a student in a group: what stands against it (an outcome of :class:`Grouped`), how many the group has
with the student, what a move there costs in points, and what the cheapest exchange with somebody does."""
CONFLICT, ALONE = ":conflict", ":alone"
"""Where no grouping keeps all bounds: which bounds cannot be kept together and what would do, as JSON; and
whether this student has too few within reach."""


def measure_column(index: int, name: str) -> str:
    """Return the column of a measure of the `index`-th part of a composition (from 0).

    ``served`` are the points it counts; ``low``, ``high`` and ``middle`` tell a number of the group with
    the student in it, ``kinds`` and ``same`` a word: how many there are, and the share like the student.
    """
    return f"composition:{index + 1}:{name}"


def measures(definition: Definition, index: int) -> tuple[str, ...]:
    """Return the measures of the `index`-th part of a composition."""
    number = definition.composition[index].of.type is Type.NUMBER
    return ("served", "low", "high", "middle") if number else ("served", "kinds", "same")


def put_in_groups(
    definition: Definition, frame: pl.DataFrame, left: Ints, decision: Ints, names: Sequence[str]
) -> tuple[Floats, Ints, list[pl.Series]]:
    """Put students into groups; return probability and rank of every row, and the columns that tell the rest.

    Parameters
    ----------
    definition
        The process.
    frame
        With every rule's verdict and what the choice reads.
    left
        The rows that are kept, ascending.
    decision
        The number of the decision of each of these, non-decreasing.
    names
        Of the decisions, by number.

    Notes
    -----
    What is given tells groupings apart: students are put together for each of the given by itself.
    """
    told = _Told(definition, len(frame))
    givens = frame.get_column("given").fill_null("").gather(left).to_numpy().astype(str)
    for given in sorted(set(givens.tolist())):
        mine = givens == given
        students = students_of(definition, frame, left[mine], decision[mine], names)
        grouped = group(students)
        if grouped.valid:
            told.write(left[mine], grouped)
        else:
            from whynext.process.grouping.conflict import conflict

            told.write_conflict(left[mine], students, conflict(students))
    return told.numbers["probability"], told.rank, told.columns()


class _Told:
    """The columns of a frame that tell of groups, as far as they are written."""

    def __init__(self, definition: Definition, rows: int) -> None:
        self.parts = [
            (index, name)
            for index in range(len(definition.composition))
            for name in measures(definition, index)
        ]
        self.numbers = {name: np.zeros(rows) for name in ("probability", COST, VALUE, BOUND)}
        self.numbers |= {measure_column(*part): np.zeros(rows) for part in self.parts}
        self.rank, self.size = np.zeros((2, rows), np.int64)
        self.swap: list[float | None] = [None] * rows
        self.words: dict[str, list[str]] = {GROUPED: [""] * rows, CONFLICT: [""] * rows}
        self.alone = np.zeros(rows, bool)
        self.status = Status.BEST

    def write(self, at: Ints, grouped: Grouped) -> None:
        """Tell of groups that were found, in these rows."""
        self.numbers["probability"][at] = grouped.chosen
        self.numbers[COST][at] = grouped.cost
        self.numbers[VALUE][at], self.numbers[BOUND][at] = grouped.worth, grouped.bound
        self.rank[at], self.size[at] = grouped.chosen, grouped.size
        for index, name in self.parts:
            self.numbers[measure_column(index, name)][at] = getattr(grouped, name)[:, index]
        for row, outcome, swap in zip(at.tolist(), grouped.outcome, grouped.swap.tolist(), strict=True):
            self.words[GROUPED][row] = outcome
            self.swap[row] = swap if np.isfinite(swap) else None
        if not grouped.best and self.status is Status.BEST:
            self.status = Status.GOOD

    def write_conflict(self, at: Ints, students: Students, found: Conflict | None) -> None:
        """Tell why there are no groups, in these rows."""
        self.status = Status.IMPOSSIBLE if found is not None and found.proved else Status.NOT_FOUND
        if found is None:
            found = Conflict((), False, len(students.names), len(set(students.option)))
        said = conflict_said(found)
        for row, owner in zip(at.tolist(), students.owner.tolist(), strict=True):
            self.words[GROUPED][row], self.words[CONFLICT][row] = "impossible", said
            self.alone[row] = students.names[owner] in found.alone

    def columns(self) -> list[pl.Series]:
        """Return the columns, but for probability and rank."""
        rows = len(self.rank)
        found = [pl.Series(name, values) for name, values in self.numbers.items() if name != "probability"]
        found += [pl.Series(name, values, pl.String) for name, values in self.words.items()]
        found += [pl.Series(SIZE, self.size), pl.Series(ALONE, self.alone)]
        found.append(pl.Series(SWAP, self.swap, pl.Float64))
        return [*found, pl.Series(STATUS, [self.status.value], pl.String).new_from_index(0, rows)]


def conflict_said(found: Conflict) -> str:
    """Return a conflict as JSON, without the names of students: it stands in the record of each of them."""
    data = asdict(found)
    data["alone"] = len(found.alone)
    return json.dumps(data, ensure_ascii=False)


def conflict_read(said: str) -> tuple[Conflict, int]:
    """Return a conflict as it was recorded, and how many students have too few within reach."""
    data: dict[str, Any] = json.loads(said)
    reliefs = tuple(Relief(**each) for each in data["reliefs"])
    alone = int(data.pop("alone"))
    return Conflict(**{**data, "bounds": tuple(data["bounds"]), "reliefs": reliefs}), alone


def students_of(
    definition: Definition, frame: pl.DataFrame, left: Ints, decision: Ints, names: Sequence[str]
) -> Students:
    """Return the students of some kept rows, and the groups that are open to them."""
    kept = frame[left]
    numbers, first, owner = np.unique(decision, return_index=True, return_inverse=True)
    heads = kept[first.astype(np.int64)]
    ids = heads.get_column("student").to_list()
    return Students(
        names=[names[number] for number in numbers.tolist()],
        owner=owner.astype(np.int64),
        option=kept.get_column("option").to_list(),
        score=kept.get_column(SCORE).to_numpy().astype(np.float64),
        must=_locked(kept),
        smallest=kept.get_column(SMALLEST).to_numpy().astype(np.float64),
        largest=kept.get_column(LARGEST).to_numpy().astype(np.float64),
        apart=_pairs(heads, SEPARATE, ids),
        together=_pairs(heads, TOGETHER, ids),
        traits=tuple(_traits(definition, heads)),
    )


def _locked(kept: pl.DataFrame) -> NDArray[np.bool_]:
    if MUST not in kept.columns:
        return np.zeros(len(kept), bool)
    return np.asarray(kept.get_column(MUST).fill_null(False).to_numpy(), bool)


def _pairs(heads: pl.DataFrame, column: str, ids: Sequence[str]) -> list[str]:
    """Return for each student a word for every other of whom, or by whom, it is said."""
    if column not in heads.columns:
        return [""] * len(heads)
    place = {student: n for n, student in enumerate(ids)}
    words: list[set[str]] = [set() for _ in ids]
    for n, others in enumerate(heads.get_column(column).to_list()):
        for other in (others or "").split():
            if other in place and place[other] != n:
                word = "+".join(sorted((ids[n], other)))
                words[n].add(word)
                words[place[other]].add(word)
    return [" ".join(sorted(each)) for each in words]


def _traits(definition: Definition, heads: pl.DataFrame) -> Iterator[Trait]:
    for index, each in enumerate(definition.composition):
        values = heads.get_column(composition_column(index))
        given = values.to_numpy().astype(np.float64) if each.of.type is Type.NUMBER else None
        yield Trait(
            each.goal,
            [str(word) for word in values.to_list()] if given is None else given,
            constant(each.weight, definition.values) or 0.0,
            constant(each.at_most, definition.values),
        )
