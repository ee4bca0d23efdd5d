"""A process in words: what wakes it, who acts, what it reads, its rules, how it chooses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whynext.cli.figures import parameter_value
from whynext.cli.printing import lines
from whynext.cli.words import Line
from whynext.process.statements import agent_said, decision_said, plain, trigger_said, upper, use_said

if TYPE_CHECKING:
    from whynext.process.definition import Definition
    from whynext.process.information import Catalogue


def described(definition: Definition, catalogue: Catalogue) -> list[Any]:
    """Return what a process does, for people."""
    return lines(_lines(definition, catalogue))


def _lines(definition: Definition, catalogue: Catalogue) -> Iterator[Line]:
    yield Line(f"{definition.title} ({definition.id}, version {definition.version})", style="title")
    yield Line(definition.question)
    for heading, told in (
        ("When", [each.clause for each in trigger_said(definition).values()]),
        ("Who", [agent_said(agent) for agent in definition.agents]),
        ("What it reads", list(_reads(definition, catalogue))),
        ("Rules", list(_rules(definition))),
        ("How it chooses", [each.clause for each in decision_said(definition).values()]),
        ("Values that a school may set", list(_parameters(definition))),
        ("Origin and effect", [each for each in (definition.origin, definition.effect) if each]),
    ):
        if told:
            yield Line("")
            yield Line(heading, style="title")
            yield from (Line(upper(each), 1, "•") for each in told)


def _reads(definition: Definition, catalogue: Catalogue) -> Iterator[str]:
    for use in definition.information:
        information = catalogue.information[use.name]
        yield f"{use_said(use)}: {information.sentence}"


def _rules(definition: Definition) -> Iterator[str]:
    for keep in definition.keeps:
        yield f"only if {keep.because}: {keep.test.text}"
    for term in definition.prefers:
        yield f"rather if {term.because}: {term.weight.text} × ({term.term.text})"
    for row in definition.rows:
        yield f"{plain(row.then)}, if {row.because}: {row.test.text}"


def _parameters(definition: Definition) -> Iterator[str]:
    for name, parameter in definition.parameters.items():
        yield f"{plain(name)} = {parameter_value(parameter)}: {parameter.because}"
