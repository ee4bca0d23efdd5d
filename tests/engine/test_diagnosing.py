"""A diagnostic in a school: asked question by question, put away, taken up, ended, remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from whynext import bootstrap, handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import diagnosing, inspect, rebuild
from whynext.engine.diagnosing import Ended, Question
from whynext.engine.models import put_in_force
from whynext.engine.publish import publish
from whynext.engine.respond import Answer, record, respond
from whynext.engine.school import Engine
from whynext.mastery.tracing.bkt import Bkt
from whynext.mastery.tracing.folds import bkt_answered, bkt_moved
from whynext.mastery.tracing.streak import Streak
from whynext.testing.small_school import CountedEntropy, SetClock, small_school

KNOWN = ("count", "add", "subtract")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def engine(tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    """A small school that may ask."""
    made = small_school(tmp_path / "small.school", clock=clock)
    for name in (diagnosing.PLACE, diagnosing.CHECK):
        publish(made, handbook.text(name), by="tests", name=name)
    yield made
    made.store.close()


def asked(engine: Engine, student: str = "ana") -> Question:
    found = diagnosing.question(engine, student)
    assert isinstance(found, Question)
    return found


def answer(engine: Engine, question: Question, seconds: float | None = 20.0, key: str = "") -> None:
    """Answer as a student does who knows :data:`KNOWN`."""
    right = question.choice.skill in KNOWN
    given = str(question.item.key.value) if right else ""
    name = key or f"{question.number} {question.item.id}"
    diagnosing.answer(engine, question.student, question.item.id, given, key=name, seconds=seconds)


def whole(engine: Engine, student: str = "ana") -> Ended:
    diagnosing.begin(engine, student, key="first")
    for _ in range(40):
        found = diagnosing.question(engine, student)
        if isinstance(found, Ended):
            return found
        answer(engine, found)
    raise AssertionError("it does not end")


def test_a_student_is_placed_by_what_was_answered(engine: Engine) -> None:
    ended = whole(engine)
    assert set(ended.placement.known) == set(KNOWN)
    assert set(ended.placement.ready.skills) <= set(ended.placement.outer_fringe)
    assert "multiply" in ended.placement.outer_fringe
    kept = table(engine, "placements", student="ana")
    told = {each.skill: each.probability for each in ended.placement.skills}
    assert dict(kept.select("skill", "probability").iter_rows()) == told


def test_every_question_is_a_decision_with_its_why(engine: Engine) -> None:
    ended = whole(engine)
    decisions = table(engine, "decisions", student="ana")
    places = decisions.filter(process=diagnosing.PLACE)
    checks = decisions.filter(process=diagnosing.CHECK)
    assert len(checks) == len(ended.placement.checks) == 1
    assert len(places) == ended.placement.questions
    assert checks.get_column("probability")[0] == pytest.approx(1 / 6)
    for decision in decisions.get_column("id"):
        assert inspect.explain(engine, decision).chosen
        assert inspect.replay_run(engine, decision).replay.same


def test_asked_twice_it_is_the_same_question(engine: Engine) -> None:
    diagnosing.begin(engine, "ana", key="first")
    first = asked(engine)
    before = everything(engine)
    assert asked(engine) == first
    assert everything(engine) == before


def test_a_resent_answer_moves_nothing(engine: Engine) -> None:
    diagnosing.begin(engine, "ana", key="first")
    first = asked(engine)
    answer(engine, first, key="one")
    before = everything(engine)
    answer(engine, first, key="one")
    assert everything(engine) == before


def test_after_a_break_and_in_another_process_it_goes_on_as_if_it_had_not_been_away(
    engine: Engine, tmp_path: Path, clock: SetClock
) -> None:
    diagnosing.begin(engine, "ana", key="first")
    for _ in range(3):
        answer(engine, asked(engine))
    later = bootstrap.engine(tmp_path / "small.school", clock=clock, entropy=CountedEntropy())
    assert not diagnosing.begin(later, "ana", key="another")
    assert asked(later) == asked(engine)
    later.store.close()


def test_another_question_than_the_one_asked_is_refused(engine: Engine) -> None:
    diagnosing.begin(engine, "ana", key="first")
    other = next(each for each in ("count-1", "add-1") if each != asked(engine).item.id)
    before = everything(engine)
    with pytest.raises(Refused, match="is not what ana is asked now"):
        diagnosing.answer(engine, "ana", other, "3", key="x")
    with pytest.raises(Refused):
        diagnosing.answer(engine, "ana", asked(engine).item.id, "three or so", key="x")
    assert everything(engine) == before


def test_who_has_no_diagnostic_is_asked_nothing(engine: Engine) -> None:
    with pytest.raises(NotFound, match="begin one"):
        diagnosing.question(engine, "ana")
    with pytest.raises(NotFound, match="there is no student"):
        diagnosing.begin(engine, "nobody", key="first")


def test_fast_wrong_answers_end_it_and_call_for_a_person(engine: Engine) -> None:
    diagnosing.begin(engine, "ana", key="first")
    for number in range(20):
        found = diagnosing.question(engine, "ana")
        if isinstance(found, Ended):
            break
        diagnosing.answer(engine, "ana", found.item.id, "", key=str(number), seconds=1.0)
    assert isinstance(found, Ended)
    assert (found.stop.reason, found.stop.ask_person, number) == ("fast wrong answers", True, 4)


def test_a_later_diagnostic_asks_other_items(engine: Engine, clock: SetClock) -> None:
    whole(engine)
    used = {each["item"] for each in answers(engine)}
    clock.forward(days=100)
    assert diagnosing.begin(engine, "ana", key="second")
    found = diagnosing.question(engine, "ana")
    while isinstance(found, Question):
        assert found.item.id not in used
        answer(engine, found)
        found = diagnosing.question(engine, "ana")


def answers(engine: Engine) -> list[dict[str, str]]:
    content = json.loads(table(engine, "diagnostics", student="ana").get_column("content")[0])
    found: list[dict[str, str]] = content["state"]["answers"]
    return found


def test_extra_time_is_a_right_that_the_limits_know(engine: Engine) -> None:
    record(engine, "ana", "accommodation", "extra_time", source="office")
    diagnosing.begin(engine, "ana", key="first")
    assert '"accommodations":["extra_time"]' in table(engine, "diagnostics").get_column("content")[0]


def test_derived_again_diagnostics_and_placements_are_the_same(engine: Engine) -> None:
    whole(engine)
    diagnosing.begin(engine, "ben", key="first")
    answer(engine, asked(engine, "ben"))
    before = everything(engine)
    assert rebuild.rebuild(engine).same
    assert everything(engine) == before


def test_no_plan_shows_single_questions(engine: Engine) -> None:
    whole(engine)
    assert not inspect.plan(engine, "ana").children


def test_when_the_map_has_changed_it_begins_anew(engine: Engine, clock: SetClock) -> None:
    from engine.test_intake import map_with
    from whynext.engine import intake

    diagnosing.begin(engine, "ana", key="first")
    answer(engine, asked(engine))
    intake.take_map(engine, map_with(("count", "add")), name="another map")
    with pytest.raises(Refused, match="begin anew"):
        diagnosing.question(engine, "ana")
    clock.at += timedelta(minutes=1)
    assert diagnosing.begin(engine, "ana", key="second")
    assert asked(engine).number == 1


def estimates(engine: Engine) -> dict[str, tuple[float, int]]:
    rows = table(engine, "estimates", student="ana").select("skill", "mastery", "answers")
    return {skill: (mastery, answers) for skill, mastery, answers in rows.iter_rows()}


def test_tracing_begins_where_the_diagnostic_placed_the_student(engine: Engine) -> None:
    ended = whole(engine)
    found = estimates(engine)
    assert {skill: round(mastery, 9) for skill, (mastery, _) in found.items()} == {
        each.skill: round(min(max(each.probability, 0.001), 0.999), 9) for each in ended.placement.skills
    }
    before = found["add"][0]
    respond(engine, Answer("ana", "add-1", "later", given="3"))
    mastery, count = estimates(engine)["add"]
    assert (mastery > before, count) == (True, 1)


def test_what_was_practised_keeps_its_estimate(engine: Engine) -> None:
    respond(engine, Answer("ana", "divide-1", "before", given="3"))
    before = estimates(engine)["divide"]
    whole(engine)
    assert estimates(engine)["divide"] == before


def test_another_model_and_back_begins_from_the_placement_again(engine: Engine) -> None:
    respond(engine, Answer("ana", "divide-1", "before", given="3"))
    whole(engine)
    respond(engine, Answer("ana", "add-1", "later", given="99"))
    before = table(engine, "estimates")
    put_in_force(engine, Streak(), by="tests")
    assert len(table(engine, "estimates")) == 2
    assert rebuild.rebuild(engine).same
    put_in_force(engine, Bkt(), by="tests")
    assert table(engine, "estimates").equals(before)
    assert rebuild.rebuild(engine).same


def test_a_sitting_on_another_map_keeps_nobody_from_being_looked_at(engine: Engine, clock: SetClock) -> None:
    from engine.test_intake import map_with
    from whynext.engine import intake
    from whynext.engine.inspect import observe_now
    from whynext.engine.school import definition_of

    diagnosing.begin(engine, "ana", key="first")
    answer(engine, asked(engine))
    intake.take_map(engine, map_with(("count", "add")), name="corrected map")
    diagnosing.begin(engine, "ben", key="first")
    with engine.store.reading() as reading:
        place = definition_of(engine, reading, diagnosing.PLACE)
    frame, _ = observe_now(engine, place, None)
    told = dict(frame.select("student", "questions_asked").unique().iter_rows())
    assert (told["ana"], told["ben"]) == (None, 0)


def test_bounds_written_with_a_decimal_point_are_whole_numbers(engine: Engine) -> None:
    text = handbook.text(diagnosing.PLACE).replace("version  = 1", "version  = 2")
    for name, value in (("most_wrong", 20), ("most_questions", 30)):
        text = text.replace(f"{name:<15} = {{ value = {value},", f"{name:<15} = {{ value = {value}.0,")
    assert text.count(".0,") == 2
    publish(engine, text, by="tests", name="with points")
    diagnosing.begin(engine, "ana", key="first")
    limits = json.loads(table(engine, "diagnostics").get_column("content")[0])["limits"]
    assert (limits["most_wrong"], limits["most_questions"]) == (20, 30)
    assert isinstance(asked(engine), Question)


RETENTION = "retention-check"


def test_a_retention_check_moves_what_the_diagnostic_placed(engine: Engine, clock: SetClock) -> None:
    """Tracing goes on from the placement by Bayes' rule; the placement stays the record of its day."""
    from whynext.engine.statuses import statuses_of
    from whynext.engine.tick import tick

    publish(engine, handbook.text(RETENTION).replace("0.95", "0.9"), by="tests", name=RETENTION)
    placement = {each.skill: each.probability for each in whole(engine).placement.skills}
    clock.forward(days=3)
    tick(engine)
    assert not chosen_now(engine)
    clock.forward(days=7)
    tick(engine)
    (skill, *_) = chosen_now(engine)
    assert placement[skill] >= 0.9
    assert [each.status for each in statuses_of(engine, "ana", [skill])] == ["mastered"]
    for number in range(3):
        respond(engine, Answer("ana", f"{skill}-1", f"retention {number}", correct=False))
    mastery, count = estimates(engine)[skill]
    expected = min(placement[skill], 0.999)
    for _ in range(3):
        expected = bkt_moved(bkt_answered(expected, False, guess=0.2, slip=0.1), learn=0.1, forget=0.0)
    assert (mastery, count) == (pytest.approx(expected), 3)
    (now,) = statuses_of(engine, "ana", [skill])
    assert (now.status, now.age_days, bool(now.measure)) == ("slipping", 0.0, True)
    kept = dict(table(engine, "placements", student="ana").select("skill", "probability").iter_rows())
    assert kept == placement
    assert rebuild.rebuild(engine).same


def chosen_now(engine: Engine) -> list[str]:
    """Return what the latest retention check of ana asks."""
    made = table(engine, "decisions", student="ana", process=RETENTION).sort("decided_at")
    return [] if made.is_empty() else list(json.loads(made.get_column("chosen")[-1]))
