"""Commands about places that are fewer than the wishes for them: who got what, what was not met, the draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, table, tell

if TYPE_CHECKING:
    from whynext.engine.places import Given, Ranks, Report, Shares

group = typer.Typer(
    no_args_is_help=True, help="Places in courses, tutoring and the like: who got what, and why."
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="places", rich_help_panel="Look")


ProcessArgument = Annotated[str, typer.Argument(metavar="PROCESS", help="The process that gave places.")]
RunOption = Annotated[
    str,
    typer.Option(
        "--run", metavar="RUN", help="Which run; else the last for more than one student.", show_default=False
    ),
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        "--groups",
        metavar="COLUMN",
        help="Compare groups of students: «section», «grade», what is recorded under a name, or a CSV file"
        " with the columns student and group (FILE.csv or FILE.csv:COLUMN).",
        show_default=False,
    ),
]


@group.command("report")
def report(
    process: ProcessArgument,
    by: ByOption = "",
    sessions: Annotated[
        str,
        typer.Option(
            "--sessions",
            metavar="NAME",
            help="A process of which carried out decisions are counted, or a number recorded under this name:"
            " at how many sessions a student was. Else who carried out the decision was there.",
            show_default=False,
        ),
    ] = "",
    run: RunOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say who was eligible, who got a place and who came, and how dear to them what they got was.

    Everything is told of all students together and, with --by, of each group, with the chance that it had
    before the draw.
    """
    from whynext import bootstrap
    from whynext.engine import places

    with opened(school) as engine:
        groups = bootstrap.groups_named(engine, by) if by else None
        given = places.given_places(engine, process, run)
        found = places.report(engine, given, groups, sessions=sessions)
    document = {
        "process": process,
        "version": given.definition.version,
        "run": given.run,
        "method": _method(given),
        "seed": given.definition.choose.seed or None,
        "changed": found.changed,
        "shares": found.shares,
        "ranks": found.ranks,
    }
    tell(as_json, document, *_told(found))


def _method(given: Given) -> str:
    choose = given.definition.choose
    return choose.method if choose.how == "match" else choose.how


def _told(found: Report) -> list[Any]:
    given = found.given
    told: list[Any] = [
        f"[title]{escaped(given.definition.title)}[/], run [id]{given.run}[/], by {_method(given)}"
        + (f", drawn from «{escaped(given.definition.choose.seed)}»" if given.definition.choose.seed else "")
        + "."
    ]
    told.append(table(_heads(found.shares), [_share(each, found.shares[0]) for each in found.shares]))
    if found.ranks:
        told += [table(*_ranked(found.ranks)), _READ]
    if found.changed:
        said = "decision was" if found.changed == 1 else "decisions were"
        told.append(
            f"{found.changed:,} {said} changed by persons since; the wishes are told as the run met them."
        )
    return told


_READ = (
    "The dearest wish that each got. «chance of the first»: the mean, before the draw, of the probability"
    " to get the first wish."
)


def _heads(rows: Sequence[Shares]) -> list[str]:
    heads = ["", "students", "eligible", "not known", "places"]
    heads += ["chance"] if rows[0].chance is not None else []
    return heads + (["came", "sessions"] if rows[0].attended is not None else [])


def _share(each: Shares, first: Shares) -> list[str]:
    cells = [each.group, *(f"{n:,}" for n in (each.students, each.eligible, each.unknown, each.offered))]
    if first.chance is not None:
        cells.append(percent(each.chance))
    if first.attended is not None:
        cells += [f"{each.attended:,}", "" if each.dose is None else f"{each.dose:.1f}"]
    return cells


def percent(share: float | None) -> str:
    """Return a share in percent; nothing for none."""
    return "" if share is None else f"{100 * share:.0f} %"


_SHOWN = 5  # wishes with a column of their own


def _ranked(rows: Sequence[Ranks]) -> tuple[list[str], list[list[str]]]:
    """Return the table of how dear what students got was."""
    longest = len(rows[0].dearest)
    shown = min(longest, _SHOWN)
    heads = ["", "with wishes", *(_ordinal(place) for place in range(1, shown + 1))]
    heads += ["later"] if longest > shown else []
    heads += ["none", "places each"]
    heads += ["chance of the first"] if rows[0].first_chance is not None else []
    return heads, [_rank(each, shown, longest) for each in rows]


def _rank(each: Ranks, shown: int, longest: int) -> list[str]:
    counts = [*each.dearest[:shown], *([sum(each.dearest[shown:])] if longest > shown else []), each.none]
    cells = [f"{n:,} ({percent(n / each.students)})" if each.students else "0" for n in counts]
    each_one = f"{each.places / each.students:.2f}" if each.students else ""
    chance = [] if each.first_chance is None else [percent(each.first_chance)]
    return [each.group, f"{each.students:,}", *cells, each_one, *chance]


def _ordinal(place: int) -> str:
    """Return a place as one says it.

    Examples
    --------
    >>> [_ordinal(place) for place in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    teen = place % 100 in (11, 12, 13)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(0 if teen else place % 10, "th")
    return f"{place}{ending}"


@group.command("unmet")
def unmet(
    process: ProcessArgument,
    student: Annotated[
        str, typer.Option("--student", metavar="STUDENT", help="Only of this one.", show_default=False)
    ] = "",
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="So many are listed.")] = 40,
    run: RunOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say of every wish that was not met why not.

    Wishes of those who have as many places as they can, in what was dearer to them, are left out. What would
    have to change is told by «whynext why-not DECISION OPTION».
    """
    from whynext.engine import places

    with opened(school) as engine:
        given = places.given_places(engine, process, run)
        found = places.unmet_wishes(given, student)
    document = {
        "process": process,
        "run": given.run,
        "unmet": [{**_fields(each), "title": given.titles.get(each.option, each.option)} for each in found],
    }
    rows = [
        (
            given.names.get(each.student, each.student),
            _ordinal(each.place),
            given.titles.get(each.option, each.option),
            "; ".join(each.reasons),
            each.decision,
        )
        for each in found[:most]
    ]
    heads = ("student", "wish", "for", "why not", "decision")
    said = f"[title]{len(found):,} wishes[/] were not met." if found else "Every wish was met that could be."
    told: list[Any] = [said, *([table(heads, rows)] if rows else [])]
    if len(found) > most:
        told.append(f"[quiet]… and {len(found) - most:,} more; --most or --json lists them[/]")
    tell(as_json, document, *told)


def _fields(each: Any) -> Mapping[str, Any]:
    return {name: getattr(each, name) for name in each.__slots__}


@group.command("draw")
def draw(
    process: ProcessArgument,
    ids: Annotated[
        bool, typer.Option("--ids", help="Only the ids of those in the draw, one a line.", show_default=False)
    ] = False,
    run: RunOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """List who was in the draw and in which order, to be published so that anybody can repeat it.

    How, is told in docs/how-to/repeat-a-lottery.md, with a script of ten lines.
    """
    from whynext.engine import places

    with opened(school) as engine:
        given = places.given_places(engine, process, run)
        turns = places.draw_of(given)
    document = {
        "process": process,
        "run": given.run,
        "seed": given.definition.choose.seed or None,
        "turns": [_fields(each) for each in turns],
    }
    if ids:
        lines = sorted(each.student for each in turns)
    else:
        lines = [f"{each.number} {each.student} {'place' if each.place else 'waits'}" for each in turns]
    if as_json:
        tell(True, document)
    else:
        for line in lines:
            typer.echo(line)
