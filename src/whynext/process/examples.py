"""Examples beside a definition: a student, what is known, and what should come out.

``examples.toml`` lies beside ``process.toml``::

    [[examples]]
    says    = "Who has mastered counting goes on to addition."
    today   = 2026-09-14                             # the school's date
    given   = "counting"                             # what it is decided for; only if the process has a given
    parameters = { bar = 0.8 }                       # other values than those of the definition
    student = { enrolled = true, autonomy = 2 }      # what is known of the student and of the given

    [examples.options]                               # what could be chosen, in the order that breaks ties
    "count" = { mastery = 0.97, unlocks = 4 }        # what is known of each; what is not named is unknown
    "add"   = { mastery = 0.30, unlocks = 3 }

    [examples.expect]                                # at least one of:
    runs        = true                               # false: the trigger's condition keeps it from running
    chosen      = ["add"]                            # in this order; [] for nothing
    offered     = ["add"]                            # what no rule refused, best first
    refused     = { "count" = "mastered already" }   # the refusal, or a part of it
    mechanism   = "rule"                             # rule, sample, lottery, table, unknown or none
    recourse    = "ask teacher"                      # what is turned to where rules cannot decide
    agents      = ["algorithm", "student"]           # who acts, in order
    probability = { "add" = 0.5 }                    # of being chosen, to three digits

Where the answers of a process are fixed, ``[examples.options]`` can be left out. What many students share
is tried with several: ``[examples.students]`` with one line each instead of ``student``. A line can have a
table of what a student has with an option: ``ana = { grade = 8, options = { "art" = { wish_place = 1 } } }``.
Then ``expect`` can also have ``chosen_count``, ``chosen_by`` (a list of the students who get something, or
``{ ana = ["a place"] }``) and ``refused_by`` (``{ ben = { "a place" = "does well without" } }``); what else
is expected holds for each of them.

An example of a composite has a line for each process, in order, in place of student and options::

    [[examples.steps]]
    process = "next-skill"
    student = { enrolled = true, autonomy = 2 }
    options = { "add" = { mastery = 0.3, unlocks = 4 } }
    expect  = { chosen = ["add"] }

A step that is given what an earlier one decided gets the first that was chosen there. A `student` of the
example itself is what the condition of the composite reads. `parameters` of a step are those of its process,
`parameters` of the example those of the composite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.process.definition import Definition
from whynext.process.example import Case, Example, Expected
from whynext.process.examples_reading import read_examples
from whynext.process.explain import Reason, why
from whynext.process.run import KEPT, PROBABILITY, judge, offered, slice_of
from whynext.process.statements import joined_by_and, plain, value_said

__all__ = ["Case", "Example", "Expected", "Outcome", "read_examples", "run_examples", "turned_to"]

_DIGITS = 3  # to which an expected probability must agree


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an example came out, in words: what was expected, what came out, and which rules refused."""

    example: Example
    passed: bool
    says: str


def run_examples(
    definition: Definition,
    examples: Sequence[Example],
    seed: bytes,
    others: Mapping[str, Definition] | None = None,
) -> list[Outcome]:
    """Return how each example comes out.

    Parameters
    ----------
    definition
        The process.
    examples
        As :func:`read_examples` returns them.
    seed
        For what is drawn.
    others
        The processes of a composite's steps, by id.

    Raises
    ------
    Refused
        If an example speaks of a process that is not given.
    """
    known = {**(others or {}), definition.id: definition}
    missing = sorted({case.process for each in examples for case in each.cases if case.process not in known})
    if missing:
        raise Refused(
            [Problem(f"the process «{process}» is needed to run its examples") for process in missing]
        )
    return [_outcome(definition, example, seed, known) for example in examples]


def _outcome(
    definition: Definition, example: Example, seed: bytes, known: Mapping[str, Definition]
) -> Outcome:
    faults = list(_composite_faults(definition, example)) if definition.is_composite else []
    said: list[str] = []
    handed: dict[str, str] = {}
    for case in example.cases if not faults else ():
        result = _Result.of(known[case.process].with_parameters(case.parameters), case, handed, seed)
        beside = f"in «{case.process}» " if definition.is_composite else ""
        faults += [f"{beside}{fault}" for fault in result.faults()]
        said.append(f"{beside}{result.said()}")
        if case.gives and result.chosen_first():
            handed[case.gives] = result.chosen_first()
    if faults:
        return Outcome(example, False, f"{example.says} — not so: {'; '.join(faults)}.")
    return Outcome(example, True, f"{example.says} — as expected: {'; '.join(said) or 'it does not run'}.")


def _composite_faults(definition: Definition, example: Example) -> Iterator[str]:
    runs = True
    if definition.trigger.when is not None and example.condition is not None:
        tried = definition.with_parameters(example.parameters)
        runs = _condition(tried, example.condition)[0] is not False
    if example.runs is not None and runs != example.runs:
        yield f"expected that it {_runs(example.runs)}, but it {_runs(runs)}"


def _condition(definition: Definition, rows: pl.DataFrame) -> list[bool | None]:
    """Return the trigger's condition for each row; true where there is none."""
    if definition.trigger.when is None:
        return [True] * len(rows)
    condition = definition.trigger.when.run_by(definition.values).alias(":runs")
    return rows.with_columns(condition).get_column(":runs").to_list()


def _runs(runs: bool) -> str:
    return "runs" if runs else "does not run"


@dataclass(frozen=True, slots=True)
class _Result:
    """What a process made of a case."""

    definition: Definition
    case: Case
    frame: pl.DataFrame
    decisions: tuple[Mapping[str, object], ...]
    asleep: tuple[str, ...]
    students: tuple[str, ...]

    @classmethod
    def of(cls, definition: Definition, case: Case, handed: Mapping[str, str], seed: bytes) -> _Result:
        observed = case.observed
        if case.given_by:
            given = pl.lit(handed.get(case.given_by), pl.String)
            observed = observed.with_columns(given.alias("given"))
        runs = pl.Series(_condition(definition, observed), dtype=pl.Boolean).fill_null(True)
        students = observed.get_column("student").unique(maintain_order=True).to_list()
        awake = observed.filter(runs)
        if len(awake) == 0 or (case.given_by and case.given_by not in handed):
            return cls(definition, case, awake.clear(), (), tuple(students), tuple(students))
        frame, decisions = judge(definition, awake, seed)
        seen = set(decisions.get_column("student").to_list())
        asleep = tuple(student for student in students if student not in seen)
        return cls(definition, case, frame, tuple(decisions.to_dicts()), asleep, tuple(students))

    def chosen(self, row: Mapping[str, object]) -> tuple[str, ...]:
        """Return what a decision puts into force: nothing where it turns to somebody else."""
        return tuple(row["chosen"]) if row["recourse"] is None else ()  # type: ignore[arg-type]

    def chosen_first(self) -> str:
        """Return what is handed to a later step, empty if nothing."""
        return next((option for row in self.decisions for option in self.chosen(row)[:1]), "")

    def rows(self, row: Mapping[str, object]) -> pl.DataFrame:
        """Return the judged options of one decision."""
        return slice_of(self.frame, str(row["student"]), row["given"])  # type: ignore[arg-type]

    def said(self) -> str:
        """Return what came out."""
        parts = [f"{self._of(student)}it does not run" for student in self.asleep]
        parts += [f"{self._of(str(row['student']))}{self._came_to(row)}" for row in self.decisions]
        return "; ".join(parts)

    def _of(self, student: str) -> str:
        return f"for {student} " if len(self.students) > 1 else ""

    def _came_to(self, row: Mapping[str, object]) -> str:
        if row["recourse"] is not None:
            return turned_to(str(row["recourse"]))
        chosen = self.chosen(row)
        if not chosen:
            return "nothing was drawn" if row["mechanism"] == "lottery" else "nothing was chosen"
        return f"{_listed(chosen)} {'was' if len(chosen) == 1 else 'were'} chosen"

    def faults(self) -> Iterator[str]:
        """Yield what is not as expected."""
        expected = self.case.expected
        should_run = expected.runs is not False
        wrong = self.asleep if should_run else [str(row["student"]) for row in self.decisions]
        for student in wrong:
            yield f"expected that it {_runs(should_run)}, but {self._of(student)}it {_runs(not should_run)}"
        if not should_run:
            return
        for row in self.decisions:
            of = self._of(str(row["student"]))
            yield from (f"{of}{fault}" for fault in self._faults_of(row, expected))
        yield from self._joint_faults(expected)

    def _faults_of(self, row: Mapping[str, object], expected: Expected) -> Iterator[str]:
        rows = self.rows(row)
        if expected.chosen is not None and self.chosen(row) != expected.chosen:
            yield self._not_chosen(row, rows, expected.chosen)
        if expected.offered is not None and tuple(offered(rows)) != expected.offered:
            yield f"expected {_listed(expected.offered)} to be offered, but {_listed(offered(rows))} was"
        for option, refusal in expected.refused.items():
            yield from self._not_refused(rows, option, refusal)
        for what, wanted in (("mechanism", expected.mechanism), ("recourse", expected.recourse)):
            if wanted is not None and row[what] != wanted:
                was = f"it was «{row[what]}»" if row[what] is not None else "there was none"
                came = f"{self._came_to(row)}{_why(self.definition, rows)}"
                yield f"expected the {what} «{wanted}», but {was}: {came}"
        agents = self._agents(row)
        if expected.agents is not None and agents != expected.agents:
            yield f"expected {_listed(expected.agents)} to act, but {_listed(agents)} would"
        for option, likely in expected.probability.items():
            actual = float(rows.filter(pl.col("option") == option).get_column(PROBABILITY)[0])
            if abs(actual - likely) > 0.5 * 10**-_DIGITS:
                yield f"expected '{option}' with probability {likely:g}, but it is {actual:.4g}"

    def _agents(self, row: Mapping[str, object]) -> tuple[str, ...]:
        acting = zip(self.definition.agents, str(row["agents"]), strict=True)
        return tuple(agent.who for agent, digit in acting if digit == "1")

    def _not_chosen(self, row: Mapping[str, object], rows: pl.DataFrame, wanted: tuple[str, ...]) -> str:
        reasons = [self._stands(rows, option) for option in wanted if option not in self.chosen(row)]
        if not reasons:
            reasons = [self._stands(rows, option) for option in self.chosen(row)[:3]]
        because = f" ({'; '.join(reasons)})" if reasons else _why(self.definition, rows)
        wish = f"{_listed(wanted)} to be chosen" if wanted else "nothing to be chosen"
        return f"expected {wish}, but {self._came_to(row)}{because}"

    def _stands(self, rows: pl.DataFrame, option: str) -> str:
        """Return how an option came out, in a clause."""
        told = why(self.definition, rows, option)
        if told.kept:
            order = offered(rows)
            place = f"place {order.index(option) + 1} of {len(order)}"
            return f"'{option}' was left, in {place} with a score of {_number(told.score)}"
        return f"'{option}' {_reasons(told.reasons)}"

    def _not_refused(self, rows: pl.DataFrame, option: str, refusal: str) -> Iterator[str]:
        told = why(self.definition, rows, option)
        if any(refusal in reason.says for reason in told.refusals):
            return
        yield f"expected '{option}' to be refused («{refusal}»), but {self._stands(rows, option)}"

    def _joint_faults(self, expected: Expected) -> Iterator[str]:
        by = {str(row["student"]): self.chosen(row) for row in self.decisions}
        got = [student for student, chosen in by.items() if chosen]
        if expected.chosen_count is not None and len(got) != expected.chosen_count:
            yield f"expected that {expected.chosen_count} get something, but {len(got)} do: {self.said()}"
        if expected.chosen_by is not None:
            wanted = sorted(student for student, options in expected.chosen_by.items() if options != ())
            if wanted != sorted(got):
                yield f"expected {_listed(wanted)} to get something, but {_listed(sorted(got))} did"
            for student, options in expected.chosen_by.items():
                was = by.get(student, ())
                if options is not None and was != options:
                    yield f"expected {_listed(options)} for {student}, but {_listed(was)} was chosen"
        for row in self.decisions:
            for option, refusal in expected.refused_by.get(str(row["student"]), {}).items():
                yield from self._not_refused(self.rows(row), option, refusal)


def turned_to(recourse: str) -> str:
    """Return what is done where rules cannot decide, as a clause.

    Examples
    --------
    >>> turned_to("ask teacher")
    'the teacher was asked'
    """
    if recourse.startswith("ask "):
        return f"the {recourse.removeprefix('ask ')} was asked"
    return "nothing was done, and it says so" if " " in recourse else f"«{recourse}» decides instead"


def _why(definition: Definition, rows: pl.DataFrame) -> str:
    """Return how the options came out that are not left, in brackets."""
    open_or_refused = rows.filter(~pl.col(KEPT).fill_null(False)).head(3).get_column("option").to_list()
    told = [f"'{option}' {_reasons(why(definition, rows, option).reasons)}" for option in open_or_refused]
    return f" ({'; '.join(told)})" if told else ""


def _reasons(reasons: Sequence[Reason]) -> str:
    refused = [reason for reason in reasons if reason.verdict is False]
    if refused:
        return f"was refused: {joined_by_and(f'«{each.says}» ({_read(each)})' for each in refused)}"
    unknown = [reason for reason in reasons if reason.verdict is None]
    return f"could not be judged: {joined_by_and(f'«{each.rule}» ({_read(each)})' for each in unknown)}"


def _read(reason: Reason) -> str:
    """Return what a rule read: "mastery = 0.97"."""
    said = [
        f"{plain(name)} is not known" if value is None else f"{plain(name)} = {value_said(value)}"
        for name, value in reason.read.items()
    ]
    return joined_by_and(said) or reason.rule


def _listed(words: Sequence[str]) -> str:
    return joined_by_and(f"'{word}'" for word in words) if words else "nothing"


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"
