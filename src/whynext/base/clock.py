"""Instants and school time. Nothing here reads a clock: the present comes in as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from whynext.base.errors import Problem, Refused


def zone(name: str) -> ZoneInfo:
    """Return the time zone of this IANA name.

    Raises
    ------
    Refused
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        city = name.strip().rsplit("/", 1)[-1].replace(" ", "_").lower()
        alike = sorted(each for each in available_timezones() if each.rsplit("/", 1)[-1].lower() == city)
        valid = f"did you mean «{alike[0]}»?" if alike else "a name of the IANA list, such as Europe/Berlin"
        raise Refused(Problem(f"«{name}» is not a time zone", valid=valid)) from error


def utc(instant: datetime) -> datetime:
    """Return an aware instant in UTC.

    Raises
    ------
    Refused
        If it has no time zone.
    """
    if instant.tzinfo is None:
        raise Refused(f"the instant {instant.isoformat()} has no time zone; write one, such as +00:00")
    return instant.astimezone(UTC)


def school_date(instant: datetime, where: ZoneInfo) -> date:
    """Return the calendar date of an instant at the school.

    Examples
    --------
    >>> school_date(datetime(2026, 9, 1, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    datetime.date(2026, 9, 2)
    """
    return utc(instant).astimezone(where).date()


def instant_of(day: date, at: time, where: ZoneInfo) -> datetime:
    """Return the instant of a wall-clock time on a school day, in UTC.

    A time that a clock change skips is taken at the moment the gap ends; one that occurs twice is taken
    the first time, so every school day has exactly one of each time.

    Examples
    --------
    >>> instant_of(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    local = datetime.combine(day, at, tzinfo=where)
    there = local.astimezone(UTC)
    if there.astimezone(where).replace(tzinfo=None) == local.replace(tzinfo=None):
        return there
    before = (local - timedelta(days=1)).utcoffset() or timedelta()
    after = (local + timedelta(days=1)).utcoffset() or timedelta()
    skipped = after - before
    wall = datetime.combine(day, at, tzinfo=UTC) - before
    # Walk back to the first skipped wall-clock minute: that is where the gap begins.
    while skipped > timedelta() and _is_skipped(wall - timedelta(minutes=1), where, before):
        wall -= timedelta(minutes=1)
    return wall


def _is_skipped(instant: datetime, where: ZoneInfo, offset_before: timedelta) -> bool:
    """Tell whether the wall clock already runs with another offset at `instant`."""
    return instant.astimezone(where).utcoffset() != offset_before


def parse_instant(text: str, timezone: str = "") -> datetime:
    """Return an instant from ISO 8601 text, in UTC.

    Parameters
    ----------
    text
        With an offset from UTC, unless a time zone is named.
    timezone
        In which a time without an offset is meant; if empty, such a time is refused.

    Raises
    ------
    Refused
        If it is not such a text.
    """
    try:
        instant = datetime.fromisoformat(text)
        return utc(instant.replace(tzinfo=zone(timezone)) if timezone and instant.tzinfo is None else instant)
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            f"«{text}» is not a date and time; write ISO 8601, such as 2026-09-01T16:00:00+02:00"
        ) from error
