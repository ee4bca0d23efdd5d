"""Lessons and books: something for every skill, in more than one way, and something simpler."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from whynext.library import starter
from whynext.library.families import FAMILIES
from whynext.library.learning_object import LearningObject, notes, problems

LESSONS = starter.objects()
BOOKS = starter.books()
OF_SKILL: dict[str, list[LearningObject]] = {}
for each in LESSONS:
    OF_SKILL.setdefault(each.skills[0], []).append(each)
NEEDED: dict[str, list[str]] = {}
for edge in starter.prerequisites():
    NEEDED.setdefault(edge["to"], []).append(edge["from"])
SKILLS = [skill["id"] for skill in starter.skills()]
AWAITING = {
    tuple(line.split())
    for line in Path(__file__).with_name("awaiting.txt").read_text().splitlines()
    if line and not line.startswith("#")
}
TAUGHT = [skill for skill in SKILLS if ("lessons", skill) not in AWAITING]
PRONOUNS = re.compile(r"\b(?:he|she|his|her|hers|him|boy|boys|girl|girls)\b", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return re.split(r"(?<=[.?!])\s+(?=[A-Z0-9√−π\"(]|x |y )", text)


def test_ids_are_unique_and_nothing_is_wrong_with_any_object() -> None:
    """Lessons and books pass the library's own checks, and their modalities are known words."""
    everything = [*LESSONS, *BOOKS]
    assert len({thing.id for thing in everything}) == len(everything)
    assert [problem for thing in everything for problem in (*problems(thing), *notes(thing))] == []


def test_what_is_awaited_is_what_is_missing() -> None:
    """The list of what skills lack names everything that is missing and nothing else; it only shrinks."""
    served = {family.skill for family in FAMILIES.values()}
    lacking = {("family", skill) for skill in SKILLS if skill not in served}
    lacking |= {("lessons", skill) for skill in SKILLS if len(OF_SKILL.get(skill, [])) < 2}
    assert sorted(lacking - AWAITING) == []
    assert sorted(AWAITING - lacking) == [], "take these lines out of awaiting.txt"
    assert len(AWAITING) <= 314


@pytest.mark.parametrize("skill", TAUGHT)
def test_every_skill_is_taught_in_two_ways(skill: str) -> None:
    """At least two lessons that differ in modality and in difficulty, none of which is a video."""
    lessons = OF_SKILL[skill]
    assert len(lessons) >= 2
    assert len({lesson.modality for lesson in lessons}) >= 2
    assert len({lesson.difficulty for lesson in lessons}) == len(lessons)
    assert "video" not in {lesson.modality for lesson in lessons}
    assert len({lesson.title for lesson in lessons}) == len(lessons)


@pytest.mark.parametrize("skill", [skill for skill in TAUGHT if skill in NEEDED])
def test_there_is_something_simpler(skill: str) -> None:
    """Each lesson has an easier one for its skill; the easiest can fall back on a gentle one before it."""
    lessons = sorted(OF_SKILL[skill], key=lambda lesson: lesson.difficulty)
    assert lessons[0].difficulty <= 0.4 < lessons[-1].difficulty
    before = [lesson for needed in NEEDED[skill] for lesson in OF_SKILL.get(needed, [])]
    awaited = any(("lessons", needed) in AWAITING for needed in NEEDED[skill])
    assert awaited or any(lesson.difficulty <= 0.4 for lesson in before)


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
def test_a_lesson_reads_well(lesson: LearningObject) -> None:
    """A one-sentence summary, two to nine short sentences, no one is he or she, ten to thirty minutes."""
    assert len(sentences(lesson.summary)) == 1
    assert lesson.summary.endswith(".")
    assert len(lesson.summary) <= 125
    assert 2 <= len(sentences(lesson.body)) <= 9, lesson.body
    assert 120 <= len(lesson.body) <= 480, len(lesson.body)
    assert not PRONOUNS.search(f"{lesson.title} {lesson.summary} {lesson.body}")
    assert "  " not in lesson.body
    assert 8 <= lesson.minutes <= 30
    assert re.fullmatch(rf"{lesson.skills[0]}/[a-z0-9]+(-[a-z0-9]+)*", lesson.id)
    assert set(lesson.prerequisites) == set(NEEDED.get(lesson.skills[0], []))


def test_there_is_something_to_choose_from() -> None:
    """On and off a screen, alone and with others, gentle and demanding, in six modalities or more."""
    assert {lesson.screen for lesson in LESSONS} == {True, False}
    assert {lesson.grouping for lesson in LESSONS} >= {"alone", "pair", "group"}
    assert len({lesson.modality for lesson in LESSONS}) >= 6
    assert min(lesson.difficulty for lesson in LESSONS) <= 0.2
    assert max(lesson.difficulty for lesson in LESSONS) >= 0.65


NUMBER = r"\(?−?\d+(?:\.\d+)?\)?"
CALCULATION = re.compile(
    r"(?<![+−×÷<>] )(?<![\w.²³⁴⁵/(−√])"
    rf"({NUMBER}(?: [+−×÷] {NUMBER})+) = "
    r"(−?\d+(?:\.\d+)?)(?![\d/a-z²³⁴⁵°]|\.\d| ?[/+−×÷])"
)
WRONG_ON_PURPOSE = ("multiply-by-tens/spot-the-slip",)


def test_every_calculation_in_a_lesson_is_right() -> None:
    """What is written as a sum, difference, product or quotient of plain numbers has that value."""
    checked = 0
    for lesson in LESSONS:
        text = re.sub(r"(?<=\d),(?=\d{3})", "", lesson.body)
        for left, right in CALCULATION.findall(text):
            if left.count("(") != left.count(")") or lesson.id in WRONG_ON_PURPOSE:
                continue
            plain = left.replace("−", "-").replace("×", "*").replace("÷", "/")
            assert abs(eval(plain) - float(right.replace("−", "-"))) < 1e-9, (lesson.id, left, right)
            checked += 1
    assert checked >= 50


def test_forty_books_cover_interests_and_reading_levels() -> None:
    """Each of the twelve interests has at least four books, each level at least two, all invented."""
    assert len(BOOKS) == 40
    assert {topic for book in BOOKS for topic in book.topics} == set(starter.INTERESTS)
    assert len(starter.INTERESTS) == 12
    for topic in starter.INTERESTS:
        assert sum(topic in book.topics for book in BOOKS) >= 4, topic
    for level in range(1, 10):
        assert sum(book.reading_level == level for book in BOOKS) >= 2, level
    assert all(book.kind == "book" and book.skills == () for book in BOOKS)
    assert all(book.copies is not None and 1 <= book.copies <= 6 for book in BOOKS)
    assert len({book.title for book in BOOKS}) == len({book.author for book in BOOKS}) == 40
    assert not any(PRONOUNS.search(book.summary) for book in BOOKS)
    assert all(len(sentences(book.summary)) == 1 and book.summary.endswith((".", "?")) for book in BOOKS)


def test_a_caller_may_change_what_it_gets() -> None:
    """The rows of one call are not those of the next."""
    starter.skills()[0]["title"] = "changed"
    assert starter.skills()[0]["title"] != "changed"
