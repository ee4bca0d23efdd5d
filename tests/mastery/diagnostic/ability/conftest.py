"""What the tests of ability tests share: an invented bank with areas, families, times and reading levels."""

from __future__ import annotations

import numpy as np
import pytest

from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.diagnostic.ability.pool import Pool, Question

AREAS = ("geometry", "number", "ratio")


def made(items: int = 60, *, seed: int = 3, plain: bool = False) -> Pool:
    chance = np.random.default_rng(seed)
    bank = ItemBank(
        tuple(
            BankItem(f"i{n:03d}", float(chance.uniform(0.6, 2)), float(chance.normal()), 0.15 * (n % 3 == 0))
            for n in range(items)
        ),
        "3pl",
    )
    questions = [
        Question(
            f"i{n:03d}",
            AREAS[n % 3],
            seconds=float(30 + n % 5 * 15),
            reading_level=float(3 + n % 6),
            family=f"f{n // 2}" if n < items // 3 else "",
        )
        for n in range(items)
    ]
    return Pool(bank, () if plain else questions)


@pytest.fixture(scope="session")
def pool() -> Pool:
    """Return sixty items in three areas, the first twenty in families of two."""
    return made()


@pytest.fixture(scope="session")
def large_pool() -> Pool:
    """Return three hundred items of which nothing but the curves counts."""
    return made(300, plain=True)
