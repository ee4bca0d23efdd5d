"""A clean set comes in whole, whichever way it is written; guardians, roles and grades come out right."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.oneroster_sets import RosterSet, enrol, packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, import_roster, read
from whynext.roster import protected


def kinds(report):
    """Return the kinds of what was found."""
    return {finding.kind for finding in report}


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_clean_set_comes_in_whole_and_without_a_finding(version):
    """A clean set comes in whole and without a finding."""
    made = small(version)
    roster, changes = import_roster(packed(made.texts()))
    assert list(changes.report) == []
    assert changes.version == version
    assert roster.students()["student"].to_list() == [f"student{n}" for n in range(4)]
    assert roster.counts()["enrolments"] == len(made.files["enrollments"])
    assert changes.tables["people"].added == len(made.files["users"])


def test_both_versions_of_a_set_say_the_same_of_students_sections_and_guardians():
    """Both versions of a set say the same of students sections and guardians."""
    one, _ = import_roster(packed(small("1.1").texts()))
    two, _ = import_roster(packed(small("1.2").texts()))
    for name in (
        "orgs",
        "academic_sessions",
        "courses",
        "sections",
        "enrolments",
        "guardians",
        "demographics",
    ):
        assert one.table(name).equals(two.table(name)), name
    assert one.students().equals(two.students())
    assert one.roles.drop("id").equals(two.roles.drop("id"))


@given(
    version=st.sampled_from(["1.1", "1.2"]),
    quote=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
    folder=st.sampled_from(["", "export/"]),
    order=st.randoms(use_true_random=False),
    block=st.integers(7, 400),
    batch=st.integers(50, 2_000),
)
@settings(max_examples=15)
def test_quotes_line_ends_column_order_and_block_sizes_change_nothing(
    version, quote, end, last, folder, order, block, batch
):
    """Quotes line ends column order and block sizes change nothing."""
    made = small(version)
    plain, _ = import_roster(packed(made.texts()))
    texts = {"manifest.csv": made.manifest().encode()}
    for name in made.files:
        columns = made.header(name)
        order.shuffle(columns)
        text = made.text(name, quote=quote, end=end, columns=columns)
        texts[f"{name}.csv"] = text if last else text.removesuffix(end.encode())
    roster, changes = import_roster(packed(texts, folder), limits=Limits(block=block, batch=batch))
    assert list(changes.report) == []
    assert roster.equals(plain)


@given(st.integers(1, 6), st.integers(0, 3), st.integers(1, 5), st.sampled_from(["1.1", "1.2"]))
@settings(max_examples=15)
def test_a_set_of_any_size_without_defects_has_no_finding(students, teachers, classes, version):
    """A set of any size without defects has no finding."""
    made = small(version, students, teachers, classes)
    roster, changes = import_roster(packed(made.texts()))
    assert list(changes.report) == []
    for name, file in (("people", "users"), ("sections", "classes"), ("enrolments", "enrollments")):
        assert roster.counts()[name] == len(made.files[file])


def test_the_columns_that_nobody_needs_may_be_missing():
    """The columns that nobody needs may be missing."""
    made = small()
    texts = made.texts()
    texts["users.csv"] = made.text(
        "users",
        columns=["role", "sourcedId", "orgSourcedIds", "enabledUser", "username", "givenName", "familyName"],
    )
    texts["classes.csv"] = made.text(
        "classes", columns=["sourcedId", "title", "courseSourcedId", "schoolSourcedId", "termSourcedIds"]
    )
    roster, changes = import_roster(packed(texts))
    assert list(changes.report) == []
    assert roster.people["grade"].null_count() == roster.people.height


def test_a_guardian_is_found_whichever_of_the_two_names_the_other():
    """A guardian is found whichever of the two names the other."""
    made = small(students=2)
    made.find("users", "student0")["agentSourcedIds"] = ""
    made.find("users", "parent0")["agentSourcedIds"] = "student0"
    made.find("users", "parent0")["role"] = "guardian"
    roster, changes = import_roster(packed(made.texts()))
    assert [(g.student, g.person, g.kind) for g in roster.guardians_of("student0")] == [
        ("student0", "parent0", "guardian")
    ]
    assert not changes.report


def test_an_agent_who_is_a_teacher_is_no_guardian_and_is_said_so():
    """An agent who is a teacher is no guardian and is said so."""
    made = small()
    made.find("users", "student1")["agentSourcedIds"] = "teacher0"
    roster, changes = import_roster(packed(made.texts()))
    assert roster.guardians_of("student1") == ()
    (finding,) = changes.report.of(Kind.NO_GUARDIAN)
    assert (finding.file, finding.value, finding.line) == ("users.csv", "teacher0", 3)


@pytest.mark.parametrize(
    ("written", "number"), [("KG", 0.0), ("PK", -1.0), ("01", 1.0), ("12", 12.0), ("3", 3.0), ("UG", None)]
)
def test_grades_become_numbers(written, number):
    """Grades become numbers."""
    made = small()
    made.find("users", "student0")["grades"] = written
    roster, changes = import_roster(packed(made.texts()))
    assert roster.student("student0").grade == number
    assert not changes.report


def test_a_user_of_several_organisations_has_a_role_at_each_and_the_first_is_primary():
    """A user of several organisations has a role at each and the first is primary."""
    made = small()
    made.find("users", "teacher0")["orgSourcedIds"] = "hill, district"
    roster, _ = import_roster(packed(made.texts()))
    held = roster.roles.filter(pl.col("person") == "teacher0").select("org", "type").rows()
    assert held == [("hill", "primary"), ("district", "secondary")]
    assert roster.people.filter(pl.col("id") == "teacher0")["org"].to_list() == ["hill"]


def test_a_person_may_have_several_roles_in_version_1_2():
    """A person may have several roles in version 1 2."""
    made = small("1.2")
    made.add("roles", sourcedId="more", userSourcedId="teacher0", roleType="secondary", role="ext:coach")
    roster, changes = import_roster(packed(made.texts()))
    assert roster.person("teacher0").roles == ("ext:coach", "teacher")
    assert kinds(changes.report) == {Kind.BLANK}  # it is at no organisation


def test_names_people_go_by_are_preferred():
    """Names people go by are preferred."""
    made = small("1.2")
    made.find("users", "student0")["preferredGivenName"] = "Kim"
    roster, _ = import_roster(packed(made.texts()))
    assert roster.student("student0").name == "Kim Ek"


def test_lists_dates_and_truths_have_their_types():
    """Lists dates and truths have their types."""
    made = small()
    made.find("enrollments", "class0-teacher0")["primary"] = "TRUE"
    roster, _ = import_roster(packed(made.texts()))
    assert roster.section("class0").terms == ("autumn", "spring")
    assert roster.section("class0").periods == ("1", "2")
    row = roster.enrolments.filter(pl.col("person") == "teacher0").row(0, named=True)
    assert (row["begins"], row["ends"], row["primary"]) == (date(2026, 8, 24), date(2027, 6, 12), True)


def test_a_place_ends_on_its_end_date():
    """A place ends on its end date."""
    roster, _ = import_roster(packed(small().texts()))
    assert roster.in_section("class0", date(2027, 6, 11)) == ("student0", "student2")
    assert roster.in_section("class0", date(2027, 6, 12)) == ()


def test_demographics_go_to_the_protected_table_alone():
    """Demographics go to the protected table alone."""
    roster, _ = import_roster(packed(small().texts()))
    told = protected.words(roster.demographics).filter(pl.col("student") == "student0")
    assert dict(told.select("name", "word").iter_rows()) == {
        "race": "asian",
        "sex": "female",
        "birth_date": "2014-05-17",
    }
    others = [
        column
        for name, frame in roster.tables().items()
        if name != "demographics"
        for column in frame.columns
    ]
    assert not {"sex", "birth_date", "asian"} & set(others)


def test_extensions_are_kept_and_unknown_columns_and_passwords_are_not():
    """Extensions are kept and unknown columns and passwords are not."""
    made = small()
    texts = made.texts()
    texts["users.csv"] = b"\n".join(
        line + (b",metadata.bus,password,favourite" if number == 0 else b",7,secret,blue") if line else line
        for number, line in enumerate(texts["users.csv"].split(b"\n"))
    )
    roster, changes = import_roster(packed(texts))
    assert roster.people["metadata.bus"].unique().to_list() == ["7"]
    assert kinds(changes.report) == {Kind.UNKNOWN_COLUMN, Kind.UNREAD_COLUMN}
    assert "secret" not in str(roster.people.rows()) + str(changes.report.as_dicts())


def test_older_and_misspelt_headers_are_understood_and_noted():
    """Older and misspelt headers are understood and noted."""
    made = small()
    texts = made.texts()
    texts["users.csv"] = (
        texts["users.csv"].replace(b"agentSourcedIds", b"agents").replace(b"sourcedId", b"SOURCEDID")
    )
    texts["demographics.csv"] = texts["demographics.csv"].replace(b"sourcedId", b"userSourcedId")
    roster, changes = import_roster(packed(texts))
    assert kinds(changes.report) == {Kind.COLUMN_NAME}
    assert roster.guardians_of("student0")
    assert len(changes.report.of(Kind.COLUMN_NAME)) == 3


def test_values_that_are_only_oddly_written_are_read_and_noted():
    """Values that are only oddly written are read and noted."""
    made = small()
    made.find("users", "student0")["role"] = "Student "
    made.find("users", "student1")["enabledUser"] = "Yes"
    made.find("classes", "class0")["classType"] = "Scheduled"
    made.find("enrollments", "class0-student0")["beginDate"] = "2026-08-24T00:00:00.000Z"
    made.find("orgs", "hill")["dateLastModified"] = "2026-08-01 07:00:00"
    made.find("orgs", "district")["dateLastModified"] = "2026-08-01"
    made.find("courses", "algebra")["dateLastModified"] = "2026-08-01T07:00:00+02:00"
    roster, changes = import_roster(packed(made.texts()))
    assert kinds(changes.report) == {Kind.SPELLING}
    plain, _ = import_roster(packed(small().texts()))
    assert roster.students().equals(plain.students())
    assert roster.sections.equals(plain.sections)
    assert roster.enrolments.equals(plain.enrolments)
    assert [str(when) for when in roster.orgs["modified"]] == [
        "2026-08-01 00:00:00+00:00",
        "2026-08-01 07:00:00+00:00",
    ]
    assert str(roster.courses["modified"][0]) == "2026-08-01 05:00:00+00:00"


def test_a_folder_and_a_zip_on_disk_and_in_memory_say_the_same(tmp_path):
    """A folder and a zip on disk and in memory say the same."""
    made = small()
    folder = tmp_path / "set"
    folder.mkdir()
    for name, text in made.texts().items():
        (folder / name).write_bytes(text)
    (tmp_path / "set.zip").write_bytes(packed(made.texts()))
    plain, _ = import_roster(packed(made.texts()))
    for source in (folder, str(folder), tmp_path / "set.zip"):
        roster, changes = import_roster(source)
        assert roster.equals(plain)
        assert not changes.report


def test_progress_is_told_and_ends_with_every_byte():
    """Progress is told and ends with every byte."""
    made = small()
    told = []
    read(packed(made.texts()), progress=lambda file, done, of: told.append((file, done, of)))
    done = [each[1] for each in told]
    assert done == sorted(done)
    assert done[-1] == told[-1][2] == sum(len(text) for text in made.texts().values())


def test_the_report_serves_people_and_programs():
    """The report serves people and programs."""
    made = small()
    row = enrol(made, "odd", "class9", "student0")
    with pytest.raises(ImportRefused) as refused:
        import_roster(packed(made.texts()))
    report = refused.value.report
    (told,) = report.errors.as_dicts()
    assert told["kind"] == "dangling id"
    assert told["line"] == made.line_of("enrollments", row)
    assert told["field"] == "classSourcedId"
    assert told["value"] == "class9"
    (line,) = report.lines()
    assert "enrollments.csv, line 11, field classSourcedId" in line
    assert "«class9», which is not in classes.csv" in line
    (problem,) = refused.value.problems
    assert problem.kind == "dangling id"
    assert problem.valid == "an id of classes.csv"
    assert problem.next_step


def test_very_many_like_faults_are_counted_for_people_and_listed_for_programs():
    """Very many like faults are counted for people and listed for programs."""
    made = small()
    for number in range(120):
        enrol(made, f"odd{number}", "class9", "student0")
    with pytest.raises(ImportRefused) as refused:
        import_roster(packed(made.texts()))
    report = refused.value.report
    assert len(report.errors) == 120
    assert len(refused.value.problems) == 51
    assert "70 more rows" in refused.value.problems[-1].what
    assert len(report.lines(most=10)) == 11
    assert "110 more" in report.lines(most=10)[-1]
    assert report.summary().row(0, named=True)["rows"] == 120


def test_a_long_value_is_cut_to_eighty_letters_in_the_report():
    """A long value is cut to eighty letters in the report."""
    made = small()
    enrol(made, "odd", "x" * 500, "student0")
    with pytest.raises(ImportRefused) as refused:
        import_roster(packed(made.texts()))
    (finding,) = refused.value.report
    assert len(finding.value) == 80
    assert len(finding.what) < 200


def test_nothing_but_an_empty_set_is_refused():
    """Nothing but an empty set is refused."""
    empty = RosterSet("1.1", {})
    with pytest.raises(ImportRefused, match="no OneRoster file"):
        import_roster(packed(empty.texts()), skip_bad=True)
