"""Definitions: a process as data, with the digest of each of its five elements.

The five elements are Beese's: trigger, agents, information, rules, and the decision that results. Two
versions that differ in one digest differ in one element, and are a natural contrast.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from math import isfinite
from typing import Any

from whynext.base.errors import Collector, listed, nearest
from whynext.base.facts import canonical
from whynext.process.agent import Agent
from whynext.process.composition import Composition
from whynext.process.expression import Expression, Value
from whynext.process.information import Type
from whynext.process.sharing import Sharing
from whynext.process.trigger import Trigger

JUNCTURES: Mapping[str, str] = {
    "objective": "the goal that is pursued",
    "content": "what is learned",
    "sequence": "what comes before what",
    "pace": "when to go on and when to stay",
    "difficulty": "how hard the task is and how much it helps",
    "context": "the story or medium of a task",
    "approach": "the way of teaching",
    "grouping": "with whom",
    "teacher": "by whom",
    "place": "where",
    "time": "when and how long",
    "assessment": "when, how and how often it is tested",
    "support": "help for a cause, accommodation",
    "motivation": "feedback and prompts",
    "autonomy": "who decides the rest",
    "programme": "course, track or credit",
}
"""The sixteen places of a plan that a process can decide."""

GRAINS: tuple[str, ...] = ("moment", "item", "lesson", "day", "week", "unit", "term", "year", "years")
"""How long a decision holds, from short to long."""

HOWS: Mapping[str, str] = {
    "best": "the highest score",
    "sample": "drawn, higher scores more often (softmax)",
    "thompson": "drawn, each as often as it is likely to be the best, given how uncertain its score is",
    "lottery": "drawn from the eligible with equal chances, up to a capacity",
    "table": "the first row that is true",
    "all": "everything no rule refuses",
    "match": "places matched to ranked wishes",
    "assign": "places shared within limits, so that the sum of the scores is the largest",
    "group": "students put together in groups that keep bounds and serve what is wanted of them",
}
READS: Mapping[str, tuple[str, ...]] = {
    "best": ("count", "explore", "ties"),
    "sample": ("count", "explore", "temperature"),
    "thompson": ("count", "spread", "least", "most", "far"),
    "lottery": ("capacity", "seed"),
    "table": (),
    "all": (),
    "match": ("count", "seats", "method", "apart", "priority", "seed", "draws"),
    "assign": (
        "count",
        "apart",
        "order",
        "smallest",
        "largest",
        "must",
        "separate",
        "beside",
        "beside_weight",
        "effort",
        "gap",
    ),
    "group": ("smallest", "largest", "must", "separate", "together"),
}
"""What each way of choosing reads of [choose]."""
METHODS: Mapping[str, str] = {
    "turns": "a lottery puts students in order, and each in turn takes the dearest places left",
    "priority": "places go to those with the strongest claim; of equal claims a lottery decides",
    "admission": "a lottery puts students in order, and each in turn is in if all who are in can have a"
    " place, moved to another wish if need be",
    "total": "as many places as possible are given, and of those ways the one with the largest sum of scores",
}
"""How places are matched to wishes."""
READ_OF_OPTIONS = (
    "spread",
    "seats",
    "apart",
    "priority",
    "smallest",
    "largest",
    "must",
    "separate",
    "beside",
    "order",
    "together",
)
"""What a way of choosing works out for every option."""

BOUNDS: Mapping[str, tuple[float, float, bool]] = {
    "count": (1, 1000, True),
    "explore": (0, 1, False),
    "temperature": (1e-6, 1e6, False),
    "capacity": (0, 10**9, True),
    "least": (0, 1, False),
    "most": (0, 1, False),
    "far": (0, 10**12, False),
    "draws": (0, 100_000, True),
    "beside_weight": (0, 10**12, False),
    "effort": (0, 100_000, True),
    "gap": (0, 1, False),
}
"""Of each number of a choice that a parameter may set: lowest, highest, whether it must be whole."""

_ONLY_OF: Mapping[str, str] = {
    "apart": "match assign",
    **dict.fromkeys(("spread", "least", "most", "far"), "thompson"),
    **dict.fromkeys(("seats", "method", "priority", "draws"), "match"),
    **dict.fromkeys(("smallest", "largest", "must", "separate"), "assign group"),
    **dict.fromkeys(("beside", "beside_weight", "order", "effort", "gap"), "assign"),
    "together": "group",
}
"""What only one way of choosing has; the digests of the others do not cover it."""

ELEMENTS = ("trigger", "agents", "information", "rules", "decision")


@dataclass(frozen=True, slots=True)
class Goal:
    """What the process is for: the measure it watches, and the end that measure stands for."""

    interim: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a school may set, with its unit and the reason for it."""

    value: Value
    unit: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """An information as one process uses it.

    Parameters
    ----------
    name
        Of the information in the catalogue.
    column
        How the rules of this process call it; the same as `name` unless renamed with "as".
    arguments
        Values of the information's own parameters; a text that is the name of one of the process's
        parameters stands for that parameter's value.
    """

    name: str
    column: str
    arguments: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return it as written in a definition."""
        given = ", ".join(f"{name} = {value}" for name, value in self.arguments.items())
        renamed = f" as {self.column}" if self.column != self.name else ""
        return f"{self.name}({given}){renamed}" if given else f"{self.name}{renamed}"


@dataclass(frozen=True, slots=True)
class Keep:
    """A rule that refuses every option for which it is not true."""

    test: Expression
    because: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Prefer:
    """A term of the score: `weight` times `term`."""

    term: Expression
    weight: Expression
    because: str


@dataclass(frozen=True, slots=True)
class When:
    """A row of a table: if the test is true, the answer is `then`."""

    test: Expression
    then: str
    because: str


class Recourse(StrEnum):
    """What is done when rules cannot decide."""

    ASK = "ask"
    ANOTHER = "another process"
    SET_ASIDE = "set aside"
    NOTHING = "nothing, and say so"


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is done when information is missing, or nothing is left; `who` is a role or a process."""

    how: Recourse
    who: str = ""

    def __str__(self) -> str:
        """Return it as written in a definition."""
        if self.how is Recourse.ASK:
            return f"ask {self.who}"
        return self.who if self.how is Recourse.ANOTHER else self.how.value


@dataclass(frozen=True, slots=True)
class Choose:
    """How one is chosen of the options that are left.

    Parameters
    ----------
    how
        One of :data:`HOWS`.
    count
        How many are chosen for each student.
    explore
        Share of decisions drawn at random among the options left; recorded as probability.
    temperature
        Of ``sample``: the score difference that makes a choice e times as likely.
    capacity
        Of ``lottery``: how many students can be chosen for it.
    ties
        ``order``: equal scores in the order of the options; ``chance``: drawn, and recorded so.
    seed
        A published text from which a lottery is drawn, so that a stranger can repeat it.
    seats
        Of ``match``: how many places an option has.
    method
        Of ``match``: one of :data:`METHODS`.
    apart
        Of ``match``: a word per option, or several with spaces between; two options that share one, such as
        a period of the timetable, exclude each other. None if all go together. Of ``assign``: one word per
        option, and everybody gets one place of each, up to `count`.
    priority
        Of ``match`` by priority: whose claim to an option is the stronger; higher is stronger.
    draws
        Of ``match``: from so many further drawings of the lottery the probability of a place is counted.
    smallest, largest
        Of ``assign``: between how many students a session of the option has; 0 where they do not meet. Of
        ``group``: between how many a group has, if anybody.
    must
        Of ``assign`` and ``group``: TRUE where a person has locked the place, FALSE where another one of its
        kind is locked; missing where nobody has said.
    separate
        Of ``assign`` and ``group``: the students with whom this one shares no session, or group, with spaces
        between.
    together
        Of ``group``: the students with whom this one is in one group, with spaces between.
    beside
        Of ``assign``: a word; students of the same word sit together where it makes no difference otherwise.
    beside_weight
        Of ``assign``: what each two of the same word who share a session count against what else is liked.
    order
        Of ``assign``: a number of each option; a student's places follow each other in its order. Where it is
        missing nobody is said to walk.
    effort
        Of ``assign``: how many steps of improvement are tried at most.
    gap
        Of ``assign``: how far from the best a plan may be, as a share of it, for the search to end.
    spread
        Of ``thompson``: the standard deviation of an option's score.
    least
        Of ``thompson``: the lowest probability of an option that may be explored.
    most
        Of ``thompson``: the largest share of what is chosen that is not what scores best; it limits `least`
        too. 0 is the same as ``best``.
    far
        Of ``thompson``: how far below the best an option may score and still be explored; None if however
        far.
    named
        Which of these numbers stand for a parameter, and its name: ``(("capacity", "seats"),)``.
    """

    how: str = "best"
    count: int = 1
    explore: float = 0.0
    temperature: float = 1.0
    capacity: int | None = None
    ties: str = "order"
    seed: str = ""
    seats: Expression | None = None
    method: str = "turns"
    apart: Expression | None = None
    priority: Expression | None = None
    draws: int = 200
    smallest: Expression | None = None
    largest: Expression | None = None
    must: Expression | None = None
    separate: Expression | None = None
    beside: Expression | None = None
    beside_weight: float = 1.0
    order: Expression | None = None
    together: Expression | None = None
    effort: int = 200
    gap: float = 0.001
    spread: Expression | None = None
    least: float = 0.0
    most: float = 1.0
    far: float | None = None
    named: tuple[tuple[str, str], ...] = ()

    @property
    def expressions(self) -> Mapping[str, Expression]:
        """What of it is worked out for every option, by name."""
        named = {name: getattr(self, name) for name in READ_OF_OPTIONS}
        return {name: each for name, each in named.items() if each is not None}

    @property
    def by_chance(self) -> bool:
        """Whether students alike may get different options."""
        if self.how == "thompson":
            return self.most > 0.0
        if self.how == "match":
            return self.method != "total"
        if self.how in ("assign", "group"):
            return False
        return self.how in ("sample", "lottery") or self.explore > 0.0 or self.ties == "chance"

    def with_values(self, values: Mapping[str, Value]) -> Choose:
        """Return the same choice where the numbers that stand for parameters have these values."""
        numbers = {field: float(values[name]) for field, name in self.named}
        whole = {field: int(number) for field, number in numbers.items() if BOUNDS[field][2]}
        return replace(self, **{**numbers, **whole})  # type: ignore[arg-type]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, with the names of parameters where it has them."""
        names = [each.name for each in fields(self) if self.how in _ONLY_OF.get(each.name, self.how).split()]
        data = {name: getattr(self, name) for name in names if name != "named"}
        data |= {name: value.text for name, value in data.items() if isinstance(value, Expression)}
        return {**data, **{field: {"parameter": name} for field, name in self.named}}


@dataclass(frozen=True, slots=True)
class Step:
    """One process of a composite.

    Parameters
    ----------
    process
        Its id.
    given
        The name of what an earlier step decided, handed to this one as its given; empty for the first.
    gives
        The name under which its own decision is handed on.
    """

    process: str
    given: str = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What makes a lasting decision bearable.

    Parameters
    ----------
    exit_rule
        How a student leaves what was decided, in words.
    review_after
        After how many days a person looks at it again; None if never.
    reversible_for
        For how many days it can simply be undone; None if it always can.
    signed_off_by
        Who answers for it, by name and role.
    """

    exit_rule: str = ""
    review_after: int | None = None
    reversible_for: int | None = None
    signed_off_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A process, checked and ready to run.

    `decides` is the name of a kind of option; where the answers are fixed they are in `answers` and
    `decides` is empty. `given` is the kind of thing it is decided for ("skill"), empty if none.
    """

    id: str
    version: int
    title: str
    question: str
    trigger: Trigger
    agents: tuple[Agent, ...]
    information: tuple[Use, ...]
    parameters: Mapping[str, Parameter]
    rules: tuple[Keep | Prefer | When, ...]
    choose: Choose
    unknown: Fallback
    none: Fallback
    origin: str = ""
    problem: str = ""
    juncture: tuple[str, ...] = ()
    grain: str = "lesson"
    decides: str = ""
    answers: tuple[str, ...] = ()
    given: str = ""
    within: str = ""
    minutes: Expression | None = None
    goal: Goal = field(default_factory=Goal)
    steps: tuple[Step, ...] = ()
    safeguards: Safeguards = field(default_factory=Safeguards)
    shares: Sharing = field(default_factory=Sharing)
    composition: tuple[Composition, ...] = ()
    effect: str = ""
    text: str = ""

    @property
    def keeps(self) -> tuple[Keep, ...]:
        """The rules that refuse."""
        return tuple(rule for rule in self.rules if isinstance(rule, Keep))

    @property
    def prefers(self) -> tuple[Prefer, ...]:
        """The terms of the score."""
        return tuple(rule for rule in self.rules if isinstance(rule, Prefer))

    @property
    def rows(self) -> tuple[When, ...]:
        """The rows of a table."""
        return tuple(rule for rule in self.rules if isinstance(rule, When))

    @property
    def values(self) -> dict[str, Value]:
        """The values of the parameters, by name."""
        return {name: parameter.value for name, parameter in self.parameters.items()}

    @property
    def is_composite(self) -> bool:
        """Whether it only hands on to other processes."""
        return bool(self.steps)

    @property
    def is_joint(self) -> bool:
        """Whether the decision for one student depends on the others."""
        return self.choose.how in {"lottery", "match", "assign", "group"}

    def arguments(self, use: Use) -> dict[str, Value]:
        """Return the arguments of a used information, with parameters replaced by their values."""
        values = self.values
        return {
            name: values[value] if isinstance(value, str) and value in values else value
            for name, value in use.arguments.items()
        }

    def element(self, name: str) -> Any:
        """Return one of the five elements as plain data, what its digest covers."""
        if name == "trigger":
            return self.trigger.as_data()
        if name == "agents":
            return [agent.as_data() for agent in self.agents]
        if name == "information":
            return sorted(str(use) for use in self.information)
        if name == "rules":
            parameters = {
                key: {"value": _one_spelling(p.value), "unit": p.unit} for key, p in self.parameters.items()
            }
            return {"rules": [_rule_data(rule) for rule in self.rules], "parameters": parameters}
        return {
            "decides": self.decides or list(self.answers),
            "given": self.given,
            "grain": self.grain,
            "choose": self.choose.as_data(),
            **({"shares": self.shares.as_data()} if self.shares else {}),
            **({"composition": [each.as_data() for each in self.composition]} if self.composition else {}),
            "unknown": str(self.unknown),
            "none": str(self.none),
            "steps": [asdict(step) for step in self.steps],
            "minutes": self.minutes.text if self.minutes else "",
        }

    def digests(self) -> dict[str, str]:
        """Return the digest of each element: the first 16 hexadecimal digits of its SHA-256."""
        return {name: hashlib.sha256(canonical(self.element(name))).hexdigest()[:16] for name in ELEMENTS}

    def digest(self) -> str:
        """Return the digest of all five elements together with id and version."""
        whole = {"id": self.id, "version": self.version, **self.digests()}
        return hashlib.sha256(canonical(whole)).hexdigest()[:16]

    def with_parameters(self, values: Mapping[str, Value]) -> Definition:
        """Return the same process with other parameter values, for what-if questions.

        Raises
        ------
        Refused
            If a name is no parameter, or a value is of another type or out of bounds.
        """
        found = Collector()
        for name, value in values.items():
            self._check_value(name, value, found)
        found.refuse_if_any()
        changed = {
            name: replace(parameter, value=values.get(name, parameter.value))
            for name, parameter in self.parameters.items()
        }
        result = replace(self, parameters=changed)
        return replace(result, choose=self.choose.with_values(result.values))

    def _check_value(self, name: str, value: Value, found: Collector) -> None:
        if name not in self.parameters:
            valid = nearest(name, self.parameters) or listed(self.parameters) or "it has no parameters"
            found.add(f"«{self.id}» has no parameter «{name}»", valid=valid, kind="unknown name")
            return
        kind, actual = type_of(self.parameters[name].value), type_of(value)
        if kind is not actual or (isinstance(value, float) and not isfinite(value)):
            found.add(f"«{name}» must be a {kind}, not {value!r}", kind="type")
            return
        if self.parameters[name].unit in _SHARES and not 0 <= float(value) <= 1:
            unit = self.parameters[name].unit
            found.add(f"«{name}» cannot be {value!r}: it is a {unit}", valid="a number from 0 to 1")
        for number in (number for number, parameter in self.choose.named if parameter == name):
            low, high, whole = BOUNDS[number]
            if not low <= float(value) <= high or (whole and float(value) != int(value)):
                said = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
                found.add(f"«{name}» cannot be {value!r}: it is the «{number}» of the choice", valid=said)


_SHARES = ("probability", "share")
"""Units of what lies between 0 and 1."""


def _one_spelling(value: Value) -> Value:
    """Return 4 and 4.0 alike, so that how a number is typed makes no difference."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def type_of(value: Value) -> Type:
    """Return whether a value of a parameter is a number, a truth or a word."""
    if isinstance(value, bool):
        return Type.TRUTH
    return Type.WORD if isinstance(value, str) else Type.NUMBER


def _rule_data(rule: Keep | Prefer | When) -> dict[str, str]:
    if isinstance(rule, Keep):
        return {"keep": rule.test.text}
    if isinstance(rule, Prefer):
        return {"prefer": rule.term.text, "weight": rule.weight.text}
    return {"when": rule.test.text, "then": rule.then}
