"""Does an item behave as its curve says? A test where everybody answered everything, a size in any case.

S-X²: Orlando, M., & Thissen, D. (2000). Likelihood-based item-fit indices for dichotomous item response
theory models. Applied Psychological Measurement, 24, 50-64; expected shares by the recursion of Lord &
Wingersky (1984). The size is the root mean squared difference between the answered and the promised curve,
weighted by the students, as the large international studies report it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.calibration.curves import Floats, log_chances, normal_grid
from whynext.mastery.calibration.em import Packed
from whynext.mastery.calibration.multiple import adjusted
from whynext.mastery.calibration.scores import counted, items_of

LEVEL = 0.05
"""Share of false alarms among the alarms that is accepted."""
LARGE = 0.05
"""A difference between curves that matters: five answers of a hundred."""
ENOUGH = 200
"""Students who answered everything, below whom the test is not made."""
LEAST_EXPECTED = 1.0
"""Right and wrong answers to be expected in a group of scores; smaller groups are joined to the next."""


@dataclass(frozen=True, slots=True)
class ItemFit:
    """How one item fits its curve.

    Parameters
    ----------
    item
        Its id.
    fits
        Whether nothing speaks against it that matters.
    difference
        Root mean squared difference of the curves, in probability.
    chi_square, df
        S-X² with its degrees of freedom; None where it cannot be computed.
    p, p_adjusted
        Of such a difference by chance, by S-X²; where that cannot be computed, by the third of the population
        that differs most, which misses more. Adjusted for all items together.
    sentence
        What was found, in words.
    """

    item: str
    fits: bool
    difference: float
    chi_square: float | None
    df: int | None
    p: float
    p_adjusted: float
    sentence: str


def item_fit(bank: ItemBank, responses: pl.DataFrame | Answers) -> tuple[ItemFit, ...]:
    """Return how each usable item fits its curve, in the order of ids.

    Parameters
    ----------
    bank
        As calibrated on these answers, or on others.
    responses
        Columns as for calibration.

    Raises
    ------
    Refused
        If an item is not in the bank, or no answer counts.
    """
    from scipy.special import chdtrc  # type: ignore[import-untyped]

    answers = counted(bank, responses)
    items = items_of(bank, answers.items)
    nodes, log_share = normal_grid(96, 5.5)
    found = Packed(answers).expected(items, nodes, log_share)
    chance = np.exp(log_chances(items, nodes)[0])
    answered = found.right / np.maximum(found.total, 1e-300)
    weight = found.total / found.total.sum(axis=1, keepdims=True)
    difference = np.sqrt((weight * (answered - chance) ** 2).sum(axis=1))
    spent = {"1pl": 1, "2pl": 2, "3pl": 3}[bank.model]
    square, df = s_x2(answers, chance, np.exp(log_share), spent)
    bands = _bands(found.right, found.total, chance, np.exp(log_share))
    p = np.where(df > 0, chdtrc(np.maximum(df, 1), square), [band.p for band in bands])
    corrected = adjusted(p)
    return tuple(
        _row(
            item,
            float(difference[j]),
            (float(square[j]), int(df[j])),
            float(p[j]),
            float(corrected[j]),
            bands[j],
        )
        for j, item in enumerate(answers.items)
    )


@dataclass(frozen=True, slots=True)
class _Band:
    """The third of the population in which an item differs most, by chance's measure."""

    name: str
    answered: float
    promised: float
    p: float


def _row(
    item: str, difference: float, test: tuple[float, int], p: float, corrected: float, band: _Band
) -> ItemFit:
    square, df = test
    size = difference if df > 0 else abs(band.answered - band.promised)
    fits = size < LARGE or corrected >= LEVEL
    told = (
        f"Item {item} fits its curve: what is answered differs by {100 * difference:.1f} % on average."
        if fits
        else f"Item {item} does not fit its curve: of the {band.name} third of the students"
        f" {100 * band.answered:.0f} % answer rightly where {100 * band.promised:.0f} % should."
    )
    tested = df > 0
    return ItemFit(
        item, fits, difference, square if tested else None, df if tested else None, p, corrected, told
    )


def _bands(right: Floats, total: Floats, chance: Floats, share: Floats) -> list[_Band]:
    """Return, for each item, the third of the population in which chance explains the difference least."""
    third = np.minimum((3 * (np.cumsum(share) - share / 2)).astype(np.int64), 2)
    into = np.eye(3)[third]
    people = np.maximum(total @ into, 1e-300)
    answered, promised = right @ into / people, (total * chance) @ into / people
    # Abilities are not seen, so sums vary less than those of answers do: the test is on the safe side.
    error = np.sqrt(np.maximum((total * chance * (1 - chance)) @ into, 1e-300)) / people
    z = np.abs(answered - promised) / error
    return [
        _Band(
            ("weakest", "middle", "strongest")[k],
            float(answered[j, k]),
            float(promised[j, k]),
            min(3 * math.erfc(float(z[j, k]) / math.sqrt(2)), 1.0),
        )
        for j, k in enumerate(z.argmax(axis=1).tolist())
    ]


def s_x2(
    answers: Answers, chance: Floats, share: Floats, spent: int
) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return S-X² and its degrees of freedom for each item; zero degrees where there is no test.

    Parameters
    ----------
    answers
        Only students who answered every item count.
    chance, share
        Shapes (J, Q) and (Q,): chances of right answers at nodes, and the population's shares there.
    spent
        Parameters fitted for each item.
    """
    items = len(answers.items)
    none = np.zeros(items), np.zeros(items, dtype=np.int64)
    complete = np.diff(answers.starts) == items
    students = int(complete.sum())
    if students < ENOUGH or items < 3:
        return none
    matrix = answers.right[np.repeat(complete, np.diff(answers.starts))].reshape(students, items)
    score = matrix.sum(axis=1)
    group = np.zeros((items + 1, students))
    group[score, np.arange(students)] = 1.0
    count = group.sum(axis=1)
    right = group @ matrix
    promised = expected_shares(chance, share)
    square, df = none
    for j in range(items):
        square[j], cells = _summed(count[1:items], right[1:items, j], promised[j, 1:items])
        df[j] = max(cells - spent, 0)
    return square, df


def expected_shares(chance: Floats, share: Floats) -> Floats:
    """Return the share of right answers to each item among students of each total score, shape (J, J + 1).

    The distribution of the other items' score is built for halves, quarters and so on: the score of all items
    outside a half, then of all outside a quarter of it. Nothing is ever taken out again, so nothing cancels.

    Parameters
    ----------
    chance, share
        Shapes (J, Q) and (Q,).
    """
    items, nodes = chance.shape
    with_right = np.zeros((items, items + 1))
    outside = [(0, items, np.concatenate([np.ones((1, nodes)), np.zeros((items, nodes))]))]
    while outside:
        first, last, others = outside.pop()
        if last - first == 1:
            with_right[first, 1:] = (others[:-1] * chance[first]) @ share
            continue
        middle = (first + last) // 2
        outside.append((first, middle, _scored(others, chance[middle:last])))
        outside.append((middle, last, _scored(others, chance[first:middle])))
    people = _scored(np.concatenate([np.ones((1, nodes)), np.zeros((items, nodes))]), chance) @ share
    return np.asarray(np.clip(with_right / np.maximum(people, 1e-300), 0.0, 1.0))


def _scored(score: Floats, chance: Floats) -> Floats:
    """Return the distribution of a score (K, Q) after some more items (n, Q): Lord and Wingersky's step."""
    for p in chance:
        score = np.concatenate([score[:1] * (1 - p), score[1:] * (1 - p) + score[:-1] * p])
    return score


def _summed(count: Floats, right: Floats, promised: Floats) -> tuple[float, int]:
    """Return the sum of squares over groups of scores, small ones joined, and how many groups there are."""
    cells: list[list[float]] = []
    now = [0.0, 0.0, 0.0]
    for people, answered, share in zip(count.tolist(), right.tolist(), promised.tolist(), strict=True):
        now = [now[0] + people, now[1] + answered, now[2] + people * share]
        if min(now[2], now[0] - now[2]) >= LEAST_EXPECTED:
            cells.append(now)
            now = [0.0, 0.0, 0.0]
    if cells:
        cells[-1] = [a + b for a, b in zip(cells[-1], now, strict=True)]
    total = sum((b - c) ** 2 * a / (c * (a - c)) for a, b, c in cells)
    return total, len(cells)
