"""Logistic predictors: weights on items, skills, and logarithms of counts of earlier answers.

Pavlik, Cen & Koedinger 2009, "Performance factors analysis"; Gervet, Koedinger, Schneider & Mitchell 2020,
"When is deep learning the best approach to knowledge tracing?" (Best-LR); Choffin, Popineau, Bourda & Vie
2019, "DAS3H".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import polars as pl

from whynext.base.compiling import compiled
from whynext.base.errors import Problem, Refused
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.prediction import logistic_kernel as kernel
from whynext.mastery.prediction.columns import Columns, Floats, Integers, check_some, columns_of
from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.published import array_of, data_of, ids_of, parts_of
from whynext.mastery.prediction.walking import Rows, WalkingPredictor

PENALTY = 1.0
"""On half the square of each weight: what the literature's figures were made with."""
NEWTON = 30
CONJUGATE = 60
RESTED = 1e-6
"""Slope by answer below which a fit has come to rest."""
PARTS = ("items", "skills", "weights")


@dataclass(frozen=True, slots=True)
class Terms:
    """Which terms a kind has.

    Parameters
    ----------
    item, skill
        One weight for each.
    counts
        Weights by skill for right answers and tries on it.
    whole
        Weights for right answers and tries on the item, and in all.
    spans
        Seconds in which counts fade to exp(-1); 0 where they do not.
    """

    item: bool
    skill: bool
    counts: bool
    whole: bool
    spans: tuple[float, ...] = (0.0,)

    def size(self, items: int, skills: int) -> int:
        """Return how many weights there are, the constant included."""
        return items + skills + 2 * skills * len(self.spans) + kernel.OF_WHOLE + 1


@dataclass(frozen=True)
class LogisticParameters:
    """Weights, and the items and skills they belong to.

    Parameters
    ----------
    items, skills
        Ids that have weights, sorted.
    weights
        In the order of :func:`.logistic_kernel.encode`, the constant last.
    """

    items: tuple[str, ...]
    skills: tuple[str, ...]
    weights: Floats

    @cached_property
    def places(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Places of items and of skills."""
        return (
            {item: place for place, item in enumerate(self.items)},
            {skill: place for place, skill in enumerate(self.skills)},
        )

    def as_data(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {"items": list(self.items), "skills": list(self.skills), "weights": data_of(self.weights)}


@dataclass(frozen=True)
class Logistic(WalkingPredictor):
    """A logistic regression on terms of the student's earlier answers; the kinds differ in their terms."""

    parameters: LogisticParameters
    terms: ClassVar[Terms]

    def __init_subclass__(cls, **_: Any) -> None:
        """Derive the widths of rows from the terms."""
        cls.widths = (kernel.WHOLE, kernel.COUNTS + 2 * len(cls.terms.spans), kernel.ITEM)

    def chances(self, columns: Columns, rows: Rows, *, learn: bool) -> Floats:
        """Return the probability that each answer is right, shape (N,)."""
        told = self.parameters
        items, skills = told.places
        item = np.array([items.get(each, -1) for each in columns.items], dtype=np.int64)[columns.item]
        skill = np.array([skills.get(each, -1) for each in columns.skills], dtype=np.int64)[columns.skill]
        sizes = (len(told.items), len(told.skills))
        encoded = encoded_terms(columns, item, skill, sizes, self.terms, rows, learn=learn)
        scored = np.empty(len(columns.right))
        compiled(kernel.scores)(*encoded, told.weights, scored)
        compiled(kernel.chances)(scored, scored)
        return scored


def encoded_terms(
    columns: Columns,
    item: Integers,
    skill: Integers,
    sizes: tuple[int, int],
    terms: Terms,
    rows: Rows,
    *,
    learn: bool = True,
) -> tuple[Integers, Integers, Floats]:
    """Return the terms of answers: where each answer's begin, their columns and their values."""
    answers, marks = len(columns.right), len(columns.skill)
    room = answers * (1 + kernel.OF_WHOLE) + marks * (1 + 2 * len(terms.spans))
    begins, column, value = np.empty(answers + 1, np.int64), np.empty(room, np.int64), np.empty(room)
    uses = np.array([terms.item, terms.skill, terms.counts, terms.whole])
    compiled(kernel.encode)(
        columns.student,
        item,
        columns.first,
        skill,
        columns.own_item,
        columns.own_skill,
        columns.right,
        columns.at,
        np.array(sizes),
        uses,
        np.array(terms.spans),
        rows.whole,
        rows.skills,
        rows.items,
        learn,
        begins,
        column,
        value,
    )
    return begins, column[: begins[-1]], value[: begins[-1]]


def fit_logistic(
    made: type[Logistic], responses: pl.DataFrame, progress: Progress = unheard
) -> Fitted[Predictor]:
    """Return the most probable predictor of a kind; there is one, and it takes no chance to find it."""
    columns = columns_of(responses)
    check_some(columns)
    sizes = (len(columns.items), len(columns.skills))
    whole, skills, items = made.widths
    rows = Rows(
        np.zeros((len(columns.students), whole)),
        np.zeros((columns.skill_pairs, skills)),
        np.zeros((columns.item_pairs, items)),
    )
    encoded = encoded_terms(columns, columns.item, columns.skill, sizes, made.terms, rows)
    weights, loss, rounds, rested = descended(encoded, columns.right, made.terms.size(*sizes), progress)
    parameters = LogisticParameters(tuple(columns.items), tuple(columns.skills), weights)
    counts = (len(columns.right), len(columns.students))
    return Fitted(made(parameters), -loss, *counts, rounds, rested, (_note(sizes, weights),))


def _note(sizes: tuple[int, int], weights: Floats) -> str:
    used = int((weights != 0).sum())
    return (
        f"{used:,} weights on {sizes[0]:,} items and {sizes[1]:,} skills, each with a penalty of {PENALTY:g}."
    )


def descended(
    encoded: tuple[Integers, Integers, Floats], right: Floats, size: int, progress: Progress = unheard
) -> tuple[Floats, float, int, bool]:
    """Return the weights of least loss with its penalty, the loss alone, the rounds, and whether it rests.

    Newton's method, each step by conjugate gradients (Lin, Weng & Keerthi 2008, "Trust region Newton method
    for large-scale logistic regression", here with halved steps in place of the region), preconditioned by
    the diagonal. The constant has no penalty.
    """
    penalty = np.full(size, PENALTY)
    penalty[-1] = 0.0
    weights, rested, rounds = np.zeros(size), False, 0
    scored, loss, slopes, bends = _told(encoded, right, weights, penalty)
    begun = max(float(np.abs(slopes).max()), 1e-12)
    goal = RESTED * len(right)
    for _round in range(NEWTON):
        steepest = float(np.abs(slopes).max())
        if steepest <= goal:
            rested = True
            break
        rounds += 1
        progress(min(max(np.log(begun / steepest) / np.log(begun / goal), 0.0), 1.0))
        step = _newton_step(
            encoded, scored, slopes, np.maximum(bends, 1e-9), penalty, min(0.1, steepest / begun)
        )
        objective, share = _objective(loss, weights, penalty), 1.0
        for _halved in range(20):
            tried = weights - share * step
            told = _told(encoded, right, tried, penalty)
            if _objective(told[1], tried, penalty) <= objective:
                break
            share /= 2.0
        weights, (scored, loss, slopes, bends) = tried, told
    progress(1.0)
    return weights, loss, rounds, rested


def _objective(loss: float, weights: Floats, penalty: Floats) -> float:
    return loss + 0.5 * float(np.sum(penalty * weights * weights))


def _told(
    encoded: tuple[Integers, Integers, Floats], right: Floats, weights: Floats, penalty: Floats
) -> tuple[Floats, float, Floats, Floats]:
    """Return scores, loss, slopes and bends at some weights."""
    scored = np.empty(len(right))
    compiled(kernel.scores)(*encoded, weights, scored)
    slopes, bends = penalty * weights, penalty.copy()
    loss = float(compiled(kernel.loss_and_slopes)(*encoded, right, scored, slopes, bends))
    return scored, loss, slopes, bends


def _newton_step(
    encoded: tuple[Integers, Integers, Floats],
    scored: Floats,
    slopes: Floats,
    bends: Floats,
    penalty: Floats,
    exactness: float,
) -> Floats:
    """Return about what the Hessian makes of the slopes when divided by it."""
    step, left = np.zeros_like(slopes), slopes.copy()
    eased = left / bends
    direction, size = eased.copy(), float(np.sum(left * eased))
    enough = exactness * exactness * size
    for _ in range(CONJUGATE):
        made = penalty * direction
        compiled(kernel.bent)(*encoded, scored, direction, made)
        along = size / float(np.sum(direction * made))
        step += along * direction
        left -= along * made
        eased = left / bends
        earlier, size = size, float(np.sum(left * eased))
        if size <= enough:
            break
        direction = eased + size / earlier * direction
    return step


def build_logistic(made: type[Logistic], data: object) -> Predictor:
    """Return a predictor of a kind from published parameters, refused with what is wrong with them."""
    parts = parts_of(data, PARTS)
    items, skills = ids_of(parts["items"], "items"), ids_of(parts["skills"], "skills")
    weights = array_of(parts["weights"], "weights")
    size = made.terms.size(len(items), len(skills))
    if weights.shape != (size,) or weights.dtype != np.float64:
        raise Refused(
            Problem("the weights do not fit items and skills", where="weights", valid=f"{size} numbers")
        )
    return made(LogisticParameters(items, skills, weights))
