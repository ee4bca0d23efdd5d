"""What diagnostics claim, checked by the questions that were drawn blindly, and corrected from then on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused
from whynext.base.facts import canonical
from whynext.engine.diagnosed import PLACED
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment
from whynext.mastery.diagnostic.recalibration import Calibration, CheckOutcome, recalibrate

PUBLISHED = "calibration_published"
IN_FORCE = "diagnostic calibration in force"
"""The id of the document that holds it."""

BANDS = ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.0))
"""Claims are compared with what came of them in these ranges of probability."""


@dataclass(frozen=True, slots=True)
class Band:
    """Claims of about one probability, and what came of them.

    Parameters
    ----------
    low, high
        Of the claims, the last band's upper end with it.
    questions
        How many claims were checked.
    right
        How many of the blind questions were answered rightly.
    claimed
        How many right answers the claims led to expect, with the declared slips and guesses.
    corrected
        The same with the calibration in force.
    """

    low: float
    high: float
    questions: int
    right: int
    claimed: float
    corrected: float


def calibration_in_force(reading: Reading) -> Calibration:
    """Return the calibration that was published last; none corrects nothing."""
    rows = reading.table("documents", {"id": IN_FORCE}).get_column("content").to_list()
    return Calibration.of_data(json.loads(rows[0])) if rows else Calibration()


def outcomes_of(reading: Reading) -> list[CheckOutcome]:
    """Return every claim that a blind question checked, and what came of it, the earliest first."""
    found: list[CheckOutcome] = []
    for entry in reading.entries(kinds=(PLACED,)):
        content = {} if entry.content is None else json.loads(entry.content)
        if content and not content.get("renewed"):  # whose checks were counted when it was first made
            found += [CheckOutcome(**each) for each in content["placement"]["checks"]]
    return found


def correct_claims(engine: Engine, *, by: str) -> Calibration:
    """Put the calibration that the blind questions so far call for in force from now on.

    Whoever was placed before stays placed: a placement is a fact, with the calibration that it was made with.

    Raises
    ------
    Refused
        If no claim has been checked yet.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        made = calibration_of(outcomes_of(writing))
        if made == calibration_in_force(writing):
            return made
        content = {"calibration": made.as_data(), "by": by}
        engine.append(writing, [engine.draft(PUBLISHED, here.now, content)], here.now)
        text = canonical(made.as_data()).decode()
        row = {"id": IN_FORCE, "kind": "diagnostic calibration", "content": text}
        writing.upsert("documents", pl.DataFrame([row]))
    return made


def calibration_of(outcomes: Sequence[CheckOutcome]) -> Calibration:
    """Return the calibration that outcomes call for.

    Raises
    ------
    Refused
        If there are none.
    """
    if not outcomes:
        raise Refused(
            Problem(
                "no claim of a diagnostic has been checked yet",
                next_step="publish «check-question» and place students: one question of each is blind",
                kind="too few",
            )
        )
    return recalibrate(outcomes)


def bands(outcomes: Iterable[CheckOutcome], calibration: Calibration) -> list[Band]:
    """Return claims beside what came of them, band by band; bands without a claim are left out.

    Examples
    --------
    >>> claims = [CheckOutcome(0.95, True, 0.1, 0.2), CheckOutcome(0.95, False, 0.1, 0.2)]
    >>> (found,) = bands(claims, Calibration())
    >>> found.low, found.questions, found.right, round(found.claimed, 2)
    (0.9, 2, 1, 1.73)
    """
    pairs = list(outcomes)
    found = []
    for low, high in BANDS:
        inside = [each for each in pairs if low <= each.claim < high or each.claim == high == 1.0]
        if inside:
            right = sum(each.right for each in inside)
            claimed = sum(_expected(each, Calibration()) for each in inside)
            corrected = sum(_expected(each, calibration) for each in inside)
            found.append(Band(low, high, len(inside), right, claimed, corrected))
    return found


def _expected(outcome: CheckOutcome, calibration: Calibration) -> float:
    """Return the probability of a right answer, if the claim is corrected so."""
    slip, guess = calibration.errors(outcome.slip, outcome.guess)
    known = float(calibration.of(np.array([outcome.claim]))[0])
    return guess + (1.0 - slip - guess) * known
