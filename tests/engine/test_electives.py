"""Courses with few places, asked for by many: given by lot, each with reasons, and the same when repeated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.elective_school import COURSES, elective_school
from whynext import handbook
from whynext.base.errors import NotFound, Refused
from whynext.engine import ask, inspect, offers, places
from whynext.engine.choose import act
from whynext.engine.publish import publish
from whynext.engine.rebuild import rebuild
from whynext.engine.respond import record
from whynext.engine.school import Engine
from whynext.process.agent import Acted
from whynext.testing.small_school import STUDENTS


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Return a school of six with four courses, in which everybody wants the same."""
    return elective_school(tmp_path / "electives.school")


def decided(engine: Engine) -> dict[str, tuple[str, list[str], float]]:
    """Return the decision of each student: its id, what was given, and with which probability."""
    with engine.store.reading() as reading:
        rows = reading.table("decisions", {"process": "electives"}).to_dicts()
    return {row["student"]: (row["id"], json.loads(row["chosen"]), row["probability"]) for row in rows}


def test_places_are_given_up_to_their_number_and_never_two_in_one_period(engine: Engine) -> None:
    """One of six gets robotics, two band, and each one course of the other period."""
    got = {student: set(chosen) for student, (_, chosen, _) in decided(engine).items()}
    assert set(got) == set(STUDENTS)
    counts = {name: sum(name in each for each in got.values()) for name in COURSES}
    assert counts == {"robotics": 1, "band": 2, "chess": 6, "yoga": 0}
    assert not any({"robotics", "band"} <= each for each in got.values())


def test_why_and_why_not_tell_of_turns_and_of_places(engine: Engine) -> None:
    """Who got robotics was first; who did not is told whose turn took the last place."""
    all_ = decided(engine)
    (first,) = [student for student, (_, chosen, _) in all_.items() if "robotics" in chosen]
    why = inspect.explain(engine, all_[first][0])
    assert "turn, number 1" in str(why)
    other = next(student for student in STUDENTS if student != first)
    answer = inspect.explain_not(engine, all_[other][0], "robotics").answer
    assert "the one place is taken: the last went to turn number 1" in str(answer.why.reasons)
    assert answer.better == ()
    assert answer.change is None


def test_the_probability_of_the_first_place_is_that_of_the_lottery(engine: Engine) -> None:
    """Everybody wants the same, so each had one chance in six for robotics."""
    all_ = decided(engine)
    (first,) = [student for student, (_, chosen, _) in all_.items() if "robotics" in chosen]
    assert all_[first][2] == pytest.approx(1 / 6, abs=0.1)


def test_a_replay_gives_the_same_places_and_a_rebuild_the_same_decisions(engine: Engine) -> None:
    """The lottery is drawn from the published seed."""
    before = decided(engine)
    with engine.store.reading() as reading:
        run = reading.table("decisions", {"process": "electives"}).get_column("run")[0]
    assert inspect.replay_run(engine, run).replay.same
    rebuild(engine)
    assert decided(engine) == before


def test_the_report_counts_the_dearest_wish_that_each_got_by_group(engine: Engine) -> None:
    """One robotics, two band, and the three others chess, which all have besides."""
    groups = dict(zip(STUDENTS, ["north", "north", "north", "north", "south"], strict=False))
    found = places.report(engine, places.given_places(engine, "electives"), groups)
    all_, north, *others = found.ranks
    assert (all_.students, all_.dearest, all_.none, all_.places) == (6, (1, 2, 3, 0), 0, 9)
    assert all_.first_chance == pytest.approx(1 / 6, abs=0.01)
    assert all_.places_chance == pytest.approx(9 / 6, abs=0.01)
    assert (north.group, north.students) == ("north", 4)
    assert {each.group for each in others} == {"not known", "south"}
    for place in range(4):
        assert sum(each.dearest[place] for each in (north, *others)) == all_.dearest[place]
    assert (found.shares[0].eligible, found.shares[0].offered, found.changed) == (6, 6, 0)


def test_every_unmet_wish_has_its_why_not(engine: Engine) -> None:
    """Five have no robotics, three of these no band; yoga meets at the time of chess."""
    given = places.given_places(engine, "electives")
    found = places.unmet_wishes(given)
    wanted = [(each.option, each.became) for each in found]
    assert wanted.count(("robotics", "full")) == 5
    assert wanted.count(("band", "full")) == 3
    assert all(
        " taken: the last went to turn number" in each.reasons[0] for each in found if each.became == "full"
    )
    assert all(each.place == 1 + list(COURSES).index(each.option) for each in found)
    held = {student: chosen for student, (_, chosen, _) in decided(engine).items()}
    assert not any(each.option in held[each.student] for each in found)
    assert places.unmet_wishes(given, "ana") == [each for each in found if each.student == "ana"]


def test_a_change_by_a_person_is_counted(engine: Engine) -> None:
    """Who got another course has a place as before."""
    decision, _, _ = decided(engine)["ana"]
    act(engine, decision, Acted.OVERRODE, role="coordinator", person="c1", chosen=["yoga"], reason="asked")
    found = places.report(engine, places.given_places(engine, "electives"))
    assert found.changed == 1
    assert found.shares[0].offered == 6


def test_the_draw_lists_everybody_in_the_order_of_turns(engine: Engine) -> None:
    """The first in it got robotics."""
    turns = places.draw_of(places.given_places(engine, "electives"))
    assert [each.number for each in turns] == list(range(1, 7))
    assert {each.student for each in turns} == set(STUDENTS)
    (first,) = [student for student, (_, chosen, _) in decided(engine).items() if "robotics" in chosen]
    assert turns[0].student == first


def test_attendance_is_a_recorded_number(engine: Engine) -> None:
    """Two came, to six sessions on average; a name that nobody recorded is refused."""
    given = places.given_places(engine, "electives")
    with pytest.raises(NotFound, match="no number called «sessions»"):
        places.report(engine, given, sessions="sessions")
    for student, number in zip(STUDENTS, (4.0, 8.0, 0.0), strict=False):
        record(engine, student, "sessions", number, source="the tutor")
    (all_,) = places.report(engine, given, sessions="sessions").shares
    assert (all_.attended, all_.dose) == (2, 6.0)


def test_attendance_is_counted_from_decisions_that_were_carried_out(engine: Engine) -> None:
    """Of a process of sessions, here the same; by itself the decision that was carried out counts."""
    given = places.given_places(engine, "electives")
    (all_,) = places.report(engine, given).shares
    assert all_.attended is None
    for student in ("ana", "ben"):
        act(engine, decided(engine)[student][0], Acted.CARRIED_OUT, role="student", person=student)
    given = places.given_places(engine, "electives")
    for sessions in ("", "electives"):
        (all_,) = places.report(engine, given, sessions=sessions).shares
        assert (all_.offered, all_.attended, all_.dose) == (6, 2, 1.0)


def test_what_several_places_did_cannot_be_told(engine: Engine) -> None:
    """For the chance of any is not on record."""
    record(engine, "ana", "grade_in_may", 3.0, source="the teacher")
    with pytest.raises(Refused, match="gives several places each"):
        offers.effect_of(engine, places.given_places(engine, "electives"), "grade_in_may")


def test_what_gives_no_places_is_refused(engine: Engine) -> None:
    """As is what never ran."""
    with pytest.raises(NotFound, match="nothing was decided by «elective» yet"):
        places.given_places(engine, "elective")
    publish(engine, handbook.text("next-skill"), by="tests")
    ask.ask(engine, "next-skill", "ana", role="teacher", key="a question")
    with pytest.raises(Refused, match="gives no places"):
        places.given_places(engine, "next-skill")
