"""place: the diagnostic in the terminal."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from cli.conftest import Call, digest, table


def dont_know(times: int) -> list[str]:
    return [word for _ in range(times) for word in ("--answer", "?")]


def test_a_diagnostic_asks_goes_on_and_places(call: Call, demo: Path) -> None:
    first = call("place", "s001", "--json")
    assert first.code == 0
    assert first.json["number"] == 1
    assert call("place", "s001", "--json").json == first.json
    second = call("place", "s001", "--answer", "?", "--json").json
    assert second["number"] == 2
    ended = call("place", "s001", *dont_know(30))
    assert ended.code == 0
    assert "s001 is placed after" in ended.flat
    assert "Likely known:" in ended.flat
    skills = table(demo, "competencies", kind="skill")
    assert len(table(demo, "placements", student="s001")) == len(skills) > 100
    assert table(demo, "diagnostics", student="s001").get_column("open").to_list() == [False]


def test_what_cannot_be_read_is_refused_and_asked_again(call: Call, demo: Path) -> None:
    asked = call("place", "s002", "--json").json
    before = digest(demo)
    said = call("place", "s002", "--answer", "banana split (" * 100)  # too long to be words, too
    assert said.code == 2
    assert digest(demo) == before
    assert call("place", "s002", "--json").json["asked"] == asked["asked"]


def test_a_diagnostic_can_be_begun_anew(call: Call, demo: Path) -> None:
    call("place", "s003", *dont_know(2))
    anew = call("place", "s003", "--anew", "--json").json
    assert anew["number"] == 1


def test_nobody_is_placed_who_is_not_there(call: Call, demo: Path) -> None:
    before = digest(demo)
    said = call("place", "s0001")
    assert said.code == 2
    assert "s001" in said.flat
    assert digest(demo) == before


def test_claims_are_compared_with_the_blind_questions_and_corrected(call: Call, demo: Path) -> None:
    assert "no claim of a diagnostic has been checked yet" in call("claims").flat
    call("place", "s001", *dont_know(40))
    said = call("claims")
    assert "1 claim was checked by a question drawn blindly." in said.flat
    assert "It is not in force" in said.flat
    before = digest(demo)
    assert call("claims", "--publish").code == 2
    assert digest(demo) == before
    assert "This correction is in force." in call("claims", "--publish", "--by", "leader l01").flat
    assert call("claims", "--json").json["in_force"]["pairs"] == 1


def test_a_placement_is_renewed_by_what_was_answered_since(call: Call, demo: Path) -> None:
    assert call("place", "s001", "--renew").code == 2
    ended = call("place", "s001", *dont_know(40), "--json").json
    assert "Nothing was answered since" in call("place", "s001", "--renew").flat
    before = {each["skill"]: each["probability"] for each in ended["placement"]["skills"]}
    practised = table(demo, "responses", student="s001").get_column("skills").to_list()
    numbers = table(demo, "items", kind="number").get_column("id").to_list()
    fresh = ~pl.col("skill").is_in(practised) & pl.col("item").is_in(numbers)
    item, skill = table(demo, "item_skills").sort("item").filter(fresh).select("item", "skill").row(0)
    assert call("answer", "s001", item, "1", "--key", "x").code == 0
    said = call("place", "s001", "--renew", "--json").json
    after = {each["skill"]: each["probability"] for each in said["placement"]["skills"]}
    assert after[skill] != before[skill]
