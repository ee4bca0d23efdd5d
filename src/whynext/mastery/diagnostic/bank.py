"""The questions that a diagnostic may ask: items by skill, each with its chances of slip and guess."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from whynext.base.errors import Collector, NotFound, Problem, nearest
from whynext.base.ids import ItemId, SkillId, from_content
from whynext.library.item import Item, Kind

MOST_ERROR = 0.95
"""Slip and guess together stay below this: an item near 1 tells nothing, one beyond tells the contrary."""


@dataclass(frozen=True, slots=True)
class Question:
    """An item that asks about one skill.

    Parameters
    ----------
    id
        The item.
    skill
        The skill it asks about.
    slip, guess
        Probability of a wrong answer by a student who knows the skill, and of a right one by a student who
        does not; None takes the diagnostic's own.
    reading_level
        The school grade at which it can be read; None if not measured.
    exposure
        The chance, once it is selected, of being asked rather than passed over, from above 0 to 1
        (Sympson and Hetter 1985): below 1 for items that too many students would see.
    """

    id: ItemId
    skill: SkillId
    slip: float | None = None
    guess: float | None = None
    reading_level: float | None = None
    exposure: float = 1.0


@dataclass(frozen=True)
class Bank:
    """All questions of a diagnostic.

    Parameters
    ----------
    questions
        Each id once; ``by_skill`` has them by skill, in their order.

    Raises
    ------
    Refused
        With every repeated id and every number out of its range.

    Examples
    --------
    >>> bank = Bank((Question("i1", "add", guess=0.25), Question("i2", "add")))
    >>> [each.id for each in bank.of("add")], bank.of("subtract")
    (['i1', 'i2'], ())
    """

    questions: tuple[Question, ...]
    by_skill: Mapping[str, tuple[Question, ...]] = field(init=False, repr=False, compare=False)
    _by_id: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a bank that cannot be asked from."""
        found = Collector()
        by_id: dict[str, Question] = {}
        by_skill: dict[str, list[Question]] = {}
        for each in self.questions:
            _check(found, each)
            if each.id in by_id:
                found.add(f"the item «{each.id}» is in the bank twice", where=each.id, kind="duplicate")
            by_id[each.id] = each
            by_skill.setdefault(each.skill, []).append(each)
        found.refuse_if_any()
        object.__setattr__(self, "_by_id", by_id)
        object.__setattr__(self, "by_skill", {skill: tuple(some) for skill, some in by_skill.items()})

    def of(self, skill: str) -> tuple[Question, ...]:
        """Return the questions about a skill, in the order of the bank."""
        return self.by_skill.get(skill, ())

    def __contains__(self, item: object) -> bool:
        """Tell whether there is such an item."""
        return item in self._by_id

    def __getitem__(self, item: str) -> Question:
        """Return a question by its item.

        Raises
        ------
        NotFound
            If the bank has no such item.
        """
        question = self._by_id.get(item)
        if question is None:
            raise NotFound(
                Problem(
                    f"the diagnostic has no item «{item}»",
                    where="item",
                    next_step=nearest(str(item), self._by_id),
                    kind="unknown id",
                )
            )
        return question

    @cached_property
    def version(self) -> str:
        """A digest of all questions."""
        return from_content(*(repr(each) for each in self.questions))

    @classmethod
    def of_items(
        cls, items: Iterable[Item], *, errors: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Bank:
        """Return the bank of library items that ask about exactly one skill and are not retired.

        Parameters
        ----------
        items
            Items of the library; those of several skills are left out, because a wrong answer would not say
            which of them is missing.
        errors
            Calibrated ``slip``, ``guess`` and ``exposure`` by item; what is not there follows from the kind
            of item: a choice among n is guessed with 1/n.
        """
        chosen = (each for each in items if len(each.skills) == 1 and each.status != "retired")
        return cls(tuple(_question(each, (errors or {}).get(each.id, {})) for each in chosen))


def one_each(skills: Sequence[str], times: int = 1, **same: Any) -> Bank:
    """Return a bank with so many questions about each skill, for simulation and trying out.

    Examples
    --------
    >>> [each.id for each in one_each(["add"], times=2).questions]
    ['add#1', 'add#2']
    """
    return Bank(
        tuple(
            Question(ItemId(f"{skill}#{number + 1}"), SkillId(skill), **same)
            for skill in skills
            for number in range(times)
        )
    )


def _question(item: Item, known: Mapping[str, Any]) -> Question:
    return Question(
        item.id,
        item.skills[0],
        known.get("slip"),
        known.get("guess", _lucky(item)),
        item.reading_level,
        known.get("exposure", 1.0),
    )


def _lucky(item: Item) -> float | None:
    """Return the chance of a right answer picked blindly, None where nothing is there to pick."""
    if item.kind is Kind.CHOICE:
        return 1.0 / len(item.options)
    if item.kind is Kind.MULTIPLE_CHOICE:
        return max(0.001, 1.0 / (2.0 ** len(item.options) - 1.0))
    if item.kind is Kind.ORDER:
        return max(0.001, 1.0 / math.factorial(len(item.options)))
    return None


def _check(found: Collector, question: Question) -> None:
    for name in ("slip", "guess"):
        value = getattr(question, name)
        if value is not None and not 0.0 < value < 1.0:
            found.add(
                f"the {name} of «{question.id}» is {value}",
                where=question.id,
                valid="between 0 and 1, or none",
            )
    if not found and (question.slip or 0.0) + (question.guess or 0.0) >= MOST_ERROR:
        found.add(
            f"slip and guess of «{question.id}» add up to {(question.slip or 0) + (question.guess or 0):g}",
            where=question.id,
            valid=f"less than {MOST_ERROR}",
            kind="tells nothing",
        )
    if not 0.0 < question.exposure <= 1.0:
        found.add(
            f"the exposure of «{question.id}» is {question.exposure}",
            where=question.id,
            valid="above 0, up to 1",
        )
    if question.reading_level is not None and not math.isfinite(question.reading_level):
        found.add(f"the reading level of «{question.id}» is {question.reading_level}", where=question.id)
