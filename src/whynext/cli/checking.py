"""Whether a process personalizes: what was found, as data and for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whynext.cli.figures import counted
from whynext.cli.named import steps_of
from whynext.cli.output import escaped, table
from whynext.cli.printing import lines
from whynext.cli.words import Line

if TYPE_CHECKING:
    from whynext.engine.school import Engine
    from whynext.process.check import Check
    from whynext.process.definition import Definition
    from whynext.process.influence import Influence

_CONDITIONS = {
    "D1": "Its result is about one student",
    "D2": "It reads information about that student",
    "D3": "The result can vary with that information",
    "D4": "The result is part of a plan for learning",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Parameters
    ----------
    definition
        The process.
    found
        The four conditions, of a composite those of the whole.
    unused
        Information on which nobody's decision depends now.
    much
        How much each information matters; None if that was not asked.
    titles
        What skills and learning objects are called.
    parts
        Of a composite: the conditions of each part.
    """

    definition: Definition
    found: Check
    unused: tuple[str, ...]
    much: Influence | None
    titles: Mapping[str, str]
    parts: Mapping[str, Check] = field(default_factory=dict)

    @property
    def personalizes(self) -> bool:
        """Whether all four conditions hold."""
        return self.found.personalizes

    def document(self) -> dict[str, Any]:
        """Return it as data."""
        document = {
            "process": self.definition.id,
            "version": self.definition.version,
            **_document(self.found),
            "unused_information": list(self.unused),
            "influence": self.much,
        }
        if self.parts:
            document["parts"] = {name: _document(part) for name, part in self.parts.items()}
        return document

    def told(self) -> list[Any]:
        """Return it for people."""
        title = f"[title]{escaped(self.definition.title)}[/] ({self.definition.id} {self.definition.version})"
        told: list[Any] = [title]
        for name, part in self.parts.items():
            told += [
                "",
                f"[title]The part {escaped(name)}[/]",
                *_conditions(part, self.titles),
                _verdict(part),
            ]
        told += ["", "[title]The whole[/]"] if self.parts else []
        told += [*_conditions(self.found, self.titles), _verdict(self.found)]
        if self.unused:
            names = ", ".join(self.unused)
            told.append(f"Nobody's decision depends on it now, so ask whether it is needed: {names}.")
        return told + (_influence_lines(self.much) if self.much is not None else [])


def of_process(engine: Engine, definition: Definition, given: str | None, influence: bool) -> Checked:
    """Check a process on the school's own data."""
    from whynext.engine.inspect import observe_now
    from whynext.process.check import check, unused_information
    from whynext.process.check import influence as influence_of

    observed, seed = observe_now(engine, definition, given)
    found = check(definition, engine.catalogue, observed, seed)
    unused = unused_information(definition, engine.catalogue, observed, seed)
    much = influence_of(definition, engine.catalogue, observed, seed) if influence else None
    names = tuple(column.replace("_", " ") for column in unused)
    return Checked(definition, found, names, much, _titles(engine))


def of_composite(engine: Engine, definition: Definition, given: str | None, influence: bool) -> Checked:
    """Check a composite and its parts on the school's own data."""
    from whynext.engine.decide import reading_minutes
    from whynext.engine.trial import Trial
    from whynext.process.check import unused_information
    from whynext.process.composite import check_composite, influence_of_composite

    steps = steps_of(engine, definition)
    with engine.store.reading() as reading:
        trial = Trial(engine, reading, definition, steps, given)
        found = check_composite(trial)
        unused = [
            f"{column.replace('_', ' ')} ({part.name})"
            for part in trial().parts
            for column in unused_information(part.definition, part.catalogue, part.observed, part.seed)
        ]
        minutes = dict(reading_minutes(reading).iter_rows())
        much = influence_of_composite(trial, minutes) if influence else None
    return Checked(definition, found.whole, tuple(unused), much, _titles(engine), found.parts)


def _titles(engine: Engine) -> dict[str, str]:
    """Return what skills and learning objects are called, under the quotes in which a check names them."""
    from whynext.engine.inspect import lookups

    with engine.store.reading() as reading:
        names = lookups(engine, reading)["titles"]
    return {f"{a}{each}{b}": f"«{title}»" for each, title in names.items() for a, b in ("''", "«»")}


def _document(found: Check) -> dict[str, Any]:
    return {
        "personalizes": found.personalizes,
        "conditions": found.conditions,
        "witness": found.witness,
    }


def _conditions(found: Check, titles: Mapping[str, str]) -> list[Any]:
    told: list[Any] = []
    for name, condition in found.conditions.items():
        says = re.sub(r"'[^']+'|«[^«»]+»", lambda quoted: titles.get(quoted[0], quoted[0]), condition.says)
        told += lines([Line(f"{_CONDITIONS[name]}. {says}", 2, "✓" if condition.passed else "✗")])
    return told


def _verdict(found: Check) -> str:
    return "[good]It personalizes.[/]" if found.personalizes else "[bad]It does not personalize.[/]"


def _influence_lines(much: Influence) -> list[Any]:
    """Return how much decisions depend on what is known of students."""
    if not much.compared:
        return ["There was nobody with whom to exchange information."]
    told: list[Any] = [
        f"Given another student's information, {100 * much.share_of_decisions:.0f} of 100 decisions would "
        f"differ ({counted(much.compared, 'decision')} compared)."
    ]
    rows = sorted(much.by_information.items(), key=lambda each: -each[1])
    named_rows = [(name.replace("_", " "), f"{100 * share:.0f} of 100") for name, share in rows]
    return [*told, table(("exchanged alone", "would differ"), named_rows)] if rows else told
