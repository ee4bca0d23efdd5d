"""The simulated hall: the same from one seed, a web and not a line, and something ready for everybody."""

from __future__ import annotations

import tomllib

import numpy as np

from whynext.library.learning_object import problems
from whynext.testing.simulated_hall import GRADES, SKILLS, WORKS_WITH, simulate_hall


def test_it_has_what_the_catalogue_asks_for() -> None:
    """Ninety students, five teachers, six areas with seats, eight modalities, sixty skills, two periods."""
    hall = simulate_hall()
    document = tomllib.loads(hall.document)
    counts = {name: len(document[name]) for name in ("periods", "areas", "modalities", "teachers")}
    assert counts == {"periods": 2, "areas": 6, "modalities": 8, "teachers": 5}
    assert (len(hall.students), len(hall.map.map.competencies)) == (90, SKILLS)
    assert {each["name"] for each in document["modalities"]} == set(WORKS_WITH)
    assert not any(problem for each in hall.objects for problem in problems(each))
    assert {section.id for section in hall.sections} == set(document["sections"])
    assert hall.accommodations


def test_the_web_is_no_line() -> None:
    """Several skills open others, several build on more than one, and no skill comes before what it needs."""
    hall = simulate_hall()
    needs = [len(before) for before in hall.course.before]
    assert max(needs) >= 2
    assert sum(count == 0 for count in needs) >= 3
    assert all(each < place for place, before in enumerate(hall.course.before) for each in before)
    assert set(hall.course.grades) <= set(GRADES)


def test_everybody_has_something_to_learn_and_it_is_learned_in_the_end() -> None:
    hall = simulate_hall()
    known = hall.people.knows
    needs = hall.course.needs()
    ready = ~known & ~((needs[None] & ~known[:, None, :]).any(axis=2))
    assert int(ready.sum(axis=1).min()) >= 3
    student, skill = hall.students[0], hall.course.skills[int(np.flatnonzero(ready[0])[0])]
    assert not hall.knows(student, skill)
    for _ in range(200):
        hall.learn(student, skill, "lesson")
    assert hall.knows(student, skill)
    assert sum(hall.answers(student, skill, 500)) > 350


def test_the_same_seed_gives_the_same_hall_and_another_another() -> None:
    first, again, other = simulate_hall(seed=1), simulate_hall(seed=1), simulate_hall(seed=2)
    for _ in range(3):
        assert first.absences() == again.absences()
    assert first.document == again.document
    assert list(first.course.skills) == list(again.course.skills)
    assert np.array_equal(first.people.knows, again.people.knows)
    assert not np.array_equal(first.people.knows, other.people.knows)
