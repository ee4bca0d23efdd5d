"""Inputs: everything that is stated can change a decision, and nothing that is not stated does.

Each test names the mistake it guards against: one that was found in a running system of this kind, where the
decisions had been wrong for years and nobody could see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from peers.a_school import CATALOGUE, begun, definition, seen
from whynext import handbook
from whynext.engine import respond
from whynext.engine.school import Engine
from whynext.process.run import judge
from whynext.testing.small_school import STUDENTS, SetClock

SEED = bytes(32)


def blank(tmp_path: Path) -> Iterator[Engine]:
    """The same school before anybody has answered anything."""
    made = begun(tmp_path / "blank.school", SetClock(), answers=0)
    yield made
    made.store.close()


# Inputs -----------------------------------------------------------------------------------------------------


def values_for(name: str, column: str) -> list[Any]:
    """Return values of an information between which some rule may turn."""
    use = next(each for each in definition(name).information if each.column == column)
    information = CATALOGUE.information[use.name]
    if information.type == "truth":
        return [True, False, None]
    if information.type == "word":
        return [*(information.values or ("hands_on", "worked_example", "high")), None]
    numbers = [
        float(value) for value in definition(name).values.values() if not isinstance(value, bool | str)
    ]
    ends = [bound for bound in (information.low, information.high) if bound is not None]
    found = {0.0, 1.0, 8.0, 1e4, *ends, *(each + step for each in numbers for step in (-0.1, 0.0, 0.1, 1.0))}
    low = -1e9 if information.low is None else information.low
    high = 1e9 if information.high is None else information.high
    return [*sorted(value for value in found if low <= value <= high), None]


def observed_at_random(name: str, students: int, seed: int) -> pl.DataFrame:
    """Return what a process would see of students of whom anything may be known."""
    import random

    chance, process = random.Random(seed), definition(name)
    options = list(process.answers) or ["one", "two", "three"]
    frame = pl.DataFrame(
        {
            "student": [f"s{number:04d}" for number in range(students) for _ in options],
            "given": ["count" if process.given else None] * (students * len(options)),
            "option": options * students,
        },
        schema_overrides={"given": pl.String},
    )
    for use in process.information:
        information = CATALOGUE.information[use.name]
        values = values_for(name, use.column)
        own = information.grain.value in ("student × option", "option", "option × given")
        known = [value for value in values if value is not None]
        drawn = [
            None if chance.random() < 0.03 else chance.choice(known)
            for _ in range(len(frame) if own else students)
        ]
        column = drawn if own else [value for value in drawn for _ in options]
        frame = frame.with_columns(pl.Series(use.column, column, dtype=information.type.dtype, strict=False))
    return frame


def outcomes(name: str, frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    process = definition(name)
    judged, decided = judge(process, frame, SEED)
    trigger = judged.group_by("student", maintain_order=True).first()
    woken = (
        trigger.get_column(":trigger").to_list() if ":trigger" in judged.columns else [None] * len(decided)
    )
    return list(
        zip(*(decided.get_column(n).to_list() for n in ("chosen", "recourse", "agents")), woken, strict=True)
    )


# Where places are shared or groups are made, what is known of students hangs together, and what is drawn at
# random here does not: tests/schedule/test_stated.py and tests/handbook try their inputs.
STATED = [
    (name, use.column)
    for name in handbook.names()
    if name != "daily-plan" and definition(name).choose.how not in ("assign", "group")
    for use in definition(name).information
]


@pytest.mark.parametrize(("name", "column"), STATED)
def test_every_stated_input_changes_some_decision(name: str, column: str) -> None:
    """The mistake: inputs were declared, collected and stored, and no decision depended on them."""
    frame = observed_at_random(name, students=600, seed=11)
    before = outcomes(name, frame)
    dtype = frame.schema[column]
    first = pl.col("option") == frame.get_column("option")[0]
    changed = (
        outcomes(
            name,
            frame.with_columns(pl.when(where).then(pl.lit(value, dtype)).otherwise(column).alias(column)),
        )
        for value in values_for(name, column)
        for where in (pl.lit(True), first)
    )
    assert any(each != before for each in changed)


def test_nothing_that_is_not_stated_changes_any_decision(engine: Engine) -> None:
    """The mistake: names, order and who else was there had crept into what was decided."""
    before = {name: seen(engine, definition(name), skill) for name, skill in ASKED.items()}
    with engine.store.writing() as writing:
        students = writing.table("students").with_columns(
            pl.col("name").str.reverse(), pl.lit("xx").alias("language"), pl.lit(12.0).alias("grade")
        )
        writing.replace("students", students.reverse())
        writing.replace("sections", writing.table("sections").with_columns(pl.lit("Other").alias("title")))
        objects = writing.table("learning_objects").with_columns(pl.lit("Other").alias("title"))
        writing.replace("learning_objects", objects.with_columns(pl.lit("de").alias("language")))
        skills = writing.table("competencies").with_columns(
            pl.col("title").str.reverse(), pl.lit("x").alias("strand"), pl.lit(9.0).alias("grade_low")
        )
        writing.replace("competencies", skills)
        attributes = pl.DataFrame({"student": list(STUDENTS), "name": ["race"] * 6, "word": ["white"] * 6})
        writing.replace("protected", attributes)
        writing.upsert("items", writing.table("items").with_columns(pl.lit(0.9).alias("difficulty")))
    respond.record(engine, "ana", "favourite_colour", "green", source="ana")
    for name, skill in ASKED.items():
        after = seen(engine, definition(name), skill)
        assert (
            after[0]
            .sort("student", maintain_order=True)
            .equals(before[name][0].sort("student", maintain_order=True))
        )
        assert after[1].sort("student").equals(before[name][1].sort("student"))


ASKED = {"next-skill": None, "next-object": "add", "something-simpler": "add", "exit-slip": "count"}
ASKED |= {"mastery-unit": "count", "test-out": "count"}
