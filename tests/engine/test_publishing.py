"""Publishing: what may not decide about students is refused with all reasons; the rest begins as it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import ask, inspect, rebuild, respond, tick
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.testing.small_school import NEXT_SKILL, STUDENTS, SetClock, enrol, small_school

ASKED = NEXT_SKILL.replace('when = "enrolled"', 'when = "enrolled"\nasked_by = ["student"]')
SECOND = ASKED.replace("version = 1", "version = 2").replace("0.95", "0.2")
"""The bar lies below the prior: everything counts as mastered already."""


@pytest.fixture
def engine(tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    """Return a small school with one published process; what is tested here does not depend on the store."""
    made = small_school(tmp_path / "small.school", clock=clock)
    publish(made, NEXT_SKILL, by="tests")
    yield made
    made.store.close()


def kinds(engine: Engine, text: str, **how: object) -> list[str]:
    """Return the kinds of all reasons for which a definition is refused, having changed nothing."""
    before = everything(engine)
    with pytest.raises(Refused) as refused:
        publish(engine, text, by="tests", **how)  # type: ignore[arg-type]
    assert everything(engine) == before
    return sorted(problem.kind for problem in refused.value.problems)


def whole(name: str, *steps: str, version: int = 1) -> str:
    """Return a composite of these steps."""
    text = handbook.text("daily-plan").split("[[steps]]")[0]
    text = text.replace('"daily-plan"', f'"{name}"').replace("version  = 1", f"version = {version}")
    return text + "".join(f'\n[[steps]]\nprocess = "{each}"\n' for each in steps)


def turning(name: str, other: str, version: int = 1) -> str:
    """Return a process that turns to another one where nothing is left to choose."""
    text = NEXT_SKILL.replace('id = "next-skill"', f'id = "{name}"')
    return text.replace("version = 1", f"version = {version}") + f'\n[none]\nthen = "{other}"\n'


LASTING = '[safeguards]\nexit_rule = "asks"\nreview_after_days = 90\nsigned_off_by = ["A. Person, head"]\n'


# What is refused --------------------------------------------------------------------------------------------


def test_all_that_speaks_against_a_definition_is_said_together(engine: Engine, clock: SetClock) -> None:
    """Protected, lasting, unseeded, unknown, changed, and too early: seven reasons in one answer."""
    text = handbook.text("tutoring-placement").replace('seed     = "', 'because = "').split("[safeguards]")[0]
    text = text.replace(
        'because = "daily tutoring 2026-27, announced at the staff meeting of 17 August 2026"', ""
    )
    text = text.replace('  "grade",', '  "grade",\n  "race",')
    text = text.replace(
        'keep    = "free_periods >= periods"', "keep = \"free_periods >= periods AND race <> ''\""
    )
    text = text.replace('[none]\nthen = "nothing, and say so"', '[none]\nthen = "no-such-process"')
    text = text.replace('"tutoring-placement"', '"next-skill"')
    found = kinds(engine, text, effective_from=clock.at - timedelta(days=1))
    assert found == [
        "invalid",
        "no exit rule",
        "no review",
        "no sign-off",
        "protected information",
        "published already",
        "unknown process",
        "unseeded chance",
    ]


def test_what_reads_protected_attributes_is_refused_and_says_which(engine: Engine) -> None:
    text = NEXT_SKILL.replace('"enrolled"]', '"enrolled", "race"]').replace("version = 1", "version = 2")
    text = text.replace('keep = "mastery < bar"', 'keep = "mastery < bar AND race IS NOT NULL"')
    with pytest.raises(Refused, match="it reads protected attributes: race"):
        publish(engine, text, by="tests")


def test_a_step_that_is_not_published_is_named(engine: Engine) -> None:
    assert kinds(engine, whole("day", "next-skil")) == ["unknown process"]
    with pytest.raises(Refused, match="did you mean «next-skill»"):
        publish(engine, whole("day", "next-skil"), by="tests")
    publish(engine, whole("day", "next-skill"), by="tests")


def test_a_step_that_is_handed_what_it_does_not_decide_for_is_refused(engine: Engine) -> None:
    publish(engine, handbook.text("something-simpler"), by="tests")
    assert kinds(engine, whole("day", "something-simpler")) == ["does not fit"]


def test_a_composite_that_has_itself_as_a_step_is_refused(engine: Engine) -> None:
    assert kinds(engine, whole("day", "day")) == ["circular"]


def test_composites_in_a_circle_are_refused_and_the_circle_is_named(engine: Engine) -> None:
    """No version closes it alone: the second version of the first one does."""
    publish(engine, whole("day", "next-skill"), by="tests")
    publish(engine, whole("week", "day"), by="tests")
    publish(engine, whole("term", "week"), by="tests")
    assert kinds(engine, whole("day", "term", version=2)) == ["circular"]
    with pytest.raises(Refused, match="day → term → week → day"):
        publish(engine, whole("day", "term", version=2), by="tests")


def test_processes_that_turn_to_each_other_are_refused(engine: Engine) -> None:
    """A student for whom nothing is left would be handed to and fro for ever."""
    publish(engine, turning("first", "next-skill"), by="tests")
    publish(engine, turning("second", "first"), by="tests")
    assert kinds(engine, turning("first", "second", version=2)) == ["circular"]


def test_a_circle_that_only_closes_next_week_is_refused_now(engine: Engine, clock: SetClock) -> None:
    week = clock.at + timedelta(days=7)
    publish(engine, turning("first", "next-skill"), by="tests")
    publish(engine, turning("second", "next-skill"), by="tests")
    publish(engine, turning("first", "second", version=2), by="tests", effective_from=week)
    assert kinds(engine, turning("second", "first", version=2)) == ["circular"]
    with pytest.raises(Refused, match="from 2026-09-21T08:00"):
        publish(engine, turning("second", "first", version=2), by="tests")
    publish(engine, turning("first", "next-skill", version=3), by="tests", effective_from=week)
    publish(engine, turning("second", "first", version=2), by="tests")


@pytest.mark.parametrize("grain", ["year", "years"])
def test_a_lasting_decision_needs_a_way_out_a_review_and_a_name(engine: Engine, grain: str) -> None:
    text = NEXT_SKILL.replace('id = "next-skill"', 'id = "lasting"')
    text = text.replace('grain = "lesson"', f'grain = "{grain}"')
    assert kinds(engine, text) == ["no exit rule", "no review", "no sign-off"]
    publish(engine, text + LASTING, by="tests")


def test_a_sign_off_given_at_publication_is_accepted_and_kept(engine: Engine, clock: SetClock) -> None:
    """The definition asks for it; the school gives it; who it was is in the ledger."""
    text = handbook.text("tutoring-placement")
    assert kinds(engine, text) == ["no sign-off"]
    publish(engine, text, by="head", signed_off_by=["M. Example, coordinator"])
    with engine.store.reading() as reading:
        entry = reading.with_key("published\x1ftutoring-placement\x1f1")
    assert entry is not None
    content = json.loads(entry.content or b"")
    assert (content["signed_off_by"], content["by"]) == (["M. Example, coordinator"], "head")
    assert rebuild.rebuild(engine).same


def test_a_blank_sign_off_is_none(engine: Engine) -> None:
    assert kinds(engine, handbook.text("tutoring-placement"), signed_off_by=["", "  "]) == ["no sign-off"]


def test_a_lottery_needs_a_published_seed(engine: Engine) -> None:
    text = NEXT_SKILL.split("[[rules]]")[0].replace('decides = "skill"', 'decides = ["a place"]')
    text = text.replace("[parameters]\nbar = { value = 0.95, unit", "[parameters]\nbar = { value = 2, unit")
    text = text.replace('"mastery", "prerequisites_mastered(bar)", "unlocks", ', "").replace(
        "next-skill", "draw"
    )
    text = text.replace('unit = "probability"', 'unit = "places"')
    drawn = text + '[choose]\nhow = "lottery"\ncapacity = "bar"\n'
    assert kinds(engine, drawn) == ["unseeded chance"]
    publish(engine, drawn + 'seed = "announced on Monday"\n', by="tests")


def test_a_changed_text_needs_a_new_version_and_is_told_which(engine: Engine) -> None:
    publish(engine, SECOND, by="tests")
    with pytest.raises(Refused, match="version = 3"):
        publish(engine, NEXT_SKILL.replace("0.95", "0.9"), by="tests")


def test_publishing_the_same_again_adds_nothing(engine: Engine) -> None:
    before = everything(engine)
    publish(engine, NEXT_SKILL, by="somebody else")
    assert everything(engine) == before


# When it begins ---------------------------------------------------------------------------------------------


def test_a_version_for_next_week_is_used_from_then_on_and_earlier_decisions_keep_theirs(
    engine: Engine, clock: SetClock
) -> None:
    publish(engine, SECOND, by="tests", effective_from=clock.at + timedelta(days=7))
    clock.forward(hours=7)
    for _ in range(10):
        tick.tick(engine)
        clock.forward(days=1)
    rows = table(engine, "decisions").sort("day")
    used = dict(rows.group_by("day").agg("version").rows())
    assert len(used) == 8
    for day, versions in used.items():
        # What is decided on the 21st in the afternoon is for the 22nd.
        assert set(versions) == {2 if day.isoformat() > "2026-09-21" else 1}, day
    assert set(rows.filter(version=1).get_column("chosen")) == {'["count"]'}
    assert set(rows.filter(version=2).get_column("chosen")) == {"[]"}
    early = rows.filter(version=1).get_column("id")[0]
    assert inspect.explain(engine, early).definition.values["bar"] == 0.95
    assert all(inspect.replay_run(engine, run).replay.same for run in rows.get_column("run").unique())
    assert rebuild.rebuild(engine).same


def test_a_first_version_for_next_week_decides_nothing_before_and_owes_nothing_after(
    engine: Engine, clock: SetClock
) -> None:
    text = NEXT_SKILL.replace('id = "next-skill"', 'id = "later"')
    publish(engine, text, by="tests", effective_from=clock.at + timedelta(days=7))
    clock.forward(hours=7)
    assert "later" not in tick.tick(engine).decided
    clock.forward(days=7)
    assert tick.tick(engine).decided["later"] == len(STUDENTS)
    assert {day.isoformat() for day in table(engine, "decisions", process="later")["day"]} == {"2026-09-22"}


def test_who_asks_is_answered_by_the_version_in_force(engine: Engine, clock: SetClock) -> None:
    """Not by the one that is published for next week."""
    publish(engine, ASKED.replace("version = 1", "version = 3"), by="tests")
    publish(
        engine,
        SECOND.replace("version = 2", "version = 4"),
        by="tests",
        effective_from=clock.at + timedelta(7),
    )
    row = ask.ask(engine, "next-skill", "ana", role="student", key="one").row(0, named=True)
    assert (row["version"], row["chosen"]) == (3, '["count"]')
    clock.forward(days=7)
    row = ask.ask(engine, "next-skill", "ana", role="student", key="two").row(0, named=True)
    assert (row["version"], row["chosen"]) == (4, "[]")


def test_who_asks_for_what_has_not_begun_is_told_when_it_does(engine: Engine, clock: SetClock) -> None:
    text = ASKED.replace('id = "next-skill"', 'id = "later"')
    publish(engine, text, by="tests", effective_from=clock.at + timedelta(days=7))
    before = everything(engine)
    with pytest.raises(NotFound, match="«later» is not in force now: it begins 2026-09-21T08:00"):
        ask.ask(engine, "later", "ana", role="student", key="one")
    assert everything(engine) == before


def test_who_asks_about_something_the_school_does_not_have_is_told_the_nearest(engine: Engine) -> None:
    for name in ("something-simpler", "next-object"):
        publish(engine, handbook.text(name), by="tests")
    before = everything(engine)
    with pytest.raises(NotFound, match="did you mean «fractions»"):
        ask.ask(engine, "next-object", "ana", role="student", key="one", given="fracions")
    with pytest.raises(Refused, match="a skill to decide for"):
        ask.ask(engine, "next-object", "ana", role="student", key="one")
    assert everything(engine) == before


def test_a_fact_wakes_the_version_in_force(engine: Engine, clock: SetClock) -> None:
    """A lower pass mark that begins tomorrow wakes nothing today."""
    text = NEXT_SKILL.replace('id = "next-skill"', 'id = "onward"').replace('every = "weekday 16:00"\n', "")
    text = text.replace("[trigger]", '[trigger]\non = ["mastery_changed"]\ncrosses = "mastery"\nat = "bar"')
    publish(engine, text, by="tests")
    second = text.replace("version = 1", "version = 2").replace("0.95", "0.6")
    publish(engine, second, by="tests", effective_from=clock.at + timedelta(days=1))
    assert respond.respond(engine, Answer("ana", "count-1", "a", given="3")).woken == ()
    clock.forward(days=1)
    assert respond.respond(engine, Answer("ben", "count-1", "a", given="3")).woken == ("onward",)


def test_it_cannot_begin_before_it_is_published_or_at_no_known_instant(
    engine: Engine, clock: SetClock
) -> None:
    assert kinds(engine, SECOND, effective_from=clock.at - timedelta(minutes=1)) == ["invalid"]
    assert kinds(engine, SECOND, effective_from=datetime(2026, 12, 1)) == ["invalid"]  # noqa: DTZ001
    publish(engine, SECOND, by="tests", effective_from=clock.at)


def test_a_student_who_joins_between_two_versions_is_decided_by_the_later(
    engine: Engine, clock: SetClock
) -> None:
    publish(engine, SECOND, by="tests", effective_from=clock.at + timedelta(days=1))
    clock.forward(hours=7)
    tick.tick(engine)
    clock.forward(days=1)
    enrol(engine, {"gus": "red"})
    tick.tick(engine)
    assert set(table(engine, "decisions", student="gus").get_column("version")) == {2}
    assert set(table(engine, "decisions", student="ana").get_column("version")) == {1, 2}
