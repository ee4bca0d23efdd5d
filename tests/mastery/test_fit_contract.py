"""The contract of fits, run on every kind of model that can be fitted, in every variant."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from mastery.conftest import MORNING
from whynext.base import compiling
from whynext.base.errors import Refused
from whynext.base.facts import canonical
from whynext.mastery.estimate import STATE, State
from whynext.mastery.fitting import Fitted
from whynext.mastery.response import Response
from whynext.mastery.tracing.fits.histories import histories
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import ModelKind, document_of, kind, kinds, model_of

FITTED = {
    f"{name}: {variant}": (name, options)
    for name, each in kinds().items()
    if each.fit is not None
    for variant, options in [("as it comes", {}), *((v, dict(w.options)) for v, w in each.variants.items())]
}


def history(students: int = 60, seed: int = 3) -> pl.DataFrame:
    """Return answers to items of two skills, of students who learn, with days between and some help."""
    chance = np.random.default_rng(seed)
    rows = []
    for student in range(students):
        for skill, hard in (("adding", 0.0), ("bracing", 0.8)):
            ability, day = chance.normal(0, 1), 0
            for _ in range(int(chance.integers(1, 15))):
                item, day = int(chance.integers(0, 6)), day + int(chance.integers(0, 4))
                right = chance.random() < 1 / (1 + math.exp(hard + (item - 3) / 2 - ability))
                rows.append(
                    (f"s{student}", f"{skill}-{item}", skill, bool(right), day, chance.random() < 0.05)
                )
                ability += 0.15
    frame = pl.DataFrame(rows, ["student", "item", "skill", "correct", "day", "helped"], orient="row")
    return frame.select(
        "student",
        "item",
        "skill",
        "correct",
        at=(pl.lit(MORNING) + pl.duration(days="day")).cast(STATE["last_at"]),
        hints=pl.when("helped").then(1).otherwise(0).cast(pl.Int64),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def fitted(name: str, options: dict[str, object], responses: pl.DataFrame) -> Fitted[TracingModel]:
    """Return a fit of a kind."""
    fit = kind(name).fit
    assert fit is not None
    return fit(responses, seed=b"seed", options=options)


@pytest.fixture(params=list(FITTED), scope="module")
def asked(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    """Return each kind that can be fitted, with the options of each of its variants."""
    return FITTED[request.param]


@pytest.fixture(scope="module")
def done(asked: tuple[str, dict[str, object]]) -> Fitted[TracingModel]:
    """Return the fit of the history."""
    return fitted(*asked, history())


def test_late_answers_make_no_day_negative() -> None:
    """Days run from the latest instant so far; each history begins at none, whatever the years before it."""
    frame = (
        history(2)
        .head(6)
        .with_columns(
            student=pl.Series(["a", "a", "a", "b", "b", "b"]),
            skill=pl.lit("adding"),
            hints=pl.lit(0, pl.Int64),
            at=pl.Series([1, 5, 2, -90_000, 3, 4]).map_elements(
                lambda day: MORNING + timedelta(days=day), return_dtype=pl.Datetime("us", "UTC")
            ),
        )
    )
    assert histories(frame).days.tolist() == [0.0, 4.0, 0.0, 0.0, 90_003.0, 1.0]


def steps(model: TracingModel, responses: pl.DataFrame) -> Iterator[float]:
    """Yield the logarithm of the predicted probability of each answer, one step after another."""
    states: dict[tuple[str, str], State] = {}
    for row in responses.iter_rows(named=True):
        key = (row["student"], row["skill"])
        state = states.get(key) or model.begin(row["skill"])
        each = Response(
            row["student"], row["item"], (row["skill"],), row["correct"], row["at"], hints=row["hints"]
        )
        if not (each.correct and each.hints):
            p = model.predict(state, each.item, each.at)
            if p < 1.0:  # retention holds recall within a day to be certain, and is not judged by it
                yield math.log(p if each.correct else 1.0 - p)
        states[key], _ = model.observe(state, each)


def test_the_likelihood_told_is_that_of_the_model_step_by_step(done: Fitted[TracingModel]) -> None:
    """Each answer predicted from the earlier ones of its student; answers with help are not predicted."""
    told = sum(steps(done.model, history()))
    assert done.log_likelihood == pytest.approx(told, rel=1e-9)


def test_what_was_fitted_is_more_likely_than_the_defaults(
    asked: tuple[str, dict[str, object]], done: Fitted[TracingModel]
) -> None:
    """Or nothing was gained; how long a streak is to be changes no prediction."""
    default = sum(steps(kind(asked[0]).default(), history()))
    if asked[0] == "streak":
        assert done.log_likelihood == pytest.approx(default)
    else:
        assert done.log_likelihood > default + 5


def test_a_fit_tells_what_it_was_made_from(done: Fitted[TracingModel]) -> None:
    """Counts, rounds and rest."""
    assert (done.answers, done.students) == (history().height, 60)
    assert done.rounds > 1
    assert done.converged


def test_the_order_of_students_changes_no_bit(
    asked: tuple[str, dict[str, object]], done: Fitted[TracingModel]
) -> None:
    """Students taken the other way round, and then all rows shuffled."""
    turned = history().sort(pl.col("student").rank("dense"), descending=True, maintain_order=True)
    turned = turned.with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64))
    again = fitted(*asked, turned)
    shuffled = fitted(*asked, history().sample(fraction=1.0, shuffle=True, seed=4))
    assert again.model.version == done.model.version == shuffled.model.version
    assert again.log_likelihood == done.log_likelihood == shuffled.log_likelihood


def test_plain_and_compiled_fits_give_the_same_parameters(
    asked: tuple[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which form is used decides of the time it takes, of nothing else."""
    found = []
    for compiled in (False, True):
        monkeypatch.setattr(compiling, "pays", lambda work, compiled=compiled: compiled)
        found.append(fitted(*asked, history(12)))
    assert found[0].model.version == found[1].model.version
    assert found[0].log_likelihood == found[1].log_likelihood


def test_a_fitted_model_is_published_and_comes_back(done: Fitted[TracingModel]) -> None:
    """Through JSON, with the same version."""
    again = model_of(json.loads(canonical(document_of(done.model))))
    assert again.version == done.model.version


def test_progress_never_falls_and_ends_at_all(asked: tuple[str, dict[str, object]]) -> None:
    """From 0 to 1."""
    told: list[float] = []
    fit = kind(asked[0]).fit
    assert fit is not None
    fit(history(10), seed=b"seed", progress=told.append, options=asked[1])
    assert told == sorted(told)
    assert 0.0 <= told[0] <= told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("students", [1, 2])
def test_one_student_is_enough_to_be_fitted_to(asked: tuple[str, dict[str, object]], students: int) -> None:
    """However little it says, the parameters are valid ones."""
    found = fitted(*asked, history(students))
    assert math.isfinite(found.log_likelihood)


def test_nothing_is_not_fitted_to(asked: tuple[str, dict[str, object]]) -> None:
    """No answers, or none that tells anything."""
    with pytest.raises(Refused, match="no answers"):
        fitted(*asked, history().clear())
    with pytest.raises(Refused, match="with help"):
        fitted(*asked, history().with_columns(correct=pl.lit(True), hints=pl.lit(2, pl.Int64)))


@pytest.mark.parametrize("column", ["student", "skill", "correct", "at"])
def test_rows_that_lack_something_are_refused_with_their_place(
    asked: tuple[str, dict[str, object]], column: str
) -> None:
    """The first of them is named."""
    bad = history().with_columns(
        pl.when(pl.col("order") == 7).then(None).otherwise(pl.col(column)).alias(column)
    )
    with pytest.raises(Refused, match="first in row 7: 1 without"):
        fitted(*asked, bad)


def test_every_option_has_a_default_that_is_allowed_and_a_sentence() -> None:
    """What may be told to a fit is data: a form can be made of it."""
    for each in kinds().values():
        for option in each.options.values():
            assert option.problem(option.default) == ""
            assert option.sentence.endswith(".")
        for variant in each.variants.values():
            assert variant.sentence.endswith(".")
            assert all(each.options[name].problem(value) == "" for name, value in variant.options.items())


@pytest.mark.parametrize("each", [each for each in kinds().values() if each.fit], ids=lambda each: each.id)
def test_options_that_are_none_are_refused_together(each: ModelKind) -> None:
    """An unknown name and every impossible value in one refusal."""
    wrong = {
        name: "yes" if isinstance(option.default, bool) else -5.0 for name, option in each.options.items()
    }
    with pytest.raises(Refused) as refused:
        fitted(each.id, {"itemz": True, **wrong}, history(3))
    assert [problem.kind for problem in refused.value.problems] == [
        "unknown option",
        *["impossible option"] * len(wrong),
    ]
