"""The contract of a tracing model, and what every model does alike: read the evidence and count answers.

A model is a pure value built from parameters. Fitting, where a kind of model can be fitted, makes
parameters; it never changes a model, so a model's version says all about the numbers it gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import polars as pl

from whynext.base.errors import Problem, Refused, listed
from whynext.base.facts import canonical
from whynext.base.ids import ItemId, SkillId, StudentId, from_content
from whynext.mastery.estimate import Estimate, State
from whynext.mastery.response import Response
from whynext.mastery.tracing.folds import NEVER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Evidence(StrEnum):
    """What an answer says of what the student can do alone."""

    RIGHT = "right"
    WRONG = "wrong"
    HELPED = "right with help"


@dataclass(frozen=True, slots=True)
class Record:
    """What one answer did to one estimate.

    Parameters
    ----------
    student, item, at
        Of the answer.
    evidence
        How the model read it.
    earlier, later
        The estimate of the one skill before and after.
    why
        A sentence for a teacher that says what changed and for what reason.
    """

    student: StudentId
    item: ItemId
    at: datetime
    evidence: Evidence
    earlier: Estimate
    later: Estimate
    why: str

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {
            "student": self.student,
            "item": self.item,
            "at": self.at.isoformat(),
            "evidence": self.evidence.value,
            "earlier": self.earlier.as_data(),
            "later": self.later.as_data(),
            "why": self.why,
        }


class ModelParameters(Protocol):
    """Numbers of a model, as data that can be published."""

    def as_data(self) -> dict[str, Any]:
        """Return them as JSON values."""
        ...


class TracingModel(Protocol):
    """What every tracing model can do. All of it is pure; the contract suite holds for each of them."""

    @property
    def id(self) -> str:
        """The kind of model: ``"bkt"``."""
        ...

    @property
    def edition(self) -> int:
        """Number of the model's arithmetic; raised when the same parameters would give other numbers."""
        ...

    @property
    def parameters(self) -> ModelParameters:
        """The parameters it was built from."""
        ...

    @property
    def version(self) -> str:
        """Digest of kind, edition and parameters."""
        ...

    def begin(self, skill: SkillId) -> State:
        """Return the state of a student who has not yet answered anything on this skill."""
        ...

    def observe(self, state: State, response: Response) -> tuple[State, Record]:
        """Return the state after one answer, and what the answer did.

        Raises
        ------
        Refused
            If the state is another model's, or the answer does not touch the state's skill.
        """
        ...

    def predict(self, state: State, item: ItemId, at: datetime | None = None) -> float:
        """Return the probability that the next answer, to this item, is right without help.

        Parameters
        ----------
        at
            When it will be given, aware; None for the instant that the state's own mastery is said of. Models
            that hold time to change nothing pass over it.
        """
        ...

    def estimate(self, state: State, at: datetime | None = None) -> Estimate:
        """Return what the state says, with its uncertainty.

        Parameters
        ----------
        at
            Of which instant, aware; an instant before the latest evidence counts as that of the evidence.
            None returns the mastery that the state holds. Models that forget, or that grow unsure with
            age, say what they still believe then; the others pass over it.
        """
        ...

    def observe_all(self, states: pl.DataFrame, responses: pl.DataFrame) -> pl.DataFrame:
        """Return the states after many answers: the same numbers, bit for bit, as one step after another.

        Parameters
        ----------
        states
            Rows of :data:`~whynext.mastery.estimate.STATE`, at most one per student and skill; may be empty
            and may hold students and skills that no answer touches.
        responses
            Columns of :data:`~whynext.mastery.response.OBSERVED`, one row per response and skill. Within a
            student and skill they are taken in the order of ``order``, whatever their instants say.

        Returns
        -------
        polars.DataFrame
            The new row of every student and skill that an answer touched, and no other, in the order in
            which they were first touched.

        Raises
        ------
        Refused
            If columns are missing, values are null, or states are another model's or repeated.
        """
        ...


def version_of(model_id: str, edition: int, parameters: Mapping[str, Any]) -> str:
    """Return the version of a model: an id made from its kind, edition and parameters."""
    return from_content(model_id, str(edition), canonical(parameters).decode())


def evidence_of(correct: bool, hints: int | None) -> Evidence:
    """Return how an answer is read: a right answer with a hint is no right answer of one's own.

    Examples
    --------
    >>> evidence_of(True, 0).value, evidence_of(True, 2).value, evidence_of(False, 2).value
    ('right', 'right with help', 'wrong')
    """
    if not correct:
        return Evidence.WRONG
    return Evidence.HELPED if hints else Evidence.RIGHT


def check_fits(model_id: str, state: State, response: Response) -> None:
    """Refuse an answer that a state cannot be moved by."""
    if state.model != model_id:
        raise Refused(
            Problem(
                f"the state of «{state.skill}» was made by the model «{state.model}», not «{model_id}»",
                next_step="rebuild the estimates with the model in force",
                kind="another model's state",
            )
        )
    if state.skill not in response.skills:
        raise Refused(
            Problem(
                f"the answer to «{response.item}» says nothing of the skill «{state.skill}»",
                valid=f"one of its skills: {listed(response.skills)}",
                kind="another skill",
            )
        )


def advanced(
    state: State,
    response: Response,
    evidence: Evidence,
    mastery: float,
    a: float | None = None,
    b: float | None = None,
) -> State:
    """Return a state with an answer counted and the mastery replaced, and a and b where they are given."""
    first, last, at = state.first_at, state.last_at, response.at
    return State(
        state.skill,
        state.model,
        mastery,
        state.a if a is None else a,
        state.b if b is None else b,
        state.answers + 1,
        state.right + (evidence is not Evidence.WRONG),
        state.streak + 1 if evidence is Evidence.RIGHT else 0,
        state.misses + 1 if evidence is Evidence.WRONG else 0,
        at if first is None or at < first else first,
        at if last is None or at > last else last,
        max(state.best, state.mastery, mastery),
    )


def recorded(
    model: TracingModel, response: Response, evidence: Evidence, earlier: State, later: State, why: str
) -> tuple[State, Record]:
    """Return a state after an answer, and the record of what the answer did."""
    record = Record(
        response.student,
        response.item,
        response.at,
        evidence,
        model.estimate(earlier),
        model.estimate(later),
        why,
    )
    return later, record


def estimated(model: TracingModel, state: State, mastery: float, uncertainty: float) -> Estimate:
    """Return an estimate with the counts, the age and the version that belong to it."""
    return Estimate(
        state.skill,
        mastery,
        uncertainty,
        state.answers,
        state.right,
        state.streak,
        state.last_at,
        model.id,
        model.version,
    )


def micros(at: datetime | None) -> int:
    """Return an aware instant in microseconds since 1970, as the batch twin counts; NEVER for None.

    Examples
    --------
    >>> from datetime import UTC
    >>> micros(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return NEVER if at is None else (at - EPOCH) // MICROSECOND


def observe_response(
    model: TracingModel, states: Mapping[SkillId, State], response: Response
) -> tuple[dict[SkillId, State], tuple[Record, ...]]:
    """Return the new states of every skill that an answer touches, and the record of each.

    Parameters
    ----------
    states
        The student's states by skill; a skill that is not there is begun.
    response
        One answer of that student.
    """
    moved: dict[SkillId, State] = {}
    records = []
    for skill in response.skills:
        moved[skill], record = model.observe(states.get(skill) or model.begin(skill), response)
        records.append(record)
    return moved, tuple(records)


def priors(model: TracingModel, skills: Iterable[SkillId]) -> pl.DataFrame:
    """Return what a model believes of a student who has not answered, for each skill.

    Returns
    -------
    polars.DataFrame
        Columns ``skill`` and ``prior``: the source ``mastery_priors``.
    """
    rows = [(skill, model.begin(skill).mastery) for skill in skills]
    return pl.DataFrame(rows, schema={"skill": pl.String(), "prior": pl.Float64()}, orient="row")
