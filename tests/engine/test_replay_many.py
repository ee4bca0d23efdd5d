"""Random decisions replay bit for bit in a new process, with the versions that were in force then."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.grown_school import answer, grown_school, table
from engine.replayer import OUTCOME, bits
from whynext import handbook
from whynext.base.ids import SkillId, StudentId
from whynext.engine import respond, tick
from whynext.engine.decide import PARENT, PARENT_RANK, SECTION, unpack
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.ledger.verify import verify
from whynext.mastery.assessment import AssessmentResult
from whynext.process.run import slice_of
from whynext.testing.small_school import NEXT_SKILL, SKILLS, SetClock

REPLAYER = Path(__file__).with_name("replayer.py")
_NO_LIMIT = NEXT_SKILL.replace("prerequisites_mastered(bar)", "evidence").replace(
    'keep = "prerequisites_mastered"', 'keep = "evidence >= 0"'
)
SAMPLED = _NO_LIMIT.replace("next-skill", "sampled") + (
    '[choose]\nhow = "sample"\ncount = 2\ntemperature = 0.7\nexplore = 0.15\n'
)
TIED = _NO_LIMIT.replace("next-skill", "tied").replace('prefer = "unlocks"', 'prefer = "unlocks > 0"') + (
    '[choose]\nhow = "best"\ncount = 2\nties = "chance"\n'
)
DRAWN = """
id = "drawn"
version = 1
title = "Draw places"
question = "Who gets one of the places?"
juncture = "grouping"
decides = ["a place"]
information = ["enrolled", "skills_mastered"]

[trigger]
every = "weekday 16:00"
when = "enrolled"

[[agents]]
who = "algorithm"
does = "decides"

[parameters]
bar = { value = 5, unit = "skills", because = "there is room for those who have not all of it" }
seats = { value = 7, unit = "places", because = "so many chairs" }

[[rules]]
keep = "skills_mastered <= bar"
because = "there is something left to learn"
refusal = "everything is mastered"

[choose]
how = "lottery"
capacity = "seats"
seed = "announced on Monday"
"""
CHANGES = (
    ("bar         = { value = 0.95", "bar         = { value = 0.6"),
    ("stretch = { value = 0.4", "stretch = { value = 0.1"),
    ("minutes_a_day = { value = 45", "minutes_a_day = { value = 20"),
    ("temperature = 0.7", "temperature = 5.0"),
    ("seats = { value = 7", "seats = { value = 3"),
    ('unlocks > 0"', 'unlocks > 1"'),
    ("value = 0.95,", "value = 0.7,"),
    ("bar = { value = 0.95, unit", "bar = { value = 0.6, unit"),
    ("pass_mark = { value = 0.8", "pass_mark = { value = 0.4"),
)
NAMES = ("something-simpler", "next-object", "next-skill", "daily-plan", "exit-slip")


def texts(version: int) -> list[str]:
    """Return everything that is published, the second time with other numbers in it."""
    written = [*(handbook.text(name) for name in NAMES), SAMPLED, TIED, DRAWN]
    if version == 1:
        return written
    for old, new in CHANGES:
        written = [text.replace(old, new) for text in written]
    return [
        text.replace("version  = 1", "version = 2").replace("version = 1", "version = 2") for text in written
    ]


def slips(engine: Engine, names: list[str], clock: SetClock, chance: random.Random) -> None:
    """Let some students hand in an exit slip."""
    results = [
        AssessmentResult(
            StudentId(name),
            SkillId(chance.choice(SKILLS)),
            "exit slip",
            "",
            chance.randint(0, 5),
            5,
            clock.at,
        )
        for name in chance.sample(names, len(names) // 3)
    ]
    respond.assess_all(engine, results, [f"slip {clock.at.date()}" for _ in results])


def lived(path: Path, *, students: int, days: int) -> dict[str, dict[str, Any]]:
    """Let a school live through some days; return every decision as it stood the moment it was made."""
    clock = SetClock()
    engine = grown_school(path, students=students, clock=clock)
    names = table(engine, "students").get_column("student").to_list()
    chance = random.Random(students)
    remembered: dict[str, dict[str, Any]] = {}
    for day in range(days):
        if day in (0, days // 2):
            for text in texts(1 if day == 0 else 2):
                publish(engine, text, by="tests")
        slips(engine, names, clock, chance)
        clock.forward(hours=7)
        tick.tick(engine)
        remember(engine, remembered)
        clock.at = clock.at.replace(hour=8) + timedelta(days=1 if clock.at.weekday() < 4 else 3)
        answer(engine, names, clock, answers=6, seed=100 + day)
    # The school goes on after the last night: nothing that is replayed rests on what is known now.
    assert_mastery_has_moved_on(engine)
    with engine.store.reading() as reading:
        assert verify(reading.entries()).sound
    engine.store.close()
    return remembered


def assert_mastery_has_moved_on(engine: Engine) -> None:
    """What the first run saw of mastery is not what is known now."""
    with engine.store.reading() as reading:
        run = reading.table("decisions", {"process": "next-skill"}).sort("sequence").get_column("run")[0]
        stored = reading.run(run)
        assert stored is not None
        assert stored.frame is not None
        seen = unpack(stored.frame).select("student", "mastery", skill="option")
        now = reading.table("estimates").select("student", "skill", now="mastery")
    assert len(seen.join(now, on=["student", "skill"]).filter(pl.col("mastery") != pl.col("now"))) > 10


def remember(engine: Engine, remembered: dict[str, dict[str, Any]]) -> None:
    """Note what the decisions that are new were, and what each saw, to the last bit."""
    frames: dict[str, pl.DataFrame] = {}
    with engine.store.reading() as reading:
        for row in reading.table("decisions").iter_rows(named=True):
            if row["id"] in remembered:
                continue
            if row["run"] not in frames:
                stored = reading.run(row["run"])
                assert stored is not None
                assert stored.frame is not None
                frames[row["run"]] = unpack(stored.frame).drop(SECTION, PARENT, PARENT_RANK)
            row["chosen"] = json.loads(row["first_chosen"])
            remembered[row["id"]] = {
                "bits": bits(slice_of(frames[row["run"]], row["student"], row["given"])),
                "outcome": [row[n].hex() if isinstance(row[n], float) else row[n] for n in OUTCOME],
                "version": row["version"],
                "process": row["process"],
                "mechanism": row["mechanism"],
            }


def replayed_elsewhere(path: Path, ids: list[str]) -> list[dict[str, Any]]:
    """Replay decisions in a new process."""
    done = subprocess.run(
        [sys.executable, str(REPLAYER), str(path)],
        input="\n".join(ids),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def replay_some(path: Path, *, students: int, days: int, count: int) -> None:
    remembered = lived(path, students=students, days=days)
    assert len(remembered) > count
    ids = random.Random(count).sample(sorted(remembered), count)
    found = replayed_elsewhere(path, ids)
    assert [each["id"] for each in found] == ids
    for each in found:
        then = remembered[each["id"]]
        assert each["version"] == then["version"], each["id"]
        assert each["bits"] == then["bits"], (each["id"], then)
        assert each["outcome"] == then["outcome"], (each["id"], then)
        if each["alone"] is not None:
            assert each["alone"] == [then["bits"], then["outcome"]], (each["id"], then)
    assert_it_could_have_failed([remembered[each["id"]] for each in found], found)


def assert_it_could_have_failed(then: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    """Both versions, every process and every kind of choice are among them, and the newest would differ."""
    assert {each["version"] for each in then} == {1, 2}
    assert {each["process"] for each in then} >= {*NAMES, "sampled", "tied", "drawn"}
    assert {each["mechanism"] for each in then} >= {"rule", "sample", "lottery", "table", "none"}
    assert any(each["outcome"][4] not in (None, (1.0).hex(), (0.0).hex()) for each in found)
    otherwise = Counter(
        past["process"]
        for past, each in zip(then, found, strict=True)
        if past["version"] == 1 and each["newest"] != each["outcome"]
    )
    assert len(otherwise) >= 3, otherwise


def test_a_hundred_random_decisions_replay_bit_for_bit_in_a_new_process(tmp_path: Path) -> None:
    """After new versions were published and mastery has moved on."""
    replay_some(tmp_path / "some.school", students=14, days=2, count=100)


@pytest.mark.long
def test_a_thousand_random_decisions_replay_bit_for_bit_in_a_new_process(tmp_path: Path) -> None:
    """Eight nights of a school of sixty."""
    replay_some(tmp_path / "many.school", students=60, days=8, count=1000)


def test_a_difference_in_the_last_bit_is_a_difference() -> None:
    """What is compared is really compared: values, missing values, types and names."""
    frame = pl.DataFrame({"mastery": [0.1, None], "option": ["a", None]})
    others = [
        frame.with_columns(pl.col("mastery") * (1 + 2**-52)),
        frame.with_columns(pl.col("mastery").fill_null(0.0)),
        frame.with_columns(pl.col("mastery").cast(pl.Float32).cast(pl.Float64)),
        frame.rename({"option": "chosen"}),
        frame.reverse(),
    ]
    assert len({bits(each) for each in (frame, *others)}) == 6
    assert bits(frame.clone()) == bits(frame)
