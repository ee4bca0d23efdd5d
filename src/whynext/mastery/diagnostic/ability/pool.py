"""What a test may ask: calibrated items with what else counts when one is chosen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from whynext.base.errors import Collector, NotFound, Problem, Refused, nearest
from whynext.base.ids import ItemId
from whynext.mastery.calibration.bank import ItemBank
from whynext.mastery.calibration.curves import Floats, Integers, chance_right, information
from whynext.mastery.diagnostic.ability.prior import NODES


@dataclass(frozen=True, slots=True)
class Question:
    """What else counts of an item.

    Parameters
    ----------
    item
        Its id in the bank.
    area
        The content area it belongs to; empty if none.
    seconds
        How long it usually takes.
    reading_level
        The school grade at which it can be read; None if not measured.
    family
        Items of one family give each other away (variants, one passage): a test asks one of them at most.
    exposure
        The chance, once it is the best, of being asked and not passed over, above 0 to 1.
    """

    item: ItemId
    area: str = ""
    seconds: float = 60.0
    reading_level: float | None = None
    family: str = ""
    exposure: float = 1.0


class Pool:
    """The usable items of a bank, in the order of their ids, with their tables over the grid of abilities.

    Parameters
    ----------
    bank
        Items that are not usable are left out.
    questions
        What else counts; items without one have the defaults of :class:`Question`.

    Raises
    ------
    Refused
        If a question's item is not in the bank, comes twice, or has an impossible number.

    Examples
    --------
    >>> from whynext.mastery.calibration.bank import BankItem
    >>> pool = Pool(ItemBank((BankItem("a", 1.0, 0.0), BankItem("b", 1.0, 1.0, status="all wrong"))))
    >>> [each.item for each in pool.questions]
    ['a']
    """

    def __init__(self, bank: ItemBank, questions: Iterable[Question] = ()) -> None:
        found = Collector()
        given: dict[str, Question] = {}
        for each in questions:
            _check(found, each, bank)
            if each.item in given:
                found.add(f"the item «{each.item}» is listed twice", where=each.item, kind="repeated item")
            given[each.item] = each
        found.refuse_if_any()
        self.bank = bank.usable()
        self.version = self.bank.version
        self.questions = tuple(given.get(item.id, Question(item.id)) for item in self.bank)

    def __len__(self) -> int:
        """Return the number of items that may be asked."""
        return len(self.questions)

    def place(self, item: str) -> int:
        """Return the place of an item among the questions.

        Raises
        ------
        NotFound
            If it may not be asked.
        """
        try:
            return self.bank.index[item]
        except KeyError:
            hint = nearest(item, self.bank.index)
            raise NotFound(
                Problem(f"the test has no item «{item}»", where="item", next_step=hint, kind="no item")
            ) from None

    def exposed(self, exposure: Mapping[str, float]) -> Pool:
        """Return the pool with other exposures, by item."""
        return Pool(
            self.bank,
            [replace(each, exposure=exposure.get(each.item, each.exposure)) for each in self.questions],
        )

    def as_data(self) -> dict[str, Any]:
        """Return what else counts as JSON values, with the version of the bank's usable items."""
        return {
            "kind": "test-pool",
            "bank": self.version,
            "questions": [asdict(each) for each in self.questions],
        }

    @classmethod
    def from_data(cls, data: object, bank: ItemBank) -> Pool:
        """Return the pool that a published document describes.

        Raises
        ------
        Refused
            If it is no pool, belongs to another bank, or a question is impossible.
        """
        if not isinstance(data, Mapping) or data.get("kind") != "test-pool":
            raise Refused(
                Problem("this is no pool of a test", valid='{"kind": "test-pool", "questions": [...]}')
            )
        if data.get("bank") != bank.usable().version:
            raise Refused(
                Problem(
                    f"the pool is of the bank {data.get('bank')}, this is {bank.usable().version}",
                    kind="another bank",
                )
            )
        known = {each.name for each in fields(Question)}
        rows = data.get("questions", [])
        for row in rows:
            if not isinstance(row, Mapping) or set(row) - known or "item" not in row:
                raise Refused(
                    Problem(f"{row!r} is no question", where="questions", valid=", ".join(sorted(known)))
                )
        return cls(bank, [Question(**row) for row in rows])

    @cached_property
    def chance(self) -> Floats:
        """The chance of a right answer at each node, shape (J, 121)."""
        bank = self.bank
        return chance_right(NODES, bank.slope[:, None], bank.difficulty[:, None], bank.guess[:, None])

    @cached_property
    def informing(self) -> Floats:
        """What each item tells at each node, shape (121, J)."""
        bank = self.bank
        return information(NODES[:, None], bank.slope, bank.difficulty, bank.guess)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The content areas there are, sorted, the empty one left out."""
        return tuple(sorted({each.area for each in self.questions} - {""}))

    @cached_property
    def area(self) -> Integers:
        """Index of each item's area, -1 for none, shape (J,)."""
        known = {name: place for place, name in enumerate(self.areas)}
        return np.array([known.get(each.area, -1) for each in self.questions], dtype=np.int64)

    @cached_property
    def family(self) -> Integers:
        """Number of each item's family, -1 for none, shape (J,)."""
        known = {
            name: place for place, name in enumerate(sorted({each.family for each in self.questions} - {""}))
        }
        return np.array([known.get(each.family, -1) for each in self.questions], dtype=np.int64)

    @cached_property
    def seconds(self) -> Floats:
        """Usual seconds, shape (J,)."""
        return np.array([each.seconds for each in self.questions], dtype=np.float64)

    @cached_property
    def reading(self) -> Floats:
        """Reading levels, minus infinity where not measured, shape (J,)."""
        return np.array(
            [-math.inf if each.reading_level is None else each.reading_level for each in self.questions]
        )

    @cached_property
    def exposure(self) -> Floats:
        """Chances of being asked once the best, shape (J,)."""
        return np.array([each.exposure for each in self.questions], dtype=np.float64)


def _check(found: Collector, question: Question, bank: ItemBank) -> None:
    if question.item not in bank.index:
        hint = nearest(question.item, bank.index)
        found.add(f"the bank has no item «{question.item}»", where=question.item, valid=hint, kind="no item")
    if not (math.isfinite(question.seconds) and question.seconds > 0):
        found.add(f"it takes {question.seconds} seconds", where=question.item, valid="above 0")
    if not 0 < question.exposure <= 1:
        found.add(f"an exposure of {question.exposure}", where=question.item, valid="above 0, up to 1")
    if question.reading_level is not None and not math.isfinite(question.reading_level):
        found.add(f"a reading level of {question.reading_level}", where=question.item, valid="a school grade")
