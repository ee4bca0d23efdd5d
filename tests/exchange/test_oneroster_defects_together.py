"""Defects of rows among each other: doubles, circles, what depends on a bad row."""

from __future__ import annotations

from exchange.oneroster_planted import report_of
from exchange.oneroster_sets import enrol, packed, small
from whynext.exchange.oneroster import Kind, import_roster


def test_a_second_row_of_an_id_is_named_with_the_line_of_the_first():
    """A second row of an id is named with the line of the first."""
    made = small()
    again = made.add("orgs", **(made.find("orgs", "hill") | {"name": "Other"}))
    report = report_of(made)
    (finding,) = report.of(Kind.DUPLICATE_ID)
    assert finding.line == made.line_of("orgs", again)
    assert finding.next_step == "the first stands on line 3"
    roster, _ = import_roster(packed(made.texts()), skip_bad=True)
    assert sorted(roster.orgs["name"]) == ["District", "Hill, Upper"]


def test_a_row_that_is_there_twice_is_only_noted():
    """A row that is there twice is only noted."""
    made = small()
    made.add("orgs", **made.find("orgs", "hill"))
    report = report_of(made)
    assert [f.kind for f in report] == [Kind.REPEATED_ROW]
    assert not report.errors


def test_a_circle_of_organisations_is_named_and_broken():
    """A circle of organisations is named and broken."""
    made = small()
    made.add("orgs", sourcedId="a", name="A", type="school", parentSourcedId="b")
    made.add("orgs", sourcedId="b", name="B", type="school", parentSourcedId="c")
    made.add("orgs", sourcedId="c", name="C", type="school", parentSourcedId="a")
    made.add("orgs", sourcedId="d", name="D", type="school", parentSourcedId="a")
    report = report_of(made)
    assert [f.line for f in report.of(Kind.CYCLE)] == [4, 5, 6]
    assert "a → b → c → a" in {f.value for f in report.of(Kind.CYCLE)}
    roster, _ = import_roster(packed(made.texts()), skip_bad=True)
    parents = dict(roster.orgs.select("id", "parent").iter_rows())
    assert parents == {"district": None, "hill": "district", "a": None, "b": None, "c": None, "d": "a"}


def test_a_row_that_depends_on_a_bad_row_is_listed_under_its_own_name():
    """A row that depends on a bad row is listed under its own name."""
    made = small()
    made.find("classes", "class1")["schoolSourcedId"] = "nowhere"
    report = report_of(made)
    (root,) = report.of(Kind.DANGLING)
    fell = report.of(Kind.CASCADE)
    lines = [
        made.line_of("enrollments", row)
        for row in made.rows("enrollments")
        if row["classSourcedId"] == "class1"
    ]
    assert root.file == "classes.csv"
    assert [f.line for f in fell] == lines
    assert all("could not be taken" in f.what for f in fell)
    roster, _ = import_roster(packed(made.texts()), skip_bad=True)
    assert "class1" not in roster.sections["id"]
    assert roster.enrolments.height == len(made.files["enrollments"]) - len(lines)


def test_two_faults_of_one_row_are_both_told():
    """Two faults of one row are both told."""
    made = small()
    row = enrol(made, "odd", "nowhere", "nobody", "pupil")
    row["beginDate"] = "soon"
    told = {(f.kind, f.field) for f in report_of(made)}
    assert told == {
        (Kind.DANGLING, "classSourcedId"),
        (Kind.DANGLING, "userSourcedId"),
        (Kind.BAD_WORD, "role"),
        (Kind.BAD_DATE, "beginDate"),
    }


def test_an_id_that_differs_by_case_alone_is_offered():
    """An id that differs by case alone is offered."""
    made = small()
    enrol(made, "odd", "CLASS1 ", "student0")
    (finding,) = report_of(made)
    assert finding.next_step == "did you mean «class1»?"


def test_a_user_without_a_role_is_noted_in_version_1_2():
    """A user without a role is noted in version 1 2."""
    made = small("1.2")
    made.files["roles"] = [row for row in made.rows("roles") if row["userSourcedId"] != "parent1"]
    report = report_of(made)
    assert [f.kind for f in report if f.kind is Kind.NO_ROLE] == [Kind.NO_ROLE]


def test_what_several_users_share_is_noted():
    """What several users share is noted."""
    made = small()
    made.find("users", "student1")["username"] = "student0"
    (finding,) = report_of(made)
    assert (finding.kind, finding.line, finding.field) == (Kind.SHARED, 3, "username")
