"""What other programs say of the same answers: kept as numbers, made by :mod:`mastery.oracles.make`."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from mastery.conftest import MORNING
from mastery.oracles.make import PARAMETERS, answers_of, matrix_of
from whynext.base.ids import SkillId
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.priors import NONE
from whynext.mastery.response import OBSERVED, Response
from whynext.mastery.tracing.bkt import Bkt, BktParameters, BktParameterSet
from whynext.mastery.tracing.fits.bkt import log_likelihood

FIXED = BktParameterSet(skills={SkillId(skill): BktParameters(*four) for skill, four in PARAMETERS.items()})


def oracle(name: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads((Path(__file__).parent / "oracles" / name).read_text())
    return found


def frame() -> pl.DataFrame:
    rows = [
        (student, "item", skill, bool(right), MORNING + timedelta(minutes=n), None, n)
        for n, (student, skill, right) in enumerate(answers_of())
    ]
    return pl.DataFrame(rows, schema=OBSERVED, orient="row")


def test_every_prediction_is_that_of_pybkt() -> None:
    """With the same parameters, one answer after another, to a billionth."""
    model, states, said = Bkt(FIXED), {}, []
    for row in frame().iter_rows(named=True):
        key = (row["student"], row["skill"])
        state = states.get(key) or model.begin(row["skill"])
        said.append(model.predict(state, row["item"]))
        each = Response(row["student"], row["item"], (row["skill"],), row["correct"], row["at"])
        states[key], _ = model.observe(state, each)
    theirs = oracle("pybkt.json")["predictions"]
    assert len(said) == len(theirs) > 1_500
    assert np.abs(np.array(said) - theirs).max() <= 1e-9


def test_the_likelihood_at_fixed_parameters_is_that_of_pybkt() -> None:
    """Of all answers together, as the fit counts it, to a billionth."""
    theirs = sum(
        math.log(p if right else 1.0 - p)
        for p, (_, _, right) in zip(oracle("pybkt.json")["predictions"], answers_of(), strict=True)
    )
    assert log_likelihood(frame(), FIXED) == pytest.approx(theirs, rel=1e-9)


def test_slopes_and_difficulties_are_those_of_girth() -> None:
    """Both by marginal maximum likelihood without beliefs; their searches end at about a hundredth."""
    theirs = oracle("girth.json")
    ours = calibrate(Answers.from_matrix(matrix_of()), priors=NONE).model
    np.testing.assert_allclose(ours.slope, theirs["slope"], rtol=0.03, atol=0.02)
    np.testing.assert_allclose(ours.difficulty, theirs["difficulty"], rtol=0.03, atol=0.02)
