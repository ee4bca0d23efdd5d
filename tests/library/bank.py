"""Random items and learning objects for the tests of the library and of its files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from whynext.library.diagrams import Clock, FractionStrip
from whynext.library.item import Item, Key, Kind, Misconception, Option
from whynext.library.learning_object import GROUPINGS, KINDS, MODALITIES, LearningObject

# Letters that break careless formats: separators, quotes, backslashes, line ends, accents, emoji.
_LETTERS = st.sampled_from("abc XYZ019|\\,;\"'\n\t=+-{}[]äßø→½²π😀")
words = st.text(st.sampled_from("abcdefgh-0123"), min_size=1, max_size=8)
texts = st.text(_LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
maybe_texts = st.one_of(st.just(""), texts)
levels = st.one_of(st.none(), st.floats(-1, 13))
shares = st.floats(0, 1)


def lists(of: st.SearchStrategy[Any], *, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return tuples of different values."""
    return st.lists(of, min_size=least, max_size=4, unique=True).map(tuple)


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    """Return options that can be told apart."""
    ids = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    said = draw(
        st.lists(texts, min_size=len(ids), max_size=len(ids), unique_by=lambda text: " ".join(text.split()))
    )
    return tuple(
        Option(id_, text, draw(maybe_texts), draw(st.one_of(st.just(""), words)))
        for id_, text in zip(ids, said, strict=True)
    )


@st.composite
def keyed(draw: st.DrawFn) -> dict[str, Any]:
    """Return a kind with a key, options and misconceptions that fit together."""
    kind = draw(st.sampled_from(list(Kind)))
    if kind.has_options:
        given = draw(options())
        ids = [option.id for option in given]
        value: str | tuple[str, ...] = draw(st.sampled_from(ids))
        if kind is Kind.MULTIPLE_CHOICE:
            value = draw(lists(st.sampled_from(ids), least=1))
        if kind is Kind.ORDER:
            value = tuple(draw(st.permutations(ids)))
        wrong = _wrong_pick(kind, value, ids)
        known = () if wrong is None else (Misconception(draw(words), wrong, draw(texts)),)
        return {"kind": kind, "key": Key(value), "options": given, "misconceptions": known}
    right, other = {
        Kind.NUMBER: ("0.5", "-12"),
        Kind.FRACTION: ("3/4", "1 1/2"),
        Kind.EXPRESSION: ("2(x + 1)", "x^2 - y"),
        Kind.SHORT_TEXT: ("Élan | vital", "a, b"),
    }[kind]
    numeric = kind in (Kind.NUMBER, Kind.FRACTION)
    key = Key(
        right,
        draw(st.sampled_from([(), ("1",)])),
        tolerance=draw(st.floats(0, 0.1)) if kind is Kind.NUMBER else 0.0,
        lowest_terms=draw(st.booleans()),
        unit=draw(st.sampled_from(["", "cm | centimetres"])) if numeric else "",
        ordered=draw(st.booleans()),
        case_sensitive=draw(st.booleans()),
    )
    return {"kind": kind, "key": key, "misconceptions": (Misconception(draw(words), other, draw(texts)),)}


def _wrong_pick(kind: Kind, value: str | tuple[str, ...], ids: list[str]) -> str | None:
    """Return an answer of option ids that is not right, None if there is none."""
    if kind is Kind.CHOICE:
        return next(id_ for id_ in ids if id_ != value)
    if kind is Kind.ORDER:
        return " | ".join(reversed(value))
    return " | ".join(ids) if len(value) < len(ids) else ids[0]


def reviews() -> st.SearchStrategy[dict[str, str]]:
    """Return who wrote something and, in some cases, who else has checked it and when."""
    alone = st.fixed_dictionaries({"author": maybe_texts})
    days = st.dates().map(lambda day: day.isoformat())
    checked = st.fixed_dictionaries(
        {"author": st.sampled_from(["", "R. Ito"]), "reviewed_by": st.just("M. Okafor"), "reviewed_on": days}
    )
    return st.one_of(alone, checked)


def pictured() -> st.SearchStrategy[dict[str, str]]:
    """Return an alternative text, and in some cases the diagram that it belongs to."""
    alone = st.fixed_dictionaries({"alternative_text": maybe_texts})
    diagrams = st.sampled_from([Clock(3, 30), FractionStrip(((4, 3, "a | \\ ,"),))]).map(
        lambda each: each.text
    )
    return st.one_of(alone, st.fixed_dictionaries({"alternative_text": texts, "diagram": diagrams}))


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Return an item in which nothing is wrong."""
    return Item(
        id=draw(words),
        skills=draw(lists(words, least=1)),
        question=draw(texts),
        hints=draw(lists(texts)),
        solution=draw(lists(texts)),
        difficulty=draw(shares),
        language=draw(st.sampled_from(["en", "de-AT"])),
        reading_level=draw(levels),
        **draw(pictured()),
        form=draw(st.sampled_from(["", "A", "B"])),
        status=draw(st.sampled_from(["draft", "reviewed", "retired"])),
        **draw(reviews()),
        version=draw(st.integers(1, 9)),
        family=draw(st.sampled_from(["", "halves"])),
        seed=draw(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))),
        level=draw(st.integers(1, 5)),
        context=draw(st.sampled_from(["", "music"])),
        depth=draw(st.integers(0, 3)),
        **draw(keyed()),
    )


@st.composite
def objects(draw: st.DrawFn) -> LearningObject:
    """Return a learning object in which nothing is wrong."""
    skills = draw(lists(words, least=1))
    return LearningObject(
        id=draw(words),
        title=draw(texts),
        skills=skills,
        modality=draw(st.sampled_from([*MODALITIES, "puppet_show"])),
        minutes=draw(st.floats(0.5, 300)),
        difficulty=draw(shares),
        summary=draw(maybe_texts),
        body=draw(maybe_texts),
        reading_level=draw(levels),
        screen=draw(st.booleans()),
        grouping=draw(st.sampled_from(GROUPINGS)),
        prerequisites=tuple(skill for skill in draw(lists(words)) if skill not in skills),
        topics=draw(lists(texts)),
        kind=draw(st.sampled_from(KINDS)),
        copies=draw(st.one_of(st.none(), st.integers(1, 40))),
        status=draw(st.sampled_from(["draft", "reviewed", "retired"])),
        **draw(reviews()),
        version=draw(st.integers(1, 9)),
        location=draw(maybe_texts),
    )


def item(kind: Kind, key: Key | str | tuple[str, ...], **more: Any) -> Item:
    """Return an item of a kind with a key, the rest filled in."""
    key = key if isinstance(key, Key) else Key(key)
    return Item(**{"id": "i1", "skills": ("s1",), "kind": kind, "question": "?", "key": key, **more})


def lettered(count: int) -> tuple[Option, ...]:
    """Return options a, b, c, … whose texts differ."""
    return tuple(Option("abcdefgh"[at], f"option {at + 1}") for at in range(count))
