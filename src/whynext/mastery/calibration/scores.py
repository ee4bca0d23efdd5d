"""What students can do, on the bank's scale, from whatever of its items they answered."""

from __future__ import annotations

import numpy as np
import polars as pl

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.calibration.curves import Floats, normal_grid
from whynext.mastery.calibration.em import Packed


def scores(bank: ItemBank, responses: pl.DataFrame | Answers) -> pl.DataFrame:
    """Return each student's ability: mean and standard deviation of the belief after the answers.

    Bock, R. D., & Mislevy, R. J. (1982). Adaptive EAP estimation of ability in a microcomputer environment.
    Applied Psychological Measurement, 6, 431-444.

    Parameters
    ----------
    bank
        Answers to items that are not usable do not count.
    responses
        Columns as for calibration.

    Returns
    -------
    polars.DataFrame
        ``student``, ``ability``, ``sd``, ``answers``, ``right``; students in the order of their ids, those
        without an answer that counts left out.

    Raises
    ------
    Refused
        If an item is not in the bank, or no answer counts.
    """
    answers = counted(bank, responses)
    nodes, log_share = normal_grid(128, 6.0)
    found = Packed(answers).expected(items_of(bank, answers.items), nodes, log_share, shares=True)
    mean = found.shares @ nodes
    spread = np.sqrt(np.maximum(found.shares @ nodes**2 - mean**2, 0.0))
    return pl.DataFrame(
        {
            "student": answers.students,
            "ability": mean,
            "sd": spread,
            "answers": np.diff(answers.starts),
            "right": np.add.reduceat(answers.right, answers.starts[:-1]),
        }
    )


def items_of(bank: ItemBank, items: tuple[str, ...]) -> Floats:
    """Return slope, intercept and logit of guessing of some items, shape (len(items), 3)."""
    places = [bank.index[item] for item in items]
    slope, guess = bank.slope[places], bank.guess[places]
    with np.errstate(divide="ignore"):
        odds = np.log(guess) - np.log1p(-guess)
    return np.stack([slope, -slope * bank.difficulty[places], odds], axis=1)


def counted(bank: ItemBank, responses: pl.DataFrame | Answers) -> Answers:
    """Return the answers to the bank's usable items.

    Raises
    ------
    Refused
        If an item is not in the bank, or no answer is left.
    """
    answers = responses if isinstance(responses, Answers) else Answers.from_frame(responses)
    if unknown := [item for item in answers.items if item not in bank.index]:
        raise Refused(
            Problem(
                f"the bank has no item «{listed(unknown)}»",
                where="responses",
                valid=nearest(unknown[0], bank.index),
                next_step="calibrate the items first, or leave their answers out",
                kind="no item",
            )
        )
    keep = np.array([bank[item].usable for item in answers.items])
    if keep.all():
        return answers
    if not keep[answers.item].any():
        raise Refused(
            Problem("no answer is to an item that can be used", where="responses", kind="no answers")
        )
    return only(answers, keep)


def only(answers: Answers, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Answers:
    """Return the answers to some items, shape of `keep` (J,), students without one left out."""
    rows = keep[answers.item]
    number = np.cumsum(keep) - 1
    student = answers.student[rows]
    who, index = np.unique(student, return_inverse=True)
    return Answers(
        tuple(answers.students[n] for n in who.tolist()),
        tuple(item for item, kept in zip(answers.items, keep.tolist(), strict=True) if kept),
        np.searchsorted(index, np.arange(len(who) + 1)).astype(np.int64),
        number[answers.item[rows]],
        answers.right[rows],
        answers.missing,
        answers.repeated,
    )
