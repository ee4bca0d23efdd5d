"""Retention: how likely a student still knows what was once known, by the formulas of FSRS-6.

The formulas and their default weights are those that the open spaced repetition project publishes as FSRS-6
(three components of memory: stability, difficulty, retrievability). An answer is a review: right without help
is graded *good*, wrong is graded *again*.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.base.errors import Collector, Problem, Refused, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.batch import Batch, Traced, observe_all
from whynext.mastery.tracing.folds import DAY, NEVER, fsrs_fold, fsrs_numbers, fsrs_step, recall_of
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

WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956),
    *(6.4133, 0.8334, 3.0194, 0.001),
    *(1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483),
    *(0.6014, 1.8729),
    *(0.5425, 0.0912, 0.0658),
    0.1542,
)
"""Default weights of FSRS-6: first stabilities by grade; difficulty; growth; lapse; hard and easy; same day;
decay of the forgetting curve."""

LEAST = (*(0.001,) * 4, 1.0, *(0.001,) * 3, 0.0, 0.0, *(0.001,) * 4, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1)
MOST = (
    *(*(100.0,) * 4, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8),
    *(3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8, 0.8),
)
"""Published bounds of the weights."""

UNKNOWN = 0.5
"""Prediction for who never answered: there is nothing to be remembered, and nothing else is known."""


@dataclass(frozen=True, slots=True)
class RetentionParameters:
    """Weights of the formulas, and of which day the stored mastery speaks.

    Parameters
    ----------
    horizon
        Days after the latest answer, 1 to 3,650; a school's question is rarely about this minute.
    weights
        The 21 weights of FSRS-6, each within its published bounds.

    Raises
    ------
    Refused
        With every problem found.
    """

    horizon: float = 30.0
    weights: tuple[float, ...] = WEIGHTS

    def __post_init__(self) -> None:
        """Refuse what the formulas cannot be used with."""
        found = Collector()
        if len(self.weights) != len(WEIGHTS):
            found.add(
                f"{len(self.weights)} weights were given", where="weights", valid=f"{len(WEIGHTS)} numbers"
            )
        names = ["horizon", *(f"weights.{n}" for n in range(len(self.weights)))]
        values = zip(names, (self.horizon, *self.weights), (1.0, *LEAST), (3_650.0, *MOST), strict=False)
        for where, value, least, most in values:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not least <= value <= most:
                valid = f"a number from {least:g} to {most:g}"
                found.add(f"{value!r} is impossible", where=where, valid=valid, kind="degenerate parameter")
        found.refuse_if_any()

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {"horizon": self.horizon, "weights": list(self.weights)}

    def as_json(self) -> bytes:
        """Return the one spelling of these parameters as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> RetentionParameters:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With every unknown name or impossible number.
        """
        weights = data.get("weights", WEIGHTS) if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or not isinstance(weights, list | tuple):
            raise Refused(
                Problem(f"{data!r} is no set of parameters", valid='{"horizon": 30, "weights": []}')
            )
        known = ("horizon", "weights")
        found = Collector()
        for name in sorted(set(data) - set(known)):
            found.add(f"«{name}» is unknown", valid=nearest(name, known) or ", ".join(known))
        found.refuse_if_any()
        return cls(data.get("horizon", 30.0), tuple(weights))


@dataclass(frozen=True)
class Retention:
    """The memory of a skill, of which every answer is a review.

    In the state ``a`` is the stability (days after which the probability of recall is 0.9), 0 before the
    first review, and ``b`` the difficulty, 1 to 10. The stored mastery is the probability of recall
    `horizon` days after the latest answer, so that it can be compared between students whatever the day;
    ``estimate(state, at)`` gives that of the day asked. Days are whole periods of 24 hours, as in FSRS. The
    uncertainty is the standard deviation of the yes or no, sqrt(p (1 - p)).

    A right answer with help shows the student what was to be recalled: the time since the latest answer
    begins again, but the memory is no more stable for it.

    That more right answers never lower mastery can be shown for answers of one day. Over days it is only
    known from trials with the default weights, where it always held: the formulas let a memory gain most
    when it was nearly lost, so that other weights could make an earlier miss pay.

    Examples
    --------
    >>> round(Retention().begin("fractions").mastery, 2)
    0.0
    """

    parameters: RetentionParameters = field(default_factory=RetentionParameters)
    id: str = field(default="retention", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    @cached_property
    def _numbers(self) -> tuple[float, ...]:
        return fsrs_numbers(self.parameters.weights)

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer: nothing to be remembered."""
        return State(skill, self.id, 0.0)

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence, p = evidence_of(response.correct, response.hints), self.parameters
        stability, difficulty = state.a, state.b
        if evidence is not Evidence.HELPED:
            days = _days(state, response.at)
            stability, difficulty = fsrs_step(stability, difficulty, response.correct, days, self._numbers)
        mastery = recall_of(stability, float(p.horizon), self._numbers)
        later = advanced(state, response, evidence, mastery, stability, difficulty)
        why = _why(evidence, state, later, p.horizon)
        return recorded(self, response, evidence, state, later, why)

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:  # noqa: ARG002
        """Return the probability of recall at an instant; one half where there was no review."""
        return self._recall(state, at) if state.a > 0.0 else UNKNOWN

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:
        """Return the probability of recall at an instant, or at the horizon."""
        p = self._recall(state, at)
        return estimated(self, state, p, math.sqrt(p * (1.0 - p)))

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        return observe_all(self.id, states, responses, _per_skill, self._trace)

    def _recall(self, state: State, at: datetime | None) -> float:
        if at is None:
            return state.mastery
        return recall_of(state.a, float(_days(state, at)), self._numbers)

    def _trace(self, batch: Batch) -> Traced:
        given = (batch.a, batch.b, batch.last, batch.lengths)
        answers = (batch.right, batch.right | batch.wrong, batch.at)
        weights = np.array(self._numbers, dtype=np.float64)
        later = Traced(*(np.empty_like(batch.mastery) for _ in Traced._fields))
        horizon = float(self.parameters.horizon)
        run(fsrs_fold, len(batch.right), *map(sealed, (*given, *answers, weights)), horizon, *later)
        return later


def _days(state: State, at: datetime) -> int:
    """Return the whole days from the latest answer to an instant."""
    last, now = micros(state.last_at), micros(at)
    return (now - last) // DAY if last != NEVER and now > last else 0


def _per_skill(skills: Sequence[SkillId]) -> pl.DataFrame:
    return pl.DataFrame({"skill": list(skills)}).with_columns(begin=pl.lit(0.0))


def _why(evidence: Evidence, state: State, later: State, horizon: float) -> str:
    if evidence is Evidence.HELPED:
        return (
            "Answered right with help: what was to be recalled has been seen again, but is held no longer "
            f"for it; the chance of recall after {horizon:g} days stays at {later.mastery:.0%}."
        )
    return (
        f"Answered {evidence.value}: the chance of recall falls to 90% after {later.a:.3g} days instead of "
        f"{state.a:.3g}; after {horizon:g} days it is {later.mastery:.0%}."
    )


def _build(data: object) -> TracingModel:
    return Retention(RetentionParameters.from_data(data))


OPTIONS: Mapping[str, Option] = {
    "default_weight": Option(
        1.0, "How strongly the published weights hold; 0 leaves all to the answers.", 0.0, 1_000.0
    ),
    "most_rounds": Option(200, "When the search ends at the latest.", 1, 1_000),
}

KIND = ModelKind(
    id="retention",
    title="Retention (FSRS-6)",
    sentence="The probability that what was once known is still known, by the time since the latest answer "
    "and how well it held before.",
    default=Retention,
    build=_build,
    fit=fit_in("retention"),
    options=OPTIONS,
)
