"""A hall: a place where students of several sections learn different skills at once, each in its session."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any

OPEN_AREA = 0
"""So many sessions an area is for where students come until its seats are taken."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time of the day at which all sessions begin and end together.

    Parameters
    ----------
    name
        How options and notes call it; of all halls of a school, only one has a period of this name.
    starts, ends
        When, in the school's time.
    """

    name: str
    starts: time
    ends: time

    @property
    def minutes(self) -> float:
        """How long it is."""
        return (self.ends.hour - self.starts.hour) * 60.0 + self.ends.minute - self.starts.minute


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a hall.

    Parameters
    ----------
    name, title
        Its name in the document, and for people.
    seats
        How many students it takes.
    sessions
        1 if one session is held in it at a time; 0 for any number, until the seats are taken.
    not_for
        Accommodations of students who are never sent there, such as "step_free" for an area up some stairs.
    zone
        The part of the hall in which it lies: between areas of one zone nobody has to walk. Empty if nobody
        has said.
    """

    name: str
    title: str
    seats: int
    sessions: int = 1
    not_for: tuple[str, ...] = ()
    zone: str = ""

    @property
    def is_open(self) -> bool:
        """Whether any number of sessions share it."""
        return self.sessions == OPEN_AREA


@dataclass(frozen=True, slots=True)
class Modality:
    """A way in which students learn in a hall.

    Parameters
    ----------
    name, title
        Its name in the document, and for people.
    areas
        Where it can be held: areas of one session each, or one open area.
    teacher
        Whether each session needs a teacher of its own.
    smallest, largest
        How many students a session takes; 0 where students work singly, each on a seat.
    peers
        Whether it lives from other students.
    screen
        Whether its minutes count as minutes before a screen.
    objects
        With which modalities of learning objects it works; None if it needs none.
    not_for
        Accommodations of students who never learn so, such as "extra_time" for what ends with the bell.
    only_for
        Accommodations of which a student must have one to learn so, such as "extra_time" for the same with
        more time; empty if it is for everybody.
    """

    name: str
    title: str
    areas: tuple[str, ...]
    teacher: bool = False
    smallest: int = 0
    largest: int = 0
    peers: bool = False
    screen: bool = False
    objects: tuple[str, ...] | None = None
    not_for: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody who gives sessions in a hall.

    Parameters
    ----------
    name, title
        An id, and the name for people.
    modalities
        Which the teacher gives; None for all that need a teacher.
    skills, strands
        What the teacher teaches: these skills, and the skills of these strands; both None for everything.
    periods
        When the teacher is there; None for always.
    load
        How many sessions a day at most; None for any number.
    """

    name: str
    title: str
    modalities: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    strands: tuple[str, ...] | None = None
    periods: tuple[str, ...] | None = None
    load: int | None = None

    def gives(self, modality: Modality) -> bool:
        """Tell whether the teacher gives sessions of this modality."""
        return modality.teacher and (self.modalities is None or modality.name in self.modalities)

    def is_there(self, period: str) -> bool:
        """Tell whether the teacher is there in this period, on a day like any other."""
        return self.periods is None or period in self.periods

    def teaches(self, skill: str, strand: str | None) -> bool:
        """Tell whether the teacher teaches this skill, which is of this strand."""
        if self.skills is None and self.strands is None:
            return True
        return skill in (self.skills or ()) or strand in (self.strands or ())


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall as stated.

    Parameters
    ----------
    id, title
        Of the hall.
    sections
        Whose students attend it: ids of sections of the roster.
    skills_from
        The process whose decisions say which skills each student may be taught.
    periods
        Of a day, in order.
    areas, modalities, teachers
        What it has.
    """

    id: str
    title: str
    sections: tuple[str, ...]
    skills_from: str
    periods: tuple[Period, ...]
    areas: tuple[Area, ...]
    modalities: tuple[Modality, ...]
    teachers: tuple[Teacher, ...] = ()

    def area(self, name: str) -> Area | None:
        """Return the area of this name; None if there is none."""
        return next((each for each in self.areas if each.name == name), None)

    def modality(self, name: str) -> Modality | None:
        """Return the modality of this name; None if there is none."""
        return next((each for each in self.modalities if each.name == name), None)

    def open_area(self, modality: Modality) -> Area | None:
        """Return the open area in which a modality is held; None if it is held in areas of one session."""
        places = [area for area in map(self.area, modality.areas) if area is not None]
        return places[0] if places and places[0].is_open else None

    def as_data(self) -> dict[str, Any]:
        """Return the hall as JSON values; what is as usual is left out."""
        parts = {name: [_data(each) for each in getattr(self, name)] for name in _PARTS}
        return {**{name: _plain_value(getattr(self, name)) for name in _OF_THE_HALL}, **parts}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Hall:
        """Return the hall that :meth:`as_data` gave."""
        parts = {name: tuple(_of_data(kind, each) for each in data[name]) for name, kind in _PARTS.items()}
        return cls(**{**_plain({name: data[name] for name in _OF_THE_HALL}), **parts})

    @classmethod
    def of_text(cls, content: str) -> Hall:
        """Return the hall of a JSON text."""
        return cls.of_data(json.loads(content))


_PARTS: dict[str, type[Period] | type[Area] | type[Modality] | type[Teacher]] = {
    "periods": Period,
    "areas": Area,
    "modalities": Modality,
    "teachers": Teacher,
}


_OF_THE_HALL = ("id", "title", "sections", "skills_from")


def _data(part: Any) -> dict[str, Any]:
    """Return the fields of a part that are not as usual."""
    said = {each.name: getattr(part, each.name) for each in fields(part)}
    usual = {each.name: each.default for each in fields(part)}
    return {name: _plain_value(value) for name, value in said.items() if value != usual[name]}


def _plain_value(value: Any) -> Any:
    if isinstance(value, time):
        return value.isoformat("minutes")
    return list(value) if isinstance(value, tuple) else value


def _of_data(kind: Any, data: Mapping[str, Any]) -> Any:
    return kind(**_plain(data))


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value)
        if isinstance(value, list)
        else time.fromisoformat(value)
        if name in ("starts", "ends")
        else value
        for name, value in data.items()
    }


# As a document -------------------------------------------------------------------------------------------


def to_toml(hall: Hall) -> str:
    """Return a hall as the TOML document that states it."""
    data = hall.as_data()
    lines = [f"{name} = {_spelled(value)}" for name, value in data.items() if name not in _PARTS]
    for name in _PARTS:
        for part in data[name]:
            lines += ["", f"[[{name}]]", *(f"{key} = {_spelled(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"


def _spelled(value: Any) -> str:
    """Return a value as TOML writes it, which for texts, numbers and lists is as JSON does."""
    return json.dumps(value, ensure_ascii=False)
