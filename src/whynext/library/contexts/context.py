"""What a context is: the words of one interest, from which stories of every structure can be told."""

from __future__ import annotations

from dataclasses import dataclass

Noun = tuple[str, str]
"""A word for one and for many."""

Verb = tuple[str, str]
"""What she or he does, and the same after «does»: ``("wins", "win")``."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Things that a person can have, with how they come and go: ``wins 3 more``, ``uses 3 of them``."""

    noun: Noun
    gains: Verb
    loses: Verb


@dataclass(frozen=True, slots=True)
class Holder:
    """What things are put into, the same number in each."""

    holder: Noun
    noun: Noun


@dataclass(frozen=True, slots=True)
class Doing:
    """What a person does so many times in each unit of time: ``runs 4 laps each day``."""

    verb: Verb
    noun: Noun
    per: Noun


@dataclass(frozen=True, slots=True)
class Mix:
    """Two parts of a mixture and the unit that both are measured in."""

    first: str
    second: str
    unit: Noun


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many of a kind, and what some of them do or are: ``fans``, ``wear a scarf``."""

    noun: Noun
    some: str


@dataclass(frozen=True, slots=True)
class Context:
    """One interest.

    Parameters
    ----------
    id, title
        Its word in files and its name for people.
    scenes
        Sentences that set a scene; ``{name}`` is who acts.
    purposes
        Sentences that say what the answer is good for.
    asides
        Sentences with a number that names and does not count (an age, an hour, a page), which no story
        needs; ``{name}`` and ``{n}``.
    goods, holders, doings, mixes, crowds
        See their classes.
    rows
        What can stand in rows.
    movers
        What goes so many kilometers each hour, with its article, as a sentence begins.
    buys, dear
        What one can buy for a few dollars, and for many.
    ways, long, small, heavy, holding
        Things with their article: some kilometers long, some meters or feet long, some centimeters long, some
        kilograms heavy, and such as hold some liters.
    events
        What begins and ends, with its article.
    hires
        What costs something at once and more for each unit, and that unit.
    """

    id: str
    title: str
    scenes: tuple[str, ...]
    purposes: tuple[str, ...]
    asides: tuple[str, ...]
    goods: tuple[Goods, ...]
    holders: tuple[Holder, ...]
    rows: tuple[Noun, ...]
    doings: tuple[Doing, ...]
    movers: tuple[str, ...]
    mixes: tuple[Mix, ...]
    buys: tuple[Noun, ...]
    dear: tuple[Noun, ...]
    crowds: tuple[Crowd, ...]
    ways: tuple[str, ...]
    long: tuple[str, ...]
    small: tuple[str, ...]
    heavy: tuple[str, ...]
    holding: tuple[str, ...]
    events: tuple[str, ...]
    hires: tuple[tuple[str, Noun], ...]
