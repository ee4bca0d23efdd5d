"""process list, show, check, test, compare, publish, what-if, schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import PUBLISHED, Call, digest, table
from whynext import bootstrap
from whynext.testing.small_school import NEXT_SKILL


@pytest.fixture
def written(folder: Path) -> Path:
    """A folder with a definition, and an example that holds beside one that does not."""
    (folder / "mine").mkdir()
    (folder / "mine" / "process.toml").write_text(NEXT_SKILL)
    good = """
[[examples]]
says = "What is mastered is left out"
today = 2026-09-14
student = { enrolled = true }
[examples.options]
"count" = { mastery = 0.99, prerequisites_mastered = true, unlocks = 4 }
"add" = { mastery = 0.30, prerequisites_mastered = true, unlocks = 1 }
[examples.expect]
chosen = ["add"]
"""
    (folder / "mine" / "examples.toml").write_text(good)
    return folder / "mine"


def test_the_list_has_what_is_in_force_and_what_is_not(call: Call, demo: Path) -> None:
    said = call("process", "list")
    assert "next-skill" in said.out
    missing = said.flat.partition("not in force here: ")[2]
    assert all(name in missing for name in ("flexible-groups", "tutoring-placement", "tracking-1955"))
    assert "Nothing is published" not in said.out


def test_the_list_of_a_new_school(call: Call, small: Path) -> None:
    assert "Nothing is published yet" in call("process", "list").flat


def test_show_says_who_acts_what_is_read_and_why(call: Call, demo: Path) -> None:
    said = call("process", "show", "next-skill").flat
    assert "How far the student has mastered the skill" in said
    assert "the customary bar of Bayesian knowledge tracing" in said
    assert "The teacher may override until 07:30" in said


def test_show_leaves_out_what_its_way_of_choosing_does_not_read(call: Call, demo: Path) -> None:
    said = call("process", "show", "next-skill").flat
    assert "It decides the skill" in said
    assert "Where information is missing: the teacher is asked" in said
    assert "temperature" not in said
    assert "drawn at random" not in said
    assert "the highest score" not in call("process", "show", "daily-plan").flat


def test_the_handbook_can_be_read_without_a_school(call: Call) -> None:
    assert "Assign a track" in call("process", "show", "handbook/tracking-1955").flat
    assert 'id       = "next-skill"' in call("process", "show", "next-skill", "--toml").out


def test_a_published_version_is_named_by_its_number(call: Call, demo: Path) -> None:
    assert call("process", "show", "next-skill@1", "--json").json["version"] == 1
    assert call("process", "show", "next-skill@7").code == 2
    assert call("process", "show", "next-skill@new").code == 2


def test_a_name_that_is_none_gets_the_nearest(call: Call, demo: Path) -> None:
    said = call("process", "show", "next-skil")
    assert said.code == 2
    assert "next-skill" in said.flat
    assert call("process", "show", "handbook/next-skil").code == 2
    assert call("process", "show", "nothing/process.toml").code == 2


def test_every_mistake_in_a_file_is_told_with_its_line(call: Call, demo: Path, written: Path) -> None:
    text = NEXT_SKILL.replace("mastery < bar", "mastrey < bar").replace('"unlocks"', '"unlokcs"')
    (written / "process.toml").write_text(text.replace("weekday 16:00", "whenever"))
    before = digest(demo)
    said = call("process", "publish", "mine", "--by", "me", "--json")
    assert said.code == 2
    problems = said.json["problems"]
    assert len(problems) >= 3
    assert all("line" in each["where"] for each in problems)
    assert any("mastery" in each["valid"] or "mastery" in each["what"] for each in problems)
    assert digest(demo) == before


def test_check_finds_that_the_next_skill_is_personal(call: Call, demo: Path) -> None:
    said = call("process", "check", "next-skill", "--influence", "--json").json
    assert said["personalizes"] is True
    assert set(said["conditions"]) == {"D1", "D2", "D3", "D4"}
    assert 0 < said["influence"]["share_of_decisions"] <= 1


def test_check_of_what_is_the_same_for_all_exits_with_1(call: Call, demo: Path, written: Path) -> None:
    text = NEXT_SKILL.replace('keep = "mastery < bar"', 'keep = "unlocks >= bar"')
    text = text.replace('keep = "prerequisites_mastered"', 'keep = "unlocks >= 0"')
    text = text.replace('"mastery", "prerequisites_mastered(bar)", "unlocks"', '"unlocks"')
    (written / "process.toml").write_text(text)
    said = call("process", "check", "mine")
    assert said.code == 1, said.flat
    assert "It does not personalize" in said.flat


def test_check_decides_for_the_skill_that_most_is_known_of(call: Call, demo: Path) -> None:
    assert call("process", "check", "next-object", "--json").json["process"] == "next-object"


def test_the_handbooks_examples_hold(call: Call) -> None:
    said = call("process", "test", "--json")
    assert said.code == 0, said.out
    assert {each["process"] for each in said.json["processes"]} == set(bootstrap.handbook_names())
    assert all(each["examples"] for each in said.json["processes"])


def test_examples_beside_a_file_are_run_and_a_wrong_one_exits_with_1(call: Call, written: Path) -> None:
    good = call("process", "test", "mine")
    assert good.code == 0, good.err
    examples = written / "examples.toml"
    examples.write_text(examples.read_text().replace('chosen = ["add"]', 'chosen = ["count"]'))
    bad = call("process", "test", "mine/process.toml")
    assert bad.code == 1
    assert "0 of 1" in bad.flat


def test_a_definition_without_examples_says_so(call: Call, written: Path) -> None:
    (written / "examples.toml").unlink()
    said = call("process", "test", "mine")
    assert said.code == 2
    assert "examples.toml" in said.flat


def test_two_versions_are_compared_in_words(call: Call, demo: Path) -> None:
    said = call("process", "compare", "next-skill", "--set", "bar=0.8")
    assert "goes from 0.95 to 0.8" in said.flat
    with_affected = call("process", "compare", "next-skill", "--set", "bar=0.8", "--affected", "--json").json
    assert with_affected["affected"]["decisions"] == 18
    assert with_affected["elements"] == ["rules"]


def test_comparing_with_nothing_is_refused(call: Call, demo: Path) -> None:
    assert call("process", "compare", "next-skill").code == 2


def test_what_if_names_who_is_affected_and_writes_nothing(call: Call, demo: Path) -> None:
    before = digest(demo)
    said = call("process", "what-if", "next-skill", "--set", "skills=1")
    assert "It would decide differently for 18 students (100 of 100)." in said.flat
    document = call("process", "what-if", "next-skill", "--set", "skills=1", "--json").json
    assert document["different"] == len(document["students"]) == 18
    assert digest(demo) == before


def test_what_if_nothing_changes_nobody_is_affected(call: Call, demo: Path) -> None:
    assert "for 0 students" in call("process", "what-if", "next-skill").flat


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("bra=0.8", "bar"), ("bar", "NAME=VALUE"), ("bar=high", "number"), ("bar=7", "a number from 0 to 1")],
)
def test_a_value_that_cannot_be_set_is_refused(value: str, wanted: str, call: Call, demo: Path) -> None:
    said = call("process", "what-if", "next-skill", "--set", value)
    assert said.code == 2
    assert wanted in said.flat


def test_what_may_not_be_published_can_still_be_tried(call: Call, demo: Path) -> None:
    assert call("process", "compare", "handbook/tracking-1955", "handbook/next-skill").code == 0
    said = call("process", "publish", "handbook/tracking-1955", "--by", "me")
    assert said.code == 2
    assert "protected" in said.flat


def test_a_new_version_is_published_and_in_force(call: Call, demo: Path, folder: Path) -> None:
    text = bootstrap.handbook_text("next-skill").replace("version  = 1", "version  = 2")
    (folder / "second.toml").write_text(text.replace("value = 0.95", "value = 0.9"))
    said = call("process", "publish", "second.toml", "--by", "teacher t01")
    assert said.code == 0, said.err
    assert call("process", "show", "next-skill", "--json").json["version"] == 2
    assert call("process", "compare", "next-skill@1", "next-skill@2").flat.count("goes from") == 1
    changed = (folder / "second.toml").read_text().replace("value = 0.9,", "value = 0.5,")
    (folder / "second.toml").write_text(changed)
    again = call("process", "publish", "second.toml", "--by", "teacher t01")
    assert again.code == 2
    assert "published and cannot be changed" in again.flat


def test_the_whole_handbook_is_published_but_for_what_may_not_be(call: Call, small: Path) -> None:
    said = call("process", "publish", "handbook", "--by", "me", "--json").json
    assert len(said["published"]) == PUBLISHED
    assert set(said["refused"]) == {"flexible-groups", "tutoring-placement", "tracking-1955"}
    assert len(table(small, "definitions")) == PUBLISHED


def test_somebody_has_to_publish(call: Call, small: Path) -> None:
    assert call("process", "publish", "handbook/next-skill", "--by", " ").code == 2


def test_the_schema_is_one_for_editors(call: Call) -> None:
    said = call("process", "schema").json
    assert said["title"] == "whynext process definition"
    assert "rules" in said["properties"]


def test_a_composite_is_checked_part_by_part_and_as_a_whole(call: Call, demo: Path) -> None:
    before = digest(demo)
    said = call("process", "check", "daily-plan", "--influence")
    assert said.code == 0, said.err
    for part in ("The part next-skill", "The part next-object", "The whole"):
        assert part in said.out
    assert "and the whole would be «" in said.flat
    assert "mastery (next-skill)" in said.flat
    document = call("process", "check", "daily-plan", "--json").json
    assert document["personalizes"]
    assert document["parts"]["next-object"]["personalizes"]
    assert document["witness"]["part"] == "next-skill"
    assert document["witness"]["before"] != document["witness"]["after"]
    assert digest(demo) == before


def test_what_if_goes_through_a_composite_and_its_steps(call: Call, demo: Path) -> None:
    before = digest(demo)
    shorter = call("process", "what-if", "daily-plan", "--set", "minutes_a_day=1", "--json").json
    assert shorter["different"] == 18
    fewer = call("process", "what-if", "daily-plan", "--set", "next-skill.skills=1")
    assert "In the step next-skill: The value «skills» goes from 2 to 1" in fewer.flat
    assert "It would decide differently for" in fewer.flat
    affected = call(
        "process", "compare", "daily-plan", "--set", "minutes_a_day=1", "--affected", "--json"
    ).json
    assert affected["affected"]["different"] == 18
    assert digest(demo) == before


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("next-skil.bar=0.8", "did you mean «next-skill»"),
        ("next-skill.bra=0.8", "did you mean «bar»"),
        ("next-skill.bar=high", "«bar» must be a number"),
    ],
)
def test_a_value_of_a_step_that_cannot_be_set_is_refused(
    value: str, wanted: str, call: Call, demo: Path
) -> None:
    said = call("process", "what-if", "daily-plan", "--set", value)
    assert said.code == 2
    assert wanted in said.flat
    assert wanted in call("process", "compare", "daily-plan", "--set", value).flat


def test_a_process_without_steps_has_no_values_of_steps(call: Call, demo: Path) -> None:
    said = call("process", "what-if", "next-skill", "--set", "next-object.count=2")
    assert said.code == 2
    assert "is no step of «next-skill»" in said.flat


def test_a_composite_of_the_handbook_is_checked_before_anything_is_published(call: Call, small: Path) -> None:
    said = call("process", "check", "handbook/daily-plan")
    assert said.code == 0, said.err
    assert "The part next-object" in said.out


def test_the_values_of_a_composite_are_compared_in_words(call: Call, demo: Path) -> None:
    assert "from 45 to 30" in call("process", "compare", "daily-plan", "--set", "minutes_a_day=30").flat


def test_what_applies_to_nobody_cannot_be_checked(call: Call, demo: Path) -> None:
    said = call("process", "check", "handbook/tracking-1955")
    assert said.code == 2
    assert "nothing was observed" in said.flat
