"""The map: its fringes, its order, and what it refuses to be built from."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.random_maps import a_map, built, closed, edges, graphs, reachable, skill, skills, subsets
from whynext.base.errors import NotFound, Refused
from whynext.base.ids import SkillId
from whynext.competencies.checks import Places
from whynext.competencies.competency import IS_CHILD_OF, IS_RELATED_TO, Competency, Relation, precedes
from whynext.competencies.map import PREREQUISITES_SCHEMA, SKILLS_SCHEMA, CompetencyMap
from whynext.competencies.notes import Note, errors_in, notes_in


@given(graphs())
def test_the_fringes_are_what_can_be_added_to_or_taken_from_a_closed_set(graph):
    """Against every set of at most eight skills: the definitions of knowledge space theory."""
    names, pairs = graph
    plan = built(graph)
    for known in subsets(names):
        if not closed(known, pairs):
            continue
        outer = {name for name in names if name not in known and closed(known | {name}, pairs)}
        inner = {name for name in known if closed(known - {name}, pairs)}
        assert set(plan.outer_fringe(known)) == outer
        assert set(plan.inner_fringe(known)) == inner


@given(graphs(), st.data())
def test_the_fringes_of_any_set_follow_their_definitions(graph, data):
    """A set that is not closed, as real students' knowledge is, has fringes too."""
    names, pairs = graph
    known = data.draw(st.sets(st.sampled_from(names)))
    outer = {n for n in names if n not in known and all(a in known for a, b in pairs if b == n)}
    inner = {n for n in known if not any(b in known for a, b in pairs if a == n)}
    assert set(built(graph).outer_fringe(known)) == outer
    assert set(built(graph).inner_fringe(known)) == inner


@given(graphs(), st.data())
def test_closing_adds_the_least_that_makes_a_set_closed(graph, data):
    """The closure is the smallest closed set that holds it."""
    names, pairs = graph
    known = frozenset(data.draw(st.sets(st.sampled_from(names))))
    plan = built(graph)
    above = [subset for subset in subsets(names) if known <= subset and closed(subset, pairs)]
    assert plan.close(known) == min(above, key=len)
    assert plan.is_closed(known) == closed(known, pairs)
    assert plan.is_closed(plan.close(known))


@given(graphs())
def test_every_skill_comes_after_its_prerequisites_and_in_map_order_where_there_is_a_choice(graph):
    """The order is the first of all topological orders in map order."""
    names, pairs = graph
    order = built(graph).order
    expected: list[str] = []
    while len(expected) < len(names):
        ready = (n for n in names if n not in expected and all(a in expected for a, b in pairs if b == n))
        expected.append(next(ready))
    assert list(order) == expected


@given(graphs())
def test_ancestors_descendants_and_their_counts_are_what_edges_lead_to(graph):
    """Against walking the edges one by one."""
    names, pairs = graph
    plan = built(graph)
    counts = plan.descendant_counts()
    for name in names:
        below = reachable(name, pairs)
        assert set(plan.descendants(name)) == below
        assert counts[SkillId(name)] == len(below)
        assert set(plan.ancestors(name)) == reachable(name, {(b, a) for a, b in pairs})
        assert plan.prerequisites(name) == tuple(sorted(a for a, b in pairs if b == name))
        assert plan.followers(name) == tuple(sorted(b for a, b in pairs if a == name))


@given(graphs())
def test_an_edge_is_redundant_exactly_if_the_rest_implies_it(graph):
    """Leaving it out changes nothing of what can be reached."""
    _, pairs = graph
    implied = {pair for pair in pairs if pair[1] in reachable(pair[0], pairs - {pair})}
    assert set(built(graph).redundant_edges) == implied


@given(graphs())
def test_depth_counts_the_edges_of_the_longest_chain(graph):
    """A skill lies one deeper than its deepest prerequisite."""
    names, pairs = graph
    plan = built(graph)
    for name in names:
        before = [plan.depth_of(a) for a, b in pairs if b == name]
        assert plan.depth_of(name) == (1 + max(before) if before else 0)
    depths = [plan.depth_of(name) for name in names]
    assert plan.depth == max(depths)
    assert plan.width == max(depths.count(depth) for depth in depths)
    assert set(plan.roots) == {name for name in names if plan.depth_of(name) == 0}


@given(graphs(acyclic=False))
def test_a_map_is_built_exactly_if_there_is_no_circle(graph):
    """Each circle that is named is one, and every knot of circles has one of its own."""
    names, pairs = graph
    plan, problems = CompetencyMap.build(skills("".join(names)), [precedes(a, b) for a, b in sorted(pairs)])
    knotted = {name for name in names if name in reachable(name, pairs)}
    assert (plan is None) == bool(knotted)
    named = [_along(problem.what) for problem in problems if problem.kind == "cycle"]
    for cycle in named:
        assert cycle[0] == cycle[-1]
        assert set(itertools.pairwise(cycle)) <= pairs
    for name in knotted:
        component = {other for other in reachable(name, pairs) if name in reachable(other, pairs)}
        assert any(set(cycle) <= component for cycle in named)


def _along(what: str) -> list[str]:
    """Return the skills that a message about a circle names by code."""
    return [code.removeprefix("C.") for code in what.split(": ")[1].split(" → ")]


def test_two_circles_are_both_named_with_the_codes_along_them():
    """A report of only one would be followed by a second refusal."""
    plan, problems = CompetencyMap.build(skills("abcde"), edges("ab bc ca de ed"))
    assert plan is None
    assert [problem.what for problem in problems] == [
        "prerequisites go in a circle: C.a → C.b → C.c → C.a",
        "prerequisites go in a circle: C.d → C.e → C.d",
    ]


def test_a_circle_inside_a_circle_is_named_too():
    """Removing an edge of the one named first would leave the other."""
    _, problems = CompetencyMap.build(skills("abcd"), edges("ab ba bc cd db"))
    assert [_along(problem.what) for problem in problems] == [list("aba"), list("bcdb")]


def test_a_long_circle_is_named_without_flooding_the_page():
    """Forty codes are enough to find it."""
    names = [f"s{number}" for number in range(500)]
    ring = [precedes(a, b) for a, b in zip(names, [*names[1:], names[0]], strict=True)]
    plan, problems = CompetencyMap.build([skill(name, position=n) for n, name in enumerate(names)], ring)
    assert plan is None
    assert "(460 more)" in problems[0].what
    assert problems[0].what.endswith("→ C.s0")


def test_all_that_is_wrong_is_reported_together_each_with_its_place():
    """One run, one report."""
    group = Competency(SkillId("g"), "Geometry", kind="group", code="G")
    given_skills = [
        *skills("abc"),
        skill("a"),
        Competency(SkillId(""), "Nameless"),
        skill("x", kind="step"),
        group,
    ]
    relations = [*edges("ab aa az bc cb"), precedes("a", "g"), Relation("before", SkillId("a"), SkillId("b"))]
    places = Places([f"row {n}" for n in range(7)], [f"edge {n}" for n in range(7)])
    plan, problems = CompetencyMap.build(given_skills, relations, places)
    assert plan is None
    assert {(problem.kind, problem.where) for problem in problems} == {
        ("duplicate id", "row 3"),
        ("missing id", "row 4"),
        ("unknown kind", "row 5"),
        ("self-loop", "edge 1"),
        ("unknown id", "edge 2"),
        ("cycle", "edge 4"),
        ("edge to a heading", "edge 5"),
        ("unknown kind", "edge 6"),
    }
    assert not notes_in(problems)


def test_an_unknown_skill_is_reported_with_the_nearest_known_one():
    """A typo is found at once."""
    _, problems = CompetencyMap.build(
        [skill("fractions"), skill("decimals")], [precedes("fractoins", "decimals")]
    )
    assert problems[0].next_step == "did you mean «fractions»?"


def test_a_repeated_edge_is_noted_and_counts_once():
    """Real maps hold them; they are no reason to refuse."""
    plan, problems = CompetencyMap.build(skills("ab"), edges("ab ab"))
    assert plan is not None
    assert [(type(problem), problem.kind) for problem in problems] == [(Note, "repeated edge")]
    assert plan.prerequisites_frame().height == 1
    assert len(plan.relations) == 1


def test_a_redundant_edge_is_noted_and_kept():
    """It says nothing wrong."""
    plan, problems = CompetencyMap.build(skills("abc"), edges("ab bc ac"))
    assert plan is not None
    assert [problem.kind for problem in notes_in(problems)] == ["redundant edge"]
    assert plan.prerequisites("c") == ("a", "b")


def test_a_relation_that_is_no_prerequisite_does_not_order_anything():
    """Only ``precedes`` does, so related skills may go round in a circle."""
    around = [Relation(IS_RELATED_TO, SkillId(a), SkillId(b)) for a, b in ("ab", "ba", "aa")]
    plan, problems = CompetencyMap.build(skills("ab"), around)
    assert plan is not None
    assert plan.roots == ("a", "b")
    assert len(plan.relations) == 3
    assert [problem.kind for problem in problems] == ["self-loop"]


def test_headings_that_stand_above_each_other_are_refused_and_named():
    """A tree without a top cannot be shown."""
    circle = [skill("a", parent="b"), skill("b", parent="a"), skill("c", parent="c"), skill("d", parent="x")]
    plan, problems = CompetencyMap.build(circle, [Relation(IS_CHILD_OF, SkillId("d"), SkillId("d"))])
    assert plan is None
    assert [problem.kind for problem in problems] == ["unknown id", "self-loop", "cycle", "self-loop"]
    assert "C.a → C.b → C.a" in problems[2].what


@pytest.mark.parametrize(("low", "high"), [(5.0, 3.0), (-2.0, None), (None, 14.0), (float("nan"), 3.0)])
def test_a_grade_that_does_not_exist_is_refused(low, high):
    """Bounds are checked where they come in."""
    plan, problems = CompetencyMap.build([skill("a", grade_low=low, grade_high=high)], [])
    assert plan is None
    assert [problem.kind for problem in problems] == ["grade out of range"]


def test_building_strictly_refuses_with_all_errors():
    """And says nothing of the notes."""
    with pytest.raises(Refused) as refused:
        CompetencyMap.of(skills("abc"), edges("ab ab ba cc"))
    assert {problem.kind for problem in refused.value.problems} == {"cycle", "self-loop"}


def test_asking_for_a_skill_that_is_not_there_names_the_nearest():
    """No query answers with a bare KeyError."""
    plan = CompetencyMap.of([skill("fractions")], [])
    for ask in (
        plan.prerequisites,
        plan.followers,
        plan.ancestors,
        plan.descendants,
        plan.depth_of,
        plan.__getitem__,
    ):
        with pytest.raises(NotFound, match="did you mean «fractions»"):
            ask("fraction")
    for ask in (plan.outer_fringe, plan.inner_fringe, plan.is_closed, plan.close):
        with pytest.raises(NotFound, match="no skill «fraction»"):
            ask({"fraction", "fractions"})


def test_map_order_is_by_position_and_then_as_given():
    """Whatever the order of the list."""
    plan = CompetencyMap.of([skill("x", position=2), skill("b", position=1), skill("a", position=1)], [])
    assert plan.skills == ("b", "a", "x")


def test_headings_are_on_the_map_but_not_among_its_skills():
    """Nobody learns a heading, so no answer of the map offers one."""
    heading = Competency(SkillId("g"), "Geometry", kind="group", position=0)
    plan = CompetencyMap.of([heading, skill("a", parent="g", position=1)], [])
    assert len(plan) == 2
    assert "g" in plan
    assert plan["g"].title == "Geometry"
    for answer in (plan.skills, plan.order, plan.roots, plan.outer_fringe(set())):
        assert answer == ("a",)
    assert plan.inner_fringe({"g", "a"}) == ("a",)
    assert plan.skills_frame()["skill"].to_list() == ["a"]


def test_the_frames_have_exactly_the_declared_columns():
    """The store keeps them as they are."""
    plan = CompetencyMap.of(
        [skill("b", position=0, grade_low=3.0, strand="N"), skill("a", position=1)], edges("ab")
    )
    skills_frame, edges_frame = plan.skills_frame(), plan.prerequisites_frame()
    assert dict(skills_frame.schema) == SKILLS_SCHEMA
    assert dict(edges_frame.schema) == PREREQUISITES_SCHEMA
    assert skills_frame.row(0, named=True) == {
        "skill": "b", "title": "Skill b", "statement": "", "strand": "N",
        "grade_low": 3.0, "grade_high": None, "depth": 1, "position": 0,
    }  # fmt: skip
    assert edges_frame.rows() == [("a", "b")]


def test_a_map_of_nothing_answers_everything():
    """A school begins with one."""
    plan = CompetencyMap.of([], [])
    assert (plan.depth, plan.width, plan.roots, plan.order, plan.outer_fringe(set())) == (0, 0, (), (), ())
    assert plan.skills_frame().height == 0
    assert plan.skills_frame().schema == pl.Schema(SKILLS_SCHEMA)
    assert plan.coverage({}, {}).share is None


def test_maps_are_equal_if_they_hold_the_same_whatever_the_order_of_relations():
    """As a round trip must show."""
    assert a_map("abc", "ab bc") == a_map("abc", "bc ab")
    assert a_map("abc", "ab bc") != a_map("abc", "ab ac")
    assert a_map("abc", "ab") != a_map("acb", "ab")
    assert errors_in(CompetencyMap.build(skills("ab"), edges("ab"))[1]) == ()


@pytest.mark.real_data
def test_the_shared_map_of_480_standards_has_154_implied_edges(shared_data):
    """As counted by others on the same edges."""
    rows = pl.read_csv(shared_data / "maps" / "coherence-prerequisites.csv").rows()
    codes = pl.read_csv(shared_data / "maps" / "coherence-standards.csv", columns=["code"])["code"].to_list()
    plan = CompetencyMap.of([skill(code) for code in codes], [precedes(a, b) for a, b in rows])
    assert (len(plan.skills), plan.prerequisites_frame().height, len(plan.redundant_edges)) == (480, 757, 154)
