"""What a sitting may ask, and when it stops: a school's numbers, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from whynext.base.errors import Collector, listed, nearest

ACCOMMODATIONS = ("extra_time", "read_aloud")
"""What a student may be entitled to that changes a sitting."""

WHY_DEFAULTS: Mapping[str, str] = {
    "most_questions": "after 30 questions another tells little, and half an hour is over",
    "least_questions": "the claims of fewer than 5 answers rest on the prior",
    "precision": "95 skills of 100 rightly told is what 30 to 40 questions reach on a large map",
    "most_seconds": "after 45 minutes answers tell of tiredness",
    "most_wrong": "no bound, unless the school says so (young children are spared more than a few)",
    "fast_seconds": "nobody reads and answers a question in 3 seconds",
    "fast_wrong": "four fast wrong answers in a row are rarely bad luck: a person should look",
    "most_reading": "no bound, unless the school says so",
    "balance": "empty: questions go where they tell most",
    "balance_slack": "a strand may be ahead of its share by two questions, so that follow-ups stay possible",
    "among_best": "one of the three best is drawn, so that not all begin with the same question",
    "per_skill": "a third answer on a skill adds little to two",
    "edge_cost": "at the edge of what is known lies what comes next: six times what counts elsewhere;"
    " simulated, more skills are told rightly with it than without where the difficulties are wrong",
    "ready_cost": "a false start costs a lesson; simulated, 15 to 30 find one in fifty more of what is ready,"
    " and where the difficulties are wrong tell fewer skills rightly: 5 is between",
    "ready_after": "eight questions find the place on the map; only then is its edge worth looking at",
    "checks": "one question drawn blindly shows whether claims hold",
    "candidates": "the 96 most uncertain skills hold the best question practically always",
    "ready_least": "simulated, two of three suggestions are then right on average, since most are surer; a"
    " school that minds false starts sets 0.5, and finds a sixth fewer of what is ready",
    "ready_precision": "no list is expected to be wrong more often than right",
}
"""Why each default is what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one sitting.

    Parameters
    ----------
    most_questions, least_questions
        Check questions not counted. The least keeps a sitting from stopping by precision at once.
    precision
        Expected share of skills rightly told at which it stops; None never.
    most_seconds
        Sum of the answering times at which it stops; None never. Extra time lifts it.
    most_wrong
        Wrong answers in all after which it stops; None never.
    fast_seconds, fast_wrong
        So many answers in a row that were wrong and faster than this end in a pause, and a person is asked.
    most_reading
        School grade above which questions are not asked unless they are read aloud; None for no bound.
    accommodations
        Of :data:`ACCOMMODATIONS`.
    balance
        Share of questions by strand; strands that are not named have none of their own and are asked about
        whenever no named one lags behind.
    balance_slack
        So many questions a strand may be ahead of its share.
    among_best
        The question is drawn from so many best ones.
    per_skill
        Questions about one skill in one sitting.
    edge_cost, ready_cost
        See :class:`whynext.mastery.diagnostic.value.Cost`.
    ready_after
        `ready_cost` counts after so many questions.
    checks
        Check questions, drawn blindly, whose answers are not used.
    candidates
        So many of the most uncertain skills are weighed.
    ready_precision
        The least expected share of right suggestions in the list of skills called ready.
    ready_least
        The least probability of each of them. With one half or more all of them lie in the outer fringe.
    """

    most_questions: int = 30
    least_questions: int = 5
    precision: float | None = 0.95
    most_seconds: float | None = 2700.0
    most_wrong: int | None = None
    fast_seconds: float = 3.0
    fast_wrong: int = 4
    most_reading: float | None = None
    accommodations: frozenset[str] = frozenset()
    balance: Mapping[str, float] = field(default_factory=dict)
    balance_slack: float = 2.0
    among_best: int = 3
    per_skill: int = 2
    edge_cost: float = 5.0
    ready_cost: float = 5.0
    ready_after: int = 8
    checks: int = 1
    candidates: int = 96
    ready_precision: float = 0.5
    ready_least: float = 0.28

    def __post_init__(self) -> None:
        """Refuse bounds without a meaning."""
        found = Collector()
        for name in ("most_questions", "least_questions", "checks", "ready_after"):
            _check(found, name, getattr(self, name), 0, 10_000, whole=True)
        for name in ("fast_wrong", "among_best", "per_skill", "candidates"):
            _check(found, name, getattr(self, name), 1, 10_000, whole=True)
        for name in ("balance_slack", "edge_cost", "ready_cost", "fast_seconds"):
            _check(found, name, getattr(self, name), 0.0, 10_000.0)
        for name in ("precision", "ready_precision", "ready_least"):
            if getattr(self, name) is not None:
                _check(found, name, getattr(self, name), 0.0, 1.0)
        for name in ("most_seconds", "most_wrong"):
            if getattr(self, name) is not None:
                _check(found, name, getattr(self, name), 1, 1e9, whole=name == "most_wrong")
        _check_words(found, self)
        found.refuse_if_any()

    @property
    def timed(self) -> bool:
        """Whether time means anything."""
        return self.most_seconds is not None and "extra_time" not in self.accommodations

    @property
    def reads_up_to(self) -> float | None:
        """The reading level above which a question is not asked."""
        return None if "read_aloud" in self.accommodations else self.most_reading

    def as_data(self) -> dict[str, Any]:
        """Return them as JSON values."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**plain, "accommodations": sorted(self.accommodations), "balance": dict(self.balance)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Limits:
        """Return the limits that :meth:`as_data` gave, or a part of them.

        Raises
        ------
        Refused
            If a name is unknown or a value impossible.
        """
        known = [each.name for each in fields(cls)]
        found = Collector()
        for name in sorted(set(data) - set(known)):
            found.add(
                f"there is no limit «{name}»", where=name, valid=nearest(name, known), kind="unknown limit"
            )
        found.refuse_if_any()
        made = dict(data)
        if "accommodations" in made:
            made["accommodations"] = frozenset(made["accommodations"])
        return cls(**made)


def _check(
    found: Collector, name: str, value: object, low: float, high: float, *, whole: bool = False
) -> None:
    fits = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not (fits and low <= value <= high):  # type: ignore[operator]
        kind = "a whole number" if whole else "a number"
        found.add(
            f"{name} cannot be {value!r}",
            where=name,
            valid=f"{kind} from {low:g} to {high:g}",
            kind="impossible limit",
        )


def _check_words(found: Collector, limits: Limits) -> None:
    for word in sorted(set(limits.accommodations) - set(ACCOMMODATIONS)):
        found.add(
            f"there is no accommodation «{word}»",
            where="accommodations",
            valid=nearest(word, ACCOMMODATIONS) or listed(ACCOMMODATIONS),
            kind="unknown accommodation",
        )
    shares = list(limits.balance.values())
    if any(not 0.0 <= share <= 1.0 for share in shares) or sum(shares) > 1.0 + 1e-9:
        found.add(
            "the shares of the strands are no shares of one whole", where="balance", valid="sum at most 1"
        )
    if limits.most_questions < limits.least_questions:
        found.add("at least more questions than at most", where="least_questions", kind="impossible limit")


YOUNG_CHILDREN = Limits(
    most_questions=14, least_questions=3, most_wrong=5, checks=0, most_seconds=1200.0, fast_wrong=3
)
"""Kindergarten to third grade: fourteen questions, and an end after five wrong ones."""

YOUNG_CHILDREN_AGAIN = replace(YOUNG_CHILDREN, most_questions=9)
"""The same for a later check of what is known."""
