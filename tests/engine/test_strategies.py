"""How a student worked: remembered once with the answer, acted on when it shows again, put right."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.base.ids import ItemId, ObjectId, SkillId
from whynext.engine import inspect, intake, publish, rebuild, respond, strategies, tick
from whynext.engine import strategy_corrections as corrections
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.library.item import Item, Key, Kind
from whynext.library.learning_object import LearningObject
from whynext.library.strategies import target_of

SKILL = "add"
SUMS = [(3, 4), (5, 2), (2, 6), (4, 4), (3, 5), (2, 7), (6, 3), (5, 4)]
TAKEN = [(63, 27), (52, 38), (74, 16), (81, 45)]
WRONG_LESSON, LESSON, BUG_LESSON = "add-blocks", "add-start-with-the-larger", "add-turned-round"


def item(name: str, question: str, key: int) -> Item:
    return Item(ItemId(name), (SkillId(SKILL),), Kind.NUMBER, question, Key(str(key)))


def lesson(name: str, *aims: str) -> LearningObject:
    topics = tuple(target_of(each) for each in aims)
    return LearningObject(
        ObjectId(name), name, (SkillId(SKILL),), "hands_on", 10.0, 0.3, screen=False, topics=topics
    )


@pytest.fixture
def school(engine: Engine) -> Engine:
    """A school with sums to work out, lessons on ways of working, and the process that chooses them."""
    items = [item(f"sum-{a}-{b}", f"{a} + {b} = ?", a + b) for a, b in SUMS]
    items += [item(f"less-{a}-{b}", f"What is {a} − {b}?", a - b) for a, b in TAKEN]
    items += [item("near", "29 + 64 = ?", 93), item("story", "Ana has 3 red and 4 blue beads. How many?", 7)]
    objects = [
        lesson(WRONG_LESSON),
        lesson(LESSON, "count-on-larger"),
        lesson(BUG_LESSON, "smaller-from-larger"),
    ]
    intake.take_library(engine, items, objects, name="sums")
    publish.publish(engine, handbook.text("targeted-lesson"), by="tests")
    return engine


def counted(numbers: Iterable[int], answer: int) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"do": "count", "value": each, "at": 1.0 + place} for place, each in enumerate(numbers)
    ]
    return {"steps": [*steps, {"do": "answer", "value": answer, "at": 2.0 + len(steps)}]}


def counts_all(a: int, b: int) -> dict[str, Any]:
    return counted([*range(1, a + 1), *range(1, b + 1), *range(1, a + b + 1)], a + b)


def counts_on(a: int, b: int) -> dict[str, Any]:
    return counted(range(max(a, b) + 1, a + b + 1), a + b)


def turned_round(a: int, b: int) -> dict[str, Any]:
    ones, tens = abs(a % 10 - b % 10), a // 10 - b // 10
    return {
        "steps": [
            {"do": "digit", "place": 1, "value": ones, "at": 4},
            {"do": "digit", "place": 10, "value": tens, "at": 8},
            {"do": "answer", "value": 10 * tens + ones, "at": 10},
        ]
    }


def adds(engine: Engine, ways: Iterable[Any], student: str = "ana", first: int = 0) -> list[dict[str, int]]:
    """Answer sums by these ways, one after another; return what was decided at once after each."""
    decided = []
    for place, way in enumerate(ways, first):
        a, b = SUMS[place]
        respond.respond(
            engine, Answer(student, f"sum-{a}-{b}", f"k{place}", given=str(a + b), steps=way(a, b))
        )
        decided.append(tick.attend(engine).decided)
    return decided


def subtracts(engine: Engine, count: int, student: str = "ana") -> list[dict[str, int]]:
    decided = []
    for a, b in TAKEN[:count]:
        steps = turned_round(a, b)
        given = str(steps["steps"][-1]["value"])
        respond.respond(engine, Answer(student, f"less-{a}-{b}", f"{a}-{b}", given=given, steps=steps))
        decided.append(tick.attend(engine).decided)
    return decided


def table(engine: Engine, name: str, **where: object) -> pl.DataFrame:
    with engine.store.reading() as reading:
        return reading.table(name, where or None)


def chosen(engine: Engine) -> list[list[str]]:
    rows = table(engine, "decisions", process="targeted-lesson").sort("sequence")
    return [json.loads(each) for each in rows.get_column("chosen")]


ONCE = {"targeted-lesson": 1}


def test_the_way_is_read_and_kept_with_the_answer(school: Engine) -> None:
    told = respond.respond(school, Answer("ana", "sum-3-4", "k", given="7", steps=counts_all(3, 4)))
    assert told.worked is not None
    assert told.worked.reading.strategy == "count-all"
    row = table(school, "strategy_readings").row(0, named=True)
    kept = ("task", "strategy", "efficient", "mistaken", "aim", "correct", "by", "sequence")
    assert [row[name] for name in kept] == [
        *("3 + 4", "count-all", False, False, "count-on-larger", True, strategies.BY_PROGRAM),
        told.sequence,
    ]
    assert row["probability"] > 0.9
    assert table(school, "responses", student="ana").get_column("seconds").to_list() == [16.0]


def test_a_resent_answer_keeps_its_first_reading_and_nothing_is_counted_twice(school: Engine) -> None:
    respond.respond(school, Answer("ana", "sum-3-4", "k", given="7", steps=counts_all(3, 4)))
    before = table(school, "strategy_readings")
    assert respond.respond(school, Answer("ana", "sum-3-4", "k", given="7", steps=counts_on(3, 4))).resent
    assert table(school, "strategy_readings").equals(before)


def test_an_answer_without_steps_is_taken_as_before(school: Engine) -> None:
    assert respond.respond(school, Answer("ana", "sum-3-4", "k", given="7")).worked is None
    assert table(school, "strategy_readings").is_empty()


def test_right_but_slow_on_three_of_five_leads_to_the_lesson_on_a_better_way(school: Engine) -> None:
    decided = adds(school, [counts_all, counts_on, counts_all, counts_on, counts_all])
    assert decided == [{}, {}, {}, {}, ONCE]
    assert chosen(school) == [[LESSON]]


def test_three_slow_answers_of_which_one_is_long_ago_lead_to_nothing(school: Engine) -> None:
    """Of the last five only two were slow."""
    assert adds(school, [counts_all, *[counts_on] * 4, counts_all, counts_all]) == [{}] * 7
    assert chosen(school) == []


def test_right_by_a_way_that_suits_never_leads_to_anything(school: Engine) -> None:
    assert adds(school, [counts_on] * 8) == [{}] * 8
    assert table(school, "wakes", process="targeted-lesson").is_empty()


def test_one_slip_never_leads_to_anything(school: Engine) -> None:
    assert subtracts(school, 1) == [{}]
    assert adds(school, [counts_on] * 6) == [{}] * 6
    assert chosen(school) == []


def test_the_same_mistaken_rule_three_times_leads_to_the_lesson_about_it(school: Engine) -> None:
    assert subtracts(school, 3) == [{}, {}, ONCE]
    assert chosen(school) == [[BUG_LESSON]]


def test_after_the_lesson_it_takes_three_new_answers(school: Engine) -> None:
    """What led to it is not held against the student again; the fourth slow answer is the first new one."""
    assert adds(school, [counts_all] * 5) == [{}, {}, ONCE, {}, {}]
    assert adds(school, [counts_all] * 1, first=5) == [ONCE]
    assert chosen(school)[0] == [LESSON]


def test_what_is_unknown_counts_neither_for_nor_against(school: Engine) -> None:
    def thinks(a: int, b: int) -> dict[str, Any]:
        return {"steps": [{"do": "answer", "value": a + b, "at": 14}]}

    assert adds(school, [counts_all, counts_all, thinks, thinks]) == [{}] * 4
    assert table(school, "strategy_readings").get_column("strategy").null_count() == 2
    assert adds(school, [counts_all], first=4) == [ONCE]


def test_what_a_lesson_is_aimed_at_is_no_topic_of_interest(school: Engine) -> None:
    """Nobody's interests are compared with it."""
    with school.store.reading() as reading:
        assert reading.source("object_topics").is_empty()
        aims = reading.source("object_aims").rows()
    assert sorted(aims) == [(LESSON, "count-on-larger"), (BUG_LESSON, "smaller-from-larger")]


def test_why_says_which_way_was_read_and_how_sure(school: Engine) -> None:
    adds(school, [counts_all] * 3)
    decision = table(school, "decisions", process="targeted-lesson").get_column("id")[0]
    reasons = inspect.explain(school, decision).chosen[0].reasons
    read = {name: value for reason in reasons for name, value in reason.read.items()}
    assert read["strategy"] == "count-all"
    assert read["strategy_probability"] > 0.9
    assert read["better_strategy"] == read["object_target"] == "count-on-larger"
    assert read["inefficient_answers"] == 3.0
    answer = inspect.explain_not(school, decision, WRONG_LESSON).answer
    assert [each.says for each in answer.why.refusals] == [
        "it is not about the way that the student's latest answers call for"
    ]
    assert answer.change is None or all(each.after != "" for each in answer.change.changes)
    assert inspect.replay_run(school, decision.rpartition("-")[0]).replay.same


def test_a_teacher_puts_a_reading_right_and_it_counts_from_then_on(school: Engine) -> None:
    adds(school, [counts_all, counts_all])
    first = table(school, "strategy_readings").get_column("sequence").min()
    assert isinstance(first, int)
    saw = {"role": "teacher", "person": "t1", "because": "She checked a fact that she knew."}
    corrected = corrections.correct(school, "ana", first, "addition-fact", **saw)
    assert (corrected.task, corrected.before, corrected.after) == ("3 + 4", "count-all", "addition-fact")
    assert corrections.correct(school, "ana", first, "addition-fact", **saw).resent
    assert adds(school, [counts_all], first=2) == [{}]  # two slow answers are left
    shown = {each.answer: each for each in corrections.readings_of(school, "ana")}
    assert (shown[first].strategy, shown[first].by, shown[first].efficient) == (
        "addition-fact",
        "teacher t1",
        True,
    )


def test_a_correction_can_lead_to_the_lesson(school: Engine) -> None:
    adds(school, [counts_all, counts_all, counts_on])
    last = table(school, "strategy_readings").get_column("sequence").max()
    assert isinstance(last, int)
    saw = {"role": "teacher", "person": "t1", "because": "He whispered the first numbers."}
    assert corrections.correct(school, "ana", last, "count-all", **saw).woken == ("targeted-lesson",)
    assert tick.attend(school).decided == ONCE


def test_a_correction_needs_a_person_a_reason_and_a_way_of_this_calculation(school: Engine) -> None:
    adds(school, [counts_all])
    answer = int(table(school, "strategy_readings").get_column("sequence")[0])
    with pytest.raises(Refused) as refused:
        corrections.correct(school, "ana", answer, "make-ten", role="", person=" ", because="")
    assert len(refused.value.problems) == 3
    saw = {"role": "teacher", "person": "t1", "because": "I saw it."}
    with pytest.raises(Refused, match="one for subtraction"):
        corrections.correct(school, "ana", answer, "through-ten", **saw)
    with pytest.raises(Refused, match="did you mean «make-ten»"):
        corrections.correct(school, "ana", answer, "make-tens", **saw)
    with pytest.raises(NotFound, match="no answer with steps"):
        corrections.correct(school, "ben", answer, "make-ten", **saw)
    assert corrections.correct(school, "ana", answer, "unknown", **saw).after is None


def test_everything_can_be_derived_again(school: Engine) -> None:
    adds(school, [counts_all] * 4)
    subtracts(school, 2, student="ben")
    saw = {"role": "teacher", "person": "t1", "because": "I saw it."}
    first = table(school, "strategy_readings", student="ana").get_column("sequence").min()
    assert isinstance(first, int)
    corrections.correct(school, "ana", first, "addition-fact", **saw)
    rebuilt = rebuild.rebuild(school)
    assert rebuilt.same, rebuilt.differed
    assert rebuilt.rows["strategy_readings"] == 6
    with school.store.writing() as writing:
        writing.replace("strategy_readings", table(school, "strategy_readings").clear())
    assert rebuild.rebuild(school).differed["strategy_readings"] == 6
    assert rebuild.rebuild(school).same


def test_bad_steps_are_refused_whole_and_the_answer_can_be_sent_again(school: Engine) -> None:
    bad = {"steps": [{"do": "hop", "at": 1}, {"do": "write", "at": 2}]}
    with pytest.raises(Refused) as refused:
        respond.respond(school, Answer("ana", "sum-3-4", "k", given="7", steps=bad))
    assert len(refused.value.problems) == 2
    assert table(school, "responses", student="ana").is_empty()
    assert not respond.respond(
        school, Answer("ana", "sum-3-4", "k", given="7", steps=counts_all(3, 4))
    ).resent


def test_steps_of_another_calculation_are_refused(school: Engine) -> None:
    steps = {"problem": {"operation": "addition", "numbers": [8, 5]}, **counts_all(8, 5)}
    with pytest.raises(Refused, match=r"of 8 \+ 5, and the question asks for 3 \+ 4"):
        respond.respond(school, Answer("ana", "sum-3-4", "k", given="7", steps=steps))


def test_a_story_must_say_what_was_worked_out(school: Engine) -> None:
    with pytest.raises(Refused, match="does not say what was to be worked out"):
        respond.respond(school, Answer("ana", "story", "k", given="7", steps=counts_all(3, 4)))
    steps = {"problem": {"operation": "addition", "numbers": [3, 4]}, **counts_all(3, 4)}
    told = respond.respond(school, Answer("ana", "story", "k", given="7", steps=steps))
    assert told.worked is not None
    assert told.worked.reading.strategy == "count-all"


def test_many_answers_come_in_whole_or_not_at_all(school: Engine) -> None:
    good = [
        Answer("ana", f"sum-{a}-{b}", f"k{a}{b}", given=str(a + b), steps=counts_on(a, b)) for a, b in SUMS
    ]
    with pytest.raises(Refused) as refused:
        respond.respond_all(
            school, [*good, Answer("zoe", "sum-3-4", "z", given="7"), Answer("ana", "x", "y", given="1")]
        )
    assert len(refused.value.problems) == 2
    assert table(school, "responses").is_empty()
    assert not any(each.resent for each in respond.respond_all(school, good))
    assert all(each.resent for each in respond.respond_all(school, good))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("29 + 64 = ?", "29 + 64"),
        ("What is 63 − 27?", "63 − 27"),
        ("7 × 8", "7 × 8"),
        ("Work out 40-3.", "40 − 3"),
        ("3 + 4 + 5 = ?", None),
        ("3 + 4 × 5", None),
        ("3 + □ = 7", None),
        ("What is 1/2 + 3/4?", None),
        ("1.5 + 2.5", None),
        ("3 − 8", None),
        ("Ana has 3 apples and eats 2.", None),
    ],
)
def test_one_plain_calculation_is_found_in_a_question(question: str, said: str | None) -> None:
    found = strategies.calculation_in(question)
    assert (None if found is None else str(found)) == said
