"""Killed at any moment, asked twice, two at once: nothing acknowledged is lost and nothing happens twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from whynext import bootstrap
from whynext.base.clock import instant_of
from whynext.engine import rebuild, respond, tick
from whynext.engine.decide import Cause, compute, pairs_of
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine, definition_of, moment
from whynext.ledger.verify import verify
from whynext.testing.small_school import NEXT_SKILL, STUDENTS, SetClock, small_school

SURVIVOR = Path(__file__).with_name("survivor.py")


def killed_at(path: Path, first: int, day: int, after: float) -> list[str]:
    """Run the survivor, kill it so many seconds after it is ready, and return what it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, str(SURVIVOR), str(path), str(first), str(day)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    ready = child.stdout.readline()
    assert ready == b"ready\n", child.stderr.read().decode()
    time.sleep(after)
    child.kill()
    said, _ = child.communicate()
    return [line for line in said.decode().split("\n")[:-1] if line]


def survive(path: Path, times: int, seed: int) -> None:
    """Kill the survivor so many times at random moments; look at what is left after each."""
    chance = random.Random(seed)
    engine = small_school(path)
    publish(engine, NEXT_SKILL, by="tests")
    engine.store.close()
    answered: set[int] = set()
    ticked: set[int] = set()
    first = day = 0
    for _ in range(times):
        lines = killed_at(path, first, day, chance.uniform(0.0, 0.25))
        answered |= {int(line.split()[1]) for line in lines if line.startswith("answered")}
        ticked |= {int(line.split()[1]) for line in lines if line.startswith("ticked")}
        # The next child begins with the last answer that may or may not have been taken in.
        first = max(answered, default=-1) // 5 * 5
        day = max(ticked, default=0)
        look(path, answered, ticked)


def look(path: Path, answered: set[int], ticked: set[int]) -> None:
    """Nothing acknowledged is lost, nothing is there twice, and the chain verifies."""
    engine = bootstrap.engine(path, clock=SetClock(datetime(2030, 1, 1, tzinfo=UTC)))
    with engine.store.reading() as reading:
        assert verify(reading.entries()).sound
        for number in answered:
            student = STUDENTS[number % len(STUDENTS)]
            assert reading.with_key(f"answered\x1f{student}\x1fanswer {number}") is not None, number
        responses = Counter(reading.table("responses").get_column("key").to_list())
        assert not [key for key, count in responses.items() if count > 1]
        decisions = reading.table("decisions")
        once = decisions.group_by("student", "process", "occasion").len()
        assert once.get_column("len").to_list() == [1] * len(once)
        for day in ticked:
            date_of = date(2026, 9, 14) + timedelta(days=day)
            if date_of.weekday() < 5:
                due = instant_of(date_of, time_of_day(16), ZoneInfo("Europe/Berlin"))
                there = decisions.filter(pl.col("occasion") == f"calendar {due.isoformat()}")
                assert len(there) == len(STUDENTS), day
    assert rebuild.rebuild(engine).same
    engine.store.close()


def test_killed_a_few_times_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    survive(tmp_path / "survivor.school", times=4, seed=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_killed_two_hundred_times_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    survive(tmp_path / "survivor.school", times=200, seed=2)


def test_two_processes_that_tick_at_once_decide_a_day_once(tmp_path: Path) -> None:
    path = tmp_path / "two.school"
    engine = small_school(path)
    publish(engine, NEXT_SKILL, by="tests")
    engine.store.close()
    children = [
        subprocess.Popen(
            [sys.executable, str(SURVIVOR), str(path), "0", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        assert child.stdout is not None
        while child.stdout.readline().startswith((b"ticked 0", b"ticked 1", b"ticked 2", b"answered")):
            pass
    for child in children:
        child.kill()
        child.communicate()
    look(path, set(range(5)), {0, 1, 2})


def test_a_run_of_one_equals_its_part_of_a_run_of_many(engine: Engine, clock: SetClock) -> None:
    chance = random.Random(5)
    sampled = NEXT_SKILL.replace("version = 1", "version = 2")
    publish(engine, sampled + '\n[choose]\nhow = "best"\nexplore = 0.5\n', by="tests")
    for number in range(60):
        student, skill = chance.choice(STUDENTS), chance.choice(("count", "add", "subtract"))
        respond.respond(engine, Answer(student, f"{skill}-1", f"k{number}", given=chance.choice("34")))
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        definition = definition_of(engine, reading, "next-skill")
        cause = Cause("a test", {}, here.today)
        many = compute(engine, reading, here, definition, pairs_of(sorted(STUDENTS)), cause)
        assert many is not None
        for student in STUDENTS:
            one = compute(engine, reading, here, definition, pairs_of([student]), cause)
            assert one is not None
            mine = many.frame.filter(pl.col("student") == student)
            assert one.frame.equals(mine, null_equal=True)


@pytest.mark.parametrize(
    ("begins", "days"),
    [
        (datetime(2026, 3, 26, 12, tzinfo=UTC), 6),  # the clock skips 02:30 on the 29th
        (datetime(2026, 10, 22, 12, tzinfo=UTC), 6),  # it strikes 02:30 twice on the 25th
        (datetime(2028, 2, 26, 12, tzinfo=UTC), 6),  # a leap day
    ],
)
def test_every_day_has_one_half_past_two(tmp_path: Path, begins: datetime, days: int) -> None:
    clock = SetClock(begins)
    engine = small_school(tmp_path / "night.school", clock=clock)
    publish(engine, NEXT_SKILL.replace("weekday 16:00", "daily 02:30"), by="tests")
    for _ in range(days * 24 * 2):
        clock.forward(minutes=30)
        tick.tick(engine)
    with engine.store.reading() as reading:
        counts = reading.table("decisions").group_by("student", "occasion").len()
        occasions = counts.get_column("occasion").unique().to_list()
    assert counts.get_column("len").to_list() == [1] * len(counts)
    assert len(occasions) == days
    engine.store.close()
