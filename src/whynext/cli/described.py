"""A process in words: what wakes it, who acts, what it reads, its rules, how it chooses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whynext.cli.figures import parameter_value
from whynext.cli.printing import lines
from whynext.cli.words import Line
from whynext.process.definition import READS
from whynext.process.statements import (
    SETTINGS,
    agent_said,
    decision_said,
    plain,
    trigger_said,
    upper,
    use_said,
)

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
        ("How it chooses", list(_chooses(definition))),
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


def _chooses(definition: Definition) -> Iterator[str]:
    """Yield how it chooses, without what its way of choosing does not read."""
    how = definition.choose
    unread = {SETTINGS[name] for name in SETTINGS if name not in READS.get(how.how, ())}
    if how.explore == 0 and "explore" not in dict(how.named):
        unread.add(SETTINGS["explore"])
    if definition.is_composite:  # what is chosen, its steps choose
        unread |= {SETTINGS["count"], "how it chooses", "equal scores"}
    yield from (each.clause for key, each in decision_said(definition).items() if key not in unread)


def _parameters(definition: Definition) -> Iterator[str]:
    for name, parameter in definition.parameters.items():
        yield f"{plain(name)} = {parameter_value(parameter)}: {parameter.because}"
