"""What-if: exactly those whose decision would be another one are named, and nothing is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from engine.grown_school import everything, grown_school, table
from whynext import bootstrap, handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import inspect, tick
from whynext.engine.publish import publish
from whynext.engine.school import Engine
from whynext.process.definition import Definition
from whynext.process.reading import read
from whynext.process.run import judge
from whynext.testing.small_school import NEXT_SKILL, CountedEntropy, SetClock

FIRST = NEXT_SKILL.replace('"unlocks", "enrolled"]', '"unlocks", "enrolled", "skills_mastered", "grade"]')
FIRST = FIRST.replace('when = "enrolled"', 'when = "enrolled AND skills_mastered >= 0 AND grade < 13"')

VERSIONS = {
    "a lower bar": ("0.95", "0.5"),
    "a bar below the prior": ("0.95", "0.25"),
    "another order": ('prefer = "unlocks"', 'prefer = "mastery - unlocks"'),
    "two skills": ("[[rules]]\nprefer", '[choose]\nhow = "best"\ncount = 2\n\n[[rules]]\nprefer'),
    "for beginners only": ("skills_mastered >= 0", "skills_mastered < 1"),
    "nothing new": ("not mastered yet", "there is more to learn"),
}
STUDENTS = 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school file in which the first version is published and every student has a history of their own."""
    path = tmp_path_factory.mktemp("what-if") / "grown.school"
    engine = grown_school(path, students=STUDENTS, clock=SetClock())
    publish(engine, FIRST, by="tests")
    engine.store.close()
    return path


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def engine(made: Path, tmp_path: Path, clock: SetClock) -> Iterator[Engine]:
    opened = copied(made, tmp_path / "copy.school", clock)
    yield opened
    opened.store.close()


def copied(made: Path, path: Path, clock: SetClock) -> Engine:
    shutil.copy(made, path)
    return bootstrap.engine(path, clock=clock, entropy=CountedEntropy())


def version(engine: Engine, *changes: tuple[str, str], number: int = 2) -> Definition:
    return read(text(*changes, number=number), engine.catalogue)


def text(*changes: tuple[str, str], number: int = 2) -> str:
    written = FIRST.replace("version = 1", f"version = {number}")
    for old, new in changes:
        assert old in written
        written = written.replace(old, new)
    return written


def decided(made: Path, path: Path, published: str | None) -> dict[str, tuple[str, ...]]:
    """Let the night come in a copy of the school, and return what it decides for each student."""
    clock = SetClock()
    engine = copied(made, path, clock)
    if published is not None:
        publish(engine, published, by="tests")
    clock.forward(hours=7)
    tick.tick(engine)
    rows = table(engine, "decisions").select("student", "first_chosen", "recourse", "state").rows()
    engine.store.close()
    return {row[0]: (*json.loads(row[1]), row[2] or "", row[3]) for row in rows}


@pytest.mark.parametrize("name", VERSIONS)
def test_it_lists_exactly_those_whom_the_night_would_decide_otherwise(
    made: Path, engine: Engine, clock: SetClock, tmp_path: Path, name: str
) -> None:
    """Two nights are really run, one with each version, and compared student by student."""
    clock.forward(hours=7)
    found = inspect.what_if(engine, version(engine, VERSIONS[name]))
    before = decided(made, tmp_path / "before.school", None)
    after = decided(made, tmp_path / "after.school", text(VERSIONS[name]))
    everyone = before.keys() | after.keys()
    affected = {student for student in everyone if before.get(student) != after.get(student)}
    assert {each.student for each in found.differs} == affected
    assert found.decisions == len(everyone) == STUDENTS + 6
    for each in found.differs:
        assert each.before == before.get(each.student, ("", ""))[:-2]
        assert each.after == after.get(each.student, ("", ""))[:-2]
    # The comparison can fail: some versions affect some students and not all, one affects nobody.
    assert (len(affected) == 0) is (name == "nothing new")
    assert len(affected) < STUDENTS + 6 or name == "two skills" or name == "a bar below the prior"


def test_where_chance_chooses_the_draw_of_a_student_is_held_fixed(engine: Engine) -> None:
    """Each student judged alone under both versions gives the same list as all at once."""
    changes = [("[[rules]]\nprefer", '[choose]\nhow = "sample"\nexplore = 0.2\n\n[[rules]]\nprefer')]
    publish(engine, text(*changes), by="tests")
    other = version(engine, *changes, ("0.95", "0.6"), number=3)
    found = inspect.what_if(engine, other)
    base = version(engine, *changes)
    outcomes: dict[str, list[list[str]]] = {}
    for definition in (base, other):
        observed, seed = inspect.observe_now(engine, definition)
        for (student,), rows in observed.group_by("student", maintain_order=True):
            _, alone = judge(definition, rows, seed)
            outcomes.setdefault(str(student), []).append(alone.get_column("chosen")[0].to_list())
    affected = {student for student, (one, two) in outcomes.items() if one != two}
    assert {each.student for each in found.differs} == affected
    assert 0 < len(affected) < len(outcomes)


def test_it_writes_nothing(engine: Engine) -> None:
    before = everything(engine)
    found = inspect.what_if(engine, version(engine, VERSIONS["a lower bar"]))
    assert found.differs
    assert everything(engine) == before


def test_it_compares_with_the_version_in_force_and_not_with_one_that_is_still_to_come(
    engine: Engine, clock: SetClock
) -> None:
    other = version(engine, VERSIONS["a lower bar"], number=3)
    now = inspect.what_if(engine, other)
    publish(engine, text(VERSIONS["a lower bar"]), by="tests", effective_from=clock.at + timedelta(days=7))
    assert inspect.what_if(engine, other) == now
    clock.forward(days=7)
    assert inspect.what_if(engine, other).differs == ()


def test_who_could_not_be_decided_for_is_counted(engine: Engine, clock: SetClock) -> None:
    """A student without a grade is nobody of whom the condition is known: somebody is asked."""
    with engine.store.writing() as writing:
        writing.update("students", {"student": ["s001", "s002"]}, {"grade": None})
    same = inspect.what_if(engine, version(engine, VERSIONS["nothing new"]))
    assert (same.fallbacks, same.differs) == (2, ())
    without = version(engine, (" AND grade < 13", ""), (', "grade"]', "]"))
    answered = inspect.what_if(engine, without)
    assert answered.fallbacks == 0
    assert {each.student for each in answered.differs} == {"s001", "s002"}


def test_what_no_published_process_may_read_can_be_tried(engine: Engine) -> None:
    """To show what it would do; it is refused only where it would decide."""
    other = version(
        engine, ('"grade"]', '"grade", "race"]'), ("mastery < bar", "mastery < bar AND race = 'x'")
    )
    found = inspect.what_if(engine, other)
    assert (found.fallbacks, len(found.differs)) == (STUDENTS + 6, STUDENTS + 6)
    with pytest.raises(Refused, match="protected"):
        publish(engine, other.text, by="tests")


def test_for_a_given_skill_it_is_asked_of_that_skill(engine: Engine) -> None:
    for name in ("something-simpler", "next-object"):
        publish(engine, handbook.text(name), by="tests")
    easier = handbook.text("next-object").replace("stretch = { value = 0.4", "stretch = { value = 0.02")
    other = read(easier.replace("version  = 1", "version  = 2"), engine.catalogue)
    for skill in ("count", "fractions"):
        found = inspect.what_if(engine, other, given=skill)
        assert {each.given for each in found.differs} == {skill}
        assert all(option.startswith(skill) for each in found.differs for option in each.before)


@pytest.mark.parametrize(
    ("given", "said"),
    [(None, "a skill to decide for"), ("fracions", "did you mean «fractions»")],
)
def test_a_given_that_is_missing_or_unknown_is_refused(engine: Engine, given: str | None, said: str) -> None:
    for name in ("something-simpler", "next-object"):
        publish(engine, handbook.text(name), by="tests")
    with pytest.raises(Refused, match=said):
        inspect.what_if(engine, read(handbook.text("next-object"), engine.catalogue), given=given)


def test_what_is_not_in_force_is_refused(engine: Engine, clock: SetClock) -> None:
    with pytest.raises(NotFound, match="did you mean «next-skill»"):
        inspect.what_if(engine, version(engine), process="next-skil")
    with pytest.raises(NotFound, match="is not published here"):
        inspect.what_if(engine, version(engine, ('"next-skill"', '"summer"')))
    summer = text(('"next-skill"', '"summer"'))
    publish(engine, summer, by="tests", effective_from=clock.at + timedelta(days=1))
    with pytest.raises(NotFound, match="not in force now: it begins"):
        inspect.what_if(engine, read(summer, engine.catalogue))


def test_another_value_of_a_parameter_is_tried_without_a_text(engine: Engine) -> None:
    """The same as a version in which that value is written."""
    tried = version(engine).with_parameters({"bar": 0.5})
    assert (
        inspect.what_if(engine, tried).differs
        == inspect.what_if(engine, version(engine, ("0.95", "0.5"))).differs
    )
    with pytest.raises(Refused, match="did you mean «bar»"):
        tried.with_parameters({"baar": 0.5})


def test_what_it_looks_at_is_the_present(engine: Engine) -> None:
    """Inactive students are not asked about; what is recorded since counts."""
    with engine.store.writing() as writing:
        writing.update("students", {"student": ["s001"]}, {"active": False})
    found = inspect.what_if(engine, version(engine, VERSIONS["two skills"]))
    assert found.decisions == STUDENTS + 5
    assert pl.Series([each.student for each in found.differs]).is_in(["s001"]).sum() == 0
