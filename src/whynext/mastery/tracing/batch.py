"""The batch twin: many answers of many students at once, as columns, with the numbers of the one-step form.

Answers are grouped by student and skill. Counts come from whole-column sums over the groups. What must be
computed answer by answer goes in rounds: the first answers of all groups together, then all second answers,
and so on, so that each round is one operation on columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.ids import SkillId
from whynext.mastery.estimate import STATE
from whynext.mastery.response import OBSERVED

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

PAIR = ["student", "skill"]
OWN = (("a", "begin_a"), ("b", "begin_b"))
"""The model's own numbers, and the columns that say what they begin with; 0 where a model has none."""
NEVER = np.iinfo(np.int64).min
"""The instant of what has not happened."""
NARROW = 12
"""Below so many groups a round costs more than its answers one by one (a round is about ten array calls)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers grouped by student and skill; G groups, N answers.

    Parameters
    ----------
    keys
        G rows: student, skill, and the model's columns for that skill; among them ``begin``.
    mastery
        Shape (G,): before the first of these answers.
    lengths
        Shape (G,): answers in each group, at least one.
    right, wrong
        Shape (N,): right without help, and wrong; group after group, in the order of arrival. A right
        answer with help is neither.
    streak
        Shape (G,): right in a row without help, after the last of these answers.
    earlier_streak
        The same before the first of these answers.
    a, b
        Shape (G,): the model's own numbers before the first of these answers.
    last
        Shape (G,): instant of the latest answer before these, microseconds since 1970; :data:`NEVER` where
        there was none.
    at
        Shape (N,): instants of the answers, in the same unit.
    item
        N ids of the items answered; None where the model did not ask for them.
    """

    keys: pl.DataFrame
    mastery: Floats
    lengths: Integers
    right: Truths
    wrong: Truths
    streak: Integers
    earlier_streak: Integers
    a: Floats
    b: Floats
    last: Integers
    at: Integers
    item: pl.Series | None = None


class Traced(NamedTuple):
    """The numbers of each group after its answers, each of shape (G,).

    ``best`` is the highest mastery before or after any of these answers.
    """

    mastery: Floats
    a: Floats
    b: Floats
    best: Floats


def observe_all(
    model: str,
    states: pl.DataFrame,
    responses: pl.DataFrame,
    per_skill: Callable[[Sequence[SkillId]], pl.DataFrame],
    trace: Callable[[Batch], Traced],
    *,
    items: bool = False,
) -> pl.DataFrame:
    """Return new states after many answers; see :meth:`TracingModel.observe_all`.

    Parameters
    ----------
    model
        The model's id.
    states, responses
        As in the contract.
    per_skill
        Returns one row per skill asked for: ``skill``, ``begin`` (mastery before any answer), ``begin_a``
        and ``begin_b`` where these do not begin at 0, and whatever else the model needs.
    trace
        Returns the numbers of each group after its answers.
    items
        Whether the model tells items apart; the column ``item`` may be missing otherwise.
    """
    _check_columns(states, STATE, "states")
    responses = in_order(responses, items=items)
    if responses.is_empty():
        return pl.DataFrame(schema=STATE)
    groups = responses.select(PAIR).with_row_index("row").group_by(PAIR, maintain_order=True).agg("row")
    rows = groups.get_column("row")
    answers = responses.drop(PAIR)[rows.explode().rechunk()]
    skills = per_skill(groups.get_column("skill").unique().to_list())
    keys = groups.select(PAIR).join(skills, on="skill", how="left", maintain_order="left")
    earlier = _earlier(model, keys, states)
    return _folded(model, keys, earlier, rows.list.len().cast(pl.Int64).to_numpy(), answers, trace)


def _folded(
    model: str,
    keys: pl.DataFrame,
    earlier: pl.DataFrame,
    lengths: Integers,
    answers: pl.DataFrame,
    trace: Callable[[Batch], Traced],
) -> pl.DataFrame:
    ends = np.cumsum(lengths)
    starts = ends - lengths
    correct = answers.get_column("correct").to_numpy()
    alone = (answers.get_column("hints").fill_null(0) == 0).to_numpy()
    right, wrong = correct & alone, ~correct
    at = answers.get_column("at").to_physical().to_numpy()
    count = {name: earlier.get_column(name).to_numpy() for name in ("answers", "right", "streak", "misses")}
    streak = _in_a_row(right, count["streak"], starts, ends)
    last = earlier.get_column("last_at").to_physical().fill_null(NEVER).to_numpy()
    mastery, a, b, best = (earlier.get_column(name).to_numpy() for name in ("mastery", "a", "b", "best"))
    item = answers.get_column("item") if "item" in answers.columns else None
    traced = trace(Batch(keys, mastery, lengths, right, wrong, streak, count["streak"], a, b, last, at, item))
    highest = np.maximum(np.maximum(best, mastery), traced.best)
    instant = STATE["last_at"]
    return keys.select(
        *PAIR,
        pl.lit(model).alias("model"),
        *[pl.Series(name, getattr(traced, name), pl.Float64) for name in ("mastery", "a", "b")],
        pl.Series("answers", count["answers"] + lengths, pl.Int64),
        pl.Series("right", count["right"] + np.add.reduceat(correct, starts, dtype=np.int64), pl.Int64),
        pl.Series("streak", streak, pl.Int64),
        pl.Series("misses", _in_a_row(wrong, count["misses"], starts, ends), pl.Int64),
        pl.min_horizontal(
            earlier.get_column("first_at"), pl.Series(np.minimum.reduceat(at, starts)).cast(instant)
        ).alias("first_at"),
        pl.max_horizontal(
            earlier.get_column("last_at"), pl.Series(np.maximum.reduceat(at, starts)).cast(instant)
        ).alias("last_at"),
        pl.Series("best", highest, pl.Float64),
    )


def longest_in_a_row(holds: Truths, before: Integers, lengths: Integers) -> Integers:
    """Return the most answers that hold in a row after any answer of each group, going on from `before`.

    Examples
    --------
    >>> longest_in_a_row(np.array([True, False, True]), np.array([4, 0]), np.array([2, 1])).tolist()
    [5, 1]
    """
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(holds))
    # A row that began before the group is one whose last break lies before it; the offset keeps groups apart.
    apart = np.repeat(np.arange(len(lengths)) * (len(holds) + int(before.max(initial=0)) + 1), lengths)
    begun = np.repeat(starts - 1 - before, lengths)
    last_break = np.maximum.accumulate(np.where(holds, begun, place) + apart) - apart
    return np.asarray(np.maximum.reduceat(place - last_break, starts), np.int64)


def _in_a_row(holds: Truths, before: Integers, starts: Integers, ends: Integers) -> Integers:
    """Return how many answers at each group's end hold in a row, going on from `before` where all do."""
    place = np.arange(len(holds), dtype=np.int32)
    last_break = np.maximum.reduceat(np.where(holds, np.int32(-1), place), starts)
    return np.where(last_break < 0, before + (ends - starts), ends - 1 - last_break)


def _earlier(model: str, keys: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Return the stored numbers of each group, begun where nothing is stored."""
    found = keys.join(states, on=PAIR, how="left", maintain_order="left")
    if found.height > keys.height:
        raise Refused(
            Problem("a student's skill has more than one state", where="states", kind="repeated state")
        )
    others = found.get_column("model").drop_nulls().unique().to_list()
    if others and others != [model]:
        raise Refused(
            Problem(
                f"states were made by «{listed(sorted(others))}», not by «{model}»",
                where="states",
                next_step="rebuild the estimates with the model in force",
                kind="another model's state",
            )
        )
    return found.select(
        pl.col("mastery").fill_null(pl.col("begin")),
        *[pl.col(name).fill_null(pl.col(begun) if begun in found.columns else 0.0) for name, begun in OWN],
        pl.col("answers", "right", "streak", "misses").fill_null(0),
        pl.col("best").fill_null(0.0),
        "first_at",
        "last_at",
    )


def in_order(responses: pl.DataFrame, *, items: bool = False) -> pl.DataFrame:
    """Return the responses, checked, in the order of arrival, with the columns that are needed.

    Parameters
    ----------
    responses
        Columns of :data:`~whynext.mastery.response.OBSERVED`; ``hints`` may be missing, and ``item`` unless
        `items`.

    Raises
    ------
    Refused
        If columns are missing or of another type, or rows hold what cannot be; the first such row is named.
    """
    if "hints" not in responses.columns:
        responses = responses.with_columns(pl.lit(None, pl.Int64()).alias("hints"))
    needed = {name: dtype for name, dtype in OBSERVED.items() if items or name != "item"}
    _check_columns(responses, needed, "responses")
    responses = responses.select(list(needed))
    found = Collector()
    for name in needed:
        column = responses.get_column(name)
        if name != "hints" and column.null_count():
            row = column.is_null().arg_max()
            found.add(
                f"{column.null_count():,} without «{name}»",
                where=f"responses, first in row {row}",
                kind=f"no {name}",
            )
    hints = responses.get_column("hints")
    if (hints.min() or 0) < 0:  # type: ignore[operator]
        row = (hints < 0).arg_max()
        what = f"{hints[row or 0]} hints cannot have been taken"
        found.add(what, where=f"responses, first in row {row}", kind="impossible hints")
    found.refuse_if_any()
    order = responses.get_column("order")
    return responses if order.is_sorted() else responses.sort("order", maintain_order=True)


def _check_columns(frame: pl.DataFrame, schema: dict[str, pl.DataType], where: str) -> None:
    """Refuse a frame that lacks a column or holds one of another type."""
    found = Collector()
    for name, dtype in schema.items():
        if name not in frame.columns:
            hint = nearest(name, frame.columns)
            found.add(f"the column «{name}» is missing", where=where, next_step=hint, kind="missing column")
        elif frame.schema[name] != dtype:
            what = f"the column «{name}» holds {frame.schema[name]}"
            found.add(what, where=where, valid=str(dtype), kind="wrong type")
    found.refuse_if_any()


def in_rounds(
    start: Floats,
    lengths: Integers,
    right: Truths,
    parameters: Sequence[Floats],
    together: Callable[..., Floats],
    alone: Callable[..., float],
) -> tuple[Floats, Floats]:
    """Fold answers into one number per group, all groups together, round after round.

    Parameters
    ----------
    start
        Shape (G,): the number before the first answer.
    lengths
        Shape (G,): answers in each group; 0 leaves the group as it is.
    right
        Shape (N,): the answers, group after group.
    parameters
        Each of shape (G,), handed on to the steps.
    together
        ``(numbers, right, *parameters) -> numbers`` on columns.
    alone
        The same on scalars; must do the same operations in the same order, so that the bits agree.

    Returns
    -------
    tuple of numpy.ndarray
        Each of shape (G,): the number after the last answer, and the highest that it was.
    """
    longest_first = np.argsort(-lengths, kind="stable")
    number = start[longest_first].astype(np.float64)
    highest = number.copy()
    ranked = [each[longest_first] for each in parameters]
    arranged, widths = _by_round(lengths, right, longest_first)
    done = 0
    for width in widths:
        if width < NARROW:
            break
        now = slice(done, done + width)
        number[:width] = together(number[:width], arranged[now], *[each[:width] for each in ranked])
        np.maximum(highest[:width], number[:width], out=highest[:width])
        done += width
    _finish_alone(number, highest, arranged[done:], [w for w in widths if w < NARROW], ranked, alone)
    return _ranked_back(number, longest_first), _ranked_back(highest, longest_first)


def _ranked_back(numbers: Floats, longest_first: Integers) -> Floats:
    result = np.empty_like(numbers)
    result[longest_first] = numbers
    return result


def _by_round(lengths: Integers, right: Truths, longest_first: Integers) -> tuple[Truths, list[int]]:
    """Return the answers round after round, groups ranked by length, and the width of each round."""
    rank = np.empty_like(longest_first)
    rank[longest_first] = np.arange(len(lengths))
    starts = np.cumsum(lengths) - lengths
    rounds = np.arange(len(right)) - _spread(starts, lengths)
    widths = np.bincount(rounds)
    offsets = np.cumsum(widths) - widths
    arranged = np.empty_like(right)
    arranged[offsets[rounds] + _spread(rank, lengths)] = right
    return arranged, widths.tolist()


def _spread(values: Integers, lengths: Integers) -> Integers:
    """Return each value as often as its length says, as ``numpy.repeat`` does, faster for short runs."""
    some = lengths > 0
    values, lengths = values[some], lengths[some]
    steps = np.zeros(lengths.sum(), dtype=np.int64)
    steps[np.cumsum(lengths) - lengths] = np.diff(values, prepend=0)
    return np.cumsum(steps)


def _finish_alone(
    number: Floats,
    highest: Floats,
    arranged: Truths,
    widths: list[int],
    ranked: Sequence[Floats],
    alone: Callable[..., float],
) -> None:
    """Fold the last, narrow rounds answer by answer, in place."""
    if not widths:
        return
    answers = arranged.tolist()
    numbers, tops = number[: widths[0]].tolist(), highest[: widths[0]].tolist()
    parameters = list(zip(*[each[: widths[0]].tolist() for each in ranked], strict=True))
    done = 0
    for width in widths:
        for group in range(width):
            numbers[group] = alone(numbers[group], answers[done + group], *parameters[group])
            tops[group] = max(tops[group], numbers[group])
        done += width
    number[: widths[0]], highest[: widths[0]] = numbers, tops
