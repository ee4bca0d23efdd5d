"""Every defect gets its own clear row; the good rows can be taken without the rest, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exchange.oneroster_sets import RosterSet, enrol, packed, small
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, Severity, import_roster
from whynext.exchange.oneroster.fields import files_of

LIMITS = Limits(line=2_000)


def report_of(made, texts=None):
    """Return what is found in a set, whether it is refused or not."""
    refusal = None
    try:
        report = import_roster(packed(texts or made.texts()), limits=LIMITS)[1].report
    except ImportRefused as refused:
        refusal, report = refused, refused.report
    told = {problem.kind for problem in refusal.problems} if refusal else set()
    assert told == {finding.kind for finding in report.errors}
    return report


# --- defects that can be planted in a row of its own -----------------------------------------------


def _row(made: RosterSet, number: int) -> dict[str, str]:
    return enrol(made, f"planted{number}", "class0", f"student{number % 2}")


def _user(made: RosterSet, number: int, **values: str) -> dict[str, str]:
    plain = {
        "sourcedId": f"planted{number}",
        "enabledUser": "true",
        "username": f"planted{number}",
        "givenName": "P",
        "familyName": "Lanted",
    }
    if made.version == "1.1":
        plain |= {"role": "student", "orgSourcedIds": "hill"}
    else:
        made.add(
            "roles",
            sourcedId=f"planted-role{number}",
            userSourcedId=f"planted{number}",
            roleType="primary",
            role="student",
            orgSourcedId="hill",
        )
    return made.add("users", **(plain | values))


def _section(made: RosterSet, number: int, **values: str) -> dict[str, str]:
    plain = {
        "sourcedId": f"planted{number}",
        "title": "P",
        "courseSourcedId": "algebra",
        "schoolSourcedId": "hill",
        "termSourcedIds": "autumn",
    }
    return made.add("classes", **(plain | values))


def _course(made: RosterSet, number: int, **values: str) -> dict[str, str]:
    plain = {"sourcedId": f"planted{number}", "title": "P", "orgSourcedId": "hill"}
    return made.add("courses", **(plain | values))


def _org(made: RosterSet, number: int, **values: str) -> dict[str, str]:
    return made.add("orgs", **({"sourcedId": f"planted{number}", "name": "P", "type": "school"} | values))


def _session(made: RosterSet, number: int, **values: str) -> dict[str, str]:
    plain = {
        "sourcedId": f"planted{number}",
        "title": "P",
        "type": "term",
        "startDate": "2026-08-24",
        "endDate": "2027-01-31",
        "schoolYear": "2027",
    }
    return made.add("academicSessions", **(plain | values))


def _raw(text: bytes):
    def plant(made: RosterSet, number: int) -> bytes:
        line = text.replace(b"#", str(number).encode())
        made.files["enrollments"].append(line)
        return line

    return plant


def _changed(make, **values: str):
    return lambda made, number: make(
        made, number, **{k: v.replace("#", str(number)) for k, v in values.items()}
    )


def _enrolment(**values: str):
    def plant(made: RosterSet, number: int) -> dict[str, str]:
        row = _row(made, number)
        row.update(values)
        return row

    return plant


E, N = Severity.ERROR, Severity.NOTE
PLANTED = {
    "enrolment of an unknown user": ("enrollments", _enrolment(userSourcedId="nobody"), Kind.DANGLING, E),
    "enrolment in an unknown class": ("enrollments", _enrolment(classSourcedId="nowhere"), Kind.DANGLING, E),
    "enrolment at an unknown school": (
        "enrollments",
        _enrolment(schoolSourcedId="nowhere"),
        Kind.DANGLING,
        E,
    ),
    "enrolment without a role": ("enrollments", _enrolment(role=""), Kind.BLANK, E),
    "enrolment with an unknown role": ("enrollments", _enrolment(role="pupil"), Kind.BAD_WORD, E),
    "enrolment with an unknown status": ("enrollments", _enrolment(status="gone"), Kind.BAD_WORD, E),
    "enrolment with a day first date": ("enrollments", _enrolment(beginDate="24/08/2026"), Kind.BAD_DATE, E),
    "enrolment with a day that is not": ("enrollments", _enrolment(endDate="2027-02-30"), Kind.BAD_DATE, E),
    "enrolment in the year 202": ("enrollments", _enrolment(beginDate="0202-08-24"), Kind.BAD_DATE, E),
    "enrolment that ends first": ("enrollments", _enrolment(endDate="2026-01-01"), Kind.DATES_ORDER, E),
    "enrolment with a bad truth": ("enrollments", _enrolment(primary="perhaps"), Kind.BAD_TRUTH, E),
    "enrolment with a bad stamp": ("enrollments", _enrolment(dateLastModified="lately"), Kind.BAD_DATE, N),
    "enrolment deleted in bulk": ("enrollments", _enrolment(status="tobedeleted"), Kind.DELETED_IN_BULK, N),
    "enrolment in another role": ("enrollments", _enrolment(role="teacher"), Kind.ROLE_MISMATCH, N),
    "line with a stray mark": (
        "enrollments",
        _raw(b'p#,,,"class0,hill,student0,student,,,'),
        Kind.QUOTING,
        E,
    ),
    "line with text after a mark": (
        "enrollments",
        _raw(b'p#,,,"class0"x,hill,s,student,,,'),
        Kind.QUOTING,
        E,
    ),
    "line with a field too few": (
        "enrollments",
        _raw(b"p#,,,class0,hill,student0,student,,"),
        Kind.FIELD_COUNT,
        E,
    ),
    "line with a field too many": (
        "enrollments",
        _raw(b"p#,,,class0,hill,s,student,,,,"),
        Kind.FIELD_COUNT,
        E,
    ),
    "line in another encoding": ("enrollments", _raw(b"p#,,,cl\xe4ss,hill,s,student,,,"), Kind.NOT_UTF8, E),
    "line with a NUL": ("enrollments", _raw(b"p#,,,class\0,hill,s,student,,,"), Kind.NUL, E),
    "line beyond the longest": ("enrollments", _raw(b"p#" + b"x" * 3_000), Kind.LONG_LINE, E),
    "user with an unknown agent": ("users", _changed(_user, agentSourcedIds="nobody"), Kind.DANGLING, E),
    "user with one unknown agent": (
        "users",
        _changed(_user, agentSourcedIds="parent0,no#"),
        Kind.DANGLING,
        E,
    ),
    "user with an unknown grade": ("users", _changed(_user, grades="dragon"), Kind.BAD_GRADE, N),
    "user without an id": ("users", _changed(_user, sourcedId=""), Kind.BLANK, E),
    "class of an unknown course": ("classes", _changed(_section, courseSourcedId="x"), Kind.DANGLING, E),
    "class of an unknown school": ("classes", _changed(_section, schoolSourcedId="x"), Kind.DANGLING, E),
    "class of an unknown term": ("classes", _changed(_section, termSourcedIds="autumn,x"), Kind.DANGLING, E),
    "class of an unknown kind": ("classes", _changed(_section, classType="club"), Kind.BAD_WORD, E),
    "class without a school": ("classes", _changed(_section, schoolSourcedId=""), Kind.BLANK, E),
    "course of an unknown org": ("courses", _changed(_course, orgSourcedId="x"), Kind.DANGLING, E),
    "course of an unknown year": ("courses", _changed(_course, schoolYearSourcedId="x"), Kind.DANGLING, E),
    "org below an unknown one": ("orgs", _changed(_org, parentSourcedId="x"), Kind.DANGLING, E),
    "org above itself": ("orgs", _changed(_org, parentSourcedId="planted#"), Kind.CYCLE, E),
    "org of an unknown type": ("orgs", _changed(_org, type="castle"), Kind.BAD_WORD, E),
    "session with a bad date": ("academicSessions", _changed(_session, startDate="May"), Kind.BAD_DATE, E),
    "session without an end": ("academicSessions", _changed(_session, endDate=""), Kind.BLANK, E),
    "session of an unknown type": ("academicSessions", _changed(_session, type="era"), Kind.BAD_WORD, E),
}


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


# --- defects of rows among each other ---------------------------------------------------------------


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


# --- defects of files --------------------------------------------------------------------------------


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
