"""Commands that carry files in and out: import, export."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, notes, progress, tell

if TYPE_CHECKING:
    from whynext.engine.intake import Taken

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file.")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="A file that does not exist yet.")]
SkipOption = Annotated[
    bool, typer.Option("--skip-bad", help="Take the good rows and list the rest, instead of refusing all.")
]
PANEL = "Carry"

group = typer.Typer(help="Take in a map, a roster, a library or a history.", no_args_is_help=True)


class What(StrEnum):
    """What can be written out."""

    CASE = "case"
    ITEMS = "items"
    LEDGER = "ledger"
    DECISIONS = "decisions"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="import", rich_help_panel=PANEL)
    app.command(rich_help_panel=PANEL)(export)


@group.command()
def case(file: FileArgument, school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Take in a framework of competencies in the standard CASE 1.1 (a CFPackage as JSON)."""
    from whynext import bootstrap

    with opened(school) as engine, progress(f"reading {file.name}"):
        taken = bootstrap.import_case(engine, file)
    tell_taken(taken, as_json)


@group.command("map")
def map_(
    skills: Annotated[Path, typer.Argument(metavar="SKILLS", help="CSV of skills: id or code, title, ...")],
    prerequisites: Annotated[
        Path, typer.Argument(metavar="PREREQUISITES", help="CSV with the columns from and to.")
    ],
    title: Annotated[str, typer.Option(help="What the map is called.", show_default=False)] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in a map as two CSV tables: its skills, and which comes before which."""
    from whynext import bootstrap

    with opened(school) as engine, progress(f"reading {skills.name}"):
        taken = bootstrap.import_map(engine, skills, prerequisites, title)
    tell_taken(taken, as_json)


@group.command()
def oneroster(
    source: Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help="A set of OneRoster 1.1 or 1.2 CSV.")],
    skip_bad: SkipOption = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in a roster in the standard OneRoster (CSV), whole or as changes."""
    from whynext import bootstrap

    with opened(school) as engine, progress(f"reading {source.name}") as told:
        taken = bootstrap.import_oneroster(engine, source, skip_bad=skip_bad, progress=told)
    tell_taken(taken, as_json)


@group.command()
def items(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="JSON or CSV.")],
    skip_bad: SkipOption = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in items and learning objects (JSON or CSV)."""
    from whynext import bootstrap

    with opened(school) as engine, progress("reading items"):
        taken = [bootstrap.import_items(engine, file, skip_bad=skip_bad) for file in files]
    _tell_all(taken, as_json)


@group.command()
def responses(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, plain or gzip.")],
    skip_bad: SkipOption = False,
    create: Annotated[
        bool, typer.Option("--create", help="Add students and skills that are not there yet.")
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in a history of answers; what is known already adds nothing."""
    from whynext import bootstrap

    with opened(school) as engine, progress("reading answers") as told:
        taken = []
        for place, file in enumerate(files):
            told(f"reading {file.name}", place, len(files) if len(files) > 1 else 0)
            taken.append(bootstrap.import_responses(engine, file, skip_bad=skip_bad, create=create))
    _tell_all(taken, as_json)


@group.command()
def traces(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="JSON lines: one answer a line.")],
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in answers with the steps that led to them, and read how the students worked."""
    from whynext import bootstrap

    with opened(school) as engine, progress("reading steps"):
        taken = [bootstrap.import_traces(engine, file) for file in files]
    _tell_all(taken, as_json)


def export(
    what: Annotated[What, typer.Argument(metavar="case|items|ledger|decisions", help="What to write.")],
    out: OutArgument,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write the map (CASE), the library (JSON, CSV), the ledger (JSON lines) or decisions (CSV, Parquet)."""
    from whynext import bootstrap

    writers = {
        What.CASE: (bootstrap.export_case, "competencies"),
        What.ITEMS: (bootstrap.export_items, "items and learning objects"),
        What.LEDGER: (bootstrap.export_the_ledger, "entries"),
        What.DECISIONS: (bootstrap.export_decisions, "decisions"),
    }
    write, of = writers[what]
    with opened(school) as engine, progress(f"writing {out.name}"):
        count = write(engine, out)
    tell(
        as_json, {"what": what, "out": str(out), "count": count}, f"{count:,} {of} written to {escaped(out)}."
    )


def tell_taken(taken: Taken, as_json: bool) -> None:
    """Tell what was taken in."""
    _tell_all([taken], as_json)


def _tell_all(taken: list[Taken], as_json: bool) -> None:
    document = {
        "taken": [
            {
                "what": each.what,
                "counts": each.counts,
                "new": each.is_new,
                "notes": [note.as_dict() for note in each.notes],
            }
            for each in taken
        ]
    }
    told: list[Any] = []
    for each in taken:
        told += [_said(each), *notes(each.notes)]
    tell(as_json, document, *told)


def _said(taken: Taken) -> str:
    if not taken.is_new:
        return f"Nothing new ({taken.what}): the school has all of it already, and nothing was written."
    counts = ", ".join(_count_said(number, name) for name, number in taken.counts.items() if number)
    return (
        f"Taken in ({taken.what}): {escaped(counts)}." if counts else f"Nothing was taken in ({taken.what})."
    )


_CALLED = {"orgs": "organisations", "academic sessions": "terms and years"}
_ONE = {"people": "person", "terms and years": "term or year", "competencies": "competency"}
_COUNTED = re.compile(r"(?P<things>.+?)(?P<done>( added| changed| ended| deleted| removed| updated)?)$")


def _count_said(number: int, name: str) -> str:
    """Return a count of what came in: "1 person added", "2 skills added".

    Examples
    --------
    >>> _count_said(1, "people added"), _count_said(2, "orgs added"), _count_said(1, "items")
    ('1 person added', '2 organisations added', '1 item')
    """
    matched = _COUNTED.match(name)
    assert matched is not None
    things = _CALLED.get(matched["things"], matched["things"])
    if number == 1:
        things = _ONE.get(things, things.removesuffix("s"))
    return f"{number:,} {things}{matched['done']}"
