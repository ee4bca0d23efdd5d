"""Defects to plant in a roster, each in a row of its own: where it goes, and how it is to be reported."""

from __future__ import annotations

from exchange.oneroster_sets import RosterSet, enrol, packed
from whynext.exchange.oneroster import ImportRefused, Kind, Limits, Severity, import_roster

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
