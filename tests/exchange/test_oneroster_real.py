"""Sets that other systems wrote, with what they really get wrong; and a whole invented district."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from whynext.exchange.oneroster import ImportRefused, Kind, Severity, import_roster


@pytest.fixture
def base(shared_data):
    """Return the folder of the base set."""
    return shared_data / "oneroster" / "base-1.1"


@pytest.fixture
def full(shared_data):
    """Return the zip of the full set."""
    return shared_data / "oneroster" / "full-1.1.zip"


@pytest.mark.real_data
def test_the_base_set_names_a_term_that_it_does_not_hold(base):
    """The base set names a term that it does not hold."""
    with pytest.raises(ImportRefused) as refused:
        import_roster(base)
    errors = refused.value.report.errors
    assert [(f.kind, f.file, f.line, f.field, f.value) for f in errors] == [
        (Kind.DANGLING, "classes.csv", line, "termSourcedIds", "1") for line in (2, 3, 4)
    ]


@pytest.mark.real_data
def test_the_base_set_comes_in_whole_but_for_that_term(base):
    """The base set comes in whole but for that term."""
    roster, changes = import_roster(base, skip_bad=True)
    counts = {name: number for name, number in roster.counts().items() if number}
    assert counts == {"orgs": 2, "people": 2, "roles": 2, "sections": 3, "enrolments": 3}
    assert roster.student("user1").name
    assert roster.orgs["metadata.gender"].to_list() == ["mixed", None]
    told = {(f.kind, f.file) for f in changes.report.notes}
    assert {(Kind.NO_ROWS, f"{name}.csv") for name in ("academicSessions", "courses", "demographics")} <= told
    assert (Kind.BLANK, "classes.csv") in told  # no course
    assert (Kind.SHARED, "users.csv") in told  # two users of one userId
    assert (Kind.COLUMN_NAME, "users.csv") in told  # agents for agentSourcedIds
    assert (Kind.UNKNOWN_COLUMN, "users.csv") in told  # ext_ columns
    assert (Kind.SPELLING, "orgs.csv") in told  # a stamp with a blank in it


@pytest.mark.real_data
def test_the_full_set_comes_in_whole_but_for_what_it_refers_to_and_does_not_hold(full):
    """The full set comes in whole but for what it refers to and does not hold."""
    with pytest.raises(ImportRefused) as refused:
        import_roster(full)
    errors = {(f.file, f.field, f.line) for f in refused.value.report.errors}
    assert errors == {
        ("academicSessions.csv", "parentSourcedId", 3),
        ("academicSessions.csv", "parentSourcedId", 6),
        ("classes.csv", "courseSourcedId", 2),
        ("classes.csv", "courseSourcedId", 3),
        ("orgs.csv", "parentSourcedId", 2),
    }
    roster, changes = import_roster(full, skip_bad=True)
    assert {name: frame.height for name, frame in roster.tables().items() if frame.height} == {
        "orgs": 1,
        "academic_sessions": 5,
        "people": 6,
        "roles": 6,
        "sections": 2,
        "enrolments": 6,
        "guardians": 1,
    }
    assert len(changes.report.of(Kind.ROLE_MISMATCH)) == 2  # a teacher enrolled as a student
    assert len(changes.report.of(Kind.DELETED_IN_BULK)) == 3
    assert len(changes.report.of(Kind.NO_GUARDIAN)) == 4  # agents who are teachers
    (guardian,) = roster.guardians_of("usr-222-66778899")
    assert (guardian.person, guardian.kind) == ("usr-222-1234561", "parent")


@pytest.mark.real_data
def test_real_sets_imported_again_change_nothing(base, full):
    """Real sets imported again change nothing."""
    for source in (base, full):
        roster, _ = import_roster(source, skip_bad=True)
        again, changes = import_roster(source, roster, skip_bad=True)
        assert again.equals(roster)
        assert not changes.any()


@pytest.fixture(scope="module")
def bench():
    """Return the module that makes districts for the figures."""
    path = Path(__file__).resolve().parents[2] / "bench" / "oneroster.py"
    spec = importlib.util.spec_from_file_location("bench_oneroster", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_invented_district_of_a_thousand_people_has_no_defect(bench, tmp_path):
    """An invented district of a thousand people has no defect."""
    files = bench.district(1_000, 4_000)
    assert files == bench.district(1_000, 4_000)
    bench.write(tmp_path, files)
    roster, changes = import_roster(tmp_path)
    assert {f.severity for f in changes.report} <= {Severity.NOTE}
    assert {f.kind for f in changes.report} == {Kind.UNREAD_COLUMN}  # the passwords
    assert roster.students().height == 550
    assert roster.counts()["people"] == 1_000
    assert roster.counts()["enrolments"] == 4_000
    assert roster.counts()["guardians"] > 550
