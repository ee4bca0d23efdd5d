"""Shipped process definitions, one folder each: the definition, examples that prove it, and its source."""

from __future__ import annotations

from importlib.resources import files

from whynext.base.errors import NotFound, Problem, listed, nearest

_ORDER = (
    "next-skill",
    "something-simpler",
    "next-object",
    "daily-plan",
    "exit-slip",
    "test-out",
    "mastery-unit",
    "place-on-map",
    "check-question",
    "re-measure",
    "retention-check",
    "summer-reading",
    "tutoring-placement",
    "tracking-1955",
)


def names() -> tuple[str, ...]:
    """Return the ids of the shipped definitions, each after those that it refers to.

    In this order they can be published one after the other; `tutoring-placement` asks for a name to sign it
    first, and `tracking-1955` is there to be refused.

    Examples
    --------
    >>> names()[0]
    'next-skill'
    """
    return _ORDER


def text(name: str) -> str:
    """Return a definition as TOML.

    Raises
    ------
    NotFound
        If the handbook has no such definition.
    """
    return _read(name, "process.toml")


def examples_text(name: str) -> str:
    """Return the examples of a definition as TOML.

    Raises
    ------
    NotFound
        If the handbook has no such definition.
    """
    return _read(name, "examples.toml")


def readme(name: str) -> str:
    """Return where a definition is from, what is known of its effect and what it cannot do, as Markdown.

    Raises
    ------
    NotFound
        If the handbook has no such definition.
    """
    return _read(name, "README.md")


def _read(name: str, file: str) -> str:
    if name not in _ORDER:
        hint = nearest(name, _ORDER) or f"one of {listed(_ORDER)}"
        raise NotFound(Problem(f"the handbook has no definition «{name}»", valid=hint, kind="unknown name"))
    return files(__name__).joinpath(name, file).read_text(encoding="utf-8")
