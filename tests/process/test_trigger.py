"""What wakes a process: facts, thresholds and the school's calendar, through clock changes and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from process.school import definition, made
from whynext.base.clock import instant_of, school_date
from whynext.process.trigger import (
    Calendar,
    Crossing,
    Trigger,
    is_school_day,
    next_school_day,
    parse_calendar,
)

BERLIN, NEW_YORK, LORD_HOWE = (
    ZoneInfo(n) for n in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
)


def calendar(text: str) -> Calendar:
    found, problems = parse_calendar(text)
    assert found is not None, problems
    return found


class TestReading:
    @pytest.mark.parametrize(
        "text",
        ["weekday 16:00", "daily 07:00", "schoolnight 18:00", "friday 15:00", "day 1 08:00", "02-29 08:00"],
    )
    def test_times_of_the_calendar_are_read(self, text: str) -> None:
        assert calendar(f" {text} ").text == text

    @pytest.mark.parametrize(
        "text",
        ["", "16:00", "weekday", "weekday 25:00", "weekday 16:60", "someday 16:00", "day 32 08:00",
         "02-30 08:00", "13-01 08:00", "00-10 08:00", "weekday 16:00:00", "weekday 4pm", "Weekday 16:00",
         "day 0 08:00", "every day 16:00", "weekday\n16:00"],
    )  # fmt: skip
    def test_what_is_no_such_time_is_refused_with_what_would_be(self, text: str) -> None:
        found, problems = parse_calendar(text, "process.toml, line 9")
        assert found is None
        assert problems[0].where == "process.toml, line 9"
        assert '"weekday 16:00"' in problems[0].valid


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day", "falls"),
        [
            ("daily 16:00", date(2026, 9, 6), True),
            ("weekday 16:00", date(2026, 9, 4), True),
            ("weekday 16:00", date(2026, 9, 5), False),
            ("weekday 16:00", date(2026, 9, 7), False),  # a holiday below
            ("schoolnight 18:00", date(2026, 9, 6), False),  # the eve of the holiday
            ("schoolnight 18:00", date(2026, 9, 7), True),
            ("schoolnight 18:00", date(2026, 9, 4), False),
            ("monday 08:00", date(2026, 9, 7), False),
            ("monday 08:00", date(2026, 9, 14), True),
            ("sunday 08:00", date(2026, 9, 6), True),
            ("day 6 08:00", date(2026, 9, 6), True),
            ("day 31 08:00", date(2026, 9, 30), False),
            ("02-29 08:00", date(2028, 2, 29), True),
            ("02-29 08:00", date(2026, 2, 28), False),
            ("09-06 08:00", date(2027, 9, 6), True),
        ],
    )
    def test_a_time_falls_on_its_days_and_not_on_holidays(self, text: str, day: date, falls: bool) -> None:
        assert calendar(text).falls_on(day, [date(2026, 9, 7)]) is falls

    @given(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.sets(st.dates(date(2020, 1, 1), date(2030, 2, 1)), max_size=5),
    )
    def test_the_next_school_day_is_the_first_one_after(self, day: date, holidays: set[date]) -> None:
        found = next_school_day(day, holidays)
        assert is_school_day(found, holidays)
        between = [day + timedelta(days=n) for n in range(1, (found - day).days)]
        assert not any(is_school_day(each, holidays) for each in between)


class TestLastBefore:
    @pytest.mark.parametrize(
        ("text", "now", "expected"),
        [
            ("daily 16:00", "2026-09-14T16:00+02:00", "2026-09-14T16:00+02:00"),
            ("daily 16:00", "2026-09-14T15:59+02:00", "2026-09-13T16:00+02:00"),
            ("weekday 16:00", "2026-09-14T15:59+02:00", "2026-09-11T16:00+02:00"),
            ("day 31 08:00", "2026-09-30T12:00+02:00", "2026-08-31T08:00+02:00"),
            # 02:30 does not exist on 29 March 2026: the gap ends at 03:00 summer time.
            ("daily 02:30", "2026-03-29T12:00+02:00", "2026-03-29T03:00+02:00"),
            ("daily 02:30", "2026-03-29T01:59+01:00", "2026-03-28T02:30+01:00"),
            # 02:30 comes twice on 25 October 2026: the first counts.
            ("daily 02:30", "2026-10-25T02:30+01:00", "2026-10-25T02:30+02:00"),
            ("daily 02:30", "2026-10-25T02:29+02:00", "2026-10-24T02:30+02:00"),
        ],
    )
    def test_it_is_the_latest_instant_not_after_now(self, text: str, now: str, expected: str) -> None:
        found = calendar(text).last_before(datetime.fromisoformat(now), BERLIN)
        assert found == datetime.fromisoformat(expected)

    def test_a_leap_day_is_found_within_its_year_and_not_ages_later(self) -> None:
        leap = calendar("02-29 08:00")
        assert leap.last_before(datetime(2028, 12, 1, tzinfo=UTC), BERLIN) == instant_of(
            date(2028, 2, 29), time(8), BERLIN
        )
        assert leap.last_before(datetime(2027, 12, 1, tzinfo=UTC), BERLIN) is None

    @given(
        st.integers(0, 6 * 365 * 24 * 60).map(
            lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
        ),
        st.sampled_from(
            ["daily 02:30", "weekday 16:00", "schoolnight 18:00", "friday 02:15", "day 29 01:30"]
        ),
        st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE]),
    )
    def test_it_never_lies_in_the_future_and_only_moves_forward(self, now, text, where) -> None:
        each = calendar(text)
        found = each.last_before(now, where)
        assert found is not None
        assert found <= now
        assert each.falls_on(school_date(found, where))
        later = each.last_before(now + timedelta(hours=30), where)
        assert later is not None
        assert later >= found

    @given(
        st.dates(date(2024, 1, 1), date(2029, 1, 1)),
        st.times(),
        st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE]),
    )
    def test_every_school_day_has_exactly_one_of_each_time(
        self, day: date, at: time, where: ZoneInfo
    ) -> None:
        """So a daily process neither runs twice nor not at all when the clock changes."""
        daily = Calendar("", "daily", at.replace(second=0, microsecond=0))
        moments = {
            daily.last_before(instant_of(day + timedelta(days=n), time(23, 59), where), where)
            for n in range(3)
        }
        assert [school_date(each, where) for each in sorted(m for m in moments if m)] == [
            day + timedelta(days=n) for n in range(3)
        ]


class TestFacts:
    def test_only_a_fact_of_its_kind_wakes_it(self) -> None:
        trigger = Trigger(on=("assessed",))
        assert trigger.wakes_on("assessed", {}, {})
        assert not trigger.wakes_on("recorded", {}, {})

    def test_the_fact_must_carry_what_is_asked_for(self) -> None:
        trigger = Trigger(on=("assessed",), where={"kind": "exit slip"})
        assert trigger.wakes_on("assessed", {"kind": "exit slip"}, {})
        assert not trigger.wakes_on("assessed", {"kind": "quiz"}, {})
        assert not trigger.wakes_on("assessed", {}, {})

    @pytest.mark.parametrize(
        ("before", "after", "up", "down"),
        [
            (0.7, 0.8, True, False),
            (0.7, 0.79, False, False),
            (0.8, 0.9, False, False),
            (0.8, 0.7, False, True),
            (None, 0.9, True, False),
            (None, 0.7, False, False),
            (0.9, None, False, False),
            (0.9, "low", False, False),
            ("low", 0.9, True, False),
            (False, True, False, False),
            (0.9, float("nan"), False, False),
        ],
    )
    def test_a_threshold_is_crossed_in_its_direction(self, before, after, up: bool, down: bool) -> None:
        data = {"mastery_before": before, "mastery": after}
        assert Crossing("mastery", "0.8", "up").is_crossed(data, {}) is up
        assert Crossing("mastery", "0.8", "down").is_crossed(data, {}) is down
        assert Crossing("mastery", "0.8", "either").is_crossed(data, {}) is (up or down)

    def test_a_fact_without_the_number_crosses_nothing(self) -> None:
        assert not Crossing("mastery", "0.8").is_crossed({}, {})

    def test_the_threshold_of_the_definition_is_the_one_used(self) -> None:
        trigger = '{ on = ["mastery_changed"], crosses = "mastery", at = "bar" }'
        body = 'parameters = { bar = { value = 0.9, because = "x" } }'
        process = made(body, trigger=trigger)
        fact = {"mastery_before": 0.5, "mastery": 0.85}
        assert not process.trigger.wakes_on("mastery_changed", fact, process.values)
        lower = process.with_parameters({"bar": 0.8})
        assert lower.trigger.wakes_on("mastery_changed", fact, lower.values)

    def test_numbers_are_the_same_however_they_are_typed(self) -> None:
        written = [
            made("", trigger=f'{{ on = ["assessed"], crosses = "score", at = {at} }}') for at in ("8", "8.0")
        ]
        assert written[0].digests() == written[1].digests()

    def test_the_condition_is_read_with_the_definition(self) -> None:
        when = definition("next-skill").trigger.when
        assert when is not None
        assert when.names == ("enrolled",)
