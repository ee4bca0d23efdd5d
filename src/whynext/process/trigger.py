"""Triggers: what wakes a process. Pure: facts and instants come in as arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from whynext.base.clock import instant_of, school_date
from whynext.base.errors import Problem
from whynext.process.expression import Expression, Value

FACTS: Mapping[str, str] = {
    "mastery_changed": "an answer moved the estimate of a skill",
    "strategy_read": "it was read from the steps how a student worked",
    "assessed": "a test, quiz or exit slip was scored",
    "recorded": "something was recorded of a student (autonomy, interest, ...)",
    "enrolled": "a student joined a section",
}
"""The facts a process can wake on."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR = re.compile(r"^(?P<day>[a-z]+|\d{2}-\d{2}|day \d{1,2}) (?P<hour>\d{2}):(?P<minute>\d{2})$")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Times of the school calendar: "weekday 16:00", "friday 15:00", "daily 07:00", "09-01 08:00".

    "weekday" is Monday to Friday without the school's holidays; "day 1" is the first of each month;
    "09-01" the first of September; "schoolnight" the evening before a school day.
    """

    text: str
    days: str
    at: time

    def falls_on(self, day: date, holidays: Iterable[date] = ()) -> bool:
        """Tell whether it falls on this day."""
        if self.days == "daily":
            return True
        if self.days == "weekday":
            return is_school_day(day, holidays)
        if self.days == "schoolnight":
            return is_school_day(day + timedelta(days=1), holidays)
        if self.days in _DAYS:
            return day.weekday() == _DAYS.index(self.days) and day not in set(holidays)
        if self.days.startswith("day "):
            return day.day == int(self.days[4:])
        month, number = self.days.split("-")
        return (day.month, day.day) == (int(month), int(number))

    def last_before(self, now: datetime, where: ZoneInfo, holidays: Iterable[date] = ()) -> datetime | None:
        """Return the latest instant at or before `now` on which it fell, None if none in 400 days."""
        closed = frozenset(holidays)
        day = school_date(now, where)
        for _ in range(400):
            if self.falls_on(day, closed):
                moment = instant_of(day, self.at, where)
                if moment <= now:
                    return moment
            day -= timedelta(days=1)
        return None


def is_school_day(day: date, holidays: Iterable[date] = ()) -> bool:
    """Tell whether a day is Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in set(holidays)


def next_school_day(day: date, holidays: Iterable[date] = ()) -> date:
    """Return the first school day after `day`.

    Examples
    --------
    >>> next_school_day(date(2026, 9, 4))
    datetime.date(2026, 9, 7)
    """
    closed = frozenset(holidays)
    following = day + timedelta(days=1)
    while not is_school_day(following, closed):
        following += timedelta(days=1)
    return following


def parse_calendar(text: str, where: str = "") -> tuple[Calendar | None, list[Problem]]:
    """Read a time of the school calendar."""
    matched = _CALENDAR.match(text.strip())
    valid = (
        '"weekday 16:00", "daily 07:00", "schoolnight 18:00", "friday 15:00", "day 1 08:00" or "09-01 08:00"'
    )
    if not matched:
        return None, [Problem(f"«{text}» is not a time of the school calendar", where, valid)]
    days = matched["day"]
    known = {"daily", "weekday", "schoolnight", *_DAYS}
    try:
        if days[0].isdigit():
            date(2024, int(days[:2]), int(days[3:]))
        elif days.startswith("day "):
            date(2024, 1, int(days[4:]))
        elif days not in known:
            return None, [Problem(f"«{days}» is no kind of day", where, valid)]
        at = time(int(matched["hour"]), int(matched["minute"]))
    except ValueError:
        return None, [Problem(f"«{text}» names a day or time that does not exist", where, valid)]
    return Calendar(text.strip(), days, at), []


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold: wakes when a number carried by a fact passes `at`.

    The fact carries the number before and after as ``<of>_before`` and ``<of>``.
    """

    of: str
    at: str
    going: str = "up"

    def is_crossed(self, data: Mapping[str, Any], values: Mapping[str, Value]) -> bool:
        """Tell whether the fact crosses the threshold; a fact without the numbers does not."""
        threshold = float(values[self.at]) if self.at in values else float(self.at)
        before, after = _number(data.get(f"{self.of}_before")), _number(data.get(self.of))
        if after is None:
            return False
        was_above = before is not None and before >= threshold
        is_above = after >= threshold
        rose, fell = is_above and not was_above, was_above and not is_above
        return {"up": rose, "down": fell, "either": rose or fell}[self.going]


def _number(value: Any) -> float | None:
    """Return a number carried by a fact; None for anything else, which crosses nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return value


@dataclass(frozen=True, slots=True)
class Trigger:
    """What wakes a process.

    Parameters
    ----------
    on
        Kinds of fact (:data:`FACTS`).
    where
        What the fact must carry, by name.
    crosses
        A threshold that the fact must cross.
    every
        A time of the school calendar.
    asked_by
        Roles whose request wakes it.
    when
        A rule over what is known of the student; the process runs for those for whom it is true.
    """

    on: tuple[str, ...] = ()
    where: Mapping[str, Value] = field(default_factory=dict)
    crosses: Crossing | None = None
    every: Calendar | None = None
    asked_by: tuple[str, ...] = ()
    when: Expression | None = None

    def wakes_on(self, kind: str, data: Mapping[str, Any], values: Mapping[str, Value]) -> bool:
        """Tell whether a fact wakes it; `values` are the process's parameters."""
        if kind not in self.on or any(data.get(name) != value for name, value in self.where.items()):
            return False
        return self.crosses is None or self.crosses.is_crossed(data, values)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "on": sorted(self.on),
            "where": {
                name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
                for name, value in self.where.items()
            },
            "crosses": [self.crosses.of, self.crosses.at, self.crosses.going] if self.crosses else None,
            "every": self.every.text if self.every else None,
            "asked_by": sorted(self.asked_by),
            "when": self.when.text if self.when else None,
        }
