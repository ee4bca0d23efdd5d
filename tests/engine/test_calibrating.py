"""Items calibrated on a school's answers: groups compared, scales linked, the bank put in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from engine.grown_school import everything
from whynext.base.errors import NotFound, Refused
from whynext.engine import intake, rebuild
from whynext.engine.calibrating import bank_in_force, bank_of, calibrate, put_bank_in_force
from whynext.engine.groups import groups_of
from whynext.engine.respond import record
from whynext.engine.school import Engine
from whynext.exchange.responses import read_responses
from whynext.testing.small_school import small_school

STUDENTS, ITEMS = 500, 14


def history(items: range, *, seed: int, shift: float = 0.0, students: int = STUDENTS) -> bytes:
    """Return answers of students to some items; item 3 is harder for every second student."""
    chance = np.random.default_rng(seed)
    difficulty = np.linspace(-1.6, 1.6, 30)
    lines = ["student,item,skill,correct,at"]
    for student in range(students):
        ability = chance.normal() + shift
        for n in items:
            hard = difficulty[n] + (1.3 if n == 3 and student % 2 else 0.0)
            right = chance.random() < 1 / (1 + np.exp(-1.2 * (ability - hard)))
            lines.append(f"{seed}-{student:03d},i{n:02d},add,{int(right)},2026-09-01T08:{n:02d}:00Z")
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = small_school(tmp_path_factory.mktemp("calibrating") / "small.school")
    take(made, history(range(ITEMS), seed=1))
    yield made
    made.store.close()


def take(engine: Engine, text: bytes) -> None:
    found = read_responses(text, now=engine.now() + timedelta(days=90), timezone="UTC")
    intake.take_responses(engine, found.frame, name="history.csv", create=True)


def halves(engine: Engine) -> dict[str, str]:
    with engine.store.reading() as reading:
        known = reading.table("students").get_column("student").to_list()
    return {each: ("first", "second")[int(each[-1]) % 2] for each in known if "-" in each}


def test_an_item_that_is_harder_for_a_group_is_found_and_said(engine: Engine) -> None:
    made = calibrate(engine, groups=halves(engine))
    assert made.dif is not None
    assert [each.item for each in made.dif.flagged] == ["i03"]
    assert "harder for group second" in made.dif.flagged[0].sentence
    assert made.dif.flagged[0].sentence in made.report
    turned = calibrate(engine, groups=halves(engine), reference="second")
    assert turned.dif is not None
    assert "easier for group first" in turned.dif.flagged[0].sentence


def test_groups_that_are_none_are_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match="one group"):
        calibrate(engine, groups=dict.fromkeys(halves(engine), "all"))
    with pytest.raises(Refused, match="third"):
        calibrate(engine, groups=halves(engine), reference="third")
    with pytest.raises(NotFound, match="hous"):
        groups_of(engine, "hous")


def test_groups_are_what_was_recorded_last(engine: Engine) -> None:
    for student, word in (("ana", "oak"), ("ben", "elm"), ("ana", "elm")):
        record(engine, student, "house", word, source="office")
    assert groups_of(engine, "house") == {"ana": "elm", "ben": "elm"}
    assert "ana" in groups_of(engine, "grade")
    assert "ana" in groups_of(engine, "section")


def test_a_later_calibration_is_brought_onto_the_scale_of_the_first(tmp_path: Path) -> None:
    made = small_school(tmp_path / "linked.school")
    take(made, history(range(ITEMS), seed=1))
    first = calibrate(made).bank
    other = small_school(tmp_path / "other.school")
    take(other, history(range(6, 22), seed=2, shift=1.0))
    found = calibrate(other, to=bank_of(other, json.dumps(first.as_data())))
    assert found.link is not None
    assert found.link.shift == pytest.approx(1.0, abs=0.3)
    assert found.bank.scale == first.scale
    for n in range(ITEMS, 22):
        assert found.bank[f"i{n:02d}"].difficulty == pytest.approx(np.linspace(-1.6, 1.6, 30)[n], abs=0.45)
    for n in range(ITEMS):
        assert found.bank[f"i{n:02d}"] == first[f"i{n:02d}"]
    made.store.close()
    other.store.close()


def test_a_bank_in_force_is_on_record_and_changes_nothing_derived(engine: Engine) -> None:
    bank = calibrate(engine).bank
    put_bank_in_force(engine, bank, by="dora")
    with engine.store.reading() as reading:
        assert bank_in_force(reading) == bank
        entry = next(iter(reading.entries(kinds=("bank_published",))))
        assert entry.content is not None
        assert json.loads(entry.content)["by"] == "dora"
    assert bank_of(engine, "in force") == bank
    before = everything(engine)
    assert rebuild.rebuild(engine).same
    assert everything(engine) == before


def test_what_cannot_be_put_in_force_is_refused(engine: Engine, tmp_path: Path) -> None:
    bank = calibrate(engine).bank
    with pytest.raises(Refused, match="nobody is named"):
        put_bank_in_force(engine, bank, by=" ")
    with pytest.raises(Refused, match="no JSON"):
        bank_of(engine, "{")
    with pytest.raises(Refused, match="no item bank"):
        bank_of(engine, "[]")
    empty = small_school(tmp_path / "empty.school")
    with empty.store.reading() as reading, pytest.raises(NotFound, match="no item bank is in force"):
        bank_in_force(reading)
    empty.store.close()
