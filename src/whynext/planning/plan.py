"""Plans: a student's decisions as a tree of term, week, day, session and activity.

Nothing here decides. A plan is read from decisions, and every part of it that a decision made names that
decision, so that one can ask of it why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import polars as pl

from whynext.base.errors import Collector, Refused, listed

COLUMNS = (
    "id",
    "student",
    "given",
    "process",
    "day",
    "decided_at",
    "occasion",
    "ordinal",
    "chosen",
    "first_chosen",
    "state",
    "by",
    "waiting_for",
    "parent",
    "rank",
)
"""What is read of a frame of decisions."""

HOLDS = frozenset({"in force", "overridden", "carried out"})
WAITS = frozenset({"proposed", "asks", "escalated"})
GONE = frozenset({"declined", "lapsed", "superseded"})
PASSED_ON = "passed on"
_STATES = HOLDS | WAITS | GONE | {PASSED_ON}
_STEP = re.compile(r"^step of (?P<process>[a-z0-9-]+): (?P<occasion>.*)$", re.DOTALL)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PASSING = "moment"
"""The grain of what is over at once, such as a question of a diagnostic: no plan shows it."""

_TERM_GRAINS = frozenset({"unit", "term", "year", "years"})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


class Level(StrEnum):
    """The levels of a plan, each inside the one before."""

    TERM = "term"
    WEEK = "week"
    DAY = "day"
    SESSION = "session"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a plan.

    Parameters
    ----------
    level
        One of :class:`Level`.
    id
        Unique in the plan, the same whenever the plan is derived again.
    title
        For people.
    begins, ends
        Its first and its last day; None for a plan in which nothing is planned.
    minutes
        How long it takes: of an activity what the library says, of the rest the sum of what is known of its
        parts; None if nothing is known.
    decision
        The decision that made it; None for the parts of the calendar.
    children
        Its parts, in order.
    option
        What was chosen, None for what is no option.
    state
        Where its decision stands; None without one.
    waiting_for
        The role that is to act before it holds; None if it waits for nobody.
    by
        Who chose it: "algorithm", or a role and person.
    why
        Of a check: why what is in it is asked, in words; None for what is learned with.
    """

    level: Level
    id: str
    title: str
    begins: date | None = None
    ends: date | None = None
    minutes: float | None = None
    decision: str | None = None
    children: tuple[Node, ...] = ()
    option: str | None = None
    state: str | None = None
    waiting_for: str | None = None
    by: str | None = None
    why: str | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is proposed or asked about, and does not hold yet."""
        return self.state in WAITS

    def walk(self) -> Iterator[Node]:
        """Iterate over it and all its parts, outer ones first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def at(self, level: Level) -> list[Node]:
        """Return all parts of one level, in order."""
        return [node for node in self.walk() if node.level is level]


def plan_of(
    decisions: pl.DataFrame,
    *,
    titles: Mapping[str, str] = _NO_WORDS,
    minutes: Mapping[str, float] = _NO_NUMBERS,
    process_titles: Mapping[str, str] = _NO_WORDS,
    grains: Mapping[str, str] = _NO_WORDS,
    checks: Mapping[str, str] = _NO_WORDS,
    term: str = "Plan",
    begins: date | None = None,
    ends: date | None = None,
) -> Node:
    """Return the plan of one student, derived from decisions.

    Decisions that hold are in it, and those that wait for somebody, marked so; what was declined, has
    lapsed or was superseded is not, nor what was decided in consequence. A decision that was made for what
    another chose (an object for a skill) lies inside that choice; once a person chose otherwise it is no
    longer shown.
    The steps of a composite lie inside it, as far as it took them up: what did not fit is not in the plan.

    Parameters
    ----------
    decisions
        At least the columns :data:`COLUMNS`, of one student; ``chosen`` and ``first_chosen`` are JSON lists.
    titles
        Option -> title. An option without one (the answer of a table) is told with its process.
    minutes
        Option -> minutes.
    process_titles
        Process -> title.
    grains
        Process -> how long its decisions hold ("lesson", "day", "week", "term", ...). A composite of grain
        "day" makes the day; decisions for a week or longer lie in the week or in the term.
    checks
        Process -> why it asks what it asks, of the processes that choose what is to be tested and not what is
        to be learned. What they chose lies in a session of its own.
    term
        Title of the whole.
    begins, ends
        First and last day of the term; the first and last day decided for if None.

    Raises
    ------
    Refused
        If columns are missing, there are several students, or a chosen list cannot be read.

    Examples
    --------
    >>> day = date(2026, 9, 1)
    >>> row = {name: None for name in COLUMNS} | {
    ...     "id": "r-0", "student": "ana", "process": "next-object", "day": day, "state": "in force",
    ...     "chosen": '["halves"]', "first_chosen": '["halves"]', "by": "algorithm"}
    >>> plan = plan_of(pl.DataFrame([row]), titles={"halves": "Fold a strip"}, minutes={"halves": 15})
    >>> [(node.level.value, node.title, node.minutes, node.decision) for node in plan.walk()][2:]
    [('day', 'Tuesday, 2026-09-01', 15.0, None), ('activity', 'Fold a strip', 15.0, 'r-0')]
    """
    rows = _read(decisions)
    reader = _Reader(rows, titles, minutes, process_titles, grains, checks)
    student = rows[0].student if rows else ""
    parts = [*reader.of_term(), *reader.weeks()]
    days = [node for part in parts for node in (part.begins, part.ends) if node]
    return Node(
        Level.TERM,
        student or "plan",
        term,
        begins or min(days, default=None),
        ends or max(days, default=None),
        _sum(parts),
        children=tuple(parts),
    )


def plans_of(decisions: pl.DataFrame, **lookups: Any) -> dict[str, Node]:
    """Return the plan of every student in a frame, by student, in order of first appearance.

    Parameters
    ----------
    decisions
        As for :func:`plan_of`, of any number of students.
    lookups
        The other arguments of :func:`plan_of`.
    """
    _check_columns(decisions)
    groups = decisions.partition_by("student", maintain_order=True)
    return {group["student"][0]: plan_of(group, **lookups) for group in groups}


@dataclass(frozen=True, slots=True)
class _Row:
    """A decision as read."""

    id: str
    student: str
    given: str | None
    process: str
    day: date
    occasion: str | None
    state: str
    by: str | None
    waiting_for: str | None
    parent: str | None
    chosen: tuple[str, ...]
    first_chosen: tuple[str, ...]


def _check_columns(decisions: pl.DataFrame) -> None:
    missing = [name for name in COLUMNS if name not in decisions.columns]
    if missing:
        raise Refused(f"decisions have no column {listed(f'«{name}»' for name in missing)}")


def _read(decisions: pl.DataFrame) -> list[_Row]:
    _check_columns(decisions)
    found = Collector()
    ordered = decisions.select(COLUMNS).sort(
        "day", "rank", "decided_at", "ordinal", "id", nulls_last=False, maintain_order=True
    )
    rows = []
    for line in ordered.iter_rows(named=True):
        where = f"decision {line['id']}"
        if line["state"] not in _STATES:
            found.add(f"«{line['state']}» is no state", where=where, valid=listed(sorted(_STATES)))
        plain = {name: line[name] for name in _Row.__slots__[:-2]}
        lists = (_options(line[name], f"{where}, {name}", found) for name in ("chosen", "first_chosen"))
        rows.append(_Row(*plain.values(), *lists))
    students = list(dict.fromkeys(row.student for row in rows))
    if len(students) > 1:
        found.add(f"these are decisions about several students: {listed(students)}", valid="of one student")
    found.refuse_if_any()
    return rows


def _options(text: str | None, where: str, found: Collector) -> tuple[str, ...]:
    try:
        options = json.loads(text or "[]")
    except ValueError:
        options = None
    if not isinstance(options, list) or not all(isinstance(option, str) for option in options):
        found.add(f"«{text}» is no list of options", where=where, valid='a JSON list such as ["a", "b"]')
        return ()
    return tuple(options)


class _Reader:
    """Turns rows into nodes: each lies in the choice it was made for, in its composite, or in its day."""

    def __init__(
        self,
        rows: Sequence[_Row],
        titles: Mapping[str, str],
        minutes: Mapping[str, float],
        process_titles: Mapping[str, str],
        grains: Mapping[str, str],
        checks: Mapping[str, str],
    ) -> None:
        self.titles, self.minutes = titles, minutes
        self.process_titles, self.grains, self.checks = process_titles, grains, checks
        self.by_id = {row.id: row for row in rows}
        # Of several wholes of one occasion the one that counts is the whole of its steps.
        by_standing = sorted(rows, key=lambda row: row.state not in GONE)
        self.by_occasion = {(row.process, row.occasion): row for row in by_standing}
        self._check_circles()
        shown = [row for row in rows if self._is_shown(row)]
        self.roots = [row for row in shown if self._above(row) is None]
        self.steps: dict[str, list[_Row]] = {}
        self.consequences: dict[str, list[_Row]] = {}
        for row in shown:
            above = self._above(row)
            if above is not None:
                lies_in = self.consequences if above.id == row.parent else self.steps
                lies_in.setdefault(above.id, []).append(row)

    def _check_circles(self) -> None:
        for row in self.by_id.values():
            above, steps = self._above(row), 0
            while above is not None and steps < len(self.by_id):
                above, steps = self._above(above), steps + 1
            if above is not None:
                raise Refused(f"decision {row.id} is its own consequence; run «whynext verify» and rebuild")

    def of_term(self) -> list[Node]:
        """Return what is decided for longer than a week."""
        return [n for row in self.roots if self._grain(row) in _TERM_GRAINS for n in self._nodes(row)]

    def weeks(self) -> list[Node]:
        """Return the weeks in which something is planned."""
        short = [row for row in self.roots if self._grain(row) not in _TERM_GRAINS]
        mondays = sorted({row.day - timedelta(days=row.day.weekday()) for row in short})
        return [week for monday in mondays if (week := self._week(monday, short)).children]

    def _week(self, monday: date, rows: Iterable[_Row]) -> Node:
        sunday = monday + timedelta(days=6)
        mine = [row for row in rows if monday <= row.day <= sunday]
        parts = [node for row in mine if self._grain(row) == "week" for node in self._nodes(row)]
        daily = [row for row in mine if self._grain(row) != "week"]
        days = [
            self._day(day, [row for row in daily if row.day == day]) for day in sorted({r.day for r in daily})
        ]
        parts += [day for day in days if day.children or day.decision]
        year, week, _ = monday.isocalendar()
        name, title = f"{mine[0].student}/{year}-W{week:02d}", f"Week of {monday.isoformat()}"
        return Node(Level.WEEK, name, title, monday, sunday, _sum(parts), children=tuple(parts))

    def _day(self, day: date, rows: Sequence[_Row]) -> Node:
        makers = [row for row in rows if self._grain(row) == "day" and row.id in self.steps]
        maker = makers[0] if len(makers) == 1 else None
        parts = [node for row in rows for node in (self._within(row) if row is maker else self._nodes(row))]
        return Node(
            Level.DAY,
            f"{rows[0].student}/{day.isoformat()}",
            f"{_DAYS[day.weekday()]}, {day.isoformat()}",
            day,
            day,
            _sum(parts),
            maker.id if maker else None,
            tuple(parts),
            state=maker.state if maker else None,
            waiting_for=maker.waiting_for if maker else None,
            by=maker.by if maker else None,
        )

    def _nodes(self, row: _Row, fitting: frozenset[str] | None = None) -> list[Node]:
        """Return the nodes of a decision; with `fitting`, without the activities that do not fit."""
        if row.state == PASSED_ON:
            return [n for other in self.consequences.get(row.id, []) for n in self._nodes(other, fitting)]
        if row.id in self.steps:
            return [self._node(row, Level.SESSION, row.id, self._process(row), self._within(row))]
        if not row.chosen and row.state in WAITS:
            return [self._node(row, Level.ACTIVITY, row.id, self._process(row), [])]
        found = [self._choice(row, option, fitting) for option in row.chosen]
        nodes = [node for node in found if node is not None]
        return [self._check(row, nodes)] if nodes and row.process in self.checks else nodes

    def _check(self, row: _Row, parts: list[Node]) -> Node:
        made = self._node(row, Level.SESSION, row.id, f"Check: {self._process(row)}", parts)
        return replace(made, why=self.checks[row.process])

    def _within(self, row: _Row) -> list[Node]:
        """Return what the steps of a composite decided, as far as the composite took it up, in its order."""
        fitting = frozenset(row.chosen) if row.chosen else None
        nodes = [node for step in self.steps[row.id] for node in self._nodes(step, fitting)]
        place = {option: number for number, option in enumerate(row.chosen)}
        met = {node.option for top in nodes for node in top.walk()}
        nodes += [
            self._node(row, Level.ACTIVITY, f"{row.id}/{option}", self._title(row, option), [], option)
            for option in row.chosen
            if option not in met
        ]
        return sorted(nodes, key=lambda top: min(place.get(n.option or "", len(place)) for n in top.walk()))

    def _choice(self, row: _Row, option: str, fitting: frozenset[str] | None) -> Node | None:
        later = [other for other in self.consequences.get(row.id, []) if other.given == option]
        parts = [node for other in later for node in self._nodes(other, fitting)]
        if not parts and fitting is not None and option not in fitting:
            return None
        level = Level.SESSION if parts else Level.ACTIVITY
        return self._node(row, level, f"{row.id}/{option}", self._title(row, option), parts, option)

    def _node(
        self, row: _Row, level: Level, name: str, title: str, parts: list[Node], option: str | None = None
    ) -> Node:
        own = self.minutes.get(option) if option is not None else None
        return Node(
            level,
            name,
            title,
            row.day,
            row.day,
            _sum(parts) if parts else (None if own is None else float(own)),
            row.id,
            tuple(parts),
            option,
            row.state,
            row.waiting_for,
            row.by,
        )

    def _title(self, row: _Row, option: str) -> str:
        """Return the title of an option; an answer that has none is told with what it answers."""
        if option in self.titles:
            return self.titles[option]
        return f"{self._process(row)}: {option}"

    def _process(self, row: _Row) -> str:
        """Return the title of a process, with what it was asked for."""
        title = self.process_titles.get(row.process, row.process)
        return title if row.given is None else f"{title} ({self.titles.get(row.given, row.given)})"

    def _grain(self, row: _Row) -> str:
        return self.grains.get(row.process, "lesson")

    def _above(self, row: _Row) -> _Row | None:
        """Return the decision it was made in consequence of, or the composite it is a step of."""
        if row.parent is not None and row.parent in self.by_id:
            return self.by_id[row.parent]
        step = _STEP.match(row.occasion or "")
        whole = self.by_occasion.get((step["process"], step["occasion"])) if step else None
        return None if whole is row else whole

    def _is_shown(self, row: _Row) -> bool:
        """Tell whether a decision, and all it was made within or for, still counts."""
        above = self._above(row)
        gone = row.state in GONE or self._grain(row) == PASSING
        if gone or (above is not None and not self._is_shown(above)):
            return False
        if above is None or above.id != row.parent or row.given not in above.first_chosen:
            return True
        return row.given in above.chosen


def _sum(parts: Iterable[Node]) -> float | None:
    known = [part.minutes for part in parts if part.minutes is not None]
    return float(sum(known)) if known else None
