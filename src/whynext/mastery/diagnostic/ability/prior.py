"""What is believed of an ability before the first question, and what another test's score says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from whynext.base.errors import Collector, Problem, Refused
from whynext.mastery.calibration.curves import Floats

REACH = 6.0
"""Abilities are told apart from -6 to 6 deviations of the population: beyond is one in a billion."""
STEP = 0.1
"""Distance of the grid; sums over it are right as long as an uncertainty is above two thirds of it."""
SUREST = 0.1
"""No prior may be surer than this: a grid that fine would be needed to hold it."""
NODES: Floats = np.round(np.arange(-REACH, REACH + STEP / 2, STEP), 10)
"""The grid, shape (121,)."""
DRIFT = 0.5
"""Deviations by which an ability may have moved in a year since another test, as a standard deviation.

A school year moves achievement by about half a deviation in the middle grades, and by less later."""
DAYS = 365.25


@dataclass(frozen=True, slots=True)
class Prior:
    """A normal belief about an ability.

    Parameters
    ----------
    mean, sd
        On the bank's scale.
    source
        Where it comes from, in words.

    Raises
    ------
    Refused
        If a number is impossible.
    """

    mean: float = 0.0
    sd: float = 1.0
    source: str = "the students that the bank was calibrated on"

    def __post_init__(self) -> None:
        """Refuse a belief that the grid cannot hold."""
        found = Collector()
        if not math.isfinite(self.mean) or abs(self.mean) > REACH - 1:
            found.add(f"an expected ability of {self.mean}", where="mean", valid=f"within ±{REACH - 1:g}")
        if not SUREST <= self.sd <= 4:
            found.add(f"an uncertainty of {self.sd}", where="sd", valid=f"from {SUREST} to 4")
        found.refuse_if_any()

    def on_grid(self) -> Floats:
        """Return the belief as shares at :data:`NODES`, summing to one."""
        shares = np.exp(-0.5 * ((NODES - self.mean) / self.sd) ** 2)
        return np.asarray(shares / shares.sum())

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {"mean": self.mean, "sd": self.sd, "source": self.source}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Prior:
        """Return a prior from JSON values.

        Raises
        ------
        Refused
            If a name is unknown or a number impossible.
        """
        return cls(**_only(data, ("mean", "sd", "source"), "prior"))


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of another test.

    Parameters
    ----------
    name
        Of the test.
    mean, sd
        Of the students that the bank was calibrated on, or of those most like them, in points.
    agreement
        Correlation of what the two tests measure, errors aside; 1 if they measure the same.

    Examples
    --------
    >>> Scale("reading, fall", mean=200, sd=15).points(1.0)
    215.0
    """

    name: str
    mean: float
    sd: float
    agreement: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an impossible scale."""
        found = Collector()
        if not (math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0):
            found.add(
                f"mean {self.mean} and deviation {self.sd}", where=self.name, valid="a deviation above 0"
            )
        if not 0 < self.agreement <= 1:
            found.add(f"an agreement of {self.agreement}", where=self.name, valid="above 0, up to 1")
        found.refuse_if_any()

    def points(self, ability: float) -> float:
        """Return an ability in points of this scale."""
        return self.mean + self.sd * ability


def from_score(
    score: float, standard_error: float, scale: Scale, *, population: Prior | None = None, days: float = 0.0
) -> Prior:
    """Return what is believed after another test's score.

    The score is a measurement with an error: its own, what the two tests do not have in common, and what may
    have changed since. It moves the population's belief as Bayes' rule says (the precisions add up).

    Parameters
    ----------
    score, standard_error
        In points of the scale.
    population
        Believed before; a standard normal population unless given.
    days
        Since that test; the ability may have drifted by :data:`DRIFT` a year.

    Raises
    ------
    Refused
        If the error is not above 0, or the score lies so far out that it is a mistake.

    Examples
    --------
    >>> known = from_score(215, 3, Scale("reading, fall", 200, 15))
    >>> round(known.mean, 2), round(known.sd, 2)
    (0.96, 0.2)
    """
    before = population or Prior()
    found = Collector()
    if not (math.isfinite(standard_error) and standard_error > 0):
        found.add(f"a standard error of {standard_error}", where="standard_error", valid="points above 0")
    if not math.isfinite(score) or abs(score - scale.mean) > 5 * scale.sd:
        found.add(
            f"a score of {score} on «{scale.name}», where {scale.mean:g} is average",
            where="score",
            valid=f"{scale.points(-5):g} to {scale.points(5):g}",
            next_step="check the scale and the test's name",
        )
    if not days >= 0:
        found.add(f"{days} days since that test", where="days", valid="0 or more")
    found.refuse_if_any()
    apart = (1 - scale.agreement**2) / scale.agreement**2
    variance = (standard_error / scale.sd) ** 2 / scale.agreement**2 + apart + DRIFT**2 * days / DAYS
    theirs = (score - scale.mean) / scale.sd / scale.agreement
    weight = 1 / variance + 1 / before.sd**2
    mean = (theirs / variance + before.mean / before.sd**2) / weight
    told = f"{score:g} ± {standard_error:g} on «{scale.name}»"
    return Prior(
        min(max(mean, 1 - REACH), REACH - 1),
        max(weight**-0.5, SUREST),
        f"{told}, {days:g} days before" if days else told,
    )


def chance_above(shares: Floats, cut: float) -> float:
    """Return the probability that the ability is at or above a cut.

    Parameters
    ----------
    shares
        Shape (121,): a belief at :data:`NODES`.

    Examples
    --------
    >>> round(chance_above(Prior().on_grid(), 1.0), 3)  # of a standard normal
    0.159
    """
    return float(shares @ above(cut))


def above(cut: float) -> Floats:
    """Return how much of each node's cell lies at or above a cut, 0 to 1, shape (121,)."""
    return np.asarray(np.clip((NODES + STEP / 2 - cut) / STEP, 0.0, 1.0))


def _only(data: Mapping[str, Any], names: tuple[str, ...], where: str) -> dict[str, Any]:
    """Return the data if it is an object of these names alone."""
    if not isinstance(data, Mapping) or set(data) - set(names):
        raise Refused(Problem(f"{data!r} cannot be read", where=where, valid=", ".join(names)))
    return dict(data)
