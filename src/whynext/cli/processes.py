"""Commands about processes: list, show, check, test, compare, publish, what-if, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import NotFound, Problem, Refused
from whynext.cli.comparing import affected_by, compared
from whynext.cli.named import (
    anywhere,
    given_for,
    named,
    read_text,
    steps_with_values,
    text_of,
    with_values,
)
from whynext.cli.options import JsonOption, SchoolOption, opened
from whynext.cli.output import FOUND, escaped, problem_lines, progress, table, tell

if TYPE_CHECKING:
    from whynext.process.definition import Definition

NAMED = "An id (next-skill, next-skill@2), a file or folder, or handbook/NAME."
ProcessArgument = Annotated[str, typer.Argument(metavar="PROCESS", help=NAMED)]
GivenOption = Annotated[
    str, typer.Option("--given", help="What it decides for, such as a skill.", show_default=False)
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Another value of a parameter; of a step: STEP.NAME=VALUE.",
        show_default=False,
    ),
]

group = typer.Typer(help="Look at processes, try them, compare them, publish them.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(group, name="process", rich_help_panel="Look")


@group.command("list")
def list_them(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """List what is published at the school, and what else the handbook has."""
    from whynext import bootstrap
    from whynext.engine.inspect import status

    with opened(school) as engine:
        here = status(engine).processes
        with engine.store.reading() as reading:
            published = reading.table("definitions").sort("process", "version")
    rest = [name for name in bootstrap.handbook_names() if name not in {each[0] for each in here}]
    columns = ["process", "version", "title", "effective_from", "retired_at", "published_by"]
    document = {
        "in_force": [dict(zip(("process", "version", "title"), each, strict=True)) for each in here],
        "published": published.select(columns).to_dicts(),
        "handbook": [*bootstrap.handbook_names(), *bootstrap.handbook_variants()],
    }
    told: list[Any] = (
        [table(("process", "version", "title"), here)] if here else ["Nothing is published yet."]
    )
    if rest:
        told.append(f"In the handbook and not in force here: {', '.join(rest)}")
    told.append(f"Later versions in the handbook: {', '.join(bootstrap.handbook_variants())}")
    tell(as_json, document, *told)


@group.command()
def show(
    process: ProcessArgument,
    toml: Annotated[bool, typer.Option("--toml", help="The text as it was written.")] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say what a process does: what wakes it, who acts, what it reads, its rules and how it chooses."""
    from whynext.cli.described import described

    definition = anywhere(process, school)
    elements = ("trigger", "agents", "information", "rules", "decision")
    document = {
        "id": definition.id,
        "version": definition.version,
        "title": definition.title,
        "question": definition.question,
        "elements": {name: definition.element(name) for name in elements},
        "digests": definition.digests(),
        "text": definition.text,
    }
    from whynext import bootstrap

    told = [escaped(definition.text)] if toml else described(definition, bootstrap.catalogue())
    tell(as_json, document, *told)


@group.command()
def check(
    process: ProcessArgument,
    given: GivenOption = "",
    influence: Annotated[
        bool, typer.Option("--influence", help="Also measure how much each information matters.")
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Tell whether a process personalizes, on the school's own data; exit code 1 if it does not."""
    from whynext.cli import checking

    with opened(school) as engine, progress("looking at the school"):
        definition = named(engine, process)
        look = checking.of_composite if definition.is_composite else checking.of_process
        checked = look(engine, definition, given_for(engine, definition, given), influence)
    tell(as_json, checked.document(), *checked.told())
    if not checked.personalizes:
        raise typer.Exit(FOUND)


@group.command("test")
def run_examples_of(
    processes: Annotated[
        list[str] | None, typer.Argument(metavar="[PROCESS]...", help=f"{NAMED} All if none.")
    ] = None,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Run the examples that lie beside a definition, or all of the handbook; exit code 1 if one fails."""
    from whynext import bootstrap

    results = []
    with progress("running examples") as told_progress:
        shipped = (*bootstrap.handbook_names(), *bootstrap.handbook_variants())
        wanted = processes or [f"handbook/{name}" for name in shipped]
        for place, name in enumerate(wanted):
            told_progress(name, place, len(wanted))
            results.append((name, *_examples(name, school)))
    failed = [each for _, _, outcomes in results for each in outcomes if not each.passed]
    document = {
        "processes": [
            {
                "process": definition.id,
                "version": definition.version,
                "examples": [
                    {"says": o.example.says, "passed": o.passed, "outcome": o.says} for o in outcomes
                ],
            }
            for _, definition, outcomes in results
        ],
        "passed": not failed,
    }
    told: list[Any] = []
    for _, definition, outcomes in results:
        good = sum(each.passed for each in outcomes)
        style = "good" if good == len(outcomes) else "bad"
        told.append(f"[{style}]{good:>3} of {len(outcomes)}[/]  {definition.id} {definition.version}")
        told += [f"          [bad]{escaped(each.says)}[/]" for each in outcomes if not each.passed]
    tell(as_json, document, *told)
    if failed:
        raise typer.Exit(FOUND)


def _examples(name: str, school: str) -> tuple[Definition, list[Any]]:
    """Return a definition and how its examples come out."""
    from whynext import bootstrap
    from whynext.process.examples import read_examples, run_examples

    definition = anywhere(name, school)
    text, where = _examples_text(name)
    others = {step.process: anywhere(step.process, school) for step in definition.steps}
    catalogue = bootstrap.catalogue()
    examples = read_examples(text, definition, catalogue, others=others, name=where)
    return definition, run_examples(definition, examples, definition.id.encode(), others)


def _examples_text(name: str) -> tuple[str, str]:
    """Return the examples beside a definition, and how to call them in messages.

    Raises
    ------
    NotFound
        If there are none.
    """
    from whynext import bootstrap

    path = Path(name)
    if path.exists():
        beside = (path if path.is_dir() else path.parent) / "examples.toml"
        if beside.is_file():
            return read_text(beside), str(beside)
        raise NotFound(
            Problem(f"there is no file {beside}", next_step="write examples beside the definition")
        )
    handbook = name.removeprefix("handbook/").split("@")[0]
    return bootstrap.handbook_examples(handbook), f"handbook/{handbook}/examples.toml"


@group.command()
def compare(
    first: ProcessArgument,
    second: Annotated[str, typer.Argument(metavar="PROCESS", help=NAMED, show_default=False)] = "",
    values: SetOption = None,
    affected: Annotated[bool, typer.Option("--affected", help="Also say who is affected now.")] = False,
    given: GivenOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say in words how two processes, or two versions of one, differ; with --affected, for whom."""
    from whynext.process.compare import compare as compare_them

    if not second and not values:
        problem = Problem(
            "there is nothing to compare it with", valid="a second PROCESS, or --set NAME=VALUE"
        )
        raise Refused(problem)
    if affected:
        with opened(school) as engine:
            a = named(engine, first)
            b = with_values(named(engine, second or first), values)
            steps = steps_with_values(b, values, lambda name: named(engine, name))
            who = affected_by(engine, a, b, given, {after.id: after for _, after in steps})
    else:
        a, b = anywhere(first, school), with_values(anywhere(second or first, school), values)
        steps = steps_with_values(b, values, lambda name: anywhere(name, school))
        who = None
    comparisons = compared(compare_them(a, b), [compare_them(*step) for step in steps])
    document = {**comparisons.document, "affected": who[1] if who else None}
    tell(as_json, document, *comparisons.told, *(who[2] if who else []))


@group.command("what-if")
def what_if(
    process: ProcessArgument,
    values: SetOption = None,
    against: Annotated[
        str, typer.Option("--against", help="The process to compare with, if another.", show_default=False)
    ] = "",
    given: GivenOption = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Say whose decision another version, or other values, would change now; nothing is written."""
    from whynext.process.compare import compare as compare_them

    with opened(school) as engine, progress("deciding twice"):
        other = with_values(named(engine, process), values)
        base = named(engine, against or other.id)
        steps = steps_with_values(other, values, lambda name: named(engine, name))
        _, document, told = affected_by(engine, base, other, given, {after.id: after for _, after in steps})
    comparisons = compared(compare_them(base, other), [compare_them(*step) for step in steps])
    tell(as_json, {**document, "comparison": comparisons.document}, *comparisons.told, *told)


@group.command()
def publish(
    process: Annotated[
        str, typer.Argument(metavar="PROCESS", help="A file or folder, handbook/NAME, or «handbook» for all.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who publishes it.")],
    begins: Annotated[
        str,
        typer.Option("--from", metavar="INSTANT", help="From when; at once if not said.", show_default=False),
    ] = "",
    signed_off: Annotated[
        list[str] | None,
        typer.Option("--signed-off", metavar="NAME, ROLE", help="Who answers for it here; may be repeated."),
    ] = None,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a process in force; from then on it never changes, a change is a new version."""
    from whynext import bootstrap
    from whynext.base.clock import parse_instant
    from whynext.engine.publish import publish as publish_it

    if not by.strip():
        raise Refused(Problem("nobody is named who publishes it", "--by", "a name and role"))
    with opened(school) as engine:
        if process.rstrip("/") == "handbook":
            found = bootstrap.publish_handbook(engine, by=by)
            document = {
                "published": [{"process": d.id, "version": d.version} for d in found.published],
                "refused": {name: [p.as_dict() for p in all_] for name, all_ in found.refused.items()},
            }
            told: list[Any] = [f"published  {each.id} {each.version}" for each in found.published]
            for name, problems in found.refused.items():
                told += [f"not published  {name}:", *(problem_lines(problem) for problem in problems)]
            tell(as_json, document, *told)
            return
        text, where = text_of(process)
        with engine.store.reading() as reading:
            starts = parse_instant(begins, reading.school().timezone) if begins else None
        names = tuple(signed_off or ())
        made = publish_it(engine, text, by=by, name=where, effective_from=starts, signed_off_by=names)
    document = {"published": [{"process": made.id, "version": made.version}], "digests": made.digests()}
    tell(as_json, document, f"Published: «{escaped(made.title)}» ({made.id}, version {made.version}).")


@group.command()
def schema(as_json: JsonOption = False) -> None:
    """Print the JSON Schema of a definition, for editors that check while one writes."""
    from whynext.process.document import json_schema

    del as_json  # it is JSON anyway
    tell(True, json_schema())
