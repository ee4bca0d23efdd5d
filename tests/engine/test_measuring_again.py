"""A tick measures again only those of whom something is new, or whose answers have become old."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.grown_school import table
from whynext import handbook
from whynext.engine import inspect
from whynext.engine.publish import publish
from whynext.engine.respond import Answer, respond
from whynext.engine.school import Engine
from whynext.engine.statuses import statuses_of
from whynext.engine.tick import tick
from whynext.testing.small_school import STUDENTS, SetClock

AGAIN = "re-measure"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def school(engine: Engine) -> Engine:
    publish(engine, handbook.text(AGAIN), by="tests", name=AGAIN)
    return engine


def answered(engine: Engine, student: str, skill: str, *correct: bool, **more: object) -> None:
    for right in correct:
        key = str(len(table(engine, "responses")))
        respond(engine, Answer(student, f"{skill}-1", key, correct=right, **more))  # type: ignore[arg-type]


def friday(engine: Engine, clock: SetClock) -> list[str]:
    """Move on to the next Friday, 15:05 in Berlin, and return for whom it was decided."""
    clock.forward(hours=1)
    while (clock.at.astimezone(BERLIN).weekday(), clock.at.astimezone(BERLIN).hour) != (4, 15):
        clock.forward(hours=1)
    clock.at = clock.at.replace(minute=5)
    tick(engine)
    made = table(engine, "decisions", process=AGAIN).filter(decided_at=clock.at)
    return sorted(made.get_column("student"))


def test_only_who_has_new_evidence_is_decided_for(school: Engine, clock: SetClock) -> None:
    answered(school, "ana", "count", True)
    answered(school, "ben", "count", True)
    assert friday(school, clock) == ["ana", "ben"]
    assert friday(school, clock) == []
    answered(school, "ben", "count", False)
    assert friday(school, clock) == ["ben"]
    assert friday(school, clock) == []
    assert len(table(school, "decisions", process=AGAIN)) == 3 < len(STUDENTS)


def test_an_old_answer_that_comes_in_late_is_new_evidence(school: Engine, clock: SetClock) -> None:
    answered(school, "ana", "count", True)
    assert friday(school, clock) == ["ana"]
    answered(school, "ana", "add", True, at=clock.at - timedelta(days=20))
    assert friday(school, clock) == ["ana"]


def test_who_has_become_old_is_looked_at_once_more_and_then_rests(school: Engine, clock: SetClock) -> None:
    answered(school, "ana", "count", *[True] * 12)
    assert friday(school, clock) == ["ana"]
    first = clock.at
    while not (again := friday(school, clock)):
        assert clock.at < first + timedelta(days=140)
    assert again == ["ana"]
    assert clock.at - first > timedelta(days=110)
    (decision,) = table(school, "decisions", process=AGAIN).filter(decided_at=clock.at).rows(named=True)
    assert decision["chosen"] == '["count"]'
    assert [friday(school, clock) for _ in range(6)] == [[]] * 6


def test_what_slips_is_measured_again_and_why_says_so(school: Engine, clock: SetClock) -> None:
    answered(school, "ana", "count", *[True] * 3)
    assert friday(school, clock) == ["ana"]
    answered(school, "ana", "count", *[False] * 2)
    assert friday(school, clock) == ["ana"]
    (decision,) = table(school, "decisions", process=AGAIN).filter(decided_at=clock.at).rows(named=True)
    explained = inspect.explain(school, decision["id"])
    (chosen,) = explained.chosen
    assert chosen.option == "count"
    read = {name: value for reason in chosen.reasons for name, value in reason.read.items()}
    assert read["status"] == "slipping"
    assert inspect.replay_run(school, decision["id"]).replay.same


def test_noisier_answers_are_trusted_less_and_measured_again(school: Engine, clock: SetClock) -> None:
    """Of two who know as much, the one whose answers jump about: less certain, and proposed for measuring."""
    answered(school, "ana", "count", *[True] * 6)
    answered(school, "ben", "count", True, False, True, True, False, False)
    found = {}
    for student in ("ana", "ben"):
        (now,) = statuses_of(school, student, ["count"])
        found[student] = now
    assert found["ana"].uncertainty < 0.1 < 0.3 < found["ben"].uncertainty  # type: ignore[operator]
    assert friday(school, clock) == ["ana", "ben"]
    chosen = table(school, "decisions", process=AGAIN).select("student", "chosen")
    assert dict(chosen.iter_rows()) == {"ana": "[]", "ben": '["count"]'}
