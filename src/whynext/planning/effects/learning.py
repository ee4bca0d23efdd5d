"""Learning effects: what is believed of every term, moved by outcomes, and what it says of an option.

What is believed is a table with one row for each term that an outcome has touched; a term without a row is
as the parameters say. Terms are named ``all``, ``modality:video``, ``skill:halves``, ``object:halves/fold``,
``student:s7``, ``context:interest`` and ``interest:video`` (a context with a modality).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from whynext.base.errors import Collector, listed
from whynext.planning.effects.kernel import expected, fold
from whynext.planning.effects.parameters import EffectParameters

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BELIEFS: dict[str, pl.DataType] = {
    "term": pl.String(),
    "mean": pl.Float64(),
    "variance": pl.Float64(),
    "outcomes": pl.Int64(),
}
"""Columns of what is believed: of the logarithm of each term's factor, and from how many outcomes."""

PAIRS: dict[str, pl.DataType] = {
    "student": pl.String(),
    "object": pl.String(),
    "skill": pl.String(),
    "modality": pl.String(),
}
"""Who with what; besides, a column for each context of the parameters (numbers; null counts as 0)."""

OUTCOMES: dict[str, pl.DataType] = {
    **PAIRS,
    "mastery": pl.Float64(),
    "readiness": pl.Float64(),
    "right": pl.Float64(),
    "answers": pl.Int64(),
}
"""Columns of outcomes: what was believed before, the share of right answers after, and how many."""


class Belief(NamedTuple):
    """What is believed of one term."""

    mean: float
    variance: float
    outcomes: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed an object.

    Parameters
    ----------
    student, object, skill, modality
        Who with what; empty words where it is not known.
    mastery
        Of the skill, before the object was chosen.
    readiness
        That every prerequisite was there, before.
    right, answers
        Share of right answers next given on the skill, and how many.
    contexts
        Values of the contexts at the time; those not named are 0.
    """

    student: str
    object: str
    skill: str
    modality: str
    mastery: float
    right: float
    readiness: float = 1.0
    answers: int = 1
    contexts: Mapping[str, float] = field(default_factory=dict)


def no_beliefs() -> pl.DataFrame:
    """Return what is believed before any outcome."""
    return pl.DataFrame(schema=BELIEFS)


def observe(parameters: EffectParameters, known: Mapping[str, Belief], outcome: Outcome) -> dict[str, Belief]:
    """Return the terms that an outcome moves, as they are after it.

    Parameters
    ----------
    parameters
        Priors and bounds.
    known
        What is believed, by term; what is missing is as the priors say.
    outcome
        One outcome.

    Examples
    --------
    >>> seen = Outcome("s1", "halves/fold", "halves", "hands_on", mastery=0.3, right=1.0)
    >>> after = observe(EffectParameters(), {}, seen)
    >>> after["object:halves/fold"].mean > after["modality:hands_on"].mean > 0
    True
    """
    row = {name: getattr(outcome, name) for name in OUTCOMES}
    row |= {name: outcome.contexts.get(name, 0.0) for name in parameters.contexts}
    schema = {**OUTCOMES, **dict.fromkeys(parameters.contexts, pl.Float64())}
    before = pl.DataFrame([(term, *belief) for term, belief in known.items()], schema=BELIEFS, orient="row")
    after = observe_all(parameters, before, pl.DataFrame([row], schema=schema))
    touched = {
        term for column in _terms(parameters, pl.DataFrame([row], schema=schema))[0] for term in column
    }
    return {term: Belief(*rest) for term, *rest in after.rows() if term in touched}


def observe_all(parameters: EffectParameters, beliefs: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Return what is believed after many outcomes, one after another in the order given.

    Parameters
    ----------
    parameters
        Priors and bounds.
    beliefs
        Columns :data:`BELIEFS`, each term once.
    outcomes
        Columns :data:`OUTCOMES` and one for each context; further columns do no harm.

    Returns
    -------
    polars.DataFrame
        Columns :data:`BELIEFS`: the terms there were, then the new ones in the order of appearance.

    Raises
    ------
    Refused
        If columns are missing, or a number is missing or none of its kind.
    """
    _check(parameters, outcomes)
    names, value = _terms(parameters, outcomes)
    terms = _Terms.of(parameters, beliefs, names)
    before, ready = _floats(outcomes, "mastery"), _floats(outcomes, "readiness")
    without, room = expected_answers(parameters, before, ready)
    right, answers = _floats(outcomes, "right"), _floats(outcomes, "answers")
    mean, variance = terms.mean.tolist(), terms.variance.tolist()
    usual, highest = _scale(parameters)
    fold(
        mean,
        variance,
        terms.index.tolist(),
        value.tolist(),
        without.tolist(),
        room.tolist(),
        right.tolist(),
        answers.tolist(),
        usual,
        highest,
        parameters.guess,
        parameters.slip,
    )
    counts = terms.outcomes + np.bincount(terms.index.ravel(), (value != 0).ravel(), len(terms.names))
    after = {"term": terms.names, "mean": mean, "variance": variance, "outcomes": counts.astype(np.int64)}
    return pl.DataFrame(after, schema=BELIEFS)


def effects(parameters: EffectParameters, beliefs: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the expected effect of objects for students, and how uncertain the object's own part of it is.

    Parameters
    ----------
    parameters
        Priors and bounds.
    beliefs
        Columns :data:`BELIEFS`.
    pairs
        Columns :data:`PAIRS` and one for each context.

    Returns
    -------
    polars.DataFrame
        Columns ``effect`` (probability that a ready student who lacks the skill has it afterwards),
        ``uncertainty`` (standard deviation of what is not shared with other objects for the same student
        and skill) and ``outcomes`` (how many were seen of the object), aligned with `pairs`.
    """
    names, value = _terms(parameters, pairs)
    terms = _Terms.of(parameters, beliefs, names)
    own = _own(parameters)
    effect, spread = expected(terms.mean, terms.variance, terms.index, value, own, *_scale(parameters))
    slot = _kinds(parameters).index("object")
    seen = terms.outcomes[terms.index[:, slot]].astype(np.int64)
    return pl.DataFrame({"effect": effect, "uncertainty": spread, "outcomes": seen})


def expected_answers(
    parameters: EffectParameters, mastery: Floats, readiness: Floats
) -> tuple[Floats, Floats]:
    """Return the share of right answers if an object taught nothing, and how much more if it taught all.

    Only who lacks the skill can learn it, and who is not ready does so with a share of the effect.
    """
    told = 1.0 - parameters.slip - parameters.guess
    ready = readiness + parameters.unready * (1.0 - readiness)
    return parameters.guess + told * mastery, (1.0 - mastery) * ready * told


# Terms ----------------------------------------------------------------------------------------------------

_SINGLE = ("overall", "modality", "skill", "object", "student")
_NOT_OWN = ("overall", "skill", "student")


def _kinds(parameters: EffectParameters) -> list[str]:
    """Return the kind of each slot of a row."""
    return [*_SINGLE, *["context"] * len(parameters.contexts), *["crossed"] * len(parameters.contexts)]


def _own(parameters: EffectParameters) -> NDArray[np.bool_]:
    return np.array([kind not in _NOT_OWN for kind in _kinds(parameters)])


def _scale(parameters: EffectParameters) -> tuple[float, float]:
    return math.log(parameters.usual), parameters.highest


def _terms(parameters: EffectParameters, rows: pl.DataFrame) -> tuple[list[list[str]], Floats]:
    """Return the name of each slot's term, slot after slot, and what it is multiplied by, (rows, slots)."""
    names = [["all"] * len(rows)]
    for kind in _SINGLE[1:]:
        words = rows.get_column(kind).cast(pl.String).fill_null("").to_list()
        names.append([f"{kind}:{word}" for word in words])
    modality = rows.get_column("modality").cast(pl.String).fill_null("").to_list()
    values = [np.array([word[-1:] != ":" for word in each], np.float64) for each in names]
    numbers = [
        rows.get_column(name).cast(pl.Float64).fill_null(0.0).to_numpy() for name in parameters.contexts
    ]
    names += [[f"context:{name}"] * len(rows) for name in parameters.contexts]
    names += [[f"{name}:{word}" for word in modality] for name in parameters.contexts]
    return names, np.column_stack([*values, *numbers, *numbers]) if len(rows) else np.zeros((0, len(names)))


@dataclass(frozen=True, slots=True)
class _Terms:
    """All terms with numbers: those believed in, and those that rows name for the first time."""

    names: list[str]
    mean: Floats
    variance: Floats
    outcomes: Floats
    index: Ints

    @classmethod
    def of(
        cls, parameters: EffectParameters, beliefs: pl.DataFrame, columns: Sequence[Sequence[str]]
    ) -> _Terms:
        place = {term: number for number, term in enumerate(beliefs.get_column("term").to_list())}
        prior: list[float] = []
        for kind, column in zip(_kinds(parameters), columns, strict=True):
            for term in dict.fromkeys(column):
                if term not in place:
                    place[term] = len(place)
                    prior.append(getattr(parameters, kind) ** 2)
        known = [_floats(beliefs, name) for name in ("mean", "variance", "outcomes")]
        zeros = np.zeros(len(prior))
        index = [[place[term] for term in column] for column in columns]
        return cls(
            list(place),
            np.concatenate([known[0], zeros]),
            np.concatenate([known[1], np.array(prior)]),
            np.concatenate([known[2], zeros]),
            np.array(index, np.int64).reshape(len(columns), -1).T,
        )


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame.get_column(name).cast(pl.Float64).to_numpy()


def _check(parameters: EffectParameters, outcomes: pl.DataFrame) -> None:
    """Refuse outcomes that say nothing, with the first row of each kind of fault."""
    found = Collector()
    wanted = (*OUTCOMES, *parameters.contexts)
    missing = [name for name in wanted if name not in outcomes.columns]
    if missing:
        found.add(f"columns are missing: {listed(missing)}", valid=listed(wanted), kind="missing column")
        found.refuse_if_any()
    for name, low, high in (("mastery", 0, 1), ("readiness", 0, 1), ("right", 0, 1), ("answers", 1, 10**9)):
        wrong = ~outcomes.get_column(name).cast(pl.Float64).is_between(low, high).fill_null(False)
        if wrong.any():
            row = int(wrong.arg_max() or 0)
            said = f"«{name}» is {outcomes.get_column(name)[row]}"
            found.add(said, where=f"row {row + 1}", valid=f"{low} to {high}", kind="wrong value")
    found.refuse_if_any()
