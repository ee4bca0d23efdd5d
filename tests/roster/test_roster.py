"""The roster as a value: tables in, people and sections out."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from whynext.base.errors import NotFound, Refused
from whynext.roster.changes import Counts, changed_rows, compared, counted
from whynext.roster.information import SOURCES
from whynext.roster.roster import TABLES, Roster

DAY = date(2026, 10, 1)


def table(name, *rows):
    """A table of the roster with these rows, all else unknown."""
    columns = TABLES[name].columns
    given = pl.DataFrame([{"active": True} | row for row in rows], schema_overrides=columns)
    missing = [pl.lit(None, dtype=t).alias(c) for c, t in columns.items() if c not in given.columns]
    return given.with_columns(missing).cast(dict(columns)).select(list(columns))


@pytest.fixture
def roster():
    """A small roster: two students, one who left, a teacher and a mother."""
    return Roster(
        people=table(
            "people",
            {"id": "ada", "given_name": "Ada", "family_name": "Example", "grade": 5.0, "language": "en"},
            {"id": "bo", "given_name": "Bo", "preferred_given_name": "Bobby", "family_name": "Lund"},
            {"id": "left", "given_name": "Lea", "active": False},
            {"id": "t1", "username": "teach"},
            {"id": "mum", "given_name": "Mia"},
        ),
        roles=table(
            "roles",
            {"id": "1", "person": "ada", "role": "student"},
            {"id": "2", "person": "bo", "role": "student"},
            {"id": "3", "person": "left", "role": "student"},
            {"id": "4", "person": "t1", "role": "teacher"},
            {"id": "5", "person": "mum", "role": "parent"},
            {"id": "6", "person": "bo", "role": "student"},
        ),
        sections=table("sections", {"id": "7b", "title": "Seven B", "terms": ["t"], "kind": "homeroom"}),
        enrolments=table(
            "enrolments",
            {"id": "1", "section": "7b", "person": "ada", "role": "student"},
            {"id": "2", "section": "7b", "person": "bo", "role": "student", "ends": DAY},
            {"id": "3", "section": "7b", "person": "left", "role": "student"},
            {"id": "4", "section": "7b", "person": "t1", "role": "teacher"},
            {"id": "5", "section": "7b", "person": "ada", "role": "student", "active": False},
        ),
        guardians=table("guardians", {"student": "ada", "person": "mum", "kind": "parent"}),
    )


def test_students_are_the_people_with_the_role_once_each(roster):
    """Students are the people with the role once each."""
    assert roster.students().select("student", "name", "grade", "active").rows() == [
        ("ada", "Ada Example", 5.0, True),
        ("bo", "Bobby Lund", None, True),
        ("left", "Lea", None, False),
    ]


def test_the_roster_provides_the_sources_its_information_names(roster):
    """The roster provides the sources its information names."""
    assert dict(roster.students().schema) == dict(SOURCES["students"])
    assert dict(roster.student_enrolments().schema) == dict(SOURCES["enrolments"])
    assert roster.student_enrolments().height == 4


def test_those_in_a_section_are_those_with_a_place_in_force(roster):
    """Those in a section are those with a place in force."""
    assert roster.in_section("7b", DAY) == ("ada",)
    assert roster.in_section("7b", date(2026, 9, 30)) == ("ada", "bo")
    assert roster.in_section("7b", DAY, "teacher") == ("t1",)
    assert roster.sections_of("ada", DAY) == ("7b",)
    assert roster.sections_of("mum", DAY) == ()


def test_one_student_person_section_and_guardian_can_be_asked_for(roster):
    """One student person section and guardian can be asked for."""
    assert roster.student("ada").grade == 5.0
    assert roster.person("t1").name == "teach"
    assert roster.person("bo").roles == ("student",)
    assert roster.section("7b").terms == ("t",)
    assert [each.person for each in roster.guardians_of("ada")] == ["mum"]
    assert roster.guardians_of("bo") == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda roster: roster.student("adda"),
        lambda roster: roster.student("t1"),
        lambda roster: roster.person("adda"),
        lambda roster: roster.section("7c"),
        lambda roster: roster.in_section("7c", DAY),
        lambda roster: roster.table("peple"),
    ],
)
def test_what_is_not_there_is_named(roster, ask):
    """What is not there is named."""
    with pytest.raises(NotFound):
        ask(roster)


def test_the_nearest_id_is_offered(roster):
    """The nearest id is offered."""
    with pytest.raises(NotFound, match="did you mean «ada»"):
        roster.student("adda")


def test_tables_that_lack_columns_are_refused_all_at_once():
    """Tables that lack columns are refused all at once."""
    with pytest.raises(Refused) as refused:
        Roster(orgs=pl.DataFrame({"id": [1]}), guardians=pl.DataFrame({"student": ["a"]}))
    told = {(problem.where, problem.kind) for problem in refused.value.problems}
    assert ("roster, orgs", "wrong type") in told
    assert ("roster, guardians", "missing column") in told
    assert len(refused.value.problems) > 5


def test_a_row_is_active_or_inactive():
    """A row is active or inactive."""
    unsure = table("orgs", {"id": "x"}).with_columns(active=pl.lit(None, dtype=pl.Boolean))
    with pytest.raises(Refused, match="neither active nor inactive"):
        Roster(orgs=unsure)


def test_rosters_are_equal_whatever_the_order_of_rows_and_columns(roster):
    """Rosters are equal whatever the order of rows and columns."""
    mixed = Roster(
        **{name: frame.reverse().select(sorted(frame.columns)) for name, frame in roster.tables().items()}
    )
    assert roster.equals(mixed)
    other = Roster(**(roster.tables() | {"people": roster.people.head(2)}))
    assert not roster.equals(other)


def test_counts_are_of_active_rows(roster):
    """Counts are of active rows."""
    assert roster.counts()["people"] == 4
    assert Roster().counts()["people"] == 0


def test_changes_are_added_updated_ended_returned_or_nothing():
    """Changes are added updated ended returned or nothing."""
    before = table(
        "people",
        {"id": "same", "agents": ["x"]},
        {"id": "new name", "given_name": "Old"},
        {"id": "goes"},
        {"id": "comes", "active": False},
    )
    after = table(
        "people",
        {"id": "same", "agents": ["x"]},
        {"id": "new name", "given_name": "New"},
        {"id": "goes", "active": False},
        {"id": "comes"},
        {"id": "first"},
    )
    assert dict(changed_rows("people", before, after).iter_rows()) == {
        "new name": "updated",
        "goes": "ended",
        "comes": "returned",
        "first": "added",
    }
    assert counted("people", before, after) == Counts(1, 1, 1, 1, 1)


def test_a_newer_stamp_alone_is_no_change():
    """A newer stamp alone is no change."""
    stamp = pl.lit(1_000).cast(pl.Datetime("ms", "UTC"))
    before = table("orgs", {"id": "hill"})
    assert not counted("orgs", before, before.with_columns(modified=stamp)).any()


def test_a_changed_list_is_a_change():
    """A changed list is a change."""
    before, after = (
        table("people", {"id": "a", "agents": ["x"]}),
        table("people", {"id": "a", "agents": ["y"]}),
    )
    assert counted("people", before, after) == Counts(updated=1)


def test_the_first_roster_is_all_new(roster):
    """The first roster is all new."""
    assert compared(None, roster)["people"] == Counts(added=5)
    assert not any(counts.any() for counts in compared(roster, roster).values())
