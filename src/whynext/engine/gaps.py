"""What a school does not know and does not have: gaps of its map, of its measures and of its library.

These are the doubts that were raised against the engineering model of personalized learning, as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from whynext.engine.ports import Reading
from whynext.engine.school import Engine, moment
from whynext.engine.titles import titles_at
from whynext.mastery.diagnostic.status import Bars


@dataclass(frozen=True, slots=True)
class Gaps:
    """Numbers of what is missing.

    Parameters
    ----------
    skills
        On the map.
    alone
        Skills that nothing comes before and that come before nothing.
    without_items, without_objects
        Skills about which the library has no question, or nothing to learn with.
    pairs
        Active students times skills.
    measured
        Of these, how many rest on answers or on a diagnostic.
    unsure
        Of the measured, how many are as good as open.
    stale
        Of the measured by answers, how many rest on nothing newer than the bars allow.
    titles
        Of the skills named.
    bars
        What is open, and from which age on an answer is stale.
    """

    skills: int
    alone: tuple[str, ...]
    without_items: tuple[str, ...]
    without_objects: tuple[str, ...]
    pairs: int
    measured: int
    unsure: int
    stale: int
    titles: Mapping[str, str]
    bars: Bars


def gaps(engine: Engine, bars: Bars | None = None) -> Gaps:
    """Return what a school does not know of its students and does not have in its library.

    Parameters
    ----------
    bars
        The school's; the usual ones if None.
    """
    limits = bars or Bars()
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        skills = engine.source(reading, here.school, "skills", None).get_column("skill").to_list()
        edges = engine.source(reading, here.school, "prerequisites", None)
        joined = {*edges.get_column("prerequisite"), *edges.get_column("skill")}
        alone = tuple(each for each in skills if each not in joined)
        without = [_without(reading, table, skills) for table in ("item_skills", "object_skills")]
        active = reading.tally("students", ("active",)).filter(pl.col("active")).get_column("count").sum()
        known = _known(engine, reading, skills)
        named = {*alone, *without[0], *without[1]}
        return Gaps(
            skills=len(skills),
            alone=alone,
            without_items=without[0],
            without_objects=without[1],
            pairs=int(active) * len(skills),
            measured=len(known),
            unsure=known.filter(
                (pl.col("mastery") * (1.0 - pl.col("mastery"))).sqrt() > limits.unknown
            ).height,
            stale=0
            if limits.stale_days is None
            else known.filter(pl.col("last_at") < here.now - timedelta(days=limits.stale_days)).height,
            titles=titles_at(reading, "skills", named, None) if named else {},
            bars=limits,
        )


def _without(reading: Reading, table: str, skills: list[str]) -> tuple[str, ...]:
    there = set(reading.tally(table, ("skill",)).get_column("skill").to_list())
    return tuple(each for each in skills if each not in there)


def _known(engine: Engine, reading: Reading, skills: list[str]) -> pl.DataFrame:
    """Return mastery and instant of the latest answer for each active student and skill that was measured."""
    students = reading.table("students", {"active": True}).get_column("student")
    held = engine.source(reading, reading.school(), "estimates", None)
    return held.filter(pl.col("student").is_in(students.to_list()) & pl.col("skill").is_in(skills)).select(
        "mastery", "last_at"
    )
