"""Families that tell stories: from a structure, an unknown and numbers to hints, solution and mistakes.

A story family says which structures it tells at each level and from which numbers; the help and the mistakes
follow from structure and unknown, and the words from a context (see :mod:`whynext.library.contexts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from whynext.library.contexts.telling import Number, story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, Family, family, fraction, number, written
from whynext.library.families.words import decimal

Numbers = dict[str, Any]
Draw = Callable[[Chance], Numbers]
Slip = tuple[str, Callable[[Numbers], Number | None]]


class Hundredths(int):
    """A number of hundredths that is written as a decimal: ``345`` as 3.45.

    Examples
    --------
    >>> str(Hundredths(345)), str(Hundredths(500)), f"{Hundredths(1250)}"
    ('3.45', '5', '12.5')
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Return the decimal."""
        return decimal(int(self), 2)

    def __format__(self, _: str) -> str:
        """Return the decimal."""
        return decimal(int(self), 2)


@dataclass(frozen=True, slots=True)
class Tells:
    """What one level of a story family tells.

    Parameters
    ----------
    title
        For a teacher.
    asks
        Structure and unknown, ``"join result"``; of several one is chosen by chance.
    draw
        Draws the numbers of all roles.
    """

    title: str
    asks: tuple[str, ...]
    draw: Draw


@dataclass(frozen=True, slots=True)
class Help:
    """How to help with a structure and an unknown; every text may name the roles.

    Parameters
    ----------
    hints, steps
        As in a draft.
    slips
        Misconception and the wrong answer that it leads to; None if it leads to none that could be written.
    answer
        How it is answered: ``"number"``, ``"fraction"`` or ``"written"``.
    """

    hints: tuple[str, str]
    steps: tuple[str, str]
    slips: tuple[Slip, ...] = ()
    answer: str = "number"
    asked: str = ""
    plants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def stories(id: str, *, skill: str, title: str, grade: int, tells: tuple[Tells, ...], **more: Any) -> Family:
    """Return a family that tells stories.

    Parameters
    ----------
    id, skill, title, grade
        As for :func:`~whynext.library.families.family.family`; so are those in `more`.
    tells
        What each level tells, the easiest first.
    """
    from whynext.library.families.story_help import HELP
    from whynext.library.families.story_mistakes import SAYS

    slips = {slip for each in tells for asks in each.asks for slip, _ in HELP[asks].slips}
    plants = {slip: SAYS[slip] for slip in SAYS if slip in slips}
    make = family(
        id, skill=skill, title=title, grade=grade, levels=tuple([each.title for each in tells]),
        plants=plants, **more,
    )  # fmt: skip

    def tell(chance: Chance, level: int) -> Draft:
        chosen = tells[level - 1]
        asks = chosen.asks[chance.below(len(chosen.asks))]
        return told(chance, asks, chosen.draw(chance), HELP[asks])

    return make(tell)


def told(chance: Chance, asks: str, numbers: Numbers, help: Help) -> Draft:
    """Return the draft of a story with its help."""
    structure, _, unknown = asks.partition(" ")
    question = story(chance, structure, unknown, **{role: n for role, n in numbers.items() if role[0] != "_"})
    answer = numbers[help.asked or unknown]
    kind = type(answer)
    slips: dict[str, int | str] = {}
    for slip, wrong in help.slips:
        found = wrong(numbers)
        if found is not None:
            slips[slip] = str(kind(found)) if kind is Hundredths else found
    read = {role: f"{n:,}" if type(n) is int and n > 999 else n for role, n in numbers.items()}
    hints = (help.hints[0].format_map(read), help.hints[1].format_map(read))
    steps = (help.steps[0].format_map(read), help.steps[1].format_map(read))
    if help.answer == "number":
        return number(
            question,
            str(answer),
            hints,
            steps,
            slips,
            unit=numbers.get("_unit") or _UNITS.get(help.asked or unknown, ""),
        )
    return (fraction if help.answer == "fraction" else written)(question, str(answer), hints, steps, slips)


_DOLLARS = "$ | dollars | dollar"
_UNITS = {
    "back": _DOLLARS, "price": _DOLLARS, "cost": _DOLLARS, "end": _DOLLARS, "percent": "% | percent",
    "minutes": "minutes | min",
    "speed": "kilometers | km", "distance": "kilometers | km", "hours": "hours | h",
}  # fmt: skip
"""Units that may be written, by what is asked."""
