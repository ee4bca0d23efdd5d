"""Halls and notes drawn at random, so that what holds of one hall is tried on many."""

from __future__ import annotations

import random
from datetime import date

from whynext.planning.schedule import notes
from whynext.planning.schedule.notes import Note
from whynext.testing.simulated_hall import WORKS_WITH, SimulatedHall

TIMES = (("09:00", "09:40"), ("09:45", "10:25"), ("10:40", "11:20"))


def document(chance: random.Random, hall: SimulatedHall) -> str:
    """Return a hall for these students: one to three periods, and seats that are sometimes hardly enough."""
    periods = [
        f'[[periods]]\nname = "{place + 1}"\nstarts = "{starts}"\nends = "{ends}"\n'
        for place, (starts, ends) in enumerate(TIMES[: chance.randint(1, 3)])
    ]
    single = [f"room{number}" for number in range(chance.randint(2, 5))]
    free = [f"open{number}" for number in range(chance.randint(1, 3))]
    seats = {name: chance.randint(3, 12) for name in single}
    share = len(hall.students) / len(free)
    seats |= {name: chance.randint(int(0.4 * share), int(1.1 * share)) for name in free}
    areas = [
        f'[[areas]]\nname = "{name}"\ntitle = "{name}"\nseats = {count}\nsessions = {int(name in single)}\n'
        + (f'zone = "{("north", "south", "attic")[place % 3]}"\n' if place % 4 else "")
        for place, (name, count) in enumerate(seats.items())
    ]
    names = [name for name in WORKS_WITH if chance.random() < 0.85 or name in ("practice", "reading")]
    modalities = [_modality(chance, name, single, free, seats) for name in names]
    led = [name for name, text in zip(names, modalities, strict=True) if "teacher = true" in text]
    teachers = [_teacher(chance, f"t{number:02}", led, len(periods), hall) for number in range(1, 4)]
    if led:  # somebody must be there who gives whatever needs a teacher
        teachers.append('[[teachers]]\nname = "t04"\ntitle = "Teacher 4"\n')
    head = 'id = "drawn-hall"\ntitle = "A hall drawn by lot"\nskills_from = "next-skill"\n'
    head += _words("sections", [section.id for section in hall.sections]) + "\n"
    return "\n".join([head, *periods, *areas, *modalities, *teachers])


def _modality(
    chance: random.Random, name: str, single: list[str], free: list[str], seats: dict[str, int]
) -> str:
    meets = name in ("lesson", "task", "collaboration", "coaching")
    where = chance.sample(single, chance.randint(1, len(single))) if meets else [chance.choice(free)]
    lines = [f'[[modalities]]\nname = "{name}"\ntitle = "{name.title()}"']
    lines.append(_words("areas", where))
    if meets:
        most = max(seats[area] for area in where)
        smallest = chance.randint(2, 3)
        lines += [f"smallest = {smallest}", f"largest = {chance.randint(smallest, max(smallest, most))}"]
        lines.append("peers = true" if name == "collaboration" else "teacher = true")
    elif name in ("video", "reinforcement"):
        lines.append("screen = true")
    if chance.random() < 0.8:
        lines.append(f'objects = ["{WORKS_WITH[name]}"]')
    return "\n".join(lines) + "\n"


def _words(key: str, words: list[str]) -> str:
    return f"{key} = [" + ", ".join(f'"{word}"' for word in words) + "]"


def _teacher(chance: random.Random, name: str, led: list[str], periods: int, hall: SimulatedHall) -> str:
    lines = [f'[[teachers]]\nname = "{name}"\ntitle = "Teacher {name[-1]}"']
    if led and chance.random() < 0.5:
        lines.append(f'modalities = ["{chance.choice(led)}"]')
    if chance.random() < 0.4:
        strands = sorted({each.strand for each in hall.map.map.competencies})
        lines.append(_words("strands", chance.sample(strands, 4)))
    if chance.random() < 0.4:
        lines.append(f'periods = ["{chance.randint(1, periods)}"]')
    if chance.random() < 0.6:
        lines.append(f"load = {chance.randint(1, periods)}")
    return "\n".join(lines) + "\n"


def said(
    chance: random.Random, hall: SimulatedHall, day: date, playlists: dict[str, list[str]]
) -> list[Note]:
    """Return what might be noted of a day; some of it contradicts the rest and is refused at the door."""
    periods = hall.document.count("[[periods]]")
    found = []
    for student in hall.students:
        period = str(chance.randint(1, periods))
        draw = chance.random()
        if draw < 0.06:
            found.append(notes.absent(student, day, chance.choice(["", period])))
        elif draw < 0.12:
            other = chance.choice([each for each in hall.students if each != student])
            found.append(notes.apart(student, other, day))
        elif draw < 0.24:
            skill = chance.choice([*playlists[student], ""])
            modality = chance.choice(["practice", "reading", ""]) if skill else "practice"
            found.append(notes.lock(student, day, period, modality, skill))
    if chance.random() < 0.4:
        found.append(notes.absent(f"t{chance.randint(1, 3):02}", day, chance.choice(["", "1"])))
    if chance.random() < 0.3:
        found.append(notes.closed("room0", day, chance.choice(["", "1"])))
    return found
