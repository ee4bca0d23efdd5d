"""The starter library: a mathematics map from kindergarten to grade 8, lessons for every skill, and books.

All of it is written for this project and can be used, changed and passed on under its licence. The rows are
data files beside this module; each function reads its file anew, so that a caller may change what it gets.
"""

from __future__ import annotations

import csv
import io
import tomllib
from importlib.resources import files
from typing import Any

from whynext.base.ids import ObjectId, SkillId
from whynext.library.learning_object import LearningObject
from whynext.library.strategies import target_of

STRANDS = (
    "counting",
    "operations",
    "place value",
    "fractions",
    "ratio",
    "number system",
    "expressions",
    "equations",
    "functions",
    "measurement",
    "geometry",
    "data",
)
"""The strands of the map, in the order in which a school meets them."""

GRADES = ("K", "1", "2", "3", "4", "5", "6", "7", "8")
"""The grades of the map, in order; kindergarten is ``"K"``."""

INTERESTS = (
    "animals",
    "art",
    "cooking",
    "friendship",
    "history",
    "inventions",
    "magic",
    "music",
    "mysteries",
    "nature",
    "space",
    "sports",
)
"""What the books are about; a student's interests are chosen from the same words."""

AUTHOR = "whynext"

_KIND_OF_MODALITY = {
    "worked_example": "lesson",
    "representation": "lesson",
    "reading": "lesson",
    "practice": "practice",
    "retrieval": "practice",
    "hands_on": "activity",
    "discussion": "activity",
    "game": "activity",
}


def skills() -> list[dict[str, str]]:
    """Return the skills of the map, in teaching order, one row each.

    Returns
    -------
    list of dict
        With the keys ``id``, ``title``, ``statement`` (for a teacher), ``i_can`` (for a student), ``strand``
        (one of :data:`STRANDS`), ``grade_low`` and ``grade_high`` (of :data:`GRADES`) and ``alignment``
        (codes of the Common Core, with spaces between them).

    Examples
    --------
    >>> skills()[0]["i_can"]
    'I can count out loud to 20.'
    """
    return _rows("skills.csv")


def prerequisites() -> list[dict[str, str]]:
    """Return the edges of the map: the skill ``from`` is needed before the skill ``to``.

    No edge is implied by others: what is needed for a needed skill is not written again.

    Examples
    --------
    >>> prerequisites()[0]
    {'from': 'count-to-20', 'to': 'count-things-to-20'}
    """
    return _rows("prerequisites.csv")


def codes() -> list[str]:
    """Return the content codes of the Common Core from kindergarten to grade 8, grade by grade.

    Codes are facts; what the standards say is not repeated here. The eight codes of mathematical practice
    are left out, as they name no content.

    Examples
    --------
    >>> len(codes()), codes()[0]
    (317, 'K.CC.A.1')
    """
    return _text("codes.txt").split()


def objects() -> list[LearningObject]:
    """Return the lessons, practices and activities; in teaching order of the skills.

    The id is the skill's id, a stroke and a name; the difficulty is within the skill, as declared by
    :class:`~whynext.library.learning_object.LearningObject`.
    """
    needed: dict[str, list[str]] = {}
    for edge in prerequisites():
        needed.setdefault(edge["to"], []).append(edge["from"])
    aims = tomllib.loads(_text("aims.toml"))
    lessons: dict[str, list[LearningObject]] = {}
    for file in (*STRANDS, "strategies"):
        for skill, entries in tomllib.loads(_text(f"objects/{file.replace(' ', '_')}.toml")).items():
            made = [_lesson(skill, entry, needed.get(skill, []), aims) for entry in entries]
            lessons.setdefault(skill, []).extend(made)
    return [lesson for skill in skills() for lesson in lessons.get(skill["id"], [])]


def books() -> list[LearningObject]:
    """Return the shelf for summer reading: invented books by invented authors.

    They teach no skill of the map. The reading level is the school grade from which most readers manage the
    book alone; the topics are of :data:`INTERESTS`; the difficulty is the reading level on a scale of 0 to 1.
    """
    return [_book(row) for row in _rows("books.csv")]


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(name))))


def _lesson(
    skill: str, entry: dict[str, Any], needed: list[str], aims: dict[str, list[str]]
) -> LearningObject:
    name = f"{skill}/{entry['name']}"
    return LearningObject(
        id=ObjectId(name),
        title=entry["title"],
        skills=(SkillId(skill),),
        modality=entry["modality"],
        minutes=float(entry["minutes"]),
        difficulty=entry["difficulty"],
        summary=entry["summary"],
        body=" ".join(entry["body"].split()),
        screen=entry.get("screen", False),
        grouping=entry["grouping"],
        prerequisites=tuple(SkillId(each) for each in needed),
        topics=tuple(target_of(each) for each in aims.get(name, [])),
        kind=_KIND_OF_MODALITY[entry["modality"]],
        status="draft",
        author=AUTHOR,
    )


def _book(row: dict[str, str]) -> LearningObject:
    level = float(row["reading_level"])
    return LearningObject(
        id=ObjectId(f"book/{row['id']}"),
        title=row["title"],
        skills=(),
        modality="reading",
        minutes=float(row["minutes"]),
        difficulty=level / 10,
        summary=row["summary"],
        reading_level=level,
        screen=False,
        topics=tuple(row["topics"].split()),
        kind="book",
        copies=int(row["copies"]),
        status="draft",
        author=row["author"],
        location="starter shelf",
    )
