"""Thresholds, tracing and endings: what was set is used, all that was answered counts, and everything ends.

Each test names the mistake it guards against: one that was found in a running system of this kind, where the
decisions had been wrong for years and nobody could see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.grown_school import table
from peers.a_school import (
    afternoon,
    begun,
    definition,
    forward,
    last,
    levels_of,
    mastery,
    recorded,
    right,
    seen,
    slip,
)
from whynext import handbook
from whynext.base.ids import ItemId, SkillId
from whynext.engine import ask, choose, inspect, intake, rebuild, respond
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine, publish_model
from whynext.exchange.responses import read_responses
from whynext.library.item import Item, Key, Kind
from whynext.mastery.estimate import STATE
from whynext.mastery.tracing.bkt import Bkt, BktParameters, BktParameterSet
from whynext.mastery.tracing.streak import Streak
from whynext.process.agent import Acted
from whynext.process.run import judge
from whynext.testing.small_school import EDGES, SKILLS, SetClock, enrol, small_items

SEED = bytes(32)


def blank(tmp_path: Path) -> Iterator[Engine]:
    """The same school before anybody has answered anything."""
    made = begun(tmp_path / "blank.school", SetClock(), answers=0)
    yield made
    made.store.close()


# Thresholds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bar", [0.31, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99])
def test_the_threshold_that_was_set_is_the_one_used_everywhere(engine: Engine, bar: float) -> None:
    """The mistake: the content said 0.85 in every lesson, and the code used its own 0.95."""
    frame, _ = seen(engine, definition("next-skill", bar=bar))
    held = table(engine, "estimates").select("student", "skill", "mastery").iter_rows()
    levels = {(student, skill): level for student, skill, level in held}
    before = {skill: [a for a, b in EDGES if b == skill] for skill in SKILLS}
    for row in frame.iter_rows(named=True):
        known = {skill: levels.get((row["student"], skill), 0.3) for skill in SKILLS}
        assert row["keep:1"] is (known[row["option"]] < bar)
        assert row["prerequisites_mastered"] is all(known[each] >= bar for each in before[row["option"]])
    assert frame.get_column(":kept").any()


def test_two_processes_use_each_its_own_threshold(engine: Engine) -> None:
    """The mistake: one constant in the code stood for the thresholds of all lessons."""
    text = (
        handbook.text("next-skill")
        .replace('"next-skill"', '"easy-going"')
        .replace("value = 0.95", "value = 0.31")
    )
    publish(engine, text, by="tests")
    ask_both = [
        ask.ask(engine, name, "fay", role="teacher", key="k") for name in ("next-skill", "easy-going")
    ]
    frames = [recorded(engine, rows.get_column("id")[0]) for rows in ask_both]
    level = mastery(engine, "fay", "count")
    kept = [
        f.filter((pl.col("option") == "count") & (pl.col("student") == "fay"))["keep:1"][0] for f in frames
    ]
    assert kept == [level < 0.95, level < 0.31]
    assert len({rows.get_column("kept")[0] for rows in ask_both}) == 2


@pytest.mark.parametrize("mark", [0.2, 0.6, 0.8, 1.0])
def test_a_pass_mark_passes_exactly_from_the_mark_on(engine: Engine, mark: float) -> None:
    """The mistake: a threshold was read as «more than» in one place and «at least» in another."""
    process = definition("exit-slip", pass_mark=mark)
    rows = one_row(process, student="ana", given="count", failures_in_a_row=0.0, asked_questions=5.0)
    for correct in range(6):
        _, decided = judge(process, rows.with_columns(correct=pl.lit(float(correct))), SEED)
        assert (decided.get_column("chosen")[0][0] == "passed") is (correct / 5 >= mark)


@pytest.mark.parametrize(
    ("name", "parameter", "column", "answer"),
    [
        ("mastery-unit", "criterion", "score_percent", "enrichment"),
        ("test-out", "pass_percent", "last_score", "skip"),
    ],
)
def test_a_criterion_in_per_cent_is_met_exactly_from_it_on(
    name: str, parameter: str, column: str, answer: str
) -> None:
    """The mistake: «graduated» needed every skill of every course, whatever the course said."""
    for criterion in (50, 80, 100):
        process = definition(name, **{parameter: criterion})
        others = {
            "tests_taken": 1.0,
            "correctives_done": 0.0,
            "days_since_test": 0.0,
            "questions_there": 99.0,
        }
        rows = one_row(process, student="ana", given="count", **others)
        for score in range(0, 101, 5):
            _, decided = judge(process, rows.with_columns(pl.lit(float(score)).alias(column)), SEED)
            assert (decided.get_column("chosen")[0][0] == answer) is (score >= criterion)


def one_row(process: Any, **values: Any) -> pl.DataFrame:
    """Return what a table would see of one student."""
    answers = pl.DataFrame({"option": list(process.answers)})
    known = {"given": None, **values}
    wanted = ["student", "given", "option", *(use.column for use in process.information)]
    return answers.with_columns(
        pl.lit(known.get(name)).alias(name) for name in wanted if name != "option"
    ).select(wanted)


def test_a_skill_needs_what_it_builds_on_and_nothing_from_elsewhere(blank: Engine) -> None:
    """The mistake: a skill of another course that was not mastered held a student back."""
    for skill in ("count", "add"):
        right(blank, "ana", skill, 4)
    frame, _ = seen(blank, definition("next-skill"))
    mine = frame.filter((pl.col("student") == "ana") & pl.col(":kept")).get_column("option").to_list()
    assert mine == [
        "subtract",
        "multiply",
    ]  # multiplying needs adding; that subtracting is open does not matter


# Tracing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_every_skill_that_an_item_touches_is_updated(blank: Engine, count: int) -> None:
    """The mistake: of a step that needed several skills only the first was updated, for years."""
    skills = tuple(SkillId(skill) for skill in SKILLS[:count])
    many = Item(ItemId("many"), skills, Kind.NUMBER, "1 and 2?", Key("3"))
    intake.take_library(blank, [many], [], name="many")
    told = respond.respond(blank, Answer("ana", "many", "k", given="3"))
    assert [record.later.skill for record in told.records] == list(skills)
    assert len({record.later.mastery for record in told.records}) == 1
    assert all(record.later.mastery > record.earlier.mastery for record in told.records)
    text = "student,item,skill,correct,time\n" + f"ben,many,{'~~'.join(skills)},1,2026-09-14T07:00:00Z\n"
    intake.take_responses(blank, read_responses(text.encode(), now=blank.now()).frame, name="one")
    held = {name: dict(levels_of(blank, name)) for name in ("ana", "ben")}
    assert set(held["ana"]) == set(skills)
    assert held["ana"] == held["ben"]


def test_who_keeps_answering_items_of_several_skills_right_masters_all_of_them(blank: Engine) -> None:
    """The mistake: nobody could master out of a lesson whose items had several skills."""
    many = Item(ItemId("many"), (SkillId("count"), SkillId("add")), Kind.NUMBER, "1 and 2?", Key("3"))
    intake.take_library(blank, [many], [], name="many")
    for number in range(4):
        respond.respond(blank, Answer("ana", "many", f"k{number}", given="3"))
    frame, decided = seen(blank, definition("next-skill"))
    mine = decided.filter(pl.col("student") == "ana").get_column("chosen")[0].to_list()
    assert mine == ["subtract", "multiply"]
    refused = frame.filter((pl.col("student") == "ana") & ~pl.col("keep:1")).get_column("option").to_list()
    assert refused == ["count", "add"]


def test_an_answer_moves_its_student_and_skills_and_nobody_elses_even_where_ids_are_the_same(
    blank: Engine,
) -> None:
    """The mistake: a learner's rows were picked by comparing the activities with the learner's id."""
    enrol(blank, {"count": "red", "add": "red", "count-1": "blue"})
    respond.respond(blank, Answer("count", "add-1", "k", given="3"))
    respond.respond(blank, Answer("count-1", "count-1", "k", given="3"))
    respond.respond(blank, Answer("add", "count-1", "k", given="99"))
    held = table(blank, "estimates").select("student", "skill", "answers", "right").sort("student").rows()
    assert held == [("add", "count", 1, 0), ("count", "add", 1, 1), ("count-1", "count", 1, 1)]
    frame, _ = seen(blank, definition("next-skill"))
    moved = frame.filter(pl.col("mastery") != 0.3).select("student", "option").sort("student").rows()
    assert moved == [("add", "count"), ("count", "add"), ("count-1", "count")]


def test_parameters_differ_from_skill_to_skill_when_they_are_set_so(blank: Engine) -> None:
    """The mistake: all skills had the same four numbers, so nobody could tell whether others were read."""
    parameters = BktParameterSet(
        skills={SkillId("add"): BktParameters(prior=0.6, learn=0.3, guess=0.05, slip=0.02)}
    )
    with blank.store.writing() as writing:
        publish_model(blank, writing, Bkt(parameters), blank.now(), "tests")
    frame, _ = seen(blank, definition("next-skill"))
    priors = dict(frame.filter(pl.col("student") == "ana").select("option", "mastery").iter_rows())
    assert priors == {skill: 0.6 if skill == "add" else 0.3 for skill in SKILLS}
    for skill in ("count", "add"):
        right(blank, "ana", skill, 1)
    assert mastery(blank, "ana", "count") == pytest.approx(0.69268, abs=1e-5)
    by_hand = 0.6 * 0.98 / (0.6 * 0.98 + 0.4 * 0.05)
    assert mastery(blank, "ana", "add") == pytest.approx(by_hand + (1 - by_hand) * 0.3)
    assert rebuild.rebuild(blank).same


# Endings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Bkt(), Streak()])
@given(answers=st.lists(st.booleans(), min_size=1, max_size=60))
@settings(max_examples=25)
def test_mastery_never_becomes_certain(model: Any, answers: list[bool]) -> None:
    """The mistake: after a few right answers the uncertainty was nought, and nothing could change it."""
    observed = pl.DataFrame(
        {
            "student": ["ana"] * len(answers),
            "item": ["q"] * len(answers),
            "skill": ["count"] * len(answers),
            "correct": answers,
            "at": [SetClock().at + timedelta(minutes=n) for n in range(len(answers))],
            "hints": pl.Series([None] * len(answers), dtype=pl.Int64),
            "order": range(len(answers)),
        }
    )
    (level,) = model.observe_all(pl.DataFrame(schema=STATE), observed).get_column("mastery").to_list()
    assert 0.0 <= level <= 1.0
    if isinstance(model, Bkt):
        assert 0.0 < level < 1.0


@pytest.mark.parametrize("is_right", [True, False])
def test_after_hundreds_of_answers_alike_one_unlike_still_moves_mastery(
    blank: Engine, is_right: bool
) -> None:
    """The mistake: five right answers stopped a test, with an error near nought and a poor result."""
    lines = "".join(
        f"ana,count-1,count,{int(is_right)},2026-09-13T07:{n // 60:02d}:{n % 60:02d}Z\n" for n in range(400)
    )
    frame = read_responses(f"student,item,skill,correct,time\n{lines}".encode(), now=blank.now()).frame
    intake.take_responses(blank, frame, name="many")
    level = mastery(blank, "ana", "count")
    assert 0.0 < level < 1.0
    assert (level > 0.99) is is_right
    for number in range(4):
        respond.respond(blank, Answer("ana", "count-1", f"other {number}", given="99" if is_right else "3"))
    after = mastery(blank, "ana", "count")
    assert after < level if is_right else after > 0.9


def test_who_gets_everything_right_is_led_through_the_map_and_then_a_person_is_asked(blank: Engine) -> None:
    """The mistake: a stopping rule that no test covered. The end of the map is an end and not a fault."""
    chosen = []
    for _ in range(12):
        if not afternoon(blank):
            continue  # a weekend
        row = last(blank, student="ana", process="next-skill")
        if row["state"] == "asks":
            break
        chosen.append(row["chosen"])
        for skill in row["chosen"]:
            right(blank, "ana", skill, 4)
    assert [skill for day in chosen for skill in day] == [
        "count",
        "add",
        "subtract",
        "multiply",
        "divide",
        "fractions",
    ]
    assert (row["mechanism"], row["waiting_for"]) == ("none", "teacher")
    assert inspect.explain(blank, row["id"]).refusals[0].says == "it is mastered already"


def test_who_gets_everything_wrong_is_not_left_alone_with_it(blank: Engine) -> None:
    """The mistake: a student who never passed went round for ever; here a person is asked within days."""
    asked = 0
    for _ in range(8):
        if not afternoon(blank):
            continue  # a weekend
        row = last(blank, student="ben", process="next-skill")
        assert row["chosen"] == ["count"]
        right(blank, "ben", "count", 3, given="99")
        work = table(blank, "decisions", student="ben", process=["next-skill", "something-simpler"])
        asked += work.sort("sequence", "ordinal").get_column("waiting_for")[-1] == "teacher"
    assert 0.0 < mastery(blank, "ben", "count") < 0.3
    assert asked >= 3
    detours = table(blank, "decisions", student="ben", process="something-simpler")
    assert detours.filter(pl.col("state") == "in force").height <= 3


def test_exit_slips_all_wrong_and_all_right_come_to_an_end(blank: Engine) -> None:
    """The mistake: with nothing but right answers a student was never let go on."""
    wrong, passed = [], []
    for _ in range(6):
        wrong.append(slip(blank, "ana", 0, "exit slip"))
        passed.append(slip(blank, "ben", 5, "exit slip"))
        forward(blank, days=1)
    assert [row["chosen"][0] for row in wrong] == ["repeat"] * 2 + ["repeat_other_modality"] * 4
    assert [row["agents"][2] for row in wrong] == ["0"] * 2 + [
        "1"
    ] * 4  # the teacher is told from the third on
    assert {row["chosen"][0] for row in passed} == {"passed"}


def test_a_unit_that_is_never_passed_ends_with_a_person_and_stays_there(blank: Engine) -> None:
    """The mistake: a loop of test and corrective without a last time."""
    seen_so_far = []
    for _ in range(8):
        row = slip(blank, "ana", 0, "unit test")
        seen_so_far.append(row["chosen"][0])
        if row["chosen"] == ["corrective"]:
            choose.act(blank, row["id"], Acted.CARRIED_OUT, role="student", person="ana")
            forward(blank, hours=1)
            ask.ask(blank, "mastery-unit", "ana", role="student", key=str(blank.now()), given="count")
        forward(blank, days=1)
    assert seen_so_far == ["corrective"] * 2 + ["with_teacher"] * 6
    assert slip(blank, "ben", 5, "unit test")["chosen"] == ["enrichment"]


def test_tests_on_demand_end_after_so_many(blank: Engine) -> None:
    """The mistake: whoever tried often enough passed by chance."""
    items = [replace(small_items()[0], id=ItemId(f"more-{n}")) for n in range(60)]
    intake.take_library(blank, items, [], name="more")
    answers = []
    for number in range(6):
        ask.ask(blank, "test-out", "ana", role="student", key=f"please {number}", given="count")
        answers.append(last(blank, student="ana", process="test-out")["chosen"][0])
        if answers[-1] == "test":
            slip(blank, "ana", 0, "test out", of=10)
        forward(blank, days=3)
    assert answers == ["test"] * 3 + ["talk"] * 3
