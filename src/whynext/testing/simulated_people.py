"""The people of the simulated school: invented names from many places, sections, teachers, guardians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from whynext.roster.protected import empty as no_demographics
from whynext.roster.roster import TABLES, Roster

_GIVEN_NAMES = """
Ada Adaeze Aiko Alejandro Amara Amina Ana Anders Anjali Arjun Asha Aylin Beatriz Ben Bilal Bo Carlos
Chen Chiara Chidi Clara Dalia Daniel Darius Diego Dina Ebba Elena Eli Elif Emeka Emil Esther Eun-ji
Farah Fatima Femi Finn Gabriel Gita Hana Haruto Hassan Hugo Ibrahim Imani Ines Isla Ivan Jamal Jana
Jasper Jiho Jonas Julia Kai Kamala Karim Kavya Keanu Khadija Kofi Kwame Laila Lars Leila Leo Lin
Linh Lucia Luka Maeve Malik Maria Marta Mateo Maya Mei Mila Minh Mira Mohammed Nadia Naomi Nia
Nikhil Noah Noor Nora Olu Omar Paloma Petra Priya Quinn Rafael Rania Ravi Rosa Ruth Sami Sana
Santiago Sara Selin Sione Sofia Suki Tala Tariq Tomas Uma Valentina Viktor Wanjiru Xiomara Yara
Yasmin Yusuf Zainab Zara Zoe
"""
GIVEN_NAMES = tuple(_GIVEN_NAMES.split())
"""Given names, in the order of the alphabet."""

_FAMILY_NAMES = """
Abara Abdi Achterberg Ahmed Ali Alvarez Andersen Baker Banda Barros Begum Bianchi Campbell Castillo
Chan Chaudhry Cohen Costa Cruz Dang Demir Desai Diallo Diaz Dubois Eriksen Fernandes Fischer Flores
Fofanah Garcia Goldberg Gupta Haddad Hakimi Hall Hansen Hernandez Herrera Hoang Ito Ivanov Jackson
Jensen Johnson Kamara Kang Kaya Khan Kim Kovacs Kowalski Kumar Lam Lee Lindqvist Liu Lopez Mahmoud
Makoni Martin Mbeki Mendoza Mensah Meyer Mitchell Moreau Morales Murphy Mwangi Nakamura Nasser
Nguyen Nwosu O'Brien Okafor Olsen Ortiz Osei Park Patel Pereira Petrov Pham Popescu Quispe Rahman
Ramirez Reyes Rossi Sato Schmidt Sharma Silva Singh Smith Soto Suleiman Takahashi Tanaka Taylor
Torres Traore Tran Tuilagi Ueda Vargas Vasquez Wang Washington Weber Williams Wilson Wong Wu Yilmaz
Young Zhang Zhou Zulu
"""
FAMILY_NAMES = tuple(_FAMILY_NAMES.split())
"""Family names, in the order of the alphabet."""

SCHOOL = "riverbend"
SCHOOL_NAME = "Riverbend School"
KINSHIPS = ("mother", "father", "grandmother", "grandfather", "aunt", "foster parent")


@dataclass(frozen=True, slots=True)
class SimulatedSection:
    """A class of the simulated school: its id, grade and students, in the order of their ids."""

    id: str
    grade: int
    teacher: str
    students: tuple[str, ...]


def sections_of(students: int, grades: Sequence[int], each: int) -> tuple[SimulatedSection, ...]:
    """Return `each` sections for every grade, the students dealt out evenly.

    Examples
    --------
    >>> [(s.id, s.grade, s.teacher, len(s.students)) for s in sections_of(5, [3], 2)]
    [('3A', 3, 't01', 3), ('3B', 3, 't02', 2)]
    """
    ids = [f"s{number:03}" for number in range(1, students + 1)]
    names = [(f"{grade}{'ABCDEFGH'[place]}", grade) for grade in grades for place in range(each)]
    cuts = [round(len(ids) * place / len(names) + 1e-9) for place in range(len(names) + 1)]
    return tuple(
        SimulatedSection(name, grade, f"t{place + 1:02}", tuple(ids[cuts[place] : cuts[place + 1]]))
        for place, (name, grade) in enumerate(names)
    )


def names_of(count: int, chance: np.random.Generator) -> list[tuple[str, str]]:
    """Return so many different pairs of given and family name; given names repeat as late as possible."""
    given = [GIVEN_NAMES[place] for place in _dealt(len(GIVEN_NAMES), count, chance)]
    family = [FAMILY_NAMES[place] for place in _dealt(len(FAMILY_NAMES), count, chance)]
    pairs: dict[tuple[str, str], None] = {}
    for pair in zip(given, family, strict=True):
        name = pair
        while name in pairs:
            name = (pair[0], FAMILY_NAMES[int(chance.integers(len(FAMILY_NAMES)))])
        pairs[name] = None
    return list(pairs)


def _dealt(size: int, count: int, chance: np.random.Generator) -> list[int]:
    """Return places of a pack of cards that is shuffled anew each time it is used up."""
    packs = [chance.permutation(size) for _ in range(-(-count // size))]
    return [int(place) for place in np.concatenate(packs)[:count]]


def roster_of(
    sections: Sequence[SimulatedSection], begins: date, ends: date, chance: np.random.Generator
) -> Roster:
    """Return a roster of these sections, with a teacher each and one or two guardians for every student.

    Parameters
    ----------
    sections
        Who is in which class.
    begins, ends
        The first day of the school year and the first day after it.
    chance
        Where names and families are drawn from.
    """
    students = [student for section in sections for student in section.students]
    guardians = _guardians(students, chance)
    people = [*students, *(section.teacher for section in sections), *(person for _, person, _ in guardians)]
    grades = {student: float(section.grade) for section in sections for student in section.students}
    names = dict(zip(people, names_of(len(people), chance), strict=True))
    for student, person, _ in guardians:  # most families share a name
        if chance.random() < 0.75:
            names[person] = (names[person][0], names[student][1])
    year = f"{begins.year}-{ends.year % 100:02}"
    return Roster(
        orgs=_table("orgs", [{"id": SCHOOL, "name": SCHOOL_NAME, "type": "school"}]),
        academic_sessions=_table(
            "academic_sessions",
            [
                {
                    "id": year,
                    "title": f"School year {year}",
                    "type": "schoolYear",
                    "begins": begins,
                    "ends": ends,
                }
            ],
        ),
        people=_table("people", [_person(each, names[each], grades.get(each)) for each in people]),
        roles=_table("roles", [_role(each, begins, ends) for each in people]),
        courses=_table("courses", [_course(grade) for grade in dict.fromkeys(s.grade for s in sections)]),
        sections=_table("sections", [_section(each, year) for each in sections]),
        enrolments=_table("enrolments", _enrolments(sections, begins, ends)),
        guardians=_table("guardians", [dict(zip(_GUARDIAN, each, strict=True)) for each in guardians]),
        demographics=no_demographics(),
    )


def _table(name: str, rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    columns = dict(TABLES[name].columns)
    return pl.DataFrame([{"active": True, **row} for row in rows], schema=columns)


_GUARDIAN = ("student", "person", "kind")


def _guardians(students: Sequence[str], chance: np.random.Generator) -> list[tuple[str, str, str]]:
    """Return who stands for whom at home, and as what."""
    rows = []
    for student in students:
        kinds = chance.permutation(len(KINSHIPS))[: 1 + int(chance.random() < 0.6)]
        rows += [
            (student, f"g{student[1:]}{'ab'[place]}", KINSHIPS[int(kind)]) for place, kind in enumerate(kinds)
        ]
    return rows


def _person(person: str, name: tuple[str, str], grade: float | None) -> dict[str, object]:
    held = [] if grade is None else [f"{grade:02.0f}"]
    return {
        "id": person,
        "enabled": True,
        "username": person,
        "given_name": name[0],
        "family_name": name[1],
        "grade": grade,
        "grades": held,
        "org": SCHOOL,
        "language": None if grade is None else "en",
    }


def _role(person: str, begins: date, ends: date) -> dict[str, object]:
    role = {"s": "student", "t": "teacher", "g": "guardian"}[person[0]]
    about = {"role": role, "type": "primary", "org": SCHOOL, "begins": begins, "ends": ends}
    return {"id": f"{person}-{role}", "person": person, **about}


def _course(grade: int) -> dict[str, object]:
    return {
        "id": f"mathematics-{grade}",
        "title": f"Mathematics, grade {grade}",
        "org": SCHOOL,
        "grades": [f"{grade:02}"],
        "subjects": ["Mathematics"],
    }


def _section(section: SimulatedSection, year: str) -> dict[str, object]:
    return {
        "id": section.id,
        "title": f"Class {section.id}",
        "course": f"mathematics-{section.grade}",
        "kind": "homeroom",
        "school": SCHOOL,
        "terms": [year],
        "grades": [f"{section.grade:02}"],
        "subjects": ["Mathematics"],
    }


def _enrolments(sections: Sequence[SimulatedSection], begins: date, ends: date) -> list[dict[str, object]]:
    return [
        {
            "id": f"{section.id}-{person}",
            "section": section.id,
            "school": SCHOOL,
            "person": person,
            "role": role,
            "primary": True,
            "begins": begins,
            "ends": ends,
        }
        for section in sections
        for role, members in (("teacher", [section.teacher]), ("student", section.students))
        for person in members
    ]
