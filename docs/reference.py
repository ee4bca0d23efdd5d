"""Writes docs/reference from the code: every command, every information, every field of a definition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from whynext import bootstrap
from whynext.cli.main import app
from whynext.process.document import json_schema
from whynext.process.information import Sensitivity

FOLDER = Path(__file__).parent / "reference"
MADE = "<!-- Written by `make docs` from the code; changes made here are lost. -->"


def commands() -> Iterator[str]:
    """Yield the reference of the command line."""
    yield from (MADE, "", "# Commands", "")
    yield from (
        "The school is named with `-s PATH`, by the variable `WHYNEXT_SCHOOL`, or is the only `*.school`",
        "file of the present folder. `--json` prints one JSON document, for errors too. Exit codes: 0 done,",
        "1 something was found (a fault, a difference, an example that fails), 2 wrong use or refused input.",
        "",
    )
    yield from _command(typer.main.get_command(app), "whynext")


def _command(command: Any, name: str) -> Iterator[str]:
    below = getattr(command, "commands", {})
    if not below:
        yield from (f"## `{name}`", "", (command.help or "").strip(), "")
        rows = [_parameter(each) for each in command.params if each.name not in ("school", "as_json")]
        yield from _table(("argument or option", "meaning"), [row for row in rows if row])
    for each, one in below.items():
        yield from _command(one, f"{name} {each}")


def _parameter(parameter: Any) -> tuple[str, str]:
    metavar = parameter.metavar or ""
    named = " ".join(parameter.opts) if parameter.param_type_name == "option" else ""
    shown = f"{named} {metavar}".strip() or parameter.name.upper()
    return f"`{shown}`", (getattr(parameter, "help", "") or "").strip()


def informations() -> Iterator[str]:
    """Yield the reference of what a process may ask."""
    yield from (MADE, "", "# What a process may ask", "")
    yield "A process names what it reads under `information`, and reads nothing else. Protected information"
    yield from ("can be described and simulated; a process that reads it cannot be published.", "")
    rows = []
    for each in bootstrap.catalogue().information.values():
        arguments = ", ".join(each.arguments)
        mark = "" if each.sensitivity is Sensitivity.ORDINARY else f" ({each.sensitivity})"
        name = f"`{each.name}({arguments})`" if arguments else f"`{each.name}`"
        kind = each.type.value + (f", {each.unit}" if each.unit else "")
        rows.append((name, each.sentence + mark, each.grain.value, kind, each.missing or "never"))
    yield from _table(("name", "sentence", "about", "kind", "unknown"), rows)
    yield from ("# What can be decided upon", "")
    kinds = bootstrap.catalogue().options.values()
    yield from _table(
        ("decides", "what it is", "given"), [(f"`{k.name}`", k.sentence, k.given) for k in kinds]
    )


def definition() -> Iterator[str]:
    """Yield the reference of the fields of a definition."""
    schema = json_schema()
    yield from (MADE, "", "# A process definition", "", schema.get("description", ""), "")
    yield from (
        "`whynext process schema` prints the JSON Schema, for editors that check while one writes.",
        "",
    )
    yield from _fields(schema)
    for name, part in schema["$defs"].items():
        yield from (f"## {name.removesuffix('Part')}", "", part.get("description", ""), "")
        yield from _fields(part)


def _fields(part: dict[str, Any]) -> Iterator[str]:
    needed = set(part.get("required", ()))
    rows = [
        (f"`{name}`", _kind(field), "yes" if name in needed else "", field.get("description", ""))
        for name, field in part["properties"].items()
    ]
    yield from _table(("field", "value", "needed", "meaning"), rows)


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"`{each}`" for each in field["enum"])
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2].removesuffix("Part")
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_kind(each) for each in field["anyOf"]))
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    return str(field.get("type", "table"))


def _table(columns: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    if not rows:
        return
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(str(each).replace('|', '/') for each in row)} |"
    yield ""


def main() -> None:
    """Write the three files."""
    FOLDER.mkdir(exist_ok=True)
    for name, told in (("commands", commands), ("information", informations), ("definition", definition)):
        (FOLDER / f"{name}.md").write_text("\n".join(told()).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
