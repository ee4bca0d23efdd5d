"""Figures of item calibration: time and error against girth, a large bank, and what is said of it.

The truth is drawn here: slopes and difficulties from distributions that the model under test does not know.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from bench.figures import Row, in_turn, row

from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.dif import dif
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.item_fit import item_fit
from whynext.mastery.calibration.scores import scores

PEERS = ("girth>=0.8", "catsim>=0.21")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


class Truth(NamedTuple):
    ability: np.ndarray
    slope: np.ndarray
    difficulty: np.ndarray
    answers: np.ndarray


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    return [*_against_girth(small), _large(small), *_said_of_it(small)]


def drawn(students: int, items: int, seed: int) -> Truth:
    """Return a simulated test whose items are as unlike as those of real ones."""
    chance = np.random.default_rng(seed)
    ability = chance.normal(size=students)
    slope = np.clip(chance.lognormal(0, 0.35, items), 0.4, 2.5)
    difficulty = chance.normal(size=items)
    p = 1 / (1 + np.exp(-slope * (ability[:, None] - difficulty)))
    return Truth(ability, slope, difficulty, chance.random(p.shape) < p)


# Peers, in an interpreter that has them ------------------------------------------------------------------


def peer_python(module: str) -> str | None:
    """Return an interpreter that has a peer: this one, or that of an environment made for peers alone.

    None where the peer cannot be had (no registry in reach): then there is no ratio.
    """
    here = importlib.util.find_spec(module)
    if here and here.origin:
        return sys.executable
    folder = Path(tempfile.gettempdir()) / f"whynext-irt-peers-{sys.version_info[0]}.{sys.version_info[1]}"
    python = folder / "bin" / "python"
    done = folder / ".made"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
        if subprocess.run(install, check=False, capture_output=True).returncode:
            return None
        done.touch()
    return str(python)


def by_peer(python: str, program: str, data: dict[str, Any]) -> dict[str, np.ndarray]:
    """Run a program in another interpreter on data in a file; it writes arrays and its processor's time."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.npz", Path(folder) / "made.npz"
        np.savez(given, **data)
        environment = {**os.environ, **ONE_THREAD}
        command = [python, "-W", "ignore", "-c", program, str(given), str(made)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the peer failed: {done.stderr.splitlines()[-1:]}")
        with np.load(made) as found:
            return dict(found)


GIRTH = """
import sys, time
import numpy as np, girth
given = np.load(sys.argv[1])
girth.twopl_mml(given["answers"][:, :50].astype(int))
begun = time.process_time()
found = girth.twopl_mml(given["answers"].astype(int))
np.savez(sys.argv[2], seconds=time.process_time() - begun, slope=found["Discrimination"],
         difficulty=found["Difficulty"])
"""


# Figures -------------------------------------------------------------------------------------------------


def error(found: np.ndarray, truth: np.ndarray) -> float:
    """Return the root mean squared error."""
    return float(np.sqrt(np.mean((np.asarray(found) - truth) ** 2)))


def _against_girth(small: bool) -> list[Row]:
    students, items, worlds = (200, 20, 1) if small else (1_000, 100, 3)
    truths = [drawn(students, items, seed + 1) for seed in range(worlds)]
    python = None if small else peer_python("girth")
    ours: list[tuple[float, float, float]] = []
    theirs: list[tuple[float, float, float]] = []
    for truth in truths:
        matrix = truth.answers.astype(float)
        work = lambda matrix=matrix: calibrate(Answers.from_matrix(matrix))  # noqa: E731
        (timed,) = in_turn(work, times=1 if small else 5)
        bank = work().model
        ours.append(
            (timed.cpu_median, error(bank.slope, truth.slope), error(bank.difficulty, truth.difficulty))
        )
        if python:
            found = by_peer(python, GIRTH, {"answers": truth.answers.T})
            errors = error(found["slope"], truth.slope), error(found["difficulty"], truth.difficulty)
            theirs.append((float(found["seconds"]), *errors))
    mine = np.median(ours, axis=0).tolist()
    other = np.median(theirs, axis=0).tolist() if theirs else [None] * 3
    peer = "girth twopl_mml" if theirs else ""
    size = f"{students:,} × {items}"
    note = (
        f"processor's time, medians of {worlds} simulated tests; ours with standard errors of all parameters"
    )
    faster = bool(theirs) and mine[0] * 40 <= other[0]
    return [
        row(
            f"2PL calibrated, {size}",
            mine[0],
            "s",
            reach="≤ 1/40 of girth",
            ok=faster,
            peer=peer,
            peer_value=other[0],
            note=note,
        ),
        *(
            row(
                f"2PL, {size}, error of {name}",
                mine[k],
                "RMSE",
                reach="≤ girth",
                ok=bool(theirs) and mine[k] <= other[k],
                peer=peer,
                peer_value=other[k],
            )
            for k, name in ((1, "slopes"), (2, "difficulties"))
        ),
    ]


def _large(small: bool) -> Row:
    students, items = (300, 30) if small else (20_000, 500)
    truth = drawn(students, items, 9)
    frame = _frame(truth)
    calibrate(frame.head(1_000))
    begun, processor = time.perf_counter(), time.process_time()
    made = calibrate(frame)
    seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    difficulties = error(made.model.difficulty, truth.difficulty)
    return row(
        f"2PL calibrated, {students:,} × {items}",
        seconds,
        "s",
        reach="≤ 30",
        ok=seconds <= 30,
        note=f"from a frame of {frame.height:,} rows with text ids, standard errors included; processor"
        f" {processor:.1f} s, {made.rounds} rounds, RMSE of difficulties {difficulties:.3f}",
    )


def _frame(truth: Truth) -> pl.DataFrame:
    students, items = truth.answers.shape
    who = pl.Series([f"student-{n:06d}" for n in range(students)])
    what = pl.Series([f"item-{n:04d}" for n in range(items)])
    return pl.DataFrame(
        {
            "student": who.gather(np.repeat(np.arange(students), items)),
            "item": what.gather(np.tile(np.arange(items), students)),
            "correct": truth.answers.ravel(),
        }
    )


def _said_of_it(small: bool) -> list[Row]:
    students, items = (300, 10) if small else (2_000, 100)
    truth = drawn(students, items, 5)
    answers = Answers.from_matrix(truth.answers.astype(float))
    bank = calibrate(answers).model
    groups = {student: "AB"[n % 2] for n, student in enumerate(answers.students)}
    works: dict[str, Callable[[], object]] = {
        "abilities of all students": lambda: scores(bank, answers),
        "fit of all items": lambda: item_fit(bank, answers),
        "differences between two groups, all items": lambda: dif(bank, answers, groups),
    }
    timed = in_turn(*works.values(), times=1 if small else 5)
    size = f"{students:,} × {items}"
    return [
        row(f"{name}, {size}", each.cpu_median * 1e3, "ms", note="processor's time")
        for name, each in zip(works, timed, strict=True)
    ]
