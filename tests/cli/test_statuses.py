"""skills: where a student stands, how sure and how old that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Call, digest

STATUSES = {"mastered", "slipping", "ready", "not yet", "unknown"}


def test_every_skill_of_the_map_has_a_status_with_its_certainty_and_age(call: Call, demo: Path) -> None:
    before = digest(demo)
    found = call("skills", "s001", "--json").json["skills"]
    assert len(found) == len({each["skill"] for each in found}) >= 110
    assert {each["status"] for each in found} <= STATUSES
    assert all((each["uncertainty"] is None) == (each["mastery"] is None) for each in found)
    seen = [each for each in found if each["age_days"] is not None]
    assert seen
    assert all(0 <= each["age_days"] < 40 for each in seen)
    assert digest(demo) == before
    text = call("skills", "s001", "--status", "mastered")
    assert "mastered" in text.flat
    assert "never" not in text.flat
    word = next(each for each in found if each["status"] == "mastered")
    assert call("skills", "s001", "--skill", word["skill"], "--json").json["skills"] == [word]


def test_after_an_answer_it_is_told_where_the_student_stands_now(call: Call, small: Path) -> None:
    for number in range(3):
        said = call("answer", "ana", "add-1", "3", "--key", number)
    assert "«Add» is now mastered (mastery 0.98, unsure by 0.13)." in said.flat
    said = call("assess", "ana", "exit slip", 4, 5, "--skill", "add")
    assert "«Add» is now mastered" in said.flat
    assert (
        call("assess", "ana", "exit slip", 4, 5, "--skill", "add", "--json").json["statuses"][0]["skill"]
        == "add"
    )


@pytest.mark.parametrize(("said", "named"), [(("anna",), "«ana»"), (("ana", "--skill", "ad"), "«add»")])
def test_who_or_what_is_not_there_is_refused_and_the_nearest_named(
    call: Call, small: Path, said: tuple[str, ...], named: str
) -> None:
    found = call("skills", *said)
    assert found.code == 2
    assert named in found.flat
