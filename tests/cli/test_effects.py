"""``whynext effects``: what is known of learning objects, and by which parameters."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from cli.conftest import Call
from engine.taught_school import school_day, taught_school
from whynext.testing.small_school import SetClock


@pytest.fixture
def taught(folder: Path) -> Path:
    """A school that has seen what its objects teach."""
    clock, known = SetClock(), set[tuple[str, str]]()
    engine = taught_school(folder / "taught.school", clock, students=8)
    chance = random.Random(1)
    for _ in range(3):
        school_day(engine, clock, chance, known)
    engine.store.close()
    return folder / "taught.school"


def test_it_tells_how_well_objects_teach_and_how_sure_that_is(call: Call, taught: Path) -> None:
    found = call("effects", "show", "--school", taught, "--json").json
    objects = {each["object"]: each for each in found["objects"]}
    assert objects["good"]["effect"] > objects["poor"]["effect"]
    assert objects["good"]["outcomes"] > 10
    assert objects["good"]["uncertainty"] > 0
    told = call("effects", "show", "--school", taught).flat
    assert "Good" in told
    assert "uses of 3 learning objects were followed by answers" in told


def test_where_nothing_is_known_it_says_so(call: Call, small: Path) -> None:
    told = call("effects", "show", "--school", small)
    assert "Nothing is known yet" in told.flat
    assert told.code == 0


def test_other_parameters_are_put_in_force(call: Call, taught: Path, folder: Path) -> None:
    (folder / "other.json").write_text(json.dumps({"contexts": ["same_again"], "days": 7}))
    done = call("effects", "publish", "other.json", "--by", "dora", "--school", taught, "--json").json
    found = call("effects", "show", "--school", taught, "--json").json
    assert done["version"] == found["version"]
    assert (found["parameters"]["contexts"], found["parameters"]["days"]) == (["same_again"], 7)
    assert call("rebuild", "--school", taught).code == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "holds no parameters"),
        ('{"day": 3}', "did you mean «days»"),
        ('{"days": -1, "guess": "x"}', "days"),
        ('{"contexts": ["intrest"]}', "did you mean «interest»"),
        ('{"answers": 2.5}', "no whole number"),
    ],
)
def test_wrong_parameters_are_refused_and_nothing_changes(
    call: Call, taught: Path, folder: Path, written: str, said: str
) -> None:
    before = taught.read_bytes()
    (folder / "wrong.json").write_text(written)
    refused = call("effects", "publish", "wrong.json", "--by", "dora", "--school", taught)
    assert refused.code == 2
    assert said in refused.flat
    assert taught.read_bytes() == before


def test_the_handbooks_later_version_is_tested_published_and_listed(call: Call, small: Path) -> None:
    assert call("process", "test", "handbook/next-object/learned").code == 0
    for name in ("something-simpler", "next-object", "next-object/learned"):
        assert call("process", "publish", f"handbook/{name}", "--by", "dora", "--school", small).code == 0
    listed = call("process", "list", "--school", small, "--json").json
    assert {"process": "next-object", "version": 2} in [
        {name: each[name] for name in ("process", "version")} for each in listed["in_force"]
    ]


def test_why_tells_what_was_known_of_each_object_and_how_likely_it_was(call: Call, taught: Path) -> None:
    plan = call("plan", "s01", "--school", taught, "--json").out
    ids = re.findall(r'"id": "([0-9a-z]+-\d+)"|"decision": "([0-9a-z]+-\d+)"', plan)
    told = [call("why", each, "--school", taught).flat for pair in ids for each in pair if each]
    drawn = [each for each in told if "it was drawn, with a chance of" in each]
    assert drawn
    for each in drawn:
        assert "how unsure its score is decides how often it is tried (effect uncertainty" in each
        assert "it has taught students like this one (expected effect" in each
        assert re.search(r"Next best: .*points behind; chance \d+ in 100, expected effect", each)
