"""What one sentence of a told problem says, or one question asks, by a few of its words.

The rules are kept apart from the frames that tell problems: neither knows the other, so that one can judge
what the other tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = "?"


class Unread(ValueError):
    """A text whose meaning cannot be told."""


_NUMBER = r"\$?(\d+(?:\.\d+)?(?: \d+/\d+|/\d+)?)"
_TERM = r"(□|\d+(?:\.\d+)?(?: \d+/\d+|/\d+)?)"
_TIME = r"(\d{1,2}:\d\d)"

# Bare forms: the pattern, the relation, and which groups are its terms, in order; a text stands for itself.
_BARE: tuple[tuple[str, str, tuple[int | str, ...]], ...] = (
    (r"T \+ T × T = T", "line", (1, 2, 3, 4)),
    (r"T × T − T = T", "steps", (1, 2, -3, 4)),
    (r"T × T \+ T = T", "steps", (1, 2, 3, 4)),
    (r"T \+ T = T", "sum", (1, 2, 3)),
    (r"T − T = T", "sum", (2, 3, 1)),
    (r"T × T = T", "product", (1, 2, 3)),
    (r"T : T = T : T", "proportion", (1, 2, 3, 4)),
    (r"T (\w+) = □ (\w+)", "conversion", (1, 2, 3)),
    (r"What is the remainder of T ÷ T\?", "remainder", (1, 2)),
    (r"How many times does T fit into T\?", "full", (2, 1)),
    (r"What is T ÷ T, rounded up to a whole number\?", "needed", (1, 2)),
    (r"What is (\d+%|\d+/\d+) of T\?", "share", (1, 2, UNKNOWN)),
    (r"T is (\d+%|\d+/\d+) of which number\?", "share", (2, UNKNOWN, 1)),
    (r"How many percent of T is T\?", "share", (UNKNOWN, 1, 2)),
    (r"Raise T by (\d+)%. What do you get\?", "percent change", (1, "+2", UNKNOWN)),
    (r"Lower T by (\d+)%. What do you get\?", "percent change", (1, "-2", UNKNOWN)),
    (r"From T to T: by how many percent does the number rise\?", "percent change", (1, "+?", 2)),
    (r"From T to T: by how many percent does the number fall\?", "percent change", (1, "-?", 2)),
    (r"Which time is (\d+) minutes after H\?", "time", (2, 1, UNKNOWN)),
    (r"How many minutes are there from H to H\?", "time", (1, UNKNOWN, 2)),
    (r"Which time is (\d+) minutes before H\?", "time", (UNKNOWN, 1, 2)),
)
BARE_READ = [
    (
        re.compile(re.sub(r"\bT\b", lambda _: _TERM, re.sub(r"\bH\b", lambda _: _TIME, pattern))),
        relation,
        terms,
    )
    for pattern, relation, terms in _BARE
]


# What a sentence says, by its words: N stands for a number, W for a person, and so on.
_SAID: tuple[tuple[str, str], ...] = (
    ("uses up", r"W has N \w+ of .+ and uses N \w+ for each .+"),
    ("uses alike", r"W uses N \w+ of .+ for N .+, the same for each"),
    ("uses each", r"W uses N \w+ of .+ for each .+"),
    ("adds", r"Then W adds N \w+ of .+"),
    ("adds some", r"Then W adds some .+"),
    ("uses", r"Then W uses N \w+"),
    ("uses some", r"Then W uses some"),
    ("are in all", r"In all there are N \w+"),
    ("are left", r"Now N \w+ (?:is|are) left"),
    ("all", r"W and W have N .*in all"),
    ("of them", r"W has N of them"),
    ("more than", r"(?P<who>W) has N more .+ than (?P<than>W)"),
    ("fewer than", r"(?P<who>W) has N fewer .+ than (?P<than>W)"),
    ("times as", r"(?P<who>W) has N times as many .+ as (?P<than>W)"),
    ("times what", r"That is N times as many as (?P<than>W) has"),
    ("groups of", r"W has N .+ with N .+ in each"),
    ("fill", r"W has N .+ and puts N into each .+"),
    ("have some", r"(?P<who>W) has some .+"),
    ("now", r"Now (?P<who>W) has N .+"),
    ("amount", r"W has N \w+ of (?P<who>.+)"),
    ("have", r"(?P<who>W) has N .+"),
    ("rows of", r"There (?:is|are) N rows? of .+, with N .+ in each row"),
    ("in rows", r"There (?:is|are) N .+ in N rows? of the same length"),
    ("by rows", r"There (?:is|are) N .+ in rows, with N in each row"),
    ("in each", r"There (?:is|are) N .+ in each .+"),
    ("room", r"There is room for N in each .+"),
    ("whole", r"There (?:is|are) N .+"),
    ("shared", r"W puts N .+ into N .+, the same number in each"),
    ("packed", r"W puts N .+ into .+, N in each"),
    ("gains", r"Then W .+ N more"),
    ("gains some", r"Then W .+ some more"),
    ("loses", r"Then W .+ N of (?:them|the .+)"),
    ("loses some", r"Then W .+ some of them"),
    ("in all", r"In all W .+ N .+"),
    ("fair", r"(?:W .+|.+ goes) N .+ in N .+, (?:the same number each .+|always at the same speed)"),
    ("each", r"(?:W .+|.+ goes) N .+ each \w+"),
    ("pays alike", r"W pays N for N .+ that all cost the same"),
    ("pays", r"W pays N for N .+"),
    ("pays in all", r"W pays N"),
    ("one costs", r"One .+ costs N"),
    ("back", r"W buys .+, pays with N and gets N back"),
    ("buys", r"W buys .+ for N and pays with N"),
    ("mixes", r"W mixes N \w+ of (?P<who>.+) with every N \w+ of (?P<than>.+)"),
    ("percent are", r"Of these, (\d+%) .+"),
    ("part of them", r"Of these, (\d+/\d+) .+"),
    ("some are", r"Of these, N .+"),
    ("is percent", r"That is (\d+%) of all .+"),
    ("is part", r"That is (\d+/\d+) of all .+"),
    ("at once", r".+ costs N at once and N more for each .+"),
    ("at once and", r".+ costs N at once and the same price for each .+"),
    ("costs", r"An? .+ costs N"),
    ("rises", r"Then the price rises by (\d+)%"),
    ("falls", r"Then the price falls by (\d+)%"),
    ("rises from", r"The price of .+ rises from N to N"),
    ("falls from", r"The price of .+ falls from N to N"),
    ("begins lasts", r".+ begins at H and lasts N minutes"),
    ("begins ends", r".+ begins at H and ends at H"),
    ("lasts ends", r".+ lasts N minutes and ends at H"),
    ("measured", r"The .+ (?:is|weighs|holds) N (?P<who>\w+)(?: long)?"),
    ("are some", r"N .+"),
)
_ASKED: tuple[tuple[str, str], ...] = (
    ("end", r"How many .+ does W have (?:now|left)"),
    ("first", r"How many .+ did W have at first"),
    ("together", r"How many .+ do they have in all"),
    ("total", r"How many .+ are there in all"),
    ("more", r"How many more .+ does (?P<who>W) have than (?P<than>W)"),
    ("fewer", r"How many fewer .+ does (?P<who>W) have than (?P<than>W)"),
    ("times", r"How many times as many .+ does (?P<who>W) have as (?P<than>W)"),
    ("came", r"How many more .+ does W .+"),
    ("in a row", r"How many .+ are in each row"),
    ("rows", r"How many rows are there"),
    ("left", r"How many \w+ are left"),
    ("added", r"How many \w+ of .+ does W add"),
    ("enough", r"For how many .+ is that enough"),
    ("uses for", r"How many \w+ does W use for N .+"),
    ("uses for each", r"How many \w+ does W use for each .+"),
    ("in one", r"How many .+ are in each .+"),
    ("filled", r"How many .+ does W fill"),
    ("can fill", r"How many .+ can W fill"),
    ("left over", r"How many .+ are left over"),
    ("for all", r"How many .+ does W need for all of them"),
    ("needs", r"How many \w+ of (?P<who>.+) does W need"),
    ("same price", r"How many dollars do N .+ cost at the same price"),
    ("for money", r"How many .+ does W get for N at the same price"),
    ("cost of", r"How many dollars do N .+ cost"),
    ("cost of one", r"How many dollars does (?:one .+|each .+) cost"),
    ("cost for", r"How many dollars does it cost for N .+"),
    ("cost now", r"How many dollars does it cost now"),
    ("back", r"How many dollars does W get back"),
    ("cost of it", r"How many dollars does the .+ cost"),
    ("for how many", r"For how many .+ does W pay"),
    ("takes", r"How many .+ does that take"),
    ("takes for", r"How many hours does it take for N kilometers"),
    ("in each", r"How many .+ (?:does W .+|does it go) each .+"),
    ("in so many", r"How many .+ (?:does W .+|does it go) in N .+"),
    ("percent", r"How many percent of the .+"),
    ("by percent", r"By how many percent does it (?:rise|fall)"),
    ("converted", r"How many (?P<who>\w+) is that"),
    ("ends", r"At what time does it end"),
    ("begins", r"At what time does it begin"),
    ("lasts", r"How many minutes does it last"),
    ("has", r"How many .+ does (?P<who>W) have"),
    ("went", r"How many .+ does W .+"),
    ("part", r"How many .+"),
)


def _compiled(rules: tuple[tuple[str, str], ...]) -> list[tuple[str, re.Pattern[str]]]:
    slots = {"W": r"[A-Z][a-z]+", "H": _TIME, "N": rf"{_NUMBER}(?: of an?)?"}
    return [(name, re.compile(re.sub(r"\b[WHN]\b", lambda at: slots[at[0]], rule))) for name, rule in rules]


SAID_READ, ASKED_READ = _compiled(_SAID), _compiled(_ASKED)
_NAMING = re.compile(r"years old|\d o’clock|\bnumber \d|\bpage \d")


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence says: its numbers, and of whom or what."""

    name: str
    numbers: tuple[str, ...]
    who: str = ""
    than: str = ""


def read(sentence: str, rules: list[tuple[str, re.Pattern[str]]]) -> Said:
    """Return what a sentence says by the first rule that fits."""
    for name, rule in rules:
        if found := rule.fullmatch(sentence):
            named = found.groupdict()
            words = {named.get("who"), named.get("than")}
            numbers = tuple([each for each in found.groups() if each is not None and each not in words])
            return Said(name, numbers, named.get("who") or "", named.get("than") or "")
    raise Unread(f"«{sentence}» says something that cannot be placed")


def counts(sentence: str) -> bool:
    """Tell whether a sentence says a number that counts or measures, or that there is one unknown."""
    if re.search(r"\b(?:has some|some more|some of them|adds some|uses some)\b", sentence):
        return True
    return bool(re.search(r"\d", sentence)) and not _NAMING.search(sentence)
