"""The declared numbers of the model, the bank, and the map as arrays."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from mastery.diagnostic.conftest import map_of, random_map
from whynext.base.errors import Refused
from whynext.competencies.competency import Competency, precedes
from whynext.competencies.map import CompetencyMap
from whynext.library.item import Item, Key, Kind, Option
from whynext.mastery.diagnostic import limits, parameters, status
from whynext.mastery.diagnostic.bank import Bank, Question
from whynext.mastery.diagnostic.parameters import Parameters, difficulties_of, tables_of
from whynext.mastery.diagnostic.terrain import Terrain


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        (parameters.Parameters, parameters.WHY_DEFAULTS),
        (limits.Limits, limits.WHY_DEFAULTS),
        (status.Bars, status.WHY_DEFAULTS),
    ],
)
def test_every_default_has_a_reason(kind: type, reasons: dict[str, str]) -> None:
    """A number nobody can give a reason for should not be in force."""
    missing = {each.name for each in fields(kind)} - set(reasons)
    assert missing <= {"accommodations", "general_spread"} - set(reasons)


def test_parameters_are_data_and_their_version_changes_with_them() -> None:
    """There and back."""
    made = Parameters(difficulties={"s0": 1.0}, leap=0.05)
    assert Parameters.of_data(made.as_data()) == made
    assert made.version != Parameters(leap=0.05).version


def test_impossible_parameters_are_refused_all_together() -> None:
    """Each named, unknown ones too."""
    with pytest.raises(Refused) as refused:
        Parameters(leap=0.0, slip=0.7, difficulties={"s1": float("nan")})
    assert [each.where for each in refused.value.problems] == ["leap", "slip", "difficulties, s1"]
    with pytest.raises(Refused, match="leep"):
        Parameters.of_data({"leep": 0.1})


def test_difficulties_follow_grade_and_then_depth_unless_declared() -> None:
    """From the easiest, half the span below the middle, to the hardest, half of it above."""
    skills = [Competency(f"s{n}", f"s{n}", strand="a", grade_low=float(n // 2), position=n) for n in range(6)]
    map = CompetencyMap.of(skills, [precedes("s0", "s1"), precedes("s4", "s5")])
    hard = difficulties_of(Terrain.of(map), Parameters(difficulties={"s3": 2.5}))
    by_skill = dict(zip(Terrain.of(map).skills, hard.tolist(), strict=True))
    assert by_skill["s3"] == 2.5
    assert by_skill["s0"] == -3.0
    assert by_skill["s5"] == 3.0
    assert by_skill["s0"] < by_skill["s1"] < by_skill["s5"]
    assert by_skill["s2"] < by_skill["s4"]


def test_doubt_about_difficulties_flattens_the_curves() -> None:
    """The chance of knowing an easy skill is less sure, that at the middle the same."""
    terrain = Terrain.of(map_of([], ["a"]))
    sure, doubtful = (
        tables_of(terrain, Parameters(span=0.0, difficulty_doubt=doubt)).own[0] for doubt in (0.0, 1.0)
    )
    assert sure[20] == pytest.approx(0.5) == doubtful[20]
    assert doubtful[30] < sure[30]


def test_the_closure_is_that_of_the_map() -> None:
    """And every skill stands after its prerequisites."""
    map = random_map(7, skills=25)
    terrain = Terrain.of(map)
    for skill in map.skills:
        row = terrain.row(skill)
        names = {terrain.skills[each] for each in terrain.closure([row])}
        assert names == {skill, *map.ancestors(skill)}
        assert all(parent < row for parent in terrain.parents[row])
    assert (np.diff(terrain.closure([3, 9, 20])) > 0).all()


def test_a_skill_of_too_many_prerequisites_is_refused() -> None:
    """They are counted in one byte."""
    with pytest.raises(Refused, match="s201"):
        Terrain.of(map_of([(number, 201) for number in range(201)], ["a"] * 202))


def test_headings_are_no_skills_of_the_terrain() -> None:
    """Only what can be learned is placed."""
    heading = Competency("h", "Heading", kind="group")
    terrain = Terrain.of(CompetencyMap.of([heading, Competency("s", "S", parent="h")], []))
    assert terrain.skills == ("s",)


def test_a_bank_is_made_of_library_items_about_one_skill_each() -> None:
    """With the chance of guessing that follows from the kind of item; calibrated numbers go before it."""
    options = tuple(Option(letter, letter.upper()) for letter in "abcd")

    def item(name: str, kind: Kind, *skills: str, **more: object) -> Item:
        return Item(name, skills or ("s",), kind, "?", Key("a"), options, **more)  # type: ignore[arg-type]

    items = [
        item("choice", Kind.CHOICE, reading_level=4.0),
        item("some", Kind.MULTIPLE_CHOICE),
        item("order", Kind.ORDER),
        item("number", Kind.NUMBER),
        item("known", Kind.CHOICE),
        item("two skills", Kind.CHOICE, "s", "t"),
        item("old", Kind.CHOICE, status="retired"),
    ]
    bank = Bank.of_items(items, errors={"known": {"slip": 0.05, "guess": 0.02, "exposure": 0.5}})
    assert [each.id for each in bank.questions] == ["choice", "some", "order", "number", "known"]
    assert [each.guess for each in bank.questions] == [1 / 4, 1 / 15, 1 / 24, None, 0.02]
    assert bank["known"] == Question("known", "s", 0.05, 0.02, None, 0.5)
    assert bank["choice"].reading_level == 4.0


@pytest.mark.parametrize(
    "questions",
    [
        (Question("i", "s"), Question("i", "s")),
        (Question("i", "s", slip=0.5, guess=0.5),),
        (Question("i", "s", guess=1.2),),
        (Question("i", "s", exposure=0.0),),
        (Question("i", "s", reading_level=float("inf")),),
    ],
)
def test_a_bank_that_cannot_be_asked_from_is_refused(questions: tuple[Question, ...]) -> None:
    """Repeated items, items that tell nothing, numbers out of range."""
    with pytest.raises(Refused, match="«i»"):
        Bank(questions)
