"""What one sitting of an adaptive test may ask, and when it ends: numbers with their reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from whynext.base.errors import Collector, Problem, Refused, listed, nearest

ACCOMMODATIONS = ("extra_time", "read_aloud")
"""What a student may be entitled to that changes a sitting."""
RULES = ("information", "variance")
SHORTLIST = 32
"""So many of the most informing questions are weighed by the variance they leave."""

WHY_DEFAULTS: Mapping[str, str] = {
    "most_questions": "thirty well chosen questions leave an uncertainty of about a quarter deviation",
    "least_questions": "fewer than five answers are mostly prior",
    "precision": "0.3 deviations is a reliability of 0.91 in a standard population",
    "rule": "information at the estimate is customary and quick; the variance that a question leaves is a "
    "little better in short tests",
    "among_best": "one of the three best is drawn, so that not everybody begins with the same question",
    "balance_slack": "an area may lag by half a question before it is its turn",
    "certainty": "nineteen of twenty, where the test only asks on which side of a cut a student is",
}
"""Why each default is what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one sitting.

    Parameters
    ----------
    most_questions, least_questions
        The least keeps a sitting from ending by precision or certainty at once.
    precision
        Standard deviation of the ability at which it ends; None never.
    cut, certainty
        It ends when the ability is above or below the cut with this probability; no cut, no such end.
    most_seconds
        A question is asked only if its usual time still fits; None for no bound. Extra time lifts it.
    most_reading
        School grade above which no question is asked unless read aloud; None for no bound.
    accommodations
        Of :data:`ACCOMMODATIONS`.
    balance
        Share of the questions by area; an area that lags behind its share by more than the slack is next.
    balance_slack
        In questions.
    among_best
        The question is drawn from so many best ones.
    rule
        ``"information"``: what an answer tells at the ability estimated so far; ``"variance"``: the fall of
        the ability's variance that is to be expected.
    unseen
        Whether to leave out what the sitting's student has seen before.

    Raises
    ------
    Refused
        With every bound that has no meaning.
    """

    most_questions: int = 30
    least_questions: int = 5
    precision: float | None = 0.3
    cut: float | None = None
    certainty: float = 0.95
    most_seconds: float | None = None
    most_reading: float | None = None
    accommodations: frozenset[str] = frozenset()
    balance: Mapping[str, float] = field(default_factory=dict)
    balance_slack: float = 0.5
    among_best: int = 3
    rule: Literal["information", "variance"] = "information"
    unseen: bool = True

    def __post_init__(self) -> None:
        """Refuse bounds without a meaning."""
        found = Collector()
        for name, least in (("most_questions", 1), ("least_questions", 0), ("among_best", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                found.add(f"{name} cannot be {value!r}", where=name, valid=f"a whole number from {least}")
        for name in ("precision", "most_seconds"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0):
                found.add(f"{name} cannot be {value!r}", where=name, valid="above 0, or none")
        if not 0.5 < self.certainty < 1:
            found.add(f"a certainty of {self.certainty}", where="certainty", valid="above 0.5, below 1")
        if self.cut is not None and not math.isfinite(self.cut):
            found.add(f"a cut at {self.cut}", where="cut", valid="a number, or none")
        _check_words(found, self)
        found.refuse_if_any()

    @property
    def seconds(self) -> float:
        """How long the sitting may take; infinite where time means nothing."""
        lifted = self.most_seconds is None or "extra_time" in self.accommodations
        return math.inf if lifted or self.most_seconds is None else self.most_seconds

    @property
    def reads_up_to(self) -> float:
        """The reading level above which nothing is asked; infinite for no bound."""
        lifted = self.most_reading is None or "read_aloud" in self.accommodations
        return math.inf if lifted or self.most_reading is None else self.most_reading

    def as_data(self) -> dict[str, Any]:
        """Return the bounds as JSON values."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**plain, "accommodations": sorted(self.accommodations), "balance": dict(self.balance)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Limits:
        """Return the bounds that :meth:`as_data` gave, or some of them.

        Raises
        ------
        Refused
            If a name is unknown or a value impossible.
        """
        known = [each.name for each in fields(cls)]
        if unknown := sorted(set(data) - set(known)):
            raise Refused(
                Problem(
                    f"there is no limit «{listed(unknown)}»", where="limits", valid=nearest(unknown[0], known)
                )
            )
        made = dict(data)
        if "accommodations" in made:
            made["accommodations"] = frozenset(made["accommodations"])
        return cls(**made)


def _check_words(found: Collector, limits: Limits) -> None:
    for word in sorted(limits.accommodations - set(ACCOMMODATIONS)):
        found.add(
            f"there is no accommodation «{word}»",
            where="accommodations",
            valid=nearest(word, ACCOMMODATIONS) or listed(ACCOMMODATIONS),
        )
    if limits.rule not in RULES:
        found.add(f"there is no rule «{limits.rule}»", where="rule", valid=listed(RULES))
    shares = list(limits.balance.values())
    if any(not 0 <= share <= 1 for share in shares) or sum(shares) > 1 + 1e-9:
        found.add("the areas' shares are no shares of one whole", where="balance", valid="sum at most 1")
    if not limits.balance_slack >= 0:
        found.add(f"a slack of {limits.balance_slack}", where="balance_slack", valid="0 or more questions")
    if limits.least_questions > limits.most_questions:
        found.add("at least more questions than at most", where="least_questions")
