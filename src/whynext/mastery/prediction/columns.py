"""Answers as columns of numbers: what the compiled passes go through.

Answers lie student after student, by the text of the student's id and then by the order of arrival, so that
the same answers give the same columns in whatever order their rows came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.mastery.response import OBSERVED

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

MAY_BE_THERE: dict[str, pl.DataType] = {
    "seconds": pl.Float64(),
    "attempt": pl.Int64(),
    "credit": pl.Float64(),
}
"""Columns that a predictor uses where they are."""

UNTOLD = -1.0
"""Stands for what nobody counted or measured: hints, seconds, attempts and credit are never negative."""


@dataclass(frozen=True, slots=True)
class Columns:
    """N answers of S students with M marks of a skill (an answer has one for each skill of its item).

    Parameters
    ----------
    students, items, skills
        Ids, sorted; the numbers below are places in these.
    student, item
        Shape (N,).
    first
        Shape (N + 1,): the marks of answer k are ``skill[first[k]:first[k + 1]]``, sorted by skill.
    skill
        Shape (M,).
    own_item, own_skill
        Shapes (N,) and (M,): number of the pair of student and item, and of student and skill.
    item_pairs, skill_pairs
        How many such pairs there are.
    right
        Shape (N,), 0 or 1.
    at
        Shape (N,), seconds since 1970.
    told
        Shape (N, 4): hints, seconds, attempt and credit, :data:`UNTOLD` where unknown.
    order
        Shape (N,): of arrival.
    """

    students: Sequence[str]
    items: Sequence[str]
    skills: Sequence[str]
    student: Integers
    item: Integers
    first: Integers
    skill: Integers
    own_item: Integers
    own_skill: Integers
    item_pairs: int
    skill_pairs: int
    right: Floats
    at: Floats
    told: Floats
    order: Integers

    @property
    def starts(self) -> Integers:
        """Where each student's answers begin, and the end of all: shape (S + 1,)."""
        return np.searchsorted(self.student, np.arange(len(self.students) + 1))


def columns_of(responses: pl.DataFrame) -> Columns:
    """Return answers as columns of numbers.

    Raises
    ------
    Refused
        If columns are missing or of another type, values are null or out of range, or one arrival is told
        of twice in different words.
    """
    frame = _checked(responses)
    students, student = numbered(frame.get_column("student"))
    items, item = numbered(frame.get_column("item"))
    skills, skill = numbered(frame.get_column("skill"))
    order = frame.get_column("order").to_numpy()
    lines = _in_order(student, order, skill)
    student, item, skill, order = student[lines], item[lines], skill[lines], order[lines]
    begins = np.ones(len(student), dtype=bool)
    begins[1:] = (student[1:] != student[:-1]) | (order[1:] != order[:-1])
    first = np.append(np.flatnonzero(begins), len(student))
    heads = lines[begins]
    _check_alike(frame, begins, lines, item, skill)
    own_item, item_pairs = _pairs(student[begins], item[begins], len(items))
    own_skill, skill_pairs = _pairs(student, skill, len(skills))
    return Columns(
        students,
        items,
        skills,
        student[begins],
        item[begins],
        first,
        skill,
        own_item,
        own_skill,
        item_pairs,
        skill_pairs,
        frame.get_column("correct").to_numpy()[heads].astype(np.float64),
        frame.get_column("at").dt.epoch("us").to_numpy()[heads] / 1e6,
        _told(frame, heads),
        order[begins],
    )


def _in_order(student: Integers, order: Integers, skill: Integers) -> Integers:
    """Return the rows by student, then arrival, then skill."""
    n = len(student)
    sorted_so = (student[1:] > student[:-1]) | (
        (student[1:] == student[:-1])
        & ((order[1:] > order[:-1]) | ((order[1:] == order[:-1]) & (skill[1:] >= skill[:-1])))
    )
    if bool(sorted_so.all()):
        return np.arange(n)
    return np.lexsort((skill, order, student))


def numbered(column: pl.Series) -> tuple[list[str], Integers]:
    """Return the ids of a column, sorted, and the place of each row's id among them.

    Examples
    --------
    >>> ids, places = numbered(pl.Series(["b", "a", "b"]))
    >>> ids, places.tolist()
    (['a', 'b'], [1, 0, 1])
    """
    categories = column.cast(pl.Categorical)
    codes = categories.to_physical().to_numpy()
    found = np.unique(codes)
    if not len(found):
        return [], np.zeros(0, dtype=np.int64)
    where = np.zeros(int(found[-1]) + 1, dtype=np.int64)
    last = np.zeros(int(found[-1]) + 1, dtype=np.int64)
    last[codes] = np.arange(len(codes))
    ids = column.gather(last[found]).to_list()
    rank = sorted(range(len(ids)), key=ids.__getitem__)
    where[found[rank]] = np.arange(len(ids))
    return [ids[each] for each in rank], where[codes]


def _pairs(student: Integers, other: Integers, others: int) -> tuple[Integers, int]:
    """Return the number of each pair, and how many pairs there are."""
    found, places = np.unique(student * max(others, 1) + other, return_inverse=True)
    return places.astype(np.int64), len(found)


def _told(frame: pl.DataFrame, heads: Integers) -> Floats:
    columns = []
    for name in ("hints", *MAY_BE_THERE):
        if name in frame.columns:
            values = frame.get_column(name).cast(pl.Float64).fill_null(UNTOLD).to_numpy()[heads]
        else:
            values = np.full(len(heads), UNTOLD)
        columns.append(values)
    return np.ascontiguousarray(np.stack(columns, axis=1))


def _check_alike(
    frame: pl.DataFrame, begins: Truths, lines: Integers, item: Integers, skill: Integers
) -> None:
    """Refuse rows of one student and arrival that differ in item or outcome, or name a skill twice."""
    later = ~begins[1:]
    if not later.any():
        return
    correct = frame.get_column("correct").to_numpy()[lines]
    found = Collector()
    for name, same in (("item", item[1:] == item[:-1]), ("outcome", correct[1:] == correct[:-1])):
        wrong = later & ~same
        if wrong.any():
            found.add(
                f"{int(wrong.sum()):,} answers have more than one {name}",
                where=f"responses, first in row {int(lines[1:][wrong][0])}",
                valid="rows of the same student and order tell of one answer",
                kind="contradiction",
            )
    twice = later & (skill[1:] == skill[:-1])
    if twice.any():
        found.add("a skill is named twice", where="responses", valid="each skill once", kind="repeated skill")
    found.refuse_if_any()


def _checked(responses: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that count, refused where they cannot be used."""
    if "hints" not in responses.columns:
        responses = responses.with_columns(pl.lit(None, pl.Int64()).alias("hints"))
    found = Collector()
    wanted = {**OBSERVED, **{name: kind for name, kind in MAY_BE_THERE.items() if name in responses.columns}}
    for name, kind in wanted.items():
        if name not in responses.columns:
            hint = nearest(name, responses.columns)
            found.add(
                f"the column «{name}» is missing", where="responses", next_step=hint, kind="missing column"
            )
        elif responses.schema[name] != kind:
            what = f"the column «{name}» holds {responses.schema[name]}"
            found.add(what, where="responses", valid=str(kind), kind="wrong type")
    found.refuse_if_any()
    for name in OBSERVED:
        if name != "hints" and responses.get_column(name).null_count():
            missing = responses.get_column(name).is_null()
            found.add(
                f"{missing.sum():,} without «{name}»",
                where=f"responses, first in row {missing.arg_max()}",
                kind=f"no {name}",
            )
    for name in ("hints", *MAY_BE_THERE):
        if name in responses.columns:
            _check_amount(found, name, responses.get_column(name))
    found.refuse_if_any()
    return responses.select(list(wanted))


def _check_amount(found: Collector, name: str, values: pl.Series) -> None:
    impossible = (values < 0).fill_null(False)
    if values.dtype == pl.Float64():
        impossible |= (~values.is_finite()).fill_null(False)
    if impossible.any():
        found.add(
            f"{impossible.sum():,} impossible values of «{name}»",
            where=f"responses, first in row {impossible.arg_max()}",
            valid="a number from 0",
            kind=f"impossible {name}",
        )


def check_some(columns: Columns) -> None:
    """Refuse to fit on nothing."""
    if not len(columns.right):
        raise Refused(
            Problem(
                "there is no answer to fit on",
                where="responses",
                next_step="import responses first",
                kind="nothing to fit",
            )
        )
