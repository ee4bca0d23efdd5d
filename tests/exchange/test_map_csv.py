"""Maps as tables: read with every fault located, written so that they read back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.random_maps import graphs
from whynext.base.errors import Refused
from whynext.base.ids import SkillId
from whynext.competencies.competency import IS_RELATED_TO, Competency, Relation, precedes
from whynext.competencies.map import CompetencyMap
from whynext.exchange.map_csv import read_map_csv, write_map_csv

EDGES = b"from,to\n"


def read(skills: str, edges: str = "from,to\n", **more: object):
    """Return the map of two texts."""
    return read_map_csv(skills.encode(), edges.encode(), **more)  # type: ignore[arg-type]


def refusals(skills: str | bytes, edges: str | bytes = EDGES, **more: object) -> list[tuple[str, str]]:
    """Return kind and place of everything that two tables are refused for."""
    tables = [table.encode() if isinstance(table, str) else table for table in (skills, edges)]
    with pytest.raises(Refused) as refused:
        read_map_csv(tables[0], tables[1], **more)  # type: ignore[arg-type]
    return [(problem.kind, problem.where) for problem in refused.value.problems]


def test_rows_become_skills_and_edges():
    """With all that the columns say."""
    skills = (
        "code,title,statement,domain,grade,i_can,kind,parent\n"
        "N,Numbers,,,,,group,\n"
        'N.1,Halves,"Split, fairly",N,K-2,I can halve.,,N\n'
        "N.2,,Say what a quarter is.,N,HS,,skill,N\n"
    )
    found = read(skills, "from,to\nN.1,N.2\n", framework="school", title="Our map")
    one = found.map[SkillId("N.1")]
    assert (one.title, one.statement, one.strand, one.i_can) == (
        "Halves",
        "Split, fairly",
        "N",
        "I can halve.",
    )
    assert (one.grade_low, one.grade_high, one.parent, one.kind, one.source) == (
        0.0,
        2.0,
        "N",
        "skill",
        "school",
    )
    assert found.map["N"].kind == "group"
    assert found.map["N.2"].title == "Say what a quarter is."
    assert (found.map["N.2"].grade_low, found.map["N.2"].grade_high) == (9.0, 12.0)
    assert [each.position for each in found.map.competencies] == [0, 1, 2]
    assert found.map.prerequisites("N.2") == ("N.1",)
    assert (found.document.id, found.document.title, found.report) == ("school", "Our map", ())


def test_a_code_alone_is_enough():
    """The least table there is."""
    found = read("code\na\nb\n", "from,to\na,b\n").map
    assert found["a"].title == "a"
    assert found.outer_fringe(set()) == ("a",)


def test_edges_and_headings_may_name_an_id_or_a_code():
    """People write codes, programs write ids."""
    found = read("id,code,parent,kind\n1,G,,group\n2,G.1,G,\n3,G.2,1,\n", "from,to\nG.1,3\n").map
    assert found.prerequisites("3") == ("2",)
    assert [found[each].parent for each in ("2", "3")] == ["1", "1"]


def test_names_of_columns_are_read_without_regard_to_case_and_space():
    """As spreadsheets write them."""
    found = read(" Code ,TITLE,Grade Low,Grade_High\na,A,3,5\n", "FROM,To\n").map["a"]
    assert (found.title, found.grade_low, found.grade_high) == ("A", 3.0, 5.0)


def test_either_end_of_a_range_of_grades_may_stand_in_a_column_of_its_own():
    """It counts more than the column for both."""
    found = read("code,grade,grade_low\na,3-5,4\nb,,K\n").map
    assert (found["a"].grade_low, found["a"].grade_high) == (4.0, 5.0)
    assert (found["b"].grade_low, found["b"].grade_high) == (0.0, None)


def test_an_unknown_column_is_kept_and_noted():
    """Nothing is lost, and a misspelt column is found."""
    found = read("code,titel,colour\na,A,red\nb,,\n")
    assert found.map["a"].extra == {"titel": "A", "colour": "red"}
    assert found.map["b"].extra == {}
    assert [(each.kind, each.where, each.next_step) for each in found.report] == [
        ("unknown column", "skills.csv, row 1", "did you mean «title»?"),
        ("unknown column", "skills.csv, row 1", ""),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_as_well_and_are_noted(separator):
    """Spreadsheets write them in many countries."""
    found = read(f"code{separator}title\na{separator}A, the first\n")
    assert found.map["a"].title == "A, the first"
    assert [each.kind for each in found.report] == ["separator"]


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_obstacle():
    """The mark is noted."""
    found = read_map_csv(b"\xef\xbb\xbfcode,title\r\na,A\r\n", EDGES)
    assert found.map["a"].title == "A"
    assert [(each.kind, each.where) for each in found.report] == [("byte order mark", "skills.csv")]


def test_blank_rows_are_passed_over_and_keep_the_numbers_of_the_others():
    """So that a message names the row that a person sees."""
    assert refusals("code\n\na\n\na\n") == [("duplicate code", "skills.csv, row 5, code")]


def test_repeated_and_implied_edges_are_noted_with_their_rows():
    """And are no reason to refuse."""
    found = read("code\na\nb\nc\n", "from,to\na,b\nb,c\na,c\na,b\n")
    assert [(each.kind, each.where) for each in found.report] == [
        ("repeated edge", "prerequisites.csv, row 5"),
        ("redundant edge", "prerequisites.csv, row 4"),
    ]


def test_all_faults_of_both_files_are_reported_together():
    """Each with file, row and field."""
    skills = "code,grade,parent,kind\na,K,,\nb,XI,,\na,1,,\n,2,,\nc,3,Q,\nd,4\ne,5,,step\n"
    edges = "from,to\na,b\nb,a\nz,a\na,\nb,b\n"
    assert refusals(skills, edges) == [
        ("row length", "skills.csv, row 7"),
        ("not a grade", "skills.csv, row 3, grade"),
        ("duplicate code", "skills.csv, row 4, code"),
        ("missing id", "skills.csv, row 5, code"),
        ("unknown code", "skills.csv, row 6, parent"),
        ("unknown code", "prerequisites.csv, row 4, from"),
        ("unknown code", "prerequisites.csv, row 5, to"),
        ("unknown kind", "skills.csv, row 8"),
        ("self-loop", "prerequisites.csv, row 6"),
        ("cycle", "prerequisites.csv, row 3"),
    ]


def test_a_circle_is_named_with_the_codes_along_it():
    """And the row of the edge that closes it."""
    with pytest.raises(Refused, match="N-1 → N-2 → N-3 → N-1"):
        read("id,code\n1,N-1\n2,N-2\n3,N-3\n", "from,to\n1,2\n2,3\n3,1\n")


def test_a_code_of_two_skills_cannot_be_named():
    """Their ids can."""
    skills = "id,code\n1,x\n2,x\n3,y\n"
    assert refusals(skills, "from,to\nx,y\n") == [("ambiguous code", "prerequisites.csv, row 2, from")]
    assert read(skills, "from,to\n1,y\n").map.prerequisites("3") == ("1",)


@pytest.mark.parametrize(
    ("skills", "edges", "expected"),
    [
        ("", EDGES, [("missing column", "skills.csv, row 1")]),
        ("title\nA\n", EDGES, [("missing column", "skills.csv, row 1")]),
        ("code\na\n", "from\na\n", [("missing column", "prerequisites.csv, row 1")]),
        ("code,code\na,b\n", EDGES, [("doubled column", "skills.csv, row 1")]),
        ('code,title\na,"A\n', EDGES, [("not CSV", "skills.csv, line 2")]),
        ("code\na\x00b\n", EDGES, [("unusable text", "skills.csv, row 2")]),
        (b"code\n\xe9\n", EDGES, [("encoding", "skills.csv")]),
        ("code\na\n".encode("utf-16"), EDGES, [("encoding", "skills.csv")]),
        ("code,title\na," + "x" * 200_000 + "\n", EDGES, [("not CSV", "skills.csv, line 2")]),
        ("code,extra\na,{\n", EDGES, [("not JSON", "skills.csv, row 2, extra: line 1, column 2")]),
        ("code,extra\na,[1]\n", EDGES, [("not an object", "skills.csv, row 2, extra: $")]),
        ('code,extra\na,"{""x"": NaN}"\n', EDGES, [("not a number", "skills.csv, row 2, extra: $.x")]),
    ],
)
def test_what_is_no_table_of_a_map_is_refused_with_its_place(skills, edges, expected):
    """An empty file, a wrong file, a torn file, a file in another encoding."""
    assert refusals(skills, edges) == expected


def test_a_second_name_of_a_column_that_is_there_is_an_unknown_column():
    """The first name is the one that counts."""
    found = read("code\na\nb\n", "from,prerequisite,to\na,x,b\n")
    assert [(each.kind, each.where) for each in found.report] == [
        ("unknown column", "prerequisites.csv, row 1")
    ]
    assert found.relations[0].extra == {"prerequisite": "x"}


def test_a_missing_column_does_not_make_a_fault_of_every_edge():
    """One cause, one message."""
    assert refusals("cod,title\na,A\nb,B\n", "from,to\na,b\nb,a\n") == [
        ("missing column", "skills.csv, row 1")
    ]


def test_a_missing_column_names_the_one_that_may_be_meant():
    """A typo is found at once."""
    with pytest.raises(Refused, match="if «too» is it, rename it"):
        read("code\na\n", "from,too\na,a\n")


def test_how_large_a_file_may_be_can_be_set_and_is_what_is_used():
    """Limits are parameters."""
    assert refusals("code\naaaaaaaaa\n", most_bytes=10) == [("too large", "skills.csv")]
    assert read("code\naaaaaaaaa\n", most_bytes=15).map.skills == ("aaaaaaaaa",)


def test_messages_name_the_files_they_are_about(tmp_path):
    """Which is which is the first question."""
    skills, edges = tmp_path / "standards.csv", tmp_path / "edges.csv"
    skills.write_text("code\na\n")
    edges.write_text("from,to\na,q\n")
    with pytest.raises(Refused, match=r"edges\.csv, row 2, to: there is no skill «q»"):
        read_map_csv(skills, edges)
    with pytest.raises(Refused, match=r"gone\.csv: cannot be read"):
        read_map_csv(tmp_path / "gone.csv", edges)


def test_tables_without_rows_are_an_empty_map():
    """A school begins with one."""
    assert len(read("code\n").map) == 0


_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
_words = _texts.map(str.strip)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=3,
)
_extras = st.dictionaries(
    st.sampled_from(["note", "Title", "extra", "colour", "a b"]) | _texts, _values, max_size=3
)
_grades = st.none() | st.sampled_from([-1.0, -0.5, 0.0, 3.0, 7.5])


@st.composite
def maps(draw: st.DrawFn) -> CompetencyMap:
    """Return a map with positions in the order of its skills, and anything in its texts."""
    names, pairs = draw(graphs(most=5))
    group = Competency(SkillId("H"), "Heading", kind="group", code="H", position=0)
    skills = [
        Competency(
            SkillId(name), draw(_texts.filter(bool)), draw(_texts), "skill", f"C{name}", draw(_words),
            draw(_grades), draw(st.none() | st.sampled_from([8.0, 13.0])), draw(_texts),
            draw(st.sampled_from([None, SkillId("H")])), draw(_words), draw(_words), place, draw(_extras),
        )
        for place, name in enumerate(names, start=1)
    ]  # fmt: skip
    edges = [
        Relation("precedes", SkillId(a), SkillId(b), draw(_words), draw(_extras)) for a, b in sorted(pairs)
    ]
    return CompetencyMap.of([group, *skills], edges)


@given(maps())
def test_a_map_is_read_back_as_it_was_written(plan):
    """Every text, grade, extra and edge."""
    found = read_map_csv(*write_map_csv(plan))
    assert found.map.competencies == plan.competencies
    assert found.relations == plan.relations
    assert write_map_csv(found.map) == write_map_csv(plan)


def test_only_prerequisites_have_a_place_in_the_tables():
    """CASE carries the other relations."""
    related = Relation(IS_RELATED_TO, SkillId("a"), SkillId("b"))
    plan = CompetencyMap.of([Competency(SkillId(name), name) for name in "ab"], [related, precedes("a", "b")])
    _, edges = write_map_csv(plan)
    assert edges == b"from,to\r\na,b\r\n"


@pytest.mark.real_data
def test_the_480_standards_are_read_and_can_be_planned_on(shared_data):
    """Kindergarten, grades and high school, and 757 edges."""
    folder = shared_data / "maps"
    found = read_map_csv(
        folder / "coherence-standards.csv", folder / "coherence-prerequisites.csv", framework="coherence"
    )
    plan = found.map
    assert (len(plan.skills), len(found.relations), plan.prerequisites_frame().height) == (480, 757, 757)
    assert {each.kind for each in found.report} == {"redundant edge"}
    grades = {each.grade_low for each in plan.competencies}
    assert grades == {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0}
    known: set[str] = set()
    while len(known) < 480:
        ready = plan.outer_fringe(known)
        assert ready
        known |= set(ready)
    back = read_map_csv(*write_map_csv(plan), framework="coherence")
    assert (back.map, back.relations) == (plan, found.relations)
