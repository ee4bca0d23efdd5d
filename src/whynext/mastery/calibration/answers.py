"""Answers to be calibrated: who answered which item rightly, each once, missing ones left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.mastery.calibration.curves import Floats, Integers

COLUMNS = ("student", "item", "correct")
"""What a frame of answers must have. ``order`` (of arrival) may be there too: then only a student's first
answer to an item counts. Answers that are null or NaN are missing."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers as arrays, by student, then by item; N students, J items, A answers.

    Parameters
    ----------
    students, items
        Ids in ascending order, each with at least one answer.
    starts
        Shape (N + 1,): where each student's answers begin.
    item
        Shape (A,): indices into `items`, ascending within a student.
    right
        Shape (A,): 1 where right, 0 where wrong.
    missing, repeated
        How many rows had no answer, and how many were later answers to the same item.
    """

    students: tuple[str, ...]
    items: tuple[str, ...]
    starts: Integers
    item: Integers
    right: Integers
    missing: int = 0
    repeated: int = 0

    @cached_property
    def student(self) -> Integers:
        """Index into `students` of each answer, shape (A,)."""
        return np.repeat(np.arange(len(self.students)), np.diff(self.starts))

    @cached_property
    def counts(self) -> Integers:
        """How many answered each item, shape (J,)."""
        return np.bincount(self.item, minlength=len(self.items))

    @cached_property
    def rights(self) -> Integers:
        """How many answered each item rightly, shape (J,)."""
        return np.bincount(self.item, self.right, minlength=len(self.items)).astype(np.int64)

    @property
    def complete(self) -> bool:
        """Whether every student answered every item."""
        return len(self.item) == len(self.students) * len(self.items)

    def matrices(self) -> tuple[Floats, Floats]:
        """Return right and asked as matrices of zeros and ones, shape (N, J) both."""
        right = np.zeros((len(self.students), len(self.items)))
        asked = np.zeros_like(right)
        right[self.student, self.item] = self.right
        asked[self.student, self.item] = 1.0
        return right, asked

    @classmethod
    def from_matrix(
        cls, matrix: ArrayLike, students: Sequence[str] = (), items: Sequence[str] = ()
    ) -> Answers:
        """Return answers from a matrix, students in rows, NaN where there is no answer.

        Ids default to places as numbers, such as ``"007"``.

        Raises
        ------
        Refused
            If a cell is neither 0, 1 nor NaN, or ids do not fit the shape.

        Examples
        --------
        >>> Answers.from_matrix([[1, 0, np.nan], [0, 1, 1]]).rights.tolist()
        [1, 1, 1]
        """
        values = np.asarray(matrix, dtype=np.float64)
        if values.ndim != 2:
            raise Refused(
                Problem(
                    f"the matrix has {values.ndim} dimensions", valid="students in rows, items in columns"
                )
            )
        found = Collector()
        odd = ~((values == 0) | (values == 1) | np.isnan(values))
        if odd.any():
            row, column = np.argwhere(odd)[0].tolist()
            found.add(
                f"{float(values[row, column])!r} does not say whether the answer was right",
                where=f"matrix, row {row}, column {column}",
                valid="1 or 0, NaN where there is no answer",
                kind="not a truth",
            )
        names = [
            _names(found, given, size) for given, size in zip((students, items), values.shape, strict=True)
        ]
        if np.isnan(values).all():
            found.add("there is no answer", where="matrix", kind="no answers")
        found.refuse_if_any()
        return _from_sorted(values, *names)

    @classmethod
    def from_frame(cls, responses: pl.DataFrame) -> Answers:
        """Return the answers of a frame with :data:`COLUMNS`.

        Raises
        ------
        Refused
            With every fault of the frame: a missing column, a missing id, an answer that is neither right nor
            wrong, a student who answers an item twice in a frame without ``order``, no answer at all.
        """
        rows = _checked(responses)
        kept = rows.filter(pl.col("correct").is_not_null())
        if kept.is_empty():
            raise Refused(Problem("there is no answer", where="responses", kind="no answers"))
        students, student = _indexed(kept.get_column("student"))
        items, item = _indexed(kept.get_column("item"))
        right = kept.get_column("correct").cast(pl.Int64).to_numpy()
        key = student * len(items) + item
        if "order" in kept.columns:
            first = np.lexsort((kept.get_column("order").to_numpy(), key))
        elif np.all(key[1:] > key[:-1]):
            first = np.arange(len(key))
        else:
            first = np.argsort(key, kind="stable")
        key = key[first]
        new = np.ones(len(key), dtype=np.bool_)
        np.not_equal(key[1:], key[:-1], out=new[1:])
        if not new.all() and "order" not in kept.columns:
            raise Refused(_twice(kept, int(first[np.argmin(new)])))
        chosen = first[new]
        starts = np.searchsorted(student[chosen], np.arange(len(students) + 1))
        return cls(
            students,
            items,
            starts.astype(np.int64),
            item[chosen],
            right[chosen],
            rows.height - kept.height,
            int(len(key) - new.sum()),
        )


def _names(found: Collector, given: Sequence[str], size: int) -> list[str]:
    """Return the ids of rows or columns, places as numbers of equal length where none are given."""
    if not given:
        width = len(str(max(size - 1, 0)))
        return [str(n).zfill(width) for n in range(size)]
    if len(given) != size or len(set(given)) < len(given):
        found.add(f"{len(set(given))} ids for {size} rows or columns", kind="ids do not fit")
    return list(given)


def _from_sorted(values: Floats, students: list[str], items: list[str]) -> Answers:
    """Return the answers of a matrix, rows and columns in the order of their ids, empty ones left out."""
    there = ~np.isnan(values)
    rows = [n for n in sorted(range(len(students)), key=students.__getitem__) if there[n].any()]
    columns = [n for n in sorted(range(len(items)), key=items.__getitem__) if there[:, n].any()]
    values, there = values[np.ix_(rows, columns)], there[np.ix_(rows, columns)]
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int64)
    item = np.broadcast_to(np.arange(len(columns)), there.shape)[there]
    missing = len(students) * len(items) - int(starts[-1])
    return Answers(
        tuple(students[n] for n in rows),
        tuple(items[n] for n in columns),
        starts,
        item,
        values[there].astype(np.int64),
        missing,
    )


def _checked(responses: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that count: ids as texts, ``correct`` as truth or null."""
    found = Collector()
    for name in COLUMNS:
        if name not in responses.columns:
            found.add(
                f"the column «{name}» is missing",
                where="responses",
                next_step=nearest(name, responses.columns),
                kind="missing column",
            )
    found.refuse_if_any()
    for name in ("student", "item"):
        if responses.get_column(name).null_count():
            row = responses.get_column(name).is_null().arg_max()
            found.add(f"the {name} is missing", where=f"responses, row {row}", kind=f"no {name}")
    correct = _truths(responses.get_column("correct"), found)
    found.refuse_if_any()
    order = ["order"] if "order" in responses.columns else []
    return responses.select(pl.col("student", "item").cast(pl.String), correct, *order)


def _truths(answers: pl.Series, found: Collector) -> pl.Series:
    """Return answers as truth values; null and NaN are null."""
    if answers.dtype == pl.Boolean or answers.dtype == pl.Null:
        return answers.cast(pl.Boolean).alias("correct")
    if not answers.dtype.is_numeric():
        found.add(
            f"the column «correct» holds {answers.dtype}",
            where="responses",
            valid="true or false, 1 or 0, null where there is no answer",
            kind="wrong type",
        )
        return answers
    number = answers.cast(pl.Float64).fill_nan(None)
    odd = (~number.is_in([0.0, 1.0])).fill_null(False)
    if odd.any():
        row = int(odd.to_numpy().argmax())
        found.add(
            f"{answers[row]!r} does not say whether the answer was right ({odd.sum():,} such rows)",
            where=f"responses, first in row {row}",
            valid="1 or 0, null where there is no answer",
            next_step="calibrate part credit as right or wrong by a rule of your own",
            kind="not a truth",
        )
    return (number == 1.0).alias("correct")


def _indexed(ids: pl.Series) -> tuple[tuple[str, ...], Integers]:
    """Return the ids in ascending order and the index of each row among them."""
    known = ids.unique().sort()
    index = ids.cast(pl.Enum(known)).to_physical().cast(pl.Int64).to_numpy()
    return tuple(known.to_list()), index


def _twice(rows: pl.DataFrame, row: int) -> Problem:
    student, item = rows.row(row)[:2]
    return Problem(
        f"the student «{student}» answers the item «{item}» more than once",
        where="responses",
        valid="each item once for each student",
        next_step="give the column «order», so that the first answer counts, or leave later ones out",
        kind="repeated answer",
    )
