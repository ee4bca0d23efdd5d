"""What a school does not know and does not have, counted."""

from __future__ import annotations

from whynext.engine import intake
from whynext.engine.gaps import gaps
from whynext.engine.respond import Answer, respond
from whynext.engine.school import Engine
from whynext.mastery.diagnostic.status import Bars
from whynext.testing.small_school import SKILLS, STUDENTS, SetClock, small_map


def test_an_emptied_library_is_told_skill_by_skill(engine: Engine) -> None:
    full = gaps(engine)
    assert (full.without_items, full.without_objects, full.alone) == ((), (), ())
    with engine.store.writing() as writing:
        for table in ("item_skills", "object_skills"):
            rows = writing.table(table)
            writing.replace(table, rows.filter(rows.get_column("skill") != "add"))
    found = gaps(engine)
    assert found.without_items == found.without_objects == ("add",)
    assert found.titles["add"] == "Add"


def test_what_is_measured_open_and_stale_is_counted(engine: Engine, clock: SetClock) -> None:
    assert (gaps(engine).pairs, gaps(engine).measured) == (len(STUDENTS) * len(SKILLS), 0)
    respond(engine, Answer("ana", "add-1", "one", given="3"))
    for number in range(6):
        respond(engine, Answer("ben", "add-1", f"many {number}", given="3"))
    found = gaps(engine)
    assert (found.measured, found.unsure, found.stale) == (2, 1, 0)
    clock.forward(days=121)
    assert gaps(engine).stale == 2


def test_open_and_stale_are_what_the_bars_say(engine: Engine, clock: SetClock) -> None:
    respond(engine, Answer("ana", "add-1", "one", given="3"))
    clock.forward(days=40)
    assert (gaps(engine).unsure, gaps(engine).stale, gaps(engine).bars) == (1, 0, Bars())
    assert gaps(engine, Bars(unknown=0.5)).unsure == 0
    assert gaps(engine, Bars(stale_days=39)).stale == 1
    assert gaps(engine, Bars(stale_days=None)).stale == 0


def test_who_has_left_is_not_counted(engine: Engine) -> None:
    respond(engine, Answer("ana", "add-1", "one", given="3"))
    with engine.store.writing() as writing:
        writing.update("students", {"student": "ana"}, {"active": False})
    found = gaps(engine)
    assert (found.pairs, found.measured) == ((len(STUDENTS) - 1) * len(SKILLS), 0)


def test_a_skill_that_nothing_leads_to_and_that_leads_nowhere_stands_alone(engine: Engine) -> None:
    from engine.test_intake import map_with

    intake.take_map(engine, map_with(("count", "add")), name="map")
    assert set(gaps(engine).alone) == set(SKILLS) - {"count", "add"}
    intake.take_map(engine, small_map(), name="map")
    assert gaps(engine).alone == ()
