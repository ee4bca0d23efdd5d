"""What is looked at before something is noted of a hall: names that there are not, and contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.planning.schedule.hall import Hall
from whynext.planning.schedule.notes import NOTES, OPEN, TAKES_BACK, Kind, Note, holding
from whynext.roster.information import held_on

_OF_TWO = (Kind.APART, Kind.TOGETHER)
_OF_AREAS = (Kind.CLOSED, Kind.OPENED)
_OF_STUDENTS = (Kind.LOCK, Kind.UNLOCK, Kind.AGAIN, *_OF_TWO)


@dataclass(frozen=True, slots=True)
class Door:
    """What a note is looked at against.

    Parameters
    ----------
    halls
        Of which something may be noted, by id.
    places
        Enrolments of the school.
    skills
        Those of the map.
    offered
        Hall, modality and skill for which the library has learning objects, of modalities that need some.
    notes
        Everything noted before.
    now
        The instant.
    """

    halls: Mapping[str, Hall]
    places: pl.DataFrame
    skills: frozenset[str]
    offered: frozenset[tuple[str, str, str]]
    notes: pl.DataFrame
    now: datetime
    _students: dict[tuple[str, date], frozenset[str]] = field(default_factory=dict)

    def students(self, hall: Hall, day: date) -> frozenset[str]:
        """Return who attends a hall on a day."""
        key = (hall.id, day)
        if key not in self._students:
            there = held_on(day) & pl.col("section").is_in(list(hall.sections))
            self._students[key] = frozenset(self.places.filter(there).get_column("student"))
        return self._students[key]


def checked(door: Door, notes: Sequence[Note], found: Collector) -> tuple[list[tuple[str, Note]], int]:
    """Return which notes are new, each with its hall, and how many were known; problems are collected."""
    known, placed = 0, list[tuple[str, Note, str]]()
    for number, each in enumerate(notes, start=1):
        where = f"note {number}: {told(each)}" if len(notes) > 1 else told(each)
        placed += [(hall, each, where) for hall in _halls_for(door, each, where, found)]
    new: list[tuple[str, Note]] = []
    said = _said_before(door)
    for hall, each, where in placed:
        of_the_same = said.setdefault((hall, each.family, each.about), [])
        before = [earlier for earlier in of_the_same if earlier.meets(each)]
        if before and before[-1] == each:
            known += 1
            continue
        _contradicts(before, each, where, found)
        of_the_same.append(each)
        new.append((hall, each))
    after = pl.concat([door.notes, _frame(new, door)])
    for hall, each, where in placed:
        if each.kind is Kind.LOCK:
            _impossible(door, after, door.halls[hall], each, where, found)
    return new, known


def told(note: Note) -> str:
    """Return a note in a few words, for messages.

    Examples
    --------
    >>> told(Note(Kind.LOCK, date(2026, 9, 1), date(2026, 9, 1), person="ana", period="2", modality="lesson"))
    'lock ana, period 2, lesson, 2026-09-01'
    """
    who = " and ".join(each for each in (note.person, note.other) if each) or note.area
    period = f"period {note.period}" if note.period else ""
    days = note.day.isoformat()
    if note.until == OPEN:
        days = f"from {days} on"
    elif note.until != note.day:
        days = f"{days} to {note.until.isoformat()}"
    parts = (f"{note.kind} {who}", period, note.modality, note.skill, days)
    return ", ".join(each for each in parts if each)


# Names ----------------------------------------------------------------------------------------------------


def _halls_for(door: Door, note: Note, where: str, found: Collector) -> list[str]:
    """Return the halls that a note is of; none, and why, if there is none."""
    wrong: dict[str, list[Problem]] = {
        hall.id: list(_unknown(door, hall, note, where)) for hall in door.halls.values()
    }
    fitting = [hall for hall, problems in wrong.items() if not problems]
    if not fitting:
        # Of several halls, the one of which the most is right.
        fewest = min(wrong.values(), key=len)
        found.extend(fewest)
    elif len(fitting) > 1 and note.kind in _OF_AREAS:
        found.add(f"halls {listed(fitting)} have such an area", where=where, next_step="say which hall")
        return []
    return fitting


def _unknown(door: Door, hall: Hall, note: Note, where: str) -> Iterable[Problem]:
    """Yield what of a note there is not in a hall."""
    students, teachers = door.students(hall, note.day), [each.name for each in hall.teachers]
    if note.kind in _OF_AREAS:
        yield from _no("area", note.area, [each.name for each in hall.areas], where)
    elif note.kind in _OF_STUDENTS:
        yield from _no("student of the hall", note.person, students, where)
    else:
        yield from _no("student or teacher of the hall", note.person, [*students, *teachers], where)
    if note.kind in _OF_TWO:
        yield from _no("student of the hall", note.other, students, where)
        if note.person and note.person == note.other:
            yield Problem(f"«{note.person}» is one student", where, "two students")
    if note.period or note.kind is Kind.LOCK:
        yield from _no("period", note.period, [each.name for each in hall.periods], where)
    if note.modality or note.kind is Kind.AGAIN:
        yield from _no("modality", note.modality, [each.name for each in hall.modalities], where)
    if note.skill or note.kind is Kind.AGAIN:
        yield from _no("skill", note.skill, door.skills, where)
    if note.kind is Kind.LOCK and not (note.modality or note.skill):
        yield Problem("a lock says nothing without a modality or a skill", where, "one of them, or both")
    if note.until < note.day:
        what = f"it ends on {note.until.isoformat()}, before it begins"
        yield Problem(what, where, f"{note.day.isoformat()} or later")
    yield from _without_object(door, hall, note, where)


def _no(what: str, name: str, there: Iterable[str], where: str) -> Iterable[Problem]:
    there = sorted(there)
    if name not in there:
        said = f"there is no {what} «{name}»" if name else f"no {what} is named"
        yield Problem(said, where, nearest(name, there) or listed(there), kind=f"unknown {what}")


def _without_object(door: Door, hall: Hall, note: Note, where: str) -> Iterable[Problem]:
    modality = hall.modality(note.modality)
    if modality is None or modality.objects is None or note.skill not in door.skills:
        return
    if (hall.id, modality.name, note.skill) not in door.offered:
        works = f"the library has nothing for «{note.skill}» with which «{modality.name}» works"
        yield Problem(works, where, f"a skill with one of: {listed(modality.objects)}", kind="contradiction")


# Contradictions -------------------------------------------------------------------------------------------


def _said_before(door: Door) -> dict[tuple[str, Kind, tuple[str, ...]], list[Note]]:
    """Return what was noted of each thing, in order."""
    found: dict[tuple[str, Kind, tuple[str, ...]], list[Note]] = {}
    for row in door.notes.iter_rows(named=True):
        each = Note.of_row(row)
        found.setdefault((row["hall"], each.family, each.about), []).append(each)
    return found


def _contradicts(before: Sequence[Note], note: Note, where: str, found: Collector) -> None:
    """Note what takes nothing back, and a second lock of one student in one period.

    `before` is what was said of the same student (or area, or pair) for the same days and periods.
    """
    if note.kind in TAKES_BACK and not any(each.kind is note.family for each in before):
        found.add(f"there is nothing of the kind to take back: «{told(note)}»", where=where, kind="nothing")
    if note.kind is not Kind.LOCK:
        return
    for place, each in enumerate(before):
        back = any(later.kind is Kind.UNLOCK and later.meets(each) for later in before[place + 1 :])
        if each.kind is Kind.LOCK and not back:
            what = f"«{told(each)}» holds already"
            found.add(what, where=where, next_step="unlock it first", kind="contradiction")
            return


def _impossible(
    door: Door, after: pl.DataFrame, hall: Hall, lock: Note, where: str, found: Collector
) -> None:
    """Note a lock of an absent student, or on a modality all of whose areas are closed."""
    modality = hall.modality(lock.modality)
    areas = () if modality is None else modality.areas
    matters = (pl.col("person") == lock.person) | pl.col("area").is_in(list(areas))
    after = after.filter((pl.col("hall") == hall.id) & matters)
    days = {lock.day, *after.filter(pl.col("day").is_between(lock.day, lock.until)).get_column("day")}
    periods = pl.DataFrame(
        [(hall.id, each.name) for each in hall.periods], schema=["hall", "period"], orient="row"
    )
    for day in sorted(days):
        here = pl.col("period") == lock.period
        away = holding(after, Kind.ABSENT, day, door.now, periods).filter(here)
        if lock.person in away.get_column("person").to_list():
            found.add(f"{lock.person} is absent then", where=where, kind="contradiction")
            return
        shut = set(holding(after, Kind.CLOSED, day, door.now, periods).filter(here).get_column("area"))
        if areas and shut.issuperset(areas):
            what = f"{listed(areas)} {'is' if len(areas) == 1 else 'are'} closed then"
            found.add(what, where=where, kind="contradiction")
            return


def _frame(notes: Sequence[tuple[str, Note]], door: Door) -> pl.DataFrame:
    """Return new notes as the source will hold them, in their order."""
    last = door.notes.get_column("sequence").to_list()[-1:]
    rows = [
        (
            *(hall, each.kind.value, each.person or None, each.other or None, each.area or None),
            *(each.period or None, each.modality or None, each.skill or None),
            *(each.day, each.until, door.now, place),
        )
        for place, (hall, each) in enumerate(notes, start=sum(last) + 1)
    ]
    return pl.DataFrame(rows, schema=dict(NOTES), orient="row")
