"""Invented OneRoster sets for tests: rows as dictionaries, written in whatever way a test wants."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
    ),
    "courses": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
        "subjects,subjectCodes"
    ),
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,"
        "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades"
    ),
    "roles": ("sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId"),
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
        "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
    ),
    "enrollments": (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
        "beginDate,endDate"
    ),
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex,asian,white,hispanicOrLatinoEthnicity",
}
V12_USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,userMasterIdentifier,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
)

Row = dict[str, str]


@dataclass
class RosterSet:
    """A set that can still be changed: rows by file, and raw lines among them."""

    version: str
    files: dict[str, list[Row | bytes]]
    modes: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> list[str]:
        """Return the columns of a file."""
        if name == "users" and self.version == "1.2":
            return V12_USERS.split(",")
        return HEADERS[name].split(",")

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a file that are rows."""
        return [row for row in self.files[name] if isinstance(row, dict)]

    def find(self, name: str, id_: str) -> Row:
        """Return the row of an id."""
        return next(row for row in self.rows(name) if row["sourcedId"] == id_)

    def add(self, name: str, /, **values: str) -> Row:
        """Add a row at the end of a file."""
        row = values
        self.files[name].append(row)
        return row

    def line_of(self, name: str, item: Row | bytes) -> int:
        """Return the line on which a row stands, once the set is written."""
        return 2 + next(number for number, each in enumerate(self.files[name]) if each is item)

    def manifest(self) -> str:
        """Return the manifest."""
        said = [("manifest.version", "1.0"), ("oneroster.version", self.version)]
        known = [*HEADERS, "resources", "lineItems"]
        said += [
            (f"file.{name}", self.modes.get(name, "bulk" if name in self.files else "absent"))
            for name in known
        ]
        return "propertyName,value\n" + "".join(f"{key},{value}\n" for key, value in said)

    def text(
        self, name: str, *, quote: bool = False, end: str = "\n", columns: list[str] | None = None
    ) -> bytes:
        """Return a file as bytes."""
        names = columns or self.header(name)
        lines = [",".join(_written(each, quote) for each in names).encode()]
        for row in self.files[name]:
            if isinstance(row, bytes):
                lines.append(row)
            else:
                lines.append(",".join(_written(row.get(each, ""), quote) for each in names).encode())
        return end.encode().join([*lines, b""])

    def texts(self, **how) -> dict[str, bytes]:
        """Return all files as bytes, the manifest too."""
        return {"manifest.csv": self.manifest().encode()} | {
            f"{name}.csv": self.text(name, **how) for name in self.files
        }


def _written(value: str, quote: bool) -> str:
    if quote or any(letter in value for letter in ',"\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def packed(files: dict[str, bytes], folder: str = "") -> bytes:
    """Return files as the bytes of a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return stream.getvalue()


def small(version: str = "1.1", students: int = 4, teachers: int = 2, classes: int = 3) -> RosterSet:
    """Return a small set without a defect: every student has a parent and sits in every other class."""
    made = RosterSet(version, {name: [] for name in HEADERS if name != "roles" or version == "1.2"})
    _school(made)
    for number in range(students):
        agent = f"parent{number % 2}"
        _user(made, f"student{number}", "student", grades=f"{1 + number % 12:02d}", agentSourcedIds=agent)
        made.add(
            "demographics", sourcedId=f"student{number}", birthDate="2014-05-17", sex="female", asian="true"
        )
    for number in range(teachers):
        _user(made, f"teacher{number}", "teacher")
    for number in range(2):
        _user(made, f"parent{number}", "parent")
    for number in range(classes):
        _class(made, number, students, teachers)
    return made


def _school(made: RosterSet) -> None:
    made.add("orgs", sourcedId="district", name="District", type="district")
    made.add("orgs", sourcedId="hill", name="Hill, Upper", type="school", parentSourcedId="district")
    year = {"startDate": "2026-08-24", "endDate": "2027-06-12", "schoolYear": "2027"}
    made.add("academicSessions", sourcedId="year", title="2026-27", type="schoolYear", **year)
    for name in ("autumn", "spring"):
        made.add("academicSessions", sourcedId=name, title=name, type="term", parentSourcedId="year", **year)
    made.add("courses", sourcedId="algebra", title="Algebra", schoolYearSourcedId="year", orgSourcedId="hill")


def _user(made: RosterSet, name: str, role: str, **more: str) -> None:
    plain = {
        "sourcedId": name,
        "enabledUser": "true",
        "username": name,
        "givenName": name,
        "familyName": "Ek",
    }
    if made.version == "1.1":
        made.add("users", **plain, role=role, orgSourcedIds="hill", **more)
        return
    made.add("users", **plain, primaryOrgSourcedId="hill", **more)
    made.add(
        "roles",
        sourcedId=f"role-{name}",
        userSourcedId=name,
        roleType="primary",
        role=role,
        orgSourcedId="hill",
    )


def _class(made: RosterSet, number: int, students: int, teachers: int) -> None:
    id_ = f"class{number}"
    made.add(
        "classes",
        sourcedId=id_,
        title=f"Class {number}",
        courseSourcedId="algebra",
        classType="scheduled",
        schoolSourcedId="hill",
        termSourcedIds="autumn,spring",
        periods="1,2",
    )
    who = [(f"student{each}", "student") for each in range(students) if each % 2 == number % 2]
    if teachers:
        who.append((f"teacher{number % teachers}", "teacher"))
    for person, role in who:
        enrol(made, f"{id_}-{person}", id_, person, role)


def enrol(made: RosterSet, id_: str, section: str, person: str, role: str = "student") -> Row:
    """Add an enrolment."""
    return made.add(
        "enrollments",
        sourcedId=id_,
        classSourcedId=section,
        schoolSourcedId="hill",
        userSourcedId=person,
        role=role,
        beginDate="2026-08-24",
        endDate="2027-06-12",
    )
