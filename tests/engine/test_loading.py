"""A process is given the rows it needs and no others, and decides as if it had been given all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_series_equal

from whynext import bootstrap
from whynext.engine import tick as ticking
from whynext.engine.decide import compute, pairs_of
from whynext.engine.loading import load, part_of
from whynext.engine.publish import publish
from whynext.engine.school import Engine, definition_of, moment
from whynext.process.definition import Definition, Use
from whynext.process.information import Asked
from whynext.process.reading import read
from whynext.testing.small_school import NEXT_SKILL, STUDENTS, SetClock, small_school

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
STATES = ("in force", "carried out", "proposed")
CATALOGUE = bootstrap.catalogue()


def using(*uses: tuple[str, str]) -> Definition:
    """Return a definition that uses these informations of these processes, too; "" names no process."""
    plain = read(NEXT_SKILL, CATALOGUE, name="definition")
    more = [Use(name, name, {"process": process} if process else {}) for name, process in uses]
    return replace(plain, information=(*plain.information, *more))


def past(days: int = 40) -> pl.DataFrame:
    """Return decisions of three processes for two students, as the source has them."""
    rows = [
        (student, process, "add", f"option-{(day * 7 + place) % 5}", STATES[(day + place) % 3], day)
        for day in range(days)
        for place, process in enumerate(("next-skill", "next-object", "test-out"))
        for student in ("ana", "ben")
    ]
    made = pl.DataFrame(rows, schema=["student", "process", "given", "option", "state", "back"], orient="row")
    at = pl.lit(NOW) - pl.duration(days=pl.col("back"))
    return made.select(
        *("student", "process", "given", "option", "state"), at.dt.date().alias("day"), at.alias("at")
    )


def test_decisions_of_one_process_are_loaded_where_only_those_are_asked_for() -> None:
    """Of several processes if several are named, of all as soon as one information names none."""
    out, seen, any_of_them = ("answered", "test-out"), ("used_before", "next-skill"), ("times_used", "")
    for uses, where in (
        ((out,), {"process": ["test-out"]}),
        ((out, seen), {"process": ["next-skill", "test-out"]}),
        ((out, any_of_them), None),
        ((any_of_them,), None),
    ):
        assert part_of(using(*uses), CATALOGUE, "decided", NOW).where == where


def test_what_is_asked_of_an_option_counts_every_student() -> None:
    """A book that others hold is not free because this student holds none."""
    assert part_of(using(("in_use", "")), CATALOGUE, "decided", NOW).everyone
    assert not part_of(using(("used_before", "")), CATALOGUE, "decided", NOW).everyone


def test_answers_are_loaded_of_the_last_seven_days() -> None:
    """Of which alone anything may be asked."""
    part = part_of(using(("answers_last_week", "")), CATALOGUE, "recent_answers", NOW)
    assert part.since == NOW - timedelta(days=7)


@pytest.mark.parametrize(
    "name",
    sorted(
        each.name
        for each in CATALOGUE.information.values()
        if "decided" in each.needs and "process" in each.arguments
    ),
)
def test_an_information_says_the_same_of_the_decisions_loaded_for_it(name: str) -> None:
    """Whatever process it is asked about: rows of other processes make no difference to it."""
    information = CATALOGUE.information[name]
    rows = pl.DataFrame(
        {
            "student": [s for s in ("ana", "ben") for _ in range(5)],
            "option": [*(f"option-{n}" for n in range(4)), "add"] * 2,
            "given": ["add"] * 10,
        }
    ).select(information.grain.columns)
    objects = pl.DataFrame({"object": [f"option-{n}" for n in range(5)], "modality": list("abcde")})
    arguments = {key: each.default for key, each in information.arguments.items()}
    differs = False
    for process in ("next-skill", "next-object", "test-out"):
        definition = using((name, process))
        part = part_of(definition, CATALOGUE, "decided", NOW)
        assert part.where == {"process": [process]}
        answers = []
        for decided in (past(), past().filter(pl.col("process") == process), past().clear()):
            sources = {"decided": decided, "learning_objects": objects}
            said = Asked(rows, sources, {**arguments, "process": process}, NOW, date(2026, 9, 20))
            answers.append(information.view(said))
        assert_series_equal(answers[0], answers[1])
        differs = differs or not answers[0].equals(answers[2])
    assert differs


BOOKS = """
id = "lend"
version = 1
title = "Lend an object"
question = "Which object does this student take?"
juncture = "content"
grain = "unit"
decides = "learning_object"
information = ["in_use(process = lend)"]

[trigger]
asked_by = ["teacher"]
every = "weekday 16:00"

[[agents]]
who = "algorithm"
does = "decides"

[[rules]]
keep = "in_use < 1"
because = "each is lent once"
refusal = "it is lent"
"""


def test_one_student_is_decided_for_in_the_light_of_what_others_hold(engine: Engine) -> None:
    """Asked for one student alone, too."""
    publish(engine, BOOKS, by="tests")
    made = {"run": ["r"], "ordinal": [0], "id": ["r-0"], "student": ["ben"], "process": ["lend"]}
    at = datetime(2026, 9, 14, 7, tzinfo=UTC)
    with engine.store.writing() as writing:
        rows = pl.DataFrame({**made, "chosen": ['["add-hands_on"]'], "state": ["in force"]})
        writing.upsert(
            "decisions",
            rows.with_columns(pl.lit(at).alias("decided_at"), pl.lit(at.date()).alias("day")),
        )
        here = moment(engine, writing)
        definition = definition_of(engine, writing, "lend")
        cause = ticking.Cause("asked", {}, here.today)
        found = compute(engine, writing, here, definition, pairs_of(["ana"]), cause)
    assert found is not None
    lent = found.frame.filter(pl.col("in_use") > 0).get_column("option").to_list()
    assert lent == ["add-hands_on"]


def test_only_the_students_decided_for_are_loaded(engine: Engine) -> None:
    """However many they are."""
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        definition = definition_of(engine, reading, "next-skill")
        sources = load(engine, reading, here, definition, ["ana", "eli"])
    assert sources["enrolments"].get_column("student").unique().sort().to_list() == ["ana", "eli"]


def test_a_night_in_many_frames_decides_as_one_frame_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is decided for a student does not depend on whose rows were loaded with theirs."""
    chosen = []
    for name, rows in (("one", 1_000_000), ("many", 1)):
        monkeypatch.setattr(ticking, "FRAME_ROWS", rows)
        monkeypatch.setattr(ticking, "LEAST", 2)
        clock = SetClock()
        engine = small_school(tmp_path / f"{name}.school", clock=clock)
        publish(engine, NEXT_SKILL, by="tests")
        clock.forward(hours=7)
        ticking.tick(engine)
        with engine.store.reading() as reading:
            made = reading.table("decisions", columns=["student", "chosen", "run"])
        engine.store.close()
        assert made.get_column("run").n_unique() == (1 if name == "one" else 3)
        chosen.append(sorted(made.select("student", "chosen").rows()))
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == len(STUDENTS)
