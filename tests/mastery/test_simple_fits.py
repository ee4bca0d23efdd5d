"""What the fits of averages, streaks and retention find, where one can know it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from mastery.conftest import MORNING
from mastery.test_fit_contract import fitted
from whynext.base.errors import Refused
from whynext.mastery.estimate import STATE
from whynext.mastery.tracing.decaying import Decaying
from whynext.mastery.tracing.fits.histories import histories
from whynext.mastery.tracing.fits.retention import log_likelihood
from whynext.mastery.tracing.folds import fsrs_numbers, fsrs_step, recall_of
from whynext.mastery.tracing.retention import WEIGHTS, Retention
from whynext.mastery.tracing.streak import Streak


def answers(rows: list[tuple[str, str, bool, float]]) -> pl.DataFrame:
    """Return answers, each a student, a skill, whether it was right, and a day."""
    return pl.DataFrame(
        {
            "student": [each[0] for each in rows],
            "item": "i",
            "skill": [each[1] for each in rows],
            "correct": [each[2] for each in rows],
            "at": [MORNING + timedelta(days=each[3]) for each in rows],
            "hints": 0,
            "order": range(len(rows)),
        }
    ).with_columns(pl.col("at").cast(STATE["last_at"]), pl.col("hints", "order").cast(pl.Int64))


def test_who_switches_for_good_is_told_best_by_the_latest_answers() -> None:
    """Wrong until the skill is there, right ever after: old answers mislead."""
    rows = [
        (f"s{s}", "k", n >= s % 12, float(n)) for s in range(60) for n in range(12)
    ]  # every student learns at another time
    found = fitted("decaying", {}, answers(rows)).model
    assert isinstance(found, Decaying)
    p = found.parameters
    assert p.method in ("decaying", "recent", "fading")
    assert p.share >= 0.5 or p.n == 1 or p.half_life <= 2


def test_who_never_changes_is_told_best_by_all_answers() -> None:
    """A coin of each student's own: every answer counts alike."""
    chance = np.random.default_rng(5)
    coins = chance.beta(2, 2, 80)
    rows = [(f"s{s}", "k", bool(chance.random() < coins[s]), float(n)) for s in range(80) for n in range(40)]
    found = fitted("decaying", {}, answers(rows)).model
    assert isinstance(found, Decaying)
    p = found.parameters
    assert p.method == "mean" or p.n == 50 or p.half_life >= 30


def test_no_average_allowed_is_refused() -> None:
    """The options that exist are named."""
    none = dict.fromkeys(("decaying", "recent", "highest", "mean", "fading"), False)
    with pytest.raises(Refused, match="no average is allowed"):
        fitted("decaying", none, answers([("a", "k", True, 0)]))


def test_a_streak_is_as_long_as_it_takes_for_the_next_answer_to_be_right() -> None:
    """Guessers get two in a row; nobody who gets three fails the fourth."""
    rows = [(f"g{s}", "k", n % 3 != 2, float(n)) for s in range(40) for n in range(12)]
    rows += [(f"m{s}", "k", True, float(n)) for s in range(40) for n in range(12)]
    found = fitted("streak", {"sure": 0.95}, answers(rows)).model
    assert isinstance(found, Streak)
    assert found.parameters.n == 3


def test_skills_have_streaks_of_their_own_where_asked() -> None:
    """After one right answer on the easy skill the next is right; on the other it takes two."""
    rows = [(f"s{s}", "easy", n > 0, float(n)) for s in range(40) for n in range(5)]
    rows += [(f"s{s}", "hard", n not in (0, 2), float(n)) for s in range(40) for n in range(8)]
    found = fitted("streak", {"by_skill": True, "sure": 0.9}, answers(rows)).model
    assert isinstance(found, Streak)
    assert found.parameters.skills == {"easy": 1, "hard": 2}


def test_what_never_gets_sure_is_said() -> None:
    """And the number is then the longest that was tried."""
    chance = np.random.default_rng(1)
    rows = [(f"s{s}", "k", bool(chance.random() < 0.5), float(n)) for s in range(60) for n in range(20)]
    found = fitted("streak", {"most": 4}, answers(rows))
    assert found.model.parameters.as_data()["n"] == 4
    assert any("Not even after 4" in note for note in found.notes)
    assert any("never come to" in note for note in found.notes)


def reviews(weights: tuple[float, ...], students: int, seed: int) -> pl.DataFrame:
    """Return reviews of memories that follow the formulas with these weights."""
    chance, w, rows = np.random.default_rng(seed), fsrs_numbers(weights), []
    for s in range(students):
        for k in range(5):
            stability = difficulty = day = 0.0
            for _ in range(8):
                days = int(chance.integers(1, 15))
                day += days
                right = bool(chance.random() < (recall_of(stability, float(days), w) if stability else 0.5))
                stability, difficulty = fsrs_step(stability, difficulty, right, days, w)
                rows.append((f"s{s}", f"k{k}", right, day))
    return answers(rows)


def test_memories_that_hold_longer_are_found_to_hold_longer() -> None:
    """Weights of slower forgetting are found again, by what they predict of other students."""
    strong = list(WEIGHTS)
    strong[0], strong[2], strong[20] = 1.5, 12.0, 0.3
    found = fitted("retention", {}, reviews(tuple(strong), 150, 2)).model
    assert isinstance(found, Retention)
    later = histories(reviews(tuple(strong), 60, 3))
    truth, ours, published = (
        log_likelihood(later, tuple(each)) for each in (strong, found.parameters.weights, WEIGHTS)
    )
    assert truth - ours < 0.25 * (truth - published)


def test_without_days_between_answers_the_published_weights_stay() -> None:
    """Within a day nothing is told of retention, and that is said."""
    rows = [("a", "k", n % 2 == 0, n / 100) for n in range(50)]
    found = fitted("retention", {}, answers(rows))
    assert found.model.parameters.as_data()["weights"] == [round(each, 4) for each in WEIGHTS]
    assert "Only 0 answers" in found.notes[0]
