"""From ``examples.toml`` to examples: every fault found is reported, together, with its line.

The format is described in :mod:`whynext.process.examples`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from whynext.base.errors import Collector, Refused, listed, nearest
from whynext.process.agent import ROLES
from whynext.process.definition import Definition, type_of
from whynext.process.document import Lines, Path
from whynext.process.example import THE_STUDENT, Case, Example, Expected
from whynext.process.expression import Value
from whynext.process.information import Catalogue, Grain, Information, Type
from whynext.process.run import IDENTITY

_EXAMPLE = ("says", "today", "given", "parameters", "student", "students", "options", "expect")
_COMPOSITE = ("says", "today", "parameters", "student", "steps", "expect")
_STEP = ("process", "given", "parameters", "student", "options", "expect")
_EXPECT = (
    "runs",
    "chosen",
    "offered",
    "refused",
    "mechanism",
    "recourse",
    "agents",
    "probability",
    "chosen_count",
    "chosen_by",
    "refused_by",
)
_MECHANISMS = (
    "rule",
    "sample",
    "lottery",
    "match",
    "assign",
    "group",
    "table",
    "unknown",
    "none",
    "impossible",
)
_OF_STUDENT = (Grain.STUDENT, Grain.STUDENT_GIVEN, Grain.GIVEN)

Facts = Mapping[str, Value]
Table = Mapping[str, Any]


def read_examples(
    text: str,
    definition: Definition,
    catalogue: Catalogue,
    *,
    others: Mapping[str, Definition] | None = None,
    name: str = "examples.toml",
) -> list[Example]:
    """Return the examples written in a TOML text.

    Parameters
    ----------
    text
        The TOML; see :mod:`whynext.process.examples`. Empty text has no examples.
    definition
        The process they are examples of.
    catalogue
        Where its information is declared: types, ranges, words.
    others
        The processes of a composite's steps, by id.
    name
        What the file is called, for messages.

    Raises
    ------
    Refused
        With every fault found: line, offending words, what would be valid, nearest known name.
    """
    found = Collector()
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        matched = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        where = f"{name}, line {matched[1]}" if matched else name
        said = re.sub(r" \(at .*\)", "", str(error)) or "nested too deeply"
        found.add(f"this is not TOML: {said}", where=where, kind="syntax")
        found.refuse_if_any()
        return []
    reader = _Reader(definition, catalogue, others or {}, name, Lines(text), found)
    examples = reader.examples(data)
    found.refuse_if_any()
    return examples


class _Reader:
    def __init__(
        self,
        definition: Definition,
        catalogue: Catalogue,
        others: Mapping[str, Definition],
        name: str,
        lines: Lines,
        found: Collector,
    ) -> None:
        self.definition, self.catalogue, self.others = definition, catalogue, others
        self.name, self.lines, self.found = name, lines, found

    def examples(self, data: Table) -> list[Example]:
        self._known(data, ("examples",), ())
        written = data.get("examples", [])
        if not isinstance(written, list):
            self._add("«examples» should be a list: begin each with [[examples]]", ("examples",))
            return []
        read = [self._example(each, ("examples", place)) for place, each in enumerate(written)]
        return [example for example in read if example is not None]

    def _example(self, data: Any, path: Path) -> Example | None:
        table = self._table(data, path)
        composite = self.definition.is_composite
        self._known(table, _COMPOSITE if composite else _EXAMPLE, path)
        says = self._text(table, "says", path)
        if not says:
            self._add("it does not say what it shows", path, valid='says = "a sentence"', kind="missing")
        today = self._date(table, path)
        if composite:
            return self._composite(table, says, today, path)
        expected = self._expected(table, path)
        observed = self._observed(self.definition, table, expected, path)
        values = self._parameters(self.definition, table, path)
        case = Case(self.definition.id, observed, expected, parameters=values)
        return Example(says, self._at(path), today, (case,))

    def _composite(self, table: Table, says: str, today: date | None, path: Path) -> Example:
        steps = table.get("steps", [])
        expected = self._expected(table, path, optional=bool(steps))
        cases = [
            self._step(each, (*path, "steps", place)) for place, each in enumerate(self._list(steps, path))
        ]
        if not cases and expected.runs is not False:
            self._add("it has no steps", path, valid="[[examples.steps]]", kind="missing")
        facts = self._facts(self.definition, table.get("student", {}), (*path, "student"), of_options=False)
        condition = _frame(self.definition, self.catalogue, {THE_STUDENT: facts}, [None], {})
        sound = tuple(case for case in cases if case is not None)
        values = self._parameters(self.definition, table, path)
        return Example(says, self._at(path), today, sound, condition, expected.runs, values)

    def _step(self, data: Any, path: Path) -> Case | None:
        table = self._table(data, path)
        self._known(table, _STEP, path)
        process = self._text(table, "process", path)
        steps = {step.process: step for step in self.definition.steps}
        if process not in steps or process not in self.others:
            known = [each for each in steps if each in self.others]
            hint = nearest(process, known) or f"one of {listed(known) or 'the steps, which are not here'}"
            self._add(f"«{process}» is no step of «{self.definition.id}»", (*path, "process"), valid=hint)
            return None
        expected = self._expected(table, path)
        observed = self._observed(self.others[process], table, expected, path)
        step = steps[process]
        given_by = "" if "given" in table else step.given
        values = self._parameters(self.others[process], table, path)
        return Case(process, observed, expected, given_by, step.gives, values)

    def _parameters(self, definition: Definition, table: Table, path: Path) -> dict[str, Value]:
        """Return the values an example sets, those that cannot be set reported."""
        where = (*path, "parameters")
        sound: dict[str, Value] = {}
        for name, value in self._table(table.get("parameters", {}), where).items():
            if not isinstance(value, bool | int | float | str):
                self._add(
                    f"«{name}» is {value!r}", (*where, name), valid="a number, truth or word", kind="type"
                )
                continue
            try:
                definition.with_parameters({name: value})
                sound[name] = value
            except Refused as refusal:
                for each in refusal.problems:
                    self._add(each.what, (*where, name), valid=each.valid, kind=each.kind)
        return sound

    # What is known

    def _observed(self, definition: Definition, table: Table, expected: Expected, path: Path) -> pl.DataFrame:
        students = self._students(definition, table, path)
        options = self._options(definition, table, path)
        given = self._text(table, "given", path) or None
        if given is not None and not definition.given:
            self._add(f"«{definition.id}» is not decided for anything", (*path, "given"), valid="no given")
        self._check_expected(definition, expected, list(options), list(students), path)
        own = self._own(definition, table, options, path)
        return _frame(definition, self.catalogue, students, options, own, given)

    def _own(
        self, definition: Definition, table: Table, options: Mapping[str, Facts], path: Path
    ) -> dict[tuple[str, str], Facts]:
        """Return what each of several students has with an option: a wish, an estimate."""
        several = table.get("students")
        found: dict[tuple[str, str], Facts] = {}
        for student, line in several.items() if isinstance(several, dict) else ():
            written = line.get("options", {}) if isinstance(line, dict) else {}
            where = (*path, "students", student, "options")
            for option, facts in self._table(written, where).items():
                if option not in options:
                    self._unknown(option, "option of this example", options, (*where, option))
                found[student, option] = self._facts(definition, facts, (*where, option), of_options=True)
        return found

    def _students(self, definition: Definition, table: Table, path: Path) -> dict[str, Facts]:
        if "students" in table and "student" in table:
            self._add("it has both «student» and «students»", path, valid="one of them")
        if "students" not in table:
            facts = self._facts(definition, table.get("student", {}), (*path, "student"), of_options=False)
            return {THE_STUDENT: facts}
        several = self._table(table["students"], (*path, "students"))
        if not several:
            self._add("«students» names nobody", (*path, "students"))
        return {
            name: self._facts(
                definition, _without_options(facts), (*path, "students", name), of_options=False
            )
            for name, facts in several.items()
        } or {THE_STUDENT: {}}

    def _options(self, definition: Definition, table: Table, path: Path) -> dict[str, Facts]:
        where = (*path, "options")
        written = self._table(table.get("options", {}), where)
        facts = {
            name: self._facts(definition, each, (*where, name), of_options=True)
            for name, each in written.items()
        }
        if definition.answers:
            for name in (name for name in facts if name not in definition.answers):
                self._unknown(name, "answer", definition.answers, (*where, name))
            return {answer: facts.get(answer, {}) for answer in definition.answers}
        if not facts:
            self._add(
                "it names nothing that could be chosen", path, valid="[examples.options]", kind="missing"
            )
        return facts

    def _facts(self, definition: Definition, data: Any, path: Path, *, of_options: bool) -> Facts:
        table = self._table(data, path)
        known = _informations(definition, self.catalogue)
        here = {name: each for name, each in known.items() if (each.grain not in _OF_STUDENT) == of_options}
        sound: dict[str, Value] = {}
        for name, value in table.items():
            if name in here:
                self._check_value(name, here[name], value, (*path, name))
                sound[name] = value
            elif name in known:
                place = "the student" if of_options else "an option"
                self._add(f"«{name}» is known of {place}, not of what it stands with", (*path, name))
            else:
                self._unknown(name, f"information of «{definition.id}»", here, (*path, name))
        return sound

    def _check_value(self, name: str, information: Information, value: Any, path: Path) -> None:
        if not isinstance(value, bool | int | float | str) or type_of(value) is not information.type:
            self._add(f"«{name}» must be a {information.type}, not {value!r}", path, kind="type")
            return
        low, high, values = information.low, information.high, information.values
        if information.type is Type.NUMBER and not (
            (low if low is not None else -1e15) <= float(value) <= (high if high is not None else 1e15)
        ):
            ends = f"from {low:g} " if low is not None else ""
            ends += f"to {high:g}" if high is not None else "up"
            self._add(f"«{name}» cannot be {value}", path, valid=f"a number {ends}", kind="range")
        if values and value not in values:
            self._unknown(str(value), f"value of «{name}»", values, path)

    # What is expected

    def _expected(self, table: Table, path: Path, *, optional: bool = False) -> Expected:
        where = (*path, "expect")
        written = self._table(table.get("expect", {}), where)
        self._known(written, _EXPECT, where)
        if not written and not optional:
            self._add("it expects nothing", path, valid='expect = { chosen = ["..."] }', kind="missing")
        by = written.get("chosen_by")
        return Expected(
            runs=self._of_type(written, "runs", bool, "true or false", where),
            chosen=self._words(written, "chosen", where),
            offered=self._words(written, "offered", where),
            refused=self._texts(written.get("refused", {}), (*where, "refused")),
            mechanism=self._text(written, "mechanism", where) or None,
            recourse=self._text(written, "recourse", where) or None,
            agents=self._words(written, "agents", where),
            probability=self._probabilities(written, where),
            chosen_count=self._of_type(written, "chosen_count", int, "a whole number", where),
            chosen_by=self._chosen_by(by, (*where, "chosen_by")) if by is not None else None,
            refused_by={
                name: self._texts(refusals, (*where, "refused_by", name))
                for name, refusals in self._table(
                    written.get("refused_by", {}), (*where, "refused_by")
                ).items()
            },
        )

    def _probabilities(self, table: Table, path: Path) -> dict[str, float]:
        where = (*path, "probability")
        found = {}
        for option, value in self._table(table.get("probability", {}), where).items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                self._add(f"the probability of «{option}» is {value!r}", where, valid="a number from 0 to 1")
            else:
                found[option] = float(value)
        return found

    def _chosen_by(self, data: Any, path: Path) -> dict[str, tuple[str, ...] | None]:
        if isinstance(data, list):
            names = self._words({"chosen_by": data}, "chosen_by", path[:-1]) or ()
            return dict.fromkeys(names)
        table = self._table(data, path)
        return {name: self._words(table, name, path) or () for name in table}

    def _check_expected(
        self,
        definition: Definition,
        expected: Expected,
        options: Sequence[str],
        students: Sequence[str],
        path: Path,
    ) -> None:
        where = (*path, "expect")
        lists = {"chosen": expected.chosen or (), "offered": expected.offered or ()}
        named = {**lists, "refused": expected.refused, "probability": expected.probability}
        for key, words in named.items():
            for word in (word for word in words if word not in options):
                self._unknown(word, "option of this example", options, (*where, key))
        by_student = {"chosen_by": expected.chosen_by or {}, "refused_by": expected.refused_by}
        for key, names in by_student.items():
            for name in (name for name in names if name not in students):
                self._unknown(name, "student of this example", students, (*where, key))
            for word in {word for inner in names.values() for word in inner or () if word not in options}:
                self._unknown(word, "option of this example", options, (*where, key))
        if expected.mechanism is not None and expected.mechanism not in _MECHANISMS:
            self._unknown(expected.mechanism, "mechanism", _MECHANISMS, (*where, "mechanism"))
        for role in (role for role in expected.agents or () if role not in ROLES):
            self._unknown(role, "role", ROLES, (*where, "agents"))
        self._check_recourse(definition, expected.recourse, (*where, "recourse"))
        self._check_refusals(definition, expected, where)

    def _check_recourse(self, definition: Definition, recourse: str | None, path: Path) -> None:
        possible = list(dict.fromkeys([str(definition.unknown), str(definition.none)]))
        if recourse is not None and recourse not in possible:
            self._unknown(recourse, f"recourse of «{definition.id}»", possible, path)

    def _check_refusals(self, definition: Definition, expected: Expected, path: Path) -> None:
        """Refuse an expected refusal that no rule could ever say."""
        could = [keep.refusal for keep in definition.keeps] + [row.because for row in definition.rows]
        by_student = {text for each in expected.refused_by.values() for text in each.values()}
        for text in dict.fromkeys([*expected.refused.values(), *sorted(by_student)]):
            if not any(text in each for each in could):
                self._unknown(text, f"refusal of «{definition.id}»", could, (*path, "refused"))

    # Shapes

    def _table(self, data: Any, path: Path) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        self._add(f"«{_last(path)}» should be a table, such as {{ mastery = 0.3 }}", path, kind="type")
        return {}

    def _list(self, data: Any, path: Path) -> list[Any]:
        if isinstance(data, list):
            return data
        self._add(f"«{_last(path)}» should be a list", path, kind="type")
        return []

    def _text(self, table: Table, key: str, path: Path) -> str:
        return self._of_type(table, key, str, "a text in quotes", path) or ""

    def _of_type(self, table: Table, key: str, kind: type, valid: str, path: Path) -> Any:
        value = table.get(key)
        if value is None or type(value) is kind:
            return value
        self._add(f"«{key}» is {value!r}", (*path, key), valid=valid, kind="type")
        return None

    def _date(self, table: Table, path: Path) -> date | None:
        value = table.get("today")
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self._add(
                f"«today» is {value!r}", (*path, "today"), valid="a date such as 2026-09-14", kind="type"
            )
            return None

    def _words(self, table: Table, key: str, path: Path) -> tuple[str, ...] | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self._add(f"«{key}» is {value!r}", (*path, key), valid='a list such as ["add"]', kind="type")
        return None

    def _texts(self, data: Any, path: Path) -> dict[str, str]:
        table = self._table(data, path)
        return {key: text for key in table if (text := self._text(table, key, path))}

    def _known(self, table: Table, known: Collection[str], path: Path) -> None:
        for key in (key for key in table if key not in known):
            self._unknown(key, "part of an example", known, (*path, key))

    def _unknown(self, word: str, what: str, known: Iterable[str], path: Path) -> None:
        known = list(known)
        hint = nearest(word, known) or (f"one of {listed(known)}" if known else "there is none")
        self._add(f"«{word}» is no {what}", path, valid=hint, kind="unknown name")

    def _add(self, what: str, path: Path, *, valid: str = "", kind: str = "invalid") -> None:
        self.found.add(what, where=self._at(path), valid=valid, kind=kind)

    def _at(self, path: Path) -> str:
        return f"{self.name}, line {self.lines.of(*path)}"


def _last(path: Path) -> str:
    return str(next(part for part in reversed(path) if isinstance(part, str)))


def _informations(definition: Definition, catalogue: Catalogue) -> dict[str, Information]:
    return {use.column: catalogue.information[use.name] for use in definition.information}


def _without_options(facts: Any) -> Any:
    """Return what a student's line says of the student alone."""
    if not isinstance(facts, dict):
        return facts
    return {name: value for name, value in facts.items() if name != "options"}


def _frame(
    definition: Definition,
    catalogue: Catalogue,
    students: Mapping[str, Facts],
    options: Mapping[str, Facts] | Sequence[None],
    own: Mapping[tuple[str, str], Facts],
    given: str | None = None,
) -> pl.DataFrame:
    """Return what the process sees: every student with every option, what is not named unknown."""
    known = _informations(definition, catalogue)
    shared = options if isinstance(options, Mapping) else {}
    rows = [
        {"student": student, "given": given, "option": option, **facts, **shared.get(option or "", {})}
        | dict(own.get((student, option or ""), {}))
        for student, facts in students.items()
        for option in options
    ]
    schema = {name: pl.String() for name in IDENTITY} | {
        name: each.type.dtype for name, each in known.items()
    }
    return pl.DataFrame(
        {
            name: pl.Series(name, [row.get(name) for row in rows], dtype=kind, strict=False)
            for name, kind in schema.items()
        }
    )
