"""A simulated hall: ninety students of five classes who learn sixty skills in one large room.

Everything follows from one seed: who the students are, what they know, the web of skills, what the library
has for each of them, who is absent, what is learned in a lesson, and how an exit slip turns out. The truth is
that of :mod:`whynext.testing.simulated_learning`; nothing that decides or estimates ever sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from whynext.base.ids import ObjectId, SkillId
from whynext.competencies.competency import PRECEDES, Competency, Relation
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.grades import read_grade
from whynext.competencies.map import CompetencyMap
from whynext.library import starter
from whynext.library.learning_object import LearningObject
from whynext.roster.roster import Roster
from whynext.testing.simulated_learning import Class, Course, drawn
from whynext.testing.simulated_people import SimulatedSection, roster_of

BEGINS, ENDS = date(2026, 8, 31), date(2027, 6, 19)
CLASSES = (("5A", 5), ("5B", 5), ("6A", 6), ("6B", 6), ("6C", 6))
SKILLS = 60
GRADES = (5.0, 6.0, 7.0)
"""The grades of the skills; a class may work one grade above or below its own."""
SLIP = 5
"""Questions of an exit slip."""
ABSENT = 0.05
"""The chance that a student is absent on a day."""

WORKS_WITH: Mapping[str, str] = {
    "lesson": "live_lesson",
    "task": "project",
    "collaboration": "discussion",
    "coaching": "tutoring",
    "video": "video",
    "reinforcement": "game",
    "practice": "practice",
    "reading": "reading",
}
"""The modalities of the hall, and with which kind of learning object each works."""

HELPS: Mapping[str, float] = {
    "lesson": 3.2,
    "task": 2.2,
    "collaboration": 2.4,
    "coaching": 2.8,
    "video": 1.6,
    "reinforcement": 1.8,
    "practice": 2.0,
    "reading": 1.4,
}
"""By how much each modality multiplies a student's chance to learn; it is nowhere written down."""

HALL = """\
id = "maths-hall"
title = "The mathematics hall"
sections = ["5A", "5B", "6A", "6B", "6C"]
skills_from = "SKILLS_FROM"

[[periods]]
name = "1"
starts = "09:00"
ends = "09:40"

[[periods]]
name = "2"
starts = "09:45"
ends = "10:25"

[[areas]]
name = "a"
title = "Corner A"
seats = 18
zone = "window"

[[areas]]
name = "b"
title = "Corner B"
seats = 20
zone = "door"

[[areas]]
name = "c"
title = "The round tables"
seats = 16
zone = "door"

[[areas]]
name = "d"
title = "The workshop"
seats = 12
zone = "window"

[[areas]]
name = "screens"
title = "The screens"
seats = 36
sessions = 0
zone = "window"

[[areas]]
name = "desks"
title = "The quiet desks"
seats = 40
sessions = 0
zone = "door"

[[modalities]]
name = "lesson"
title = "Live lesson"
areas = ["a", "b"]
teacher = true
smallest = 5
largest = 18
objects = ["live_lesson"]

[[modalities]]
name = "task"
title = "Task"
areas = ["a", "b", "d"]
teacher = true
smallest = 4
largest = 12
objects = ["project"]

[[modalities]]
name = "collaboration"
title = "Small group"
areas = ["c", "d"]
smallest = 3
largest = 6
peers = true
objects = ["discussion"]

[[modalities]]
name = "coaching"
title = "Coaching by a teacher"
areas = ["c", "d"]
teacher = true
smallest = 2
largest = 4
objects = ["tutoring"]

[[modalities]]
name = "video"
title = "Lesson on video"
areas = ["screens"]
screen = true
objects = ["video"]

[[modalities]]
name = "reinforcement"
title = "Games that practise"
areas = ["screens"]
screen = true
objects = ["game"]

[[modalities]]
name = "practice"
title = "Practice alone"
areas = ["desks"]
objects = ["practice"]

[[modalities]]
name = "reading"
title = "Worked examples to read"
areas = ["desks"]
objects = ["reading"]

[[teachers]]
name = "t01"
title = "Teacher 1"
load = 2

[[teachers]]
name = "t02"
title = "Teacher 2"
modalities = ["lesson", "task"]

[[teachers]]
name = "t03"
title = "Teacher 3"
strands = STRANDS

[[teachers]]
name = "t04"
title = "Teacher 4"
modalities = ["lesson", "coaching"]
periods = ["1"]

[[teachers]]
name = "t05"
title = "Teacher 5"
modalities = ["coaching", "task"]
load = 2
"""


@dataclass(slots=True)
class SimulatedHall:
    """The hall as a school states it, and the truth behind it, which grows as students learn.

    Parameters
    ----------
    document
        The hall's document.
    sections
        Who is in which class.
    roster
        Everyone, as an importer would read it.
    map, objects
        What there is to learn, and with what.
    accommodations
        Of each student who has one, which.
    course, people
        The web in numbers, and what each student truly knows.
    chance
        Where everything that happens is drawn from.
    """

    document: str
    sections: tuple[SimulatedSection, ...]
    roster: Roster
    map: MapImport
    objects: list[LearningObject]
    accommodations: dict[str, str]
    course: Course
    people: Class
    chance: np.random.Generator
    _answers: int = field(default=0)

    @property
    def students(self) -> tuple[str, ...]:
        """Their ids, class by class."""
        return tuple(student for section in self.sections for student in section.students)

    def knows(self, student: str, skill: str) -> bool:
        """Return whether a student truly knows a skill."""
        return bool(self.people.knows[self._who(student), self.course.skills.index(skill)])

    def absences(self) -> list[str]:
        """Return who is absent on a day, drawn anew each time it is asked."""
        drawn_now = self.chance.random(len(self.students))
        return [student for student, each in zip(self.students, drawn_now, strict=True) if each < ABSENT]

    def learn(self, student: str, skill: str, modality: str) -> None:
        """Let a student take part in a session; who knows what the skill builds on may learn it."""
        who, what = self._who(student), self.course.skills.index(skill)
        ready = bool(self.people.knows[who, list(self.course.before[what])].all())
        rate = float(self.people.rate[who]) * HELPS[modality] if ready else 0.01
        if self.chance.random() < rate:
            self.people.knows[who, what] = True

    def answers(self, student: str, skill: str, count: int = SLIP) -> list[bool]:
        """Return how a student does on so many questions of a skill."""
        slip = float(self.people.slip[self._who(student)])
        right = 1.0 - slip if self.knows(student, skill) else 0.08
        return [bool(each) for each in self.chance.random(count) < right]

    def _who(self, student: str) -> int:
        return self.students.index(student)


def simulate_hall(*, seed: int = 2026, students: int = 90, skills_from: str = "playlist") -> SimulatedHall:
    """Return the hall before its first day.

    Parameters
    ----------
    seed
        The same seed gives the same hall, and the same days if the same is decided.
    students
        How many, dealt to five classes.
    skills_from
        The process that says which skills each student may be taught.
    """
    chance = np.random.default_rng(seed)
    people_chance, web_chance, learning, days = chance.spawn(4)
    sections = _sections(students)
    web = _web(web_chance)
    course = _course(web)
    grades = [section.grade - 0.4 for section in sections for _ in section.students]
    strands = sorted({each.strand for each in web.map.competencies})
    half = ", ".join(f'"{strand}"' for strand in strands[::2])
    document = HALL.replace("SKILLS_FROM", skills_from).replace("STRANDS", f"[{half}]")
    return SimulatedHall(
        document=document,
        sections=sections,
        roster=roster_of(sections, BEGINS, ENDS, people_chance),
        map=web,
        objects=_objects(web, web_chance),
        accommodations=_accommodations(sections, people_chance),
        course=course,
        people=drawn(grades, course, learning),
        chance=days,
    )


def _sections(students: int) -> tuple[SimulatedSection, ...]:
    ids = [f"s{number:03}" for number in range(1, students + 1)]
    cuts = [round(students * place / len(CLASSES)) for place in range(len(CLASSES) + 1)]
    return tuple(
        SimulatedSection(name, grade, f"t{place + 1:02}", tuple(ids[cuts[place] : cuts[place + 1]]))
        for place, (name, grade) in enumerate(CLASSES)
    )


def _web(chance: np.random.Generator) -> MapImport:
    """Draw sixty skills of the starter map with what they build on among these grades."""
    grades = {row["id"]: (read_grade(row["grade_low"]) or (0.0, 0.0))[0] for row in starter.skills()}
    near = {skill for skill, grade in grades.items() if grade in GRADES}
    before: dict[str, list[str]] = {skill: [] for skill in near}
    for edge in starter.prerequisites():
        if edge["from"] in near and edge["to"] in near:
            before[edge["to"]].append(edge["from"])
    kept: set[str] = set()
    waiting = sorted(near)
    for place in chance.permutation(len(waiting)):
        wanted = _with_foundations(waiting[int(place)], before) - kept
        if len(kept) + len(wanted) <= SKILLS:
            kept |= wanted
    rows = [row for row in starter.skills() if row["id"] in kept]
    skills = [
        Competency(
            SkillId(row["id"]),
            row["title"],
            row["statement"],
            strand=row["strand"],
            grade_low=grades[row["id"]],
            grade_high=grades[row["id"]],
            i_can=row["i_can"],
            position=place,
        )
        for place, row in enumerate(rows)
    ]
    edges = tuple(
        Relation(PRECEDES, SkillId(origin), SkillId(skill))
        for skill in sorted(kept)
        for origin in sorted(before[skill])
    )
    return MapImport(CompetencyMap.of(skills, edges), edges, Framework("hall-web", "The web of the hall"))


def _with_foundations(skill: str, before: Mapping[str, Sequence[str]]) -> set[str]:
    found = {skill}
    for each in before[skill]:
        found |= _with_foundations(each, before)
    return found


def _course(web: MapImport) -> Course:
    """Return the web in numbers, every skill after those it builds on."""
    about = {str(each.id): each for each in web.map.competencies}
    before: dict[str, set[str]] = {skill: set() for skill in about}
    for relation in web.relations:
        before[str(relation.destination)].add(str(relation.origin))
    order: list[str] = []
    while len(order) < len(about):
        order += [skill for skill in about if skill not in order and before[skill] <= set(order)]
    places = {skill: place for place, skill in enumerate(order)}
    return Course(
        tuple(order),
        np.array([about[skill].grade_low for skill in order], dtype=np.float64),
        tuple(tuple(sorted(places[each] for each in before[skill])) for skill in order),
        tuple(((f"{skill}/slip", "number"),) for skill in order),
    )


def _objects(web: MapImport, chance: np.random.Generator) -> list[LearningObject]:
    """Return what the library has: for every skill practice and reading, and most of the rest."""
    found = []
    for skill in web.map.competencies:
        for modality, kind in WORKS_WITH.items():
            if modality in ("practice", "reading") or chance.random() < 0.8:
                found.append(
                    LearningObject(
                        ObjectId(f"{skill.id}/{kind}"),
                        f"{skill.title} ({modality})",
                        (skill.id,),
                        kind,
                        minutes=35.0,
                        difficulty=0.5,
                        screen=modality in ("video", "reinforcement"),
                        kind="practice" if kind in ("practice", "game") else "lesson",
                        author="whynext",
                    )
                )
    return found


def _accommodations(sections: Sequence[SimulatedSection], chance: np.random.Generator) -> dict[str, str]:
    students = [student for section in sections for student in section.students]
    draws = chance.random(len(students))
    words = {student: _word(float(draw)) for student, draw in zip(students, draws, strict=True)}
    return {student: word for student, word in words.items() if word != "none"}


def _word(draw: float) -> str:
    return "no_screen" if draw < 0.04 else "extra_time" if draw < 0.12 else "none"


def responses_of(rows: Sequence[tuple[str, str, Sequence[bool]]], at: datetime) -> str:
    """Return answers as the table of text that an importer reads: student, skill, right or wrong each."""
    lines = ["student,item,skill,correct,time"]
    for student, skill, answers in rows:
        for number, right in enumerate(answers):
            when = at - timedelta(seconds=20 * (len(answers) - number))
            lines.append(f"{student},{skill}/slip-{number},{skill},{int(right)},{when.isoformat()}")
    return "\n".join(lines)


def known_share(hall: SimulatedHall) -> float:
    """Return which share of all skills the students truly know, on average."""
    return float(hall.people.knows.mean())
