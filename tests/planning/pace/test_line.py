"""Pace lines: their days follow from the line and the calendar, and what is wrong is told together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base.errors import Refused
from whynext.planning.pace.line import PaceLine, Unit, faults, planned_days, school_days, suggested_day
from whynext.planning.pace.reading import read_line

FIRST = date(2026, 9, 7)  # a Monday


def line(*weights: float, weeks: int = 2, days: dict[int, date] | None = None) -> PaceLine:
    """Return a line of units with these weights over some weeks, some of them with a day."""
    units = tuple(
        Unit(f"u{n}", "", (f"s{n}",), by=(days or {}).get(n), weight=weight)
        for n, weight in enumerate(weights)
    )
    return PaceLine("m", "M", ("6a",), FIRST, FIRST + timedelta(days=7 * weeks - 3), units)


def test_units_lie_evenly_over_the_school_days() -> None:
    """Ten school days and five units: every second day, weekends left out."""
    assert [day.day for day in planned_days(line(1, 1, 1, 1, 1))] == [8, 10, 14, 16, 18]


def test_a_unit_of_twice_the_weight_has_twice_the_days() -> None:
    assert [day.day for day in planned_days(line(1, 3, 1))] == [8, 16, 18]


def test_holidays_have_no_part() -> None:
    """With one day less the first of two units takes the four and a half days up to the next one."""
    free = [date(2026, 9, 9)]
    assert [day.day for day in planned_days(line(1, 1), free)] == [14, 18]


def test_a_day_that_is_set_stands_and_the_others_are_spread_around_it() -> None:
    days = planned_days(line(1, 1, 1, 1, days={1: date(2026, 9, 15)}))
    assert [day.day for day in days] == [10, 15, 17, 18]


def test_moving_the_last_day_moves_the_days_between() -> None:
    before = line(1, 1, 1, 1)
    after = replace(before, ends=before.ends + timedelta(days=7))
    assert all(late > early for early, late in zip(planned_days(before), planned_days(after), strict=True))


def test_units_between_two_days_without_school_fall_on_the_later() -> None:
    saturday, sunday = date(2026, 9, 12), date(2026, 9, 13)
    days = planned_days(line(1, 1, 1, 1, days={0: saturday, 2: sunday}))
    assert days[:3] == [saturday, sunday, sunday]


weights = st.lists(st.floats(0.1, 9.0), min_size=1, max_size=12)


@given(weights, st.integers(1, 20), st.sets(st.integers(0, 130), max_size=20))
def test_planned_days_never_go_back_and_end_with_the_line(
    each: list[float], weeks: int, free: set[int]
) -> None:
    made = line(*each, weeks=weeks)
    holidays = {FIRST + timedelta(days=n) for n in free}
    days = planned_days(made, holidays)
    assert days == sorted(days)
    assert days[-1] == made.ends
    open_ = set(school_days(made.starts - timedelta(days=1), made.ends, holidays)) | {made.ends}
    assert set(days) <= open_


@given(weights, st.integers(1, 20))
def test_a_line_comes_back_from_its_data(each: list[float], weeks: int) -> None:
    made = line(*each, weeks=weeks)
    assert PaceLine.of_data(made.as_data()) == made


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_suggestion_is_never_before_the_planned_day(planned: int, today: int) -> None:
    on, now = (FIRST + timedelta(days=n) for n in (planned, today))
    assert suggested_day(on, now) >= max(on, now)


GOOD = """
id = "maths-6"
title = "Mathematics 6"
sections = ["6a", "6b"]
starts = 2026-09-07
ends = 2026-12-18
minutes = 40
[[units]]
id = "whole"
title = "Whole numbers"
skills = ["add", "subtract"]
by = 2026-10-02
[[units]]
id = "book"
objects = ["book-1"]
required = false
weight = 0.5
"""


def test_a_document_says_units_with_or_without_a_day() -> None:
    """The weight of a unit is the number of its parts where nothing else is said."""
    made = read_line(GOOD)
    assert [(each.id, each.weight, each.by, each.required) for each in made.units] == [
        ("whole", 2.0, date(2026, 10, 2), True),
        ("book", 0.5, None, False),
    ]


BAD = """
id = "Maths 6"
sections = []
starts = 2026-12-18
ends = 2026-09-07
minutes = 0
colour = "red"
[[units]]
id = "a"
skills = ["add", "add"]
weight = 0
by = 2026-08-01
[[units]]
id = "a"
required = false
by = "soon"
[[units]]
skills = "count"
required = "yes"
"""


def test_everything_that_is_wrong_is_told_together() -> None:
    with pytest.raises(Refused) as refused:
        read_line(BAD, name="bad.toml")
    told = [f"{each.where}: {each.what}" for each in refused.value.problems]
    for part in (
        "bad.toml, id: «Maths 6» is no id",
        "bad.toml: title is missing",
        "bad.toml, sections: it names no section",
        "bad.toml, ends: it ends on 2026-09-07, before it starts",
        "bad.toml, minutes: 0 minutes a day",
        "bad.toml: «colour» is not known here",
        "bad.toml: the unit «a» is named twice",
        "bad.toml: the skill «add» is named twice",
        "unit «a»: its weight is 0",
        "unit «a»: its day 2026-08-01 is outside of the line",
        "unit «a»: it names nothing to pass",
        "bad.toml, unit 2, by: «soon» is no day",
        "bad.toml, unit 3: id is missing",
        "bad.toml, unit 3, skills: skills is no list of ids",
        "bad.toml, unit 3, required: «yes» is neither true nor false",
    ):
        assert any(part in each for each in told), (part, told)


@pytest.mark.parametrize("text", ["id = ", "units = 3", "[units]\nid = 1", "skills = 4", "", "weight = nan"])
def test_no_text_leads_to_anything_but_a_refusal(text: str) -> None:
    with pytest.raises(Refused):
        read_line(text)


def test_days_out_of_order_are_refused_only_where_others_lie_between() -> None:
    """A unit between two days that go back could have no day; days that are all set may stand as they are."""
    days = {0: date(2026, 9, 15), 2: date(2026, 9, 10)}
    assert [each.kind for each in faults(line(1, 1, 1, days=days))] == ["dates in wrong order"]
    assert faults(line(1, 1, 1, days={**days, 1: date(2026, 9, 18)})) == []
