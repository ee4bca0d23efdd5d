"""Pictures and words of a map: complete, readable, the same twice, and safe whatever the titles are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.random_maps import Edges, a_map, built, edges, graphs, reachable, skill
from whynext.base.errors import Refused
from whynext.competencies.competency import Competency
from whynext.competencies.drawing.picture import BOX, COLOURS, INSIDE, draw, text_width, wrapped
from whynext.competencies.drawing.shown import show
from whynext.competencies.drawing.words import in_words
from whynext.competencies.map import CompetencyMap

SVG = "{http://www.w3.org/2000/svg}"


def in_strands(words: str) -> CompetencyMap:
    """Return a map of one-letter skills: capital letters are of the strand «upper», the rest of «lower»."""
    names = sorted({sign for sign in words if sign.isalpha()})
    rows = [
        skill(name, position=place, strand="upper" if name.isupper() else "lower", grade_low=float(place))
        for place, name in enumerate(names)
    ]
    return CompetencyMap.of(rows, edges(words))


def test_a_strand_keeps_its_edges_and_joins_what_others_joined() -> None:
    """From a over B to c leads a broken line; where a way within the strand says as much there is none."""
    shown = show(in_strands("aB Bc cd aE Ed"), strands=["LOWER"])
    assert shown.skills == ("a", "c", "d")
    assert shown.direct == (("c", "d"),)
    assert shown.indirect == (("a", "c"),)
    assert shown.elsewhere(shown.skills[2]) == (1, 0)


@given(graphs(), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_what_leads_to_what_is_the_same_within_a_part(graph: tuple[list[str], Edges], kept: set[str]) -> None:
    """Along direct and indirect edges one reaches exactly what one reaches on the whole map."""
    names, pairs = graph
    part = {name: "in" if name in kept else "out" for name in names}
    if "in" not in part.values():
        return
    rows = [skill(name, position=place, strand=part[name]) for place, name in enumerate(names)]
    of = CompetencyMap.of(rows, edges(" ".join(a + b for a, b in sorted(pairs))))
    shown = show(of, strands=["in"])
    joined = set(shown.direct) | set(shown.indirect)
    for name in shown.skills:
        assert reachable(name, joined) == reachable(name, pairs) & set(shown.skills)
    assert not set(shown.direct) & set(shown.indirect)


def test_around_a_skill_is_what_lies_so_many_steps_before_and_after() -> None:
    of = a_map("abcdefg", "ab bc cd de cf fg")
    assert show(of, around="c", steps=1).skills == ("b", "c", "d", "f")
    assert show(of, around="C.c", steps=0).skills == ("c",)
    assert show(of, around="c", steps=9).skills == of.skills


def test_grades_are_chosen_by_where_a_skill_begins() -> None:
    of = in_strands("ab bc cd")
    assert show(of, grades="1").skills == ("b",)
    assert show(of, grades="K-1").skills == ("a", "b")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"strands": ["uper"]}, "no strand «uper»"),
        ({"grades": "x"}, "«x» is no grade"),
        ({"grades": "12"}, "no skill of the map"),
        ({"around": "zz"}, "no skill «zz»"),
        ({"around": "a", "steps": 99}, "99 is no number of steps"),
    ],
)
def test_what_is_not_on_the_map_is_refused(asked: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=re.escape(says)):
        show(in_strands("ab bC"), **asked)  # type: ignore[arg-type]


@given(graphs())
def test_a_picture_has_every_skill_and_every_line_once(graph: tuple[list[str], Edges]) -> None:
    of = built(graph)
    tree = ElementTree.fromstring(draw(show(of)))
    titles = [each.findtext(f"{SVG}title") or "" for each in tree.iter(f"{SVG}g")]
    assert titles == [f"Skill {name} (C.{name})" for name in of.skills]
    lines = {each.findtext(f"{SVG}title") for each in tree.iter(f"{SVG}path") if each.get("class")}
    wanted = {name: "; ".join(f"Skill {after}" for after in of.followers(name)) for name in of.skills}
    assert lines == {f"Skill {name} comes before: {after}" for name, after in wanted.items() if after}


def test_a_picture_is_named_and_described_for_those_who_do_not_see_it() -> None:
    tree = ElementTree.fromstring(draw(show(in_strands("aB Bc cd"), title="My map")))
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "map-title map-words"
    assert tree.findtext(f"{SVG}title") == "My map"
    words = tree.findtext(f"{SVG}desc") or ""
    assert "4 skills as boxes, 3 lines" in words
    assert "At the top: Skill a." in words


def test_colour_never_carries_meaning_alone() -> None:
    """Every box says its strand, and letters stand out from their ground by at least 7 to 1."""
    text = draw(show(in_strands("aB Bc cd")))
    assert text.count(">grade K · lower<") + text.count("· lower<") >= 2
    assert "· upper<" in text

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for ground, line in COLOURS:
        assert (light(ground) + 0.05) / (light("#3f3f3f") + 0.05) >= 7
        assert (light(ground) + 0.05) / (light(line) + 0.05) >= 4.5


def test_hostile_titles_are_only_text() -> None:
    """Nothing in a title becomes an element, and control signs do not break the document."""
    wicked = Competency(skill("a").id, '<script>alert("x")</script> & \x00\x0b\ufffe', strand="]]><b>")
    tree = ElementTree.fromstring(draw(show(CompetencyMap.of([wicked], []), title="</title><a>")))
    assert not [each for each in tree.iter() if each.tag in (f"{SVG}script", f"{SVG}b", f"{SVG}a")]


@given(st.text(alphabet="abcdefghij klm", max_size=90))
def test_wrapped_lines_hold_every_word_and_fit(text: str) -> None:
    lines = wrapped(text, 100, 13)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, 13) <= 100 or " " not in line for line in lines)
    assert text_width("Add", 13) < BOX - 2 * INSIDE


def test_words_tell_grade_by_grade_what_builds_on_what() -> None:
    """Skills that are not shown stand in parentheses."""
    told = "\n".join(in_words(show(in_strands("aB Bc cd"), strands=["lower"], title="My map")))
    assert told.startswith("My map: lower: 3 skills, 1 prerequisites among them.")
    assert "Grade 2\n  Skill c (C.c, lower)\n    builds on: (Skill B)\n    opens: Skill d" in told
    assert "Grade 1\n" in told


def test_words_tell_of_skills_without_a_grade() -> None:
    assert "Without a grade" in "\n".join(in_words(show(a_map("ab", "ab"))))
