"""Figures of the adaptive test of one ability: simulated sittings against catsim, one question for a student.

The truth is drawn here and knows nothing of the test; in one world it also guesses, unknown to the bank.
"""

from __future__ import annotations

import time

import numpy as np
from bench.calibration import by_peer, error, peer_python
from bench.figures import REPEATS, Row, row

from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.mastery.diagnostic.ability.adaptive import AdaptiveTest
from whynext.mastery.diagnostic.ability.limits import Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.simulate import controlled, simulate

CATSIM = """
import sys, time
import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.initialization import FixedPointInitializer
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector
from catsim.simulation import Simulator
from catsim.stopping import TestLengthStopper
given = np.load(sys.argv[1])
slope, difficulty, ability = given["slope"], given["difficulty"], given["ability"]
bank = ItemBank(np.c_[slope, difficulty, np.zeros(len(slope)), np.ones(len(slope))])
stop = TestLengthStopper(max_items=int(given["questions"]))
estimator = NumericalSearchEstimator()
simulator = Simulator(bank, ability, FixedPointInitializer(0.0), MaxInfoSelector(), estimator, stop)
begun = time.process_time()
simulator.simulate()
np.savez(sys.argv[2], seconds=time.process_time() - begun,
         ability=np.array([each[-1] for each in simulator.estimations]))
"""


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    examinees, items, questions = (20, 40, 5) if small else (1_000, 500, 30)
    chance = np.random.default_rng(3)
    slope = np.clip(chance.lognormal(0, 0.3, items), 0.5, 2.5)
    difficulty, ability = chance.normal(size=items), chance.normal(size=examinees)
    curves = zip(slope.tolist(), difficulty.tolist(), strict=True)
    bank = ItemBank(tuple(BankItem(f"item-{n:04d}", a, b) for n, (a, b) in enumerate(curves)))
    limits = Limits(most_questions=questions, precision=None, among_best=1)
    world = (bank, slope, difficulty, ability, limits)
    return [
        *_against_catsim(*world, small=small),
        *_other_tests(*world, small=small),
        _one_question(bank, limits, small=small),
    ]


def _answers(
    slope: np.ndarray, difficulty: np.ndarray, ability: np.ndarray, seed: int, guess: float = 0.0
) -> np.ndarray:
    """Return how each examinee would answer each item, drawn anew for each seed."""
    chance = np.random.default_rng(seed)
    p = guess + (1 - guess) / (1 + np.exp(-slope * (ability[:, None] - difficulty)))
    return (chance.random(p.shape) < p).astype(np.uint8)


def _against_catsim(
    bank: ItemBank,
    slope: np.ndarray,
    difficulty: np.ndarray,
    ability: np.ndarray,
    limits: Limits,
    *,
    small: bool,
) -> list[Row]:
    simulate(Pool(bank), _answers(slope, difficulty, ability, 0), limits, b"warm")
    seconds, errors = [], []
    for seed in range(1 if small else REPEATS):
        begun = time.process_time()
        would = _answers(slope, difficulty, ability, seed + 1)
        found = simulate(Pool(bank), would, limits, b"bench")
        seconds.append(time.process_time() - begun)
        errors.append(found.error(ability))
    mine, off = float(np.median(seconds)), float(np.mean(errors))
    python = None if small else peer_python("catsim")
    theirs = their_error = None
    if python:
        data = {
            "slope": slope,
            "difficulty": difficulty,
            "ability": ability,
            "questions": limits.most_questions,
        }
        made = by_peer(python, CATSIM, data)
        theirs, their_error = float(made["seconds"]), error(made["ability"], ability)
    size = f"{len(ability):,} × {len(bank)} × {limits.most_questions}"
    peer = "catsim, maximum information, one run" if python else ""
    return [
        row(
            f"adaptive tests simulated, {size}",
            mine,
            "s",
            reach="≤ 1/100 of catsim",
            ok=theirs is not None and mine * 100 <= theirs,
            peer=peer,
            peer_value=theirs,
            note="processor's time, median of 5, tables and answers made anew; examinees × bank × questions",
        ),
        row(
            f"adaptive tests simulated, {size}, error of abilities",
            off,
            "RMSE",
            reach="≤ catsim",
            ok=their_error is not None and off <= their_error,
            peer=peer,
            peer_value=their_error,
            note="mean of 5 draws of the answers",
        ),
    ]


def _other_tests(
    bank: ItemBank,
    slope: np.ndarray,
    difficulty: np.ndarray,
    ability: np.ndarray,
    limits: Limits,
    *,
    small: bool,
) -> list[Row]:
    """Return the errors where the truth guesses, and where no item may be met by more than a quarter."""
    guessing = _answers(slope, difficulty, ability, 11, guess=0.2)
    misfit = simulate(Pool(bank), guessing, limits, b"misfit").error(ability)
    shares = 0.5 if small else 0.25
    kept = controlled(
        Pool(bank), limits, shares, b"control", examinees=len(ability), rounds=2 if small else 12
    )
    fresh = _answers(slope, difficulty, ability, 12)
    free, tamed = (simulate(pool, fresh, limits, b"fresh") for pool in (Pool(bank), kept))
    return [
        row(
            "error of abilities where one in five unknown answers is guessed and the bank does not know it",
            misfit,
            "RMSE",
            note="the same bank, abilities and number of questions",
        ),
        row(
            f"most that any item is met where {shares:g} was asked for",
            float(tamed.exposure.max()),
            "share of examinees",
            peer="the same test without exposure control",
            peer_value=float(free.exposure.max()),
            note=f"RMSE {tamed.error(ability):.3f} instead of {free.error(ability):.3f}",
        ),
    ]


def _one_question(bank: ItemBank, limits: Limits, *, small: bool) -> Row:
    test, told = AdaptiveTest(Pool(bank)), []
    for turn in range(2 if small else 10):
        sitting = test.begin()
        while True:
            begun = time.process_time()
            choice = test.next(sitting, limits, b"bench")
            if choice.item is None:
                break
            sitting = test.observe(sitting, choice.item, (len(sitting.given) + turn) % 3 > 0)
            told.append(time.process_time() - begun)
    return row(
        f"one question chosen with its reason, and its answer taken in, bank of {len(bank)}",
        float(np.quantile(told, 0.95)) * 1e3,
        "ms",
        reach="≤ 25",
        ok=bool(np.quantile(told, 0.95) <= 0.025),
        note=f"95th percentile of {len(told)}, processor's time; median {np.median(told) * 1e3:.2f} ms",
    )
