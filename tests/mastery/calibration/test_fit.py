"""Calibration gives the bank that the answers give, whoever computes it, and says what it cannot know."""

from __future__ import annotations

import gzip
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from whynext.base.errors import Refused
from whynext.mastery.calibration.answers import Answers
from whynext.mastery.calibration.fit import calibrate
from whynext.mastery.calibration.priors import NONE, WEAK, Priors


def direct(matrix: np.ndarray, model: str) -> tuple[float, np.ndarray]:
    """Return the largest marginal likelihood and where it is, searched by a general optimiser.

    Gauss-Hermite quadrature with 81 nodes, which shares nothing with the grid under test.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(81)
    weights = np.log(np.maximum(weights, 1e-300) / weights.sum())
    asked, right = ~np.isnan(matrix), np.nan_to_num(matrix)
    items = matrix.shape[1]

    def unlikely(x: np.ndarray) -> float:
        slope = x[:-items] if model == "2pl" else np.full(items, x[0])
        z = slope[:, None] * nodes + x[-items:, None]
        logs = right @ -np.logaddexp(0, -z) + (asked - right) @ -np.logaddexp(0, z) + weights
        return -float(np.logaddexp.reduce(logs, axis=1).sum())

    start = np.r_[np.ones(items if model == "2pl" else 1), np.zeros(items)]
    found = minimize(unlikely, start, method="BFGS", options={"gtol": 1e-5})
    slope = found.x[:-items] if model == "2pl" else np.full(items, found.x[0])
    return -found.fun, np.c_[slope, -found.x[-items:] / slope]


@pytest.mark.parametrize("model", ["1pl", "2pl"])
@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_calibration_agrees_with_direct_maximisation(world, model: str, missing: float) -> None:
    matrix = world(250, 5, missing=missing).matrix
    likelihood, items = direct(matrix, model)
    made = calibrate(Answers.from_matrix(matrix), model=model, priors=NONE, tolerance=1e-8)
    assert made.converged
    assert made.log_likelihood == pytest.approx(likelihood, abs=2e-4)  # the grid ends at 4.7
    np.testing.assert_allclose(made.model.slope, items[:, 0], atol=2e-3)
    np.testing.assert_allclose(made.model.difficulty, items[:, 1], atol=2e-3)


def test_standard_errors_are_those_of_the_curvature_of_the_likelihood(world) -> None:
    """The observed information by Louis's identity is the Hessian, taken here by finite differences."""
    matrix = world(500, 5, missing=0.1).matrix
    made = calibrate(Answers.from_matrix(matrix), priors=NONE, tolerance=1e-9, nodes=96)
    nodes, weights = np.polynomial.hermite_e.hermegauss(81)
    weights = np.log(np.maximum(weights, 1e-300) / weights.sum())
    asked, right = ~np.isnan(matrix), np.nan_to_num(matrix)

    def value(x: np.ndarray) -> float:
        z = x[:5, None] * (nodes - x[5:, None])
        logs = right @ -np.logaddexp(0, -z) + (asked - right) @ -np.logaddexp(0, z) + weights
        return float(np.logaddexp.reduce(logs, axis=1).sum())

    at, h = np.r_[made.model.slope, made.model.difficulty], 1e-3
    unit = np.eye(10) * h
    hessian = [
        [
            (value(at + i + j) - value(at + i - j) - value(at - i + j) + value(at - i - j)) / (4 * h * h)
            for j in unit
        ]
        for i in unit
    ]
    errors = np.sqrt(np.diag(np.linalg.inv(-np.array(hessian))))
    ours = [item.slope_se for item in made.model] + [item.difficulty_se for item in made.model]
    np.testing.assert_allclose(ours, errors, rtol=0.02)


def test_standard_errors_cover_the_truth_as_often_as_they_claim(world) -> None:
    true = world(2_000, 60, seed=8, missing=0.2)
    bank = calibrate(true.frame()).model
    for ours, truth, error in (
        (bank.slope, true.slope, bank.frame()["slope_se"].to_numpy()),
        (bank.difficulty, true.difficulty, bank.frame()["difficulty_se"].to_numpy()),
    ):
        assert 0.75 < np.sqrt(np.mean(((ours - truth) / error) ** 2)) < 1.3


@pytest.mark.long
def test_guessing_is_found_where_it_is(world) -> None:
    true = world(4_000, 25, seed=4, guess=0.25)
    made = calibrate(true.frame(), model="3pl")
    assert abs(made.model.guess.mean() - 0.25) < 0.03
    assert np.corrcoef(made.model.difficulty, true.difficulty)[0, 1] > 0.98
    assert all(0 < item.guess_se < 0.2 for item in made.model)
    plainer = calibrate(true.frame(), model="2pl")
    assert made.log_likelihood > plainer.log_likelihood + 50


def test_options_to_choose_from_set_the_expected_guess(world) -> None:
    true = world(120, 8, guess=0.2)
    few = calibrate(true.frame(), model="3pl", priors=Priors(choices={"i000": 2, "i001": 10}))
    assert few.model["i000"].guess > 0.35
    assert few.model["i001"].guess < 0.2


def test_the_order_of_rows_does_not_matter_in_any_bit(world) -> None:
    frame = world(150, 9, missing=0.2).frame()
    once, again = calibrate(frame), calibrate(frame.sample(fraction=1, shuffle=True, seed=2))
    assert once == again
    assert once.model.version == again.model.version


def test_one_thread_and_two_give_the_same_bank() -> None:
    program = (
        "import numpy as np;from whynext.mastery.calibration.answers import Answers;"
        "from whynext.mastery.calibration.fit import calibrate;"
        "m=(np.random.default_rng(1).random((300,20))<.6)*1.;"
        "print(calibrate(Answers.from_matrix(m)).model.version)"
    )
    two = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "2")
    told = subprocess.run(
        [sys.executable, "-c", program], env=two, capture_output=True, text=True, check=True
    )
    matrix = (np.random.default_rng(1).random((300, 20)) < 0.6) * 1.0
    assert told.stdout.strip() == calibrate(Answers.from_matrix(matrix)).model.version


def test_items_that_answers_cannot_fix_keep_finite_believed_numbers_and_are_named(world) -> None:
    matrix = world(300, 8).matrix
    matrix[:, 0], matrix[:, 1] = 1, 0
    matrix[20:, 2] = np.nan
    matrix[:, 3] = 1 - matrix[:, 3]
    matrix[:, 4] = np.arange(300) % 2
    ids = ["easy", "hard", "new", "wrong key", "unclear", "f", "g", "h"]
    for priors in (WEAK, NONE):
        made = calibrate(Answers.from_matrix(matrix, items=ids), priors=priors)
        statuses = {item.id: item.status for item in made.model}
        assert statuses["easy"] == "all right"
        assert statuses["hard"] == "all wrong"
        assert statuses["new"] == "too few answers"
        assert statuses["wrong key"] == "works backwards"
        assert [item.id for item in made.model.usable()] == ["f", "g", "h"]
        assert statuses["unclear"] == "tells nothing"
        numbers = made.model.frame().select(pl.selectors.numeric()).to_numpy()
        assert np.isfinite(numbers).all()
        assert made.model["easy"].difficulty < -1.5
        assert made.model["hard"].difficulty > 1.5
        assert any("hard: nobody answered rightly" in note for note in made.notes)
        assert any("wrong key: the better students answer wrongly more often" in note for note in made.notes)


@pytest.mark.parametrize("matrix", [[[1.0]], [[1.0, 0.0]], [[1.0], [0.0]], np.ones((4, 3)), np.zeros((4, 3))])
@pytest.mark.parametrize("model", ["1pl", "2pl", "3pl"])
def test_the_smallest_and_the_most_uniform_answers_give_finite_numbers(matrix, model: str) -> None:
    made = calibrate(Answers.from_matrix(matrix), model=model, priors=NONE)
    assert np.isfinite(made.model.frame().select(pl.selectors.numeric()).to_numpy()).all()
    assert not made.model.usable().items


def test_progress_never_falls_and_ends_at_one(world) -> None:
    told: list[float] = []
    calibrate(world(200, 10).frame(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_search_that_is_stopped_says_so(world) -> None:
    made = calibrate(world(200, 10).frame(), most_rounds=2)
    assert not made.converged
    assert made.rounds == 2
    assert any("before it came to rest" in note for note in made.notes)


def test_missing_and_repeated_answers_are_told(world) -> None:
    frame = world(100, 5, missing=0.1).frame().with_row_index("order")
    made = calibrate(pl.concat([frame, frame.with_columns(pl.col("order") + 1_000)]))
    assert any("rows have no answer" in note for note in made.notes)
    assert any("later answers to the same item were left out" in note for note in made.notes)
    assert made.model.version == calibrate(frame).model.version


def test_an_unknown_model_is_refused(world) -> None:
    with pytest.raises(Refused, match=r"no model «2lp».*2pl"):
        calibrate(world(10, 3).frame(), model="2lp")


@pytest.mark.parametrize(
    "wrong", [{"slope": (1.0, 0.0)}, {"guess": 1.5}, {"choices": {"x": 1}}, {"guess_worth": 0}]
)
def test_impossible_beliefs_are_refused(wrong: dict) -> None:
    with pytest.raises(Refused):
        Priors(**wrong)


@pytest.mark.parametrize("model", ["1pl", "2pl", "3pl"])
def test_many_items_fall_back_on_errors_of_each_alone(world, monkeypatch, model: str) -> None:
    from whynext.mastery.calibration import precision

    frame = world(800, 20, missing=0.1).frame()
    together = calibrate(frame, model=model)
    monkeypatch.setattr(precision, "WHOLE", 10)
    alone = calibrate(frame, model=model)
    assert any("on its own" in note for note in alone.notes)
    for name in ("slope_se", "difficulty_se"):
        ratio = alone.model.frame()[name] / together.model.frame()[name]
        assert 0.7 < ratio.min() <= ratio.max() <= 1.001


def test_calibration_agrees_with_girth(world) -> None:
    girth = pytest.importorskip("girth")
    matrix = world(800, 12, seed=3).matrix
    theirs = girth.twopl_mml(matrix.T.astype(int))
    ours = calibrate(Answers.from_matrix(matrix), priors=NONE).model
    np.testing.assert_allclose(ours.slope, theirs["Discrimination"], atol=0.03)
    np.testing.assert_allclose(ours.difficulty, theirs["Difficulty"], atol=0.03)


@pytest.mark.real_data
def test_real_answers_thin_and_uneven_as_they_are_give_finite_numbers_and_sensible_items(shared_data) -> None:
    """The hundred items of the real history that are answered most; most students answered few of them."""
    raw = gzip.decompress((shared_data / "responses" / "assistments09" / "train.tsv.gz").read_bytes())
    rows = pl.read_csv(
        raw[raw.index(b"user_id") :], separator="\t", truncate_ragged_lines=True, ignore_errors=True
    )
    rows = rows.with_row_index("order").select(
        "order", pl.col("user_id").alias("student"), pl.col("item_id").alias("item"), "correct"
    )
    rows = rows.drop_nulls()
    often = rows.group_by("item").len().sort("len", "item", descending=True).head(100)
    made = calibrate(rows.join(often.select("item"), on="item"))
    assert made.converged
    numbers = made.model.frame().select(pl.selectors.numeric())
    assert np.isfinite(numbers.to_numpy()).all()
    assert len(made.model.usable()) > 80
    share = made.model.frame()["right"] / made.model.frame()["answers"]
    assert np.corrcoef(share, made.model.difficulty)[0, 1] < -0.6
