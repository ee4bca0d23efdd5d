"""How two processes differ, and for whom: as data and for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whynext.cli.named import given_for, steps_of
from whynext.cli.output import table

if TYPE_CHECKING:
    from whynext.engine.inspect import WhatIf
    from whynext.engine.school import Engine
    from whynext.process.compare import Comparison
    from whynext.process.definition import Definition

SHOWN = 10
"""How many students are named of those whom a change affects; ``--json`` has all of them."""


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as data, with its sentences."""
    from whynext.process.compare import in_words

    return {
        "first": comparison.first,
        "second": comparison.second,
        "elements": list(comparison.elements),
        "differences": list(comparison.differences),
        "remarks": list(comparison.remarks),
        "said": in_words(comparison),
    }


def comparison_lines(comparison: Comparison, where: str = "") -> list[Any]:
    """Return a comparison for people."""
    from whynext.cli.printing import lines
    from whynext.cli.words import Line
    from whynext.process.compare import in_words

    return lines([Line(where + sentence, 1, "•") for sentence in in_words(comparison)])


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as data and for people."""

    document: dict[str, Any]
    told: list[Any]


def compared(whole: Comparison, steps: Sequence[Comparison]) -> Compared:
    """Return a comparison with that of its steps, where those get other values."""
    document = comparison_document(whole)
    if not steps:
        return Compared(document, comparison_lines(whole))
    document["steps"] = [comparison_document(step) for step in steps]
    own = comparison_lines(whole) if whole.differences or whole.remarks else []
    told = [
        line for step in steps for line in comparison_lines(step, f"In the step {step.first.split()[0]}: ")
    ]
    return Compared(document, [*own, *told])


def affected_by(
    engine: Engine,
    base: Definition,
    other: Definition,
    given: str,
    steps: Mapping[str, Definition] | None = None,
) -> tuple[WhatIf, dict[str, Any], list[Any]]:
    """Return whom the other version would decide differently about, as data and for people."""
    from whynext.engine.inspect import what_if as what_if_now

    steps = {**steps_of(engine, other), **(steps or {})}
    found = what_if_now(engine, other, process=base.id, given=given_for(engine, other, given), steps=steps)
    return found, affected_document(found), affected_lines(engine, other, found)


def affected_document(found: WhatIf) -> dict[str, Any]:
    """Return whom another version decides differently about, as data."""
    return {
        "as_of": found.as_of,
        "decisions": found.decisions,
        "different": len(found.differs),
        "undecided": found.fallbacks,
        "students": list(found.differs),
    }


def affected_lines(engine: Engine, other: Definition, found: WhatIf, most: int = SHOWN) -> list[Any]:
    """Return whom another version decides differently about, for people."""
    from whynext.cli.figures import counted
    from whynext.engine.inspect import student_name
    from whynext.engine.titles import titles

    if not found.decisions:
        return ["It applies to nobody now."]
    count = len(found.differs)
    share = f"{100 * count / found.decisions:.0f} of 100"
    told: list[Any] = [f"It would decide differently for {counted(count, 'student')} ({share})."]
    if found.fallbacks:
        told.append(f"For {counted(found.fallbacks, 'student')} it could not decide by itself.")
    if not count:
        return told
    shown = found.differs[:most]
    options = {option for each in shown for option in (*each.before, *each.after)}
    with engine.store.reading() as reading:
        names = titles(reading, engine.catalogue, other, sorted(options), None)
        rows = [
            (
                student_name(reading, each.student),
                ", ".join(names[option] for option in each.before) or "—",
                ", ".join(names[option] for option in each.after) or "—",
            )
            for each in shown
        ]
    told.append(table(("student", "now", "then"), rows))
    if count > most:
        told.append(f"… and {count - most} more; --json lists them all")
    return told
