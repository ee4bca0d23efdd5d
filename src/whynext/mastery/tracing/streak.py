"""N in a row: the rule of thumb that a skill is shown by so many right answers in a row without help.

Three in a row is the customary number (Beck & Gong 2013, "Wheel-spinning: students who fail to master a
skill", take three in a row within ten attempts as mastery).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch, Floats, Integers, Traced, longest_in_a_row, observe_all
from whynext.mastery.tracing.model import (
    Evidence,
    Record,
    TracingModel,
    advanced,
    check_fits,
    estimated,
    evidence_of,
    recorded,
    version_of,
)
from whynext.mastery.tracing.registry import ModelKind, Option, Variant, fit_in

LONGEST = 1_000
"""A longer streak than this is a misprint."""


@dataclass(frozen=True, slots=True)
class StreakParameters:
    """How many right answers in a row show a skill.

    Parameters
    ----------
    n
        For every skill that is not named in `skills`, 1 to 1,000.
    skills
        For single skills.

    Raises
    ------
    Refused
        With every number that is not a whole number from 1 to 1,000.

    Examples
    --------
    >>> StreakParameters(3, {"facts": 5}).of("facts")
    5
    """

    n: int = 3
    skills: Mapping[SkillId, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse impossible numbers."""
        found = Collector()
        for where, n in {"n": self.n, **{f"skills.{skill}": n for skill, n in self.skills.items()}}.items():
            if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= LONGEST:
                found.add(
                    f"{n!r} is no number of answers in a row",
                    where=where,
                    valid=f"a whole number from 1 to {LONGEST:,}",
                    kind="degenerate parameter",
                )
        found.refuse_if_any()

    def of(self, skill: SkillId) -> int:
        """Return the number for a skill."""
        return self.skills.get(skill, self.n)

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {"n": self.n, "skills": dict(self.skills)}

    def as_json(self) -> bytes:
        """Return the one spelling of these parameters as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> StreakParameters:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With every unknown name or impossible number.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("skills", {}), Mapping):
            raise Refused(Problem(f"{data!r} is no set of parameters", valid='{"n": 3, "skills": {}}'))
        found = Collector()
        for name in sorted(set(data) - {"n", "skills"}):
            found.add(f"«{name}» is unknown", valid=nearest(name, ("n", "skills")) or "n, skills")
        found.refuse_if_any()
        return cls(data.get("n", 3), {SkillId(skill): n for skill, n in data.get("skills", {}).items()})


@dataclass(frozen=True)
class Streak:
    """N right answers in a row, without help.

    The state's mastery is the share of the streak that is reached, ``min(streak / n, 1)``: 1.0 says that the
    last n answers were right without help, 0.0 that the latest was not. It forgets at the first miss and is
    no probability of anything; a hint ends the streak. The uncertainty is that of the share of right
    answers seen, the standard deviation of Beta(1 + right, 1 + not right), and the prediction is its mean
    (Laplace's rule of succession).

    Examples
    --------
    >>> Streak().begin("fractions").mastery
    0.0
    """

    parameters: StreakParameters = field(default_factory=StreakParameters)
    id: str = field(default="streak", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer: nothing in a row."""
        return State(skill, self.id, 0.0)

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence = evidence_of(response.correct, response.hints)
        n = self.parameters.of(state.skill)
        streak = state.streak + 1 if evidence is Evidence.RIGHT else 0
        later = advanced(state, response, evidence, min(streak / n, 1.0))
        return recorded(self, response, evidence, state, later, _why(evidence, state.streak, streak, n))

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:  # noqa: ARG002
        """Return the probability of a right answer by Laplace's rule, (right + 1) / (answers + 2)."""
        return (state.right + 1) / (state.answers + 2)

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:  # noqa: ARG002
        """Return the share of the streak reached, with the spread of the share of right answers."""
        a, b = state.right + 1, state.answers - state.right + 1
        return estimated(self, state, state.mastery, math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1))))

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        return observe_all(self.id, states, responses, self._per_skill, _trace)

    def _per_skill(self, skills: Sequence[SkillId]) -> pl.DataFrame:
        rows = [(skill, 0.0, self.parameters.of(skill)) for skill in skills]
        schema = {"skill": pl.String(), "begin": pl.Float64(), "n": pl.Int64()}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _trace(batch: Batch) -> Traced:
    longest = longest_in_a_row(batch.right, batch.earlier_streak, batch.lengths)
    now, best = (_shares(batch, rights) for rights in (batch.streak, longest))
    return Traced(now, batch.a, batch.b, best)


def _shares(batch: Batch, rights: Integers) -> Floats:
    shares = pl.Series(rights) / batch.keys.get_column("n")
    return shares.clip(upper_bound=1.0).to_numpy()


def _why(evidence: Evidence, before: int, streak: int, n: int) -> str:
    if evidence is Evidence.RIGHT:
        if streak >= n:
            return f"Right without help, {streak} in a row: {n} in a row show the skill."
        return f"Right without help, {streak} in a row of the {n} that show the skill."
    reason = "Answered wrong" if evidence is Evidence.WRONG else "Answered right, but with help"
    ended = f"a streak of {before} ends" if before else "no streak had begun"
    return f"{reason}: {ended}; {n} in a row without help show the skill."


def _build(data: object) -> TracingModel:
    return Streak(StreakParameters.from_data(data))


OPTIONS: Mapping[str, Option] = {
    "sure": Option(0.85, "Which share of the answers after a streak is to be right.", 0.01, 0.99),
    "most": Option(10, "The longest streak that is tried.", 1, 50),
    "by_skill": Option(False, "Whether a skill with enough answers is given its own number."),
}
VARIANTS: Mapping[str, Variant] = {
    "by skill": Variant("Skills with enough answers have numbers of their own.", {"by_skill": True}),
}

KIND = ModelKind(
    id="streak",
    title="N in a row",
    sentence="How much of a streak of right answers without help has been reached.",
    default=Streak,
    build=_build,
    fit=fit_in("streak"),
    options=OPTIONS,
    variants=VARIANTS,
)
