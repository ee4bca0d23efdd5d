"""The official CASE 1.1 schema as a witness: what it finds we report, and what we write it accepts."""

from __future__ import annotations

import copy
import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft201909Validator, FormatChecker

from competencies.random_maps import graphs
from exchange.case_packages import AT, package, packed, uid
from whynext.base.errors import Refused
from whynext.bootstrap import starter_map
from whynext.competencies.competency import Competency, precedes
from whynext.competencies.derive import derive_map
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.competencies.notes import Note
from whynext.exchange.case import read_case, write_case
from whynext.exchange.map_csv import read_map_csv

pytestmark = pytest.mark.real_data

PACKAGES = ("EmptyExternalFramework", "Ordering", "SmartLevelFramework", "Utf8TestFramework")
PACKAGES += ("opensalt-framework-20c5134f",)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NO_DEVIATION = {"outside", "redundant edge", "repeated edge", "headings", "relation to the document"}
_NO_DEVIATION |= {"self-loop", "extension"}


@pytest.fixture(scope="module")
def schema(shared_data):
    """Return the official schema, with all formats checked that it names."""
    text = (shared_data / "case" / "case-v1p1-cfpackage.schema.json").read_text(encoding="utf-8")
    checker = FormatChecker(["date", "uuid"])

    @checker.checks("date-time")
    def is_instant(value: object) -> bool:
        if not isinstance(value, str):
            return True
        if not _RFC_3339.fullmatch(value):
            return False
        try:
            datetime.fromisoformat(value.upper().replace(":60", ":59"))
        except ValueError:
            return False
        return True

    checked = {"uuid", "date", "date-time"}
    assert set(re.findall(r'"format"\s*:\s*"([^"]+)"', text)) == checked
    return Draft201909Validator(json.loads(text), format_checker=checker)


def faults(schema: Draft201909Validator, value: Any) -> list[str]:
    """Return what the schema finds, each with its path in our notation."""
    found = []
    for error in schema.iter_errors(value):
        path = "$" + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
        )
        found.append(f"{path}: {error.message}")
    return found


def written(found: MapImport) -> bytes:
    """Return the export of a framework."""
    return write_case(found.map, found.relations, found.document, at=AT)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_real_package_comes_back_as_the_same_graph(shared_data, name):
    """Same ids, relations, statements and document data; and again the same bytes."""
    found = read_case(shared_data / "case" / f"{name}.json")
    raw = json.loads((shared_data / "case" / f"{name}.json").read_text(encoding="utf-8"))
    assert {each.id for each in found.map.competencies} == {each["identifier"] for each in raw["CFItems"]}
    assert {each.id: each.statement for each in found.map.competencies} == {
        each["identifier"]: each["fullStatement"] for each in raw["CFItems"]
    }
    ends = [
        (each["originNodeURI"]["identifier"], each["destinationNodeURI"]["identifier"])
        for each in raw["CFAssociations"]
    ]
    assert [(each.origin, each.destination) for each in found.relations] == ends
    back = read_case(written(found))
    assert back.map.competencies == found.map.competencies
    assert back.map == found.map
    assert back.relations == found.relations
    assert back.document == found.document
    assert written(back) == written(found)


@pytest.mark.parametrize("name", PACKAGES)
def test_the_schema_accepts_our_export_of_a_real_package(shared_data, schema, name):
    """Also of the two that it does not accept as they are."""
    exported = written(read_case(shared_data / "case" / f"{name}.json"))
    assert faults(schema, json.loads(exported)) == []
    assert b"null" not in exported


def test_the_schema_accepts_our_own_map_and_it_comes_back(schema):
    """With its strands, grades, "I can" lines, alignment and prerequisites."""
    found = starter_map()
    exported = written(found)
    assert faults(schema, json.loads(exported)) == []
    back = read_case(exported)
    assert back.map == found.map
    assert [notice for notice in back.report if notice.kind not in _NO_DEVIATION] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_every_deviation_that_the_schema_finds_in_a_real_package_is_noted_at_its_path(
    shared_data, schema, name
):
    """And where it finds none, nothing is noted but what leads outside."""
    path = shared_data / "case" / f"{name}.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    report = read_case(path.read_bytes()).report
    expected = set()
    for error in schema.iter_errors(value):
        base = "$" + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
        )
        if error.validator == "additionalProperties":
            allowed = error.schema["properties"].keys()
            expected |= {f"{base}.{extra}" for extra in error.instance.keys() - allowed}
        elif error.validator == "required":
            expected |= {f"{base}.{name}" for name in error.validator_value if name not in error.instance}
        else:
            expected.add(base)
    noted = {each.where for each in report if each.kind not in _NO_DEVIATION}
    # A null in the place of a required text is noted twice, as null and as missing, at one path.
    assert noted == expected
    assert all(isinstance(each, Note) for each in report)


def test_the_real_prerequisites_are_edges_of_the_map(shared_data):
    """Of three, one leads to another framework."""
    found = read_case(shared_data / "case" / "opensalt-framework-20c5134f.json")
    codes = {each.id: each.code.removeprefix("CCSS.Math.Content.") for each in found.map.competencies}
    edges = {(codes[a], codes[b]) for a, b in found.map.prerequisites_frame().rows()}
    assert edges == {("6.RP.A.1", "6.RP.A.2"), ("6.RP.A.3", "7.RP.A.3")}
    assert [each.kind for each in found.outside].count("precedes") == 1
    assert {each.grade_low for each in found.map.competencies} == {6.0, 7.0}


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.just(1.5)
    | st.sampled_from(
        [
            "",
            "1",
            "x",
            "CASE",
            "1.1",
            "precedes",
            "ext:a",
            uid(1),
            uid(9),
            "2020-01-02",
            "2020-01-02T03:04:05",
        ]
    )
    | st.sampled_from(["2020-01-02T03:04:05Z", "2020-02-30", "\x00", "𝑑"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["identifier", "title", "uri", "a", "extensions", "whynext"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)
_more = st.sampled_from(
    [
        "notes",
        "subject",
        "subjectURI",
        "caseVersion",
        "sequenceNumber",
        "extensions",
        "licenseURI",
        "statusStartDate",
        "educationLevel",
        "CFItemTypeURI",
        "targetType",
        "local",
        "CFRubrics",
        "CFDefinitions",
        "CFItems",
        "identifier",
    ]
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in below for found in _paths(part, (*path, key)))]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """Return our small package with a few things replaced, removed or added anywhere."""
    value = copy.deepcopy(package())
    value["CFDefinitions"] = {
        "CFItemTypes": [
            {
                "identifier": uid(40), "uri": "u", "title": "T", "description": "d", "hierarchyCode": "1",
                "lastChangeDateTime": "2020-01-02T03:04:05Z",
            }
        ]
    }  # fmt: skip
    for _ in range(draw(st.integers(0, 3))):
        action = draw(st.sampled_from(["add", "add", "replace", "remove"]))
        fitting = [
            path for path in _paths(value) if path and (action != "add" or isinstance(_at(value, path), dict))
        ]
        if not fitting:
            break
        path = draw(st.sampled_from(fitting))
        holder = _at(value, path[:-1])
        if action == "remove":
            del holder[path[-1]]
        elif action == "add":
            holder[path[-1]][draw(_more)] = draw(_values)
        else:
            holder[path[-1]] = draw(_values)
    return value


def _deviates(schema: Draft201909Validator, value: Any) -> bool:
    return next(schema.iter_errors(value), None) is not None


@settings(max_examples=200)
@given(value=damaged())
def test_whatever_is_damaged_is_refused_noted_or_sound(schema, value):
    """No other error, nothing silent, and the export is valid and reads back."""
    try:
        found = read_case(packed(value))
    except Refused as refused:
        places = [problem.where for problem in refused.problems]
    else:
        places = ["accepted"]
    assert all(places)
    if places != ["accepted"]:
        return
    noted = [each for each in found.report if each.kind not in _NO_DEVIATION]
    # JSON Schema counts an empty identifier and 1.0 as the text and the whole number that they are.
    assert bool(noted) == _deviates(schema, value)
    exported = written(found)
    assert faults(schema, json.loads(exported)) == []
    back = read_case(exported)
    assert back.map == found.map
    assert back.relations == found.relations
    assert back.document == found.document


@settings(max_examples=20)
@given(graph=graphs())
def test_the_schema_accepts_maps_that_never_were_case(schema, graph):
    """Ids that are no UUIDs, no document, no tree."""
    names, pairs = graph
    plan = CompetencyMap.of(
        [Competency(name, name, grade_low=3.0, grade_high=3.0) for name in names],
        [precedes(a, b) for a, b in sorted(pairs)],
    )
    exported = write_case(plan, plan.relations, Framework("numbers", "Numbers"), at=AT)
    assert faults(schema, json.loads(exported)) == []


def test_the_480_standards_go_through_case(shared_data, schema):
    """From tables to CASE and back to the same graph."""
    folder = shared_data / "maps"
    found = read_map_csv(
        folder / "coherence-standards.csv", folder / "coherence-prerequisites.csv", framework="coherence"
    )
    exported = written(found)
    assert faults(schema, json.loads(exported)) == []
    back = read_case(exported)
    assert back.map.competencies == found.map.competencies
    assert (back.map, back.relations, back.document) == (found.map, found.relations, found.document)


def test_a_derived_map_goes_through_case_with_its_marks(schema):
    """Whoever imports it sees that no person has reviewed it."""
    import polars as pl

    rows = [(f"s{n}", skill, (n * 7 + k) % 3 > 0) for n in range(40) for k, skill in enumerate("aabbcc")]
    answers = pl.DataFrame(rows, schema=["student", "skill", "correct"], orient="row")
    derived = derive_map(answers)
    plan = CompetencyMap.of(derived.competencies, [*derived.relations, precedes("a", "b")])
    exported = write_case(plan, plan.relations, Framework("derived"), at=AT)
    assert faults(schema, json.loads(exported)) == []
    back = read_case(exported)
    assert back.map == plan
    assert all(each.extra["derived"] for each in back.map.competencies)
