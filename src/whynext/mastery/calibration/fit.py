"""Calibration: from answers to an item bank, with standard errors and what its reader should know."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.base.ids import ItemId
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import DIGITS, MODELS, BankItem, ItemBank
from whynext.mastery.calibration.curves import Floats, logistic, normal_grid
from whynext.mastery.calibration.em import Model, Optimum, Packed, optimum, starting
from whynext.mastery.calibration.precision import Precision, standard_errors
from whynext.mastery.calibration.priors import WEAK, Priors
from whynext.mastery.fitting import Fitted, Progress, unheard

FEWEST = 30
"""With fewer answers an item's own parameters are mostly belief."""
FLAT = 0.2
"""A slope below which a hundred such items would not tell a student's ability to half a deviation."""
TOLERANCE = 1e-4
"""Change of a parameter at which the search ends: a hundredth of the standard errors of 10,000 answers."""
MOST_ROUNDS = 1_000


def calibrate(
    responses: pl.DataFrame | Answers,
    *,
    model: Model = "2pl",
    priors: Priors = WEAK,
    seed: bytes = b"",  # noqa: ARG001  nothing is drawn; taken so that all fits are called alike
    progress: Progress = unheard,
    nodes: int | None = None,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> Fitted[ItemBank]:
    """Return the item bank that these answers give, by marginal maximum likelihood under weak beliefs.

    Abilities are summed over a standard normal population, which fixes the scale. The order of rows does not
    matter; the same answers give the same bank, bit for bit, on one thread and many.

    Parameters
    ----------
    responses
        Columns ``student``, ``item``, ``correct`` (true, false; null or NaN where there is no answer); with a
        column ``order`` a student's first answer to an item counts.
    model
        ``"1pl"``: one slope for all items; ``"2pl"``: own slopes; ``"3pl"``: and guessing.
    priors
        What is believed before any answer. Items that answers alone cannot fix (all right, all wrong, fewer
        than :data:`FEWEST` answers) are held by :data:`WEAK` beliefs in any case.
    progress
        Told the share of the way to rest.
    nodes
        Of the grid of abilities from -4.7 to 4.7; more than enough by default.
    tolerance, most_rounds
        When the search ends.

    Raises
    ------
    Refused
        With every fault of the answers, or if there is no such model.

    Examples
    --------
    >>> rows = [(s, i, s >= i) for s in range(8) for i in range(1, 8)]
    >>> made = calibrate(pl.DataFrame(rows, schema=["student", "item", "correct"], orient="row"))
    >>> made.model["1"].difficulty < made.model["7"].difficulty, made.model["1"].status
    (True, 'too few answers')
    """
    if model not in MODELS:
        raise Refused(
            Problem(
                f"there is no model «{model}»", where="model", valid=nearest(model, MODELS) or listed(MODELS)
            )
        )
    answers = responses if isinstance(responses, Answers) else Answers.from_frame(responses)
    statuses = _statuses(answers)
    rows = _believed(answers.items, statuses, priors)
    grid = normal_grid(nodes or _enough(answers))
    packed = Packed(answers)
    best = optimum(
        packed,
        model,
        starting(answers, rows, model),
        rows,
        grid,
        tolerance=tolerance,
        most_rounds=most_rounds,
        heard=_heard(progress, tolerance),
    )
    found = packed.expected(best.items, *grid, shares=True)
    errors = standard_errors(answers, best.items, found, grid[0], rows, model)
    progress(1.0)
    bank = ItemBank(_items(answers, best.items, errors, statuses), model, priors=priors.as_data())
    return Fitted(
        bank,
        found.log_likelihood,
        len(answers.item),
        len(answers.students),
        best.rounds,
        best.converged,
        _notes(answers, bank, best, errors),
    )


def _enough(answers: Answers) -> int:
    """Return how many nodes keep the distance below the uncertainty of a student with many answers."""
    most = int(np.diff(answers.starts).max())
    return 48 if most <= 120 else 64 if most <= 250 else 80 if most <= 500 else 128


def _statuses(answers: Answers) -> list[str]:
    """Return what can be said of each item before anything is fitted."""
    chosen = np.select(
        [answers.counts < FEWEST, answers.rights == answers.counts, answers.rights == 0],
        ["too few answers", "all right", "all wrong"],
        "calibrated",
    )
    return [str(each) for each in chosen]


def _believed(items: Sequence[str], statuses: Sequence[str], priors: Priors) -> Floats:
    """Return the rows of beliefs, never weaker than :data:`WEAK` for an item that answers cannot fix."""
    rows, weak = priors.rows(items), WEAK.rows(items)
    held = np.array([status != "calibrated" for status in statuses])
    for mean in (0, 2):
        weaker = held & (rows[:, mean + 1] < weak[:, mean + 1])
        rows[weaker, mean : mean + 2] = weak[weaker, mean : mean + 2]
    return rows


def _heard(progress: Progress, tolerance: float) -> Callable[[float], None]:
    """Return a listener that turns the change of a round into a share of the way, never falling."""
    told = [0.0]

    def heard(change: float) -> None:
        way = math.log(max(1.0 / max(change, tolerance), 1.0)) / math.log(1.0 / tolerance)
        told[0] = max(told[0], min(0.95 * way, 0.95))
        progress(told[0])

    return heard


def _items(
    answers: Answers, items: Floats, errors: Precision, statuses: Sequence[str]
) -> tuple[BankItem, ...]:
    """Return the items as the bank keeps them, numbers rounded."""
    slope = np.where(np.abs(items[:, 0]) < 1e-3, np.copysign(1e-3, items[:, 0]), items[:, 0])
    columns = [
        np.round(column, DIGITS).tolist()
        for column in (
            slope,
            -items[:, 1] / slope,
            logistic(items[:, 2]),
            errors.slope,
            errors.difficulty,
            errors.guess,
        )
    ]
    counted = zip(answers.counts.tolist(), answers.rights.tolist(), statuses, strict=True)
    return tuple(
        BankItem(ItemId(item), a, b, c, a_se, b_se, c_se, count, right, _status_of(status, a, a_se))
        for item, (a, b, c, a_se, b_se, c_se), (count, right, status) in zip(
            answers.items, zip(*columns, strict=True), counted, strict=True
        )
    )


def _status_of(status: str, slope: float, error: float) -> str:
    """Return the status, now that the slope is known."""
    if status != "calibrated" or slope >= FLAT:
        return status
    return "works backwards" if slope + 2 * error < 0 else "tells nothing"


def _notes(answers: Answers, bank: ItemBank, best: Optimum, errors: Precision) -> tuple[str, ...]:
    """Return sentences on what the reader of the bank should know."""
    notes = []
    if answers.missing:
        notes.append(f"{answers.missing:,} rows have no answer and were left out.")
    if answers.repeated:
        notes.append(f"{answers.repeated:,} later answers to the same item were left out; the first counts.")
    told = {
        "too few answers": f"fewer than {FEWEST} answers: their numbers are mostly belief",
        "all right": "everybody answered rightly: how easy they are cannot be told, only that they are easy",
        "all wrong": "nobody answered rightly: how hard they are cannot be told; is the key right?",
        "tells nothing": "right answers come from students of all abilities; is the question clear?",
        "works backwards": "the better students answer wrongly more often; most likely the key is wrong",
    }
    for status, sentence in told.items():
        items = [item.id for item in bank if item.status == status]
        if items:
            notes.append(f"{listed(items)}: {sentence}.")
    if not best.converged:
        notes.append(f"The search was stopped after {best.rounds} rounds, before it came to rest.")
    if not errors.whole:
        notes.append("There are so many items that each one's standard errors were worked out on its own.")
    return tuple(notes)
