"""Explanations, reports, exclusions, and what is kept for ever.

Each test names the mistake it guards against: one that was found in a running system of this kind, where the
decisions had been wrong for years and nobody could see it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.grown_school import everything, table
from peers.a_school import (
    CATALOGUE,
    LIVE,
    afternoon,
    begun,
    definition,
    forward,
    last,
    lesson,
    recorded,
    right,
    seen,
    slip,
)
from whynext import bootstrap, handbook
from whynext.base.errors import Refused
from whynext.base.ids import SkillId
from whynext.cli.words import why_not_said, why_said
from whynext.competencies.competency import Competency
from whynext.competencies.framework import Framework, MapImport
from whynext.competencies.map import CompetencyMap
from whynext.engine import choose, inspect, intake, rebuild, respond, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.process.agent import Acted
from whynext.process.run import slice_of
from whynext.testing.small_school import SKILLS, STUDENTS, SetClock, small_objects

SEED = bytes(32)


def blank(tmp_path: Path) -> Iterator[Engine]:
    """The same school before anybody has answered anything."""
    made = begun(tmp_path / "blank.school", SetClock(), answers=0)
    yield made
    made.store.close()


# Explanations and reports -----------------------------------------------------------------------------------

_EMPTY = re.compile(
    r"todo|placeholder|lorem|tbd|xxx|nan\b|\bnull\b|none\b(?! of)|<[a-z_ ]+>|\{|\}|lambda|0x", re.IGNORECASE
)


def test_explanations_name_the_values_that_decided_and_hold_no_placeholders(engine: Engine) -> None:
    """The mistake: the requirements asked for explanations a person can read; the code wrote filler lines."""
    afternoon(engine)
    slip(engine, "ana", 2, "exit slip")
    slip(engine, "ben", 3, "unit test")
    looked = 0
    for row in table(engine, "decisions").iter_rows(named=True):
        explained = inspect.explain(engine, row["id"])
        frame = recorded(engine, row["id"]).filter(pl.col("student") == row["student"])
        for why in (*explained.chosen, *explained.runners_up):
            cells = frame.filter(pl.col("option") == why.option).row(0, named=True)
            for reason in why.reasons:
                assert reason.says.strip()
                assert not _EMPTY.search(reason.says), reason.says
                assert dict(reason.read) == {name: cells[name] for name in reason.read}
                looked += len(reason.read)
        told = "\n".join(line.text for line in why_said(explained, CATALOGUE))
        assert explained.student in told
        assert not _EMPTY.search(told), told
    assert looked > 100


def test_what_is_said_of_a_choice_holds_the_numbers_it_rests_on(engine: Engine) -> None:
    """The mistake: an explanation that would read the same for every student."""
    afternoon(engine)
    told = {}
    for student in STUDENTS:
        row = last(engine, student=student, process="next-skill")
        explained = inspect.explain(engine, row["id"])
        told[student] = "\n".join(line.text for line in why_said(explained, CATALOGUE)).replace(
            explained.student, "X"
        )
        (first, *_) = explained.chosen
        level = next(reason.read["mastery"] for reason in first.reasons if "mastery" in reason.read)
        assert f"{float(level):.2f}".rstrip("0") in told[student], (level, told[student])
        refused = next(o for o in SKILLS if o not in row["chosen"])
        answer = inspect.explain_not(engine, row["id"], refused)
        assert any(line.text.strip() for line in why_not_said(answer, CATALOGUE)[1:])
    assert len(set(told.values())) >= 4


def reports(engine: Engine) -> list[Any]:
    """Return everything that is said of every decision: why, why not, what would change it."""
    said: list[Any] = []
    for row in table(engine, "decisions").sort("id").iter_rows(named=True):
        explained = inspect.explain(engine, row["id"])
        said.append((explained.row, explained.chosen, explained.runners_up, explained.acts))
        said.append([(each.says, each.rule, each.count) for each in explained.refusals])
        options = slice_of(recorded(engine, row["id"]), row["student"], row["given"]).get_column("option")
        said += [
            inspect.explain_not(engine, row["id"], option).answer for option in options.unique().sort()[:2]
        ]
        said.append(inspect.replay_run(engine, row["run"]).replay.same)
    return said


def test_reports_do_not_change_when_tags_levels_or_the_map_are_edited_later(engine: Engine) -> None:
    """The mistake: a tag was renamed, and last year's reports came out otherwise."""
    afternoon(engine)
    before = reports(engine)
    edited = [
        replace(
            each,
            topics=("trains",),
            difficulty=0.99,
            modality="game",
            minutes=44,
            reading_level=9.0,
            status="retired",
        )
        for each in small_objects()
    ]
    intake.take_library(engine, [], edited, name="edits")
    right(engine, "ana", "count", 4)
    with engine.store.writing() as writing:
        writing.replace("relations", writing.table("relations").head(1))
    forward(engine, days=3)
    assert reports(engine) == before


def test_reports_do_not_change_when_something_is_renamed_later(engine: Engine) -> None:
    """The mistake: a tag was renamed, and last year's reports came out otherwise."""
    afternoon(engine)
    decisions = table(engine, "decisions", process="next-object").get_column("id").sort().to_list()

    def told() -> list[str]:
        explained = [inspect.explain(engine, decision) for decision in decisions]
        return [line.text for each in explained for line in why_said(each, CATALOGUE)]

    before = told()
    intake.take_library(engine, [], [replace(each, title="Other") for each in small_objects()], name="titles")
    assert told() == before


def test_a_decision_run_again_from_its_record_is_the_same(engine: Engine) -> None:
    """The mistake: results could not be had again, as they were computed from what had changed since."""
    afternoon(engine)
    forward(engine, days=1)
    right(engine, "ana", "count", 4)
    publish(
        engine,
        handbook.text("next-skill").replace("0.95", "0.5").replace("version  = 1", "version = 2"),
        by="t",
    )
    afternoon(engine)
    runs = table(engine, "decisions").get_column("run").unique().to_list()
    assert len(runs) >= 6
    assert all(inspect.replay_run(engine, run).replay.same for run in runs)


# Exclusions -------------------------------------------------------------------------------------------------


def enrolled_from(engine: Engine, student: str, begins: date | None, ends: date | None) -> None:
    with engine.store.writing() as writing:
        writing.update("enrolments", {"person": student}, {"begins": begins, "ends": ends})


def test_an_exclusion_applies_from_its_day_and_ends_on_its_day(engine: Engine) -> None:
    """The mistake: exclusion rules were not applied; and, once mended, applied for ever."""
    today = engine.now().date()
    enrolled_from(engine, "ana", None, today + timedelta(days=2))
    enrolled_from(engine, "ben", today + timedelta(days=2), None)
    enrolled_from(engine, "chen", today + timedelta(days=1), today + timedelta(days=3))
    days: dict[str, list[int]] = {student: [] for student in STUDENTS}
    for number in range(4):
        afternoon(engine)
        made = table(engine, "decisions", process="next-skill").filter(pl.col("decided_at") == engine.now())
        for student in made.get_column("student"):
            days[student].append(number)
        if number == 3:
            enrolled_from(engine, "ana", None, None)
    assert (days["ana"], days["ben"], days["chen"]) == ([0, 1], [2, 3], [1, 2])
    assert days["dana"] == [0, 1, 2, 3]
    assert tick.tick(engine).decided["daily-plan"] == 1  # who is back is decided for, the same afternoon
    assert last(engine, process="daily-plan")["student"] == "ana"


def test_who_is_off_the_roster_is_left_out_and_who_is_back_is_back(engine: Engine) -> None:
    """The mistake: a student who left stayed in every list, or vanished with everything that was decided."""
    afternoon(engine)
    with engine.store.writing() as writing:
        writing.update("students", {"student": "ana"}, {"active": False})
    afternoon(engine)
    assert table(engine, "decisions", student="ana", process="daily-plan").height == 1
    assert table(engine, "decisions", student="ben", process="daily-plan").height == 2
    assert inspect.explain(engine, last(engine, student="ana", process="next-skill")["id"]).chosen
    with engine.store.writing() as writing:
        writing.update("students", {"student": "ana"}, {"active": True})
    afternoon(engine)
    assert table(engine, "decisions", student="ana", process="daily-plan").height == 2


def test_a_rest_lasts_as_long_as_it_says(blank: Engine) -> None:
    """The mistake: what was served once was never served again, or again at once."""
    extra = [lesson(f"third-{n}", "count", difficulty=0.9) for n in range(2)]
    intake.take_library(blank, [], extra, name="extra")
    while blank.now().date() < date(2026, 9, 26):
        afternoon(blank)
    rows = table(blank, "decisions", student="ana", process="next-object").sort("day")
    again = rows.filter(pl.col("chosen") == '["count-worked_example"]')
    gaps = again.get_column("day").diff().drop_nulls().dt.total_days().to_list()
    assert gaps
    assert all(gap >= 3 for gap in gaps)
    answer = inspect.explain_not(blank, rows.get_column("id")[1], "count-worked_example").answer
    assert [reason.says for reason in answer.why.refusals] == ["it was used only a few days ago"]


def test_a_skill_that_was_tested_out_comes_back_when_a_person_takes_that_back(blank: Engine) -> None:
    """The mistake: an exclusion by a wrong result could not be undone by anybody."""
    row = slip(blank, "ana", 8, "test out", of=10)
    assert row["chosen"] == ["skip"]
    afternoon(blank)
    assert last(blank, student="ana", process="next-skill")["chosen"] != ["count"]
    teacher = {
        "role": "teacher",
        "person": "t1",
        "chosen": ["wait"],
        "reason": "It was another student's sheet.",
    }
    choose.act(blank, row["id"], Acted.OVERRODE, **teacher)  # type: ignore[arg-type]
    afternoon(blank)
    assert last(blank, student="ana", process="next-skill")["chosen"] == ["count"]
    assert rebuild.rebuild(blank).same


def test_an_accommodation_counts_from_when_it_is_recorded_and_no_longer_once_it_is_withdrawn(
    blank: Engine,
) -> None:
    """The mistake: an entitlement could be entered and never be ended."""
    screens = pl.col("option") == "count-worked_example"

    def kept() -> bool:
        frame, _ = seen(blank, definition("next-object"), "count")
        return bool(frame.filter((pl.col("student") == "ana") & screens).get_column(":kept")[0])

    assert kept()
    respond.record(blank, "ana", "accommodation", "no_screen", source="office")
    assert not kept()
    forward(blank, days=1)
    respond.record(blank, "ana", "accommodation", "no_screen", source="office", strength=0)
    assert kept()
    assert rebuild.rebuild(blank).same
    with pytest.raises(Refused, match="a number from 0"):
        respond.record(blank, "ana", "accommodation", "no_screen", source="office", strength=-1)


def test_a_retired_object_is_no_option_any_more_and_one_that_is_back_is_one(engine: Engine) -> None:
    """The mistake: what had been taken out was still served; and what was put back never was."""
    retired = replace(small_objects()[0], status="retired")
    for each, there in ((retired, False), (small_objects()[0], True)):
        intake.take_library(engine, [], [each], name="status")
        frame, _ = seen(engine, definition("next-object"), "count")
        assert (each.id in set(frame.get_column("option"))) is there


# What is kept -----------------------------------------------------------------------------------------------


def test_nothing_that_was_decided_is_ever_deleted(engine: Engine) -> None:
    """The mistake: archives that could be emptied, and reports whose grounds were gone."""
    afternoon(engine)
    row = last(engine, student="ana", process="next-skill")
    teacher = {"role": "teacher", "person": "t1", "reason": "She asked."}
    other = next(each for each in SKILLS if each not in row["chosen"])
    choose.act(engine, row["id"], Acted.OVERRODE, chosen=[other], **teacher)  # type: ignore[arg-type]
    ids = set(table(engine, "decisions").get_column("id"))
    known = {name: table(engine, name).height for name in ("ledger", "definitions", "acts", "responses")}
    only = Competency(SkillId("count"), "Counting", "Can count.")
    smaller = MapImport(CompetencyMap.of([only], []), (), Framework("small", "Smaller"))
    intake.take_map(engine, smaller, name="smaller map")
    intake.take_library(
        engine, [], [replace(each, status="retired") for each in small_objects()], name="retired"
    )
    publish(engine, handbook.text("next-skill").replace("version  = 1", "version = 2"), by="tests")
    afternoon(engine)
    assert ids <= set(table(engine, "decisions").get_column("id"))
    assert all(table(engine, name).height >= count for name, count in known.items())
    assert set(table(engine, "competencies").get_column("id")) == set(SKILLS)
    assert table(engine, "definitions", process="next-skill").get_column("version").to_list() == [1, 2]
    for decision in ids:
        assert inspect.explain(engine, decision).row["id"] == decision
    superseded = table(engine, "decisions", student="ana", state="superseded")
    assert superseded.height >= 1


def test_the_ledger_of_a_school_file_takes_no_deletion_and_no_change(engine: Engine, tmp_path: Path) -> None:
    """The mistake: an archive is only one if the file itself says no."""
    afternoon(engine)
    with sqlite3.connect(tmp_path / "peers.school") as raw:
        for statement in ("DELETE FROM ledger", "UPDATE ledger SET kind = 'x'"):
            with pytest.raises(sqlite3.DatabaseError):
                raw.execute(statement)


def test_a_school_goes_on_where_it_was_when_it_is_opened_again(engine: Engine, tmp_path: Path) -> None:
    """The mistake: a store in files that could be written once and never added to."""
    afternoon(engine)
    before = everything(engine)
    entries = table(engine, "ledger").height
    clock = engine.clock
    engine.store.close()
    again = bootstrap.engine(tmp_path / "peers.school", clock=clock)
    assert everything(again) == before
    right(again, "ana", "count", 1)
    assert tick.tick(again).nothing
    assert table(again, "ledger").height == entries + 1
    again.store.close()
    assert bootstrap.verify(str(tmp_path / "peers.school")).sound


def test_every_process_of_the_handbook_that_can_be_in_force_is_in_force_here(engine: Engine) -> None:
    """So that nothing above passes because it looked at nothing."""
    published = set(table(engine, "definitions").get_column("process"))
    assert published == set(LIVE)
    assert len(LIVE) >= 16
