"""People: students, those who teach and care for them, and grades as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from whynext.base.errors import Problem, Refused
from whynext.base.ids import PersonId, StudentId

STUDENT: Final = "student"
FAMILY_ROLES: Final = ("guardian", "parent", "relative")
STAFF_ROLES: Final = (
    "administrator",
    "aide",
    "counselor",
    "districtAdministrator",
    "principal",
    "proctor",
    "siteAdministrator",
    "systemAdministrator",
    "teacher",
)
ROLES: Final = (STUDENT, *FAMILY_ROLES, *STAFF_ROLES)

GRADES: Final[dict[str, float]] = {
    "IT": -3.0,
    "PR": -2.0,
    "PK": -1.0,
    "TK": -0.5,
    "KG": 0.0,
    **{f"{number:02d}": float(number) for number in range(1, 14)},
    "PS": 14.0,
}
"""Grade codes of the Common Education Data Standards that lie on one line, as numbers; kindergarten is 0."""

UNGRADED: Final = ("UG", "Other", "AB", "AE")
"""Codes that say a student is in no grade: known, and without a number."""

_SPOKEN: Final = re.compile(
    r"(?:grade|gr\.?|year|klasse|class)?\s*0*(\d{1,2})(?:st|nd|rd|th)?(?:\s*grade)?", re.I
)
_BY_UPPER: Final = {
    **{code.upper(): number for code, number in GRADES.items()},
    "K": 0.0,
    "KINDERGARTEN": 0.0,
    "PREK": -1.0,
    "PRE-K": -1.0,
    "P": -1.0,
}


def grade_number(word: str) -> float | None:
    """Return a grade as a number: kindergarten 0, the year before it −1, first grade 1.

    Parameters
    ----------
    word
        A code of the Common Education Data Standards ("KG", "PK", "03") or a common way to write one
        ("K", "3", "3rd", "Grade 3").

    Returns
    -------
    float or None
        None for what is no grade, and for codes that mean "in no grade" (see :data:`UNGRADED`).

    Examples
    --------
    >>> [grade_number(word) for word in ("PK", "KG", "03", "Grade 3", "UG", "dragon")]
    [-1.0, 0.0, 3.0, 3.0, None, None]
    """
    word = word.strip()
    known = _BY_UPPER.get(word.upper())
    if known is not None:
        return known
    spoken = _SPOKEN.fullmatch(word)
    if spoken and 1 <= int(spoken[1]) <= 13:
        return float(spoken[1])
    return None


def grade_word(number: float) -> str:
    """Return the code of a grade number.

    Raises
    ------
    Refused
        If no grade has this number.

    Examples
    --------
    >>> grade_word(0), grade_word(3)
    ('KG', '03')
    """
    for code, value in GRADES.items():
        if value == number:
            return code
    raise Refused(Problem(f"no grade has the number {number:g}", valid="−3 to 14, kindergarten being 0"))


def named(what: str, **texts: str) -> None:
    """Refuse a value object whose id or word is blank.

    Raises
    ------
    Refused
        Naming every blank field.
    """
    problems = [
        Problem(
            f"the {field} of {what} is blank", where=field, valid="a text that is not blank", kind="blank"
        )
        for field, text in texts.items()
        if not text.strip()
    ]
    if problems:
        raise Refused(problems)


@dataclass(frozen=True, slots=True)
class Student:
    """Someone about whom the school decides.

    Parameters
    ----------
    id
        The roster's id.
    name
        As people say it.
    grade
        Kindergarten is 0, the year before −1; None where the roster gives none.
    active
        Whether the student is still on the roster.
    language
        The language in which the student is taught, as a tag such as ``"en"``; empty if unknown.
    """

    id: StudentId
    name: str
    grade: float | None = None
    active: bool = True
    language: str = ""

    def __post_init__(self) -> None:
        """Refuse a blank id."""
        named("a student", id=self.id)


@dataclass(frozen=True, slots=True)
class Person:
    """Anyone on the roster: teacher, guardian, aide, administrator, or a student.

    Parameters
    ----------
    id
        The roster's id.
    name
        As people say it.
    roles
        Words of :data:`ROLES`, or an extension that starts with ``ext:``.
    active
        Whether the person is still on the roster.
    """

    id: PersonId
    name: str
    roles: tuple[str, ...] = ()
    active: bool = True

    def __post_init__(self) -> None:
        """Refuse a blank id."""
        named("a person", id=self.id)

    def is_family(self) -> bool:
        """Tell whether the person has a role of a family."""
        return any(role in FAMILY_ROLES for role in self.roles)


@dataclass(frozen=True, slots=True)
class Guardianship:
    """Someone who stands for a student at home.

    Parameters
    ----------
    student
        The student.
    person
        The guardian, parent or relative.
    kind
        Which of :data:`FAMILY_ROLES`.
    """

    student: StudentId
    person: PersonId
    kind: str

    def __post_init__(self) -> None:
        """Refuse a kind that is none of a family."""
        if self.kind not in FAMILY_ROLES:
            raise Refused(
                Problem(f"«{self.kind}» is not a kind of guardianship", valid=", ".join(FAMILY_ROLES))
            )
