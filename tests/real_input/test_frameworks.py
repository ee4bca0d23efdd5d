"""Frameworks as a real server writes them: through the door into one school, out, and into another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator, FormatChecker

from engine.grown_school import everything
from whynext import bootstrap
from whynext.base.errors import Refused
from whynext.cli.main import main
from whynext.competencies.notes import Note
from whynext.engine import intake
from whynext.engine.school import Engine
from whynext.testing.small_school import CountedEntropy, SetClock

pytestmark = pytest.mark.real_data

PACKAGES = {
    "EmptyExternalFramework": (0, 0, 0),
    "Ordering": (28, 28, 57),
    "SmartLevelFramework": (14, 14, 0),
    "Utf8TestFramework": (1, 1, 0),
    "opensalt-framework-20c5134f": (16, 39, 176),
}
"""Items, associations, and how many things there are to note."""

Graph = tuple[set[str], set[tuple[str, str, str, str]]]


@pytest.fixture
def school(tmp_path: Path) -> Callable[[str], Engine]:
    """Return a way to begin an empty school."""
    return lambda name: bootstrap.begin(
        tmp_path / f"{name}.school", name, "Europe/Berlin", clock=SetClock(), entropy=CountedEntropy()
    )


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> Draft201909Validator:
    """Return the official schema of packages."""
    text = (shared_data / "case" / "case-v1p1-cfpackage.schema.json").read_text(encoding="utf-8")
    return Draft201909Validator(json.loads(text), format_checker=FormatChecker(["date", "uuid"]))


def graph(package: dict[str, Any]) -> Graph:
    """Return the ids of a package's items, and its associations with type and ends."""
    ends = [
        (
            each["identifier"],
            each["associationType"],
            each["originNodeURI"]["identifier"],
            each["destinationNodeURI"]["identifier"],
        )
        for each in package.get("CFAssociations") or []
    ]
    return {each["identifier"] for each in package.get("CFItems") or []}, set(ends)


def held(engine: Engine) -> tuple[Any, ...]:
    """Return the map, all relations and the framework that a school holds."""
    with engine.store.reading() as reading:
        held_map = intake.map_of(reading)
        documents = reading.table("documents", {"kind": "framework"}).rows()
        return (
            held_map.competencies,
            held_map.prerequisites_frame().rows(),
            intake.stored_relations(reading),
            documents,
        )


@pytest.mark.parametrize("name", PACKAGES)
def test_a_framework_goes_through_two_schools_and_stays_the_same_graph(
    shared_data: Path,
    school: Callable[[str], Engine],
    schema: Draft201909Validator,
    tmp_path: Path,
    name: str,
) -> None:
    """In, out, in again: the export has the ids, types and ends of the file, and the schema accepts it."""
    file = shared_data / "case" / f"{name}.json"
    given = json.loads(file.read_text(encoding="utf-8"))
    first, second = school("first"), school("second")
    taken = bootstrap.import_case(first, file)
    items, associations, notes = PACKAGES[name]
    assert taken.counts == {"competencies": items, "relations": associations}
    bootstrap.export_case(first, tmp_path / "one.json")
    exported = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert graph(exported) == graph(given)
    assert [error.message for error in schema.iter_errors(exported)] == []
    again = bootstrap.import_case(second, tmp_path / "one.json")
    assert held(second) == held(first)
    bootstrap.export_case(second, tmp_path / "two.json")
    assert (tmp_path / "two.json").read_bytes() == (tmp_path / "one.json").read_bytes()
    # Every deviation is told once: of what we wrote only what leads to other frameworks is left to say.
    assert len(taken.notes) == notes
    assert all(isinstance(note, Note) and f"{name}.json: $" in note.where for note in taken.notes)
    assert {note.kind for note in again.notes} <= {"outside"}


@pytest.mark.parametrize("name", ["Ordering", "opensalt-framework-20c5134f"])
def test_what_breaks_the_schema_is_noted_at_every_path_where_it_does(
    shared_data: Path, school: Callable[[str], Engine], schema: Draft201909Validator, name: str
) -> None:
    """The official schema says where; our report names each of those objects."""
    file = shared_data / "case" / f"{name}.json"
    taken = bootstrap.import_case(school("one"), file)
    noted = {note.where for note in taken.notes}
    broken = 0
    for error in schema.iter_errors(json.loads(file.read_text(encoding="utf-8"))):
        place = "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.absolute_path)
        assert any(place in where for where in noted), (place, error.message)
        broken += 1
    assert broken > 0


def test_the_same_framework_twice_is_one(shared_data: Path, school: Callable[[str], Engine]) -> None:
    engine = school("one")
    file = shared_data / "case" / "opensalt-framework-20c5134f.json"
    bootstrap.import_case(engine, file)
    before = held(engine)
    bootstrap.import_case(engine, file)
    assert held(engine) == before


def test_all_five_live_in_one_school(
    shared_data: Path, school: Callable[[str], Engine], tmp_path: Path
) -> None:
    """And leave it as one package that the next school takes.

    Three of them have the id of one framework, so that each takes the place of the edges before; it is told.
    """
    engine = school("all")
    graphs: list[tuple[set[Any], set[Any]]] = []
    latest: dict[str, set[Any]] = {}
    for name in PACKAGES:
        file = shared_data / "case" / f"{name}.json"
        package = json.loads(file.read_text(encoding="utf-8"))
        taken = bootstrap.import_case(engine, file)
        made, framework = graph(package), package["CFDocument"]["identifier"]
        dropped = [note for note in taken.notes if "are not in it now" in note.what]
        assert bool(dropped) == bool(latest.get(framework, set()) - made[1])
        graphs.append(made)
        latest[framework] = made[1]
    count = bootstrap.export_case(engine, tmp_path / "all.json")
    exported = graph(json.loads((tmp_path / "all.json").read_text(encoding="utf-8")))
    assert exported[0] == set().union(*(items for items, _ in graphs))
    assert count == len(exported[0]) == 58  # two of the frameworks share an item
    edges = set().union(*latest.values())
    assert exported[1] >= edges
    assert {kind for _, kind, _, _ in exported[1] - edges} == {
        "isChildOf"
    }  # the roots stand under one document
    assert bootstrap.import_case(school("next"), tmp_path / "all.json").counts["competencies"] == len(
        exported[0]
    )


def _without(package: dict[str, Any], key: str) -> None:
    del package["CFItems"][0][key]


def _set(package: dict[str, Any], part: str, key: str, value: Any) -> None:
    package[part][0][key] = value


def _twice(package: dict[str, Any]) -> None:
    package["CFItems"][0]["identifier"] = package["CFItems"][-1]["identifier"]


def _circle(package: dict[str, Any]) -> None:
    """Let the one real prerequisite inside the package lead back as well."""
    inside = {each["identifier"] for each in package["CFItems"]}
    there = next(
        each
        for each in package["CFAssociations"]
        if each["associationType"] == "precedes"
        and each["originNodeURI"]["identifier"] in inside
        and each["destinationNodeURI"]["identifier"] in inside
    )
    back = json.loads(json.dumps(there))
    back["identifier"] = "0a0b0c0d-0000-4000-8000-000000000000"
    back["originNodeURI"], back["destinationNodeURI"] = there["destinationNodeURI"], there["originNodeURI"]
    package["CFAssociations"].append(back)


SPOILED: dict[str, tuple[Callable[[dict[str, Any]], Any], str, str]] = {
    "an item without identifier": (lambda p: _without(p, "identifier"), "$.CFItems[0].identifier", ""),
    "an item without statement": (lambda p: _without(p, "fullStatement"), "$.CFItems[0].fullStatement", ""),
    "a statement that is a number": (
        lambda p: _set(p, "CFItems", "fullStatement", 7),
        "$.CFItems[0].fullStatement",
        "",
    ),
    "an unknown type of association": (
        lambda p: _set(p, "CFAssociations", "associationType", "preceedes"),
        "$.CFAssociations[0].associationType",
        "precedes",
    ),
    "an association without an end": (
        lambda p: p["CFAssociations"][0].pop("originNodeURI"),
        "$.CFAssociations[0].originNodeURI",
        "",
    ),
    "items that are no list": (lambda p: p.update(CFItems={"a": 1}), "$.CFItems", ""),
    "the same identifier twice": (_twice, ".identifier", "stands twice"),
    "prerequisites in a circle": (_circle, "$.CFAssociations[", "6.RP.A."),
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_cannot_be_understood_is_refused_with_its_path_and_the_school_is_unchanged(
    shared_data: Path, school: Callable[[str], Engine], tmp_path: Path, what: str
) -> None:
    """A real package, spoiled in one place; the school has a framework already and keeps it."""
    spoil, where, said = SPOILED[what]
    engine = school("one")
    bootstrap.import_case(engine, shared_data / "case" / "SmartLevelFramework.json")
    before = everything(engine)
    file = shared_data / "case" / "opensalt-framework-20c5134f.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    spoil(package)
    spoiled = tmp_path / "spoiled.json"
    spoiled.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        bootstrap.import_case(engine, spoiled)
    problems = [problem for problem in refused.value.problems if not isinstance(problem, Note)]
    assert any(where in problem.where for problem in problems), refused.value.problems
    assert any(said in str(problem) for problem in problems), refused.value.problems
    assert everything(engine) == before


def test_a_file_that_is_cut_off_or_something_else_is_refused_at_the_command_line(
    shared_data: Path, school: Callable[[str], Engine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one JSON document that names file and place, nothing changed."""
    engine = school("one")
    whole = (shared_data / "case" / "Ordering.json").read_bytes()
    for number, content in enumerate(
        (whole[: len(whole) // 2], b"[]", b"", b"\xff\xfe\x00", b'{"CFItems": []}')
    ):
        before = everything(engine)
        spoiled = tmp_path / f"spoiled {number}.json"
        spoiled.write_bytes(content)
        code = main(["import", "case", str(spoiled), "--school", str(tmp_path / "one.school"), "--json"])
        told = capsys.readouterr()
        problems = json.loads(told.out or told.err)["problems"]
        assert code == 2
        assert all(problem["what"] for problem in problems)
        assert any(spoiled.name in problem["where"] or "$" in problem["where"] for problem in problems), (
            problems
        )
        assert everything(engine) == before


def test_the_command_line_takes_and_gives_the_same_graph(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """init, import, export: as a person would."""
    place, out = tmp_path / "cli.school", tmp_path / "out.json"
    file = shared_data / "case" / "opensalt-framework-20c5134f.json"
    assert main(["init", str(place), "--name", "A School", "--timezone", "Europe/Berlin", "--json"]) == 0
    capsys.readouterr()
    assert main(["import", "case", str(file), "--school", str(place), "--json"]) == 0
    (taken,) = json.loads(capsys.readouterr().out)["taken"]
    assert (taken["counts"]["relations"], len(taken["notes"])) == (39, 176)
    assert main(["export", "case", str(out), "--school", str(place), "--json"]) == 0
    assert graph(json.loads(out.read_text(encoding="utf-8"))) >= graph(
        json.loads(file.read_text(encoding="utf-8"))
    )
