"""Learning objects: lessons, practice, books and activities that can be put into a student's plan."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.base.ids import ObjectId, SkillId
from whynext.library.item import STATUSES, review_faults

MODALITY_MEANINGS: dict[str, str] = {
    "worked_example": "a solved case, step by step, for the student to follow",
    "representation": "the same idea in another form: drawing, number line, table, story",
    "hands_on": "things to handle, build, measure or act out",
    "discussion": "talk about it in a pair, a group or the class",
    "practice": "tasks to solve, with feedback",
    "retrieval": "recalling from memory what was learned earlier",
    "reading": "a text to read",
    "video": "a recording to watch or listen to",
    "tutoring": "a person teaching one or very few students",
    "live_lesson": "a teacher teaching a class or group",
    "project": "a longer task with a product",
    "game": "play with rules that need the skill",
}
"""Known words for how something is taught, with what each means."""

MODALITIES: tuple[str, ...] = tuple(MODALITY_MEANINGS)
"""The known words alone. Other words are allowed and noted."""

GROUPINGS = ("alone", "pair", "group", "class")
KINDS = ("lesson", "practice", "book", "activity", "course", "tutoring")
WITHOUT_SKILLS = ("book", "course", "tutoring")
"""Kinds that may be of no skill of the map in particular."""
PERIOD = "period: "
"""A course or tutoring whose topics hold this mark and a word meets in that period of the timetable."""


@dataclass(frozen=True, slots=True)
class LearningObject:
    """Something that a student can learn with.

    Parameters
    ----------
    id
        Unique in the library.
    title
        What people call it.
    skills
        The skills that it teaches; may be empty for :data:`WITHOUT_SKILLS`.
    modality
        How it teaches, best one of :data:`MODALITIES`.
    minutes
        How long it takes, in minutes.
    difficulty
        From 0, the easiest within its skills, to 1, the hardest.
    summary
        One sentence for a plan.
    body
        The text that a student or teacher reads.
    language
        A language tag such as ``en`` or ``de-AT``.
    reading_level
        The school grade at which it can be read; None if not measured.
    screen
        Whether it needs a screen.
    grouping
        With whom: one of :data:`GROUPINGS`.
    prerequisites
        Skills that it presupposes.
    topics
        What it is about, for a student's interests: ``"space"``, ``"horses"``.
    kind
        One of :data:`KINDS`.
    copies
        How many students can use it at once; None if any number.
    status
        One of :data:`whynext.library.item.STATUSES`.
    author
        Who made it.
    reviewed_by, reviewed_on
        Who has checked it, somebody else than the author, and on which day (``2026-03-31``); empty if nobody
        has.
    version
        Counted from 1.
    location
        Where it is found: a shelf, a page, an address.
    """

    id: ObjectId
    title: str
    skills: tuple[SkillId, ...]
    modality: str
    minutes: float
    difficulty: float
    summary: str = ""
    body: str = ""
    language: str = "en"
    reading_level: float | None = None
    screen: bool = True
    grouping: str = "alone"
    prerequisites: tuple[SkillId, ...] = ()
    topics: tuple[str, ...] = ()
    kind: str = "lesson"
    copies: int | None = None
    status: str = "draft"
    author: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    version: int = 1
    location: str = ""


def problems(thing: LearningObject, where: str = "") -> list[Problem]:
    """Return everything that is wrong with a learning object, empty if it can be planned with.

    Parameters
    ----------
    thing
        The learning object, whose fields have the declared types.
    where
        The place it was read from, named in each problem.
    """
    found = Collector()

    def add(field: str, what: str, valid: str, kind: str = "invalid") -> None:
        place = f"field «{field}»"
        found.add(what, where=f"{where}, {place}" if where else place, valid=valid, kind=kind)

    for field in ("id", "title", "modality", "language"):
        if not getattr(thing, field).strip():
            add(field, f"the {field} is empty", "a text", "missing")
    if not thing.skills and thing.kind not in WITHOUT_SKILLS:
        valid = f"at least one skill id; only {listed(WITHOUT_SKILLS)} may have none"
        add("skills", "the learning object names no skill", valid)
    for field, known in (("status", STATUSES), ("grouping", GROUPINGS), ("kind", KINDS)):
        word = getattr(thing, field)
        if word not in known:
            add(field, f"«{word}» is no {field}; {nearest(word, known)}".rstrip("; "), listed(known))
    for field in ("skills", "prerequisites", "topics"):
        words = getattr(thing, field)
        for word in dict.fromkeys(word for word in words if words.count(word) > 1):
            add(field, f"«{word}» is named twice", "each once", "duplicate")
    for skill in thing.skills:
        if skill in thing.prerequisites:
            add("prerequisites", f"it presupposes «{skill}», which it teaches", "other skills than its own")
    for field, what, valid in review_faults(thing.author, thing.reviewed_by, thing.reviewed_on):
        add(field, what, valid, "invalid")
    _check_numbers(thing, add)
    return found.problems


def _check_numbers(thing: LearningObject, add: Callable[[str, str, str], None]) -> None:
    """Note numbers that are out of range."""
    if not (math.isfinite(thing.minutes) and thing.minutes > 0):
        add("minutes", f"it takes {thing.minutes} minutes", "more than 0 minutes")
    if not 0.0 <= thing.difficulty <= 1.0:
        add("difficulty", f"the difficulty is {thing.difficulty}", "from 0 (easiest) to 1 (hardest)")
    if thing.reading_level is not None and not math.isfinite(thing.reading_level):
        add("reading_level", f"the reading level is {thing.reading_level}", "a school grade, or empty")
    if thing.copies is not None and thing.copies < 1:
        add("copies", f"there are {thing.copies} copies", "1 or more, or empty where any number can use it")
    if thing.version < 1:
        add("version", f"the version is {thing.version}", "1 or more")


def notes(thing: LearningObject, where: str = "") -> list[Problem]:
    """Return what is worth a look but refuses nothing: a modality that is not among the known words."""
    if thing.modality in MODALITIES or not thing.modality.strip():
        return []
    hint = nearest(thing.modality, MODALITIES)
    place = "field «modality»"
    return [
        Problem(
            f"the modality «{thing.modality}» is not one of the known words; {hint}".rstrip("; "),
            f"{where}, {place}" if where else place,
            f"any word; known ones are {listed(MODALITIES, most=20)}",
            kind="note",
        )
    ]
