"""A year of tutoring: 400 at risk, 150 places in six periods, offered only where timetables allow."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from engine.tutoring_school import AT_RISK, CALM, PERIODS, SEATS, SEED, Year, before_the_draw, in_draw, live
from whynext import handbook
from whynext.base.errors import Refused
from whynext.engine import inspect, offers, places
from whynext.engine.school import definition_of
from whynext.process.reading import read


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Return the school on the day before the draw."""
    return before_the_draw(tmp_path_factory.mktemp("tutoring") / "tutoring.school")


def test_clashes_are_told_before_anything_is_offered(year: Year) -> None:
    """How many have no time, that all places can be filled, and how many will come; nothing is written."""
    with year.engine.store.reading() as reading:
        head = reading.head()
        definition = definition_of(year.engine, reading, "tutoring-placement")
    found = offers.forecast(year.engine, definition, offers.Rate(0.4, of=2718))
    some = found.prospect
    # Of six nobody has recorded anything.
    assert (some.eligible, some.offers, some.seats, some.unknown) == (len(year.could_come), 150, 150, 6)
    clash = "the student has something else at that time"
    assert some.only[clash] == AT_RISK - len(year.could_come) >= 40
    assert some.refused["the tutoring is for students at risk, and nothing points to that"] >= CALM
    assert {each.option: each.given for each in some.options} == {f"tutoring-{p}": SEATS for p in PERIODS}
    for each in some.options:
        here = [s for s in year.could_come if each.option[-1] in year.free[s]]
        only = [s for s in here if len(set(year.free[s]) & set(PERIODS)) == 1]
        assert (each.eligible, each.only_here) == (len(here), len(only))
    assert found.coming is not None
    assert found.coming.expected == pytest.approx(60, abs=0.1)
    assert 45 <= found.coming.low < 60 < found.coming.high <= 75
    assert found.advised is not None
    assert found.advised == some.eligible  # so few come that all of them could be offered one
    with year.engine.store.reading() as reading:
        assert reading.head() == head
    with pytest.raises(Refused, match="gives no places"):
        offers.forecast(year.engine, read(handbook.text("next-skill"), year.engine.catalogue))


def by_hand(year: Year) -> set[str]:
    """Return who is in, with the standard library's tickets and scipy's matching: the rule, plainly."""
    tickets = {
        student: hmac.new(SEED.encode(), f"{student}\x1f".encode(), hashlib.sha256).digest()[:8]
        for student in year.could_come
    }
    inside: list[str] = []
    for student in sorted(year.could_come, key=lambda each: int.from_bytes(tickets[each], "big") >> 11):
        trial = [*inside, student]
        rows = [
            [float(seat // SEATS in map(PERIODS.find, year.free[s])) for seat in range(150)] for s in trial
        ]
        if (maximum_bipartite_matching(csr_array(np.array(rows)), perm_type="column") >= 0).all():
            inside = trial
        if len(inside) == 150:
            break
    return set(inside)


@pytest.fixture(scope="module")
def drawn(year: Year) -> Year:
    """Return the school after the draw and a year."""
    live(year)
    return year


def test_all_places_are_given_and_nobody_is_offered_one_at_the_time_of_something_else(drawn: Year) -> None:
    """Those who are in are those who come first in the draw of all who can be seated together."""
    got = in_draw(drawn)
    assert all(period in drawn.free[student] for student, period in got.items())
    assert {p: list(got.values()).count(p) for p in PERIODS} == dict.fromkeys(PERIODS, SEATS)
    assert set(got) == by_hand(drawn)
    given = places.given_places(drawn.engine, "tutoring-placement")
    assert inspect.replay_run(drawn.engine, given.run).replay.same


def test_why_not_tells_of_the_draw_or_of_the_timetable(drawn: Year) -> None:
    """Who could have come is told of those before; who could not, of the timetable."""
    given = places.given_places(drawn.engine, "tutoring-placement")
    ids = dict(given.decisions.select("student", "id").iter_rows())
    got = in_draw(drawn)
    waits = min(drawn.could_come - set(got))
    period = next(p for p in drawn.free[waits] if p in PERIODS)
    full = inspect.explain_not(drawn.engine, ids[waits], f"tutoring-{period}").answer
    assert "somebody who came before in the draw would have to go without" in str(full.why.reasons)
    busy = inspect.explain_not(drawn.engine, ids["s000"], "tutoring-A").answer
    assert "the student has something else at that time" in str(busy.why.refusals)


def test_the_equity_table_goes_from_eligible_to_attended(drawn: Year) -> None:
    """By section; with the chance of each group, and how many sessions those who came were at."""
    with drawn.engine.store.reading() as reading:
        enrolments = reading.table("enrolments").select("person", "section").iter_rows()
        groups = dict(enrolments)
    given = places.given_places(drawn.engine, "tutoring-placement")
    found = places.report(drawn.engine, given, groups, sessions="tutoring_sessions")
    all_, *parts = found.shares
    assert (all_.eligible, all_.offered) == (len(drawn.could_come), 150)
    assert all_.attended is not None
    assert 45 <= all_.attended <= 75
    assert all_.dose is not None
    assert 60 <= all_.dose < 140
    assert all_.chance == pytest.approx(150 / len(drawn.could_come), abs=0.001)
    for name in ("eligible", "offered", "attended", "students"):
        assert sum(getattr(each, name) for each in parts) == getattr(all_, name)
    got = in_draw(drawn)
    north = next(each for each in parts if each.group == "north")
    assert north.offered == sum(groups[student] == "north" for student in got)


def test_the_effect_of_coming_is_told_with_an_interval_that_holds_it(drawn: Year) -> None:
    """Half a point was planted; the chances of all differ with their timetables."""
    given = places.given_places(drawn.engine, "tutoring-placement")
    chances = places.chances_of(given)
    assert max(chances.values()) - min(chances.values()) > 0.1
    shown = offers.effect_of(
        drawn.engine, given, "test_in_summer", sessions="tutoring_sessions", before="test_in_spring"
    )
    found = shown.effect
    assert shown.missing == (0, 0)
    assert found.coming.low <= 0.4 <= found.coming.high
    assert found.offer.low <= 0.2 <= found.offer.high
    assert found.attendance.low <= 0.5 <= found.attendance.high
    assert found.attendance.low > 0
    dose = offers.effect_of(
        drawn.engine,
        given,
        "test_in_summer",
        sessions="tutoring_sessions",
        before="test_in_spring",
        dose=True,
    )
    assert dose.effect.attendance.value == pytest.approx(found.attendance.value / 100, rel=0.1)
