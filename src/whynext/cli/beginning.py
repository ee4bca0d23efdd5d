"""Commands that begin something: demo, init."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption
from whynext.cli.output import console, escaped, problem_lines, progress, tell

if TYPE_CHECKING:
    from datetime import date

    from whynext.bootstrap import Published

PANEL = "Begin"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=PANEL)(demo)
    app.command(rich_help_panel=PANEL)(init)


def demo(
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="Where the demo school is to be.")
    ] = "demo.school",
    seed: Annotated[int, typer.Option(help="Another seed, another school.", min=0)] = 2026,
    students: Annotated[int, typer.Option(help="How many students.", min=12, max=999)] = 180,
    days: Annotated[int, typer.Option(help="How many school days of history.", min=1, max=60)] = 60,
    as_json: JsonOption = False,
) -> None:
    """Make a simulated school, decide one afternoon, and show what can be asked of it."""
    from whynext.cli.showing import Showing
    from whynext.testing.demo_school import demo_school

    make_room(path)
    with progress("making a school") as told:
        steps = 5
        done = [0]

        def doing(what: str) -> None:
            told(what, done[0], steps)
            done[0] += 1

        made = demo_school(path, seed=seed, students=students, days=days, told=doing)
    try:
        showing = Showing(made, path)
        if as_json:
            tell(True, showing.document())
            return
        out = console()
        for each in showing.told():
            out.print(each)
    finally:
        made.engine.store.close()


def make_room(path: str) -> None:
    """Remove an earlier demo school at a path.

    Raises
    ------
    Refused
        If what is there is anything else; it is left alone.
    """
    from whynext import bootstrap

    file = Path(path)
    if "://" in path or not file.exists():
        return
    try:
        earlier = bootstrap.engine(path)
        with earlier.store.reading() as reading:
            simulated = bootstrap.is_simulated(reading)
        earlier.store.close()
    except Refused:
        simulated = False
    if not simulated:
        raise Refused(
            Problem(
                f"{path} is there and is no demo school",
                valid="a path where nothing is, or where an earlier demo is",
                next_step="give another path: whynext demo other.school",
                kind="exists",
            )
        )
    for each in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal"):
        Path(each).unlink(missing_ok=True)


def init(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where the school is to be held.")],
    name: Annotated[str, typer.Option("--name", help="The name of the school.")],
    timezone: Annotated[str, typer.Option("--timezone", help="An IANA name, such as America/New_York.")],
    starter: Annotated[
        bool, typer.Option("--starter", help="Also our own map, lessons and items, and the handbook.")
    ] = False,
    holidays: Annotated[
        list[str] | None,
        typer.Option(
            "--holiday", metavar="DATE", help="A day without school; repeat it.", show_default=False
        ),
    ] = None,
    model: Annotated[str, typer.Option("--model", help="How mastery is traced: bkt or streak.")] = "bkt",
    as_json: JsonOption = False,
) -> None:
    """Begin a school: one file, or a PostgreSQL database."""
    from whynext import bootstrap

    days = _holidays(holidays or [])
    with progress("beginning the school"):
        engine = bootstrap.begin(path, name, timezone, holidays=days, model=model)
        try:
            taken = bootstrap.take_starter(engine) if starter else []
            published = bootstrap.publish_handbook(engine) if starter else None
        finally:
            engine.store.close()
    document = {
        "school": path,
        "name": name,
        "timezone": timezone,
        "holidays": days,
        "taken": [{"what": each.what, "counts": each.counts} for each in taken],
        "published": [d.id for d in published.published] if published else [],
        "not_published": {
            key: [each.as_dict() for each in problems] for key, problems in published.refused.items()
        }
        if published
        else {},
    }
    told: list[Any] = [f"[title]{escaped(name)}[/] is begun at {escaped(path)} ({escaped(timezone)})."]
    for each in taken:
        counts = ", ".join(f"{number:,} {what}" for what, number in each.counts.items())
        told.append(f"Taken in ({each.what}): {counts}.")
    told += _published_lines(published)
    told.append("Next: whynext import oneroster FOLDER, whynext import responses FILE, whynext tick")
    tell(as_json, document, *told)


def _published_lines(published: Published | None) -> list[Any]:
    if published is None:
        return []
    told: list[Any] = [f"In force: {', '.join(each.id for each in published.published)}."]
    for name, problems in published.refused.items():
        told += [f"Not in force: {name}.", *(problem_lines(problem) for problem in problems)]
    return told


def _holidays(texts: list[str]) -> list[date]:
    """Return days without school.

    Raises
    ------
    Refused
        With every text that is no date.
    """
    from datetime import date

    days, problems = [], []
    for text in texts:
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            problems.append(Problem(f"«{text}» is not a date", "--holiday", "a date such as 2026-12-24"))
    if problems:
        raise Refused(problems)
    return days
