"""Better parameters from the answers of earlier students: difficulties, leaps, slips and guesses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whynext.mastery.diagnostic.answers import Answer, evidence_of
from whynext.mastery.diagnostic.belief import Belief, no_outside, stage_of
from whynext.mastery.diagnostic.diagnostic import Diagnostic
from whynext.mastery.diagnostic.parameters import Parameters, difficulties_of, slope_of
from whynext.mastery.diagnostic.state import State
from whynext.mastery.fitting import unheard

Doubles = NDArray[np.float64]

BELIEVED = {"leap": 200.0, "slip": 50.0, "guess": 50.0}
"""So many imagined cases speak for the numbers before the fit: a few students do not overturn them."""

DOUBT = 0.7
"""Standard deviation by which a difficulty may lie off what was declared, before the fit."""


@dataclass(frozen=True)
class Learned:
    """What a fit gives.

    Parameters
    ----------
    parameters
        Those of a better diagnostic.
    students, answers
        How many it rests on.
    moved
        Root mean square by which the difficulties changed.
    """

    parameters: Parameters
    students: int
    answers: int
    moved: float


@dataclass
class _Counts:
    """Expected counts, added up over students.

    Parameters
    ----------
    opened, known
        (skills, cells): students with all prerequisites of a skill, by ability in its strand; of these, the
        ones who know it.
    leaps
        Students without them who know the skill, and all without them, over all skills.
    errors
        By what an answer is (slip, guess): answers that were, and that could have been.
    """

    opened: Doubles
    known: Doubles
    leaps: Doubles
    errors: dict[str, Doubles]


def learn(
    diagnostic: Diagnostic,
    states: Sequence[State],
    *,
    rounds: int = 4,
    progress: Callable[[float], None] = unheard,
) -> Learned:
    """Return parameters under which the answers of many students are likelier.

    Expectation-maximization (Dempster, Laird and Rubin 1977): each student's particles say how often a skill
    was open to a student of what ability, and known then; those counts make the next difficulties, each with
    a normal prior about the declared one. Which questions were asked depends on earlier answers alone, so
    that adapted questions bias nothing (Mislevy and Wu 1996). Check questions count as well. Slips and
    guesses that items declare themselves are left alone.

    Parameters
    ----------
    states
        One for each student, of this diagnostic.
    rounds
        So many times everybody is looked at anew.
    """
    start = difficulties_of(diagnostic.terrain, diagnostic.parameters)
    current = diagnostic
    for turn in range(rounds):
        counts = _no_counts(current)
        for number, state in enumerate(states):
            _count(current, state, counts)
            progress((turn + (number + 1) / len(states)) / rounds)
        parameters = _improved(current, diagnostic.parameters, start, counts)
        current = replace(current, parameters=parameters)
    end = difficulties_of(diagnostic.terrain, current.parameters)
    moved = float(np.sqrt(np.mean(np.square(end - start)))) if start.size else 0.0
    return Learned(current.parameters, len(states), sum(len(each.answers) for each in states), moved)


def _no_counts(diagnostic: Diagnostic) -> _Counts:
    shape = (len(diagnostic.terrain), diagnostic.believer.tables.grid.size)
    none = {name: np.zeros(2) for name in ("slip", "guess")}
    return _Counts(np.zeros(shape), np.zeros(shape), np.zeros(2), none)


def _believed(diagnostic: Diagnostic, state: State) -> Belief:
    """Return what all answers of a student say, check questions included, under these parameters."""
    answers = [replace(each, check=False) for each in state.answers]
    terrain, bank, parameters = diagnostic.terrain, diagnostic.bank, diagnostic.parameters
    evidence = evidence_of(answers, state.day, terrain, bank, parameters, diagnostic.base)
    believer, outside = diagnostic.believer, no_outside(diagnostic.believer)
    begun = believer.begin(outside, stage_of(state.seed, "learning"))
    return believer.told(begun, evidence, outside, stage_of(state.seed, "learning", "told"))


def _count(diagnostic: Diagnostic, state: State, counts: _Counts) -> None:
    """Add one student's expected counts; skills that no answer bears upon say nothing and are left out."""
    belief = _believed(diagnostic, state)
    weights = belief.weights.astype(np.float64)
    cells = counts.opened.shape[1]
    for row in belief.inside.tolist():
        level = belief.level[diagnostic.terrain.strand[row]]
        opened = weights * (belief.missing[row] == 0)
        knows = belief.known[row]
        counts.opened[row] += np.bincount(level, opened, cells)
        counts.known[row] += np.bincount(level, opened * knows, cells)
        counts.leaps += ((weights - opened) @ knows, 1.0 - opened.sum())
    for answer in state.answers:
        _count_errors(diagnostic, answer, belief, counts)


def _count_errors(diagnostic: Diagnostic, answer: Answer, belief: Belief, counts: _Counts) -> None:
    question = diagnostic.bank[answer.item]
    knows = float(belief.probability[diagnostic.terrain.row(answer.skill)])
    if question.slip is None:
        counts.errors["slip"] += (knows * (not answer.correct), knows)
    if question.guess is None:
        counts.errors["guess"] += ((1.0 - knows) * answer.correct, 1.0 - knows)


def _improved(current: Diagnostic, declared: Parameters, start: Doubles, counts: _Counts) -> Parameters:
    """Return the likeliest parameters given the counts and what was believed before."""
    hard = _difficulties(current, start, counts)
    rates = {"leap": counts.leaps, **counts.errors}
    found = {}
    for name, (cases, of) in rates.items():
        believed = BELIEVED[name]
        rate = (getattr(declared, name) * believed + cases) / (believed + of)
        found[name] = float(np.clip(rate, 0.002, 0.45))
    difficulties = dict(zip(current.terrain.skills, np.clip(hard, -39.0, 39.0).tolist(), strict=True))
    return replace(current.parameters, difficulties=difficulties, **found)


def _difficulties(current: Diagnostic, start: Doubles, counts: _Counts) -> Doubles:
    """Return the likeliest difficulty of each skill: Newton's method, at most one unit at a time."""
    slope, grid = slope_of(current.parameters), current.believer.tables.grid.astype(np.float64)
    hard = difficulties_of(current.terrain, current.parameters)
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-slope * (grid[None, :] - hard[:, None])))
        push = slope * (counts.opened * chance - counts.known).sum(axis=1) - (hard - start) / DOUBT**2
        bend = slope**2 * (counts.opened * chance * (1.0 - chance)).sum(axis=1) + DOUBT**-2
        hard = hard + np.clip(push / bend, -1.0, 1.0)
    return hard
