"""Shipped process definitions, one folder each: the definition, examples that prove it, and its source."""

from __future__ import annotations

from importlib.resources import files

from whynext.base.errors import NotFound, Problem, listed, nearest

_ORDER = (
    "next-skill",
    "next-object",
    "something-simpler",
    "daily-plan",
    "exit-slip",
    "test-out",
    "mastery-unit",
    "summer-reading",
    "tutoring-placement",
    "tracking-1955",
)


def names() -> tuple[str, ...]:
    """Return the ids of the shipped definitions, in the order in which one would read them.

    A definition that refers to others (a composite, or one that turns to another when nothing is left)
    may come before them.

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
