"""The history: answers in diagnostics tell of items, and are traced only through the placement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.grown_school import table
from engine.placed_students import asked_in_all, asking, placed
from whynext.engine import rebuild
from whynext.engine.calibrating import first_answers
from whynext.engine.fitting import fit
from whynext.engine.history import SEEN, history
from whynext.engine.models import put_in_force
from whynext.engine.respond import Answer, respond
from whynext.engine.school import Engine
from whynext.mastery.tracing.bkt import Bkt
from whynext.testing.small_school import STUDENTS, enrol, small_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Engine]:
    made = small_school(tmp_path / "small.school")
    yield asking(made)
    made.store.close()


def test_answers_in_diagnostics_are_told_apart_in_the_order_in_which_all_came(school: Engine) -> None:
    respond(school, Answer("ana", "count-1", "before", given="3"))
    asked = asked_in_all(placed(school, "ana"))
    respond(school, Answer("ana", "add-1", "after", given="99"))
    with school.store.reading() as reading:
        seen = history(reading)
        few, all_ = seen.frame(), seen.frame(diagnostics=True)
    assert few.schema == all_.schema == SEEN
    assert few.get_column("item").to_list() == ["count-1", "add-1"]
    assert len(all_) == asked + 2
    assert all_.get_column("order").is_sorted()
    assert (all_.get_column("item")[0], all_.get_column("item")[-1]) == ("count-1", "add-1")
    told = all_.filter(seconds=20.0)
    assert len(told) == asked
    assert told.filter(skill="count").get_column("correct").all()


def test_they_calibrate_items_and_are_traced_once_only_through_the_placement(school: Engine) -> None:
    asked = sum(asked_in_all(placed(school, student)) for student in STUDENTS)
    assert len(first_answers(school)) == asked
    estimates = table(school, "estimates").sort("student", "skill")
    assert set(estimates.get_column("answers")) == {0}
    put_in_force(school, Bkt(), by="tests")
    assert table(school, "estimates").sort("student", "skill").equals(estimates)
    assert rebuild.rebuild(school).same


def test_a_fit_counts_them_where_it_is_told_to(school: Engine) -> None:
    students = [f"s{number:02d}" for number in range(12)]
    enrol(school, dict.fromkeys(students, "red"))
    for number, student in enumerate(students):
        respond(school, Answer(student, "count-1", "one", correct=number % 3 > 0))
    asked = sum(asked_in_all(placed(school, student)) for student in students[:2])
    assert fit(school, "bkt").fitted.answers == 12
    made = fit(school, "bkt", diagnostics=True)
    assert made.fitted.answers == 12 + asked
    assert "those in diagnostics with them" in made.card.data
