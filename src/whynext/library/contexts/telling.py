"""Telling a problem in a context: the same numbers, roles and unknown in any of them, bare or as a scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whynext.base.errors import Problem, Refused, listed, nearest
from whynext.library.contexts.context import Context, Noun
from whynext.library.contexts.frames import FRAMES, Frame
from whynext.library.contexts.names import NAMES
from whynext.library.contexts.shelf import CONTEXTS

if TYPE_CHECKING:  # families tell stories: contexts must not need them
    from whynext.library.families.chance import Chance

DEPTHS = (
    "the numbers alone",
    "a short story with names and things",
    "a story in a scene",
    "a scene with a purpose, and a detail that is not needed",
)
"""What each depth is, from 0."""

Number = int | str
_HOUR: Noun = ("hour", "hours")
_ROW: Noun = ("row", "rows")
_BATCH: Noun = ("batch", "batches")


@dataclass(frozen=True, slots=True)
class Telling:
    """In which context and how deep a problem is to be told.

    Raises
    ------
    Refused
        If there is no such context or depth.
    """

    context: str
    depth: int = 1

    def __post_init__(self) -> None:
        """Refuse what there is not."""
        if self.context not in CONTEXTS:
            hint = nearest(self.context, CONTEXTS)
            what = f"there is no context «{self.context}»; {hint}".rstrip("; ")
            raise Refused(Problem(what, valid=listed(CONTEXTS, most=20), kind="unknown context"))
        if self.depth not in range(len(DEPTHS)):
            raise Refused(Problem(f"there is no depth {self.depth}", valid="from 0 (bare) to 3 (a scene)"))


@dataclass(frozen=True, slots=True)
class Story:
    """A problem as it is told, and what its frame declares of it.

    Parameters
    ----------
    text
        What the student reads.
    structure, unknown
        The frame.
    numbers
        Role -> number, the unknown among them.
    telling
        Context and depth.
    aside
        The sentence that is not needed; empty if there is none.
    """

    text: str
    structure: str
    unknown: str
    numbers: Mapping[str, Number]
    telling: Telling
    aside: str = ""

    def tells(self, answer: str) -> bool:
        """Tell whether a number that is told is the answer, in whatever words."""
        told = [str(self.numbers[role]) for role in _SHOWN[self.structure, self.unknown]]
        # The fraction of a mixed number can be read alone.
        return answer in told or any(" " in text and answer in text.split(" ") for text in told)


_SHOWN = {
    (structure, unknown): frame.shown
    for structure, frames in FRAMES.items()
    for unknown, frame in frames.items()
}


def story(chance: Chance, structure: str, unknown: str, /, **numbers: Number) -> Story:
    """Tell a problem with these numbers.

    One number is drawn from `chance`, whatever the telling, so that a family draws the same numbers in every
    context. The context is the one that was asked for when the chance was made; else any, at depth 1.

    Parameters
    ----------
    structure, unknown
        One of :data:`~whynext.library.contexts.frames.FRAMES`.
    numbers
        The number of each role, as it is to be read; the unknown one, too, so that no detail tells it.

    Examples
    --------
    >>> from whynext.library.families.chance import Chance
    >>> told = story(Chance(5, Telling("music", 1)), "join", "result", start=4, change=2, result=6)
    >>> told.text
    'Wren has 4 tickets. Then Wren gets 2 more. How many tickets does Wren have now?'
    >>> story(Chance(5, Telling("music", 0)), "join", "result", start=4, change=2, result=6).text
    '4 + 2 = □. Which number belongs in the box?'
    """
    aside = chance.fork()
    frame = FRAMES[structure][unknown]
    telling = chance.telling or Telling(aside.pick(_IDS))
    if telling.depth == 0:
        return Story(frame.bare.format_map(numbers), structure, unknown, numbers, telling)
    context = CONTEXTS[telling.context]
    slots = _slots(frame, context, aside, numbers)
    facts, ask = frame.facts.format_map(slots), frame.ask.format_map(slots)
    if telling.depth == 1:
        return Story(_starting(f"{facts} {ask}"), structure, unknown, numbers, telling)
    scene = aside.pick(context.scenes).format_map(slots)
    if telling.depth == 2:
        return Story(f"{scene} {_starting(facts)} {ask}", structure, unknown, numbers, telling)
    details = context.asides
    if frame.words == "events":  # a second time of the day would be one that may be needed
        details = tuple([each for each in details if "o’clock" not in each])
    detail = aside.pick(details).format(name=slots["name"], n=_unlike(numbers, aside))
    purpose = aside.pick(context.purposes).format_map(slots)
    text = f"{scene} {detail} {purpose} {_starting(facts)} {ask}"
    return Story(text, structure, unknown, numbers, telling, detail)


def _starting(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[0].upper() + text[1:]


def _unlike(numbers: Mapping[str, Number], chance: Chance) -> int:
    """Return a number for an age, an hour or a page that is none of the problem."""
    taken = {str(each) for each in numbers.values()}
    return chance.pick([number for number in range(5, 13) if str(number) not in taken] or [14])


class Amount:
    """A number that is written alone or counted in one of the nouns: ``{start:thing}``."""

    __slots__ = ("nouns", "value")

    def __init__(self, value: Number, nouns: Mapping[str, Noun]) -> None:
        self.value = value
        self.nouns = nouns

    def __format__(self, noun: str) -> str:
        """Return the number, or the number with its noun, its verb, or its noun alone."""
        text = f"{self.value:,}" if isinstance(self.value, int) else self.value
        if not noun:
            return text
        one = _is_one(text)
        if noun == "are":
            return "is" if one else "are"
        if noun == "money":
            return f"${text}0" if re.fullmatch(r"[\d,]*\.\d", text) else f"${text}"
        if noun == "things":
            return self.nouns["thing"][0 if one else 1]
        counted = self.nouns[noun][0 if one else 1]
        if one and "/" in text:
            return f"{text} of {'an' if counted[0] in 'aeio' else 'a'} {counted}"
        return f"{text} {counted}"


def _is_one(number: str) -> bool:
    """Tell whether a noun after a number stands for one: 1 cup, 3/4 of a cup, but 1 1/2 cups and 0.5 cups."""
    if "/" in number and " " not in number:
        top, bottom = number.split("/")
        return int(top) <= int(bottom)
    return number == "1"


def _slots(frame: Frame, context: Context, aside: Chance, numbers: Mapping[str, Number]) -> dict[str, object]:
    """Return what stands in the slots of a frame."""
    first = aside.below(len(NAMES))
    second = (first + 1 + aside.below(len(NAMES) - 1)) % len(NAMES)
    words: dict[str, object] = {"name": NAMES[first], "friend": NAMES[second]}
    nouns = _WORDS[frame.words](context, aside, words)
    for role, value in numbers.items():
        words[role] = Amount(value, nouns)
    return words


_Pick = Callable[[Context, "Chance", dict[str, object]], dict[str, Noun]]


def _goods(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    each = aside.pick(context.goods)
    words["gains"], words["gain"] = each.gains
    words["loses"], words["lose"] = each.loses
    words["things"] = each.noun[1]
    return {"thing": each.noun}


def _holders(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    each = aside.pick(context.holders)
    words["holder"], words["holders"] = each.holder
    words["things"] = each.noun[1]
    return {"thing": each.noun, "holder": each.holder}


def _rows(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    noun = aside.pick(context.rows)
    words["things"] = noun[1]
    return {"thing": noun, "row": _ROW}


def _doings(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    each = aside.pick(context.doings)
    words["does"], words["do"] = each.verb
    words["per"], words["pers"] = each.per
    words["things"] = each.noun[1]
    return {"thing": each.noun, "per": each.per}


def _movers(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    words["mover"] = aside.pick(context.movers)
    return {"hour": _HOUR}


def _mixes(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    each = aside.pick(context.mixes)
    words["one"], words["two"], words["units"] = each.first, each.second, each.unit[1]
    return {"unit": each.unit, "batch": _BATCH}


def _buys(field: str) -> _Pick:
    def pick(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
        noun = aside.pick(getattr(context, field))
        words["thing"], words["things"] = noun
        return {"thing": noun}

    return pick


def _crowds(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    each = aside.pick(context.crowds)
    words["things"], words["some"] = each.noun[1], each.some
    return {"thing": each.noun}


def _hires(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
    words["hire"], per = aside.pick(context.hires)
    words["per"], words["pers"] = per
    return {"per": per}


def _one_of(field: str, slot: str) -> _Pick:
    def pick(context: Context, aside: Chance, words: dict[str, object]) -> dict[str, Noun]:
        words[slot] = aside.pick(getattr(context, field))
        return {}

    return pick


_WORDS: dict[str, _Pick] = {
    "goods": _goods,
    "holders": _holders,
    "rows": _rows,
    "doings": _doings,
    "movers": _movers,
    "mixes": _mixes,
    "buys": _buys("buys"),
    "dear": _buys("dear"),
    "crowds": _crowds,
    "hires": _hires,
    "ways": _one_of("ways", "measured"),
    "long": _one_of("long", "measured"),
    "small": _one_of("small", "measured"),
    "heavy": _one_of("heavy", "measured"),
    "holding": _one_of("holding", "measured"),
    "events": _one_of("events", "event"),
}
_IDS = tuple(CONTEXTS)
