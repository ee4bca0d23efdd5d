"""Scores of tests elsewhere: published scales, scores taken in once, diagnostics that begin with them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engine.grown_school import everything, table
from engine.placed_students import asking
from whynext.base.errors import Refused
from whynext.engine import diagnosing, rebuild
from whynext.engine.outside import publish_scale, scales, take_scores
from whynext.engine.school import Engine
from whynext.mastery.diagnostic.answers import OutsideScale
from whynext.mastery.diagnostic.outside import OutsideResult
from whynext.testing.small_school import SetClock

SPRING = OutsideScale(middle=210.0, unit=10.0, doubt=0.0)


@pytest.fixture
def school(engine: Engine) -> Engine:
    publish_scale(asking(engine), "spring", SPRING, by="leader l01")
    return engine


def result(
    score: float = 230.0, student: str = "ana", day: int = 1, **more: object
) -> tuple[str, OutsideResult]:
    said = {"scale": "spring", "error": 3.0, "on": date(2026, 5, day), **more}
    return f"row {day}", OutsideResult(student, score=score, **said)  # type: ignore[arg-type]


def known_at_first(engine: Engine, student: str) -> tuple[float, list[dict[str, float]]]:
    """Begin a diagnostic; return the expected share of skills known, and the prior that was recorded."""
    diagnosing.begin(engine, student, key="first")
    with engine.store.reading() as reading:
        row = reading.table("diagnostics", {"student": student}).row(0, named=True)
        sitting = diagnosing.sitting_of(engine, reading, reading.school(), row)
    share = float(sitting.state.belief.probability.mean())
    return share, json.loads(row["content"])["state"]["prior"]


def test_a_diagnostic_begins_with_what_a_test_elsewhere_showed(school: Engine) -> None:
    taken = take_scores(school, [result(), result(190.0, "ben")], name="spring.csv")
    assert taken.counts == {"scores": 2, "known already": 0}
    high, prior = known_at_first(school, "ana")
    low, _ = known_at_first(school, "ben")
    middle, none = known_at_first(school, "chen")
    assert prior == [{"ability": 2.0, "error": 0.3, "strand": ""}]
    assert none == []
    assert low < middle - 0.1 < middle + 0.1 < high


def test_a_score_sent_again_adds_nothing_and_a_correction_takes_its_place(school: Engine) -> None:
    take_scores(school, [result()], name="spring.csv")
    before = everything(school)
    again = take_scores(school, [result()], name="spring.csv")
    assert (again.counts, again.is_new) == ({"scores": 0, "known already": 1}, False)
    assert everything(school) == before
    take_scores(school, [result(220.0)], name="corrected.csv")
    assert table(school, "outside_scores").select("score", "error").rows() == [(220.0, 3.0)]
    assert rebuild.rebuild(school).same


def test_derived_again_they_are_the_same(school: Engine) -> None:
    take_scores(school, [result(), result(215.0, day=2), result(200.0, "ben")], name="spring.csv")
    take_scores(school, [result(221.0, day=2)], name="later.csv")
    with school.store.writing() as writing:
        writing.replace("outside_scores", writing.table("outside_scores").head(1))
    assert rebuild.rebuild(school).differed["outside_scores"] == 2
    assert sorted(table(school, "outside_scores").get_column("score")) == [200.0, 221.0, 230.0]


def test_everything_that_is_wrong_is_told_together_and_nothing_is_kept(school: Engine) -> None:
    before = everything(school)
    rows = [
        result(),
        result(student="anna", day=2),
        result(day=3, scale="sprin", strand="Geometrie"),
        result(day=4, error=0.0),
        result(day=5, on=date(2027, 5, 5)),
    ]
    with pytest.raises(Refused) as refusal:
        take_scores(school, rows, name="spring.csv")
    told = [(each.where, each.what) for each in refusal.value.problems]
    assert told == [
        ("row 2", "there is no student «anna»"),
        ("row 3", "there is no scale «sprin»"),
        ("row 3", "there is no strand «Geometrie»"),
        ("row 4, error", "0.0 is no error"),
        ("row 5", "the test is dated 2027-05-05, which has not come yet"),
    ]
    assert everything(school) == before


def test_the_latest_counts_while_it_holds_and_what_was_begun_stays(school: Engine, clock: SetClock) -> None:
    take_scores(school, [result(190.0, day=1), result(230.0, day=9)], name="spring.csv")
    _, prior = known_at_first(school, "ana")
    assert [each["ability"] for each in prior] == [2.0]
    publish_scale(school, "spring", OutsideScale(220.0, 10.0, 0.0), by="leader l01")
    _, same = known_at_first(school, "ana")
    assert same == prior
    clock.forward(days=300)
    take_scores(school, [result(230.0, "ben", day=9)], name="late.csv")
    assert known_at_first(school, "ben")[1] == []


def test_a_scale_published_as_it_is_adds_nothing(school: Engine) -> None:
    before = everything(school)
    publish_scale(school, "spring", SPRING, by="somebody else")
    assert everything(school) == before
    with school.store.reading() as reading:
        assert scales(reading)["spring"].scale == SPRING


@pytest.mark.parametrize(
    ("name", "scale", "days", "where"),
    [
        (" ", SPRING, 365, "name"),
        ("x", OutsideScale(1.0, 0.0), 365, "unit"),
        ("x", OutsideScale(float("nan"), 1.0), 365, "middle"),
        ("x", OutsideScale(1.0, 1.0, -0.1), 365, "doubt"),
        ("x", SPRING, 0, "days"),
    ],
)
def test_a_scale_without_a_meaning_is_refused(
    engine: Engine, name: str, scale: OutsideScale, days: int, where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        publish_scale(engine, name, scale, by="x", days=days)
    assert [each.where for each in refusal.value.problems] == [where]
