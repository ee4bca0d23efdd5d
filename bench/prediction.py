"""Figures of prediction: how well each kind tells the next answer of students it never saw, and at what cost.

On the real history, where it is: fitted on its training half, judged on its test half, predict, then learn.
A part of the test students stand in the training half under another id (see
:mod:`whynext.mastery.prediction.twins`); every kind is judged with them and without. Without the real history
an invented one shows that the figures can be made, and nothing is judged.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from bench.figures import REPEATS, Row, in_turn, row

from whynext.mastery.card import Errors, errors_of
from whynext.mastery.prediction.best_lr import BestLr
from whynext.mastery.prediction.columns import Columns, columns_of
from whynext.mastery.prediction.elo import keeping_on
from whynext.mastery.prediction.logistic import encoded_terms
from whynext.mastery.prediction.registry import PredictorKind, kinds
from whynext.mastery.prediction.streaming import Streaming, described
from whynext.mastery.prediction.twins import persons
from whynext.mastery.response import OBSERVED, Response

SEED = b"bench/prediction.py"
AT = datetime(2009, 9, 1, tzinfo=UTC)
"""The real history has no times, only an order."""
AUC, ECE = 0.785, 0.015


@dataclass(frozen=True, slots=True)
class Halves:
    """The answers to fit on and to judge by; `copied` are the test students who also stand in the former."""

    train: pl.DataFrame
    test: pl.DataFrame
    copied: frozenset[str]
    real: bool


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    halves = _halves(small)
    found, judged = [], {}
    peer = _peer_seconds(halves.train)
    for name, kind in kinds().items():
        judged[name] = _judged(kind, halves)
        found += _of_kind(name, judged[name], halves, peer)
    ratio = judged["streaming"].fit / judged["best-lr"].fit
    found.append(
        row("fit (streaming) by our own Best-LR", ratio, "×", note="which Newton's method makes quick")
    )
    found += _keeping_on(halves)
    streaming = judged["streaming"].model
    return [*found, *_describing(streaming, halves), _one_step(streaming, 20 if small else 2_000)]


# The answers ---------------------------------------------------------------------------------------------


def _halves(small: bool) -> Halves:
    folder = _folder()
    if small or not folder.is_dir():
        train, test = (_invented(students, seed) for students, seed in ((60, 1), (20, 2)))
        return Halves(train, test, frozenset(), real=False)
    train, test = (_read(folder / f"{name}.tsv.gz") for name in ("train", "test"))
    return Halves(train, test, _copied(train, test), real=True)


def _folder() -> Path:
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    shared = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    return shared / "responses" / "assistments09"


def _read(file: Path) -> pl.DataFrame:
    table = pl.read_csv(file, separator="\t")
    ids = {"student": "user_id", "item": "item_id", "skill": "skill_id"}
    return _framed(
        table.select(*(pl.col(old).alias(new) for new, old in ids.items()), pl.col("correct") == 1)
    )


def _invented(students: int, seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    count = students * 30
    item = chance.integers(0, 60, count)
    ability = chance.normal(size=students)[np.repeat(np.arange(students), 30)]
    right = chance.random(count) < 1 / (1 + np.exp(-(ability - np.linspace(-2, 2, 60)[item])))
    student = seed * 1_000 + np.repeat(np.arange(students), 30)
    return _framed(pl.DataFrame({"student": student, "item": item, "skill": item % 7, "correct": right}))


def _framed(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        pl.col("student", "item", "skill").cast(pl.String),
        pl.col("correct"),
        at=pl.lit(AT).cast(OBSERVED["at"]),
        hints=pl.lit(None, pl.Int64()),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def _copied(train: pl.DataFrame, test: pl.DataFrame) -> frozenset[str]:
    """Return the test students who look like a student of the training half."""
    later = test.with_columns(pl.col("order") + train.height)
    columns = columns_of(pl.concat([train, later]))
    tested = np.isin(np.array(columns.students), test.get_column("student").unique().to_numpy())
    person = persons(columns)
    trained = set(person[~tested].tolist())
    named = zip(columns.students, person.tolist(), tested.tolist(), strict=True)
    return frozenset(name for name, own, is_test in named if is_test and own in trained)


# Each kind -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A fitted kind, what it came to, and what it cost in processor seconds."""

    model: Any
    errors: Errors
    without: Errors | None
    fit: float
    predict: float


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def _judged(kind: PredictorKind, halves: Halves) -> Judged:
    kind.fit(halves.train.head(500), seed=SEED).model.predict_all(halves.test.head(100))  # compiles
    fit, made = min(
        (_seconds(lambda: kind.fit(halves.train, seed=SEED)) for _ in range(2)), key=lambda x: x[0]
    )
    predict, told = _seconds(lambda: made.model.predict_all(halves.test))
    kept = told.filter(~pl.col("student").is_in(list(halves.copied))) if halves.copied else None
    return Judged(made.model, _errors(told), None if kept is None else _errors(kept), fit, predict)


def _errors(told: pl.DataFrame) -> Errors:
    came = told.get_column("correct").cast(pl.Float64).to_numpy()
    return errors_of(told.get_column("probability").to_numpy(), came)


def _of_kind(name: str, found: Judged, halves: Halves, peer: float | None) -> list[Row]:
    errors, head = found.errors, name == "streaming" and halves.real
    note = f"{errors.answers:,} answers; log loss {errors.log_loss:.4f}, RMSE {errors.rmse:.4f}"
    if found.without is not None:
        part = 1 - found.without.answers / errors.answers
        note += (
            f"; without the {part:.0%} whose students stand in the training half under another id:"
            f" {found.without.auc:.4f}, ECE {found.without.ece:.4f}"
        )
    made = [
        row(
            f"AUC on unseen students ({name})",
            errors.auc or 0.5,
            "",
            reach=f"≥ {AUC}" if head else "",
            ok=(errors.auc or 0.0) >= AUC,
            note=note,
        ),
        row(
            f"calibration error ({name})",
            errors.ece,
            "",
            reach=f"≤ {ECE}" if head else "",
            ok=errors.ece <= ECE,
            note="20 bins of equal width",
        ),
        row(
            f"fit ({name})",
            found.fit,
            "s",
            reach="≤ 1 × Best-LR" if head and peer else "",
            ok=peer is not None and found.fit <= peer,
            peer="" if peer is None else "Best-LR by scikit-learn, same terms, same answers",
            peer_value=peer,
            note="processor time of all threads, the better of two",
        ),
    ]
    speed = errors.answers / found.predict
    return [*made, row(f"answers predicted and learned ({name})", speed, "answers/s", note="text ids in")]


def _peer_seconds(train: pl.DataFrame) -> float | None:
    """Return the processor seconds of Best-LR in scikit-learn, None where it is not installed."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    columns = columns_of(train)
    sizes = (len(columns.items), len(columns.skills))

    def encoded() -> Any:
        state = _state(columns, *BestLr.widths)
        return encoded_terms(columns, columns.item, columns.skill, sizes, BestLr.terms, state)

    def fitted() -> object:
        begins, column, value = encoded()
        shape = (len(columns.right), BestLr.terms.size(*sizes) - 1)
        table = csr_matrix((value, column, begins), shape=shape)
        return LogisticRegression(C=1.0, solver="lbfgs", max_iter=1_000).fit(table, columns.right > 0)

    encoded()  # compiled before the clock runs
    return min(_seconds(fitted)[0] for _ in range(2))


def _state(columns: Columns, whole: int, skills: int, items: int) -> Any:
    from whynext.mastery.prediction.walking import Rows

    return Rows(
        np.zeros((len(columns.students), whole)),
        np.zeros((columns.skill_pairs, skills)),
        np.zeros((columns.item_pairs, items)),
    )


def _keeping_on(halves: Halves) -> list[Row]:
    errors = _errors(keeping_on(halves.train, halves.test))
    note = f"ECE {errors.ece:.4f}; twenty batches of students, each learned from before the next"
    return [row("AUC if difficulties keep learning (elo)", errors.auc or 0.5, "", note=note)]


# The streaming predictor at work -------------------------------------------------------------------------


def _describing(model: Streaming, halves: Halves) -> list[Row]:
    columns, told = columns_of(halves.train), model.parameters
    fold = np.zeros(len(columns.right), dtype=np.int64)

    def pass_() -> object:
        state = model.nothing_yet(columns)
        return described(
            columns, columns.item, columns.skill, fold, told.tables, state, told.steps, told.fades
        )

    (timed,) = in_turn(pass_, times=REPEATS)
    speed = len(columns.right) / max(min(timed.cpu), 1e-9)
    return [
        row(
            "answers described (streaming)",
            speed,
            "answers/s",
            reach="≥ 1,000,000" if halves.real else "",
            ok=speed >= 1e6,
            note="one compiled pass, one thread, ids already numbers; best of five, processor time",
        )
    ]


def _one_step(model: Streaming, count: int) -> Row:
    chance = np.random.default_rng(5)
    items = [f"{each}" for each in chance.integers(0, 60, count)]
    answers = [
        Response("x", item, (f"{int(item) % 7}",), bool(right), AT)
        for item, right in zip(items, chance.random(count) < 0.6, strict=True)
    ]

    def stepped() -> object:
        state = model.begin()
        for each in answers:
            model.predict(state, each.item, each.skills, each.at)
            state = model.observe(state, each)
        return state

    (timed,) = in_turn(stepped, times=REPEATS)
    note = "predict and observe through the contract, best of five, processor time; 60 items, 7 skills known"
    return row("one answer predicted and learned (streaming)", min(timed.cpu) / count * 1e6, "µs", note=note)
