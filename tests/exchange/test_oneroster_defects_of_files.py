"""Defects of files: names, headers, manifests, encodings, noise; and what a set with an error leaves."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exchange.oneroster_planted import report_of
from exchange.oneroster_sets import enrol, packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, Severity, import_roster


def changed(made, name, change):
    """Return the texts of a set, one of them changed."""
    texts = made.texts()
    texts[name] = change(texts[name])
    return texts


def test_a_byte_order_mark_is_noted_and_passed_over():
    """A byte order mark is noted and passed over."""
    made = small()
    report = report_of(made, changed(made, "users.csv", lambda text: b"\xef\xbb\xbf" + text))
    assert [(f.kind, f.file, f.severity) for f in report] == [(Kind.BOM, "users.csv", Severity.NOTE)]


def test_a_byte_order_mark_before_the_manifest_hides_nothing():
    """A byte order mark before the manifest hides nothing."""
    made = small()
    report = report_of(made, changed(made, "manifest.csv", lambda text: b"\xef\xbb\xbf" + text))
    assert [f.kind for f in report] == [Kind.BOM]


def test_a_file_name_in_another_case_is_read_and_noted():
    """A file name in another case is read and noted."""
    made = small()
    texts = {{"users.csv": "USERS.CSV"}.get(name, name): text for name, text in made.texts().items()}
    (finding,) = report_of(made, texts)
    assert (finding.kind, finding.value, finding.valid) == (Kind.FILE_NAME_CASE, "USERS.CSV", "users.csv")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("users", "sourcedId"),
        ("users", "role"),
        ("enrollments", "classSourcedId"),
        ("enrollments", "userSourcedId"),
        ("enrollments", "role"),
        ("classes", "schoolSourcedId"),
        ("academicSessions", "startDate"),
        ("demographics", "sourcedId"),
    ],
)
def test_a_column_without_which_a_file_says_nothing_is_missed_by_name(name, column):
    """A column without which a file says nothing is missed by name."""
    made = small()
    columns = [each for each in made.header(name) if each != column]
    report = report_of(made, changed(made, f"{name}.csv", lambda _: made.text(name, columns=columns)))
    (finding,) = report.of(Kind.MISSING_COLUMN)
    assert (finding.severity, finding.file, finding.field) == (Severity.ERROR, f"{name}.csv", column)
    assert all(f.kind in (Kind.MISSING_COLUMN, Kind.CASCADE) for f in report)


def test_rows_that_refer_to_an_unreadable_file_are_counted_not_repeated():
    """Rows that refer to an unreadable file are counted not repeated."""
    made = small()
    columns = [each for each in made.header("classes") if each != "sourcedId"]
    report = report_of(made, changed(made, "classes.csv", lambda _: made.text("classes", columns=columns)))
    (finding,) = report.of(Kind.CASCADE)
    assert (finding.file, finding.count) == ("enrollments.csv", len(made.files["enrollments"]))


def test_a_column_that_the_standard_wants_and_we_can_do_without_is_noted():
    """A column that the standard wants and we can do without is noted."""
    made = small()
    columns = [each for each in made.header("academicSessions") if each != "schoolYear"]
    text = made.text("academicSessions", columns=columns)
    (finding,) = report_of(made, changed(made, "academicSessions.csv", lambda _: text))
    assert (finding.kind, finding.severity) == (Kind.MISSING_COLUMN, Severity.NOTE)


def test_a_column_that_is_there_twice_is_an_error():
    """A column that is there twice is an error."""
    made = small()
    text = made.texts()["orgs.csv"].replace(b",identifier,", b",name,")
    (finding,) = report_of(made, changed(made, "orgs.csv", lambda _: text))
    assert (finding.kind, finding.field) == (Kind.DUPLICATE_COLUMN, "name")


def test_a_file_that_the_manifest_promises_is_missed():
    """A file that the manifest promises is missed."""
    made = small()
    texts = made.texts()
    del texts["demographics.csv"]
    (finding,) = report_of(made, texts)
    assert (finding.kind, finding.file) == (Kind.MISSING_FILE, "demographics.csv")


@pytest.mark.parametrize("said", ["file.demographics,absent\n", ""])
def test_a_file_that_the_manifest_does_not_promise_is_an_error_and_is_left_out(said):
    """A file that the manifest does not promise is an error and is left out."""
    made = small()
    texts = made.texts()
    texts["manifest.csv"] = texts["manifest.csv"].replace(b"file.demographics,bulk\n", said.encode())
    (finding,) = report_of(made, texts)
    assert (finding.kind, finding.file, finding.effect) == (
        Kind.UNEXPECTED_FILE,
        "demographics.csv",
        "file left out",
    )
    roster, _ = import_roster(packed(texts), skip_bad=True)
    assert roster.demographics.is_empty()
    assert roster.people.height == 8


def test_a_set_without_a_manifest_is_refused_and_can_be_read_as_bulk():
    """A set without a manifest is refused and can be read as bulk."""
    for version in ("1.1", "1.2"):
        made = small(version)
        texts = made.texts()
        del texts["manifest.csv"]
        (finding,) = report_of(made, texts)
        assert (finding.kind, finding.file) == (Kind.MISSING_FILE, "manifest.csv")
        roster, changes = import_roster(packed(texts), skip_bad=True)
        assert changes.version == version
        assert roster.students().height == 4


@pytest.mark.parametrize(
    ("old", "new", "kind", "field"),
    [
        ("oneroster.version,1.1", "oneroster.version,2.0", Kind.VERSION, "oneroster.version"),
        ("oneroster.version,1.1\n", "", Kind.VERSION, "oneroster.version"),
        ("file.orgs,bulk", "file.orgs,bulky", Kind.MANIFEST, "file.orgs"),
        ("file.orgs,bulk", "file.orgs,bulk\nfile.orgs,delta", Kind.MANIFEST, "file.orgs"),
        ("file.orgs,bulk", "file.orgs,bulk\nfile.castles,bulk", Kind.MANIFEST, "file.castles"),
        ("file.orgs,bulk", "file.orgs,bulk\nsource.moon,full", Kind.MANIFEST, "source.moon"),
    ],
)
def test_what_a_manifest_cannot_say_is_named(old, new, kind, field):
    """What a manifest cannot say is named."""
    made = small()
    report = report_of(made, changed(made, "manifest.csv", lambda t: t.replace(old.encode(), new.encode())))
    assert [f.field for f in report.of(kind)] == [field]


def test_versions_with_a_third_number_are_known():
    """Versions with a third number are known."""
    made = small("1.2")
    texts = changed(made, "manifest.csv", lambda text: text.replace(b"version,1.2", b"version,1.2.1"))
    assert not report_of(made, texts)


def test_files_of_the_standard_that_hold_nothing_for_a_roster_are_noted():
    """Files of the standard that hold nothing for a roster are noted."""
    made = small()
    texts = made.texts() | {"results.csv": b"sourcedId\nx\n", "README.txt": b"hello"}
    assert {f.file for f in report_of(made, texts).of(Kind.IGNORED_FILE)} == {"results.csv", "README.txt"}


def test_a_file_without_a_byte_is_an_error():
    """A file without a byte is an error."""
    made = small()
    report = report_of(made, changed(made, "demographics.csv", lambda _: b""))
    (finding,) = report
    assert (finding.kind, finding.file, finding.line) == (Kind.EMPTY_FILE, "demographics.csv", 0)


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_file_with_a_header_alone_is_noted(end):
    """A file with a header alone is noted."""
    made = small()
    header = ",".join(made.header("demographics")).encode()
    (finding,) = report_of(made, changed(made, "demographics.csv", lambda _: header + end))
    assert (finding.kind, finding.severity) == (Kind.NO_ROWS, Severity.NOTE)


def test_blank_lines_are_passed_over_and_lines_are_counted_right():
    """Blank lines are passed over and lines are counted right."""
    made = small()
    text = made.texts()["enrollments.csv"].replace(b"\n", b"\n\n  \n,,,,,,,,,\n")
    text = b"\n" + text + b"bad,,,class9,hill,student0,student,,,\n"
    report = report_of(made, changed(made, "enrollments.csv", lambda _: text))
    (finding,) = report.of(Kind.DANGLING)
    assert finding.line == text.count(b"\n")
    assert {f.kind for f in report} == {Kind.BLANK_LINE, Kind.DANGLING}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda text: text.decode().encode("utf-16"), Kind.NOT_UTF8),
        (lambda text: text.replace(b",", b";"), Kind.SEPARATOR),
        (lambda text: b"\0" + text, Kind.NUL),
        (lambda text: b"source\xe4" + text, Kind.NOT_UTF8),
        (lambda text: b'"' + text, Kind.QUOTING),
        (lambda text: b"x" * 3_000 + text, Kind.LONG_LINE),
        (lambda text: b"x," * 1_100 + text, Kind.LONG_LINE),
        (lambda text: b"," * 1_100 + text, Kind.TOO_MANY_COLUMNS),
    ],
)
def test_a_file_whose_header_cannot_be_read_is_left_out_as_a_whole(change, kind):
    """A file whose header cannot be read is left out as a whole."""
    made = small()
    report = report_of(made, changed(made, "demographics.csv", change))
    (finding,) = report
    assert (finding.kind, finding.file, finding.effect) == (kind, "demographics.csv", "file left out")


def test_lines_that_end_in_a_carriage_return_alone_are_read_and_noted():
    """Lines that end in a carriage return alone are read and noted."""
    made = small()
    report = report_of(made, changed(made, "users.csv", lambda text: text.replace(b"\n", b"\r")))
    assert [f.kind for f in report] == [Kind.LINE_ENDS]


def test_a_value_that_runs_over_several_lines_is_read_and_noted():
    """A value that runs over several lines is read and noted."""
    made = small()
    made.find("orgs", "hill")["name"] = 'Hill\n"Upper"\nSchool'
    late = made.add("orgs", sourcedId="late", name="L", type="school", parentSourcedId="nowhere")
    report = report_of(made)
    assert {f.kind for f in report} == {Kind.LINE_BREAK, Kind.DANGLING}
    (finding,) = report.of(Kind.DANGLING)
    assert finding.line == made.line_of("orgs", late) + 2
    roster, _ = import_roster(packed(made.texts()), skip_bad=True)
    assert 'Hill\n"Upper"\nSchool' in roster.orgs["name"]


def test_faults_that_begin_only_in_a_later_part_of_a_large_file_are_reported():
    """Faults that begin only in a later part of a large file are reported."""
    made = small()
    for number in range(3_000):
        enrol(made, f"more{number}", "class0", "student0", "student" if number < 2_000 else "pupil")
    limits = Limits(block=4_096, batch=8_192)
    with pytest.raises(ImportRefused) as refused:
        import_roster(packed(made.texts()), limits=limits)
    assert len(refused.value.report.of(Kind.BAD_WORD)) == 1_000


def test_nothing_is_taken_of_a_set_with_an_error_unless_asked():
    """Nothing is taken of a set with an error unless asked."""
    made = small()
    enrol(made, "odd", "nowhere", "student0")
    before, _ = import_roster(packed(small().texts()))
    counts = before.counts()
    with pytest.raises(ImportRefused):
        import_roster(packed(made.texts()), before)
    assert before.counts() == counts


@given(st.binary(max_size=600), st.sampled_from(["users.csv", "manifest.csv", "enrollments.csv"]))
@settings(max_examples=25)
def test_no_bytes_whatever_bring_anything_but_a_report(noise, name):
    """A file of noise is refused or read, never a crash."""
    made = small(students=2, classes=1)
    assume(noise)
    report_of(made, changed(made, name, lambda _: noise))
    report_of(made, changed(made, name, lambda text: text[:150] + noise + text[150:]))
