"""Every defect gets its own clear row; the good rows can be taken without the rest, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.oneroster_planted import LIMITS, PLANTED, report_of
from exchange.oneroster_sets import packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, Severity, import_roster
from whynext.exchange.oneroster.fields import files_of


def _agrees(report, made, name, item, kind, severity):
    line = made.line_of(name, item)
    told = [f for f in report.of(kind, f"{name}.csv") if f.line == line and f.severity is severity]
    assert len(told) == 1, (kind, line, report.lines())
    finding = told[0]
    assert finding.what
    assert finding.valid
    assert len(finding.value) <= 80
    assert finding.next_step or severity is Severity.NOTE


@pytest.mark.parametrize("defect", PLANTED)
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_defect_has_one_row_that_names_file_line_and_what_would_be_valid(defect, version):
    """Each defect alone is reported once, and nothing else is."""
    name, plant, kind, severity = PLANTED[defect]
    made = small(version)
    item = plant(made, 0)
    report = report_of(made)
    _agrees(report, made, name, item, kind, severity)
    assert {f.kind for f in report} - {kind} <= {Kind.CASCADE, Kind.DANGLING, Kind.NO_ROLE}
    assert bool(report.errors) == (severity is Severity.ERROR or bool(report.of(Kind.CASCADE)))


@given(
    st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, max_size=12),
    st.sampled_from(["1.1", "1.2"]),
    st.integers(60, 5_000),
)
@settings(max_examples=25)
def test_every_one_of_many_planted_defects_is_reported(defects, version, block):
    """However many defects a set has, each is on its own line of one report."""
    made = small(version)
    planted = []
    for number, defect in enumerate(defects):
        name, plant, kind, severity = PLANTED[defect]
        planted.append((name, plant(made, number), kind, severity))
    try:
        source = packed(made.texts())
        report = import_roster(source, limits=Limits(line=2_000, block=block))[1].report
    except ImportRefused as refused:
        report = refused.report
    for name, item, kind, severity in planted:
        _agrees(report, made, name, item, kind, severity)


@given(st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, max_size=10), st.sampled_from(["1.1", "1.2"]))
@settings(max_examples=20)
def test_the_good_rows_are_taken_and_every_other_row_is_listed(defects, version):
    """Rows taken and rows listed as left out make up the file; no reference of what is taken dangles."""
    made = small(version)
    for number, defect in enumerate(defects):
        PLANTED[defect][1](made, number)
    roster, changes = import_roster(packed(made.texts()), skip_bad=True, limits=LIMITS)
    for kind in files_of(version):
        out = {f.line for f in changes.report if f.file == kind.file and f.effect == "row left out"}
        taken = roster.table(kind.table).height
        assert taken + len(out) == len(made.files[kind.name]), (kind.name, changes.report.lines())
    for name in ("sections", "enrolments", "people", "orgs", "academic_sessions", "courses", "roles"):
        assert not _loose(roster, name)


def _loose(roster, name):
    loose = []
    for kind in files_of("1.2"):
        if kind.table != name:
            continue
        for each in kind.fields:
            frame = roster.table(name)
            if not each.refers or each.column not in frame.columns:
                continue
            named = frame[each.column].drop_nulls().to_list()
            flat = {v for value in named for v in (value if isinstance(value, list) else [value])}
            loose += sorted(flat - set(roster.table(each.refers)["id"]))
    return loose
