"""The parameters of Bayesian knowledge tracing, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId

NAMES = ("prior", "learn", "guess", "slip")

WHY_DEFAULTS: Mapping[str, str] = {
    "prior": "A skill is offered because the student is not expected to have it yet: less likely than not. "
    "With the other three, 0.3 needs three right answers in a row to pass 0.95, the customary streak.",
    "learn": "One attempt with feedback teaches one in ten of those who did not have the skill: about ten "
    "attempts, the length after which unmastered practice is customarily called wheel-spinning.",
    "guess": "Between an open answer (next to 0) and one of four choices (0.25); below the bound of 0.3 "
    "above which fitted values are customarily distrusted.",
    "slip": "A student who has the skill misses one in ten, the customary upper bound; higher values would "
    "call students masters who miss every fourth item.",
}
"""Why each of the default parameters is what it is, for a published process to quote."""

FIRST = ("first_wrong", "first_right")
LOSSES = ("forget", "lapse")
MORE = (*LOSSES, *FIRST, "items")


@dataclass(frozen=True, slots=True)
class BktParameters:
    """The parameters of one skill: the classic four, and those of the variants.

    Parameters
    ----------
    prior
        That a student has the skill before the first answer.
    learn
        That a student who does not have it has it after one more attempt.
    guess
        That a student who does not have it answers right.
    slip
        That a student who has it answers wrong. ``guess + slip`` must be below 1, or a right answer would
        be evidence against the skill.
    forget
        That a student who has it has lost it after one more attempt; ``learn + forget`` must not exceed 1.
    lapse
        That a student who has it has lost it a day later without an answer.
    first_wrong, first_right
        That a student has the skill, given the first answer: a prior of each student's own (Pardos &
        Heffernan 2010, "Modeling individualization in a Bayesian networks implementation of knowledge
        tracing"). Both or neither.
    items
        Guess and slip of single items; an item that is not named has those of the skill.

    Raises
    ------
    Refused
        With every problem found.

    Examples
    --------
    >>> BktParameters(prior=0.3, learn=0.1, guess=0.6, slip=0.5)
    Traceback (most recent call last):
    ...
    whynext.base.errors.Refused: guess 0.6 and slip 0.5 make 1 or more: a right answer would count \
against the skill. Valid: guess + slip < 1.
    >>> BktParameters(items={"hard": (0.1, 0.3)}).of("hard")
    (0.1, 0.3)
    """

    prior: float = 0.3
    learn: float = 0.1
    guess: float = 0.2
    slip: float = 0.1
    forget: float = 0.0
    lapse: float = 0.0
    first_wrong: float | None = None
    first_right: float | None = None
    items: Mapping[ItemId, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse degenerate parameters."""
        problems = _problems(self._values(), "")
        if problems:
            raise Refused(problems)

    def of(self, item: ItemId) -> tuple[float, float]:
        """Return guess and slip of an item."""
        return self.items.get(item) or (self.guess, self.slip)

    @property
    def classic(self) -> bool:
        """Whether the four suffice."""
        return not (self.forget or self.lapse or self.items or self.first_right is not None)

    def _values(self) -> dict[str, Any]:
        """Return the four, and the others where they say anything."""
        values = {name: getattr(self, name) for name in (*NAMES, *MORE)}
        idle = {name for name in MORE if values[name] is None or (name != "items" and values[name] == 0.0)}
        idle |= set() if self.items else {"items"}
        return {name: value for name, value in values.items() if name not in idle}

    def as_data(self) -> dict[str, Any]:
        """Return the parameters by name."""
        items = {"items": {item: list(pair) for item, pair in self.items.items()}} if self.items else {}
        return {**self._values(), **items}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> BktParameters:
        """Return the parameters that :meth:`as_data` gave.

        Raises
        ------
        Refused
            With every problem found.
        """
        problems = _problems(data, "")
        if problems:
            raise Refused(problems)
        items = {ItemId(item): (pair[0], pair[1]) for item, pair in data.get("items", {}).items()}
        return cls(**{**data, "items": items})


def _problems(values: Mapping[str, object], where: str) -> list[Problem]:
    """Return what is wrong with the numbers of one skill."""
    found = Collector()
    known = (*NAMES, *MORE)
    for name in sorted(set(values) - set(known)):
        found.add(f"«{name}» is no parameter", where=where, valid=nearest(name, known) or ", ".join(known))
    for name in NAMES:
        if name not in values:
            place = _place(where, name)
            found.add(f"«{name}» is missing", where=place, valid="a probability", kind="missing parameter")
    numbers = {
        name: float(value)  # type: ignore[arg-type]
        for name, value in values.items()
        if name in known and name != "items" and _usable(found, where, name, value)
    }
    _check_evidence(found, where, numbers.get("guess"), numbers.get("slip"))
    _check_changes(found, where, numbers)
    _check_first(found, where, numbers)
    _check_items(found, where, values.get("items", {}))
    return found.problems


def _place(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _usable(found: Collector, where: str, name: str, value: object) -> bool:
    """Note a value that is no probability strictly between 0 and 1 (losses may be 0)."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and (0.0 < value < 1.0 or (name in LOSSES and value == 0.0)):  # type: ignore[operator]
        return True
    found.add(
        f"{value!r} is no usable probability",
        where=_place(where, name),
        valid="a number above 0 and below 1",
        kind="degenerate parameter",
    )
    return False


def _check_evidence(found: Collector, where: str, guess: float | None, slip: float | None) -> None:
    if guess is not None and slip is not None and guess + slip >= 1.0:
        found.add(
            f"guess {guess:g} and slip {slip:g} make 1 or more: a right answer would count against the skill",
            where=where,
            valid="guess + slip < 1",
            kind="degenerate parameter",
        )


def _check_changes(found: Collector, where: str, numbers: Mapping[str, float]) -> None:
    if numbers.get("learn", 0.0) + numbers.get("forget", 0.0) > 1.0:
        found.add(
            f"learn {numbers['learn']:g} and forget {numbers['forget']:g} make more than 1: who had the "
            "skill would be less likely to have it than who had not",
            where=where,
            valid="learn + forget <= 1",
            kind="degenerate parameter",
        )


def _check_first(found: Collector, where: str, numbers: Mapping[str, float]) -> None:
    given = [numbers[name] for name in FIRST if name in numbers]
    if len(given) == 1:
        found.add("one of first_wrong and first_right is missing", where=where, valid="both, or neither")
    elif given and given[0] > given[1]:
        found.add(
            f"first_wrong {given[0]:g} is more than first_right {given[1]:g}: a right answer would count "
            "against the skill",
            where=where,
            valid="first_wrong <= first_right",
            kind="degenerate parameter",
        )


def _check_items(found: Collector, where: str, items: object) -> None:
    place = _place(where, "items")
    if not isinstance(items, Mapping):
        found.add(f"{items!r} does not name items", where=place, valid='{"item": [guess, slip]}')
        return
    for item, pair in items.items():
        here = f"{place}.{item}"
        if not isinstance(pair, tuple | list) or len(pair) != len(("guess", "slip")):
            found.add(f"{pair!r} is no guess and slip", where=here, valid="two numbers")
        elif all(_usable(found, here, name, value) for name, value in zip(NAMES[2:], pair, strict=True)):
            _check_evidence(found, here, *pair)


@dataclass(frozen=True, slots=True)
class BktParameterSet:
    """The parameters of every skill: those that were set, and a default for the rest.

    Examples
    --------
    >>> fitted = BktParameterSet(skills={"fractions": BktParameters(prior=0.4)})
    >>> fitted.of("fractions").prior, fitted.of("decimals").prior
    (0.4, 0.3)
    >>> BktParameterSet.from_data(fitted.as_data()) == fitted
    True
    """

    default: BktParameters = field(default_factory=BktParameters)
    skills: Mapping[SkillId, BktParameters] = field(default_factory=dict)

    def of(self, skill: SkillId) -> BktParameters:
        """Return the parameters of a skill."""
        return self.skills.get(skill, self.default)

    def as_data(self) -> dict[str, Any]:
        """Return all parameters as JSON values."""
        return {
            "default": self.default.as_data(),
            "skills": {skill: each.as_data() for skill, each in self.skills.items()},
        }

    def as_json(self) -> bytes:
        """Return the one spelling of these parameters as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> BktParameterSet:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With every missing, unknown or degenerate parameter and its place.
        """
        if not isinstance(data, Mapping):
            raise Refused(
                Problem(f"{data!r} is no set of parameters", valid='{"default": ..., "skills": ...}')
            )
        found = Collector()
        for name in sorted(set(data) - {"default", "skills"}):
            found.add(f"«{name}» is unknown", valid=nearest(name, ("default", "skills")) or "default, skills")
        skills = data.get("skills", {})
        if not isinstance(skills, Mapping):
            found.add(f"{skills!r} does not name skills", where="skills", valid="an object by skill")
            skills = {}
        rows = {
            "default": data.get("default", {}),
            **{f"skills.{skill}": row for skill, row in skills.items()},
        }
        for where, row in rows.items():
            if isinstance(row, Mapping):
                found.extend(_problems(row, where))
            else:
                found.add(f"{row!r} holds no parameters", where=where, valid=", ".join(NAMES))
        found.refuse_if_any()
        return cls(
            BktParameters.from_data(data["default"]),
            {SkillId(skill): BktParameters.from_data(row) for skill, row in skills.items()},
        )
