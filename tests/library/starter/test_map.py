"""The starter map holds together: a teacher can follow it and a planner can walk it."""

from __future__ import annotations

import re

import pytest

from whynext.library import starter

SKILLS = starter.skills()
IDS = [skill["id"] for skill in SKILLS]
EDGES = [(edge["from"], edge["to"]) for edge in starter.prerequisites()]
NEEDED = {id: [before for before, after in EDGES if after == id] for id in IDS}


def everything_before(id: str) -> set[str]:
    """Return all skills that `id` builds on; a cycle ends in a RecursionError."""
    return {before for direct in NEEDED[id] for before in ({direct} | everything_before(direct))}


def test_ids_and_titles_are_unique_and_ids_are_readable() -> None:
    """No two skills share an id or a title, and an id can be read aloud."""
    assert len(set(IDS)) == len(IDS)
    assert len({skill["title"].lower() for skill in SKILLS}) == len(IDS)
    assert [id for id in IDS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id)] == []


def test_the_map_is_large_enough_for_a_school() -> None:
    """At least 240 skills from kindergarten to grade 8, in every strand."""
    assert len(SKILLS) >= 240
    assert {skill["strand"] for skill in SKILLS} == set(starter.STRANDS)
    assert {skill["grade_low"] for skill in SKILLS} == set(starter.GRADES)


@pytest.mark.parametrize("skill", SKILLS, ids=IDS)
def test_a_skill_is_one_sentence_for_the_teacher_and_one_for_the_student(skill: dict[str, str]) -> None:
    """Statement and "I can" line are single sentences of a length that fits a card."""
    statement, i_can = skill["statement"], skill["i_can"]
    assert 40 <= len(statement) <= 150
    assert statement[0].isupper()
    assert statement.endswith(".")
    assert statement.count(". ") == 0
    assert i_can.startswith(("I can ", "I know "))
    assert i_can.endswith(".")
    assert len(i_can) <= 90
    assert 5 <= len(skill["title"]) <= 60
    assert not skill["title"].endswith(".")


@pytest.mark.parametrize("skill", SKILLS, ids=IDS)
def test_grades_and_codes_of_a_skill_are_well_formed(skill: dict[str, str]) -> None:
    """The lowest grade is not above the highest, and the alignment is codes only, within a grade of it."""
    low, high = (starter.GRADES.index(skill[name]) for name in ("grade_low", "grade_high"))
    assert low <= high
    codes = skill["alignment"].split()
    assert codes
    for code in codes:
        assert re.fullmatch(r"[K1-8]\.(CC|OA|NBT|NF|MD|G|RP|NS|EE|F|SP)\.[A-D]\.\d+(\.[a-d])?", code), code
        assert low - 1 <= starter.GRADES.index(code[0]) <= high


def test_every_edge_joins_two_skills_of_the_map_once() -> None:
    """No edge dangles, none is written twice, none leads back to itself."""
    assert {id for edge in EDGES for id in edge} <= set(IDS)
    assert len(set(EDGES)) == len(EDGES)
    assert [edge for edge in EDGES if edge[0] == edge[1]] == []


def test_the_map_has_no_cycle_and_lists_what_is_needed_first() -> None:
    """A skill is listed after everything that it needs, so that the list itself is a proof of no cycle."""
    place = {id: index for index, id in enumerate(IDS)}
    assert [(before, after) for before, after in EDGES if place[before] >= place[after]] == []


def test_no_edge_is_implied_by_others() -> None:
    """A prerequisite of a prerequisite is not written again."""
    implied = [
        (before, after)
        for before, after in EDGES
        if any(before in everything_before(other) for other in NEEDED[after] if other != before)
    ]
    assert implied == []


def test_every_skill_is_joined_to_the_map_and_roots_are_few() -> None:
    """No orphan; a child can begin at three places and each skill can be reached from one of them."""
    joined = {id for edge in EDGES for id in edge}
    assert set(IDS) - joined == set()
    roots = {id for id in IDS if not NEEDED[id]}
    assert roots == {"count-to-20", "compare-lengths", "name-shapes"}
    assert all(everything_before(id) & roots for id in set(IDS) - roots)


def test_nothing_is_needed_that_is_taught_in_a_later_grade() -> None:
    """A prerequisite begins in the same grade as what needs it, or earlier."""
    grade = {skill["id"]: starter.GRADES.index(skill["grade_low"]) for skill in SKILLS}
    assert [(before, after) for before, after in EDGES if grade[before] > grade[after]] == []


def test_the_map_is_deep_enough_to_choose_from_and_shallow_enough_to_finish() -> None:
    """The longest way has 12 to 36 steps, four a grade, and nothing needs more than four others directly."""
    depth: dict[str, int] = {}
    for id in IDS:
        depth[id] = 1 + max((depth[before] for before in NEEDED[id]), default=-1)
    assert 12 <= max(depth.values()) <= 36
    assert max(len(before) for before in NEEDED.values()) <= 4


@pytest.mark.real_data
def test_every_code_is_one_of_the_public_list(shared_data) -> None:
    """The codes of the alignment exist."""
    listed = (shared_data / "maps" / "coherence-standards.csv").read_text().splitlines()[1:]
    known = {line.split(",")[0] for line in listed}
    assert {code for skill in SKILLS for code in skill["alignment"].split()} - known == set()


def test_nearly_every_content_code_is_met() -> None:
    """At least 95 of 100 codes from kindergarten to grade 8 are those of some skill."""
    met = {code for skill in SKILLS for code in skill["alignment"].split()}
    listed = set(starter.codes())
    assert len(listed) == len(starter.codes()) >= 300
    assert len(met & listed) >= 0.95 * len(listed)
    assert met <= listed


@pytest.mark.real_data
def test_the_list_of_codes_is_the_public_one(shared_data) -> None:
    """Every content code from kindergarten to grade 8, and no other."""
    rows = (shared_data / "maps" / "coherence-standards.csv").read_text().splitlines()[1:]
    listed = {code for code, grade, _ in (line.split(",") for line in rows) if grade in starter.GRADES}
    assert set(starter.codes()) == listed
