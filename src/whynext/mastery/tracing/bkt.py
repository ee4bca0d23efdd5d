"""Bayesian knowledge tracing: does the student have the skill, given the answers so far?

Corbett, A. T., & Anderson, J. R. (1995). Knowledge tracing: Modeling the acquisition of procedural knowledge.
User Modeling and User-Adapted Interaction, 4, 253-278.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch, Floats, Traced, Truths, in_rounds, observe_all
from whynext.mastery.tracing.model import (
    Evidence,
    Record,
    TracingModel,
    advanced,
    check_fits,
    evidence_of,
    version_of,
)
from whynext.mastery.tracing.registry import ModelKind

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

CERTAIN = 1e-12
"""How near to 0 or 1 an estimate may come.

Rounding would otherwise reach 1.0 after about twenty right answers, and 1.0 no later mistake can lower.
"""


@dataclass(frozen=True, slots=True)
class BktParameters:
    """The four parameters of one skill, each a probability in (0, 1).

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
    """

    prior: float = 0.3
    learn: float = 0.1
    guess: float = 0.2
    slip: float = 0.1

    def __post_init__(self) -> None:
        """Refuse degenerate parameters."""
        problems = _problems({name: getattr(self, name) for name in NAMES}, "")
        if problems:
            raise Refused(problems)

    def as_data(self) -> dict[str, float]:
        """Return the parameters by name."""
        return {name: getattr(self, name) for name in NAMES}


def _problems(values: Mapping[str, object], where: str) -> list[Problem]:
    """Return what is wrong with the four numbers of one skill."""
    found = Collector()
    numbers: dict[str, float] = {}
    for name in NAMES:
        value = values.get(name)
        place = f"{where}.{name}" if where else name
        if name not in values:
            found.add(f"«{name}» is missing", where=place, valid="a probability", kind="missing parameter")
        elif not isinstance(value, int | float) or isinstance(value, bool) or not 0.0 < value < 1.0:
            found.add(
                f"{value!r} is no usable probability",
                where=place,
                valid="a number above 0 and below 1",
                kind="degenerate parameter",
            )
        else:
            numbers[name] = float(value)
    for name in sorted(set(values) - set(NAMES)):
        found.add(f"«{name}» is no parameter", where=where, valid=nearest(name, NAMES) or ", ".join(NAMES))
    if {"guess", "slip"} <= numbers.keys() and numbers["guess"] + numbers["slip"] >= 1.0:
        found.add(
            f"guess {numbers['guess']:g} and slip {numbers['slip']:g} make 1 or more: a right answer would "
            "count against the skill",
            where=where,
            valid="guess + slip < 1",
            kind="degenerate parameter",
        )
    return found.problems


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
            BktParameters(**data["default"]),
            {SkillId(skill): BktParameters(**row) for skill, row in skills.items()},
        )


@dataclass(frozen=True)
class Bkt:
    """Bayesian knowledge tracing with four parameters per skill.

    The state's mastery is the probability that the student has the skill now; its uncertainty is the
    standard deviation of that yes or no, sqrt(p (1 - p)). A right answer that needed help moves nothing:
    it shows neither what the student can do alone nor what the student cannot. An item that needs several
    skills is evidence of each of them alike.

    Examples
    --------
    >>> model = Bkt()
    >>> round(model.predict(model.begin("fractions"), "item-1"), 2)  # 0.3 * 0.9 + 0.7 * 0.2
    0.41
    """

    parameters: BktParameterSet = field(default_factory=BktParameterSet)
    id: str = field(default="bkt", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer: the skill's prior."""
        return State(skill, self.id, float(self.parameters.of(skill).prior))

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence = evidence_of(response.correct, response.hints)
        chances = self.parameters.of(state.skill)
        mastery = state.mastery
        if evidence is not Evidence.HELPED:
            mastery = _step(mastery, response.correct, chances.learn, chances.guess, chances.slip)
        later = advanced(state, response, evidence, mastery)
        why = _why(evidence, state.mastery, mastery, chances)
        record = Record(
            response.student,
            response.item,
            response.at,
            evidence,
            self.estimate(state),
            self.estimate(later),
            why,
        )
        return later, record

    def predict(self, state: State, item: ItemId) -> float:  # noqa: ARG002 (all items alike)
        """Return the probability of a right answer: knows and does not slip, or does not know and guesses.

        The classic model holds all items of a skill to be alike, so `item` changes nothing.
        """
        chances = self.parameters.of(state.skill)
        return state.mastery * (1.0 - chances.slip) + (1.0 - state.mastery) * chances.guess

    def estimate(self, state: State) -> Estimate:
        """Return the probability that the student has the skill, with its standard deviation."""
        p = state.mastery
        return Estimate(
            state.skill,
            p,
            math.sqrt(p * (1.0 - p)),
            state.answers,
            state.right,
            state.streak,
            state.last_at,
            self.id,
            self.version,
        )

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        return observe_all(self.id, states, responses, self._per_skill, _trace)

    def _per_skill(self, skills: Sequence[SkillId]) -> pl.DataFrame:
        of = self.parameters.of
        rows = [(skill, *of(skill).as_data().values()) for skill in skills]
        schema = {"skill": pl.String(), "begin": pl.Float64(), **dict.fromkeys(NAMES[1:], pl.Float64())}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _step(known: float, right: bool, learn: float, guess: float, slip: float) -> float:
    """Return P(has the skill) after one answer and one chance to learn (Corbett & Anderson 1995).

    Bayes' rule on the answer, then ``p + (1 - p) * learn``, held off 0 and 1 by :data:`CERTAIN`.
    """
    had = known * (1.0 - slip if right else slip)
    had_not = (1.0 - known) * (guess if right else 1.0 - guess)
    known = had / (had + had_not)
    known = known + (1.0 - known) * learn
    return min(max(known, CERTAIN), 1.0 - CERTAIN)


def _step_together(known: Floats, right: Truths, learn: Floats, guess: Floats, slip: Floats) -> Floats:
    """Return :func:`_step` of columns: the same operations on each number, in place, so the same bits."""
    had = np.where(right, 1.0 - slip, slip)
    had *= known
    either = np.where(right, guess, 1.0 - guess)
    either *= 1.0 - known
    either += had
    had /= either
    later = 1.0 - had
    later *= learn
    later += had
    return np.clip(later, CERTAIN, 1.0 - CERTAIN, out=later)


def _trace(batch: Batch) -> Traced:
    """Return the mastery of each group after its answers; answers with help are passed over."""
    lengths, right = batch.lengths, batch.right
    tells = batch.right | batch.wrong
    if not tells.all():
        group = np.repeat(np.arange(len(lengths)), lengths)[tells]
        lengths, right = np.bincount(group, minlength=len(lengths)), right[tells]
    parameters = [batch.keys.get_column(name).to_numpy() for name in NAMES[1:]]
    known = in_rounds(batch.mastery, lengths, right, parameters, _step_together, _step)
    return Traced(known, batch.a, batch.b)


def _why(evidence: Evidence, earlier: float, later: float, chances: BktParameters) -> str:
    moved = f"from {earlier:.0%} to {later:.0%}"
    if evidence is Evidence.RIGHT:
        return (
            f"Answered right without help: students who have the skill do so {1 - chances.slip:.0%} of the "
            f"time, others {chances.guess:.0%}, so mastery goes {moved}."
        )
    if evidence is Evidence.WRONG:
        return (
            f"Answered wrong: students who have the skill do so {chances.slip:.0%} of the time, others "
            f"{1 - chances.guess:.0%}; with a chance of {chances.learn:.0%} to have learned from it, mastery "
            f"goes {moved}."
        )
    return (
        "Answered right with help: this does not show what the student can do alone; mastery stays at "
        f"{later:.0%}."
    )


def _build(data: object) -> TracingModel:
    return Bkt(BktParameterSet.from_data(data))


KIND = ModelKind(
    id="bkt",
    title="Bayesian knowledge tracing",
    sentence="The probability that the student has the skill, from right and wrong answers, allowing for "
    "guesses, slips and learning on the way.",
    default=Bkt,
    build=_build,
)
