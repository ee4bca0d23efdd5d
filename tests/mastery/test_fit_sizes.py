"""Fits of nobody, of many students who answered little, and of one student who answered very much."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from mastery.conftest import MORNING
from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.estimate import STATE
from whynext.mastery.prediction.registry import kinds as predictors
from whynext.mastery.tracing.registry import kinds as tracers

MANY, MUCH = 50_000, 100_000
QUICK = ("bkt", "streak")
FITS = {name: each.fit for name, each in tracers().items()} | {
    f"predict:{name}": each.fit for name, each in predictors().items()
}
KINDS = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in FITS]


def answers(student: np.ndarray, skills: int) -> pl.DataFrame:
    """Return answers in the order of `student`, a day apart, six in ten right."""
    count, chance = len(student), np.random.default_rng(4)
    skill = chance.integers(0, skills, count)
    at = pl.Series(np.arange(count) % 400).cast(pl.Int64)
    return pl.DataFrame(
        {
            "student": pl.Series(student).cast(pl.String),
            "item": pl.Series(skill * 7 + chance.integers(0, 7, count)).cast(pl.String),
            "skill": pl.Series(skill).cast(pl.String),
            "correct": chance.random(count) < 0.6,
            "hints": pl.Series([None], dtype=pl.Int64).new_from_index(0, count),
            "order": np.arange(count),
        }
    ).with_columns(at=(pl.lit(MORNING) + pl.duration(days=at)).cast(STATE["last_at"]))


@pytest.mark.parametrize("name", KINDS)
def test_fifty_thousand_students_are_fitted_to(name: str) -> None:
    fit = FITS[name]
    assert fit is not None
    found = fit(answers(np.repeat(np.arange(MANY), 2), 5), seed=b"many")
    assert (found.students, found.answers) == (MANY, 2 * MANY)
    assert np.isfinite(found.log_likelihood)


@pytest.mark.parametrize("name", KINDS)
def test_a_student_with_a_hundred_thousand_answers_is_fitted_to(name: str) -> None:
    fit = FITS[name]
    assert fit is not None
    found = fit(answers(np.zeros(MUCH, np.int64), 5), seed=b"much")
    assert (found.students, found.answers) == (1, MUCH)
    assert np.isfinite(found.log_likelihood)


@pytest.mark.parametrize("name", list(FITS))
def test_nobody_is_not_fitted_to(name: str) -> None:
    fit = FITS[name]
    assert fit is not None
    with pytest.raises(Refused):
        fit(answers(np.zeros(0, np.int64), 5), seed=b"none")


def test_fifty_thousand_students_calibrate_items() -> None:
    chance, items = np.random.default_rng(5), np.linspace(-1, 1, 6)
    right = chance.random((MANY, 6)) < 1 / (1 + np.exp(-(chance.normal(size=(MANY, 1)) - items)))
    found = calibrate(Answers.from_matrix(right.astype(float))).model
    np.testing.assert_allclose(found.difficulty, items, atol=0.06)


def test_nobody_calibrates_nothing_and_one_student_is_careful_with() -> None:
    with pytest.raises(Refused, match="no answer"):
        calibrate(pl.DataFrame(schema={"student": pl.String, "item": pl.String, "correct": pl.Boolean}))
    alone = calibrate(Answers.from_matrix([[1.0, 0.0, 1.0]])).model
    assert [each.status for each in alone] == ["too few answers"] * 3
