"""import and export: what is taken in, what is refused whole, what comes out and goes in again."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from cli.conftest import SKILLS, Call, digest, table

ROSTER = {
    "manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\n"
    "file.classes,bulk\nfile.enrollments,bulk\nfile.courses,bulk\nfile.academicSessions,bulk\n",
    "orgs.csv": "sourcedId,name,type\nhill,Hill School,school\n",
    "academicSessions.csv": "sourcedId,title,type,startDate,endDate,schoolYear\n"
    "y,2026,schoolYear,2026-08-01,2027-07-01,2027\n",
    "courses.csv": "sourcedId,title,orgSourcedId,schoolYearSourcedId\nm,Mathematics,hill,y\n",
    "classes.csv": "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\n"
    "c1,Class one,m,homeroom,hill,y\n",
    "users.csv": "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\n"
    "ada,true,hill,student,ada,Ada,Example,05\nbo,true,hill,student,bo,Bo,Example,05\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n"
    "e1,c1,hill,ada,student\ne2,c1,hill,bo,student\n",
}
ANSWERS = "student,item,skill,correct,time\nana,count-1,count,1,2026-09-01T08:00:00\n"


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    here = folder / "set"
    here.mkdir(exist_ok=True)
    for name, text in files.items():
        (here / name).write_text(text)
    return here


def test_a_roster_comes_in_from_a_folder_or_a_zip(call: Call, small: Path, folder: Path) -> None:
    said = call("import", "oneroster", written(folder, ROSTER))
    assert said.code == 0, said.err
    assert "2 people added" in said.flat
    students = table(small, "students", active=True)
    assert {"Ada Example", "Bo Example"} <= set(students.get_column("name"))
    with zipfile.ZipFile(folder / "set.zip", "w") as packed:
        for name, text in ROSTER.items():
            packed.writestr(name, text)
    before = digest(small)
    said = call("import", "oneroster", "set.zip")
    assert "Nothing new (roster): the school has all of it already" in said.flat
    assert not call("import", "oneroster", "set.zip", "--json").json["taken"][0]["new"]
    assert digest(small) == before


def test_a_roster_with_a_fault_is_refused_whole_or_taken_without_it(
    call: Call, small: Path, folder: Path
) -> None:
    bad = ROSTER | {"enrollments.csv": ROSTER["enrollments.csv"] + "e3,c1,hill,nobody,student\n"}
    before = digest(small)
    said = call("import", "oneroster", written(folder, bad), "--json")
    assert said.code == 2
    assert any("nobody" in each["what"] and "line 4" in each["where"] for each in said.json["problems"])
    assert digest(small) == before
    skipped = call("import", "oneroster", "set", "--skip-bad")
    assert skipped.code == 0
    assert "nobody" in skipped.flat


def test_answers_come_in_once(call: Call, small: Path, folder: Path) -> None:
    (folder / "answers.csv").write_text(ANSWERS)
    assert call("import", "responses", "answers.csv", "--json").json["taken"][0]["counts"]["new"] == 1
    (folder / "again.csv").write_text(ANSWERS)
    assert call("import", "responses", "again.csv", "--json").json["taken"][0]["counts"]["new"] == 0
    assert len(table(small, "responses")) == 1
    before = digest(small)
    assert "Nothing new (responses)" in call("import", "responses", "again.csv").flat
    assert digest(small) == before


def test_answers_of_strangers_are_refused_or_bring_them_along(call: Call, small: Path, folder: Path) -> None:
    (folder / "answers.csv").write_text(ANSWERS + "zoe,x-1,juggle,0,2026-09-01T09:00:00\n")
    before = digest(small)
    said = call("import", "responses", "answers.csv")
    assert said.code == 2
    assert "1 student is not on the roster: zoe" in said.flat
    assert "1 skill is not on the map: juggle" in said.flat
    assert "--create" in said.flat
    assert digest(small) == before
    assert call("import", "responses", "answers.csv", "--create").code == 0
    assert len(table(small, "students", student="zoe")) == 1


def test_where_every_row_is_bad_nothing_was_there_already(call: Call, small: Path, folder: Path) -> None:
    (folder / "answers.csv").write_text(
        "student,item,skill,correct\nana,count-1,count\nana,count-2,count,2\n"
    )
    said = call("import", "responses", "answers.csv", "--skip-bad")
    assert "Nothing was taken in (responses)." in said.flat
    assert "it does not say whether it was right (answers.csv, line 2, correct)" in said.flat
    assert "«2» says neither right nor wrong (answers.csv, line 3, correct)" in said.flat


def test_a_file_with_a_typo_in_its_name_is_looked_for(call: Call, small: Path, folder: Path) -> None:
    (folder / "answers.csv").write_text(ANSWERS)
    assert "did you mean «answers.csv»?" in call("import", "responses", "anwsers.csv").flat


def test_bad_rows_are_named_by_line_and_can_be_left_out(call: Call, small: Path, folder: Path) -> None:
    (folder / "answers.csv").write_text(ANSWERS + "ana,count-2,count,perhaps,2026-09-01T09:00:00\n")
    said = call("import", "responses", "answers.csv")
    assert said.code == 2
    assert "line 3" in said.flat
    assert "perhaps" in said.flat
    skipped = call("import", "responses", "answers.csv", "--skip-bad")
    assert skipped.code == 0
    assert "line 3" in skipped.flat
    assert len(table(small, "responses")) == 1


@pytest.mark.parametrize("what", ["case", "items", "responses", "oneroster"])
def test_a_file_that_is_not_there_is_named(what: str, call: Call, small: Path) -> None:
    said = call("import", what, "nowhere.file")
    assert said.code == 2
    assert "nowhere.file" in said.flat


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{", b'{"a": 1}', b"a,b\n1\n"])
@pytest.mark.parametrize("what", ["case", "items", "responses", "oneroster"])
def test_a_file_of_something_else_is_refused(
    what: str, content: bytes, call: Call, small: Path, folder: Path
) -> None:
    (folder / "odd.zip").write_bytes(content)
    before = digest(small)
    said = call("import", what, "odd.zip")
    assert said.code == 2, said.flat
    assert said.out == ""
    assert digest(small) == before


def test_the_map_goes_out_as_case_and_comes_in_again(call: Call, demo: Path, small: Path) -> None:
    said = call("export", "case", "map.json", "-s", "demo.school")
    assert said.code == 0, said.err
    assert f"{SKILLS} competencies" in said.flat
    assert len(json.loads(Path("map.json").read_bytes())["CFItems"]) == SKILLS
    assert call("import", "case", "map.json", "-s", "small.school").code == 0
    assert len(table(small, "competencies")) == SKILLS + 6


def test_a_map_comes_in_as_two_tables(call: Call, small: Path, folder: Path) -> None:
    (folder / "skills.csv").write_text("id,title\nknots,Tie knots\nsails,Set sails\n")
    (folder / "before.csv").write_text("from,to\nknots,sails\n")
    assert call("import", "map", "skills.csv", "before.csv").code == 0
    assert len(table(small, "competencies")) == 8
    (folder / "before.csv").write_text("from,to\nknots,sails\nsails,knots\n")
    before = digest(small)
    said = call("import", "map", "skills.csv", "before.csv")
    assert said.code == 2
    assert "knots" in said.flat
    assert digest(small) == before


def test_the_library_goes_out_and_comes_in_again(call: Call, small: Path, folder: Path) -> None:
    assert call("export", "items", "library.json").code == 0
    assert call("export", "items", "items.csv").code == 0
    assert call("export", "items", "objects.csv").code == 0
    before = table(small, "items")
    said = call("import", "items", "items.csv", "objects.csv")
    assert said.code == 0, said.err
    assert table(small, "items").drop("position", "content").equals(before.drop("position", "content"))
    (folder / "bad.csv").write_text(Path("items.csv").read_text().replace("count,", "juggle,", 1))
    refused = call("import", "items", "bad.csv")
    assert refused.code == 2
    assert "juggle" in refused.flat


@pytest.mark.parametrize(("name", "read"), [("out.csv", pl.read_csv), ("out.parquet", pl.read_parquet)])
def test_decisions_go_out_as_a_table(name: str, read: object, call: Call, demo: Path) -> None:
    said = call("export", "decisions", name, "--json").json
    rows = read(name)  # type: ignore[operator]
    assert said["count"] == len(rows) == len(table(demo, "decisions"))


def test_the_ledger_goes_out_and_verifies_alone(call: Call, demo: Path) -> None:
    count = call("export", "ledger", "ledger.jsonl", "--json").json["count"]
    demo.unlink()
    assert call("verify", "ledger.jsonl", "--json").json["entries"] == count


@pytest.mark.parametrize("what", ["case", "items", "ledger", "decisions"])
def test_no_file_is_written_over_and_nothing_is_left_behind(what: str, call: Call, small: Path) -> None:
    Path("out.csv").write_text("mine")
    said = call("export", what, "out.csv")
    assert said.code == 2
    assert Path("out.csv").read_text() == "mine"
    assert call("export", what, "no/such/folder.csv").code == 2
    assert sorted(path.name for path in Path().iterdir()) == ["out.csv", "small.school"]
