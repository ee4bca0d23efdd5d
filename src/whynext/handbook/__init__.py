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
    "adaptive-test",
    "fixed-test",
    "re-measure",
    "retention-check",
    "targeted-lesson",
    "pace-line",
    "summer-reading",
    "tutoring-placement",
    "electives",
    "schedule",
    "flexible-groups",
    "tracking-1955",
)
ON_REQUEST = ("flexible-groups",)
"""What would act on every student as soon as it is published, and is published when a school wants it."""
_VARIANTS = (
    "next-object/learned",
    "next-skill/playlist",
    "tutoring-placement/by-period",
    "summer-reading/shared",
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


def variants() -> tuple[str, ...]:
    """Return later versions of shipped definitions that a school may put in the place of the first.

    Examples
    --------
    >>> variants()[0]
    'next-object/learned'
    """
    return _VARIANTS


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
    return _read(name.partition("/")[0], "README.md")


def _read(name: str, file: str) -> str:
    known = (*_ORDER, *_VARIANTS)
    if name not in known:
        hint = nearest(name, known) or f"one of {listed(known)}"
        raise NotFound(Problem(f"the handbook has no definition «{name}»", valid=hint, kind="unknown name"))
    return files(__name__).joinpath(*name.split("/"), file).read_text(encoding="utf-8")
