"""Which process is meant: a published one, a file, or one of the handbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whynext.base.errors import NotFound, Problem, Refused
from whynext.cli.options import opened

if TYPE_CHECKING:
    from whynext.engine.school import Engine
    from whynext.process.definition import Definition


def named(engine: Engine, process: str) -> Definition:
    """Return the definition that is meant: a file, a published one, or one of the handbook.

    Raises
    ------
    NotFound
        If there is none of this name, with the nearest that there is.
    Refused
        If it cannot be read, with everything that is wrong.
    """
    from whynext.engine.school import definition_of

    if _is_file(process) or process.startswith("handbook/"):
        return _parsed(*text_of(process))
    name, _, version = process.partition("@")
    if version and not version.isdigit():
        raise Refused(Problem(f"«{version}» is no version", process, "a number, such as next-skill@2"))
    with engine.store.reading() as reading:
        try:
            return definition_of(engine, reading, name, int(version) if version else None)
        except NotFound:
            from whynext import bootstrap

            if name not in bootstrap.handbook_names() or version:
                raise
    return _parsed(*text_of(f"handbook/{name}"))


def anywhere(process: str, school: str) -> Definition:
    """Return the definition that is meant; a school is opened only for what is published there."""
    from whynext import bootstrap

    if _is_file(process) or process.startswith("handbook/"):
        return _parsed(*text_of(process))
    try:
        with opened(school) as engine:
            return named(engine, process)
    except NotFound:
        if process in bootstrap.handbook_names() and not school:
            return _parsed(*text_of(f"handbook/{process}"))
        raise


def _is_file(process: str) -> bool:
    return process.endswith(".toml") or "/" in process.removeprefix("handbook/") or Path(process).is_dir()


def text_of(process: str) -> tuple[str, str]:
    """Return the text of a definition that is no published one, and what to call it in messages."""
    from whynext import bootstrap

    if process.startswith("handbook/") and not Path(process).exists():
        return bootstrap.handbook_text(process.removeprefix("handbook/")), process
    path = Path(process)
    if not path.exists() and process in bootstrap.handbook_names():
        return bootstrap.handbook_text(process), f"handbook/{process}"
    path = path / "process.toml" if path.is_dir() else path
    return read_text(path), str(path)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    Refused
        If it is not there, or no text in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(
            Problem(f"there is no file {path}", valid="a file, a folder with process.toml, or handbook/NAME")
        ) from error
    except UnicodeDecodeError as error:
        raise Refused(Problem(f"{path} is not text in UTF-8", valid="a definition in TOML")) from error


def _parsed(text: str, where: str) -> Definition:
    from whynext import bootstrap
    from whynext.process.reading import read

    return read(text, bootstrap.catalogue(), name=where)


def with_values(definition: Definition, values: list[str] | None) -> Definition:
    """Return a definition with other values of its parameters, marked as a version that is not there."""
    from dataclasses import replace

    if not values:
        return definition
    read = {}
    for text in values:
        name, sign, value = text.partition("=")
        if not sign:
            raise Refused(Problem(f"«{text}» sets nothing", "--set", "NAME=VALUE, such as bar=0.8"))
        read[name.strip()] = _scalar(value.strip())
    return replace(definition.with_parameters(read), version=definition.version + 1)


def _scalar(text: str) -> float | str | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def runnable(definition: Definition) -> Definition:
    """Return a definition that can be judged by itself on the school's own data.

    Raises
    ------
    Refused
        If it only hands on to others, or this version cannot run it.
    """
    from whynext.process.definition import LATER

    if definition.is_composite:
        steps = ", ".join(step.process for step in definition.steps)
        what = f"«{definition.id}» only hands on to other processes"
        raise Refused(Problem(what, valid=f"its steps: {steps}", kind="composite"))
    if definition.choose.how in LATER:
        what = f"this version of whynext cannot yet run «{definition.choose.how}»"
        raise Refused(Problem(what, next_step="compare or show it instead", kind="not yet"))
    return definition


def given_for(engine: Engine, definition: Definition, given: str) -> str | None:
    """Return what a process is to decide for: as named, else the skill most is known of."""
    if given or not definition.given:
        return given or None
    with engine.store.reading() as reading:
        counts = reading.table("estimates").group_by("skill").len().sort("len", "skill", descending=True)
    if definition.given == "skill" and len(counts):
        return str(counts.get_column("skill")[0])
    raise Refused(
        Problem(f"«{definition.id}» decides for a {definition.given}", valid="--given and the id of one")
    )
