"""Model cards: their figures against counting by hand, what they withhold, and how they read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.mastery.calibration_plot import calibration_plot
from whynext.mastery.card import BINS, Card, auc, card

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def made(n: int = 400, **more: object) -> Card:
    chance = np.random.default_rng(1)
    predictions = chance.random(n)
    outcomes = chance.random(n) < predictions
    words = {"data": "an invented history", "split": "by student"}
    return card("streaming", "v1", predictions, outcomes, **{**words, **more})  # type: ignore[arg-type]


@given(PAIRS)
def test_the_auc_is_the_share_of_pairs_in_order(pairs: list[tuple[float, bool]]) -> None:
    right = [p for p, came in pairs if came]
    wrong = [p for p, came in pairs if not came]
    halves = sum(2 * (r > w) + (r == w) for r in right for w in wrong)
    expected = halves / (2 * len(right) * len(wrong)) if right and wrong else None
    assert auc(*(np.array(each, dtype=float) for each in zip(*pairs, strict=True))) == expected


def test_the_auc_is_that_of_another_library() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = np.random.default_rng(2)
    predictions, outcomes = np.round(chance.random(20_000), 2), chance.random(20_000) < 0.6
    assert auc(predictions, outcomes * 1.0) == pytest.approx(
        metrics.roc_auc_score(outcomes, predictions), abs=1e-12
    )


def test_the_figures_are_those_worked_out_by_hand() -> None:
    found = card("m", "v", [0.81, 0.83, 0.2, 0.5], [True, False, False, True], data="four", split="none")
    assert found.errors.rmse == pytest.approx(np.sqrt((0.19**2 + 0.83**2 + 0.2**2 + 0.25) / 4))
    assert found.errors.log_loss == pytest.approx(-np.mean(np.log([0.81, 0.17, 0.8, 0.5])))
    assert found.errors.ece == pytest.approx((2 * abs(0.82 - 0.5) + 0.2 + 0.5) / 4)
    assert [(each.low, each.answers) for each in found.bins] == [(0.2, 1), (0.5, 1), (0.8, 2)]


@given(PAIRS)
def test_the_calibration_table_holds_every_answer_once(pairs: list[tuple[float, bool]]) -> None:
    predictions, outcomes = zip(*pairs, strict=True)
    found = card("m", "v", predictions, outcomes, data="d", split="s")
    assert sum(each.answers for each in found.bins) == len(pairs) == found.errors.answers
    assert sum(each.predicted * each.answers for each in found.bins) == pytest.approx(sum(predictions))
    assert all(each.low - 1e-12 <= each.predicted <= each.high + 1e-12 for each in found.bins)
    assert len(found.bins) <= BINS
    assert np.isfinite(found.errors.log_loss)


def test_small_groups_are_withheld_and_the_next_smallest_with_a_single_one() -> None:
    """Nine answers are too few; what is left over beyond the others would tell of them."""
    groups = ["a"] * 9 + ["b"] * 50 + ["c"] * 341
    assert [(each.group, each.errors is None) for each in made(groups=groups).groups] == [
        ("a", True),
        ("b", True),
        ("c", False),
    ]
    two = ["a"] * 9 + ["b"] * 9 + ["c"] * 382
    assert [each.errors is None for each in made(groups=two).groups] == [True, True, False]
    none = ["a"] * 200 + ["b"] * 200
    assert [each.errors is None for each in made(groups=none).groups] == [False, False]


def test_groups_are_counted_in_students_where_they_are_told() -> None:
    groups, students = ["a"] * 200 + ["b"] * 200, [f"s{k % 9 if k < 200 else k}" for k in range(400)]
    assert [each.errors is None for each in made(groups=groups, students=students).groups] == [True, True]


def test_answers_of_no_group_count_only_in_the_whole() -> None:
    found = made(groups=[None] * 100 + ["a"] * 300)
    assert found.errors.answers == 400
    assert [(each.group, each.errors and each.errors.answers) for each in found.groups] == [("a", 300)]


@pytest.mark.parametrize(
    ("predictions", "outcomes", "more", "kind"),
    [
        ([], [], {}, "nothing to judge"),
        ([0.5, 1.2], [True, False], {}, "no probability"),
        ([0.5, float("nan")], [True, False], {}, "no probability"),
        ([0.5], [True, False], {}, "invalid"),
        ([0.5], [True], {"groups": ["a", "b"]}, "invalid"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    predictions: list[float], outcomes: list[bool], more: dict[str, list[str]], kind: str
) -> None:
    with pytest.raises(Refused) as refused:
        card("m", "v", predictions, outcomes, data="d", split="s", **more)  # type: ignore[arg-type]
    assert refused.value.problems[0].kind == kind


def test_the_card_reads_as_markdown_and_as_json() -> None:
    found = made(groups=["a|b"] * 9 + ["b"] * 391, notes=["Few items.\n| break out |", "Second."])
    text = found.markdown("calibration.svg")
    assert text.startswith("# Model card: streaming\n")
    assert "![How often predictions came true; the table below holds the numbers](calibration.svg)" in text
    assert "withheld" in text
    assert "a\\|b" in text
    assert "- Few items. \\| break out \\|\n- Second.\n" in text
    for line in text.splitlines():
        if line.startswith("| 0."):
            assert line.count("|") == 6
    told = json.loads(found.as_json())
    assert told["errors"]["auc"] == found.errors.auc
    assert [each["answers"] for each in told["bins"]] == [each.answers for each in found.bins]
    assert told["groups"][0] == {"group": "a|b", "errors": None}


def test_one_outcome_alone_has_no_auc() -> None:
    found = card("m", "v", [0.4, 0.6], [True, True], data="d", split="s")
    assert found.errors.auc is None
    assert "| AUC | unknown |" in found.markdown()


def test_the_plot_can_be_read_out_and_holds_every_bin() -> None:
    found = made()
    root = ElementTree.fromstring(found.plot())
    names = {each.tag.split("}")[1] for each in root}
    assert {"title", "desc"} <= names
    assert root.get("role") == "img"
    ids = {each.get("id") for each in root}
    assert set((root.get("aria-labelledby") or "").split()) <= ids
    circles = [each for each in root if each.tag.endswith("circle")]
    assert len(circles) == len(found.bins)
    assert all(len(each) == 1 and each[0].tag.endswith("title") for each in circles)
    for circle, each in zip(circles, found.bins, strict=True):
        assert float(circle.get("cx") or 0) == pytest.approx(60 + 300 * each.predicted, abs=0.06)
        assert float(circle.get("cy") or 0) == pytest.approx(360 - 300 * each.observed, abs=0.06)


def test_a_plot_of_nothing_and_a_title_with_marks_are_well_formed() -> None:
    root = ElementTree.fromstring(calibration_plot('<b> & "c"', []))
    assert root[0].text == '<b> & "c"'
    assert root[1].text == "There are no predictions."
