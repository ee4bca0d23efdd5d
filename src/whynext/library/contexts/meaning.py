"""Reading a told problem again: which numbers stand in which roles of which relation, and what is asked.

The reader knows nothing of frames and contexts. It takes a text apart into sentences, tells by a few words of
each what it says (``Then ... more`` is something that comes to what was there, ``in each`` the size of a
group), sets sentences without numbers and numbers that only name something (an age, an hour, a page) aside,
and puts the rest together. A text that says something it cannot place is refused, never guessed at. So two
tellings can be compared by what a reader of the text would take from them, see :func:`differences`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from whynext.library.contexts.sentences import (
    ASKED_READ,
    BARE_READ,
    SAID_READ,
    UNKNOWN,
    Said,
    Unread,
    counts,
    read,
)
from whynext.library.readability import faults


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a problem says.

    Parameters
    ----------
    relation
        ``"sum"`` (part, part, whole), ``"product"`` (how many, how much each, in all), ``"remainder"``,
        ``"full"`` and ``"needed"`` (in all, for each), ``"steps"`` (how many, how much each, change, end),
        ``"proportion"`` (a : b = c : d), ``"share"`` (part of one, whole, part), ``"percent change"`` (start,
        percent with its sign, end), ``"conversion"`` (number, unit, other unit), ``"time"`` (start, minutes,
        end) or ``"line"`` (start, how many, for each, in all).
    terms
        The numbers in this order, as they are written but for commas; :data:`UNKNOWN` for the one asked for.
    """

    relation: str
    terms: tuple[str, ...]


def meaning(text: str) -> Meaning:
    """Return what a problem says, from its text alone.

    Raises
    ------
    Unread
        If a sentence says something that the reader does not know, or the sentences do not go together.

    Examples
    --------
    >>> meaning("Mei has 8 cards. Then Mei gives away 3 of them. How many cards does Mei have left?")
    Meaning(relation='sum', terms=('3', '?', '8'))
    >>> meaning("8 − 3 = □. Which number belongs in the box?") == meaning(
    ...     "Ravi has some shells. Then Ravi finds 3 more. Now Ravi has 8 shells. How many shells did Ravi "
    ...     "have at first?")
    False
    """
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    bare = _bare(plain)
    return bare if bare is not None else _told(plain)


def differences(first: str, second: str, *, grade: int | None = None) -> list[str]:
    """Return in which ways two texts do not ask the same, nothing if they do.

    Parameters
    ----------
    first, second
        Two tellings of what should be one problem.
    grade
        The school grade at which both must be readable; None leaves that out.

    Examples
    --------
    >>> ask = "Which number belongs in the box?"
    >>> differences(f"5 + 3 = □. {ask}", f"5 + □ = 8. {ask}")
    ['the numbers are 5, 3, ? and 5, ?, 8']
    """
    found = []
    try:
        one, other = meaning(first), meaning(second)
    except Unread as unread:
        return [str(unread)]
    if one.relation != other.relation:
        found.append(f"one is a {one.relation}, the other a {other.relation}")
    elif one.terms != other.terms:
        found.append(f"the numbers are {', '.join(one.terms)} and {', '.join(other.terms)}")
    if grade is not None:
        found += [f"«{text}»: {fault}" for text in (first, second) for fault in faults(text, grade)]
    return found


def _bare(text: str) -> Meaning | None:
    """Return what an equation or a question without a story says, None if it is neither."""
    shown = text.removesuffix(" Which number belongs in the box?")
    shown = shown.removesuffix(".") if shown != text else shown
    for pattern, relation, places in BARE_READ:
        if found := pattern.fullmatch(shown):
            return Meaning(relation, tuple([_plain(_placed(place, found)) for place in places]))
    return None


def _placed(place: int | str, found: re.Match[str]) -> str:
    """Return a term by the number of its group; a sign before it stays."""
    if isinstance(place, str):
        return place[0] + found[int(place[1:])] if place[1:].isdigit() else place
    term = found[abs(place)].replace("□", UNKNOWN)
    return f"-{term}" if place < 0 else term


def _told(text: str) -> Meaning:
    """Return what a story says."""
    sentences = [each.strip() for each in re.split(r"(?<=[.?])\s+(?=[A-Z\d])", text.strip())]
    if not sentences[-1].endswith("?") or any(each.endswith("?") for each in sentences[:-1]):
        raise Unread("there is not exactly one question, at the end")
    facts = [read(each.rstrip("."), SAID_READ) for each in sentences[:-1] if counts(each)]
    asked = read(sentences[-1].rstrip("?"), ASKED_READ)
    reading = _READINGS.get(("+".join(sorted(fact.name for fact in facts)), asked.name))
    found = reading([*facts], asked) if reading else None
    if found is None:
        said = ", ".join(fact.name for fact in facts) or "nothing"
        raise Unread(f"the story tells «{said}» and asks «{asked.name}», which do not go together")
    return found


_Reading = Callable[[list[Said], Said], Meaning | None]


def _by(relation: str, *terms: str) -> _Reading:
    """Return a reading that takes its terms from sentences: ``"have"``, ``"groups of 2"``, ``"-loses"``.

    A name stands for the first number of the sentence of that name, a digit after it for another one, and
    ``asked`` for the number in the question.
    """

    def reading(facts: list[Said], asked: Said) -> Meaning:
        said = {fact.name: fact for fact in facts} | {"asked": asked}
        return Meaning(relation, tuple([_plain(_term(term, said)) for term in terms]))

    return reading


def _plain(number: str) -> str:
    """Return a decimal without zeros at its end, so that $4.50 is 4.5."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _term(term: str, said: Mapping[str, Said]) -> str:
    if term in (UNKNOWN, "+?", "-?"):
        return term
    sign, name = (term[0], term[1:]) if term[0] in "+-" else ("", term)
    word, _, place = name.rpartition(" ")
    if place.isdigit():
        return sign + said[word].numbers[int(place) - 1]
    return sign + said[name].numbers[0]


def _owned(facts: list[Said], who: str) -> str | None:
    """Return the number that somebody has, None if that is not said once."""
    found = [fact.numbers[0] for fact in facts if fact.name == "have" and fact.who == who]
    return found[0] if len(found) == 1 else None


def _compared(facts: list[Said], asked: Said) -> Meaning | None:
    """How many more or fewer one has than the other."""
    more, less = (asked.who, asked.than) if asked.name == "more" else (asked.than, asked.who)
    larger, smaller = _owned(facts, more), _owned(facts, less)
    return None if larger is None or smaller is None else Meaning("sum", (smaller, UNKNOWN, larger))


def _by_difference(facts: list[Said], asked: Said) -> Meaning | None:
    """One has so many, the other so many more or fewer, and the other is asked for."""
    (gap,) = [fact for fact in facts if fact.name != "have"]
    known = _owned(facts, gap.than)
    if known is None or asked.who != gap.who:
        return None
    if gap.name == "more than":
        return Meaning("sum", (known, gap.numbers[0], UNKNOWN))
    return Meaning("sum", (UNKNOWN, gap.numbers[0], known))


def _multiplied(facts: list[Said], asked: Said) -> Meaning | None:
    """One has so many, the other so many times as many."""
    (factor,) = [fact for fact in facts if fact.name != "have"]
    times = factor.numbers[0]
    if factor.name == "times as":
        known = _owned(facts, factor.than)
        return Meaning("product", (times, known, UNKNOWN)) if known and asked.who == factor.who else None
    known = next(fact.numbers[0] for fact in facts if fact.name == "have" and fact.who != factor.than)
    return Meaning("product", (times, UNKNOWN, known)) if asked.who == factor.than else None


def _how_many_times(facts: list[Said], asked: Said) -> Meaning | None:
    product, base = _owned(facts, asked.who), _owned(facts, asked.than)
    return None if product is None or base is None else Meaning("product", (UNKNOWN, base, product))


def _together(facts: list[Said], _: Said) -> Meaning | None:
    if facts[0].who == facts[1].who:
        return None
    return Meaning("sum", (facts[0].numbers[0], facts[1].numbers[0], UNKNOWN))


def _mixed(facts: list[Said], asked: Said) -> Meaning | None:
    """So much of one with every so much of the other; one amount is known, the other asked for."""
    mixes, amount = sorted(facts, key=lambda fact: fact.name, reverse=True)
    first, second = mixes.numbers
    if (amount.who, asked.who) == (mixes.who, mixes.than):
        return Meaning("proportion", (first, second, amount.numbers[0], UNKNOWN))
    if (amount.who, asked.who) == (mixes.than, mixes.who):
        return Meaning("proportion", (first, second, UNKNOWN, amount.numbers[0]))
    return None


def _converted(facts: list[Said], asked: Said) -> Meaning:
    return Meaning("conversion", (facts[0].numbers[0], facts[0].who, asked.who))


_READINGS: dict[tuple[str, str], _Reading] = {
    ("gains+have", "end"): _by("sum", "have", "gains", "?"),
    ("gains some+have+now", "came"): _by("sum", "have", "?", "now"),
    ("gains+have some+now", "first"): _by("sum", "?", "gains", "now"),
    ("have+loses", "end"): _by("sum", "loses", "?", "have"),
    ("have+loses some+now", "went"): _by("sum", "?", "now", "have"),
    ("have some+loses+now", "first"): _by("sum", "loses", "now", "?"),
    ("have+have", "together"): _together,
    ("all+of them", "has"): _by("sum", "of them", "?", "all"),
    ("have+have", "more"): _compared,
    ("have+have", "fewer"): _compared,
    ("have+more than", "has"): _by_difference,
    ("fewer than+have", "has"): _by_difference,
    ("have+in each", "total"): _by("product", "have", "in each", "?"),
    ("shared", "in one"): _by("product", "shared 2", "?", "shared"),
    ("packed", "filled"): _by("product", "?", "packed 2", "packed"),
    ("rows of", "total"): _by("product", "rows of", "rows of 2", "?"),
    ("in rows", "in a row"): _by("product", "in rows 2", "?", "in rows"),
    ("by rows", "rows"): _by("product", "?", "by rows 2", "by rows"),
    ("have+times as", "has"): _multiplied,
    ("have+times what", "has"): _multiplied,
    ("have+have", "times"): _how_many_times,
    ("fill", "left over"): _by("remainder", "fill", "fill 2"),
    ("fill", "can fill"): _by("full", "fill", "fill 2"),
    ("have+room", "for all"): _by("needed", "have", "room"),
    ("groups of+loses", "end"): _by("steps", "groups of", "groups of 2", "-loses", "?"),
    ("gains+groups of", "end"): _by("steps", "groups of", "groups of 2", "gains", "?"),
    ("each", "in so many"): _by("product", "asked", "each", "?"),
    ("fair", "in each"): _by("product", "fair 2", "?", "fair"),
    ("each+in all", "takes"): _by("product", "?", "each", "in all"),
    ("each", "takes for"): _by("product", "?", "each", "asked"),
    ("one costs", "cost of"): _by("product", "asked", "one costs", "?"),
    ("pays alike", "cost of one"): _by("product", "pays alike 2", "?", "pays alike"),
    ("pays", "same price"): _by("proportion", "pays 2", "pays", "asked", "?"),
    ("pays", "for money"): _by("proportion", "pays 2", "pays", "?", "asked"),
    ("amount+mixes", "needs"): _mixed,
    ("adds+amount", "total"): _by("sum", "amount", "adds", "?"),
    ("adds some+amount+are in all", "added"): _by("sum", "amount", "?", "are in all"),
    ("amount+uses", "left"): _by("sum", "uses", "?", "amount"),
    ("amount+are left+uses some", "went"): _by("sum", "?", "are left", "amount"),
    ("uses each", "uses for"): _by("product", "asked", "uses each", "?"),
    ("uses alike", "uses for each"): _by("product", "uses alike 2", "?", "uses alike"),
    ("uses up", "enough"): _by("product", "?", "uses up 2", "uses up"),
    ("percent are+whole", "part"): _by("share", "percent are", "whole", "?"),
    ("part of them+whole", "part"): _by("share", "part of them", "whole", "?"),
    ("are some+is percent", "total"): _by("share", "is percent", "?", "are some"),
    ("are some+is part", "total"): _by("share", "is part", "?", "are some"),
    ("some are+whole", "percent"): _by("share", "?", "whole", "some are"),
    ("costs+rises", "cost now"): _by("percent change", "costs", "+rises", "?"),
    ("costs+falls", "cost now"): _by("percent change", "costs", "-falls", "?"),
    ("rises from", "by percent"): _by("percent change", "rises from", "+?", "rises from 2"),
    ("falls from", "by percent"): _by("percent change", "falls from", "-?", "falls from 2"),
    ("measured", "converted"): _converted,
    ("begins lasts", "ends"): _by("time", "begins lasts", "begins lasts 2", "?"),
    ("begins ends", "lasts"): _by("time", "begins ends", "?", "begins ends 2"),
    ("lasts ends", "begins"): _by("time", "?", "lasts ends", "lasts ends 2"),
    ("buys", "back"): _by("sum", "buys", "?", "buys 2"),
    ("back", "cost of it"): _by("sum", "?", "back 2", "back"),
    ("at once", "cost for"): _by("line", "at once", "asked", "at once 2", "?"),
    ("at once+pays in all", "for how many"): _by("line", "at once", "?", "at once 2", "pays in all"),
    ("at once and+pays", "cost of one"): _by("line", "at once and", "pays 2", "?", "pays"),
}
"""By what the sentences say and what is asked: how they are read."""
