"""Who sits where: whatever the plan is, and checked against a search of every seating."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whynext.process.assigning.instance import Instance, Limit, Plan, Resource, Status
from whynext.process.assigning.program import Program
from whynext.process.assigning.seating import Liking, Seating, arranged, cut, seat
from whynext.process.assigning.serving import Because, Unseatable, smallest_failing

MANY = 99


def instance(
    have: list[list[int]],
    *,
    slot: list[int],
    smallest: list[int],
    largest: list[int],
    resources: tuple[Resource, ...] = (),
    apart: tuple[tuple[int, ...], ...] = (),
) -> Instance:
    """Return an instance whose decisions have exactly these options as candidates."""
    owner = np.array([d for d, mine in enumerate(have) for _ in mine], np.int64)
    option = np.array([o for mine in have for o in mine], np.int64)
    return Instance(
        owner=owner,
        option=option,
        score=np.ones(len(owner)),
        must=np.zeros(len(owner), bool),
        wanted=np.array([len(mine) for mine in have], np.int64),
        slot=np.array(slot, np.int64),
        smallest=np.array(smallest, np.int64),
        largest=np.array(largest, np.int64),
        limits=(),
        resources=resources,
        apart=apart,
        names=[f"student {d}" for d in range(len(have))],
        options=[f"option {o}" for o in range(len(slot))],
    )


def resource(
    units: int,
    serves: list[tuple[int, int]],
    needing: list[int],
    seats: list[int] | None = None,
    at_most: list[int] | None = None,
) -> Resource:
    """Return a resource from pairs of option and unit."""
    return Resource(
        "unit",
        tuple(f"unit {u}" for u in range(units)),
        np.array([o for o, _ in serves], np.int64),
        np.array([u for _, u in serves], np.int64),
        np.array(needing, np.int64),
        np.array(seats or [MANY] * units, np.int64),
        np.array(at_most or [MANY] * units, np.int64),
    )


def whole(made: Instance, sessions: list[int]) -> Plan:
    """Return the plan that chooses every row."""
    return Plan(Status.BEST, np.ones(len(made.owner), bool), np.array(sessions, np.int64), 0.0, 0.0, 1)


def faulty(made: Instance, plan: Plan, seating: Seating) -> list[str]:
    """Return what is wrong with a seating, each rule looked at by itself."""
    wrong = []
    seats = {}
    for row in np.flatnonzero(plan.chosen).tolist():
        o, number = int(made.option[row]), int(seating.session[row])
        if made.largest[o] == 0:
            wrong += [f"row {row} sits in a session"] if number != 1 else []
            continue
        if not 1 <= number <= plan.sessions[o]:
            wrong.append(f"row {row} sits nowhere")
        seats.setdefault((o, number), []).append(int(made.owner[row]))
    there = list(zip(seating.option.tolist(), seating.number.tolist(), strict=True))
    if sorted(there) != [(o, k + 1) for o in range(len(made.slot)) for k in range(plan.sessions[o])]:
        wrong.append("sessions missing or too many")
    for key in there:
        sitting = seats.get(key, [])
        units = seating.serving(*key)
        if not made.smallest[key[0]] <= len(sitting) <= made.largest[key[0]]:
            wrong.append(f"session {key} has {len(sitting)}")
        for each, unit in zip(made.resources, units, strict=True):
            needs = key[0] in each.needing.tolist()
            if needs != (unit >= 0):
                wrong.append(f"session {key} has unit {unit}")
            if needs and (key[0], unit) not in set(
                zip(each.option.tolist(), each.unit.tolist(), strict=True)
            ):
                wrong.append(f"unit {unit} may not serve {key}")
            if needs and len(sitting) > each.seats[unit]:
                wrong.append(f"unit {unit} is too small for {key}")
        for group in made.apart:
            if len(set(group) & set(sitting)) > 1:
                wrong.append(f"{group} share {key}")
    for number, each in enumerate(made.resources):
        used = [
            (int(made.slot[o]), int(u))
            for o, u in zip(seating.option, seating.unit[:, number], strict=True)
            if u >= 0
        ]
        if len(set(used)) < len(used):
            wrong.append("a unit serves twice in a slot")
        for unit in range(len(each.units)):
            if sum(u == unit for _, u in used) > each.at_most[unit]:
                wrong.append(f"unit {unit} serves too many")
    return wrong


def liked(made: Instance, plan: Plan, liking: Liking, seating: Seating) -> float:
    """Return what is liked of a seating, counted pair by pair."""
    total = 0.0
    for row, number, unit, worth in zip(liking.row, liking.resource, liking.unit, liking.worth, strict=True):
        o = int(made.option[row])
        if (
            plan.chosen[row]
            and made.largest[o]
            and seating.serving(o, int(seating.session[row]))[number] == unit
        ):
            total += worth
    sharing: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(plan.chosen & made.in_sessions[made.option]).tolist():
        sharing.setdefault((int(made.option[row]), int(seating.session[row])), []).append(row)
    for rows in sharing.values() if liking.group is not None else ():
        groups = [int(liking.group[made.owner[row]]) for row in rows]
        total += liking.together * sum(g == h >= 0 for g, h in combinations(groups, 2))
    return float(total)


def every(made: Instance, plan: Plan) -> Iterator[Seating]:
    """Iterate over every valid seating."""
    rows = np.flatnonzero(plan.chosen & made.in_sessions[made.option])
    sessions = [(o, k + 1) for o in range(len(made.slot)) for k in range(plan.sessions[o])]
    units = []
    for o, _ in sessions:
        ways = [
            sorted({int(u) for p, u in zip(each.option, each.unit, strict=True) if p == o})
            if o in each.needing.tolist()
            else [-1]
            for each in made.resources
        ]
        units.append(list(product(*ways)))
    option = np.array([o for o, _ in sessions], np.int64)
    number = np.array([k for _, k in sessions], np.int64)
    for unit in product(*units):
        table = np.array(unit, np.int64).reshape(len(sessions), len(made.resources))
        for place in product(*(range(1, plan.sessions[made.option[r]] + 1) for r in rows)):
            session = np.where(plan.chosen, 1, 0)
            session[rows] = place
            seating = Seating(session, option, number, table, {}, 0.0)
            if not faulty(made, plan, seating):
                yield seating


@st.composite
def small(draw: st.DrawFn) -> tuple[Instance, Plan, Liking]:
    """Draw a tiny plan: up to six students, three options, two resources, some kept apart, some likings."""
    options = draw(st.integers(1, 3))
    slot = draw(st.lists(st.integers(0, 1), min_size=options, max_size=options))
    students = draw(st.integers(1, 6))
    have = []
    for _ in range(students):
        mine = draw(st.sets(st.integers(0, options - 1), max_size=2))
        have.append([o for o in sorted(mine) if slot[o] not in {slot[p] for p in mine if p < o}])
    many = [sum(o in mine for mine in have) for o in range(options)]
    sessions = [draw(st.integers(1, min(2, each))) if each else 0 for each in many]
    smallest = [
        draw(st.integers(0 if m < 2 else 1, max(m // max(n, 1), 1)))
        for m, n in zip(many, sessions, strict=True)
    ]
    largest = [
        max(draw(st.integers(-(-m // max(n, 1)), max(m, 1))), low)
        for m, n, low in zip(many, sessions, smallest, strict=True)
    ]
    resources = []
    for _ in range(draw(st.integers(0, 2))):
        units = draw(st.integers(1, 3))
        pairs = sorted(
            draw(st.sets(st.tuples(st.integers(0, options - 1), st.integers(0, units - 1)), min_size=1))
        )
        needing = sorted(draw(st.sets(st.integers(0, options - 1))))
        size = st.lists(st.integers(1, 5), min_size=units, max_size=units)
        share = st.lists(st.integers(1, 3), min_size=units, max_size=units)
        resources.append(resource(units, pairs, needing, draw(size), draw(share)))
    pairs_apart = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=2))
    apart = tuple(sorted((a, b) for a, b in pairs_apart if a < b < students))
    made = instance(
        have, slot=slot, smallest=smallest, largest=largest, resources=tuple(resources), apart=apart
    )
    wishes = []
    if len(made.owner) and resources:
        of = st.integers(0, len(resources) - 1)
        wish = st.tuples(st.integers(0, len(made.owner) - 1), of, st.integers(0, 2), st.integers(-2, 3))
        wishes = [
            each for each in draw(st.lists(wish, max_size=5)) if each[2] < len(resources[each[1]].units)
        ]
    group = np.array(draw(st.lists(st.integers(-1, 1), min_size=students, max_size=students)), np.int64)
    row, of_resource, unit, worth = (np.array([w[k] for w in wishes], np.int64) for k in range(4))
    together = draw(st.sampled_from([0.0, 0.0, 1.0]))
    liking = Liking(row, of_resource, unit, worth.astype(float), group, together)
    return made, whole(made, sessions), liking


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


def hall(students: int, seed: int) -> tuple[Instance, Plan, Liking]:
    """Return a day of a large hall: two periods, options with one to four sessions, rooms and teachers.

    Everybody likes the teacher who is their adviser, and some rooms more than others; a few are kept apart.
    """
    chance = np.random.default_rng(seed)
    sessions: list[int] = []
    slot: list[int] = []
    have: list[list[int]] = [[] for _ in range(students)]
    for period in range(2):
        order = chance.permutation(students)
        while len(order):
            count = int(chance.choice([1, 1, 1, 2, 4]))
            many = min(int(chance.integers(8 * count, 12 * count + 1)), len(order))
            count = count if many >= 8 * count else max(1, many // 8)
            for student in order[:many]:
                have[student].append(len(slot))
            order = order[many:]
            slot.append(period)
            sessions.append(count)
    options = len(slot)
    most = max(sum(n for n, s in zip(sessions, slot, strict=True) if s == p) for p in range(2))
    resources = []
    for extra, density in ((5, 0.4), (10, 0.3)):
        units = most + extra
        pairs = set()
        for period in range(2):
            free = chance.permutation(units).tolist()
            pairs |= {
                (o, free.pop()) for o in range(options) if slot[o] == period for _ in range(sessions[o])
            }
        some = np.argwhere(chance.random((options, units)) < density)
        resources.append(
            resource(units, sorted(pairs | {(o, u) for o, u in some.tolist()}), list(range(options)))
        )
    resources[1] = replace(resources[1], name="room")
    apart = tuple((int(a), int(a) + 1) for a in range(0, students - 1, 50))
    have = [sorted(mine) for mine in have]
    made = instance(
        have,
        slot=slot,
        smallest=[min(6, sum(o in mine for mine in have)) for o in range(options)],
        largest=[16] * options,
        resources=tuple(resources),
        apart=tuple((a, b) for a, b in apart if all(sessions[o] > 1 for o in set(have[a]) & set(have[b]))),
    )
    rows = np.arange(len(made.owner))
    adviser = chance.integers(0, len(resources[0].units), students)[made.owner]
    near = chance.integers(0, len(resources[1].units), (3, len(rows)))
    home = np.concatenate([adviser, *near])
    liking = Liking(
        row=np.tile(rows, 4),
        resource=np.repeat([0, 1, 1, 1], len(rows)),
        unit=home,
        worth=np.repeat([3.0, 1.0, 1.0, 1.0], len(rows)),
        group=chance.integers(0, students // 20, students),
        together=0.5,
    )
    return made, whole(made, sessions), liking


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
