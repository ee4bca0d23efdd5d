"""What the tests of prediction share: an invented history, and every kind of predictor fitted to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from whynext.mastery.prediction.model import Predictor
from whynext.mastery.prediction.registry import kind, kinds
from whynext.mastery.response import OBSERVED, Response

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
SCHEMA = {**OBSERVED, "seconds": pl.Float64(), "attempt": pl.Int64(), "credit": pl.Float64()}
SEED = b"a seed for tests"


def invented(
    students: int, answers: int, seed: int = 1, prefix: str = "s", items: int = 40
) -> list[Response]:
    """Return answers of a world of its own: abilities, items of one or two skills, some practice."""
    chance = np.random.default_rng(seed)
    world = np.random.default_rng(77)
    hard, also = world.normal(0, 1.2, items), world.random(items) < 0.3
    made = []
    for student in range(students):
        ability, at = chance.normal(0, 1.1), START + timedelta(minutes=int(chance.integers(0, 5_000)))
        for turn in range(int(chance.integers(answers // 2, answers + 1))):
            item = int(chance.integers(0, items))
            skills = (f"k{item % 6}", f"k{(item + 1) % 6}") if also[item] else (f"k{item % 6}",)
            right = bool(chance.random() < 1 / (1 + np.exp(-(ability + 0.02 * turn - hard[item]))))
            at += timedelta(seconds=int(chance.integers(5, 4_000)))
            told = chance.random() < 0.5
            made.append(
                Response(
                    f"{prefix}{student}",
                    f"i{item}",
                    skills,
                    right,
                    at,
                    credit=float(right) if told else None,
                    hints=int(chance.integers(0, 3)) if told else None,
                    seconds=float(chance.integers(1, 90)) if told else None,
                    attempt=1 + int(chance.random() < 0.2),
                )
            )
    return made


def frame_of(responses: list[Response]) -> pl.DataFrame:
    """Return answers as a frame with all optional columns, in the order given."""
    rows = [
        (
            *(each.student, each.item, skill, each.correct, each.at, each.hints, order),
            *(each.seconds, each.attempt, each.credit),
        )
        for order, each in enumerate(responses)
        for skill in each.skills
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@cache
def fitted(name: str) -> Predictor:
    """Return a kind of predictor fitted to one and the same history."""
    return kind(name).fit(frame_of(invented(60, 40)), seed=SEED).model


@pytest.fixture(params=list(kinds()))
def name(request: pytest.FixtureRequest) -> str:
    """Return the id of each kind in turn."""
    return str(request.param)


@pytest.fixture
def predictor(name: str) -> Predictor:
    """Return each kind in turn, fitted."""
    return fitted(name)


@pytest.fixture
def history() -> list[Response]:
    """Return answers of students, items and skills that were not all fitted on, out of order in time."""
    made = invented(5, 20, seed=9, prefix="new")
    strange = [
        Response("new0", "never seen", ("k1", "unknown skill"), True, START, seconds=3.0),
        Response("new1", "i3", ("unknown skill",), False, START + timedelta(days=400), hints=1),
        Response("new1", "i3", ("k3",), True, START),
    ]
    return [*made[:30], *strange, *made[30:], *strange]


@pytest.fixture(scope="session")
def one_by_one() -> Callable[[Predictor, list[Response]], list[float]]:
    """Return the way to predict each answer, then observe it."""

    def stepped(predictor: Predictor, responses: list[Response]) -> list[float]:
        states: dict[str, object] = {}
        made = []
        for each in responses:
            state = states.get(each.student) or predictor.begin()
            made.append(predictor.predict(state, each.item, each.skills, each.at))  # type: ignore[arg-type]
            states[each.student] = predictor.observe(state, each)  # type: ignore[arg-type]
        return made

    return stepped
