"""The two walks of ARCHITECTURE.md, watched call by call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from whynext.engine import respond, tick
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, SetClock, small_school

NOUNS = ("competencies", "library", "roster", "mastery", "planning", "process")


def room_of(path: str) -> str | None:
    """The room a source file lies in, None for code that is not ours."""
    parts = Path(path).parts
    if "whynext" not in parts:
        return None
    place = len(parts) - 1 - parts[::-1].index("whynext")
    return parts[place + 1].removesuffix(".py") if len(parts) > place + 1 else None


def watched(walk: Callable[[], Any]) -> tuple[list[str], set[tuple[str, str]]]:
    """Run a walk; return the functions the engine called, in order, and every call between two rooms."""
    stations: list[str] = []
    calls: set[tuple[str, str]] = set()

    def trace(frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call":
            return
        here = room_of(frame.f_code.co_filename)
        caller = frame.f_back
        while caller is not None and room_of(caller.f_code.co_filename) is None:
            caller = caller.f_back
        there = room_of(caller.f_code.co_filename) if caller is not None else None
        name = frame.f_code.co_name
        if here is None or here == there or name.startswith(("<", "__")):
            return
        calls.add((there or "door", here))
        if there == "engine":
            stations.append(f"{here}.{name}")

    sys.setprofile(trace)
    try:
        walk()
    finally:
        sys.setprofile(None)
    return stations, calls


def passes_once(stations: list[str], way: tuple[str, ...]) -> bool:
    """Whether every station of the way is visited, in this order, and none again after a later one."""
    visits = [way.index(station) for station in stations if station in way]
    return visits == sorted(visits) and set(visits) == set(range(len(way)))


@pytest.fixture
def school(tmp_path: Path) -> tuple[Engine, SetClock]:
    clock = SetClock()
    engine = small_school(tmp_path / "walk.school", clock=clock)
    publish(engine, NEXT_SKILL, by="tests")
    respond.respond(engine, Answer("ana", "count-1", "warm", given="3"))
    return engine, clock


ANSWER = (
    "store.with_key",
    "library.score",
    "mastery.observe_response",
    "process.wakes_on",
    "store.append",
    "store.upsert",
)
TOMORROW = (
    "store.source",
    "process.observe",
    "process.judge",
    "ledger.seal_slices",
    "store.append",
    "store.put_frame",
)


def test_a_students_answer_walks_through_the_rooms_in_one_pass(school: tuple[Engine, SetClock]) -> None:
    engine, _ = school
    stations, calls = watched(lambda: respond.respond(engine, Answer("ana", "count-1", "k", given="3")))
    assert passes_once(stations, ANSWER), stations
    assert_only_the_engine_calls(calls)


def test_tomorrows_plan_walks_through_the_rooms_in_one_pass(school: tuple[Engine, SetClock]) -> None:
    engine, clock = school
    clock.forward(hours=7)
    stations, calls = watched(lambda: tick.tick(engine))
    assert passes_once(stations, TOMORROW), stations
    assert_only_the_engine_calls(calls)


def test_a_resent_answer_walks_no_further_than_the_ledger(school: tuple[Engine, SetClock]) -> None:
    engine, _ = school
    stations, _ = watched(lambda: respond.respond(engine, Answer("ana", "count-1", "warm", given="3")))
    assert "store.with_key" in stations
    assert not [each for each in stations if each in ANSWER[1:]]


def assert_only_the_engine_calls(calls: set[tuple[str, str]]) -> None:
    """No noun room calls the engine or the store; nobody below the engine calls upward."""
    for caller, callee in calls:
        if caller in (*NOUNS, "base", "ledger"):
            assert callee not in ("engine", "store", "exchange", "bootstrap", "cli"), (caller, callee)
        if callee == "store":
            assert caller == "engine", (caller, callee)
