"""Whether a day of a hall can be kept at all: every session named by its area, and one general solver.

It is what somebody would write down first: a yes or no for every student, period, lesson and area. That is
far too slow for a large hall, and it shares nothing with what plans one; so it can say of a small hall
whether the other is right that nothing can be done. It reads what the checker reads.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from schedule.checker import NEVER_ON_SCREEN, Note, People, Skills, Told

Key = tuple[str, ...]


def possible(
    hall: str,
    roster: People,
    skills: Skills,
    notes: Sequence[Note],
    day: date,
    *,
    bands: float,
    most_led: int,
    most_screen: float,
) -> bool:
    """Return whether every student can have a place in every period in which there is something for them.

    The first day of a hall only: nothing was taught and nothing missed before. Sessions of several students
    must be held in areas of one session each.
    """
    model = _Model(Told(tomllib.loads(hall), notes, day))
    for student, about in sorted(roster.items()):
        if about["section"] in model.told.sections:
            _student(model, student, about, skills, bands, most_led, most_screen)
    for session in sorted(model.sessions):
        _session(model, session, skills)
    for pair in sorted(map(sorted, model.told.apart)):
        for members in model.sessions.values():
            if set(pair) <= set(members):
                model.bound([(members[each], 1.0) for each in pair], high=1)
    _shared(model)
    return model.solved()


class _Model:
    """Yes-or-no variables, and rows of what they add up to."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.size = 0
        self.rows: list[tuple[list[tuple[int, float]], float, float]] = []
        self.open: dict[tuple[str, str], list[int]] = defaultdict(list)  # area, period: who sits there
        self.sessions: dict[Key, dict[str, int]] = defaultdict(dict)  # period, modality, skill, area
        self.held: dict[Key, int] = {}
        self.given: dict[tuple[str, str], list[int]] = defaultdict(list)  # teacher, period

    def new(self) -> int:
        self.size += 1
        return self.size - 1

    def bound(self, terms: list[tuple[int, float]], low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((terms, low, high))

    def solved(self) -> bool:
        data = [
            (row, column, value) for row, (terms, _, _) in enumerate(self.rows) for column, value in terms
        ]
        if not self.size:
            return all(low <= 0 <= high for _, low, high in self.rows)
        rows, columns, values = (np.array(each) for each in zip(*data, strict=True))
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), self.size))
        low, high = (np.array([row[place] for row in self.rows]) for place in (1, 2))
        found = milp(
            np.zeros(self.size),
            integrality=np.ones(self.size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, low, high),
        )
        assert found.status in (0, 2), found.message
        return bool(found.status == 0)


def _lessons(told: Told, about: Mapping[str, Any], skills: Skills, bands: float) -> Iterator[tuple[str, str]]:
    """Yield the modalities and skills that nothing refuses a student."""
    for name in about["playlist"]:
        skill = skills[name]
        near = skill["grade_low"] - bands <= about["grade"] <= skill["grade_high"] + bands
        if not near or name in about["done"] or set(skill["needs"]) - set(about["mastered"]):
            continue
        for modality in told.modalities.values():
            works = modality.get("objects")
            if works is not None and not set(works) & set(skill["objects"]):
                continue
            if not (modality.get("screen") and NEVER_ON_SCREEN in about["accommodations"]):
                yield modality["name"], name


def _student(
    model: _Model,
    student: str,
    about: Mapping[str, Any],
    skills: Skills,
    bands: float,
    most_led: int,
    most_screen: float,
) -> None:
    told = model.told
    lessons = list(_lessons(told, about, skills, bands))
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    led: list[tuple[int, float]] = []
    screen: list[tuple[int, float]] = []
    for period in told.periods:
        if (student, period) in told.absent:
            continue
        lock = told.locks.get((student, period), {})
        here: list[int] = []
        for modality, skill in lessons:
            if lock.get("modality") not in (None, "", modality) or lock.get("skill") not in (None, "", skill):
                continue
            places = _places(model, student, period, modality, skill)
            here += places
            same[modality, skill] += places
            if told.modalities[modality].get("teacher"):
                led += [(place, 1.0) for place in places]
            if told.modalities[modality].get("screen"):
                screen += [(place, told.minutes[period]) for place in places]
        if here or lock:
            model.bound([(place, 1.0) for place in here], 1, 1)
    for lesson, places in same.items():
        if (student, *lesson) not in told.again:
            model.bound([(place, 1.0) for place in places], high=1)
    model.bound(led, high=most_led)
    model.bound(screen, high=most_screen)


def _places(model: _Model, student: str, period: str, modality: str, skill: str) -> list[int]:
    """Return a new variable for every area in which a student could have this lesson."""
    told, found = model.told, []
    about = told.modalities[modality]
    for area in about["areas"]:
        place = model.new()
        found.append(place)
        if about.get("largest", 0):
            model.sessions[period, modality, skill, area][student] = place
        else:
            model.open[area, period].append(place)
        if (area, period) in told.closed:
            model.bound([(place, 1.0)], high=0)
    return found


def _session(model: _Model, session: Key, skills: Skills) -> None:
    """A session is held or not; if it is, it has its size and a teacher of its own."""
    told, (period, modality, skill, area) = model.told, session
    about = told.modalities[modality]
    held = model.held[session] = model.new()
    members = [(place, 1.0) for place in model.sessions[session].values()]
    most = min(about["largest"], told.areas[area]["seats"])
    model.bound([*members, (held, -float(about["smallest"]))], low=0)
    model.bound([*members, (held, -float(most))], high=0)
    if about.get("teacher"):
        giving = []
        for teacher in told.teachers:
            if _gives(told, teacher, period, modality, skill, skills):
                gives = model.new()
                giving.append((gives, 1.0))
                model.given[teacher, period].append(gives)
        model.bound([*giving, (held, -1.0)], 0, 0)


def _gives(told: Told, teacher: str, period: str, modality: str, skill: str, skills: Skills) -> bool:
    about = told.teachers[teacher]
    if (teacher, period) in told.absent or period not in about.get("periods", [period]):
        return False
    if modality not in about.get("modalities", [modality]):
        return False
    if "skills" not in about and "strands" not in about:
        return True
    return skill in about.get("skills", ()) or skills[skill]["strand"] in about.get("strands", ())


def _shared(model: _Model) -> None:
    """Areas hold one session or have so many seats; teachers are in one place, and have their load."""
    told = model.told
    for (area, _), places in model.open.items():
        model.bound([(place, 1.0) for place in places], high=told.areas[area]["seats"])
    for area in told.areas:
        for period in told.periods:
            held = [each for key, each in model.held.items() if (key[3], key[0]) == (area, period)]
            model.bound([(each, 1.0) for each in held], high=1)
    for teacher, about in told.teachers.items():
        of_day = [each for period in told.periods for each in model.given[teacher, period]]
        model.bound([(each, 1.0) for each in of_day], high=about.get("load", len(of_day)))
        for period in told.periods:
            model.bound([(each, 1.0) for each in model.given[teacher, period]], high=1)
