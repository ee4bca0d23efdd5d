"""Everything that the schedule states can change somebody's day; nothing is declared and not read."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from schedule.days import hall_school
from whynext import handbook
from whynext.bootstrap import catalogue
from whynext.engine.decide import unpack
from whynext.process.definition import Definition
from whynext.process.information import Type
from whynext.process.reading import read
from whynext.process.run import judge

SCHEDULE: Definition = read(handbook.text("schedule"), catalogue())
VALUES: dict[Type, tuple[Any, ...]] = {
    Type.TRUTH: (None, False, True),
    Type.WORD: (None, "x", "x:1", "", " ".join(f"t0{number}:0" for number in range(1, 6))),
    Type.NUMBER: (None, 0.0, 1.0, 1e4),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, bytes]:
    """Return what the schedule saw of a small hall on one evening, and the seed of the run."""
    days = hall_school(tmp_path_factory.mktemp("stated") / "hall.school", students=10)
    days.evening()
    with days.engine.store.reading() as reading:
        run = reading.table("decisions", {"process": "schedule"}).get_column("run")[0]
        stored = reading.run(run)
    assert stored is not None
    assert stored.frame is not None
    columns = ["student", "given", "option", *(use.column for use in SCHEDULE.information)]
    return unpack(stored.frame).select(columns), bytes.fromhex(stored.header["seed"])


def outcomes(frame: pl.DataFrame, seed: bytes) -> list[tuple[Any, ...]]:
    """Return what everybody gets, whom it turns to, and in which session each place is, by whom and where."""
    judged, decided = judge(SCHEDULE, frame, seed)
    told = judged.filter(pl.col(":rank") > 0).select("option", ":unit:teacher", ":unit:area", ":session")
    return [*decided.select("chosen", "recourse").iter_rows(), *told.iter_rows()]


def names(frame: pl.DataFrame) -> list[str]:
    """Return the teachers, areas and modalities that any session can have."""
    columns = ("session_teachers", "session_areas", "session_modality")
    said = pl.concat([frame.get_column(each) for each in columns])
    return sorted({word.partition(":")[0] for words in said.drop_nulls() for word in words.split()})


def in_two_sessions(frame: pl.DataFrame, seed: bytes) -> pl.DataFrame:
    """Return the same where all who may have one group lesson have it, in two sessions, and nothing else."""
    kept = judge(SCHEDULE, frame, seed)[0].filter(
        pl.col(":kept") & (pl.col("session_modality") == "collaboration")
    )
    option, count = kept.get_column("option").value_counts(sort=True).sort("count", "option").row(-1)
    assert count >= 4
    return frame.with_columns(
        (pl.col("session_present") & (pl.col("option") == option)).alias("session_present"),
        pl.lit(1.0).alias("session_smallest"),
        pl.lit(float(-(-count // 2))).alias("session_largest"),
    )


Base = tuple[pl.DataFrame, pl.Expr, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def bases(recorded: tuple[pl.DataFrame, bytes]) -> list[Base]:
    """Return frames in which inputs are changed, the place of the first student in each, and its outcomes.

    Where an option has two sessions, or exit slips were missed, more is read.
    """
    frame, seed = recorded
    missed = frame.with_columns(
        pl.lit(9.0).alias("session_failures"), pl.lit("practice").alias("session_last_modality")
    )
    made = []
    for base in (in_two_sessions(frame, seed), frame, missed):
        first = judge(SCHEDULE, base, seed)[0].filter(pl.col(":rank") > 0).row(0, named=True)
        here = (pl.col("student") == first["student"]) & (pl.col("option") == first["option"])
        made.append((base, here, outcomes(base, seed)))
    return made


@pytest.mark.parametrize("column", [use.column for use in SCHEDULE.information])
def test_every_stated_input_changes_some_place(
    column: str, recorded: tuple[pl.DataFrame, bytes], bases: list[Base]
) -> None:
    """For everybody, or for the one place that the first student has, another value brings another day."""
    frame, seed = recorded
    kind = next(
        catalogue().information[use.name].type for use in SCHEDULE.information if use.column == column
    )
    for base, here, before in bases:
        for value in (*VALUES[kind], *(names(frame) if kind is Type.WORD else ())):
            for where in (pl.lit(True), here):
                new = pl.when(where).then(pl.lit(value, base.schema[column])).otherwise(column).alias(column)
                if outcomes(base.with_columns(new), seed) != before:
                    return
    pytest.fail(f"nothing depends on {column}")
