"""Reading a hall from TOML: everything that is wrong is told at once, with its line, and nothing is taken."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from whynext.base.errors import Collector, listed, nearest
from whynext.library.learning_object import MODALITIES
from whynext.planning.schedule.hall import Area, Hall, Modality, Period, Teacher
from whynext.process.document import Lines

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$")]
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]
OfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PeriodPart(_Part):
    """A time of the day at which all sessions begin and end together."""

    name: Name
    starts: OfDay
    ends: OfDay


class AreaPart(_Part):
    """A part of the hall, for one session at a time or (``sessions = 0``) for any number."""

    name: Name
    title: Text
    seats: Annotated[int, Field(ge=1)]
    sessions: Annotated[int, Field(ge=0, le=1)] = 1
    not_for: list[Name] = []
    zone: Name = ""


class ModalityPart(_Part):
    """A way in which students learn in the hall."""

    name: Name
    title: Text
    areas: Annotated[list[str], Field(min_length=1)]
    teacher: bool = False
    smallest: Count = 0
    largest: Count = 0
    peers: bool = False
    screen: bool = False
    objects: Annotated[list[str], Field(min_length=1)] | None = None
    not_for: list[Name] = []
    only_for: list[Name] = []


class TeacherPart(_Part):
    """Somebody who gives sessions."""

    name: Name
    title: Text
    modalities: Annotated[list[str], Field(min_length=1)] | None = None
    skills: Annotated[list[str], Field(min_length=1)] | None = None
    strands: Annotated[list[str], Field(min_length=1)] | None = None
    periods: Annotated[list[str], Field(min_length=1)] | None = None
    load: Annotated[int, Field(ge=1)] | None = None


class HallPart(_Part):
    """What is said of a hall beside its parts."""

    id: Id
    title: Text
    sections: Annotated[list[str], Field(min_length=1)]
    skills_from: Id


PARTS: Mapping[str, type[_Part]] = {
    "periods": PeriodPart,
    "areas": AreaPart,
    "modalities": ModalityPart,
    "teachers": TeacherPart,
}
"""The tables of a document, and what each holds."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a hall may name; what is None is not looked at.

    Parameters
    ----------
    sections, processes, skills, strands
        Those of the school; of processes, those that decide upon skills.
    objects
        Modalities of learning objects in the library.
    others
        The other halls of the school.
    """

    sections: Collection[str] | None = None
    processes: Collection[str] | None = None
    skills: Collection[str] | None = None
    strands: Collection[str] | None = None
    objects: Collection[str] | None = None
    others: tuple[Hall, ...] = ()


def read(text: str, name: str = "hall.toml", known: Known | None = None) -> Hall:
    """Return the hall of a document.

    Parameters
    ----------
    text
        The TOML.
    name
        What the file is called, for messages.
    known
        What there is at the school.

    Raises
    ------
    Refused
        With everything that is wrong, each with its line.
    """
    text = text.removeprefix("\ufeff")
    found = Collector()
    lines = Lines(text)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found.add(f"this is not TOML: {error}", where=name, kind="syntax")
        found.refuse_if_any()
        raise
    reader = _Reader(name, lines, found, known or Known())
    hall = reader.hall(data)
    _Checks(hall, reader).all()
    found.refuse_if_any()
    return hall


# The shape -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    """Takes a document apart, noting what is wrong; what is unusable is left out of the hall."""

    file: str
    lines: Lines
    found: Collector
    known: Known
    named: dict[str, set[str]] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    unusable: set[str] = field(default_factory=set)

    def where(self, *path: str | int) -> str:
        return f"{self.file}, line {self.lines.of(*path)}"

    def hall(self, data: dict[str, Any]) -> Hall:
        """Return what can be used of a document."""
        top = {key: value for key, value in data.items() if key not in PARTS}
        said = self.part(HallPart, top, ())
        parts = {key: self.parts(key, data.get(key, [])) for key in PARTS}
        return Hall(
            str(said.get("id", "")),
            str(said.get("title", "")),
            tuple(said.get("sections", ())),
            str(said.get("skills_from", "")),
            tuple(
                Period(each["name"], time.fromisoformat(each["starts"]), time.fromisoformat(each["ends"]))
                for each in parts["periods"]
            ),
            tuple(Area(**each) for each in parts["areas"]),
            tuple(Modality(**each) for each in parts["modalities"]),
            tuple(Teacher(**each) for each in parts["teachers"]),
        )

    def parts(self, key: str, held: Any) -> list[dict[str, Any]]:
        """Return the usable tables of one kind; the names of the others are remembered too."""
        if not isinstance(held, list) or not all(isinstance(each, dict) for each in held):
            what, valid = f"«{key}» should be tables", f"[[{key}]], once for each"
            self.found.add(what, where=self.where(key), valid=valid, kind="wrong value")
            self.unusable.add(key)
            return []
        usable = []
        self.named[key] = {each["name"] for each in held if isinstance(each.get("name"), str)}
        for place, each in enumerate(held):
            self.places.setdefault((key, str(each.get("name"))), place)
            before = len(self.found.problems)
            said = self.part(PARTS[key], each, (key, place))
            if len(self.found.problems) == before:
                usable.append(said)
            else:
                self.unusable.add(key)
        return usable

    def part(self, kind: type[_Part], data: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        """Return what of a table is as it should be, lists as tuples."""
        try:
            right = kind.model_validate(data).model_dump(exclude_unset=True)
        except ValidationError as error:
            wrong: dict[str, Any] = {}
            for fault in error.errors():
                wrong.setdefault(str(fault["loc"][0]), fault)
            for key, each in wrong.items():
                self._tell(kind, key, each, path)
            right = {key: value for key, value in data.items() if key not in wrong}
        return {key: tuple(value) if isinstance(value, list) else value for key, value in right.items()}

    def _tell(self, kind: type[_Part], key: str, fault: Any, path: tuple[str | int, ...]) -> None:
        at = self.where(*path, key)
        if fault["type"] == "extra_forbidden":
            fields = kind.model_fields if path else {**kind.model_fields, **PARTS}
            valid = nearest(key, fields) or listed(fields)
            self.found.add(f"«{key}» is not part of a hall", where=at, valid=valid, kind="unknown key")
        elif fault["type"] == "missing":
            self.found.add(f"«{key}» is missing", where=at, kind="missing")
        else:
            said, shown = str(fault["msg"]).replace("Input should", "it should"), fault.get("input")
            kind_of_fault = "wrong value"
            if fault["type"] == "string_pattern_mismatch":
                said = f"it should be {_PATTERNS[key if key in _PATTERNS else 'name']}"
            self.found.add(f"«{key}» is {shown!r}: {said}", where=at, kind=kind_of_fault)

    def of(self, key: str, name: str, column: str = "name") -> str:
        """Return where the first table of this kind and name says something."""
        return self.where(key, self.places.get((key, name), 0), column)

    def unknown(self, what: str, name: str, valid: Iterable[str], where: str) -> None:
        """Note that something is named that there is not."""
        valid = list(valid)
        hint = nearest(name, valid) or listed(valid) or f"there is no {what} yet"
        self.found.add(f"there is no {what} «{name}»", where=where, valid=hint, kind=f"unknown {what}")


_PATTERNS = {
    "id": "lower-case letters, digits and hyphens",
    "skills_from": "the id of a process",
    "name": "letters, digits, and . _ @ - between them",
    "zone": "letters, digits, and . _ @ - between them",
    "starts": "a time such as 09:00",
    "ends": "a time such as 09:40",
}


# What the parts must be to each other ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Checks:
    """What of a hall contradicts itself or names what there is not."""

    hall: Hall
    reader: _Reader

    def all(self) -> None:
        self._there()
        self._once()
        self._periods()
        for modality in self.hall.modalities:
            self._modality(modality)
        for teacher in self.hall.teachers:
            self._teacher(teacher)
        self._given()
        self._school()
        self._others()

    def _add(self, what: str, where: str, valid: str = "", kind: str = "invalid") -> None:
        self.reader.found.add(what, where=where, valid=valid, kind=kind)

    def _there(self) -> None:
        for key in ("periods", "areas", "modalities"):
            if not getattr(self.hall, key) and key not in self.reader.unusable:
                self._add(f"the hall has no {key}", self.reader.where(key), f"[[{key}]]", "missing")

    def _once(self) -> None:
        for key in PARTS:
            counts = Counter(each.name for each in getattr(self.hall, key))
            for name, times in counts.items():
                if times > 1:
                    what = f"there are {times} {key} called «{name}»"
                    self._add(what, self.reader.of(key, name), "each name once", "twice")

    def _periods(self) -> None:
        before: Period | None = None
        for period in self.hall.periods:
            at = self.reader.of("periods", period.name, "starts")
            if period.ends <= period.starts:
                self._add(f"period «{period.name}» ends before it starts", at, "starts before ends")
            elif before is not None and period.starts < before.ends:
                what = f"period «{period.name}» starts before period «{before.name}» is over"
                self._add(what, at, "periods in order, one after the other", "overlap")
            before = period

    def _modality(self, modality: Modality) -> None:
        at = self.reader.of("modalities", modality.name, "areas")
        for name in modality.areas:
            if name not in self.reader.named.get("areas", ()):
                self.reader.unknown("area", name, self.reader.named.get("areas", ()), at)
        self._kinds(modality, at)
        self._sizes(modality)
        self._accommodated(modality)
        objects = self.reader.known.objects
        for name in modality.objects or ():
            if objects is not None and name not in {*objects, *MODALITIES}:
                at = self.reader.of("modalities", modality.name, "objects")
                self.reader.unknown("modality of learning objects", name, {*objects, *MODALITIES}, at)

    def _kinds(self, modality: Modality, at: str) -> None:
        places = self._places(modality)
        opened = [area.name for area in places if area.is_open]
        if opened and len(places) > 1:
            what = f"«{modality.name}» is held in {listed(each.name for each in places)}"
            what += f", of which {listed(opened)} {'is' if len(opened) == 1 else 'are'} open"
            self._add(what, at, "either areas of one session each, or exactly one open area")
        if places and not opened and not modality.largest:
            what = (
                f"«{modality.name}» is for students who work singly, but its areas are for one session each"
            )
            self._add(what, at, "an open area (sessions = 0), or smallest and largest of a session")

    def _accommodated(self, modality: Modality) -> None:
        both = [word for word in modality.only_for if word in self._refused(modality)]
        if both and len(both) == len(modality.only_for):
            at = self.reader.of("modalities", modality.name, "only_for")
            what = (
                f"«{modality.name}» is only for who has {listed(both)}, and it or its areas are not for them"
            )
            self._add(what, at, "another area, or another word")

    def _refused(self, modality: Modality) -> set[str]:
        return {*modality.not_for, *(word for area in self._places(modality) for word in area.not_for)}

    def _places(self, modality: Modality) -> list[Area]:
        return [area for area in map(self.hall.area, modality.areas) if area is not None]

    def _sizes(self, modality: Modality) -> None:
        at = self.reader.of("modalities", modality.name, "largest" if modality.largest else "smallest")
        if modality.smallest and not modality.largest:
            self._add(f"«{modality.name}» has a smallest and no largest", at, "both, or neither")
        elif modality.smallest > modality.largest:
            what = f"«{modality.name}» takes at least {modality.smallest} and at most {modality.largest}"
            self._add(what, at, "smallest no more than largest")
        if modality.teacher and not modality.largest:
            what = f"«{modality.name}» needs a teacher, but its students work singly"
            self._add(what, at, "smallest and largest of a session, or teacher = false")
        if modality.peers and modality.largest == 1:
            self._add(f"«{modality.name}» lives from other students and takes one", at, "largest above 1")
        seats = [area.seats for area in self._places(modality)]
        if seats and len(seats) == len(modality.areas) and modality.largest > max(seats):
            what = f"a session of «{modality.name}» takes {modality.largest}, its areas {max(seats)} at most"
            self._add(what, at, f"a largest of {max(seats)}, or an area with more seats")

    def _teacher(self, teacher: Teacher) -> None:
        known = self.reader.known
        for what, column, names, there in (
            ("modality", "modalities", teacher.modalities, self.reader.named.get("modalities", ())),
            ("period", "periods", teacher.periods, self.reader.named.get("periods", ())),
            ("skill", "skills", teacher.skills, known.skills),
            ("strand", "strands", teacher.strands, known.strands),
        ):
            for name in names or ():
                if there is not None and name not in there:
                    at = self.reader.of("teachers", teacher.name, column)
                    self.reader.unknown(what, name, there, at)

    def _given(self) -> None:
        """Note what needs a teacher and nobody gives."""
        if "teachers" in self.reader.unusable:
            return
        for modality in self.hall.modalities:
            if modality.teacher and not any(each.gives(modality) for each in self.hall.teachers):
                at = self.reader.of("modalities", modality.name, "teacher")
                self._add(f"«{modality.name}» needs a teacher and nobody gives it", at, "[[teachers]]")

    def _school(self) -> None:
        known = self.reader.known
        for name in self.hall.sections:
            if known.sections is not None and name not in known.sections:
                self.reader.unknown("section", name, known.sections, self.reader.where("sections"))
        asked = self.hall.skills_from
        if asked and known.processes is not None and asked not in known.processes:
            at = self.reader.where("skills_from")
            self.reader.unknown("published process that decides upon skills", asked, known.processes, at)

    def _others(self) -> None:
        """Note what another hall has already: periods of the same name, sections at the same time."""
        for other in self.reader.known.others:
            if other.id == self.hall.id:
                continue
            shared = [each for each in self.hall.sections if each in other.sections]
            for period in self.hall.periods:
                at = self.reader.of("periods", period.name)
                for its in other.periods:
                    if its.name == period.name:
                        what = f"hall «{other.id}» has a period «{period.name}» too"
                        self._add(what, at, "another name, such as «r1»", "twice")
                    elif shared and period.starts < its.ends and its.starts < period.ends:
                        what = f"students of {listed(shared)} are in hall «{other.id}» at that time"
                        self._add(what, at, f"not between {its.starts:%H:%M} and {its.ends:%H:%M}", "overlap")
