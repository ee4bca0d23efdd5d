"""Halls: state one, look at it, and note what a day brings: absences, closed areas, locks, who is apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, day_of, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.halls import Hall, Noted

group = typer.Typer(
    no_args_is_help=True, help="Halls, where many learn different skills at once, and what their days bring."
)

ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so, such as «teacher t01».")]
BecauseOption = Annotated[str, typer.Option("--because", metavar="WHY", help="Why, in a sentence.")]
DayOption = Annotated[
    str, typer.Option("--day", metavar="DATE", help="The school day; today if left out.", show_default=False)
]
UntilOption = Annotated[
    str,
    typer.Option(
        "--until",
        metavar="DATE",
        help="The last day, or «open» until it is taken back; else the same day.",
        show_default=False,
    ),
]
UntilBackOption = Annotated[
    str,
    typer.Option(
        "--until", metavar="DATE", help="The last day; else until it is taken back.", show_default=False
    ),
]
PeriodOption = Annotated[
    str,
    typer.Option("--period", metavar="PERIOD", help="Only in this period; else all day.", show_default=False),
]
HallOption = Annotated[
    str,
    typer.Option(
        "--hall", metavar="HALL", help="Which hall; else that which has the names.", show_default=False
    ),
]
StudentArgument = Annotated[str, typer.Argument(metavar="STUDENT", help="The id of a student.")]
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER", help="The id of another student.")]
PeopleArgument = Annotated[
    list[str], typer.Argument(metavar="PERSON...", help="Ids of students of the hall, names of its teachers.")
]
AreasArgument = Annotated[list[str], typer.Argument(metavar="AREA...", help="Names of areas of the hall.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="hall", rich_help_panel="Decide")


# Stating and looking --------------------------------------------------------------------------------------


@group.command()
def state(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A hall, TOML.")],
    by: ByOption,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a hall in force, in the place of one of the same id, with all that it has."""
    from whynext.cli.named import read_text
    from whynext.engine.halls import state_hall

    text = read_text(file)
    with opened(school) as engine:
        hall = state_hall(engine, text, by=by, name=file.name)
    tell(as_json, {"hall": hall.as_data()}, f"In force: {_in_short(hall)}")


def _in_short(hall: Hall) -> str:
    parts = ("periods", "areas", "modalities", "teachers")
    counts = ", ".join(f"{len(getattr(hall, part))} {part}" for part in parts)
    return f"«{escaped(hall.title)}» ({hall.id}): {counts}."


@group.command()
def show(
    hall: Annotated[str, typer.Argument(metavar="HALL", help="Its id; the only one if left out.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show a hall: what it has, and how many students attend it."""
    from whynext.engine.halls import hall_of, students_of

    with opened(school) as engine, engine.store.reading() as reading:
        found = hall_of(reading, hall)
        students = students_of(engine, reading, found)
    tell(as_json, {"hall": found.as_data(), "students": students}, *_shown(found, len(students)))


def _shown(hall: Hall, students: int) -> Iterator[Any]:
    yield f"[title]{escaped(hall.title)}[/] ({hall.id})"
    yield f"{students:,} students of {', '.join(map(escaped, hall.sections))}; skills by {hall.skills_from}."
    periods = [(each.name, f"{each.starts:%H:%M}", f"{each.ends:%H:%M}") for each in hall.periods]
    yield table(("period", "starts", "ends"), periods)
    areas = [
        (each.name, each.title, each.seats, "open" if each.is_open else "", each.zone) for each in hall.areas
    ]
    yield table(("area", "", "seats", "", "zone"), areas)
    ways = [
        (
            each.name,
            each.title,
            " ".join(each.areas),
            f"{each.smallest or 1} to {each.largest}" if each.largest else "singly",
            "a teacher" if each.teacher else "",
            " ".join(each.objects or ("anything",)),
        )
        for each in hall.modalities
    ]
    yield table(("modality", "", "areas", "students", "needs", "works with"), ways)
    people = [
        (
            each.name,
            each.title,
            " ".join(each.modalities or ("all",)),
            " ".join((*(each.skills or ()), *(each.strands or ()))) or "all",
            " ".join(each.periods or ("all",)),
            each.load or "",
        )
        for each in hall.teachers
    ]
    if people:
        yield table(("teacher", "", "gives", "teaches", "periods", "a day"), people)


@group.command()
def notes(
    day: DayOption = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that was ever noted, in order.", show_default=False)
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """List what holds on a day: who is absent, what is closed or locked, who is kept apart, and why."""
    from whynext.engine.halls import notes_of, notes_on
    from whynext.engine.school import moment

    with opened(school) as engine, engine.store.reading() as reading:
        on = day_of(day) or moment(engine, reading).today
        found = notes_of(reading).to_dicts() if everything else notes_on(engine, reading, on)
    rows = [
        (
            each["kind"],
            " · ".join(filter(None, (each["person"], each["other"], each["area"]))),
            each["period"] or "",
            " · ".join(filter(None, (each["modality"], each["skill"]))),
            each["day"].isoformat(),
            "open" if each["until"] is None else each["until"].isoformat(),
            each["by"],
            each["because"],
        )
        for each in found
    ]
    heads = ("", "who or what", "period", "how", "from", "until", "by", "because")
    nothing = "Nothing is noted yet." if everything else f"Nothing is noted for {on.isoformat()}."
    tell(
        as_json, {"day": None if everything else on, "notes": found}, table(heads, rows) if rows else nothing
    )


# Noting ---------------------------------------------------------------------------------------------------


def _of_people(kind: str) -> Callable[..., None]:
    """Return the command that notes something of people."""

    def noted(
        people: PeopleArgument,
        by: ByOption,
        because: BecauseOption,
        day: DayOption = "",
        until: UntilOption = "",
        period: PeriodOption = "",
        hall: HallOption = "",
        school: SchoolOption = "",
        as_json: JsonOption = False,
    ) -> None:
        each = [{"person": person, "period": period} for person in people]
        _note(kind, each, (by, because), (day, until), (hall, school), as_json)

    return noted


def _of_areas(kind: str) -> Callable[..., None]:
    """Return the command that notes something of areas."""

    def noted(
        areas: AreasArgument,
        by: ByOption,
        because: BecauseOption,
        day: DayOption = "",
        until: UntilOption = "",
        period: PeriodOption = "",
        hall: HallOption = "",
        school: SchoolOption = "",
        as_json: JsonOption = False,
    ) -> None:
        each = [{"area": area, "period": period} for area in areas]
        _note(kind, each, (by, because), (day, until), (hall, school), as_json)

    return noted


def _of_two(kind: str) -> Callable[..., None]:
    """Return the command that notes something of two students."""

    def noted(
        student: StudentArgument,
        other: OtherArgument,
        by: ByOption,
        because: BecauseOption,
        day: DayOption = "",
        until: UntilBackOption = "",
        hall: HallOption = "",
        school: SchoolOption = "",
        as_json: JsonOption = False,
    ) -> None:
        each = [{"person": student, "other": other}]
        _note(kind, each, (by, because), (day, until), (hall, school), as_json)

    return noted


group.command("absent", help="Note that students or teachers are absent.")(_of_people("absent"))
group.command("present", help="Take back that somebody is absent.")(_of_people("present"))
group.command("close", help="Note that areas cannot be used.")(_of_areas("closed"))
group.command("open", help="Take back that areas are closed.")(_of_areas("opened"))
group.command("apart", help="Keep two students apart: they share no session from a day on.")(_of_two("apart"))
group.command("together", help="Take back that two students are kept apart.")(_of_two("together"))


@group.command()
def lock(
    student: StudentArgument,
    by: ByOption,
    because: BecauseOption,
    period: Annotated[str, typer.Option("--period", metavar="PERIOD", help="In which period.")],
    modality: Annotated[
        str, typer.Option("--modality", help="How it is to be taught.", show_default=False)
    ] = "",
    skill: Annotated[str, typer.Option("--skill", help="What is to be learned.", show_default=False)] = "",
    day: DayOption = "",
    until: UntilOption = "",
    hall: HallOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say how, or on what, a student learns in a period; it survives when the day is planned again."""
    each = [{"person": student, "period": period, "modality": modality, "skill": skill}]
    _note("lock", each, (by, because), (day, until), (hall, school), as_json)


@group.command()
def unlock(
    student: StudentArgument,
    by: ByOption,
    because: BecauseOption,
    period: PeriodOption = "",
    day: DayOption = "",
    until: UntilOption = "",
    hall: HallOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a lock back."""
    each = [{"person": student, "period": period}]
    _note("unlock", each, (by, because), (day, until), (hall, school), as_json)


@group.command()
def again(
    student: StudentArgument,
    by: ByOption,
    because: BecauseOption,
    skill: Annotated[str, typer.Option("--skill", help="The skill of the lesson.")],
    modality: Annotated[str, typer.Option("--modality", help="How it was taught.")],
    day: DayOption = "",
    until: UntilOption = "",
    hall: HallOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Ask for the same lesson once more for a student, who otherwise never has it twice in a row."""
    each = [{"person": student, "skill": skill, "modality": modality}]
    _note("again", each, (by, because), (day, until), (hall, school), as_json)


def _note(
    kind: str,
    each: Sequence[Mapping[str, str]],
    said: tuple[str, str],
    days: tuple[str, str],
    where: tuple[str, str],
    as_json: bool,
) -> None:
    """Note several things of one kind: by whom and why, from which day to which, in which hall and school."""
    from whynext.engine.halls import note, note_of
    from whynext.engine.school import moment

    with opened(where[1]) as engine:
        with engine.store.reading() as reading:
            first = day_of(days[0]) or moment(engine, reading).today
        last = date.max if days[1] == "open" else day_of(days[1])
        made = [note_of(kind, first, last, **names) for names in each]
        noted = note(engine, made, by=said[0], because=said[1], hall=where[0])
    told = [{"hall": at, **one.as_data(), "entry": entry} for at, one, entry in noted.notes]
    tell(as_json, {"notes": told, "known": noted.known}, *_noted(noted))


def _noted(noted: Noted) -> Iterator[str]:
    from whynext.engine.noting import told

    for _, each, entry in noted.notes:
        yield f"Noted as entry {entry}: {escaped(told(each))}."
    if noted.known:
        yield f"Known already: {noted.known}."
    if noted.notes:
        yield "A day that is planned already stands until it is planned again: «whynext schedule again»."
