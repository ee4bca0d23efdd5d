"""How many will come: what is to be expected of offers before they are made, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from scipy import stats  # type: ignore[import-untyped]

from whynext.process.definition import Definition
from whynext.process.rules import KEPT, SEATS
from whynext.process.run import RANK, keep_column

SURE = 0.9
"""The share of cases in which what is expected lies between the bounds that are told."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those offered a place come, and on how many that rests.

    Parameters
    ----------
    share
        From 0 to 1.
    of
        Of how many offers it was seen; None if it is held to be known exactly.
    """

    share: float
    of: int | None = None

    def coming(self, offers: int) -> stats.rv_frozen:
        """Return the distribution of how many of so many offers are taken up.

        Binomial; where the rate rests on a number of offers, mixed over what it may be (beta with Jeffreys'
        prior, so that the number is beta-binomial).
        """
        if self.of is None:
            return stats.binom(offers, self.share)
        seen = self.share * self.of
        return stats.betabinom(offers, seen + 0.5, self.of - seen + 0.5)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """What is to be expected of so many offers.

    Parameters
    ----------
    offers
        How many.
    expected
        How many come, on average.
    low, high
        Between these it lies in nine of ten cases.
    """

    offers: int
    expected: float
    low: int
    high: int


def take_up(offers: int, rate: Rate) -> TakeUp:
    """Return how many of so many offers will be taken up.

    Examples
    --------
    >>> take_up(150, Rate(0.4))
    TakeUp(offers=150, expected=60.0, low=50, high=70)
    >>> take_up(150, Rate(0.4, of=50)).high
    80
    """
    coming = rate.coming(offers)
    low, high = (int(coming.ppf(edge)) for edge in ((1 - SURE) / 2, (1 + SURE) / 2))
    return TakeUp(offers, float(coming.mean()), low, high)


def offers_for(seats: int, rate: Rate, most: int, risk: float = 0.05) -> int:
    """Return how many offers can be made so that hardly ever more come than there are places.

    Parameters
    ----------
    seats
        Places.
    most
        How many could be offered one at all.
    risk
        The probability that is allowed of more coming than there are places.

    Examples
    --------
    >>> offers_for(150, Rate(0.4), 400)
    339
    """
    low, high = min(seats, most), most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if rate.coming(middle).sf(seats) <= risk else (low, middle - 1)
    return low


# Who could come, and why others cannot --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that places are for.

    Parameters
    ----------
    option
        Its id.
    seats
        Its places.
    eligible
        How many could have one.
    only_here
        How many of them could have no other.
    given
        How many a draw now would give.
    """

    option: str
    seats: int
    eligible: int
    only_here: int
    given: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a run now would come to.

    Parameters
    ----------
    students
        For how many it would decide.
    eligible
        How many could have a place.
    unknown
        Of how many too little is known.
    offers
        How many would be given one.
    seats
        How many there are.
    refused
        By what a rule says: for how many students it leaves nothing, of those who are not eligible.
    only
        The same, of those who fail by this rule alone: who else would be eligible.
    options
        What the places are for.
    """

    students: int
    eligible: int
    unknown: int
    offers: int
    seats: int
    refused: Mapping[str, int]
    only: Mapping[str, int]
    options: Sequence[Option]


def prospect(definition: Definition, frame: pl.DataFrame, decisions: pl.DataFrame) -> Prospect:
    """Return what a run comes to before anything is offered.

    Parameters
    ----------
    definition
        Of a matching or a lottery.
    frame, decisions
        As :func:`whynext.process.run.judge` returned them.
    """
    options = _options(definition, frame)
    kept, unknown = decisions.get_column("kept") > 0, decisions.get_column("unknown") > 0
    refused, only = _refusals(definition, frame)
    offers = int((decisions.get_column("chosen").list.len() > 0).sum())
    capacity = definition.choose.capacity
    return Prospect(
        students=len(decisions),
        eligible=int(kept.sum()),
        unknown=int((unknown & ~kept).sum()),
        offers=offers,
        seats=sum(each.seats for each in options) if capacity is None else capacity,
        refused=refused,
        only=only,
        options=options,
    )


def _refusals(definition: Definition, frame: pl.DataFrame) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many students have nothing left, by the rules that refuse, and by one rule alone."""
    rules = [keep_column(index) for index in range(len(definition.keeps))]
    pair = ["student", "given"]
    nothing = (
        frame.group_by(pair).agg(pl.col(KEPT).fill_null(True).any().alias("some")).filter(~pl.col("some"))
    )
    rows = frame.join(nothing.select(pair), on=pair, how="semi", nulls_equal=True)
    refused, only = {}, {}
    for index, rule in enumerate(definition.keeps):
        others = [~pl.col(name).fill_null(True) for name in rules if name != rules[index]]
        alone = pl.col(rules[index]).eq_missing(False) & ~pl.any_horizontal(others or [pl.lit(False)])
        of_each = rows.group_by(pair).agg(
            all_refused=pl.col(rules[index]).eq_missing(False).all(), alone=alone.any()
        )
        refused[rule.refusal] = int(of_each.get_column("all_refused").sum())
        only[rule.refusal] = int(of_each.get_column("alone").sum())
    return refused, only


def _options(definition: Definition, frame: pl.DataFrame) -> list[Option]:
    if definition.choose.how != "match":
        return []
    left = frame.filter(pl.col(KEPT).fill_null(False))
    left = left.with_columns(alone=pl.len().over("student", pl.col("given").fill_null("")) == 1)
    counted = left.group_by("option").agg(
        eligible=pl.len(), only_here=pl.col("alone").sum(), given=(pl.col(RANK) > 0).sum()
    )
    seats = frame.filter(pl.col("option").is_not_null()).group_by("option", maintain_order=True)
    every = seats.agg(pl.col(SEATS).max().fill_null(0).alias("seats"))
    joined = every.join(counted, on="option", how="left", maintain_order="left").fill_null(0)
    columns = ("option", "seats", "eligible", "only_here", "given")
    return [Option(row[0], *map(int, row[1:])) for row in joined.select(columns).iter_rows()]
