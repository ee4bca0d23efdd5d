"""Answers and outside scores as evidence of what a student knows now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Collector, listed, nearest
from whynext.base.ids import ItemId, SkillId
from whynext.mastery.diagnostic.bank import Bank
from whynext.mastery.diagnostic.belief import Outside
from whynext.mastery.diagnostic.parameters import Parameters
from whynext.mastery.diagnostic.terrain import Terrain
from whynext.mastery.response import LONGEST_SECONDS

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in a diagnostic.

    Parameters
    ----------
    item, skill
        What was asked.
    correct
        Whether it was right.
    day
        When, as a whole number of days; only differences count.
    seconds
        How long it took; None where nobody measured.
    check
        Whether it was a check question, whose answer is not used.
    probability
        The probability with which this item was asked, given all before it.
    """

    item: ItemId
    skill: SkillId
    correct: bool
    day: int = 0
    seconds: float | None = None
    check: bool = False
    probability: float = 1.0

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OutsideScore:
    """What a test elsewhere says of a student's ability, on this diagnostic's scale.

    Parameters
    ----------
    ability
        Mean.
    error
        Standard error, above 0.
    strand
        The strand that it speaks of; empty for ability in general.
    """

    ability: float
    error: float
    strand: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OutsideScale:
    """How the scores of a test elsewhere map to ability here: ability = (score - middle) / unit.

    Parameters
    ----------
    middle
        The score of a student of ability 0.
    unit
        Points of score to one unit of ability.
    doubt
        Standard error of the mapping itself, in units of ability: two tests of one subject never measure
        quite the same.

    Examples
    --------
    >>> OutsideScale(middle=210.0, unit=10.0, doubt=0.0).score(225.0, 3.0)
    OutsideScore(ability=1.5, error=0.3, strand='')
    """

    middle: float
    unit: float
    doubt: float = 0.3

    def score(self, score: float, error: float, strand: str = "") -> OutsideScore:
        """Return a score with its standard error on the diagnostic's scale.

        Raises
        ------
        Refused
            If a number is not finite, or an error or the unit is not above 0.
        """
        found = Collector()
        for name, value, least in (
            ("score", score, -math.inf),
            ("error", error, 0.0),
            ("unit", self.unit, 0.0),
        ):
            if not (math.isfinite(value) and value > least):
                valid = "a number" if least < 0 else "a number above 0"
                found.add(f"{value!r} is no {name}", where=name, valid=valid, kind="impossible score")
        found.refuse_if_any()
        return OutsideScore(
            (score - self.middle) / self.unit, math.hypot(error / self.unit, self.doubt), strand
        )


def outside_of(scores: Iterable[OutsideScore], terrain: Terrain, grid: NDArray[np.float32]) -> Outside:
    """Return what outside scores say, as log likelihoods of abilities.

    Raises
    ------
    Refused
        If a strand is not in the map, or a number impossible.
    """
    scores = tuple(scores)
    found = Collector()
    for each in scores:
        _check_score(found, each, terrain)
    found.refuse_if_any()
    general = [each for each in scores if not each.strand]
    precision = sum(each.error**-2 for each in general)
    mean = sum(each.ability * each.error**-2 for each in general) / precision if general else 0.0
    strands = np.zeros((len(terrain.strands), grid.size), np.float32)
    for each in scores:
        if each.strand:
            row = terrain.strands.index(each.strand)
            strands[row] -= (0.5 * np.square((grid - each.ability) / each.error)).astype(np.float32)
    return Outside((mean, precision), strands)


def _check_score(found: Collector, score: OutsideScore, terrain: Terrain) -> None:
    if not (math.isfinite(score.ability) and math.isfinite(score.error) and score.error > 0.0):
        found.add(
            f"an ability of {score.ability} with a standard error of {score.error} says nothing",
            where="outside score",
            valid="finite numbers, the error above 0",
            kind="impossible score",
        )
    if score.strand and score.strand not in terrain.strands:
        found.add(
            f"there is no strand «{score.strand}» in the map",
            where="outside score",
            valid=nearest(score.strand, terrain.strands) or listed(terrain.strands),
            kind="unknown strand",
        )


def evidence_of(
    answers: Sequence[Answer], day: int, terrain: Terrain, bank: Bank, parameters: Parameters, base: Doubles
) -> Doubles:
    """Return what answers say of knowing each skill today, as log likelihood ratios, shape (skills,).

    Parameters
    ----------
    answers
        In any order; check questions are left out.
    day
        Today.
    base
        (skills,): the probability of each skill before any answer.

    Notes
    -----
    Of those who knew a skill then, a share f = 1 - (1 - forgetting)**days no longer do. Who does not know it
    now may have known it then, with probability w = base f / (base f + 1 - base): their chance of a right
    answer then was guess + w (1 - slip - guess). With time an answer so says less and less, and a right one
    less quickly than a wrong one gains.
    """
    found = np.zeros(len(terrain))
    for each in answers:
        if each.check:
            continue
        row = terrain.row(each.skill)
        slip, guess = chances(bank, each.item, parameters)
        lost = 1.0 - (1.0 - parameters.forgetting) ** max(0, day - each.day)
        had = base[row] * lost / (base[row] * lost + 1.0 - base[row] + 1e-12)
        lucky = guess + had * (1.0 - slip - guess)
        found[row] += math.log((1.0 - slip) / lucky) if each.correct else math.log(slip / (1.0 - lucky))
    return found


def chances(bank: Bank, item: str, parameters: Parameters) -> tuple[float, float]:
    """Return the probabilities of slip and guess of an item."""
    question = bank[item]
    slip = parameters.slip if question.slip is None else question.slip
    guess = parameters.guess if question.guess is None else question.guess
    return slip, guess


def check_answer(found: Collector, correct: object, seconds: object, day: object, today: int) -> None:
    """Note everything that makes an answer impossible."""
    if not isinstance(correct, bool):
        found.add(
            f"«{correct!r}» does not say whether the answer was right",
            where="correct",
            valid="true or false",
            kind="not a truth",
        )
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if seconds is not None and not (number and 0.0 <= seconds <= LONGEST_SECONDS):  # type: ignore[operator]
        found.add(
            f"{seconds!r} is no time that an answer takes",
            where="seconds",
            valid=f"from 0 to {LONGEST_SECONDS:,.0f}, or nothing",
            kind="impossible time",
        )
    if not isinstance(day, int) or isinstance(day, bool) or day < today:
        found.add(
            f"an answer on day {day!r} after one on day {today}",
            where="day",
            valid=f"a whole number from {today}",
            kind="impossible time",
        )


def answer_of(data: Mapping[str, Any]) -> Answer:
    """Return the answer that :meth:`Answer.as_data` gave."""
    return Answer(**data)
