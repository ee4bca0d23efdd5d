"""Elo for skills: an ability that each answer moves, against items of known difficulty.

Pelánek, R. (2016). Applications of the Elo rating system in adaptive educational systems. Computers &
Education, 98, 169-179. The uncertainty follows Glickman, M. E. (1999). Parameter estimation in large dynamic
paired comparison experiments. Applied Statistics, 48, 377-394, with one change: the information of an answer
is a constant, so that the size of a step depends on how many answers there were and how old they are, never
on how they came out. That is what makes it certain that a better answer never lowers an ability.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from whynext.base.arithmetic import sigmoid_of
from whynext.base.compiling import run, sealed
from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch, Floats, Traced, observe_all
from whynext.mastery.tracing.folds import (
    days_of,
    elo_fold,
    elo_gain,
    elo_moved,
    elo_rested,
    sigmoid_fold,
)
from whynext.mastery.tracing.model import (
    Evidence,
    Record,
    TracingModel,
    advanced,
    check_fits,
    estimated,
    evidence_of,
    micros,
    recorded,
    version_of,
)
from whynext.mastery.tracing.registry import ModelKind, Option, fit_in

FARTHEST = 20.0
"""A difficulty beyond so many logits is a misprint."""
WIDEST = 4.0
"""A step of more than four logits could carry an ability past what the answer says of it."""

WHY_DEFAULTS: Mapping[str, str] = {
    "start": "Abilities of students spread by about one logit around their mean, within a skill.",
    "weight": "An answer tells p (1 - p) of an ability: a quarter at even chances, less elsewhere.",
    "drift": "Students learn while they answer: without it, old answers would soon weigh more than new ones.",
    "daily": "A year without an answer makes an ability as unsure again as one that was never seen.",
}
"""Why each of the default parameters is what it is, for a published process to quote."""


@dataclass(frozen=True, slots=True)
class EloParameters:
    """Step sizes and difficulties.

    Parameters
    ----------
    start
        Variance of an ability before any answer, in squared logits, above 0, at most 4.
    weight
        Information of an answer, above 0, at most 1.
    drift
        Variance added at each answer, 0 to 1.
    daily
        Variance added each day without an answer, up to `start` again; 0 to 1.
    difficulty
        Of a skill that is not named in `skills`, logits from -20 to 20.
    skills
        Difficulty of the typical item of single skills.
    items
        Difficulty of single items; an item that is not named has that of the skill.

    Raises
    ------
    Refused
        With every problem found.

    Examples
    --------
    >>> EloParameters(skills={"fractions": 0.5}, items={"hard": 2.0}).of("fractions", "hard")
    2.0
    """

    start: float = 1.0
    weight: float = 0.2
    drift: float = 0.02
    daily: float = 1.0 / 365.0
    difficulty: float = 0.0
    skills: Mapping[SkillId, float] = field(default_factory=dict)
    items: Mapping[ItemId, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no steps can be made with."""
        found = Collector()
        bounds = {"start": (1e-6, WIDEST), "weight": (1e-6, 1.0), "drift": (0.0, 1.0), "daily": (0.0, 1.0)}
        for name, (least, most) in bounds.items():
            _check(found, name, getattr(self, name), least, most)
        _check(found, "difficulty", self.difficulty, -FARTHEST, FARTHEST)
        for group, numbers in (("skills", self.skills), ("items", self.items)):
            for name, number in numbers.items():
                _check(found, f"{group}.{name}", number, -FARTHEST, FARTHEST)
        found.refuse_if_any()
        if elo_gain(self.start, self.weight, self.drift) > WIDEST:
            raise Refused(Problem("the first step would be more than 4 logits", where="start"))

    def typical(self, skill: SkillId) -> float:
        """Return the difficulty of the typical item of a skill."""
        return self.skills.get(skill, self.difficulty)

    def of(self, skill: SkillId, item: ItemId) -> float:
        """Return the difficulty of an item."""
        known = self.items.get(item)
        return self.typical(skill) if known is None else known

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        numbers = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**numbers, "skills": dict(self.skills), "items": dict(self.items)}

    def as_json(self) -> bytes:
        """Return the one spelling of these parameters as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> EloParameters:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With every unknown name or impossible number.
        """
        tables = [data.get(name, {}) for name in ("skills", "items")] if isinstance(data, Mapping) else [None]
        if not isinstance(data, Mapping) or not all(isinstance(table, Mapping) for table in tables):
            raise Refused(
                Problem(f"{data!r} is no set of parameters", valid='{"start": 1, "skills": {}, ...}')
            )
        known = [each.name for each in fields(cls)]
        found = Collector()
        for name in sorted(set(data) - set(known)):
            found.add(f"«{name}» is unknown", valid=nearest(name, known) or ", ".join(known))
        found.refuse_if_any()
        return cls(**data)


def _check(found: Collector, where: str, value: object, least: float, most: float) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not least <= value <= most:  # type: ignore[operator]
        valid = f"a number from {least:g} to {most:g}"
        found.add(f"{value!r} is impossible", where=where, valid=valid, kind="degenerate parameter")


@dataclass(frozen=True)
class Elo:
    """An ability in logits for each student and skill.

    In the state ``a`` is the ability, 0 before any answer, and ``b`` its variance. The mastery is the
    probability of a right answer to the typical item of the skill, ``1 / (1 + exp(difficulty - a))``; its
    uncertainty is the ability's standard deviation carried to that probability, ``p (1 - p) sqrt(b)``.

    An answer first makes the variance ``v = b + drift`` and then ``v / (1 + weight v)``, which is also the
    gain: the ability moves by ``gain (x - p)``, where x is 1 or 0 and p the probability of a right answer to
    *this* item. Right answers with help move nothing.

    Examples
    --------
    >>> model = Elo()
    >>> model.begin("fractions").mastery
    0.5
    """

    parameters: EloParameters = field(default_factory=EloParameters)
    id: str = field(default="elo", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer."""
        p = self.parameters
        return State(skill, self.id, sigmoid_of(-p.typical(skill)), 0.0, float(p.start))

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence, p = evidence_of(response.correct, response.hints), self.parameters
        difficulty, typical = p.of(state.skill, response.item), p.typical(state.skill)
        ability, variance = state.a, self._variance(state, response.at)
        if evidence is not Evidence.HELPED:
            variance = elo_gain(variance, p.weight, p.drift)
            ability = elo_moved(ability, variance, response.correct, difficulty)
        mastery = sigmoid_of(ability - typical)
        later = advanced(state, response, evidence, mastery, ability, variance)
        why = _why(evidence, state, mastery, sigmoid_of(state.a - difficulty))
        return recorded(self, response, evidence, state, later, why)

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:  # noqa: ARG002
        """Return the probability of a right answer to an item; an unknown item is a typical one."""
        return sigmoid_of(state.a - self.parameters.of(state.skill, item))

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:
        """Return the probability of a right answer to a typical item; its uncertainty grows with its age."""
        p = state.mastery
        return estimated(self, state, p, p * (1.0 - p) * math.sqrt(self._variance(state, at)))

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        items = bool(self.parameters.items)
        return observe_all(self.id, states, responses, self._per_skill, self._trace, items=items)

    def _variance(self, state: State, at: datetime | None) -> float:
        if at is None:
            return state.b
        p = self.parameters
        return elo_rested(state.b, p.start, p.daily, days_of(micros(state.last_at), micros(at)))

    def _per_skill(self, skills: Sequence[SkillId]) -> pl.DataFrame:
        typical = [float(self.parameters.typical(skill)) for skill in skills]
        begin = [sigmoid_of(-difficulty) for difficulty in typical]
        columns = {"skill": list(skills), "begin": begin, "typical": typical}
        return pl.DataFrame(columns).with_columns(begin_b=pl.lit(float(self.parameters.start)))

    @cached_property
    def _items(self) -> tuple[pl.Series, pl.Series]:
        items = self.parameters.items
        return pl.Series(list(items), dtype=pl.String), pl.Series(list(items.values()), dtype=pl.Float64)

    def _trace(self, batch: Batch) -> Traced:
        p, typical = self.parameters, batch.keys.get_column("typical").to_numpy()
        difficulty = np.repeat(typical, batch.lengths)
        if batch.item is not None:
            own = batch.item.replace_strict(*self._items, default=None, return_dtype=pl.Float64)
            difficulty = (
                own.fill_null(pl.Series(difficulty)).to_numpy() if own.null_count() else own.to_numpy()
            )
        given = (
            batch.a,
            batch.b,
            batch.last,
            batch.lengths,
            batch.right,
            batch.right | batch.wrong,
            batch.at,
        )
        steps = [float(number) for number in (p.start, p.weight, p.drift, p.daily)]
        ability, variance, highest = (np.empty_like(batch.a) for _ in range(3))
        told = (*steps, ability, variance, highest)
        run(elo_fold, len(batch.right), *map(sealed, (*given, difficulty)), *told)
        return Traced(_mastery(ability, typical), ability, variance, _mastery(highest, typical))


def _mastery(ability: Floats, typical: Floats) -> Floats:
    """Return each group's probability of a right answer to a typical item."""
    mastery = np.empty_like(ability)
    run(sigmoid_fold, len(ability), sealed(ability), sealed(typical), mastery)
    return mastery


def _why(evidence: Evidence, state: State, mastery: float, expected: float) -> str:
    moved = f"from {state.mastery:.0%} to {mastery:.0%}"
    if evidence is Evidence.HELPED:
        return (
            "Answered right with help: this does not show what the student can do alone; mastery stays at "
            f"{mastery:.0%}."
        )
    how = "right" if evidence is Evidence.RIGHT else "wrong"
    chance = expected if evidence is Evidence.RIGHT else 1.0 - expected
    return (
        f"Answered {how}, which was to be expected with {chance:.0%} on this item: the chance of a right "
        f"answer to a typical item of the skill goes {moved}."
    )


def _build(data: object) -> TracingModel:
    return Elo(EloParameters.from_data(data))


OPTIONS: Mapping[str, Option] = {
    "items": Option(True, "Whether items are given difficulties of their own."),
    "items_spread": Option(
        0.5, "Spread of the items' difficulties around their skill's, in squared logits.", 0.01, 100.0
    ),
    "steps": Option(True, "Whether the sizes of the steps are fitted, too."),
}

KIND = ModelKind(
    id="elo",
    title="Elo",
    sentence="The probability of a right answer to a typical item of the skill, from an ability that moves "
    "with each answer, the more the less it was to be expected.",
    default=Elo,
    build=_build,
    fit=fit_in("elo"),
    options=OPTIONS,
)
