"""What the tests of calibration share: simulated answers, drawn here and nowhere in the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest


class World(NamedTuple):
    """A simulated test: what is true, and what was answered (NaN where nothing was)."""

    ability: np.ndarray
    slope: np.ndarray
    difficulty: np.ndarray
    matrix: np.ndarray

    def frame(self) -> pl.DataFrame:
        students, items = self.matrix.shape
        return pl.DataFrame(
            {
                "student": np.repeat([f"s{n:05d}" for n in range(students)], items),
                "item": np.tile([f"i{n:03d}" for n in range(items)], students),
                "correct": self.matrix.ravel(),
            }
        )


def drawn(students: int, items: int, *, seed: int = 1, missing: float = 0.0, guess: float = 0.0) -> World:
    """Draw abilities, items and answers; the same seed gives the same world."""
    chance = np.random.default_rng(seed)
    ability = chance.standard_normal(students)
    slope = chance.uniform(0.6, 2.0, items)
    difficulty = chance.uniform(-1.8, 1.8, items)
    p = guess + (1 - guess) / (1 + np.exp(-slope * (ability[:, None] - difficulty)))
    matrix = (chance.random(p.shape) < p).astype(float)
    matrix[chance.random(p.shape) < missing] = np.nan
    return World(ability, slope, difficulty, matrix)


@pytest.fixture
def world() -> Callable[..., World]:
    """Return a maker of simulated tests."""
    return drawn
