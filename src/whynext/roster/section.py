"""The school as organised: organisations, academic sessions, courses, sections and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from whynext.base.errors import Problem, Refused
from whynext.base.ids import PersonId, SectionId
from whynext.roster.student import STUDENT, named


def in_order(what: str, begins: date | None, ends: date | None) -> None:
    """Refuse a span that ends before it begins.

    Raises
    ------
    Refused
        If both are known and `ends` lies before `begins`.
    """
    if begins is not None and ends is not None and ends < begins:
        raise Refused(
            Problem(
                f"{what} ends on {ends.isoformat()}, before it begins on {begins.isoformat()}",
                valid="an end on or after the beginning",
                kind="dates in wrong order",
            )
        )


@dataclass(frozen=True, slots=True)
class Organisation:
    """A school, or what schools belong to.

    Parameters
    ----------
    id
        The roster's id.
    name
        As people say it.
    type
        ``"school"``, ``"district"``, ``"department"``, ...
    parent
        Id of the organisation above it; empty at the top.
    active
        Whether it is still on the roster.
    """

    id: str
    name: str
    type: str = "school"
    parent: str = ""
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse a blank id and an organisation above itself."""
        named("an organisation", id=self.id)
        if self.parent == self.id:
            raise Refused(Problem(f"the organisation «{self.id}» is its own parent", kind="cycle"))


@dataclass(frozen=True, slots=True)
class AcademicSession:
    """A school year or a part of one.

    Parameters
    ----------
    id
        The roster's id.
    title
        As people say it.
    type
        ``"schoolYear"``, ``"semester"``, ``"term"`` or ``"gradingPeriod"``.
    begins
        First day.
    ends
        First day no longer in it.
    parent
        Id of the session it is part of; empty for a whole year.
    """

    id: str
    title: str
    type: str
    begins: date
    ends: date
    parent: str = ""

    def __post_init__(self) -> None:
        """Refuse a blank id and dates in the wrong order."""
        named("an academic session", id=self.id)
        in_order(f"the session «{self.title or self.id}»", self.begins, self.ends)

    def in_force(self, day: date) -> bool:
        """Tell whether `day` lies in the session."""
        return self.begins <= day < self.ends


@dataclass(frozen=True, slots=True)
class Course:
    """What is taught, apart from when and by whom.

    Parameters
    ----------
    id
        The roster's id.
    title
        As people say it.
    code
        The school's short code.
    grades
        Grade codes for which it is meant.
    subjects
        Names of its subjects.
    """

    id: str
    title: str
    code: str = ""
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a blank id."""
        named("a course", id=self.id)


@dataclass(frozen=True, slots=True)
class Section:
    """One class: people who meet for a course.

    Parameters
    ----------
    id
        The roster's id.
    title
        As people say it.
    course, school
        Ids; empty where unknown.
    terms
        Ids of the academic sessions in which it meets.
    kind
        ``"homeroom"`` or ``"scheduled"``; empty where unknown.
    periods
        The periods of the day at which it meets.
    active
        Whether it is still on the roster.
    """

    id: SectionId
    title: str
    course: str = ""
    school: str = ""
    terms: tuple[str, ...] = ()
    kind: str = ""
    periods: tuple[str, ...] = ()
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse a blank id."""
        named("a section", id=self.id)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Someone's place in a section.

    Parameters
    ----------
    section, person
        Ids.
    role
        ``"student"``, ``"teacher"``, ``"proctor"``, ``"administrator"`` or ``"aide"``.
    begins
        First day; None if open.
    ends
        First day no longer enrolled (OneRoster's end dates are exclusive); None if open.
    primary
        Of a teacher: whether responsible for the section. None where nobody said.

    Examples
    --------
    >>> place = Enrolment(SectionId("7b"), PersonId("ada"), ends=date(2026, 2, 1))
    >>> place.in_force(date(2026, 1, 31)), place.in_force(date(2026, 2, 1))
    (True, False)
    """

    section: SectionId
    person: PersonId
    role: str = STUDENT
    begins: date | None = None
    ends: date | None = None
    primary: bool | None = None

    def __post_init__(self) -> None:
        """Refuse blank ids and dates in the wrong order."""
        named("an enrolment", section=self.section, person=self.person, role=self.role)
        in_order(f"the enrolment of «{self.person}» in «{self.section}»", self.begins, self.ends)

    def in_force(self, day: date) -> bool:
        """Tell whether the place is held on `day`."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)
