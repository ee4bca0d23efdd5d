"""Figures of the frame kernel: rules, score and the best three of five million candidates."""

from __future__ import annotations

import numpy as np
import polars as pl
from bench.figures import Row, in_turn, row

from whynext import bootstrap
from whynext.process.definition import Definition
from whynext.process.reading import read
from whynext.process.run import judge, ruled

DEFINITION = """
id = "best-three"
version = 1
title = "Choose three skills"
question = "Which three skills should this student work on next?"
juncture = "sequence"
grain = "lesson"
decides = "skill"
information = ["mastery", "prerequisites_mastered(bar)", "unlocks", "days_since_practice"]

[trigger]
every = "weekday 16:00"

[[agents]]
who = "algorithm"
does = "decides"

[parameters]
bar = { value = 0.95, unit = "probability", because = "customary for this model" }

[[rules]]
keep = "mastery < bar"
because = "not mastered yet"
refusal = "mastered already"

[[rules]]
keep = "prerequisites_mastered"
because = "everything it builds on is mastered"
refusal = "builds on something not mastered yet"

[[rules]]
prefer = "unlocks / 5"
because = "opens the way to more"

[[rules]]
prefer = "LEAST(COALESCE(days_since_practice, 30), 30) / 30"
because = "has rested"

[choose]
how = "best"
count = 3
"""
SEED = bytes(32)

FITS = (pl.col("mastery") < 0.95) & pl.col("prerequisites_mastered")
OPENS = pl.col("unlocks") / 5
RESTED = pl.min_horizontal(pl.col("days_since_practice").fill_null(30), 30) / 30


def observed(students: int, options: int) -> pl.DataFrame:
    """Return what a process would have seen: students × options, a third of them open, a fifth practised."""
    chance = np.random.default_rng(1)
    who = pl.Series("student", [f"student-{n:05d}" for n in range(students)])
    what = pl.Series("option", [f"skill-{n:03d}" for n in range(options)])
    size = students * options
    option = np.tile(np.arange(options), students)
    rested = pl.Series(chance.integers(0, 60, size)).cast(pl.Float64)
    return pl.DataFrame(
        {
            "student": who.gather(np.repeat(np.arange(students), options)),
            "given": pl.Series([None], dtype=pl.String).new_from_index(0, size),
            "option": what.gather(option),
            "mastery": chance.random(size),
            "prerequisites_mastered": chance.random(size) < 1 / 3,
            "unlocks": chance.integers(0, 6, options).astype(np.float64)[option],
            "days_since_practice": rested.set(pl.Series(chance.random(size) > 0.2), None),
        }
    )


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each student's best three: the quickest of the forms of this query that we know."""
    best = pl.col("option").sort_by("score", descending=True, maintain_order=True).head(3)
    scored = frame.lazy().filter(FITS).select("student", "option", (OPENS + RESTED).alias("score"))
    return scored.group_by("student").agg(best).collect()


def by_hand_keeping_all(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the frame with every verdict, term and score, and each student's best three."""
    verdicts = {"keep:1": pl.col("mastery") < 0.95, "keep:2": pl.col("prerequisites_mastered")}
    kept, score = pl.col("keep:1") & pl.col("keep:2"), pl.col("prefer:1") + pl.col("prefer:2")
    judged = (
        frame.lazy()
        .with_columns(**verdicts, **{"prefer:1": OPENS, "prefer:2": RESTED})
        .with_columns(kept=kept, score=score)
        .collect()
    )
    best = pl.col("option").sort_by("score", descending=True, maintain_order=True).head(3)
    return judged, judged.lazy().filter("kept").group_by("student").agg(best).collect()


def _same(definition: Definition, frame: pl.DataFrame) -> None:
    """Make sure that both sides of the comparison do the same work."""
    _, ours = judge(definition, frame, SEED)
    theirs = dict(by_hand(frame).iter_rows())
    if any(theirs.get(student, []) != chosen for student, chosen in ours.select("student", "chosen").rows()):
        raise AssertionError("the query written by hand chooses otherwise")


def rows(small: bool = False) -> list[Row]:
    """Measure, and return one row per figure."""
    students, options = (200, 30) if small else (16_667, 300)
    definition = read(DEFINITION, bootstrap.catalogue(), name="best-three")
    frame = observed(students, options)
    _same(definition, frame)
    judged, alone, hand, whole = in_turn(
        lambda: judge(definition, frame, SEED),
        lambda: ruled(definition, frame),
        lambda: by_hand(frame),
        lambda: by_hand_keeping_all(frame),
    )
    size = len(frame) / 1e6
    speed, theirs = size / judged.median, size / hand.median
    what = f"{students:,} students × {options} options"
    return [
        row(
            "frame: rules, score, best three of each student",
            speed,
            "M rows/s",
            reach="≥ 0.5 × by hand, ≥ 20",
            ok=speed >= 0.5 * theirs and speed >= 20,
            peer="the query by hand in Polars: filter, score, best three",
            peer_value=theirs,
            note=f"{what}; judged frame and decisions out; processor {judged.cpu_median:.2f} s against"
            f" {hand.cpu_median:.2f} s",
        ),
        row(
            "frame: rules and score alone",
            size / alone.median,
            "M rows/s",
            peer="the query by hand in Polars: filter, score, best three",
            peer_value=theirs,
            note=f"{what}; no choice; processor {alone.cpu_median:.2f} s",
        ),
        row(
            "frame: rules, score, best three, against keeping all by hand",
            speed,
            "M rows/s",
            peer="by hand in Polars, with every verdict, term and score kept",
            peer_value=size / whole.median,
            note=f"{what}; by hand processor {whole.cpu_median:.2f} s",
        ),
    ]
