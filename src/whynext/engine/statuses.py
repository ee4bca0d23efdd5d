"""The status of a student in every skill now: how sure it is, how old, and whether to measure again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from whynext.base.errors import NotFound, Problem, nearest
from whynext.engine.ports import Reading
from whynext.engine.school import Engine, Moment, moment
from whynext.engine.titles import titles_at
from whynext.mastery.diagnostic.status import Bars
from whynext.mastery.diagnostic.status_information import NEEDS, told_of
from whynext.mastery.looking_up import of_pairs, of_skills
from whynext.process.information import Asked


@dataclass(frozen=True, slots=True)
class SkillStatus:
    """Where a student stands with one skill.

    Parameters
    ----------
    skill, title
        The skill, and what it is called.
    status
        One of :data:`whynext.mastery.diagnostic.status.STATUSES`.
    mastery
        By the tracing model in force, or what it holds before any answer; None if it says nothing.
    uncertainty
        Standard deviation, 0 to 0.5; None if nothing is known.
    age_days
        Since the latest answer or placement; None if there is none.
    measure
        Why it should be measured anew; empty if it should not.
    """

    skill: str
    title: str
    status: str
    mastery: float | None
    uncertainty: float | None
    age_days: float | None
    measure: str


def statuses_of(
    engine: Engine, student: str, skills: Sequence[str] | None = None, bars: Bars | None = None
) -> list[SkillStatus]:
    """Return where a student stands with skills of the map, in its order; with all if none are named.

    Raises
    ------
    NotFound
        If there is no such student, or no such skill on the map.
    """
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        known = engine.source(reading, here.school, "skills", None).get_column("skill").to_list()
        refuse_unknown(reading, student, skills or (), known)
        wanted = [each for each in known if skills is None or each in skills]
        asked = _asked(engine, reading, here, student, wanted)
        titles = titles_at(reading, "skills", wanted, None)
    told = told_of(asked, "option", bars or Bars())
    mastery = of_pairs(asked, asked.sources["estimates"], "option", "mastery")
    prior = of_skills(asked, asked.sources["mastery_priors"], "option", "prior")
    rows = told.with_columns(mastery=pl.coalesce(mastery, prior)).iter_rows(named=True)
    return [
        SkillStatus(
            row["skill"],
            titles.get(row["skill"], row["skill"]),
            row["status"],
            row["mastery"],
            row["uncertainty"],
            row["age_days"],
            row["why"] if row["age_days"] is not None else "",
        )
        for row in rows
    ]


def _asked(engine: Engine, reading: Reading, here: Moment, student: str, skills: list[str]) -> Asked:
    rows = pl.DataFrame({"student": [student] * len(skills), "option": skills}, schema_overrides=_TEXTS)
    sources = {name: engine.source(reading, here.school, name, [student]) for name in NEEDS}
    return Asked(rows, sources, {}, here.now, here.today)


_TEXTS = {"student": pl.String(), "option": pl.String()}


def refuse_unknown(
    reading: Reading, student: str, skills: Sequence[str] = (), known: Sequence[str] = ()
) -> None:
    """Refuse a student who is not on the roster, and skills that are not among the known ones.

    Raises
    ------
    NotFound
        With all of them.
    """
    problems = [
        Problem(f"there is no skill «{each}» on the map", valid=nearest(each, known))
        for each in skills
        if each not in known
    ]
    if len(reading.table("students", {"student": student})) == 0:
        here = reading.table("students").get_column("student").to_list()
        problems.insert(0, Problem(f"there is no student «{student}»", valid=nearest(student, here)))
    if problems:
        raise NotFound(problems)
