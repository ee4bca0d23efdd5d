"""What is wrong with a day of a hall: an independent look at places, sharing no code with what made them.

It reads the hall's own document, and of everything else plain dictionaries, and knows nothing of how places
are found. Every rule of the hall is written here a second time, in the plainest way.

roster
    student -> {"section", "grade", "accommodations": words, "mastered": skills that others may build on,
    "done": skills that were passed, or are mastered and were not missed since, "playlist": skills decided for
    the student, "misses": skill -> exit slips missed in a row}
skills
    skill -> {"needs": skills, "grade_low", "grade_high", "strand", "objects": modalities of learning objects}
notes
    in the order in which they were made, a later one correcting an earlier: {"kind": "absent" | "present" |
    "closed" | "opened" | "lock" | "unlock" | "apart" | "together" | "again", "day", and as it needs them
    "until" (the same day if left out, of who is kept apart for good), "person", "other", "area", "period"
    (all if left out), "modality", "skill"}
places
    {"student", "period", "modality", "skill", "session", "teacher", "area"}
history
    day -> places of that day, as they were carried out
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Place = Mapping[str, Any]
Note = Mapping[str, Any]
People = Mapping[str, Mapping[str, Any]]
Skills = Mapping[str, Mapping[str, Any]]

NEVER_ON_SCREEN = "no_screen"
"""The accommodation of a student who does not work on a screen."""


MISSES = 3
"""So many exit slips missed in a row change the way of teaching."""


def violations(
    hall: str,
    roster: People,
    skills: Skills,
    notes: Sequence[Note],
    day: date,
    places: Sequence[Place],
    history: Mapping[date, Sequence[Place]],
    *,
    bands: float = 1.0,
    most_led: int | None = None,
    most_screen: float | None = None,
) -> list[str]:
    """Return everything that is wrong with the places of a day, empty if nothing is.

    Parameters
    ----------
    hall
        The hall's document.
    roster, skills, notes, places, history
        As above.
    day
        Which day they are for.
    bands
        So many grades a skill may lie above or below the student's own.
    most_led, most_screen
        So many sessions with a teacher, and so many minutes at a screen, a student has on a day at most; any
        number if None.
    """
    told = Told(tomllib.loads(hall), notes, day)
    strange = list(_strangers(told, roster, skills, places))
    if strange:  # the rest would only say so again
        return strange
    found: list[str] = []
    found += _of_students(told, roster, places)
    found += _of_skills(told, roster, skills, places, bands)
    found += _of_shares(told, places, most_led, most_screen)
    found += _of_sessions(told, places)
    found += _of_areas(told, places)
    found += _of_teachers(told, skills, places)
    found += _of_locks(told, places)
    found += _of_pairs(told, places)
    found += _of_repetition(told, places, history)
    found += _of_misses(told, roster, places, history)
    return found


def walks(hall: str, places: Sequence[Place]) -> dict[tuple[str, str], bool]:
    """Return who, coming to which period, has to walk from the place before, or comes from near by.

    Whoever has no place before on the day is left out, and so is who comes from or goes to where no zone is.
    """
    said = tomllib.loads(hall)
    zones = {area["name"]: area.get("zone") for area in said["areas"]}
    day: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in places:
        day[place["student"]][place["period"]] = place
    found = {}
    for student, mine in day.items():
        before = None
        for period in said["periods"]:
            place = mine.get(period["name"])
            if place is None:
                continue
            zone = zones[place["area"]]
            if before is not None and zones[before["area"]] and zone:
                found[student, period["name"]] = zones[before["area"]] != zone
            before = place
    return found


class Told:
    """A hall's document and notes, as they stand on one day."""

    def __init__(self, hall: Mapping[str, Any], notes: Sequence[Note], day: date) -> None:
        self.day = day
        self.sections = set(hall["sections"])
        self.periods = [each["name"] for each in hall["periods"]]
        self.minutes = {each["name"]: _minutes(each["starts"], each["ends"]) for each in hall["periods"]}
        self.areas = {each["name"]: each for each in hall.get("areas", ())}
        self.modalities = {each["name"]: each for each in hall["modalities"]}
        self.teachers = {each["name"]: each for each in hall.get("teachers", ())}
        self.absent = self._held(notes, "absent", "present", "person")
        self.closed = self._held(notes, "closed", "opened", "area")
        self.locks = self._held(notes, "lock", "unlock", "person")
        self.apart: set[frozenset[str]] = set()
        self.again: set[tuple[str, str, str]] = set()
        for note in notes:
            if note["kind"] in ("apart", "together") and self._speaks_of_today({"until": None, **note}):
                pair = frozenset((note["person"], note["other"]))
                (self.apart.add if note["kind"] == "apart" else self.apart.discard)(pair)
            elif note["kind"] == "again" and self._speaks_of_today(note):
                self.again.add((note["person"], note["modality"], note["skill"]))

    def _speaks_of_today(self, note: Note) -> bool:
        until = note.get("until", note["day"])
        return bool(note["day"] <= self.day and (until is None or self.day <= until))

    def _held(self, notes: Sequence[Note], says: str, back: str, whom: str) -> dict[tuple[str, str], Note]:
        """Return what was said and not taken back, by whom or what it is about and the period."""
        held: dict[tuple[str, str], Note] = {}
        for note in notes:
            if note["kind"] in (says, back) and self._speaks_of_today(note):
                for period in [note["period"]] if note.get("period") else self.periods:
                    held.pop((note[whom], period), None)
                    if note["kind"] == says:
                        held[note[whom], period] = note
        return held


def _minutes(starts: str, ends: str) -> float:
    """Return how long it is from one time of the day to another.

    Examples
    --------
    >>> _minutes("09:45", "10:25")
    40.0
    """
    hours, minutes = (int(ends[at : at + 2]) - int(starts[at : at + 2]) for at in (0, 3))
    return 60.0 * hours + minutes


def _strangers(told: Told, roster: People, skills: Skills, places: Sequence[Place]) -> Iterator[str]:
    """Tell of names that nobody knows."""
    known = {
        "student": roster,
        "period": told.periods,
        "modality": told.modalities,
        "skill": skills,
        "teacher": told.teachers,
        "area": told.areas,
    }
    for place in places:
        for what, names in known.items():
            name = place[what]
            if name not in names and not (name is None and what in ("teacher", "area")):
                yield f"{place['student']} in period {place['period']}: there is no {what} {name}"


def _of_students(told: Told, roster: People, places: Sequence[Place]) -> Iterator[str]:
    """Tell who has no place, more than one, or one though absent or not of the hall."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for place in places:
        count[place["student"], place["period"]] += 1
    for student, about in roster.items():
        belongs = about["section"] in told.sections
        for period in told.periods:
            has = count[student, period]
            away = (student, period) in told.absent
            if has and not belongs:
                yield f"{student} is not of this hall and has a place in period {period}"
            elif has and away:
                yield f"{student} is absent and has a place in period {period}"
            elif belongs and not away and has != 1:
                yield f"{student} has {has} places in period {period}"


def _of_skills(
    told: Told, roster: People, skills: Skills, places: Sequence[Place], bands: float
) -> Iterator[str]:
    """Tell who is taught what is not theirs to be taught, or in a way that is not theirs."""
    for place in places:
        about, skill = roster[place["student"]], skills[place["skill"]]
        who = f"{place['student']} in period {place['period']}, {place['skill']}"
        missing = sorted(set(skill["needs"]) - set(about["mastered"]))
        if missing:
            yield f"{who}: builds on {', '.join(missing)}, not mastered"
        if place["skill"] in about["done"]:
            yield f"{who}: done already"
        if place["skill"] not in about["playlist"]:
            yield f"{who}: not among the skills decided for the student"
        low, high = skill["grade_low"] - bands, skill["grade_high"] + bands
        if not low <= about["grade"] <= high:
            yield f"{who}: grade {about['grade']:g} is outside {low:g} to {high:g}"
        modality = told.modalities[place["modality"]]
        if modality.get("screen") and NEVER_ON_SCREEN in about["accommodations"]:
            yield f"{who}: on a screen, against an accommodation"
        yield from (f"{who}: {fault}" for fault in _unsuited(told, modality, place, about["accommodations"]))
        works_with = modality.get("objects")
        if works_with is not None and not set(works_with) & set(skill["objects"]):
            yield f"{who}: the library has nothing for {place['modality']}"


def _unsuited(
    told: Any, modality: dict[str, Any], place: dict[str, Any], has: Sequence[str]
) -> Iterator[str]:
    """Yield which of a student's accommodations the way of working or its area is not for, or lacks."""
    area = told.areas.get(place["area"], {})
    for what, words in (
        (place["modality"], modality.get("not_for", ())),
        (place["area"], area.get("not_for", ())),
    ):
        yield from (f"{what} is not for {word}" for word in words if word in has)
    only = modality.get("only_for", ())
    if only and not set(only) & set(has):
        yield f"{place['modality']} is only for {', '.join(only)}"


def _of_shares(
    told: Told, places: Sequence[Place], most_led: int | None, most_screen: float | None
) -> Iterator[str]:
    """Tell who has more than a share of the teachers' time, or is at a screen for too long."""
    led: dict[str, int] = defaultdict(int)
    screen: dict[str, float] = defaultdict(float)
    for place in places:
        modality = told.modalities[place["modality"]]
        led[place["student"]] += bool(modality.get("teacher"))
        screen[place["student"]] += told.minutes[place["period"]] if modality.get("screen") else 0.0
    for student in led:
        if most_led is not None and led[student] > most_led:
            yield f"{student} has {led[student]} sessions with a teacher, at most {most_led}"
        if most_screen is not None and screen[student] > most_screen:
            yield f"{student} is {screen[student]:g} minutes at a screen, at most {most_screen:g}"


def _sessions(places: Sequence[Place]) -> dict[tuple[str, str, str, int], list[Place]]:
    found: dict[tuple[str, str, str, int], list[Place]] = defaultdict(list)
    for place in places:
        found[place["period"], place["modality"], place["skill"], place["session"]].append(place)
    return found


def _named(key: tuple[str, str, str, int]) -> str:
    period, modality, skill, number = key
    return f"period {period}: {modality} on {skill}, session {number}"


def _of_sessions(told: Told, places: Sequence[Place]) -> Iterator[str]:
    """Tell of sessions too small or too large, and of those who sit in one and are told different things."""
    for key, members in _sessions(places).items():
        modality = told.modalities[key[1]]
        smallest, largest = modality.get("smallest", 0), modality.get("largest", 0)
        if len(members) < smallest:
            yield f"{_named(key)}: {len(members)} students, at least {smallest}"
        if largest and len(members) > largest:
            yield f"{_named(key)}: {len(members)} students, at most {largest}"
        if modality.get("peers") and len(members) < 2:
            yield f"{_named(key)}: lives from other students and has one"
        for what in ("teacher", "area"):
            named = {member[what] for member in members}
            if len(named) > 1:
                yield f"{_named(key)}: more than one {what}: {', '.join(sorted(map(str, named)))}"


def _of_areas(told: Told, places: Sequence[Place]) -> Iterator[str]:
    """Tell of areas that are closed, too full, held twice, or not meant for what is held there."""
    held: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        meant = told.modalities[place["modality"]].get("areas", [])
        area = place["area"]
        who = f"{place['student']} in period {place['period']}"
        if area is None and meant:
            yield f"{who}: {place['modality']} has no area"
        elif area is not None and area not in meant:
            yield f"{who}: {place['modality']} is not held in area {area}"
        if area is not None:
            held[area, place["period"]].append(place)
    for (area, period), inside in sorted(held.items()):
        where = f"area {area} in period {period}"
        about = told.areas[area]
        if (area, period) in told.closed:
            yield f"{where} is closed and has {len(inside)} students"
        if len(inside) > about["seats"]:
            yield f"{where} has {about['seats']} seats for {len(inside)} students"
        most = about.get("sessions", 1)
        if most and len(_sessions(inside)) > most:
            yield f"{where} holds {len(_sessions(inside))} sessions at once"


def _of_teachers(told: Told, skills: Skills, places: Sequence[Place]) -> Iterator[str]:
    """Tell of teachers missing, absent, in two places, with too much, or with what is not theirs to teach."""
    given: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    for key, members in sorted(_sessions(places).items()):
        needed = bool(told.modalities[key[1]].get("teacher"))
        for teacher in sorted({member["teacher"] for member in members}, key=str):
            if needed and teacher is None:
                yield f"{_named(key)}: no teacher"
            elif not needed and teacher is not None:
                yield f"{_named(key)}: teacher {teacher}, though it needs none"
            elif teacher is not None:
                given[teacher].append(key)
    for teacher, keys in sorted(given.items()):
        about = told.teachers[teacher]
        for key in keys:
            yield from _not_theirs(told, skills, teacher, key)
        for period in told.periods:
            at_once = [key for key in keys if key[0] == period]
            if len(at_once) > 1:
                yield f"teacher {teacher} has {len(at_once)} sessions in period {period}"
        load = about.get("load")
        if load is not None and len(keys) > load:
            yield f"teacher {teacher} has {len(keys)} sessions, at most {load}"


def _not_theirs(told: Told, skills: Skills, teacher: str, key: tuple[str, str, str, int]) -> Iterator[str]:
    period, modality, skill, _ = key
    about = told.teachers[teacher]
    if (teacher, period) in told.absent:
        yield f"{_named(key)}: teacher {teacher} is absent"
    if period not in about.get("periods", told.periods):
        yield f"{_named(key)}: teacher {teacher} is not there in that period"
    if modality not in about.get("modalities", told.modalities):
        yield f"{_named(key)}: teacher {teacher} does not give {modality}"
    bounded = "skills" in about or "strands" in about
    knows = skill in about.get("skills", ()) or skills[skill]["strand"] in about.get("strands", ())
    if bounded and not knows:
        yield f"{_named(key)}: teacher {teacher} does not teach {skill}"


def _of_locks(told: Told, places: Sequence[Place]) -> Iterator[str]:
    """Tell of locks that are not kept."""
    for place in places:
        lock = told.locks.get((place["student"], place["period"]))
        for what in ("modality", "skill"):
            wanted = lock.get(what) if lock else None
            if wanted and place[what] != wanted:
                yield (
                    f"{place['student']} in period {place['period']}: {what} {place[what]}, "
                    f"locked to {wanted}"
                )


def _of_pairs(told: Told, places: Sequence[Place]) -> Iterator[str]:
    """Tell of students who are kept apart and sit together; who works singly sits in no session."""
    for key, members in _sessions(places).items():
        if not told.modalities[key[1]].get("largest", 0):
            continue
        inside = {member["student"] for member in members}
        for pair in sorted(map(sorted, told.apart)):
            if inside.issuperset(pair):
                yield f"{_named(key)}: {' and '.join(pair)} are to be kept apart"


def _of_misses(
    told: Told, roster: People, places: Sequence[Place], history: Mapping[date, Sequence[Place]]
) -> Iterator[str]:
    """Tell who missed a skill for the third time and is taught it in the same way once more."""
    last: dict[tuple[str, str], str] = {}
    for earlier in sorted(each for each in history if each < told.day):
        for place in sorted(history[earlier], key=lambda each: told.periods.index(each["period"])):
            last[place["student"], place["skill"]] = place["modality"]
    for place in places:
        student, skill = place["student"], place["skill"]
        misses = roster[student].get("misses", {}).get(skill, 0)
        if misses >= MISSES and last.get((student, skill)) == place["modality"]:
            yield (
                f"{student} in period {place['period']}: {skill} by {place['modality']} again "
                f"after {misses} misses"
            )


def _of_repetition(
    told: Told, places: Sequence[Place], history: Mapping[date, Sequence[Place]]
) -> Iterator[str]:
    """Tell who has the same lesson twice in a row though nobody asked for it."""
    last: dict[str, set[tuple[str, str]]] = {}
    for earlier in sorted(each for each in history if each < told.day):
        had: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for place in history[earlier]:
            had[place["student"]].add((place["modality"], place["skill"]))
        last.update(had)
    today: set[tuple[str, str, str]] = set()
    for place in sorted(places, key=lambda each: told.periods.index(each["period"])):
        lesson = (place["modality"], place["skill"])
        one = (place["student"], *lesson)
        what = f"{place['student']} in period {place['period']}: {lesson[0]} on {lesson[1]}"
        if one not in told.again and lesson in last.get(place["student"], ()):
            yield f"{what} as on the day before"
        if one not in told.again and one in today:
            yield f"{what} for the second time today"
        today.add(one)
