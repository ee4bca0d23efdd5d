"""Outcomes: which answers follow which object, and what drawn choices say without a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from whynext.base.errors import Refused
from whynext.planning.effects.outcomes import ANSWERS, DECISIONS, compared, outcomes

NOW = datetime(2026, 9, 14, 14, tzinfo=UTC)


def decided(*rows: tuple[str, str, float, float]) -> pl.DataFrame:
    """Return decisions: student, object, days from now, probability; all for one skill."""
    full = [
        (student, "halves", thing, "practice", NOW + timedelta(days=days), chance, 0.3, 1.0)
        for student, thing, days, chance in rows
    ]
    return pl.DataFrame(full, schema=DECISIONS, orient="row")


def answered(*rows: tuple[str, float, bool], skill: str = "halves") -> pl.DataFrame:
    full = [(student, skill, NOW + timedelta(days=days), right) for student, days, right in rows]
    return pl.DataFrame(full, schema=ANSWERS, orient="row")


class TestWhichAnswersFollow:
    def test_the_next_answers_on_the_skill_count_up_to_the_most(self) -> None:
        answers = answered(*[("ana", 0.1 * n, n <= 2) for n in range(1, 6)])
        found = outcomes(decided(("ana", "fold", 0, 0.5)), answers, most=4)
        assert found.select("right", "answers").rows() == [(0.5, 4)]
        assert found["answered_at"][0] == NOW + timedelta(days=0.4)

    def test_what_was_answered_before_or_too_late_does_not_count(self) -> None:
        answers = answered(("ana", -0.1, True), ("ana", 0, True), ("ana", 1, False), ("ana", 20, True))
        found = outcomes(decided(("ana", "fold", 0, 0.5)), answers)
        assert found.select("right", "answers").rows() == [(0.0, 1)]

    def test_an_answer_belongs_to_the_latest_object_before_it(self) -> None:
        answers = answered(("ana", 0.5, False), ("ana", 1.5, True))
        found = outcomes(decided(("ana", "fold", 0, 0.5), ("ana", "film", 1, 0.5)), answers)
        assert found.select("object", "right").rows() == [("fold", 0.0), ("film", 1.0)]

    def test_answers_of_others_and_on_other_skills_do_not_count(self) -> None:
        answers = pl.concat([answered(("ben", 1, True)), answered(("ana", 1, True), skill="thirds")])
        assert outcomes(decided(("ana", "fold", 0, 0.5)), answers).is_empty()

    def test_they_come_in_the_order_in_which_they_became_known_and_keep_what_was_recorded(self) -> None:
        decisions = decided(("ana", "fold", 0, 0.5), ("ben", "film", 1, 0.25)).with_columns(
            interest=pl.lit(1.0)
        )
        found = outcomes(decisions, answered(("ana", 3, True), ("ben", 2, False)))
        assert found.get_column("student").to_list() == ["ben", "ana"]
        assert found.get_column("probability").to_list() == [0.25, 0.5]
        assert found.get_column("interest").to_list() == [1.0, 1.0]

    def test_the_order_of_the_rows_changes_nothing(self) -> None:
        decisions = decided(("ana", "fold", 0, 0.5), ("ana", "film", 1, 0.5), ("ben", "film", 0.5, 0.5))
        answers = answered(("ana", 0.5, False), ("ana", 1.5, True), ("ben", 2, True))
        assert outcomes(decisions.reverse(), answers.reverse()).equals(outcomes(decisions, answers))

    def test_missing_columns_are_named(self) -> None:
        with pytest.raises(Refused, match="probability"):
            outcomes(decided().drop("probability"), answered())


class TestComparing:
    def test_weighting_undoes_that_the_strong_are_sent_to_one_object(self) -> None:
        """Both objects teach alike; the strong get «fold» four times in five, the weak «film»."""
        draw = np.random.default_rng(5)
        rows, answers = [], []
        for number in range(4_000):
            strong = number % 2 == 0
            fold = draw.random() < (0.8 if strong else 0.2)
            rows.append((f"s{number}", "fold" if fold else "film", 0.0, 0.8 if fold == strong else 0.2))
            answers.append((f"s{number}", 1.0, bool(draw.random() < (0.9 if strong else 0.3))))
        film, fold = compared(outcomes(decided(*rows), answered(*answers))).rows(named=True)
        assert fold["mean"] - film["mean"] > 0.3
        assert abs(fold["weighted"] - film["weighted"]) < 2 * (fold["error"] + film["error"])
        assert fold["weighted"] == pytest.approx(0.6, abs=0.04)
        assert fold["drawn"] == film["drawn"] == 1.0

    def test_it_says_where_nothing_was_drawn(self) -> None:
        found = compared(outcomes(decided(("ana", "fold", 0, 1.0)), answered(("ana", 1, True))))
        assert found.select("drawn", "weighted", "mean").rows() == [(0.0, 1.0, 1.0)]

    def test_no_outcome_counts_for_more_than_the_heaviest(self) -> None:
        decisions = decided(("ana", "fold", 0, 0.001), ("ben", "fold", 0, 0.5))
        found = compared(outcomes(decisions, answered(("ana", 1, True), ("ben", 1, False))), heaviest=2.0)
        assert found["weighted"][0] == 0.5
