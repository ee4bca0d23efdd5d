"""Uses: learning objects that were decided, from when they are there until it is known what they taught.

A use is open from its decision until so many answers followed as count, or the next object for the same
student and skill was there, or the time is over in which answers count. Then it is learned from, once; what
comes in later changes nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from whynext.planning.effects.learning import observe_all
from whynext.planning.effects.outcomes import followed
from whynext.planning.effects.parameters import EffectParameters

DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of looking at uses again.

    Parameters
    ----------
    open
        The uses that stay open.
    over
        Those of which nothing more is to be learned: nothing followed in time, or they no longer hold.
    outcomes
        Those that can be learned from, in the order in which it became known what they taught.
    """

    open: pl.DataFrame
    over: pl.DataFrame
    outcomes: pl.DataFrame


def taken_in(
    parameters: EffectParameters,
    held: pl.DataFrame,
    present: pl.DataFrame,
    changed: Collection[str],
    answers: pl.DataFrame,
    now: datetime,
) -> Taught:
    """Return how uses stand after decisions were made or changed and answers came in.

    Parameters
    ----------
    parameters
        Say how many answers count, and for how long.
    held
        The open uses, and those of `changed` that are closed; columns ``decision``, ``student``, ``skill``,
        ``object``, ``at``, ``sequence``, ``mastery``, ``closed``,
        :data:`~whynext.planning.effects.outcomes.FOLLOWED` and what else is known.
    present
        The same columns: the uses of the `changed` decisions as they hold now. Where ``mastery`` is unknown
        nothing can be learned, but the object before ends.
    changed
        The decisions that were made or changed since `held`.
    answers
        Those since `held`, columns :data:`~whynext.planning.effects.outcomes.ANSWERS`.
    now
        The instant.
    """
    ids = pl.col("decision")
    touched = ids.is_in(list(changed))
    learned = held.filter(pl.col("closed").is_not_null() & (pl.col("answers") > 0)).get_column("decision")
    waiting = held.filter(pl.col("closed").is_null())
    new = present.filter(~ids.is_in(learned.to_list()))
    # An act that leaves the object as it was takes no answer away.
    same = waiting.join(new, on=["decision", "object"], how="semi").get_column("decision").to_list()
    stays = waiting.filter(~touched | ids.is_in(same))
    added = new.filter(~ids.is_in(same))
    gone = waiting.filter(touched & ~ids.is_in(new.get_column("decision").to_list()))
    all_of_them = pl.concat([stays, added]).sort("at", "sequence", "decision")
    ordered = answers.sort("at", maintain_order=True)
    found = followed(all_of_them, ordered, most=int(parameters.answers), days=parameters.days)
    found = found.filter(pl.col("mastery").is_not_null())
    late = pl.lit(now) > pl.col("at") + pl.duration(microseconds=int(parameters.days * DAY))
    some, full = pl.col("answers") > 0, pl.col("answers") >= parameters.answers
    ends = some & (full | late | pl.col("until").is_not_null())
    return Taught(
        open=found.filter(~ends & ~(late & ~some)),
        over=pl.concat([gone, found.filter(late & ~some)]),
        outcomes=found.filter(ends).sort("answered_at", "decision"),
    )


def learned(parameters: EffectParameters, beliefs: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Return what is believed of effects after outcomes.

    Parameters
    ----------
    outcomes
        Uses as :class:`Taught` gives them; ``of_skill`` is the skill that the object counts with, and
        ``contexts`` JSON.
    """
    seen = outcomes.with_columns(
        pl.col("of_skill").alias("skill"), (pl.col("right") / pl.col("answers")).alias("right")
    )
    told = [json.loads(each) for each in outcomes.get_column("contexts").to_list()]
    contexts = [
        pl.Series(name, [each.get(name, 0.0) for each in told], pl.Float64) for name in parameters.contexts
    ]
    return observe_all(parameters, beliefs, seen.with_columns(contexts))
