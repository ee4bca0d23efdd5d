"""From probabilities to words: mastered, slipping, ready, not yet, unknown; and what to measure anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.diagnostic.status import PLACED, STATUSES, Bars, measures_due, statuses, told

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


def frame(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Return placements of one student: probability, ready, best, days ago."""
    made = [
        ("ana", f"s{number}", p, ready, best, None if days is None else NOW - timedelta(days=days))
        for number, (p, ready, best, days) in enumerate(rows)
    ]
    return pl.DataFrame(made, schema=PLACED, orient="row")


@pytest.mark.parametrize(
    ("row", "status", "measure"),
    [
        ((0.95, 0.0, 0.95, 3), "mastered", False),
        ((0.90, 0.0, None, None), "mastered", False),
        ((0.95, 0.0, 0.95, 121), "mastered", True),
        ((0.80, 0.0, 0.95, 3), "mastered", False),
        ((0.80, 0.0, 0.85, 3), "not yet", False),
        ((0.74, 0.0, 0.95, 3), "slipping", True),
        ((0.10, 0.8, None, 3), "ready", False),
        ((0.10, 0.8, None, 400), "ready", False),
        ((0.50, 0.1, None, 3), "unknown", True),
        ((0.30, 0.68, None, 3), "ready", True),
        ((0.05, 0.1, None, None), "not yet", False),
    ],
)
def test_each_status_and_whether_it_is_measured_anew(
    row: tuple[Any, ...], status: str, measure: bool
) -> None:
    """By the default bars, case by case."""
    found = statuses(frame(row), NOW).row(0, named=True)
    assert (found["status"], found["measure"]) == (status, measure)
    assert bool(found["why"]) == measure


def test_age_and_uncertainty_stand_beside_the_status() -> None:
    """In days, and as a standard deviation; no age without an answer."""
    found = statuses(frame((0.5, 0.0, None, 2.5), (0.9, 0.0, None, None)), NOW)
    assert found["age_days"].to_list() == [2.5, None]
    assert found["uncertainty"].to_list() == [pytest.approx(0.5), pytest.approx(0.3)]


@given(st.floats(0, 1), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 1)), st.floats(0, 999))
def test_every_row_has_one_of_the_statuses_and_a_higher_probability_never_a_worse_one(
    share: float, ready: float, best: float | None, days: float
) -> None:
    """Once mastered, rising probability never turns mastered into slipping."""
    rank = {"slipping": 0, "unknown": 1, "not yet": 1, "ready": 1, "mastered": 2}
    low, high = share * 0.9, share
    found = statuses(frame((low, ready, best, days), (high, ready, best, days)), NOW)["status"].to_list()
    assert set(found) <= set(STATUSES)
    assert rank[found[0]] <= rank[found[1]]


def test_the_bars_a_school_sets_are_the_ones_used() -> None:
    """Each of them moves its own boundary."""
    row = frame((0.85, 0.6, 0.99, 40))
    assert statuses(row, NOW, Bars(mastered=0.84))["status"][0] == "mastered"
    assert statuses(row, NOW, Bars(slipping=0.86))["status"][0] == "slipping"
    assert statuses(frame((0.2, 0.6, None, 1)), NOW, Bars(ready=0.55))["status"][0] == "ready"
    assert statuses(row, NOW, Bars(stale_days=30))["measure"][0]
    assert not statuses(frame((0.95, 0, 0.95, 9999)), NOW, Bars(stale_days=None))["measure"][0]
    assert statuses(frame((0.8, 0.1, None, 1)), NOW, Bars(unknown=0.3))["status"][0] == "unknown"


def test_what_is_due_comes_most_uncertain_first_and_not_more_than_asked_for() -> None:
    """Within each student."""
    found = statuses(
        frame((0.5, 0, None, 1), (0.95, 0, 0.95, 200), (0.6, 0, None, 1), (0.99, 0, None, 1)), NOW
    )
    assert measures_due(found)["skill"].to_list() == ["s0", "s2", "s1"]
    assert measures_due(found, most=2)["skill"].to_list() == ["s0", "s2"]


def test_an_overview_counts_every_status() -> None:
    """Those without a row too."""
    counted = told(statuses(frame((0.95, 0, None, 1), (0.5, 0, None, 1)), NOW))
    assert counted == {
        "mastered": 1, "slipping": 0, "ready": 0, "not yet": 0, "unknown": 1, "measure": 1,
    }  # fmt: skip
    assert told(statuses(frame(), NOW))["measure"] == 0


def test_nonsense_is_refused() -> None:
    """Missing columns, no probability, no time zone, bars out of order."""
    good = frame((0.5, 0.0, None, 1))
    with pytest.raises(Refused, match="best"):
        statuses(good.drop("best"), NOW)
    with pytest.raises(Refused, match="no probability"):
        statuses(good.with_columns(probability=pl.lit(1.5)), NOW)
    with pytest.raises(Refused, match="time zone"):
        statuses(good, datetime(2026, 9, 1))  # noqa: DTZ001
    with pytest.raises(Refused, match="slipping"):
        Bars(mastered=0.5, slipping=0.8)
    with pytest.raises(Refused, match="ready"):
        Bars(ready=1.5)
