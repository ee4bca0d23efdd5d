"""Tests of one ability in a school: asked, answered like any other, ended, remembered, derived again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from whynext import bootstrap, handbook
from whynext.base.errors import NotFound, Refused
from whynext.base.ids import ItemId, SkillId
from whynext.engine import examining, inspect, intake, rebuild
from whynext.engine.calibrating import put_bank_in_force
from whynext.engine.examining import Asked, Ended
from whynext.engine.pools import assembled, forms_in_force, put_forms_in_force
from whynext.engine.publish import publish
from whynext.engine.respond import record
from whynext.engine.school import Engine
from whynext.library.item import Item, Key, Kind
from whynext.mastery.calibration.bank import BankItem, ItemBank
from whynext.testing.small_school import CountedEntropy, SetClock, small_school

BANK = ItemBank(tuple(BankItem(f"q{n:02d}", 1.8, (n - 20) / 10) for n in range(40)))
"""Forty items from easy to hard; the library has all but the last five."""


def question_of(n: int) -> Item:
    key = Key(value=str(n))
    return Item(ItemId(f"q{n:02d}"), (SkillId("add"),), Kind.NUMBER, f"Write {n}.", key, status="reviewed")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def engine(tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    """A small school with calibrated items, two forms, and the two processes."""
    made = small_school(tmp_path / "small.school", clock=clock)
    intake.take_library(made, [question_of(n) for n in range(35)], [], name="questions")
    put_bank_in_force(made, BANK, by="tests")
    with made.store.reading() as reading:
        found = assembled(made, reading, length=6, number=2)
    put_forms_in_force(made, found, by="tests")
    for name in (examining.ADAPTIVE, examining.FIXED):
        publish(made, handbook.text(name), by="tests", name=name)
    yield made
    made.store.close()


def asked(engine: Engine, student: str = "ana") -> Asked:
    found = examining.question(engine, student)
    assert isinstance(found, Asked)
    return found


def answer(engine: Engine, question: Asked, knows: int = 25) -> None:
    """Answer as a student does who knows the items up to a number."""
    right = int(question.item.id[1:]) < knows
    given = question.item.id[1:] if right else ""
    key = f"{question.number} {question.item.id} {question.decision}"
    examining.answer(engine, question.student, question.item.id, given, key=key, seconds=20.0)


def whole(engine: Engine, student: str = "ana", *, fixed: bool = False, key: str = "first") -> Ended:
    assert examining.begin(engine, student, key=key, fixed=fixed)
    for _ in range(40):
        found = examining.question(engine, student)
        if isinstance(found, Ended):
            return found
        answer(engine, found)
    raise AssertionError("it does not end")


def test_an_ability_is_found_where_the_answers_turn(engine: Engine) -> None:
    ended = whole(engine)
    assert ended.result["ability"] == pytest.approx(0.5, abs=0.3)
    assert ended.result["error"] <= 0.3
    assert "is known to" in ended.why
    kept = table(engine, "tests", student="ana").row(0, named=True)
    assert (kept["ability"], kept["open"]) == (ended.result["ability"], False)
    assert examining.question(engine, "ana") == ended


def test_every_question_is_a_decision_that_can_be_replayed(engine: Engine) -> None:
    ended = whole(engine)
    decisions = table(engine, "decisions", student="ana", process=examining.ADAPTIVE)
    assert len(decisions) == ended.result["answers"]
    assert decisions.get_column("probability").to_list()[0] == pytest.approx(1 / 3)
    for decision in decisions.get_column("id"):
        assert inspect.explain(engine, decision).chosen
        assert inspect.replay_run(engine, decision).replay.same


def test_an_answer_in_a_test_is_an_answer_like_any_other(engine: Engine) -> None:
    ended = whole(engine)
    assert len(table(engine, "responses", student="ana")) == ended.result["answers"]
    estimate = table(engine, "estimates", student="ana", skill="add").row(0, named=True)
    assert (estimate["answers"], estimate["right"]) == (ended.result["answers"], ended.result["right"])


def test_all_of_it_is_derived_again_from_the_ledger(engine: Engine) -> None:
    whole(engine)
    whole(engine, "ben", fixed=True)
    examining.begin(engine, "chen", key="open")
    answer(engine, asked(engine, "chen"))
    before = everything(engine)
    assert rebuild.rebuild(engine).same
    assert everything(engine) == before


def test_asked_twice_it_is_the_same_question_and_a_resent_answer_counts_once(engine: Engine) -> None:
    examining.begin(engine, "ana", key="first")
    first = asked(engine)
    assert asked(engine) == first
    answer(engine, first)
    before = everything(engine)
    answer(engine, first)
    assert everything(engine) == before
    assert not examining.begin(engine, "ana", key="another")
    assert asked(engine).number == 2


def test_in_another_process_it_goes_on_as_if_it_had_not_been_away(
    engine: Engine, tmp_path: Path, clock: SetClock
) -> None:
    examining.begin(engine, "ana", key="first")
    for _ in range(3):
        answer(engine, asked(engine))
    later = bootstrap.engine(tmp_path / "small.school", clock=clock, entropy=CountedEntropy())
    assert asked(later) == asked(engine)
    later.store.close()


def test_a_test_goes_on_with_the_bank_it_began_with(engine: Engine) -> None:
    examining.begin(engine, "ana", key="first")
    answer(engine, asked(engine))
    harder = ItemBank(tuple(BankItem(each.id, each.slope, each.difficulty + 2) for each in BANK))
    put_bank_in_force(engine, harder, by="tests")
    while isinstance(found := examining.question(engine, "ana"), Asked):
        answer(engine, found)
    assert found.result["ability"] == pytest.approx(0.5, abs=0.3)
    assert whole(engine, "ben").result["ability"] == pytest.approx(2.5, abs=0.4)


def test_nobody_is_asked_what_the_library_does_not_have(engine: Engine) -> None:
    ended = whole(engine, "fay")
    given = table(engine, "responses", student="fay").get_column("item").to_list()
    assert len(given) == len(set(given)) == ended.result["answers"]
    assert all(int(item[1:]) < 35 for item in given)


def test_a_later_test_asks_other_questions(engine: Engine) -> None:
    whole(engine)
    before = set(table(engine, "responses", student="ana").get_column("item"))
    whole(engine, key="second")
    later = table(engine, "responses", student="ana").get_column("item").to_list()
    assert len(later) == len(set(later)) > len(before)


def test_forms_share_no_question_and_each_is_taken_once(engine: Engine, clock: SetClock) -> None:
    with engine.store.reading() as reading:
        first, second = (set(each.items) for each in forms_in_force(engine, reading).forms)
    assert not first & second
    taken = []
    for turn in range(2):
        ended = whole(engine, fixed=True, key=str(turn))
        taken.append(ended.form)
        assert ended.result["answers"] == 6
        assert ended.result["decision"] in ("passed", "open", "not passed")
        assert ended.why == examining.ALL_ASKED
        with pytest.raises(Refused, match="gives ana no form"):
            examining.begin(engine, "ana", key=f"too soon {turn}", fixed=True)
        clock.at += timedelta(days=15)
    assert len(set(taken)) == 2
    with pytest.raises(Refused, match="gives ana no form"):
        examining.begin(engine, "ana", key="third", fixed=True)


def test_a_form_is_the_same_for_all_who_take_it(engine: Engine) -> None:
    order: dict[str, list[list[str]]] = {}
    for student in ("ana", "ben", "chen", "dana"):
        ended = whole(engine, student, fixed=True)
        given = table(engine, "responses", student=student).sort("sequence").get_column("item").to_list()
        order.setdefault(ended.form, []).append(given)
    for each in order.values():
        assert all(given == each[0] for given in each)
    assert "the same 6 questions" in _first_why(engine)


def _first_why(engine: Engine) -> str:
    examining.begin(engine, "eli", key="why", fixed=True)
    return asked(engine, "eli").why


def test_what_is_found_may_be_asked_by_rules(engine: Engine) -> None:
    ended = whole(engine)
    with engine.store.reading() as reading:
        rows = engine.source(reading, reading.school(), "test_results", ["ana"])
    assert rows.get_column("ability").to_list() == [ended.result["ability"]]


def test_extra_time_is_a_right_that_the_limits_know(engine: Engine) -> None:
    record(engine, "ana", "accommodation", "extra_time", source="office")
    examining.begin(engine, "ana", key="first")
    assert '"accommodations":["extra_time"]' in table(engine, "tests").get_column("content")[0]


def test_what_cannot_be_is_refused_and_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="has no test"):
        examining.question(engine, "ana")
    with pytest.raises(NotFound, match="there is no student"):
        examining.begin(engine, "nobody", key="first")
    examining.begin(engine, "ana", key="first")
    now, before = asked(engine), everything(engine)
    with pytest.raises(Refused, match="is not what ana is asked now"):
        examining.answer(engine, "ana", "q00" if now.item.id != "q00" else "q01", "0", key="x")
    with pytest.raises(Refused):
        examining.answer(engine, "ana", now.item.id, "three or so", key="x")
    assert everything(engine) == before
    with engine.store.reading() as reading, pytest.raises(Refused):
        assembled(engine, reading, length=30, number=2)
    bare = small_school(tmp_path / "bare.school")
    with pytest.raises(NotFound, match="no item bank is in force"):
        examining.begin(bare, "ana", key="first")
    with bare.store.reading() as reading, pytest.raises(NotFound, match="no forms"):
        forms_in_force(bare, reading)
    bare.store.close()
