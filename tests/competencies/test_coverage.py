"""Coverage: what the library lacks for a map."""

from __future__ import annotations

import pytest

from competencies.random_maps import a_map, skill
from whynext.competencies.map import CompetencyMap


def test_each_skill_says_what_it_lacks():
    """Nothing, items, learning objects, or both."""
    found = a_map("abcd", "ab").coverage({"a": 2, "b": 1, "c": 0}, {"a": 1, "c": 4})
    assert found.skills["lacks"].to_list() == ["", "objects", "items", "items and objects"]
    assert found.gaps["skill"].to_list() == ["b", "c", "d"]
    assert found.share == pytest.approx(0.25)


def test_how_many_are_enough_can_be_set_and_is_what_is_used():
    """A parallel form needs more than one item."""
    plan = a_map("ab", "")
    assert plan.coverage({"a": 3, "b": 2}, {"a": 1, "b": 1}, least_items=3).gaps["skill"].to_list() == ["b"]
    assert plan.coverage({"a": 3, "b": 2}, {"a": 1, "b": 2}, least_objects=2).gaps["skill"].to_list() == ["a"]


def test_skills_that_only_the_library_knows_are_named():
    """Else a typo in a library looks like a gap of the map."""
    assert a_map("a", "").coverage({"z": 1}, {"a": 1, "y": 1}).unknown == ("y", "z")


def test_cells_count_by_strand_and_grade_in_map_order():
    """The gap report of a curriculum lead."""
    plan = CompetencyMap.of(
        [
            skill("a", strand="N", grade_low=4.0, position=0),
            skill("b", strand="N", grade_low=4.0, position=1),
            skill("c", strand="G", grade_low=None, position=2),
        ],
        [],
    )
    cells = plan.coverage({"a": 1, "c": 1}, {"a": 1}).cells
    assert cells.rows() == [("N", 4.0, 2, 1, 1, 1), ("G", None, 1, 0, 0, 1)]
    assert cells.columns == ["strand", "grade_low", "skills", "covered", "without_items", "without_objects"]
