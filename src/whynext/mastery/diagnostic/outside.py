"""Scores of tests elsewhere: what a student reached on which scale, and what that says beforehand."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from whynext.base.errors import Collector
from whynext.mastery.diagnostic.answers import OutsideScale, OutsideScore

DAYS = 365
"""A score of more than a school year ago speaks of another child."""


@dataclass(frozen=True, slots=True)
class OutsideResult:
    """What a student reached in a test elsewhere.

    Parameters
    ----------
    student, scale
        Who, and the published name of the scale.
    score, error
        On that scale: the score and its standard error.
    on
        The day of the test.
    strand
        The strand of the map that it speaks of; empty for ability in general.
    """

    student: str
    scale: str
    score: float
    error: float
    on: date
    strand: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return {**asdict(self), "on": self.on.isoformat()}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> OutsideResult:
        """Return the result that :meth:`as_data` gave."""
        return cls(**{**data, "on": date.fromisoformat(data["on"])})


@dataclass(frozen=True, slots=True)
class PublishedScale:
    """A scale as a school has it in force: how its scores map to ability here, and how long they hold.

    Parameters
    ----------
    name
        How results name it.
    scale
        The mapping.
    days
        A score older than this says nothing.

    Raises
    ------
    Refused
        If it has no name, or a number is impossible.
    """

    name: str
    scale: OutsideScale
    days: int = DAYS

    def __post_init__(self) -> None:
        """Refuse a scale that no score could be read on."""
        found = Collector()
        if not self.name.strip():
            found.add("the scale has no name", where="name", valid="such as «spring test»")
        for what, value, above in (
            ("middle", self.scale.middle, -math.inf),
            ("unit", self.scale.unit, 0.0),
            ("days", self.days, 0.0),
        ):
            if not (math.isfinite(value) and value > above):
                valid = "a number" if above < 0 else "a number above 0"
                found.add(
                    f"{value!r} is no {what} of a scale", where=what, valid=valid, kind="impossible scale"
                )
        if not (math.isfinite(self.scale.doubt) and self.scale.doubt >= 0.0):
            found.add(f"{self.scale.doubt!r} is no doubt of a scale", where="doubt", valid="a number from 0")
        found.refuse_if_any()

    def as_data(self) -> dict[str, Any]:
        """Return the fields by name, JSON values only."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> PublishedScale:
        """Return the scale that :meth:`as_data` gave."""
        return cls(data["name"], OutsideScale(**data["scale"]), data["days"])


def prior_of(
    results: Iterable[OutsideResult],
    scales: Mapping[str, PublishedScale],
    today: date,
    strands: Collection[str],
) -> tuple[OutsideScore, ...]:
    """Return what a student's outside results say today, as the diagnostic takes it.

    Of several results of one scale and strand the latest counts. Left out is what is too old, of a scale that
    is not published, or of a strand that the map does not have.

    Examples
    --------
    >>> scale = PublishedScale("spring", OutsideScale(210.0, 10.0, 0.0))
    >>> may = [OutsideResult("ana", "spring", score, 3.0, date(2026, 5, 1)) for score in (200, 225)]
    >>> prior_of(may, {"spring": scale}, date(2026, 9, 1), ())
    (OutsideScore(ability=1.5, error=0.3, strand=''),)
    >>> prior_of(may, {"spring": scale}, date(2027, 9, 1), ())
    ()
    """
    latest: dict[tuple[str, str], OutsideResult] = {}
    for each in sorted(results, key=lambda one: one.on):
        known = scales.get(each.scale)
        fresh = known is not None and today - timedelta(days=known.days) <= each.on <= today
        if fresh and (not each.strand or each.strand in strands):
            latest[each.scale, each.strand] = each
    return tuple(
        scales[scale].scale.score(each.score, each.error, strand)
        for (scale, strand), each in sorted(latest.items())
    )
