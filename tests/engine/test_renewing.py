"""A placement is renewed by the first answers since, and by what may have been forgotten."""

from __future__ import annotations

import json

import pytest

from engine.grown_school import everything, table
from engine.placed_students import asking, placed
from whynext.base.errors import NotFound, Refused
from whynext.engine import diagnosing, rebuild
from whynext.engine.claims import outcomes_of
from whynext.engine.models import put_in_force
from whynext.engine.renewing import renew
from whynext.engine.respond import Answer, respond
from whynext.engine.school import Engine
from whynext.mastery.tracing.bkt import Bkt
from whynext.testing.small_school import SetClock


@pytest.fixture
def school(engine: Engine, clock: SetClock) -> Engine:
    """A school in which ana was placed two months ago."""
    placed(asking(engine), "ana")
    clock.forward(days=60)
    return engine


def answered(engine: Engine, skill: str, *right: bool, **more: object) -> None:
    for each in right:
        key = str(len(table(engine, "responses")))
        respond(engine, Answer("ana", f"{skill}-1", key, correct=each, **more))  # type: ignore[arg-type]


def placement(engine: Engine) -> dict[str, float]:
    rows = table(engine, "placements", student="ana").select("skill", "probability")
    return dict(rows.iter_rows())


def estimates(engine: Engine) -> dict[str, float]:
    rows = table(engine, "estimates", student="ana").select("skill", "mastery")
    return dict(rows.iter_rows())


def test_a_retention_check_that_fails_counts_against_what_is_near_it(school: Engine) -> None:
    before = placement(school)
    answered(school, "add", False)
    traced = estimates(school)
    found = renew(school, "ana")
    assert found is not None
    after = placement(school)
    assert after == {each.skill: each.probability for each in found.placement.skills}
    assert after["add"] < before["add"] - 0.1
    assert after["multiply"] < before["multiply"]
    assert after["count"] < before["count"]
    now = estimates(school)
    assert now["add"] == traced["add"]
    assert now["count"] == pytest.approx(min(after["count"], 0.999))


def test_only_the_first_answer_on_a_skill_counts_once(school: Engine, clock: SetClock) -> None:
    answered(school, "add", False, True, True, True)
    renew(school, "ana")
    content = json.loads(table(school, "diagnostics", student="ana").get_column("content")[0])
    late = [each for each in content["state"]["answers"] if each["day"] == clock.at.date().toordinal()]
    assert [(each["skill"], each["correct"]) for each in late] == [("add", False)]
    before = everything(school)
    assert renew(school, "ana") is None
    answered(school, "add", True)
    answered(school, "count", True, hints=2)
    assert renew(school, "ana") is None
    assert everything(school)["placements"] == before["placements"]


def test_derived_again_and_traced_anew_it_is_the_same(school: Engine) -> None:
    answered(school, "add", False)
    answered(school, "count", True)
    renew(school, "ana")
    states = table(school, "estimates").sort("student", "skill")
    assert rebuild.rebuild(school).same
    put_in_force(school, Bkt(), by="tests")
    assert table(school, "estimates").sort("student", "skill").equals(states)
    with school.store.reading() as reading:
        assert len(outcomes_of(reading)) == 1


def test_what_cannot_be_renewed_is_refused(school: Engine) -> None:
    with pytest.raises(NotFound, match="ben has no diagnostic"):
        renew(school, "ben")
    diagnosing.begin(school, "ben", key="first")
    before = everything(school)
    with pytest.raises(Refused, match="not over"):
        renew(school, "ben")
    assert everything(school) == before
