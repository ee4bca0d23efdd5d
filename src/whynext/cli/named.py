"""Which process is meant: a published one, a file, or one of the handbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from whynext.base.errors import NotFound, Problem, Refused, listed, nearest
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
    """Return a definition with other values of its parameters, marked as a version that is not there.

    Values of a step (``next-skill.bar=0.8``) are left to :func:`steps_with_values`.
    """
    return _changed(definition, _read_values(values).get("", {}))


def steps_with_values(
    definition: Definition, values: list[str] | None, look: Callable[[str], Definition]
) -> list[tuple[Definition, Definition]]:
    """Return each step whose parameters get other values (``next-skill.bar=0.8``), before and after.

    Parameters
    ----------
    look
        Returns the definition of a step.

    Raises
    ------
    Refused
        If there is no such step, or it has no such parameter.
    """
    found = []
    for step, read in _read_values(values).items():
        if not step:
            continue
        steps = [each.process for each in definition.steps]
        if step not in steps:
            valid = nearest(step, steps) or listed(steps) or "NAME=VALUE: it has no steps"
            raise Refused(Problem(f"«{step}» is no step of «{definition.id}»", "--set", valid))
        found.append((look(step), _changed(look(step), read)))
    return found


def _read_values(values: list[str] | None) -> dict[str, dict[str, float | str | bool]]:
    """Return the values that were set, by step; those of the process itself under the empty name."""
    found: dict[str, dict[str, float | str | bool]] = {}
    for text in values or ():
        name, sign, value = text.partition("=")
        if not sign:
            raise Refused(Problem(f"«{text}» sets nothing", "--set", "NAME=VALUE, such as bar=0.8"))
        step, _, parameter = name.strip().rpartition(".")
        found.setdefault(step, {})[parameter] = _scalar(value.strip())
    return found


def _changed(definition: Definition, read: Mapping[str, float | str | bool]) -> Definition:
    from dataclasses import replace

    if not read:
        return definition
    return replace(definition.with_parameters(read), version=definition.version + 1)


def _scalar(text: str) -> float | str | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def steps_of(engine: Engine, definition: Definition) -> dict[str, Definition]:
    """Return the definitions of a composite's steps that are not in force, from the handbook."""
    from whynext.engine.school import in_force, moment

    if not definition.steps:
        return {}
    with engine.store.reading() as reading:
        known = in_force(engine, reading, moment(engine, reading).now)
    return {
        step.process: named(engine, step.process) for step in definition.steps if step.process not in known
    }


def given_for(engine: Engine, definition: Definition, given: str) -> str | None:
    """Return what a process is to decide for: as named, else the skill with lessons most is known of."""
    if given or not definition.given:
        return given or None
    with engine.store.reading() as reading:
        counts = reading.table("estimates").group_by("skill").len().sort("len", "skill", descending=True)
        taught = set(reading.table("object_skills").get_column("skill").to_list())
    skills = counts.get_column("skill").to_list()
    if definition.given == "skill" and skills:
        return str(next((skill for skill in skills if skill in taught), skills[0]))
    raise Refused(
        Problem(f"«{definition.id}» decides for a {definition.given}", valid="--given and the id of one")
    )
