"""Trees, weights, difficulties and recalibration against their plain forms and other ways to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from mastery.prediction.conftest import SEED, fitted, frame_of, invented
from whynext.base.compiling import compiled
from whynext.base.errors import Refused
from whynext.mastery.prediction import (
    boosting_kernel,
    logistic_kernel,
    rating_kernel,
    recalibration_kernel,
    stream_kernel,
)
from whynext.mastery.prediction.best_lr import BestLr
from whynext.mastery.prediction.boosting import Growth, Trees, edges_of, grow_trees
from whynext.mastery.prediction.columns import Columns, columns_of
from whynext.mastery.prediction.das3h import SPANS, Das3h
from whynext.mastery.prediction.difficulty import STRENGTH, fit_difficulties, rated
from whynext.mastery.prediction.logistic import PENALTY, descended, encoded_terms
from whynext.mastery.prediction.published import array_of, data_of
from whynext.mastery.prediction.recalibration import (
    FORMS,
    Recalibration,
    choose_recalibration,
    fit_recalibration,
)
from whynext.mastery.prediction.streaming import FADES, STEPS
from whynext.mastery.prediction.walking import Rows

SMALL = Growth(trees=5, leaves=8, least=2.0, rows=0.7, features=0.6)


def drawn(rows: int, features: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return features of which two matter, and outcomes."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(rows, features)).astype(np.float32)
    values[:, -1] = np.round(values[:, -1])
    odds = 1.5 * np.sign(values[:, 0]) + values[:, 1] * (values[:, 0] > 0)
    return values, (chance.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)


def small_history() -> Columns:
    """Return a short history as columns."""
    return columns_of(frame_of(invented(6, 12, seed=2)))


# Trees ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_trees_grown_in_plain_python_are_those_of_the_compiled_form() -> None:
    values, right = drawn(300, 4)
    quick, margins = grow_trees(values, right, SEED, SMALL)
    plain, same = grow_trees(values, right, SEED, SMALL, grow=boosting_kernel.grow)
    assert quick.as_data() == plain.as_data()
    assert margins.tolist() == same.tolist()


def walked(trees: Trees, values: np.ndarray) -> np.ndarray:
    """Return the margins by whole columns: all rows step down each tree together."""
    total = np.full(len(values), trees.base)
    for root in trees.starts:
        node = np.full(len(values), root)
        while (trees.left[node] >= 0).any():
            inner = trees.left[node] >= 0
            above = values[np.arange(len(values)), trees.feature[node]] > trees.threshold[node]
            node = np.where(inner, root + trees.left[node] + above, node)
        total += trees.value[node]
    return total


def test_trees_say_what_a_walk_by_columns_says() -> None:
    """New rows, in blocks and alone: the same bits as the twin; and for rows grown on, what growing said."""
    values, right = drawn(2_000, 6)
    trees, margins = grow_trees(values, right, SEED, SMALL)
    assert trees.margins(values).tolist() == margins.tolist()
    fresh, _ = drawn(700, 6, seed=1)
    assert trees.margins(fresh).tolist() == walked(trees, fresh).tolist()
    assert [trees.margins(row[None])[0] for row in fresh[:20]] == trees.margins(fresh)[:20].tolist()


def test_one_tree_of_two_leaves_splits_where_the_gain_is_greatest() -> None:
    """Against all cuts of all features tried one by one, with the textbook's gain."""
    values, right = drawn(400, 3)
    values = np.round(values, 1)
    growth = Growth(trees=1, leaves=2, rate=1.0, penalty=1.0, least=1.0, rows=1.0, features=1.0)
    trees, _ = grow_trees(values, right, SEED, growth)
    share = right.mean()
    slopes, bend = share - right, share * (1 - share)
    edges, counts = edges_of(values)

    def gain(feature: int, cut: float) -> float:
        low = values[:, feature] <= cut
        halves = [(slopes[side].sum(), bend * side.sum()) for side in (low, ~low)]
        return sum(slope**2 / (held + 1.0) for slope, held in halves)

    cuts = [(f, c) for f in range(3) for c in edges[f, : counts[f]]]
    best = max(cuts, key=lambda cut: gain(*cut))
    assert gain(int(trees.feature[0]), float(trees.threshold[0])) == pytest.approx(gain(*best), rel=1e-4)
    low = values[:, trees.feature[0]] <= trees.threshold[0]
    assert trees.value[1] == pytest.approx(-slopes[low].sum() / (bend * low.sum() + 1.0), abs=1e-4)


def test_more_trees_fit_better_and_unchanging_columns_are_passed_over() -> None:
    values, right = drawn(3_000, 5)
    values[:, 3] = 7.0

    def loss(trees: int) -> float:
        _, margins = grow_trees(values, right, SEED, Growth(trees=trees, leaves=8, least=5.0))
        return float(np.mean(np.logaddexp(0, margins) - right * margins))

    assert loss(40) < loss(10) < loss(1)
    grown, _ = grow_trees(values, right, SEED, SMALL)
    assert 3 not in grown.feature[grown.left >= 0]
    alone, margins = grow_trees(values[:, 3:4], right, SEED, SMALL)
    assert len(alone.starts) == 0
    assert (alone.margins(values) == margins).all()


@pytest.mark.parametrize(
    ("name", "place", "value"), [("left", 0, 0), ("left", 1, 30_000), ("feature", 0, 99), ("starts", 1, 0)]
)
def test_published_trees_that_lead_astray_are_refused(name: str, place: int, value: int) -> None:
    """A node that is its own child would be walked for ever: it does not come through the door."""
    values, right = drawn(400, 4)
    trees, _ = grow_trees(values, right, SEED, SMALL)
    array = getattr(trees, name).copy()
    inner = np.flatnonzero(trees.left >= 0)
    array[place if name == "starts" else inner[place]] = value
    with pytest.raises(Refused):
        Trees.from_data({**trees.as_data(), name: data_of(array)}, 4)
    assert Trees.from_data(trees.as_data(), 4).as_data() == trees.as_data()


# The pass over answers -----------------------------------------------------------------------------------


@pytest.mark.long
def test_the_plain_pass_sees_what_the_compiled_pass_sees() -> None:
    columns = small_history()
    tables = [
        np.random.default_rng(1).normal(size=(1, n + 1, 2)) for n in (len(columns.items), len(columns.skills))
    ]
    made = []
    for walk in (stream_kernel.walk, compiled(stream_kernel.walk)):
        state = [
            np.zeros((len(columns.students), stream_kernel.WHOLE)),
            np.zeros((columns.skill_pairs, stream_kernel.SKILL)),
            np.zeros((columns.item_pairs, stream_kernel.ITEM)),
        ]
        seen = np.empty((len(columns.right), stream_kernel.FEATURES), dtype=np.float32)
        answers = (
            columns.student,
            columns.item,
            columns.first,
            columns.skill,
            columns.own_item,
            columns.own_skill,
        )
        told = (columns.right, columns.at, columns.told, np.zeros(len(columns.right), dtype=np.int64))
        numbers = (np.array(STEPS), np.array(FADES))
        walk(*answers, *told, *tables, *numbers, *state, True, np.empty(stream_kernel.SKILL + 3), seen)
        made.append([seen.tolist(), *(each.tolist() for each in state)])
    assert made[0] == made[1]


def test_what_the_pass_sees_is_what_can_be_counted_from_the_answers() -> None:
    """Counts, shares, streaks, runs and gaps against the answers themselves, told in other words."""
    predictor = fitted("streaming")
    columns = columns_of(frame_of([each for each in invented(4, 30, seed=3) if len(each.skills) == 1]))
    told = predictor.parameters  # type: ignore[attr-defined]
    from whynext.mastery.prediction.streaming import described

    rows = predictor.nothing_yet(columns)  # type: ignore[attr-defined]
    none = np.full(len(columns.right), -1)
    fold = np.zeros(len(columns.right), dtype=np.int64)
    seen = described(columns, none, np.full(len(columns.skill), -1), fold, told.tables, rows)
    place = {name: number for number, name in enumerate(stream_kernel.NAMES)}
    for k in range(len(columns.right)):
        past = [j for j in range(k) if columns.student[j] == columns.student[k]]
        mine = [j for j in past if columns.skill[j] == columns.skill[k]]
        right = [columns.right[j] for j in past]
        streak = 0
        for each in reversed(right):
            if each != right[-1]:
                break
            streak += 1 if each else -1
        assert seen[k, place["answers"]] == len(past)
        assert seen[k, place["answers on the skill"]] == len(mine)
        assert seen[k, place["share right"]] == pytest.approx(sum(right) / (len(past) + 1))
        assert seen[k, place["streak"]] == streak
        assert seen[k, place["skills met"]] == len({columns.skill[j] for j in past})
        assert seen[k, place["answers to the item"]] == sum(columns.item[j] == columns.item[k] for j in past)
        assert seen[k, place["answers since the skill"]] == (past[-1] - mine[-1] if mine else -1)
        hinted = [columns.told[j, 0] > 0 for j in past if columns.told[j, 0] >= 0]
        assert seen[k, place["share hinted"]] == pytest.approx(sum(hinted) / (len(hinted) + 1))
        if past:
            days = (columns.at[k] - columns.at[past[-1]]) / 86_400
            assert seen[k, place["days since the last answer"]] == pytest.approx(np.log1p(days), rel=1e-5)


def test_elo_moves_as_the_rule_says() -> None:
    """One student, one skill: the first answer's step by hand."""
    predictor = fitted("elo")
    told = predictor.parameters  # type: ignore[attr-defined]
    answers = [each for each in invented(1, 10, seed=3) if len(each.skills) == 1][:2]
    hard = told.difficulties.own[told.items.index(answers[0].item)]
    hard += told.difficulties.base[told.skills.index(answers[0].skills[0])]
    state = predictor.begin()
    first = predictor.predict(state, answers[0].item, answers[0].skills, answers[0].at)
    assert first == pytest.approx(1 / (1 + np.exp(hard)), abs=1e-12)
    state = predictor.observe(state, answers[0])
    assert state.whole[0] == pytest.approx(told.steps[0] * (answers[0].correct - first), abs=1e-12)
    assert state.skills[answers[0].skills[0]][0] == pytest.approx(
        told.steps[2] * (answers[0].correct - first), abs=1e-12
    )


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_plain_ratings_and_difficulties_are_those_of_the_compiled_form(spread: float) -> None:
    columns = small_history()
    made = []
    for rate, refine in (
        (rating_kernel.rate, rating_kernel.refine),
        (compiled(rating_kernel.rate), compiled(rating_kernel.refine)),
    ):
        items, skills = len(columns.items) + 1, len(columns.skills) + 1
        own, base, n = np.zeros(items), np.zeros(skills), len(columns.right)
        whole, rows = np.zeros((6, rating_kernel.WHOLE)), np.zeros((columns.skill_pairs, rating_kernel.SKILL))
        ability, hard = np.empty(n), np.empty(n)
        answers = (columns.item, columns.first, columns.skill)
        rate(columns.student, *answers, columns.own_skill, columns.right, own, base, np.array(STEPS[:4]), spread, whole, rows, True, ability, hard)  # noqa: E501  # fmt: skip
        scratch = [np.zeros(items), np.zeros(items), np.zeros(skills), np.zeros(skills)]
        refine(*answers, columns.right, np.ones(n), ability, own, base, np.array(STRENGTH), 3, *scratch)
        made.append([each.tolist() for each in (ability, own, base, whole, rows)])
    assert made[0] == made[1]


def test_the_filtered_ability_is_that_of_a_grid() -> None:
    """The Gaussian filter against Bayes' rule on a fine grid of abilities, for forty answers."""
    columns = columns_of(frame_of([each for each in invented(1, 40, seed=6) if len(each.skills) == 1]))
    own = np.random.default_rng(2).normal(size=len(columns.items) + 1)
    base = np.zeros(len(columns.skills) + 1)
    ability, hard = rated(columns, columns.item, columns.skill, own, base, spread=1.0)
    grid = np.linspace(-6, 6, 2_001)
    weight = np.exp(-0.5 * grid**2)
    for k in range(len(columns.right)):
        mean = float(np.sum(grid * weight) / np.sum(weight))
        assert ability[k] == pytest.approx(mean, abs=0.12)
        chance = 1 / (1 + np.exp(-(grid - hard[k])))
        weight = weight * (chance if columns.right[k] else 1 - chance)


def test_difficulties_are_the_most_probable_ones_under_the_abilities() -> None:
    """At rest no slope is left: the last rounds of Newton's method against finite differences."""
    columns = columns_of(frame_of([each for each in invented(80, 30) if len(each.skills) == 1]))
    found = fit_difficulties(columns, np.ones(len(columns.right)))
    ability, _ = rated(columns, columns.item, columns.skill, found.own, found.base)

    def cost(own: np.ndarray) -> float:
        logit = ability - own[columns.item] - found.base[columns.skill]
        loss = np.sum(np.logaddexp(0, logit) - columns.right * logit)
        return float(loss + 0.5 * STRENGTH[0] * np.sum(own**2))

    best = minimize(cost, found.own, method="L-BFGS-B").x
    assert np.abs(best - found.own)[:-1].max() < 0.03
    assert found.base[-1] == pytest.approx(np.average(found.base[:-1], weights=found.base_answers[:-1]))


def test_students_left_out_of_difficulties_do_not_move_them() -> None:
    """What out-of-fold descriptions rest on: an answer not used might as well say the opposite."""
    columns = columns_of(frame_of(invented(20, 20)))
    use = (columns.student >= 5).astype(float)
    turned = columns.right.copy()
    turned[use == 0] = 1 - turned[use == 0]
    from dataclasses import replace

    one, other = (fit_difficulties(each, use) for each in (columns, replace(columns, right=turned)))
    assert one.own.tolist() == other.own.tolist()
    assert one.base.tolist() == other.base.tolist()


# Logistic regression -------------------------------------------------------------------------------------


def terms_of(made: type[BestLr | Das3h], columns: Columns) -> tuple[tuple[np.ndarray, ...], int]:
    """Return the terms of a history, and how many weights there are."""
    whole, skills, items = made.widths
    rows = Rows(
        np.zeros((len(columns.students), whole)),
        np.zeros((columns.skill_pairs, skills)),
        np.zeros((columns.item_pairs, items)),
    )
    sizes = (len(columns.items), len(columns.skills))
    return encoded_terms(columns, columns.item, columns.skill, sizes, made.terms, rows), made.terms.size(
        *sizes
    )


@pytest.mark.parametrize("made", [BestLr, Das3h])
def test_weights_are_those_that_another_way_down_finds(made: type[BestLr | Das3h]) -> None:
    columns = columns_of(frame_of(invented(25, 25)))
    encoded, size = terms_of(made, columns)
    weights, loss, _, rested = descended(encoded, columns.right, size)  # type: ignore[arg-type]
    begins, column, value = encoded
    dense = np.zeros((len(columns.right), size))
    np.add.at(dense, (np.repeat(np.arange(len(columns.right)), np.diff(begins)), column), value)
    dense[:, -1] = 1.0

    def cost(w: np.ndarray) -> tuple[float, np.ndarray]:
        logit = dense @ w
        penalty = np.append(np.full(size - 1, PENALTY), 0.0)
        slope = dense.T @ (1 / (1 + np.exp(-logit)) - columns.right) + penalty * w
        return float(np.sum(np.logaddexp(0, logit) - columns.right * logit) + 0.5 * penalty @ w**2), slope

    other = minimize(
        cost, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 5_000, "ftol": 1e-15}
    )
    assert rested
    assert cost(weights)[0] <= other.fun + 1e-4
    assert np.abs(dense @ (weights - other.x)).max() < 0.01
    assert loss == pytest.approx(
        float(np.sum(np.logaddexp(0, dense @ weights) - columns.right * (dense @ weights)))
    )


def test_counts_fade_as_time_goes_by() -> None:
    """DAS3H's counts against sums over all past answers on the skill."""
    columns = columns_of(frame_of([each for each in invented(3, 30, seed=8) if len(each.skills) == 1]))
    (begins, column, value), _ = terms_of(Das3h, columns)
    first = len(columns.items) + len(columns.skills)
    counted = len(columns.skills) * len(SPANS)
    for k in range(len(columns.right)):
        past = [
            j
            for j in range(k)
            if (columns.student[j], columns.skill[j]) == (columns.student[k], columns.skill[k])
        ]
        own = dict(zip(column[begins[k] : begins[k + 1]], value[begins[k] : begins[k + 1]], strict=True))
        for span, seconds in enumerate(SPANS):
            kept = [np.exp(-(columns.at[k] - columns.at[j]) / seconds) if seconds else 1.0 for j in past]
            right = sum(share for share, j in zip(kept, past, strict=True) if columns.right[j])
            place = first + columns.skill[k] * len(SPANS) + span
            assert own[place] == pytest.approx(np.log1p(right), abs=1e-9)
            assert own[place + counted] == pytest.approx(np.log1p(sum(kept)), abs=1e-9)


def test_plain_logistic_sums_are_those_of_the_compiled_form() -> None:
    columns = small_history()
    encoded, size = terms_of(BestLr, columns)
    weights = np.random.default_rng(1).normal(size=size)
    made = []
    for plain in (True, False):
        form = (lambda f: f) if plain else compiled
        scored, out = np.empty(len(columns.right)), np.zeros(size)
        slopes, bends = np.zeros(size), np.zeros(size)
        form(logistic_kernel.scores)(*encoded, weights, scored)
        loss = form(logistic_kernel.loss_and_slopes)(*encoded, columns.right, scored, slopes, bends)
        form(logistic_kernel.bent)(*encoded, scored, weights, out)
        made.append([loss, *(each.tolist() for each in (scored, slopes, bends, out))])
    assert made[0] == made[1]


# Recalibration -------------------------------------------------------------------------------------------


def off(n: int = 6_000) -> tuple[np.ndarray, np.ndarray]:
    """Return log-odds that say too much, and outcomes."""
    chance = np.random.default_rng(4)
    true = chance.normal(0.4, 1.0, n)
    return 1.8 * true + 0.5, (chance.random(n) < 1 / (1 + np.exp(-true))).astype(float)


def test_platts_numbers_turn_back_what_was_stretched() -> None:
    made = fit_recalibration("platt", *off(40_000))
    assert made.numbers[0] == pytest.approx(1 / 1.8, abs=0.02)
    assert made.numbers[2] == pytest.approx(-0.5 / 1.8, abs=0.04)


def test_beta_with_equal_numbers_is_platt() -> None:
    margins = np.linspace(-5, 5, 21)
    platt, beta = Recalibration("platt", (0.7, 1.0, 0.2)), Recalibration("beta", (0.7, 0.7, 0.2))
    assert beta.probabilities(margins) == pytest.approx(platt.probabilities(margins), abs=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_turns_predictions_round_and_each_comes_back_from_json(form: str) -> None:
    made = fit_recalibration(form, *off())
    through = made.probabilities(np.linspace(-20, 20, 401))
    assert (np.diff(through) >= 0).all()
    assert (through > 0).all()
    assert (through < 1).all()
    assert Recalibration.from_data(made.as_data()) == made


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(-30, 30)))
def test_plain_recalibration_is_that_of_the_compiled_form(margins: np.ndarray) -> None:
    for form in FORMS:
        made = fit_recalibration(form, *off(600))
        plain = np.empty(len(margins))
        recalibration_kernel.recalibrate(
            margins,
            FORMS.index(form),
            np.array(made.numbers),
            np.array(made.below),
            np.array(made.above),
            plain,
        )
        assert made.probabilities(margins).tolist() == plain.tolist()


def test_the_form_is_chosen_by_students_kept_apart() -> None:
    """Where nothing is wrong nothing is mended; where something is, it is, and in the simplest way."""
    margins, right = off(60_000)
    half = np.arange(len(right)) % 2 == 0
    made, losses = choose_recalibration(margins, right, half)
    assert made.form in ("platt", "beta")
    assert losses[made.form] < losses["none"] - 0.01
    straight, _ = choose_recalibration((margins - 0.5) / 1.8, right, half)
    assert straight.form == "none"


def test_the_isotonic_line_is_near_that_of_another_library() -> None:
    sklearn = pytest.importorskip("sklearn.isotonic")
    margins, right = off(40_000)
    made = fit_recalibration("isotonic", margins, right)
    other = sklearn.IsotonicRegression(out_of_bounds="clip").fit(margins, right)
    inner = np.linspace(*np.quantile(margins, [0.02, 0.98]), 50)
    assert np.abs(made.probabilities(inner) - other.predict(inner)).max() < 0.06


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"form": "spline"},
        {"form": "platt", "numbers": [-1, 1, 0], "below": [0], "above": [0.5]},
        {"form": "isotonic", "numbers": [1, 1, 0], "below": [0, 1], "above": [0.9, 0.1]},
        {"form": "isotonic", "numbers": [1, 1, 0], "below": [0, 0], "above": [0.1, 0.9]},
    ],
)
def test_a_recalibration_that_turns_predictions_round_is_refused(data: object) -> None:
    with pytest.raises(Refused):
        Recalibration.from_data(data)


# Arrays as data ------------------------------------------------------------------------------------------


@given(arrays(st.sampled_from([np.float64, np.float32]), st.tuples(st.integers(0, 4), st.integers(0, 4)), elements=st.floats(-1e6, 1e6, width=32)))  # noqa: E501  # fmt: skip
def test_arrays_come_back_bit_for_bit(values: np.ndarray) -> None:
    again = array_of(data_of(values), "here")
    assert again.dtype == values.dtype
    assert again.shape == values.shape
    assert again.tobytes() == values.tobytes()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "object"},
        {"bytes": "@@"},
        {"shape": [3]},
        {"shape": "x"},
        {"shape": [-1, -2]},
        {"bytes": None},
    ],
)
def test_arrays_that_are_none_are_refused_with_their_place(change: dict[str, object]) -> None:
    with pytest.raises(Refused, match="here"):
        array_of({**data_of(np.array([1.0, 2.0])), **change}, "here")


def test_numbers_that_are_not_finite_are_refused() -> None:
    with pytest.raises(Refused):
        array_of(data_of(np.array([np.nan])), "here")
