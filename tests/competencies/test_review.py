"""A review names what is wrong with a map, and nothing else."""

from __future__ import annotations

import itertools

from hypothesis import given

from competencies.random_maps import Edges, a_map, built, edges, graphs, reachable, skill
from whynext.base.ids import SkillId
from whynext.competencies.competency import Competency
from whynext.competencies.map import CompetencyMap
from whynext.competencies.review import review


def graded(grades: dict[str, float | None], words: str) -> CompetencyMap:
    """Return a map of skills with these lowest grades."""
    rows = [
        skill(name, position=place, grade_low=low, grade_high=low, strand="odd" if place % 2 else "even")
        for place, (name, low) in enumerate(grades.items())
    ]
    return CompetencyMap.of(rows, edges(words))


def test_a_sound_map_has_no_findings() -> None:
    found = review(graded({"a": 0, "b": 0, "c": 1, "d": 2}, "ac bc cd"))
    assert found.findings == ()
    assert (found.skills, found.edges, found.depth, found.width, found.pieces) == (4, 3, 2, 2, 1)
    assert (found.roots, found.ends, found.longest) == (("a", "b"), ("d",), ("a", "c", "d"))
    assert found.cells.rows() == [("even", "K", 1), ("odd", "K", 1), ("even", "1", 1), ("odd", "2", 1)]


def test_each_fault_is_named_once() -> None:
    """A skill alone, one that begins in the middle with what follows, a falling and a spare edge."""
    grades: dict[str, float | None] = {"a": 0, "b": 2, "c": 1, "d": 3, "e": 3, "f": 4}
    found = review(graded(grades, "ab bc ac ef"))
    assert found.alone == ("d",)
    assert found.unrooted == ("d", "e", "f")
    assert found.falling == (("b", "c"),)
    assert found.implied == (("a", "c"),)
    assert found.pieces == 3
    assert [each.kind for each in found.findings] == ["alone", "unrooted", "unrooted", "falling", "implied"]


def test_without_grades_every_root_is_a_beginning() -> None:
    assert review(graded({"a": None, "b": None, "c": None}, "ac")).unrooted == ()


def test_a_map_of_one_skill_is_not_alone_and_an_empty_one_can_be_reviewed() -> None:
    assert review(a_map("a", "")).findings == ()
    nothing = review(CompetencyMap.of([], []))
    assert (nothing.skills, nothing.depth, nothing.longest, nothing.pieces) == (0, 0, (), 0)


def test_a_skill_is_called_by_its_code_or_id_and_by_its_title_where_the_id_is_no_word() -> None:
    made = "caa3c8f2-14ea-4b3f-853e-68b61f9befd5"
    of = CompetencyMap.of([Competency(SkillId(made), "Halves"), Competency(SkillId("thirds"), "Thirds")], [])
    assert list(review(of).names.values()) == ["Halves", "thirds"]
    assert "«Halves»" in review(of).findings[0].what


@given(graphs())
def test_what_is_unrooted_is_what_no_root_of_the_lowest_grade_leads_to(
    graph: tuple[list[str], Edges],
) -> None:
    names, pairs = graph
    grades: dict[str, float | None] = {name: float(place % 3) for place, name in enumerate(names)}
    of = graded(grades, " ".join(a + b for a, b in sorted(pairs)))
    starts = [root for root in of.roots if grades[root] == min(grades.values())]  # type: ignore[type-var]
    reached = set(starts).union(*(reachable(start, pairs) for start in starts))
    assert set(review(of).unrooted) == set(names) - reached


@given(graphs())
def test_the_longest_way_is_a_way_as_long_as_the_map_is_deep(graph: tuple[list[str], Edges]) -> None:
    of = built(graph)
    longest = review(of).longest
    assert len(longest) == of.depth + 1
    assert all(a in of.prerequisites(b) for a, b in itertools.pairwise(longest))
