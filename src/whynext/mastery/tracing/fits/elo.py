"""Fitting Elo: how hard items are, and how far an answer moves an ability."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from whynext.base.compiling import run, sealed
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.fitting import Fitted, Progress, unheard
from whynext.mastery.tracing.batch import Floats, Integers
from whynext.mastery.tracing.elo import OPTIONS, WIDEST, Elo, EloParameters
from whynext.mastery.tracing.fits.histories import Histories, histories
from whynext.mastery.tracing.fits.rating import rated, settle
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import chosen

TURNS = 3
"""How often difficulties and step sizes are fitted in turn."""
PASSES = 40
STILL = 0.005
"""Logits; difficulties that move less, in the mean over all answers, have come to rest."""
ONE_SKILL = 1e9
"""Spread that leaves a difficulty where the answers put it."""
DIGITS = 4


@dataclass(slots=True)
class Rating:
    """A fit under way: the answers, a difficulty for each item (or skill), and the step sizes."""

    told: Histories
    item: Integers
    spread: float
    difficulty: Floats
    steps: tuple[float, float, float]
    daily: float
    typical: Floats = field(init=False)
    surplus: Floats = field(init=False)
    information: Floats = field(init=False)
    counts: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        size = len(self.difficulty)
        self.typical = np.zeros(len(self.told.skills))
        self.surplus, self.information = np.zeros(size), np.zeros(size)
        self.counts = np.bincount(self.item, minlength=size).astype(np.float64)

    def likelihood(self, steps: tuple[float, float, float]) -> float:
        """Predict every answer with these steps; return the log-likelihood."""
        told, total = self.told, np.zeros(1)
        given = (told.bounds, told.starts, told.right, told.days, self.item, self.difficulty)
        made = (self.surplus, self.information, total)
        run(rated, 5 * len(told.right), *map(sealed, given), *steps, self.daily, *made)
        return float(total[0])

    def settled(self) -> float:
        """Move the difficulties once; return how far they went, in the mean over all answers."""
        before, told = self.difficulty.copy(), self.told
        given = map(sealed, (told.bounds, told.starts, self.item, self.counts))
        seen = map(sealed, (self.surplus, self.information))
        made = (np.empty_like(before), self.typical, self.difficulty)
        run(settle, len(told.right), *given, self.spread, *seen, *made)
        return float(np.average(np.abs(self.difficulty - before), weights=self.counts))


def fit(
    responses: pl.DataFrame,
    *,
    seed: bytes,  # noqa: ARG001 (nothing is drawn)
    progress: Progress = unheard,
    options: Mapping[str, object] | None = None,
) -> Fitted[TracingModel]:
    """Return the model whose parameters fit the answers; see :class:`~whynext.mastery.fitting.Fit`.

    Difficulties are such that every item is answered right as often as was predicted, drawn towards the
    mean of their skill as by a normal prior; step sizes are those under which the answers, each predicted
    from the earlier ones, are most likely. Both in turn, a few times.
    """
    set_to = chosen(OPTIONS, options or {})
    rating = _begun(histories(responses, items=set_to["items"]), set_to)
    rounds, calm = 0, True
    for turn in range(TURNS):
        passes, calm = _fit_difficulties(rating)
        rounds += passes
        progress((2 * turn + 1) / (2 * TURNS))
        if set_to["steps"] and turn < TURNS - 1:
            rating.steps, passes = _fit_steps(rating)
            rounds += passes
        progress((2 * turn + 2) / (2 * TURNS))
    return _fitted(rating, set_to, rounds, calm)


def _begun(told: Histories, set_to: Mapping[str, Any]) -> Rating:
    starts = told.starts[told.bounds]
    skill = np.repeat(np.arange(len(told.skills)), np.diff(starts))
    right = np.bincount(skill, told.right, len(told.skills))
    wrong = np.bincount(skill, ~told.right, len(told.skills))
    typical = np.log((wrong + 1.0) / (right + 1.0))
    default = EloParameters()
    steps = (default.start, default.weight, default.drift)
    if not set_to["items"]:
        return Rating(told, skill, ONE_SKILL, typical, steps, default.daily)
    item, names = told.items
    difficulty = np.zeros(len(names))
    difficulty[item] = typical[skill]
    return Rating(told, item, float(set_to["items_spread"]), difficulty, steps, default.daily)


def _fit_difficulties(rating: Rating) -> tuple[int, bool]:
    for done in range(1, PASSES + 1):
        rating.likelihood(rating.steps)
        if rating.settled() < STILL:
            return done, True
    return PASSES, False


def _fit_steps(rating: Rating) -> tuple[tuple[float, float, float], int]:
    """Return the most likely step sizes at the present difficulties."""
    bounds = [(0.01, WIDEST - 1.0), (0.001, 1.0), (1e-5, 0.9)]

    def steps_at(point: Floats) -> tuple[float, float, float]:
        a, b, c = (min(max(math.exp(x), low), high) for x, (low, high) in zip(point, bounds, strict=True))
        return a, b, c

    point, passes = downhill(lambda x: -rating.likelihood(steps_at(x)), np.log(rating.steps))
    return steps_at(point), passes


def downhill(height: Callable[[Floats], float], point: Floats, rounds: int = 40) -> tuple[Floats, int]:
    """Return where a function of few numbers is low, by the simplex of Nelder and Mead (1965)."""
    corners = [point, *(point + 0.4 * axis for axis in np.eye(len(point)))]
    ranked = sorted((height(corner), tuple(corner)) for corner in corners)
    passes = len(ranked)
    for _ in range(rounds):
        centre = np.mean([corner for _, corner in ranked[:-1]], axis=0)
        worst = np.array(ranked[-1][1])
        tried = _tried(height, centre, worst, ranked)
        passes += 2
        if tried is None:
            best = np.array(ranked[0][1])
            nearer = [best + 0.5 * (np.array(corner) - best) for _, corner in ranked[1:]]
            ranked = sorted([ranked[0], *((height(corner), tuple(corner)) for corner in nearer)])
            passes += len(nearer)
        else:
            ranked = sorted([*ranked[:-1], tried])
        if ranked[-1][0] - ranked[0][0] < 1e-6 * abs(ranked[0][0]):
            break
    return np.array(ranked[0][1]), passes


Corner = tuple[float, tuple[float, ...]]


def _tried(
    height: Callable[[Floats], float], centre: Floats, worst: Floats, ranked: list[Corner]
) -> Corner | None:
    """Return a better corner than the worst: mirrored, stretched or drawn in; None if none is better."""
    mirrored = centre + (centre - worst)
    first = (height(mirrored), tuple(mirrored))
    if first[0] < ranked[0][0]:
        far = centre + 2.0 * (centre - worst)
        return min(first, (height(far), tuple(far)))
    if first[0] < ranked[-2][0]:
        return first
    inner = centre + 0.5 * ((mirrored if first[0] < ranked[-1][0] else worst) - centre)
    second = (height(inner), tuple(inner))
    return second if second[0] < min(first[0], ranked[-1][0]) else None


def _fitted(rating: Rating, set_to: Mapping[str, Any], rounds: int, calm: bool) -> Fitted[TracingModel]:
    told = rating.told
    rating.difficulty = rating.difficulty.round(DIGITS)
    items: dict[ItemId, float] = {}
    typical = rating.difficulty
    if set_to["items"]:
        typical = rating.typical.round(DIGITS)
        named = zip(told.items[1], rating.difficulty.tolist(), rating.counts.tolist(), strict=True)
        items = {ItemId(name): number for name, number, count in named if count}
    start, weight, drift = rating.steps
    skills = {SkillId(skill): number for skill, number in zip(told.skills, typical.tolist(), strict=True)}
    parameters = EloParameters(start, weight, drift, rating.daily, 0.0, skills, items)
    few = int((rating.counts < 5).sum())
    notes = (f"{few} of {len(items)} items have fewer than 5 answers: they are near their skill's.",) * bool(
        items
    )
    return Fitted(
        Elo(parameters),
        rating.likelihood(rating.steps),
        told.answers,
        told.students,
        rounds,
        calm,
        notes,
    )
