"""Where students stand on their lines, and how much work is left; more passed is never worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.library import information as library
from whynext.mastery import information as mastery
from whynext.planning import information as planning
from whynext.planning.pace.information import INFORMATION
from whynext.planning.pace.line import suggested_day
from whynext.planning.pace.standing import COMPUTED, standings, units
from whynext.planning.pace.work import NEEDS, at_most, minutes_of_skills, remaining
from whynext.process.information import Asked
from whynext.roster import information as roster

SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    **library.SOURCES,
    **mastery.SOURCES,
    **planning.SOURCES,
    **roster.SOURCES,
    **COMPUTED,
}
INFO = {each.name: each for each in INFORMATION}
NOW = datetime(2026, 9, 15, 8, tzinfo=UTC)
TODAY = date(2026, 9, 15)  # a Tuesday
SKILLS = ("a", "b", "c", "d")
DAYS = dict(zip(SKILLS, (date(2026, 9, day) for day in (8, 14, 16, 18)), strict=True))
BARS = {"bar": 0.95, "pass_mark": 0.8, "form_kind": "", "line": "", "chance": 0.5, "due": False}


def unit(name: str, **other: Any) -> dict[str, Any]:
    """Return a unit of the line, one for each skill."""
    whole = {"line": "m", "section": "6a", "unit": name, "position": SKILLS.index(name), "weight": 1.0}
    dates = {"day": DAYS[name], "starts": date(2026, 9, 7), "ends": date(2026, 9, 18)}
    return {**whole, **dates, "required": True, "minutes": 40.0, **other}


def asked(students: Sequence[str] = ("ana",), **rows: Any) -> Asked:
    """Return a question about students in section 6a, with these rows of sources beside the usual ones."""
    usual: dict[str, list[dict[str, Any]]] = {
        "pace_units": [unit(each) for each in SKILLS],
        "pace_parts": [{"line": "m", "unit": each, "skill": each} for each in SKILLS],
        "enrolments": [{"student": each, "section": "6a", "role": "student"} for each in students],
        "mastery_priors": [{"skill": each, "prior": 0.3} for each in SKILLS],
    }
    arguments = {**BARS, **rows.pop("arguments", {})}
    today = rows.pop("today", TODAY)
    names = (*NEEDS, "profile")
    sources = {
        name: pl.DataFrame(rows.get(name, usual.get(name, [])), schema=dict(SCHEMAS[name])) for name in names
    }
    return Asked(pl.DataFrame({"student": list(students)}), sources, arguments, NOW, today)


def known(*skills: str, student: str = "ana", best: float = 0.97) -> dict[str, list[dict[str, Any]]]:
    """Return the sources that say that a student once reached this mastery of skills."""
    each = [{"student": student, "skill": skill} for skill in skills]
    return {
        "estimates": [{**row, "mastery": min(best, 0.9)} for row in each],
        "best_estimates": [{**row, "best": best} for row in each],
    }


def value(name: str, question: Asked) -> Any:
    (found,) = INFO[name].view(question).to_list()
    return found


# On the line ----------------------------------------------------------------------------------------------


def test_whatever_is_left_of_the_line_and_not_passed_is_behind() -> None:
    """Two days are over: with nothing passed two units are behind; with the first, one."""
    assert value("units_behind", asked()) == 2
    assert value("units_behind", asked(**known("a"))) == 1
    assert value("units_behind", asked(**known("a", "b"))) == 0


def test_a_unit_is_not_behind_on_its_day() -> None:
    assert value("units_behind", asked(today=date(2026, 9, 14))) == 1
    assert value("units_behind", asked(today=date(2026, 9, 15))) == 2


def test_what_is_passed_before_its_day_is_ahead_and_makes_up_for_nothing() -> None:
    question = asked(**known("c", "d"))
    assert (value("units_behind", question), value("units_ahead", question)) == (2, 2)


def test_the_share_passed_goes_by_weight() -> None:
    heavy = [unit("a", weight=3.0), *(unit(each) for each in "bcd")]
    assert value("share_passed", asked(pace_units=heavy, **known("a"))) == pytest.approx(0.5)
    of_due = asked(pace_units=heavy, **known("a"), arguments={"due": True})
    assert value("share_passed", of_due) == pytest.approx(0.75)
    early = asked(**known("a"), arguments={"due": True}, today=date(2026, 9, 8))
    assert value("share_passed", early) is None


def test_moving_the_day_moves_the_status() -> None:
    moved = [unit("a", day=date(2026, 9, 16)), *(unit(each) for each in "bcd")]
    assert value("units_behind", asked(pace_units=moved)) == 1


def test_units_that_are_extra_put_nobody_behind() -> None:
    extra = [unit("a", required=False), *(unit(each) for each in "bcd")]
    assert value("units_behind", asked(pace_units=extra)) == 1


def test_what_was_passed_stays_passed() -> None:
    """The estimate has fallen to 0.9, the best ever was 0.97."""
    assert units(asked(**known("a"))).filter(unit="a").get_column("passed").item()


@pytest.mark.parametrize(("correct", "behind"), [(8, 1), (7, 2)])
def test_an_assessment_at_the_pass_mark_passes_a_skill(correct: int, behind: int) -> None:
    result = {"student": "ana", "skill": "a", "form_kind": "quiz", "correct": correct, "of": 10, "at": NOW}
    assert value("units_behind", asked(assessments=[result])) == behind


def test_assessments_of_another_kind_or_of_later_do_not_count() -> None:
    result = {"student": "ana", "skill": "a", "form_kind": "quiz", "correct": 9, "of": 10, "at": NOW}
    assert value("units_behind", asked(assessments=[result], arguments={"form_kind": "unit test"})) == 2
    later = {**result, "at": NOW + timedelta(hours=1)}
    assert value("units_behind", asked(assessments=[later])) == 2


def test_an_object_is_passed_once_it_was_carried_out() -> None:
    parts = [{"line": "m", "unit": "a", "object": "poster"}]
    question = asked(pace_units=[unit("a")], pace_parts=parts)
    assert (value("units_behind", question), value("work_remaining", question)) == (1, 20.0)
    done = [{"student": "ana", "object": "poster"}]
    question = asked(pace_units=[unit("a")], pace_parts=parts, carried_out=done)
    assert (value("units_behind", question), value("work_remaining", question)) == (0, 0.0)


def test_a_later_day_of_ones_own_counts_and_an_earlier_one_does_not() -> None:
    own = {"line": "m", "unit": "a", "student": "ana"}
    for day, behind in ((date(2026, 9, 30), 1), (date(2026, 9, 1), 2)):
        assert value("units_behind", asked(pace_days=[{**own, "day": day}])) == behind
    others = asked(pace_days=[{**own, "student": "ben", "day": date(2026, 9, 30)}])
    assert value("units_behind", others) == 2


def test_a_later_day_of_ones_own_beyond_the_end_is_the_deadline() -> None:
    own = {"line": "m", "unit": "d", "student": "ana", "day": date(2026, 9, 25)}
    assert value("days_to_deadline", asked()) == 4
    assert value("days_to_deadline", asked(pace_days=[own])) == 9


def test_without_a_line_that_has_begun_nothing_is_known() -> None:
    for question in (asked(enrolments=[]), asked(today=date(2026, 9, 1))):
        assert value("has_pace_line", question) is False
        assert {value(name, question) for name in INFO if name != "has_pace_line"} == {None}


def test_a_student_in_two_sections_of_a_line_follows_it_once() -> None:
    places = [{"student": "ana", "section": each, "role": "student"} for each in ("6a", "6b")]
    both = [*(unit(each) for each in SKILLS), *(unit(each, section="6b") for each in SKILLS)]
    assert value("units_behind", asked(enrolments=places, pace_units=both)) == 2


def test_several_lines_are_summed_and_one_can_be_meant() -> None:
    two = [*(unit(each) for each in SKILLS), unit("a", line="x", minutes=10.0)]
    parts = [{"line": "m", "unit": each, "skill": each} for each in SKILLS]
    parts.append({"line": "x", "unit": "a", "skill": "a"})
    question = {"pace_units": two, "pace_parts": parts}
    assert (value("units_behind", asked(**question)), value("time_budget", asked(**question))) == (3, 50)
    only = {"arguments": {"line": "x"}}
    assert value("units_behind", asked(**question, **only)) == 1
    assert value("time_budget", asked(**question, **only)) == 10


def test_the_budget_recorded_of_a_student_comes_before_that_of_the_line() -> None:
    said = {"student": "ana", "name": "minutes_a_day", "number": 25.0, "at": NOW}
    assert value("time_budget", asked()) == 40
    assert value("time_budget", asked(profile=[said])) == 25
    assert value("time_budget", asked(pace_units=[unit("a", minutes=None)])) is None


# Work that is left ----------------------------------------------------------------------------------------


def test_before_anybody_has_practised_each_skill_is_a_lesson_and_ten_minutes() -> None:
    assert value("work_remaining", asked()) == pytest.approx(4 * (20 + 10))
    lesson = {"object": "l", "skill": "a", "kind": "lesson", "status": "live", "minutes": 35.0}
    assert value("work_remaining", asked(learning_objects=[lesson])) == pytest.approx(3 * 30 + 45)


def test_minutes_a_day_are_the_work_over_the_school_days_left() -> None:
    """Tuesday to Friday, four days; with a holiday three; on the last day one; after it all at once."""
    assert value("minutes_a_day_needed", asked()) == pytest.approx(120 / 4)
    free = [{"day": date(2026, 9, 17)}]
    assert value("minutes_a_day_needed", asked(school_holidays=free)) == pytest.approx(120 / 3)
    assert value("minutes_a_day_needed", asked(today=date(2026, 9, 18))) == pytest.approx(120)
    over = asked(today=date(2026, 9, 25))
    assert (value("days_to_deadline", over), value("minutes_a_day_needed", over)) == (0, pytest.approx(120))


def test_a_skill_halfway_by_the_odds_is_half_of_the_work() -> None:
    """The odds go from 3:7 to 19:1; halfway, by their logarithm, is the root of their product."""
    odds = (3 / 7 * 19) ** 0.5
    half = [{"student": "ana", "skill": "a", "mastery": odds / (1 + odds)}]
    assert value("work_remaining", asked(estimates=half)) == pytest.approx(3 * 30 + 15)


def test_who_has_not_finished_counts_with_the_minutes_so_far() -> None:
    """Ten finish after 10 minutes; thirty are still at it after 10: it takes about 40, not 10."""
    none = pl.DataFrame(schema=dict(SCHEMAS["learning_objects"]))
    times = pl.DataFrame({"skill": ["a"] * 40, "minutes": [10.0] * 40, "best": [0.97] * 10 + [0.5] * 30})
    (practice,) = minutes_of_skills(times, none, ["a"], 0.95).get_column("practice")
    assert practice == pytest.approx(40, rel=0.15)


def test_expected_minutes_are_found_again_from_simulated_practice() -> None:
    """Exponential times of 25 minutes on average, broken off after 20: within a tenth at 2,000 students."""
    import random

    chance = random.Random(5)
    takes = [chance.expovariate(1 / 25) for _ in range(2_000)]
    times = pl.DataFrame(
        {
            "skill": ["a"] * 2_000,
            "minutes": [min(each, 20.0) for each in takes],
            "best": [0.97 if each <= 20 else 0.5 for each in takes],
        }
    )
    none = pl.DataFrame(schema=dict(SCHEMAS["learning_objects"]))
    row = minutes_of_skills(times, none, ["a"], 0.95).row(0, named=True)
    assert row["practice"] == pytest.approx(25, rel=0.1)
    assert row["practice_variance"] ** 0.5 == pytest.approx(25, rel=0.1)


SHAPES = (1.0, 4.0)
"""How minutes of practice vary: as an exponential time does, and half as much."""


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_left_keeps_within_its_bounds_in_four_of_five_simulated_cases(shape: float) -> None:
    """And what is expected is right on average. Means of four schools."""
    told = np.mean([simulated(shape, seed) for seed in range(4)], axis=0)
    assert told[0] == pytest.approx(1.0, abs=0.05)
    assert told[1] >= 0.8


def simulated(shape: float, seed: int) -> tuple[float, float]:
    """Return expected over true minutes, and the share within the bounds, of a simulated school.

    120 students of different speeds are in the middle of 20 skills; others have been there before.
    """
    chance = np.random.default_rng(seed)
    names = [f"s{n}" for n in range(20)]
    usual = chance.lognormal(np.log(12), 0.5, 20)

    def practice(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        speed = np.exp(chance.normal(0, 0.3, (count, 1)))
        return usual * speed * chance.gamma(shape, 1 / shape, (count, 20))

    before, takes = practice(120), practice(120)
    lessons = 20 * np.maximum(chance.normal(1, 0.3, (120, 20)), 0.2)
    done = [{"student": f"p{i}", "skill": names[k], "best": 0.97} for i in range(120) for k in range(8)]
    spent = [{**row, "answers": 9.0, "minutes": takes[n // 8, n % 8]} for n, row in enumerate(done)]
    everybody = [
        *({"skill": name, "minutes": before[i, k]} for i in range(120) for k, name in enumerate(names)),
        *({"skill": row["skill"], "minutes": row["minutes"]} for row in spent),
    ]
    question = asked(
        [f"p{i}" for i in range(120)],
        pace_units=[{**unit("a"), "unit": name, "position": k} for k, name in enumerate(names)],
        pace_parts=[{"line": "m", "unit": name, "skill": name} for name in names],
        mastery_priors=[{"skill": name, "prior": 0.3} for name in names],
        best_estimates=done,
        time_on_skills=[{k: v for k, v in row.items() if k != "best"} for row in spent],
        times_of_all=[{**row, "best": 0.97} for row in everybody],
    )
    found = dict(remaining(question).select("student", pl.struct("expected", "variance")).iter_rows())
    truly = (takes + lessons)[:, 8:].sum(axis=1)
    said = np.array([found[f"p{i}"]["expected"] for i in range(120)])
    off = np.array([found[f"p{i}"]["variance"] for i in range(120)]) ** 0.5 * 1.2816
    return float(said.mean() / truly.mean()), float((np.abs(truly - said) <= off).mean())


@pytest.mark.parametrize(("spent", "slower"), [(60.0, True), (2.0, False)])
def test_whoever_needed_longer_than_others_has_more_before_them(spent: float, slower: bool) -> None:
    practised = [{"student": "ana", "skill": "a", "answers": 9.0, "minutes": spent}]
    work = value("work_remaining", asked(**known("a"), time_on_skills=practised))
    assert (work > 90) is slower


def test_minutes_that_are_enough_in_more_cases_are_more() -> None:
    minutes = [value("work_remaining", asked(arguments={"chance": each})) for each in (0.5, 0.8, 0.95)]
    assert minutes == sorted(minutes)
    assert minutes[0] < minutes[1] < minutes[2]


# A faster student is never worse off -----------------------------------------------------------------------

levels = st.floats(0.05, 0.94)


@st.composite
def progress(draw: st.DrawFn) -> dict[str, Any]:
    """Return how far a student is: mastery of some skills, minutes spent on some, what others needed."""
    begun = draw(st.sets(st.sampled_from(SKILLS)))
    practised = draw(st.sets(st.sampled_from(SKILLS)))
    minutes = st.floats(0.1, 200.0)
    return {
        "estimates": [{"student": "ana", "skill": each, "mastery": draw(levels)} for each in sorted(begun)],
        "time_on_skills": [
            {"student": "ana", "skill": each, "answers": 3.0, "minutes": draw(minutes)}
            for each in sorted(practised)
        ],
        "times_of_all": [
            {"skill": draw(st.sampled_from(SKILLS)), "minutes": draw(minutes), "best": draw(st.floats(0, 1))}
            for _ in range(draw(st.integers(0, 12)))
        ],
    }


passed_sets = st.sets(st.sampled_from(SKILLS))


@settings(max_examples=25, deadline=None)
@given(progress(), passed_sets, passed_sets, st.floats(0.5, 0.99), st.integers(0, 20))
def test_with_more_passed_no_work_grows_and_no_day_comes_earlier(
    far: dict[str, Any], some: set[str], more: set[str], chance: float, after: int
) -> None:
    """Expected and sure minutes, minutes a day, units behind; and each suggested day, unit by unit."""
    today = date(2026, 9, 7) + timedelta(days=after)

    def at(passed: set[str]) -> tuple[dict[str, float], dict[str, date], list[float]]:
        best = [{"student": "ana", "skill": each, "best": 0.97} for each in sorted(passed)]
        question = asked(**far, best_estimates=best, today=today, arguments={"chance": chance})
        names = ("work_remaining", "minutes_a_day_needed", "units_behind")
        left = units(question).filter(~pl.col("passed"))
        days = {row["unit"]: suggested_day(row["day"], today) for row in left.iter_rows(named=True)}
        ahead = standings(question).get_column("share").to_list()
        return {name: value(name, question) for name in names}, days, ahead

    slow, slow_days, slow_share = at(some)
    fast, fast_days, fast_share = at(some | more)
    assert all(fast[name] <= slow[name] + 1e-6 for name in slow), (slow, fast)
    assert fast_share >= slow_share
    assert fast_days == {each: slow_days[each] for each in fast_days}


@settings(max_examples=20, deadline=None)
@given(progress(), passed_sets, st.floats(0.05, 1.0))
def test_whoever_takes_fewer_minutes_has_no_more_work_left(
    far: dict[str, Any], passed: set[str], faster: float
) -> None:
    best = [{"student": "ana", "skill": each, "best": 0.97} for each in sorted(passed)]
    quick = [{**each, "minutes": each["minutes"] * faster} for each in far["time_on_skills"]]
    slow = value("work_remaining", asked(**far, best_estimates=best))
    fast = value("work_remaining", asked(**{**far, "time_on_skills": quick}, best_estimates=best))
    assert fast <= slow + 1e-6


@settings(max_examples=12, deadline=None)
@given(progress(), passed_sets, progress(), passed_sets)
def test_what_is_said_of_one_student_does_not_depend_on_who_else_is_asked_about(
    mine: dict[str, Any], passed: set[str], theirs: dict[str, Any], others: set[str]
) -> None:
    def rows(far: dict[str, Any], done: set[str], who: str) -> dict[str, list[dict[str, Any]]]:
        best = [{"student": who, "skill": each, "best": 0.97} for each in sorted(done)]
        named = {
            name: [{**row, "student": who} for row in far[name]] for name in ("estimates", "time_on_skills")
        }
        return {**named, "best_estimates": best}

    of_ana, of_ben = rows(mine, passed, "ana"), rows(theirs, others, "ben")
    everybody = {"times_of_all": mine["times_of_all"]}
    alone = asked(**of_ana, **everybody)
    both = asked(("ben", "ana"), **{name: of_ana[name] + of_ben[name] for name in of_ana}, **everybody)
    for name, information in INFO.items():
        assert information.view(both).to_list()[1] == pytest.approx(value(name, alone)), name


def test_the_table_of_work_has_a_row_for_each_student_and_line() -> None:
    found = remaining(asked(("ana", "ben"), **known(*SKILLS)))
    assert found.get_column("student").to_list() == ["ana", "ben"]
    assert found.get_column("expected").to_list() == [0.0, pytest.approx(120)]
    assert found.select(at_most(pl.col("expected"), pl.col("variance"), 0.9)).to_series()[0] == 0.0
