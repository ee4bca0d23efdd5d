"""Simulated examinees: how a test would work, before anybody sits it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whynext.base.errors import Problem, Refused
from whynext.base.seed import derive, generator, uniforms
from whynext.mastery.calibration.curves import Floats, Integers, chance_right
from whynext.mastery.diagnostic.ability.limits import SHORTLIST, Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import NODES, Prior, above
from whynext.mastery.diagnostic.ability.selection import shares_of_areas

Bytes = NDArray[np.uint8]
ENDS = ("", "questions", "precision", "certainty", "nothing left")
"""Why a sitting ended, by the number that :attr:`Simulated.ended` holds."""


@dataclass(frozen=True, eq=False)
class Simulated:
    """What many sittings gave; E examinees, J items.

    Parameters
    ----------
    asked
        Shape (E, most questions): places of items in the pool, -1 after the end.
    ability, sd
        Shape (E,): the results.
    ended
        Shape (E,): index into :data:`ENDS`.
    exposure
        Shape (J,): share of the examinees who were asked each item.
    """

    asked: Integers
    ability: Floats
    sd: Floats
    ended: Integers
    exposure: Floats

    @property
    def questions(self) -> Integers:
        """How many each was asked, shape (E,)."""
        return np.asarray((self.asked >= 0).sum(axis=1))

    def error(self, truth: ArrayLike) -> float:
        """Return the root mean squared error of the abilities."""
        return float(np.sqrt(np.mean((self.ability - np.asarray(truth)) ** 2)))


def answers_of(pool: Pool, ability: ArrayLike, seed: bytes) -> Bytes:
    """Return how examinees of these abilities would answer every item, if the bank is true, shape (E, J)."""
    bank = pool.bank
    truth = np.asarray(ability, dtype=np.float64)[:, None]
    chance = generator(derive(seed, "answers"))
    right = chance_right(truth, bank.slope, bank.difficulty, bank.guess)
    return np.asarray(chance.random(right.shape) < right).astype(np.uint8)


def sitting_seed(seed: bytes, examinee: int) -> bytes:
    """Return the seed of one simulated sitting, with which the step by step test chooses alike."""
    return derive(seed, "sitting", str(examinee))


def simulate(
    pool: Pool, would: Bytes, limits: Limits, seed: bytes, *, prior: Prior | None = None
) -> Simulated:
    """Return what examinees would be asked and what would be found, each exactly as step by step.

    Parameters
    ----------
    would
        Shape (E, J): 1 where an examinee would answer an item of the pool rightly; see :func:`answers_of`.
    limits
        Of every sitting; seconds are the usual ones.
    seed
        From which each sitting's seed is derived.
    prior
        Of all examinees.

    Raises
    ------
    Refused
        If the shape does not fit the pool, or the limits name an area that it does not have.
    """
    from whynext.mastery.diagnostic.ability.kernels import sat

    would = np.ascontiguousarray(would, dtype=np.uint8)
    if would.ndim != 2 or would.shape[1] != len(pool):
        raise Refused(Problem(f"answers of shape {would.shape} to {len(pool)} items", where="would"))
    shares = shares_of_areas(pool, limits)
    by_precision = limits.precision if limits.precision is not None else -1.0
    asked, found, ended = sat(
        would,
        np.ascontiguousarray(pool.chance),
        np.ascontiguousarray(pool.informing),
        NODES,
        (prior or Prior()).on_grid(),
        _draws(pool, limits, seed, len(would)),
        (pool.reading > limits.reads_up_to).astype(np.uint8),
        pool.exposure,
        pool.family,
        pool.area,
        shares if limits.balance else shares[:0],
        limits.balance_slack,
        pool.seconds,
        limits.seconds,
        limits.least_questions,
        limits.most_questions,
        by_precision,
        above(limits.cut if limits.cut is not None else 0.0),
        limits.certainty if limits.cut is not None else 2.0,
        limits.among_best,
        SHORTLIST if limits.rule == "variance" else 0,
    )
    counts = np.bincount(asked[asked >= 0], minlength=len(pool))
    return Simulated(asked, found[:, 0], found[:, 1], ended, counts / max(len(would), 1))


def _draws(pool: Pool, limits: Limits, seed: bytes, examinees: int) -> Floats:
    """Return the uniform numbers of each sitting's questions; none are made where nothing is drawn."""
    if limits.among_best <= 1 and bool(np.all(pool.exposure >= 1)):
        return np.zeros((1, limits.most_questions))
    names = [f"question {n + 1}" for n in range(limits.most_questions)]
    rows = [uniforms(sitting_seed(seed, e), names) for e in range(examinees)]
    return np.array(rows).reshape(examinees, limits.most_questions)


def controlled(
    pool: Pool,
    limits: Limits,
    most: float,
    seed: bytes,
    *,
    examinees: int = 2_000,
    rounds: int = 15,
    prior: Prior | None = None,
) -> Pool:
    """Return the pool with chances of being asked such that no item meets more than a share of the students.

    Sympson and Hetter (1985): the test is simulated again and again; an item that is the best for a greater
    share of students than may meet it gets a chance in proportion.

    Parameters
    ----------
    most
        The greatest share of students, above 0 to 1.
    examinees
        In each simulation, drawn from the prior.

    Raises
    ------
    Refused
        If the share is impossible, or so low that the pool cannot give everybody enough questions.
    """
    least = limits.most_questions / max(len(pool), 1)
    if not least < most <= 1:
        raise Refused(
            Problem(
                f"an item cannot meet at most {most:.2f} of the students: {limits.most_questions} questions "
                f"of {len(pool)} make {least:.2f} at best",
                where="most",
                valid=f"above {least:.2f}, up to 1",
                next_step="ask fewer questions or add items",
            )
        )
    believed = prior or Prior()
    chance = generator(derive(seed, "abilities"))
    truth = believed.mean + believed.sd * chance.standard_normal(examinees)
    now = pool
    for n in range(rounds):
        own = derive(seed, "round", str(n))
        met = simulate(now, answers_of(now, truth, own), limits, own, prior=believed).exposure
        if met.max() <= most:
            break
        goal = np.clip(now.exposure * 0.97 * most / np.maximum(met, 1e-9), 0.01, 1.0)
        # First far, then half way each time, so that chance in one simulation does not decide.
        share = goal if n < rounds // 3 else np.sqrt(goal * now.exposure)
        now = pool.exposed({each.item: float(k) for each, k in zip(pool.questions, share, strict=True)})
    return now
