"""The day of a schedule as people look at it: of a student, a teacher, an area, and the board for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from whynext.base.errors import Problem, Refused, listed
from whynext.engine.halls import halls_of
from whynext.engine.ports import Reading
from whynext.engine.schedules import Scheduled, scheduled_by
from whynext.engine.school import Engine, moment
from whynext.engine.statuses import refuse_unknown
from whynext.engine.titles import titles_at
from whynext.planning.schedule import views
from whynext.planning.schedule.notes import Kind, holding
from whynext.planning.schedule.printing import (
    NARROWEST,
    PAGE,
    board_by_place,
    board_by_student,
    printed,
)
from whynext.planning.schedule.views import NAMES, Day, Words


@dataclass(frozen=True, slots=True)
class Timetable:
    """A day of a schedule with what everything in it is called.

    Parameters
    ----------
    process
        Which decided it.
    day
        The school day.
    places
        As :class:`whynext.engine.schedules.Scheduled` has them.
    without
        Who is there and has no place: student and period.
    words
        What things are called.
    """

    process: str
    day: date
    places: pl.DataFrame
    without: tuple[tuple[str, str], ...]
    words: Words

    def of_students(self, students: Iterable[str]) -> list[Day]:
        """Return where each of these students is."""
        return [views.day_of_student(self.places, self.words, each) for each in students]

    def of_teachers(self, teacher: str = "") -> list[Day]:
        """Return what a teacher gives, or every teacher.

        Raises
        ------
        NotFound
            If there is no such teacher on this day.
        """
        named = [teacher] if teacher else views.teachers_of(self.places, self.words)
        return [views.day_of_teacher(self.places, self.words, each) for each in named]

    def of_areas(self, area: str = "") -> list[Day]:
        """Return what is held in an area, or in every area.

        Raises
        ------
        NotFound
            If there is no such area on this day.
        """
        named = [area] if area else views.areas_of(self.places, self.words)
        return [views.day_of_area(self.places, self.words, each) for each in named]

    def board(self) -> Day:
        """Return where everybody goes."""
        return views.board(self.places, self.words, self.without)

    def text(self, days: Sequence[Day], width: int, *, pages: bool = False) -> str:
        """Return days as text, one below the other, or each on a page of its own.

        Raises
        ------
        Refused
            If the page is too narrow.
        """
        _refuse_narrow(width)
        return (PAGE if pages else "\n").join(printed(each, self.day, width) for each in days)

    def board_text(self, width: int, *, by_student: bool = False) -> str:
        """Return the board as text, a block for each period, or in the order of names.

        Raises
        ------
        Refused
            If the page is too narrow.
        """
        _refuse_narrow(width)
        made = board_by_student if by_student else board_by_place
        return made(self.board(), self.day, width)


def _refuse_narrow(width: int) -> None:
    if width < NARROWEST:
        raise Refused(Problem(f"a page of {width} columns is too narrow", "--width", f"{NARROWEST} or more"))


def timetable(
    engine: Engine, process: str, day: date | None = None, *, names: str = "full", asked: Sequence[str] = ()
) -> Timetable:
    """Return a day of a schedule as it stands.

    Parameters
    ----------
    process
        One that assigns sessions.
    day
        The school day; the latest that is decided if None.
    names
        How students are named, one of :data:`whynext.planning.schedule.views.NAMES`.
    asked
        Students who are asked about and need not have a place.

    Raises
    ------
    NotFound
        If the process has decided nothing for the day, or there is no such student.
    Refused
        If students cannot be named so.
    """
    if names not in NAMES:
        raise Refused(Problem(f"students cannot be named by «{names}»", "--names", listed(NAMES)))
    with engine.store.reading() as reading:
        for each in asked:
            refuse_unknown(reading, each)
        found = scheduled_by(reading, process, day)
        words = _words(reading, found, asked, names)
        away = _away(engine, reading, found.day, words)
    return Timetable(process, found.day, found.places, found.without, replace(words, away=away))


def _words(reading: Reading, found: Scheduled, asked: Sequence[str], names: str) -> Words:
    places, without = found.places, found.without
    ids = sorted({*places.get_column("student"), *asked, *(student for student, _ in without)})
    rows = reading.table("students", {"student": ids}, ["student", "name"])
    called = {each: each for each in ids} | dict(rows.drop_nulls().iter_rows())
    skills = places.get_column("skill").drop_nulls().unique().to_list()
    periods = {*places.get_column("period").drop_nulls(), *(period for _, period in without)}
    halls = [hall for hall in halls_of(reading).values() if periods & {each.name for each in hall.periods}]
    return Words(views.shown_names(called, names), titles_at(reading, "skills", skills, None), tuple(halls))


def _away(engine: Engine, reading: Reading, day: date, words: Words) -> frozenset[tuple[str, str]]:
    """Return who is absent and which areas are closed on the day, as it is known now, with the periods."""
    rows = [(hall.id, period.name) for hall in words.halls for period in hall.periods]
    periods = pl.DataFrame(rows, schema={"hall": pl.String, "period": pl.String}, orient="row")
    notes, now = reading.source("hall_notes"), moment(engine, reading).now
    absent, closed = (holding(notes, kind, day, now, periods) for kind in (Kind.ABSENT, Kind.CLOSED))
    of_persons = absent.select("person", "period").iter_rows()
    return frozenset([*of_persons, *closed.select("area", "period").iter_rows()])
