"""The state of a sitting as plain data: it can be kept, and taken up again after a break."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from whynext.base.errors import Collector, Problem, Refused
from whynext.base.ids import ItemId
from whynext.mastery.diagnostic.ability.prior import Prior
from whynext.mastery.response import LONGEST_SECONDS

EDITION = 1


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that was given.

    Parameters
    ----------
    item
        What was asked.
    correct
        Whether the answer was right.
    seconds
        How long it took; None where nobody measured.
    """

    item: ItemId
    correct: bool
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """How far a test has come.

    Parameters
    ----------
    bank
        Version of the bank that is asked from.
    prior
        What was believed before the first question.
    given
        The answers so far, in order.
    seen
        Items that the student has met elsewhere, such as on a parallel form.
    passed
        Items that were passed over in this sitting, because too many students meet them.
    """

    bank: str
    prior: Prior
    given: tuple[Given, ...] = ()
    seen: frozenset[ItemId] = frozenset()
    passed: frozenset[ItemId] = frozenset()

    def after(
        self, item: ItemId, correct: bool, seconds: float | None, passed: Iterable[ItemId] = ()
    ) -> Sitting:
        """Return the sitting after one more answer, and with more items that were passed over.

        Raises
        ------
        Refused
            If the item was asked already, or the answer is impossible.
        """
        found = Collector()
        if any(each.item == item for each in self.given):
            found.add(
                f"the item «{item}» was answered already in this sitting", where="item", kind="repeated"
            )
        if not isinstance(correct, bool):
            found.add(f"{correct!r} does not say whether the answer was right", where="correct")
        if seconds is not None and not (math.isfinite(seconds) and 0 <= seconds <= LONGEST_SECONDS):
            found.add(
                f"{seconds!r} seconds are impossible", where="seconds", valid=f"0 to {LONGEST_SECONDS:g}"
            )
        found.refuse_if_any()
        given = (*self.given, Given(item, correct, seconds))
        return replace(self, given=given, passed=self.passed | frozenset(passed))

    def as_data(self) -> dict[str, Any]:
        """Return the sitting as JSON values; :meth:`from_data` gives the same sitting back."""
        return {
            "kind": "ability-sitting",
            "edition": EDITION,
            "bank": self.bank,
            "prior": self.prior.as_data(),
            "given": [[each.item, each.correct, each.seconds] for each in self.given],
            "seen": sorted(self.seen),
            "passed": sorted(self.passed),
        }

    @classmethod
    def from_data(cls, data: object) -> Sitting:
        """Return a sitting that was kept.

        Raises
        ------
        Refused
            If this is no sitting, or one of another edition.
        """
        names = {"kind", "edition", "bank", "prior", "given", "seen", "passed"}
        if not isinstance(data, Mapping) or set(data) != names or data["kind"] != "ability-sitting":
            raise Refused(Problem("this is no sitting of an ability test", valid=", ".join(sorted(names))))
        if data["edition"] != EDITION:
            raise Refused(
                Problem(f"a sitting of edition {data['edition']} cannot be read", valid=str(EDITION))
            )
        seen, passed = (frozenset(ItemId(each) for each in data[name]) for name in ("seen", "passed"))
        sitting = cls(data["bank"], Prior.from_data(data["prior"]), seen=seen, passed=passed)
        for row in data["given"]:
            if not isinstance(row, list | tuple) or len(row) != 3:
                raise Refused(
                    Problem(f"{row!r} is no answer", where="given", valid="[item, correct, seconds]")
                )
            sitting = sitting.after(*row)
        return sitting
