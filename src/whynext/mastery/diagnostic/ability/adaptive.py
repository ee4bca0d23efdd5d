"""The adaptive test of one ability, one question at a time.

Four steps, each a pure function of plain data: begin, next, observe, result. The belief about the ability is
kept on a grid (expected a posteriori: Bock & Mislevy 1982, Applied Psychological Measurement 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from whynext.base.errors import Problem, Refused
from whynext.base.ids import ItemId
from whynext.base.seed import uniform
from whynext.mastery.calibration.curves import Floats
from whynext.mastery.diagnostic.ability.limits import Limits
from whynext.mastery.diagnostic.ability.pool import Pool
from whynext.mastery.diagnostic.ability.prior import Prior, chance_above
from whynext.mastery.diagnostic.ability.selection import (
    Allowed,
    allowed,
    drawn,
    estimate_of,
    posterior,
    probabilities,
    spent,
    values,
)
from whynext.mastery.diagnostic.ability.sitting import Sitting


@dataclass(frozen=True, slots=True)
class Choice:
    """What to ask next, or why the test is over.

    Parameters
    ----------
    item
        The item; None if the test is over.
    why
        A sentence or two for a teacher.
    probability
        Of this item's being drawn.
    chance_right
        The expected chance of a right answer.
    considered
        Every item that could have been drawn and its probability, the best first.
    left_out
        How many items could not be asked, by reason.
    passed
        Items passed over now, because too many students meet them; to be handed to
        :meth:`AdaptiveTest.observe`, so that they stay passed over.
    """

    item: ItemId | None
    why: str
    probability: float = 1.0
    chance_right: float = 0.0
    considered: Mapping[ItemId, float] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    passed: tuple[ItemId, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the test is over."""
        return self.item is None


@dataclass(frozen=True, slots=True)
class Ability:
    """What a test found.

    Parameters
    ----------
    ability, sd
        Mean and standard deviation of the belief, on the bank's scale.
    questions, right
        How many were answered, and how many rightly.
    seconds
        How long it took, with usual times where nobody measured.
    areas
        Questions by content area.
    above_cut
        Probability of being at or above the cut; None where no cut was given.
    bank
        Version of the bank.
    """

    ability: float
    sd: float
    questions: int
    right: int
    seconds: float
    areas: Mapping[str, int]
    above_cut: float | None
    bank: str

    @property
    def sentence(self) -> str:
        """The result in words.

        Examples
        --------
        >>> Ability(0.5, 0.3, 12, 7, 600.0, {}, 0.93, "v").sentence
        'Ability 0.50 ± 0.30 after 12 questions, 7 of them right; at or above the cut with 93 %.'
        """
        told = f"Ability {self.ability:.2f} ± {self.sd:.2f} after {self.questions} questions"
        cut = "" if self.above_cut is None else f"; at or above the cut with {100 * self.above_cut:.0f} %"
        return f"{told}, {self.right} of them right{cut}."


class AdaptiveTest:
    """Asks, one at a time, the questions that tell most about one student's ability.

    Parameters
    ----------
    pool
        What may be asked.

    Examples
    --------
    >>> from whynext.mastery.calibration.bank import BankItem, ItemBank
    >>> test = AdaptiveTest(Pool(ItemBank(tuple(BankItem(f"i{n}", 1.0, n / 4) for n in range(-8, 9)))))
    >>> sitting = test.begin()
    >>> sitting = test.observe(sitting, "i0", True)
    >>> test.next(sitting, Limits(among_best=1), b"seed").item
    'i2'
    >>> round(test.result(sitting).ability, 2)
    0.41
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def begin(self, prior: Prior | None = None, seen: Iterable[ItemId] = ()) -> Sitting:
        """Return a sitting before its first question.

        Parameters
        ----------
        prior
            What is believed of the ability; the bank's population unless given.
        seen
            Items that the student has met elsewhere.
        """
        return Sitting(self.pool.version, prior or Prior(), seen=frozenset(seen))

    def next(self, sitting: Sitting, limits: Limits, seed: bytes) -> Choice:
        """Return what to ask next, or why the test is over.

        Parameters
        ----------
        sitting
            How far it has come; the same sitting and seed always give the same choice.
        limits
            What may be asked and when to end.
        seed
            Of this sitting; the draw of a question is named by its number.

        Raises
        ------
        Refused
            If the sitting belongs to another bank, or the limits name an area that the pool does not have.
        """
        self._check(sitting)
        shares = posterior(self.pool, sitting)
        open_ = allowed(self.pool, sitting, limits)
        if ended := _ended(sitting, shares, limits, open_):
            return Choice(None, ended, 1.0, 0.0, {}, open_.left_out)
        worth = values(self.pool, shares, open_.items, limits.rule)
        chances = probabilities(worth, self.pool.exposure, limits.among_best)
        u = uniform(seed, f"question {len(sitting.given) + 1}")
        rank, passed = drawn(chances, self.pool.exposure, limits.among_best, u)
        place, probability = chances[rank]
        right = float(self.pool.chance[place] @ shares)
        ids = [each.item for each in self.pool.questions]
        return Choice(
            ids[place],
            _why(shares, limits, open_, rank, chances, right),
            probability,
            right,
            {ids[each]: chance for each, chance in chances},
            open_.left_out,
            tuple(ids[each] for each in passed),
        )

    def ranks(self, sitting: Sitting, limits: Limits) -> dict[ItemId, int]:
        """Return the place of each item that may be asked now by what an answer would tell, 1 for most.

        Raises
        ------
        Refused
            If the sitting belongs to another bank, or the limits name an area that the pool does not have.
        """
        self._check(sitting)
        may = allowed(self.pool, sitting, limits).items
        worth = values(self.pool, posterior(self.pool, sitting), may, "information")
        order = np.argsort(-worth, kind="stable")[: int(may.sum())]
        return {self.pool.questions[place].item: rank for rank, place in enumerate(order.tolist(), 1)}

    def ended(self, sitting: Sitting, limits: Limits) -> str:
        """Return why the test is over by its limits, or an empty string."""
        self._check(sitting)
        shares = posterior(self.pool, sitting)
        return _ended(sitting, shares, limits, allowed(self.pool, sitting, limits))

    def chance_of(self, sitting: Sitting, item: ItemId) -> float:
        """Return how probable a right answer to an item is, by the answers so far."""
        self._check(sitting)
        return float(self.pool.chance[self.pool.place(item)] @ posterior(self.pool, sitting))

    def observe(
        self,
        sitting: Sitting,
        item: ItemId,
        correct: bool,
        seconds: float | None = None,
        *,
        passed: Iterable[ItemId] = (),
    ) -> Sitting:
        """Return the sitting after an answer.

        Parameters
        ----------
        sitting, item, correct
            What was asked in it, and whether the answer was right.
        seconds
            How long it took; None where nobody measured.
        passed
            What the choice of this item passed over.

        Raises
        ------
        Refused
            If the sitting belongs to another bank, an item is not in the pool or was asked already, or the
            answer is impossible.
        """
        self._check(sitting)
        passed = tuple(passed)
        for each in (item, *passed):
            self.pool.place(each)
        return sitting.after(item, correct, seconds, passed)

    def result(self, sitting: Sitting, cut: float | None = None) -> Ability:
        """Return what the answers so far say.

        Parameters
        ----------
        cut
            An ability; the result tells the probability of being at or above it.
        """
        self._check(sitting)
        shares = posterior(self.pool, sitting)
        mean, sd = estimate_of(shares)
        places = [self.pool.place(each.item) for each in sitting.given]
        areas: dict[str, int] = {}
        for place in places:
            area = self.pool.questions[place].area
            areas[area] = areas.get(area, 0) + 1
        return Ability(
            mean,
            sd,
            len(places),
            sum(each.correct for each in sitting.given),
            float(spent(self.pool, sitting)),
            dict(sorted(areas.items())),
            None if cut is None else chance_above(shares, cut),
            sitting.bank,
        )

    def _check(self, sitting: Sitting) -> None:
        if sitting.bank != self.pool.version:
            raise Refused(
                Problem(
                    f"the sitting asks from the bank {sitting.bank}, this is {self.pool.version}",
                    next_step="finish it with the bank it began with, or begin anew",
                    kind="another bank",
                )
            )


def _ended(sitting: Sitting, shares: Floats, limits: Limits, open_: Allowed) -> str:
    """Return why the test is over, or an empty string."""
    count = len(sitting.given)
    if count >= limits.most_questions:
        return f"Over: {count} questions were asked, as many as allowed."
    _, sd = estimate_of(shares)
    if count >= limits.least_questions:
        if limits.precision is not None and sd <= limits.precision:
            return f"Over: the ability is known to ± {sd:.2f}; ± {limits.precision:g} was asked for."
        if limits.cut is not None:
            chance = chance_above(shares, limits.cut)
            if max(chance, 1 - chance) >= limits.certainty:
                side = "above" if chance > 0.5 else "below"
                sure = max(chance, 1 - chance)
                return f"Over: the ability is {side} the cut of {limits.cut:g} with {100 * sure:.0f} %."
    if not open_.items.any():
        return (
            f"Over: no question is left that may be asked ({_listed(open_.left_out) or 'the pool is empty'})."
        )
    return ""


def _why(
    shares: Floats,
    limits: Limits,
    open_: Allowed,
    rank: int,
    chances: list[tuple[int, float]],
    right: float,
) -> str:
    mean, sd = estimate_of(shares)
    which = "the best" if rank == 0 else f"number {rank + 1} from the best"
    among = f", drawn with {100 * chances[rank][1]:.0f} %" if len(chances) > 1 else ""
    aim = "tells most" if limits.rule == "information" else "is expected to narrow the uncertainty most"
    sentences = [
        f"Of {int(open_.items.sum()):,} questions that may be asked, this is {which}{among}.",
        f"What counts is which one {aim} about an ability now put at {mean:.2f} ± {sd:.2f};"
        f" this one would be answered rightly with {100 * right:.0f} %.",
    ]
    if open_.area:
        sentences.append(f"It is the turn of «{open_.area}», which lags behind its share.")
    if open_.left_out:
        sentences.append(f"Left out: {_listed(open_.left_out)}.")
    return " ".join(sentences)


def _listed(left_out: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in left_out.items())
