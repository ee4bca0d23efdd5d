"""The files and fields of OneRoster 1.1 and 1.2 that a roster is made of.

After the 1EdTech OneRoster CSV bindings 1.1 and 1.2.1. What the two versions share stands once; a field
of one version alone names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from whynext.roster.roster import METADATA
from whynext.roster.student import ROLES, STUDENT

V11: Final = "1.1"
V12: Final = "1.2"
VERSIONS: Final = (V11, V12)


class Content(Enum):
    """What the values of a field are."""

    TEXT = "any text"
    ID = "an id"
    TEXTS = "texts with commas between them"
    STATUS = "active, tobedeleted or blank"
    WORD = "one of a few words"
    DATE = "a date such as 2026-09-01"
    INSTANT = "a date and time such as 2026-09-01T08:00:00.000Z"
    TRUTH = "true or false"
    GRADES = "grade codes such as KG or 03"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a file.

    Parameters
    ----------
    name
        Its header.
    column
        The column of ours that it fills.
    content
        What its values are.
    essential
        Without the column the file cannot be read, without a value the row cannot be taken.
    expected
        The standard wants the column and a value in every row; going without is only noted.
    words
        Of a word: those allowed. Version 1.2 also allows words that begin with ``ext:``.
    refers
        The table whose ids the values are.
    costs_row
        Whether a wrong value or a reference to nothing costs the whole row, not the value alone.
    older
        Headers of earlier versions and common slips for the same field.
    only
        The one version that has it; empty for both.
    """

    name: str
    column: str
    content: Content = Content.TEXT
    essential: bool = False
    expected: bool = False
    words: tuple[str, ...] = ()
    refers: str = ""
    costs_row: bool = False
    older: tuple[str, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class FileKind:
    """One file of a set.

    Parameters
    ----------
    name
        Without ``.csv``, as in the manifest.
    table
        The table of the roster that it fills.
    fields
        What it may hold.
    only
        The one version that has it; empty for both.
    """

    name: str
    table: str
    fields: tuple[Field, ...]
    only: str = ""

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    def of(self, version: str) -> tuple[Field, ...]:
        """Return the fields of a version."""
        return tuple(each for each in self.fields if each.only in ("", version))


def _id(name: str = "sourcedId", older: tuple[str, ...] = ()) -> Field:
    return Field(name, "id", Content.ID, essential=True, older=older)


_COMMON: Final = (
    Field("status", "active", Content.STATUS, costs_row=True),
    Field("dateLastModified", "modified", Content.INSTANT, older=("dateModified",)),
)
_ENROLMENT_ROLES: Final = ("administrator", "aide", "proctor", STUDENT, "teacher")
_V11_ROLES: Final = (
    "administrator",
    "aide",
    "guardian",
    "parent",
    "proctor",
    "relative",
    STUDENT,
    "teacher",
)
_TEXTS: Final = Content.TEXTS


def _subjects() -> tuple[Field, ...]:
    return (
        Field("grades", "grades", _TEXTS, older=("grade",)),
        Field("subjects", "subjects", _TEXTS),
        Field("subjectCodes", "subject_codes", _TEXTS),
    )


ORGS: Final = FileKind(
    "orgs",
    "orgs",
    (
        _id(),
        *_COMMON,
        Field("name", "name", expected=True),
        Field(
            "type",
            "type",
            Content.WORD,
            expected=True,
            words=("department", "school", "district", "local", "state", "national"),
        ),
        Field("identifier", "identifier"),
        Field("parentSourcedId", "parent", Content.ID, refers="orgs"),
    ),
)
SESSIONS: Final = FileKind(
    "academicSessions",
    "academic_sessions",
    (
        _id(),
        *_COMMON,
        Field("title", "title", expected=True),
        Field(
            "type",
            "type",
            Content.WORD,
            expected=True,
            words=("gradingPeriod", "semester", "schoolYear", "term"),
        ),
        Field("startDate", "begins", Content.DATE, essential=True, costs_row=True),
        Field("endDate", "ends", Content.DATE, essential=True, costs_row=True),
        Field("parentSourcedId", "parent", Content.ID, refers="academic_sessions"),
        Field("schoolYear", "school_year", expected=True),
    ),
)
COURSES: Final = FileKind(
    "courses",
    "courses",
    (
        _id(),
        *_COMMON,
        Field(
            "schoolYearSourcedId", "session", Content.ID, refers="academic_sessions", older=("schoolYearId",)
        ),
        Field("title", "title", expected=True),
        Field("courseCode", "code"),
        Field("orgSourcedId", "org", Content.ID, expected=True, refers="orgs"),
        *_subjects(),
    ),
)
USERS: Final = FileKind(
    "users",
    "people",
    (
        _id(),
        *_COMMON,
        Field("enabledUser", "enabled", Content.TRUTH, expected=True),
        Field(
            "orgSourcedIds",
            "orgs",
            _TEXTS,
            expected=True,
            refers="orgs",
            older=("orgSourcedId",),
            only=V11,
        ),
        Field("role", "role", Content.WORD, essential=True, words=_V11_ROLES, costs_row=True, only=V11),
        Field("username", "username", expected=True),
        Field("userIds", "user_ids", _TEXTS, older=("userId",)),
        Field("givenName", "given_name", expected=True),
        Field("familyName", "family_name", expected=True),
        Field("middleName", "middle_name"),
        Field("identifier", "identifier"),
        Field("email", "email"),
        Field("sms", "sms"),
        Field("phone", "phone"),
        Field("agentSourcedIds", "agents", _TEXTS, refers="people", older=("agents", "agentSourcedId")),
        Field("grades", "grades", Content.GRADES, older=("grade",)),
        Field("userMasterIdentifier", "master_identifier", only=V12),
        Field("preferredGivenName", "preferred_given_name", only=V12),
        Field("preferredMiddleName", "preferred_middle_name", only=V12),
        Field("preferredFamilyName", "preferred_family_name", only=V12),
        Field("primaryOrgSourcedId", "org", Content.ID, refers="orgs", only=V12),
        Field("pronouns", "pronouns", only=V12),
        Field("metadata.language", "language"),
    ),
)
ROLES_FILE: Final = FileKind(
    "roles",
    "roles",
    (
        _id(),
        *_COMMON,
        Field("userSourcedId", "person", Content.ID, essential=True, refers="people", costs_row=True),
        Field("roleType", "type", Content.WORD, expected=True, words=("primary", "secondary")),
        Field(
            "role",
            "role",
            Content.WORD,
            essential=True,
            words=tuple(role for role in ROLES if role != "administrator"),
            costs_row=True,
        ),
        Field("beginDate", "begins", Content.DATE, costs_row=True),
        Field("endDate", "ends", Content.DATE, costs_row=True),
        Field("orgSourcedId", "org", Content.ID, expected=True, refers="orgs"),
    ),
    only=V12,
)
CLASSES: Final = FileKind(
    "classes",
    "sections",
    (
        _id(),
        *_COMMON,
        Field("title", "title", expected=True),
        Field("courseSourcedId", "course", Content.ID, expected=True, refers="courses"),
        Field("classCode", "code"),
        Field("classType", "kind", Content.WORD, words=("homeroom", "scheduled")),
        Field("location", "location"),
        Field("schoolSourcedId", "school", Content.ID, essential=True, refers="orgs", costs_row=True),
        Field("termSourcedIds", "terms", _TEXTS, expected=True, refers="academic_sessions"),
        Field("periods", "periods", _TEXTS),
        *_subjects(),
    ),
)
ENROLLMENTS: Final = FileKind(
    "enrollments",
    "enrolments",
    (
        _id(),
        *_COMMON,
        Field("classSourcedId", "section", Content.ID, essential=True, refers="sections", costs_row=True),
        Field("schoolSourcedId", "school", Content.ID, expected=True, refers="orgs"),
        Field("userSourcedId", "person", Content.ID, essential=True, refers="people", costs_row=True),
        Field("role", "role", Content.WORD, essential=True, words=_ENROLMENT_ROLES, costs_row=True),
        Field("primary", "primary", Content.TRUTH),
        Field("beginDate", "begins", Content.DATE, costs_row=True),
        Field("endDate", "ends", Content.DATE, costs_row=True),
    ),
)
DEMOGRAPHICS: Final = FileKind(
    "demographics",
    "demographics",
    (
        Field(
            "sourcedId",
            "id",
            Content.ID,
            essential=True,
            refers="people",
            costs_row=True,
            older=("userSourcedId",),
        ),
        *_COMMON,
        Field("birthDate", "birth_date", Content.DATE, older=("birthdate",)),
        Field("sex", "sex", Content.WORD, words=("male", "female", "unspecified", "other")),
        Field("americanIndianOrAlaskaNative", "american_indian_or_alaska_native", Content.TRUTH),
        Field("asian", "asian", Content.TRUTH),
        Field("blackOrAfricanAmerican", "black_or_african_american", Content.TRUTH),
        Field(
            "nativeHawaiianOrOtherPacificIslander", "native_hawaiian_or_other_pacific_islander", Content.TRUTH
        ),
        Field("white", "white", Content.TRUTH),
        Field("demographicRaceTwoOrMoreRaces", "two_or_more_races", Content.TRUTH),
        Field("hispanicOrLatinoEthnicity", "hispanic_or_latino", Content.TRUTH),
        Field("countryOfBirthCode", "birth_country"),
        Field("stateOfBirthAbbreviation", "birth_state"),
        Field("cityOfBirth", "birth_city"),
        Field("publicSchoolResidenceStatus", "residence_status"),
    ),
)

FILES: Final = (ORGS, SESSIONS, COURSES, USERS, ROLES_FILE, CLASSES, ENROLLMENTS, DEMOGRAPHICS)
"""Every file comes after those to which it refers."""

NOT_READ: Final = (
    "categories",
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "lineItems",
    "resources",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "results",
    "scoreScales",
    "userProfiles",
    "userResources",
)
"""Files of the standard with nothing for a roster: resources, gradebooks and log-in details."""

COLUMNS_NOT_READ: Final = (
    "password",
    "resources",
    "resourceSourcedIds",
    "userProfileSourcedId",
    "schoolCode",
)
"""Fields of the standard that are passed over; passwords above all."""


def files_of(version: str) -> tuple[FileKind, ...]:
    """Return the files of a version that are read."""
    return tuple(kind for kind in FILES if kind.only in ("", version))


def is_metadata(header: str) -> bool:
    """Tell whether a header names an extension that the standard allows."""
    return header.lower().startswith(METADATA)


def names_of(fields: Iterable[Field]) -> list[str]:
    """Return the headers of fields."""
    return [each.name for each in fields]
