"""A witness that a process can vary: one student of whom other information would change the result.

First information is exchanged among the students of the record. If that changes nothing, admissible values
of single informations are tried: the ends of their range, both sides of every threshold, every word, both
truths. What is found is made as small as it can be and judged again before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
import polars as pl
from sqlglot import exp

from whynext.base.seed import derive
from whynext.process.choice import Floats, Truths
from whynext.process.definition import Definition, Recourse
from whynext.process.expression import Expression, Value, difference
from whynext.process.influence import (
    about_students,
    decision_of,
    exchanged,
    first_rows,
    grains_of,
    outcomes,
)
from whynext.process.information import Catalogue, Grain, Information, Type
from whynext.process.run import PROBABILITY, RANK, TRIGGER, judge, mechanism_of, slice_of
from whynext.process.statements import agent_said, joined_by_and, plain, tested, value_said

_EXCHANGES = 4  # how many exchanges among students are tried before single values
_EXCHANGED = 2_000  # decisions among which information is exchanged
_ASSIGNED = 30  # decisions among which shared places are assigned
_SAMPLE = 40  # decisions on which admissible values are tried
_JOINT_SAMPLE = 10  # students whose values are tried where all share what is decided, one at a time
_OPTIONS = 20  # options at which a value is tried
_CANDIDATES = 12  # decisions that seemed to differ and are verified one by one
_SINGLES = 400  # changes tried alone before they are halved together
_FAR = (1.0, 10.0, 100.0, 1_000.0, 100_000.0)  # steps beyond what was seen, where there is no bound
_LEAST = 1e-9  # a difference of probability that is one
_ANOTHER_WORD = "something else"


Of = Literal["answer", "chances", "agents"]
"""What can differ: the answer; the chances of the options where chance draws; who acts."""

_RANKED: tuple[Of, ...] = ("answer", "chances", "agents")


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one information, at one option where it is about options (else `option` is None)."""

    column: str
    option: str | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A student for whom the result would differ, verified by judging again.

    Parameters
    ----------
    student, given
        Whose decision it is, and for what.
    changes
        What would be known instead; leaving out one of them would not do.
    before, after
        The answers in words; the chances or who acts where the answer stays the same.
    of
        What differs.
    """

    student: str
    given: str | None
    changes: tuple[Change, ...]
    before: str
    after: str
    of: Of = "answer"

    def __str__(self) -> str:
        """Return it as a sentence."""
        parts = [f"{plain(first.column)} of {self.student}{_where(first)}" for first in self.changes[:1]]
        parts += [f"{plain(change.column)}{_where(change)}" for change in self.changes[1:]]
        said = joined_by_and(
            f"{part} were {' instead of '.join(_said(change.after, change.before))}"
            for part, change in zip(parts, self.changes, strict=True)
        )
        named = {"answer": "the answer", "chances": "the chance", "agents": "who acts"}[self.of]
        what = f"{named} for «{self.given}»" if self.given is not None else named
        return f"If {said}, {what} would be {self.after} instead of {self.before}."


def _where(change: Change) -> str:
    return f" for «{change.option}»" if change.option is not None else ""


def _said(*values: Value | None) -> list[str]:
    """Return values in words, numbers with as many digits as tell them apart, and at least four."""
    for digits in range(4, 18):
        said = [_in_digits(value, digits) for value in values]
        if len(set(said)) == len(set(values)):
            break
    return said


def _in_digits(value: Value | None, digits: int) -> str:
    if value is None:
        return "unknown"
    return value_said(float(f"{value:.{digits}g}") if isinstance(value, float) else value)


class Search:
    """Looks for one student of whom other information would lead to another result.

    Parameters
    ----------
    definition
        The process.
    catalogue
        Where its information is declared.
    observed
        What a run saw.
    seed
        Of the run; what is tried is drawn from it too.
    columns
        What may be changed; everything that is about students if None.
    """

    def __init__(
        self,
        definition: Definition,
        catalogue: Catalogue,
        observed: pl.DataFrame,
        seed: bytes,
        columns: tuple[str, ...] | None = None,
    ) -> None:
        self.definition, self.catalogue, self.seed = definition, catalogue, seed
        self.columns = about_students(definition, catalogue) if columns is None else columns
        # To put all students somewhere at once takes long; thirty show as well as a school what varies.
        together = definition.choose.how in ("assign", "group")
        many = _ASSIGNED if together else None if definition.is_joint else _EXCHANGED
        self.observed = observed if many is None else _first(observed, many)
        self.tried = 0
        self.decisions = int(decision_of(self.observed)[-1]) + 1

    def witness(self) -> Witness | None:
        """Return a witness: of another answer if one is found, else of other chances or agents, or None."""
        best: Witness | None = None
        for before, changed in chain(self._exchanges(), self._values_tried()):
            self.tried += 1
            wanted = _RANKED[: _RANKED.index(best.of)] if best else _RANKED
            best = self._differing(before, changed, wanted) or best
            if best is not None and best.of == "answer":
                return best
        return best

    def witnesses(self) -> Iterator[Witness]:
        """Yield every witness of another answer that is found, each once."""
        seen: set[tuple[str, str | None, tuple[Change, ...]]] = set()
        for before, changed in chain(self._exchanges(), self._values_tried()):
            self.tried += 1
            found = self._differing(before, changed, ("answer",))
            if found is not None and (key := (found.student, found.given, found.changes)) not in seen:
                seen.add(key)
                yield found

    def _exchanges(self) -> Iterator[tuple[_Judged, pl.DataFrame]]:
        before = _Judged.of(self.definition, self.observed, self.seed)
        grains = grains_of(self.definition, self.catalogue, self.columns)
        for number in range(_EXCHANGES if grains else 0):
            changed, moved = exchanged(self.observed, grains, derive(self.seed, f"witness {number}"))
            if moved.any():
                yield before, changed

    def _values_tried(self) -> Iterator[tuple[_Judged, pl.DataFrame]]:
        sample = self.observed if self.definition.is_joint else _first(self.observed, _SAMPLE)
        read = {name for expression in _expressions(self.definition) for name in expression.names}
        before = _Judged.of(self.definition, sample, self.seed)
        rank = before.frame.get_column(RANK)
        for column in (column for column in self.columns if column in read):
            information = self._information(column)
            for place in self._places(sample, rank, information.grain):
                for value in self._values(column, information, sample):
                    new = value.cast(information.type.dtype)
                    there = pl.lit(place) & new.is_not_null()
                    yield (
                        before,
                        sample.with_columns(pl.when(there).then(new).otherwise(pl.col(column)).alias(column)),
                    )

    def _differing(self, before: _Judged, changed: pl.DataFrame, wanted: Sequence[Of]) -> Witness | None:
        """Return a witness among the decisions that differ on a changed frame."""
        after = _Judged.of(self.definition, changed, self.seed)
        for of in wanted:
            differs = before.differs(after, of) & before.sound & after.sound
            for place in np.flatnonzero(differs)[:_CANDIDATES]:
                student, given = after.decisions.select("student", "given").row(int(place))
                case = _Case(self, before.observed, student, given, of)
                changes = case.changes_to(slice_of(changed, student, given))
                if case.differs(changes):
                    return case.witness(changes)
        return None

    def _information(self, column: str) -> Information:
        name = next(use.name for use in self.definition.information if use.column == column)
        return self.catalogue.information[name]

    def _places(self, sample: pl.DataFrame, rank: pl.Series, grain: Grain) -> Iterator[pl.Series]:
        """Yield where a value is changed: everywhere, or by option; one student at a time where all share."""
        students, options = sample.get_column("student"), sample.get_column("option")
        groups = [pl.Series(np.ones(len(sample), bool))]
        if self.definition.is_joint:
            some = students.unique(maintain_order=True).head(_JOINT_SAMPLE)
            groups = [students == name for name in some]
        for group in groups:
            yield group
            if grain is Grain.STUDENT_OPTION:
                yield group & (rank > 0)
                yield group & (rank == 0)
                for option in options.drop_nulls().unique(maintain_order=True).head(_OPTIONS):
                    yield group & (options == option)

    def _values(self, column: str, information: Information, sample: pl.DataFrame) -> Iterator[pl.Expr]:
        """Yield admissible values of an information, as literals or row by row."""
        seen = sample.get_column(column).drop_nulls().unique().sort()
        if information.type is Type.TRUTH:
            yield from (pl.lit(True), pl.lit(False))
        elif information.type is Type.WORD:
            written = [
                word for each in _expressions(self.definition) for word in each.words().get(column, [])
            ]
            free = () if information.values else (*written, *seen.head(20), _ANOTHER_WORD)
            yield from (pl.lit(word) for word in dict.fromkeys((*information.values, *free)))
        else:
            yield from self._numbers(column, information, sample, seen.to_list())

    def _numbers(
        self, column: str, information: Information, sample: pl.DataFrame, seen: Sequence[float]
    ) -> Iterator[pl.Expr]:
        low, high, step = information.low, information.high, information.step
        thresholds = [pl.lit(each) for each in self._thresholds(column, sample)]
        for threshold in thresholds:
            yield from (((threshold / step).floor() * step + n * step).clip(low, high) for n in (0, 1, -1))
        ends = [seen[0], seen[-1]] if seen else [0.0]
        values = [each for each in (low, high) if each is not None] + [*ends, 0.0, 1.0]
        values += [ends[-1] + far * step for far in _FAR] + [ends[0] - far * step for far in _FAR]
        fit = (each for each in values if (low is None or each >= low) and (high is None or each <= high))
        yield from (pl.lit(each) for each in dict.fromkeys(fit))
        # Last what nobody would say aloud: a band between two thresholds can be narrower than a step.
        yield from (threshold.clip(low, high) for threshold in thresholds)

    def _thresholds(self, column: str, sample: pl.DataFrame) -> Iterator[pl.Series]:
        """Yield row by row where each comparison of numbers that reads a column turns, if linear in it."""
        for expression in _expressions(self.definition):
            for node in expression.comparisons():
                if all(each.name != column for each in node.find_all(exp.Column)):
                    continue
                of = difference(node, self.definition.values).alias(":difference")
                at_0, at_1 = (
                    sample.with_columns(pl.lit(value).alias(column))
                    .with_columns(of)
                    .get_column(":difference")
                    for value in (0.0, 1.0)
                )
                yield (-at_0 / (at_1 - at_0)).set((at_1 == at_0).fill_null(True), None)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The decisions of a frame, and for which of them the process ran and rules could decide."""

    observed: pl.DataFrame
    frame: pl.DataFrame
    decisions: pl.DataFrame
    sound: Truths
    is_chance: bool

    @classmethod
    def of(cls, definition: Definition, observed: pl.DataFrame, seed: bytes) -> _Judged:
        frame, decisions = judge(definition, observed, seed)
        sound: Truths = (decisions.get_column("mechanism") != "unknown").to_numpy()
        if definition.trigger.when is not None:
            awake = frame.get_column(TRIGGER).fill_null(False).to_numpy()
            sound = sound & awake[first_rows(decision_of(frame))]
        return cls(observed, frame, decisions, sound, mechanism_of(definition) == "sample")

    def differs(self, other: _Judged, of: Of) -> Truths:
        """Tell per decision whether it differs; all three compare the same students in the same order."""
        if of == "answer":
            return outcomes(self.decisions).ne_missing(outcomes(other.decisions)).to_numpy()
        if of == "chances":
            moved = np.abs(self.chances() - other.chances()) if self.is_chance else np.zeros(len(self.frame))
            return np.bincount(decision_of(self.frame), moved, len(self.decisions)) > _LEAST
        mine, theirs = self.decisions.get_column("agents"), other.decisions.get_column("agents")
        known = ~(mine.str.contains("?", literal=True) | theirs.str.contains("?", literal=True))
        return ((mine != theirs) & known).to_numpy()

    def chances(self) -> Floats:
        """Return the probability of each row."""
        return self.frame.get_column(PROBABILITY).to_numpy()


class _Case:
    """One decision, judged again with other information; the whole run with it where students share."""

    def __init__(
        self, search: Search, observed: pl.DataFrame, student: str, given: str | None, of: Of
    ) -> None:
        self.search, self.student, self.given, self.of = search, student, given, of
        self.definition, self.observed = search.definition, observed
        self.rows = slice_of(observed, student, given)
        self.original = self._judged(self.rows)

    def changes_to(self, rows: pl.DataFrame) -> list[Change]:
        """Return every value that differs in these rows, what concerns chosen options first."""
        grains = grains_of(self.definition, self.search.catalogue, self.search.columns)
        found: list[Change] = []
        for column, grain in grains.items():
            cells = zip(
                self.rows.get_column("option"),
                self.rows.get_column(column),
                rows.get_column(column),
                strict=True,
            )
            about_options = grain is Grain.STUDENT_OPTION
            for option, before, after in cells if about_options else list(cells)[:1]:
                nothing = about_options and option is None  # there was nothing to choose from
                if before != after and not nothing:
                    found.append(Change(column, option if about_options else None, before, after))
        first = set(self.original.decisions.get_column("chosen").to_list()[0])
        return sorted(found, key=lambda change: change.option is not None and change.option not in first)

    def differs(self, changes: Iterable[Change]) -> bool:
        """Tell whether the result differs after these changes, rules deciding before and after."""
        judged = self._judged(with_changes(self.rows, changes))
        sound = judged.sound[0] and self.original.sound[0]
        return bool(sound and self.original.differs(judged, self.of)[0])

    def witness(self, changes: list[Change]) -> Witness:
        """Return the witness with as few of these changes as will do."""
        few = self._fewest(changes)
        after = self._judged(with_changes(self.rows, few))
        said = self._words(self.original, after), self._words(after, self.original)
        return Witness(self.student, self.given, tuple(few), *said, self.of)

    def _fewest(self, changes: list[Change]) -> list[Change]:
        for change in changes[:_SINGLES]:
            if self.differs([change]):
                return [change]
        # Take away ever smaller parts as long as the rest will do (delta debugging; Zeller 2002).
        part = max(len(changes) // 2, 1)
        while True:
            place = 0
            while place < len(changes) and len(changes) > 1:
                rest = changes[:place] + changes[place + part :]
                if self.differs(rest):
                    changes = rest
                else:
                    place += part
            if part == 1:
                return changes
            part = max(part // 2, 1)

    def _judged(self, rows: pl.DataFrame) -> _Judged:
        if not self.definition.is_joint:
            return _Judged.of(self.definition, rows, self.search.seed)
        mine = (pl.col("student") == self.student) & pl.col("given").eq_missing(pl.lit(self.given, pl.String))
        numbered = self.observed.with_row_index(":n")
        place = numbered.filter(mine).get_column(":n")
        whole = pl.concat([numbered.filter(~mine), rows.with_columns(place).select(numbered.columns)])
        judged = _Judged.of(self.definition, whole.sort(":n").drop(":n"), self.search.seed)
        here = judged.decisions.select(mine).to_series()
        return _Judged(
            rows,
            judged.frame.filter(mine),
            judged.decisions.filter(here),
            judged.sound[here.to_numpy()],
            judged.is_chance,
        )

    def _words(self, judged: _Judged, other: _Judged) -> str:
        row = judged.decisions.row(0, named=True)
        if self.of == "agents":
            acting = zip(self.definition.agents, row["agents"], strict=True)
            return f"({'; '.join(agent_said(agent) for agent, digit in acting if digit == '1') or 'nobody'})"
        if self.of == "chances":
            place = int(np.argmax(np.abs(judged.chances() - other.chances())))
            return f"{judged.chances()[place]:.2%} of '{judged.frame.get_column('option')[place]}'"
        return came_to(row)


def came_to(row: Mapping[str, Any]) -> str:
    """Return what a decision came to, in words."""
    if row["recourse"] is None:
        nothing = "a ticket that is not drawn" if row["mechanism"] == "lottery" else "nothing"
        return ", then ".join(f"'{option}'" for option in row["chosen"]) or nothing
    return "nothing" if row["recourse"] == Recourse.NOTHING.value else f"nothing ({row['recourse']})"


def _first(observed: pl.DataFrame, decisions: int) -> pl.DataFrame:
    return observed.filter(pl.Series(decision_of(observed) < decisions))


def _expressions(definition: Definition) -> list[Expression]:
    """Return what can change a decision or who acts; not the trigger, which must stay true."""
    weighed = [rule.weight for rule in definition.prefers]
    return [
        *(tested(rule) for rule in definition.rules),
        *weighed,
        *(agent.when for agent in definition.agents if agent.when is not None),
    ]


def with_changes(rows: pl.DataFrame, changes: Iterable[Change]) -> pl.DataFrame:
    """Return the rows with these changes."""
    columns = {change.column: rows.get_column(change.column).to_list() for change in changes}
    options = {option: place for place, option in enumerate(rows.get_column("option"))}
    for change in changes:
        places = range(len(rows)) if change.option is None else [options[change.option]]
        for place in places:
            columns[change.column][place] = change.after
    return rows.with_columns(
        pl.Series(name, values, dtype=rows.schema[name]) for name, values in columns.items()
    )
