"""Commands about places that are shared: the places of a day, planning it again, what stands in the way."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import FOUND, console, escaped, plain, progress, table, tell

if TYPE_CHECKING:
    from whynext.engine.conflicts import Conflict, Kept
    from whynext.engine.schedules import PlannedAgain, Scheduled, Search
    from whynext.engine.school import Engine
    from whynext.process.assigning.instance import Progress

group = typer.Typer(no_args_is_help=True, help="Who is where, with whom and by whom, on a day.")

ProcessOption = Annotated[
    str, typer.Option("--process", metavar="PROCESS", help="The process that assigns the places.")
]
DayOption = Annotated[
    str,
    typer.Option(
        "--day", metavar="DATE", help="The school day; the latest that is planned.", show_default=False
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="schedule", rich_help_panel="Decide")


def day_of(written: str) -> date | None:
    """Return a day that was written on the command line; None if none was."""
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(Problem(f"«{written}» is no day", "--day", "a date such as 2026-09-14")) from error


@contextmanager
def searching(engine: Engine) -> Iterator[None]:
    """Show how far a search for a plan is; Ctrl-C keeps the best plan found so far, and says so."""
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped:
            raise KeyboardInterrupt
        stopped = True
        console(stderr=True).print("Stopping: the best valid plan found so far is kept. (Again: give up.)")

    with progress("arranging") as told:

        def watch(made: Progress) -> bool:
            value = "no plan yet" if made.value is None else f"{made.value:,.0f}"
            bound = "" if made.bound == float("inf") else f" of at most {made.bound:,.0f}"
            told(f"arranging: {value}{bound}", made.steps, made.most)
            return not stopped

        before = signal.signal(signal.SIGINT, stop)
        engine.watch = watch
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


@group.command("show")
def show(
    day: DayOption = "",
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Print the places of a day as they stand: one line for each session, or one entry for each place."""
    from whynext.engine.schedules import scheduled

    with opened(school) as engine:
        found = scheduled(engine, process, day_of(day))
    document = {
        "process": found.process,
        "day": found.day,
        "places": found.places.to_dicts(),
        "without": found.without,
        "walks": {"walks": found.walks.walks, "ways": found.walks.ways},
        "searches": {run: searched(each) for run, each in found.searches.items()},
    }
    tell(as_json, document, *_shown(found))


def searched(search: Search) -> dict[str, Any]:
    """Return how a search ended, as data."""
    return {"status": search.status, "value": search.value, "bound": search.bound, "steps": search.steps}


def _shown(found: Scheduled) -> Iterator[Any]:
    import polars as pl

    meets = pl.col("teacher").is_not_null() | (pl.col("together") > 1)
    keys = ["period", "modality", "skill", "session", "teacher", "area"]
    sessions = found.places.filter(meets).group_by(keys, maintain_order=True).agg(pl.len().alias("students"))
    alone = found.places.filter(~meets).group_by("period", "modality", "area", maintain_order=True)
    singly = alone.agg(pl.len().alias("students"), pl.col("skill").n_unique().alias("skills"))
    yield (
        f"[title]{found.day:%A %d %B %Y}[/]: {len(found.places):,} places; {len(sessions):,} sessions, "
        f"and {singly.get_column('students').sum():,} places to work alone."
    )
    for title, frame, columns in (
        ("Sessions", sessions, ("period", "modality", "skill", "students", "teacher", "area")),
        ("Alone", singly, ("period", "modality", "area", "students", "skills")),
    ):
        rows = [
            ["" if each is None else str(each) for each in row] for row in frame.select(columns).iter_rows()
        ]
        if rows:
            yield table(columns, rows, title=title)
    yield from (search_said(each) for each in found.searches.values())
    if found.walks.ways:
        many = f"{found.walks.walks:,} of {found.walks.ways:,}"
        yield f"{many} ways from one place to the next are walks to another part of the hall."
    unseated = found.places.filter(pl.col("session").is_null())
    if len(unseated):
        who = ", ".join(escaped(each) for each in unseated.get_column("student").unique().sort().to_list())
        yield f"Given by a person, without a session yet: {who}. «whynext schedule again» finds one."
    if found.without:
        some = ", ".join(f"{escaped(student)} (period {period})" for student, period in found.without[:10])
        more = f" and {len(found.without) - 10} more" if len(found.without) > 10 else ""
        yield f"[bad]Without a place:[/] {some}{more}."


def search_said(search: Search) -> str:
    """Return how good a plan is known to be, for people."""
    if search.status in ("impossible", "not found"):
        proved = "there is none" if search.status == "impossible" else "none was found"
        return f"[bad]No plan keeps everything[/]: {proved}. See «whynext schedule conflict»."
    if search.status == "no longer kept":
        return "How it was found is no longer kept."
    stopped = " The search was stopped." if search.status == "stopped" else ""
    if search.gap < 0.00005:
        return f"No plan is worth more.{stopped}"
    return f"No plan can be worth more than {100 * search.gap:.2f} % more.{stopped}"


@group.command("conflict")
def conflict(
    day: DayOption = "",
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say why there is no plan for a day: what cannot be kept together, and what would make one possible."""
    from whynext.engine.conflicts import conflict as conflict_of

    with opened(school) as engine:
        found = conflict_of(engine, process, day_of(day))
    tell(as_json, plain(found), *conflict_lines(found))


def conflict_lines(found: Conflict) -> Iterator[Any]:
    """Yield why there is no plan, for people."""
    yield f"[bad]There is no plan for {found.day:%A %d %B %Y}[/] that keeps all of this together:"
    yield from (f"  • {escaped(each.says)}{_may(each)}" for each in found.together)
    if found.students:
        some = ", ".join(escaped(student) for student in found.students[:8])
        more = f" and {len(found.students) - 8} more" if len(found.students) > 8 else ""
        who = "one student gets" if len(found.students) == 1 else f"{len(found.students)} students get"
        yield f"  • {who} a place in {escaped(found.where) or 'every period'}: {some}{more}"
    yield from _needed(found)
    if not found.ways:
        yield "No way out was found that keeps the rest; somebody has to look at it."
        return
    yield ""
    yield "[title]Ways out[/], each tried, the cheapest first:"
    for number, way in enumerate(found.ways, start=1):
        price = "nobody has said what it costs" if way.price is None else f"{way.price:g} points"
        yield f"{number}. {price}"
        yield from (f"  • {escaped(each.says)}{_may(each)}" for each in way.changes)


def _needed(found: Conflict) -> Iterator[str]:
    """Yield what is known to be needed of what cannot be kept together."""
    if found.where:
        yield f"This is about {escaped(found.where)} alone, whatever is done in the others."
    if found.minimal and found.where and len(found.students) > 1:
        yield f"For any {len(found.students) - 1} of these students there would be places there."
    if found.by_line:
        yield "Without any one of these lines there would be a plan, as far as these are concerned."


def _may(each: Kept) -> str:
    return f" [quiet](the {each.by} may give way)[/]" if each.by else ""


@group.command("again")
def again(
    because: Annotated[
        str, typer.Option("--because", metavar="WHY", help="What has changed; kept in the ledger.")
    ],
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="Who asks for it.")] = "teacher",
    day: DayOption = "",
    key: Annotated[
        str,
        typer.Option("--key", help="Of the request: the same key again is the same one.", show_default=False),
    ] = "",
    process: ProcessOption = "schedule",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plan a day again because something has changed: nobody moves without need, and who moves is listed.

    If no plan keeps everything, the day stands as it was.
    """
    from whynext.engine.schedules import plan_again

    if not because.strip():
        raise Refused(Problem("no reason is given", "--because", "what has changed, in a few words"))
    with opened(school) as engine, searching(engine):
        name = key or datetime.isoformat(engine.now())
        done = plan_again(engine, process, role=role, because=because, key=name, day=day_of(day))
    document = {
        "run": done.run,
        "day": done.day,
        "moves": done.moves,
        "search": searched(done.search),
        "conflict": done.conflict,
    }
    tell(as_json, document, *_moved(done))
    if not done.run:
        raise typer.Exit(FOUND)


def _moved(done: PlannedAgain) -> Iterator[Any]:
    if not done.run:
        yield f"[title]{done.day:%A %d %B %Y}[/] stands as it was."
        if done.conflict is not None:
            yield from conflict_lines(done.conflict)
        return
    yield f"[title]{done.day:%A %d %B %Y}[/] is planned again: {len(done.moves)} students move."
    rows = [
        (each.student, " · ".join(map(str, each.before)) or "—", " · ".join(map(str, each.after)) or "—")
        for each in done.moves
    ]
    if rows:
        yield table(("student", "before", "now"), rows)
    yield search_said(done.search)
