"""Models of mastery change what is known of students, and nothing that was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.grown_school import answer, everything, grown_school, table
from whynext.engine import inspect, rebuild, respond, tick
from whynext.engine.history import history
from whynext.engine.models import published_models, put_in_force
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.mastery.tracing.bkt import Bkt
from whynext.mastery.tracing.streak import Streak, StreakParameters
from whynext.testing.small_school import NEXT_SKILL, SetClock

CLOCK = SetClock()


@pytest.fixture
def grown(tmp_path: Path) -> Engine:
    """A school with a history that came as a file and answers that came one by one."""
    engine = grown_school(tmp_path / "grown.school", students=8, clock=CLOCK)
    publish(engine, NEXT_SKILL, by="tests")
    for number in (1, 2):
        respond.respond(engine, respond.Answer("s001", "add-1", f"one {number}", given="3"))
    answer(engine, ["s002", "s003"], CLOCK, answers=6, seed=9)
    return engine


def test_the_history_is_every_answer_in_the_order_in_which_it_came(grown: Engine) -> None:
    with grown.store.reading() as reading:
        seen = history(reading).frame()
    assert len(seen) == len(table(grown, "responses"))
    assert seen.get_column("order").is_sorted()
    assert seen.filter(student="s001").get_column("item").to_list()[-2:] == ["add-1", "add-1"]


def test_hints_and_times_that_were_told_reach_the_models(grown: Engine) -> None:
    slow = respond.Answer("s001", "add-1", "slow", given="3", hints=2, seconds=41.5)
    respond.respond(grown, slow)
    with grown.store.reading() as reading:
        last = history(reading).frame().row(-1, named=True)
    assert (last["hints"], last["seconds"], last["credit"]) == (2, 41.5, 1.0)


def test_another_model_traces_all_answers_anew(grown: Engine) -> None:
    before = table(grown, "estimates")
    done = put_in_force(grown, Streak(StreakParameters(2)), by="tests")
    after = table(grown, "estimates")
    assert set(after.get_column("model")) == {"streak"}
    assert after.select("student", "skill", "answers", "right").equals(
        before.select("student", "skill", "answers", "right")
    )
    assert (done.answers, done.estimates) == (len(table(grown, "responses")), len(after))


def test_putting_the_first_model_back_puts_its_estimates_back(grown: Engine) -> None:
    before = table(grown, "estimates")
    put_in_force(grown, Streak(), by="tests")
    put_in_force(grown, Bkt(), by="tests")
    assert table(grown, "estimates").equals(before)


def test_rebuilding_after_a_change_of_model_changes_nothing(grown: Engine) -> None:
    put_in_force(grown, Streak(), by="tests")
    respond.respond(grown, respond.Answer("s001", "add-1", "later", given="3"))
    before = everything(grown)
    assert rebuild.rebuild(grown).same
    assert everything(grown) == before


def test_what_was_decided_before_is_replayed_with_the_estimates_of_then(grown: Engine) -> None:
    CLOCK.forward(hours=9)
    tick.tick(grown)
    decisions = table(grown, "decisions")
    assert len(decisions) > 0
    put_in_force(grown, Streak(), by="tests")
    assert table(grown, "decisions").equals(decisions)
    for run in decisions.get_column("run").unique().to_list():
        assert inspect.replay_run(grown, run).replay.same


def test_every_model_that_was_in_force_is_told(grown: Engine) -> None:
    put_in_force(grown, Streak(), by="dora")
    with grown.store.reading() as reading:
        told = [(each.model, each.by) for each in published_models(reading)]
    assert told == [("bkt", "whynext"), ("streak", "dora")]
