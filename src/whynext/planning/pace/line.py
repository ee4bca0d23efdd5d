"""Pace lines: what a course asks for, unit by unit, and by which day.

The days follow from the line and from the school's calendar alone. Nothing that a student does moves them, so
that nobody gets an earlier day for having been fast.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from typing import Any

from whynext.base.errors import Collector, Problem
from whynext.process.trigger import is_school_day

A_DAY = 24 * 60
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One part of a course.

    Parameters
    ----------
    id
        Unique in the line.
    title
        As people say it.
    skills
        All of them must be passed.
    objects
        Ids of learning objects; all of them must be carried out.
    by
        The day by which it is to be passed; None to spread the units between the days that are set.
    weight
        How much of the course it is, above 0.
    required
        Whether a student is off the line without it.
    """

    id: str
    title: str
    skills: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    by: date | None = None
    weight: float = 1.0
    required: bool = True


@dataclass(frozen=True, slots=True)
class PaceLine:
    """A course with its days.

    Parameters
    ----------
    id
        Lower-case letters, digits, hyphens.
    title
        As people say it.
    sections
        Ids of the sections whose students follow it.
    starts, ends
        Its first and last day.
    units
        In the order in which they are meant to be passed.
    minutes
        The minutes a day that the school gives it; None if nobody has said.
    """

    id: str
    title: str
    sections: tuple[str, ...]
    starts: date
    ends: date
    units: tuple[Unit, ...]
    minutes: float | None = None

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, as it is remembered."""
        return {
            "id": self.id,
            "title": self.title,
            "sections": list(self.sections),
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
            "minutes": self.minutes,
            "units": [
                {
                    "id": each.id,
                    "title": each.title,
                    "skills": list(each.skills),
                    "objects": list(each.objects),
                    "by": each.by.isoformat() if each.by else None,
                    "weight": each.weight,
                    "required": each.required,
                }
                for each in self.units
            ],
        }

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> PaceLine:
        """Return the line that :meth:`as_data` gave."""
        units = tuple(
            Unit(
                each["id"],
                each["title"],
                tuple(each["skills"]),
                tuple(each["objects"]),
                date.fromisoformat(each["by"]) if each["by"] else None,
                each["weight"],
                each["required"],
            )
            for each in data["units"]
        )
        starts, ends = (date.fromisoformat(data[name]) for name in ("starts", "ends"))
        sections = tuple(data["sections"])
        return cls(data["id"], data["title"], sections, starts, ends, units, data["minutes"])


def school_days(after: date, until: date, holidays: Collection[date] = ()) -> list[date]:
    """Return the school days after a day, up to and with another.

    Examples
    --------
    >>> [day.day for day in school_days(date(2026, 9, 3), date(2026, 9, 8))]
    [4, 7, 8]
    """
    closed = frozenset(holidays)
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return [day for day in days if is_school_day(day, closed)]


def planned_days(line: PaceLine, holidays: Collection[date] = ()) -> list[date]:
    """Return the day by which each unit is to be passed, in the order of the units.

    Units whose day is not set lie evenly, by their weight, over the school days between the days that are;
    the last of all is due on the last day.

    Examples
    --------
    >>> a, b, c = Unit("a", "A"), Unit("b", "B", weight=2.0), Unit("c", "C", by=date(2026, 9, 11))
    >>> line = PaceLine("m", "M", ("6a",), date(2026, 9, 7), date(2026, 9, 18), (a, b, c, Unit("d", "D")))
    >>> [day.day for day in planned_days(line)]
    [8, 10, 11, 18]
    """
    found: list[date] = []
    since = line.starts - timedelta(days=1)
    run: list[Unit] = []
    for place, unit in enumerate(line.units):
        run.append(unit)
        is_last = place == len(line.units) - 1
        if unit.by is not None or is_last:
            until = unit.by or line.ends
            found += _spread([each.weight for each in run], since, until, holidays)
            since, run = until, []
    return found


def _spread(weights: Sequence[float], since: date, until: date, holidays: Collection[date]) -> list[date]:
    """Return a day for each weight, the last being `until`."""
    days = school_days(since, until, holidays)
    if not days:
        return [until] * len(weights)
    total = sum(weights)
    # What is exact in thought may be a hair above a whole number in floating point.
    places = [ceil(so_far / total * len(days) - 1e-9) for so_far in accumulate(weights)]
    return [*(days[place - 1] for place in places[:-1]), until]


def suggested_day(planned: date, today: date) -> date:
    """Return until when a unit that is not passed should be: its day, or today if that is over.

    It does not depend on what the student has passed. A suggestion that spread the rest anew would bring a
    student who is fast earlier days.

    Examples
    --------
    >>> suggested_day(date(2026, 9, 4), date(2026, 9, 9)), suggested_day(date(2026, 9, 11), date(2026, 9, 9))
    (datetime.date(2026, 9, 9), datetime.date(2026, 9, 11))
    """
    return max(planned, today)


def faults(line: PaceLine, where: str = "") -> list[Problem]:
    """Return everything that is wrong with a line taken by itself."""
    found = Collector()
    prefix = f"{where}, " if where else ""
    if line.ends < line.starts:
        what = f"it ends on {line.ends.isoformat()}, before it starts on {line.starts.isoformat()}"
        found.add(
            what, where=f"{prefix}ends", valid="a day on or after the start", kind="dates in wrong order"
        )
    if line.minutes is not None and not 0 < line.minutes <= A_DAY:
        valid = f"more than 0 and at most {A_DAY}, or leave it out"
        found.add(f"{line.minutes:g} minutes a day", where=f"{prefix}minutes", valid=valid)
    if not line.sections:
        found.add("it names no section", where=f"{prefix}sections", valid="at least one id of a section")
    if not line.units:
        found.add("it has no units", where=where, valid="[[units]], or skills = [...]")
    elif not any(each.required for each in line.units):
        found.add("no unit is required", where=where, valid="at least one required unit")
    _twice(found, line, prefix)
    # Days that are spread between others need these in order; days that are all set do not.
    in_order, latest = any(each.by is None for each in line.units), line.starts
    for unit in line.units:
        place = f"{prefix}unit «{unit.id}»"
        found.extend(_of_unit(unit, line, place, latest))
        latest = max(latest, unit.by or latest) if in_order else latest
    return found.problems


def _twice(found: Collector, line: PaceLine, prefix: str) -> None:
    for name, words in (
        ("section", line.sections),
        ("unit", [each.id for each in line.units]),
        ("skill", [skill for each in line.units for skill in each.skills]),
        ("learning object", [thing for each in line.units for thing in each.objects]),
    ):
        for word in dict.fromkeys(word for word in words if words.count(word) > 1):
            what = f"the {name} «{word}» is named twice"
            found.add(what, where=prefix.rstrip(", "), valid="each once", kind="duplicate")


def _of_unit(unit: Unit, line: PaceLine, place: str, latest: date) -> list[Problem]:
    found = Collector()
    if not unit.skills and not unit.objects:
        found.add("it names nothing to pass", where=place, valid="skills or objects")
    if not 0 < unit.weight < float("inf"):
        found.add(f"its weight is {unit.weight:g}", where=place, valid="a number above 0")
    if unit.by is None:
        return found.problems
    if not line.starts <= unit.by <= max(line.ends, line.starts):
        valid = f"from {line.starts.isoformat()} to {line.ends.isoformat()}"
        found.add(f"its day {unit.by.isoformat()} is outside of the line", where=place, valid=valid)
    elif unit.by < latest:
        what = f"its day {unit.by.isoformat()} is before that of a unit above it, {latest.isoformat()}"
        valid = "days that do not go back, or another order of the units"
        found.add(what, where=place, valid=valid, kind="dates in wrong order")
    return found.problems
