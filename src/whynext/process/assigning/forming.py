"""From a frame of candidates to an assignment in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.process.assigning.instance import FORBIDDEN, Instance, Limit, Resource
from whynext.process.definition import Definition
from whynext.process.expression import Expression, Value
from whynext.process.rules import APART, LARGEST, MUST, SCORE, SEPARATE, SMALLEST
from whynext.process.sharing import Limit as Declared
from whynext.process.sharing import Resource as DeclaredResource
from whynext.process.sharing import limit_column, resource_column

Ints = NDArray[np.int64]

LOCKED = -2
"""The source of a limit that keeps a lock; no definition declares it."""
ROOMY = 1_000_000
"""The seats and the load of a unit of which none is said."""


@dataclass(frozen=True, slots=True)
class Formed:
    """An assignment in numbers, and which rows of the frame its rows are.

    Parameters
    ----------
    instance
        The assignment.
    rows
        For each row of it, the row of the frame.
    slots
        The words of the slots, by number.
    """

    instance: Instance
    rows: Ints
    slots: Sequence[str]


def form(
    definition: Definition, frame: pl.DataFrame, left: Ints, decision: Ints, names: Sequence[str]
) -> Formed:
    """Return what is to be assigned.

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
        Of the decisions, by number; the student's id, and the given where there is one.
    """
    kept = frame[left]
    owners, owner = np.unique(decision, return_inverse=True)
    options, first, option = _numbered(kept.get_column("option"))
    heads = kept[first]
    slots, _, slot = _numbered(_slot(definition, heads))
    wanted = _wanted(definition, owner, slot[option], len(owners))
    constants = definition.values
    students = kept.get_column("student").to_list()
    named = [names[number] for number in owners.tolist()]
    return Formed(
        Instance(
            owner=owner.astype(np.int64),
            option=option,
            score=kept.get_column(SCORE).to_numpy().astype(np.float64),
            must=np.zeros(len(kept), bool),
            wanted=wanted,
            slot=slot,
            smallest=_sizes(heads, SMALLEST),
            largest=_sizes(heads, LARGEST),
            limits=(
                *(
                    each
                    for index, limit in enumerate(definition.shares.limits)
                    for each in _limits(index, limit, kept, option, constants)
                ),
                *_locks(kept, owner, slot[option], named, slots),
            ),
            resources=tuple(
                _resource(index, resource, heads)
                for index, resource in enumerate(definition.shares.resources)
            ),
            apart=_pairs(kept, owner, students),
            names=named,
            options=options,
        ),
        left,
        slots,
    )


def _numbered(words: pl.Series) -> tuple[list[str], Ints, Ints]:
    """Return the different words in order, where each comes first, and the number of each row's."""
    names, first, number = np.unique(words.to_numpy().astype(str), return_index=True, return_inverse=True)
    return names.tolist(), first.astype(np.int64), number.astype(np.int64)


def _slot(definition: Definition, heads: pl.DataFrame) -> pl.Series:
    """Return the slot of every option: one for all where each student gets a single place."""
    if APART in heads.columns:
        return heads.get_column(APART)
    return heads.get_column("option") if definition.choose.count > 1 else pl.Series([""] * len(heads))


def _wanted(definition: Definition, owner: Ints, slot: Ints, decisions: int) -> Ints:
    """Return how many places each decision gets: one of each of its slots, up to the count."""
    pairs = np.unique(owner * (slot.max() + 1 if len(slot) else 1) + slot)
    many = np.bincount(pairs // (slot.max() + 1 if len(slot) else 1), minlength=decisions)
    return np.minimum(many, definition.choose.count).astype(np.int64)


def _locks(
    kept: pl.DataFrame, owner: Ints, slot: Ints, names: Sequence[str], slots: Sequence[str]
) -> list[Limit]:
    """Return a limit for every lock: of the places of its slot that it does not fit, nobody gets any.

    A lock may fit several places ("a lesson, whichever skill"); any of them keeps it.
    """
    if MUST not in kept.columns:
        return []
    against = np.flatnonzero((~kept.get_column(MUST)).fill_null(False).to_numpy())
    places: dict[tuple[int, int], list[int]] = {}
    for row in against.tolist():
        places.setdefault((int(owner[row]), int(slot[row])), []).append(row)
    return [
        Limit(
            LOCKED,
            (names[who], slots[where]),
            False,
            np.array(rows, np.int64),
            np.ones(len(rows)),
            -np.inf,
            0.0,
        )
        for (who, where), rows in sorted(places.items())
    ]


def _sizes(heads: pl.DataFrame, column: str) -> Ints:
    if column not in heads.columns:
        return np.zeros(len(heads), np.int64)
    return np.asarray(heads.get_column(column).to_numpy(), np.float64).astype(np.int64)


def constant(expression: Expression | None, constants: Mapping[str, Value]) -> float | None:
    """Return the value of an expression over parameters alone; None if there is none."""
    if expression is None:
        return None
    found = pl.select(expression.run_by(constants)).item()
    return None if found is None else float(found)


def _limits(
    source: int, limit: Declared, kept: pl.DataFrame, option: Ints, constants: Mapping[str, Value]
) -> list[Limit]:
    """Return the limits of one declaration, one for each key that occurs."""
    named = {name: limit_column(source, name) for name in limit.expressions}
    rows = kept.select(
        pl.int_range(pl.len()).alias("row"),
        pl.Series("option", option),
        pl.concat_list([pl.col(name).cast(pl.String) for name in limit.per]).alias("key")
        if limit.per
        else pl.lit(pl.Series("key", [[]], pl.List(pl.String))).first().alias("key"),
        *(pl.col(column).alias(name) for name, column in named.items()),
    )
    # Where one of the words of its key is missing, a limit does not apply.
    counts = ~pl.col("key").list.eval(pl.element().is_null()).list.any()
    rows = rows.filter(counts & pl.col("of") if "of" in named else counts)
    amount = pl.col("count") if "count" in named else pl.lit(1.0)
    sessions = limit.count == "sessions"
    if sessions:
        rows = rows.unique(["key", "option"], keep="first", maintain_order=True)
    grouped = (
        rows.with_columns(amount.alias("amount"), pl.col("option" if sessions else "row").alias("index"))
        .sort("index")
        .group_by("key", maintain_order=True)
        .agg(
            "index",
            "amount",
            pl.col("at_most").min() if "at_most" in named else pl.lit(None, pl.Float64).alias("at_most"),
            pl.col("at_least").max() if "at_least" in named else pl.lit(None, pl.Float64).alias("at_least"),
        )
        .sort("key")
    )
    price = constant(limit.weight, constants)
    return [
        Limit(
            source=source,
            key=tuple(row["key"]),
            of_sessions=sessions,
            index=np.asarray(row["index"], np.int64),
            amount=np.asarray(row["amount"], np.float64),
            low=-np.inf if row["at_least"] is None else float(row["at_least"]),
            high=np.inf if row["at_most"] is None else float(row["at_most"]),
            price=FORBIDDEN if price is None else price,
        )
        for row in grouped.iter_rows(named=True)
    ]


def _resource(index: int, resource: DeclaredResource, heads: pl.DataFrame) -> Resource:
    """Return a resource in numbers; what is said of a unit is the same wherever it is named."""
    said = heads.get_column(resource_column(index, "units")).to_list()
    serves = [
        dict(_split(word, ROOMY) for word in words.split()) if words is not None else None for words in said
    ]
    seats: dict[str, int] = {}
    for each in serves:
        for unit, room in (each or {}).items():
            seats[unit] = min(room, seats.get(unit, ROOMY))
    units = sorted(seats)
    number = {unit: place for place, unit in enumerate(units)}
    smallest = _sizes(heads, SMALLEST)
    pairs = [
        (option, number[unit])
        for option, each in enumerate(serves)
        for unit in sorted(each or {})
        if seats[unit] >= smallest[option]  # a session would be too small in any other
    ]
    loads: dict[str, int] = {}
    if resource.load is not None:
        for words in heads.get_column(resource_column(index, "load")).drop_nulls().unique().sort().to_list():
            loads.update(_split(word, ROOMY) for word in words.split())
    return Resource(
        name=resource.name,
        units=tuple(units),
        option=np.array([pair[0] for pair in pairs], np.int64),
        unit=np.array([pair[1] for pair in pairs], np.int64),
        needing=np.array([option for option, each in enumerate(serves) if each is not None], np.int64),
        seats=np.array([seats[unit] for unit in units], np.int64),
        at_most=np.array([loads.get(unit, ROOMY) for unit in units], np.int64),
    )


def _split(word: str, otherwise: int) -> tuple[str, int]:
    """Return a unit and the number behind its colon."""
    name, colon, number = word.rpartition(":")
    if not colon or not number.isdigit():
        return word, otherwise
    return name, int(number)


def _pairs(kept: pl.DataFrame, owner: Ints, students: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return the pairs of decisions that are kept apart, whoever of the two it is said of."""
    if SEPARATE not in kept.columns:
        return ()
    of_student: dict[str, set[int]] = {}
    for student, number in zip(students, owner.tolist(), strict=True):
        of_student.setdefault(student, set()).add(number)
    words = dict(zip(students, kept.get_column(SEPARATE).to_list(), strict=True))
    found = {
        (min(a, b), max(a, b))
        for student, others in words.items()
        for other in (others or "").split()
        for a in of_student[student]
        for b in of_student.get(other, ())
        if a != b
    }
    return tuple(sorted(found))
