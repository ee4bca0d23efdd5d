"""The streaming predictor on a real history: students it never saw, predict, then learn."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from mastery.prediction.conftest import SEED
from whynext.mastery.card import card, errors_of
from whynext.mastery.prediction.columns import columns_of
from whynext.mastery.prediction.registry import kind
from whynext.mastery.prediction.twins import persons
from whynext.mastery.response import OBSERVED


def read(folder: Path, half: str) -> pl.DataFrame:
    """Return half of the real history; it has an order, but no times."""
    table = pl.read_csv(folder / "responses" / "assistments09" / f"{half}.tsv.gz", separator="\t")
    return table.select(
        student=pl.col("user_id").cast(pl.String),
        item=pl.col("item_id").cast(pl.String),
        skill=pl.col("skill_id").cast(pl.String),
        correct=pl.col("correct") == 1,
        at=pl.lit(datetime(2009, 9, 1, tzinfo=UTC)).cast(OBSERVED["at"]),
        hints=pl.lit(None, pl.Int64()),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


@pytest.mark.real_data
@pytest.mark.long
def test_unseen_students_are_predicted_well_and_honestly(shared_data: Path) -> None:
    """On the test half; the end of each student turned round changes nothing before it."""
    train, test = read(shared_data, "train"), read(shared_data, "test")
    model = kind("streaming").fit(train, seed=SEED).model
    told = model.predict_all(test)
    errors = errors_of(told["probability"].to_numpy(), told["correct"].cast(float).to_numpy())
    assert errors.auc is not None
    assert errors.auc >= 0.785
    assert errors.ece <= 0.015
    made = card(
        model.id, model.version, told["probability"], told["correct"], data="real answers", split="by student"
    )
    assert made.errors == errors
    late = pl.col("order") > pl.col("order").median().over("student")
    turned = test.with_columns(correct=pl.col("correct") ^ late)
    early = ~test.select(late).to_series()
    again = model.predict_all(turned)
    assert again.filter(early)["probability"].to_list() == told.filter(early)["probability"].to_list()
    assert again["probability"].to_list() != told["probability"].to_list()


@pytest.mark.real_data
@pytest.mark.long
def test_the_real_history_has_students_on_both_sides_of_its_split(shared_data: Path) -> None:
    """Why figures are told with and without them."""
    train, test = read(shared_data, "train"), read(shared_data, "test")
    later = test.with_columns(pl.col("order") + train.height)
    columns = columns_of(pl.concat([train, later]))
    person = persons(columns)
    tested = np.isin(columns.students, test["student"].unique().to_list())
    copied = tested & np.isin(person, person[~tested])
    answers = copied[columns.student].sum()
    assert 0.2 < answers / test.height < 0.3
