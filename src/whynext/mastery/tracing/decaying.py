"""Averages of answers, as standards-based gradebooks offer them: decaying, latest, highest, mean, fading.

Gradebooks leave the choice to the school, and so does this. Answers count by the date of the work, as far as
a state of two numbers can: see :class:`Decaying`; :mod:`whynext.mastery.tracing.levels` has the whole history
before it and puts every answer in its place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing import folds
from whynext.mastery.tracing.batch import Batch, Traced, observe_all
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
from whynext.mastery.tracing.registry import ModelKind, Option, Variant, fit_in

METHODS: Mapping[str, int] = {
    "decaying": folds.DECAYING,
    "recent": folds.RECENT,
    "highest": folds.HIGHEST,
    "mean": folds.MEAN,
    "fading": folds.FADING,
}
"""Names of the methods, as :class:`DecayingParameters` explains them."""

MOST_RECENT = 50
"""So many answers fit into the digits of one number."""


@dataclass(frozen=True, slots=True)
class DecayingParameters:
    """How answers are averaged; a right answer counts 1, a wrong one 0.

    Parameters
    ----------
    method
        ``"decaying"``: the latest answer counts `share`, all before it together the rest, and so on back
        (65 and 35 in a hundred is the customary pair). ``"recent"``: the share right of the latest `n`.
        ``"highest"``: the best that `n` answers in a row have been; with n = 1 any right answer is enough,
        and fewer than n answers count as if the missing ones were wrong. ``"mean"``: all answers alike.
        ``"fading"``: the weight of an answer halves every `half_life` days.
    share
        From 0.01 to 1.
    n
        A whole number from 1 to 50.
    half_life
        Days, from 0.01 to 36,500.

    Raises
    ------
    Refused
        With every problem found.
    """

    method: str = "decaying"
    share: float = 0.65
    n: int = 5
    half_life: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what cannot be averaged by."""
        found = Collector()
        if self.method not in METHODS:
            hint = nearest(str(self.method), METHODS) or listed(METHODS)
            found.add(f"«{self.method}» is no method", where="method", valid=hint, kind="unknown method")
        if not isinstance(self.n, int):
            found.add(f"{self.n!r} is no number of answers", where="n", valid="a whole number from 1 to 50")
        bounds = {"share": (0.01, 1.0), "n": (1, MOST_RECENT), "half_life": (0.01, 36_500.0)}
        for name, (least, most) in bounds.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not least <= value <= most:
                valid = f"a number from {least:g} to {most:g}"
                found.add(f"{value!r} is impossible", where=name, valid=valid, kind="degenerate parameter")
        found.refuse_if_any()

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return asdict(self)

    def as_json(self) -> bytes:
        """Return the one spelling of these parameters as JSON."""
        return canonical(self.as_data())

    @classmethod
    def from_data(cls, data: object) -> DecayingParameters:
        """Return parameters from JSON values.

        Raises
        ------
        Refused
            With every unknown name or impossible value.
        """
        if not isinstance(data, Mapping):
            raise Refused(Problem(f"{data!r} is no set of parameters", valid='{"method": "decaying", ...}'))
        known = [each.name for each in fields(cls)]
        found = Collector()
        for name in sorted(set(data) - set(known)):
            found.add(f"«{name}» is unknown", valid=nearest(name, known) or ", ".join(known))
        found.refuse_if_any()
        return cls(**data)


@dataclass(frozen=True)
class Decaying:
    """An average of answers, 0 before the first; right answers with help are passed over.

    **Late answers.** An answer may arrive after others of a later date. The mean and the fading average do
    not mind. The decaying average and the latest n put it just before the answer of the latest date: the
    right place if the two were swapped on their way, and one near the right place otherwise.

    The uncertainty is that of a share of right answers seen on as many answers as the average rests on,
    the standard deviation of Beta(1 + m n, 1 + (1 - m) n): n is the sum of the weights, squared, over the sum
    of their squares (Kish). The prediction is the mean of that distribution.

    Examples
    --------
    >>> Decaying().begin("fractions").mastery
    0.0
    """

    parameters: DecayingParameters = field(default_factory=DecayingParameters)
    id: str = field(default="decaying", init=False)
    edition: int = field(default=1, init=False)

    @cached_property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        return version_of(self.id, self.edition, self.parameters.as_data())

    @cached_property
    def _numbers(self) -> tuple[int, float, int, float]:
        p = self.parameters
        return METHODS[p.method], float(p.share), p.n, float(p.half_life)

    def begin(self, skill: SkillId) -> State:
        """Return the state before the first answer."""
        return State(skill, self.id, 0.0)

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did."""
        check_fits(self.id, state, response)
        evidence = evidence_of(response.correct, response.hints)
        last, at = micros(state.last_at), micros(response.at)
        tells = evidence is not Evidence.HELPED
        mastery, a, b = folds.average_step(
            state.mastery, state.a, state.b, response.correct, tells, last, at, *self._numbers
        )
        later = advanced(state, response, evidence, mastery, a, b)
        why = _why(evidence, state, mastery, self.parameters)
        return recorded(self, response, evidence, state, later, why)

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:  # noqa: ARG002
        """Return the mean of the share of right answers, (m n + 1) / (n + 2)."""
        n = self._weight(state)
        return (state.mastery * n + 1.0) / (n + 2.0)

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:  # noqa: ARG002
        """Return the average, and the spread of a share seen on as many answers as it rests on."""
        n = self._weight(state)
        m = (state.mastery * n + 1.0) / (n + 2.0)
        return estimated(self, state, state.mastery, math.sqrt(m * (1.0 - m) / (n + 3.0)))

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers; see :class:`~whynext.mastery.tracing.model.TracingModel`."""
        return observe_all(self.id, states, responses, _per_skill, self._trace)

    def _weight(self, state: State) -> float:
        """Return on how many answers the average rests."""
        method, share, n, _ = self._numbers
        if method == folds.DECAYING:
            return _weight_of_decaying(int(state.b // 2.0), share)
        return min(state.b, n) if method in (folds.RECENT, folds.HIGHEST) else state.b

    def _trace(self, batch: Batch) -> Traced:
        given = (batch.mastery, batch.a, batch.b, batch.last, batch.lengths)
        answers = (batch.right, batch.right | batch.wrong, batch.at)
        later = Traced(*(np.empty_like(batch.mastery) for _ in Traced._fields))
        run(folds.average_fold, len(batch.right), *map(sealed, (*given, *answers)), *self._numbers, *later)
        return later


def _per_skill(skills: Sequence[SkillId]) -> pl.DataFrame:
    return pl.DataFrame({"skill": list(skills)}).with_columns(begin=pl.lit(0.0))


def _weight_of_decaying(count: int, share: float) -> float:
    """Return one over the sum of the squared weights; the weights are share (1 - share)^k, and sum to 1."""
    if count == 0:
        return 0.0
    rest = (1.0 - share) ** 2
    ended = rest ** (count - 1)
    return 1.0 / (share**2 * (1.0 - ended) / (1.0 - rest) + ended)


def _why(evidence: Evidence, state: State, mastery: float, p: DecayingParameters) -> str:
    if evidence is Evidence.HELPED:
        return (
            "Answered right with help: this does not show what the student can do alone; the average stays "
            f"at {mastery:.0%}."
        )
    how = {
        "decaying": f"the latest answer counts {p.share:.0%}, all before it the rest",
        "recent": f"the share right of the latest {p.n}",
        "highest": f"the highest share right of {p.n} in a row",
        "mean": "the share right of all answers",
        "fading": f"the weight of an answer halves every {p.half_life:g} days",
    }[p.method]
    return f"Answered {evidence.value}: the average goes from {state.mastery:.0%} to {mastery:.0%} ({how})."


def _build(data: object) -> TracingModel:
    return Decaying(DecayingParameters.from_data(data))


OPTIONS: Mapping[str, Option] = {
    method: Option(True, f"Whether the average called «{method}» may be taken.") for method in METHODS
}
VARIANTS: Mapping[str, Variant] = {
    "decaying average": Variant(
        "The latest answer counts a share, all before it the rest; only the share is fitted.",
        {method: method == "decaying" for method in METHODS},
    ),
    "latest answers": Variant(
        "The share right of the latest few; only how many is fitted.",
        {method: method == "recent" for method in METHODS},
    ),
    "fading average": Variant(
        "Answers fade with the days; only how quickly is fitted.",
        {method: method == "fading" for method in METHODS},
    ),
}

KIND = ModelKind(
    id="decaying",
    title="Averages of answers",
    sentence="An average of the answers: decaying, the latest few, the highest, the mean, or fading with the "
    "days.",
    default=Decaying,
    build=_build,
    fit=fit_in("averages"),
    options=OPTIONS,
    variants=VARIANTS,
)
