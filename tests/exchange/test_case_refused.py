"""What cannot be understood in a CASE package is refused, with its path, all of it together."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exchange.case_packages import AT, child, ends, item, link, package, packed, uid
from whynext.base.errors import Refused
from whynext.exchange.case import read_case, write_case


def refusals(data: bytes, **limits: int) -> list[tuple[str, str]]:
    """Return kind and place of everything that a package is refused for."""
    with pytest.raises(Refused) as refused:
        read_case(data, **limits)
    assert all(problem.what for problem in refused.value.problems)
    return [(problem.kind, problem.where) for problem in refused.value.problems]


def changed(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """Return our small package after a change."""
    value = package()
    change(value)
    return packed(value)


def put(where: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return a change that puts a value at a path such as ``CFItems.0.uri``."""

    def change(whole: dict[str, Any]) -> None:
        *path, last = where.split(".")
        part: Any = whole
        for step in path:
            part = part[int(step)] if step.isdigit() else part[step]
        part[int(last) if last.isdigit() else last] = value

    return change


def drop(where: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that takes away what is at a path."""

    def change(whole: dict[str, Any]) -> None:
        *path, last = where.split(".")
        part: Any = whole
        for step in path:
            part = part[int(step)] if step.isdigit() else part[step]
        del part[last]

    return change


@pytest.mark.parametrize(
    ("change", "kind", "where"),
    [
        (drop("CFDocument"), "missing CFDocument", "$.CFDocument"),
        (drop("CFDocument.identifier"), "missing identifier", "$.CFDocument.identifier"),
        (drop("CFItems.1.identifier"), "missing identifier", "$.CFItems[1].identifier"),
        (put("CFItems.1.identifier", ""), "missing identifier", "$.CFItems[1].identifier"),
        (put("CFItems.1.identifier", None), "missing identifier", "$.CFItems[1].identifier"),
        (drop("CFItems.1.fullStatement"), "missing fullStatement", "$.CFItems[1].fullStatement"),
        (drop("CFAssociations.1.identifier"), "missing identifier", "$.CFAssociations[1].identifier"),
        (
            drop("CFAssociations.1.associationType"),
            "missing associationType",
            "$.CFAssociations[1].associationType",
        ),
        (
            drop("CFAssociations.1.destinationNodeURI"),
            "missing destinationNodeURI",
            "$.CFAssociations[1].destinationNodeURI",
        ),
        (
            drop("CFAssociations.1.originNodeURI.identifier"),
            "missing identifier",
            "$.CFAssociations[1].originNodeURI.identifier",
        ),
        (
            put("CFAssociations.1.originNodeURI.identifier", ""),
            "missing identifier",
            "$.CFAssociations[1].originNodeURI.identifier",
        ),
        (
            put("CFAssociations.1.originNodeURI", "https://example.org/2"),
            "wrong type",
            "$.CFAssociations[1].originNodeURI",
        ),
        (
            put("CFAssociations.1.associationType", "isChildof"),
            "unknown association type",
            "$.CFAssociations[1].associationType",
        ),
        (put("CFItems.1.fullStatement", 5), "wrong type", "$.CFItems[1].fullStatement"),
        (put("CFItems.1.fullStatement", ["a"]), "wrong type", "$.CFItems[1].fullStatement"),
        (put("CFItems.1.educationLevel", 6), "wrong type", "$.CFItems[1].educationLevel"),
        (put("CFItems.1.educationLevel", ["06", 7]), "wrong type", "$.CFItems[1].educationLevel[1]"),
        (put("CFItems.1.CFItemTypeURI", 5), "wrong type", "$.CFItems[1].CFItemTypeURI"),
        (put("CFItems.1.subjectURI", "Maths"), "wrong type", "$.CFItems[1].subjectURI"),
        (put("CFItems.1.extensions", "x"), "wrong type", "$.CFItems[1].extensions"),
        (put("CFItems.1", None), "wrong type", "$.CFItems[1]"),
        (put("CFItems.1", "item"), "wrong type", "$.CFItems[1]"),
        (put("CFItems", {"a": 1}), "wrong type", "$.CFItems"),
        (put("CFDocument", [1, 2]), "wrong type", "$.CFDocument"),
        (put("CFAssociations.0.sequenceNumber", 1.5), "wrong type", "$.CFAssociations[0].sequenceNumber"),
        (put("CFAssociations.0.sequenceNumber", True), "wrong type", "$.CFAssociations[0].sequenceNumber"),
        (put("CFAssociations.0.sequenceNumber", "first"), "wrong type", "$.CFAssociations[0].sequenceNumber"),
        (put("CFItems.1.lastChangeDateTime", "soon"), "wrong format", "$.CFItems[1].lastChangeDateTime"),
        (
            put("CFItems.1.lastChangeDateTime", "2021-02-29T00:00:00Z"),
            "wrong format",
            "$.CFItems[1].lastChangeDateTime",
        ),
        (put("CFItems.1.identifier", uid(1)), "duplicate identifier", "$.CFItems[1].identifier"),
        (put("CFItems.1.identifier", uid(0)), "duplicate identifier", "$.CFItems[1].identifier"),
        (
            put("CFAssociations.1.identifier", uid(1001)),
            "duplicate identifier",
            "$.CFAssociations[1].identifier",
        ),
        (put("CFItems.1.fullStatement", "\ud835"), "unusable text", "$.CFItems[1].fullStatement"),
        (put("CFItems.1.fullStatement", "a\x00b"), "unusable text", "$.CFItems[1].fullStatement"),
        (put("CFItems.1.own", {"a": ["\ud835"]}), "unusable text", "$.CFItems[1].own.a[0]"),
    ],
)
def test_each_fault_is_refused_with_its_path(change, kind, where):
    """One fault, one problem, at its place."""
    value = package()
    change(value)
    assert refusals(json.dumps(value).encode()) == [(kind, where)]


def test_all_faults_are_reported_together():
    """One run, one report."""

    def change(value: dict[str, Any]) -> None:
        value["CFItems"] += [item(2), {"fullStatement": "nameless"}]
        value["CFAssociations"] += [link("leadsTo", 2, 3, 10), link("precedes", 3, 2, 11)]

    assert refusals(changed(change)) == [
        ("missing identifier", "$.CFItems[4].identifier"),
        ("unknown association type", "$.CFAssociations[4].associationType"),
        ("duplicate identifier", "$.CFItems[3].identifier"),
        ("cycle", "$.CFAssociations[5]"),
    ]


def test_prerequisites_in_a_circle_are_named_by_their_codes():
    """And the path is that of the association that closes it."""

    def change(value: dict[str, Any]) -> None:
        for place, code in enumerate(("N", "N.1", "N.2")):
            value["CFItems"][place]["humanCodingScheme"] = code
        value["CFAssociations"].append(link("precedes", 3, 2, 10))

    with pytest.raises(Refused, match=r"N\.1 → N\.2 → N\.1"):
        read_case(changed(change))


def test_headings_in_a_circle_are_refused():
    """A tree that bites its tail has no top."""

    def change(value: dict[str, Any]) -> None:
        value["CFItems"] += [item(4), item(5)]
        value["CFAssociations"] += [child(4, 5, 10), child(5, 4, 11)]

    assert refusals(changed(change)) == [("cycle", "$.CFItems[3]")]


def test_an_item_that_precedes_or_contains_itself_is_refused():
    """Neither can be meant."""

    def change(value: dict[str, Any]) -> None:
        value["CFAssociations"] += [link("precedes", 2, 2, 10), child(3, 3, 11)]

    kinds = {kind for kind, _ in refusals(changed(change))}
    assert kinds == {"self-loop"}


@pytest.mark.parametrize(
    ("data", "kind", "where"),
    [
        (b"", "not JSON", "line 1, column 1"),
        (b"{", "not JSON", "line 1, column 2"),
        (b'{\n "CFDocument": }', "not JSON", "line 2, column 16"),
        (b"<html></html>", "not JSON", "line 1, column 1"),
        (b"[]", "not a package", "$"),
        (b'"CFDocument"', "not a package", "$"),
        (b"null", "not a package", "$"),
        (b"3", "not a package", "$"),
        (b"\xff\xfe{\x00}\x00", "encoding", ""),
        (b'{"CFDocument": "\xe9"}', "encoding", ""),
    ],
)
def test_what_is_no_package_at_all_is_refused_with_the_place_where_that_shows(data, kind, where):
    """A web page saved by mistake, an empty file, a file in another encoding."""
    assert refusals(data) == [(kind, where)]


def test_two_documents_in_one_file_are_refused():
    """As a list, and as a name that stands twice."""
    document = json.dumps(package()["CFDocument"])
    twice = f'{{"CFDocument": {document}, "CFDocument": {document}}}'.encode()
    assert refusals(twice) == [("doubled name", "$")]
    assert refusals(f'{{"CFDocument": [{document}, {document}]}}'.encode()) == [
        ("wrong type", "$.CFDocument")
    ]


def test_a_name_that_stands_twice_is_refused_wherever_it_stands():
    """JSON readers differ in which one they take."""
    text = packed(package()).decode()
    doubled = text.replace('"fullStatement": "Statement 2"', '"fullStatement": "a", "fullStatement": "b"')
    assert refusals(doubled.encode()) == [("doubled name", "$.CFItems[1]")]
    deep = text.replace('"fullStatement": "Statement 2"', '"fullStatement": "a", "own": {"x": 1, "x": 2}')
    assert refusals(deep.encode()) == [("doubled name", "$.CFItems[1].own")]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none_are_refused_where_they_stand(number):
    """Python's own reader takes them."""
    text = packed(package()).decode()
    places = {
        f'"fullStatement": "Statement 2", "own": [{number}]': ("not a number", "$.CFItems[1].own[0]"),
        f'"fullStatement": {number}': ("wrong type", "$.CFItems[1].fullStatement"),
    }
    for written, expected in places.items():
        assert refusals(text.replace('"fullStatement": "Statement 2"', written).encode()) == [expected]


@pytest.mark.parametrize("levels", [70, 900, 200_000])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_nesting_bomb_is_refused_and_does_not_fell_the_program(levels, brackets):
    """Before Python's own limit and beyond it."""
    opening = "[" if brackets == "[]" else '{"a":'
    bomb = opening * levels + "1" + brackets[1] * levels
    [(kind, where)] = refusals(b'{"CFDocument": {"identifier": "x"},\n "own": ' + bomb.encode() + b"}")
    assert kind == "too deep"
    assert where.startswith(("$.own", "line 2, column "))


def test_how_deep_and_how_large_may_be_set_and_is_what_is_used():
    """Limits are parameters."""
    nested = changed(put("own", [[[1]]]))
    assert read_case(nested, deepest=3).map.skills
    assert refusals(nested, deepest=2) == [("too deep", "$.own[0][0][0]")]
    assert read_case(nested, most_bytes=len(nested)).map.skills
    assert refusals(nested, most_bytes=len(nested) - 1) == [("too large", "")]


def test_messages_name_the_file_and_the_nearest_valid_word():
    """So that a person can mend it."""
    with pytest.raises(Refused) as refused:
        read_case(changed(put("CFAssociations.3.associationType", "preceeds")), name="map.json")
    [problem] = refused.value.problems
    assert problem.where == "map.json: $.CFAssociations[3].associationType"
    assert problem.next_step == "did you mean «precedes»?"
    assert "isChildOf" in problem.valid


def test_our_own_part_of_the_extensions_is_checked_like_everything_else():
    """Anyone can write it."""
    found = read_case(packed(package()))
    written = json.loads(write_case(found.map, found.relations, found.document, at=AT))
    for said in ({"position": "first"}, {"grade_low": True}, {"id": "x"}, {"kind": 5}):
        written["CFItems"][1]["extensions"] = {"whynext": {"said": said}}
        [name] = said
        assert refusals(packed(written)) == [("wrong type", f"$.CFItems[1].extensions.whynext.said.{name}")]
    written["CFItems"][1]["extensions"] = {"whynext": {"said": {"kind": "step"}}}
    assert refusals(packed(written)) == [("unknown kind", "$.CFItems[1]")]
    written["CFItems"][1]["extensions"] = {"whynext": {"said": {"parent": "nowhere"}}}
    assert refusals(packed(written)) == [("unknown id", "$.CFItems[1]")]


@pytest.mark.parametrize(
    "theirs", [5, [], {"said": 1}, {"more": {}}, {"filled": [1]}, {"replaced": {"uri": 1}}]
)
def test_an_extension_that_only_has_our_name_is_kept_as_it_is(theirs):
    """It is somebody else's."""
    found = read_case(changed(put("CFItems.1.extensions", {"whynext": theirs})))
    assert [(each.kind, each.where) for each in found.report] == [
        ("extension", "$.CFItems[1].extensions.whynext")
    ]
    assert found.map[uid(2)].extra["extensions"] == {"whynext": theirs}
    back = read_case(write_case(found.map, found.relations, found.document, at=AT))
    assert back.map == found.map


def test_our_own_part_cannot_take_away_what_is_needed():
    """A file that says its identifiers were supplied by an export still needs statements."""
    value = package()
    value["CFItems"][1]["extensions"] = {"whynext": {"filled": ["fullStatement", "identifier"]}}
    assert read_case(packed(value)).map[uid(2)].statement == "Statement 2"
    value["CFItems"][1]["extensions"] = {"whynext": {"replaced": {"fullStatement": "other"}}}
    assert read_case(packed(value)).map[uid(2)].statement == "Statement 2"
    del value["CFAssociations"][3]["identifier"]
    assert ends(value, 3)["associationType"] == "precedes"
    assert refusals(packed(value)) == [("missing identifier", "$.CFAssociations[3].identifier")]
