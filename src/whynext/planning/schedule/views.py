"""Views of a day in a hall: of a student, of a teacher, of an area, and the board for the corridor.

They read the places of a day (a row for each student and period) and say what stands in a frame of places and
nothing else. How they are printed is for :mod:`whynext.planning.schedule.printing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from whynext.base.errors import NotFound, Problem, listed, nearest
from whynext.planning.schedule.hall import Hall

NAMES: Mapping[str, str] = {
    "full": "the whole name",
    "first": "the first name, with as many letters of the last as tell two apart",
    "code": "the school's id of the student, for a wall that everybody passes",
}
"""How students can be named."""


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called, and who or what is away.

    Parameters
    ----------
    students, skills
        By id.
    halls
        Those in whose periods places lie; of all halls of a school only one has a period of a given name.
    away
        A student or teacher who is absent, or an area that is closed, with the period.
    """

    students: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    halls: tuple[Hall, ...] = ()
    away: frozenset[tuple[str, str]] = frozenset()

    def student(self, id_: str) -> str:
        """Return what a student is called."""
        return self.students.get(id_, id_)

    def skill(self, id_: str | None) -> str | None:
        """Return what a skill is called."""
        return None if id_ is None else self.skills.get(id_, id_)

    def hall_of(self, period: str) -> Hall | None:
        """Return the hall that has a period."""
        return next((hall for hall in self.halls if any(each.name == period for each in hall.periods)), None)

    def of_hall(self, kind: str, period: str, name: str | None) -> str | None:
        """Return what an area, modality or teacher of the hall of a period is called."""
        if name is None:
            return None
        parts = getattr(self.hall_of(period), kind, ())
        return next((each.title for each in parts if each.name == name and each.title), name)

    def times(self, period: str) -> str:
        """Return when a period is: "09:00-09:40"; empty if nobody has said."""
        for each in getattr(self.hall_of(period), "periods", ()):
            if each.name == period:
                return f"{each.starts:%H:%M}-{each.ends:%H:%M}"
        return ""

    def is_singly(self, period: str, modality: str) -> bool:
        """Tell whether students work singly in a modality, each on a seat."""
        found = getattr(self.hall_of(period), "modalities", ())
        return any(each.name == modality and not each.largest for each in found)

    def periods(self, seen: Collection[str]) -> list[str]:
        """Return the periods of the halls in the order of the clock, and after them others that were seen."""
        known = sorted((each for hall in self.halls for each in hall.periods), key=lambda each: each.starts)
        names = [each.name for each in known]
        return [*names, *sorted(set(seen) - set(names))]


@dataclass(frozen=True, slots=True)
class Session:
    """One session, or one student who works singly.

    Parameters
    ----------
    modality, skill, teacher, area
        As people say it; None where there is none.
    students
        As they are named in this view, sorted.
    decisions
        The decision of each of them, in the same order; none on the board.
    singly
        Whether they work each by themselves.
    """

    modality: str
    skill: str | None
    teacher: str | None
    area: str | None
    students: tuple[str, ...]
    decisions: tuple[str, ...] = ()
    singly: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What is in one period.

    Parameters
    ----------
    period, times
        Its name, and when it is.
    sessions
        None if it is free.
    without
        On the board: who is there in that period and has no place.
    away
        Whether the student or teacher is absent in that period, or the area closed.
    """

    period: str
    times: str
    sessions: tuple[Session, ...]
    without: tuple[str, ...] = ()
    away: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The day of somebody or of something.

    Parameters
    ----------
    who
        As people say it.
    kind
        ``student``, ``teacher``, ``area`` or ``board``.
    blocks
        Every period, in order.
    seats
        Of an area; None otherwise.
    """

    who: str
    kind: str
    blocks: tuple[Block, ...]
    seats: int | None = None


def shown_names(names: Mapping[str, str], how: str) -> dict[str, str]:
    """Return how each student is named, no two alike.

    Parameters
    ----------
    names
        The name of each student, by id.
    how
        One of :data:`NAMES`.

    Examples
    --------
    >>> shown_names({"s1": "Ana Banda", "s2": "Ana Bruno", "s3": "Ben Ito"}, "first")
    {'s1': 'Ana Ba', 's2': 'Ana Br', 's3': 'Ben'}
    """
    if how == "code":
        return {each: each for each in names}
    if how == "full":
        return _told_apart({each: " ".join(name.split()) or each for each, name in names.items()})
    words = {each: name.split() or [each] for each, name in names.items()}
    found: dict[str, str] = {}
    longest = max((len(each[-1]) for each in words.values()), default=0)
    for letters in range(longest + 1):
        left = {each: _first(words[each], letters) for each in words if each not in found}
        # One who has a name alone now keeps it; of the others a letter more is said.
        taken = Counter([*left.values(), *found.values()])
        found |= {each: name for each, name in left.items() if taken[name] == 1}
    rest = {each: " ".join(words[each]) for each in words if each not in found}
    found |= {each: f"{name} ({each})" for each, name in rest.items()}
    return {each: found[each] for each in names}


def _first(words: Sequence[str], letters: int) -> str:
    return f"{words[0]} {words[-1][:letters]}" if letters and len(words) > 1 else words[0]


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    taken = Counter(names.values())
    return {each: name if taken[name] == 1 else f"{name} ({each})" for each, name in names.items()}


# The views ------------------------------------------------------------------------------------------------


def day_of_student(places: pl.DataFrame, words: Words, student: str) -> Day:
    """Return where a student is in each period; who else is there is left out.

    Parameters
    ----------
    places
        The places of the day: student, period, modality, skill, session, teacher, area, decision.
    words
        What things are called.
    student
        An id.
    """
    return Day(words.student(student), "student", _blocks_of("student", student, places, words))


def day_of_teacher(places: pl.DataFrame, words: Words, teacher: str) -> Day:
    """Return what a teacher gives in each period, and to whom.

    Raises
    ------
    NotFound
        If neither the halls nor the places know the teacher.
    """
    return _day_of("teacher", teacher, places, words)


def day_of_area(places: pl.DataFrame, words: Words, area: str) -> Day:
    """Return what is held in an area in each period, and who is there.

    Raises
    ------
    NotFound
        If neither the halls nor the places know the area.
    """
    seats = next((each.seats for hall in words.halls for each in hall.areas if each.name == area), None)
    return replace(_day_of("area", area, places, words), seats=seats)


def board(places: pl.DataFrame, words: Words, without: Iterable[tuple[str, str]] = ()) -> Day:
    """Return where everybody goes in each period, without what they learn: a corridor is public.

    Parameters
    ----------
    places, words
        As for a student's day.
    without
        Who is there and has no place: student and period.
    """
    rows = [{**row, "skill": None, "decision": None} for row in _rows(places)]
    missing = [(period, words.student(student)) for student, period in without]
    blocks = [
        replace(each, without=tuple(sorted(name for period, name in missing if period == each.period)))
        for each in _blocks(rows, places, words, {period for period, _ in missing})
    ]
    return Day("", "board", tuple(blocks))


def teachers_of(places: pl.DataFrame, words: Words) -> list[str]:
    """Return the teachers of the halls, and whoever else gives a session, each once."""
    return list(_known(words, places, "teacher"))


def areas_of(places: pl.DataFrame, words: Words) -> list[str]:
    """Return the areas of the halls, and wherever else a session is, each once."""
    return list(_known(words, places, "area"))


def _day_of(what: str, name: str, places: pl.DataFrame, words: Words) -> Day:
    """Return the day of a teacher or an area."""
    title = _title(_known(words, places, what), name, what)
    return Day(title, what, _blocks_of(what, name, places, words))


def _blocks_of(what: str, name: str, places: pl.DataFrame, words: Words) -> tuple[Block, ...]:
    """Return the periods of one student, teacher or area, with those in which they are away."""
    mine = _rows(places.filter(pl.col(what) == name))
    each = _blocks(mine, places, words)
    return tuple(replace(block, away=(name, block.period) in words.away) for block in each)


def _known(words: Words, places: pl.DataFrame, what: str) -> dict[str, str]:
    """Return the titles of the teachers or areas that the halls have, and of those only the places know."""
    parts = [each for hall in words.halls for each in getattr(hall, f"{what}s")]
    stated = {each.name: each.title or each.name for each in parts}
    seen = places.get_column(what).drop_nulls().unique().sort().to_list()
    return stated | {each: each for each in seen if each not in stated}


def _title(known: Mapping[str, str], name: str, what: str) -> str:
    if name not in known:
        valid = nearest(name, known) or listed(known) or f"the day has no {what}"
        raise NotFound(Problem(f"there is no {what} «{name}» on this day", valid=valid))
    return known[name]


def _rows(places: pl.DataFrame) -> list[dict[str, Any]]:
    return places.sort("period", "student", maintain_order=True).to_dicts()


def _blocks(
    rows: Sequence[Mapping[str, Any]], places: pl.DataFrame, words: Words, more: Collection[str] = ()
) -> tuple[Block, ...]:
    """Return every period of the day, with the sessions that rows of places make."""
    every = words.periods({*places.get_column("period").drop_nulls(), *more})
    return tuple(
        Block(period, words.times(period), _sessions([r for r in rows if r["period"] == period], words))
        for period in every
    )


_TOGETHER = ("modality", "skill", "session", "teacher", "area")


def _sessions(rows: Sequence[Mapping[str, Any]], words: Words) -> tuple[Session, ...]:
    """Return the sessions of one period; those who work singly stand together by skill."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        singly = words.is_singly(row["period"], row["modality"])
        key = tuple(None if name == "session" and singly else row[name] for name in _TOGETHER)
        groups.setdefault(key, []).append(row)
    made = [_session(group, words) for group in groups.values()]
    return tuple(sorted(made, key=_order))


def _order(session: Session) -> tuple[str, ...]:
    return (session.area or "~", session.modality, session.skill or "", *session.students[:1])


def _session(rows: Sequence[Mapping[str, Any]], words: Words) -> Session:
    first = rows[0]
    period = first["period"]
    each = sorted((words.student(row["student"]), row.get("decision") or "") for row in rows)
    return Session(
        modality=words.of_hall("modalities", period, first["modality"]) or "",
        skill=words.skill(first["skill"]),
        teacher=words.of_hall("teachers", period, first["teacher"]),
        area=words.of_hall("areas", period, first["area"]),
        students=tuple(name for name, _ in each),
        decisions=tuple(decision for _, decision in each if decision),
        singly=words.is_singly(period, first["modality"]),
    )
