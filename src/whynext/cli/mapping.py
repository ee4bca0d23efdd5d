"""Commands that look at a map of skills: map check, map show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, opened
from whynext.cli.output import FOUND, WIDEST, escaped, notes, plain, progress, table, tell

if TYPE_CHECKING:
    from whynext.engine.maps import MapImport, Review

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE...]",
        help="A CASE package, or skills and prerequisites as CSV, or their folder; else our own map.",
        show_default=False,
    ),
]
OfSchool = Annotated[
    str, typer.Option("-s", "--school", metavar="PATH", help="The map of this school.", show_default=False)
]
MOST_NAMED = 8
MOST_CODES = 40

group = typer.Typer(help="Look at a map of skills: review it, draw it, tell it.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="map", rich_help_panel="Look")


@contextmanager
def _found(files: Sequence[Path], school: str) -> Iterator[MapImport]:
    """Yield the map that is named; it is read once, and nothing is kept open but a school."""
    from whynext import bootstrap

    if files and school:
        raise Refused(
            Problem("a file and a school are both named", "--school", "one of them", kind="wrong use")
        )
    if len(files) > 2:
        raise Refused(Problem(f"{len(files)} files are named", valid="at most two", kind="wrong use"))
    if school:
        with opened(school) as engine:
            yield bootstrap.find_map(made=engine)
    else:
        yield bootstrap.find_map(files)


@group.command()
def check(files: FilesArgument = None, school: OfSchool = "", as_json: JsonOption = False) -> None:
    """Review a map: roots, depth, edges to spare, skills not reached, codes met; exit code 1 on findings."""
    from whynext import bootstrap
    from whynext.engine.maps import reviewed

    with _found(files or [], school) as found, progress("reading the map"):
        about = reviewed(found, bootstrap.standard_codes())
        noticed = [each for each in found.report if each.kind not in {"redundant edge", "unknown column"}]
    tell(
        as_json, {**_document(about), "noticed": [each.as_dict() for each in noticed]}, *_told(about, noticed)
    )
    if about.findings:
        raise typer.Exit(FOUND)


def _document(about: Review) -> dict[str, Any]:
    aligned = about.alignment
    return {
        **{
            name: plain(getattr(about, name))
            for name in ("skills", "headings", "edges", "depth", "width", "pieces", "roots", "ends", "alone")
        },
        "unrooted": plain(about.unrooted),
        "implied": plain(about.implied),
        "falling": plain(about.falling),
        "longest": plain(about.longest),
        "cells": about.cells.to_dicts(),
        "codes": {
            "share": aligned.share,
            "by_grade": aligned.by_grade.to_dicts(),
            "missing": plain(aligned.missing),
            "other": plain(aligned.other),
        },
        "findings": [each.as_dict() for each in about.findings],
    }


def _told(about: Review, noticed: Sequence[Problem]) -> list[Any]:
    from whynext.cli.figures import counted

    roots = [about.names[each] for each in about.roots]
    longest = " → ".join(about.names[each] for each in about.longest)
    told: list[Any] = [
        f"[title]{counted(about.skills, 'skill')}[/], {counted(about.edges, 'prerequisite')}, "
        f"{counted(about.pieces, 'piece')}; {about.depth} deep, {about.width} wide.",
        f"Roots ({len(roots)}): {escaped(_some(roots))}.",
        f"Nothing builds on {len(about.ends)}; a longest way: {escaped(longest)}.",
        _cells(about),
        *_codes(about),
        *notes(noticed),
    ]
    if about.findings:
        told += [f"[bad]{counted(len(about.findings), 'finding')}:[/]", *notes(about.findings)[1:]]
    else:
        told.append("[good]Nothing to put right: every skill is reached, and no edge is to spare.[/]")
    return told


def _codes(about: Review) -> Iterator[Any]:
    """Yield how many content codes are met, and which are not."""
    from whynext.cli.figures import counted

    aligned = about.alignment
    of = f"{counted(len(aligned.codes), 'content code')} from kindergarten to grade 8"
    if not aligned.share:
        yield f"None of the {of} is met."
        return
    yield f"Met: {aligned.share:.1%} of the {of}."
    yield table(("grade", "codes", "met", "missing"), aligned.by_grade.rows())
    if aligned.missing:
        yield f"Met by nothing: {escaped(_some(aligned.missing, MOST_CODES))}."


def _some(names: Sequence[str], most: int = MOST_NAMED) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more if names else "none"


def _cells(about: Review) -> Any:
    """Return how many skills each strand has in each grade, as a table."""
    count = {(strand, grade): number for strand, grade, number in about.cells.rows()}
    strands = dict.fromkeys(strand for strand, _ in count)
    grades = sorted({grade for _, grade in count}, key=lambda grade: (grade.isdigit(), grade.zfill(3)))
    rows = [
        (strand or "none", *(count.get((strand, grade), "") for grade in grades), _total(count, strand))
        for strand in strands
    ]
    return table(("strand", *(grade or "?" for grade in grades), "all"), rows)


def _total(count: dict[tuple[str, str], int], strand: str) -> int:
    return sum(number for (one, _), number in count.items() if one == strand)


@group.command()
def show(
    files: FilesArgument = None,
    strand: Annotated[
        list[str] | None, typer.Option("--strand", help="Only this strand; repeat it.", show_default=False)
    ] = None,
    grade: Annotated[
        str, typer.Option("--grade", help="Only skills that begin in this grade, or in a range: 3-5.")
    ] = "",
    around: Annotated[
        str, typer.Option("--around", metavar="SKILL", help="Only this skill and what is near it.")
    ] = "",
    steps: Annotated[int, typer.Option("--steps", help="How near, in edges before and after.")] = 2,
    svg: Annotated[
        str, typer.Option("--svg", metavar="OUT", help="Draw it: a file that does not exist yet, or - .")
    ] = "",
    school: OfSchool = "",
    as_json: JsonOption = False,
) -> None:
    """Tell a map grade by grade, or draw it as SVG; all of it, a strand, a grade, or around a skill."""
    from whynext import bootstrap
    from whynext.engine.maps import drawn, told

    part: dict[str, Any] = {"strands": strand or [], "grades": grade, "around": around, "steps": steps}
    with _found(files or [], school) as found, progress("drawing the map"):
        if not svg:
            lines = told(found, **part)
            tell(as_json, {"lines": lines}, *(escaped(_hanging(line)) for line in lines))
            return
        picture = drawn(found, **part)
    if svg == "-":
        typer.echo(picture, nl=False)
        return
    bootstrap.write_text(Path(svg), picture)
    tell(as_json, {"out": svg, "bytes": len(picture)}, f"The map is drawn in {escaped(svg)}.")


def _hanging(line: str) -> str:
    """Return a line broken where it is too long, what follows further in."""
    inner = " " * (len(line) - len(line.lstrip()) + 2)
    return fill(line, WIDEST - 2, subsequent_indent=inner, break_on_hyphens=False) if line else line
