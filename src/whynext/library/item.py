"""Items: questions that can be answered and scored, with what may be wrong in how they are written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from whynext.base.errors import Collector, Problem, listed, nearest
from whynext.base.ids import ItemId, SkillId

STATUSES = ("draft", "reviewed", "retired")
"""What may be done with an item or a learning object: still being written, checked, or no longer served."""


class Kind(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    MULTIPLE_CHOICE = "multiple_choice"
    NUMBER = "number"
    FRACTION = "fraction"
    EXPRESSION = "expression"
    SHORT_TEXT = "short_text"
    ORDER = "order"

    @property
    def has_options(self) -> bool:
        """Whether the student picks from options or puts them in order."""
        return self in (Kind.CHOICE, Kind.MULTIPLE_CHOICE, Kind.ORDER)


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
class Key:
    """What answers an item rightly.

    Keys are written plainly, whatever the student's locale: a point for decimals, no thousands separators.

    Parameters
    ----------
    value
        Choice: the option's id. Multiple choice: the ids of all right options. Order: all ids in the right
        order. Otherwise the answer as text: ``"0.5"``, ``"3/4"``, ``"2x + 1"``, ``"Paris"``.
    accepts
        Further right answers. For a number or a fraction each of them also opens its notation: a number
        with the key ``"0.5"`` takes 0.5, .50 and 0.500; with ``accepts=("1/2", "50%")`` also 2/4 and 50%.
    tolerance
        Of a number: how far from the value an answer may lie and still be right, in the number's unit.
    lowest_terms
        The answer must be as finished as it can be. Fraction: 2/4 is refused for 1/2, with the reason.
        Expression: as finished as the key, so that a key which is a collected sum (``"x^2 + 2x + 1"``)
        refuses what is not expanded and collected, and a key which is a product refuses what is not
        factorised as far.
    unit
        Of a number or fraction: the unit that may be written after it, further spellings after a bar:
        ``"cm | centimetres"``. It may be left out by the student; another unit is refused with a reason.
    ordered
        Of a short text: if false, parts between commas (or "and") may come in any order.
    case_sensitive
        Of a short text: if true, capitals, accents and punctuation count. Of a unit: capitals count.
    """

    value: str | tuple[str, ...]
    accepts: tuple[str, ...] = ()
    tolerance: float = 0.0
    lowest_terms: bool = False
    unit: str = ""
    ordered: bool = True
    case_sensitive: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The value as a tuple: of option ids for kinds with options, else of the one text."""
        return (self.value,) if isinstance(self.value, str) else self.value

    @property
    def text(self) -> str:
        """The value as one text; several ids joined by `` | ``."""
        return self.value if isinstance(self.value, str) else " | ".join(self.value)


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
    form
        The parallel form of a test that it belongs to; empty if any.
    status
        One of :data:`STATUSES`.
    author
        Who wrote it.
    version
        Counted from 1.
    family, seed, level
        The parametric family that made it, the seed from which, and at which of the family's levels.
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
    form: str = ""
    status: str = "draft"
    author: str = ""
    version: int = 1
    family: str = ""
    seed: int | None = None
    level: int = 1

    def option(self, id: str) -> Option | None:
        """Return the option of this id, or None."""
        return next((option for option in self.options if option.id == id), None)


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
    if item.kind.has_options:
        _check_options(item, found)
    elif item.options:
        found.add(
            "options",
            f"an item of kind {item.kind} has options, which nobody will see",
            valid="no options, or a kind that has them: choice, multiple_choice, order",
        )
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
    if not item.language.strip():
        found.add(
            "language", "the language is empty", valid="a language tag such as en or de-AT", kind="missing"
        )


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
    for id_ in item.key.ids:
        if id_ not in ids:
            found.add("key", f"the key names «{id_}», which is no option", valid=f"one of {listed(ids)}")


def _repeated(words: Iterator[str] | tuple[str, ...] | list[str]) -> list[str]:
    """Return the words that occur more than once, in order of first occurrence."""
    return [word for word, times in Counter(words).items() if times > 1]
