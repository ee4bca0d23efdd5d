"""Forms of a test share no item, wear none out, and come from what the school has answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import diagnosing, intake
from whynext.engine.composing import compose, exposure, seen_by
from whynext.engine.publish import publish
from whynext.engine.respond import Answer, item_of, respond
from whynext.engine.school import Engine
from whynext.library.families import generate
from whynext.library.item import Item, Key, Kind


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """Return a school with twelve items on adding."""
    items = [Item(f"sum-{n}", ("add",), Kind.NUMBER, f"{n} + 2?", Key(str(n + 2))) for n in range(3, 13)]
    intake.take_library(engine, items, [], name="more items")
    return engine


def answer(engine: Engine, student: str, items: tuple[str, ...]) -> None:
    """Let a student answer items."""
    for item in items:
        respond(engine, Answer(student=student, item=item, given="5", key=f"{student}-{item}"))


def form(engine: Engine, student: str, occasion: str = "slip", **more: int) -> tuple[str, ...]:
    """Return the items of a form of four."""
    return compose(engine, student, skill="add", count=4, occasion=occasion, **more).items


def test_two_forms_of_a_student_share_no_item(stocked: Engine) -> None:
    """What was answered is not asked again; the same occasion gives the same form until then."""
    first = form(stocked, "ana")
    assert form(stocked, "ana") == first
    assert len({form(stocked, "ana", str(n)) for n in range(8)}) > 1
    answer(stocked, "ana", first)
    second = form(stocked, "ana", "second slip")
    answer(stocked, "ana", second)
    third = compose(stocked, "ana", skill="add", count=8, occasion="third")
    assert not set(first) & set(second)
    assert not set(third.items) & {*first, *second}
    assert third.missing == 4
    assert "too small" in third.why


def test_what_others_answered_often_comes_last_and_beyond_the_bound_not_at_all(stocked: Engine) -> None:
    """Exposure is counted from the answers, and so is the information that processes may ask for."""
    worn = form(stocked, "ana")
    for student in ("ana", "ben", "chen"):
        answer(stocked, student, worn)
    with stocked.store.reading() as reading:
        assert {exposure(reading)[each] for each in worn} == {3}
        served = reading.source("item_exposure")
        assert dict(served.iter_rows()) == dict.fromkeys(worn, 3.0)
    assert not set(form(stocked, "dana")) & set(worn)
    whole = compose(stocked, "dana", skill="add", count=12, occasion="all", most=3)
    assert whole.missing == 4
    assert "less than 3 times" in whole.why
    assert compose(stocked, "dana", skill="add", count=12, occasion="all", most=4).is_complete


def test_what_a_diagnostic_asked_counts_as_seen(engine: Engine) -> None:
    """A form does not repeat the questions by which a student was placed."""
    for name in (diagnosing.PLACE, diagnosing.CHECK):
        publish(engine, handbook.text(name), by="tests", name=name)
    diagnosing.begin(engine, "eli", key="1")
    asked = diagnosing.question(engine, "eli")
    diagnosing.answer(engine, "eli", asked.item.id, "5", key="1")
    with engine.store.reading() as reading:
        assert seen_by(reading, "eli") == {asked.item.id}


def test_an_unknown_student_skill_or_size_is_refused(stocked: Engine) -> None:
    """Each says what is wrong."""
    with pytest.raises(NotFound, match="zoe"):
        form(stocked, "zoe")
    with pytest.raises(NotFound, match="adding"):
        compose(stocked, "ana", skill="adding", count=4, occasion="slip")
    with pytest.raises(Refused, match="at least 1"):
        compose(stocked, "ana", skill="add", count=0, occasion="slip")


def test_diagrams_contexts_and_reviews_survive_the_store(engine: Engine) -> None:
    """What an item carries comes out as it went in."""
    drawn, told = generate("shaded-part", 4, 1), generate("stories-to-20", 4, 1)
    some = [
        replace(each, skills=("add",), status="reviewed", reviewed_by="M. Okafor", reviewed_on="2026-03-31")
        for each in (drawn, told)
    ]
    intake.take_library(engine, some, [], name="two")
    with engine.store.reading() as reading:
        held = reading.table("items", {"id": [each.id for each in some]}).get_column("content")
        assert {item_of(each) for each in held} == set(some)
    assert drawn.diagram
    assert told.context
