"""From a TOML document to a checked definition: every fault found is reported, together, with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from whynext.base.errors import Collector, Refused, listed, nearest
from whynext.process.agent import ROLES, Agent, Deadline, Does, Silence, parse_deadline
from whynext.process.choice_reading import read_choice
from whynext.process.composition_reading import read_composition
from whynext.process.definition import (
    BOUNDS,
    GRAINS,
    JUNCTURES,
    READ_OF_OPTIONS,
    Definition,
    Fallback,
    Goal,
    Keep,
    Parameter,
    Prefer,
    Recourse,
    Safeguards,
    Step,
    Use,
    When,
    type_of,
)
from whynext.process.document import Document, Lines, Scalar, load
from whynext.process.expression import Expression, Value, parse
from whynext.process.information import Catalogue, Grain, Information, Type
from whynext.process.scale import misfits
from whynext.process.sharing_reading import read_sharing
from whynext.process.trigger import FACTS, Calendar, Crossing, Trigger, parse_calendar

_USE = re.compile(
    r"^(?P<name>[a-z][a-z0-9_]*)\s*(\((?P<inside>[^()]*)\))?(\s+as\s+(?P<as>[a-z][a-z0-9_]*))?$"
)
_STUDENT_GRAINS = (Grain.STUDENT, Grain.STUDENT_GIVEN, Grain.GIVEN)
_ALWAYS: Mapping[str, Type] = {"given": Type.WORD, "option": Type.WORD}
"""Names every rule may read without declaring them: what it is decided for, and what is being considered."""
_TAKEN = ("student", *_ALWAYS)
_READING = (
    "rules",
    "agents",
    "trigger",
    "choose",
    "minutes",
    "limits",
    "resources",
    "concessions",
    "composition",
)
_WORD = re.compile(r"\b[a-z][a-z0-9_]*\b(?!\s*\()")
_QUOTED = re.compile(r"'[^']*'")
_NUMBER = re.compile(r"^-?\d{1,15}(\.\d+)?([eE]-?\d{1,2})?$", re.ASCII)


def read(text: str, catalogue: Catalogue, *, name: str = "process.toml") -> Definition:
    """Return the definition written in a TOML text.

    Parameters
    ----------
    text
        The TOML.
    catalogue
        What may be asked and decided upon.
    name
        What the file is called, for messages.

    Raises
    ------
    Refused
        With every fault found: line, offending words, what would be valid, nearest known name.
    """
    found = Collector()
    document, lines = load(text, name, found)
    if document is None:
        raise Refused(found.problems)
    definition = Reader(document, lines, catalogue, name, found).definition(text)
    found.refuse_if_any()
    return definition


class Reader:
    """Reads one document, and notes everything that is wrong with it."""

    def __init__(
        self, document: Document, lines: Lines, catalogue: Catalogue, name: str, found: Collector
    ) -> None:
        self.document, self.lines, self.catalogue, self.name, self.found = (
            document,
            lines,
            catalogue,
            name,
            found,
        )
        self.parameters = {
            key: Parameter(part.value, part.unit, part.because) for key, part in document.parameters.items()
        }
        self.uses = tuple(self._uses())
        grains = {use.column: self.information(use).grain for use in self.uses if self.known(use)}
        types = {use.column: self.information(use).type for use in self.uses if self.known(use)}
        constants = {key: type_of(parameter.value) for key, parameter in self.parameters.items()}
        self.names: dict[str, Type] = {**_ALWAYS, **types, **constants}
        self.student_names = {
            **{name: kind for name, kind in types.items() if grains[name] in _STUDENT_GRAINS},
            **constants,
        }
        for clash in sorted((set(types) | set(_ALWAYS)) & set(constants)):
            self.add(f"«{clash}» is both an information and a parameter", "parameters", clash)

    def definition(self, text: str) -> Definition:
        """Return the definition, as far as it could be read."""
        document = self.document
        for each in self._junctures():
            if each not in JUNCTURES:
                self.unknown(each, "juncture", JUNCTURES, "juncture")
        if document.grain not in GRAINS:
            self.unknown(document.grain, "grain", GRAINS, "grain")
        decides, answers = self._decides()
        rules = self._rules(answers)
        choose = read_choice(self)
        shares = read_sharing(self)
        composition = read_composition(self)
        agents = tuple(self._agents())
        self._unused()
        self._scales(rules)
        return Definition(
            id=document.id,
            version=document.version,
            title=document.title,
            question=document.question,
            trigger=self._trigger(),
            agents=agents,
            information=self.uses,
            parameters=self.parameters,
            rules=rules,
            choose=choose,
            unknown=self._fallback("unknown", "ask teacher"),
            none=self._fallback("none", "nothing, and say so"),
            origin=document.origin,
            problem=document.problem,
            juncture=tuple(self._junctures()),
            grain=document.grain,
            decides=decides,
            answers=answers,
            given=document.given,
            within=document.within,
            minutes=self._minutes(),
            goal=Goal(document.goal.interim, document.goal.end),
            steps=tuple(self._steps()),
            safeguards=Safeguards(
                document.safeguards.exit_rule,
                document.safeguards.review_after_days,
                document.safeguards.reversible_for_days,
                tuple(document.safeguards.signed_off_by),
            ),
            shares=shares,
            composition=composition,
            effect=document.effect,
            text=text,
        )

    def add(
        self, what: str, *path: str | int, valid: str = "", next_step: str = "", kind: str = "invalid"
    ) -> None:
        """Note a problem at a place of the document."""
        self.found.add(what, where=self._at(*path), valid=valid, next_step=next_step, kind=kind)

    def _is_reported(self, field: str) -> bool:
        return any(problem.what.startswith(f"«{field}") for problem in self.found)

    def _at(self, *path: str | int) -> str:
        return f"{self.name}, line {self.lines.of(*path)}"

    def unknown(self, word: str, what: str, known: Collection[str], *path: str | int) -> None:
        """Note a word that is none of the known ones."""
        hint = nearest(word, known) or f"one of {listed(known, most=40)}"
        self.add(f"«{word}» is no {what}", *path, valid=hint, kind="unknown name")

    def _junctures(self) -> list[str]:
        written = self.document.juncture
        return [written] if isinstance(written, str) else list(written)

    def known(self, use: Use) -> bool:
        """Return whether an information of this name is declared."""
        return use.name in self.catalogue.information

    def information(self, use: Use) -> Information:
        """Return the declared information of a use."""
        return self.catalogue.information[use.name]

    def _uses(self) -> list[Use]:
        uses: list[Use] = []
        columns: set[str] = set()
        for written in self.document.information:
            matched = _USE.match(written.strip())
            if matched is None:
                self.add(
                    f"«{written}» does not name an information",
                    "information",
                    valid="a name, or name(argument = value), or name(...) as another_name",
                )
                continue
            use = Use(
                matched["name"], matched["as"] or matched["name"], self._arguments(matched["inside"] or "")
            )
            if not self.known(use):
                self.unknown(use.name, "known information", self.catalogue.information, "information")
            else:
                self._check_arguments(use)
                self._check_given(use)
            if use.column in _TAKEN:
                self.add(
                    f"«{use.column}» already means who or what is decided about",
                    "information",
                    valid=f"another name, such as {use.name}",
                )
            if use.column in columns:
                self.add(f"«{use.column}» is declared twice", "information", valid="rename one with «as»")
            columns.add(use.column)
            uses.append(use)
        return uses

    def _arguments(self, inside: str) -> dict[str, Value]:
        arguments: dict[str, Value] = {}
        for piece in filter(None, (part.strip() for part in inside.split(","))):
            key, _, value = piece.partition("=")
            arguments[key.strip()] = _literal(value.strip() if value else key.strip())
        return arguments

    def _check_given(self, use: Use) -> None:
        if "given" in self.information(use).grain.columns and not self.document.given:
            self.add(
                f"«{use.column}» is about what a decision is given, but nothing is given here",
                "information",
                valid='given = "skill"',
            )

    def _check_arguments(self, use: Use) -> None:
        information = self.information(use)
        for key, value in use.arguments.items():
            if key not in information.arguments:
                known = listed(information.arguments) or "it takes none"
                hint = nearest(key, information.arguments) or known
                self.add(
                    f"«{use.name}» has no argument «{key}»", "information", valid=hint, kind="unknown name"
                )
                continue
            default = information.arguments[key].default
            actual = (
                self.parameters[value].value if isinstance(value, str) and value in self.parameters else value
            )
            if default is not None and type_of(default) is not type_of(actual):
                self.add(
                    f"«{key}» of «{use.name}» must be a {type_of(default)}, not {actual!r}",
                    "information",
                    valid=f"a value such as {default}, or the name of a parameter",
                    kind="type",
                )
        for key, argument in information.arguments.items():
            if argument.default is None and key not in use.arguments:
                self.add(f"«{use.name}» needs its argument «{key}»", "information", valid=argument.sentence)

    def expression(
        self, text: Scalar, wanted: Type | None, *path: str | int, names: Mapping[str, Type] | None = None
    ) -> Expression | None:
        """Return what an expression says, None if it cannot be read; `names` are those that it may use."""
        written = (
            text if isinstance(text, str) else str(text).lower() if isinstance(text, bool) else repr(text)
        )
        scope = self.names if names is None else names
        expression, problems = parse(written, scope, where=self._at(*path), wanted=wanted)
        self.found.extend(problems)
        return expression

    def _decides(self) -> tuple[str, tuple[str, ...]]:
        decides = self.document.decides
        if self.document.steps:
            if decides:
                self.add(
                    "a composite decides through its steps, not itself",
                    "decides",
                    valid="leave «decides» out",
                )
            return "", ()
        if isinstance(decides, list):
            if not decides or len(set(decides)) != len(decides) or not all(map(str.strip, decides)):
                self.add("the answers must be different words, at least one", "decides")
            return "", tuple(decides)
        if not decides:
            if not self._is_reported("decides"):
                known = f"one of {listed(self.catalogue.options)}, or a list of fixed answers"
                self.add("«decides» is missing", "decides", valid=known, kind="missing")
        elif decides not in self.catalogue.options:
            hint = nearest(decides, self.catalogue.options) or (
                f"one of {listed(self.catalogue.options)}, or a list of fixed answers"
            )
            self.add(f"«{decides}» is no kind of option", "decides", valid=hint, kind="unknown name")
        elif self.document.given != self.catalogue.options[decides].given and self.document.given:
            wanted = self.catalogue.options[decides].given or "nothing"
            self.add(
                f"a {decides} is chosen for {wanted}, not for «{self.document.given}»", "given", valid=wanted
            )
        return decides, ()

    def _rules(self, answers: tuple[str, ...]) -> tuple[Keep | Prefer | When, ...]:
        rules: list[Keep | Prefer | When] = []
        for index, part in enumerate(self.document.rules):
            said = [word for word in ("keep", "prefer", "when") if getattr(part, word)]
            if len(said) != 1:
                self.add(
                    f"rule {index + 1} needs one of keep, prefer, when; it has {listed(said) or 'none'}",
                    "rules",
                    index,
                )
                continue
            readers = {"keep": self._keep, "prefer": self._prefer, "when": self._when}
            rule = readers[said[0]](index, answers)
            if rule is not None:
                rules.append(rule)
        table = self.document.choose.how == "table"
        if table and any(not isinstance(rule, When) for rule in rules):
            self.add("a table has only rows (when ... then); keep and prefer do not belong to it", "rules")
        if not table and any(isinstance(rule, When) for rule in rules):
            self.add("rows (when ... then) belong to a table", "rules", valid='[choose] how = "table"')
        if table and not rules and not self.found:
            self.add("a table without rows decides nothing", "rules")
        return tuple(rules)

    def _keep(self, index: int, _answers: tuple[str, ...]) -> Keep | None:
        rule = self.document.rules[index]
        if not rule.refusal:
            self.add(
                f"rule {index + 1} («{rule.keep}») has no refusal",
                "rules",
                index,
                "keep",
                valid='refusal = "what is said to whom it refuses"',
                kind="missing",
            )
        test = self.expression(rule.keep, Type.TRUTH, "rules", index, "keep")
        return Keep(test, rule.because, rule.refusal) if test else None

    def _prefer(self, index: int, _answers: tuple[str, ...]) -> Prefer | None:
        rule = self.document.rules[index]
        term = self.expression(rule.prefer, None, "rules", index, "prefer")
        constants = {name: type_of(parameter.value) for name, parameter in self.parameters.items()}
        weight = self.expression(rule.weight, Type.NUMBER, "rules", index, "weight", names=constants)
        if term is not None and term.type is Type.WORD:
            self.add(f"«{term.text}» is a word and cannot be weighed", "rules", index, "prefer", kind="type")
        return Prefer(term, weight, rule.because) if term and weight else None

    def _when(self, index: int, answers: tuple[str, ...]) -> When | None:
        rule = self.document.rules[index]
        if rule.then not in answers:
            known = f"one of {listed(answers)}" if answers else 'list them: decides = ["passed", "repeat"]'
            hint = nearest(rule.then, answers) or known
            self.add(
                f"«{rule.then}» is not among the answers",
                "rules",
                index,
                "then",
                valid=hint,
                kind="unknown name",
            )
        test = self.expression(rule.when, Type.TRUTH, "rules", index, "when")
        return When(test, rule.then, rule.because) if test else None

    def number(self, value: Scalar, *path: str | int, low: float, high: float, whole: bool = False) -> float:
        """Return a number, or that of a parameter; `low` if it is neither or out of bounds."""
        actual: Value = value
        if isinstance(value, str):
            if value not in self.parameters:
                hint = (
                    nearest(value, self.parameters)
                    or f"a number, or one of {listed(self.parameters) or 'no parameters'}"
                )
                self.add(f"«{value}» is no parameter", *path, valid=hint, kind="unknown name")
                return low
            actual = self.parameters[value].value
        wrong_type = isinstance(actual, bool | str) or (whole and actual != int(actual))
        if wrong_type or not low <= float(actual) <= high:
            kind = "a whole number" if whole else "a number"
            self.add(
                f"«{path[-1]}» is {actual!r}",
                *path,
                valid=f"{kind} from {low:g} to {high:g}",
                kind="wrong value",
            )
            return low
        return float(actual)

    def decides_list(self) -> list[str]:
        """Return the fixed answers, none if options of a kind are decided about."""
        return self.document.decides if isinstance(self.document.decides, list) else []

    def _fallback(self, key: str, default: str) -> Fallback:
        part = getattr(self.document, key)
        said = (part.then if part else default).strip()
        if said.startswith("ask "):
            who = said.removeprefix("ask ").strip()
            if who not in ROLES[1:]:
                self.unknown(who, "role that can be asked", ROLES[1:], key, "then")
            return Fallback(Recourse.ASK, who)
        for recourse in (Recourse.NOTHING, Recourse.SET_ASIDE):
            if said == recourse.value and (key, recourse) != ("none", Recourse.SET_ASIDE):
                return Fallback(recourse)
        if re.fullmatch(r"[a-z0-9][a-z0-9-]*", said) is None:
            self.add(
                f"«{said}» is not something that can be done",
                key,
                "then",
                valid='"ask teacher", "nothing, and say so", the id of a process, or for unknown "set aside"',
            )
        return Fallback(Recourse.ANOTHER, said)

    def _trigger(self) -> Trigger:
        part = self.document.trigger
        for kind in part.on:
            if kind not in FACTS:
                self.unknown(kind, "fact a process can wake on", FACTS, "trigger", "on")
        for role in part.asked_by:
            if role not in ROLES[1:]:
                self.unknown(role, "role that can ask", ROLES[1:], "trigger", "asked_by")
        every: Calendar | None = None
        if part.every:
            every, problems = parse_calendar(part.every, self._at("trigger", "every"))
            self.found.extend(problems)
        crosses = None
        if part.crosses:
            crosses = Crossing(
                part.crosses, part.at if isinstance(part.at, str) else repr(float(part.at)), part.going
            )
            self.number(part.at, "trigger", "at", low=-1e12, high=1e12)
            if not part.on:
                self.add(
                    "a threshold needs the facts it watches", "trigger", valid='on = ["mastery_changed"]'
                )
        elif part.at != "" or part.going != "up":
            self.add("«at» and «going» need what they watch", "trigger", valid='crosses = "mastery"')
        if part.where and not part.on:
            self.add("«where» needs the facts it looks into", "trigger", valid='on = ["assessed"]')
        if not (part.on or part.every or part.asked_by or self.document.within):
            self.add(
                "nothing wakes this process",
                "trigger",
                valid='on = [...], every = "weekday 16:00" or asked_by = [...]',
            )
        when = (
            self.expression(part.when, Type.TRUTH, "trigger", "when", names=self.student_names)
            if part.when
            else None
        )
        return Trigger(tuple(part.on), dict(part.where), crosses, every, tuple(part.asked_by), when)

    def _agents(self) -> list[Agent]:
        agents = []
        for index, part in enumerate(self.document.agents):
            if part.who not in ROLES:
                self.unknown(part.who, "role", ROLES, "agents", index, "who")
            if part.does not in set(Does):
                self.unknown(
                    part.does, "thing an agent does", [d.value for d in Does], "agents", index, "does"
                )
            if part.silence not in set(Silence):
                self.unknown(
                    part.silence, "meaning of silence", [s.value for s in Silence], "agents", index, "silence"
                )
            self._ignored_by(index)
            until: Deadline | None = None
            if part.until:
                until, problems = parse_deadline(part.until, self._at("agents", index, "until"))
                self.found.extend(problems)
            when = None
            if part.when:
                when = self.expression(
                    part.when, Type.TRUTH, "agents", index, "when", names=self.student_names
                )
            if part.does in set(Does) and part.silence in set(Silence):
                agents.append(
                    Agent(part.who, Does(part.does), part.among, when, until, Silence(part.silence))
                )
        deciding = {Does.PROPOSES, Does.DECIDES}
        if agents and not any(agent.does in deciding for agent in agents) and not self.document.steps:
            self.add("no agent proposes or decides", "agents", valid='does = "proposes" or "decides"')
        return agents

    def _ignored_by(self, index: int) -> None:
        """Refuse what has no effect on this agent."""
        part = self.document.agents[index]
        if part.among is not None and (part.does != Does.DECIDES or part.who == ROLES[0]):
            self.add("«among» is for a person who decides", "agents", index, "among")
        if part.silence != Silence.STANDS and not part.until:
            self.add(
                "«silence» means nothing without a deadline",
                "agents",
                index,
                "silence",
                valid='until = "2 days"',
            )

    def _steps(self) -> list[Step]:
        handed: set[str] = set()
        steps = []
        for index, part in enumerate(self.document.steps):
            if part.given and part.given not in handed:
                hint = listed(sorted(handed)) or "nothing has been decided before the first step"
                self.add(
                    f"step {index + 1} is given «{part.given}», which no earlier step gives",
                    "steps",
                    index,
                    "given",
                    valid=hint,
                )
            if part.gives:
                handed.add(part.gives)
            steps.append(Step(part.process, part.given, part.gives))
        return steps

    def _minutes(self) -> Expression | None:
        written = self.document.minutes
        if written == "":
            return None
        return self.expression(written, Type.NUMBER, "minutes", names=self.student_names)

    def _scales(self, rules: tuple[Keep | Prefer | When, ...]) -> None:
        units = {use.column: self.information(use).unit for use in self.uses if self.known(use)}
        tests = [rule.test for rule in rules if not isinstance(rule, Prefer)]
        for name, what, valid in misfits(self.parameters, units, tests):
            self.add(what, "parameters", name, valid=valid, kind="unit")

    def _unused(self) -> None:
        """Refuse what is declared and never read: information that cannot change any decision."""
        if any(self._is_reported(part) for part in _READING):
            return
        read = self._names_read()
        for column in dict.fromkeys(use.column for use in self.uses if self.known(use)):
            if column not in read and not self._is_meant(column):
                self.add(
                    f"«{column}» is declared but no rule reads it",
                    "information",
                    next_step="take it out: what changes no decision should not be read",
                    kind="unused",
                )
        for name in self.parameters:
            if name not in read and not self._is_meant(name):
                self.add(f"parameter «{name}» is set but nothing uses it", "parameters", name, kind="unused")

    def _is_meant(self, name: str) -> bool:
        """Tell whether a misspelled name was probably meant for this one; correcting it comes first."""
        return any(f"«{name}»" in problem.valid for problem in self.found)

    def _names_read(self) -> set[str]:
        """Return every name that is written where names are read, whether or not the rest is sound."""
        document = self.document
        rules = [text for rule in document.rules for text in (rule.keep, rule.prefer, rule.when, rule.weight)]
        conditions = [document.trigger.when, *(agent.when for agent in document.agents)]
        choosing = [getattr(document.choose, field) for field in (*BOUNDS, *READ_OF_OPTIONS)]
        arguments = [str(value) for use in self.uses for value in use.arguments.values()]
        shared = [
            text
            for part in (*document.limits, *document.resources, *document.concessions)
            for name, value in part.model_dump(exclude={"because", "name", "by", "to"}).items()
            for text in (value if name == "per" else [value])
        ]
        shared += [text for part in document.composition for text in (part.of, part.weight, part.at_most)]
        read: set[str] = set()
        reads = (*rules, *conditions, *choosing, *arguments, *shared, document.trigger.at, document.minutes)
        for written in reads:
            if isinstance(written, str):
                read.update(_WORD.findall(_QUOTED.sub("", written)))
        return read


def _literal(text: str) -> Value:
    """Return what an argument says: a number, true or false, a quoted word, or a name."""
    if text in ("true", "false"):
        return text == "true"
    return float(text) if _NUMBER.match(text) else text.strip("\"'")
