"""Who sits where: whatever the plan is, and checked against a search of every seating."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.seatings import every, faulty, hall, instance, liked, resource, small, whole
from whynext.process.assigning.instance import Instance, Limit, Plan, Status
from whynext.process.assigning.program import Program
from whynext.process.assigning.seating import Liking, Seating, arranged, cut, seat
from whynext.process.assigning.serving import Because, Unseatable, smallest_failing


def exactly(made: Instance, plan: Plan, liking: Liking) -> bool:
    """Tell whether the best seating is promised, and not only a good one."""
    if (plan.sessions <= 1).all():
        return True
    return (
        liking.together == 0 and len(set(liking.resource[liking.worth != 0].tolist())) <= 1 and not made.apart
    )


@settings(max_examples=300, deadline=None)
@given(small(), st.binary(max_size=2))
def test_a_seating_is_valid_and_there_is_none_better_and_if_there_is_none_it_says_so(
    drawn: tuple[Instance, Plan, Liking], seed: bytes
) -> None:
    made, plan, liking = drawn
    worths = [liked(made, plan, liking, each) for each in every(made, plan)]
    seating = seat(made, plan, liking, seed)
    if isinstance(seating, Unseatable):
        assert not worths
        return
    assert faulty(made, plan, seating) == []
    assert seating.worth == pytest.approx(liked(made, plan, liking, seating))
    assert seating.worth <= max(worths) + 1e-9
    if exactly(made, plan, liking):
        assert seating.worth == pytest.approx(max(worths))


def one_option(
    students: int, sessions: int, *, smallest: int, largest: int, **more: object
) -> tuple[Instance, Plan]:
    """Return a plan that gives all students one option in so many sessions."""
    made = instance([[0]] * students, slot=[0], smallest=[smallest], largest=[largest], **more)  # type: ignore[arg-type]
    return made, whole(made, [sessions])


def test_a_student_gets_the_own_adviser_where_that_is_possible() -> None:
    advisers = resource(2, [(0, 0), (0, 1)], [0])
    made, plan = one_option(6, 2, smallest=3, largest=3, resources=(advisers,))
    rows = np.array([0, 2, 4])
    liking = Liking(rows, np.zeros(3, np.int64), np.ones(3, np.int64), np.ones(3))
    seating = seat(made, plan, liking)
    assert isinstance(seating, Seating)
    assert [seating.serving(0, int(n))[0] for n in seating.session] == [1, 0, 1, 0, 1, 0]
    assert seating.worth == 3.0


def test_a_unit_with_few_sessions_in_all_serves_where_it_is_liked_most() -> None:
    guest = resource(2, [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1], at_most=[1, 2])
    made = instance([[0, 1]] * 3, slot=[0, 1], smallest=[1, 1], largest=[3, 3], resources=(guest,))
    liking = Liking(np.array([0, 1]), np.zeros(2, np.int64), np.zeros(2, np.int64), np.array([1.0, 2.0]))
    seating = seat(made, whole(made, [1, 1]), liking)
    assert isinstance(seating, Seating)
    assert [seating.serving(o, 1) for o in (0, 1)] == [(1,), (0,)]


def test_groups_sit_together() -> None:
    made, plan = one_option(12, 3, smallest=3, largest=5)
    group = np.array([0, 1, 2] * 4)
    seating = seat(made, plan, Liking(group=group, together=1.0), b"any")
    assert isinstance(seating, Seating)
    assert [len(set(seating.session[group == g].tolist())) for g in range(3)] == [1, 1, 1]
    assert seating.worth == 3 * 6


def test_three_who_are_kept_apart_pairwise_do_not_fit_into_two_sessions() -> None:
    made, plan = one_option(6, 2, smallest=1, largest=6, apart=((0, 1), (1, 2), (0, 2), (3, 4)))
    assert seat(made, plan) == Unseatable(Because.APART, (0,), (2,), (0, 1, 2))


def test_sizes_and_people_kept_apart_can_forbid_a_division_together() -> None:
    """Ann is kept apart from the three others, and nobody may sit alone."""
    made, plan = one_option(4, 2, smallest=2, largest=3, apart=((0, 1), (0, 2), (0, 3)))
    assert seat(made, plan) == Unseatable(Because.SIZES, (0,), (2,), (0, 1, 2, 3))


def test_units_with_too_few_seats_for_the_smallest_session_are_named() -> None:
    """The closet has seats enough in all, and still no session of four sits in it."""
    rooms = resource(3, [(0, 0), (0, 1), (1, 2)], [0, 1], seats=[9, 2, 9])
    made = instance([[0]] * 8 + [[1]], slot=[0, 0], smallest=[4, 1], largest=[9, 9], resources=(rooms,))
    assert seat(made, whole(made, [2, 1])) == Unseatable(Because.UNITS, (0,), (2,), tuple(range(8)))


def test_other_rooms_are_taken_where_those_liked_most_are_too_small_for_who_is_kept_apart() -> None:
    """Three of four are kept from the fourth, who likes the small rooms: one of them has to be large."""
    rooms = resource(3, [(0, 0), (0, 1), (0, 2)], [0], seats=[2, 2, 3])
    apart = ((0, 1), (0, 2), (0, 3))
    made, plan = one_option(4, 2, smallest=1, largest=4, resources=(rooms,), apart=apart)
    liking = Liking(np.arange(4), np.zeros(4, np.int64), np.array([0, 1, 1, 1]), np.ones(4))
    seating = seat(made, plan, liking)
    assert isinstance(seating, Seating)
    assert faulty(made, plan, seating) == []
    assert seating.serving(0, int(seating.session[1])) == (2,)


def test_rooms_and_teachers_with_seats_are_joined_so_that_all_fit() -> None:
    rooms = resource(2, [(0, 0), (0, 1)], [0], seats=[2, 6])
    teachers = resource(2, [(0, 0), (0, 1)], [0], seats=[6, 2])
    made, plan = one_option(8, 2, smallest=2, largest=6, resources=(rooms, teachers))
    seating = seat(made, plan)
    assert isinstance(seating, Seating)
    assert sorted(map(tuple, seating.unit.tolist())) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("why", list(Because))
def test_a_cut_forbids_what_could_not_be_seated(why: Because) -> None:
    rooms = resource(2, [(0, 0), (0, 1)], [0], seats=[9, 2])
    apart = {Because.APART: ((0, 1), (1, 2), (0, 2)), Because.SIZES: tuple((0, k) for k in range(1, 8))}
    resources = (rooms,) if why is Because.UNITS else ()
    made, plan = one_option(8, 2, smallest=4, largest=9, resources=resources, apart=apart.get(why, ()))
    found = seat(made, plan)
    assert isinstance(found, Unseatable)
    assert found.why is why
    limit = cut(made, found)
    counted = plan.sessions if limit.of_sessions else plan.chosen
    assert (counted[limit.index] * limit.amount).sum() == limit.high + 1


def test_a_plan_that_cannot_be_seated_is_searched_again() -> None:
    """Three are kept apart pairwise; one of them goes to the other option, where there is a place."""
    made = instance(
        [[0, 1]] * 6, slot=[0, 0], smallest=[1, 1], largest=[5, 5], apart=((0, 1), (1, 2), (0, 2))
    )
    made = replace(
        made,
        wanted=np.ones(6, np.int64),
        score=np.tile([2.0, 1.0], 6),
        limits=(Limit(0, (), True, np.arange(2), np.ones(2), -np.inf, 3.0),),
    )
    made = replace(made, limits=(*made.limits, Limit(0, (), True, np.arange(1), np.ones(1), -np.inf, 2.0)))

    def search(asked: Instance) -> Plan:
        solved = Program(asked).solve()
        return Plan(Status.BEST, solved.chosen, solved.sessions, solved.value, solved.bound, 1)

    assert isinstance(seat(made, search(made)), Unseatable)
    plan, seating = arranged(made, search)
    assert isinstance(seating, Seating)
    assert faulty(made, plan, seating) == []
    assert plan.value == 11.0


def test_units_are_told_by_name() -> None:
    rooms = resource(2, [(0, 1)], [0])
    made, plan = one_option(3, 1, smallest=1, largest=3, resources=(rooms,))
    seating = seat(made, plan)
    assert isinstance(seating, Seating)
    assert seating.units == {"unit": {(0, 1): "unit 1"}}


def test_who_has_an_option_that_does_not_meet_in_sessions_sits_in_the_first() -> None:
    made = instance([[0, 1], [1]], slot=[0, 1], smallest=[0, 1], largest=[0, 2])
    seating = seat(made, whole(made, [0, 1]))
    assert isinstance(seating, Seating)
    assert seating.session.tolist() == [1, 1, 1]
    assert seating.option.tolist() == [1]


def held_by(made: Instance, seating: Seating) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return by whom and where each student has each option."""
    return {
        (made.names[made.owner[row]], made.options[made.option[row]]): seating.serving(
            int(made.option[row]), int(seating.session[row])
        )
        for row in np.flatnonzero(seating.session > 0).tolist()
    }


def without(made: Instance, absent: int) -> Instance:
    """Return the assignment without the first students."""
    rows = made.owner >= absent
    return replace(
        made,
        owner=made.owner[rows] - absent,
        option=made.option[rows],
        score=made.score[rows],
        must=made.must[rows],
        wanted=made.wanted[absent:],
        names=list(made.names)[absent:],
        apart=(),
    )


@pytest.mark.parametrize("students", [90, 300])
def test_who_is_not_absent_keeps_whom_they_had_and_where(students: int) -> None:
    made, plan, _ = hall(students, 4)
    before = seat(made, plan, None, b"a lot")
    assert isinstance(before, Seating)
    fewer = without(made, 2)
    smaller = np.bincount(fewer.option, minlength=len(fewer.slot))
    fewer = replace(fewer, smallest=np.minimum(fewer.smallest, smaller // plan.sessions))
    had = held_by(made, before)
    likes = [
        (row, resource, unit)
        for row, (owner, option) in enumerate(zip(fewer.owner, fewer.option, strict=True))
        for resource, unit in enumerate(had[fewer.names[owner], fewer.options[option]])
        if unit >= 0
    ]
    row, resource, unit = np.array(likes).T
    liking = Liking(row, resource, unit, np.ones(len(row)))
    after = seat(fewer, whole(fewer, plan.sessions.tolist()), liking, b"another")
    assert isinstance(after, Seating)
    others = {name for (name, option), units in held_by(fewer, after).items() if had[name, option] != units}
    assert len(others) <= 2  # only where a session would otherwise be too small


def test_the_seed_decides_between_seatings_that_are_liked_the_same() -> None:
    made, plan = one_option(8, 2, smallest=4, largest=4)
    found = [seat(made, plan, None, bytes([each])) for each in range(6)]
    assert len({tuple(each.session.tolist()) for each in found if isinstance(each, Seating)}) > 1
    again = seat(made, plan, None, bytes([3]))
    assert isinstance(again, Seating)
    assert isinstance(found[3], Seating)
    assert again.session.tolist() == found[3].session.tolist()


@pytest.mark.parametrize("students", [90, 1000])
def test_a_large_hall_is_seated_and_comes_out_the_same_again(students: int) -> None:
    made, plan, liking = hall(students, 7)
    seating, again = seat(made, plan, liking, b"night"), seat(made, plan, liking, b"night")
    assert isinstance(seating, Seating)
    assert isinstance(again, Seating)
    assert faulty(made, plan, seating) == []
    assert seating.worth == pytest.approx(liked(made, plan, liking, seating))
    assert seating.session.tolist() == again.session.tolist()
    assert seating.unit.tolist() == again.unit.tolist()
    plain = seat(made, plan, None, b"night")
    assert isinstance(plain, Seating)
    assert seating.worth > liked(made, plan, liking, plain)


def test_the_part_that_fails_is_found_and_nothing_of_it_is_to_spare() -> None:
    for bad in permutations(range(6), 3):
        assert smallest_failing(range(6), lambda some, bad=bad: set(bad) <= set(some)) == sorted(bad)
