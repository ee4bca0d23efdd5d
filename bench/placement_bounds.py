"""What no diagnostic of thirty answers could exceed, as far as we can tell: bounds of `placement`'s figures.

In the world that the model fits, ours knows the generating model already. What may still be lost is lost by
too few imagined students, by questions chosen without looking ahead, or by nobody: because answers err.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from bench.figures import Row, row
from bench.placement import SITTING, Lists, Sat, judged, lists_of, mean_right, sittings
from bench.placement_worlds import FITS, Shape, real_map, synthetic, told_of
from numpy.typing import NDArray

from whynext.competencies.map import CompetencyMap
from whynext.mastery.diagnostic.bank import one_each
from whynext.mastery.diagnostic.belief import Effort, no_outside
from whynext.mastery.diagnostic.diagnostic import Diagnostic

Reals = NDArray[np.float32]
Doubles = NDArray[np.float64]

SLIP = FITS.slip
"""Guesses are as frequent in that world."""


def rows(small: bool = False) -> Iterator[Row]:
    """Yield the bounds."""
    real = None if small else real_map()
    map = real or synthetic(40)
    name = "480 standards" if real else "synthetic map"
    students = 2 if small else 40
    sat = sittings(map, FITS, told_of(FITS, Shape.of(map)), students)
    yield _ahead(map, name, 600 if small else 16_384, 2 if small else 5)
    yield _more_particles(map, name, sat, Effort(2048, 4096) if small else Effort(8192, 65_536, 3))
    yield _without_slips(map, name, sat)


# Looking ahead -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crowd:
    """Students of the world: by one half questions are chosen, by the other it is seen what came of them."""

    known: tuple[Reals, Reals]

    @classmethod
    def of(cls, map: CompetencyMap, each: int) -> Crowd:
        """Draw twice so many students."""
        shape = Shape.of(map)
        knows = np.array([FITS.student(shape, 1_000_000 + n) for n in range(2 * each)], np.float32).T
        return cls((np.ascontiguousarray(knows[:, :each]), np.ascontiguousarray(knows[:, each:])))

    def best(self, weights: Reals, most: int) -> list[int]:
        """Return the skills an answer on which lets uncertainty fall most."""
        known, share = self.known[0], weights / weights.sum()
        means = known @ share
        some = np.argsort(-means * (1 - means), kind="stable")[:64]
        together = (known[some] * share) @ known.T - np.outer(means[some], means)
        right = SLIP + (1 - 2 * SLIP) * means[some]
        fall = np.square(together).sum(axis=1) / (right * (1 - right))
        return [int(each) for each in some[np.argsort(-fall, kind="stable")[:most]]]

    def after(self, weights: tuple[Reals, Reals], skill: int, right: bool) -> tuple[Reals, Reals]:
        """Return the weights of both halves after an answer."""
        told = [np.where((known[skill] > 0) == right, 1 - SLIP, SLIP) for known in self.known]
        return (weights[0] * told[0]).astype(np.float32), (weights[1] * told[1]).astype(np.float32)

    def told(self, weights: tuple[Reals, Reals], judge: int) -> float:
        """Return the share rightly told by the first half, as one of the halves sees it."""
        share = self.known[0] @ (weights[0] / weights[0].sum())
        truly = self.known[judge] @ (weights[judge] / weights[judge].sum())
        return float(weights[judge].sum() * np.where(share > 0.5, truly, 1 - truly).mean())

    def greedy(self, weights: tuple[Reals, Reals], left: int, judge: int, first: int | None = None) -> float:
        """Return what follows if every question is the best one taken by itself."""
        if left == 0:
            return self.told(weights, judge)
        skill = self.best(weights[0], 1)[0] if first is None else first
        return sum(self.greedy(self.after(weights, skill, r), left - 1, judge) for r in (False, True))

    def ahead(self, weights: tuple[Reals, Reals], left: int, width: int = 5) -> float:
        """Return what follows if each of the best questions is first tried to the end."""
        if left == 0:
            return self.told(weights, 1)
        some = self.best(weights[0], width if left > 1 else 1)
        skill = max(some, key=lambda each: self.greedy(weights, left, 0, each))
        return sum(self.ahead(self.after(weights, skill, r), left - 1, width) for r in (False, True))


def _ahead(map: CompetencyMap, name: str, each: int, questions: int) -> Row:
    """Return what is rightly told after the first questions, in expectation and not of some students."""
    crowd = Crowd.of(map, each)
    even = (np.full(each, 1 / each, np.float32),) * 2
    greedy = crowd.greedy(even, questions, 1)
    return row(
        f"placement, bound, {name}: rightly told after {questions} questions, in expectation",
        greedy,
        "share",
        peer="every question of the tree tried to its end before it is chosen",
        peer_value=crowd.ahead(even, questions),
        note=f"all trees of answers counted out over {each:,} students; after one question more"
        f" {crowd.greedy(even, questions + 1, 1):.4f}",
    )


# Readiness -----------------------------------------------------------------------------------------------


def _by_least(ready: Sequence[Doubles], sat: Sequence[Sat], least: float) -> Lists:
    """Judge the lists of all skills at least so likely ready."""
    counts = [
        (int(called.sum()), int((called & each.truly_ready).sum()), int(each.truly_ready.sum()))
        for called, each in zip([some >= least for some in ready], sat, strict=True)
    ]
    return judged(counts, [])


def _more_particles(map: CompetencyMap, name: str, sat: Sequence[Sat], effort: Effort) -> Row:
    """Return how much better the same answers are judged by many more imagined students."""
    shape = Shape.of(map)
    diagnostic = Diagnostic(map, one_each(map.skills, times=2), told_of(FITS, shape), effort)
    place = [diagnostic.terrain.row(skill) for skill in shape.skills]
    believer, nothing = diagnostic.believer, no_outside(diagnostic.believer)
    better, ours = [], []
    for number, each in enumerate(sat):
        begun = believer.begin(nothing, number)
        belief = believer.told(begun, each.state.belief.evidence, nothing, 7_000_000 + number)
        better.append(belief.readiness[place])
        ours.append(each.state.belief.readiness[place])
    least = SITTING.ready_least
    mine, best = _by_least(ours, sat, least), _by_least(better, sat, least)
    return row(
        f"placement, bound, {name}: recall of what is ready, by the particles there are",
        mine.recall,
        "share",
        peer=f"the same answers, {effort.particles:,} particles",
        peer_value=best.recall,
        note=f"{len(sat)} students after {SITTING.most_questions} questions; precision {mine.precision:.2f}"
        f" and {best.precision:.2f}",
    )


def _without_slips(map: CompetencyMap, name: str, sat: Sequence[Sat]) -> Row:
    """Return what the same diagnostic finds where nobody slips or guesses."""
    shape, sure = Shape.of(map), replace(FITS, slip=0.001, guess=0.001)
    told = replace(told_of(FITS, shape), slip=sure.slip, guess=sure.guess)
    perfect = sittings(map, sure, told, len(sat))
    mine, best = lists_of(sat, 30, shape), lists_of(perfect, 30, shape)
    return row(
        f"placement, bound, {name}: recall of what is ready after 30 questions",
        mine.recall,
        "share",
        peer="where nobody slips or guesses",
        peer_value=best.recall,
        note=f"{len(sat)} students; precision {mine.precision:.2f} and {best.precision:.2f}; rightly told"
        f" {mean_right(sat)[30]:.3f} and {mean_right(perfect)[30]:.3f}",
    )
