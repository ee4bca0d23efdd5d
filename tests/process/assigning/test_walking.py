"""Few walks: never worse than a seating that does not look at them, and mostly the best there is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from process.assigning.seatings import every, faulty, hall, instance, liked, resource, small, whole
from whynext.process.assigning.instance import Instance, Plan
from whynext.process.assigning.seating import Liking, Seating, seat
from whynext.process.assigning.walking import UNKNOWN, Walking, nearer, walks, ways_of, worth


def walked(made: Instance, plan: Plan, walking: Walking, seating: Seating) -> int:
    """Return how many walks a seating has, counted student by student."""
    count = 0
    for who in range(len(made.wanted)):
        mine = [row for row in np.flatnonzero(plan.chosen).tolist() if made.owner[row] == who]
        mine = [row for row in mine if np.isfinite(walking.order[made.slot[made.option[row]]])]
        mine.sort(key=lambda row: walking.order[made.slot[made.option[row]]])
        where = []
        for row in mine:
            option = int(made.option[row])
            meets = made.largest[option] > 0
            unit = seating.serving(option, int(seating.session[row]))[walking.resource] if meets else -1
            where.append(int(walking.unit[unit] if unit >= 0 else walking.option[option]))
        count += sum(UNKNOWN not in pair and pair[0] != pair[1] for pair in pairwise(where))
    return count


@st.composite
def walking_in(draw: st.DrawFn, made: Instance) -> Walking:
    """Draw where the units of a resource are, and the options that need none of them."""
    number = draw(st.integers(0, len(made.resources) - 1))
    units, options = len(made.resources[number].units), len(made.slot)
    where = st.integers(UNKNOWN, 1)
    return Walking(
        number,
        np.array(draw(st.lists(where, min_size=units, max_size=units)), np.int64),
        np.array(draw(st.lists(where, min_size=options, max_size=options)), np.int64),
        np.array(draw(st.sampled_from([[0.0, 1.0], [1.0, 0.0], [0.0, np.nan]]))),
        draw(st.sampled_from([1.0, 2.5])),
    )


def compared(drawn: tuple[Instance, Plan, Liking], walking: Walking, seed: bytes) -> tuple[float, float]:
    """Return what is missing to the best seating, and what is gained over that which looks at no walks."""
    made, plan, liking = drawn
    plain = seat(made, plan, liking, seed)
    if not isinstance(plain, Seating):
        return 0.0, 0.0
    found = nearer(made, plan, plain, liking, walking, seed)
    assert faulty(made, plan, found) == []
    assert found.worth == pytest.approx(liked(made, plan, liking, found))
    assert worth(made, plain, liking) == pytest.approx(plain.worth)
    assert walks(made, found, walking, ways_of(made, plan, walking))[1].sum() == walked(
        made, plan, walking, found
    )

    def total(each: Seating) -> float:
        return liked(made, plan, liking, each) - walking.cost * walked(made, plan, walking, each)

    best = max(total(each) for each in every(made, plan))
    return best - total(found), total(found) - total(plain)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.binary(max_size=2))
def test_no_seating_becomes_worse_and_none_breaks_a_rule(data: st.DataObject, seed: bytes) -> None:
    drawn = data.draw(small().filter(lambda each: each[0].resources))
    missing, gained = compared(drawn, data.draw(walking_in(drawn[0])), seed)
    assert missing >= -1e-9
    assert gained >= -1e-9


def tiny(chance: np.random.Generator) -> tuple[Instance, Plan, Liking, Walking]:
    """Return a day of two or three periods for six students, with three rooms in two corners."""
    periods = int(chance.integers(2, 4))
    have: list[list[int]] = [[] for _ in range(6)]
    options = 2 * periods
    for period in range(periods):
        for student in chance.permutation(6).tolist():
            have[student].append(2 * period + int(chance.integers(2)))
    used = [sum(o in mine for mine in have) for o in range(options)]
    pairs = {(o, u) for o in range(options) for u in range(3) if chance.random() < 0.6}
    pairs |= {(o, o % 2) for o in range(options)}
    rooms = resource(3, sorted(pairs), list(range(options)))
    made = instance(
        have,
        slot=[o // 2 for o in range(options)],
        smallest=[1] * options,
        largest=[6] * options,
        resources=(rooms,),
    )
    likes = chance.integers(0, len(made.owner), 4), chance.integers(0, 3, 4)
    liking = Liking(likes[0], np.zeros(4, np.int64), likes[1], np.ones(4))
    order = chance.permutation(periods).astype(float)
    walking = Walking(0, chance.permutation([0, 0, 1]), np.full(options, UNKNOWN), order, 1.5)
    return made, whole(made, [int(each > 0) for each in used]), liking, walking


def test_it_is_the_best_seating_of_nearly_every_tiny_day_and_often_better_than_without() -> None:
    found = [compared(each[:3], each[3], b"") for each in map(tiny, map(np.random.default_rng, range(40)))]
    missing, gained = np.array(found).T
    assert (missing < 1e-9).mean() >= 0.9
    assert (gained > 1e-9).mean() >= 0.5


def art_and_music() -> tuple[Instance, Plan]:
    """Two periods; in each half of the students have art and half music; two rooms, each for both."""
    rooms = resource(2, [(o, u) for o in range(4) for u in range(2)], list(range(4)))
    made = instance(
        [[0, 2]] * 2 + [[1, 3]] * 2, slot=[0, 0, 1, 1], smallest=[1] * 4, largest=[2] * 4, resources=(rooms,)
    )
    return made, whole(made, [1] * 4)


def near(made: Instance, *, cost: float = 1.0, unit: tuple[int, ...] = (0, 1)) -> Walking:
    return Walking(0, np.array(unit), np.full(len(made.slot), UNKNOWN), np.array([0.0, 1.0]), cost)


@pytest.mark.parametrize("lot", range(8))
def test_nobody_walks_where_nobody_needs_to(lot: int) -> None:
    made, plan = art_and_music()
    plain = seat(made, plan, None, bytes([lot]))
    assert isinstance(plain, Seating)
    found = nearer(made, plan, plain, Liking(), near(made), bytes([lot]))
    assert walked(made, plan, near(made), found) == 0


def test_what_is_liked_more_than_a_walk_is_kept() -> None:
    """All four like to be where they would have to walk; for less than they like it, they stay."""
    made, plan = art_and_music()
    rows = np.arange(8)
    liking = Liking(rows, rows * 0, np.array([0, 1, 0, 1, 1, 0, 1, 0]), np.full(8, 3.0))
    plain = seat(made, plan, liking)
    assert isinstance(plain, Seating)
    found = nearer(made, plan, plain, liking, near(made, cost=2.0))
    assert (walked(made, plan, near(made), found), found.worth) == (4, 24.0)
    found = nearer(made, plan, plain, liking, near(made, cost=7.0))
    assert (walked(made, plan, near(made), found), found.worth) == (0, 12.0)


def test_an_open_area_draws_those_who_come_from_it() -> None:
    """The second period is in a room; which, the open area of the first period decides."""
    rooms = resource(3, [(1, 0), (1, 1), (1, 2)], [1])
    made = instance([[0, 1]] * 3, slot=[0, 1], smallest=[0, 1], largest=[0, 3], resources=(rooms,))
    plan = whole(made, [0, 1])
    for corner in (0, 1, 2):
        walking = Walking(0, np.arange(3), np.array([corner, UNKNOWN]), np.array([0.0, 1.0]), 1.0)
        plain = seat(made, plan)
        assert isinstance(plain, Seating)
        assert nearer(made, plan, plain, Liking(), walking).serving(1, 1) == (corner,)


def test_of_two_sessions_those_who_are_near_have_the_near_one() -> None:
    rooms = resource(2, [(0, 0), (1, 1), (2, 0), (2, 1)], [0, 1, 2])
    made = instance(
        [[0, 2], [1, 2]] * 3, slot=[0, 0, 1], smallest=[1, 1, 3], largest=[3] * 3, resources=(rooms,)
    )
    plan = whole(made, [1, 1, 2])
    plain = seat(made, plan)
    assert isinstance(plain, Seating)
    found = nearer(made, plan, plain, Liking(), near(made))
    assert walked(made, plan, near(made), found) == 0


def test_a_unit_that_may_not_serve_more_stays_within_its_share() -> None:
    rooms = resource(2, [(o, u) for o in range(4) for u in range(2)], list(range(4)), at_most=[1, 3])
    made = instance([[0, 2]] * 3, slot=[0, 0, 1, 1], smallest=[1] * 4, largest=[3] * 4, resources=(rooms,))
    plan = whole(made, [1, 0, 1, 0])
    plain = seat(made, plan)
    assert isinstance(plain, Seating)
    found = nearer(made, plan, plain, Liking(), near(made))
    assert faulty(made, plan, found) == []
    assert found.unit.ravel().tolist() == [1, 1]


@pytest.mark.parametrize("students", [90, pytest.param(1000, marks=pytest.mark.long)])
def test_a_large_hall_has_fewer_walks_and_the_same_again(students: int) -> None:
    made, plan, liking = hall(students, 7)
    where = np.arange(len(made.resources[1].units)) % 3
    walking = Walking(1, where, np.full(len(made.slot), UNKNOWN), np.array([0.0, 1.0]), 2.0)
    plain = seat(made, plan, liking, b"night")
    assert isinstance(plain, Seating)
    found = nearer(made, plan, plain, liking, walking, b"night")
    assert faulty(made, plan, found) == []
    ways = ways_of(made, plan, walking)
    before, after = (int(walks(made, each, walking, ways)[1].sum()) for each in (plain, found))
    assert after < 0.75 * before
    assert found.worth - 2.0 * after > plain.worth - 2.0 * before
    if students > 100:  # once will do
        return
    again = nearer(made, plan, plain, liking, walking, b"night")
    assert found.unit.tolist() == again.unit.tolist()
    assert found.session.tolist() == again.session.tolist()
