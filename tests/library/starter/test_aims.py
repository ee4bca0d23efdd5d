"""Lessons on ways of working: each aim is a known way, and belongs to a lesson that is there."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from whynext.library import starter
from whynext.library.steps import Calculation, Operation
from whynext.library.strategies import STRATEGIES, TARGET, sort_of

AIMS = tomllib.loads(files(starter).joinpath("aims.toml").read_text(encoding="utf-8"))
LESSONS = {lesson.id: lesson for lesson in starter.objects()}


def test_every_aim_is_a_known_way_of_a_lesson_that_is_there() -> None:
    assert set(AIMS) <= set(LESSONS)
    assert {way for ways in AIMS.values() for way in ways} <= set(STRATEGIES)


def test_lessons_carry_their_aims_as_topics() -> None:
    for name, lesson in LESSONS.items():
        assert lesson.topics == tuple(f"{TARGET}{way}" for way in AIMS.get(name, [])), name


def test_no_lesson_gets_lost_where_two_files_have_some_for_a_skill() -> None:
    assert {"add-within-20/quick-sums", "add-within-20/steps-not-places"} <= set(LESSONS)


def test_what_is_usually_aimed_at_has_a_lesson_on_its_skill() -> None:
    """For sums and differences as they are asked for on the first skills of the map."""
    for skill, operation, numbers in (
        ("add-within-10", Operation.ADDITION, (4, 5)),
        ("add-within-20", Operation.ADDITION, (8, 5)),
        ("add-within-20", Operation.ADDITION, (7, 8)),
        ("add-within-100", Operation.ADDITION, (29, 64)),
        ("add-within-100", Operation.ADDITION, (43, 36)),
        ("subtract-within-20", Operation.SUBTRACTION, (13, 5)),
        ("subtract-within-100", Operation.SUBTRACTION, (63, 29)),
        ("subtract-within-100", Operation.SUBTRACTION, (74, 26)),
        ("subtract-within-100", Operation.SUBTRACTION, (63, 58)),
        ("multiplication-facts", Operation.MULTIPLICATION, (7, 8)),
    ):
        aim = sort_of(Calculation(operation, numbers)).aim
        assert any(aim in ways and name.startswith(f"{skill}/") for name, ways in AIMS.items()), (skill, aim)
