"""The contract of predictors, run on every kind that the registry finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mastery.prediction.conftest import SEED, START, fitted, frame_of, invented
from whynext.base.errors import NotFound, Refused
from whynext.base.facts import canonical
from whynext.mastery.card import auc
from whynext.mastery.prediction.model import PREDICTED, Predictor, StudentState
from whynext.mastery.prediction.registry import document_of, kind, kinds, predictor_of
from whynext.mastery.response import OBSERVED, Response

Stepped = Callable[[Predictor, list[Response]], list[float]]


# One step and many ---------------------------------------------------------------------------------------


def test_many_at_once_give_the_bits_of_one_after_another(
    predictor: Predictor, history: list[Response], one_by_one: Stepped
) -> None:
    """Unknown items and skills, several skills, hints, times and instants out of order: the same bits."""
    together = predictor.predict_all(frame_of(history))
    assert together.schema == PREDICTED
    assert together.get_column("probability").to_list() == one_by_one(predictor, history)
    assert together.get_column("item").to_list() == [each.item for each in history]


@settings(max_examples=15)
@given(st.sampled_from(list(kinds())), st.integers(0, 2**30), st.integers(1, 60))
def test_any_history_gives_probabilities_and_the_same_bits_both_ways(name: str, seed: int, cut: int) -> None:
    predictor = fitted(name)
    answers = invented(3, 24, seed)[:cut]
    made = predictor.predict_all(frame_of(answers)).get_column("probability")
    assert made.is_between(0.0, 1.0, closed="none").all()
    state = predictor.begin()
    first = answers[0].student
    for each, probability in zip(answers, made, strict=True):
        if each.student == first:
            assert predictor.predict(state, each.item, each.skills, each.at) == probability
            state = predictor.observe(state, each)


def test_the_optional_columns_may_be_absent(predictor: Predictor, history: list[Response]) -> None:
    """Without seconds, attempts and credit, as if nobody had told them."""
    bare = frame_of(history).select(list(OBSERVED))
    empty = frame_of([replace(each, seconds=None, credit=None) for each in history])
    empty = empty.with_columns(attempt=pl.lit(None, pl.Int64()))
    assert_frame_equal(predictor.predict_all(bare), predictor.predict_all(empty), check_exact=True)
    no_hints = bare.drop("hints")
    assert predictor.predict_all(no_hints).height == len(history)


def test_the_future_changes_no_earlier_prediction(predictor: Predictor, history: list[Response]) -> None:
    """Each student's later answers shuffled, turned round or left out: what was said before stays."""
    chance, cut = np.random.default_rng(3), len(history) // 2
    earlier, later = history[:cut], history[cut:]
    expected = predictor.predict_all(frame_of(history)).head(cut)
    shuffled = [later[place] for place in chance.permutation(len(later))]
    turned = [replace(each, correct=not each.correct, hints=2, seconds=1.0) for each in later]
    for other in (shuffled, turned, []):
        made = predictor.predict_all(frame_of([*earlier, *other])).head(cut)
        assert_frame_equal(made, expected, check_exact=True)


def test_an_answers_own_outcome_does_not_change_its_prediction(
    predictor: Predictor, history: list[Response]
) -> None:
    """Predict, then learn: the last answer of each student turned round is predicted alike."""
    last = {each.student: place for place, each in enumerate(history)}
    turned = [
        replace(each, correct=not each.correct, credit=None, hints=7, seconds=80.0, attempt=3)
        if last[each.student] == place
        else each
        for place, each in enumerate(history)
    ]
    made = [predictor.predict_all(frame_of(each)).get_column("probability") for each in (history, turned)]
    assert made[0].to_list() == made[1].to_list()


def test_other_students_change_nothing(predictor: Predictor, history: list[Response]) -> None:
    """A student's predictions are the same alone and among others: no item learns across students."""
    alone = [each for each in history if each.student == "new1"]
    among = predictor.predict_all(frame_of(history)).filter(pl.col("student") == "new1")
    made = predictor.predict_all(frame_of(alone))
    assert made.get_column("probability").to_list() == among.get_column("probability").to_list()


def test_the_order_of_rows_changes_nothing(predictor: Predictor, history: list[Response]) -> None:
    """Answers are taken in the order of arrival, wherever their rows lie."""
    frame = frame_of(history)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=4)
    assert_frame_equal(predictor.predict_all(shuffled), predictor.predict_all(frame), check_exact=True)


def test_right_answers_raise_what_is_expected(predictor: Predictor) -> None:
    """After five right answers on a skill more is expected on it than after five wrong ones."""

    def after(right: bool) -> float:
        state = predictor.begin()
        for minute in range(5):
            at = START + timedelta(minutes=minute)
            state = predictor.observe(state, Response("x", f"i{minute * 6}", ("k0",), right, at))
        return predictor.predict(state, "i30", ("k0",), START + timedelta(minutes=9))

    assert after(True) > after(False) + 0.05


def test_observing_changes_nothing_that_was_there(predictor: Predictor, history: list[Response]) -> None:
    begun = predictor.begin()
    once = predictor.observe(begun, history[0])
    assert begun == predictor.begin()
    assert predictor.observe(begun, history[0]) == once
    kept = json.dumps(once.as_data())
    predictor.observe(once, replace(history[1], student=history[0].student))
    assert json.dumps(once.as_data()) == kept


def test_a_state_comes_back_from_json(predictor: Predictor, history: list[Response]) -> None:
    state = predictor.begin()
    for each in history:
        if each.student == "new0":
            state = predictor.observe(state, each)
    assert StudentState.from_data(json.loads(canonical(state.as_data()))) == state


def test_a_student_with_a_hundred_thousand_answers_is_predicted(predictor: Predictor) -> None:
    count = 100_000
    frame = pl.DataFrame({"order": pl.int_range(count, eager=True)}).with_columns(
        student=pl.lit("x"),
        item=pl.format("i{}", pl.col("order") % 40),
        skill=pl.lit("k1"),
        correct=pl.col("order") % 3 != 0,
        at=(pl.lit(START) + pl.duration(seconds=pl.col("order"))).cast(pl.Datetime("us", "UTC")),
        hints=pl.lit(None, pl.Int64()),
    )
    made = predictor.predict_all(frame).get_column("probability")
    assert made.len() == count
    assert made.is_between(0.0, 1.0, closed="none").all()


def test_nobody_is_predicted_nothing_and_many_are_predicted_alike(predictor: Predictor) -> None:
    """An empty frame gives an empty one; the first answers of 50,000 students are predicted alike."""
    frame = frame_of(invented(1, 10))
    assert predictor.predict_all(frame.clear()).is_empty()
    many = pl.DataFrame({"order": pl.int_range(50_000, eager=True)}).with_columns(
        student=pl.format("s{}", pl.col("order")),
        item=pl.lit("i3"),
        skill=pl.lit("k3"),
        correct=pl.lit(True),
        at=pl.lit(START).cast(pl.Datetime("us", "UTC")),
        hints=pl.lit(None, pl.Int64()),
    )
    assert predictor.predict_all(many).get_column("probability").n_unique() == 1


# What is refused -----------------------------------------------------------------------------------------


def test_another_predictors_state_is_refused(predictor: Predictor, history: list[Response]) -> None:
    foreign = replace(predictor.begin(), predictor="crystal ball")
    older = replace(predictor.begin(), version="other")
    for state in (foreign, older):
        with pytest.raises(Refused, match="the state was made by"):
            predictor.observe(state, history[0])
        with pytest.raises(Refused, match="the state was made by"):
            predictor.predict(state, "i1", ("k1",), START)


@pytest.mark.parametrize(
    ("item", "skills", "at", "what"),
    [
        ("", ("k1",), START, "item is missing"),
        ("i1", (), START, "no skill"),
        ("i1", ("k1", "k1"), START, "twice"),
        ("i1", ("k1",), datetime(2026, 9, 1), "no time zone"),  # noqa: DTZ001
    ],
)
def test_impossible_questions_are_refused(
    predictor: Predictor, item: str, skills: tuple[str, ...], at: datetime, what: str
) -> None:
    with pytest.raises(Refused, match=what):
        predictor.predict(predictor.begin(), item, skills, at)  # type: ignore[arg-type]


def test_missing_and_mistyped_columns_are_refused_together(predictor: Predictor) -> None:
    bad = frame_of(invented(2, 4)).drop("skill").with_columns(pl.col("correct").cast(pl.Int64))
    with pytest.raises(Refused) as refused:
        predictor.predict_all(bad)
    assert [each.kind for each in refused.value.problems] == ["missing column", "wrong type"]


def test_missing_and_impossible_values_are_refused_with_their_row(predictor: Predictor) -> None:
    good = frame_of([each for each in invented(2, 8) if len(each.skills) == 1])
    third = pl.col("order") == good.get_column("order")[2]
    bad = good.with_columns(
        correct=pl.when(third).then(None).otherwise(pl.col("correct")),
        seconds=pl.when(third).then(float("nan")).otherwise(pl.col("seconds")),
        hints=pl.when(third).then(-1).otherwise(pl.col("hints")),
    )
    with pytest.raises(Refused) as refused:
        predictor.predict_all(bad)
    assert sorted(each.kind for each in refused.value.problems) == [
        "impossible hints",
        "impossible seconds",
        "no correct",
    ]
    assert all("row 2" in each.where for each in refused.value.problems)


def test_one_arrival_told_of_in_two_ways_is_refused(predictor: Predictor) -> None:
    frame = frame_of([Response("a", "i1", ("k1", "k2"), True, START)])
    bad = frame.with_columns(correct=pl.Series([True, False]), item=pl.Series(["i1", "i2"]))
    with pytest.raises(Refused) as refused:
        predictor.predict_all(bad)
    assert [each.kind for each in refused.value.problems] == ["contradiction"] * 2
    with pytest.raises(Refused, match="named twice"):
        predictor.predict_all(frame.with_columns(skill=pl.lit("k1")))


def test_a_kind_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean «streaming»"):
        kind("steaming")


# Fitting -------------------------------------------------------------------------------------------------


def test_the_same_answers_give_the_same_version_in_any_order(name: str) -> None:
    """Rows shuffled: nothing that is fitted depends on where a row lies."""
    frame = frame_of(invented(25, 20))
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=8)
    made = [kind(name).fit(each, seed=SEED).model.version for each in (frame, frame, shuffled)]
    assert made[0] == made[1] == made[2]


def test_fits_in_two_threads_are_the_fits_of_one(name: str) -> None:
    frame = frame_of(invented(25, 20))
    with ThreadPoolExecutor(2) as pool:
        pair = list(pool.map(lambda _: kind(name).fit(frame, seed=SEED).model.version, range(2)))
    assert pair == [kind(name).fit(frame, seed=SEED).model.version] * 2


def test_a_fit_tells_what_it_rests_on_and_how_far_it_is(name: str) -> None:
    frame = frame_of(invented(25, 20))
    heard: list[float] = []
    made = kind(name).fit(frame, seed=SEED, progress=heard.append)
    assert made.students == 25
    assert made.answers == frame.get_column("order").n_unique()
    assert made.converged
    assert made.log_likelihood < 0
    assert all(note.endswith(".") for note in made.notes)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert heard[0] >= 0.0


def test_what_was_fitted_beats_a_coin_on_students_never_seen(predictor: Predictor) -> None:
    made = predictor.predict_all(frame_of(invented(80, 30, seed=5, prefix="other")))
    found = auc(made.get_column("probability").to_numpy(), made.get_column("correct").to_numpy() * 1.0)
    assert found is not None
    assert found > 0.6


def test_nothing_to_fit_on_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="no answer to fit on"):
        kind(name).fit(frame_of([]), seed=SEED)


@pytest.mark.parametrize("answers", [1, 2, 5])
def test_a_handful_of_answers_is_enough_to_be_careful_with(name: str, answers: int) -> None:
    """One student, all right: the fit stands, and what it says is no certainty."""
    few = [Response("a", f"i{n}", ("k1",), True, START + timedelta(minutes=n)) for n in range(answers)]
    model = kind(name).fit(frame_of(few), seed=SEED).model
    assert 0.0 < model.predict(model.begin(), "i0", ("k1",), START) < 1.0


# Predictors as data --------------------------------------------------------------------------------------


def test_a_published_predictor_comes_back_as_it_was(predictor: Predictor, history: list[Response]) -> None:
    again = predictor_of(json.loads(canonical(document_of(predictor))))
    assert again.version == predictor.version
    frame = frame_of(history)
    assert_frame_equal(again.predict_all(frame), predictor.predict_all(frame), check_exact=True)


def test_a_version_that_no_longer_computes_the_same_is_refused(predictor: Predictor) -> None:
    with pytest.raises(Refused, match="published as version"):
        predictor_of({**document_of(predictor), "version": "000000000000"})


def test_parameters_that_are_none_are_refused_in_words(predictor: Predictor) -> None:
    """Nothing, a part missing, a part too many, and each part replaced: all refused, none a bare error."""
    document = json.loads(canonical(document_of(predictor)))
    parameters = document["parameters"]
    broken: list[object] = [None, {}, {**parameters, "extra": 1}]
    broken += [{key: each for key, each in parameters.items() if key != name} for name in parameters]
    broken += [{**parameters, name: "nonsense"} for name in parameters]
    for each in broken:
        with pytest.raises(Refused):
            predictor_of({**document, "parameters": each})


def test_discovery_needs_no_compiler() -> None:
    """The kinds are found without what compiles, or start-up would wait for it."""
    import subprocess
    import sys

    code = "import sys; from whynext.mastery.prediction.registry import kinds; kinds();"
    code += "print(sorted({'numba', 'scipy', 'sklearn'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
