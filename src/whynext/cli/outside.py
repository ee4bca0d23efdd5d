"""Tests elsewhere: their scales, and the scores that students reached on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.carrying import group as importing
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, table, tell

scales = typer.Typer(no_args_is_help=True, help="Scales of tests elsewhere, on which scores are reported.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(scales, name="scale", rich_help_panel="Measure")


@importing.command()
def scores(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV: student, scale, score, standard_error, date, strand."),
    ],
    scale: Annotated[
        str, typer.Option("--scale", help="The scale of all scores, where the file does not say it.")
    ] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take in scores of tests elsewhere: a student's next diagnostic begins with what they say."""
    from whynext import bootstrap
    from whynext.cli.carrying import tell_taken

    with opened(school) as engine, progress(f"reading {file.name}"):
        taken = bootstrap.import_scores(engine, file, scale=scale)
    tell_taken(taken, as_json)


@scales.command()
def publish(
    name: Annotated[str, typer.Argument(metavar="NAME", help="How files of scores name it.")],
    middle: Annotated[float, typer.Option(help="The score of a student of middling ability at this school.")],
    unit: Annotated[
        float, typer.Option(help="Points of score to one unit of ability: about their spread at the school.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who says so.")],
    doubt: Annotated[
        float, typer.Option(help="How far the two tests may disagree, in units of ability.")
    ] = 0.3,
    days: Annotated[int, typer.Option(help="A score older than this says nothing.")] = 365,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a scale in force: what its scores say of ability here, and for how long they hold."""
    from whynext.engine.outside import publish_scale, scale_of

    if not by.strip():
        raise Refused(Problem("nobody is named who says so", "--by", "a role and an id: «leader l01»"))
    with opened(school) as engine:
        made = publish_scale(engine, name, scale_of(middle, unit, doubt), by=by, days=days)
    told = f"In force: a score of {middle:g} on «{escaped(made.name)}» is ability 0, {middle + unit:g} is 1."
    tell(as_json, {"scale": made}, told)


@scales.command("list")
def list_scales(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """List the scales in force."""
    from whynext.engine.outside import scales as scales_of

    with opened(school) as engine, engine.store.reading() as reading:
        found = list(scales_of(reading).values())
    rows = [
        (each.name, *(f"{x:g}" for x in (each.scale.middle, each.scale.unit, each.scale.doubt, each.days)))
        for each in found
    ]
    told = table(("scale", "ability 0", "points to 1", "doubt", "holds for days"), rows)
    tell(as_json, {"scales": found}, told if found else "No scale is published yet.")
