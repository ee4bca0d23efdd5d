"""Items: questions that can be answered and scored, with what may be wrong in how they are written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.ids import ItemId, SkillId
from whynext.library import diagrams, shape
from whynext.library.expression import parse
from whynext.library.key import Key as Key
from whynext.library.key import Kind as Kind
from whynext.library.key import Worth, same, worth
from whynext.library.number import Notation, read
from whynext.library.reading import Unreadable

STATUSES = ("draft", "reviewed", "retired")
"""What may be done with an item or a learning object: still being written, checked, or no longer served."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick in a choice, multiple choice or order item.

    Parameters
    ----------
    id
        Unique within the item: ``"a"``.
    text
        What the student reads.
    why
        What the student is told who picks it.
    misconception
        The id of the misconception that leads to picking it, empty if none is known.
    """

    id: str
    text: str
    why: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong answer that a named misconception produces.

    Parameters
    ----------
    id
        The misconception: ``"adds-denominators"``.
    answer
        The wrong answer, written like a key; several option ids joined by `` | ``.
    says
        What the student is told who gives it.
    """

    id: str
    answer: str
    says: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question about one or more skills.

    Parameters
    ----------
    id
        Unique in the library.
    skills
        Every skill that the answer speaks of; each of them is updated.
    kind
        How it is answered.
    question
        What the student reads.
    key
        What answers it rightly.
    options
        What there is to pick or to put in order, for kinds that have options.
    hints
        From the gentlest to the one that gives the answer away.
    solution
        The steps of a worked solution.
    difficulty
        From 0, the easiest within its skill, to 1, the hardest.
    misconceptions
        Wrong answers that say something.
    language
        A language tag such as ``en`` or ``de-AT``.
    reading_level
        The school grade at which the question can be read; None if not measured.
    alternative_text
        What a picture in the question shows, in words; empty if it has none.
    diagram
        The canonical text of the diagram that belongs to the question, see :mod:`whynext.library.diagrams`;
        empty if it has none.
    form
        The parallel form of a test that it belongs to; empty if any.
    status
        One of :data:`STATUSES`.
    author
        Who wrote it.
    reviewed_by, reviewed_on
        Who has checked it, somebody else than the author, and on which day (ISO 8601: ``2026-03-31``); empty
        if nobody has.
    version
        Counted from 1.
    family, seed, level
        The parametric family that made it, the seed from which, and at which of the family's levels.
    context, depth
        The interest in whose words its story is told, and how deep, see :mod:`whynext.library.contexts`;
        empty and 0 if it tells none.
    """

    id: ItemId
    skills: tuple[SkillId, ...]
    kind: Kind
    question: str
    key: Key
    options: tuple[Option, ...] = ()
    hints: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    difficulty: float = 0.5
    misconceptions: tuple[Misconception, ...] = ()
    language: str = "en"
    reading_level: float | None = None
    alternative_text: str = ""
    diagram: str = ""
    form: str = ""
    status: str = "draft"
    author: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    version: int = 1
    family: str = ""
    seed: int | None = None
    level: int = 1
    context: str = ""
    depth: int = 0

    def option(self, id: str) -> Option | None:
        """Return the option of this id, or None."""
        return next((option for option in self.options if option.id == id), None)

    @property
    def picture(self) -> diagrams.Diagram | None:
        """The diagram that belongs to the question, None if it has none.

        Raises
        ------
        Refused
            If its text is no diagram, which :func:`problems` finds.
        """
        return diagrams.read(self.diagram) if self.diagram else None


def problems(item: Item, where: str = "") -> list[Problem]:
    """Return everything that is wrong with an item, empty if it can be served and scored.

    Parameters
    ----------
    item
        The item, whose fields have the declared types.
    where
        The place it was read from, named in each problem.
    """
    found = _Fields(Collector(), where)
    _check_words(item, found)
    _check_numbers(item, found)
    _check_diagram(item, found)
    if item.kind.has_options:
        _check_options(item, found)
    elif item.options:
        found.add(
            "options",
            f"an item of kind {item.kind} has options, which nobody will see",
            valid="no options, or a kind that has them: choice, multiple_choice, order",
        )
    _check_key(item, found)
    _check_misconceptions(item, found)
    return found.collector.problems


@dataclass(frozen=True, slots=True)
class _Fields:
    """Gathers problems of one item, each at one of its fields."""

    collector: Collector
    where: str

    def add(self, field: str, what: str, *, valid: str = "", kind: str = "invalid") -> None:
        """Note a problem of a field."""
        place = f"field «{field}»"
        self.collector.add(
            what, where=f"{self.where}, {place}" if self.where else place, valid=valid, kind=kind
        )


def _check_words(item: Item, found: _Fields) -> None:
    """Note what is missing or unknown among the words of an item."""
    if not item.id.strip():
        found.add("id", "the item has no id", valid="a text that no other item has", kind="missing")
    if not item.question.strip():
        found.add("question", "the question is empty", valid="what the student reads", kind="missing")
    if not item.skills:
        found.add("skills", "the item names no skill", valid="at least one skill id", kind="missing")
    for skill in _repeated(item.skills):
        found.add("skills", f"the skill «{skill}» is named twice", valid="each skill once", kind="duplicate")
    if item.status not in STATUSES:
        hint = nearest(item.status, STATUSES)
        found.add("status", f"«{item.status}» is no status; {hint}".rstrip("; "), valid=listed(STATUSES))
    for field, what, valid in review_faults(item.author, item.reviewed_by, item.reviewed_on):
        found.add(field, what, valid=valid)
    if not item.language.strip():
        found.add(
            "language", "the language is empty", valid="a language tag such as en or de-AT", kind="missing"
        )


def review_faults(author: str, by: str, on: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with who checked something and when: the field, what is wrong, what would be right.

    Examples
    --------
    >>> [field for field, _, _ in review_faults("R. Ito", "R. Ito", "31 March")]
    ['reviewed_by', 'reviewed_on']
    >>> list(review_faults("R. Ito", "M. Okafor", "2026-03-31"))
    []
    """
    if by.strip() and by.strip() == author.strip():
        yield "reviewed_by", f"«{by}» wrote it and has checked it", "somebody else than the author"
    if bool(by.strip()) != bool(on.strip()):
        field = "reviewed_on" if by.strip() else "reviewed_by"
        yield field, "a review names who made it and when, or neither", "both, or nothing"
    elif on.strip() and not _is_day(on):
        yield "reviewed_on", f"«{on}» is no day", "a day as 2026-03-31"


def _is_day(text: str) -> bool:
    if len(text) != 10:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_numbers(item: Item, found: _Fields) -> None:
    """Note numbers that are out of range."""
    if not 0.0 <= item.difficulty <= 1.0:
        found.add(
            "difficulty", f"the difficulty is {item.difficulty}", valid="from 0 (easiest) to 1 (hardest)"
        )
    if item.reading_level is not None and not math.isfinite(item.reading_level):
        found.add(
            "reading_level", f"the reading level is {item.reading_level}", valid="a school grade, or empty"
        )
    if not (math.isfinite(item.key.tolerance) and item.key.tolerance >= 0.0):
        found.add("tolerance", f"the tolerance is {item.key.tolerance}", valid="0 or more")
    for field, number in (("version", item.version), ("level", item.level)):
        if number < 1:
            found.add(field, f"the {field} is {number}", valid="1 or more")


def _check_diagram(item: Item, found: _Fields) -> None:
    """Note a diagram that cannot be drawn, or that has no words."""
    if not item.diagram:
        return
    try:
        diagrams.read(item.diagram)
    except Refused as refused:
        for problem in refused.problems:
            found.add("diagram", problem.what, valid=problem.valid, kind=problem.kind)
    if not item.alternative_text.strip():
        found.add(
            "alternative_text",
            "a question with a diagram has no text alternative",
            valid="what the diagram shows, in words",
            kind="missing",
        )


def _check_options(item: Item, found: _Fields) -> None:
    """Note options that cannot be told apart and keys that name none of them."""
    if len(item.options) < 2:
        found.add("options", f"there are {len(item.options)} options", valid="at least two", kind="missing")
    ids = [option.id for option in item.options]
    for id_ in _repeated(ids):
        found.add("options", f"two options have the id «{id_}»", valid="ids that differ", kind="duplicate")
    for text in _repeated(" ".join(option.text.split()) for option in item.options):
        found.add("options", f"two options say «{text}»", valid="options that differ", kind="duplicate")
    for option in item.options:
        if not (option.id.strip() and option.text.strip()):
            found.add("options", f"the option «{option.id}» has no id or no text", kind="missing")
        if "|" in option.id:
            found.add("options", f"the option id «{option.id}» has a bar in it", valid="an id such as a")


def _check_key(item: Item, found: _Fields) -> None:
    """Note a key that cannot be read as an answer of its kind, or asks for what it is not itself."""
    key, kind = item.key, item.kind
    if not (kind in (Kind.MULTIPLE_CHOICE, Kind.ORDER) or isinstance(key.value, str)):
        found.add("key", f"the key of an item of kind {kind} is a list", valid="one text")
        return
    for text in _repeated(key.ids):
        found.add("key", f"the key names «{text}» twice", valid="each option once", kind="duplicate")
    readable = _worth(item, key.text, "key", found) is not None
    for text in key.accepts:
        readable &= _worth(item, text, "accepts", found) is not None
    if kind.has_options:
        _check_key_names_options(item, found)
    elif readable:
        _check_form(item, found)
    if kind not in (Kind.NUMBER, Kind.FRACTION) and (key.unit or key.tolerance):
        found.add("key", f"an item of kind {kind} has a unit or a tolerance", valid="only for numbers")


def _check_key_names_options(item: Item, found: _Fields) -> None:
    """Note a key that names no option, none at all, or for an order item not every option."""
    ids = [option.id for option in item.options]
    for id_ in item.key.ids:
        if id_ not in ids:
            found.add("key", f"the key names «{id_}», which is no option", valid=f"one of {listed(ids)}")
    if item.kind is Kind.ORDER and set(item.key.ids) < set(ids):
        left = listed(id_ for id_ in ids if id_ not in item.key.ids)
        found.add("key", f"the right order leaves out {left}", valid="every option once")
    if item.key.accepts:
        found.add("accepts", f"an item of kind {item.kind} accepts further answers", valid="nothing here")


def _check_form(item: Item, found: _Fields) -> None:
    """Note a key that is not in the form which it asks for."""
    key = item.key
    if item.kind is Kind.EXPRESSION and key.lowest_terms and not shape.is_form(parse(key.text)):
        found.add(
            "key",
            f"the key «{key.text}» is in no form that could be asked for",
            valid="with lowest_terms: an expanded and collected sum, a product, or a quotient",
        )
    if item.kind in (Kind.NUMBER, Kind.FRACTION):
        number = read(key.text, percent_is_unit="%" in key.units)
        if key.lowest_terms and not number.finished:
            found.add("key", f"the key «{key.text}» is not in lowest terms", valid="as it asks, lowest terms")
        if item.kind is Kind.FRACTION and number.notation not in (Notation.FRACTION, Notation.WHOLE):
            found.add("key", f"the key «{key.text}» is no fraction", valid="such as 3/4, 1 1/2 or 2")
        if number.unit:
            found.add("key", f"the key «{key.text}» has a unit in it", valid="the number; the unit apart")


def _check_misconceptions(item: Item, found: _Fields) -> None:
    """Note misconceptions without a name, that cannot be read, are right, or are two for one answer."""
    right = [item.key.text, *item.key.accepts]
    rights = [each for text in right if (each := _worth(item, text)) is not None]
    seen: list[Worth] = []
    for misconception in item.misconceptions:
        if not (misconception.id.strip() and misconception.says.strip()):
            found.add("misconceptions", f"«{misconception.id}» has no id or says nothing", kind="missing")
        answer = _worth(item, misconception.answer, "misconceptions", found)
        if answer is None:
            continue
        for id_ in _unknown_ids(item, answer):
            found.add("misconceptions", f"«{misconception.id}» names «{id_}», which is no option")
        if any(_same(answer, each) for each in rights):
            found.add(
                "misconceptions", f"the answer «{misconception.answer}» of «{misconception.id}» is right"
            )
        if any(_same(answer, each) for each in seen):
            found.add(
                "misconceptions",
                f"the answer «{misconception.answer}» belongs to two misconceptions",
                valid="one for each answer",
                kind="duplicate",
            )
        seen.append(answer)


def _unknown_ids(item: Item, answer: Worth) -> list[str]:
    """Return the ids in an answer that are no options, for kinds that have options."""
    if not item.kind.has_options or not isinstance(answer, str | tuple | frozenset):
        return []
    named = [answer] if isinstance(answer, str) else sorted(answer)
    return [id_ for id_ in named if item.option(id_) is None]


def _same(first: Worth, second: Worth) -> bool:
    """Tell whether two answers are the same; too complicated to compare counts as different."""
    try:
        return same(first, second)
    except Unreadable:
        return False


def _worth(item: Item, text: str, field: str = "", found: _Fields | None = None) -> Worth | None:
    """Return what a text of the key is worth, None if it cannot be read, which is noted if asked."""
    try:
        return worth(item.kind, text, item.key)
    except Unreadable as refused:
        if found:
            found.add(
                field, f"«{text}» is no answer of kind {item.kind}: {refused.what}", valid=refused.valid
            )
        return None


def _repeated(words: Iterator[str] | tuple[str, ...] | list[str]) -> list[str]:
    """Return the words that occur more than once, in order of first occurrence."""
    return [word for word, times in Counter(words).items() if times > 1]
