"""The day of a schedule for people: slips for students, lists for teachers and areas, the board."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import tell
from whynext.cli.scheduling import DayOption, ProcessOption, day_of, group

if TYPE_CHECKING:
    from whynext.engine.timetables import Timetable


class Names(StrEnum):
    """How students are named."""

    FULL = "full"
    FIRST = "first"
    CODE = "code"


class By(StrEnum):
    """In which order the board is."""

    PLACE = "place"
    STUDENT = "student"


NamesOption = Annotated[
    Names,
    typer.Option(
        "--names", help="The whole name; the first, as long as needed; or the school's id, for public walls."
    ),
]
WidthOption = Annotated[int, typer.Option("--width", metavar="COLUMNS", help="Of the page.")]
PagesOption = Annotated[bool, typer.Option("--pages", help="Each on a page of its own.", show_default=False)]


def add_to(_app: typer.Typer) -> None:
    """Add the commands to those about schedules."""
    for command in (student, teacher, area, board):
        group.command()(command)


def student(
    who: Annotated[str, typer.Argument(metavar="STUDENT|SECTION", help="The id of a student or section.")],
    day: DayOption = "",
    names: NamesOption = Names.FULL,
    width: WidthOption = 80,
    pages: PagesOption = False,
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print where a student, or each student of a section, is in each period, learning what, by whom."""
    from whynext.cli.looking import students_named
    from whynext.engine.timetables import timetable

    with opened(school) as engine:
        with engine.store.reading() as reading:
            students = students_named(reading, who)
        found = timetable(engine, process, day_of(day), names=names, asked=students)
    days = found.of_students(students)
    _tell(found, days, found.text(days, width, pages=pages), as_json)


def teacher(
    who: Annotated[
        str, typer.Argument(metavar="TEACHER", help="The name of a teacher in the hall; all if none.")
    ] = "",
    day: DayOption = "",
    names: NamesOption = Names.FULL,
    width: WidthOption = 80,
    pages: PagesOption = False,
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print what a teacher, or each teacher, gives in each period, where, and to whom."""
    found = _found(school, process, day, names)
    days = found.of_teachers(who)
    _tell(found, days, found.text(days, width, pages=pages), as_json)


def area(
    which: Annotated[
        str, typer.Argument(metavar="AREA", help="The name of an area of the hall; all if none.")
    ] = "",
    day: DayOption = "",
    names: NamesOption = Names.FULL,
    width: WidthOption = 80,
    pages: PagesOption = False,
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print what is held in an area, or in each, in each period, by whom, and who comes."""
    found = _found(school, process, day, names)
    days = found.of_areas(which)
    _tell(found, days, found.text(days, width, pages=pages), as_json)


def board(
    day: DayOption = "",
    names: NamesOption = Names.FIRST,
    by: Annotated[By, typer.Option("--by", help="By place, or in the order of names.")] = By.PLACE,
    width: WidthOption = 120,
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print the board for the corridor: where everybody goes in each period, and not what they learn."""
    found = _found(school, process, day, names)
    _tell(found, [found.board()], found.board_text(width, by_student=by is By.STUDENT), as_json)


def _found(school: str, process: str, day: str, names: Names) -> Timetable:
    from whynext.engine.timetables import timetable

    with opened(school) as engine:
        return timetable(engine, process, day_of(day), names=names)


def _tell(found: Timetable, days: list[Any], text: str, as_json: bool) -> None:
    """Print days: for programs as one document, for people just as they are laid out."""
    if as_json:
        tell(True, {"process": found.process, "day": found.day, "days": days})
        return
    typer.echo(text, nl=False)
