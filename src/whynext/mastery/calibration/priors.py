"""What is believed of items before any answer: weak, declared, and published with the bank.

Without it a slope can run away to infinity, and an item that everybody answers rightly has no difficulty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from whynext.base.errors import Collector
from whynext.mastery.calibration.curves import Floats

WHY: Mapping[str, str] = {
    "slope": "Most published items discriminate between 0.5 and 2; a slope of -1 or 3 is two standard "
    "deviations off. A normal density keeps each item's problem concave, and lets an item work backwards, "
    "which a wrong key makes it do.",
    "intercept": "At average ability, chances from 0.3 % to 99.7 % are within two standard deviations; a "
    "hundred answers outweigh it a hundredfold.",
    "guess": "Four or five options to choose from, believed as firmly as after twenty answers of students "
    "who only guess: few answers come from where guessing shows, so answers alone hardly fix it.",
}
"""Why each prior is what it is, for a published bank to quote."""


@dataclass(frozen=True, slots=True)
class Priors:
    """Beliefs about items before any answer.

    Parameters
    ----------
    slope, intercept
        Mean and standard deviation of a normal density; an infinite standard deviation believes nothing.
    guess
        The expected chance to guess right, between 0 and 1.
    guess_worth
        How many answers of students who only guess this belief is worth.
    choices
        Options of the items that have them: the chance to guess right is then expected to be one over
        their number. Other items keep `guess`.

    Raises
    ------
    Refused
        With every impossible number.

    Examples
    --------
    >>> Priors(choices={"item-1": 4}).rows(["item-1"])[0].tolist()
    [1.0, 1.0, 0.0, 0.1111111111111111, 5.0, 15.0]
    """

    slope: tuple[float, float] = (1.0, 1.0)
    intercept: tuple[float, float] = (0.0, 3.0)
    guess: float = 0.2
    guess_worth: float = 20.0
    choices: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse impossible beliefs."""
        found = Collector()
        for name in ("slope", "intercept"):
            mean, sd = getattr(self, name)
            if not math.isfinite(mean) or not sd > 0:
                found.add(f"({mean}, {sd}) is no density", where=name, valid="a mean and a deviation above 0")
        if not 0 < self.guess < 1:
            found.add(f"{self.guess} is no chance to guess right", where="guess", valid="between 0 and 1")
        if not self.guess_worth > 0:
            found.add(f"{self.guess_worth} answers are no belief", where="guess_worth", valid="above 0")
        for item, count in self.choices.items():
            if count < 2:
                found.add(
                    f"the item has {count} options to choose from", where=f"choices.{item}", valid="2 or more"
                )
        found.refuse_if_any()

    def rows(self, items: Sequence[str]) -> Floats:
        """Return a row for each item as :mod:`whynext.mastery.calibration.newton` reads it, shape (J, 6)."""
        guess = np.array([1 / self.choices[item] if item in self.choices else self.guess for item in items])
        rows = np.empty((len(items), 6))
        rows[:, 0], rows[:, 1] = self.slope[0], self.slope[1] ** -2
        rows[:, 2], rows[:, 3] = self.intercept[0], self.intercept[1] ** -2
        rows[:, 4], rows[:, 5] = guess * self.guess_worth, (1 - guess) * self.guess_worth
        return rows

    def as_data(self) -> dict[str, Any]:
        """Return these beliefs as JSON values; what believes nothing is null."""
        return {
            name: [mean, sd] if math.isfinite(sd) else None
            for name, (mean, sd) in (("slope", self.slope), ("intercept", self.intercept))
        } | {"guess": self.guess, "guess_worth": self.guess_worth}


WEAK = Priors()
"""The beliefs unless others are declared; :data:`WHY` tells the reasons."""

NONE = Priors(slope=(1.0, math.inf), intercept=(0.0, math.inf))
"""No belief about slope and intercept: plain marginal maximum likelihood."""
