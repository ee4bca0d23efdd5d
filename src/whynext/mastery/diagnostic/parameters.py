"""What the diagnostic assumes of students and skills: declared numbers, each with its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base.errors import Collector
from whynext.base.facts import canonical
from whynext.base.ids import from_content
from whynext.mastery.diagnostic.terrain import Terrain

WHY_DEFAULTS: Mapping[str, str] = {
    "difficulties": "empty: each skill's follows from its grade or depth (see span) until answers are there",
    "span": "from the first skill of a map to the last, difficulties rise by three standard deviations of"
    " ability on either side of the middle, so that beginners know next to nothing and leavers nearly all",
    "steepness": "1.7 makes the logistic curve the normal one to within 0.01",
    "leap": "a few skills are known without what the map says comes first: paths differ, and maps err",
    "general_mean": "ability is measured from the middle of the map's difficulties",
    "general_spread": "a class spans several grades; with the span of 6 over 13 grades, 1.5 is three grades",
    "strand_spread": "half of the general spread: within a student strands differ, but less than students do",
    "difficulty_doubt": "grades and depth say only roughly how hard a skill is",
    "slip": "a careless error in one answer of ten, where nothing is known of the item",
    "guess": "a lucky answer in one of ten to open questions; a choice among n has 1/n",
    "forgetting": "half of what is not used is gone in about two years (0.001 a day)",
}
"""Why each default is what it is."""

_RANGES: Mapping[str, tuple[float, float]] = {
    "span": (0.0, 40.0),
    "steepness": (0.05, 20.0),
    "leap": (1e-4, 0.5),
    "general_mean": (-20.0, 20.0),
    "general_spread": (0.05, 20.0),
    "strand_spread": (0.05, 20.0),
    "difficulty_doubt": (0.0, 10.0),
    "slip": (0.001, 0.49),
    "guess": (0.001, 0.49),
    "forgetting": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """The model of a student: an ability in each strand, and skills that hang on it and on each other.

    General ability g is normal(general_mean, general_spread); the ability in a strand is normal(g,
    strand_spread). A skill whose prerequisites are all known is known with probability
    logistic(steepness * (ability - difficulty)), any other with probability `leap`.

    Parameters
    ----------
    difficulties
        By skill, on the scale of ability; for skills that are not named it follows from `span`.
    span
        The difference in difficulty between the easiest and the hardest of the skills that are not named;
        they lie between by grade, or by depth in the map where grades are unknown.
    steepness
        How sharply knowing rises with ability.
    leap
        Probability of knowing a skill without one of its prerequisites.
    general_mean, general_spread, strand_spread
        Of the abilities.
    difficulty_doubt
        Standard deviation of what is not known of the difficulties; it makes the curves flatter.
    slip, guess
        Probability of a wrong answer by one who knows, of a right one by one who does not, for items that
        declare none.
    forgetting
        Share of known and unused skills that is forgotten, a day.
    """

    difficulties: Mapping[str, float] = field(default_factory=dict)
    span: float = 6.0
    steepness: float = 1.7
    leap: float = 0.03
    general_mean: float = 0.0
    general_spread: float = 1.5
    strand_spread: float = 0.75
    difficulty_doubt: float = 0.4
    slip: float = 0.1
    guess: float = 0.1
    forgetting: float = 0.001

    def __post_init__(self) -> None:
        """Refuse numbers without a meaning."""
        found = Collector()
        for name, (low, high) in _RANGES.items():
            _check(found, name, getattr(self, name), low, high)
        for skill, value in self.difficulties.items():
            _check(found, f"difficulties, {skill}", value, -40.0, 40.0)
        found.refuse_if_any()

    def as_data(self) -> dict[str, Any]:
        """Return them as JSON values."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**plain, "difficulties": dict(self.difficulties)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Parameters:
        """Return the parameters that :meth:`as_data` gave, or a part of them.

        Raises
        ------
        Refused
            If a name is unknown or a number out of its range.
        """
        known = {each.name for each in fields(cls)}
        found = Collector()
        for name in sorted(set(data) - known):
            found.add(f"there is no parameter «{name}»", where=name, kind="unknown parameter")
        found.refuse_if_any()
        return cls(**data)

    @property
    def version(self) -> str:
        """A digest of the numbers."""
        return from_content("diagnostic", canonical(self.as_data()).decode())


def _check(found: Collector, name: str, value: object, low: float, high: float) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and low <= value <= high):  # type: ignore[operator]
        found.add(
            f"{value!r} is no {name.split(',')[0]}",
            where=name,
            valid=f"a number from {low:g} to {high:g}",
            kind="impossible parameter",
        )


def difficulties_of(terrain: Terrain, parameters: Parameters) -> NDArray[np.float64]:
    """Return the difficulty of each skill, shape (skills,), on the scale of ability.

    A skill without a declared one lies on a line from -span/2 to span/2: by grade if every skill has one
    and they differ, with the rank of its depth among its grade's placing it within; otherwise by depth.
    """
    found = _placed(terrain) * parameters.span - parameters.span / 2
    for skill, value in parameters.difficulties.items():
        if skill in terrain.rows:
            found[terrain.rows[skill]] = value
    return found


def _placed(terrain: Terrain) -> NDArray[np.float64]:
    """Return a place for each skill, from 0 to 1."""
    depth = terrain.depth / max(1, int(terrain.depth.max(initial=0)))
    if len(terrain) == 0 or np.isnan(terrain.grade).any() or np.ptp(terrain.grade) == 0.0:
        return np.asarray(depth, np.float64)
    place = terrain.grade - terrain.grade.min() + depth
    return np.asarray(place / place.max(), np.float64)


@dataclass(frozen=True)
class Tables:
    """The model as the tables that the compiled arithmetic reads.

    Parameters
    ----------
    grid
        (cells,): the ability at each cell.
    own, odds
        (skills, cells): probability and log odds of a skill whose prerequisites are known.
    leap, leap_odds
        (skills,): the same without them.
    turn
        (skills, 2 x cells): log of how much likelier the skill is, unknown or known, with them than without.
    """

    grid: NDArray[np.float32]
    own: NDArray[np.float32]
    odds: NDArray[np.float32]
    leap: NDArray[np.float32]
    leap_odds: NDArray[np.float32]
    turn: NDArray[np.float32]

    @property
    def step(self) -> float:
        """The distance of neighbouring cells."""
        return float(self.grid[1] - self.grid[0])


CELLS = 41
REACH = 3.5
"""The grid of ability reaches so many standard deviations to either side: but for one student in 2,000."""


def slope_of(parameters: Parameters) -> float:
    """Return the slope of the logistic curves, flattened for what is not known of the difficulties.

    A logistic of slope a averaged over a normal of standard deviation d is near a logistic of slope
    a / sqrt(1 + (a d)^2 pi / 8) (MacKay 1992).

    Examples
    --------
    >>> round(slope_of(Parameters(steepness=1.7, difficulty_doubt=1.0)), 2)
    1.16
    """
    blurred = (parameters.steepness * parameters.difficulty_doubt) ** 2 * math.pi / 8
    return parameters.steepness / math.sqrt(1.0 + blurred)


def tables_of(terrain: Terrain, parameters: Parameters) -> Tables:
    """Return the tables of a model."""
    reach = REACH * math.hypot(parameters.general_spread, parameters.strand_spread)
    grid = parameters.general_mean + np.linspace(-reach, reach, CELLS)
    slope = slope_of(parameters)
    odds = np.clip(slope * (grid[None, :] - difficulties_of(terrain, parameters)[:, None]), -15.0, 15.0)
    own = 1.0 / (1.0 + np.exp(-odds))
    jump = np.full(len(terrain), parameters.leap)
    turn = np.hstack([np.log1p(-own) - np.log1p(-jump)[:, None], np.log(own) - np.log(jump)[:, None]])
    return Tables(
        *(
            np.ascontiguousarray(each, np.float32)
            for each in (grid, own, odds, jump, np.log(jump / (1 - jump)), turn)
        )
    )
