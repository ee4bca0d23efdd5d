"""The fixed form: the same questions for everybody, scored as an ability, with a decision or an open one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.ids import ItemId
from whynext.mastery.calibration.curves import Floats
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import NODES, Prior, chance_above
from whynext.mastery.diagnostic.ability.selection import estimate_of

Decision = Literal["passed", "not passed", "open"]


@dataclass(frozen=True, slots=True)
class FormResult:
    """How one student did on a form.

    Parameters
    ----------
    form
        Which form.
    right, of
        Right answers and questions counted.
    ability, sd
        Mean and standard deviation of the belief, on the bank's scale.
    above_cut
        Probability of being at or above the cut; None where the form has none.
    decision
        ``"passed"``, ``"not passed"``, ``"open"`` if neither is probable enough, None where there is no cut.
    blank
        Questions without an answer.
    """

    form: str
    right: int
    of: int
    ability: float
    sd: float
    above_cut: float | None
    decision: Decision | None
    blank: int = 0

    @property
    def sentence(self) -> str:
        """The result in words.

        Examples
        --------
        >>> FormResult("A", 14, 20, 0.5, 0.4, 0.8, "open").sentence
        '14 of 20 right on form «A»: ability 0.50 ± 0.40. Open: at or above the cut with 80 %.'
        """
        told = f"{self.right} of {self.of} right on form «{self.form}»: "
        told += f"ability {self.ability:.2f} ± {self.sd:.2f}."
        if self.decision is None or self.above_cut is None:
            return told
        return f"{told} {self.decision.capitalize()}: at or above the cut with {100 * self.above_cut:.0f} %."


@dataclass(frozen=True)
class FixedForm:
    """A form of a test.

    Parameters
    ----------
    id
        Its name among its parallels.
    pool
        Where its items come from.
    items
        In the order they are asked.
    cut
        The ability that passes; None if nobody passes or fails.
    certainty
        How probable a decision must be; at 0.5 no decision is left open.

    Raises
    ------
    Refused
        If an item is repeated or not in the pool, or there is none.

    Examples
    --------
    >>> from whynext.mastery.calibration.bank import BankItem, ItemBank
    >>> pool = Pool(ItemBank((BankItem("a", 1.0, 0.0), BankItem("b", 1.0, 1.0))))
    >>> form = FixedForm("A", pool, ("a", "b"), cut=0.0)
    >>> form.score({"a": True, "b": True}).decision
    'passed'
    """

    id: str
    pool: Pool
    items: tuple[ItemId, ...]
    cut: float | None = None
    certainty: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a form that cannot be given."""
        found = Collector()
        if not self.items:
            found.add("the form has no question", where=self.id, kind="no items")
        if len(set(self.items)) < len(self.items):
            twice = sorted({each for each in self.items if self.items.count(each) > 1})
            found.add(f"asked twice: {listed(twice)}", where=self.id, kind="repeated item")
        for item in self.items:
            if item not in self.pool.bank.index:
                hint = nearest(item, self.pool.bank.index)
                found.add(f"the pool has no item «{item}»", where=self.id, valid=hint, kind="no item")
        if self.cut is not None and not math.isfinite(self.cut):
            found.add(f"a cut at {self.cut}", where=self.id, valid="an ability")
        if not 0.5 <= self.certainty < 1:
            found.add(f"a certainty of {self.certainty}", where=self.id, valid="0.5 to below 1")
        found.refuse_if_any()

    @property
    def _places(self) -> list[int]:
        return [self.pool.place(item) for item in self.items]

    def information(self, abilities: Floats) -> Floats:
        """Return what the whole form tells at the nodes nearest to these abilities, same shape."""
        nodes = np.abs(NODES - np.asarray(abilities)[..., None]).argmin(axis=-1)
        return np.asarray(self.pool.informing[:, self._places].sum(axis=1)[nodes])

    def expected_right(self, abilities: Floats) -> Floats:
        """Return the expected number of right answers at the nodes nearest to these abilities."""
        nodes = np.abs(NODES - np.asarray(abilities)[..., None]).argmin(axis=-1)
        return np.asarray(self.pool.chance[self._places].sum(axis=0)[nodes])

    def score(
        self,
        answers: Mapping[ItemId, bool | None],
        *,
        prior: Prior | None = None,
        blank: Literal["wrong", "not reached"] = "wrong",
    ) -> FormResult:
        """Return the result of one student.

        Parameters
        ----------
        answers
            Right or not, by item; None or absent where there is no answer.
        prior
            Believed before; the bank's population unless given.
        blank
            Whether a question without an answer counts as wrong or not at all.

        Raises
        ------
        Refused
            If an answer is to no question of the form, or neither right nor wrong.
        """
        self._check(answers)
        shares = (prior or Prior()).on_grid()
        right = of = empty = 0
        for item, place in zip(self.items, self._places, strict=True):
            answer = answers.get(item)
            empty += answer is None
            if answer is None and blank == "not reached":
                continue
            of += 1
            right += bool(answer)
            chance = self.pool.chance[place]
            shares = shares * (chance if answer else 1.0 - chance)
            shares /= shares.sum()
        mean, sd = estimate_of(shares)
        above = None if self.cut is None else chance_above(shares, self.cut)
        return FormResult(self.id, right, of, mean, sd, above, self._decision(above), empty)

    def _check(self, answers: Mapping[ItemId, Any]) -> None:
        found = Collector()
        for item, answer in answers.items():
            if item not in self.items:
                hint = nearest(item, self.items)
                found.add(f"the form has no question «{item}»", where=self.id, valid=hint, kind="no item")
            elif answer is not None and not isinstance(answer, bool):
                found.add(f"{answer!r} does not say whether «{item}» was right", where=self.id)
        found.refuse_if_any()

    def _decision(self, above: float | None) -> Decision | None:
        if above is None:
            return None
        if above >= self.certainty:
            return "passed"
        return "not passed" if 1 - above >= self.certainty else "open"

    def as_data(self) -> dict[str, Any]:
        """Return the form as JSON values, with the version of the bank it is made of."""
        return {
            "kind": "fixed-form",
            "id": self.id,
            "bank": self.pool.version,
            "items": list(self.items),
            "cut": self.cut,
            "certainty": self.certainty,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any], pool: Pool) -> FixedForm:
        """Return the form that a published document describes.

        Raises
        ------
        Refused
            If it is made of another bank, or is no form.
        """
        names = {"kind", "id", "bank", "items", "cut", "certainty"}
        if not isinstance(data, Mapping) or set(data) != names or data["kind"] != "fixed-form":
            raise Refused(Problem("this is no fixed form", valid=", ".join(sorted(names))))
        if data["bank"] != pool.version:
            raise Refused(
                Problem(
                    f"the form is made of the bank {data['bank']}, this is {pool.version}",
                    kind="another bank",
                )
            )
        return cls(data["id"], pool, tuple(data["items"]), data["cut"], data["certainty"])
