"""Lists for the summer on an invented shelf: long enough, in range, of interest, and there to be had."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from handbook.summer_library import seen
from whynext import bootstrap, handbook
from whynext.process.check import check
from whynext.process.definition import Definition
from whynext.process.reading import read
from whynext.process.run import judge

IN_RANGE = (pl.col("object_reading_level") >= pl.col("reading_level") - 1.0) & (
    pl.col("object_reading_level") <= pl.col("reading_level") + 0.5
)


def definition(name: str) -> Definition:
    """Return a definition of the handbook."""
    return read(handbook.text(name), bootstrap.catalogue())


def lists(name: str, *, students: int, shelf: int, seed: int = 1) -> pl.DataFrame:
    """Return every title of every list, for so many students and books."""
    observed = seen(definition(name), seed)
    few = observed.filter(
        pl.col("student").is_in([f"s{n:03d}" for n in range(students)])
        & pl.col("option").is_in([f"book-{n:03d}" for n in range(shelf)])
    )
    frame, _ = judge(definition(name), few, b"s")
    return frame.filter(pl.col(":rank") > 0)


SIZES = [
    ("summer-reading", 200, 300),
    ("summer-reading/shared", 50, 150),
    pytest.param("summer-reading/shared", 200, 300, marks=pytest.mark.long),
]


@pytest.mark.parametrize(("name", "students", "shelf"), SIZES)
def test_every_list_is_long_enough_in_range_of_interest_and_on_the_shelf(
    name: str, students: int, shelf: int
) -> None:
    """Eight to fifteen titles, four of five in range, two that the student likes, none that is out."""
    found = lists(name, students=students, shelf=shelf)
    each = found.group_by("student").agg(
        titles=pl.len(), readable=IN_RANGE.mean(), liked=pl.col("interest_match").fill_null(False).sum()
    )
    assert len(each) == students
    assert each.filter(~pl.col("titles").is_between(8, 15)).is_empty()
    assert each.filter(pl.col("readable") < 0.8).is_empty()
    assert each.filter(pl.col("liked") < 2).is_empty()
    assert found.filter(pl.col("in_use") >= pl.col("copies")).is_empty()
    assert found.filter("used_before").is_empty()


@pytest.mark.parametrize(("students", "shelf"), [(50, 75), pytest.param(200, 300, marks=pytest.mark.long)])
def test_shared_lists_offer_a_copy_to_three_students_at_most(students: int, shelf: int) -> None:
    """Lists made one by one offer some copies to many more; and of shared lists fewer picks find nothing."""
    gone = {}
    for name in ("summer-reading", "summer-reading/shared"):
        found = lists(name, students=students, shelf=shelf)
        offered = found.group_by("option").agg(
            readers=pl.len(), free=pl.col("copies").first() - pl.col("in_use").first()
        )
        most = (offered.get_column("readers") / offered.get_column("free")).max()
        assert (most <= 3.0) == (name == "summer-reading/shared")
        gone[name] = picks_that_find_nothing(found)
    assert gone["summer-reading/shared"] <= 0.6 * gone["summer-reading"]


def picks_that_find_nothing(found: pl.DataFrame) -> float:
    """Return which share of picks finds the copies gone, where each takes three of the list, in any order."""
    chance = np.random.default_rng(3)
    free = dict(found.group_by("option").agg(pl.col("copies").first() - pl.col("in_use").first()).iter_rows())
    picks = [
        title
        for (_,), part in found.group_by("student", maintain_order=True)
        for title in chance.choice(part.get_column("option").to_numpy(), size=3, replace=False).tolist()
    ]
    missed = 0
    for title in chance.permutation(picks).tolist():
        missed += free[title] <= 0
        free[title] -= 1
    return missed / len(picks)


@pytest.mark.parametrize("name", ["summer-reading", "summer-reading/shared"])
def test_the_lists_personalize(name: str) -> None:
    """They read what is known of the student, and come out otherwise where that is otherwise (D2, D3)."""
    few = seen(definition(name), 1).filter(
        pl.col("student").is_in(["s000", "s001", "s002"]) & pl.col("option").str.ends_with("0")
    )
    found = check(definition(name), bootstrap.catalogue(), few, b"s")
    assert found.personalizes
