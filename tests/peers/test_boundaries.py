"""Labels, units and ranges are checked where they come in, so that no later sum can be quietly wrong.

Each test names the mistake it guards against: one that was found in a running system of this kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.grown_school import everything, table
from whynext import bootstrap, handbook
from whynext.base.errors import Refused
from whynext.base.ids import SkillId, StudentId
from whynext.engine import rebuild, respond
from whynext.engine.publish import publish
from whynext.engine.respond import Answer
from whynext.engine.school import Engine
from whynext.exchange.items import write_json
from whynext.mastery.assessment import AssessmentResult
from whynext.mastery.tracing.bkt import BktParameters
from whynext.process.reading import read
from whynext.testing.small_school import NEXT_SKILL, SetClock, small_objects, small_school

CATALOGUE = bootstrap.catalogue()


def said(text: str) -> str:
    """Return what is said against a definition."""
    with pytest.raises(Refused) as refused:
        read(text, CATALOGUE)
    return "\n".join(str(problem) for problem in refused.value.problems)


# Units ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "valid"),
    [
        (95, "probability", "from 0 to 1"),
        (-0.1, "probability", "from 0 to 1"),
        (1.5, "share", "from 0 to 1"),
        (101, "percent", "from 0 to 100"),
        (-1, "percentile", "from 0 to 100"),
    ],
)
def test_a_number_that_is_off_the_scale_of_its_unit_is_refused_at_its_line(
    value: float, unit: str, valid: str
) -> None:
    """The mistake: odds were stored where probabilities were read, and nobody noticed those above 1."""
    text = NEXT_SKILL.replace("value = 0.95", f"value = {value}").replace('"probability"', f'"{unit}"')
    line = 1 + text[: text.index("bar = {")].count("\n")
    told = said(text)
    assert f"line {line}: «bar» is {value}" in told
    assert valid in told


def test_a_percentage_beside_a_probability_is_refused() -> None:
    """The mistake: a threshold in one unit was compared with a number in another, and never reached."""
    told = said(NEXT_SKILL.replace('"probability"', '"percent"'))
    assert "«mastery» (probability) is compared with «bar» (percent)" in told
    unit = handbook.text("mastery-unit").replace(
        'value = 80, unit = "percent"', 'value = 0.8, unit = "share"'
    )
    assert "«score_percent» (percent) is compared with «criterion» (share)" in said(unit)


def test_a_share_and_a_probability_are_of_one_scale_and_other_units_have_none() -> None:
    """Nothing is refused that can be right."""
    for value, unit in ((0.5, "share"), (1, "probability"), (0, "probability"), (95, "points"), (-3, "")):
        text = NEXT_SKILL.replace("value = 0.95", f"value = {value}").replace('"probability"', f'"{unit}"')
        assert read(text, CATALOGUE).values["bar"] == value


@pytest.mark.parametrize("name", handbook.names())
def test_the_handbook_keeps_to_its_units(name: str) -> None:
    read(handbook.text(name), CATALOGUE)


# What is said of students -----------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = small_school(tmp_path / "boundaries.school", clock=SetClock())
    yield made
    made.store.close()


def refused(engine: Engine, act: Callable[[], object]) -> str:
    """Return what is said against something that changed nothing."""
    before = everything(engine)
    with pytest.raises(Refused) as caught:
        act()
    assert everything(engine) == before
    return "\n".join(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("autonomy", 40, "a number from 1 to 4"),
        ("autonomy", 0, "a number from 1 to 4"),
        ("autonomy", "lots", "a number from 1 to 4"),
        ("autonomy", True, "a number from 1 to 4"),
        ("reading_level", 900.0, "a number from -1 to 16"),
        ("unexcused_absences", -1, "a number from 0"),
        ("extra_time", 0.5, "a number from 1"),
        ("over_age", 7, "true or false"),
        ("wish", "  ", "a number, a word, true or false"),
        ("sleep_hours", float("nan"), "a finite number"),
        ("sleep_hours", float("inf"), "a finite number"),
        (" ", 3, "such as autonomy"),
    ],
)
def test_what_is_recorded_must_be_what_its_name_says(
    engine: Engine, name: str, value: float | str, valid: str
) -> None:
    """The mistake: a level on another scale was taken in, and every rule that read it was quietly wrong."""
    assert valid in refused(engine, lambda: respond.record(engine, "ana", name, value, source="t1"))


def test_everything_wrong_with_many_records_is_said_together_and_none_is_kept(engine: Engine) -> None:
    records = [
        respond.Recorded("ana", "autonomy", 3, "t1"),
        respond.Recorded("ben", "autonomy", 9, "t1"),
        respond.Recorded("chen", "reading_level", "high", "t1"),
    ]
    told = refused(engine, lambda: respond.record_all(engine, records))
    assert "autonomy of ben" in told
    assert "reading_level of chen" in told


def test_the_bounds_themselves_and_a_name_of_ones_own_are_taken(engine: Engine) -> None:
    """Nothing is refused that can be right."""
    for name, value in (("autonomy", 1), ("reading_level", -1), ("over_age", True), ("extra_time", 1)):
        respond.record(engine, "ana", name, value, source="t1")
    for name, own in (("sleep_hours", -3.5), ("wish", "a robot"), ("free_periods", 0)):
        respond.record(engine, "ana", name, own, source="t1")
    assert table(engine, "profile").height == 7


def test_of_two_things_said_at_one_instant_the_later_counts_also_after_a_rebuild(engine: Engine) -> None:
    """The mistake: two entries of one instant left a table that could not be made again."""
    for value in (1, 4):
        respond.record(engine, "ana", "autonomy", value, source="t1")
    for number, correct in enumerate((1, 5)):
        result = AssessmentResult(
            StudentId("ana"), SkillId("count"), "exit slip", "", correct, 5, engine.now()
        )
        respond.assess(engine, result, key=f"slip {number}")
    assert table(engine, "profile").get_column("number").to_list() == [4.0]
    assert table(engine, "assessments").get_column("correct").to_list() == [5]
    assert rebuild.rebuild(engine).same


def test_protected_attributes_come_in_by_no_side_door(engine: Engine) -> None:
    """The mistake: what a process must not read was kept under the same name beside it, and read there."""
    assert "protected attribute" in refused(
        engine, lambda: respond.record(engine, "ana", "race", "white", source="office")
    )
    text = NEXT_SKILL.replace('"enrolled"]', '"enrolled", "profile_word(name = race) as group"]')
    text = text.replace('keep = "mastery < bar"', "keep = \"mastery < bar AND group <> 'x'\"")
    assert "it reads protected attributes: race" in refused(engine, lambda: publish(engine, text, by="tests"))


def test_an_answer_or_a_test_of_a_skill_that_is_not_on_the_map_is_refused(engine: Engine) -> None:
    """The mistake: a misspelled label made a skill of its own, on which nobody was ever taught anything."""
    scored = Answer("ana", "elsewhere-1", "k", correct=True, skills=("count", "fracions"))
    assert "did you mean «fractions»" in refused(engine, lambda: respond.respond(engine, scored))
    result = AssessmentResult(StudentId("ana"), SkillId("cuont"), "exit slip", "", 3, 5, engine.now())
    assert "did you mean «count»" in refused(engine, lambda: respond.assess(engine, result, key="k"))


def test_nothing_is_dated_later_than_now(engine: Engine) -> None:
    """The mistake: a clock that ran ahead made answers count that had not been given."""
    later = engine.now() + timedelta(minutes=1)
    result = AssessmentResult(StudentId("ana"), SkillId("count"), "exit slip", "", 3, 5, later)
    for act in (
        lambda: respond.assess(engine, result, key="k"),
        lambda: respond.record(engine, "ana", "autonomy", 3, source="t1", at=later),
        lambda: respond.respond(engine, Answer("ana", "count-1", "k", given="3", at=later)),
    ):
        assert "has not come yet" in refused(engine, act)


@pytest.mark.parametrize(
    ("correct", "of"),
    [(6, 5), (-1, 5), (0, 0), (3, -5)],
)
def test_a_result_that_cannot_be_is_refused(engine: Engine, correct: int, of: int) -> None:
    """The mistake: scores above one hundred per cent passed every threshold."""
    with pytest.raises(Refused):
        AssessmentResult(StudentId("ana"), SkillId("count"), "exit slip", "", correct, of, engine.now())


@pytest.mark.parametrize(
    "change",
    [{"hints": -1}, {"seconds": -5.0}, {"seconds": float("nan")}, {"seconds": 1e9}],
)
def test_hints_and_seconds_that_cannot_be_are_refused(engine: Engine, change: dict[str, float]) -> None:
    """The mistake: a time in milliseconds was read as seconds, and every student was slow."""
    answer = Answer("ana", "count-1", "k", given="3", **change)  # type: ignore[arg-type]
    refused(engine, lambda: respond.respond(engine, answer))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"prior": 1.5}, "1.5 is no usable probability"),
        ({"guess": 0.0}, "0.0 is no usable probability"),
        ({"slip": 1.0}, "1.0 is no usable probability"),
        ({"guess": 0.6, "slip": 0.5}, "make 1 or more"),
        ({"learn": float("nan")}, "no usable probability"),
    ],
)
def test_parameters_of_tracing_are_probabilities(parameters: dict[str, float], said: str) -> None:
    """The mistake: guess and slip were stored as odds and used as probabilities."""
    with pytest.raises(Refused, match=said):
        BktParameters(**parameters)


@pytest.mark.parametrize(
    ("field", "value", "valid"),
    [
        ("difficulty", 3.0, "from 0 (easiest) to 1 (hardest)"),
        ("minutes", -3.0, "more than 0 minutes"),
        ("copies", 0, "1 or more"),
        ("kind", "leson", "lesson"),
        ("status", "retierd", "retired"),
        ("skills", ["cuont"], "count"),
    ],
)
def test_a_learning_object_is_what_its_fields_say_or_is_refused_with_file_and_field(
    engine: Engine, tmp_path: Path, field: str, value: object, valid: str
) -> None:
    """The mistake: the level of a taxonomy, from 1 to 6, was read as a difficulty from 0 to 1."""
    good = json.loads(write_json([], [small_objects()[0]]))
    (objects,) = [each for each in good.values() if isinstance(each, list) and each]
    objects[0][field] = value
    file = tmp_path / "objects.json"
    file.write_text(json.dumps(good))
    told = refused(engine, lambda: bootstrap.import_items(engine, file))
    assert "objects.json" in told
    assert valid in told
