"""What may be asked about a skill, and the skill as a thing to decide upon."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given

from competencies.random_maps import a_map, built, graphs, skill
from whynext.base.errors import Refused
from whynext.competencies.competency import Competency
from whynext.competencies.information import INFORMATION, OPTIONS, SOURCES
from whynext.competencies.map import CompetencyMap
from whynext.process.information import Asked, Catalogue, Grain

BY_NAME = {each.name: each for each in INFORMATION}


def asked(plan: CompetencyMap, rows: pl.DataFrame) -> Asked:
    """Return a question about a map."""
    sources = {"skills": plan.skills_frame(), "prerequisites": plan.prerequisites_frame()}
    return Asked(rows, sources, {}, datetime(2026, 9, 1, tzinfo=UTC), date(2026, 9, 1))


def answers(plan: CompetencyMap, name: str, options: list[str]) -> list[float | None]:
    """Return what an information says of these options."""
    rows = pl.DataFrame({"option": options}, schema={"option": pl.String})
    return BY_NAME[name].view(asked(plan, rows)).to_list()


def test_every_information_names_its_sources_and_unit():
    """A definition's editor shows them."""
    Catalogue.of(INFORMATION, OPTIONS)
    for each in INFORMATION:
        assert set(each.needs) <= SOURCES.keys()
        assert each.unit
        assert each.grain is Grain.OPTION


@given(graphs())
def test_each_information_says_what_the_map_says(graph):
    """In the order asked, whatever that is."""
    plan = built(graph)
    options = sorted(plan.skills, reverse=True)
    counts = plan.descendant_counts()
    expected = {
        "unlocks": [len(plan.followers(each)) for each in options],
        "opens": [counts[each] for each in options],
        "prerequisite_count": [len(plan.prerequisites(each)) for each in options],
        "depth": [plan.depth_of(each) for each in options],
        "skill_grade": [None for _ in options],
    }
    assert {name: answers(plan, name, options) for name in BY_NAME} == expected


def test_an_option_that_is_no_skill_of_the_map_is_unknown_and_not_nought():
    """Unknown never falls through to a default."""
    for name in BY_NAME:
        assert answers(a_map("ab", "ab"), name, ["b", "z"])[1] is None


def test_the_answers_are_numbers_of_the_declared_type():
    """Also where nothing is asked."""
    for each in INFORMATION:
        rows = pl.DataFrame(schema={"option": pl.String})
        assert each.view(asked(a_map("a", ""), rows)).dtype == each.type.dtype


def test_the_grade_is_the_lowest_one():
    """A skill for grades 3 to 5 can be begun in grade 3."""
    plan = CompetencyMap.of([skill("a", grade_low=3.0, grade_high=5.0)], [])
    assert answers(plan, "skill_grade", ["a"]) == [3.0]


def test_a_table_of_prerequisites_that_goes_in_a_circle_is_refused():
    """No map builds such a one, but a table can be damaged."""
    question = asked(a_map("ab", ""), pl.DataFrame({"option": ["a"]}))
    damaged = pl.DataFrame({"prerequisite": ["a", "b"], "skill": ["b", "a"]})
    broken = Asked(
        question.rows, {**question.sources, "prerequisites": damaged}, {}, question.as_of, question.today
    )
    with pytest.raises(Refused, match="circle"):
        BY_NAME["opens"].view(broken)


def test_every_skill_is_a_candidate_for_everyone_in_map_order():
    """Rules refuse; this only lists, so that anyone can ask why not."""
    heading = Competency("g", "Geometry", kind="group")
    plan = CompetencyMap.of([skill("b", position=2), skill("a", position=3), heading], [])
    rows = pl.DataFrame(
        {"student": ["s2", "s1"], "given": ["x", None]}, schema={"student": pl.String, "given": pl.String}
    )
    found = OPTIONS[0].candidates(asked(plan, rows))
    assert found.rows() == [("s2", "x", "b"), ("s2", "x", "a"), ("s1", None, "b"), ("s1", None, "a")]
    assert found.columns == ["student", "given", "option"]


def test_candidates_follow_the_position_and_not_the_order_of_the_table():
    """A store gives rows in any order."""
    question = asked(a_map("abc", ""), pl.DataFrame({"student": ["s"], "given": [""]}))
    shuffled = question.sources["skills"].reverse()
    other = Asked(question.rows, {"skills": shuffled}, {}, question.as_of, question.today)
    assert OPTIONS[0].candidates(other)["option"].to_list() == ["a", "b", "c"]
