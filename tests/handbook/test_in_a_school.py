"""The handbook at work in a small school: afternoons, slips, tests on demand, something simpler, books."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from whynext import bootstrap, handbook
from whynext.base.errors import Refused
from whynext.base.ids import ItemId, ObjectId, SkillId, StudentId
from whynext.base.seed import uniform
from whynext.engine import ask, choose, inspect, intake, publish, respond, tick
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.library.item import Item, Key, Kind
from whynext.library.learning_object import LearningObject
from whynext.mastery.assessment import AssessmentResult
from whynext.planning.plan import Level
from whynext.process.agent import Acted
from whynext.testing.small_school import STUDENTS, CountedEntropy, SetClock, small_school

LIVE = (*handbook.names()[: handbook.names().index("mastery-unit") + 1], "summer-reading")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a school in which the handbook is published; each test works on a copy."""
    path = tmp_path_factory.mktemp("template") / "small.school"
    made = small_school(path)
    for name in LIVE:
        publish.publish(made, handbook.text(name), by="tests", name=name)
    for student in STUDENTS:
        respond.record(made, student, "accommodation", "none", source="office")
    made.store.close()
    return path


@pytest.fixture
def engine(template: Path, tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    path = shutil.copy(template, tmp_path / "small.school")
    made = bootstrap.engine(path, clock=clock, entropy=CountedEntropy())
    yield made
    made.store.close()


def decisions(engine: Engine, **where: Any) -> list[dict[str, Any]]:
    with engine.store.reading() as reading:
        return reading.table("decisions", where).sort("sequence", "ordinal").rows(named=True)


def last(engine: Engine, **where: Any) -> dict[str, Any]:
    return decisions(engine, **where)[-1]


def afternoon(engine: Engine, clock: SetClock) -> dict[str, int]:
    """Move on to the next 16:05 in Berlin and tick."""
    clock.forward(hours=(14 - clock.at.hour) % 24 or 24, minutes=5 - clock.at.minute)
    return tick.tick(engine).decided


def slip(engine: Engine, clock: SetClock, correct: int, kind: str = "exit slip", of: int = 5) -> None:
    result = AssessmentResult(StudentId("ana"), SkillId("count"), kind, "", correct, of, clock.at)
    respond.assess(engine, result, key=f"{kind} {clock.at.isoformat()}")
    tick.tick(engine)


def test_an_afternoon_plans_the_next_day_for_everyone(engine: Engine, clock: SetClock) -> None:
    """A day with a skill and an object for it, each with its own decision."""
    assert afternoon(engine, clock)["daily-plan"] == len(STUDENTS)
    plan = inspect.plan(engine, "ana")
    (day,) = plan.at(Level.DAY)
    (activity,) = plan.at(Level.ACTIVITY)
    made_by = {row["id"]: row["process"] for row in decisions(engine, student="ana")}
    assert made_by[day.decision or ""] == "daily-plan"
    assert made_by[activity.decision or ""] == "next-object"
    assert activity.option == "count-worked_example"
    assert day.minutes == 15


def test_nobody_gets_the_same_lesson_two_days_running(engine: Engine, clock: SetClock) -> None:
    """The second day brings the other lesson, the third something that is asked of the teacher."""
    served = []
    for _ in range(3):
        afternoon(engine, clock)
        served.append(last(engine, student="ana", process="next-object")["chosen"])
    assert served[:2] == ['["count-worked_example"]', '["count-hands_on"]']
    assert served[2] == "[]"
    asked = last(engine, student="ana", process="something-simpler")
    assert (asked["state"], asked["waiting_for"]) == ("asks", "teacher")


def test_after_misses_the_way_of_teaching_changes(engine: Engine, clock: SetClock) -> None:
    """Two wrong answers in a row bring the other modality, even when the first may come again."""
    afternoon(engine, clock)
    game = LearningObject(
        ObjectId("count-game"),
        "Race to 20",
        (SkillId("count"),),
        "game",
        minutes=10,
        difficulty=0.0,
        screen=False,
    )
    intake.take_library(engine, [], [game], name="a game")
    clock.forward(days=6)
    for number in range(2):
        respond.respond(engine, Answer("ana", "count-1", f"wrong {number}", given="99"))
    afternoon(engine, clock)
    chosen = {who: last(engine, student=who, process="next-object")["chosen"] for who in ("ana", "ben")}
    assert chosen == {"ana": '["count-game"]', "ben": '["count-worked_example"]'}


def test_where_accommodations_are_not_recorded_no_screen_is_assumed_to_fit(
    tmp_path: Path, clock: SetClock
) -> None:
    """Only the lesson without a screen is left."""
    made = small_school(tmp_path / "silent.school", clock=clock)
    for name in LIVE[: LIVE.index("daily-plan") + 1]:
        publish.publish(made, handbook.text(name), by="tests")
    afternoon(made, clock)
    assert last(made, student="ana", process="next-object")["chosen"] == '["count-hands_on"]'
    made.store.close()


def test_autonomy_settles_who_chooses(engine: Engine, clock: SetClock) -> None:
    """From level 3 on the student chooses; below, and where nothing is recorded, the plan stands."""
    respond.record(engine, "ana", "autonomy", 3, source="teacher")
    respond.record(engine, "ben", "autonomy", 2, source="teacher")
    afternoon(engine, clock)
    stands = {who: last(engine, student=who, process="next-skill") for who in ("ana", "ben", "chen")}
    assert (stands["ana"]["state"], stands["ana"]["waiting_for"]) == ("proposed", "student")
    assert {stands[who]["state"] for who in ("ben", "chen")} == {"in force"}
    clock.forward(hours=5)
    tick.tick(engine)
    assert last(engine, student="ana", process="next-skill")["state"] == "in force"


def test_who_chooses_another_skill_gets_another_day(engine: Engine, clock: SetClock) -> None:
    """Object and day follow the choice; what was built on the old one is no longer shown."""
    respond.record(engine, "ana", "autonomy", 4, source="teacher")
    for number in range(8):
        respond.respond(engine, Answer("ana", "count-1", f"right {number}", given="3"))
    afternoon(engine, clock)
    row = last(engine, student="ana", process="next-skill")
    assert row["chosen"] == '["add", "subtract"]'
    choose.act(engine, row["id"], Acted.CHOSE, role="student", person="ana", chosen=["subtract"])
    plan = inspect.plan(engine, "ana")
    assert [node.option for node in plan.at(Level.SESSION)] == ["subtract"]
    assert [(node.option or "").split("-")[0] for node in plan.at(Level.ACTIVITY)] == ["subtract"]
    assert plan.at(Level.DAY)[0].minutes == 15


def test_the_teacher_may_change_the_day_until_half_past_seven(engine: Engine, clock: SetClock) -> None:
    """With a reason; after that the day stands."""
    afternoon(engine, clock)
    decision = last(engine, student="ana", process="next-object")["id"]
    teacher: dict[str, Any] = {"role": "teacher", "person": "t1", "chosen": ["count-hands_on"]}
    choose.act(engine, decision, Acted.OVERRODE, **teacher, reason="We have the blocks out tomorrow.")
    clock.forward(hours=16)
    with pytest.raises(Refused, match="time to override ended"):
        choose.act(engine, decision, Acted.OVERRODE, **teacher, reason="too late")


def test_slips_pass_repeat_and_change_the_way_at_the_third_miss(engine: Engine, clock: SetClock) -> None:
    """4 of 5 passes; the third miss in a row changes the modality and tells the teacher."""
    seen = []
    for correct in (3, 2, 0, 4, 3):
        slip(engine, clock, correct)
        row = last(engine, student="ana", process="exit-slip")
        seen.append((row["chosen"], row["agents"][2]))
        clock.forward(days=1)
    assert seen == [
        ('["repeat"]', "0"),
        ('["repeat"]', "0"),
        ('["repeat_other_modality"]', "1"),
        ('["passed"]', "0"),
        ('["repeat"]', "0"),
    ]


def give_questions(engine: Engine, count: int) -> None:
    items = [
        Item(ItemId(f"more-{n}"), (SkillId("count"),), Kind.NUMBER, f"{n} and 1?", Key(str(n + 1)))
        for n in range(count)
    ]
    intake.take_library(engine, items, [], name="more questions")


def ask_test(engine: Engine, key: str) -> dict[str, Any]:
    ask.ask(engine, "test-out", "ana", role="student", key=key, given="count")
    return last(engine, student="ana", process="test-out")


def test_a_test_on_demand_waits_for_approval_and_a_pass_takes_the_skill_out(
    engine: Engine, clock: SetClock
) -> None:
    """The freed place in tomorrow's plan goes to the next skill."""
    give_questions(engine, 30)
    afternoon(engine, clock)
    assert last(engine, student="ana", process="next-skill")["chosen"] == '["count"]'
    asked = ask_test(engine, "please")
    assert (asked["chosen"], asked["state"], asked["waiting_for"]) == ('["test"]', "proposed", "teacher")
    choose.act(engine, asked["id"], Acted.APPROVED, role="teacher", person="t1")
    slip(engine, clock, 8, "test out", of=10)
    passed = last(engine, student="ana", process="test-out")
    assert (passed["chosen"], passed["state"]) == ('["skip"]', "in force")
    afternoon(engine, clock)
    chosen = last(engine, student="ana", process="next-skill")
    assert "count" not in chosen["chosen"]
    answer = inspect.explain_not(engine, chosen["id"], "count").answer
    assert "it was shown in a test on demand" in [reason.says for reason in answer.why.refusals]


def test_only_a_test_needs_the_approval_of_a_teacher(engine: Engine, clock: SetClock) -> None:
    """«wait», «talk» and «skip» hold at once: the condition of the approval says the same as the table."""
    give_questions(engine, 30)
    seen = [(ask_test(engine, "first")["chosen"], last(engine, process="test-out")["waiting_for"])]
    for correct in (5, 5, 5):
        slip(engine, clock, correct, "test out", of=10)
        for step in range(2):
            row = ask_test(engine, f"{clock.at.isoformat()} {step}")
            seen.append((row["chosen"], row["waiting_for"]))
            clock.forward(days=2)
    assert {waits for chosen, waits in seen if chosen == '["test"]'} == {"teacher"}
    assert {waits for chosen, waits in seen if chosen != '["test"]'} == {None}
    assert [chosen for chosen, _ in seen[-2:]] == ['["talk"]', '["talk"]']
    assert {chosen for chosen, _ in seen} == {'["test"]', '["wait"]', '["talk"]'}


def test_an_approval_that_does_not_come_lets_the_request_lapse(engine: Engine, clock: SetClock) -> None:
    """After two days; it can be made again."""
    give_questions(engine, 30)
    first = ask_test(engine, "please")
    clock.forward(days=2, hours=1)
    tick.tick(engine)
    assert last(engine, id=first["id"])["state"] == "lapsed"
    assert ask_test(engine, "please, again")["state"] == "proposed"


def test_a_unit_ends_in_enrichment_or_after_two_correctives_with_the_teacher(
    engine: Engine, clock: SetClock
) -> None:
    """79 % corrective, then the parallel form, and so on; the third test below the criterion ends it."""
    seen = []
    for _ in range(3):
        slip(engine, clock, 79, "unit test", of=100)
        row = last(engine, student="ana", process="mastery-unit")
        seen.append(row["chosen"])
        if row["chosen"] == '["corrective"]':
            choose.act(engine, row["id"], Acted.CARRIED_OUT, role="student", person="ana")
            clock.forward(days=1)
            ask.ask(engine, "mastery-unit", "ana", role="student", key=str(clock.at), given="count")
            seen.append(last(engine, student="ana", process="mastery-unit")["chosen"])
        clock.forward(days=1)
    assert seen == [
        '["corrective"]',
        '["parallel_form"]',
        '["corrective"]',
        '["parallel_form"]',
        '["with_teacher"]',
    ]
    slip(engine, clock, 80, "unit test", of=100)
    assert last(engine, student="ana", process="mastery-unit")["chosen"] == '["enrichment"]'


def give_books(engine: Engine) -> None:
    books = [
        LearningObject(
            ObjectId(f"book-{n:02d}"),
            f"Book {n}",
            (),
            "reading",
            minutes=200,
            difficulty=0.5,
            reading_level=1.0 + n / 4,
            topics=("space",) if n % 3 == 0 else ("horses",),
            kind="book",
            copies=1,
            screen=False,
        )
        for n in range(30)
    ]
    intake.take_library(engine, [], books, name="books")


def offer(engine: Engine, student: str) -> dict[str, Any]:
    ask.ask(engine, "summer-reading", student, role="student", key=f"books for {student}")
    return last(engine, student=student, process="summer-reading")


def test_books_are_offered_in_range_and_of_interest_and_the_student_chooses(
    engine: Engine, clock: SetClock
) -> None:
    """8 to 15 titles, those in range first, none that is out; another than offered is no problem."""
    give_books(engine)
    for who in ("ana", "ben"):
        respond.record(engine, who, "reading_level", 5.0, source="teacher")
        respond.record(engine, who, "interest", "space", source=who)
    row = offer(engine, "ana")
    titles = [f"book-{n:02d}" for n in range(30)]
    offered = [title for title in titles if title in row["chosen"]]
    levels = {title: 1.0 + n / 4 for n, title in enumerate(titles)}
    assert 8 <= len(offered) <= 15
    in_range = [title for title in offered if 4.0 <= levels[title] <= 5.5]
    assert len(in_range) == 7  # all that the shelf has between 4.0 and 5.5
    assert row["state"] == "proposed"
    choose.act(engine, row["id"], Acted.CHOSE, role="student", person="ana", chosen=["book-29"])
    chosen = last(engine, id=row["id"])
    assert (chosen["state"], chosen["chosen"], chosen["mechanism"]) == ("in force", '["book-29"]', "person")
    assert "book-29" not in offer(engine, "ben")["chosen"]


def test_lists_are_made_for_all_together_and_another_book_can_still_be_taken(
    engine: Engine, clock: SetClock
) -> None:
    """In June, in one run; a book outside of the list and of the range is recorded like any other choice."""
    give_books(engine)
    for who in ("ana", "ben", "chen"):
        respond.record(engine, who, "reading_level", 5.0, source="teacher")
        respond.record(engine, who, "interest", "space", source=who)
    publish.publish(engine, handbook.text("summer-reading/shared").replace("06-01", "09-15"), by="tests")
    clock.forward(days=1)
    tick.tick(engine)
    rows = [last(engine, student=who, process="summer-reading") for who in ("ana", "ben", "chen")]
    assert len({row["run"] for row in rows}) == 1
    assert {len(json.loads(row["chosen"])) for row in rows} == {12}
    assert "book-29" not in rows[0]["chosen"]
    choose.act(engine, rows[0]["id"], Acted.CHOSE, role="student", person="ana", chosen=["book-29"])
    chosen = last(engine, id=rows[0]["id"])
    assert (chosen["state"], chosen["chosen"], chosen["mechanism"]) == ("in force", '["book-29"]', "person")


def test_who_is_offered_books_and_stays_silent_comes_before_the_teacher(
    engine: Engine, clock: SetClock
) -> None:
    """After three weeks nothing is chosen for the student."""
    give_books(engine)
    respond.record(engine, "ana", "reading_level", 5.0, source="teacher")
    row = offer(engine, "ana")
    clock.forward(days=22)
    tick.tick(engine)
    after = last(engine, id=row["id"])
    assert (after["state"], after["waiting_for"]) == ("escalated", "teacher")


def test_places_in_tutoring_are_drawn_up_to_the_seats_and_anybody_can_repeat_it(
    engine: Engine, clock: SetClock
) -> None:
    """Two places among those eligible; the draw follows from the announced seed, not from the school's."""
    text = handbook.text("tutoring-placement").replace("value = 150", "value = 2")
    text = text.replace("signed_off_by     = []", 'signed_off_by = ["M. Example, coordinator"]')
    text = text.replace("first_grade = { value = 9", "first_grade = { value = 4").replace("08-24", "09-15")
    publish.publish(engine, text, by="tests")
    known = {"over_age": 0, "free_periods": 1, "unexcused_absences": 0}
    for student in STUDENTS:
        failures = 0 if student == "fay" else 1
        for name, value in {**known, "course_failures": failures}.items():
            respond.record(engine, student, name, value, source="office")
    clock.forward(days=1)
    tick.tick(engine)
    rows = decisions(engine, process="tutoring-placement")
    winners = {row["student"] for row in rows if row["chosen"] == '["a place"]'}
    assert len(rows) == len(STUDENTS)
    assert len(winners) == 2
    assert "fay" not in winners
    assert {row["probability"] for row in rows if row["student"] in winners} == {2 / 5}
    seed = b"daily tutoring 2026-27, announced at the staff meeting of 17 August 2026"
    tickets = sorted((uniform(seed, student), student) for student in STUDENTS if student != "fay")
    assert winners == {student for _, student in tickets[:2]}


def test_the_old_track_is_refused_with_every_reason(engine: Engine) -> None:
    """It names what it reads, and what a lasting decision lacks."""
    with pytest.raises(Refused) as caught:
        publish.publish(engine, handbook.text("tracking-1955"), by="tests")
    kinds = sorted(problem.kind for problem in caught.value.problems)
    assert kinds == ["no exit rule", "no review", "no sign-off", "protected information"]
    assert not decisions(engine, process="tracking-1955")


def test_every_decision_of_a_week_replays(engine: Engine, clock: SetClock) -> None:
    """Bit for bit, for every process that ran."""
    give_questions(engine, 30)
    for _ in range(3):
        afternoon(engine, clock)
        slip(engine, clock, 3)
    ask_test(engine, "please")
    with engine.store.reading() as reading:
        runs = reading.table("decisions").get_column("run").unique().to_list()
    assert len(runs) > 10
    assert all(inspect.replay_run(engine, run).replay.same for run in runs)
    assert isinstance(runs, list)
    assert pl.Series(runs).is_unique().all()
