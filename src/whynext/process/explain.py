"""Why, why not, what would change it, replay: all read from the frame a run left, by judging it again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import combinations, product
from typing import Any

import polars as pl
from sqlglot import exp

from whynext.process.assigning.deciding import STATUS
from whynext.process.assigning.instance import Status
from whynext.process.assigning.telling import told_of_seat
from whynext.process.definition import Definition
from whynext.process.expression import Expression, Value, difference
from whynext.process.grouping.deciding import GROUPED, measure_column
from whynext.process.grouping.wording import told_of
from whynext.process.information import Catalogue, Grain, Information, Type
from whynext.process.rules import MUST, READ_BY_CHOICE
from whynext.process.run import (
    KEPT,
    OUTCOME,
    PROBABILITY,
    RANK,
    SCORE,
    TRIGGER,
    judge,
    keep_column,
    offered,
    prefer_column,
    ruled,
    when_column,
)
from whynext.process.wish_outcome import told

_MOST_CHANGES = 3  # how many informations a counterfactual may change together
_MOST_TRIALS = 20_000
_MOST_VERIFIED = 400
UNSURE = "how unsure its score is decides how often it is tried"
"""What is said of an option that is drawn as often as it is likely to be the best."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule as it applied to one option: what it says, how it came out, and what it read.

    `verdict` is True, False or None (UNKNOWN); `weight` the contribution to the score of a term.
    """

    says: str
    rule: str
    verdict: bool | None
    weight: float | None
    read: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an option came out as it did."""

    option: str
    kept: bool | None
    chosen: bool
    score: float | None
    probability: float
    rank: int
    reasons: tuple[Reason, ...]

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """The rules that refused it."""
        return tuple(reason for reason in self.reasons if reason.verdict is False)

    @property
    def unknowns(self) -> tuple[Reason, ...]:
        """The rules that could not be judged."""
        return tuple(reason for reason in self.reasons if reason.verdict is None)


class Of(StrEnum):
    """Whom or what an information that would have to change is about."""

    STUDENT = "student"
    """What is known of the student, and can change."""
    PERSON = "person"
    """What a student is, or is entitled to, and no work will change."""
    LIBRARY = "library"
    MAP = "map"
    DAY = "day"
    """What else is planned for the day."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one information, and whom or what it is about."""

    column: str
    before: Value | None
    after: Value
    of: Of = Of.STUDENT


@dataclass(frozen=True, slots=True)
class WouldChange:
    """A change of information that was tried and found to change the outcome.

    `chosen` tells whether the option would then be chosen, not only offered.
    """

    changes: tuple[Change, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What it would cost all students together to give one a place that the best plan does without.

    Parameters
    ----------
    possible
        Whether there is a plan with it.
    lost
        How many points the plan would be worth less.
    moves
        Who else would have other places: student, the options left, the options that come instead.
    against
        Where it is not possible: what forbids it, as sentences; of fewer nothing would forbid it.
    now
        What of the plan as it is stands against it, as sentences.
    proved
        Whether there is none that costs less; or, where it is not possible, whether that is proved.
    """

    possible: bool
    lost: float
    moves: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    against: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    proved: bool = False


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why an option was not chosen, and the smallest listed change that would let it in.

    Parameters
    ----------
    why
        How every rule came out for it.
    better
        The options that came before it, best first.
    change
        The smallest change found, verified by judging again; None if none of the listed ones does.
    cost
        Where places are shared and no rule refused it: what giving it would cost all. None elsewhere.
    """

    why: Why
    better: tuple[str, ...]
    change: WouldChange | None
    cost: Cost | None = None


def why(definition: Definition, rows: pl.DataFrame, option: str) -> Why:
    """Return how every rule of the definition came out for an option.

    Parameters
    ----------
    definition
        The version that was in force.
    rows
        The rows of one decision, as :func:`whynext.process.run.judge` returned them.
    option
        One of its options.

    Raises
    ------
    KeyError
        If the option was not considered.
    """
    found = rows.filter(pl.col("option") == option)
    if len(found) == 0:
        raise KeyError(option)
    row = found.row(0, named=True)
    return Why(
        option=option,
        kept=row[KEPT],
        chosen=_is_chosen(definition, rows, option),
        score=_worth(definition, row),
        probability=row[PROBABILITY],
        rank=row[RANK],
        reasons=reasons_of(definition, row),
    )


def _worth(definition: Definition, row: Mapping[str, Any]) -> float | None:
    """Return the score of an option; of a group with what it counts that the student is in it."""
    score: float | None = row[SCORE]
    if score is None or not row.get(GROUPED):
        return score
    parts = range(len(definition.composition))
    return score + sum(float(row[measure_column(index, "served")]) for index in parts)


def reasons_of(definition: Definition, row: Mapping[str, Value | None]) -> tuple[Reason, ...]:
    """Return how every rule came out for one row of a judged frame; where it is wanted of many rows."""
    return tuple(_reasons(definition, row))


def _is_chosen(definition: Definition, rows: pl.DataFrame, option: str) -> bool:
    row = rows.filter(pl.col("option") == option)
    rank = int(row.get_column(RANK)[0])
    if definition.choose.how == "lottery":
        capacity = definition.choose.capacity
        return rank > 0 and (capacity is None or rank <= capacity)
    return rank > 0


def _reasons(definition: Definition, row: Mapping[str, Value | None]) -> Iterator[Reason]:
    columns = [use.column for use in definition.information]

    def read(*names: str) -> dict[str, Value | None]:
        return {name: row[name] for name in names if name in columns}

    when = definition.trigger.when
    if when is not None:
        yield Reason(f"the process runs when {when.text}", when.text, row[TRIGGER], None, read(*when.names))  # type: ignore[arg-type]
    for index, keep in enumerate(definition.keeps):
        verdict = row[keep_column(index)]
        says = keep.refusal if verdict is False else keep.because
        yield Reason(says, keep.test.text, verdict, None, read(*keep.test.names))  # type: ignore[arg-type]
    for index, term in enumerate(definition.prefers):
        value = row[prefer_column(index)]
        known = None if value is None else float(value)
        yield Reason(
            term.because,
            term.term.text,
            None if known is None else True,
            known or 0.0,
            read(*term.term.names),
        )
    spread = definition.choose.spread
    if spread is not None:
        known = None if row[READ_BY_CHOICE["spread"]] is None else True
        yield Reason(UNSURE, spread.text, known, None, read(*spread.names))
    if row.get(OUTCOME):
        yield _of_matching(definition, row)
    if row.get(GROUPED):
        for told in told_of(definition, row):
            yield Reason(told.says, told.rule, told.verdict, told.points, read(*told.names))
    elif row.get(STATUS) and row[KEPT] and definition.choose.how == "assign":
        yield from _of_assigning(definition, row)
    for index, line in enumerate(definition.rows):
        verdict = row[when_column(index)]
        matches = None if verdict is None else (line.then == row["option"]) == bool(verdict)
        if verdict is not False:
            yield Reason(line.because, line.test.text, matches, None, read(*line.test.names))
            return


def _of_matching(definition: Definition, row: Mapping[str, Any]) -> Reason:
    """Return how a wish came out where places are matched."""
    how = definition.choose
    read = {name: row[name] for name in (how.seats.names if how.seats else ()) if name in row}
    said, brought_it = told(how, row)
    return Reason(said, f"match by {how.method}", brought_it, None, read)


def _of_assigning(definition: Definition, row: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield how a place came out where places are shared; nothing of what the best plan does without."""
    rule = "assign"
    if row[RANK] > 0:
        held = told_of_seat(definition, row)
        yield Reason(f"{held}: so it is in the best plan found for all together", rule, True, None, {})
    elif row.get(MUST) is False:
        yield Reason("a person has locked another place in its stead", rule, False, None, {})
    elif row[STATUS] in (Status.IMPOSSIBLE, Status.NOT_FOUND):
        yield Reason("there is no plan that keeps everything", rule, False, None, {})


def missing(definition: Definition, rows: pl.DataFrame) -> dict[str, int]:
    """Return which information was missing where a rule came out UNKNOWN, and for how many options each.

    Parameters
    ----------
    definition
        The version that was in force.
    rows
        The rows of one decision, as :func:`whynext.process.run.judge` returned them.

    Returns
    -------
    dict
        Columns of information, those missing for most options first.
    """
    columns = {use.column for use in definition.information}
    when = definition.trigger.when
    judged = [(TRIGGER, when.names)] if when is not None else []
    judged += [(keep_column(index), rule.test.names) for index, rule in enumerate(definition.keeps)]
    judged += [(prefer_column(index), rule.term.names) for index, rule in enumerate(definition.prefers)]
    choosing = definition.choose.expressions.items()
    judged += [(READ_BY_CHOICE[name], each.names) for name, each in choosing]
    judged += [(when_column(index), line.test.names) for index, line in enumerate(definition.rows)]
    unknown = rows.filter(pl.col(KEPT).is_null() & pl.col("option").is_not_null())
    lacking: dict[str, pl.Series] = {}
    for verdict, names in judged:
        for name in columns.intersection(names):
            here = unknown.get_column(verdict).is_null() & unknown.get_column(name).is_null()
            lacking[name] = lacking[name] | here if name in lacking else here
    counts = {name: int(where.sum()) for name, where in lacking.items()}
    return {
        name: count for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])) if count
    }


def why_not(
    definition: Definition, catalogue: Catalogue, rows: pl.DataFrame, option: str, seed: bytes
) -> WhyNot:
    """Return why an option was not chosen and the smallest listed change of information that lets it in.

    Changes are listed as follows: for a truth, the other one; for a word, those it is compared with and
    those it can be; for a number, the values at which a comparison turns (and one step to either side), and
    its bounds. Up to three informations are changed together. The smallest is the one that changes the
    fewest, then the least in proportion to their ranges. It is verified by judging again. What is known of
    the student and can change is tried first; facts of the library and the map if that does not do, and what
    the student is only then.
    """
    reasons = why(definition, rows, option)
    better = _before(definition, rows, option)
    change = None if reasons.chosen else _smallest(definition, catalogue, rows, option, seed)
    return WhyNot(reasons, tuple(better), change)


def _before(definition: Definition, rows: pl.DataFrame, option: str) -> list[str]:
    """Return the options that came before this one, best first; those chosen if it was refused."""
    if definition.choose.how in ("lottery", "assign"):
        return []
    here = rows.filter(pl.col("option") == option)
    if definition.choose.how == "match" and here.get_column(OUTCOME)[0] == "full":
        return []  # no wish stood against it
    if definition.choose.how == "group":
        return rows.filter(pl.col(RANK) > 0).get_column("option").to_list()
    order = offered(rows)
    if option in order:
        return order[: order.index(option)]
    chosen = rows.filter(pl.col(RANK) > 0).sort(RANK)
    return chosen.get_column("option").to_list()


def _smallest(
    definition: Definition, catalogue: Catalogue, rows: pl.DataFrame, option: str, seed: bytes
) -> WouldChange | None:
    row = rows.filter(pl.col("option") == option)
    if definition.is_joint and row.get_column(KEPT)[0]:
        return None  # only chance stood against it, and what the others wish for
    listed = _listed_changes(definition, catalogue, rows, row)
    wanted_chosen = bool(row.get_column(KEPT)[0])
    can_change = {column: each for column, each in listed.items() if each[0].of is Of.STUDENT}
    for some in (can_change, listed) if len(can_change) < len(listed) else (listed,):
        sets = sorted(_sets(some), key=lambda changes: _size(changes, definition, catalogue))
        if sets and not wanted_chosen:
            sets = _letting_in(definition, row, sets)
        for changes in sets[:_MOST_VERIFIED]:
            # Of one student alone it cannot be said what all together would bring.
            alone = not definition.is_joint
            chosen = alone and _chosen_after(definition, catalogue, rows, option, changes, seed)
            if chosen or not wanted_chosen:
                return WouldChange(changes, chosen)
    return None


_OF_STUDENT = (Grain.STUDENT, Grain.STUDENT_OPTION, Grain.STUDENT_GIVEN)
_FIXED = {
    "resource": Of.LIBRARY,
    "map": Of.MAP,
    "day": Of.DAY,
    "background": Of.PERSON,
    "accommodation": Of.PERSON,
}


def _about(information: Information) -> Of:
    """Return whom or what an information is about."""
    fixed = _FIXED.get(information.category)
    if fixed is not None:
        return fixed
    return Of.STUDENT if information.grain in _OF_STUDENT else Of.LIBRARY


def _sets(listed: Mapping[str, Sequence[Change]]) -> list[tuple[Change, ...]]:
    found: list[tuple[Change, ...]] = []
    for count in range(1, min(_MOST_CHANGES, len(listed)) + 1):
        for columns in combinations(listed, count):
            for changes in product(*(listed[column] for column in columns)):
                found.append(changes)
                if len(found) >= _MOST_TRIALS:
                    return found
    return found


def _letting_in(
    definition: Definition, row: pl.DataFrame, sets: Sequence[tuple[Change, ...]]
) -> list[tuple[Change, ...]]:
    """Return the sets of changes under which no rule refuses the option, tried all at once."""
    observed = row.select("student", "given", "option", *(use.column for use in definition.information))
    tried = pl.concat([observed] * len(sets)) if len(sets) > 1 else observed
    for column in {change.column for changes in sets for change in changes}:
        values = tried.get_column(column).to_list()
        for index, changes in enumerate(sets):
            for change in changes:
                if change.column == column:
                    values[index] = change.after
        tried = tried.with_columns(pl.Series(column, values, dtype=tried.schema[column]))
    kept = ruled(definition, tried).get_column(KEPT).to_list()
    return [changes for changes, fit in zip(sets, kept, strict=True) if fit]


def _chosen_after(
    definition: Definition,
    catalogue: Catalogue,
    rows: pl.DataFrame,
    option: str,
    changes: Sequence[Change],
    seed: bytes,
) -> bool:
    grains = {use.column: catalogue.information[use.name].grain for use in definition.information}
    changed = rows
    for change in changes:
        own = grains[change.column] in (Grain.STUDENT_OPTION, Grain.OPTION, Grain.OPTION_GIVEN)
        here = pl.col("option") == option if own else pl.lit(True)
        value = pl.lit(change.after, dtype=rows.schema[change.column])
        changed = changed.with_columns(
            pl.when(here).then(value).otherwise(pl.col(change.column)).alias(change.column)
        )
    judged, _ = judge(definition, changed, seed)
    return _is_chosen(definition, judged, option)


def _listed_changes(
    definition: Definition, catalogue: Catalogue, rows: pl.DataFrame, row: pl.DataFrame
) -> dict[str, list[Change]]:
    kept = bool(row.get_column(KEPT)[0])
    by_column: dict[str, list[Change]] = {}
    read = _columns_that_matter(definition, kept)
    for use in definition.information:
        if use.column not in read:
            continue
        information = catalogue.information[use.name]
        before = row.get_column(use.column)[0]
        values = _values(definition, information, use.column, rows, row)
        of = _about(information)
        by_column[use.column] = [Change(use.column, before, value, of) for value in values if value != before]
    return {column: changes for column, changes in by_column.items() if changes}


def _columns_that_matter(definition: Definition, kept: bool) -> set[str]:
    ranking = {name for term in definition.prefers for name in term.term.names}
    ranking |= {name for each in definition.choose.expressions.values() for name in each.names}
    if kept:
        return ranking
    # An unknown term also keeps an option from being ranked.
    return ranking | {name for test in _tests(definition) for name in test.names}


def _values(
    definition: Definition, information: Information, column: str, rows: pl.DataFrame, row: pl.DataFrame
) -> list[Value]:
    if information.type is Type.TRUTH:
        return [True, False]
    if information.type is Type.WORD:
        words = [word for test in _tests(definition) for word in test.words().get(column, [])]
        return list(dict.fromkeys([*words, *information.values]))
    return _numbers(definition, information, column, rows, row)


def _tests(definition: Definition) -> list[Expression]:
    tests = [keep.test for keep in definition.keeps] + [row.test for row in definition.rows]
    return tests + ([definition.trigger.when] if definition.trigger.when is not None else [])


def _numbers(
    definition: Definition, information: Information, column: str, rows: pl.DataFrame, row: pl.DataFrame
) -> list[Value]:
    """Return the whole steps next to the values at which something turns, and the bounds."""
    turning: list[float] = []
    constants = definition.values
    for test in _tests(definition):
        for node in test.comparisons() if column in test.names else ():
            root = _root(partial(_difference, node, constants), column, row)
            turning += [] if root is None else [root]
    turning += _overtaking(definition, column, rows, row)
    step = information.step
    grid = [(math.floor(root / step + 1e-9), math.ceil(root / step - 1e-9)) for root in turning]
    values = [whole * step for under, over in grid for whole in (under - 1, under, over, over + 1)]
    values += [bound for bound in (information.low, information.high) if bound is not None]
    low = -float("inf") if information.low is None else information.low
    high = float("inf") if information.high is None else information.high
    return sorted({round(value, 9) for value in values if low <= round(value, 9) <= high})


def _difference(node: exp.Expression, constants: Mapping[str, Value], frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(difference(node, constants))


def _overtaking(definition: Definition, column: str, rows: pl.DataFrame, row: pl.DataFrame) -> list[float]:
    """Return the value of a column at which the option's score reaches the lowest score that was chosen."""
    if not any(column in term.term.names for term in definition.prefers):
        return []
    chosen = rows.filter(pl.col(RANK) > 0).get_column(SCORE)
    cut = chosen.min()
    if not isinstance(cut, float):
        return []

    def gap(frame: pl.DataFrame) -> pl.DataFrame:
        return ruled(definition, frame).select(pl.col(SCORE) - cut)

    root = _root(gap, column, row)
    return [] if root is None else [root]


def _root(of: Callable[[pl.DataFrame], pl.DataFrame], column: str, row: pl.DataFrame) -> float | None:
    """Return where a function that is linear in one column is zero; None if it is flat or unknown."""
    probes = pl.concat([row] * 2).with_columns(pl.Series(column, [0.0, 1.0]))
    try:
        at_zero, at_one = of(probes).to_series().to_list()
    except pl.exceptions.PolarsError:
        return None  # a comparison of words or truths
    if at_zero is None or at_one is None or at_zero == at_one:
        return None
    return float(-at_zero / (at_one - at_zero))


def _size(
    changes: Sequence[Change], definition: Definition, catalogue: Catalogue
) -> tuple[int, int, float, str]:
    names = {use.column: use.name for use in definition.information}
    total = 0.0
    for change in changes:
        information = catalogue.information[names[change.column]]
        total += _distance(change, information)
    of_person = sum(change.of is Of.PERSON for change in changes)
    return of_person, len(changes), total, repr([(change.column, change.after) for change in changes])


def _distance(change: Change, information: Information) -> float:
    if information.type is not Type.NUMBER or change.before is None:
        return 1.0
    if information.low is not None and information.high is not None and information.high > information.low:
        span = information.high - information.low
    else:
        span = max(abs(float(change.before)), abs(float(change.after)), 1.0)
    return abs(float(change.after) - float(change.before)) / span


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether judging again gave the recorded frame, and the columns that differ if it did not."""

    same: bool
    differs: tuple[str, ...]


def replay(definition: Definition, recorded: pl.DataFrame, seed: bytes) -> Replay:
    """Judge recorded information again and compare bit for bit with what was recorded."""
    again, _ = judge(definition, recorded, seed)
    differs = [
        name
        for name in again.columns
        if name not in recorded.columns or not _identical(again.get_column(name), recorded.get_column(name))
    ]
    return Replay(not differs, tuple(differs))


def _identical(a: pl.Series, b: pl.Series) -> bool:
    return a.dtype == b.dtype and a.equals(b, null_equal=True)
