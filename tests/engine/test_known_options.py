"""What the engine keeps of options is gone the moment it may have become untrue."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from whynext.base.ids import SkillId
from whynext.competencies.competency import PRECEDES, Relation
from whynext.competencies.map import CompetencyMap
from whynext.engine import intake
from whynext.engine.decide import Cause, compute, pairs_of
from whynext.engine.school import Engine, moment
from whynext.process.definition import Definition
from whynext.process.information import Argument, Asked, Catalogue, Grain, Information, Type
from whynext.process.reading import read
from whynext.testing.small_school import EDGES, NEXT_SKILL, STUDENTS, SetClock, small_map


def _day_of(asked: Asked) -> pl.Series:
    """Tell the day of the month and an argument; of the kind that may be kept, but for one day only."""
    value = asked.today.day + float(asked.arguments["more"])
    return pl.Series("day_of", [value], pl.Float64).new_from_index(0, len(asked.rows))


DAY_OF = replace(
    Information("day_of", "The day.", Grain.OPTION, Type.NUMBER, _day_of, ("skills",)),
    arguments={"more": Argument("Added to it.", 0.0)},
)


def process(engine: Engine, more: float = 0.0) -> Definition:
    text = NEXT_SKILL.replace('"enrolled"]', f'"enrolled", "opens", "day_of(more = {more})"]')
    text += '[[rules]]\nprefer = "opens + day_of"\nbecause = "for the tests"\n'
    return read(text, engine.catalogue, name="a process of the tests")


@pytest.fixture
def lasting(engine: Engine) -> Engine:
    engine.catalogue = Catalogue({**engine.catalogue.information, "day_of": DAY_OF}, engine.catalogue.options)
    return engine


def seen(engine: Engine, definition: Definition, *students: str) -> pl.DataFrame:
    with engine.store.reading() as reading:
        here = moment(engine, reading)
        made = compute(engine, reading, here, definition, pairs_of(students), Cause("test", {}, here.today))
    assert made is not None
    return made.frame


def same_as_new(engine: Engine, definition: Definition) -> pl.DataFrame:
    """Return what an engine sees that has been at work for long, which is what a new one sees."""
    new = Engine(engine.store, engine.clock, engine.entropy, engine.catalogue)
    for students in (("ana",), STUDENTS, ("ben",)):
        assert seen(engine, definition, *students).equals(seen(new, definition, *students))
    return seen(engine, definition, "ana")


def changed_map(*edges: tuple[str, str]):
    """Return the small map with other prerequisites."""
    before = small_map()
    relations = tuple(Relation(PRECEDES, SkillId(a), SkillId(b)) for a, b in edges)
    made = CompetencyMap.of(before.map.competencies, list(relations))
    return replace(before, map=made, relations=relations)


def unlocks(frame: pl.DataFrame) -> dict[str, float]:
    return dict(frame.select("option", "unlocks").iter_rows())


def test_a_new_map_is_seen_at_once(lasting: Engine) -> None:
    definition = process(lasting)
    assert unlocks(same_as_new(lasting, definition))["count"] == 2
    intake.take_map(lasting, changed_map(*EDGES, ("count", "fractions")), name="corrected")
    assert unlocks(same_as_new(lasting, definition))["count"] == 3


def test_a_new_map_that_another_program_took_in_is_seen_too(lasting: Engine) -> None:
    definition = process(lasting)
    assert unlocks(seen(lasting, definition, "ana"))["count"] == 2
    other = Engine(lasting.store, lasting.clock, lasting.entropy, lasting.catalogue)
    intake.take_map(other, changed_map(*EDGES, ("count", "fractions")), name="corrected")
    assert unlocks(same_as_new(lasting, definition))["count"] == 3


def test_a_change_that_fails_changes_nothing_that_is_seen(lasting: Engine) -> None:
    definition = process(lasting)
    before = seen(lasting, definition, "ana")

    def half_a_change() -> None:
        with lasting.store.writing() as writing:
            writing.replace("relations", writing.table("relations").head(1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        half_a_change()
    assert same_as_new(lasting, definition).equals(before)


def test_the_next_day_is_another_day(lasting: Engine, clock: SetClock) -> None:
    definition = process(lasting)
    assert set(same_as_new(lasting, definition)["day_of"]) == {14.0}
    clock.forward(days=1)
    assert set(same_as_new(lasting, definition)["day_of"]) == {15.0}


def test_each_definition_gets_the_answers_to_its_own_arguments(lasting: Engine) -> None:
    for more in (0.0, 7.0, 0.0):
        assert set(same_as_new(lasting, process(lasting, more))["day_of"]) == {14.0 + more}
