"""Pace lines: state one, move a day, withdraw it; and where students stand on theirs."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, SchoolOption, day_of, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.pace_standings import StudentPace

pace = typer.Typer(no_args_is_help=True, help="Pace lines: courses with planned days, and who is on them.")

ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so, such as «teacher t01».")]
BecauseOption = Annotated[str, typer.Option("--because", help="Why, in a sentence.")]
LineArgument = Annotated[str, typer.Argument(metavar="LINE", help="The id of a pace line.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(pace, name="pace", rich_help_panel="Look")


@pace.command()
def state(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A pace line, TOML.")],
    by: ByOption,
    because: BecauseOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a pace line in force: its sections, first and last day, and its units with or without a day."""
    from whynext.cli.named import read_text
    from whynext.engine.pace import line_from, state_line

    _named(by)
    line = line_from(read_text(file), name=file.name)
    with opened(school) as engine:
        is_new = state_line(engine, line, by=by, because=because)
    told = f"{len(line.units)} units from {line.starts.isoformat()} to {line.ends.isoformat()}"
    said = "In force" if is_new else "Known already, nothing was written"
    tell(as_json, {"line": line.as_data(), "new": is_new}, f"{said}: «{escaped(line.title)}», {told}.")


@pace.command()
def move(
    line: LineArgument,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The id of a unit of it.")],
    day: Annotated[str, typer.Argument(metavar="DAY", help="Its new day, such as 2026-10-02.")],
    by: ByOption,
    because: BecauseOption,
    student: Annotated[
        str, typer.Option("--student", help="Only for this student, and only later.", show_default=False)
    ] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Give a unit another day, for all or for one student; the days of the other units stay."""
    from whynext.engine.pace import move_unit

    _named(by, because)
    on = day_of(day)
    if on is None:
        raise Refused(Problem("no day is named", "DAY", "a date such as 2026-10-02"))
    with opened(school) as engine:
        move_unit(engine, line, unit, on, by=by, because=because, student=student)
    whom = f" for {escaped(student)}" if student else ""
    document = {"line": line, "unit": unit, "day": on, "student": student or None}
    tell(as_json, document, f"«{escaped(unit)}» is due on {on.isoformat()}{whom}.")


@pace.command()
def withdraw(
    line: LineArgument,
    by: ByOption,
    because: BecauseOption,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a pace line out of force; nobody is measured by it any more."""
    from whynext.engine.pace import withdraw_line

    _named(by, because)
    with opened(school) as engine:
        withdraw_line(engine, line, by=by, because=because)
    tell(as_json, {"line": line, "withdrawn": True}, f"«{escaped(line)}» is withdrawn.")


@pace.command("list")
def list_lines(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """List the pace lines in force."""
    from whynext.engine.pace import lines_of

    with opened(school) as engine, engine.store.reading() as reading:
        lines = list(lines_of(reading).values())
    rows = [
        (each.id, each.title, " ".join(each.sections), each.starts, each.ends, len(each.units))
        for each in lines
    ]
    told = table(("line", "title", "sections", "first day", "last day", "units"), rows)
    tell(
        as_json,
        {"lines": [each.as_data() for each in lines]},
        told if lines else "No pace line is in force.",
    )


@pace.command()
def show(
    who: Annotated[str, typer.Argument(metavar="STUDENT|SECTION", help="The id of a student or section.")],
    line: Annotated[str, typer.Option("--line", help="Only this pace line.", show_default=False)] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show where a student, or everyone in a section, stands: behind or ahead, and how much work is left."""
    from whynext.cli.looking import students_named
    from whynext.engine.pace_standings import paces_of

    with opened(school) as engine:
        with engine.store.reading() as reading:
            students = students_named(reading, who)
        found = paces_of(engine, students, line)
    told: list[Any] = [f"{escaped(who)} follows no pace line that has begun."]
    if found:
        told = section_lines(found) if students != [who] else student_lines(found)
    tell(as_json, {"who": who, "paces": found}, *told)


def _named(by: str, because: str = "-") -> None:
    """Refuse what nobody answers for, or what nobody gives a reason for."""
    problems = []
    if not by.strip():
        problems.append(Problem("nobody is named who says so", "--by", "a role and an id: «teacher t01»"))
    if not because.strip():
        problems.append(Problem("no reason is given", "--because", "a sentence"))
    if problems:
        raise Refused(problems)


def student_lines(found: Iterable[StudentPace]) -> list[Any]:
    """Return where one student stands on each line, for people."""
    told: list[Any] = []
    for each in found:
        told.append(f"[title]{escaped(each.name)}[/] on «{escaped(each.title)}»: {each.status}")
        told.append(f"{_counted(each)} {_work(each)}")
        if each.decided:
            told.append(f"Decided: {escaped(each.decided)} (whynext why {escaped(each.decision)})")
        told.append(table(("unit", "day", "", "until"), map(_unit, each.units)))
    return told


def _counted(each: StudentPace) -> str:
    """Return how much is passed, behind and ahead.

    The share is that of what is due where anything is, for what has not come yet is nobody's debt.
    """
    due = "" if each.share_due is None else f", {each.share_due:.0%} of what is due"
    passed = f"{each.passed} of {each.required} units passed ({each.share:.0%} of the whole{due})"
    return f"{passed}; {each.behind} behind, {each.ahead} ahead."


def _work(each: StudentPace) -> str:
    if each.expected <= 0:
        return "Nothing is left to do."
    minutes = f"About {each.expected:.0f} minutes of work are left ({each.low:.0f} to {each.high:.0f})"
    if not each.days:
        return f"{minutes}; the last day, {each.ends.isoformat()}, is over."
    budget = "" if each.budget is None else f", of {each.budget:.0f} that there are"
    days = f"{each.days} school days until {each.ends.isoformat()}"
    return f"{minutes}: {ceil(each.minutes_a_day)} a day{budget}, for {days}."


def _unit(unit: Any) -> tuple[str, ...]:
    state = "passed" if unit.passed else "behind" if unit.suggested > unit.day else ""
    until = "" if unit.passed else unit.suggested.isoformat()
    return unit.title if unit.required else f"{unit.title} (extra)", unit.day.isoformat(), state, until


def section_lines(found: list[StudentPace]) -> list[Any]:
    """Return where the students of a section stand, a table for each line, those furthest behind first."""
    told: list[Any] = []
    for title in dict.fromkeys(each.title for each in found):
        mine = sorted((each for each in found if each.title == title), key=_behind_first)
        rows = [
            (
                each.name,
                each.status,
                f"{each.share:.0%}",
                each.behind or "",
                each.ahead or "",
                f"{each.expected:.0f} ({each.low:.0f}-{each.high:.0f})",
                ceil(each.minutes_a_day),
            )
            for each in mine
        ]
        columns = ("student", "", "passed", "behind", "ahead", "minutes left", "a day")
        told.append(table(columns, rows, title=title))
    return told


def _behind_first(each: StudentPace) -> tuple[float, float, str]:
    return -each.behind, each.ahead, each.name
