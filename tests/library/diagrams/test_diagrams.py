"""Diagrams: small values that survive as text, are drawn well-formed and told without their answers."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.diagrams.samples import SAMPLES
from whynext.base.errors import Refused
from whynext.library.diagrams import (
    KINDS,
    Array,
    BarGraph,
    BaseTen,
    Clock,
    Diagram,
    FractionStrip,
    NumberLine,
    Plane,
    Ruler,
    Table,
    TenFrame,
    parted,
    read,
)
from whynext.library.diagrams.drawing import Paper
from whynext.library.diagrams.wording import ordinal, spelled
from whynext.library.families.registry import stands_in, told_by

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [f"{each.KIND}-{at}" for at, each in enumerate(SAMPLES)]


def test_every_kind_has_a_sample() -> None:
    """What follows is said of every kind."""
    assert {each.KIND for each in SAMPLES} == set(KINDS)


@pytest.mark.parametrize("diagram", SAMPLES, ids=NAMES)
def test_a_diagram_is_the_same_after_its_text(diagram: Diagram) -> None:
    """Its text is canonical, is read back, and does not depend on spaces or order."""
    assert list(diagram.faults()) == []
    assert read(diagram.text) == diagram
    loose = json.dumps(json.loads(diagram.text), indent=1, sort_keys=False)
    assert read(loose).text == diagram.text
    assert diagram.text == json.dumps(
        json.loads(diagram.text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


@pytest.mark.parametrize("diagram", SAMPLES, ids=NAMES)
def test_a_drawing_is_well_formed_and_accessible(diagram: Diagram) -> None:
    """It has a role, a title and a description that are referred to, a box to see, and no fixed size."""
    root = ElementTree.fromstring(diagram.svg())
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == diagram.NAME
    assert description.text == diagram.words
    assert len([float(each) for each in root.get("viewBox", "").split()]) == 4
    assert root.get("width") is None
    assert root.get("height") is None
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("diagram", SAMPLES, ids=NAMES)
def test_a_drawing_has_no_colors_but_the_colors_of_the_page(diagram: Diagram) -> None:
    """So it can be read in black and white and on dark pages; only the open dot is white."""
    colors = set(re.findall(r'(?:fill|stroke)="([^"]*)"', diagram.svg()))
    assert {each for each in colors if not each.startswith("url(#")} <= {"none", "currentColor", "white"}


@pytest.mark.parametrize("diagram", SAMPLES, ids=NAMES)
def test_nothing_reaches_beyond_what_is_seen(diagram: Diagram) -> None:
    """Every straight end and every text begins inside the box that is seen."""
    root = ElementTree.fromstring(diagram.svg())
    left, top, width, height = (float(each) for each in root.get("viewBox", "").split())
    (drawn,) = root.iter(f"{SVG}g")
    for part in drawn:
        for across, up in (("x1", "y1"), ("x2", "y2"), ("x", "y"), ("cx", "cy")):
            if across in part.attrib:
                assert left <= float(part.attrib[across]) <= left + width, ElementTree.tostring(part)
                assert top <= float(part.attrib[up]) <= top + height, ElementTree.tostring(part)


@pytest.mark.parametrize("diagram", SAMPLES, ids=NAMES)
def test_words_are_sentences(diagram: Diagram) -> None:
    """What is told begins with a capital letter, ends with a full stop and leaves nothing open."""
    assert re.fullmatch(r"[A-Z].*\.", diagram.words), diagram.words
    assert not re.search(r"\s\s|\.\.|None|[{}]|\bat at\b|\s[.,]", diagram.words), diagram.words


def test_texts_in_a_drawing_are_escaped() -> None:
    """A label can be anything, and stays a label."""
    hostile = '</text><script>alert("1")</script>&'
    drawn = Table((hostile,), ((hostile,),), hostile).svg()
    root = ElementTree.fromstring(drawn)
    assert "<script" not in drawn
    assert [each.text for each in root.iter(f"{SVG}text")] == [hostile] * 3


def test_two_drawings_on_one_page_share_no_id() -> None:
    """Ids follow from what is drawn."""
    drawn = [each.svg() for each in SAMPLES]
    ids = [id for text in drawn for id in re.findall(r' id="([^"]*)"', text)]
    assert len(ids) == len(set(ids))
    assert 'id="mine"' in Clock(1).svg("mine")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON text"),
        ("[" * 100_000, "no JSON text"),
        ("[]", "names no kind"),
        ('{"kind": 3}', "names no kind"),
        ('{"kind": "clok", "hour": 3}', "did you mean «clock»"),
        ('{"kind": "clock"}', "«hour» is missing"),
        ('{"kind": "clock", "hour": 3, "seconds": 1}', "it has no «seconds»"),
        ('{"kind": "clock", "hour": "3"}', "not a whole number"),
        ('{"kind": "clock", "hour": true}', "not a whole number"),
        ('{"kind": "clock", "hour": 13}', "does not show 13:00"),
        ('{"kind": "array", "rows": 100000, "columns": 100000}', "1 to 30 can be drawn"),
        ('{"kind": "array", "rows": 3, "columns": 3, "shape": "cat"}', "not dot or square"),
        ('{"kind": "number_line", "labels": "0"}', "it is not a list"),
        ('{"kind": "number_line", "labels": ["0"]}', "there are 1 marks"),
        ('{"kind": "number_line", "labels": ["0", "1"], "points": [[2, "A"]]}', "beyond the last mark"),
        ('{"kind": "number_line", "labels": ["0", "1"], "points": [[2]]}', "1 entries and not 2"),
        ('{"kind": "number_line", "labels": ["0", "1"], "points": [[NaN, ""]]}', "a number is not between"),
        ('{"kind": "number_line", "labels": ["0", "1"], "rays": [[1, "up", true]]}', "not left or right"),
        ('{"kind": "spinner", "sectors": ["' + "a" * 300 + '", "b"]}', "longer than 200"),
        ('{"kind": "spinner", "sectors": ["a\\u0000", "b"]}', "cannot be printed"),
        ('{"kind": "table", "head": ["a"], "rows": [["1", "2"]]}', "a row has not 1 cells"),
        ('{"kind": "plane", "x": [0, 1, 0], "y": [0, 1, 1]}', "cannot be drawn"),
        ('{"kind": "solid", "shape": "sphere", "height": "3"}', "no such measure"),
    ],
)
def test_what_is_no_diagram_is_refused_with_the_reason(text: str, words: str) -> None:
    """Nothing is drawn that is not fully understood."""
    with pytest.raises(Refused, match=re.escape(words)):
        read(text)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-20, 40), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 12), json_values), max_size=3))
def test_a_changed_text_is_refused_or_drawn(diagram: Diagram, changes: list[tuple[int, object]]) -> None:
    """No value of any field leads to anything but a refusal or a drawing."""
    given_ = json.loads(diagram.text)
    names = sorted(given_)
    for at, value in changes:
        given_[names[at % len(names)]] = value
    try:
        made = read(json.dumps(given_))
    except Refused:
        return
    ElementTree.fromstring(made.svg())
    assert read(made.text) == made


def test_things_to_count_are_told_one_by_one() -> None:
    """The words do not say how many there are."""
    assert not told_by("13", TenFrame(13, 2))
    assert TenFrame(13, 2).words.count("dot") == 13
    assert not any(told_by(str(many), BaseTen(3, 4, 5)) for many in (3, 4, 5, 12, 345))
    assert not told_by("3", FractionStrip(((8, 3, ""),)))
    assert not told_by("42", Array(6, 7))
    assert told_by("6", Array(6, 7))


def test_places_are_told_by_the_marks_around_them() -> None:
    """A student must still read the scale."""
    line = NumberLine(parted(0, 2, 4), points=((3, "A"),))
    assert "third mark to the right of 0" in line.words
    assert not stands_in("3/4", line.words)
    assert "first mark to the right of 2" in Ruler(("0", "", "1", "", "2", ""), "cm", ((0, 5, "pin"),)).words
    graph = BarGraph((("cats", 6), ("dogs", 5)), 2, 8)
    assert not told_by("6", graph)
    assert "third line above 0" in graph.telling
    assert "halfway between the second and the third line above 0" in graph.telling
    assert "0, 2, 4, 6, 8" in graph.scale


def test_points_of_a_plane_are_told_in_steps() -> None:
    """Negative numbers go left and down; the step of the grid counts."""
    plane = Plane((-10, 10, 2), (-10, 10, 2), ((-4, 6, "A"), (3, 0, "B")))
    assert "A is two steps to the left and three steps up" in plane.telling
    assert "B is one step and a half to the right." in plane.telling


@pytest.mark.parametrize(
    ("number", "word"), [(1, "first"), (2, "second"), (13, "thirteenth"), (40, "fortieth")]
)
def test_ordinals_are_words(number: int, word: str) -> None:
    """As they are spoken."""
    assert ordinal(number) == word


def test_numbers_are_spelled_without_gaps() -> None:
    """Every number to 999 has its own words."""
    assert len({spelled(number) for number in range(1000)}) == 1000
    assert spelled(115) == "one hundred fifteen"
    assert spelled(1000) == "1000"


def test_an_empty_paper_can_be_drawn() -> None:
    """Even nothing has a box."""
    ElementTree.fromstring(Paper("p").svg("Nothing", "Nothing is drawn."))
