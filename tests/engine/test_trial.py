"""A composite that is tried decides what it would in earnest, and its check follows a change through."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from engine.grown_school import everything, grown_school, table
from whynext import bootstrap, handbook
from whynext.base.errors import NotFound
from whynext.engine import inspect, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.engine.trial import Trial
from whynext.process.composite import Through, check_composite, influence_of_composite
from whynext.process.definition import Definition
from whynext.process.reading import read
from whynext.process.run import slice_of
from whynext.process.witness import with_changes
from whynext.testing.small_school import NEXT_SKILL, CountedEntropy, SetClock

PARTS = ("something-simpler", "next-object", "daily-plan")
SAME_FOR_ALL = NEXT_SKILL.split("information")[0] + 'information = []\n[trigger]\nasked_by = ["teacher"]\n'
SAME_FOR_ALL += '[[agents]]\nwho = "algorithm"\ndoes = "decides"\n'
SAME_FOR_ALL += '[unknown]\nthen = "ask teacher"\n[none]\nthen = "ask teacher"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school file in which days are planned, each student with a history of their own."""
    path = tmp_path_factory.mktemp("trial") / "grown.school"
    engine = grown_school(path, students=12, clock=SetClock())
    publish(engine, NEXT_SKILL, by="tests")
    for name in PARTS:
        publish(engine, handbook.text(name), by="tests")
    engine.store.close()
    return path


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def engine(made: Path, tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    shutil.copy(made, tmp_path / "copy.school")
    opened = bootstrap.engine(tmp_path / "copy.school", clock=clock, entropy=CountedEntropy())
    yield opened
    opened.store.close()


def day(engine: Engine, *changes: tuple[str, str]) -> Definition:
    text = handbook.text("daily-plan")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read(text, engine.catalogue)


def chosen(decisions: pl.DataFrame) -> dict[str, list[str]]:
    return dict(decisions.select("student", "chosen").iter_rows())


def test_what_is_tried_is_what_is_then_decided(engine: Engine, clock: SetClock) -> None:
    """The trial writes nothing; the tick that follows decides the same day, part for part."""
    clock.forward(hours=8)
    before = everything(engine)
    with engine.store.reading() as reading:
        walked = Trial(engine, reading, day(engine))()
    assert everything(engine) == before
    tick.tick(engine)
    for part in (*walked.parts, walked.whole):
        process = part.name.split(" ")[0]
        rows = table(engine, "decisions", process=process)
        rows = rows.filter(pl.col("occasion").str.contains("calendar"))
        stored = {
            (r["student"], r["given"]): json.loads(r["first_chosen"]) for r in rows.iter_rows(named=True)
        }
        assert stored
        tried = {(r["student"], r["given"]): r["chosen"] for r in part.decisions.iter_rows(named=True)}
        assert tried == stored


def test_one_student_is_tried_as_among_all(engine: Engine) -> None:
    with engine.store.reading() as reading:
        trial = Trial(engine, reading, day(engine))
        every = chosen(trial().whole.decisions)
        assert chosen(trial(["s003"]).whole.decisions) == {"s003": every["s003"]}


def test_the_whole_personalizes_and_the_witness_holds_when_it_is_followed_by_hand(engine: Engine) -> None:
    with engine.store.reading() as reading:
        trial = Trial(engine, reading, day(engine))
        found = check_composite(trial)
        assert found.personalizes
        assert set(found.parts) >= {"next-skill", "next-object"}
        through = found.whole.witness
        assert isinstance(through, Through)

        def alter(name: str, observed: pl.DataFrame) -> pl.DataFrame:
            if name != through.part:
                return observed
            mine = slice_of(observed, through.witness.student, through.witness.given)
            others = observed.join(
                mine.select("student", "given"), on=["student", "given"], how="anti", nulls_equal=True
            )
            return pl.concat([others, with_changes(mine, through.witness.changes)])

        was, now = chosen(trial().whole.decisions), chosen(trial(None, alter).whole.decisions)
    assert {each for each in was if was[each] != now[each]} == {through.witness.student}
    assert str(through).endswith(f"and the whole would be {through.after} instead of {through.before}.")


def test_a_composite_whose_parts_look_at_nobody_does_not_personalize(engine: Engine) -> None:
    """Each of its parts gives everyone the same, and no change can be found that reaches the whole."""
    same = read(SAME_FOR_ALL, engine.catalogue)
    text = (
        handbook.text("daily-plan")
        .split("[[steps]]")[0]
        .replace('information = ["enrolled"]', "information = []")
    )
    text = text.replace('when  = "enrolled"', "") + '\n[[steps]]\nprocess = "next-skill"\ngives = "skill"\n'
    with engine.store.reading() as reading:
        trial = Trial(engine, reading, read(text, engine.catalogue), {"next-skill": same})
        found = check_composite(trial)
        assert influence_of_composite(trial).compared == 0
    whole = found.whole
    assert not found.personalizes
    passed = [condition.passed for condition in whole.conditions.values()]
    assert passed == [True, False, False, True]
    assert "0 changes that changed a part" in whole.varies.says


def test_influence_is_of_the_whole_and_tells_the_parts_apart(engine: Engine) -> None:
    with engine.store.reading() as reading:
        trial = Trial(engine, reading, day(engine))
        much = influence_of_composite(trial, dict.fromkeys(_options(trial), 10.0))
    assert much.compared == 18
    assert 0.3 < much.share_of_decisions <= 1
    assert 0 < (much.share_of_minutes or 0) <= 1
    assert much.by_information["mastery (next-skill)"] > 0
    assert much.by_information["enrolled (daily-plan)"] == 0


def _options(trial: Trial) -> set[str]:
    return {each for options in chosen(trial().whole.decisions).values() for each in options}


def test_fewer_minutes_change_the_day_of_those_whose_day_was_longer(engine: Engine) -> None:
    """Each lesson takes 15 minutes: half an hour has room for two, a quarter for one."""
    assert inspect.what_if(engine, day(engine)).differs == ()
    shorter = inspect.what_if(engine, day(engine).with_parameters({"minutes_a_day": 15}))
    with engine.store.reading() as reading:
        now = chosen(Trial(engine, reading, day(engine))().whole.decisions)
    assert {each.student for each in shorter.differs} == {one for one, has in now.items() if len(has) > 1}
    assert all(each.after == each.before[:1] for each in shorter.differs)


def test_another_version_of_a_step_is_tried_through_the_whole(engine: Engine) -> None:
    other = read(NEXT_SKILL, engine.catalogue).with_parameters({"bar": 0.4})
    found = inspect.what_if(engine, day(engine), steps={"next-skill": other})
    alone = inspect.what_if(engine, other)
    assert found.differs
    assert {each.student for each in found.differs} <= {each.student for each in alone.differs}


def test_a_step_that_is_not_in_force_is_named(engine: Engine) -> None:
    with pytest.raises(NotFound, match="«mastery-unit», a step of «daily-plan», is not in force"):
        inspect.what_if(engine, day(engine, ('process = "next-object"', 'process = "mastery-unit"')))
