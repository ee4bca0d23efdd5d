"""Renewing a placement: what was answered since, in retention checks above all, moves what it says.

A diagnostic holds that nothing is learned while it asks; so of each skill only the first answer since counts,
before it was practised. What was practised keeps the estimate that tracing made of the answers themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from whynext.base.clock import school_date
from whynext.base.errors import Problem, Refused
from whynext.engine.diagnosing import Ended, Sitting, held_sitting, keep_placement, result
from whynext.engine.ports import JOINT, Reading
from whynext.engine.school import Engine, Moment, moment


def renew(engine: Engine, student: str) -> Ended | None:
    """Take the first answers since a placement into it, and what may have been forgotten until today.

    Returns
    -------
    Ended or None
        The placement as of today; None if nothing was answered since that it did not hear of.

    Raises
    ------
    NotFound
        If the student has no diagnostic.
    Refused
        If it is not over, or the map or its items have changed since.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        sitting = held_sitting(engine, writing, student)
        if sitting.stop is None:
            what = f"the diagnostic of {student} is not over"
            raise Refused(Problem(what, next_step="go on with it: «whynext place STUDENT»"))
        state = sitting.state
        for item, correct, seconds, day in _heard(writing, here, student, sitting):
            state = sitting.diagnostic.observe(state, item, correct, seconds=seconds, day=day)
        if state is sitting.state:
            return None
        later = replace(sitting, state=state)
        placement = replace(result(later, day=here.today.toordinal()), stopped=sitting.stop)
        content = {
            "student": student,
            "stop": sitting.stop.as_data(),
            "placement": placement.as_data(),
            "calibration": sitting.calibration.as_data(),
            "state": sitting.diagnostic.save(state, whole=False),
            "renewed": True,
        }
        keep_placement(engine, writing, here, content)
    return Ended(student, sitting.stop, placement)


def _heard(
    reading: Reading, here: Moment, student: str, sitting: Sitting
) -> Iterator[tuple[str, bool, float | None, int]]:
    """Iterate over the first answer on each skill since the diagnostic began that it has not heard of."""
    rows = reading.table("responses", {"student": student}).filter(pl.col("sequence") > sitting.begun)
    seen: set[str] = set()
    firsts = []
    for row in rows.sort("sequence").iter_rows(named=True):
        skills = row["skills"].split(JOINT)
        if len(skills) == 1 and skills[0] not in seen and row["sequence"] > sitting.changed:
            firsts.append((school_date(row["at"], here.where).toordinal(), row))
        seen.update(skills)
    asked = {each.id for each in sitting.diagnostic.bank.questions}
    known = {(each.item, each.day) for each in sitting.state.answers}
    for day, row in sorted(firsts, key=lambda each: (each[0], each[1]["sequence"])):
        alone = day >= sitting.state.day and not (row["correct"] and row["hints"])
        if alone and row["item"] in asked and (row["item"], day) not in known:
            yield row["item"], row["correct"], row["seconds"], day
