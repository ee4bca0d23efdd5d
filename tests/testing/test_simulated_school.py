"""The simulated school: the same from one seed, plausible, and true to what it says of itself."""

from __future__ import annotations

import ast
import inspect
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from whynext import bootstrap
from whynext.library import starter
from whynext.process.trigger import is_school_day
from whynext.testing import simulated_learning, simulated_people
from whynext.testing.simulated_learning import Course, Schedule, drawn, taught
from whynext.testing.simulated_school import HOLIDAYS, SimulatedSchool, simulate, starter_course

ITEMS = bootstrap.starter_items()


@pytest.fixture(scope="module")
def school() -> SimulatedSchool:
    return simulate(ITEMS)


def test_it_has_the_promised_size(school: SimulatedSchool) -> None:
    counts = school.roster.counts()
    assert (len(school.students), counts["sections"], len(school.days)) == (180, 6, 60)
    assert counts["enrolments"] == 186
    assert 180 <= counts["guardians"] <= 360
    assert set(school.responses.get_column("student")) == set(school.students)
    assert 40_000 < len(school.responses) < 100_000


def test_the_same_seed_gives_the_same_school_and_another_another(school: SimulatedSchool) -> None:
    again, other = simulate(ITEMS), simulate(ITEMS, seed=1)
    assert school.responses.equals(again.responses)
    assert school.roster.equals(again.roster)
    assert school.records == again.records
    assert school.assessments == again.assessments
    assert not school.responses.equals(other.responses)
    assert not school.roster.people.equals(other.roster.people)


def test_answers_come_on_school_days_in_school_hours_in_order(school: SimulatedSchool) -> None:
    local = school.responses.get_column("at").dt.convert_time_zone(school.timezone)
    assert set(local.dt.date()) == set(school.days)
    assert local.dt.hour().is_between(9, 15).all()
    assert school.responses.get_column("at").is_sorted()
    assert school.responses.get_column("order").to_list() == list(range(len(school.responses)))
    assert school.responses.get_column("key").is_unique().all()


def test_no_answer_falls_on_a_holiday(school: SimulatedSchool) -> None:
    assert all(is_school_day(day, HOLIDAYS) for day in school.days)
    assert date(2026, 9, 7) not in school.days
    assert school.days[-1] == date(2026, 11, 16)
    assert is_school_day(school.days[-1] + timedelta(days=1), HOLIDAYS)


def test_every_answer_is_to_an_item_of_its_skill(school: SimulatedSchool) -> None:
    skills = {item.id: set(item.skills) for item in ITEMS}
    on_map = {row["id"] for row in starter.skills()}
    pairs = school.responses.select("item", pl.col("skills").list.first()).unique()
    for item, skill in pairs.iter_rows():
        assert skill in on_map
        assert item.startswith("paper/") or skill in skills[item]


def test_what_is_known_is_closed_under_prerequisites(school: SimulatedSchool) -> None:
    known = school.truth.filter("knows")
    held = {(row[0], row[1]) for row in known.select("student", "skill").iter_rows()}
    taught_here = set(school.truth.get_column("skill"))
    wrong = [
        (student, edge)
        for edge in starter.prerequisites()
        if edge["to"] in taught_here
        for student in school.students
        if (student, edge["to"]) in held and (student, edge["from"]) not in held
    ]
    # Meeting a skill again and again teaches it now and then without what it builds on.
    assert len(wrong) < 0.02 * len(held)


def test_who_knows_a_skill_answers_better(school: SimulatedSchool) -> None:
    last = school.responses.filter(pl.col("at") > pl.col("at").max() - pl.duration(hours=12))
    marked = last.with_columns(pl.col("skills").list.first().alias("skill"))
    joined = marked.join(school.truth, on=["student", "skill"], how="left")
    rates = dict(joined.group_by("knows").agg(pl.col("correct").mean()).iter_rows())
    assert rates[True] > 0.65 > 0.3 > rates[False]


def test_older_students_know_more(school: SimulatedSchool) -> None:
    grades = school.roster.students().select("student", "grade")
    mean = school.truth.join(grades, on="student").group_by("grade").agg(pl.col("knows").mean()).sort("grade")
    shares = mean.get_column("knows").to_list()
    assert shares == sorted(shares)
    assert 0.2 < shares[0] < shares[-1] < 0.95


def test_records_are_most_of_what_there_is_and_not_all(school: SimulatedSchool) -> None:
    with_level = {each.student for each in school.records if each.name == "autonomy"}
    assert 150 < len(with_level) < 180
    assert {each.value for each in school.records if each.name == "autonomy"} == {1, 2, 3, 4}
    interests = {each.value for each in school.records if each.name == "interest"}
    assert interests <= set(starter.INTERESTS)
    names = {each.name for each in school.records}
    assert {"reading_level", "course_failures", "unexcused_absences", "accommodation"} <= names


def test_no_two_students_share_a_name(school: SimulatedSchool) -> None:
    names = school.roster.people.select("given_name", "family_name").head(180)
    assert names.is_unique().all()
    firsts = names.get_column("given_name")
    assert firsts.n_unique() > 120


def test_names_are_listed_once_and_in_order() -> None:
    for names in (simulated_people.GIVEN_NAMES, simulated_people.FAMILY_NAMES):
        assert len(set(names)) == len(names) > 100


def test_the_truth_shares_no_code_with_the_models_that_estimate_it() -> None:
    imported = [
        node.module or ""
        for node in ast.walk(ast.parse(inspect.getsource(simulated_learning)))
        if isinstance(node, ast.ImportFrom)
    ]
    assert not [name for name in imported if name.startswith("whynext")]


def test_a_course_teaches_what_a_skill_builds_on_before_it() -> None:
    course = starter_course(ITEMS, 8)
    assert len(course.skills) == len(starter.skills())
    assert all(below < place for place, before in enumerate(course.before) for below in before)
    assert (np.diff(course.grades) >= 0).all()
    assert all(course.items)


def test_nobody_learns_on_a_day_away() -> None:
    course = Course(("a", "b"), np.array([0.0, 1.0]), ((), (0,)), ((("i", "number"),), (("j", "number"),)))
    chance = np.random.default_rng(1)
    students = drawn([1, 1], course, chance)
    before = students.knows.copy()
    present = np.zeros((5, 2), bool)
    present[:, 1] = True
    told = taught(students, course, present, Schedule(days=5, looking_back=2), chance)
    assert set(np.concatenate(told.student)) == {1}
    assert (students.knows[0] == before[0]).all()
