"""CASE 1.1 packages: what is read from them, and that nothing is lost on the way back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.random_maps import graphs
from exchange.case_packages import (
    AT,
    associations,
    child,
    ends,
    item,
    items,
    link,
    node,
    package,
    packed,
    uid,
)
from whynext.base.errors import Refused
from whynext.base.ids import SkillId
from whynext.competencies.competency import (
    IS_RELATED_TO,
    PRECEDES,
    RELATION_KINDS,
    Competency,
    Relation,
    precedes,
)
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.exchange.case import read_case, write_case


def again(found: MapImport) -> MapImport:
    """Return a framework after a round trip."""
    return read_case(write_case(found.map, found.relations, found.document, at=AT))


def assert_same(one: MapImport, other: MapImport) -> None:
    """Say that both hold the same competencies, relations and document."""
    assert one.map.competencies == other.map.competencies
    assert one.relations == other.relations
    assert one.map == other.map
    assert one.document == other.document


def test_items_and_associations_become_a_map():
    """isChildOf is the tree, precedes is the prerequisite edge."""
    found = read_case(packed(package()))
    assert found.map.skills == (uid(2), uid(3))
    assert found.map.prerequisites(uid(3)) == (uid(2),)
    assert found.map[uid(2)].parent == uid(1)
    assert found.map[uid(1)].kind == "group"
    assert found.map[uid(1)].parent is None
    assert (found.document.id, found.document.title, found.document.creator) == (
        uid(0),
        "Numbers",
        "A school",
    )
    assert [each.kind for each in found.relations] == ["is_child_of"] * 3 + [PRECEDES]
    assert found.report == ()


def test_what_an_item_says_is_what_the_competency_says():
    """Title, statement, code, strand, grades, language and source."""
    given_package = package()
    items(given_package)[1] |= {
        "abbreviatedStatement": "Halves", "humanCodingScheme": "N.2", "educationLevel": ["KG", "02"],
        "language": "es",
    }  # fmt: skip
    found = read_case(packed(given_package)).map[uid(2)]
    assert (found.title, found.statement, found.code) == ("Halves", "Statement 2", "N.2")
    assert (found.strand, found.grade_low, found.grade_high) == ("Statement 1", 0.0, 2.0)
    assert (found.language, found.source) == ("es", uid(0))


def test_an_item_without_a_language_speaks_that_of_the_document():
    """CASE says it once for all."""
    given_package = package()
    given_package["CFDocument"]["language"] = "fr"
    found = read_case(packed(given_package))
    assert {each.language for each in found.map.competencies} == {"fr"}
    assert_same(found, again(found))


@pytest.mark.parametrize(
    ("named", "children", "edge", "kind"),
    [
        ("", False, False, "skill"),
        ("", True, False, "group"),
        ("", True, True, "skill"),
        ("Cluster", False, False, "group"),
        ("Grade Level", True, False, "group"),
        ("Cluster", True, True, "skill"),
        ("Standard", True, False, "skill"),
        ("Something local", True, False, "group"),
    ],
)
def test_what_can_be_learned_is_told_from_headings(named, children, edge, kind):
    """By the type of the item, by what stands under it, and by the prerequisites that it is part of."""
    given_package = package()
    given_package["CFItems"] += [item(4) | ({"CFItemType": named} if named else {}), item(5)]
    given_package["CFAssociations"] += [child(4, 0, 10), child(5, 4 if children else 0, 11)]
    given_package["CFAssociations"] += [link("precedes", 4, 2, 12)] if edge else []
    assert read_case(packed(given_package)).map[uid(4)].kind == kind


def test_positions_go_through_the_tree_by_sequence_enumeration_code_and_place():
    """Ten comes after two, as people count."""
    given_package = package()
    given_package["CFItems"] = [
        item(1),
        item(2, humanCodingScheme="L.10"),
        item(3, humanCodingScheme="L.2"),
        item(4, listEnumeration="2."),
        item(5, listEnumeration="1."),
        item(6),
        item(7),
    ]
    given_package["CFAssociations"] = [
        child(1, 0, 20), child(2, 1, 21), child(3, 1, 22), child(4, 1, 23), child(5, 1, 24),
        child(6, 1, 25, sequenceNumber=1), child(7, 0, 26),
    ]  # fmt: skip
    found = read_case(packed(given_package))
    assert [each.id for each in found.map.competencies] == [uid(n) for n in (1, 6, 5, 4, 3, 2, 7)]
    assert_same(found, again(found))


def test_the_strand_is_the_nearest_domain_else_the_topmost_heading():
    """As teachers name where a standard belongs."""
    given_package = package()
    given_package["CFItems"] = [
        item(1),
        item(2, CFItemType="Domain"),
        item(3, CFItemType="Cluster"),
        item(4),
        item(5),
    ]
    given_package["CFAssociations"] = [
        child(1, 0, 10),
        child(2, 1, 11),
        child(3, 2, 12),
        child(4, 3, 13),
        child(5, 1, 14),
    ]
    found = read_case(packed(given_package)).map
    assert [found[uid(n)].strand for n in range(1, 6)] == [
        "", "Statement 1", "Statement 2", "Statement 2", "Statement 1",
    ]  # fmt: skip


def test_an_item_under_two_headings_is_shown_under_the_first_and_noted():
    """Both relations are kept."""
    given_package = package()
    given_package["CFItems"].append(item(4))
    given_package["CFAssociations"] += [child(4, 0, 10), child(3, 4, 11)]
    found = read_case(packed(given_package))
    assert found.map[uid(3)].parent == uid(1)
    assert [(each.kind, each.where) for each in found.report] == [("headings", "$.CFItems[2]")]
    assert_same(found, again(found))


def test_associations_to_other_frameworks_are_kept_and_are_no_edges():
    """They are legal in CASE; a crosswalk holds nothing else."""
    given_package = package()
    given_package["CFAssociations"] += [
        link("exactMatchOf", 2, 77, 10),
        link("precedes", 88, 2, 11),
        link("precedes", 88, 99, 12),
    ]
    found = read_case(packed(given_package))
    assert found.map.prerequisites(uid(2)) == ()
    assert [each.kind for each in found.outside] == ["exact_match_of", "precedes", "precedes"]
    assert [(each.kind, each.where) for each in found.report] == [
        ("outside", "$.CFAssociations[4].destinationNodeURI"),
        ("outside", "$.CFAssociations[5].originNodeURI"),
        ("outside", "$.CFAssociations[6].originNodeURI"),
        ("outside", "$.CFAssociations[6].destinationNodeURI"),
    ]
    assert_same(found, again(found))


def test_every_type_of_association_is_kept_with_its_own_kind():
    """The ten of the standard, and extensions of it."""
    types = ["isPeerOf", "isPartOf", "exactMatchOf", "isRelatedTo", "replacedBy", "exemplar", "hasSkillLevel"]
    types += ["isTranslationOf", "ext:supports"]
    given_package = package()
    given_package["CFAssociations"] += [link(each, 2, 3, 10 + n) for n, each in enumerate(types)]
    found = read_case(packed(given_package))
    kinds = [each.kind for each in found.relations]
    assert set(kinds) == {*RELATION_KINDS, "ext:supports"}
    assert found.report == ()
    assert_same(found, again(found))


def test_an_identifier_in_other_letters_is_the_same_uuid():
    """UUIDs have no case."""
    given_package = package()
    given_package["CFItems"][1]["identifier"] = uid(0xABC).upper()
    for each in (1, 3):
        ends(given_package, each)["originNodeURI"]["identifier"] = uid(0xABC)
    found = read_case(packed(given_package))
    assert found.map.prerequisites(uid(3)) == (uid(0xABC).upper(),)
    assert found.outside == ()


def test_text_outside_of_the_basic_plane_survives():
    """As a surrogate pair in the JSON, and as itself."""
    for text in ("𝑑 és Ελληνικά \u202e عربى 👩‍🏫", 'quotes " \\ and\nlines\ttabs'):
        given_package = package()
        given_package["CFItems"][1]["fullStatement"] = text
        for raw in (json.dumps(given_package).encode(), packed(given_package)):
            found = read_case(raw)
            assert found.map[uid(2)].statement == text
            assert_same(found, again(found))


def test_a_byte_order_mark_is_noted_and_left_out():
    """Editors on Windows write it."""
    found = read_case(b"\xef\xbb\xbf" + packed(package()), name="map.json")
    assert [(each.kind, each.where) for each in found.report] == [("byte order mark", "map.json")]


def test_null_is_read_as_absent_noted_and_never_written():
    """Real servers write it for what they do not have."""
    given_package = package()
    given_package["CFRubrics"] = None
    given_package["CFDocument"] |= {"description": None, "subject": None, "officialSourceURL": None}
    given_package["CFItems"][0] |= {"notes": None, "CFItemTypeURI": None, "local": {"deep": None, "kept": 1}}
    found = read_case(packed(given_package))
    nulls = {each.where for each in found.report if each.kind == "null"}
    assert nulls == {
        "$.CFRubrics", "$.CFDocument.description", "$.CFDocument.subject", "$.CFDocument.officialSourceURL",
        "$.CFItems[0].notes", "$.CFItems[0].CFItemTypeURI",
    }  # fmt: skip
    written = write_case(found.map, found.relations, found.document, at=AT)
    assert b"null" not in written
    assert_same(found, read_case(written))


def test_each_deviation_is_noted_with_its_path_and_kept():
    """Nothing that a server adds is lost."""
    given_package = package()
    given_package["CFItems"][1] |= {
        "educationalLevel": "06",
        "sequenceNumber": [1, {"a": "b"}],
        "educationLevel": "05",
        "statusStartDate": "2010",
        "CFItemTypeURI": {"title": "Standard", "uri": "https://x/1", "colour": "red"},
    }
    given_package["CFAssociations"][0] |= {"sequenceNumber": "3"}
    given_package["CFAssociations"][1]["originNodeURI"] |= {"targetType": "Video"}
    given_package["CFDocument"] |= {"caseVersion": "1.0", "lastChangeDateTime": "2020-01-02 03:04:05"}
    given_package["CFDefinitions"] = {
        "CFSubjects": [{"identifier": uid(50), "uri": "u", "title": "Maths", "shade": 1}], "CFOther": [],
    }  # fmt: skip
    given_package["vendor"] = {"a": 1}
    found = read_case(packed(given_package))
    assert sorted((each.where, each.kind) for each in found.report) == [
        ("$.CFAssociations[0].sequenceNumber", "wrong type"),
        ("$.CFAssociations[1].originNodeURI.targetType", "wrong format"),
        ("$.CFDefinitions.CFOther", "undeclared property"),
        ("$.CFDefinitions.CFSubjects[0].hierarchyCode", "missing property"),
        ("$.CFDefinitions.CFSubjects[0].lastChangeDateTime", "missing property"),
        ("$.CFDefinitions.CFSubjects[0].shade", "undeclared property"),
        ("$.CFDocument.caseVersion", "wrong format"),
        ("$.CFDocument.lastChangeDateTime", "wrong format"),
        ("$.CFItems[1].CFItemTypeURI.colour", "undeclared property"),
        ("$.CFItems[1].CFItemTypeURI.identifier", "missing property"),
        ("$.CFItems[1].educationLevel", "wrong type"),
        ("$.CFItems[1].educationalLevel", "undeclared property"),
        ("$.CFItems[1].sequenceNumber", "undeclared property"),
        ("$.CFItems[1].statusStartDate", "wrong format"),
        ("$.vendor", "undeclared property"),
    ]
    assert found.map[uid(2)].extra["undeclared"] == {
        "educationalLevel": "06",
        "sequenceNumber": [1, {"a": "b"}],
        "statusStartDate": "2010",
        "CFItemTypeURI.colour": "red",
    }
    assert_same(found, again(found))
    assert again(found).report == ()


def test_values_of_another_form_with_one_sensible_reading_are_read_and_noted():
    """An empty object of PHP, a link as its address, one link for a list, a number in quotes."""
    given_package = package()
    given_package["CFDefinitions"] = []
    given_package["CFItems"][0] |= {"extensions": [], "CFItemTypeURI": "https://x/type"}
    given_package["CFItems"][1] |= {"subjectURI": {"title": "Maths", "identifier": uid(50), "uri": "u"}}
    found = read_case(packed(given_package))
    assert {(each.kind, each.where) for each in found.report} == {
        ("wrong type", "$.CFDefinitions"),
        ("wrong type", "$.CFItems[0].extensions"),
        ("wrong type", "$.CFItems[0].CFItemTypeURI"),
        ("wrong type", "$.CFItems[1].subjectURI"),
    }
    assert found.map[uid(1)].extra["CFItemTypeURI"] == {"uri": "https://x/type"}
    assert found.map[uid(2)].extra["subjectURI"] == [{"title": "Maths", "identifier": uid(50), "uri": "u"}]
    assert_same(found, again(found))


def test_what_was_edited_here_is_what_others_read_and_what_case_said_is_kept():
    """A new title, new grades and another language replace the old ones in the item itself."""
    given_package = package()
    given_package["CFItems"][1] |= {
        "abbreviatedStatement": "Halves",
        "educationLevel": ["01"],
        "language": "en",
    }
    found = read_case(packed(given_package))
    edited = [
        replace(each, title="Half of it", grade_low=2.0, grade_high=3.0, language="es")
        if each.id == uid(2)
        else each
        for each in found.map.competencies
    ]
    plan = CompetencyMap.of(edited, found.map.relations)
    written = write_case(plan, found.relations, found.document, at=AT)
    one = next(each for each in items(json.loads(written)) if each["identifier"] == uid(2))
    assert (one["abbreviatedStatement"], one["educationLevel"], one["language"]) == (
        "Half of it",
        ["02", "03"],
        "es",
    )
    back = read_case(written)
    assert back.map == plan
    assert back.map[uid(2)].extra["abbreviatedStatement"] == "Halves"


def test_grades_are_also_read_under_the_name_of_older_servers():
    """The property is not of CASE 1.1, so it is noted as well."""
    given_package = package()
    given_package["CFItems"][1]["educationalLevel"] = "06"
    assert read_case(packed(given_package)).map[uid(2)].grade_low == 6.0


def test_what_is_missing_though_required_is_noted_and_supplied_in_the_export_only():
    """An import invents nothing."""
    given_package = package()
    for name in ("uri", "title", "creator", "lastChangeDateTime"):
        del given_package["CFDocument"][name]
    del given_package["CFItems"][0]["uri"], given_package["CFItems"][0]["lastChangeDateTime"]
    del ends(given_package, 0)["originNodeURI"]["title"]
    found = read_case(packed(given_package))
    assert {each.kind for each in found.report} == {"missing property"}
    assert len(found.report) == 7
    assert "uri" not in found.map[uid(1)].extra
    written = json.loads(write_case(found.map, found.relations, found.document, at=AT))
    assert written["CFItems"][0]["lastChangeDateTime"] == AT.isoformat()
    assert written["CFItems"][0]["uri"] == f"urn:uuid:{uid(1)}"
    assert_same(found, again(found))


def test_ids_that_are_no_uuids_are_kept_and_written_as_uuids():
    """The schema wants UUIDs; the map keeps the ids that everything else names."""
    text = packed(package()).decode().replace(uid(2), "N.2").replace(uid(0), "numbers").encode()
    found = read_case(text)
    assert found.map.prerequisites(uid(3)) == ("N.2",)
    assert found.document.id == "numbers"
    assert {(each.where, each.kind) for each in found.report} == {
        ("$.CFItems[1].identifier", "wrong format"),
        ("$.CFDocument.identifier", "wrong format"),
    }
    written = write_case(found.map, found.relations, found.document, at=AT)
    identifiers = [each["identifier"] for each in json.loads(written)["CFItems"]]
    assert all(len(each) == 36 for each in identifiers)
    assert_same(found, read_case(written))


def test_rubrics_and_definitions_come_back_as_they_were():
    """Nothing here interprets them."""
    given_package = package()
    given_package["CFRubrics"] = [
        {
            "identifier": uid(60), "uri": "u", "title": "Explains",
            "lastChangeDateTime": "2020-01-01T00:00:00Z",
            "CFRubricCriteria": [
                {
                    "identifier": uid(61), "uri": "u", "weight": 0.5, "position": 1,
                    "lastChangeDateTime": "2020-01-01T00:00:00Z",
                    "CFItemURI": {"title": "t", "identifier": uid(2), "uri": "u"},
                    "CFRubricCriterionLevels": [
                        {
                            "identifier": uid(62), "uri": "u", "score": 2, "colour": "red",
                            "lastChangeDateTime": "2020-01-01T00:00:00Z", "extensions": [{"a": 1}],
                        }
                    ],
                }
            ],
            "extensions": {"theirs": [1, "two", {"three": 3.5}]},
        }
    ]  # fmt: skip
    found = read_case(packed(given_package))
    assert [each.where for each in found.report] == [
        "$.CFRubrics[0].CFRubricCriteria[0].CFRubricCriterionLevels[0].colour"
    ]
    written = json.loads(write_case(found.map, found.relations, found.document, at=AT))
    criterion = written["CFRubrics"][0]["CFRubricCriteria"][0]
    assert criterion["CFRubricCriterionLevels"][0]["score"] == 2
    assert criterion["extensions"]["whynext"]["undeclared"] == {"CFRubricCriterionLevels[0].colour": "red"}
    assert written["CFRubrics"][0]["extensions"] == {"theirs": [1, "two", {"three": 3.5}]}
    assert_same(found, again(found))


def test_the_same_framework_gives_the_same_bytes():
    """Also from another instant, where no instant is missing, and after a round trip."""
    found = read_case(packed(package()))
    first = write_case(found.map, found.relations, found.document, at=AT)
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert write_case(found.map, found.relations, found.document, at=later) == first
    back = read_case(first)
    assert write_case(back.map, back.relations, back.document, at=AT) == first


def test_an_export_needs_an_instant_with_a_zone():
    """A local time would mean another instant elsewhere."""
    found = read_case(packed(package()))
    with pytest.raises(Refused, match="no time zone"):
        write_case(found.map, found.relations, found.document, at=AT.replace(tzinfo=None))


def test_a_plain_reader_sees_the_tree_of_a_map_that_had_no_associations():
    """Each item has its place below its heading or the document; coming back, these are no relations."""
    group = Competency(SkillId("g"), "Geometry", "Geometry", kind="group")
    plan = CompetencyMap.of([group, Competency(SkillId("a"), "A", "A", parent=SkillId("g"), position=1)], [])
    found = MapImport(plan, (), Framework("numbers", "F"))
    written = json.loads(write_case(plan, (), found.document, at=AT))
    tree = {
        (each["originNodeURI"]["title"], each["destinationNodeURI"]["title"])
        for each in associations(written)
    }
    assert tree == {("Geometry", "F"), ("A", "Geometry")}
    assert_same(found, again(found))


_texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
_values = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=4,
)
_names = st.sampled_from(
    [
        "uri",
        "notes",
        "sequenceNumber",
        "educationLevel",
        "language",
        "abbreviatedStatement",
        "CFItemType",
        "extensions",
        "undeclared",
        "whynext",
        "identifier",
        "derived",
        "original",
        "originNodeURI",
    ]
)
_extras = st.dictionaries(_names | _texts.filter(bool), _values, max_size=3)


@st.composite
def frameworks(draw: st.DrawFn) -> MapImport:
    """Return any framework that this program can hold, whether or not it came from CASE."""
    names, pairs = draw(graphs(most=5))
    competencies = []
    for _place, name in enumerate(names):
        low = draw(st.none() | st.sampled_from([-1.0, 0.0, 3.0, 5.0]))
        competencies.append(
            Competency(
                SkillId(name),
                draw(_texts),
                draw(_texts),
                "skill",
                draw(_texts),
                draw(_texts),
                low,
                draw(st.none() | st.sampled_from([6.0, 12.5])),
                draw(_texts),
                None,
                draw(_texts),
                draw(_texts),
                draw(st.integers(0, 9)),
                draw(_extras),
            )
        )
    headings = [
        Competency(SkillId("H"), draw(_texts), kind="group", position=draw(st.integers(0, 9))),
        Competency(SkillId(uid(7)), "I", kind="group", parent=SkillId("H"), position=draw(st.integers(0, 9))),
    ]
    under = draw(st.sampled_from([None, SkillId("H"), SkillId(uid(7))]))
    competencies[0] = replace(competencies[0], parent=under)
    relations = [Relation(PRECEDES, SkillId(a), SkillId(b), "", draw(_extras)) for a, b in sorted(pairs)]
    relations += [
        Relation(IS_RELATED_TO, SkillId(names[0]), SkillId("elsewhere"), draw(_texts), draw(_extras))
    ]
    among = [each for each in relations if each.destination != "elsewhere"]
    plan = CompetencyMap.of([*competencies, *headings], among)
    return MapImport(
        plan, tuple(relations), Framework("F" + draw(_texts), draw(_texts), draw(_texts), "", draw(_extras))
    )


@given(frameworks())
def test_any_framework_comes_back_as_it_went_out(found):
    """Whatever its ids, texts, positions and extras."""
    assert_same(found, again(found))


@given(graphs())
def test_a_random_map_comes_back_as_the_same_graph(graph):
    """Every skill, every edge."""
    names, pairs = graph
    plan = CompetencyMap.of(
        [Competency(SkillId(name), name) for name in names], [precedes(a, b) for a, b in sorted(pairs)]
    )
    back = read_case(write_case(plan, plan.relations, Framework("numbers"), at=AT)).map
    assert set(back.prerequisites_frame().rows()) == pairs
    assert back.skills == plan.skills


def test_relations_that_cannot_be_written_are_refused_by_name():
    """Instead of a file that nobody can read."""
    plan = CompetencyMap.of([Competency(SkillId(name), name) for name in "ab"], [])
    same = Relation(PRECEDES, SkillId("a"), SkillId("b"), "one")
    with pytest.raises(Refused, match="2 relations have the id «one»") as refused:
        write_case(plan, (same, same, Relation("before", SkillId("a"), SkillId("b"))), Framework("f"), at=AT)
    assert [each.kind for each in refused.value.problems] == ["duplicate identifier", "unknown kind"]
    with pytest.raises(Refused, match="framework has the id «a»"):
        write_case(plan, (), Framework("a"), at=AT)
    odd = Competency(SkillId("a"), "a", extra={"when": AT})
    with pytest.raises(Refused, match="JSON cannot"):
        write_case(CompetencyMap.of([odd], []), (), Framework("f"), at=AT)


def test_a_package_of_a_document_alone_is_an_empty_map():
    """Servers announce frameworks so."""
    given_package = {"CFDocument": package()["CFDocument"]}
    found = read_case(packed(given_package))
    assert (len(found.map), found.relations, found.report) == (0, (), ())


def test_a_file_is_read_from_its_path(tmp_path):
    """And is named in messages."""
    path = tmp_path / "numbers.json"
    path.write_bytes(packed(package() | {"more": 1}))
    assert [each.where for each in read_case(path).report] == ["numbers.json: $.more"]
    with pytest.raises(Refused, match="cannot be read"):
        read_case(tmp_path / "none.json")


def test_nodes_are_links_to_items():
    """A plain reader finds the items by the identifiers of the links."""
    written = json.loads(write_case(*_parts(read_case(packed(package()))), at=AT))
    known = {each["identifier"] for each in items(written)} | {written["CFDocument"]["identifier"]}
    assert {node(each, end)["identifier"] for each in associations(written) for end in (0, 1)} <= known


def _parts(found: MapImport) -> tuple[CompetencyMap, tuple[Relation, ...], Framework]:
    return found.map, found.relations, found.document
