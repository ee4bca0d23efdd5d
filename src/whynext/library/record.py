"""Items and learning objects as plain records of JSON values, and back, with every fault named by field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.ids import ItemId, ObjectId, SkillId
from whynext.library import diagrams
from whynext.library import item as items
from whynext.library import learning_object as learning_objects
from whynext.library.item import Item, Key, Kind, Misconception, Option
from whynext.library.learning_object import LearningObject

MAX_TEXT = 100_000
"""Longest text of one field, in characters."""

Record = dict[str, Any]


def record_of(thing: Item | LearningObject) -> Record:
    """Return an item or learning object as JSON values; what is as by default is left out.

    Examples
    --------
    >>> record_of(Item("i1", ("halves",), Kind.FRACTION, "Half of 1?", Key("1/2")))
    {'id': 'i1', 'skills': ['halves'], 'kind': 'fraction', 'question': 'Half of 1?', 'key': {'value': '1/2'}}
    """
    return {
        field.name: _plain(getattr(thing, field.name)) for field in fields(thing) if _differs(thing, field)
    }


def _differs(thing: object, field: Any) -> bool:
    """Tell whether a field is not as by default."""
    return field.default is MISSING or bool(getattr(thing, field.name) != field.default)


def _plain(value: Any) -> Any:
    """Return a field's value as JSON values."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Key | Option | Misconception):
        return {
            each.name: _plain(getattr(value, each.name)) for each in fields(value) if _differs(value, each)
        }
    return str(value) if isinstance(value, Kind) else value


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """What a record says.

    Parameters
    ----------
    thing
        The item or learning object; None if anything is wrong with it.
    problems
        Everything that is wrong.
    notes
        What is worth a look but refuses nothing.
    """

    thing: Item | LearningObject | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


def read_item(record: object, where: str = "") -> ReadRecord:
    """Return the item that a record describes, checked by :func:`whynext.library.item.problems`.

    Parameters
    ----------
    record
        A mapping as :func:`record_of` makes it. The key may also be just its value.
    where
        The place that problems name.
    """
    read = _Reader.of(record, where)
    if read is None:
        return ReadRecord(None, (_no_record(record, where),))
    thing = Item(
        id=ItemId(read.text("id")),
        skills=tuple(SkillId(word) for word in read.texts("skills")),
        kind=Kind(read.word("kind", tuple(kind.value for kind in Kind))),
        question=read.text("question"),
        key=_key(read),
        options=tuple(_option(each) for each in read.records("options")),
        hints=read.texts("hints"),
        solution=read.texts("solution"),
        difficulty=read.number("difficulty", 0.5),
        misconceptions=tuple(_misconception(each) for each in read.records("misconceptions")),
        language=read.text("language", "en"),
        reading_level=read.number_or_none("reading_level"),
        alternative_text=read.text("alternative_text", ""),
        diagram=_diagram(read.text("diagram", "")),
        form=read.text("form", ""),
        status=read.text("status", "draft"),
        author=read.text("author", ""),
        reviewed_by=read.text("reviewed_by", ""),
        reviewed_on=read.text("reviewed_on", ""),
        version=read.whole("version", 1),
        family=read.text("family", ""),
        seed=read.whole_or_none("seed"),
        level=read.whole("level", 1),
        context=read.text("context", ""),
        depth=read.whole("depth", 0),
    )
    read.note_unknown(Item)
    return _checked(thing, read, items.problems)


def read_object(record: object, where: str = "") -> ReadRecord:
    """Return the learning object that a record describes, checked.

    See :func:`read_item`; a modality that is not among the known words is a note.
    """
    read = _Reader.of(record, where)
    if read is None:
        return ReadRecord(None, (_no_record(record, where),))
    thing = LearningObject(
        id=ObjectId(read.text("id")),
        title=read.text("title"),
        skills=tuple(SkillId(word) for word in read.texts("skills")),
        modality=read.text("modality"),
        minutes=read.number("minutes"),
        difficulty=read.number("difficulty"),
        summary=read.text("summary", ""),
        body=read.text("body", ""),
        language=read.text("language", "en"),
        reading_level=read.number_or_none("reading_level"),
        screen=read.truth("screen", True),
        grouping=read.text("grouping", "alone"),
        prerequisites=tuple(SkillId(word) for word in read.texts("prerequisites")),
        topics=read.texts("topics"),
        kind=read.text("kind", "lesson"),
        copies=read.whole_or_none("copies"),
        status=read.text("status", "draft"),
        author=read.text("author", ""),
        reviewed_by=read.text("reviewed_by", ""),
        reviewed_on=read.text("reviewed_on", ""),
        version=read.whole("version", 1),
        location=read.text("location", ""),
    )
    read.note_unknown(LearningObject)
    found = _checked(thing, read, learning_objects.problems)
    return ReadRecord(found.thing, found.problems, tuple(learning_objects.notes(thing, where)))


def _checked(thing: Any, read: _Reader, check: Any) -> ReadRecord:
    """Return the record as read, looked through for faults of meaning only where it has none of type."""
    found = read.found.problems or check(thing, read.where)
    return ReadRecord(None if found else thing, tuple(found))


def _no_record(record: object, where: str) -> Problem:
    """Return the problem of something that is no record."""
    return Problem(f"{_shown(record)} is no record", where, "names with values, in braces", kind="wrong type")


def _diagram(text: str) -> str:
    """Return the canonical text of a diagram, or the text as it is if it is none, which is noted later."""
    try:
        return diagrams.read(text).text if text else ""
    except Refused:
        return text


def _key(read: _Reader) -> Key:
    """Return the key: a record, or just the value."""
    raw = read.take("key")
    if not isinstance(raw, Mapping):
        return Key(read.value("key", raw))
    inner = _Reader(dict(raw), f"{read.place}field «key»", read.found)
    key = Key(
        value=inner.value("value", inner.take("value")),
        accepts=inner.texts("accepts"),
        tolerance=inner.number("tolerance", 0.0),
        lowest_terms=inner.truth("lowest_terms", False),
        unit=inner.text("unit", ""),
        ordered=inner.truth("ordered", True),
        case_sensitive=inner.truth("case_sensitive", False),
    )
    inner.note_unknown(Key)
    return key


def _option(read: _Reader) -> Option:
    """Return an option."""
    names = ("why", "misconception")
    option = Option(read.text("id"), read.text("text"), *(read.text(name, "") for name in names))
    read.note_unknown(Option)
    return option


def _misconception(read: _Reader) -> Misconception:
    """Return a misconception."""
    misconception = Misconception(read.text("id"), read.text("answer"), read.text("says"))
    read.note_unknown(Misconception)
    return misconception


def _shown(value: object) -> str:
    """Return a value as a problem quotes it."""
    if isinstance(value, list | Mapping):
        return "a list" if isinstance(value, list) else "a record"
    if isinstance(value, int) and value.bit_length() > 64:
        return "a number of more than 64 bits"
    text = value if isinstance(value, str) else repr(value)
    return f"«{text[:40]}{'…' if len(text) > 40 else ''}»"


# Characters that no text database takes: the null character, and halves of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True)
class _Reader:
    """Takes typed values out of a record, noting each one that is not what it should be.

    Every method returns a value of the right type even where it noted a problem, so that reading goes on
    and all problems are found; the thing that is built from such values is thrown away.
    """

    record: dict[Any, Any]
    where: str
    found: Collector

    @classmethod
    def of(cls, record: object, where: str) -> _Reader | None:
        """Return a reader of a record, None if it is no record."""
        return cls(dict(record), where, Collector()) if isinstance(record, Mapping) else None

    @property
    def place(self) -> str:
        """The place as it begins the place of a field."""
        return f"{self.where}, " if self.where else ""

    def add(self, name: str, what: str, valid: str, kind: str = "wrong type") -> None:
        """Note a problem of a field."""
        self.found.add(what, where=f"{self.place}field «{name}»", valid=valid, kind=kind)

    def take(self, name: str) -> Any:
        """Return the raw value and mark it as seen; null is as if absent."""
        return self.record.pop(name, None)

    def note_unknown(self, of: type) -> None:
        """Note what was not taken."""
        known = [field.name for field in fields(of)]
        for raw in self.record:
            name = str(raw).encode("utf-8", "replace").decode()
            hint = nearest(name, known)
            self.add(
                name,
                f"there is no such field{'; ' + hint if hint else ''}",
                listed(known, most=40),
                "unknown",
            )

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text."""
        return self.as_text(name, self.take(name), default)

    def as_text(self, name: str, raw: Any, default: str | None = None) -> str:
        """Return a raw value as a text."""
        if raw is None and default is not None:
            return default
        if raw is None:
            self.add(name, "it is missing", "a text", "missing")
        elif not isinstance(raw, str):
            self.add(name, f"{_shown(raw)} is no text", "a text")
        elif len(raw) > MAX_TEXT:
            self.add(name, f"it is {len(raw)} characters long", f"at most {MAX_TEXT} characters", "too large")
        elif _UNSTORABLE.search(raw):
            self.add(
                name, "it has a character that cannot be stored", "text without null characters", "invalid"
            )
        else:
            return raw
        return ""

    def word(self, name: str, known: tuple[str, ...]) -> str:
        """Return one of the known words."""
        before = len(self.found.problems)
        word = self.text(name)
        if word in known:
            return word
        if len(self.found.problems) == before:
            hint = nearest(word, known)
            self.add(
                name, f"there is no {name} «{word}»{'; ' + hint if hint else ''}", listed(known), "unknown"
            )
        return known[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty if absent."""
        raw = self.take(name)
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.add(name, f"{_shown(raw)} is no list", "a list of texts")
            return ()
        for at, each in enumerate(raw, start=1):
            if isinstance(each, str) and not each.strip():
                self.add(name, f"entry {at} is empty", "texts with something in them", "missing")
        return tuple(self.as_text(name, each) for each in raw)

    def value(self, name: str, raw: Any) -> str | tuple[str, ...]:
        """Return the value of a key: a text, or a list of texts."""
        if isinstance(raw, list):
            return tuple(self.as_text(name, each) for each in raw)
        return self.as_text(name, raw)

    def records(self, name: str) -> list[_Reader]:
        """Return readers of a list of records, none if absent."""
        raw = self.take(name)
        if raw is None:
            return []
        if not isinstance(raw, list):
            self.add(name, f"{_shown(raw)} is no list", "a list of records")
            return []
        readers = []
        for at, each in enumerate(raw):
            where = f"{self.place}{name}[{at}]"
            if isinstance(each, Mapping):
                readers.append(_Reader(dict(each), where, self.found))
            else:
                self.found.extend([_no_record(each, where)])
        return readers

    def number(self, name: str, default: float | None = None) -> float:
        """Return a finite number."""
        before = len(self.found.problems)
        found = self.number_or_none(name)
        if found is not None:
            return found
        if default is None and len(self.found.problems) == before:
            self.add(name, "it is missing", "a number such as 0.5", "missing")
        return default or 0.0

    def number_or_none(self, name: str) -> float | None:
        """Return a finite number, None if absent."""
        raw = self.take(name)
        if raw is None:
            return None
        if (
            isinstance(raw, int | float)
            and not isinstance(raw, bool)
            and abs(raw) < 2**63
            and math.isfinite(raw)
        ):
            return float(raw)
        self.add(name, f"{_shown(raw)} is no number", "a number such as 0.5")
        return None

    def whole(self, name: str, default: int) -> int:
        """Return a whole number."""
        found = self.whole_or_none(name)
        return default if found is None else found

    def whole_or_none(self, name: str) -> int | None:
        """Return a whole number that fits 64 bits, None if absent."""
        raw = self.take(name)
        if raw is None:
            return None
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, int) and not isinstance(raw, bool) and -(2**63) <= raw < 2**63:
            return raw
        self.add(name, f"{_shown(raw)} is no whole number", "a whole number such as 1")
        return None

    def truth(self, name: str, default: bool) -> bool:
        """Return true or false."""
        raw = self.take(name)
        if raw is None or isinstance(raw, bool):
            return default if raw is None else raw
        self.add(name, f"{_shown(raw)} is neither true nor false", "true or false")
        return default
