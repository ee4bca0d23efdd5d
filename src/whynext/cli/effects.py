"""Commands about learning objects: what is known of how well they teach, and by which parameters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, table, tell

group = typer.Typer(no_args_is_help=True, help="How well learning objects teach, as answers tell.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="effects", rich_help_panel="Measure")


@group.command("show")
def show(
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="So many objects are listed.")] = 30,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what is known of how well each learning object teaches, and how sure that is.

    It is learned at every tick of a school in which a process asks for it, such as the handbook's
    next-object/learned.
    """
    from whynext.engine.effects import known_effects, parameters_in_force

    with opened(school) as engine, engine.store.reading() as reading:
        parameters, found = parameters_in_force(reading), known_effects(reading)
    document = {
        "version": parameters.version,
        "parameters": parameters.as_data(),
        "objects": [{name: getattr(each, name) for name in each.__slots__} for each in found],
    }
    seen = sum(each.outcomes for each in found)
    rows = [_row(each) for each in found[:most] if each.outcomes]
    told: list[Any] = [
        f"[title]{seen:,} uses[/] of {len(found):,} learning objects were followed by answers; "
        f"parameters [id]{parameters.version}[/]."
    ]
    if rows:
        told += [
            table(("object", "uses", "teaches", "give or take", "right after it", "drawn"), rows),
            "«teaches»: of a hundred ready students who lack the skill, so many have it afterwards. "
            "«right after it» weighs each use by how likely it was; «drawn»: how many of a hundred chance "
            "chose.",
        ]
    else:
        told.append("Nothing is known yet: no process in force asks for it, or nothing was answered since.")
    tell(as_json, document, *told)


def _row(each: Any) -> tuple[str, ...]:
    right = "" if each.right is None else f"{100 * each.right:.0f} %"
    shares = (f"{100 * share:.0f}" for share in (each.effect, each.uncertainty))
    return (escaped(each.title), f"{each.outcomes:,}", *shares, right, f"{100 * each.drawn:.0f}")


@group.command("publish")
def publish(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="JSON: parameters by name; defaults for the rest."),
    ],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who puts them in force.")],
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put other parameters in force: everything is learned anew, and nothing that was decided changes.

    «whynext effects show --json» prints those in force.
    """
    from whynext.cli.named import read_text
    from whynext.engine.effects import parameters_of, publish_effects

    if not by.strip():
        raise Refused(Problem("nobody is named who puts them in force", "--by", "a name and role"))
    try:
        data = json.loads(read_text(file))
    except json.JSONDecodeError as error:
        raise Refused(Problem(f"{file} is no JSON: {error}", valid='{"contexts": ["interest"]}')) from error
    if not isinstance(data, dict):
        raise Refused(Problem(f"{file} holds no parameters", valid='{"contexts": ["interest"]}'))
    parameters = parameters_of(data)
    with opened(school) as engine, progress("learning anew"):
        done = publish_effects(engine, parameters, by=by)
    document = {"version": done.version, "outcomes": done.outcomes, "terms": done.terms}
    told = f"In force: [id]{done.version}[/]; learned anew from {done.outcomes:,} uses that answers followed."
    tell(as_json, document, told)
