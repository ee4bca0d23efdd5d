"""Answers as a fit needs them: grouped by skill and student, in an order that no shuffling changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.mastery.tracing.batch import Floats, Integers, Truths, in_order
from whynext.mastery.tracing.folds import DAY


@dataclass(frozen=True, slots=True)
class Histories:
    """Answers that tell something, skill after skill, student after student, each in the order of arrival.

    S skills, H histories (a student on a skill), N answers.

    Parameters
    ----------
    skills
        S ids, sorted.
    bounds
        Shape (S + 1,): the first history of each skill, and H.
    starts
        Shape (H + 1,): the first answer of each history, and N.
    right, tells
        Shape (N,): whether the answer was right, and whether it tells anything (it was not right with help).
    at
        Shape (N,): instants, microseconds since 1970.
    days
        Shape (N,): since the latest earlier answer of the history; 0 for its first.
    items
        N numbers of items, and their ids; empty where items were not asked for.
    answers, students
        How many there were, those with help included.
    """

    skills: list[str]
    bounds: Integers
    starts: Integers
    right: Truths
    tells: Truths
    at: Integers
    days: Floats
    items: tuple[Integers, list[str]]
    answers: int
    students: int


def histories(responses: pl.DataFrame, *, items: bool = False, helped: bool = False) -> Histories:
    """Return answers as histories.

    Parameters
    ----------
    responses
        Columns of :data:`~whynext.mastery.response.OBSERVED`.
    items
        Whether the items are asked for.
    helped
        Whether right answers with help are kept; most models pass over them.

    Raises
    ------
    Refused
        If the frame is not one of responses, holds a row that cannot be, or holds nothing to be fitted.
    """
    frame = in_order(responses, items=items)
    if frame.is_empty():
        raise Refused(
            Problem(
                "there are no answers to fit a model to",
                where="responses",
                next_step="import responses first",
                kind="nothing to fit",
            )
        )
    students, student = _numbered(frame.get_column("student"))
    tells = (~frame.get_column("correct") | (frame.get_column("hints").fill_null(0) == 0)).to_numpy()
    skills, skill = _numbered(frame.get_column("skill"))
    key = skill * len(students) + student
    order = np.argsort(key, kind="stable")
    if not tells.any():
        raise Refused(Problem("every answer was right with help", where="responses", kind="nothing to fit"))
    if not helped:
        order = order[tells[order]]
    key, skill = key[order], skill[order]
    starts = np.concatenate([np.flatnonzero(np.diff(key, prepend=-1)), [len(key)]])
    bounds = np.searchsorted(skill[starts[:-1]], np.arange(len(skills) + 1))
    named, item = _numbered(frame.get_column("item")) if items else ([], np.empty(0, np.int64))
    at = frame.get_column("at").to_physical().to_numpy()[order]
    return Histories(
        skills,
        bounds,
        starts,
        frame.get_column("correct").to_numpy()[order],
        tells[order],
        at,
        _days(at, starts),
        (item[order] if items else item, named),
        frame.height,
        len(students),
    )


def _numbered(names: pl.Series) -> tuple[list[str], Integers]:
    """Return the names sorted, and the number of each value among them."""
    known = names.unique().sort()
    numbers = names.cast(pl.Enum(known)).to_physical().cast(pl.Int64)
    return known.to_list(), numbers.to_numpy()


def _days(at: Integers, starts: Integers) -> Floats:
    """Return days between the latest instants before and after each answer, within its history."""
    gaps = np.diff(at, prepend=at[0])
    gaps[starts[:-1]] = 0
    if (gaps < 0).any():
        history = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        told = pl.DataFrame({"at": at, "history": history})
        latest = told.select(pl.col("at").cum_max().over("history")).to_series().to_numpy()
        gaps = np.diff(latest, prepend=latest[0])
        gaps[starts[:-1]] = 0
    return gaps / DAY
