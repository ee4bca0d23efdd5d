"""Scores of tests elsewhere: scales are published, scores remembered, and diagnostics begin with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl

from whynext.base.errors import Collector, Problem, Refused, listed, nearest
from whynext.base.facts import canonical
from whynext.engine.intake import Taken
from whynext.engine.ports import OUTSIDE_SCORES, Reading
from whynext.engine.school import Engine, moment
from whynext.mastery.diagnostic.answers import OutsideScale, OutsideScore
from whynext.mastery.diagnostic.outside import DAYS, OutsideResult, PublishedScale, prior_of

SCALE, SCORED = "scale_published", "scored_outside"
_KIND = "outside scale"


def publish_scale(
    engine: Engine, name: str, scale: OutsideScale, *, by: str, days: int = DAYS
) -> PublishedScale:
    """Put a scale in force from now on, in the place of one of the same name; what was begun stays as begun.

    Raises
    ------
    Refused
        If it has no name, or a number is impossible.
    """
    made = PublishedScale(name.strip(), scale, days)
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        if scales(writing).get(made.name) == made:
            return made
        content = {"scale": made.as_data(), "by": by}
        engine.append(writing, [engine.draft(SCALE, here.now, content)], here.now)
        row = {"id": f"{_KIND} {made.name}", "kind": _KIND, "content": canonical(made.as_data()).decode()}
        writing.upsert("documents", pl.DataFrame([row]))
    return made


def scale_of(middle: float, unit: float, doubt: float) -> OutsideScale:
    """Return a scale whose score `middle` is ability 0, and `unit` points more is ability 1."""
    return OutsideScale(middle, unit, doubt)


def scales(reading: Reading) -> dict[str, PublishedScale]:
    """Return the scales in force, by name."""
    rows = reading.table("documents", {"kind": _KIND}).sort("id").get_column("content").to_list()
    found = [PublishedScale.of_data(json.loads(each)) for each in rows]
    return {each.name: each for each in found}


def take_scores(
    engine: Engine,
    results: Sequence[tuple[str, OutsideResult]],
    *,
    name: str,
    problems: Sequence[Problem] = (),
) -> Taken:
    """Take scores in, each once; one of the same student, scale, strand and day takes the earlier's place.

    Parameters
    ----------
    results
        Where each was said, for messages, and the score.
    problems
        What was already found to be wrong; told together with what is found here.

    Raises
    ------
    Refused
        With everything that is wrong; nothing is then kept.
    """
    with engine.store.writing() as writing:
        here = moment(engine, writing)
        found = Collector(list(problems))
        _check(found, writing, results, here.today)
        found.refuse_if_any()
        drafts = [
            engine.draft(
                SCORED,
                min(datetime.combine(each.on, time(12), UTC), here.now),
                each.as_data(),
                key=f"{SCORED}\x1f{canonical(each.as_data()).decode()}",
                subject=each.student,
            )
            for _, each in results
        ]
        entries = engine.append(writing, drafts, here.now)
        rows = [
            score_row(each.as_data(), entry.sequence)
            for (_, each), entry in zip(results, entries, strict=True)
            if entry is not None
        ]
        if rows:
            writing.upsert("outside_scores", latest_of_each(pl.concat(rows)))
    counts = {"scores": len(rows), "known already": len(results) - len(rows)}
    return Taken(name, counts, is_new=bool(rows))


def score_row(content: Mapping[str, Any], sequence: int) -> pl.DataFrame:
    """Return the derived row of a score."""
    row = {**content, "strand": content["strand"] or None, "day": date.fromisoformat(content["on"])}
    row["sequence"] = sequence
    return pl.DataFrame([row], schema=OUTSIDE_SCORES)


def latest_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Return of what is said twice of the same student, scale, strand and day the later."""
    return rows.unique(["student", "scale", "strand", "day"], keep="last", maintain_order=True)


def outside_of(
    reading: Reading, student: str, today: date, strands: Collection[str]
) -> tuple[OutsideScore, ...]:
    """Return what a student's scores elsewhere say before a diagnostic that begins today."""
    rows = reading.table("outside_scores", {"student": student}).sort("sequence")
    results = [
        OutsideResult(
            row["student"], row["scale"], row["score"], row["error"], row["day"], row["strand"] or ""
        )
        for row in rows.iter_rows(named=True)
    ]
    return prior_of(results, scales(reading), today, strands)


MOST_HINTS = 5
"""Finding the nearest of many thousand names takes a tenth of a second each time."""


def _check(
    found: Collector, reading: Reading, results: Sequence[tuple[str, OutsideResult]], today: date
) -> None:
    students = reading.table("students").get_column("student").to_list()
    strands = reading.table("competencies").get_column("strand").drop_nulls().unique().sort().to_list()
    enrolled, known = set(students), scales(reading)
    hints = 0
    for where, each in results:
        if each.student not in enrolled:
            hints += 1
            valid = nearest(each.student, students) if hints <= MOST_HINTS else ""
            what = f"there is no student «{each.student}»"
            found.add(what, where=where, valid=valid, kind="unknown id")
        if each.scale in known:
            found.extend(_impossible(known[each.scale], each, where))
        else:
            found.add(
                f"there is no scale «{each.scale}»",
                where=where,
                valid=nearest(each.scale, known) or listed(known) or "no scale is published yet",
                next_step="publish it: «whynext scale publish»",
                kind="unknown id",
            )
        if each.strand and each.strand not in strands:
            valid = nearest(each.strand, strands) or listed(strands)
            found.add(f"there is no strand «{each.strand}»", where=where, valid=valid, kind="unknown strand")
        if each.on > today:
            found.add(f"the test is dated {each.on.isoformat()}, which has not come yet", where=where)


def _impossible(scale: PublishedScale, result: OutsideResult, where: str) -> list[Problem]:
    """Return what makes a score impossible on its scale."""
    try:
        scale.scale.score(result.score, result.error, result.strand)
    except Refused as refusal:
        return [replace(each, where=f"{where}, {each.where}") for each in refusal.problems]
    return []
