"""How the students of the simulated school learn: a truth that no tracing model of ours is built on.

Every student has an ability and a carefulness, every skill a difficulty. A student either knows a skill or
does not, and knows it only if everything it builds on is known; meeting it in class teaches it at a rate of
the student's own. Answers come from what is known, from slips and from lucky guesses that depend on how the
question is answered. None of it is shared with the models that later estimate it from the answers alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Ints = NDArray[np.int64]

LUCK: Mapping[str, float] = {
    "choice": 0.27,
    "multiple_choice": 0.06,
    "order": 0.05,
    "number": 0.04,
    "fraction": 0.03,
    "expression": 0.02,
    "short_text": 0.02,
}
"""How often a question of a kind is answered right by one who cannot do it: our own round figures."""


@dataclass(frozen=True, slots=True)
class Course:
    """What there is to learn, in the order in which it is taught.

    Parameters
    ----------
    skills
        Ids, every skill after those it builds on.
    grades
        The grade of each skill; kindergarten is 0.
    before
        For each skill the places of those it directly builds on.
    items
        For each skill its items, as (id, kind); never empty.
    """

    skills: tuple[str, ...]
    grades: Floats
    before: tuple[tuple[int, ...], ...]
    items: tuple[tuple[tuple[str, str], ...], ...]

    def needs(self) -> Truths:
        """Return which skill directly builds on which: skills × skills."""
        needed = np.zeros((len(self.skills), len(self.skills)), bool)
        for skill, before in enumerate(self.before):
            needed[skill, list(before)] = True
        return needed

    def luck(self) -> Floats:
        """Return how often each item is answered right by luck: skills × items, 0 where there is none."""
        luck = np.zeros((len(self.skills), max(len(items) for items in self.items)))
        for skill, items in enumerate(self.items):
            luck[skill, : len(items)] = [LUCK[kind] for _, kind in items]
        return luck


@dataclass(slots=True)
class Class:
    """Students as arrays over students, and what each of them truly knows (students × skills)."""

    grade: Floats
    ability: Floats
    slip: Floats
    rate: Floats
    knows: Truths


@dataclass(slots=True)
class Answers:
    """What was answered, as one array per round: who, which skill, which item, right or wrong, when."""

    student: list[Ints] = field(default_factory=list)
    skill: list[Ints] = field(default_factory=list)
    item: list[Ints] = field(default_factory=list)
    right: list[Truths] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)
    second: list[Floats] = field(default_factory=list)
    took: list[Floats] = field(default_factory=list)


def drawn(grades: Sequence[float], course: Course, chance: np.random.Generator) -> Class:
    """Return students of these grades, with what they know when the year begins."""
    size = len(grades)
    grade = np.asarray(grades, dtype=np.float64)
    ability = chance.standard_normal(size)
    slip = chance.beta(2.0, 34.0, size)
    rate = 0.09 + 0.11 / (1.0 + np.exp(-ability))
    difficulty = course.grades + 0.45 * chance.standard_normal(len(course.skills))
    ease = 3.4 * (grade[:, None] - 0.15 + 0.55 * ability[:, None] - difficulty[None, :])
    knows = chance.random((size, len(course.skills))) < 1.0 / (1.0 + np.exp(-ease))
    for skill, before in enumerate(course.before):
        if before:
            knows[:, skill] &= knows[:, list(before)].all(axis=1)
    return Class(grade, ability, slip, rate, knows)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the days are spent.

    In the first `looking_back` days a student shows what is left of earlier grades, some skills a day, until
    the whole visit is right; afterwards one visit a day is given to what comes next. After `patience` visits
    the class goes on without the student.
    """

    days: int = 60
    looking_back: int = 14
    questions_back: int = 3
    questions: int = 4
    patience: int = 4
    begins_at: float = 9 * 3600.0  # seconds after midnight, school time


@dataclass(slots=True)
class _Places:
    """Where each student is in the course, and how often the present skill was visited."""

    skill: Ints
    visits: Ints


@dataclass(frozen=True, slots=True)
class _Tables:
    """What of a course is looked up again and again, as arrays."""

    counts: Ints
    luck: Floats
    needs: Truths


def taught(
    students: Class, course: Course, present: Truths, schedule: Schedule, chance: np.random.Generator
) -> Answers:
    """Teach for as many days as the schedule has and return every answer; what students know grows.

    Parameters
    ----------
    students
        Changed in place.
    course
        What is taught.
    present
        Days × students: who was there.
    schedule
        How the days are spent.
    chance
        Where every draw comes from.
    """
    told = Answers()
    tables = _Tables(np.array([len(items) for items in course.items]), course.luck(), course.needs())
    size = len(students.grade)
    places = _Places(np.zeros(size, np.int64), np.zeros(size, np.int64))
    own_grade = np.searchsorted(course.grades, students.grade)  # the first skill of each student's grade
    for day in range(schedule.days):
        back = day < schedule.looking_back
        per_day = -(-own_grade // schedule.looking_back) + 1 if back else np.ones(size, np.int64)
        for visit in range(int(per_day.max())):
            here = present[day] & (visit < per_day) & (places.skill < len(course.skills))
            if back:
                here &= places.skill < own_grade
            who = np.flatnonzero(here)
            questions = schedule.questions_back if back else schedule.questions
            begins = schedule.begins_at + visit * 600.0
            _visit(students, tables, who, places, questions, day, begins, told, chance)
            _move_on(places, who, schedule.patience)
        if day == schedule.looking_back - 1:
            places.skill = np.maximum(places.skill, own_grade)
            places.visits[:] = 0
    return told


def _visit(
    students: Class,
    tables: _Tables,
    who: Ints,
    places: _Places,
    questions: int,
    day: int,
    begins: float,
    told: Answers,
    chance: np.random.Generator,
) -> None:
    """Ask those who are here some questions on their present skill; a visit without a miss ends the skill."""
    if not len(who):
        return
    skill = places.skill[who]
    second = np.full(len(who), begins) + chance.uniform(0.0, 240.0, len(who))
    clean = np.ones(len(who), bool)
    for _ in range(questions):
        item = (chance.random(len(who)) * tables.counts[skill]).astype(np.int64)
        knows = students.knows[who, skill]
        right = chance.random(len(who)) < np.where(knows, 1.0 - students.slip[who], tables.luck[skill, item])
        took = chance.gamma(4.0, np.where(right, 7.0, 11.0))
        told.student.append(who)
        told.skill.append(skill)
        told.item.append(item)
        told.right.append(right)
        told.day.append(np.full(len(who), day))
        told.second.append(second.copy())
        told.took.append(took)
        second += took + 8.0
        clean &= right
        _learn(students, tables.needs, who, skill, chance)
    places.visits[who] += 1
    places.visits[who[clean]] = -1


def _learn(students: Class, needs: Truths, who: Ints, skill: Ints, chance: np.random.Generator) -> None:
    """Let those who do not know their skill learn it, if they know what it builds on."""
    ready = ~(needs[skill] & ~students.knows[who]).any(axis=1)
    learns = chance.random(len(who)) < np.where(ready, students.rate[who], 0.01)
    students.knows[who[learns], skill[learns]] = True


def _move_on(places: _Places, who: Ints, patience: int) -> None:
    done = who[(places.visits[who] < 0) | (places.visits[who] >= patience)]
    places.skill[done] += 1
    places.visits[done] = 0
