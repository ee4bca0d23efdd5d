"""What a diagnostic says at the end: each skill's probability, the fringes, and what is ready to learn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.ids import SkillId
from whynext.mastery.diagnostic.belief import Belief
from whynext.mastery.diagnostic.limits import Limits
from whynext.mastery.diagnostic.recalibration import Calibration, CheckOutcome
from whynext.mastery.diagnostic.stopping import Stop, rightly_told
from whynext.mastery.diagnostic.terrain import Terrain

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SkillPlacement:
    """What is said of one skill.

    Parameters
    ----------
    skill
        The skill.
    probability
        That the student knows it, recalibrated if a calibration was given.
    uncertainty
        Standard deviation of knowing it: 0.5 where nothing is known, 0 where all is.
    ready
        Probability that the student knows all its direct prerequisites and not the skill itself.
    asked
        How many questions about it were answered.
    """

    skill: SkillId
    probability: float
    uncertainty: float
    ready: float
    asked: int

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ReadyList:
    """Skills called ready to be learned next, the surest first, and what the list claims of itself.

    Parameters
    ----------
    skills
        The skills.
    probabilities
        That each is truly ready.
    precision
        Expected share of the list that is truly ready; 1 for an empty list.
    precision_spread
        Standard deviation of that share: among imagined students who answer alike, how much it varies.
    recall
        Expected share of what is truly ready that the list names.
    """

    skills: tuple[SkillId, ...]
    probabilities: tuple[float, ...]
    precision: float
    precision_spread: float
    recall: float

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True)
class Placement:
    """The result of a diagnostic.

    Parameters
    ----------
    skills
        Every skill of the map, prerequisites first.
    known
        The skills more likely known than not.
    inner_fringe
        Of these, the ones that nothing known builds on: learned last, or shaky.
    outer_fringe
        What is not known though all its prerequisites are.
    ready
        What is likely enough to be ready to be suggested. Whether all prerequisites are known and the skill
        is not is one question, asked of each imagined student; the fringes ask of each skill by itself
        whether it is known, and may miss it.
    rightly_told
        Expected share of skills whose likelier state is the true one.
    questions
        Answers used, check questions not counted.
    stopped
        Why the sitting ended; None if it has not.
    checks
        What check questions say of the claims: what ``recalibration.recalibrate`` takes.
    diagnostic
        Version of the diagnostic.
    """

    skills: tuple[SkillPlacement, ...]
    known: tuple[SkillId, ...]
    inner_fringe: tuple[SkillId, ...]
    outer_fringe: tuple[SkillId, ...]
    ready: ReadyList
    rightly_told: float
    questions: int
    stopped: Stop | None
    checks: tuple[CheckOutcome, ...]
    diagnostic: str

    @cached_property
    def by_skill(self) -> Mapping[str, SkillPlacement]:
        """What is said of each skill, by its id."""
        return {each.skill: each for each in self.skills}

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {
            "skills": [each.as_data() for each in self.skills],
            "known": list(self.known),
            "inner_fringe": list(self.inner_fringe),
            "outer_fringe": list(self.outer_fringe),
            "ready": self.ready.as_data(),
            "rightly_told": self.rightly_told,
            "questions": self.questions,
            "stopped": self.stopped.as_data() if self.stopped else None,
            "checks": [each.as_data() for each in self.checks],
            "diagnostic": self.diagnostic,
        }


@dataclass(frozen=True, slots=True)
class Fringes:
    """Rows of the skills more likely known than not, and of the fringes of that set."""

    known: tuple[int, ...]
    inner: tuple[int, ...]
    outer: tuple[int, ...]


def fringes_of(terrain: Terrain, share: Doubles) -> Fringes:
    """Return the fringes of the set of skills whose probability of being known is above one half.

    Doignon and Falmagne 1999, Knowledge Spaces.
    """
    have = share > 0.5
    rows = range(len(terrain))
    return Fringes(
        tuple(row for row in rows if have[row]),
        tuple(row for row in rows if have[row] and not have[terrain.children[row]].any()),
        tuple(row for row in rows if not have[row] and have[terrain.parents[row]].all()),
    )


def ready_rows(readiness: Doubles, among: Sequence[int], precision: float, least: float = 0.0) -> list[int]:
    """Return the longest list of rows, surest first, whose expected share of truly ready ones is enough.

    The expected share of a list is the mean of its probabilities, so the longest list takes the surest as
    long as their mean does not fall below `precision`: no other list of that share is expected to name more.
    Rows less likely than `least` are left out all the same.

    Examples
    --------
    >>> ready_rows(np.array([0.9, 0.2, 0.5, 0.0]), [0, 1, 2], 0.7)
    [0, 2]
    """
    likely = [row for row in among if readiness[row] >= least]
    order = sorted(likely, key=lambda row: (-readiness[row], row))
    if not order:
        return []
    means = np.cumsum(readiness[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(means >= precision - 1e-12)
    return order[: int(enough[-1]) + 1] if enough.size else []


def ready_list(terrain: Terrain, belief: Belief, readiness: Doubles, rows: Sequence[int]) -> ReadyList:
    """Return a list of rows with what it claims of itself."""
    likely = readiness[list(rows)]
    whole = float(readiness.sum())
    truly = (belief.missing[list(rows)] == 0) & (belief.known[list(rows)] == 0)
    share = truly.mean(axis=0) if len(rows) else np.ones(1)
    spread = (
        float(np.sqrt(np.average((share - share.mean()) ** 2, weights=belief.weights))) if len(rows) else 0.0
    )
    return ReadyList(
        tuple(terrain.skills[row] for row in rows),
        tuple(float(each) for each in likely),
        float(likely.mean()) if len(rows) else 1.0,
        spread,
        float(likely.sum() / whole) if whole > 0 else 1.0,
    )


def placed(
    terrain: Terrain,
    belief: Belief,
    asked: Mapping[str, int],
    *,
    limits: Limits,
    calibration: Calibration,
    stopped: Stop | None,
    checks: Iterable[CheckOutcome],
    diagnostic: str,
) -> Placement:
    """Return the result that a belief amounts to."""
    share = calibration.of(belief.probability)
    readiness = calibration.of_ready(belief.readiness)
    fringes = fringes_of(terrain, share)
    # What is ready more likely than not lies in the outer fringe; only a hair's breadth of chance may differ.
    among = fringes.outer if limits.ready_least >= 0.5 else range(len(terrain))
    rows = ready_rows(readiness, among, limits.ready_precision, limits.ready_least)
    skills = tuple(
        SkillPlacement(
            skill,
            float(share[row]),
            float(np.sqrt(share[row] * (1.0 - share[row]))),
            float(readiness[row]),
            asked.get(skill, 0),
        )
        for row, skill in enumerate(terrain.skills)
    )
    known, inner, outer = (
        tuple(terrain.skills[row] for row in some) for some in (fringes.known, fringes.inner, fringes.outer)
    )
    told = float(np.maximum(share, 1.0 - share).mean()) if share.size else rightly_told(belief)
    return Placement(
        skills,
        known,
        inner,
        outer,
        ready_list(terrain, belief, readiness, rows),
        told,
        sum(asked.values()),
        stopped,
        tuple(checks),
        diagnostic,
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
