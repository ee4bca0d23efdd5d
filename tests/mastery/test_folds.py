"""The arithmetic of the tracing models: right, and the same bits plain and compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from whynext.base.compiling import compiled, run_plain, sealed
from whynext.mastery.tracing import folds
from whynext.mastery.tracing.retention import WEIGHTS

GROUPS, ANSWERS = 40, 25


def groups(seed: int) -> dict[str, np.ndarray[Any, Any]]:
    """Return answers of some groups, some with help, some dated late, of all lengths."""
    chance = np.random.default_rng(seed)
    lengths = chance.integers(1, ANSWERS, GROUPS)
    n = int(lengths.sum())
    right = chance.random(n) < 0.6
    return {
        "lengths": lengths,
        "right": right,
        "tells": ~right | (chance.random(n) < 0.9),
        "at": (chance.integers(0, 200, n) * folds.DAY // 3).cumsum() - chance.integers(0, 50, n) * folds.DAY,
        "last": np.where(chance.random(GROUPS) < 0.5, folds.NEVER, 0),
        "difficulty": chance.normal(0, 1, n),
        "guess": chance.uniform(0.05, 0.4, n),
        "slip": chance.uniform(0.05, 0.4, n),
        **{name: chance.uniform(0.05, 0.4, GROUPS) for name in ("p", "q", "r", "s")},
        "first": np.where(chance.random(GROUPS) < 0.5, -1.0, 0.7),
        "zero": np.zeros(GROUPS),
        "weights": np.array(folds.fsrs_numbers(WEIGHTS)),
    }


FOLDS: dict[str, tuple[Any, list[str | float], int]] = {
    "bkt": (folds.bkt_fold, ["p", "lengths", "right", "tells", "q", "r", "s"], 2),
    "bkt whole": (
        folds.bkt_whole_fold,
        [
            "p",
            "zero",
            "last",
            "lengths",
            "right",
            "tells",
            "at",
            "guess",
            "slip",
            "q",
            "r",
            "s",
            "first",
            "p",
        ],
        3,
    ),
    "elo": (
        folds.elo_fold,
        ["zero", "p", "last", "lengths", "right", "tells", "at", "difficulty", 1.0, 0.2, 0.02, 0.003],
        3,
    ),
    "retention": (
        folds.fsrs_fold,
        ["zero", "zero", "last", "lengths", "right", "tells", "at", "weights", 30.0],
        4,
    ),
    **{
        f"average {method}": (
            folds.average_fold,
            ["zero", "zero", "zero", "last", "lengths", "right", "tells", "at", method, 0.65, 5, 30.0],
            4,
        )
        for method in range(5)
    },
}


@pytest.mark.parametrize("name", list(FOLDS))
def test_plain_and_compiled_give_the_same_bits(name: str) -> None:
    """Every fold, on answers of every sort."""
    function, wanted, made = FOLDS[name]
    for seed in range(3):
        have = groups(seed)
        given_ = [sealed(have[each]) if isinstance(each, str) else each for each in wanted]
        plain, quick = ([np.zeros(GROUPS) for _ in range(made)] for _ in range(2))
        run_plain(function, *given_, *plain)
        compiled(function)(*given_, *quick)
        for one, other in zip(plain, quick, strict=True):
            assert one.any()
            assert one.tobytes() == other.tobytes()
