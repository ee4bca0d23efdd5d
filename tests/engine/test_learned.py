"""What diagnostics rest on is learned from those of the school, and put in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.grown_school import everything
from whynext import handbook
from whynext.base.errors import Refused
from whynext.engine import diagnosing, rebuild
from whynext.engine.diagnosing import Ended, diagnostic_of
from whynext.engine.learned import learn_diagnostic, put_learned_in_force
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.testing.small_school import SetClock, enrol, small_school

STUDENTS = 20


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A school whose students know all but fractions, and slip more often than was thought."""
    made = small_school(tmp_path_factory.mktemp("learned") / "s.school", clock=SetClock())
    short = handbook.text(diagnosing.PLACE).replace("{ value = 30,", "{ value = 5,")
    for text in (short, handbook.text(diagnosing.CHECK)):
        publish(made, text, by="tests")
    enrol(made, {f"t{n:02d}": "3A" for n in range(STUDENTS)})
    chance = np.random.default_rng(3)
    for n in range(STUDENTS):
        sit(made, f"t{n:02d}", chance)
    yield made
    made.store.close()


def sit(engine: Engine, student: str, chance: np.random.Generator) -> None:
    diagnosing.begin(engine, student, key="first")
    while not isinstance(asked := diagnosing.question(engine, student), Ended):
        right = asked.choice.skill != "fractions" and chance.random() < 0.7
        given = str(asked.item.key.value) if right else ""
        diagnosing.answer(engine, student, asked.item.id, given, key=f"{asked.number}", seconds=20.0)


def test_slips_are_found_where_they_are_more_than_was_thought(placed: Engine) -> None:
    found = learn_diagnostic(placed)
    assert found.students == STUDENTS
    assert found.after.slip > found.before.slip
    assert found.moved > 0
    assert found.furthest[0][0] in found.after.difficulties


def test_what_was_learned_is_in_force_from_then_on(placed: Engine) -> None:
    found = learn_diagnostic(placed)
    version = put_learned_in_force(placed, found, by="dora")
    with placed.store.reading() as reading:
        now = diagnostic_of(placed, reading, reading.school())
    assert now.parameters == found.after
    assert now.parameters.version == version
    sit(placed, "ana", np.random.default_rng(1))
    before = everything(placed)
    assert rebuild.rebuild(placed).same
    assert everything(placed) == before


def test_too_few_are_too_few_and_somebody_answers_for_it(placed: Engine, tmp_path: Path) -> None:
    made = small_school(tmp_path / "s.school")
    with pytest.raises(Refused, match="0 students were diagnosed"):
        learn_diagnostic(made)
    made.store.close()
    with pytest.raises(Refused, match="nobody is named"):
        put_learned_in_force(placed, learn_diagnostic(placed), by="")
