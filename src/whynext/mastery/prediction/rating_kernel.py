"""Ratings of one pass, and the difficulties of items and skills that fit them.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). A student has an ability and a
smaller one on each skill; both move with every answer by the surprise in it, in steps that shrink with the
answers (Elo's rule as in Pelánek 2016, "Applications of the Elo rating system in adaptive educational
systems", Computers & Education 98). The difficulty of an item is the mean of its skills' and a part of its
own. With `spread` above 0 the ability follows instead the Gaussian filter of a Rasch model (Glickman 1999,
"Parameter estimation in large dynamic paired comparison experiments", Applied Statistics 48, section 3.2,
one game at a time, without his slope): the step is then the variance that is left.
"""

from __future__ import annotations

import math
from typing import Any

WHOLE = 2
SKILL = 2
ITEM = 1
RATING, COUNT = 0, 1
VARIANCE = 1


def chance(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


def rate(
    student: Any,
    item: Any,
    first: Any,
    skill: Any,
    own_skill: Any,
    right: Any,
    own: Any,
    base: Any,
    steps: Any,
    spread: float,
    whole: Any,
    skills: Any,
    learn: bool,
    ability: Any,
    hard: Any,
) -> None:
    """Write the ability and the difficulty before each answer, and move the ratings.

    Parameters
    ----------
    student, first, own_skill, right
        As in :class:`~whynext.mastery.prediction.columns.Columns`.
    item, skill
        Places in the tables, -1 (their last place) for what was not fitted.
    own, base
        Difficulty of items beyond their skills', shape (items + 1,); of skills, shape (skills + 1,).
    steps
        First step of the ability and how it shrinks, and the same on a skill; shape (4,).
    spread
        Above 0: standard deviation of abilities, the ability is filtered and skills are not rated.
    whole, skills
        The numbers of students, and of students on skills; begin with zeros.
    ability, hard
        Shape (N,), written: an answer's expected logit is their difference.
    """
    for k in range(len(student)):
        mine = whole[student[k]]
        low, high = first[k], first[k + 1]
        share = 1.0 / (high - low)
        level, difficulty = mine[RATING], own[item[k]]
        for mark in range(low, high):
            level += share * skills[own_skill[mark], RATING]
            difficulty += share * base[skill[mark]]
        ability[k] = level
        hard[k] = difficulty
        if learn:
            expected = chance(level - difficulty)
            surprise = right[k] - expected
            if spread > 0.0:
                narrow(mine, spread, expected, surprise)
            else:
                move(mine, skills, own_skill, low, high, surprise, steps)


def narrow(mine: Any, spread: float, expected: float, surprise: float) -> None:
    """Move a filtered ability by one answer, and its variance.

    What is kept is how much the variance has shrunk, so that a row of zeros is a beginning.
    """
    variance = spread * spread - mine[VARIANCE]
    left = 1.0 / (1.0 / variance + expected * (1.0 - expected))
    mine[RATING] += left * surprise
    mine[VARIANCE] = spread * spread - left


def move(mine: Any, skills: Any, own_skill: Any, low: int, high: int, surprise: float, steps: Any) -> None:
    """Move the ratings of a student, and on the skills of the item, by one answer."""
    mine[RATING] += steps[0] / (1.0 + steps[1] * mine[COUNT]) * surprise
    mine[COUNT] += 1.0
    for mark in range(low, high):
        row = skills[own_skill[mark]]
        row[RATING] += steps[2] / (1.0 + steps[3] * row[COUNT]) * surprise
        row[COUNT] += 1.0


def refine(
    item: Any,
    first: Any,
    skill: Any,
    right: Any,
    use: Any,
    ability: Any,
    own: Any,
    base: Any,
    strength: Any,
    rounds: int,
    slope: Any,
    bend: Any,
    slope_base: Any,
    bend_base: Any,
) -> None:
    """Move difficulties towards the most probable ones under abilities that stay as they are, in place.

    Newton steps on log-likelihood and normal priors around 0, first of all skills, then of all items. Where
    an item has several skills each takes its share of the bend, which bounds the true one from above.

    Parameters
    ----------
    item, first, skill, right
        As for :func:`rate`.
    use
        Shape (N,), 1 where an answer counts and 0 where it is left out.
    ability
        Shape (N,).
    own, base
        Difficulties, in place; their last places, which stand for what is unknown, stay 0 and the mean.
    strength
        Of the priors of items and skills: 1 / variance; shape (2,).
    rounds
        Newton steps for each.
    slope, bend, slope_base, bend_base
        Scratch, as long as `own` and `base`.
    """
    for turn in range(2 * rounds):
        slope[:] = 0.0
        bend[:] = 0.0
        slope_base[:] = 0.0
        bend_base[:] = 0.0
        for k in range(len(item)):
            if use[k] > 0.0:
                low, high = first[k], first[k + 1]
                difficulty = own[item[k]] + mean_of(base, skill, low, high)
                expected = chance(ability[k] - difficulty)
                if turn >= rounds:
                    slope[item[k]] += expected - right[k]
                    bend[item[k]] += expected * (1.0 - expected)
                else:
                    lean(slope_base, bend_base, skill, low, high, expected, right[k])
        if turn >= rounds:
            step(own, slope, bend, strength[0])
        else:
            step(base, slope_base, bend_base, strength[1])


def mean_of(base: Any, skill: Any, low: int, high: int) -> float:
    """Return the mean difficulty of an answer's skills."""
    total = 0.0
    for mark in range(low, high):
        total += base[skill[mark]]
    return total / (high - low)


def lean(slope: Any, bend: Any, skill: Any, low: int, high: int, expected: float, right: float) -> None:
    """Add an answer's slope and bend to its skills, each with its share."""
    share = 1.0 / (high - low)
    for mark in range(low, high):
        slope[skill[mark]] += share * (expected - right)
        bend[skill[mark]] += share * expected * (1.0 - expected)


def step(hard: Any, slope: Any, bend: Any, strength: float) -> None:
    """Move difficulties by one Newton step, all but the last, which stands for what is unknown."""
    for place in range(len(hard) - 1):
        hard[place] += (slope[place] - strength * hard[place]) / (bend[place] + strength)
