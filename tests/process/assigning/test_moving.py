"""What moved after a late change, and how a new seating keeps to the earlier one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from process.assigning.test_seating import hall, one_option, resource, whole
from whynext.process.assigning.instance import Instance
from whynext.process.assigning.moving import Moved, Place, both, moved, places, staying
from whynext.process.assigning.seating import Liking, Seating, seat

ROOMS = resource(3, [(0, 0), (0, 1), (0, 2)], [0])


def seated(made: Instance, sessions: list[int], liking: Liking | None = None, seed: bytes = b"") -> Seating:
    """Return the seating of the plan that chooses every row."""
    found = seat(made, whole(made, sessions), liking, seed)
    assert isinstance(found, Seating)
    return found


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


def test_nothing_moves_between_the_same() -> None:
    made, _ = one_option(6, 2, smallest=2, largest=4, resources=(ROOMS,))
    seating = seated(made, [2])
    assert moved((made, seating), (made, seating)) == ()


def test_another_room_is_a_move_of_all_who_sit_there() -> None:
    made, _ = one_option(6, 2, smallest=2, largest=4, resources=(ROOMS,))
    before = seated(made, [2])
    unit = before.unit.copy()
    free = ({0, 1, 2} - set(unit[:, 0].tolist())).pop()
    was, unit[1, 0] = ROOMS.units[unit[1, 0]], free
    after = replace(before, unit=unit)
    found = moved((made, before), (made, after))
    assert [each.decision for each in found] == [
        made.names[d] for d in np.flatnonzero(before.session == 2).tolist()
    ]
    assert found[0].left == (Place("option 0", 2, (was,)),)
    assert found[0].came == (Place("option 0", 2, (ROOMS.units[free],)),)


def test_who_is_absent_has_left_and_all_others_stay() -> None:
    made, _ = one_option(9, 2, smallest=3, largest=6, resources=(ROOMS,))
    before = seated(made, [2], None, b"before")
    fewer = without(made, 1)
    after = seated(fewer, [2], staying((made, before), fewer, 1.0), b"after")
    assert moved((made, before), (fewer, after)) == (
        Moved("student 0", places(made, before)["student 0"], ()),
    )


@pytest.mark.parametrize("students", [90, 300])
def test_in_a_hall_who_is_not_absent_stays(students: int) -> None:
    made, plan, _ = hall(students, 4)
    before = seated(made, plan.sessions.tolist(), None, b"before")
    fewer = without(made, 2)
    smaller = np.bincount(fewer.option, minlength=len(fewer.slot))
    fewer = replace(fewer, smallest=np.minimum(fewer.smallest, smaller // plan.sessions))
    after = seated(fewer, plan.sessions.tolist(), staying((made, before), fewer, 1.0), b"after")
    others = [each for each in moved((made, before), (fewer, after)) if each.came]
    assert len(others) <= 2  # only where a session would otherwise be too small
    unlike = seated(fewer, plan.sessions.tolist(), None, b"after")
    assert len(moved((made, before), (fewer, unlike))) > students / 2


def test_likings_add_up() -> None:
    one = Liking(np.array([0]), np.array([0]), np.array([1]), np.array([2.0]))
    other = Liking(group=np.array([0, 0]), together=1.0, before=np.array([1, 2]), staying=3.0)
    sum_of_both = both(one, other)
    assert sum_of_both.worth.tolist() == [2.0]
    assert (sum_of_both.together, sum_of_both.staying) == (1.0, 3.0)
