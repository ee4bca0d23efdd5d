"""Bulk replaces, delta amends, nothing vanishes; what is imported twice changes nothing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.oneroster_sets import RosterSet, enrol, packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, apply, import_roster, read
from whynext.roster.roster import TABLES, Roster


def bulk(made, before=None, **more):
    """Import a set."""
    return import_roster(packed(made.texts()), before, **more)


def delta(version="1.1", **files):
    """Return a set of changes: rows by file, all other files absent."""
    made = RosterSet(version, {name: list(rows) for name, rows in files.items()})
    made.modes = dict.fromkeys(files, "delta")
    return made


def active(roster, name):
    """Return the active rows of a table of a roster, in order, without their stamps."""
    frame = roster.table(name).filter("active").drop("modified", strict=False)
    return frame.select(sorted(frame.columns)).sort(TABLES[name].key)


def same_people_and_places(one, other):
    """Tell whether two rosters agree on everything that is active."""
    return all(active(one, name).equals(active(other, name)) for name in TABLES)


@pytest.fixture
def before():
    """Return the roster of a small set."""
    return bulk(small())[0]


def test_a_set_imported_twice_changes_nothing(before):
    """A set imported twice changes nothing."""
    after, changes = bulk(small(), before)
    assert after.equals(before)
    assert not changes.any()
    assert not changes.report
    assert changes.tables["enrolments"].unchanged == before.enrolments.height


def test_what_a_new_bulk_leaves_out_becomes_inactive_and_does_not_vanish(before):
    """What a new bulk leaves out becomes inactive and does not vanish."""
    made = small()
    made.files["enrollments"] = made.rows("enrollments")[1:]
    after, changes = bulk(made, before)
    gone = after.enrolments.filter(~pl.col("active"))
    assert gone["id"].to_list() == ["class0-student0"]
    assert after.enrolments.height == before.enrolments.height
    assert (changes.tables["enrolments"].ended, changes.tables["enrolments"].unchanged) == (1, 8)


def test_a_file_that_is_absent_leaves_its_table_as_it_is(before):
    """A file that is absent leaves its table as it is."""
    made = small()
    for name in ("enrollments", "demographics"):
        del made.files[name]
    after, changes = bulk(made, before)
    assert after.equals(before)
    assert not changes.report


def test_a_reference_to_what_only_the_last_bulk_had_leads_nowhere(before):
    """A reference to what only the last bulk had leads nowhere."""
    made = small()
    made.files["courses"] = [made.rows("courses")[0] | {"sourcedId": "geometry"}]
    with pytest.raises(ImportRefused) as refused:
        bulk(made, before)
    assert {f.field for f in refused.value.report} == {"courseSourcedId"}


def test_a_delta_adds_changes_and_ends(before):
    """A delta adds changes and ends."""
    made = delta(
        users=[{"sourcedId": "new", "status": "active", "role": "student", "orgSourcedIds": "hill"}],
        classes=[small().find("classes", "class1") | {"title": "Renamed", "status": "active"}],
        enrollments=[{"sourcedId": "class0-student0", "status": "tobedeleted"}],
    )
    enrol(made, "new-in-1", "class1", "new")
    after, changes = bulk(made, before)
    assert after.student("new").active
    assert after.section("class1").title == "Renamed"
    ended = after.enrolments.filter(pl.col("id") == "class0-student0").row(0, named=True)
    assert (ended["active"], ended["section"]) == (False, "class0")
    assert (changes.tables["people"].added, changes.tables["sections"].updated) == (1, 1)
    assert (changes.tables["enrolments"].added, changes.tables["enrolments"].ended) == (1, 1)
    assert changes.lines() == [
        "orgs: 2 unchanged",
        "academic_sessions: 3 unchanged",
        "people: 1 added, 8 unchanged",
        "roles: 1 added, 8 unchanged",
        "courses: 1 unchanged",
        "sections: 1 updated, 2 unchanged",
        "enrolments: 1 added, 1 ended, 8 unchanged",
        "guardians: 4 unchanged",
        "demographics: 4 unchanged",
    ]


def test_a_column_that_a_delta_does_not_have_keeps_its_values(before):
    """A column that a delta does not have keeps its values."""
    made = delta(users=[small().find("users", "student0") | {"givenName": "Kim"}])
    texts = made.texts() | {"users.csv": made.text("users", columns=["sourcedId", "role", "givenName"])}
    after, _ = import_roster(packed(texts), before)
    kept = after.people.filter(pl.col("id") == "student0").row(0, named=True)
    assert (kept["given_name"], kept["family_name"], kept["grade"], kept["agents"]) == (
        "Kim",
        "Ek",
        1.0,
        ["parent0"],
    )


def test_a_student_whose_role_ends_by_delta_is_no_longer_active(before):
    """A student whose role ends by delta is no longer active."""
    made = delta(users=[{"sourcedId": "student0", "status": "tobedeleted"}])
    after, changes = bulk(made, before)
    assert not after.student("student0").active
    assert after.guardians_of("student0") == ()
    assert changes.tables["guardians"].ended == 1
    assert not changes.report


def test_a_user_whose_role_changes_by_delta_has_the_new_one_alone(before):
    """A user whose role changes by delta has the new one alone."""
    made = delta(users=[small().find("users", "teacher0") | {"role": "administrator"}])
    after, _ = bulk(made, before)
    assert after.person("teacher0").roles == ("administrator",)


def test_roles_of_version_1_2_are_amended_by_their_own_file():
    """Roles of version 1 2 are amended by their own file."""
    held, _ = bulk(small("1.2"))
    row = {"sourcedId": "role-teacher0", "status": "tobedeleted"}
    after, _ = bulk(delta("1.2", roles=[row]), held)
    assert after.person("teacher0").roles == ()
    assert after.person("teacher1").roles == ("teacher",)


def test_a_delta_may_refer_to_what_is_held_and_to_nothing_else(before):
    """A delta may refer to what is held and to nothing else."""
    made = delta(enrollments=[])
    enrol(made, "good", "class0", "student1")
    row = enrol(made, "odd", "class0", "nobody")
    with pytest.raises(ImportRefused) as refused:
        bulk(made, before)
    (finding,) = refused.value.report.errors
    assert (finding.kind, finding.line) == (Kind.DANGLING, made.line_of("enrollments", row))


def test_a_delta_before_any_bulk_is_an_error_and_its_rows_can_be_taken_as_new():
    """A delta before any bulk is an error and its rows can be taken as new."""
    made = small()
    made.modes = dict.fromkeys(made.files, "delta")
    with pytest.raises(ImportRefused) as refused:
        bulk(made)
    assert {f.kind for f in refused.value.report} == {Kind.DELTA_WITHOUT_BULK}
    assert len(refused.value.report) == len(made.files)
    roster, _ = bulk(made, skip_bad=True)
    assert same_people_and_places(roster, bulk(small())[0])


def test_a_row_to_be_deleted_that_is_not_held_is_noted(before):
    """A row to be deleted that is not held is noted."""
    made = delta(orgs=[{"sourcedId": "castle", "status": "tobedeleted"}])
    after, changes = bulk(made, before)
    assert after.equals(before)
    assert [(f.kind, f.value) for f in changes.report] == [(Kind.NOTHING_TO_DELETE, "castle")]


def test_a_delta_older_than_what_is_held_is_noted():
    """A delta older than what is held is noted."""
    made = small()
    made.find("orgs", "hill")["dateLastModified"] = "2026-09-02T00:00:00.000Z"
    held, _ = bulk(made)
    older = made.find("orgs", "hill") | {"dateLastModified": "2026-09-01T00:00:00.000Z", "status": "active"}
    _, changes = bulk(delta(orgs=[older]), held)
    assert [f.kind for f in changes.report] == [Kind.OLDER]


def test_a_bulk_file_with_a_header_alone_does_not_end_a_district(before):
    """A bulk file with a header alone does not end a district."""
    made = small()
    made.files["enrollments"] = []
    with pytest.raises(ImportRefused) as refused:
        bulk(made, before)
    (finding,) = refused.value.report.errors
    assert (finding.kind, finding.count) == (Kind.ALL_WOULD_END, before.enrolments.height)
    after, _ = bulk(made, before, skip_bad=True)
    assert after.enrolments.equals(before.enrolments)


def test_a_row_that_cannot_be_taken_leaves_what_is_held_of_it_as_it_is(before):
    """A row that cannot be taken leaves what is held of it as it is."""
    made = small()
    made.find("users", "student0")["role"] = "pupil"
    after, changes = bulk(made, before, skip_bad=True)
    assert changes.report.errors
    assert after.equals(before)


def test_lines_that_cannot_be_read_end_nothing_of_what_is_held(before):
    """Lines that cannot be read end nothing of what is held."""
    made = small()
    made.files["orgs"] = [b'hill,,,"Hill,school,,district', *made.rows("orgs")[:1]]
    made.files["demographics"] = [b"student0,,,2014-05-17,female", *made.rows("demographics")[2:]]
    after, changes = bulk(made, before, skip_bad=True)
    assert after.orgs.filter("active").height == 2
    assert after.demographics.filter("active").height == 4
    assert {f.file for f in changes.report.of(Kind.GAPS)} == {"orgs.csv", "demographics.csv"}


def test_a_file_that_cannot_be_read_ends_nothing(before):
    """A file that cannot be read ends nothing."""
    made = small()
    texts = made.texts() | {"classes.csv": b""}
    after, changes = import_roster(packed(texts), before, skip_bad=True)
    assert after.equals(before)
    assert {f.kind for f in changes.report} == {Kind.EMPTY_FILE}


def test_one_reading_can_be_laid_over_two_rosters(before):
    """One reading can be laid over two rosters."""
    imported = read(packed(small().texts()))
    first, _ = apply(None, imported)
    second, changes = apply(before, imported)
    assert first.equals(second)
    assert not changes.any()


def test_the_version_may_change_from_one_bulk_to_the_next(before):
    """The version may change from one bulk to the next."""
    after, changes = bulk(small("1.2"), before)
    assert after.students().equals(before.students())
    assert changes.tables["people"].unchanged == 8
    assert after.person("teacher0").roles == ("teacher",)


def _id(row):
    return row["sourcedId"]


@st.composite
def histories(draw):
    """Return a set, a delta to it, and the set as it is after the delta."""
    version = draw(st.sampled_from(["1.1", "1.2"]))
    first = small(version, draw(st.integers(1, 5)), 2, draw(st.integers(1, 4)))
    last = RosterSet(version, {name: [dict(row) for row in first.rows(name)] for name in first.files})
    changes = {name: [] for name in first.files}
    places = last.rows("enrollments")
    ends = st.lists(st.sampled_from(places), unique_by=_id, max_size=len(places) - 1)
    for row in draw(ends):
        last.files["enrollments"].remove(row)
        changes["enrollments"].append({"sourcedId": row["sourcedId"], "status": "tobedeleted"})
    for name, column in (("users", "givenName"), ("classes", "title"), ("orgs", "name")):
        for row in draw(st.lists(st.sampled_from(last.rows(name)), unique_by=_id)):
            row[column] = draw(st.text(alphabet='xyü," ', min_size=1, max_size=4).filter(str.strip))
            changes[name].append(row | {"status": "active"})
    students = [row["sourcedId"] for row in last.rows("users") if row["sourcedId"].startswith("student")]
    for number in range(draw(st.integers(0, 3))):
        section = draw(st.sampled_from(last.rows("classes")))["sourcedId"]
        row = enrol(last, f"late{number}", section, draw(st.sampled_from(students)))
        changes["enrollments"].append(row | {"status": "active"})
    order = draw(st.randoms(use_true_random=False))
    for rows in changes.values():
        order.shuffle(rows)
    return first, delta(version, **{name: rows for name, rows in changes.items() if rows}), last


@given(histories())
@settings(max_examples=12)
def test_bulk_then_delta_is_the_bulk_of_the_result(history):
    """The roster after a delta is that of a bulk of what is left, which laid over it changes nothing."""
    first, changes, last = history
    held, _ = bulk(first)
    amended, _ = bulk(changes, held) if changes.files else (held, None)
    fresh, report = bulk(last)
    assert not report.report
    assert same_people_and_places(amended, fresh)
    again, nothing = bulk(last, amended)
    assert same_people_and_places(again, amended)
    assert not nothing.any()
    assert {len(amended.table(name)) >= len(held.table(name)) for name in TABLES} == {True}


@given(histories())
@settings(max_examples=8)
def test_a_delta_laid_over_twice_changes_nothing_the_second_time(history):
    """A resent delta is the same delta."""
    first, changes, _ = history
    held, _ = bulk(first)
    if not changes.files:
        return
    once, _ = bulk(changes, held)
    twice, again = bulk(changes, once)
    assert twice.equals(once)
    assert not again.any()


def test_an_empty_roster_is_no_roster_before_a_bulk():
    """An empty roster is no roster before a bulk."""
    assert bulk(small(), Roster())[0].students().equals(bulk(small())[0].students())
