"""map check and map show: our own map, a file, a school; as words, as a picture, as data."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.conftest import Call

SKILLS = "id,title,grade,strand,alignment\ncount,Count,K,number,K.CC.A.1\nadd,Add,1,number,1.OA.C.6\n"
EDGES = "from,to\ncount,add\n"


def two_tables(folder: Path, skills: str = SKILLS, edges: str = EDGES) -> Path:
    """A folder with a map as two tables."""
    here = folder / "ours"
    here.mkdir()
    (here / "skills.csv").write_text(skills)
    (here / "prerequisites.csv").write_text(edges)
    return here


def test_our_own_map_has_nothing_to_put_right(call: Call) -> None:
    said = call("map", "check")
    assert said.code == 0, said.err
    assert "Nothing to put right" in said.flat
    about = call("map", "check", "--json").json
    assert about["skills"] >= 240
    assert about["roots"] == ["count-to-20", "compare-lengths", "name-shapes"]
    assert about["codes"]["share"] >= 0.95
    assert about["pieces"] == 1
    assert about["findings"] == []


def test_a_map_is_read_from_a_folder_two_tables_or_a_package(call: Call, folder: Path) -> None:
    here = two_tables(folder)
    of_folder = call("map", "check", here, "--json").json
    of_tables = call("map", "check", here / "skills.csv", here / "prerequisites.csv", "--json").json
    assert of_folder["skills"] == of_tables["skills"] == 2
    assert of_folder["codes"] == of_tables["codes"]
    met = {row["grade"]: row["met"] for row in of_folder["codes"]["by_grade"]}
    assert (met["K"], met["1"], met["2"]) == (1, 1, 0)


def test_the_map_of_a_school_and_its_case_export_are_alike(call: Call, small: Path, folder: Path) -> None:
    of_school = call("map", "check", "-s", small, "--json").json
    assert call("export", "case", "map.json", "-s", small).code == 0
    of_export = call("map", "check", "map.json", "--json").json
    assert of_school["skills"] == of_export["skills"] > 0
    assert of_school["longest"] == of_export["longest"]


def test_findings_are_named_and_leave_code_1(call: Call, folder: Path) -> None:
    skills = SKILLS + "late,Late,4,number,\nlone,Lone,5,number,\nby,By,1,number,\n"
    here = two_tables(folder, skills, "from,to\ncount,add\ncount,by\nby,add\nlate,add\n")
    said = call("map", "check", here)
    assert said.code == 1
    for finding in (
        "«lone» builds on nothing and nothing builds on it",
        "no way leads from the lowest grade to «late»",
        "«late» begins in a later grade than «add»",
        "«count» before «add» follows from other edges already",
    ):
        assert said.flat.count(finding) == 1
    assert len(call("map", "check", here, "--json").json["findings"]) == 4


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["check", "none.json"], "no file none.json"),
        (["check", "a", "b", "c"], "3 files are named"),
        (["check", "a.json", "-s", "b.school"], "a file and a school are both named"),
        (["show", "--strand", "fractons"], "did you mean «fractions»"),
        (["show", "--around", "count-to-2"], "did you mean «count-to-20»"),
        (["show", "--grade", "12"], "no skill of the map"),
    ],
)
def test_what_cannot_be_shown_is_refused(call: Call, arguments: list[str], wanted: str) -> None:
    said = call("map", *arguments)
    assert said.code == 2
    assert wanted in said.flat


def test_a_circle_is_refused_and_named(call: Call, folder: Path) -> None:
    said = call("map", "check", two_tables(folder, edges=EDGES + "add,count\n"))
    assert said.code == 2
    assert "count → add → count" in said.flat or "add → count → add" in said.flat


def test_a_map_is_told_in_lines_that_fit(call: Call) -> None:
    said = call("map", "show", "--around", "multiplication-facts", "--steps", "1")
    assert said.code == 0
    assert "Know the multiplication facts to 10 × 10 (multiplication-facts, operations) ←" in said.out
    assert all(len(line) <= 100 for line in said.out.splitlines())
    assert call("map", "show", "--grade", "K", "--json").json["lines"][2] == "Grade K"


def test_a_map_is_drawn_into_a_new_file_or_a_pipe(call: Call, folder: Path) -> None:
    assert call("map", "show", "--strand", "fractions", "--svg", "map.svg").code == 0
    drawn = Path("map.svg").read_text()
    ElementTree.fromstring(drawn)
    assert call("map", "show", "--strand", "fractions", "--svg", "-").out == drawn
    again = call("map", "show", "--svg", "map.svg")
    assert again.code == 2
    assert "map.svg exists already" in again.flat
    assert Path("map.svg").read_text() == drawn
