"""From a family, a level and a seed to an item: lettered, checked, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from whynext.base.errors import NotFound, Problem, Refused, nearest
from whynext.base.ids import ItemId
from whynext.library.contexts.telling import Telling
from whynext.library.diagrams import Diagram
from whynext.library.diagrams.wording import spelled
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, Family
from whynext.library.item import Item, Key, Kind, Misconception, Option

LETTERS = "abcdefghij"
MOST_DRAFTS = 60
"""How often a question is drafted anew because the answer stood in it, before the family is blamed."""

AUTHOR = "whynext"
_COUNTED = (Kind.NUMBER, Kind.FRACTION)
_SEEDS = 1 << 64
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def item_of(family: Family, seed: int, level: int, telling: Telling | None = None) -> Item:
    """Return the item of a family for a seed at a level; see :func:`whynext.library.families.generate`."""
    if not (isinstance(level, int) and 1 <= level <= len(family.levels)):
        raise Refused(
            Problem(
                f"the family «{family.id}» has no level {level}",
                valid=f"a whole number from 1 to {len(family.levels)}",
            )
        )
    if not (isinstance(seed, int) and 0 <= seed < _SEEDS):
        raise Refused(Problem(f"«{seed}» is no seed", valid="a whole number from 0 up to 2**64"))
    chance = Chance(seed ^ _salt(family.id, level), telling)
    for _ in range(MOST_DRAFTS):
        draft = family.make(chance, level)
        if (draft.choices and _can_be_picked_from(draft)) or not (draft.choices or _tells(draft, family)):
            id = f"{family.id}/{level}/{seed}"
            if telling is not None and draft.story is not None:
                id = f"{id}/{telling.context}-{telling.depth}"
            return _finished(draft, family, ItemId(id), seed, level, chance)
    raise AssertionError(f"{family.id}, level {level}, seed {seed}: no draft keeps its answer to itself")


@lru_cache(maxsize=4096)
def _salt(family: str, level: int) -> int:
    """Return what keeps the draws of two families apart that share a seed."""
    return int.from_bytes(blake2b(f"{family}/{level}".encode(), digest_size=8).digest(), "big")


def stands_in(answer: str, text: str) -> bool:
    """Tell whether an answer can be read in a text, as a number of its own or in front of a letter.

    Examples
    --------
    >>> stands_in("12", "Add 7 and 12."), stands_in("12", "Add 7 and 120, or 1.12, or 3/12.")
    (True, False)
    >>> stands_in("1200", "1,200 people")
    True
    """
    if "," in text:
        text = _THOUSANDS.sub("", text)
    answer = answer.replace("-", "−")
    start = text.find(answer)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(answer) : start + len(answer) + 2]
        joined = after[:1].isdigit() or (after[:1] in "./:" and after[1:].isdigit())
        if not (joined or before.isdigit() or (before and before in "./:−")):
            return True
        start = text.find(answer, start + 1)
    return False


def _tells(draft: Draft, family: Family) -> bool:
    """Tell whether the question or its first hint gives the answer away."""
    answer = draft.answer
    if answer in draft.hints[0] and stands_in(answer, draft.hints[0]):
        return True
    if draft.story is not None:
        # Of a story only its numbers count, so that it is drafted anew in every context or in none.
        return not family.shows_answer and draft.story.tells(answer)
    if not family.shows_answer and stands_in(answer, draft.question):
        return True
    return draft.diagram is not None and not family.reads_off and told_by(answer, draft.diagram)


def told_by(answer: str, diagram: Diagram) -> bool:
    """Tell whether the words of a diagram give an answer away, in digits or spelled out.

    Examples
    --------
    >>> from whynext.library.diagrams import Array, BaseTen
    >>> told_by("7", Array(4, 7)), told_by("28", Array(4, 7)), told_by("3", BaseTen(tens=3))
    (True, False, False)
    """
    telling = diagram.telling
    if stands_in(answer, telling):
        return True
    in_words = spelled(int(answer)) if answer.isascii() and answer.isdigit() and len(answer) < 4 else ""
    return in_words in telling and bool(in_words) and re.search(rf"\b{in_words}\b", telling) is not None


def _can_be_picked_from(draft: Draft) -> bool:
    """Tell whether there are enough different options and, to pick several, some right and some wrong."""
    texts = {choice.text for choice in draft.choices}
    if draft.kind is Kind.CHOICE:
        return len(texts) >= 3 or (len(texts) == 2 and len(draft.choices) == 2)
    if len(texts) < len(draft.choices):
        return False
    return draft.kind is Kind.ORDER or 0 < sum(choice.right for choice in draft.choices) < len(texts)


_UNITS_ASKED = {
    each.split(" | ")[0]: each
    for each in (
        "dollars | dollar | $", "cents | cent | ¢", "degrees | degree | °", "minutes | minute | min",
        "hours | hour | h", "seconds | second | s", "days | day", "weeks | week", "months | month",
        "millimeters | millimeter | mm", "centimeters | centimeter | cm", "meters | meter | m",
        "kilometers | kilometer | km", "inches | inch | in", "feet | foot | ft", "yards | yard | yd",
        "miles | mile | mi", "grams | gram | g", "kilograms | kilogram | kg", "ounces | ounce | oz",
        "pounds | pound | lb", "milliliters | milliliter | mL", "liters | liter | L", "cups | cup",
        "pints | pint", "quarts | quart", "gallons | gallon", "km | kilometers | kilometer",
        "cm | centimeters | centimeter", "mm | millimeters | millimeter", "m | meters | meter",
        "kg | kilograms | kilogram", "g | grams | gram",
        "square centimeters | square centimeter | cm² | sq cm", "square meters | square meter | m² | sq m",
        "square feet | square foot | ft² | sq ft", "square inches | square inch | in² | sq in",
        "square units | square unit", "cubic centimeters | cubic centimeter | cm³ | cu cm",
        "cubic meters | cubic meter | m³ | cu m", "cubic feet | cubic foot | ft³ | cu ft",
        "cubic inches | cubic inch | in³ | cu in", "cubic units | cubic unit",
    )
}  # fmt: skip
"""What «How many dollars» asks for, and how it may be written with the number."""


@lru_cache(maxsize=1024)
def _unit_of(words: tuple[str, ...]) -> str:
    """Return the spellings of the unit that the words after «how many» begin with; empty if it is none."""
    return _UNITS_ASKED.get(" ".join(words[:2])) or _UNITS_ASKED.get(words[0], "") if words else ""


def _unit_asked(question: str) -> str:
    """Return the spellings of the unit that a question asks for by name, so that a student may write it."""
    _, asked, after = question.rpartition("ow many ")
    return _unit_of(tuple(after.replace("?", " ").replace(",", " ").split(None, 2)[:2])) if asked else ""


def _finished(draft: Draft, family: Family, id: ItemId, seed: int, level: int, chance: Chance) -> Item:
    """Return the item of a checked draft."""
    story = draft.story
    told = story.telling if story else None
    spare = (f"This is not needed: {story.aside}",) if story and story.aside else ()
    if draft.choices:
        options, key, slips = _lettered(draft, chance)
    else:
        options, slips = (), _distinct(draft)
        unit = draft.unit or (_unit_asked(draft.question) if draft.kind in _COUNTED and story is None else "")
        key = Key(draft.answer, draft.accepts, 0.0, draft.lowest_terms, unit, draft.ordered)
    says = family.plants
    return Item(
        id=id,
        skills=(family.skill,),
        kind=draft.kind,
        question=draft.question,
        key=key,
        options=options,
        hints=draft.hints,
        solution=draft.solution + spare,
        difficulty=family.difficulty(level),
        misconceptions=tuple([Misconception(slip, answer, says[slip]) for slip, answer in slips]),
        reading_level=float(family.grade),
        alternative_text=draft.picture or (draft.diagram.words if draft.diagram else ""),
        diagram=draft.diagram.text if draft.diagram else "",
        status="draft",
        author=AUTHOR,
        family=family.id,
        seed=seed,
        level=level,
        context=told.context if told else "",
        depth=told.depth if told else 0,
    )


def _distinct(draft: Draft) -> list[tuple[str, str]]:
    """Return the slips of a draft whose answers differ from the key and from each other."""
    comparable = _in_lowest_terms if draft.kind is Kind.FRACTION else str
    seen = {comparable(draft.answer)}
    kept: list[tuple[str, str]] = []
    for slip, wrong in draft.slips.items():
        answer = str(wrong)
        if (same := comparable(answer)) not in seen:
            seen.add(same)
            kept.append((slip, answer))
    return kept


def _in_lowest_terms(text: str) -> str:
    """Return a fraction, mixed number or whole number as one that equal ones share."""
    whole, _, part = text.rpartition(" ")
    top, bar, bottom = part.partition("/")
    if not bar:
        return f"{int(top)}/1"
    above, below = int(whole or 0) * int(bottom) + int(top), int(bottom)
    while below:
        above, below = below, above % below
    shared = above or 1
    return f"{(int(whole or 0) * int(bottom) + int(top)) // shared}/{int(bottom) // shared}"


def _lettered(draft: Draft, chance: Chance) -> tuple[tuple[Option, ...], Key, list[tuple[str, str]]]:
    """Return the options of a draft in random order, the key, and the slips as options."""
    by_text: dict[str, Choice] = {}
    for choice in draft.choices:
        by_text.setdefault(choice.text, choice)
    shown = chance.shuffled(tuple(by_text.values()))
    letter = {choice.text: LETTERS[place] for place, choice in enumerate(shown)}
    options = tuple([Option(letter[each.text], each.text, each.why, each.slip) for each in shown])
    if draft.kind is Kind.ORDER:
        right = tuple([letter[text] for text in by_text])
        return options, Key(right), _orders(draft.slips, letter, right)
    if draft.kind is Kind.MULTIPLE_CHOICE:
        right = tuple(sorted([letter[each.text] for each in shown if each.right]))
        return options, Key(right), _sets(draft.slips, letter, right)
    slips = [(each.slip, letter[each.text]) for each in shown if each.slip]
    return options, Key(letter[draft.choices[0].text]), slips


def _orders(
    slips: Mapping[str, int | str | tuple[str, ...]], letter: Mapping[str, str], right: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the wrong orders, each written as its letters, without those that are right or repeated."""
    return _unlike([(slip, [letter[text] for text in texts]) for slip, texts in _texts(slips)], right)


def _sets(
    slips: Mapping[str, int | str | tuple[str, ...]], letter: Mapping[str, str], right: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the wrong picks, each written as its letters in the order of the alphabet."""
    return _unlike([(slip, sorted(letter[text] for text in texts)) for slip, texts in _texts(slips)], right)


def _texts(slips: Mapping[str, int | str | tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(slip, texts) for slip, texts in slips.items() if isinstance(texts, tuple)]


def _unlike(slips: Sequence[tuple[str, Sequence[str]]], right: Sequence[str]) -> list[tuple[str, str]]:
    """Return the slips as texts, without empty ones and those that are right or repeated."""
    seen = {"", " | ".join(right)}
    kept = []
    for slip, letters in slips:
        answer = " | ".join(letters)
        if answer not in seen:
            seen.add(answer)
            kept.append((slip, answer))
    return kept


def found(id: str, families: Mapping[str, Family]) -> Family:
    """Return the family of this id.

    Raises
    ------
    NotFound
        If there is none; the nearest is named.
    """
    if id not in families:
        raise NotFound(
            Problem(
                f"there is no family «{id}»; {nearest(id, families)}".rstrip("; "),
                valid="the id of a family, such as " + next(iter(families)),
                kind="unknown family",
            )
        )
    return families[id]


def split(item: str) -> tuple[str, int, int, Telling | None]:
    """Return family, level and seed of an item's id, and how it was told again if it was.

    Raises
    ------
    NotFound
        If it is not the id of a generated item.
    """
    match = re.fullmatch(r"([a-z0-9-]+)/([1-9])/(\d{1,20})(?:/([a-z]+)-([0-3]))?", item)
    if match is None:
        raise NotFound(
            Problem(
                f"«{item}» is not the id of a generated item", valid="family/level/seed: add-within-20/2/7"
            )
        )
    telling = Telling(match[4], int(match[5])) if match[4] else None
    return match[1], int(match[2]), int(match[3]), telling
