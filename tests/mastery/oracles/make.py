"""Writes what other programs say of invented answers, for tests that compare: run where they are installed.

``python make.py pybkt`` in an environment with pyBKT 1.4.3 writes ``pybkt.json``; ``python make.py girth`` in
one with girth writes ``girth.json`` (``bench/`` makes both environments). The answers are drawn by
`answers_of`, from nothing but integers, so that every program sees the same.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
PARAMETERS = {
    "adding": (0.3, 0.15, 0.2, 0.1),
    "bracing": (0.05, 0.4, 0.02, 0.3),
    "counting": (0.9, 0.01, 0.45, 0.02),
}
"""Prior, learn, guess and slip of each skill."""


def numbers(seed, count):
    """Yield whole numbers from 0 to 999 (a linear congruential generator; see Knuth, volume 2)."""
    state = seed
    for _ in range(count):
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        yield (state >> 33) % 1000


def answers_of(students=40, longest=30):
    """Return rows of student, skill and 0 or 1: those who answer more learn more."""
    rows = []
    drawn = numbers(11, 10**6)
    for skill in PARAMETERS:
        for student in range(students):
            length = 1 + next(drawn) % longest
            rows += [
                (f"s{student:02d}", skill, int(next(drawn) < 350 + 20 * place)) for place in range(length)
            ]
    return rows


def matrix_of(students=400, items=8):
    """Return right (1) and wrong (0), students in rows: the able are right more often, on easy items most."""
    drawn = numbers(5, 10**6)
    rows = []
    for _ in range(students):
        able = sum(next(drawn) for _ in range(4)) / 4000 - 0.5
        rows.append(
            [
                int(
                    next(drawn)
                    < 1000 * min(max(0.5 + (1.0 + item % 3) * (able - (item - 3.5) / 14), 0.03), 0.97)
                )
                for item in range(items)
            ]
        )
    return rows


def pybkt():
    """Return the chance of a right answer that pyBKT predicts before each answer, with fixed parameters."""
    import numpy as np
    import pandas as pd
    from pyBKT.models import Model

    rows = answers_of()
    frame = pd.DataFrame(rows, columns=["user_id", "skill_name", "correct"])
    frame["order_id"] = range(len(frame))
    model = Model(seed=42, num_fits=1)
    model.fit(data=frame)
    for skill, each in model.fit_model.items():
        prior, learn, guess, slip = PARAMETERS[skill]
        each["prior"], each["pi_0"] = prior, np.array([[1 - prior], [prior]])
        each["learns"], each["forgets"] = np.array([learn]), np.array([0.0])
        each["guesses"], each["slips"] = np.array([guess]), np.array([slip])
        each["As"] = np.array([[[1 - learn, 0.0], [learn, 1.0]]])
    said = model.predict(data=frame).sort_values("order_id")
    return {"predictions": [float(each) for each in said["correct_predictions"]]}


def girth():
    """Return slopes and difficulties that girth finds by marginal maximum likelihood."""
    import numpy as np
    from girth import twopl_mml

    found = twopl_mml(np.array(matrix_of()).T, options={"quadrature_n": 81, "max_iteration": 200})
    return {
        "slope": [float(each) for each in found["Discrimination"]],
        "difficulty": [float(each) for each in found["Difficulty"]],
    }


if __name__ == "__main__":
    name = sys.argv[1]
    (HERE / f"{name}.json").write_text(json.dumps({"pybkt": pybkt, "girth": girth}[name](), indent=1) + "\n")
